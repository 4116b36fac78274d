/* The inner loop of the static mask: how many of many places are near one. Compiled twice, as
 * firms_fast.c is; the same counts from both. */
#include "physical/parts.h"

#ifdef TRUCE_V3
#define NEAR_SCAN near_scan_v3
#else
#define NEAR_SCAN near_scan_v1
#endif

size_t NEAR_SCAN(const near_plane *p, const double *lat_deg, const double *lon_deg, size_t n,
                 size_t *maybe)
{
    size_t near = 0, unsure = 0;
    double lat = p->at.lat_deg, lon = p->at.lon_deg, per_lat = p->per_lat_m, per_lon = p->per_lon_m,
           slope = p->per_lon_per_lat_m, in = p->in_m2, out = p->out_m2;
    for (size_t i = 0; i < n; i++) {
        double north = lat_deg[i] - lat; /* near_plane_m2 */
        double x = (lon_deg[i] - lon) * (per_lon - slope * north), y = north * per_lat;
        double m2 = x * x + y * y;
        near += m2 < in;
        unsure += m2 <= out;
    }
    *maybe = unsure - near; /* below the inner square is below the outer one */
    return near;
}
