#include "assess/tables.h"

#include <stdlib.h>

const reading *tables_reading(const reading_tables *t)
{
    return t->r;
}

/* ---- in force ------------------------------------------------------------------------------- */

truth start_clause_test(const clause *c, usec_t grace_usec, span when)
{
    if (c->unknown_text) return TRUTH_U;
    if (c->unstated) {
        return c->known_until != USEC_UNKNOWN && when.from >= c->known_until ? TRUTH_T : TRUTH_U;
    }
    truth t = TRUTH_NONE;
    for (size_t i = 0; i < c->n_alts; i++) {
        t = truth_agree(t, span_after((span){c->alts[i].from, c->alts[i].to + grace_usec}, when));
    }
    return t == TRUTH_NONE ? TRUTH_U : t;
}

truth end_clause_test(const clause *c, span when)
{
    if (c->unknown_text) return TRUTH_U;
    if (c->open) return TRUTH_T;
    if (c->unstated)
        return c->known_until != USEC_UNKNOWN && when.to <= c->known_until ? TRUTH_T : TRUTH_U;
    truth t = TRUTH_NONE;
    for (size_t i = 0; i < c->n_alts; i++)
        t = truth_agree(t, span_before(c->alts[i], when));
    return t == TRUTH_NONE ? TRUTH_U : t;
}

truth suspension_test(const clause *c, span when)
{
    truth t = TRUTH_F;
    for (size_t i = 0; i < c->n_alts; i++) {
        truth begun = span_after(c->alts[i], when);
        truth not_over = span_known(c->until) ? span_before(c->until, when) : TRUTH_T;
        t = truth_or(t, truth_and(begun, not_over));
    }
    return t;
}

static truth since(usec_t t, span when)
{
    return t == USEC_UNKNOWN ? TRUTH_F : span_after((span){t, t}, when);
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
        r = truth_agree(r, start_clause_test(t->starts[i], t->grace_usec, when));
    if (r != TRUTH_NONE) return r;
    return t->rule.begins ? TRUTH_T : TRUTH_U; /* its phase says when it begins */
}

truth ends_test(const reading_tables *t, span when)
{
    truth r = TRUTH_NONE;
    if (t->extension) return span_before(t->extension->until, when);
    for (size_t i = 0; i < t->n_ends; i++)
        r = truth_agree(r, end_clause_test(t->ends[i], when));
    if (r == TRUTH_NONE) r = t->rule.ends || t->rule.continues_while ? TRUTH_T : TRUTH_U;
    return t->n_renewals ? renewed_ends_test(t, r, when) : r;
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
    for (size_t i = 0; i < t->n_terminations; i++)
        r = truth_and(r, truth_not(termination_test(t->terminations[i], in->when)));
    if (t->reciprocal) r = truth_and(r, TRUTH_U);
    return truth_and(r, phase_rule_test(&t->rule, in->when));
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

/* Kinds and weapons that an obligation to stay out is about. */
static truth stay_out_kind(const reading_tables *t, const obligation *o, const incident *in)
{
    cat_set owed = {0};
    truth r = o->categories.n == 0 && o->weapon_classes.n ? TRUTH_T : TRUTH_F;
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
    return r;
}

static truth stay_out_weapon(const reading_tables *t, const obligation *o, const incident *in)
{
    bool inside = false, beyond = in->weapon_unlisted;
    if (o->weapon_classes.n == 0) return TRUTH_T;
    for (size_t l = 0; l < t->ag->weapons.n_leaves; l++) {
        if (!cat_set_has(&in->weapons, l)) continue;
        inside = inside || cat_set_has(&o->weapons, l);
        beyond = beyond || !cat_set_has(&o->weapons, l);
    }
    return inside && !beyond ? TRUTH_T : beyond && !inside ? TRUTH_F : TRUTH_U;
}

truth stay_out_match(const reading_tables *t, const obligation *o, const incident *in)
{
    truth due = stay_out_due(o, in->when);
    return truth_and(due, truth_and(stay_out_kind(t, o, in), stay_out_weapon(t, o, in)));
}

/* What the weapons were doing there, where the obligation allows some of it. */
static truth allowed_there(const obligation *o, const incident *in)
{
    uint32_t doing = in->activities;
    if (o->allows == 0) return TRUTH_F;
    if (doing == 0 || ((doing & o->allows) && (doing & ~o->allows))) return TRUTH_U;
    return doing & o->allows ? TRUTH_T : TRUTH_F;
}

void presence_answers(const reading_tables *t, const obligation *o, const incident *in,
                      truth *match, truth *inside, truth *allowed)
{
    *match = stay_out_match(t, o, in);
    *inside = area_test(t, o->area, o->outside, in);
    *allowed = allowed_there(o, in);
}

/* A presence against the obligations to stay out. Kind, area and activity of one obligation go
 * together: what is settled of one is not settled by the area of another that only may be meant.
 * Where none is meant, the areas of all are told. */
static void presence_tests(const reading_tables *t, const incident *in, truth out[TEST__N])
{
    truth kind = TRUTH_F, place = TRUTH_NONE, anywhere = TRUTH_NONE, joint = TRUTH_F;
    truth sure = TRUTH_NONE, perhaps = TRUTH_NONE, never = TRUTH_NONE;
    for (size_t i = 0; i < t->n_stay_out; i++) {
        truth match, inside, allowed, both;
        presence_answers(t, t->stay_out[i], in, &match, &inside, &allowed);
        kind = truth_or(kind, match);
        anywhere = anywhere == TRUTH_NONE ? inside : truth_or(anywhere, inside);
        both = truth_and(match, inside);
        joint = truth_or(joint, both);
        if (match != TRUTH_F) place = place == TRUTH_NONE ? inside : truth_or(place, inside);
        truth counts = truth_not(allowed);
        truth *of = both == TRUTH_T ? &sure : both == TRUTH_U ? &perhaps : &never;
        *of = *of == TRUTH_NONE ? counts : truth_or(*of, counts);
    }
    if (kind == TRUTH_T) place = joint; /* of those that are meant for certain */
    if (kind == TRUTH_F) place = anywhere;
    truth act = joint == TRUTH_T ? sure : joint == TRUTH_U ? perhaps : never;
    if (joint == TRUTH_T && perhaps != TRUTH_NONE) act = truth_or(act, truth_and(TRUTH_U, perhaps));
    out[TEST_CATEGORY] = kind;
    out[TEST_PLACE] = place == TRUTH_NONE ? TRUTH_F : place;
    out[TEST_ACT] = act == TRUTH_NONE ? TRUTH_F : act;
}

static truth presence_test(const reading_tables *t, const incident *in, cover_test which)
{
    truth all[TEST__N] = {0};
    presence_tests(t, in, all);
    return all[which];
}

truth category_test(const reading_tables *t, const incident *in)
{
    if (is_presence(in)) return presence_test(t, in, TEST_CATEGORY);
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
    if (z == NULL || !in->has_position) return TRUTH_U;
    if (z->moving.given) {
        truth m = moving_line_test(t, z, in, NULL, NULL);
        return outside ? truth_not(m) : m;
    }
    if (z->shape.kind == GEO_NONE) return TRUTH_U;
    double share = geo_share_inside(&z->shape, in->position, in->radius_m);
    truth r = share >= t->opts.place_yes ? TRUTH_T : share <= t->opts.place_no ? TRUTH_F : TRUTH_U;
    return outside ? truth_not(r) : r;
}

truth place_clause_test(const reading_tables *t, const clause *c, const incident *in)
{
    if (c->unknown_text) return TRUTH_U;
    if (c->area) return area_test(t, c->area, c->outside, in);
    truth r = TRUTH_NONE;
    for (size_t i = 0; i < in->states.n; i++) {
        r = truth_agree(r, has_state(&c->states, in->states.items[i]) ? TRUTH_T : TRUTH_F);
    }
    return r == TRUTH_NONE ? TRUTH_U : r;
}

/* Several place clauses: what they name is added up, and what any of them leaves out is taken out
 * of it: "the territory of both, but not the Grey valley".
 * docs/decisions/0032-left-out-of-an-area.md */
truth place_test(const reading_tables *t, const incident *in)
{
    truth named = TRUTH_NONE, kept = TRUTH_NONE;
    if (is_presence(in)) return presence_test(t, in, TEST_PLACE);
    for (size_t i = 0; i < t->n_places; i++) {
        const clause *c = t->places[i];
        truth x = place_clause_test(t, c, in), *to = c->area && c->outside ? &kept : &named;
        if (*to == TRUTH_NONE)
            *to = x;
        else
            *to = to == &kept ? truth_and(*to, x) : truth_or(*to, x);
    }
    if (named == TRUTH_NONE) return kept == TRUTH_NONE ? TRUTH_U : kept;
    return kept == TRUTH_NONE ? named : truth_and(named, kept);
}

/* ---- act and verdict ------------------------------------------------------------------------ */

truth act_test(const reading_tables *t, const incident *in)
{
    if (is_presence(in)) return presence_test(t, in, TEST_ACT);
    if ((in->acts & ~t->acts_yes) == 0) return TRUTH_T;
    return (in->acts & ~t->acts_no) == 0 ? TRUTH_F : TRUTH_U;
}

verdict verdict_of(const assessment *a, uint32_t acts)
{
    truth act = a->test[TEST_ACT];
    if (a->test[TEST_IN_FORCE] == TRUTH_F) return VERDICT_NOT_IN_FORCE;
    if (a->test[TEST_CATEGORY] == TRUTH_F || a->test[TEST_PLACE] == TRUTH_F) return VERDICT_NO;
    if (act == TRUTH_F) return (acts & ~(uint32_t)ACTS_ATTEMPT) == 0 ? VERDICT_ATTEMPT : VERDICT_NO;
    if (a->test[TEST_BOUND] == TRUTH_F || a->test[TEST_NOT_EXCEPTED] == TRUTH_F) return VERDICT_NO;
    for (unsigned i = 1; i < TEST__N; i++) {
        if (a->test[i] != TRUTH_T && a->test[i] != TRUTH_NONE) return VERDICT_UNCLEAR;
    }
    return VERDICT_YES;
}

/* ---- all tests of one incident ----------------------------------------------------------------
 */

static const cover_test by_side[] = {TEST_CATEGORY, TEST_PLACE, TEST_ACT};

/* Category, place and act under the clauses of one table. */
static void clause_tests(const reading_tables *t, const incident *in, truth test[TEST__N])
{
    if (is_presence(in)) {
        presence_tests(t, in, test);
        return;
    }
    test[TEST_CATEGORY] = category_test(t, in);
    test[TEST_PLACE] = place_test(t, in);
    test[TEST_ACT] = act_test(t, in);
}

/* Clauses bind some parties only: each party has its own answers, and what is covered for one of
 * them is covered. A party that an answer rules out where another does not is not bound here. */
static void sided_tests(const reading_tables *t, const incident *in, truth test[TEST__N],
                        bound_view *view)
{
    truth own[MAX_PARTIES][TEST__N];
    for (size_t k = 0; k < 3; k++)
        test[by_side[k]] = TRUTH_F;
    for (size_t i = 0; i < t->ag->n_parties; i++) {
        if (!(t->r->parties >> i & 1)) continue;
        clause_tests(t->sides[i], in, own[i]);
        for (size_t k = 0; k < 3; k++)
            test[by_side[k]] = truth_or(test[by_side[k]], own[i][by_side[k]]);
    }
    for (size_t i = 0; i < t->ag->n_parties; i++) {
        for (size_t k = 0; (t->r->parties >> i & 1) && k < 3; k++) {
            if (test[by_side[k]] != TRUTH_F)
                view->side[i] = truth_and(view->side[i], own[i][by_side[k]]);
        }
    }
}

void version_tests(const reading_tables *t, const incident *in, truth test[TEST__N],
                   bound_view *view)
{
    test[TEST_IN_FORCE] = in_force_test(t, in);
    if (t->asks_bound) bound_sides(t, in, view);
    if (t->sides)
        sided_tests(t, in, test, view);
    else
        clause_tests(t, in, test);
    test[TEST_BOUND] = t->asks_bound ? bound_test(t, in, view) : TRUTH_NONE;
    test[TEST_NOT_EXCEPTED] = t->asks_excepted ? not_excepted_test(t, in) : TRUTH_NONE;
}

bool version_applies(const reading_version *v, span when)
{
    if (!span_known(when)) return true;
    if (when.from >= v->to) return false;
    return when.to > v->from || (when.from == when.to && when.from == v->from);
}

static void all_tests(const reading_tables *t, const incident *in, truth test[TEST__N])
{
    bound_view view;
    if (t->n_versions == 0) {
        version_tests(t, in, test, &view);
        return;
    }
    for (unsigned k = 0; k < TEST__N; k++)
        test[k] = TRUTH_NONE;
    for (size_t i = 0; i < t->n_versions; i++) {
        truth own[TEST__N] = {0};
        if (!version_applies(&t->versions[i], in->when)) continue;
        version_tests(t->versions[i].tables, in, own, &view);
        for (unsigned k = 1; k < TEST__N; k++) {
            if (own[k] != TRUTH_NONE) test[k] = truth_agree(test[k], own[k]);
        }
    }
}

assessment assess_one(const reading_tables *t, const incident *in)
{
    assessment a = {.verdict = VERDICT_CLAIM_ONLY};
    if (in->kind == INC_AGGREGATE) return a;
    all_tests(t, in, a.test);
    a.verdict = verdict_of(&a, in->acts);
    return a;
}

static void version_parts(const reading_tables *t, const incident *in, truth out[PART__N])
{
    bool dated = span_known(in->when);
    truth test[TEST__N];
    bound_view view;
    version_tests(t, in, test, &view);
    out[PART_SCOPE] = test[TEST_CATEGORY];
    out[PART_PLACE] = test[TEST_PLACE];
    out[PART_ACT] = test[TEST_ACT];
    out[PART_START] = dated ? starts_test(t, in->when) : TRUTH_U;
    out[PART_END] = dated ? ends_test(t, in->when) : TRUTH_U;
    out[PART_CONDITIONS] = dated ? conditions_test(t, in) : TRUTH_U;
    out[PART_BOUND] = t->asks_bound ? test[TEST_BOUND] : TRUTH_T;
    out[PART_EXCEPTED] = t->asks_excepted ? test[TEST_NOT_EXCEPTED] : TRUTH_T;
}

void assess_parts(const reading_tables *t, const incident *in, truth out[PART__N])
{
    if (t->n_versions == 0) {
        version_parts(t, in, out);
        return;
    }
    for (size_t p = 0; p < PART__N; p++)
        out[p] = TRUTH_NONE;
    for (size_t i = 0; i < t->n_versions; i++) {
        truth own[PART__N];
        if (!version_applies(&t->versions[i], in->when)) continue;
        version_parts(t->versions[i].tables, in, own);
        for (size_t p = 0; p < PART__N; p++)
            out[p] = truth_agree(out[p], own[p]);
    }
}

bool hangs_on_phase(const reading_tables *t)
{
    return t->rule.ends || t->rule.continues_while;
}

/* By notice, or with its phase. */
static truth stopped_test(const reading_tables *t, span when)
{
    truth stopped = phase_ended_test(&t->rule, when);
    for (size_t i = 0; i < t->n_terminations; i++)
        stopped = truth_or(stopped, termination_test(t->terminations[i], when));
    return stopped;
}

bool surely_ended(const reading_tables *t, usec_t at)
{
    span when = {at, at};
    return ends_test(t, when) == TRUTH_F || stopped_test(t, when) == TRUTH_T;
}

int64_t runs_surely_until(const reading_tables *t, int64_t first, int64_t last)
{
    int64_t day = first;
    for (; day <= last; day++) {
        span when = {day * USEC_DAY, (day + 1) * USEC_DAY};
        if (ends_test(t, when) != TRUTH_T || stopped_test(t, when) != TRUTH_F) break;
    }
    return day - 1;
}
