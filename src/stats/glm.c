#include "stats/glm.h"

#include "calc/calc.h"
#include "calc/special.h"

#include <math.h>
#include <string.h>

enum { MOST_STEPS = 200, MOST_ROUNDS = 200 };
static const double spanned = 1e-9; /* what is left of a column, relative, when others span it */

/* ---- Least squares */

typedef struct qr {
    double *m; /* n rows of k columns, and the right side behind */
    size_t n, k, kept;
    size_t column[GLM_MAX_COLUMNS]; /* of each kept place */
} qr;

static double column_norm(const qr *q, size_t from, size_t c)
{
    calc_sum s = {0};
    for (size_t i = from; i < q->n; i++)
        calc_add(&s, q->m[i * (q->k + 1) + c] * q->m[i * (q->k + 1) + c]);
    return sqrt(calc_total(s));
}

/* One reflection that empties column c below row r. */
static void reflect(qr *q, size_t r, size_t c)
{
    size_t w = q->k + 1;
    double norm = column_norm(q, r, c), head = q->m[r * w + c];
    double alpha = head > 0 ? -norm : norm, v0 = head - alpha, scale = -alpha * v0;
    for (size_t j = c + 1; j < w && scale > 0; j++) {
        calc_sum s = {0};
        calc_add(&s, v0 * q->m[r * w + j]);
        for (size_t i = r + 1; i < q->n; i++)
            calc_add(&s, q->m[i * w + c] * q->m[i * w + j]);
        double f = calc_total(s) / scale;
        q->m[r * w + j] -= f * v0;
        for (size_t i = r + 1; i < q->n; i++)
            q->m[i * w + j] -= f * q->m[i * w + c];
    }
    q->m[r * w + c] = alpha;
}

static void decompose(qr *q, bool *dropped)
{
    double whole[GLM_MAX_COLUMNS];
    for (size_t c = 0; c < q->k; c++)
        whole[c] = column_norm(q, 0, c);
    q->kept = 0;
    for (size_t c = 0; c < q->k; c++) {
        dropped[c] = q->kept >= q->n || !(column_norm(q, q->kept, c) > spanned * whole[c]);
        if (dropped[c]) continue;
        reflect(q, q->kept, c);
        q->column[q->kept++] = c;
    }
}

/* R x = rhs, R being the kept columns. */
static void back_substitute(const qr *q, const double *rhs, double *x)
{
    for (size_t p = q->kept; p > 0; p--) {
        double v = rhs[p - 1];
        for (size_t j = p; j < q->kept; j++)
            v -= q->m[(p - 1) * (q->k + 1) + q->column[j]] * x[j];
        x[p - 1] = v / q->m[(p - 1) * (q->k + 1) + q->column[p - 1]];
    }
}

/* (R'R)^-1 = R^-1 R^-T */
static void inverse_square(const qr *q, double *cov)
{
    double inv[GLM_MAX_COLUMNS][GLM_MAX_COLUMNS], e[GLM_MAX_COLUMNS];
    memset(cov, 0, q->k * q->k * sizeof *cov);
    for (size_t c = 0; c < q->kept; c++) {
        for (size_t i = 0; i < q->kept; i++)
            e[i] = i == c;
        double x[GLM_MAX_COLUMNS];
        back_substitute(q, e, x);
        for (size_t i = 0; i < q->kept; i++)
            inv[i][c] = x[i];
    }
    for (size_t i = 0; i < q->kept; i++) {
        for (size_t j = 0; j < q->kept; j++) {
            calc_sum s = {0};
            for (size_t c = i > j ? i : j; c < q->kept; c++)
                calc_add(&s, inv[i][c] * inv[j][c]);
            cov[q->column[i] * q->k + q->column[j]] = calc_total(s);
        }
    }
}

tr_err least_squares(const double *x, const double *z, const double *w, size_t n, size_t k,
                     arena *a, double *b, double *cov, bool *dropped)
{
    qr q = {arena_alloc_n(a, n * (k + 1) + 1, sizeof(double)), n, k, 0, {0}};
    double rhs[GLM_MAX_COLUMNS] = {0}, part[GLM_MAX_COLUMNS] = {0};
    if (q.m == NULL) return TR_ERR_NOMEM;
    if (k > GLM_MAX_COLUMNS) return TR_ERR_LIMIT;
    for (size_t i = 0; i < n; i++) {
        double root = w ? sqrt(w[i]) : 1;
        for (size_t j = 0; j < k; j++)
            q.m[i * (k + 1) + j] = root * x[i * k + j];
        q.m[i * (k + 1) + k] = root * z[i];
    }
    decompose(&q, dropped);
    for (size_t p = 0; p < q.kept; p++)
        rhs[p] = q.m[p * (k + 1) + k];
    back_substitute(&q, rhs, part);
    memset(b, 0, k * sizeof *b);
    for (size_t p = 0; p < q.kept; p++)
        b[q.column[p]] = part[p];
    if (cov) inverse_square(&q, cov);
    return TR_OK;
}

/* ---- One model */

typedef struct model {
    const glm_data *d;
    double theta; /* HUGE_VAL: Poisson */
    double *offset, *eta, *z, *w, *cov;
} model;

static double prior_of(const model *m, size_t i)
{
    return m->d->prior ? m->d->prior[i] : 1;
}

static double weight(const model *m, size_t i, double mu)
{
    return prior_of(m, i) * (isinf(m->theta) ? mu : mu / (1 + mu / m->theta));
}

static double unit_deviance(const model *m, double y, double mu)
{
    double own = y > 0 ? y * log(y / mu) : 0;
    if (isinf(m->theta)) return 2 * (own - (y - mu));
    double t = m->theta;
    return 2 * (own - (y + t) * log((y + t) / (mu + t)));
}

static double deviance_of(const model *m, const double *mu)
{
    calc_sum s = {0};
    for (size_t i = 0; i < m->d->n; i++)
        calc_add(&s, prior_of(m, i) * unit_deviance(m, m->d->y[i], mu[i]));
    return calc_total(s);
}

static double loglik_of(const model *m, const double *mu)
{
    calc_sum s = {0};
    for (size_t i = 0; i < m->d->n; i++) {
        double y = m->d->y[i], v = mu[i], t = m->theta;
        if (isinf(t)) {
            calc_add(&s, (y > 0 ? y * log(v) : 0) - v - calc_lfactorial(y));
        } else {
            calc_add(&s, calc_lgamma(t + y) - calc_lgamma(t) - calc_lfactorial(y));
            calc_add(&s, t * log(t) + (y > 0 ? y * log(v) : 0) - (t + y) * log(t + v));
        }
    }
    return calc_total(s);
}

static void means_of(const model *m, const double *b, double *mu)
{
    const glm_data *d = m->d;
    for (size_t i = 0; i < d->n; i++) {
        calc_sum s = {m->offset[i], 0};
        for (size_t j = 0; j < d->k; j++)
            calc_add(&s, d->x[i * d->k + j] * b[j]);
        m->eta[i] = calc_total(s);
        mu[i] = exp(fmin(m->eta[i], 700));
    }
}

static tr_err one_step(const model *m, arena *scratch, const double *mu, double *b, bool *dropped)
{
    const glm_data *d = m->d;
    for (size_t i = 0; i < d->n; i++) {
        m->w[i] = weight(m, i, mu[i]);
        m->z[i] = m->eta[i] - m->offset[i] + (d->y[i] - mu[i]) / mu[i];
    }
    arena_reset(scratch);
    return least_squares(d->x, m->z, m->w, d->n, d->k, scratch, b, m->cov, dropped);
}

/* Coefficients for a fixed theta; halves the step where the deviance grows. */
static tr_err fit_coefficients(const model *m, arena *scratch, glm_fit *f)
{
    double b[GLM_MAX_COLUMNS], old = deviance_of(m, f->mu);
    size_t k = m->d->k;
    f->converged = false;
    for (int step = 0; step < MOST_STEPS && !f->converged; step++) {
        TR_TRY(one_step(m, scratch, f->mu, b, f->dropped));
        means_of(m, b, f->mu);
        double now = deviance_of(m, f->mu);
        for (int half = 0; half < 30 && step > 0 && !(now <= old + 1e-8 * fabs(old)); half++) {
            for (size_t j = 0; j < k; j++)
                b[j] = 0.5 * (b[j] + f->coef[j]);
            means_of(m, b, f->mu);
            now = deviance_of(m, f->mu);
        }
        f->last_change = fabs(now - old) / (fabs(now) + 0.1);
        f->converged = f->last_change < 1e-14 && step > 0;
        f->iterations++;
        old = now;
        memcpy(f->coef, b, k * sizeof *b);
    }
    if (!f->converged) f->converged = f->last_change < 1e-10;
    return TR_OK;
}

/* ---- Standard errors */

static void sandwich_se(const model *m, const double *meat, double *se)
{
    size_t k = m->d->k;
    for (size_t j = 0; j < k; j++) {
        calc_sum s = {0};
        for (size_t p = 0; p < k; p++) {
            for (size_t q = 0; q < k; q++)
                calc_add(&s, m->cov[j * k + p] * meat[p * k + q] * m->cov[q * k + j]);
        }
        se[j] = sqrt(calc_total(s));
    }
}

/* Scores of the rows, x (y - mu) with the model's weight. */
static double score(const model *m, const glm_fit *f, size_t i, size_t j)
{
    const glm_data *d = m->d;
    double factor = weight(m, i, f->mu[i]) / f->mu[i];
    return d->x[i * d->k + j] * (d->y[i] - f->mu[i]) * factor;
}

static void meat_at_lag(const model *m, const glm_fit *f, size_t lag, double by, double *meat)
{
    size_t k = m->d->k;
    for (size_t p = 0; p < k; p++) {
        for (size_t q = 0; q < k; q++) {
            calc_sum s = {0};
            for (size_t i = lag; i < m->d->n; i++) {
                calc_add(&s, score(m, f, i, p) * score(m, f, i - lag, q));
                if (lag) calc_add(&s, score(m, f, i - lag, p) * score(m, f, i, q));
            }
            meat[p * k + q] += by * calc_total(s);
        }
    }
}

static tr_err cluster_meat(const model *m, const glm_fit *f, arena *a, double *meat)
{
    const glm_data *d = m->d;
    int most = 0;
    for (size_t i = 0; i < d->n; i++)
        most = d->cluster[i] > most ? d->cluster[i] : most;
    double *sum = arena_alloc_n(a, ((size_t)most + 1) * d->k, sizeof *sum);
    if (sum == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < d->n; i++) {
        for (size_t j = 0; j < d->k; j++)
            sum[(size_t)d->cluster[i] * d->k + j] += score(m, f, i, j);
    }
    for (size_t p = 0; p < d->k; p++) {
        for (size_t q = 0; q < d->k; q++) {
            calc_sum s = {0};
            for (size_t c = 0; c <= (size_t)most; c++)
                calc_add(&s, sum[c * d->k + p] * sum[c * d->k + q]);
            meat[p * d->k + q] = calc_total(s);
        }
    }
    return TR_OK;
}

static tr_err standard_errors(const model *m, arena *a, glm_fit *f)
{
    size_t k = m->d->k;
    double *meat = arena_alloc_n(a, k * k + 1, sizeof *meat);
    if (meat == NULL) return TR_ERR_NOMEM;
    for (size_t j = 0; j < k; j++) {
        f->se[j] = sqrt(m->cov[j * k + j]);
        f->se_quasi[j] = f->se[j] * sqrt(f->dispersion);
    }
    meat_at_lag(m, f, 0, 1, meat);
    sandwich_se(m, meat, f->se_hc0);
    for (size_t lag = 1; lag <= GLM_NEWEY_WEST_LAGS; lag++)
        meat_at_lag(m, f, lag, 1 - (double)lag / (GLM_NEWEY_WEST_LAGS + 1), meat);
    sandwich_se(m, meat, f->se_newey_west);
    if (m->d->cluster == NULL) return TR_OK;
    TR_TRY(cluster_meat(m, f, a, meat));
    sandwich_se(m, meat, f->se_cluster);
    return TR_OK;
}

/* ---- Fits */

static tr_err open_model(model *m, const glm_data *d, arena *a, glm_fit *f)
{
    *m = (model){.d = d, .theta = HUGE_VAL};
    *f = (glm_fit){.theta = HUGE_VAL};
    if (d->k > GLM_MAX_COLUMNS || d->k == 0 || d->n == 0) return TR_ERR_LIMIT;
    m->offset = arena_alloc_n(a, d->n, sizeof(double));
    m->eta = arena_alloc_n(a, d->n, sizeof(double));
    m->z = arena_alloc_n(a, d->n, sizeof(double));
    m->w = arena_alloc_n(a, d->n, sizeof(double));
    m->cov = arena_alloc_n(a, d->k * d->k, sizeof(double));
    f->mu = arena_alloc_n(a, d->n, sizeof(double));
    if (!m->offset || !m->eta || !m->z || !m->w || !m->cov || !f->mu) return TR_ERR_NOMEM;
    for (size_t i = 0; i < d->n; i++) {
        m->offset[i] = d->exposure ? log(d->exposure[i]) : 0;
        f->mu[i] = d->y[i] + 0.1;
        m->eta[i] = log(f->mu[i]);
    }
    return TR_OK;
}

static tr_err finish(model *m, arena *a, arena *scratch, glm_fit *f)
{
    const glm_data *d = m->d;
    double b[GLM_MAX_COLUMNS];
    calc_sum chi2 = {0};
    TR_TRY(one_step(m, scratch, f->mu, b, f->dropped)); /* the covariance at the fitted means */
    for (size_t j = 0; j < d->k; j++)
        f->k += !f->dropped[j];
    f->df = d->n > f->k ? d->n - f->k : 0;
    for (size_t i = 0; i < d->n; i++) {
        double v = isinf(m->theta) ? f->mu[i] : f->mu[i] + f->mu[i] * f->mu[i] / m->theta;
        calc_add(&chi2, prior_of(m, i) * (d->y[i] - f->mu[i]) * (d->y[i] - f->mu[i]) / v);
    }
    f->cov = m->cov;
    f->chi2 = calc_total(chi2);
    f->dispersion = f->df ? f->chi2 / (double)f->df : 1;
    f->deviance = deviance_of(m, f->mu);
    f->loglik = loglik_of(m, f->mu);
    return standard_errors(m, a, f);
}

tr_err glm_poisson(const glm_data *d, arena *a, glm_fit *out)
{
    model m;
    arena scratch;
    TR_TRY(open_model(&m, d, a, out));
    arena_init(&scratch, (size_t)1 << 30);
    tr_err e = fit_coefficients(&m, &scratch, out);
    if (e == TR_OK) e = finish(&m, a, &scratch, out);
    arena_clear(&scratch);
    return e;
}

/* Newton for theta at fixed means; HUGE_VAL where the counts vary no more than Poisson's. */
static double fit_theta(const glm_data *d, const double *mu, double *se)
{
    double start = 0, t;
    for (size_t i = 0; i < d->n; i++)
        start += (d->y[i] / mu[i] - 1) * (d->y[i] / mu[i] - 1);
    t = (double)d->n / start;
    for (int step = 0; step < MOST_STEPS; step++) {
        calc_sum slope = {0}, information = {0};
        t = fabs(t);
        for (size_t i = 0; i < d->n; i++) {
            double y = d->y[i], v = mu[i];
            calc_add(&slope, calc_digamma(t + y) - calc_digamma(t) + log(t) + 1 - log(t + v) -
                                 (y + t) / (v + t));
            calc_add(&information, -calc_trigamma(t + y) + calc_trigamma(t) - 1 / t + 2 / (v + t) -
                                       (y + t) / ((v + t) * (v + t)));
        }
        double moved = calc_total(slope) / calc_total(information);
        t += moved;
        *se = 1 / sqrt(calc_total(information));
        if (!(t < 1e6)) return HUGE_VAL;
        if (fabs(moved) < 1e-12 * (1 + fabs(t))) break;
    }
    return t > 0 ? t : HUGE_VAL;
}

static tr_err alternate(model *m, arena *scratch, glm_fit *f)
{
    double before = 0;
    TR_TRY(fit_coefficients(m, scratch, f));
    for (int round = 0; round < MOST_ROUNDS; round++) {
        before = m->theta;
        m->theta = fit_theta(m->d, f->mu, &f->se_theta);
        TR_TRY(fit_coefficients(m, scratch, f));
        if (isinf(m->theta) || fabs(m->theta - before) < 1e-10 * (1 + m->theta)) return TR_OK;
    }
    if (fabs(m->theta - before) < 1e-5 * (1 + m->theta)) return TR_OK;
    if (m->theta > 30) { /* hardly more varied than chance, and hardly told from that: Poisson */
        m->theta = HUGE_VAL;
        return fit_coefficients(m, scratch, f);
    }
    f->converged = false;
    return TR_OK;
}

tr_err glm_negbin(const glm_data *d, arena *a, glm_fit *out)
{
    model m;
    arena scratch;
    TR_TRY(open_model(&m, d, a, out));
    arena_init(&scratch, (size_t)1 << 30);
    tr_err e = alternate(&m, &scratch, out);
    out->theta = m.theta;
    if (e == TR_OK) e = finish(&m, a, &scratch, out);
    arena_clear(&scratch);
    return e;
}

double ljung_box(const glm_data *d, const glm_fit *f, size_t lags, double *p)
{
    double n = (double)d->n, whole = 0, q = 0;
    *p = 1;
    if (d->n <= lags + 1) return 0;
    for (size_t lag = 0; lag <= lags; lag++) {
        double s = 0;
        for (size_t i = lag; i < d->n; i++) {
            double vi = isinf(f->theta) ? f->mu[i] : f->mu[i] + f->mu[i] * f->mu[i] / f->theta;
            size_t k = i - lag;
            double vk = isinf(f->theta) ? f->mu[k] : f->mu[k] + f->mu[k] * f->mu[k] / f->theta;
            s += (d->y[i] - f->mu[i]) / sqrt(vi) * (d->y[k] - f->mu[k]) / sqrt(vk);
        }
        if (lag == 0) whole = s;
        if (lag > 0 && whole > 0) q += s / whole * (s / whole) / (n - (double)lag);
    }
    q *= n * (n + 2);
    *p = calc_chi2_upper(q, (double)lags);
    return q;
}
