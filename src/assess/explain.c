/* Reasons. Works from the same tests as assess_one, one clause at a time, so that a verdict and its
 * explanation cannot disagree. What is said is kept (document/said.h), so that a report tells it in
 * any language. */
#include "assess/explaining.h"

#include <stdlib.h>

static void say_clause_times(doc *w, const clause *c)
{
    if (c->open) doc_say(w, "until further notice");
    if (c->unstated) doc_say(w, "not stated");
    if (c->unstated && c->known_until != USEC_UNKNOWN)
        doc_say(w,
                c->kind == CLAUSE_START ? N_(", running from {time}") : N_(", true up to {time}"),
                A_WHEN("time", c->known_until));
    for (size_t i = 0; i < c->n_alts; i++) {
        if (i) doc_text(w, STR("; "));
        explain_span(w, c->alts[i]);
    }
}

static void say_clauses(doc *w, const clause *const *c, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i) doc_text(w, STR(", "));
        doc_say(w, "{clause} (", A_TEXT("clause", c[i]->id));
        say_clause_times(w, c[i]);
        doc_text(w, STR(")"));
    }
    if (n == 0) doc_say(w, "none stated");
}

static void say_places(doc *w, const clause *const *c, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        doc_say(w, "; {clause}", A_TEXT("clause", c[i]->id));
        if (c[i]->words.len) doc_say(w, " \"{words}\"", A_TEXT("words", c[i]->words));
        if (c[i]->area && c[i]->area->shape.kind == GEO_NONE)
            doc_say(w, " (a zone that nobody has drawn)");
    }
    if (n == 0) doc_say(w, "; the reading states no area");
}

static tr_err clauses_said(const clause *const *c, size_t n,
                           void (*say)(doc *, const clause *const *, size_t), arena *a,
                           kept_words *out)
{
    saying s;
    saying_open(&s);
    say(&s.w, c, n);
    return saying_take(&s, a, out);
}

tr_err compile_words(reading_tables *t, arena *a)
{
    TR_TRY(clauses_said(t->starts, t->n_starts, say_clauses, a, &t->starts_words));
    TR_TRY(clauses_said(t->ends, t->n_ends, say_clauses, a, &t->ends_words));
    return clauses_said(t->places, t->n_places, say_places, a, &t->places_words);
}

/* A clause decided when its own answer is at least as low as the whole. */
static bool decides(truth part, truth whole)
{
    return whole == TRUTH_T ? true : part == whole || (whole == TRUTH_U && part != TRUTH_T);
}

static const char *start_words(truth t)
{
    return t == TRUTH_T   ? N_(" is after every start: ")
           : t == TRUTH_F ? N_(" is before every start: ")
                          : N_(" is not settled against the start: ");
}

static const char *end_words(truth t)
{
    return t == TRUTH_T   ? N_("; before every end: ")
           : t == TRUTH_F ? N_("; after every end: ")
                          : N_("; not settled against the end: ");
}

static void name_window(explaining *e, const clause *const *c, size_t n, bool start, truth part,
                        truth whole, str_list *deciding)
{
    if (!decides(part, whole)) return;
    for (size_t i = 0; i < n; i++) {
        truth x = start ? start_clause_test(c[i], e->t->grace_usec, e->in->when)
                        : end_clause_test(c[i], e->in->when);
        if (part == TRUTH_U && x == TRUTH_T) continue;
        explain_name(e, deciding, c[i]->id);
    }
}

/* An edge, exact or an interval, lies within the incident's interval or overlaps it. */
static bool cut_by(span edge, span when)
{
    if (edge.from == edge.to) return when.from < edge.from && edge.from < when.to;
    return when.from < edge.to && edge.from < when.to;
}

static bool any_cut(const clause *const *c, size_t n, span when)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < c[i]->n_alts; j++) {
            if (cut_by(c[i]->alts[j], when)) return true;
        }
    }
    return false;
}

static void explain_conditions(explaining *e, truth whole, test_reason *r)
{
    for (size_t i = 0; i < e->t->n_conditions; i++) {
        const clause *c = e->t->conditions[i];
        truth x = condition_test(c, e->in->when);
        if (x == TRUTH_T || !decides(x, whole)) continue;
        explain_name(e, &r->deciding, c->id);
        SAY(e,
            x == TRUTH_F ? N_("; condition {clause} not met ({words})")
                         : N_("; condition {clause} not known to be met ({words})"),
            A_TEXT("clause", c->id), A_TEXT("words", c->words));
    }
}

static void explain_stop(explaining *e, const clause *c, truth stopped, truth whole,
                         const char *words, test_reason *r)
{
    if (stopped == TRUTH_F || !decides(truth_not(stopped), whole)) return;
    explain_name(e, &r->deciding, c->id);
    SAY(e, words, A_TEXT("clause", c->id));
}

static void explain_stops(explaining *e, truth whole, test_reason *r)
{
    const reading_tables *t = e->t;
    span when = e->in->when;
    for (size_t i = 0; i < t->n_suspensions; i++)
        explain_stop(e, t->suspensions[i], suspension_test(t->suspensions[i], when), whole,
                     N_("; suspended by {clause}"), r);
    for (size_t i = 0; i < t->n_releases; i++)
        explain_stop(e, t->releases[i], release_test(t->releases[i], when), whole,
                     N_("; release clause {clause}"), r);
    for (size_t i = 0; i < t->n_terminations; i++) {
        truth x = termination_test(t->terminations[i], when);
        explain_stop(e, t->terminations[i], x, whole,
                     x == TRUTH_T ? N_("; ended by notice under {clause}")
                                  : N_("; whether it ended by notice under {clause} is not known"),
                     r);
    }
    explain_phase(e, whole, r);
    if (t->reciprocal && decides(TRUTH_U, whole)) {
        explain_name(e, &r->deciding, t->reciprocal->id);
        SAY(e, "; {clause}: in kind with the other side's conduct, so it cannot be decided",
            A_TEXT("clause", t->reciprocal->id));
    }
}

static void explain_end(explaining *e, truth end, truth whole, test_reason *r)
{
    const reading_tables *t = e->t;
    if (!t->extension && t->n_ends == 0 && hangs_on_phase(t)) return; /* explain_phase tells it */
    SAY(e, end_words(end));
    if (t->extension) {
        span until = t->extension->until;
        if (until.from == until.to)
            SAY(e, "{clause} (extended to {time})", A_TEXT("clause", t->extension->id),
                A_WHEN("time", until.from));
        else
            SAY(e, "{clause} (extended to {from}..{to})", A_TEXT("clause", t->extension->id),
                A_WHEN("from", until.from), A_WHEN("to", until.to));
        if (decides(end, whole)) explain_name(e, &r->deciding, t->extension->id);
        return;
    }
    if (!e->mute) buf_s(&e->words, t->ends_words.bytes);
    name_window(e, t->ends, t->n_ends, false, end, whole, &r->deciding);
    if (t->n_renewals) explain_renewal(e, whole, r);
}

static void explain_in_force(explaining *e, truth whole, test_reason *r)
{
    const reading_tables *t = e->t;
    span when = e->in->when;
    if (!span_known(when)) {
        SAY(e, "the time of the incident is not known");
        explain_take(e, &r->words);
        return;
    }
    truth start = starts_test(t, when);
    if (!e->mute) explain_span(&e->w, when);
    bool of_phase = t->n_starts == 0 && t->rule.begins;
    if (!of_phase) SAY(e, start_words(start));
    if (!e->mute && !of_phase) buf_s(&e->words, t->starts_words.bytes);
    name_window(e, t->starts, t->n_starts, true, start, whole, &r->deciding);
    explain_end(e, ends_test(t, when), whole, r);
    explain_conditions(e, whole, r);
    explain_stops(e, whole, r);
    bool end_cut =
        t->extension ? cut_by(t->extension->until, when) : any_cut(t->ends, t->n_ends, when);
    r->straddles = any_cut(t->starts, t->n_starts, when) || end_cut;
    explain_take(e, &r->words);
}

static truth leaf_truth(const reading_tables *t, size_t leaf)
{
    return cat_set_has(&t->yes, leaf) ? TRUTH_T : cat_set_has(&t->no, leaf) ? TRUTH_F : TRUTH_U;
}

static int clauses_by_place(const void *a, const void *b)
{
    const clause *x = *(const clause *const *)a, *y = *(const clause *const *)b;
    if (x->line != y->line) return x->line < y->line ? -1 : 1;
    return (x->col > y->col) - (x->col < y->col);
}

typedef VEC(const clause *) clause_ptrs;

static void add_clause(explaining *e, clause_ptrs *v, const clause *c)
{
    for (size_t i = 0; i < v->n; i++) {
        if (v->items[i] == c) return;
    }
    const clause **slot = VEC_PUSH(e->a, v);
    if (slot == NULL) {
        e->err = TR_ERR_NOMEM;
        return;
    }
    *slot = c;
}

/* The clauses that answer for the leaves of a term. When there is a spread of answers, all of them
 * make it unknown. */
static bool term_clauses(explaining *e, const cat_set *set, clause_ptrs *v)
{
    bool silent = false;
    for (size_t l = 0; l < e->t->tax->n_leaves; l++) {
        if (!cat_set_has(set, l)) continue;
        if (e->t->leaf_clause[l] == NULL) silent = true;
        if (e->t->leaf_clause[l]) add_clause(e, v, e->t->leaf_clause[l]);
    }
    return silent;
}

static void put_term_leaves(explaining *e, const cat_set *set)
{
    size_t yes = 0, no = 0, open = 0;
    for (size_t l = 0; l < e->t->tax->n_leaves; l++) {
        if (!cat_set_has(set, l)) continue;
        truth x = leaf_truth(e->t, l);
        yes += x == TRUTH_T;
        no += x == TRUTH_F;
        open += x == TRUTH_U;
    }
    if (yes + no + open < 2) return;
    SAY(e, " [{yes} of {all} possible kinds included, {no} not, {open} unclear]", A_N("yes", yes),
        A_N("all", yes + no + open), A_N("no", no), A_N("open", open));
}

static void explain_category(explaining *e, truth whole, test_reason *r)
{
    const incident *in = e->in;
    clause_ptrs v = {0};
    bool silent = false;
    SAY(e, "{category}", A_KNOWN("category", in->category));
    if (in->category_words.len) SAY(e, " ({words})", A_TEXT("words", in->category_words));
    if (is_presence(in)) {
        SAY(e, ", tested against the stay-out obligations");
        for (size_t i = 0; i < e->t->n_stay_out; i++) {
            const obligation *o = e->t->stay_out[i];
            explain_name(e, &r->deciding, o->id);
            if (stay_out_due(o, in->when) == TRUTH_T) continue;
            SAY(e, "; {clause}: from ", A_TEXT("clause", o->id));
            if (!span_known(o->deadline)) SAY(e, "a time that is not known");
            if (span_known(o->deadline) && !e->mute) explain_span(&e->w, o->deadline);
        }
        explain_take(e, &r->words);
        return;
    }
    for (size_t i = 0; i < in->n_cat_terms; i++) {
        truth x = term_test(e->t, &in->cat_terms[i]);
        if (whole == TRUTH_T ? x != TRUTH_T : x == TRUTH_F && whole != TRUTH_F) continue;
        silent |= term_clauses(e, &in->cat_terms[i], &v);
        if (in->n_cat_terms == 1) put_term_leaves(e, &in->cat_terms[i]);
    }
    if (v.n) qsort(v.items, v.n, sizeof *v.items, clauses_by_place);
    for (size_t i = 0; i < v.n; i++)
        explain_name(e, &r->deciding, v.items[i]->id);
    for (size_t i = 0; !e->mute && i < v.n && i < 6; i++) {
        SAY(e, "; {clause} {stance}", A_TEXT("clause", v.items[i]->id),
            A_WORD("stance", stance_word(v.items[i]->stance)));
        if (v.items[i]->words.len) SAY(e, " \"{words}\"", A_TEXT("words", v.items[i]->words));
        if (v.items[i]->from.n) SAY(e, " ({from})", A_TEXT("from", v.items[i]->from.items[0]));
    }
    if (v.n > 6) SAY(e, "; and {n} more clauses", A_N("n", v.n - 6));
    if (silent) SAY(e, "; on some of it the reading is silent");
    explain_take(e, &r->words);
}

static void explain_place(explaining *e, truth whole, test_reason *r)
{
    const incident *in = e->in;
    bool presence = is_presence(in);
    (void)whole;
    for (size_t i = 0; i < in->states.n; i++)
        SAY(e, i ? ", {state}" : "{state}", A_TEXT("state", in->states.items[i]));
    if (in->states.n == 0)
        SAY(e, in->has_position ? N_("position given, state not") : N_("place not known"));
    for (size_t i = 0; !presence && i < e->t->n_places; i++)
        explain_name(e, &r->deciding, e->t->places[i]->id);
    if (!presence && !e->mute) buf_s(&e->words, e->t->places_words.bytes);
    for (size_t i = 0; !presence && i < e->t->n_places; i++)
        explain_lines(e, e->t->places[i]->area);
    for (size_t i = 0; presence && i < e->t->n_stay_out; i++) {
        const obligation *o = e->t->stay_out[i];
        explain_name(e, &r->deciding, o->id);
        explain_lines(e, o->area);
    }
    explain_take(e, &r->words);
}

/* What an obligation to stay out lets weapons do there. */
static void explain_allowed(explaining *e)
{
    for (size_t i = 0; i < e->t->n_stay_out; i++) {
        const obligation *o = e->t->stay_out[i];
        truth match, inside, allowed;
        if (o->allows == 0) continue;
        presence_answers(e->t, o, e->in, &match, &inside, &allowed);
        if (truth_and(match, inside) == TRUTH_F || allowed == TRUTH_F) continue;
        SAY(e,
            allowed == TRUTH_T ? N_(", which {clause} allows there")
                               : N_("; whether {clause} allows what it did there is not known"),
            A_TEXT("clause", o->id));
    }
}

static void explain_act(explaining *e, truth whole, test_reason *r)
{
    bool first = true;
    for (unsigned i = 1; i < ACT__N; i++) {
        if (!(e->in->acts >> i & 1)) continue;
        SAY(e, first ? "{act}" : N_(" or {act}"), A_WORD("act", act_class_word((act_class)i)));
        first = false;
        bool counts = e->t->acts_yes >> i & 1, not = e->t->acts_no >> i & 1;
        truth x = counts ? TRUTH_T : not ? TRUTH_F : TRUTH_U;
        if (whole == TRUTH_T ||
            (whole == TRUTH_U && x == TRUTH_T && (e->in->acts & (e->in->acts - 1)) == 0))
            continue;
        str id = arena_printf(e->a, "act:%s", act_class_word((act_class)i));
        if (id.ptr == NULL) e->err = TR_ERR_NOMEM;
        explain_name(e, &r->deciding, id);
    }
    if (is_presence(e->in)) explain_allowed(e);
    SAY(e, whole == TRUTH_T   ? N_(": counts as an act")
           : whole == TRUTH_F ? N_(": not an act that counts")
                              : N_(": whether it counts is not known"));
    explain_take(e, &r->words);
}

static void merge(explaining *e, str_list *to, const str_list *from)
{
    for (size_t i = 0; i < from->n; i++)
        explain_name(e, to, from->items[i]);
}

static void gather(explaining *e, explanation *out)
{
    const assessment *a = &out->result;
    switch (a->verdict) {
    case VERDICT_NOT_IN_FORCE:
        merge(e, &out->deciding, &out->reason[TEST_IN_FORCE].deciding);
        return;
    case VERDICT_YES: merge(e, &out->deciding, &out->reason[TEST_CATEGORY].deciding); return;
    case VERDICT_ATTEMPT: merge(e, &out->deciding, &out->reason[TEST_ACT].deciding); return;
    case VERDICT_NO:
        for (unsigned i = 1; i < TEST__N; i++) {
            if (a->test[i] == TRUTH_F) merge(e, &out->deciding, &out->reason[i].deciding);
        }
        return;
    case VERDICT_UNCLEAR:
        for (unsigned i = 1; i < TEST__N; i++) {
            if (a->test[i] == TRUTH_U) merge(e, &out->deciding, &out->reason[i].deciding);
        }
        return;
    case VERDICT_CLAIM_ONLY:
    case VERDICT_NONE:
    case VERDICT__N: return;
    }
}

typedef void (*part_explainer)(explaining *e, truth whole, test_reason *r);

static const struct {
    cover_test test;
    part_explainer explain;
    truth (*of)(const reading_tables *t, const incident *in);
} by_side[] = {{TEST_CATEGORY, explain_category, category_test},
               {TEST_PLACE, explain_place, place_test},
               {TEST_ACT, explain_act, act_test}};

static bool same_reason(const test_reason *a, const test_reason *b)
{
    return str_eq(a->words.bytes, b->words.bytes) && str_list_same(&a->deciding, &b->deciding);
}

/* Each party's own answer; once where all have the same. */
static void explain_sided(explaining *e, size_t k, test_reason *out)
{
    const reading_tables *t = e->t;
    test_reason *own = arena_alloc_n(e->a, t->ag->n_parties + 1, sizeof *own);
    bool same = true;
    if (own == NULL) {
        e->err = TR_ERR_NOMEM;
        return;
    }
    size_t first = t->ag->n_parties;
    for (size_t i = 0; i < t->ag->n_parties; i++) {
        if (!(t->r->parties >> i & 1)) continue;
        e->t = t->sides[i];
        by_side[k].explain(e, by_side[k].of(e->t, e->in), &own[i]);
        merge(e, &out->deciding, &own[i].deciding);
        if (first == t->ag->n_parties) first = i;
        same = same && same_reason(&own[i], &own[first]);
    }
    e->t = t;
    for (size_t i = first; !e->mute && i < t->ag->n_parties; i++) {
        if (!(t->r->parties >> i & 1) || (same && i > first)) continue;
        if (!same)
            SAY(e, i == first ? N_("for {side} ({answer}): ") : N_("; for {side} ({answer}): "),
                A_TEXT("side", t->ag->parties[i].id),
                A_WORD("answer", truth_says(by_side[k].of(t->sides[i], e->in))));
        buf_s(&e->words, own[i].words.bytes);
    }
    explain_take(e, &out->words);
}

/* The tests under the tables of one version. */
static void explain_version(explaining *e, const truth test[TEST__N], const bound_view *view,
                            test_reason out[TEST__N])
{
    explain_in_force(e, test[TEST_IN_FORCE], &out[TEST_IN_FORCE]);
    for (size_t k = 0; k < 3; k++) {
        cover_test at = by_side[k].test;
        if (e->t->sides)
            explain_sided(e, k, &out[at]);
        else
            by_side[k].explain(e, test[at], &out[at]);
    }
    if (e->t->asks_bound) explain_bound(e, view, &out[TEST_BOUND]);
    if (e->t->asks_excepted) explain_excepted(e, test[TEST_NOT_EXCEPTED], &out[TEST_NOT_EXCEPTED]);
}

/* What was said of the same test before and after an amendment; once where it is the same. */
static void join_reasons(explaining *e, str by, const test_reason *more, test_reason *all)
{
    bool same = same_reason(more, all);
    merge(e, &all->deciding, &more->deciding);
    all->straddles = all->straddles || more->straddles;
    if (same || e->mute) return;
    buf_s(&e->words, all->words.bytes);
    SAY(e, "; or, as amended by {amendment}: ", A_TEXT("amendment", by));
    buf_s(&e->words, more->words.bytes);
    explain_take(e, &all->words);
}

static void explain_versions(explaining *e, explanation *x)
{
    const reading_tables *t = e->t;
    bool first = true;
    for (size_t i = 0; i < t->n_versions; i++) {
        const reading_version *v = &t->versions[i];
        truth test[TEST__N] = {0};
        test_reason own[TEST__N] = {0};
        bound_view view;
        if (!version_applies(v, e->in->when)) continue;
        version_tests(v->tables, e->in, test, &view);
        e->t = v->tables;
        explain_version(e, test, &view, own);
        for (unsigned k = 1; first && k < TEST__N; k++)
            x->reason[k] = own[k];
        for (unsigned k = 1; !first && k < TEST__N; k++)
            join_reasons(e, v->by, &own[k], &x->reason[k]);
        if (first && v->by.len && !e->mute) {
            buf_s(&e->words, x->reason[TEST_IN_FORCE].words.bytes);
            SAY(e, "; as amended by {amendment}", A_TEXT("amendment", v->by));
            explain_take(e, &x->reason[TEST_IN_FORCE].words);
        }
        first = false;
    }
    e->t = t;
}

static tr_err explain(const agreement *ag, const reading_tables *t, const incident *in, bool mute,
                      arena *a, explanation *out)
{
    explanation x = {.result = assess_one(t, in)};
    explaining e = {.ag = ag, .t = t, .in = in, .a = a, .mute = mute};
    if (x.result.verdict == VERDICT_CLAIM_ONLY) {
        *out = x;
        return TR_OK;
    }
    buf_init(&e.words, 1 << 20);
    said_begin(&e.w, &e.words);
    if (t->n_versions) {
        explain_versions(&e, &x);
    } else {
        truth test[TEST__N] = {0};
        bound_view view;
        version_tests(t, in, test, &view);
        explain_version(&e, test, &view, x.reason);
    }
    gather(&e, &x);
    buf_free(&e.words);
    if (e.err == TR_OK) *out = x;
    return e.err;
}

tr_err assess_explain(const agreement *ag, const reading_tables *t, const incident *in, arena *a,
                      explanation *out)
{
    return explain(ag, t, in, false, a, out);
}

tr_err assess_deciding(const agreement *ag, const reading_tables *t, const incident *in, arena *a,
                       explanation *out)
{
    return explain(ag, t, in, true, a, out);
}

void explanation_write(buf *b, const incident *in, const reading *r, const explanation *e)
{
    buf_f(b, STR_FMT " under " STR_FMT " (" STR_FMT "): %s\n", STR_ARG(in->id), STR_ARG(r->id),
          STR_ARG(r->title), verdict_says(e->result.verdict));
    if (e->result.verdict == VERDICT_CLAIM_ONLY) {
        buf_z(b, "  a claim over a period, without items: it stays in the record of claims\n");
        return;
    }
    for (unsigned i = 1; i < TEST__N; i++) {
        if (e->result.test[i] == TRUTH_NONE) continue;
        buf_f(b, "  %-10s %-8s ", cover_test_says((cover_test)i), truth_says(e->result.test[i]));
        said_plain(e->reason[i].words, b);
        buf_z(b, e->reason[i].straddles && e->result.test[i] == TRUTH_U ? " (straddles)\n" : "\n");
    }
}
