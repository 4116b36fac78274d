/* Placebo dates: the same comparison at dates before the start, where the arrangement cannot
 * have changed anything. How far the change at the start stands out among them is the honest
 * measure of what such a comparison says of days like these. */
#include "study/findings.h"

#include "stats/rates.h"

#include <math.h>

enum { LEAST_DATES = 19 }; /* with fewer no rank is at most one in twenty */

/* Sums over all rows before one, of other and covered targets. */
typedef struct sums {
    double y[2], e[2];
    size_t days[2]; /* that could be observed */
} sums;

typedef struct walk {
    const series *s;
    sums *upto; /* n + 1 */
} walk;

static tr_err add_up(const series *s, arena *a, walk *w)
{
    *w = (walk){s, arena_alloc_n(a, s->n + 1, sizeof *w->upto)};
    if (w->upto == NULL) return TR_ERR_NOMEM;
    w->upto[0] = (sums){{0}, {0}, {0}};
    for (size_t i = 0; i < s->n; i++) {
        const series_day *d = &s->days[i];
        sums *at = &w->upto[i + 1];
        *at = w->upto[i];
        if (!(d->exposure > 0)) continue;
        at->y[d->covered] += d->count;
        at->e[d->covered] += d->exposure;
        at->days[d->covered]++;
    }
    return TR_OK;
}

static const sums *before_day(const walk *w, int64_t day)
{
    size_t low = 0, high = w->s->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (w->s->days[mid].day < day) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return &w->upto[low];
}

typedef struct side {
    double y, e;
} side;

/* At least half of a side's days must have been watched. */
static bool side_of(const walk *w, int g, int64_t from, int64_t to, side *out)
{
    const sums *a = before_day(w, from), *b = before_day(w, to);
    *out = (side){b->y[g] - a->y[g], b->e[g] - a->e[g]};
    return 2 * (int64_t)(b->days[g] - a->days[g]) >= to - from && out->e > 0;
}

/* How the rate changed at a date, and how far that is from no change, so that dates with many and
 * with few events, and with more and with less watching, can be ranked together: -ln of the exact
 * mid-P of one group; of two, the ratio of ratios in units of what such counts vary by. */
typedef struct change {
    double log_ratio, variance, events, mid_p, p;
} change;

/* One event is shared out over the two sides by their exposure, so that no side is without any and
 * sides without events have a ratio of one, however much either was watched. */
static change change_of(side before, side during)
{
    double all = before.e + during.e, y0 = before.y + before.e / all,
           y1 = during.y + during.e / all;
    rate_ratio r = rate_ratio_of(during.y, during.e, before.y, before.e, 0.95);
    return (change){.log_ratio = log(y1 / during.e) - log(y0 / before.e),
                    .variance = 1 / y0 + 1 / y1,
                    .events = before.y + during.y,
                    .mid_p = r.defined ? r.p_mid : 1,
                    .p = r.defined ? r.p_central : 1};
}

/* Log of the ratio of the rates on the two sides of a date; with groups, of covered beside other
 * targets. */
static bool change_at(const walk *w, int64_t date, int64_t days, change *out)
{
    *out = (change){0};
    for (int k = w->s->has_groups ? 0 : 1; k < 2; k++) {
        int g = w->s->has_groups ? k : w->s->days[0].covered;
        side before, during;
        if (!side_of(w, g, date - days, date, &before) ||
            !side_of(w, g, date, date + days, &during))
            return false;
        change c = change_of(before, during);
        out->log_ratio += k ? c.log_ratio : -c.log_ratio;
        out->variance += c.variance;
        out->events += c.events;
        out->mid_p = c.mid_p;
        out->p = c.p;
    }
    return true;
}

static double extent_of(const walk *w, const change *c)
{
    double v =
        w->s->has_groups ? fabs(c->log_ratio) / sqrt(c->variance) : -log(fmax(c->mid_p, 1e-300));
    return v < 1e-9 ? 0 : v;
}

typedef struct dates {
    int64_t days;         /* of a window on either side */
    change actual;        /* at the start */
    double extent, alone; /* p of the counts on both sides alone */
    size_t n, as_far, skipped;
} dates;

/* Backwards from the start, no two windows sharing a day: only then is the rank one among equals.
 */
static tr_err try_dates(const walk *w, int64_t start, dates *p, arena *a, findings *f)
{
    buf b;
    buf_init(&b, BUF_LIMIT_BYTES);
    buf_z(&b, "date,ratio,extent,as_far\n");
    for (int64_t t = start - 2 * p->days; t - p->days >= w->s->days[0].day; t -= 2 * p->days) {
        change v;
        if (!change_at(w, t, p->days, &v)) {
            p->skipped++;
            continue;
        }
        bool far = extent_of(w, &v) >= p->extent * (1 - 1e-12);
        p->n++;
        p->as_far += far;
        day_write(&b, t);
        buf_c(&b, ',');
        put_figure(&b, exp(v.log_ratio));
        buf_c(&b, ',');
        put_figure(&b, extent_of(w, &v));
        buf_z(&b, far ? ",yes\n" : ",no\n");
    }
    return buf_take(&b, a, &f->table);
}

static tr_err judge(const series *s, const dates *p, arena *a, findings *f)
{
    const double numbers[] = {exp(p->actual.log_ratio), (double)p->days, (double)p->n,
                              (double)p->as_far};
    const double least[] = {LEAST_DATES, (double)p->n};
    TR_TRY(finding_note(f, a, "window_days", true, (double)p->days));
    TR_TRY(finding_note(f, a, "ratio_at_start", true, exp(p->actual.log_ratio)));
    TR_TRY(finding_note(f, a, "extent_at_start", true, p->extent));
    TR_TRY(finding_note(f, a, "placebo_dates", true, (double)p->n));
    TR_TRY(finding_note(f, a, "dates_not_observed", true, (double)p->skipped));
    TR_TRY(finding_note(f, a, "as_far", true, (double)p->as_far));
    double rank = ((double)p->as_far + 1) / ((double)p->n + 1);
    TR_TRY(finding_note(f, a, "p_rank", true, rank));
    TR_TRY(finding_note(f, a, "p_alone", true, p->alone));
    TR_TRY(finding_note(f, a, "p", true, fmax(rank, p->alone)));
    TR_TRY(finding_say(
        f, a,
        s->has_groups ? N_("At the start the ratio of the covered targets was {} times that of the "
                           "others (one event shared out over both sides of each), {} days on "
                           "either side. Of {} dates before, {} saw as large a change.")
                      : N_("At the start the rate became {} times that before (one event shared "
                           "out over both sides), {} days on either side. Of {} dates before, {} "
                           "saw as large a change."),
        numbers));
    const double both[] = {fmax(rank, p->alone), rank, p->alone};
    if (!f->no_verdict)
        TR_TRY(finding_say(f, a,
                           "p: {}, the larger of the rank's ({}) and that of these counts alone "
                           "({}): dates with fewer events or less watching stand out less.",
                           both));
    if (f->no_verdict)
        TR_TRY(finding_say(f, a,
                           "Fewer than {} dates ({}): not even the largest change of all would be "
                           "one in twenty. A longer time before, or a shorter window, has more.",
                           least));
    return finding_close(f, a, "Nothing here says why.", NULL);
}

tr_err find_placebo(const series *s, int64_t start, int64_t days, arena *a, findings *f)
{
    dates p = {.days = days};
    walk w;
    *f = (findings){.no_verdict = true};
    if (s->n == 0 || start - days < s->days[0].day || start + days > s->days[s->n - 1].day + 1)
        return finding_say(f, a,
                           "The table is shorter than the window on a side of the start: nothing "
                           "is compared.",
                           NULL);
    TR_TRY(add_up(s, a, &w));
    if (!change_at(&w, start, days, &p.actual))
        return finding_say(
            f, a, "Fewer than half of the days on a side of the start could be observed.", NULL);
    if (!(p.actual.events > 0))
        return finding_say(f, a, "No event in the days on either side of the start: no ratio.",
                           NULL);
    p.extent = extent_of(&w, &p.actual);
    p.alone = s->has_groups ? erfc(p.extent / sqrt(2)) : p.actual.p;
    TR_TRY(try_dates(&w, start, &p, a, f));
    f->no_verdict = p.n < LEAST_DATES;
    return judge(s, &p, a, f);
}
