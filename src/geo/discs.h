/* The index of discs as it stands in memory; private to geo/. */
#ifndef TRUCE_GEO_DISCS_H
#define TRUCE_GEO_DISCS_H

#include "geo/grid.h"

/** A disc that may reach into a cell: its centre in metres east and north of the cell's middle, and
 * the squares of the distances below which a point is surely in, above which it is surely out. */
typedef struct near_disc {
    float x_m, y_m, in_m2, out_m2;
    uint32_t disc;
} near_disc;

/** Metres a degree at the middle of a row. */
typedef struct row_metric {
    double lat_deg;
    float per_lon_m, per_lat_m;
} row_metric;

struct geo_disc_index {
    geo_grid grid;
    row_metric *metric;
    uint32_t *cell_start; /* cells + 1 */
    near_disc *entries;   /* ascending discs within a cell */
    const geo_disc *discs;
};

typedef size_t discs_scan_fn(const geo_disc_index *ix, const grid_point *sorted, size_t n,
                             const geo_pt *points, size_t *done, geo_hit *hits, size_t room);
discs_scan_fn discs_scan_v1, discs_scan_v3;

#endif
