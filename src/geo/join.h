/* Many points against many areas, at the speed of memory, with the exact answer.
 *
 * A grid of cells knows, for every area that touches a cell, whether the cell's corner is inside
 * and which edges (or rims) pass through it. Single-precision filters decide what is clear; what
 * falls into their error band is decided exactly (docs/decisions/0010). Indexes are built once,
 * never change, and live in their arena. */
#ifndef TRUCE_GEO_JOIN_H
#define TRUCE_GEO_JOIN_H

#include "geo/geo.h"

/** Sign of the turn a -> b -> c in the plane of longitude and latitude: 1 left, -1 right, 0 exactly
 * on one line. Exact for all doubles short of overflow. */
int geo_turn(geo_pt a, geo_pt b, geo_pt c);

/** A point hit an area: both by their place in the input. */
typedef struct geo_hit {
    uint32_t point, area;
} geo_hit;

/** Takes hits in batches. Each (point, area) comes once; a point's areas ascend and stand together.
 *  The order of the points is the same every time, but not that of the input. */
typedef struct geo_hit_sink {
    tr_err (*take)(void *ctx, const geo_hit *hits, size_t n);
    void *ctx;
} geo_hit_sink;

/* ---- Points in polygons ------------------------------------------------------------------------
 */

/** Straight edges in longitude and latitude, as GEOS and PostGIS geometry have them; even-odd over
 * all rings; a point on an edge is in. Shapes must be GEO_POLYGON; at most 2^31 areas. */
typedef struct geo_polygon_index geo_polygon_index;
TR_MUST tr_err geo_polygon_index_make(const geo_shape *const *shapes, size_t n, arena *a,
                                      geo_polygon_index **out);
TR_MUST tr_err geo_polygon_index_query(const geo_polygon_index *ix, const geo_pt *points, size_t n,
                                       arena *scratch, const geo_hit_sink *sink);
/** The same, edge by edge without an index: the reference. */
bool geo_polygon_has(const geo_shape *s, geo_pt p);

/** The most areas that touch one cell of the index: no point has more. */
size_t geo_polygon_index_most(const geo_polygon_index *ix);
/** The areas of one point, ascending; `hits` has room for geo_polygon_index_most and one more. */
size_t geo_polygon_index_at(const geo_polygon_index *ix, geo_pt p, geo_hit *hits);

/* ---- Points within metres of places ------------------------------------------------------------
 */

typedef struct geo_disc {
    geo_pt center;
    double radius_m; /* geodesic; a point at exactly this distance is in */
} geo_disc;
typedef struct geo_disc_index geo_disc_index;
TR_MUST tr_err geo_disc_index_make(const geo_disc *discs, size_t n, arena *a, geo_disc_index **out);
TR_MUST tr_err geo_disc_index_query(const geo_disc_index *ix, const geo_pt *points, size_t n,
                                    arena *scratch, const geo_hit_sink *sink);

#endif
