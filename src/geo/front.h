/* Distances from a line of contact: the edge of the areas that a side held, as one file draws them.
 *
 * Signed: positive within the areas, negative outside. Distances are geodesics to the edges in an
 * azimuthal equidistant plane around the place, so exact from it; the parts of a place that is
 * known to a radius are measured in that plane. Areas of one front are taken to be disjoint. */
#ifndef TRUCE_GEO_FRONT_H
#define TRUCE_GEO_FRONT_H

#include "geo/geo.h"

/** Some edges that follow one another, and the box around them: most of a line is far from most
 * places. */
typedef struct geo_front_stretch {
    size_t area, ring, from, to; /* edges from..to-1: of the points before and at each */
    size_t first;                /* number of its first edge in the front */
    geo_pt least, most;
} geo_front_stretch;

typedef struct geo_front {
    const geo_front_stretch *stretches; /* of all edges in their order; NULL: each is looked at */
    size_t n_stretches;
    const geo_shape *const *areas; /* polygons */
    size_t n_areas;
    const unsigned char *left_out; /* by edge, in the order of areas, rings, points: 1 does not
                                      count for distances; NULL: all count */
} geo_front;

/** The stretches of some areas. */
TR_MUST tr_err geo_front_stretch_all(const geo_shape *const *areas, size_t n, arena *a,
                                     geo_front_stretch **out, size_t *n_out);
size_t geo_front_edges(const geo_front *f);
/** Edges that have neither end nor middle in `within` do not count: such as a coast. `out` has room
 *  for geo_front_edges. */
void geo_front_within(const geo_front *f, const geo_shape *within, unsigned char *out);
/** Share (0..1) of a place between `from_m` and `to_m`, measured into the areas; with
 *  `radius_m` 0 it is 0 or 1. 512 fixed points, as geo_share_inside. `distance_m` is positive
 *  inside, and HUGE_VAL in size when no edge counts. */
double geo_front_share(const geo_front *f, geo_pt center, double radius_m, double from_m,
                       double to_m, double *distance_m);

#endif
