#include "store/query.h"

#include "store/detections.h"
#include "store/store.h"
#include "store/words.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { KEPT = 64 };

/* A question that was asked before. */
typedef struct kept {
    char *sql;
    size_t len;
    sqlite3_stmt *q;
    uint64_t used;
    bool out; /* its rows are being read */
} kept;

/* An open file, held by its asker and by the rows that come from it. */
typedef struct connection {
    sqlite3 *db;
    unsigned holders;
    uint64_t clock;
    dev_t device;
    ino_t inode;
    char *folder; /* in which columns/ is; NULL: detections are not asked for */
    kept kept[KEPT];
} connection;

struct store_asker {
    connection *c;
    char folder[]; /* of the mission */
};

struct store_rows {
    connection *c;
    sqlite3 *db;
    sqlite3_stmt *q;
    kept *slot; /* NULL: the statement is of this question alone */
    bool ended; /* another step would begin again */
};

static void let_go(connection *c)
{
    if (c == NULL || --c->holders > 0) return;
    for (size_t i = 0; i < KEPT; i++) {
        sqlite3_finalize(c->kept[i].q);
        free(c->kept[i].sql);
    }
    sqlite3_close(c->db);
    free(c->folder);
    free(c);
}

store_asker *store_asker_new(const char *folder)
{
    size_t room = strlen(folder) + 1;
    store_asker *a = calloc(1, sizeof *a + room);
    if (a) memcpy(a->folder, folder, room);
    return a;
}

void store_asker_free(store_asker *a)
{
    if (a == NULL) return;
    let_go(a->c);
    free(a);
}

static tr_err fail(const store_rows *r, tr_diag *diag)
{
    int code = r->db ? sqlite3_errcode(r->db) : SQLITE_NOMEM;
    if (code == SQLITE_NOMEM) return TR_ERR_NOMEM;
    bool damaged = code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
    diag_set(diag, damaged ? CODE_INDEX : CODE_NONE, "", 0, 0, "%s", sqlite3_errmsg(r->db));
    return damaged || code == SQLITE_IOERR || code == SQLITE_CANTOPEN ? TR_ERR_STORE : TR_ERR_USAGE;
}

static tr_err refuse(tr_diag *diag, const char *why)
{
    diag_set(diag, CODE_NONE, "", 0, 0, "%s", why);
    return TR_ERR_USAGE;
}

/* Reading and computing: no PRAGMA, which could change the whole process, and nothing else. */
static int allow(void *ctx, int action, const char *a, const char *b, const char *c, const char *d)
{
    (void)ctx, (void)b, (void)c, (void)d;
    if (action == SQLITE_PRAGMA && a && strcmp(a, "data_version") == 0)
        return SQLITE_OK; /* the index of words asks whether the file has changed */
    if (action == SQLITE_UPDATE && a && strcmp(a, "sqlite_master") == 0)
        return SQLITE_OK; /* so it declares its columns; nobody may write that table, nor this file
                           */
    return action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_FUNCTION ||
                   action == SQLITE_RECURSIVE
               ? SQLITE_OK
               : SQLITE_DENY;
}

static tr_err prepare(store_rows *r, str sql, tr_diag *diag)
{
    const char *rest = NULL;
    sqlite3_stmt *more = NULL;
    if (sql.len > INT32_MAX) return TR_ERR_LIMIT;
    if (sql.len == 0) return refuse(diag, "there is no question");
    if (memchr(sql.ptr, 0, sql.len)) return refuse(diag, "a question holds no NUL");
    sqlite3_set_authorizer(r->db, allow, NULL);
    static const char changes[] = "a question reads and changes nothing: SELECT";
    if (sqlite3_prepare_v2(r->db, sql.ptr, (int)sql.len, &r->q, &rest) != SQLITE_OK)
        return sqlite3_errcode(r->db) == SQLITE_AUTH ? refuse(diag, changes) : fail(r, diag);
    if (r->q == NULL) return refuse(diag, "there is no question");
    int left = (int)(sql.len - (size_t)(rest - sql.ptr));
    int code = sqlite3_prepare_v2(r->db, rest, left, &more, NULL);
    bool several = code != SQLITE_OK || more != NULL;
    sqlite3_finalize(more);
    if (several) return refuse(diag, "one question at a time");
    return sqlite3_stmt_readonly(r->q) && sqlite3_column_count(r->q) > 0 ? TR_OK
                                                                         : refuse(diag, changes);
}

static int bind_one(sqlite3_stmt *q, int at, const store_cell *c)
{
    switch (c->kind) {
    case STORED_UNKNOWN: return sqlite3_bind_null(q, at);
    case STORED_TEXT:
        return sqlite3_bind_text64(q, at, c->text.ptr ? c->text.ptr : "", c->text.len,
                                   SQLITE_TRANSIENT, SQLITE_UTF8);
    case STORED_INTEGER: return sqlite3_bind_int64(q, at, c->integer);
    case STORED_NUMBER: return sqlite3_bind_double(q, at, c->number);
    }
    return SQLITE_MISUSE;
}

static tr_err bind_all(const store_rows *r, const store_cell *values, size_t n, tr_diag *diag)
{
    if ((size_t)sqlite3_bind_parameter_count(r->q) != n)
        return refuse(diag, "there are not as many values as question marks");
    for (size_t i = 0; i < n; i++) {
        int code = bind_one(r->q, (int)i + 1, &values[i]);
        if (code == SQLITE_MISUSE) return refuse(diag, "a value has no kind");
        if (code != SQLITE_OK) return fail(r, diag);
    }
    return TR_OK;
}

/* Tables and functions of questions that are not in the file. */
static int add_our_own(connection *c, const char *folder)
{
    int code = words_add(c->db);
    if (code != SQLITE_OK || folder == NULL) return code;
    size_t room = strlen(folder) + 1;
    c->folder = malloc(room);
    if (c->folder == NULL) return SQLITE_NOMEM;
    memcpy(c->folder, folder, room);
    return detections_add(c->db, c->folder);
}

static tr_err connect(store_rows *r, const char *path, const char *folder, tr_diag *diag)
{
    struct stat st = {0};
    connection *c = calloc(1, sizeof *c);
    if (c == NULL) return TR_ERR_NOMEM;
    c->holders = 1;
    r->c = c;
    (void)stat(path,
               &st); /* of the file before it is opened: another one in its place is noticed */
    c->device = st.st_dev;
    c->inode = st.st_ino;
    /* one thread at a time asks it: what it has is locked by nobody else */
    int code = sqlite3_open_v2(path, &c->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL);
    r->db = c->db;
    if (code == SQLITE_OK) code = add_our_own(c, folder);
    if (code == SQLITE_NOMEM) return TR_ERR_NOMEM;
    if (code != SQLITE_OK) return fail(r, diag);
    (void)sqlite3_busy_timeout(c->db, STORE_WAIT_MS);
    (void)sqlite3_limit(c->db, SQLITE_LIMIT_ATTACHED, 0); /* this file, no other */
    return TR_OK;
}

/* The asker's file, if it is still the one at the path. */
static bool still_open(const store_asker *a, const char *path)
{
    struct stat st;
    return a->c && stat(path, &st) == 0 && st.st_dev == a->c->device && st.st_ino == a->c->inode;
}

tr_err store_asker_hold(store_asker *a, const char *path, tr_diag *diag)
{
    store_rows r = {0};
    tr_err e = connect(&r, path, a->folder, diag);
    let_go(e == TR_OK ? a->c : r.c);
    if (e == TR_OK) a->c = r.c;
    return e;
}

static tr_err open_for(store_asker *a, store_rows *r, const char *path, tr_diag *diag)
{
    if (a && (path == NULL ? a->c != NULL : still_open(a, path))) {
        r->c = a->c;
        r->db = a->c->db;
        a->c->holders++;
        return TR_OK;
    }
    TR_TRY(connect(r, path, a ? a->folder : NULL, diag));
    if (a == NULL) return TR_OK;
    let_go(a->c);
    a->c = r->c;
    a->c->holders++;
    return TR_OK;
}

static kept *asked_before(connection *c, str sql)
{
    for (size_t i = 0; i < KEPT; i++) {
        kept *k = &c->kept[i];
        if (k->q && !k->out && str_eq(sql, (str){k->sql, k->len})) return k;
    }
    return NULL;
}

/* In the place of the one that was asked longest ago; without memory it is not kept. */
static void keep(connection *c, store_rows *r, str sql)
{
    kept *at = NULL;
    for (size_t i = 0; i < KEPT; i++) {
        kept *k = &c->kept[i];
        if (!k->out && (at == NULL || k->used < at->used)) at = k;
    }
    char *words = at ? malloc(sql.len + 1) : NULL;
    if (words == NULL) return;
    memcpy(words, sql.ptr, sql.len);
    sqlite3_finalize(at->q);
    free(at->sql);
    *at = (kept){.sql = words, .len = sql.len, .q = r->q, .used = ++c->clock, .out = true};
    r->slot = at;
}

static tr_err ask_with(store_asker *a, store_rows *r, str sql, tr_diag *diag)
{
    kept *k = a ? asked_before(r->c, sql) : NULL;
    if (k) {
        k->used = ++r->c->clock;
        k->out = true;
        r->slot = k;
        r->q = k->q;
        return TR_OK;
    }
    TR_TRY(prepare(r, sql, diag));
    if (a) keep(r->c, r, sql);
    return TR_OK;
}

tr_err store_query(store_asker *asker, const char *path, str sql, const store_cell *values,
                   size_t n, store_rows **out, tr_diag *diag)
{
    store_rows *r = calloc(1, sizeof *r);
    if (r == NULL) return TR_ERR_NOMEM;
    tr_err e = open_for(asker, r, path, diag);
    if (e == TR_OK) e = ask_with(asker, r, sql, diag);
    if (e == TR_OK) e = bind_all(r, values, n, diag);
    if (e != TR_OK) {
        store_rows_free(r);
        return e;
    }
    *out = r;
    return TR_OK;
}

size_t store_rows_width(const store_rows *r)
{
    return (size_t)sqlite3_column_count(r->q);
}

str store_rows_name(const store_rows *r, size_t column)
{
    const char *name = sqlite3_column_name(r->q, (int)column);
    return str_of(name ? name : "");
}

tr_err store_rows_next(store_rows *r, tr_diag *diag)
{
    if (r->ended) return TR_ERR_ABSENT;
    int code = sqlite3_step(r->q);
    if (code == SQLITE_ROW) return TR_OK;
    r->ended = true;
    return code == SQLITE_DONE ? TR_ERR_ABSENT : fail(r, diag);
}

tr_err store_rows_cell(const store_rows *r, size_t column, store_cell *out)
{
    int i = (int)column, type = sqlite3_column_type(r->q, i);
    *out = (store_cell){.text = STR("")};
    if (type == SQLITE_NULL) return TR_OK;
    out->kind = type == SQLITE_INTEGER ? STORED_INTEGER
                : type == SQLITE_FLOAT ? STORED_NUMBER
                                       : STORED_TEXT;
    if (type == SQLITE_INTEGER) out->integer = sqlite3_column_int64(r->q, i);
    if (type == SQLITE_FLOAT) out->number = sqlite3_column_double(r->q, i);
    if (out->kind != STORED_TEXT) return TR_OK;
    const void *bytes = sqlite3_column_text(r->q, i);
    if (bytes == NULL) return TR_ERR_NOMEM;
    out->text = (str){bytes, (size_t)sqlite3_column_bytes(r->q, i)};
    return TR_OK;
}

void store_rows_free(store_rows *r)
{
    if (r == NULL) return;
    if (r->slot) {
        (void)sqlite3_reset(r->q);
        (void)sqlite3_clear_bindings(r->q);
        r->slot->out = false;
    } else {
        sqlite3_finalize(r->q);
    }
    let_go(r->c);
    free(r);
}
