/* What a series would have done had it gone on as before: a level that walks (Kalman filter), and a
 * mix of other series that followed it before (synthetic control). Neither says why it did not.
 * docs/formats/stats.md. */
#include "study/findings.h"

#include "calc/special.h"
#include "stats/compare.h"

#include <math.h>

/* ---- A level that walks */

/* A day without watching is no step of the walk. */
tr_err find_level(const series *s, int64_t start, arena *a, findings *f)
{
    enum { LEAST = 20 };
    double *rate, z = calc_norm_inverse(0.975);
    watched_days w;
    size_t before = 0;
    local_level m;
    curve *c;
    buf b;
    *f = (findings){0};
    TR_TRY(series_watched(s, a, &w));
    if (w.mixed) return finding_refuse_mixed(f, a);
    rate = arena_alloc_n(a, w.n + 1, sizeof *rate);
    if (rate == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < w.n; i++) {
        rate[i] = w.y[i] / w.e[i];
        before += w.day[i] < start;
    }
    f->no_verdict = before < LEAST || before == w.n;
    if (f->no_verdict)
        return finding_say(f, a,
                           "Twenty watched days before the start and one during are needed: no "
                           "level is fitted.",
                           NULL);
    TR_TRY(local_level_fit(rate, before, a, &m));
    f->no_verdict = !m.converged;
    if (f->no_verdict)
        return finding_say(f, a, "The fit did not converge: no number stands.", NULL);
    level_outlook o;
    size_t during = w.n - before;
    TR_TRY(local_level_outlook(rate, before, w.n, 0.95, true, a, &o));
    f->no_verdict = !o.defined;
    if (f->no_verdict)
        return finding_say(f, a, "The days before are all alike: no level is fitted.", NULL);
    TR_TRY(finding_add_curve(f, a, "level", during, true, false, &c));
    buf_init(&b, BUF_LIMIT_BYTES);
    buf_z(&b, "day,rate,expected,low,high\n");
    for (size_t i = 0; i < during; i++) {
        c->day[i] = w.day[before + i];
        c->value[i] = o.expected[i];
        c->low[i] = fmax(0, o.low[i]);
        c->high[i] = o.high[i];
        day_write(&b, c->day[i]);
        const double v[] = {rate[before + i], c->value[i], c->low[i], c->high[i]};
        for (size_t k = 0; k < 4; k++) {
            buf_c(&b, ',');
            put_figure(&b, v[k]);
        }
        buf_c(&b, '\n');
    }
    TR_TRY(buf_take(&b, a, &f->table));
    double mean = o.mean_gap, low = o.gap_low, high = o.gap_high;
    TR_TRY(finding_note(f, a, "var_eps", true, m.var_eps));
    TR_TRY(finding_note(f, a, "var_level", true, m.var_level));
    TR_TRY(finding_note(f, a, "loglik", true, m.loglik));
    TR_TRY(finding_note(f, a, "mean_gap", true, mean));
    TR_TRY(finding_note(f, a, "mean_gap_low", true, low));
    TR_TRY(finding_note(f, a, "mean_gap_high", true, high));
    double noticed = (high - low) / 2 / z * (z + calc_norm_inverse(0.8));
    TR_TRY(finding_note(f, a, "detectable_gap", true, noticed));
    const double v[] = {o.expected[0], mean, low, high};
    TR_TRY(finding_say(f, a,
                       "The level before the start leads one to expect a rate of {}; during, the "
                       "rate differed from it by {} on average, compatible with {} to {} (95 %).",
                       v));
    TR_TRY(finding_say(f, a,
                       high < 0  ? N_("The rate was lower than this level.")
                       : low > 0 ? N_("The rate was higher than this level.")
                                 : N_("No evidence of a lower or a higher rate. A mean "
                                      "difference of {} would have been noticed in four of "
                                      "five such comparisons."),
                       &noticed));
    TR_TRY(finding_say(f, a,
                       "The model takes counts as if they were measured values: with few events a "
                       "day its bands are rough.",
                       NULL));
    return finding_close(f, a, "Nothing here says why.", NULL);
}

/* ---- Synthetic control */

static size_t rank_of(double mine, const double *others, size_t n)
{
    size_t rank = 1;
    for (size_t i = 0; i < n; i++)
        rank += others[i] >= mine;
    return rank;
}

/* The same with one donor in the place of the treated series. */
static tr_err placebo_ratio(const wide_table *w, size_t t0, size_t which, arena *a, double *out)
{
    size_t k = w->n_columns - 1;
    double *y = arena_alloc_n(a, w->n + 1, sizeof *y),
           *others = arena_alloc_n(a, w->n * k + 1, sizeof *others);
    synthetic s;
    if (y == NULL || others == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < w->n; i++) {
        size_t at = 0;
        for (size_t c = 1; c <= k; c++) {
            if (c == which) y[i] = w->value[i * w->n_columns + c];
            if (c != which) others[i * (k - 1) + at++] = w->value[i * w->n_columns + c];
        }
    }
    TR_TRY(synthetic_control(y, others, w->n, k - 1, t0, a, &s));
    *out = s.converged ? s.rmspe_ratio : (double)NAN;
    return TR_OK;
}

static tr_err say_synthetic(const wide_table *w, const synthetic *s, size_t rank, size_t judged,
                            arena *a, findings *f)
{
    TR_TRY(finding_note(f, a, "donors", true, (double)w->n_columns - 1));
    TR_TRY(finding_note(f, a, "mean_gap_during", true, s->att));
    TR_TRY(finding_note(f, a, "mean_square_before", true, s->pre_mse));
    TR_TRY(finding_note(f, a, "rmspe_ratio", true, s->rmspe_ratio));
    TR_TRY(finding_note(f, a, "rank", true, (double)rank));
    TR_TRY(finding_note(f, a, "ranked", true, (double)judged));
    const double v[] = {s->att, s->rmspe_ratio, (double)rank, (double)judged};
    const double exact[] = {s->att, (double)rank, (double)judged};
    if (!isfinite(s->rmspe_ratio))
        return finding_say(f, a,
                           "Before, the mix of others followed the series exactly; during, the two "
                           "differed by {} a day on average. This one ranks {} of {}.",
                           exact);
    return finding_say(f, a,
                       "During, the series differed from the mix of others that followed it best "
                       "before by {} a day on average; its misfit grew {} times. Each other series "
                       "in its place gives such a figure: this one ranks {} of {}.",
                       v);
}

tr_err find_synthetic(const wide_table *w, int64_t start, arena *a, findings *f)
{
    enum { LEAST_DONORS = 5, LEAST_DAYS = 20 };
    size_t k = w->n_columns ? w->n_columns - 1 : 0, t0 = 0, judged = 1;
    synthetic s;
    buf b;
    *f = (findings){0};
    while (t0 < w->n && w->day[t0] < start)
        t0++;
    f->no_verdict = k < LEAST_DONORS || t0 < LEAST_DAYS || t0 == w->n;
    if (f->no_verdict)
        return finding_say(f, a,
                           "At least five other series and twenty days before the start are "
                           "needed, and one during: no mix is made.",
                           NULL);
    double *y = arena_alloc_n(a, w->n + 1, sizeof *y),
           *donors = arena_alloc_n(a, w->n * k + 1, sizeof *donors),
           *ratios = arena_alloc_n(a, k + 1, sizeof *ratios);
    if (!y || !donors || !ratios) return TR_ERR_NOMEM;
    for (size_t i = 0; i < w->n; i++) {
        y[i] = w->value[i * w->n_columns];
        for (size_t c = 0; c < k; c++)
            donors[i * k + c] = w->value[i * w->n_columns + 1 + c];
    }
    TR_TRY(synthetic_control(y, donors, w->n, k, t0, a, &s));
    f->no_verdict = !s.converged;
    if (f->no_verdict)
        return finding_say(f, a, "The mix did not converge: no number stands.", NULL);
    for (size_t c = 1; c <= k; c++) {
        double r;
        TR_TRY(placebo_ratio(w, t0, c, a, &r));
        if (!isnan(r)) ratios[judged++ - 1] = r;
    }
    buf_init(&b, BUF_LIMIT_BYTES);
    buf_z(&b, "series,weight\n");
    for (size_t c = 0; c < k; c++) {
        csv_text(&b, w->names[1 + c]);
        buf_c(&b, ',');
        buf_fixed(&b, s.weights[c], 6);
        buf_c(&b, '\n');
    }
    buf_z(&b, "\nday,observed,mix,difference\n");
    for (size_t i = 0; i < w->n; i++) {
        const double v[] = {y[i], y[i] - s.gap[i], s.gap[i]};
        day_write(&b, w->day[i]);
        for (size_t c = 0; c < 3; c++) {
            buf_c(&b, ',');
            put_figure(&b, v[c]);
        }
        buf_c(&b, '\n');
    }
    TR_TRY(buf_take(&b, a, &f->table));
    TR_TRY(say_synthetic(w, &s, rank_of(s.rmspe_ratio, ratios, judged - 1), judged, a, f));
    return finding_close(f, a, "Nothing here says why.", NULL);
}
