/* change: where a series of counts, or of measured values, changes. Sources: Killick, Fearnhead and
 * Eckley 2012 (PELT); Haynes, Eckley and Fearnhead 2017 (penalty path); Zhang and Siegmund 2007
 * (lengths in the penalty); Bai 1997 (interval of a change); Adams and MacKay 2007 (run lengths).
 */
#ifndef TRUCE_STATS_CHANGE_H
#define TRUCE_STATS_CHANGE_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/** What may differ between segments, and so what a segment of length n costs (sum S, exposure E).
 */
typedef enum pelt_cost {
    PELT_RATE,              /* of counts: 2 S (ln E - ln S), 0 if S = 0, over the dispersion */
    PELT_MEAN,              /* of measured values: the squares about it */
    PELT_MEAN_AND_VARIANCE, /* n (ln(2 pi v) + 1), v the mean square about the mean, at least 1e-11
                             */
} pelt_cost;

typedef struct pelt_options {
    pelt_cost cost;
    double penalty;      /* for each change; 2 ln n unless there is a reason */
    size_t min_segment;  /* days; 7 for daily counts */
    double dispersion;   /* at least 1 */
    bool length_penalty; /* adds ln of each segment's length (MBIC) */
    bool exhaustive;     /* without pruning: the reference */
} pelt_options;

typedef struct change_points {
    size_t *last; /* 1-based last day of each segment but the final one, ascending */
    size_t n;
    double cost; /* of the segments, with the penalty for each change */
} change_points;

/** `exposure` NULL: 1 each. */
TR_MUST tr_err change_pelt(const double *y, const double *exposure, size_t n, const pelt_options *o,
                           arena *a, change_points *out);

/** Every number of changes that is best for some penalty in [low, high], most changes first. */
typedef struct penalty_step {
    double from, to; /* penalties */
    change_points points;
} penalty_step;
TR_MUST tr_err change_path(const double *y, const double *exposure, size_t n, const pelt_options *o,
                           double low, double high, arena *a, penalty_step **out, size_t *n_out);

/** Which days a change may have come after, given that there is one between two segments of
 * measured values or rates, y[from..at) and y[at..to): Bai 1997, each segment with its own
 * variance. Both ends are 1-based last days, as in change_points. */
typedef struct change_interval {
    bool defined; /* false: the means are alike, or a segment does not vary */
    size_t low, high;
} change_interval;
change_interval change_interval_of(const double *y, size_t from, size_t at, size_t to,
                                   double confidence);

/** Gamma prior of the rate, and the chance of a change each day. */
typedef struct run_prior {
    double shape, rate, hazard;
} run_prior;
typedef struct run_lengths {
    double *final;     /* n: P(run length = i + 1) after the last day */
    double *p_recent;  /* n: P(run length <= recent) after each day */
    size_t *likeliest; /* n: run length after each day */
    double *rate;      /* n: expected rate after each day */
    double *p_change;  /* n: P(a segment starts at day i, 0-based), given the whole series */
    double log_evidence;
} run_lengths;
/** `prune`: run lengths with less mass are dropped (1e-12; 0: none, and then p_change is exact).
 * O(n^2). */
TR_MUST tr_err change_run_lengths(const double *y, const double *exposure, size_t n,
                                  const run_prior *p, size_t recent, double prune, arena *a,
                                  run_lengths *out);

#endif
