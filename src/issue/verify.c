/* `truce verify`: everything is computed again from the stored bytes, and whatever does not agree
 * is named. It writes nothing. */
#include "issue/outputs.h"
#include "issue/corrections.h"
#include "mission/stored_rows.h"
#include "issue/verify_parts.h"

#include <string.h>

static tr_err read_part(vf *v, const char *name, str *out)
{
    tr_diag d = {0};
    str path = arena_printf(v->a, "%s/ledger/%s", v->m->dir, name);
    if (path.ptr == NULL) return TR_ERR_NOMEM;
    tr_err e = host_read_file(path.ptr, 512 * 1024 * 1024, v->a, out, &d);
    if (e == TR_ERR_IO) {
        *out = (str){0};
        if (record_size(v->r) > 1) verify_wrong(v, "ledger/%s: %s", name, d.msg);
        return TR_OK;
    }
    return e;
}

static void behind(vf *v, const char *what)
{
    verify_note(
        v, "%s: a write was interrupted before it was acknowledged; the next writer completes it",
        what);
}

static void check_leaves(vf *v, const record *r, str leaves)
{
    size_t n = leaves.len / sizeof(sha256);
    if (leaves.len % sizeof(sha256)) behind(v, "ledger/leaves");
    if (n > record_size(r))
        verify_wrong(v, "ledger/leaves: %zu hashes for %llu entries: entries are missing", n,
                     (unsigned long long)record_size(r));
    for (size_t i = 0; i < n && i < record_size(r); i++) {
        if (memcmp(leaves.ptr + i * sizeof(sha256), record_leaf(r, i)->bytes, sizeof(sha256)) !=
            0) {
            verify_wrong(v, "entry %zu: its bytes do not have the leaf hash that was stored", i);
        }
    }
    if (n < record_size(r)) behind(v, "ledger/leaves");
}

/* The head must state the size and root of the entries, or of an earlier state of them. */
static tr_err check_head(vf *v, const record *r, str head)
{
    uint64_t size = 0;
    tr_err e = head.len ? record_head_size(r, head, &size) : TR_OK;
    if (e == TR_ERR_ABSENT)
        verify_wrong(v, "ledger/head: it states the size and root of no state of the %llu entries",
                     (unsigned long long)record_size(r));
    if (e == TR_OK && size < record_size(r)) behind(v, "ledger/head");
    return e == TR_ERR_ABSENT ? TR_OK : e;
}

static tr_err check_blob(vf *v, str hex, const char *what, uint64_t entry)
{
    tr_diag d = {0};
    if (hex.len != SHA256_HEX) {
        verify_wrong(v, "entry %llu: no digest of its %s", (unsigned long long)entry, what);
        return TR_OK;
    }
    tr_err e = blob_check(v->m->dir, hex, &d);
    if (e == TR_ERR_NOMEM) return e;
    if (e != TR_OK)
        verify_wrong(v, "entry %llu: its %s: %s", (unsigned long long)entry, what, d.msg);
    return TR_OK;
}

static tr_err check_attachments(vf *v, const ledger_entry *e, uint64_t i)
{
    const node *list = node_at(e->body, "attachments");
    for (const node *x = list ? list->first : NULL; x; x = x->next)
        TR_TRY(check_blob(v, str_upto(x->text, str_find(x->text, ' ')), "attachment", i));
    return TR_OK;
}

static tr_err check_entry(vf *v, const record *r, uint64_t i)
{
    ledger_entry e;
    tr_diag d = {0};
    tr_err p = ledger_entry_parse(record_entry(r, i), i, v->a, &e, &d);
    if (p == TR_ERR_NOMEM) return p;
    if (p != TR_OK) {
        verify_wrong(v, "entry %llu: %s", (unsigned long long)i, d.msg);
        return TR_OK;
    }
    if (str_is(e.type, "agreement") || str_is(e.type, "study") || str_is(e.type, "import") ||
        str_is(e.type, "registry") || str_is(e.type, "announcement") || str_is(e.type, "draft"))
        TR_TRY(check_blob(v, entry_text(&e, "sha256"), "bytes", i));
    if (str_is(e.type, "import") || str_is(e.type, "registry")) {
        str from = entry_text(&e, "from"); /* made from another stored file */
        if (from.len) TR_TRY(check_blob(v, from, "original", i));
    }
    if (str_is(e.type, "evidence") || str_is(e.type, "reply")) TR_TRY(check_attachments(v, &e, i));
    if (str_is(e.type, "batch")) {
        TR_TRY(check_blob(v, entry_text(&e, "rejects"), "list of rows not taken", i));
        if (entry_int(&e, "records", -1) != entry_int(&e, "accepted", 0) +
                                                entry_int(&e, "duplicate", 0) +
                                                entry_int(&e, "quarantined", 0)) {
            verify_wrong(v, "entry %llu: received is not accepted + duplicate + set aside",
                         (unsigned long long)i);
        }
    }
    return TR_OK;
}

/* Events are not held in the state: their file is read again, as a stream. */
static tr_err recount_events(vf *v, state *s, batch_line *b, feed_kind kind)
{
    feed_result res;
    tr_diag d = {0};
    buf p;
    intake how;
    fold f = {.m = v->m,
              .zones = v->zones,
              .a = v->a,
              .s = s,
              .when = {.size = UINT64_MAX, .instant = USEC_UNKNOWN},
              .diag = &d};
    buf_init(&p, 65536);
    blob_path(v->m->dir, b->sha, &p);
    tr_err x = buf_err(&p);
    if (x == TR_OK) x = fold_intake(b, v->a, &how);
    if (x == TR_OK) x = stream_count(&f, kind, p.ptr, "events", &how, NULL, &res);
    buf_free(&p);
    if (x == TR_ERR_NOMEM) return x;
    if (x != TR_OK)
        verify_wrong(v, "entry %llu: its events cannot be read again: %s",
                     (unsigned long long)b->entry, d.msg);
    if (x != TR_OK) return TR_OK;
    b->received = res.received;
    b->accepted = res.accepted;
    b->duplicate = res.duplicate;
    b->set_aside = res.set_aside;
    return TR_OK;
}

static tr_err check_counts(vf *v, state *s)
{
    for (size_t i = 0; i < s->batches.n; i++) {
        batch_line *b = &s->batches.items[i];
        feed_kind kind;
        bool streams = feed_kind_from(b->kind, &kind) && feed_kind_streams(kind);
        if (b->closed && streams) TR_TRY(recount_events(v, s, b, kind));
        if (!b->closed) {
            verify_note(v,
                        "entry %llu: an import that was never closed, and never acknowledged; "
                        "importing the file again closes it",
                        (unsigned long long)b->entry);
            continue;
        }
        bool same = b->received == b->stated_received && b->accepted == b->stated_accepted &&
                    b->duplicate == b->stated_duplicate && b->set_aside == b->stated_set_aside;
        if (!same) {
            verify_wrong(
                v,
                "import of entry %llu: read again it gives %zu received, %zu accepted, %zu "
                "repeated, %zu set aside; the ledger has %zu, %zu, %zu, %zu",
                (unsigned long long)b->entry, b->received, b->accepted, b->duplicate, b->set_aside,
                b->stated_received, b->stated_accepted, b->stated_duplicate, b->stated_set_aside);
        }
    }
    return TR_OK;
}

/* What published reports are made from again; formats of one report share it. */
typedef struct remade {
    bool have;
    as_of when;
    span period;
    str words;
    report_data d;
    arena a;
} remade;

static tr_err remake(vf *v, const record *r, remade *m, as_of when, span period, str words,
                     tr_diag *diag)
{
    bool same = m->have && m->when.size == when.size && m->when.instant == when.instant &&
                m->when.drafts == when.drafts && m->period.from == period.from &&
                m->period.to == period.to && str_eq(m->words, words);
    if (same) return TR_OK;
    state s;
    host_zones *zones = NULL;
    m->have = false;
    arena_clear(&m->a);
    TR_TRY(host_zones_open(&m->a, &zones));
    TR_TRY(mission_fold(v->m, r, when, zones, &m->a, &s, diag));
    TR_TRY(report_assemble(v->m, &s, when, period, words, zones, &m->a, &m->d));
    m->when = when;
    m->period = period;
    m->words = words;
    m->have = true;
    return TR_OK;
}

/* The rules of time that the report names are kept with the record. */
static tr_err check_zones(vf *v, const ledger_entry *e, const report_data *d)
{
    for (size_t i = 0; i < d->n_zones; i++)
        TR_TRY(check_blob(v, str_of(d->zones[i].sha), "zone rules", e->index));
    return TR_OK;
}

static tr_err language_of(const ledger_entry *e, const catalogue **out, tr_diag *diag)
{
    str tag = entry_text(e, "language");
    if (catalogue_of(tag.len ? tag : STR("en"), out)) return TR_OK;
    diag_set(diag, CODE_LEDGER, "", 0, 0, "there is no catalogue of the language '" STR_FMT "'",
             STR_ARG(tag));
    return TR_ERR_DATA;
}

/* A published report is made again from the ledger as it was, and compared by its digest. */
static tr_err check_report(vf *v, const record *r, const ledger_entry *e, remade *m)
{
    tr_diag diag = {0};
    report_format f;
    output_digests again = {0};
    as_of when = {.size = (uint64_t)entry_int(e, "size", 0),
                  .instant = USEC_UNKNOWN,
                  .drafts = str_is(entry_text(e, "drafts"), "yes")};
    span period = {USEC_UNKNOWN, USEC_UNKNOWN};
    (void)iso_parse_instant(entry_text(e, "from"), &period.from);
    (void)iso_parse_instant(entry_text(e, "to"), &period.to);
    (void)iso_parse_instant(entry_text(e, "as_of"), &when.instant);
    if (!report_format_from(entry_text(e, "format"), &f)) return TR_OK;
    if (REPORT_MADE_WITH_OTHERS >> f & 1 &&
        !str_eq(entry_text(e, "made_with"), report_made_with(f))) {
        verify_note(v, "entry %llu: the %s report was made with " STR_FMT "; it was not made again",
                    (unsigned long long)e->index, report_format_word(f),
                    STR_ARG(entry_text(e, "made_with")));
        return TR_OK;
    }
    tr_err x = remake(v, r, m, when, period, entry_text(e, "period"), &diag);
    if (x == TR_OK) x = report_plan(&m->d, false, &m->a);
    if (x == TR_OK) x = language_of(e, &m->d.words, &diag);
    if (x == TR_OK) x = outputs_draft(&m->d, 1u << f, NULL, &again, &diag);
    if (x == TR_ERR_NOMEM) return x;
    if (x != TR_OK)
        verify_wrong(v, "entry %llu: the report cannot be made again: %s",
                     (unsigned long long)e->index, diag.msg[0] ? diag.msg : tr_err_words(x));
    if (x == TR_OK) x = check_zones(v, e, &m->d);
    if (x == TR_ERR_NOMEM) return x;
    if (x == TR_OK && (!str_is(entry_text(e, "sha256"), again.format[f]) ||
                       !str_is(entry_text(e, "pages"), again.pages))) {
        verify_wrong(
            v,
            "entry %llu: the %s report made again has another digest (other rules, or another "
            "mission.yaml)",
            (unsigned long long)e->index, report_format_word(f));
    }
    str figures;
    if (x == TR_OK) TR_TRY(figures_write(&m->d, &m->a, &figures));
    if (x == TR_OK && !str_eq(entry_text(e, "figures"), figures))
        verify_wrong(v, "entry %llu: the figures logged are not those of the report",
                     (unsigned long long)e->index);
    return TR_OK;
}

static tr_err check_reports(vf *v, const record *r)
{
    remade m = {0};
    tr_err x = TR_OK;
    arena_init(&m.a, MISSION_ARENA_BYTES);
    for (uint64_t i = 0; x == TR_OK && i < record_size(r); i++) {
        ledger_entry e;
        if (ledger_entry_parse(record_entry(r, i), i, v->a, &e, NULL) != TR_OK ||
            !str_is(e.type, "publish"))
            continue;
        x = check_report(v, r, &e, &m);
    }
    arena_clear(&m.a);
    return x;
}

static tr_err check_derived(vf *v, const state *s)
{
    report_data d;
    as_of all = {.size = UINT64_MAX, .instant = USEC_UNKNOWN};
    span period = {v->m->period_from, v->m->period_to};
    if (s->ag == NULL) return TR_OK; /* nothing can have been derived */
    TR_TRY(report_assemble(v->m, s, all, period, v->m->period_words, v->zones, v->a, &d));
    return verify_derived(v, s, &d);
}

static tr_err check_all(vf *v, const record *r)
{
    str leaves, head;
    state s;
    tr_diag d = {0};
    as_of all = {.size = UINT64_MAX, .instant = USEC_UNKNOWN};
    if (record_size(r) == 0) return TR_OK; /* nothing was ever acknowledged */
    TR_TRY(read_part(v, "leaves", &leaves));
    TR_TRY(read_part(v, "head", &head));
    if (record_torn(r)) behind(v, "ledger/entries");
    check_leaves(v, r, leaves);
    TR_TRY(check_head(v, r, head));
    for (uint64_t i = 0; i < record_size(r); i++)
        TR_TRY(check_entry(v, r, i));
    if (v->wrong) return TR_OK; /* what follows would only repeat it */
    tr_err e = mission_fold(v->m, r, all, v->zones, v->a, &s, &d);
    if (e == TR_ERR_NOMEM) return e;
    if (e != TR_OK) verify_wrong(v, "the record does not fold: %s", d.msg);
    if (e != TR_OK) return TR_OK;
    TR_TRY(check_counts(v, &s));
    if (v->wrong) return TR_OK;
    TR_TRY(check_reports(v, r));
    return v->how.deep ? check_derived(v, &s) : TR_OK;
}

tr_err issue_verify(const mission *m, const verify_opts *how, host_zones *zones, arena *a,
                    buf *said, size_t *n_wrong, tr_diag *diag)
{
    record *r = NULL;
    vf v = {.m = m, .zones = zones, .a = a, .said = said, .how = *how};
    TR_TRY(record_open(m->dir, false, a, &r, diag));
    v.r = r;
    tr_err e = verify_folder(&v);
    if (e == TR_OK) e = check_all(&v, r);
    if (e == TR_OK) e = verify_signatures(&v);
    if (e == TR_OK) {
        sha256 root;
        char hex[SHA256_HEX + 1];
        e = ledger_head_root(record_head(r), &root);
        sha256_hex(&root, hex);
        buf_f(said, "%llu entries, root %s: %s\n", (unsigned long long)record_size(r), hex,
              v.wrong ? "does not verify" : "verifies");
    }
    record_close(r);
    *n_wrong = v.wrong;
    return e;
}
