/* One ship: its reports judged, then what the trusted ones say. */
#include "traffic/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    HOUR_MS = 3600000,
    BRIDGE_MS = HOUR_MS,
    DAY_MS = 24 * HOUR_MS,
    STAYED_MS = 6 * HOUR_MS,
    PORT_WATERS_KM = 10
};
#define GAP_HOURS 6.0

typedef struct looked {
    const sea_report *r;
    size_t n;
    sea_judgement j;
    sea_report *trusted;
    int32_t *track; /* of each trusted report */
    size_t n_trusted;
    sea_port_report *at_port; /* room for the trusted ones, for one port after the other */
    arena *a;
} looked;

/* ---- Doubts
 * ------------------------------------------------------------------------------------------- */

int same_place_compare(const void *x, const void *y)
{
    const sea_same_place *a = x, *b = y;
    if (a->lat != b->lat) return a->lat < b->lat ? -1 : 1;
    if (a->lon != b->lon) return a->lon < b->lon ? -1 : 1;
    return (a->from_ms > b->from_ms) - (a->from_ms < b->from_ms);
}

/* The places are sorted. */
static bool at_same_place(const traffic *t, const sea_report *r)
{
    size_t low = 0, high = t->same.n;
    sea_same_place key = {.lat = r->lat, .lon = r->lon, .from_ms = INT64_MIN};
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (same_place_compare(&t->same.items[mid], &key) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    for (; low < t->same.n && t->same.items[low].lat == r->lat && t->same.items[low].lon == r->lon;
         low++)
        if (r->at_ms >= t->same.items[low].from_ms && r->at_ms <= t->same.items[low].to_ms)
            return true;
    return false;
}

static void doubts_of_several(traffic *t, looked *l)
{
    bool no_country = t->rules.flags && traffic_flag(t->rules.flags, l->r[0].mmsi)[0] == 0 &&
                      !traffic_of_distress(l->r[0].mmsi);
    for (size_t i = 0; i < l->n; i++) {
        uint8_t *d = &l->j.doubt[i];
        if (*d == SEA_NONE && t->same.n && at_same_place(t, &l->r[i])) *d = SEA_SAME_PLACE;
        if (*d == SEA_NONE && no_country) *d = SEA_NO_COUNTRY;
        t->n.doubted[*d]++;
    }
}

static traffic_event event_of(traffic_kind kind, const sea_report *from, const sea_report *to)
{
    traffic_event e = {.from_ms = from->at_ms,
                       .to_ms = to->at_ms,
                       .mmsi = from->mmsi,
                       .kind = (uint8_t)kind,
                       .lat = from->lat,
                       .lon = from->lon,
                       .lat_to = to->lat,
                       .lon_to = to->lon};
    e.hours = (float)((double)(to->at_ms - from->at_ms) / HOUR_MS);
    return e;
}

static tr_err put_doubts(traffic *t, const looked *l)
{
    for (size_t i = 0; i < l->n;) {
        size_t k = i;
        while (k < l->n && l->j.doubt[k] == l->j.doubt[i])
            k++;
        if (l->j.doubt[i] != SEA_NONE) {
            traffic_event e = event_of(TRAFFIC_DOUBT, &l->r[i], &l->r[k - 1]);
            e.label = l->j.doubt[i];
            e.n = (uint32_t)(k - i);
            TR_TRY(traffic_put(t, &e));
        }
        i = k;
    }
    return TR_OK;
}

/* ---- Tracks and gaps
 * ------------------------------------------------------------------------------------ */

/* Length of a short hop on the ellipsoid by its radii at the latitude, kept for a hundredth of a
 * degree around: to a few parts in a hundred thousand. Long ones by the geodesic. */
typedef struct radii {
    int32_t lat;
    bool known;
    double north_m, east_m; /* of one unit of angle */
} radii;

static double hop_m(radii *c, const sea_report *p, const sea_report *q)
{
    static const double rad = 0.017453292519943295, a = 6378137, e2 = 0.00669437999014;
    enum { NEAR = SEA_ANGLE / 100, SHORT = SEA_ANGLE / 10 };
    if (abs(q->lat - p->lat) > SHORT || llabs((int64_t)q->lon - p->lon) > SHORT)
        return geo_distance_m(sea_place(p), sea_place(q));
    if (!c->known || abs(p->lat - c->lat) > NEAR) {
        double y = sea_place(p).lat_deg * rad, w = 1 - e2 * sin(y) * sin(y);
        *c = (radii){p->lat, true, a * (1 - e2) / (w * sqrt(w)) * rad / SEA_ANGLE,
                     a / sqrt(w) * cos(y) * rad / SEA_ANGLE};
    }
    double north = (double)(q->lat - p->lat) * c->north_m,
           east = (double)(q->lon - p->lon) * c->east_m;
    return sqrt(north * north + east * east);
}

static tr_err put_tracks(traffic *t, const looked *l)
{
    typedef struct sum {
        size_t n, first, last;
        double km;
    } sum;
    radii c = {0};
    sum *s = arena_alloc_n(l->a, l->j.n_tracks + 1, sizeof *s);
    if (!s) return TR_ERR_NOMEM;
    for (size_t i = 0; i < l->n_trusted; i++) {
        if (l->track[i] < 0) continue;
        sum *x = &s[l->track[i]];
        if (x->n++)
            x->km += hop_m(&c, &l->trusted[x->last], &l->trusted[i]) / 1000;
        else
            x->first = i;
        x->last = i;
    }
    for (size_t k = 0; k < l->j.n_tracks; k++) {
        if (!s[k].n) continue;
        traffic_event e = event_of(TRAFFIC_TRACK, &l->trusted[s[k].first], &l->trusted[s[k].last]);
        e.n = (uint32_t)s[k].n;
        e.km = (float)s[k].km;
        e.knots = e.hours > 0 ? (float)(s[k].km * 1000 / SEA_MILE_M / (double)e.hours) : 0;
        TR_TRY(traffic_put(t, &e));
    }
    return TR_OK;
}

static tr_err keep_gaps(traffic *t, const looked *l)
{
    sea_gaps found = {0};
    TR_TRY(sea_find_gaps(l->trusted, l->n_trusted, GAP_HOURS, l->a, &found));
    for (size_t i = 0; i < found.n; i++) {
        waiting_gap *w = VEC_PUSH(t->a, &t->gaps);
        if (!w) return TR_ERR_NOMEM;
        w->around[0] = l->trusted[found.items[i].before];
        w->around[1] = l->trusted[found.items[i].after];
        w->gap = found.items[i];
        w->gap.before = 0;
        w->gap.after = 1;
    }
    return TR_OK;
}

/* ---- Areas
 * ------------------------------------------------------------------------------------------------
 */

/* When the border was crossed, on the geodesic between two reports less than an hour apart; to a
 * second. */
static int64_t crossing_ms(const traffic_area *z, const sea_report *p, const sea_report *q,
                           bool into)
{
    geo_inverse_result line = geo_inverse(sea_place(p), sea_place(q));
    int64_t low = p->at_ms, high = q->at_ms;
    while (high - low > 1000) {
        int64_t mid = low + (high - low) / 2;
        double share = (double)(mid - p->at_ms) / (double)(q->at_ms - p->at_ms);
        geo_pt at = line.distance_m > 0
                        ? geo_destination(sea_place(p), line.azimuth_deg, line.distance_m * share)
                        : sea_place(p);
        if (traffic_inside(z, at) == into)
            high = mid;
        else
            low = mid;
    }
    return high;
}

static tr_err put_crossing(traffic *t, const traffic_area *z, const sea_report *p,
                           const sea_report *q, bool into)
{
    traffic_event e = event_of(into ? TRAFFIC_ENTRY : TRAFFIC_EXIT, p, q);
    e.area = (uint16_t)(z - t->rules.areas + 1);
    e.label = q->at_ms - p->at_ms < BRIDGE_MS;
    if (e.label) e.from_ms = e.to_ms = crossing_ms(z, p, q, into);
    e.hours = (float)((double)(e.to_ms - e.from_ms) / HOUR_MS);
    return traffic_put(t, &e);
}

static bool may_touch(const traffic_area *z, geo_pt low, geo_pt high)
{
    double middle = (low.lon_deg + high.lon_deg) / 2, half = (high.lon_deg - low.lon_deg) / 2;
    return high.lat_deg >= z->low_lat && low.lat_deg <= z->high_lat &&
           fabs(remainder(middle - z->mid_lon, 360)) <= half + z->half_lon;
}

/* Reports within an area on one UTC day. */
typedef struct stay {
    size_t first, last, n;
    int64_t day, slot; /* the last ten minutes in which it was heard */
    size_t heard;      /* so many of them */
    size_t slots;      /* and those between two reports within, less than six hours apart */
} stay;

static tr_err end_stay(traffic *t, const looked *l, const traffic_area *z, stay *s)
{
    if (s->n == 0) return TR_OK;
    traffic_event e = event_of(TRAFFIC_PRESENCE, &l->trusted[s->first], &l->trusted[s->last]);
    e.area = z ? (uint16_t)(z - t->rules.areas + 1) : 0;
    e.n = (uint32_t)s->n;
    e.slots = (uint16_t)s->slots;
    e.heard = (uint16_t)s->heard;
    s->n = 0;
    return traffic_put(t, &e);
}

static tr_err note_stay(traffic *t, const looked *l, const traffic_area *z, stay *s, size_t i)
{
    int64_t at = l->trusted[i].at_ms, day = at >= 0 ? at / DAY_MS : (at - DAY_MS + 1) / DAY_MS;
    if (s->n && s->day != day) TR_TRY(end_stay(t, l, z, s));
    if (s->n++ == 0) {
        s->first = i;
        s->day = day;
        s->heard = s->slots = 1;
    } else if (at / SEA_SLOT_MS != s->slot) {
        bool stayed = s->last + 1 == i && at - l->trusted[s->last].at_ms < STAYED_MS;
        s->slots += stayed ? (size_t)(at / SEA_SLOT_MS - s->slot) : 1;
        s->heard++;
    }
    s->slot = at / SEA_SLOT_MS;
    s->last = i;
    return TR_OK;
}

/* Entries, exits and the days within. A stay that was there from the first report on has no entry.
 */
static tr_err look_at_zone(traffic *t, const looked *l, const traffic_area *z)
{
    bool was = false;
    stay s = {0};
    for (size_t i = 0; i < l->n_trusted; i++) {
        bool is = traffic_inside(z, sea_place(&l->trusted[i]));
        if (i && is != was) TR_TRY(put_crossing(t, z, &l->trusted[i - 1], &l->trusted[i], is));
        if (is) TR_TRY(note_stay(t, l, z, &s, i));
        was = is;
    }
    return end_stay(t, l, z, &s);
}

/* The days on which it was heard at all. */
static tr_err look_at_days(traffic *t, const looked *l)
{
    stay s = {0};
    for (size_t i = 0; i < l->n_trusted; i++)
        TR_TRY(note_stay(t, l, NULL, &s, i));
    return end_stay(t, l, NULL, &s);
}

static tr_err look_at_port(traffic *t, const looked *l, const traffic_area *z)
{
    sea_port_report *p = l->at_port;
    sea_port_steps steps = {0};
    sea_port_visits visits = {0};
    size_t at = 0;
    for (size_t i = 0; i < l->n_trusted; i++) {
        const sea_report *r = &l->trusted[i];
        double km = traffic_distance_m(z, sea_place(r)) / 1000;
        p[i] = (sea_port_report){r->at_ms, km, r->has & SEA_HAS_SPEED ? r->speed / 10.0 : 1};
    }
    TR_TRY(sea_port_calls(p, l->n_trusted, l->a, &steps, &visits));
    for (size_t k = 0; k < visits.n; k++) {
        const sea_port_visit *v = &visits.items[k];
        while (at + 1 < l->n_trusted && l->trusted[at].at_ms < v->from_ms)
            at++;
        traffic_event e = event_of(TRAFFIC_PORT_VISIT, &l->trusted[at], &l->trusted[at]);
        e.from_ms = v->from_ms;
        e.to_ms = v->to_ms;
        e.hours = (float)((double)(v->to_ms - v->from_ms) / HOUR_MS);
        e.area = (uint16_t)(z - t->rules.areas + 1);
        e.label = (uint8_t)v->confidence;
        e.slots = v->entered;
        e.heard = v->left;
        TR_TRY(traffic_put(t, &e));
    }
    return TR_OK;
}

static tr_err look_at_areas(traffic *t, const looked *l)
{
    geo_pt low = {180, 90}, high = {-180, -90};
    for (size_t i = 0; i < l->n_trusted; i++) {
        geo_pt p = sea_place(&l->trusted[i]);
        low = (geo_pt){fmin(low.lon_deg, p.lon_deg), fmin(low.lat_deg, p.lat_deg)};
        high = (geo_pt){fmax(high.lon_deg, p.lon_deg), fmax(high.lat_deg, p.lat_deg)};
    }
    for (size_t i = 0; i < t->rules.n_areas; i++) {
        const traffic_area *z = &t->rules.areas[i];
        if (z->kind == AREA_WATER || !may_touch(z, low, high)) continue;
        TR_TRY(z->kind == AREA_PORT ? look_at_port(t, l, z) : look_at_zone(t, l, z));
    }
    return TR_OK;
}

/* ---- Near a place that is watched */

static size_t first_from(const looked *l, int64_t at_ms)
{
    size_t low = 0, high = l->n_trusted;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (l->trusted[mid].at_ms < at_ms)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static tr_err look_at_watch(traffic *t, const looked *l, const traffic_watch *x)
{
    size_t n = 0, first = 0, last = 0, nearest = 0;
    double least = 0;
    for (size_t i = first_from(l, x->from_ms); i < l->n_trusted && l->trusted[i].at_ms <= x->to_ms;
         i++) {
        geo_pt p = sea_place(&l->trusted[i]);
        if (fabs(p.lat_deg - x->at.lat_deg) * 110000 > x->reach_m)
            continue; /* a degree is no less */
        double m = geo_distance_m(p, x->at);
        if (m > x->reach_m) continue;
        if (n == 0 || m < least) {
            least = m;
            nearest = i;
        }
        if (n++ == 0) first = i;
        last = i;
    }
    if (n == 0) return TR_OK;
    traffic_event e = event_of(TRAFFIC_NEAR, &l->trusted[first], &l->trusted[last]);
    e.area = (uint16_t)(x - t->rules.watches + 1);
    e.n = (uint32_t)n;
    e.km = (float)(least / 1000);
    e.lat = l->trusted[nearest].lat;
    e.lon = l->trusted[nearest].lon;
    return traffic_put(t, &e);
}

static tr_err look_at_watches(traffic *t, const looked *l)
{
    if (l->n_trusted == 0) return TR_OK;
    for (size_t i = 0; i < t->rules.n_watches; i++) {
        const traffic_watch *x = &t->rules.watches[i];
        if (x->to_ms < l->trusted[0].at_ms || x->from_ms > l->trusted[l->n_trusted - 1].at_ms)
            continue;
        TR_TRY(look_at_watch(t, l, x));
    }
    return TR_OK;
}

/* ---- All of it
 * ---------------------------------------------------------------------------------------------- */

/* Rivers and harbours are water, whatever a coarse drawing of the land has there. */
static bool inland(void *ctx, geo_pt p)
{
    traffic *t = ctx;
    if (!land_far_within(t->shore, p)) return false;
    for (size_t i = 0; i < t->rules.n_areas; i++) {
        const traffic_area *z = &t->rules.areas[i];
        if (z->kind == AREA_WATER && traffic_inside(z, p)) return false;
        if (z->kind == AREA_PORT && traffic_port_km(z, p) < PORT_WATERS_KM) return false;
    }
    return true;
}

static tr_err judge(traffic *t, looked *l)
{
    sea_track_rules tracks = sea_usual_tracks();
    sea_trust_rules trust = sea_usual_trust();
    trust.inland = t->shore ? inland : NULL;
    trust.ctx = t;
    l->j.doubt = arena_alloc(l->a, l->n + 1);
    l->j.track = arena_alloc_unset_n(l->a, l->n + 1, sizeof *l->j.track);
    l->trusted = arena_alloc_unset_n(l->a, l->n + 1, sizeof *l->trusted);
    l->track = arena_alloc_unset_n(l->a, l->n + 1, sizeof *l->track);
    if (!l->j.doubt || !l->j.track || !l->trusted || !l->track) return TR_ERR_NOMEM;
    TR_TRY(sea_doubt_ship(l->r, l->n, &tracks, &trust, l->a, &l->j));
    for (size_t i = 0; i < l->j.jumps.n; i++) { /* those outlive the ship's memory */
        sea_jump *kept = VEC_PUSH(t->a, &t->jumps);
        if (!kept) return TR_ERR_NOMEM;
        *kept = l->j.jumps.items[i];
    }
    doubts_of_several(t, l);
    for (size_t i = 0; i < l->n; i++) {
        if (l->j.doubt[i] != SEA_NONE) continue;
        l->track[l->n_trusted] = l->j.track[i];
        l->trusted[l->n_trusted++] = l->r[i];
    }
    return TR_OK;
}

tr_err traffic_look_at_ship(traffic *t, const sea_report *r, size_t n)
{
    looked l = {.r = r, .n = n, .a = &t->ship.room};
    arena_reset(l.a);
    TR_TRY(judge(t, &l));
    t->n.ships++;
    t->n.trusted += l.n_trusted;
    TR_TRY(put_doubts(t, &l));
    TR_TRY(put_tracks(t, &l));
    if (t->rules.tracks)
        TR_TRY(t->rules.tracks(t->rules.tracks_ctx, l.trusted, l.track, l.n_trusted));
    TR_TRY(keep_gaps(t, &l));
    TR_TRY(sea_reception_add(t->reception, l.trusted, l.n_trusted, t->a));
    if (!t->rules.no_meetings)
        TR_TRY(meetings_add(&t->met, &t->rules, l.trusted, l.n_trusted, l.a));
    TR_TRY(look_at_watches(t, &l));
    if (t->rules.each_day) TR_TRY(look_at_days(t, &l));
    l.at_port = arena_alloc_unset_n(l.a, l.n_trusted + 1, sizeof *l.at_port);
    return l.at_port ? look_at_areas(t, &l) : TR_ERR_NOMEM;
}
