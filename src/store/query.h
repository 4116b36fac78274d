/* Questions in SQL to an index, by whoever has one: they read, and change nothing. */
#ifndef TRUCE_STORE_QUERY_H
#define TRUCE_STORE_QUERY_H

#include "base/arena.h"
#include "base/err.h"

#include <stdint.h>

typedef enum stored_kind { STORED_UNKNOWN, STORED_TEXT, STORED_INTEGER, STORED_NUMBER } stored_kind;
typedef struct store_cell {
    stored_kind kind;
    str text;
    int64_t integer;
    double number;
} store_cell;

typedef struct store_rows store_rows;
/** An open index and the questions that were asked of it, so that the next one like them costs its
 * rows alone. For one thread at a time. */
typedef struct store_asker store_asker;
/** `folder`: of the mission, in which columns/ is, for the table `detection` (detections.h);
 * copied. NULL: no memory. */
store_asker *store_asker_new(const char *folder);
/** Opens the file now, for all that is asked of it: its name may be removed, and questions need no
 * path. */
TR_MUST tr_err store_asker_hold(store_asker *a, const char *path, tr_diag *diag);
/** Rows that are still open stay good. */
void store_asker_free(store_asker *a);

/** `values` stand for the question marks, in their order. TR_ERR_USAGE, with SQLite's words: no
 * statement, more than one, one that would change something, or other values than it has question
 * marks. The file is opened for reading only, and again when another stands in its place. `path`
 * NULL: the one that `asker` holds. `asker` NULL: for this question alone, and without the table
 * `detection`. */
TR_MUST tr_err store_query(store_asker *asker, const char *path, str sql, const store_cell *values,
                           size_t n, store_rows **out, tr_diag *diag);
size_t store_rows_width(const store_rows *r);
/** Borrowed. */
str store_rows_name(const store_rows *r, size_t column);
/** TR_ERR_ABSENT after the last. */
TR_MUST tr_err store_rows_next(store_rows *r, tr_diag *diag);
/** Of the present row; its text is borrowed until the next. A blob is text. */
TR_MUST tr_err store_rows_cell(const store_rows *r, size_t column, store_cell *out);
void store_rows_free(store_rows *r);

#endif
