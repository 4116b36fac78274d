#include "store/within.h"

#include "store/columns_parts.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { PIECE = 1024 }; /* rows that are read at a time */

/* Some rows of a block, column by column. */
typedef struct piece {
#define ROOM(t, name) t name[PIECE];
    COLUMNS_LIST(ROOM)
#undef ROOM
} piece;

/* The rows of one segment of one file that are of the window's time. */
typedef struct stretch {
    size_t file;
    uint64_t segment, end; /* its first row in the file, and the one behind its last */
    uint64_t next, last;   /* rows not yet read: [next, last) */
    piece *rows;           /* NULL: nothing has been read */
    size_t n, at;          /* of the piece */
    bool read;             /* `row` is one; else its time alone is known */
    detection row;
} stretch;

struct within {
    const str *files;
    within_window w;
    VEC(stretch) all;
    stretch **heap;
    size_t n_heap;
    bool any;
    detection last;
};

within_window within_everything(void)
{
    return (within_window){INT64_MIN, INT64_MAX, INT32_MIN, INT32_MAX, INT32_MIN, INT32_MAX};
}

static tr_err damaged(const within *s, size_t file, tr_diag *diag)
{
    diag_set(diag, CODE_IO, "", 0, 0,
             "'" STR_FMT "' is damaged; delete it, it comes back from "
             "the record",
             STR_ARG(s->files[file]));
    return TR_ERR_DAMAGED;
}

/* ---- Where things stand in a file */

/* A block starts every COLUMNS_BLOCK_ROWS rows of its segment; the last one is short. */
typedef struct place {
    uint64_t block; /* its first row, in the file */
    size_t n, at;   /* its rows; the row within */
} place;

static place place_of(const stretch *x, uint64_t row)
{
    uint64_t first = row - (row - x->segment) % COLUMNS_BLOCK_ROWS, left = x->end - first;
    return (place){first, left < COLUMNS_BLOCK_ROWS ? (size_t)left : COLUMNS_BLOCK_ROWS,
                   (size_t)(row - first)};
}

/* Times stand first in a block. */
static bool time_of(int fd, const stretch *x, uint64_t row, int64_t *out)
{
    place p = place_of(x, row);
    return columns_pread(fd, out, sizeof *out,
                         HEAD_BYTES + p.block * ROW_BYTES + p.at * sizeof *out);
}

/* The first row of the segment whose time is not before `s`. */
static bool first_from(int fd, const stretch *x, int64_t s, uint64_t *out)
{
    uint64_t low = x->segment, high = x->end;
    while (low < high) {
        uint64_t mid = low + (high - low) / 2;
        int64_t t;
        if (!time_of(fd, x, mid, &t)) return false;
        if (t < s)
            low = mid + 1;
        else
            high = mid;
    }
    *out = low;
    return true;
}

static tr_err add_stretch(within *s, int fd, stretch x, arena *a, tr_diag *diag)
{
    if (!first_from(fd, &x, s->w.from_s, &x.next)) return damaged(s, x.file, diag);
    x.last = x.end;
    if (s->w.to_s < INT64_MAX && !first_from(fd, &x, s->w.to_s + 1, &x.last))
        return damaged(s, x.file, diag);
    if (x.next >= x.last) return TR_OK;
    if (!time_of(fd, &x, x.next, &x.row.at_s)) return damaged(s, x.file, diag);
    stretch *slot = VEC_PUSH(a, &s->all);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = x;
    return TR_OK;
}

static tr_err add_segments(within *s, int fd, size_t file, arena *a, tr_diag *diag)
{
    columns_head h;
    uint64_t first = 0, rows;
    if (!columns_pread(fd, &h, sizeof h, 0) || !columns_head_ok(&h)) return damaged(s, file, diag);
    for (uint64_t i = 0; i < h.segments; i++) {
        if (!columns_pread(fd, &rows, sizeof rows, h.tail_at + i * sizeof rows) || rows == 0 ||
            rows > h.rows - first)
            return damaged(s, file, diag);
        stretch x = {.file = file, .segment = first, .end = first + rows};
        TR_TRY(add_stretch(s, fd, x, a, diag));
        first += rows;
    }
    return first == h.rows ? TR_OK : damaged(s, file, diag);
}

static tr_err add_file(within *s, size_t file, arena *a, tr_diag *diag)
{
    int fd = open(s->files[file].ptr, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        diag_set(diag, CODE_IO, "", 0, 0,
                 "cannot read '" STR_FMT "'; `truce rebuild` makes it again",
                 STR_ARG(s->files[file]));
        return TR_ERR_ABSENT;
    }
    tr_err e = add_segments(s, fd, file, a, diag);
    (void)close(fd);
    return e;
}

/* ---- Reading on */

/* What stands in the file of these rows of one block; the file is open for that time only, so that
 * a thousand files are no more than one. */
static bool read_piece(const within *s, stretch *x)
{
    place p = place_of(x, x->next);
    uint64_t n = x->last - x->next, at = HEAD_BYTES + p.block * ROW_BYTES;
    if (n > PIECE) n = PIECE;
    if (n > p.n - p.at) n = p.n - p.at;
    int fd = open(s->files[x->file].ptr, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return false;
    bool good = true;
#define READ(t, name)                                                                              \
    good = good && columns_pread(fd, x->rows->name, (size_t)n * sizeof(t), at + p.at * sizeof(t)); \
    at += p.n * sizeof(t);
    COLUMNS_LIST(READ)
#undef READ
    (void)close(fd);
    x->next += n;
    x->n = (size_t)n;
    x->at = 0;
    return good;
}

static bool wanted(const within_window *w, const piece *p, size_t i)
{
    return p->lat_e7[i] >= w->south_e7 && p->lat_e7[i] <= w->north_e7 &&
           p->lon_e7[i] >= w->west_e7 && p->lon_e7[i] <= w->east_e7;
}

static detection row_of(const piece *p, size_t i)
{
    return (detection){
#define GET(t, name) .name = p->name[i],
        COLUMNS_LIST(GET)
#undef GET
    };
}

/* Its next row of the window; TR_ERR_ABSENT: there is none. */
static tr_err read_on(const within *s, stretch *x, tr_diag *diag)
{
    if (x->rows == NULL) x->rows = malloc(sizeof *x->rows);
    if (x->rows == NULL) return TR_ERR_NOMEM;
    for (;;) {
        while (x->at < x->n && !wanted(&s->w, x->rows, x->at))
            x->at++;
        if (x->at < x->n) break;
        if (x->next >= x->last) return TR_ERR_ABSENT;
        if (!read_piece(s, x)) return damaged(s, x->file, diag);
    }
    x->row = row_of(x->rows, x->at++);
    x->read = true;
    return TR_OK;
}

/* One of which nothing has been read comes before all of its first time. */
static bool comes_first(const stretch *x, const stretch *y)
{
    if (x->row.at_s != y->row.at_s) return x->row.at_s < y->row.at_s;
    if (x->read != y->read) return !x->read;
    return x->read && detection_compare(&x->row, &y->row) < 0;
}

static void sift(within *s, size_t i)
{
    for (;;) {
        size_t least = i, l = 2 * i + 1, r = l + 1;
        if (l < s->n_heap && comes_first(s->heap[l], s->heap[least])) least = l;
        if (r < s->n_heap && comes_first(s->heap[r], s->heap[least])) least = r;
        if (least == i) return;
        stretch *t = s->heap[i];
        s->heap[i] = s->heap[least];
        s->heap[least] = t;
        i = least;
    }
}

/* The one on top reads on; without more it leaves. */
static tr_err move_on(within *s, tr_diag *diag)
{
    stretch *x = s->heap[0];
    tr_err e = read_on(s, x, diag);
    if (e != TR_OK && e != TR_ERR_ABSENT) return e;
    if (e == TR_ERR_ABSENT) {
        free(x->rows);
        x->rows = NULL;
        s->heap[0] = s->heap[--s->n_heap];
    }
    sift(s, 0);
    return TR_OK;
}

tr_err within_next(within *s, detection *out, tr_diag *diag)
{
    while (s->n_heap) {
        bool read = s->heap[0]->read;
        detection row = s->heap[0]->row;
        TR_TRY(move_on(s, diag));
        if (!read || (s->any && detection_compare(&row, &s->last) == 0)) continue;
        s->any = true;
        *out = s->last = row;
        return TR_OK;
    }
    return TR_ERR_ABSENT;
}

/* ---- Opening */

static tr_err fill(within *s, size_t n, arena *a, tr_diag *diag)
{
    for (size_t i = 0; i < n; i++)
        TR_TRY(add_file(s, i, a, diag));
    s->heap = arena_alloc_n(a, s->all.n + 1, sizeof(stretch *));
    if (s->heap == NULL) return TR_ERR_NOMEM;
    for (; s->n_heap < s->all.n; s->n_heap++)
        s->heap[s->n_heap] = &s->all.items[s->n_heap];
    for (size_t i = s->n_heap / 2; i-- > 0;)
        sift(s, i);
    return TR_OK;
}

tr_err within_open(const str *files, size_t n, const within_window *w, arena *a, within **out,
                   tr_diag *diag)
{
    within *s = arena_alloc(a, sizeof *s);
    if (s == NULL) return TR_ERR_NOMEM;
    s->files = files;
    s->w = *w;
    TR_TRY(fill(s, n, a, diag));
    *out = s;
    return TR_OK;
}

void within_close(within *s)
{
    if (s == NULL) return;
    for (size_t i = 0; i < s->all.n; i++)
        free(s->all.items[i].rows);
    s->all.n = 0;
}
