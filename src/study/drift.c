/* Drift of a source's volume: whoever publishes less makes every count of theirs fall. The volume
 * of all kinds is set beside the counts, and the events are also taken as a share of it. */
#include "study/findings.h"

#include "stats/rates.h"

#include <math.h>

typedef struct days_of {
    double *count, *volume, *exposure;
    bool *during;
    double events[2], published[2], watched[2];
    size_t n;
} days_of;

/* One entry a day; the rows of a day's groups carry the same volume. */
static tr_err gather(const series *s, int64_t start, arena *a, days_of *d)
{
    *d = (days_of){.count = arena_alloc_n(a, s->n + 1, sizeof(double)),
                   .volume = arena_alloc_n(a, s->n + 1, sizeof(double)),
                   .exposure = arena_alloc_n(a, s->n + 1, sizeof(double)),
                   .during = arena_alloc_n(a, s->n + 1, sizeof(bool))};
    if (!d->count || !d->volume || !d->exposure || !d->during) return TR_ERR_NOMEM;
    int64_t last = INT64_MIN;
    for (size_t i = 0; i < s->n; i++) {
        const series_day *row = &s->days[i];
        bool during = row->day >= start;
        if (!(row->exposure > 0)) continue;
        d->events[during] += row->count;
        if (row->day == last) {
            d->count[d->n - 1] += row->count;
            continue;
        }
        last = row->day;
        d->published[during] += row->volume;
        d->watched[during] += row->exposure;
        d->count[d->n] = row->count;
        d->volume[d->n] = row->volume;
        d->exposure[d->n] = row->exposure;
        d->during[d->n++] = during;
    }
    return TR_OK;
}

/* The ratio and its wider interval; false where a period has no time or nothing tells how days
 * vary.
 */
static bool compare(const days_of *d, const double *y, const double *e, const double *time,
                    rate_comparison *out)
{
    if (!(time[0] > 0) || !(time[1] > 0)) return false;
    *out = rate_compare(y, e, d->during, d->n, 0.95);
    return out->exact.defined && out->quasi.defined;
}

static tr_err note_interval(findings *f, arena *a, const char *const names[3], bool defined,
                            const rate_comparison *x)
{
    TR_TRY(finding_note(f, a, names[0], defined, x->exact.estimate));
    TR_TRY(finding_note(f, a, names[1], defined, x->low));
    return finding_note(f, a, names[2], defined, x->high);
}

tr_err find_drift(const series *s, int64_t start, arena *a, findings *f, drift *out)
{
    static const char *const volume_names[] = {"volume_ratio", "volume_low", "volume_high"},
                             *const share_names[] = {"share_ratio", "share_low", "share_high"};
    days_of d;
    *out = (drift){0};
    if (!s->has_volume) return TR_OK;
    TR_TRY(gather(s, start, a, &d));
    if (!(d.published[0] + d.published[1] > d.events[0] + d.events[1]))
        return finding_say(f, a,
                           "These events are all that the source published: nothing tells a change "
                           "of its volume from a change of what happened.",
                           NULL);
    rate_comparison v = {.low = 0}, share = {.low = 0};
    bool has_volume = compare(&d, d.volume, d.exposure, d.watched, &v),
         has_share = compare(&d, d.count, d.volume, d.published, &share);
    out->drifted = has_volume && (v.low > 1 || v.high < 1);
    out->share_low = has_share ? share.low : 0;
    out->share_high = has_share ? share.high : HUGE_VAL;
    TR_TRY(note_interval(f, a, volume_names, has_volume, &v));
    TR_TRY(note_interval(f, a, share_names, has_share, &share));
    const double volume[] = {v.exact.estimate, v.low, v.high};
    const double part[] = {share.exact.estimate, share.low, share.high};
    if (has_volume)
        TR_TRY(finding_say(
            f, a,
            out->drifted ? N_("Warning: the source published {} times as much of all kinds a "
                              "day during as before ({} to {}). Its counts move with its "
                              "volume, whatever happened.")
                         : N_("The source published {} times as much of all kinds a day during "
                              "as before ({} to {}): no evidence that its volume changed."),
            volume));
    if (!has_share) return TR_OK;
    return finding_say(f, a,
                       "As a share of all it published, these events were {} times what they were "
                       "before ({} to {}). A share does not see what changes alike in all kinds.",
                       part);
}
