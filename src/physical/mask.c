/* Places that burn without any event: flares, furnaces, kilns. */
#include "physical/parts.h"

#include "calc/calc.h"

#include <math.h>
#include <stdlib.h>

enum { LEADER_M = 500, ANCHOR_M = 1000, MOST_RMS_M = 600 };
enum {
    NEED_DAYS = 10,
    NEED_DAYS_WORKS = 5,
    WINDOW_DAYS = 60,
    NEED_SPAN = 20,
    NEED_PERMANENT = 25,
    YEAR_DAYS = 365,
    NEED_FRP = 20,
    MORE_PIXELS = 3,
    USUAL_PERCENT = 99
};

/* ---- A grid over places, by which everything near is found: spots stand cell by cell
 * ---------------- */

typedef struct spot {
    geo_pt at;
    const sorted_row *row;
    int32_t lat_cell, lon_cell;
    uint32_t n_near;
    uint32_t leader; /* place of its leader, THERMAL_NO_INDEX while free */
} spot;

typedef struct cell {
    int32_t lat_cell, lon_cell;
    uint32_t first, n; /* n = 0: a free slot */
} cell;

typedef struct spots {
    spot *items;
    double *lat_deg, *lon_deg; /* of items, apart, for the inner loop */
    cell *cells;
    size_t n, n_slots;
    double cell_deg;
    near_scan_fn *scan;
} spots;

static cell *cell_of(const spots *g, int64_t lat_cell, int64_t lon_cell)
{
    uint64_t h =
        (uint64_t)lat_cell * 0x9E3779B97F4A7C15u ^ (uint64_t)lon_cell * 0xC2B2AE3D27D4EB4Fu;
    for (size_t i = (size_t)(h ^ h >> 31) & (g->n_slots - 1);; i = (i + 1) & (g->n_slots - 1)) {
        cell *c = &g->cells[i];
        if (c->n == 0 || (c->lat_cell == lat_cell && c->lon_cell == lon_cell)) return c;
    }
}

/* Cell by cell; within a cell in the order of the rows, so that nothing hangs on how qsort treats
 * equals. */
static int spot_order(const void *a, const void *b)
{
    const spot *x = a, *y = b;
    if (x->lat_cell != y->lat_cell) return x->lat_cell < y->lat_cell ? -1 : 1;
    if (x->lon_cell != y->lon_cell) return x->lon_cell < y->lon_cell ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static tr_err spots_make(spots *g, double reach_m, arena *a)
{
    g->cell_deg = reach_m / 110000; /* a degree of latitude is longer than this everywhere */
    for (g->n_slots = 64; g->n_slots < 2 * g->n; g->n_slots *= 2) {
    }
    g->cells = arena_alloc_n(a, g->n_slots, sizeof *g->cells);
    g->lat_deg = arena_alloc_n(a, g->n + 1, sizeof *g->lat_deg);
    g->lon_deg = arena_alloc_n(a, g->n + 1, sizeof *g->lon_deg);
    if (g->cells == NULL || g->lat_deg == NULL || g->lon_deg == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < g->n; i++) {
        g->items[i].lat_cell = (int32_t)floor(g->items[i].at.lat_deg / g->cell_deg);
        g->items[i].lon_cell = (int32_t)floor(g->items[i].at.lon_deg / g->cell_deg);
    }
    if (g->n) qsort(g->items, g->n, sizeof *g->items, spot_order);
    for (size_t i = 0; i < g->n; i++) {
        const spot *s = &g->items[i];
        cell *c = cell_of(g, s->lat_cell, s->lon_cell);
        if (c->n == 0) *c = (cell){s->lat_cell, s->lon_cell, (uint32_t)i, 0};
        c->n++;
        g->lat_deg[i] = s->at.lat_deg;
        g->lon_deg[i] = s->at.lon_deg;
    }
    return TR_OK;
}

typedef struct cell_range {
    int64_t lat_lo, lat_hi, lon_lo, lon_hi;
} cell_range;

static cell_range range_around(const spots *g, geo_pt at, double reach_m)
{
    double shrink =
        cos((fabs(at.lat_deg) < 88 ? fabs(at.lat_deg) + 0.1 : 88.1) * 0.0174532925199433);
    double lat_reach = reach_m / 110000, lon_reach = lat_reach / shrink;
    return (cell_range){(int64_t)floor((at.lat_deg - lat_reach) / g->cell_deg),
                        (int64_t)floor((at.lat_deg + lat_reach) / g->cell_deg),
                        (int64_t)floor((at.lon_deg - lon_reach) / g->cell_deg),
                        (int64_t)floor((at.lon_deg + lon_reach) / g->cell_deg)};
}

static near_scan_fn *near_scan(void)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) return near_scan_v3;
#endif
    return near_scan_v1;
}

/* How many spots of a cell are near. */
static size_t count_cell(const spots *g, const cell *c, const near_plane *p, double reach_m)
{
    size_t maybe = 0;
    const double *lat = g->lat_deg + c->first, *lon = g->lon_deg + c->first;
    size_t near = g->scan(p, lat, lon, c->n, &maybe);
    for (size_t i = 0; maybe && i < c->n; i++) {
        double m2 = near_plane_m2(p, lat[i], lon[i]);
        if (m2 < p->in_m2 || m2 > p->out_m2) continue;
        near += geo_distance_m(p->at, (geo_pt){.lon_deg = lon[i], .lat_deg = lat[i]}) <= reach_m;
        maybe--;
    }
    return near;
}

static size_t count_near(const spots *g, geo_pt at, double reach_m)
{
    near_plane p = near_plane_at(at, reach_m);
    cell_range r = range_around(g, at, reach_m);
    size_t n = 0;
    for (int64_t la = r.lat_lo; la <= r.lat_hi; la++) {
        for (int64_t lo = r.lon_lo; lo <= r.lon_hi; lo++)
            n += count_cell(g, cell_of(g, la, lo), &p, reach_m);
    }
    return n;
}

/* Calls `visit` for every spot within reach of a place. Only longitudes of one cell are compared,
 * and cells meet at the antimeridian nowhere: places beside it are not seen from the other side
 * (docs/formats/thermal.md). */
static void each_near(const spots *g, geo_pt at, double reach_m, void (*visit)(void *ctx, size_t i),
                      void *ctx)
{
    near_plane p = near_plane_at(at, reach_m);
    cell_range r = range_around(g, at, reach_m);
    for (int64_t la = r.lat_lo; la <= r.lat_hi; la++) {
        for (int64_t lo = r.lon_lo; lo <= r.lon_hi; lo++) {
            const cell *c = cell_of(g, la, lo);
            for (size_t i = c->first; i < c->first + c->n; i++) {
                double m2 = near_plane_m2(&p, g->lat_deg[i], g->lon_deg[i]);
                bool near = m2 < p.in_m2 ||
                            (m2 <= p.out_m2 && geo_distance_m(at, g->items[i].at) <= reach_m);
                if (near) visit(ctx, i);
            }
        }
    }
}

/* ---- Leaders: the place with most neighbours takes them, then the next -------------------------
 */

static int by_degree(const void *a, const void *b)
{
    const spot *x = *(const spot *const *)a, *y = *(const spot *const *)b;
    if (x->n_near != y->n_near) return x->n_near > y->n_near ? -1 : 1;
    const detection *p = x->row->d, *q = y->row->d;
    if (p->lat_e7 != q->lat_e7) return p->lat_e7 < q->lat_e7 ? -1 : 1;
    if (p->lon_e7 != q->lon_e7) return p->lon_e7 < q->lon_e7 ? -1 : 1;
    if (p->at_s != q->at_s) return p->at_s < q->at_s ? -1 : 1;
    int c = detection_order(p, q);
    return c ? c : (x->row->row > y->row->row) - (x->row->row < y->row->row);
}

typedef struct taking {
    spots *g;
    size_t leader;
} taking;

static void take(void *ctx, size_t i)
{
    taking *t = ctx;
    if (t->g->items[i].leader == THERMAL_NO_INDEX) t->g->items[i].leader = (uint32_t)t->leader;
}

static tr_err find_leaders(spots *g, arena *a)
{
    spot **order = arena_alloc_n(a, g->n + 1, sizeof(spot *));
    if (order == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < g->n; i++) {
        g->items[i].leader = THERMAL_NO_INDEX;
        g->items[i].n_near = (uint32_t)count_near(g, g->items[i].at, LEADER_M);
        order[i] = &g->items[i];
    }
    if (g->n) qsort(order, g->n, sizeof(spot *), by_degree);
    for (size_t i = 0; i < g->n; i++) {
        if (order[i]->leader != THERMAL_NO_INDEX) continue;
        taking t = {g, (size_t)(order[i] - g->items)};
        each_near(g, order[i]->at, LEADER_M, take, &t);
    }
    return TR_OK;
}

/* ---- What a gathering of detections looks like -------------------------------------------------
 */

typedef VEC(size_t) index_vec;

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static geo_pt middle_of(const spots *g, const size_t *members, size_t n)
{
    calc_sum lat = {0}, lon = {0};
    double lon0 =
        g->items[members[0]].at.lon_deg; /* so that a place on the antimeridian has one middle */
    for (size_t i = 0; i < n; i++) {
        calc_add(&lat, g->items[members[i]].at.lat_deg);
        calc_add(&lon, remainder(g->items[members[i]].at.lon_deg - lon0, 360));
    }
    return (geo_pt){.lon_deg = remainder(lon0 + calc_total(lon) / (double)n, 360),
                    .lat_deg = calc_total(lat) / (double)n};
}

static void measure_days(thermal_anchor *out, int64_t *day, size_t n, int64_t last_of_all)
{
    size_t distinct = 0, recent = 0;
    qsort(day, n, sizeof *day, by_number);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || day[i] != day[i - 1]) day[distinct++] = day[i];
    }
    for (size_t i = 0, from = 0; i < distinct; i++) {
        while (day[i] - day[from] >= WINDOW_DAYS)
            from++;
        if (i - from + 1 > out->days_in_window) out->days_in_window = i - from + 1;
        recent += day[i] > last_of_all - YEAR_DAYS;
    }
    out->distinct_days = distinct;
    out->span_days = (size_t)(day[distinct - 1] - day[0] + 1);
    out->permanent = recent >= NEED_PERMANENT;
}

static tr_err days_of(const spots *g, const size_t *members, size_t n, int64_t last_day,
                      arena *work, thermal_anchor *out)
{
    int64_t *day = arena_alloc_n(work, n + 1, sizeof *day);
    if (day == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n; i++) {
        int64_t at_s = g->items[members[i]].row->d->at_s;
        day[i] = at_s / 86400 - (at_s % 86400 < 0);
    }
    measure_days(out, day, n, last_day);
    return TR_OK;
}

static void distances_of(const spots *g, const size_t *members, size_t n, thermal_anchor *out)
{
    calc_sum square = {0};
    for (size_t i = 0; i < n; i++) {
        double m = geo_distance_m(out->centroid, g->items[members[i]].at);
        calc_add(&square, m * m);
        if (m > out->max_radius_m) out->max_radius_m = m;
    }
    out->rms_radius_m = sqrt(calc_total(square) / (double)n);
}

static tr_err measure(const spots *g, const size_t *members, size_t n, int64_t last_day,
                      arena *work, thermal_anchor *out)
{
    *out = (thermal_anchor){.centroid = middle_of(g, members, n), .n = n};
    distances_of(g, members, n, out);
    return days_of(g, members, n, last_day, work, out);
}

static bool enough_days(const thermal_anchor *a)
{
    size_t need = a->works ? NEED_DAYS_WORKS : NEED_DAYS;
    return a->days_in_window >= need && a->span_days >= NEED_SPAN;
}

static const thermal_works *works_near(const thermal_options *o, geo_pt at)
{
    const thermal_works *best = NULL;
    double best_m = ANCHOR_M;
    for (size_t i = 0; i < o->n_works; i++) {
        if (fabs(o->works[i].at.lat_deg - at.lat_deg) > 0.01) continue;
        double m = geo_distance_m(o->works[i].at, at);
        if (m > best_m || (best && !(m < best_m))) continue;
        best = &o->works[i];
        best_m = m;
    }
    return best;
}

/* ---- How strong and how large its fires usually are ---------------------------------------------
 */

static tr_err usual_fires(thermal_anchor *an, const spots *g, const size_t *members, size_t n,
                          const thermal_result *r, arena *a)
{
    int64_t *pixels = arena_alloc_n(a, n + 1, sizeof *pixels),
            *event = arena_alloc_n(a, n + 1, sizeof *event);
    calc_sum sum = {0}, square = {0};
    size_t n_frp = 0, n_events = 0;
    if (pixels == NULL || event == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n; i++) {
        const sorted_row *row = g->items[members[i]].row;
        event[i] = (int64_t)r->marks[row->row].event;
        if (!DETECTION_HAS(row->d, FRP) || row->d->frp_e4 <= 0) continue;
        calc_add(&sum, log(row->d->frp_e4 / 1e4));
        n_frp++;
    }
    an->has_usual = n_frp >= NEED_FRP;
    an->usual_log_frp = n_frp ? calc_total(sum) / (double)n_frp : 0;
    for (size_t i = 0; i < n; i++) {
        const detection *d = g->items[members[i]].row->d;
        if (!DETECTION_HAS(d, FRP) || d->frp_e4 <= 0) continue;
        double off = log(d->frp_e4 / 1e4) - an->usual_log_frp;
        calc_add(&square, off * off);
    }
    an->sd_log_frp = n_frp > 1 ? sqrt(calc_total(square) / (double)(n_frp - 1)) : 0;
    qsort(event, n, sizeof *event, by_number);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || event[i] != event[i - 1])
            pixels[n_events++] = (int64_t)r->events[event[i]].n_pixels;
    }
    qsort(pixels, n_events, sizeof *pixels, by_number);
    an->usual_pixels = (size_t)pixels[(n_events * USUAL_PERCENT + 99) / 100 - 1]; /* nearest rank */
    return TR_OK;
}

/* ---- The mask
 * ------------------------------------------------------------------------------------ */

typedef struct gathering {
    index_vec *members;
    arena *a;
    tr_err err;
} gathering;

static void gather(void *ctx, size_t i)
{
    gathering *g = ctx;
    size_t *slot = g->err == TR_OK ? VEC_PUSH(g->a, g->members) : NULL;
    if (slot == NULL) {
        g->err = TR_ERR_NOMEM;
        return;
    }
    *slot = i;
}

static int by_size_t(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

static int by_leader(const void *a, const void *b)
{
    const spot *x = *(const spot *const *)a, *y = *(const spot *const *)b;
    if (x->leader != y->leader) return x->leader < y->leader ? -1 : 1;
    return (x > y) - (x < y);
}

typedef VEC(thermal_anchor) anchor_vec;

/* How far apart the detections of a leader lie is no question: each is within LEADER_M of it, and
 * their squares are smallest around their middle, so the rule of MOST_RMS_M holds. */
_Static_assert(LEADER_M + 1 < MOST_RMS_M, "a leader's own are close enough together");
static tr_err try_core(const spots *g, const size_t *members, size_t n, const thermal_options *o,
                       int64_t last_day, arena *work, thermal_anchor *core)
{
    *core = (thermal_anchor){.centroid = middle_of(g, members, n), .n = n};
    TR_TRY(days_of(g, members, n, last_day, work, core));
    if (core->days_in_window < NEED_DAYS_WORKS || core->span_days < NEED_SPAN) return TR_OK;
    core->works = works_near(o, core->centroid);
    core->is_static = enough_days(core);
    core->permanent = core->permanent && core->is_static;
    return TR_OK;
}

/* One leader's cluster: is it static, and if so, what is within 1,000 m of its middle? */
static tr_err try_anchor(const spots *g, const size_t *members, size_t n, const thermal_options *o,
                         int64_t last_day, const thermal_result *r, arena *a, arena *work,
                         anchor_vec *out)
{
    thermal_anchor core;
    index_vec wide = {0};
    if (n < NEED_DAYS_WORKS) return TR_OK;
    TR_TRY(try_core(g, members, n, o, last_day, work, &core));
    if (!core.is_static) return TR_OK;
    gathering all = {&wide, work, TR_OK};
    each_near(g, core.centroid, ANCHOR_M, gather, &all);
    TR_TRY(all.err);
    qsort(wide.items, wide.n, sizeof *wide.items, by_size_t);
    thermal_anchor *an = VEC_PUSH(a, out);
    if (an == NULL) return TR_ERR_NOMEM;
    TR_TRY(measure(g, wide.items, wide.n, last_day, work, an));
    an->works = core.works;
    an->is_static = true;
    an->permanent = an->permanent || core.permanent;
    return usual_fires(an, g, wide.items, wide.n, r, work);
}

static int anchor_order(const void *a, const void *b)
{
    const thermal_anchor *x = a, *y = b;
    if (x->centroid.lat_deg < y->centroid.lat_deg || x->centroid.lat_deg > y->centroid.lat_deg)
        return x->centroid.lat_deg < y->centroid.lat_deg ? -1 : 1;
    return (x->centroid.lon_deg > y->centroid.lon_deg) -
           (x->centroid.lon_deg < y->centroid.lon_deg);
}

/* The members of one leader after those of the other. */
static tr_err try_each(const spots *g, spot *const *by, const thermal_options *o, int64_t last_day,
                       arena *a, arena *work, arena *one, thermal_result *out)
{
    anchor_vec anchors = {0};
    size_t *members = arena_alloc_n(work, g->n + 1, sizeof *members);
    if (members == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < g->n;) {
        size_t n = 0, leader = by[i]->leader;
        for (; i < g->n && by[i]->leader == leader; i++)
            members[n++] = (size_t)(by[i] - g->items);
        arena_reset(one);
        TR_TRY(try_anchor(g, members, n, o, last_day, out, a, one, &anchors));
    }
    if (anchors.n) qsort(anchors.items, anchors.n, sizeof *anchors.items, anchor_order);
    out->anchors = anchors.items;
    out->n_anchors = anchors.n;
    return TR_OK;
}

static tr_err learn(spots *g, const thermal_options *o, int64_t last_day, arena *a, arena *work,
                    thermal_result *out)
{
    arena one;
    spot **by = arena_alloc_n(work, g->n + 1, sizeof(spot *));
    if (by == NULL) return TR_ERR_NOMEM;
    TR_TRY(spots_make(g, LEADER_M, work));
    TR_TRY(find_leaders(g, work));
    for (size_t i = 0; i < g->n; i++)
        by[i] = &g->items[i];
    if (g->n) qsort(by, g->n, sizeof(spot *), by_leader);
    arena_init(&one, a->limit_bytes);
    tr_err e = try_each(g, by, o, last_day, a, work, &one, out);
    arena_clear(&one);
    return e;
}

static bool far_above_usual(const thermal_anchor *an, const detection *d, const thermal_event *e)
{
    if (e->n_pixels >= an->usual_pixels + MORE_PIXELS) return true;
    return an->has_usual && DETECTION_HAS(d, FRP) && d->frp_e4 > 0 &&
           log(d->frp_e4 / 1e4) > an->usual_log_frp + 3 * an->sd_log_frp;
}

static size_t first_from(const thermal_result *r, double lat_deg)
{
    size_t lo = 0, hi = r->n_anchors;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (r->anchors[mid].centroid.lat_deg < lat_deg) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo;
}

typedef struct candidate {
    size_t anchor;
    double m2; /* in the plane */
} candidate;
enum { CANDIDATES = 32 };

/* Anchors that may be within reach, by latitude; `*more`: there are others yet. */
static size_t candidates_of(const thermal_result *r, const near_plane *p, candidate *out,
                            bool *more)
{
    size_t n = 0;
    *more = false;
    for (size_t i = first_from(r, p->at.lat_deg - 0.01); i < r->n_anchors; i++) {
        geo_pt middle = r->anchors[i].centroid;
        if (middle.lat_deg > p->at.lat_deg + 0.01) break;
        double east = remainder(middle.lon_deg - p->at.lon_deg, 360);
        if (fabs(east) > 0.5) continue;
        double m2 = near_plane_m2(p, middle.lat_deg, p->at.lon_deg + east);
        if (m2 > p->out_m2) continue;
        *more = n == CANDIDATES;
        if (*more) break;
        out[n++] = (candidate){i, m2};
    }
    return n;
}

/* Exactly, of some; the first of equals. */
static size_t nearest_of(const thermal_result *r, geo_pt at, const candidate *c, size_t n)
{
    size_t best = THERMAL_NO_INDEX;
    double best_m = ANCHOR_M;
    for (size_t i = 0; i < n; i++) {
        double m = geo_distance_m(r->anchors[c[i].anchor].centroid, at);
        if (m > best_m || (best != THERMAL_NO_INDEX && !(m < best_m))) continue;
        best = c[i].anchor;
        best_m = m;
    }
    return best;
}

static size_t nearest_of_all(const thermal_result *r, geo_pt at)
{
    size_t best = THERMAL_NO_INDEX;
    double best_m = ANCHOR_M;
    for (size_t i = first_from(r, at.lat_deg - 0.01);
         i < r->n_anchors && r->anchors[i].centroid.lat_deg <= at.lat_deg + 0.01; i++) {
        if (fabs(remainder(r->anchors[i].centroid.lon_deg - at.lon_deg, 360)) > 0.5) continue;
        double m = geo_distance_m(r->anchors[i].centroid, at);
        if (m > best_m || (best != THERMAL_NO_INDEX && !(m < best_m))) continue;
        best = i;
        best_m = m;
    }
    return best;
}

/* The nearest anchor within ANCHOR_M. The plane decides where it can: exact distances are asked of
 * those alone that it cannot tell apart. */
static size_t anchor_of(const thermal_result *r, geo_pt at)
{
    candidate c[CANDIDATES];
    bool more;
    near_plane p = near_plane_at(at, ANCHOR_M);
    size_t n = candidates_of(r, &p, c, &more), close = 0;
    double least = HUGE_VAL, doubt = (1 + p.band) / (1 - p.band);
    if (more || !(p.band < 1)) return nearest_of_all(r, at);
    for (size_t i = 0; i < n; i++)
        least = fmin(least, c[i].m2);
    for (size_t i = 0; i < n; i++) {
        if (c[i].m2 <= least * doubt * doubt) c[close++] = c[i];
    }
    if (close == 1 && c[0].m2 < p.in_m2) return c[0].anchor;
    return nearest_of(r, at, c, close);
}

static void apply(const sorted_row *s, size_t n, thermal_result *r)
{
    for (size_t i = 0; i < n; i++) {
        thermal_mark *m = &r->marks[s[i].row];
        m->anchor = (uint32_t)anchor_of(r, detection_position(s[i].d));
        if (m->state == THERMAL_DUPLICATE) continue;
        thermal_event *e = &r->events[m->event];
        m->state = THERMAL_NORMAL;
        if (m->anchor != THERMAL_NO_INDEX)
            m->state = far_above_usual(&r->anchors[m->anchor], s[i].d, e) ? THERMAL_STATIC_EXCESS
                                                                          : THERMAL_STATIC;
    }
    for (size_t i = 0; i < n; i++) { /* an event is as unusual as its most unusual pixel */
        const thermal_mark *m = &r->marks[s[i].row];
        if (m->state == THERMAL_DUPLICATE) continue;
        thermal_event *e = &r->events[m->event];
        if (s[i].row == e->strongest || m->state == THERMAL_STATIC_EXCESS) {
            if (e->state != THERMAL_STATIC_EXCESS) e->state = m->state;
        }
    }
}

tr_err find_static(const sorted_row *s, size_t n, const thermal_options *o, arena *a, arena *work,
                   thermal_result *out)
{
    spots g = {.items = arena_alloc_n(work, n + 1, sizeof *g.items), .scan = near_scan()};
    int64_t last_day = INT64_MIN;
    if (g.items == NULL) return TR_ERR_NOMEM;
    out->mask_overlaps = o->mask_before == USEC_UNKNOWN;
    for (size_t i = 0; i < n; i++) {
        const detection *d = s[i].d;
        if (out->marks[s[i].row].state == THERMAL_DUPLICATE) continue;
        if (!out->mask_overlaps && d->at_s * USEC_SEC >= o->mask_before) continue;
        g.items[g.n++] = (spot){.at = detection_position(d), .row = &s[i]};
        if (d->at_s / 86400 > last_day) last_day = d->at_s / 86400;
    }
    TR_TRY(learn(&g, o, last_day, a, work, out));
    apply(s, n, out);
    return TR_OK;
}
