#include "geo/grid.h"

#include <math.h>
#include <string.h>

void geo_box_add(geo_box *b, geo_pt p)
{
    if (p.lon_deg < b->x0) b->x0 = p.lon_deg;
    if (p.lon_deg > b->x1) b->x1 = p.lon_deg;
    if (p.lat_deg < b->y0) b->y0 = p.lat_deg;
    if (p.lat_deg > b->y1) b->y1 = p.lat_deg;
}

static double cells_of(geo_box b, double cell_deg)
{
    return ((b.x1 - b.x0) / cell_deg + 2) * ((b.y1 - b.y0) / cell_deg + 2);
}

geo_grid geo_grid_around(geo_box all, const geo_box *boxes, size_t n, double most, int shift)
{
    const double odd = (1 + shift) * 1.2345678912345e-7;
    double cell = 0.01 * (1 + odd);
    for (;; cell *= 1.5) {
        double sum = 0;
        for (size_t i = 0; i < n; i++)
            sum += cells_of(boxes[i], cell);
        if (sum < most && cells_of(all, cell) < most) break;
    }
    geo_grid g = {.x0_deg = all.x0 - odd - 1e-6,
                  .y0_deg = all.y0 - odd - 1e-6,
                  .cell_deg = cell,
                  .per_deg = 1 / cell};
    g.cols = (int32_t)((all.x1 - g.x0_deg + 2e-6) * g.per_deg) + 1;
    g.rows = (int32_t)((all.y1 - g.y0_deg + 2e-6) * g.per_deg) + 1;
    return g;
}

tr_err grid_sorter_make(const geo_grid *g, size_t n, arena *a, grid_sorter *out)
{
    size_t batch = n < GRID_BATCH ? n : GRID_BATCH;
    out->points = arena_alloc_unset_n(a, batch + 1, sizeof *out->points);
    out->other = arena_alloc_unset_n(a, batch + 1, sizeof *out->other);
    out->row_start = arena_alloc_n(a, (size_t)g->rows + 2, sizeof *out->row_start);
    out->col_start = arena_alloc_n(a, (size_t)g->cols + 2, sizeof *out->col_start);
    return out->points && out->other && out->row_start && out->col_start ? TR_OK : TR_ERR_NOMEM;
}

/* Points in the order of the input, with the numbers of each row and column. */
static size_t place(const geo_grid *g, const geo_pt *points, size_t n, grid_sorter *s)
{
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
        double c = (points[i].lon_deg - g->x0_deg) * g->per_deg,
               r = (points[i].lat_deg - g->y0_deg) * g->per_deg;
        if (!(c >= 0 && r >= 0 && c < g->cols && r < g->rows))
            continue; /* also what is no number */
        int32_t col = (int32_t)c, row = (int32_t)r;
        s->row_start[row + 1]++;
        s->col_start[col + 1]++;
        s->points[m++] = (grid_point){(float)(points[i].lon_deg - geo_grid_x(g, col)),
                                      (float)(points[i].lat_deg - geo_grid_y(g, row)), (uint32_t)i,
                                      (uint32_t)row * (uint32_t)g->cols + (uint32_t)col};
    }
    return m;
}

/* By column, then by row, each keeping the order of the last: so by cell. Memory is then read
 * forwards. */
size_t grid_sort(const geo_grid *g, const geo_pt *points, size_t n, grid_sorter *s)
{
    uint32_t cols = (uint32_t)g->cols;
    memset(s->row_start, 0, ((size_t)g->rows + 2) * sizeof *s->row_start);
    memset(s->col_start, 0, ((size_t)g->cols + 2) * sizeof *s->col_start);
    size_t m = place(g, points, n, s);
    for (int32_t i = 0; i < g->rows; i++)
        s->row_start[i + 1] += s->row_start[i];
    for (int32_t i = 0; i < g->cols; i++)
        s->col_start[i + 1] += s->col_start[i];
    for (size_t i = 0; i < m; i++)
        s->other[s->col_start[s->points[i].cell % cols]++] = s->points[i];
    for (size_t i = 0; i < m; i++)
        s->points[s->row_start[s->other[i].cell / cols]++] = s->other[i];
    return m;
}
