#include "physical/parts.h"

#include <math.h>

near_plane near_plane_at(geo_pt at, double reach_m)
{
    const double rad = 0.017453292519943295, axis_m = 6378137.0, e2 = 0.00669437999014;
    double s = sin(at.lat_deg * rad), c = cos(at.lat_deg * rad), w = sqrt(1 - e2 * s * s),
           lat = fabs(at.lat_deg),
           band = lat < 60   ? 5e-6
                  : lat < 80 ? 5e-5
                             : 1;
    double in_m = reach_m * (1 - band), out_m = reach_m * (1 + band);
    return (near_plane){.at = at,
                        .per_lat_m = rad * axis_m * (1 - e2) / (w * w * w),
                        .per_lon_m = rad * axis_m / w * c,
                        .per_lon_per_lat_m = rad * rad * axis_m * (1 - e2) / (w * w * w) * s / 2,
                        .in_m2 = in_m * in_m,
                        .out_m2 = band < 1 ? out_m * out_m : HUGE_VAL,
                        .band = band};
}

double near_plane_m2(const near_plane *p, double lat_deg, double lon_deg)
{
    double north = lat_deg - p->at.lat_deg;
    double x = (lon_deg - p->at.lon_deg) * (p->per_lon_m - p->per_lon_per_lat_m * north),
           y = north * p->per_lat_m;
    return x * x + y * y;
}
