/* rates: did the rate of events differ between two periods? Exact given the total, and allowing for
 * days that vary more than chance. Exposure is what could have been observed, not calendar time.
 *
 * Nothing here says why. Sources: Garwood 1936 (single rate); Clopper and Pearson 1934 given the
 * total (ratio); Lancaster 1961 (mid-P); Benjamini and Hochberg 1995. docs/formats/stats.md. */
#ifndef TRUCE_STATS_RATES_H
#define TRUCE_STATS_RATES_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>

typedef struct rate_interval {
    double rate, low, high, mid_low, mid_high; /* events a unit of exposure */
} rate_interval;
/** `events` whole and not negative, `exposure` > 0, `alpha` such as 0.05. */
rate_interval rate_of(double events, double exposure, double alpha);

/** (x1/t1) / (x0/t0). Limits and the estimate may be HUGE_VAL. */
typedef struct rate_ratio {
    bool defined; /* false without any event: no estimate, limits 0 and HUGE_VAL */
    double estimate, low, high, mid_low, mid_high;
    double p_less, p_greater, p_central, p_minlike, p_mid; /* of a ratio of 1 */
} rate_ratio;
rate_ratio rate_ratio_of(double x1, double t1, double x0, double t0, double confidence);

/** Dispersion of daily counts about the mean rate of their period: Pearson's chi-squared over n -
 * 2, at least 1. Days without exposure are passed over; `*n_days` counts the others. */
double rate_dispersion(const double *y, const double *exposure, const bool *during, size_t n,
                       size_t *n_days);
/** Quasi-Poisson with a t interval; where a period has no event, exact limits of the counts divided
 * by the dispersion. Needs n_days > 2 and an event. */
typedef struct quasi_ratio {
    double estimate, low, high, phi;
    size_t df;
    bool zero_cell, defined; /* zero_cell: limits are exact ones of counts over the dispersion */
} quasi_ratio;
quasi_ratio rate_ratio_quasi(double x1, double t1, double x0, double t0, double phi, size_t n_days,
                             double confidence);
/** Two periods of daily counts, all of it: the headline is the wider of both intervals. Needs time
 * in both periods. */
typedef struct rate_comparison {
    double events[2], exposure[2], phi; /* before, during */
    size_t n_days;
    rate_ratio exact;
    quasi_ratio quasi; /* not defined: two days or no event; the headline is the exact one */
    double low, high;
} rate_comparison;
rate_comparison rate_compare(const double *y, const double *exposure, const bool *during, size_t n,
                             double confidence);
/** The largest ratio below 1 that this comparison would notice with the stated power: the exposure,
 * the rate before and the dispersion as they were. 0 when none would be. */
double rate_detectable(double x0, double t0, double t1, double phi, size_t n_days,
                       double confidence, double power);

typedef enum p_rule { P_BENJAMINI_HOCHBERG, P_HOLM, P_BONFERRONI } p_rule;
TR_MUST tr_err p_adjust(p_rule rule, const double *p, size_t n, arena *a, double *out);

#endif
