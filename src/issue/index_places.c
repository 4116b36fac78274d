/* The index's tables of categories, and of what is drawn beside incidents: zones of the agreement,
 * sites of registries, what each source says was held on a day, what sensors tell.
 * docs/formats/index.md. */
#include "issue/index_acts.h"

#include <math.h>

#define PI 3.14159265358979323846

enum { MOST_POINTS = 400 };

static store_cell text_cell(str s)
{
    return (store_cell){.kind = STORED_TEXT, .text = s};
}
static store_cell degrees_cell(double v)
{
    return (store_cell){.kind = STORED_NUMBER, .number = v};
}
static store_cell integer_cell(int64_t v)
{
    return (store_cell){.kind = STORED_INTEGER, .integer = v};
}
static store_cell usec_cell(usec_t t)
{
    if (t == USEC_UNKNOWN) return (store_cell){.kind = STORED_UNKNOWN};
    return (store_cell){.kind = STORED_INTEGER, .integer = t};
}

typedef struct outline {
    const char *kind;
    str id, name, category, side, source;
    span when;
    const geo_shape *shape;
} outline;

typedef struct bounds {
    double west, south, east, north;
    bool any;
} bounds;

static void widen(bounds *b, double lon, double lat)
{
    if (!b->any) *b = (bounds){lon, lat, lon, lat, true};
    b->west = lon < b->west ? lon : b->west;
    b->east = lon > b->east ? lon : b->east;
    b->south = lat < b->south ? lat : b->south;
    b->north = lat > b->north ? lat : b->north;
}

static void put_point(buf *b, geo_pt p)
{
    buf_fixed(b, p.lon_deg, 5);
    buf_c(b, ',');
    buf_fixed(b, p.lat_deg, 5);
}

/* Rings with ';' between, points with a blank; of many points every so many, and the last. */
static void put_points(const geo_shape *s, buf *b, bounds *box)
{
    size_t n_all = 0;
    for (size_t r = 0; r < s->n_rings; r++)
        n_all += s->rings[r].n;
    size_t step = n_all / MOST_POINTS + 1;
    for (size_t r = 0; r < s->n_rings; r++) {
        const geo_ring *g = &s->rings[r];
        if (g->n < 2 || (g->n < step && r > 0))
            continue; /* too small to be seen beside the others */
        if (b->len) buf_c(b, ';');
        for (size_t i = 0; i < g->n; i++) {
            widen(box, g->pts[i].lon_deg, g->pts[i].lat_deg);
            if (i % step && i + 1 < g->n) continue;
            if (i) buf_c(b, ' ');
            put_point(b, g->pts[i]);
        }
    }
}

/* A circle by its middle; how far it goes in degrees is a little more than it is. */
static void circle_box(const geo_shape *s, bounds *box)
{
    double lat = s->radius_m / 110000, across = cos(s->center.lat_deg * PI / 180);
    double lon = across > 0.01 ? fmin(180, lat / across) : 180;
    widen(box, s->center.lon_deg - lon, s->center.lat_deg - lat);
    widen(box, s->center.lon_deg + lon, s->center.lat_deg + lat);
}

static tr_err put_outline(store *s, const outline *o, size_t nth, buf *points, tr_diag *diag)
{
    static const char *const kinds[] = {"", "circle", "polygon", "line"};
    bounds box = {0};
    bool circle = o->shape->kind == GEO_CIRCLE;
    if (o->shape->kind == GEO_NONE) return TR_OK; /* named, and drawn by nobody */
    buf_reset(points);
    if (circle) {
        put_point(points, o->shape->center);
        circle_box(o->shape, &box);
    } else {
        put_points(o->shape, points, &box);
    }
    if (!box.any) return TR_OK;
    TR_TRY(buf_err(points));
    const store_cell cells[] = {text_cell(str_of(o->kind)),
                                integer_cell((int64_t)nth),
                                text_cell(o->id),
                                text_cell(o->name),
                                text_cell(o->category),
                                text_cell(o->side),
                                text_cell(o->source),
                                usec_cell(o->when.from),
                                usec_cell(o->when.to),
                                text_cell(str_of(kinds[o->shape->kind])),
                                degrees_cell(o->shape->radius_m),
                                degrees_cell(box.west),
                                degrees_cell(box.south),
                                degrees_cell(box.east),
                                degrees_cell(box.north),
                                text_cell(buf_str(points))};
    return store_row(s, STORE_OUTLINE, cells, diag);
}

/* "front_20310304.geojson" is of the same source as that of the day before: its name without the
 * eight digits of the day. */
static void put_family(buf *b, str file)
{
    enum { DAY_DIGITS = 8 };
    size_t run = 0, end = 0;
    for (size_t i = 0; i < file.len && end == 0; i++) {
        run = file.ptr[i] >= '0' && file.ptr[i] <= '9' ? run + 1 : 0;
        if (run == DAY_DIGITS) end = i + 1;
    }
    buf_reset(b);
    buf_s(b, str_upto(file, end >= DAY_DIGITS ? end - DAY_DIGITS : file.len));
    if (end) buf_s(b, str_from(file, end));
}

static tr_err put_all(store *s, const state *st, const report_data *d, buf *points, buf *family,
                      tr_diag *diag)
{
    const span unknown = {USEC_UNKNOWN, USEC_UNKNOWN};
    for (size_t i = 0; i < d->ag->n_zones; i++) {
        const area_zone *z = &d->ag->zones[i];
        outline o = {"zone", z->id, z->title, {0}, {0}, z->source, unknown, &z->shape};
        TR_TRY(put_outline(s, &o, i, points, diag));
    }
    for (size_t i = 0; i < st->sites.n; i++) {
        const site *x = &st->sites.items[i];
        outline o = {"site", x->id, x->name, x->category, {0}, x->source, unknown, &x->shape};
        TR_TRY(put_outline(s, &o, i, points, diag));
    }
    for (size_t i = 0; i < st->areas.n; i++) {
        const named_area *x = &st->areas.items[i];
        if (x->kind != FEED_CONTROL) continue;
        put_family(family, x->source);
        TR_TRY(buf_err(family));
        outline o = {"control", x->id,     x->name, buf_str(family),
                     x->side,   x->source, x->when, &x->shape};
        TR_TRY(put_outline(s, &o, i, points, diag));
    }
    return TR_OK;
}

/* ---- What sensors tell, as far as the report has it */

static geo_shape circle_at(geo_pt at, double radius_m)
{
    return (geo_shape){.kind = GEO_CIRCLE, .center = at, .radius_m = radius_m};
}

/* Squares in which ships were heard in the period; who was silent, from where to where; places
 * where positions jumped. */
static tr_err put_ships(store *s, const ship_data *d, buf *points, buf *name, tr_diag *diag)
{
    const span unknown = {USEC_UNKNOWN, USEC_UNKNOWN};
    for (size_t i = 0; i < d->n_cells; i++) {
        const ship_cell *x = &d->cells[i];
        double n = x->lat + d->cell_deg, e = x->lon + d->cell_deg;
        geo_pt corners[] = {{x->lon, x->lat}, {e, x->lat}, {e, n}, {x->lon, n}, {x->lon, x->lat}};
        geo_ring ring = {corners, sizeof corners / sizeof *corners};
        geo_shape square = {.kind = GEO_POLYGON, .rings = &ring, .n_rings = 1};
        buf_reset(name);
        buf_f(name, "%zu", x->heard);
        TR_TRY(buf_err(name));
        outline o = {"heard", {0}, buf_str(name), {0}, {0}, {0}, unknown, &square};
        TR_TRY(put_outline(s, &o, i, points, diag));
    }
    for (size_t i = 0; i < d->n_gaps; i++) {
        const ship_gap *x = &d->gaps[i];
        geo_pt ends[] = {x->before, x->after};
        geo_ring ring = {ends, 2};
        geo_shape line = {.kind = GEO_LINE, .rings = &ring, .n_rings = 1};
        buf_reset(name);
        buf_f(name, "%u", x->mmsi);
        TR_TRY(buf_err(name));
        outline o = {"silent", buf_str(name), {0}, x->label, {0}, {0}, {x->from, x->to}, &line};
        TR_TRY(put_outline(s, &o, i, points, diag));
    }
    for (size_t i = 0; i < d->n_interferences; i++) {
        const ship_interference *x = &d->interferences[i];
        geo_shape around = circle_at(x->at, x->radius_km * 1000);
        outline o = {"interference", {0}, {0}, {0}, {0}, {0}, {x->from, x->to}, &around};
        TR_TRY(put_outline(s, &o, i, points, diag));
    }
    return TR_OK;
}

/* At most MOST_POINTS of a line, as of outlines; cut where it crosses the 180th meridian. */
static void put_line(const geo_pt *pts, size_t n, buf *points, bounds *box)
{
    size_t step = n / MOST_POINTS + 1, last = 0;
    for (size_t i = 0; i < n; i++) {
        widen(box, pts[i].lon_deg, pts[i].lat_deg);
        if (i % step && i + 1 < n) continue;
        if (points->len) buf_c(points, fabs(pts[i].lon_deg - pts[last].lon_deg) > 180 ? ';' : ' ');
        put_point(points, pts[i]);
        last = i;
    }
}

static tr_err put_track(store *s, const ship_track *x, size_t nth, const geo_pt *pts, buf *points,
                        tr_diag *diag)
{
    bounds box = {0};
    buf_reset(points);
    put_line(pts, x->n, points, &box);
    TR_TRY(buf_err(points));
    const store_cell cells[] = {integer_cell(usec_day(x->from)),
                                integer_cell(x->mmsi),
                                integer_cell((int64_t)nth),
                                usec_cell(x->from),
                                usec_cell(x->to),
                                integer_cell((int64_t)x->reports),
                                degrees_cell(box.west),
                                degrees_cell(box.south),
                                degrees_cell(box.east),
                                degrees_cell(box.north),
                                text_cell(buf_str(points))};
    return store_row(s, STORE_TRACK, cells, diag);
}

static tr_err put_tracks(store *s, const ship_data *d, buf *points, tr_diag *diag)
{
    for (size_t i = 0; i < d->n_tracks; i++)
        TR_TRY(put_track(s, &d->tracks[i], i, &d->track_points[d->tracks[i].first], points, diag));
    return TR_OK;
}

static tr_err put_anomalies(store *s, const report_data *d, buf *points, tr_diag *diag)
{
    for (size_t i = 0; i < d->n_site_fires; i++) {
        const site_fire_line *x = &d->site_fires[i];
        geo_shape at = circle_at(x->at, 0);
        outline o = {"anomaly", {0}, x->site, x->category, {0}, {0}, x->when, &at};
        TR_TRY(put_outline(s, &o, i, points, diag));
    }
    return TR_OK;
}

tr_err index_places(store *s, const state *st, const report_data *d, tr_diag *diag)
{
    buf points, family;
    buf_init(&points, 1 << 20);
    buf_init(&family, 65536);
    tr_err e = store_forget(s, STORE_OUTLINE, diag);
    for (size_t i = 0; e == TR_OK && i < st->categories.n; i++) {
        const category *x = &st->categories.items[i];
        const store_cell cells[] = {text_cell(x->path), text_cell(x->means)};
        e = store_row(s, STORE_CATEGORY, cells, diag);
    }
    if (e == TR_OK) e = put_all(s, st, d, &points, &family, diag);
    if (e == TR_OK) e = put_ships(s, &d->ships, &points, &family, diag);
    if (e == TR_OK) e = put_tracks(s, &d->ships, &points, diag);
    if (e == TR_OK) e = put_anomalies(s, d, &points, diag);
    buf_free(&points);
    buf_free(&family);
    return e;
}
