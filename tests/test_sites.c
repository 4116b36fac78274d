/* Listings that are one site, and the search for names across alphabets. */
#include "gen.h"
#include "load.h"
#include "physical/same_site.h"
#include "tap.h"
#include "text/search.h"

#include <string.h>

enum { MAX_LISTED = 40 };

typedef struct listed {
    arena a;
    listing l[MAX_LISTED];
    geo_shape shape[MAX_LISTED];
    size_t n;
} listed;

static const geo_pt middle = {34.0, 47.5};

/* A circle, `east_m` metres from the middle. */
static void add(listed *w, int registry, const char *id, const char *name, const char *kind, double east_m, double radius_m)
{
    w->shape[w->n] = (geo_shape){.kind = GEO_CIRCLE, .center = geo_destination(middle, 90, east_m), .radius_m = radius_m};
    w->l[w->n] = (listing){.id = str_of(id), .name = str_of(name), .category = str_of(kind), .shape = &w->shape[w->n], .registry = registry};
    w->n++;
}

static void add_square(listed *w, int registry, const char *id, const char *name, const char *kind, double east_m, double half_m)
{
    add(w, registry, id, name, kind, east_m, 0);
    geo_shape *s = &w->shape[w->n - 1];
    geo_pt c = s->center;
    *s = (geo_shape){.kind = GEO_POLYGON, .n_rings = 1, .rings = arena_alloc(&w->a, sizeof(geo_ring))};
    s->rings[0] = (geo_ring){arena_alloc_n(&w->a, 5, sizeof(geo_pt)), 5};
    for (int i = 0; i < 5; i++)
        s->rings[0].pts[i] = geo_destination(c, 45 - 90 * i, half_m * 1.41421356237);
}

static same_sites find(listed *w)
{
    same_sites s = {0};
    CHECK(same_sites_find(w->l, w->n, &w->a, &s) == TR_OK);
    return s;
}

typedef struct pair_case {
    const char *what;
    const char *name[2], *category[2];
    int registry[2];
    double apart_m, reach_m;
    bool one;
} pair_case;

#define NPP "energy.power.plant.nuclear"
#define TPP "energy.power.plant.thermal"

static const pair_case pairs[] = {
    {"two alphabets", {"Запорізька АЕС", "Zaporizhzhia NPP"}, {NPP, NPP}, {0, 1}, 900, 1000, true},
    {"one word shared", {"Burshtyn TPP", "Burshtynska"}, {TPP, "energy.power.plant"}, {0, 1}, 900, 1000, true},
    {"no word shared", {"Burshtyn", "Ladyzhyn"}, {TPP, TPP}, {0, 1}, 300, 1000, false},
    {"categories exclude each other", {"Zaporizhzhia", "Zaporizhzhia"}, {NPP, TPP}, {0, 1}, 300, 1000, false},
    {"a registry that does not tell which", {"Dolyna", "Dolyna"}, {"energy.oil.production|energy.gas.production", "energy.gas"}, {0, 1}, 300, 1000, true},
    {"beyond reach and margin", {"Burshtyn", "Burshtyn"}, {TPP, TPP}, {0, 1}, 1600, 1000, false},
    {"the larger reach counts", {"Burshtyn", "Burshtyn"}, {TPP, TPP}, {0, 1}, 1400, 1000, true},
    {"far for any reach", {"Burshtyn", "Burshtyn"}, {TPP, TPP}, {0, 1}, 12500, 20000, false},
    {"units of one plant", {"Burshtyn", "Burshtyn"}, {TPP, TPP}, {1, 1}, 900, 100, true},
    {"units lie close", {"Burshtyn", "Burshtyn"}, {TPP, TPP}, {1, 1}, 1100, 5000, false},
    {"one registry, two names", {"Burshtyn 1", "Burshtyn 2"}, {TPP, TPP}, {1, 1}, 100, 1000, false},
    {"no names, one registry", {"", ""}, {TPP, TPP}, {1, 1}, 10, 1000, false},
    {"no name, close", {"", "Burshtyn"}, {TPP, TPP}, {0, 1}, 490, 1000, true},
    {"no name, further", {"", "Burshtyn"}, {TPP, TPP}, {0, 1}, 510, 1000, false},
};

static void two_listings(void)
{
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        const pair_case *p = &pairs[i];
        listed w = {0};
        arena_init(&w.a, 1 << 20);
        for (int k = 0; k < 2; k++)
            add(&w, p->registry[k], k ? "b" : "a", p->name[k], p->category[k], k * p->apart_m, p->reach_m);
        same_sites s = find(&w);
        if ((s.n_sites == 1) != p->one) printf("# %s\n", p->what);
        CHECK_INT(s.n_sites, p->one ? 1 : 2);
        CHECK_INT(s.n_several, p->one);
        CHECK_NEAR(s.widest_m, p->one ? p->apart_m : 0, 0.01);
        arena_clear(&w.a);
    }
}

static void the_finest_listing_stands_and_nothing_moves(void)
{
    listed w = {0};
    arena_init(&w.a, 1 << 20);
    add(&w, 1, "g1", "Burshtyn", TPP, 0, 5000);
    add_square(&w, 0, "o1", "Бурштинська ТЕС", TPP, 3000, 400);
    add(&w, 2, "w1", "Burshtyn power", TPP, 100, 500);
    add_square(&w, 0, "o2", "", TPP, 30000, 2000);
    add(&w, 1, "g2", "Elsewhere", TPP, 31500, 100); /* inside an area without a name */
    add(&w, 0, "far", "", TPP, -90000, 100);
    geo_pt before = w.shape[0].center;
    same_sites s = find(&w);
    CHECK_INT(s.n_sites, 3);
    CHECK_INT(s.n_several, 2);
    CHECK(s.site[0] == s.site[1] && s.site[1] == s.site[2]);
    CHECK(s.site[3] == s.site[4] && s.site[3] != s.site[0] && s.site[5] != s.site[3]);
    const bool stands[] = {false, true, false, true, false, true};
    for (size_t i = 0; i < w.n; i++)
        CHECK_INT(s.stands[i], stands[i]);
    CHECK(memcmp(&before, &w.shape[0].center, sizeof before) == 0);
    double reach;
    (void)listing_middle(&w.l[1], &reach);
    CHECK_NEAR(reach, 400 * 1.41421356237, 1); /* half the diagonal */
    arena_clear(&w.a);
}

/* A word of many names tells no site from another. */
static void common_words_name_nothing(void)
{
    for (int common = 0; common < 2; common++) {
        listed w = {0};
        arena_init(&w.a, 1 << 20);
        add(&w, 0, "a", "Northern substation", TPP, 0, 1000);
        add(&w, 1, "b", "Kalush substation", TPP, 200, 1000);
        char ids[MAX_LISTED][8];
        for (size_t i = 0; common && i < 8; i++) {
            (void)snprintf(ids[i], sizeof ids[i], "c%zu", i);
            add(&w, 0, ids[i], "substation", TPP, 20000.0 * (double)(i + 1), 100);
        }
        same_sites s = find(&w);
        CHECK_INT(s.site[0] == s.site[1], !common);
        arena_clear(&w.a);
    }
}

static void lines_are_sites_of_their_own(void)
{
    listed w = {0};
    arena_init(&w.a, 1 << 20);
    add(&w, 0, "a", "Druzhba", "energy.oil.pipeline", 0, 100);
    add_square(&w, 1, "b", "Druzhba", "energy.oil.pipeline", 0, 100);
    w.shape[1].kind = GEO_LINE;
    same_sites s = find(&w);
    CHECK_INT(s.n_sites, 2);
    arena_clear(&w.a);
    arena_init(&w.a, 1 << 20);
    CHECK(same_sites_find(NULL, 0, &w.a, &s) == TR_OK && s.n_sites == 0);
    arena_clear(&w.a);
}

static size_t first_of(const listing *l, size_t n, str id)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(l[i].id, id)) return i;
    }
    return n;
}

static void shuffle(gen *g, listing *l, size_t n)
{
    for (size_t i = n; i > 1; i--) {
        size_t k = gen_below(g, i);
        listing t = l[i - 1];
        l[i - 1] = l[k];
        l[k] = t;
    }
}

static void order_does_not_matter(void)
{
    static const char *const names[] = {"", "Burshtyn", "Бурштин", "Ladyzhyn", "Kalush north", "Калуш"};
    static const char *const cats[] = {TPP, "energy.power.plant", "energy.power", NPP};
    gen g = gen_seeded(71);
    size_t joined = 0;
    for (int round = 0; round < 200; round++) {
        listed w = {0};
        char ids[MAX_LISTED][8];
        arena_init(&w.a, 1 << 22);
        for (size_t i = 0; i < 24; i++) {
            (void)snprintf(ids[i], sizeof ids[i], "s%zu", i);
            double at = (double)gen_below(&g, 12000), r = 100 + (double)gen_below(&g, 1500);
            (gen_below(&g, 3) ? add : add_square)(&w, (int)gen_below(&g, 3), ids[i], names[gen_below(&g, 6)], cats[gen_below(&g, 4)], at, r);
        }
        listing other[MAX_LISTED];
        memcpy(other, w.l, sizeof other);
        shuffle(&g, other, w.n);
        same_sites s = find(&w), t;
        CHECK(same_sites_find(other, w.n, &w.a, &t) == TR_OK);
        CHECK_INT(s.n_sites, t.n_sites);
        CHECK_INT(s.n_several, t.n_several);
        CHECK(memcmp(&s.widest_m, &t.widest_m, sizeof s.widest_m) == 0);
        for (size_t i = 0; i < w.n; i++) {
            size_t a = first_of(other, w.n, w.l[i].id);
            CHECK_INT(s.stands[i], t.stands[a]);
            for (size_t k = 0; k < i; k++)
                CHECK_INT(s.site[i] == s.site[k], t.site[a] == t.site[first_of(other, w.n, w.l[k].id)]);
        }
        joined += w.n - s.n_sites;
        arena_clear(&w.a);
    }
    printf("# %zu joins\n", joined);
    CHECK(joined > 500);
}

typedef struct look {
    const char *query, *name;
    double least, most;
} look;

static const look looks[] = {
    {"zaporizka", "Запорізька АЕС", 0.99, 1},  {"Запорожская", "Запорізька ТЕС", 0.7, 1}, {"zaporizhzhia", "Запоріжжя", 0.75, 1},
    {"запоріжжя", "Zaporizhzhia NPP", 0.75, 1}, {"burshtin", "Бурштинська ТЕС", 0.6, 1},   {"Burshtyn", "Burshtyn power station", 1, 1},
    {"burhstyn", "Burshtyn", 0.8, 0.99}, /* neighbours exchanged */
    {"burshtyn tes", "Бурштинська ТЕС", 0.75, 1}, {"burshtyn", "Ladyzhyn", 0, 0.6}, {"burshtyn", "", 0, 0}, {"", "Burshtyn", 0, 0},
};

static void names_are_found_across_alphabets(void)
{
    for (size_t i = 0; i < sizeof looks / sizeof looks[0]; i++) {
        arena a;
        name_search *s = NULL;
        double x = -1;
        arena_init(&a, 1 << 20);
        CHECK(search_open(shipped_search_systems(), str_of(looks[i].query), &a, &s) == TR_OK && search_likeness(s, str_of(looks[i].name), &x) == TR_OK);
        search_close(s);
        if (x < looks[i].least || x > looks[i].most) printf("# %s / %s: %.3f\n", looks[i].query, looks[i].name, x);
        CHECK(x >= looks[i].least && x <= looks[i].most);
        arena_clear(&a);
    }
}

/* Text that is no text, and long text, are only less alike. */
static void any_bytes_may_be_looked_for(void)
{
    char junk[2000];
    gen g = gen_seeded(72);
    for (int round = 0; round < 100; round++) {
        arena a;
        name_search *s = NULL;
        double x = -1;
        arena_init(&a, 1 << 20);
        for (size_t i = 0; i < sizeof junk; i++)
            junk[i] = (char)(round % 2 ? gen_below(&g, 256) : 'a' + gen_below(&g, 26));
        str all = {junk, gen_below(&g, sizeof junk)};
        CHECK(search_open(shipped_search_systems(), all, &a, &s) == TR_OK && search_likeness(s, (str){junk, sizeof junk}, &x) == TR_OK);
        CHECK(x >= 0 && x <= 1);
        search_close(s);
        arena_clear(&a);
    }
}

static void systems_are_data(void)
{
    arena a;
    name_search *s = NULL;
    double x = -1;
    arena_init(&a, 1 << 20);
    CHECK(search_open(STR("system,note\nNo-Such,\n"), STR("q"), &a, &s) == TR_ERR_DATA);
    search_close(s);
    CHECK(search_open(STR("system\nGreek-Latin\n"), STR("athina"), &a, &s) == TR_OK);
    CHECK(search_likeness(s, STR("Αθήνα"), &x) == TR_OK && x > 0.6);
    search_close(s);
    arena_clear(&a);
}

static const tap_case cases[] = {CASE(two_listings), CASE(the_finest_listing_stands_and_nothing_moves), CASE(common_words_name_nothing), CASE(lines_are_sites_of_their_own),
                                 CASE(order_does_not_matter), CASE(names_are_found_across_alphabets), CASE(any_bytes_may_be_looked_for), CASE(systems_are_data)};
TAP_MAIN(cases)
