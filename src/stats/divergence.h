/* divergence: how much do readings of one agreement differ on the same incidents, and through which
 * clause? Sources: Krippendorff 2004 (alpha); Jaccard 1901; Shapley 1953, exact over all subsets.
 */
#ifndef TRUCE_STATS_DIVERGENCE_H
#define TRUCE_STATS_DIVERGENCE_H

#include <stdbool.h>
#include <stddef.h>

enum { DIVERGENCE_MAX_CLAUSES = 12 };

typedef struct divergence {
    size_t under_all, under_none, dependent; /* incidents covered under all readings, none, some */
    double index;                            /* dependent of those covered under any; 0 if none */
    size_t least, most;                      /* incidents that one reading covers */
    bool has_alpha;                          /* false where all answers are the same */
    double alpha;
} divergence;
/** `covered`: n rows of k readings; k >= 2. */
divergence divergence_of(const bool *covered, size_t n, size_t k);

typedef struct divergence_pair {
    size_t both, a_only, b_only;
    bool has_jaccard; /* false where neither covers anything */
    double jaccard;
} divergence_pair;
divergence_pair divergence_between(const bool *covered, size_t n, size_t k, size_t a, size_t b);

/** Shares of each clause in v(all) - v(none): `value` of a set of clauses, given as bits. They add
 * up exactly but for rounding, and may be negative. */
void shapley_shares(size_t n_clauses, double (*value)(void *ctx, unsigned set), void *ctx,
                    double *shares);

/** Share of [from, to) within [low, high); a point counts whole when low <= from < high. */
double interval_share(double from, double to, double low, double high);

#endif
