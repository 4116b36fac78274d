#include "geo/discs.h"

#include <math.h>

/* Smaller cells take more room and spare less time: a point is held against all discs of its cell at
 * once. */
enum { FEW_CELLS = 500000, CELLS_A_DISC = 24 };

static const double rad = 0.017453292519943295, axis_m = 6378137.0, flattening = 1 / 298.257223563;

/* Radii of curvature along the parallel and the meridian, per degree. */
static row_metric metric_at(double lat_deg)
{
    double e2 = flattening * (2 - flattening), s = sin(lat_deg * rad), w = sqrt(1 - e2 * s * s);
    return (row_metric){lat_deg, (float)(rad * axis_m / w * cos(lat_deg * rad)),
                        (float)(rad * axis_m * (1 - e2) / (w * w * w))};
}

/* Degrees that surely hold the disc. Near a pole: all longitudes. */
static geo_box box_of(const geo_disc *d, double shift_deg)
{
    double dlat = d->radius_m / 110500 + 1e-7, lat = fabs(d->center.lat_deg) + dlat;
    double dlon = lat < 89.5 ? d->radius_m / (110500 * cos(lat * rad)) + 1e-7 : 360;
    double lon = d->center.lon_deg + shift_deg;
    return (geo_box){lon - dlon, d->center.lat_deg - dlat, lon + dlon, d->center.lat_deg + dlat};
}

typedef struct builder {
    geo_disc_index *ix;
    const geo_disc *discs;
    size_t n;
    bool counting;
} builder;

/* The plane of a cell's row is off by the change of the parallels over the disc: at most this
 * share. */
static double share_off(const geo_disc *d, const row_metric *m)
{
    double reach_m = d->radius_m + 2500, tangent = tan(fmin(fabs(m->lat_deg) + 0.1, 89) * rad);
    return 1.2 * (tangent * reach_m + reach_m * reach_m / 1e6) / 6.35e6 + 1e-6;
}

static void add_to_cell(builder *b, uint32_t disc, double shift_deg, int32_t row, int32_t col)
{
    const geo_grid *g = &b->ix->grid;
    const geo_disc *d = &b->discs[disc];
    const row_metric *m = &b->ix->metric[row];
    double x = (d->center.lon_deg + shift_deg - geo_grid_x(g, col) - g->cell_deg / 2) *
               (double)m->per_lon_m,
           y = (d->center.lat_deg - m->lat_deg) * (double)m->per_lat_m;
    double half_x = g->cell_deg / 2 * (double)m->per_lon_m + 1,
           half_y = g->cell_deg / 2 * (double)m->per_lat_m + 1;
    double out_x = fmax(fabs(x) - half_x, 0), out_y = fmax(fabs(y) - half_y, 0);
    double off = share_off(d, m), in_m = d->radius_m * (1 - off) - 0.05,
           out_m = d->radius_m * (1 + off) + 0.05;
    bool flat = fabs(m->lat_deg) < 85 && off < 0.2; /* elsewhere every point is asked */
    if (flat && hypot(out_x, out_y) > out_m) return;
    size_t cell = (size_t)row * (size_t)g->cols + (size_t)col;
    if (b->counting) {
        b->ix->cell_start[cell + 2]++;
        return;
    }
    b->ix->entries[b->ix->cell_start[cell + 1]++] =
        (near_disc){(float)x, (float)y, flat && in_m > 0 ? (float)(in_m * in_m) : 0,
                    flat ? (float)(out_m * out_m) : HUGE_VALF, disc};
}

static int32_t clamp_i32(double v, int32_t most)
{
    return v < 0 ? 0 : v >= most ? most - 1 : (int32_t)v;
}

static void each_disc(builder *b)
{
    const geo_grid *g = &b->ix->grid;
    for (uint32_t i = 0; i < b->n; i++) {
        for (int turn = -1; turn <= 1; turn++) {
            geo_box x = box_of(&b->discs[i], 360.0 * turn);
            if (x.x1 < -180 || x.x0 > 180) continue;
            if (turn && x.x1 - x.x0 > 360) continue; /* all longitudes already */
            int32_t c0 = clamp_i32((x.x0 - g->x0_deg) * g->per_deg, g->cols),
                    c1 = clamp_i32((x.x1 - g->x0_deg) * g->per_deg, g->cols),
                    r0 = clamp_i32((x.y0 - g->y0_deg) * g->per_deg, g->rows),
                    r1 = clamp_i32((x.y1 - g->y0_deg) * g->per_deg, g->rows);
            for (int32_t r = r0; r <= r1; r++) {
                for (int32_t c = c0; c <= c1; c++)
                    add_to_cell(b, i, 360.0 * turn, r, c);
            }
        }
    }
}

static tr_err build(builder *b, arena *a)
{
    geo_disc_index *ix = b->ix;
    size_t cells = (size_t)ix->grid.cols * (size_t)ix->grid.rows;
    ix->metric = arena_alloc_n(a, (size_t)ix->grid.rows, sizeof *ix->metric);
    ix->cell_start = arena_alloc_n(a, cells + 2, sizeof *ix->cell_start);
    if (ix->metric == NULL || ix->cell_start == NULL) return TR_ERR_NOMEM;
    for (int32_t r = 0; r < ix->grid.rows; r++)
        ix->metric[r] = metric_at(geo_grid_y(&ix->grid, r) + ix->grid.cell_deg / 2);
    b->counting = true;
    each_disc(b);
    for (size_t c = 0; c < cells; c++)
        ix->cell_start[c + 2] += ix->cell_start[c + 1];
    ix->entries = arena_alloc_n(a, (size_t)ix->cell_start[cells + 1] + 1, sizeof *ix->entries);
    if (ix->entries == NULL) return TR_ERR_NOMEM;
    b->counting = false;
    each_disc(b);
    return TR_OK;
}

tr_err geo_disc_index_make(const geo_disc *discs, size_t n, arena *a, geo_disc_index **out)
{
    geo_box all = {HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL},
            *boxes = arena_alloc_n(a, n + 1, sizeof *boxes);
    builder b = {.ix = arena_alloc(a, sizeof *b.ix), .n = n};
    geo_disc *copy = arena_alloc_n(a, n + 1, sizeof *copy);
    if (b.ix == NULL || boxes == NULL || copy == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n; i++) {
        copy[i] = discs[i];
        boxes[i] = box_of(&discs[i], 0);
        bool wraps = boxes[i].x0 < -180 || boxes[i].x1 > 180;
        geo_box_add(&all, (geo_pt){wraps ? -180 : boxes[i].x0, fmax(boxes[i].y0, -90)});
        geo_box_add(&all, (geo_pt){wraps ? 180 : boxes[i].x1, fmin(boxes[i].y1, 90)});
    }
    if (n == 0) all = (geo_box){0, 0, 0, 0};
    b.discs = b.ix->discs = copy;
    b.ix->grid = geo_grid_around(all, boxes, n, FEW_CELLS + CELLS_A_DISC * (double)n, 0);
    TR_TRY(build(&b, a));
    *out = b.ix;
    return TR_OK;
}

static discs_scan_fn *scan_for_machine(void)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) return discs_scan_v3;
#endif
    return discs_scan_v1;
}

static size_t most_entries(const geo_disc_index *ix)
{
    size_t most = 0, cells = (size_t)ix->grid.cols * (size_t)ix->grid.rows;
    for (size_t c = 0; c < cells; c++) {
        size_t here = ix->cell_start[c + 1] - ix->cell_start[c];
        if (here > most) most = here;
    }
    return most;
}

tr_err geo_disc_index_query(const geo_disc_index *ix, const geo_pt *points, size_t n,
                            arena *scratch, const geo_hit_sink *sink)
{
    discs_scan_fn *scan = scan_for_machine();
    size_t room = most_entries(ix) + HIT_BATCH;
    grid_sorter sorter;
    geo_hit *hits = arena_alloc_n(scratch, room + 1, sizeof *hits);
    if (hits == NULL) return TR_ERR_NOMEM;
    TR_TRY(grid_sorter_make(&ix->grid, n, scratch, &sorter));
    for (size_t at = 0; at < n; at += GRID_BATCH) {
        size_t m =
            grid_sort(&ix->grid, points + at, n - at < GRID_BATCH ? n - at : GRID_BATCH, &sorter);
        for (size_t done = 0; done < m;) {
            size_t found = scan(ix, sorter.points, m, points + at, &done, hits, room);
            for (size_t i = 0; at && i < found; i++)
                hits[i].point += (uint32_t)at;
            if (found) TR_TRY(sink->take(sink->ctx, hits, found));
        }
    }
    return TR_OK;
}
