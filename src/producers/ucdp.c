/* UCDP Georeferenced Event Dataset and its monthly candidate releases. docs/formats/feeds.md. */
#include "producers/event_feed_columns.h"

#include <string.h>

/* where_prec 1..7; metres that hold the place with 95 %, where the class has such a number. */
static const struct {
    place_precision means;
    double radius_m;
} where[] = {{PLACE_NONE, -1},     {PLACE_TOWN, 5000}, {PLACE_NEAR, 25000}, {PLACE_DISTRICT, -1},
             {PLACE_PROVINCE, -1}, {PLACE_VAGUE, -1},  {PLACE_COUNTRY, -1}, {PLACE_OPEN, -1}};
static const char *const violence[] = {"", "state-based", "non-state", "one-sided"};

/* Dates with or without a clock, as "2019-03-31" or "2019-03-31 00:00:00.000"; only the day counts.
 */
static bool day_of(str s, iso_time *t)
{
    return s.len >= 10 && (s.len == 10 || s.ptr[10] == ' ' || s.ptr[10] == 'T') &&
           iso_parse(str_upto(s, 10), t);
}

tr_err known_ucdp(const known_row *r, event_row *out)
{
    iso_time from, to;
    int64_t prec = 0, type = 0;
    out->id = known_field(r, UCDP_ID);
    if (out->id.len == 0) return known_fault(r, UCDP_ID, CODE_ROW_ID, "id");
    if (!day_of(known_field(r, UCDP_START), &from))
        return known_fault(r, UCDP_START, CODE_ROW_TIME, "date_start");
    if (!day_of(known_field(r, UCDP_END), &to))
        return known_fault(r, UCDP_END, CODE_ROW_TIME, "date_end");
    out->when = (span){known_span(r, &from).from, known_span(r, &to).to};
    if (civil_to_usec(&to.at) < civil_to_usec(&from.at))
        return known_fault(r, UCDP_END, CODE_ROW_TIME, "an end before its start");
    if (!str_to_i64(known_field(r, UCDP_WHERE_PREC), 1, 7, &prec))
        return known_fault(r, UCDP_WHERE_PREC, CODE_ROW_NUMBER, "where_prec");
    if (!str_to_i64(known_field(r, UCDP_TYPE), 1, 3, &type))
        return known_fault(r, UCDP_TYPE, CODE_ROW_NUMBER, "type_of_violence");
    TR_TRY(known_position(r, UCDP_LAT, UCDP_LON, out));
    out->precision = where[prec].means;
    out->radius_m = where[prec].radius_m;
    out->kinds = str_of(violence[type]);
    out->place = known_field(r, UCDP_PLACE);
    out->source = known_field(r, UCDP_SOURCE);
    out->text = known_field(r, UCDP_HEADLINE);
    return TR_OK;
}
