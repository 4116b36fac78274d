#include "geo/polygons.h"

#include <math.h>

static const double MOST_CELLS = 24e6;
#include <stdlib.h>
#include <string.h>

/* ---- Reference ---------------------------------------------------------------------------------
 */

bool geo_polygon_has(const geo_shape *s, geo_pt p)
{
    bool in = false;
    for (size_t i = 0; i < s->n_rings; i++) {
        const geo_ring *r = &s->rings[i];
        for (size_t k = 1; k < r->n; k++) {
            geo_pt a = r->pts[k - 1], b = r->pts[k];
            if (polygons_on_segment(a, b, p)) return true;
            if ((a.lat_deg > p.lat_deg) == (b.lat_deg > p.lat_deg)) continue;
            in ^= (geo_turn(a, b, p) > 0) == (b.lat_deg > a.lat_deg);
        }
    }
    return in;
}

/* ---- Building ----------------------------------------------------------------------------------
 */

typedef struct emitted {
    uint32_t cell, area, first, n; /* edges of this entry: pairs[first ..] */
} emitted;

typedef struct builder {
    geo_polygon_index *ix;
    arena *a, *work; /* what stays, what does not */
    bool corner_hit;
    VEC(whole_edge) edges;
    VEC(emitted) out;
    VEC(uint32_t) near; /* edge numbers of the emitted entries */
    uint32_t *count, *fill;
    uint8_t *flip;
    size_t n_scratch;
} builder;

static const double slack_deg = 1e-9; /* far above rounding, far below a cell */

typedef struct block {
    int32_t col0, row0, cols, rows; /* cells that an area's box touches */
} block;

static int32_t clamp_i32(double v, int32_t most)
{
    return v < 0 ? 0 : v >= most ? most - 1 : (int32_t)v;
}

static block block_of(const geo_grid *g, geo_box b)
{
    int32_t c0 = clamp_i32((b.x0 - slack_deg - g->x0_deg) * g->per_deg, g->cols),
            c1 = clamp_i32((b.x1 + slack_deg - g->x0_deg) * g->per_deg, g->cols),
            r0 = clamp_i32((b.y0 - slack_deg - g->y0_deg) * g->per_deg, g->rows),
            r1 = clamp_i32((b.y1 + slack_deg - g->y0_deg) * g->per_deg, g->rows);
    return (block){c0, r0, c1 - c0 + 1, r1 - r0 + 1};
}

static bool is_right(const whole_edge *e, geo_pt corner)
{
    int turn = geo_turn(e->a, e->b, corner);
    return e->b.lat_deg > e->a.lat_deg ? turn < 0 : turn > 0;
}

/* How far off x can be where an edge crosses a line of latitude: a flat edge magnifies the
 * rounding. */
static double x_slack(const whole_edge *e)
{
    double dx = fabs(e->b.lon_deg - e->a.lon_deg), dy = fabs(e->b.lat_deg - e->a.lat_deg);
    return dy > 0 ? slack_deg + dx * fmin(1, 1e-13 / dy) : slack_deg + dx;
}

/* Calls `visit` for every cell that the edge may touch. */
static void each_cell(const geo_grid *g, const block *bl, const whole_edge *e,
                      void (*visit)(builder *b, size_t cell, uint32_t edge), builder *b,
                      uint32_t edge)
{
    geo_pt lo = e->a.lat_deg <= e->b.lat_deg ? e->a : e->b,
           hi = e->a.lat_deg <= e->b.lat_deg ? e->b : e->a;
    double dy = hi.lat_deg - lo.lat_deg, slope = dy > 0 ? (hi.lon_deg - lo.lon_deg) / dy : 0;
    int32_t r0 = clamp_i32((lo.lat_deg - slack_deg - g->y0_deg) * g->per_deg, g->rows),
            r1 = clamp_i32((hi.lat_deg + slack_deg - g->y0_deg) * g->per_deg, g->rows);
    for (int32_t r = r0; r <= r1; r++) {
        double y0 = geo_grid_y(g, r) - slack_deg, y1 = geo_grid_y(g, r + 1) + slack_deg;
        double xa = lo.lon_deg, xb = hi.lon_deg;
        if (lo.lat_deg < y0) xa = lo.lon_deg + (y0 - lo.lat_deg) * slope;
        if (hi.lat_deg > y1) xb = lo.lon_deg + (y1 - lo.lat_deg) * slope;
        double x0 = fmin(xa, xb) - x_slack(e), x1 = fmax(xa, xb) + x_slack(e);
        int32_t c0 = clamp_i32((x0 - g->x0_deg) * g->per_deg, g->cols),
                c1 = clamp_i32((x1 - g->x0_deg) * g->per_deg, g->cols);
        for (int32_t c = c0; c <= c1; c++) {
            if (c < bl->col0 || c >= bl->col0 + bl->cols) continue;
            visit(b, (size_t)(r - bl->row0) * (size_t)bl->cols + (size_t)(c - bl->col0), edge);
        }
    }
}

static void count_cell(builder *b, size_t cell, uint32_t edge)
{
    (void)edge;
    b->count[cell]++;
}

static void fill_cell(builder *b, size_t cell, uint32_t edge)
{
    b->near.items[b->fill[cell]++] = edge;
}

/* Corners to the right of a crossing of their row's lower line change sides. */
static void flip_row(builder *b, const block *bl, const whole_edge *e, int32_t row)
{
    const geo_grid *g = &b->ix->grid;
    double y = geo_grid_y(g, row);
    if ((e->a.lat_deg > y) == (e->b.lat_deg > y)) return;
    double x = e->a.lon_deg +
               (y - e->a.lat_deg) * ((e->b.lon_deg - e->a.lon_deg) / (e->b.lat_deg - e->a.lat_deg));
    int32_t c = clamp_i32((x - x_slack(e) - g->x0_deg) * g->per_deg, g->cols);
    while (c < bl->col0 + bl->cols && !is_right(e, (geo_pt){geo_grid_x(g, c), y}))
        c++; /* the first corner that is to the right of the edge, decided exactly */
    if (c < bl->col0) c = bl->col0;
    if (c < bl->col0 + bl->cols)
        b->flip[(size_t)(row - bl->row0) * (size_t)bl->cols + (size_t)(c - bl->col0)] ^= 1;
}

static tr_err need_scratch(builder *b, size_t cells)
{
    if (cells <= b->n_scratch) return TR_OK;
    b->count = arena_alloc_n(b->work, cells, sizeof *b->count);
    b->fill = arena_alloc_n(b->work, cells, sizeof *b->fill);
    b->flip = arena_alloc_n(b->work, cells, sizeof *b->flip);
    if (b->count == NULL || b->fill == NULL || b->flip == NULL) return TR_ERR_NOMEM;
    b->n_scratch = cells;
    return TR_OK;
}

static tr_err emit(builder *b, const block *bl, uint32_t area)
{
    uint32_t cols = (uint32_t)b->ix->grid.cols;
    for (int32_t r = 0; r < bl->rows; r++) {
        uint8_t in = 0;
        for (int32_t c = 0; c < bl->cols; c++) {
            size_t cell = (size_t)r * (size_t)bl->cols + (size_t)c;
            in ^= b->flip[cell];
            if (!in && b->count[cell] == 0) continue;
            emitted *e = VEC_PUSH(b->work, &b->out);
            if (e == NULL) return TR_ERR_NOMEM;
            *e = (emitted){(uint32_t)(bl->row0 + r) * cols + (uint32_t)(bl->col0 + c),
                           area | (uint32_t)in << TOP_BIT, (uint32_t)b->near.n, b->count[cell]};
            b->fill[cell] = (uint32_t)b->near.n;
            for (uint32_t k = 0; k < b->count[cell]; k++) {
                if (VEC_PUSH(b->work, &b->near) == NULL) return TR_ERR_NOMEM;
            }
        }
    }
    return TR_OK;
}

static tr_err add_area(builder *b, const geo_shape *s, geo_box box, uint32_t area)
{
    const geo_grid *g = &b->ix->grid;
    block bl = block_of(g, box);
    size_t cells = (size_t)bl.cols * (size_t)bl.rows, first = b->edges.n;
    TR_TRY(need_scratch(b, cells));
    memset(b->count, 0, cells * sizeof *b->count);
    memset(b->flip, 0, cells * sizeof *b->flip);
    for (size_t i = 0; i < s->n_rings; i++) {
        for (size_t k = 1; k < s->rings[i].n; k++) {
            whole_edge *e = VEC_PUSH(b->a, &b->edges);
            if (e == NULL) return TR_ERR_NOMEM;
            *e = (whole_edge){s->rings[i].pts[k - 1], s->rings[i].pts[k]};
            each_cell(g, &bl, e, count_cell, b, 0);
            double lo = fmin(e->a.lat_deg, e->b.lat_deg), hi = fmax(e->a.lat_deg, e->b.lat_deg);
            int32_t r0 = clamp_i32((lo - g->y0_deg) * g->per_deg, g->rows),
                    r1 = clamp_i32((hi - g->y0_deg) * g->per_deg + 1, g->rows);
            for (int32_t r = r0; r <= r1 && r < bl.row0 + bl.rows; r++) {
                if (r >= bl.row0) flip_row(b, &bl, e, r);
            }
        }
    }
    TR_TRY(emit(b, &bl, area));
    for (size_t i = first; i < b->edges.n; i++)
        each_cell(g, &bl, &b->edges.items[i], fill_cell, b, (uint32_t)i);
    return TR_OK;
}

static near_edge near_of(builder *b, const whole_edge *e, uint32_t cell, uint32_t edge)
{
    const geo_grid *g = &b->ix->grid;
    geo_pt corner = {geo_grid_x(g, (int32_t)(cell % (uint32_t)g->cols)),
                     geo_grid_y(g, (int32_t)(cell / (uint32_t)g->cols))};
    uint32_t left = geo_turn(e->a, e->b, corner) > 0;
    b->corner_hit = b->corner_hit || polygons_on_segment(e->a, e->b, corner);
    return (near_edge){(float)(e->a.lon_deg - corner.lon_deg),
                       (float)(e->a.lat_deg - corner.lat_deg),
                       (float)(e->b.lon_deg - corner.lon_deg),
                       (float)(e->b.lat_deg - corner.lat_deg), edge | left << TOP_BIT};
}

/* From the order of the areas to the order of the cells; areas ascend within a cell. */
static tr_err sort_by_cell(builder *b)
{
    geo_polygon_index *ix = b->ix;
    size_t cells = (size_t)ix->grid.cols * (size_t)ix->grid.rows;
    uint32_t *order = arena_alloc_n(b->work, b->out.n + 1, sizeof *order), edges = 0;
    ix->cell_start = arena_alloc_n(b->a, cells + 2, sizeof *ix->cell_start);
    ix->entries = arena_alloc_n(b->a, b->out.n + 1, sizeof *ix->entries);
    ix->near_edges = arena_alloc_n(b->a, b->near.n + 1, sizeof *ix->near_edges);
    if (!order || !ix->cell_start || !ix->entries || !ix->near_edges) return TR_ERR_NOMEM;
    for (size_t i = 0; i < b->out.n; i++)
        ix->cell_start[b->out.items[i].cell + 2]++;
    for (size_t c = 0; c < cells; c++)
        ix->cell_start[c + 2] += ix->cell_start[c + 1];
    for (size_t i = 0; i < b->out.n; i++)
        order[ix->cell_start[b->out.items[i].cell + 1]++] = (uint32_t)i;
    for (size_t i = 0; i < b->out.n; i++) {
        const emitted *e = &b->out.items[order[i]];
        ix->entries[i] = (cell_entry){e->area, edges};
        for (uint32_t k = 0; k < e->n; k++) {
            uint32_t edge = b->near.items[e->first + k];
            ix->near_edges[edges++] = near_of(b, &b->edges.items[edge], e->cell, edge);
        }
    }
    ix->entries[b->out.n] = (cell_entry){0, edges};
    ix->edges = b->edges.items;
    return TR_OK;
}

static geo_box box_of(const geo_shape *s)
{
    geo_box b = {HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL};
    for (size_t r = 0; r < s->n_rings; r++) {
        for (size_t k = 0; k < s->rings[r].n; k++)
            geo_box_add(&b, s->rings[r].pts[k]);
    }
    return b;
}

static tr_err build(builder *b, const geo_shape *const *shapes, const geo_box *boxes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (boxes[i].x0 <= boxes[i].x1) TR_TRY(add_area(b, shapes[i], boxes[i], (uint32_t)i));
    }
    return sort_by_cell(b);
}

/* A corner that lies on an edge has no side: then the grid is laid anew, a little off. */
static tr_err try_grids(const geo_shape *const *shapes, const geo_box *boxes, size_t n, geo_box all,
                        arena *a, arena *work, geo_polygon_index **out)
{
    for (int shift = 0; shift < 16; shift++) {
        builder b = {.a = a, .work = work, .ix = arena_alloc(a, sizeof *b.ix)};
        if (b.ix == NULL) return TR_ERR_NOMEM;
        b.ix->grid = geo_grid_around(all, boxes, n, MOST_CELLS, shift);
        TR_TRY(build(&b, shapes, boxes, n));
        *out = b.ix;
        if (!b.corner_hit) return TR_OK;
    }
    return TR_ERR_LIMIT;
}

tr_err geo_polygon_index_make(const geo_shape *const *shapes, size_t n, arena *a,
                              geo_polygon_index **out)
{
    geo_box all = {HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL};
    arena work;
    arena_init(&work, a->limit_bytes);
    geo_box *boxes = arena_alloc_n(&work, n + 1, sizeof *boxes);
    tr_err e = boxes ? TR_OK : TR_ERR_NOMEM;
    for (size_t i = 0; e == TR_OK && i < n; i++) {
        boxes[i] = box_of(shapes[i]);
        if (!(boxes[i].x0 <= boxes[i].x1)) continue;
        geo_box_add(&all, (geo_pt){boxes[i].x0, boxes[i].y0});
        geo_box_add(&all, (geo_pt){boxes[i].x1, boxes[i].y1});
    }
    if (!(all.x0 <= all.x1)) all = (geo_box){0, 0, 0, 0};
    if (e == TR_OK) e = try_grids(shapes, boxes, n, all, a, &work, out);
    arena_clear(&work);
    return e;
}

/* ---- Asking ------------------------------------------------------------------------------------
 */

static polygons_scan_fn *scan_for_machine(void)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) return polygons_scan_v3;
#endif
    return polygons_scan_v1;
}

size_t geo_polygon_index_most(const geo_polygon_index *ix)
{
    size_t most = 0, cells = (size_t)ix->grid.cols * (size_t)ix->grid.rows;
    for (size_t c = 0; c < cells; c++) {
        size_t here = ix->cell_start[c + 1] - ix->cell_start[c];
        if (here > most) most = here;
    }
    return most;
}

tr_err geo_polygon_index_query(const geo_polygon_index *ix, const geo_pt *points, size_t n,
                               arena *scratch, const geo_hit_sink *sink)
{
    polygons_scan_fn *scan = scan_for_machine();
    size_t room = geo_polygon_index_most(ix) + HIT_BATCH;
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

size_t geo_polygon_index_at(const geo_polygon_index *ix, geo_pt p, geo_hit *hits)
{
    const geo_grid *g = &ix->grid;
    double c = (p.lon_deg - g->x0_deg) * g->per_deg, r = (p.lat_deg - g->y0_deg) * g->per_deg;
    if (!(c >= 0 && r >= 0 && c < g->cols && r < g->rows)) return 0;
    uint32_t cell = (uint32_t)r * (uint32_t)g->cols + (uint32_t)c;
    size_t here = ix->cell_start[cell + 1] - ix->cell_start[cell], done = 0;
    if (here == 0) return 0;
    grid_point one = {(float)(p.lon_deg - geo_grid_x(g, (int32_t)c)),
                      (float)(p.lat_deg - geo_grid_y(g, (int32_t)r)), 0, cell};
    return scan_for_machine()(ix, &one, 1, &p, &done, hits, here + 1);
}
