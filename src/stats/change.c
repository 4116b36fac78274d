#include "stats/change.h"

#include "calc/calc.h"
#include "calc/special.h"

#include <math.h>
#include <string.h>

/* ---- PELT */

typedef struct pelt {
    const pelt_options *o;
    size_t n;
    double *sum, *time, *squares; /* of the days before each */
    double *best;                 /* F(t), t = 0..n */
    size_t *from;                 /* the start of the last segment of the best division of t days */
    size_t *cand, n_cand;
} pelt;

static double segment_cost(const pelt *p, size_t s, size_t t)
{
    static const double log_2pi = 1.83787706640934548356, least_variance = 1e-11;
    double sum = p->sum[t] - p->sum[s], time = p->time[t] - p->time[s], n = (double)(t - s);
    double squares = p->squares[t] - p->squares[s] - sum * sum / time, cost = 0;
    switch (p->o->cost) {
    case PELT_RATE: cost = sum > 0 ? 2 * sum * (log(time) - log(sum)) / p->o->dispersion : 0; break;
    case PELT_MEAN: cost = squares; break;
    case PELT_MEAN_AND_VARIANCE:
        cost = n * (log_2pi + log(fmax(squares / n, least_variance)) + 1);
        break;
    }
    return p->o->length_penalty ? cost + log(n) : cost;
}

static tr_err open_pelt(pelt *p, const double *y, const double *exposure, size_t n,
                        const pelt_options *o, arena *a)
{
    *p = (pelt){.o = o, .n = n};
    p->sum = arena_alloc_n(a, n + 1, sizeof(double));
    p->time = arena_alloc_n(a, n + 1, sizeof(double));
    p->squares = arena_alloc_n(a, n + 1, sizeof(double));
    p->best = arena_alloc_n(a, n + 1, sizeof(double));
    p->from = arena_alloc_n(a, n + 1, sizeof(size_t));
    p->cand = arena_alloc_n(a, n + 1, sizeof(size_t));
    if (!p->sum || !p->time || !p->squares || !p->best || !p->from || !p->cand) return TR_ERR_NOMEM;
    double shift =
        o->cost == PELT_RATE ? 0 : y[0]; /* squares of large values would lose the rest */
    for (size_t i = 0; i < n; i++) {
        p->sum[i + 1] = p->sum[i] + (y[i] - shift);
        p->squares[i + 1] = p->squares[i] + (y[i] - shift) * (y[i] - shift);
        p->time[i + 1] = p->time[i] + (exposure ? exposure[i] : 1);
    }
    return TR_OK;
}

/* A start that was beaten at day t by more than any later day can mend may go, but with a least
 * length only m days later: until then it may still be the only one that is far enough away. */
static void prune(pelt *p, size_t t)
{
    size_t kept = 0, m = p->o->min_segment;
    for (size_t i = 0; i < p->n_cand; i++) {
        size_t s = p->cand[i];
        bool beaten = t >= m && t - m >= s + m && isfinite(p->best[t - m]) &&
                      p->best[s] + segment_cost(p, s, t - m) >= p->best[t - m] &&
                      !p->o->length_penalty;
        if (!beaten) p->cand[kept++] = s;
    }
    p->n_cand = kept;
}

static void divide(pelt *p)
{
    size_t m = p->o->min_segment > 0 ? p->o->min_segment : 1;
    p->best[0] = -p->o->penalty;
    for (size_t t = 1; t <= p->n; t++) {
        p->best[t] = HUGE_VAL;
        if (t >= m) p->cand[p->n_cand++] = t - m; /* a start at least m days ago */
        for (size_t i = 0; i < p->n_cand; i++) {
            size_t s = p->cand[i];
            double cost = p->best[s] + segment_cost(p, s, t) + p->o->penalty;
            if (!(cost < p->best[t])) continue;
            p->best[t] = cost;
            p->from[t] = s;
        }
        if (!p->o->exhaustive) prune(p, t);
    }
}

static tr_err trace_back(const pelt *p, arena *a, change_points *out)
{
    *out =
        (change_points){.last = arena_alloc_n(a, p->n + 1, sizeof(size_t)), .cost = p->best[p->n]};
    if (out->last == NULL) return TR_ERR_NOMEM;
    for (size_t t = p->n; t > 0 && isfinite(p->best[t]); t = p->from[t]) {
        if (p->from[t] > 0) out->n++;
    }
    size_t at = out->n;
    for (size_t t = p->n; t > 0 && isfinite(p->best[t]); t = p->from[t]) {
        if (p->from[t] > 0) out->last[--at] = p->from[t];
    }
    return TR_OK;
}

tr_err change_pelt(const double *y, const double *exposure, size_t n, const pelt_options *o,
                   arena *a, change_points *out)
{
    pelt p;
    *out = (change_points){0};
    if (n == 0 || n < o->min_segment) return TR_OK;
    TR_TRY(open_pelt(&p, y, exposure, n, o, a));
    divide(&p);
    return trace_back(&p, a, out);
}

/* ---- Path of penalties (CROPS): where two divisions cost the same, a third may be better */

typedef struct path {
    const double *y, *exposure;
    size_t n;
    pelt_options o;
    arena *a;
    VEC(penalty_step) steps;
} path;

static tr_err at_penalty(path *p, double penalty, change_points *out)
{
    p->o.penalty = penalty;
    TR_TRY(change_pelt(p->y, p->exposure, p->n, &p->o, p->a, out));
    out->cost -= penalty * (double)out->n; /* of the segments alone */
    return TR_OK;
}

static tr_err explore(path *p, double low, const change_points *at_low, double high,
                      const change_points *at_high, int depth)
{
    change_points mid;
    if (at_low->n <= at_high->n + 1 || depth > 60) {
        double cross = at_low->n > at_high->n
                           ? (at_high->cost - at_low->cost) / (double)(at_low->n - at_high->n)
                           : high;
        penalty_step *s = VEC_PUSH(p->a, &p->steps);
        if (s == NULL) return TR_ERR_NOMEM;
        *s = (penalty_step){low, cross, *at_low};
        return TR_OK;
    }
    double cross = (at_high->cost - at_low->cost) / (double)(at_low->n - at_high->n);
    TR_TRY(at_penalty(p, cross, &mid));
    if (mid.n == at_low->n || mid.n == at_high->n) {
        penalty_step *s = VEC_PUSH(p->a, &p->steps);
        if (s == NULL) return TR_ERR_NOMEM;
        *s = (penalty_step){low, cross, *at_low};
        return TR_OK;
    }
    TR_TRY(explore(p, low, at_low, cross, &mid, depth + 1));
    return explore(p, cross, &mid, high, at_high, depth + 1);
}

tr_err change_path(const double *y, const double *exposure, size_t n, const pelt_options *o,
                   double low, double high, arena *a, penalty_step **out, size_t *n_out)
{
    path p = {.y = y, .exposure = exposure, .n = n, .o = *o, .a = a};
    change_points first, last;
    TR_TRY(at_penalty(&p, low, &first));
    TR_TRY(at_penalty(&p, high, &last));
    if (first.n != last.n) TR_TRY(explore(&p, low, &first, high, &last, 0));
    penalty_step *s = VEC_PUSH(a, &p.steps);
    if (s == NULL) return TR_ERR_NOMEM;
    *s = (penalty_step){p.steps.n > 1 ? p.steps.items[p.steps.n - 2].to : low, high, last};
    for (size_t i = 1; i < p.steps.n; i++) /* each begins where the one before ends */
        p.steps.items[i].from = p.steps.items[i - 1].to;
    *out = p.steps.items;
    *n_out = p.steps.n;
    return TR_OK;
}

/* ---- Run lengths */

/* ln of the predictive probability of y in exposure e after events s in time t. */
static double predictive(const run_prior *p, double s, double t, double y, double e)
{
    double shape = p->shape + s, rate = p->rate + t;
    return calc_lgamma(shape + y) - calc_lgamma(shape) - calc_lfactorial(y) +
           shape * log(rate / (rate + e)) + (y > 0 ? y * log(e / (rate + e)) : 0);
}

typedef struct runs {
    const double *y, *exposure;
    size_t n;
    const run_prior *p;
    double *sum, *time; /* of the days before each */
    double *mass, *next;
} runs;

static double exposure_of(const runs *r, size_t i)
{
    return r->exposure ? r->exposure[i] : 1;
}

/* mass[k] = ln P(run length k + 1, data up to day t - 1): one day more. */
static void add_day(runs *r, size_t t)
{
    double all = -HUGE_VAL, e = exposure_of(r, t), y = r->y[t];
    for (size_t k = 0; k < t; k++)
        all = calc_log_add(all, r->mass[k]);
    r->next[0] = (t == 0 ? 0 : log(r->p->hazard) + all) + predictive(r->p, 0, 0, y, e);
    for (size_t k = 0; k < t; k++) {
        double s = r->sum[t] - r->sum[t - 1 - k], time = r->time[t] - r->time[t - 1 - k];
        r->next[k + 1] = isinf(r->mass[k])
                             ? -HUGE_VAL
                             : log1p(-r->p->hazard) + r->mass[k] + predictive(r->p, s, time, y, e);
    }
    double *swap = r->mass;
    r->mass = r->next;
    r->next = swap;
}

static void note_day(runs *r, size_t t, size_t recent, double prune_below, run_lengths *out)
{
    double all = -HUGE_VAL;
    calc_sum near = {0}, rate = {0};
    size_t best = 0;
    for (size_t k = 0; k <= t; k++) {
        all = calc_log_add(all, r->mass[k]);
        if (r->mass[k] > r->mass[best]) best = k;
    }
    for (size_t k = 0; k <= t; k++) {
        double p = exp(r->mass[k] - all);
        double s = r->sum[t + 1] - r->sum[t - k], time = r->time[t + 1] - r->time[t - k];
        if (k < recent) calc_add(&near, p);
        calc_add(&rate, p * (r->p->shape + s) / (r->p->rate + time));
        if (p < prune_below) r->mass[k] = -HUGE_VAL;
        if (t + 1 == r->n) out->final[k] = p;
    }
    out->p_recent[t] = calc_total(near);
    out->rate[t] = calc_total(rate);
    out->likeliest[t] = best + 1;
    out->log_evidence = all;
}

/* Forwards and backwards over all divisions: P(a segment starts at i | everything). */
static tr_err changes(const runs *r, arena *a, run_lengths *out)
{
    size_t n = r->n;
    double *fore = arena_alloc_n(a, n + 1, sizeof *fore),
           *back = arena_alloc_n(a, n + 1, sizeof *back);
    if (fore == NULL || back == NULL) return TR_ERR_NOMEM;
    double stay = log1p(-r->p->hazard), leave = log(r->p->hazard);
    for (size_t i = 0; i <= n; i++)
        fore[i] = i ? -HUGE_VAL : 0; /* ln P(days before i, a segment starts at i) */
    for (size_t s = 0; s < n; s++) {
        double sum = 0;
        for (size_t t = s + 1; t <= n; t++) {
            sum += predictive(r->p, r->sum[t - 1] - r->sum[s], r->time[t - 1] - r->time[s],
                              r->y[t - 1], exposure_of(r, t - 1));
            double way = fore[s] + sum + (double)(t - 1 - s) * stay + (t < n ? leave : 0);
            fore[t] = calc_log_add(fore[t], way);
        }
    }
    for (size_t s = n; s-- > 0;) { /* ln P(days from s | a segment starts at s) */
        double sum = 0;
        back[s] = -HUGE_VAL;
        for (size_t t = s + 1; t <= n; t++) {
            sum += predictive(r->p, r->sum[t - 1] - r->sum[s], r->time[t - 1] - r->time[s],
                              r->y[t - 1], exposure_of(r, t - 1));
            double way = sum + (double)(t - 1 - s) * stay + (t < n ? leave + back[t] : 0);
            back[s] = calc_log_add(back[s], way);
        }
    }
    for (size_t i = 0; i < n; i++)
        out->p_change[i] = i ? exp(fore[i] + back[i] - back[0]) : 0;
    return TR_OK;
}

tr_err change_run_lengths(const double *y, const double *exposure, size_t n, const run_prior *p,
                          size_t recent, double prune_below, arena *a, run_lengths *out)
{
    runs r = {.y = y, .exposure = exposure, .n = n, .p = p};
    *out = (run_lengths){0};
    double **fields[] = {&r.sum,      &r.time,        &r.mass,    &r.next,
                         &out->final, &out->p_recent, &out->rate, &out->p_change};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        *fields[i] = arena_alloc_n(a, n + 2, sizeof(double));
        if (*fields[i] == NULL) return TR_ERR_NOMEM;
    }
    out->likeliest = arena_alloc_n(a, n + 1, sizeof(size_t));
    if (out->likeliest == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n; i++) {
        r.sum[i + 1] = r.sum[i] + y[i];
        r.time[i + 1] = r.time[i] + exposure_of(&r, i);
    }
    for (size_t t = 0; t < n; t++) {
        add_day(&r, t);
        note_day(&r, t, recent, prune_below, out);
    }
    return changes(&r, a, out);
}

/* ---- Interval of a change */

/* ln of the normal distribution's lower tail at -t, t >= 0; far out by its expansion. */
static double log_tail(double t)
{
    static const double half_log_2pi = 0.91893853320467274178;
    if (t < 30) return log(0.5 * erfc(t / 1.4142135623730950488));
    double u = 1 / (t * t);
    return -t * t / 2 - log(t) - half_log_2pi + log1p(-u * (1 - 3 * u));
}

/* Distribution of the place of the maximum of W1(-v) - |v|/2 before and sqrt(phi) W2(v) - v/2 after
 * 0, `phi` the ratio of the variances after and before. */
static double argmax_before(double x, double phi)
{
    double f = 1 / phi, r = (phi + 2) / (phi + 1);
    return -exp(log(x) / 2 - x / 8 - 0.91893853320467274178) -
           phi * r * exp(f * (1 + f) * x / 2 + log_tail((0.5 + f) * sqrt(x))) +
           (x / 2 - 2 + (phi + 2) * r) * exp(log_tail(sqrt(x) / 2));
}

static double argmax_after(double x, double phi)
{
    double f = 1 / phi, r = (2 * phi + 1) / (phi + 1);
    return 1 + sqrt(f) * exp(log(x) / 2 - f * x / 8 - 0.91893853320467274178) +
           r / phi * exp((phi + 1) * x / 2 + log_tail((2 * phi + 1) / sqrt(phi) / 2 * sqrt(x))) -
           ((2 * phi + 1) * r / phi - 2 + f * x / 2) * exp(log_tail(sqrt(f * x) / 2));
}

/* |x| at which the tail beyond it, on one side, is `tail`. */
static double argmax_distance(double tail, double phi, bool after)
{
    double low = 1e-12, high = 1;
    for (int i = 0; i < 60; i++, high *= 2) {
        double p = after ? 1 - argmax_after(high, phi) : argmax_before(high, phi);
        if (!(p > tail)) break;
        low = high;
    }
    for (int i = 0; i < 200; i++) {
        double mid = (low + high) / 2,
               p = after ? 1 - argmax_after(mid, phi) : argmax_before(mid, phi);
        if (p > tail) {
            low = mid;
        } else {
            high = mid;
        }
    }
    return high;
}

static void mean_of(const double *y, size_t from, size_t to, double *mean, double *variance)
{
    double n = (double)(to - from), squares = 0;
    *mean = 0;
    for (size_t i = from; i < to; i++)
        *mean += y[i] / n;
    for (size_t i = from; i < to; i++)
        squares += (y[i] - *mean) * (y[i] - *mean);
    *variance = squares / n;
}

change_interval change_interval_of(const double *y, size_t from, size_t at, size_t to,
                                   double confidence)
{
    double m1, m2, v1, v2, tail = (1 - confidence) / 2;
    change_interval out = {.low = at, .high = at};
    if (at <= from || to <= at) return out;
    mean_of(y, from, at, &m1, &v1);
    mean_of(y, at, to, &m2, &v2);
    out.defined = fabs(m2 - m1) > 0 && v1 > 0 && v2 > 0 && v2 / v1 < 1e6 && v1 / v2 < 1e6;
    if (!out.defined) return out;
    double scale = v1 / ((m2 - m1) * (m2 - m1));
    double back = ceil(argmax_distance(tail, v2 / v1, true) * scale),
           on = ceil(argmax_distance(tail, v2 / v1, false) * scale);
    out.low = back < (double)(at - from) ? at - (size_t)back : from + 1;
    out.high = on < (double)(to - at) ? at + (size_t)on : to - 1;
    return out;
}
