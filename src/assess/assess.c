#include "assess/tables.h"

#include <stdlib.h>

const reading *tables_reading(const reading_tables *t)
{
    return t->r;
}

/* ---- in force ------------------------------------------------------------------------------- */

/* T for all, F for all, else U. */
static truth agree(truth a, truth b)
{
    return a == TRUTH_NONE || a == b ? b : TRUTH_U;
}

static truth after(span instant, span when)
{
    if (when.from >= instant.to) return TRUTH_T;
    if (when.to <= instant.from) return TRUTH_F;
    return TRUTH_U;
}

static truth before(span instant, span when)
{
    if (when.to <= instant.from) return TRUTH_T;
    if (when.from >= instant.to) return TRUTH_F;
    return TRUTH_U;
}

truth start_clause_test(const clause *c, usec_t grace_usec, span when)
{
    if (c->unstated) {
        return c->known_until != USEC_UNKNOWN && when.from >= c->known_until ? TRUTH_T : TRUTH_U;
    }
    truth t = TRUTH_NONE;
    for (size_t i = 0; i < c->n_alts; i++) {
        t = agree(t, after((span){c->alts[i].from, c->alts[i].to + grace_usec}, when));
    }
    return t == TRUTH_NONE ? TRUTH_U : t;
}

truth end_clause_test(const clause *c, span when)
{
    if (c->open) return TRUTH_T;
    if (c->unstated)
        return c->known_until != USEC_UNKNOWN && when.to <= c->known_until ? TRUTH_T : TRUTH_U;
    truth t = TRUTH_NONE;
    for (size_t i = 0; i < c->n_alts; i++)
        t = agree(t, before(c->alts[i], when));
    return t == TRUTH_NONE ? TRUTH_U : t;
}

/* The state that holds at an instant is that of the last change before it; before the first change
 * nothing is known. An incident across a change takes both states. */
truth condition_test(const clause *c, span when)
{
    truth t = TRUTH_NONE;
    for (size_t i = 0; i <= c->n_changes; i++) {
        usec_t from = i == 0 ? INT64_MIN : c->changes[i - 1].at.from;
        usec_t to = i == c->n_changes ? INT64_MAX : c->changes[i].at.to;
        if (when.from >= to || (when.to <= from && !(when.from == when.to && when.from == from)))
            continue;
        truth here = TRUTH_U;
        if (i > 0 && str_is(c->changes[i - 1].state, "met")) here = TRUTH_T;
        if (i > 0 && str_is(c->changes[i - 1].state, "not_met")) here = TRUTH_F;
        t = agree(t, here);
    }
    return t == TRUTH_NONE ? TRUTH_U : t;
}

truth suspension_test(const clause *c, span when)
{
    truth t = TRUTH_F;
    for (size_t i = 0; i < c->n_alts; i++) {
        truth begun = after(c->alts[i], when);
        truth not_over = span_known(c->until) ? before(c->until, when) : TRUTH_T;
        t = truth_or(t, truth_and(begun, not_over));
    }
    return t;
}

static truth since(usec_t t, span when)
{
    return t == USEC_UNKNOWN ? TRUTH_F : after((span){t, t}, when);
}

truth release_test(const clause *c, span when)
{
    if (c->used) return since(c->used_at, when);
    if (!c->automatic) return TRUTH_F;
    if (since(c->found_at, when) == TRUTH_T) return TRUTH_T;
    return since(c->alleged_from, when) == TRUTH_F ? TRUTH_F : TRUTH_U;
}

truth starts_test(const reading_tables *t, span when)
{
    truth r = TRUTH_NONE;
    for (size_t i = 0; i < t->n_starts; i++)
        r = agree(r, start_clause_test(t->starts[i], t->grace_usec, when));
    return r == TRUTH_NONE ? TRUTH_U : r;
}

truth ends_test(const reading_tables *t, span when)
{
    truth r = TRUTH_NONE;
    if (t->extension) return before(t->extension->until, when);
    for (size_t i = 0; i < t->n_ends; i++)
        r = agree(r, end_clause_test(t->ends[i], when));
    return r == TRUTH_NONE ? TRUTH_U : r;
}

/* Conditions, suspensions, releases, and conduct in kind. */
static truth conditions_test(const reading_tables *t, const incident *in)
{
    truth r = TRUTH_T;
    for (size_t i = 0; i < t->n_conditions; i++)
        r = truth_and(r, condition_test(t->conditions[i], in->when));
    for (size_t i = 0; i < t->n_suspensions; i++)
        r = truth_and(r, truth_not(suspension_test(t->suspensions[i], in->when)));
    for (size_t i = 0; i < t->n_releases; i++)
        r = truth_and(r, truth_not(release_test(t->releases[i], in->when)));
    if (t->reciprocal) r = truth_and(r, TRUTH_U);
    return r;
}

truth in_force_test(const reading_tables *t, const incident *in)
{
    if (!span_known(in->when)) return TRUTH_U;
    truth window = truth_and(starts_test(t, in->when), ends_test(t, in->when));
    return truth_and(window, conditions_test(t, in));
}

/* ---- category ------------------------------------------------------------------------------- */

/* `a|b` and a node: all T, all F, else U. */
truth term_test(const reading_tables *t, const cat_set *set)
{
    uint64_t not_yes = 0, not_no = 0;
    for (size_t i = 0; i < MAX_LEAVES / 64; i++) {
        not_yes |= set->w[i] & ~t->yes.w[i];
        not_no |= set->w[i] & ~t->no.w[i];
    }
    return not_yes == 0 ? TRUTH_T : not_no == 0 ? TRUTH_F : TRUTH_U;
}

bool is_presence(const incident *in)
{
    return in->acts == 1u << ACT_PRESENCE;
}

static truth stay_out_category(const reading_tables *t, const incident *in)
{
    truth r = TRUTH_F;
    for (size_t i = 0; i < t->n_stay_out; i++) {
        const obligation *o = t->stay_out[i];
        cat_set owed = {0};
        for (size_t j = 0; j < o->categories.n; j++) {
            const category *c = taxonomy_find(t->tax, o->categories.items[j]);
            for (size_t k = 0; c && k < MAX_LEAVES / 64; k++)
                owed.w[k] |= c->leaves.w[k];
        }
        for (size_t j = 0; j < in->n_cat_terms; j++) {
            uint64_t inside = 0, beyond = 0;
            for (size_t k = 0; k < MAX_LEAVES / 64; k++) {
                inside |= in->cat_terms[j].w[k] & owed.w[k];
                beyond |= in->cat_terms[j].w[k] & ~owed.w[k];
            }
            r = truth_or(r, beyond == 0 ? TRUTH_T : inside == 0 ? TRUTH_F : TRUTH_U);
        }
    }
    return r;
}

truth category_test(const reading_tables *t, const incident *in)
{
    if (is_presence(in)) return stay_out_category(t, in);
    truth r = TRUTH_F;
    for (size_t i = 0; i < in->n_cat_terms; i++)
        r = truth_or(r, term_test(t, &in->cat_terms[i]));
    return r;
}

/* ---- place ---------------------------------------------------------------------------------- */

static bool has_state(const str_list *l, str s)
{
    for (size_t i = 0; i < l->n; i++) {
        if (str_eq(l->items[i], s)) return true;
    }
    return false;
}

truth area_test(const reading_tables *t, const area_zone *z, bool outside, const incident *in)
{
    if (z == NULL || z->shape.kind == GEO_NONE || !in->has_position) return TRUTH_U;
    double share = geo_share_inside(&z->shape, in->position, in->radius_m);
    truth r = share >= t->opts.place_yes ? TRUTH_T : share <= t->opts.place_no ? TRUTH_F : TRUTH_U;
    return outside ? truth_not(r) : r;
}

truth place_clause_test(const reading_tables *t, const clause *c, const incident *in)
{
    if (c->area) return area_test(t, c->area, c->outside, in);
    truth r = TRUTH_NONE;
    for (size_t i = 0; i < in->states.n; i++) {
        r = agree(r, has_state(&c->states, in->states.items[i]) ? TRUTH_T : TRUTH_F);
    }
    return r == TRUTH_NONE ? TRUTH_U : r;
}

/* Several place clauses: the area is their union. */
truth place_test(const reading_tables *t, const incident *in)
{
    truth r = TRUTH_NONE;
    if (is_presence(in)) {
        for (size_t i = 0; i < t->n_stay_out; i++) {
            truth x = area_test(t, t->stay_out[i]->area, t->stay_out[i]->outside, in);
            r = r == TRUTH_NONE ? x : truth_or(r, x);
        }
        return r == TRUTH_NONE ? TRUTH_F : r;
    }
    for (size_t i = 0; i < t->n_places; i++) {
        truth x = place_clause_test(t, t->places[i], in);
        r = r == TRUTH_NONE ? x : truth_or(r, x);
    }
    return r == TRUTH_NONE ? TRUTH_U : r;
}

/* ---- act and verdict ------------------------------------------------------------------------ */

truth act_test(const reading_tables *t, const incident *in)
{
    if (is_presence(in)) return t->n_stay_out ? TRUTH_T : TRUTH_F;
    if ((in->acts & ~t->acts_yes) == 0) return TRUTH_T;
    return (in->acts & ~t->acts_no) == 0 ? TRUTH_F : TRUTH_U;
}

verdict verdict_of(const assessment *a, uint32_t acts)
{
    truth act = a->test[TEST_ACT];
    if (a->test[TEST_IN_FORCE] == TRUTH_F) return VERDICT_NOT_IN_FORCE;
    if (a->test[TEST_CATEGORY] == TRUTH_F || a->test[TEST_PLACE] == TRUTH_F) return VERDICT_NO;
    if (act == TRUTH_F) return (acts & ~(uint32_t)ACTS_ATTEMPT) == 0 ? VERDICT_ATTEMPT : VERDICT_NO;
    for (unsigned i = 1; i < TEST__N; i++) {
        if (a->test[i] != TRUTH_T) return VERDICT_UNCLEAR;
    }
    return VERDICT_YES;
}

assessment assess_one(const reading_tables *t, const incident *in)
{
    assessment a = {.verdict = VERDICT_CLAIM_ONLY};
    if (in->kind == INC_AGGREGATE) return a;
    a.test[TEST_IN_FORCE] = in_force_test(t, in);
    a.test[TEST_CATEGORY] = category_test(t, in);
    a.test[TEST_PLACE] = place_test(t, in);
    a.test[TEST_ACT] = act_test(t, in);
    a.verdict = verdict_of(&a, in->acts);
    return a;
}

void assess_parts(const reading_tables *t, const incident *in, truth out[PART__N])
{
    bool dated = span_known(in->when);
    out[PART_SCOPE] = category_test(t, in);
    out[PART_PLACE] = place_test(t, in);
    out[PART_ACT] = act_test(t, in);
    out[PART_START] = dated ? starts_test(t, in->when) : TRUTH_U;
    out[PART_END] = dated ? ends_test(t, in->when) : TRUTH_U;
    out[PART_CONDITIONS] = dated ? conditions_test(t, in) : TRUTH_U;
}
