/* A first look at a table: which columns an adapter would find and by what, and which others might
 * be meant. For people to check (`truce map`); nothing is read by a suggestion. Private to
 * producers/ and shown through feed.h. */
#ifndef TRUCE_PRODUCERS_LOOK_H
#define TRUCE_PRODUCERS_LOOK_H

#include "table/form.h"

typedef enum look_by {
    LOOK_NONE = 0,
    LOOK_NAME,     /* the adapter's own name */
    LOOK_CASE,     /* the same but for case, or another common name of it */
    LOOK_TAG,      /* its HXL tag */
    LOOK_GEOMETRY, /* the point of a feature */
    LOOK_MAPPING,  /* the mapping that was given */
    LOOK_WORD,     /* suggested: a word people use for it */
    LOOK_CONTENT   /* suggested: what its values are */
} look_by;

enum { LOOK_SAMPLES = 5 };

typedef struct look_column {
    str name, tag; /* in the file; its HXL tag, if any */
    str means;     /* what the adapter calls it; empty: nothing known */
    look_by by;
    bool needed;
    str was[LOOK_SAMPLES], reads[LOOK_SAMPLES]; /* the first rows: as written, and as read */
} look_column;

typedef struct table_look {
    look_column *columns; /* in the order of the file */
    size_t n;
    size_t n_rows; /* of the samples */
    unsigned lines[LOOK_SAMPLES];
    str_list missing; /* needed, and neither found nor suggested */
    str mapping;      /* found and suggested columns, as JSON */
    table_form form;
} table_look;

#endif
