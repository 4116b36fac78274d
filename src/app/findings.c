#include "app/findings.h"

#include "calc/special.h"
#include "stats/change.h"
#include "stats/compare.h"
#include "stats/rates.h"
#include "stats/warning.h"

#include <math.h>

static const double confidence = 0.95, power = 0.8;
enum { LEAST_DAYS = 7, MOST_DAYS = 6000 };

/* ---- Numbers and words */

tr_err finding_note(findings *f, arena *a, const char *name, bool defined, double value)
{
    finding *slot = VEC_PUSH(a, &f->numbers);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = (finding){name, defined && !isnan(value), value};
    return TR_OK;
}

/* "{}" is the next number, "[]" the word. */
static tr_err add_sentence(str_vec *to, arena *a, const char *text, str word, const double *v)
{
    buf b;
    buf_init(&b, 65536);
    for (const char *p = text; *p; p++) {
        bool number = p[0] == '{' && p[1] == '}', name = p[0] == '[' && p[1] == ']';
        if (number) put_rounded(&b, *v++);
        if (name) buf_s(&b, word);
        if (number || name) {
            p++;
        } else {
            buf_c(&b, *p);
        }
    }
    str *slot = VEC_PUSH(a, to);
    if (slot == NULL) {
        buf_free(&b);
        return TR_ERR_NOMEM;
    }
    return buf_take(&b, a, slot);
}

tr_err finding_say(findings *f, arena *a, const char *text, const double *v)
{
    return add_sentence(&f->words, a, text, (str){0}, v);
}

tr_err finding_say_of(findings *f, arena *a, const char *text, str word, const double *v)
{
    return add_sentence(&f->words, a, text, word, v);
}

tr_err finding_close(findings *f, arena *a, const char *text, const double *v)
{
    return add_sentence(&f->closing, a, text, (str){0}, v);
}

tr_err finding_add_curve(findings *f, arena *a, const char *name, size_t n, bool band, bool marks,
                         curve **out)
{
    curve *c = VEC_PUSH(a, &f->curves);
    if (c == NULL) return TR_ERR_NOMEM;
    *c = (curve){.name = name,
                 .n = n,
                 .day = arena_alloc_n(a, n + 1, sizeof *c->day),
                 .value = arena_alloc_n(a, n + 1, sizeof *c->value)};
    if (band) {
        c->low = arena_alloc_n(a, n + 1, sizeof *c->low);
        c->high = arena_alloc_n(a, n + 1, sizeof *c->high);
    }
    if (marks) c->mark = arena_alloc_n(a, n + 1, sizeof *c->mark);
    *out = c;
    return c->day && c->value && (!band || (c->low && c->high)) && (!marks || c->mark)
               ? TR_OK
               : TR_ERR_NOMEM;
}

/* ---- Rates before and during */

typedef struct halves {
    double events[2], exposure[2]; /* before, during */
    double *y, *e;
    int64_t *day;
    bool *during;
    size_t n;
    bool mixed; /* two groups of one day with different exposure: they do not add up */
} halves;

static tr_err divide(const series *s, int64_t start, arena *a, halves *h)
{
    *h = (halves){.mixed = s->uneven,
                  .y = arena_alloc_n(a, s->n + 1, sizeof(double)),
                  .e = arena_alloc_n(a, s->n + 1, sizeof(double)),
                  .day = arena_alloc_n(a, s->n + 1, sizeof(int64_t)),
                  .during = arena_alloc_n(a, s->n + 1, sizeof(bool))};
    if (!h->y || !h->e || !h->day || !h->during) return TR_ERR_NOMEM;
    for (size_t i = 0; i < s->n; i++) {
        bool during = s->days[i].day >= start;
        if (h->n > 0 && s->days[i].day == s->days[i - 1].day) { /* groups of one day add up */
            h->y[h->n - 1] += s->days[i].count;
            h->mixed = h->mixed || fabs(h->e[h->n - 1] - s->days[i].exposure) > 0;
        } else {
            h->y[h->n] = s->days[i].count;
            h->e[h->n] = s->days[i].exposure;
            h->day[h->n] = s->days[i].day;
            h->during[h->n++] = during;
            h->exposure[during] += s->days[i].exposure;
        }
        h->events[during] += s->days[i].count;
    }
    return TR_OK;
}

static tr_err say_missing(const series *s, arena *a, findings *f)
{
    const double v[] = {(double)s->n_missing, (double)s->n_unseen};
    if (s->n_missing == 0 && s->n_unseen == 0) return TR_OK;
    return finding_close(
        f, a,
        s->has_groups ? "Absent from the table, rows of either group of a day: {}; rows of days on "
                        "which nothing could be observed: {}. Neither is taken for a day without "
                        "events."
                      : "Days absent from the table: {}; days on which nothing could be observed: "
                        "{}. Neither is taken for a day without events.",
        v);
}

tr_err finding_refuse_mixed(findings *f, arena *a)
{
    f->no_verdict = true;
    return finding_say(
        f, a,
        "The two groups of a day differ in exposure, or one of them has no row, and they do "
        "not add up: give a table of one "
        "group, or use compare.",
        NULL);
}

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
           t = calc_t_inverse(0.5 + confidence / 2, (double)n - 2), b = p.coef[1];
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
        return finding_say(f, a,
                           high < 1
                               ? "The rate was lower than before, as published and as a share."
                               : "The rate was higher than before, as published and as a share.",
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

tr_err find_rates(const series *s, int64_t start, arena *a, findings *f)
{
    halves h;
    drift volume;
    *f = (findings){0};
    TR_TRY(divide(s, start, a, &h));
    if (h.mixed) return finding_refuse_mixed(f, a);
    if (!(h.exposure[0] > 0) || !(h.exposure[1] > 0)) {
        f->no_verdict = true;
        TR_TRY(finding_note(f, a, "events_before", true, h.events[0]));
        TR_TRY(finding_note(f, a, "exposure_before", true, h.exposure[0]));
        TR_TRY(finding_note(f, a, "events_during", true, h.events[1]));
        TR_TRY(finding_note(f, a, "exposure_during", true, h.exposure[1]));
        return finding_say(f, a, "One of the two periods has no observed day: nothing is compared.",
                           NULL);
    }
    rate_comparison c = rate_compare(h.y, h.e, h.during, h.n, confidence);
    const rate_ratio r = c.exact;
    const quasi_ratio q = c.quasi;
    const double phi = c.phi, low = c.low, high = c.high;
    /* each rate alone: exact, of counts over the dispersion */
    rate_interval before = rate_of(h.events[0] / phi, h.exposure[0] / phi, 1 - confidence),
                  during = rate_of(h.events[1] / phi, h.exposure[1] / phi, 1 - confidence);
    double p_quasi = quasi_p(&h, &c);
    double detectable = rate_detectable(h.events[0], h.exposure[0], h.exposure[1], phi, c.n_days,
                                        confidence, power);
    const struct {
        const char *name;
        bool defined;
        double v;
    } rows[] = {{"events_before", true, h.events[0]},
                {"exposure_before", true, h.exposure[0]},
                {"events_during", true, h.events[1]},
                {"exposure_during", true, h.exposure[1]},
                {"rate_before", true, h.events[0] / h.exposure[0]},
                {"rate_before_low", true, before.low},
                {"rate_before_high", true, before.high},
                {"rate_during", true, h.events[1] / h.exposure[1]},
                {"rate_during_low", true, during.low},
                {"rate_during_high", true, during.high},
                {"rate_ratio", r.defined, r.estimate},
                {"exact_low", true, r.low},
                {"exact_high", true, r.high},
                {"mid_p_low", true, r.mid_low},
                {"mid_p_high", true, r.mid_high},
                {"dispersion", q.defined, phi},
                {"quasi_low", q.defined, q.low},
                {"quasi_high", q.defined, q.high},
                {"zero_cell", q.defined, q.zero_cell},
                {"headline_low", true, low},
                {"headline_high", true, high},
                {"p_central", r.defined, r.p_central},
                {"p_mid", r.defined, r.p_mid},
                {"p_quasi", q.defined || !r.defined, p_quasi},
                {"detectable_ratio", detectable > 0, detectable}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        TR_TRY(finding_note(f, a, rows[i].name, rows[i].defined, rows[i].v));
    const double counts[] = {h.events[0], h.exposure[0], h.events[1], h.exposure[1]};
    TR_TRY(finding_say_of(f, a, "Before: {} events in {} []; during: {} events in {}.",
                          series_unit(s), counts));
    TR_TRY(find_drift(s, start, a, f, &volume));
    TR_TRY(say_trend(&h, a, f));
    const double ratio[] = {r.estimate, low, high, phi, r.low, r.high};
    if (r.defined && q.defined)
        TR_TRY(finding_say(
            f, a,
            "The rate during was {} times the rate before, compatible with {} to {} (95 %, "
            "the wider of two intervals: allowing for days that vary {} times as much as "
            "chance would, and exact, {} to {}).",
            ratio));
    f->no_verdict = !r.defined;
    if (!r.defined) TR_TRY(finding_say(f, a, "No event in either period: no ratio.", NULL));
    if (r.defined && !q.defined) {
        const double alone[] = {r.estimate, r.low, r.high};
        f->no_verdict = true;
        TR_TRY(finding_say(
            f, a,
            "The rate during was {} times the rate before, {} to {} (95 %, exact). Two days tell "
            "nothing of how much days vary, and an exact interval alone is too narrow as a "
            "rule: no verdict.",
            alone));
    }
    if (q.defined) TR_TRY(judge_rates(low, high, detectable, &volume, a, f));
    if (q.defined && q.zero_cell)
        TR_TRY(finding_say(
            f, a,
            "A period has no event: its interval is exact, of counts divided by that dispersion.",
            NULL));
    TR_TRY(say_missing(s, a, f));
    return finding_close(f, a, "Nothing here says why.", NULL);
}

/* ---- Interrupted series */

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
    double z = calc_norm_inverse(0.5 + confidence / 2);
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
        tells
            ? "With the first days ({}) left out, in which orders may not have arrived: {} times, "
              "{} to {}."
            : "With the first days ({}) left out, the days do not tell the level apart.",
        v);
}

/* Per unit of exposure: what the fit says, and what it would say had level and trend gone on as
 * before, with a 95 % band of that mean. Days that were not observed have no point. */
static tr_err draw_series(const series *s, const halves *h, const glm_data *d, const glm_fit *b,
                          arena *a, findings *f)
{
    curve *fitted, *without;
    double z = calc_norm_inverse(0.5 + confidence / 2);
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
    double z = calc_norm_inverse(0.5 + confidence / 2), since = (double)(last_watched(s) - start),
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
    TR_TRY(divide(s, start, a, &h));
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
    double z = calc_norm_inverse(0.5 + confidence / 2), lr = fmax(0, 2 * (b.loglik - p.loglik)),
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
    TR_TRY(say_missing(s, a, f));
    return finding_close(f, a, "Nothing here says why.", NULL);
}

/* ---- Covered beside uncovered targets */

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
    ratio_of_ratios r = did_ratio(&c, confidence);
    TR_TRY(did_fit(rows_of, n, false, a, &fit));
    bool fitted = fit.converged && !fit.dropped[3] && r.defined;
    double z = calc_norm_inverse(0.5 + confidence / 2), b = fit.coef[3], se = fit.se_cluster[3];
    bool clustered = fitted && fewest >= LEAST_DAYS &&
                     se > 0.01 * fit.se[3]; /* fewer days, or days all alike, tell no spread */
    double low = fitted ? exp(b - z * fit.se[3]) : 0,
           high = fitted ? exp(b + z * fit.se[3]) : HUGE_VAL;
    /* the smallest degrees of freedom that two samples of days can have (Welch) */
    double t = clustered ? calc_t_inverse(0.5 + confidence / 2, (double)fewest - 1) : 0;
    if (clustered) {
        low = fmin(low, exp(b - t * se));
        high = fmax(high, exp(b + t * se));
    }
    if (equal) {
        low = fitted ? fmin(low, r.exact_low) : r.exact_low;
        high = fitted ? fmax(high, r.exact_high) : r.exact_high;
    }
    rate_ratio other = rate_ratio_of(c.uncovered_post, exposure[0][1], c.uncovered_pre,
                                     exposure[0][0], confidence);
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
    TR_TRY(say_missing(s, a, f));
    return finding_close(f, a, "Nothing here says why.", NULL);
}

/* ---- Changes and warning */

/* How much more than chance neighbouring days differ: a change of level between two of them hardly
 * counts, so this is no estimate of the changes themselves. */
static double successive_dispersion(const watched_days *h)
{
    double sum = 0, pairs = 0;
    for (size_t i = 1; i < h->n; i++) {
        double m = (h->y[i] + h->y[i - 1]) / (h->e[i] + h->e[i - 1]);
        double apart = h->y[i] / h->e[i] - h->y[i - 1] / h->e[i - 1];
        if (!(m > 0)) continue;
        sum += apart * apart / ((1 / h->e[i] + 1 / h->e[i - 1]) * m);
        pairs += 1;
    }
    return pairs > 0 ? fmax(1, sum / pairs) : 1;
}

/* The days that the end of a segment is compatible with, the changes beside it taken as they are.
 */
static void put_change_days(buf *b, const double *rate, const int64_t *date, const change_points *c,
                            size_t k, size_t from, size_t n)
{
    change_interval v = {0};
    size_t to = k + 1 < c->n ? c->last[k + 1] : n;
    if (k < c->n) v = change_interval_of(rate, from, c->last[k], to, confidence);
    buf_c(b, ',');
    if (v.defined) day_write(b, date[v.low - 1]);
    buf_c(b, ',');
    if (v.defined) day_write(b, date[v.high - 1]);
    buf_c(b, '\n');
}

static tr_err say_change_days(const double *rate, const int64_t *date, const change_points *c,
                              size_t n, arena *a, findings *f)
{
    buf b;
    str days;
    buf_init(&b, 65536);
    for (size_t k = 0; k < c->n && k < 10; k++) {
        size_t from = k ? c->last[k - 1] : 0, to = k + 1 < c->n ? c->last[k + 1] : n;
        change_interval v = change_interval_of(rate, from, c->last[k], to, confidence);
        if (k) buf_z(&b, "; ");
        day_write(&b, date[c->last[k] - 1]);
        if (!v.defined) continue;
        buf_z(&b, " (");
        day_write(&b, date[v.low - 1]);
        buf_z(&b, " to ");
        day_write(&b, date[v.high - 1]);
        buf_c(&b, ')');
    }
    TR_TRY(buf_take(&b, a, &days));
    if (days.len == 0) return TR_OK;
    return finding_say_of(f, a,
                          "Last days before a change, with those it is compatible with (95 %): [].",
                          days, NULL);
}

tr_err find_change(const series *s, double penalty, arena *a, findings *f)
{
    watched_days h;
    change_points c;
    penalty_step *path;
    size_t n_path, from = 0;
    buf b;
    *f = (findings){0};
    TR_TRY(series_watched(s, a, &h));
    if (h.mixed) return finding_refuse_mixed(f, a);
    if (h.n > MOST_DAYS) {
        f->no_verdict = true;
        return finding_say(
            f, a, "More days than are searched (6000): --since and --until bound them.", NULL);
    }
    if (h.n < 2 * LEAST_DAYS) {
        f->no_verdict = true;
        return finding_say(
            f, a, "Fewer than two weeks of observed days: no changes are looked for.", NULL);
    }
    pelt_options o = {.penalty = penalty > 0 ? penalty : 2 * log((double)h.n),
                      .min_segment = 7,
                      .dispersion = successive_dispersion(&h)};
    TR_TRY(change_pelt(h.y, h.e, h.n, &o, a, &c));
    TR_TRY(change_path(h.y, h.e, h.n, &o, 5, 40, a, &path, &n_path));
    TR_TRY(finding_note(f, a, "penalty", true, o.penalty));
    TR_TRY(finding_note(f, a, "dispersion", true, o.dispersion));
    TR_TRY(finding_note(f, a, "changes", true, (double)c.n));
    curve *step;
    TR_TRY(finding_add_curve(f, a, "rate", h.n, false, false, &step));
    buf_init(&b, BUF_LIMIT_BYTES);
    double *rate = arena_alloc_n(a, h.n + 1, sizeof *rate);
    if (rate == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < h.n; i++)
        rate[i] = h.y[i] / h.e[i];
    buf_z(&b, "from,to,days,events,rate,to_earliest,to_latest\n");
    for (size_t k = 0; k <= c.n; k++) {
        size_t to = k < c.n ? c.last[k] : h.n;
        double events = 0, time = 0;
        for (size_t i = from; i < to; i++) {
            events += h.y[i];
            time += h.e[i];
        }
        day_write(&b, h.day[from]);
        buf_c(&b, ',');
        day_write(&b, h.day[to - 1]);
        buf_f(&b, ",%zu,", to - from);
        put_figure(&b, events);
        buf_c(&b, ',');
        put_figure(&b, events / time);
        put_change_days(&b, rate, h.day, &c, k, from, h.n);
        for (size_t i = from; i < to; i++) {
            step->day[i] = h.day[i];
            step->value[i] = events / time;
        }
        from = to;
    }
    buf_z(&b, "\npenalty_from,penalty_to,changes\n");
    for (size_t i = 0; i < n_path; i++) {
        put_figure(&b, path[i].from);
        buf_c(&b, ',');
        put_figure(&b, path[i].to);
        buf_f(&b, ",%zu\n", path[i].points.n);
    }
    TR_TRY(buf_take(&b, a, &f->table));
    const double v[] = {(double)c.n, o.penalty, o.dispersion};
    TR_TRY(finding_say(
        f, a,
        "Changes of the rate, seven days apart or more: {} at a penalty of {}, with "
        "neighbouring days that differ {} times as much as chance would have it. Which ones "
        "are found hangs on the penalty.",
        v));
    TR_TRY(say_change_days(rate, h.day, &c, h.n, a, f));
    if (c.n == 0)
        TR_TRY(finding_say(f, a,
                           "This looks for days that nobody named, and so needs a larger change "
                           "than a comparison at a named day: none found is not none there.",
                           NULL));
    TR_TRY(say_missing(s, a, f));
    return finding_close(f, a, "Nothing here says why.", NULL);
}

typedef struct chart {
    double typical, mean, low, high,
        theta;    /* exposure of a typical day; usual count of such a day and its 95 % */
    double risen; /* the count of a typical day that the chart is made for */
    double k, threshold, run, after;
    double spread; /* largest exposure over the smallest */
    bool uneven;
} chart;

/* The usual count of a day of typical exposure, and how much more than chance the quiet days vary.
 */
static void usual(const watched_days *h, size_t quiet, chart *c)
{
    double events = 0, time = 0, all = 0, chi2 = 0, least = HUGE_VAL, most = 0;
    for (size_t i = 0; i < h->n; i++) {
        all += h->e[i];
        least = fmin(least, h->e[i]);
        most = fmax(most, h->e[i]);
        events += i < quiet ? h->y[i] : 0;
        time += i < quiet ? h->e[i] : 0;
    }
    c->typical = all / (double)h->n;
    c->uneven = most > 1.25 * least;
    c->spread = most / least;
    c->mean = (events + 0.5) / time *
              c->typical; /* half an event: no event in quiet days is no rate of zero */
    rate_interval r = rate_of(events, time / c->typical, 1 - confidence);
    c->low = r.low;
    c->high = r.high;
    for (size_t i = 0; i < quiet; i++) {
        double m = c->mean * h->e[i] / c->typical;
        chi2 += (h->y[i] - m) * (h->y[i] - m) / m;
    }
    double phi = chi2 / (double)(quiet - 1);
    c->theta = phi > 1.3 ? c->mean / (phi - 1) : HUGE_VAL;
}

/* Whole tenths, for which the run length is exact. */
static tr_err choose_threshold(chart *c, arena *a)
{
    c->k = fmax(0.1, floor(cusum_reference(c->mean, c->risen) * 10 + 0.5) / 10);
    TR_TRY(cusum_threshold(c->mean, c->theta, c->k, 180, a, &c->threshold));
    TR_TRY(cusum_run_length(c->mean, c->theta, c->k, c->threshold, false, a, &c->run));
    return cusum_run_length(c->risen, c->theta, c->k, c->threshold, false, a, &c->after);
}

static tr_err draw_chart(const watched_days *h, size_t quiet, const chart *c, size_t *alarms,
                         arena *a, findings *f)
{
    size_t n = h->n - quiet;
    double *path = arena_alloc_n(a, n + 1, sizeof *path), *e = arena_alloc_n(a, n + 1, sizeof *e);
    bool *alarm = arena_alloc_n(a, n + 1, sizeof *alarm);
    buf b;
    if (path == NULL || alarm == NULL || e == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n; i++)
        e[i] = h->e[quiet + i] / c->typical;
    cusum_path(h->y + quiet, e, n, c->k, c->threshold, true, path, alarm);
    curve *line;
    TR_TRY(finding_add_curve(f, a, "cusum", n, false, true, &line));
    buf_init(&b, BUF_LIMIT_BYTES);
    buf_z(&b, "day,count,exposure,cusum,alarm\n");
    *alarms = 0;
    for (size_t i = 0; i < n; i++) {
        day_write(&b, h->day[quiet + i]);
        buf_c(&b, ',');
        put_figure(&b, h->y[quiet + i]);
        buf_c(&b, ',');
        put_figure(&b, h->e[quiet + i]);
        buf_c(&b, ',');
        put_figure(&b, path[i]);
        buf_f(&b, ",%s\n", alarm[i] ? "yes" : "no");
        *alarms += alarm[i];
        line->day[i] = h->day[quiet + i];
        line->value[i] = path[i];
        line->mark[i] = alarm[i];
    }
    return buf_take(&b, a, &f->table);
}

static tr_err say_alarms(const findings *of, arena *a, findings *f)
{
    const curve *c = finding_curve(of, "cusum");
    buf b;
    str days;
    buf_init(&b, 65536);
    for (size_t i = 0, n = 0; c && i < c->n && n < 20; i++) {
        if (!c->mark[i]) continue;
        if (n++) buf_z(&b, ", ");
        day_write(&b, c->day[i]);
    }
    TR_TRY(buf_take(&b, a, &days));
    if (days.len == 0) return TR_OK;
    return finding_say_of(f, a, "Days of alarm: [].", days, NULL);
}

static tr_err say_chart(const chart *c, size_t quiet, size_t alarms, arena *a, findings *f)
{
    const struct {
        const char *name;
        bool defined;
        double v;
    } rows[] = {{"typical_exposure", true, c->typical},
                {"usual_count", true, c->mean},
                {"usual_low", true, c->low},
                {"usual_high", true, c->high},
                {"count_asked_for", true, c->risen},
                {"theta", true, c->theta},
                {"reference", true, c->k},
                {"threshold", true, c->threshold},
                {"run_length_usual_days", true, c->run},
                {"run_length_risen_days", true, c->after},
                {"alarms", true, (double)alarms}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        TR_TRY(finding_note(f, a, rows[i].name, rows[i].defined, rows[i].v));
    const double v[] = {c->mean, (double)quiet, c->low, c->high, (double)alarms};
    TR_TRY(finding_say(
        f, a,
        "Usual count of a typical day: {}, from the first {} days ({} to {}, 95 %). Alarms: {}.",
        v));
    TR_TRY(say_alarms(f, a, f));
    const double w[] = {c->run, c->risen, c->after};
    TR_TRY(finding_say(
        f, a,
        isinf(c->theta)
            ? "If that is the true rate and days vary as chance would have it, one false alarm "
              "comes in {} days on average, and at {} events on a typical day the chart takes {}."
            : "If that is the true rate and days vary as the quiet ones do, more than chance, one "
              "false alarm comes in {} days on average, and at {} events on a typical day the "
              "chart takes {}.",
        w));
    if (c->uneven)
        TR_TRY(finding_say(
            f, a, "Days differ in exposure: these lengths hold for days of typical exposure.",
            NULL));
    return TR_OK;
}

tr_err find_warning(const series *s, size_t quiet, double rate_before, arena *a, findings *f)
{
    enum { MOST_A_DAY = 50 };
    watched_days h;
    chart c;
    size_t alarms;
    *f = (findings){0};
    TR_TRY(series_watched(s, a, &h));
    if (h.mixed) return finding_refuse_mixed(f, a);
    f->no_verdict = h.n <= quiet || quiet < LEAST_DAYS;
    if (f->no_verdict)
        return finding_say(
            f, a,
            "At least seven quiet days tell the usual rate, and days must follow them: no chart.",
            NULL);
    usual(&h, quiet, &c);
    c.risen = fmax(2 * c.mean, (c.mean + rate_before * c.typical) / 2);
    f->no_verdict = c.spread > 1e4;
    if (f->no_verdict)
        return finding_say(f, a,
                           "Days differ in exposure by more than ten thousand times: there is no "
                           "typical day.",
                           NULL);
    f->no_verdict = c.mean > MOST_A_DAY;
    if (f->no_verdict)
        return finding_say(
            f, a,
            "More than fifty events on a usual day: this chart is for small counts; change "
            "looks for changes of large ones.",
            NULL);
    tr_err e = choose_threshold(&c, a);
    f->no_verdict = e == TR_ERR_LIMIT;
    if (f->no_verdict)
        return finding_say(
            f, a, "No threshold keeps false alarms as rare as one in 180 days: no chart.", NULL);
    TR_TRY(e);
    TR_TRY(draw_chart(&h, quiet, &c, &alarms, a, f));
    TR_TRY(say_chart(&c, quiet, alarms, a, f));
    TR_TRY(say_missing(s, a, f));
    return finding_say(f, a,
                       "An alarm says that the chart crossed its line, as it also does without any "
                       "rise, as often as stated; not why, nor that anything has ended.",
                       NULL);
}
