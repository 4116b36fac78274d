/* Rows of a file beside those that the state has: new ones, repeats, conflicts. */
#include "mission/stored_rows.h"

#include "base/idmap.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* ---- rows that meet earlier rows
 * ------------------------------------------------------------------ */

typedef enum meeting { MEET_REPEAT, MEET_CONFLICT } meeting;

static tr_err note(fold *f, feed_result *r, meeting how, const record_ref *ref, str id,
                   const char *file)
{
    feed_reject *x = vec_push(f->a, (void *)&r->rejects, &r->n_rejects, &r->cap_rejects, sizeof *x);
    if (x == NULL) return TR_ERR_NOMEM;
    x->record = ref->record;
    x->duplicate = how == MEET_REPEAT;
    r->accepted--;
    r->duplicate += how == MEET_REPEAT;
    r->set_aside += how == MEET_CONFLICT;
    diag_set(&x->diag, how == MEET_REPEAT ? CODE_NONE : CODE_ROW_DUP_ID, file, ref->line, 1,
             "'" STR_FMT "' %s", STR_ARG(id),
             how == MEET_REPEAT ? "repeats a row of an earlier import"
                                : "is in an earlier import with other content");
    return TR_OK;
}

static bool known_by(fold *f, usec_t received, usec_t at)
{
    usec_t t = received != USEC_UNKNOWN ? received : at;
    bool known = f->when.instant == USEC_UNKNOWN || t <= f->when.instant;
    if (known && t != USEC_UNKNOWN && (f->s->last_at == USEC_UNKNOWN || t > f->s->last_at))
        f->s->last_at = t;
    return known;
}

/* Where a row of some kind has what the meeting looks at. */
typedef struct row_shape {
    size_t bytes, id, ref, received;
} row_shape;

/* A vec of rows of any kind. */
typedef struct row_vec {
    char *items;
    size_t n, cap;
} row_vec;

static const void *part(const row_shape *s, const row_vec *v, size_t i, size_t of)
{
    return v->items + i * s->bytes + of;
}

static str id_of(const row_shape *s, const row_vec *v, size_t i)
{
    str id;
    memcpy(&id, part(s, v, i, s->id), sizeof id);
    return id;
}

static record_ref ref_of(const row_shape *s, const row_vec *v, size_t i)
{
    record_ref r;
    memcpy(&r, part(s, v, i, s->ref), sizeof r);
    return r;
}

/* For each new row, one more than the number of the one that the state has with its id; 0: none.
 * The new rows are indexed and not the old: a record of many small files would index all of them
 * with each. */
static tr_err find_earlier(const row_shape *s, const row_vec *have, const row_vec *rows,
                           arena *scratch, size_t **out)
{
    idmap by_id = {0};
    size_t *at = *out = arena_alloc_n(scratch, rows->n + 1, sizeof *at), nth;
    if (at == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; have->n && i < rows->n; i++)
        TR_TRY(idmap_add(&by_id, scratch, id_of(s, rows, i), i));
    for (size_t i = 0; i < have->n; i++) {
        if (idmap_find(&by_id, id_of(s, have, i), &nth)) at[nth] = i + 1;
    }
    return TR_OK;
}

/* The rows that are new and known by then, moved to the front of theirs. */
static tr_err keep_new(fold *f, const row_shape *s, const row_vec *have, row_vec *rows,
                       const size_t *earlier, const char *name, usec_t at_time, feed_result *r)
{
    size_t kept = 0;
    for (size_t i = 0; i < rows->n; i++) {
        record_ref ref = ref_of(s, rows, i), was;
        usec_t received;
        if (earlier[i]) {
            was = ref_of(s, have, earlier[i] - 1);
            bool same = sha256_eq(&ref.digest, &was.digest);
            TR_TRY(note(f, r, same ? MEET_REPEAT : MEET_CONFLICT, &ref, id_of(s, rows, i), name));
            continue;
        }
        memcpy(&received, part(s, rows, i, s->received), sizeof received);
        if (!known_by(f, received, at_time)) continue;
        if (kept < i) memcpy(rows->items + kept * s->bytes, part(s, rows, i, 0), s->bytes);
        kept++;
    }
    rows->n = kept;
    return TR_OK;
}

/* The first rows of a kind are taken as they stand. */
static tr_err put_beside(fold *f, const row_shape *s, row_vec *have, row_vec *rows)
{
    if (have->n == 0) {
        *have = *rows;
        return TR_OK;
    }
    for (size_t i = 0; i < rows->n; i++) {
        void *slot = vec_push(f->a, &have->items, &have->n, &have->cap, s->bytes);
        if (slot == NULL) return TR_ERR_NOMEM;
        memcpy(slot, part(s, rows, i, 0), s->bytes);
    }
    if (rows->cap) arena_retire(f->a, rows->items, rows->cap * s->bytes);
    return TR_OK;
}

static tr_err add_new(fold *f, const row_shape *s, row_vec *have, row_vec *rows, const char *name,
                      usec_t at_time, feed_result *r)
{
    arena scratch;
    size_t *earlier;
    arena_init(&scratch, MISSION_ARENA_BYTES);
    tr_err e = find_earlier(s, have, rows, &scratch, &earlier);
    if (e == TR_OK) e = keep_new(f, s, have, rows, earlier, name, at_time, r);
    arena_clear(&scratch);
    TR_TRY(e);
    return put_beside(f, s, have, rows);
}

/* add_NAME: the rows of a table that the state does not know yet are put beside those it does. */
#define ADDER(NAME, TYPE, FIELD, ID)                                                               \
    static tr_err add_##NAME(fold *f, str bytes, const char *name, const feed_context *c,          \
                             usec_t at_time, feed_result *result)                                  \
    {                                                                                              \
        static const row_shape shape = {sizeof(TYPE), offsetof(TYPE, ID), offsetof(TYPE, ref),     \
                                        offsetof(TYPE, received)};                                 \
        TYPE##_vec *v = &f->s->FIELD, found = {0};                                                 \
        TR_TRY(feed_##NAME(bytes, name, c, f->a, &found, result, f->diag));                        \
        row_vec have = {(char *)v->items, v->n, v->cap},                                           \
                rows = {(char *)found.items, found.n, found.cap};                                  \
        tr_err e = add_new(f, &shape, &have, &rows, name, at_time, result);                        \
        memcpy(&v->items, &have.items, sizeof v->items);                                           \
        v->n = have.n;                                                                             \
        v->cap = have.cap;                                                                         \
        return e;                                                                                  \
    }

ADDER(claims, claim, claims, id)
ADDER(incidents, incident, incidents, id)
ADDER(totals, total, totals, id)
ADDER(effort, effort, efforts, id)
ADDER(performance, performance, performances, id)
ADDER(process, process_event, events, row)
ADDER(invocations, invocation, invocations, id)
ADDER(findings, body_finding, findings, id)
ADDER(windows, silence_window, windows, id)
ADDER(casualties, casualty_figure, casualties, id)
ADDER(ship_events, ship_event, ship_events, id)

/* A snapshot stands until the next one of its registry. Not in place: another state may hold the
 * list. */
static tr_err forget_sites(fold *f, feed_kind kind)
{
    site_vec stay = {0};
    for (size_t i = 0; i < f->s->sites.n; i++) {
        if (f->s->sites.items[i].kind == kind) continue;
        site *slot = VEC_PUSH(f->a, &stay);
        if (slot == NULL) return TR_ERR_NOMEM;
        *slot = f->s->sites.items[i];
    }
    f->s->sites = stay;
    return TR_OK;
}

static tr_err read_sites(fold *f, feed_kind kind, str bytes, const char *name, feed_context *c,
                         site_vec *out, feed_result *result)
{
    registry_rules rules = {0};
    if (kind == FEED_SITES) return feed_sites(bytes, name, c, f->a, out, result, f->diag);
    TR_TRY(producer_registry_rules(shipped_registry(), "registry_categories.csv", &f->s->categories,
                                   f->a, &rules, f->diag));
    c->rules = &rules;
    return producer_registry(kind, bytes, name, c, f->a, out, result, f->diag);
}

static tr_err add_sites(fold *f, feed_kind kind, str bytes, const char *name, feed_context *c,
                        feed_result *result)
{
    site_vec rows = {0};
    TR_TRY(read_sites(f, kind, bytes, name, c, &rows, result));
    TR_TRY(forget_sites(f, kind));
    for (size_t i = 0; i < rows.n; i++) {
        site *slot = VEC_PUSH(f->a, &f->s->sites);
        if (slot == NULL) return TR_ERR_NOMEM;
        *slot = rows.items[i];
        slot->kind = kind;
    }
    return TR_OK;
}

static tr_err add_rows(fold *f, feed_kind kind, str bytes, const char *name, feed_context c,
                       usec_t at, feed_result *result)
{
    switch (kind) {
    case FEED_CLAIMS: return add_claims(f, bytes, name, &c, at, result);
    case FEED_INCIDENTS: return add_incidents(f, bytes, name, &c, at, result);
    case FEED_TOTALS: return add_totals(f, bytes, name, &c, at, result);
    case FEED_EFFORT: return add_effort(f, bytes, name, &c, at, result);
    case FEED_PERFORMANCE: return add_performance(f, bytes, name, &c, at, result);
    case FEED_PROCESS: return add_process(f, bytes, name, &c, at, result);
    case FEED_INVOCATIONS: return add_invocations(f, bytes, name, &c, at, result);
    case FEED_FINDINGS: return add_findings(f, bytes, name, &c, at, result);
    case FEED_WINDOWS: return add_windows(f, bytes, name, &c, at, result);
    case FEED_CASUALTIES: return add_casualties(f, bytes, name, &c, at, result);
    case FEED_SHIP_EVENTS: return add_ship_events(f, bytes, name, &c, at, result);
    case FEED_REGIONS:
        f->s->regions = (region_vec){0}; /* nor here */
        return feed_regions(bytes, name, &c, f->a, &f->s->regions, result, f->diag);
    case FEED_CLASSES:
        f->s->classes = (facility_class_vec){0};
        return feed_classes(bytes, name, &c, f->a, &f->s->classes, result, f->diag);
    case FEED_SITES:
    case FEED_OSM_POWER:
    case FEED_GEM_PLANTS:
    case FEED_GEM_NUCLEAR:
    case FEED_GEM_STEEL:
    case FEED_GEM_GAS:
    case FEED_GEM_FIELDS:
    case FEED_WRI:
    case FEED_REACTORS:
    case FEED_PORTS:
    case FEED_GRID_BUSES: return add_sites(f, kind, bytes, name, &c, result);
    case FEED_AREAS:
    case FEED_CONTROL:
        return feed_areas(kind, bytes, name, &c, f->a, &f->s->areas, result, f->diag);
    case FEED_FETCHES: return feed_fetches(bytes, name, &c, f->a, &f->s->fetches, result, f->diag);
    case FEED_EVENTS:
    case FEED_FIRMS:
    case FEED_VIINA:
    case FEED_UCDP:
    case FEED_ACLED:
    case FEED_ALERTS:
    case FEED_EXPLOSIONS:
    case FEED_AIS:
    case FEED_NONE:
    case FEED__N: return TR_ERR_USAGE;
    }
    return TR_ERR_USAGE;
}

tr_err fold_rows(fold *f, feed_kind kind, str bytes, const char *name, intake *how, int64_t entry,
                 usec_t at, feed_result *result)
{
    tz_db db;
    event_mapping m;
    feed_context c = fold_context(f, entry, &db);
    TR_TRY(fold_mapping(how->mapping, f->a, &m));
    c.received_column = how->received;
    c.mapping = &m;
    c.form = &how->form;
    c.whole_cells = how->whole_cells;
    TR_TRY(stream_unpacked(bytes, name, m.encoding, f->a, &bytes, f->diag));
    TR_TRY(add_rows(f, kind, bytes, name, c, at, result));
    for (size_t i = 0; how->each && i < result->n_rejects; i++)
        how->each->hear(how->each->ctx, &result->rejects[i]);
    return TR_OK;
}

void fold_rejects_write(buf *b, const feed_result *r)
{
    for (size_t i = 0; i < r->n_rejects; i++) {
        const feed_reject *x = &r->rejects[i];
        json_writer w;
        jw_init(&w, b, true);
        jw_open(&w, '{');
        jw_kz(&w, "code", x->duplicate ? "duplicate" : diag_code_word(x->diag.code));
        jw_ki(&w, "col", x->diag.col);
        jw_ki(&w, "line", x->diag.line);
        jw_kz(&w, "message", x->diag.msg);
        jw_kv(&w, "raw", str_upto(x->raw, utf8_valid_prefix(str_upto(x->raw, 2000))));
        jw_ki(&w, "record", (int64_t)x->record);
        jw_close(&w, '}');
        buf_c(b, '\n');
    }
}
