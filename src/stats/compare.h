/* compare: covered targets beside others that the arrangement does not cover, and a weighted mix of
 * other series in place of one that cannot be seen. Violence may move from the one to the other, so
 * absolute rates belong beside every ratio. Sources: McCullagh and Nelder 1989; Fisher 1935 (exact,
 * given the margins); Abadie, Diamond and Hainmueller 2010 (synthetic control). */
#ifndef TRUCE_STATS_COMPARE_H
#define TRUCE_STATS_COMPARE_H

#include "stats/glm.h"

/** Events of covered and uncovered targets before and during. */
typedef struct did_cells {
    double covered_post, covered_pre, uncovered_post, uncovered_pre;
} did_cells;

/** (covered_post/covered_pre) / (uncovered_post/uncovered_pre); limits may be HUGE_VAL. */
typedef struct ratio_of_ratios {
    bool defined; /* for Wald: no cell is empty */
    double estimate, wald_low, wald_high;
    double cmle, exact_low, exact_high, exact_p; /* given the margins; equal exposures */
} ratio_of_ratios;
ratio_of_ratios did_ratio(const did_cells *c, double confidence);
/** Of covered_post given the margins, for a true odds ratio: P(X < x), P(X = x), E X. */
typedef struct did_mass {
    double below, at, mean;
} did_mass;
did_mass did_conditional(const did_cells *c, double odds);

/** Rows of days and groups: Poisson or negative binomial with columns 1, covered, post, covered and
 * post; clusters by day. */
typedef struct did_row {
    int day;
    bool covered, post;
    double y, exposure;
} did_row;
TR_MUST tr_err did_fit(const did_row *rows, size_t n, bool negbin, arena *a, glm_fit *out);

/** Weights over donors (each >= 0, together 1) that follow the treated series best before `t0`. */
typedef struct synthetic {
    double *weights;                  /* n_donors */
    double *gap;                      /* n: treated minus mix */
    double pre_mse, att, rmspe_ratio; /* att: mean gap from t0 on */
    bool converged;
} synthetic;
/** `donors` has n rows of n_donors columns. Needs 0 < t0 < n. */
TR_MUST tr_err synthetic_control(const double *treated, const double *donors, size_t n,
                                 size_t n_donors, size_t t0, arena *a, synthetic *out);

/** Local level by maximum likelihood (Durbin and Koopman 2001, diffuse start): y = level + e, the
 * level walks. */
typedef struct local_level {
    double var_eps, var_level, loglik;
    bool converged;
} local_level;
TR_MUST tr_err local_level_fit(const double *y, size_t n, arena *a, local_level *out);
/** What the level of y[0..before) led to expect of the days after it, and the mean by which they
 * differed. How much the level walks is not known from few days: all ratios of its step to the
 * noise are weighed by how well they fit (from 0 to 2, all alike beforehand), since the best one
 * alone gives intervals that are too narrow. */
typedef struct level_outlook {
    bool defined; /* false: the days before do not vary */
    double mean_gap, gap_low, gap_high;
    double *expected, *low, *high; /* n - before; NULL without `days` */
} level_outlook;
TR_MUST tr_err local_level_outlook(const double *y, size_t before, size_t n, double confidence,
                                   bool days, arena *a, level_outlook *out);

#endif
