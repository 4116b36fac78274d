/* Distances and destinations against PROJ's geodesic.h. */
#include "gen.h"
#include "load.h"
#include "tap.h"

#include <geodesic.h>
#include <math.h>

static void distances_agree_with_proj(void)
{
    gen g = gen_seeded(12);
    struct geod_geodesic e;
    geod_init(&e, 6378137.0, 1 / 298.257223563);
    for (int i = 0; i < 20000; i++) {
        geo_pt p = {(double)gen_below(&g, 3600000) / 10000 - 180, (double)gen_below(&g, 1780000) / 10000 - 89};
        double azimuth = (double)gen_below(&g, 3600000) / 10000, s_m = (double)gen_below(&g, 20003000), back = 0;
        geo_pt q = geo_destination(p, azimuth, s_m), r = {0, 0};
        geod_direct(&e, p.lat_deg, p.lon_deg, azimuth, s_m, &r.lat_deg, &r.lon_deg, NULL);
        geod_inverse(&e, q.lat_deg, q.lon_deg, r.lat_deg, r.lon_deg, &back, NULL, NULL);
        CHECK_NEAR(back, 0, 1e-6);
        geod_inverse(&e, p.lat_deg, p.lon_deg, q.lat_deg, q.lon_deg, &back, NULL, NULL);
        CHECK_NEAR(geo_distance_m(p, q), back, 1e-6);
    }
    CHECK_NEAR(geo_distance_m((geo_pt){30, 50}, (geo_pt){30, 50}), 0, 0);
}

/* Where repeated substitution does not settle: almost opposite points, both on the equator, poles. */
static void opposite_points_agree_with_proj(void)
{
    gen g = gen_seeded(13);
    struct geod_geodesic e;
    geod_init(&e, 6378137.0, 1 / 298.257223563);
    for (int i = 0; i < 2000; i++) {
        double lat = i % 4 == 0 ? 0 : (double)gen_below(&g, 180001) / 1000 - 90, near = i % 2 ? 1 : 0.01;
        geo_pt p = {(double)gen_below(&g, 360000) / 1000 - 180, lat};
        geo_pt q = {remainder(p.lon_deg + 180 + near * ((double)gen_below(&g, 2001) / 1000 - 1), 360),
                    i % 8 == 0 ? 0 : -lat + near * ((double)gen_below(&g, 2001) / 1000 - 1)};
        if (q.lat_deg > 90 || q.lat_deg < -90) continue;
        double d = 0, a1 = 0, a2 = 0;
        geod_inverse(&e, p.lat_deg, p.lon_deg, q.lat_deg, q.lon_deg, &d, &a1, &a2);
        geo_inverse_result r = geo_inverse(p, q);
        CHECK_NEAR(r.distance_m, d, 1e-6);
        geo_pt there = geo_destination(p, r.azimuth_deg, r.distance_m);
        CHECK_NEAR(geo_distance_m(there, q), 0, 1e-3);
    }
}

/* Shoelace in azimuthal-equidistant metres around the first point: exact to 1e-9 for 100 m. */
static double area_in_plane_m2(const geo_pt *pts, int n)
{
    double x[16], y[16], sum = 0;
    for (int i = 0; i < n; i++) {
        geo_inverse_result r = geo_inverse(pts[0], pts[i]);
        x[i] = r.distance_m * sin(r.azimuth_deg * 0.017453292519943295);
        y[i] = r.distance_m * cos(r.azimuth_deg * 0.017453292519943295);
    }
    for (int i = 0; i < n; i++)
        sum += x[i] * y[(i + 1) % n] - x[(i + 1) % n] * y[i];
    return sum / 2;
}

static void areas_agree_with_proj(void)
{
    gen g = gen_seeded(14);
    struct geod_geodesic e;
    geod_init(&e, 6378137.0, 1 / 298.257223563);
    for (int i = 0; i < 2000; i++) {
        enum { N = 7 };
        double lat[N], lon[N], area = 0, length = 0, ours = 0, ours_length = 0;
        double size = i % 3 == 0 ? 0.001 : i % 3 == 1 ? 1 : 40, lat0 = (double)gen_below(&g, 90000) / 1000 - 45,
               lon0 = (double)gen_below(&g, 360000) / 1000 - 180;
        geo_pt pts[N];
        for (int k = 0; k < N; k++) {
            double turn = 6.283185307179586 * k / N * (i % 2 ? 1 : -1), r = size * (0.5 + (double)gen_below(&g, 500) / 1000);
            lat[k] = lat0 + r * sin(turn);
            lon[k] = remainder(lon0 + r * cos(turn), 360);
            if (i % 50 == 0) { /* round the pole */
                lat[k] = (i % 100 ? -80 : 80) + (double)gen_below(&g, 500) / 100;
                lon[k] = remainder(lon0 + 360.0 * k / N * (i % 3 ? 1 : -1), 360);
            }
            pts[k] = (geo_pt){lon[k], lat[k]};
        }
        geod_polygonarea(&e, lat, lon, N, &area, &length);
        geo_ring_measure(pts, N, &ours, &ours_length);
        CHECK_NEAR(ours / area, 1, i % 3 ? 1e-9 : 1e-8); /* PROJ's own noise on rings of 100 m: see the plane */
        if (i % 3 == 0 && i % 50) CHECK_NEAR(ours / area_in_plane_m2(pts, N), 1, 1e-9);
        CHECK_NEAR(ours_length, length, 1e-5);
    }
}

static const tap_case cases[] = {CASE(distances_agree_with_proj), CASE(opposite_points_agree_with_proj), CASE(areas_agree_with_proj)};
TAP_MAIN(cases)
