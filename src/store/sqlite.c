#include "store/letters.h"
#include "store/store.h"
#include "document/said.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

typedef enum query {
    Q_CLAIM,
    Q_INCIDENT,
    Q_TOTAL,
    Q_ASSESSMENT,
    Q_FLAG,
    Q_HAS_EVENTS,
    Q_EVENT,
    Q_DROP_EVENT,
    Q_EVENTS_DONE,
    Q_META,
    Q_STATUS,
    Q_STATUS_OF,
    Q_TALLY_ROW,
    Q_TALLY_BY,
    Q_TALLY_NONE,
    Q__N
} query;

static const char *const sql[Q__N] = {
    "INSERT INTO claim VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
    "INSERT INTO incident VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
    "INSERT INTO total VALUES(?,?,?,?,?,?,?,?,?)",
    "INSERT INTO assessment VALUES(?,?,?,?,?,?,?,?,?,?)",
    "INSERT INTO flag VALUES(?,?,?,?)",
    "SELECT 1 FROM events_done WHERE entry=?",
    "INSERT INTO event VALUES(?,?,?,?,?,?,?,?,?,?)",
    "DELETE FROM event WHERE entry=? AND record=?",
    "INSERT INTO events_done VALUES(?)",
    "INSERT OR REPLACE INTO meta VALUES(?,?)",
    "UPDATE incident SET status=? WHERE id=?",
    "SELECT status FROM incident WHERE id=?",
    "INSERT OR IGNORE INTO tally SELECT a.reading,a.verdict,0 FROM assessment a JOIN incident i ON "
    "i.id=a.incident WHERE a.incident=? AND i.layer='coded' AND i.in_period",
    "UPDATE tally SET incidents=incidents+? WHERE (reading,verdict) IN (SELECT a.reading,a.verdict "
    "FROM assessment a JOIN incident i ON i.id=a.incident WHERE a.incident=? AND i.layer='coded' "
    "AND i.in_period)",
    "DELETE FROM tally WHERE incidents=0",
};

enum { STORE_LAYOUT = 21 };

static const struct act_table {
    const char *name, *columns, *key;
} act_tables[] = {
#define X(constant, name, columns, key) {name, columns, key},
#include "store/acts.def"
#undef X
};

static const char schema[] =
    "CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS claim(id TEXT PRIMARY KEY, incident TEXT, side TEXT, claimant "
    "TEXT, alleged_actor TEXT, page TEXT, url TEXT, kind TEXT, from_usec, to_usec, region TEXT, "
    "place TEXT, facility TEXT, category TEXT) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS incident(id TEXT, layer TEXT, kind TEXT, from_usec, to_usec, place "
    "TEXT, adm1 TEXT, states TEXT, lat, lon, radius_m, category TEXT, act TEXT, status TEXT, "
    "in_period INTEGER, "
    "report TEXT, matched TEXT, verdicts TEXT, "
    "PRIMARY KEY(layer,id)) WITHOUT ROWID;"
    "CREATE INDEX IF NOT EXISTS incident_by_time ON incident(from_usec DESC, id, to_usec, "
    "status, place);"
    "CREATE INDEX IF NOT EXISTS incident_by_id ON incident(id);"
    "CREATE INDEX IF NOT EXISTS incident_by_place ON incident(lon, lat, from_usec, "
    "to_usec, status, radius_m);"
    "CREATE INDEX IF NOT EXISTS incident_by_length ON incident(to_usec - from_usec);"
    "CREATE INDEX IF NOT EXISTS claim_by_incident ON claim(incident);"
    "CREATE TABLE IF NOT EXISTS total(id TEXT PRIMARY KEY, side TEXT, claimant TEXT, period_start "
    "TEXT, period_end TEXT, period_kind TEXT, bound TEXT, count, unit TEXT) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS assessment(incident TEXT, reading TEXT, verdict TEXT, in_force "
    "TEXT, category TEXT, place TEXT, act TEXT, bound TEXT, not_excepted TEXT, deciding TEXT, "
    "PRIMARY KEY(incident,reading)) "
    "WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS flag(check_no INTEGER, id TEXT, side TEXT, words TEXT, PRIMARY "
    "KEY(check_no,id,words)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS event(entry INTEGER, record INTEGER, id TEXT, from_usec, to_usec, "
    "lat, lon, category TEXT, place TEXT, source TEXT, PRIMARY KEY(entry,record)) WITHOUT ROWID;"
    "CREATE INDEX IF NOT EXISTS event_by_time ON event(from_usec DESC, entry, record);"
    "CREATE TABLE IF NOT EXISTS events_done(entry INTEGER PRIMARY KEY);";

/* Any three letters of an id or a place, in capitals or not, find it. The digest has its rows, not
 * how they are indexed. */
static const char found_made[] =
    "DROP TABLE IF EXISTS found;"
    "CREATE VIRTUAL TABLE found USING fts5(layer UNINDEXED, id, place, tokenize='trigram');"
    "INSERT INTO found SELECT layer, id, place FROM incident ORDER BY layer, id;";

struct store {
    sqlite3 *db;
    sqlite3_stmt *q[Q__N];
    sqlite3_stmt *rows[STORE_TABLE__N];
};

static tr_err fail(const store *s, tr_diag *diag, const char *what)
{
    int code = s->db ? sqlite3_errcode(s->db) : SQLITE_NOMEM;
    if (code == SQLITE_NOMEM) return TR_ERR_NOMEM;
    bool damaged = code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
    diag_set(diag, damaged ? CODE_INDEX : CODE_IO, "", 0, 0, "the index cannot %s: %s", what,
             sqlite3_errmsg(s->db));
    return TR_ERR_STORE;
}

static tr_err run(const store *s, const char *text, tr_diag *diag)
{
    return sqlite3_exec(s->db, text, NULL, NULL, NULL) == SQLITE_OK ? TR_OK
                                                                    : fail(s, diag, "be written");
}

static tr_err prepare(store *s, tr_diag *diag)
{
    for (unsigned i = 0; i < Q__N; i++) {
        if (sqlite3_prepare_v3(s->db, sql[i], -1, SQLITE_PREPARE_PERSISTENT, &s->q[i], NULL) !=
            SQLITE_OK)
            return fail(s, diag, "be read");
    }
    return TR_OK;
}

/* The same for each table of acts.def: name, columns and key stand in it. */
static tr_err each_act_table(const store *s, const char *form, tr_diag *diag)
{
    char text[1024];
    for (size_t i = 0; i < STORE_TABLE__N; i++) {
        const struct act_table *t = &act_tables[i];
        const char *p = form;
        size_t n = 0, k = 0;
        const char *const parts[] = {t->name, t->columns, t->key};
        for (; *p && n + 1 < sizeof text; p++) {
            if (p[0] == '%' && p[1] == 's') {
                for (const char *z = parts[k++]; *z && n + 1 < sizeof text; z++)
                    text[n++] = *z;
                p++;
            } else {
                text[n++] = *p;
            }
        }
        text[n] = '\0';
        TR_TRY(run(s, text, diag));
    }
    return TR_OK;
}

static size_t width_of(const struct act_table *t)
{
    size_t n = 1;
    for (const char *p = t->columns; *p; p++)
        n += *p == ',';
    return n;
}

static tr_err prepare_rows(store *s, tr_diag *diag)
{
    for (size_t i = 0; i < STORE_TABLE__N; i++) {
        char text[160];
        int n = snprintf(text, sizeof text, "INSERT INTO %s VALUES(?", act_tables[i].name);
        for (size_t k = 1; k < width_of(&act_tables[i]); k++)
            n += snprintf(text + n, sizeof text - (size_t)n, ",?");
        (void)snprintf(text + n, sizeof text - (size_t)n, ")");
        if (sqlite3_prepare_v3(s->db, text, -1, SQLITE_PREPARE_PERSISTENT, &s->rows[i], NULL) !=
            SQLITE_OK)
            return fail(s, diag, "be read");
    }
    return TR_OK;
}

/* Tables of another layout hold nothing of their own: they are made anew. A new file has layout 0.
 */
static tr_err has_other_layout(const store *s, bool *other, tr_diag *diag)
{
    sqlite3_stmt *q = NULL;
    if (sqlite3_prepare_v2(s->db, "PRAGMA user_version", -1, &q, NULL) != SQLITE_OK)
        return fail(s, diag, "be read");
    int r = sqlite3_step(q);
    if (r == SQLITE_ROW && sqlite3_column_int(q, 0) != STORE_LAYOUT) *other = true;
    sqlite3_finalize(q);
    return r == SQLITE_ROW ? TR_OK : fail(s, diag, "be read");
}

tr_err store_open(const char *path, bool fresh, store **out, tr_diag *diag)
{
    static const char drop[] =
        "DROP TABLE IF EXISTS meta;DROP TABLE IF EXISTS claim;DROP TABLE IF "
        "EXISTS incident;DROP TABLE IF EXISTS total;"
        "DROP TABLE IF EXISTS assessment;DROP TABLE IF EXISTS flag;DROP "
        "TABLE IF EXISTS event;DROP TABLE IF EXISTS events_done;"
        "DROP TABLE IF EXISTS found;PRAGMA user_version=21;"; /* STORE_LAYOUT */
    store *s = calloc(1, sizeof *s);
    if (s == NULL) return TR_ERR_NOMEM;
    tr_err e = TR_OK;
    if (sqlite3_open_v2(path, &s->db,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                        NULL) != SQLITE_OK)
        e = fail(s, diag, "be opened");
    if (e == TR_OK) (void)sqlite3_busy_timeout(s->db, STORE_WAIT_MS);
    if (e == TR_OK)
        e = run(s,
                "PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA; PRAGMA cache_size=-32768; "
                "PRAGMA temp_store=FILE;",
                diag);
    if (e == TR_OK) e = has_other_layout(s, &fresh, diag);
    if (e == TR_OK && fresh) e = run(s, drop, diag);
    if (e == TR_OK && fresh) e = each_act_table(s, "DROP TABLE IF EXISTS %s", diag);
    if (e == TR_OK) e = run(s, schema, diag);
    if (e == TR_OK)
        e = each_act_table(s, "CREATE TABLE IF NOT EXISTS %s(%s, PRIMARY KEY(%s)) WITHOUT ROWID",
                           diag);
    if (e == TR_OK)
        e = run(s, "CREATE INDEX IF NOT EXISTS decided_by_entry ON decided(entry)", diag);
    if (e == TR_OK) e = prepare(s, diag);
    if (e == TR_OK) e = prepare_rows(s, diag);
    if (e != TR_OK) {
        store_close(s);
        return e;
    }
    *out = s;
    return TR_OK;
}

tr_err store_open_to_read(const char *path, store **out, tr_diag *diag)
{
    bool other = false;
    store *s = calloc(1, sizeof *s);
    if (s == NULL) return TR_ERR_NOMEM;
    tr_err e = TR_OK;
    if (sqlite3_open_v2(path, &s->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) !=
        SQLITE_OK)
        e = fail(s, diag, "be opened");
    if (e == TR_OK) e = has_other_layout(s, &other, diag);
    if (e == TR_OK && other) e = TR_ERR_ABSENT;
    if (e != TR_OK) {
        store_close(s);
        return e;
    }
    *out = s;
    return TR_OK;
}

void store_close(store *s)
{
    if (s == NULL) return;
    for (unsigned i = 0; i < Q__N; i++)
        sqlite3_finalize(s->q[i]);
    for (unsigned i = 0; i < STORE_TABLE__N; i++)
        sqlite3_finalize(s->rows[i]);
    sqlite3_close(s->db);
    free(s);
}

tr_err store_begin(store *s, tr_diag *diag)
{
    return run(s, "BEGIN IMMEDIATE", diag);
}

tr_err store_clear(store *s, tr_diag *diag)
{
    TR_TRY(each_act_table(s, "DELETE FROM %s", diag));
    return run(s,
               "DELETE FROM meta;DELETE FROM claim;DELETE FROM incident;DELETE FROM total;DELETE "
               "FROM assessment;DELETE FROM flag;",
               diag);
}

/* ---- binding
 * --------------------------------------------------------------------------------------- */

typedef struct binder {
    sqlite3_stmt *q;
    int at, err;
} binder;

static binder bind(store *s, query which)
{
    sqlite3_reset(s->q[which]);
    sqlite3_clear_bindings(s->q[which]);
    return (binder){.q = s->q[which]};
}

static void bind_text(binder *b, str v)
{
    b->err |= sqlite3_bind_text(b->q, ++b->at, v.ptr ? v.ptr : "", (int)v.len, SQLITE_STATIC);
}

static void bind_z(binder *b, const char *v)
{
    bind_text(b, str_of(v));
}

static void bind_int(binder *b, int64_t v)
{
    b->err |= sqlite3_bind_int64(b->q, ++b->at, v);
}

/* Unknown is NULL, never a number. */
static void bind_usec(binder *b, usec_t v)
{
    b->err |=
        v == USEC_UNKNOWN ? sqlite3_bind_null(b->q, ++b->at) : sqlite3_bind_int64(b->q, ++b->at, v);
}

static void bind_real(binder *b, bool known, double v)
{
    b->err |= known ? sqlite3_bind_double(b->q, ++b->at, v) : sqlite3_bind_null(b->q, ++b->at);
}

static tr_err step(store *s, const binder *b, tr_diag *diag)
{
    if (b->err != SQLITE_OK) return fail(s, diag, "take a value");
    return sqlite3_step(b->q) == SQLITE_DONE ? TR_OK : fail(s, diag, "be written");
}

/* ---- one or two letters */

static str column_text(sqlite3_stmt *q, int i)
{
    const char *p = (const char *)sqlite3_column_text(q, i);
    return (str){p ? p : "", p ? (size_t)sqlite3_column_bytes(q, i) : 0};
}

static tr_err push_copy(arena *a, str_list *l, str s)
{
    str *slot = VEC_PUSH(a, l);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = arena_str(a, s);
    return slot->ptr ? TR_OK : TR_ERR_NOMEM;
}

static tr_err see_letters(store *s, letters *l, arena *a, str_list *layers, str_list *ids,
                          tr_diag *diag)
{
    sqlite3_stmt *q = NULL;
    if (sqlite3_prepare_v2(s->db, "SELECT layer, id, place FROM incident ORDER BY layer, id", -1,
                           &q, NULL) != SQLITE_OK)
        return fail(s, diag, "be read");
    tr_err e = TR_OK;
    int r = sqlite3_step(q);
    for (; e == TR_OK && r == SQLITE_ROW; r = sqlite3_step(q)) {
        const str texts[] = {column_text(q, 1), column_text(q, 2)};
        e = letters_row(l, texts, sizeof texts / sizeof *texts);
        if (e == TR_OK) e = push_copy(a, layers, column_text(q, 0));
        if (e == TR_OK) e = push_copy(a, ids, texts[0]);
    }
    sqlite3_finalize(q);
    return e == TR_OK && r != SQLITE_DONE ? fail(s, diag, "be read") : e;
}

static tr_err put_letters(store *s, const letters_word *w, const str_list *layers,
                          const str_list *ids, tr_diag *diag)
{
    str word = {w->bytes, w->len};
    const store_cell many[] = {{.kind = STORED_TEXT, .text = word},
                               {.kind = STORED_INTEGER, .integer = w->n_rows}};
    TR_TRY(store_row(s, STORE_LETTERS, many, diag));
    for (size_t i = 0; w->rows && i < w->n_rows; i++) {
        const store_cell in[] = {{.kind = STORED_TEXT, .text = word},
                                 {.kind = STORED_TEXT, .text = layers->items[w->rows[i]]},
                                 {.kind = STORED_TEXT, .text = ids->items[w->rows[i]]}};
        TR_TRY(store_row(s, STORE_LETTERS_IN, in, diag));
    }
    return TR_OK;
}

static tr_err index_letters(store *s, tr_diag *diag)
{
    arena a;
    str_list layers = {0}, ids = {0};
    letters *l = letters_new();
    if (l == NULL) return TR_ERR_NOMEM;
    arena_init(&a, (size_t)1 << 30);
    tr_err e = see_letters(s, l, &a, &layers, &ids, diag);
    size_t n = e == TR_OK ? letters_sort(l) : 0;
    for (size_t i = 0; e == TR_OK && i < n; i++) {
        letters_word w = letters_at(l, i);
        e = put_letters(s, &w, &layers, &ids, diag);
    }
    letters_free(l);
    arena_clear(&a);
    return e;
}

tr_err store_index_words(store *s, tr_diag *diag)
{
    TR_TRY(store_forget(s, STORE_LETTERS, diag));
    TR_TRY(store_forget(s, STORE_LETTERS_IN, diag));
    TR_TRY(run(s, found_made, diag));
    return index_letters(s, diag);
}

tr_err store_commit(store *s, uint64_t ledger_size, const char *root_hex, const char *mission_hex,
                    tr_diag *diag)
{
    binder b = bind(s, Q_META);
    bind_z(&b, "ledger_size");
    bind_int(&b, (int64_t)ledger_size);
    TR_TRY(step(s, &b, diag));
    b = bind(s, Q_META);
    bind_z(&b, "ledger_root");
    bind_z(&b, root_hex);
    TR_TRY(step(s, &b, diag));
    b = bind(s, Q_META);
    bind_z(&b, "mission");
    bind_z(&b, mission_hex);
    TR_TRY(step(s, &b, diag));
    sqlite3_reset(s->q[Q_META]);
    return run(s, "COMMIT", diag);
}

tr_err store_claim(store *s, const claim *c, str incident_id, tr_diag *diag)
{
    binder b = bind(s, Q_CLAIM);
    bind_text(&b, c->id);
    bind_text(&b, incident_id);
    bind_text(&b, c->side);
    bind_text(&b, c->claimant);
    bind_text(&b, c->alleged_actor);
    bind_text(&b, c->page);
    bind_text(&b, c->url);
    bind_text(&b, c->kind);
    bind_usec(&b, c->when.from);
    bind_usec(&b, c->when.to);
    bind_text(&b, c->region);
    bind_text(&b, c->place);
    bind_text(&b, c->facility);
    bind_text(&b, c->category);
    return step(s, &b, diag);
}

/* In the order in which they are written, a blank between. */
static void put_list(buf *b, const str_list *l)
{
    for (size_t i = 0; i < l->n; i++)
        buf_f(b, "%s" STR_FMT, i ? " " : "", STR_ARG(l->items[i]));
}

tr_err store_incident(store *s, const incident *in, const char *layer, str status, bool in_period,
                      str matched, str verdicts, tr_diag *diag)
{
    buf states;
    binder b = bind(s, Q_INCIDENT);
    buf_init(&states, 1 << 20);
    put_list(&states, &in->states);
    bind_text(&b, in->id);
    bind_z(&b, layer);
    bind_z(&b, incident_kind_word(in->kind));
    bind_usec(&b, in->when.from);
    bind_usec(&b, in->when.to);
    bind_text(&b, in->place);
    bind_text(&b, in->adm1);
    bind_text(&b, buf_str(&states));
    bind_real(&b, in->has_position, in->position.lat_deg);
    bind_real(&b, in->has_position, in->position.lon_deg);
    bind_real(&b, in->has_position && in->radius_m > 0, in->radius_m);
    bind_text(&b, in->category);
    bind_text(&b, in->act);
    bind_text(&b, status);
    bind_int(&b, in_period);
    bind_text(&b, in->report);
    bind_text(&b, matched);
    bind_text(&b, verdicts);
    tr_err e = buf_err(&states) == TR_OK ? step(s, &b, diag) : buf_err(&states);
    buf_free(&states);
    return e;
}

tr_err store_total(store *s, const total *t, tr_diag *diag)
{
    binder b = bind(s, Q_TOTAL);
    bind_text(&b, t->id);
    bind_text(&b, t->side);
    bind_text(&b, t->claimant);
    bind_text(&b, t->period_start);
    bind_text(&b, t->period_end);
    bind_text(&b, t->period_kind);
    bind_text(&b, t->bound);
    bind_usec(&b, t->count < 0 ? USEC_UNKNOWN : t->count);
    bind_text(&b, t->unit);
    return step(s, &b, diag);
}

tr_err store_assessment(store *s, str incident_id, str reading_id, const assessment *a,
                        str deciding, tr_diag *diag)
{
    binder b = bind(s, Q_ASSESSMENT);
    bind_text(&b, incident_id);
    bind_text(&b, reading_id);
    bind_z(&b, verdict_word(a->verdict));
    for (unsigned t = 1; t < TEST__N; t++)
        bind_z(&b, truth_word(a->test[t])); /* one that was not asked is the empty text */
    bind_text(&b, deciding);
    return step(s, &b, diag);
}

tr_err store_forget(store *s, store_table t, tr_diag *diag)
{
    char text[64];
    (void)snprintf(text, sizeof text, "DELETE FROM %s", act_tables[t].name);
    return run(s, text, diag);
}

tr_err store_status(store *s, str incident_id, str status, tr_diag *diag)
{
    binder b = bind(s, Q_STATUS);
    bind_text(&b, status);
    bind_text(&b, incident_id);
    return step(s, &b, diag);
}

tr_err store_status_of(store *s, str incident_id, arena *a, str *status, tr_diag *diag)
{
    binder b = bind(s, Q_STATUS_OF);
    bind_text(&b, incident_id);
    *status = (str){0};
    if (b.err != SQLITE_OK) return fail(s, diag, "take a value");
    int r = sqlite3_step(b.q);
    const char *word = r == SQLITE_ROW ? (const char *)sqlite3_column_text(b.q, 0) : NULL;
    if (word) *status = arena_str(a, str_of(word));
    sqlite3_reset(b.q);
    if (word && status->ptr == NULL) return TR_ERR_NOMEM;
    return r == SQLITE_ROW || r == SQLITE_DONE ? TR_OK : fail(s, diag, "be read");
}

tr_err store_count(store *s, str incident_id, bool comes, tr_diag *diag)
{
    binder b = bind(s, Q_TALLY_ROW);
    bind_text(&b, incident_id);
    TR_TRY(step(s, &b, diag));
    b = bind(s, Q_TALLY_BY);
    bind_int(&b, comes ? 1 : -1);
    bind_text(&b, incident_id);
    TR_TRY(step(s, &b, diag));
    b = bind(s, Q_TALLY_NONE);
    return step(s, &b, diag);
}

tr_err store_row(store *s, store_table t, const store_cell *cells, tr_diag *diag)
{
    binder b = {.q = s->rows[t]};
    sqlite3_reset(b.q);
    sqlite3_clear_bindings(b.q);
    for (size_t i = 0; i < width_of(&act_tables[t]); i++) {
        const store_cell *c = &cells[i];
        switch (c->kind) {
        case STORED_UNKNOWN: bind_usec(&b, USEC_UNKNOWN); break;
        case STORED_TEXT: bind_text(&b, c->text); break;
        case STORED_INTEGER: bind_int(&b, c->integer); break;
        case STORED_NUMBER: bind_real(&b, true, c->number); break;
        }
    }
    return step(s, &b, diag);
}

tr_err store_flag(store *s, const total_flag *f, tr_diag *diag)
{
    binder b = bind(s, Q_FLAG);
    bind_int(&b, f->code);
    bind_text(&b, f->id);
    bind_text(&b, f->side);
    buf words;
    buf_init(&words, BUF_LIMIT_BYTES);
    said_plain(f->words, &words);
    bind_text(&b, buf_str(&words));
    tr_err e = buf_err(&words);
    if (e == TR_OK) e = step(s, &b, diag);
    buf_free(&words);
    return e;
}

tr_err store_has_events(store *s, int64_t entry, bool *out, tr_diag *diag)
{
    binder b = bind(s, Q_HAS_EVENTS);
    bind_int(&b, entry);
    int r = sqlite3_step(b.q);
    sqlite3_reset(b.q);
    if (r != SQLITE_ROW && r != SQLITE_DONE) return fail(s, diag, "be read");
    *out = r == SQLITE_ROW;
    return TR_OK;
}

tr_err store_event(store *s, int64_t entry, size_t record, str id, span when, bool has_position,
                   geo_pt position, str kind, str place, str source, tr_diag *diag)
{
    binder b = bind(s, Q_EVENT);
    bind_int(&b, entry);
    bind_int(&b, (int64_t)record);
    bind_text(&b, id);
    bind_usec(&b, when.from);
    bind_usec(&b, when.to);
    bind_real(&b, has_position, position.lat_deg);
    bind_real(&b, has_position, position.lon_deg);
    bind_text(&b, kind);
    bind_text(&b, place);
    bind_text(&b, source);
    return step(s, &b, diag);
}

tr_err store_drop_event(store *s, int64_t entry, uint64_t record, tr_diag *diag)
{
    binder b = bind(s, Q_DROP_EVENT);
    bind_int(&b, entry);
    bind_int(&b, (int64_t)record);
    return step(s, &b, diag);
}

tr_err store_events_done(store *s, int64_t entry, tr_diag *diag)
{
    binder b = bind(s, Q_EVENTS_DONE);
    bind_int(&b, entry);
    return step(s, &b, diag);
}

/* ---- digest
 * ---------------------------------------------------------------------------------------- */

static tr_err hash_column(sqlite3_stmt *q, int i, sha256_ctx *h)
{
    int type = sqlite3_column_type(q, i);
    const void *bytes = sqlite3_column_text(q, i);
    int n = sqlite3_column_bytes(q, i);
    TR_TRY(sha256_add(h, &type, 1));
    TR_TRY(sha256_add(h, &n, sizeof n));
    return bytes ? sha256_add(h, bytes, (size_t)n) : TR_OK;
}

static tr_err hash_query(store *s, const char *text, sha256_ctx *h, tr_diag *diag)
{
    sqlite3_stmt *q = NULL;
    int r;
    tr_err e = TR_OK;
    if (sqlite3_prepare_v2(s->db, text, -1, &q, NULL) != SQLITE_OK) return fail(s, diag, "be read");
    while (e == TR_OK && (r = sqlite3_step(q)) == SQLITE_ROW) {
        for (int i = 0; e == TR_OK && i < sqlite3_column_count(q); i++)
            e = hash_column(q, i, h);
    }
    if (e == TR_OK && r != SQLITE_DONE) e = fail(s, diag, "be read");
    sqlite3_finalize(q);
    return e;
}

tr_err store_ledger_size(store *s, uint64_t *out, tr_diag *diag)
{
    sqlite3_stmt *q = NULL;
    *out = 0;
    if (sqlite3_prepare_v2(s->db, "SELECT value FROM meta WHERE key = 'ledger_size'", -1, &q,
                           NULL) != SQLITE_OK)
        return fail(s, diag, "be read");
    int r = sqlite3_step(q);
    if (r == SQLITE_ROW) *out = (uint64_t)sqlite3_column_int64(q, 0);
    sqlite3_finalize(q);
    return r == SQLITE_ROW || r == SQLITE_DONE ? TR_OK : fail(s, diag, "be read");
}

tr_err store_mission(store *s, arena *a, str *hex, tr_diag *diag)
{
    sqlite3_stmt *q = NULL;
    *hex = STR("");
    if (sqlite3_prepare_v2(s->db, "SELECT value FROM meta WHERE key = 'mission'", -1, &q, NULL) !=
        SQLITE_OK)
        return fail(s, diag, "be read");
    int r = sqlite3_step(q);
    if (r == SQLITE_ROW) *hex = arena_str(a, str_of((const char *)sqlite3_column_text(q, 0)));
    sqlite3_finalize(q);
    if (r == SQLITE_ROW && hex->ptr == NULL) return TR_ERR_NOMEM;
    return r == SQLITE_ROW || r == SQLITE_DONE ? TR_OK : fail(s, diag, "be read");
}

tr_err store_digest(store *s, sha256 *out, tr_diag *diag)
{
    static const char *const tables[] = {"SELECT * FROM meta ORDER BY key",
                                         "SELECT * FROM claim ORDER BY id",
                                         "SELECT * FROM incident ORDER BY layer,id",
                                         "SELECT * FROM total ORDER BY id",
                                         "SELECT * FROM assessment ORDER BY incident,reading",
                                         "SELECT * FROM flag ORDER BY check_no,id,words",
                                         "SELECT * FROM event ORDER BY entry,record",
                                         "SELECT * FROM events_done ORDER BY entry",
                                         "SELECT layer,id,place FROM found ORDER BY layer,id"};
    sha256_ctx *h = NULL;
    TR_TRY(sha256_new(&h));
    tr_err e = TR_OK;
    for (size_t i = 0; e == TR_OK && i < sizeof tables / sizeof tables[0]; i++)
        e = hash_query(s, tables[i], h, diag);
    for (size_t i = 0; e == TR_OK && i < STORE_TABLE__N; i++) {
        char text[160];
        (void)snprintf(text, sizeof text, "SELECT * FROM %s ORDER BY %s", act_tables[i].name,
                       act_tables[i].key);
        e = hash_query(s, text, h, diag);
    }
    if (e == TR_OK) e = sha256_end(h, out);
    sha256_free(h);
    return e;
}
