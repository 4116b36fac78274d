/* Where a report with an uncertain place may be, as a density in the plane (metres): how much of it
 * lies in a site. Sources and cases: docs/formats/sites.md. All areas in m^2, probabilities 0..1.
 */
#ifndef TRUCE_GEO_DENSITY_H
#define TRUCE_GEO_DENSITY_H

#include <stddef.h>

typedef struct geo_xy {
    double x_m, y_m;
} geo_xy;

/** Signed area of a ring that closes by itself; counter-clockwise is positive. */
double plane_area_m2(const geo_xy *ring, size_t n);
/** Circular Gaussian around `mu` over one ring, by Green's theorem; negative for a clockwise ring,
 * so that holes subtract when they run the other way. */
double plane_gauss_ring(const geo_xy *ring, size_t n, geo_xy mu, double sigma_m);
/** The same over a disc whose centre is `distance_m` from the Gaussian's. */
double plane_gauss_disc(double distance_m, double radius_m, double sigma_m);
/** Share of a uniform disc of radius `r_uncertain_m` that lies in a disc of radius `r_site_m`. */
double plane_disc_share(double distance_m, double r_uncertain_m, double r_site_m);
/** Area of a ring inside the rectangle scan x track around `centre`, turned counter-clockwise. The
 *  ring may be concave; its direction does not matter. `scratch` holds
 *  GEO_CLIP_ROOM(n) points: a pass over a concave ring can grow it by half.  */
#define GEO_CLIP_ROOM(n) (12 * (n) + 32)
double plane_pixel_overlap_m2(const geo_xy *ring, size_t n, geo_xy centre, double scan_m,
                              double track_m, double rotation_deg, geo_xy *scratch);

#endif
