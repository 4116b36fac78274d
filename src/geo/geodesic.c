/* Geodesics on the WGS 84 ellipsoid. A geodesic is a great circle on the auxiliary sphere of
 * reduced latitudes; distance, longitude and area are integrals along it (Bessel 1825; Karney, J.
 * Geodesy 87, 2013). Karney expands the integrals in series; here they are taken by Gauss and
 * Legendre's rule, which reaches rounding error with a few nodes because the integrands hardly
 * vary. */
#include "calc/calc.h"
#include "geo/geo.h"

#include <math.h>

static const double axis_m = 6378137.0, flattening = 1 / 298.257223563;
static const double pi = 3.14159265358979323846;

static double rad(double deg)
{
    return deg * (pi / 180);
}

/* e'^2, the second eccentricity squared. */
static double second_e2(void)
{
    return flattening * (2 - flattening) / ((1 - flattening) * (1 - flattening));
}

/* A geodesic by its azimuth where it crosses the equator. */
typedef struct great {
    double sin_0, cos_0, k2;
} great;

static great great_of(double sin_0)
{
    double c2 = (1 - sin_0) * (1 + sin_0);
    c2 = c2 > 0 ? c2 : 0;
    return (great){.sin_0 = sin_0, .cos_0 = sqrt(c2), .k2 = second_e2() * c2};
}

static double length_per_sigma(const void *ctx, double sigma)
{
    const great *g = ctx;
    double s = sin(sigma);
    return sqrt(1 + g->k2 * s * s);
}

static double lag_per_sigma(const void *ctx, double sigma)
{
    return (2 - flattening) / (1 + (1 - flattening) * length_per_sigma(ctx, sigma));
}

/* Nodes so that the rule's error is far below a nanometre (bounds: docs/decisions/0009). */
static unsigned nodes_for(double sigma)
{
    return sigma < 0.001 ? 2 : sigma < 0.02 ? 3 : sigma < 0.5 ? 6 : 16;
}

static double along(const great *g, double from, double to, double (*f)(const void *ctx, double x))
{
    return calc_integral(nodes_for(fabs(to - from)), from, to, f, g);
}

static double length_m(const great *g, double from, double to)
{
    return axis_m * (1 - flattening) * along(g, from, to, length_per_sigma);
}

/* How far the longitude on the ellipsoid lags behind that on the sphere. */
static double lag(const great *g, double from, double to)
{
    return flattening * g->sin_0 * along(g, from, to, lag_per_sigma);
}

static double lon_difference_deg(double from_deg, double to_deg)
{
    double d = remainder(to_deg - from_deg, 360);
    return d <= -180 ? d + 360 : d;
}

/* Sine and cosine of the reduced latitudes, and the sine of their difference: taken from the
 * difference of the latitudes, because for points metres apart the products would cancel to
 * nothing. */
typedef struct ends {
    double sin_1, cos_1, sin_2, cos_2, sin_21;
} ends;

static ends ends_of(geo_pt p, geo_pt q)
{
    double s1 = (1 - flattening) * sin(rad(p.lat_deg)), c1 = cos(rad(p.lat_deg)),
           s2 = (1 - flattening) * sin(rad(q.lat_deg)), c2 = cos(rad(q.lat_deg));
    double n1 = hypot(s1, c1), n2 = hypot(s2, c2);
    return (ends){s1 / n1, c1 / n1, s2 / n2, c2 / n2,
                  (1 - flattening) * sin(rad(q.lat_deg - p.lat_deg)) / (n1 * n2)};
}

/* North component at the first end of the direction to the second, on the sphere. */
static double northing(const ends *e, double omega)
{
    double h = sin(0.5 * omega);
    return e->sin_21 + 2 * e->sin_1 * e->cos_2 * h * h;
}

static geo_inverse_result finish(const ends *e, double omega)
{
    double x2 = e->cos_2 * sin(omega), y2 = northing(e, omega), h = sin(0.5 * omega);
    double x1 = e->cos_1 * sin(omega), y1 = e->sin_21 - 2 * e->cos_1 * e->sin_2 * h * h;
    double sigma = atan2(hypot(x2, y2), e->sin_1 * e->sin_2 + e->cos_1 * e->cos_2 * cos(omega));
    double azi_1 = atan2(x2, y2), azi_2 = atan2(x1, y1);
    great g = great_of(sin(azi_1) * e->cos_1);
    double sigma_1 = atan2(e->sin_1, cos(azi_1) * e->cos_1);
    return (geo_inverse_result){.distance_m = length_m(&g, sigma_1, sigma_1 + sigma),
                                .azimuth_deg = azi_1 * (180 / pi),
                                .final_azimuth_deg = azi_2 * (180 / pi)};
}

/* The longitude on the sphere that belongs to one on the ellipsoid, w = lambda + lag(w), by
 * repeated substitution: each round gains a factor of the flattening. Over a short way the lag is
 * in proportion to w, and lambda = w (1 - lag(w) / w) is there in two rounds. False near antipodes,
 * where it does not settle. */
static bool settle(const ends *e, double lambda, double *omega)
{
    double w = lambda;
    for (int i = 0; i < 40; i++) {
        double x = e->cos_2 * sin(w), y = northing(e, w);
        double sigma = atan2(hypot(x, y), e->sin_1 * e->sin_2 + e->cos_1 * e->cos_2 * cos(w));
        if (sigma > 3.0) return false;
        double azi = atan2(x, y);
        great g = great_of(sin(azi) * e->cos_1);
        double sigma_1 = atan2(e->sin_1, cos(azi) * e->cos_1);
        double behind = lag(&g, sigma_1, sigma_1 + sigma);
        double next = sigma < 0.02 && w > 0 ? lambda / (1 - behind / w) : lambda + behind;
        if (next > pi) return false;
        if (fabs(next - w) <= 4e-16 * next) {
            *omega = next;
            return true;
        }
        w = next;
    }
    return false;
}

typedef struct shot {
    double lambda, sigma_1, sigma_2, azi_2;
    great g;
} shot;

/* From the end that is farther south, at azimuth azi_1: where the second latitude is met going
 * north. */
static shot shoot(const ends *e, double azi_1)
{
    shot s = {.g = great_of(sin(azi_1) * e->cos_1)};
    double c = cos(azi_1),
           c2 = c * c * e->cos_1 * e->cos_1 + (e->cos_2 - e->cos_1) * (e->cos_2 + e->cos_1);
    c2 = c2 > 0 ? sqrt(c2) : 0;
    s.azi_2 = atan2(s.g.sin_0, c2);
    s.sigma_1 = atan2(e->sin_1, c * e->cos_1);
    s.sigma_2 = atan2(e->sin_2, c2);
    double omega_1 = atan2(s.g.sin_0 * sin(s.sigma_1), cos(s.sigma_1)),
           omega_2 = atan2(s.g.sin_0 * sin(s.sigma_2), cos(s.sigma_2));
    s.lambda = omega_2 - omega_1;
    if (s.lambda < 0) s.lambda += 2 * pi;
    s.lambda -= lag(&s.g, s.sigma_1, s.sigma_2);
    return s;
}

/* Near antipodes: the longitude met grows with the azimuth, so the azimuth is found by halving. The
 * first end is the one farther from the equator, and south of it. */
static geo_inverse_result nearly_opposite(ends e, double lambda)
{
    bool swapped = fabs(e.sin_1) < fabs(e.sin_2), mirrored;
    if (swapped) e = (ends){e.sin_2, e.cos_2, e.sin_1, e.cos_1, 0};
    mirrored = e.sin_1 > 0;
    if (mirrored) {
        e.sin_1 = -e.sin_1;
        e.sin_2 = -e.sin_2;
    }
    if (!(e.sin_1 < 0)) e.sin_1 = -1e-300;
    double lo = 0, hi = pi;
    for (int i = 0; i < 200 && lo < hi; i++) {
        double mid = 0.5 * (lo + hi);
        if (!(mid > lo && mid < hi)) break;
        if (shoot(&e, mid).lambda < lambda) {
            lo = mid;
        } else {
            hi = mid;
        }
    }
    shot s = shoot(&e, lo);
    double a1 = lo * (180 / pi), a2 = s.azi_2 * (180 / pi);
    if (mirrored) {
        a1 = 180 - a1;
        a2 = 180 - a2;
    }
    if (swapped) { /* the same line walked from its other end, mirrored in the meridian */
        double t = a1;
        a1 = 180 - a2;
        a2 = 180 - t;
    }
    return (geo_inverse_result){length_m(&s.g, s.sigma_1, s.sigma_2), a1, a2};
}

geo_inverse_result geo_inverse(geo_pt p, geo_pt q)
{
    double diff = lon_difference_deg(p.lon_deg, q.lon_deg), omega;
    bool west = diff < 0;
    ends e = ends_of(p, q);
    if (!(diff < 0) && !(diff > 0) && !(p.lat_deg < q.lat_deg) && !(p.lat_deg > q.lat_deg)) {
        double azi = p.lat_deg > 0 ? 180 : 0;
        return (geo_inverse_result){0, azi, azi};
    }
    geo_inverse_result r = settle(&e, rad(fabs(diff)), &omega)
                               ? finish(&e, omega)
                               : nearly_opposite(e, rad(fabs(diff)));
    if (west) {
        r.azimuth_deg = -r.azimuth_deg;
        r.final_azimuth_deg = -r.final_azimuth_deg;
    }
    return r;
}

double geo_distance_m(geo_pt a, geo_pt b)
{
    return geo_inverse(a, b).distance_m;
}

geo_pt geo_destination(geo_pt from, double azimuth_deg, double distance_m)
{
    ends e = ends_of(from, from);
    double azi = rad(azimuth_deg), s1 = e.sin_1, c1 = e.cos_1;
    great g = great_of(sin(azi) * c1);
    double sigma_1 = atan2(s1, cos(azi) * c1), sigma_2 = sigma_1;
    sigma_2 += distance_m / (axis_m * (1 - flattening) * (1 + g.k2 / 4));
    for (int i = 0; i < 12; i++) {
        double step = (distance_m - length_m(&g, sigma_1, sigma_2)) /
                      (axis_m * (1 - flattening) * length_per_sigma(&g, sigma_2));
        sigma_2 += step;
        if (fabs(step) < 1e-15) break;
    }
    double s2 = sin(sigma_2), c2 = cos(sigma_2);
    double lat = atan2(g.cos_0 * s2, (1 - flattening) * hypot(g.sin_0, g.cos_0 * c2));
    double omega = sigma_2 - sigma_1 - atan2(s2, c2) + atan2(g.sin_0 * s2, c2) +
                   atan2(sin(sigma_1), cos(sigma_1)) - atan2(g.sin_0 * sin(sigma_1), cos(sigma_1));
    double lon = from.lon_deg + (omega - lag(&g, sigma_1, sigma_2)) * (180 / pi);
    lon = remainder(lon, 360);
    return (geo_pt){.lon_deg = lon, .lat_deg = lat * (180 / pi)};
}

/* ---- Area (Karney 2013, section 6) ---------------------------------------------------------- */

/* (t(A) - t(y)) / (A - y) for t(x) = x + sqrt(1/x + 1) asinh(sqrt(x)), from the power series of t,
 * so that nothing cancels; A is e'^2 = 0.0067, so eight terms are exact to the last bit. */
static double t_quotient(double big_a, double y)
{
    double sum = 1, before = 1, power = 1, inner = 1, sign = -1;
    for (int n = 1; n <= 8; n++) { /* inner = sum of A^(n-1-i) y^i */
        double now = before * (2.0 * n) / (2.0 * n + 1);
        sum += sign * (now - before) * inner;
        power *= y;
        inner = inner * big_a + power;
        before = now;
        sign = -sign;
    }
    return sum;
}

static double area_per_sigma(const void *ctx, double sigma)
{
    const great *g = ctx;
    double s = sin(sigma);
    return t_quotient(second_e2(), g->k2 * s * s) * s * 0.5;
}

/* Square of the authalic radius. */
static double authalic2_m2(void)
{
    double b = axis_m * (1 - flattening), e = sqrt(flattening * (2 - flattening));
    return 0.5 * (axis_m * axis_m + b * b * atanh(e) / e);
}

/* Area between the geodesic and the equator, positive going east in the north. */
static double area_under_m2(geo_pt p, geo_pt q)
{
    double diff = lon_difference_deg(p.lon_deg, q.lon_deg), omega;
    ends e = ends_of(p, q);
    if (!(diff < 0) && !(diff > 0)) return 0;
    if (!settle(&e, rad(fabs(diff)), &omega)) omega = rad(fabs(diff));
    double x = e.cos_2 * sin(omega), y = northing(&e, omega);
    double sigma = atan2(hypot(x, y), e.sin_1 * e.sin_2 + e.cos_1 * e.cos_2 * cos(omega));
    double azi = atan2(x, y);
    great g = great_of(sin(azi) * e.cos_1);
    double sigma_1 = atan2(e.sin_1, cos(azi) * e.cos_1);
    double turn = 2 * atan2(sin(omega) * (e.sin_1 * (1 + e.cos_2) + e.sin_2 * (1 + e.cos_1)),
                            (1 + cos(omega)) * (e.sin_1 * e.sin_2 + (1 + e.cos_1) * (1 + e.cos_2)));
    double e2 = flattening * (2 - flattening);
    double area = authalic2_m2() * turn - e2 * axis_m * axis_m * g.cos_0 * g.sin_0 *
                                              along(&g, sigma_1, sigma_1 + sigma, area_per_sigma);
    return diff < 0 ? -area : area;
}

void geo_ring_measure(const geo_pt *pts, size_t n, double *area_m2, double *perimeter_m)
{
    calc_sum area = {0}, length = {0};
    double around_deg = 0, whole = 4 * pi * authalic2_m2();
    for (size_t i = 0; i < n; i++) {
        geo_pt p = pts[i], q = pts[(i + 1) % n];
        calc_add(&area, -area_under_m2(p, q));
        calc_add(&length, geo_distance_m(p, q));
        around_deg += lon_difference_deg(p.lon_deg, q.lon_deg);
    }
    double a = calc_total(area);
    if (around_deg > 180) a += whole / 2; /* the ring goes round a pole */
    if (around_deg < -180) a -= whole / 2;
    if (a > whole / 2) a -= whole;
    if (a <= -whole / 2) a += whole;
    *area_m2 = a;
    *perimeter_m = calc_total(length);
}

/* ---- Distance to a boundary ------------------------------------------------------------------ */

/* Golden section on a piece so short that the distance has one minimum on it. */
static double piece_distance_m(geo_pt p, geo_pt from, double azimuth_deg, double lo, double hi)
{
    const double ratio = 0.61803398874989485;
    double a = hi - ratio * (hi - lo), b = lo + ratio * (hi - lo);
    double da = geo_distance_m(p, geo_destination(from, azimuth_deg, a)),
           db = geo_distance_m(p, geo_destination(from, azimuth_deg, b));
    while (hi - lo > 1e-3) {
        if (da < db) {
            hi = b;
            b = a;
            db = da;
            a = hi - ratio * (hi - lo);
            da = geo_distance_m(p, geo_destination(from, azimuth_deg, a));
        } else {
            lo = a;
            a = b;
            da = db;
            b = lo + ratio * (hi - lo);
            db = geo_distance_m(p, geo_destination(from, azimuth_deg, b));
        }
    }
    return da < db ? da : db;
}

double geo_boundary_distance_m(geo_pt p, const geo_pt *pts, size_t n)
{
    enum { PIECE_M = 50000 };
    double best = HUGE_VAL;
    for (size_t i = 0; i < n; i++) {
        geo_inverse_result edge = geo_inverse(pts[i], pts[(i + 1) % n]);
        double d = geo_distance_m(p, pts[i]);
        if (d < best) best = d;
        if (d - edge.distance_m > best || !(edge.distance_m > 0)) continue;
        size_t pieces = (size_t)ceil(edge.distance_m / PIECE_M);
        double step = edge.distance_m / (double)pieces;
        for (size_t k = 0; k < pieces; k++) {
            d = piece_distance_m(p, pts[i], edge.azimuth_deg, step * (double)k,
                                 step * (double)(k + 1));
            if (d < best) best = d;
        }
    }
    return best;
}
