#include "agreement/read.h"

#include <stdlib.h>
#include <string.h>

/* The words of a list of model/kinds.def, for messages. */
#define ITS_WORD(constant, word, says) " " word

static void read_actors(rd *r, const node *root, const char *key, actor **out, size_t *n_out)
{
    static const char *const keys[] = {"id",     "name", "role", "aliases", "states", "note",
                                       "joined", "left", "zone", "mandate", NULL};
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
        rd_actor_dates(r, n, a);
    }
    *out = v.items;
    *n_out = v.n;
}

static void read_phases(rd *r, const node *root)
{
    static const char *const keys[] = {
        "id", "title", "order", "note", "begins", "continues_while", "ends", "zone", NULL};
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
        rd_rule(r, n, &p->rule);
    }
    r->ag->phases = v.items;
    r->ag->n_phases = v.n;
}

static void check_statement(rd *r, const node *n, const statement *s)
{
    iso_time t;
    if (s->said_on.len && !str_is(s->said_on, "unknown") && !iso_parse(s->said_on, &t)) {
        rd_fault(r, CODE_AG_TIME, node_at(n, "said_on"), "'" STR_FMT "' is not a date",
                 STR_ARG(s->said_on));
    }
    if (s->quote.len == 0 && s->summary.len == 0) {
        rd_fault(r, CODE_AG_MISSING, n, "a statement needs a 'quote' or a 'summary'");
    }
}

static void read_statement_texts(rd *r, const node *n, statement *s)
{
    static const char *const keys[] = {"language", "quote", "authentic", "source", "sha256", NULL};
    VEC(statement_text) v = {0};
    for (const node *c = rd_list(r, n, "texts"); c; c = c->next) {
        if (!rd_map(r, c, keys, "a text of a statement")) continue;
        statement_text *t;
        PUSH_OR_RETURN(r, &v, t);
        *t = (statement_text){.language = rd_text(r, c, "language", true),
                              .quote = rd_text(r, c, "quote", true),
                              .source = rd_text(r, c, "source", false),
                              .sha256 = rd_text(r, c, "sha256", false),
                              .authentic = rd_yes(r, c, "authentic"),
                              .line = c->line};
    }
    s->texts = v.items;
    s->n_texts = v.n;
    if (s->quote.len == 0 && s->summary.len == 0 && v.n) s->quote = v.items[0].quote;
    if (s->language.len == 0 && v.n) s->language = v.items[0].language;
}

/* What it does about which matter, and what is known of it. */
static void read_statement_acts(rd *r, const node *n, statement *s)
{
    str known = rd_text(r, n, "known", false), does = rd_text(r, n, "does", false);
    s->about = rd_texts(r, n, "about");
    s->of = rd_text(r, n, "of", false);
    s->existence_only = str_is(known, "existence");
    if (known.len && !s->existence_only && !str_is(known, "content"))
        rd_fault(r, CODE_AG_VALUE, node_at(n, "known"), "'known' is existence or content");
    if (does.len && !commitment_act_from(does, &s->does))
        rd_fault(r, CODE_AG_VALUE, node_at(n, "does"), "'does' is one of:" DOES_LIST(ITS_WORD));
    read_statement_texts(r, n, s);
}

static void read_statements(rd *r, const node *root)
{
    static const char *const keys[] = {
        "id",    "said_on", "said_at", "speaker", "side",   "quote",  "summary", "language",
        "scope", "start",   "end",     "status",  "source", "sha256", "archive", "caution",
        "about", "does",    "of",      "texts",   "known",  "span",   "also",    NULL};
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
        read_statement_acts(r, n, s);
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
    bool moving = line && line->kind == NODE_MAP;
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
    if (line && !moving) read_line(r, line, buffer_m, s);
    if (center && read_pt(r, center, &s->center)) {
        s->kind = GEO_CIRCLE;
        s->radius_m = (double)radius_m;
        if (radius_m == 0) rd_fault(r, CODE_AG_MISSING, n, "a center needs 'radius_m'");
    }
}

/* A distance in metres: 15000, or from and to. */
static bool read_strip(rd *r, const node *n, class_offset *o)
{
    static const char *const keys[] = {"from_m", "to_m", NULL};
    int64_t from = 0, to = 0;
    if (n->kind == NODE_SCALAR && str_to_i64(n->text, 1, 2000000, &to)) {
        o->to_m = (double)to;
        return true;
    }
    if (n->kind != NODE_MAP || !rd_map(r, n, keys, "a strip")) {
        rd_fault(r, CODE_AG_RANGE, n,
                 "metres from the line are expected: 15000, or from_m and to_m");
        return false;
    }
    from = rd_int(r, n, "from_m", -2000000, 2000000, 0);
    to = rd_int(r, n, "to_m", -2000000, 2000000, 0);
    if (to <= from) rd_fault(r, CODE_AG_RANGE, n, "'to_m' must lie beyond 'from_m'");
    o->from_m = (double)from;
    o->to_m = (double)to;
    return to > from;
}

static void add_offset(rd *r, const node *n, str weapon_class, moving_line *m, size_t *cap)
{
    class_offset o = {.weapon_class = weapon_class};
    const category *c = weapon_class.len ? taxonomy_find(&r->ag->weapons, weapon_class) : NULL;
    if (weapon_class.len && c == NULL)
        rd_fault(r, CODE_AG_CATEGORY, n, "'" STR_FMT "' is not among the weapon_classes",
                 STR_ARG(weapon_class));
    if (c) o.leaves = c->leaves;
    for (size_t i = 0; weapon_class.len == 0 && i < MAX_LEAVES / 64; i++)
        o.leaves.w[i] = ~UINT64_C(0);
    if (!read_strip(r, n, &o)) return;
    class_offset *slot = vec_push(r->a, (void *)&m->offsets, &m->n_offsets, cap, sizeof *slot);
    if (slot == NULL)
        r->fatal = TR_ERR_NOMEM;
    else
        *slot = o;
}

static void read_offsets(rd *r, const node *n, area_zone *z)
{
    const node *offset = node_at(n, "offset_m"), *strip = node_at(n, "strip");
    size_t cap = 0;
    bool known = z->weapon_class.len && r->ag->weapons.n;
    bool by_class = offset && offset->kind == NODE_MAP && !node_at(offset, "from_m");
    for (const node *m = by_class ? offset->first : NULL; m; m = m->next)
        add_offset(r, m, m->key, &z->moving, &cap);
    if (offset && !by_class)
        add_offset(r, offset, known ? z->weapon_class : (str){0}, &z->moving, &cap);
    if (strip) add_offset(r, strip, known ? z->weapon_class : (str){0}, &z->moving, &cap);
}

/* The line of the day: `line: {source: control, side: X}`, and how far from it. */
static void read_moving(rd *r, const node *n, const area_zone *zones, size_t n_zones, area_zone *z)
{
    static const char *const keys[] = {"source", "side", "held_by", "max_age_days", "within", NULL};
    const node *line = node_at(n, "line");
    const node *offset = node_at(n, "offset_m") ? node_at(n, "offset_m") : node_at(n, "strip");
    if (offset && line == NULL) {
        rd_fault(r, CODE_AG_OFFSET, offset, "a distance from a line, and no 'line' in this zone");
        return;
    }
    if (line == NULL || line->kind != NODE_MAP || !rd_map(r, line, keys, "a line of the day")) {
        if (offset && line && line->kind != NODE_MAP)
            rd_fault(
                r, CODE_AG_VALUE, offset,
                "a drawn line has 'buffer_m'; 'offset_m' and 'strip' are for a line of the day");
        return;
    }
    moving_line *m = &z->moving;
    m->given = true;
    m->source = rd_text(r, line, "source", true);
    m->side = rd_text(r, line, "side", false);
    m->held_by = rd_text(r, line, "held_by", false);
    m->both_sides = m->side.len == 0;
    m->max_age_days = rd_int(r, line, "max_age_days", 1, 36500, 0);
    if (m->source.len && !str_is(m->source, "control"))
        rd_fault(r, CODE_AG_VALUE, node_at(line, "source"),
                 "'source' is control: front-line files");
    str within = rd_text(r, line, "within", false);
    for (size_t i = 0; i + 1 < n_zones; i++) {
        if (str_eq(zones[i].id, within)) m->within = &zones[i];
    }
    if (within.len && (m->within == NULL || m->within->shape.kind == GEO_NONE))
        rd_fault(r, CODE_AG_REF, node_at(line, "within"),
                 "no zone drawn above has the id '" STR_FMT "'", STR_ARG(within));
    read_offsets(r, n, z);
    if (m->n_offsets == 0)
        rd_fault(r, CODE_AG_MISSING, n, "a zone from a line needs 'offset_m' or 'strip'");
}

static void read_zones(rd *r, const node *root)
{
    static const char *const keys[] = {
        "id",    "title",    "rule",    "weapon_class", "source",   "polygon",
        "line",  "buffer_m", "center",  "radius_m",     "geometry", "offset_m",
        "strip", "port",     "one_way", "points",       NULL};
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
        read_moving(r, n, &v.items[0], v.n, z);
        rd_sea_zone(r, n, z);
    }
    r->ag->zones = v.items;
    r->ag->n_zones = v.n;
}

static void read_amendments(rd *r, const node *root)
{
    static const char *const keys[] = {"id",   "date",    "clause", "text",    "from",
                                       "at",   "between", "zone",   "reading", "becomes",
                                       "ends", "adds",    NULL};
    VEC(amendment) v = {0};
    for (const node *n = rd_list(r, root, "amendments"); n; n = n->next) {
        amendment *m;
        if (!rd_map(r, n, keys, "an amendment")) continue;
        PUSH_OR_RETURN(r, &v, m); /* one for each map, as rd_amend counts them */
        *m = (amendment){.id = rd_text(r, n, "id", false),
                         .line = n->line,
                         .date = rd_text(r, n, "date", true),
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
    for (size_t i = 0; i < ag->n_events; i++)
        add_id(r, &names, ag->events[i].line ? ag->events[i].id : (str){0}, ag->events[i].line);
    for (size_t i = 0; i < ag->n_tracks; i++)
        add_id(r, &names, ag->tracks[i].id, ag->tracks[i].line);
    for (size_t i = 0; i < ag->n_conditions; i++)
        add_id(r, &sentences, ag->conditions[i].id, ag->conditions[i].line);
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

static bool names_matter(rd *r, str id)
{
    const agreement *ag = r->ag;
    if (rd_named(r, id)) return true;
    for (size_t i = 0; i < ag->n_terms; i++) {
        if (str_eq(ag->terms[i].id, id)) return true;
    }
    for (size_t i = 0; i < ag->n_tracks; i++) {
        if (str_eq(ag->tracks[i].id, id)) return true;
    }
    for (size_t i = 0; i < ag->n_readings; i++) {
        for (size_t k = 0; k < ag->readings[i].n_clauses; k++) {
            if (str_eq(ag->readings[i].clauses[k].id, id)) return true;
        }
    }
    return false;
}

/* What a statement speaks of, and which statement it answers. */
static void check_statement_refs(rd *r, const statement *s)
{
    node at = {.line = s->line, .col = 1};
    for (size_t i = 0; i < s->about.n; i++) {
        if (names_matter(r, s->about.items[i])) continue;
        rd_fault(r, CODE_AG_REF, &at,
                 "no term, obligation, clause, phase, event or track has the id '" STR_FMT "'",
                 STR_ARG(s->about.items[i]));
    }
    if (s->of.len && agreement_statement(r->ag, s->of) == NULL)
        rd_fault(r, CODE_AG_REF, &at, "no statement has the id '" STR_FMT "'", STR_ARG(s->of));
}

static void check_process_refs(rd *r)
{
    const agreement *ag = r->ag;
    for (size_t i = 0; i < ag->n_statements; i++)
        check_statement_refs(r, &ag->statements[i]);
    for (size_t i = 0; i < ag->n_tracks; i++) {
        check_parties(r, &ag->tracks[i].parties, ag->tracks[i].line);
        check_from(r, &ag->tracks[i].from, ag->tracks[i].line);
    }
    for (size_t i = 0; i < ag->n_events; i++) {
        if (ag->events[i].line) check_from(r, &ag->events[i].from, ag->events[i].line);
    }
    for (size_t i = 0; i < ag->n_conditions; i++)
        check_from(r, &ag->conditions[i].from, ag->conditions[i].line);
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

/* Two tests are asked only where some words of the file ask for them. */
static void note_what_is_asked(agreement *ag)
{
    for (size_t i = 0; i < ag->n_parties; i++)
        ag->asks_bound = ag->asks_bound || ag->parties[i].joined.given || ag->parties[i].left.given;
    for (size_t i = 0; i < ag->n_readings; i++) {
        reading *r = &ag->readings[i];
        r->ends_with_phase = r->rule.ends || r->rule.continues_while;
        for (size_t p = 0; p < ag->n_phases; p++) {
            const phase *x = &ag->phases[p];
            r->ends_with_phase = r->ends_with_phase || (str_eq(x->id, r->phase) &&
                                                        (x->rule.ends || x->rule.continues_while));
        }
        ag->asks_bound = ag->asks_bound || r->party_ids.n > 0;
        for (size_t k = 0; k < r->n_clauses; k++) {
            const clause *c = &r->clauses[k];
            bool exception = c->kind == CLAUSE_EXCEPTION;
            ag->asks_excepted = ag->asks_excepted || exception;
            ag->asks_bound = ag->asks_bound || (!exception && c->binds_ids.n > 0);
        }
        for (size_t k = 0; k < r->n_obligations; k++) {
            const obligation *o = &r->obligations[k];
            ag->asks_bound = ag->asks_bound || (o->kind == OBL_STAY_OUT && o->binds_ids.n > 0);
        }
    }
}

static void read_root(rd *r, const node *root)
{
    static const char *const keys[] = {
        "truce",      "id",      "version",        "title",    "parent",     "display_zone",
        "note",       "parties", "brokers",        "others",   "phases",     "statements",
        "terms",      "zones",   "taxonomy",       "readings", "amendments", "events",
        "conditions", "tracks",  "weapon_classes", "draft",    NULL};
    if (!rd_map(r, root, keys, "an agreement")) return;
    r->ag->draft = rd_yes(r, root, "draft");
    rd_index(r, root);
    read_head(r, root);
    read_actors(r, root, "parties", &r->ag->parties, &r->ag->n_parties);
    read_actors(r, root, "brokers", &r->ag->brokers, &r->ag->n_brokers);
    read_actors(r, root, "others", &r->ag->others, &r->ag->n_others);
    read_phases(r, root);
    read_statements(r, root);
    read_terms(r, root);
    rd_weapons(r, root);
    read_zones(r, root);
    rd_taxonomy(r, root, "taxonomy", &r->ag->categories);
    rd_process(r, root);
    read_amendments(r, root);
    rd_readings(r, root);
    rd_amend(r, root);
    rd_settle_rules(r);
    note_what_is_asked(r->ag);
    if (r->ag->asks_bound && r->ag->n_parties > MAX_PARTIES)
        rd_fault(r, CODE_LIMIT, node_at(root, "parties"),
                 "who is bound is asked of %d parties at most", MAX_PARTIES);
    if (r->ag->n_parties == 0) rd_fault(r, CODE_AG_MISSING, root, "an agreement needs 'parties'");
    if (r->ag->n_readings == 0 && !r->ag->draft)
        rd_fault(r, CODE_AG_MISSING, root, "an agreement needs 'readings'");
    check_ids(r);
    for (size_t i = 0; i < r->ag->n_readings; i++)
        check_reading_refs(r, &r->ag->readings[i]);
    for (size_t i = 0; i < r->ag->n_terms; i++)
        check_from(r, &r->ag->terms[i].used_in, r->ag->terms[i].line);
    check_process_refs(r);
}

tr_err agreement_parse(str bytes, const char *file, const tz_db *zones, arena *a,
                       const agreement **out, diag_list *faults)
{
    return agreement_parse_with(bytes, file, zones, NULL, a, out, faults);
}

tr_err agreement_parse_with(str bytes, const char *file, const tz_db *zones,
                            const agreement_more *more, arena *a, const agreement **out,
                            diag_list *faults)
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
    const node *written = root;
    if (more) TR_TRY(drafts_join(root, more, a, &root, &first));
    rd r = {.a = a,
            .file = file,
            .zones = zones,
            .faults = faults,
            .window = rd_window_quietly,
            .deadline = rd_deadline,
            .recorded = more ? more->events : NULL,
            .n_recorded = more ? more->n_events : 0};
    r.ag = arena_alloc(a, sizeof *r.ag);
    if (r.ag == NULL) return TR_ERR_NOMEM;
    r.ag->file = written;
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
