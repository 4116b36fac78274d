/* Known producers: which columns tell their files, and the loop that all of them share. */
#include "feed/known.h"

#include "feed/columns.h"
#include "feed/known_columns.h"

#include <stdio.h>

#define COLUMN_NAME(constant, name) name,
static const char *const viina_names[] = {VIINA_COLUMNS(COLUMN_NAME) NULL};
static const char *const ucdp_names[] = {UCDP_COLUMNS(COLUMN_NAME) NULL};
static const char *const acled_names[] = {ACLED_COLUMNS(COLUMN_NAME) NULL};
static const char *const acled_deleted_names[] = {ACLED_DELETED_COLUMNS(COLUMN_NAME) NULL};
static const char *const alerts_names[] = {ALERTS_COLUMNS(COLUMN_NAME) NULL};
static const char *const explosions_names[] = {EXPLOSIONS_COLUMNS(COLUMN_NAME) NULL};
#define FEED(kind, names, needed, read)                                                            \
    {                                                                                              \
        kind, names, sizeof names / sizeof names[0] - 1, needed, read                              \
    }

const known_feed known_feeds[] = {
    FEED(FEED_VIINA, viina_names, 6, known_viina),
    FEED(FEED_UCDP, ucdp_names, 7, known_ucdp),
    FEED(FEED_ACLED, acled_names, 8, known_acled),
    FEED(FEED_ACLED, acled_deleted_names, 2, known_acled_deleted),
    FEED(FEED_ALERTS, alerts_names, 3, known_alerts),
    FEED(FEED_EXPLOSIONS, explosions_names, 5, known_explosions),
};
const size_t n_known_feeds = sizeof known_feeds / sizeof known_feeds[0];

/* ---- Helpers ------------------------------------------------------------------------------------
 */

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

/* ---- A whole file -------------------------------------------------------------------------------
 */

typedef struct reading_file {
    const known_feed *feed;
    const event_sink *sink;
    rows *rows;
    int at[KNOWN_MAX_COLUMNS];
    arena scratch;
    known_row row;
    size_t received, accepted, set_aside;
} reading_file;

/* A kind may have several layouts; the first whose needed columns are all there reads the file. */
static tr_err choose_layout(reading_file *f, feed_kind kind, tr_diag *diag)
{
    char more[64];
    const char *missing = "";
    for (size_t i = 0; i < n_known_feeds; i++) {
        const known_feed *k = &known_feeds[i];
        bool all = true;
        if (k->kind != kind) continue;
        for (size_t c = 0; c < k->n_columns && (all || c < k->n_needed); c++) {
            f->at[c] = rows_find(f->rows, k->columns[c]);
            if (f->at[c] >= 0 || c >= k->n_needed) continue;
            if (all && missing[0] == '\0') missing = k->columns[c];
            all = false;
        }
        f->feed = k;
        if (all) return TR_OK;
    }
    (void)snprintf(more, sizeof more, ": not the columns of %s", feed_kind_word(kind));
    rows_missing(f->rows, CODE_FEED_DRIFT, missing, more, diag);
    return TR_ERR_DATA;
}

static tr_err read_row(reading_file *f, csv_row *row, tr_err read, tr_diag *d)
{
    event_row out = {.record = ++f->received,
                     .line = row->line,
                     .radius_m = f->row.default_radius_m,
                     .when = {USEC_UNKNOWN, USEC_UNKNOWN}};
    f->row.row = row;
    f->row.diag = d;
    if (read == TR_OK) read = f->feed->read(&f->row, &out);
    if (read == TR_ERR_DATA) {
        f->set_aside++;
        return f->sink->reject ? f->sink->reject(f->sink->ctx, f->received, d, row->raw) : TR_OK;
    }
    TR_TRY(read);
    TR_TRY(rows_digest(row, out.hash));
    f->accepted++;
    return f->sink->accept ? f->sink->accept(f->sink->ctx, &out) : TR_OK;
}

static tr_err read_rows(reading_file *f)
{
    for (;;) {
        csv_row row = {0};
        tr_diag d = {0};
        tr_err e = rows_next(f->rows, &row, &d);
        if (e == TR_ERR_ABSENT) return TR_OK;
        if (e != TR_OK && e != TR_ERR_DATA) return e;
        arena_reset(&f->scratch);
        TR_TRY(read_row(f, &row, e, &d));
    }
}

static tr_err open_file(reading_file *f, feed_kind kind, const event_mapping *m,
                        const feed_context *c, csv_source src, tr_diag *diag)
{
    rows_need needs[MAX_LAYOUTS];
    size_t n_needs;
    feed_context with = *c;
    with.mapping = m;
    if (m->zone.len && tz_find(c->zones, m->zone, &f->row.zone) != TR_OK) {
        diag_set(diag, CODE_AG_ZONE, f->row.file, 1, 1,
                 "'" STR_FMT "' is no zone of the tz database", STR_ARG(m->zone));
        return TR_ERR_DATA;
    }
    if (m->default_radius_m.len && !str_to_double(m->default_radius_m, &f->row.default_radius_m))
        return TR_ERR_USAGE;
    TR_TRY(columns_of_kind(kind, &f->scratch, needs, &n_needs));
    TR_TRY(rows_open(src, f->row.file, &with, needs, n_needs, &f->rows, diag));
    return choose_layout(f, kind, diag);
}

tr_err feed_known_events(feed_kind kind, csv_source src, const char *file, const event_mapping *m,
                         const feed_context *c, const event_sink *sink, size_t *received,
                         size_t *accepted, size_t *set_aside, tr_diag *diag)
{
    reading_file f = {.sink = sink, .row = {.file = file, .default_radius_m = -1}};
    arena_init(&f.scratch, (size_t)4 << 20);
    f.row.at = f.at;
    f.row.scratch = &f.scratch;
    tr_err e = open_file(&f, kind, m, c, src, diag);
    if (e == TR_OK) e = read_rows(&f);
    rows_close(f.rows);
    arena_clear(&f.scratch);
    *received = f.received;
    *accepted = f.accepted;
    *set_aside = f.set_aside;
    return e;
}
