/* The job: reports in, sorted by ship and time, looked at ship by ship, then what several ships say
 * together. */
#include "traffic/parts.h"

#include <stdlib.h>
#include <string.h>

enum {
    RUN_ROWS = 4 << 20,
    SEEN_RUN_ROWS = 1 << 20,
    EVENT_RUN_ROWS = 1 << 18,
    SHIP_BYTES = 1 << 20,
    FIRST_REPORTS = 1 << 12
};
#define AGE_2000_MS 946684800000LL
#define KEY_STEP_MS 100

const char *traffic_kind_word(traffic_kind k)
{
    static const char *const words[] = {
#define X(name, word) word,
        TRAFFIC_EVENTS(X)
#undef X
    };
    return k < TRAFFIC_KIND__N ? words[k] : "";
}

/* ---- Order of reports and events
 * ------------------------------------------------------------------ */

static uint64_t clipped(int64_t ms, unsigned bits)
{
    int64_t v = (ms - AGE_2000_MS) / KEY_STEP_MS, most = ((int64_t)1 << bits) - 1;
    return (uint64_t)(ms < AGE_2000_MS ? 0 : v > most ? most : v);
}

static uint64_t report_key(const void *row)
{
    const sea_report *r = row;
    return (uint64_t)r->mmsi << 34 | clipped(r->at_ms, 34);
}

#define BY(member)                                                                                 \
    if (a->member != b->member) return a->member < b->member ? -1 : 1

static int report_compare(const void *x, const void *y)
{
    const sea_report *a = x, *b = y;
    BY(mmsi);
    BY(at_ms);
    BY(lat);
    BY(lon);
    BY(has);
    BY(speed);
    BY(course);
    BY(heading);
    BY(second);
    BY(class_of);
    BY(status);
    BY(receiver);
    return 0;
}

static uint64_t seen_key(const void *row)
{
    const sea_seen *r = row;
    return (uint64_t)(uint32_t)r->lat << 32 | (uint32_t)r->lon;
}

static int seen_compare(const void *x, const void *y)
{
    const sea_seen *a = x, *b = y;
    BY(at_ms);
    BY(mmsi);
    return 0;
}

static uint64_t event_key(const void *row)
{
    const traffic_event *e = row;
    return clipped(e->from_ms, 34);
}

static int event_compare(const void *x, const void *y)
{
    const traffic_event *a = x, *b = y;
    BY(from_ms);
    BY(mmsi);
    BY(kind);
    BY(area);
    BY(other);
    BY(to_ms);
    BY(label);
    BY(lat);
    BY(lon);
    BY(lat_to);
    BY(lon_to);
    BY(n);
    return 0;
}

/* ---- In */

tr_err traffic_open(const traffic_rules *rules, arena *a, traffic **out)
{
    traffic *t = arena_alloc(a, sizeof *t);
    if (!t) return TR_ERR_NOMEM;
    t->rules = *rules;
    t->a = a;
    arena_init(&t->ship.room, (size_t)1 << 30);
    spill_rules reports = {sizeof(sea_report), rules->run_rows ? rules->run_rows : RUN_ROWS,
                           report_key, report_compare};
    spill_rules events = {sizeof(traffic_event), rules->run_rows ? rules->run_rows : EVENT_RUN_ROWS,
                          event_key, event_compare};
    spill_rules seen = {sizeof(sea_seen), rules->run_rows ? rules->run_rows : SEEN_RUN_ROWS,
                        seen_key, seen_compare};
    tr_err e = spill_open(rules->folder, &reports, &t->reports);
    if (e == TR_OK) e = spill_open(rules->folder, &events, &t->events);
    if (e == TR_OK && rules->land.len) e = land_open(rules->land, a, &t->shore);
    if (e == TR_OK) e = meetings_open(rules, &t->met);
    if (e == TR_OK) e = spill_open(rules->folder, &seen, &t->seen);
    if (e == TR_OK) e = sea_reception_open(a, &t->reception);
    if (e != TR_OK)
        traffic_close(t);
    else
        *out = t;
    return e;
}

void traffic_close(traffic *t)
{
    if (!t) return;
    spill_close(t->reports);
    spill_close(t->events);
    spill_close(t->seen);
    meetings_close(&t->met);
    free(t->ship.reports);
    arena_clear(&t->ship.room);
}

const traffic_account *traffic_counts(const traffic *t)
{
    return &t->n;
}

static bool of_a_ship(const ais_message *m)
{
    switch (m->type) {
    case 1:
    case 2:
    case 3:
    case 18:
    case 19:
    case 27: return true;
    default: return false;
    }
}

static uint16_t tenth(const ais_message *m, ais_field f, uint8_t bit, uint8_t *has)
{
    if (!ais_known(m, f)) return 0;
    *has |= bit;
    return (uint16_t)m->value[f];
}

static sea_report report_of(const ais_message *m)
{
    sea_report r = {.at_ms = m->received_us / 1000,
                    .mmsi = m->mmsi,
                    .lat = m->value[AIS_LAT],
                    .lon = m->value[AIS_LON],
                    .status = 15,
                    .receiver = SEA_NOT_SAID};
    r.speed = tenth(m, AIS_SPEED, SEA_HAS_SPEED, &r.has);
    r.course = tenth(m, AIS_COURSE, SEA_HAS_COURSE, &r.has);
    r.heading = tenth(m, AIS_HEADING, SEA_HAS_HEADING, &r.has);
    r.class_of = m->type == 27 ? SEA_LONG_RANGE : m->type >= 18 ? SEA_CLASS_B : SEA_CLASS_A;
    r.second = ais_known(m, AIS_SECOND) ? (uint8_t)m->value[AIS_SECOND] : 60;
    if (ais_known(m, AIS_STATUS)) r.status = (uint8_t)m->value[AIS_STATUS];
    return r;
}

static bool names_a_ship(const ais_message *m)
{
    return m->type == 5 || m->type == 19 || m->type == 24;
}

tr_err traffic_add(traffic *t, const ais_message *m, size_t n)
{
    for (size_t i = 0; i < n; i++, m++) {
        t->n.messages++;
        if (names_a_ship(m)) {
            t->n.identities++;
            TR_TRY(identities_note(&t->who, m, t->a));
        }
        if (!of_a_ship(m)) {
            t->n.others += !names_a_ship(m);
            continue;
        }
        if (!ais_known(m, AIS_LAT) || !ais_known(m, AIS_LON)) {
            t->n.no_position++;
        } else if (m->clock == AIS_CLOCK_NONE) {
            t->n.no_time++;
        } else {
            sea_report r = report_of(m);
            t->n.positions++;
            if (r.class_of != SEA_LONG_RANGE) /* whose last digit is 185 m */
                TR_TRY(spill_add(t->seen, &(sea_seen){r.lat, r.lon, r.at_ms, r.mmsi}));
            TR_TRY(spill_add(t->reports, &r));
        }
    }
    return TR_OK;
}

/* ---- Ship by ship
 * --------------------------------------------------------------------------------------- */

static tr_err look_at_kept(traffic *t)
{
    if (!t->ship.n) return TR_OK;
    tr_err e = traffic_look_at_ship(t, t->ship.reports, t->ship.n);
    t->ship.n = 0;
    return e;
}

/* The same words within half a minute: one transmission, heard by several. */
static bool heard_twice(const traffic *t, const sea_report *r)
{
    for (size_t i = t->ship.n; i-- > 0;) {
        const sea_report *x = &t->ship.reports[i];
        if (x->mmsi != r->mmsi || r->at_ms - x->at_ms > AIS_REPEAT_US / 1000) return false;
        if (x->lat == r->lat && x->lon == r->lon && x->second == r->second &&
            x->speed == r->speed && x->course == r->course && x->heading == r->heading &&
            x->has == r->has && x->class_of == r->class_of)
            return true;
    }
    return false;
}

static tr_err keep_report(traffic *t, const sea_report *r)
{
    if (heard_twice(t, r)) {
        t->n.duplicate++;
        return TR_OK;
    }
    if (t->ship.n && (t->ship.reports[0].mmsi != r->mmsi || t->ship.n == TRAFFIC_MOST_REPORTS))
        TR_TRY(look_at_kept(t));
    if (t->ship.n == t->ship.cap) {
        size_t cap = t->ship.cap ? 2 * t->ship.cap : FIRST_REPORTS;
        sea_report *more = realloc(t->ship.reports, cap * sizeof *more);
        if (!more) return TR_ERR_NOMEM;
        t->ship.reports = more;
        t->ship.cap = cap;
    }
    t->ship.reports[t->ship.n++] = *r;
    return TR_OK;
}

static tr_err put_gaps(traffic *t)
{
    for (size_t i = 0; i < t->gaps.n; i++) {
        const waiting_gap *w = &t->gaps.items[i];
        sea_silence_view v = sea_look_at_gap(t->reception, w->around, &w->gap);
        traffic_event e = {.from_ms = w->around[0].at_ms,
                           .to_ms = w->around[1].at_ms,
                           .mmsi = w->around[0].mmsi,
                           .kind = TRAFFIC_GAP,
                           .label = (uint8_t)v.label,
                           .lat = w->around[0].lat,
                           .lon = w->around[0].lon,
                           .lat_to = w->around[1].lat,
                           .lon_to = w->around[1].lon,
                           .n = w->gap.heard_12h};
        e.hours = (float)w->gap.hours;
        e.km = (float)(w->gap.distance_m / 1000);
        e.knots = (float)w->gap.implied_knots;
        e.reception = (float)v.reception;
        e.known = (float)v.known;
        e.p_silence = (float)v.p_silence;
        TR_TRY(traffic_put(t, &e));
    }
    return TR_OK;
}

static tr_err put_interference(traffic *t)
{
    sea_interferences found = {0};
    TR_TRY(sea_find_interference(&t->jumps, t->a, &found));
    for (size_t i = 0; i < found.n; i++) {
        const sea_interference *f = &found.items[i];
        traffic_event e = {.from_ms = f->from_ms,
                           .to_ms = f->to_ms,
                           .kind = TRAFFIC_INTERFERENCE,
                           .label = f->target,
                           .lat = traffic_angle(f->centre.lat_deg),
                           .lon = traffic_angle(f->centre.lon_deg),
                           .n = (uint32_t)f->n_ships,
                           .km = (float)(f->radius_m / 1000)};
        TR_TRY(traffic_put(t, &e));
    }
    for (size_t i = 0; i < t->same.n; i++) {
        const sea_same_place *f = &t->same.items[i];
        traffic_event e = {.from_ms = f->from_ms,
                           .to_ms = f->to_ms,
                           .kind = TRAFFIC_SAME_PLACE,
                           .lat = f->lat,
                           .lon = f->lon};
        TR_TRY(traffic_put(t, &e));
    }
    return TR_OK;
}

/* Places with three reports and more, one after the other. */
static tr_err find_same_places(traffic *t)
{
    VEC(sea_seen) here = {0};
    arena room;
    const void *row;
    arena_init(&room, (size_t)1 << 30);
    tr_err e = spill_sort(t->seen);
    while (e == TR_OK) {
        e = spill_next(t->seen, &row);
        const sea_seen *r = row;
        bool other =
            e != TR_OK || here.n == 0 || here.items[0].lat != r->lat || here.items[0].lon != r->lon;
        if (other && here.n >= 3) {
            tr_err told = sea_same_place_of(here.items, here.n, t->a, &t->same);
            if (told != TR_OK) e = told;
        }
        if (other) here.n = 0;
        if (e != TR_OK) break;
        sea_seen *kept = VEC_PUSH(&room, &here);
        if (!kept)
            e = TR_ERR_NOMEM;
        else
            *kept = *r;
    }
    arena_clear(&room);
    spill_close(t->seen);
    t->seen = NULL;
    return e == TR_ERR_ABSENT ? TR_OK : e;
}

tr_err traffic_look(traffic *t, void (*progress)(void *ctx, uint64_t done, uint64_t all), void *ctx)
{
    enum { TELL_EACH = 1 << 20 };
    const void *row;
    uint64_t done = 0, all = spill_rows(t->reports);
    TR_TRY(find_same_places(t));
    if (t->same.n) qsort(t->same.items, t->same.n, sizeof *t->same.items, same_place_compare);
    TR_TRY(spill_sort(t->reports));
    for (;;) {
        tr_err e = spill_next(t->reports, &row);
        if (e == TR_ERR_ABSENT) break;
        TR_TRY(e);
        TR_TRY(keep_report(t, row));
        if (++done % TELL_EACH == 0 && progress) progress(ctx, done, all);
    }
    TR_TRY(look_at_kept(t));
    TR_TRY(put_gaps(t));
    TR_TRY(put_interference(t));
    if (!t->rules.no_meetings) TR_TRY(meetings_find(&t->met, t));
    return spill_sort(t->events);
}

tr_err traffic_next(traffic *t, const traffic_event **out)
{
    const void *row;
    TR_TRY(spill_next(t->events, &row));
    *out = row;
    return TR_OK;
}

bool traffic_reception(const traffic *t, geo_pt p, int64_t at_ms, double *share)
{
    return sea_reception_at(t->reception, p, at_ms, 0, 0, share);
}

tr_err traffic_cells(const traffic *t, arena *a, sea_heard_cells *out)
{
    return sea_reception_cells(t->reception, a, out);
}

tr_err traffic_heard(const traffic *t, arena *a, sea_heard_days *out)
{
    return sea_reception_days(t->reception, a, out);
}

const traffic_identity *traffic_identities(traffic *t, size_t *n)
{
    *n = t->who.n;
    if (t->who.n) qsort(t->who.items, t->who.n, sizeof *t->who.items, identity_compare);
    t->who.cap = 0; /* the order has changed: no more sayings */
    return t->who.items;
}
