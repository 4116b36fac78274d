#include "study/possible_ends.h"

#include "study/mission_days.h"
#include "stats/rates.h"

#include <stdlib.h>

/* ---- One end at a time */

typedef struct one_end {
    const clause *from;
    span at;
} one_end;

static int by_instant(const void *x, const void *y)
{
    const one_end *a = x, *b = y;
    if (a->at.from != b->at.from) return a->at.from < b->at.from ? -1 : 1;
    if (a->at.to != b->at.to) return a->at.to < b->at.to ? -1 : 1;
    return str_cmp(a->from->id, b->from->id);
}

static bool counts(const clause *c, bool practice)
{
    return c->kind == CLAUSE_END && (practice || c->basis != BASIS_PRACTICE);
}

/* Distinct instants; an end that is open or that nobody stated comes last, as itself. */
static tr_err list_ends(const reading *r, bool practice, arena *a, one_end **out, size_t *count)
{
    size_t n = 0, m = 0;
    for (size_t i = 0; i < r->n_clauses; i++) {
        const clause *c = &r->clauses[i];
        if (c->kind == CLAUSE_EXTENSION && extension_agreed(c))
            return TR_OK; /* it moves them all */
        n += counts(c, practice) ? c->n_alts + 1 : 0;
    }
    one_end *e = *out = arena_alloc_n(a, n + 1, sizeof *e);
    if (e == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < r->n_clauses; i++) {
        const clause *c = &r->clauses[i];
        if (!counts(c, practice)) continue;
        for (size_t k = 0; k < c->n_alts; k++)
            e[m++] = (one_end){c, c->alts[k]};
        if (c->open || c->unstated) e[m++] = (one_end){c, {INT64_MAX, INT64_MAX}};
    }
    if (m) qsort(e, m, sizeof *e, by_instant);
    for (size_t i = 0; i < m; i++) {
        bool same = *count > 0 && e[i].at.from == e[*count - 1].at.from &&
                    e[i].at.to == e[*count - 1].at.to;
        if (!same) e[(*count)++] = e[i];
    }
    return TR_OK;
}

/* The reading as if this were its only end. */
static tr_err with_end(const reading *r, const one_end *e, bool practice, arena *a, reading *out)
{
    *out = *r;
    out->clauses = arena_alloc_n(a, r->n_clauses + 1, sizeof *out->clauses);
    span *at = arena_alloc(a, sizeof *at);
    if (out->clauses == NULL || at == NULL) return TR_ERR_NOMEM;
    *at = e->at;
    out->n_clauses = 0;
    for (size_t i = 0; i < r->n_clauses; i++) {
        clause c = r->clauses[i];
        if (counts(&c, practice) && &r->clauses[i] != e->from) continue;
        if (&r->clauses[i] == e->from && e->at.from != INT64_MAX) {
            c.alts = at;
            c.n_alts = 1;
        }
        out->clauses[out->n_clauses++] = c;
    }
    return TR_OK;
}

static tr_err judge(const assess_opts *o, const reading *r, const one_end *e, size_t which,
                    arena *a, report_data *d)
{
    reading *copy = arena_alloc(a, sizeof *copy);
    const reading_tables *t;
    end_line *l = &d->ends[d->n_ends];
    if (copy == NULL) return TR_ERR_NOMEM;
    TR_TRY(with_end(r, e, o->practice, a, copy));
    TR_TRY(assess_compile(d->ag, copy, o, a, &t));
    *l = (end_line){.reading = which,
                    .clause = e->from->id,
                    .at = e->at,
                    .open = e->from->open && e->at.from == INT64_MAX,
                    .unstated = e->from->unstated && e->at.from == INT64_MAX,
                    .verdicts = arena_alloc_n(a, d->n_coded + 1, sizeof *l->verdicts)};
    if (l->verdicts == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < d->n_coded; i++)
        l->verdicts[i] = (uint8_t)assess_one(t, d->coded[i].in).verdict;
    d->n_ends++;
    return TR_OK;
}

tr_err ends_collect(const assess_opts *o, arena *a, report_data *d)
{
    size_t room = 0;
    for (size_t r = 0; r < d->n_readings; r++) {
        for (size_t i = 0; i < d->readings[r]->n_clauses; i++)
            room += d->readings[r]->clauses[i].n_alts + 1;
    }
    d->ends = arena_alloc_n(a, room + 1, sizeof *d->ends);
    if (d->ends == NULL) return TR_ERR_NOMEM;
    for (size_t r = 0; r < d->n_readings; r++) {
        one_end *e = NULL;
        size_t n = 0;
        TR_TRY(list_ends(d->readings[r], o->practice, a, &e, &n));
        for (size_t i = 0; n > 1 && i < n; i++)
            TR_TRY(judge(o, d->readings[r], &e[i], r, a, d));
    }
    return TR_OK;
}

/* ---- The ratio in each cell */

/* Rates of covered targets under a choice; not compared where no such day is watched. */
static tr_err compare_days(const report_data *d, const day_choice *choice, arena *a,
                           period_rates *out)
{
    series s;
    trend_story said;
    *out = (period_rates){0};
    tr_err e = mission_days(d, choice, a, &s, &said);
    if (e == TR_ERR_ABSENT) return TR_OK;
    TR_TRY(e);
    series_only(&s, true);
    double *count = arena_alloc_n(a, s.n + 1, sizeof *count),
           *watched = arena_alloc_n(a, s.n + 1, sizeof *watched), time[2] = {0, 0};
    bool *during = arena_alloc_n(a, s.n + 1, sizeof *during);
    if (!count || !watched || !during) return TR_ERR_NOMEM;
    for (size_t i = 0; i < s.n; i++) {
        count[i] = s.days[i].count;
        watched[i] = s.days[i].exposure;
        during[i] = s.days[i].day >= choice->from[1];
        time[during[i]] += watched[i];
    }
    if (!(time[0] > 0) || !(time[1] > 0)) return TR_OK;
    rate_comparison r = rate_compare(count, watched, during, s.n, 0.95);
    *out = (period_rates){.compared = true,
                          .has_ratio = r.exact.defined && r.quasi.defined,
                          .before = r.events[0],
                          .during = r.events[1],
                          .ratio = r.exact.estimate,
                          .low = r.low,
                          .high = r.high};
    return TR_OK;
}

/* Before and during as the study has them; the days during stop where this end would. */
static tr_err cell_ratio(const study *y, arena *a, const report_data *d, grid_cell *c)
{
    day_choice choice = {.cell = *c,
                         .unclear = study_unclear(y),
                         .effort = y->effort,
                         .from = {y->before_from, y->during_from},
                         .to = {y->before_to, y->during_to}};
    const end_line *e = c->end == GRID_ALL_ENDS ? NULL : &d->ends[c->end];
    if (e && e->at.from != INT64_MAX && usec_day(e->at.from) - 1 < choice.to[1])
        choice.to[1] = usec_day(e->at.from) - 1; /* whole days before that end */
    c->in_study = e == NULL && y->tests[STUDY_RATES] && str_is(y->unit, grid_rule_word(c->rule)) &&
                  str_is(y->evidence, grid_evidence_word(c->evidence));
    return compare_days(d, &choice, a, &c->rates);
}

/* ---- Other choices of effort and of the unclear */

static tr_err one_choice(const study *y, str unit, grid_unclear unclear, arena *a,
                         const report_data *d, trend_line *l)
{
    day_choice choice;
    const char *bad;
    day_words w = {l->id, y->unit, y->evidence, STR("out"), unit};
    if (!day_choice_from(d, &w, &choice, &bad)) return TR_OK;
    choice.unclear = unclear;
    choice.from[0] = y->before_from;
    choice.from[1] = y->during_from;
    choice.to[0] = y->before_to;
    choice.to[1] = y->during_to;
    other_choice *c = &l->choices[l->n_choices++];
    *c = (other_choice){.effort = unit,
                        .unclear = unclear,
                        .in_study = y->tests[STUDY_RATES] && str_eq(unit, y->effort) &&
                                    unclear == study_unclear(y)};
    return compare_days(d, &choice, a, &c->rates);
}

static tr_err list_choices(const study *y, arena *a, arena *scratch, report_data *d, trend_line *l)
{
    static const grid_unclear order[] = {GRID_UNCLEAR_COVERED, GRID_UNCLEAR_OTHER,
                                         GRID_UNCLEAR_OUT};
    const str units[] = {y->effort, STR("none")};
    size_t n_units = str_is(y->effort, "none") ? 1 : 2;
    l->choices = arena_alloc_n(a, 2 * 3, sizeof *l->choices);
    if (l->choices == NULL) return TR_ERR_NOMEM;
    for (size_t u = 0; l->known && u < n_units; u++) {
        for (size_t k = 0; k < 3; k++) {
            arena_reset(scratch);
            TR_TRY(one_choice(y, units[u], order[k], scratch, d, l));
        }
    }
    return TR_OK;
}

static bool in_study(const study *y, const reading *r)
{
    for (size_t i = 0; y && i < y->readings.n; i++) {
        if (str_eq(y->readings.items[i], r->id)) return true;
    }
    return false;
}

tr_err grid_collect(arena *a, report_data *d)
{
    const study *y = d->study.what;
    arena scratch;
    arena_init(&scratch, (size_t)512 << 20);
    tr_err e = report_grid(d, a, &scratch, &d->grid, &d->n_grid);
    for (size_t i = 0; e == TR_OK && y && i < d->n_grid; i++) {
        grid_cell *c = &d->grid[i];
        arena_reset(&scratch);
        e = cell_ratio(y, &scratch, d, c);
        c->in_study = c->in_study && in_study(y, d->readings[c->reading]);
    }
    for (size_t i = 0; e == TR_OK && y && i < d->n_trends; i++)
        e = list_choices(y, a, &scratch, d, &d->trends[i]);
    arena_clear(&scratch);
    return e;
}
