/* Lints of the process: what a lawyer would ask about before anybody signs. */
#include "agreement/lints.h"

static bool starts_known(const reading *r, usec_t *latest, usec_t *earliest)
{
    *latest = INT64_MIN;
    *earliest = INT64_MAX;
    for (size_t i = 0; i < r->n_clauses; i++) {
        const clause *c = &r->clauses[i];
        for (size_t k = 0; c->kind == CLAUSE_START && k < c->n_alts; k++) {
            if (c->alts[k].to > *latest) *latest = c->alts[k].to;
            if (c->alts[k].from < *earliest) *earliest = c->alts[k].from;
        }
    }
    return *latest != INT64_MIN;
}

/* ---- obligations */

static void lint_deadline(linter *l, const reading *r, const obligation *o)
{
    usec_t latest, earliest;
    if (o->due.given && o->due.n_alts == 0 && o->due.after)
        lint_say(l, CODE_LINT_UNDATED, o->due.after->line, o->due.after->col,
                 STR_FMT ": its deadline hangs on '" STR_FMT "', which nothing dates yet",
                 STR_ARG(o->id), STR_ARG(o->due.after->id));
    if (o->due.after && o->due.after->count_unstated)
        lint_say(l, CODE_LINT_DAY_COUNT, o->due.after->line, o->due.after->col,
                 STR_FMT ": %lld days, but how they are counted is not stated", STR_ARG(o->id),
                 (long long)o->due.after->length);
    if (o->due.hull)
        lint_say(l, CODE_LINT_HULL, o->line, 1,
                 STR_FMT
                 ": its deadline may be meant in more than %d ways; it is kept as one interval",
                 STR_ARG(o->id), MAX_ALTERNATIVES);
    if (!starts_known(r, &latest, &earliest)) return;
    if (span_known(o->deadline) && o->deadline.to <= earliest)
        lint_say(l, CODE_LINT_DEADLINE, o->line, 1,
                 STR_FMT ": its deadline lies before the reading binds", STR_ARG(o->id));
    for (size_t i = 0; i < o->n_schedule; i++) {
        span s = moment_hull(&o->schedule[i].by);
        if (span_known(s) && s.to <= earliest)
            lint_say(l, CODE_LINT_DEADLINE, o->schedule[i].line, 1,
                     STR_FMT ": a step of its schedule lies before the reading binds",
                     STR_ARG(o->id));
    }
}

static void lint_parts(linter *l, const obligation *o)
{
    for (size_t i = 0; i < o->n_parts; i++) {
        const quantity_part *p = &o->parts[i];
        bool same = str_eq(p->per, o->per) && str_eq(p->unit, o->unit);
        if (p->beside || !same || o->quantity == 0 || p->quantity <= o->quantity) continue;
        lint_say(l, CODE_LINT_PARTS, p->line, 1,
                 STR_FMT ": the part '" STR_FMT "' is %lld of a whole of %lld", STR_ARG(o->id),
                 STR_ARG(p->id), (long long)p->quantity, (long long)o->quantity);
    }
    int64_t sum = 0;
    for (size_t i = 0; i < o->n_schedule; i++)
        sum += o->schedule[i].quantity;
    if (o->n_schedule && o->quantity && sum != o->quantity)
        lint_say(l, CODE_LINT_PARTS, o->line, 1,
                 STR_FMT ": the steps of its schedule make %lld, and what is owed is %lld",
                 STR_ARG(o->id), (long long)sum, (long long)o->quantity);
}

/* ---- who is bound, and what excuses */

static void lint_binds(linter *l, const reading *r, uint64_t binds, str id, unsigned line,
                       unsigned col)
{
    if (binds == 0 || (binds & r->parties)) return;
    lint_say(l, CODE_LINT_BINDS, line, col,
             STR_FMT ": it binds only parties that the reading does not take to be bound: nobody",
             STR_ARG(id));
}

static bool some_body_decides(const agreement *ag)
{
    for (size_t i = 0; i < ag->n_brokers; i++) {
        if (ag->brokers[i].mandate.n) return true;
    }
    for (size_t i = 0; i < ag->n_others; i++) {
        if (ag->others[i].mandate.n) return true;
    }
    return false;
}

static void lint_exception(linter *l, const reading *r, const clause *c)
{
    if (c->binds && !(c->binds & r->parties))
        lint_say(l, CODE_LINT_EXCEPTION, c->line, c->col,
                 STR_FMT
                 ": an exception that nobody may invoke: it is for parties that the reading "
                 "does not bind",
                 STR_ARG(c->id));
    if (!some_body_decides(l->ag))
        lint_say(l, CODE_LINT_EXCEPTION, c->line, c->col,
                 c->by_finding ? STR_FMT ": it needs a finding, and no body has a mandate: it can "
                                         "never apply"
                               : STR_FMT
                     ": no body has a mandate to decide whether it applied: once "
                     "invoked it stays open",
                 STR_ARG(c->id));
}

/* ---- term */

static usec_t about_usec(int64_t length, time_unit unit)
{
    return length * (unit == TIME_UNIT_HOURS    ? USEC_HOUR
                     : unit == TIME_UNIT_MONTHS ? 30 * USEC_DAY
                                                : USEC_DAY);
}

static usec_t longest_term(const reading *r)
{
    usec_t latest, earliest, longest = 0;
    if (!starts_known(r, &latest, &earliest)) return INT64_MAX;
    for (size_t i = 0; i < r->n_clauses; i++) {
        const clause *c = &r->clauses[i];
        if (c->kind == CLAUSE_END && (c->open || c->unstated)) return INT64_MAX;
        for (size_t k = 0; c->kind == CLAUSE_END && k < c->n_alts; k++) {
            if (c->alts[k].to - earliest > longest) longest = c->alts[k].to - earliest;
        }
    }
    return longest ? longest : INT64_MAX;
}

static void lint_notice(linter *l, const reading *r, const clause *c)
{
    usec_t whole = longest_term(r), needed = about_usec(c->notice_length, c->notice_unit);
    if (needed > whole)
        lint_say(l, CODE_LINT_NOTICE, c->line, c->col,
                 STR_FMT
                 ": the notice of %lld %s is longer than the term, so it comes too late from "
                 "the first day",
                 STR_ARG(c->id), (long long)c->notice_length, time_unit_word(c->notice_unit));
    for (size_t i = 0; i < c->n_notices; i++) {
        if (!span_known(c->notices[i].at))
            lint_say(l, CODE_LINT_UNDATED, c->line, c->col,
                     STR_FMT ": the notice '" STR_FMT "' has no time", STR_ARG(c->id),
                     STR_ARG(c->notices[i].event));
    }
    if (r->paths_hull && c->kind == CLAUSE_RENEWAL)
        lint_say(l, CODE_LINT_HULL, c->line, c->col,
                 STR_FMT ": its terms may be meant in more than %d ways; they are kept as one",
                 STR_ARG(c->id), MAX_ALTERNATIVES);
}

static void lint_times(linter *l, const clause *c)
{
    if (c->after && c->n_alts == 0)
        lint_say(l, CODE_LINT_UNDATED, c->after->line, c->after->col,
                 STR_FMT ": it hangs on '" STR_FMT "', which nothing dates yet", STR_ARG(c->id),
                 STR_ARG(c->after->id));
    if (c->hull && c->kind != CLAUSE_RENEWAL)
        lint_say(l, CODE_LINT_HULL, c->line, c->col,
                 STR_FMT ": it may be meant in more than %d ways; it is kept as one interval",
                 STR_ARG(c->id), MAX_ALTERNATIVES);
    if (c->unknown_text)
        lint_say(l, CODE_LINT_UNKNOWN_TEXT, c->line, c->col,
                 STR_FMT ": it rests on a text of which only the existence is known, so it answers "
                         "nothing",
                 STR_ARG(c->id));
}

/* ---- phases */

/* An expression that cannot come true: what never ends cannot be over, and nothing both is and is
 * not. */
static bool never(const agreement *ag, const phase_expr *e, unsigned depth)
{
    if (e == NULL || depth > 32) return false;
    switch (e->kind) {
    case EXPR_ALL:
        for (size_t i = 0; i < e->n_parts; i++) {
            if (never(ag, e->parts[i], depth + 1)) return true;
            for (size_t k = 0; k < e->n_parts; k++) {
                const phase_expr *x = e->parts[k];
                if (x->kind == EXPR_NOT && x->n_parts && e->parts[i]->id.len &&
                    str_eq(x->parts[0]->id, e->parts[i]->id) &&
                    x->parts[0]->kind == e->parts[i]->kind)
                    return true;
            }
        }
        return false;
    case EXPR_ANY:
        for (size_t i = 0; i < e->n_parts; i++) {
            if (!never(ag, e->parts[i], depth + 1)) return false;
        }
        return e->n_parts > 0;
    case EXPR_OVER:
        return e->phase && ((!e->phase->rule.ends && !e->phase->rule.continues_while) ||
                            never(ag, e->phase->rule.begins, depth + 1));
    case EXPR_BEGUN: return e->phase && never(ag, e->phase->rule.begins, depth + 1);
    case EXPR_NOT:
    case EXPR_CONDITION:
    case EXPR_AFTER:
    case EXPR_NONE: return false;
    }
    return false;
}

static void lint_phase(linter *l, const phase *p)
{
    const phase_expr *b = p->rule.begins, *e = p->rule.ends;
    if (b && never(l->ag, b, 0))
        lint_say(l, CODE_LINT_UNREACHABLE, b->line, b->col,
                 "phase " STR_FMT " can never begin as its condition stands", STR_ARG(p->id));
    bool dated =
        b && e && b->kind == EXPR_AFTER && e->kind == EXPR_AFTER && b->at.n_alts && e->at.n_alts;
    if (dated && moment_hull(&e->at).to <= moment_hull(&b->at).from)
        lint_say(l, CODE_LINT_UNREACHABLE, e->line, e->col,
                 "phase " STR_FMT " ends before it begins", STR_ARG(p->id));
}

/* ---- texts */

static void lint_texts(linter *l, const statement *s)
{
    size_t authentic = 0;
    for (size_t i = 0; i < s->n_texts; i++)
        authentic += s->texts[i].authentic;
    if (s->n_texts && authentic == 0)
        lint_say(l, CODE_LINT_TRANSLATION, s->line, 1,
                 "statement " STR_FMT ": %zu versions and none of them said to be authentic: which "
                 "one binds is open",
                 STR_ARG(s->id), s->n_texts);
}

/* A clause that takes its words from one language where several bind. */
static void lint_basis(linter *l, const clause *c)
{
    for (size_t i = 0; i < c->from.n; i++) {
        const statement *s = agreement_statement(l->ag, c->from.items[i]);
        size_t authentic = 0;
        for (size_t k = 0; s && k < s->n_texts; k++)
            authentic += s->texts[k].authentic;
        if (authentic < 2 || c->language.len == 0) continue;
        lint_say(l, CODE_LINT_TEXTS_DIFFER, c->line, c->col,
                 STR_FMT " rests on the text in '" STR_FMT "' of " STR_FMT
                         ", and %zu versions of it are equally authentic",
                 STR_ARG(c->id), STR_ARG(c->language), STR_ARG(s->id), authentic);
    }
}

void lint_process(linter *l)
{
    const agreement *ag = l->ag;
    for (size_t i = 0; i < ag->n_phases; i++)
        lint_phase(l, &ag->phases[i]);
    for (size_t i = 0; i < ag->n_statements; i++)
        lint_texts(l, &ag->statements[i]);
    for (size_t i = 0; i < ag->n_readings; i++) {
        const reading *r = &ag->readings[i];
        for (size_t k = 0; k < r->n_clauses; k++) {
            const clause *c = &r->clauses[k];
            lint_times(l, c);
            lint_basis(l, c);
            if (c->kind == CLAUSE_EXCEPTION)
                lint_exception(l, r, c);
            else
                lint_binds(l, r, c->binds, c->id, c->line, c->col);
            if (c->kind == CLAUSE_RENEWAL || c->kind == CLAUSE_TERMINATION) lint_notice(l, r, c);
        }
        for (size_t k = 0; k < r->n_obligations; k++) {
            const obligation *o = &r->obligations[k];
            lint_deadline(l, r, o);
            lint_parts(l, o);
            lint_binds(l, r, o->binds, o->id, o->line, 1);
        }
    }
}
