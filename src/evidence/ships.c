/* Ships beside the incidents: logs of the record read once more, held against the zones that the
 * agreement draws. What they say is where ships that want to be seen say they are; nothing of it is
 * an incident, and nothing says who did what. */
#include "evidence/ship_parts.h"
#include "stats/rates.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Areas: zones of the agreement that somebody drew
 * --------------------------------------------------- */

static tr_err choose_areas(ships_job *j)
{
    report_data *d = j->c->d;
    const agreement *ag = d->ag;
    d->ships.places = arena_alloc_n(j->c->a, ag->n_zones + 1, sizeof *d->ships.places);
    if (!d->ships.places) return TR_ERR_NOMEM;
    for (size_t i = 0; i < ag->n_zones; i++) {
        const area_zone *z = &ag->zones[i];
        if (z->shape.kind == GEO_NONE) continue;
        traffic_area *x = VEC_PUSH(j->c->a, &j->areas);
        if (!x) return TR_ERR_NOMEM;
        x->id = z->id;
        x->name = z->title;
        x->kind = z->port ? AREA_PORT : z->shape.kind == GEO_LINE ? AREA_CORRIDOR : AREA_ZONE;
        x->shape = z->shape;
        traffic_area_box(x);
        d->ships.places[d->ships.n_places++].zone = z;
    }
    return TR_OK;
}

/* ---- Reading
 * --------------------------------------------------------------------------------------------- */

static tr_err add_messages(void *ctx, const ais_reader *r, const ais_message *m, size_t n)
{
    (void)r;
    return traffic_add(((ships_job *)ctx)->t, m, n);
}

static tr_err read_log(ships_job *j, const batch_line *b)
{
    collector *c = j->c;
    intake how;
    feed_result ignored;
    stream_sinks to = {.ships = add_messages, .ships_ctx = j};
    buf p;
    buf_init(&p, 65536);
    blob_path(c->f.m->dir, b->sha, &p);
    buf_c(&p, '\0');
    tr_err e = buf_err(&p);
    if (e == TR_OK) e = fold_intake(b, c->f.a, &how);
    if (e == TR_OK) e = stream_read(&c->f, FEED_AIS, p.ptr, "ships", &how, &to, &ignored);
    buf_free(&p);
    return e;
}

static bool is_log(const batch_line *b)
{
    feed_kind kind;
    return b->closed && feed_kind_from(b->kind, &kind) && kind == FEED_AIS;
}

/* ---- Who they say they are
 * --------------------------------------------------------------------------------- */

static uint8_t kind_of(int32_t ship_type)
{
    switch (ship_type / 10) {
    case 7: return SHIP_CARGO;
    case 8: return SHIP_TANKER;
    case 6: return SHIP_PASSENGER;
    default: break;
    }
    if (ship_type == 30) return SHIP_FISHING;
    if (ship_type == 35) return SHIP_MILITARY;
    return ship_type > 0 ? SHIP_OTHER : SHIP_NOT_SAID;
}

/* The last saying of each number that has a type; sayings come by number and time. */
static tr_err list_ships(ships_job *j)
{
    size_t n;
    const traffic_identity *x = traffic_identities(j->t, &n);
    for (size_t i = 0; i < n; i++) {
        uint8_t kind = kind_of(x[i].ship_type);
        if (j->who.n == 0 || j->who.items[j->who.n - 1].mmsi != x[i].mmsi) {
            ship_row *r = VEC_PUSH(j->c->a, &j->who);
            if (!r) return TR_ERR_NOMEM;
            *r = (ship_row){x[i].mmsi, SHIP_NOT_SAID};
        }
        if (kind != SHIP_NOT_SAID) j->who.items[j->who.n - 1].kind = kind;
    }
    return TR_OK;
}

/* ---- Incidents: who was near
 * -------------------------------------------------------------------------------------- */

#define NEAR_M 10000.0
enum { MOST_WATCHES = 65535, HOUR_US_MS = 3600000, LONGEST_MS = 2 * 86400000 };

/* Those whose hours and place are known to within two days and fifty kilometres. */
static tr_err choose_watches(ships_job *j)
{
    report_data *d = j->c->d;
    d->ships.near = arena_alloc_n(j->c->a, d->n_coded + 1, sizeof *d->ships.near);
    if (!d->ships.near) return TR_ERR_NOMEM;
    for (size_t i = 0; i < d->n_coded && j->watches.n < MOST_WATCHES; i++) {
        const incident *in = d->coded[i].in;
        if (!d->coded[i].counted || !span_known(in->when) || !in->has_position ||
            in->radius_m > 50000)
            continue;
        int64_t from = in->when.from / 1000 - HOUR_US_MS, to = in->when.to / 1000 + HOUR_US_MS;
        if (to - from > LONGEST_MS + 2 * HOUR_US_MS) continue;
        traffic_watch *x = VEC_PUSH(j->c->a, &j->watches);
        if (!x) return TR_ERR_NOMEM;
        *x = (traffic_watch){in->position, NEAR_M + in->radius_m, from, to};
        d->ships.near[d->ships.n_near++] = (ship_near){.row = i};
    }
    return TR_OK;
}

static void note_near(ships_job *j, const traffic_event *e)
{
    ship_near *x = &j->c->d->ships.near[e->area - 1];
    double km = (double)e->km;
    if (x->n_ships++ == 0 || km < x->nearest_km) x->nearest_km = km;
    x->by_kind[ship_kind_of(j, e->mmsi)]++;
}

/* How much was heard there, hour by hour; incidents of which neither is known are left out. */
static void keep_near(ships_job *j)
{
    ship_data *s = &j->c->d->ships;
    size_t n = 0;
    for (size_t i = 0; i < s->n_near; i++) {
        const traffic_watch *x = &j->watches.items[i];
        size_t hours = 0;
        double share, sum = 0;
        for (int64_t at = x->from_ms; at <= x->to_ms; at += HOUR_US_MS) {
            if (!traffic_reception(j->t, x->at, at, &share)) continue;
            sum += share;
            hours++;
        }
        s->near[i].known = hours > 0;
        s->near[i].reception = hours ? sum / (double)hours : 0;
        if (s->near[i].n_ships || hours) s->near[n++] = s->near[i];
    }
    s->n_near = n;
}

/* ---- Events
 * -------------------------------------------------------------------------------------------------
 */

static usec_t usec_of(int64_t ms)
{
    return ms * 1000;
}

static geo_pt place_of(int32_t lon, int32_t lat)
{
    return (geo_pt){(double)lon / SEA_ANGLE, (double)lat / SEA_ANGLE};
}

static tr_err note_gap(ships_job *j, const traffic_event *e)
{
    if (!evidence_in_period(j->c->d, usec_of(e->from_ms), usec_of(e->to_ms))) return TR_OK;
    ship_gap *g = VEC_PUSH(j->c->a, &j->gaps);
    if (!g) return TR_ERR_NOMEM;
    *g = (ship_gap){.mmsi = e->mmsi,
                    .from = usec_of(e->from_ms),
                    .to = usec_of(e->to_ms),
                    .before = place_of(e->lon, e->lat),
                    .after = place_of(e->lon_to, e->lat_to),
                    .hours = (double)e->hours,
                    .reception = (double)e->reception,
                    .known = (double)e->known,
                    .p_silence = (double)e->p_silence,
                    .label = str_of(sea_silence_word((sea_silence)e->label))};
    return TR_OK;
}

static tr_err note_interference(ships_job *j, const traffic_event *e)
{
    if (!evidence_in_period(j->c->d, usec_of(e->from_ms), usec_of(e->to_ms))) return TR_OK;
    ship_interference *f = VEC_PUSH(j->c->a, &j->interferences);
    if (!f) return TR_ERR_NOMEM;
    *f = (ship_interference){.from = usec_of(e->from_ms),
                             .to = usec_of(e->to_ms),
                             .at = place_of(e->lon, e->lat),
                             .radius_km = (double)e->km,
                             .n_ships = e->n,
                             .target = e->label != 0};
    return TR_OK;
}

static tr_err note_track(ships_job *j, const traffic_event *e)
{
    ship_data *s = &j->c->d->ships;
    if (s->first == USEC_UNKNOWN || usec_of(e->from_ms) < s->first) s->first = usec_of(e->from_ms);
    if (s->last == USEC_UNKNOWN || usec_of(e->to_ms) > s->last) s->last = usec_of(e->to_ms);
    ship_row *r = VEC_PUSH(j->c->a, &j->tracks);
    if (!r) return TR_ERR_NOMEM;
    *r = (ship_row){e->mmsi, 0};
    return TR_OK;
}

static tr_err note_crossing(ships_job *j, const traffic_event *e)
{
    crossing_row *p = VEC_PUSH(j->c->a, &j->crossings);
    if (!p) return TR_ERR_NOMEM;
    *p = (crossing_row){.place = e->area - 1U,
                        .from = usec_of(e->from_ms),
                        .to = usec_of(e->to_ms),
                        .mmsi = e->mmsi,
                        .into = e->kind == TRAFFIC_ENTRY};
    return TR_OK;
}

/* On a line: metres from its first point, of the place on it that is nearest. */
static double along_m(const geo_ring *line, geo_pt p)
{
    double before = 0, least = (double)INFINITY, best = 0;
    for (size_t i = 1; i < line->n; i++) {
        geo_pt a = line->pts[i - 1], b = line->pts[i];
        double leg = geo_distance_m(a, b), side = cos(p.lat_deg * 0.017453292519943295);
        double ux = (b.lon_deg - a.lon_deg) * side, uy = b.lat_deg - a.lat_deg,
               vx = (p.lon_deg - a.lon_deg) * side, vy = p.lat_deg - a.lat_deg;
        double square = ux * ux + uy * uy, at = square > 0 ? (ux * vx + uy * vy) / square : 0;
        at = fmax(0, fmin(1, at));
        double off = hypot(vx - at * ux, vy - at * uy);
        if (off < least) {
            least = off;
            best = before + at * leg;
        }
        before += leg;
    }
    return best;
}

/* Less than a mile along is neither way. */
static void note_way(ship_place *p, const traffic_event *e)
{
    const geo_ring *line = &p->zone->shape.rings[0];
    double m =
        along_m(line, place_of(e->lon_to, e->lat_to)) - along_m(line, place_of(e->lon, e->lat));
    p->n_along += m >= SEA_MILE_M;
    p->n_against += m <= -SEA_MILE_M;
    p->n_neither += m < SEA_MILE_M && m > -SEA_MILE_M;
}

/* Within an area on a day; of no area: heard at all. */
static tr_err note_presence(ships_job *j, const traffic_event *e)
{
    ship_data *s = &j->c->d->ships;
    presence_row x = {.place = e->area ? e->area - 1U : (size_t)-1,
                      .day = usec_day(usec_of(e->from_ms)),
                      .from = usec_of(e->from_ms),
                      .to = usec_of(e->to_ms),
                      .mmsi = e->mmsi,
                      .slots = e->slots,
                      .heard = e->heard};
    presence_row *p = e->area ? VEC_PUSH(j->c->a, &j->stays) : VEC_PUSH(j->c->a, &j->days);
    if (!p) return TR_ERR_NOMEM;
    *p = x;
    if (e->area && s->places[x.place].zone->shape.kind == GEO_LINE &&
        evidence_in_period(j->c->d, x.from, x.to))
        note_way(&s->places[x.place], e);
    return TR_OK;
}

/* A call counts on the day on which it began. */
static tr_err note_call(ships_job *j, const traffic_event *e)
{
    ship_place *place = &j->c->d->ships.places[e->area - 1];
    usec_t from = usec_of(e->from_ms), to = usec_of(e->to_ms);
    presence_row *p = VEC_PUSH(j->c->a, &j->stays);
    if (!p) return TR_ERR_NOMEM;
    *p = (presence_row){.place = e->area - 1U,
                        .day = usec_day(from),
                        .from = from,
                        .to = to,
                        .mmsi = e->mmsi,
                        .call = true,
                        .ended = e->heard != 0};
    place->n_entries += e->slots && evidence_in_period(j->c->d, from, from);
    place->n_exits += e->heard && evidence_in_period(j->c->d, to, to);
    return TR_OK;
}

static tr_err note_event(ships_job *j, const traffic_event *e)
{
    ship_data *s = &j->c->d->ships;
    bool now = evidence_in_period(j->c->d, usec_of(e->from_ms), usec_of(e->to_ms));
    switch ((traffic_kind)e->kind) {
    case TRAFFIC_TRACK: return note_track(j, e);
    case TRAFFIC_GAP: return note_gap(j, e);
    case TRAFFIC_INTERFERENCE: return note_interference(j, e);
    case TRAFFIC_ENTRY:
        s->places[e->area - 1].n_entries += now;
        return now ? note_crossing(j, e) : TR_OK;
    case TRAFFIC_EXIT:
        s->places[e->area - 1].n_exits += now;
        return now ? note_crossing(j, e) : TR_OK;
    case TRAFFIC_NEAR: note_near(j, e); break;
    case TRAFFIC_PRESENCE: return note_presence(j, e);
    case TRAFFIC_PORT_VISIT: return note_call(j, e);
    case TRAFFIC_ENCOUNTER:
    case TRAFFIC_DOUBT:
    case TRAFFIC_SAME_PLACE:
    case TRAFFIC_KIND__N: break;
    }
    return TR_OK;
}

static tr_err read_events(ships_job *j)
{
    const traffic_event *e;
    tr_err end;
    while ((end = traffic_next(j->t, &e)) == TR_OK)
        TR_TRY(note_event(j, e));
    return end == TR_ERR_ABSENT ? TR_OK : end;
}

/* ---- Sums
 * -----------------------------------------------------------------------------------------------------
 */

static int by_place_day(const void *x, const void *y)
{
    const presence_row *a = x, *b = y;
    if (a->place != b->place) return a->place < b->place ? -1 : 1;
    if (a->day != b->day) return a->day < b->day ? -1 : 1;
    return (a->mmsi > b->mmsi) - (a->mmsi < b->mmsi);
}

/* Each ship once a day, and once a place within the period. */
static tr_err sum_stays(ships_job *j)
{
    report_data *d = j->c->d;
    ship_data *s = &d->ships;
    presence_row *p = j->stays.items;
    s->days = arena_alloc_n(j->c->a, j->stays.n + 1, sizeof *s->days);
    if (!s->days) return TR_ERR_NOMEM;
    if (j->stays.n) qsort(p, j->stays.n, sizeof *p, by_place_day);
    for (size_t i = 0; i < j->stays.n; i++) {
        if (i && by_place_day(&p[i - 1], &p[i]) == 0) continue;
        if (s->n_days == 0 || s->days[s->n_days - 1].place != p[i].place ||
            s->days[s->n_days - 1].day != p[i].day)
            s->days[s->n_days++] = (ship_day){.place = p[i].place, .day = p[i].day};
        ship_day *x = &s->days[s->n_days - 1];
        x->n[ship_kind_of(j, p[i].mmsi)]++;
        x->slots += p[i].slots;
        x->heard += p[i].heard;
    }
    size_t n = 0;
    for (size_t i = 0; i < j->stays.n; i++) {
        usec_t from = p[i].day * USEC_DAY;
        if (evidence_in_period(d, from, from + USEC_DAY)) p[n++] = p[i];
    }
    if (n) qsort(p, n, sizeof *p, stay_by_ship);
    for (size_t i = 0; i < n; i++) {
        if (i && p[i - 1].place == p[i].place && p[i - 1].mmsi == p[i].mmsi) continue;
        s->places[p[i].place].n_ships++;
        s->places[p[i].place].by_kind[ship_kind_of(j, p[i].mmsi)]++;
    }
    return ship_duties(j, p, n);
}

/* ---- Before and during
 * ------------------------------------------------------------------------------------------ */

enum { BEFORE, DURING, NEITHER, LEAST_SLOTS = 6 };

/* A whole day: in force throughout; or before the first instant at which it may have been. What
 * surely never came into force has no day before. */
static int side_of_day(const report_data *d, size_t reading_at, int64_t day)
{
    usec_t from = day * USEC_DAY, to = from + USEC_DAY;
    bool all = true, none = true, seen = false, after = false, comes = false;
    for (size_t i = 0; i < d->n_force; i++) {
        const force_span *f = &d->force[i];
        if (f->reading != reading_at) continue;
        comes = comes || (f->from >= to && f->answer != TRUTH_F);
        if (f->from >= to) continue;
        bool here = f->to > from;
        if (!here && f->answer != TRUTH_F) after = true;
        if (!here) continue;
        seen = true;
        all = all && f->answer == TRUTH_T;
        none = none && f->answer == TRUTH_F;
    }
    if (!seen) return NEITHER;
    return all ? DURING : none && !after && comes ? BEFORE : NEITHER;
}

static int by_day(const void *x, const void *y)
{
    const ship_day *a = x, *b = y;
    if (a->place != b->place) return a->place < b->place ? -1 : 1;
    return (a->day > b->day) - (a->day < b->day);
}

static const ship_day *day_within(const ship_data *s, size_t place, int64_t day)
{
    ship_day key = {.place = place, .day = day};
    return s->n_days ? bsearch(&key, s->days, s->n_days, sizeof key, by_day) : NULL;
}

/* What counts as watched of a day: what was heard within the zone, or, with hardly a ship there,
 * anywhere. */
static double exposure_of(const ship_day *x, const sea_heard_day *all)
{
    if (x && x->slots >= LEAST_SLOTS) return (double)x->heard / (double)x->slots;
    return (double)all->heard / (double)all->slots;
}

static bool whole_day_in_period(const report_data *d, usec_t from)
{
    if (d->period_from == USEC_UNKNOWN || d->period_to == USEC_UNKNOWN) return true;
    return from >= d->period_from && from + USEC_DAY <= d->period_to;
}

static void compare_days(ships_job *j, const sea_heard_days *heard, double *y, double *exposure,
                         bool *during, ship_rate *r)
{
    const report_data *d = j->c->d;
    size_t n = 0;
    for (size_t i = 0; i < heard->n; i++) {
        const sea_heard_day *h = &heard->items[i];
        usec_t from = h->day * USEC_DAY;
        if (!whole_day_in_period(d, from)) continue;
        int side = side_of_day(d, r->reading, h->day);
        if (side == NEITHER) continue;
        const ship_day *x = day_within(&d->ships, r->place, h->day);
        y[n] = x ? (double)(x->n[SHIP_CARGO] + x->n[SHIP_TANKER]) : 0;
        exposure[n] = exposure_of(x, h);
        during[n] = side == DURING;
        r->days[side]++;
        r->ships[side] += y[n];
        r->exposure[side] += exposure[n++];
    }
    if (!(r->exposure[BEFORE] > 0 && r->exposure[DURING] > 0 &&
          r->ships[BEFORE] + r->ships[DURING] > 0))
        return;
    rate_comparison c = rate_compare(y, exposure, during, n, 0.95);
    r->defined = c.exact.defined;
    r->ratio = c.exact.estimate;
    r->low = c.low;
    r->high = c.high;
}

static tr_err compare_all(ships_job *j)
{
    report_data *d = j->c->d;
    ship_data *s = &d->ships;
    sea_heard_days heard = {0};
    TR_TRY(traffic_heard(j->t, j->c->a, &heard));
    double *y = arena_alloc_n(j->c->a, heard.n + 1, sizeof *y),
           *exposure = arena_alloc_n(j->c->a, heard.n + 1, sizeof *exposure);
    bool *during = arena_alloc_n(j->c->a, heard.n + 1, sizeof *during);
    s->rates = arena_alloc_n(j->c->a, d->n_readings * s->n_places + 1, sizeof *s->rates);
    if (!y || !exposure || !during || !s->rates) return TR_ERR_NOMEM;
    for (size_t r = 0; r < d->n_readings; r++) {
        for (size_t p = 0; p < s->n_places; p++) {
            ship_rate *x = &s->rates[s->n_rates++];
            *x = (ship_rate){.reading = r, .place = p};
            compare_days(j, &heard, y, exposure, during, x);
        }
    }
    return TR_OK;
}

static int by_size(const void *x, const void *y)
{
    const ship_group *a = x, *b = y;
    if (a->all != b->all) return a->all > b->all ? -1 : 1;
    return strcmp(a->flag, b->flag);
}

static tr_err sum_groups(ships_job *j)
{
    ship_data *s = &j->c->d->ships;
    ship_row *r = j->tracks.items;
    s->groups = arena_alloc_n(j->c->a, 1000, sizeof *s->groups);
    if (!s->groups) return TR_ERR_NOMEM;
    if (j->tracks.n) qsort(r, j->tracks.n, sizeof *r, ship_by_number);
    for (size_t i = 0; i < j->tracks.n; i++) {
        if (i && r[i - 1].mmsi == r[i].mmsi) continue;
        const char *flag = traffic_flag(&j->flags, r[i].mmsi);
        size_t g = 0;
        while (g < s->n_groups && strcmp(s->groups[g].flag, flag) != 0)
            g++;
        if (g == s->n_groups) memcpy(s->groups[s->n_groups++].flag, flag, strlen(flag));
        s->groups[g].n[ship_kind_of(j, r[i].mmsi)]++;
        s->groups[g].all++;
    }
    if (s->n_groups) qsort(s->groups, s->n_groups, sizeof *s->groups, by_size);
    return TR_OK;
}

static tr_err sum_doubts(ships_job *j)
{
    const traffic_account *n = traffic_counts(j->t);
    ship_data *s = &j->c->d->ships;
    s->doubts = arena_alloc_n(j->c->a, SEA_DOUBT__N, sizeof *s->doubts);
    if (!s->doubts) return TR_ERR_NOMEM;
    for (int i = SEA_NONE + 1; i < SEA_DOUBT__N; i++)
        if (n->doubted[i])
            s->doubts[s->n_doubts++] =
                (ship_doubt){str_of(sea_doubt_word((sea_doubt)i)), (size_t)n->doubted[i]};
    s->n_positions = (size_t)n->positions;
    s->n_duplicate = (size_t)n->duplicate;
    s->n_no_time = (size_t)n->no_time;
    s->n_ships = (size_t)n->ships;
    s->n_trusted = (size_t)n->trusted;
    s->interferences = j->interferences.items;
    s->n_interferences = j->interferences.n;
    s->gaps = j->gaps.items;
    s->n_gaps = j->gaps.n;
    return TR_OK;
}

/* Squares for the map, coarser until there are not too many. */
static tr_err sum_cells(ships_job *j)
{
    enum { MOST_CELLS = 3000 };
    ship_data *s = &j->c->d->ships;
    sea_heard_cells all = {0};
    TR_TRY(traffic_cells(j->t, j->c->a, &all));
    s->cells = arena_alloc_n(j->c->a, all.n + 1, sizeof *s->cells);
    if (!s->cells) return TR_ERR_NOMEM;
    for (int32_t k = 1;; k *= 2) {
        s->n_cells = 0;
        s->cell_deg = (double)k / SEA_CELLS_A_DEGREE;
        for (size_t i = 0; i < all.n; i++) {
            double lat = all.items[i].y / k * s->cell_deg - 90,
                   lon = all.items[i].x / k * s->cell_deg - 180;
            if (all.items[i].heard == 0) continue;
            size_t at = s->n_cells;
            for (size_t back = 0;
                 k > 1 && back < s->n_cells && back < (size_t)(360 / s->cell_deg) + 1;
                 back++) { /* rows of small cells make one of large ones */
                const ship_cell *c = &s->cells[s->n_cells - 1 - back];
                if (c->lat == lat && c->lon == lon) {
                    at = s->n_cells - 1 - back;
                    break;
                }
            }
            if (at == s->n_cells) s->cells[s->n_cells++] = (ship_cell){lat, lon, 0};
            s->cells[at].heard += (size_t)all.items[i].heard;
        }
        if (s->n_cells <= MOST_CELLS || k >= 32) return TR_OK;
    }
}

static tr_err follow(ships_job *j)
{
    const state *s = j->c->s;
    for (size_t i = 0; i < s->batches.n; i++)
        if (is_log(&s->batches.items[i])) TR_TRY(read_log(j, &s->batches.items[i]));
    TR_TRY(traffic_look(j->t, NULL, NULL));
    TR_TRY(list_ships(j));
    TR_TRY(read_events(j));
    keep_near(j);
    ship_lines_end(j);
    TR_TRY(sum_stays(j));
    TR_TRY(compare_all(j));
    TR_TRY(sum_groups(j));
    TR_TRY(sum_cells(j));
    return sum_doubts(j);
}

tr_err evidence_ships_of_others(collector *c)
{
    const ship_event_vec *all = &c->s->ship_events;
    ship_event *kept = arena_alloc_n(c->a, all->n + 1, sizeof *kept);
    if (!kept) return TR_ERR_NOMEM;
    for (size_t i = 0; i < all->n; i++)
        if (evidence_in_period(c->d, all->items[i].when.from, all->items[i].when.to))
            kept[c->d->ships.n_theirs++] = all->items[i];
    c->d->ships.theirs = kept;
    return TR_OK;
}

tr_err evidence_ships(collector *c)
{
    bool any = false;
    ships_job j = {.c = c};
    for (size_t i = 0; i < c->s->batches.n; i++)
        any = any || is_log(&c->s->batches.items[i]);
    if (!any) return TR_OK;
    c->d->ships.has = true;
    c->d->ships.first = c->d->ships.last = USEC_UNKNOWN;
    TR_TRY(choose_areas(&j));
    TR_TRY(choose_watches(&j));
    TR_TRY(traffic_flags_read(shipped_mid(), &j.flags, c->f.diag));
    traffic_rules rules = {.folder = host_scratch(),
                           .areas = j.areas.items,
                           .n_areas = j.areas.n,
                           .watches = j.watches.items,
                           .n_watches = j.watches.n,
                           .flags = &j.flags,
                           .no_meetings = true,
                           .each_day = ship_duties_ask(c->d),
                           .tracks = ship_lines_add,
                           .tracks_ctx = &j,
                           .land = shipped_land()};
    TR_TRY(traffic_open(&rules, c->a, &j.t));
    arena_init(&j.line_room, c->a->limit_bytes);
    tr_err e = follow(&j);
    arena_clear(&j.line_room);
    traffic_close(j.t);
    return e;
}
