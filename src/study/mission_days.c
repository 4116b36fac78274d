#include "study/mission_days.h"

#include "study/findings.h"

#include <stdlib.h>

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
    out->unclear = GRID_UNCLEAR_OUT;
    if (!grid_unclear_from(w->unclear, &out->unclear) && *bad == NULL) *bad = "unclear";
    if (*bad == NULL && w->effort.len == 0) *bad = "effort";
    out->cell = (grid_cell){
        .reading = r, .end = GRID_ALL_ENDS, .rule = (grid_rule)k, .evidence = (grid_evidence)e};
    out->effort = w->effort;
    return *bad == NULL;
}

static void later(int64_t day, int64_t *latest)
{
    if (day > *latest) *latest = day;
}

/* Days that have not come, or of which nothing was reported yet, are no days without events: what
 * is known of incidents reaches to the day before the last of them came in. Where nothing says when
 * they came in, the record's own clock does, unless it lags behind its data. */
int64_t mission_last_day(const report_data *d)
{
    int64_t latest = INT64_MIN, came_in = INT64_MIN, day;
    for (size_t i = 0; i < d->n_coded; i++) {
        const incident *in = d->coded[i].in;
        if (span_day(in->when, &day)) later(day, &latest);
        if (in->received != USEC_UNKNOWN) later(usec_day(in->received) - 1, &came_in);
    }
    for (size_t i = 0; i < d->n_efforts; i++) {
        later(d->efforts[i].day, &latest);
        if (d->efforts[i].received != USEC_UNKNOWN)
            later(usec_day(d->efforts[i].received) - 1, &came_in);
    }
    int64_t clock = d->as_of == USEC_UNKNOWN ? INT64_MIN : usec_day(d->as_of);
    int64_t told = came_in;
    if (came_in == INT64_MIN) told = clock == INT64_MIN || latest > clock ? latest : clock - 1;
    if (clock != INT64_MIN && latest <= clock && told > clock - 1) told = clock - 1;
    if (d->period_to == USEC_UNKNOWN) return told;
    int64_t last = usec_day(d->period_to - 1);
    return last < told ? last : told;
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
    c->to[0] = to < d->last_day ? to : d->last_day;
    c->from[1] = 0; /* nothing more */
    c->to[1] = -1;
    return TR_OK;
}

/* ---- Effort by day */

/* What was watched on each day compared, by the order of those days. */
typedef struct watch {
    bool every_day; /* days count alike */
    const day_choice *c;
    int64_t last_day;
    double *sum;
    size_t *rows, *watching; /* rows of the day; those above 0 */
    size_t n_places;
} watch;

static bool index_of(const day_choice *c, int64_t day, size_t *at, int *period)
{
    size_t before = c->to[0] < c->from[0] ? 0 : (size_t)(c->to[0] - c->from[0]) + 1;
    for (int p = 0; p < 2; p++) {
        if (day < c->from[p] || day > c->to[p]) continue;
        *at = (size_t)(day - c->from[p]) + (p ? before : 0);
        *period = p;
        return true;
    }
    return false;
}

static int places_by_name(const void *x, const void *y)
{
    return str_cmp(((const effort_place *)x)->name, ((const effort_place *)y)->name);
}

static tr_err place_named(trend_story *said, arena *a, size_t *cap, str name, effort_place **out)
{
    for (size_t i = 0; i < said->n_places; i++) {
        *out = &said->places[i];
        if (str_eq((*out)->name, name)) return TR_OK;
    }
    *out = vec_push(a, (void *)&said->places, &said->n_places, cap, sizeof **out);
    if (*out == NULL) return TR_ERR_NOMEM;
    **out = (effort_place){.name = name};
    return TR_OK;
}

static void to_shares(trend_story *said)
{
    double all[2] = {0, 0};
    for (size_t i = 0; i < said->n_places; i++) {
        all[0] += said->places[i].share[0];
        all[1] += said->places[i].share[1];
    }
    if (!(all[0] > 0) || !(all[1] > 0)) said->n_places = 0; /* nothing to set beside it */
    for (size_t i = 0; i < said->n_places; i++) {
        for (int p = 0; p < 2; p++)
            said->places[i].share[p] /= all[p];
    }
    if (said->n_places) qsort(said->places, said->n_places, sizeof *said->places, places_by_name);
}

static tr_err sum_effort(const report_data *d, const day_choice *c, size_t n_days, arena *a,
                         watch *w, trend_story *said)
{
    size_t cap = 0, at;
    int period;
    bool any = false;
    *w = (watch){.every_day = str_is(c->effort, "none"),
                 .c = c,
                 .last_day = d->last_day,
                 .sum = arena_alloc_n(a, n_days + 1, sizeof *w->sum),
                 .rows = arena_alloc_n(a, n_days + 1, sizeof *w->rows),
                 .watching = arena_alloc_n(a, n_days + 1, sizeof *w->watching)};
    if (!w->sum || !w->rows || !w->watching) return TR_ERR_NOMEM;
    said->effort_ignored = w->every_day && d->n_efforts > 0;
    for (size_t i = 0; !w->every_day && i < d->n_efforts; i++) {
        const effort *x = &d->efforts[i];
        effort_place *p;
        if (!str_eq(x->unit, c->effort)) continue;
        any = true;
        TR_TRY(place_named(said, a, &cap, x->place, &p));
        if (!index_of(c, x->day, &at, &period)) continue;
        p->share[period] += x->watched;
        w->sum[at] += x->watched;
        w->rows[at]++;
        w->watching[at] += x->watched > 0;
    }
    w->n_places = said->n_places;
    to_shares(said);
    return any || w->every_day ? TR_OK : TR_ERR_ABSENT;
}

/* ---- Days */

static const grid_day *find_day(const grid_days *g, int64_t day)
{
    if (g->n == 0 || day < g->days[0].day || day > g->days[g->n - 1].day) return NULL;
    return &g->days[day - g->days[0].day];
}

/* Each unit of a day in one place of the account. */
static void account(const grid_day *x, grid_unclear unclear, bool known, bool watched,
                    trend_story *said)
{
    size_t open = x->n[UNCLEAR_TARGET], left = unclear == GRID_UNCLEAR_OUT ? open : 0;
    size_t other = grid_day_count(x, false, unclear), covered = grid_day_count(x, true, unclear);
    if (!known) {
        said->n_later += x->n[ATTEMPT_TARGET] + left + other + covered;
        return;
    }
    said->n_attempts += x->n[ATTEMPT_TARGET];
    said->n_unclear_out += left;
    if (!watched) {
        said->n_unwatched_units += other + covered;
        return;
    }
    said->n_unclear += open - left;
    said->n_other += other;
    said->n_covered += covered;
}

/* Units on a day that was not watched, or of which nobody says whether it was, enter no rate: there
 * is no denominator for them. */
static void add_day(const watch *w, const grid_day *x, size_t at, bool during, series *out,
                    trend_story *said)
{
    const day_choice *c = w->c;
    bool known = x->day <= w->last_day, stated = known && (w->every_day || w->rows[at] > 0);
    double watched = !stated ? 0 : w->every_day ? 1 : w->sum[at];
    size_t units[2] = {grid_day_count(x, false, c->unclear), grid_day_count(x, true, c->unclear)};
    trend_day *t = &said->days[said->n_days++];
    *t = (trend_day){.day = x->day,
                     .stated = stated,
                     .during = during,
                     .watched = watched,
                     .other = units[0],
                     .covered = units[1]};
    said->n_unknown += !known;
    said->n_not_stated += known && !stated;
    said->n_unwatched += stated && !(watched > 0);
    said->n_partly += watched > 0 && !w->every_day && w->watching[at] < w->n_places;
    account(x, c->unclear, known, watched > 0, said);
    for (int covered = 0; stated && covered < 2; covered++) {
        out->days[out->n++] = (series_day){.day = x->day,
                                           .count = watched > 0 ? (double)units[covered] : 0,
                                           .exposure = watched,
                                           .covered = covered == 1};
    }
}

tr_err mission_days(const report_data *d, const day_choice *c, arena *a, series *out,
                    trend_story *said)
{
    grid_days g;
    watch w;
    size_t all = 0, inside = 0;
    *said = (trend_story){0};
    *out = (series){.has_groups = true};
    out->unit = str_is(c->effort, "none") ? str_of(N_("days")) : c->effort;
    for (int p = 0; p < 2; p++)
        all += c->to[p] < c->from[p] ? 0 : (size_t)(c->to[p] - c->from[p]) + 1;
    TR_TRY(sum_effort(d, c, all, a, &w, said));
    TR_TRY(report_days(d, &c->cell, a, &g));
    out->days = arena_alloc_n(a, 2 * all + 1, sizeof *out->days);
    said->days = arena_alloc_n(a, all + 1, sizeof *said->days);
    if (!out->days || !said->days) return TR_ERR_NOMEM;
    for (int p = 0; p < 2; p++) {
        for (int64_t day = c->from[p]; day <= c->to[p]; day++) {
            const grid_day none = {.day = day}, *x = find_day(&g, day);
            add_day(&w, x ? x : &none, said->n_days, p == 1, out, said);
            for (int t = 0; x && t < TARGET__N; t++)
                inside += x->n[t];
        }
    }
    said->n_units = g.n_units;
    said->n_undated = g.n_undated;
    said->n_outside = g.n_units - g.n_undated - inside;
    series_settle(out);
    return TR_OK;
}

void mission_days_csv(const day_choice *c, const series *s, buf *b)
{
    bool effort_given = !str_is(c->effort, "none");
    buf_z(b, effort_given ? "day,count,exposure,covered\n" : "day,count,covered\n");
    for (size_t i = 0; i < s->n; i++) {
        const series_day *d = &s->days[i];
        day_write(b, d->day);
        buf_c(b, ',');
        buf_fixed(b, d->count, 0);
        if (effort_given) {
            buf_c(b, ',');
            put_figure(b, d->exposure);
        }
        buf_f(b, ",%d\n", d->covered);
    }
}
