/* glm: log-linear regression of counts with an offset, Poisson or negative binomial (NB2).
 *
 * Fits by iteratively reweighted least squares with Householder's QR; columns that others already
 * span are dropped and named. A fit that did not converge has no numbers to use. Sources: McCullagh
 * and Nelder 1989; Venables and Ripley 2002 (theta); Newey and West 1987; Liang and Zeger 1986. */
#ifndef TRUCE_STATS_GLM_H
#define TRUCE_STATS_GLM_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>

enum { GLM_MAX_COLUMNS = 64 };

typedef struct glm_data {
    const double *x;        /* n rows of k columns, row by row */
    const double *y;        /* counts, whole and not negative */
    const double *exposure; /* > 0; NULL: 1 */
    const double *prior;    /* weights of rows, > 0; NULL: 1 */
    const int *cluster;     /* numbers of groups, ascending blocks not needed; NULL: none */
    size_t n, k;
} glm_data;

typedef struct glm_fit {
    bool converged;
    int iterations;
    double last_change; /* of the deviance, relative */
    size_t k, df;       /* columns kept; n - k */
    bool dropped[GLM_MAX_COLUMNS];
    double coef[GLM_MAX_COLUMNS]; /* 0 for a dropped column */
    double se[GLM_MAX_COLUMNS], se_quasi[GLM_MAX_COLUMNS], se_hc0[GLM_MAX_COLUMNS],
        se_newey_west[GLM_MAX_COLUMNS],
        se_cluster[GLM_MAX_COLUMNS];           /* cluster: with data.cluster */
    double deviance, loglik, chi2, dispersion; /* chi2/df, not clamped */
    double theta, se_theta; /* negative binomial; HUGE_VAL: no more varied than Poisson */
    double *mu, *cov;       /* n fitted means; k x k, (X'WX)^-1 */
} glm_fit;

enum { GLM_NEWEY_WEST_LAGS = 7 };

TR_MUST tr_err glm_poisson(const glm_data *d, arena *a, glm_fit *out);
TR_MUST tr_err glm_negbin(const glm_data *d, arena *a, glm_fit *out);

/** Ljung and Box's statistic of Pearson's residuals up to a lag, and its p value. */
double ljung_box(const glm_data *d, const glm_fit *f, size_t lags, double *p);

/** Weighted least squares by QR: minimise sum w (z - x b)^2. `cov` (k x k) gets (X'WX)^-1; columns
 * that others span are dropped. */
TR_MUST tr_err least_squares(const double *x, const double *z, const double *w, size_t n, size_t k,
                             arena *a, double *b, double *cov, bool *dropped);

#endif
