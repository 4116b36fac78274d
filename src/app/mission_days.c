#include "app/mission_days.h"

#include "app/findings.h"

bool day_choice_from(const report_data *d, const day_words *w, day_choice *out, const char **bad)
{
    size_t r = 0;
    int k = 0, e = 0;
    while (r < d->n_readings && !str_eq(d->readings[r]->id, w->reading))
        r++;
    while (k < GRID_RULE__N && !str_is(w->rule, grid_rule_word((grid_rule)k)))
        k++;
    while (e < GRID_EVIDENCE__N && !str_is(w->evidence, grid_evidence_word((grid_evidence)e)))
        e++;
    *bad = r == d->n_readings      ? "reading"
           : k == GRID_RULE__N     ? "rule"
           : e == GRID_EVIDENCE__N ? "evidence"
                                   : NULL;
    out->unclear = str_is(w->unclear, "covered") ? GRID_UNCLEAR_COVERED
                   : str_is(w->unclear, "other") ? GRID_UNCLEAR_OTHER
                                                 : GRID_UNCLEAR_OUT;
    if (*bad == NULL && out->unclear == GRID_UNCLEAR_OUT && !str_is(w->unclear, "out"))
        *bad = "unclear";
    if (*bad == NULL && w->effort.len == 0) *bad = "effort";
    out->cell = (grid_cell){
        .reading = r, .end = GRID_ALL_ENDS, .rule = (grid_rule)k, .evidence = (grid_evidence)e};
    out->effort = w->effort;
    return *bad == NULL;
}

tr_err mission_all_days(const report_data *d, day_choice *c, arena *a)
{
    grid_days g;
    TR_TRY(report_days(d, &c->cell, a, &g));
    bool any = g.n > 0;
    int64_t from = any ? g.days[0].day : 0, to = any ? g.days[g.n - 1].day : -1;
    for (size_t i = 0; i < d->n_efforts; i++) {
        const effort *x = &d->efforts[i];
        if (!str_eq(x->unit, c->effort)) continue;
        from = any && from < x->day ? from : x->day;
        to = any && to > x->day ? to : x->day;
        any = true;
    }
    c->from[0] = from;
    c->to[0] = to;
    c->from[1] = 0; /* nothing more */
    c->to[1] = -1;
    return TR_OK;
}

/* How much was watched on a day: the sum over places. False: nobody says. */
static bool effort_of(const report_data *d, str unit, int64_t day, double *watched)
{
    bool any = false;
    *watched = 1;
    if (str_is(unit, "none")) return true;
    for (size_t i = 0; i < d->n_efforts; i++) {
        const effort *x = &d->efforts[i];
        if (x->day != day || !str_eq(x->unit, unit)) continue;
        *watched = any ? *watched + x->watched : x->watched;
        any = true;
    }
    return any;
}

static bool has_unit(const report_data *d, str unit)
{
    if (str_is(unit, "none")) return true;
    for (size_t i = 0; i < d->n_efforts; i++) {
        if (str_eq(d->efforts[i].unit, unit)) return true;
    }
    return false;
}

static const grid_day *find_day(const grid_days *g, int64_t day)
{
    if (g->n == 0 || day < g->days[0].day || day > g->days[g->n - 1].day) return NULL;
    return &g->days[day - g->days[0].day];
}

/* Units on a day that was not watched, or of which nobody says whether it was, enter no rate: there
 * is no denominator for them. */
static void add_day(const report_data *d, const day_choice *c, const grid_days *g, int64_t day,
                    bool during, series *out, trend_story *said)
{
    const grid_day none = {.day = day}, *x = find_day(g, day);
    double watched;
    if (x == NULL) x = &none;
    bool stated = effort_of(d, c->effort, day, &watched);
    size_t units[2] = {grid_day_count(x, false, c->unclear), grid_day_count(x, true, c->unclear)};
    trend_day *t = &said->days[said->n_days++];
    *t = (trend_day){.day = day,
                     .stated = stated,
                     .during = during,
                     .watched = stated ? watched : 0,
                     .other = units[0],
                     .covered = units[1]};
    said->n_not_stated += !stated;
    said->n_unwatched += stated && !(watched > 0);
    said->n_units_unwatched += stated && watched > 0 ? 0 : units[0] + units[1];
    for (int covered = 0; stated && covered < 2; covered++) {
        out->days[out->n++] = (series_day){.day = day,
                                           .count = watched > 0 ? (double)units[covered] : 0,
                                           .exposure = watched,
                                           .covered = covered == 1};
    }
}

tr_err mission_days(const report_data *d, const day_choice *c, arena *a, series *out,
                    trend_story *said)
{
    grid_days g;
    size_t all = 0, counted = 0;
    *said = (trend_story){0};
    *out = (series){.has_groups = true};
    if (!has_unit(d, c->effort)) return TR_ERR_ABSENT;
    if (!str_is(c->effort, "none")) out->unit = c->effort;
    TR_TRY(report_days(d, &c->cell, a, &g));
    for (int p = 0; p < 2; p++)
        all += c->to[p] < c->from[p] ? 0 : (size_t)(c->to[p] - c->from[p]) + 1;
    out->days = arena_alloc_n(a, 2 * all + 1, sizeof *out->days);
    said->days = arena_alloc_n(a, all + 1, sizeof *said->days);
    if (!out->days || !said->days) return TR_ERR_NOMEM;
    for (int p = 0; p < 2; p++) {
        for (int64_t day = c->from[p]; day <= c->to[p]; day++) {
            const grid_day *x = find_day(&g, day);
            for (int t = 0; x && t < TARGET__N; t++)
                counted += x->n[t];
            add_day(d, c, &g, day, p == 1, out, said);
        }
    }
    said->n_units = g.n_units;
    said->n_undated = g.n_undated;
    said->n_unclear = g.n_unclear;
    said->n_attempts = g.n_attempts;
    said->n_outside = g.n_units - g.n_undated - counted;
    series_settle(out);
    return TR_OK;
}

void mission_days_csv(const series *s, buf *b)
{
    buf_z(b, s->unit.len ? "day,count,exposure,covered\n" : "day,count,covered\n");
    for (size_t i = 0; i < s->n; i++) {
        const series_day *d = &s->days[i];
        day_write(b, d->day);
        buf_c(b, ',');
        buf_fixed(b, d->count, 0);
        if (s->unit.len) {
            buf_c(b, ',');
            put_figure(b, d->exposure);
        }
        buf_f(b, ",%d\n", d->covered);
    }
}
