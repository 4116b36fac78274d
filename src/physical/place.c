#include "physical/place.h"

#include "geo/density.h"

#include <math.h>
#include <stdlib.h>

static const double r95_per_sigma = 2.4477468306808166, least_radius_m = 150,
                    pi = 3.14159265358979324;

const char *place_level_says(place_level l)
{
    static const char *const words[] = {N_("somewhere in the area"), N_("near it"),
                                        N_("likely on it"), N_("on it")};
    return words[l];
}

const char *place_level_word(place_level l)
{
    static const char *const words[] = {"area_only", "near_site", "likely_site", "on_site"};
    return words[l];
}

place_density place_density_of(place_precision p, geo_pt at, double radius_m)
{
    place_density d = {.mean = at};
    switch (p) {
    case PLACE_POINT:
        d.form = PLACE_GAUSS;
        d.sigma_m = radius_m > 0 ? radius_m / r95_per_sigma : 50;
        break;
    case PLACE_SITE:
        d.form = PLACE_GAUSS;
        d.sigma_m = 100;
        break;
    case PLACE_TOWN:
        d.form = radius_m > 0 ? PLACE_DISC : PLACE_FORM_NONE;
        d.radius_m = radius_m;
        break;
    case PLACE_NEAR:
        d.form = PLACE_GAUSS;
        d.sigma_m = (radius_m > 0 ? radius_m : 25000) / r95_per_sigma;
        break;
    case PLACE_NONE:
    case PLACE_PIXEL:
    case PLACE_DISTRICT:
    case PLACE_PROVINCE:
    case PLACE_VAGUE:
    case PLACE_COUNTRY:
    case PLACE_OPEN:
    case PLACE__N: break;
    }
    return d;
}

place_density place_density_of_pixel(geo_pt at, double scan_km, double track_km)
{
    return (place_density){
        .form = PLACE_PIXEL_FORM, .mean = at, .scan_m = scan_km * 1000, .track_m = track_km * 1000};
}

double place_r95_m(const place_density *d)
{
    switch (d->form) {
    case PLACE_GAUSS: return d->sigma_m * r95_per_sigma;
    case PLACE_DISC: return d->radius_m * sqrt(0.95);
    case PLACE_PIXEL_FORM: return 0.5 * hypot(d->scan_m, d->track_m);
    case PLACE_FORM_NONE: break;
    }
    return 0;
}

/* Azimuthal equidistant around the mean: exact distances from it. */
static geo_xy project(geo_pt mean, geo_pt p)
{
    geo_inverse_result v = geo_inverse(mean, p);
    double azimuth = v.azimuth_deg * (pi / 180);
    return (geo_xy){v.distance_m * sin(azimuth), v.distance_m * cos(azimuth)};
}

/* ---- A disc over a polygon: each edge with the centre makes a triangle, cut by the circle
 * ------------------ */

static double sector(double ax, double ay, double bx, double by, double r)
{
    return 0.5 * r * r * atan2(ax * by - ay * bx, ax * bx + ay * by);
}

static double triangle(double ax, double ay, double bx, double by)
{
    return 0.5 * (ax * by - ay * bx);
}

/* Signed area of (triangle 0 a b) within the circle of radius r around 0. */
static double edge_in_disc(geo_xy a, geo_xy b, double r)
{
    double dx = b.x_m - a.x_m, dy = b.y_m - a.y_m, len2 = dx * dx + dy * dy;
    if (!(len2 > 0)) return 0;
    double half = a.x_m * dx + a.y_m * dy, c = a.x_m * a.x_m + a.y_m * a.y_m - r * r,
           disc = half * half - len2 * c;
    if (!(disc > 0)) return sector(a.x_m, a.y_m, b.x_m, b.y_m, r);
    double root = sqrt(disc), t0 = (-half - root) / len2, t1 = (-half + root) / len2;
    if (t1 <= 0 || t0 >= 1) return sector(a.x_m, a.y_m, b.x_m, b.y_m, r);
    double u = t0 > 0 ? t0 : 0, v = t1 < 1 ? t1 : 1;
    double ux = a.x_m + u * dx, uy = a.y_m + u * dy, vx = a.x_m + v * dx, vy = a.y_m + v * dy;
    double sum = triangle(ux, uy, vx, vy);
    if (t0 > 0) sum += sector(a.x_m, a.y_m, ux, uy, r);
    if (t1 < 1) sum += sector(vx, vy, b.x_m, b.y_m, r);
    return sum;
}

static double ring_in_disc_m2(const geo_xy *ring, size_t n, double r)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += edge_in_disc(ring[i], ring[(i + 1) % n], r);
    return sum;
}

/* ---- Shares
 * ----------------------------------------------------------------------------------------------------
 */

typedef struct measured {
    double share, area_m2;
} measured;

static double share_of_circle(const place_density *d, double distance_m, double radius_m, geo_xy at,
                              arena *scratch)
{
    if (d->form == PLACE_GAUSS) return plane_gauss_disc(distance_m, radius_m, d->sigma_m);
    if (d->form == PLACE_DISC) return plane_disc_share(distance_m, d->radius_m, radius_m);
    enum { SIDES = 64 }; /* a pixel over a circle: the circle as a polygon of the same area */
    geo_xy ring[SIDES], *room = arena_alloc_n(scratch, GEO_CLIP_ROOM(SIDES), sizeof *room);
    double r = radius_m * sqrt(2 * pi / (SIDES * sin(2 * pi / SIDES)));
    if (room == NULL) return -1;
    for (int i = 0; i < SIDES; i++)
        ring[i] =
            (geo_xy){at.x_m + r * cos(2 * pi * i / SIDES), at.y_m + r * sin(2 * pi * i / SIDES)};
    return plane_pixel_overlap_m2(ring, SIDES, (geo_xy){0, 0}, d->scan_m, d->track_m,
                                  d->rotation_deg, room) /
           (d->scan_m * d->track_m);
}

static double share_of_ring(const place_density *d, const geo_xy *ring, size_t n,
                            double signed_area, geo_xy *room)
{
    double sign = signed_area < 0 ? -1 : 1;
    switch (d->form) {
    case PLACE_GAUSS: return plane_gauss_ring(ring, n, (geo_xy){0, 0}, d->sigma_m);
    case PLACE_DISC:
        return ring_in_disc_m2(ring, n, d->radius_m) / (pi * d->radius_m * d->radius_m);
    case PLACE_PIXEL_FORM:
        return sign *
               plane_pixel_overlap_m2(ring, n, (geo_xy){0, 0}, d->scan_m, d->track_m,
                                      d->rotation_deg, room) /
               (d->scan_m * d->track_m);
    case PLACE_FORM_NONE: break;
    }
    return 0;
}

static tr_err measure(const place_density *d, const geo_shape *s, arena *scratch, measured *out)
{
    *out = (measured){0, 0};
    if (s->kind == GEO_CIRCLE) {
        double r = s->radius_m > least_radius_m ? s->radius_m : least_radius_m;
        geo_xy at = project(d->mean, s->center);
        out->share = share_of_circle(d, hypot(at.x_m, at.y_m), r, at, scratch);
        out->area_m2 = pi * r * r;
        return out->share < 0 ? TR_ERR_NOMEM : TR_OK;
    }
    for (size_t i = 0; i < s->n_rings;
         i++) { /* outer rings run counter-clockwise, holes clockwise: they subtract */
        size_t n = s->rings[i].n - 1;
        geo_xy *ring = arena_alloc_n(scratch, n + 1, sizeof *ring),
               *room = arena_alloc_n(scratch, GEO_CLIP_ROOM(n), sizeof *room);
        if (ring == NULL || room == NULL) return TR_ERR_NOMEM;
        for (size_t k = 0; k < n; k++)
            ring[k] = project(d->mean, s->rings[i].pts[k]);
        double area = plane_area_m2(ring, n);
        out->area_m2 += area;
        out->share += share_of_ring(d, ring, n, area, room);
    }
    out->area_m2 = fabs(out->area_m2);
    out->share = fabs(out->share);
    return TR_OK;
}

static double nearest_m(geo_pt from, const geo_shape *s)
{
    double best = HUGE_VAL;
    if (s->kind == GEO_CIRCLE) return fmax(0, geo_distance_m(from, s->center) - s->radius_m);
    if (geo_contains(s, from)) return 0;
    for (size_t i = 0; i < s->n_rings; i++)
        best = fmin(best, geo_line_distance_m(from, &s->rings[i]));
    return best;
}

/* Sites of equal chance come in the order they were given: what differs by rounding is equal. */
static int64_t chance(const place_answer *v)
{
    return (int64_t)(v->p * 1e9 + 0.5);
}

static int strongest_first(const void *a, const void *b)
{
    const place_answer *x = a, *y = b;
    if (chance(x) != chance(y)) return chance(x) > chance(y) ? -1 : 1;
    return (x->site > y->site) - (x->site < y->site);
}

/* The centre of a town, or "near" it, does not point at a site, however few are listed: only a name
 * does. */
static bool points_at_sites(const place_density *d, double name_ratio)
{
    const double finest_m = 500;
    return name_ratio > 1 || d->form == PLACE_PIXEL_FORM ||
           (d->form == PLACE_GAUSS && d->sigma_m <= finest_m);
}

static place_level level_of(double p, bool near, bool pointed)
{
    if (!pointed) return near ? PLACE_NEAR_SITE : PLACE_AREA_ONLY;
    return p >= 0.8   ? PLACE_ON_SITE
           : p >= 0.5 ? PLACE_LIKELY_SITE
           : near     ? PLACE_NEAR_SITE
                      : PLACE_AREA_ONLY;
}

tr_err place_posterior(const place_density *d, const place_site *sites, size_t n, double background,
                       arena *a, place_answer **out, size_t *n_out)
{
    place_answer *v = arena_alloc_n(a, n + 1, sizeof *v);
    double *odds = arena_alloc_n(a, n + 1, sizeof *odds), sum = 0;
    size_t m = 0;
    if (v == NULL || odds == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n && d->form != PLACE_FORM_NONE; i++) {
        measured x;
        if (sites[i].shape->kind != GEO_CIRCLE && sites[i].shape->kind != GEO_POLYGON) continue;
        TR_TRY(measure(d, sites[i].shape, a, &x));
        bool near = nearest_m(d->mean, sites[i].shape) <= 2 * place_r95_m(d);
        if (!near && !(x.share > 0)) continue;
        odds[m] =
            x.area_m2 > 0 ? sites[i].weight * sites[i].name_ratio * x.share / (x.area_m2 / 1e6) : 0;
        sum += odds[m];
        v[m++] = (place_answer){
            .site = i, .share = x.share, .level = near ? PLACE_NEAR_SITE : PLACE_AREA_ONLY};
    }
    for (size_t i = 0; i < m; i++) {
        v[i].p = odds[i] / (sum + background);
        v[i].p_low = odds[i] / (sum + 3 * background);
        v[i].p_high = odds[i] / (sum + background / 3);
        v[i].level = level_of(v[i].p, v[i].level == PLACE_NEAR_SITE,
                              points_at_sites(d, sites[v[i].site].name_ratio));
    }
    if (m) qsort(v, m, sizeof *v, strongest_first);
    *out = v;
    *n_out = m;
    return TR_OK;
}
