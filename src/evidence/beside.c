/* What the parts share: lines of feeds, and whether a row or a place can be compared. */
#include "evidence/beside.h"

feed_line *evidence_feed(report_data *d, str kind)
{
    for (size_t i = 0; i < d->n_feeds; i++) {
        if (str_eq(d->feeds[i].kind, kind)) return &d->feeds[i];
    }
    d->feeds[d->n_feeds] = (feed_line){.kind = kind};
    return &d->feeds[d->n_feeds++];
}

bool evidence_in_period(const report_data *d, usec_t from, usec_t to)
{
    if (d->period_from == USEC_UNKNOWN || d->period_to == USEC_UNKNOWN) return true;
    return from < d->period_to && to > d->period_from;
}

bool evidence_is_fine(const site *s)
{
    return s->shape.kind == GEO_POLYGON ||
           (s->shape.kind == GEO_CIRCLE && s->shape.radius_m <= 1000);
}
