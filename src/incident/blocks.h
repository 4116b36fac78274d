/* Which pairs of records may have anything to do with one another; private to incident/.
 *
 * Comparing all pairs grows with the square of their number. A pair can only link, or match, when
 * its regions are alike by name and either both have a date and their times lie close, or one has
 * none and they share a name, a number of people or a briefing. Exactly these pairs are given out,
 * each once, in no stated order; what they are worth is for compare_features. The cost is that of
 * sorting, and of the pairs given out. docs/decisions/0014. */
#ifndef TRUCE_INCIDENT_BLOCKS_H
#define TRUCE_INCIDENT_BLOCKS_H

#include "incident/features.h"

typedef tr_err block_pair_fn(void *ctx, size_t a, size_t b); /* a < b */

/** `split` > 0: only pairs with one side below it and the other not. */
TR_MUST tr_err blocks_each_pair(const features *f, size_t n, size_t split, block_pair_fn *fn,
                                void *ctx);

#endif
