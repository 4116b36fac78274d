#include "table/json_rows.h"

static const char lat_name[] = "geometry.lat", lon_name[] = "geometry.lon";

bool json_rows_looks(str head)
{
    head = str_trim(head);
    if (head.len && head.ptr[0] == '\x1E') return true; /* a record of GeoJSON text sequences */
    return head.len && (head.ptr[0] == '{' || head.ptr[0] == '[');
}

/* ---- From a node to fields */

typedef tr_err member_fn(json_rows *r, str name, const node *value, void *ctx);

static bool is_null(const node *n)
{
    return n->kind == NODE_SCALAR && n->form == SCALAR_WORD && str_is(n->text, "null");
}

static tr_err each_member(json_rows *r, str prefix, const node *map, member_fn *fn, void *ctx)
{
    for (const node *n = map ? map->first : NULL; n; n = n->next) {
        str name = n->key;
        if (prefix.len) {
            name = arena_printf(r->scratch, STR_FMT "." STR_FMT, STR_ARG(prefix), STR_ARG(n->key));
            if (name.ptr == NULL) return TR_ERR_NOMEM;
        }
        if (n->kind == NODE_MAP) {
            TR_TRY(each_member(r, name, n, fn, ctx));
        } else {
            TR_TRY(fn(r, name, n, ctx));
        }
    }
    return TR_OK;
}

static bool is_feature(const node *n)
{
    return str_is(node_text(n, "type"), "Feature") && node_at(n, "properties");
}

static const node *point_of(const node *geometry)
{
    const node *c = node_at(geometry, "coordinates");
    if (str_is(node_text(geometry, "type"), "MultiPoint") && c && c->n == 1)
        c = c->first;
    else if (!str_is(node_text(geometry, "type"), "Point"))
        return NULL;
    return c && c->kind == NODE_LIST && c->n >= 2 ? c : NULL;
}

static tr_err add_name(json_rows *r, str name, const node *value, void *ctx)
{
    size_t at;
    (void)value;
    (void)ctx;
    if (idmap_find(&r->by_name, name, &at)) return TR_OK;
    if (r->names.n >= CSV_MAX_FIELDS) {
        diag_set(r->diag, CODE_LIMIT, r->file, 1, 1,
                 "the rows have more than %d members of different names", (int)CSV_MAX_FIELDS);
        return TR_ERR_DATA;
    }
    str *slot = VEC_PUSH(r->keep, &r->names);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = arena_str(r->keep, name);
    if (slot->ptr == NULL) return TR_ERR_NOMEM;
    return idmap_add(&r->by_name, r->keep, *slot, r->names.n - 1);
}

static tr_err add_names(json_rows *r, const node *row)
{
    bool feature = is_feature(row);
    TR_TRY(each_member(r, (str){0}, feature ? node_at(row, "properties") : row, add_name, NULL));
    if (feature && node_at(row, "id") && node_at(row, "id")->kind == NODE_SCALAR)
        TR_TRY(add_name(r, STR("id"), NULL, NULL));
    return TR_OK;
}

static tr_err geometry_columns(json_rows *r, bool any)
{
    size_t at;
    r->lat_at = r->lon_at = -1;
    if (!any) return TR_OK;
    TR_TRY(add_name(r, str_of(lat_name), NULL, NULL));
    TR_TRY(add_name(r, str_of(lon_name), NULL, NULL));
    if (idmap_find(&r->by_name, str_of(lat_name), &at)) r->lat_at = (int)at;
    if (idmap_find(&r->by_name, str_of(lon_name), &at)) r->lon_at = (int)at;
    return TR_OK;
}

static bool has_geometry(const node *row)
{
    const node *g = node_at(row, "geometry");
    return is_feature(row) && g && g->kind == NODE_MAP;
}

static tr_err joined(json_rows *r, const node *list, str *out)
{
    buf b;
    buf_init(&b, CSV_MAX_ROW_BYTES);
    for (const node *n = list->first; n; n = n->next) {
        if (n->kind != NODE_SCALAR || is_null(n)) continue;
        if (b.len) buf_z(&b, "; ");
        buf_s(&b, n->text);
    }
    return buf_take(&b, r->scratch, out);
}

static tr_err put_field(json_rows *r, str name, const node *value, void *ctx)
{
    str *fields = ctx;
    size_t at;
    if (!idmap_find(&r->by_name, name, &at)) return TR_OK;
    if (value->kind == NODE_LIST) return joined(r, value, &fields[at]);
    fields[at] = is_null(value) ? (str){0} : value->text;
    return TR_OK;
}

static void put_point(json_rows *r, str *fields)
{
    const node *g = node_at(r->row, "geometry"), *c;
    r->no_point = false;
    if (!has_geometry(r->row)) return;
    c = point_of(g);
    r->no_point = c == NULL;
    if (c == NULL || r->lat_at < 0) return;
    fields[r->lon_at] = c->first->text;
    fields[r->lat_at] = c->first->next->text;
}

static tr_err write_raw(json_rows *r, const str *fields, str *out)
{
    buf b;
    buf_init(&b, 2 * CSV_MAX_ROW_BYTES);
    buf_c(&b, '{');
    for (size_t i = 0; i < r->names.n; i++) {
        if (fields[i].len == 0) continue;
        if (b.len > 1) buf_c(&b, ',');
        json_text(&b, r->names.items[i]);
        buf_c(&b, ':');
        json_text(&b, fields[i]);
    }
    buf_c(&b, '}');
    return buf_take(&b, r->scratch, out);
}

static tr_err fill(json_rows *r, str *fields, str *raw)
{
    bool feature = is_feature(r->row);
    size_t at;
    for (size_t i = 0; i < r->names.n; i++)
        fields[i] = (str){0};
    TR_TRY(each_member(r, (str){0}, feature ? node_at(r->row, "properties") : r->row, put_field,
                       fields));
    if (feature && idmap_find(&r->by_name, STR("id"), &at) && fields[at].len == 0)
        fields[at] = node_text(r->row, "id");
    put_point(r, fields);
    return write_raw(r, fields, raw);
}

/* ---- Lists */

static bool is_world(const node *crs)
{
    str name = node_text(node_at(crs, "properties"), "name");
    return str_is(name, "urn:ogc:def:crs:OGC:1.3:CRS84") ||
           str_is(name, "urn:ogc:def:crs:OGC::CRS84");
}

/* Names under which services put the list that they answer with. */
static bool is_wrapper(str name)
{
    static const char *const names[] = {"data",    "results",      "items", "features",  "events",
                                        "rows",    "records",      "value", "incidents", "content",
                                        "entries", "observations", NULL};
    for (size_t i = 0; names[i]; i++) {
        if (str_is(name, names[i])) return true;
    }
    return false;
}

/* A list of objects, or an empty one, under such a name; perhaps within "response". */
static const node *wrapped_list(const node *doc)
{
    for (const node *n = doc->first; n; n = n->next) {
        bool list = n->kind == NODE_LIST && (n->first == NULL || n->first->kind == NODE_MAP);
        if (list && is_wrapper(n->key)) return n;
    }
    const node *inner = node_at(doc, "response");
    return inner && inner->kind == NODE_MAP ? wrapped_list(inner) : NULL;
}

/* The list of rows in a document: itself, its features, or what a service wrapped. NULL: none, and
 * an object by itself is one row. */
static const node *list_of(const node *doc, form_format *format)
{
    *format = FORM_JSON;
    if (doc->kind == NODE_LIST) return doc;
    if (str_is(node_text(doc, "type"), "FeatureCollection")) {
        *format = FORM_GEOJSON;
        return node_at(doc, "features");
    }
    return wrapped_list(doc);
}

static tr_err fault(const json_rows *r, const node *n, diag_code code, const char *words,
                    tr_diag *diag)
{
    diag_set(diag, code, r->file, n ? n->line : 1, n ? n->col : 1, "%s", words);
    return TR_ERR_DATA;
}

static tr_err one_row(json_rows *r, const node *doc)
{
    r->items = arena_alloc_n(r->keep, 1, sizeof(const node *));
    if (r->items == NULL) return TR_ERR_NOMEM;
    r->items[0] = doc;
    r->n = 1;
    TR_TRY(add_names(r, doc));
    return geometry_columns(r, has_geometry(doc));
}

static tr_err open_list(json_rows *r, const node *doc, tr_diag *diag)
{
    const node *list = list_of(doc, &r->format), *crs = node_at(doc, "crs");
    bool any = false;
    size_t i = 0;
    if (list == NULL && doc->kind == NODE_MAP) return one_row(r, doc);
    if (list == NULL || list->kind != NODE_LIST)
        return fault(r, doc, CODE_FEED_FORMAT, "JSON, but no list of rows", diag);
    if (r->format == FORM_GEOJSON && crs && !is_world(crs))
        return fault(r, crs, CODE_GEO_CRS, "a crs member; RFC 7946 knows only WGS 84", diag);
    r->items = arena_alloc_n(r->keep, list->n + 1, sizeof(const node *));
    if (r->items == NULL) return TR_ERR_NOMEM;
    for (const node *n = list->first; n; n = n->next) {
        if (n->kind != NODE_MAP)
            return fault(r, n, CODE_FEED_FORMAT, "JSON, but its rows are no objects", diag);
        TR_TRY(add_names(r, n));
        any = any || has_geometry(n);
        r->items[i++] = n;
    }
    r->n = i;
    return geometry_columns(r, any);
}

/* ---- Lines */

static bool next_line(json_rows *r, str *line)
{
    while (str_cut(&r->rest, '\n', line)) {
        r->line++;
        *line = str_trim(*line);
        if (line->len && line->ptr[0] == '\x1E') *line = str_trim(str_from(*line, 1));
        if (line->len) return true;
    }
    return false;
}

static void rewind_lines(json_rows *r)
{
    r->rest = r->lines;
    r->line = 0;
}

static tr_err read_line(json_rows *r, str line, tr_diag *diag)
{
    tr_diag d = {0};
    tr_err e = json_read(line, r->file, r->scratch, &r->row, &d);
    if (e == TR_OK && r->row->kind != NODE_MAP) {
        diag_set(&d, CODE_FEED_FORMAT, r->file, 1, 1, "the line is no JSON object");
        e = TR_ERR_DATA;
    }
    if (e == TR_OK) return e;
    if (diag) {
        *diag = d;
        diag->line = r->line;
    }
    return e;
}

static tr_err names_of_lines(json_rows *r)
{
    str line;
    bool any = false;
    rewind_lines(r);
    while (next_line(r, &line)) {
        arena_reset(r->scratch);
        tr_err e = read_line(r, line, NULL);
        if (e == TR_ERR_DATA) continue; /* set aside when its turn comes */
        TR_TRY(e);
        TR_TRY(add_names(r, r->row));
        any = any || has_geometry(r->row);
    }
    rewind_lines(r);
    return geometry_columns(r, any);
}

/* More than one line, and the first is an object by itself. */
static bool is_lines(json_rows *r)
{
    str first, second;
    rewind_lines(r);
    bool framed = str_trim(r->lines).len && str_trim(r->lines).ptr[0] == '\x1E';
    if (!next_line(r, &first) || first.ptr[0] != '{') return false;
    bool more = framed || (next_line(r, &second) && second.ptr[0] == '{');
    arena_reset(r->scratch);
    return more && read_line(r, first, NULL) == TR_OK;
}

void json_rows_rewind(json_rows *r)
{
    r->at = 0;
    rewind_lines(r);
}

tr_err json_rows_open(json_rows *r, str bytes, const char *file, form_format format, arena *keep,
                      arena *scratch, tr_diag *diag)
{
    const node *doc = NULL;
    *r = (json_rows){.file = file, .keep = keep, .scratch = scratch, .lines = bytes, .diag = diag};
    r->lat_at = r->lon_at = -1;
    if (format == FORM_JSON_LINES || (format == FORM_CSV && is_lines(r))) {
        r->format = FORM_JSON_LINES;
        return names_of_lines(r);
    }
    TR_TRY(json_read(bytes, file, keep, &doc, diag));
    return open_list(r, doc, diag);
}

tr_err json_rows_next(json_rows *r, str *fields, str *raw, unsigned *line, unsigned *col,
                      tr_diag *diag)
{
    str text;
    if (r->format == FORM_JSON_LINES) {
        if (!next_line(r, &text)) return TR_ERR_ABSENT;
        *line = r->line;
        *col = 1;
        *raw = text;
        TR_TRY(read_line(r, text, diag));
    } else {
        if (r->at == r->n) return TR_ERR_ABSENT;
        r->row = r->items[r->at++];
        *line = r->row->line;
        *col = r->row->col;
    }
    return fill(r, fields, raw);
}
