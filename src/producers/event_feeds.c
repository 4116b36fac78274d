/* A file of a known producer: the loop that all of them share. */
#include "producers/producers.h"
#include "producers/event_feeds.h"

#include "producers/columns.h"

#include <stdio.h>

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
    TR_TRY(rows_open(src, f->row.file, feed_how(&with), needs, n_needs, &f->rows, diag));
    return choose_layout(f, kind, diag);
}

tr_err producer_events(feed_kind kind, csv_source src, const char *file, const event_mapping *m,
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
