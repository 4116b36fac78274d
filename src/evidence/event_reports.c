/* Reports of event feeds: which stand beside an incident, and which speak of one event. Two passes
 * over the stored files: the first learns which rows were later corrected or taken back, and which
 * texts stand at several places; the second matches. docs/formats/evidence.md, linking.md. */
#include "evidence/beside.h"

#include "base/idmap.h"
#include "incident/link.h"
#include "physical/mentions.h"
#include "physical/place.h"

#include <math.h>

enum { FIRST_TEXTS = 1 << 14, MAX_TEXTS = 1 << 22, MAX_LINKED = 400000, MAX_SAID = 240 };
static const double place_apart_m = 1000;

/* Where a text stood first; `several`: it stands at other places too, so it tells no place. */
typedef struct text_place {
    uint64_t hash; /* 0: free */
    geo_pt at;
    bool several;
} text_place;

/* The last word of a producer on one of its records. */
typedef struct last_word {
    int64_t version;
    uint64_t entry; /* where versions are equal, or not given, the later file has it */
    bool retracted;
    uint64_t hash[2]; /* of the row: the same row again corrects nothing */
} last_word;

/* A report beside an incident, for counting the events that reports speak of. */
typedef struct beside {
    size_t target, record;
} beside;

typedef struct reports {
    collector *c;
    event_type_vec types;
    hash_vec *alerts;  /* counted, for each evidence line */
    text_place *texts; /* n_slots of them, a power of two, at least half of them free */
    size_t n_texts, n_slots;
    idmap by_id; /* kind:id -> words */
    VEC(last_word) words;
    VEC(link_record) linked;
    VEC(str) said; /* by them: the first words of their text */
    idmap seen;    /* id of each linked record */
    VEC(beside) beside;
    mentions *mentions;
    arena learned; /* of the first pass */
    arena scratch; /* emptied after each row */
} reports;

/* One file of a feed in the second pass. */
typedef struct one_file {
    reports *r;
    feed_kind kind;
    uint64_t entry;
    feed_line *line;    /* NULL in the first pass */
    str_list gazetteer; /* states that the feed's geocoder knows; empty: not said */
} one_file;

/* ---- First pass
 * ------------------------------------------------------------------------------------ */

static text_place *slot_of(text_place *texts, size_t n_slots, uint64_t h)
{
    size_t i = (size_t)(h >> 7) & (n_slots - 1);
    while (texts[i].hash != h && texts[i].hash != 0)
        i = (i + 1) & (n_slots - 1);
    return &texts[i];
}

static text_place *find_text(const reports *r, str text)
{
    return slot_of(r->texts, r->n_slots, hash64(text) | 1);
}

static tr_err room_for_text(reports *r)
{
    size_t n = r->n_slots ? 2 * r->n_slots : FIRST_TEXTS;
    if (r->texts && 2 * (r->n_texts + 1) <= r->n_slots) return TR_OK;
    if (n > MAX_TEXTS) return TR_ERR_LIMIT;
    text_place *more = arena_alloc_n(&r->learned, n, sizeof *more);
    if (more == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < r->n_slots; i++) {
        if (r->texts[i].hash) *slot_of(more, n, r->texts[i].hash) = r->texts[i];
    }
    if (r->texts) arena_retire(&r->learned, r->texts, r->n_slots * sizeof *r->texts);
    r->texts = more;
    r->n_slots = n;
    return TR_OK;
}

static tr_err learn_text(reports *r, const event_row *row)
{
    if (row->text.len == 0 || !row->has_position || row->precision != PLACE_TOWN) return TR_OK;
    TR_TRY(room_for_text(r));
    text_place *t = find_text(r, row->text);
    if (t->hash == 0) {
        r->n_texts++;
        *t = (text_place){hash64(row->text) | 1, row->position, false};
    } else if (geo_distance_m(t->at, row->position) > place_apart_m) {
        t->several = true;
    }
    return TR_OK;
}

/* Feeds that hold each event once, under an id that is theirs alone. Ids of generic events may come
 * from any producer. */
static bool has_own_ids(feed_kind k)
{
    return k == FEED_UCDP || k == FEED_ACLED;
}

static str long_id(const one_file *f, const event_row *row, arena *a)
{
    if (has_own_ids(f->kind))
        return arena_printf(a, "%s:" STR_FMT, feed_kind_word(f->kind), STR_ARG(row->id));
    return arena_printf(a, "%s:%016llx", feed_kind_word(f->kind), (unsigned long long)row->hash[0]);
}

static bool is_later(const last_word *a, const last_word *b)
{
    return a->version != b->version ? a->version > b->version : a->entry > b->entry;
}

static tr_err learn_word(const one_file *f, const event_row *row)
{
    reports *r = f->r;
    last_word w = {row->version, f->entry, row->retracted, {row->hash[0], row->hash[1]}};
    size_t at;
    if (!has_own_ids(f->kind)) return TR_OK;
    arena_reset(&r->scratch);
    str id = long_id(f, row, &r->scratch);
    if (id.ptr == NULL) return TR_ERR_NOMEM;
    if (idmap_find(&r->by_id, id, &at)) {
        bool same = w.version == r->words.items[at].version && w.entry == r->words.items[at].entry;
        if (is_later(&w, &r->words.items[at]) || (same && w.retracted)) r->words.items[at] = w;
        return TR_OK;
    }
    last_word *slot = VEC_PUSH(r->c->a, &r->words);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = w;
    id = arena_str(r->c->a, id);
    return id.ptr ? idmap_add(&r->by_id, r->c->a, id, r->words.n - 1) : TR_ERR_NOMEM;
}

static tr_err learn(void *ctx, const event_row *row)
{
    const one_file *f = ctx;
    if (f->kind == FEED_VIINA) TR_TRY(learn_text(f->r, row));
    return learn_word(f, row);
}

/* The producer's last word on this record, if it is not this row. */
static tr_err find_overruling(const one_file *f, const event_row *row, const last_word **out)
{
    last_word w = {row->version, f->entry, row->retracted, {row->hash[0], row->hash[1]}};
    size_t at;
    *out = NULL;
    if (!has_own_ids(f->kind)) return TR_OK;
    arena_reset(&f->r->scratch);
    str id = long_id(f, row, &f->r->scratch);
    if (id.ptr == NULL) return TR_ERR_NOMEM;
    if (!idmap_find(&f->r->by_id, id, &at)) return TR_OK;
    const last_word *last = &f->r->words.items[at];
    bool same = last->hash[0] == w.hash[0] && last->hash[1] == w.hash[1];
    if (!same && (last->retracted || is_later(last, &w))) *out = last;
    return TR_OK;
}

/* ---- Second pass: beside incidents
 * --------------------------------------------------------------------------- */

static bool overlaps(span a, span b)
{
    return a.from < b.to && b.from < a.to;
}

static tr_err count_once(collector *c, hash_vec *v, const event_row *row, bool *first)
{
    *first = false;
    for (size_t i = 0; i < v->n; i++) {
        if (v->items[i].hash[0] == row->hash[0] && v->items[i].hash[1] == row->hash[1])
            return TR_OK;
    }
    row_hash *h = VEC_PUSH(c->a, v);
    if (h == NULL) return TR_ERR_NOMEM;
    *h = (row_hash){{row->hash[0], row->hash[1]}};
    *first = true;
    return TR_OK;
}

/* "Xska oblast" and "X oblast": the same kind of region, and one name in two forms. */
static bool same_region(str a, str b)
{
    char x[64], y[64];
    size_t i = str_find(a, ' '), k = str_find(b, ' ');
    if (i < a.len && k < b.len && !str_eq(str_from(a, i), str_from(b, k))) return false;
    name_skeleton(str_upto(a, i), x, sizeof x);
    name_skeleton(str_upto(b, k), y, sizeof y);
    if (skeleton_match(x, y)) return true;
    str longer = str_of(x), shorter = str_of(y);
    if (longer.len < shorter.len) {
        longer = str_of(y);
        shorter = str_of(x);
    }
    if (shorter.len == 0 || !str_eq(str_upto(longer, shorter.len), shorter)) return false;
    str ending = str_from(longer, shorter.len);
    return str_is(ending, "k") || str_is(ending, "sk");
}

static tr_err match_alert(const one_file *f, const event_row *row)
{
    collector *c = f->r->c;
    const region *g = region_find(c->s->regions.items, c->s->regions.n, row->place);
    for (size_t i = 0; i < c->d->n_evidence; i++) {
        evidence_line *e = &c->d->evidence[i];
        const incident *in = c->d->coded[e->row].in;
        if (e->undated || in->adm1.len == 0 || !overlaps(in->when, row->when)) continue;
        if (g ? !str_eq(in->adm1, g->adm1) : !same_region(in->adm1, row->place)) continue;
        bool first;
        TR_TRY(count_once(c, &f->r->alerts[i], row, &first));
        e->n_alerts += first;
    }
    return TR_OK;
}

static bool too_coarse(const event_row *row)
{
    return !row->has_position || row->precision == PLACE_DISTRICT ||
           row->precision == PLACE_PROVINCE || row->precision == PLACE_VAGUE ||
           row->precision == PLACE_COUNTRY || row->precision == PLACE_OPEN;
}

/* Only what surely came first counts: the whole of the fire's minute before the blast's. */
static void note_blast(evidence_line *e, const event_row *row)
{
    e->n_blasts++;
    e->n_blasts_after_fire +=
        e->first_at != USEC_UNKNOWN && e->first_at + USEC_MINUTE <= row->when.from;
}

static tr_err match_report(const one_file *f, const event_row *row, bool contested, size_t nth)
{
    collector *c = f->r->c;
    for (size_t i = 0; i < c->n_incidents; i++) {
        target *t = &c->targets[i];
        const incident *in = c->d->coded[t->line->row].in;
        bool first;
        if (!overlaps(in->when, row->when)) continue;
        if (fabs(row->position.lat_deg - t->disc.center.lat_deg) > 1) continue;
        double reach = in->radius_m + (row->radius_m > 0 ? row->radius_m : 0);
        if (geo_distance_m(row->position, t->disc.center) > reach) continue;
        TR_TRY(count_once(c, &t->counted, row, &first));
        if (first && f->kind == FEED_EXPLOSIONS) note_blast(t->line, row);
        t->line->n_reports += first && !contested;
        t->line->n_contested += first && contested;
        if (!first || contested) continue;
        t->line->n_not_compared += nth == SIZE_MAX;
        beside *b = nth == SIZE_MAX ? NULL : VEC_PUSH(c->a, &f->r->beside);
        if (nth != SIZE_MAX && b == NULL) return TR_ERR_NOMEM;
        if (b) *b = (beside){i, nth};
    }
    return TR_OK;
}

/* ---- Second pass: one event, several reports
 * --------------------------------------------------------------------------- */

static tr_err copy_record(const one_file *f, const event_row *row, str id, str type,
                          link_record *out)
{
    arena *a = f->r->c->a;
    place_density d = place_density_of(row->precision == PLACE_NONE ? PLACE_NEAR : row->precision,
                                       row->position, row->radius_m);
    *out = (link_record){.id = id,
                         .source = (uint32_t)f->kind,
                         .source_unique = has_own_ids(f->kind),
                         .when = row->when,
                         .position = row->position,
                         .r95_m = place_r95_m(&d),
                         .type = arena_str(a, type),
                         .place = arena_str(a, row->place),
                         .text = row->text.len ? hash64(row->text) : 0};
    return out->type.ptr && out->place.ptr ? TR_OK : TR_ERR_NOMEM;
}

/* Cut between characters. */
static str first_words(str text)
{
    str s = str_upto(text, MAX_SAID);
    return str_upto(s, utf8_valid_prefix(s));
}

/* `*nth`: its number, or SIZE_MAX when it is not compared with others. */
static tr_err add_linked(const one_file *f, const event_row *row, size_t *nth)
{
    reports *r = f->r;
    linked_line *l = &r->c->d->linked;
    str type;
    *nth = SIZE_MAX;
    TR_TRY(producer_event_type(&r->types, f->kind, row->kinds, r->c->a, &type));
    str id = long_id(f, row, r->c->a);
    if (id.ptr == NULL) return TR_ERR_NOMEM;
    if (idmap_find(&r->seen, id, nth)) return TR_OK;
    if (type.len == 0 || r->linked.n == MAX_LINKED) {
        l->n_untyped += type.len == 0;
        l->cut = l->cut || type.len > 0;
        return idmap_add(&r->seen, r->c->a, id, SIZE_MAX);
    }
    link_record *slot = VEC_PUSH(r->c->a, &r->linked);
    str *said = VEC_PUSH(r->c->a, &r->said);
    if (slot == NULL || said == NULL) return TR_ERR_NOMEM;
    *nth = r->linked.n - 1;
    *said = arena_str(r->c->a, first_words(row->text));
    if (said->ptr == NULL) return TR_ERR_NOMEM;
    TR_TRY(copy_record(f, row, id, type, slot));
    return idmap_add(&r->seen, r->c->a, id, *nth);
}

static bool near_an_hour(const collector *c, span when)
{
    for (size_t i = 0; i < c->n_incidents; i++) {
        if (overlaps(c->d->coded[c->targets[i].line->row].in->when, when)) return true;
    }
    return false;
}

/* A town's name tells no place where the same text stands at other towns too, or where the text
 * itself names another region or state. */
static bool is_contested(const one_file *f, const event_row *row)
{
    if (row->text.len == 0 || row->precision != PLACE_TOWN) return false;
    if (f->r->texts && find_text(f->r, row->text)->several) return true;
    mention_says m = mentions_check(f->r->mentions, row->text, row->position, &f->gazetteer);
    return m == MENTION_ELSEWHERE || m == MENTION_SEVERAL;
}

static tr_err match_row(void *ctx, const event_row *row)
{
    const one_file *f = ctx;
    collector *c = f->r->c;
    const last_word *last;
    if (row->retracted) return TR_OK;
    TR_TRY(find_overruling(f, row, &last));
    f->line->superseded += last && !last->retracted;
    f->line->retracted += last && last->retracted;
    if (last || !span_known(row->when)) return TR_OK;
    bool in_period = evidence_in_period(c->d, row->when.from, row->when.to);
    f->line->in_period += in_period;
    if (f->kind == FEED_ALERTS) return match_alert(f, row);
    if (too_coarse(row)) {
        c->d->linked.n_coarse += in_period;
        return TR_OK;
    }
    if (!in_period && !near_an_hour(c, row->when)) return TR_OK;
    bool contested = is_contested(f, row);
    size_t nth = SIZE_MAX;
    c->d->linked.n_contested += in_period && contested;
    if (in_period && !contested) TR_TRY(add_linked(f, row, &nth));
    return match_report(f, row, contested, nth);
}

/* Which record stands at which place of the result, and what that makes of each incident. */
static tr_err count_groups(reports *r, const link_result *v)
{
    collector *c = r->c;
    size_t *group = arena_alloc_n(c->a, r->linked.n + 1, sizeof *group);
    size_t *last = arena_alloc_n(c->a, v->n_clusters + 1, sizeof *last);
    if (group == NULL || last == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < v->n; i++)
        group[v->records[i] - r->linked.items] = v->cluster[i];
    for (size_t t = 0; t < c->n_incidents; t++) {
        for (size_t i = 0; i < r->beside.n; i++) {
            const beside *b = &r->beside.items[i];
            if (b->target != t || last[group[b->record]] == t + 1) continue;
            last[group[b->record]] = t + 1;
            c->targets[t].line->n_groups++;
        }
    }
    return TR_OK;
}

static tr_err fill_queue(const reports *r, const link_result *v)
{
    linked_line *l = &r->c->d->linked;
    l->queue = arena_alloc_n(r->c->a, v->n_queue + 1, sizeof *l->queue);
    if (l->queue == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < v->n_queue; i++) {
        const link_record *x = v->records[v->queue[i].a], *y = v->records[v->queue[i].b];
        l->queue[l->n_queue++] = (queue_line){.a = x->id,
                                              .b = y->id,
                                              .place_a = x->place,
                                              .place_b = y->place,
                                              .said_a = r->said.items[x - r->linked.items],
                                              .said_b = r->said.items[y - r->linked.items],
                                              .when_a = x->when,
                                              .when_b = y->when,
                                              .p = v->queue[i].p};
    }
    return TR_OK;
}

static tr_err estimate(reports *r, link_options *o)
{
    linkage_fit fit;
    linked_line *l = &r->c->d->linked;
    TR_TRY(link_estimate(r->linked.items, r->linked.n, o, r->c->a, &fit));
    l->estimated = true;
    l->converged = fit.converged;
    return TR_OK;
}

static tr_err link_all(reports *r)
{
    collector *c = r->c;
    link_options o = link_defaults();
    link_result v;
    linked_line *l = &c->d->linked;
    if (c->f.m->estimate_links) TR_TRY(estimate(r, &o));
    l->lambda = o.table.lambda;
    TR_TRY(
        link_records(r->linked.items, r->linked.n, &o, c->s->links.items, c->s->links.n, c->a, &v));
    size_t *members = arena_alloc_n(c->a, v.n_clusters + 1, sizeof *members);
    l->ids = arena_alloc_n(c->a, v.n + 1, sizeof *l->ids);
    if (members == NULL || l->ids == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < v.n; i++) {
        l->ids[i] = v.records[i]->id;
        l->n_several += ++members[v.cluster[i]] == 2;
    }
    l->n_records = v.n;
    l->n_groups = v.n_clusters;
    l->n_refused = v.n_refused;
    l->n_divided = v.n_cut;
    TR_TRY(fill_queue(r, &v));
    return count_groups(r, &v);
}

/* ---- All files
 * ---------------------------------------------------------------------------- */

static tr_err read_gazetteer(one_file *f, str mapping)
{
    event_mapping m;
    str one;
    TR_TRY(fold_mapping(mapping, f->r->c->a, &m));
    while (m.gazetteer.len && str_cut(&m.gazetteer, ' ', &one)) {
        str *slot = one.len ? VEC_PUSH(f->r->c->a, &f->gazetteer) : NULL;
        if (one.len && slot == NULL) return TR_ERR_NOMEM;
        if (slot) *slot = one;
    }
    return TR_OK;
}

static tr_err open_mentions(reports *r)
{
    const state *s = r->c->s;
    TR_TRY(mentions_open(shipped_place_words(), "place_words.csv", r->c->a, &r->mentions,
                         r->c->f.diag));
    for (size_t i = 0; i < s->areas.n; i++) {
        const named_area *x = &s->areas.items[i];
        bool town = x->town && x->shape.kind == GEO_CIRCLE;
        bool area = x->region && x->shape.kind == GEO_POLYGON;
        if (x->kind == FEED_AREAS && (town || area))
            TR_TRY(mentions_add_place(r->mentions, &x->shape, &x->names));
    }
    for (size_t i = 0; i < r->c->d->ag->n_parties; i++) {
        const actor *p = &r->c->d->ag->parties[i];
        for (size_t k = 0; k < p->states.n; k++) {
            TR_TRY(mentions_add_state(r->mentions, p->states.items[k], p->name));
            for (size_t j = 0; j < p->aliases.n; j++)
                TR_TRY(mentions_add_state(r->mentions, p->states.items[k], p->aliases.items[j]));
        }
    }
    return TR_OK;
}

static tr_err read_file(one_file *f, const batch_line *b, bool first_pass)
{
    buf p;
    feed_result ignored;
    intake how;
    stream_sinks to = {.events = {.accept = first_pass ? learn : match_row, .ctx = f}};
    buf_init(&p, 65536);
    blob_path(f->r->c->f.m->dir, b->sha, &p);
    buf_c(&p, '\0');
    tr_err e = buf_err(&p);
    if (e == TR_OK) e = fold_intake(b, f->r->c->a, &how);
    if (e == TR_OK) e = stream_read(&f->r->c->f, f->kind, p.ptr, "events", &how, &to, &ignored);
    buf_free(&p);
    return e;
}

static tr_err each_file(reports *r, bool first_pass)
{
    for (size_t i = 0; i < r->c->s->batches.n; i++) {
        const batch_line *b = &r->c->s->batches.items[i];
        one_file f = {.r = r, .entry = b->entry};
        if (!b->closed || !feed_kind_from(b->kind, &f.kind) || !feed_kind_has_events(f.kind))
            continue;
        if (first_pass && f.kind == FEED_ALERTS) continue;
        f.line = first_pass ? NULL : evidence_feed(r->c->d, b->kind);
        if (f.line) f.line->rows += b->accepted;
        TR_TRY(read_gazetteer(&f, b->mapping));
        TR_TRY(read_file(&f, b, first_pass));
    }
    return TR_OK;
}

static tr_err read_and_link(reports *r)
{
    collector *c = r->c;
    r->alerts = arena_alloc_n(c->a, c->d->n_coded + 1, sizeof *r->alerts);
    if (r->alerts == NULL) return TR_ERR_NOMEM;
    TR_TRY(
        producer_event_types(shipped_event_kinds(), "event_kinds.csv", c->a, &r->types, c->f.diag));
    TR_TRY(open_mentions(r));
    TR_TRY(each_file(r, true));
    TR_TRY(each_file(r, false));
    return link_all(r);
}

tr_err evidence_reports(collector *c)
{
    reports r = {.c = c};
    arena_init(&r.scratch, (size_t)1 << 24);
    arena_init(&r.learned, c->a->limit_bytes);
    tr_err e = read_and_link(&r);
    arena_clear(&r.learned);
    arena_clear(&r.scratch);
    return e;
}
