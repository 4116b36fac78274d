/* The steps of thermal_analyse; private to physical/. */
#ifndef TRUCE_PHYSICAL_PARTS_H
#define TRUCE_PHYSICAL_PARTS_H

#include "physical/thermal.h"

/** An input row and its place in the input. */
typedef struct sorted_row {
    const detection *d;
    size_t row;
} sorted_row;

/** Total order: satellite, time, place, then every other value. 0 only for equal rows. */
int detection_order(const detection *x, const detection *y);
double detection_scan_km(const detection *d);
double detection_track_km(const detection *d);
double detection_long_side_km(const detection *d);

/* What a step leaves stands in `a`; what it needs on its way in `work`, which its caller clears. */
TR_MUST tr_err sort_rows(const detection *rows, size_t n, arena *a, sorted_row **out);
TR_MUST tr_err find_passes(const sorted_row *s, size_t n, arena *a, thermal_result *out);
TR_MUST tr_err mark_duplicates(const sorted_row *s, size_t n, arena *work, thermal_result *out);
/** Clusters of the rows of each pass that stand. */
TR_MUST tr_err find_events(const sorted_row *s, size_t n, arena *a, arena *work,
                           thermal_result *out);
/** The static mask, from rows that stand; then the states of rows and events. */
TR_MUST tr_err find_static(const sorted_row *s, size_t n, const thermal_options *o, arena *a,
                           arena *work, thermal_result *out);

/* The plane around one place: squares of metres below which another is surely within reach, above
 * which surely not. A parallel is as long as halfway between the two; what is left (the curvature
 * of the meridian changes along the way) is less than a tenth of the band over 1.1 km. Near the
 * poles nothing is sure. */
typedef struct near_plane {
    geo_pt at;
    double per_lat_m, per_lon_m, per_lon_per_lat_m; /* a degree; how much less of it, a degree */
    double in_m2, out_m2;
    double band; /* relative, of the distance */
} near_plane;
near_plane near_plane_at(geo_pt at, double reach_m);
/** Not across the antimeridian: `lon_deg` is within half a turn of the place. */
double near_plane_m2(const near_plane *p, double lat_deg, double lon_deg);
/** How many of `n` places are surely near; `*maybe`: of how many that is not sure. */
typedef size_t near_scan_fn(const near_plane *p, const double *lat_deg, const double *lon_deg,
                            size_t n, size_t *maybe);
near_scan_fn near_scan_v1, near_scan_v3;

#endif
