/* The line that moves: distances and shares against GEOS, and the place test on either side of the day's line. */
#include "gen.h"
#include "geo/front.h"
#include "load.h"
#include "mission/stored_rows.h"
#include "tap.h"

#include <geos_c.h>
#include <math.h>

/* ---- the oracle: the areas in a plane around the place, and GEOS ---- */

static GEOSGeometry *in_plane(GEOSContextHandle_t c, const geo_shape *s, geo_pt p)
{
    GEOSGeometry *all = GEOSGeom_createEmptyPolygon_r(c);
    for (size_t k = 0; k < s->n_rings; k++) {
        const geo_ring *r = &s->rings[k];
        GEOSCoordSequence *q = GEOSCoordSeq_create_r(c, (unsigned)r->n, 2);
        for (size_t i = 0; i < r->n; i++) {
            geo_inverse_result v = geo_inverse(p, r->pts[i]);
            double z = v.azimuth_deg * acos(-1) / 180;
            GEOSCoordSeq_setXY_r(c, q, (unsigned)i, v.distance_m * sin(z), v.distance_m * cos(z));
        }
        GEOSGeometry *one = GEOSGeom_createPolygon_r(c, GEOSGeom_createLinearRing_r(c, q), NULL, 0), *sum = GEOSSymDifference_r(c, all, one);
        GEOSGeom_destroy_r(c, one); /* even-odd over the rings, as everywhere */
        GEOSGeom_destroy_r(c, all);
        all = sum;
    }
    return all;
}

typedef struct seen {
    double distance_m, share;
} seen;

/* Of the disc, what lies within the area and between two buffers of its edge. */
static seen by_geos(const geo_shape *s, geo_pt p, double radius_m, double from_m, double to_m)
{
    GEOSContextHandle_t c = GEOS_init_r();
    GEOSGeometry *area = in_plane(c, s, p), *edge = GEOSBoundary_r(c, area), *o = GEOSGeom_createPointFromXY_r(c, 0, 0);
    GEOSGeometry *disc = GEOSBuffer_r(c, o, radius_m, 64), *wide = GEOSBuffer_r(c, edge, to_m, 64), *strip = GEOSIntersection_r(c, area, wide);
    seen out = {0};
    if (from_m > 0) {
        GEOSGeometry *narrow = GEOSBuffer_r(c, edge, from_m, 64), *rest = GEOSDifference_r(c, strip, narrow);
        GEOSGeom_destroy_r(c, narrow);
        GEOSGeom_destroy_r(c, strip);
        strip = rest;
    }
    GEOSGeometry *part = GEOSIntersection_r(c, disc, strip);
    double a = 0, b = 1;
    GEOSDistance_r(c, o, edge, &out.distance_m);
    GEOSArea_r(c, part, &a);
    GEOSArea_r(c, disc, &b);
    if (GEOSContains_r(c, area, o) != 1) out.distance_m = -out.distance_m;
    out.share = a / b;
    GEOSGeometry *all[] = {area, edge, o, disc, wide, strip, part};
    for (int i = 0; i < 7; i++) GEOSGeom_destroy_r(c, all[i]);
    GEOS_finish_r(c);
    return out;
}

/* The same by a grid of points: GEOS's buffers of a real line of thousands of points are not sound everywhere. */
static seen by_points(const geo_shape *s, geo_pt p, double radius_m, double from_m, double to_m)
{
    enum { N = 24 };
    GEOSContextHandle_t c = GEOS_init_r();
    GEOSGeometry *area = in_plane(c, s, p), *edge = GEOSBoundary_r(c, area);
    const GEOSPreparedGeometry *pe = GEOSPrepare_r(c, edge), *pa = GEOSPrepare_r(c, area);
    seen out = {0};
    size_t all = 0, in = 0;
    for (int x = -N; x <= N; x++) {
        for (int y = -N; y <= N; y++) {
            if (x * x + y * y > N * N) continue;
            GEOSGeometry *o = GEOSGeom_createPointFromXY_r(c, radius_m * x / N, radius_m * y / N);
            double d = 0;
            GEOSPreparedDistance_r(c, pe, o, &d);
            if (GEOSPreparedContains_r(c, pa, o) != 1) d = -d;
            if (x == 0 && y == 0) out.distance_m = d;
            all++;
            in += d >= from_m && d <= to_m;
            GEOSGeom_destroy_r(c, o);
        }
    }
    GEOSPreparedGeom_destroy_r(c, pe);
    GEOSPreparedGeom_destroy_r(c, pa);
    GEOSGeom_destroy_r(c, edge);
    GEOSGeom_destroy_r(c, area);
    GEOS_finish_r(c);
    out.share = (double)in / (double)all;
    return out;
}

/* A ragged area of some 40 km, the same for a seed. */
static geo_shape ragged(gen *g, arena *a, geo_pt mid)
{
    enum { N = 60 };
    geo_shape s = {.kind = GEO_POLYGON, .n_rings = 1, .rings = arena_alloc(a, sizeof(geo_ring))};
    s.rings[0] = (geo_ring){arena_alloc_n(a, N + 1, sizeof(geo_pt)), N + 1};
    for (int i = 0; i < N; i++) s.rings[0].pts[i] = geo_destination(mid, -6.0 * i, 25000 + (double)gen_below(g, 30000));
    s.rings[0].pts[N] = s.rings[0].pts[0];
    return s;
}

static void compare(const geo_shape *s, geo_pt p, double radius_m, double from_m, double to_m, bool points)
{
    const geo_shape *areas[] = {s};
    geo_front f = {.areas = areas, .n_areas = 1};
    double d;
    double share = geo_front_share(&f, p, radius_m, from_m, to_m, &d), d2;
    arena own;
    geo_front_stretch *v = NULL;
    arena_init(&own, (size_t)1 << 26);
    CHECK_INT(geo_front_stretch_all(areas, 1, &own, &v, &f.n_stretches), TR_OK);
    f.stretches = v;
    CHECK(geo_front_share(&f, p, radius_m, from_m, to_m, &d2) == share); /* the same to the last bit */
    CHECK(d2 == d);
    arena_clear(&own);
    seen want = points ? by_points(s, p, radius_m, from_m, to_m) : by_geos(s, p, radius_m, from_m, to_m);
    if (fabs(d - want.distance_m) > 0.01 + 1e-6 * fabs(d)) printf("# %.7f %.7f: %.3f m, GEOS %.3f m\n", p.lon_deg, p.lat_deg, d, want.distance_m);
    CHECK_NEAR(d, want.distance_m, 0.01 + 1e-6 * fabs(d));
    if (fabs(share - want.share) > 0.02) printf("# %.7f %.7f: share %.4f, GEOS %.4f at %.0f m, radius %.0f, %.0f to %.0f\n", p.lon_deg, p.lat_deg, share, want.share, d, radius_m, from_m, to_m);
    CHECK_NEAR(share, want.share, 0.025); /* 512 points against an area, or other points */
    CHECK(share != 1 || want.share > 0.999);
    CHECK(share != 0 || want.share < 0.001);
}

static void distances_and_shares_are_those_of_geos(void)
{
    gen g = gen_seeded(77);
    arena a;
    arena_init(&a, (size_t)1 << 26);
    for (int i = 0; i < 400; i++) {
        geo_pt mid = {(double)gen_below(&g, 300) - 150, (double)gen_below(&g, 120) - 60};
        geo_shape s = ragged(&g, &a, mid);
        geo_pt p = geo_destination(mid, (double)gen_below(&g, 360), (double)gen_below(&g, 90000));
        double from = gen_below(&g, 3) ? 0 : 5000;
        compare(&s, p, 50 + (double)gen_below(&g, 12000), from, from + 1000 + (double)gen_below(&g, 25000), false);
    }
    arena_clear(&a);
}

/* ---- the place test, by class and by day ---- */

static const char text[] =
    "truce: agreement/1\nid: line\nversion: 1\ntitle: Withdrawal\nparties:\n  - {id: ALD, name: A}\n  - {id: BRE, name: B}\nphases:\n"
    "  - {id: one, title: One}\ntaxonomy:\n  gun: guns\nweapon_classes:\n  artillery: {means: artillery}\n"
    "  artillery.light: {means: below 100 mm, calibre_mm: [20, 99]}\n  artillery.heavy: {means: 100 mm and more, calibre_mm: [100, 999]}\n"
    "  rockets: {means: rockets, range_km: [20, 300]}\nzones:\n"
    "  - {id: Z, title: back from the line, line: {source: control, side: BRE, max_age_days: 3}, offset_m: {artillery.light: 15000, artillery.heavy: 25000, rockets: 70000}}\n"
    "  - {id: S, title: strip, line: {source: control, side: BRE}, strip: {from_m: -2000, to_m: 2000}}\nreadings:\n"
    "  - {id: R, holder: ALD, title: back, phase: one, scope: [{id: c1, default: exclude, basis: text}], start: [{id: c2, at: 2031-01-01T00:00Z, basis: text}],\n"
    "     end: [{id: c3, open: yes, basis: text}], obligations: [{id: O1, kind: stay_out, what: weapons go back, category: gun, area: Z, binds: [BRE]}]}\n"
    "  - {id: T, holder: BRE, title: strip, phase: one, scope: [{id: d1, default: exclude, basis: text}], start: [{id: d2, at: 2031-01-01T00:00Z, basis: text}],\n"
    "     end: [{id: d3, open: yes, basis: text}], obligations: [{id: O2, kind: stay_out, what: nobody in the strip, category: gun, area: S, allows: [movement]}]}\n";

typedef struct place_world {
    arena a;
    host_zones *z;
    const agreement *ag;
    const reading_tables *r, *t;
    front_line lines[8];
    on_record rec;
} place_world;

/* Held: from 30 E eastwards, 47 to 49 N. */
static geo_shape held(arena *a, double west_deg)
{
    const geo_pt pts[] = {{west_deg, 47}, {33, 47}, {33, 49}, {west_deg, 49}, {west_deg, 47}};
    geo_shape s = {.kind = GEO_POLYGON, .n_rings = 1, .rings = arena_alloc(a, sizeof(geo_ring))};
    s.rings[0] = (geo_ring){arena_alloc_n(a, 5, sizeof(geo_pt)), 5};
    for (int i = 0; i < 5; i++) s.rings[0].pts[i] = pts[i];
    return s;
}

static void add_line(place_world *w, str source, int day, double west_deg)
{
    geo_shape *s = arena_alloc(&w->a, sizeof *s);
    const geo_shape **areas = arena_alloc(&w->a, sizeof *areas);
    *s = held(&w->a, west_deg);
    areas[0] = s;
    w->lines[w->rec.n_lines++] = (front_line){.source = source, .file = source, .day = civil_to_days(2031, 1, day) * USEC_DAY, .areas = areas, .n_areas = 1};
}

static void open_world(place_world *w, bool second_source)
{
    diag_list faults = {0};
    *w = (place_world){0};
    arena_init(&w->a, (size_t)1 << 26);
    CHECK_INT(host_zones_open(&w->a, &w->z), TR_OK);
    tz_db db = host_zones_db(w->z);
    CHECK_INT(agreement_parse(str_of(text), "f", &db, &w->a, &w->ag, &faults), TR_OK);
    for (size_t i = 0; i < faults.n; i++) printf("# %u: %s\n", faults.items[i].line, faults.items[i].msg);
    add_line(w, STR("a"), 5, 30);
    add_line(w, STR("a"), 7, 30.5);
    if (second_source) add_line(w, STR("b"), 5, 30.3);
    w->rec.lines = w->lines;
    assess_opts o = ASSESS_OPTS_DEFAULT;
    o.record = &w->rec;
    CHECK_INT(assess_compile(w->ag, &w->ag->readings[0], &o, &w->a, &w->r), TR_OK);
    CHECK_INT(assess_compile(w->ag, &w->ag->readings[1], &o, &w->a, &w->t), TR_OK);
}

/* `km` east of the line at 30 E, on its parallel. */
static incident gun(const place_world *w, int day, double km, double radius_m, const char *weapon, double calibre)
{
    geo_pt at = geo_destination((geo_pt){30, 48}, 90, km * 1000);
    usec_t from = civil_to_days(2031, 1, day) * USEC_DAY + 10 * USEC_HOUR;
    incident in = {.id = STR("i"), .kind = INC_INCIDENT, .acts = 1u << ACT_PRESENCE, .has_position = true, .position = at, .radius_m = radius_m,
                   .when = {from, from + USEC_HOUR}, .weapon = str_of(weapon), .calibre_mm = calibre};
    static cat_set leaves;
    leaves = taxonomy_find(&w->ag->categories, STR("gun"))->leaves;
    in.cat_terms = &leaves;
    in.n_cat_terms = 1;
    incident_weapons(w->ag, &in);
    return in;
}

static void position_on_either_side_of_the_days_line(void)
{
    static const struct {
        int day;
        double km, radius_m;
        const char *weapon;
        double calibre;
        truth strip, back; /* TRUTH_NONE: not asked */
        const char *why;
    } rows[] = {
        {5, 14.0, 100, "artillery.light", 0, TRUTH_F, TRUTH_T, "within 15 km of the line"},
        {5, 14.95, 20, "artillery.light", 0, TRUTH_F, TRUTH_T, "just within"},
        {5, 15.05, 20, "artillery.light", 0, TRUTH_F, TRUTH_F, "just beyond"},
        {5, 15.0, 500, "artillery.light", 0, TRUTH_F, TRUTH_U, "within the uncertainty"},
        {5, 16.0, 100, "artillery.heavy", 0, TRUTH_F, TRUTH_T, "heavy ones go back 25 km"},
        {5, 26.0, 100, "artillery.heavy", 0, TRUTH_F, TRUTH_F, "beyond 25 km"},
        {5, 16.0, 100, "artillery", 0, TRUTH_F, TRUTH_U, "light or heavy: within for one and beyond for the other"},
        {5, 16.0, 100, "artillery", 122, TRUTH_F, TRUTH_T, "122 mm is heavy"},
        {5, 16.0, 100, "artillery", 82, TRUTH_F, TRUTH_F, "82 mm is light"},
        {5, 60.0, 100, "rockets", 0, TRUTH_F, TRUTH_T, "rockets go back 70 km"},
        {5, 60.0, 100, "", 0, TRUTH_F, TRUTH_U, "a weapon of which nothing is known"},
        {5, -1.0, 100, "artillery.light", 0, TRUTH_T, TRUTH_F, "on the other side of the line"},
        {5, -0.05, 20, "artillery.light", 0, TRUTH_T, TRUTH_F, "just on the other side"},
        {5, 0.05, 20, "artillery.light", 0, TRUTH_T, TRUTH_T, "just on this side"},
        {5, 0, 500, "artillery.light", 0, TRUTH_T, TRUTH_U, "astride the line"},
        {5, 1.95, 20, "artillery.light", 0, TRUTH_T, TRUTH_T, "in the strip"},
        {5, 2.05, 20, "artillery.light", 0, TRUTH_F, TRUTH_T, "beside the strip"},
        {5, -2.05, 20, "artillery.light", 0, TRUTH_F, TRUTH_F, "beside the strip on the other side"},
        {6, 1.0, 100, "artillery.light", 0, TRUTH_T, TRUTH_T, "the day after: the line of the fifth is the latest"},
        {7, 1.0, 100, "artillery.light", 0, TRUTH_F, TRUTH_F, "the line has moved east by half a degree"},
        {10, 40.0, 100, "artillery.light", 0, TRUTH_F, TRUTH_T, "three days old: within the stated limit"},
        {11, 40.0, 100, "artillery.light", 0, TRUTH_F, TRUTH_U, "four days old: beyond it; the strip states no limit"},
        {4, 1.0, 100, "artillery.light", 0, TRUTH_U, TRUTH_U, "before the first line"},
    };
    place_world w;
    open_world(&w, false);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        incident in = gun(&w, rows[i].day, rows[i].km, rows[i].radius_m, rows[i].weapon, rows[i].calibre);
        truth strip = assess_one(w.t, &in).test[TEST_PLACE], back = assess_one(w.r, &in).test[TEST_PLACE];
        if (strip != rows[i].strip || back != rows[i].back) printf("# %s: strip %s, back %s\n", rows[i].why, truth_word(strip), truth_word(back));
        CHECK(strip == rows[i].strip && back == rows[i].back);
    }
    arena_clear(&w.a);
}

static void two_sources_that_differ_are_unknown(void)
{
    place_world w;
    open_world(&w, true);
    incident a = gun(&w, 5, 14, 100, "artillery.light", 0), b = gun(&w, 5, 30, 100, "artillery.light", 0), c = gun(&w, 5, 80, 100, "artillery.light", 0);
    CHECK_INT(assess_one(w.r, &a).test[TEST_PLACE], TRUTH_U); /* within by the first line, on the other side by the second */
    CHECK_INT(assess_one(w.r, &b).test[TEST_PLACE], TRUTH_U); /* beyond by the first, within by the second */
    CHECK_INT(assess_one(w.r, &c).test[TEST_PLACE], TRUTH_F); /* beyond by both */
    arena_clear(&w.a);
}

static void what_the_weapons_were_doing_may_be_allowed(void)
{
    place_world w;
    open_world(&w, false);
    incident in = gun(&w, 5, 1, 100, "artillery.light", 0);
    CHECK_INT(assess_one(w.t, &in).test[TEST_ACT], TRUTH_U); /* nobody says what they were doing */
    in.activities = 1u << ACTIVITY_MOVEMENT;
    CHECK_INT(assess_one(w.t, &in).test[TEST_ACT], TRUTH_F);
    CHECK_INT(assess_one(w.t, &in).verdict, VERDICT_NO);
    in.activities = 1u << ACTIVITY_POSITION;
    CHECK_INT(assess_one(w.t, &in).verdict, VERDICT_YES);
    in.activities = 1u << ACTIVITY_POSITION | 1u << ACTIVITY_MOVEMENT;
    CHECK_INT(assess_one(w.t, &in).verdict, VERDICT_UNCLEAR);
    CHECK_INT(assess_one(w.r, &in).test[TEST_BOUND], TRUTH_U); /* only one side is bound, and nobody says whose they are */
    arena_clear(&w.a);
}

/* A real line of some thousand points, where it is at hand. */
static void a_real_line_against_geos(void)
{
    arena a;
    tr_diag d = {0};
    geo_features f = {0};
    str bytes = {0};
    gen g = gen_seeded(78);
    arena_init(&a, (size_t)1 << 30);
    str packed = load_shared(&a, "cases/frontline/deepstatemap_data_20250401.geojson.gz");
    if (packed.ptr == NULL) packed = load_shared(&a, "cases/frontline/deepstatemap_data_20250402.geojson.gz");
    if (packed.ptr == NULL) {
        printf("# skipped: 60 comparisons on a real line, no shared data\n");
        arena_clear(&a);
        return;
    }
    CHECK_INT(stream_unpacked(packed, "line", (str){0}, &a, &bytes, &d), TR_OK);
    tr_err e = geojson_read(bytes, "line", &a, &f, &d, NULL);
    if (e != TR_OK) { /* its crs member is refused: taken out as an import does */
        size_t at = 0;
        while (at + 5 < bytes.len && memcmp(bytes.ptr + at, "\"crs\"", 5) != 0) at++;
        str tail = str_from(bytes, at);
        str text2 = arena_printf(&a, STR_FMT STR_FMT, STR_ARG(str_upto(bytes, at)), STR_ARG(str_from(tail, str_find(tail, '\n') + 1)));
        e = geojson_read(text2, "line", &a, &f, &d, NULL);
    }
    if (e != TR_OK) printf("# %s\n", d.msg);
    CHECK_INT(e, TR_OK);
    for (int i = 0; e == TR_OK && i < 60; i++) {
        geo_pt p = {33.0 + (double)gen_below(&g, 6000) / 1000, 46.5 + (double)gen_below(&g, 3500) / 1000};
        double from = gen_below(&g, 2) ? 0 : 5000;
        for (size_t k = 0; k < f.n && k < 1; k++)
            compare(&f.items[k].shape, p, 200 + (double)gen_below(&g, 5000), from, from + 15000, true);
    }
    arena_clear(&a);
}

static const tap_case cases[] = {CASE(distances_and_shares_are_those_of_geos), CASE(position_on_either_side_of_the_days_line), CASE(two_sources_that_differ_are_unknown),
                                 CASE(what_the_weapons_were_doing_may_be_allowed), CASE(a_real_line_against_geos)};
TAP_MAIN(cases)
