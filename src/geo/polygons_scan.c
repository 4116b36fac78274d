/* The inner loop of the polygon join. Compiled twice, as firms_fast.c is; same hits from both. */
#include "geo/polygons.h"

#include <math.h>

#ifdef TRUCE_V3
#define POLYGONS_SCAN polygons_scan_v3
#else
#define POLYGONS_SCAN polygons_scan_v1
#endif

/* Bounds of the rounding of what is computed below in units of its terms: coordinates carry one
 * half-ulp each, products and sums add theirs; eight is more than the six that can come together.
 */
static const float band = 8 * 5.9604645e-8f;

typedef enum crossing { CROSS_NO = 0, CROSS_YES = 1, CROSS_ASK = 2 } crossing;

/* Does the way from the cell's corner to (px, py) cross the edge? */
static inline crossing cross(const near_edge *e, float px, float py)
{
    float a1 = px * e->ay, a2 = py * e->ax, b1 = px * e->by, b2 = py * e->bx;
    float a = a1 - a2, b = b1 - b2;
    bool clear =
        fabsf(a) > band * (fabsf(a1) + fabsf(a2)) && fabsf(b) > band * (fabsf(b1) + fabsf(b2));
    if (clear && (a > 0) == (b > 0)) return CROSS_NO;
    if (!clear) return CROSS_ASK;
    float l = (e->bx - e->ax) * (py - e->ay), r = (e->by - e->ay) * (px - e->ax), o = l - r;
    float size = (fabsf(e->ax) + fabsf(e->bx)) * (fabsf(py) + fabsf(e->ay)) +
                 (fabsf(e->ay) + fabsf(e->by)) * (fabsf(px) + fabsf(e->ax));
    if (!(fabsf(o) > band * size)) return CROSS_ASK;
    return (o > 0) != (e->edge >> TOP_BIT) ? CROSS_YES : CROSS_NO;
}

static bool __attribute__((noinline))
ask(const geo_polygon_index *ix, const near_edge *e, uint32_t cell, geo_pt p, bool *on_edge)
{
    const uint32_t edge = e->edge & ~((uint32_t)1 << TOP_BIT), cols = (uint32_t)ix->grid.cols;
    geo_pt corner = {geo_grid_x(&ix->grid, (int32_t)(cell % cols)),
                     geo_grid_y(&ix->grid, (int32_t)(cell / cols))};
    return polygons_cross_exact(&ix->edges[edge], corner, p, on_edge);
}

/* Hits of the points from *done on, until `room` could be too small. */
size_t POLYGONS_SCAN(const geo_polygon_index *ix, const grid_point *sorted, size_t n,
                     const geo_pt *points, size_t *done, geo_hit *hits, size_t room)
{
    size_t found = 0;
    for (; *done < n; ++*done) {
        const grid_point *p = &sorted[*done];
        uint32_t at = ix->cell_start[p->cell], end = ix->cell_start[p->cell + 1];
        if (end - at > room - found) break;
        for (; at < end; at++) {
            const cell_entry *entry = &ix->entries[at];
            bool in = entry->area >> TOP_BIT, on_edge = false;
            for (uint32_t k = entry->first_edge; k < entry[1].first_edge; k++) {
                crossing c = cross(&ix->near_edges[k], p->x, p->y);
                if (c == CROSS_ASK)
                    c = ask(ix, &ix->near_edges[k], p->cell, points[p->id], &on_edge);
                in ^= c == CROSS_YES;
            }
            hits[found] = (geo_hit){p->id, entry->area & ~((uint32_t)1 << TOP_BIT)};
            found += in || on_edge;
        }
    }
    return found;
}
