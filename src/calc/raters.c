#include "calc/calc.h"

#include <math.h>

enum { MAX_ROUNDS = 100000 };
static const double stop_at = 1e-13;

typedef struct model {
    const double *counts;
    size_t items, raters, classes;
    double smoothing;
    double *marginal, *confusion, *posterior, *log_marginal, *log_confusion;
} model;

static const double *counts_at(const model *m, size_t item, size_t rater)
{
    return m->counts + (item * m->raters + rater) * m->classes;
}

/* A product with a count of zero is zero, whatever the logarithm: 0 ln 0 = 0. */
static double times(double n, double log_p)
{
    return n > 0 ? n * log_p : 0;
}

static void start(model *m)
{
    for (size_t i = 0; i < m->items; i++) {
        double sum = 0, *t = m->posterior + i * m->classes;
        for (size_t j = 0; j < m->classes; j++) {
            t[j] = 0;
            for (size_t k = 0; k < m->raters; k++)
                t[j] += counts_at(m, i, k)[j];
            sum += t[j];
        }
        for (size_t j = 0; j < m->classes; j++)
            t[j] = sum > 0 ? t[j] / sum : 1 / (double)m->classes;
    }
}

static void maximise(model *m)
{
    size_t J = m->classes;
    for (size_t j = 0; j < J; j++) {
        calc_sum sum = {0};
        for (size_t i = 0; i < m->items; i++)
            calc_add(&sum, m->posterior[i * J + j]);
        m->marginal[j] =
            (calc_total(sum) + m->smoothing) / ((double)m->items + m->smoothing * (double)J);
        m->log_marginal[j] = log(m->marginal[j]);
    }
    for (size_t k = 0; k < m->raters; k++) {
        for (size_t j = 0; j < J; j++) {
            double *row = m->confusion + (k * J + j) * J, sum = 0;
            for (size_t l = 0; l < J; l++) {
                row[l] = m->smoothing;
                for (size_t i = 0; i < m->items; i++)
                    row[l] += m->posterior[i * J + j] * counts_at(m, i, k)[l];
                sum += row[l];
            }
            for (size_t l = 0; l < J; l++) {
                row[l] = sum > 0 ? row[l] / sum : 0;
                m->log_confusion[(k * J + j) * J + l] = log(row[l]);
            }
        }
    }
}

static double expect(model *m)
{
    size_t J = m->classes;
    calc_sum loglik = {0};
    for (size_t i = 0; i < m->items; i++) {
        double *t = m->posterior + i * J, all = -HUGE_VAL;
        for (size_t j = 0; j < J; j++) {
            t[j] = m->log_marginal[j];
            for (size_t k = 0; k < m->raters; k++) {
                for (size_t l = 0; l < J; l++)
                    t[j] += times(counts_at(m, i, k)[l], m->log_confusion[(k * J + j) * J + l]);
            }
            all = calc_log_add(all, t[j]);
        }
        for (size_t j = 0; j < J; j++)
            t[j] = exp(t[j] - all);
        calc_add(&loglik, all);
    }
    return calc_total(loglik);
}

tr_err raters_em(const double *counts, size_t items, size_t raters, size_t classes,
                 double smoothing, arena *a, raters_fit *out)
{
    model m = {.counts = counts,
               .items = items,
               .raters = raters,
               .classes = classes,
               .smoothing = smoothing};
    m.marginal = arena_alloc_n(a, classes, sizeof *m.marginal);
    m.log_marginal = arena_alloc_n(a, classes, sizeof *m.log_marginal);
    m.confusion = arena_alloc_n(a, raters * classes * classes, sizeof *m.confusion);
    m.log_confusion = arena_alloc_n(a, raters * classes * classes, sizeof *m.log_confusion);
    m.posterior = arena_alloc_n(a, items * classes, sizeof *m.posterior);
    if (!m.marginal || !m.log_marginal || !m.confusion || !m.log_confusion || !m.posterior)
        return TR_ERR_NOMEM;
    *out = (raters_fit){.loglik = -HUGE_VAL};
    for (start(&m); !out->converged && out->iterations < MAX_ROUNDS; out->iterations++) {
        double last = out->loglik;
        maximise(&m);
        out->loglik = expect(&m);
        out->converged = fabs(out->loglik - last) < stop_at * fabs(out->loglik);
    }
    out->marginal = m.marginal;
    out->confusion = m.confusion;
    out->posterior = m.posterior;
    return TR_OK;
}
