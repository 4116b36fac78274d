/* Unusual thermal anomalies of the period whose pixel overlaps a listed site. No probability: how
 * often fields beside a site burn is not known, so how much of the pixel lies in the site is all
 * that is said. */
#include "evidence/beside.h"
#include "physical/place.h"

#include <math.h>
#include <stdlib.h>

static const double widest_pixel_m = 6000; /* half a diagonal at the edge of the swath, and more */

typedef struct site_search {
    collector *c;
    const target **targets; /* of the discs of the index */
    geo_disc_index *index;
    geo_pt *at; /* of the events to place */
    size_t *event, n_events;
    VEC(geo_hit) hits;
} site_search;

static bool is_unusual(thermal_state s)
{
    return s == THERMAL_NORMAL || s == THERMAL_STATIC_EXCESS;
}

static tr_err choose_events(site_search *v, const thermal_result *r)
{
    collector *c = v->c;
    v->at = arena_alloc_n(c->a, r->n_events + 1, sizeof *v->at);
    v->event = arena_alloc_n(c->a, r->n_events + 1, sizeof *v->event);
    if (v->at == NULL || v->event == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < r->n_events; i++) {
        const thermal_event *e = &r->events[i];
        const detection *x = &c->kept.items[e->strongest];
        if (!is_unusual(r->marks[e->strongest].state) || !DETECTION_HAS(x, CLOCK) ||
            !evidence_in_period(c->d, e->from, e->to))
            continue;
        c->d->n_unusual++;
        if (!DETECTION_HAS(x, SCAN) || !DETECTION_HAS(x, TRACK)) {
            c->d->n_without_size++;
            continue;
        }
        v->at[v->n_events] = e->centre;
        v->event[v->n_events++] = i;
    }
    return TR_OK;
}

static tr_err index_sites(site_search *v)
{
    collector *c = v->c;
    size_t n = 0;
    geo_disc *discs = arena_alloc_n(c->a, c->n_targets + 1, sizeof *discs);
    v->targets = arena_alloc_n(c->a, c->n_targets + 1, sizeof(target *));
    if (discs == NULL || v->targets == NULL) return TR_ERR_NOMEM;
    for (size_t i = c->n_incidents; i < c->n_targets; i++) {
        if (!c->targets[i].stands || !evidence_is_fine(c->targets[i].site)) continue;
        v->targets[n] = &c->targets[i];
        discs[n] = c->targets[i].disc;
        discs[n++].radius_m += widest_pixel_m;
    }
    return geo_disc_index_make(discs, n, c->a, &v->index);
}

static tr_err take_hits(void *ctx, const geo_hit *hits, size_t n)
{
    site_search *v = ctx;
    for (size_t i = 0; i < n; i++) {
        geo_hit *slot = VEC_PUSH(v->c->a, &v->hits);
        if (slot == NULL) return TR_ERR_NOMEM;
        *slot = hits[i];
    }
    return TR_OK;
}

static int by_point(const void *x, const void *y)
{
    const geo_hit *a = x, *b = y;
    if (a->point != b->point) return a->point < b->point ? -1 : 1;
    return (a->area > b->area) - (a->area < b->area);
}

static void count_incidents(const collector *c, const thermal_event *e, site_fire_line *l)
{
    for (size_t i = 0; i < c->n_incidents; i++) {
        const target *t = &c->targets[i];
        if (e->from < t->line->looked.to && e->to > t->line->looked.from &&
            geo_distance_m(t->disc.center, e->centre) <= t->disc.radius_m)
            l->n_incidents++;
    }
}

/* `hits` are of one event. */
static tr_err place_event(site_search *v, const thermal_result *r, const geo_hit *hits, size_t n)
{
    collector *c = v->c;
    const thermal_event *e = &r->events[v->event[hits[0].point]];
    const detection *x = &c->kept.items[e->strongest];
    place_density d = place_density_of_pixel(e->centre, x->scan_e4 / 1e4, x->track_e4 / 1e4);
    place_site *near = arena_alloc_n(c->a, n, sizeof *near);
    place_answer *may;
    size_t n_answers, n_over = 0, best = 0;
    if (near == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n; i++)
        near[i] = (place_site){&v->targets[hits[i].area]->site->shape, 1, 1};
    TR_TRY(place_posterior(&d, near, n, PLACE_BACKGROUND_RURAL, c->a, &may, &n_answers));
    for (size_t i = 0; i < n_answers; i++) {
        if (!(may[i].share > 0)) continue;
        if (n_over++ == 0 || may[i].share > may[best].share) best = i;
    }
    if (n_over == 0) return TR_OK;
    const site *s = v->targets[hits[may[best].site].area]->site;
    site_fire_line *l = &c->d->site_fires[c->d->n_site_fires++];
    *l = (site_fire_line){.when = {e->from, e->to},
                          .by = DETECTION_HAS(x, SATELLITE) ? (satellite)x->satellite
                                                            : SATELLITE_NONE,
                          .at = e->centre,
                          .n_pixels = e->n_pixels,
                          .has_frp = e->has_frp,
                          .frp_mw = e->frp_mw,
                          .state = r->marks[e->strongest].state,
                          .site = s->name.len ? s->name : s->id,
                          .category = s->category,
                          .share = fmin(may[best].share, 1),
                          .n_other_sites = n_over - 1};
    count_incidents(c, e, l);
    return TR_OK;
}

static int line_order(const void *x, const void *y)
{
    const site_fire_line *a = x, *b = y;
    if (a->share < b->share || a->share > b->share) return a->share > b->share ? -1 : 1;
    if (a->when.from != b->when.from) return a->when.from < b->when.from ? -1 : 1;
    if (a->at.lat_deg < b->at.lat_deg || a->at.lat_deg > b->at.lat_deg)
        return a->at.lat_deg < b->at.lat_deg ? -1 : 1;
    if (a->at.lon_deg < b->at.lon_deg || a->at.lon_deg > b->at.lon_deg)
        return a->at.lon_deg < b->at.lon_deg ? -1 : 1;
    return (int)a->by - (int)b->by;
}

tr_err evidence_site_fires(collector *c, const thermal_result *r)
{
    site_search v = {.c = c};
    geo_hit_sink sink = {take_hits, &v};
    arena scratch;
    if (c->n_targets == c->n_incidents) return TR_OK; /* no site is listed */
    TR_TRY(choose_events(&v, r));
    TR_TRY(index_sites(&v));
    arena_init(&scratch, (size_t)256 << 20);
    tr_err e = geo_disc_index_query(v.index, v.at, v.n_events, &scratch, &sink);
    arena_clear(&scratch);
    TR_TRY(e);
    if (v.hits.n) qsort(v.hits.items, v.hits.n, sizeof *v.hits.items, by_point);
    c->d->site_fires = arena_alloc_n(c->a, v.n_events + 1, sizeof *c->d->site_fires);
    if (c->d->site_fires == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0, k; i < v.hits.n; i = k) {
        for (k = i; k < v.hits.n && v.hits.items[k].point == v.hits.items[i].point; k++)
            ;
        TR_TRY(place_event(&v, r, &v.hits.items[i], k - i));
    }
    if (c->d->n_site_fires)
        qsort(c->d->site_fires, c->d->n_site_fires, sizeof *c->d->site_fires, line_order);
    return TR_OK;
}
