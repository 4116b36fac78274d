/* Zones, corridors and ports from GeoJSON. */
#include "traffic/parts.h"

#include "text/text.h"

#include <math.h>

enum { MOST_AREAS = 65535 };

static bool kind_from(str word, area_kind *out)
{
    static const char *const words[] = {"zone", "corridor", "port", "water"};
    *out = AREA_ZONE;
    for (int i = 0; i < AREA_KIND__N; i++) {
        if (!str_is(word, words[i])) continue;
        *out = (area_kind)i;
        return true;
    }
    return word.len == 0;
}

static str property(const geo_feature *f, const char *key)
{
    const node *n = f->properties ? node_at(f->properties, key) : NULL;
    return n && n->kind == NODE_SCALAR ? n->text : (str){0};
}

/* Longitudes are held against the middle, so that an area across 180 degrees has one box. */
static void widen(traffic_area *z, geo_pt p, double m)
{
    double up = m / 110000, side = m / (110000 * fmax(0.05, cos(p.lat_deg * 0.017453292519943295)));
    z->low_lat = fmin(z->low_lat, p.lat_deg - up);
    z->high_lat = fmax(z->high_lat, p.lat_deg + up);
    double west = fmin(-z->half_lon, remainder(p.lon_deg - z->mid_lon, 360) - side),
           east = fmax(z->half_lon, remainder(p.lon_deg - z->mid_lon, 360) + side);
    z->mid_lon += (west + east) / 2;
    z->half_lon = (east - west) / 2;
}

/* A geodesic between two corners may swell out of their box: by its sagitta, which a tenth of its
 * length exceeds by far for any zone at sea. */
void traffic_area_box(traffic_area *z)
{
    double margin = z->kind == AREA_PORT ? SEA_PORT_OUT_KM * 1000.0 : z->shape.radius_m;
    z->low_lat = 90;
    z->high_lat = -90;
    z->mid_lon = z->shape.kind == GEO_CIRCLE               ? z->shape.center.lon_deg
                 : z->shape.n_rings && z->shape.rings[0].n ? z->shape.rings[0].pts[0].lon_deg
                                                           : 0;
    z->half_lon = 0;
    if (z->shape.kind == GEO_CIRCLE) widen(z, z->shape.center, margin + z->shape.radius_m);
    for (size_t r = 0; r < z->shape.n_rings; r++) {
        const geo_ring *ring = &z->shape.rings[r];
        for (size_t i = 0; i < ring->n; i++) {
            double leg = i ? geo_distance_m(ring->pts[i - 1], ring->pts[i]) : 0;
            widen(z, ring->pts[i], margin + leg / 10);
        }
    }
}

static tr_err refuse(const geo_feature *f, const char *file, tr_diag *diag, const char *why)
{
    diag_set(diag, CODE_AREA, file, f->line, f->col, "%s", why);
    return TR_ERR_DATA;
}

/* RFC 7946, 3.1.9: what crosses 180 degrees is cut there. A leg of half the world or more is the
 * other way round, or over a pole. */
static bool leg_of_half_the_world(const geo_shape *s)
{
    for (size_t r = 0; r < s->n_rings; r++)
        for (size_t i = 1; i < s->rings[r].n; i++)
            if (fabs(s->rings[r].pts[i].lon_deg - s->rings[r].pts[i - 1].lon_deg) >= 180)
                return true;
    return false;
}

static tr_err read_area(const geo_feature *f, const char *file, traffic_area *z, tr_diag *diag)
{
    z->id = f->id.len ? f->id : property(f, "id");
    z->name = property(f, "name");
    z->shape = f->shape;
    if (f->fault) {
        *diag = *f->fault;
        return TR_ERR_DATA;
    }
    if (!z->id.len) return refuse(f, file, diag, "an area has no id");
    if (f->out_of_world)
        return refuse(
            f, file, diag,
            "a position lies beyond 180 or 90 degrees; an area across 180 degrees is drawn in two");
    if (leg_of_half_the_world(&z->shape))
        return refuse(
            f, file, diag,
            "a leg spans 180 degrees of longitude; an area across 180 degrees is drawn in two");
    if (!kind_from(property(f, "kind"), &z->kind))
        return refuse(f, file, diag, "kind is zone, corridor, port or water");
    bool line = z->shape.kind == GEO_LINE;
    if (z->kind == AREA_CORRIDOR) {
        if (!line || !str_to_double(property(f, "half_width_m"), &z->shape.radius_m) ||
            !(z->shape.radius_m > 0))
            return refuse(f, file, diag, "a corridor is a line with half_width_m above 0");
    } else if (line || (z->kind != AREA_PORT && z->shape.kind != GEO_POLYGON)) {
        return refuse(f, file, diag, "a zone or water is a polygon; a port a point or a polygon");
    }
    traffic_area_box(z);
    return TR_OK;
}

tr_err traffic_areas_read(str bytes, const char *file, arena *a, traffic_areas *out, tr_diag *diag)
{
    geo_features all = {0};
    tr_diag warn = {0};
    TR_TRY(geojson_read(bytes, file, a, &all, diag, &warn));
    for (size_t i = 0; i < all.n; i++) {
        traffic_area *z = VEC_PUSH(a, out);
        if (!z) return TR_ERR_NOMEM;
        if (out->n > MOST_AREAS) return refuse(&all.items[i], file, diag, "more areas than 65,535");
        TR_TRY(read_area(&all.items[i], file, z, diag));
        for (size_t k = 0; k + 1 < out->n; k++)
            if (str_eq(out->items[k].id, z->id))
                return refuse(&all.items[i], file, diag, "an id stands twice");
    }
    return TR_OK;
}

static bool in_box(const traffic_area *z, geo_pt p)
{
    return p.lat_deg >= z->low_lat && p.lat_deg <= z->high_lat &&
           fabs(remainder(p.lon_deg - z->mid_lon, 360)) <= z->half_lon;
}

double traffic_port_km(const traffic_area *z, geo_pt p)
{
    if (z->shape.kind == GEO_CIRCLE)
        return fmax(0, geo_distance_m(p, z->shape.center) - z->shape.radius_m) / 1000;
    if (geo_contains(&z->shape, p)) return 0;
    double least = (double)INFINITY;
    for (size_t r = 0; r < z->shape.n_rings; r++)
        least = fmin(least, geo_line_distance_m(p, &z->shape.rings[r]) / 1000);
    return least;
}

double traffic_distance_m(const traffic_area *z, geo_pt p)
{
    if (!in_box(z, p)) return (double)INFINITY;
    if (z->kind == AREA_PORT) return traffic_port_km(z, p) * 1000;
    return geo_contains(&z->shape, p) ? 0 : (double)INFINITY;
}

bool traffic_inside(const traffic_area *z, geo_pt p)
{
    return traffic_distance_m(z, p) <= (z->kind == AREA_PORT ? SEA_PORT_IN_KM * 1000.0 : 0);
}
