/* MELTT's published integration of event data sets, for comparison with studies that used it. */
#include "face/face.h"

#include "base/idmap.h"
#include "incident/meltt.h"

#include <stdlib.h>

typedef struct tree {
    str column;
    idmap of; /* "dataset\tcategory" -> row of codes */
    VEC(int) codes;
    size_t n_levels;
    idmap words; /* text of a level -> its code */
} tree;

typedef struct job {
    task *k;
    arena *a;
    meltt_options o;
    tree trees[MELTT_MAX_TAXONOMIES];
    VEC(meltt_record) records;
    VEC(str) datasets;
} job;

static tr_err code_of(job *j, tree *t, str word, int *code)
{
    size_t at = t->words.n;
    if (!idmap_find(&t->words, word, &at)) {
        str key = arena_str(j->a, word);
        if (key.ptr == NULL) return TR_ERR_NOMEM;
        TR_TRY(idmap_add(&t->words, j->a, key, at));
    }
    *code = (int)at;
    return TR_OK;
}

static str key_of(job *j, str dataset, str word)
{
    return arena_printf(j->a, STR_FMT "\t" STR_FMT, STR_ARG(dataset), STR_ARG(word));
}

static tr_err read_tree_row(job *j, tree *t, const csv_row *row)
{
    str key = key_of(j, row->fields[0], row->fields[1]);
    size_t known;
    if (key.ptr == NULL) return TR_ERR_NOMEM;
    if (idmap_find(&t->of, key, &known)) return TR_OK;
    TR_TRY(idmap_add(&t->of, j->a, key, t->codes.n));
    for (size_t l = 0; l < t->n_levels; l++) {
        int *slot = VEC_PUSH(j->a, &t->codes);
        if (slot == NULL) return TR_ERR_NOMEM;
        TR_TRY(code_of(j, t, row->fields[2 + l], slot));
    }
    return TR_OK;
}

/* Rows: data source, its category, then the levels from fine to coarse. */
static tr_err read_tree(job *j, str option)
{
    tree *t = &j->trees[j->o.n_taxonomies];
    size_t eq = str_find(option, '=');
    csv_reader *r = NULL;
    csv_row row;
    str bytes;
    if (eq == option.len || j->o.n_taxonomies == MELTT_MAX_TAXONOMIES) {
        return task_refuse(j->k, "--taxonomy takes COLUMN=FILE, at most %d times",
                           (int)MELTT_MAX_TAXONOMIES);
    }
    const char *path = task_path(j->k, str_from(option, eq + 1));
    t->column = str_upto(option, eq);
    TR_TRY(host_read_file(path, HOST_FILE_BYTES, j->a, &bytes, &j->k->d));
    TR_TRY(csv_open_bytes(bytes, path, &r));
    tr_err e = csv_next(r, &row, &j->k->d);
    if (e == TR_OK && (row.n < 3 || row.n > 2 + MELTT_MAX_LEVELS)) {
        diag_set(&j->k->d, CODE_CSV_COLUMNS, path, row.line, 1,
                 "a source, a category and one to %d levels are needed", (int)MELTT_MAX_LEVELS);
        e = TR_ERR_DATA;
    }
    size_t width = e == TR_OK ? row.n : 0;
    t->n_levels = width ? width - 2 : 0;
    while (e == TR_OK && (e = csv_next(r, &row, &j->k->d)) == TR_OK) {
        if (row.n != width) {
            diag_set(&j->k->d, CODE_CSV_COLUMNS, path, row.line, 1,
                     "%zu fields, the header has %zu", row.n, width);
            e = TR_ERR_DATA;
        } else {
            e = read_tree_row(j, t, &row);
        }
    }
    csv_close(r);
    j->o.n_levels[j->o.n_taxonomies++] = t->n_levels;
    return e == TR_ERR_ABSENT ? TR_OK : e;
}

static int column_of(const csv_row *h, str name)
{
    for (size_t i = 0; i < h->n; i++) {
        if (str_eq(str_trim(h->fields[i]), name)) return (int)i;
    }
    return -1;
}

static tr_err dataset_number(job *j, str name, int *out)
{
    for (size_t i = 0; i < j->datasets.n; i++) {
        if (!str_eq(j->datasets.items[i], name)) continue;
        *out = (int)i + 1;
        return TR_OK;
    }
    str *slot = VEC_PUSH(j->a, &j->datasets);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = arena_str(j->a, name);
    *out = (int)j->datasets.n;
    return slot->ptr ? TR_OK : TR_ERR_NOMEM;
}

enum { C_DATASET, C_EVENT, C_DATE, C_END, C_LAT, C_LON, C__N };
static const char *const columns[] = {"dataset", "event",    "date",
                                      "enddate", "latitude", "longitude"};

static tr_err bad_field(job *j, const char *path, const csv_row *row, int at, diag_code code)
{
    diag_set(&j->k->d, code, path, row->lines[at], row->cols[at], "'" STR_FMT "'",
             STR_ARG(row->fields[at]));
    return TR_ERR_DATA;
}

static tr_err read_record(job *j, const char *path, const csv_row *row, const int *at,
                          const int *tax_at)
{
    meltt_record rec = {0};
    iso_time from, to;
    int64_t event;
    TR_TRY(dataset_number(j, row->fields[at[C_DATASET]], &rec.dataset));
    if (!str_to_i64(row->fields[at[C_EVENT]], 0, INT32_MAX, &event))
        return bad_field(j, path, row, at[C_EVENT], CODE_ROW_ID);
    if (!iso_parse(row->fields[at[C_DATE]], &from))
        return bad_field(j, path, row, at[C_DATE], CODE_ROW_TIME);
    if (!iso_parse(row->fields[at[C_END]], &to))
        return bad_field(j, path, row, at[C_END], CODE_ROW_TIME);
    if (!str_to_double(row->fields[at[C_LAT]], &rec.lat_deg))
        return bad_field(j, path, row, at[C_LAT], CODE_ROW_POSITION);
    if (!str_to_double(row->fields[at[C_LON]], &rec.lon_deg))
        return bad_field(j, path, row, at[C_LON], CODE_ROW_POSITION);
    rec.event = (int)event;
    rec.start_day = (double)civil_to_days(from.at.year, from.at.month, from.at.day);
    rec.end_day = (double)civil_to_days(to.at.year, to.at.month, to.at.day);
    for (size_t t = 0; t < j->o.n_taxonomies; t++) {
        size_t codes;
        str key = key_of(j, row->fields[at[C_DATASET]], row->fields[tax_at[t]]);
        if (key.ptr == NULL) return TR_ERR_NOMEM;
        if (!idmap_find(&j->trees[t].of, key, &codes))
            return bad_field(j, path, row, tax_at[t], CODE_ROW_CATEGORY);
        for (size_t l = 0; l < j->o.n_levels[t]; l++)
            rec.code[t][l] = j->trees[t].codes.items[codes + l];
    }
    meltt_record *slot = VEC_PUSH(j->a, &j->records);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = rec;
    return TR_OK;
}

static tr_err read_data(job *j, const char *path)
{
    csv_reader *r = NULL;
    csv_row row;
    str bytes;
    int at[C__N], tax_at[MELTT_MAX_TAXONOMIES];
    TR_TRY(host_read_file(path, HOST_FILE_BYTES, j->a, &bytes, &j->k->d));
    TR_TRY(csv_open_bytes(bytes, path, &r));
    tr_err e = csv_next(r, &row, &j->k->d);
    size_t width = e == TR_OK ? row.n : 0;
    for (size_t i = 0; e == TR_OK && i < C__N + j->o.n_taxonomies; i++) {
        str name = i < C__N ? str_of(columns[i]) : j->trees[i - C__N].column;
        int found = column_of(&row, name);
        if (i < C__N) {
            at[i] = found;
        } else {
            tax_at[i - C__N] = found;
        }
        if (found >= 0) continue;
        diag_set(&j->k->d, CODE_CSV_MISSING_COLUMN, path, row.line, 1,
                 "the column '" STR_FMT "' is missing", STR_ARG(name));
        e = TR_ERR_DATA;
    }
    while (e == TR_OK && (e = csv_next(r, &row, &j->k->d)) == TR_OK) {
        if (row.n == width) {
            e = read_record(j, path, &row, at, tax_at);
        } else {
            diag_set(&j->k->d, CODE_CSV_COLUMNS, path, row.line, 1,
                     "%zu fields, the header has %zu", row.n, width);
            e = TR_ERR_DATA;
        }
    }
    csv_close(r);
    return e == TR_ERR_ABSENT ? TR_OK : e;
}

/* Which data sets each standing record stands for, as the sum of 1 << number. */
static tr_err count_overlap(const job *j, const meltt_result *r, buf *b)
{
    size_t n = j->records.n, sets = j->datasets.n;
    uint32_t *mask = arena_alloc_n(j->a, n + 1, sizeof *mask);
    bool *gone = arena_alloc_n(j->a, n + 1, sizeof *gone);
    size_t matched[2] = {0, 0};
    if (mask == NULL || gone == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n; i++)
        mask[i] = 1u << (j->records.items[i].dataset - 1);
    for (size_t i = 0; i < r->n_matches; i++) {
        const meltt_match *m = &r->matches[i];
        const uint32_t own = 1u << (j->records.items[m->kept].dataset - 1);
        matched[m->episode] += mask[m->kept] == own; /* the first partner makes it a match */
        mask[m->kept] |= mask[m->dropped];
        gone[m->dropped] = true;
    }
    buf_f(b,
          "input,%zu\nunique,%zu\nremoved,%zu\nevent matches,%zu\nepisode matches,%zu\nflagged "
          "episode and event,%zu\n",
          n, r->n_unique, r->n_matches, matched[0], matched[1], r->n_flagged);
    for (uint32_t s = 1; s < 1u << sets; s++) {
        size_t count = 0;
        for (size_t i = 0; i < n; i++)
            count += !gone[i] && mask[i] == s;
        bool first = true;
        for (size_t k = 0; k < sets; k++) {
            if (!(s >> k & 1)) continue;
            buf_f(b, "%s" STR_FMT, first ? "" : "+", STR_ARG(j->datasets.items[k]));
            first = false;
        }
        buf_f(b, ",%zu\n", count);
    }
    return TR_OK;
}

static void put_matches(const job *j, const meltt_result *r, buf *b)
{
    buf_z(b, "kept_dataset,kept_event,dropped_dataset,dropped_event,kind\n");
    for (size_t i = 0; i < r->n_matches; i++) {
        const meltt_record *k = &j->records.items[r->matches[i].kept],
                           *d = &j->records.items[r->matches[i].dropped];
        csv_text(b, j->datasets.items[k->dataset - 1]);
        buf_f(b, ",%d,", k->event);
        csv_text(b, j->datasets.items[d->dataset - 1]);
        buf_f(b, ",%d,%s\n", d->event, r->matches[i].episode ? "episode" : "event");
    }
}

static tr_err read_all(job *j, const char *const *files, size_t n)
{
    task *k = j->k;
    int64_t partial = 0;
    str p = task_value(k, "partial"), one;
    if (!str_to_double(task_value(k, "km"), &j->o.window_km) ||
        !str_to_double(task_value(k, "days"), &j->o.window_days))
        return task_refuse(k, "--km and --days are needed, each a number");
    if (p.len && !str_to_i64(p, 0, MELTT_MAX_TAXONOMIES, &partial))
        return task_refuse(k, "--partial is a number up to %d", (int)MELTT_MAX_TAXONOMIES);
    j->o.partial = (size_t)partial;
    for (size_t i = 0; task_nth(k, "taxonomy", i, &one); i++)
        TR_TRY(read_tree(j, one));
    for (size_t i = 0; i < n; i++)
        TR_TRY(read_data(j, files[i]));
    return j->datasets.n <= 16 ? TR_OK : TR_ERR_LIMIT;
}

static tr_err integrate(task *k, const char *const *files, size_t n)
{
    job j = {.k = k, .a = k->a};
    meltt_result r;
    if (n < 2) return task_refuse(k, "two or more files are needed");
    TR_TRY(read_all(&j, files, n));
    TR_TRY(meltt_integrate(j.records.items, j.records.n, &j.o, k->a, &r));
    if (task_yes(k, "totals")) return count_overlap(&j, &r, &k->out);
    put_matches(&j, &r, &k->out);
    return TR_OK;
}

truce_code truce_meltt(truce *t, const char *const *files, size_t n_files,
                       const truce_setting *settings, truce_answer **out)
{
    static const char *const knows[] = {"km", "days", "taxonomy*", "partial", "totals?", NULL};
    task k;
    tr_err e = task_begin(&k, t, settings, knows);
    if (e == TR_OK) e = integrate(&k, files, n_files);
    return task_end(&k, e, out);
}
