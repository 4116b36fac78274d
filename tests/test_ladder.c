/* The ladder's book against the rules read slowly: random decisions of few people on few items, one
 * item at a time, each time from the first decision on. docs/formats/review.md. */
#include "mission/ladder.h"

#include "gen.h"
#include "tap.h"

enum { MOST = 60, ITEMS = 5 };

typedef struct world {
    decision_line d[MOST];
    size_t n;
} world;

static const char *const states[] = {"alleged",    "corroborated", "verified",
                                     "attributed", "refuted",      "withdrawn"};
static const char *const people[] = {"Ada Lind", "ada  LIND", "Bo Quist", "Cy Rask"};
static const char *const names[ITEMS] = {"A", "B", "C", "D", "E"};

static const char *one_of(gen *g, const char *const *from, size_t n)
{
    return from[gen_below(g, n)];
}

/* Entries have gaps; an answer names a proposal, another decision or nothing that is there. */
static void make_decision(gen *g, world *w, arena *a)
{
    static const char *const kinds[] = {"status", "propose", "propose", "agree",
                                        "agree",  "dissent", "merge"};
    decision_line *d = &w->d[w->n];
    *d = (decision_line){.entry = w->n ? w->d[w->n - 1].entry + 1 + gen_below(g, 3) : 4,
                         .kind = str_of(one_of(g, kinds, 7)),
                         .by = str_of(one_of(g, people, 4)),
                         .status = str_of(one_of(g, states, 6))};
    if (gen_below(g, 2)) d->second = str_of(one_of(g, people, 4));
    d->items.n = 1 + gen_below(g, 3);
    d->items.items = arena_alloc_n(a, d->items.n, sizeof *d->items.items);
    if (str_is(d->kind, "agree") || str_is(d->kind, "dissent")) {
        uint64_t at = w->n && gen_below(g, 8) ? w->d[gen_below(g, w->n)].entry : 2;
        d->items.n = 1;
        d->items.items[0] = arena_printf(a, "#%llu", (unsigned long long)at);
    } else {
        for (size_t k = 0; k < d->items.n; k++)
            d->items.items[k] = str_of(one_of(g, names, ITEMS));
    }
    w->n++;
}

static bool names_it(const decision_line *d, str item)
{
    bool yes = false;
    for (size_t k = 0; k < d->items.n; k++)
        yes = yes || str_eq(d->items.items[k], item);
    return yes;
}

static const decision_line *proposal_named(const world *w, const decision_line *d)
{
    for (size_t i = 0; i < w->n; i++) {
        char word[24];
        (void)snprintf(word, sizeof word, "#%llu", (unsigned long long)w->d[i].entry);
        if (str_is(d->items.items[0], word) && str_is(w->d[i].kind, "propose")) return &w->d[i];
    }
    return NULL;
}

typedef struct slow {
    str status, second;
    const decision_line *decision, *waits;
    size_t n_dissents;
} slow;

static bool high(str s)
{
    return str_is(s, "verified") || str_is(s, "attributed");
}

static slow slowly(const world *w, str item)
{
    slow s = {0};
    for (size_t i = 0; i < w->n; i++) {
        const decision_line *d = &w->d[i], *p = d;
        bool alone = !high(d->status) && (!high(s.status) || str_eq(s.status, d->status));
        if (str_is(d->kind, "agree") || str_is(d->kind, "dissent")) p = proposal_named(w, d);
        if (p == NULL || !names_it(p, item)) continue;
        bool agreed = str_is(d->kind, "agree") && s.waits == p && !ladder_same_person(p->by, d->by);
        bool stated = str_is(d->kind, "status") &&
                      (alone || (d->second.len && !ladder_same_person(d->by, d->second)));
        bool proposed = str_is(d->kind, "propose");
        s.n_dissents += str_is(d->kind, "dissent");
        if (proposed && !alone) s.waits = d;
        if (agreed || stated || (proposed && alone)) {
            str second = agreed ? d->by : stated ? d->second : (str){0};
            s = (slow){p->status, second, p, NULL, s.n_dissents};
        }
    }
    return s;
}

static void same_as_slowly(const world *w, arena *a)
{
    ladder_book b;
    CHECK(ladder_book_of(w->d, w->n, a, &b) == TR_OK);
    bool waits[MOST] = {0};
    for (size_t i = 0; i < ITEMS; i++) {
        slow s = slowly(w, str_of(names[i]));
        ladder_view v = ladder_in(&b, str_of(names[i]));
        CHECK(str_eq(v.status, s.status) && str_eq(v.second, s.second));
        CHECK(v.decision == s.decision);
        CHECK_INT(v.n_open, s.waits != NULL);
        CHECK_INT(v.n_dissents, s.n_dissents);
        if (s.waits) waits[s.waits - w->d] = true;
    }
    for (size_t i = 0; i < w->n; i++) {
        bool open, is_one = str_is(w->d[i].kind, "propose");
        CHECK(ladder_proposal(&b, w->d[i].entry, &open) == (is_one ? &w->d[i] : NULL));
        CHECK_INT(open, waits[i]);
    }
}

static void the_book_says_what_the_rules_say(void)
{
    gen g = gen_seeded(20261130);
    size_t high_ones = 0, waiting = 0;
    for (size_t round = 0; round < 4000 && tap_failed == 0; round++) {
        arena a;
        world w = {.n = 0};
        arena_init(&a, 1 << 20);
        for (size_t n = gen_below(&g, MOST); w.n < n;)
            make_decision(&g, &w, &a);
        same_as_slowly(&w, &a);
        high_ones += high(slowly(&w, STR("A")).status);
        waiting += slowly(&w, STR("A")).waits != NULL;
        arena_clear(&a);
    }
    CHECK(high_ones > 100 && waiting > 100); /* the worlds reach what they are for */
}

static void what_nobody_decided_on_stands_nowhere(void)
{
    arena a;
    ladder_book b;
    bool open = true;
    arena_init(&a, 1 << 16);
    CHECK(ladder_book_of(NULL, 0, &a, &b) == TR_OK);
    CHECK_INT(ladder_in(&b, STR("A")).status.len, 0);
    CHECK(ladder_proposal(&b, 1, &open) == NULL);
    CHECK(!open);
    arena_clear(&a);
}

int main(void)
{
    static const tap_case cases[] = {CASE(the_book_says_what_the_rules_say),
                                     CASE(what_nobody_decided_on_stands_nowhere)};
    return tap_main(cases, sizeof cases / sizeof cases[0]);
}
