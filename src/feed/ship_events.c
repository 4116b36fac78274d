/* Events of ships as others worked them out from AIS: encounters, loitering, port visits, gaps.
 * They are told as theirs, and are no incidents. The names that Global Fishing Watch's service uses
 * stand beside our own. docs/formats/ship-events.md. */
#include "feed/table.h"

#include <string.h>

enum {
    C_START,
    C_END,
    N_NEEDED,
    C_ID = N_NEEDED,
    C_TYPE,
    C_MMSI,
    C_LAT,
    C_LON,
    C_OTHER,
    C_NAME,
    C_SOURCE,
    C_OUR_NAMES,
    /* of the service, in the order of those above from C_MMSI on */
    THEIRS = C_OUR_NAMES - C_MMSI
};
static const char *const names[] = {"start",
                                    "end",
                                    "id",
                                    "type",
                                    "mmsi",
                                    "lat",
                                    "lon",
                                    "other",
                                    "name",
                                    "source",
                                    "vessel.ssvid",
                                    "position.lat",
                                    "position.lon",
                                    "encounter.vessel.ssvid",
                                    "vessel.name",
                                    "dataset",
                                    NULL};

static size_t column_of(const table *t, size_t ours)
{
    return t->at[ours] == TABLE_NO_COLUMN ? ours + THEIRS : ours;
}

/* Also "2025-03-25 06:50:00 UTC", as the service's tables have it. */
static bool read_instant(const table *t, size_t at, usec_t *out)
{
    str text = table_field(t, at);
    char room[40];
    if (iso_parse_instant(text, out)) return true;
    if (!str_ends(text, " UTC") || text.len - 3 > sizeof room) return false;
    memcpy(room, text.ptr, text.len - 4);
    room[text.len - 4] = 'Z';
    if (text.len > 14 && room[10] == ' ') room[10] = 'T';
    return iso_parse_instant((str){room, text.len - 3}, out);
}

static tr_err read_number(table *t, size_t ours, uint32_t *out, bool *ok)
{
    str text = table_field(t, column_of(t, ours));
    int64_t v = 0;
    if (text.len && !str_to_i64(text, 1, 999999999, &v)) {
        *ok = false;
        return table_reject(t, column_of(t, ours), CODE_ROW_NUMBER,
                            "the number of a ship (MMSI) has at most nine digits");
    }
    *out = (uint32_t)v;
    return TR_OK;
}

static tr_err read_place(table *t, ship_event *x, bool *ok)
{
    size_t at = column_of(t, C_LAT);
    str lat = table_field(t, at), lon = table_field(t, column_of(t, C_LON));
    if (lat.len == 0 && lon.len == 0) return TR_OK;
    x->has_place = str_to_double(lat, &x->at.lat_deg) && str_to_double(lon, &x->at.lon_deg) &&
                   geo_pt_ok(x->at);
    if (x->has_place) return TR_OK;
    *ok = false;
    return table_reject(t, at, CODE_ROW_POSITION,
                        "the position " STR_FMT ", " STR_FMT " is not one", STR_ARG(lat),
                        STR_ARG(lon));
}

static tr_err read_row(table *t, const feed_context *c, void *row, bool *ok)
{
    ship_event *x = row;
    tr_err e = TR_OK;
    *ok = true;
    *x = (ship_event){.id = table_copy(t, C_ID, &e),
                      .type = table_copy(t, C_TYPE, &e),
                      .name = table_copy(t, column_of(t, C_NAME), &e),
                      .source = table_copy(t, column_of(t, C_SOURCE), &e)};
    TR_TRY(e);
    if (!read_instant(t, C_START, &x->when.from) || !read_instant(t, C_END, &x->when.to) ||
        x->when.to < x->when.from) {
        *ok = false;
        return table_reject(t, C_START, CODE_ROW_TIME,
                            "two instants with their offsets are expected, the start first");
    }
    TR_TRY(read_number(t, C_MMSI, &x->mmsi, ok));
    if (*ok) TR_TRY(read_number(t, C_OTHER, &x->other, ok));
    if (*ok) TR_TRY(read_place(t, x, ok));
    if (!*ok) return TR_OK;
    if (x->id.len == 0) {
        x->id = arena_printf(t->a, STR_FMT "|%u|%lld", STR_ARG(x->type), x->mmsi,
                             (long long)(x->when.from / 1000));
        if (x->id.ptr == NULL) return TR_ERR_NOMEM;
    }
    TR_TRY(table_received(t, &x->received, ok));
    return table_ref(t, c, &x->ref);
}

const rows_need need_ship_events = {names, N_NEEDED};

static const table_kind kind = {
    .names = names, .n_needed = N_NEEDED, .row_bytes = sizeof(ship_event), .read = read_row};

tr_err feed_ship_events(str bytes, const char *file, const feed_context *c, arena *a,
                        ship_event_vec *out, feed_result *result, tr_diag *diag)
{
    return table_rows(&kind, bytes, file, c, a, (void *)&out->items, &out->n, &out->cap, result,
                      diag);
}
