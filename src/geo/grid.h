/* The grid under both joins, and points sorted by its rows; private to geo/. */
#ifndef TRUCE_GEO_GRID_H
#define TRUCE_GEO_GRID_H

#include "geo/join.h"

/** Corner (col, row) stands at x0 + col * cell, y0 + row * cell. */
typedef struct geo_grid {
    double x0_deg, y0_deg, cell_deg, per_deg;
    int32_t cols, rows;
} geo_grid;

typedef struct geo_box {
    double x0, y0, x1, y1;
} geo_box;

void geo_box_add(geo_box *b, geo_pt p);
/** A grid around the box; cells of 0.01 degree, or larger so that the cells of `boxes` (and of the
 * whole) stay below `most`. The corners lie at odd places, so that data hardly ever meet them;
 * another `shift` gives others. */
geo_grid geo_grid_around(geo_box all, const geo_box *boxes, size_t n, double most, int shift);
static inline double geo_grid_x(const geo_grid *g, int32_t col)
{
    return g->x0_deg + col * g->cell_deg;
}
static inline double geo_grid_y(const geo_grid *g, int32_t row)
{
    return g->y0_deg + row * g->cell_deg;
}

/** A point and its cell; x and y in degrees from the cell's corner. */
typedef struct grid_point {
    float x, y;
    uint32_t id, cell; /* id: place in the batch */
} grid_point;

enum { GRID_BATCH = 1 << 20, HIT_BATCH = 4096 };

/** Room for one batch of at most GRID_BATCH points. */
typedef struct grid_sorter {
    grid_point *points, *other;
    uint32_t *row_start, *col_start;
} grid_sorter;
TR_MUST tr_err grid_sorter_make(const geo_grid *g, size_t n, arena *a, grid_sorter *out);
/** The points that lie in the grid, by cell, into s->points; the others are left out. */
size_t grid_sort(const geo_grid *g, const geo_pt *points, size_t n, grid_sorter *s);

#endif
