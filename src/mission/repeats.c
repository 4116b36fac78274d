#include "mission/repeats.h"

#include "base/buf.h"

#include <stdlib.h>
#include <stdio.h>

enum { RUN_ROWS = 1 << 20, MAX_RUNS = 4096, WINDOW_ROWS = 512 };

typedef struct dup_row {
    uint64_t hash[2], record;
} dup_row;

struct dups {
    dup_row *run;
    size_t n;
    FILE *file; /* runs one after another; unlinked at once, so that nothing is left behind */
    size_t run_rows[MAX_RUNS];
    size_t n_runs;
};

tr_err dups_open(const char *dir, dups **out)
{
    dups *d = calloc(1, sizeof *d);
    if (d == NULL) return TR_ERR_NOMEM;
    (void)dir;
    d->run = malloc(RUN_ROWS * sizeof *d->run);
    if (d->run == NULL) {
        dups_close(d);
        return TR_ERR_NOMEM;
    }
    *out = d;
    return TR_OK;
}

void dups_close(dups *d)
{
    if (d == NULL) return;
    if (d->file) (void)fclose(d->file);
    free(d->run);
    free(d);
}

static int by_hash(const void *a, const void *b)
{
    const dup_row *x = a, *y = b;
    for (int i = 0; i < 2; i++) {
        if (x->hash[i] != y->hash[i]) return x->hash[i] < y->hash[i] ? -1 : 1;
    }
    return (x->record > y->record) - (x->record < y->record);
}

static tr_err spill(dups *d)
{
    if (d->n == 0) return TR_OK;
    if (d->n_runs == MAX_RUNS) return TR_ERR_LIMIT;
    qsort(d->run, d->n, sizeof *d->run, by_hash);
    if (d->file == NULL) d->file = tmpfile();
    if (d->file == NULL || fwrite(d->run, sizeof *d->run, d->n, d->file) != d->n) return TR_ERR_IO;
    d->run_rows[d->n_runs++] = d->n;
    d->n = 0;
    return TR_OK;
}

tr_err dups_add(dups *d, const uint64_t hash[2], uint64_t record)
{
    if (d->n == RUN_ROWS) TR_TRY(spill(d));
    d->run[d->n++] = (dup_row){{hash[0], hash[1]}, record};
    return TR_OK;
}

/* One run being read back through a small window of the run buffer. */
typedef struct cursor {
    dup_row *window;
    size_t at, n, left;
    long offset;
} cursor;

static tr_err refill(dups *d, cursor *c)
{
    if (c->at < c->n || c->left == 0) return TR_OK;
    size_t want = c->left < WINDOW_ROWS ? c->left : WINDOW_ROWS;
    if (fseek(d->file, c->offset, SEEK_SET) != 0 ||
        fread(c->window, sizeof *c->window, want, d->file) != want)
        return TR_ERR_IO;
    c->offset += (long)(want * sizeof *c->window);
    c->left -= want;
    c->at = 0;
    c->n = want;
    return TR_OK;
}

static cursor *smallest(cursor *c, size_t n)
{
    cursor *best = NULL;
    for (size_t i = 0; i < n; i++) {
        if (c[i].at == c[i].n) continue;
        if (best == NULL || by_hash(&c[i].window[c[i].at], &best->window[best->at]) < 0)
            best = &c[i];
    }
    return best;
}

static tr_err merge(dups *d, cursor *c, tr_err (*repeat)(void *ctx, uint64_t record), void *ctx,
                    size_t *n)
{
    dup_row last = {{0}, 0};
    bool any = false;
    for (cursor *m; (m = smallest(c, d->n_runs)) != NULL;) {
        dup_row r = m->window[m->at++];
        if (any && r.hash[0] == last.hash[0] && r.hash[1] == last.hash[1]) {
            ++*n;
            if (repeat) TR_TRY(repeat(ctx, r.record));
        }
        last = r;
        any = true;
        TR_TRY(refill(d, m));
    }
    return TR_OK;
}

tr_err dups_finish(dups *d, tr_err (*repeat)(void *ctx, uint64_t record), void *ctx, size_t *n)
{
    *n = 0;
    TR_TRY(spill(d));
    if (d->n_runs == 0) return TR_OK;
    cursor *c = calloc(d->n_runs, sizeof *c);
    dup_row *windows = malloc(d->n_runs * WINDOW_ROWS * sizeof *windows);
    tr_err e = c && windows ? TR_OK : TR_ERR_NOMEM;
    long offset = 0;
    for (size_t i = 0; e == TR_OK && i < d->n_runs; i++) {
        c[i] =
            (cursor){.window = windows + i * WINDOW_ROWS, .left = d->run_rows[i], .offset = offset};
        offset += (long)(d->run_rows[i] * sizeof(dup_row));
        e = refill(d, &c[i]);
    }
    if (e == TR_OK) e = merge(d, c, repeat, ctx, n);
    free(windows);
    free(c);
    return e;
}
