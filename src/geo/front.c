#include "geo/front.h"

#include <math.h>
#include <stdlib.h>

typedef struct xy {
    double x, y;
} xy;

static const double RAD = 3.14159265358979323846 / 180;
static const double A_M = 6378137, E2 = 6.69437999014e-3;

static xy around(geo_pt p, geo_pt q)
{
    geo_inverse_result v = geo_inverse(p, q);
    return (xy){v.distance_m * sin(v.azimuth_deg * RAD), v.distance_m * cos(v.azimuth_deg * RAD)};
}

/* Square of the distance of a point from a segment. */
static double apart2(xy p, xy a, xy b)
{
    double dx = b.x - a.x, dy = b.y - a.y, len2 = dx * dx + dy * dy;
    double t = len2 > 0 ? ((p.x - a.x) * dx + (p.y - a.y) * dy) / len2 : 0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    double x = a.x + t * dx - p.x, y = a.y + t * dy - p.y;
    return x * x + y * y;
}

size_t geo_front_edges(const geo_front *f)
{
    size_t n = 0;
    for (size_t i = 0; i < f->n_areas; i++) {
        for (size_t k = 0; k < f->areas[i]->n_rings; k++)
            n += f->areas[i]->rings[k].n ? f->areas[i]->rings[k].n - 1 : 0;
    }
    return n;
}

void geo_front_within(const geo_front *f, const geo_shape *within, unsigned char *out)
{
    size_t e = 0;
    for (size_t i = 0; i < f->n_areas; i++) {
        for (size_t k = 0; k < f->areas[i]->n_rings; k++) {
            const geo_ring *r = &f->areas[i]->rings[k];
            for (size_t j = 1; j < r->n; j++, e++) {
                geo_pt a = r->pts[j - 1], b = r->pts[j];
                geo_pt mid = {(a.lon_deg + b.lon_deg) / 2, (a.lat_deg + b.lat_deg) / 2};
                out[e] = !geo_contains(within, mid) && !geo_contains(within, a) &&
                         !geo_contains(within, b);
            }
        }
    }
}

typedef struct scan {
    geo_pt p;
    double x_m, y_m; /* metres a degree at p */
    bool rough;      /* far from the poles: the first look may be in degrees */
    bool inside;
    double best_m;
} scan;

/* The first look: off by the bend of the parallels, which error_of bounds. */
static double about_m(const scan *s, geo_pt a, geo_pt b)
{
    xy p = {0, 0};
    xy u = {(a.lon_deg - s->p.lon_deg) * s->x_m, (a.lat_deg - s->p.lat_deg) * s->y_m};
    xy v = {(b.lon_deg - s->p.lon_deg) * s->x_m, (b.lat_deg - s->p.lat_deg) * s->y_m};
    return sqrt(apart2(p, u, v));
}

static bool crosses(geo_pt p, geo_pt a, geo_pt b)
{
    if ((a.lat_deg > p.lat_deg) == (b.lat_deg > p.lat_deg)) return false;
    double x =
        a.lon_deg + (p.lat_deg - a.lat_deg) / (b.lat_deg - a.lat_deg) * (b.lon_deg - a.lon_deg);
    return p.lon_deg < x;
}

enum { STRETCH = 32 };

tr_err geo_front_stretch_all(const geo_shape *const *areas, size_t n, arena *a,
                             geo_front_stretch **out, size_t *n_out)
{
    VEC(geo_front_stretch) v = {0};
    size_t first = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < areas[i]->n_rings; k++) {
            const geo_ring *r = &areas[i]->rings[k];
            for (size_t from = 1; from < r->n; from += STRETCH) {
                size_t to = from + STRETCH < r->n ? from + STRETCH : r->n;
                geo_front_stretch *s = VEC_PUSH(a, &v);
                if (s == NULL) return TR_ERR_NOMEM;
                *s = (geo_front_stretch){
                    .area = i, .ring = k, .from = from, .to = to, .first = first};
                s->least = s->most = r->pts[from - 1];
                for (size_t j = from; j < to; j++) {
                    geo_pt p = r->pts[j];
                    if (p.lon_deg < s->least.lon_deg) s->least.lon_deg = p.lon_deg;
                    if (p.lat_deg < s->least.lat_deg) s->least.lat_deg = p.lat_deg;
                    if (p.lon_deg > s->most.lon_deg) s->most.lon_deg = p.lon_deg;
                    if (p.lat_deg > s->most.lat_deg) s->most.lat_deg = p.lat_deg;
                }
                first += to - from;
            }
        }
    }
    *out = v.items;
    *n_out = v.n;
    return TR_OK;
}

/* All edges one by one: what the stretches must agree with. */
static void look_at_each(const geo_front *f, scan *s)
{
    size_t e = 0;
    for (size_t i = 0; i < f->n_areas; i++) {
        bool in = false;
        for (size_t k = 0; k < f->areas[i]->n_rings; k++) {
            const geo_ring *r = &f->areas[i]->rings[k];
            for (size_t j = 1; j < r->n; j++, e++) {
                if (crosses(s->p, r->pts[j - 1], r->pts[j])) in = !in;
                if (f->left_out && f->left_out[e]) continue;
                double d = about_m(s, r->pts[j - 1], r->pts[j]);
                if (d < s->best_m) s->best_m = d;
            }
        }
        s->inside = s->inside || in;
    }
}

/* No edge of the stretch is nearer, in the same measure as about_m. */
static double least_m(const scan *s, const geo_front_stretch *t)
{
    double x = t->least.lon_deg - s->p.lon_deg, y = t->least.lat_deg - s->p.lat_deg;
    double u = s->p.lon_deg - t->most.lon_deg, v = s->p.lat_deg - t->most.lat_deg;
    x = x > u ? x : u;
    y = y > v ? y : v;
    x = x > 0 ? x * s->x_m : 0;
    y = y > 0 ? y * s->y_m : 0;
    return sqrt(x * x + y * y);
}

static void look_at_stretch(const geo_front *f, const geo_front_stretch *t, scan *s)
{
    const geo_ring *r = &f->areas[t->area]->rings[t->ring];
    for (size_t j = t->from; j < t->to; j++) {
        if (f->left_out && f->left_out[t->first + j - t->from]) continue;
        double d = about_m(s, r->pts[j - 1], r->pts[j]);
        if (d < s->best_m) s->best_m = d;
    }
}

/* A ray to the east meets nothing of a stretch that is above, below or west of the place. */
static bool may_cross(geo_pt p, const geo_front_stretch *t)
{
    return t->least.lat_deg <= p.lat_deg && t->most.lat_deg > p.lat_deg &&
           t->most.lon_deg > p.lon_deg;
}

static void find_side(const geo_front *f, scan *s)
{
    bool in = false;
    size_t area = 0;
    for (size_t i = 0; i < f->n_stretches; i++) {
        const geo_front_stretch *t = &f->stretches[i];
        if (t->area != area) {
            s->inside = s->inside || in;
            in = false;
            area = t->area;
        }
        if (!may_cross(s->p, t)) continue;
        const geo_ring *r = &f->areas[t->area]->rings[t->ring];
        for (size_t j = t->from; j < t->to; j++) {
            if (crosses(s->p, r->pts[j - 1], r->pts[j])) in = !in;
        }
    }
    s->inside = s->inside || in;
}

static void look_by_stretches(const geo_front *f, scan *s)
{
    const geo_front_stretch *nearest = NULL;
    double least = HUGE_VAL;
    for (size_t i = 0; i < f->n_stretches; i++) {
        double d = least_m(s, &f->stretches[i]);
        if (d < least) {
            least = d;
            nearest = &f->stretches[i];
        }
    }
    if (nearest) look_at_stretch(f, nearest, s);
    for (size_t i = 0; i < f->n_stretches; i++) {
        if (&f->stretches[i] != nearest && least_m(s, &f->stretches[i]) < s->best_m)
            look_at_stretch(f, &f->stretches[i], s);
    }
    find_side(f, s);
}

static scan scan_of(const geo_front *f, geo_pt p)
{
    scan s = {.p = p, .best_m = HUGE_VAL};
    double sine = sin(p.lat_deg * RAD), w2 = 1 - E2 * sine * sine; /* WGS 84 */
    s.x_m = RAD * A_M / sqrt(w2) * cos(p.lat_deg * RAD);
    s.y_m = RAD * A_M * (1 - E2) / (w2 * sqrt(w2));
    if (f->stretches)
        look_by_stretches(f, &s);
    else
        look_at_each(f, &s);
    s.rough = fabs(p.lat_deg) < 70 && s.best_m < 300000 && fabs(p.lon_deg) < 170;
    return s;
}

/* In the plane around the place. */
typedef struct plane_edge {
    xy a, b;
    bool counts;
} plane_edge;

enum { CHUNK = 128, SAMPLES = 512 };

/* The points of a place, and what is known of each so far. Nothing is allocated: edges come in
 * chunks. */
typedef struct points {
    size_t n;
    xy at[SAMPLES];
    double best2[SAMPLES];
    bool crossed[SAMPLES]; /* the way from the centre crosses an odd number of edges */
} points;

static double turn(xy a, xy b, xy c)
{
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

static bool crossed_by(const plane_edge *e, xy p)
{
    const xy o = {0, 0};
    return (turn(o, p, e->a) > 0) != (turn(o, p, e->b) > 0) &&
           (turn(e->a, e->b, o) > 0) != (turn(e->a, e->b, p) > 0);
}

static void meet_chunk(points *v, const plane_edge *e, size_t n)
{
    for (size_t i = 0; i < v->n; i++) {
        for (size_t k = 0; k < n; k++) {
            double d2 = e[k].counts ? apart2(v->at[i], e[k].a, e[k].b) : HUGE_VAL;
            if (d2 < v->best2[i]) v->best2[i] = d2;
            if (v->n > 1 && crossed_by(&e[k], v->at[i])) v->crossed[i] = !v->crossed[i];
        }
    }
}

typedef struct meeting {
    geo_pt last; /* the end of the edge before, and where it is in the plane */
    xy last_at;
    bool has_last;
    const scan *s;
    points *v;
    double limit_m;
    plane_edge chunk[CHUNK];
    size_t n;
} meeting;

static void meet_edge(meeting *m, geo_pt a, geo_pt b, bool counts)
{
    if (m->s->rough && about_m(m->s, a, b) > m->limit_m) return;
    bool follows = m->has_last && a.lon_deg == m->last.lon_deg && a.lat_deg == m->last.lat_deg;
    xy from = follows ? m->last_at : around(m->s->p, a);
    m->last = b;
    m->last_at = around(m->s->p, b);
    m->has_last = true;
    m->chunk[m->n++] = (plane_edge){from, m->last_at, counts};
    if (m->n < CHUNK) return;
    meet_chunk(m->v, m->chunk, m->n);
    m->n = 0;
}

/* How far the first look may be off, as a share of a distance: half the bend of the parallels over
 * it, and as much again for safety. */
static double error_of(const scan *s, double distance_m)
{
    return 0.001 + distance_m / A_M * (1 + tan(fabs(s->p.lat_deg) * RAD));
}

/* Every edge that may be the nearest to some point within `reach_m` of the place. */
static void meet_edges(const geo_front *f, const scan *s, double reach_m, points *v)
{
    meeting m = {.s = s, .v = v, .limit_m = HUGE_VAL};
    double far_m = s->best_m + 2 * reach_m, error = error_of(s, far_m);
    if (error < 0.2) m.limit_m = far_m * (1 + error) / (1 - error) + 1;
    for (size_t i = 0; i < f->n_stretches; i++) {
        const geo_front_stretch *t = &f->stretches[i];
        const geo_ring *r = &f->areas[t->area]->rings[t->ring];
        if (s->rough && least_m(s, t) > m.limit_m) continue;
        for (size_t j = t->from; j < t->to; j++)
            meet_edge(&m, r->pts[j - 1], r->pts[j],
                      !(f->left_out && f->left_out[t->first + j - t->from]));
    }
    size_t e = 0;
    for (size_t i = 0; f->stretches == NULL && i < f->n_areas; i++) {
        for (size_t k = 0; k < f->areas[i]->n_rings; k++) {
            const geo_ring *r = &f->areas[i]->rings[k];
            for (size_t j = 1; j < r->n; j++, e++)
                meet_edge(&m, r->pts[j - 1], r->pts[j], !(f->left_out && f->left_out[e]));
        }
    }
    meet_chunk(v, m.chunk, m.n);
}

static double center_distance(const geo_front *f, const scan *s)
{
    points v = {.n = 1, .best2 = {HUGE_VAL}};
    meet_edges(f, s, 0, &v);
    return s->inside ? sqrt(v.best2[0]) : -sqrt(v.best2[0]);
}

static double sampled(const geo_front *f, const scan *s, double radius_m, double from_m,
                      double to_m)
{
    points v = {.n = SAMPLES};
    size_t inside = 0;
    for (int i = 0; i < SAMPLES; i++) { /* the same points as geo_share_inside */
        double r = radius_m * sqrt((i + 0.5) / SAMPLES);
        double azimuth = fmod(i * 137.50776405003785, 360.0) * RAD;
        v.at[i] = (xy){r * sin(azimuth), r * cos(azimuth)};
        v.best2[i] = HUGE_VAL;
    }
    meet_edges(f, s, radius_m, &v);
    for (size_t i = 0; i < SAMPLES; i++) {
        double d = sqrt(v.best2[i]);
        if (s->inside == v.crossed[i]) d = -d;
        inside += d >= from_m && d <= to_m;
    }
    return (double)inside / SAMPLES;
}

double geo_front_share(const geo_front *f, geo_pt center, double radius_m, double from_m,
                       double to_m, double *distance_m)
{
    scan s = scan_of(f, center);
    double d = *distance_m = center_distance(f, &s);
    if (!(radius_m > 0)) return d >= from_m && d <= to_m;
    if (d - radius_m >= from_m && d + radius_m <= to_m) return 1;
    if (d + radius_m < from_m || d - radius_m > to_m) return 0;
    return sampled(f, &s, radius_m, from_m, to_m);
}
