#include "geo/density.h"

#include "calc/calc.h"

#include <math.h>

double plane_area_m2(const geo_xy *ring, size_t n)
{
    calc_sum sum = {0};
    for (size_t i = 0; n > 0 && i < n;
         i++) { /* relative to the first point: nothing large cancels */
        geo_xy p = ring[i], q = ring[(i + 1) % n];
        calc_add(&sum, (p.x_m - ring[0].x_m) * (q.y_m - ring[0].y_m) -
                           (q.x_m - ring[0].x_m) * (p.y_m - ring[0].y_m));
    }
    return 0.5 * calc_total(sum);
}

/* ---- Gaussian over a polygon: the closed integral of Phi(x) phi(y) dy, in units of sigma -------
 */

typedef struct edge {
    double x0, y0, slope; /* x as a function of y */
} edge;

static double edge_density(const void *ctx, double y)
{
    const edge *e = ctx;
    return norm_cdf(e->x0 + (y - e->y0) * e->slope) * norm_pdf(y);
}

/* Where the integrand bends: the edge is cut at these offsets on both axes. */
static const double bends[] = {0, 0.5, 1, 2, 4, 8};
enum { N_BENDS = sizeof bends / sizeof bends[0], MAX_CUTS = 4 * N_BENDS + 2 };

static void cut_at(double from, double to, double value, double *cuts, size_t *n)
{
    if (!(fabs(to - from) > 0)) return;
    double t = (value - from) / (to - from);
    if (t > 0 && t < 1) cuts[(*n)++] = t;
}

static size_t find_cuts(geo_xy p, geo_xy q, double *cuts)
{
    size_t n = 0;
    cuts[n++] = 0;
    for (size_t i = 0; i < N_BENDS; i++) {
        for (int sign = -1; sign <= (i ? 1 : -1); sign += 2) {
            cut_at(p.y_m, q.y_m, sign * bends[i], cuts, &n);
            cut_at(p.x_m, q.x_m, sign * bends[i], cuts, &n);
        }
    }
    cuts[n++] = 1;
    for (size_t i = 1; i < n; i++) { /* insertion: n is at most 26 */
        double v = cuts[i];
        size_t k = i;
        for (; k > 0 && cuts[k - 1] > v; k--)
            cuts[k] = cuts[k - 1];
        cuts[k] = v;
    }
    return n;
}

static double edge_integral(geo_xy p, geo_xy q)
{
    double cuts[MAX_CUTS], dy = q.y_m - p.y_m, sum = 0;
    if (!(fabs(dy) > 0)) return 0;
    edge e = {p.x_m, p.y_m, (q.x_m - p.x_m) / dy};
    size_t n = find_cuts(p, q, cuts);
    for (size_t i = 1; i < n; i++) {
        double a = p.y_m + cuts[i - 1] * dy, b = p.y_m + cuts[i] * dy;
        if (fabs(a) > 39 && fabs(b) > 39 && a * b > 0) continue; /* below the smallest double */
        sum += calc_integral(20, a, b, edge_density, &e);
    }
    return sum;
}

/* Turned by quarters so that Phi is small over the ring: a far polygon's probability is then
 * right in relative terms, not the difference of two numbers close to one. */
static geo_xy turned(geo_xy p, geo_xy mu, double sigma_m, int quarters)
{
    double x = (p.x_m - mu.x_m) / sigma_m, y = (p.y_m - mu.y_m) / sigma_m;
    switch (quarters) {
    case 1: return (geo_xy){-y, x};
    case 2: return (geo_xy){-x, -y};
    case 3: return (geo_xy){y, -x};
    default: return (geo_xy){x, y};
    }
}

static int best_turn(const geo_xy *ring, size_t n, geo_xy mu)
{
    double x = 0, y = 0;
    for (size_t i = 0; i < n; i++) {
        x += ring[i].x_m - mu.x_m;
        y += ring[i].y_m - mu.y_m;
    }
    if (fabs(x) >= fabs(y)) return x > 0 ? 2 : 0;
    return y > 0 ? 1 : 3;
}

double plane_gauss_ring(const geo_xy *ring, size_t n, geo_xy mu, double sigma_m)
{
    int turn = best_turn(ring, n, mu);
    calc_sum sum = {0};
    for (size_t i = 0; i < n; i++) {
        calc_add(&sum, edge_integral(turned(ring[i], mu, sigma_m, turn),
                                     turned(ring[(i + 1) % n], mu, sigma_m, turn)));
    }
    return calc_total(sum);
}

/* ---- Gaussian over a disc: chords across the line of centres ----------------------------------
 */

typedef struct chord {
    double d, r; /* in units of sigma */
} chord;

static double chord_density(const void *ctx, double theta)
{
    const chord *c = ctx;
    double x = c->r * sin(theta), half = c->r * cos(theta);
    return norm_pdf(x - c->d) * erf(half * 0.70710678118654752) * half;
}

double plane_gauss_disc(double distance_m, double radius_m, double sigma_m)
{
    enum { PANELS = 8, N = 2 * N_BENDS + 4 };
    chord c = {distance_m / sigma_m, radius_m / sigma_m};
    double cuts[4 * N], half_pi = 1.5707963267948966, sum = 0;
    size_t n = 0;
    if (c.d - c.r > 40) return 0;
    if (c.r - c.d > 40) return 1;
    for (size_t i = 0; i < N_BENDS; i++) {
        for (int sign = -1; sign <= 1; sign += 2) {
            double at = (c.d + sign * bends[i]) / c.r;
            if (at > -1 && at < 1) cuts[n++] = asin(at);
            if (bends[i] > 0 && bends[i] < c.r) cuts[n++] = sign * acos(bends[i] / c.r);
        }
    }
    cuts[n++] = -half_pi;
    cuts[n++] = half_pi;
    for (size_t i = 1; i < n; i++) {
        double v = cuts[i];
        size_t k = i;
        for (; k > 0 && cuts[k - 1] > v; k--)
            cuts[k] = cuts[k - 1];
        cuts[k] = v;
    }
    for (size_t i = 1; i < n; i++) {
        double step = (cuts[i] - cuts[i - 1]) / PANELS;
        for (int k = 0; step > 0 && k < PANELS; k++)
            sum += calc_integral(20, cuts[i - 1] + step * k, cuts[i - 1] + step * (k + 1),
                                 chord_density, &c);
    }
    return sum > 1 ? 1 : sum;
}

/* ---- Discs ------------------------------------------------------------------------------------
 */

static double clamp1(double v)
{
    return v > 1 ? 1 : v < -1 ? -1 : v;
}

static double lens_area(double d, double a, double b)
{
    double pi = 3.14159265358979324, small = a < b ? a : b;
    if (d >= a + b) return 0;
    if (d <= fabs(a - b)) return pi * small * small;
    double ca = clamp1((d * d + a * a - b * b) / (2 * d * a)),
           cb = clamp1((d * d + b * b - a * a) / (2 * d * b));
    double k = (-d + a + b) * (d + a - b) * (d - a + b) * (d + a + b);
    return a * a * acos(ca) + b * b * acos(cb) - 0.5 * sqrt(k > 0 ? k : 0);
}

double plane_disc_share(double distance_m, double r_uncertain_m, double r_site_m)
{
    if (!(r_uncertain_m > 0)) return distance_m <= r_site_m ? 1 : 0;
    return lens_area(distance_m, r_uncertain_m, r_site_m) /
           (3.14159265358979324 * r_uncertain_m * r_uncertain_m);
}

/* ---- Pixel ------------------------------------------------------------------------------------
 */

/* One pass of Sutherland and Hodgman: keep what lies on the inner side of axis * sign <= limit. */
static size_t clip(const geo_xy *in, size_t n, int axis, double sign, double limit, geo_xy *out)
{
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
        geo_xy p = in[i], q = in[(i + 1) % n];
        double dp = limit - sign * (axis ? p.y_m : p.x_m),
               dq = limit - sign * (axis ? q.y_m : q.x_m);
        if (dp >= 0) out[m++] = p;
        if ((dp >= 0) == (dq >= 0)) continue;
        double t = dp / (dp - dq);
        out[m++] = (geo_xy){p.x_m + t * (q.x_m - p.x_m), p.y_m + t * (q.y_m - p.y_m)};
    }
    return m;
}

double plane_pixel_overlap_m2(const geo_xy *ring, size_t n, geo_xy centre, double scan_m,
                              double track_m, double rotation_deg, geo_xy *scratch)
{
    double turn = rotation_deg * 0.017453292519943295, c = cos(turn), s = sin(turn);
    geo_xy *a = scratch, *b = scratch + GEO_CLIP_ROOM(n) / 2;
    for (size_t i = 0; i < n; i++) { /* into the frame of the pixel */
        double x = ring[i].x_m - centre.x_m, y = ring[i].y_m - centre.y_m;
        a[i] = (geo_xy){x * c + y * s, y * c - x * s};
    }
    n = clip(a, n, 0, 1, scan_m / 2, b);
    n = clip(b, n, 0, -1, scan_m / 2, a);
    n = clip(a, n, 1, 1, track_m / 2, b);
    n = clip(b, n, 1, -1, track_m / 2, a);
    return fabs(plane_area_m2(a, n));
}
