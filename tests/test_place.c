/* From an uncertain place to a site: densities, posteriors, and what a town's centre must never do. */
#include "gen.h"
#include "mission/stored_rows.h"
#include "load.h"
#include "physical/mentions.h"
#include "physical/place.h"
#include "tap.h"

#include <math.h>

static geo_shape square(arena *a, geo_pt mid, double half_m, bool hole)
{
    geo_shape s = {.kind = GEO_POLYGON, .n_rings = hole ? 2 : 1, .rings = arena_alloc_n(a, 2, sizeof(geo_ring))};
    for (size_t r = 0; r < s.n_rings; r++) {
        double h = (r ? half_m / 2 : half_m) * 1.41421356237;
        s.rings[r] = (geo_ring){arena_alloc_n(a, 5, sizeof(geo_pt)), 5};
        for (int i = 0; i < 5; i++)
            s.rings[r].pts[i] = geo_destination(mid, r ? 45 + 90 * i : 45 - 90 * i, h);
    }
    return s;
}

static const geo_pt town = {35.0, 48.0};

static place_answer only(const place_density *d, const geo_shape *s, double name, arena *a)
{
    place_site listed = {s, 1, name};
    place_answer *v;
    size_t n;
    CHECK(place_posterior(d, &listed, 1, PLACE_BACKGROUND_RURAL, a, &v, &n) == TR_OK);
    return n ? v[0] : (place_answer){0};
}

static void shares_of_simple_shapes(void)
{
    arena a;
    arena_init(&a, (size_t)1 << 26);
    geo_shape s = square(&a, town, 200, false), h = square(&a, town, 200, true), c = {.kind = GEO_CIRCLE, .center = town, .radius_m = 500};
    place_density disc = place_density_of(PLACE_TOWN, town, 5000), point = place_density_of(PLACE_POINT, town, -1);
    CHECK_NEAR(only(&disc, &s, 1, &a).share, 400.0 * 400 / (3.14159265358979 * 5000 * 5000), 1e-8);
    CHECK_NEAR(only(&disc, &h, 1, &a).share, (400.0 * 400 - 200.0 * 200) / (3.14159265358979 * 5000 * 5000), 1e-8);
    CHECK_NEAR(only(&disc, &c, 1, &a).share, 0.01, 1e-12);
    CHECK_NEAR(only(&point, &c, 1, &a).share, 1, 1e-9);
    double whole = pow(erf(200 / 50.0 / sqrt(2)), 2), inner = pow(erf(100 / 50.0 / sqrt(2)), 2);
    CHECK_NEAR(only(&point, &s, 1, &a).share, whole, 1e-6);
    CHECK_NEAR(only(&point, &h, 1, &a).share, whole - inner, 1e-6);
    place_density pixel = place_density_of_pixel(town, 0.375, 0.375);
    CHECK_NEAR(only(&pixel, &s, 1, &a).share, 1, 1e-9);
    CHECK_NEAR(only(&pixel, &c, 1, &a).share, 1, 1e-6);
    arena_clear(&a);
}

/* A disc over a polygon against counting fixed points. */
static void disc_over_polygon_against_counting(void)
{
    gen g = gen_seeded(51);
    arena a;
    arena_init(&a, (size_t)1 << 26);
    for (int i = 0; i < 60; i++) {
        geo_pt mid = geo_destination(town, (double)gen_below(&g, 360), (double)gen_below(&g, 1500));
        geo_shape s = square(&a, mid, 100 + (double)gen_below(&g, 900), i % 3 == 0);
        place_density d = place_density_of(PLACE_TOWN, town, 1000);
        CHECK_NEAR(only(&d, &s, 1, &a).share, geo_share_inside(&s, town, 1000), 0.03);
    }
    arena_clear(&a);
}

static void a_town_never_points_at_a_site(void)
{
    arena a;
    arena_init(&a, (size_t)1 << 26);
    geo_shape s = square(&a, town, 200, false);
    for (double r = 300; r < 30000; r *= 2) {
        place_density d = place_density_of(PLACE_TOWN, town, r);
        CHECK(only(&d, &s, 1, &a).level <= PLACE_NEAR_SITE);
        CHECK(r > 2000 || only(&d, &s, 200, &a).level >= PLACE_LIKELY_SITE); /* its name does */
    }
    place_density near = place_density_of(PLACE_NEAR, town, -1), point = place_density_of(PLACE_POINT, town, -1);
    CHECK(only(&near, &s, 1, &a).level <= PLACE_NEAR_SITE);
    CHECK(only(&point, &s, 1, &a).level == PLACE_ON_SITE);
    place_density none = place_density_of(PLACE_PROVINCE, town, 5000);
    CHECK(none.form == PLACE_FORM_NONE && !(only(&none, &s, 1, &a).p > 0));
    arena_clear(&a);
}

static void two_sites_share_and_order_does_not_matter(void)
{
    arena a;
    place_answer *v, *w;
    size_t n, m;
    arena_init(&a, (size_t)1 << 26);
    geo_pt east = geo_destination(town, 90, 600);
    geo_shape s = square(&a, town, 200, false), t = square(&a, east, 200, false);
    place_density d = place_density_of(PLACE_POINT, geo_destination(town, 90, 300), 800);
    place_site one[] = {{&s, 1, 1}, {&t, 1, 1}}, two[] = {{&t, 1, 1}, {&s, 1, 1}};
    CHECK(place_posterior(&d, one, 2, PLACE_BACKGROUND_RURAL, &a, &v, &n) == TR_OK);
    CHECK(place_posterior(&d, two, 2, PLACE_BACKGROUND_RURAL, &a, &w, &m) == TR_OK);
    CHECK(n == 2 && m == 2);
    CHECK_NEAR(v[0].p, v[1].p, 1e-6);
    CHECK(v[0].p < 0.5 && v[0].level == PLACE_NEAR_SITE); /* between two: neither */
    CHECK_NEAR(v[0].p + v[1].p, w[0].p + w[1].p, 1e-12);
    CHECK(v[0].p_low < v[0].p && v[0].p < v[0].p_high);
    arena_clear(&a);
}

/* Within a disc that tells nothing more, every site has the same chance; rounding picks none of
 * them. */
static void sites_of_equal_chance_come_as_they_were_given(void)
{
    enum { N = 12 };
    gen g = gen_seeded(52);
    arena a;
    arena_init(&a, (size_t)1 << 26);
    geo_shape s[N];
    place_site listed[N];
    place_density d = place_density_of(PLACE_TOWN, town, 12000);
    for (size_t i = 0; i < N; i++) {
        geo_pt mid = geo_destination(town, (double)gen_below(&g, 360), (double)gen_below(&g, 9000));
        s[i] = square(&a, mid, 100 + (double)gen_below(&g, 400), false);
    }
    for (int turn = 0; turn < 50; turn++) {
        place_answer *v;
        size_t n;
        for (size_t i = N; i > 0; i--) { /* another order each time */
            size_t k = gen_below(&g, i);
            geo_shape x = s[i - 1];
            s[i - 1] = s[k];
            s[k] = x;
        }
        for (size_t i = 0; i < N; i++)
            listed[i] = (place_site){&s[i], 1, 1};
        CHECK(place_posterior(&d, listed, N, PLACE_BACKGROUND_RURAL, &a, &v, &n) == TR_OK);
        CHECK(n == N);
        for (size_t i = 0; i < n; i++)
            CHECK(v[i].site == i);
    }
    arena_clear(&a);
}

static void push(arena *a, str_list *l, str s)
{
    str *slot = VEC_PUSH(a, l);
    CHECK(slot != NULL);
    if (slot) *slot = s;
}

/* Two regions side by side, a town in the first one. */
static mentions *two_regions(arena *a)
{
    static const char *const west[] = {"Westrivska oblast", "\xD0\x92\xD0\xB5\xD1\x81\xD1\x82\xD1\x80\xD1\x96\xD0\xB2\xD1\x81\xD1\x8C\xD0\xBA\xD0\xB0 \xD0\xBE\xD0\xB1\xD0\xBB\xD0\xB0\xD1\x81\xD1\x82\xD1\x8C"}, /* Cyrillic of the same */
        *const east[] = {"Ostogorskaya oblast", "Ostogorsk"};
    mentions *m = NULL;
    CHECK(mentions_open(shipped_place_words(), "place_words.csv", a, &m, NULL) == TR_OK);
    for (int i = 0; i < 2; i++) {
        geo_shape *s = arena_alloc(a, sizeof *s);
        str_list names = {0};
        *s = square(a, (geo_pt){35.0 + 2 * i, 48.0}, 60000, false);
        for (int k = 0; k < 2; k++)
            push(a, &names, str_of(i ? east[k] : west[k]));
        CHECK(mentions_add_place(m, s, &names) == TR_OK);
    }
    static const char *const towns[] = {"Farwell", "Nearby"};
    for (int i = 0; i < 2; i++) {
        geo_shape *s = arena_alloc(a, sizeof *s);
        str_list names = {0};
        *s = (geo_shape){.kind = GEO_CIRCLE, .center = {i ? 35.2 : 39.0, 48.0}};
        push(a, &names, str_of(towns[i]));
        CHECK(mentions_add_place(m, s, &names) == TR_OK);
    }
    CHECK(mentions_add_state(m, STR("N"), STR("Norland")) == TR_OK);
    CHECK(mentions_add_state(m, STR("S"), STR("Sordia")) == TR_OK);
    return m;
}

static void a_text_may_name_another_place(void)
{
    static const struct {
        const char *text;
        mention_says says;
    } rows[] = {
        {"a fire after the attack", MENTION_NOTHING},
        {"", MENTION_NOTHING},
        {"a fire in Westrivska oblast", MENTION_HERE},
        {"\xD1\x83 \xD0\x92\xD0\xB5\xD1\x81\xD1\x82\xD1\x80\xD1\x96\xD0\xB2\xD1\x81\xD1\x8C\xD0\xBA\xD1\x96\xD0\xB9 \xD0\xBE\xD0\xB1\xD0\xBB\xD0\xB0\xD1\x81\xD1\x82\xD1\x96", MENTION_HERE},
        {"v Ostogorskoj oblasti", MENTION_ELSEWHERE},
        {"Ostogorsk: a fire", MENTION_ELSEWHERE},
        {"\xE2\x80\x9COstogorsk\xE2\x80\x9D and Westrivska", MENTION_SEVERAL},
        {"an oblast, no name", MENTION_NOTHING},
        {"Ostogorodnikov said", MENTION_NOTHING},
        {"a depot in Sordia", MENTION_ELSEWHERE},
        {"a depot in Norland", MENTION_NOTHING},
        {"Sordia said that a depot burns", MENTION_NOTHING}, /* who speaks, not where */
        {"in Sordian hands", MENTION_NOTHING},
        {"a fire in Farwell", MENTION_ELSEWHERE},
        {"the mayor of Farwell", MENTION_NOTHING},
        {"a fire in Nearby", MENTION_HERE},
        {"fires in Nearby and in Farwell", MENTION_SEVERAL},
    };
    arena a;
    arena_init(&a, (size_t)1 << 26);
    mentions *m = two_regions(&a);
    str_list known = {0};
    push(&a, &known, STR("N"));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mention_says got = mentions_check(m, str_of(rows[i].text), (geo_pt){35.0, 48.0}, &known);
        if (got != rows[i].says) printf("# %s: %d\n", rows[i].text, (int)got);
        CHECK_INT(got, rows[i].says);
    }
    CHECK_INT(mentions_check(m, STR("a depot in Sordia"), (geo_pt){35.0, 48.0}, &(str_list){0}), MENTION_NOTHING);
    CHECK_INT(mentions_check(m, STR("v Ostogorskoj oblasti"), (geo_pt){37.0, 48.0}, &known), MENTION_HERE);
    CHECK_INT(mentions_check(m, STR("v Ostogorskoj oblasti"), (geo_pt){36.1, 48.0}, &known), MENTION_HERE); /* within 10 km of it */
    arena_clear(&a);
}

/* The reviewed cases of the shared data: what reviewers placed elsewhere must not stand as placed. */
typedef struct reviews {
    arena a;
    str placed, elsewhere;
    area_vec areas;
    str_list ids, decisions, states;
    bool absent;
} reviews;

static str shared_file(reviews *v, str name)
{
    str path = arena_str(&v->a, name), bytes = load_shared(&v->a, path.ptr);
    v->absent = v->absent || bytes.ptr == NULL;
    return bytes;
}

static void read_review(reviews *v, str bytes)
{
    csv_reader *csv = NULL;
    csv_row row;
    if (bytes.ptr == NULL) return;
    CHECK(csv_open_bytes(bytes, "review", &csv) == TR_OK && csv_next(csv, &row, NULL) == TR_OK);
    while (csv_next(csv, &row, NULL) == TR_OK) {
        push(&v->a, &v->ids, arena_str(&v->a, row.fields[0]));
        push(&v->a, &v->decisions, arena_str(&v->a, row.fields[3]));
    }
    csv_close(csv);
}

static void read_areas(reviews *v, str bytes)
{
    feed_result r;
    if (bytes.ptr == NULL) return;
    CHECK(stream_unpacked(bytes, "areas", (str){0}, &v->a, &bytes, NULL) == TR_OK);
    CHECK(feed_areas(FEED_AREAS, bytes, "areas", &(feed_context){0}, &v->a, &v->areas, &r, NULL) == TR_OK);
}

static void open_reviews(reviews *v)
{
    arena_init(&v->a, (size_t)1 << 30);
    str rest = load_source(&v->a, "tests/cases/reviewed.tsv"), line, key;
    while (str_cut(&rest, '\n', &line)) {
        if (line.len == 0 || line.ptr[0] == '#' || !str_cut(&line, '\t', &key)) continue;
        if (str_is(key, "areas")) read_areas(v, shared_file(v, line));
        if (str_is(key, "placed")) v->placed = shared_file(v, line);
        if (str_is(key, "review")) read_review(v, shared_file(v, line));
        if (str_is(key, "elsewhere")) v->elsewhere = line;
        if (str_is(key, "state")) push(&v->a, &v->states, line);
    }
}

static mentions *mentions_of(reviews *v)
{
    mentions *m = NULL;
    CHECK(mentions_open(shipped_place_words(), "w", &v->a, &m, NULL) == TR_OK);
    for (size_t i = 0; i < v->areas.n; i++) {
        const named_area *x = &v->areas.items[i];
        if (x->region || x->town) CHECK(mentions_add_place(m, &x->shape, &x->names) == TR_OK);
    }
    for (size_t i = 0; i < v->states.n; i++)
        CHECK(mentions_add_state(m, STR("elsewhere"), v->states.items[i]) == TR_OK);
    return m;
}

static size_t column(const csv_row *h, const char *name)
{
    for (size_t i = 0; i < h->n; i++) {
        if (str_is(h->fields[i], name)) return i;
    }
    CHECK(name == NULL);
    return 0;
}

/* 0: nobody reviewed it; 1: as placed; 2: elsewhere. */
static int decision_on(const reviews *v, str id)
{
    int best = 0;
    for (size_t i = 0; i < v->ids.n; i++) {
        if (!str_eq(v->ids.items[i], id)) continue;
        str d = v->decisions.items[i];
        bool elsewhere = str_eq(str_upto(d, v->elsewhere.len), v->elsewhere);
        if (best < (elsewhere ? 2 : 1)) best = elsewhere ? 2 : 1;
    }
    return best;
}

static void reviewed_homonyms_are_contested(void)
{
    reviews v = {0};
    csv_reader *csv = NULL;
    csv_row row;
    size_t n[3][2] = {{0}};
    open_reviews(&v);
    if (v.absent) {
        tap_skip = "the shared reviews are not here";
        arena_clear(&v.a);
        return;
    }
    mentions *m = mentions_of(&v);
    str_list known = {0};
    push(&v.a, &known, STR("here"));
    CHECK(csv_open_bytes(v.placed, "placed", &csv) == TR_OK && csv_next(csv, &row, NULL) == TR_OK);
    size_t id = column(&row, "event_id_1pd"), lat = column(&row, "latitude"), lon = column(&row, "longitude"), text = column(&row, "representative_text"), name = column(&row, "asciiname");
    while (csv_next(csv, &row, NULL) == TR_OK) {
        geo_pt p;
        int d = decision_on(&v, row.fields[id]);
        if (row.fields[name].len == 0) continue; /* a position without a place name: not from the gazetteer */
        if (!str_to_double(row.fields[lat], &p.lat_deg) || !str_to_double(row.fields[lon], &p.lon_deg)) continue;
        mention_says says = mentions_check(m, row.fields[text], p, &known);
        bool contested = says == MENTION_ELSEWHERE || says == MENTION_SEVERAL;
        n[d][contested]++;
        if (d && contested != (d == 2)) printf("# " STR_FMT ": reviewers %s, here %s\n", STR_ARG(row.fields[id]), d == 2 ? "elsewhere" : "as placed", contested ? "contested" : "as placed");
    }
    csv_close(csv);
    printf("# elsewhere by reviewers: %zu of %zu contested; as placed: %zu of %zu; not reviewed: %zu of %zu\n", n[2][1], n[2][0] + n[2][1], n[1][1], n[1][0] + n[1][1],
           n[0][1], n[0][0] + n[0][1]);
    CHECK(n[2][1] > 0);
    CHECK_INT(n[2][0], 0);
    arena_clear(&v.a);
}

static const tap_case cases[] = {CASE(a_text_may_name_another_place), CASE(reviewed_homonyms_are_contested), CASE(shares_of_simple_shapes), CASE(disc_over_polygon_against_counting), CASE(a_town_never_points_at_a_site),
                                 CASE(two_sites_share_and_order_does_not_matter), CASE(sites_of_equal_chance_come_as_they_were_given)};
TAP_MAIN(cases)
