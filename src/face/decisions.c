/* Decisions of named people, and the verification ladder: propose, agree, dissent, what waits. */
#include "face/face.h"
#include "mission/ladder.h"

static bool is_named(task *k)
{
    return str_trim(task_value(k, "by")).len > 0 && str_trim(task_value(k, "reason")).len > 0;
}

static tr_err read_items(task *k, const char *const *ids, size_t n, str_list *out)
{
    out->items = arena_alloc_n(k->a, n + 1, sizeof *out->items);
    if (out->items == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n; i++)
        out->items[i] = str_of(ids[i]);
    out->n = n;
    return TR_OK;
}

/* ---- decide */

/* Set aside, so that it waits for no incident any more; and back again. */
static bool is_of_the_inbox(str kind)
{
    return str_is(kind, "aside") || str_is(kind, "back");
}

/* An observation, or a row of a file that is in the record. */
static bool is_record(const state *s, str id)
{
    int64_t entry, row;
    if (str_starts(id, "O-")) {
        if (!str_to_i64(str_from(id, 2), 0, INT64_MAX, &entry)) return false;
        for (size_t i = 0; i < s->observations.n; i++)
            if (s->observations.items[i].entry == (uint64_t)entry) return true;
        return false;
    }
    size_t colon = str_find(id, ':');
    if (colon >= id.len || !str_to_i64(str_upto(id, colon), 0, INT64_MAX, &entry) ||
        !str_to_i64(str_from(id, colon + 1), 1, INT64_MAX, &row))
        return false;
    for (size_t i = 0; i < s->batches.n; i++) {
        const batch_line *b = &s->batches.items[i];
        if (b->closed && b->entry == (uint64_t)entry) return (uint64_t)row <= b->received;
    }
    return false;
}

static tr_err check_decision(task *k, str kind, size_t n_items)
{
    str by = str_trim(task_value(k, "by")), second = str_trim(task_value(k, "second")),
        status = task_value(k, "to");
    bool merge = str_is(kind, "merge"), split = str_is(kind, "split"), to = str_is(kind, "status"),
         reply = str_is(kind, "reply"), inbox = is_of_the_inbox(kind);
    if (!merge && !split && !to && !reply && !inbox)
        return task_refuse(k,
                           "a decision is merge, split, status, reply, aside or back, not "
                           "'" STR_FMT "'",
                           STR_ARG(kind));
    if (!is_named(k)) return task_refuse(k, "--by and --reason are needed");
    if (n_items < (merge || split ? 2u : 1u))
        return task_refuse(k,
                           merge || split ? "two or more records are needed" : "an item is needed");
    if (!to && status.len) return task_refuse(k, "--to goes with status");
    if (to && !ladder_state_known(status))
        return task_refuse(k, "--to is alleged, corroborated, verified, contradicted, refuted, "
                              "unverifiable, withdrawn or attributed");
    if (to && ladder_needs_two((str){0}, status) &&
        (second.len == 0 || ladder_same_person(second, by)))
        return task_refuse(k, "'" STR_FMT "' needs --second, another person than --by",
                           STR_ARG(status));
    return TR_OK;
}

static bool is_report(const report_data *d, str id)
{
    for (size_t i = 0; i < d->linked.n_records; i++) {
        if (str_eq(d->linked.ids[i], id)) return true;
    }
    return false;
}

static tr_err book_of(task *k, const state *s, ladder_book *out)
{
    return ladder_book_of(s->decisions.items, s->decisions.n, k->a, out);
}

/* Away from a state that two people stand for, two are needed again. */
static tr_err check_ladder(task *k, const state *s, const str_list *items)
{
    str by = task_value(k, "by"), second = str_trim(task_value(k, "second")),
        to = task_value(k, "to");
    bool two = second.len > 0 && !ladder_same_person(by, second);
    ladder_book book;
    TR_TRY(book_of(k, s, &book));
    for (size_t i = 0; i < items->n && !two; i++) {
        str now = ladder_in(&book, items->items[i]).status;
        if (!ladder_needs_two(now, to)) continue;
        return task_refuse(k,
                           "'" STR_FMT "' is " STR_FMT
                           "; to change that needs --second, another person than --by",
                           STR_ARG(items->items[i]), STR_ARG(now));
    }
    return TR_OK;
}

/* Rows of feeds that were linked to incidents: only the whole of it knows them. */
static tr_err is_linked(task *k, truce_mission *m, str id, bool *yes)
{
    const state *s;
    report_data d;
    span ever = {USEC_UNKNOWN, USEC_UNKNOWN};
    TR_TRY(task_build(k, m, all_that_is_known, ever, (str){0}, &s, &d));
    *yes = is_report(&d, id);
    return TR_OK;
}

/* The record is for ever: a decision on something that is not in it is a slip of the pen. */
static tr_err check_items(task *k, truce_mission *m, str kind, const str_list *items)
{
    const state *s;
    TR_TRY(task_state_with_agreement(k, m, &s));
    bool joins = str_is(kind, "merge") || str_is(kind, "split");
    for (size_t i = 0; i < items->n; i++) {
        bool there;
        TR_TRY(task_has_item(k, s, items->items[i], &there));
        there = there || (is_of_the_inbox(kind) && is_record(s, items->items[i]));
        if (!there && joins) TR_TRY(is_linked(k, m, items->items[i], &there));
        if (!there)
            return task_refuse(k, "nothing in the record has the id '" STR_FMT "'",
                               STR_ARG(items->items[i]));
    }
    return str_is(kind, "status") ? check_ladder(k, s, items) : TR_OK;
}

static tr_err decide(task *k, truce_mission *m, const char *kind, const str_list *items)
{
    uint64_t index;
    TR_TRY(check_decision(k, str_of(kind), items->n));
    TR_TRY(task_begin_writing(k, m));
    bool keyed = false;
    TR_TRY(task_has_key(k, m, task_value(k, "second"), &keyed));
    if (keyed)
        return task_refuse(k, "'" STR_FMT "' has a key in the record: propose, and let them agree",
                           STR_ARG(task_value(k, "second")));
    TR_TRY(check_items(k, m, str_of(kind), items));
    TR_TRY(mission_decide(&m->m, m->r, kind, items, str_trim(task_value(k, "by")),
                          str_trim(task_value(k, "second")), task_value(k, "reason"),
                          task_value(k, "to"), &index, &k->d));
    task_recorded(k, "decision", index);
    return TR_OK;
}

truce_code truce_decide(truce_mission *m, const char *kind, const char *const *items,
                        size_t n_items, const truce_setting *settings, truce_answer **out)
{
    static const char *const knows[] = {"by", "second", "reason", "to", NULL};
    task k;
    str_list ids = {0};
    tr_err e = task_begin(&k, m->t, settings, knows);
    if (e == TR_OK) e = read_items(&k, items, n_items, &ids);
    if (e == TR_OK) e = decide(&k, m, kind, &ids);
    return task_end(&k, e, out);
}

/* ---- The ladder */

static void put_names(buf *b, const str_list *l)
{
    for (size_t i = 0; i < l->n; i++) {
        if (i) buf_c(b, ' ');
        buf_s(b, l->items[i]);
    }
}

static void put_waiting(buf *b, const decision_line *d)
{
    buf items;
    buf_init(&items, 1 << 20);
    put_names(&items, &d->items);
    buf_f(b, "%llu,", (unsigned long long)d->entry);
    csv_field(b, d->status);
    buf_c(b, ',');
    csv_text(b, buf_str(&items));
    buf_c(b, ',');
    csv_text(b, d->by);
    buf_c(b, ',');
    csv_text(b, d->reason);
    buf_c(b, '\n');
    buf_absorb(b, &items);
}

static tr_err waiting(task *k, truce_mission *m)
{
    const state *s;
    size_t n = 0;
    ladder_book book;
    TR_TRY(task_state(k, m, &s));
    TR_TRY(book_of(k, s, &book));
    buf_z(&k->out, "entry,state,items,proposed_by,reason\n");
    for (size_t i = 0; i < s->decisions.n; i++) {
        const decision_line *d = &s->decisions.items[i];
        bool open = false;
        if (!str_is(d->kind, "propose")) continue;
        (void)ladder_proposal(&book, d->entry, &open);
        if (!open) continue;
        put_waiting(&k->out, d);
        n++;
    }
    task_figure_is(k, "waiting", n);
    tell_note(k->t, "%zu proposal%s for a second person", n, n == 1 ? " waits" : "s wait");
    return TR_OK;
}

truce_code truce_waiting(truce_mission *m, truce_answer **out)
{
    static const char *const knows[] = {NULL};
    task k;
    tr_err e = task_begin(&k, m->t, NULL, knows);
    if (e == TR_OK) e = waiting(&k, m);
    return task_end(&k, e, out);
}

/* Coded incidents and claims; an incident of claims goes by its first claim. */
static bool is_item(const state *s, str id)
{
    for (size_t i = 0; i < s->incidents.n; i++) {
        if (str_eq(s->incidents.items[i].id, id)) return true;
    }
    str claim_id = str_starts(id, "F-") ? str_from(id, 2) : id;
    for (size_t i = 0; i < s->claims.n; i++) {
        if (str_eq(s->claims.items[i].id, claim_id)) return true;
    }
    return false;
}

static bool reason_of_unverifiable(str s)
{
    static const char *const words[] = {"access", "cloud", "security", "place too coarse",
                                        "time too coarse"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (str_starts(s, words[i])) return true;
    }
    return false;
}

static tr_err propose(task *k, truce_mission *m, const str_list *items)
{
    const state *s;
    str by = str_trim(task_value(k, "by")), reason = str_trim(task_value(k, "reason")),
        to = task_value(k, "to");
    uint64_t index;
    bool two = false;
    ladder_book book;
    if (!is_named(k)) return task_refuse(k, "--by and --reason are needed");
    if (items->n == 0) return task_refuse(k, "an item is needed");
    TR_TRY(task_begin_writing(k, m));
    TR_TRY(task_state(k, m, &s));
    if (!ladder_state_known(to))
        return task_refuse(k, "--to is alleged, corroborated, verified, contradicted, refuted, "
                              "unverifiable, withdrawn or attributed");
    if (str_is(to, "unverifiable") && !reason_of_unverifiable(reason))
        return task_refuse(k, "'unverifiable' needs a reason that begins with access, cloud, "
                              "security, place too coarse or time too coarse");
    TR_TRY(book_of(k, s, &book));
    for (size_t i = 0; i < items->n; i++) {
        str now = ladder_in(&book, items->items[i]).status;
        if (!is_item(s, items->items[i]))
            return task_refuse(k, "nothing in the record has one of these ids");
        two = two || ladder_needs_two(now, to);
    }
    TR_TRY(mission_decide(&m->m, m->r, "propose", items, by, (str){0}, reason, to, &index, &k->d));
    task_recorded(k, two ? "proposal for a second person" : "state", index);
    return TR_OK;
}

truce_code truce_propose(truce_mission *m, const char *const *items, size_t n_items,
                         const truce_setting *settings, truce_answer **out)
{
    static const char *const knows[] = {"by", "reason", "to", NULL};
    task k;
    str_list ids = {0};
    tr_err e = task_begin(&k, m->t, settings, knows);
    if (e == TR_OK) e = read_items(&k, items, n_items, &ids);
    if (e == TR_OK) e = propose(&k, m, &ids);
    return task_end(&k, e, out);
}

static tr_err respond(task *k, truce_mission *m, uint64_t entry, bool agree)
{
    const state *s;
    str by = str_trim(task_value(k, "by")), reason = str_trim(task_value(k, "reason"));
    uint64_t index;
    bool open = false;
    const decision_line *p = NULL;
    ladder_book book;
    if (!is_named(k)) return task_refuse(k, "--by and --reason are needed");
    str word = arena_printf(k->a, "#%llu", (unsigned long long)entry);
    if (word.ptr == NULL) return TR_ERR_NOMEM;
    TR_TRY(task_begin_writing(k, m));
    TR_TRY(task_state(k, m, &s));
    TR_TRY(book_of(k, s, &book));
    p = ladder_proposal(&book, entry, &open);
    if (p == NULL)
        return task_refuse(
            k, "no proposal has this entry number; 'truce review DIR list' shows those that wait");
    if (!open) return task_refuse(k, "this proposal does not wait any more");
    if (agree && ladder_same_person(p->by, by))
        return task_refuse(k, "the second person must be another than the one who proposed");
    str_list items = {.items = &word, .n = 1};
    TR_TRY(mission_decide(&m->m, m->r, agree ? "agree" : "dissent", &items, by, (str){0}, reason,
                          p->status, &index, &k->d));
    task_recorded(k, agree ? "agreement" : "dissent", index);
    return TR_OK;
}

truce_code truce_respond(truce_mission *m, uint64_t entry, bool agree,
                         const truce_setting *settings, truce_answer **out)
{
    static const char *const knows[] = {"by", "reason", NULL};
    task k;
    tr_err e = task_begin(&k, m->t, settings, knows);
    if (e == TR_OK) e = respond(&k, m, entry, agree);
    return task_end(&k, e, out);
}
