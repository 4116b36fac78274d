#include "app/diverge.h"

#include "stats/divergence.h"

/* What each reading says of each incident, part by part. */
typedef struct answers {
    size_t n, k;
    truth *part; /* n x k x PART__N */
    bool *covered;
} answers;

static truth *part_of(const answers *x, size_t i, size_t r)
{
    return &x->part[(i * x->k + r) * PART__N];
}

static bool all_true(const truth *parts)
{
    for (size_t p = 0; p < PART__N; p++) {
        if (parts[p] != TRUTH_T) return false;
    }
    return true;
}

static tr_err answer_all(const report_data *d, const reading_tables *const *tables, size_t from,
                         size_t to, arena *a, answers *x)
{
    *x =
        (answers){.k = to - from,
                  .part = arena_alloc_n(a, d->n_coded * (to - from) * PART__N + 1, sizeof *x->part),
                  .covered = arena_alloc_n(a, d->n_coded * (to - from) + 1, sizeof *x->covered)};
    if (!x->part || !x->covered) return TR_ERR_NOMEM;
    for (size_t i = 0; i < d->n_coded; i++) {
        const report_row *row = &d->coded[i];
        if (!row->in_period || row->in->kind != INC_INCIDENT) continue;
        for (size_t r = 0; r < x->k; r++) {
            truth *p = part_of(x, x->n, r);
            assess_parts(tables[from + r], row->in, p);
            x->covered[x->n * x->k + r] = all_true(p);
        }
        x->n++;
    }
    return TR_OK;
}

/* Incidents on which reading a, with these parts taken from b, covers otherwise than a itself. */
typedef struct exchange {
    const answers *x;
    size_t a, b;
} exchange;

static double changed(void *ctx, unsigned set)
{
    const exchange *e = ctx;
    size_t n = 0;
    for (size_t i = 0; i < e->x->n; i++) {
        truth mixed[PART__N];
        for (size_t p = 0; p < PART__N; p++)
            mixed[p] = part_of(e->x, i, set >> p & 1 ? e->b : e->a)[p];
        n += all_true(mixed) != all_true(part_of(e->x, i, e->a));
    }
    return (double)n;
}

static void fill_pair(const answers *x, size_t from, pair_line *p)
{
    exchange e = {x, p->a - from, p->b - from};
    divergence_pair v = divergence_between(x->covered, x->n, x->k, e.a, e.b);
    p->both = v.both;
    p->a_only = v.a_only;
    p->b_only = v.b_only;
    p->has_jaccard = v.has_jaccard;
    p->jaccard = v.jaccard;
    if (v.a_only + v.b_only > 0) shapley_shares(PART__N, changed, &e, p->share);
}

tr_err diverge_phase(const report_data *d, const reading_tables *const *tables, size_t from,
                     size_t to, arena *a, divergence_line *out, pair_line *pairs, size_t n_pairs)
{
    answers x;
    TR_TRY(answer_all(d, tables, from, to, a, &x));
    *out = (divergence_line){.phase = d->phase_of[from], .n_readings = x.k, .n_incidents = x.n};
    if (x.k < 2) return TR_OK;
    divergence v = divergence_of(x.covered, x.n, x.k);
    out->under_all = v.under_all;
    out->under_none = v.under_none;
    out->dependent = v.dependent;
    out->least = v.least;
    out->most = v.most;
    out->has_alpha = v.has_alpha;
    out->alpha = v.alpha;
    for (size_t i = 0; i < n_pairs; i++)
        fill_pair(&x, from, &pairs[i]);
    return TR_OK;
}
