/* Named areas, lines and places, and areas of control by day, from GeoJSON. docs/formats/areas.md.
 */
#include "table/survey.h"
#include "feed/feed.h"

#include <string.h>

static str first_text(const node *properties, const char *const *keys)
{
    for (size_t i = 0; keys[i]; i++) {
        const node *n = node_at(properties, keys[i]);
        if (n && n->kind == NODE_SCALAR && n->text.len && !str_is(n->text, "null")) return n->text;
    }
    return (str){0};
}

static str id_of(const geo_feature *f)
{
    static const char *const keys[] = {"iso3166-2", "iso_3166_2", "ISO3166-2", "adm1_code", "id",
                                       "osm_id",    "sr_brk_a3",  "ne_id",     NULL};
    return f->id.len ? f->id : first_text(f->properties, keys);
}

static str name_of(const geo_feature *f)
{
    static const char *const keys[] = {"name",      "name_en", "NAME",       "BRK_NAME",
                                       "nameascii", "note",    "featurecla", NULL};
    return first_text(f->properties, keys);
}

static str side_of(const geo_feature *f)
{
    static const char *const keys[] = {"side", "held_by", "party", NULL};
    return first_text(f->properties, keys);
}

static bool is_region(const geo_feature *f)
{
    static const char *const keys[] = {"iso3166-2", "iso_3166_2",  "ISO3166-2",
                                       "adm1_code", "admin_level", NULL};
    return first_text(f->properties, keys).len > 0;
}

static bool is_town(const geo_feature *f)
{
    static const char *const keys[] = {"pop_max", "POP_MAX", "place", NULL};
    return first_text(f->properties, keys).len > 0;
}

/* "name", "name_uk", "name:ru": each once. */
static tr_err names_of(const geo_feature *f, arena *a, str_list *out)
{
    for (const node *n = f->properties ? f->properties->first : NULL; n; n = n->next) {
        bool named = str_starts(n->key, "name") || str_starts(n->key, "NAME");
        if (!named || n->kind != NODE_SCALAR || n->text.len == 0 || str_is(n->text, "null"))
            continue;
        bool there = false;
        for (size_t i = 0; i < out->n && !there; i++)
            there = str_eq(out->items[i], n->text);
        if (there) continue;
        str *slot = VEC_PUSH(a, out);
        if (slot == NULL) return TR_ERR_NOMEM;
        *slot = arena_str(a, n->text);
        if (slot->ptr == NULL) return TR_ERR_NOMEM;
    }
    return TR_OK;
}

/* The day of a file of control: the only eight digits in a row in its name that are a date. */
static bool day_of(str name, span *out)
{
    for (size_t i = 0; i + 8 <= name.len; i++) {
        int64_t v;
        if (!str_to_i64(str_upto(str_from(name, i), 8), 19000101, 21991231, &v)) continue;
        int y = (int)(v / 10000), m = (int)(v / 100 % 100), d = (int)(v % 100);
        if (!civil_date_ok(y, m, d)) continue;
        usec_t from = civil_to_days(y, m, d) * USEC_DAY;
        *out = (span){from, from + USEC_DAY};
        return true;
    }
    return false;
}

/* A ring inside out: it is drawn as a hole but its first point lies in no other ring. Even-odd over
 * the rings then gives the union, which is what was meant; it is counted, so that the report can
 * say so. */
static size_t loose_rings(const geo_shape *s)
{
    size_t loose = 0;
    if (s->kind != GEO_POLYGON) return 0;
    for (size_t i = 0; i < s->n_rings; i++) {
        double area2 = 0;
        const geo_ring *r = &s->rings[i];
        for (size_t k = 1; k < r->n; k++)
            area2 += r->pts[k - 1].lon_deg * r->pts[k].lat_deg -
                     r->pts[k].lon_deg * r->pts[k - 1].lat_deg;
        if (area2 > 0) continue; /* counter-clockwise: an outer ring */
        geo_shape others = {.kind = GEO_POLYGON, .rings = s->rings, .n_rings = i};
        bool inside = geo_contains(&others, r->pts[0]);
        others = (geo_shape){
            .kind = GEO_POLYGON, .rings = s->rings + i + 1, .n_rings = s->n_rings - i - 1};
        loose += !inside && !geo_contains(&others, r->pts[0]);
    }
    return loose;
}

static tr_err set_aside(feed_result *r, arena *a, const geo_feature *f, const char *file,
                        diag_code code, const char *words)
{
    feed_reject *x = vec_push(a, (void *)&r->rejects, &r->n_rejects, &r->cap_rejects, sizeof *x);
    if (x == NULL) return TR_ERR_NOMEM;
    x->record = r->received;
    diag_set(&x->diag, code, file, f->line, f->col, "%s", words);
    r->set_aside++;
    return TR_OK;
}

static tr_err add(const geo_feature *f, feed_kind kind, span day, str source, record_ref ref,
                  arena *a, area_vec *out)
{
    named_area x = {.kind = kind, .when = day, .source = source, .ref = ref};
    TR_TRY(geo_shape_copy(&f->shape, a, &x.shape));
    TR_TRY(names_of(f, a, &x.names));
    x.id = arena_str(a, id_of(f));
    x.name = arena_str(a, name_of(f));
    x.side = kind == FEED_CONTROL ? arena_str(a, side_of(f)) : STR("");
    x.n_loose = loose_rings(&f->shape);
    x.region = is_region(f);
    x.town = is_town(f);
    named_area *slot = VEC_PUSH(a, out);
    if (slot == NULL || x.id.ptr == NULL || x.side.ptr == NULL || x.name.ptr == NULL)
        return TR_ERR_NOMEM;
    *slot = x;
    return TR_OK;
}

static tr_err add_all(const geo_features *features, feed_kind kind, span day, const char *file,
                      const feed_context *c, arena *a, area_vec *out, feed_result *result)
{
    str source = arena_str(a, str_of(file));
    if (source.ptr == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < features->n; i++) {
        const geo_feature *f = &features->items[i];
        record_ref ref = {.entry = c->entry, .record = ++result->received, .line = f->line};
        if (f->fault) {
            TR_TRY(set_aside(result, a, f, file, f->fault->code, f->fault->msg));
        } else if (f->out_of_world || f->shape.kind == GEO_NONE) {
            TR_TRY(set_aside(result, a, f, file, CODE_GEO_RANGE, "no place on Earth"));
        } else if (kind == FEED_CONTROL && f->shape.kind != GEO_POLYGON) {
            TR_TRY(set_aside(result, a, f, file, CODE_GEO_TYPE, "control is an area"));
        } else {
            TR_TRY(add(f, kind, day, source, ref, a, out));
            result->accepted++;
        }
    }
    return TR_OK;
}

tr_err feed_areas(feed_kind kind, str bytes, const char *file, const feed_context *c, arena *a,
                  area_vec *out, feed_result *result, tr_diag *diag)
{
    geo_features features = {0};
    span day = {USEC_UNKNOWN, USEC_UNKNOWN};
    arena scratch; /* the parsed file is many times what is kept of it */
    *result = (feed_result){0};
    TR_TRY(survey_kind(str_upto(bytes, 4096), file, diag));
    if (kind == FEED_CONTROL && !day_of(str_of(file), &day)) {
        diag_set(diag, CODE_ROW_TIME, file, 0, 0, "the name of the file states no day (YYYYMMDD)");
        return TR_ERR_DATA;
    }
    arena_init(&scratch, FEED_SCRATCH_BYTES);
    tr_err e = geojson_read(bytes, file, &scratch, &features, diag, NULL);
    if (e == TR_OK) e = add_all(&features, kind, day, file, c, a, out, result);
    arena_clear(&scratch);
    return e;
}
