/* Covered beside other targets: did the one change as the other did? */
#include "study/findings_parts.h"

#include "calc/special.h"
#include "stats/compare.h"
#include "stats/rates.h"

#include <math.h>

/* The four groups of days: other and covered targets, before and during. */
typedef struct four_groups {
    did_cells c;
    did_row *rows;
    size_t n, days[2][2];
    double exposure[2][2];
} four_groups;

static tr_err count_groups(const series *s, int64_t start, arena *a, four_groups *g)
{
    *g = (four_groups){.rows = arena_alloc_n(a, s->n + 1, sizeof *g->rows)};
    if (g->rows == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < s->n; i++) {
        const series_day *d = &s->days[i];
        bool post = d->day >= start;
        if (!(d->exposure > 0)) continue;
        g->exposure[d->covered][post] += d->exposure;
        g->days[d->covered][post]++;
        *(d->covered ? post ? &g->c.covered_post : &g->c.covered_pre
          : post     ? &g->c.uncovered_post
                     : &g->c.uncovered_pre) += d->count;
        g->rows[g->n++] =
            (did_row){(int)(d->day - s->days[0].day), d->covered, post, d->count, d->exposure};
    }
    return TR_OK;
}

static bool all_watched(const four_groups *g, size_t *fewest_days)
{
    bool all = true;
    *fewest_days = SIZE_MAX;
    for (int k = 0; k < 4; k++) {
        size_t days = g->days[k / 2][k % 2];
        all = all && g->exposure[k / 2][k % 2] > 0;
        if (days < *fewest_days) *fewest_days = days;
    }
    return all;
}

/* The ratio of the two ratios by three methods, and the widest of their intervals. */
typedef struct did_answer {
    ratio_of_ratios exact;
    bool equal; /* exposures in one proportion: the exact one holds */
    bool fitted, clustered;
    double estimate, low, high, cluster_low, cluster_high;
    rate_ratio other; /* of targets that are not covered */
} did_answer;

static tr_err fit_groups(const four_groups *g, size_t fewest_days, arena *a, did_answer *out)
{
    glm_fit fit;
    const double(*e)[2] = g->exposure;
    TR_TRY(did_fit(g->rows, g->n, false, a, &fit));
    did_answer x = {.equal = !(fabs(e[1][1] / e[1][0] - e[0][1] / e[0][0]) > 1e-9),
                    .exact = did_ratio(&g->c, CONFIDENCE)};
    double z = calc_norm_inverse(0.5 + CONFIDENCE / 2), b = fit.coef[3], se = fit.se_cluster[3];
    x.fitted = fit.converged && !fit.dropped[3] && x.exact.defined;
    x.clustered = x.fitted && fewest_days >= LEAST_DAYS &&
                  se > 0.01 * fit.se[3]; /* fewer days, or days all alike, tell no spread */
    /* the smallest degrees of freedom that two samples of days can have (Welch) */
    double t = x.clustered ? calc_t_inverse(0.5 + CONFIDENCE / 2, (double)fewest_days - 1) : 0;
    x.estimate = exp(b);
    x.cluster_low = exp(b - t * se);
    x.cluster_high = exp(b + t * se);
    x.low = x.fitted ? exp(b - z * fit.se[3]) : 0;
    x.high = x.fitted ? exp(b + z * fit.se[3]) : HUGE_VAL;
    if (x.clustered) {
        x.low = fmin(x.low, x.cluster_low);
        x.high = fmax(x.high, x.cluster_high);
    }
    if (x.equal) {
        x.low = x.fitted ? fmin(x.low, x.exact.exact_low) : x.exact.exact_low;
        x.high = x.fitted ? fmax(x.high, x.exact.exact_high) : x.exact.exact_high;
    }
    x.other = rate_ratio_of(g->c.uncovered_post, e[0][1], g->c.uncovered_pre, e[0][0], CONFIDENCE);
    *out = x;
    return TR_OK;
}

static tr_err note_groups(const four_groups *g, const did_answer *x, arena *a, findings *f)
{
    const did_cells *c = &g->c;
    const finding_row rows[] = {
        {"covered_before", true, c->covered_pre},
        {"covered_during", true, c->covered_post},
        {"uncovered_before", true, c->uncovered_pre},
        {"uncovered_during", true, c->uncovered_post},
        {"covered_rate_before", true, c->covered_pre / g->exposure[1][0]},
        {"covered_rate_during", true, c->covered_post / g->exposure[1][1]},
        {"uncovered_rate_before", true, c->uncovered_pre / g->exposure[0][0]},
        {"uncovered_rate_during", true, c->uncovered_post / g->exposure[0][1]},
        {"ratio_of_ratios", x->fitted, x->estimate},
        {"headline_low", x->fitted || x->equal, x->low},
        {"headline_high", x->fitted || x->equal, x->high},
        {"clustered_low", x->clustered, x->cluster_low},
        {"clustered_high", x->clustered, x->cluster_high},
        {"exact_estimate", x->equal, x->exact.cmle},
        {"exact_low", x->equal, x->exact.exact_low},
        {"exact_high", x->equal, x->exact.exact_high},
        {"exact_p", x->equal, x->exact.exact_p}};
    return FINDING_NOTE_ALL(f, a, rows);
}

static tr_err say_four_rates(const series *s, const four_groups *g, arena *a, findings *f)
{
    const double v[] = {g->c.covered_pre / g->exposure[1][0], g->c.covered_post / g->exposure[1][1],
                        g->c.uncovered_pre / g->exposure[0][0],
                        g->c.uncovered_post / g->exposure[0][1]};
    return finding_say_of(f, a,
                          "Events per unit ({word}): covered targets {} before, {} during; other "
                          "targets {} before, {} during.",
                          A_KNOWN("word", series_unit(s)), v);
}

static tr_err say_ratio_of_ratios(const did_answer *x, arena *a, findings *f)
{
    const double w[] = {x->estimate, x->low, x->high};
    bool exact_tells = x->equal && (x->exact.exact_low > 0 || isfinite(x->exact.exact_high));
    f->no_verdict = !x->fitted && !exact_tells;
    if (!x->fitted)
        return finding_say(
            f, a, "A group without events, or a fit that did not converge: no ratio of ratios.",
            NULL);
    TR_TRY(finding_say(
        f, a,
        "The ratio of the covered targets is {} times that of the others, compatible with {} "
        "to {} (95 %, the widest of the model's, the clustered and the exact interval).",
        w));
    if (x->clustered) return TR_OK;
    return finding_say(f, a,
                       "Too few days, or days too much alike, to tell how much days vary: no "
                       "interval clustered by day.",
                       NULL);
}

/* Violence may move from the one to the other, which makes the ratio of ratios small as well. */
static tr_err say_other_targets(const rate_ratio *other, arena *a, findings *f)
{
    const double o[] = {other->estimate, other->low, other->high};
    if (!other->defined) return TR_OK;
    return finding_say(
        f, a,
        other->estimate > 1
            ? N_("Events at other targets were {} times as frequent during ({} to {}, exact): "
                 "part of the difference may be a move from the one to the other.")
            : N_("Events at other targets were {} times as frequent during ({} to {}, exact)."),
        o);
}

static tr_err refuse(const char *why, arena *a, findings *f)
{
    f->no_verdict = true;
    return finding_say(f, a, why, NULL);
}

tr_err find_compare(const series *s, int64_t start, arena *a, findings *f)
{
    four_groups g;
    did_answer x;
    drift volume;
    size_t fewest_days;
    *f = (findings){0};
    if (!s->has_groups)
        return refuse("The table has no column 'covered': nothing is compared.", a, f);
    TR_TRY(count_groups(s, start, a, &g));
    if (!all_watched(&g, &fewest_days))
        return refuse("One of the four groups has no observed day: nothing is compared.", a, f);
    TR_TRY(fit_groups(&g, fewest_days, a, &x));
    TR_TRY(note_groups(&g, &x, a, f));
    TR_TRY(find_drift(s, start, a, f, &volume));
    TR_TRY(say_four_rates(s, &g, a, f));
    TR_TRY(say_ratio_of_ratios(&x, a, f));
    TR_TRY(say_other_targets(&x.other, a, f));
    TR_TRY(finding_close_missing(s, a, f));
    return finding_close(f, a, "Nothing here says why.", NULL);
}
