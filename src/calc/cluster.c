#include "calc/calc.h"

/* Points sorted into a hash of cells: heads of chains, one chain a slot. */
typedef struct grid {
    const cluster_point *points;
    size_t *next, *head;
    size_t n, n_slots;
} grid;

static size_t slot_of(const grid *g, const int64_t cell[3])
{
    uint64_t h = 1469598103934665603u;
    for (size_t i = 0; i < 3; i++) {
        h = (h ^ (uint64_t)cell[i]) * 0x9E3779B97F4A7C15u;
        h ^= h >> 29;
    }
    return (size_t)(h & (g->n_slots - 1));
}

static bool same_cell(const int64_t a[3], const int64_t b[3])
{
    return a[0] == b[0] && a[1] == b[1] && a[2] == b[2];
}

static tr_err grid_make(grid *g, arena *a)
{
    for (g->n_slots = 16; g->n_slots < 2 * g->n; g->n_slots *= 2) {
    }
    g->next = arena_alloc_n(a, g->n + 1, sizeof *g->next);
    g->head = arena_alloc_n(a, g->n_slots, sizeof *g->head);
    if (g->next == NULL || g->head == NULL) return TR_ERR_NOMEM;
    for (size_t i = g->n; i > 0; i--) { /* backwards, so that chains run in row order */
        size_t s = slot_of(g, g->points[i - 1].cell);
        g->next[i] = g->head[s]; /* indices from 1; 0 ends a chain */
        g->head[s] = i;
    }
    return TR_OK;
}

typedef struct search {
    grid g;
    bool (*near)(const void *ctx, size_t i, size_t j);
    const void *ctx;
    size_t *found, n_found;
} search;

/* Neighbours of i, itself included, into s->found. */
static void neighbours(search *s, size_t i)
{
    const int64_t *c = s->g.points[i].cell;
    s->n_found = 0;
    for (int code = 0; code < 27; code++) {
        int64_t at[3] = {c[0] + code % 3 - 1, c[1] + code / 3 % 3 - 1, c[2] + code / 9 - 1};
        for (size_t k = s->g.head[slot_of(&s->g, at)]; k; k = s->g.next[k]) {
            size_t j = k - 1;
            if (same_cell(s->g.points[j].cell, at) && (j == i || s->near(s->ctx, i, j)))
                s->found[s->n_found++] = j;
        }
    }
}

enum { UNSEEN = -2 };

tr_err cluster_density(const cluster_point *points, size_t n,
                       bool (*near)(const void *ctx, size_t i, size_t j), const void *ctx,
                       size_t min_pts, arena *a, int *label, bool *core)
{
    search s = {.g = {.points = points, .n = n}, .near = near, .ctx = ctx};
    size_t *queue = arena_alloc_n(a, n + 1, sizeof *queue);
    int clusters = 0;
    s.found = arena_alloc_n(a, n + 1, sizeof *s.found);
    if (queue == NULL || s.found == NULL) return TR_ERR_NOMEM;
    TR_TRY(grid_make(&s.g, a));
    for (size_t i = 0; i < n; i++) {
        label[i] = UNSEEN;
        core[i] = false;
    }
    for (size_t i = 0; i < n; i++) {
        if (label[i] != UNSEEN) continue;
        neighbours(&s, i);
        label[i] = CLUSTER_NOISE;
        if (s.n_found < min_pts) continue;
        size_t head = 0, tail = 0;
        label[i] = clusters;
        queue[tail++] = i;
        while (head < tail) {
            size_t p = queue[head++];
            neighbours(&s, p);
            if (s.n_found < min_pts) continue;
            core[p] = true;
            for (size_t k = 0; k < s.n_found; k++) {
                size_t q = s.found[k];
                if (label[q] >= 0) continue;
                label[q] = clusters;
                queue[tail++] = q;
            }
        }
        clusters++;
    }
    return TR_OK;
}
