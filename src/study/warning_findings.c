/* A chart that warns of a rising rate. */
#include "study/findings_parts.h"

#include "stats/rates.h"
#include "stats/warning.h"

#include <math.h>

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
    rate_interval r = rate_of(events, time / c->typical, 1 - CONFIDENCE);
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
    return finding_say_of(f, a, "Days of alarm: {word}.", A_TEXT("word", days), NULL);
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
            ? N_("If that is the true rate and days vary as chance would have it, one false alarm "
                 "comes in {} days on average, and at {} events on a typical day the chart takes "
                 "{}.")
            : N_("If that is the true rate and days vary as the quiet ones do, more than chance, "
                 "one "
                 "false alarm comes in {} days on average, and at {} events on a typical day the "
                 "chart takes {}."),
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
    TR_TRY(finding_close_missing(s, a, f));
    return finding_say(f, a,
                       "An alarm says that the chart crossed its line, as it also does without any "
                       "rise, as often as stated; not why, nor that anything has ended.",
                       NULL);
}
