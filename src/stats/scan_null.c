/* Replicates of the scan under chance alone. Sixteen windows stand side by side in integer lanes;
 * for each zone and window a bound says how many cases would matter. What reaches it is computed as
 * the plain scan computes it. */
#include "stats/scan_parts.h"

#include "base/crew.h"
#include "calc/calc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PILOTS = 9, TIERS = 3, GROUP = 8, KEPT_STEPS = 8 };

static const size_t batch_bytes = (size_t)256 << 20;
static const double pilot_level = 3;
static const size_t side_bytes = (size_t)128 << 20;

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
static double plain_max(const scan *s, const uint16_t *cells, size_t centre, const window_sums *v)
{
    double best = 0, *count = v->count, *expect = v->expect;
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

/* Where c cases reach the level and with more expected no longer do. The likelihood falls and is
 * convex in what is expected, so Newton's steps from the left never pass that point; the start is
 * left of it because the second term is never below -c. */
static double most_expected_at(double c, double all, double level)
{
    if (!(c > 0)) return 0;
    double e = c * exp(-1 - level / c), step = e;
    for (int i = 0; i < 100 && step > 1e-13 * e; i++) {
        step = (scan_llr(c, e, all) - level) / (c / e - (all - c) / (all - e));
        e += step;
    }
    return e * (1 + 1e-9);
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

/* The least count that may reach the level; `from`, that of something expected no more often: from
 * step to step it is seldom far, and where it is, a first guess is nearer. */
static size_t bound_of(const bounds *b, double e, size_t from)
{
    for (int near = 0; near < 4; near++, from++) {
        if (from > b->n || b->most_expected[from] >= e) return from;
    }
    double guess = e + sqrt(2 * b->level * e);
    if (guess > (double)b->n) guess = (double)b->n;
    if (guess > (double)from) from = (size_t)guess;
    while (b->most_expected[from - 1] >= e)
        from--;
    while (from <= b->n && b->most_expected[from] < e)
        from++;
    return from;
}

/* ---- All replicates, batch by batch */

/* Of one block of windows. */
typedef struct block_bounds {
    size_t number;
    uint16_t *bound;   /* steps x lanes */
    double *expect_at; /* the same for every KEPT_STEPS-th step */
} block_bounds;

/* What one member of the crew has for itself. */
typedef struct worker {
    block_bounds *block;
    double *best;             /* of the batch: its own finds, or those of all */
    uint16_t *windows, *sums; /* of a group of replicates: n_loc x lanes; hits x lanes */
    uint32_t *hit, *days;
    double part; /* plain scan: the maximum over the centres this worker took */
} worker;

typedef struct null_job {
    const scan *s;
    const scan_test_options *o;
    chance chance;
    bounds bounds;
    worker *workers;
    scan_kernel_fn *kernel;
    random_stream *streams; /* of each replicate; so is best */
    double *best;
    size_t batch;         /* replicates in one */
    size_t first;         /* of this batch: its first replicate */
    uint16_t *cells;      /* of this batch */
    size_t n_blocks;      /* of windows */
    size_t n_side;        /* blocks scanned side by side; 1: one after the other, by all members */
    size_t *todo, n_todo; /* of the batch: what no earlier level found */
    size_t group;         /* of todo, taken together: few are shared out */
    size_t replicate;     /* plain scan: of the batch; its centres are shared out */
    arena *a;
} null_job;

static size_t n_cells_kept(const scan *s)
{
    return s->n_loc * n_kept(s);
}

static void draw_one(void *ctx, size_t member, size_t r)
{
    null_job *j = ctx;
    draw(&j->chance, j->streams[j->first + r], j->workers[member].days,
         &j->cells[r * n_cells_kept(j->s)]);
}

/* What a centre's prefixes expect is kept at some steps only: all of them would take more memory
 * than everything else, and few are asked for. */
static size_t expect_row(const scan *s, size_t c, size_t step)
{
    size_t before = s->start[c] / KEPT_STEPS + c;
    return (before + (step - s->start[c]) / KEPT_STEPS) * SCAN_LANES;
}

/* The same sum in the same order as bound_centre has it. */
static double expected_at(const scan *s, const block_bounds *b, size_t c, size_t step, size_t lane)
{
    double e = b->expect_at[expect_row(s, c, step) + lane];
    for (size_t i = step - (step - s->start[c]) % KEPT_STEPS + 1; i <= step; i++)
        e += scan_expected(s, s->order[i], b->number * SCAN_LANES + lane);
    return e;
}

/* Bounds of one block of windows for every step of a centre; lanes beyond the last window are never
 * reached. */
static void bound_centre(void *ctx, size_t member, size_t c)
{
    null_job *j = ctx;
    const scan *s = j->s;
    double e[SCAN_LANES] = {0};
    size_t least[SCAN_LANES] = {0}; /* it rises with what is expected */
    block_bounds *b = j->workers[member].block;
    for (size_t i = s->start[c]; i < s->start[c + 1]; i++) {
        for (size_t k = 0; k < SCAN_LANES; k++) {
            size_t w = b->number * SCAN_LANES + k;
            if (w < s->n_windows) e[k] += scan_expected(s, s->order[i], w);
            least[k] = bound_of(&j->bounds, e[k], least[k]);
            bool asked = w < s->n_windows && s->counts_as_zone[i] && least[k] <= j->bounds.n;
            b->bound[i * SCAN_LANES + k] = asked ? (uint16_t)least[k] : UINT16_MAX;
        }
        if ((i - s->start[c]) % KEPT_STEPS == 0)
            memcpy(&b->expect_at[expect_row(s, c, i)], e, sizeof e);
    }
}

static void fill_windows(const scan *s, size_t block, const uint16_t *cells, uint16_t *windows)
{
    size_t t1 = n_kept(s), t0 = first_kept(s);
    for (size_t loc = 0; loc < s->n_loc; loc++) {
        for (size_t i = 0; i < SCAN_LANES; i++) {
            size_t w = block * SCAN_LANES + i;
            const uint16_t *row = &cells[loc * t1];
            windows[loc * SCAN_LANES + i] =
                w < s->n_windows
                    ? (uint16_t)(row[s->windows[w].last + 1 - t0] - row[s->windows[w].first - t0])
                    : 0;
        }
    }
}

static void judge_hits(const null_job *j, const worker *k, size_t centre, size_t n, double *best)
{
    for (size_t h = 0; h < n; h++) {
        size_t step = j->s->start[centre] + k->hit[h];
        for (size_t i = 0; i < SCAN_LANES; i++) {
            uint16_t c = k->sums[h * SCAN_LANES + i];
            if (c < k->block->bound[step * SCAN_LANES + i]) continue;
            double llr = scan_llr(c, expected_at(j->s, k->block, centre, step, i), j->s->all);
            if (llr >= j->bounds.level) *best = fmax(*best, llr); /* below it others were passed */
        }
    }
}

/* A few replicates at a time, centre by centre: a centre's bounds are read once for all of them. */
static void scan_group(void *ctx, size_t member, size_t piece)
{
    null_job *j = ctx;
    const scan *s = j->s;
    worker *k = &j->workers[member];
    const size_t *replicate = &j->todo[piece * j->group];
    size_t left = j->n_todo - piece * j->group, n = left < j->group ? left : j->group;
    size_t room = s->n_loc * SCAN_LANES;
    for (size_t g = 0; g < n; g++)
        fill_windows(s, k->block->number, &j->cells[replicate[g] * n_cells_kept(s)],
                     &k->windows[g * room]);
    for (size_t c = 0; c < s->n_loc; c++) {
        size_t at = s->start[c], steps = s->start[c + 1] - at;
        for (size_t g = 0; g < n; g++) {
            size_t hits = j->kernel(&k->windows[g * room], &s->order[at], steps,
                                    &k->block->bound[at * SCAN_LANES], k->hit, k->sums);
            if (hits) judge_hits(j, k, c, hits, &k->best[replicate[g]]);
        }
    }
}

static size_t n_groups(const null_job *j)
{
    return (j->n_todo + j->group - 1) / j->group;
}

static void scan_block(void *ctx, size_t member, size_t block)
{
    null_job *j = ctx;
    j->workers[member].block->number = block;
    for (size_t c = 0; c < j->s->n_loc; c++)
        bound_centre(j, member, c);
    for (size_t g = 0; g < n_groups(j); g++)
        scan_group(j, member, g);
}

static void scan_plainly(void *ctx, size_t member, size_t c)
{
    null_job *j = ctx;
    worker *k = &j->workers[member];
    const uint16_t *cells = &j->cells[j->replicate * n_cells_kept(j->s)];
    k->part = fmax(k->part, plain_max(j->s, cells, c, &j->s->sums[member]));
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

/* Rows of lanes, unset, none of them across two cache lines: such a load costs twice. */
static uint16_t *alloc_rows(arena *a, size_t n)
{
    enum { ROW_BYTES = SCAN_LANES * sizeof(uint16_t) };
    char *p = arena_alloc_unset_n(a, n + 1, ROW_BYTES);
    if (p == NULL) return NULL;
    return (void *)(p + (ROW_BYTES - (uintptr_t)p % ROW_BYTES) % ROW_BYTES);
}

static tr_err open_worker(worker *k, const null_job *j, size_t longest)
{
    const scan *s = j->s;
    k->windows = alloc_rows(j->a, GROUP * s->n_loc);
    k->hit = arena_alloc_n(j->a, longest + 1, sizeof *k->hit);
    k->sums = alloc_rows(j->a, longest);
    k->days = arena_alloc_n(j->a, j->chance.n_cases + 1, sizeof *k->days);
    bool ok = k->windows && k->hit && k->sums && k->days;
    return ok ? TR_OK : TR_ERR_NOMEM;
}

static tr_err open_block(block_bounds *b, const null_job *j)
{
    size_t steps = j->s->start[j->s->n_loc], rows = steps / KEPT_STEPS + j->s->n_loc + 1;
    /* Filled whole by bound_centre before anyone reads them: zeroing them here would be a long
     * thing that a single thread does. */
    b->bound = alloc_rows(j->a, steps);
    b->expect_at = arena_alloc_unset_n(j->a, rows * SCAN_LANES, sizeof *b->expect_at);
    return b->bound && b->expect_at ? TR_OK : TR_ERR_NOMEM;
}

/* Many blocks of windows go side by side, each with bounds and maxima of its own, as far as these
 * fit; few go one after the other, and the crew shares out the centres and replicates of each. */
static tr_err open_blocks(null_job *j)
{
    const scan *s = j->s;
    j->n_blocks = (s->n_windows + SCAN_LANES - 1) / SCAN_LANES;
    double bytes = (double)(s->start[s->n_loc] + s->n_loc) * SCAN_LANES * 3;
    j->n_side = j->n_blocks < s->n_members ? 1 : s->n_members;
    if (bytes * (double)j->n_side > (double)side_bytes)
        j->n_side = (size_t)((double)side_bytes / bytes);
    if (j->n_side == 0) j->n_side = 1;
    block_bounds *blocks = arena_alloc_n(j->a, j->n_side, sizeof *blocks);
    if (blocks == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < j->n_side; i++)
        TR_TRY(open_block(&blocks[i], j));
    for (size_t i = 0; i < j->n_side && j->n_side > 1; i++) {
        j->workers[i].best = arena_alloc_n(j->a, j->batch, sizeof(double));
        if (j->workers[i].best == NULL) return TR_ERR_NOMEM;
    }
    for (size_t i = 0; i < s->n_members; i++)
        j->workers[i].block = &blocks[i < j->n_side ? i : 0];
    return TR_OK;
}

static tr_err open_crew(null_job *j)
{
    const scan *s = j->s;
    size_t longest = 0;
    for (size_t c = 0; c < s->n_loc; c++) {
        if (s->start[c + 1] - s->start[c] > longest) longest = s->start[c + 1] - s->start[c];
    }
    j->kernel = fast_kernel() ? scan_kernel_v3 : scan_kernel_v1;
    j->workers = arena_alloc_n(j->a, s->n_members, sizeof *j->workers);
    if (j->workers == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < s->n_members; i++)
        TR_TRY(open_worker(&j->workers[i], j, longest));
    return open_blocks(j);
}

static tr_err open_job(null_job *j)
{
    const scan *s = j->s;
    size_t cells = n_cells_kept(s);
    j->chance =
        (chance){.s = s, .n_cells = s->n_loc * s->n_time, .n_cases = (size_t)llround(s->all)};
    TR_TRY(s->d->expected ? open_alias(&j->chance, j->a) : list_cases(&j->chance, j->a));
    j->batch = batch_bytes / (cells * sizeof(uint16_t)) + 1;
    if (j->batch > j->o->replicates) j->batch = j->o->replicates;
    j->bounds.n_cases = j->chance.n_cases;
    j->bounds.most_expected = arena_alloc_n(j->a, j->bounds.n_cases + 2, sizeof(double));
    j->cells = arena_alloc_unset_n(j->a, j->batch * cells + 1, sizeof *j->cells); /* see draw */
    j->streams = arena_alloc_n(j->a, j->o->replicates + 1, sizeof *j->streams);
    j->best = arena_alloc_n(j->a, j->o->replicates + 1, sizeof *j->best);
    j->todo = arena_alloc_n(j->a, j->batch + 1, sizeof *j->todo);
    if (!j->bounds.most_expected || !j->cells || !j->streams || !j->best || !j->todo)
        return TR_ERR_NOMEM;
    j->bounds.most = largest_expected(s) * (1 + 1e-9);
    random_stream r = j->o->stream;
    for (size_t i = 0; i < j->o->replicates; i++, random_jump(&r))
        j->streams[i] = r;
    return open_crew(j);
}

static void one_after_the_other(null_job *j)
{
    const scan *s = j->s;
    double steps = (double)s->start[s->n_loc];
    size_t bounding = crew_worth(s->n_members, NS_BOUND_STEP * steps),
           scanning = crew_worth(s->n_members, NS_LANE_STEP * steps * (double)j->n_todo);
    for (size_t i = 0; i < s->n_members; i++)
        j->workers[i].best = &j->best[j->first];
    for (size_t b = 0; b < j->n_blocks; b++) {
        j->workers[0].block->number = b; /* all members have the same one */
        crew_run(bounding, s->n_loc, bound_centre, j);
        crew_run(scanning, n_groups(j), scan_group, j);
    }
}

static void side_by_side(null_job *j)
{
    double steps = (double)j->s->start[j->s->n_loc],
           ns = steps * (NS_BOUND_STEP + NS_LANE_STEP * (double)j->n_todo);
    for (size_t i = 0; i < j->n_side; i++)
        memset(j->workers[i].best, 0, j->batch * sizeof(double));
    crew_run(crew_worth(j->n_side, ns * (double)j->n_blocks), j->n_blocks, scan_block, j);
    for (size_t t = 0; t < j->n_todo; t++) {
        double *best = &j->best[j->first + j->todo[t]];
        for (size_t i = 0; i < j->n_side; i++)
            *best = fmax(*best, j->workers[i].best[j->todo[t]]);
    }
}

/* One level: replicates whose maximum an earlier level found are passed over. */
static void run_level(null_job *j, size_t n, double level)
{
    j->n_todo = 0;
    for (size_t r = 0; r < n; r++) {
        if (!(j->best[j->first + r] > 0)) j->todo[j->n_todo++] = r;
    }
    if (j->n_todo == 0) return;
    size_t share = j->n_side > 1 ? GROUP : j->n_todo / (4 * j->s->n_members) + 1;
    j->group = share < GROUP ? share : GROUP;
    if (level < j->bounds.level || level > j->bounds.level) set_level(&j->bounds, j->s, level);
    if (j->n_side > 1) {
        side_by_side(j);
    } else {
        one_after_the_other(j);
    }
}

/* What no level reached is seldom more than one replicate: the crew scans each together. */
static void run_plain(null_job *j, size_t n)
{
    size_t members = scan_wide_members(j->s);
    for (j->replicate = 0; j->replicate < n; j->replicate++) {
        double *best = &j->best[j->first + j->replicate];
        if (*best > 0) continue;
        for (size_t i = 0; i < members; i++)
            j->workers[i].part = 0;
        crew_run(members, j->s->n_loc, scan_plainly, j);
        for (size_t i = 0; i < members; i++)
            *best = fmax(*best, j->workers[i].part);
    }
}

/* Replicates first .. first + n - 1: at a high level few zones are worth a look, but not every
 * maximum reaches it; what stays below all levels goes through the plain scan. */
static void run_batch(null_job *j, size_t first, size_t n, const double *levels, size_t n_levels)
{
    j->first = first;
    double ns = NS_CASE * (double)j->chance.n_cases * (double)n;
    crew_run(crew_worth(j->s->n_members, ns), n, draw_one, j);
    for (size_t i = 0; i < n_levels && !j->o->plain; i++)
        run_level(j, n, levels[i]);
    run_plain(j, n);
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
    if (s->all > SCAN_MOST_CASES) return TR_ERR_LIMIT;
    if (o->replicates == 0) return TR_ERR_DATA;
    TR_TRY(open_job(&j));
    size_t pilots = o->replicates < PILOTS ? o->replicates : PILOTS;
    if (pilots > j.batch) pilots = j.batch;
    run_batch(&j, 0, pilots, &pilot_level, 1);
    choose_levels(j.best, pilots, levels);
    for (size_t first = pilots; first < o->replicates; first += j.batch) {
        size_t left = o->replicates - first;
        run_batch(&j, first, left < j.batch ? left : j.batch, levels, TIERS);
    }
    *max_llr = j.best;
    return TR_OK;
}
