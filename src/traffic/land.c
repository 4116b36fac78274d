/* Land from coarse rings: rows of a fiftieth of a degree, each with the longitudes at which it
 * crosses a coast. */
#include "traffic/parts.h"

#include <math.h>
#include <stdlib.h>

enum { ROWS_A_DEGREE = 50, N_ROWS = 180 * ROWS_A_DEGREE, MARGIN_CELLS = 2, HUNDREDTHS = 100 };

typedef struct row {
    bool made;
    double *crossings; /* ascending */
    size_t n;
} row;
typedef struct edge {
    float x1, y1, x2, y2;
} edge;
struct land {
    VEC(edge) edges;
    row rows[N_ROWS];
    arena *a;
};

static tr_err read_ring(str line, land *l)
{
    int64_t x = 0, y = 0, dx = 0, dy = 0, first_x = 0, first_y = 0;
    str step;
    for (size_t n = 0; str_cut(&line, ' ', &step); n++) {
        str east;
        if (!str_cut(&step, ',', &east) || !str_to_i64(east, -40000, 40000, &dx) ||
            !str_to_i64(step, -20000, 20000, &dy))
            return TR_ERR_DATA;
        if (n) {
            edge *e = VEC_PUSH(l->a, &l->edges);
            if (!e) return TR_ERR_NOMEM;
            *e = (edge){(float)x, (float)y, (float)(x + dx), (float)(y + dy)};
        } else {
            first_x = dx;
            first_y = dy;
        }
        x += dx;
        y += dy;
    }
    edge *last = VEC_PUSH(l->a, &l->edges);
    if (!last) return TR_ERR_NOMEM;
    *last = (edge){(float)x, (float)y, (float)first_x, (float)first_y};
    return TR_OK;
}

tr_err land_open(str rings, arena *a, land **out)
{
    land *l = arena_alloc(a, sizeof *l);
    str line;
    if (!l) return TR_ERR_NOMEM;
    l->a = a;
    while (str_cut(&rings, '\n', &line))
        if (line.len && line.ptr[0] != '#') TR_TRY(read_ring(line, l));
    *out = l;
    return TR_OK;
}

static int ascending(const void *p, const void *q)
{
    double a = *(const double *)p, b = *(const double *)q;
    return (a > b) - (a < b);
}

/* Where the middle of the row crosses coasts. Out of memory: none, so that nothing is taken for
 * land. */
static const row *row_of(land *l, int64_t at)
{
    row *r = &l->rows[at];
    if (r->made) return r;
    double y = ((double)at + 0.5) / ROWS_A_DEGREE * HUNDREDTHS - 90 * HUNDREDTHS;
    size_t cap = 0;
    for (int fill = 0; fill < 2; fill++) {
        r->n = 0;
        for (size_t i = 0; i < l->edges.n; i++) {
            const edge *e = &l->edges.items[i];
            double y1 = (double)e->y1, y2 = (double)e->y2;
            if ((y1 > y) == (y2 > y)) continue;
            if (fill && r->n < cap)
                r->crossings[r->n] =
                    (double)e->x1 + (y - y1) / (y2 - y1) * ((double)e->x2 - (double)e->x1);
            r->n++;
        }
        cap = r->n;
        if (!fill) r->crossings = arena_alloc_n(l->a, cap + 1, sizeof *r->crossings);
        if (!r->crossings) cap = 0;
    }
    r->n = cap;
    if (r->n) qsort(r->crossings, r->n, sizeof *r->crossings, ascending);
    r->made = true;
    return r;
}

static bool is_land(land *l, int64_t at, double x)
{
    if (at < 0 || at >= N_ROWS) return false;
    const row *r = row_of(l, at);
    size_t low = 0, high = r->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (r->crossings[mid] < x)
            low = mid + 1;
        else
            high = mid;
    }
    return low % 2 == 1;
}

/* The place and all within two cells around it: at 45 degrees three kilometres to the east, four to
 * the north. */
bool land_far_within(void *shore, geo_pt p)
{
    land *l = shore;
    int64_t at = (int64_t)floor((p.lat_deg + 90) * ROWS_A_DEGREE);
    if (!is_land(l, at, p.lon_deg * HUNDREDTHS)) return false;
    for (int64_t dy = -MARGIN_CELLS; dy <= MARGIN_CELLS; dy++)
        for (int dx = -MARGIN_CELLS; dx <= MARGIN_CELLS; dx++)
            if (!is_land(l, at + dy,
                         p.lon_deg * HUNDREDTHS + dx * (double)HUNDREDTHS / ROWS_A_DEGREE))
                return false;
    return true;
}
