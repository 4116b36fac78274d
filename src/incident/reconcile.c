/* What sides said, checked against itself. Nothing is corrected, nothing is added up across sides.
 */
#include "document/said.h"
#include "incident/incident.h"

#include <stdlib.h>
#include <string.h>

typedef struct rc {
    const agreement *ag;
    const total *t;
    size_t n;
    const fusion *f;
    arena *a;
    flag_vec *out;
} rc;

static tr_err flag_said(rc *r, int code, str id, str side, const char *says, const doc_arg *args,
                        size_t n)
{
    total_flag *x = VEC_PUSH(r->a, r->out);
    if (x == NULL) return TR_ERR_NOMEM;
    *x = (total_flag){.code = code, .id = id, .side = side};
    return saying_of(r->a, &x->words, says, args, n);
}
/* Of a total or a claim. */
#define FLAG(r, code, of, ...) FLAG_(r, code, of, __VA_ARGS__, NULL_ARG_)
#define FLAG_(r, code, of, says, ...)                                                              \
    flag_said((r), (code), (of)->id, (of)->side, (says), (const doc_arg[]){__VA_ARGS__},           \
              sizeof((const doc_arg[]){__VA_ARGS__}) / sizeof(doc_arg))

static int64_t first_number(str s)
{
    size_t i = 0, n = 0;
    int64_t v;
    while (i < s.len && (s.ptr[i] < '0' || s.ptr[i] > '9'))
        i++;
    while (i + n < s.len && s.ptr[i + n] >= '0' && s.ptr[i + n] <= '9')
        n++;
    return n && str_to_i64(str_upto(str_from(s, i), n), 0, INT64_C(1000000000000), &v) ? v : -1;
}

/* "444 gun; 900 drone (48 apart)": the first number of each part; what stands in brackets is a part
 * of a part. Without semicolons the coder's own sum is used. */
static int64_t sum_of_parts(const total *t)
{
    int64_t sum = 0;
    str rest = t->parts, one = {0};
    if (str_find(t->parts, ';') == t->parts.len) return first_number(t->parts_sum);
    while (str_cut(&rest, ';', &one)) {
        int64_t v = first_number(str_upto(one, str_find(one, '(')));
        if (v < 0) return -1;
        sum += v;
    }
    return sum;
}

static tr_err check_parts(rc *r, const total *t)
{
    int64_t sum = sum_of_parts(t);
    if (t->count < 0 || sum < 0 || sum == t->count ||
        (str_is(t->bound, "at least") && sum > t->count))
        return TR_OK;
    return FLAG(r, 1, t, "total {total}, sum of its parts {sum} ({parts})", A_N("total", t->count),
                A_N("sum", sum), A_TEXT("parts", t->parts));
}

static bool counts_places(const total *t)
{
    return str_has_nocase(t->unit, "region") || str_has_nocase(t->unit, "location") ||
           str_has_nocase(t->unit, "place");
}

static tr_err check_unit(rc *r, const total *t)
{
    if (!counts_places(t)) return TR_OK;
    return FLAG(r, 8, t, "{n} \"{unit}\": not a number of events", A_N("n", t->count),
                A_TEXT("unit", t->unit));
}

static bool same_series(const total *a, const total *b)
{
    return str_eq(a->truce, b->truce) && str_eq(a->side, b->side) &&
           str_eq(a->claimant, b->claimant) && str_eq(a->unit, b->unit) && a->from == b->from;
}

static bool is_cumulative(const total *t)
{
    return str_is(t->period_kind, "cumulative") || str_is(t->period_kind, "whole truce");
}

static tr_err check_falling(rc *r, const total *a, const total *b)
{
    if (!is_cumulative(a) || !is_cumulative(b) || !same_series(a, b) || a->count < 0 ||
        b->count < 0)
        return TR_OK;
    if (a->to == USEC_UNKNOWN || b->to == USEC_UNKNOWN || a->to > b->to_earliest ||
        a->count <= b->count)
        return TR_OK;
    return FLAG(r, 2, b, "{n}, below the earlier {earlier} of {other} for a shorter period",
                A_N("n", b->count), A_N("earlier", a->count), A_TEXT("other", a->id));
}

static tr_err say_figure(rc *r, const total *t, kept_words *out)
{
    return SAY_ONE(r->a, out,
                   str_is(t->bound, "at least") ? N_("at least {n} {unit}") : "{n} {unit}",
                   A_N("n", t->count), A_TEXT("unit", t->unit));
}

static tr_err check_same_period(rc *r, const total *a, const total *b)
{
    if (!str_eq(a->truce, b->truce) || !str_eq(a->side, b->side) || a->from != b->from ||
        a->to != b->to || a->to_earliest != b->to_earliest || a->from == USEC_UNKNOWN)
        return TR_OK;
    if (a->count < 0 || b->count < 0 || a->count == b->count ||
        counts_places(a) != counts_places(b))
        return TR_OK;
    bool bounds = str_is(a->bound, "at least") || str_is(b->bound, "at least");
    kept_words here, there;
    TR_TRY(say_figure(r, b, &here));
    TR_TRY(say_figure(r, a, &there));
    return FLAG(r, 3, b,
                bounds ? N_("{here}, while {other} has {there} for the same period; lower bounds "
                            "may differ without contradiction")
                       : N_("{here}, while {other} has {there} for the same period"),
                A_SAID("here", here), A_TEXT("other", a->id), A_SAID("there", there));
}

static tr_err check_interim(rc *r, const total *a, const total *b)
{
    bool series = str_eq(a->truce, b->truce) && str_eq(a->side, b->side) &&
                  str_eq(a->claimant, b->claimant) && a->from == b->from;
    if (series && str_is(b->period_kind, "whole truce") && !str_is(a->period_kind, "whole truce") &&
        a->to <= b->to) {
        return FLAG(r, 7, a, "an interim figure; {other} is for the whole truce",
                    A_TEXT("other", b->id));
    }
    bool mixed = str_eq(a->side, b->side) && str_eq(a->truce, b->truce) && a->count == b->count &&
                 a->count > 0 && str_is(a->period_kind, "cumulative") &&
                 str_is(b->period_kind, "period") && a->from == b->from;
    if (!mixed) return TR_OK;
    return FLAG(r, 7, b, "{n} stands for a period here and as cumulative in {other}",
                A_N("n", b->count), A_TEXT("other", a->id));
}

static bool matches_window(const rc *r, const total *t)
{
    bool any = false;
    for (size_t i = 0; i < r->ag->n_readings; i++) {
        const reading *g = &r->ag->readings[i];
        usec_t start = USEC_UNKNOWN, end = USEC_UNKNOWN;
        for (size_t j = 0; j < g->n_clauses; j++) {
            const clause *c = &g->clauses[j];
            if (c->n_alts != 1 || c->alts[0].from != c->alts[0].to) continue;
            if (c->kind == CLAUSE_START) start = c->alts[0].from;
            if (c->kind == CLAUSE_END) end = c->alts[0].from;
        }
        if (start == USEC_UNKNOWN || end == USEC_UNKNOWN) continue;
        any = true;
        if (t->from == start && t->to == end) return true;
    }
    return !any; /* no reading has an exact window: nothing to compare with */
}

static tr_err check_window(rc *r, const total *t)
{
    bool period = str_is(t->period_kind, "day") || str_is(t->period_kind, "period") ||
                  str_is(t->period_kind, "whole truce");
    if (!period || !str_eq(t->truce, r->ag->id) || matches_window(r, t)) return TR_OK;
    return FLAG(r, 12, t, "covers {from} to {to}, which is the window of no reading",
                A_TEXT("from", t->period_start), A_TEXT("to", t->period_end));
}

static bool alleges(const claim *c)
{
    return str_is(c->kind, "attack") || str_is(c->kind, "attempt_intercepted");
}

/* The first claim of a side that lies within a span. */
static const claim *claim_within(const rc *r, str side, usec_t from, usec_t to)
{
    for (size_t i = 0; i < r->f->n_claims; i++) {
        const claim *c = r->f->claims[i];
        if (!alleges(c) || !str_eq(c->side, side) || !c->dated || !span_known(c->when)) continue;
        if (c->when.from >= from && c->when.to <= to) return c;
    }
    return NULL;
}

static tr_err check_zero(rc *r, const total *t)
{
    if (t->count != 0) return TR_OK;
    const doc_arg from = A_TEXT("from", t->period_start), to = A_TEXT("to", t->period_end);
    TR_TRY(FLAG(r, 13, t,
                "zero for {from} to {to}: which zone, and what could have been seen, is not stated",
                from, to));
    const claim *c = t->from == USEC_UNKNOWN || t->to == USEC_UNKNOWN
                         ? NULL
                         : claim_within(r, t->side, t->from - USEC_DAY, t->to + USEC_DAY);
    if (c == NULL) return TR_OK;
    return FLAG(r, 11, t,
                "zero for {from} to {to}; the same side alleges an event of that time in {claim}",
                from, to, A_TEXT("claim", c->id));
}

static tr_err check_totals(rc *r)
{
    for (size_t i = 0; i < r->n; i++) {
        TR_TRY(check_parts(r, &r->t[i]));
        TR_TRY(check_unit(r, &r->t[i]));
        TR_TRY(check_window(r, &r->t[i]));
        TR_TRY(check_zero(r, &r->t[i]));
        for (size_t j = 0; j < r->n; j++) {
            if (i == j) continue;
            TR_TRY(check_falling(r, &r->t[i], &r->t[j]));
            TR_TRY(check_interim(r, &r->t[i], &r->t[j]));
            if (str_cmp_natural(r->t[i].id, r->t[j].id) < 0)
                TR_TRY(check_same_period(r, &r->t[i], &r->t[j]));
        }
    }
    return TR_OK;
}

/* ---- claims
 * ------------------------------------------------------------------------------------------ */

static tr_err check_shared_number(rc *r, size_t i, size_t j)
{
    const claim *a = r->f->claims[i], *b = r->f->claims[j];
    if (a->n_people < 100 || a->n_people != b->n_people || !str_eq(a->page, b->page) ||
        r->f->of[i] == r->f->of[j])
        return TR_OK;
    return FLAG(r, 9, b, "{n} people stand beside {other} too, on the same page",
                A_N("n", b->n_people), A_TEXT("other", a->id));
}

static tr_err check_restated(rc *r, size_t i, size_t j)
{
    const claim *a = r->f->claims[i], *b = r->f->claims[j];
    if (r->f->of[i] != r->f->of[j] || a->n_people < 0 || b->n_people < 0 ||
        a->n_people == b->n_people)
        return TR_OK;
    return FLAG(r, 10, b, "{n} people, while {other} has {there} for the same incident",
                A_N("n", b->n_people), A_TEXT("other", a->id), A_N("there", a->n_people));
}

static tr_err check_redated(rc *r, size_t i)
{
    const claim *c = r->f->claims[i];
    const fused *g = &r->f->incidents[r->f->of[i]];
    if (c->dated || c->page_from == USEC_UNKNOWN || !span_known(g->as_incident.when) ||
        g->n_members < 2)
        return TR_OK;
    if (c->page_from - g->as_incident.when.to < 3 * USEC_DAY) return TR_OK;
    return FLAG(r, 6, c,
                "a page of {day} without a date of its own repeats an earlier event ({event})",
                A_TEXT("day", c->page_date), A_TEXT("event", g->id));
}

static tr_err check_denial(rc *r, size_t i)
{
    const claim *c = r->f->claims[i];
    if (!str_is(c->kind, "statement_of_no_attack") || !span_known(c->when)) return TR_OK;
    const claim *x = claim_within(r, c->side, c->when.from, c->when.to);
    if (x == NULL) return TR_OK;
    return FLAG(
        r, 11, c,
        "says that nothing happened; the same side alleges an event of that time in {claim}",
        A_TEXT("claim", x->id));
}

/* Claims that state how many people, those with one number on one page together, in their order. */
typedef struct stated {
    const claim *c;
    size_t at; /* into fusion.claims */
} stated;

static int by_page_and_number(const void *a, const void *b)
{
    const stated *x = a, *y = b;
    if (x->c->n_people != y->c->n_people) return x->c->n_people < y->c->n_people ? -1 : 1;
    int c = str_cmp(x->c->page, y->c->page);
    return c ? c : (x->at > y->at) - (x->at < y->at);
}

static tr_err check_shared_numbers(rc *r)
{
    size_t n = 0;
    stated *all = arena_alloc_n(r->a, r->f->n_claims + 1, sizeof *all);
    if (all == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < r->f->n_claims; i++) {
        if (r->f->claims[i]->n_people >= 100) all[n++] = (stated){r->f->claims[i], i};
    }
    if (n) qsort(all, n, sizeof *all, by_page_and_number);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = i + 1; j < n && all[j].c->n_people == all[i].c->n_people &&
                               str_eq(all[j].c->page, all[i].c->page);
             j++)
            TR_TRY(check_shared_number(r, all[i].at, all[j].at));
    }
    return TR_OK;
}

static tr_err check_restated_within(rc *r, const fused *g)
{
    for (size_t i = 0; i < g->n_members; i++) {
        for (size_t j = i + 1; j < g->n_members; j++)
            TR_TRY(check_restated(r, g->members[i], g->members[j]));
    }
    return TR_OK;
}

static tr_err check_claims(rc *r)
{
    for (size_t i = 0; i < r->f->n_claims; i++) {
        TR_TRY(check_redated(r, i));
        TR_TRY(check_denial(r, i));
    }
    TR_TRY(check_shared_numbers(r));
    for (size_t k = 0; k < r->f->n_incidents; k++)
        TR_TRY(check_restated_within(r, &r->f->incidents[k]));
    return TR_OK;
}

static int by_code(const void *a, const void *b)
{
    const total_flag *x = a, *y = b;
    if (x->code != y->code) return x->code - y->code;
    int c = str_cmp_natural(x->id, y->id);
    return c ? c : said_order(x->words, y->words);
}

tr_err reconcile(const agreement *ag, const total *totals, size_t n_totals, const fusion *f,
                 arena *a, flag_vec *out)
{
    rc r = {.ag = ag, .t = totals, .n = n_totals, .f = f, .a = a, .out = out};
    TR_TRY(check_totals(&r));
    TR_TRY(check_claims(&r));
    if (out->n) qsort(out->items, out->n, sizeof *out->items, by_code);
    return TR_OK;
}
