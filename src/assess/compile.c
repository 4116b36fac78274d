/* A reading as tables, once, for many incidents. */
#include "assess/tables.h"

#include <stdlib.h>

static tr_err push_clause(arena *a, const clause ***list, size_t *n, size_t *cap, const clause *c)
{
    const clause **slot = vec_push(a, (void *)list, n, cap, sizeof **list);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = c;
    return TR_OK;
}

static void compile_scope(reading_tables *t)
{
    for (size_t l = 0; l < t->tax->n_leaves; l++) {
        const clause *c =
            reading_clause_for(t->in, t->tax->items[t->tax->leaf_item[l]].path, t->opts.practice);
        t->leaf_clause[l] = c;
        if (c && c->unknown_text) continue;
        if (c && c->stance == STANCE_INCLUDE) cat_set_add(&t->yes, l);
        if (c && c->stance == STANCE_EXCLUDE) cat_set_add(&t->no, l);
    }
}

/* Defaults of docs/formats/coverage.md; clauses add to them. */
static void compile_acts(reading_tables *t)
{
    t->acts_yes = 1u << ACT_STRIKE_HIT | 1u << ACT_DEBRIS_DAMAGE;
    t->acts_no = 1u << ACT_INTERCEPTION | 1u << ACT_ATTEMPT | 1u << ACT_ABORTED |
                 1u << ACT_GROUND_DEMOLITION | 1u << ACT_SABOTAGE | 1u << ACT_CYBER |
                 1u << ACT_THREAT | 1u << ACT_PRESENCE;
    for (size_t i = 0; i < t->in->n_clauses; i++) {
        const clause *c = &t->in->clauses[i];
        if (c->kind != CLAUSE_ACT || (c->basis == BASIS_PRACTICE && !t->opts.practice)) continue;
        if (c->unknown_text) { /* what it says of them is not known */
            t->acts_yes &= ~(c->acts_include | c->acts_exclude);
            t->acts_no &= ~(c->acts_include | c->acts_exclude);
            continue;
        }
        t->acts_yes = (t->acts_yes | c->acts_include) & ~c->acts_exclude;
        t->acts_no = (t->acts_no | c->acts_exclude) & ~c->acts_include;
    }
}

static tr_err compile_clause(reading_tables *t, const clause *c, arena *a, size_t cap[9])
{
    if (c->basis == BASIS_PRACTICE && !t->opts.practice) return TR_OK;
    switch (c->kind) {
    case CLAUSE_START: return push_clause(a, &t->starts, &t->n_starts, &cap[0], c);
    case CLAUSE_END: return push_clause(a, &t->ends, &t->n_ends, &cap[1], c);
    case CLAUSE_CONDITION: return push_clause(a, &t->conditions, &t->n_conditions, &cap[2], c);
    case CLAUSE_PLACE: return push_clause(a, &t->places, &t->n_places, &cap[3], c);
    case CLAUSE_SUSPENSION: return push_clause(a, &t->suspensions, &t->n_suspensions, &cap[4], c);
    case CLAUSE_RELEASE: return push_clause(a, &t->releases, &t->n_releases, &cap[5], c);
    case CLAUSE_EXTENSION:
        if (extension_agreed(c)) t->extension = c;
        return TR_OK;
    case CLAUSE_GRACE:
        if (c->grace_usec > t->grace_usec) t->grace_usec = c->grace_usec;
        return TR_OK;
    case CLAUSE_RECIPROCAL: t->reciprocal = c; return TR_OK;
    case CLAUSE_RENEWAL: return push_clause(a, &t->renewals, &t->n_renewals, &cap[6], c);
    case CLAUSE_TERMINATION:
        return push_clause(a, &t->terminations, &t->n_terminations, &cap[7], c);
    case CLAUSE_EXCEPTION: return push_clause(a, &t->exceptions, &t->n_exceptions, &cap[8], c);
    case CLAUSE_SCOPE:
    case CLAUSE_DEFAULT:
    case CLAUSE_ACT:
    case CLAUSE_NONE:
    case CLAUSE__N: return TR_OK;
    }
    return TR_OK;
}

static tr_err compile_stay_out(reading_tables *t, arena *a)
{
    size_t cap = 0;
    for (size_t i = 0; i < t->in->n_obligations; i++) {
        if (t->in->obligations[i].kind != OBL_STAY_OUT) continue;
        const obligation **slot =
            vec_push(a, (void *)&t->stay_out, &t->n_stay_out, &cap, sizeof *t->stay_out);
        if (slot == NULL) return TR_ERR_NOMEM;
        *slot = &t->in->obligations[i];
    }
    return TR_OK;
}

static phase_rule rule_of(const agreement *ag, const reading *r)
{
    phase_rule own = r->rule;
    for (size_t i = 0; i < ag->n_phases; i++) {
        const phase_rule *p = &ag->phases[i].rule;
        if (!str_eq(ag->phases[i].id, r->phase)) continue;
        if (own.begins == NULL) own.begins = p->begins;
        if (own.continues_while == NULL) own.continues_while = p->continues_while;
        if (own.ends == NULL) own.ends = p->ends;
    }
    return own;
}

/* The tables of some clauses of a reading; `in` may be the reading itself. */
static tr_err compile_clauses(const agreement *ag, const reading *r, const reading *in,
                              const assess_opts *opts, arena *a, reading_tables **out)
{
    reading_tables *t = arena_alloc(a, sizeof *t);
    size_t cap[9] = {0};
    if (t == NULL) return TR_ERR_NOMEM;
    t->r = r;
    t->in = in;
    t->ag = ag;
    t->opts = *opts;
    t->tax = &ag->categories;
    t->rule = rule_of(ag, r);
    t->asks_bound = ag->asks_bound;
    t->asks_excepted = ag->asks_excepted;
    compile_scope(t);
    compile_acts(t);
    for (size_t i = 0; i < in->n_clauses; i++)
        TR_TRY(compile_clause(t, &in->clauses[i], a, cap));
    TR_TRY(compile_stay_out(t, a));
    TR_TRY(compile_words(t, a));
    *out = t;
    return TR_OK;
}

/* ---- clauses that bind some parties only ---- */

static bool some_bind_some(const reading *r)
{
    for (size_t i = 0; i < r->n_clauses; i++) {
        const clause *c = &r->clauses[i];
        bool tested = c->kind == CLAUSE_SCOPE || c->kind == CLAUSE_DEFAULT ||
                      c->kind == CLAUSE_PLACE || c->kind == CLAUSE_ACT;
        if (tested && c->binds && (c->binds & r->parties) != r->parties) return true;
    }
    for (size_t i = 0; i < r->n_obligations; i++) {
        const obligation *o = &r->obligations[i];
        if (o->kind == OBL_STAY_OUT && o->binds && (o->binds & r->parties) != r->parties)
            return true;
    }
    return false;
}

static bool for_side(uint64_t binds, size_t side)
{
    return binds == 0 || (binds >> side & 1);
}

/* The clauses that bind one party. */
static tr_err side_reading(const reading *r, size_t side, arena *a, const reading **out)
{
    reading *x = arena_alloc(a, sizeof *x);
    clause *c = arena_alloc_n(a, r->n_clauses + 1, sizeof *c);
    obligation *o = arena_alloc_n(a, r->n_obligations + 1, sizeof *o);
    if (x == NULL || c == NULL || o == NULL) return TR_ERR_NOMEM;
    *x = *r;
    x->clauses = c;
    x->obligations = o;
    x->n_clauses = x->n_obligations = 0;
    for (size_t i = 0; i < r->n_clauses; i++) {
        if (r->clauses[i].kind == CLAUSE_EXCEPTION || for_side(r->clauses[i].binds, side))
            c[x->n_clauses++] = r->clauses[i];
    }
    for (size_t i = 0; i < r->n_obligations; i++) {
        if (for_side(r->obligations[i].binds, side)) o[x->n_obligations++] = r->obligations[i];
    }
    *out = x;
    return TR_OK;
}

static tr_err compile_sides(reading_tables *t, arena *a)
{
    size_t n = t->ag->n_parties;
    if (!some_bind_some(t->in)) return TR_OK;
    t->sides = arena_alloc_n(a, n + 1, sizeof *t->sides);
    if (t->sides == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n; i++) {
        const reading *own;
        reading_tables *x;
        TR_TRY(side_reading(t->in, i, a, &own));
        TR_TRY(compile_clauses(t->ag, t->r, own, &t->opts, a, &x));
        x->masks = t->masks;
        x->n_masks = t->n_masks;
        t->sides[i] = x;
    }
    return TR_OK;
}

/* ---- amendments: what binds from when on ---- */

typedef struct change {
    usec_t from, to; /* of the instant; unknown is from the first to the last of all time */
    const moment *at;
    str by;
} change;

static int by_time(const void *x, const void *y)
{
    const change *a = x, *b = y;
    if (a->from != b->from) return a->from < b->from ? -1 : 1;
    if (a->to != b->to) return a->to < b->to ? -1 : 1;
    return str_cmp(a->by, b->by);
}

static tr_err add_change(const moment *at, str by, arena *a, change **v, size_t *n, size_t *cap)
{
    if (!at->given) return TR_OK;
    span s = moment_hull(at);
    if (!span_known(s)) s = (span){INT64_MIN + 1, INT64_MAX};
    for (size_t i = 0; i < *n; i++) {
        if ((*v)[i].from == s.from && (*v)[i].to == s.to) return TR_OK;
    }
    change *slot = vec_push(a, (void *)v, n, cap, sizeof *slot);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = (change){.from = s.from, .to = s.to, .at = at, .by = by};
    return TR_OK;
}

static bool reached(const moment *at, const change *v, size_t n)
{
    span s = moment_hull(at);
    if (!span_known(s)) s = (span){INT64_MIN + 1, INT64_MAX};
    for (size_t i = 0; i < n; i++) {
        if (v[i].from == s.from && v[i].to == s.to) return true;
    }
    return false;
}

/* The clauses that bind after the first n changes. */
static tr_err version_reading(const reading *r, const change *v, size_t n, arena *a,
                              const reading **out)
{
    reading *x = arena_alloc(a, sizeof *x);
    clause *c = arena_alloc_n(a, r->n_clauses + 1, sizeof *c);
    if (x == NULL || c == NULL) return TR_ERR_NOMEM;
    *x = *r;
    x->clauses = c;
    x->n_clauses = 0;
    for (size_t i = 0; i < r->n_clauses; i++) {
        const clause *own = &r->clauses[i];
        if (own->from_time.given && !reached(&own->from_time, v, n)) continue;
        if (own->until_time.given && reached(&own->until_time, v, n)) continue;
        c[x->n_clauses++] = *own;
    }
    *out = x;
    return TR_OK;
}

static tr_err compile_versions(reading_tables *t, arena *a)
{
    change *v = NULL;
    size_t n = 0, cap = 0;
    for (size_t i = 0; i < t->r->n_clauses; i++) {
        const clause *c = &t->r->clauses[i];
        TR_TRY(add_change(&c->until_time, c->amended_by, a, &v, &n, &cap));
        TR_TRY(add_change(&c->from_time, c->amended_by, a, &v, &n, &cap));
    }
    if (n == 0) return TR_OK;
    qsort(v, n, sizeof *v, by_time);
    reading_version *out = arena_alloc_n(a, n + 1, sizeof *out);
    if (out == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i <= n; i++) {
        const reading *own;
        reading_tables *x;
        TR_TRY(version_reading(t->r, v, i, a, &own));
        TR_TRY(compile_clauses(t->ag, t->r, own, &t->opts, a, &x));
        TR_TRY(compile_masks(x, a));
        TR_TRY(compile_sides(x, a));
        out[i] = (reading_version){.from = i ? v[i - 1].from : INT64_MIN + 1,
                                   .to = i < n ? v[i].to : INT64_MAX,
                                   .by = i ? v[i - 1].by : (str){0},
                                   .tables = x};
    }
    t->versions = out;
    t->n_versions = n + 1;
    return TR_OK;
}

tr_err assess_compile(const agreement *ag, const reading *r, const assess_opts *opts, arena *a,
                      const reading_tables **out)
{
    reading_tables *t;
    TR_TRY(compile_clauses(ag, r, r, opts, a, &t));
    TR_TRY(compile_masks(t, a));
    TR_TRY(compile_sides(t, a));
    TR_TRY(compile_versions(t, a));
    *out = t;
    return TR_OK;
}
