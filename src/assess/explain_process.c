/* Reasons of the tests that hang on the process: phases, renewal, lines that move, who is bound,
 * exceptions. */
#include "assess/explaining.h"

static bool lowers(truth part, truth whole)
{
    return part != TRUTH_T && (part == whole || whole == TRUTH_U);
}

/* ---- in force */

static void say_part(explaining *e, const phase_expr *x, bool wanted, truth whole, const char *yes,
                     const char *no, const char *open, test_reason *r)
{
    if (x == NULL || e->in->when.from == USEC_UNKNOWN) return;
    truth t = expression_test(x, e->in->when), own = wanted ? t : truth_not(t);
    if (lowers(own, whole)) explain_name(e, &r->deciding, e->t->r->phase);
    SAY(e, t == TRUTH_T ? yes : t == TRUTH_F ? no : open, A_TEXT("phase", e->t->r->phase));
}

void explain_phase(explaining *e, truth whole, test_reason *r)
{
    const phase_rule *p = &e->t->rule;
    say_part(e, p->begins, true, whole, N_("; phase {phase} has begun"),
             N_("; phase {phase} has not begun"),
             N_("; whether phase {phase} has begun is not known"), r);
    say_part(e, p->continues_while, true, whole, N_("; what phase {phase} goes on by holds"),
             N_("; what phase {phase} goes on by does not hold"),
             N_("; whether what phase {phase} goes on by holds is not known"), r);
    say_part(e, p->ends, false, whole, N_("; phase {phase} has ended"),
             N_("; phase {phase} has not ended"),
             N_("; whether phase {phase} has ended is not known"), r);
}

void explain_renewal(explaining *e, truth whole, test_reason *r)
{
    for (size_t i = 0; i < e->t->n_renewals; i++) {
        const clause *c = e->t->renewals[i];
        if (whole != TRUTH_F || c->n_notices || c->renewed_by_act)
            explain_name(e, &r->deciding, c->id);
        if (c->renewed_by_act) {
            SAY(e, "; {clause}: renewed only by an act of the parties", A_TEXT("clause", c->id));
            continue;
        }
        if (c->n_notices == 0)
            SAY(e, "; {clause}: renewed by itself, no notice is on record",
                A_TEXT("clause", c->id));
        for (size_t k = 0; k < c->n_notices; k++) {
            const given_notice *n = &c->notices[k];
            str by = n->by.len ? n->by : STR("?");
            if (!span_known(n->at) && n->not_by != USEC_UNKNOWN) {
                SAY(e, "; {clause}: by {time} no notice by {side} ({event})",
                    A_TEXT("clause", c->id), A_WHEN("time", n->not_by), A_TEXT("side", by),
                    A_TEXT("event", n->event));
                continue;
            }
            if (!span_known(n->at)) {
                SAY(e, "; {clause}: notice by {side} ({event}), at a time that is not known",
                    A_TEXT("clause", c->id), A_TEXT("side", by), A_TEXT("event", n->event));
                continue;
            }
            SAY(e, "; {clause}: notice by {side} ({event}), given ", A_TEXT("clause", c->id),
                A_TEXT("side", by), A_TEXT("event", n->event));
            if (!e->mute) explain_span(&e->w, n->at);
        }
    }
}

/* ---- place */

static void say_line(explaining *e, const line_answer *x)
{
    if (x->file == NULL) return;
    SAY(e, "; line of {file}", A_TEXT("file", x->file->file));
    if (x->age_days > 0) SAY(e, " ({n} days before)", A_N("n", x->age_days));
    if (x->stale) {
        SAY(e, ": older than the stated limit");
        return;
    }
    if (x->from_m == 0 && x->to_m == 0) {
        SAY(e, ": the zone says nothing of this class of weapon");
        return;
    }
    double km = x->distance_m / 1000;
    SAY(e,
        km < 0 ? N_(": {km} km beyond the line; the zone is {from} to {to} km")
               : N_(": {km} km from the line on the zone's side; the zone is {from} to {to} km"),
        A_FIXED("km", km < 0 ? -km : km, 2), A_FIXED("from", x->from_m / 1000, 2),
        A_FIXED("to", x->to_m / 1000, 2));
}

void explain_lines(explaining *e, const area_zone *z)
{
    line_answer told[MAX_LINES_TOLD];
    size_t n = 0;
    if (z == NULL || !z->moving.given || e->mute) return;
    (void)moving_line_test(e->t, z, e->in, told, &n);
    for (size_t i = 0; i < n; i++)
        say_line(e, &told[i]);
    if (n == 0) SAY(e, "; no line of that day is on record");
}

/* ---- bound */

static bool say_sides(explaining *e, const bound_view *v, truth t, bool after, const char *words)
{
    bool first = true;
    for (size_t i = 0; i < e->ag->n_parties; i++) {
        if (v->side[i] != t) continue;
        if (first && after && !e->mute) doc_text(&e->w, STR("; "));
        if (first) SAY(e, words);
        SAY(e, first ? " {side}" : N_(", {side}"), A_TEXT("side", e->ag->parties[i].id));
        first = false;
    }
    return after || !first;
}

static void say_attribution(explaining *e, const attribution *x)
{
    const char *says = attribution_says(x->kind);
    if (says && !e->mute) doc_text(&e->w, STR("; "));
    if (says) SAY(e, says, A_TEXT("voice", x->voice), A_TEXT("side", x->side));
}

void explain_bound(explaining *e, const bound_view *view, test_reason *r)
{
    const reading *rg = e->t->in;
    size_t from, to;
    for (size_t i = 0; i < rg->n_clauses; i++) {
        const clause *c = &rg->clauses[i];
        if (c->binds && c->kind != CLAUSE_EXCEPTION) explain_name(e, &r->deciding, c->id);
    }
    for (size_t i = 0; is_presence(e->in) && i < rg->n_obligations; i++) {
        if (rg->obligations[i].binds) explain_name(e, &r->deciding, rg->obligations[i].id);
    }
    bool said = say_sides(e, view, TRUTH_T, false, N_("bound here:"));
    said = say_sides(e, view, TRUTH_F, said, N_("not bound here:"));
    (void)say_sides(e, view, TRUTH_U, said, N_("not settled:"));
    for (size_t i = 0; i < e->in->n_attributions; i++)
        say_attribution(e, &e->in->attributions[i]);
    findings_of(e->t->opts.record, e->in->id, &from, &to);
    bool any = e->in->n_attributions > 0;
    for (size_t i = from; i < to; i++) {
        const body_finding *f = &e->t->opts.record->findings[i];
        if (f->side.len == 0 || f->act != FINDING_FOUND || !has_mandate(e->ag, f->body)) continue;
        any = true;
        say_attribution(e, &(attribution){ATTRIBUTION_FOUND, f->body, f->side, f->source});
    }
    if (!any) SAY(e, "; nobody on record says who did it");
    explain_take(e, &r->words);
}

/* ---- not excepted */

static void say_invocation(explaining *e, const clause *c, const invocation *v)
{
    bool may = may_invoke(e->t, c, v->by);
    SAY(e, may ? N_("; invoked by {side}") : N_("; invoked by {side}, for whom it is not"),
        A_TEXT("side", v->by));
    if (v->words.len) SAY(e, ": \"{words}\"", A_TEXT("words", v->words));
}

static void say_decided(explaining *e, const body_finding *f)
{
    bool decided =
        f->outcome == OUTCOME_EXCEPTION_APPLIED || f->outcome == OUTCOME_EXCEPTION_NOT_APPLIED;
    if (!decided || f->act != FINDING_FOUND || !has_mandate(e->ag, f->body)) return;
    SAY(e, "; finding of {body}: {outcome}", A_TEXT("body", f->body),
        A_WORD("outcome", finding_outcome_says(f->outcome)));
}

void explain_excepted(explaining *e, truth whole, test_reason *r)
{
    const on_record *rec = e->t->opts.record;
    size_t from, to;
    for (size_t i = 0; i < e->t->n_exceptions; i++) {
        const clause *c = e->t->exceptions[i];
        truth x = exception_test(e->t, c, e->in);
        if (lowers(truth_not(x), whole)) explain_name(e, &r->deciding, c->id);
        SAY(e, i ? N_("; {clause} \"{words}\"") : N_("{clause} \"{words}\""),
            A_TEXT("clause", c->id), A_TEXT("words", c->words));
        if (exception_fits(e->t, c, e->in) == TRUTH_F) {
            SAY(e, ": not of this kind of incident");
            continue;
        }
        size_t n = 0;
        invocations_of(rec, e->in->id, &from, &to);
        for (size_t k = from; k < to; k++) {
            const invocation *v = &rec->invocations[k];
            if (v->exception.len && !str_eq(v->exception, c->id)) continue;
            n++;
            say_invocation(e, c, v);
        }
        findings_of(rec, e->in->id, &from, &to);
        for (size_t k = from; k < to; k++) {
            const body_finding *f = &rec->findings[k];
            bool mine = f->exception.len == 0 || str_eq(f->exception, c->id);
            if (mine) say_decided(e, f);
        }
        if (n == 0) SAY(e, ": nobody invokes it");
        if (x == TRUTH_U && n) SAY(e, "; no body with a mandate has decided");
    }
    if (e->t->n_exceptions == 0) SAY(e, "the reading states no exception");
    explain_take(e, &r->words);
}
