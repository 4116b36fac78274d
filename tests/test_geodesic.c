/* Distances and destinations against PROJ's geodesic.h. */
#include "gen.h"
#include "load.h"
#include "tap.h"

#include <geodesic.h>

static void distances_agree_with_proj(void)
{
    gen g = gen_seeded(12);
    struct geod_geodesic e;
    geod_init(&e, 6378137.0, 1 / 298.257223563);
    for (int i = 0; i < 20000; i++) {
        geo_pt p = {(double)gen_below(&g, 3600000) / 10000 - 180, (double)gen_below(&g, 1780000) / 10000 - 89};
        double azimuth = (double)gen_below(&g, 3600000) / 10000, s_m = (double)gen_below(&g, 15000000), back = 0;
        geo_pt q = geo_destination(p, azimuth, s_m), r = {0, 0};
        geod_direct(&e, p.lat_deg, p.lon_deg, azimuth, s_m, &r.lat_deg, &r.lon_deg, NULL);
        geod_inverse(&e, q.lat_deg, q.lon_deg, r.lat_deg, r.lon_deg, &back, NULL, NULL);
        CHECK_NEAR(back, 0, 0.002);
        geod_inverse(&e, p.lat_deg, p.lon_deg, q.lat_deg, q.lon_deg, &back, NULL, NULL);
        CHECK_NEAR(geo_distance_m(p, q), back, 0.002);
    }
    CHECK_NEAR(geo_distance_m((geo_pt){30, 50}, (geo_pt){30, 50}), 0, 0);
}

static const tap_case cases[] = {CASE(distances_agree_with_proj)};
TAP_MAIN(cases)
