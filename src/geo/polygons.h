/* The polygon index as it stands in memory; private to geo/. */
#ifndef TRUCE_GEO_POLYGONS_H
#define TRUCE_GEO_POLYGONS_H

#include "geo/grid.h"

/** An edge that passes through a cell, relative to the cell's corner, in degrees. */
typedef struct near_edge {
    float ax, ay, bx, by;
    uint32_t edge; /* into edges; the top bit: the corner is to the left of the edge */
} near_edge;

/** An area that touches a cell. Its edges there end where those of the next entry begin. */
typedef struct cell_entry {
    uint32_t area; /* top bit: the cell's corner is inside */
    uint32_t first_edge;
} cell_entry;

enum { TOP_BIT = 31 };

typedef struct whole_edge {
    geo_pt a, b;
} whole_edge;

struct geo_polygon_index {
    geo_grid grid;
    uint32_t *cell_start; /* cells + 1: first entry */
    cell_entry *entries;  /* one more than there are */
    near_edge *near_edges;
    whole_edge *edges;
};

/** Is `p` on the way from `a` to `b`? Exactly. */
bool polygons_on_segment(geo_pt a, geo_pt b, geo_pt p);
/** Is the number of crossings of corner -> p with this edge odd? Exact; `on_edge` when p is on it.
 */
bool polygons_cross_exact(const whole_edge *e, geo_pt corner, geo_pt p, bool *on_edge);

typedef size_t polygons_scan_fn(const geo_polygon_index *ix, const grid_point *sorted, size_t n,
                                const geo_pt *points, size_t *done, geo_hit *hits, size_t room);
polygons_scan_fn polygons_scan_v1, polygons_scan_v3;

#endif
