/* The tests that hang on the process: phases, renewal and notice, who is bound, exceptions.
 * docs/formats/process.md has each rule. */
#include "assess/tables.h"

#include <stddef.h>
#include <string.h>

/* ---- conditions -------------------------------------------------------------------------- */

/* The state that holds at an instant is that of the last change before it; before the first change
 * nothing is known. An incident across a change takes both states. */
truth condition_test(const clause *c, span when)
{
    truth t = TRUTH_NONE;
    if (c->unknown_text) return TRUTH_U;
    for (size_t i = 0; i <= c->n_changes; i++) {
        usec_t from = i == 0 ? INT64_MIN : c->changes[i - 1].at.from;
        usec_t to = i == c->n_changes ? INT64_MAX : c->changes[i].at.to;
        if (when.from >= to || (when.to <= from && !(when.from == when.to && when.from == from)))
            continue;
        truth here = TRUTH_U;
        if (i > 0 && str_is(c->changes[i - 1].state, "met")) here = TRUTH_T;
        if (i > 0 && str_is(c->changes[i - 1].state, "not_met")) here = TRUTH_F;
        t = truth_agree(t, here);
    }
    return t == TRUTH_NONE ? TRUTH_U : t;
}

/* ---- phases ------------------------------------------------------------------------------ */

/* Whether an instant has passed, over its alternatives; one that nothing dates is unknown. */
static truth passed(const moment *m, usec_t not_by, span when)
{
    truth t = TRUTH_NONE;
    if (m->n_alts == 0) return not_by != USEC_UNKNOWN && when.to <= not_by ? TRUTH_F : TRUTH_U;
    for (size_t i = 0; i < m->n_alts; i++)
        t = truth_agree(t, span_after(m->alts[i], when));
    return t;
}

truth stay_out_due(const obligation *o, span when)
{
    if (!o->due.given) return TRUTH_T;
    return span_known(when) ? passed(&o->due, USEC_UNKNOWN, when) : TRUTH_U;
}

enum { MAX_DEPTH = 64 };

static truth phase_over(const phase *p, span when, unsigned depth);
static truth phase_begun(const phase *p, const moment *starts, span when, unsigned depth);

static truth expr_test(const phase_expr *e, span when, unsigned depth)
{
    truth t = e->kind == EXPR_ALL ? TRUTH_T : TRUTH_F;
    if (depth > MAX_DEPTH) return TRUTH_U;
    switch (e->kind) {
    case EXPR_ALL:
        for (size_t i = 0; i < e->n_parts; i++)
            t = truth_and(t, expr_test(e->parts[i], when, depth + 1));
        return t;
    case EXPR_ANY:
        for (size_t i = 0; i < e->n_parts; i++)
            t = truth_or(t, expr_test(e->parts[i], when, depth + 1));
        return t;
    case EXPR_NOT: return truth_not(expr_test(e->parts[0], when, depth + 1));
    case EXPR_CONDITION: return condition_test(e->condition, when);
    case EXPR_AFTER: return passed(&e->at, e->not_by, when);
    case EXPR_BEGUN: return phase_begun(e->phase, &e->at, when, depth + 1);
    case EXPR_OVER: return phase_over(e->phase, when, depth + 1);
    case EXPR_NONE: return TRUTH_U;
    }
    return TRUTH_U;
}

static truth phase_begun(const phase *p, const moment *starts, span when, unsigned depth)
{
    if (p->rule.begins) return expr_test(p->rule.begins, when, depth);
    return passed(starts, USEC_UNKNOWN, when);
}

static truth phase_over(const phase *p, span when, unsigned depth)
{
    truth ended = p->rule.ends ? expr_test(p->rule.ends, when, depth) : TRUTH_F;
    truth runs =
        p->rule.continues_while ? expr_test(p->rule.continues_while, when, depth) : TRUTH_T;
    truth begun = p->rule.begins ? expr_test(p->rule.begins, when, depth) : TRUTH_T;
    if (!p->rule.ends && !p->rule.continues_while) return TRUTH_U; /* nothing says that it ends */
    return truth_or(ended, truth_and(begun, truth_not(runs)));
}

truth phase_rule_test(const phase_rule *p, span when)
{
    truth t = TRUTH_T;
    if (p->begins) t = truth_and(t, expr_test(p->begins, when, 0));
    if (p->continues_while) t = truth_and(t, expr_test(p->continues_while, when, 0));
    if (p->ends) t = truth_and(t, truth_not(expr_test(p->ends, when, 0)));
    return t;
}

truth phase_ended_test(const phase_rule *p, span when)
{
    truth t = p->ends ? expr_test(p->ends, when, 0) : TRUTH_F;
    return p->continues_while ? truth_or(t, truth_not(expr_test(p->continues_while, when, 0))) : t;
}

truth expression_test(const phase_expr *e, span when)
{
    return expr_test(e, when, 0);
}

/* ---- renewal and ending by notice -------------------------------------------------------- */

/* Was a notice given in time to stop the renewal of a term whose last day for it is `last`? */
static truth in_time(const given_notice *n, span last)
{
    if (!span_known(n->at))
        return n->not_by != USEC_UNKNOWN && n->not_by > last.to ? TRUTH_F : TRUTH_U;
    if (n->at.from > last.to) return TRUTH_F;
    return n->at.to <= last.from && !n->unsure ? TRUTH_T : TRUTH_U;
}

truth term_renewed(const reading *r, const renewed_term *t)
{
    const clause *c = &r->clauses[t->clause];
    if (c->renewed_by_act) {
        if (!span_known(t->renewed_at)) return TRUTH_F;
        return t->renewed_at.to <= t->before.from  ? TRUTH_T
               : t->renewed_at.from > t->before.to ? TRUTH_F
                                                   : TRUTH_U;
    }
    truth stopped = TRUTH_F;
    for (size_t k = 0; k < c->n_notices; k++)
        stopped = truth_or(stopped, in_time(&c->notices[k], t->last_notice));
    return truth_not(stopped);
}

/* An end stands, or the term was renewed and the next one does, and so on. Beyond the terms that
 * are worked out nothing is known. */
static truth path_test(const reading *r, const renewal_path *p, span when)
{
    truth reached = TRUTH_T, sum = TRUTH_F, here = TRUTH_F;
    for (size_t k = 0; k < p->n_terms && here != TRUTH_T && reached != TRUTH_F; k++) {
        here = span_before(p->terms[k].before, when);
        sum = truth_or(sum, truth_and(reached, here));
        if (here != TRUTH_T) reached = truth_and(reached, term_renewed(r, &p->terms[k]));
    }
    if (here == TRUTH_T || reached == TRUTH_F) return sum;
    here = span_before(p->terms[p->n_terms - 1].end, when);
    if (here == TRUTH_F && p->more) here = TRUTH_U;
    return truth_or(sum, truth_and(reached, here));
}

truth renewed_ends_test(const reading_tables *t, truth first, span when)
{
    truth sum = TRUTH_NONE;
    if (first == TRUTH_T) return first; /* every end is still ahead */
    for (size_t i = 0; i < t->r->n_paths; i++)
        sum = truth_agree(sum, path_test(t->r, &t->r->paths[i], when));
    return sum == TRUTH_NONE ? first : sum;
}

truth termination_test(const clause *c, span when)
{
    truth t = TRUTH_F;
    for (size_t i = 0; i < c->n_notices; i++) {
        const given_notice *n = &c->notices[i];
        truth ended = passed(&n->effect, n->no_effect_by, when);
        t = truth_or(t, n->unsure ? truth_and(ended, TRUTH_U) : ended);
    }
    return t;
}

/* ---- who is bound ------------------------------------------------------------------------ */

/* What it is after i changes: before the first it is what the first ends. Two of one kind in a row
 * leave open which of them counts. */
static truth after_changes(const actor *a, size_t i)
{
    const membership *x = a->changes;
    if (a->n_changes == 0) return TRUTH_T;
    if (i == 0) return x[0].in ? TRUTH_F : TRUTH_T;
    if (i < a->n_changes && x[i].in == x[i - 1].in) return TRUTH_U;
    return x[i - 1].in ? TRUTH_T : TRUTH_F;
}

/* Whether a party is a party at that time. */
static truth joined(const actor *a, span when)
{
    truth t = TRUTH_NONE;
    for (size_t i = 0; i < a->n_changes; i++) {
        if (!span_known(a->changes[i].at)) return TRUTH_U;
    }
    for (size_t i = 0; i <= a->n_changes; i++) {
        usec_t from = i == 0 ? INT64_MIN : a->changes[i - 1].at.from;
        usec_t to = i == a->n_changes ? INT64_MAX : a->changes[i].at.to;
        bool here = when.from < to && (when.to > from || when.from == from);
        if (here) t = truth_agree(t, after_changes(a, i));
    }
    return t == TRUTH_NONE ? TRUTH_U : t;
}

static truth side_bound(const bound_view *v, const agreement *ag, str side)
{
    size_t rank = agreement_party_rank(ag, str_trim(side));
    if (rank < ag->n_parties) return v->side[rank];
    return agreement_actor(ag, str_trim(side)) ? TRUTH_F : TRUTH_U; /* who that is, is not known */
}

/* "A+B" together: one of them suffices; "A|B" one of them: all of them must be. */
static truth named_bound(const bound_view *v, const agreement *ag, str sides)
{
    truth sum = TRUTH_F;
    str part = {0}, one = {0};
    while (str_cut(&sides, '+', &part)) {
        truth t = TRUTH_NONE;
        while (str_cut(&part, '|', &one))
            t = truth_agree(t, side_bound(v, ag, one));
        sum = truth_or(sum, t == TRUTH_NONE ? TRUTH_U : t);
    }
    return sum;
}

/* Of its own side: an admission of what another side did is one side's word. */
static bool of_own(const agreement *ag, const attribution *x)
{
    return str_eq(x->voice, x->side) || agreement_actor(ag, x->voice) == NULL;
}

/* A finding, or an admission. */
static bool settles(const agreement *ag, const attribution *x)
{
    return x->kind == ATTRIBUTION_FOUND || (x->kind == ATTRIBUTION_ADMITTED && of_own(ag, x));
}

typedef struct tally {
    bool any, all_bound, settled_not, settled_other;
} tally;

static void count_one(tally *x, const agreement *ag, const bound_view *v, const attribution *say)
{
    if (say->kind == ATTRIBUTION_DENIED) return; /* it says who it was not */
    truth t = named_bound(v, ag, say->side);
    bool settled = settles(ag, say);
    bool own_claim = say->kind == ATTRIBUTION_CLAIMED && str_eq(say->voice, say->side);
    x->any = true;
    x->all_bound = x->all_bound && t == TRUTH_T;
    x->settled_not = x->settled_not || (settled && t == TRUTH_F);
    x->settled_other = x->settled_other || ((settled || own_claim) && t != TRUTH_F);
}

/* Rows of one incident among `n` that stand by incident: the text at `at` of each row names it. */
static void rows_of(const void *rows, size_t n, size_t row_bytes, size_t at, str id, size_t *from,
                    size_t *to)
{
    const char *first = rows;
    size_t lo = 0, hi = n;
    str named;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        memcpy(&named, first + mid * row_bytes + at, sizeof named);
        if (str_cmp(named, id) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    for (*from = *to = lo; *to < n; ++*to) {
        memcpy(&named, first + *to * row_bytes + at, sizeof named);
        if (!str_eq(named, id)) return;
    }
}

void findings_of(const on_record *rec, str id, size_t *from, size_t *to)
{
    rows_of(rec ? rec->findings : NULL, rec ? rec->n_findings : 0, sizeof *rec->findings,
            offsetof(body_finding, incident), id, from, to);
}

void invocations_of(const on_record *rec, str id, size_t *from, size_t *to)
{
    rows_of(rec ? rec->invocations : NULL, rec ? rec->n_invocations : 0, sizeof *rec->invocations,
            offsetof(invocation, incident), id, from, to);
}

bool has_mandate(const agreement *ag, str body)
{
    const actor *a = agreement_actor(ag, body);
    return a && a->mandate.n > 0;
}

truth bound_test(const reading_tables *t, const incident *in, const bound_view *v)
{
    const agreement *ag = t->ag;
    truth all = TRUTH_NONE;
    for (size_t i = 0; i < ag->n_parties; i++)
        all = all == TRUTH_NONE || all == v->side[i] ? v->side[i] : TRUTH_U;
    if (all == TRUTH_T || all == TRUTH_F) return all;
    tally x = {.all_bound = true};
    for (size_t i = 0; i < in->n_attributions; i++)
        count_one(&x, ag, v, &in->attributions[i]);
    size_t from, to;
    findings_of(t->opts.record, in->id, &from, &to);
    for (size_t i = from; i < to; i++) {
        const body_finding *f = &t->opts.record->findings[i];
        if (f->side.len && f->act == FINDING_FOUND && has_mandate(ag, f->body))
            count_one(&x, ag, v, &(attribution){ATTRIBUTION_FOUND, f->body, f->side, f->source});
    }
    if (x.any && x.all_bound) return TRUTH_T;
    return x.settled_not && !x.settled_other ? TRUTH_F : TRUTH_U;
}

void bound_sides(const reading_tables *t, const incident *in, bound_view *out)
{
    const agreement *ag = t->ag;
    for (size_t i = 0; i < ag->n_parties && i < MAX_PARTIES; i++) {
        bool taken = t->r->parties >> i & 1;
        out->side[i] = !taken                     ? TRUTH_F
                       : span_known(in->when)     ? joined(&ag->parties[i], in->when)
                       : ag->parties[i].n_changes ? TRUTH_U
                                                  : TRUTH_T;
    }
}

/* ---- exceptions -------------------------------------------------------------------------- */

/* Whether the incident is of the kind that the exception speaks of. */
truth exception_fits(const reading_tables *t, const clause *c, const incident *in)
{
    truth cat = c->categories.n ? TRUTH_F : TRUTH_T, act = TRUTH_T;
    cat_set named = {0};
    for (size_t i = 0; i < c->categories.n; i++) {
        const category *x = taxonomy_find(t->tax, c->categories.items[i]);
        for (size_t k = 0; x && k < MAX_LEAVES / 64; k++)
            named.w[k] |= x->leaves.w[k];
    }
    for (size_t i = 0; c->categories.n && i < in->n_cat_terms; i++) {
        uint64_t inside = 0, beyond = 0;
        for (size_t k = 0; k < MAX_LEAVES / 64; k++) {
            inside |= in->cat_terms[i].w[k] & named.w[k];
            beyond |= in->cat_terms[i].w[k] & ~named.w[k];
        }
        cat = truth_or(cat, beyond == 0 ? TRUTH_T : inside == 0 ? TRUTH_F : TRUTH_U);
    }
    if (c->acts_include)
        act = (in->acts & ~c->acts_include) == 0  ? TRUTH_T
              : (in->acts & c->acts_include) == 0 ? TRUTH_F
                                                  : TRUTH_U;
    return truth_and(cat, act);
}

bool may_invoke(const reading_tables *t, const clause *c, str by)
{
    size_t rank = agreement_party_rank(t->ag, by);
    if (c->binds) return rank < t->ag->n_parties && (c->binds >> rank & 1);
    return rank < t->ag->n_parties && (t->r->parties >> rank & 1);
}

static bool names_exception(str named, const clause *c)
{
    return named.len == 0 || str_eq(named, c->id);
}

/* A finding of whether this exception applied, by a body that may. */
static bool decides(const reading_tables *t, const clause *c, const body_finding *f)
{
    bool says =
        f->outcome == OUTCOME_EXCEPTION_APPLIED || f->outcome == OUTCOME_EXCEPTION_NOT_APPLIED;
    bool mine =
        names_exception(f->exception, c) && (f->reading.len == 0 || str_eq(f->reading, t->r->id));
    return says && mine && f->act == FINDING_FOUND && has_mandate(t->ag, f->body);
}

/* F: nobody invokes it. U: invoked, and nobody with a mandate has decided. The last finding
 * decides: T applied, F did not. */
static truth applied(const reading_tables *t, const clause *c, const incident *in)
{
    const on_record *rec = t->opts.record;
    size_t from, to;
    truth state = TRUTH_F;
    invocations_of(rec, in->id, &from, &to);
    for (size_t i = from; i < to; i++) {
        const invocation *v = &rec->invocations[i];
        if (names_exception(v->exception, c) && may_invoke(t, c, v->by)) state = TRUTH_U;
    }
    if (!c->by_finding && state != TRUTH_U) return state;
    usec_t latest = INT64_MIN; /* one that may be later than this may be the last */
    truth decided = TRUTH_NONE;
    findings_of(rec, in->id, &from, &to);
    for (size_t i = from; i < to; i++) {
        const body_finding *f = &rec->findings[i];
        if (decides(t, c, f) && span_known(f->at) && f->at.from > latest) latest = f->at.from;
    }
    for (size_t i = from; i < to; i++) {
        const body_finding *f = &rec->findings[i];
        bool open = !span_known(f->at) || f->at.from == latest || f->at.to > latest;
        if (!decides(t, c, f) || !open) continue;
        decided = truth_agree(decided, f->outcome == OUTCOME_EXCEPTION_APPLIED ? TRUTH_T : TRUTH_F);
    }
    if (decided != TRUTH_NONE) state = decided;
    return state;
}

truth exception_test(const reading_tables *t, const clause *c, const incident *in)
{
    return truth_and(exception_fits(t, c, in), applied(t, c, in));
}

truth not_excepted_test(const reading_tables *t, const incident *in)
{
    truth r = TRUTH_T;
    for (size_t i = 0; i < t->n_exceptions; i++)
        r = truth_and(r, truth_not(exception_test(t, t->exceptions[i], in)));
    return r;
}
