#include "app/diverge.h"

#include "stats/divergence.h"

/* What each reading says of each incident, part by part and together. */
typedef struct answers {
    size_t n, k;
    truth *part;  /* n x k x PART__N */
    truth *whole; /* n x k */
} answers;

static truth *part_of(const answers *x, size_t i, size_t r)
{
    return &x->part[(i * x->k + r) * PART__N];
}

static truth all_of(const truth *parts)
{
    truth t = TRUTH_T;
    for (size_t p = 0; p < PART__N; p++)
        t = truth_and(t, parts[p]);
    return t;
}

static tr_err answer_all(const report_data *d, const reading_tables *const *tables, size_t from,
                         size_t to, arena *a, answers *x)
{
    *x =
        (answers){.k = to - from,
                  .part = arena_alloc_n(a, d->n_coded * (to - from) * PART__N + 1, sizeof *x->part),
                  .whole = arena_alloc_n(a, d->n_coded * (to - from) + 1, sizeof *x->whole)};
    if (!x->part || !x->whole) return TR_ERR_NOMEM;
    for (size_t i = 0; i < d->n_coded; i++) {
        const report_row *row = &d->coded[i];
        if (!row->in_period || row->in->kind != INC_INCIDENT) continue;
        for (size_t r = 0; r < x->k; r++) {
            truth *p = part_of(x, x->n, r);
            assess_parts(tables[from + r], row->in, p);
            x->whole[x->n * x->k + r] = all_of(p);
        }
        x->n++;
    }
    return TR_OK;
}

/* Incidents on which reading a, with these parts taken from b, answers otherwise than a itself:
 * yes, no and unclear are three answers. */
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
        n += all_of(mixed) != e->x->whole[i * e->x->k + e->a];
    }
    return (double)n;
}

static void fill_pair(const answers *x, size_t from, pair_line *p)
{
    exchange e = {x, p->a - from, p->b - from};
    for (size_t i = 0; i < x->n; i++) {
        truth a = x->whole[i * x->k + e.a], b = x->whole[i * x->k + e.b];
        p->both += a == TRUTH_T && b == TRUTH_T;
        p->a_only += a == TRUTH_T && b == TRUTH_F;
        p->b_only += a == TRUTH_F && b == TRUTH_T;
        p->one_unclear += a != b && (a == TRUTH_U || b == TRUTH_U);
    }
    size_t any = p->both + p->a_only + p->b_only;
    p->has_jaccard = any > 0;
    if (any) p->jaccard = (double)p->both / (double)any;
    if (p->a_only + p->b_only + p->one_unclear == 0) return;
    exchange back = {x, e.b, e.a};
    double there[PART__N], home[PART__N];
    shapley_shares(PART__N, changed, &e, there);
    shapley_shares(PART__N, changed, &back, home);
    for (size_t k = 0; k < PART__N; k++) /* so that neither reading is the one that is changed */
        p->share[k] = (there[k] + home[k]) / 2;
}

/* Alpha is of the incidents on which no reading is unclear: an unknown is no no. */
static tr_err find_alpha(const answers *x, arena *a, divergence_line *out)
{
    bool *covered = arena_alloc_n(a, x->n * x->k + 1, sizeof *covered);
    if (covered == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < x->n; i++) {
        bool definite = true;
        for (size_t r = 0; r < x->k; r++)
            definite = definite && x->whole[i * x->k + r] != TRUTH_U;
        for (size_t r = 0; definite && r < x->k; r++)
            covered[out->n_definite * x->k + r] = x->whole[i * x->k + r] == TRUTH_T;
        out->n_definite += definite;
    }
    divergence v = divergence_of(covered, out->n_definite, x->k);
    out->has_alpha = v.has_alpha;
    out->alpha = v.alpha;
    return TR_OK;
}

static void count_answers(const answers *x, divergence_line *out)
{
    out->least = x->n;
    for (size_t i = 0; i < x->n; i++) {
        size_t yes = 0, no = 0;
        for (size_t r = 0; r < x->k; r++) {
            yes += x->whole[i * x->k + r] == TRUTH_T;
            no += x->whole[i * x->k + r] == TRUTH_F;
        }
        out->under_all += yes == x->k;
        out->under_none += no == x->k;
        out->dependent += yes > 0 && no > 0;
        out->unclear += !(yes == x->k || no == x->k || (yes > 0 && no > 0));
    }
    for (size_t r = 0; r < x->k; r++) {
        size_t n = 0;
        for (size_t i = 0; i < x->n; i++)
            n += x->whole[i * x->k + r] == TRUTH_T;
        out->least = n < out->least ? n : out->least;
        out->most = n > out->most ? n : out->most;
    }
}

tr_err diverge_phase(const report_data *d, const reading_tables *const *tables, size_t from,
                     size_t to, arena *a, divergence_line *out, pair_line *pairs, size_t n_pairs)
{
    answers x;
    TR_TRY(answer_all(d, tables, from, to, a, &x));
    *out = (divergence_line){.phase = d->phase_of[from], .n_readings = x.k, .n_incidents = x.n};
    if (x.k < 2) return TR_OK;
    count_answers(&x, out);
    TR_TRY(find_alpha(&x, a, out));
    for (size_t i = 0; i < n_pairs; i++)
        fill_pair(&x, from, &pairs[i]);
    return TR_OK;
}
