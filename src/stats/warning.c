#include "stats/warning.h"

#include "calc/calc.h"
#include "calc/special.h"

#include <math.h>
#include <string.h>

/* ---- CUSUM */

double cusum_reference(double m0, double m1)
{
    return (m1 - m0) / (log(m1) - log(m0));
}

static double at(const double *exposure, size_t i)
{
    return exposure ? exposure[i] : 1;
}

static double climb(double s, double step, double h, bool restart, bool *alarm)
{
    const double least = 1e-9; /* sums of tenths are not whole in binary: at h there is no alarm */
    s = fmax(0, s + step);
    *alarm = s > h + least;
    return *alarm && restart ? 0 : s;
}

void cusum_path(const double *y, const double *exposure, size_t n, double k, double h, bool restart,
                double *s, bool *alarm)
{
    double now = 0;
    for (size_t i = 0; i < n; i++) {
        double step = y[i] - k * at(exposure, i);
        s[i] = fmax(0, now + step);
        now = climb(now, step, h, restart, &alarm[i]);
    }
}

static double log_mass(double y, double mean, double theta)
{
    return isinf(theta) ? (y > 0 ? y * log(mean) : 0) - mean - calc_lfactorial(y)
                        : calc_negbin_log(y, mean, theta);
}

void cusum_likelihood(const double *y, const double *exposure, size_t n, double m0, double m1,
                      double theta, double h, bool restart, double *s, bool *alarm)
{
    double now = 0;
    for (size_t i = 0; i < n; i++) {
        double e = at(exposure, i);
        double step = log_mass(y[i], m1 * e, theta) - log_mass(y[i], m0 * e, theta);
        s[i] = fmax(0, now + step);
        now = climb(now, step, h, restart, &alarm[i]);
    }
}

/* ---- Run length: states 0, 1/10, ... up to h */

enum { TENTHS = 10, MOST_STATES = 2000 };

/* P(step <= d tenths) and P(step = d tenths): the count is whole, the reference in tenths. */
static double mass_at(double mean, double theta, double count)
{
    return isinf(theta) ? calc_poisson(count, mean) : exp(calc_negbin_log(count, mean, theta));
}

static double cdf_at(double mean, double theta, double count)
{
    return isinf(theta) ? calc_poisson_cdf(count, mean) : calc_negbin_cdf(count, mean, theta);
}

/* Gaussian elimination with pivots; m is n x (n + 1), the right side last. */
static void eliminate(double *m, size_t n)
{
    size_t w = n + 1;
    for (size_t c = 0; c < n; c++) {
        size_t best = c;
        for (size_t r = c + 1; r < n; r++) {
            if (fabs(m[r * w + c]) > fabs(m[best * w + c])) best = r;
        }
        for (size_t j = c; j < w && best != c; j++) {
            double t = m[c * w + j];
            m[c * w + j] = m[best * w + j];
            m[best * w + j] = t;
        }
        for (size_t r = c + 1; r < n; r++) {
            double f = m[r * w + c] / m[c * w + c];
            for (size_t j = c; j < w && fabs(f) > 0; j++)
                m[r * w + j] -= f * m[c * w + j];
        }
    }
    for (size_t r = n; r-- > 0;) {
        for (size_t j = r + 1; j < n; j++)
            m[r * w + n] -= m[r * w + j] * m[j * w + n];
        m[r * w + n] /= m[r * w + r];
    }
}

tr_err cusum_run_length(double mean, double theta, double k, double h, bool or_equal, arena *a,
                        double *out)
{
    long top = lround(h * TENTHS), ref = lround(k * TENTHS);
    size_t n = (size_t)(top + (or_equal ? 0 : 1)), w = n + 1;
    if (top < 1 || n > MOST_STATES) return TR_ERR_LIMIT;
    arena room;
    (void)a;
    arena_init(&room, (size_t)1 << 30);
    double *m = arena_alloc_n(&room, n * w, sizeof *m);
    if (m == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n; i++) {
        double zero =
            floor((double)(ref - (long)i) / TENTHS); /* the most events that still end at 0 */
        m[i * w] -= cdf_at(mean, theta, zero);
        for (size_t j = 1; j < n; j++) {
            long events = (long)j - (long)i + ref;
            if (events >= 0 && events % TENTHS == 0)
                m[i * w + j] -= mass_at(mean, theta, (double)(events / TENTHS));
        }
        m[i * w + i] += 1;
        m[i * w + n] = 1;
    }
    eliminate(m, n);
    *out = m[n];
    arena_clear(&room);
    return TR_OK;
}

tr_err cusum_threshold(double m0, double theta, double k, double days, arena *a, double *h)
{
    long low = 0, high = 1; /* run lengths grow with h: low is too short, high may be enough */
    for (;; low = high, high = 2 * high) {
        double run;
        if (high >= MOST_STATES) high = MOST_STATES - 1;
        TR_TRY(cusum_run_length(m0, theta, k, (double)high / TENTHS, false, a, &run));
        if (run >= days) break;
        if (high == MOST_STATES - 1) return TR_ERR_LIMIT;
    }
    while (high - low > 1) {
        long mid = low + (high - low) / 2;
        double run;
        TR_TRY(cusum_run_length(m0, theta, k, (double)mid / TENTHS, false, a, &run));
        if (run >= days) {
            high = mid;
        } else {
            low = mid;
        }
    }
    *h = (double)high / TENTHS;
    return TR_OK;
}

/* ---- Likelihood ratio over all starts */

static double glr_from(const double *y, const double *m0, size_t s, size_t t, double theta)
{
    double events = 0, expected = 0, sum = 0;
    for (size_t i = s; i <= t; i++) {
        events += y[i];
        expected += m0[i];
    }
    double kappa = events > expected ? log(events / expected) : 0;
    if (!(kappa > 0)) return 0;
    if (isinf(theta)) return kappa * events - expected * expm1(kappa);
    for (size_t i = s; i <= t; i++)
        sum += kappa * y[i] - (y[i] + theta) * log((theta + m0[i] * exp(kappa)) / (theta + m0[i]));
    return sum;
}

void glr_path(const double *y, const double *m0, size_t n, double theta, double limit, double *glr,
              bool *alarm)
{
    size_t first = 0;
    for (size_t t = 0; t < n; t++) {
        glr[t] = 0;
        for (size_t s = first; s <= t; s++)
            glr[t] = fmax(glr[t], glr_from(y, m0, s, t, theta));
        alarm[t] = glr[t] >= limit;
        if (alarm[t]) first = t + 1;
    }
}

/* ---- EARS */

static void base_of(const double *y, size_t from, size_t to, double *mean, double *sd)
{
    double n = (double)(to - from), sum = 0, squares = 0;
    for (size_t i = from; i < to; i++)
        sum += y[i];
    *mean = sum / n;
    for (size_t i = from; i < to; i++)
        squares += (y[i] - *mean) * (y[i] - *mean);
    *sd = sqrt(squares / (n - 1));
}

/* C2's score of a day: above its own base, which ends three days before. */
static double late_score(const double *y, size_t t)
{
    double mean, sd;
    base_of(y, t - 9, t - 2, &mean, &sd);
    return (y[t] - mean) / sd;
}

/* What C3 adds up: fmax would hide a score that is not defined. */
static double excess(double score)
{
    return isnan(score) ? score : fmax(0, score - 1);
}

bool ears_limit(const double *y, size_t t, int method, double *upper)
{
    size_t lag = method == 1 ? 0 : 2, need = method == 3 ? 11 : 7 + lag;
    double mean, sd, z = method == 3 ? calc_norm_inverse(0.975) : calc_norm_inverse(0.999);
    if (t < need) return false;
    base_of(y, t - lag - 7, t - lag, &mean, &sd);
    if (method != 3) {
        *upper = mean + z * sd;
        return true;
    }
    double used = excess(late_score(y, t - 1)) + excess(late_score(y, t - 2));
    double v = y[t] + sd * (z - used);
    *upper = fmax(0, v);
    return !isnan(v);
}
