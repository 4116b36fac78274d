#include "mission/ladder.h"

bool ladder_state_known(str s)
{
    static const char *const words[] = {N_("alleged"),      N_("corroborated"), N_("verified"),
                                        N_("contradicted"), N_("refuted"),      N_("unverifiable"),
                                        N_("withdrawn"),    N_("attributed")};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (str_is(s, words[i])) return true;
    }
    return false;
}

bool ladder_state_counts(str s)
{
    return !str_is(s, N_("refuted")) && !str_is(s, N_("withdrawn"));
}

static bool stands_high(str s)
{
    return str_is(s, N_("verified")) || str_is(s, N_("attributed"));
}

bool ladder_needs_two(str current, str to)
{
    return stands_high(to) || (stands_high(current) && !str_eq(current, to));
}

static str next_word(str *rest)
{
    *rest = str_trim(*rest);
    size_t end = str_find(*rest, ' ');
    str w = str_upto(*rest, end);
    *rest = str_from(*rest, end);
    return w;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool same_word(str a, str b)
{
    if (a.len != b.len) return false;
    for (size_t i = 0; i < a.len; i++) {
        if (lower(a.ptr[i]) != lower(b.ptr[i])) return false;
    }
    return true;
}

bool ladder_same_person(str a, str b)
{
    for (;;) {
        str x = next_word(&a), y = next_word(&b);
        if (!same_word(x, y)) return false;
        if (x.len == 0) return true;
    }
}

bool ladder_entry_of(str word, uint64_t *entry)
{
    int64_t v;
    if (word.len < 2 || word.ptr[0] != '#' || !str_to_i64(str_from(word, 1), 0, INT64_MAX, &v))
        return false;
    *entry = (uint64_t)v;
    return true;
}

static const decision_line *find_entry(const decision_line *d, size_t n, uint64_t entry)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (d[middle].entry < entry)
            low = middle + 1;
        else
            high = middle;
    }
    return low < n && d[low].entry == entry && str_is(d[low].kind, "propose") ? &d[low] : NULL;
}

/* The proposal that an agreement or a dissent answers. */
static const decision_line *answered(const decision_line *all, size_t n, const decision_line *d)
{
    uint64_t entry;
    if (!str_is(d->kind, "agree") && !str_is(d->kind, "dissent")) return NULL;
    if (d->items.n != 1 || !ladder_entry_of(d->items.items[0], &entry)) return NULL;
    return find_entry(all, n, entry);
}

static void settle(ladder_walk *w, const decision_line *d, str second)
{
    w->v.status = d->status;
    w->v.decision = d;
    w->v.second = second;
    w->waiting = NULL;
}

/* A decision that speaks of the item, or answers `proposal`, which does. */
static void step(ladder_walk *w, const decision_line *d, const decision_line *proposal)
{
    if (w->seen == d) return;
    w->seen = d;
    bool two = ladder_needs_two(w->v.status, d->status);
    if (str_is(d->kind, "status")) {
        if (!two || (d->second.len > 0 && !ladder_same_person(d->by, d->second)))
            settle(w, d, d->second);
    } else if (str_is(d->kind, "propose")) {
        if (two)
            w->waiting = d;
        else
            settle(w, d, (str){0});
    } else if (proposal == NULL) {
        return; /* no step of the ladder, or an answer to nothing */
    } else if (str_is(d->kind, "agree")) {
        if (proposal == w->waiting && !ladder_same_person(proposal->by, d->by))
            settle(w, proposal, d->by);
    } else if (str_is(d->kind, "dissent")) {
        w->v.n_dissents++;
    }
    w->v.n_open = w->waiting != NULL;
}

static ladder_walk *walk_of(ladder_book *b, arena *a, str item)
{
    size_t at;
    if (idmap_find(&b->items, item, &at)) return &b->walks.items[at];
    if (idmap_add(&b->items, a, item, b->walks.n) != TR_OK) return NULL;
    return VEC_PUSH(a, &b->walks);
}

tr_err ladder_book_of(const decision_line *decisions, size_t n, arena *a, ladder_book *out)
{
    *out = (ladder_book){.decisions = decisions, .n = n};
    for (size_t i = 0; i < n; i++) {
        const decision_line *d = &decisions[i], *p = answered(decisions, n, d);
        const str_list *items = p ? &p->items : &d->items;
        for (size_t k = 0; k < items->n; k++) {
            ladder_walk *w = walk_of(out, a, items->items[k]);
            if (w == NULL) return TR_ERR_NOMEM;
            step(w, d, p);
        }
    }
    return TR_OK;
}

static const ladder_walk *find_walk(const ladder_book *b, str item)
{
    size_t at;
    return idmap_find(&b->items, item, &at) ? &b->walks.items[at] : NULL;
}

ladder_view ladder_in(const ladder_book *b, str item)
{
    const ladder_walk *w = find_walk(b, item);
    return w ? w->v : (ladder_view){0};
}

const decision_line *ladder_proposal(const ladder_book *b, uint64_t entry, bool *open)
{
    const decision_line *p = find_entry(b->decisions, b->n, entry);
    *open = false;
    for (size_t i = 0; p && !*open && i < p->items.n; i++) {
        const ladder_walk *w = find_walk(b, p->items.items[i]);
        *open = w && w->waiting == p;
    }
    return p;
}
