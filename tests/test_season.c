/* What is usual for a season: probabilities, counting against a plain count, and what is not told. */
#include "gen.h"
#include "load.h"
#include "tap.h"
#include "physical/thermal.h"

#include <math.h>
#include <string.h>

/* By lgamma in another language. */
static const struct {
    season_counts c;
    size_t y;
    double passes, want;
} tails[] = {
    {{400, 100, 3000, 800}, 4, 1, 0.5632833793274072},
    {{400, 100, 3000, 800}, 12, 1, 0.0009567591470407422},
    {{3, 60, 10, 480}, 1, 1, 0.04628727343270145},
    {{3, 60, 10, 480}, 2, 2, 0.00544135915873456},
    {{0, 50, 4, 400}, 1, 3, 0.0026519685676208438},
    {{7, 365, 30, 2920}, 3, 1, 1.6567928879940297e-06},
};

static void probabilities(void)
{
    season_counts none = {0, 100, 0, 800};
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++)
        CHECK_NEAR(season_p_excess(&tails[i].c, tails[i].y, tails[i].passes), tails[i].want, 1e-10);
    CHECK(!(season_p_excess(&none, 1, 1) > 0)); /* never seen here or near */
    CHECK(!(season_p_excess(&none, 0, 1) < 1));
}

enum { MAX_ROWS = 6000 };

typedef struct world {
    arena a;
    detection rows[MAX_ROWS];
    size_t n;
    season *s;
    season_facts facts;
} world;

static void row(world *w, int year, int day_of_year, int minute, double lat, double lon, satellite sat, unsigned has)
{
    detection *d = &w->rows[w->n++];
    *d = (detection){.at_s = (civil_to_days(year, 1, 1) + day_of_year) * 86400 + minute * 60, .satellite = (uint8_t)sat, .has = (uint16_t)has};
    d->lat_e7 = (int32_t)lround(lat * 1e7);
    d->lon_e7 = (int32_t)lround(lon * 1e7);
    if (!(has >> DETECTION_HAS_CLOCK & 1)) d->at_s -= d->at_s % 86400;
    if (!(has >> DETECTION_HAS_SATELLITE & 1)) d->satellite = 0;
}

enum { TOLD = 1 << DETECTION_HAS_CLOCK | 1 << DETECTION_HAS_SATELLITE };
static const geo_pt place = {34.6, 48.1};

static usec_t start_of(int year)
{
    return civil_to_days(year, 1, 1) * USEC_DAY;
}

static void learn(world *w, geo_pt at, usec_t before)
{
    const double reach = 20000;
    CHECK(season_open(&at, &reach, 1, before, &w->a, &w->s) == TR_OK);
    for (size_t i = 0; i < w->n; i++)
        CHECK(season_add(w->s, &w->rows[i]) == TR_OK);
    CHECK(season_seal(w->s, &w->facts) == TR_OK);
}

static world *fresh(void)
{
    static world w;
    w.n = 0;
    arena_init(&w.a, (size_t)1 << 28);
    return &w;
}

/* The same answer from definitions, row by row. */
typedef struct plain_key {
    int north, east, bin, half;
    long long day;
} plain_key;

static plain_key key_of(const detection *d, bool whole)
{
    double lat = d->lat_e7 / 1e7, lon = d->lon_e7 / 1e7, solar = (double)d->at_s / 3600 + lon / 15;
    double since = floor((solar - 6) / 24) * 24 + 6;
    plain_key k = {(int)floor(lat * 4), (int)floor(lon * 4), 0, solar - since >= 12, llround((since - 6) / 24)};
    if (whole) k.half = 0;
    if (whole) k.day = (long long)floor((double)d->at_s / 86400);
    int y, m, day;
    days_to_civil(k.day, &y, &m, &day);
    k.bin = (int)(k.day - civil_to_days(y, 1, 1)) / 16;
    return k;
}

static int sensor(const detection *d)
{
    return d->satellite > SATELLITE_AQUA;
}

static size_t unique(world *w, detection *out)
{
    size_t n = 0;
    for (size_t i = 0; i < w->n; i++) {
        bool again = false;
        for (size_t k = 0; k < n && !again; k++)
            again = detection_compare(&out[k], &w->rows[i]) == 0;
        if (!again) out[n++] = w->rows[i];
    }
    return n;
}

/* Passes of one bin, half and sensor before some day (or of that day alone), from rows themselves. */
static double passes_of(const detection *r, size_t n, const plain_key *k, int sens, int64_t before_s, bool today)
{
    static bool seen[6000][SATELLITE__N];
    double sum = 0;
    memset(seen, 0, sizeof seen);
    for (size_t i = 0; i < n; i++) {
        plain_key x = key_of(&r[i], false);
        bool wanted = today ? x.day == k->day : r[i].at_s < before_s && x.bin == k->bin;
        if (!wanted || x.half != k->half || sensor(&r[i]) != sens) continue;
        bool *s = &seen[x.day - 16000][r[i].satellite];
        sum += !*s;
        *s = true;
    }
    return sum;
}

static double plain_p(const detection *r, size_t n, const detection *d, int64_t before_s)
{
    plain_key k = key_of(d, false);
    season_counts c = {.passes = passes_of(r, n, &k, sensor(d), before_s, false)};
    size_t y = 0;
    for (size_t i = 0; i < n; i++) {
        plain_key x = key_of(&r[i], false);
        int far = abs(x.north - k.north) > abs(x.east - k.east) ? abs(x.north - k.north) : abs(x.east - k.east);
        if (x.half != k.half || sensor(&r[i]) != sensor(d) || far > 1) continue;
        if (r[i].at_s >= before_s) {
            y += far == 0 && x.day == k.day;
        } else if (x.bin == k.bin) {
            *(far ? &c.around_detections : &c.detections) += 1;
        }
    }
    c.around_passes = 8 * c.passes;
    return season_p_excess(&c, y, passes_of(r, n, &k, sensor(d), before_s, true));
}

static void counting_against_a_plain_count(void)
{
    gen g = gen_seeded(81);
    static detection r[MAX_ROWS];
    size_t asked = 0, usual = 0;
    world *w = fresh();
    for (int i = 0; i < 2500; i++) {
        int year = 2017 + (int)gen_below(&g, 6), day = 90 + (int)gen_below(&g, 40);
        double lat = 47.4 + (double)gen_below(&g, 1400) / 1000, lon = 33.9 + (double)gen_below(&g, 1400) / 1000;
        row(w, year, day, (int)gen_below(&g, 1440), lat, lon, (satellite)(1 + gen_below(&g, SATELLITE__N - 1)), TOLD);
        if (gen_below(&g, 10)) continue;
        w->rows[w->n] = w->rows[w->n - 1];
        w->n++;
    }
    learn(w, place, start_of(2022));
    size_t n = unique(w, r);
    CHECK(!w->facts.whole_days);
    for (size_t i = 0; i < n; i++) {
        double p;
        if (r[i].at_s * USEC_SEC < start_of(2022) || !season_ask(w->s, &r[i], &p)) continue;
        asked++;
        usual += p >= SEASON_USUAL_P;
        CHECK_NEAR(p, plain_p(r, n, &r[i], start_of(2022) / USEC_SEC), 1e-12);
    }
    printf("# asked %zu, usual %zu\n", asked, usual);
    CHECK(asked > 20 && usual > 0 && usual < asked);
    arena_clear(&w->a);
}

static void order_and_repeats_do_not_matter(void)
{
    gen g = gen_seeded(82);
    world *w = fresh();
    double p[2][200];
    bool known[2][200];
    detection now[200];
    for (int i = 0; i < 1500; i++)
        row(w, 2018 + i % 5, 95 + (int)gen_below(&g, 12), (int)gen_below(&g, 1440), 48 + (double)gen_below(&g, 300) / 1000, 34.5 + (double)gen_below(&g, 300) / 1000, SATELLITE_SNPP, TOLD);
    size_t n = 0;
    for (size_t i = 0; i < w->n && n < 200; i++) {
        if (w->rows[i].at_s * USEC_SEC >= start_of(2022)) now[n++] = w->rows[i];
    }
    for (int round = 0; round < 2; round++) {
        learn(w, place, start_of(2022));
        for (size_t i = 0; i < n; i++)
            known[round][i] = season_ask(w->s, &now[i], &p[round][i]);
        for (size_t i = 0; i < 1500; i++) {
            size_t k = gen_below(&g, 1500);
            detection t = w->rows[i];
            w->rows[i] = w->rows[k];
            w->rows[k] = t;
        }
        memcpy(&w->rows[1500], w->rows, 1500 * sizeof *w->rows);
        w->n = 3000;
    }
    CHECK(n == 200);
    for (size_t i = 0; i < n; i++)
        CHECK(known[0][i] && known[1][i] && memcmp(&p[0][i], &p[1][i], sizeof p[0][i]) == 0);
    arena_clear(&w->a);
}

/* The fields burn every April; in February nothing does. */
static void farm_burning_is_usual_in_april_alone(void)
{
    world *w = fresh();
    for (int year = 2018; year <= 2021; year++) {
        for (int day = 0; day < 365; day++)
            row(w, year, day, 660, 46.0, 30.0, SATELLITE_SNPP, TOLD); /* elsewhere: the satellite passed */
        for (int day = 95; day < 110; day++)
            row(w, year, day, 660, 48.1, 34.6, SATELLITE_SNPP, TOLD);
    }
    row(w, 2022, 100, 660, 48.12, 34.62, SATELLITE_SNPP, TOLD);
    row(w, 2022, 40, 660, 48.12, 34.62, SATELLITE_SNPP, TOLD);
    row(w, 2022, 100, 1430, 48.12, 34.62, SATELLITE_SNPP, TOLD); /* no past of nights */
    row(w, 2022, 100, 660, 48.12, 34.62, SATELLITE_TERRA, TOLD); /* nor of another sensor */
    row(w, 2022, 100, 660, 46.0, 30.0, SATELLITE_SNPP, TOLD);    /* away from the places */
    learn(w, place, start_of(2022));
    const detection *d = &w->rows[w->n - 5];
    double p = -1;
    CHECK(season_ask(w->s, &d[0], &p) && p > 0.3);
    CHECK(season_ask(w->s, &d[1], &p) && p < 0.001);
    CHECK(!season_ask(w->s, &d[2], &p) && !season_ask(w->s, &d[3], &p) && !season_ask(w->s, &d[4], &p));
    CHECK_INT(w->facts.n_rows, 60);
    CHECK(w->facts.first_year == 2018 && w->facts.last_year == 2021 && !w->facts.whole_days);
    arena_clear(&w->a);
}

static void two_years_tell_nothing(void)
{
    for (int years = 2; years <= 3; years++) {
        world *w = fresh();
        for (int year = 2022 - years; year <= 2022; year++) {
            for (int day = 95; day < 110; day++)
                row(w, year, day, 660, 48.1, 34.6, SATELLITE_SNPP, TOLD);
        }
        double p;
        learn(w, place, start_of(2022));
        CHECK_INT(season_ask(w->s, &w->rows[w->n - 5], &p), years == 3);
        arena_clear(&w->a);
    }
}

/* Files of dates alone: the sensors of today are not added up against them. */
static void dates_alone_are_compared_by_whole_days(void)
{
    world *w = fresh();
    for (int year = 2018; year <= 2021; year++) {
        for (int day = 90; day < 120; day++)
            row(w, year, day, 0, 48.1, 34.6 + (day % 2 ? 0 : 5), SATELLITE_TERRA, 0); /* every other day here */
    }
    for (int i = 0; i < 3; i++) {
        row(w, 2022, 100, 100 + i, 48.1, 34.61, SATELLITE_SNPP, TOLD);
        row(w, 2022, 100, 1300 + i, 48.1, 34.61, SATELLITE_AQUA, TOLD);
    }
    learn(w, place, start_of(2022));
    double p = -1, q = -1;
    CHECK(w->facts.whole_days);
    CHECK(season_ask(w->s, &w->rows[w->n - 1], &p) && season_ask(w->s, &w->rows[w->n - 2], &q));
    CHECK(memcmp(&p, &q, sizeof p) == 0);
    /* Bin 96..111 has 16 days of which 8 in the cell, in each of four years; the tile east of its
     * neighbours proves the others. */
    season_counts c = {32, 64, 0, 8 * 64.0};
    CHECK_NEAR(p, season_p_excess(&c, 3, 1), 1e-12);
    arena_clear(&w->a);
}

static void at_the_edges_of_the_world(void)
{
    static const geo_pt at[] = {{179.99, 10}, {-179.99, 10}, {20, 89.9}, {20, -89.9}, {-180, 0}};
    for (size_t i = 0; i < sizeof at / sizeof at[0]; i++) {
        world *w = fresh();
        for (int year = 2018; year <= 2022; year++) {
            for (int day = 95; day < 110; day++)
                row(w, year, day, 660, at[i].lat_deg, at[i].lon_deg, SATELLITE_SNPP, TOLD);
        }
        double p = -1;
        learn(w, at[i], start_of(2022));
        CHECK(season_ask(w->s, &w->rows[w->n - 5], &p) && p > 0.3);
        arena_clear(&w->a);
    }
}

static const tap_case cases[] = {CASE(probabilities), CASE(counting_against_a_plain_count), CASE(order_and_repeats_do_not_matter), CASE(farm_burning_is_usual_in_april_alone),
                                 CASE(two_years_tell_nothing), CASE(dates_alone_are_compared_by_whole_days), CASE(at_the_edges_of_the_world)};
TAP_MAIN(cases)
