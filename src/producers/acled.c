/* ACLED exports, by their published columns, and the list of deleted events. A later timestamp of
 * the same event is a correction, a deletion a retraction. docs/formats/feeds.md. */
#include "producers/event_feed_columns.h"

/* time_precision 1: the day; 2: the week around it; 3: its month. */
static void widen(event_row *out, int64_t precision, const iso_time *t, const known_row *r)
{
    if (precision == 2)
        out->when = (span){out->when.from - 3 * USEC_DAY, out->when.to + 3 * USEC_DAY};
    if (precision != 3) return;
    iso_time first = *t, last = *t;
    first.at.day = 1;
    last.at.day = days_in_month(t->at.year, t->at.month);
    out->when = (span){known_span(r, &first).from, known_span(r, &last).to};
}

static const struct {
    place_precision means;
    double radius_m;
} where[] = {{PLACE_NONE, -1}, {PLACE_TOWN, 5000}, {PLACE_NEAR, 25000}, {PLACE_PROVINCE, -1}};

tr_err known_acled(const known_row *r, event_row *out)
{
    iso_time t;
    int64_t time_prec = 0, geo_prec = 0;
    out->id = known_field(r, ACLED_ID);
    if (out->id.len == 0) return known_fault(r, ACLED_ID, CODE_ROW_ID, "event_id_cnty");
    if (!iso_parse(known_field(r, ACLED_DATE), &t) || t.has_clock)
        return known_fault(r, ACLED_DATE, CODE_ROW_TIME, "event_date");
    if (!str_to_i64(known_field(r, ACLED_TIME_PREC), 1, 3, &time_prec))
        return known_fault(r, ACLED_TIME_PREC, CODE_ROW_NUMBER, "time_precision");
    if (!str_to_i64(known_field(r, ACLED_GEO_PREC), 1, 3, &geo_prec))
        return known_fault(r, ACLED_GEO_PREC, CODE_ROW_NUMBER, "geo_precision");
    if (!str_to_i64(known_field(r, ACLED_TIMESTAMP), 0, INT64_MAX, &out->version))
        return known_fault(r, ACLED_TIMESTAMP, CODE_ROW_NUMBER, "timestamp");
    out->when = known_span(r, &t);
    widen(out, time_prec, &t, r);
    TR_TRY(known_position(r, ACLED_LAT, ACLED_LON, out));
    out->precision = where[geo_prec].means;
    out->radius_m = where[geo_prec].radius_m;
    str sub = known_field(r, ACLED_SUB_TYPE), type = known_field(r, ACLED_TYPE);
    out->kinds =
        sub.len ? arena_printf(r->scratch, STR_FMT "|" STR_FMT, STR_ARG(type), STR_ARG(sub)) : type;
    if (sub.len && out->kinds.ptr == NULL) return TR_ERR_NOMEM;
    out->place = known_field(r, ACLED_PLACE);
    out->source = known_field(r, ACLED_SOURCE);
    out->text = known_field(r, ACLED_NOTES);
    return TR_OK;
}

tr_err known_acled_deleted(const known_row *r, event_row *out)
{
    out->id = known_field(r, ACLED_DELETED_ID);
    out->retracted = true;
    if (out->id.len == 0) return known_fault(r, ACLED_DELETED_ID, CODE_ROW_ID, "event_id_cnty");
    if (!str_to_i64(known_field(r, ACLED_DELETED_AT), 0, INT64_MAX, &out->version))
        return known_fault(r, ACLED_DELETED_AT, CODE_ROW_NUMBER, "deleted_timestamp");
    return TR_OK;
}
