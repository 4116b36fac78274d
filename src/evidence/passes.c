/* Which passes of satellites there were over each incident's place in its hours, and which of them
 * proved that the sky was clear near it. A pass is proved by any anomaly that it saw within a
 * swath's width; a clear view by one nearby.
 *
 * Rows of one satellite and instant are looked at together: a ball around them decides most, a
 * look at each on the sphere most of the rest, and the geodesic what is left between. */
#include "evidence/beside.h"

#include <math.h>
#include <stdlib.h>

static const double swath_m = 1000000, witness_m = 50000, sphere_m = 6371008.8,
                    off = 0.008; /* more than sphere and ellipsoid differ */
static const int64_t pass_gap_s = 600;

typedef struct place3 {
    double x, y, z;
} place3;

typedef struct group {
    int64_t at_s;
    size_t first, n; /* of `rows` */
    place3 middle;
    double reach; /* of the farthest from it, as a chord of the unit sphere */
    uint8_t satellite;
} group;

/* A distance, and the chords by which one is surely less, or more. */
typedef struct reach {
    double m, in, out;
} reach;

typedef struct passes_job {
    collector *c;
    reach swath, witness;
    const columns_block *b;
    size_t *rows; /* of the block, those that count, in order */
    place3 *at;   /* of each of them */
    group *groups;
    size_t n_rows, n_groups;
} passes_job;

/* ---- Distances as chords */

static place3 on_sphere(geo_pt p)
{
    const double rad = 0.017453292519943295;
    double lat = p.lat_deg * rad, lon = p.lon_deg * rad, c = cos(lat);
    return (place3){c * cos(lon), c * sin(lon), sin(lat)};
}

static double apart2(place3 a, place3 b)
{
    double x = a.x - b.x, y = a.y - b.y, z = a.z - b.z;
    return x * x + y * y + z * z;
}

static double chord_of(double m)
{
    return 2 * sin(m / (2 * sphere_m));
}

static reach reach_of(double m)
{
    return (reach){m, chord_of(m * (1 - off)), chord_of(m * (1 + off))};
}

static geo_pt point_of(const columns_block *b, size_t row)
{
    return (geo_pt){b->lon_e7[row] / 1e7, b->lat_e7[row] / 1e7};
}

/* Is any of the group within reach of the incident? */
static bool any_within(const passes_job *j, const group *g, const target *t, place3 here,
                       const reach *r)
{
    double from_middle = sqrt(apart2(here, g->middle));
    if (from_middle - g->reach > r->out) return false;
    if (from_middle + g->reach < r->in) return true;
    for (size_t i = g->first; i < g->first + g->n; i++) {
        double d2 = apart2(here, j->at[i]);
        if (d2 < r->in * r->in) return true;
        if (d2 <= r->out * r->out &&
            geo_distance_m(t->disc.center, point_of(j->b, j->rows[i])) <= r->m)
            return true;
    }
    return false;
}

/* ---- Rows of one satellite and instant */

static void close_group(passes_job *j, group *g)
{
    double far2 = 0;
    for (size_t i = g->first; i < g->first + g->n; i++) {
        g->middle.x += j->at[i].x / (double)g->n;
        g->middle.y += j->at[i].y / (double)g->n;
        g->middle.z += j->at[i].z / (double)g->n;
    }
    for (size_t i = g->first; i < g->first + g->n; i++)
        far2 = fmax(far2, apart2(g->middle, j->at[i]));
    g->reach = sqrt(far2);
}

static bool has(const columns_block *b, size_t row, detection_field f)
{
    return (b->has[row] >> f & 1U) != 0;
}

/* A block is sorted by time, then by satellite. */
static tr_err make_groups(passes_job *j, arena *a)
{
    const columns_block *b = j->b;
    size_t skip = 0;
    j->rows = arena_alloc_unset_n(a, b->n + 1, sizeof *j->rows);
    j->at = arena_alloc_unset_n(a, b->n + 1, sizeof *j->at);
    j->groups = arena_alloc_unset_n(a, b->n + 1, sizeof *j->groups);
    if (!j->rows || !j->at || !j->groups) return TR_ERR_NOMEM;
    for (size_t i = 0; i < b->n; i++) {
        if (skip < b->n_repeats && b->repeats[skip] == i) {
            skip++;
            continue;
        }
        usec_t at = b->at_s[i] * USEC_SEC;
        if (at < j->c->first || at >= j->c->last || !has(b, i, DETECTION_HAS_CLOCK) ||
            !has(b, i, DETECTION_HAS_SATELLITE))
            continue;
        group *g = j->n_groups ? &j->groups[j->n_groups - 1] : NULL;
        if (g == NULL || g->at_s != b->at_s[i] || g->satellite != b->satellite[i]) {
            if (g) close_group(j, g);
            g = &j->groups[j->n_groups++];
            *g = (group){.at_s = b->at_s[i], .first = j->n_rows, .satellite = b->satellite[i]};
        }
        j->at[j->n_rows] = on_sphere(point_of(b, i));
        j->rows[j->n_rows++] = i;
        g->n++;
    }
    if (j->n_groups) close_group(j, &j->groups[j->n_groups - 1]);
    return TR_OK;
}

/* ---- Incidents */

static tr_err note_pass(collector *c, target *t, const group *g, bool clear)
{
    for (size_t i = 0; i < t->passes.n; i++) {
        seen_pass *p = &t->passes.items[i];
        if (p->satellite != g->satellite || g->at_s < p->first_s - pass_gap_s ||
            g->at_s > p->last_s + pass_gap_s)
            continue;
        if (g->at_s < p->first_s) p->first_s = g->at_s;
        if (g->at_s > p->last_s) p->last_s = g->at_s;
        p->clear = p->clear || clear;
        return TR_OK;
    }
    seen_pass *p = VEC_PUSH(c->a, &t->passes);
    if (p == NULL) return TR_ERR_NOMEM;
    *p = (seen_pass){g->satellite, clear, g->at_s, g->at_s};
    return TR_OK;
}

static size_t first_group_from(const passes_job *j, usec_t from)
{
    size_t low = 0, high = j->n_groups;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (j->groups[mid].at_s * USEC_SEC < from)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static tr_err look_at(passes_job *j, target *t)
{
    place3 here = on_sphere(t->disc.center);
    for (size_t i = first_group_from(j, t->line->looked.from);
         i < j->n_groups && j->groups[i].at_s * USEC_SEC < t->line->looked.to; i++) {
        const group *g = &j->groups[i];
        if (!any_within(j, g, t, here, &j->swath)) continue;
        TR_TRY(note_pass(j->c, t, g, any_within(j, g, t, here, &j->witness)));
    }
    return TR_OK;
}

static int by_start(const void *x, const void *y)
{
    const target *a = *(target *const *)x, *b = *(target *const *)y;
    if (a->line->looked.from != b->line->looked.from)
        return a->line->looked.from < b->line->looked.from ? -1 : 1;
    return (a > b) - (a < b);
}

tr_err evidence_order_targets(collector *c)
{
    c->by_start = arena_alloc_n(c->a, c->n_incidents + 1, sizeof(target *));
    if (c->by_start == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < c->n_incidents; i++) {
        span looked = c->targets[i].line->looked;
        c->by_start[i] = &c->targets[i];
        if (looked.to - looked.from > c->longest) c->longest = looked.to - looked.from;
    }
    if (c->n_incidents) qsort(c->by_start, c->n_incidents, sizeof(target *), by_start);
    return TR_OK;
}

tr_err evidence_passes(collector *c, const columns_block *b, arena *scratch)
{
    passes_job j = {.c = c, .b = b, .swath = reach_of(swath_m), .witness = reach_of(witness_m)};
    TR_TRY(make_groups(&j, scratch));
    if (j.n_groups == 0) return TR_OK;
    usec_t first = j.groups[0].at_s * USEC_SEC, last = j.groups[j.n_groups - 1].at_s * USEC_SEC;
    size_t low = 0, high = c->n_incidents;
    while (low < high) { /* those before it are over, however long they were looked at */
        size_t mid = low + (high - low) / 2;
        if (c->by_start[mid]->line->looked.from < first - c->longest)
            low = mid + 1;
        else
            high = mid;
    }
    for (; low < c->n_incidents && c->by_start[low]->line->looked.from <= last; low++)
        if (c->by_start[low]->line->looked.to > first) TR_TRY(look_at(&j, c->by_start[low]));
    return TR_OK;
}
