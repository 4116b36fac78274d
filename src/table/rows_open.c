/* A table opened: what kind of file it is, its dialect, its header, its values surveyed. */
#include "base/hash.h"
#include "table/rows_parts.h"
#include "table/survey.h"

#include <stdlib.h>
#include <string.h>

static tr_err keep_names(rows *r, const csv_row *h)
{
    if (h->n > CSV_MAX_FIELDS) return TR_ERR_LIMIT;
    for (size_t i = 0; i < h->n; i++) {
        r->names[i] = arena_str(&r->keep, str_trim(h->fields[i]));
        if (r->names[i].ptr == NULL) return TR_ERR_NOMEM;
        r->cols[i] = h->cols[i];
        r->lines[i] = h->lines[i];
    }
    r->n = r->n_file = h->n;
    return TR_OK;
}

/* How many of a layout's columns are there, if those it needs are; the best of all layouts. */
static size_t score(rows *r, const rows_need *needs, size_t n_needs)
{
    size_t best = 0;
    for (size_t i = 0; i < n_needs; i++) {
        bool all = needs[i].n_needed > 0, note;
        size_t n = 0;
        for (size_t k = 0; needs[i].names[k]; k++) {
            bool there = rows_look(r, needs[i].names[k], &note) >= 0;
            all = all && (there || k >= needs[i].n_needed);
            n += there;
        }
        if (all && n > best) best = n;
    }
    return best;
}

static bool one_is_there(rows *r, const rows_need *needs, size_t n_needs)
{
    return score(r, needs, n_needs) > 0;
}

static bool is_tags(const csv_row *row)
{
    bool some = false;
    for (size_t i = 0; i < row->n; i++) {
        str s = str_trim(row->fields[i]);
        if (s.len && s.ptr[0] != '#') return false;
        some = some || s.len > 1;
    }
    return some;
}

static tr_err keep_tags(rows *r, const csv_row *row)
{
    for (size_t i = 0; i < row->n && i < r->n_file; i++) {
        r->tags[i] = arena_str(&r->keep, str_trim(row->fields[i]));
        if (r->tags[i].ptr == NULL) return TR_ERR_NOMEM;
    }
    return TR_OK;
}

static tr_err set_position(rows *r, tr_diag *diag)
{
    str want = r->m ? r->m->position : (str){0};
    r->position_at = -1;
    if (want.len == 0) return TR_OK;
    int at = rows_exactly(r, want);
    if (at < 0 && !r->form->fixed) at = rows_without_case(r, want);
    if (at < 0) {
        rows_not_mapped(r, want, diag);
        return TR_ERR_DATA;
    }
    r->position_at = at;
    r->names[r->n_file] = STR("position, latitude");
    r->names[r->n_file + 1] = STR("position, longitude");
    r->header.n = r->n = r->n_file + 2;
    for (size_t i = r->n_file; i < r->n; i++) {
        r->cols[i] = r->cols[at];
        r->lines[i] = r->lines[at];
    }
    return TR_OK;
}

/* The names, the tags behind them, and what the mapping adds; from a reader at the front. */
static tr_err read_header(rows *r, csv_reader *csv, tr_diag *diag)
{
    csv_row row;
    tr_err e = csv_next(csv, &row, diag);
    if (e == TR_OK && r->form->sep_line) e = csv_next(csv, &row, diag);
    if (e == TR_ERR_ABSENT) {
        diag_set(diag, CODE_CSV_HEADER, r->file, 1, 1, "the file is empty");
        return TR_ERR_DATA;
    }
    TR_TRY(e);
    if (row.n && str_starts(str_trim(row.fields[0]), "<")) {
        diag_set(diag, CODE_FEED_HTML, r->file, row.line, 1, "the file is a web page, not data");
        return TR_ERR_DATA;
    }
    TR_TRY(keep_names(r, &row));
    r->header = (csv_row){
        .fields = r->names, .n = row.n, .line = row.line, .cols = r->cols, .lines = r->lines};
    if (r->form->hxl) {
        e = csv_next(csv, &row, diag);
        if (e == TR_OK) TR_TRY(keep_tags(r, &row));
    }
    return TR_OK;
}

static void set_separator(const rows *r, csv_reader *csv)
{
    if (r->form->separator) csv_set_separator(csv, r->form->separator);
}

/* The header once more under another guess, from the first bytes alone. */
static tr_err try_header(rows *r, str sample)
{
    csv_reader *csv = NULL;
    csv_row row;
    tr_diag ignored;
    arena_reset(&r->keep);
    memset(r->tags, 0, sizeof r->tags);
    r->n = r->n_file = 0; /* the names of the guess before are gone */
    TR_TRY(csv_open_bytes(sample, r->file, &csv));
    set_separator(r, csv);
    r->form->hxl = false;
    tr_err e = read_header(r, csv, &ignored);
    if (e == TR_OK && csv_next(csv, &row, &ignored) == TR_OK && row.n == r->n_file &&
        is_tags(&row)) {
        r->form->hxl = true;
        e = keep_tags(r, &row);
    }
    if (e == TR_OK) e = set_position(r, &ignored);
    csv_close(csv);
    return e;
}

static const char separators[] = ",;\t|";

/* A title before the names: where are they? */
static void look_for_names(rows *r, str sample, const rows_need *needs, size_t n_needs)
{
    enum { LINES = 20 };
    str rest = sample, ignored;
    for (unsigned line = 2; line < LINES && str_cut(&rest, '\n', &ignored) && rest.len; line++) {
        for (size_t i = 0; separators[i] && r->names_later == 0; i++) {
            r->form->separator = separators[i];
            if (try_header(r, rest) == TR_OK && one_is_there(r, needs, n_needs))
                r->names_later = line;
        }
    }
}

static bool separator_line(str sample, char *out)
{
    str line = str_trim(str_upto(sample, str_find(sample, '\n')));
    if (line.len != 5 || !str_eq_nocase(str_upto(line, 4), STR("sep="))) return false;
    *out = line.ptr[4];
    return strchr(separators, *out) != NULL;
}

/* The separator under which the needed columns are there; else the one that gives the most. */
static tr_err choose_separator(rows *r, str sample, const rows_need *needs, size_t n_needs)
{
    size_t most = 0, most_known = 0;
    char best = 0, known = 0;
    r->form->separator = 0;
    str declared = r->m ? r->m->separator : (str){0};
    if (separator_line(sample, &r->form->separator)) {
        r->form->sep_line = true;
        if (r->form->separator == ',') r->form->separator = 0;
        return try_header(r, sample);
    }
    for (size_t i = 0; separators[i]; i++) {
        char as = separators[i] == ',' ? 0 : separators[i];
        if (declared.len && declared.ptr[0] != separators[i]) continue;
        r->form->separator = as;
        tr_err e = try_header(r, sample);
        if (e == TR_ERR_NOMEM) return e;
        if (e != TR_OK) continue;
        size_t n = score(r, needs, n_needs);
        if (n > most_known) {
            most_known = n;
            known = as;
        }
        if (r->n_file > most) {
            most = r->n_file;
            best = as;
        }
    }
    if (most_known) {
        r->form->separator = known;
        return try_header(r, sample);
    }
    look_for_names(r, sample, needs, n_needs);
    r->form->separator = best;
    tr_err e = try_header(r, sample);
    return e == TR_ERR_NOMEM ? e : TR_OK; /* the real header says what is wrong with it */
}

/* A name that is asked for and stands over two columns: nobody knows which is meant. */
static tr_err check_doubles(rows *r, tr_diag *diag)
{
    for (size_t i = 0; i < r->n_file; i++) {
        for (size_t k = i + 1; k < r->n_file; k++) {
            bool asked = r->asked[i] || r->asked[k];
            if (!asked || r->names[i].len == 0 || !str_eq(r->names[i], r->names[k])) continue;
            diag_set(diag, CODE_CSV_DUP_COLUMN, r->file, r->header.line, 1,
                     "the column '" STR_FMT "' occurs twice", STR_ARG(r->names[i]));
            return TR_ERR_DATA;
        }
    }
    return TR_OK;
}

/* Which columns hold what; their names are not written down yet. */
static void note_types(rows *r, const rows_need *needs, size_t n_needs)
{
    bool note;
    for (size_t i = 0; i < n_needs; i++) {
        for (size_t k = 0; needs[i].names[k]; k++) {
            int at = rows_look(r, needs[i].names[k], &note);
            if (at < 0) continue;
            r->type[at] = rows_type_of(needs[i].names[k]);
            r->asked[at] = true;
        }
    }
}

static tr_err rewind_source(rows *r)
{
    return r->src.rewind ? r->src.rewind(r->src.ctx) : TR_ERR_USAGE;
}

/* Closes the reader. */
static tr_err tally_rows(const rows *r, csv_reader *csv, survey *s)
{
    size_t n_skip = (size_t)1 + r->form->sep_line + r->form->hxl;
    survey_init(s, r->file, r->names, r->type, r->n_file, r->form->separator != 0 || r->whole_cells,
                rows_format_of(r));
    set_separator(r, csv);
    tr_err e = survey_read(s, csv, n_skip);
    csv_close(csv);
    return e;
}

/* What the whole file says about its columns, where the first rows raise a question. */
static tr_err survey_file(rows *r, str sample, tr_diag *diag)
{
    survey *s = arena_alloc(&r->scratch, sizeof *s);
    csv_reader *csv = NULL;
    if (s == NULL) return TR_ERR_NOMEM;
    TR_TRY(csv_open_bytes(sample, r->file, &csv));
    TR_TRY(tally_rows(r, csv, s));
    if (!survey_asks(s) || r->src.rewind == NULL) return TR_OK;
    TR_TRY(rewind_source(r));
    TR_TRY(csv_open(r->src, r->file, &csv));
    TR_TRY(tally_rows(r, csv, s));
    return survey_settle(s, r->form, diag);
}

static tr_err recognise_csv(rows *r, const rows_need *needs, size_t n_needs, tr_diag *diag)
{
    str sample, head;
    TR_TRY(csv_peek(r->csv, &head));
    sample = arena_str(&r->scratch, head);
    if (sample.ptr == NULL) return TR_ERR_NOMEM;
    TR_TRY(survey_encoding(sample, r->file, r->m ? r->m->encoding : (str){0}, diag));
    TR_TRY(choose_separator(r, sample, needs, n_needs));
    if (r->names_later == 0) {
        note_types(r, needs, n_needs);
        TR_TRY(check_doubles(r, diag));
        size_t whole = sample.len;
        while (whole > 0 && sample.ptr[whole - 1] != '\n')
            whole--;
        TR_TRY(survey_file(r, str_upto(sample, whole ? whole : sample.len), diag));
    }
    memset(r->type, 0, sizeof r->type);
    if (r->src.rewind == NULL) return TR_OK;
    csv_close(r->csv);
    r->csv = NULL;
    TR_TRY(rewind_source(r));
    return csv_open(r->src, r->file, &r->csv);
}

static tr_err open_csv(rows *r, const rows_need *needs, size_t n_needs, tr_diag *diag)
{
    if (!r->form->fixed) TR_TRY(recognise_csv(r, needs, n_needs, diag));
    arena_reset(&r->keep);
    r->n = r->n_file = 0;
    memset(r->tags, 0, sizeof r->tags);
    set_separator(r, r->csv);
    TR_TRY(read_header(r, r->csv, diag));
    return set_position(r, diag);
}

/* What is left of the source, with the bytes that were looked at. */
static tr_err read_all(rows *r, str *out, tr_diag *diag)
{
    str head;
    buf b;
    buf_init(&b, DOC_MAX_BYTES);
    tr_err e = csv_peek(r->csv, &head);
    while (e == TR_OK && head.len) {
        buf_s(&b, head);
        csv_skip(r->csv, head.len, 0);
        e = csv_peek(r->csv, &head);
    }
    if (e == TR_OK) e = buf_err(&b);
    if (e == TR_OK) return buf_take(&b, &r->keep, out);
    if (e == TR_ERR_LIMIT)
        diag_set(diag, CODE_LIMIT, r->file, 0, 0, "JSON larger than %d bytes", (int)DOC_MAX_BYTES);
    buf_free(&b);
    return e;
}

static tr_err survey_json(rows *r, const rows_need *needs, size_t n_needs, tr_diag *diag)
{
    survey *s = arena_alloc(&r->keep, sizeof *s);
    csv_row row;
    tr_diag ignored;
    tr_err e;
    if (s == NULL) return TR_ERR_NOMEM;
    note_types(r, needs, n_needs);
    survey_init(s, r->file, r->names, r->type, r->n_file, true, rows_format_of(r));
    while ((e = rows_next_json(r, &row, &ignored)) == TR_OK || e == TR_ERR_DATA) {
        if (e == TR_OK) survey_row(s, &row);
    }
    memset(r->type, 0, sizeof r->type);
    json_rows_rewind(&r->json);
    return e == TR_ERR_ABSENT ? survey_settle(s, r->form, diag) : e;
}

static tr_err open_json(rows *r, const rows_need *needs, size_t n_needs, tr_diag *diag)
{
    str all;
    TR_TRY(read_all(r, &all, diag));
    csv_close(r->csv);
    r->csv = NULL;
    TR_TRY(json_rows_open(&r->json, all, r->file, r->form->format, &r->keep, &r->scratch, diag));
    r->form->format = r->json.format;
    r->n = r->n_file = r->json.names.n;
    for (size_t i = 0; i < r->n_file; i++) {
        r->names[i] = r->json.names.items[i];
        r->cols[i] = r->lines[i] = 1;
    }
    r->header =
        (csv_row){.fields = r->names, .n = r->n, .line = 1, .cols = r->cols, .lines = r->lines};
    TR_TRY(set_position(r, diag));
    return r->form->fixed ? TR_OK : survey_json(r, needs, n_needs, diag);
}

static tr_err open_any(rows *r, const rows_need *needs, size_t n_needs, tr_diag *diag)
{
    str head;
    TR_TRY(csv_open(r->src, r->file, &r->csv));
    if (r->form->fixed)
        return r->form->format == FORM_CSV ? open_csv(r, needs, n_needs, diag)
                                           : open_json(r, needs, n_needs, diag);
    TR_TRY(csv_peek(r->csv, &head));
    TR_TRY(survey_kind(head, r->file, diag));
    return json_rows_looks(head) ? open_json(r, needs, n_needs, diag)
                                 : open_csv(r, needs, n_needs, diag);
}

static tr_err find_zone(rows *r, rows_how how, tr_diag *diag)
{
    if (r->m == NULL || r->m->zone.len == 0 || how.zones == NULL) return TR_OK;
    if (tz_find(how.zones, r->m->zone, &r->zone) == TR_OK) return TR_OK;
    diag_set(diag, CODE_AG_ZONE, r->file, 1, 1, "'" STR_FMT "' is no zone of the tz database",
             STR_ARG(r->m->zone));
    return TR_ERR_DATA;
}

static tr_err open_with(rows *r, rows_how how, const rows_need *needs, size_t n_needs, rows **out,
                        tr_diag *diag)
{
    tr_err e = find_zone(r, how, diag);
    if (e == TR_OK) e = open_any(r, needs, n_needs, diag);
    if (e == TR_OK) {
        *out = r;
        return e;
    }
    rows_close(r);
    return e;
}

static rows *new_rows(const char *file, rows_how how)
{
    rows *r = calloc(1, sizeof *r);
    if (r == NULL) return NULL;
    r->file = file;
    r->m = how.mapping;
    r->plain.fixed = true;
    r->form = how.form && how.form->a ? how.form : &r->plain;
    r->whole_cells = how.whole_cells;
    r->json.lat_at = r->json.lon_at = r->position_at = -1;
    arena_init(&r->keep, JSON_ROWS_BYTES);
    arena_init(&r->scratch, SCRATCH_BYTES);
    return r;
}

tr_err rows_open(csv_source src, const char *file, rows_how how, const rows_need *needs,
                 size_t n_needs, rows **out, tr_diag *diag)
{
    rows *r = new_rows(file, how);
    if (r == NULL) return TR_ERR_NOMEM;
    r->src = src;
    return open_with(r, how, needs, n_needs, out, diag);
}

tr_err rows_open_bytes(str bytes, const char *file, rows_how how, const rows_need *needs,
                       size_t n_needs, rows **out, tr_diag *diag)
{
    rows *r = new_rows(file, how);
    if (r == NULL) return TR_ERR_NOMEM;
    r->src = csv_from_bytes(&r->bytes, bytes);
    return open_with(r, how, needs, n_needs, out, diag);
}

void rows_close(rows *r)
{
    if (r == NULL) return;
    csv_close(r->csv);
    arena_clear(&r->keep);
    arena_clear(&r->scratch);
    free(r);
}

tr_err rows_digest(const csv_row *row, uint64_t out[2])
{
    sha256 h;
    TR_TRY(sha256_of(row->raw, &h));
    for (size_t i = 0; i < 2; i++) {
        out[i] = 0;
        for (size_t j = 0; j < 8; j++)
            out[i] = out[i] << 8 | h.bytes[i * 8 + j];
    }
    return TR_OK;
}
