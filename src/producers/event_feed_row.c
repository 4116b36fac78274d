/* What the adapters of known producers read a row with. */
#include "producers/event_feeds.h"

str known_field(const known_row *r, size_t column)
{
    return r->at[column] < 0 ? (str){0} : str_trim(r->row->fields[r->at[column]]);
}

tr_err known_fault(const known_row *r, size_t column, diag_code code, const char *what)
{
    int at = r->at[column];
    str s = known_field(r, column);
    diag_set(r->diag, code, r->file, at >= 0 ? r->row->lines[at] : r->row->line,
             at >= 0 ? r->row->cols[at] : 1, "%s '" STR_FMT "'", what, STR_ARG(s));
    return TR_ERR_DATA;
}

tr_err known_position(const known_row *r, size_t lat, size_t lon, event_row *out)
{
    str la = known_field(r, lat), lo = known_field(r, lon);
    if (la.len == 0 && lo.len == 0) return TR_OK;
    if (!str_to_double(la, &out->position.lat_deg) || out->position.lat_deg < -90 ||
        out->position.lat_deg > 90)
        return known_fault(r, lat, CODE_ROW_POSITION, "latitude");
    if (!str_to_double(lo, &out->position.lon_deg) || out->position.lon_deg < -180 ||
        out->position.lon_deg > 180)
        return known_fault(r, lon, CODE_ROW_POSITION, "longitude");
    if (!(out->position.lat_deg < 0) && !(out->position.lat_deg > 0) &&
        !(out->position.lon_deg < 0) && !(out->position.lon_deg > 0))
        return known_fault(r, lat, CODE_ROW_POSITION, "position 0/0");
    out->has_position = true;
    return TR_OK;
}

span known_span(const known_row *r, const iso_time *t)
{
    usec_t naive = civil_to_usec(&t->at), length = t->has_clock ? USEC_MINUTE : USEC_DAY;
    if (t->has_clock && (t->at.second || t->at.usec)) length = USEC_SEC;
    if (t->has_offset)
        return (span){naive - t->offset_sec * USEC_SEC, naive - t->offset_sec * USEC_SEC + length};
    if (r->zone == NULL) return (span){naive - 14 * USEC_HOUR, naive + length + 12 * USEC_HOUR};
    if (t->has_clock) {
        span s = tz_to_utc(r->zone, &t->at);
        return (span){s.from, s.to + length};
    }
    int64_t days = civil_to_days(t->at.year, t->at.month, t->at.day);
    return (span){tz_day_start(r->zone, days), tz_day_start(r->zone, days + 1)};
}
