#include "store/spill.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_RUNS = 4096, READ_BYTES = 1 << 20, RADIX_BITS = 11, RADIX = 1 << RADIX_BITS };

typedef struct pair {
    uint64_t key;
    size_t at;
} pair;

typedef struct run {
    off_t next, end; /* in the file */
    char *room;      /* NULL: the run is in memory */
    size_t at, have; /* bytes of the room */
    const char *row; /* at the front; NULL: none left */
    uint64_t key;
} run;

struct spill {
    spill_rules rules;
    char *folder;
    int fd; /* -1: none yet */
    char *rows, *sorted;
    pair *pairs, *spare;
    size_t n;
    uint64_t all;
    struct {
        off_t from, to;
    } written[MOST_RUNS];
    size_t n_written;
    run runs[MOST_RUNS + 1];
    size_t heap[MOST_RUNS + 1], n_heap;
    bool advance; /* the first of the heap was given out */
};

tr_err spill_open(const char *folder, const spill_rules *rules, spill **out)
{
    spill *s = calloc(1, sizeof *s);
    if (!s) return TR_ERR_NOMEM;
    s->rules = *rules;
    s->fd = -1;
    s->folder = strdup(folder);
    s->rows = malloc(rules->run_rows * rules->row_bytes);
    s->pairs = malloc(rules->run_rows * sizeof *s->pairs);
    s->spare = malloc(rules->run_rows * sizeof *s->spare);
    s->sorted = malloc(rules->run_rows * rules->row_bytes);
    if (!s->folder || !s->rows || !s->pairs || !s->spare || !s->sorted) {
        spill_close(s);
        return TR_ERR_NOMEM;
    }
    *out = s;
    return TR_OK;
}

void spill_close(spill *s)
{
    if (!s) return;
    if (s->fd >= 0) (void)close(s->fd);
    for (size_t i = 0; i <= s->n_written; i++)
        free(s->runs[i].room);
    free(s->folder);
    free(s->rows);
    free(s->sorted);
    free(s->pairs);
    free(s->spare);
    free(s);
}

uint64_t spill_rows(const spill *s)
{
    return s->all;
}

static const char *row_at(const spill *s, size_t i)
{
    return s->rows + i * s->rules.row_bytes;
}

/* By keys, eleven bits at a time from the lowest; digits that are the same everywhere are passed
 * over. */
static void radix_sort(spill *s)
{
    for (unsigned shift = 0; shift < 64; shift += RADIX_BITS) {
        size_t counts[RADIX] = {0}, sum = 0;
        for (size_t i = 0; i < s->n; i++)
            counts[s->pairs[i].key >> shift & (RADIX - 1)]++;
        if (s->n && counts[s->pairs[0].key >> shift & (RADIX - 1)] == s->n) continue;
        for (size_t i = 0; i < RADIX; i++) {
            size_t c = counts[i];
            counts[i] = sum;
            sum += c;
        }
        for (size_t i = 0; i < s->n; i++)
            s->spare[counts[s->pairs[i].key >> shift & (RADIX - 1)]++] = s->pairs[i];
        pair *t = s->pairs;
        s->pairs = s->spare;
        s->spare = t;
    }
}

/* Rows of one key by `compare`: few, as a rule, and then inserted; many, halved and merged. */
static void sort_ties(spill *s, pair *p, size_t n)
{
    if (n > 24) {
        size_t half = n / 2, i = 0, k = half, to = 0;
        sort_ties(s, p, half);
        sort_ties(s, p + half, n - half);
        pair *room = s->spare;
        while (i < half || k < n) {
            bool left = k == n ||
                        (i < half && s->rules.compare(row_at(s, p[i].at), row_at(s, p[k].at)) <= 0);
            room[to++] = left ? p[i++] : p[k++];
        }
        memcpy(p, room, n * sizeof *p);
        return;
    }
    for (size_t i = 1; i < n; i++) {
        pair one = p[i];
        size_t k = i;
        for (; k > 0 && s->rules.compare(row_at(s, p[k - 1].at), row_at(s, one.at)) > 0; k--)
            p[k] = p[k - 1];
        p[k] = one;
    }
}

static void sort_run(spill *s)
{
    for (size_t i = 0; i < s->n; i++)
        s->pairs[i] = (pair){s->rules.key(row_at(s, i)), i};
    radix_sort(s);
    for (size_t i = 0; i < s->n;) {
        size_t k = i + 1;
        while (k < s->n && s->pairs[k].key == s->pairs[i].key)
            k++;
        if (k - i > 1) sort_ties(s, s->pairs + i, k - i);
        i = k;
    }
    for (size_t i = 0; i < s->n; i++)
        memcpy(s->sorted + i * s->rules.row_bytes, row_at(s, s->pairs[i].at), s->rules.row_bytes);
}

static tr_err open_file(spill *s)
{
    char path[4096];
    int n = snprintf(path, sizeof path, "%s/truce-sort-XXXXXX", s->folder);
    if (n < 0 || (size_t)n >= sizeof path) return TR_ERR_LIMIT;
    s->fd = mkstemp(path);
    if (s->fd < 0) return TR_ERR_IO;
    (void)fcntl(s->fd, F_SETFD, FD_CLOEXEC);
    return unlink(path) == 0 ? TR_OK : TR_ERR_IO;
}

static tr_err write_run(spill *s)
{
    if (s->n_written == MOST_RUNS) return TR_ERR_LIMIT;
    if (s->fd < 0) TR_TRY(open_file(s));
    sort_run(s);
    off_t at = s->n_written ? s->written[s->n_written - 1].to : 0;
    size_t left = s->n * s->rules.row_bytes;
    const char *p = s->sorted;
    s->written[s->n_written].from = at;
    while (left) {
        ssize_t put = pwrite(s->fd, p, left, at);
        if (put <= 0) return TR_ERR_IO;
        p += put;
        at += put;
        left -= (size_t)put;
    }
    s->written[s->n_written++].to = at;
    s->n = 0;
    return TR_OK;
}

tr_err spill_add(spill *s, const void *row)
{
    if (s->n == s->rules.run_rows) TR_TRY(write_run(s));
    memcpy(s->rows + s->n++ * s->rules.row_bytes, row, s->rules.row_bytes);
    s->all++;
    return TR_OK;
}

/* ---- Merging ------------------------------------------------------------------------------------
 */

static tr_err refill(spill *s, run *r)
{
    size_t want = (size_t)(r->end - r->next) < READ_BYTES / s->rules.row_bytes * s->rules.row_bytes
                      ? (size_t)(r->end - r->next)
                      : READ_BYTES / s->rules.row_bytes * s->rules.row_bytes;
    for (r->have = 0, r->at = 0; r->have < want;) {
        ssize_t got = pread(s->fd, r->room + r->have, want - r->have, r->next);
        if (got <= 0) return TR_ERR_IO;
        r->have += (size_t)got;
        r->next += got;
    }
    return TR_OK;
}

static tr_err step(spill *s, run *r)
{
    if (r->at == r->have && r->next < r->end) TR_TRY(refill(s, r));
    r->row = NULL;
    if (r->at == r->have) return TR_OK;
    r->row = (r->room ? r->room : s->sorted) + r->at;
    r->key = s->rules.key(r->row);
    r->at += s->rules.row_bytes;
    return TR_OK;
}

static bool before(const spill *s, size_t a, size_t b)
{
    const run *x = &s->runs[a], *y = &s->runs[b];
    if (x->key != y->key) return x->key < y->key;
    int c = s->rules.compare(x->row, y->row);
    return c ? c < 0 : a < b;
}

static void sift_down(spill *s, size_t at)
{
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= s->n_heap) return;
        if (child + 1 < s->n_heap && before(s, s->heap[child + 1], s->heap[child])) child++;
        if (!before(s, s->heap[child], s->heap[at])) return;
        size_t t = s->heap[at];
        s->heap[at] = s->heap[child];
        s->heap[child] = t;
        at = child;
    }
}

/* The last run stays in memory. */
tr_err spill_sort(spill *s)
{
    sort_run(s);
    s->n_heap = 0;
    s->advance = false;
    for (size_t i = 0; i <= s->n_written; i++) {
        run *r = &s->runs[i];
        if (i < s->n_written) {
            if (!r->room) r->room = malloc(READ_BYTES);
            if (!r->room) return TR_ERR_NOMEM;
            r->next = s->written[i].from;
            r->end = s->written[i].to;
            r->at = r->have = 0;
        } else {
            *r = (run){.have = s->n * s->rules.row_bytes};
        }
        TR_TRY(step(s, r));
        if (r->row) s->heap[s->n_heap++] = i;
    }
    for (size_t i = s->n_heap / 2; i-- > 0;)
        sift_down(s, i);
    return TR_OK;
}

tr_err spill_next(spill *s, const void **row)
{
    if (s->advance) {
        run *r = &s->runs[s->heap[0]];
        TR_TRY(step(s, r));
        if (!r->row) s->heap[0] = s->heap[--s->n_heap];
        if (s->n_heap) sift_down(s, 0);
        s->advance = false;
    }
    if (s->n_heap == 0) return TR_ERR_ABSENT;
    *row = s->runs[s->heap[0]].row;
    s->advance = true;
    return TR_OK;
}
