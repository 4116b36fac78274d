/* Samples at regular times, and two ships that stay close to one another. */
#include "sea/sea.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STEP_MS = SEA_STEP_S * 1000, BRIDGE_MS = SEA_BRIDGE_S * 1000, HOUR_MS = 3600000 };

/* ---- Samples -------------------------------------------------------------------------------- */

static double speed_of(const sea_report *r)
{
    return r->has & SEA_HAS_SPEED ? r->speed / 10.0 : 0;
}

static tr_err sample_between(const sea_report *p, const sea_report *q, int64_t at, arena *a,
                             sea_samples *out)
{
    sea_sample *s = VEC_PUSH(a, out);
    if (!s) return TR_ERR_NOMEM;
    geo_pt from = sea_place(p), to = sea_place(q);
    double span_ms = (double)(q->at_ms - p->at_ms),
           share = span_ms > 0 ? (double)(at - p->at_ms) / span_ms : 0;
    geo_inverse_result line = geo_inverse(from, to);
    s->at_ms = at;
    s->at = share == 0 || line.distance_m == 0 ? from
            : share == 1                       ? to
                         : geo_destination(from, line.azimuth_deg, line.distance_m * share);
    s->speed_kn = speed_of(p) + (speed_of(q) - speed_of(p)) * share;
    s->density = round(SEA_STEP_S / fmax(span_ms / 1000, SEA_STEP_S) * 100) / 100;
    return TR_OK;
}

static int64_t first_step(int64_t at_ms)
{
    int64_t down = at_ms / STEP_MS * STEP_MS;
    if (down > at_ms) down -= STEP_MS;
    return down == at_ms ? down : down + STEP_MS;
}

/* Reports of the same instant: the first holds. */
tr_err sea_resample(const sea_report *r, size_t n, arena *a, sea_samples *out)
{
    for (size_t i = 1; i < n; i++) {
        int64_t span_ms = r[i].at_ms - r[i - 1].at_ms;
        if (span_ms <= 0 || span_ms >= BRIDGE_MS) continue;
        for (int64_t at = first_step(r[i - 1].at_ms); at <= r[i].at_ms; at += STEP_MS) {
            if (out->n && out->items[out->n - 1].at_ms >= at)
                continue; /* a report on the step ends one stretch and begins the next */
            TR_TRY(sample_between(&r[i - 1], &r[i], at, a, out));
        }
    }
    return TR_OK;
}

/* ---- Encounters -------------------------------------------------------------------------------
 */

double sea_sphere_km(geo_pt p, geo_pt q)
{
    static const double rad = 0.017453292519943295, radius_km = 6371;
    double y = sin((q.lat_deg - p.lat_deg) * rad / 2), x = sin((q.lon_deg - p.lon_deg) * rad / 2);
    return 2 * radius_km *
           asin(fmin(1, sqrt(y * y + cos(p.lat_deg * rad) * cos(q.lat_deg * rad) * x * x)));
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *v, size_t n)
{
    if (n == 0) return 0;
    qsort(v, n, sizeof *v, by_value);
    return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

static double implied_kn(const sea_sample *p, const sea_sample *q)
{
    double s = (double)(q->at_ms - p->at_ms) / 1000;
    return s > 0 ? sea_sphere_km(p->at, q->at) * 1000 / s * 1.94384 : 0;
}

tr_err sea_keep_run(const sea_close *run, size_t n, arena *a, sea_encounters *out)
{
    static const double rad = 0.017453292519943295;
    if (n < 2 ||
        run[n - 1].first.at_ms - run[0].first.at_ms < (int64_t)SEA_ENCOUNTER_MINUTES * 60000)
        return TR_OK;
    sea_encounter *e = VEC_PUSH(a, out);
    double *room = arena_alloc_n(a, n, sizeof *room);
    if (!e || !room) return TR_ERR_NOMEM;
    double lat = 0, c = 0, s = 0;
    for (size_t i = 0; i < n; i++) {
        geo_pt p = run[i].first.at;
        lat += p.lat_deg;
        c += cos(p.lon_deg * rad);
        s += sin(p.lon_deg * rad);
        e->points[0] += run[i].first.density;
        e->points[1] += run[i].second.density;
    }
    *e = (sea_encounter){.from_ms = run[0].first.at_ms,
                         .to_ms = run[n - 1].first.at_ms,
                         .mean = {.lat_deg = lat / (double)n, .lon_deg = atan2(s, c) / rad},
                         .first = run[0].first.at,
                         .last = run[n - 1].first.at,
                         .points = {round(e->points[0]), round(e->points[1])}};
    for (size_t i = 0; i < n; i++)
        room[i] = run[i].km;
    e->median_km = median(room, n);
    for (size_t i = 1; i < n; i++)
        room[i - 1] = implied_kn(&run[i - 1].first, &run[i].first);
    e->median_kn = median(room, n - 1);
    return TR_OK;
}

static double hours_of(const sea_encounter *e)
{
    return (double)(e->to_ms - e->from_ms) / HOUR_MS;
}

tr_err sea_merge_encounters(sea_encounters *all, arena *a)
{
    double *room = arena_alloc_n(a, all->n + 1, sizeof *room);
    if (!room) return TR_ERR_NOMEM;
    static const double rad = 0.017453292519943295;
    size_t n = 0, i = 0;
    while (i < all->n) {
        sea_encounter one = all->items[i];
        double lat = 0, c = 0, s = 0, hours = 0;
        size_t k = i;
        int64_t latest = one.to_ms;
        one.points[0] = one.points[1] = 0;
        for (; k < all->n &&
               (k == i || all->items[k].from_ms - latest < (int64_t)SEA_MERGE_HOURS * HOUR_MS);
             k++) {
            const sea_encounter *e = &all->items[k];
            latest = e->to_ms > latest ? e->to_ms : latest;
            lat += e->mean.lat_deg * hours_of(e);
            c += cos(e->mean.lon_deg * rad) * hours_of(e);
            s += sin(e->mean.lon_deg * rad) * hours_of(e);
            hours += hours_of(e);
            one.points[0] += e->points[0];
            one.points[1] += e->points[1];
        }
        if (k - i > 1) {
            one.mean = (geo_pt){.lat_deg = lat / hours, .lon_deg = atan2(s, c) / rad};
            one.to_ms = latest;
            one.last = all->items[k - 1].last;
            for (size_t m = i; m < k; m++)
                room[m - i] = all->items[m].median_km;
            one.median_km = median(room, k - i);
            for (size_t m = i; m < k; m++)
                room[m - i] = all->items[m].median_kn;
            one.median_kn = median(room, k - i);
        }
        all->items[n++] = one;
        i = k;
    }
    all->n = n;
    return TR_OK;
}

/* A run ends at the first sample of the first ship that has no sample of the second near it. */
tr_err sea_encounters_of(const sea_samples *first, const sea_samples *second, arena *a,
                         sea_encounters *out)
{
    sea_close *run = arena_alloc_n(a, first->n + 1, sizeof *run);
    size_t n = 0, k = 0;
    if (!run) return TR_ERR_NOMEM;
    for (size_t i = 0; i < first->n; i++) {
        const sea_sample *p = &first->items[i];
        while (k < second->n && second->items[k].at_ms < p->at_ms)
            k++;
        bool both = k < second->n && second->items[k].at_ms == p->at_ms;
        double km = both ? sea_sphere_km(p->at, second->items[k].at) : (double)INFINITY;
        if (km <= SEA_ENCOUNTER_M / 1000.0) {
            run[n++] = (sea_close){*p, second->items[k], km};
            continue;
        }
        TR_TRY(sea_keep_run(run, n, a, out));
        n = 0;
    }
    TR_TRY(sea_keep_run(run, n, a, out));
    return sea_merge_encounters(out, a);
}
