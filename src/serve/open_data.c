/* Incidents for programs that read maps: OGC API Features, part 1 (core, GeoJSON, HTML). The
 * features are those of a report's incidents.geojson, of the whole record as it stands. */
#include "serve/open.h"

#include <math.h>

enum { LIMIT_USUAL = 100, LIMIT_MOST = 10000 };

bool open_as_page(const call *c)
{
    str f = call_query(c, "f");
    if (f.len) return str_is(f, "html");
    return !c->q->json && str_has(c->q->accept, "text/html");
}

void open_begin(call *c, const char *type)
{
    c->p->type = type;
    jw_init_shown(&c->j, &c->p->body);
    jw_open(&c->j, '{');
}

void open_end(call *c)
{
    jw_close(&c->j, '}');
    buf_c(&c->p->body, '\n');
}

void open_link(call *c, const char *rel, const char *type, const char *title, str path)
{
    json_writer *w = &c->j;
    jw_open(w, '{');
    jw_kv(w, "href", arena_printf(c->a, STR_FMT STR_FMT, STR_ARG(c->s->origin), STR_ARG(path)));
    jw_kz(w, "rel", rel);
    jw_kz(w, "type", type);
    jw_kz(w, "title", title);
    jw_close(w, '}');
}

/* f: as the address may ask for it. */
static bool form_is_known(const call *c)
{
    str f = call_query(c, "f");
    return f.len == 0 || str_is(f, "json") || str_is(f, "html");
}

static const char json_type[] = "application/json", geo_type[] = "application/geo+json",
                  page_type[] = "text/html";

static void links_open(call *c)
{
    jw_key(&c->j, "links");
    jw_open(&c->j, '[');
}

static void refuse_json(call *c, unsigned status, const char *code, const char *words)
{
    buf_reset(&c->p->body);
    c->p->status = status;
    open_begin(c, json_type);
    jw_kz(&c->j, "code", code);
    jw_kz(&c->j, "description", words);
    open_end(c);
}

/* ---- What there is */

static void page_of_links(call *c, const char *title, const char *says, const char *const (*to)[2],
                          size_t n)
{
    buf *b = &c->p->body;
    page_begin(c, title);
    page_say(c, says);
    buf_z(b, "<ul>");
    for (size_t i = 0; i < n; i++) {
        buf_f(b, "<li><a href=\"%s\">", to[i][0]);
        html_text(b, str_of(catalogue_say(c->words, to[i][1])));
        buf_z(b, "</a></li>");
    }
    buf_z(b, "</ul>\n");
    page_end(c);
}

void show_ogc(call *c)
{
    static const char *const pages[][2] = {
        {"/ogc/collections?f=html", N_("Collections")},
        {"/ogc/conformance?f=json", N_("What of the standard is kept to")},
        {"/openapi.json", N_("Description of the interface")}};
    if (open_as_page(c)) {
        page_of_links(
            c, N_("Data for maps"),
            N_("Incidents for QGIS and other programs, by OGC API Features. A program comes "
               "in with your name and a reading key, which you make on your own page."),
            pages, sizeof pages / sizeof *pages);
        return;
    }
    open_begin(c, json_type);
    jw_kv(&c->j, "title", c->s->title);
    jw_kz(&c->j, "description", "Incidents of this mission, as its record stands.");
    links_open(c);
    open_link(c, "self", json_type, "this document", STR("/ogc?f=json"));
    open_link(c, "alternate", page_type, "this document as a page", STR("/ogc?f=html"));
    open_link(c, "service-desc", "application/vnd.oai.openapi+json;version=3.0",
              "description of the interface", STR("/openapi.json"));
    open_link(c, "service-doc", page_type, "description of the interface", STR("/ogc?f=html"));
    open_link(c, "conformance", json_type, "what of the standard is kept to",
              STR("/ogc/conformance?f=json"));
    open_link(c, "data", json_type, "collections", STR("/ogc/collections?f=json"));
    jw_close(&c->j, ']');
    open_end(c);
}

void show_ogc_conformance(call *c)
{
    static const char *const classes[] = {
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30"};
    open_begin(c, json_type);
    jw_key(&c->j, "conformsTo");
    jw_open(&c->j, '[');
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        jw_str(&c->j, str_of(classes[i]));
    jw_close(&c->j, ']');
    open_end(c);
}

/* "2025-03-18T14:00:00Z"; unknown: null, an open end. */
static void put_instant(call *c, const truce_value *v)
{
    buf b;
    if (v->kind != TRUCE_INTEGER) {
        jw_raw(&c->j, STR("null"));
        return;
    }
    buf_init(&b, 64);
    when_write_rfc3339(&b, v->integer);
    jw_str(&c->j, buf_str(&b));
    buf_absorb(&c->p->body, &b);
}

static bool put_extent(call *c)
{
    desk_rows r;
    json_writer *w = &c->j;
    if (!page_ask(c,
                  "SELECT printf('[%.6f,%.6f,%.6f,%.6f]', min(lon), min(lat), max(lon), max(lat)), "
                  "min(from_usec), max(to_usec), count(lat) FROM incident",
                  NULL, 0, &r))
        return false;
    jw_key(w, "extent");
    jw_open(w, '{');
    if (desk_cell(&r, 0, 3)->integer > 0) {
        const truce_value *box = desk_cell(&r, 0, 0);
        jw_key(w, "spatial");
        jw_open(w, '{');
        jw_key(w, "bbox");
        jw_open(w, '[');
        jw_raw(w, (str){box->text.bytes, box->text.length});
        jw_close(w, ']');
        jw_kz(w, "crs", "http://www.opengis.net/def/crs/OGC/1.3/CRS84");
        jw_close(w, '}');
    }
    jw_key(w, "temporal");
    jw_open(w, '{');
    jw_key(w, "interval");
    jw_open(w, '[');
    jw_open(w, '[');
    put_instant(c, desk_cell(&r, 0, 1));
    put_instant(c, desk_cell(&r, 0, 2));
    jw_close(w, ']');
    jw_close(w, ']');
    jw_close(w, '}');
    jw_close(w, '}');
    return true;
}

static bool put_collection(call *c)
{
    json_writer *w = &c->j;
    jw_open(w, '{');
    jw_kz(w, "id", "incidents");
    jw_kz(w, "title", "Incidents");
    jw_kz(w, "description",
          "Coded and alleged incidents, never to be added up; radius_m says how far off a position "
          "may "
          "be. A verdict says whether an incident as reported would be covered, not who did it.");
    jw_kz(w, "itemType", "feature");
    jw_key(w, "crs");
    jw_open(w, '[');
    jw_str(w, STR("http://www.opengis.net/def/crs/OGC/1.3/CRS84"));
    jw_close(w, ']');
    if (!put_extent(c)) return false;
    links_open(c);
    open_link(c, "self", json_type, "this collection", STR("/ogc/collections/incidents?f=json"));
    open_link(c, "items", geo_type, "its features", STR("/ogc/collections/incidents/items?f=json"));
    open_link(c, "items", page_type, "its features as a page",
              STR("/ogc/collections/incidents/items?f=html"));
    jw_close(w, ']');
    jw_close(w, '}');
    return true;
}

void show_ogc_collections(call *c)
{
    static const char *const pages[][2] = {
        {"/ogc/collections/incidents/items?f=html", N_("Incidents")}};
    if (open_as_page(c)) {
        page_of_links(c, N_("Collections"), N_("What programs may read, as pages."), pages, 1);
        return;
    }
    open_begin(c, json_type);
    links_open(c);
    open_link(c, "self", json_type, "this document", STR("/ogc/collections?f=json"));
    jw_close(&c->j, ']');
    jw_key(&c->j, "collections");
    jw_open(&c->j, '[');
    if (!put_collection(c)) return;
    jw_close(&c->j, ']');
    open_end(c);
}

void show_ogc_collection(call *c)
{
    if (!str_is(c->part, "incidents")) {
        refuse_json(c, 404, "NotFound", "there is one collection: incidents");
        return;
    }
    c->p->type = json_type;
    jw_init_shown(&c->j, &c->p->body);
    if (put_collection(c)) buf_c(&c->p->body, '\n');
}

/* ---- Which */

typedef struct selection {
    double west, south, east, north;
    bool boxed;
    int64_t from, to, limit, offset; /* from, to: USEC_UNKNOWN is open */
} selection;

static bool read_number(str s, double low, double high, double *out)
{
    return str_to_double(str_trim(s), out) && isfinite(*out) && *out >= low && *out <= high;
}

/* "west,south,east,north", or six numbers with heights, which are left aside. A box may go across
 * 180 degrees. */
static bool read_box(str s, selection *out)
{
    str part[6];
    size_t n = 0;
    if (s.len == 0) return true;
    while (s.len && n < 6 && str_cut(&s, ',', &part[n]))
        n++;
    if (s.len || (n != 4 && n != 6)) return false;
    size_t half = n / 2;
    out->boxed = true;
    return read_number(part[0], -180, 180, &out->west) &&
           read_number(part[1], -90, 90, &out->south) &&
           read_number(part[half], -180, 180, &out->east) &&
           read_number(part[half + 1], -90, 90, &out->north) && out->south <= out->north;
}

/* A day is the whole of it. */
static bool read_end(str s, bool high, int64_t *out)
{
    usec_t t;
    s = str_trim(s);
    *out = USEC_UNKNOWN;
    if (s.len == 0 || str_is(s, "..")) return true;
    bool day = s.len == 10;
    if (day) s = str_upto(s, 10);
    char room[40];
    (void)snprintf(room, sizeof room, STR_FMT "%s", STR_ARG(str_upto(s, 32)), day ? "T00:00Z" : "");
    if (s.len > 32 || !iso_parse_instant(str_of(room), &t)) return false;
    *out = t + (day && high ? INT64_C(86400) * 1000000 - 1 : 0);
    return true;
}

static bool read_time(str s, selection *out)
{
    size_t slash = str_find(s, '/');
    out->from = out->to = USEC_UNKNOWN;
    if (s.len == 0) return true;
    str low = str_upto(s, slash), high = slash < s.len ? str_from(s, slash + 1) : low;
    return read_end(low, false, &out->from) && read_end(high, true, &out->to) &&
           (out->from == USEC_UNKNOWN || out->to == USEC_UNKNOWN || out->from <= out->to);
}

static bool read_selection(call *c, selection *out)
{
    str limit = call_query(c, "limit"), offset = call_query(c, "offset");
    *out = (selection){.limit = LIMIT_USUAL};
    if (!form_is_known(c)) return false;
    static const char *const known[] = {"bbox", "datetime", "limit", "offset", "f", "lang"};
    for (size_t i = 0; i < c->q->n_query; i++) {
        bool ok = false;
        for (size_t k = 0; k < sizeof known / sizeof *known; k++)
            ok = ok || str_is(c->q->query[i].name, known[k]);
        if (!ok) return false;
    }
    if (limit.len && !str_to_i64(limit, 1, INT64_MAX, &out->limit)) return false;
    if (out->limit > LIMIT_MOST) out->limit = LIMIT_MOST;
    if (offset.len && !str_to_i64(offset, 0, INT64_MAX / 2, &out->offset)) return false;
    return read_box(call_query(c, "bbox"), out) && read_time(call_query(c, "datetime"), out);
}

/* ---- Features */

#define COLUMNS                                                                                    \
    "i.id, i.layer, i.from_usec, i.to_usec, i.place, i.adm1, printf('%.6f', i.lon), "              \
    "printf('%.6f', i.lat), i.lat IS NOT NULL, CAST(i.radius_m AS INTEGER), i.category, i.act, "   \
    "i.status, i.report, i.matched, i.in_period, i.verdicts"
#define CHOSEN                                                                                     \
    "FROM incident i WHERE (?1 = '' OR (CAST(?1 AS REAL) <= CAST(?2 AS REAL) AND i.lon BETWEEN "   \
    "CAST(?1 AS REAL) AND CAST(?2 AS REAL)) OR (CAST(?1 AS REAL) > CAST(?2 AS REAL) AND (i.lon "   \
    ">= CAST(?1 AS REAL) OR i.lon <= CAST(?2 AS REAL)))) AND (?1 = '' OR i.lat BETWEEN CAST(?3 "   \
    "AS REAL) AND CAST(?4 AS REAL)) AND (?5 = '' OR coalesce(i.to_usec, i.from_usec) >= "          \
    "CAST(?5 AS INTEGER)) AND (?6 = '' OR coalesce(i.from_usec, i.to_usec) <= CAST(?6 AS "         \
    "INTEGER))"

static void put_when(call *c, const char *key, const truce_value *v)
{
    buf b;
    buf_init(&b, 64);
    when_write(&b, v->kind == TRUCE_INTEGER ? v->integer : USEC_UNKNOWN);
    jw_kv(&c->j, key, buf_str(&b));
    buf_absorb(&c->p->body, &b);
}

static void put_feature_links(call *c, str id)
{
    buf b;
    str self = {0}, page = {0};
    buf_init(&b, 65536);
    buf_z(&b, "/ogc/collections/incidents/items/");
    page_encode(&b, id);
    if (buf_take(&b, c->a, &self) != TR_OK) return;
    buf_init(&b, 65536);
    buf_z(&b, "/incidents/");
    page_encode(&b, id);
    if (buf_take(&b, c->a, &page) != TR_OK) return;
    links_open(c);
    open_link(c, "self", geo_type, "this document", self);
    open_link(c, "alternate", page_type, "the incident's page", page);
    open_link(c, "collection", json_type, "the collection",
              STR("/ogc/collections/incidents?f=json"));
    jw_close(&c->j, ']');
}

static void put_feature(call *c, const desk_rows *r, size_t i, bool alone)
{
    json_writer *w = &c->j;
    static const struct {
        const char *key;
        size_t column;
    } texts[] = {{"category", 10}, {"act", 11}, {"status", 12}, {"report", 13}, {"matched", 14}};
    jw_open(w, '{');
    jw_kz(w, "type", "Feature");
    jw_kv(w, "id", desk_text_at(r, i, 0));
    jw_key(w, "geometry");
    bool placed = desk_cell(r, i, 8)->integer == 1;
    if (placed) {
        jw_open(w, '{');
        jw_kz(w, "type", "Point");
        jw_key(w, "coordinates");
        jw_raw(w, arena_printf(c->a, "[" STR_FMT "," STR_FMT "]", STR_ARG(desk_text_at(r, i, 6)),
                               STR_ARG(desk_text_at(r, i, 7))));
        jw_close(w, '}');
    } else {
        jw_raw(w, STR("null"));
    }
    jw_key(w, "properties");
    jw_open(w, '{');
    jw_kv(w, "layer", desk_text_at(r, i, 1));
    put_when(c, "from_utc", desk_cell(r, i, 2));
    put_when(c, "to_utc", desk_cell(r, i, 3));
    jw_kv(w, "place", desk_text_at(r, i, 4));
    jw_kv(w, "adm1", desk_text_at(r, i, 5));
    if (placed) {
        const truce_value *radius = desk_cell(r, i, 9);
        jw_ki(w, "radius_m", radius->kind == TRUCE_INTEGER ? radius->integer : 0);
    }
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
        jw_kv(w, texts[k].key, desk_text_at(r, i, texts[k].column));
    jw_kz(w, "in_period", desk_cell(r, i, 15)->integer ? "yes" : "no");
    jw_key(w, "verdicts");
    jw_open(w, '{');
    str all = desk_text_at(r, i, 16), one;
    while (all.len && str_cut(&all, ',', &one)) {
        one = str_trim(one);
        size_t blank = str_find(one, ' ');
        str id = arena_str(c->a, str_upto(one, blank));
        if (id.ptr) jw_kv(w, id.ptr, str_from(one, blank + 1));
    }
    jw_close(w, '}');
    jw_close(w, '}');
    if (alone) put_feature_links(c, desk_text_at(r, i, 0));
    jw_close(w, '}');
}

static void values_of(call *c, const selection *s, truce_value v[8])
{
    const double box[] = {s->west, s->east, s->south, s->north};
    for (size_t i = 0; i < 4; i++)
        v[i] = desk_text(s->boxed ? arena_printf(c->a, "%.9f", box[i]) : STR(""));
    v[4] = desk_text(s->from == USEC_UNKNOWN ? STR("")
                                             : arena_printf(c->a, "%lld", (long long)s->from));
    v[5] =
        desk_text(s->to == USEC_UNKNOWN ? STR("") : arena_printf(c->a, "%lld", (long long)s->to));
    v[6] = desk_int(s->limit);
    v[7] = desk_int(s->offset);
}

/* The same question from another place on. */
static str page_at(call *c, int64_t offset, const char *form)
{
    static const char *const kept[] = {"bbox", "datetime", "limit"};
    buf b;
    str out = {0};
    buf_init(&b, 65536);
    buf_f(&b, "/ogc/collections/incidents/items?f=%s&offset=%lld", form, (long long)offset);
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        str value = call_query(c, kept[i]);
        if (value.len == 0) continue;
        buf_f(&b, "&%s=", kept[i]);
        page_encode(&b, value);
    }
    return buf_take(&b, c->a, &out) == TR_OK ? out : (str){0};
}

static void items_as_page(call *c, const selection *s, const desk_rows *r, int64_t matched)
{
    static const page_column columns[] = {{"id", N_("Incident"), CELL_LINK, "/incidents/"},
                                          {"layer", N_("Layer"), CELL_KNOWN, NULL},
                                          {"from", N_("From"), CELL_WHEN, NULL},
                                          {"to", N_("To"), CELL_WHEN, NULL},
                                          {"place", N_("Place"), CELL_TEXT, NULL},
                                          {"adm1", N_("Region"), CELL_TEXT, NULL},
                                          {"lon", N_("Longitude"), CELL_TEXT, NULL},
                                          {"lat", N_("Latitude"), CELL_TEXT, NULL}};
    buf *b = &c->p->body;
    page_begin(c, N_("Incidents"));
    page_figure(c, "matched", N_("features fit the question"), matched, NULL);
    PAGE_TABLE(c, "features", N_("Features, newest first."), N_("No incident fits."), columns, r);
    if (s->offset + (int64_t)r->n < matched) {
        buf_z(b, "<p><a rel=\"next\" href=\"");
        html_attr(b, page_at(c, s->offset + s->limit, "html"));
        buf_z(b, "\">");
        html_text(b, str_of(catalogue_say(c->words, N_("Later pages"))));
        buf_z(b, "</a></p>\n");
    }
    page_end(c);
}

static void items_as_json(call *c, const selection *s, const desk_rows *r, int64_t matched)
{
    json_writer *w = &c->j;
    buf now;
    buf_init(&now, 64);
    when_write_rfc3339(&now, desk_now() / 1000000 * 1000000);
    open_begin(c, geo_type);
    jw_kz(w, "type", "FeatureCollection");
    jw_kv(w, "timeStamp", buf_str(&now));
    jw_ki(w, "numberMatched", matched);
    jw_ki(w, "numberReturned", (int64_t)r->n);
    links_open(c);
    open_link(c, "self", geo_type, "this document", page_at(c, s->offset, "json"));
    open_link(c, "alternate", page_type, "this document as a page", page_at(c, s->offset, "html"));
    open_link(c, "collection", json_type, "the collection",
              STR("/ogc/collections/incidents?f=json"));
    if (s->offset + (int64_t)r->n < matched)
        open_link(c, "next", geo_type, "what follows", page_at(c, s->offset + s->limit, "json"));
    if (s->offset > 0)
        open_link(c, "prev", geo_type, "what stands before",
                  page_at(c, s->offset > s->limit ? s->offset - s->limit : 0, "json"));
    jw_close(w, ']');
    jw_key(w, "features");
    jw_open(w, '[');
    for (size_t i = 0; i < r->n; i++)
        put_feature(c, r, i, false);
    jw_close(w, ']');
    open_end(c);
    buf_absorb(&c->p->body, &now);
}

void show_ogc_items(call *c)
{
    selection s;
    truce_value v[8];
    desk_rows r, n;
    if (!read_selection(c, &s)) {
        refuse_json(
            c, 400, "InvalidParameterValue",
            "bbox=west,south,east,north in degrees; datetime=T, T/T, ../T or T/.. with T as "
            "2025-04-01 or 2025-04-01T12:00:00Z; limit from 1; offset from 0; f=json or html");
        return;
    }
    values_of(c, &s, v);
    if (!page_ask(c, "SELECT count(*) " CHOSEN, v, 6, &n) ||
        !page_ask(c,
                  "SELECT " COLUMNS " " CHOSEN
                  " ORDER BY i.from_usec DESC, i.id, i.layer LIMIT ?7 OFFSET ?8",
                  v, 8, &r))
        return;
    if (open_as_page(c))
        items_as_page(c, &s, &r, desk_cell(&n, 0, 0)->integer);
    else
        items_as_json(c, &s, &r, desk_cell(&n, 0, 0)->integer);
}

void show_ogc_item(call *c)
{
    desk_rows r;
    truce_value id = desk_text(c->part);
    if (open_as_page(c)) {
        page_go(c, "/incidents/", c->part);
        return;
    }
    if (!page_ask(c, "SELECT " COLUMNS " FROM incident i WHERE i.id = ?1 ORDER BY i.layer DESC",
                  &id, 1, &r))
        return;
    if (r.n == 0) {
        refuse_json(c, 404, "NotFound", "the record has no incident of this id");
        return;
    }
    c->p->type = geo_type;
    jw_init_shown(&c->j, &c->p->body);
    put_feature(c, &r, 0, true);
    buf_c(&c->p->body, '\n');
}
