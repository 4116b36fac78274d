/* The decision that rounding could spoil, made exactly. */
#include "geo/polygons.h"

static bool between(double v, double a, double b)
{
    return a < b ? v >= a && v <= b : v >= b && v <= a;
}

bool polygons_on_segment(geo_pt a, geo_pt b, geo_pt p)
{
    return between(p.lon_deg, a.lon_deg, b.lon_deg) && between(p.lat_deg, a.lat_deg, b.lat_deg) &&
           geo_turn(a, b, p) == 0;
}

/* The way corner -> p crosses the edge when the edge's ends are on different sides of it and its
 * own ends are on different sides of the edge. An end exactly on the way's line counts as left of
 * it, in every edge that has it, so a way through a vertex is counted once. The corner is on no
 * edge: the builder sees to it. */
bool polygons_cross_exact(const whole_edge *e, geo_pt corner, geo_pt p, bool *on_edge)
{
    if (polygons_on_segment(e->a, e->b, p)) *on_edge = true;
    if ((geo_turn(corner, p, e->a) >= 0) == (geo_turn(corner, p, e->b) >= 0)) return false;
    return geo_turn(e->a, e->b, corner) != geo_turn(e->a, e->b, p);
}
