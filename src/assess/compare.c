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

/* One incident is looked at under every reading at a time, so that what is held are the differences
 * and not the explanations. */
typedef VEC(split_item) split_vec;
typedef struct cmp {
    const reading_tables *const *tables;
    size_t n_tables;
    explanation *x;   /* of the incident at hand, by table */
    split_vec *found; /* by pair */
    size_t *n_found;  /* by pair */
    size_t **decides; /* by table and clause */
    split_sink *each; /* NULL: they are kept in `found` */
    void *ctx;
    arena *a;
} cmp;

/* Clauses that decide one difference decide many: the last few lists are shared. */
static tr_err keep_lists(const split_vec *v, arena *a, split_item *s)
{
    enum { LOOK_BACK = 16 };
    split_item kept = *s;
    for (size_t k = 1; k <= LOOK_BACK && k <= v->n; k++) {
        const split_item *was = &v->items[v->n - k];
        if (!str_list_same(&was->clauses_a, &s->clauses_a) ||
            !str_list_same(&was->clauses_b, &s->clauses_b))
            continue;
        s->clauses_a = was->clauses_a;
        s->clauses_b = was->clauses_b;
        return TR_OK;
    }
    TR_TRY(str_list_copy(&s->clauses_a, a, &kept.clauses_a)); /* with the names, which go with */
    TR_TRY(str_list_copy(&s->clauses_b, a, &kept.clauses_b)); /* the incident at hand */
    *s = kept;
    return TR_OK;
}

static tr_err keep_item(const cmp *c, size_t pair, split_item *s)
{
    split_vec *v = &c->found[pair];
    TR_TRY(keep_lists(v, c->a, s));
    split_item *slot = VEC_PUSH(c->a, v);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = *s;
    return TR_OK;
}

/* Of the incident at hand, under tables `ra` and `rb`. */
static tr_err compare_pair(const cmp *c, const incident *in, size_t ra, size_t rb, arena *scratch,
                           split_item *s)
{
    const explanation *xa = &c->x[ra], *xb = &c->x[rb];
    *s = (split_item){.incident = in,
                      .a = xa->result.verdict,
                      .b = xb->result.verdict,
                      .tests = smallest_swap(&xa->result, &xb->result, in->acts)};
    for (unsigned t = 1; t < TEST__N; t++) {
        if (!(s->tests >> t & 1)) continue;
        TR_TRY(add_unique(scratch, &s->clauses_a, &xa->reason[t].deciding));
        TR_TRY(add_unique(scratch, &s->clauses_b, &xb->reason[t].deciding));
    }
    return TR_OK;
}

static void weigh_clauses(const cmp *c, size_t t)
{
    const reading *rg = c->tables[t]->r;
    const str_list *d = &c->x[t].deciding;
    for (size_t j = 0; j < d->n; j++) {
        for (size_t k = 0; k < rg->n_clauses; k++)
            c->decides[t][k] += str_eq(d->items[j], rg->clauses[k].id);
    }
}

static tr_err compare_incident(const cmp *c, const agreement *ag, const incident *in, size_t nth,
                               arena *scratch)
{
    size_t pair = 0;
    split_item s;
    for (size_t t = 0; t < c->n_tables; t++) {
        TR_TRY(assess_deciding(ag, c->tables[t], in, scratch, &c->x[t]));
        weigh_clauses(c, t);
    }
    for (size_t i = 0; i < c->n_tables; i++) {
        for (size_t j = i + 1; j < c->n_tables; j++, pair++) {
            if (c->x[i].result.verdict == c->x[j].result.verdict) continue;
            TR_TRY(compare_pair(c, in, i, j, scratch, &s));
            TR_TRY(c->each ? c->each(c->ctx, pair, nth, &s) : keep_item(c, pair, &s));
            c->n_found[pair]++;
        }
    }
    return TR_OK;
}

static tr_err list_weights(const cmp *c, comparison *out)
{
    VEC(clause_weight) v = {0};
    for (size_t t = 0; t < c->n_tables; t++) {
        const reading *rg = c->tables[t]->r;
        for (size_t k = 0; k < rg->n_clauses; k++) {
            if (c->decides[t][k] == 0) continue;
            clause_weight *w = VEC_PUSH(c->a, &v);
            if (w == NULL) return TR_ERR_NOMEM;
            *w = (clause_weight){
                .clause = &rg->clauses[k], .reading = rg, .decides = c->decides[t][k]};
        }
    }
    out->weights = v.items;
    out->n_weights = v.n;
    return TR_OK;
}

static tr_err make_room(cmp *c, comparison *r)
{
    size_t n = c->n_tables, n_pairs = n * n;
    c->x = arena_alloc_n(c->a, n + 1, sizeof *c->x);
    c->found = arena_alloc_n(c->a, n_pairs + 1, sizeof *c->found);
    c->n_found = arena_alloc_n(c->a, n_pairs + 1, sizeof *c->n_found);
    c->decides = arena_alloc_n(c->a, n + 1, sizeof *c->decides);
    r->readings = arena_alloc_n(c->a, n + 1, sizeof *r->readings);
    r->pairs = arena_alloc_n(c->a, n_pairs + 1, sizeof *r->pairs);
    if (!c->x || !c->found || !c->n_found || !c->decides || !r->readings || !r->pairs)
        return TR_ERR_NOMEM;
    for (size_t t = 0; t < n; t++) {
        r->readings[t] = c->tables[t]->r;
        c->decides[t] = arena_alloc_n(c->a, c->tables[t]->r->n_clauses + 1, sizeof **c->decides);
        if (c->decides[t] == NULL) return TR_ERR_NOMEM;
    }
    return TR_OK;
}

static tr_err compare_incidents(const cmp *c, const agreement *ag, const incident *const *incidents,
                                size_t n)
{
    arena scratch;
    tr_err e = TR_OK;
    arena_init(&scratch, SIZE_MAX);
    for (size_t i = 0; i < n && e == TR_OK; i++) {
        arena_reset(&scratch);
        e = compare_incident(c, ag, incidents[i], i, &scratch);
    }
    arena_clear(&scratch);
    return e;
}

tr_err assess_compare(const agreement *ag, const reading_tables *const *tables, size_t n_tables,
                      const incident *const *incidents, size_t n_incidents, split_sink *each,
                      void *ctx, arena *a, comparison *out)
{
    comparison r = {.n_readings = n_tables};
    cmp c = {.tables = tables, .n_tables = n_tables, .each = each, .ctx = ctx, .a = a};
    TR_TRY(make_room(&c, &r));
    TR_TRY(compare_incidents(&c, ag, incidents, n_incidents));
    for (size_t i = 0; i < n_tables; i++) {
        for (size_t j = i + 1; j < n_tables; j++) {
            r.pairs[r.n_pairs] = (pair_difference){.a = tables[i]->r,
                                                   .b = tables[j]->r,
                                                   .items = c.found[r.n_pairs].items,
                                                   .n = c.n_found[r.n_pairs]};
            r.n_pairs++;
        }
    }
    TR_TRY(list_weights(&c, &r));
    *out = r;
    return TR_OK;
}
