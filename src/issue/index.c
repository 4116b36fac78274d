/* index.db: made from a state, brought level, compared with one made anew, and asked. */
#include "issue/index_acts.h"
#include "issue/index_sum.h"
#include "issue/outputs.h"
#include "issue/verify_parts.h"
#include "mission/repeats.h"
#include "mission/stored_rows.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>

/* "K0 yes, W unclear": all answers in one line, so that a list asks one row an incident. */
static void put_verdicts(buf *b, const report_data *d, const report_row *row)
{
    buf_reset(b);
    for (size_t r = 0; r < d->n_readings; r++)
        buf_f(b, "%s" STR_FMT " %s", r > 0 ? ", " : "", STR_ARG(d->readings[r]->id),
              verdict_word(row->answers[r].verdict));
}

static tr_err index_row(store *s, const report_data *d, const report_row *row, buf *verdicts,
                        tr_diag *diag)
{
    put_verdicts(verdicts, d, row);
    TR_TRY(buf_err(verdicts));
    TR_TRY(store_incident(s, row->in, row->from_claims ? "alleged" : "coded", row->status,
                          row->in_period, row->matched, buf_str(verdicts), diag));
    TR_TRY(index_stated(s, row, diag));
    for (size_t k = 0; k < row->n_members; k++)
        TR_TRY(store_claim(s, row->members[k].c, row->in->id, diag));
    for (size_t r = 0; r < d->n_readings; r++) {
        assessment x = {.verdict = (verdict)row->answers[r].verdict};
        for (unsigned t = 1; t < TEST__N; t++)
            x.test[t] = (truth)row->answers[r].test[t];
        TR_TRY(store_assessment(s, row->in->id, d->readings[r]->id, &x,
                                answer_text(d, row->answers[r].decided_by), diag));
    }
    return TR_OK;
}

static int by_id(const void *a, const void *b)
{
    return str_cmp((*(const report_row *const *)a)->in->id,
                   (*(const report_row *const *)b)->in->id);
}

/* In the order of their keys, so that each row goes to the end of its table. */
static tr_err rows_in_order(const report_data *d, arena *a, const report_row ***out, size_t *n)
{
    const report_row **r = *out = arena_alloc_n(a, d->n_coded + d->n_fused + 1, sizeof *r);
    if (r == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < d->n_coded; i++)
        r[(*n)++] = &d->coded[i];
    for (size_t i = 0; i < d->n_fused; i++)
        r[(*n)++] = &d->fused[i];
    if (*n) qsort(r, *n, sizeof *r, by_id);
    return TR_OK;
}

static tr_err index_rows(store *s, const report_data *d, arena *a, tr_diag *diag)
{
    enum { VERDICTS_BYTES = 1024 * 1024 };
    buf verdicts;
    const report_row **rows;
    size_t n = 0;
    TR_TRY(rows_in_order(d, a, &rows, &n));
    tr_err e = TR_OK;
    buf_init(&verdicts, VERDICTS_BYTES);
    for (size_t i = 0; i < n && e == TR_OK; i++)
        e = index_row(s, d, rows[i], &verdicts, diag);
    buf_free(&verdicts);
    return e;
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
        if (!b->closed || !feed_kind_from(b->kind, &kind)) continue;
        if (!feed_kind_has_events(kind))
            continue; /* detections stand in columns/, ships in blobs/ */
        TR_TRY(index_events(s, &f, b, kind, diag));
    }
    return TR_OK;
}

/* Of mission.yaml, which has a part in what stands in the index. */
static tr_err mission_digest(const mission *m, arena *a, char hex[SHA256_HEX + 1], tr_diag *diag)
{
    sha256 h;
    str yaml = arena_printf(a, "%s/mission.yaml", m->dir);
    if (yaml.ptr == NULL) return TR_ERR_NOMEM;
    TR_TRY(host_hash_file(yaml.ptr, &h, diag));
    sha256_hex(&h, hex);
    return TR_OK;
}

static tr_err fill_index(store *s, const mission *m, const state *st, const report_data *d,
                         host_zones *zones, arena *a, tr_diag *diag)
{
    TR_TRY(store_begin(s, diag));
    TR_TRY(store_clear(s, diag));
    TR_TRY(index_rows(s, d, a, diag));
    TR_TRY(store_index_words(s, diag));
    for (size_t i = 0; i < d->n_totals; i++)
        TR_TRY(store_total(s, &d->totals[i], diag));
    for (size_t i = 0; i < d->n_flags; i++)
        TR_TRY(store_flag(s, &d->flags[i], diag));
    TR_TRY(index_acts(s, st, d, a, diag));
    TR_TRY(index_places(s, st, d, diag));
    TR_TRY(index_detections(s, m, st, d, zones, a, diag));
    TR_TRY(index_all_events(s, m, st, zones, a, diag));
    char yaml[SHA256_HEX + 1];
    TR_TRY(mission_digest(m, a, yaml, diag));
    return store_commit(s, st->size, d->root_hex, yaml, diag);
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

/* What a half written index leaves behind would be taken up by the file that comes in its place. */
static tr_err forget_journal(const char *db, arena *a)
{
    str journal = arena_printf(a, "%s-journal", db);
    if (journal.ptr == NULL) return TR_ERR_NOMEM;
    tr_err e = host_remove(journal.ptr);
    return e == TR_ERR_ABSENT ? TR_OK : e;
}

static tr_err forget_file(const char *db, arena *a)
{
    tr_err e = host_remove(db);
    TR_TRY(forget_journal(db, a));
    return e == TR_ERR_ABSENT ? TR_OK : e;
}

/* Rows of events are not made twice: the new index begins as a copy of the old one, if that is
 * whole and has some to give. */
static tr_err begin_with(const char *old, const char *db, const state *st, arena *a)
{
    bool any = false;
    sha256 h;
    int64_t n;
    tr_diag ignored = {0};
    str journal = arena_printf(a, "%s-journal", old);
    if (journal.ptr == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < st->batches.n; i++) {
        feed_kind kind;
        any =
            any || (feed_kind_from(st->batches.items[i].kind, &kind) && feed_kind_has_events(kind));
    }
    if (!any || !host_exists(old) || host_exists(journal.ptr)) return TR_OK;
    if (host_copy_file(old, db, &h, &n, &ignored) == TR_OK) return TR_OK;
    return forget_file(db, a);
}

/* Something else wrote into it: that is told, and nothing is put over it unasked. */
static tr_err refuse_changed(const mission *m, tr_diag *diag)
{
    index_state sum;
    TR_TRY(index_sum_check(m->dir, &sum));
    if (sum != INDEX_CHANGED) return TR_OK;
    diag_set(diag, CODE_INDEX, "", 0, 0, "the index is not as truce left it");
    return TR_ERR_STORE;
}

/* Made beside and put in its place: whoever asks the old one goes on asking it meanwhile. */
tr_err issue_index(const mission *m, const state *st, const report_data *d, bool afresh,
                   host_zones *zones, arena *a, char digest_hex[SHA256_HEX + 1], tr_diag *diag)
{
    sha256 h;
    str path = arena_printf(a, "%s/index.db", m->dir),
        fresh = arena_printf(a, "%s/index.db.new", m->dir);
    if (path.ptr == NULL || fresh.ptr == NULL) return TR_ERR_NOMEM;
    if (!afresh) TR_TRY(refuse_changed(m, diag));
    TR_TRY(forget_file(fresh.ptr, a));
    if (!afresh) TR_TRY(begin_with(path.ptr, fresh.ptr, st, a));
    tr_err e = index_at(fresh.ptr, m, st, d, zones, a, &h, diag);
    if (e == TR_OK) e = index_sum_forget(m->dir);
    if (e == TR_OK) e = forget_journal(path.ptr, a);
    if (e == TR_OK) e = host_move(fresh.ptr, path.ptr);
    if (e == TR_OK) e = host_sync_dir(m->dir);
    if (e != TR_OK) {
        tr_err gone = forget_file(fresh.ptr, a);
        return gone == TR_ERR_NOMEM ? gone : e;
    }
    sha256_hex(&h, digest_hex);
    return index_sum_write(m->dir, diag);
}

/* ---- An index to be asked */

/* Entries but for published reports at the end. */
static tr_err settled_size(const record *r, arena *a, uint64_t *out, tr_diag *diag)
{
    uint64_t n = record_size(r);
    for (; n > 0; n--) {
        ledger_entry x;
        TR_TRY(ledger_entry_parse(record_entry(r, n - 1), n - 1, a, &x, diag));
        if (!str_is(x.type, "publish")) break;
    }
    *out = n;
    return TR_OK;
}

static tr_err states_level(const char *path, const mission *m, uint64_t size, arena *a, bool *level,
                           uint64_t *stands_at)
{
    store *s = NULL;
    uint64_t of = 0;
    str mission_hex = {0};
    char yaml[SHA256_HEX + 1];
    tr_diag ignored = {0}; /* an index that cannot be read is made anew */
    TR_TRY(mission_digest(m, a, yaml, &ignored));
    tr_err e = store_open_to_read(path, &s, &ignored);
    if (e == TR_OK) e = store_ledger_size(s, &of, &ignored);
    if (e == TR_OK) e = store_mission(s, a, &mission_hex, &ignored);
    store_close(s);
    bool same = e == TR_OK && str_is(mission_hex, yaml);
    *level = same && of == size;
    *stands_at = same ? of : 0;
    return e == TR_ERR_NOMEM ? e : TR_OK;
}

/* The digest of a large index takes longer than most questions. */
static tr_err is_as_left(const mission *m, index_seen *seen, arena *a, bool *good)
{
    index_state sum;
    str db = arena_printf(a, "%s/index.db", m->dir),
        stated = arena_printf(a, "%s/index.db.sha256", m->dir);
    if (!db.ptr || !stated.ptr) return TR_ERR_NOMEM;
    host_mark x = host_mark_of(db.ptr), y = host_mark_of(stated.ptr);
    *good = seen->good && host_mark_eq(&x, &seen->db) && host_mark_eq(&y, &seen->sum);
    if (*good) return TR_OK;
    TR_TRY(index_sum_check(m->dir, &sum));
    *good = sum == INDEX_GOOD;
    *seen = (index_seen){.db = x, .sum = y, .good = *good};
    return TR_OK;
}

tr_err issue_index_is_level(const mission *m, const record *r, index_seen *seen, arena *a,
                            bool *level, uint64_t *stands_at, tr_diag *diag)
{
    uint64_t size;
    *stands_at = 0;
    str path = arena_printf(a, "%s/index.db", m->dir),
        record_file = arena_printf(a, "%s/ledger/entries", m->dir),
        yaml = arena_printf(a, "%s/mission.yaml", m->dir);
    if (!path.ptr || !record_file.ptr || !yaml.ptr) return TR_ERR_NOMEM;
    host_mark entries = host_mark_of(record_file.ptr), of_yaml = host_mark_of(yaml.ptr);
    TR_TRY(is_as_left(m, seen, a, level));
    if (!*level) return TR_OK;
    if (seen->level && host_mark_eq(&entries, &seen->entries) &&
        host_mark_eq(&of_yaml, &seen->yaml)) {
        *stands_at = seen->stands_at;
        return TR_OK;
    }
    TR_TRY(settled_size(r, a, &size, diag));
    TR_TRY(states_level(path.ptr, m, size, a, level, stands_at));
    seen->entries = entries;
    seen->yaml = of_yaml;
    seen->level = *level;
    seen->stands_at = *stands_at;
    return TR_OK;
}

tr_err issue_index_at(const char *path, const mission *m, const state *st, const report_data *d,
                      host_zones *zones, arena *a, tr_diag *diag)
{
    sha256 h;
    return index_at(path, m, st, d, zones, a, &h, diag);
}

/* ---- derived files against ones made anew
 * ------------------------------------------------------------------ */

static tr_err digest_of_index(const char *path, sha256 *out, uint64_t *size, tr_diag *diag)
{
    store *s = NULL;
    tr_err e = store_open_to_read(path, &s, diag);
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
    if (e == TR_ERR_ABSENT)
        verify_note(v, "index.db: of another layout; `truce rebuild` makes it anew");
    else if (e == TR_OK && size < st->size)
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
