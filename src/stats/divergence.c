#include "stats/divergence.h"

#include <math.h>

divergence divergence_of(const bool *covered, size_t n, size_t k)
{
    divergence d = {.least = n};
    double disagree = 0, ones = 0, cells = (double)n * (double)k;
    for (size_t i = 0; i < n; i++) {
        size_t c = 0;
        for (size_t r = 0; r < k; r++)
            c += covered[i * k + r];
        d.under_all += c == k;
        d.under_none += c == 0;
        disagree += 2 * (double)c * (double)(k - c) / (double)(k - 1);
        ones += (double)c;
    }
    for (size_t r = 0; r < k; r++) {
        size_t c = 0;
        for (size_t i = 0; i < n; i++)
            c += covered[i * k + r];
        d.least = c < d.least ? c : d.least;
        d.most = c > d.most ? c : d.most;
    }
    d.dependent = n - d.under_all - d.under_none;
    d.index = n > d.under_none ? (double)d.dependent / (double)(n - d.under_none) : 0;
    double expected = cells > 1 ? 2 * ones * (cells - ones) / (cells * (cells - 1)) : 0;
    d.has_alpha = expected > 0;
    if (d.has_alpha) d.alpha = 1 - disagree / cells / expected;
    return d;
}

divergence_pair divergence_between(const bool *covered, size_t n, size_t k, size_t a, size_t b)
{
    divergence_pair p = {0};
    for (size_t i = 0; i < n; i++) {
        bool x = covered[i * k + a], y = covered[i * k + b];
        p.both += x && y;
        p.a_only += x && !y;
        p.b_only += y && !x;
    }
    size_t any = p.both + p.a_only + p.b_only;
    p.has_jaccard = any > 0;
    if (any) p.jaccard = (double)p.both / (double)any;
    return p;
}

static double factorial(size_t n)
{
    double f = 1;
    for (size_t i = 2; i <= n; i++)
        f *= (double)i;
    return f;
}

void shapley_shares(size_t n, double (*value)(void *ctx, unsigned set), void *ctx, double *shares)
{
    if (n > DIVERGENCE_MAX_CLAUSES) n = DIVERGENCE_MAX_CLAUSES;
    for (size_t c = 0; c < n; c++)
        shares[c] = 0;
    for (unsigned set = 0; set < 1u << n; set++) {
        size_t size = 0;
        double v = value(ctx, set);
        for (size_t c = 0; c < n; c++)
            size += set >> c & 1;
        for (size_t c = 0; c < n; c++) { /* as the set before c joins, and as the one after */
            bool in = set >> c & 1;
            size_t others = size - in;
            double weight = factorial(others) * factorial(n - others - 1) / factorial(n);
            shares[c] += in ? weight * v : -weight * v;
        }
    }
}

double interval_share(double from, double to, double low, double high)
{
    if (!(to > from)) return from >= low && from < high ? 1 : 0;
    double inside = fmin(to, high) - fmax(from, low);
    return inside > 0 ? inside / (to - from) : 0;
}
