#include "app/discharges.h"

#include "base/idmap.h"

enum { C_TIME, C_KIND, C_NUMBER, C_PLACE, C_TYPE, C_SITE, C_WAVE, C__N };
static const char *const columns[] = {"time", "kind", "number", "place", "type", "site", "wave"};

typedef struct reader {
    csv_reader *csv;
    csv_row row;
    int at[C__N];
    const char *file;
    arena *a;
    idmap names[C__N];
    tr_diag *diag;
} reader;

static tr_err fault(const reader *r, int column, diag_code code, const char *what)
{
    int at = r->at[column];
    diag_set(r->diag, code, r->file, r->row.lines[at], r->row.cols[at], "%s", what);
    return TR_ERR_DATA;
}

static tr_err read_header(reader *r)
{
    tr_err e = csv_next(r->csv, &r->row, r->diag);
    if (e == TR_ERR_ABSENT) {
        diag_set(r->diag, CODE_CSV_HEADER, r->file, 1, 1, "the file is empty");
        return TR_ERR_DATA;
    }
    TR_TRY(e);
    for (int c = 0; c < C__N; c++) {
        r->at[c] = -1;
        for (size_t i = 0; i < r->row.n; i++) {
            if (str_is(str_trim(r->row.fields[i]), columns[c])) r->at[c] = (int)i;
        }
        if (r->at[c] >= 0 || c > C_NUMBER) continue;
        diag_set(r->diag, CODE_CSV_MISSING_COLUMN, r->file, r->row.line, 1,
                 "the column '%s' is missing", columns[c]);
        return TR_ERR_DATA;
    }
    return TR_OK;
}

static str field(const reader *r, int column)
{
    return r->at[column] >= 0 ? str_trim(r->row.fields[r->at[column]]) : (str){0};
}

/* Words become numbers in the order in which they occur; an empty field stays unknown. */
static tr_err number_of(reader *r, int column, int *out)
{
    str word = field(r, column);
    size_t known = r->names[column].n;
    *out = -1;
    if (word.len == 0) return TR_OK;
    if (!idmap_find(&r->names[column], word, &known)) {
        str key = arena_str(r->a, word);
        if (key.ptr == NULL) return TR_ERR_NOMEM;
        TR_TRY(idmap_add(&r->names[column], r->a, key, known));
    }
    *out = (int)known;
    return TR_OK;
}

static tr_err read_row(reader *r, size_t width, discharge *d)
{
    iso_time t;
    *d = (discharge){0};
    if (r->row.n != width) {
        diag_set(r->diag, CODE_CSV_COLUMNS, r->file, r->row.line, 1,
                 "%zu fields, the header has %zu", r->row.n, width);
        return TR_ERR_DATA;
    }
    if (!iso_parse(field(r, C_TIME), &t) || !t.has_clock || !t.has_offset)
        return fault(r, C_TIME, CODE_ROW_TIME, "an instant with its offset is expected");
    d->second = (civil_to_usec(&t.at) - t.offset_sec * USEC_SEC) / USEC_SEC;
    d->kind = str_is(field(r, C_KIND), "rounds") ? DISCHARGE_ROUNDS : DISCHARGE_STRIKE;
    if (d->kind == DISCHARGE_STRIKE && !str_is(field(r, C_KIND), "strike"))
        return fault(r, C_KIND, CODE_ROW_KIND, "kind is rounds or strike");
    int64_t n;
    if (!str_to_i64(field(r, C_NUMBER), 1, 1000000, &n))
        return fault(r, C_NUMBER, CODE_ROW_NUMBER, "a whole number from 1 is expected");
    d->number = (double)n;
    TR_TRY(number_of(r, C_PLACE, &d->place));
    TR_TRY(number_of(r, C_TYPE, &d->type));
    TR_TRY(number_of(r, C_SITE, &d->site));
    return number_of(r, C_WAVE, &d->wave);
}

tr_err discharges_read(str bytes, const char *file, arena *a, discharge_table *out, tr_diag *diag)
{
    reader r = {.file = file, .a = a, .diag = diag};
    VEC(discharge) rows = {0};
    *out = (discharge_table){0};
    TR_TRY(csv_open_bytes(bytes, file, &r.csv));
    tr_err e = read_header(&r);
    size_t width = r.row.n;
    while (e == TR_OK && (e = csv_next(r.csv, &r.row, diag)) == TR_OK) {
        discharge d;
        if ((e = read_row(&r, width, &d)) != TR_OK) break;
        discharge *slot = VEC_PUSH(a, &rows);
        if (slot) *slot = d;
        e = slot ? TR_OK : TR_ERR_NOMEM;
    }
    csv_close(r.csv);
    *out = (discharge_table){rows.items, rows.n};
    return e == TR_ERR_ABSENT ? TR_OK : e;
}
