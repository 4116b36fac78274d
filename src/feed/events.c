/* Any table of events, through a declared mapping. One row at a time: memory does not grow. */
#include "feed/needs.h"

enum {
    M_ID,
    M_DATE,
    M_TIME,
    M_INSTANT,
    M_LAT,
    M_LON,
    M_RADIUS,
    M_CATEGORY,
    M_PLACE,
    M_SOURCE,
    M_TEXT,
    M__N
};

static const char *const names[M__N + 1] = {"id",    "date",   "time",     "instant",
                                            "lat",   "lon",    "radius_m", "category",
                                            "place", "source", "text",     NULL};

const rows_need need_events = {names, 0};

_Static_assert((int)EVENT_COLUMNS == (int)M__N, "as columns.h has it");

typedef struct events {
    const event_mapping *m;
    const feed_context *c;
    const char *file;
    rows *rows;
    const tz *zone;
    int at[M__N];
    double default_radius_m;
} events;

static str mapped(const event_mapping *m, size_t i)
{
    return node_text(m->all, names[i]);
}

static bool maps_columns(const event_mapping *m)
{
    for (size_t i = 0; i < M__N; i++) {
        if (mapped(m, i).len) return true;
    }
    return m->position.len > 0;
}

/* What the mapping names must be there. A position may also come from a column of positions or from
 * the geometry; without any mapping the columns are those of our own names. */
static tr_err find_columns(events *e, tr_diag *diag)
{
    bool all = !maps_columns(e->m) && e->c->form && e->c->form->a, some = false;
    for (size_t i = 0; i < M__N; i++) {
        bool place = i == M_LAT || i == M_LON;
        str want = mapped(e->m, i);
        e->at[i] = -1;
        if (!want.len && !all && !place) continue;
        e->at[i] = rows_find(e->rows, names[i]);
        some = some || e->at[i] >= 0;
        if (e->at[i] >= 0 || want.len == 0) continue;
        rows_not_mapped(e->rows, want, diag);
        return TR_ERR_DATA;
    }
    if ((e->at[M_LAT] >= 0) != (e->at[M_LON] >= 0)) {
        rows_missing(e->rows, CODE_CSV_MISSING_COLUMN, e->at[M_LAT] >= 0 ? "lon" : "lat",
                     ", and the other half of the position is there", diag);
        return TR_ERR_DATA;
    }
    if (!all || (some && (e->at[M_DATE] >= 0 || e->at[M_INSTANT] >= 0))) return TR_OK;
    rows_missing(e->rows, CODE_MAP_NEEDED, "date", ", and no mapping says which columns hold what",
                 diag);
    return TR_ERR_DATA;
}

static str field(const events *e, const csv_row *row, int which)
{
    return e->at[which] < 0 ? (str){0} : str_trim(row->fields[e->at[which]]);
}

static tr_err fault(const events *e, const csv_row *row, int which, diag_code code, str what,
                    tr_diag *d)
{
    int at = e->at[which];
    diag_set(d, code, e->file, at >= 0 ? row->lines[at] : row->line, at >= 0 ? row->cols[at] : 1,
             "'" STR_FMT "'", STR_ARG(what));
    return TR_ERR_DATA;
}

static span widen(const events *e, const iso_time *t)
{
    usec_t naive = civil_to_usec(&t->at);
    usec_t length = t->has_clock ? USEC_MINUTE : USEC_DAY;
    if (t->has_offset)
        return (span){naive - t->offset_sec * USEC_SEC, naive - t->offset_sec * USEC_SEC + length};
    if (e->zone == NULL) return (span){naive - 14 * USEC_HOUR, naive + length + 12 * USEC_HOUR};
    if (t->has_clock) {
        span s = tz_to_utc(e->zone, &t->at);
        return (span){s.from, s.to + length};
    }
    int64_t days = civil_to_days(t->at.year, t->at.month, t->at.day);
    return (span){tz_day_start(e->zone, days), tz_day_start(e->zone, days + 1)};
}

static tr_err read_when(const events *e, const csv_row *row, event_row *out, tr_diag *d)
{
    str instant = field(e, row, M_INSTANT), date = field(e, row, M_DATE),
        clock = field(e, row, M_TIME);
    iso_time t;
    int min, to_min;
    out->when = (span){USEC_UNKNOWN, USEC_UNKNOWN};
    if (instant.len) {
        if (!iso_parse(instant, &t)) return fault(e, row, M_INSTANT, CODE_ROW_TIME, instant, d);
        out->when = widen(e, &t);
        return TR_OK;
    }
    if (date.len == 0) return TR_OK;
    if (!iso_parse(date, &t)) return fault(e, row, M_DATE, CODE_ROW_TIME, date, d);
    if (clock.len && !t.has_clock && clock_words(clock, &min)) {
        t.at.hour = min / 60;
        t.at.minute = min % 60;
        t.has_clock = true;
        out->when = widen(e, &t);
        return TR_OK;
    }
    out->when = widen(e, &t);
    if (clock.len && day_part_bounds(clock, &min, &to_min)) {
        span day = out->when;
        out->when = (span){day.from + min * USEC_MINUTE, day.to - (24 * 60 - to_min) * USEC_MINUTE};
        return TR_OK;
    }
    return clock.len ? fault(e, row, M_TIME, CODE_ROW_TIME, clock, d) : TR_OK;
}

static tr_err read_where(const events *e, const csv_row *row, event_row *out, tr_diag *d)
{
    str lat = field(e, row, M_LAT), lon = field(e, row, M_LON), radius = field(e, row, M_RADIUS);
    out->radius_m = e->default_radius_m;
    if (lat.len == 0 && lon.len == 0) return TR_OK;
    if (!str_to_double(lat, &out->position.lat_deg) || out->position.lat_deg < -90 ||
        out->position.lat_deg > 90) {
        return fault(e, row, M_LAT, CODE_ROW_POSITION, lat, d);
    }
    if (!str_to_double(lon, &out->position.lon_deg) || out->position.lon_deg < -180 ||
        out->position.lon_deg > 180) {
        return fault(e, row, M_LON, CODE_ROW_POSITION, lon, d);
    }
    if (!(out->position.lat_deg != 0) && !(out->position.lon_deg != 0))
        return fault(e, row, M_LAT, CODE_ROW_POSITION, STR("0/0"), d);
    if (radius.len && (!str_to_double(radius, &out->radius_m) || !(out->radius_m > 0)))
        return fault(e, row, M_RADIUS, CODE_ROW_POSITION, radius, d);
    out->has_position = true;
    return TR_OK;
}

static tr_err read_row(const events *e, const csv_row *row, event_row *out, tr_diag *d)
{
    out->line = row->line;
    out->id = field(e, row, M_ID);
    if (e->at[M_ID] >= 0 && out->id.len == 0) return fault(e, row, M_ID, CODE_ROW_ID, out->id, d);
    TR_TRY(read_when(e, row, out, d));
    TR_TRY(read_where(e, row, out, d));
    out->category = field(e, row, M_CATEGORY);
    if (out->category.len && e->c->categories &&
        taxonomy_find(e->c->categories, out->category) == NULL) {
        return fault(e, row, M_CATEGORY, CODE_ROW_CATEGORY, out->category, d);
    }
    out->place = field(e, row, M_PLACE);
    out->source = field(e, row, M_SOURCE);
    out->text = field(e, row, M_TEXT);
    return TR_OK;
}

typedef struct tally {
    size_t received, accepted, set_aside;
} tally;

static tr_err run(events *e, const event_sink *sink, tally *n)
{
    for (;;) {
        csv_row row;
        tr_diag d = {0};
        event_row out = {.record = n->received + 1};
        tr_err r = rows_next(e->rows, &row, &d);
        if (r == TR_ERR_ABSENT) return TR_OK;
        if (r != TR_OK && r != TR_ERR_DATA) return r;
        n->received++;
        if (r == TR_OK) r = read_row(e, &row, &out, &d);
        if (r == TR_ERR_DATA) {
            n->set_aside++;
            if (sink->reject) TR_TRY(sink->reject(sink->ctx, out.record, &d, row.raw));
            continue;
        }
        TR_TRY(r);
        TR_TRY(rows_digest(&row, out.hash));
        n->accepted++;
        if (sink->accept) TR_TRY(sink->accept(sink->ctx, &out));
    }
}

void events_need(const event_mapping *m, const char *wanted[EVENT_COLUMNS + 1], size_t *n_needed)
{
    size_t n = 0;
    bool mapping = maps_columns(m);
    for (size_t i = 0; i < M__N; i++) {
        if (mapping ? mapped(m, i).len > 0 : i == M_DATE || i == M_INSTANT) wanted[n++] = names[i];
    }
    *n_needed = mapping ? n : n > 0;
    for (size_t i = 0; i < M__N; i++) {
        bool in = false;
        for (size_t k = 0; k < n; k++)
            in = in || wanted[k] == names[i];
        if (!in) wanted[n++] = names[i];
    }
    wanted[n] = NULL;
}

tr_err feed_events(csv_source src, const char *file, const event_mapping *m, const feed_context *c,
                   const event_sink *sink, size_t *received, size_t *accepted, size_t *set_aside,
                   tr_diag *diag)
{
    events e = {.m = m, .c = c, .file = file, .default_radius_m = -1};
    feed_context with = *c;
    const char *wanted[M__N + 1];
    rows_need need = {wanted, 0};
    tally n = {0};
    with.mapping = m;
    if (m->zone.len && tz_find(c->zones, m->zone, &e.zone) != TR_OK) {
        diag_set(diag, CODE_AG_ZONE, file, 1, 1, "'" STR_FMT "' is no zone of the tz database",
                 STR_ARG(m->zone));
        return TR_ERR_DATA;
    }
    if (m->default_radius_m.len && !str_to_double(m->default_radius_m, &e.default_radius_m))
        return TR_ERR_USAGE;
    e.c = &with;
    events_need(m, wanted, &need.n_needed);
    TR_TRY(rows_open(src, file, feed_how(&with), &need, 1, &e.rows, diag));
    tr_err r = find_columns(&e, diag);
    if (r == TR_OK) r = run(&e, sink, &n);
    rows_close(e.rows);
    *received = n.received;
    *accepted = n.accepted;
    *set_aside = n.set_aside;
    return r;
}
