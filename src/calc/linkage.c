#include "calc/calc.h"

#include <float.h>
#include <math.h>

enum { MAX_ROUNDS = 200000 };
static const double stop_at = 1e-11;

double linkage_weight(const linkage *l, const uint8_t *level)
{
    double w = 0;
    for (size_t k = 0; k < l->n_fields; k++) {
        if (level[k] != LINKAGE_MISSING) w += log2(l->m[k][level[k]] / l->u[k][level[k]]);
    }
    return w;
}

double linkage_posterior(const linkage *l, const uint8_t *level)
{
    double w = log2(l->lambda / (1 - l->lambda)) + linkage_weight(l, level);
    return 1 / (1 + exp2(-w));
}

static double log_product(const linkage *l, const uint8_t *level,
                          const double (*p)[LINKAGE_MAX_LEVELS])
{
    double sum = 0;
    for (size_t k = 0; k < l->n_fields; k++) {
        if (level[k] != LINKAGE_MISSING) sum += log(p[k][level[k]]);
    }
    return sum;
}

/* Expected counts of one round. */
typedef struct tally {
    double matches, pairs, loglik;
    double m[LINKAGE_MAX_FIELDS][LINKAGE_MAX_LEVELS], u[LINKAGE_MAX_FIELDS][LINKAGE_MAX_LEVELS];
} tally;

static void expect(const linkage *l, const linkage_pattern *patterns, size_t n, tally *t)
{
    calc_sum loglik = {0};
    *t = (tally){0};
    for (size_t i = 0; i < n; i++) {
        const uint8_t *level = patterns[i].level;
        double count = patterns[i].count;
        double yes = log(l->lambda) + log_product(l, level, l->m),
               no = log1p(-l->lambda) + log_product(l, level, l->u);
        double both = calc_log_add(yes, no), g = exp(yes - both);
        t->matches += count * g;
        t->pairs += count;
        calc_add(&loglik, count * both);
        for (size_t k = 0; k < l->n_fields; k++) {
            if (level[k] == LINKAGE_MISSING) continue;
            t->m[k][level[k]] += count * g;
            t->u[k][level[k]] += count * (1 - g);
        }
    }
    t->loglik = calc_total(loglik);
}

static void normalise(double *p, const double *counts, size_t n, double smoothing)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += counts[i] + smoothing;
    for (size_t i = 0; sum > 0 && i < n; i++)
        p[i] = (counts[i] + smoothing) / sum;
}

void linkage_em(linkage *l, const linkage_pattern *patterns, size_t n, double smoothing, bool fix_u,
                linkage_fit *fit)
{
    tally t;
    double last = -HUGE_VAL;
    *fit = (linkage_fit){0};
    for (;;) {
        expect(l, patterns, n, &t);
        fit->loglik = t.loglik;
        fit->converged = fabs(t.loglik - last) < fmax(stop_at, 4 * DBL_EPSILON * fabs(t.loglik));
        if (fit->converged || fit->iterations == MAX_ROUNDS || !(t.pairs > 0)) return;
        last = t.loglik;
        fit->iterations++;
        l->lambda = t.matches / t.pairs;
        for (size_t k = 0; k < l->n_fields; k++) {
            normalise(l->m[k], t.m[k], l->n_levels[k], smoothing);
            if (!fix_u) normalise(l->u[k], t.u[k], l->n_levels[k], smoothing);
        }
    }
}
