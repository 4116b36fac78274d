/* Covered beside other targets: did the one change as the other did? */
#include "study/findings_parts.h"

#include "calc/special.h"
#include "stats/compare.h"
#include "stats/rates.h"

#include <math.h>

tr_err find_compare(const series *s, int64_t start, arena *a, findings *f)
{
    did_cells c = {0};
    did_row *rows_of = arena_alloc_n(a, s->n + 1, sizeof *rows_of);
    double exposure[2][2] = {{0}};
    size_t n = 0, days[2][2] = {{0}}, fewest = SIZE_MAX;
    glm_fit fit;
    *f = (findings){0};
    if (rows_of == NULL) return TR_ERR_NOMEM;
    if (!s->has_groups) {
        f->no_verdict = true;
        return finding_say(f, a, "The table has no column 'covered': nothing is compared.", NULL);
    }
    for (size_t i = 0; i < s->n; i++) {
        const series_day *d = &s->days[i];
        bool post = d->day >= start;
        if (!(d->exposure > 0)) continue;
        exposure[d->covered][post] += d->exposure;
        days[d->covered][post]++;
        *(d->covered ? post ? &c.covered_post : &c.covered_pre
          : post     ? &c.uncovered_post
                     : &c.uncovered_pre) += d->count;
        rows_of[n++] =
            (did_row){(int)(d->day - s->days[0].day), d->covered, post, d->count, d->exposure};
    }
    for (int g = 0; g < 2; g++) {
        for (int t = 0; t < 2; t++) {
            f->no_verdict = f->no_verdict || !(exposure[g][t] > 0);
            fewest = days[g][t] < fewest ? days[g][t] : fewest;
        }
    }
    if (f->no_verdict)
        return finding_say(f, a, "One of the four groups has no observed day: nothing is compared.",
                           NULL);
    bool equal = !(fabs(exposure[1][1] / exposure[1][0] - exposure[0][1] / exposure[0][0]) > 1e-9);
    ratio_of_ratios r = did_ratio(&c, CONFIDENCE);
    TR_TRY(did_fit(rows_of, n, false, a, &fit));
    bool fitted = fit.converged && !fit.dropped[3] && r.defined;
    double z = calc_norm_inverse(0.5 + CONFIDENCE / 2), b = fit.coef[3], se = fit.se_cluster[3];
    bool clustered = fitted && fewest >= LEAST_DAYS &&
                     se > 0.01 * fit.se[3]; /* fewer days, or days all alike, tell no spread */
    double low = fitted ? exp(b - z * fit.se[3]) : 0,
           high = fitted ? exp(b + z * fit.se[3]) : HUGE_VAL;
    /* the smallest degrees of freedom that two samples of days can have (Welch) */
    double t = clustered ? calc_t_inverse(0.5 + CONFIDENCE / 2, (double)fewest - 1) : 0;
    if (clustered) {
        low = fmin(low, exp(b - t * se));
        high = fmax(high, exp(b + t * se));
    }
    if (equal) {
        low = fitted ? fmin(low, r.exact_low) : r.exact_low;
        high = fitted ? fmax(high, r.exact_high) : r.exact_high;
    }
    rate_ratio other = rate_ratio_of(c.uncovered_post, exposure[0][1], c.uncovered_pre,
                                     exposure[0][0], CONFIDENCE);
    const struct {
        const char *name;
        bool defined;
        double v;
    } rows[] = {{"covered_before", true, c.covered_pre},
                {"covered_during", true, c.covered_post},
                {"uncovered_before", true, c.uncovered_pre},
                {"uncovered_during", true, c.uncovered_post},
                {"covered_rate_before", true, c.covered_pre / exposure[1][0]},
                {"covered_rate_during", true, c.covered_post / exposure[1][1]},
                {"uncovered_rate_before", true, c.uncovered_pre / exposure[0][0]},
                {"uncovered_rate_during", true, c.uncovered_post / exposure[0][1]},
                {"ratio_of_ratios", fitted, exp(b)},
                {"headline_low", fitted || equal, low},
                {"headline_high", fitted || equal, high},
                {"clustered_low", clustered, exp(b - t * se)},
                {"clustered_high", clustered, exp(b + t * se)},
                {"exact_estimate", equal, r.cmle},
                {"exact_low", equal, r.exact_low},
                {"exact_high", equal, r.exact_high},
                {"exact_p", equal, r.exact_p}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        TR_TRY(finding_note(f, a, rows[i].name, rows[i].defined, rows[i].v));
    const double v[] = {c.covered_pre / exposure[1][0], c.covered_post / exposure[1][1],
                        c.uncovered_pre / exposure[0][0], c.uncovered_post / exposure[0][1]};
    drift volume;
    TR_TRY(find_drift(s, start, a, f, &volume));
    TR_TRY(finding_say_of(f, a,
                          "Events per unit ([]): covered targets {} before, {} during; other "
                          "targets {} before, {} during.",
                          series_unit(s), v));
    const double w[] = {exp(b), low, high};
    if (fitted)
        TR_TRY(finding_say(
            f, a,
            "The ratio of the covered targets is {} times that of the others, compatible with {} "
            "to {} (95 %, the widest of the model's, the clustered and the exact interval).",
            w));
    bool exact_tells = equal && (r.exact_low > 0 || isfinite(r.exact_high));
    f->no_verdict = !fitted && !exact_tells;
    if (!fitted)
        TR_TRY(finding_say(
            f, a, "A group without events, or a fit that did not converge: no ratio of ratios.",
            NULL));
    if (fitted && !clustered)
        TR_TRY(finding_say(
            f, a,
            "Too few days, or days too much alike, to tell how much days vary: no interval "
            "clustered by day.",
            NULL));
    const double o[] = {other.estimate, other.low, other.high};
    if (other.defined)
        TR_TRY(finding_say(
            f, a,
            other.estimate > 1
                ? "Events at other targets were {} times as frequent during ({} to {}, exact): "
                  "part of the difference may be a move from the one to the other."
                : "Events at other targets were {} times as frequent during ({} to {}, exact).",
            o));
    TR_TRY(finding_close_missing(s, a, f));
    return finding_close(f, a, "Nothing here says why.", NULL);
}
