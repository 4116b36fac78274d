/* The index brought level with entries that change no verdict (a state may take an incident out of
 * the counts, or back into them): what people observed, decided, were
 * asked and answered, and their keys; reports change nothing in it. Everything else makes it anew.
 * A test holds this to the index made anew, row by row. */
#include "issue/index_acts.h"
#include "issue/index_sum.h"
#include "issue/issue.h"
#include "mission/ladder.h"

/* A decision that moves no claim or clause. */
static bool is_of_the_ladder(str kind)
{
    return str_is(kind, "status") || str_is(kind, "propose") || str_is(kind, "agree") ||
           str_is(kind, "dissent") || str_is(kind, "reply") || str_is(kind, "aside") ||
           str_is(kind, "back");
}

static bool changes_no_verdict(const ledger_entry *e)
{
    if (str_is(e->type, "decision")) return is_of_the_ladder(entry_text(e, "kind"));
    return str_is(e->type, "evidence") || str_is(e->type, "reply") || str_is(e->type, "person") ||
           str_is(e->type, "publish");
}

/* Those behind `from`. */
static tr_err all_of_them(const record *r, uint64_t from, bool *yes)
{
    arena one;
    tr_err e = TR_OK;
    arena_init(&one, (size_t)16 << 20);
    *yes = true;
    for (uint64_t i = from; e == TR_OK && *yes && i < record_size(r); i++) {
        ledger_entry x;
        arena_reset(&one);
        e = ledger_entry_parse(record_entry(r, i), i, &one, &x, NULL);
        *yes = e == TR_OK && changes_no_verdict(&x);
    }
    arena_clear(&one);
    return e;
}

static tr_err put_state_of(store *s, const ladder_book *book, str id, arena *a, tr_diag *diag)
{
    str now = ladder_in(book, id).status, was;
    if (now.len == 0) return TR_OK;
    TR_TRY(store_status_of(s, id, a, &was, diag));
    if (was.len && ladder_state_counts(was) != ladder_state_counts(now))
        TR_TRY(store_count(s, id, ladder_state_counts(now), diag));
    return store_status(s, id, now, diag);
}

/* States of what the decisions behind `from` speak of; an answer speaks of its proposal's items, an
 * incident of claims has the id of its first. */
static tr_err put_states(store *s, const state *st, uint64_t from, arena *a, tr_diag *diag)
{
    ladder_book book;
    TR_TRY(ladder_book_of(st->decisions.items, st->decisions.n, a, &book));
    for (size_t i = 0; i < st->decisions.n; i++) {
        const decision_line *d = &st->decisions.items[i];
        const str_list *items = &d->items;
        uint64_t proposal;
        bool open;
        if (d->entry < from) continue;
        if (items->n == 1 && ladder_entry_of(items->items[0], &proposal)) {
            const decision_line *p = ladder_proposal(&book, proposal, &open);
            if (p) items = &p->items;
        }
        for (size_t k = 0; k < items->n; k++) {
            str claimed = arena_printf(a, "F-" STR_FMT, STR_ARG(items->items[k]));
            if (claimed.ptr == NULL) return TR_ERR_NOMEM;
            TR_TRY(put_state_of(s, &book, items->items[k], a, diag));
            TR_TRY(put_state_of(s, &book, claimed, a, diag));
        }
    }
    return TR_OK;
}

/* Time goes on with every entry, and deadlines pass. */
static tr_err put_ahead(store *s, const mission *m, const state *st, arena *a, tr_diag *diag)
{
    report_data d;
    TR_TRY(report_assemble_ahead(m, st, a, &d));
    return index_deadlines(s, &d, diag);
}

static tr_err add_more(store *s, const mission *m, const state *st, uint64_t from, arena *a,
                       tr_diag *diag)
{
    char hex[SHA256_HEX + 1];
    str yaml = {0};
    sha256_hex(&st->root, hex);
    TR_TRY(store_mission(s, a, &yaml, diag)); /* level with it: looked at before */
    TR_TRY(store_begin(s, diag));
    TR_TRY(index_people(s, st, a, diag));
    TR_TRY(put_states(s, st, from, a, diag));
    TR_TRY(put_ahead(s, m, st, a, diag));
    return store_commit(s, st->size, hex, yaml.ptr, diag);
}

tr_err issue_index_more(const mission *m, const record *r, const state *st, uint64_t from, arena *a,
                        bool *done, tr_diag *diag)
{
    store *s = NULL;
    str path = arena_printf(a, "%s/index.db", m->dir);
    if (path.ptr == NULL) return TR_ERR_NOMEM;
    *done = false;
    if (from == 0 || from > st->size) return TR_OK;
    TR_TRY(all_of_them(r, from, done));
    if (!*done) return TR_OK;
    TR_TRY(index_sum_forget(m->dir));
    tr_err e = store_open(path.ptr, false, &s, diag);
    if (e == TR_OK) e = add_more(s, m, st, from, a, diag);
    store_close(s);
    return e == TR_OK ? index_sum_write(m->dir, diag) : e;
}
