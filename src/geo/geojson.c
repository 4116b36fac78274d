#include "geo/geo.h"

#include <string.h>

typedef struct gj {
    const char *file;
    arena *a;
    tr_diag *diag, *warn;
    bool *out_of_world; /* of the feature being read */
} gj;

static tr_err bad(const gj *g, diag_code code, const node *n, const char *what)
{
    diag_set(g->diag, code, g->file, n->line, n->col, "%s", what);
    return TR_ERR_DATA;
}

static void advise(const gj *g, diag_code code, const node *n, const char *what)
{
    if (g->warn && g->warn->code == CODE_NONE)
        diag_set(g->warn, code, g->file, n->line, n->col, "%s", what);
}

static tr_err bad_member(const gj *g, diag_code code, const node *n, const char *what)
{
    diag_set(g->diag, code, g->file, n->key_line, n->key_col, "%s", what);
    return TR_ERR_DATA;
}

static bool is_number(const node *n)
{
    return n->kind == NODE_SCALAR && n->form == SCALAR_NUMBER;
}

static bool is_null(const node *n)
{
    return n->kind == NODE_SCALAR && n->form == SCALAR_WORD && str_is(n->text, "null");
}

/* Coordinates may be written with an exponent; it is unfolded here. */
static bool to_degrees(const node *n, double *out)
{
    if (!is_number(n)) return false;
    str s = n->text;
    size_t e = str_find(s, 'e') < s.len ? str_find(s, 'e') : str_find(s, 'E');
    str mantissa = str_upto(s, e);
    if (mantissa.len > 19) mantissa = str_upto(mantissa, 19);
    int64_t exponent = 0;
    if (e < s.len && !str_to_i64(str_from(s, e + 1), -30, 3, &exponent)) return false;
    if (!str_to_double(mantissa, out)) return false;
    for (; exponent > 0; exponent--)
        *out *= 10;
    for (; exponent < 0; exponent++)
        *out /= 10;
    return true;
}

static tr_err read_position(const gj *g, const node *n, geo_pt *out)
{
    if (n->kind != NODE_LIST)
        return bad(g, CODE_GEO_COORD, n, "a position must be a list of numbers");
    if (n->n < 2) return bad(g, CODE_GEO_COORD, n, "a position needs two numbers");
    if (n->n > 3) return bad(g, CODE_GEO_COORD, n, "a position has more than three numbers");
    for (const node *c = n->first; c; c = c->next) {
        if (!is_number(c)) return bad(g, CODE_GEO_COORD, c, "a coordinate that is not a number");
    }
    geo_pt p;
    if (!to_degrees(n->first, &p.lon_deg) || !to_degrees(n->first->next, &p.lat_deg)) {
        return bad(g, CODE_GEO_COORD, n, "a coordinate with an exponent out of range");
    }
    if (!geo_pt_ok(p)) *g->out_of_world = true;
    *out = p;
    return TR_OK;
}

static tr_err read_line(const gj *g, const node *n, size_t least, geo_ring *out)
{
    if (n->kind != NODE_LIST) return bad(g, CODE_GEO_COORD, n, "a list of positions is expected");
    if (n->n < least)
        return bad(g, CODE_GEO_RING, n,
                   least == 2 ? "a line needs two positions" : "a ring needs four positions");
    geo_ring r = {.pts = arena_alloc_n(g->a, n->n, sizeof *r.pts)};
    if (r.pts == NULL) return TR_ERR_NOMEM;
    for (const node *c = n->first; c; c = c->next)
        TR_TRY(read_position(g, c, &r.pts[r.n++]));
    *out = r;
    return TR_OK;
}

static double doubled_area(const geo_ring *r)
{
    double sum = 0;
    for (size_t i = 0; i + 1 < r->n; i++) {
        sum +=
            r->pts[i].lon_deg * r->pts[i + 1].lat_deg - r->pts[i + 1].lon_deg * r->pts[i].lat_deg;
    }
    return sum;
}

static void mend_winding(const gj *g, const node *n, geo_ring *r, bool outer)
{
    if ((doubled_area(r) > 0) == outer) return;
    for (size_t i = 0, j = r->n - 1; i < j; i++, j--) {
        geo_pt t = r->pts[i];
        r->pts[i] = r->pts[j];
        r->pts[j] = t;
    }
    advise(g, CODE_GEO_WINDING, n,
           outer ? "the outer ring runs the wrong way" : "an inner ring runs the wrong way");
}

typedef VEC(geo_ring) ring_vec;

static tr_err read_rings(const gj *g, const node *n, ring_vec *out)
{
    if (n->kind != NODE_LIST) return bad(g, CODE_GEO_COORD, n, "a list of rings is expected");
    if (n->n == 0) return bad(g, CODE_GEO_RING, n, "a polygon without a ring");
    for (const node *c = n->first; c; c = c->next) {
        geo_ring *r = VEC_PUSH(g->a, out);
        if (r == NULL) return TR_ERR_NOMEM;
        TR_TRY(read_line(g, c, 4, r));
        geo_pt first = r->pts[0], last = r->pts[r->n - 1];
        if (memcmp(&first, &last, sizeof first) != 0) {
            return bad(g, CODE_GEO_RING, c, "the ring does not end where it begins");
        }
        mend_winding(g, c, r, c == n->first);
    }
    return TR_OK;
}

static tr_err read_polygon(const gj *g, const node *coords, bool multi, geo_shape *out)
{
    ring_vec rings = {0};
    if (!multi) TR_TRY(read_rings(g, coords, &rings));
    if (multi && coords->kind != NODE_LIST)
        return bad(g, CODE_GEO_COORD, coords, "a list of polygons is expected");
    for (const node *c = multi ? coords->first : NULL; c; c = c->next)
        TR_TRY(read_rings(g, c, &rings));
    *out = (geo_shape){.kind = GEO_POLYGON, .rings = rings.items, .n_rings = rings.n};
    char why[128];
    tr_err e = geo_check_polygon(out, why);
    if (e == TR_ERR_DATA) return bad(g, CODE_GEO_INVALID, coords, why);
    return e;
}

static tr_err read_line_shape(const gj *g, const node *coords, geo_shape *out)
{
    geo_ring *r = arena_alloc(g->a, sizeof *r);
    if (r == NULL) return TR_ERR_NOMEM;
    TR_TRY(read_line(g, coords, 2, r));
    *out = (geo_shape){.kind = GEO_LINE, .rings = r, .n_rings = 1};
    return TR_OK;
}

static tr_err read_point_list(const gj *g, const node *coords, bool lines, geo_shape *out)
{
    if (coords->kind != NODE_LIST) return bad(g, CODE_GEO_COORD, coords, "a list is expected");
    *out = (geo_shape){.kind = GEO_NONE};
    for (const node *c = coords->first; c; c = c->next) {
        geo_ring r;
        geo_pt p;
        TR_TRY(lines ? read_line(g, c, 2, &r) : read_position(g, c, &p));
    }
    return TR_OK;
}

static tr_err refuse_member(const gj *g, const node *obj, const char *key)
{
    const node *m = node_at(obj, key);
    return m ? bad_member(g, CODE_GEO_MEMBER, m, "this member belongs to another GeoJSON type")
             : TR_OK;
}

/* Exporters of before 2016 name the system that RFC 7946 has made the only one. */
static bool is_crs84(const node *crs)
{
    str name = node_text(node_at(crs, "properties"), "name");
    return str_is(name, "urn:ogc:def:crs:OGC:1.3:CRS84") ||
           str_is(name, "urn:ogc:def:crs:OGC::CRS84");
}

static tr_err check_common(const gj *g, const node *obj)
{
    const node *crs = node_at(obj, "crs");
    if (crs && !is_crs84(crs))
        return bad_member(g, CODE_GEO_CRS, crs, "a crs member; RFC 7946 knows only WGS 84");
    const node *bbox = node_at(obj, "bbox");
    if (bbox == NULL) return TR_OK;
    if (bbox->kind != NODE_LIST || (bbox->n != 4 && bbox->n != 6)) {
        return bad(g, CODE_GEO_COORD, bbox, "a bbox is a list of four or six numbers");
    }
    for (const node *c = bbox->first; c; c = c->next) {
        if (!is_number(c)) return bad(g, CODE_GEO_COORD, c, "a bbox value that is not a number");
    }
    return TR_OK;
}

static tr_err read_type(const gj *g, const node *obj, str *out)
{
    if (obj->kind != NODE_MAP) return bad(g, CODE_GEO_TYPE, obj, "a GeoJSON object is expected");
    const node *type = node_at(obj, "type");
    if (type == NULL) return bad(g, CODE_GEO_TYPE, obj, "the object has no type");
    if (type->kind != NODE_SCALAR || type->form != SCALAR_TEXT) {
        return bad(g, CODE_GEO_TYPE, type, "the type must be a text");
    }
    *out = type->text;
    return check_common(g, obj);
}

static tr_err read_geometry(const gj *g, const node *obj, unsigned depth, geo_shape *out);

static tr_err read_collection(const gj *g, const node *obj, unsigned depth, geo_shape *out)
{
    TR_TRY(refuse_member(g, obj, "coordinates"));
    const node *list = node_at(obj, "geometries");
    if (list == NULL || list->kind != NODE_LIST)
        return bad(g, CODE_JSON_SHAPE, list ? list : obj, "geometries must be a list");
    *out = (geo_shape){.kind = GEO_NONE};
    if (list->n == 1)
        advise(g, CODE_GEO_COLLECTION, obj,
               "a collection of one geometry; use the geometry itself");
    if (depth > 0) advise(g, CODE_GEO_COLLECTION, obj, "a collection within a collection");
    for (const node *c = list->first; c; c = c->next) {
        geo_shape part;
        TR_TRY(read_geometry(g, c, depth + 1, &part));
        if (list->n == 1) *out = part;
    }
    return TR_OK;
}

static tr_err read_geometry(const gj *g, const node *obj, unsigned depth, geo_shape *out)
{
    str type;
    if (depth > 8) return bad(g, CODE_LIMIT, obj, "geometries nested too deeply");
    TR_TRY(read_type(g, obj, &type));
    TR_TRY(refuse_member(g, obj, "geometry"));
    TR_TRY(refuse_member(g, obj, "properties"));
    TR_TRY(refuse_member(g, obj, "features"));
    if (str_is(type, "GeometryCollection")) return read_collection(g, obj, depth, out);
    TR_TRY(refuse_member(g, obj, "geometries"));
    const node *coords = node_at(obj, "coordinates");
    static const char *const types[] = {"Point",      "LineString",      "Polygon",
                                        "MultiPoint", "MultiLineString", "MultiPolygon"};
    size_t t = 0;
    while (t < 6 && !str_is(type, types[t]))
        t++;
    if (t == 6)
        return bad(g, CODE_GEO_TYPE, node_at(obj, "type"), "the type is not one of RFC 7946");
    if (coords == NULL) return bad(g, CODE_JSON_SHAPE, obj, "the geometry has no coordinates");
    switch (t) {
    case 0: *out = (geo_shape){.kind = GEO_CIRCLE}; return read_position(g, coords, &out->center);
    case 1: return read_line_shape(g, coords, out);
    case 2: return read_polygon(g, coords, false, out);
    case 3: return read_point_list(g, coords, false, out);
    case 4: return read_point_list(g, coords, true, out);
    default: return read_polygon(g, coords, true, out);
    }
}

static tr_err read_feature(const gj *g, const node *obj, geo_features *out)
{
    str type;
    TR_TRY(read_type(g, obj, &type));
    if (!str_is(type, "Feature"))
        return bad(g, CODE_GEO_TYPE, node_at(obj, "type"), "a Feature is expected");
    TR_TRY(refuse_member(g, obj, "coordinates"));
    TR_TRY(refuse_member(g, obj, "geometries"));
    TR_TRY(refuse_member(g, obj, "features"));
    const node *geometry = node_at(obj, "geometry"), *props = node_at(obj, "properties");
    if (geometry == NULL)
        return bad(g, CODE_JSON_SHAPE, obj,
                   "the feature has no geometry (write null where there is none)");
    if (props == NULL)
        return bad(g, CODE_JSON_SHAPE, obj,
                   "the feature has no properties (write null where there are none)");
    if (props->kind != NODE_MAP && !is_null(props))
        return bad(g, CODE_JSON_SHAPE, props, "properties must be an object or null");
    const node *id = node_at(obj, "id");
    if (id && (id->kind != NODE_SCALAR || id->form == SCALAR_WORD))
        return bad(g, CODE_JSON_SHAPE, id, "an id must be a text or a number");
    geo_feature *f = VEC_PUSH(g->a, out);
    if (f == NULL) return TR_ERR_NOMEM;
    f->line = obj->line;
    f->col = obj->col;
    f->id = id ? id->text : (str){0};
    f->properties = props->kind == NODE_MAP ? props : NULL;
    *g->out_of_world = false;
    if (!is_null(geometry)) TR_TRY(read_geometry(g, geometry, 0, &f->shape));
    f->out_of_world = *g->out_of_world;
    return TR_OK;
}

/* One crossing ring in a file of thousands is that feature's fault, not the file's. */
static tr_err keep_fault(const gj *g, geo_features *out)
{
    geo_feature *f = &out->items[out->n - 1];
    tr_diag *d = arena_alloc(g->a, sizeof *d);
    if (d == NULL) return TR_ERR_NOMEM;
    *d = *g->diag;
    f->fault = d;
    f->shape = (geo_shape){0};
    *g->diag = (tr_diag){0};
    return TR_OK;
}

static tr_err read_features(const gj *g, const node *obj, geo_features *out)
{
    TR_TRY(refuse_member(g, obj, "coordinates"));
    TR_TRY(refuse_member(g, obj, "geometries"));
    TR_TRY(refuse_member(g, obj, "geometry"));
    TR_TRY(refuse_member(g, obj, "properties"));
    const node *list = node_at(obj, "features");
    if (list == NULL || list->kind != NODE_LIST)
        return bad(g, CODE_JSON_SHAPE, list ? list : obj, "features must be a list");
    for (const node *c = list->first; c; c = c->next) {
        tr_err e = read_feature(g, c, out);
        if (e == TR_ERR_DATA && g->diag->code == CODE_GEO_INVALID) e = keep_fault(g, out);
        TR_TRY(e);
    }
    return TR_OK;
}

static tr_err read_root(const gj *g, const node *root, geo_features *out)
{
    str type;
    TR_TRY(read_type(g, root, &type));
    if (str_is(type, "FeatureCollection")) return read_features(g, root, out);
    if (str_is(type, "Feature")) return read_feature(g, root, out);
    geo_feature *f = VEC_PUSH(g->a, out);
    if (f == NULL) return TR_ERR_NOMEM;
    TR_TRY(read_geometry(g, root, 0, &f->shape));
    f->out_of_world = *g->out_of_world;
    f->line = root->line;
    f->col = root->col;
    return TR_OK;
}

tr_err geojson_read(str bytes, const char *file, arena *a, geo_features *out, tr_diag *diag,
                    tr_diag *warn)
{
    bool out_of_world = false;
    tr_diag own = {0};
    gj g = {.file = file, .a = a, .diag = &own, .warn = warn, .out_of_world = &out_of_world};
    const node *root = NULL;
    geo_features found = {0};
    TR_TRY(json_read(bytes, file, a, &root, diag));
    tr_err e = read_root(&g, root, &found);
    if (e == TR_OK) *out = found;
    if (e != TR_OK && diag && own.code != CODE_NONE) *diag = own;
    return e;
}
