/* Reports of one ship that cannot be, or that cannot be told from invented ones. */
#include "sea/sea.h"

#include "base/hash.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MINUTE_MS = 60000, HOUR_MS = 3600000 };
/* Two tracks at a time: so many reports and minutes of the smaller make it a second ship, not a
 * stray. */
enum { SECOND_REPORTS = 10, SECOND_MINUTES = 30 };
enum {
    CIRCLE_POINTS = 12,
    CIRCLE_MS = 3 * HOUR_MS,
    CIRCLE_STEP_M = 10,
    CIRCLE_LEAST_M = 50,
    CIRCLE_MOST_M = 10000
};
#define CIRCLE_RMSE_SHARE 0.1
#define CIRCLE_TURNS (1.5 * 2 * 3.14159265358979323846)
enum { REPLAY_REPORTS = 10, REPLAY_SLACK_MS = 2000 };

const char *sea_doubt_word(sea_doubt d)
{
    static const char *const words[] = {
#define X(name, word) word,
        SEA_DOUBTS(X)
#undef X
    };
    return d < SEA_DOUBT__N ? words[d] : "";
}

sea_trust_rules sea_usual_trust(void)
{
    return (sea_trust_rules){.jump_knots = 60, .jump_km = 10, .jump_kn_hours = 25};
}

static void doubt_it(uint8_t *doubt, sea_doubt why)
{
    if (*doubt == SEA_NONE) *doubt = (uint8_t)why;
}

/* ---- Jumps --------------------------------------------------------------------------------------
 */

/* On a sphere: near enough for what a ship cannot do, and a tenth of a geodesic's time. */
static double metres(const sea_report *p, const sea_report *q)
{
    static const double rad = 0.017453292519943295, radius_m = 6371008.8;
    geo_pt a = sea_place(p), b = sea_place(q);
    double y = sin((b.lat_deg - a.lat_deg) * rad / 2), x = sin((b.lon_deg - a.lon_deg) * rad / 2);
    return 2 * radius_m *
           asin(fmin(1, sqrt(y * y + cos(a.lat_deg * rad) * cos(b.lat_deg * rad) * x * x)));
}

/* No less than the distance: along the meridian and then along the equator. */
static double most_metres(const sea_report *p, const sea_report *q)
{
    int64_t east = llabs((int64_t)q->lon - p->lon), north = llabs((int64_t)q->lat - p->lat),
            turn = (int64_t)360 * SEA_ANGLE;
    if (east > turn / 2) east = turn - east;
    return (double)(east + north) * (111320.0 / SEA_ANGLE);
}

/* Too fast over a minute or more (seconds are not that well known), or far and not where it was
 * heading. */
static bool is_jump(const sea_report *p, const sea_report *q, const sea_trust_rules *rules)
{
    double hours = (double)(q->at_ms - p->at_ms) / HOUR_MS, sure = fmax(hours, 1.0 / 60);
    double most = most_metres(p, q); /* most jumps can be ruled out without a sine */
    if (most / SEA_MILE_M <= rules->jump_knots * sure && most < rules->jump_km * 1000) return false;
    double m = metres(p, q);
    if (m / SEA_MILE_M > rules->jump_knots * sure) return true;
    if (m < rules->jump_km * 1000 || m / SEA_MILE_M <= rules->jump_kn_hours * hours) return false;
    sea_motion a = sea_motion_of(p), b = sea_motion_of(q);
    return sea_discrepancy_nm(&a, &b, hours) > rules->jump_kn_hours * hours;
}

typedef struct extent {    /* of a track */
    size_t n, first, last; /* reports; indices of the first and the last */
    int64_t first_ms, last_ms;
    bool jumped; /* a jump leads into it or out of it */
} extent;

static tr_err put_jump(const sea_report *p, const sea_report *q, arena *a, sea_jumps *jumps)
{
    sea_jump *j = VEC_PUSH(a, jumps);
    if (!j) return TR_ERR_NOMEM;
    *j = (sea_jump){q->mmsi, p->at_ms, q->at_ms, sea_place(p), sea_place(q)};
    return TR_OK;
}

/* The report that this one is a jump from: the one before it, or the last a minute or more before
 * it. */
typedef struct lookback {
    size_t before, minute;
} lookback;

static size_t jump_from(const sea_report *r, size_t i, const sea_trust_rules *rules, lookback *w)
{
    for (size_t k = w->minute == SIZE_MAX ? 0 : w->minute + 1;
         k < i && r[i].at_ms - r[k].at_ms >= MINUTE_MS; k++)
        w->minute = k;
    size_t from = SIZE_MAX;
    if (w->before != SIZE_MAX && is_jump(&r[w->before], &r[i], rules))
        from = w->before;
    else if (w->minute != SIZE_MAX && is_jump(&r[w->minute], &r[i], rules))
        from = w->minute;
    w->before = i;
    return from;
}

/* All of them, for what several ships do together. */
static tr_err list_jumps(const sea_report *r, size_t n, const sea_trust_rules *rules, arena *a,
                         sea_jumps *jumps)
{
    lookback w = {SIZE_MAX, SIZE_MAX};
    for (size_t i = 0; i < n; i++) {
        size_t from = jump_from(r, i, rules, &w);
        if (from != SIZE_MAX) TR_TRY(put_jump(&r[from], &r[i], a, jumps));
    }
    return TR_OK;
}

/* What a jump says of reports and tracks: within a track the later report is doubted; tracks that
 * it joins are looked at together. */
static bool mark_jumps(const sea_report *r, size_t n, const int32_t *track,
                       const sea_trust_rules *rules, uint8_t *doubt, extent *tracks)
{
    lookback w = {SIZE_MAX, SIZE_MAX};
    bool any = false;
    for (size_t i = 0; i < n; i++) {
        size_t before = w.before, from = jump_from(r, i, rules, &w);
        if (from == SIZE_MAX) continue;
        any = true;
        if (track[i] < 0 || (track[from] == track[i] && from == before))
            doubt_it(&doubt[i], SEA_JUMP);
        if (track[from] < 0) doubt_it(&doubt[from], SEA_JUMP);
        if (track[from] >= 0) tracks[track[from]].jumped = true;
        if (track[i] >= 0) tracks[track[i]].jumped = true;
    }
    return any;
}

/* The way of a ship: the chain of tracks, one after the other, that no jump joins and that has the
 * most reports. Up to four reports at an end may be beside it: a stray near where it was last seen.
 */
typedef struct link {
    size_t reports, before; /* of the chain up to here; the track before, SIZE_MAX: none */
    size_t from, to; /* the reports that join: last kept of the one before, first kept of this */
    bool on_way;
} link;
enum {
    LINKS_BACK = 200,
    ENDS = 5
}; /* tracks looked at for the one before; reports looked at of an end */

/* The reports of a track at one of its ends, from there inwards, that no jump leads to. */
static size_t end_of_track(const int32_t *track, const uint8_t *doubt, const extent *e, int32_t t,
                           bool last, size_t out[ENDS])
{
    size_t n = 0;
    for (size_t k = 0; k <= e->last - e->first && n < ENDS; k++) {
        size_t i = last ? e->last - k : e->first + k;
        if (track[i] == t && doubt[i] == SEA_NONE) out[n++] = i;
    }
    return n;
}

static bool joins(const sea_report *r, const int32_t *track, const uint8_t *doubt,
                  const extent *tracks, size_t b, size_t t, const sea_trust_rules *rules, link *l)
{
    size_t last[ENDS], first[ENDS];
    size_t n = end_of_track(track, doubt, &tracks[b], (int32_t)b, true, last),
           m = end_of_track(track, doubt, &tracks[t], (int32_t)t, false, first);
    for (size_t skip = 0; skip < n + m; skip++) {
        for (size_t i = 0; i <= skip && i < n; i++) {
            size_t k = skip - i;
            if (k >= m || r[last[i]].at_ms >= r[first[k]].at_ms ||
                is_jump(&r[last[i]], &r[first[k]], rules))
                continue;
            l->from = last[i];
            l->to = first[k];
            return true;
        }
    }
    return false;
}

static void find_way(const sea_report *r, const int32_t *track, const uint8_t *doubt,
                     const extent *tracks, size_t n_tracks, const sea_trust_rules *rules, link *l)
{
    size_t best = SIZE_MAX;
    for (size_t t = 0; t < n_tracks; t++) {
        l[t] = (link){.reports = tracks[t].n, .before = SIZE_MAX};
        for (size_t b = t > LINKS_BACK ? t - LINKS_BACK : 0; b < t; b++) {
            link found;
            if (tracks[b].n == 0 || tracks[t].n == 0 || l[b].reports + tracks[t].n <= l[t].reports)
                continue;
            if (!joins(r, track, doubt, tracks, b, t, rules, &found)) continue;
            l[t] = (link){.reports = l[b].reports + tracks[t].n,
                          .before = b,
                          .from = found.from,
                          .to = found.to};
        }
        if (tracks[t].n && (best == SIZE_MAX || l[t].reports > l[best].reports)) best = t;
    }
    for (size_t t = best; t != SIZE_MAX; t = l[t].before)
        l[t].on_way = true;
}

/* Reports at the ends of tracks that the way leaves out. */
static void doubt_ends(const int32_t *track, const extent *tracks, size_t n_tracks, const link *l,
                       uint8_t *doubt)
{
    for (size_t t = 0; t < n_tracks; t++) {
        if (!l[t].on_way || l[t].before == SIZE_MAX) continue;
        size_t b = l[t].before;
        for (size_t i = l[t].from + 1; i <= tracks[b].last; i++)
            if (track[i] == (int32_t)b) doubt_it(&doubt[i], SEA_JUMP);
        for (size_t i = tracks[t].first; i < l[t].to; i++)
            if (track[i] == (int32_t)t) doubt_it(&doubt[i], SEA_JUMP);
    }
}

/* Tracks beside the way: strays, or, where both are long at the same time, a second ship of the
 * number; then neither can be told from the other while both are there. */
static void judge_tracks(const int32_t *track, const extent *tracks, size_t n_tracks, const link *l,
                         uint8_t *doubt)
{
    for (size_t t = 0; t < n_tracks; t++) {
        const extent *e = &tracks[t];
        if (l[t].on_way || !e->jumped || e->n == 0) continue;
        bool second = e->n >= SECOND_REPORTS &&
                      e->last_ms - e->first_ms >= (int64_t)SECOND_MINUTES * MINUTE_MS;
        size_t beside = 0;
        for (size_t i = e->first; i <= e->last && second; i++)
            beside += track[i] >= 0 && l[track[i]].on_way;
        second = second && beside >= SECOND_REPORTS;
        for (size_t i = e->first; i <= e->last; i++) {
            if (track[i] == (int32_t)t)
                doubt_it(&doubt[i], second ? SEA_TWO_PLACES : SEA_JUMP);
            else if (second && track[i] >= 0 && l[track[i]].on_way)
                doubt_it(&doubt[i], SEA_TWO_PLACES);
        }
    }
}

static void measure_tracks(const sea_report *r, size_t n, const int32_t *track, extent *tracks)
{
    for (size_t i = 0; i < n; i++) {
        if (track[i] < 0) continue;
        extent *e = &tracks[track[i]];
        if (e->n++ == 0) {
            e->first = i;
            e->first_ms = r[i].at_ms;
        }
        e->last = i;
        e->last_ms = r[i].at_ms;
    }
}

/* ---- Circles
 * ---------------------------------------------------------------------------------------- */

typedef struct bend { /* points at least ten metres apart, in metres about the first, and how far it
                         has turned */
    double x, y, turned;
    size_t at;
} bend;

/* The angle between two steps; where it is small, its tangent. */
static double turn_of(double x, double y, double next_x, double next_y)
{
    double across = y * next_x - x * next_y, along = x * next_x + y * next_y;
    return fabs(across) < 0.1 * along ? across / along : atan2(across, along);
}

static size_t find_bends(const sea_report *r, size_t n, const uint8_t *doubt, bend *out)
{
    static const double rad = 0.017453292519943295, angle_m = 111195.08 / SEA_ANGLE;
    const int32_t near = SEA_ANGLE / 20;
    size_t k = 0;
    double x = 0, y = 0, shrink = 1;
    int32_t at_lat = INT32_MAX; /* of `shrink`, which is good for a twentieth of a degree around */
    for (size_t i = 0; i < n; i++) {
        if (doubt[i] != SEA_NONE) continue;
        if (k == 0) {
            out[k++] = (bend){0, 0, 0, i};
            continue;
        }
        const sea_report *last = &r[out[k - 1].at];
        if (at_lat == INT32_MAX || abs(last->lat - at_lat) > near) {
            at_lat = last->lat;
            shrink = cos(sea_place(last).lat_deg * rad);
        }
        int64_t east = (int64_t)r[i].lon - last->lon, round = (int64_t)360 * SEA_ANGLE;
        if (east > round / 2 || east < -round / 2) east -= east > 0 ? round : -round;
        double dx = (double)east * angle_m * shrink, dy = ((double)r[i].lat - last->lat) * angle_m;
        if (dx * dx + dy * dy < CIRCLE_STEP_M * CIRCLE_STEP_M) continue;
        double turn = k > 1 ? turn_of(x, y, dx, dy) : 0;
        x = dx;
        y = dy;
        out[k] = (bend){out[k - 1].x + dx, out[k - 1].y + dy, out[k - 1].turned + turn, i};
        k++;
    }
    return k;
}

/* One and a half turns about the centre of a circle that fits. */
static bool is_circle(const bend *b, size_t n, double *x, double *y, sea_circle *fit)
{
    sea_circle c;
    double rmse = 0, low[2] = {b[0].x, b[0].y}, high[2] = {b[0].x, b[0].y};
    for (size_t i = 0; i < n; i++) {
        x[i] = b[i].x;
        y[i] = b[i].y;
        low[0] = fmin(low[0], x[i]);
        high[0] = fmax(high[0], x[i]);
        low[1] = fmin(low[1], y[i]);
        high[1] = fmax(high[1], y[i]);
    }
    double wide = high[0] - low[0], tall = high[1] - low[1];
    if (fmin(wide, tall) < 1.5 * CIRCLE_LEAST_M || fmax(wide, tall) > 2.5 * CIRCLE_MOST_M ||
        fmax(wide, tall) > 2 * fmin(wide, tall))
        return false;
    if (!sea_circle_geometric(x, y, n, &c, &rmse) || c.r < CIRCLE_LEAST_M || c.r > CIRCLE_MOST_M ||
        rmse >= CIRCLE_RMSE_SHARE * c.r)
        return false;
    *fit = c;
    double about = 0;
    for (size_t i = 1; i < n; i++)
        about += remainder(atan2(y[i] - c.y, x[i] - c.x) - atan2(y[i - 1] - c.y, x[i - 1] - c.x),
                           2 * 3.14159265358979323846);
    return fabs(about) >=
           CIRCLE_TURNS * 0.95; /* the first and last piece of a turn lie between reports */
}

static bool on_circle(const bend *b, const sea_circle *c)
{
    return fabs(hypot(b->x - c->x, b->y - c->y) - c->r) < 2 * CIRCLE_RMSE_SHARE * c->r;
}

static tr_err find_circles(const sea_report *r, size_t n, arena *a, uint8_t *doubt)
{
    bend *b = arena_alloc_n(a, n + 1, sizeof *b);
    double *room = arena_alloc_n(a, 2 * n + 2, sizeof *room);
    if (!b || !room) return TR_ERR_NOMEM;
    sea_circle c = {0};
    size_t k = find_bends(r, n, doubt, b), end = 0;
    for (size_t i = 0; i + CIRCLE_POINTS <= k;) {
        if (end < i + CIRCLE_POINTS) end = i + CIRCLE_POINTS;
        while (end < k && r[b[end].at].at_ms - r[b[i].at].at_ms <= CIRCLE_MS &&
               fabs(b[end - 1].turned - b[i].turned) < CIRCLE_TURNS)
            end++;
        bool in_time = r[b[end - 1].at].at_ms - r[b[i].at].at_ms <= CIRCLE_MS;
        if (!in_time || fabs(b[end - 1].turned - b[i].turned) < CIRCLE_TURNS * 0.95 ||
            !is_circle(b + i, end - i, room, room + n + 1, &c)) {
            i++;
            continue;
        }
        size_t first = i, last = end - 1; /* and what goes on along it on both sides */
        while (first > 0 && on_circle(&b[first - 1], &c))
            first--;
        while (last + 1 < k && on_circle(&b[last + 1], &c))
            last++;
        for (size_t m = b[first].at; m <= b[last].at; m++)
            doubt_it(&doubt[m], SEA_CIRCLE);
        i += (end - i + 3) / 4;
    }
    return TR_OK;
}

/* ---- Land
 * ---------------------------------------------------------------------------------------------- */

static void find_inland(const sea_report *r, size_t n, const sea_trust_rules *rules, uint8_t *doubt)
{
    for (size_t i = 0; rules->inland && i < n; i++)
        if (doubt[i] == SEA_NONE && rules->inland(rules->ctx, sea_place(&r[i])))
            doubt[i] = SEA_ON_LAND;
}

/* ---- Replays
 * -------------------------------------------------------------------------------------------- */

typedef struct seen_place {
    uint64_t key;
    size_t at;
} seen_place;

static int by_key(const void *x, const void *y)
{
    const seen_place *a = x, *b = y;
    if (a->key != b->key) return a->key < b->key ? -1 : 1;
    return (a->at > b->at) - (a->at < b->at);
}

static uint64_t place_key(const sea_report *r)
{
    uint64_t h = ((uint64_t)(uint32_t)r->lat << 32 | (uint32_t)r->lon) * 0x9E3779B97F4A7C15u;
    return (h ^ h >> 29 ^ (uint64_t)r->course << 16 ^ r->speed) * 0xBF58476D1CE4E5B9u;
}

/* Ten reports on the move, one after the other, that are earlier ones to the last digit, all
 * shifted by the same time of an hour or more. The later ones are marked. */
static tr_err find_replays(const sea_report *r, size_t n, arena *a, uint8_t *doubt)
{
    seen_place *p = arena_alloc_n(a, n + 1, sizeof *p);
    int64_t *shift = arena_alloc_n(a, n + 1, sizeof *shift);
    size_t m = 0;
    if (!p || !shift) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n; i++)
        if ((r[i].has & SEA_HAS_SPEED) && r[i].speed >= 10 && doubt[i] != SEA_BAD_VALUE)
            p[m++] = (seen_place){place_key(&r[i]), i};
    if (m) qsort(p, m, sizeof *p, by_key);
    for (size_t i = 1; i < m; i++) {
        const sea_report *was = &r[p[i - 1].at], *is = &r[p[i].at];
        if (p[i].key == p[i - 1].key && was->lat == is->lat && was->lon == is->lon &&
            is->at_ms - was->at_ms >= HOUR_MS)
            shift[p[i].at] = is->at_ms - was->at_ms;
    }
    for (size_t i = 0; i < n;) {
        size_t k = i, found = 0, last = i;
        if (!shift[i]) {
            i++;
            continue;
        }
        for (; k < n && k - last < 3; k++) { /* one or two in between may be lost or other */
            if (!shift[k] || llabs(shift[k] - shift[i]) > REPLAY_SLACK_MS) continue;
            found++;
            last = k;
        }
        for (size_t j = i; found >= REPLAY_REPORTS && j <= last; j++)
            if (shift[j]) doubt_it(&doubt[j], SEA_REPLAYED);
        i = last + 1;
    }
    return TR_OK;
}

/* ---- All of it
 * -------------------------------------------------------------------------------------------- */

/* Tracks and jumps of the reports that are left, the others taken out first: they would lead the
 * way astray. */
static tr_err doubt_rest(const sea_report *r, size_t n, const sea_track_rules *how,
                         const sea_trust_rules *rules, arena *a, uint8_t *doubt, int32_t *track,
                         size_t *n_tracks)
{
    size_t ambiguous = 0;
    TR_TRY(sea_tracks(r, n, how, a, track, n_tracks, &ambiguous));
    extent *tracks = arena_alloc_n(a, *n_tracks + 1, sizeof *tracks);
    link *links = arena_alloc_n(a, *n_tracks + 1, sizeof *links);
    if (!tracks || !links) return TR_ERR_NOMEM;
    measure_tracks(r, n, track, tracks);
    if (!mark_jumps(r, n, track, rules, doubt, tracks)) return TR_OK;
    find_way(r, track, doubt, tracks, *n_tracks, rules, links);
    doubt_ends(track, tracks, *n_tracks, links, doubt);
    judge_tracks(track, tracks, *n_tracks, links, doubt);
    return TR_OK;
}

tr_err sea_doubt_ship(const sea_report *r, size_t n, const sea_track_rules *how,
                      const sea_trust_rules *rules, arena *a, sea_judgement *out)
{
    sea_report *left = arena_alloc_unset_n(a, n + 1, sizeof *left);
    size_t *place = arena_alloc_unset_n(a, n + 1, sizeof *place), m = 0;
    int32_t *track = arena_alloc_n(a, n + 1, sizeof *track);
    uint8_t *doubt = arena_alloc(a, n + 1);
    if (!left || !place || !track || !doubt) return TR_ERR_NOMEM;
    sea_look_at(r, n, out->doubt);
    for (size_t i = 0; i < n; i++) {
        out->doubt[i] = out->doubt[i] == SEA_GOOD ? SEA_NONE : SEA_BAD_VALUE;
        if (out->doubt[i] == SEA_NONE) left[m++] = r[i];
    }
    TR_TRY(list_jumps(left, m, rules, a, &out->jumps));
    TR_TRY(find_replays(r, n, a, out->doubt));
    TR_TRY(find_circles(r, n, a, out->doubt));
    find_inland(r, n, rules, out->doubt);
    m = 0;
    for (size_t i = 0; i < n; i++) {
        out->track[i] = SEA_NO_TRACK;
        if (out->doubt[i] != SEA_NONE) continue;
        left[m] = r[i];
        place[m++] = i;
    }
    TR_TRY(doubt_rest(left, m, how, rules, a, doubt, track, &out->n_tracks));
    for (size_t k = 0; k < m; k++) {
        out->doubt[place[k]] = doubt[k];
        out->track[place[k]] = track[k];
    }
    return TR_OK;
}
