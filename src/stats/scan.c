#include "stats/scan_parts.h"

#include "base/crew.h"
#include "calc/calc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_WINDOWS = 2000000 };
static const double sums_bytes = 64 << 20;

double scan_llr(double c, double e, double all)
{
    if (!(c > e)) return 0;
    double rest = all - c;
    return c * log(c / e) + (rest > 0 ? rest * log(rest / (all - e)) : 0);
}

/* ---- Zones and windows */

typedef struct neighbour {
    double m;
    uint32_t loc;
} neighbour;

/* Two rising runs into one; at one distance the left run goes first. */
static void merge_runs(const neighbour *left, const neighbour *right, const neighbour *end,
                       neighbour *out)
{
    const neighbour *l = left, *r = right;
    while (l < right && r < end) {
        bool from_right = r->m < l->m;
        *out++ = *(from_right ? r : l);
        r += from_right;
        l += !from_right;
    }
    memcpy(out, l, (size_t)(right - l) * sizeof *l);
    memcpy(out + (right - l), r, (size_t)(end - r) * sizeof *r);
}

/* By distance; at one distance by number, in which they come. A merge sort without calls: every
 * centre sorts all locations. Returns where the result stands: `v` or `spare`. */
static neighbour *sort_by_distance(neighbour *v, neighbour *spare, size_t n)
{
    for (size_t run = 1; run < n; run *= 2) {
        for (size_t i = 0; i < n; i += 2 * run) {
            size_t middle = i + run < n ? i + run : n, end = middle + run < n ? middle + run : n;
            merge_runs(v + i, v + middle, v + end, spare + i);
        }
        neighbour *swap = v;
        v = spare;
        spare = swap;
    }
    return v;
}

/* What counts towards the largest zone: what is expected; for permutation the cases. */
static double size_of(const scan *s, size_t loc)
{
    const double *before = s->d->expected ? s->expect_before : s->count_before;
    return before[loc * (s->n_time + 1) + s->n_time];
}

/* Every centre writes to a row of its own; afterwards the rows are moved together. */
typedef struct zone_job {
    scan *s;
    neighbour *room; /* of each member: twice n_loc */
} zone_job;

/* Locations in order of distance until the next would be too much; at one distance all or none. */
static void make_zones_of(void *ctx, size_t member, size_t c)
{
    zone_job *j = ctx;
    scan *s = j->s;
    size_t n = 0;
    double sum = 0;
    const double most = s->o.most_share * s->whole_size * (1 + 1e-12);
    neighbour *near = &j->room[member * 2 * s->n_loc];
    for (size_t i = 0; i < s->n_loc; i++)
        near[i] = (neighbour){s->d->distance[c * s->n_loc + i], (uint32_t)i};
    near = sort_by_distance(near, near + s->n_loc, s->n_loc);
    for (size_t i = 0; i < s->n_loc;) {
        size_t end = i + 1;
        while (s->o.tie_together && end < s->n_loc && !(near[end].m > near[i].m))
            end++;
        double more = 0;
        for (size_t k = i; k < end; k++)
            more += size_of(s, near[k].loc);
        if (sum + more > most || near[i].m > s->o.most_distance) break;
        sum += more;
        for (; i < end; i++, n++) {
            s->order[c * s->n_loc + n] = near[i].loc;
            s->counts_as_zone[c * s->n_loc + n] = i + 1 == end;
        }
    }
    s->start[c + 1] = n;
}

static tr_err make_zones(scan *s, arena *a)
{
    zone_job j = {s, arena_alloc_n(a, 2 * s->n_loc * s->n_members, sizeof *j.room)};
    s->order = arena_alloc_unset_n(a, s->n_loc * s->n_loc, sizeof *s->order);
    s->counts_as_zone = arena_alloc_unset_n(a, s->n_loc * s->n_loc, sizeof *s->counts_as_zone);
    s->start = arena_alloc_n(a, s->n_loc + 1, sizeof *s->start);
    if (!j.room || !s->order || !s->counts_as_zone || !s->start) return TR_ERR_NOMEM;
    for (size_t i = 0; i < s->n_loc; i++)
        s->whole_size += size_of(s, i);
    double ns = NS_NEIGHBOUR * (double)s->n_loc * (double)s->n_loc;
    crew_run(crew_worth(s->n_members, ns), s->n_loc, make_zones_of, &j);
    for (size_t c = 0; c < s->n_loc; c++) {
        size_t from = c * s->n_loc, to = s->start[c], n = s->start[c + 1];
        memmove(&s->order[to], &s->order[from], n * sizeof *s->order);
        memmove(&s->counts_as_zone[to], &s->counts_as_zone[from], n * sizeof *s->counts_as_zone);
        s->start[c + 1] = to + n;
    }
    return TR_OK;
}

static tr_err make_windows(scan *s, arena *a)
{
    size_t most = s->o.most_days ? s->o.most_days : s->n_time > 1 ? s->n_time / 2 : 1;
    if (s->o.prospective ? most > MOST_WINDOWS : s->n_time * most > MOST_WINDOWS)
        return TR_ERR_LIMIT;
    s->windows = arena_alloc_n(a, s->n_time * most + 1, sizeof *s->windows);
    if (s->windows == NULL) return TR_ERR_NOMEM;
    for (size_t first = 0; first < s->n_time; first++) {
        for (size_t last = first; last < s->n_time && last - first < most; last++) {
            if (s->o.prospective && last + 1 != s->n_time) continue;
            s->windows[s->n_windows++] = (scan_window){(uint32_t)first, (uint32_t)last};
        }
    }
    return TR_OK;
}

/* So that many windows and many threads together do not take all memory. */
static tr_err make_sums(scan *s, arena *a)
{
    double fit = sums_bytes / (2 * sizeof(double) * (double)(s->n_windows + 1));
    s->n_wide = s->n_members < s->n_loc ? s->n_members : s->n_loc;
    if (fit < (double)s->n_wide) s->n_wide = fit > 1 ? (size_t)fit : 1;
    s->sums = arena_alloc_n(a, s->n_wide, sizeof *s->sums);
    for (size_t i = 0; s->sums && i < s->n_wide; i++) {
        window_sums *v = &s->sums[i];
        v->count = arena_alloc_n(a, s->n_windows + 1, sizeof(double));
        v->expect = arena_alloc_n(a, s->n_windows + 1, sizeof(double));
        if (!v->count || !v->expect) return TR_ERR_NOMEM;
    }
    return s->sums ? TR_OK : TR_ERR_NOMEM;
}

static tr_err add_up(scan *s, arena *a)
{
    size_t t1 = s->n_time + 1, cells = s->n_loc * t1;
    double *day = arena_alloc_n(a, t1, sizeof *day);
    calc_sum all = {0}, base = {0};
    s->count_before = arena_alloc_n(a, cells, sizeof(double));
    s->expect_before = arena_alloc_n(a, cells, sizeof(double));
    if (!day || !s->count_before || !s->expect_before) return TR_ERR_NOMEM;
    for (size_t i = 0; i < s->n_loc * s->n_time; i++) {
        if (!(s->d->count[i] >= 0) || (s->d->expected && !(s->d->expected[i] >= 0)))
            return TR_ERR_DATA;
        calc_add(&all, s->d->count[i]);
        if (s->d->expected) calc_add(&base, s->d->expected[i]);
        day[i % s->n_time] += s->d->count[i];
    }
    s->all = calc_total(all);
    double scale = s->d->expected ? s->all / calc_total(base) : 0;
    if (!(s->all > 0) || (s->d->expected && !(calc_total(base) > 0))) return TR_ERR_DATA;
    for (size_t loc = 0; loc < s->n_loc; loc++) {
        double row = 0;
        for (size_t t = 0; t < s->n_time; t++)
            row += s->d->count[loc * s->n_time + t];
        for (size_t t = 0; t < s->n_time; t++) {
            size_t at = loc * t1 + t, cell = loc * s->n_time + t;
            s->count_before[at + 1] = s->count_before[at] + s->d->count[cell];
            double e = s->d->expected ? s->d->expected[cell] * scale : row * day[t] / s->all;
            s->expect_before[at + 1] = s->expect_before[at] + e;
        }
    }
    return TR_OK;
}

tr_err scan_open(const scan_data *d, const scan_options *o, arena *a, scan **out)
{
    scan *s = *out = arena_alloc(a, sizeof *s);
    if (s == NULL) return TR_ERR_NOMEM;
    *s = (scan){.d = d,
                .o = *o,
                .n_loc = d->n_loc,
                .n_time = d->n_time,
                .n_members = crew_members(o->threads)};
    if (d->n_loc == 0 || d->n_time == 0) return TR_ERR_DATA;
    TR_TRY(add_up(s, a));
    TR_TRY(make_zones(s, a));
    TR_TRY(make_windows(s, a));
    return make_sums(s, a);
}

double scan_cost(const scan *s)
{
    return (double)s->start[s->n_loc] * (double)s->n_windows;
}

/* Members that scan all windows of a centre. */
size_t scan_wide_members(const scan *s)
{
    return crew_worth(s->n_wide, NS_WINDOW * scan_cost(s));
}

static double window_count(const scan *s, size_t loc, size_t w)
{
    const double *c = &s->count_before[loc * (s->n_time + 1)];
    return c[s->windows[w].last + 1] - c[s->windows[w].first];
}

/* ---- Different zones */

typedef struct zone_hash {
    uint64_t h[2];
} zone_hash;

static zone_hash hash_of(uint32_t loc)
{
    random_stream r = random_seeded(loc);
    return (zone_hash){{random_next(&r), random_next(&r)}};
}

static int by_hash(const void *x, const void *y)
{
    return memcmp(x, y, sizeof(zone_hash));
}

tr_err scan_n_zones(const scan *s, arena *a, size_t *out)
{
    size_t n = 0;
    zone_hash *h = arena_alloc_n(a, s->start[s->n_loc] + 1, sizeof *h);
    if (h == NULL) return TR_ERR_NOMEM;
    for (size_t c = 0; c < s->n_loc; c++) {
        zone_hash sum = {{0}};
        for (size_t i = s->start[c]; i < s->start[c + 1]; i++) {
            zone_hash one = hash_of(s->order[i]);
            sum.h[0] += one.h[0];
            sum.h[1] += one.h[1];
            if (s->counts_as_zone[i]) h[n++] = sum;
        }
    }
    if (n) qsort(h, n, sizeof *h, by_hash);
    *out = 0;
    for (size_t i = 0; i < n; i++)
        *out += i == 0 || memcmp(&h[i], &h[i - 1], sizeof *h) != 0;
    return TR_OK;
}

/* ---- The observed data */

typedef struct found {
    double llr, observed, expected;
    size_t centre, step, window;
} found;

/* The prefix that ends at `step` gets one location more. */
static void grow(const scan *s, window_sums *v, size_t step, bool first)
{
    size_t loc = s->order[step];
    for (size_t w = 0; w < s->n_windows; w++) {
        v->count[w] = (first ? 0 : v->count[w]) + window_count(s, loc, w);
        v->expect[w] = (first ? 0 : v->expect[w]) + scan_expected(s, loc, w);
    }
}

static int stronger(const void *x, const void *y)
{
    const found *a = x, *b = y;
    if (a->llr < b->llr || a->llr > b->llr) return a->llr > b->llr ? -1 : 1;
    if (a->centre != b->centre) return a->centre < b->centre ? -1 : 1;
    if (a->step != b->step) return a->step < b->step ? -1 : 1;
    return (a->window > b->window) - (a->window < b->window);
}

static int by_number(const void *x, const void *y)
{
    const uint32_t *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

static tr_err cluster_of(const scan *s, const found *f, arena *a, scan_cluster *out)
{
    size_t from = s->start[f->centre], n = f->step - from + 1;
    *out = (scan_cluster){.centre = f->centre,
                          .n_loc = n,
                          .first_day = s->windows[f->window].first,
                          .last_day = s->windows[f->window].last,
                          .observed = f->observed,
                          .expected = f->expected,
                          .llr = f->llr,
                          .locs = arena_alloc_n(a, n, sizeof(uint32_t))};
    if (out->locs == NULL) return TR_ERR_NOMEM;
    memcpy(out->locs, &s->order[from], n * sizeof *out->locs);
    qsort(out->locs, n, sizeof *out->locs, by_number);
    return TR_OK;
}

static bool same_zone(const scan_cluster *a, const scan_cluster *b)
{
    return a->n_loc == b->n_loc && a->first_day == b->first_day && a->last_day == b->last_day &&
           memcmp(a->locs, b->locs, a->n_loc * sizeof *a->locs) == 0;
}

/* By likelihood; then fewer locations, their order, the earlier window: nothing hangs on centres.
 */
static int cluster_order(const void *x, const void *y)
{
    const scan_cluster *a = x, *b = y;
    if (fabs(a->llr - b->llr) > 1e-10 * (1 + a->llr)) return a->llr > b->llr ? -1 : 1;
    if (a->n_loc != b->n_loc) return a->n_loc < b->n_loc ? -1 : 1;
    for (size_t i = 0; i < a->n_loc; i++) {
        if (a->locs[i] != b->locs[i]) return a->locs[i] < b->locs[i] ? -1 : 1;
    }
    if (a->first_day != b->first_day) return a->first_day < b->first_day ? -1 : 1;
    return (a->last_day > b->last_day) - (a->last_day < b->last_day);
}

static size_t drop_same(scan_cluster *c, size_t n)
{
    size_t kept = 0;
    if (n) qsort(c, n, sizeof *c, cluster_order);
    for (size_t i = 0; i < n; i++) {
        if (kept == 0 || !same_zone(&c[kept - 1], &c[i])) c[kept++] = c[i];
    }
    return kept;
}

/* One zone comes from several centres: as many are kept as all centres could bring. */
tr_err scan_best(const scan *s, size_t most, arena *a, scan_cluster **out, size_t *n)
{
    size_t room = most * s->n_loc + 1, m = 0;
    window_sums *v = &s->sums[0];
    found *f = arena_alloc_n(a, 2 * room, sizeof *f);
    if (f == NULL) return TR_ERR_NOMEM;
    for (size_t c = 0; c < s->n_loc; c++) {
        for (size_t i = s->start[c]; i < s->start[c + 1]; i++) {
            grow(s, v, i, i == s->start[c]);
            for (size_t w = 0; w < s->n_windows && s->counts_as_zone[i]; w++) {
                double llr = v->count[w] >= s->o.least_cases
                                 ? scan_llr(v->count[w], v->expect[w], s->all)
                                 : 0;
                if (!(llr > 0)) continue;
                f[m++] = (found){llr, v->count[w], v->expect[w], c, i, w};
                if (m < 2 * room) continue;
                qsort(f, m, sizeof *f, stronger);
                m = room;
            }
        }
    }
    qsort(f, m, sizeof *f, stronger);
    if (m > room) m = room;
    *out = arena_alloc_n(a, m + 1, sizeof **out);
    if (*out == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < m; i++)
        TR_TRY(cluster_of(s, &f[i], a, &(*out)[i]));
    *n = drop_same(*out, m);
    if (*n > most) *n = most;
    return TR_OK;
}

static bool shares(const scan_cluster *c, const bool *taken)
{
    for (size_t i = 0; i < c->n_loc; i++) {
        if (taken[c->locs[i]]) return true;
    }
    return false;
}

typedef struct top_job {
    const scan *s;
    found *top; /* of each centre */
} top_job;

/* Where several are as likely, the smallest zone, and of it the first window. */
static void find_top_of(void *ctx, size_t member, size_t c)
{
    top_job *j = ctx;
    const scan *s = j->s;
    window_sums *v = &s->sums[member];
    found top = {0};
    for (size_t i = s->start[c]; i < s->start[c + 1]; i++) {
        grow(s, v, i, i == s->start[c]);
        for (size_t w = 0; w < s->n_windows && s->counts_as_zone[i]; w++) {
            double llr =
                v->count[w] >= s->o.least_cases ? scan_llr(v->count[w], v->expect[w], s->all) : 0;
            if (llr > top.llr) top = (found){llr, v->count[w], v->expect[w], c, i, w};
        }
    }
    j->top[c] = top;
}

tr_err scan_clusters(const scan *s, arena *a, scan_cluster **out, size_t *n)
{
    bool *taken = arena_alloc_n(a, s->n_loc, sizeof *taken);
    scan_cluster *best = arena_alloc_n(a, s->n_loc + 1, sizeof *best);
    top_job j = {s, arena_alloc_n(a, s->n_loc, sizeof *j.top)};
    size_t m = 0;
    if (!taken || !best || !j.top) return TR_ERR_NOMEM;
    crew_run(scan_wide_members(s), s->n_loc, find_top_of, &j);
    for (size_t c = 0; c < s->n_loc; c++) {
        if (j.top[c].llr > 0) TR_TRY(cluster_of(s, &j.top[c], a, &best[m++]));
    }
    m = drop_same(best, m);
    *out = best;
    *n = 0;
    for (size_t i = 0; i < m; i++) {
        if (shares(&best[i], taken)) continue;
        for (size_t k = 0; k < best[i].n_loc; k++)
            taken[best[i].locs[k]] = true;
        best[(*n)++] = best[i];
    }
    return TR_OK;
}

/* ---- p values */

double scan_p_rank(const double *max_llr, size_t n, double llr)
{
    size_t above = 0;
    for (size_t i = 0; i < n; i++)
        above += max_llr[i] >= llr;
    return (double)(1 + above) / (double)(n + 1);
}

double scan_p_gumbel(const double *max_llr, size_t n, double llr)
{
    calc_sum sum = {0}, squares = {0};
    for (size_t i = 0; i < n; i++)
        calc_add(&sum, max_llr[i]);
    double mean = calc_total(sum) / (double)n;
    for (size_t i = 0; i < n; i++)
        calc_add(&squares, (max_llr[i] - mean) * (max_llr[i] - mean));
    double beta = sqrt(6 * calc_total(squares) / (double)n) / 3.14159265358979323846;
    if (!(beta > 0)) return (double)NAN; /* all alike, or one alone */
    double mode = mean - 0.57721566490153286061 * beta;
    return -expm1(-exp(-(llr - mode) / beta));
}
