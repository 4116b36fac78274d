/* Catalogues of explosions and other seismic or acoustic events: origin time, place, error. The
 * columns are those of the catalogue services (comcat CSV), with the error ellipse of bulletins
 * where there is one. docs/formats/feeds.md. */
#include "producers/event_feed_columns.h"

static tr_err read_error(const known_row *r, event_row *out)
{
    static const size_t columns[] = {EXPLOSIONS_SEMI_MAJOR_KM, EXPLOSIONS_ERROR_KM};
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        str s = known_field(r, columns[i]);
        double km;
        if (s.len == 0) continue;
        if (!str_to_double(s, &km) || !(km > 0))
            return known_fault(r, columns[i], CODE_ROW_NUMBER, "error in km");
        out->radius_m = km * 1000;
        return TR_OK;
    }
    return TR_OK;
}

tr_err known_explosions(const known_row *r, event_row *out)
{
    iso_time t;
    double ignored;
    str mag = known_field(r, EXPLOSIONS_MAG);
    if (!iso_parse(known_field(r, EXPLOSIONS_TIME), &t) || !t.has_clock || !t.has_offset)
        return known_fault(r, EXPLOSIONS_TIME, CODE_ROW_TIME, "origin time");
    usec_t origin = civil_to_usec(&t.at) - t.offset_sec * USEC_SEC;
    out->when = (span){
        origin, origin + USEC_SEC}; /* catalogues state fractions; their error is about a second */
    if (mag.len && !str_to_double(mag, &ignored))
        return known_fault(r, EXPLOSIONS_MAG, CODE_ROW_NUMBER, "mag");
    TR_TRY(known_position(r, EXPLOSIONS_LAT, EXPLOSIONS_LON, out));
    if (!out->has_position) return known_fault(r, EXPLOSIONS_LAT, CODE_ROW_POSITION, "latitude");
    TR_TRY(read_error(r, out));
    out->precision = PLACE_POINT;
    out->id = known_field(r, EXPLOSIONS_ID);
    out->kinds = known_field(r, EXPLOSIONS_TYPE);
    out->place = known_field(r, EXPLOSIONS_PLACE);
    out->source = known_field(r, EXPLOSIONS_SOURCE);
    return TR_OK;
}
