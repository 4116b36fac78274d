/* The index's tables of thermal anomalies: which files of columns/ have them, and how many there
 * are a day in each square. The detections themselves stay in columns/. docs/formats/index.md. */
#include "issue/index_acts.h"
#include "mission/stored_rows.h"
#include "store/within.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DAY_S = 86400, WIDE = 10000 };

/* A square of a day: row and column in one number. */
typedef VEC(int32_t) square_vec;

typedef struct squares {
    store *s;
    tr_diag *diag;
    double cell_deg;
    int64_t day;
    square_vec of_day;
    arena room;
} squares;

static store_cell integer_cell(int64_t v)
{
    return (store_cell){.kind = STORED_INTEGER, .integer = v};
}

static int by_number(const void *x, const void *y)
{
    int32_t a = *(const int32_t *)x, b = *(const int32_t *)y;
    return (a > b) - (a < b);
}

static tr_err end_day(squares *q)
{
    int32_t *v = q->of_day.items;
    size_t n = q->of_day.n;
    if (n) qsort(v, n, sizeof *v, by_number);
    for (size_t i = 0, k; i < n; i = k) {
        for (k = i; k < n && v[k] == v[i];)
            k++;
        const store_cell cells[] = {integer_cell(q->day), integer_cell(v[i] / WIDE - WIDE / 2),
                                    integer_cell(v[i] % WIDE - WIDE / 2),
                                    (store_cell){.kind = STORED_NUMBER, .number = q->cell_deg},
                                    integer_cell((int64_t)(k - i))};
        TR_TRY(store_row(q->s, STORE_DETECTED, cells, q->diag));
    }
    q->of_day.n = 0;
    return TR_OK;
}

static int32_t number_of(double deg, double cell_deg)
{
    return (int32_t)floor(deg / cell_deg) + WIDE / 2;
}

static tr_err note(squares *q, const detection *x)
{
    int64_t day = x->at_s / DAY_S - (x->at_s % DAY_S < 0);
    if (day != q->day) TR_TRY(end_day(q));
    q->day = day;
    int32_t *slot = VEC_PUSH(&q->room, &q->of_day);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot =
        number_of(x->lat_e7 / 1e7, q->cell_deg) * WIDE + number_of(x->lon_e7 / 1e7, q->cell_deg);
    return TR_OK;
}

static tr_err count_all(squares *q, const str_vec *files, const within_window *w)
{
    within *rows = NULL;
    detection x;
    tr_err e = within_open(files->items, files->n, w, &q->room, &rows, q->diag);
    while (e == TR_OK && (e = within_next(rows, &x, q->diag)) == TR_OK)
        e = note(q, &x);
    within_close(rows);
    return e == TR_ERR_ABSENT ? end_day(q) : e;
}

static int64_t floor_s(usec_t t)
{
    return t / USEC_SEC - (t % USEC_SEC < 0);
}

/* A square has more of many: a year of the whole world stays a table that one can ask. */
static double size_for(size_t n)
{
    return n <= 2000000 ? 0.1 : n <= 20000000 ? 0.5 : 1;
}

static tr_err list_files(store *s, const mission *m, const state *st, host_zones *zones, arena *a,
                         str_vec *out, size_t *n, tr_diag *diag)
{
    state copy = *st;
    fold f = {.m = m,
              .zones = zones,
              .a = a,
              .s = &copy,
              .when = {.size = UINT64_MAX, .instant = USEC_UNKNOWN},
              .diag = diag};
    for (size_t i = 0; i < st->batches.n; i++) {
        const batch_line *b = &st->batches.items[i];
        columns_reader *r = NULL;
        if (!b->closed || !str_is(b->kind, feed_kind_word(FEED_FIRMS))) continue;
        str *path = VEC_PUSH(a, out);
        if (path == NULL) return TR_ERR_NOMEM;
        TR_TRY(stream_columns_path(m, b->sha, b->mapping, a, path));
        TR_TRY(stream_columns(&f, b, &r)); /* made where it is not there */
        columns_close(r);
        size_t folder = strlen(m->dir) + strlen("/columns/");
        const store_cell cells[] = {
            integer_cell((int64_t)b->entry),
            (store_cell){.kind = STORED_TEXT, .text = str_from(*path, folder)}};
        TR_TRY(store_row(s, STORE_COLUMNS_FILE, cells, diag));
        *n += b->accepted;
    }
    return TR_OK;
}

tr_err index_detections(store *s, const mission *m, const state *st, const report_data *d,
                        host_zones *zones, arena *a, tr_diag *diag)
{
    str_vec files = {0};
    size_t n = 0;
    within_window w = within_everything();
    TR_TRY(list_files(s, m, st, zones, a, &files, &n, diag));
    if (files.n == 0) return TR_OK;
    if (d->period_from != USEC_UNKNOWN) w.from_s = floor_s(d->period_from - 1) + 1;
    if (d->period_to != USEC_UNKNOWN) w.to_s = floor_s(d->period_to - 1);
    squares q = {.s = s, .diag = diag, .cell_deg = size_for(n)};
    arena_init(&q.room, a->limit_bytes);
    tr_err e = count_all(&q, &files, &w);
    arena_clear(&q.room);
    return e;
}
