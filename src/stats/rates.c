#include "stats/rates.h"

#include "calc/calc.h"
#include "calc/special.h"

#include <math.h>
#include <stdlib.h>

/* ---- Roots of a decreasing or increasing function on an interval */

typedef struct tail {
    double (*at)(const struct tail *t, double v);
    double x, n, want;
} tail;

/* `at` rises with v. */
static double solve(const tail *t, double low, double high)
{
    for (int i = 0; i < 200 && high - low > 1e-16 * (low + high); i++) {
        double mid = low > 0 && high > 4 * low ? sqrt(low * high) : 0.5 * (low + high);
        if (t->at(t, mid) < t->want) {
            low = mid;
        } else {
            high = mid;
        }
    }
    return 0.5 * (low + high);
}

/* ---- One rate */

static double poisson_mid_above(const tail *t, double m)
{
    return 1 - calc_poisson_cdf(t->x, m) + 0.5 * calc_poisson(t->x, m);
}

rate_interval rate_of(double x, double t, double alpha)
{
    rate_interval r = {.rate = x / t};
    r.low = x > 0 ? calc_gamma_inverse(x, alpha / 2) / t : 0;
    r.high = calc_gamma_inverse(x + 1, 1 - alpha / 2) / t;
    tail low = {poisson_mid_above, x, 0, alpha / 2},
         high = {poisson_mid_above, x, 0, 1 - alpha / 2};
    r.mid_low = x > 0 ? solve(&low, 0, r.high * t + 1) / t : 0;
    r.mid_high = solve(&high, 0, r.high * t + 1) / t;
    return r;
}

/* ---- Ratio of two rates, given their total */

static double ratio_of_share(double p, double t1, double t0)
{
    return p < 1 ? p / (1 - p) * t0 / t1 : HUGE_VAL;
}

/* P(X > x) + P(X = x)/2 */
static double binomial_mid_above(const tail *t, double p)
{
    return 1 - calc_binomial_cdf(t->x, t->n, p) + 0.5 * calc_binomial(t->x, t->n, p);
}

/* The mass falls away from the mode on both sides, so what is at most as probable as x is one tail
 * at x and one at the first value beyond the mode that is not more probable. */
static double minlike(double x, double n, double p)
{
    double bound = calc_binomial(x, n, p) * (1 + 1e-7), mode = floor((n + 1) * p);
    bool below = x < mode;
    double low = below ? mode : 0,
           high = below ? n + 1 : mode; /* the other tail begins, or ends, within */
    if (!(x < mode) && !(x > mode)) return 1;
    while (high - low > 0.5) {
        double mid = floor(0.5 * (low + high));
        bool rare = calc_binomial(mid, n, p) <= bound;
        if (below) {
            if (rare)
                high = mid;
            else
                low = mid + 1;
        } else {
            if (rare)
                low = mid + 1;
            else
                high = mid;
        }
    }
    double own = below ? calc_binomial_cdf(x, n, p) : calc_binomial_cdf(n - x, n, 1 - p);
    double other = below     ? low <= n ? calc_binomial_cdf(n - low, n, 1 - p) : 0
                   : low > 0 ? calc_binomial_cdf(low - 1, n, p)
                             : 0;
    return fmin(1, own + other);
}

static void limits(rate_ratio *r, double x1, double t1, double x0, double t0, double alpha)
{
    double n = x1 + x0;
    double low = x1 > 0 ? calc_beta_inverse(x1, x0 + 1, alpha / 2) : 0;
    double high = x0 > 0 ? calc_beta_inverse(x1 + 1, x0, 1 - alpha / 2) : 1;
    tail below = {binomial_mid_above, x1, n, alpha / 2},
         above = {binomial_mid_above, x1, n, 1 - alpha / 2};
    r->low = ratio_of_share(low, t1, t0);
    r->high = ratio_of_share(high, t1, t0);
    r->mid_low = x1 > 0 ? ratio_of_share(solve(&below, 0, 1), t1, t0) : 0;
    r->mid_high = x0 > 0 ? ratio_of_share(solve(&above, 0, 1), t1, t0) : HUGE_VAL;
}

rate_ratio rate_ratio_of(double x1, double t1, double x0, double t0, double confidence)
{
    double n = x1 + x0, p = t1 / (t1 + t0);
    rate_ratio r = {.high = HUGE_VAL,
                    .mid_high = HUGE_VAL,
                    .p_less = 1,
                    .p_greater = 1,
                    .p_central = 1,
                    .p_minlike = 1,
                    .p_mid = 1};
    if (!(n > 0)) return r;
    r.defined = true;
    r.estimate = x0 > 0 ? (x1 / t1) / (x0 / t0) : HUGE_VAL;
    limits(&r, x1, t1, x0, t0, 1 - confidence);
    double at = calc_binomial(x1, n, p);
    r.p_less = calc_binomial_cdf(x1, n, p);
    r.p_greater = x1 > 0 ? calc_binomial_cdf(x0, n, 1 - p) : 1;
    r.p_central = fmin(1, 2 * fmin(r.p_less, r.p_greater));
    r.p_mid = fmin(1, 2 * fmin(r.p_less - 0.5 * at, r.p_greater - 0.5 * at));
    r.p_minlike = minlike(x1, n, p);
    return r;
}

/* ---- Days that vary more than chance */

double rate_dispersion(const double *y, const double *exposure, const bool *during, size_t n,
                       size_t *n_days)
{
    double events[2] = {0}, time[2] = {0}, chi2 = 0;
    *n_days = 0;
    for (size_t i = 0; i < n; i++) {
        events[during[i]] += y[i];
        time[during[i]] += exposure[i];
    }
    for (size_t i = 0; i < n; i++) {
        double mean = time[during[i]] > 0 ? events[during[i]] / time[during[i]] * exposure[i] : 0;
        *n_days += exposure[i] > 0;
        if (mean > 0) chi2 += (y[i] - mean) * (y[i] - mean) / mean;
    }
    return *n_days > 2 ? fmax(1, chi2 / ((double)*n_days - 2)) : 1;
}

/* Without events in a period the normal interval of ln(ratio) says nothing; the exact limits of
 * counts divided by the dispersion do. */
static void zero_cell(quasi_ratio *q, double x1, double t1, double x0, double t0, double confidence)
{
    double a = x1 / q->phi, b = x0 / q->phi, alpha = 1 - confidence;
    q->estimate = x0 > 0 ? 0 : HUGE_VAL;
    q->low = a > 0 ? ratio_of_share(calc_beta_inverse(a, b + 1, alpha / 2), t1, t0) : 0;
    q->high = b > 0 ? ratio_of_share(calc_beta_inverse(a + 1, b, 1 - alpha / 2), t1, t0) : HUGE_VAL;
}

quasi_ratio rate_ratio_quasi(double x1, double t1, double x0, double t0, double phi, size_t n_days,
                             double confidence)
{
    quasi_ratio q = {
        .phi = phi, .zero_cell = !(x1 > 0) || !(x0 > 0), .defined = n_days > 2 && x1 + x0 > 0};
    if (!q.defined) return q;
    q.df = n_days - 2;
    if (q.zero_cell) {
        zero_cell(&q, x1, t1, x0, t0, confidence);
        return q;
    }
    q.estimate = (x1 / t1) / (x0 / t0);
    double half =
        calc_t_inverse(0.5 + confidence / 2, (double)q.df) * sqrt(phi * (1 / x1 + 1 / x0));
    q.low = q.estimate * exp(-half);
    q.high = q.estimate * exp(half);
    return q;
}

/* How many standard errors ln(ratio) is away from 0 when the true ratio is `ratio`. It rises as the
 * ratio falls, until too few events are left to see anything. */
static double signal_of(double ratio, double before, double same, double phi)
{
    return -log(ratio) / sqrt(phi * (1 / before + 1 / (ratio * same)));
}

rate_comparison rate_compare(const double *y, const double *exposure, const bool *during, size_t n,
                             double confidence)
{
    rate_comparison c = {.events = {0}};
    for (size_t i = 0; i < n; i++) {
        c.events[during[i]] += y[i];
        c.exposure[during[i]] += exposure[i];
    }
    c.phi = rate_dispersion(y, exposure, during, n, &c.n_days);
    c.exact = rate_ratio_of(c.events[1], c.exposure[1], c.events[0], c.exposure[0], confidence);
    c.quasi = rate_ratio_quasi(c.events[1], c.exposure[1], c.events[0], c.exposure[0], c.phi,
                               c.n_days, confidence);
    c.low = c.quasi.defined ? fmin(c.exact.low, c.quasi.low) : c.exact.low;
    c.high = c.quasi.defined ? fmax(c.exact.high, c.quasi.high) : c.exact.high;
    return c;
}

double rate_detectable(double x0, double t0, double t1, double phi, size_t n_days,
                       double confidence, double power)
{
    if (!(x0 > 0) || n_days <= 2) return 0;
    double same = x0 / t0 * t1, low = 0.99, high = 1;
    double need =
        calc_t_inverse(0.5 + confidence / 2, (double)n_days - 2) + calc_norm_inverse(power);
    for (; signal_of(low, x0, same, phi) < need; low *= 0.99) {
        if (low < 1e-6) return 0;
        high = low;
    }
    for (int i = 0; i < 60; i++) {
        double mid = 0.5 * (low + high);
        if (signal_of(mid, x0, same, phi) < need) {
            high = mid;
        } else {
            low = mid;
        }
    }
    return low;
}

/* ---- Many tests */

typedef struct ranked {
    double p;
    size_t at;
} ranked;

static int by_p(const void *x, const void *y)
{
    const ranked *a = x, *b = y;
    if (a->p < b->p || a->p > b->p) return a->p < b->p ? -1 : 1;
    return (a->at > b->at) - (a->at < b->at);
}

tr_err p_adjust(p_rule rule, const double *p, size_t n, arena *a, double *out)
{
    ranked *r = arena_alloc_n(a, n + 1, sizeof *r);
    if (r == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n; i++)
        r[i] = (ranked){p[i], i};
    if (n) qsort(r, n, sizeof *r, by_p);
    double so_far = rule == P_BENJAMINI_HOCHBERG ? 1 : 0;
    for (size_t k = 0; k < n; k++) {
        size_t i = rule == P_BENJAMINI_HOCHBERG ? n - 1 - k : k; /* one goes down, the others up */
        double m = (double)n;
        if (rule == P_BENJAMINI_HOCHBERG) so_far = fmin(so_far, r[i].p * m / (double)(i + 1));
        if (rule == P_HOLM) so_far = fmin(1, fmax(so_far, r[i].p * (double)(n - i)));
        if (rule == P_BONFERRONI) so_far = fmin(1, r[i].p * m);
        out[r[i].at] = so_far;
    }
    return TR_OK;
}
