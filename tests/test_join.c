/* Points against areas: the indexes against the plain reference, and against GEOS. */
#include "gen.h"
#include "geo/join.h"
#include "load.h"
#include "tap.h"

#include <geos_c.h>
#include <math.h>

typedef VEC(geo_hit) hit_vec;
typedef struct kept_hits {
    hit_vec v;
    arena *a;
} kept_hits;

static tr_err keep_hits(void *ctx, const geo_hit *hits, size_t n)
{
    kept_hits *k = ctx;
    for (size_t i = 0; i < n; i++) {
        geo_hit *h = VEC_PUSH(k->a, &k->v);
        if (h == NULL) return TR_ERR_NOMEM;
        *h = hits[i];
    }
    return TR_OK;
}

static int hit_order(const void *a, const void *b)
{
    const geo_hit *x = a, *y = b;
    if (x->point != y->point) return x->point < y->point ? -1 : 1;
    return (x->area > y->area) - (x->area < y->area);
}

static geo_shape *shape_of(arena *a, size_t n_rings)
{
    geo_shape *s = arena_alloc(a, sizeof *s);
    *s = (geo_shape){.kind = GEO_POLYGON, .rings = arena_alloc_n(a, n_rings, sizeof(geo_ring))};
    return s;
}

static void add_ring(arena *a, geo_shape *s, const geo_pt *pts, size_t n)
{
    geo_ring *r = &s->rings[s->n_rings++];
    *r = (geo_ring){arena_alloc_n(a, n + 1, sizeof(geo_pt)), n + 1};
    memcpy(r->pts, pts, n * sizeof *pts);
    r->pts[n] = pts[0];
}

/* A star around a middle; on a lattice of `step` degrees, so that points meet vertices and edges. */
static void random_star(gen *g, arena *a, geo_shape *s, geo_pt mid, double radius, double step)
{
    enum { MOST = 40 };
    geo_pt pts[MOST];
    size_t n = 3 + gen_below(g, MOST - 3);
    for (size_t i = 0; i < n; i++) {
        double turn = 6.283185307179586 * (double)i / (double)n, r = radius * (0.3 + 0.7 * (double)gen_below(g, 1000) / 1000);
        pts[i] = (geo_pt){mid.lon_deg + r * cos(turn), mid.lat_deg + r * sin(turn)};
        if (step > 0) {
            pts[i].lon_deg = round(pts[i].lon_deg / step) * step;
            pts[i].lat_deg = round(pts[i].lat_deg / step) * step;
        }
    }
    add_ring(a, s, pts, n);
}

typedef struct world {
    const geo_shape **shapes;
    size_t n_shapes;
    geo_pt *points;
    size_t n_points;
} world;

static void make_world(gen *g, arena *a, world *w)
{
    double step = gen_below(g, 3) == 0 ? 0 : gen_below(g, 2) ? 0.01 : 0.001, size = gen_below(g, 2) ? 0.03 : 0.3;
    w->n_shapes = 1 + gen_below(g, 40);
    w->shapes = arena_alloc_n(a, w->n_shapes, sizeof(geo_shape *));
    for (size_t i = 0; i < w->n_shapes; i++) {
        geo_shape *s = shape_of(a, 2);
        geo_pt mid = {30 + (double)gen_below(g, 1000) / 1000, 48 + (double)gen_below(g, 1000) / 1000};
        random_star(g, a, s, mid, size, step);
        if (gen_below(g, 3) == 0) random_star(g, a, s, mid, size * 0.25, step);
        w->shapes[i] = s;
    }
    w->n_points = 2000;
    w->points = arena_alloc_n(a, w->n_points, sizeof *w->points);
    for (size_t i = 0; i < w->n_points; i++) {
        const geo_shape *s = w->shapes[gen_below(g, w->n_shapes)];
        const geo_ring *r = &s->rings[gen_below(g, s->n_rings)];
        geo_pt p = r->pts[gen_below(g, r->n - 1)], q = r->pts[gen_below(g, r->n)];
        switch (gen_below(g, 5)) {
        case 0: break; /* a vertex */
        case 1: p = (geo_pt){(p.lon_deg + q.lon_deg) / 2, (p.lat_deg + q.lat_deg) / 2}; break;
        case 2: p.lon_deg = q.lon_deg; break; /* under a vertex */
        case 3: p.lon_deg = nextafter(p.lon_deg, q.lon_deg); break;
        default:
            p = (geo_pt){29.8 + (double)gen_below(g, 1400) / 1000, 47.8 + (double)gen_below(g, 1400) / 1000};
            break;
        }
        w->points[i] = p;
    }
}

static void same_hits(kept_hits *got, kept_hits *want)
{
    if (got->v.n) qsort(got->v.items, got->v.n, sizeof *got->v.items, hit_order);
    if (want->v.n) qsort(want->v.items, want->v.n, sizeof *want->v.items, hit_order);
    CHECK_INT(got->v.n, want->v.n);
    for (size_t i = 0; i < got->v.n && i < want->v.n && !tap_failed; i++)
        CHECK(hit_order(&got->v.items[i], &want->v.items[i]) == 0);
}

static void polygon_index_gives_what_the_reference_gives(void)
{
    gen g = gen_seeded(31);
    for (int round = 0; round < 150 && !tap_failed; round++) {
        arena a, scratch;
        world w;
        geo_polygon_index *ix;
        arena_init(&a, (size_t)1 << 30);
        arena_init(&scratch, (size_t)1 << 30);
        make_world(&g, &a, &w);
        kept_hits got = {.a = &a}, want = {.a = &a};
        geo_hit_sink sink = {keep_hits, &got};
        CHECK(geo_polygon_index_make(w.shapes, w.n_shapes, &a, &ix) == TR_OK);
        CHECK(geo_polygon_index_query(ix, w.points, w.n_points, &scratch, &sink) == TR_OK);
        for (size_t i = 0; i < w.n_points; i++) {
            for (size_t k = 0; k < w.n_shapes; k++) {
                geo_hit h = {(uint32_t)i, (uint32_t)k};
                if (geo_polygon_has(w.shapes[k], w.points[i])) CHECK(keep_hits(&want, &h, 1) == TR_OK);
            }
        }
        same_hits(&got, &want);
        arena_clear(&a);
        arena_clear(&scratch);
    }
}

/* ---- GEOS ---------------------------------------------------------------------------------------- */

/* The rings of one feature as GEOS reads them: outer rings with the holes inside them do not matter for
 * even-odd, so each ring is a polygon and hits are counted by their parity. */
static size_t geos_hits(const geo_shape *s, const geo_pt *points, size_t n, bool *in)
{
    GEOSContextHandle_t h = GEOS_init_r();
    size_t odd = 0;
    memset(in, 0, n * sizeof *in);
    for (size_t r = 0; r < s->n_rings; r++) {
        GEOSCoordSequence *cs = GEOSCoordSeq_create_r(h, (unsigned)s->rings[r].n, 2);
        for (unsigned k = 0; k < s->rings[r].n; k++)
            GEOSCoordSeq_setXY_r(h, cs, k, s->rings[r].pts[k].lon_deg, s->rings[r].pts[k].lat_deg);
        GEOSGeometry *poly = GEOSGeom_createPolygon_r(h, GEOSGeom_createLinearRing_r(h, cs), NULL, 0);
        const GEOSPreparedGeometry *prepared = GEOSPrepare_r(h, poly);
        for (size_t i = 0; i < n; i++) {
            GEOSGeometry *p = GEOSGeom_createPointFromXY_r(h, points[i].lon_deg, points[i].lat_deg);
            in[i] ^= GEOSPreparedIntersects_r(h, prepared, p) == 1;
            GEOSGeom_destroy_r(h, p);
        }
        GEOSPreparedGeom_destroy_r(h, prepared);
        GEOSGeom_destroy_r(h, poly);
    }
    for (size_t i = 0; i < n; i++)
        odd += in[i];
    GEOS_finish_r(h);
    return odd;
}

static void boundaries_give_the_hits_of_geos(void)
{
    enum { N = 40000 };
    arena a, scratch;
    geo_features f = {0};
    gen g = gen_seeded(32);
    arena_init(&a, (size_t)2 << 30);
    arena_init(&scratch, (size_t)1 << 30);
    str bytes = load_shared(&a, "cases/boundaries/osm_ua_oblasts_2022.geojson");
    if (bytes.ptr == NULL) {
        tap_skip = "no ../shared";
        return;
    }
    CHECK(geojson_read(bytes, "oblasts", &a, &f, NULL, NULL) == TR_OK);
    geo_pt *points = arena_alloc_n(&a, N, sizeof *points);
    bool *in = arena_alloc_n(&a, N, sizeof *in);
    const geo_shape **shapes = arena_alloc_n(&a, f.n, sizeof(geo_shape *));
    for (size_t i = 0; i < f.n; i++)
        shapes[i] = &f.items[i].shape;
    for (size_t i = 0; i < N; i++)
        points[i] = (geo_pt){22 + (double)gen_below(&g, 1850000) / 1e5, 44 + (double)gen_below(&g, 850000) / 1e5};
    kept_hits got = {.a = &a}, want = {.a = &a};
    geo_hit_sink sink = {keep_hits, &got};
    geo_polygon_index *ix;
    CHECK(geo_polygon_index_make(shapes, f.n, &a, &ix) == TR_OK);
    CHECK(geo_polygon_index_query(ix, points, N, &scratch, &sink) == TR_OK);
    for (size_t k = 0; k < f.n; k++) {
        (void)geos_hits(shapes[k], points, N, in);
        for (size_t i = 0; i < N; i++) {
            geo_hit h = {(uint32_t)i, (uint32_t)k};
            if (in[i]) CHECK(keep_hits(&want, &h, 1) == TR_OK);
        }
    }
    printf("# %zu areas, %zu hits\n", f.n, got.v.n);
    CHECK(got.v.n > 5000);
    same_hits(&got, &want);
    arena_clear(&a);
    arena_clear(&scratch);
}

/* ---- Discs --------------------------------------------------------------------------------------- */

static void discs_are_geodesic_to_the_metre_and_below(void)
{
    enum { N = 2000, D = 40 };
    gen g = gen_seeded(33);
    for (int round = 0; round < 24 && !tap_failed; round++) {
        arena a, scratch;
        geo_disc discs[D];
        geo_disc_index *ix;
        double lat0 = round % 6 == 0 ? 88.5 : round % 6 == 1 ? -30 : 47, lon0 = round % 5 == 0 ? 179.9 : 33;
        arena_init(&a, (size_t)2 << 30);
        arena_init(&scratch, (size_t)1 << 30);
        geo_pt *points = arena_alloc_n(&a, N, sizeof *points);
        for (size_t i = 0; i < D; i++) {
            double r = round % 4 == 0 ? 20000 : 100 + (double)gen_below(&g, 3000);
            discs[i] = (geo_disc){{remainder(lon0 + (double)gen_below(&g, 1000) / 2000, 360), lat0 + (double)gen_below(&g, 1000) / 2000}, r};
        }
        for (size_t i = 0; i < N; i++) { /* most points near a rim, where the filter cannot decide */
            const geo_disc *d = &discs[gen_below(&g, D)];
            double off = gen_below(&g, 3) ? ((double)gen_below(&g, 2001) - 1000) / 1e5 : ((double)gen_below(&g, 2001) - 1000);
            points[i] = geo_destination(d->center, (double)gen_below(&g, 36000) / 100, fmax(0, d->radius_m + off));
        }
        kept_hits got = {.a = &a}, want = {.a = &a};
        geo_hit_sink sink = {keep_hits, &got};
        CHECK(geo_disc_index_make(discs, D, &a, &ix) == TR_OK);
        CHECK(geo_disc_index_query(ix, points, N, &scratch, &sink) == TR_OK);
        for (size_t i = 0; i < N; i++) {
            for (size_t k = 0; k < D; k++) {
                geo_hit h = {(uint32_t)i, (uint32_t)k};
                if (geo_distance_m(discs[k].center, points[i]) <= discs[k].radius_m)
                    CHECK(keep_hits(&want, &h, 1) == TR_OK);
            }
        }
        same_hits(&got, &want);
        arena_clear(&a);
        arena_clear(&scratch);
    }
}

static void turns_are_exact(void)
{
    geo_pt a = {0.1, 0.1}, b = {0.2, 0.2};
    CHECK_INT(geo_turn((geo_pt){0, 0}, (geo_pt){1, 1}, (geo_pt){0.5, 0.5}), 0);
    CHECK_INT(geo_turn((geo_pt){0, 0}, (geo_pt){1, 1}, (geo_pt){0.5, nextafter(0.5, 1)}), 1);
    CHECK_INT(geo_turn((geo_pt){0, 0}, (geo_pt){1, 1}, (geo_pt){0.5, nextafter(0.5, 0)}), -1);
    CHECK_INT(geo_turn((geo_pt){12, 12}, (geo_pt){24, 24}, (geo_pt){0.5, 0.5}), 0);
    for (int i = 0; i < 200; i++) { /* antisymmetric, whatever the order of the terms */
        geo_pt c = {0.3 + i * 5e-17, 0.3};
        CHECK_INT(geo_turn(a, b, c), -geo_turn(b, a, c));
        CHECK_INT(geo_turn(a, b, c), geo_turn(b, c, a));
    }
}

static void nothing_is_an_answer_too(void)
{
    arena a;
    kept_hits got = {.a = &a};
    geo_hit_sink sink = {keep_hits, &got};
    geo_polygon_index *ix;
    geo_disc_index *dx;
    geo_pt points[] = {{0, 0}, {(double)NAN, 3}, {1e300, (double)INFINITY}};
    arena_init(&a, (size_t)1 << 28);
    CHECK(geo_polygon_index_make(NULL, 0, &a, &ix) == TR_OK);
    CHECK(geo_polygon_index_query(ix, points, 3, &a, &sink) == TR_OK);
    CHECK(geo_disc_index_make(NULL, 0, &a, &dx) == TR_OK);
    CHECK(geo_disc_index_query(dx, points, 3, &a, &sink) == TR_OK);
    CHECK_INT(got.v.n, 0);
    arena_clear(&a);
}

static const tap_case cases[] = {
    CASE(polygon_index_gives_what_the_reference_gives),
    CASE(boundaries_give_the_hits_of_geos),
    CASE(discs_are_geodesic_to_the_metre_and_below),
    CASE(turns_are_exact),
    CASE(nothing_is_an_answer_too),
};
TAP_MAIN(cases)
