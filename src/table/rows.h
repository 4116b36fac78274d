/* One face for every table: a header and rows of text fields with their places, whether they come
 * from CSV of any dialect, GeoJSON, a JSON list or JSON lines. Private to feed/.
 * docs/formats/tables.md.
 *
 * Adapters ask for columns by their own names (rows_find) and read fields that are already in the
 * one form they know: ISO times, plain decimals, degrees as decimals. What was recognised to get
 * there is kept in the form; with a fixed form nothing is recognised any more. Without a form
 * tables are read plainly: commas, exact names, no rewriting.
 *
 * What is not a table (a page, a packed or binary file) is refused by its first bytes. */
#ifndef TRUCE_TABLE_ROWS_H
#define TRUCE_TABLE_ROWS_H

#include "base/tz.h"
#include "table/mapping.h"

typedef struct rows rows;

/** Columns that a layout cannot do without, in the adapter's names; the first n_needed of names. */
typedef struct rows_need {
    const char *const *names;
    size_t n_needed;
} rows_need;

/** Reads the header. `needs`: layouts of which one should be there; which dialect the file is in is
 * decided by that. Nothing fails here because a layout is missing: the adapter says so, in its own
 * words, with rows_missing. */
TR_MUST tr_err rows_open(csv_source src, const char *file, rows_how how, const rows_need *needs,
                         size_t n_needs, rows **out, tr_diag *diag);
TR_MUST tr_err rows_open_bytes(str bytes, const char *file, rows_how how, const rows_need *needs,
                               size_t n_needs, rows **out, tr_diag *diag);
void rows_close(rows *r);

/** The names as the file has them, trimmed; behind them the two parts of a column of positions. */
const csv_row *rows_header(const rows *r);
/** The HXL tag of a column; empty: none. */
str rows_tag(const rows *r, size_t at);
/** The field that holds what the adapter calls `name`, or -1. Its values are rewritten from now on
 * as the name asks for. */
int rows_find(rows *r, const char *name);
/** The same for a column by the file's own name that holds times. */
int rows_find_time(rows *r, str name);
/** The column at `at` is what adapters call `name`: its values are rewritten as that asks for. */
void rows_take(rows *r, size_t at, const char *name);
/** A fault about a column that is needed and not there, with what might help. */
void rows_missing(rows *r, diag_code code, const char *name, const char *more, tr_diag *diag);
/** The same for a column that the mapping names. */
void rows_not_mapped(rows *r, str name, tr_diag *diag);
/** As csv_next; every row that it gives has as many fields as the header. */
TR_MUST tr_err rows_next(rows *r, csv_row *out, tr_diag *diag);
/** The same with rows of any width given out, for adapters that mend them. */
TR_MUST tr_err rows_next_loose(rows *r, csv_row *out, tr_diag *diag);
/** The reader below, when each row is just a row of it: for fast paths. Else NULL. */
csv_reader *rows_csv(rows *r);

/** The same two numbers for the same bytes of a row: to find repeats. */
TR_MUST tr_err rows_digest(const csv_row *row, uint64_t out[2]);

#endif
