/* Protected sites: CSV or GeoJSON, by the first character of the file. docs/formats/sites.md. */
#include "feed/table.h"

enum { C_ID, C_NAME, C_CATEGORY, C_LAT, C_LON, C_RADIUS, C_SOURCE };
static const char *const names[] = {"id",  "name",     "category", "lat",
                                    "lon", "radius_m", "source",   NULL};

enum { N_NEEDED = 5 };
const rows_need need_sites = {names, N_NEEDED};

static tr_err read_site(table *t, const feed_context *c, site *s, bool *ok)
{
    tr_err e = TR_OK;
    *ok = false;
    *s = (site){.id = table_copy(t, C_ID, &e),
                .name = table_copy(t, C_NAME, &e),
                .category = table_copy(t, C_CATEGORY, &e),
                .source = table_copy(t, C_SOURCE, &e),
                .shape = {.kind = GEO_CIRCLE}};
    TR_TRY(e);
    if (s->id.len == 0) return table_reject(t, C_ID, CODE_ROW_ID, "the site has no id");
    if (c->categories && taxonomy_find(c->categories, s->category) == NULL) {
        return table_reject(t, C_CATEGORY, CODE_ROW_CATEGORY,
                            "'" STR_FMT "' is not in the taxonomy", STR_ARG(s->category));
    }
    geo_pt p = {0};
    bool zero = str_is(table_field(t, C_LAT), "0") && str_is(table_field(t, C_LON), "0");
    bool good = str_to_double(table_field(t, C_LAT), &p.lat_deg) &&
                str_to_double(table_field(t, C_LON), &p.lon_deg) && geo_pt_ok(p) && !zero;
    str radius = table_field(t, C_RADIUS);
    good = good && (radius.len == 0 ||
                    (str_to_double(radius, &s->shape.radius_m) && s->shape.radius_m > 0));
    bool swapped = p.lat_deg < -90 || p.lat_deg > 90;
    if (!good && swapped && geo_pt_ok((geo_pt){.lon_deg = p.lat_deg, .lat_deg = p.lon_deg}))
        return table_reject(t, C_LAT, CODE_FEED_SWAPPED,
                            "the position is outside the world, and inside when exchanged");
    if (!good) return table_reject(t, C_LAT, CODE_ROW_POSITION, "the site's position is not one");
    s->shape.center = p;
    *ok = true;
    return table_ref(t, c, &s->ref);
}

static tr_err site_rows(table *t, const feed_context *c, arena *a, site_vec *out)
{
    tr_err e;
    while ((e = table_next(t)) == TR_OK) {
        site s;
        bool ok;
        TR_TRY(read_site(t, c, &s, &ok));
        if (!ok) continue;
        tr_err seen = table_accept(t, s.id);
        if (seen == TR_ERR_ABSENT) continue;
        TR_TRY(seen);
        site *slot = VEC_PUSH(a, out);
        if (slot == NULL) return TR_ERR_NOMEM;
        *slot = s;
    }
    if (e != TR_ERR_ABSENT) return e;
    size_t kept = 0;
    for (size_t i = 0; i < out->n; i++) {
        if (!table_conflicts(t, i)) out->items[kept++] = out->items[i];
    }
    out->n = kept;
    return table_settle(t);
}

static tr_err sites_csv(str bytes, const char *file, const feed_context *c, arena *a, site_vec *out,
                        feed_result *result, tr_diag *diag)
{
    table t;
    feed_context plain = *c;
    plain.received_column = (str){0};
    TR_TRY(table_open(&t, bytes, file, names, N_NEEDED, &plain, a, result, diag));
    tr_err e = site_rows(&t, c, a, out);
    table_close(&t);
    return e;
}

static tr_err reject_feature(feed_result *r, arena *a, size_t record, const geo_feature *f,
                             const char *file, diag_code code, const char *what)
{
    feed_reject *x = vec_push(a, (void *)&r->rejects, &r->n_rejects, &r->cap_rejects, sizeof *x);
    if (x == NULL) return TR_ERR_NOMEM;
    x->record = record;
    diag_set(&x->diag, code, file, f->line, f->col, "%s", what);
    r->set_aside++;
    return TR_OK;
}

/* A property by the name that the mapping has for it. */
static str property(const geo_feature *f, const feed_context *c, const char *name)
{
    const event_mapping *m = c->mapping;
    str want = m ? node_text(m->all, name) : (str){0}, found = {0};
    if (want.len == 0) return node_text(f->properties, name);
    for (const node *n = f->properties ? f->properties->first : NULL; n; n = n->next) {
        if (n->kind == NODE_SCALAR && str_eq(n->key, want)) found = n->text;
    }
    return found;
}

static str category_of(const geo_feature *f, const feed_context *c)
{
    str word = property(f, c, "category");
    const node *words = c->mapping ? c->mapping->categories : NULL;
    for (const node *n = words ? words->first : NULL; n; n = n->next) {
        if (str_eq(n->key, word)) return n->text;
    }
    return word;
}

static str site_id(const geo_feature *f, const feed_context *c)
{
    bool mapped = c->mapping && node_text(c->mapping->all, "id").len;
    return f->id.len && !mapped ? f->id : property(f, c, "id");
}

static tr_err sites_geojson(str bytes, const char *file, const feed_context *c, arena *a,
                            site_vec *out, feed_result *result, tr_diag *diag)
{
    geo_features features = {0};
    *result = (feed_result){0};
    TR_TRY(geojson_read(bytes, file, a, &features, diag, NULL));
    for (size_t i = 0; i < features.n; i++) {
        const geo_feature *f = &features.items[i];
        str kind = category_of(f, c), id = site_id(f, c);
        result->received++;
        if (id.len == 0) {
            TR_TRY(reject_feature(result, a, i + 1, f, file, CODE_ROW_ID, "the feature has no id"));
            continue;
        }
        if (c->categories && taxonomy_find(c->categories, kind) == NULL) {
            TR_TRY(reject_feature(result, a, i + 1, f, file, CODE_ROW_CATEGORY,
                                  "the feature's category is not in the taxonomy"));
            continue;
        }
        if (f->fault) {
            TR_TRY(reject_feature(result, a, i + 1, f, file, f->fault->code, f->fault->msg));
            continue;
        }
        if (f->shape.kind != GEO_CIRCLE && f->shape.kind != GEO_POLYGON) {
            TR_TRY(reject_feature(result, a, i + 1, f, file, CODE_GEO_TYPE,
                                  "a site is a point or a polygon"));
            continue;
        }
        if (f->out_of_world) {
            TR_TRY(reject_feature(result, a, i + 1, f, file, CODE_GEO_RANGE,
                                  "a position outside the world"));
            continue;
        }
        site *s = VEC_PUSH(a, out);
        if (s == NULL) return TR_ERR_NOMEM;
        *s = (site){.id = id,
                    .name = property(f, c, "name"),
                    .category = kind,
                    .source = property(f, c, "source"),
                    .shape = f->shape,
                    .ref = {.entry = c->entry, .record = i + 1, .line = f->line}};
        result->accepted++;
    }
    return TR_OK;
}

tr_err feed_sites(str bytes, const char *file, const feed_context *c, arena *a, site_vec *out,
                  feed_result *result, tr_diag *diag)
{
    str s = str_upto(str_trim(bytes), 4096); /* areas stay areas; any other JSON is a table */
    bool json = str_starts(s, "{") && (c->form == NULL || str_has(s, "\"Feature"));
    return json ? sites_geojson(bytes, file, c, a, out, result, diag)
                : sites_csv(bytes, file, c, a, out, result, diag);
}
