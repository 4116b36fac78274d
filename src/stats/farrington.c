/* Farrington's method and its flexible form (Noufaily): a log-linear base of the same season of
 * earlier years, reweighted against earlier outbreaks. docs/formats/stats.md tells where the forms
 * differ. */
#include "stats/warning.h"

#include "base/when.h"
#include "calc/special.h"
#include "stats/glm.h"

#include <math.h>

typedef struct base {
    double *time, *y;
    int *level; /* 0-based season; the last is the one that is judged */
    size_t n;
    int n_levels;
} base;

typedef struct fitted {
    double phi, mu0, se0; /* dispersion; predicted mean and its error */
    double p_trend;
    bool ok;
} fitted;

static tr_err design(const base *b, bool trend, arena *a, double **x, size_t *k)
{
    *k = 1 + trend + (size_t)b->n_levels - 1;
    *x = arena_alloc_n(a, b->n * *k + 1, sizeof **x);
    if (*x == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < b->n; i++) {
        double *row = &(*x)[i * *k];
        row[0] = 1;
        if (trend) row[1] = b->time[i];
        if (b->level[i] < b->n_levels - 1) row[1 + trend + (size_t)b->level[i]] = 1;
    }
    return TR_OK;
}

/* Rows far above the fit count less; together they count as before. */
static void reweight(const glm_data *d, const glm_fit *f, double phi, double threshold,
                     double *omega)
{
    double sum = 0;
    for (size_t i = 0; i < d->n; i++) {
        double lever = 0, mu = f->mu[i];
        for (size_t p = 0; p < d->k; p++) {
            for (size_t q = 0; q < d->k; q++)
                lever += d->x[i * d->k + p] * f->cov[p * d->k + q] * d->x[i * d->k + q];
        }
        double s = 1.5 * (pow(d->y[i], 2.0 / 3) * pow(mu, -1.0 / 6) - sqrt(mu)) /
                   sqrt(phi * (1 - mu * lever));
        omega[i] = s > threshold ? 1 / (s * s) : 1;
        sum += omega[i];
    }
    for (size_t i = 0; i < d->n; i++)
        omega[i] *= (double)d->n / sum;
}

/* `quirk`: the dispersion that the flexible form's program uses for errors. */
static tr_err fit_base(const base *b, double time0, bool trend, double threshold, bool quirk,
                       arena *a, fitted *out)
{
    glm_data d = {.y = b->y, .n = b->n};
    glm_fit f;
    double *x, *omega = arena_alloc_n(a, b->n + 1, sizeof *omega);
    *out = (fitted){.p_trend = 1};
    if (omega == NULL) return TR_ERR_NOMEM;
    TR_TRY(design(b, trend, a, &x, &d.k));
    d.x = x;
    if (b->n <= d.k) return TR_OK;
    TR_TRY(glm_poisson(&d, a, &f));
    reweight(&d, &f, fmax(1, f.dispersion), threshold, omega);
    d.prior = omega;
    TR_TRY(glm_poisson(&d, a, &f));
    double spread = f.dispersion, error = 0, eta = f.coef[0] + (trend ? f.coef[1] * time0 : 0);
    out->phi = fmax(1, f.dispersion);
    if (quirk) {
        spread = 0;
        for (size_t i = 0; i < b->n; i++)
            spread += omega[i] * (b->y[i] / f.mu[i] - 1) * (b->y[i] / f.mu[i] - 1) / (double)f.df;
    }
    const double at0[2] = {1, time0}; /* the judged week has the last season */
    for (size_t p = 0; p < 1 + (size_t)trend; p++) {
        for (size_t q = 0; q < 1 + (size_t)trend; q++)
            error += at0[p] * f.cov[p * d.k + q] * at0[q];
    }
    out->mu0 = exp(eta);
    out->se0 = out->mu0 * sqrt(error * (quirk ? spread : out->phi));
    if (trend && !f.dropped[1])
        out->p_trend =
            2 * calc_t_upper(fabs(f.coef[1]) / sqrt(f.cov[d.k + 1] * spread), (double)f.df);
    out->ok = f.converged;
    return TR_OK;
}

static double largest(const base *b)
{
    double m = 0;
    for (size_t i = 0; i < b->n; i++)
        m = fmax(m, b->y[i]);
    return m;
}

static tr_err fit_with_or_without(const base *b, double time0, double least_p, size_t years,
                                  double threshold, bool quirk, arena *a, fitted *f, bool *trend)
{
    TR_TRY(fit_base(b, time0, true, threshold, quirk, a, f));
    *trend = f->ok && f->p_trend < least_p && years >= 3 && f->mu0 <= largest(b);
    return *trend ? TR_OK : fit_base(b, time0, false, threshold, quirk, a, f);
}

static double power_limit(const fitted *f, double z)
{
    double tau = f->phi + f->se0 * f->se0 / f->mu0;
    return pow(fmax(0, pow(f->mu0, 2.0 / 3) + z * sqrt(4.0 / 9 * pow(f->mu0, 1.0 / 3) * tau)), 1.5);
}

static double recent_cases(const double *y, size_t week)
{
    double sum = 0;
    for (size_t i = 0; i < 4 && i <= week; i++)
        sum += y[week - i];
    return sum;
}

static tr_err open_base(base *b, size_t most, arena *a)
{
    *b = (base){arena_alloc_n(a, most + 1, sizeof(double)),
                arena_alloc_n(a, most + 1, sizeof(double)), arena_alloc_n(a, most + 1, sizeof(int)),
                0, 1};
    return b->time && b->y && b->level ? TR_OK : TR_ERR_NOMEM;
}

static void add_week(base *b, const double *y, size_t week, size_t first, int level)
{
    b->time[b->n] = (double)week - (double)first;
    b->y[b->n] = y[week];
    b->level[b->n++] = level;
}

tr_err farrington_original(const double *y, size_t n, size_t week, size_t per_year, size_t years,
                           size_t w, double alpha, arena *a, farrington_week *out)
{
    base b;
    fitted f;
    *out = (farrington_week){0};
    if (week >= n || week < per_year * years + w) return TR_ERR_ABSENT;
    TR_TRY(open_base(&b, years * (2 * w + 1), a));
    for (size_t i = years; i > 0; i--) {
        for (size_t k = week - per_year * i - w; k <= week - per_year * i + w; k++)
            add_week(&b, y, k, 0, 0);
    }
    TR_TRY(fit_with_or_without(&b, (double)week, 0.05, years, 1, false, a, &f, &out->trend));
    out->expected = f.mu0;
    out->upper = power_limit(&f, calc_norm_inverse(1 - alpha / 2));
    out->score = (y[week] - f.mu0) / (out->upper - f.mu0);
    out->p = (double)NAN;
    out->known = recent_cases(y, week) >= 5;
    out->alarm = out->known && out->score > 1;
    if (!out->known) out->upper = 0;
    return TR_OK;
}

/* ---- The flexible form */

/* The week of the same date `back` years before, moved to the nearest day with its weekday. */
static long same_week(long day0, size_t week, size_t back)
{
    int y, m, d;
    long here = day0 + 7 * (long)week;
    days_to_civil(here, &y, &m, &d);
    long then = (long)civil_to_days(y - (int)back, m, d), off = ((here - then) % 7 + 7) % 7;
    return (then + (off > 3 ? off - 7 : off) - day0) / 7;
}

/* Weeks strictly between two windows, shared out over all seasons but the last. */
static void add_between(base *b, const double *y, long from, long to, long first, long end,
                        int periods)
{
    long n = to - from + 1, each = n / (periods - 1), longer = n % (periods - 1), at = from;
    for (int level = 0; level < periods - 1 && n > 0; level++) {
        long many = each + (level < longer);
        for (long i = 0; i < many; i++, at++) {
            if (at >= first && at < end) add_week(b, y, (size_t)at, (size_t)first, level);
        }
    }
}

static tr_err flexible_base(const double *y, size_t week, long day0, const farrington_options *o,
                            arena *a, base *b, long *first)
{
    long w = (long)o->half_window, end = (long)week - (long)o->past_weeks_out;
    *first = same_week(day0, week, o->years) - w;
    if (*first < 0) return TR_ERR_ABSENT;
    TR_TRY(open_base(b, week + 1, a));
    b->n_levels = (int)o->periods;
    for (size_t i = o->years; i > 0; i--) {
        long ref = same_week(day0, week, i),
             next = i > 1 ? same_week(day0, week, i - 1) : (long)week;
        for (long k = ref - w; k <= ref + w; k++) {
            if (k < end) add_week(b, y, (size_t)k, (size_t)*first, (int)o->periods - 1);
        }
        if (o->periods > 1)
            add_between(b, y, ref + w + 1, next - w - 1, *first, end, (int)o->periods);
    }
    for (long k = (long)week - w; k < (long)week;
         k++) { /* the window of today, as far as it is old enough */
        if (k < end) add_week(b, y, (size_t)k, (size_t)*first, (int)o->periods - 1);
    }
    return TR_OK;
}

static double at_most(const fitted *f, double k)
{
    return f->phi > 1 ? calc_negbin_cdf(k, f->mu0, f->mu0 / (f->phi - 1))
                      : calc_poisson_cdf(k, f->mu0);
}

/* The tail itself: one minus the rest is 0 where p is small. */
static double at_least(const fitted *f, double k)
{
    if (!(k > 0)) return 1;
    if (!(f->phi > 1)) return calc_gamma_p(k, f->mu0);
    double theta = f->mu0 / (f->phi - 1);
    return calc_beta(k, theta, f->mu0 / (theta + f->mu0));
}

static double negbin_limit(const fitted *f, double alpha)
{
    double k = 0;
    while (k < 1e7 && at_most(f, k) < 1 - alpha)
        k += 1;
    return k;
}

tr_err farrington_flexible(const double *y, size_t n, size_t week, long day0,
                           const farrington_options *o, arena *a, farrington_week *out)
{
    base b;
    fitted f;
    long first;
    *out = (farrington_week){0};
    if (week >= n || o->periods == 0) return TR_ERR_ABSENT;
    TR_TRY(flexible_base(y, week, day0, o, a, &b, &first));
    TR_TRY(fit_with_or_without(&b, (double)week - (double)first, o->always_trend ? 2 : 0.05,
                               o->years, o->weight_threshold, !o->negbin_limit, a, &f,
                               &out->trend));
    out->expected = f.mu0;
    out->upper = o->negbin_limit ? negbin_limit(&f, o->alpha)
                                 : power_limit(&f, calc_norm_inverse(1 - o->alpha));
    out->score = (y[week] - f.mu0) / (out->upper - f.mu0);
    out->p = o->negbin_limit ? at_least(&f, y[week]) : (double)NAN;
    out->known = recent_cases(y, week) >= 5;
    out->alarm = out->known && y[week] > 0 && y[week] > out->upper;
    return TR_OK;
}
