/* plain_table: a small CSV of named columns, read row by row; the first fault ends it. Private to
 * app/. */
#ifndef TRUCE_COUNTS_PLAIN_TABLE_H
#define TRUCE_COUNTS_PLAIN_TABLE_H

#include "mission/mission.h"

enum { PLAIN_MAX_COLUMNS = 8 };

typedef struct plain_table {
    csv_reader *csv;
    csv_row row;
    const char *file;
    const char *const *columns;
    size_t n_columns, width;
    int at[PLAIN_MAX_COLUMNS]; /* field of each column; -1: not in the file */
    tr_diag *diag;
} plain_table;

/** The first `n_needed` columns must be there. To be closed whether or not it could be opened. */
TR_MUST tr_err plain_open(plain_table *t, str bytes, const char *file, const char *const *columns,
                          size_t n_columns, size_t n_needed, tr_diag *diag);
void plain_close(plain_table *t);
/** TR_ERR_ABSENT at the end. */
TR_MUST tr_err plain_next(plain_table *t);
/** Trimmed; empty when the file has no such column. */
str plain_field(const plain_table *t, size_t column);
/** TR_ERR_DATA, at the field. */
TR_MUST tr_err plain_fault(const plain_table *t, size_t column, diag_code code, const char *what);

#endif
