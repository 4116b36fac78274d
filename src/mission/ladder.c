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

static bool speaks_of(const decision_line *d, str item)
{
    for (size_t i = 0; i < d->items.n; i++) {
        if (str_eq(d->items.items[i], item)) return true;
    }
    return false;
}

static const decision_line *find_entry(const decision_line *d, size_t n, uint64_t entry)
{
    for (size_t i = 0; i < n; i++) {
        if (d[i].entry == entry && str_is(d[i].kind, "propose")) return &d[i];
    }
    return NULL;
}

/* The proposal that an agreement or a dissent answers, if it speaks of the item. */
static const decision_line *answered(const decision_line *all, size_t n, const decision_line *d,
                                     str item)
{
    uint64_t entry;
    if (d->items.n != 1 || !ladder_entry_of(d->items.items[0], &entry)) return NULL;
    const decision_line *p = find_entry(all, n, entry);
    return p && speaks_of(p, item) ? p : NULL;
}

typedef struct walk {
    ladder_view v;
    const decision_line *waiting; /* the latest open proposal; an earlier one is overtaken by it */
} walk;

static void settle(walk *w, const decision_line *d, str second)
{
    w->v.status = d->status;
    w->v.decision = d;
    w->v.second = second;
    w->waiting = NULL;
}

static void step(walk *w, const decision_line *all, size_t n, const decision_line *d, str item)
{
    if (str_is(d->kind, "status") && speaks_of(d, item)) {
        bool two = d->second.len > 0 && !ladder_same_person(d->by, d->second);
        if (two || !ladder_needs_two(w->v.status, d->status)) settle(w, d, d->second);
    } else if (str_is(d->kind, "propose") && speaks_of(d, item)) {
        if (ladder_needs_two(w->v.status, d->status)) {
            w->waiting = d;
        } else {
            settle(w, d, (str){0});
        }
    } else if (str_is(d->kind, "agree")) {
        const decision_line *p = answered(all, n, d, item);
        if (p && p == w->waiting && !ladder_same_person(p->by, d->by)) settle(w, p, d->by);
    } else if (str_is(d->kind, "dissent")) {
        w->v.n_dissents += answered(all, n, d, item) != NULL;
    }
}

static walk walk_of(const decision_line *decisions, size_t n, str item)
{
    walk w = {0};
    for (size_t i = 0; i < n; i++)
        step(&w, decisions, n, &decisions[i], item);
    w.v.n_open = w.waiting != NULL;
    return w;
}

ladder_view ladder_of(const decision_line *decisions, size_t n, str item)
{
    return walk_of(decisions, n, item).v;
}

const decision_line *ladder_proposal(const decision_line *decisions, size_t n, uint64_t entry,
                                     bool *open)
{
    const decision_line *p = find_entry(decisions, n, entry);
    *open = false;
    for (size_t i = 0; p && i < p->items.n; i++)
        *open = *open || walk_of(decisions, n, p->items.items[i]).waiting == p;
    return p;
}
