#include "calc/special.h"

#include "calc/calc.h"

#include <math.h>

static const double half_log_2pi = 0.91893853320467274178, pi = 3.14159265358979323846;
enum { MOST_STEPS = 100000 };

double calc_lgamma(double x)
{
    int sign;
    return lgamma_r(x, &sign);
}

double calc_lfactorial(double n)
{
    return calc_lgamma(n + 1);
}

double calc_digamma(double x)
{
    double sum = 0;
    for (; x < 12; x += 1)
        sum -= 1 / x;
    double y = 1 / (x * x);
    double tail =
        y * (1.0 / 12 -
             y * (1.0 / 120 -
                  y * (1.0 / 252 - y * (1.0 / 240 - y * (1.0 / 132 - y * (691.0 / 32760))))));
    return sum + log(x) - 0.5 / x - tail;
}

double calc_trigamma(double x)
{
    double sum = 0;
    for (; x < 12; x += 1)
        sum += 1 / (x * x);
    double y = 1 / (x * x);
    double tail =
        y * (1.0 / 6 - y * (1.0 / 30 -
                            y * (1.0 / 42 - y * (1.0 / 30 - y * (5.0 / 66 - y * (691.0 / 2730))))));
    return sum + 1 / x + 0.5 * y + tail / x;
}

/* ---- What the normal approximation of a factorial leaves (Loader) */

/* ln gamma(x + 1) - (x + 1/2) ln x + x - ln(2 pi)/2 */
static double stirling_rest(double x)
{
    if (x < 16) return calc_lgamma(x + 1) - (x + 0.5) * log(x) + x - half_log_2pi;
    double y = 1 / (x * x);
    return (1.0 / 12 - y * (1.0 / 360 - y * (1.0 / 1260 - y * (1.0 / 1680 - y / 1188)))) / x;
}

/* x ln(x/m) + m - x, without cancellation near x = m. */
static double deviance(double x, double m)
{
    if (fabs(x - m) >= 0.1 * (x + m)) return x * log(x / m) + m - x;
    double v = (x - m) / (x + m), sum = (x - m) * v, term = 2 * x * v;
    for (int j = 1; j < 1000; j++) {
        term *= v * v;
        double next = sum + term / (2 * j + 1);
        if (!(next < sum) && !(next > sum)) break;
        sum = next;
    }
    return sum;
}

/* m^x e^-m / gamma(x + 1), x >= 0 real. */
static double poisson_real(double x, double m)
{
    if (!(m > 0)) return x > 0 ? 0 : 1;
    if (!(x > 0)) return exp(-m);
    if (x < m * 1e-300) return exp(-m);
    return exp(-stirling_rest(x) - deviance(x, m)) / sqrt(2 * pi * x);
}

/* The same for the binomial, all arguments real. */
static double binomial_real(double k, double n, double p)
{
    double q = 1 - p;
    if (!(p > 0)) return k > 0 ? 0 : 1;
    if (!(q > 0)) return k < n ? 0 : 1;
    if (!(k > 0)) return p < 0.1 ? exp(-deviance(n, n * q) - n * p) : exp(n * log(q));
    if (!(k < n)) return q < 0.1 ? exp(-deviance(n, n * p) - n * q) : exp(n * log(p));
    double rest = stirling_rest(n) - stirling_rest(k) - stirling_rest(n - k) - deviance(k, n * p) -
                  deviance(n - k, n * q);
    return exp(rest) * sqrt(n / (2 * pi * k * (n - k)));
}

/* ---- Incomplete gamma */

static double gamma_series(double a, double x)
{
    double term = 1, sum = 1;
    for (int i = 1; i < MOST_STEPS; i++) {
        term *= x / (a + i);
        sum += term;
        if (term < sum * 1e-17) break;
    }
    return sum * poisson_real(a, x);
}

static double gamma_fraction(double a, double x)
{
    const double tiny = 1e-300;
    double b = x + 1 - a, c = 1 / tiny, d = 1 / b, h = d;
    for (int i = 1; i < MOST_STEPS; i++) {
        double an = -i * (i - a);
        b += 2;
        d = an * d + b;
        if (fabs(d) < tiny) d = tiny;
        c = b + an / c;
        if (fabs(c) < tiny) c = tiny;
        d = 1 / d;
        double step = d * c;
        h *= step;
        if (fabs(step - 1) < 1e-16) break;
    }
    return h * poisson_real(a, x) * a;
}

double calc_gamma_p(double a, double x)
{
    if (!(a > 0) || !(x >= 0)) return (double)NAN;
    if (!(x > 0)) return 0;
    if (isinf(x)) return 1;
    return x < a + 1 ? gamma_series(a, x) : 1 - gamma_fraction(a, x);
}

double calc_gamma_q(double a, double x)
{
    if (!(a > 0) || !(x >= 0)) return (double)NAN;
    if (!(x > 0)) return 1;
    if (isinf(x)) return 0;
    return x < a + 1 ? 1 - gamma_series(a, x) : gamma_fraction(a, x);
}

/* ---- Incomplete beta */

static double beta_fraction(double a, double b, double x)
{
    const double tiny = 1e-300;
    double c = 1, d = 1 - (a + b) * x / (a + 1);
    if (fabs(d) < tiny) d = tiny;
    d = 1 / d;
    double h = d;
    for (int m = 1; m < MOST_STEPS; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        for (int k = 0; k < 2; k++) {
            double term = k ? odd : even;
            d = 1 + term * d;
            if (fabs(d) < tiny) d = tiny;
            c = 1 + term / c;
            if (fabs(c) < tiny) c = tiny;
            d = 1 / d;
            h *= d * c;
        }
        if (fabs(d * c - 1) < 1e-16) break;
    }
    return h;
}

/* x^a (1 - x)^b / B(a, b) */
static double beta_front(double a, double b, double x)
{
    return a * b / (a + b) * binomial_real(a, a + b, x);
}

double calc_beta(double a, double b, double x)
{
    if (!(a > 0) || !(b > 0) || !(x >= 0) || !(x <= 1)) return (double)NAN;
    if (!(x > 0)) return 0;
    if (!(x < 1)) return 1;
    if (!(x < 0.5) && !(x > 0.5) && !(a < b) && !(a > b)) return 0.5; /* exact by symmetry */
    if (x > (a + 1) / (a + b + 2)) return 1 - beta_front(a, b, x) * beta_fraction(b, a, 1 - x) / b;
    return beta_front(a, b, x) * beta_fraction(a, b, x) / a;
}

/* ---- Inverses: bisection that Newton speeds up where it stays within bounds */

typedef struct curve {
    double (*value)(const struct curve *c, double x), (*slope)(const struct curve *c, double x);
    double a, b;
} curve;

static double invert(const curve *c, double p, double low, double high, double x)
{
    for (int i = 0; i < 2000; i++) {
        double off = c->value(c, x) - p, slope = c->slope(c, x);
        if (off > 0) {
            high = x;
        } else {
            low = x;
        }
        double next = x - off / slope;
        if (!(slope > 0) || !(next > low) || !(next < high))
            next = low > 0 && high / low > 4 ? sqrt(low * high) : 0.5 * (low + high);
        double moved = fabs(next - x);
        x = next;
        if (moved <= 1e-15 * x || !(high - low > 1e-16 * x)) break;
    }
    return x;
}

static double gamma_value(const curve *c, double x)
{
    return calc_gamma_p(c->a, x);
}

static double gamma_slope(const curve *c, double x)
{
    return poisson_real(c->a, x) * c->a / x;
}

double calc_gamma_inverse(double a, double p)
{
    curve c = {gamma_value, gamma_slope, a, 0};
    if (!(a > 0) || !(p >= 0) || !(p <= 1)) return (double)NAN;
    if (!(p > 0)) return 0;
    if (!(p < 1)) return HUGE_VAL;
    double high = a + 1;
    while (calc_gamma_p(a, high) < p)
        high *= 2;
    double guess = exp((log(p) + calc_lgamma(a + 1)) / a); /* P is about x^a / gamma(a + 1) there */
    return invert(&c, p, 0, high, guess > 0 && guess < high ? guess : 0.5 * high);
}

static double beta_value(const curve *c, double x)
{
    return calc_beta(c->a, c->b, x);
}

static double beta_slope(const curve *c, double x)
{
    return beta_front(c->a, c->b, x) / (x * (1 - x));
}

double calc_beta_inverse(double a, double b, double p)
{
    curve c = {beta_value, beta_slope, a, b};
    if (!(a > 0) || !(b > 0) || !(p >= 0) || !(p <= 1)) return (double)NAN;
    if (!(p > 0)) return 0;
    if (!(p < 1)) return 1;
    return invert(&c, p, 0, 1, a / (a + b));
}

/* ---- Normal, t, chi-squared */

double calc_norm_inverse(double p)
{
    if (!(p > 0) || !(p < 1)) return (double)NAN;
    if (p > 0.5) return -calc_norm_inverse(1 - p);
    if (!(p < 0.5)) return 0;     /* exact by symmetry; the steps below end 1e-17 beside it */
    double t = sqrt(-2 * log(p)); /* Abramowitz and Stegun 26.2.23, then Newton (Halley) */
    double z = -(t - (2.515517 + t * (0.802853 + t * 0.010328)) /
                         (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))));
    for (int i = 0; i < 4; i++) {
        double e = (norm_cdf(z) - p) / norm_pdf(z);
        z -= e / (1 + 0.5 * z * e);
    }
    return z;
}

double calc_t_upper(double t, double df)
{
    double x = df / (df + t * t), tail = 0.5 * calc_beta(0.5 * df, 0.5, x);
    if (isinf(df)) return norm_cdf(-t);
    return t < 0 ? 1 - tail : tail;
}

double calc_t_inverse(double p, double df)
{
    if (!(p > 0) || !(p < 1) || !(df > 0)) return (double)NAN;
    if (isinf(df)) return calc_norm_inverse(p);
    double tail = p < 0.5 ? p : 1 - p;
    double x = calc_beta_inverse(0.5 * df, 0.5, 2 * tail), t = sqrt(df * (1 - x) / x);
    return p < 0.5 ? -t : t;
}

double calc_chi2_upper(double x, double df)
{
    return x > 0 ? calc_gamma_q(0.5 * df, 0.5 * x) : 1;
}

/* ---- Counts */

double calc_poisson(double k, double m)
{
    return k < 0 ? 0 : poisson_real(k, m);
}

double calc_binomial(double k, double n, double p)
{
    return k < 0 || k > n ? 0 : binomial_real(k, n, p);
}

double calc_negbin_log(double k, double m, double theta)
{
    if (!(m > 0)) return k > 0 ? -HUGE_VAL : 0;
    double head = calc_lgamma(theta + k) - calc_lgamma(theta) - calc_lfactorial(k);
    return head - theta * log1p(m / theta) - k * log1p(theta / m);
}

double calc_poisson_cdf(double k, double m)
{
    return k < 0 ? 0 : m > 0 ? calc_gamma_q(floor(k) + 1, m) : 1;
}

double calc_binomial_cdf(double k, double n, double p)
{
    if (k < 0) return 0;
    return k >= n ? 1 : calc_beta(n - floor(k), floor(k) + 1, 1 - p);
}

double calc_negbin_cdf(double k, double m, double theta)
{
    return k < 0 ? 0 : calc_beta(theta, floor(k) + 1, theta / (theta + m));
}
