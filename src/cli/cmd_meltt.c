/* MELTT's published integration of event data sets, for comparison with studies that used it. */
#include "terminal/cmd.h"

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
    const args *in;
    arena *a;
    tr_diag d;
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
        diag_set(&j->d, CODE_AG_VALUE, "", 0, 0, "--taxonomy takes COLUMN=FILE, at most %d times",
                 (int)MELTT_MAX_TAXONOMIES);
        return TR_ERR_USAGE;
    }
    const char *path = cli_path(j->a, str_from(option, eq + 1));
    t->column = str_upto(option, eq);
    TR_TRY(host_read_file(path, HOST_FILE_BYTES, j->a, &bytes, &j->d));
    TR_TRY(csv_open_bytes(bytes, path, &r));
    tr_err e = csv_next(r, &row, &j->d);
    if (e == TR_OK && (row.n < 3 || row.n > 2 + MELTT_MAX_LEVELS)) {
        diag_set(&j->d, CODE_CSV_COLUMNS, path, row.line, 1,
                 "a source, a category and one to %d levels are needed", (int)MELTT_MAX_LEVELS);
        e = TR_ERR_DATA;
    }
    size_t width = e == TR_OK ? row.n : 0;
    t->n_levels = width ? width - 2 : 0;
    while (e == TR_OK && (e = csv_next(r, &row, &j->d)) == TR_OK) {
        if (row.n != width) {
            diag_set(&j->d, CODE_CSV_COLUMNS, path, row.line, 1, "%zu fields, the header has %zu",
                     row.n, width);
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
    diag_set(&j->d, code, path, row->lines[at], row->cols[at], "'" STR_FMT "'",
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

static tr_err read_data(job *j, str word)
{
    csv_reader *r = NULL;
    csv_row row;
    str bytes;
    int at[C__N], tax_at[MELTT_MAX_TAXONOMIES];
    const char *path = cli_path(j->a, word);
    TR_TRY(host_read_file(path, HOST_FILE_BYTES, j->a, &bytes, &j->d));
    TR_TRY(csv_open_bytes(bytes, path, &r));
    tr_err e = csv_next(r, &row, &j->d);
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
        diag_set(&j->d, CODE_CSV_MISSING_COLUMN, path, row.line, 1,
                 "the column '" STR_FMT "' is missing", STR_ARG(name));
        e = TR_ERR_DATA;
    }
    while (e == TR_OK && (e = csv_next(r, &row, &j->d)) == TR_OK) {
        if (row.n == width) {
            e = read_record(j, path, &row, at, tax_at);
        } else {
            diag_set(&j->d, CODE_CSV_COLUMNS, path, row.line, 1, "%zu fields, the header has %zu",
                     row.n, width);
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

static tr_err read_all(const cmd *c, job *j)
{
    str km = opt_value(c, j->in, "km"), days = opt_value(c, j->in, "days"),
        rest = opt_value(c, j->in, "taxonomy"), one;
    int64_t partial = 0;
    str p = opt_value(c, j->in, "partial");
    bool ok = str_to_double(km, &j->o.window_km) && str_to_double(days, &j->o.window_days) &&
              (p.len == 0 || str_to_i64(p, 0, MELTT_MAX_TAXONOMIES, &partial));
    if (!ok) return TR_ERR_USAGE;
    j->o.partial = (size_t)partial;
    while (rest.len && str_cut(&rest, '\n', &one))
        TR_TRY(read_tree(j, one));
    for (size_t i = 0; i < j->in->n_words; i++)
        TR_TRY(read_data(j, j->in->words[i]));
    return j->datasets.n <= 16 ? TR_OK : TR_ERR_LIMIT;
}

static int run(const cmd *c, args *in)
{
    job j = {.in = in, .a = in->a};
    meltt_result r;
    buf b;
    if (in->n_words < 2) return cli_usage(c);
    tr_err e = read_all(c, &j);
    if (e == TR_ERR_USAGE && j.d.msg[0] == '\0') return cli_usage(c);
    if (e == TR_OK) e = meltt_integrate(j.records.items, j.records.n, &j.o, in->a, &r);
    if (e != TR_OK) return cli_fail(e, &j.d);
    buf_init(&b, BUF_LIMIT_BYTES);
    if (opt_yes(c, in, "totals")) {
        e = count_overlap(&j, &r, &b);
    } else {
        put_matches(&j, &r, &b);
    }
    int code = e == TR_OK ? cli_answer(&b, EXIT_DONE) : cli_fail(e, NULL);
    buf_free(&b);
    return code;
}

const cmd cmd_meltt = {
    .name = "meltt",
    .usage = "meltt DATA DATA... --km K --days D [options]",
    .summary = "integrate event data sets as MELTT does, for comparison with studies that used it",
    .text = "The published method (Donnay and others 2019): data sets in the order given, a window "
            "of kilometres and days, agreement on\n"
            "some level of every taxonomy. Its result depends on the order of data sets and rows, "
            "so truce never uses it for a\n"
            "report. Data: CSV with dataset, event, date, enddate, latitude, longitude and a "
            "column for each taxonomy.",
    .opts =
        {{.name = "km", .arg = "KM", .help = "window in kilometres"},
         {.name = "days", .arg = "DAYS", .help = "window in days"},
         {.name = "taxonomy",
          .arg = "COLUMN=FILE",
          .help =
              "categories of a column: source, category, levels from fine to coarse; many times",
          .many = true},
         {.name = "partial",
          .arg = "N",
          .help = "taxonomies that may disagree: none or exactly N (default 0)"},
         {.name = "totals",
          .help = "print how many, and which data sets overlap, instead of the pairs"}},
    .examples = {"truce meltt a.csv b.csv --km 4 --days 2 --taxonomy kind=kinds.csv --totals"},
    .run = run,
};
