#include "agreement/read.h"

#include <stdlib.h>
#include <string.h>

/* Push onto a growing list of the arena; out of memory is remembered, not reported as a fault. */
#define PUSH_OR_RETURN(r, v, slot)                                                                 \
    do {                                                                                           \
        (slot) = VEC_PUSH((r)->a, (v));                                                            \
        if ((slot) == NULL) {                                                                      \
            (r)->fatal = TR_ERR_NOMEM;                                                             \
            return;                                                                                \
        }                                                                                          \
    } while (0)

static void read_actors(rd *r, const node *root, const char *key, actor **out, size_t *n_out)
{
    static const char *const keys[] = {"id", "name", "role", "aliases", "states", "note", NULL};
    VEC(actor) v = {0};
    for (const node *n = rd_list(r, root, key); n; n = n->next) {
        actor *a;
        if (!rd_map(r, n, keys, "a party, broker or other voice")) continue;
        PUSH_OR_RETURN(r, &v, a);
        *a = (actor){.id = rd_id(r, n),
                     .name = rd_text(r, n, "name", true),
                     .role = rd_text(r, n, "role", false),
                     .aliases = rd_texts(r, n, "aliases"),
                     .states = rd_texts(r, n, "states"),
                     .line = n->line};
    }
    *out = v.items;
    *n_out = v.n;
}

static void read_phases(rd *r, const node *root)
{
    static const char *const keys[] = {"id", "title", "order", "note", NULL};
    VEC(phase) v = {0};
    for (const node *n = rd_list(r, root, "phases"); n; n = n->next) {
        phase *p;
        if (!rd_map(r, n, keys, "a phase")) continue;
        PUSH_OR_RETURN(r, &v, p);
        *p = (phase){.id = rd_id(r, n),
                     .title = rd_text(r, n, "title", true),
                     .order = rd_int(r, n, "order", 0, 1000, (int64_t)v.n),
                     .note = rd_text(r, n, "note", false),
                     .line = n->line};
    }
    r->ag->phases = v.items;
    r->ag->n_phases = v.n;
}

static void check_statement(rd *r, const node *n, const statement *s)
{
    iso_time t;
    if (s->said_on.len && !iso_parse(s->said_on, &t)) {
        rd_fault(r, CODE_AG_TIME, node_at(n, "said_on"), "'" STR_FMT "' is not a date",
                 STR_ARG(s->said_on));
    }
    if (s->quote.len == 0 && s->summary.len == 0) {
        rd_fault(r, CODE_AG_MISSING, n, "a statement needs a 'quote' or a 'summary'");
    }
}

static void read_statements(rd *r, const node *root)
{
    static const char *const keys[] = {"id",      "said_on", "said_at",  "speaker", "side",
                                       "quote",   "summary", "language", "scope",   "start",
                                       "end",     "status",  "source",   "sha256",  "archive",
                                       "caution", NULL};
    VEC(statement) v = {0};
    for (const node *n = rd_list(r, root, "statements"); n; n = n->next) {
        statement *s;
        if (!rd_map(r, n, keys, "a statement")) continue;
        PUSH_OR_RETURN(r, &v, s);
        *s = (statement){.id = rd_id(r, n),
                         .said_on = rd_text(r, n, "said_on", true),
                         .said_at = rd_text(r, n, "said_at", false),
                         .speaker = rd_text(r, n, "speaker", true),
                         .side = rd_text(r, n, "side", true),
                         .quote = rd_text(r, n, "quote", false),
                         .summary = rd_text(r, n, "summary", false),
                         .language = rd_text(r, n, "language", false),
                         .scope = rd_text(r, n, "scope", false),
                         .start = rd_text(r, n, "start", false),
                         .end = rd_text(r, n, "end", false),
                         .status = rd_text(r, n, "status", false),
                         .source = rd_text(r, n, "source", false),
                         .sha256 = rd_text(r, n, "sha256", false),
                         .archive = rd_text(r, n, "archive", false),
                         .caution = rd_text(r, n, "caution", false),
                         .line = n->line};
        check_statement(r, n, s);
    }
    r->ag->statements = v.items;
    r->ag->n_statements = v.n;
}

static void read_terms(rd *r, const node *root)
{
    static const char *const keys[] = {"id", "label", "definition", "used_in", NULL};
    VEC(term) v = {0};
    for (const node *n = rd_list(r, root, "terms"); n; n = n->next) {
        term *t;
        if (!rd_map(r, n, keys, "a term")) continue;
        PUSH_OR_RETURN(r, &v, t);
        *t = (term){.id = rd_id(r, n),
                    .label = rd_text(r, n, "label", true),
                    .definition = rd_text(r, n, "definition", false),
                    .used_in = rd_texts(r, n, "used_in"),
                    .line = n->line};
    }
    r->ag->terms = v.items;
    r->ag->n_terms = v.n;
}

static bool read_pt(rd *r, const node *n, geo_pt *out)
{
    geo_pt p = {0};
    if (n->kind == NODE_LIST && n->n == 2 && n->first->kind == NODE_SCALAR &&
        n->last->kind == NODE_SCALAR && str_to_double(n->first->text, &p.lon_deg) &&
        str_to_double(n->last->text, &p.lat_deg) && geo_pt_ok(p)) {
        *out = p;
        return true;
    }
    rd_fault(r, CODE_GEO_RANGE, n, "a position is [longitude, latitude] in degrees");
    return false;
}

static bool read_pts(rd *r, const node *n, size_t least, geo_ring *out)
{
    if (n->kind != NODE_LIST || n->n < least) {
        rd_fault(r, CODE_GEO_COORD, n, "a list of %zu or more positions is expected", least);
        return false;
    }
    geo_ring ring = {.pts = arena_alloc_n(r->a, n->n + 1, sizeof *ring.pts)};
    if (ring.pts == NULL) {
        r->fatal = TR_ERR_NOMEM;
        return false;
    }
    for (const node *c = n->first; c; c = c->next) {
        if (!read_pt(r, c, &ring.pts[ring.n++])) return false;
    }
    *out = ring;
    return true;
}

static void read_polygon(rd *r, const node *n, geo_shape *s)
{
    geo_ring *ring = arena_alloc(r->a, sizeof *ring);
    char why[128];
    if (ring == NULL) {
        r->fatal = TR_ERR_NOMEM;
        return;
    }
    if (!read_pts(r, n, 3, ring)) return;
    if (memcmp(&ring->pts[0], &ring->pts[ring->n - 1], sizeof ring->pts[0]) != 0) {
        ring->pts[ring->n] = ring->pts[0]; /* read_pts left room for it */
        ring->n++;
    }
    *s = (geo_shape){.kind = GEO_POLYGON, .rings = ring, .n_rings = 1};
    tr_err e = geo_check_polygon(s, why);
    if (e == TR_ERR_DATA) rd_fault(r, CODE_GEO_INVALID, n, "%s", why);
    if (e == TR_ERR_NOMEM) r->fatal = e;
}

static void read_line(rd *r, const node *n, int64_t buffer_m, geo_shape *s)
{
    geo_ring *line = arena_alloc(r->a, sizeof *line);
    if (line == NULL) {
        r->fatal = TR_ERR_NOMEM;
        return;
    }
    if (buffer_m <= 0)
        rd_fault(r, CODE_AG_MISSING, n, "a line needs 'buffer_m', its width on each side");
    if (!read_pts(r, n, 2, line)) return;
    *s = (geo_shape){.kind = GEO_LINE, .rings = line, .n_rings = 1, .radius_m = (double)buffer_m};
}

static void read_shape(rd *r, const node *n, geo_shape *s)
{
    const node *polygon = node_at(n, "polygon"), *line = node_at(n, "line");
    const node *center = node_at(n, "center"), *geometry = node_at(n, "geometry");
    int64_t radius_m = rd_int(r, n, "radius_m", 1, 20000000, 0);
    int64_t buffer_m = rd_int(r, n, "buffer_m", 1, 20000000, 0);
    int given = (polygon != NULL) + (line != NULL) + (center != NULL) + (geometry != NULL);
    if (given != 1) {
        rd_fault(r, CODE_AG_MISSING, n,
                 "a zone needs one of polygon, line, center, or `geometry: none`");
    }
    if (geometry && !(geometry->kind == NODE_SCALAR && str_is(geometry->text, "none"))) {
        rd_fault(r, CODE_AG_VALUE, geometry, "'geometry' may only be none");
    }
    if (polygon) read_polygon(r, polygon, s);
    if (line) read_line(r, line, buffer_m, s);
    if (center && read_pt(r, center, &s->center)) {
        s->kind = GEO_CIRCLE;
        s->radius_m = (double)radius_m;
        if (radius_m == 0) rd_fault(r, CODE_AG_MISSING, n, "a center needs 'radius_m'");
    }
}

static void read_zones(rd *r, const node *root)
{
    static const char *const keys[] = {"id",     "title",    "rule",     "weapon_class",
                                       "source", "polygon",  "line",     "buffer_m",
                                       "center", "radius_m", "geometry", NULL};
    VEC(area_zone) v = {0};
    for (const node *n = rd_list(r, root, "zones"); n; n = n->next) {
        area_zone *z;
        if (!rd_map(r, n, keys, "a zone")) continue;
        PUSH_OR_RETURN(r, &v, z);
        *z = (area_zone){.id = rd_id(r, n),
                         .title = rd_text(r, n, "title", true),
                         .rule = rd_text(r, n, "rule", false),
                         .weapon_class = rd_text(r, n, "weapon_class", false),
                         .source = rd_text(r, n, "source", false),
                         .line = n->line};
        read_shape(r, n, &z->shape);
    }
    r->ag->zones = v.items;
    r->ag->n_zones = v.n;
}

static bool path_ok(str p)
{
    for (size_t i = 0; i < p.len; i++) {
        char c = p.ptr[i];
        bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
        bool dot = c == '.' && i > 0 && i + 1 < p.len && p.ptr[i - 1] != '.';
        if (!word && !dot) return false;
    }
    return p.len > 0;
}

static bool has_children(const node *tax, str path)
{
    for (const node *m = tax->first; m; m = m->next) {
        if (m->key.len > path.len && category_covers(path, m->key)) return true;
    }
    return str_is(path, "unknown");
}

static void check_parent(rd *r, const node *tax, const node *m)
{
    node at = {.line = m->key_line, .col = m->key_col};
    if (!path_ok(m->key)) {
        rd_fault(r, CODE_AG_VALUE, &at,
                 "'" STR_FMT "' is not a dotted path of small letters, digits and _",
                 STR_ARG(m->key));
        return;
    }
    size_t dot = m->key.len;
    while (dot > 0 && m->key.ptr[dot - 1] != '.')
        dot--;
    if (dot == 0) return;
    str parent = str_upto(m->key, dot - 1);
    for (const node *p = tax->first; p; p = p->next) {
        if (str_eq(p->key, parent)) return;
    }
    rd_fault(r, CODE_AG_CATEGORY, &at, "the category above, '" STR_FMT "', is not declared",
             STR_ARG(parent));
}

static void read_taxonomy(rd *r, const node *root)
{
    const node *tax = node_at(root, "taxonomy");
    VEC(category) v = {0};
    if (tax == NULL || tax->kind != NODE_MAP) {
        rd_fault(r, tax ? CODE_AG_SHAPE : CODE_AG_MISSING, tax ? tax : root,
                 "'taxonomy' must be a map from category to its meaning");
        return;
    }
    for (const node *m = tax->first; m; m = m->next) {
        category *c;
        check_parent(r, tax, m);
        PUSH_OR_RETURN(r, &v, c);
        *c = (category){.path = m->key, .is_node = has_children(tax, m->key), .line = m->key_line};
        if (m->kind == NODE_SCALAR) c->means = str_trim(m->text);
    }
    r->ag->categories.items = v.items;
    r->ag->categories.n = v.n;
    if (taxonomy_finish(&r->ag->categories) != TR_OK) {
        rd_fault(r, CODE_LIMIT, tax, "more than %d categories without parts", MAX_LEAVES);
    }
}

static void read_amendments(rd *r, const node *root)
{
    static const char *const keys[] = {"date", "clause", "text", "from", NULL};
    VEC(amendment) v = {0};
    for (const node *n = rd_list(r, root, "amendments"); n; n = n->next) {
        amendment *m;
        if (!rd_map(r, n, keys, "an amendment")) continue;
        PUSH_OR_RETURN(r, &v, m);
        *m = (amendment){.date = rd_text(r, n, "date", true),
                         .clause = rd_text(r, n, "clause", false),
                         .text = rd_text(r, n, "text", true),
                         .from = rd_texts(r, n, "from")};
    }
    r->ag->amendments = v.items;
    r->ag->n_amendments = v.n;
}

/* ---- checks across the file ------------------------------------------------------------- */

typedef struct id_at {
    str id;
    unsigned line;
} id_at;

static int by_id_then_line(const void *a, const void *b)
{
    const id_at *x = a, *y = b;
    int c = str_cmp(x->id, y->id);
    return c ? c : (x->line > y->line) - (x->line < y->line);
}

typedef VEC(id_at) id_vec;

static void add_id(rd *r, id_vec *v, str id, unsigned line)
{
    if (id.len == 0) return;
    id_at *slot = VEC_PUSH(r->a, v);
    if (slot == NULL) {
        r->fatal = TR_ERR_NOMEM;
        return;
    }
    *slot = (id_at){.id = id, .line = line};
}

static void report_duplicates(rd *r, id_vec *v)
{
    if (v->n) qsort(v->items, v->n, sizeof *v->items, by_id_then_line);
    for (size_t i = 1; i < v->n; i++) {
        if (!str_eq(v->items[i].id, v->items[i - 1].id)) continue;
        node at = {.line = v->items[i].line, .col = 1};
        rd_fault(r, CODE_AG_DUP_ID, &at, "the id '" STR_FMT "' was used on line %u",
                 STR_ARG(v->items[i].id), v->items[i - 1].line);
    }
}

/* Actors, phases, terms, zones and readings share one space of names; statements and clauses,
 * which are quoted side by side, share another. */
static void check_ids(rd *r)
{
    const agreement *ag = r->ag;
    id_vec names = {0}, sentences = {0};
    for (size_t i = 0; i < ag->n_parties; i++)
        add_id(r, &names, ag->parties[i].id, ag->parties[i].line);
    for (size_t i = 0; i < ag->n_brokers; i++)
        add_id(r, &names, ag->brokers[i].id, ag->brokers[i].line);
    for (size_t i = 0; i < ag->n_others; i++)
        add_id(r, &names, ag->others[i].id, ag->others[i].line);
    report_duplicates(r, &names);
    names.n = 0;
    for (size_t i = 0; i < ag->n_phases; i++)
        add_id(r, &names, ag->phases[i].id, ag->phases[i].line);
    report_duplicates(r, &names);
    names.n = 0;
    for (size_t i = 0; i < ag->n_zones; i++)
        add_id(r, &names, ag->zones[i].id, ag->zones[i].line);
    for (size_t i = 0; i < ag->n_terms; i++)
        add_id(r, &names, ag->terms[i].id, ag->terms[i].line);
    for (size_t i = 0; i < ag->n_readings; i++)
        add_id(r, &names, ag->readings[i].id, ag->readings[i].line);
    report_duplicates(r, &names);
    for (size_t i = 0; i < ag->n_statements; i++)
        add_id(r, &sentences, ag->statements[i].id, ag->statements[i].line);
    for (size_t i = 0; i < ag->n_readings; i++) {
        const reading *rg = &ag->readings[i];
        for (size_t j = 0; j < rg->n_clauses; j++)
            add_id(r, &sentences, rg->clauses[j].id, rg->clauses[j].line);
        for (size_t j = 0; j < rg->n_obligations; j++)
            add_id(r, &sentences, rg->obligations[j].id, rg->obligations[j].line);
    }
    report_duplicates(r, &sentences);
}

static void check_from(rd *r, const str_list *from, unsigned line)
{
    node at = {.line = line, .col = 1};
    for (size_t i = 0; i < from->n; i++) {
        if (agreement_statement(r->ag, from->items[i])) continue;
        rd_fault(r, CODE_AG_REF, &at, "no statement has the id '" STR_FMT "'",
                 STR_ARG(from->items[i]));
    }
}

static void check_parties(rd *r, const str_list *ids, unsigned line)
{
    node at = {.line = line, .col = 1};
    for (size_t i = 0; i < ids->n; i++) {
        if (agreement_actor(r->ag, ids->items[i])) continue;
        rd_fault(r, CODE_AG_REF, &at, "no party, broker or other voice has the id '" STR_FMT "'",
                 STR_ARG(ids->items[i]));
    }
}

static void check_reading_refs(rd *r, const reading *rg)
{
    node at = {.line = rg->line, .col = 1};
    bool phase_known = false;
    for (size_t i = 0; i < r->ag->n_phases; i++)
        phase_known |= str_eq(r->ag->phases[i].id, rg->phase);
    if (!phase_known)
        rd_fault(r, CODE_AG_REF, &at, "no phase has the id '" STR_FMT "'", STR_ARG(rg->phase));
    if (agreement_actor(r->ag, rg->holder) == NULL) {
        rd_fault(r, CODE_AG_REF, &at, "no party, broker or other voice has the id '" STR_FMT "'",
                 STR_ARG(rg->holder));
    }
    if (rg->superseded_by.len && agreement_reading(r->ag, rg->superseded_by) == NULL) {
        rd_fault(r, CODE_AG_REF, &at, "no reading has the id '" STR_FMT "'",
                 STR_ARG(rg->superseded_by));
    }
    for (size_t j = 0; j < rg->n_clauses; j++) {
        check_from(r, &rg->clauses[j].from, rg->clauses[j].line);
        check_parties(r, &rg->clauses[j].requires_parties, rg->clauses[j].line);
        check_parties(r, &rg->clauses[j].agreed_by, rg->clauses[j].line);
        for (size_t k = 0; k < rg->clauses[j].n_changes; k++) {
            check_from(r, &rg->clauses[j].changes[k].from, rg->clauses[j].changes[k].line);
        }
    }
    for (size_t j = 0; j < rg->n_obligations; j++)
        check_from(r, &rg->obligations[j].from, rg->obligations[j].line);
}

static int actors_by_id(const void *a, const void *b)
{
    return str_cmp(((const actor *)a)->id, ((const actor *)b)->id);
}

static int readings_by_id(const void *a, const void *b)
{
    return str_cmp(((const reading *)a)->id, ((const reading *)b)->id);
}

static int phases_by_order(const void *a, const void *b)
{
    const phase *x = a, *y = b;
    if (x->order != y->order) return x->order < y->order ? -1 : 1;
    return str_cmp(x->id, y->id);
}

static int faults_by_place(const void *a, const void *b)
{
    const tr_diag *x = a, *y = b;
    if (x->line != y->line) return x->line < y->line ? -1 : 1;
    if (x->col != y->col) return x->col < y->col ? -1 : 1;
    if (x->code != y->code) return x->code < y->code ? -1 : 1;
    return strcmp(x->msg, y->msg);
}

/* Parties keep the order in which the file declares them: a fixed order that does not depend on
 * their labels, so that swapping the labels swaps them and nothing else. */
static void sort_all(agreement *ag)
{
    if (ag->n_brokers) qsort(ag->brokers, ag->n_brokers, sizeof *ag->brokers, actors_by_id);
    if (ag->n_readings) qsort(ag->readings, ag->n_readings, sizeof *ag->readings, readings_by_id);
    if (ag->n_phases) qsort(ag->phases, ag->n_phases, sizeof *ag->phases, phases_by_order);
}

static void read_head(rd *r, const node *root)
{
    agreement *ag = r->ag;
    str format = rd_text(r, root, "truce", true);
    if (format.len && !str_is(format, "agreement/1")) {
        rd_fault(r, CODE_AG_FORMAT, node_at(root, "truce"), "the format '" STR_FMT "' is not known",
                 STR_ARG(format));
    }
    ag->id = rd_id(r, root);
    ag->version = rd_int(r, root, "version", 1, 1000000, 0);
    if (ag->version == 0 && node_at(root, "version") == NULL)
        rd_fault(r, CODE_AG_MISSING, root, "'version' is missing");
    ag->title = rd_text(r, root, "title", true);
    ag->parent = rd_text(r, root, "parent", false);
    ag->display_zone = rd_text(r, root, "display_zone", false);
    ag->note = rd_text(r, root, "note", false);
    const tz *z = NULL;
    if (ag->display_zone.len && tz_find(r->zones, ag->display_zone, &z) != TR_OK) {
        rd_fault(r, CODE_AG_ZONE, node_at(root, "display_zone"),
                 "'" STR_FMT "' is no zone of the tz database", STR_ARG(ag->display_zone));
    }
}

static void read_root(rd *r, const node *root)
{
    static const char *const keys[] = {
        "truce", "id",      "version",  "title",    "parent",     "display_zone",
        "note",  "parties", "brokers",  "others",   "phases",     "statements",
        "terms", "zones",   "taxonomy", "readings", "amendments", NULL};
    if (!rd_map(r, root, keys, "an agreement")) return;
    read_head(r, root);
    read_actors(r, root, "parties", &r->ag->parties, &r->ag->n_parties);
    read_actors(r, root, "brokers", &r->ag->brokers, &r->ag->n_brokers);
    read_actors(r, root, "others", &r->ag->others, &r->ag->n_others);
    read_phases(r, root);
    read_statements(r, root);
    read_terms(r, root);
    read_zones(r, root);
    read_taxonomy(r, root);
    read_amendments(r, root);
    rd_readings(r, root);
    if (r->ag->n_parties == 0) rd_fault(r, CODE_AG_MISSING, root, "an agreement needs 'parties'");
    if (r->ag->n_readings == 0) rd_fault(r, CODE_AG_MISSING, root, "an agreement needs 'readings'");
    check_ids(r);
    for (size_t i = 0; i < r->ag->n_readings; i++)
        check_reading_refs(r, &r->ag->readings[i]);
    for (size_t i = 0; i < r->ag->n_terms; i++)
        check_from(r, &r->ag->terms[i].used_in, r->ag->terms[i].line);
}

tr_err agreement_parse(str bytes, const char *file, const tz_db *zones, arena *a,
                       const agreement **out, diag_list *faults)
{
    tr_diag first = {0};
    const node *root = NULL;
    tr_err e = yaml_read(bytes, file, a, &root, &first);
    if (e == TR_ERR_DATA || e == TR_ERR_LIMIT) {
        tr_diag *d = diag_list_push(a, faults);
        if (d) *d = first;
        return TR_ERR_DATA;
    }
    TR_TRY(e);
    rd r = {.a = a, .file = file, .zones = zones, .faults = faults};
    r.ag = arena_alloc(a, sizeof *r.ag);
    if (r.ag == NULL) return TR_ERR_NOMEM;
    read_root(&r, root);
    TR_TRY(r.fatal);
    if (faults->dropped && faults->n < DIAG_LIST_MAX) return TR_ERR_NOMEM;
    if (faults->n) {
        qsort(faults->items, faults->n, sizeof *faults->items, faults_by_place);
        return TR_ERR_DATA;
    }
    sort_all(r.ag);
    *out = r.ag;
    return TR_OK;
}
