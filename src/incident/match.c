/* Fused claims and coded incidents beside each other. */
#include "incident/blocks.h"

#include "base/idmap.h"

#include <stdlib.h>

/* A coded incident and a fused one, and the best fact that any member shares with it. */
typedef struct found {
    size_t fused, incident, claim;
    pair_facts facts;
} found;

typedef struct matcher {
    const fusion *f;
    const incident *const *coded;
    size_t n_coded;
    features *features; /* of the coded incidents, then of the claims */
    arena *a;
    VEC(found) all;
    idmap by_pair; /* incident and fused one: index into `all` */
} matcher;

static tr_err gather_features(matcher *m)
{
    m->features = arena_alloc_n(m->a, m->n_coded + m->f->n_claims + 1, sizeof *m->features);
    if (m->features == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < m->n_coded; i++)
        TR_TRY(features_of_incident(m->coded[i], m->a, &m->features[i]));
    for (size_t i = 0; i < m->f->n_claims; i++)
        TR_TRY(features_of_claim(m->f->claims[i], m->a, &m->features[m->n_coded + i]));
    return TR_OK;
}

static bool counts(const features *said, const features *in, pair_facts *p)
{
    *p = compare_features(said, in);
    bool day = p->time == TIME_OVERLAP && said->exact && in->exact; /* both within hours */
    if (day) p->weight += 2;
    if (p->veto || p->weight < 3 || p->time <= TIME_SOFT) return false;
    return p->time != TIME_FAR || p->same_people || p->same_site;
}

static tr_err found_of(matcher *m, size_t of_coded, size_t of_fused, found **out)
{
    size_t pair[2] = {of_coded, of_fused}, at;
    str key = {(const char *)pair, sizeof pair};
    if (!idmap_find(&m->by_pair, key, &at)) {
        key = arena_str(m->a, key);
        found *x = key.ptr ? VEC_PUSH(m->a, &m->all) : NULL;
        if (x == NULL) return TR_ERR_NOMEM;
        *x = (found){.fused = of_fused, .incident = of_coded, .claim = SIZE_MAX};
        at = m->all.n - 1;
        TR_TRY(idmap_add(&m->by_pair, m->a, key, at));
    }
    *out = &m->all.items[at];
    return TR_OK;
}

/* Of members that weigh alike the first in natural order tells why. */
static tr_err look_at(void *ctx, size_t coded, size_t other)
{
    matcher *m = ctx;
    size_t nth = other - m->n_coded;
    pair_facts p;
    found *x;
    if (m->coded[coded]->kind == INC_AGGREGATE) return TR_OK;
    if (!counts(&m->features[other], &m->features[coded], &p)) return TR_OK;
    TR_TRY(found_of(m, coded, m->f->of[nth], &x));
    bool first = x->claim == SIZE_MAX, heavier = p.weight > x->facts.weight,
         alike = p.weight == x->facts.weight && nth < x->claim;
    if (!first && !heavier && !alike) return TR_OK;
    x->facts = p;
    x->claim = nth;
    return TR_OK;
}

static tr_err look_at_all(matcher *m)
{
    for (size_t i = 0; i < m->n_coded; i++) {
        for (size_t k = 0; k < m->f->n_claims; k++)
            TR_TRY(look_at(m, i, m->n_coded + k));
    }
    return TR_OK;
}

static int by_weight(const void *a, const void *b)
{
    const found *x = a, *y = b;
    if (x->facts.weight != y->facts.weight) return x->facts.weight > y->facts.weight ? -1 : 1;
    if (x->fused != y->fused) return x->fused < y->fused ? -1 : 1;
    return (x->incident > y->incident) - (x->incident < y->incident);
}

static int by_fused(const void *a, const void *b)
{
    const match *x = a, *y = b;
    return (x->fused > y->fused) - (x->fused < y->fused);
}

/* One to one, the heaviest first. */
static tr_err take(matcher *m, match **out, size_t *n_out)
{
    VEC(match) kept = {0};
    bool *used_f = arena_alloc_n(m->a, m->f->n_incidents + 1, sizeof *used_f);
    bool *used_c = arena_alloc_n(m->a, m->n_coded + 1, sizeof *used_c);
    if (used_f == NULL || used_c == NULL) return TR_ERR_NOMEM;
    if (m->all.n) qsort(m->all.items, m->all.n, sizeof *m->all.items, by_weight);
    for (size_t i = 0; i < m->all.n; i++) {
        const found *x = &m->all.items[i];
        if (used_f[x->fused] || used_c[x->incident]) continue;
        used_f[x->fused] = used_c[x->incident] = true;
        match *k = VEC_PUSH(m->a, &kept);
        if (k == NULL) return TR_ERR_NOMEM;
        *k = (match){.fused = x->fused, .incident = x->incident, .weight = x->facts.weight};
        TR_TRY(facts_words(&x->facts, m->a, &k->reason));
    }
    if (kept.n) qsort(kept.items, kept.n, sizeof *kept.items, by_fused);
    *out = kept.items;
    *n_out = kept.n;
    return TR_OK;
}

static tr_err match_all(const fusion *f, const incident *const *coded, size_t n_coded, bool plain,
                        arena *a, match **out, size_t *n_out)
{
    matcher m = {.f = f, .coded = coded, .n_coded = n_coded, .a = a};
    *out = NULL;
    *n_out = 0;
    if (n_coded == 0 || f->n_claims == 0) return TR_OK;
    TR_TRY(gather_features(&m));
    TR_TRY(plain ? look_at_all(&m)
                 : blocks_each_pair(m.features, n_coded + f->n_claims, n_coded, look_at, &m));
    return take(&m, out, n_out);
}

tr_err match_incidents(const fusion *f, const incident *const *coded, size_t n_coded, arena *a,
                       match **out, size_t *n_out)
{
    return match_all(f, coded, n_coded, false, a, out, n_out);
}

tr_err match_incidents_plain(const fusion *f, const incident *const *coded, size_t n_coded, arena *a,
                             match **out, size_t *n_out)
{
    return match_all(f, coded, n_coded, true, a, out, n_out);
}
