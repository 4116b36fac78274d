/* Fused claims and coded incidents beside each other. */
#include "incident/features.h"

#include <stdlib.h>

typedef VEC(match) match_vec;

static int by_weight(const void *a, const void *b)
{
    const match *x = a, *y = b;
    if (x->weight != y->weight) return x->weight > y->weight ? -1 : 1;
    if (x->fused != y->fused) return x->fused < y->fused ? -1 : 1;
    return (x->incident > y->incident) - (x->incident < y->incident);
}

static int by_fused(const void *a, const void *b)
{
    const match *x = a, *y = b;
    return (x->fused > y->fused) - (x->fused < y->fused);
}

/* The best fact any member shares with the coded incident. */
static tr_err best_member(const fusion *f, const fused *g, const features *in, pair_facts *out,
                          bool *found)
{
    *found = false;
    for (size_t i = 0; i < g->n_members; i++) {
        features c;
        TR_TRY(features_of_claim(f->claims[g->members[i]], &c));
        pair_facts p = compare_features(&c, in);
        bool day =
            p.time == TIME_OVERLAP && c.exact && in->exact; /* both within hours of each other */
        if (day) p.weight += 2;
        if (p.veto || p.weight < 3 || p.time <= TIME_SOFT) continue;
        if (p.time == TIME_FAR && !p.same_people && !p.same_site) continue;
        if (!*found || p.weight > out->weight) *out = p;
        *found = true;
    }
    return TR_OK;
}

tr_err match_incidents(const fusion *f, const incident *coded, size_t n_coded, arena *a,
                       match **out, size_t *n_out)
{
    match_vec all = {0}, kept = {0};
    bool *used_f = arena_alloc_n(a, f->n_incidents + 1, sizeof *used_f);
    bool *used_c = arena_alloc_n(a, n_coded + 1, sizeof *used_c);
    if (used_f == NULL || used_c == NULL) return TR_ERR_NOMEM;
    for (size_t j = 0; j < n_coded; j++) {
        features in;
        if (coded[j].kind == INC_AGGREGATE) continue;
        TR_TRY(features_of_incident(&coded[j], &in));
        for (size_t i = 0; i < f->n_incidents; i++) {
            pair_facts p;
            bool found;
            TR_TRY(best_member(f, &f->incidents[i], &in, &p, &found));
            if (!found) continue;
            match *m = VEC_PUSH(a, &all);
            if (m == NULL) return TR_ERR_NOMEM;
            *m = (match){.fused = i, .incident = j, .weight = p.weight};
            TR_TRY(facts_words(&p, a, &m->reason));
        }
    }
    if (all.n) qsort(all.items, all.n, sizeof *all.items, by_weight);
    for (size_t i = 0; i < all.n; i++) {
        const match *m = &all.items[i];
        if (used_f[m->fused] || used_c[m->incident]) continue;
        used_f[m->fused] = used_c[m->incident] = true;
        match *k = VEC_PUSH(a, &kept);
        if (k == NULL) return TR_ERR_NOMEM;
        *k = *m;
    }
    if (kept.n) qsort(kept.items, kept.n, sizeof *kept.items, by_fused);
    *out = kept.items;
    *n_out = kept.n;
    return TR_OK;
}
