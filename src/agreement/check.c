/* Lints: what a mediator should ask about before anybody relies on the text. */
#include "agreement/lints.h"

#include <stdlib.h>
#include <string.h>

truth reading_answer(const reading *r, str leaf_path, bool practice, const clause **which)
{
    const clause *c = reading_clause_for(r, leaf_path, practice);
    if (which) *which = c;
    if (c == NULL || c->stance == STANCE_UNCLEAR) return TRUTH_U;
    return c->stance == STANCE_INCLUDE ? TRUTH_T : TRUTH_F;
}

static void lint_clause_source(linter *l, const clause *c)
{
    if (c->from.n == 0 && c->basis != BASIS_PRACTICE && !c->unstated) {
        lint_say(l, CODE_LINT_UNSOURCED, c->line, c->col, "clause " STR_FMT " names no statement",
                 STR_ARG(c->id));
    }
}

static usec_t spread(const clause *c)
{
    usec_t lo = INT64_MAX, hi = INT64_MIN;
    for (size_t i = 0; i < c->n_alts; i++) {
        if (c->alts[i].from < lo) lo = c->alts[i].from;
        if (c->alts[i].to > hi) hi = c->alts[i].to;
    }
    return c->n_alts ? hi - lo : 0;
}

static void lint_time_clause(linter *l, const clause *c)
{
    if (c->kind == CLAUSE_START && c->n_alts && !c->has_clock) {
        lint_say(l, CODE_LINT_NO_CLOCK, c->line, c->col,
                 "start " STR_FMT " is a day without a clock time", STR_ARG(c->id));
    }
    if (c->zone_assumed) {
        lint_say(l, CODE_LINT_NO_ZONE, c->line, c->col, STR_FMT ": the zone " STR_FMT " is assumed",
                 STR_ARG(c->id), STR_ARG(c->zone_name));
    }
    if (c->count_unstated) {
        lint_say(l, CODE_LINT_DAY_COUNT, c->line, c->col,
                 STR_FMT ": %lld days, but how they are counted is not stated", STR_ARG(c->id),
                 (long long)c->length);
    }
    if (c->midnight) {
        lint_say(l, CODE_LINT_MIDNIGHT, c->line, c->col,
                 STR_FMT ": a day's midnight may be its start or its end", STR_ARG(c->id));
    }
    if (c->kind == CLAUSE_START && c->unstated) {
        lint_say(l, CODE_LINT_NO_START, c->line, c->col, STR_FMT ": no start is stated",
                 STR_ARG(c->id));
    }
    if (c->kind == CLAUSE_END && c->unstated) {
        lint_say(l, CODE_LINT_NO_END, c->line, c->col, STR_FMT ": no end is stated",
                 STR_ARG(c->id));
    }
}

static void lint_alternatives(linter *l, const reading *r, clause_kind kind)
{
    clause all = {0};
    span spans[64];
    for (size_t i = 0; i < r->n_clauses; i++) {
        if (r->clauses[i].kind != kind) continue;
        for (size_t j = 0; j < r->clauses[i].n_alts && all.n_alts < 64; j++)
            spans[all.n_alts++] = r->clauses[i].alts[j];
    }
    all.alts = spans;
    if (spread(&all) > USEC_DAY) {
        lint_say(l, CODE_LINT_ALTERNATIVES, r->line, 1,
                 "reading " STR_FMT ": its possible %ss lie %lld hours apart", STR_ARG(r->id),
                 clause_kind_word(kind), (long long)(spread(&all) / USEC_HOUR));
    }
}

static bool has_kind(const reading *r, clause_kind kind)
{
    for (size_t i = 0; i < r->n_clauses; i++) {
        if (r->clauses[i].kind == kind) return true;
    }
    return false;
}

static bool phase_says_end(const agreement *ag, const reading *r)
{
    bool says = r->rule.ends || r->rule.continues_while;
    for (size_t i = 0; i < ag->n_phases; i++) {
        const phase *p = &ag->phases[i];
        says = says || (str_eq(p->id, r->phase) && (p->rule.ends || p->rule.continues_while));
    }
    return says;
}

static void lint_missing(linter *l, const reading *r)
{
    if (!has_kind(r, CLAUSE_START) && !r->begun.given)
        lint_say(l, CODE_LINT_NO_START, r->line, 1, "reading " STR_FMT ": no start clause",
                 STR_ARG(r->id));
    if (!has_kind(r, CLAUSE_END) && !phase_says_end(l->ag, r))
        lint_say(l, CODE_LINT_NO_END, r->line, 1, "reading " STR_FMT ": no end clause",
                 STR_ARG(r->id));
    if (!has_kind(r, CLAUSE_PLACE))
        lint_say(l, CODE_LINT_NO_AREA, r->line, 1, "reading " STR_FMT ": no area is stated",
                 STR_ARG(r->id));
    if (!has_kind(r, CLAUSE_DEFAULT)) {
        lint_say(l, CODE_LINT_SILENT, r->line, 1,
                 "reading " STR_FMT ": silent on every category that no clause names",
                 STR_ARG(r->id));
    }
}

static void lint_overlap(linter *l, const reading *r)
{
    for (size_t i = 0; i < r->n_clauses; i++) {
        for (size_t j = i + 1; j < r->n_clauses; j++) {
            const clause *a = &r->clauses[i], *b = &r->clauses[j];
            if (a->kind != CLAUSE_SCOPE || b->kind != CLAUSE_SCOPE || a->stance == b->stance)
                continue;
            if ((a->basis == BASIS_PRACTICE) != (b->basis == BASIS_PRACTICE)) continue;
            for (size_t k = 0; k < a->categories.n; k++) {
                for (size_t m = 0; m < b->categories.n; m++) {
                    if (!str_eq(a->categories.items[k], b->categories.items[m])) continue;
                    lint_say(l, CODE_LINT_OVERLAP, b->line, b->col,
                             STR_FMT " and " STR_FMT " answer '" STR_FMT "' differently",
                             STR_ARG(a->id), STR_ARG(b->id), STR_ARG(a->categories.items[k]));
                }
            }
        }
    }
}

static void lint_condition(linter *l, const clause *c)
{
    if (c->kind == CLAUSE_CONDITION && c->n_changes == 0) {
        lint_say(l, CODE_LINT_CONDITION, c->line, c->col,
                 "condition " STR_FMT ": nothing on record says whether it is met", STR_ARG(c->id));
    }
    if (c->kind == CLAUSE_PLACE && c->area && c->area->shape.kind == GEO_NONE) {
        lint_say(l, CODE_LINT_NO_GEOMETRY, c->line, c->col,
                 STR_FMT ": the zone '" STR_FMT "' has no geometry", STR_ARG(c->id),
                 STR_ARG(c->area->id));
    }
    if (c->kind == CLAUSE_DEFAULT && c->stance == STANCE_UNCLEAR) {
        lint_say(l, CODE_LINT_OPEN_LIST, c->line, c->col,
                 STR_FMT ": an open list; what no clause names stays unclear", STR_ARG(c->id));
    }
}

static void lint_reading(linter *l, const reading *r)
{
    for (size_t i = 0; i < r->n_clauses; i++) {
        lint_clause_source(l, &r->clauses[i]);
        lint_time_clause(l, &r->clauses[i]);
        lint_condition(l, &r->clauses[i]);
    }
    lint_missing(l, r);
    lint_overlap(l, r);
    lint_alternatives(l, r, CLAUSE_START);
    lint_alternatives(l, r, CLAUSE_END);
}

static void answers_words(linter *l, const phase *p, str leaf, buf *b, unsigned *seen)
{
    const agreement *ag = l->ag;
    for (size_t i = 0; i < ag->n_readings; i++) {
        const reading *r = &ag->readings[i];
        if (!str_eq(r->phase, p->id)) continue;
        truth t = reading_answer(r, leaf, false, NULL);
        *seen |= 1u << t;
        buf_f(b, "%s" STR_FMT " %s", b->len ? ", " : "", STR_ARG(r->id),
              t == TRUTH_T   ? "in"
              : t == TRUTH_F ? "out"
                             : "unclear");
    }
}

/* Categories of one phase on which its readings differ, one lint for each set of answers. */
static void lint_differences(linter *l, const phase *p)
{
    const taxonomy *t = &l->ag->categories;
    buf b;
    buf_init(&b, 1 << 20);
    for (size_t leaf = 0; leaf < t->n_leaves; leaf++) {
        const category *c = &t->items[t->leaf_item[leaf]];
        unsigned seen = 0;
        buf_reset(&b);
        answers_words(l, p, c->path, &b, &seen);
        bool both = (seen & 1u << TRUTH_T) && (seen & (1u << TRUTH_F | 1u << TRUTH_U));
        if (both || (seen & 1u << TRUTH_U)) {
            lint_say(l, CODE_LINT_DIFFER, c->line, 1, "phase " STR_FMT ", " STR_FMT ": " STR_FMT,
                     STR_ARG(p->id), STR_ARG(c->path), STR_ARG(buf_str(&b)));
        }
    }
    if (l->err == TR_OK) l->err = buf_err(&b);
    buf_free(&b);
}

static void lint_terms(linter *l)
{
    const agreement *ag = l->ag;
    for (size_t i = 0; i < ag->n_terms; i++) {
        const term *t = &ag->terms[i];
        if (t->definition.len == 0) {
            lint_say(l, CODE_LINT_TERM, t->line, 1,
                     "the term '" STR_FMT "' is used in %zu statements and defined in none",
                     STR_ARG(t->label), t->used_in.n);
        }
        str other = {0};
        size_t at = str_find(t->label, ' ');
        if (str_starts(str_from(t->label, at), " and ")) other = t->label;
        for (size_t j = 0; other.len && j < ag->n_terms; j++) {
            str lab = ag->terms[j].label;
            str head = str_upto(other, at), tail = str_from(other, at + 5);
            if (lab.len == head.len + 1 + tail.len && str_eq(str_upto(lab, head.len), head) &&
                str_eq(str_from(lab, head.len + 1), tail)) {
                lint_say(l, CODE_LINT_COORDINATION, t->line, 1,
                         "'" STR_FMT "' and '" STR_FMT "' both occur: two things or one",
                         STR_ARG(other), STR_ARG(lab));
            }
        }
    }
}

static void lint_statements(linter *l)
{
    size_t unpinned = 0;
    unsigned line = 0;
    for (size_t i = 0; i < l->ag->n_statements; i++) {
        if (l->ag->statements[i].sha256.len) continue;
        if (unpinned++ == 0) line = l->ag->statements[i].line;
    }
    if (unpinned) {
        lint_say(l, CODE_LINT_SOURCE, line, 1,
                 "%zu of %zu statements carry no digest of their source", unpinned,
                 l->ag->n_statements);
    }
}

static void lint_order(linter *l)
{
    for (size_t i = 1; i < l->ag->n_parties; i++) {
        if (str_cmp(l->ag->parties[i - 1].id, l->ag->parties[i].id) < 0) continue;
        lint_say(l, CODE_LINT_ORDER, l->ag->parties[i].line, 1,
                 "party '" STR_FMT "' stands after '" STR_FMT "'", STR_ARG(l->ag->parties[i].id),
                 STR_ARG(l->ag->parties[i - 1].id));
    }
}

static int by_place(const void *a, const void *b)
{
    const tr_diag *x = a, *y = b;
    if (x->line != y->line) return x->line < y->line ? -1 : 1;
    if (x->col != y->col) return x->col < y->col ? -1 : 1;
    if (x->code != y->code) return x->code < y->code ? -1 : 1;
    return strcmp(x->msg, y->msg);
}

tr_err agreement_lint(const agreement *ag, const char *file, arena *a, diag_list *lints)
{
    linter l = {.ag = ag, .file = file, .a = a, .out = lints};
    lint_terms(&l);
    lint_order(&l);
    lint_statements(&l);
    for (size_t i = 0; i < ag->n_readings; i++)
        lint_reading(&l, &ag->readings[i]);
    for (size_t i = 0; i < ag->n_phases; i++)
        lint_differences(&l, &ag->phases[i]);
    lint_process(&l);
    if (lints->n) qsort(lints->items, lints->n, sizeof *lints->items, by_place);
    return lints->dropped && lints->n < DIAG_LIST_MAX ? TR_ERR_NOMEM : l.err;
}
