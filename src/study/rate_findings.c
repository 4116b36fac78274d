/* Rates before and during: their ratio, how sure it is, and what would have been noticed. */
#include "study/findings_parts.h"

#include "calc/special.h"
#include "stats/compare.h"
#include "stats/rates.h"

#include <math.h>

/* A trend before the start goes into any comparison with the whole time before. */
static tr_err say_trend(const halves *h, arena *a, findings *f)
{
    double *x = arena_alloc_n(a, 2 * h->n + 1, sizeof *x),
           *y = arena_alloc_n(a, h->n + 1, sizeof *y), *e = arena_alloc_n(a, h->n + 1, sizeof *e);
    size_t n = 0;
    glm_fit p = {0};
    if (!x || !y || !e) return TR_ERR_NOMEM;
    for (size_t i = 0; i < h->n; i++) {
        if (h->during[i] || !(h->e[i] > 0)) continue;
        x[2 * n] = 1;
        x[2 * n + 1] = (double)(h->day[i] - h->day[0]) / 7;
        y[n] = h->y[i];
        e[n++] = h->e[i];
    }
    if (n < 2 * LEAST_DAYS || !(h->events[0] > 0)) return TR_OK;
    glm_data d = {.x = x, .y = y, .exposure = e, .n = n, .k = 2};
    TR_TRY(glm_poisson(&d, a, &p));
    if (!p.converged || p.dropped[1]) return TR_OK;
    double se = fmax(p.se[1], fmax(p.se_quasi[1], p.se_newey_west[1])),
           t = calc_t_inverse(0.5 + CONFIDENCE / 2, (double)n - 2), b = p.coef[1];
    const double week[] = {exp(b), exp(b - t * se), exp(b + t * se)};
    TR_TRY(finding_note(f, a, "trend_before_a_week", true, week[0]));
    TR_TRY(finding_note(f, a, "trend_low", true, week[1]));
    TR_TRY(finding_note(f, a, "trend_high", true, week[2]));
    if (!(week[1] > 1) && !(week[2] < 1)) return TR_OK;
    return finding_say(f, a,
                       "Warning: before the start the rate already changed by a factor of {} a "
                       "week ({} to {}). A comparison with the whole time before has that trend in "
                       "it; series allows for it, and placebo shows it.",
                       week);
}

static tr_err judge_rates(double low, double high, double detectable, const drift *d, arena *a,
                          findings *f)
{
    const double least[] = {detectable};
    if (d->drifted && ((high < 1 && d->share_high >= 1) || (low > 1 && d->share_low <= 1))) {
        f->no_verdict = true;
        return finding_say(f, a,
                           "The counts moved as the source's volume did, and as a share of it "
                           "there is no such change: no verdict.",
                           NULL);
    }
    if (d->drifted && (high < 1 || low > 1))
        return finding_say(
            f, a,
            high < 1 ? N_("The rate was lower than before, as published and as a share.")
                     : N_("The rate was higher than before, as published and as a share."),
            NULL);
    if (high < 1) return finding_say(f, a, "The rate was lower than before.", NULL);
    if (low > 1) return finding_say(f, a, "The rate was higher than before.", NULL);
    TR_TRY(finding_say(f, a, "No evidence of a lower or a higher rate.", NULL));
    if (detectable > 0)
        return finding_say(
            f, a,
            "A fall to {} of the rate before would have been noticed in four of five such "
            "comparisons.",
            least);
    return finding_say(
        f, a,
        "With so few events or days no fall would have been noticed in four of five such "
        "comparisons.",
        NULL);
}

/* Of no change, allowing for days that vary more than chance; never below the exact one. Without an
 * event on one side: exact, of counts over the dispersion. Without any event nothing speaks against
 * no change. */
static double quasi_p(const halves *h, const rate_comparison *c)
{
    double x0 = h->events[0], x1 = h->events[1], t0 = h->exposure[0], t1 = h->exposure[1];
    if (!(x0 + x1 > 0)) return 1;
    if (!(x0 > 0) || !(x1 > 0)) {
        double other = (x0 > 0 ? t0 : t1) / (t0 + t1);
        return fmin(1, 2 * pow(other, (x0 + x1) / c->phi));
    }
    double t = fabs(log(c->quasi.estimate)) / sqrt(c->phi * (1 / x0 + 1 / x1));
    return fmax(c->exact.p_central, 2 * calc_t_upper(t, (double)c->n_days - 2));
}

/* Everything that is said of the two rates. */
typedef struct two_rates {
    halves h;
    rate_comparison c;
    rate_interval alone[2]; /* before, during: exact, of counts over the dispersion */
    double p_quasi, detectable;
    drift volume;
} two_rates;

static void compare_halves(two_rates *r)
{
    const halves *h = &r->h;
    r->c = rate_compare(h->y, h->e, h->during, h->n, CONFIDENCE);
    for (int k = 0; k < 2; k++)
        r->alone[k] = rate_of(h->events[k] / r->c.phi, h->exposure[k] / r->c.phi, 1 - CONFIDENCE);
    r->p_quasi = quasi_p(h, &r->c);
    r->detectable = rate_detectable(h->events[0], h->exposure[0], h->exposure[1], r->c.phi,
                                    r->c.n_days, CONFIDENCE, POWER);
}

static tr_err note_counts(const halves *h, arena *a, findings *f)
{
    const finding_row rows[] = {{"events_before", true, h->events[0]},
                                {"exposure_before", true, h->exposure[0]},
                                {"events_during", true, h->events[1]},
                                {"exposure_during", true, h->exposure[1]}};
    return FINDING_NOTE_ALL(f, a, rows);
}

static tr_err note_rates(const two_rates *r, arena *a, findings *f)
{
    const halves *h = &r->h;
    const rate_ratio *x = &r->c.exact;
    const quasi_ratio *q = &r->c.quasi;
    const finding_row rows[] = {{"rate_before", true, h->events[0] / h->exposure[0]},
                                {"rate_before_low", true, r->alone[0].low},
                                {"rate_before_high", true, r->alone[0].high},
                                {"rate_during", true, h->events[1] / h->exposure[1]},
                                {"rate_during_low", true, r->alone[1].low},
                                {"rate_during_high", true, r->alone[1].high},
                                {"rate_ratio", x->defined, x->estimate},
                                {"exact_low", true, x->low},
                                {"exact_high", true, x->high},
                                {"mid_p_low", true, x->mid_low},
                                {"mid_p_high", true, x->mid_high},
                                {"dispersion", q->defined, r->c.phi},
                                {"quasi_low", q->defined, q->low},
                                {"quasi_high", q->defined, q->high},
                                {"zero_cell", q->defined, q->zero_cell},
                                {"headline_low", true, r->c.low},
                                {"headline_high", true, r->c.high},
                                {"p_central", x->defined, x->p_central},
                                {"p_mid", x->defined, x->p_mid},
                                {"p_quasi", q->defined || !x->defined, r->p_quasi},
                                {"detectable_ratio", r->detectable > 0, r->detectable}};
    TR_TRY(note_counts(h, a, f));
    return FINDING_NOTE_ALL(f, a, rows);
}

static tr_err say_ratio(const two_rates *r, arena *a, findings *f)
{
    const rate_ratio *x = &r->c.exact;
    const double wide[] = {x->estimate, r->c.low, r->c.high, r->c.phi, x->low, x->high},
                 alone[] = {x->estimate, x->low, x->high};
    f->no_verdict = !x->defined || !r->c.quasi.defined;
    if (!x->defined) return finding_say(f, a, "No event in either period: no ratio.", NULL);
    if (r->c.quasi.defined)
        return finding_say(
            f, a,
            "The rate during was {} times the rate before, compatible with {} to {} (95 %, "
            "the wider of two intervals: allowing for days that vary {} times as much as "
            "chance would, and exact, {} to {}).",
            wide);
    return finding_say(
        f, a,
        "The rate during was {} times the rate before, {} to {} (95 %, exact). Two days tell "
        "nothing of how much days vary, and an exact interval alone is too narrow as a "
        "rule: no verdict.",
        alone);
}

static tr_err say_rates(const series *s, const two_rates *r, arena *a, findings *f)
{
    TR_TRY(say_ratio(r, a, f));
    if (r->c.quasi.defined)
        TR_TRY(judge_rates(r->c.low, r->c.high, r->detectable, &r->volume, a, f));
    if (r->c.quasi.defined && r->c.quasi.zero_cell)
        TR_TRY(finding_say(
            f, a,
            "A period has no event: its interval is exact, of counts divided by that dispersion.",
            NULL));
    TR_TRY(finding_close_missing(s, a, f));
    return finding_close(f, a, "Nothing here says why.", NULL);
}

tr_err find_rates(const series *s, int64_t start, arena *a, findings *f)
{
    two_rates r;
    const halves *h = &r.h;
    *f = (findings){0};
    TR_TRY(halves_divide(s, start, a, &r.h));
    if (h->mixed) return finding_refuse_mixed(f, a);
    if (!(h->exposure[0] > 0) || !(h->exposure[1] > 0)) {
        f->no_verdict = true;
        TR_TRY(note_counts(h, a, f));
        return finding_say(f, a, "One of the two periods has no observed day: nothing is compared.",
                           NULL);
    }
    compare_halves(&r);
    TR_TRY(note_rates(&r, a, f));
    const double counts[] = {h->events[0], h->exposure[0], h->events[1], h->exposure[1]};
    TR_TRY(finding_say_of(f, a, "Before: {} events in {} {word}; during: {} events in {}.",
                          A_KNOWN("word", series_unit(s)), counts));
    TR_TRY(find_drift(s, start, a, f, &r.volume));
    TR_TRY(say_trend(h, a, f));
    return say_rates(s, &r, a, f);
}
