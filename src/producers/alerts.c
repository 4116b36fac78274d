/* Air-raid alerts by region: an interval each. An alert is a warning, not an attack.
 * docs/formats/feeds.md. */
#include "producers/event_feed_columns.h"

tr_err known_alerts(const known_row *r, event_row *out)
{
    iso_time from, to;
    str end = known_field(r, ALERTS_TO);
    out->place = known_field(r, ALERTS_REGION);
    if (out->place.len == 0) return known_fault(r, ALERTS_REGION, CODE_ROW_REGION, "region");
    if (!iso_parse(known_field(r, ALERTS_FROM), &from) || !from.has_clock)
        return known_fault(r, ALERTS_FROM, CODE_ROW_TIME, "started_at");
    out->when.from = known_span(r, &from).from;
    if (end.len) { /* an alert that is still on has no end */
        if (!iso_parse(end, &to) || !to.has_clock)
            return known_fault(r, ALERTS_TO, CODE_ROW_TIME, "finished_at");
        out->when.to = known_span(r, &to).to;
        if (out->when.to < out->when.from)
            return known_fault(r, ALERTS_TO, CODE_ROW_TIME, "an end before its start");
    }
    out->kinds = STR("alert");
    out->precision = PLACE_PROVINCE;
    return TR_OK;
}
