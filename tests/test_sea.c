/* Ships over time against numbers of Global Fishing Watch's own programs, and properties. */
#include "gen.h"
#include "oracle.h"
#include "sea/fence.h"
#include "sea/sea.h"
#include "store/spill.h"

static sea_report report_of(double lat, double lon, int64_t at_ms)
{
    return (sea_report){.at_ms = at_ms,
                        .lat = (int32_t)lround(lat * SEA_ANGLE),
                        .lon = (int32_t)lround(lon * SEA_ANGLE),
                        .status = 15};
}

static void discrepancy(void)
{
    BEGIN;
    sheet s;
    size_t rows = 0;
    if (sheet_open(&s, a, "ais_discrepancy.csv")) {
        while (sheet_next(&s)) {
            sea_motion p = {cell_num(&s, "lat1"), cell_num(&s, "lon1"), cell_num(&s, "speed1"),
                            cell_num(&s, "course1")};
            sea_motion q = {cell_num(&s, "lat2"), cell_num(&s, "lon2"), cell_num(&s, "speed2"),
                            cell_num(&s, "course2")};
            CHECK(near_to(sea_discrepancy_nm(&p, &q, cell_num(&s, "hours")),
                          cell_num(&s, "discrepancy_nm"), 1e-9));
            rows++;
        }
        csv_close(s.csv);
        CHECK(rows >= 5);
    }
    END;
}

static sea_receiver receiver_from(str word)
{
    return str_is(word, "terrestrial") ? SEA_TERRESTRIAL
           : str_is(word, "satellite") ? SEA_SATELLITE
           : str_is(word, "dynamic")   ? SEA_DYNAMIC
                                       : SEA_NOT_SAID;
}

static void gaps(void)
{
    BEGIN;
    sheet s;
    VEC(sea_report) r = {0};
    const node *want = load_json(a, "ais_gap_expected.json");
    if (want && sheet_open(&s, a, "ais_gap_messages.csv")) {
        while (sheet_next(&s)) {
            sea_report *one = VEC_PUSH(a, &r);
            *one = report_of(cell_num(&s, "lat"), cell_num(&s, "lon"),
                             llround(cell_num(&s, "timestamp") * 1000));
            one->receiver = (uint8_t)receiver_from(cell(&s, "receiver_type"));
        }
        csv_close(s.csv);
        for (int hours = 6; hours <= 12; hours += 6) {
            sea_gaps g = {0};
            const node *list = node_at(want, hours == 6 ? "threshold_6h" : "threshold_12h");
            CHECK(sea_find_gaps(r.items, r.n, hours, a, &g) == TR_OK);
            CHECK_INT(g.n, list->n);
            size_t i = 0;
            for (const node *w = list->first; w && i < g.n; w = w->next, i++) {
                const sea_gap *x = &g.items[i];
                CHECK(near_to(x->hours, at_num(w, "duration_h"), 1e-6));
                CHECK(near_to(x->distance_m, at_num(w, "distance_m"), 1e-6));
                CHECK(near_to(x->implied_knots, at_num(w, "implied_speed_knots"), 1e-6));
                CHECK_INT(x->heard_12h, at_num(w, "positions_hours_before"));
                CHECK_INT(x->heard_before[SEA_TERRESTRIAL],
                          at_num(w, "positions_hours_before_ter"));
                CHECK_INT(x->heard_before[SEA_SATELLITE], at_num(w, "positions_hours_before_sat"));
                CHECK_INT(x->heard_before[SEA_DYNAMIC], at_num(w, "positions_hours_before_dyn"));
                CHECK(near_to((double)r.items[x->before].at_ms / 1000, at_num(w, "start_timestamp"),
                              1e-9));
                CHECK(near_to((double)r.items[x->after].at_ms / 1000, at_num(w, "end_timestamp"),
                              1e-9));
            }
        }
    }
    END;
}

static int64_t ms_of(str iso)
{
    iso_time t;
    CHECK(iso_parse(iso, &t));
    return civil_to_usec(&t.at) / 1000;
}

/* `exact`: places as written; a report holds them to 1/600000 degree, about ten centimetres. */
static size_t read_tracks(arena *a, sea_report *r, geo_pt *exact, char *ship, size_t cap)
{
    sheet s;
    size_t n = 0;
    if (!sheet_open(&s, a, "ais_encounter_tracks.csv")) return 0;
    while (n < cap && sheet_next(&s)) {
        r[n] = report_of(cell_num(&s, "lat"), cell_num(&s, "lon"), ms_of(cell(&s, "timestamp")));
        exact[n] = (geo_pt){cell_num(&s, "lon"), cell_num(&s, "lat")};
        r[n].speed = (uint16_t)lround(cell_num(&s, "speed_kn") * 10);
        r[n].has = SEA_HAS_SPEED;
        str id = cell(&s, "id");
        ship[n++] = id.len ? id.ptr[0] : 0;
    }
    csv_close(s.csv);
    return n;
}

static sea_samples samples_of(arena *a, const sea_report *r, const char *ship, size_t n, char id)
{
    sea_report *own = arena_alloc_n(a, n + 1, sizeof *own);
    size_t k = 0;
    sea_samples out = {0};
    for (size_t i = 0; own && i < n; i++)
        if (ship[i] == id) own[k++] = r[i];
    CHECK(sea_resample(own, k, a, &out) == TR_OK);
    return out;
}

/* Where a straight line in degrees has the ship, as the published program draws it. */
static geo_pt straight(const sea_report *r, const geo_pt *exact, const char *ship, size_t n,
                       char id, int64_t at_ms)
{
    const sea_report *p = NULL;
    for (size_t i = 0; i < n; i++) {
        if (ship[i] != id) continue;
        if (p && r[i].at_ms >= at_ms) {
            geo_pt a = exact[p - r], b = exact[i];
            double share = (double)(at_ms - p->at_ms) / (double)(r[i].at_ms - p->at_ms);
            return (geo_pt){a.lon_deg + (b.lon_deg - a.lon_deg) * share,
                            a.lat_deg + (b.lat_deg - a.lat_deg) * share};
        }
        p = &r[i];
    }
    return (geo_pt){0, 0};
}

static void encounters_as(arena *a, const sea_samples *of, int n_ships, const node *list,
                          double tolerance)
{
    size_t met = 0;
    for (int p = 0; p < n_ships; p++) {
        for (int q = 0; q < n_ships; q++) {
            sea_encounters e = {0};
            if (p == q) continue;
            CHECK(sea_encounters_of(&of[p], &of[q], a, &e) == TR_OK);
            for (size_t k = 0; k < e.n; k++, met++) {
                const node *w = list->first;
                for (size_t skip = 0; w && skip < met; skip++)
                    w = w->next;
                if (!w) continue;
                const sea_encounter *x = &e.items[k];
                CHECK_INT(x->from_ms, ms_of(node_text(w, "start_time")));
                CHECK_INT(x->to_ms, ms_of(node_text(w, "end_time")));
                CHECK(near_to(x->mean.lat_deg, at_num(w, "mean_latitude"), 1e-6));
                CHECK(near_to(x->mean.lon_deg, at_num(w, "mean_longitude"), 1e-6));
                CHECK(near_to(x->median_km, at_num(w, "median_distance_km"), tolerance));
                CHECK(near_to(x->median_kn, at_num(w, "median_speed_knots"), tolerance));
                CHECK_INT(x->points[0], at_num(w, "vessel_1_point_count"));
                CHECK_INT(x->points[1], at_num(w, "vessel_2_point_count"));
            }
        }
    }
    CHECK_INT(met, list->n);
}

static void samples_and_encounters(void)
{
    BEGIN;
    enum { CAP = 2000 };
    sea_report *r = arena_alloc_n(a, CAP, sizeof *r);
    geo_pt *exact = arena_alloc_n(a, CAP, sizeof *exact);
    char *ship = arena_alloc(a, CAP);
    size_t n = read_tracks(a, r, exact, ship, CAP);
    const node *want =
        node_at(load_json(a, "ais_encounter_expected.json"), "truce_no_extrapolate_gap1h");
    sheet s;
    if (n && want && sheet_open(&s, a, "ais_resampled_B_no_extrapolate.csv")) {
        sea_samples of[3];
        size_t all = 0, i = 0;
        char last = 'A';
        for (size_t k = 0; k < n; k++)
            last = ship[k] > last ? ship[k] : last;
        for (char id = 'A'; id <= last; id++)
            all += (of[id - 'A'] = samples_of(a, r, ship, n, id)).n;
        CHECK_INT(all, at_num(want, "n_resampled"));
        for (; sheet_next(&s); i++) {
            if (i >= of[1].n) break;
            const sea_sample *x = &of[1].items[i];
            CHECK_INT(x->at_ms, ms_of(cell(&s, "timestamp")));
            CHECK(near_to(x->at.lat_deg, cell_num(&s, "lat"),
                          1e-5)); /* theirs is a straight line in degrees */
            CHECK(near_to(x->at.lon_deg, cell_num(&s, "lon"), 1e-5));
            CHECK(near_to(x->speed_kn, cell_num(&s, "speed"), 1e-9));
            CHECK(near_to(x->density, cell_num(&s, "point_density"), 1e-9));
        }
        CHECK_INT(i, of[1].n);
        csv_close(s.csv);
        encounters_as(a, of, last - 'A' + 1, node_at(want, "encounters"), 1e-3);
        for (char id = 'A'; id <= last; id++) {
            for (size_t k = 0; k < of[id - 'A'].n; k++)
                of[id - 'A'].items[k].at =
                    straight(r, exact, ship, n, id, of[id - 'A'].items[k].at_ms);
        }
        encounters_as(a, of, last - 'A' + 1, node_at(want, "encounters"), 1e-6);
    }
    END;
}

static void port_calls(void)
{
    BEGIN;
    sheet s;
    VEC(sea_port_report) r = {0};
    const node *want = load_json(a, "ais_port_expected.json");
    if (want && sheet_open(&s, a, "ais_port_input.csv")) {
        sea_port_steps steps = {0};
        sea_port_visits visits = {0};
        while (sheet_next(&s)) {
            sea_port_report *one = VEC_PUSH(a, &r);
            *one = (sea_port_report){llround(cell_num(&s, "minute") * 60000),
                                     cell_num(&s, "dist_to_port_km"), cell_num(&s, "speed_kn")};
        }
        csv_close(s.csv);
        CHECK(sea_port_calls(r.items, r.n, a, &steps, &visits) == TR_OK);
        CHECK_INT(steps.n, node_at(want, "events")->n);
        size_t i = 0;
        for (const node *w = node_at(want, "events")->first; w && i < steps.n; w = w->next, i++) {
            CHECK(str_is(node_text(w, "type"), sea_port_event_word(steps.items[i].what)));
            CHECK_INT(steps.items[i].at_ms, at_num(w, "minute") * 60000);
            CHECK_INT(steps.items[i].last_ms, at_num(w, "last_minute") * 60000);
        }
        CHECK_INT(visits.n, node_at(want, "visits")->n);
        i = 0;
        for (const node *w = node_at(want, "visits")->first; w && i < visits.n; w = w->next, i++) {
            CHECK_INT(visits.items[i].from_ms, at_num(w, "start") * 60000);
            CHECK_INT(visits.items[i].to_ms, at_num(w, "end") * 60000);
            CHECK_INT(visits.items[i].confidence, at_num(w, "confidence"));
        }
    }
    END;
}

static void circles(void)
{
    BEGIN;
    const node *all = load_json(a, "circle_fit_expected.json");
    for (const node *c = all ? all->first : NULL; c; c = c->next) {
        double x[1000], y[1000], want[3], rmse = 0;
        size_t n = numbers(node_at(c, "x"), x, 1000);
        CHECK_INT(numbers(node_at(c, "y"), y, 1000), n);
        bool (*const fits[])(const double *, const double *, size_t,
                             sea_circle *) = {sea_circle_kasa, sea_circle_taubin};
        const char *const names[] = {"kasa", "taubin", "geometric"};
        for (int k = 0; k < 3; k++) {
            sea_circle got = {0};
            CHECK_INT(numbers(node_at(c, names[k]), want, 3), 3);
            CHECK(k < 2 ? fits[k](x, y, n, &got) : sea_circle_geometric(x, y, n, &got, &rmse));
            /* to a millionth of the circle; their iteration stops at 1e-8 of the squares */
            CHECK(near_to(got.x / want[2], want[0] / want[2], 1e-6));
            CHECK(near_to(got.y / want[2], want[1] / want[2], 1e-6));
            CHECK(near_to(got.r, want[2], 1e-6));
        }
        CHECK(near_to(rmse, at_num(c, "rmse"), 1e-6));
    }
    END;
}

static void points_on_a_line_are_no_circle(void)
{
    double x[5] = {0, 1, 2, 3, 4}, y[5] = {0, 2, 4, 6, 8}, rmse = 0;
    sea_circle c;
    CHECK(!sea_circle_kasa(x, y, 5, &c) || c.r > 1e6);
    CHECK(!sea_circle_geometric(x, y, 5, &c, &rmse) || c.r > 1e6);
    CHECK(!sea_circle_taubin(x, y, 2, &c));
}

/* ---- Tracks: two ships under one number, far apart, each on its way; a stray report between. ----
 */

static void two_ships_under_one_number(void)
{
    BEGIN;
    enum { N = 200 };
    sea_report *r = arena_alloc_n(a, N, sizeof *r);
    int32_t *track = arena_alloc_n(a, N, sizeof *track);
    sea_track_rules rules = sea_usual_tracks();
    size_t tracks = 0, ambiguous = 0;
    for (int i = 0; i < N;
         i++) { /* ten knots to the east, at 43 and 45 degrees, a report each two minutes in turn */
        double hours = i / 30.0;
        r[i] = report_of(i % 2 ? 45 : 43,
                         31 + 10 * hours / 60 / cos((i % 2 ? 45 : 43) * 0.017453292519943295),
                         i * 120000);
        r[i].speed = 100;
        r[i].course = 900;
        r[i].has = SEA_HAS_SPEED | SEA_HAS_COURSE;
    }
    CHECK(sea_tracks(r, N, &rules, a, track, &tracks, &ambiguous) == TR_OK);
    CHECK_INT(tracks, 2);
    CHECK_INT(ambiguous, 0);
    for (int i = 0; i < N; i++)
        CHECK_INT(track[i], i % 2);
    r[101].lat += 10 * SEA_ANGLE; /* one report of the second ship far to the north */
    CHECK(sea_tracks(r, N, &rules, a, track, &tracks, &ambiguous) == TR_OK);
    CHECK_INT(tracks, 3);
    CHECK(track[101] == 2);
    CHECK_INT(track[103], 1);
    END;
}

static void codes_are_no_speeds(void)
{
    enum { N = 6 };
    sea_report r[N];
    uint8_t bad[N];
    for (int i = 0; i < N; i++) {
        r[i] = report_of(43 + i * 0.001, 31, i * 60000);
        r[i].has = SEA_HAS_SPEED | SEA_HAS_COURSE;
        r[i].speed = 100;
    }
    r[1].speed = 630;
    r[2].course = 3600;
    r[3].lat = r[0].lat; /* as the first, but later */
    r[4].class_of = SEA_LONG_RANGE;
    sea_look_at(r, N, bad);
    static const uint8_t want[N] = {SEA_GOOD,     SEA_BAD_SPEED,   SEA_BAD_COURSE,
                                    SEA_REPEATED, SEA_LONG_BESIDE, SEA_GOOD};
    for (int i = 0; i < N; i++)
        CHECK_INT(bad[i], want[i]);
}

/* ---- Trust: a clean day, and planted reports of each class
 * --------------------------------------- */

enum { DAY_MS = 86400000, CLEAN_SHIPS = 120, PER_SHIP = 1440 };

static double uniform(gen *g, double low, double high)
{
    return low + (high - low) * (double)(gen_u64(g) >> 11) / 9007199254740992.0;
}

/* About a normal variable: the sum of twelve. */
static double noise(gen *g)
{
    double v = -6;
    for (int i = 0; i < 12; i++)
        v += uniform(g, 0, 1);
    return v;
}

static void set_place(sea_report *r, geo_pt p)
{
    r->lat = (int32_t)lround(p.lat_deg * SEA_ANGLE);
    r->lon = (int32_t)lround(p.lon_deg * SEA_ANGLE);
}

/* A ship on its way with turns, or at anchor and swinging, or a pilot boat to and fro; ten metres
 * of noise, seconds lost and late, one report in ten not heard, some silent hours. */
static size_t clean_ship(gen *g, unsigned kind, uint32_t mmsi, sea_report *r)
{
    size_t n = 0;
    double course = uniform(g, 0, 360), speed = kind == 1 ? 0 : uniform(g, 6, 18),
           swing = uniform(g, 0, 360);
    geo_pt at = {uniform(g, 29, 40), uniform(g, 42.5, 45)}, anchor = at;
    int64_t silent_from = gen_below(g, 3) ? DAY_MS : (int64_t)gen_below(g, DAY_MS),
            silent = (int64_t)gen_below(g, 5 * 3600000);
    for (int64_t t = (int64_t)gen_below(g, 60000); t < DAY_MS; t += 60000) {
        if (kind != 1) {
            if (gen_below(g, 200) == 0) course += uniform(g, -60, 60);
            if (kind == 2 && gen_below(g, 40) == 0) course += 180;
            at = geo_destination(at, course, speed * SEA_MILE_M / 60);
            if (at.lat_deg < 42.2 || at.lat_deg > 45.5 || at.lon_deg < 28.5 || at.lon_deg > 40.5)
                course += 180;
        } else {
            swing += noise(g) * 2;
            at = geo_destination(anchor, swing, 150);
        }
        if (gen_below(g, 10) == 0 || (t >= silent_from && t < silent_from + silent)) continue;
        sea_report *o = &r[n++];
        *o = (sea_report){.at_ms = t + (int64_t)gen_below(g, 3000),
                          .mmsi = mmsi,
                          .status = 15,
                          .has = SEA_HAS_SPEED | SEA_HAS_COURSE};
        set_place(o, geo_destination(at, uniform(g, 0, 360), fabs(noise(g)) * 10));
        o->speed = (uint16_t)lround(fmax(0, (kind == 1 ? 0.1 : speed) + noise(g) * 0.1) * 10);
        o->course = (uint16_t)(lround((remainder(course, 360) + 360) * 10) % 3600);
    }
    return n;
}

static sea_judgement judge(arena *a, const sea_report *r, size_t n)
{
    sea_judgement j = {.doubt = arena_alloc(a, n + 1),
                       .track = arena_alloc_n(a, n + 1, sizeof *j.track)};
    sea_track_rules tracks = sea_usual_tracks();
    sea_trust_rules trust = sea_usual_trust();
    CHECK(sea_doubt_ship(r, n, &tracks, &trust, a, &j) == TR_OK);
    return j;
}

static void a_clean_day_is_hardly_doubted(void)
{
    BEGIN;
    gen g = gen_seeded(2025);
    sea_report *r = arena_alloc_n(a, PER_SHIP, sizeof *r);
    size_t all = 0, doubted = 0, by[SEA_DOUBT__N] = {0};
    sea_jumps jumps = {0};
    sea_interferences found = {0};
    for (unsigned s = 0; s < CLEAN_SHIPS; s++) {
        size_t n = clean_ship(&g, s % 3, 201000000 + s, r);
        sea_judgement j = judge(a, r, n);
        all += n;
        for (size_t i = 0; i < n; i++) {
            by[j.doubt[i]]++;
            doubted += j.doubt[i] != SEA_NONE;
        }
        for (size_t i = 0; i < j.jumps.n; i++) {
            sea_jump *kept = VEC_PUSH(a, &jumps);
            *kept = j.jumps.items[i];
        }
    }
    CHECK(sea_find_interference(&jumps, a, &found) == TR_OK);
    printf("# %zu reports of a clean day, %zu doubted (%.3f %%): ", all, doubted,
           100.0 * (double)doubted / (double)all);
    for (int d = 1; d < SEA_DOUBT__N; d++)
        printf("%s %zu%s", sea_doubt_word((sea_doubt)d), by[d], d + 1 < SEA_DOUBT__N ? ", " : "\n");
    CHECK(doubted * 200 <= all); /* half a percent */
    CHECK_INT(found.n, 0);
    END;
}

/* Each plants reports from index `from` on and says which. */
typedef size_t plant_fn(gen *g, sea_report *r, size_t n, bool *planted);

static size_t shift_some(sea_report *r, size_t n, size_t from, size_t count, double north_deg,
                         double east_deg, bool *planted)
{
    for (size_t i = from; i < from + count && i < n; i++) {
        r[i].lat += (int32_t)(north_deg * SEA_ANGLE);
        r[i].lon += (int32_t)(east_deg * SEA_ANGLE);
        planted[i] = true;
    }
    return n;
}

static size_t teleport(gen *g, sea_report *r, size_t n, bool *planted)
{
    return shift_some(r, n, 100 + gen_below(g, 800), 1 + gen_below(g, 60), uniform(g, 0.3, 2),
                      uniform(g, -3, 3), planted);
}

/* An hour at 65 to 200 knots, out and back. */
static size_t too_fast(gen *g, sea_report *r, size_t n, bool *planted)
{
    size_t from = 100 + gen_below(g, 700);
    double speed = uniform(g, 65, 200), course = uniform(g, 0, 360);
    geo_pt at = sea_place(&r[from - 1]);
    for (size_t i = from; i < from + 40 && i < n; i++) {
        double hours = (double)(r[i].at_ms - r[i - 1].at_ms) / 3600000;
        at = geo_destination(at, i < from + 20 ? course : course + 180, speed * hours * SEA_MILE_M);
        set_place(&r[i], at);
        r[i].speed = (uint16_t)lround(speed * 10);
        if (i > from + 1 && i != from + 20)
            planted[i] = true; /* at its ends it is where it should be */
    }
    return n;
}

static size_t circle(gen *g, sea_report *r, size_t n, bool *planted)
{
    size_t from = 100 + gen_below(g, 700);
    double radius = uniform(g, 80, 3000), turn = uniform(g, 12, 30), heading = uniform(g, 0, 360);
    geo_pt centre = geo_destination(sea_place(&r[from]), uniform(g, 0, 360), radius);
    for (size_t i = from; i < from + 100 && i < n; i++) {
        heading += turn * (double)(r[i].at_ms - r[i - 1].at_ms) / 60000;
        set_place(&r[i], geo_destination(centre, heading, radius + noise(g) * radius * 0.02));
        planted[i] = true;
    }
    return n;
}

static int by_at(const void *x, const void *y)
{
    const sea_report *a = x, *b = y;
    return (a->at_ms > b->at_ms) - (a->at_ms < b->at_ms);
}

/* Another ship of the same number, far away, for some hours: neither can be told from the other. */
static size_t second_ship(gen *g, sea_report *r, size_t n, bool *planted)
{
    static sea_report other[PER_SHIP];
    size_t m = clean_ship(g, 0, r[0].mmsi, other), count = n;
    int64_t from = (int64_t)gen_below(g, DAY_MS / 2), to = from + 3 * 3600000;
    for (size_t i = 0; i < m; i++) {
        other[i].lat = other[i].lat / 4 + 48 * SEA_ANGLE;
        if (other[i].at_ms >= from && other[i].at_ms < to) r[count++] = other[i];
    }
    qsort(r, count, sizeof *r, by_at);
    for (size_t i = 0; i < count; i++)
        planted[i] = r[i].lat > 50 * SEA_ANGLE;
    return count;
}

/* Its own morning once more in the afternoon. */
static size_t replay(gen *g, sea_report *r, size_t n, bool *planted)
{
    size_t from = gen_below(g, 200), count = 120, keep = 0;
    int64_t shift = 12 * 3600000;
    static sea_report copy[PER_SHIP];
    for (size_t i = 0; i < count; i++) {
        copy[i] = r[from + i];
        copy[i].at_ms += shift;
    }
    for (size_t i = 0; i < n; i++)
        if (r[i].at_ms < copy[0].at_ms || r[i].at_ms > copy[count - 1].at_ms) r[keep++] = r[i];
    for (size_t i = 0; i < count; i++)
        r[keep++] = copy[i];
    qsort(r, keep, sizeof *r, by_at);
    for (size_t i = 0; i < keep; i++)
        planted[i] = r[i].at_ms >= copy[0].at_ms && r[i].at_ms <= copy[count - 1].at_ms;
    return keep;
}

static void planted_reports_are_doubted(void)
{
    static const struct {
        const char *name;
        plant_fn *plant;
    } classes[] = {{"teleport", teleport},
                   {"over 60 knots", too_fast},
                   {"circle", circle},
                   {"second ship", second_ship},
                   {"replay", replay}};
    static sea_report r[2 * PER_SHIP];
    static bool planted[2 * PER_SHIP];
    gen g = gen_seeded(77);
    for (size_t c = 0; c < sizeof classes / sizeof classes[0]; c++) {
        size_t all = 0, found = 0, others = 0, wrong = 0;
        for (unsigned s = 0; s < 60; s++) {
            BEGIN;
            memset(planted, 0, sizeof planted);
            size_t n = clean_ship(&g, 0, 201000000 + s, r);
            n = n > 1000 ? classes[c].plant(&g, r, n, planted) : 0;
            sea_judgement j = judge(a, r, n);
            for (size_t i = 0; i < n; i++) {
                all += planted[i];
                found += planted[i] && j.doubt[i] != SEA_NONE;
                others += !planted[i];
                wrong += !planted[i] && j.doubt[i] != SEA_NONE;
            }
            END;
        }
        printf("# %s: %zu of %zu planted reports doubted (%.4f); of the others %.4f\n",
               classes[c].name, found, all, (double)found / (double)all,
               (double)wrong / (double)others);
        CHECK(all > 100 && (double)found >= 0.95 * (double)all);
        /* of a second ship's number neither is trusted while both send */
        if (classes[c].plant != second_ship) CHECK((double)wrong <= 0.005 * (double)others);
    }
}

static void jumps_to_one_place_are_interference(void)
{
    BEGIN;
    gen g = gen_seeded(5);
    sea_jumps jumps = {0};
    sea_interferences found = {0};
    geo_pt target = {31.5, 44.2};
    for (unsigned s = 0; s < 9;
         s++) { /* nine ships within half an hour; two elsewhere; one alone */
        sea_jump *j = VEC_PUSH(a, &jumps);
        *j = (sea_jump){.mmsi = 201000000 + s,
                        .at_ms = 1000000 + (int64_t)gen_below(&g, 1800000),
                        .from = {uniform(&g, 29, 40), uniform(&g, 42.5, 45)}};
        j->before_ms = j->at_ms - 60000;
        j->to = s < 6 ? geo_destination(target, uniform(&g, 0, 360), uniform(&g, 0, 1000))
                      : (geo_pt){uniform(&g, 29, 40), uniform(&g, 42.5, 45)};
    }
    CHECK(sea_find_interference(&jumps, a, &found) == TR_OK);
    CHECK_INT(found.n, 1);
    if (found.n == 1) {
        CHECK(found.items[0].target);
        CHECK_INT(found.items[0].n_ships, 6);
        CHECK(geo_distance_m(found.items[0].centre, target) < 1500);
    }
    END;
}

static void three_numbers_at_one_place(void)
{
    BEGIN;
    sea_same_places found = {0};
    sea_seen r[300];
    for (int i = 0; i < 300; i++) /* two ships at a berth for hours are two ships at a berth */
        r[i] = (sea_seen){26760000, 20100000, i * 60000, 201000000 + (uint32_t)(i % 2)};
    CHECK(sea_same_place_of(r, 300, a, &found) == TR_OK);
    CHECK_INT(found.n, 0);
    for (int i = 0; i < 30; i++)
        r[i] = (sea_seen){25860000, 18900000, 20000000 + i * 60000, 201000000 + (uint32_t)(i % 3)};
    CHECK(sea_same_place_of(r, 30, a, &found) == TR_OK);
    CHECK_INT(found.n, 1);
    if (found.n == 1) {
        CHECK_INT(found.items[0].from_ms, 20000000);
        CHECK_INT(found.items[0].to_ms, 20000000 + 29 * 60000);
    }
    END;
}

/* ---- Silence against the reception of others
 * ------------------------------------------------------- */

/* Ten ships heard each minute through the day, but for `deaf` hours in which a share of slots is
 * lost. */
static sea_silence_view silence(arena *a, double heard_share, unsigned others, double own_minutes)
{
    enum { FROM_H = 10, TO_H = 18 };
    gen g = {11};
    sea_reception *c = NULL;
    CHECK(sea_reception_open(a, &c) == TR_OK);
    sea_report *r = arena_alloc_n(a, PER_SHIP, sizeof *r);
    for (unsigned s = 0; s < others; s++) {
        size_t n = 0;
        for (int64_t slot = 0; slot < 144; slot++) {
            bool within = slot >= FROM_H * 6 && slot < TO_H * 6;
            if (within && uniform(&g, 0, 1) >= heard_share) continue;
            r[n] = report_of(43.1, 31.1 + s * 0.001, slot * SEA_SLOT_MS + 1000);
            r[n++].mmsi = 201000000 + s;
        }
        CHECK(sea_reception_add(c, r, n, a) == TR_OK);
    }
    size_t n = 0;
    for (double t = 0; t < 1440; t += own_minutes)
        if (t < FROM_H * 60 || t >= TO_H * 60)
            r[n++] = report_of(43.1, 31.15, (int64_t)(t * 60000));
    sea_gaps gaps_found = {0};
    CHECK(sea_find_gaps(r, n, 6, a, &gaps_found) == TR_OK);
    CHECK_INT(gaps_found.n, 1);
    return gaps_found.n == 1 ? sea_look_at_gap(c, r, &gaps_found.items[0]) : (sea_silence_view){0};
}

static void silences_have_labels(void)
{
    BEGIN;
    CHECK_INT(silence(a, 0.95, 10, 2).label, SEA_UNEXPLAINED); /* others were heard all the time */
    CHECK_INT(silence(a, 0.05, 10, 2).label, SEA_COVERAGE);    /* hardly anybody was */
    CHECK_INT(silence(a, 0.95, 0, 2).label, SEA_AMBIGUOUS);    /* nobody was there to be heard */
    CHECK_INT(silence(a, 0.95, 10, 50).label, SEA_AMBIGUOUS);  /* it was seldom heard before */
    END;
}

/* ---- Lines to be drawn: none that is left out is farther beside than was said
 * ------------------------------------------------ */

static void a_thinned_line_keeps_to_its_reports(void)
{
    enum { MOST = 1500 };
    static sea_report r[MOST];
    static bool keep[MOST];
    gen g = gen_seeded(37);
    size_t kept_all = 0, all = 0;
    for (int round = 0; round < 200 && !tap_failed; round++) {
        size_t n = 1 + gen_below(&g, MOST), before = 0, kept = 0;
        double lat = uniform(&g, -80, 80), lon = uniform(&g, -180, 180), way = 0, far = uniform(&g, 1, 500);
        for (size_t i = 0; i < n; i++) { /* turns, stands still, crosses the 180th meridian */
            if (gen_below(&g, 20) == 0) way = uniform(&g, 0, 7);
            if (gen_below(&g, 3)) {
                lat += 0.001 * cos(way);
                lon = remainder(lon + 0.001 * sin(way), 360);
            }
            r[i] = report_of(lat, lon, (int64_t)i * 60000);
        }
        sea_thin(r, n, far, keep);
        CHECK(keep[0] && keep[n - 1]);
        for (size_t i = 0; i < n; i++) {
            if (!keep[i]) continue;
            for (size_t k = before + 1; k < i; k++)
                CHECK(sea_beside_m(&r[before], &r[i], &r[k]) <= far);
            before = i;
            kept++;
        }
        kept_all += kept;
        all += n;
    }
    CHECK(kept_all * 2 < all); /* and most are left out */
    sea_report a = report_of(45, 30, 0), b = report_of(45, 30.1, 0), c = report_of(45.001, 30.05, 0);
    CHECK(near_to(sea_beside_m(&a, &b, &c), 111.32, 0.01)); /* a thousandth of a degree of latitude */
    c = report_of(45, 30.2, 0); /* behind the end: as far as the end is */
    CHECK(near_to(sea_beside_m(&a, &b, &c), 0.1 * 111320 * cos(45 * 0.017453292519943295), 0.01));
}

/* ---- Fences: each move against all areas, edge by edge
 * ------------------------------------------------ */

static void fences_see_each_entry_and_exit(void)
{
    BEGIN;
    enum { AREAS = 60, SHIPS = 20, MOVES = 20000 };
    gen g = gen_seeded(31);
    geo_shape *s = arena_alloc_n(a, AREAS, sizeof *s);
    const geo_shape **areas = arena_alloc_n(a, AREAS, sizeof *areas);
    static bool in[SHIPS][AREAS];
    memset(in, 0, sizeof in);
    for (int i = 0; i < AREAS; i++) { /* triangles of all sizes on one another */
        geo_ring *r = arena_alloc(a, sizeof *r);
        geo_pt at = {uniform(&g, 30, 32), uniform(&g, 43, 45)};
        double size = uniform(&g, 0.01, 1);
        r->pts = arena_alloc_n(a, 4, sizeof *r->pts);
        r->n = 4;
        for (int k = 0; k < 3; k++)
            r->pts[k] = (geo_pt){at.lon_deg + uniform(&g, -size, size),
                                 at.lat_deg + uniform(&g, -size, size)};
        r->pts[3] = r->pts[0];
        s[i] = (geo_shape){.kind = GEO_POLYGON, .rings = r, .n_rings = 1};
        areas[i] = &s[i];
    }
    sea_fence *f = NULL;
    CHECK(sea_fence_make(areas, AREAS, SHIPS, a, &f) == TR_OK);
    for (int i = 0; i < MOVES && !tap_failed; i++) {
        uint32_t ship = (uint32_t)gen_below(&g, SHIPS);
        geo_pt p = {uniform(&g, 29.5, 32.5), uniform(&g, 42.5, 45.5)};
        const sea_fence_change *c;
        size_t n, k = 0;
        CHECK(sea_fence_move(f, ship, p, &c, &n) == TR_OK);
        for (uint32_t x = 0; x < AREAS; x++) {
            bool now = geo_polygon_has(areas[x], p);
            if (now == in[ship][x]) continue;
            CHECK(k < n && c[k].area == x && c[k].entered == now);
            in[ship][x] = now;
            k++;
        }
        CHECK_INT(k, n);
    }
    const sea_fence_change *c;
    size_t n;
    CHECK(sea_fence_move(f, SHIPS, (geo_pt){31, 44}, &c, &n) == TR_ERR_USAGE);
    END;
}

/* ---- Sorting on disk
 * ---------------------------------------------------------------------------------- */

typedef struct sorted_row {
    uint64_t key;
    uint32_t next, unused;
} sorted_row;

static uint64_t key_of(const void *row)
{
    return ((const sorted_row *)row)->key;
}

static int next_compare(const void *x, const void *y)
{
    const sorted_row *a = x, *b = y;
    return (a->next > b->next) - (a->next < b->next);
}

static int row_compare(const void *x, const void *y)
{
    const sorted_row *a = x, *b = y;
    return a->key != b->key ? (a->key < b->key ? -1 : 1) : next_compare(x, y);
}

/* Few keys and many, one run and many, as qsort has them; twice, for the second reading begins
 * anew. */
static void rows_come_back_sorted(void)
{
    enum { N = 5000 };
    static sorted_row rows[N], want[N];
    gen g = gen_seeded(9);
    for (int round = 0; round < 12; round++) {
        static const size_t runs[] = {1, 7, 100, N + 1};
        spill_rules rules = {sizeof(sorted_row), runs[round % 4] == 1 ? 3 : runs[round % 4], key_of,
                             next_compare};
        spill *s = NULL;
        const void *row;
        uint64_t keys = round < 4 ? 5 : round < 8 ? 1000 : UINT64_MAX;
        CHECK(spill_open("/tmp", &rules, &s) == TR_OK);
        for (size_t i = 0; i < N; i++) {
            rows[i] = (sorted_row){keys == UINT64_MAX ? gen_u64(&g) : gen_below(&g, (size_t)keys),
                                   (uint32_t)gen_below(&g, 300), 0};
            CHECK(spill_add(s, &rows[i]) == TR_OK);
        }
        memcpy(want, rows, sizeof rows);
        qsort(want, N, sizeof want[0], row_compare);
        for (int again = 0; again < 2; again++) {
            CHECK(spill_sort(s) == TR_OK);
            size_t n = 0;
            while (spill_next(s, &row) == TR_OK && n < N) {
                if (row_compare(row, &want[n]) != 0) break;
                n++;
            }
            CHECK_INT(n, N);
        }
        CHECK_INT(spill_rows(s), N);
        spill_close(s);
    }
}

static const tap_case cases[] = {CASE(discrepancy),
                                 CASE(gaps),
                                 CASE(samples_and_encounters),
                                 CASE(port_calls),
                                 CASE(circles),
                                 CASE(points_on_a_line_are_no_circle),
                                 CASE(two_ships_under_one_number),
                                 CASE(codes_are_no_speeds),
                                 CASE(a_clean_day_is_hardly_doubted),
                                 CASE(planted_reports_are_doubted),
                                 CASE(jumps_to_one_place_are_interference),
                                 CASE(three_numbers_at_one_place),
                                 CASE(silences_have_labels),
                                 CASE(rows_come_back_sorted),
                                 CASE(a_thinned_line_keeps_to_its_reports),
                                 CASE(fences_see_each_entry_and_exit)};
ORACLE_MAIN(cases)
