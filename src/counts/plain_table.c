#include "counts/plain_table.h"

static tr_err find_columns(plain_table *t, size_t n_needed)
{
    for (size_t c = 0; c < t->n_columns; c++) {
        t->at[c] = -1;
        for (size_t i = 0; i < t->row.n; i++) {
            if (!str_is(str_trim(t->row.fields[i]), t->columns[c])) continue;
            if (t->at[c] >= 0) {
                diag_set(t->diag, CODE_CSV_HEADER, t->file, t->row.lines[i], t->row.cols[i],
                         "the column '%s' occurs twice", t->columns[c]);
                return TR_ERR_DATA;
            }
            t->at[c] = (int)i;
        }
        if (t->at[c] >= 0 || c >= n_needed) continue;
        diag_set(t->diag, CODE_CSV_MISSING_COLUMN, t->file, t->row.line, 1,
                 "the column '%s' is missing", t->columns[c]);
        return TR_ERR_DATA;
    }
    t->width = t->row.n;
    return TR_OK;
}

tr_err plain_open(plain_table *t, str bytes, const char *file, const char *const *columns,
                  size_t n_columns, size_t n_needed, tr_diag *diag)
{
    *t = (plain_table){.file = file, .columns = columns, .n_columns = n_columns, .diag = diag};
    TR_TRY(csv_open_bytes(bytes, file, &t->csv));
    tr_err e = csv_next(t->csv, &t->row, diag);
    if (e == TR_ERR_ABSENT) {
        diag_set(diag, CODE_CSV_HEADER, file, 1, 1, "the file is empty");
        return TR_ERR_DATA;
    }
    TR_TRY(e);
    return find_columns(t, n_needed);
}

void plain_close(plain_table *t)
{
    csv_close(t->csv);
}

tr_err plain_next(plain_table *t)
{
    TR_TRY(csv_next(t->csv, &t->row, t->diag));
    if (t->row.n == t->width) return TR_OK;
    diag_set(t->diag, CODE_CSV_COLUMNS, t->file, t->row.line, 1, "%zu fields, the header has %zu",
             t->row.n, t->width);
    return TR_ERR_DATA;
}

str plain_field(const plain_table *t, size_t column)
{
    return t->at[column] >= 0 ? str_trim(t->row.fields[t->at[column]]) : (str){0};
}

tr_err plain_fault(const plain_table *t, size_t column, diag_code code, const char *what)
{
    int at = t->at[column];
    diag_set(t->diag, code, t->file, at >= 0 ? t->row.lines[at] : t->row.line,
             at >= 0 ? t->row.cols[at] : 1, "%s", what);
    return TR_ERR_DATA;
}
