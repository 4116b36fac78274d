/* A person's word on what a draft says: a clause becomes part of the agreement, or is none any
 * more. One entry each; before it is written the agreement is read as it would then be. */
#include "face/face.h"
#include "base/idmap.h"

typedef struct job {
    task *k;
    truce_mission *m;
    const state *s;
    bool undo;
    str_list items; /* what is asked for */
    str_list after; /* what would be confirmed then */
} job;

static bool in_list(const str_list *l, str s)
{
    for (size_t i = 0; i < l->n; i++) {
        if (str_eq(l->items[i], s)) return true;
    }
    return false;
}

static tr_err push(job *j, str_list *l, str s)
{
    str *slot = VEC_PUSH(j->k->a, l);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = s;
    return TR_OK;
}

/* "all", or ids of clauses that wait (or, to undo, that were confirmed). */
static tr_err choose(job *j, const char *const *items, size_t n)
{
    const str_list *from = j->undo ? &j->s->confirmed : &j->s->waiting;
    for (size_t i = 0; i < n; i++) {
        str s = str_of(items[i]);
        if (str_is(s, "all")) {
            for (size_t k = 0; k < from->n; k++) {
                if (!in_list(&j->items, from->items[k])) TR_TRY(push(j, &j->items, from->items[k]));
            }
            continue;
        }
        if (!in_list(from, s) && !j->undo && in_list(&j->s->confirmed, s))
            return task_refuse(j->k, "'" STR_FMT "' is confirmed already", STR_ARG(s));
        if (!in_list(from, s))
            return task_refuse(j->k, "'" STR_FMT "' is no clause that %s", STR_ARG(s),
                               j->undo ? "was confirmed" : "waits to be confirmed");
        if (!in_list(&j->items, s)) TR_TRY(push(j, &j->items, s));
    }
    if (j->items.n == 0)
        return task_refuse(j->k, j->undo ? "no clause was confirmed" : "no clause waits");
    return TR_OK;
}

/* A clause may hang on another, an end on its start: both, or neither. */
static tr_err would_fit(job *j)
{
    const state *s = j->s;
    diag_list faults = {0};
    const agreement *ag;
    tz_db db = host_zones_db(j->m->now.zones);
    for (size_t i = 0; i < s->confirmed.n; i++) {
        if (!j->undo || !in_list(&j->items, s->confirmed.items[i]))
            TR_TRY(push(j, &j->after, s->confirmed.items[i]));
    }
    for (size_t i = 0; !j->undo && i < j->items.n; i++)
        TR_TRY(push(j, &j->after, j->items.items[i]));
    agreement_more more = {.events = s->events.items,
                           .n_events = s->events.n,
                           .drafts = s->drafts.items,
                           .n_drafts = s->drafts.n,
                           .confirmed = &j->after};
    tr_err e =
        agreement_parse_with(s->agreement_bytes, "agreement", &db, &more, j->k->a, &ag, &faults);
    if (e == TR_ERR_DATA)
        return task_refuse(j->k, "the agreement would have a fault then: %s",
                           faults.n ? faults.items[0].msg : "");
    return e;
}

static tr_err record_each(job *j)
{
    for (size_t i = 0; i < j->items.n; i++) {
        uint64_t index;
        str_list one = {.items = &j->items.items[i], .n = 1};
        TR_TRY(mission_decide(&j->m->m, j->m->r, j->undo ? "unconfirm" : "confirm", &one,
                              str_trim(task_value(j->k, "by")), (str){0},
                              str_trim(task_value(j->k, "reason")), (str){0}, &index, &j->k->d));
        buf_f(&j->k->out, STR_FMT ": %s, entry %llu\n", STR_ARG(j->items.items[i]),
              j->undo ? "no longer confirmed" : "confirmed", (unsigned long long)index);
        task_figure_is(j->k, "entry", (size_t)index);
    }
    return TR_OK;
}

static void put_line(job *j, const draft_clause *c, bool stands)
{
    buf *b = &j->k->out;
    csv_text(b, c->id);
    buf_z(b, stands ? ",confirmed," : ",waits,");
    csv_text(b, c->holder);
    buf_c(b, ',');
    csv_text(b, c->kind);
    buf_c(b, ',');
    csv_text(b, c->says);
    buf_c(b, ',');
    csv_text(b, c->words);
    buf_c(b, '\n');
}

/* A draft that adds to a reading of another one need not say whose it is. */
static tr_err holders_of_added(draft_clause_vec *all, arena *a)
{
    idmap of = {0};
    size_t at;
    for (size_t i = 0; i < all->n; i++) {
        const draft_clause *c = &all->items[i];
        if (c->holder.len > 0 && !idmap_find(&of, c->reading, &at))
            TR_TRY(idmap_add(&of, a, c->reading, i));
    }
    for (size_t i = 0; i < all->n; i++) {
        draft_clause *c = &all->items[i];
        if (c->holder.len == 0 && c->reading.len > 0 && idmap_find(&of, c->reading, &at))
            c->holder = all->items[at].holder;
    }
    return TR_OK;
}

/* In the order of the drafts. */
static tr_err list_all(job *j)
{
    draft_clause_vec all = {0};
    idmap confirmed = {0};
    size_t at;
    TR_TRY(draft_clauses(j->s->agreement_bytes, false, j->k->a, &all, &j->k->d));
    for (size_t i = 0; i < j->s->drafts.n; i++)
        TR_TRY(draft_clauses(j->s->drafts.items[i], true, j->k->a, &all, &j->k->d));
    for (size_t i = 0; i < j->s->confirmed.n; i++)
        TR_TRY(idmap_add(&confirmed, j->k->a, j->s->confirmed.items[i], i));
    TR_TRY(holders_of_added(&all, j->k->a));
    buf_z(&j->k->out, "clause,state,holder,kind,says,words\n");
    for (size_t i = 0; i < all.n; i++)
        put_line(j, &all.items[i], idmap_find(&confirmed, all.items[i].id, &at));
    task_figure_is(j->k, "waiting", j->s->waiting.n);
    return TR_OK;
}

static tr_err confirm(job *j, const char *const *items, size_t n)
{
    if (n > 0 && (str_trim(task_value(j->k, "by")).len == 0 ||
                  str_trim(task_value(j->k, "reason")).len == 0))
        return task_refuse(j->k, "--by and --reason are needed: who confirms it, and why");
    if (n > 0) TR_TRY(task_begin_writing(j->k, j->m));
    if (n > 0 && task_value(j->k, "as-of").len)
        return task_refuse(j->k, "--as-of is for the list of clauses; nothing is done then");
    TR_TRY(n ? task_state(j->k, j->m, &j->s) : task_agreement_asked(j->k, j->m, &j->s));
    if (j->s->ag == NULL)
        return task_refuse(j->k, "the mission has no agreement yet; truce run takes it in");
    if (n == 0) return list_all(j);
    TR_TRY(choose(j, items, n));
    TR_TRY(would_fit(j));
    j->k->stands = true;
    return record_each(j);
}

truce_code truce_confirm(truce_mission *m, const char *const *items, size_t n,
                         const truce_setting *settings, truce_answer **out)
{
    static const char *const knows[] = {"by", "reason", "undo?", "as-of", NULL};
    task k;
    tr_err e = task_begin(&k, m->t, settings, knows);
    job j = {.k = &k, .m = m};
    if (e == TR_OK) {
        j.undo = task_yes(&k, "undo");
        e = confirm(&j, items, n);
    }
    return task_end(&k, e, out);
}
