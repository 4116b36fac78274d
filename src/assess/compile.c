/* A reading as tables, once, for many incidents. */
#include "assess/tables.h"

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
            reading_clause_for(t->r, t->tax->items[t->tax->leaf_item[l]].path, t->opts.practice);
        t->leaf_clause[l] = c;
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
    for (size_t i = 0; i < t->r->n_clauses; i++) {
        const clause *c = &t->r->clauses[i];
        if (c->kind != CLAUSE_ACT || (c->basis == BASIS_PRACTICE && !t->opts.practice)) continue;
        t->acts_yes = (t->acts_yes | c->acts_include) & ~c->acts_exclude;
        t->acts_no = (t->acts_no | c->acts_exclude) & ~c->acts_include;
    }
}

static tr_err compile_clause(reading_tables *t, const clause *c, arena *a, size_t cap[6])
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
    for (size_t i = 0; i < t->r->n_obligations; i++) {
        if (t->r->obligations[i].kind != OBL_STAY_OUT) continue;
        const obligation **slot =
            vec_push(a, (void *)&t->stay_out, &t->n_stay_out, &cap, sizeof *t->stay_out);
        if (slot == NULL) return TR_ERR_NOMEM;
        *slot = &t->r->obligations[i];
    }
    return TR_OK;
}

tr_err assess_compile(const agreement *ag, const reading *r, const assess_opts *opts, arena *a,
                      const reading_tables **out)
{
    reading_tables *t = arena_alloc(a, sizeof *t);
    size_t cap[6] = {0};
    if (t == NULL) return TR_ERR_NOMEM;
    t->r = r;
    t->opts = *opts;
    t->tax = &ag->categories;
    compile_scope(t);
    compile_acts(t);
    for (size_t i = 0; i < r->n_clauses; i++)
        TR_TRY(compile_clause(t, &r->clauses[i], a, cap));
    TR_TRY(compile_stay_out(t, a));
    TR_TRY(compile_words(t, a));
    *out = t;
    return TR_OK;
}
