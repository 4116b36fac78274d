#include "evidence/beside.h"

#include "physical/place.h"
#include "physical/thermal.h"

#include <math.h>
#include <stdlib.h>

/* docs/formats/evidence.md: our choice, printed in reports. */
static const double fire_margin_m = 2000, site_margin_m = 1500, most_coarse_m = 25000,
                    p_detect_day = 0.5;
static const usec_t after_usec = 12 * USEC_HOUR, day_before = USEC_DAY;
enum { MAX_KEPT = 2000000 };

/* ---- Places to look at
 * ---------------------------------------------------------------------------- */

static tr_err add_incident(collector *c, size_t row)
{
    const incident *in = c->d->coded[row].in;
    evidence_line *e = &c->d->evidence[c->d->n_evidence++];
    target *t = &c->targets[c->n_targets];
    *e = (evidence_line){.row = row,
                         .looked = {USEC_UNKNOWN, USEC_UNKNOWN},
                         .first_at = USEC_UNKNOWN,
                         .before_at = USEC_UNKNOWN};
    e->too_coarse = !in->has_position || !(in->radius_m > 0) || in->radius_m > most_coarse_m;
    e->undated = !span_known(in->when);
    if (e->undated) return TR_OK;
    e->looked = (span){in->when.from, in->when.to + after_usec};
    if (e->too_coarse) return TR_OK;
    e->reach_m = in->radius_m + fire_margin_m;
    *t = (target){.line = e, .disc = {in->position, e->reach_m}};
    c->n_targets++;
    if (c->first == USEC_UNKNOWN || e->looked.from < c->first) c->first = e->looked.from;
    if (c->last == USEC_UNKNOWN || e->looked.to > c->last) c->last = e->looked.to;
    return TR_OK;
}

/* A circle around a site, for the search only. */
static geo_disc around(const geo_shape *s)
{
    if (s->kind == GEO_CIRCLE) return (geo_disc){s->center, s->radius_m};
    geo_pt p = s->rings[0].pts[0];
    double r = 0;
    for (size_t i = 0; i < s->n_rings; i++) {
        for (size_t k = 0; k < s->rings[i].n; k++)
            r = fmax(r, geo_distance_m(p, s->rings[i].pts[k]));
    }
    return (geo_disc){p, r};
}

tr_err mission_same_sites(const state *s, arena *a, same_sites *out)
{
    listing *l = arena_alloc_n(a, s->sites.n + 1, sizeof *l);
    if (l == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < s->sites.n; i++) {
        const site *x = &s->sites.items[i];
        l[i] = (listing){x->id, x->name, x->other_name, x->category, &x->shape, (int)x->kind};
    }
    return same_sites_find(l, s->sites.n, a, out);
}

static tr_err open_season(collector *c)
{
    usec_t before = c->d->season.before = c->f.m->season_before;
    geo_pt *at = arena_alloc_n(c->a, c->n_incidents + 1, sizeof *at);
    double *reach_m = arena_alloc_n(c->a, c->n_incidents + 1, sizeof *reach_m);
    if (at == NULL || reach_m == NULL) return TR_ERR_NOMEM;
    if (before == USEC_UNKNOWN) return TR_OK;
    for (size_t i = 0; i < c->n_incidents; i++) {
        at[i] = c->targets[i].disc.center;
        reach_m[i] = c->targets[i].disc.radius_m;
    }
    return season_open(at, reach_m, c->n_incidents, before, c->a, &c->season);
}

static tr_err choose_targets(collector *c)
{
    report_data *d = c->d;
    same_sites same;
    size_t n = 0;
    TR_TRY(mission_same_sites(c->s, c->a, &same));
    d->n_listed = c->s->sites.n;
    d->n_listed_sites = same.n_sites;
    d->n_listed_several = same.n_several;
    d->listed_widest_m = same.widest_m;
    for (size_t i = 0; i < d->n_coded; i++)
        n += d->coded[i].in_period;
    d->evidence = arena_alloc_n(c->a, n + 1, sizeof *d->evidence);
    n += c->s->sites.n;
    c->targets = arena_alloc_n(&c->places, n + 1, sizeof *c->targets);
    geo_disc *discs = arena_alloc_n(&c->places, n + 1, sizeof *discs);
    if (c->targets == NULL || d->evidence == NULL || discs == NULL) return TR_ERR_NOMEM;
    c->first = c->last = USEC_UNKNOWN;
    for (size_t i = 0; i < d->n_coded; i++) {
        if (d->coded[i].in_period) TR_TRY(add_incident(c, i));
    }
    c->n_incidents = c->n_targets;
    for (size_t i = 0; i < c->s->sites.n; i++) {
        const site *s = &c->s->sites.items[i];
        if (s->shape.kind == GEO_LINE) continue; /* hundreds of kilometres: no one place */
        geo_disc disc = around(&s->shape);
        disc.radius_m += site_margin_m;
        c->targets[c->n_targets++] = (target){.site = s, .stands = same.stands[i], .disc = disc};
    }
    TR_TRY(evidence_order_targets(c));
    TR_TRY(open_season(c));
    for (size_t i = 0; i < c->n_targets; i++)
        discs[i] = c->targets[i].disc;
    return geo_disc_index_make(discs, c->n_targets, &c->places, &c->index);
}

/* ---- Detections
 * ------------------------------------------------------------------------------------ */

static tr_err note_hits(void *ctx, const geo_hit *hits, size_t n)
{
    collector *c = ctx;
    for (size_t i = 0; i < n; i++)
        c->hit[hits[i].point] = true;
    return TR_OK;
}

static bool in_span(span s, usec_t t)
{
    return t >= s.from && t < s.to;
}

static tr_err keep(collector *c, const detection *x)
{
    if (c->kept.n == MAX_KEPT) {
        c->d->fires_cut = true;
        return TR_OK;
    }
    detection *slot = VEC_PUSH(&c->fires, &c->kept);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = *x;
    return TR_OK;
}

static tr_err read_block(collector *c, const columns_block *b, arena *scratch)
{
    geo_hit_sink sink = {note_hits, c};
    size_t skip = 0;
    usec_t first = b->at_s[0] * USEC_SEC,
           last = b->at_s[b->n - 1] * USEC_SEC; /* a block is sorted by time */
    bool hours = c->n_incidents > 0 && first < c->last && last >= c->first;
    for (size_t i = 0; i < b->n; i++) {
        c->points[i] = (geo_pt){b->lon_e7[i] / 1e7, b->lat_e7[i] / 1e7};
        c->hit[i] = false;
    }
    arena_reset(scratch);
    TR_TRY(geo_disc_index_query(c->index, c->points, b->n, scratch, &sink));
    for (size_t i = 0; i < b->n; i++) {
        usec_t at = b->at_s[i] * USEC_SEC;
        if (skip < b->n_repeats && b->repeats[skip] == i) {
            skip++;
            continue;
        }
        c->n_in_period += evidence_in_period(c->d, at, at + 1);
        bool of_use = c->season && season_wants(c->season, b->lat_e7[i], b->lon_e7[i]);
        if (!c->hit[i] && !of_use) continue;
        detection x = columns_row(b, i);
        if (of_use) TR_TRY(season_add(c->season, &x));
        if (c->hit[i]) TR_TRY(keep(c, &x));
    }
    return hours ? evidence_passes(c, b, scratch) : TR_OK;
}

static tr_err read_columns(collector *c, columns_reader *r)
{
    arena scratch;
    columns_block b;
    tr_err e;
    arena_init(&scratch, (size_t)256 << 20);
    while ((e = columns_next(r, &b, c->f.diag)) == TR_OK) {
        e = read_block(c, &b, &scratch);
        if (e != TR_OK) break;
    }
    arena_clear(&scratch);
    return e == TR_ERR_ABSENT ? TR_OK : e;
}

static tr_err read_fires(collector *c, const batch_line *b)
{
    columns_reader *r = NULL;
    TR_TRY(stream_columns(&c->f, b, &r));
    c->n_rows += (size_t)columns_rows(r);
    c->d->has_fire_data = true;
    tr_err e = read_columns(c, r);
    columns_close(r);
    return e;
}

/* ---- What they say of each incident
 * ------------------------------------------------------------------ */

static bool is_works(const site *s)
{
    return s->shape.kind != GEO_LINE &&
           (str_starts(s->category, "industry") ||
            str_starts(s->category, "energy.power.plant.thermal") ||
            str_starts(s->category, "energy.oil") || str_starts(s->category, "energy.gas"));
}

static tr_err list_works(collector *c, thermal_options *o)
{
    thermal_works *w = arena_alloc_n(c->a, c->s->sites.n + 1, sizeof *w);
    if (w == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < c->s->sites.n; i++) {
        const site *s = &c->s->sites.items[i];
        if (is_works(s))
            w[o->n_works++] = (thermal_works){around(&s->shape).center, s->id, s->name};
    }
    o->works = w;
    return TR_OK;
}

/* The strongest; of several that are alike, the first. */
static void note_strongest(target *t, const detection *x, size_t kept, double m)
{
    evidence_line *e = t->line;
    double frp_mw = x->frp_e4 / 1e4;
    if (e->has_strongest &&
        (frp_mw < e->strongest_frp_mw || (!(frp_mw > e->strongest_frp_mw) && kept > t->strongest)))
        return;
    t->strongest = kept;
    e->has_strongest = true;
    e->strongest_by = (satellite)x->satellite;
    e->strongest_at = x->at_s * USEC_SEC;
    e->strongest_has_frp = DETECTION_HAS(x, FRP);
    e->strongest_frp_mw = x->frp_e4 / 1e4;
    e->strongest_m = m;
}

static void earlier(usec_t *first, usec_t at)
{
    if (*first == USEC_UNKNOWN || at < *first) *first = at;
}

/* Rows with a date alone tell of seasons and of places that always burn, not of hours. */
static void note_anomaly(target *t, const detection *x, size_t kept, thermal_state is)
{
    evidence_line *e = t->line;
    usec_t at = x->at_s * USEC_SEC;
    bool unusual = is == THERMAL_NORMAL || is == THERMAL_STATIC_EXCESS;
    bool during = in_span(e->looked, at),
         before = at < e->looked.from && at >= e->looked.from - day_before;
    if (!DETECTION_HAS(x, CLOCK) || !(during || (before && unusual))) return;
    double m = geo_distance_m(t->disc.center, detection_position(x));
    if (before) {
        e->n_before++;
        earlier(&e->before_at, at);
        return;
    }
    e->anomalies[is]++;
    if (!unusual) return;
    earlier(&e->first_at, at);
    note_strongest(t, x, kept, m);
}

/* A clock in another zone, or an invented row: no satellite was there at that hour. */
static size_t count_wrong_hours(const collector *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->kept.n; i++) {
        const detection *x = &c->kept.items[i];
        int off;
        if (!DETECTION_HAS(x, CLOCK) || !DETECTION_HAS(x, SATELLITE)) continue;
        n += !overpass_fits((satellite)x->satellite, x->lon_e7 / 1e7, x->at_s * USEC_SEC, &off);
    }
    return n;
}

static int by_start(const void *x, const void *y)
{
    const fetch *a = x, *b = y;
    if (a->covers.from != b->covers.from) return a->covers.from < b->covers.from ? -1 : 1;
    return (a->covers.to > b->covers.to) - (a->covers.to < b->covers.to);
}

/* How much of the hours some snapshot of a feed holds. */
static void judge_fetches(const fetch *f, size_t n, evidence_line *e)
{
    usec_t reached = e->looked.from;
    e->has_fetches = n > 0;
    for (size_t i = 0; i < n; i++) {
        usec_t from = f[i].covers.from > reached ? f[i].covers.from : reached,
               to = f[i].covers.to < e->looked.to ? f[i].covers.to : e->looked.to;
        if (to <= from) continue;
        e->fetched += to - from;
        reached = to;
    }
}

static tr_err note_fetches(collector *c)
{
    size_t n = c->s->fetches.n;
    fetch *f = arena_alloc_n(c->a, n + 1, sizeof *f);
    if (f == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n; i++)
        f[i] = c->s->fetches.items[i];
    if (n) qsort(f, n, sizeof *f, by_start);
    for (size_t i = 0; i < c->n_incidents; i++)
        judge_fetches(f, n, c->targets[i].line);
    return TR_OK;
}

/* A pass with another detection within 50 km had a clear view there; of the others nothing is
 * known. */
static tr_err judge_passes(collector *c, target *t)
{
    look *looks = arena_alloc_n(c->a, t->passes.n + 1, sizeof *looks);
    if (looks == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < t->passes.n; i++)
        looks[i] = (look){0, t->passes.items[i].clear};
    t->line->seen = observe_passes(looks, t->passes.n, p_detect_day);
    t->line->no_fire_data = t->passes.n == 0;
    return TR_OK;
}

static const site *site_near(const collector *c, geo_pt at)
{
    const site *best = NULL;
    double best_m = 1000;
    for (size_t i = c->n_incidents; i < c->n_targets; i++) {
        const target *t = &c->targets[i];
        if (!evidence_is_fine(t->site) || fabs(t->disc.center.lat_deg - at.lat_deg) > 0.5) continue;
        double m = geo_distance_m(t->disc.center, at) - (t->disc.radius_m - site_margin_m);
        if (m > best_m || (best && !(m < best_m))) continue;
        best = t->site;
        best_m = m;
    }
    return best;
}

/* ---- What is near an incident, by the index of targets: each pair once */

typedef struct near_job {
    collector *c;
    size_t first;              /* of the points that are asked about now, among all */
    bool *near;                /* of each point: it is within reach of an incident */
    const thermal_mark *marks; /* of kept detections, to be noted; NULL: nothing is */
} near_job;

static tr_err take_near(void *ctx, const geo_hit *hits, size_t n)
{
    near_job *j = ctx;
    for (size_t i = 0; i < n; i++) {
        size_t at = j->first + hits[i].point;
        if (hits[i].area >= j->c->n_incidents) continue; /* a site */
        if (j->near) j->near[at] = true;
        if (j->marks)
            note_anomaly(&j->c->targets[hits[i].area], &j->c->kept.items[at], at,
                         j->marks[at].state);
    }
    return TR_OK;
}

/* Of `n` points, told by `point`, a block at a time. */
static tr_err ask_near(near_job *j, geo_pt (*point)(const void *ctx, size_t i), const void *ctx,
                       size_t n)
{
    arena scratch;
    geo_hit_sink sink = {take_near, j};
    tr_err e = TR_OK;
    arena_init(&scratch, (size_t)256 << 20);
    for (j->first = 0; e == TR_OK && j->first < n; j->first += COLUMNS_BLOCK_ROWS) {
        size_t m = n - j->first < COLUMNS_BLOCK_ROWS ? n - j->first : COLUMNS_BLOCK_ROWS;
        for (size_t i = 0; i < m; i++)
            j->c->points[i] = point(ctx, j->first + i);
        arena_reset(&scratch);
        e = geo_disc_index_query(j->c->index, j->c->points, m, &scratch, &sink);
    }
    arena_clear(&scratch);
    return e;
}

static geo_pt kept_point(const void *ctx, size_t i)
{
    return detection_position(&((const collector *)ctx)->kept.items[i]);
}

static geo_pt anchor_point(const void *ctx, size_t i)
{
    return ((const thermal_result *)ctx)->anchors[i].centroid;
}

static tr_err list_statics(collector *c, const thermal_result *r)
{
    report_data *d = c->d;
    d->mask_overlaps = r->mask_overlaps;
    d->statics = arena_alloc_n(c->a, r->n_anchors + 1, sizeof *d->statics);
    near_job j = {.c = c, .near = arena_alloc_n(&c->fires, r->n_anchors + 1, sizeof *j.near)};
    if (d->statics == NULL || j.near == NULL) return TR_ERR_NOMEM;
    TR_TRY(ask_near(&j, anchor_point, r, r->n_anchors));
    for (size_t i = 0; i < r->n_anchors; i++) {
        const thermal_anchor *an = &r->anchors[i];
        const site *s = site_near(c, an->centroid);
        if (s == NULL && !j.near[i]) continue;
        d->statics[d->n_statics++] = (static_line){
            .at = an->centroid,
            .distinct_days = an->distinct_days,
            .n = an->n,
            .rms_radius_m = an->rms_radius_m,
            .permanent = an->permanent,
            .works = an->works ? (an->works->name.len ? an->works->name : an->works->id) : (str){0},
            .site = s ? (s->name.len ? s->name : s->id) : (str){0}};
    }
    return TR_OK;
}

static int by_everything(const void *a, const void *b)
{
    return detection_compare(a, b);
}

/* A row that stands in two files is one row. */
static void drop_repeats(collector *c)
{
    size_t n = 0;
    if (c->kept.n) qsort(c->kept.items, c->kept.n, sizeof *c->kept.items, by_everything);
    for (size_t i = 0; i < c->kept.n; i++) {
        if (n == 0 || detection_compare(&c->kept.items[n - 1], &c->kept.items[i]) != 0)
            c->kept.items[n++] = c->kept.items[i];
    }
    c->kept.n = n;
}

/* Anomalies of the hours looked at that are not unusual for their season. */
static tr_err judge_season(collector *c, thermal_mark *marks)
{
    season_facts f;
    season_line *l = &c->d->season;
    if (c->season == NULL) return TR_OK;
    near_job j = {.c = c, .near = arena_alloc_n(&c->fires, c->kept.n + 1, sizeof *j.near)};
    if (j.near == NULL) return TR_ERR_NOMEM;
    TR_TRY(ask_near(&j, kept_point, c, c->kept.n));
    TR_TRY(season_seal(c->season, &f));
    l->too_many = f.too_many;
    l->whole_days = f.whole_days;
    l->n_past = f.n_rows;
    l->first_year = f.first_year;
    l->last_year = f.last_year;
    for (size_t i = 0; i < c->kept.n; i++) {
        const detection *x = &c->kept.items[i];
        usec_t at = x->at_s * USEC_SEC;
        double p;
        if (marks[i].state != THERMAL_NORMAL || at < c->first - day_before || at >= c->last ||
            !DETECTION_HAS(x, CLOCK) || !j.near[i])
            continue;
        bool known = season_ask(c->season, x, &p);
        l->n_compared += known;
        l->n_not += !known;
        if (known && p >= SEASON_USUAL_P) marks[i].state = THERMAL_SEASONAL;
    }
    return TR_OK;
}

/* Without any feed of fires no pass is known, which is not the same as a pass under cloud. */
static tr_err no_fires(collector *c)
{
    for (size_t i = 0; i < c->n_incidents; i++)
        c->targets[i].line->no_fire_data = true;
    return TR_OK;
}

static tr_err judge_fires(collector *c)
{
    thermal_result r;
    thermal_options o = {.mask_before = c->d->period_from};
    if (!c->d->has_fire_data) return no_fires(c);
    drop_repeats(c);
    c->d->n_wrong_hour = count_wrong_hours(c);
    TR_TRY(note_fetches(c));
    TR_TRY(list_works(c, &o));
    TR_TRY(thermal_analyse(c->kept.items, c->kept.n, &o, &c->fires, &r));
    TR_TRY(list_statics(c, &r));
    TR_TRY(judge_season(c, r.marks));
    TR_TRY(evidence_site_fires(c, &r));
    near_job j = {.c = c, .marks = r.marks};
    TR_TRY(ask_near(&j, kept_point, c, c->kept.n));
    for (size_t i = 0; i < c->n_incidents; i++)
        TR_TRY(judge_passes(c, &c->targets[i]));
    return TR_OK;
}

/* ---- Listed sites that the place may mean
 * -------------------------------------------------------------- */

static tr_err same_kind(collector *c, const incident *in, const site *s, bool *yes)
{
    cat_set *terms;
    size_t n;
    str bad;
    *yes = false;
    if (category_expr_parse(s->category, &c->s->categories, c->a, &terms, &n, &bad) != TR_OK)
        return TR_OK;
    for (size_t i = 0; i < in->n_cat_terms; i++) {
        for (size_t k = 0; k < n; k++) {
            for (size_t w = 0; w < MAX_LEAVES / 64; w++)
                *yes = *yes || (in->cat_terms[i].w[w] & terms[k].w[w]) != 0;
        }
    }
    return TR_OK;
}

/* Against all listed sites near: which one it is does not hang on what kind is asked for. */
static tr_err match_sites(collector *c, target *t)
{
    const incident *in = c->d->coded[t->line->row].in;
    place_density d = place_density_of(PLACE_TOWN, in->position, in->radius_m);
    place_site *near = arena_alloc_n(c->a, c->s->sites.n + 1, sizeof *near);
    const site **which = arena_alloc_n(c->a, c->s->sites.n + 1, sizeof(site *));
    place_answer *v;
    size_t n = 0, m;
    if (near == NULL || which == NULL) return TR_ERR_NOMEM;
    for (size_t i = c->n_incidents; i < c->n_targets; i++) {
        const target *x = &c->targets[i];
        if (!x->stands || fabs(x->disc.center.lat_deg - in->position.lat_deg) > 1) continue;
        if (geo_distance_m(x->disc.center, in->position) > x->disc.radius_m + in->radius_m)
            continue;
        which[n] = x->site;
        near[n++] = (place_site){&x->site->shape, 1, 1};
    }
    TR_TRY(place_posterior(&d, near, n, PLACE_BACKGROUND_RURAL, c->a, &v, &m));
    for (size_t i = 0; i < m; i++) {
        bool yes;
        if (!(v[i].share > 0)) continue;
        t->line->n_sites_near++;
        TR_TRY(same_kind(c, in, which[v[i].site], &yes));
        if (!yes) continue;
        if (t->line->n_sites_of_kind++ > 0) continue;
        const site *s = which[v[i].site];
        t->line->site = s->name.len ? s->name : s->id;
        t->line->site_p = v[i].p;
        t->line->site_p_low = v[i].p_low;
        t->line->site_p_high = v[i].p_high;
        t->line->site_level = place_level_word(v[i].level);
        t->line->site_says = place_level_says(v[i].level);
    }
    return TR_OK;
}

/* ---- Lists of what there is
 * ---------------------------------------------------------------------------- */

static tr_err list_registries(collector *c)
{
    report_data *d = c->d;
    d->registries = arena_alloc_n(c->a, c->s->batches.n + 1, sizeof *d->registries);
    if (d->registries == NULL) return TR_ERR_NOMEM;
    for (size_t i = c->s->batches.n; i > 0; i--) { /* the latest snapshot of each */
        const batch_line *b = &c->s->batches.items[i - 1];
        feed_kind kind;
        bool listed = false;
        if (!b->closed || !feed_kind_from(b->kind, &kind) || !feed_kind_is_registry(kind)) continue;
        for (size_t k = 0; k < d->n_registries; k++)
            listed = listed || str_eq(d->registries[k].kind, b->kind);
        if (listed) continue;
        registry_line *l = &d->registries[d->n_registries++];
        *l = (registry_line){
            .kind = b->kind, .name = b->name, .sha = b->sha, .n_set_aside = b->set_aside};
        for (size_t k = 0; k < c->s->sites.n; k++) {
            const site *s = &c->s->sites.items[k];
            if (s->kind != kind) continue;
            l->n_sites++;
            l->n_areas += s->shape.kind == GEO_POLYGON;
            l->n_points += s->shape.kind == GEO_CIRCLE;
            l->n_lines += s->shape.kind == GEO_LINE;
        }
    }
    for (size_t i = 0; i < d->n_registries / 2; i++) { /* back to the order of import */
        registry_line t = d->registries[i];
        d->registries[i] = d->registries[d->n_registries - 1 - i];
        d->registries[d->n_registries - 1 - i] = t;
    }
    return TR_OK;
}

static tr_err each_fire_file(collector *c)
{
    for (size_t i = 0; i < c->s->batches.n; i++) {
        const batch_line *b = &c->s->batches.items[i];
        feed_kind kind;
        if (!b->closed || !feed_kind_from(b->kind, &kind) || kind != FEED_FIRMS) continue;
        c->n_in_period = 0;
        TR_TRY(read_fires(c, b));
        feed_line *l = evidence_feed(c->d, b->kind);
        l->rows += b->accepted;
        l->in_period += c->n_in_period;
    }
    return TR_OK;
}

static bool any_stream(const state *s)
{
    for (size_t i = 0; i < s->batches.n; i++) {
        feed_kind kind;
        if (s->batches.items[i].closed && feed_kind_from(s->batches.items[i].kind, &kind) &&
            feed_kind_streams(kind))
            return true;
    }
    return false;
}

/* Room at once for as many as may be kept: growing by and by would take twice the memory. */
static tr_err reserve_kept(collector *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->s->batches.n; i++) {
        const batch_line *b = &c->s->batches.items[i];
        feed_kind kind;
        if (b->closed && feed_kind_from(b->kind, &kind) && kind == FEED_FIRMS) n += b->accepted;
    }
    c->kept.cap = n < MAX_KEPT ? n : MAX_KEPT;
    c->kept.items = arena_alloc_unset_n(&c->fires, c->kept.cap + 1, sizeof *c->kept.items);
    return c->kept.items ? TR_OK : TR_ERR_NOMEM;
}

/* What a block of columns is read into, and the detections that are kept, live until the fires are
 * judged. */
static tr_err collect_fires(collector *c)
{
    c->points = arena_alloc_n(&c->fires, COLUMNS_BLOCK_ROWS, sizeof *c->points);
    c->hit = arena_alloc_n(&c->fires, COLUMNS_BLOCK_ROWS, sizeof *c->hit);
    if (c->points == NULL || c->hit == NULL) return TR_ERR_NOMEM;
    TR_TRY(reserve_kept(c));
    TR_TRY(each_fire_file(c));
    return judge_fires(c);
}

static tr_err collect(collector *c)
{
    c->d->feeds = arena_alloc_n(c->a, FEED__N, sizeof *c->d->feeds);
    if (c->d->feeds == NULL) return TR_ERR_NOMEM;
    TR_TRY(choose_targets(c));
    for (size_t i = 0; i < c->n_incidents; i++)
        TR_TRY(match_sites(c, &c->targets[i]));
    evidence_control(c);
    arena_init(&c->fires, c->a->limit_bytes);
    tr_err e = collect_fires(c);
    season_close(c->season);
    c->season = NULL;
    arena_clear(&c->fires);
    TR_TRY(e);
    TR_TRY(evidence_ships(c));
    return evidence_reports(c);
}

tr_err evidence_collect(const mission *m, const state *s, as_of when, host_zones *zones, arena *a,
                        report_data *d, tr_diag *diag)
{
    state copy = *s;
    collector c = {.a = a, .d = d, .s = s};
    c.f = (fold){.m = m, .zones = zones, .a = a, .s = &copy, .when = when, .diag = diag};
    TR_TRY(list_registries(&c));
    TR_TRY(evidence_ships_of_others(&c));
    if (!any_stream(s) && s->sites.n == 0 && s->areas.n == 0) return TR_OK;
    arena_init(&c.places, a->limit_bytes);
    tr_err e = collect(&c);
    season_close(c.season);
    arena_clear(&c.places);
    return e;
}

/* Without a listed site no fire is told of by the place: then the fires, which are most of the
 * work, are not looked at. */
tr_err evidence_collect_drawn(const mission *m, const state *s, as_of when, host_zones *zones,
                              arena *a, report_data *d, tr_diag *diag)
{
    state copy = *s;
    collector c = {.a = a, .d = d, .s = s};
    if (s->sites.n > 0) return evidence_collect(m, s, when, zones, a, d, diag);
    c.f = (fold){.m = m, .zones = zones, .a = a, .s = &copy, .when = when, .diag = diag};
    TR_TRY(evidence_ships_of_others(&c));
    if (!any_stream(s)) return TR_OK;
    d->feeds = arena_alloc_n(a, FEED__N, sizeof *d->feeds);
    return d->feeds ? evidence_ships(&c) : TR_ERR_NOMEM;
}
