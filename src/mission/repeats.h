/* Repeats among any number of rows in bounded memory: sorted runs on disk, then one merge. A row
 * repeats another when the first 128 bits of their SHA-256 are equal; the first in the file stays.
 * Private to mission/. */
#ifndef TRUCE_MISSION_REPEATS_H
#define TRUCE_MISSION_REPEATS_H

#include "base/err.h"

#include <stdint.h>

typedef struct dups dups;
TR_MUST tr_err dups_open(const char *dir, dups **out);
TR_MUST tr_err dups_add(dups *d, const uint64_t hash[2], uint64_t record);
/** Calls `repeat` (NULL allowed) for every row that repeats an earlier one; counts them. */
TR_MUST tr_err dups_finish(dups *d, tr_err (*repeat)(void *ctx, uint64_t record), void *ctx,
                           size_t *n);
void dups_close(dups *d);

#endif
