#include "incident/blocks.h"
#include "document/said.h"

#include "base/idmap.h"

#include <stdlib.h>
#include <string.h>

/* A pair that facts_link. There may be many for each claim: what they share is computed again for
 * the few that are taken. */
typedef struct candidate {
    uint32_t a, b;
    int16_t weight;
    bool weak, late;
} candidate;

typedef VEC(candidate) candidate_vec;
#define LINK_NONE UINT32_MAX
#define WORK_BYTES ((size_t)8 << 30)

/* What people said of a pair; apart stands above together. */
typedef struct decided_pair {
    size_t a, b; /* a < b */
    bool must, cannot;
} decided_pair;

typedef struct fuser {
    const claim **claims;
    features *f;
    size_t n;
    size_t *root;                     /* union-find; the root is the smallest member */
    size_t *next, *last;              /* members of a root as a chain */
    uint32_t *first_link, *link_next; /* links of a claim as a chain: 2 * link + end */
    candidate_vec links;              /* of pairs that facts_link */
    decided_pair *decided;            /* by pair */
    size_t n_decided;
    bool vetoes; /* the rules bar pairs too, not people alone */
    fuse_link *taken;
    size_t n_taken, cap_taken;
    bool *ambiguous;
    arena *a;
    arena work; /* links, until they are taken */
} fuser;

static int claims_by_id(const void *a, const void *b)
{
    const claim *x = *(const claim *const *)a, *y = *(const claim *const *)b;
    return str_cmp_natural(x->id, y->id);
}

static size_t find_root(fuser *u, size_t i)
{
    while (u->root[i] != i) {
        u->root[i] = u->root[u->root[i]];
        i = u->root[i];
    }
    return i;
}

static int by_pair(const void *x, const void *y)
{
    const decided_pair *a = x, *b = y;
    if (a->a != b->a) return a->a < b->a ? -1 : 1;
    return (a->b > b->b) - (a->b < b->b);
}

static const decided_pair *decision_on(const fuser *u, size_t a, size_t b)
{
    decided_pair want = {.a = a < b ? a : b, .b = a < b ? b : a};
    if (u->n_decided == 0) return NULL;
    return bsearch(&want, u->decided, u->n_decided, sizeof *u->decided, by_pair);
}

/* Two claims that may not stand in one incident: a person said so, or the rules do and no person
 * joined them. Asked when it matters; no table of all pairs is kept. */
static bool barred(const fuser *u, size_t a, size_t b)
{
    const decided_pair *d = decision_on(u, a, b);
    if (d && d->cannot) return true;
    if (!u->vetoes || (d && d->must)) return false;
    return compare_features(&u->f[a], &u->f[b]).veto;
}

static bool clusters_barred(const fuser *u, size_t ra, size_t rb)
{
    for (size_t i = ra; i != SIZE_MAX; i = u->next[i]) {
        for (size_t j = rb; j != SIZE_MAX; j = u->next[j]) {
            if (barred(u, i, j)) return true;
        }
    }
    return false;
}

static tr_err join(fuser *u, size_t a, size_t b, int weight, kept_words reason)
{
    size_t ra = find_root(u, a), rb = find_root(u, b);
    fuse_link *l = vec_push(u->a, (void *)&u->taken, &u->n_taken, &u->cap_taken, sizeof *l);
    if (l == NULL) return TR_ERR_NOMEM;
    *l = (fuse_link){.a = a, .b = b, .weight = weight, .reason = reason};
    if (ra == rb) return TR_OK;
    size_t root = ra < rb ? ra : rb, other = ra < rb ? rb : ra;
    u->root[other] = root;
    u->next[u->last[root]] = other;
    u->last[root] = u->last[other];
    return TR_OK;
}

/* One row a pair, whatever was said of it. */
static void settle_pairs(fuser *u)
{
    size_t n = 0;
    if (u->n_decided) qsort(u->decided, u->n_decided, sizeof *u->decided, by_pair);
    for (size_t i = 0; i < u->n_decided; i++) {
        const decided_pair *d = &u->decided[i];
        if (n && by_pair(&u->decided[n - 1], d) == 0) {
            u->decided[n - 1].must |= d->must;
            u->decided[n - 1].cannot |= d->cannot;
        } else {
            u->decided[n++] = *d;
        }
    }
    u->n_decided = n;
}

static tr_err gather_decisions(fuser *u, const link_decision *d, size_t n)
{
    idmap by_id = {0};
    u->decided = arena_alloc_n(u->a, n + 1, sizeof *u->decided);
    if (u->decided == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0, at; n && i < u->n; i++) {
        if (!idmap_find(&by_id, u->claims[i]->id, &at))
            TR_TRY(idmap_add(&by_id, u->a, u->claims[i]->id, i));
    }
    for (size_t i = 0; i < n; i++) {
        size_t a, b;
        if (!idmap_find(&by_id, d[i].a, &a) || !idmap_find(&by_id, d[i].b, &b) || a == b) continue;
        u->decided[u->n_decided++] = (decided_pair){
            .a = a < b ? a : b, .b = a < b ? b : a, .must = d[i].must, .cannot = !d[i].must};
    }
    settle_pairs(u);
    return TR_OK;
}

/* Decisions are applied in the order of their ids, not of their making: which of two contradicting
 * decisions stands is settled by whoever gathers them. */
static tr_err apply_decisions(fuser *u, const link_decision *d, size_t n)
{
    kept_words by_person;
    TR_TRY(gather_decisions(u, d, n));
    TR_TRY(SAY_ONE(u->a, &by_person, "a person's decision"));
    for (size_t i = 0; i < u->n_decided; i++) {
        const decided_pair *p = &u->decided[i];
        size_t ra = find_root(u, p->a), rb = find_root(u, p->b);
        if (!p->must || ra == rb) continue;
        /* two people's decisions may contradict by way of a third claim: apart stands */
        if (!clusters_barred(u, ra, rb)) TR_TRY(join(u, p->a, p->b, 99, by_person));
    }
    return TR_OK;
}

static tr_err add_candidate(void *ctx, size_t a, size_t b)
{
    fuser *u = ctx;
    pair_facts f = compare_features(&u->f[a], &u->f[b]);
    if (!facts_link(&f)) return TR_OK;
    const decided_pair *d = decision_on(u, a, b);
    if (d && d->cannot) return TR_OK;
    candidate *c = VEC_PUSH(&u->work, &u->links);
    if (c == NULL) return TR_ERR_NOMEM;
    *c = (candidate){.a = (uint32_t)a,
                     .b = (uint32_t)b,
                     .weight = (int16_t)f.weight,
                     .weak = facts_weak(&f),
                     .late = facts_late(&f)};
    return u->links.n < LINK_NONE / 2 ? TR_OK : TR_ERR_LIMIT;
}

/* Every pair compared: what the blocks have to agree with. */
static tr_err all_candidates(fuser *u)
{
    for (size_t a = 0; a < u->n; a++) {
        for (size_t b = a + 1; b < u->n; b++)
            TR_TRY(add_candidate(u, a, b));
    }
    return TR_OK;
}

static int by_weight(const void *a, const void *b)
{
    const candidate *x = a, *y = b;
    if (x->weight != y->weight) return x->weight > y->weight ? -1 : 1;
    if (x->a != y->a) return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

/* A weak or late link counts only when it is the only one: no second claim of the same page fits
 * either end as well. */
static bool rivals(const fuser *u, const candidate *c, const candidate *o)
{
    if (o == c || o->weight < c->weight) return false;
    bool same_a = o->a == c->a && str_eq(u->f[o->b].page, u->f[c->b].page);
    bool same_b = o->b == c->b && str_eq(u->f[o->a].page, u->f[c->a].page);
    bool cross_a = o->b == c->a && str_eq(u->f[o->a].page, u->f[c->b].page);
    bool cross_b = o->a == c->b && str_eq(u->f[o->b].page, u->f[c->a].page);
    return same_a || same_b || cross_a || cross_b;
}

static tr_err chain_links(fuser *u)
{
    u->first_link = arena_alloc_n(&u->work, u->n + 1, sizeof *u->first_link);
    u->link_next = arena_alloc_n(&u->work, 2 * u->links.n + 1, sizeof *u->link_next);
    if (u->first_link == NULL || u->link_next == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < u->n; i++)
        u->first_link[i] = LINK_NONE;
    for (size_t i = u->links.n; i > 0; i--) {
        const candidate *c = &u->links.items[i - 1];
        const size_t ends[2] = {c->a, c->b};
        for (size_t e = 0; e < 2; e++) {
            u->link_next[2 * (i - 1) + e] = u->first_link[ends[e]];
            u->first_link[ends[e]] = (uint32_t)(2 * (i - 1) + e);
        }
    }
    return TR_OK;
}

static bool only_candidate(const fuser *u, const candidate *c)
{
    const size_t ends[2] = {c->a, c->b};
    for (size_t e = 0; e < 2; e++) {
        for (uint32_t at = u->first_link[ends[e]]; at != LINK_NONE; at = u->link_next[at]) {
            if (rivals(u, c, &u->links.items[at / 2])) return false;
        }
    }
    return true;
}

static tr_err take(fuser *u, const candidate *c)
{
    kept_words words;
    if (find_root(u, c->a) != find_root(u, c->b) &&
        clusters_barred(u, find_root(u, c->a), find_root(u, c->b)))
        return TR_OK;
    pair_facts f = compare_features(&u->f[c->a], &u->f[c->b]);
    TR_TRY(facts_words(&f, u->a, &words));
    return join(u, c->a, c->b, c->weight, words);
}

static tr_err take_links(fuser *u)
{
    if (u->links.n) qsort(u->links.items, u->links.n, sizeof *u->links.items, by_weight);
    TR_TRY(chain_links(u));
    for (size_t i = 0; i < u->links.n; i++) {
        const candidate *c = &u->links.items[i];
        if (c->late) continue;
        if (c->weak && !only_candidate(u, c)) {
            u->ambiguous[c->a] = u->ambiguous[c->b] = true;
            continue;
        }
        TR_TRY(take(u, c));
    }
    return TR_OK;
}

static bool is_alone(fuser *u, size_t i)
{
    size_t r = find_root(u, i);
    return u->next[r] == SIZE_MAX;
}

/* A page re-dated long after the event: it joins when nothing nearer took it and one incident fits.
 */
static tr_err take_late(fuser *u)
{
    bool *alone = arena_alloc_n(u->a, u->n + 1, sizeof *alone);
    if (alone == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < u->n; i++)
        alone[i] = is_alone(u, i);
    for (size_t i = 0; i < u->links.n; i++) {
        const candidate *c = &u->links.items[i];
        if (!c->late) continue;
        size_t late = u->f[c->a].dated ? c->b : c->a, roots = 0, seen = u->n;
        if (!alone[late]) continue;
        for (uint32_t at = u->first_link[late]; at != LINK_NONE; at = u->link_next[at]) {
            const candidate *o = &u->links.items[at / 2];
            size_t other = find_root(u, o->a == late ? o->b : o->a);
            if (other != seen && other != find_root(u, late)) roots++;
            seen = other;
        }
        if (roots > 1) {
            u->ambiguous[late] = true;
            continue;
        }
        TR_TRY(take(u, c));
    }
    return TR_OK;
}

/* ---- what the members together say
 * ---------------------------------------------------------------- */

static span joint_span(const fuser *u, const size_t *m, size_t n)
{
    span all = {USEC_UNKNOWN, USEC_UNKNOWN}, both = all;
    bool conflict = false;
    for (size_t i = 0; i < n; i++) {
        const features *f = &u->f[m[i]];
        if (!f->dated) continue;
        if (!span_known(all)) {
            all = both = f->when;
            continue;
        }
        if (f->when.from < all.from) all.from = f->when.from;
        if (f->when.to > all.to) all.to = f->when.to;
        if (f->when.from > both.from) both.from = f->when.from;
        if (f->when.to < both.to) both.to = f->when.to;
        conflict |= both.to < both.from;
    }
    if (!span_known(all)) { /* nobody gave a date: the nearest page bounds it */
        for (size_t i = 0; i < n; i++) {
            span near = u->f[m[i]].near;
            if (near.to != USEC_UNKNOWN && (!span_known(all) || near.to < all.to)) all = near;
        }
        return all;
    }
    return conflict ? all : both;
}

static tr_err joint_category(const fuser *u, const size_t *m, size_t n, const taxonomy *tax,
                             incident *in)
{
    cat_set both = u->f[m[0]].leaves, any = both;
    bool empty = true;
    str best = u->claims[m[0]]->category;
    for (size_t i = 0; i < n; i++) {
        str c = u->claims[m[i]]->category;
        for (size_t w = 0; w < MAX_LEAVES / 64; w++) {
            both.w[w] &= u->f[m[i]].leaves.w[w];
            any.w[w] |= u->f[m[i]].leaves.w[w];
        }
        if (c.len > best.len) best = c;
    }
    for (size_t w = 0; w < MAX_LEAVES / 64; w++)
        empty &= both.w[w] == 0;
    in->cat_terms = arena_alloc(u->a, sizeof *in->cat_terms);
    if (in->cat_terms == NULL) return TR_ERR_NOMEM;
    in->n_cat_terms = 1;
    in->cat_terms[0] = empty ? any : both;
    in->category = best.len ? best : STR("unknown");
    (void)tax;
    return TR_OK;
}

static size_t count_distinct(const fuser *u, const size_t *m, size_t n, bool pages)
{
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        bool seen = false;
        for (size_t j = 0; j < i; j++) {
            seen |= pages ? str_eq(u->f[m[i]].page, u->f[m[j]].page)
                          : str_eq(u->f[m[i]].side, u->f[m[j]].side);
        }
        k += !seen;
    }
    return k;
}

static str act_words(uint32_t bits, arena *a)
{
    str s = {0};
    for (unsigned i = 1; i < ACT__N; i++) {
        if (bits >> i & 1)
            s = s.len ? arena_printf(a, STR_FMT "|%s", STR_ARG(s), act_class_word((act_class)i))
                      : str_of(act_class_word((act_class)i));
    }
    return s;
}

static tr_err describe(const fuser *u, fused *g, const taxonomy *tax)
{
    incident *in = &g->as_incident;
    const claim *fullest = u->claims[g->members[0]];
    uint32_t acts = 0;
    for (size_t i = 0; i < g->n_members; i++) {
        const claim *c = u->claims[g->members[i]];
        acts |= c->acts;
        if (c->place.len + c->facility.len > fullest->place.len + fullest->facility.len)
            fullest = c;
        if (in->states.n == 0) in->states = c->states;
        if (in->adm1.len == 0) in->adm1 = c->adm1.len ? c->adm1 : c->region;
        if (c->received != USEC_UNKNOWN && (in->received == 0 || c->received < in->received))
            in->received = c->received;
    }
    if (in->received == 0) in->received = USEC_UNKNOWN;
    /* Who says "hit" answers what others leave open; who says "intercepted" does not. */
    if (acts & (1u << ACT_STRIKE_HIT | 1u << ACT_DEBRIS_DAMAGE)) acts &= ~(1u << ACT_UNKNOWN);
    g->id = arena_printf(u->a, "F-" STR_FMT, STR_ARG(u->claims[g->members[0]]->id));
    if (g->id.ptr == NULL) return TR_ERR_NOMEM;
    in->id = g->id;
    in->kind = INC_INCIDENT;
    in->when = joint_span(u, g->members, g->n_members);
    in->place = fullest->place;
    in->report = fullest->facility;
    in->category_words = fullest->facility;
    in->has_position = fullest->has_position;
    in->position = fullest->position;
    in->radius_m = fullest->radius_m;
    in->acts = acts;
    in->act = act_words(acts, u->a);
    if (in->act.ptr == NULL) return TR_ERR_NOMEM;
    g->no_event = u->f[g->members[0]].no_event;
    g->n_origins = count_distinct(u, g->members, g->n_members, false);
    g->n_pages = count_distinct(u, g->members, g->n_members, true);
    return joint_category(u, g->members, g->n_members, tax, in);
}

static int links_by_claims(const void *a, const void *b)
{
    const fuse_link *x = a, *y = b;
    if (x->a != y->a) return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

static int by_number(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

static size_t count_roots(fuser *u)
{
    size_t n = 0;
    for (size_t i = 0; i < u->n; i++)
        n += find_root(u, i) == i;
    return n;
}

/* Claims are in natural order and a root is its smallest member, so incidents come out in natural
 * order too. */
static tr_err build(fuser *u, const taxonomy *tax, fusion *out)
{
    fusion r = {.claims = u->claims,
                .n_claims = u->n,
                .links = u->taken,
                .n_links = u->n_taken,
                .ambiguous = u->ambiguous};
    r.of = arena_alloc_n(u->a, u->n + 1, sizeof *r.of);
    r.incidents = arena_alloc_n(u->a, count_roots(u) + 1, sizeof *r.incidents);
    size_t *members = arena_alloc_n(u->a, u->n + 1, sizeof *members);
    if (r.of == NULL || r.incidents == NULL || members == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < u->n; i++) {
        if (find_root(u, i) != i) continue;
        fused *g = &r.incidents[r.n_incidents];
        g->members = members;
        for (size_t j = i; j != SIZE_MAX; j = u->next[j]) {
            members[g->n_members++] = j;
            r.of[j] = r.n_incidents;
        }
        members += g->n_members;
        qsort(g->members, g->n_members, sizeof *g->members, by_number);
        r.n_incidents++;
        if (g->n_members > 1) u->ambiguous[i] = false;
        TR_TRY(describe(u, g, tax));
    }
    for (size_t i = 0; i < u->n; i++) {
        if (r.incidents[r.of[i]].n_members > 1) u->ambiguous[i] = false;
        r.n_ambiguous += u->ambiguous[i];
    }
    if (u->n_taken) qsort(u->taken, u->n_taken, sizeof *u->taken, links_by_claims);
    *out = r;
    return TR_OK;
}

static tr_err prepare(fuser *u, const claim *claims)
{
    u->claims = arena_alloc_n(u->a, u->n + 1, sizeof *u->claims);
    u->f = arena_alloc_n(u->a, u->n + 1, sizeof *u->f);
    u->root = arena_alloc_n(u->a, u->n + 1, sizeof *u->root);
    u->next = arena_alloc_n(u->a, u->n + 1, sizeof *u->next);
    u->last = arena_alloc_n(u->a, u->n + 1, sizeof *u->last);
    u->ambiguous = arena_alloc_n(u->a, u->n + 1, sizeof *u->ambiguous);
    if (!u->claims || !u->f || !u->root || !u->next || !u->last || !u->ambiguous)
        return TR_ERR_NOMEM;
    for (size_t i = 0; i < u->n; i++)
        u->claims[i] = &claims[i];
    if (u->n) qsort(u->claims, u->n, sizeof *u->claims, claims_by_id);
    for (size_t i = 0; i < u->n; i++) {
        u->root[i] = u->last[i] = i;
        u->next[i] = SIZE_MAX;
        TR_TRY(features_of_claim(u->claims[i], u->a, &u->f[i]));
    }
    return TR_OK;
}

static tr_err link_all(fuser *u, bool plain)
{
    TR_TRY(plain ? all_candidates(u) : blocks_each_pair(u->f, u->n, 0, add_candidate, u));
    u->vetoes = true;
    TR_TRY(take_links(u));
    return take_late(u);
}

static tr_err fuse(const claim *claims, size_t n, const link_decision *decisions,
                   size_t n_decisions, const taxonomy *categories, bool plain, arena *a,
                   fusion *out)
{
    fuser u = {.n = n, .a = a};
    TR_TRY(prepare(&u, claims));
    TR_TRY(apply_decisions(&u, decisions, n_decisions));
    arena_init(&u.work, WORK_BYTES);
    tr_err e = link_all(&u, plain);
    arena_clear(&u.work);
    return e == TR_OK ? build(&u, categories, out) : e;
}

tr_err fuse_claims(const claim *claims, size_t n, const link_decision *decisions,
                   size_t n_decisions, const taxonomy *categories, arena *a, fusion *out)
{
    return fuse(claims, n, decisions, n_decisions, categories, false, a, out);
}

tr_err fuse_claims_plain(const claim *claims, size_t n, const link_decision *decisions,
                         size_t n_decisions, const taxonomy *categories, arena *a, fusion *out)
{
    return fuse(claims, n, decisions, n_decisions, categories, true, a, out);
}
