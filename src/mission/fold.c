/* The record into a state, entry by entry: the same code for all of it at once and for a state that
 * is kept alive. */
#include "base/idmap.h"
#include "mission/fold.h"

#include <stdlib.h>

/* Evidence keeps the words of its category; what they stand for is settled by the agreement in
 * force at the end. A category that this agreement no longer has is unknown. */
static tr_err settle_incidents(fold *f, arena *books)
{
    category_memory m = {0};
    for (size_t i = 0; i < f->s->incidents.n; i++) {
        incident *in = &f->s->incidents.items[i];
        str bad;
        tr_err e = category_expr_shared(&m, books, in->category, &f->s->categories, f->a,
                                        &in->cat_terms, &in->n_cat_terms, &bad);
        if (e == TR_ERR_DATA)
            e = category_expr_shared(&m, books, STR("unknown"), &f->s->categories, f->a,
                                     &in->cat_terms, &in->n_cat_terms, &bad);
        if (e == TR_ERR_NOMEM) return e;
    }
    return TR_OK;
}

static tr_err settle_categories(fold *f)
{
    const category *any = taxonomy_find(&f->s->categories, STR("unknown"));
    arena books;
    arena_init(&books, MISSION_ARENA_BYTES);
    tr_err e = settle_incidents(f, &books);
    arena_clear(&books);
    TR_TRY(e);
    for (size_t i = 0; i < f->s->claims.n; i++) {
        claim *c = &f->s->claims.items[i];
        const category *x = taxonomy_find(&f->s->categories, c->category);
        if (x == NULL) x = any;
        c->leaves = x ? x->leaves : (cat_set){0};
    }
    return TR_OK;
}

static tr_err shipped_tables(fold *f)
{
    feed_result r;
    TR_TRY(feed_taxonomy(shipped_taxonomy(), "taxonomy", f->a, &f->s->categories, f->diag));
    feed_context c = {.categories = &f->s->categories};
    return feed_classes(shipped_classes(), "classes", &c, f->a, &f->s->classes, &r, f->diag);
}

static int incidents_by_id(const void *a, const void *b)
{
    return str_cmp_natural(((const incident *)a)->id, ((const incident *)b)->id);
}

static int efforts_by_id(const void *a, const void *b)
{
    return str_cmp_natural(((const effort *)a)->id, ((const effort *)b)->id);
}

static int performances_by_id(const void *a, const void *b)
{
    return str_cmp_natural(((const performance *)a)->id, ((const performance *)b)->id);
}

static int ship_events_by_time(const void *a, const void *b)
{
    const ship_event *x = a, *y = b;
    if (x->when.from != y->when.from) return x->when.from < y->when.from ? -1 : 1;
    return str_cmp_natural(x->id, y->id);
}

static int events_by_id(const void *a, const void *b)
{
    const process_event *x = a, *y = b;
    int c = str_cmp_natural(x->id, y->id);
    return c ? c : str_cmp(x->row, y->row);
}

static int invocations_by_incident(const void *a, const void *b)
{
    const invocation *x = a, *y = b;
    int c = str_cmp(x->incident, y->incident);
    return c ? c : str_cmp_natural(x->id, y->id);
}

static int findings_by_incident(const void *a, const void *b)
{
    const body_finding *x = a, *y = b;
    int c = str_cmp(x->incident, y->incident);
    return c ? c : str_cmp_natural(x->id, y->id);
}

static int windows_by_id(const void *a, const void *b)
{
    return str_cmp_natural(((const silence_window *)a)->id, ((const silence_window *)b)->id);
}

static int casualties_by_id(const void *a, const void *b)
{
    return str_cmp_natural(((const casualty_figure *)a)->id, ((const casualty_figure *)b)->id);
}

static int totals_by_id(const void *a, const void *b)
{
    return str_cmp_natural(((const total *)a)->id, ((const total *)b)->id);
}

/* The order of arrival must not matter to anything that follows. */
static void settle_order(state *s)
{
    if (s->incidents.n)
        qsort(s->incidents.items, s->incidents.n, sizeof *s->incidents.items, incidents_by_id);
    if (s->totals.n) qsort(s->totals.items, s->totals.n, sizeof *s->totals.items, totals_by_id);
    if (s->efforts.n)
        qsort(s->efforts.items, s->efforts.n, sizeof *s->efforts.items, efforts_by_id);
    if (s->performances.n)
        qsort(s->performances.items, s->performances.n, sizeof *s->performances.items,
              performances_by_id);
    if (s->ship_events.n)
        qsort(s->ship_events.items, s->ship_events.n, sizeof *s->ship_events.items,
              ship_events_by_time);
    if (s->events.n) qsort(s->events.items, s->events.n, sizeof *s->events.items, events_by_id);
    if (s->invocations.n)
        qsort(s->invocations.items, s->invocations.n, sizeof *s->invocations.items,
              invocations_by_incident);
    if (s->findings.n)
        qsort(s->findings.items, s->findings.n, sizeof *s->findings.items, findings_by_incident);
    if (s->windows.n)
        qsort(s->windows.items, s->windows.n, sizeof *s->windows.items, windows_by_id);
    if (s->casualties.n)
        qsort(s->casualties.items, s->casualties.n, sizeof *s->casualties.items, casualties_by_id);
}

/* The last word of a person on each clause of a draft stands. */
static tr_err settle_confirmed(fold *f)
{
    state *s = f->s;
    idmap at = {0};
    VEC(bool) standing = {0};
    VEC(uint64_t) since = {0};
    str_list ids = {0};
    for (size_t i = 0; i < s->decisions.n; i++) {
        const decision_line *d = &s->decisions.items[i];
        bool confirm = str_is(d->kind, "confirm");
        if (!confirm && !str_is(d->kind, "unconfirm")) continue;
        for (size_t k = 0; k < d->items.n; k++) {
            size_t n;
            if (!idmap_find(&at, d->items.items[k], &n)) {
                str *id = VEC_PUSH(f->a, &ids);
                bool *slot = VEC_PUSH(f->a, &standing);
                if (id == NULL || slot == NULL || VEC_PUSH(f->a, &since) == NULL)
                    return TR_ERR_NOMEM;
                *id = d->items.items[k];
                n = ids.n - 1;
                TR_TRY(idmap_add(&at, f->a, *id, n));
            }
            standing.items[n] = confirm;
            since.items[n] = d->entry;
        }
    }
    for (size_t i = 0; i < s->draft_changes.n; i++) {
        const draft_change *x = &s->draft_changes.items[i];
        size_t n;
        if (idmap_find(&at, x->clause, &n) && since.items[n] < x->entry) standing.items[n] = false;
    }
    s->confirmed = (str_list){0};
    for (size_t i = 0; i < ids.n; i++) {
        str *slot = standing.items[i] ? VEC_PUSH(f->a, &s->confirmed) : NULL;
        if (slot)
            *slot = ids.items[i];
        else if (standing.items[i])
            return TR_ERR_NOMEM;
    }
    return TR_OK;
}

static tr_err settle_waiting(fold *f)
{
    state *s = f->s;
    idmap known = {0};
    draft_clause_vec all = {0};
    size_t at;
    TR_TRY(draft_clauses(s->agreement_bytes, false, f->a, &all, f->diag));
    for (size_t i = 0; i < s->drafts.n; i++)
        TR_TRY(draft_clauses(s->drafts.items[i], true, f->a, &all, f->diag));
    for (size_t i = 0; i < s->confirmed.n; i++) {
        if (!idmap_find(&known, s->confirmed.items[i], &at))
            TR_TRY(idmap_add(&known, f->a, s->confirmed.items[i], i));
    }
    s->waiting = (str_list){0};
    for (size_t i = 0; i < all.n; i++) {
        if (idmap_find(&known, all.items[i].id, &at)) continue;
        str *slot = VEC_PUSH(f->a, &s->waiting);
        if (slot == NULL) return TR_ERR_NOMEM;
        *slot = all.items[i].id;
    }
    return TR_OK;
}

/* Events on record date what the agreement leaves open, and people confirm what drafts say: it is
 * read again with them. Evidence cannot make a record unreadable: where events and agreement do not
 * go together it stands without them, and the report says so. */
static tr_err settle_agreement(fold *f)
{
    diag_list faults = {0};
    tz_db db = host_zones_db(f->zones);
    state *s = f->s;
    if (s->ag == NULL) return TR_OK;
    bool drafts = s->drafts.n > 0 || s->ag->draft;
    if (s->events.n == 0 && !drafts) return TR_OK;
    if (drafts) TR_TRY(settle_confirmed(f));
    if (drafts) TR_TRY(settle_waiting(f));
    agreement_more more = {.events = s->events.items,
                           .n_events = s->events.n,
                           .drafts = s->drafts.items,
                           .n_drafts = s->drafts.n,
                           .confirmed = &s->confirmed,
                           .drafts_too = f->when.drafts};
    s->events_fault = (str){0};
    tr_err e =
        agreement_parse_with(s->agreement_bytes, "agreement", &db, &more, f->a, &s->ag, &faults);
    if (e != TR_ERR_DATA) return e;
    s->events_fault = arena_str(f->a, str_of(faults.n ? faults.items[0].msg : ""));
    if (s->events_fault.ptr == NULL) return TR_ERR_NOMEM;
    faults = (diag_list){0}; /* none of them: not those, either, that fitted before the last came */
    more.n_events = 0;
    e = agreement_parse_with(s->agreement_bytes, "agreement", &db, &more, f->a, &s->ag, &faults);
    if (e == TR_ERR_DATA && drafts) { /* what is confirmed does not go together any more */
        faults = (diag_list){0};
        more.confirmed = NULL;
        more.drafts_too = false;
        e = agreement_parse_with(s->agreement_bytes, "agreement", &db, &more, f->a, &s->ag,
                                 &faults);
    }
    if (e == TR_ERR_DATA && f->diag && faults.n) *f->diag = faults.items[0];
    return e;
}

/* Classes of weapons are the agreement's. */
static void settle_weapons(state *s)
{
    for (size_t i = 0; s->ag && i < s->incidents.n; i++)
        incident_weapons(s->ag, &s->incidents.items[i]);
}

/* ---- A living state */

struct living {
    fold f;
    state s;
    ledger_head head; /* of all entries, reports too */
    bool settled, failed;
    bool other_words; /* another agreement since: its categories are those of all evidence */
};

static tr_err open_at(living *l, fold_reach reach, tr_diag *diag)
{
    l->s = (state){.last_at = USEC_UNKNOWN};
    l->f.s = &l->s;
    l->f.diag = diag;
    l->f.reach = reach;
    host_zones_forget(
        l->f.zones); /* a state names the zones of its record, whatever else was read */
    TR_TRY(shipped_tables(&l->f));
    return ledger_head_root(&l->head, &l->s.root);
}

tr_err living_open(const mission *m, as_of when, fold_reach reach, host_zones *zones, arena *a,
                   living **out, tr_diag *diag)
{
    living *l = arena_alloc(a, sizeof *l);
    if (l == NULL) return TR_ERR_NOMEM;
    *l = (living){.f = {.m = m, .zones = zones, .a = a, .when = when}};
    TR_TRY(open_at(l, reach, diag));
    *out = l;
    return TR_OK;
}

bool living_failed(const living *l)
{
    return l->failed;
}

uint64_t living_size(const living *l)
{
    return l->head.size;
}

/* Reports change no state: its size and root stay those before them. */
static tr_err count_entry(living *l, const record *r, const ledger_entry *e)
{
    bool early = l->f.when.instant == USEC_UNKNOWN || e->at <= l->f.when.instant;
    TR_TRY(ledger_head_add(&l->head, record_leaf(r, l->head.size)));
    if (str_is(e->type, "publish")) return TR_OK;
    l->s.size = l->head.size;
    if (early && e->at != USEC_UNKNOWN && (l->s.last_at == USEC_UNKNOWN || e->at > l->s.last_at))
        l->s.last_at = e->at;
    return ledger_head_root(&l->head, &l->s.root);
}

static tr_err apply(living *l, const record *r)
{
    ledger_entry e;
    TR_TRY(ledger_entry_parse(record_entry(r, l->head.size), l->head.size, l->f.a, &e, l->f.diag));
    TR_TRY(fold_entry(&l->f, r, &e));
    l->other_words = l->other_words || str_is(e.type, "agreement");
    return count_entry(l, r, &e);
}

tr_err state_apply(living *l, const record *r, tr_diag *diag)
{
    if (l->failed) return TR_ERR_USAGE;
    l->f.diag = diag;
    l->settled = false;
    tr_err e = apply(l, r);
    l->failed = e != TR_OK;
    return e;
}

tr_err living_level(living *l, const record *r, tr_diag *diag)
{
    while (l->head.size < record_size(r) && l->head.size < l->f.when.size)
        TR_TRY(state_apply(l, r, diag));
    return TR_OK;
}

tr_err living_state(living *l, const state **out, tr_diag *diag)
{
    if (l->failed) return TR_ERR_USAGE;
    l->f.diag = diag;
    if (l->other_words) TR_TRY(settle_categories(&l->f)); /* else rows were read with them */
    if (!l->settled) {
        settle_order(&l->s);
        TR_TRY(settle_agreement(&l->f));
        settle_weapons(&l->s);
    }
    l->other_words = false;
    l->settled = true;
    *out = &l->s;
    return TR_OK;
}

/* ---- All of it at once */

static tr_err fold_whole(const mission *m, const record *r, as_of when, fold_reach reach,
                         host_zones *zones, arena *a, state *out, tr_diag *diag)
{
    living *l;
    const state *s;
    TR_TRY(living_open(m, when, reach, zones, a, &l, diag));
    TR_TRY(living_level(l, r, diag));
    TR_TRY(living_state(l, &s, diag));
    *out = *s;
    return TR_OK;
}

tr_err mission_fold(const mission *m, const record *r, as_of when, host_zones *zones, arena *a,
                    state *out, tr_diag *diag)
{
    return fold_whole(m, r, when, FOLD_ALL, zones, a, out, diag);
}

tr_err mission_fold_for_import(const mission *m, const record *r, host_zones *zones, arena *a,
                               state *out, tr_diag *diag)
{
    as_of all = {.size = UINT64_MAX, .instant = USEC_UNKNOWN};
    return fold_whole(m, r, all, FOLD_FOR_IMPORT, zones, a, out, diag);
}

tr_err mission_fold_agreement(const mission *m, const record *r, as_of when, host_zones *zones,
                              arena *a, state *out, tr_diag *diag)
{
    return fold_whole(m, r, when, FOLD_AGREEMENT, zones, a, out, diag);
}
