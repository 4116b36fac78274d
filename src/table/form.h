/* The form of a table: what was recognised in a file beside its plain reading (commas, the exact
 * names of columns, ISO times). docs/formats/tables.md.
 *
 * It is found once, when the file comes in, and stands in the batch entry; whoever reads the file
 * again reads it by that form, so that a later build which recognises more changes nothing. The
 * zero form, fixed, is the plain reading, and writes no text. */
#ifndef TRUCE_TABLE_FORM_H
#define TRUCE_TABLE_FORM_H

#include "base/arena.h"
#include "table/cells.h"
#include "text/text.h"

typedef enum form_format { FORM_CSV = 0, FORM_GEOJSON, FORM_JSON, FORM_JSON_LINES } form_format;

typedef struct form_pair {
    str name, value;
} form_pair;
typedef struct form_pairs {
    form_pair *items;
    size_t n, cap;
} form_pairs;

typedef struct table_form {
    arena *a;   /* what the texts lie in; NULL: nothing is recognised */
    bool fixed; /* as recorded: nothing is added */
    form_format format;
    char separator;      /* 0: comma */
    bool sep_line;       /* the first line says `sep=;` */
    bool hxl;            /* the line behind the names holds HXL tags */
    bool header_rows;    /* rows that repeat the names are set aside as such */
    bool empty_rows;     /* rows of empty fields are no rows */
    int cells;           /* CELL_RULES by which values were rewritten; 0: none was */
    form_pairs columns;  /* what an adapter asks for, what the file calls it */
    form_pairs dates;    /* the sign between the numbers of a date, "d/m/y" or "m/d/y" */
    form_pairs days;     /* column of the file, "yes": midnight behind a date is no clock */
    form_pairs decimals; /* column of the file, "," */
} table_form;

/** Recognise, with texts in `a`. */
table_form form_open(arena *a);
/** From the text of a batch entry; empty: the plain reading. */
TR_MUST tr_err form_read(str json, arena *a, table_form *out);
/** Canonical JSON for the batch entry; empty for the plain reading. */
TR_MUST tr_err form_write(const table_form *f, arena *a, str *out);
/** One line for people: "semicolons between fields, decimal commas in lat and lon"; empty if plain.
 */
TR_MUST tr_err form_words(const table_form *f, arena *a, str *out);

/** The value of a name; NULL: none. */
const str *form_find(const form_pairs *p, str name);
TR_MUST tr_err form_add(table_form *f, form_pairs *p, str name, str value);

#endif
