/* Linking of event records: scenarios in tests/cases/link.tsv, each also shuffled; random worlds. */
#include "incident/link.h"

#include "gen.h"
#include "load.h"
#include "tap.h"

#include <math.h>

enum { MOST = 400 };

typedef struct scenario {
    link_record r[MOST];
    size_t n;
    link_decision d[8];
    size_t n_d;
} scenario;

static void shuffle(gen *g, link_record *r, size_t n)
{
    for (size_t i = n; i > 1; i--) {
        size_t k = gen_below(g, i);
        link_record t = r[i - 1];
        r[i - 1] = r[k];
        r[k] = t;
    }
}

/* "a b | c": clusters in the order of their first members. */
static str clusters_of(const link_result *v, arena *a)
{
    buf b;
    str s = {0};
    buf_init(&b, 1 << 20);
    for (size_t c = 0; c < v->n_clusters; c++) {
        if (c) buf_z(&b, " | ");
        for (size_t i = 0, first = 1; i < v->n; i++) {
            if (v->cluster[i] != c) continue;
            if (!first) buf_c(&b, ' ');
            first = 0;
            buf_s(&b, v->records[i]->id);
        }
    }
    CHECK(buf_take(&b, a, &s) == TR_OK);
    return s;
}

static str queue_of(const link_result *v, arena *a)
{
    buf b;
    str s = {0};
    buf_init(&b, 1 << 20);
    for (size_t i = 0; i < v->n_queue; i++) {
        CHECK(v->queue[i].p >= 0.5 && v->queue[i].p < 0.95);
        buf_f(&b, "%s" STR_FMT "-" STR_FMT, i ? " " : "", STR_ARG(v->records[v->queue[i].a]->id),
              STR_ARG(v->records[v->queue[i].b]->id));
    }
    CHECK(buf_take(&b, a, &s) == TR_OK);
    return s;
}

static bool read_record(str line, link_record *r)
{
    str f[10];
    size_t n = 0;
    int64_t r95;
    double lat, lon;
    iso_time from, to;
    while (n < 10 && str_cut(&line, '\t', &f[n]))
        n++;
    if (n != 10 || !iso_parse(f[2], &from) || !iso_parse(f[3], &to) || !str_to_double(f[4], &lat) || !str_to_double(f[5], &lon) ||
        !str_to_i64(f[6], 0, 100000, &r95))
        return false;
    *r = (link_record){.id = f[0],
                       .source = (uint32_t)f[1].ptr[0],
                       .source_unique = f[1].ptr[0] >= 'A' && f[1].ptr[0] <= 'Z',
                       .when = {civil_to_usec(&from.at), civil_to_usec(&to.at)},
                       .position = {lon, lat},
                       .r95_m = (double)r95,
                       .type = f[7],
                       .place = f[8],
                       .text = f[9].len ? hash64(f[9]) : 0};
    return true;
}

static void check_scenario(scenario *s, str name, str clusters, str queue, gen *g)
{
    arena a;
    link_options o = link_defaults();
    arena_init(&a, (size_t)1 << 26);
    for (int round = 0; round < 20; round++) {
        link_result v;
        CHECK(link_records(s->r, s->n, &o, s->d, s->n_d, &a, &v) == TR_OK);
        str got = clusters_of(&v, &a), asked = queue_of(&v, &a);
        if (!str_eq(got, clusters) || !str_eq(asked, queue)) {
            printf("# " STR_FMT ": \"" STR_FMT "\" ? \"" STR_FMT "\"\n", STR_ARG(name), STR_ARG(got), STR_ARG(asked));
            CHECK(str_eq(got, clusters) && str_eq(asked, queue));
            break;
        }
        shuffle(g, s->r, s->n);
    }
    arena_clear(&a);
}

static void scenarios(void)
{
    gen g = gen_seeded(31);
    arena a;
    arena_init(&a, (size_t)1 << 26);
    str rest = load_source(&a, "tests/cases/link.tsv"), line, name = {0}, clusters = {0};
    static scenario s;
    size_t ran = 0;
    while (str_cut(&rest, '\n', &line)) {
        if (line.len == 0 || line.ptr[0] == '#') continue;
        if (str_starts(line, "case\t")) {
            name = str_from(line, 5);
            s.n = s.n_d = 0;
        } else if (str_starts(line, "must\t") || str_starts(line, "cannot\t")) {
            link_decision *d = &s.d[s.n_d++];
            str word;
            CHECK(str_cut(&line, '\t', &word) && str_cut(&line, '\t', &d->a) && str_cut(&line, '\t', &d->b));
            d->must = str_is(word, "must");
        } else if (str_starts(line, "=\t")) {
            clusters = str_from(line, 2);
        } else if (str_starts(line, "?\t")) {
            check_scenario(&s, name, clusters, str_from(line, 2), &g);
            ran++;
        } else {
            CHECK(read_record(line, &s.r[s.n++]));
        }
    }
    CHECK(ran >= 9);
    arena_clear(&a);
}

/* Events strewn over a country; each feed tells most of them, slightly off. */
typedef struct world {
    link_record r[MOST];
    size_t truth[MOST], n;
} world;

static void make_world(gen *g, world *w, arena *a)
{
    static const char *const types[] = {"violence.remote.air", "violence.remote.artillery", "violence.fight.ground"};
    usec_t start = (usec_t)1742256000 * USEC_SEC;
    w->n = 0;
    for (size_t e = 0; e < 100; e++) {
        geo_pt at = {30 + (double)gen_below(g, 1000) / 100, 47 + (double)gen_below(g, 400) / 100};
        usec_t when = start + (usec_t)gen_below(g, 20 * 24) * USEC_HOUR;
        for (uint32_t f = 0; f < 4; f++) {
            if (gen_below(g, 10) < 3) continue;
            usec_t told = when + ((usec_t)gen_below(g, 120) - 60) * USEC_MINUTE;
            geo_pt p = geo_destination(at, (double)gen_below(g, 360), (double)gen_below(g, 900));
            w->truth[w->n] = e;
            w->r[w->n++] = (link_record){.id = arena_printf(a, "%c%zu", "ABcD"[f], e),
                                         .source = f,
                                         .source_unique = f != 2,
                                         .when = {told, told + USEC_MINUTE},
                                         .position = p,
                                         .r95_m = 1000,
                                         .type = str_of(types[e % 3]),
                                         .place = arena_printf(a, "%c%cno%clok%c", (int)('b' + e % 7), "aeiou"[e % 5], "bdgkmnprst"[e % 10], "bdgkmnprst"[e / 10])};
        }
    }
}

static size_t truth_of(const world *w, const link_record *r)
{
    int64_t e = -1;
    (void)w;
    CHECK(str_to_i64(str_from(r->id, 1), 0, 1000, &e));
    return (size_t)e;
}

static void worlds_are_told_apart(void)
{
    gen g = gen_seeded(32);
    size_t right = 0, joined = 0, same = 0;
    for (int round = 0; round < 20; round++) {
        static world w;
        arena a;
        link_result v;
        link_options o = link_defaults();
        arena_init(&a, (size_t)1 << 27);
        make_world(&g, &w, &a);
        CHECK(link_records(w.r, w.n, &o, NULL, 0, &a, &v) == TR_OK);
        for (size_t i = 0; i < v.n; i++) {
            for (size_t k = i + 1; k < v.n; k++) {
                bool one = truth_of(&w, v.records[i]) == truth_of(&w, v.records[k]);
                bool got = v.cluster[i] == v.cluster[k];
                right += one && got;
                joined += got;
                same += one;
                CHECK(!got || !v.records[i]->source_unique || v.records[i]->source != v.records[k]->source);
            }
        }
        str before = clusters_of(&v, &a);
        shuffle(&g, w.r, w.n);
        CHECK(link_records(w.r, w.n, &o, NULL, 0, &a, &v) == TR_OK);
        CHECK(str_eq(before, clusters_of(&v, &a)));
        arena_clear(&a);
    }
    printf("# pairs: precision %.4f, recall %.4f\n", (double)right / (double)joined, (double)right / (double)same);
    CHECK((double)right / (double)joined > 0.98);
    CHECK((double)right / (double)same > 0.98);
}

/* The table estimated from the records themselves finds how many pairs are one event, and links
 * as well. */
static void a_table_can_be_estimated(void)
{
    gen g = gen_seeded(33);
    for (int round = 0; round < 5; round++) {
        static world w;
        arena a;
        link_options o = link_defaults();
        linkage_fit fit;
        link_result v;
        size_t same = 0, right = 0, joined = 0;
        arena_init(&a, (size_t)1 << 27);
        make_world(&g, &w, &a);
        CHECK(link_estimate(w.r, w.n, &o, &a, &fit) == TR_OK);
        CHECK(fit.converged);
        CHECK(link_records(w.r, w.n, &o, NULL, 0, &a, &v) == TR_OK);
        for (size_t i = 0; i < v.n; i++) {
            for (size_t k = i + 1; k < v.n; k++) {
                bool one = truth_of(&w, v.records[i]) == truth_of(&w, v.records[k]), got = v.cluster[i] == v.cluster[k];
                same += one;
                joined += got;
                right += one && got;
            }
        }
        CHECK_NEAR(o.table.lambda * (double)w.n * ((double)w.n - 1) / 2 / (double)same, 1, 0.15);
        CHECK((double)right / (double)joined > 0.97);
        CHECK((double)right / (double)same > 0.97);
        arena_clear(&a);
    }
}

/* Too few records, or a town where everything happens every day: the shipped table stays. */
static void an_estimate_may_be_refused(void)
{
    static link_record r[300];
    arena a;
    link_options o = link_defaults(), start = o;
    linkage_fit fit;
    arena_init(&a, (size_t)1 << 27);
    for (size_t i = 0; i < 300; i++) {
        usec_t t = (usec_t)1742256000 * USEC_SEC + (usec_t)(i / 60) * USEC_DAY;
        r[i] = (link_record){.id = arena_printf(&a, "x%zu", i), .when = {t, t + USEC_DAY}, .position = {37, 48}, .r95_m = 5000, .type = STR("violence.remote"), .place = STR("Town")};
    }
    for (size_t n = 0; n <= 300; n += 20) {
        CHECK(link_estimate(r, n, &o, &a, &fit) == TR_OK);
        CHECK(!fit.converged);
        CHECK(memcmp(&o.table, &start.table, sizeof o.table) == 0);
    }
    arena_clear(&a);
}

static void memory_may_run_out(void)
{
    gen g = gen_seeded(34);
    static world w;
    arena names;
    arena_init(&names, (size_t)1 << 27);
    make_world(&g, &w, &names);
    size_t refused = 0, done = 0;
    for (size_t bytes = 4096; bytes < (size_t)1 << 22; bytes += bytes / 5) {
        arena a;
        link_result v;
        link_options o = link_defaults();
        arena_init(&a, bytes);
        tr_err e = link_records(w.r, w.n, &o, NULL, 0, &a, &v);
        CHECK(e == TR_OK || e == TR_ERR_NOMEM);
        refused += e == TR_ERR_NOMEM;
        done += e == TR_OK;
        arena_clear(&a);
    }
    CHECK(refused > 3 && done > 3);
    arena_clear(&names);
}

static const tap_case cases[] = {CASE(scenarios), CASE(worlds_are_told_apart), CASE(a_table_can_be_estimated), CASE(an_estimate_may_be_refused), CASE(memory_may_run_out)};
TAP_MAIN(cases)
