/* What the records that somebody codes an incident from say, one by one and together. */
#include "mission/coding_parts.h"
#include "mission/stored_rows.h"
#include "physical/thermal.h"

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
    TR_TRY(instant_text(a, lo->when.from, &from));
    TR_TRY(instant_text(a, hi->when.to, &to));
    if (!coding_find_field(out, "utc_lo"))
        TR_TRY(coding_add_field(a, out, "utc_lo", from, lo->record));
    return coding_find_field(out, "utc_hi") ? TR_OK
                                            : coding_add_field(a, out, "utc_hi", to, hi->record);
}

/* The position that is known best. */
static tr_err fill_where(arena *a, const told_vec *v, field_vec *out)
{
    const told *best = NULL;
    if (coding_find_field(out, "lat") || coding_find_field(out, "lon")) return TR_OK;
    for (size_t i = 0; i < v->n; i++) {
        const told *t = &v->items[i];
        if (!t->has_position) continue;
        bool finer = best == NULL ||
                     (t->radius_m > 0 && (best->radius_m <= 0 || t->radius_m < best->radius_m));
        if (finer) best = t;
    }
    if (best == NULL) return TR_OK;
    TR_TRY(
        coding_add_field(a, out, "lat", number_text(a, best->position.lat_deg, 6), best->record));
    TR_TRY(
        coding_add_field(a, out, "lon", number_text(a, best->position.lon_deg, 6), best->record));
    if (best->radius_m > 0 && !coding_find_field(out, "radius_m"))
        TR_TRY(
            coding_add_field(a, out, "radius_m", number_text(a, best->radius_m, 0), best->record));
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
    if (coding_find_field(out, name)) return TR_OK;
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
    return first ? coding_add_field(a, out, name, part(first), first->record) : TR_OK;
}

static tr_err fill_sources(arena *a, const str_list *records, field_vec *out)
{
    str s = {0};
    if (coding_find_field(out, "sources")) return TR_OK;
    for (size_t i = 0; i < records->n; i++)
        s = s.len ? arena_printf(a, STR_FMT "; " STR_FMT, STR_ARG(s), STR_ARG(records->items[i]))
                  : records->items[i];
    return s.len ? coding_add_field(a, out, "sources", s, STR("the records")) : TR_OK;
}

/* Unknown is a value, and says so. */
static tr_err fill_unknown(arena *a, const char *name, field_vec *out)
{
    return coding_find_field(out, name)
               ? TR_OK
               : coding_add_field(a, out, name, STR("unknown"), STR(CODING_NOT_SAID));
}

/* What the records say, into fields that `out` does not have yet. */
tr_err coding_gather(fold *f, const str_list *records, field_vec *out, str_list *differ)
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
