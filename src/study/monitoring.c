/* Methods of surveillance for those who ask: run lengths (Adams and MacKay), the likelihood ratio
 * over unknown starts, EARS, Farrington's. docs/formats/stats.md. */
#include "study/findings.h"

#include "stats/change.h"
#include "stats/warning.h"

#include <math.h>

static void put_day(buf *b, const watched_days *t, size_t i)
{
    day_write(b, t->day[i]);
    buf_c(b, ',');
    put_figure(b, t->y[i]);
}

/* ---- Run lengths */

tr_err find_runs(const series *s, size_t quiet, double hazard, arena *a, findings *f)
{
    enum { RECENT = 3, MOST_DAYS = 6000 };
    watched_days t;
    run_lengths r;
    double y = 0, e = 0;
    buf b;
    *f = (findings){0};
    TR_TRY(series_watched(s, a, &t));
    if (t.mixed) return finding_refuse_mixed(f, a);
    f->no_verdict = t.n <= quiet || t.n > MOST_DAYS;
    if (f->no_verdict)
        return finding_say(f, a,
                           "Days must follow the quiet ones, at most 6000 in all: nothing is "
                           "computed.",
                           NULL);
    for (size_t i = 0; i < quiet; i++) {
        y += t.y[i];
        e += t.e[i];
    }
    run_prior p = {.shape = 1, .rate = e / (y + 0.5), .hazard = hazard};
    TR_TRY(change_run_lengths(t.y, t.e, t.n, &p, RECENT, 1e-12, a, &r));
    size_t likeliest = r.likeliest[t.n - 1];
    buf_init(&b, BUF_LIMIT_BYTES);
    buf_z(&b, "day,count,p_run_3_days,expected_rate,likeliest_run\n");
    for (size_t i = 0; i < t.n; i++) {
        put_day(&b, &t, i);
        buf_c(&b, ',');
        put_figure(&b, r.p_recent[i]);
        buf_c(&b, ',');
        put_figure(&b, r.rate[i]);
        buf_f(&b, ",%zu\n", r.likeliest[i]);
    }
    TR_TRY(buf_take(&b, a, &f->table));
    TR_TRY(finding_note(f, a, "prior_mean", true, 1 / p.rate));
    TR_TRY(finding_note(f, a, "hazard_a_day", true, hazard));
    TR_TRY(finding_note(f, a, "likeliest_run_days", true, (double)likeliest));
    TR_TRY(finding_note(f, a, "p_changed_within_3_days", true, r.p_recent[t.n - 1]));
    TR_TRY(finding_note(f, a, "expected_rate", true, r.rate[t.n - 1]));
    TR_TRY(finding_note(f, a, "log_evidence", true, r.log_evidence));
    const double v[] = {hazard, (double)likeliest, r.p_recent[t.n - 1], r.rate[t.n - 1]};
    TR_TRY(finding_say(f, a,
                       "With a chance of {} a day that the rate changes: the present rate has most "
                       "likely held for {} watched days; the chance that it changed within the "
                       "last three is {}. Expected rate: {}.",
                       v));
    return finding_close(f, a, "Nothing here says why.", NULL);
}

/* ---- Likelihood ratio over unknown starts */

tr_err find_glr(const series *s, size_t quiet, double limit, arena *a, findings *f)
{
    enum { MOST_DAYS = 2000 };
    watched_days t;
    double y = 0, e = 0, chi2 = 0;
    size_t alarms = 0;
    buf b;
    *f = (findings){0};
    TR_TRY(series_watched(s, a, &t));
    if (t.mixed) return finding_refuse_mixed(f, a);
    f->no_verdict = t.n <= quiet || quiet < 7 || t.n > MOST_DAYS;
    if (f->no_verdict)
        return finding_say(f, a,
                           "At least seven quiet days tell the usual rate, and days must follow "
                           "them, at most 2000 in all: no chart.",
                           NULL);
    for (size_t i = 0; i < quiet; i++) {
        y += t.y[i];
        e += t.e[i];
    }
    double rate = (y + 0.5) / e;
    for (size_t i = 0; i < quiet; i++)
        chi2 += (t.y[i] - rate * t.e[i]) * (t.y[i] - rate * t.e[i]) / (rate * t.e[i]);
    double phi = chi2 / (double)(quiet - 1), mean = rate * e / (double)quiet,
           theta = phi > 1.3 ? mean / (phi - 1) : HUGE_VAL;
    size_t n = t.n - quiet;
    double *m0 = arena_alloc_n(a, n + 1, sizeof *m0), *glr = arena_alloc_n(a, n + 1, sizeof *glr);
    bool *alarm = arena_alloc_n(a, n + 1, sizeof *alarm);
    if (!m0 || !glr || !alarm) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n; i++)
        m0[i] = rate * t.e[quiet + i];
    glr_path(t.y + quiet, m0, n, theta, limit, glr, alarm);
    buf_init(&b, BUF_LIMIT_BYTES);
    buf_z(&b, "day,count,glr,alarm\n");
    for (size_t i = 0; i < n; i++) {
        put_day(&b, &t, quiet + i);
        buf_c(&b, ',');
        put_figure(&b, glr[i]);
        buf_f(&b, ",%s\n", alarm[i] ? "yes" : "no");
        alarms += alarm[i];
    }
    TR_TRY(buf_take(&b, a, &f->table));
    TR_TRY(finding_note(f, a, "usual_rate", true, rate));
    TR_TRY(finding_note(f, a, "theta", true, theta));
    TR_TRY(finding_note(f, a, "limit", true, limit));
    TR_TRY(finding_note(f, a, "alarms", true, (double)alarms));
    const double v[] = {rate, (double)quiet, limit, (double)alarms};
    TR_TRY(finding_say(f, a,
                       "Usual rate {}, from {} days. A rise from any day on is held against it; "
                       "alarms at a likelihood ratio of {}: {}. How often chance alone alarms is "
                       "not known for this chart: use warn where that matters.",
                       v));
    return finding_close(
        f, a,
        "An alarm says that the count crossed its limit, not why, nor that anything has ended.",
        NULL);
}

/* ---- EARS */

tr_err find_ears(const series *s, int method, arena *a, findings *f)
{
    watched_days t;
    size_t alarms = 0, judged = 0;
    buf b;
    *f = (findings){0};
    TR_TRY(series_watched(s, a, &t));
    if (t.mixed) return finding_refuse_mixed(f, a);
    f->no_verdict = !t.even || s->n_missing > 0 || t.n < 10;
    if (f->no_verdict)
        return finding_say(f, a,
                           "EARS takes days that were all watched alike, none missing, ten at "
                           "least: nothing is computed.",
                           NULL);
    buf_init(&b, BUF_LIMIT_BYTES);
    buf_z(&b, "day,count,upper,alarm\n");
    for (size_t i = 0; i < t.n; i++) {
        double upper;
        if (!ears_limit(t.y, i, method, &upper)) continue;
        bool alarm = t.y[i] > upper;
        put_day(&b, &t, i);
        buf_c(&b, ',');
        put_figure(&b, upper);
        buf_f(&b, ",%s\n", isnan(upper) ? "undefined" : alarm ? "yes" : "no");
        judged += (size_t)(isnan(upper) == 0);
        alarms += alarm ? 1 : 0;
    }
    TR_TRY(buf_take(&b, a, &f->table));
    TR_TRY(finding_note(f, a, "method", true, method));
    TR_TRY(finding_note(f, a, "days_judged", true, (double)judged));
    TR_TRY(finding_note(f, a, "alarms", true, (double)alarms));
    const double v[] = {(double)judged, (double)alarms};
    TR_TRY(finding_say(f, a,
                       "Days held against the seven before them: {}; alarms: {}. The method is for "
                       "those who ask for it: a week of days tells little of how days vary, and "
                       "warn has a stated rate of false alarms.",
                       v));
    return finding_close(
        f, a,
        "An alarm says that the count crossed its limit, not why, nor that anything has ended.",
        NULL);
}

/* ---- Farrington */

typedef struct weeks {
    double *y;
    size_t n;
    int64_t monday; /* of the first */
} weeks;

/* Whole weeks from a Monday on; a table of weeks, one row every seventh day, is taken as it is. */
static tr_err by_week(const watched_days *t, arena *a, weeks *w)
{
    bool weekly = t->n > 1;
    for (size_t i = 1; i < t->n; i++)
        weekly = weekly && t->day[i] - t->day[i - 1] == 7;
    *w = (weeks){.y = arena_alloc_n(a, t->n + 1, sizeof *w->y)};
    if (w->y == NULL) return TR_ERR_NOMEM;
    if (weekly) {
        w->monday = t->day[0];
        for (size_t i = 0; i < t->n; i++)
            w->y[w->n++] = t->y[i];
        return TR_OK;
    }
    size_t first = 0;
    while (first < t->n && ((t->day[first] + 3) % 7 + 7) % 7 != 0) /* 1 January 1970: a Thursday */
        first++;
    if (first < t->n) w->monday = t->day[first];
    for (size_t i = first; i + 7 <= t->n; i += 7) {
        double sum = 0;
        for (size_t k = i; k < i + 7; k++)
            sum += t->y[k];
        w->y[w->n++] = sum;
    }
    return TR_OK;
}

static tr_err one_week(const weeks *w, size_t week, const farrington_choice *c, arena *a,
                       farrington_week *out)
{
    farrington_options o = {.years = c->years, .half_window = 3};
    if (c->method == FARRINGTON_ORIGINAL)
        return farrington_original(w->y, w->n, week, 52, c->years, 3, 0.01, a, out);
    bool new_way = c->method == FARRINGTON_NOUFAILY;
    o.alpha = 0.05;
    o.periods = new_way ? 10 : 1;
    o.past_weeks_out = new_way ? 26 : 3;
    o.weight_threshold = new_way ? 2.58 : 1;
    o.always_trend = o.negbin_limit = new_way;
    return farrington_flexible(w->y, w->n, week, (long)w->monday, &o, a, out);
}

tr_err find_farrington(const series *s, const farrington_choice *c, arena *a, findings *f)
{
    enum { MOST_WEEKS = 1500 };
    watched_days t;
    weeks w;
    size_t judged = 0, alarms = 0, too_few = 0;
    buf b;
    *f = (findings){0};
    TR_TRY(series_watched(s, a, &t));
    if (t.mixed) return finding_refuse_mixed(f, a);
    bool weekly = t.n > 1 && s->n_missing == 6 * (t.n - 1);
    TR_TRY(by_week(&t, a, &w));
    f->no_verdict = !t.even || (s->n_missing > 0 && !weekly) || w.n > MOST_WEEKS;
    if (f->no_verdict)
        return finding_say(f, a,
                           "These methods take days or weeks that were all watched alike, none "
                           "missing, at most 1500 weeks: nothing is computed.",
                           NULL);
    buf_init(&b, BUF_LIMIT_BYTES);
    const size_t shown = c->method == FARRINGTON_NOUFAILY ? 4 : 3;
    buf_f(&b, "week_from,count,expected,upper,score%s,alarm\n", shown > 3 ? ",p" : "");
    for (size_t i = 0; i < w.n; i++) {
        farrington_week x;
        tr_err e = one_week(&w, i, c, a, &x);
        if (e == TR_ERR_ABSENT) continue;
        if (e != TR_OK) {
            buf_free(&b);
            return e;
        }
        judged++;
        too_few += !x.known;
        alarms += x.known && x.alarm;
        day_write(&b, w.monday + 7 * (int64_t)i);
        buf_c(&b, ',');
        put_figure(&b, w.y[i]);
        const double v[] = {x.expected, x.upper, x.score, x.p};
        for (size_t k = 0; k < shown; k++) {
            buf_c(&b, ',');
            if (x.known) put_figure(&b, v[k]);
            if (!x.known) buf_z(&b, "undefined");
        }
        buf_f(&b, ",%s\n", !x.known ? "undefined" : x.alarm ? "yes" : "no");
    }
    TR_TRY(buf_take(&b, a, &f->table));
    f->no_verdict = judged == 0;
    const double need[] = {(double)c->years};
    if (judged == 0)
        return finding_say(f, a, "No week has {} years of weeks before it: nothing is computed.",
                           need);
    TR_TRY(finding_note(f, a, "weeks_judged", true, (double)judged));
    TR_TRY(finding_note(f, a, "weeks_with_too_few", true, (double)too_few));
    TR_TRY(finding_note(f, a, "alarms", true, (double)alarms));
    const double v[] = {(double)c->years, (double)judged, (double)alarms, (double)too_few};
    TR_TRY(finding_say(f, a,
                       "Weeks held against the same season of {} years before: {}; alarms: {}; too "
                       "few events to judge: {}.",
                       v));
    return finding_close(
        f, a,
        "An alarm says that the count crossed its limit, not why, nor that anything has ended.",
        NULL);
}
