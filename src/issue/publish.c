/* Reports written out, the index brought level, the record checked. */
#include "issue/corrections.h"
#include "mission/repeats.h"
#include "issue/index_sum.h"
#include "issue/outputs.h"
#include "mission/stored_rows.h"
#include "issue/verify_parts.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>

static tr_err path_in(buf *p, const char *dir, const char *name)
{
    buf_reset(p);
    buf_f(p, "%s/%s", dir, name);
    buf_c(p, '\0');
    return buf_err(p);
}

/* ---- reports
 * ------------------------------------------------------------------------------------------ */

/* The folder of a report, if within the mission, and the mission.yaml it was made with. */
typedef struct issue_place {
    str folder; /* "reports/2025-04-24"; empty: elsewhere */
    char mission_hex[SHA256_HEX + 1];
} issue_place;

static tr_err place_of(const mission *m, const char *out_dir, arena *a, issue_place *out,
                       tr_diag *diag)
{
    sha256 h;
    str reports = arena_printf(a, "%s/reports/", m->dir), dir = str_of(out_dir),
        yaml = arena_printf(a, "%s/mission.yaml", m->dir);
    if (reports.ptr == NULL || yaml.ptr == NULL) return TR_ERR_NOMEM;
    *out = (issue_place){0};
    if (str_starts(dir, reports.ptr)) out->folder = str_from(dir, reports.len - 8);
    TR_TRY(host_hash_file(yaml.ptr, &h, diag));
    sha256_hex(&h, out->mission_hex);
    return TR_OK;
}

/* The same bytes in the same place are one issue. */
static tr_err is_logged(const record *r, const char *hex, str folder, arena *a, bool *yes)
{
    *yes = false;
    for (uint64_t i = 0; i < record_size(r) && !*yes; i++) {
        ledger_entry e;
        if (!str_has(record_entry(r, i), hex)) continue;
        TR_TRY(ledger_entry_parse(record_entry(r, i), i, a, &e, NULL));
        *yes = str_is(e.type, "publish") && str_is(entry_text(&e, "sha256"), hex) &&
               str_eq(entry_text(&e, "folder"), folder);
    }
    return TR_OK;
}

/* What is needed to make the same bytes again: how much of the ledger, what was known, which days.
 */
static tr_err log_report(record *r, const mission *m, const report_data *d, as_of when,
                         report_format f, const output_digests *made, const issue_place *where,
                         arena *a, tr_diag *diag)
{
    uint64_t index;
    bool known;
    const char *hex = made->format[f], *pages_hex = f == FORMAT_HTML ? made->pages : "";
    str from, to, known_at, figures, made_with = str_of(made->maker[f]);
    TR_TRY(is_logged(r, hex, where->folder, a, &known));
    if (known) return TR_OK;
    TR_TRY(instant_text(a, d->period_from, &from));
    TR_TRY(instant_text(a, d->period_to, &to));
    TR_TRY(instant_text(a, when.instant, &known_at));
    TR_TRY(figures_write(d, a, &figures));
    entry_member e[15] = {{.key = "t", .text = STR("publish")},
                          {.key = "from", .text = from},
                          {.key = "to", .text = to},
                          {.key = "as_of", .text = known_at},
                          {.key = "period", .text = d->period_words},
                          {.key = "format", .text = str_of(report_format_word(f))},
                          {.key = "sha256", .text = str_of(hex)},
                          {.key = "size", .number = (int64_t)d->ledger_size, .is_number = true},
                          {.key = "root", .text = str_of(d->root_hex)},
                          {.key = "figures", .text = figures},
                          {.key = "mission", .text = str_of(where->mission_hex)}};
    size_t n = 11;
    if (where->folder.len) e[n++] = (entry_member){.key = "folder", .text = where->folder};
    if (d->words) e[n++] = (entry_member){.key = "language", .text = str_of(d->words->tag)};
    if (made_with.len) e[n++] = (entry_member){.key = "made_with", .text = made_with};
    if (pages_hex[0]) e[n++] = (entry_member){.key = "pages", .text = str_of(pages_hex)};
    return record_append(r, m, e, n, &index, diag);
}

/* No file takes its place before its entry, and no page after the file that links to it. */
static tr_err publish_one(record *r, const mission *m, const report_data *d, as_of when,
                          report_format f, const char *dir, const output_digests *made,
                          const issue_place *where, arena *a, buf *said, tr_diag *diag)
{
    buf p;
    const char *pages = f == FORMAT_HTML ? made->pages : "";
    buf_init(&p, 65536);
    tr_err e = path_in(&p, dir, report_format_file(f));
    if (e == TR_OK) e = log_report(r, m, d, when, f, made, where, a, diag);
    if (e == TR_OK && f == FORMAT_HTML) e = outputs_place_pages(d, dir, diag);
    if (e == TR_OK) e = host_place_file(p.ptr, diag);
    if (e == TR_OK) buf_f(said, "%s\n", p.ptr);
    if (e == TR_OK && pages[0])
        buf_f(said, "%s/%s/ (%zu pages)\n", dir, REPORT_PAGES_FOLDER, report_n_pages(d));
    buf_free(&p);
    return e;
}

/* The bytes of every zone that was used are kept, so that another machine can use the same rules.
 */
static tr_err keep_zones(const mission *m, const report_data *d, host_zones *zones, tr_diag *diag)
{
    for (size_t i = 0; i < d->n_zones; i++) {
        char hex[SHA256_HEX + 1];
        TR_TRY(blob_put_bytes(m->dir, host_zone_bytes(zones, d->zones[i].name), hex, diag));
    }
    return TR_OK;
}

tr_err issue_write(const report_data *d, report_format f, buf *out, tr_diag *diag)
{
    char maker[MAKER_BYTES];
    return write_any(d, f, out, maker, diag);
}

tr_err issue_report(const mission *m, const report_data *d, as_of when, unsigned bits,
                    const char *out_dir, host_zones *zones, arena *a, buf *said, tr_diag *diag)
{
    record *r = NULL;
    issue_place where;
    output_digests made;
    TR_TRY(host_make_dir(out_dir, diag));
    TR_TRY(place_of(m, out_dir, a, &where, diag));
    TR_TRY(record_open(m->dir, true, a, &r, diag));
    tr_err e = keep_zones(m, d, zones, diag);
    if (e == TR_OK) e = outputs_draft(d, bits, out_dir, &made, diag);
    for (unsigned f = 1; e == TR_OK && f < FORMAT__N; f++) {
        if (bits >> f & 1 && report_has(d, (report_format)f))
            e = publish_one(r, m, d, when, (report_format)f, out_dir, &made, &where, a, said, diag);
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
        TR_TRY(store_assessment(s, row->in->id, d->readings[r]->id, &x,
                                answer_text(d, row->answers[r].decided_by), diag));
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

static tr_err index_events(store *s, fold *f, const batch_line *b, feed_kind kind, tr_diag *diag)
{
    buf p;
    bool there = false;
    size_t repeats;
    feed_result r;
    intake how;
    event_sink_ctx ctx = {.s = s, .entry = (int64_t)b->entry, .diag = diag};
    stream_sinks to = {.events = {.accept = index_event, .ctx = &ctx}};
    TR_TRY(store_has_events(s, (int64_t)b->entry, &there, diag));
    if (there) return TR_OK;
    buf_init(&p, 65536);
    blob_path(f->m->dir, b->sha, &p);
    tr_err e = buf_err(&p);
    if (e == TR_OK) e = dups_open(f->m->dir, &ctx.seen);
    if (e == TR_OK) e = fold_intake(b, f->a, &how);
    if (e == TR_OK) e = stream_read(f, kind, p.ptr, "events", &how, &to, &r);
    if (e == TR_OK) e = dups_finish(ctx.seen, drop_repeat, &ctx, &repeats);
    if (e == TR_OK) e = store_events_done(s, (int64_t)b->entry, diag);
    dups_close(ctx.seen);
    buf_free(&p);
    return e;
}

static tr_err index_all_events(store *s, const mission *m, const state *st, host_zones *zones,
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
        TR_TRY(index_events(s, &f, b, kind, diag));
    }
    return TR_OK;
}

static tr_err fill_index(store *s, const mission *m, const state *st, const report_data *d,
                         host_zones *zones, arena *a, tr_diag *diag)
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

static tr_err index_at(const char *path, const mission *m, const state *st, const report_data *d,
                       host_zones *zones, arena *a, sha256 *digest, tr_diag *diag)
{
    store *s = NULL;
    tr_err e = store_open(path, false, &s, diag);
    if (e == TR_OK) e = fill_index(s, m, st, d, zones, a, diag);
    if (e == TR_OK) e = store_digest(s, digest, diag);
    store_close(s);
    return e;
}

tr_err issue_index(const mission *m, const state *st, const report_data *d, bool afresh,
                   host_zones *zones, arena *a, char digest_hex[SHA256_HEX + 1], tr_diag *diag)
{
    buf p;
    sha256 h;
    buf_init(&p, 65536);
    tr_err e = path_in(&p, m->dir, "index.db");
    if (e == TR_OK) e = index_sum_forget(m->dir);
    if (e == TR_OK && afresh && host_remove(p.ptr) == TR_ERR_IO) e = TR_ERR_IO;
    if (e == TR_OK) e = index_at(p.ptr, m, st, d, zones, a, &h, diag);
    if (e == TR_OK) sha256_hex(&h, digest_hex);
    if (e == TR_OK) e = index_sum_write(m->dir, diag);
    buf_free(&p);
    return e;
}

/* ---- derived files against ones made anew
 * ------------------------------------------------------------------ */

static tr_err digest_of_index(const char *path, sha256 *out, uint64_t *size, tr_diag *diag)
{
    store *s = NULL;
    tr_err e = store_open(path, false, &s, diag);
    if (e == TR_OK) e = store_ledger_size(s, size, diag);
    if (e == TR_OK) e = store_digest(s, out, diag);
    store_close(s);
    return e;
}

/* Another folder takes the new one: verify writes nothing into the mission. */
static tr_err compare_index(vf *v, const state *st, const report_data *d, const char *fresh)
{
    sha256 have, want;
    uint64_t size = 0;
    tr_diag diag = {0};
    str path = arena_printf(v->a, "%s/index.db", v->m->dir);
    if (path.ptr == NULL) return TR_ERR_NOMEM;
    if (!host_exists(path.ptr)) return TR_OK;
    TR_TRY(index_at(fresh, v->m, st, d, v->zones, v->a, &want, &diag));
    tr_err e = digest_of_index(path.ptr, &have, &size, &diag);
    if (e == TR_ERR_NOMEM) return e;
    if (e == TR_OK && size < st->size)
        verify_note(v, "index.db: of %llu entries; `truce rebuild` brings it level",
                    (unsigned long long)size);
    else if (e != TR_OK || !sha256_eq(&have, &want))
        verify_wrong(v, "index.db: its rows are not those that the record gives; `truce rebuild` "
                        "makes it anew");
    return TR_OK;
}

static tr_err compare_columns(vf *v, fold *f, const batch_line *b, const char *fresh)
{
    feed_result ignored;
    intake how;
    sha256 have, want;
    str path, blob;
    TR_TRY(stream_columns_path(v->m, b->sha, b->mapping, v->a, &path));
    if (!host_exists(path.ptr)) return TR_OK;
    blob = arena_printf(v->a, "%s/blobs/" STR_FMT "/" STR_FMT, v->m->dir,
                        STR_ARG(str_upto(b->sha, 2)), STR_ARG(b->sha));
    if (blob.ptr == NULL) return TR_ERR_NOMEM;
    TR_TRY(fold_intake(b, v->a, &how));
    TR_TRY(stream_count(f, FEED_FIRMS, blob.ptr, "detections", &how, fresh, &ignored));
    TR_TRY(host_hash_file(fresh, &want, NULL));
    tr_err e = host_hash_file(path.ptr, &have, NULL);
    if (e == TR_ERR_NOMEM) return e;
    if (e != TR_OK || !sha256_eq(&have, &want))
        verify_wrong(v, "%s: not what the record gives; remove it, it is made again",
                     path.ptr + strlen(v->m->dir) + 1);
    return TR_OK;
}

static tr_err compare_all(vf *v, const state *st, const report_data *d, const char *dir)
{
    state copy = *st;
    fold f = {.m = v->m,
              .zones = v->zones,
              .a = v->a,
              .s = &copy,
              .when = {.size = UINT64_MAX, .instant = USEC_UNKNOWN}};
    str index = arena_printf(v->a, "%s/index.db", dir),
        columns = arena_printf(v->a, "%s/columns", dir);
    if (index.ptr == NULL || columns.ptr == NULL) return TR_ERR_NOMEM;
    tr_err e = compare_index(v, st, d, index.ptr);
    (void)host_remove(index.ptr);
    for (size_t i = 0; e == TR_OK && i < st->batches.n; i++) {
        const batch_line *b = &st->batches.items[i];
        if (b->closed && str_is(b->kind, feed_kind_word(FEED_FIRMS)))
            e = compare_columns(v, &f, b, columns.ptr);
        (void)host_remove(columns.ptr);
    }
    return e;
}

tr_err verify_derived(vf *v, const state *st, const report_data *d)
{
    char dir[] = "/tmp/truce-verify-XXXXXX";
    TR_TRY(host_temporary_dir(dir));
    tr_err e = compare_all(v, st, d, dir);
    host_drop_dir(dir);
    return e;
}
