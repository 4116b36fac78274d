/* geo: positions on the WGS 84 ellipsoid, shapes, distances. Lengths in metres, angles in degrees.
 *
 * A position is a geo_pt by value with named fields; two bare doubles never make a position. A
 * place in truce always has a radius that says how exactly it is known. Distances are geodesics,
 * exact to a nanometre or so (docs/decisions/0009); validity of polygons goes through GEOS.
 */
#ifndef TRUCE_GEO_GEO_H
#define TRUCE_GEO_GEO_H

#include "base/arena.h"
#include "base/err.h"
#include "text/text.h"

#include <stdbool.h>

typedef struct geo_pt {
    double lon_deg, lat_deg; /* -180..180, -90..90 */
} geo_pt;

typedef struct geo_ring {
    geo_pt *pts; /* closed: last equals first */
    size_t n;
} geo_ring;

typedef enum geo_kind { GEO_NONE = 0, GEO_CIRCLE, GEO_POLYGON, GEO_LINE, GEO__N } geo_kind;

/** An area. GEO_NONE: named, but nobody has drawn it. */
typedef struct geo_shape {
    geo_kind kind;
    geo_pt center;   /* circle */
    double radius_m; /* circle: radius; line: width of the buffer on each side */
    geo_ring *rings; /* polygon: rings of all its parts; line: one ring, not closed */
    size_t n_rings;
} geo_shape;

bool geo_pt_ok(geo_pt p);
/** All of it, rings included, in `a`. */
TR_MUST tr_err geo_shape_copy(const geo_shape *s, arena *a, geo_shape *out);
/** Geodesic distance. */
double geo_distance_m(geo_pt a, geo_pt b);

/** Azimuths in degrees from north, clockwise, -180..180, both in the direction of travel. */
typedef struct geo_inverse_result {
    double distance_m, azimuth_deg, final_azimuth_deg;
} geo_inverse_result;
geo_inverse_result geo_inverse(geo_pt p, geo_pt q);

/** Area (positive when the ring runs counter-clockwise; at most half the globe) and length of a
 * ring of geodesics. The ring closes by itself: the last point is not the first again. */
void geo_ring_measure(const geo_pt *pts, size_t n, double *area_m2, double *perimeter_m);
/** Distance from a point to the nearest point of such a ring. */
double geo_boundary_distance_m(geo_pt p, const geo_pt *pts, size_t n);
/** Distance to the nearest point of a line of two or more points. */
double geo_line_distance_m(geo_pt p, const geo_ring *line);
/** Even-odd containment; a point on the edge may go either way. */
bool geo_contains(const geo_shape *s, geo_pt p);

/** Share (0..1) of a location that lies in a shape: the location is spread evenly over a disc of
 *  `radius_m` around `center`, sampled at 512 fixed points. -1 when the shape is GEO_NONE. */
double geo_share_inside(const geo_shape *s, geo_pt center, double radius_m);
/** Point at a distance and azimuth (degrees from north, clockwise). */
geo_pt geo_destination(geo_pt from, double azimuth_deg, double distance_m);

/** GEOS's opinion of the rings: TR_OK, or TR_ERR_DATA with the reason in `why`. */
TR_MUST tr_err geo_check_polygon(const geo_shape *s, char why[128]);

/* ---- GeoJSON (RFC 7946) ------------------------------------------------------------------- */

typedef struct geo_feature {
    str id;                 /* the feature's id as text, or empty */
    const node *properties; /* map, or NULL */
    geo_shape shape;        /* Point as a circle of radius 0 */
    bool
        out_of_world; /* some position has a longitude beyond 180 or a latitude beyond 90 degrees */
    const tr_diag
        *fault; /* its polygon crosses or touches itself, and it has no shape; else NULL */
    unsigned line, col;
} geo_feature;

typedef VEC(geo_feature) geo_features;

/** A Feature, FeatureCollection or bare geometry. Every fault of RFC 7946 is refused at its line
 *  and column: wrong types, coordinates that are not numbers, open rings, a crs member, members
 *  of other types. Wrong winding is mended and reported through `warn` (NULL allowed), as are
 *  collections that RFC 7946 advises against. In a collection a feature whose polygon crosses
 *  itself keeps its fault and the others go on. Positions outside the world are well-formed;
 * whoever uses the feature decides. */
TR_MUST tr_err geojson_read(str bytes, const char *file, arena *a, geo_features *out, tr_diag *diag,
                            tr_diag *warn);
#endif
