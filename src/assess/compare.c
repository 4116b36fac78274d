/* Where readings differ, and because of which clause: for each pair the tests of A are replaced by
 * those of B, one at a time, then two at a time, until the verdict of B comes out. */
#include "assess/tables.h"

#include <stdlib.h>

static verdict verdict_with(const assessment *a, const assessment *b, unsigned swapped,
                            uint32_t acts)
{
    assessment m = *a;
    for (unsigned i = 1; i < TEST__N; i++) {
        if (swapped >> i & 1) m.test[i] = b->test[i];
    }
    return verdict_of(&m, acts);
}

static unsigned bits_in(unsigned v)
{
    unsigned n = 0;
    for (; v; v &= v - 1)
        n++;
    return n;
}

/* The smallest set of tests whose replacement turns A's verdict into B's; the first in the order of
 * the tests among equals. */
static unsigned smallest_swap(const assessment *a, const assessment *b, uint32_t acts)
{
    unsigned best = 0;
    for (unsigned m = 2; m < 1u << TEST__N; m += 2) {
        if (verdict_with(a, b, m, acts) != b->verdict) continue;
        if (best == 0 || bits_in(m) < bits_in(best)) best = m;
    }
    return best;
}

static tr_err add_unique(arena *a, str_list *l, const str_list *from)
{
    for (size_t i = 0; i < from->n; i++) {
        bool have = false;
        for (size_t j = 0; j < l->n; j++)
            have |= str_eq(l->items[j], from->items[i]);
        if (have) continue;
        str *s = VEC_PUSH(a, l);
        if (s == NULL) return TR_ERR_NOMEM;
        *s = from->items[i];
    }
    return TR_OK;
}

typedef struct cmp {
    const explanation *x; /* [reading][incident] */
    size_t n_incidents;
    const incident *incidents;
    arena *a;
} cmp;

static tr_err compare_pair(const cmp *c, size_t ra, size_t rb, pair_difference *out)
{
    VEC(split_item) v = {0};
    for (size_t i = 0; i < c->n_incidents; i++) {
        const explanation *xa = &c->x[ra * c->n_incidents + i],
                          *xb = &c->x[rb * c->n_incidents + i];
        if (xa->result.verdict == xb->result.verdict) continue;
        split_item *s = VEC_PUSH(c->a, &v);
        if (s == NULL) return TR_ERR_NOMEM;
        *s = (split_item){.incident = &c->incidents[i],
                          .a = xa->result.verdict,
                          .b = xb->result.verdict,
                          .tests = smallest_swap(&xa->result, &xb->result, c->incidents[i].acts)};
        for (unsigned t = 1; t < TEST__N; t++) {
            if (!(s->tests >> t & 1)) continue;
            TR_TRY(add_unique(c->a, &s->clauses_a, &xa->reason[t].deciding));
            TR_TRY(add_unique(c->a, &s->clauses_b, &xb->reason[t].deciding));
        }
    }
    out->items = v.items;
    out->n = v.n;
    return TR_OK;
}

static tr_err weigh_clauses(const cmp *c, const reading_tables *const *tables, size_t n_tables,
                            comparison *out)
{
    VEC(clause_weight) v = {0};
    for (size_t r = 0; r < n_tables; r++) {
        const reading *rg = tables[r]->r;
        for (size_t k = 0; k < rg->n_clauses; k++) {
            size_t n = 0;
            for (size_t i = 0; i < c->n_incidents; i++) {
                const str_list *d = &c->x[r * c->n_incidents + i].deciding;
                for (size_t j = 0; j < d->n; j++)
                    n += str_eq(d->items[j], rg->clauses[k].id);
            }
            if (n == 0) continue;
            clause_weight *w = VEC_PUSH(c->a, &v);
            if (w == NULL) return TR_ERR_NOMEM;
            *w = (clause_weight){.clause = &rg->clauses[k], .reading = rg, .decides = n};
        }
    }
    out->weights = v.items;
    out->n_weights = v.n;
    return TR_OK;
}

tr_err assess_compare(const agreement *ag, const reading_tables *const *tables, size_t n_tables,
                      const incident *incidents, size_t n_incidents, arena *a, comparison *out)
{
    comparison r = {.n_readings = n_tables};
    explanation *x = arena_alloc_n(a, n_tables * n_incidents + 1, sizeof *x);
    r.readings = arena_alloc_n(a, n_tables + 1, sizeof *r.readings);
    r.pairs = arena_alloc_n(a, n_tables * n_tables + 1, sizeof *r.pairs);
    if (x == NULL || r.readings == NULL || r.pairs == NULL) return TR_ERR_NOMEM;
    for (size_t t = 0; t < n_tables; t++) {
        r.readings[t] = tables[t]->r;
        for (size_t i = 0; i < n_incidents; i++)
            TR_TRY(assess_explain(ag, tables[t], &incidents[i], a, &x[t * n_incidents + i]));
    }
    cmp c = {.x = x, .n_incidents = n_incidents, .incidents = incidents, .a = a};
    for (size_t i = 0; i < n_tables; i++) {
        for (size_t j = i + 1; j < n_tables; j++) {
            pair_difference *p = &r.pairs[r.n_pairs++];
            *p = (pair_difference){.a = tables[i]->r, .b = tables[j]->r};
            TR_TRY(compare_pair(&c, i, j, p));
        }
    }
    TR_TRY(weigh_clauses(&c, tables, n_tables, &r));
    *out = r;
    return TR_OK;
}
