/* Where ships went, to be drawn: a line for each ship and UTC day of the period. A number that two
 * ships use has two lines a day. */
#include "evidence/ship_parts.h"

#include <stdlib.h>

static const double most_beside_m = 100;

/* Reports of one track and one day. */
static tr_err add_line(ships_job *j, const sea_report *r, size_t n, bool *keep)
{
    usec_t from = r[0].at_ms * 1000, to = r[n - 1].at_ms * 1000;
    if (!evidence_in_period(j->c->d, from, to + 1)) return TR_OK;
    ship_track *x = VEC_PUSH(j->c->a, &j->lines);
    if (x == NULL) return TR_ERR_NOMEM;
    *x = (ship_track){
        .mmsi = r->mmsi, .from = from, .to = to, .first = j->line_points.n, .reports = n};
    sea_thin(r, n, most_beside_m, keep);
    for (size_t i = 0; i < n; i++) {
        if (!keep[i]) continue;
        geo_pt *p = VEC_PUSH(j->c->a, &j->line_points);
        if (p == NULL) return TR_ERR_NOMEM;
        *p = sea_place(&r[i]);
    }
    x = &j->lines.items[j->lines.n - 1];
    x->n = j->line_points.n - x->first;
    return TR_OK;
}

static int64_t day_of(const sea_report *r)
{
    return usec_day(r->at_ms * 1000);
}

tr_err ship_lines_add(void *job, const sea_report *r, const int32_t *track, size_t n)
{
    ships_job *j = job;
    int32_t n_tracks = 0;
    arena_reset(&j->line_room);
    sea_report *own = arena_alloc_unset_n(&j->line_room, n + 1, sizeof *own);
    bool *keep = arena_alloc_unset_n(&j->line_room, n + 1, sizeof *keep);
    if (own == NULL || keep == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n; i++)
        n_tracks = track[i] >= n_tracks ? track[i] + 1 : n_tracks;
    for (int32_t k = 0; k < n_tracks; k++) {
        size_t m = 0;
        for (size_t i = 0; i < n; i++) {
            if (track[i] != k) continue;
            if (m && day_of(&own[0]) != day_of(&r[i])) {
                TR_TRY(add_line(j, own, m, keep));
                m = 0;
            }
            own[m++] = r[i];
        }
        if (m) TR_TRY(add_line(j, own, m, keep));
    }
    return TR_OK;
}

static int by_day(const void *x, const void *y)
{
    const ship_track *a = x, *b = y;
    int64_t p = usec_day(a->from), q = usec_day(b->from);
    if (p != q) return p < q ? -1 : 1;
    if (a->mmsi != b->mmsi) return a->mmsi < b->mmsi ? -1 : 1;
    if (a->from != b->from) return a->from < b->from ? -1 : 1;
    return (a->first > b->first) - (a->first < b->first);
}

void ship_lines_end(ships_job *j)
{
    ship_data *s = &j->c->d->ships;
    if (j->lines.n) qsort(j->lines.items, j->lines.n, sizeof *j->lines.items, by_day);
    s->tracks = j->lines.items;
    s->n_tracks = j->lines.n;
    s->track_points = j->line_points.items;
}
