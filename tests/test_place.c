/* From an uncertain place to a site: densities, posteriors, and what a town's centre must never do. */
#include "gen.h"
#include "load.h"
#include "place/place.h"
#include "tap.h"

#include <math.h>

static geo_shape square(arena *a, geo_pt mid, double half_m, bool hole)
{
    geo_shape s = {.kind = GEO_POLYGON, .n_rings = hole ? 2 : 1, .rings = arena_alloc_n(a, 2, sizeof(geo_ring))};
    for (size_t r = 0; r < s.n_rings; r++) {
        double h = (r ? half_m / 2 : half_m) * 1.41421356237;
        s.rings[r] = (geo_ring){arena_alloc_n(a, 5, sizeof(geo_pt)), 5};
        for (int i = 0; i < 5; i++)
            s.rings[r].pts[i] = geo_destination(mid, r ? 45 + 90 * i : 45 - 90 * i, h);
    }
    return s;
}

static const geo_pt town = {35.0, 48.0};

static place_answer only(const place_density *d, const geo_shape *s, double name, arena *a)
{
    place_site listed = {s, 1, name};
    place_answer *v;
    size_t n;
    CHECK(place_posterior(d, &listed, 1, PLACE_BACKGROUND_RURAL, a, &v, &n) == TR_OK);
    return n ? v[0] : (place_answer){0};
}

static void shares_of_simple_shapes(void)
{
    arena a;
    arena_init(&a, (size_t)1 << 26);
    geo_shape s = square(&a, town, 200, false), h = square(&a, town, 200, true), c = {.kind = GEO_CIRCLE, .center = town, .radius_m = 500};
    place_density disc = place_density_of(PLACE_TOWN, town, 5000), point = place_density_of(PLACE_POINT, town, -1);
    CHECK_NEAR(only(&disc, &s, 1, &a).share, 400.0 * 400 / (3.14159265358979 * 5000 * 5000), 1e-8);
    CHECK_NEAR(only(&disc, &h, 1, &a).share, (400.0 * 400 - 200.0 * 200) / (3.14159265358979 * 5000 * 5000), 1e-8);
    CHECK_NEAR(only(&disc, &c, 1, &a).share, 0.01, 1e-12);
    CHECK_NEAR(only(&point, &c, 1, &a).share, 1, 1e-9);
    double whole = pow(erf(200 / 50.0 / sqrt(2)), 2), inner = pow(erf(100 / 50.0 / sqrt(2)), 2);
    CHECK_NEAR(only(&point, &s, 1, &a).share, whole, 1e-6);
    CHECK_NEAR(only(&point, &h, 1, &a).share, whole - inner, 1e-6);
    place_density pixel = place_density_of_pixel(town, 0.375, 0.375);
    CHECK_NEAR(only(&pixel, &s, 1, &a).share, 1, 1e-9);
    CHECK_NEAR(only(&pixel, &c, 1, &a).share, 1, 1e-6);
    arena_clear(&a);
}

/* A disc over a polygon against counting fixed points. */
static void disc_over_polygon_against_counting(void)
{
    gen g = gen_seeded(51);
    arena a;
    arena_init(&a, (size_t)1 << 26);
    for (int i = 0; i < 60; i++) {
        geo_pt mid = geo_destination(town, (double)gen_below(&g, 360), (double)gen_below(&g, 1500));
        geo_shape s = square(&a, mid, 100 + (double)gen_below(&g, 900), i % 3 == 0);
        place_density d = place_density_of(PLACE_TOWN, town, 1000);
        CHECK_NEAR(only(&d, &s, 1, &a).share, geo_share_inside(&s, town, 1000), 0.03);
    }
    arena_clear(&a);
}

static void a_town_never_points_at_a_site(void)
{
    arena a;
    arena_init(&a, (size_t)1 << 26);
    geo_shape s = square(&a, town, 200, false);
    for (double r = 300; r < 30000; r *= 2) {
        place_density d = place_density_of(PLACE_TOWN, town, r);
        CHECK(only(&d, &s, 1, &a).level <= PLACE_NEAR_SITE);
        CHECK(r > 2000 || only(&d, &s, 200, &a).level >= PLACE_LIKELY_SITE); /* its name does */
    }
    place_density near = place_density_of(PLACE_NEAR, town, -1), point = place_density_of(PLACE_POINT, town, -1);
    CHECK(only(&near, &s, 1, &a).level <= PLACE_NEAR_SITE);
    CHECK(only(&point, &s, 1, &a).level == PLACE_ON_SITE);
    place_density none = place_density_of(PLACE_PROVINCE, town, 5000);
    CHECK(none.form == PLACE_FORM_NONE && !(only(&none, &s, 1, &a).p > 0));
    arena_clear(&a);
}

static void two_sites_share_and_order_does_not_matter(void)
{
    arena a;
    place_answer *v, *w;
    size_t n, m;
    arena_init(&a, (size_t)1 << 26);
    geo_pt east = geo_destination(town, 90, 600);
    geo_shape s = square(&a, town, 200, false), t = square(&a, east, 200, false);
    place_density d = place_density_of(PLACE_POINT, geo_destination(town, 90, 300), 800);
    place_site one[] = {{&s, 1, 1}, {&t, 1, 1}}, two[] = {{&t, 1, 1}, {&s, 1, 1}};
    CHECK(place_posterior(&d, one, 2, PLACE_BACKGROUND_RURAL, &a, &v, &n) == TR_OK);
    CHECK(place_posterior(&d, two, 2, PLACE_BACKGROUND_RURAL, &a, &w, &m) == TR_OK);
    CHECK(n == 2 && m == 2);
    CHECK_NEAR(v[0].p, v[1].p, 1e-6);
    CHECK(v[0].p < 0.5 && v[0].level == PLACE_NEAR_SITE); /* between two: neither */
    CHECK_NEAR(v[0].p + v[1].p, w[0].p + w[1].p, 1e-12);
    CHECK(v[0].p_low < v[0].p && v[0].p < v[0].p_high);
    arena_clear(&a);
}

static const tap_case cases[] = {CASE(shares_of_simple_shapes), CASE(disc_over_polygon_against_counting), CASE(a_town_never_points_at_a_site),
                                 CASE(two_sites_share_and_order_does_not_matter)};
TAP_MAIN(cases)
