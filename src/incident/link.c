#include "incident/link.h"

#include <math.h>
#include <stdlib.h>

enum { CELL_M = 25000, TYPE_CLASH = 3, MAX_ROUNDS = 64 };
static const double widest_m = 50000, near_m = 5000, FORBIDDEN = 1e6;
static const usec_t longest = 48 * USEC_HOUR;

link_options link_defaults(void)
{
    return (link_options){.table = {.n_fields = LINK__N,
#define X(name, levels) levels,
                                    .n_levels = {LINK_FIELDS(X)},
#undef X
                                    .lambda = 0.05,
                                    .m = {{.62, .20, .12, .05, .01},
                                          {.60, .25, .12, .03},
                                          {.60, .25, .10, .05},
                                          {.85, .15},
                                          {.40, .60}},
                                    .u = {{.05, .08, .12, .45, .30},
                                          {.02, .08, .30, .60},
                                          {.15, .20, .25, .40},
                                          {.30, .70},
                                          {.01, .99}}},
                          .link_at = 0.95,
                          .queue_at = 0.5};
}

typedef struct block_key {
    int64_t day, lat, lon;
    size_t record;
} block_key;

typedef struct skeleton {
    char text[32];
} skeleton;

/* Records by id, everything else by the same numbers. */
typedef struct linker {
    const link_record **r;
    size_t n;
    const link_options *o;
    arena *a;
    block_key *keys; /* sorted; one for each record */
    skeleton *names;
    VEC(link_pair) pairs;
    const link_pair **by_record; /* links by their lower record, from `first_link` of it on */
    size_t *first_link;
    size_t *unit;                 /* records that people joined have one number */
    VEC(link_pair) bars;          /* pairs that people keep apart */
    size_t *root, *next;          /* groups: leader, and the list of members */
    usec_t *last_from, *first_to; /* of the group, at its leader */
    size_t n_compared, n_refused, n_cut;
    struct tally *tally; /* while estimating */
} linker;

typedef tr_err pair_fn(linker *l, const link_pair *p);

/* ---- Comparing two records
 * ------------------------------------------------------------------------------- */

/* Twice the antiderivative of |u|, integrated once more. */
static double cube(double u)
{
    return fabs(u * u * u) / 6;
}

/* Mean distance in seconds of two instants, each spread evenly over its span: two reports of "that
 * day" need not agree to the hour. */
static double expected_gap_s(span a, span b)
{
    double a0 = 0, a1 = fmax((double)(a.to - a.from) / USEC_SEC, 1);
    double b0 = (double)(b.from - a.from) / USEC_SEC;
    double b1 = b0 + fmax((double)(b.to - b.from) / USEC_SEC, 1);
    double both = cube(a1 - b0) - cube(a0 - b0) - cube(a1 - b1) + cube(a0 - b1);
    return both / ((a1 - a0) * (b1 - b0));
}

static uint8_t time_level(span a, span b)
{
    double h = expected_gap_s(a, b) / 3600;
    return h <= 3 ? 0 : h <= 12 ? 1 : h <= 24 ? 2 : h <= 72 ? 3 : 4;
}

static uint8_t distance_level(const link_record *a, const link_record *b)
{
    double less = a->r95_m < b->r95_m ? a->r95_m : b->r95_m;
    double d = geo_distance_m(a->position, b->position) - less;
    return d <= 1000 ? 0 : d <= 5000 ? 1 : d <= 25000 ? 2 : 3;
}

/* The next dotted part of a path. */
static bool next_part(str *rest, str *part)
{
    return str_cut(rest, '.', part);
}

/* 0 the same path, 1 the same parent, 2 the same top, 3 a clash. */
static uint8_t path_level(str x, str y)
{
    size_t same = 0, left = 0, right = 0;
    str a, b, rx = x, ry = y;
    bool going = true, more_x = next_part(&rx, &a), more_y = next_part(&ry, &b);
    while (more_x || more_y) {
        going = going && more_x && more_y && str_eq(a, b);
        same += going;
        left += more_x;
        right += more_y;
        more_x = more_x && next_part(&rx, &a);
        more_y = more_y && next_part(&ry, &b);
    }
    if (same == left && same == right) return 0;
    if (same == 0) return 3;
    return same + 1 == left && same + 1 == right ? 1 : 2;
}

/* `|` words: the best of all pairs. */
static uint8_t type_level(str a, str b)
{
    uint8_t best = 3;
    str ra = a, x;
    if (a.len == 0 || b.len == 0) return LINKAGE_MISSING;
    while (str_cut(&ra, '|', &x)) {
        str rb = b, y;
        while (str_cut(&rb, '|', &y)) {
            uint8_t level = path_level(x, y);
            if (level < best) best = level;
        }
    }
    return best;
}

static bool blank(const skeleton *s)
{
    return s->text[0] == '\0';
}

static void compare(const linker *l, size_t i, size_t j, uint8_t level[LINK__N])
{
    const link_record *a = l->r[i], *b = l->r[j];
    const skeleton *x = &l->names[i], *y = &l->names[j];
    level[LINK_TIME] = time_level(a->when, b->when);
    level[LINK_DISTANCE] = distance_level(a, b);
    level[LINK_TYPE] = type_level(a->type, b->type);
    level[LINK_PLACE] = LINKAGE_MISSING;
    if (!blank(x) && !blank(y)) level[LINK_PLACE] = skeleton_match(x->text, y->text) ? 0 : 1;
    level[LINK_TEXT] = LINKAGE_MISSING;
    if (a->text && b->text) level[LINK_TEXT] = a->text == b->text ? 0 : 1;
}

/* ---- Blocking: days and cells, own and both neighbours
 * ------------------------------------------------------ */

static int by_id(const void *a, const void *b)
{
    const link_record *x = *(const link_record *const *)a, *y = *(const link_record *const *)b;
    return str_cmp_natural(x->id, y->id);
}

static int key_order(const void *a, const void *b)
{
    const block_key *x = a, *y = b;
    if (x->day != y->day) return x->day < y->day ? -1 : 1;
    if (x->lat != y->lat) return x->lat < y->lat ? -1 : 1;
    if (x->lon != y->lon) return x->lon < y->lon ? -1 : 1;
    return (x->record > y->record) - (x->record < y->record);
}

static block_key key_of(const link_record *r, size_t i)
{
    double lat = r->position.lat_deg, cell = CELL_M / 111000.0;
    usec_t mid = r->when.from + (r->when.to - r->when.from) / 2;
    int64_t row = (int64_t)floor(lat / cell);
    double wide = cell / cos(fmin(fabs((double)row * cell) + cell, 85) * 0.0174532925199433);
    return (block_key){mid / USEC_DAY, row, (int64_t)floor(r->position.lon_deg / wide), i};
}

static size_t first_at_or_after(const linker *l, int64_t day, int64_t lat, int64_t lon)
{
    size_t lo = 0, hi = l->n;
    block_key want = {day, lat, lon, 0};
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (key_order(&l->keys[mid], &want) < 0) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo;
}

static bool barred(const linker *l, size_t i, size_t j)
{
    for (size_t k = 0; k < l->bars.n; k++) {
        const link_pair *b = &l->bars.items[k];
        if ((b->a == i && b->b == j) || (b->a == j && b->b == i)) return true;
    }
    return false;
}

static bool decided(const linker *l, size_t i, size_t j)
{
    return l->unit[i] == l->unit[j] || barred(l, i, j);
}

/* Records of one feed that holds each event once are never compared, nor are kinds that clash. */
static tr_err offer(linker *l, size_t i, size_t j, pair_fn *f)
{
    link_pair p = {.a = i, .b = j};
    if (l->r[i]->source_unique && l->r[i]->source == l->r[j]->source) return TR_OK;
    compare(l, i, j, p.level);
    if (p.level[LINK_TYPE] == TYPE_CLASH || decided(l, i, j)) return TR_OK;
    l->n_compared++;
    return f(l, &p);
}

/* Rows of cells differ in width, so two cells more are searched to each side. */
static tr_err each_candidate(linker *l, pair_fn *f)
{
    for (size_t k = 0; k < l->n; k++) {
        block_key at = l->keys[k];
        for (int64_t day = at.day - 1; day <= at.day + 1; day++) {
            for (int64_t lat = at.lat - 1; lat <= at.lat + 1; lat++) {
                size_t i = first_at_or_after(l, day, lat, at.lon - 2);
                for (; i < l->n && l->keys[i].day == day && l->keys[i].lat == lat &&
                       l->keys[i].lon <= at.lon + 2;
                     i++) {
                    if (l->keys[i].record > at.record)
                        TR_TRY(offer(l, at.record, l->keys[i].record, f));
                }
            }
        }
    }
    return TR_OK;
}

static tr_err keep_pair(linker *l, const link_pair *p)
{
    link_pair *slot = VEC_PUSH(l->a, &l->pairs);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = *p;
    return TR_OK;
}

static tr_err weigh(linker *l, const link_pair *p)
{
    link_pair q = *p;
    q.p = linkage_posterior(&l->o->table, p->level);
    return q.p < l->o->queue_at ? TR_OK : keep_pair(l, &q);
}

static int strongest_first(const void *a, const void *b)
{
    const link_pair *x = a, *y = b;
    if (x->p < y->p || x->p > y->p) return x->p > y->p ? -1 : 1;
    if (x->a != y->a) return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

/* ---- Groups that grow by their strongest links
 * --------------------------------------------------------------- */

static size_t root_of(const linker *l, size_t i)
{
    while (l->root[i] != i)
        i = l->root[i];
    return i;
}

static bool far_apart(const link_record *x, const link_record *y)
{
    double most = fmin(fmax(2 * fmax(x->r95_m, y->r95_m), near_m), widest_m);
    return geo_distance_m(x->position, y->position) > most;
}

/* Would a and b together span more than 48 hours, or more room than their places leave open, or
 * bring together what people keep apart? */
static bool too_wide(const linker *l, size_t a, size_t b)
{
    usec_t last = l->last_from[a] > l->last_from[b] ? l->last_from[a] : l->last_from[b];
    usec_t first = l->first_to[a] < l->first_to[b] ? l->first_to[a] : l->first_to[b];
    if (last - first > longest) return true;
    for (size_t i = a; i != SIZE_MAX; i = l->next[i]) {
        for (size_t k = b; k != SIZE_MAX; k = l->next[k]) {
            if (far_apart(l->r[i], l->r[k]) || barred(l, i, k)) return true;
        }
    }
    return false;
}

/* The lower record leads; members are a list from the leader on. */
static void join(linker *l, size_t a, size_t b)
{
    size_t into = a < b ? a : b, from = a < b ? b : a, end = into;
    while (l->next[end] != SIZE_MAX)
        end = l->next[end];
    l->next[end] = from;
    l->root[from] = into;
    if (l->last_from[from] > l->last_from[into]) l->last_from[into] = l->last_from[from];
    if (l->first_to[from] < l->first_to[into]) l->first_to[into] = l->first_to[from];
}

static void stand_alone(linker *l, size_t i)
{
    l->root[i] = i;
    l->next[i] = SIZE_MAX;
    l->last_from[i] = l->r[i]->when.from;
    l->first_to[i] = l->r[i]->when.to;
}

/* Takes the link unless the group would become too wide. */
static void take(linker *l, const link_pair *p)
{
    size_t a = root_of(l, p->a), b = root_of(l, p->b);
    if (a == b || p->p < l->o->link_at) return;
    if (too_wide(l, a, b)) {
        l->n_refused++;
    } else {
        join(l, a, b);
    }
}

/* What people joined comes first. */
static void join_units(linker *l)
{
    for (size_t i = 0; i < l->n; i++) {
        size_t a = root_of(l, i), b = root_of(l, l->unit[i]);
        if (a != b) join(l, a, b);
    }
}

static size_t record_of(const linker *l, str id)
{
    size_t lo = 0, hi = l->n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        int c = str_cmp_natural(l->r[mid]->id, id);
        if (c == 0) return mid;
        if (c < 0) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return SIZE_MAX;
}

static tr_err obey(linker *l, const link_decision *d, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t a = record_of(l, d[i].a), b = record_of(l, d[i].b);
        if (a == SIZE_MAX || b == SIZE_MAX || a == b) continue;
        if (d[i].must) {
            size_t old = l->unit[a] > l->unit[b] ? l->unit[a] : l->unit[b];
            size_t now = l->unit[a] > l->unit[b] ? l->unit[b] : l->unit[a];
            for (size_t k = 0; k < l->n; k++) {
                if (l->unit[k] == old) l->unit[k] = now;
            }
            continue;
        }
        link_pair *bar = VEC_PUSH(l->a, &l->bars);
        if (bar == NULL) return TR_ERR_NOMEM;
        *bar = (link_pair){.a = a, .b = b};
    }
    join_units(l);
    return TR_OK;
}

/* ---- One record of each unique feed in a group, by the cheapest assignment
 * --------------------------------------------------------------- */

typedef struct group {
    size_t *members, n;
    const link_pair **links; /* within the group, strongest first */
    size_t n_links;
    size_t *seeds, n_seeds; /* members of the feed that has too many here */
    double *cost;           /* n x n_seeds: minus the weight of the link; forbidden without one */
    size_t *part;           /* of each member */
} group;

/* The feed that the group has too many records of, if any: the lowest number. */
static bool crowded(const linker *l, size_t lead, uint32_t *source)
{
    bool any = false;
    for (size_t i = lead; i != SIZE_MAX; i = l->next[i]) {
        if (!l->r[i]->source_unique || (any && l->r[i]->source >= *source)) continue;
        for (size_t k = l->next[i]; k != SIZE_MAX; k = l->next[k]) {
            if (l->r[k]->source != l->r[i]->source || l->unit[i] == l->unit[k]) continue;
            *source = l->r[i]->source;
            any = true;
        }
    }
    return any;
}

static int ascending(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

static size_t place_in(const group *g, size_t record)
{
    const size_t *at = bsearch(&record, g->members, g->n, sizeof *g->members, ascending);
    return at ? (size_t)(at - g->members) : SIZE_MAX;
}

static int strongest_link(const void *a, const void *b)
{
    return strongest_first(*(const link_pair *const *)a, *(const link_pair *const *)b);
}

static tr_err gather_links(linker *l, size_t lead, group *g)
{
    size_t most = 0;
    for (size_t i = 0; i < g->n; i++)
        most += l->first_link[g->members[i] + 1] - l->first_link[g->members[i]];
    g->links = arena_alloc_n(l->a, most + 1, sizeof(link_pair *));
    if (g->links == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < g->n; i++) {
        size_t m = g->members[i];
        for (size_t k = l->first_link[m]; k < l->first_link[m + 1]; k++) {
            const link_pair *p = l->by_record[k];
            if (root_of(l, p->b) == lead) g->links[g->n_links++] = p;
        }
    }
    if (g->n_links) qsort(g->links, g->n_links, sizeof(link_pair *), strongest_link);
    return TR_OK;
}

static tr_err open_group(linker *l, size_t lead, uint32_t source, group *g)
{
    *g = (group){0};
    for (size_t i = lead; i != SIZE_MAX; i = l->next[i])
        g->n++;
    g->members = arena_alloc_n(l->a, g->n + 1, sizeof *g->members);
    g->seeds = arena_alloc_n(l->a, g->n + 1, sizeof *g->seeds);
    g->part = arena_alloc_n(l->a, g->n + 1, sizeof *g->part);
    if (!g->members || !g->seeds || !g->part) return TR_ERR_NOMEM;
    for (size_t i = lead, n = 0; i != SIZE_MAX; i = l->next[i])
        g->members[n++] = i;
    qsort(g->members, g->n, sizeof *g->members, ascending);
    for (size_t i = 0; i < g->n; i++) {
        g->part[i] = SIZE_MAX;
        if (l->r[g->members[i]]->source != source) continue;
        g->part[i] = g->n_seeds;
        g->seeds[g->n_seeds++] = i;
    }
    return gather_links(l, lead, g);
}

static tr_err price(linker *l, group *g)
{
    g->cost = arena_alloc_n(l->a, g->n * g->n_seeds + 1, sizeof *g->cost);
    if (g->cost == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < g->n * g->n_seeds; i++)
        g->cost[i] = FORBIDDEN;
    for (size_t i = 0; i < g->n_links; i++) {
        size_t a = place_in(g, g->links[i]->a), b = place_in(g, g->links[i]->b);
        double c = -linkage_weight(&l->o->table, g->links[i]->level);
        if (g->part[b] != SIZE_MAX) g->cost[a * g->n_seeds + g->part[b]] = c;
        if (g->part[a] != SIZE_MAX) g->cost[b * g->n_seeds + g->part[a]] = c;
    }
    return TR_OK;
}

/* All records of one unique feed at once: each seed gets at most one, at the least total cost. */
static tr_err assign_feed(linker *l, group *g, uint32_t source)
{
    size_t *rows = arena_alloc_n(l->a, g->n + 1, sizeof *rows), m = 0;
    double *cost = arena_alloc_n(l->a, g->n * g->n_seeds + 1, sizeof *cost), sum;
    int *to = arena_alloc_n(l->a, g->n + 1, sizeof *to);
    if (rows == NULL || cost == NULL || to == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < g->n; i++) {
        if (l->r[g->members[i]]->source != source || g->part[i] != SIZE_MAX) continue;
        for (size_t s = 0; s < g->n_seeds; s++)
            cost[m * g->n_seeds + s] = g->cost[i * g->n_seeds + s];
        rows[m++] = i;
    }
    TR_TRY(calc_assign(cost, m, g->n_seeds, FORBIDDEN, l->a, to, &sum));
    for (size_t i = 0; i < m; i++)
        g->part[rows[i]] = to[i] == CALC_UNASSIGNED ? g->n_seeds + rows[i] : (size_t)to[i];
    return TR_OK;
}

/* The seed that a record is linked to best; a part of its own without one. */
static size_t best_seed(const group *g, size_t i)
{
    size_t best = 0;
    for (size_t s = 1; s < g->n_seeds; s++) {
        if (g->cost[i * g->n_seeds + s] < g->cost[i * g->n_seeds + best]) best = s;
    }
    return g->cost[i * g->n_seeds + best] < FORBIDDEN ? best : g->n_seeds + i;
}

/* Every record of the crowded feed seeds a part; links across parts are undone. */
static tr_err divide(linker *l, size_t lead, uint32_t source)
{
    group g;
    TR_TRY(open_group(l, lead, source, &g));
    TR_TRY(price(l, &g));
    for (size_t i = 0; i < g.n; i++) {
        const link_record *x = l->r[g.members[i]];
        if (g.part[i] == SIZE_MAX && x->source_unique) TR_TRY(assign_feed(l, &g, x->source));
    }
    for (size_t i = 0; i < g.n; i++) {
        if (g.part[i] == SIZE_MAX) g.part[i] = best_seed(&g, i);
    }
    for (size_t i = 0; i < g.n; i++)
        stand_alone(l, g.members[i]);
    for (size_t i = 0; i < g.n; i++) { /* what people joined goes where its first record goes */
        size_t first = place_in(&g, l->unit[g.members[i]]);
        g.part[i] = g.part[first];
        if (first != i) join(l, root_of(l, g.members[first]), g.members[i]);
    }
    for (size_t i = 0; i < g.n_links; i++) {
        const link_pair *p = g.links[i];
        if (g.part[place_in(&g, p->a)] == g.part[place_in(&g, p->b)]) {
            take(l, p);
        } else {
            l->n_cut++;
        }
    }
    return TR_OK;
}

static tr_err index_links(linker *l)
{
    size_t *at = arena_alloc_n(l->a, l->n + 2, sizeof *at);
    l->by_record = arena_alloc_n(l->a, l->pairs.n + 1, sizeof(link_pair *));
    if (at == NULL || l->by_record == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < l->pairs.n; i++)
        at[l->pairs.items[i].a + 2] += l->pairs.items[i].p >= l->o->link_at;
    for (size_t i = 2; i < l->n + 2; i++)
        at[i] += at[i - 1];
    for (size_t i = 0; i < l->pairs.n; i++) {
        const link_pair *p = &l->pairs.items[i];
        if (p->p >= l->o->link_at) l->by_record[at[p->a + 1]++] = p;
    }
    l->first_link = at;
    return TR_OK;
}

/* Each round makes one feed single in every group. What people joined may bring two back together;
 * that is their decision, so the rounds are bounded. */
static tr_err divide_crowded(linker *l)
{
    bool changed = true;
    TR_TRY(index_links(l));
    for (size_t round = 0; changed && round < MAX_ROUNDS; round++) {
        changed = false;
        for (size_t i = 0; i < l->n; i++) {
            uint32_t source = 0;
            if (l->root[i] != i || !crowded(l, i, &source)) continue;
            TR_TRY(divide(l, i, source));
            changed = true;
        }
    }
    return TR_OK;
}

/* ---- All together
 * -------------------------------------------------------------------------------------------------
 */

static tr_err prepare(linker *l, const link_record *records, size_t n, const link_options *o,
                      arena *a)
{
    *l = (linker){.n = n, .o = o, .a = a};
    l->r = arena_alloc_n(a, n + 1, sizeof(link_record *));
    l->keys = arena_alloc_n(a, n + 1, sizeof *l->keys);
    l->names = arena_alloc_n(a, n + 1, sizeof *l->names);
    l->root = arena_alloc_n(a, n + 1, sizeof *l->root);
    l->next = arena_alloc_n(a, n + 1, sizeof *l->next);
    l->unit = arena_alloc_n(a, n + 1, sizeof *l->unit);
    l->last_from = arena_alloc_n(a, n + 1, sizeof *l->last_from);
    l->first_to = arena_alloc_n(a, n + 1, sizeof *l->first_to);
    if (!l->r || !l->keys || !l->names || !l->root || !l->next || !l->unit || !l->last_from ||
        !l->first_to)
        return TR_ERR_NOMEM;
    for (size_t i = 0; i < n; i++)
        l->r[i] = &records[i];
    if (n) qsort(l->r, n, sizeof(link_record *), by_id);
    for (size_t i = 0; i < n; i++) {
        l->keys[i] = key_of(l->r[i], i);
        name_skeleton(l->r[i]->place, l->names[i].text, sizeof l->names[i].text);
        stand_alone(l, i);
        l->unit[i] = i;
    }
    if (n) qsort(l->keys, n, sizeof *l->keys, key_order);
    return TR_OK;
}

static tr_err finish(linker *l, link_result *out)
{
    out->cluster = arena_alloc_n(l->a, l->n + 1, sizeof *out->cluster);
    out->queue = arena_alloc_n(l->a, l->pairs.n + 1, sizeof *out->queue);
    if (out->cluster == NULL || out->queue == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < l->n; i++) { /* leaders come before their members */
        size_t root = root_of(l, i);
        out->cluster[i] = root == i ? out->n_clusters++ : out->cluster[root];
    }
    for (size_t i = 0; i < l->pairs.n; i++) {
        const link_pair *p = &l->pairs.items[i];
        if (p->p < l->o->link_at && out->cluster[p->a] != out->cluster[p->b])
            out->queue[out->n_queue++] = *p;
    }
    return TR_OK;
}

tr_err link_records(const link_record *records, size_t n, const link_options *o,
                    const link_decision *decisions, size_t n_decisions, arena *a, link_result *out)
{
    linker l;
    TR_TRY(prepare(&l, records, n, o, a));
    TR_TRY(obey(&l, decisions, n_decisions));
    TR_TRY(each_candidate(&l, weigh));
    if (l.pairs.n) qsort(l.pairs.items, l.pairs.n, sizeof *l.pairs.items, strongest_first);
    for (size_t i = 0; i < l.pairs.n; i++)
        take(&l, &l.pairs.items[i]);
    TR_TRY(divide_crowded(&l));
    *out = (link_result){.records = l.r,
                         .n = n,
                         .n_compared = l.n_compared,
                         .n_refused = l.n_refused,
                         .n_cut = l.n_cut};
    return finish(&l, out);
}

/* ---- Estimating
 * ----------------------------------------------------------------------------------------------------
 */

enum { SAMPLE = 200000, SMALL = 30 };

/* How many pairs show each pattern of levels: those that blocking gives exactly, the others as a
 * sample tells. */
typedef struct tally {
    linkage_pattern *items;
    size_t n;
    double seen[LINK__N][LINKAGE_MAX_LEVELS]; /* of the sample */
} tally;

static const size_t n_levels[] = {
#define X(name, levels) levels,
    LINK_FIELDS(X)
#undef X
};

static size_t pattern_number(const uint8_t *level)
{
    size_t at = 0;
    for (size_t f = 0; f < LINK__N; f++)
        at = at * (n_levels[f] + 1) + (level[f] == LINKAGE_MISSING ? n_levels[f] : level[f]);
    return at;
}

static tr_err open_tally(tally *t, arena *a)
{
    t->n = 1;
    for (size_t f = 0; f < LINK__N; f++)
        t->n *= n_levels[f] + 1;
    t->items = arena_alloc_n(a, 2 * t->n, sizeof *t->items); /* the second half: the sample */
    return t->items ? TR_OK : TR_ERR_NOMEM;
}

static void add_pattern(tally *t, const uint8_t *level, double count)
{
    linkage_pattern *p = &t->items[pattern_number(level)];
    p->count += count;
    for (size_t f = 0; f < LINK__N; f++)
        p->level[f] = level[f];
}

static bool apart(int64_t a, int64_t b, int64_t most)
{
    return a - b > most || b - a > most;
}

/* Would blocking have offered the pair? */
static bool is_candidate(const linker *l, size_t i, size_t j, const uint8_t *level)
{
    block_key a = key_of(l->r[i], i), b = key_of(l->r[j], j);
    if (l->r[i]->source_unique && l->r[i]->source == l->r[j]->source)
        return true; /* never a match */
    return !apart(a.day, b.day, 1) && !apart(a.lat, b.lat, 1) && !apart(a.lon, b.lon, 2) &&
           level[LINK_TYPE] != TYPE_CLASH;
}

/* Pairs drawn over the sorted records, always the same ones. */
static void sample_pairs(linker *l, tally *t)
{
    uint64_t state = 1;
    size_t n_rest = 0;
    tally rest = {.items = t->items + t->n, .n = t->n};
    for (size_t k = 0; k < SAMPLE; k++) {
        uint8_t level[LINK__N];
        state = state * 6364136223846793005u + 1442695040888963407u;
        size_t i = (size_t)(state >> 33) % l->n;
        state = state * 6364136223846793005u + 1442695040888963407u;
        size_t j = (size_t)(state >> 33) % l->n;
        if (i == j) continue;
        compare(l, i, j, level);
        for (size_t f = 0; f < LINK__N; f++) {
            if (level[f] != LINKAGE_MISSING) t->seen[f][level[f]]++;
        }
        if (is_candidate(l, i, j, level)) continue;
        add_pattern(&rest, level, 1);
        n_rest++;
    }
    double all = (double)l->n * ((double)l->n - 1) / 2, others = all - (double)l->n_compared;
    for (size_t i = 0; i < t->n && n_rest; i++) {
        if (rest.items[i].count > 0)
            add_pattern(t, rest.items[i].level, rest.items[i].count * others / (double)n_rest);
    }
}

/* Chances of levels among pairs that do not match: those of any two records. */
static void set_u(linkage *table, const tally *t)
{
    for (size_t f = 0; f < LINK__N; f++) {
        double all = 0;
        for (size_t v = 0; v < n_levels[f]; v++)
            all += t->seen[f][v] + 0.5;
        for (size_t v = 0; v < n_levels[f]; v++)
            table->u[f][v] = (t->seen[f][v] + 0.5) / all;
    }
}

/* A table in which agreement does not speak for a match, or in which a record matches more others
 * than feeds could tell of it, has found something else than events. */
static bool is_sensible(const linkage *table, const linkage_fit *fit, double pairs, double n)
{
    const double most_others = 10;
    for (size_t f = 0; f < LINK__N; f++) {
        if (table->m[f][0] < 0.9 * table->u[f][0]) return false;
    }
    return fit->converged && table->lambda * pairs * 2 <= most_others * n;
}

static tr_err tally_pair(linker *l, const link_pair *p)
{
    add_pattern(l->tally, p->level, 1);
    return TR_OK;
}

tr_err link_estimate(const link_record *records, size_t n, link_options *o, arena *a,
                     linkage_fit *fit)
{
    linker l;
    tally t = {0};
    *fit = (linkage_fit){0};
    TR_TRY(prepare(&l, records, n, o, a));
    if (n < SMALL) return TR_OK;
    TR_TRY(open_tally(&t, a));
    l.tally = &t;
    TR_TRY(each_candidate(&l, tally_pair));
    sample_pairs(&l, &t);
    linkage table = o->table;
    double pairs = (double)n * ((double)n - 1) / 2;
    set_u(&table, &t);
    table.lambda = (double)n / 2 / pairs;
    linkage_em(&table, t.items, t.n, 0.5, true, fit);
    fit->converged = is_sensible(&table, fit, pairs, (double)n);
    if (fit->converged) o->table = table;
    return TR_OK;
}
