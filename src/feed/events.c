/* Any CSV of events, through a declared mapping. One row at a time: memory does not grow. */
#include "feed/feed.h"

#include "base/hash.h"

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

event_mapping event_mapping_read(const node *n)
{
    return (event_mapping){
#define X(key) .key = node_text(n, #key),
        EVENT_MAPPING_LIST(X)
#undef X
    };
}

typedef struct events {
    const event_mapping *m;
    const feed_context *c;
    const char *file;
    const tz *zone;
    int at[M__N];
    size_t n_columns;
    double default_radius_m;
} events;

static tr_err find_columns(events *e, const csv_row *h, tr_diag *diag)
{
    const str want[M__N] = {e->m->id,    e->m->date,   e->m->time,     e->m->instant,
                            e->m->lat,   e->m->lon,    e->m->radius_m, e->m->category,
                            e->m->place, e->m->source, e->m->text};
    for (size_t i = 0; i < M__N; i++) {
        e->at[i] = -1;
        if (want[i].len == 0) continue;
        for (size_t j = 0; j < h->n; j++) {
            if (str_eq(str_trim(h->fields[j]), want[i])) e->at[i] = (int)j;
        }
        if (e->at[i] >= 0) continue;
        diag_set(diag, CODE_MAP_COLUMN, e->file, h->line, 1,
                 "the mapping names the column '" STR_FMT "', which the file does not have",
                 STR_ARG(want[i]));
        return TR_ERR_DATA;
    }
    e->n_columns = h->n;
    return TR_OK;
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
    if (row->n != e->n_columns) {
        diag_set(d, CODE_CSV_COLUMNS, e->file, row->line, 1, "%zu fields, the header has %zu",
                 row->n, e->n_columns);
        return TR_ERR_DATA;
    }
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

static tr_err row_digest(const csv_row *row, uint64_t out[2])
{
    sha256 h;
    TR_TRY(sha256_of(row->raw, &h));
    for (size_t i = 0; i < 2; i++) {
        out[i] = 0;
        for (size_t j = 0; j < 8; j++)
            out[i] = out[i] << 8 | h.bytes[i * 8 + j];
    }
    return TR_OK;
}

typedef struct tally {
    size_t received, accepted, set_aside;
} tally;

static tr_err run(events *e, csv_reader *csv, const event_sink *sink, tally *n)
{
    for (;;) {
        csv_row row;
        tr_diag d = {0};
        event_row out = {.record = n->received + 1};
        tr_err r = csv_next(csv, &row, &d);
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
        TR_TRY(row_digest(&row, out.hash));
        n->accepted++;
        if (sink->accept) TR_TRY(sink->accept(sink->ctx, &out));
    }
}

tr_err feed_events(csv_source src, const char *file, const event_mapping *m, const feed_context *c,
                   const event_sink *sink, size_t *received, size_t *accepted, size_t *set_aside,
                   tr_diag *diag)
{
    events e = {.m = m, .c = c, .file = file, .default_radius_m = -1};
    csv_reader *csv = NULL;
    csv_row header;
    tally n = {0};
    if (m->zone.len && tz_find(c->zones, m->zone, &e.zone) != TR_OK) {
        diag_set(diag, CODE_AG_ZONE, file, 1, 1, "'" STR_FMT "' is no zone of the tz database",
                 STR_ARG(m->zone));
        return TR_ERR_DATA;
    }
    if (m->default_radius_m.len && !str_to_double(m->default_radius_m, &e.default_radius_m))
        return TR_ERR_USAGE;
    TR_TRY(csv_open(src, file, &csv));
    tr_err r = csv_next(csv, &header, diag);
    if (r == TR_ERR_ABSENT) {
        diag_set(diag, CODE_CSV_HEADER, file, 1, 1, "the file is empty");
        r = TR_ERR_DATA;
    }
    if (r == TR_OK) r = find_columns(&e, &header, diag);
    if (r == TR_OK) r = run(&e, csv, sink, &n);
    csv_close(csv);
    *received = n.received;
    *accepted = n.accepted;
    *set_aside = n.set_aside;
    return r;
}
