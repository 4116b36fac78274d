/* wide: plain tables with as many columns as their header names: `day` and one series a column
 * (synthetic control), an item and one reading a column (divergence), a name and a p value.
 * docs/formats/stats.md. */
#ifndef TRUCE_COUNTS_SIDE_BY_SIDE_H
#define TRUCE_COUNTS_SIDE_BY_SIDE_H

#include "mission/mission.h"

typedef struct wide_table {
    str *names; /* of the columns after the first */
    size_t n_columns;
    str *key;      /* first field of each row */
    int64_t *day;  /* it as a day; with `by_day` */
    double *value; /* n x n_columns */
    unsigned *line;
    size_t n;
} wide_table;

/** Numbers, all fields filled. `by_day`: the first column is `day`; rows come back by day, each
 * once. TR_ERR_DATA with the place of the fault. */
TR_MUST tr_err wide_read(str bytes, const char *file, bool by_day, arena *a, wide_table *out,
                         tr_diag *diag);

#endif
