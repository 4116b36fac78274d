#include "study/diverge.h"

#include "stats/divergence.h"

#include <stdlib.h>

/* What each reading says of each incident, part by part and together. */
typedef struct answers {
    size_t n, k;
    uint8_t *part;  /* truth, n x k x PART__N */
    uint8_t *whole; /* truth, n x k */
} answers;

static uint8_t *part_of(const answers *x, size_t i, size_t r)
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
        if (!row->counted || row->in->kind != INC_INCIDENT) continue;
        for (size_t r = 0; r < x->k; r++) {
            truth parts[PART__N];
            uint8_t *p = part_of(x, x->n, r);
            assess_parts(tables[from + r], row->in, parts);
            for (size_t k = 0; k < PART__N; k++)
                p[k] = (uint8_t)parts[k];
            x->whole[x->n * x->k + r] = (uint8_t)all_of(parts);
        }
        x->n++;
    }
    return TR_OK;
}

/* Incidents on which reading a, with these parts taken from b, answers otherwise than a itself:
 * yes, no and unclear are three answers. Incidents with the same answers to all parts of both are
 * counted together: there are few kinds, however many incidents. */
typedef struct kind {
    uint64_t key; /* the parts of a, then those of b, two bits each */
    size_t n;
} kind;

typedef struct exchange {
    const kind *kinds;
    size_t n_kinds;
} exchange;

static int by_key(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static tr_err kinds_of(const answers *x, size_t a, size_t b, arena *ar, uint64_t *keys,
                       exchange *out)
{
    _Static_assert(PART__N * 4 <= 64 && TRUTH_U < 4 && TRUTH_T < 4 && TRUTH_F < 4, "two bits each");
    VEC(kind) v = {0};
    for (size_t i = 0; i < x->n; i++) {
        keys[i] = 0;
        for (size_t p = 0; p < PART__N; p++)
            keys[i] |= (uint64_t)part_of(x, i, a)[p] << 2 * p | (uint64_t)part_of(x, i, b)[p]
                                                                    << 2 * (p + PART__N);
    }
    if (x->n) qsort(keys, x->n, sizeof *keys, by_key);
    for (size_t i = 0; i < x->n; i++) {
        if (v.n == 0 || v.items[v.n - 1].key != keys[i]) {
            kind *k = VEC_PUSH(ar, &v);
            if (k == NULL) return TR_ERR_NOMEM;
            *k = (kind){.key = keys[i]};
        }
        v.items[v.n - 1].n++;
    }
    *out = (exchange){v.items, v.n};
    return TR_OK;
}

static double changed(void *ctx, unsigned set)
{
    const exchange *e = ctx;
    size_t n = 0;
    for (size_t i = 0; i < e->n_kinds; i++) {
        truth own[PART__N], mixed[PART__N];
        for (size_t p = 0; p < PART__N; p++) {
            own[p] = (truth)(e->kinds[i].key >> 2 * p & 3);
            mixed[p] = set >> p & 1 ? (truth)(e->kinds[i].key >> 2 * (p + PART__N) & 3) : own[p];
        }
        if (all_of(mixed) != all_of(own)) n += e->kinds[i].n;
    }
    return (double)n;
}

static tr_err fill_pair(const answers *x, size_t n_parts, size_t from, arena *ar, uint64_t *keys,
                        pair_line *p)
{
    size_t first = p->a - from, second = p->b - from;
    for (size_t i = 0; i < x->n; i++) {
        unsigned a = x->whole[i * x->k + first], b = x->whole[i * x->k + second];
        p->both += a == TRUTH_T && b == TRUTH_T;
        p->a_only += a == TRUTH_T && b == TRUTH_F;
        p->b_only += a == TRUTH_F && b == TRUTH_T;
        p->one_unclear += a != b && (a == TRUTH_U || b == TRUTH_U);
    }
    size_t any = p->both + p->a_only + p->b_only;
    p->has_jaccard = any > 0;
    if (any) p->jaccard = (double)p->both / (double)any;
    if (p->a_only + p->b_only + p->one_unclear == 0) return TR_OK;
    exchange e, back;
    TR_TRY(kinds_of(x, first, second, ar, keys, &e));
    TR_TRY(kinds_of(x, second, first, ar, keys, &back));
    double there[PART__N], home[PART__N];
    shapley_shares(n_parts, changed, &e, there);
    shapley_shares(n_parts, changed, &back, home);
    for (size_t k = 0; k < n_parts; k++) /* so that neither reading is the one that is changed */
        p->share[k] = (there[k] + home[k]) / 2;
    return TR_OK;
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

static tr_err diverge(const report_data *d, const reading_tables *const *tables, size_t from,
                      size_t to, arena *a, divergence_line *out, pair_line *pairs, size_t n_pairs)
{
    answers x;
    TR_TRY(answer_all(d, tables, from, to, a, &x));
    *out = (divergence_line){.phase = d->phase_of[from], .n_readings = x.k, .n_incidents = x.n};
    if (x.k < 2) return TR_OK;
    count_answers(&x, out);
    TR_TRY(find_alpha(&x, a, out));
    uint64_t *keys = arena_alloc_unset_n(a, x.n + 1, sizeof *keys); /* for one pair at a time */
    if (keys == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n_pairs; i++)
        TR_TRY(fill_pair(&x, reading_parts(d->ag), from, a, keys, &pairs[i]));
    return TR_OK;
}

/* Answers of all incidents take room; what is said of them are numbers. */
tr_err diverge_phase(const report_data *d, const reading_tables *const *tables, size_t from,
                     size_t to, divergence_line *out, pair_line *pairs, size_t n_pairs)
{
    arena a;
    arena_init(&a, MISSION_ARENA_BYTES);
    tr_err e = diverge(d, tables, from, to, &a, out, pairs, n_pairs);
    arena_clear(&a);
    return e;
}
