#include "stats/compare.h"

#include "calc/calc.h"
#include "calc/special.h"

#include <math.h>
#include <string.h>

/* ---- Given the margins: the noncentral hypergeometric distribution */

typedef struct margins {
    double low, high;                /* of covered_post */
    double covered, uncovered, post; /* totals */
    double x;
} margins;

/* Weight of k + 1 over that of k. */
static double step_up(const margins *m, double k, double odds)
{
    return (m->covered - k) * (m->post - k) / ((k + 1) * (m->uncovered - m->post + k + 1)) * odds;
}

/* The steps fall, so the mode is where they pass one. */
static double mode_of(const margins *m, double odds)
{
    double low = m->low, high = m->high;
    while (high - low > 0.5) {
        double mid = floor(0.5 * (low + high));
        if (step_up(m, mid, odds) > 1)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

typedef struct mass_sums {
    calc_sum all, below, mean;
    double at;
} mass_sums;

static void add_mass(mass_sums *s, const margins *m, double k, double w)
{
    calc_add(&s->all, w);
    calc_add(&s->mean, w * k);
    if (k < m->x) calc_add(&s->below, w);
    if (!(k < m->x) && !(k > m->x)) s->at = w;
}

/* Outwards from the mode, until nothing more can matter. */
static did_mass mass_of(const margins *m, double log_odds)
{
    const double least = 1e-25;
    double odds = exp(log_odds), top = mode_of(m, odds), w = 1;
    mass_sums s = {0};
    add_mass(&s, m, top, 1);
    for (double k = top; k < m->high && w > least; k += 1) {
        w *= step_up(m, k, odds);
        add_mass(&s, m, k + 1, w);
    }
    w = 1;
    for (double k = top; k > m->low && w > least; k -= 1) {
        w /= step_up(m, k - 1, odds);
        add_mass(&s, m, k - 1, w);
    }
    double sum = calc_total(s.all);
    return (did_mass){calc_total(s.below) / sum, s.at / sum, calc_total(s.mean) / sum};
}

typedef enum what { LOWER_TAIL, UPPER_TAIL, MEAN } what;

/* What of the distribution is asked for; LOWER_TAIL falls with the log odds, the others rise. */
static double value_of(const margins *m, what w, double log_odds)
{
    did_mass p = mass_of(m, log_odds);
    if (w == MEAN) return p.mean;
    return w == UPPER_TAIL ? 1 - p.below : -(p.below + p.at);
}

static double solve_odds(const margins *m, what w, double want)
{
    double low = -60, high = 60;
    for (int i = 0; i < 200 && high - low > 1e-14; i++) {
        double mid = 0.5 * (low + high);
        if (value_of(m, w, mid) < want) {
            low = mid;
        } else {
            high = mid;
        }
    }
    return exp(0.5 * (low + high));
}

/* The mass of what is at most as probable as x, for odds of one; from the mode outwards. */
static double exact_p(const margins *m)
{
    double top = mode_of(m, 1), w = 1, at = 1;
    calc_sum all = {0}, rare = {0};
    for (double k = top; k < m->x; k += 1)
        at *= step_up(m, k, 1);
    for (double k = top; k > m->x; k -= 1)
        at /= step_up(m, k - 1, 1);
    double bound = at * (1 + 1e-7);
    for (int up = 0; up < 2; up++) {
        w = 1;
        for (double k = top;; k += up ? 1 : -1) {
            if (up || k < top) {
                calc_add(&all, w);
                if (w <= bound) calc_add(&rare, w);
            }
            if ((up ? !(k < m->high) : !(k > m->low)) || !(w > 1e-300)) break;
            w = up ? w * step_up(m, k, 1) : w / step_up(m, k - 1, 1);
        }
    }
    return fmin(1, calc_total(rare) / calc_total(all));
}

static margins margins_of(const did_cells *c)
{
    margins m = {.covered = c->covered_post + c->covered_pre,
                 .uncovered = c->uncovered_post + c->uncovered_pre,
                 .post = c->covered_post + c->uncovered_post,
                 .x = c->covered_post};
    m.low = fmax(0, m.post - m.uncovered);
    m.high = fmin(m.covered, m.post);
    return m;
}

did_mass did_conditional(const did_cells *c, double odds)
{
    margins m = margins_of(c);
    return mass_of(&m, log(odds));
}

ratio_of_ratios did_ratio(const did_cells *c, double confidence)
{
    ratio_of_ratios r = {.exact_high = HUGE_VAL, .exact_p = 1};
    margins m = margins_of(c);
    r.defined =
        c->covered_post > 0 && c->covered_pre > 0 && c->uncovered_post > 0 && c->uncovered_pre > 0;
    if (r.defined) {
        double se = sqrt(1 / c->covered_post + 1 / c->covered_pre + 1 / c->uncovered_post +
                         1 / c->uncovered_pre);
        double z = calc_norm_inverse(0.5 + confidence / 2);
        r.estimate = (c->covered_post / c->covered_pre) / (c->uncovered_post / c->uncovered_pre);
        r.wald_low = r.estimate * exp(-z * se);
        r.wald_high = r.estimate * exp(z * se);
    }
    double tail = (1 - confidence) / 2;
    bool least = !(m.x > m.low), most = !(m.x < m.high);
    r.cmle = least ? 0 : most ? HUGE_VAL : solve_odds(&m, MEAN, m.x);
    r.exact_low = least ? 0 : solve_odds(&m, UPPER_TAIL, tail);
    r.exact_high = most ? HUGE_VAL : solve_odds(&m, LOWER_TAIL, -tail);
    r.exact_p = exact_p(&m);
    return r;
}

/* ---- Rows of days and groups */

tr_err did_fit(const did_row *rows, size_t n, bool negbin, arena *a, glm_fit *out)
{
    enum { K = 4 };
    double *x = arena_alloc_n(a, n * K + 1, sizeof *x), *y = arena_alloc_n(a, n + 1, sizeof *y);
    double *exposure = arena_alloc_n(a, n + 1, sizeof *exposure);
    int *day = arena_alloc_n(a, n + 1, sizeof *day);
    if (!x || !y || !exposure || !day) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n; i++) {
        const did_row *r = &rows[i];
        const double row[K] = {1, r->covered, r->post, r->covered && r->post};
        memcpy(&x[i * K], row, sizeof row);
        y[i] = r->y;
        exposure[i] = r->exposure;
        day[i] = r->day;
    }
    glm_data d = {.x = x, .y = y, .exposure = exposure, .cluster = day, .n = n, .k = K};
    return negbin ? glm_negbin(&d, a, out) : glm_poisson(&d, a, out);
}

/* ---- Synthetic control: an active set over the simplex */

typedef struct mix {
    const double *y, *x; /* t0 rows */
    size_t t0, k;
    bool *in;
    double *w;
    arena *a;
} mix;

/* The best weights over the donors that are in, which may be negative; the last one is what is left
 * of one. */
static tr_err best_free(const mix *m, double *out)
{
    size_t which[GLM_MAX_COLUMNS], n = 0;
    bool dropped[GLM_MAX_COLUMNS];
    double b[GLM_MAX_COLUMNS], rest = 1;
    for (size_t j = 0; j < m->k; j++) {
        out[j] = 0;
        if (m->in[j]) which[n++] = j;
    }
    size_t last = which[n - 1], c = n - 1;
    double *z = arena_alloc_n(m->a, m->t0, sizeof *z),
           *x = arena_alloc_n(m->a, m->t0 * (c + 1), sizeof *x);
    if (z == NULL || x == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < m->t0; i++) {
        z[i] = m->y[i] - m->x[i * m->k + last];
        for (size_t j = 0; j < c; j++)
            x[i * c + j] = m->x[i * m->k + which[j]] - m->x[i * m->k + last];
    }
    if (c > 0) TR_TRY(least_squares(x, z, NULL, m->t0, c, m->a, b, NULL, dropped));
    for (size_t j = 0; j < c; j++) {
        out[which[j]] = b[j];
        rest -= b[j];
    }
    out[last] = rest;
    return TR_OK;
}

/* Half the slope of the squared error for each donor. */
static void slopes(const mix *m, double *g)
{
    for (size_t j = 0; j < m->k; j++) {
        calc_sum s = {0};
        for (size_t i = 0; i < m->t0; i++) {
            double fitted = 0;
            for (size_t k = 0; k < m->k; k++)
                fitted += m->x[i * m->k + k] * m->w[k];
            calc_add(&s, (fitted - m->y[i]) * m->x[i * m->k + j]);
        }
        g[j] = calc_total(s);
    }
}

/* Go towards `aim`; the donor that reaches zero first leaves. True when the aim was reached. */
static bool go(mix *m, const double *aim)
{
    double part = 1;
    size_t leaves = m->k;
    for (size_t j = 0; j < m->k; j++) {
        if (!m->in[j] || aim[j] >= 0) continue;
        double f = m->w[j] / (m->w[j] - aim[j]);
        if (f < part) {
            part = f;
            leaves = j;
        }
    }
    for (size_t j = 0; j < m->k; j++)
        m->w[j] += part * (aim[j] - m->w[j]);
    if (leaves == m->k) return true;
    m->in[leaves] = false;
    m->w[leaves] = 0;
    return false;
}

static tr_err find_weights(mix *m, bool *converged)
{
    double *aim = arena_alloc_n(m->a, m->k, sizeof *aim), *g = arena_alloc_n(m->a, m->k, sizeof *g);
    if (aim == NULL || g == NULL) return TR_ERR_NOMEM;
    slopes(m, g); /* at zero: the donor whose slope is steepest starts */
    size_t first = 0;
    for (size_t j = 1; j < m->k; j++) {
        if (g[j] < g[first]) first = j;
    }
    m->in[first] = true;
    m->w[first] = 1;
    for (size_t step = 0; step < 50 * m->k + 50; step++) {
        TR_TRY(best_free(m, aim));
        if (!go(m, aim)) continue;
        slopes(m, g);
        double level = 0, scale = 0;
        size_t best = m->k, n = 0;
        for (size_t j = 0; j < m->k; j++) {
            level += m->in[j] ? g[j] : 0;
            n += m->in[j];
            scale = fmax(scale, fabs(g[j]));
        }
        level /= (double)n;
        for (size_t j = 0; j < m->k; j++) {
            if (!m->in[j] && g[j] < level - 1e-10 * (1 + scale) && (best == m->k || g[j] < g[best]))
                best = j;
        }
        *converged = best == m->k;
        if (*converged) return TR_OK;
        m->in[best] = true;
    }
    return TR_OK;
}

tr_err synthetic_control(const double *treated, const double *donors, size_t n, size_t n_donors,
                         size_t t0, arena *a, synthetic *out)
{
    *out = (synthetic){.weights = arena_alloc_n(a, n_donors + 1, sizeof(double)),
                       .gap = arena_alloc_n(a, n + 1, sizeof(double))};
    mix m = {treated,      donors, t0, n_donors, arena_alloc_n(a, n_donors + 1, sizeof(bool)),
             out->weights, a};
    if (!out->weights || !out->gap || !m.in) return TR_ERR_NOMEM;
    if (n_donors == 0 || n_donors > GLM_MAX_COLUMNS || t0 == 0 || t0 >= n) return TR_ERR_LIMIT;
    TR_TRY(find_weights(&m, &out->converged));
    calc_sum before = {0}, after = {0}, gap = {0};
    for (size_t i = 0; i < n; i++) {
        calc_sum s = {treated[i], 0};
        for (size_t j = 0; j < n_donors; j++)
            calc_add(&s, -donors[i * n_donors + j] * out->weights[j]);
        out->gap[i] = calc_total(s);
        calc_add(i < t0 ? &before : &after, out->gap[i] * out->gap[i]);
        if (i >= t0) calc_add(&gap, out->gap[i]);
    }
    out->pre_mse = calc_total(before) / (double)t0;
    out->att = calc_total(gap) / (double)(n - t0);
    out->rmspe_ratio = sqrt(calc_total(after) / (double)(n - t0) / out->pre_mse);
    return TR_OK;
}

/* ---- Local level */

/* The likelihood with var_eps taken out, for a ratio q of the level's variance to it; the first
 * value starts the level. */
static double concentrated(const double *y, size_t n, double q, double *var_eps)
{
    double level = y[0], p = 1 + q; /* in units of var_eps */
    calc_sum squares = {0}, logs = {0};
    for (size_t i = 1; i < n; i++) {
        double f = p + 1, v = y[i] - level, gain = p / f;
        calc_add(&squares, v * v / f);
        calc_add(&logs, log(f));
        level += gain * v;
        p = p * (1 - gain) + q;
    }
    double m = (double)n - 1;
    *var_eps = calc_total(squares) / m;
    return -0.5 * (m * (log(2 * 3.14159265358979323846 * *var_eps) + 1) + calc_total(logs));
}

tr_err local_level_fit(const double *y, size_t n, arena *a, local_level *out)
{
    const double golden = 0.61803398874989485;
    double low = -20, high = 10, ignored;
    (void)a;
    *out = (local_level){0};
    if (n < 3) return TR_ERR_LIMIT;
    double c = high - golden * (high - low), d = low + golden * (high - low);
    for (int i = 0; i < 200 && high - low > 1e-10; i++) { /* over ln q */
        if (concentrated(y, n, exp(c), &ignored) > concentrated(y, n, exp(d), &ignored)) {
            high = d;
        } else {
            low = c;
        }
        c = high - golden * (high - low);
        d = low + golden * (high - low);
    }
    double q = exp(0.5 * (low + high));
    out->loglik = concentrated(y, n, q, &out->var_eps);
    out->var_level = q * out->var_eps;
    out->converged = isfinite(out->loglik);
    return TR_OK;
}

/* ---- The level, with its step not known */

enum { STEPS = 51 };
static const double most_step = 2; /* of the noise */

/* One ratio of step to noise: variances in units of the noise's. */
typedef struct level_part {
    double q, at, p, noise, loglik, weight; /* at, p: of the level on the first day after */
} level_part;

static void filter_one(const double *y, size_t n, level_part *x)
{
    double p = 1 + x->q, squares = 0, logs = 0;
    x->at = y[0];
    for (size_t i = 1; i < n; i++) {
        double f = p + 1, v = y[i] - x->at;
        squares += v * v / f;
        logs += log(f);
        x->at += p / f * v;
        p = p / f + x->q;
    }
    x->p = p;
    x->noise = squares / (double)(n - 1);
    x->loglik = x->noise > 0 ? -0.5 * (double)(n - 1) * log(x->noise) - 0.5 * logs : -HUGE_VAL;
}

static bool weigh(const double *y, size_t n, level_part *parts)
{
    double best = -HUGE_VAL, sum = 0;
    for (size_t i = 0; i < STEPS; i++) {
        double at = (double)i / (STEPS - 1), step = most_step * at * at; /* more of them small */
        parts[i] = (level_part){.q = step * step};
        filter_one(y, n, &parts[i]);
        best = fmax(best, parts[i].loglik);
    }
    if (!isfinite(best)) return false;
    for (size_t i = 0; i < STEPS; i++) {
        parts[i].weight = exp(parts[i].loglik - best);
        sum += parts[i].weight;
    }
    for (size_t i = 0; i < STEPS; i++)
        parts[i].weight /= sum;
    return true;
}

/* A mixture of t distributions, each about its own centre. */
typedef struct mixture {
    double weight[STEPS], centre[STEPS], spread[STEPS], df;
} mixture;

static double mixture_upper(const mixture *m, double x)
{
    double sum = 0;
    for (size_t i = 0; i < STEPS; i++) {
        double t = (x - m->centre[i]) / m->spread[i];
        sum += m->weight[i] * (t >= 0 ? calc_t_upper(t, m->df) : 1 - calc_t_upper(-t, m->df));
    }
    return sum;
}

static double mixture_quantile(const mixture *m, double upper_tail)
{
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (size_t i = 0; i < STEPS; i++) {
        low = fmin(low, m->centre[i] - 100 * m->spread[i]);
        high = fmax(high, m->centre[i] + 100 * m->spread[i]);
    }
    for (int i = 0; i < 60; i++) {
        double mid = low + (high - low) / 2;
        if (mixture_upper(m, mid) > upper_tail) {
            low = mid;
        } else {
            high = mid;
        }
    }
    return high;
}

/* Of the sum of n days, less what is expected: the level's error is shared by all of them, each
 * later day adds a step of the walk, every day a noise. */
static double sum_variance(const level_part *x, size_t n)
{
    double k = (double)n;
    return x->noise * (k * k * x->p + x->q * (k - 1) * k * (2 * k - 1) / 6 + k);
}

tr_err local_level_outlook(const double *y, size_t before, size_t n, double confidence, bool days,
                           arena *a, level_outlook *out)
{
    size_t k = n - before;
    level_part *parts = arena_alloc_n(a, STEPS, sizeof *parts);
    mixture *m = arena_alloc(a, sizeof *m);
    double tail = (1 - confidence) / 2, sum = 0;
    *out = (level_outlook){0};
    if (!parts || !m) return TR_ERR_NOMEM;
    if (days) {
        out->expected = arena_alloc_n(a, k + 1, sizeof(double));
        out->low = arena_alloc_n(a, k + 1, sizeof(double));
        out->high = arena_alloc_n(a, k + 1, sizeof(double));
        if (!out->expected || !out->low || !out->high) return TR_ERR_NOMEM;
    }
    out->defined = weigh(y, before, parts);
    if (!out->defined) return TR_OK;
    m->df = (double)before - 1;
    for (size_t i = 0; i < STEPS; i++) {
        m->weight[i] = parts[i].weight;
        m->centre[i] = parts[i].at;
    }
    for (size_t j = 0; j < k; j++)
        sum += y[before + j];
    for (size_t j = 0; days && j < k; j++) {
        for (size_t i = 0; i < STEPS; i++) {
            const level_part *x = &parts[i];
            m->spread[i] = sqrt(x->noise * (x->p + (double)j * x->q + 1));
            out->expected[j] += x->weight * x->at;
        }
        out->low[j] = mixture_quantile(m, 1 - tail);
        out->high[j] = mixture_quantile(m, tail);
    }
    for (size_t i = 0; i < STEPS; i++) {
        m->centre[i] = sum / (double)k - parts[i].at;
        m->spread[i] = sqrt(sum_variance(&parts[i], k)) / (double)k;
        out->mean_gap += parts[i].weight * m->centre[i];
    }
    out->gap_low = mixture_quantile(m, 1 - tail);
    out->gap_high = mixture_quantile(m, tail);
    return TR_OK;
}
