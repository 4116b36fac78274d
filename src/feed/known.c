#include "feed/known.h"

#include "base/hash.h"
#include "feed/known_columns.h"

#define COLUMN_NAME(constant, name) name,
static const char *const viina_names[] = {VIINA_COLUMNS(COLUMN_NAME)};
static const char *const ucdp_names[] = {UCDP_COLUMNS(COLUMN_NAME)};
static const char *const acled_names[] = {ACLED_COLUMNS(COLUMN_NAME)};
static const char *const acled_deleted_names[] = {ACLED_DELETED_COLUMNS(COLUMN_NAME)};
static const char *const alerts_names[] = {ALERTS_COLUMNS(COLUMN_NAME)};
static const char *const explosions_names[] = {EXPLOSIONS_COLUMNS(COLUMN_NAME)};
#define FEED(kind, names, needed, read)                                                            \
    {                                                                                              \
        kind, names, sizeof names / sizeof names[0], needed, read                                  \
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
    csv_reader *csv;
    int at[KNOWN_MAX_COLUMNS];
    size_t n_columns;
    arena scratch;
    known_row row;
    size_t received, accepted, set_aside;
} reading_file;

static int find_column(const csv_row *h, const char *name)
{
    for (size_t i = 0; i < h->n; i++) {
        if (str_is(str_trim(h->fields[i]), name)) return (int)i;
    }
    return -1;
}

/* A kind may have several layouts; the first whose needed columns are all there reads the file. */
static tr_err choose_layout(reading_file *f, feed_kind kind, const csv_row *h, tr_diag *diag)
{
    const char *missing = "";
    for (size_t i = 0; i < n_known_feeds; i++) {
        if (known_feeds[i].kind != kind) continue;
        bool all = true;
        for (size_t k = 0; k < known_feeds[i].n_columns; k++) {
            f->at[k] = find_column(h, known_feeds[i].columns[k]);
            if (f->at[k] >= 0 || k >= known_feeds[i].n_needed) continue;
            if (all && missing[0] == '\0') missing = known_feeds[i].columns[k];
            all = false;
        }
        f->feed = &known_feeds[i];
        f->n_columns = h->n;
        if (all) return TR_OK;
    }
    str first = h->n ? str_trim(h->fields[0]) : (str){0};
    bool page = first.len && first.ptr[0] == '<';
    diag_set(diag, page ? CODE_FEED_HTML : CODE_FEED_DRIFT, f->row.file, h->line, 1,
             page ? "the file is a web page, not data"
                  : "the column '%s' is missing: not the columns of %s",
             missing, feed_kind_word(kind));
    return TR_ERR_DATA;
}

static tr_err digest_of(const csv_row *row, uint64_t out[2])
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

static tr_err read_row(reading_file *f, csv_row *row, tr_err read, tr_diag *d)
{
    event_row out = {.record = ++f->received,
                     .line = row->line,
                     .radius_m = f->row.default_radius_m,
                     .when = {USEC_UNKNOWN, USEC_UNKNOWN}};
    f->row.row = row;
    f->row.diag = d;
    if (read == TR_OK && row->n != f->n_columns) {
        diag_set(d, CODE_CSV_COLUMNS, f->row.file, row->line, 1, "%zu fields, the header has %zu",
                 row->n, f->n_columns);
        read = TR_ERR_DATA;
    }
    if (read == TR_OK) read = f->feed->read(&f->row, &out);
    if (read == TR_ERR_DATA) {
        f->set_aside++;
        return f->sink->reject ? f->sink->reject(f->sink->ctx, f->received, d, row->raw) : TR_OK;
    }
    TR_TRY(read);
    TR_TRY(digest_of(row, out.hash));
    f->accepted++;
    return f->sink->accept ? f->sink->accept(f->sink->ctx, &out) : TR_OK;
}

static tr_err read_rows(reading_file *f)
{
    for (;;) {
        csv_row row = {0};
        tr_diag d = {0};
        tr_err e = csv_next(f->csv, &row, &d);
        if (e == TR_ERR_ABSENT) return TR_OK;
        if (e != TR_OK && e != TR_ERR_DATA) return e;
        arena_reset(&f->scratch);
        TR_TRY(read_row(f, &row, e, &d));
    }
}

static tr_err open_file(reading_file *f, feed_kind kind, const event_mapping *m,
                        const feed_context *c, csv_source src, tr_diag *diag)
{
    csv_row header;
    if (m->zone.len && tz_find(c->zones, m->zone, &f->row.zone) != TR_OK) {
        diag_set(diag, CODE_AG_ZONE, f->row.file, 1, 1,
                 "'" STR_FMT "' is no zone of the tz database", STR_ARG(m->zone));
        return TR_ERR_DATA;
    }
    if (m->default_radius_m.len && !str_to_double(m->default_radius_m, &f->row.default_radius_m))
        return TR_ERR_USAGE;
    TR_TRY(csv_open(src, f->row.file, &f->csv));
    tr_err e = csv_next(f->csv, &header, diag);
    if (e == TR_ERR_ABSENT) {
        diag_set(diag, CODE_CSV_HEADER, f->row.file, 1, 1, "the file is empty");
        return TR_ERR_DATA;
    }
    TR_TRY(e);
    return choose_layout(f, kind, &header, diag);
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
    csv_close(f.csv);
    arena_clear(&f.scratch);
    *received = f.received;
    *accepted = f.accepted;
    *set_aside = f.set_aside;
    return e;
}
