#include "producers/producers.h"
#include "producers/columns.h"
#include "producers/registry.h"

#include "feed/table.h"

#include <stdio.h>
#include <string.h>

/* ---- The table of categories
 * ------------------------------------------------------------------------ */

/* `*` at either end stands for anything, `?` alone for an empty value. */
static bool fits(str pattern, str value)
{
    if (str_is(pattern, "?")) return value.len == 0;
    if (value.len == 0) return false;
    bool front = pattern.len && pattern.ptr[0] == '*',
         back = pattern.len > front && pattern.ptr[pattern.len - 1] == '*';
    str core = str_upto(str_from(pattern, front), pattern.len - front - back);
    if (core.len > value.len) return false;
    if (!front && !back) return str_eq(core, value);
    if (!front) return str_eq(str_upto(value, core.len), core);
    if (!back) return str_eq(str_from(value, value.len - core.len), core);
    for (size_t i = 0; i + core.len <= value.len; i++) {
        if (str_eq(str_upto(str_from(value, i), core.len), core)) return true;
    }
    return false;
}

typedef struct source_row {
    str (*get)(const void *ctx, str column);
    const void *ctx;
} source_row;

static bool condition_holds(str when, const source_row *row)
{
    str one;
    while (str_cut(&when, '&', &one)) {
        size_t eq = str_find(one, '=');
        if (!fits(str_from(one, eq + 1), row->get(row->ctx, str_upto(one, eq)))) return false;
    }
    return true;
}

tr_err producer_registry_rules(str bytes, const char *file, const taxonomy *t, arena *a,
                               registry_rules *out, tr_diag *diag)
{
    static const char *const names[] = {"registry", "when", "category", "note", NULL};
    table tb;
    feed_result result;
    TR_TRY(table_open(&tb, bytes, file, names, 3, &(feed_context){0}, a, &result, diag));
    tr_err e;
    while ((e = table_next(&tb)) == TR_OK) {
        tr_err copy = TR_OK;
        registry_rule r = {.registry = table_copy(&tb, 0, &copy),
                           .when = table_copy(&tb, 1, &copy),
                           .category = table_copy(&tb, 2, &copy)};
        cat_set *terms;
        size_t n;
        str bad;
        if (copy == TR_OK && str_find(r.when, '=') == r.when.len) {
            diag_set(diag, CODE_ROW_KIND, file, tb.row.line, 1, "'" STR_FMT "' is not column=value",
                     STR_ARG(r.when));
            copy = TR_ERR_DATA;
        }
        if (copy == TR_OK && t && category_expr_parse(r.category, t, a, &terms, &n, &bad) != TR_OK)
            continue;
        registry_rule *slot = copy == TR_OK ? VEC_PUSH(a, out) : NULL;
        if (slot == NULL) {
            table_close(&tb);
            return copy == TR_OK ? TR_ERR_NOMEM : copy;
        }
        *slot = r;
    }
    table_close(&tb);
    return e == TR_ERR_ABSENT ? TR_OK : e;
}

static str category_of(const registry_rules *rules, feed_kind kind, const source_row *row)
{
    for (size_t i = 0; rules && i < rules->n; i++) {
        const registry_rule *r = &rules->items[i];
        if (str_is(r->registry, feed_kind_word(kind)) && condition_holds(r->when, row))
            return r->category;
    }
    return (str){0};
}

/* ---- One row
 * ---------------------------------------------------------------------------------------- */

typedef struct maker {
    const registry_form *form;
    const registry_rules *rules;
    arena *a;
} maker;

static str get(const source_row *row, const char *column)
{
    return column ? row->get(row->ctx, str_of(column)) : (str){0};
}

static tr_err make_id(const maker *m, const source_row *row, str *out)
{
    str rest = str_of(m->form->id), part;
    buf b;
    buf_init(&b, 65536);
    while (str_cut(&rest, '|', &part)) {
        str v = row->get(row->ctx, part);
        if (v.len == 0) continue;
        if (b.len) buf_c(&b, '/');
        buf_s(&b, v);
    }
    return buf_take(&b, m->a, out);
}

static bool position_ok(geo_pt p)
{
    return geo_pt_ok(p) && (p.lat_deg < 0 || p.lat_deg > 0 || p.lon_deg < 0 || p.lon_deg > 0);
}

/* "47.1, 37.6" */
static bool read_pair(str s, geo_pt *p)
{
    size_t comma = str_find(s, ',');
    return comma < s.len && str_to_double(str_trim(str_upto(s, comma)), &p->lat_deg) &&
           str_to_double(str_trim(str_from(s, comma + 1)), &p->lon_deg);
}

static bool read_lon_lat(str s, geo_pt *p)
{
    s = str_trim(s);
    size_t blank = str_find(s, ' ');
    return blank < s.len && str_to_double(str_trim(str_upto(s, blank)), &p->lon_deg) &&
           str_to_double(str_trim(str_from(s, blank + 1)), &p->lat_deg) && position_ok(*p);
}

/* POINT (lon lat), LINESTRING (lon lat, ...) and MULTILINESTRING ((...), (...)): parts of a broken
 * line are joined to one list, since only the distance to the line is asked. */
static tr_err read_wkt(str s, arena *a, geo_shape *out, bool *ok)
{
    size_t open = str_find(s, '(');
    VEC(geo_pt) pts = {0};
    *ok = false;
    str rest = str_from(s, open + (open < s.len)), piece;
    while (str_cut(&rest, ',', &piece)) {
        geo_pt p;
        while (piece.len && (piece.ptr[0] == '(' || piece.ptr[0] == ' '))
            piece = str_from(piece, 1);
        while (piece.len && (piece.ptr[piece.len - 1] == ')' || piece.ptr[piece.len - 1] == ' '))
            piece = str_upto(piece, piece.len - 1);
        if (!read_lon_lat(piece, &p)) return TR_OK;
        geo_pt *slot = VEC_PUSH(a, &pts);
        if (slot == NULL) return TR_ERR_NOMEM;
        *slot = p;
    }
    if (pts.n == 0) return TR_OK;
    *ok = true;
    if (pts.n == 1) {
        *out = (geo_shape){.kind = GEO_CIRCLE, .center = pts.items[0]};
        return TR_OK;
    }
    geo_ring *ring = arena_alloc(a, sizeof *ring);
    if (ring == NULL) return TR_ERR_NOMEM;
    *ring = (geo_ring){pts.items, pts.n};
    *out = (geo_shape){.kind = GEO_LINE, .rings = ring, .n_rings = 1};
    return TR_OK;
}

static tr_err make_shape(const maker *m, const source_row *row, geo_shape *out, bool *ok)
{
    str lat = get(row, m->form->lat), lon = get(row, m->form->lon), pair = get(row, m->form->pair),
        wkt = get(row, m->form->wkt);
    geo_pt p = {0};
    *out = (geo_shape){.kind = GEO_CIRCLE};
    *ok = pair.len ? read_pair(pair, &p)
                   : str_to_double(lat, &p.lat_deg) && str_to_double(lon, &p.lon_deg);
    *ok = *ok && position_ok(p);
    out->center = p;
    if (!*ok && wkt.len) TR_TRY(read_wkt(wkt, m->a, out, ok));
    str accuracy = get(row, m->form->accuracy);
    out->radius_m = str_is(accuracy, "exact")         ? 500
                    : str_is(accuracy, "approximate") ? 5000
                                                      : m->form->radius_m;
    return TR_OK;
}

static tr_err copy(const maker *m, str s, str *out)
{
    *out = s.len ? arena_str(m->a, s) : (str){0};
    return s.len && out->ptr == NULL ? TR_ERR_NOMEM : TR_OK;
}

/* What the row says; `why` is CODE_NONE when it can be used. */
static tr_err make_site(const maker *m, const source_row *row, site *out, diag_code *why)
{
    bool ok = true, swapped = false;
    *out = (site){.kind = m->form->kind};
    *why = CODE_NONE;
    TR_TRY(make_id(m, row, &out->id));
    TR_TRY(copy(m, get(row, m->form->name), &out->name));
    TR_TRY(copy(m, get(row, m->form->other_name), &out->other_name));
    TR_TRY(copy(m, get(row, m->form->status), &out->status));
    out->source = str_of(feed_kind_word(m->form->kind));
    out->category = category_of(m->rules, m->form->kind, row);
    if (m->form->lat || m->form->pair) TR_TRY(make_shape(m, row, &out->shape, &ok));
    swapped = !ok && position_ok((geo_pt){out->shape.center.lat_deg, out->shape.center.lon_deg});
    if (out->id.len == 0) {
        *why = CODE_ROW_ID;
    } else if (!ok) {
        *why = swapped ? CODE_FEED_SWAPPED : CODE_ROW_POSITION;
    } else if (out->category.len == 0) {
        *why = CODE_ROW_CATEGORY;
    }
    return TR_OK;
}

static const char *words_of(diag_code why)
{
    switch ((int)why) {
    case CODE_ROW_ID: return "the row has no identifier";
    case CODE_ROW_POSITION: return "the row has no position";
    case CODE_FEED_SWAPPED: return "the position is outside the world, and inside when exchanged";
    case CODE_GEO_INVALID: return "the polygon crosses or touches itself";
    default: return "no rule of the table of categories fits the row";
    }
}

/* ---- CSV
 * -------------------------------------------------------------------------------------------- */

typedef struct column_at {
    str name;
    int at;
} column_at;

typedef struct csv_file {
    rows *rows;
    csv_row row;
    VEC(column_at) columns; /* those that the form and the rules ask for */
    str glued[CSV_MAX_FIELDS];
} csv_file;

static str csv_get(const void *ctx, str column)
{
    const csv_file *f = ctx;
    for (size_t i = 0; i < f->columns.n; i++) {
        const column_at *c = &f->columns.items[i];
        if (str_eq(c->name, column)) return c->at < 0 ? (str){0} : str_trim(f->row.fields[c->at]);
    }
    return (str){0};
}

static tr_err find_column(csv_file *f, const maker *m, str column, int *at)
{
    for (size_t i = 0; i < f->columns.n; i++) {
        *at = f->columns.items[i].at;
        if (str_eq(f->columns.items[i].name, column)) return TR_OK;
    }
    str name = arena_str(m->a, column);
    column_at *slot = name.ptr ? VEC_PUSH(m->a, &f->columns) : NULL;
    if (slot == NULL) return TR_ERR_NOMEM;
    *at = rows_find(f->rows, name.ptr);
    *slot = (column_at){name, *at};
    return TR_OK;
}

static tr_err need(csv_file *f, const maker *m, str column, tr_diag *diag)
{
    char name[64], more[64];
    int at;
    TR_TRY(find_column(f, m, column, &at));
    if (at >= 0) return TR_OK;
    (void)snprintf(name, sizeof name, STR_FMT, STR_ARG(column));
    (void)snprintf(more, sizeof more, ": not the columns of %s", feed_kind_word(m->form->kind));
    rows_missing(f->rows, CODE_FEED_DRIFT, name, more, diag);
    return TR_ERR_DATA;
}

/* Without what a rule looks at no row would have a category: that is drift, not a thousand faults.
 */
static tr_err need_what_rules_ask(csv_file *f, const maker *m, tr_diag *diag)
{
    for (size_t i = 0; m->rules && i < m->rules->n; i++) {
        const registry_rule *r = &m->rules->items[i];
        str when = r->when, one;
        if (!str_is(r->registry, feed_kind_word(m->form->kind))) continue;
        while (str_cut(&when, '&', &one))
            TR_TRY(need(f, m, str_upto(one, str_find(one, '=')), diag));
    }
    return TR_OK;
}

enum { MAX_PLACES = 3 };

static size_t places_of(const registry_form *form, const char *out[MAX_PLACES])
{
    const char *const all[MAX_PLACES] = {form->lat, form->lon, form->pair};
    size_t n = 0;
    for (size_t i = 0; i < MAX_PLACES; i++) {
        if (all[i]) out[n++] = all[i];
    }
    return n;
}

static tr_err find_all(csv_file *f, const maker *m, const char *list)
{
    str rest = str_of(list ? list : ""), one;
    int at;
    while (str_cut(&rest, '|', &one)) {
        if (one.len) TR_TRY(find_column(f, m, one, &at));
    }
    return TR_OK;
}

static tr_err find_columns(csv_file *f, const maker *m, tr_diag *diag)
{
    const registry_form *form = m->form;
    const char *const others[] = {form->id,  form->name,     form->other_name,
                                  form->wkt, form->accuracy, form->status};
    const char *places[MAX_PLACES];
    str rest = str_of(form->id), first;
    (void)str_cut(&rest, '|', &first);
    TR_TRY(need(f, m, first, diag));
    for (size_t i = 0, n = places_of(form, places); i < n; i++)
        TR_TRY(need(f, m, str_of(places[i]), diag));
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        TR_TRY(find_all(f, m, others[i]));
    return need_what_rules_ask(f, m, diag);
}

static tr_err open_rows(csv_file *f, const maker *m, str bytes, const char *file,
                        const feed_context *c, tr_diag *diag)
{
    rows_need needs[MAX_LAYOUTS];
    size_t n;
    TR_TRY(columns_of_kind(m->form->kind, m->a, needs, &n));
    return rows_open_bytes(bytes, file, feed_how(c), needs, n, &f->rows, diag);
}

typedef struct keeper {
    arena *a;
    site_vec *out;
    feed_result *result;
    const char *file;
    const feed_context *c;
    idmap by_digest;
} keeper;

static tr_err set_aside(keeper *k, const tr_diag *d, str raw, bool duplicate)
{
    feed_reject *x = vec_push(k->a, (void *)&k->result->rejects, &k->result->n_rejects,
                              &k->result->cap_rejects, sizeof *x);
    if (x == NULL) return TR_ERR_NOMEM;
    *x = (feed_reject){.record = k->result->received,
                       .duplicate = duplicate,
                       .diag = *d,
                       .raw = arena_str(k->a, str_upto(raw, 2000))};
    if (x->raw.ptr == NULL) return TR_ERR_NOMEM;
    if (duplicate) {
        k->result->duplicate++;
    } else {
        k->result->set_aside++;
    }
    return TR_OK;
}

static tr_err repeats(keeper *k, str raw, bool *yes)
{
    sha256 h;
    char hex[SHA256_HEX + 1];
    size_t at;
    TR_TRY(sha256_of(raw, &h));
    sha256_hex(&h, hex);
    *yes = idmap_find(&k->by_digest, (str){hex, SHA256_HEX}, &at);
    if (*yes) return TR_OK;
    str key = arena_str(k->a, (str){hex, SHA256_HEX});
    return key.ptr ? idmap_add(&k->by_digest, k->a, key, k->result->received) : TR_ERR_NOMEM;
}

static tr_err keep(keeper *k, const site *s, diag_code why, unsigned line, unsigned col, str raw)
{
    tr_diag d = {0};
    bool repeat = false;
    if (raw.len) TR_TRY(repeats(k, raw, &repeat));
    if (repeat) {
        diag_set(&d, CODE_ROW_DUP_ID, k->file, line, col, "repeats an earlier row");
        return set_aside(k, &d, raw, true);
    }
    if (why != CODE_NONE) {
        diag_set(&d, why, k->file, line, col, "%s", words_of(why));
        return set_aside(k, &d, raw, false);
    }
    site *slot = VEC_PUSH(k->a, k->out);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = *s;
    slot->ref = (record_ref){.entry = k->c->entry, .record = k->result->received, .line = line};
    k->result->accepted++;
    return TR_OK;
}

/* A field in single quotes, with commas inside, was taken for several: they become one again. Only
 * its ends matter, since nothing is read from it. */
static size_t glue(csv_file *f)
{
    size_t first = 0, last = 0, n = f->row.n;
    while (first < n && !str_starts(f->row.fields[first], "'"))
        first++;
    for (size_t i = first; i < n; i++) {
        if (str_ends(f->row.fields[i], "'")) last = i;
    }
    if (first >= n || last <= first) return n;
    for (size_t i = 0; i < n; i++)
        f->glued[i <= first ? i
                 : i > last ? i - (last - first)
                            : first] = f->row.fields[i <= last && i > first ? first : i];
    f->row.fields = f->glued;
    return n - (last - first);
}

static tr_err csv_rows(csv_file *f, const maker *m, keeper *k)
{
    for (;;) {
        tr_diag d = {0};
        site s;
        diag_code why;
        source_row row = {csv_get, f};
        tr_err e = rows_next_loose(f->rows, &f->row, &d);
        if (e == TR_ERR_ABSENT) return TR_OK;
        if (e != TR_OK && e != TR_ERR_DATA) return e;
        k->result->received++;
        size_t n_columns = rows_header(f->rows)->n;
        bool wide = e == TR_OK && f->row.n != n_columns;
        if (wide && f->row.n > n_columns) f->row.n = glue(f);
        if (wide && f->row.n != n_columns) {
            diag_set(&d, CODE_CSV_COLUMNS, k->file, f->row.line, 1,
                     "%zu fields, the header has %zu", f->row.n, n_columns);
            e = TR_ERR_DATA;
        }
        if (e == TR_ERR_DATA) {
            TR_TRY(set_aside(k, &d, f->row.raw, false));
            continue;
        }
        TR_TRY(make_site(m, &row, &s, &why));
        TR_TRY(keep(k, &s, why, f->row.line, 1, f->row.raw));
    }
}

/* ---- GeoJSON
 * ---------------------------------------------------------------------------------------- */

static str feature_get(const void *ctx, str column)
{
    char name[64];
    const geo_feature *f = ctx;
    if (column.len >= sizeof name) return (str){0};
    memcpy(name, column.ptr, column.len);
    name[column.len] = '\0';
    const node *n = node_at(f->properties, name);
    if (n == NULL || n->kind != NODE_SCALAR || (n->form == SCALAR_WORD && str_is(n->text, "null")))
        return (str){0};
    return n->text;
}

static tr_err geojson_keep(const geo_features *features, const maker *m, keeper *k)
{
    for (size_t i = 0; i < features->n; i++) {
        const geo_feature *f = &features->items[i];
        source_row row = {feature_get, f};
        site s;
        diag_code why;
        k->result->received++;
        TR_TRY(make_site(m, &row, &s, &why));
        TR_TRY(geo_shape_copy(&f->shape, k->a, &s.shape));
        if (s.shape.kind != GEO_POLYGON) s.shape.radius_m = m->form->radius_m;
        if (f->out_of_world || s.shape.kind == GEO_NONE) why = CODE_ROW_POSITION;
        if (f->fault) why = f->fault->code;
        TR_TRY(keep(k, &s, why, f->line, f->col, (str){0}));
    }
    return TR_OK;
}

static tr_err geojson_rows(str bytes, const maker *m, keeper *k, tr_diag *diag)
{
    geo_features features = {0};
    arena scratch;
    arena_init(&scratch, FEED_SCRATCH_BYTES);
    tr_err e = geojson_read(bytes, k->file, &scratch, &features, diag, NULL);
    if (e == TR_OK) e = geojson_keep(&features, m, k);
    arena_clear(&scratch);
    return e;
}

/* Areas stay areas in GeoJSON; any other JSON is a table. */
static bool is_geojson(str bytes)
{
    str head = str_upto(str_trim(bytes), 4096);
    return str_starts(head, "{") && str_has(head, "\"FeatureCollection\"");
}

tr_err producer_registry(feed_kind kind, str bytes, const char *file, const feed_context *c,
                         arena *a, site_vec *out, feed_result *result, tr_diag *diag)
{
    maker m = {registry_form_of(kind), c->rules, a};
    keeper k = {.a = a, .out = out, .result = result, .file = file, .c = c};
    *result = (feed_result){0};
    if (m.form == NULL) return TR_ERR_USAGE;
    if (is_geojson(bytes)) return geojson_rows(bytes, &m, &k, diag);
    csv_file *f = arena_alloc(a, sizeof *f);
    if (f == NULL) return TR_ERR_NOMEM;
    TR_TRY(open_rows(f, &m, bytes, file, c, diag));
    tr_err e = find_columns(f, &m, diag);
    if (e == TR_OK) e = csv_rows(f, &m, &k);
    rows_close(f->rows);
    return e;
}
