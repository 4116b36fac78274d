/* Facts about a place and a time: ships that jump to or from it together, numbers that share it to
 * the last digit. Groups of three ships and more; the idea of clustering sources and targets is
 * that of SeaSpoofFinder (2026). */
#include "sea/sea.h"

#include <math.h>
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

/* Far apart for certain? A degree of latitude is no less than 110 km. */
static bool surely_far(geo_pt p, geo_pt q, double m)
{
    return (p.lat_deg - q.lat_deg) * 110000 > m || (q.lat_deg - p.lat_deg) * 110000 > m;
}

static geo_pt mean_of(const sea_jump *j, const group *g, bool target)
{
    geo_pt first = end_of(&j[g->member[0]], target);
    double lat = 0, east = 0;
    for (size_t k = 0; k < g->n; k++) {
        geo_pt p = end_of(&j[g->member[k]], target);
        lat += p.lat_deg;
        east += remainder(p.lon_deg - first.lon_deg, 360);
    }
    return (geo_pt){remainder(first.lon_deg + east / (double)g->n, 360), lat / (double)g->n};
}

static void gather_around(const sea_jump *j, size_t n, size_t at, geo_pt centre, double reach_m,
                          bool target, const bool *taken, group *g)
{
    g->n = g->ships = 0;
    for (size_t i = at; i < n && j[i].at_ms - j[at].at_ms <= SEA_CLUSTER_MS; i++) {
        geo_pt p = end_of(&j[i], target);
        if (taken[i] || surely_far(centre, p, reach_m) || geo_distance_m(centre, p) > reach_m)
            continue;
        bool new_ship = true;
        for (size_t k = 0; k < g->n && new_ship; k++)
            new_ship = j[g->member[k]].mmsi != j[i].mmsi;
        g->ships += new_ship;
        g->member[g->n++] = i;
    }
}

/* Jumps within an hour of jump `at` whose ends lie within five kilometres of one another: those
 * around it, then those around their middle. */
static void gather(const sea_jump *j, size_t n, size_t at, bool target, const bool *taken, group *g)
{
    gather_around(j, n, at, end_of(&j[at], target), SEA_CLUSTER_M, target, taken, g);
    if (g->ships < SEA_CLUSTER_SHIPS) return;
    gather_around(j, n, at, mean_of(j, g, target), SEA_CLUSTER_M / 2.0, target, taken, g);
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
    f->centre = mean_of(j, g, target);
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

/* ---- Numbers at one place */

static tr_err put_place(const sea_seen *r, size_t from, size_t to, arena *a, sea_same_places *out)
{
    sea_same_place *last = out->n ? &out->items[out->n - 1] : NULL;
    if (last && last->lat == r->lat && last->lon == r->lon && last->to_ms >= r[from].at_ms) {
        last->to_ms = r[to].at_ms;
        return TR_OK;
    }
    sea_same_place *f = VEC_PUSH(a, out);
    if (!f) return TR_ERR_NOMEM;
    *f = (sea_same_place){r->lat, r->lon, r[from].at_ms, r[to].at_ms};
    return TR_OK;
}

/* For each report the last ones of three numbers, itself among them: an hour at most from the first
 * to it. */
tr_err sea_same_place_of(const sea_seen *r, size_t n, arena *a, sea_same_places *out)
{
    for (size_t i = 2; i < n; i++) {
        uint32_t numbers[3] = {r[i].mmsi, 0, 0};
        size_t have = 1, k = i;
        while (have < 3 && k-- > 0 && r[i].at_ms - r[k].at_ms <= SEA_CLUSTER_MS) {
            bool known = false;
            for (size_t m = 0; m < have; m++)
                known = known || numbers[m] == r[k].mmsi;
            if (!known) numbers[have++] = r[k].mmsi;
        }
        if (have == 3) TR_TRY(put_place(r, k, i, a, out));
    }
    return TR_OK;
}
