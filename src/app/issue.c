/* Reports written out, the index brought level, the record checked. */
#include "app/corrections.h"
#include "app/dups.h"
#include "app/streams.h"
#include "store/store.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static tr_err path_in(buf *p, const char *dir, const char *name)
{
    buf_reset(p);
    buf_f(p, "%s/%s", dir, name);
    buf_c(p, '\0');
    return buf_err(p);
}

/* ---- reports
 * ------------------------------------------------------------------------------------------ */

tr_err app_instant_text(arena *a, usec_t t, str *out)
{
    buf b;
    buf_init(&b, 64);
    if (t != USEC_UNKNOWN) when_write(&b, t);
    return buf_take(&b, a, out);
}

/* What is needed to make the same bytes again: how much of the ledger, what was known, which days.
 */
static tr_err log_report(record *r, const mission *m, const report_data *d, as_of when,
                         report_format f, const char *hex, arena *a, tr_diag *diag)
{
    uint64_t index;
    int64_t known;
    str from, to, known_at, figures;
    TR_TRY(record_find(r, "publish", hex, a, &known));
    if (known >= 0) return TR_OK;
    TR_TRY(app_instant_text(a, d->period_from, &from));
    TR_TRY(app_instant_text(a, d->period_to, &to));
    TR_TRY(app_instant_text(a, when.instant, &known_at));
    TR_TRY(figures_write(d, a, &figures));
    entry_member e[] = {{.key = "t", .text = STR("publish")},
                        {.key = "from", .text = from},
                        {.key = "to", .text = to},
                        {.key = "as_of", .text = known_at},
                        {.key = "period", .text = d->period_words},
                        {.key = "format", .text = str_of(report_format_word(f))},
                        {.key = "sha256", .text = str_of(hex)},
                        {.key = "size", .number = (int64_t)d->ledger_size, .is_number = true},
                        {.key = "root", .text = str_of(d->root_hex)},
                        {.key = "figures", .text = figures}};
    return record_append(r, m, e, sizeof e / sizeof e[0], &index, diag);
}

static tr_err write_one(record *r, const mission *m, const report_data *d, as_of when,
                        report_format f, const char *dir, arena *a, buf *said, tr_diag *diag)
{
    buf out, p;
    sha256 h;
    char hex[SHA256_HEX + 1];
    buf_init(&out, BUF_LIMIT_BYTES);
    buf_init(&p, 65536);
    tr_err e = report_write(d, f, &out);
    if (e == TR_OK) e = path_in(&p, dir, report_format_file(f));
    if (e == TR_OK) e = app_write_file(p.ptr, buf_str(&out), diag);
    if (e == TR_OK) e = sha256_of(buf_str(&out), &h);
    if (e == TR_OK) {
        sha256_hex(&h, hex);
        e = log_report(r, m, d, when, f, hex, a, diag);
    }
    if (e == TR_OK) buf_f(said, "%s\n", p.ptr);
    buf_free(&out);
    buf_free(&p);
    return e;
}

/* The bytes of every zone that was used are kept, so that another machine can use the same rules.
 */
static tr_err keep_zones(const mission *m, const report_data *d, app_zones *zones, tr_diag *diag)
{
    for (size_t i = 0; i < d->n_zones; i++) {
        char hex[SHA256_HEX + 1];
        TR_TRY(blob_put_bytes(m->dir, app_zone_bytes(zones, d->zones[i].name), hex, diag));
    }
    return TR_OK;
}

tr_err app_issue_report(const mission *m, const report_data *d, as_of when, unsigned bits,
                        const char *out_dir, app_zones *zones, arena *a, buf *said, tr_diag *diag)
{
    record *r = NULL;
    TR_TRY(app_make_dir(out_dir, diag));
    TR_TRY(record_open(m->dir, true, a, &r, diag));
    tr_err e = keep_zones(m, d, zones, diag);
    for (unsigned f = 1; e == TR_OK && f < FORMAT__N; f++) {
        if (bits >> f & 1 && report_has(d, (report_format)f))
            e = write_one(r, m, d, when, (report_format)f, out_dir, a, said, diag);
    }
    record_close(r);
    return e;
}

/* ---- index
 * -------------------------------------------------------------------------------------------- */

static tr_err index_row(store *s, const report_data *d, const report_row *row, tr_diag *diag)
{
    TR_TRY(store_incident(s, row->in, row->from_claims ? "alleged" : "coded", row->status,
                          row->matched, diag));
    for (size_t k = 0; k < row->n_members; k++)
        TR_TRY(store_claim(s, row->members[k].c, row->in->id, diag));
    for (size_t r = 0; r < d->n_readings; r++) {
        assessment x = {.verdict = row->answers[r].verdict};
        memcpy(x.test, row->answers[r].test, sizeof x.test);
        TR_TRY(store_assessment(s, row->in->id, d->readings[r]->id, &x, row->answers[r].decided_by,
                                diag));
    }
    return TR_OK;
}

typedef struct event_sink_ctx {
    store *s;
    int64_t entry;
    dups *seen;
    tr_diag *diag;
} event_sink_ctx;

static tr_err index_event(void *ctx, const event_row *e)
{
    event_sink_ctx *c = ctx;
    TR_TRY(dups_add(c->seen, e->hash, e->record));
    return store_event(c->s, c->entry, e->record, e->id, e->when, e->has_position, e->position,
                       e->kinds.len ? e->kinds : e->category, e->place, e->source, c->diag);
}

static tr_err drop_repeat(void *ctx, uint64_t n)
{
    event_sink_ctx *c = ctx;
    return store_drop_event(c->s, c->entry, n, c->diag);
}

static tr_err index_events(store *s, fold *f, const batch_line *b, feed_kind kind, str mapping,
                           tr_diag *diag)
{
    buf p;
    bool there = false;
    size_t repeats;
    feed_result r;
    event_sink_ctx ctx = {.s = s, .entry = (int64_t)b->entry, .diag = diag};
    stream_sinks to = {.events = {.accept = index_event, .ctx = &ctx}};
    TR_TRY(store_has_events(s, (int64_t)b->entry, &there, diag));
    if (there) return TR_OK;
    buf_init(&p, 65536);
    blob_path(f->m->dir, b->sha, &p);
    tr_err e = buf_err(&p);
    if (e == TR_OK) e = dups_open(f->m->dir, &ctx.seen);
    if (e == TR_OK) e = stream_read(f, kind, p.ptr, "events", mapping, &to, &r);
    if (e == TR_OK) e = dups_finish(ctx.seen, drop_repeat, &ctx, &repeats);
    if (e == TR_OK) e = store_events_done(s, (int64_t)b->entry, diag);
    dups_close(ctx.seen);
    buf_free(&p);
    return e;
}

static tr_err index_all_events(store *s, const mission *m, const state *st, app_zones *zones,
                               arena *a, tr_diag *diag)
{
    state copy = *st;
    fold f = {.m = m,
              .zones = zones,
              .a = a,
              .s = &copy,
              .when = {.size = UINT64_MAX, .instant = USEC_UNKNOWN},
              .diag = diag};
    for (size_t i = 0; i < st->batches.n; i++) {
        const batch_line *b = &st->batches.items[i];
        feed_kind kind;
        if (!b->closed || !feed_kind_from(b->kind, &kind) || !feed_kind_streams(kind)) continue;
        if (kind == FEED_FIRMS) continue; /* detections stand in columns/ */
        TR_TRY(index_events(s, &f, b, kind, b->mapping, diag));
    }
    return TR_OK;
}

static tr_err fill_index(store *s, const mission *m, const state *st, const report_data *d,
                         app_zones *zones, arena *a, tr_diag *diag)
{
    TR_TRY(store_begin(s, diag));
    TR_TRY(store_clear(s, diag));
    for (size_t i = 0; i < d->n_coded; i++)
        TR_TRY(index_row(s, d, &d->coded[i], diag));
    for (size_t i = 0; i < d->n_fused; i++)
        TR_TRY(index_row(s, d, &d->fused[i], diag));
    for (size_t i = 0; i < d->n_totals; i++)
        TR_TRY(store_total(s, &d->totals[i], diag));
    for (size_t i = 0; i < d->n_flags; i++)
        TR_TRY(store_flag(s, &d->flags[i], diag));
    TR_TRY(index_all_events(s, m, st, zones, a, diag));
    return store_commit(s, st->size, d->root_hex, diag);
}

tr_err app_index(const mission *m, const state *st, const report_data *d, bool afresh,
                 app_zones *zones, arena *a, char digest_hex[SHA256_HEX + 1], tr_diag *diag)
{
    buf p;
    store *s = NULL;
    sha256 h;
    buf_init(&p, 65536);
    tr_err e = path_in(&p, m->dir, "index.db");
    if (e == TR_OK && afresh && app_exists(p.ptr) && unlink(p.ptr) != 0) e = TR_ERR_IO;
    if (e == TR_OK) e = store_open(p.ptr, false, &s, diag);
    if (e == TR_OK) e = fill_index(s, m, st, d, zones, a, diag);
    if (e == TR_OK) e = store_digest(s, &h, diag);
    if (e == TR_OK) sha256_hex(&h, digest_hex);
    store_close(s);
    buf_free(&p);
    return e;
}
