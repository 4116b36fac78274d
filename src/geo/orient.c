#include "geo/join.h"

#include <math.h>

/* Exact sums: an expansion is a list of doubles that do not overlap, smallest first (Shewchuk
 * 1997). */
enum { MAX_PARTS = 12 };
typedef struct expansion {
    double part[MAX_PARTS];
    int n;
} expansion;

static void grow(expansion *e, double x)
{
    int n = 0;
    for (int i = 0; i < e->n; i++) {
        double sum = x + e->part[i], bb = sum - x, err = (x - (sum - bb)) + (e->part[i] - bb);
        if (err < 0 || err > 0) e->part[n++] = err;
        x = sum;
    }
    if (x < 0 || x > 0) e->part[n++] = x;
    e->n = n;
}

static void grow_product(expansion *e, double x, double y)
{
    double p = x * y;
    grow(e, fma(x, y, -p));
    grow(e, p);
}

/* (ax - cx)(by - cy) - (ay - cy)(bx - cx), multiplied out: the products are exact, so is the sum.
 */
static int exact_turn(geo_pt a, geo_pt b, geo_pt c)
{
    expansion e = {.n = 0};
    grow_product(&e, a.lon_deg, b.lat_deg);
    grow_product(&e, -a.lon_deg, c.lat_deg);
    grow_product(&e, -c.lon_deg, b.lat_deg);
    grow_product(&e, -a.lat_deg, b.lon_deg);
    grow_product(&e, a.lat_deg, c.lon_deg);
    grow_product(&e, c.lat_deg, b.lon_deg);
    if (e.n == 0) return 0;
    return e.part[e.n - 1] > 0 ? 1 : -1;
}

int geo_turn(geo_pt a, geo_pt b, geo_pt c)
{
    const double bound = 3.3306690738754716e-16; /* (3 + 16 eps) eps, Shewchuk's first filter */
    double l = (a.lon_deg - c.lon_deg) * (b.lat_deg - c.lat_deg),
           r = (a.lat_deg - c.lat_deg) * (b.lon_deg - c.lon_deg), det = l - r;
    double err = bound * (fabs(l) + fabs(r));
    if (det > err) return 1;
    if (det < -err) return -1;
    return exact_turn(a, b, c);
}
