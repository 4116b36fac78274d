/* Features of GeoJSON, objects of a JSON list, or one JSON object a line, as rows of columns. A
 * member within a member is the column `outer.inner`, a list of values is joined by "; ", null is
 * empty. A feature's point is the pair of columns geometry.lat and geometry.lon. Private to feed/.
 */
#ifndef TRUCE_TABLE_JSON_ROWS_H
#define TRUCE_TABLE_JSON_ROWS_H

#include "base/idmap.h"
#include "table/form.h"

typedef struct json_rows {
    const char *file;
    arena *keep;    /* the tree and the names */
    tr_diag *diag;  /* while it is opened */
    arena *scratch; /* JSON lines: one object at a time */
    form_format format;
    const node **items; /* one a row; JSON lines: none */
    size_t n, at;
    str lines, rest; /* JSON lines */
    unsigned line;
    idmap by_name;
    str_list names;
    int lat_at, lon_at; /* columns of the geometry; -1: no row has one */
    /* of the row */
    const node *row;
    bool no_point; /* it has a geometry that is no point */
} json_rows;

/** Memory for the tree of a file of 64 MiB. */
#define JSON_ROWS_BYTES ((size_t)2 << 30)

/** False: the text does not begin as JSON does. */
bool json_rows_looks(str head);
/** `format`: what it was recorded as; FORM_CSV: find out. */
TR_MUST tr_err json_rows_open(json_rows *r, str bytes, const char *file, form_format format,
                              arena *keep, arena *scratch, tr_diag *diag);
/** Begin again with the first row. */
void json_rows_rewind(json_rows *r);
/** Fields of the next row, one a name, in `fields`; TR_ERR_ABSENT at the end; TR_ERR_DATA: a line
 * that is no object. `raw`: the row as text, in `scratch`. */
TR_MUST tr_err json_rows_next(json_rows *r, str *fields, str *raw, unsigned *line, unsigned *col,
                              tr_diag *diag);

#endif
