/* The interrupted series: level and trend before and during. */
#include "study/findings_parts.h"

#include "calc/special.h"
#include "stats/compare.h"
#include "stats/rates.h"

#include <math.h>

enum { SERIES_K = 6 };

/* Rows of the observed days: level, trend, level and trend from the start, weekday. Days from
 * `start` to before `settled` are left out. */
static tr_err series_rows(const series *s, const halves *h, int64_t start, int64_t settled,
                          arena *a, glm_data *d)
{
    double *x = arena_alloc_n(a, h->n * SERIES_K + 1, sizeof *x),
           *y = arena_alloc_n(a, h->n + 1, sizeof *y), *e = arena_alloc_n(a, h->n + 1, sizeof *e);
    size_t n = 0, day = 0;
    if (!x || !y || !e) return TR_ERR_NOMEM;
    for (size_t i = 0; i < s->n; i++) {
        int64_t date = s->days[i].day;
        if (i > 0 && date == s->days[i - 1].day) continue;
        size_t at = day++;
        if (!(h->e[at] > 0)) continue; /* not observed: no row */
        if (date >= start && date < settled) continue;
        double since = (double)(date - s->days[0].day), post = h->during[at],
               angle = 2 * 3.14159265358979323846 * since / 7;
        const double row[SERIES_K] = {1,          since,     post, post * (double)(date - start),
                                      sin(angle), cos(angle)};
        for (size_t j = 0; j < SERIES_K; j++)
            x[n * SERIES_K + j] = row[j];
        y[n] = h->y[at];
        e[n++] = h->e[at];
    }
    *d = (glm_data){.x = x, .y = y, .exposure = e, .n = n, .k = SERIES_K};
    return TR_OK;
}

static bool level_tells(const glm_fit *b)
{
    return b->converged && !b->dropped[2] && b->se[2] < 5 && isfinite(b->coef[2]) &&
           isfinite(b->se[2]);
}

/* The same without the days in which orders may not have arrived yet. */
static tr_err say_settled(const series *s, const halves *h, int64_t start, int64_t days, arena *a,
                          findings *f)
{
    glm_data d;
    glm_fit b = {0};
    double z = calc_norm_inverse(0.5 + CONFIDENCE / 2);
    TR_TRY(series_rows(s, h, start, start + days, a, &d));
    bool enough = d.n >= SERIES_K + 4;
    if (enough) TR_TRY(glm_negbin(&d, a, &b));
    bool tells = enough && level_tells(&b);
    const double v[] = {(double)days, tells ? exp(b.coef[2]) : 0,
                        tells ? exp(b.coef[2] - z * b.se[2]) : 0,
                        tells ? exp(b.coef[2] + z * b.se[2]) : 0};
    TR_TRY(finding_note(f, a, "transition_days", true, v[0]));
    TR_TRY(finding_note(f, a, "settled_level_ratio", tells, v[1]));
    TR_TRY(finding_note(f, a, "settled_level_low", tells, v[2]));
    TR_TRY(finding_note(f, a, "settled_level_high", tells, v[3]));
    return finding_say(
        f, a,
        tells ? N_("With the first days ({}) left out, in which orders may not have arrived: {} "
                   "times, "
                   "{} to {}.")
              : N_("With the first days ({}) left out, the days do not tell the level apart."),
        v);
}

/* Per unit of exposure: what the fit says, and what it would say had level and trend gone on as
 * before, with a 95 % band of that mean. Days that were not observed have no point. */
static tr_err draw_series(const series *s, const halves *h, const glm_data *d, const glm_fit *b,
                          arena *a, findings *f)
{
    curve *fitted, *without;
    double z = calc_norm_inverse(0.5 + CONFIDENCE / 2);
    size_t at = 0, n = 0;
    TR_TRY(finding_add_curve(f, a, "fitted", d->n, false, false, &fitted));
    TR_TRY(finding_add_curve(f, a, "without", d->n, true, false, &without));
    fitted = &f->curves.items[f->curves.n - 2]; /* the list may have moved */
    without->n = 0;
    for (size_t i = 0; i < s->n; i++) {
        if (i > 0 && s->days[i].day == s->days[i - 1].day) continue;
        size_t day = at++;
        if (!(h->e[day] > 0)) continue;
        fitted->day[n] = s->days[i].day;
        fitted->value[n] = b->mu[n] / d->exposure[n];
        if (h->during[day]) {
            double x[SERIES_K], eta = 0, var = 0;
            for (size_t j = 0; j < SERIES_K; j++) {
                x[j] = j == 2 || j == 3 ? 0 : d->x[n * SERIES_K + j];
                eta += x[j] * b->coef[j];
            }
            for (size_t j = 0; j < SERIES_K; j++) {
                for (size_t k = 0; k < SERIES_K; k++)
                    var +=
                        b->dropped[j] || b->dropped[k] ? 0 : x[j] * x[k] * b->cov[j * SERIES_K + k];
            }
            double half = z * sqrt(fmax(0, var));
            without->day[without->n] = s->days[i].day;
            without->value[without->n] = exp(eta);
            without->low[without->n] = exp(eta - half);
            without->high[without->n++] = exp(eta + half);
        }
        n++;
    }
    return TR_OK;
}

static int64_t last_watched(const series *s)
{
    size_t i = s->n - 1;
    while (i > 0 && !(s->days[i].exposure > 0))
        i--;
    return s->days[i].day;
}

/* The level is of the first day; what has become of it by the last hangs on the trends. */
static tr_err say_last_day(const series *s, int64_t start, const glm_fit *b, arena *a, findings *f)
{
    double z = calc_norm_inverse(0.5 + CONFIDENCE / 2), since = (double)(last_watched(s) - start),
           slope = b->dropped[3] ? 0 : b->coef[3];
    double var = b->cov[2 * SERIES_K + 2];
    if (!b->dropped[3])
        var += 2 * since * b->cov[2 * SERIES_K + 3] + since * since * b->cov[3 * SERIES_K + 3];
    double log_ratio = b->coef[2] + slope * since, half = z * sqrt(fmax(0, var));
    const double v[] = {exp(log_ratio), exp(log_ratio - half), exp(log_ratio + half),
                        exp(7 * b->coef[1])};
    TR_TRY(finding_note(f, a, "last_day_ratio", true, v[0]));
    TR_TRY(finding_note(f, a, "last_day_low", true, v[1]));
    TR_TRY(finding_note(f, a, "last_day_high", true, v[2]));
    return finding_say(f, a,
                       "On the last day the fit is {} times that ({} to {}); before the start the "
                       "rate went by a factor of {} a week.",
                       v);
}

tr_err find_series(const series *s, int64_t start, int64_t transition, arena *a, findings *f)
{
    halves h;
    glm_data d;
    glm_fit p, b;
    *f = (findings){0};
    TR_TRY(halves_divide(s, start, a, &h));
    if (h.mixed) return finding_refuse_mixed(f, a);
    TR_TRY(series_rows(s, &h, start, start, a, &d));
    size_t n = d.n;
    if (n < SERIES_K + 4 || !(h.events[0] > 0) || !(h.events[1] > 0)) {
        f->no_verdict = true;
        return finding_say(
            f, a, "Too few observed days, or a period without events: no series is fitted.", NULL);
    }
    TR_TRY(glm_poisson(&d, a, &p));
    TR_TRY(glm_negbin(&d, a, &b));
    if (!p.converged || !level_tells(&b) || !isfinite(b.coef[1]) || !isfinite(b.coef[3])) {
        f->no_verdict = true;
        return finding_say(
            f, a,
            "The fit did not converge, or the days do not tell the level apart: no number stands.",
            NULL);
    }
    double z = calc_norm_inverse(0.5 + CONFIDENCE / 2), lr = fmax(0, 2 * (b.loglik - p.loglik)),
           box_p;
    double box = ljung_box(&d, &b, 7, &box_p), level = exp(b.coef[2]);
    double low = exp(b.coef[2] - z * b.se[2]), high = exp(b.coef[2] + z * b.se[2]);
    const struct {
        const char *name;
        bool defined;
        double v;
    } rows[] = {{"days", true, (double)n},
                {"level_ratio", true, level},
                {"level_low", true, low},
                {"level_high", true, high},
                {"level_low_newey_west", true, exp(p.coef[2] - z * p.se_newey_west[2])},
                {"level_high_newey_west", true, exp(p.coef[2] + z * p.se_newey_west[2])},
                {"slope_before_a_day", true, exp(b.coef[1])},
                {"slope_change_a_day", !b.dropped[3], exp(b.coef[3])},
                {"theta", true, b.theta},
                {"overdispersion_lr", true, lr},
                {"overdispersion_p", true, 0.5 * calc_chi2_upper(lr, 1)},
                {"ljung_box_7", true, box},
                {"ljung_box_p", true, box_p}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        TR_TRY(finding_note(f, a, rows[i].name, rows[i].defined, rows[i].v));
    drift volume;
    TR_TRY(draw_series(s, &h, &d, &b, a, f));
    TR_TRY(find_drift(s, start, a, f, &volume));
    const double v[] = {level, low, high};
    TR_TRY(finding_say(
        f, a,
        "Given the trend and the days of the week, the level at the start was {} times what "
        "the days before would lead one to expect, compatible with {} to {} (95 %).",
        v));
    TR_TRY(say_last_day(s, start, &b, a, f));
    const double b7[] = {box_p};
    if (box_p < 0.05)
        TR_TRY(finding_say(f, a,
                           "The days are not independent of one another (Ljung and Box, p {}): the "
                           "interval is too narrow.",
                           b7));
    if (transition > 0) TR_TRY(say_settled(s, &h, start, transition, a, f));
    TR_TRY(finding_close_missing(s, a, f));
    return finding_close(f, a, "Nothing here says why.", NULL);
}
