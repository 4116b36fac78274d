#include "app/coding.h"

#include "app/streams.h"
#include "thermal/thermal.h"

#include <stdio.h>
#include <string.h>

/* ---- Fields */

/* All that a row of incidents has but its id. */
static const char *const *const names = feed_incident_columns + 1;

bool coding_field_ok(str name)
{
    for (size_t i = 0; names[i]; i++) {
        if (str_is(name, names[i])) return true;
    }
    return false;
}

void coding_field_names(buf *b)
{
    for (size_t i = 0; names[i]; i++)
        buf_f(b, i ? " %s" : "%s", names[i]);
}

static coded_field *find_field(const field_vec *v, const char *name)
{
    for (size_t i = 0; i < v->n; i++) {
        if (str_is(v->items[i].name, name)) return &v->items[i];
    }
    return NULL;
}

static tr_err add_field(arena *a, field_vec *v, const char *name, str value, str from)
{
    coded_field *x = VEC_PUSH(a, v);
    if (x == NULL) return TR_ERR_NOMEM;
    *x = (coded_field){str_of(name), arena_str(a, value), from};
    return x->value.ptr ? TR_OK : TR_ERR_NOMEM;
}

/* ---- What one record says */

typedef struct told {
    str record;
    span when;
    bool has_position;
    geo_pt position;
    double radius_m; /* below 0: not stated */
    str place, adm1, state, category, act, people, report, by, precision;
} told;
typedef VEC(told) told_vec;

static str number_text(arena *a, double v, int decimals)
{
    buf b;
    str s = {0};
    buf_init(&b, 256);
    buf_fixed(&b, v, decimals);
    return buf_take(&b, a, &s) == TR_OK ? s : (str){0};
}

static void of_observation(const observation_line *o, told *t)
{
    double lat, lon, radius;
    t->when = (span){o->event_from, o->event_to};
    t->place = o->place;
    t->by = o->by;
    t->report = o->description.len ? o->description : o->observation;
    if (!str_to_double(o->lat, &lat) || !str_to_double(o->lon, &lon)) return;
    t->has_position = true;
    t->position = (geo_pt){.lat_deg = lat, .lon_deg = lon};
    if (str_to_double(o->radius_m, &radius)) t->radius_m = radius;
}

static str states_text(const str_list *l, arena *a)
{
    str s = {0};
    for (size_t i = 0; i < l->n; i++)
        s = s.len ? arena_printf(a, STR_FMT ";" STR_FMT, STR_ARG(s), STR_ARG(l->items[i]))
                  : l->items[i];
    return s;
}

static str acts_text(uint32_t bits, arena *a)
{
    str s = {0};
    for (unsigned i = 1; i < ACT__N; i++) {
        if (!(bits >> i & 1)) continue;
        const char *word = act_class_word((act_class)i);
        s = s.len ? arena_printf(a, STR_FMT "|%s", STR_ARG(s), word) : str_of(word);
    }
    return s;
}

static void of_claim(const claim *c, arena *a, told *t)
{
    t->when = c->when;
    t->place = c->place;
    t->adm1 = c->adm1.len ? c->adm1 : c->region;
    t->state = states_text(&c->states, a);
    t->category = c->category;
    t->act = acts_text(c->acts, a);
    t->people = c->people;
    t->report = c->facility;
    t->by = c->claimant;
    t->has_position = c->has_position;
    t->position = c->position;
    t->radius_m = c->radius_m;
}

/* One row of a streamed file, by its number, or by the name that reports of feeds have. */
typedef struct row_search {
    size_t record; /* 0: by name */
    str name;      /* an id, or the sixteen digits of a row without one */
    bool found;
    told *t;
    arena *a;
} row_search;

static bool is_meant(const row_search *s, const event_row *e)
{
    char digits[17];
    if (s->record) return e->record == s->record;
    if (e->id.len) return str_eq(e->id, s->name);
    (void)snprintf(digits, sizeof digits, "%016llx", (unsigned long long)e->hash[0]);
    return str_is(s->name, digits);
}

static tr_err of_event(void *ctx, const event_row *e)
{
    row_search *s = ctx;
    if (!is_meant(s, e)) return TR_OK;
    s->found = true;
    s->t->when = e->when;
    s->t->has_position = e->has_position;
    s->t->position = e->position;
    s->t->radius_m = e->radius_m;
    s->t->place = arena_str(s->a, e->place);
    s->t->category = arena_str(s->a, e->category);
    s->t->by = arena_str(s->a, e->source);
    s->t->report = arena_str(s->a, e->text.len ? e->text : e->kinds);
    return TR_OK;
}

/* A detection tells where and when something was warm, to about a pixel; nothing else. */
static tr_err of_detections(void *ctx, const detection *rows, size_t first, size_t n)
{
    row_search *s = ctx;
    if (s->record < first || s->record >= first + n) return TR_OK;
    const detection *d = &rows[s->record - first];
    usec_t at = d->at_s * USEC_SEC;
    s->found = true;
    s->t->when = DETECTION_HAS(d, CLOCK) ? (span){at, at + USEC_MINUTE} : (span){at, at + USEC_DAY};
    s->t->has_position = true;
    s->t->position = detection_position(d);
    s->t->radius_m = DETECTION_HAS(d, SCAN) ? d->scan_e4 / 1e4 * 1000 : 1000;
    s->t->report = STR("thermal anomaly");
    s->t->by = STR("fire sensor");
    return TR_OK;
}

static tr_err search_batch(fold *f, const batch_line *b, row_search *s)
{
    feed_kind kind;
    feed_result ignored;
    intake how;
    buf p;
    stream_sinks to = {.events = {.accept = of_event, .ctx = s},
                       .detections = {.accept = of_detections, .ctx = s}};
    if (!b->closed || !feed_kind_from(b->kind, &kind) || !feed_kind_streams(kind)) return TR_OK;
    TR_TRY(fold_intake(b, f->a, &how));
    buf_init(&p, 65536);
    blob_path(f->m->dir, b->sha, &p);
    tr_err e = buf_err(&p);
    if (e == TR_OK) e = stream_read(f, kind, p.ptr, "file", &how, &to, &ignored);
    buf_free(&p);
    return e;
}

/* "14:203", or "viina:1234" as reports of feeds are named. */
static tr_err of_row(fold *f, str id, told *t, bool *found)
{
    size_t colon = str_find(id, ':');
    str head = str_upto(id, colon), tail = str_from(id, colon + 1);
    int64_t entry = -1, nth = 0;
    feed_kind kind = FEED_NONE;
    row_search s = {.name = tail, .t = t, .a = f->a};
    bool number = str_to_i64(head, 0, INT64_MAX, &entry) && str_to_i64(tail, 1, INT64_MAX, &nth);
    *found = false;
    if (colon == id.len || (!number && !feed_kind_from(head, &kind))) return TR_OK;
    if (number) s.record = (size_t)nth;
    for (size_t i = 0; i < f->s->batches.n && !s.found; i++) {
        const batch_line *b = &f->s->batches.items[i];
        bool this = number ? b->entry == (uint64_t)entry : str_eq(b->kind, head);
        if (this) TR_TRY(search_batch(f, b, &s));
    }
    *found = s.found;
    return TR_OK;
}

static tr_err look_up(fold *f, str id, told *t, bool *found)
{
    int64_t entry;
    *t = (told){.record = id, .when = {USEC_UNKNOWN, USEC_UNKNOWN}, .radius_m = -1};
    *found = true;
    for (size_t i = 0; i < f->s->observations.n; i++) {
        const observation_line *o = &f->s->observations.items[i];
        if (!str_starts(id, "O-") || !str_to_i64(str_from(id, 2), 0, INT64_MAX, &entry)) break;
        if (o->entry != (uint64_t)entry || id.ptr[2] == '0') continue; /* O-08 is not O-8 */
        of_observation(o, t);
        return TR_OK;
    }
    for (size_t i = 0; i < f->s->claims.n; i++) {
        if (!str_eq(f->s->claims.items[i].id, id)) continue;
        of_claim(&f->s->claims.items[i], f->a, t);
        return TR_OK;
    }
    return of_row(f, id, t, found);
}

/* ---- What they say together */

/* A record that only says a wider time than another, and holds it, says nothing more of the time.
 */
static bool is_wider(const told_vec *v, const told *t)
{
    for (size_t i = 0; i < v->n; i++) {
        const span *u = &v->items[i].when;
        if (!span_known(*u) || u->from < t->when.from || u->to > t->when.to) continue;
        if (u->from != t->when.from || u->to != t->when.to) return true;
    }
    return false;
}

/* Within all the others if they meet, else from the first to the last. */
static tr_err fill_when(arena *a, const told_vec *v, field_vec *out)
{
    const told *first = NULL, *last = NULL, *lo = NULL, *hi = NULL;
    str from, to;
    for (size_t i = 0; i < v->n; i++) {
        const told *t = &v->items[i];
        if (!span_known(t->when) || is_wider(v, t)) continue;
        if (first == NULL || t->when.from < first->when.from) first = t;
        if (last == NULL || t->when.to > last->when.to) last = t;
        if (lo == NULL || t->when.from > lo->when.from) lo = t;
        if (hi == NULL || t->when.to < hi->when.to) hi = t;
    }
    if (first == NULL) return TR_OK;
    if (hi->when.to < lo->when.from) {
        lo = first;
        hi = last;
    }
    TR_TRY(app_instant_text(a, lo->when.from, &from));
    TR_TRY(app_instant_text(a, hi->when.to, &to));
    if (!find_field(out, "utc_lo")) TR_TRY(add_field(a, out, "utc_lo", from, lo->record));
    return find_field(out, "utc_hi") ? TR_OK : add_field(a, out, "utc_hi", to, hi->record);
}

/* The position that is known best. */
static tr_err fill_where(arena *a, const told_vec *v, field_vec *out)
{
    const told *best = NULL;
    if (find_field(out, "lat") || find_field(out, "lon")) return TR_OK;
    for (size_t i = 0; i < v->n; i++) {
        const told *t = &v->items[i];
        if (!t->has_position) continue;
        bool finer = best == NULL ||
                     (t->radius_m > 0 && (best->radius_m <= 0 || t->radius_m < best->radius_m));
        if (finer) best = t;
    }
    if (best == NULL) return TR_OK;
    TR_TRY(add_field(a, out, "lat", number_text(a, best->position.lat_deg, 6), best->record));
    TR_TRY(add_field(a, out, "lon", number_text(a, best->position.lon_deg, 6), best->record));
    if (best->radius_m > 0 && !find_field(out, "radius_m"))
        TR_TRY(add_field(a, out, "radius_m", number_text(a, best->radius_m, 0), best->record));
    return TR_OK;
}

/* A word that says nothing fills nothing. */
static str said(str word)
{
    return str_is(word, "unknown") ? (str){0} : word;
}

typedef str told_part(const told *t);
static str part_place(const told *t)
{
    return t->place;
}
static str part_adm1(const told *t)
{
    return t->adm1;
}
static str part_state(const told *t)
{
    return t->state;
}
static str part_category(const told *t)
{
    return said(t->category);
}
static str part_act(const told *t)
{
    return said(t->act);
}
static str part_people(const told *t)
{
    return t->people;
}
static str part_report(const told *t)
{
    return t->report;
}
static str part_by(const told *t)
{
    return t->by;
}

/* The first record that says it; `agree`: all that say it must say the same, or nobody fills it. */
static tr_err fill_text(arena *a, const told_vec *v, const char *name, told_part *part, bool agree,
                        field_vec *out, str_list *differ)
{
    const told *first = NULL;
    if (find_field(out, name)) return TR_OK;
    for (size_t i = 0; i < v->n; i++) {
        const told *t = &v->items[i];
        if (part(t).len == 0) continue;
        if (first == NULL) first = t;
        if (!agree || str_eq(part(t), part(first))) continue;
        str *slot = VEC_PUSH(a, differ);
        if (slot == NULL) return TR_ERR_NOMEM;
        *slot = str_of(name);
        return TR_OK;
    }
    return first ? add_field(a, out, name, part(first), first->record) : TR_OK;
}

static tr_err fill_sources(arena *a, const str_list *records, field_vec *out)
{
    str s = {0};
    if (find_field(out, "sources")) return TR_OK;
    for (size_t i = 0; i < records->n; i++)
        s = s.len ? arena_printf(a, STR_FMT "; " STR_FMT, STR_ARG(s), STR_ARG(records->items[i]))
                  : records->items[i];
    return s.len ? add_field(a, out, "sources", s, STR("the records")) : TR_OK;
}

/* Unknown is a value, and says so. */
static tr_err fill_unknown(arena *a, const char *name, field_vec *out)
{
    return find_field(out, name) ? TR_OK
                                 : add_field(a, out, name, STR("unknown"), STR(CODING_NOT_SAID));
}

/* What the records say, into fields that `out` does not have yet. */
static tr_err gather(fold *f, const str_list *records, field_vec *out, str_list *differ)
{
    told_vec v = {0};
    for (size_t i = 0; i < records->n; i++) {
        bool found;
        told *t = VEC_PUSH(f->a, &v);
        if (t == NULL) return TR_ERR_NOMEM;
        TR_TRY(look_up(f, records->items[i], t, &found));
        if (found) continue;
        diag_set(f->diag, CODE_CODING, "", 0, 0,
                 "nothing in the record has the id '" STR_FMT
                 "': an observation is O-17, a claim its own id, a row of a file 14:203",
                 STR_ARG(records->items[i]));
        return TR_ERR_DATA;
    }
    TR_TRY(fill_when(f->a, &v, out));
    TR_TRY(fill_where(f->a, &v, out));
    TR_TRY(fill_text(f->a, &v, "place", part_place, false, out, differ));
    TR_TRY(fill_text(f->a, &v, "adm1", part_adm1, true, out, differ));
    TR_TRY(fill_text(f->a, &v, "state", part_state, true, out, differ));
    TR_TRY(fill_text(f->a, &v, "category", part_category, true, out, differ));
    TR_TRY(fill_text(f->a, &v, "act", part_act, true, out, differ));
    TR_TRY(fill_text(f->a, &v, "people_affected", part_people, true, out, differ));
    TR_TRY(fill_text(f->a, &v, "report", part_report, false, out, differ));
    TR_TRY(fill_text(f->a, &v, "reported_by", part_by, false, out, differ));
    TR_TRY(fill_unknown(f->a, "category", out));
    TR_TRY(fill_unknown(f->a, "act", out));
    return fill_sources(f->a, records, out);
}

/* ---- The incident */

static str value_of(const field_vec *v, const char *name)
{
    const coded_field *x = find_field(v, name);
    if (x) return x->value;
    return strcmp(name, "kind") == 0 ? STR("incident") : (str){0};
}

static tr_err as_table(str id, const field_vec *fields, arena *a, str *out)
{
    buf b;
    buf_init(&b, 1 << 20);
    buf_z(&b, feed_incident_columns[0]);
    for (size_t i = 0; names[i]; i++)
        buf_f(&b, ",%s", names[i]);
    buf_c(&b, '\n');
    csv_field(&b, id);
    for (size_t i = 0; names[i]; i++) {
        buf_c(&b, ',');
        csv_field(&b, value_of(fields, names[i]));
    }
    buf_c(&b, '\n');
    return buf_take(&b, a, out);
}

static tr_err make_incident(fold *f, str id, const field_vec *fields, int64_t entry, incident *out)
{
    tz_db db;
    str bytes;
    incident_vec rows = {0};
    feed_result r;
    feed_context c = fold_context(f, entry, &db);
    TR_TRY(as_table(id, fields, f->a, &bytes));
    TR_TRY(feed_incidents(bytes, "fields", &c, f->a, &rows, &r, f->diag));
    if (rows.n != 1) {
        const tr_diag *why = r.n_rejects ? &r.rejects[0].diag : NULL;
        diag_set(f->diag, why ? why->code : CODE_ROW_ID, "", 0, 0, "%s",
                 why ? why->msg : "the fields make no incident");
        return TR_ERR_DATA;
    }
    *out = rows.items[0];
    return TR_OK;
}

/* ---- The entry, and back */

static tr_err push_text(arena *a, str_list *l, str s)
{
    str *slot = VEC_PUSH(a, l);
    if (slot == NULL || s.ptr == NULL) return TR_ERR_NOMEM;
    *slot = s;
    return TR_OK;
}

static tr_err write_lists(const field_vec *fields, arena *a, str_list *values, str_list *origins)
{
    for (size_t i = 0; i < fields->n; i++) {
        const coded_field *x = &fields->items[i];
        TR_TRY(push_text(
            a, values, arena_printf(a, STR_FMT "=" STR_FMT, STR_ARG(x->name), STR_ARG(x->value))));
        TR_TRY(push_text(a, origins, arena_str(a, x->from)));
    }
    return TR_OK;
}

static tr_err read_lists(const ledger_entry *e, arena *a, coding_line *out)
{
    const node *v = node_at(e->body, "fields"), *o = node_at(e->body, "origins"),
               *r = node_at(e->body, "records");
    field_vec fields = {0};
    const node *y = o ? o->first : NULL;
    for (const node *x = v ? v->first : NULL; x; x = x->next) {
        size_t eq = str_find(x->text, '=');
        coded_field *f = VEC_PUSH(a, &fields);
        if (f == NULL) return TR_ERR_NOMEM;
        *f =
            (coded_field){str_upto(x->text, eq), str_from(x->text, eq + 1), y ? y->text : (str){0}};
        y = y ? y->next : NULL;
    }
    out->fields = fields.items;
    out->n_fields = fields.n;
    for (const node *x = r ? r->first : NULL; x; x = x->next)
        TR_TRY(push_text(a, &out->records, arena_str(a, x->text)));
    return TR_OK;
}

static const coding_line *find_line(const state *s, str id)
{
    for (size_t i = 0; i < s->codings.n; i++) {
        if (str_eq(s->codings.items[i].id, id)) return &s->codings.items[i];
    }
    return NULL;
}

static void put_origins(const coding_line *c, bool stated, buf *b)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_fields; i++) {
        const coded_field *x = &c->fields[i];
        if ((x->from.len == 0) != stated) continue;
        buf_z(b, n++ ? ", " : stated ? "; stated: " : "; filled: ");
        buf_s(b, x->name);
        if (stated) continue;
        buf_z(b, str_is(x->from, CODING_NOT_SAID) ? ": " : " from ");
        buf_s(b, x->from);
    }
}

/* Who coded it, from what, why, and where each field came from. */
static tr_err coding_words(const coding_line *c, arena *a, str *out)
{
    buf b;
    buf_init(&b, 1 << 20);
    buf_s(&b, c->by);
    buf_f(&b, ", entry %llu", (unsigned long long)c->entry);
    for (size_t i = 0; i < c->records.n; i++) {
        buf_z(&b, i ? ", " : ", from ");
        buf_s(&b, c->records.items[i]);
    }
    buf_z(&b, ": ");
    buf_s(&b, c->reason);
    put_origins(c, false, &b);
    put_origins(c, true, &b);
    return buf_take(&b, a, out);
}

static incident *incident_with(state *s, str id)
{
    for (size_t i = 0; i < s->incidents.n; i++) {
        if (str_eq(s->incidents.items[i].id, id)) return &s->incidents.items[i];
    }
    return NULL;
}

static void forget(state *s, str id)
{
    size_t n = 0;
    for (size_t i = 0; i < s->incidents.n; i++) {
        if (!str_eq(s->incidents.items[i].id, id)) s->incidents.items[n++] = s->incidents.items[i];
    }
    s->incidents.n = n;
}

/* What an agreement no longer has is unknown, as for imported incidents. */
static tr_err stand(fold *f, coding_line *c, usec_t at)
{
    incident in;
    field_vec fields = {.items = c->fields, .n = c->n_fields, .cap = c->n_fields};
    TR_TRY(make_incident(f, c->id, &fields, (int64_t)c->entry, &in));
    in.received = at;
    TR_TRY(coding_words(c, f->a, &in.coding));
    incident *slot = incident_with(f->s, c->id);
    if (slot == NULL) slot = VEC_PUSH(f->a, &f->s->incidents);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = in;
    return TR_OK;
}

tr_err coding_fold(fold *f, const ledger_entry *e)
{
    coding_line c = {.entry = e->index,
                     .at = e->at,
                     .id = entry_text(e, "item"),
                     .by = entry_text(e, "by"),
                     .reason = entry_text(e, "reason"),
                     .dropped = str_is(entry_text(e, "act"), "drop")};
    coding_line *slot = NULL;
    TR_TRY(read_lists(e, f->a, &c));
    for (size_t i = 0; i < f->s->codings.n; i++) {
        if (str_eq(f->s->codings.items[i].id, c.id)) slot = &f->s->codings.items[i];
    }
    if (slot && c.dropped) { /* what it was, for the act that brings it back */
        c.fields = slot->fields;
        c.n_fields = slot->n_fields;
        c.records = slot->records;
    }
    if (slot == NULL) slot = VEC_PUSH(f->a, &f->s->codings);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = c;
    if (!c.dropped) return stand(f, slot, e->at);
    forget(f->s, c.id);
    return TR_OK;
}

/* ---- An order */

static tr_err refuse(fold *f, diag_code code, const char *words, str id)
{
    diag_set(f->diag, code, "", 0, 0, "'" STR_FMT "' %s", STR_ARG(id), words);
    return TR_ERR_DATA;
}

static bool is_taken(const state *s, str id)
{
    for (size_t i = 0; i < s->incidents.n; i++) {
        if (str_eq(s->incidents.items[i].id, id)) return true;
    }
    for (size_t i = 0; i < s->claims.n; i++) {
        if (str_eq(s->claims.items[i].id, id)) return true;
    }
    return find_line(s, id) != NULL;
}

static bool is_reserved(str id)
{
    int64_t n;
    size_t colon = str_find(id, ':');
    if (str_starts(id, "O-") || str_starts(id, "K-"))
        return str_to_i64(str_from(id, 2), 0, INT64_MAX, &n);
    return colon < id.len && str_to_i64(str_upto(id, colon), 0, INT64_MAX, &n);
}

/* Only what was coded here can be changed or dropped: an imported row is its source's. */
static tr_err check_id(fold *f, const code_order *o, const coding_line **old)
{
    bool make = strcmp(o->act, "make") == 0;
    *old = find_line(f->s, o->id);
    if (make && is_reserved(o->id))
        return refuse(f, CODE_CODING, "has the form of the program's own ids (O-17, K-21, 14:203)",
                      o->id);
    if (make && o->id.len && is_taken(f->s, o->id))
        return refuse(f, CODE_CODING, "is the id of something else in the record", o->id);
    if (!make && *old == NULL)
        return refuse(f, CODE_CODING, "was not coded here, so it cannot be changed or dropped here",
                      o->id);
    if (strcmp(o->act, "drop") == 0 && (*old)->dropped)
        return refuse(f, CODE_CODING, "was dropped already", o->id);
    return TR_OK;
}

static tr_err push_once(arena *a, str_list *l, str s)
{
    for (size_t i = 0; i < l->n; i++) {
        if (str_eq(l->items[i], s)) return TR_OK;
    }
    return push_text(a, l, s);
}

/* A stated latitude is of another place than the longitude that stood beside the old one. */
static bool is_of_old_place(const field_vec *stated, str name)
{
    bool moved = find_field(stated, "lat") || find_field(stated, "lon");
    return moved && (str_is(name, "lat") || str_is(name, "lon") || str_is(name, "radius_m"));
}

static tr_err keep_field(arena *a, field_vec *v, const coded_field *x)
{
    coded_field *slot = find_field(v, arena_str(a, x->name).ptr);
    if (slot == NULL) slot = VEC_PUSH(a, v);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = *x;
    return TR_OK;
}

/* First what the person states, then what stood, then what the records say. */
static tr_err fields_of(fold *f, const code_order *o, const coding_line *old, field_vec *out,
                        str_list *records, str_list *differ)
{
    for (size_t i = 0; i < o->stated.n; i++) {
        const coded_field *x = &o->stated.items[i];
        if (!coding_field_ok(x->name))
            return refuse(f, CODE_CODING, "is not a field of an incident", x->name);
        TR_TRY(keep_field(f->a, out, x));
    }
    for (size_t i = 0; old && i < old->n_fields; i++) {
        str name = arena_str(f->a, old->fields[i].name);
        if (name.ptr == NULL) return TR_ERR_NOMEM;
        if (is_of_old_place(&o->stated, name)) continue;
        if (find_field(out, name.ptr) == NULL) TR_TRY(keep_field(f->a, out, &old->fields[i]));
    }
    for (size_t i = 0; old && i < old->records.n; i++)
        TR_TRY(push_once(f->a, records, old->records.items[i]));
    for (size_t i = 0; i < o->records.n; i++)
        TR_TRY(push_once(f->a, records, o->records.items[i]));
    return gather(f, records, out, differ);
}

static tr_err append(fold *f, record *r, const code_order *o, const coding_line *line,
                     uint64_t *index)
{
    str_list values = {0}, origins = {0};
    field_vec fields = {.items = line->fields, .n = line->n_fields, .cap = line->n_fields};
    TR_TRY(write_lists(&fields, f->a, &values, &origins));
    entry_member e[] = {
        {.key = "t", .text = STR("code")},    {.key = "act", .text = str_of(o->act)},
        {.key = "item", .text = line->id},    {.key = "by", .text = o->by},
        {.key = "reason", .text = o->reason}, {.key = "records", .list = &line->records},
        {.key = "fields", .list = &values},   {.key = "origins", .list = &origins}};
    return record_append(r, f->m, e, sizeof e / sizeof e[0], index, f->diag);
}

static tr_err carry_out(fold *f, record *r, const code_order *o, code_made *made)
{
    const coding_line *old;
    coding_line *line = &made->line;
    field_vec fields = {0};
    incident ignored;
    TR_TRY(check_id(f, o, &old));
    /* the entry that begins an empty ledger comes before it */
    uint64_t next = record_size(r) ? record_size(r) : 1;
    *line = (coding_line){.id = o->id, .by = o->by, .reason = o->reason};
    if (o->id.len == 0) line->id = arena_printf(f->a, "K-%llu", (unsigned long long)next);
    if (line->id.ptr == NULL) return TR_ERR_NOMEM;
    if (strcmp(o->act, "drop") == 0) {
        line->dropped = true;
    } else {
        TR_TRY(fields_of(f, o, old, &fields, &line->records, &made->differ));
        TR_TRY(make_incident(f, line->id, &fields, (int64_t)next, &ignored));
    }
    line->fields = fields.items;
    line->n_fields = fields.n;
    TR_TRY(append(f, r, o, line, &made->index));
    made->id = line->id;
    return TR_OK;
}

tr_err app_code(const mission *m, app_zones *zones, const code_order *order, arena *a,
                code_made *made, tr_diag *diag)
{
    record *r = NULL;
    state s;
    fold f = {.m = m,
              .zones = zones,
              .a = a,
              .s = &s,
              .when = {.size = UINT64_MAX, .instant = USEC_UNKNOWN},
              .diag = diag};
    *made = (code_made){0};
    TR_TRY(record_open(m->dir, true, a, &r, diag));
    tr_err e = mission_fold_for_import(m, r, zones, a, &s, diag);
    if (e == TR_OK) e = carry_out(&f, r, order, made);
    record_close(r);
    return e;
}
