#include "geo/geo.h"

#include <math.h>
#include <stdlib.h>

bool geo_pt_ok(geo_pt p)
{
    return p.lon_deg >= -180 && p.lon_deg <= 180 && p.lat_deg >= -90 && p.lat_deg <= 90;
}

typedef struct xy {
    double x_m, y_m;
} xy;

/* Azimuthal equidistant around p: distances from p are exact, so the nearest point of a segment
 * that is short against the Earth is found in the plane. */
static xy around(geo_pt p, geo_pt q)
{
    geo_inverse_result v = geo_inverse(p, q);
    double azimuth_rad = v.azimuth_deg * (3.14159265358979323846 / 180);
    return (xy){.x_m = v.distance_m * sin(azimuth_rad), .y_m = v.distance_m * cos(azimuth_rad)};
}

static double segment_distance_m(xy a, xy b)
{
    double dx = b.x_m - a.x_m, dy = b.y_m - a.y_m;
    double len2 = dx * dx + dy * dy;
    double t = len2 > 0 ? -(a.x_m * dx + a.y_m * dy) / len2 : 0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    double x = a.x_m + t * dx, y = a.y_m + t * dy;
    return sqrt(x * x + y * y);
}

double geo_line_distance_m(geo_pt p, const geo_ring *line)
{
    double best = HUGE_VAL;
    xy prev = {0};
    for (size_t i = 0; i < line->n; i++) {
        xy cur = around(p, line->pts[i]);
        double d =
            i == 0 ? sqrt(cur.x_m * cur.x_m + cur.y_m * cur.y_m) : segment_distance_m(prev, cur);
        if (d < best) best = d;
        prev = cur;
    }
    return best;
}

static bool ring_crosses(const geo_ring *r, geo_pt p)
{
    bool in = false;
    for (size_t i = 0, j = r->n - 1; i < r->n; j = i++) {
        geo_pt a = r->pts[i], b = r->pts[j];
        if ((a.lat_deg > p.lat_deg) == (b.lat_deg > p.lat_deg)) continue;
        double x =
            a.lon_deg + (p.lat_deg - a.lat_deg) / (b.lat_deg - a.lat_deg) * (b.lon_deg - a.lon_deg);
        if (p.lon_deg < x) in = !in;
    }
    return in;
}

bool geo_contains(const geo_shape *s, geo_pt p)
{
    bool in = false;
    switch (s->kind) {
    case GEO_CIRCLE: return geo_distance_m(s->center, p) <= s->radius_m;
    case GEO_LINE: return geo_line_distance_m(p, &s->rings[0]) <= s->radius_m;
    case GEO_POLYGON:
        for (size_t i = 0; i < s->n_rings; i++) {
            if (ring_crosses(&s->rings[i], p)) in = !in;
        }
        return in;
    case GEO_NONE:
    case GEO__N: return false;
    }
    return false;
}

double geo_share_inside(const geo_shape *s, geo_pt center, double radius_m)
{
    enum { SAMPLES = 512 };
    if (s->kind == GEO_NONE) return -1;
    if (!(radius_m > 0)) return geo_contains(s, center) ? 1 : 0;
    size_t inside = 0;
    for (int i = 0; i < SAMPLES; i++) { /* sunflower: even over the disc, the same every time */
        double r = radius_m * sqrt((i + 0.5) / SAMPLES);
        double azimuth = fmod(i * 137.50776405003785, 360.0);
        if (geo_contains(s, geo_destination(center, azimuth, r))) inside++;
    }
    return (double)inside / SAMPLES;
}

tr_err geo_shape_copy(const geo_shape *s, arena *a, geo_shape *out)
{
    *out = *s;
    out->rings = s->n_rings ? arena_alloc_n(a, s->n_rings, sizeof *out->rings) : NULL;
    if (s->n_rings && out->rings == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < s->n_rings; i++) {
        const geo_ring *r = &s->rings[i];
        out->rings[i] = (geo_ring){arena_alloc_n(a, r->n + 1, sizeof *r->pts), r->n};
        if (out->rings[i].pts == NULL) return TR_ERR_NOMEM;
        for (size_t k = 0; k < r->n; k++)
            out->rings[i].pts[k] = r->pts[k];
    }
    return TR_OK;
}
