/* A mission's folder, opened; and its state and report as other tasks need them. */
#include "face/face.h"
#include "mission/ladder.h"

#include <stdlib.h>

truce_code truce_init(truce *t, const char *dir, truce_answer **out)
{
    static const char *const knows[] = {NULL};
    task k;
    tr_err e = task_begin(&k, t, NULL, knows);
    if (e == TR_OK) e = mission_init(dir, &k.d);
    if (e == TR_OK)
        buf_f(&k.out,
              "%s/mission.yaml and agreement.yaml are there; edit them, then: truce run %s\n", dir,
              dir);
    return task_end(&k, e, out);
}

static tr_err read_mission(task *k, const char *dir, truce_mission *m)
{
    diag_list faults = {0};
    TR_TRY(host_zones_open(&m->a, &m->zones));
    tz_db db = host_zones_db(m->zones);
    str path = str_of(dir);
    while (path.len > 1 && path.ptr[path.len - 1] == '/')
        path.len--;
    path = arena_str(&m->a, path);
    if (path.ptr == NULL) return TR_ERR_NOMEM;
    tr_err e = mission_read(path.ptr, &db, &m->a, &m->m, &faults, &k->d);
    if (e != TR_OK && faults.n) TR_TRY(tell_faults(k->t, &faults, path.ptr, &k->d));
    return e;
}

truce_code truce_open(truce *t, const char *dir, truce_mission **out)
{
    static const char *const knows[] = {NULL};
    task k;
    truce_mission *m = NULL;
    tr_err e = task_begin(&k, t, NULL, knows);
    if (e == TR_OK && (m = calloc(1, sizeof *m)) == NULL) e = TR_ERR_NOMEM;
    if (e == TR_OK) {
        m->t = t;
        arena_init(&m->a, MISSION_ARENA_BYTES);
        arena_init(&m->now.a, MISSION_ARENA_BYTES);
        arena_init(&m->words.a, MISSION_ARENA_BYTES);
        arena_init(&m->far_room, (size_t)64 << 20);
        e = read_mission(&k, dir, m);
    }
    if (e != TR_OK) {
        truce_close(m);
        m = NULL;
    }
    *out = m;
    return task_end(&k, e, NULL);
}

void truce_close(truce_mission *m)
{
    if (m == NULL) return;
    store_asker_free(m->asker);
    store_asker_free(m->then);
    arena_clear(&m->far_room);
    arena_clear(&m->words.a);
    arena_clear(&m->now.a);
    arena_clear(&m->a);
    free(m);
}

/* ---- The record, and states kept level with it */

tr_err task_record(task *k, truce_mission *m)
{
    if (m->r) return record_level(m->r, &k->d);
    return record_open(m->m.dir, false, &m->a, &m->r, &k->d);
}

/* ---- In whose name */

const person_line *task_person(const person_vec *all, str name)
{
    const person_line *last = NULL;
    for (size_t i = 0; i < all->n; i++)
        if (ladder_same_person(all->items[i].name, name)) last = &all->items[i];
    return last;
}

tr_err task_has_key(task *k, truce_mission *m, str name, bool *has)
{
    person_vec all = {0};
    TR_TRY(record_persons(m->r, k->a, &all));
    *has = task_person(&all, name) != NULL;
    return TR_OK;
}

tr_err task_may_act(task *k, truce_mission *m, str by)
{
    person_vec all = {0};
    char hex[SIGN_KEY_HEX + 1];
    TR_TRY(record_persons(m->r, k->a, &all));
    const person_line *p = task_person(&all, by);
    sign_hex(m->signs.open, SIGN_KEY_BYTES, hex);
    if (!p && !m->signed_by) return TR_OK;
    if (!p)
        return task_refuse(k, "the record has no key of '" STR_FMT "'; truce people adds it",
                           STR_ARG(by));
    if (!m->signed_by)
        return task_refuse(
            k, "'" STR_FMT "' has a key in the record since entry %llu: sign with --key",
            STR_ARG(by), (unsigned long long)p->entry);
    if (!str_is(p->key, hex))
        return task_refuse(k, "this is not the key that the record has of '" STR_FMT "'",
                           STR_ARG(by));
    if (!str_eq(p->name, by))
        return task_refuse(k, "the record writes this person '" STR_FMT "'", STR_ARG(p->name));
    return TR_OK;
}

tr_err task_begin_writing(task *k, truce_mission *m)
{
    TR_TRY(task_record(k, m));
    TR_TRY(record_begin(m->r, &k->d));
    k->locked = m->r;
    str by = str_trim(task_value(k, "by"));
    record_sign(m->r, m->signed_by ? &m->signs : NULL, by, m->at_desk);
    record_sign_far(m->r, m->far_signs ? &m->far : NULL);
    return by.len ? task_may_act(k, m, by) : TR_OK;
}

static void forget(struct standing *x)
{
    arena_clear(&x->a);
    x->l = NULL;
}

/* A state that failed on the way is made anew the next time. */
static tr_err stand_level(task *k, truce_mission *m, struct standing *x, fold_reach reach)
{
    as_of all = {.size = UINT64_MAX, .instant = USEC_UNKNOWN};
    tr_err e = TR_OK;
    TR_TRY(task_record(k, m));
    if (x->l && living_failed(x->l)) forget(x); /* in an import, which could not know */
    if (x->l == NULL) e = host_zones_open(&x->a, &x->zones);
    if (x->l == NULL && e == TR_OK)
        e = living_open(&m->m, all, reach, x->zones, &x->a, &x->l, &k->d);
    if (e == TR_OK) e = living_level(x->l, m->r, &k->d);
    if (e != TR_OK) forget(x);
    return e;
}

tr_err task_state(task *k, truce_mission *m, const state **s)
{
    TR_TRY(stand_level(k, m, &m->now, FOLD_ALL));
    tr_err e = living_state(m->now.l, s, &k->d);
    if (e != TR_OK) forget(&m->now);
    return e;
}

tr_err task_importer(task *k, truce_mission *m, bool all, importer **out)
{
    struct standing *x = all || m->now.l ? &m->now : &m->words;
    TR_TRY(stand_level(k, m, x, x == &m->words ? FOLD_FOR_IMPORT : FOLD_ALL));
    return importer_open(&m->m, m->r, x->l, m->zones, k->a, out);
}

/* ---- State and report */

const as_of all_that_is_known = {.size = UINT64_MAX, .instant = USEC_UNKNOWN};

static bool is_all(as_of when)
{
    return when.size == UINT64_MAX && when.instant == USEC_UNKNOWN && !when.drafts;
}

host_zones *task_zones(const truce_mission *m, as_of when)
{
    return is_all(when) ? m->now.zones : m->zones;
}

static tr_err no_agreement(task *k, const truce_mission *m)
{
    diag_set(&k->d, CODE_MISSION, "", 0, 0,
             "the ledger of '%s' holds no agreement yet; run 'truce run %s'", m->m.dir, m->m.dir);
    return TR_ERR_ABSENT;
}

tr_err task_state_with_agreement(task *k, truce_mission *m, const state **s)
{
    TR_TRY(task_state(k, m, s));
    return (*s)->ag ? TR_OK : no_agreement(k, m);
}

static tr_err is_there(task *k, truce_mission *m, as_of when)
{
    TR_TRY(task_record(k, m));
    if (when.size != UINT64_MAX && when.size > record_size(m->r))
        return task_refuse(k, "--as-of: the ledger has %llu entries",
                           (unsigned long long)record_size(m->r));
    return TR_OK;
}

static tr_err state_as_of(task *k, truce_mission *m, as_of when, const state **s)
{
    if (is_all(when)) return task_state(k, m, s);
    state *then = arena_alloc(k->a, sizeof *then);
    if (then == NULL) return TR_ERR_NOMEM;
    TR_TRY(is_there(k, m, when));
    *s = then;
    return mission_fold(&m->m, m->r, when, m->zones, k->a, then, &k->d);
}

tr_err task_build(task *k, truce_mission *m, as_of when, span period, str words, const state **s,
                  report_data *d)
{
    TR_TRY(state_as_of(k, m, when, s));
    tr_err e = report_assemble(&m->m, *s, when, period, words, task_zones(m, when), k->a, d);
    return e == TR_ERR_ABSENT ? no_agreement(k, m) : e;
}

tr_err task_index_data(task *k, truce_mission *m, as_of when, const state **s, report_data *d)
{
    span period = {m->m.period_from, m->m.period_to};
    TR_TRY(state_as_of(k, m, when, s));
    tr_err e = report_assemble_index(&m->m, *s, when, period, m->m.period_words,
                                     task_zones(m, when), k->a, d);
    return e == TR_ERR_ABSENT ? no_agreement(k, m) : e;
}

tr_err task_index(task *k, truce_mission *m, const state *s, const report_data *d, bool afresh,
                  char digest[SHA256_HEX + 1])
{
    TR_TRY(record_begin(m->r, &k->d));
    tr_err e = issue_index(&m->m, s, d, afresh, m->now.zones, k->a, digest, &k->d);
    record_close(m->r);
    return e;
}

tr_err task_as_of(task *k, as_of *out)
{
    str s = task_value(k, "as-of");
    int64_t size;
    iso_time t;
    *out = (as_of){.size = UINT64_MAX, .instant = USEC_UNKNOWN, .drafts = task_yes(k, "drafts")};
    if (s.len == 0) return TR_OK;
    if (str_to_i64(s, 1, INT64_MAX, &size)) {
        out->size = (uint64_t)size;
        return TR_OK;
    }
    if (iso_parse(s, &t) && (!t.has_clock || t.has_offset)) {
        out->instant = civil_to_usec(&t.at) - t.offset_sec * USEC_SEC;
        return TR_OK;
    }
    return task_refuse(
        k, "--as-of is a ledger size or a time such as 2025-04-01T00:00Z, not '" STR_FMT "'",
        STR_ARG(s));
}

tr_err task_agreement_asked(task *k, truce_mission *m, const state **s)
{
    as_of when;
    state *then = arena_alloc(k->a, sizeof *then);
    if (then == NULL) return TR_ERR_NOMEM;
    TR_TRY(task_as_of(k, &when));
    TR_TRY(is_there(k, m, when));
    *s = then;
    return mission_fold_agreement(&m->m, m->r, when, m->zones, k->a, then, &k->d);
}

tr_err task_counts_asked(task *k, truce_mission *m, report_data *d)
{
    as_of when;
    const state *s;
    span period = {m->m.period_from, m->m.period_to};
    TR_TRY(task_as_of(k, &when));
    TR_TRY(state_as_of(k, m, when, &s));
    tr_err e = report_assemble_counts(&m->m, s, when, period, m->m.period_words,
                                      task_zones(m, when), k->a, d);
    return e == TR_ERR_ABSENT ? no_agreement(k, m) : e;
}

/* An incident of claims is called by its first. */
static tr_err is_alleged(task *k, const state *s, str id, bool *yes)
{
    fusion f;
    if (!str_starts(id, "F-")) return TR_OK;
    TR_TRY(fuse_claims(s->claims.items, s->claims.n, s->links.items, s->links.n, &s->categories,
                       k->a, &f));
    for (size_t i = 0; i < f.n_incidents && !*yes; i++)
        *yes = str_eq(f.incidents[i].id, id);
    return TR_OK;
}

tr_err task_has_item(task *k, const state *s, str id, bool *yes)
{
    *yes = false;
    for (size_t i = 0; i < s->incidents.n && !*yes; i++)
        *yes = str_eq(s->incidents.items[i].id, id);
    for (size_t i = 0; i < s->claims.n && !*yes; i++)
        *yes = str_eq(s->claims.items[i].id, id);
    for (size_t i = 0; i < s->totals.n && !*yes; i++)
        *yes = str_eq(s->totals.items[i].id, id);
    return *yes ? TR_OK : is_alleged(k, s, id, yes);
}

void task_recorded(task *k, const char *what, uint64_t index)
{
    buf_f(&k->out, "%s recorded as entry %llu\n", what, (unsigned long long)index);
    task_figure_is(k, "entry", index);
}
