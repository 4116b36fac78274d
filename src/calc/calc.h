/* calc: numerical methods with no subject matter. Shapes in, numbers out; nothing here knows what
 * an incident is. All results are independent of the machine's locale and of the order of threads;
 * every iteration says whether it converged. Sources stand at each function. */
#ifndef TRUCE_CALC_CALC_H
#define TRUCE_CALC_CALC_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- Quadrature and the normal distribution ------------------------------------------------- */

/** Integral of f over [a, b] by Gauss and Legendre's rule with 2, 3, 6, 16 or 20 nodes. Exact for
 *  polynomials of degree 2n - 1; callers split the range where f bends. */
double calc_integral(unsigned n_nodes, double a, double b, double (*f)(const void *ctx, double x),
                     const void *ctx);

double norm_pdf(double z);
/** Accurate in relative terms in the lower tail. */
double norm_cdf(double z);

/** Sum that does not lose what is small (Neumaier 1974). Starts from zero. */
typedef struct calc_sum {
    double sum, rest;
} calc_sum;
void calc_add(calc_sum *s, double x);
double calc_total(calc_sum s);

/** log(exp(a) + exp(b)); -HUGE_VAL is the log of zero. */
double calc_log_add(double a, double b);

/* ---- Assignment ------------------------------------------------------------------------------ */

/** Columns for rows at the least total cost, each column once (Jonker and Volgenant 1987: shortest
 *  augmenting paths, O(rows^2 * columns)). `cost` is rows x cols, row by row; a cost >= `forbidden`
 *  is never chosen: such rows get CALC_UNASSIGNED, as do rows beyond the number of columns. As many
 *  rows as possible are assigned, and among those choices the cheapest total is taken. Ties go to
 * the lower column. */
enum { CALC_UNASSIGNED = -1 };
TR_MUST tr_err calc_assign(const double *cost, size_t rows, size_t cols, double forbidden, arena *a,
                           int *col_of_row, double *cost_sum);

/* ---- Record linkage (Fellegi and Sunter 1969), estimated by EM ------------------------------- */

enum { LINKAGE_MAX_FIELDS = 16, LINKAGE_MAX_LEVELS = 8, LINKAGE_MISSING = 255 };

/** Probabilities of each level among pairs that match (m) and that do not (u). Level 0 is the
 *  closest agreement. */
typedef struct linkage {
    size_t n_fields, n_levels[LINKAGE_MAX_FIELDS];
    double lambda; /* share of matches among the compared pairs */
    double m[LINKAGE_MAX_FIELDS][LINKAGE_MAX_LEVELS];
    double u[LINKAGE_MAX_FIELDS][LINKAGE_MAX_LEVELS];
} linkage;

typedef struct linkage_pattern {
    uint8_t level[LINKAGE_MAX_FIELDS]; /* LINKAGE_MISSING adds nothing */
    double count;
} linkage_pattern;

typedef struct linkage_fit {
    double loglik;
    int iterations;
    bool converged;
} linkage_fit;

/** Sum of log2(m/u) over the fields that were compared. */
double linkage_weight(const linkage *l, const uint8_t *level);
/** Probability that the pair matches: 1 / (1 + 2^-W), W = log2(lambda/(1-lambda)) + weight. */
double linkage_posterior(const linkage *l, const uint8_t *level);
/** `start` in `l`; `smoothing` is added to each cell's count; `fix_u` keeps u. Stops when
 *  the log likelihood changes by less than 1e-11 (absolute: near its top it is flat, and a relative
 *  bound stops while the probabilities still move) or than its own rounding, or after 200,000
 * rounds: then not converged. */
void linkage_em(linkage *l, const linkage_pattern *patterns, size_t n, double smoothing, bool fix_u,
                linkage_fit *fit);

/* ---- Raters (Dawid and Skene 1979) ----------------------------------------------------------- */

typedef struct raters_fit {
    double loglik;
    int iterations;
    bool converged;
    double *marginal;  /* [classes] */
    double *confusion; /* [raters][true class][label] */
    double *posterior; /* [items][classes] */
} raters_fit;

/** `counts` is items x raters x classes: how often a rater gave an item a label. `smoothing` a is
 *  added to each cell. Starts from the labels' frequencies of each item; stops at a relative change
 *  of the log likelihood below 1e-13. */
TR_MUST tr_err raters_em(const double *counts, size_t items, size_t raters, size_t classes,
                         double smoothing, arena *a, raters_fit *out);

/* ---- Clustering in space and time (Birant and Kut 2007) -------------------------------------- */

enum { CLUSTER_NOISE = -1 };

/** Points with the cell they lie in. Two points are neighbours when their cells differ by at most
 *  one on each axis and `near` says so; cells must be at least as large as the distance that `near`
 *  allows. A core point has at least `min_pts` neighbours, itself included. Labels count from 0 in
 *  the order of each cluster's first core point; a border point belongs to the cluster that reaches
 *  it first. */
typedef struct cluster_point {
    int64_t cell[3];
} cluster_point;
TR_MUST tr_err cluster_density(const cluster_point *points, size_t n,
                               bool (*near)(const void *ctx, size_t i, size_t j), const void *ctx,
                               size_t min_pts, arena *a, int *label, bool *core);

#endif
