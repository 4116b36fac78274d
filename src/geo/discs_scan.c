/* The inner loop of the disc join. Compiled twice, as firms_fast.c is; same hits from both. */
#include "geo/discs.h"

#ifdef TRUCE_V3
#define DISCS_SCAN discs_scan_v3
#else
#define DISCS_SCAN discs_scan_v1
#endif

static bool __attribute__((noinline)) ask(const geo_disc *d, geo_pt p)
{
    return geo_distance_m(d->center, p) <= d->radius_m;
}

size_t DISCS_SCAN(const geo_disc_index *ix, const grid_point *sorted, size_t n,
                  const geo_pt *points, size_t *done, geo_hit *hits, size_t room)
{
    size_t found = 0;
    uint32_t cols = (uint32_t)ix->grid.cols;
    float half = (float)(ix->grid.cell_deg / 2);
    for (; *done < n; ++*done) {
        const grid_point *p = &sorted[*done];
        uint32_t at = ix->cell_start[p->cell], end = ix->cell_start[p->cell + 1];
        if (at == end) continue;
        if (end - at > room - found) break;
        const row_metric *m = &ix->metric[p->cell / cols];
        float x = (p->x - half) * m->per_lon_m, y = (p->y - half) * m->per_lat_m;
        for (; at < end; at++) {
            const near_disc *d = &ix->entries[at];
            float dx = x - d->x_m, dy = y - d->y_m, m2 = dx * dx + dy * dy;
            bool in = m2 < d->in_m2;
            if (!in && !(m2 > d->out_m2)) in = ask(&ix->discs[d->disc], points[p->id]);
            hits[found] = (geo_hit){p->id, d->disc};
            found += in;
        }
    }
    return found;
}
