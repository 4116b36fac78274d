/* The space-time scan over a mission's incidents: no population at risk is known, so the days are
 * permuted among the incidents. docs/formats/stats.md. */
#include "study/trend.h"

#include "stats/scan.h"

#include <math.h>

enum { LEAST_CASES = 10, MOST_PLACES = 2000 };
static const double too_coarse_m = 20000; /* a place known so roughly is no point */
#define MOST_WORK 1e10                    /* some seconds */
#define REACH_KM 100

/* An incident that is scanned. */
typedef struct hot_case {
    size_t place, row;
    int64_t day;
} hot_case;

typedef struct world {
    geo_pt *at;
    hot_case *cases; /* by day */
    size_t n_places, n_days, n_cases;
    double *count; /* n_places x n_days */
} world;

static size_t place_of(world *w, geo_pt at)
{
    for (size_t i = 0; i < w->n_places; i++) {
        if (!(fabs(w->at[i].lat_deg - at.lat_deg) > 0) &&
            !(fabs(w->at[i].lon_deg - at.lon_deg) > 0))
            return i;
    }
    w->at[w->n_places] = at;
    return w->n_places++;
}

static bool is_case(const grid_unit *u, const day_choice *c, const hotspot_options *o)
{
    bool covered = u->target == COVERED_TARGET ||
                   (u->target == UNCLEAR_TARGET && c->unclear == GRID_UNCLEAR_COVERED);
    return covered && u->dated && u->day >= o->from && u->day <= o->to;
}

static tr_err gather(const report_data *d, const day_choice *c, const hotspot_options *o, arena *a,
                     world *w, trend_line *out)
{
    grid_unit *u;
    size_t n;
    TR_TRY(report_units(d, &c->cell, a, &u, &n));
    *w = (world){.at = arena_alloc_n(a, n + 1, sizeof *w->at),
                 .cases = arena_alloc_n(a, n + 1, sizeof *w->cases),
                 .n_days = o->to < o->from ? 0 : (size_t)(o->to - o->from) + 1};
    if (!w->at || !w->cases) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n; i++) {
        const incident *in = d->coded[u[i].row].in;
        if (!is_case(&u[i], c, o)) continue;
        bool coarse = in->has_position && (!(in->radius_m > 0) || in->radius_m > too_coarse_m);
        out->n_without_place += !in->has_position;
        out->n_coarse += coarse;
        if (!in->has_position || coarse) continue;
        w->cases[w->n_cases++] = (hot_case){place_of(w, in->position), u[i].row, u[i].day};
        if (w->n_places > MOST_PLACES) return TR_ERR_LIMIT;
    }
    w->count = arena_alloc_n(a, w->n_places * w->n_days + 1, sizeof *w->count);
    if (w->count == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < w->n_cases; i++)
        w->count[w->cases[i].place * w->n_days + (size_t)(w->cases[i].day - o->from)] += 1;
    return TR_OK;
}

static tr_err distances(const world *w, arena *a, double **out)
{
    double *km = *out = arena_alloc_n(a, w->n_places * w->n_places + 1, sizeof *km);
    if (km == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < w->n_places; i++) {
        for (size_t k = 0; k < i; k++)
            km[i * w->n_places + k] = km[k * w->n_places + i] =
                geo_distance_m(w->at[i], w->at[k]) / 1000;
    }
    return TR_OK;
}

/* The incidents of the gathering: at its places, within its days. */
static tr_err name_cases(const report_data *d, const world *w, const scan_cluster *c, arena *a,
                         hotspot *h)
{
    buf b;
    bool first = true;
    buf_init(&b, BUF_LIMIT_BYTES);
    for (size_t i = 0; i < c->n_loc; i++) {
        double m = geo_distance_m(w->at[c->centre], w->at[c->locs[i]]);
        if (m > h->reach_m) h->reach_m = m;
    }
    for (size_t i = 0; i < w->n_cases; i++) {
        const hot_case *x = &w->cases[i];
        bool here = x->day >= h->from && x->day <= h->to;
        for (size_t k = 0; here && k < c->n_loc; k++) {
            if (c->locs[k] != x->place) continue;
            if (!first) buf_z(&b, ", ");
            first = false;
            buf_s(&b, d->coded[x->row].in->id);
        }
    }
    return buf_take(&b, a, &h->incidents);
}

static tr_err keep(const report_data *d, const world *w, const scan_cluster *c, size_t n,
                   const double *null, const hotspot_options *o, arena *a, trend_line *out)
{
    out->hotspots = arena_alloc_n(a, n + 1, sizeof *out->hotspots);
    if (out->hotspots == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n; i++) {
        hotspot *h = &out->hotspots[out->n_hotspots++];
        *h = (hotspot){.from = o->from + (int64_t)c[i].first_day,
                       .to = o->from + (int64_t)c[i].last_day,
                       .n_places = c[i].n_loc,
                       .centre = w->at[c[i].centre],
                       .observed = c[i].observed,
                       .expected = c[i].expected,
                       .llr = c[i].llr,
                       .p_rank = scan_p_rank(null, o->replicates, c[i].llr),
                       .p_gumbel = scan_p_gumbel(null, o->replicates, c[i].llr)};
        TR_TRY(name_cases(d, w, &c[i], a, h));
    }
    return TR_OK;
}

static tr_err keep_places(const world *w, arena *a, trend_line *out)
{
    out->places = arena_alloc_n(a, w->n_places + 1, sizeof *out->places);
    if (out->places == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < w->n_places; i++) {
        hot_place *p = &out->places[out->n_places++];
        *p = (hot_place){.at = w->at[i]};
        for (size_t t = 0; t < w->n_days; t++)
            p->n += (size_t)w->count[i * w->n_days + t];
    }
    return TR_OK;
}

static tr_err say_left_out(const trend_line *l, arena *a, findings *f)
{
    const double left[] = {(double)l->n_without_place, (double)l->n_coarse};
    return finding_say(f, a, "Left out: {} without a place, {} whose place is not known to 20 km.",
                       left);
}

static tr_err say(const world *w, const hotspot_options *o, const trend_line *l, arena *a,
                  findings *f)
{
    bool any = l->n_hotspots > 0;
    const double v[] = {(double)w->n_cases, (double)w->n_places, (double)o->replicates,
                        any ? l->hotspots[0].p_rank : 1};
    TR_TRY(finding_note(f, a, "cases", true, v[0]));
    TR_TRY(finding_note(f, a, "places", true, v[1]));
    TR_TRY(finding_note(f, a, "without_place", true, (double)l->n_without_place));
    TR_TRY(finding_note(f, a, "place_too_coarse", true, (double)l->n_coarse));
    TR_TRY(finding_note(f, a, "replicates", true, v[2]));
    TR_TRY(finding_note(f, a, "seed", true, (double)o->seed));
    TR_TRY(finding_note(f, a, "strongest_llr", any, any ? l->hotspots[0].llr : 0));
    TR_TRY(finding_note(f, a, "strongest_p", any, v[3]));
    TR_TRY(say_left_out(l, a, f));
    if (!any)
        return finding_say(f, a, "No place and time has two incidents or more than expected.",
                           NULL);
    TR_TRY(
        finding_say(f, a,
                    "Incidents with a place, on days watched or not: {}, at {} places. Their days "
                    "were exchanged among them {} times; a gathering as strong as the strongest "
                    "came in a share of {} of such exchanges.",
                    v));
    return finding_say(
        f, a,
        v[3] <= 0.05
            ? N_("Incidents gather in place and time more than such an exchange would bring.")
            : N_("No gathering stands out from what such an exchange brings."),
        NULL);
}

tr_err hotspots_find(const report_data *d, const day_choice *c, const hotspot_options *o, arena *a,
                     findings *f, trend_line *out)
{
    world w;
    scan *s;
    scan_cluster *found;
    double *km, *null;
    size_t n;
    *f = (findings){0};
    tr_err e = gather(d, c, o, a, &w, out);
    f->no_verdict = e == TR_ERR_LIMIT || (e == TR_OK && w.n_cases > SCAN_MOST_CASES);
    if (f->no_verdict)
        return finding_say(
            f, a, "More places or incidents than are scanned: no gathering is looked for.", NULL);
    TR_TRY(e);
    out->n_scanned = w.n_cases;
    f->no_verdict = w.n_cases < LEAST_CASES || w.n_places < 2 || w.n_days < 2;
    if (f->no_verdict) TR_TRY(say_left_out(out, a, f));
    if (f->no_verdict)
        return finding_say(f, a,
                           "Fewer than ten incidents with a place, or all at one place or on one "
                           "day: no gathering is looked for.",
                           NULL);
    TR_TRY(distances(&w, a, &km));
    scan_data data = {.n_loc = w.n_places, .n_time = w.n_days, .count = w.count, .distance = km};
    scan_options so = {.most_share = 0.5,
                       .most_distance = REACH_KM,
                       .tie_together = true,
                       .prospective = o->prospective,
                       .least_cases = 2,
                       .threads = o->threads};
    e = scan_open(&data, &so, a, &s);
    f->no_verdict = e == TR_ERR_LIMIT || e == TR_ERR_DATA ||
                    (e == TR_OK && scan_cost(s) * (double)(o->replicates + 1) > MOST_WORK);
    if (f->no_verdict)
        return finding_say(f, a, "Too many zones and days: no gathering is looked for.", NULL);
    TR_TRY(e);
    TR_TRY(scan_clusters(s, a, &found, &n));
    scan_test_options t = {o->replicates, random_seeded(o->seed), false};
    TR_TRY(scan_null(s, &t, a, &null));
    TR_TRY(keep_places(&w, a, out));
    TR_TRY(keep(d, &w, found, n, null, o, a, out));
    return say(&w, o, out, a, f);
}
