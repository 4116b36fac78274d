/* Days of change that nobody named. */
#include "study/findings_parts.h"

#include "stats/change.h"

#include <math.h>

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
    if (k < c->n) v = change_interval_of(rate, from, c->last[k], to, CONFIDENCE);
    buf_c(b, ',');
    if (v.defined) day_write(b, date[v.low - 1]);
    buf_c(b, ',');
    if (v.defined) day_write(b, date[v.high - 1]);
    buf_c(b, '\n');
}

static tr_err say_change_days(const double *rate, const int64_t *date, const change_points *c,
                              size_t n, arena *a, findings *f)
{
    saying s;
    kept_words days;
    saying_open(&s);
    for (size_t k = 0; k < c->n && k < 10; k++) {
        size_t from = k ? c->last[k - 1] : 0, to = k + 1 < c->n ? c->last[k + 1] : n;
        change_interval v = change_interval_of(rate, from, c->last[k], to, CONFIDENCE);
        if (k) doc_text(&s.w, STR("; "));
        doc_say(&s.w, "{day}", A_DAY("day", date[c->last[k] - 1]));
        if (v.defined)
            doc_say(&s.w, " ({from} to {to})", A_DAY("from", date[v.low - 1]),
                    A_DAY("to", date[v.high - 1]));
    }
    TR_TRY(saying_take(&s, a, &days));
    if (days.bytes.len == 0) return TR_OK;
    return finding_say_of(
        f, a, "Last days before a change, with those it is compatible with (95 %): {word}.",
        A_SAID("word", days), NULL);
}

/* Each stretch between changes as a line of the table, and its rate as a step of the curve. */
static tr_err put_stretches(const watched_days *h, const double *rate, const change_points *c,
                            curve *step, buf *b)
{
    size_t from = 0;
    buf_z(b, "from,to,days,events,rate,to_earliest,to_latest\n");
    for (size_t k = 0; k <= c->n; k++) {
        size_t to = k < c->n ? c->last[k] : h->n;
        double events = 0, time = 0;
        for (size_t i = from; i < to; i++) {
            events += h->y[i];
            time += h->e[i];
        }
        day_write(b, h->day[from]);
        buf_c(b, ',');
        day_write(b, h->day[to - 1]);
        buf_f(b, ",%zu,", to - from);
        put_figure(b, events);
        buf_c(b, ',');
        put_figure(b, events / time);
        put_change_days(b, rate, h->day, c, k, from, h->n);
        for (size_t i = from; i < to; i++) {
            step->day[i] = h->day[i];
            step->value[i] = events / time;
        }
        from = to;
    }
    return buf_err(b);
}

/* How many changes are found at other penalties. */
static void put_path(const penalty_step *path, size_t n, buf *b)
{
    buf_z(b, "\npenalty_from,penalty_to,changes\n");
    for (size_t i = 0; i < n; i++) {
        put_figure(b, path[i].from);
        buf_c(b, ',');
        put_figure(b, path[i].to);
        buf_f(b, ",%zu\n", path[i].points.n);
    }
}

static tr_err tabulate(const watched_days *h, const double *rate, const change_points *c,
                       const penalty_step *path, size_t n_path, arena *a, findings *f)
{
    buf b;
    curve *step;
    TR_TRY(finding_add_curve(f, a, "rate", h->n, false, false, &step));
    buf_init(&b, BUF_LIMIT_BYTES);
    tr_err e = put_stretches(h, rate, c, step, &b);
    put_path(path, n_path, &b);
    tr_err taken = buf_take(&b, a, &f->table);
    return e == TR_OK ? taken : e;
}

static tr_err say_changes(const series *s, const watched_days *h, const double *rate,
                          const change_points *c, const pelt_options *o, arena *a, findings *f)
{
    const double v[] = {(double)c->n, o->penalty, o->dispersion};
    TR_TRY(finding_say(
        f, a,
        "Changes of the rate, seven days apart or more: {} at a penalty of {}, with "
        "neighbouring days that differ {} times as much as chance would have it. Which ones "
        "are found hangs on the penalty.",
        v));
    TR_TRY(say_change_days(rate, h->day, c, h->n, a, f));
    if (c->n == 0)
        TR_TRY(finding_say(f, a,
                           "This looks for days that nobody named, and so needs a larger change "
                           "than a comparison at a named day: none found is not none there.",
                           NULL));
    TR_TRY(finding_close_missing(s, a, f));
    return finding_close(f, a, "Nothing here says why.", NULL);
}

static tr_err search(const series *s, const watched_days *h, const pelt_options *o, arena *a,
                     findings *f)
{
    change_points c;
    penalty_step *path;
    size_t n_path;
    double *rate = arena_alloc_n(a, h->n + 1, sizeof *rate);
    if (rate == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < h->n; i++)
        rate[i] = h->y[i] / h->e[i];
    TR_TRY(change_pelt(h->y, h->e, h->n, o, a, &c));
    TR_TRY(change_path(h->y, h->e, h->n, o, 5, 40, a, &path, &n_path));
    const finding_row rows[] = {{"penalty", true, o->penalty},
                                {"dispersion", true, o->dispersion},
                                {"changes", true, (double)c.n}};
    TR_TRY(FINDING_NOTE_ALL(f, a, rows));
    TR_TRY(tabulate(h, rate, &c, path, n_path, a, f));
    return say_changes(s, h, rate, &c, o, a, f);
}

tr_err find_change(const series *s, double penalty, arena *a, findings *f)
{
    watched_days h;
    *f = (findings){0};
    TR_TRY(series_watched(s, a, &h));
    if (h.mixed) return finding_refuse_mixed(f, a);
    f->no_verdict = h.n > MOST_DAYS || h.n < 2 * LEAST_DAYS;
    if (h.n > MOST_DAYS)
        return finding_say(
            f, a, "More days than are searched (6000): --since and --until bound them.", NULL);
    if (h.n < 2 * LEAST_DAYS)
        return finding_say(
            f, a, "Fewer than two weeks of observed days: no changes are looked for.", NULL);
    pelt_options o = {.penalty = penalty > 0 ? penalty : 2 * log((double)h.n),
                      .min_segment = 7,
                      .dispersion = successive_dispersion(&h)};
    return search(s, &h, &o, a, f);
}
