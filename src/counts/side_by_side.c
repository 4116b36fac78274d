#include "counts/side_by_side.h"

#include "base/idmap.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_COLUMNS = 200 };

typedef struct wide_row {
    str key;
    int64_t day;
    double *value;
    unsigned line;
} wide_row;

typedef struct reader {
    csv_reader *csv;
    csv_row row;
    const char *file;
    bool by_day;
    arena *a;
    tr_diag *diag;
    VEC(wide_row) rows;
} reader;

static tr_err fault(const reader *r, size_t field, diag_code code, const char *what)
{
    bool there = field < r->row.n;
    diag_set(r->diag, code, r->file, there ? r->row.lines[field] : r->row.line,
             there ? r->row.cols[field] : 1, "%s", what);
    return TR_ERR_DATA;
}

static tr_err read_header(reader *r, wide_table *w)
{
    tr_err e = csv_next(r->csv, &r->row, r->diag);
    if (e == TR_ERR_ABSENT) {
        diag_set(r->diag, CODE_CSV_HEADER, r->file, 1, 1, "the file is empty");
        return TR_ERR_DATA;
    }
    TR_TRY(e);
    if (r->row.n < 2 || r->row.n > MOST_COLUMNS + 1)
        return fault(r, 0, CODE_CSV_HEADER, "two columns at least are expected, at most 201");
    if (r->by_day && !str_is(str_trim(r->row.fields[0]), "day"))
        return fault(r, 0, CODE_CSV_MISSING_COLUMN, "the first column is 'day'");
    w->n_columns = r->row.n - 1;
    w->names = arena_alloc_n(r->a, w->n_columns + 1, sizeof *w->names);
    if (w->names == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < w->n_columns; i++) {
        w->names[i] = arena_str(r->a, str_trim(r->row.fields[i + 1]));
        if (w->names[i].ptr == NULL) return TR_ERR_NOMEM;
        for (size_t k = 0; k < i; k++) {
            if (str_eq(w->names[i], w->names[k]))
                return fault(r, i + 1, CODE_CSV_HEADER, "the column occurs twice");
        }
    }
    return TR_OK;
}

static tr_err read_row(reader *r, const wide_table *w)
{
    iso_time t;
    wide_row *x = VEC_PUSH(r->a, &r->rows);
    if (x == NULL) return TR_ERR_NOMEM;
    if (r->row.n != w->n_columns + 1)
        return fault(r, r->row.n, CODE_CSV_COLUMNS,
                     "as many fields as the header has are expected");
    *x = (wide_row){.key = arena_str(r->a, str_trim(r->row.fields[0])),
                    .value = arena_alloc_n(r->a, w->n_columns + 1, sizeof *x->value),
                    .line = r->row.line};
    if (x->key.ptr == NULL || x->value == NULL) return TR_ERR_NOMEM;
    if (r->by_day && (!iso_parse(x->key, &t) || t.has_clock))
        return fault(r, 0, CODE_ROW_TIME, "a day as YYYY-MM-DD is expected");
    if (r->by_day) x->day = civil_to_days(t.at.year, t.at.month, t.at.day);
    for (size_t i = 0; i < w->n_columns; i++) {
        if (!str_to_double(str_trim(r->row.fields[i + 1]), &x->value[i]) ||
            !(x->value[i] > -1e15 && x->value[i] < 1e15))
            return fault(r, i + 1, CODE_ROW_NUMBER, "a number is expected");
    }
    return TR_OK;
}

static int by_day_then_line(const void *x, const void *y)
{
    const wide_row *a = x, *b = y;
    if (a->day != b->day) return a->day < b->day ? -1 : 1;
    return (a->line > b->line) - (a->line < b->line);
}

static tr_err settle(reader *r, wide_table *w)
{
    idmap seen = {0};
    if (r->rows.n == 0) {
        diag_set(r->diag, CODE_CSV_HEADER, r->file, 1, 1, "no row in the table");
        return TR_ERR_DATA;
    }
    if (r->by_day) qsort(r->rows.items, r->rows.n, sizeof *r->rows.items, by_day_then_line);
    w->key = arena_alloc_n(r->a, r->rows.n, sizeof *w->key);
    w->day = arena_alloc_n(r->a, r->rows.n, sizeof *w->day);
    w->line = arena_alloc_n(r->a, r->rows.n, sizeof *w->line);
    w->value = arena_alloc_n(r->a, r->rows.n * w->n_columns, sizeof *w->value);
    if (!w->key || !w->day || !w->line || !w->value) return TR_ERR_NOMEM;
    for (size_t i = 0; i < r->rows.n; i++) {
        const wide_row *x = &r->rows.items[i];
        if (r->by_day && i > 0 && x->day == w->day[i - 1]) {
            diag_set(r->diag, CODE_ROW_DUP_ID, r->file, x->line, 1, "the day occurs twice");
            return TR_ERR_DATA;
        }
        if (!r->by_day) {
            size_t at;
            if (idmap_find(&seen, x->key, &at)) {
                diag_set(r->diag, CODE_ROW_DUP_ID, r->file, x->line, 1, "the row occurs twice");
                return TR_ERR_DATA;
            }
            TR_TRY(idmap_add(&seen, r->a, x->key, i));
        }
        w->key[i] = x->key;
        w->day[i] = x->day;
        w->line[i] = x->line;
        memcpy(&w->value[i * w->n_columns], x->value, w->n_columns * sizeof *x->value);
    }
    w->n = r->rows.n;
    return TR_OK;
}

tr_err wide_read(str bytes, const char *file, bool by_day, arena *a, wide_table *out, tr_diag *diag)
{
    reader r = {.file = file, .by_day = by_day, .a = a, .diag = diag};
    *out = (wide_table){0};
    TR_TRY(csv_open_bytes(bytes, file, &r.csv));
    tr_err e = read_header(&r, out);
    while (e == TR_OK && (e = csv_next(r.csv, &r.row, diag)) == TR_OK)
        e = read_row(&r, out);
    csv_close(r.csv);
    return e == TR_ERR_ABSENT ? settle(&r, out) : e;
}
