/* Ships that stay close to one another, among all ships: samples of all of them by time, those near
 * one another as pairs, pairs by ship. Near a port ships lie side by side as a matter of course,
 * and are not looked at. */
#include "traffic/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    STEP_MS = SEA_STEP_S * 1000,
    PORT_KM = 10,
    CELLS_A_DEGREE = 100,
    MOST_NEAR = 100,
    RUN_ROWS = 1 << 18
};
#define SLOW_KN 2.0

/* A sample of one ship; `nth` counts its samples, so that a missing one is seen. */
typedef struct sample_row {
    int64_t step;
    uint32_t mmsi, nth;
    double lat, lon;
    float speed_kn, density;
} sample_row;

typedef struct pair_row {
    uint32_t first, second;
    sample_row a, b;
    double km;
} pair_row;

static uint64_t sample_key(const void *row)
{
    return (uint64_t)((const sample_row *)row)->step;
}

static int sample_compare(const void *x, const void *y)
{
    const sample_row *a = x, *b = y;
    return (a->mmsi > b->mmsi) - (a->mmsi < b->mmsi);
}

static uint64_t pair_key(const void *row)
{
    const pair_row *p = row;
    return (uint64_t)p->first << 30 | (p->second & 0x3FFFFFFF);
}

static int pair_compare(const void *x, const void *y)
{
    const pair_row *a = x, *b = y;
    if (a->a.step != b->a.step) return a->a.step < b->a.step ? -1 : 1;
    return (a->a.nth > b->a.nth) - (a->a.nth < b->a.nth);
}

tr_err meetings_open(const traffic_rules *rules, meetings *m)
{
    size_t rows = rules->run_rows ? rules->run_rows : RUN_ROWS;
    spill_rules samples = {sizeof(sample_row), rows, sample_key, sample_compare},
                pairs = {sizeof(pair_row), rows, pair_key, pair_compare};
    TR_TRY(spill_open(rules->folder, &samples, &m->samples));
    return spill_open(rules->folder, &pairs, &m->pairs);
}

void meetings_close(meetings *m)
{
    spill_close(m->samples);
    spill_close(m->pairs);
}

/* The box of a port reaches SEA_PORT_OUT_KM around it; what is asked here reaches further. */
static bool near_port(const traffic_rules *rules, geo_pt p)
{
    double up = PORT_KM / 110.0, side = up / fmax(0.05, cos(p.lat_deg * 0.017453292519943295));
    for (size_t i = 0; i < rules->n_areas; i++) {
        const traffic_area *z = &rules->areas[i];
        if (z->kind != AREA_PORT || p.lat_deg < z->low_lat - up || p.lat_deg > z->high_lat + up ||
            fabs(remainder(p.lon_deg - z->mid_lon, 360)) > z->half_lon + side)
            continue;
        if (traffic_port_km(z, p) < PORT_KM) return true;
    }
    return false;
}

tr_err meetings_add(meetings *m, const traffic_rules *rules, const sea_report *r, size_t n,
                    arena *a)
{
    sea_samples all = {0};
    TR_TRY(sea_resample(r, n, a, &all));
    for (size_t i = 0; i < all.n; i++) {
        const sea_sample *s = &all.items[i];
        if (near_port(rules, s->at)) continue;
        sample_row row = {.step = s->at_ms / STEP_MS,
                          .mmsi = r[0].mmsi,
                          .nth = (uint32_t)i,
                          .lat = s->at.lat_deg,
                          .lon = s->at.lon_deg,
                          .speed_kn = (float)s->speed_kn,
                          .density = (float)s->density};
        TR_TRY(spill_add(m->samples, &row));
    }
    return TR_OK;
}

/* ---- One step: who is near whom
 * ----------------------------------------------------------------------- */

typedef struct step_rows {
    sample_row *items;
    size_t n, cap;
} step_rows;

static int64_t cell_row(double lat)
{
    return (int64_t)floor(lat * CELLS_A_DEGREE);
}

static int by_place(const void *x, const void *y)
{
    const sample_row *a = x, *b = y;
    int64_t p = cell_row(a->lat), q = cell_row(b->lat);
    if (p != q) return p < q ? -1 : 1;
    if (a->lon != b->lon) return a->lon < b->lon ? -1 : 1;
    return (a->mmsi > b->mmsi) - (a->mmsi < b->mmsi);
}

static tr_err put_pair(meetings *m, const sample_row *p, const sample_row *q, double km)
{
    pair_row one = {p->mmsi, q->mmsi, *p, *q, km}, other = {q->mmsi, p->mmsi, *q, *p, km};
    TR_TRY(spill_add(m->pairs, &one));
    return spill_add(m->pairs, &other);
}

/* Samples from `k` on, in one row by longitude, up to `reach` degrees east of `p`. */
static tr_err pair_with(meetings *m, const step_rows *s, const sample_row *p, size_t k, int64_t row,
                        double reach, size_t *found)
{
    for (; k < s->n && cell_row(s->items[k].lat) == row && s->items[k].lon - p->lon <= reach &&
           *found < MOST_NEAR;
         k++) {
        const sample_row *q = &s->items[k];
        double km = sea_sphere_km((geo_pt){p->lon, p->lat}, (geo_pt){q->lon, q->lat});
        if (p->mmsi == q->mmsi || km > SEA_ENCOUNTER_M / 1000.0) continue;
        TR_TRY(put_pair(m, p, q, km));
        ++*found;
    }
    return TR_OK;
}

/* Rows of a hundredth of a degree, by longitude in each: a ship's neighbours stand in its row and
 * the next. */
static tr_err pair_up(meetings *m, step_rows *s)
{
    if (s->n < 2) return TR_OK;
    qsort(s->items, s->n, sizeof *s->items, by_place);
    size_t above = 0;
    for (size_t i = 0; i < s->n; i++) {
        const sample_row *p = &s->items[i];
        int64_t row = cell_row(p->lat);
        double reach =
            SEA_ENCOUNTER_M / (111000.0 * fmax(0.05, cos(p->lat * 0.017453292519943295)));
        size_t found = 0;
        TR_TRY(pair_with(m, s, p, i + 1, row, reach, &found));
        while (above < s->n &&
               (cell_row(s->items[above].lat) < row + 1 ||
                (cell_row(s->items[above].lat) == row + 1 && s->items[above].lon < p->lon - reach)))
            above++;
        TR_TRY(pair_with(m, s, p, above, row + 1, reach, &found));
    }
    return TR_OK;
}

static tr_err pair_all(meetings *m, step_rows *s)
{
    const void *row;
    TR_TRY(spill_sort(m->samples));
    for (;;) {
        tr_err e = spill_next(m->samples, &row);
        if (e != TR_OK && e != TR_ERR_ABSENT) return e;
        if (s->n && (e == TR_ERR_ABSENT || ((const sample_row *)row)->step != s->items[0].step)) {
            TR_TRY(pair_up(m, s));
            s->n = 0;
        }
        if (e == TR_ERR_ABSENT) return TR_OK;
        if (s->n == s->cap) {
            size_t cap = s->cap ? 2 * s->cap : 1024;
            sample_row *more = realloc(s->items, cap * sizeof *more);
            if (!more) return TR_ERR_NOMEM;
            s->items = more;
            s->cap = cap;
        }
        s->items[s->n++] = *(const sample_row *)row;
    }
}

/* ---- Pairs: runs of samples, one after the other
 * ------------------------------------------------------- */

static sea_sample sample_of(const sample_row *r)
{
    return (sea_sample){
        r->step * STEP_MS, {r->lon, r->lat}, (double)r->speed_kn, (double)r->density};
}

typedef struct runs {
    VEC(sea_close) run;
    uint32_t first, second, nth;
    int64_t step;
    sea_encounters found;
    arena room;
} runs;

static tr_err end_pair(traffic *t, runs *c)
{
    TR_TRY(sea_keep_run(c->run.items, c->run.n, &c->room, &c->found));
    TR_TRY(sea_merge_encounters(&c->found, &c->room));
    for (size_t i = 0; i < c->found.n; i++) {
        const sea_encounter *x = &c->found.items[i];
        if (!(x->median_kn < SLOW_KN)) continue;
        traffic_event e = {.from_ms = x->from_ms,
                           .to_ms = x->to_ms,
                           .mmsi = c->first,
                           .other = c->second,
                           .kind = TRAFFIC_ENCOUNTER,
                           .lat = traffic_angle(x->mean.lat_deg),
                           .lon = traffic_angle(x->mean.lon_deg),
                           .lat_to = traffic_angle(x->last.lat_deg),
                           .lon_to = traffic_angle(x->last.lon_deg)};
        e.hours = (float)((double)(x->to_ms - x->from_ms) / 3600000);
        e.km = (float)x->median_km;
        e.knots = (float)x->median_kn;
        TR_TRY(traffic_put(t, &e));
    }
    arena_reset(&c->room);
    c->run.items = NULL;
    c->run.n = c->run.cap = 0;
    c->found = (sea_encounters){0};
    return TR_OK;
}

static tr_err follow_pair(traffic *t, runs *c, const pair_row *p)
{
    if (c->first != p->first || c->second != p->second) {
        TR_TRY(end_pair(t, c));
        c->first = p->first;
        c->second = p->second;
    } else if (p->a.nth != c->nth + 1 || p->a.step != c->step + 1) {
        /* A sample of the first without the second near it, or none of the first for a while. */
        TR_TRY(sea_keep_run(c->run.items, c->run.n, &c->room, &c->found));
        c->run.n = 0;
    }
    sea_close *one = VEC_PUSH(&c->room, &c->run);
    if (!one) return TR_ERR_NOMEM;
    *one = (sea_close){sample_of(&p->a), sample_of(&p->b), p->km};
    c->nth = p->a.nth;
    c->step = p->a.step;
    return TR_OK;
}

tr_err meetings_find(meetings *m, traffic *t)
{
    step_rows s = {0};
    runs c = {0};
    const void *row;
    arena_init(&c.room, (size_t)256 << 20);
    tr_err e = pair_all(m, &s);
    free(s.items);
    if (e == TR_OK) e = spill_sort(m->pairs);
    while (e == TR_OK) {
        e = spill_next(m->pairs, &row);
        if (e == TR_OK) e = follow_pair(t, &c, row);
    }
    if (e == TR_ERR_ABSENT) e = end_pair(t, &c);
    arena_clear(&c.room);
    return e;
}
