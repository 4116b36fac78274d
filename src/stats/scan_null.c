/* Replicates of the scan under chance alone. Sixteen windows stand side by side in integer lanes;
 * for each zone and window a bound says how many cases would matter. What reaches it is computed as
 * the plain scan computes it. */
#include "stats/scan_parts.h"

#include "calc/calc.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_CASES = 65535, MOST_THREADS = 64, PILOTS = 9, TIERS = 3, GROUP = 8 };

typedef enum phase_kind { DRAW, BOUNDS, LANES, PLAIN } phase_kind;
static const size_t batch_bytes = (size_t)256 << 20;
static const double pilot_level = 3;

/* ---- One replicate: cases on cells */

/* Of a replicate only the days are kept that a window takes in: for windows that end on the last
 * day, the last few. The windows are in the order of their first days. */
static size_t first_kept(const scan *s)
{
    return s->windows[0].first;
}

static size_t n_kept(const scan *s)
{
    return s->n_time - first_kept(s) +
           1; /* one more: sums from before the first to after the last */
}

typedef struct chance {
    const scan *s;
    size_t n_cells, n_cases;
    uint32_t *alias; /* Poisson: Walker's tables over the cells */
    double *keep;
    uint32_t *loc, *day; /* permutation: of each case */
} chance;

static tr_err open_alias(chance *c, arena *a)
{
    size_t n = c->n_cells, n_small = 0, n_large = 0, t1 = c->s->n_time + 1;
    uint32_t *small = arena_alloc_n(a, n, sizeof *small),
             *large = arena_alloc_n(a, n, sizeof *large);
    c->alias = arena_alloc_n(a, n, sizeof *c->alias);
    c->keep = arena_alloc_n(a, n, sizeof *c->keep);
    if (!small || !large || !c->alias || !c->keep) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n; i++) {
        const double *e = &c->s->expect_before[i / c->s->n_time * t1 + i % c->s->n_time];
        c->keep[i] = (e[1] - e[0]) / c->s->all * (double)n;
        c->alias[i] = (uint32_t)i;
        *(c->keep[i] < 1 ? &small[n_small++] : &large[n_large++]) = (uint32_t)i;
    }
    while (n_small && n_large) {
        uint32_t less = small[--n_small], more = large[n_large - 1];
        c->alias[less] = more;
        c->keep[more] -= 1 - c->keep[less];
        if (c->keep[more] >= 1) continue;
        n_large--;
        small[n_small++] = more;
    }
    while (n_small)
        c->keep[small[--n_small]] = 1;
    return TR_OK;
}

static tr_err list_cases(chance *c, arena *a)
{
    size_t n = 0;
    c->loc = arena_alloc_n(a, c->n_cases + 1, sizeof *c->loc);
    c->day = arena_alloc_n(a, c->n_cases + 1, sizeof *c->day);
    if (!c->loc || !c->day) return TR_ERR_NOMEM;
    for (size_t i = 0; i < c->n_cells; i++) {
        for (double k = 0; k < c->s->d->count[i] && n < c->n_cases; k += 1, n++) {
            c->loc[n] = (uint32_t)(i / c->s->n_time);
            c->day[n] = (uint32_t)(i % c->s->n_time);
        }
    }
    return TR_OK;
}

/* A day before the first kept one is in no window. */
static void count_case(const scan *s, size_t loc, size_t day, uint16_t *cells)
{
    size_t t0 = first_kept(s);
    if (day >= t0) cells[loc * n_kept(s) + day - t0 + 1]++;
}

/* cells: n_loc x n_kept, left as sums over time. `days` is room for the permuted days. */
static void draw(const chance *c, random_stream r, uint32_t *days, uint16_t *cells)
{
    size_t t1 = n_kept(c->s);
    memset(cells, 0, c->s->n_loc * t1 * sizeof *cells);
    if (c->alias) {
        for (size_t i = 0; i < c->n_cases; i++) {
            size_t cell = (size_t)random_below(&r, c->n_cells);
            if (!(random_unit(&r) < c->keep[cell])) cell = c->alias[cell];
            count_case(c->s, cell / c->s->n_time, cell % c->s->n_time, cells);
        }
    } else {
        memcpy(days, c->day, c->n_cases * sizeof *days);
        for (size_t i = c->n_cases; i > 1; i--) {
            size_t k = (size_t)random_below(&r, i);
            uint32_t t = days[i - 1];
            days[i - 1] = days[k];
            days[k] = t;
        }
        for (size_t i = 0; i < c->n_cases; i++)
            count_case(c->s, c->loc[i], days[i], cells);
    }
    for (size_t loc = 0; loc < c->s->n_loc; loc++) {
        for (size_t t = 1; t < t1; t++)
            cells[loc * t1 + t] = (uint16_t)(cells[loc * t1 + t] + cells[loc * t1 + t - 1]);
    }
}

/* ---- The plain scan of a replicate */

/* Over the zones of one centre. */
static double plain_max(const scan *s, const uint16_t *cells, size_t centre, double *count,
                        double *expect)
{
    double best = 0;
    size_t t1 = n_kept(s), t0 = first_kept(s);
    memset(count, 0, s->n_windows * sizeof *count);
    memset(expect, 0, s->n_windows * sizeof *expect);
    for (size_t i = s->start[centre]; i < s->start[centre + 1]; i++) {
        const uint16_t *row = &cells[s->order[i] * t1];
        for (size_t w = 0; w < s->n_windows; w++) {
            count[w] += row[s->windows[w].last + 1 - t0] - row[s->windows[w].first - t0];
            expect[w] += scan_expected(s, s->order[i], w);
            if (!s->counts_as_zone[i] || count[w] < s->o.least_cases) continue;
            best = fmax(best, scan_llr(count[w], expect[w], s->all));
        }
    }
    return best;
}

/* ---- Bounds */

typedef struct bounds {
    double level;
    double *most_expected; /* by cases: at more than this the likelihood stays below the level */
    size_t n, n_cases;
    double most; /* that any zone expects */
} bounds;

static double most_expected_at(double c, double all, double level)
{
    double low = 0, high = c;
    for (int i = 0; i < 50; i++) {
        double mid = 0.5 * (low + high);
        if (scan_llr(c, mid, all) >= level) {
            low = mid;
        } else {
            high = mid;
        }
    }
    return high * (1 + 1e-9);
}

/* No zone expects more than all locations together in the window that expects most. */
static double largest_expected(const scan *s)
{
    double most = 0;
    for (size_t w = 0; w < s->n_windows; w++) {
        double sum = 0;
        for (size_t loc = 0; loc < s->n_loc; loc++)
            sum += scan_expected(s, loc, w);
        most = fmax(most, sum);
    }
    return most;
}

static void set_level(bounds *b, const scan *s, double level)
{
    b->level = level;
    for (b->n = 0; b->n <= b->n_cases; b->n++) {
        double c = (double)b->n;
        b->most_expected[b->n] = c < s->o.least_cases ? -1 : most_expected_at(c, s->all, level);
        if (b->most_expected[b->n] > b->most) return;
    }
    b->n = b->n_cases;
}

static uint16_t bound_of(const bounds *b, double e)
{
    size_t c = (size_t)(e + sqrt(2 * b->level * e));
    if (c > b->n) c = b->n;
    while (c > 0 && b->most_expected[c - 1] >= e)
        c--;
    while (c <= b->n && b->most_expected[c] < e)
        c++;
    return c <= b->n ? (uint16_t)c : UINT16_MAX;
}

/* Bounds of one block of windows for every step of a centre; lanes beyond the last window are never
 * reached. */
static void fill_bounds(const scan *s, const bounds *b, size_t block, size_t c, uint16_t *out,
                        double *expect)
{
    double e[SCAN_LANES] = {0};
    for (size_t i = s->start[c]; i < s->start[c + 1]; i++) {
        for (size_t k = 0; k < SCAN_LANES; k++) {
            size_t w = block * SCAN_LANES + k;
            if (w < s->n_windows) e[k] += scan_expected(s, s->order[i], w);
            bool asked = w < s->n_windows && s->counts_as_zone[i];
            expect[i * SCAN_LANES + k] = e[k];
            out[i * SCAN_LANES + k] = asked ? bound_of(b, e[k]) : UINT16_MAX;
        }
    }
}

/* ---- One replicate through the lanes */

typedef struct worker {
    const scan *s;
    const chance *chance;
    const bounds *bounds;
    uint16_t *bound;
    double *expect_at;      /* beside bound */
    uint16_t *cells;        /* of the batch */
    size_t first, n, block; /* of the batch: its first replicate, how many */
    atomic_size_t *next;    /* of the phase: what nobody has taken yet */
    size_t group;           /* replicates taken together: few are shared out */
    size_t replicate;       /* PLAIN: of the batch; its centres are shared out */
    double part;            /* its maximum over this worker's centres */
    random_stream *streams;
    double *best;
    bool *done; /* its maximum was found at a higher level */
    phase_kind phase;
    uint16_t *windows, *sums; /* of a group of replicates: n_loc x lanes; hits x lanes */
    uint32_t *hit, *days;
    double *count, *expect;
    scan_kernel_fn *kernel;
} worker;

static void fill_windows(const worker *k, const uint16_t *cells, uint16_t *windows)
{
    const scan *s = k->s;
    size_t t1 = n_kept(s), t0 = first_kept(s);
    for (size_t loc = 0; loc < s->n_loc; loc++) {
        for (size_t i = 0; i < SCAN_LANES; i++) {
            size_t w = k->block * SCAN_LANES + i;
            const uint16_t *row = &cells[loc * t1];
            windows[loc * SCAN_LANES + i] =
                w < s->n_windows
                    ? (uint16_t)(row[s->windows[w].last + 1 - t0] - row[s->windows[w].first - t0])
                    : 0;
        }
    }
}

static void judge_hits(worker *k, size_t centre, size_t n, double *best)
{
    const scan *s = k->s;
    for (size_t h = 0; h < n; h++) {
        size_t step = s->start[centre] + k->hit[h];
        for (size_t i = 0; i < SCAN_LANES; i++) {
            uint16_t c = k->sums[h * SCAN_LANES + i];
            if (c < k->bound[step * SCAN_LANES + i]) continue;
            double e = k->expect_at[step * SCAN_LANES + i];
            *best = fmax(*best, scan_llr(c, e, s->all));
        }
    }
}

/* A few replicates at a time, centre by centre: a centre's bounds are read once for all of them. */
static void scan_group(worker *k, const size_t *replicate, size_t n)
{
    const scan *s = k->s;
    size_t cells = s->n_loc * n_kept(s), room = s->n_loc * SCAN_LANES;
    for (size_t g = 0; g < n; g++)
        fill_windows(k, &k->cells[replicate[g] * cells], &k->windows[g * room]);
    for (size_t c = 0; c < s->n_loc; c++) {
        size_t at = s->start[c], steps = s->start[c + 1] - at;
        for (size_t g = 0; g < n; g++) {
            size_t hits = k->kernel(&k->windows[g * room], &s->order[at], steps,
                                    &k->bound[at * SCAN_LANES], k->hit, k->sums);
            if (hits) judge_hits(k, c, hits, &k->best[k->first + replicate[g]]);
        }
    }
}

static void run_lanes(worker *k)
{
    size_t group[GROUP], n = 0;
    for (size_t r; (r = atomic_fetch_add(k->next, 1)) < k->n;) {
        if (k->done[k->first + r]) continue;
        group[n++] = r;
        if (n < k->group) continue;
        scan_group(k, group, n);
        n = 0;
    }
    if (n) scan_group(k, group, n);
}

static void *work(void *ctx)
{
    worker *k = ctx;
    size_t i, cells = k->s->n_loc * n_kept(k->s);
    switch (k->phase) {
    case DRAW:
        while ((i = atomic_fetch_add(k->next, 1)) < k->n)
            draw(k->chance, k->streams[k->first + i], k->days, &k->cells[i * cells]);
        break;
    case BOUNDS:
        while ((i = atomic_fetch_add(k->next, 1)) < k->s->n_loc)
            fill_bounds(k->s, k->bounds, k->block, i, k->bound, k->expect_at);
        break;
    case LANES: run_lanes(k); break;
    case PLAIN:
        k->part = 0;
        while ((i = atomic_fetch_add(k->next, 1)) < k->s->n_loc) {
            double best = plain_max(k->s, &k->cells[k->replicate * cells], i, k->count, k->expect);
            k->part = fmax(k->part, best);
        }
        break;
    }
    return NULL;
}

/* ---- All of them */

typedef struct crew {
    worker *workers;
    size_t n;
    atomic_size_t next;
} crew;

static tr_err run_crew(crew *c)
{
    pthread_t threads[MOST_THREADS];
    bool started[MOST_THREADS] = {false};
    for (size_t i = 1; i < c->n; i++)
        started[i] = pthread_create(&threads[i], NULL, work, &c->workers[i]) == 0;
    for (size_t i = 0; i < c->n; i++) {
        if (!started[i])
            (void)work(&c->workers[i]); /* what has no thread of its own is done here */
    }
    for (size_t i = 1; i < c->n; i++) {
        if (started[i]) (void)pthread_join(threads[i], NULL);
    }
    return TR_OK;
}

static tr_err run_phase(crew *c, size_t first, size_t n, phase_kind phase, size_t block)
{
    atomic_store(&c->next, 0);
    for (size_t i = 0; i < c->n; i++) {
        worker *k = &c->workers[i];
        k->first = first;
        k->n = n;
        k->group = (n + c->n - 1) / c->n < GROUP ? (n + c->n - 1) / c->n : GROUP;
        k->phase = phase;
        k->block = block;
    }
    return run_crew(c);
}

static bool fast_kernel(void)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
#else
    return false;
#endif
}

static tr_err open_worker(worker *k, const scan *s, size_t longest, size_t n_cases, arena *a)
{
    k->s = s;
    k->windows = arena_alloc_n(a, GROUP * s->n_loc * SCAN_LANES, sizeof *k->windows);
    k->hit = arena_alloc_n(a, longest + 1, sizeof *k->hit);
    k->sums = arena_alloc_n(a, (longest + 1) * SCAN_LANES, sizeof *k->sums);
    k->days = arena_alloc_n(a, n_cases + 1, sizeof *k->days);
    k->count = arena_alloc_n(a, s->n_windows + 1, sizeof *k->count);
    k->expect = arena_alloc_n(a, s->n_windows + 1, sizeof *k->expect);
    k->kernel = fast_kernel() ? scan_kernel_v3 : scan_kernel_v1;
    bool ok = k->windows && k->hit && k->sums && k->days && k->count && k->expect;
    return ok ? TR_OK : TR_ERR_NOMEM;
}

typedef struct null_job {
    const scan *s;
    const scan_test_options *o;
    chance chance;
    bounds bounds;
    crew crew;
    uint16_t *cells, *bound;
    double *expect_at;
    size_t batch;
    random_stream *streams;
    double *best;
    bool *done;
    arena *a;
} null_job;

static tr_err open_job(null_job *j)
{
    const scan *s = j->s;
    size_t cells = s->n_loc * n_kept(s), longest = 0, threads = j->o->threads ? j->o->threads : 1;
    j->chance =
        (chance){.s = s, .n_cells = s->n_loc * s->n_time, .n_cases = (size_t)llround(s->all)};
    TR_TRY(s->d->expected ? open_alias(&j->chance, j->a) : list_cases(&j->chance, j->a));
    j->batch = batch_bytes / (cells * sizeof(uint16_t)) + 1;
    if (j->batch > j->o->replicates) j->batch = j->o->replicates;
    j->bounds.n_cases = j->chance.n_cases;
    j->bounds.most_expected = arena_alloc_n(j->a, j->bounds.n_cases + 2, sizeof(double));
    /* Filled whole by the crew (DRAW, BOUNDS) before anyone reads them: zeroing them here would be
     * the one long thing that a single thread does. */
    size_t steps = (s->start[s->n_loc] + 1) * SCAN_LANES;
    j->cells = arena_alloc_unset_n(j->a, j->batch * cells + 1, sizeof *j->cells);
    j->bound = arena_alloc_unset_n(j->a, steps, sizeof *j->bound);
    j->expect_at = arena_alloc_unset_n(j->a, steps, sizeof *j->expect_at);
    j->streams = arena_alloc_n(j->a, j->o->replicates + 1, sizeof *j->streams);
    j->best = arena_alloc_n(j->a, j->o->replicates + 1, sizeof *j->best);
    j->done = arena_alloc_n(j->a, j->o->replicates + 1, sizeof *j->done);
    j->crew.n = threads < MOST_THREADS ? threads : MOST_THREADS;
    j->crew.workers = arena_alloc_n(j->a, j->crew.n, sizeof *j->crew.workers);
    if (!j->bounds.most_expected || !j->cells || !j->bound || !j->expect_at || !j->done ||
        !j->streams || !j->best || !j->crew.workers)
        return TR_ERR_NOMEM;
    j->bounds.most = largest_expected(s) * (1 + 1e-9);
    for (size_t c = 0; c < s->n_loc; c++) {
        if (s->start[c + 1] - s->start[c] > longest) longest = s->start[c + 1] - s->start[c];
    }
    random_stream r = j->o->stream;
    for (size_t i = 0; i < j->o->replicates; i++, random_jump(&r))
        j->streams[i] = r;
    for (size_t i = 0; i < j->crew.n; i++) {
        worker *k = &j->crew.workers[i];
        *k = (worker){.chance = &j->chance,
                      .bounds = &j->bounds,
                      .bound = j->bound,
                      .expect_at = j->expect_at,
                      .cells = j->cells,
                      .next = &j->crew.next,
                      .streams = j->streams,
                      .best = j->best,
                      .done = j->done};
        TR_TRY(open_worker(k, s, longest, j->chance.n_cases, j->a));
    }
    return TR_OK;
}

/* One level: replicates whose maximum an earlier level found are passed over. */
static tr_err run_level(null_job *j, size_t first, size_t n, double level)
{
    size_t blocks = (j->s->n_windows + SCAN_LANES - 1) / SCAN_LANES, left = 0;
    for (size_t i = first; i < first + n; i++) {
        j->done[i] = j->best[i] > 0;
        left += !j->done[i];
    }
    if (left == 0) return TR_OK;
    if (level < j->bounds.level || level > j->bounds.level) set_level(&j->bounds, j->s, level);
    for (size_t b = 0; b < blocks; b++) {
        TR_TRY(run_phase(&j->crew, first, n, BOUNDS, b));
        TR_TRY(run_phase(&j->crew, first, n, LANES, b));
    }
    return TR_OK;
}

/* What no level reached is seldom more than one replicate: the crew scans each together. */
static tr_err run_plain(null_job *j, size_t first, size_t n)
{
    for (size_t r = 0; r < n; r++) {
        double *best = &j->best[first + r];
        if (*best > 0) continue;
        for (size_t i = 0; i < j->crew.n; i++)
            j->crew.workers[i].replicate = r;
        TR_TRY(run_phase(&j->crew, first, n, PLAIN, 0));
        for (size_t i = 0; i < j->crew.n; i++)
            *best = fmax(*best, j->crew.workers[i].part);
    }
    return TR_OK;
}

/* Replicates first .. first + n - 1: at a high level few zones are worth a look, but not every
 * maximum reaches it; what stays below all levels goes through the plain scan. */
static tr_err run_batch(null_job *j, size_t first, size_t n, const double *levels, size_t n_levels)
{
    TR_TRY(run_phase(&j->crew, first, n, DRAW, 0));
    for (size_t i = 0; i < n_levels && !j->o->plain; i++)
        TR_TRY(run_level(j, first, n, levels[i]));
    return run_plain(j, first, n);
}

static int by_value(const void *x, const void *y)
{
    const double *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

/* From the maxima of the first replicates: the median, the least, and well below it. */
static void choose_levels(const double *best, size_t n, double levels[TIERS])
{
    double sorted[PILOTS] = {0};
    memcpy(sorted, best, n * sizeof *best);
    qsort(sorted, n, sizeof *sorted, by_value);
    levels[0] = fmax(sorted[n / 2], pilot_level);
    levels[1] = fmax(sorted[0], pilot_level);
    levels[2] = fmax(0.7 * sorted[0], pilot_level);
}

tr_err scan_null(const scan *s, const scan_test_options *o, arena *a, double **max_llr)
{
    null_job j = {.s = s, .o = o, .a = a};
    double levels[TIERS];
    if (s->all > MOST_CASES) return TR_ERR_LIMIT;
    if (o->replicates == 0) return TR_ERR_DATA;
    TR_TRY(open_job(&j));
    size_t pilots = o->replicates < PILOTS ? o->replicates : PILOTS;
    if (pilots > j.batch) pilots = j.batch;
    TR_TRY(run_batch(&j, 0, pilots, &pilot_level, 1));
    choose_levels(j.best, pilots, levels);
    for (size_t first = pilots; first < o->replicates; first += j.batch) {
        size_t left = o->replicates - first;
        TR_TRY(run_batch(&j, first, left < j.batch ? left : j.batch, levels, TIERS));
    }
    *max_llr = j.best;
    return TR_OK;
}
