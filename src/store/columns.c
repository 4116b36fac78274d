#include "store/columns_parts.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { AHEAD = 24 };

struct columns_writer {
    char *path;
    int fd;
    detection *run; /* the segment being gathered */
    size_t n, run_rows;
    detection *group; /* rows of one second, being sorted */
    size_t group_cap;
    uint64_t *key, *key2;
    uint32_t *order, *order2;
    unsigned char *block; /* one block being filled */
    size_t block_n;
    sha256_ctx *digest;
    columns_head head;
    uint64_t segment_rows[COLUMNS_MAX_SEGMENTS];
    uint64_t *repeats; /* places of rows that stand in an earlier segment */
    size_t n_repeats, cap_repeats;
    uint64_t dropped; /* equal rows within a segment */
    bool has_last;
    detection last;
};

const char columns_magic[8] = {'t', 'r', 'u', 'c', 'e', 'D', 'C', '1'};

bool columns_pread(int fd, void *bytes, size_t n, uint64_t at)
{
    char *p = bytes;
    while (n > 0) {
        ssize_t k = pread(fd, p, n, (off_t)at);
        if (k <= 0) return false;
        p += k;
        n -= (size_t)k;
        at += (uint64_t)k;
    }
    return true;
}

bool columns_head_ok(const columns_head *h)
{
    return memcmp(h->magic, columns_magic, sizeof columns_magic) == 0 &&
           h->row_bytes == ROW_BYTES && h->format == COLUMNS_FORMAT &&
           h->block_rows == COLUMNS_BLOCK_ROWS && h->segments <= COLUMNS_MAX_SEGMENTS &&
           h->repeats <= h->rows && h->rows < UINT64_MAX / ROW_BYTES / 2 &&
           h->tail_at == HEAD_BYTES + h->rows * ROW_BYTES;
}

static tr_err io_fail(tr_diag *diag, const char *what, const char *path)
{
    diag_set(diag, CODE_IO, "", 0, 0, "cannot %s '%s'", what, path);
    return TR_ERR_IO;
}

tr_err columns_create(const char *path, size_t run_rows, columns_writer **out, tr_diag *diag)
{
    columns_writer *w = calloc(1, sizeof *w);
    if (w == NULL) return TR_ERR_NOMEM;
    size_t length = strlen(path) + 1;
    w->fd = -1;
    w->run_rows = run_rows;
    w->path = malloc(length);
    w->run = malloc(run_rows * sizeof *w->run);
    w->key = malloc(run_rows * sizeof *w->key);
    w->key2 = malloc(run_rows * sizeof *w->key2);
    w->order = malloc(run_rows * sizeof *w->order);
    w->order2 = malloc(run_rows * sizeof *w->order2);
    w->block = malloc((size_t)COLUMNS_BLOCK_ROWS * ROW_BYTES);
    bool ok = w->path && w->run && w->key && w->key2 && w->order && w->order2 && w->block;
    tr_err e = ok ? sha256_new(&w->digest) : TR_ERR_NOMEM;
    if (e == TR_OK) {
        memcpy(w->path, path, length);
        w->fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
        if (w->fd < 0 || lseek(w->fd, HEAD_BYTES, SEEK_SET) != HEAD_BYTES)
            e = io_fail(diag, "write", path);
    }
    if (e != TR_OK) {
        columns_discard(w);
        return e;
    }
    *out = w;
    return TR_OK;
}

void columns_discard(columns_writer *w)
{
    if (w == NULL) return;
    if (w->fd >= 0) {
        (void)close(w->fd);
        (void)unlink(w->path);
    }
    sha256_free(w->digest);
    free(w->path);
    free(w->run);
    free(w->group);
    free(w->key);
    free(w->key2);
    free(w->order);
    free(w->order2);
    free(w->block);
    free(w->repeats);
    free(w);
}

/* ---- Writing ---- */

static tr_err write_all(columns_writer *w, const void *bytes, size_t n)
{
    const char *p = bytes;
    TR_TRY(sha256_add(w->digest, bytes, n));
    while (n > 0) {
        ssize_t k = write(w->fd, p, n);
        if (k < 0) return TR_ERR_IO;
        p += k;
        n -= (size_t)k;
    }
    return TR_OK;
}

static tr_err flush_block(columns_writer *w)
{
    size_t at = 0, from = 0, n = w->block_n;
    if (n == 0) return TR_OK;
        /* a short block is packed: its columns move together; for a full one nothing moves */
#define PACK(t, name)                                                                              \
    memmove(w->block + at, w->block + from, n * sizeof(t));                                        \
    at += n * sizeof(t);                                                                           \
    from += COLUMNS_BLOCK_ROWS * sizeof(t);
    COLUMNS_LIST(PACK)
#undef PACK
    w->head.rows += n;
    w->block_n = 0;
    TR_TRY(write_all(w, w->block, n * ROW_BYTES));
#ifdef SYNC_FILE_RANGE_WRITE /* the machine writes while the next block is made */
    (void)sync_file_range(w->fd, 0, 0, SYNC_FILE_RANGE_WRITE);
#endif
    return TR_OK;
}

static tr_err put_row(columns_writer *w, const detection *d)
{
    if (w->has_last && detection_compare(&w->last, d) == 0) {
        w->dropped++;
        return TR_OK;
    }
    w->last = *d;
    w->has_last = true;
    size_t at = 0, i = w->block_n++;
#define PUT(t, name)                                                                               \
    memcpy(w->block + at + i * sizeof(t), &d->name, sizeof(t));                                    \
    at += COLUMNS_BLOCK_ROWS * sizeof(t);
    COLUMNS_LIST(PUT)
#undef PUT
    return w->block_n == COLUMNS_BLOCK_ROWS ? flush_block(w) : TR_OK;
}

/* ---- Sorting a segment: by second, then by everything among rows of one second ---- */

/* Least digit first, eight bits at a time; digits that all rows share are passed over. */
static void sort_seconds(columns_writer *w)
{
    size_t n = w->n;
    for (unsigned d = 0; d < 8; d++) {
        size_t start[257] = {0};
        bool shared = false;
        for (size_t i = 0; i < n; i++)
            start[(w->key[i] >> 8 * d & 255) + 1]++;
        for (size_t i = 1; i <= 256; i++)
            shared = shared || start[i] == n;
        if (shared) continue;
        for (size_t i = 1; i <= 256; i++)
            start[i] += start[i - 1];
        for (size_t i = 0; i < n; i++) {
            size_t at = start[w->key[i] >> 8 * d & 255]++;
            w->key2[at] = w->key[i];
            w->order2[at] = w->order[i];
        }
        uint64_t *k = w->key;
        uint32_t *o = w->order;
        w->key = w->key2;
        w->order = w->order2;
        w->key2 = k;
        w->order2 = o;
    }
}

static int full_order(const void *a, const void *b)
{
    return detection_compare(a, b);
}

static tr_err need_group(columns_writer *w, size_t n)
{
    if (n <= w->group_cap) return TR_OK;
    detection *bigger = realloc(w->group, 2 * n * sizeof *bigger);
    if (bigger == NULL) return TR_ERR_NOMEM;
    w->group = bigger;
    w->group_cap = 2 * n;
    return TR_OK;
}

static tr_err put_sorted(columns_writer *w)
{
    for (size_t i = 0; i < w->n; i++) {
        w->key[i] = (uint64_t)w->run[i].at_s;
        w->order[i] = (uint32_t)i;
    }
    sort_seconds(w);
    for (size_t i = 0; i < w->n;) {
        size_t end = i + 1;
        for (; end < w->n && w->key[end] == w->key[i];
             end++) { /* rows lie anywhere: asked for ahead */
            if (end + AHEAD < w->n) __builtin_prefetch(&w->run[w->order[end + AHEAD]]);
        }
        if (i + AHEAD < w->n) __builtin_prefetch(&w->run[w->order[i + AHEAD]]);
        TR_TRY(need_group(w, end - i));
        for (size_t k = i; k < end; k++)
            w->group[k - i] = w->run[w->order[k]];
        if (end - i > 1) qsort(w->group, end - i, sizeof *w->group, full_order);
        for (size_t k = i; k < end; k++)
            TR_TRY(put_row(w, &w->group[k - i]));
        i = end;
    }
    return TR_OK;
}

static tr_err end_segment(columns_writer *w)
{
    uint64_t before = w->head.rows;
    if (w->n == 0) return TR_OK;
    if (w->head.segments == COLUMNS_MAX_SEGMENTS) return TR_ERR_LIMIT;
    w->has_last = false;
    TR_TRY(put_sorted(w));
    TR_TRY(flush_block(w));
    w->segment_rows[w->head.segments++] = w->head.rows - before;
    w->n = 0;
    return TR_OK;
}

tr_err columns_add(columns_writer *w, const detection *rows, size_t n)
{
    while (n > 0) {
        size_t room = w->run_rows - w->n, take = n < room ? n : room;
        memcpy(w->run + w->n, rows, take * sizeof *rows);
        w->n += take;
        rows += take;
        n -= take;
        if (w->n == w->run_rows) TR_TRY(end_segment(w));
    }
    return TR_OK;
}

/* ---- Repeats across segments: a merge that only reads ---- */

typedef struct cursor {
    unsigned char *bytes;
    columns_block block;
    size_t at;
    uint64_t first, left; /* place of the block's first row; rows of the segment behind the block */
    detection row;
} cursor;

static void point_at(columns_block *b, const unsigned char *bytes, size_t n)
{
    size_t at = 0;
    b->n = n;
#define POINT(t, name)                                                                             \
    b->name = (const t *)(const void *)(bytes + at);                                               \
    at += n * sizeof(t);
    COLUMNS_LIST(POINT)
#undef POINT
}

static tr_err next_block(const columns_writer *w, cursor *c)
{
    size_t n = c->left < COLUMNS_BLOCK_ROWS ? (size_t)c->left : COLUMNS_BLOCK_ROWS;
    c->first += c->block.n;
    c->at = 0;
    c->left -= n;
    if (n && !columns_pread(w->fd, c->bytes, n * ROW_BYTES, HEAD_BYTES + c->first * ROW_BYTES))
        return TR_ERR_IO;
    point_at(&c->block, c->bytes, n);
    if (n) c->row = columns_row(&c->block, 0);
    return TR_OK;
}

/* Equal rows come out in the order of their segments, so the first of them is the one that stands.
 */
static bool comes_first(const cursor *x, const cursor *y)
{
    int c = detection_compare(&x->row, &y->row);
    return c ? c < 0 : x->first < y->first;
}

static void sift(cursor **heap, size_t n, size_t i)
{
    for (;;) {
        size_t least = i, l = 2 * i + 1, r = l + 1;
        if (l < n && comes_first(heap[l], heap[least])) least = l;
        if (r < n && comes_first(heap[r], heap[least])) least = r;
        if (least == i) return;
        cursor *t = heap[i];
        heap[i] = heap[least];
        heap[least] = t;
        i = least;
    }
}

static tr_err note_repeat(columns_writer *w, uint64_t place)
{
    if (w->n_repeats == w->cap_repeats) {
        size_t cap = w->cap_repeats ? 2 * w->cap_repeats : 1024;
        uint64_t *bigger = realloc(w->repeats, cap * sizeof *bigger);
        if (bigger == NULL) return TR_ERR_NOMEM;
        w->repeats = bigger;
        w->cap_repeats = cap;
    }
    w->repeats[w->n_repeats++] = place;
    return TR_OK;
}

static tr_err merge(columns_writer *w, cursor **heap, size_t n)
{
    w->has_last = false;
    for (size_t i = n / 2; i-- > 0;)
        sift(heap, n, i);
    while (n > 0) {
        cursor *c = heap[0];
        if (w->has_last && detection_compare(&w->last, &c->row) == 0)
            TR_TRY(note_repeat(w, c->first + c->at));
        w->last = c->row;
        w->has_last = true;
        if (++c->at < c->block.n) {
            c->row = columns_row(&c->block, c->at);
        } else {
            TR_TRY(next_block(w, c));
        }
        if (c->block.n == 0) heap[0] = heap[--n];
        sift(heap, n, 0);
    }
    return TR_OK;
}

static int by_place(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static tr_err find_repeats(columns_writer *w)
{
    size_t n = (size_t)w->head.segments;
    if (n < 2) return TR_OK;
    cursor *cursors = calloc(n, sizeof *cursors), **heap = calloc(n, sizeof(cursor *));
    tr_err e = cursors && heap ? TR_OK : TR_ERR_NOMEM;
    uint64_t first = 0;
    for (size_t i = 0; e == TR_OK && i < n; i++) {
        cursors[i] = (cursor){.first = first, .left = w->segment_rows[i]};
        cursors[i].bytes = malloc((size_t)COLUMNS_BLOCK_ROWS * ROW_BYTES);
        first += w->segment_rows[i];
        heap[i] = &cursors[i];
        e = cursors[i].bytes ? next_block(w, &cursors[i]) : TR_ERR_NOMEM;
    }
    if (e == TR_OK) e = merge(w, heap, n);
    for (size_t i = 0; cursors && i < n; i++)
        free(cursors[i].bytes);
    free(cursors);
    free(heap);
    if (w->n_repeats) qsort(w->repeats, w->n_repeats, sizeof *w->repeats, by_place);
    return e;
}

/* The head stands first in the file but is known last; the digest takes it last. */
static tr_err write_ends(columns_writer *w, sha256 *digest)
{
    w->head.tail_at = HEAD_BYTES + w->head.rows * ROW_BYTES;
    w->head.repeats = w->n_repeats;
    memcpy(w->head.magic, columns_magic, sizeof columns_magic);
    w->head.block_rows = COLUMNS_BLOCK_ROWS;
    w->head.row_bytes = ROW_BYTES;
    w->head.format = COLUMNS_FORMAT;
    TR_TRY(write_all(w, w->segment_rows, (size_t)w->head.segments * sizeof *w->segment_rows));
    TR_TRY(write_all(w, w->repeats, w->n_repeats * sizeof *w->repeats));
    TR_TRY(sha256_add(w->digest, &w->head, sizeof w->head));
    TR_TRY(sha256_end(w->digest, digest));
    /* with sanitizers gcc takes the head's first member for the whole of it */
    unsigned char front[sizeof w->head];
    memcpy(front, &w->head, sizeof front);
    if (write(w->fd, digest->bytes, sizeof digest->bytes) != (ssize_t)sizeof digest->bytes ||
        pwrite(w->fd, front, sizeof front, 0) != (ssize_t)sizeof front || fsync(w->fd) != 0)
        return TR_ERR_IO;
    return TR_OK;
}

tr_err columns_finish(columns_writer *w, uint64_t *n_unique, uint64_t *n_repeats, sha256 *digest,
                      tr_diag *diag)
{
    tr_err e = end_segment(w);
    if (e == TR_OK) e = find_repeats(w);
    if (e == TR_OK) e = write_ends(w, digest);
    if (e == TR_ERR_IO) (void)io_fail(diag, "write", w->path);
    if (e != TR_OK) return e;
    *n_unique = w->head.rows - w->n_repeats;
    *n_repeats = w->dropped + w->n_repeats;
    (void)close(w->fd);
    w->fd = -1;
    return TR_OK;
}

/* ---- Reading ---- */

struct columns_reader {
    int fd;
    columns_head head;
    uint64_t *segment_rows, *repeats;
    size_t segment, next_repeat;
    uint64_t segment_left, row; /* rows of the segment not yet read; of the file, read */
    unsigned char *bytes;
    uint64_t shifted[COLUMNS_BLOCK_ROWS]; /* repeats of the block, counted from its first row */
    sha256_ctx *digest;
};

static bool read_all(int fd, void *bytes, size_t n)
{
    char *p = bytes;
    while (n > 0) {
        ssize_t k = read(fd, p, n);
        if (k <= 0) return false;
        p += k;
        n -= (size_t)k;
    }
    return true;
}

static tr_err damaged(tr_diag *diag, const char *path)
{
    diag_set(diag, CODE_IO, "", 0, 0, "'%s' is damaged; delete it, it comes back from the record",
             path);
    return TR_ERR_DAMAGED;
}

static bool tail_ok(const columns_reader *r)
{
    uint64_t rows = 0;
    for (uint64_t i = 0; i < r->head.segments; i++) {
        if (r->segment_rows[i] == 0 || r->segment_rows[i] > r->head.rows - rows) return false;
        rows += r->segment_rows[i];
    }
    for (uint64_t i = 0; i < r->head.repeats; i++) {
        if (r->repeats[i] >= r->head.rows || (i && r->repeats[i] <= r->repeats[i - 1]))
            return false;
    }
    return rows == r->head.rows;
}

static tr_err read_tail(columns_reader *r, const char *path, tr_diag *diag)
{
    off_t size = lseek(r->fd, 0, SEEK_END);
    size_t segments = (size_t)r->head.segments * sizeof(uint64_t),
           repeats = (size_t)r->head.repeats * sizeof(uint64_t);
    if (size < 0 || (uint64_t)size != r->head.tail_at + segments + repeats + sizeof(sha256))
        return damaged(diag, path);
    r->segment_rows = malloc(segments + 1);
    r->repeats = malloc(repeats + 1);
    if (r->segment_rows == NULL || r->repeats == NULL) return TR_ERR_NOMEM;
    if (!columns_pread(r->fd, r->segment_rows, segments, r->head.tail_at) ||
        !columns_pread(r->fd, r->repeats, repeats, r->head.tail_at + segments) || !tail_ok(r) ||
        lseek(r->fd, HEAD_BYTES, SEEK_SET) != HEAD_BYTES)
        return damaged(diag, path);
    return TR_OK;
}

tr_err columns_open(const char *path, columns_reader **out, tr_diag *diag)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe there must not block */
    if (fd < 0) return TR_ERR_ABSENT;
    columns_reader *r = calloc(1, sizeof *r);
    if (r == NULL) {
        (void)close(fd);
        return TR_ERR_NOMEM;
    }
    r->fd = fd;
    r->bytes = malloc((size_t)COLUMNS_BLOCK_ROWS * ROW_BYTES);
    tr_err e = r->bytes ? sha256_new(&r->digest) : TR_ERR_NOMEM;
    if (e == TR_OK && (!read_all(fd, &r->head, sizeof r->head) || !columns_head_ok(&r->head)))
        e = damaged(diag, path);
    if (e == TR_OK) e = read_tail(r, path, diag);
    if (e != TR_OK) {
        columns_close(r);
        return e;
    }
    *out = r;
    return TR_OK;
}

uint64_t columns_rows(const columns_reader *r)
{
    return r->head.rows - r->head.repeats;
}

void columns_close(columns_reader *r)
{
    if (r == NULL) return;
    (void)close(r->fd);
    sha256_free(r->digest);
    free(r->segment_rows);
    free(r->repeats);
    free(r->bytes);
    free(r);
}

static tr_err check_end(columns_reader *r, tr_diag *diag)
{
    sha256 stated, found;
    TR_TRY(sha256_add(r->digest, r->segment_rows, (size_t)r->head.segments * sizeof(uint64_t)));
    TR_TRY(sha256_add(r->digest, r->repeats, (size_t)r->head.repeats * sizeof(uint64_t)));
    TR_TRY(sha256_add(r->digest, &r->head, sizeof r->head));
    TR_TRY(sha256_end(r->digest, &found));
    sha256_free(r->digest);
    r->digest = NULL;
    if (lseek(r->fd, -(off_t)sizeof stated.bytes, SEEK_END) < 0 ||
        !read_all(r->fd, stated.bytes, sizeof stated.bytes) || !sha256_eq(&stated, &found))
        return damaged(diag, "columns");
    return TR_ERR_ABSENT;
}

tr_err columns_next(columns_reader *r, columns_block *out, tr_diag *diag)
{
    while (r->segment_left == 0 && r->segment < r->head.segments)
        r->segment_left = r->segment_rows[r->segment++];
    if (r->segment_left == 0) return r->digest ? check_end(r, diag) : TR_ERR_ABSENT;
    size_t n = r->segment_left < COLUMNS_BLOCK_ROWS ? (size_t)r->segment_left : COLUMNS_BLOCK_ROWS;
    if (!read_all(r->fd, r->bytes, n * ROW_BYTES)) return damaged(diag, "columns");
    TR_TRY(sha256_add(r->digest, r->bytes, n * ROW_BYTES));
    point_at(out, r->bytes, n);
    out->repeats = r->shifted;
    out->n_repeats = 0;
    while (r->next_repeat < r->head.repeats && r->repeats[r->next_repeat] < r->row + n)
        r->shifted[out->n_repeats++] = r->repeats[r->next_repeat++] - r->row;
    r->row += n;
    r->segment_left -= n;
    return TR_OK;
}

detection columns_row(const columns_block *b, size_t i)
{
    return (detection){
#define GET(t, name) .name = b->name[i],
        COLUMNS_LIST(GET)
#undef GET
    };
}
