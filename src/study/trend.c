#include "study/trend.h"

#include "stats/rates.h"

/* ---- The study and its standing */

/* In a mission that dates its entries itself the record's order holds, its dates do not: there the
 * day is the authors' word. */
static study_standing standing_of(const mission *m, const study_line *l)
{
    bool replay = m->clock_start != USEC_UNKNOWN;
    if (l->n_before > 0) return STANDING_EXPLORATORY;
    if (l->what.written >= l->what.during_from) return STANDING_UNSEEN;
    if (!replay && (l->at == USEC_UNKNOWN || usec_day(l->at) >= l->what.during_from))
        return STANDING_UNSEEN;
    return STANDING_BEFORE;
}

static void note_study(const mission *m, const state *s, report_data *d)
{
    if (s->studies.n == 0) return;
    const study_line *l = &s->studies.items[s->studies.n - 1];
    d->study = (study_note){.what = &l->what,
                            .standing = standing_of(m, l),
                            .entry = l->entry,
                            .sha = l->sha,
                            .n_before = l->n_before,
                            .n_earlier = s->studies.n - 1,
                            .replay = m->clock_start != USEC_UNKNOWN};
}

/* ---- Its tests under one reading */

/* The last time the holder committed, by the agreement's record of states, up to the last day. */
static void note_commitment(const reading *r, int64_t last_day, trend_line *l)
{
    static const char *const states[] = {"announced", "agreed", "ordered", "in_force", "extended"};
    l->recommitted_at = USEC_UNKNOWN;
    for (size_t i = 0; i < r->n_states; i++) {
        const state_change *c = &r->states[i];
        bool commits = false;
        for (size_t k = 0; k < sizeof states / sizeof states[0]; k++)
            commits = commits || str_is(c->state, states[k]);
        if (!commits || c->at.from == USEC_UNKNOWN || usec_day(c->at.from) > last_day) continue;
        if (l->recommitted_at != USEC_UNKNOWN && c->at.from < l->recommitted_at) continue;
        l->recommitted_at = c->at.from;
        l->recommitted = c->state;
        l->recommitted_from = c->from;
    }
}

/* Of covered targets; 0 without any. */
static double rate_before(const series *both, int64_t start)
{
    double y = 0, e = 0;
    for (size_t i = 0; i < both->n; i++) {
        const series_day *d = &both->days[i];
        if (d->day >= start || !d->covered) continue;
        y += d->count;
        e += d->exposure;
    }
    return e > 0 ? y / e : 0;
}

static tr_err run_test(study_test t, const study *y, const report_data *d, const day_choice *c,
                       const series *both, const series *covered, arena *a, trend_line *l)
{
    findings *f = &l->found[t];
    int64_t start = y->during_from;
    hotspot_options o = {.from = y->during_from,
                         .to = y->during_to < d->last_day ? y->during_to : d->last_day,
                         .replicates = (size_t)y->replicates,
                         .threads = 1,
                         .seed = (uint64_t)y->seed};
    switch (t) {
    case STUDY_RATES: return find_rates(covered, start, a, f);
    case STUDY_COMPARE: return find_compare(both, start, a, f);
    case STUDY_SERIES: return find_series(covered, start, y->transition, a, f);
    case STUDY_PLACEBO: return find_placebo(covered, start, y->window, a, f);
    case STUDY_CHANGE: return find_change(covered, 0, a, f);
    case STUDY_WARN: return find_warning(covered, (size_t)y->quiet, rate_before(both, start), a, f);
    case STUDY_RETURN:
        return find_return(
            covered, start,
            l->recommitted_at == USEC_UNKNOWN ? INT64_MIN : usec_day(l->recommitted_at), a, f);
    case STUDY_SCAN: return hotspots_find(d, c, &o, a, f, l);
    case STUDY_TEST__N: break;
    }
    return TR_ERR_USAGE;
}

/* For the chart only the days during count: their first ones are the quiet ones. */
static tr_err after_start(const series *s, int64_t start, arena *a, series *out)
{
    *out = *s;
    out->n = 0;
    out->days = arena_alloc_n(a, s->n + 1, sizeof *out->days);
    if (out->days == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < s->n; i++) {
        if (s->days[i].day >= start) out->days[out->n++] = s->days[i];
    }
    series_settle(out);
    return TR_OK;
}

static tr_err copy_of(const series *s, arena *a, series *out)
{
    return after_start(s, INT64_MIN, a, out);
}

static tr_err one_reading(const study *y, str id, arena *a, report_data *d, trend_line *l)
{
    day_choice c = {.from = {y->before_from, y->during_from}, .to = {y->before_to, y->during_to}};
    day_words w = {id, y->unit, y->evidence, y->unclear, y->effort};
    series both, covered, during;
    const char *bad;
    *l = (trend_line){.id = id, .recommitted_at = USEC_UNKNOWN};
    if (!day_choice_from(d, &w, &c, &bad)) return TR_OK;
    tr_err e = mission_days(d, &c, a, &both, &l->story);
    if (e == TR_ERR_ABSENT) return TR_OK;
    TR_TRY(e);
    l->known = true;
    l->reading = c.cell.reading;
    l->unit = both.unit;
    note_commitment(d->readings[l->reading],
                    y->during_to < d->last_day ? y->during_to : d->last_day, l);
    TR_TRY(copy_of(&both, a, &covered));
    series_only(&covered, true);
    TR_TRY(after_start(&covered, y->during_from, a, &during));
    for (int t = 0; t < STUDY_TEST__N; t++) {
        if (!y->tests[t]) continue;
        l->ran[t] = true;
        TR_TRY(
            run_test((study_test)t, y, d, &c, &both, t == STUDY_WARN ? &during : &covered, a, l));
    }
    return TR_OK;
}

/* ---- All readings */

/* Several readings are several tests: their p values are also given adjusted. */
static tr_err adjust(arena *a, report_data *d)
{
    double *p = arena_alloc_n(a, d->n_trends + 1, sizeof *p),
           *q = arena_alloc_n(a, d->n_trends + 1, sizeof *q);
    size_t n = 0;
    if (p == NULL || q == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < d->n_trends; i++) {
        const double *v = finding_value(&d->trends[i].found[STUDY_RATES], "p_quasi");
        d->trends[i].has_p = v != NULL;
        if (v) p[n++] = *v;
    }
    if (n == 0) return TR_OK;
    TR_TRY(p_adjust(P_BENJAMINI_HOCHBERG, p, n, a, q));
    for (size_t i = d->n_trends; i > 0; i--) {
        if (d->trends[i - 1].has_p) d->trends[i - 1].p_adjusted = q[--n];
    }
    return TR_OK;
}

tr_err trend_collect(const mission *m, const state *s, arena *a, report_data *d)
{
    d->efforts = s->efforts.items;
    d->n_efforts = s->efforts.n;
    d->last_day = mission_last_day(d);
    note_study(m, s, d);
    const study *y = d->study.what;
    if (y == NULL) return TR_OK;
    d->trends = arena_alloc_n(a, y->readings.n + 1, sizeof *d->trends);
    if (d->trends == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < y->readings.n; i++)
        TR_TRY(one_reading(y, y->readings.items[i], a, d, &d->trends[d->n_trends++]));
    return adjust(a, d);
}
