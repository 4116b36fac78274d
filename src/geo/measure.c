#include "geo/geo.h"

#include <math.h>
#include <stdlib.h>

/* WGS 84 */
static const double axis_m = 6378137.0, flattening = 1 / 298.257223563;
static const double rad_per_deg = 3.14159265358979323846 / 180;

bool geo_pt_ok(geo_pt p)
{
    return p.lon_deg >= -180 && p.lon_deg <= 180 && p.lat_deg >= -90 && p.lat_deg <= 90;
}

/* Series of Vincenty's formulas (Survey Review 23, 1975). */
static void series(double cos2_alpha, double *big_a, double *big_b)
{
    double b_m = axis_m * (1 - flattening);
    double u2 = cos2_alpha * (axis_m * axis_m - b_m * b_m) / (b_m * b_m);
    *big_a = 1 + u2 / 16384 * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)));
    *big_b = u2 / 1024 * (256 + u2 * (-128 + u2 * (74 - 47 * u2)));
}

static double delta_sigma(double big_b, double sin_s, double cos_s, double cos_2m)
{
    return big_b * sin_s *
           (cos_2m +
            big_b / 4 *
                (cos_s * (-1 + 2 * cos_2m * cos_2m) -
                 big_b / 6 * cos_2m * (-3 + 4 * sin_s * sin_s) * (-3 + 4 * cos_2m * cos_2m)));
}

typedef struct inverse {
    double distance_m, azimuth_rad;
} inverse;

/* Within 0.5 mm, but for points nearly opposite on the globe, where the iteration stops early and
 * the result may be off by kilometres. */
static inverse inverse_of(geo_pt p, geo_pt q)
{
    double u1 = atan((1 - flattening) * tan(p.lat_deg * rad_per_deg)),
           u2 = atan((1 - flattening) * tan(q.lat_deg * rad_per_deg));
    double diff = (q.lon_deg - p.lon_deg) * rad_per_deg, lambda = diff;
    double s1 = sin(u1), c1 = cos(u1), s2 = sin(u2), c2 = cos(u2);
    double sin_s = 0, cos_s = 1, sigma = 0, cos2_alpha = 0, cos_2m = 0;
    for (int i = 0; i < 100; i++) {
        double x = c2 * sin(lambda), y = c1 * s2 - s1 * c2 * cos(lambda);
        sin_s = sqrt(x * x + y * y);
        cos_s = s1 * s2 + c1 * c2 * cos(lambda);
        sigma = atan2(sin_s, cos_s);
        if (!(sin_s > 0)) return (inverse){0, 0};
        double sin_alpha = c1 * c2 * sin(lambda) / sin_s, last = lambda;
        cos2_alpha = 1 - sin_alpha * sin_alpha;
        cos_2m = cos2_alpha > 1e-15 ? cos_s - 2 * s1 * s2 / cos2_alpha : 0;
        double c = flattening / 16 * cos2_alpha * (4 + flattening * (4 - 3 * cos2_alpha));
        lambda = diff + (1 - c) * flattening * sin_alpha *
                            (sigma + c * sin_s * (cos_2m + c * cos_s * (-1 + 2 * cos_2m * cos_2m)));
        if (fabs(lambda - last) < 1e-12) break;
    }
    double big_a, big_b;
    series(cos2_alpha, &big_a, &big_b);
    double s_m =
        axis_m * (1 - flattening) * big_a * (sigma - delta_sigma(big_b, sin_s, cos_s, cos_2m));
    return (inverse){s_m, atan2(c2 * sin(lambda), c1 * s2 - s1 * c2 * cos(lambda))};
}

double geo_distance_m(geo_pt a, geo_pt b)
{
    return inverse_of(a, b).distance_m;
}

geo_pt geo_destination(geo_pt from, double azimuth_deg, double distance_m)
{
    double alpha = azimuth_deg * rad_per_deg,
           tan_u = (1 - flattening) * tan(from.lat_deg * rad_per_deg);
    double cos_u = 1 / sqrt(1 + tan_u * tan_u), sin_u = tan_u * cos_u;
    double sigma1 = atan2(tan_u, cos(alpha)), sin_alpha = cos_u * sin(alpha),
           cos2_alpha = 1 - sin_alpha * sin_alpha;
    double big_a, big_b;
    series(cos2_alpha, &big_a, &big_b);
    double first = distance_m / (axis_m * (1 - flattening) * big_a), sigma = first, cos_2m = 0;
    for (int i = 0; i < 100; i++) {
        double last = sigma;
        cos_2m = cos(2 * sigma1 + sigma);
        sigma = first + delta_sigma(big_b, sin(sigma), cos(sigma), cos_2m);
        if (fabs(sigma - last) < 1e-13) break;
    }
    double x = sin_u * sin(sigma) - cos_u * cos(sigma) * cos(alpha);
    double lat = atan2(sin_u * cos(sigma) + cos_u * sin(sigma) * cos(alpha),
                       (1 - flattening) * sqrt(sin_alpha * sin_alpha + x * x));
    double lambda =
        atan2(sin(sigma) * sin(alpha), cos_u * cos(sigma) - sin_u * sin(sigma) * cos(alpha));
    double c = flattening / 16 * cos2_alpha * (4 + flattening * (4 - 3 * cos2_alpha));
    double diff =
        lambda -
        (1 - c) * flattening * sin_alpha *
            (sigma + c * sin(sigma) *
                         (cos(2 * sigma1 + sigma) + c * cos(sigma) * (-1 + 2 * cos_2m * cos_2m)));
    double lon = from.lon_deg + diff / rad_per_deg;
    if (lon > 180) lon -= 360;
    if (lon < -180) lon += 360;
    return (geo_pt){.lon_deg = lon, .lat_deg = lat / rad_per_deg};
}

typedef struct xy {
    double x_m, y_m;
} xy;

/* Azimuthal equidistant around p: distances from p are exact, so the nearest point of a segment
 * that is short against the Earth is found in the plane. */
static xy around(geo_pt p, geo_pt q)
{
    inverse v = inverse_of(p, q);
    return (xy){.x_m = v.distance_m * sin(v.azimuth_rad), .y_m = v.distance_m * cos(v.azimuth_rad)};
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
