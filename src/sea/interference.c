/* Facts about a place and a time: ships that jump to or from it together, numbers that share it to
 * the last digit. Groups of three ships and more; the idea of clustering sources and targets is
 * that of SeaSpoofFinder (2026). */
#include "sea/sea.h"

#include <stdlib.h>

/* ---- Jumps of several ships
 * ------------------------------------------------------------------------- */

static int by_time(const void *x, const void *y)
{
    const sea_jump *a = x, *b = y;
    if (a->at_ms != b->at_ms) return a->at_ms < b->at_ms ? -1 : 1;
    return (a->mmsi > b->mmsi) - (a->mmsi < b->mmsi);
}

static geo_pt end_of(const sea_jump *j, bool target)
{
    return target ? j->to : j->from;
}

typedef struct group {
    size_t *member, n, ships;
} group;

/* Jumps within an hour of jump `at` whose ends lie within reach of its end. */
static void gather(const sea_jump *j, size_t n, size_t at, bool target, const bool *taken, group *g)
{
    g->n = g->ships = 0;
    for (size_t i = at; i < n && j[i].at_ms - j[at].at_ms <= SEA_CLUSTER_MS; i++) {
        if (taken[i] ||
            geo_distance_m(end_of(&j[at], target), end_of(&j[i], target)) > SEA_CLUSTER_M / 2.0)
            continue;
        bool new_ship = true;
        for (size_t k = 0; k < g->n && new_ship; k++)
            new_ship = j[g->member[k]].mmsi != j[i].mmsi;
        g->ships += new_ship;
        g->member[g->n++] = i;
    }
}

static tr_err put_group(const sea_jump *j, const group *g, bool target, arena *a,
                        sea_interferences *out)
{
    sea_interference *f = VEC_PUSH(a, out);
    if (!f) return TR_ERR_NOMEM;
    *f = (sea_interference){.from_ms = j[g->member[0]].at_ms,
                            .to_ms = j[g->member[g->n - 1]].at_ms,
                            .n_ships = g->ships,
                            .n_jumps = g->n,
                            .target = target};
    for (size_t k = 0; k < g->n; k++) {
        geo_pt p = end_of(&j[g->member[k]], target);
        f->centre.lat_deg += p.lat_deg / (double)g->n;
        f->centre.lon_deg += p.lon_deg / (double)g->n;
    }
    for (size_t k = 0; k < g->n; k++) {
        double m = geo_distance_m(f->centre, end_of(&j[g->member[k]], target));
        f->radius_m = m > f->radius_m ? m : f->radius_m;
    }
    return TR_OK;
}

static int by_beginning(const void *x, const void *y)
{
    const sea_interference *a = x, *b = y;
    if (a->from_ms != b->from_ms) return a->from_ms < b->from_ms ? -1 : 1;
    return (int)b->target - (int)a->target;
}

tr_err sea_find_interference(const sea_jumps *jumps, arena *a, sea_interferences *out)
{
    size_t n = jumps->n;
    sea_jump *j = arena_alloc_n(a, n + 1, sizeof *j);
    bool *taken = arena_alloc(a, n + 1);
    group g = {.member = arena_alloc_n(a, n + 1, sizeof *g.member)};
    if (!j || !taken || !g.member) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n; i++)
        j[i] = jumps->items[i];
    if (n) qsort(j, n, sizeof *j, by_time);
    for (int target = 1; target >= 0; target--) {
        for (size_t i = 0; i < n; i++)
            taken[i] = false;
        for (size_t i = 0; i < n; i++) {
            if (taken[i]) continue;
            gather(j, n, i, target, taken, &g);
            if (g.ships < SEA_CLUSTER_SHIPS) continue;
            TR_TRY(put_group(j, &g, target, a, out));
            for (size_t k = 0; k < g.n; k++)
                taken[g.member[k]] = true;
        }
    }
    if (out->n) qsort(out->items, out->n, sizeof *out->items, by_beginning);
    return TR_OK;
}

/* ---- Numbers at one place
 * ---------------------------------------------------------------------------- */

enum { PLACES = 1 << 19, NUMBERS = 3 };
typedef struct place {
    int32_t lat, lon;
    uint32_t mmsi[NUMBERS];
    int64_t at_ms[NUMBERS];
    uint32_t n, told; /* told: index in `found`, plus one */
} place;
struct sea_places {
    place slots[PLACES];
};

tr_err sea_places_open(arena *a, sea_places **out)
{
    *out = arena_alloc(a, sizeof **out);
    return *out ? TR_OK : TR_ERR_NOMEM;
}

/* The time of this number there; the one heard longest ago makes room. */
static void note_number(place *p, const sea_report *r)
{
    unsigned oldest = 0;
    for (unsigned i = 0; i < p->n; i++) {
        if (p->mmsi[i] == r->mmsi) {
            p->at_ms[i] = r->at_ms;
            return;
        }
        if (p->at_ms[i] < p->at_ms[oldest]) oldest = i;
    }
    unsigned to = p->n < NUMBERS ? p->n++ : oldest;
    p->mmsi[to] = r->mmsi;
    p->at_ms[to] = r->at_ms;
}

tr_err sea_places_look(sea_places *t, const sea_report *r, arena *a, sea_same_places *found)
{
    uint64_t h = ((uint64_t)(uint32_t)r->lat << 32 | (uint32_t)r->lon) * 0x9E3779B97F4A7C15u;
    place *p = &t->slots[h >> 45];
    if (p->n == 0 || p->lat != r->lat || p->lon != r->lon)
        *p = (place){.lat = r->lat, .lon = r->lon};
    note_number(p, r);
    if (p->n < NUMBERS) return TR_OK;
    int64_t first = r->at_ms;
    for (unsigned i = 0; i < NUMBERS; i++)
        first = p->at_ms[i] < first ? p->at_ms[i] : first;
    if (r->at_ms - first > SEA_CLUSTER_MS) return TR_OK;
    if (p->told && found->items[p->told - 1].to_ms >= first - SEA_CLUSTER_MS) {
        found->items[p->told - 1].to_ms = r->at_ms;
        return TR_OK;
    }
    sea_same_place *f = VEC_PUSH(a, found);
    if (!f) return TR_ERR_NOMEM;
    *f = (sea_same_place){r->lat, r->lon, first, r->at_ms};
    p->told = (uint32_t)found->n;
    return TR_OK;
}
