/* A table on its way from bytes to rows, as its three files know it: what its columns are
 * (column_names.c), how it is opened and its dialect found (rows_open.c), what a row gives
 * (rows.c). Private to table/. */
#ifndef TRUCE_TABLE_ROWS_PARTS_H
#define TRUCE_TABLE_ROWS_PARTS_H

#include "table/json_rows.h"
#include "table/rows.h"

enum { MAX_FIELDS = CSV_MAX_FIELDS + 2, SCRATCH_BYTES = 64 * 1024 * 1024 };

struct rows {
    csv_source src;
    csv_bytes bytes; /* rows_open_bytes */
    const char *file;
    const event_mapping *m;
    const tz *zone;
    table_form plain, *form;
    csv_reader *csv;
    json_rows json;
    arena keep, scratch;
    str names[MAX_FIELDS], tags[MAX_FIELDS];
    size_t n_file, n; /* columns of the file; with our own behind them */
    cell_type type[MAX_FIELDS];
    date_orders orders;
    bool asked[MAX_FIELDS], comma[MAX_FIELDS],
        day[MAX_FIELDS]; /* decimal comma; midnight is the day */
    int position_at;     /* column of positions; -1: none */
    bool uses_geometry, rewrites, whole_cells;
    csv_row header;
    str fields[MAX_FIELDS];
    unsigned cols[MAX_FIELDS], lines[MAX_FIELDS];
    unsigned names_later; /* a later line that has the needed names; 0: none */
};

/** The kind of value that an adapter's name stands for. */
cell_type rows_type_of(const char *name);
/** The column of the file with this name, to the letter or whatever its case; -1: none. */
int rows_exactly(const rows *r, str name);
int rows_without_case(const rows *r, str name);
/** The column that holds what the adapter calls `name`, or -1. `*note`: it was recognised, and the
 * form does not say so yet. */
int rows_look(rows *r, const char *name, bool *note);
/** The date format that the mapping states; empty: none. */
str rows_format_of(const rows *r);
/** As rows_next, of a table that is JSON. */
TR_MUST tr_err rows_next_json(rows *r, csv_row *out, tr_diag *diag);

#endif
