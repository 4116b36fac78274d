#include "store/detections.h"

#include "store/within.h"

#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

/* X(constant, declaration) */
#define DETECTION_COLUMNS(X)                                                                       \
    X(AT, "at_usec INTEGER")                                                                       \
    X(CLOCK, ", clock INTEGER")                                                                    \
    X(LAT, ", lat REAL")                                                                           \
    X(LON, ", lon REAL")                                                                           \
    X(SATELLITE, ", satellite TEXT")                                                               \
    X(PRODUCT, ", product TEXT")                                                                   \
    X(GRADE, ", confidence TEXT")                                                                  \
    X(PERCENT, ", percent INTEGER")                                                                \
    X(FRP, ", frp_mw REAL")                                                                        \
    X(BRIGHTNESS, ", brightness_k REAL")                                                           \
    X(BRIGHTNESS2, ", brightness2_k REAL")                                                         \
    X(SCAN, ", scan_km REAL")                                                                      \
    X(TRACK, ", track_km REAL")                                                                    \
    X(DAY, ", daynight TEXT")                                                                      \
    X(TYPE, ", type INTEGER")
enum column {
#define X(name, declared) COLUMN_##name,
    DETECTION_COLUMNS(X)
#undef X
        COLUMN__N
};

typedef struct table {
    sqlite3_vtab base;
    sqlite3 *db;
    const char *folder;
} table;

typedef struct cursor {
    sqlite3_vtab_cursor base;
    arena a;
    within *rows;
    detection row;
    sqlite3_int64 nth;
    bool ended;
} cursor;

/* ---- The table */

static int declare(sqlite3 *db, void *folder, int n, const char *const *args, sqlite3_vtab **out,
                   char **why)
{
    static const char declared[] = "CREATE TABLE detection("
#define X(name, words) words
        DETECTION_COLUMNS(X)
#undef X
            ")";
    (void)n, (void)args, (void)why;
    int code = sqlite3_declare_vtab(db, declared);
    if (code != SQLITE_OK) return code;
    table *t = sqlite3_malloc(sizeof *t);
    if (t == NULL) return SQLITE_NOMEM;
    *t = (table){.db = db, .folder = folder};
    *out = &t->base;
    return SQLITE_OK;
}

static int forget(sqlite3_vtab *t)
{
    sqlite3_free(t);
    return SQLITE_OK;
}

/* What of the question bounds time and place is handed on, a letter for the column and one for the
 * side; SQLite looks at each row once more. */
static char bounded(int column)
{
    return column == COLUMN_AT ? 't' : column == COLUMN_LAT ? 'y' : column == COLUMN_LON ? 'x' : 0;
}

static char side_of(unsigned char op)
{
    switch (op) {
    case SQLITE_INDEX_CONSTRAINT_GE:
    case SQLITE_INDEX_CONSTRAINT_GT: return '>';
    case SQLITE_INDEX_CONSTRAINT_LE:
    case SQLITE_INDEX_CONSTRAINT_LT: return '<';
    case SQLITE_INDEX_CONSTRAINT_EQ: return '=';
    default: return 0;
    }
}

static int choose(sqlite3_vtab *t, sqlite3_index_info *info)
{
    enum { MOST = 32 };
    char plan[2 * MOST + 1] = "";
    int n = 0;
    double rows = 1e8;
    (void)t;
    for (int i = 0; i < info->nConstraint && n < MOST; i++) {
        char column = bounded(info->aConstraint[i].iColumn),
             side = side_of(info->aConstraint[i].op);
        if (!info->aConstraint[i].usable || !column || !side) continue;
        plan[(size_t)2 * (size_t)n] = column;
        plan[(size_t)2 * (size_t)n + 1] = side;
        info->aConstraintUsage[i].argvIndex = ++n;
        rows /= 8;
    }
    info->idxStr = sqlite3_mprintf("%s", plan);
    info->needToFreeIdxStr = 1;
    if (info->idxStr == NULL) return SQLITE_NOMEM;
    info->estimatedCost = rows;
    info->estimatedRows = (sqlite3_int64)rows + 1;
    info->orderByConsumed =
        info->nOrderBy == 1 && info->aOrderBy[0].iColumn == COLUMN_AT && !info->aOrderBy[0].desc;
    return SQLITE_OK;
}

/* ---- Rows */

static int open_cursor(sqlite3_vtab *t, sqlite3_vtab_cursor **out)
{
    cursor *c = sqlite3_malloc(sizeof *c);
    (void)t;
    if (c == NULL) return SQLITE_NOMEM;
    *c = (cursor){.ended = true};
    arena_init(&c->a, (size_t)256 << 20);
    *out = &c->base;
    return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *v)
{
    cursor *c = (cursor *)v;
    within_close(c->rows);
    arena_clear(&c->a);
    sqlite3_free(c);
    return SQLITE_OK;
}

/* A little wider than was asked for: what is asked for is looked at again. */
static void narrow(within_window *w, char column, char side, double v)
{
    bool low = side != '<', high = side != '>';
    if (column == 't') {
        double s = floor(v / 1e6);
        if (!(fabs(s) < 1e15)) return;
        if (low && (int64_t)s - 1 > w->from_s) w->from_s = (int64_t)s - 1;
        if (high && (int64_t)s + 1 < w->to_s) w->to_s = (int64_t)s + 1;
        return;
    }
    if (!(fabs(v) < 214)) return; /* beyond what a position can be, and a number of 32 bits */
    int32_t least = (int32_t)floor(v * 1e7) - 1, most = least + 3;
    int32_t *from = column == 'y' ? &w->south_e7 : &w->west_e7,
            *to = column == 'y' ? &w->north_e7 : &w->east_e7;
    if (low && least > *from) *from = least;
    if (high && most < *to) *to = most;
}

static bool plain_name(const char *name)
{
    return name && *name && !strchr(name, '/') && name[0] != '.';
}

/* The files that the index names. */
static int list_files(const table *t, arena *a, str_vec *out)
{
    sqlite3_stmt *q = NULL;
    int code =
        sqlite3_prepare_v2(t->db, "SELECT file FROM columns_file ORDER BY entry", -1, &q, NULL);
    while (code == SQLITE_OK && (code = sqlite3_step(q)) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(q, 0);
        str *slot = plain_name(name) ? VEC_PUSH(a, out) : NULL;
        if (slot) *slot = arena_printf(a, "%s/columns/%s", t->folder, name);
        code = !plain_name(name) ? SQLITE_CORRUPT : slot && slot->ptr ? SQLITE_OK : SQLITE_NOMEM;
    }
    sqlite3_finalize(q);
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

static int told(sqlite3_vtab *t, tr_err e, const tr_diag *diag)
{
    if (e == TR_ERR_NOMEM || e == TR_ERR_LIMIT) return SQLITE_NOMEM;
    sqlite3_free(t->zErrMsg);
    t->zErrMsg = sqlite3_mprintf("%s", diag->msg);
    return SQLITE_IOERR;
}

static int next_row(sqlite3_vtab_cursor *v)
{
    cursor *c = (cursor *)v;
    tr_diag diag = {0};
    tr_err e = within_next(c->rows, &c->row, &diag);
    c->nth++;
    c->ended = e != TR_OK;
    return e == TR_OK || e == TR_ERR_ABSENT ? SQLITE_OK : told(v->pVtab, e, &diag);
}

static int filter(sqlite3_vtab_cursor *v, int number, const char *plan, int n,
                  sqlite3_value **values)
{
    cursor *c = (cursor *)v;
    const table *t = (const table *)v->pVtab;
    within_window w = within_everything();
    tr_diag diag = {0};
    str_vec files = {0};
    (void)number;
    within_close(c->rows);
    c->rows = NULL;
    arena_reset(&c->a);
    for (int i = 0; i < n; i++) {
        int type = sqlite3_value_numeric_type(values[i]);
        if (type == SQLITE_INTEGER || type == SQLITE_FLOAT)
            narrow(&w, plan[2 * i], plan[2 * i + 1], sqlite3_value_double(values[i]));
    }
    int code = list_files(t, &c->a, &files);
    if (code != SQLITE_OK) return code;
    tr_err e = within_open(files.items, files.n, &w, &c->a, &c->rows, &diag);
    if (e != TR_OK) return told(v->pVtab, e, &diag);
    c->nth = 0;
    return next_row(v);
}

static int at_end(sqlite3_vtab_cursor *v)
{
    return ((cursor *)v)->ended;
}

static void put_word(sqlite3_context *to, bool there, const char *word)
{
    if (there) sqlite3_result_text(to, word, -1, SQLITE_STATIC);
}

static void put_number(sqlite3_context *to, bool there, int32_t e4)
{
    if (there) sqlite3_result_double(to, e4 / 1e4);
}

/* What a row does not say is NULL: nothing is put. */
static int put_column(sqlite3_vtab_cursor *v, sqlite3_context *to, int i)
{
    const detection *d = &((cursor *)v)->row;
#define HAS(field) DETECTION_HAS(d, field)
    switch ((enum column)i) {
    case COLUMN_AT: sqlite3_result_int64(to, d->at_s * 1000000); break;
    case COLUMN_CLOCK: sqlite3_result_int(to, HAS(CLOCK)); break;
    case COLUMN_LAT: sqlite3_result_double(to, d->lat_e7 / 1e7); break;
    case COLUMN_LON: sqlite3_result_double(to, d->lon_e7 / 1e7); break;
    case COLUMN_SATELLITE:
        put_word(to, HAS(SATELLITE), satellite_word((satellite)d->satellite));
        break;
    case COLUMN_PRODUCT:
        put_word(to, HAS(PRODUCT), fire_product_word((fire_product)d->product));
        break;
    case COLUMN_GRADE: put_word(to, HAS(GRADE), fire_grade_word((fire_grade)d->grade)); break;
    case COLUMN_PERCENT:
        if (HAS(PERCENT)) sqlite3_result_int(to, d->percent);
        break;
    case COLUMN_FRP: put_number(to, HAS(FRP), d->frp_e4); break;
    case COLUMN_BRIGHTNESS: put_number(to, HAS(BRIGHTNESS), d->brightness_e4); break;
    case COLUMN_BRIGHTNESS2: put_number(to, HAS(BRIGHTNESS2), d->brightness2_e4); break;
    case COLUMN_SCAN: put_number(to, HAS(SCAN), d->scan_e4); break;
    case COLUMN_TRACK: put_number(to, HAS(TRACK), d->track_e4); break;
    case COLUMN_DAY: put_word(to, HAS(DAY), d->day ? "D" : "N"); break;
    case COLUMN_TYPE:
        if (HAS(TYPE)) sqlite3_result_int(to, d->type);
        break;
    case COLUMN__N: break;
    }
#undef HAS
    return SQLITE_OK;
}

static int row_number(sqlite3_vtab_cursor *v, sqlite3_int64 *out)
{
    *out = ((cursor *)v)->nth;
    return SQLITE_OK;
}

int detections_add(struct sqlite3 *db, const char *folder)
{
    static const sqlite3_module module = {.xConnect = declare,
                                          .xBestIndex = choose,
                                          .xDisconnect = forget,
                                          .xOpen = open_cursor,
                                          .xClose = close_cursor,
                                          .xFilter = filter,
                                          .xNext = next_row,
                                          .xEof = at_end,
                                          .xColumn = put_column,
                                          .xRowid = row_number};
    return sqlite3_create_module(db, "detection", &module, (void *)(uintptr_t)folder);
}
