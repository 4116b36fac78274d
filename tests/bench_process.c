/* The process: six tests a pair, obligations over a year, a line that moves every day. Each beside what it is compared to. */
#include "gen.h"
#include "geo/front.h"
#include "load.h"

#include <math.h>
#include <time.h>

static double seconds(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static const char head[] = "truce: agreement/1\nid: b\nversion: 1\ntitle: b\nparties: [{id: A, name: A, states: [XA]}, {id: B, name: B, states: [XB]}]\n"
                           "others: [{id: W, name: W, role: body, mandate: [find]}]\nphases: [{id: p, title: p, begins: E, ends: never}]\n"
                           "events: [{id: E, what: signed, at: 2031-01-01T00:00Z}]\ntaxonomy: {a: a, a.b: b, a.c: c, d: d, gun: g}\n"
                           "weapon_classes: {light: l, heavy: h}\nzones:\n"
                           "  - {id: Z, title: z, line: {source: control, side: B}, offset_m: {light: 15000, heavy: 25000}}\nreadings:\n";

/* Five readings; all six tests asked: clauses that bind one side, exceptions, a renewal. */
static void put_reading(buf *b, int i)
{
    buf_f(b,
          "  - {id: R%d, holder: A, title: r, phase: p, scope: [{id: s%d, include: a, binds: [%s], basis: text}, {id: t%d, default: exclude, basis: text}],\n"
          "     place: [{id: u%d, states: [XA], binds: [A], basis: text}, {id: v%d, states: [XB], binds: [B], basis: text}],\n"
          "     start: [{id: w%d, at: 2031-01-0%dT00:00Z, basis: text}], end: [{id: x%d, at: 2031-04-01T00:00Z, basis: text}],\n"
          "     renewal: {id: y%d, by: silence, length: 60, notice: {days: 10}}, exceptions: {id: z%d, words: w, when: invoked},\n"
          "     obligations: [{id: o%d, kind: stay_out, what: w, category: gun, area: Z, weapon_class: [light, heavy]}]}\n",
          i, i, i % 2 ? "A" : "B", i, i, i, i, 1 + i, i, i, i, i);
}

typedef struct bench {
    arena a;
    host_zones *z;
    const agreement *ag;
    on_record rec;
    const reading_tables *t[5];
} bench;

static bool open_bench(bench *w)
{
    buf b;
    diag_list faults = {0};
    arena_init(&w->a, (size_t)4 << 30);
    if (host_zones_open(&w->a, &w->z) != TR_OK) return false;
    buf_init(&b, 1 << 20);
    buf_z(&b, head);
    for (int i = 0; i < 5; i++) put_reading(&b, i);
    str text = arena_str(&w->a, buf_str(&b));
    buf_free(&b);
    tz_db db = host_zones_db(w->z);
    if (agreement_parse(text, "bench", &db, &w->a, &w->ag, &faults) != TR_OK) {
        for (size_t i = 0; i < faults.n; i++) printf("%u: %s\n", faults.items[i].line, faults.items[i].msg);
        return false;
    }
    return true;
}

static bool compile_all(bench *w)
{
    assess_opts o = ASSESS_OPTS_DEFAULT;
    o.record = &w->rec;
    for (size_t i = 0; i < 5; i++) {
        if (assess_compile(w->ag, &w->ag->readings[i], &o, &w->a, &w->t[i]) != TR_OK) return false;
    }
    return true;
}

static bool pairs(bench *w)
{
    enum { N = 200000 };
    gen g = gen_seeded(5);
    incident *in = arena_alloc_n(&w->a, N, sizeof *in);
    attribution *who = arena_alloc_n(&w->a, N, sizeof *who);
    invocation *inv = arena_alloc_n(&w->a, N, sizeof *inv);
    cat_set *leaves = arena_alloc_n(&w->a, 4, sizeof *leaves);
    str *states = arena_alloc_n(&w->a, 2, sizeof *states);
    if (!in || !who || !inv || !leaves || !states) return false;
    static const char *const paths[] = {"a.b", "a.c", "d", "a"};
    for (int k = 0; k < 4; k++) leaves[k] = taxonomy_find(&w->ag->categories, str_of(paths[k]))->leaves;
    states[0] = STR("XA");
    states[1] = STR("XB");
    size_t n_inv = 0;
    for (size_t i = 0; i < N; i++) {
        usec_t from = civil_to_days(2030, 12, 20) * USEC_DAY + (usec_t)gen_below(&g, 160 * 24) * USEC_HOUR;
        in[i] = (incident){.id = arena_printf(&w->a, "i%06zu", i), .kind = INC_INCIDENT, .acts = 1u << ACT_STRIKE_HIT, .when = {from, from + USEC_HOUR}};
        in[i].cat_terms = &leaves[gen_below(&g, 4)];
        in[i].n_cat_terms = 1;
        in[i].states = (str_list){.items = &states[gen_below(&g, 2)], .n = 1};
        who[i] = (attribution){ATTRIBUTION_ATTRIBUTED, STR("A"), gen_below(&g, 2) ? STR("A") : STR("B"), STR("")};
        in[i].attributions = &who[i];
        in[i].n_attributions = gen_below(&g, 2);
        if (gen_below(&g, 10) == 0) inv[n_inv++] = (invocation){.id = STR("v"), .incident = in[i].id, .by = STR("A")};
    }
    w->rec = (on_record){.invocations = inv, .n_invocations = n_inv};
    if (!compile_all(w)) return false;
    size_t n[VERDICT__N] = {0};
    double start = seconds();
    for (size_t i = 0; i < N; i++) {
        for (size_t k = 0; k < 5; k++) n[assess_one(w->t[k], &in[i]).verdict]++;
    }
    double took = seconds() - start;
    printf("  six tests, 5 readings, %d incidents: %.2f million pairs a second (yes %zu, unclear %zu, no %zu, not in force %zu)\n", N, N * 5 / took / 1e6, n[VERDICT_YES],
           n[VERDICT_UNCLEAR], n[VERDICT_NO], n[VERDICT_NOT_IN_FORCE]);
    return true;
}

static bool duties(bench *w)
{
    enum { N = 1000, DAYS = 365 };
    performance *p = arena_alloc_n(&w->a, (size_t)N * DAYS, sizeof *p);
    obligation *o = arena_alloc_n(&w->a, N, sizeof *o);
    quantity_part part = {.id = STR("fuel"), .quantity = 50, .per = STR("day")};
    if (!p || !o) return false;
    int64_t day = civil_to_days(2031, 1, 1);
    for (size_t i = 0; i < N; i++) {
        o[i] = (obligation){.kind = i % 2 ? OBL_PERFORM_AT_RATE : OBL_PERFORM_BY, .id = arena_printf(&w->a, "O%04zu", i), .quantity = i % 2 ? 600 : 200000, .per = STR("day"),
                            .deadline = {(day + 400) * USEC_DAY, (day + 400) * USEC_DAY}, .parts = &part, .n_parts = 1};
        for (size_t d = 0; d < DAYS; d++)
            p[i * DAYS + d] = (performance){.id = arena_printf(&w->a, "P%06zu", i * DAYS + d), .obligation = o[i].id, .day = day + (int64_t)d, .quantity = 590, .has_quantity = true,
                                            .part = d % 3 ? STR("") : STR("fuel")};
    }
    arena s;
    arena_init(&s, (size_t)1 << 30);
    size_t full = 0;
    double start = seconds();
    for (size_t i = 0; i < N; i++) {
        performing whole, own;
        if (perform_of(&o[i], p + i * DAYS, DAYS, day, day + DAYS - 1, &s, &whole) != TR_OK) return false;
        if (perform_of_part(&o[i], &part, p + i * DAYS, DAYS, day, day + DAYS - 1, &s, &own) != TR_OK) return false;
        full += whole.low.score == 3;
        arena_reset(&s);
    }
    printf("  %d obligations with a part each, %d days of reports: %.3f s (%zu full)\n", N, DAYS, seconds() - start, full);
    arena_clear(&s);
    return true;
}

static bool lines(bench *w)
{
    enum { FILES = 365, POINTS = 6000, N = 10000 };
    gen g = gen_seeded(6);
    front_line *v = arena_alloc_n(&w->a, FILES, sizeof *v);
    incident *in = arena_alloc_n(&w->a, N, sizeof *in);
    cat_set *gun = arena_alloc(&w->a, sizeof *gun);
    if (!v || !in || !gun) return false;
    int64_t day = civil_to_days(2031, 1, 1);
    *gun = taxonomy_find(&w->ag->categories, STR("gun"))->leaves;
    for (size_t f = 0; f < FILES; f++) { /* a ragged edge of 6,000 points that creeps west */
        geo_shape *s = arena_alloc(&w->a, sizeof *s);
        const geo_shape **areas = arena_alloc(&w->a, sizeof *areas);
        geo_ring *r = arena_alloc(&w->a, sizeof *r);
        *r = (geo_ring){arena_alloc_n(&w->a, POINTS + 3, sizeof(geo_pt)), POINTS + 3};
        for (size_t i = 0; i < POINTS; i++)
            r->pts[i] = (geo_pt){36 - (double)f * 0.001 + 0.3 * sin((double)i / 200) + (double)gen_below(&g, 100) * 1e-4, 45 + (double)i * 0.001};
        r->pts[POINTS] = (geo_pt){40, 45 + POINTS * 0.001};
        r->pts[POINTS + 1] = (geo_pt){40, 45};
        r->pts[POINTS + 2] = r->pts[0];
        *s = (geo_shape){.kind = GEO_POLYGON, .rings = r, .n_rings = 1};
        areas[0] = s;
        geo_front_stretch *stretches = NULL;
        size_t n_stretches;
        if (geo_front_stretch_all(areas, 1, &w->a, &stretches, &n_stretches) != TR_OK) return false;
        v[f] = (front_line){.stretches = stretches, .n_stretches = n_stretches, .source = STR("a"), .file = STR("a"), .day = (day + (int64_t)f) * USEC_DAY, .areas = areas, .n_areas = 1};
    }
    for (size_t i = 0; i < N; i++) {
        usec_t from = (day + (int64_t)gen_below(&g, FILES)) * USEC_DAY + 8 * USEC_HOUR;
        in[i] = (incident){.id = STR("i"), .kind = INC_INCIDENT, .acts = 1u << ACT_PRESENCE, .when = {from, from + USEC_HOUR}, .has_position = true,
                           .position = {35.6 + (double)gen_below(&g, 800) / 1000, 45.5 + (double)gen_below(&g, 5000) / 1000}, .radius_m = 500, .weapon = gen_below(&g, 2) ? STR("heavy") : STR("light"),
                           .cat_terms = gun, .n_cat_terms = 1};
        incident_weapons(w->ag, &in[i]);
    }
    w->rec = (on_record){.lines = v, .n_lines = FILES};
    if (!compile_all(w)) return false;
    size_t n[4] = {0};
    double start = seconds();
    for (size_t i = 0; i < N; i++) n[assess_one(w->t[0], &in[i]).test[TEST_PLACE]]++;
    printf("  %d files of a line with %d points, %d incidents: %.3f s (yes %zu, open %zu, no %zu)\n", FILES, POINTS, N, seconds() - start, n[TRUTH_T], n[TRUTH_U], n[TRUTH_F]);
    return true;
}

int main(void)
{
    bench w = {0};
    bool ok = open_bench(&w) && pairs(&w) && duties(&w) && lines(&w);
    arena_clear(&w.a);
    return ok ? 0 : 1;
}
