/* scan: where and when do more events gather than chance would bring? Kulldorff's space-time scan
 * (1997, 2001; permutation 2005; the best zone of each centre as secondary clusters). A zone is a
 * place with its nearest neighbours; a window is a stretch of days. Distances are the caller's.
 *
 * The observed data go through a plain scan in double precision. Replicates go through integer
 * sums that only ask whether a bound is reached; what reaches it is computed as the plain scan
 * does, so p values are those of the plain scan. */
#ifndef TRUCE_STATS_SCAN_H
#define TRUCE_STATS_SCAN_H

#include "base/arena.h"
#include "base/err.h"
#include "calc/random.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct scan_data {
    size_t n_loc, n_time;
    const double *count; /* n_loc x n_time, whole */
    const double
        *expected; /* the same, any scale, not negative; NULL: permutation (the margins are kept) */
    const double *distance; /* n_loc x n_loc, symmetric */
} scan_data;

typedef struct scan_options {
    double most_share;    /* of the expected (permutation: of the cases) in a zone, 0.5 */
    double most_distance; /* HUGE_VAL: no bound */
    bool tie_together;    /* neighbours at one distance join together */
    bool prospective;     /* windows that end on the last day only */
    size_t most_days;     /* 0: half of the days, rounded down (all of one) */
    double least_cases;   /* 2 */
    size_t threads;       /* 0 and 1: this one alone; the answers are the same with any number */
} scan_options;

typedef struct scan_cluster {
    size_t centre, n_loc, first_day, last_day; /* days from 0, both counted */
    uint32_t *locs;                            /* ascending */
    double observed, expected, llr;
} scan_cluster;

typedef struct scan scan;
/** Zones and windows: TR_ERR_DATA where nothing is expected, nothing was counted, or a number is
 * negative. */
TR_MUST tr_err scan_open(const scan_data *d, const scan_options *o, arena *a, scan **out);
/** Zones times windows: what one replicate costs. */
double scan_cost(const scan *s);
/** Different sets of locations among the zones. */
TR_MUST tr_err scan_n_zones(const scan *s, arena *a, size_t *out);
/** The `most` best zones and windows, whatever they share. */
TR_MUST tr_err scan_best(const scan *s, size_t most, arena *a, scan_cluster **out, size_t *n);
/** The best zone of each centre, strongest first, that shares no location with a stronger one. */
TR_MUST tr_err scan_clusters(const scan *s, arena *a, scan_cluster **out, size_t *n);

enum { SCAN_MOST_CASES = 65534 };

typedef struct scan_test_options {
    size_t replicates;
    random_stream stream; /* of the first replicate; the others follow by jumps */
    bool plain;           /* each replicate through the plain scan: the reference */
} scan_test_options;
/** Largest LLR of each replicate, in their order; TR_ERR_LIMIT with more cases than the integer
 * sums hold. */
TR_MUST tr_err scan_null(const scan *s, const scan_test_options *o, arena *a, double **max_llr);
/** p by rank, (1 + those at least as large) / (replicates + 1), and by Gumbel's distribution (NaN
 * where all are alike). */
double scan_p_rank(const double *max_llr, size_t n, double llr);
double scan_p_gumbel(const double *max_llr, size_t n, double llr);

/** c ln(c/e) + (C - c) ln((C - c)/(C - e)); 0 where c <= e. */
double scan_llr(double c, double e, double all);

#endif
