/* The sensitivity grid: how many units are covered under each reading, by each counting rule, from
 * all evidence and from what is corroborated at least. No cell is the headline; none is left out.
 */
#include "report/write.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *grid_rule_word(grid_rule r)
{
    static const char *const words[] = {"item/1", "incident/1", "place-day/1"};
    return words[r];
}

const char *grid_rule_says(grid_rule r)
{
    static const char *const says[] = {N_("each coded item"), N_("one an incident"),
                                       N_("one a place and day")};
    return says[r];
}

const char *grid_evidence_word(grid_evidence e)
{
    static const char *const words[] = {N_("any"), N_("corroborated")};
    return words[e];
}

const char *grid_evidence_says(grid_evidence e)
{
    static const char *const says[] = {N_("all evidence"),
                                       N_("corroborated, verified or attributed")};
    return says[e];
}

const char *grid_unclear_word(grid_unclear u)
{
    static const char *const words[GRID_UNCLEAR__N] = {N_("out"), N_("covered"), N_("other")};
    return words[u];
}

bool grid_unclear_from(str s, grid_unclear *out)
{
    for (int u = 0; u < GRID_UNCLEAR__N; u++) {
        if (!str_is(s, grid_unclear_word((grid_unclear)u))) continue;
        *out = (grid_unclear)u;
        return true;
    }
    return false;
}

grid_unclear study_unclear(const study *y)
{
    grid_unclear u = GRID_UNCLEAR_OUT;
    (void)grid_unclear_from(y->unclear, &u);
    return u;
}

static bool has_evidence_of(const report_row *row, grid_evidence e)
{
    if (e == GRID_ANY) return true;
    return str_is(row->status, "corroborated") || str_is(row->status, "verified") ||
           str_is(row->status, "attributed");
}

/* Items of one unit have one key. What is not known is never merged: it is a unit of its own. */
static tr_err key_of(const incident *in, grid_rule rule, arena *a, str *out)
{
    bool one_day = span_known(in->when) && usec_day(in->when.from) == usec_day(in->when.to - 1);
    *out = in->id;
    if (rule == GRID_INCIDENT && in->group.len) *out = in->group;
    if (rule != GRID_PLACE_DAY || !one_day || in->place.len == 0 || str_is(in->place, "not stated"))
        return TR_OK;
    *out = arena_printf(a, STR_FMT "|" STR_FMT "|%lld", STR_ARG(in->place), STR_ARG(in->adm1),
                        (long long)usec_day(in->when.from));
    return out->ptr ? TR_OK : TR_ERR_NOMEM;
}

typedef struct unit {
    str key;
    verdict verdict;
    truth target; /* of the kind, place and act that the reading covers, whether in force or not */
    span when;
    size_t row;
    bool attempt;
} unit;

static int by_key(const void *x, const void *y)
{
    const unit *a = x, *b = y;
    size_t n = a->key.len < b->key.len ? a->key.len : b->key.len;
    int c = n ? memcmp(a->key.ptr, b->key.ptr, n) : 0;
    return c ? c : (a->key.len > b->key.len) - (a->key.len < b->key.len);
}

/* A unit is covered if any item of it is; unclear if none is and any is unclear. */
static void add_unit(grid_cell *c, bool covered, bool uncertain)
{
    c->n_units++;
    c->n_covered += covered;
    c->n_unclear += !covered && uncertain;
}

static truth target_of(const answer *x)
{
    truth all = TRUTH_T;
    for (int t = TEST_NONE + 1; t < TEST__N; t++) {
        if (t != TEST_IN_FORCE && x->test[t] != TRUTH_NONE) all = truth_and(all, x->test[t]);
    }
    return all;
}

/* By key; `everything`: also what lies outside the period. */
static tr_err gather(const report_data *d, const grid_cell *c, bool everything, arena *a,
                     unit **out, size_t *count)
{
    unit *u = *out = arena_alloc_n(a, d->n_coded + 1, sizeof *u);
    size_t n = 0;
    if (u == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < d->n_coded; i++) {
        const report_row *row = &d->coded[i];
        if (!row->stands || (!row->in_period && !everything) || row->in->kind != INC_INCIDENT ||
            !has_evidence_of(row, c->evidence))
            continue;
        const answer *x = &row->answers[c->reading];
        verdict v = c->end == GRID_ALL_ENDS ? x->verdict : d->ends[c->end].verdicts[i];
        u[n] = (unit){.verdict = v,
                      .target = target_of(x),
                      .when = row->in->when,
                      .row = i,
                      .attempt = is_attempt(row->in)};
        TR_TRY(key_of(row->in, c->rule, a, &u[n++].key));
    }
    if (n) qsort(u, n, sizeof *u, by_key);
    *count = n;
    return TR_OK;
}

/* ---- Cells. Which items are one unit hangs on the rule and the evidence alone, so the units are
 * found once, and each reading and end only looks at their verdicts. */

typedef struct units {
    uint32_t *row, *number; /* of each item: into report_data.coded, and of its unit */
    size_t n_items, n;
} units;

static tr_err number_units(const report_data *d, grid_evidence e, grid_rule rule, arena *a,
                           arena *scratch, units *out)
{
    unit *u;
    grid_cell any = {.end = GRID_ALL_ENDS, .rule = rule, .evidence = e};
    arena_reset(scratch);
    *out = (units){0};
    TR_TRY(gather(d, &any, false, scratch, &u, &out->n_items));
    out->row = arena_alloc_n(a, out->n_items + 1, sizeof *out->row);
    out->number = arena_alloc_n(a, out->n_items + 1, sizeof *out->number);
    if (out->row == NULL || out->number == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < out->n_items; i++) {
        out->n += i == 0 || by_key(&u[i - 1], &u[i]) != 0;
        out->row[i] = (uint32_t)u[i].row;
        out->number[i] = (uint32_t)out->n - 1;
    }
    return TR_OK;
}

/* Items of a unit follow one another. */
static void fill(const units *u, const uint8_t *verdicts, grid_cell *c)
{
    for (size_t i = 0, end; i < u->n_items; i = end) {
        bool covered = false, uncertain = false;
        for (end = i; end < u->n_items && u->number[end] == u->number[i]; end++) {
            covered = covered || verdicts[u->row[end]] == VERDICT_YES;
            uncertain = uncertain || verdicts[u->row[end]] == VERDICT_UNCLEAR;
        }
        add_unit(c, covered, uncertain);
    }
}

static void list_verdicts(const report_data *d, size_t r, size_t end, uint8_t *out)
{
    for (size_t i = 0; i < d->n_coded; i++)
        out[i] = (uint8_t)(end == GRID_ALL_ENDS ? d->coded[i].answers[r].verdict
                                                : d->ends[end].verdicts[i]);
}

typedef struct grid_maker {
    const report_data *d;
    units units[GRID_EVIDENCE__N][GRID_RULE__N];
    uint8_t *verdicts; /* of the reading and end at hand, by row */
    grid_cell *cells;
    size_t n;
} grid_maker;

static void fill_rows(grid_maker *g, size_t r, size_t end)
{
    list_verdicts(g->d, r, end, g->verdicts);
    for (int e = 0; e < GRID_EVIDENCE__N; e++) {
        for (int k = 0; k < GRID_RULE__N; k++) {
            grid_cell *c = &g->cells[g->n++];
            *c = (grid_cell){
                .reading = r, .end = end, .rule = (grid_rule)k, .evidence = (grid_evidence)e};
            fill(&g->units[e][k], g->verdicts, c);
        }
    }
}

static tr_err find_units(grid_maker *g, arena *a, arena *scratch)
{
    for (int e = 0; e < GRID_EVIDENCE__N; e++) {
        for (int k = 0; k < GRID_RULE__N; k++)
            TR_TRY(number_units(g->d, (grid_evidence)e, (grid_rule)k, a, scratch, &g->units[e][k]));
    }
    return TR_OK;
}

tr_err report_grid(const report_data *d, arena *a, arena *scratch, grid_cell **out, size_t *n)
{
    size_t rows = d->n_readings + d->n_ends;
    grid_maker g = {.d = d};
    *n = 0;
    g.cells = *out = arena_alloc_n(a, rows * GRID_EVIDENCE__N * GRID_RULE__N + 1, sizeof *g.cells);
    g.verdicts = arena_alloc(a, d->n_coded + 1);
    if (g.cells == NULL || g.verdicts == NULL) return TR_ERR_NOMEM;
    if (d->n_readings) TR_TRY(find_units(&g, a, scratch));
    for (size_t r = 0; r < d->n_readings; r++) {
        fill_rows(&g, r, GRID_ALL_ENDS);
        for (size_t e = 0; e < d->n_ends; e++) {
            if (d->ends[e].reading == r) fill_rows(&g, r, e);
        }
    }
    *n = g.n;
    return TR_OK;
}

/* "16 Apr 21:00Z"; an interval by both its instants. */
void grid_end_words(const report_data *d, const grid_cell *c, buf *b)
{
    if (c->end == GRID_ALL_ENDS) {
        buf_z(b, "all");
        return;
    }
    const end_line *e = &d->ends[c->end];
    if (e->at.from == INT64_MAX) {
        buf_z(b, e->open ? "open" : "not stated");
        return;
    }
    when_write(b, e->at.from);
    if (e->at.to == e->at.from) return;
    buf_z(b, "..");
    when_write(b, e->at.to);
}

void put_rates(buf *b, const period_rates *r, const char *between, void (*put)(buf *, double))
{
    const double v[] = {r->ratio, r->low, r->high};
    put_figure(b, r->compared ? r->before : (double)NAN);
    buf_z(b, between);
    put_figure(b, r->compared ? r->during : (double)NAN);
    for (size_t i = 0; i < 3; i++) {
        buf_z(b, between);
        if (r->has_ratio) put(b, v[i]);
        if (!r->has_ratio) buf_z(b, "undefined");
    }
}

static void put_ratio_csv(const report_data *d, const grid_cell *c, buf *b)
{
    if (!has_study(d)) {
        buf_z(b, ",,,,,,");
        return;
    }
    buf_c(b, ',');
    put_rates(b, &c->rates, ",", put_figure);
    buf_f(b, ",%s", study_standing_word(c->in_study ? d->study.standing : STANDING_EXPLORATORY));
}

void write_grid(const report_data *d, buf *b)
{
    buf_z(b, "reading,end,rule,evidence,units,covered,unclear,before,during,ratio,low,high,"
             "standing\n");
    for (size_t i = 0; i < d->n_grid; i++) {
        const grid_cell *c = &d->grid[i];
        csv_text(b, d->readings[c->reading]->id);
        buf_c(b, ',');
        grid_end_words(d, c, b);
        buf_f(b, ",%s,%s,%zu,%zu,%zu", grid_rule_word(c->rule), grid_evidence_word(c->evidence),
              c->n_units, c->n_covered, c->n_unclear);
        put_ratio_csv(d, c, b);
        buf_c(b, '\n');
    }
}

/* ---- Days */

/* Attempts hit nothing: they are no hits of other targets either, and stand apart. */
static int item_class(const unit *u)
{
    if (u->target == TRUTH_T) return COVERED_TARGET;
    if (u->target == TRUTH_U) return UNCLEAR_TARGET;
    return u->attempt ? ATTEMPT_TARGET : OTHER_TARGET;
}

/* What decides for the unit: a covered item, else an unclear one, else another target. */
static int target_class(const unit *u, size_t n)
{
    static const int order[] = {COVERED_TARGET, UNCLEAR_TARGET, OTHER_TARGET};
    for (size_t k = 0; k < sizeof order / sizeof order[0]; k++) {
        for (size_t i = 0; i < n; i++) {
            if (item_class(&u[i]) == order[k]) return order[k];
        }
    }
    return ATTEMPT_TARGET;
}

/* The earliest day of the items that decide, and that item: of a unit with a covered and another
 * target, the covered one gives day and place. */
static bool day_of(const unit *u, size_t n, int class_of_unit, int64_t *day, size_t *row)
{
    bool any = false;
    for (size_t i = 0; i < n; i++) {
        int64_t one;
        if (item_class(&u[i]) != class_of_unit || !span_day(u[i].when, &one)) continue;
        if (any && (one > *day || (one == *day && u[i].row > *row))) continue;
        *day = one;
        *row = u[i].row;
        any = true;
    }
    return any;
}

/* By day, then by item, so that the order of keys does not show. */
static int by_date(const void *x, const void *y)
{
    const grid_unit *a = x, *b = y;
    if (a->dated != b->dated) return a->dated ? -1 : 1;
    if (a->dated && a->day != b->day) return a->day < b->day ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

tr_err report_units(const report_data *d, const grid_cell *cell, arena *a, grid_unit **out,
                    size_t *count)
{
    unit *u;
    size_t n, m = 0;
    TR_TRY(gather(d, cell, true, a, &u, &n));
    grid_unit *g = *out = arena_alloc_n(a, n + 1, sizeof *g);
    if (g == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i; end < n && by_key(&u[i], &u[end]) == 0; end++) {
        }
        g[m] = (grid_unit){.row = u[i].row, .target = target_class(&u[i], end - i)};
        g[m].dated = day_of(&u[i], end - i, g[m].target, &g[m].day, &g[m].row);
        m++;
    }
    if (m) qsort(g, m, sizeof *g, by_date);
    *count = m;
    return TR_OK;
}

/* From the first to the last day of the period and of the units, without a gap. */
static tr_err count_days(const report_data *d, const grid_unit *u, size_t n, arena *a,
                         grid_days *out)
{
    bool open = d->period_from == USEC_UNKNOWN || d->period_to == USEC_UNKNOWN;
    if (open && n == 0) return TR_OK;
    int64_t from = open ? 0 : usec_day(d->period_from), to = open ? 0 : usec_day(d->period_to - 1);
    if (n && (open || u[0].day < from)) from = u[0].day;
    if (n && (open || u[n - 1].day > to)) to = u[n - 1].day;
    out->days = arena_alloc_n(a, (size_t)(to - from) + 1, sizeof *out->days);
    if (out->days == NULL) return TR_ERR_NOMEM;
    out->n = (size_t)(to - from) + 1;
    for (size_t i = 0; i < out->n; i++)
        out->days[i].day = from + (int64_t)i;
    for (size_t i = 0; i < n; i++)
        out->days[u[i].day - from].n[u[i].target]++;
    return TR_OK;
}

tr_err report_days(const report_data *d, const grid_cell *cell, arena *a, grid_days *out)
{
    grid_unit *u;
    size_t n, dated = 0;
    TR_TRY(report_units(d, cell, a, &u, &n));
    *out = (grid_days){.n_units = n};
    for (; dated < n && u[dated].dated; dated++) {
        out->n_unclear += u[dated].target == UNCLEAR_TARGET;
        out->n_attempts += u[dated].target == ATTEMPT_TARGET;
    }
    out->n_undated = n - dated;
    return count_days(d, u, dated, a, out);
}

size_t grid_day_count(const grid_day *day, bool covered, grid_unclear as)
{
    size_t n = day->n[covered ? COVERED_TARGET : OTHER_TARGET];
    if (as == (covered ? GRID_UNCLEAR_COVERED : GRID_UNCLEAR_OTHER)) n += day->n[UNCLEAR_TARGET];
    return n;
}
