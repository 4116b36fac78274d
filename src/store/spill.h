/* spill: rows of one size, sorted, in bounded memory. Rows that do not fit into one run go to a
 * file that has no name any more, so that nothing is left behind, however the process ends. The
 * order is that of the rows alone: equal for any order and any cut of the input. */
#ifndef TRUCE_STORE_SPILL_H
#define TRUCE_STORE_SPILL_H

#include "base/arena.h"

#include <stdint.h>

typedef struct spill_rules {
    size_t row_bytes;
    size_t run_rows;                              /* held in memory, with 16 bytes beside each */
    uint64_t (*key)(const void *row);             /* never against `compare` */
    int (*compare)(const void *a, const void *b); /* of rows with equal keys: a total order */
} spill_rules;

typedef struct spill spill;
/** `folder`: where a file goes if one is needed. */
TR_MUST tr_err spill_open(const char *folder, const spill_rules *rules, spill **out);
/** TR_ERR_IO: the disk is full, say. */
TR_MUST tr_err spill_add(spill *s, const void *row);
uint64_t spill_rows(const spill *s);
/** No more rows: from here on spill_next gives them in their order. May be called again to begin
 * anew. */
TR_MUST tr_err spill_sort(spill *s);
/** The next row, valid until the next call; TR_ERR_ABSENT behind the last. */
TR_MUST tr_err spill_next(spill *s, const void **row);
void spill_close(spill *s);

#endif
