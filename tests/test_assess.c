#include "gen.h"
#include "load.h"
#include "tap.h"

/* ---- the plain implementation: docs/formats/coverage.md word for word, no tables ----------------------- */

static truth plain_all(const truth *t, size_t n)
{
    bool yes = n > 0, no = n > 0;
    for (size_t i = 0; i < n; i++) {
        yes &= t[i] == TRUTH_T;
        no &= t[i] == TRUTH_F;
    }
    return yes ? TRUTH_T : no ? TRUTH_F : TRUTH_U;
}

static truth plain_leaf(const reading *r, str leaf, bool practice)
{
    const clause *best = NULL;
    for (int pass = 0; pass < 2; pass++) { /* text first, then practice, so that practice wins a draw */
        for (size_t len = 0; len <= leaf.len; len++) {
            for (size_t i = 0; i < r->n_clauses; i++) {
                const clause *c = &r->clauses[i];
                if (c->kind != CLAUSE_SCOPE || (c->basis == BASIS_PRACTICE) != (pass == 1) || (pass == 1 && !practice)) continue;
                for (size_t j = 0; j < c->categories.n; j++) {
                    str p = c->categories.items[j];
                    bool hit = p.len == len && category_covers(p, leaf);
                    size_t best_len = 0;
                    for (size_t k = 0; best && k < best->categories.n; k++) {
                        if (category_covers(best->categories.items[k], leaf) && best->categories.items[k].len > best_len) best_len = best->categories.items[k].len;
                    }
                    if (hit && (best == NULL || len > best_len || (len == best_len && pass == 1 && best->basis != BASIS_PRACTICE))) best = c;
                }
            }
        }
    }
    for (size_t i = 0; best == NULL && i < r->n_clauses; i++) {
        if (r->clauses[i].kind == CLAUSE_DEFAULT && (practice || r->clauses[i].basis != BASIS_PRACTICE)) best = &r->clauses[i];
    }
    if (best == NULL || best->stance == STANCE_UNCLEAR) return TRUTH_U;
    return best->stance == STANCE_INCLUDE ? TRUTH_T : TRUTH_F;
}

static truth plain_category(const agreement *ag, const reading *r, const incident *in, bool practice)
{
    truth sum = TRUTH_F;
    for (size_t i = 0; i < in->n_cat_terms; i++) {
        truth t[MAX_LEAVES];
        size_t n = 0;
        for (size_t l = 0; l < ag->categories.n_leaves; l++) {
            if (cat_set_has(&in->cat_terms[i], l)) t[n++] = plain_leaf(r, ag->categories.items[ag->categories.leaf_item[l]].path, practice);
        }
        sum = truth_or(sum, plain_all(t, n));
    }
    return sum;
}

static truth plain_window(const reading *r, const incident *in, clause_kind kind)
{
    truth t[64];
    size_t n = 0;
    for (size_t i = 0; i < r->n_clauses; i++) {
        const clause *c = &r->clauses[i];
        if (c->kind != kind) continue;
        if (c->open) t[n++] = TRUTH_T;
        if (c->unstated) {
            bool known = c->known_until != USEC_UNKNOWN;
            bool yes = known && (kind == CLAUSE_START ? in->when.from >= c->known_until : in->when.to <= c->known_until);
            t[n++] = yes ? TRUTH_T : TRUTH_U;
        }
        for (size_t j = 0; j < c->n_alts; j++) {
            span s = c->alts[j], w = in->when;
            if (kind == CLAUSE_START) t[n++] = w.from >= s.to ? TRUTH_T : w.to <= s.from ? TRUTH_F : TRUTH_U;
            if (kind == CLAUSE_END) t[n++] = w.to <= s.from ? TRUTH_T : w.from >= s.to ? TRUTH_F : TRUTH_U;
        }
    }
    return plain_all(t, n);
}

static verdict plain_verdict(const agreement *ag, const reading *r, const incident *in, bool practice, truth test[TEST__N])
{
    truth conditions = TRUTH_T;
    for (size_t i = 0; i < r->n_clauses; i++) {
        const clause *c = &r->clauses[i];
        if (c->kind == CLAUSE_RECIPROCAL) conditions = truth_and(conditions, TRUTH_U);
        if (c->kind != CLAUSE_CONDITION) continue;
        truth t[32];
        size_t n = 0;
        for (usec_t at = in->when.from;; at += USEC_MINUTE) { /* minute by minute: slow and plain */
            truth here = TRUTH_U;
            for (size_t k = 0; k < c->n_changes; k++) {
                if (at < c->changes[k].at.from) continue;
                here = str_is(c->changes[k].state, "met") ? TRUTH_T : str_is(c->changes[k].state, "not_met") ? TRUTH_F : TRUTH_U;
            }
            if (n == 0 || t[n - 1] != here) t[n++] = here;
            if (at + USEC_MINUTE >= in->when.to || n == 32) break;
        }
        conditions = truth_and(conditions, plain_all(t, n));
    }
    test[TEST_IN_FORCE] = truth_and(truth_and(plain_window(r, in, CLAUSE_START), plain_window(r, in, CLAUSE_END)), conditions);
    test[TEST_CATEGORY] = plain_category(ag, r, in, practice);
    test[TEST_PLACE] = TRUTH_U;
    for (size_t i = 0; i < r->n_clauses; i++) {
        const clause *c = &r->clauses[i];
        truth t[16];
        size_t n = 0;
        if (c->kind != CLAUSE_PLACE || c->area) continue;
        for (size_t k = 0; k < in->states.n; k++) {
            t[n] = TRUTH_F;
            for (size_t m = 0; m < c->states.n; m++) {
                if (str_eq(c->states.items[m], in->states.items[k])) t[n] = TRUTH_T;
            }
            n++;
        }
        test[TEST_PLACE] = plain_all(t, n);
    }
    truth acts[ACT__N];
    size_t n_acts = 0;
    for (unsigned i = 1; i < ACT__N; i++) {
        if (!(in->acts >> i & 1)) continue;
        bool yes = i == ACT_STRIKE_HIT || i == ACT_DEBRIS_DAMAGE, open = i == ACT_UNKNOWN || i == ACT_OUTAGE_UNKNOWN;
        acts[n_acts++] = yes ? TRUTH_T : open ? TRUTH_U : TRUTH_F;
    }
    test[TEST_ACT] = plain_all(acts, n_acts);
    if (test[TEST_IN_FORCE] == TRUTH_F) return VERDICT_NOT_IN_FORCE;
    if (test[TEST_CATEGORY] == TRUTH_F || test[TEST_PLACE] == TRUTH_F) return VERDICT_NO;
    if (test[TEST_ACT] == TRUTH_F) return (in->acts & ~(1u << ACT_INTERCEPTION | 1u << ACT_ATTEMPT | 1u << ACT_ABORTED)) == 0 ? VERDICT_ATTEMPT : VERDICT_NO;
    bool all = test[1] == TRUTH_T && test[2] == TRUTH_T && test[3] == TRUTH_T && test[4] == TRUTH_T;
    return all ? VERDICT_YES : VERDICT_UNCLEAR;
}

/* ---- fixtures ------------------------------------------------------------------------------------------- */

typedef struct world {
    arena a;
    host_zones *z;
    const agreement *ag;
    incident_vec incidents;
} world;

static void world_open(world *w)
{
    feed_result r;
    tr_diag d = {0};
    *w = (world){0};
    arena_init(&w->a, 1 << 28);
    CHECK_INT(host_zones_open(&w->a, &w->z), TR_OK);
    w->ag = load_agreement(&w->a, w->z, "examples/energy-2025/agreement.yaml");
    CHECK(w->ag != NULL);
    feed_context c = {.categories = &w->ag->categories};
    CHECK_INT(feed_incidents(load_source(&w->a, "examples/energy-2025/data/incidents.csv"), "incidents", &c, &w->a, &w->incidents, &r, &d), TR_OK);
    CHECK_INT(r.received, 42);
    CHECK_INT(r.accepted, 42);
}

static const incident *find(const world *w, str id)
{
    for (size_t i = 0; i < w->incidents.n; i++) {
        if (str_eq(w->incidents.items[i].id, id)) return &w->incidents.items[i];
    }
    return NULL;
}

static const reading_tables *compile(world *w, const reading *r, bool practice)
{
    const reading_tables *t = NULL;
    assess_opts o = ASSESS_OPTS_DEFAULT;
    o.practice = practice;
    CHECK_INT(assess_compile(w->ag, r, &o, &w->a, &t), TR_OK);
    return t;
}

/* ---- tests ---------------------------------------------------------------------------------------------- */

static void known_verdicts_come_out(void)
{
    world w;
    csv_reader *csv = NULL;
    csv_row row;
    tr_diag d = {0};
    size_t n = 0;
    world_open(&w);
    CHECK_INT(csv_open_bytes(load_source(&w.a, "tests/cases/energy_verdicts.csv"), "verdicts", &csv), TR_OK);
    CHECK_INT(csv_next(csv, &row, &d), TR_OK);
    while (csv_next(csv, &row, &d) == TR_OK) {
        const incident *in = find(&w, row.fields[0]);
        const reading *r = agreement_reading(w.ag, row.fields[1]);
        CHECK(in && r);
        if (!in || !r) continue;
        assessment plain = assess_one(compile(&w, r, false), in), practice = assess_one(compile(&w, r, true), in);
        bool good = str_is(row.fields[2], verdict_word(plain.verdict)) && str_is(row.fields[3], verdict_word(practice.verdict));
        for (unsigned t = 1; t <= TEST_ACT; t++) good &= str_is(row.fields[3 + t], truth_word(plain.test[t]));
        if (!good) printf("# " STR_FMT " under " STR_FMT ": %s\n", STR_ARG(row.fields[0]), STR_ARG(row.fields[1]), verdict_word(plain.verdict));
        CHECK(good);
        n++;
    }
    csv_close(csv);
    CHECK_INT(n, 72);
    arena_clear(&w.a);
}

static incident random_incident(gen *g, world *w)
{
    const taxonomy *t = &w->ag->categories;
    static const char *const states[] = {"RU", "UA", "XX"};
    incident in = {.kind = INC_INCIDENT, .id = STR("X")};
    usec_t base = civil_to_days(2025, 3, 16) * USEC_DAY;
    in.when.from = base + (usec_t)gen_below(g, 45 * 24) * USEC_HOUR;
    in.when.to = in.when.from + (usec_t)gen_below(g, 5) * (usec_t)gen_below(g, 20) * USEC_HOUR;
    in.n_cat_terms = 1 + gen_below(g, 3);
    in.cat_terms = arena_alloc_n(&w->a, in.n_cat_terms, sizeof *in.cat_terms);
    for (size_t i = 0; i < in.n_cat_terms; i++) {
        for (size_t k = 0; k < 1 + gen_below(g, 3); k++) {
            const category *c = &t->items[gen_below(g, t->n)];
            for (size_t x = 0; x < MAX_LEAVES / 64; x++) in.cat_terms[i].w[x] |= c->leaves.w[x];
        }
    }
    for (size_t i = 0; i < gen_below(g, 3); i++) {
        str *s = VEC_PUSH(&w->a, &in.states);
        *s = str_of(states[gen_below(g, 3)]);
    }
    for (size_t i = 0; i < 1 + gen_below(g, 2); i++) in.acts |= 1u << (1 + gen_below(g, ACT_UNKNOWN));
    in.acts &= ~(1u << ACT_PRESENCE);
    if (in.acts == 0) in.acts = 1u << ACT_UNKNOWN;
    return in;
}

/* Tables and the plain implementation agree on every test and verdict, practice or not. */
static void tables_agree_with_the_plain_rules(void)
{
    world w;
    gen g = gen_seeded(3);
    world_open(&w);
    for (size_t r = 0; r < w.ag->n_readings; r++) {
        for (int practice = 0; practice < 2; practice++) {
            const reading_tables *t = compile(&w, &w.ag->readings[r], practice);
            for (int i = 0; i < 400; i++) {
                incident in = random_incident(&g, &w);
                truth plain[TEST__N];
                assessment fast = assess_one(t, &in);
                verdict v = plain_verdict(w.ag, &w.ag->readings[r], &in, practice, plain);
                bool same = v == fast.verdict;
                for (unsigned k = 1; k <= TEST_ACT; k++) same &= plain[k] == fast.test[k];
                same &= fast.test[TEST_BOUND] == TRUTH_NONE && fast.test[TEST_NOT_EXCEPTED] == TRUTH_NONE;
                if (same) continue;
                printf("# reading " STR_FMT " case %d: %s %u%u%u%u, plain %s %u%u%u%u\n", STR_ARG(w.ag->readings[r].id), i, verdict_word(fast.verdict), fast.test[1], fast.test[2], fast.test[3], fast.test[4], verdict_word(v),
                       plain[1], plain[2], plain[3], plain[4]);
                CHECK(false);
            }
        }
    }
    arena_clear(&w.a);
}

/* What an explanation says is what was decided, and every open or failing test names its reason. */
static void explanations_agree_with_verdicts(void)
{
    world w;
    gen g = gen_seeded(4);
    world_open(&w);
    for (size_t r = 0; r < w.ag->n_readings; r++) {
        const reading_tables *t = compile(&w, &w.ag->readings[r], false);
        for (int i = 0; i < 200; i++) {
            incident in = random_incident(&g, &w);
            explanation x = {0};
            CHECK_INT(assess_explain(w.ag, t, &in, &w.a, &x), TR_OK);
            assessment one = assess_one(t, &in);
            CHECK_INT(x.result.verdict, one.verdict);
            for (unsigned k = 1; k <= TEST_ACT; k++) CHECK(x.reason[k].words.bytes.len > 0);
            CHECK_INT(x.result.test[TEST_BOUND], TRUTH_NONE); /* not asked */
            bool silent = one.verdict == VERDICT_UNCLEAR && one.test[TEST_PLACE] == TRUTH_U && x.deciding.n == 0;
            if (x.deciding.n == 0 && !silent) printf("# " STR_FMT " %s\n", STR_ARG(w.ag->readings[r].id), verdict_word(one.verdict));
            CHECK(x.deciding.n > 0 || silent);
        }
    }
    arena_clear(&w.a);
}

/* A wider reading never covers less: making an excluded category included can only raise the answer. */
static void a_wider_reading_never_covers_less(void)
{
    world w;
    gen g = gen_seeded(5);
    world_open(&w);
    const reading *k = agreement_reading(w.ag, STR("K"));
    reading wide = *k;
    clause *copy = arena_alloc_n(&w.a, k->n_clauses, sizeof *copy);
    memcpy(copy, k->clauses, k->n_clauses * sizeof *copy);
    for (size_t i = 0; i < k->n_clauses; i++) {
        if (copy[i].kind == CLAUSE_SCOPE || copy[i].kind == CLAUSE_DEFAULT) copy[i].stance = STANCE_INCLUDE;
    }
    wide.clauses = copy;
    const reading_tables *a = compile(&w, k, false), *b = compile(&w, &wide, false);
    for (int i = 0; i < 2000; i++) {
        incident in = random_incident(&g, &w);
        assessment x = assess_one(a, &in), y = assess_one(b, &in);
        CHECK(y.test[TEST_CATEGORY] >= x.test[TEST_CATEGORY]);
        if (x.verdict == VERDICT_YES) CHECK_INT(y.verdict, VERDICT_YES);
    }
    arena_clear(&w.a);
}

static void zones_are_tested_with_their_uncertainty(void)
{
    geo_pt square[] = {{30, 50}, {32, 50}, {32, 52}, {30, 52}, {30, 50}};
    geo_ring ring = {.pts = square, .n = 5};
    geo_shape area = {.kind = GEO_POLYGON, .rings = &ring, .n_rings = 1};
    CHECK_NEAR(geo_share_inside(&area, (geo_pt){31, 51}, 10000), 1, 0);
    CHECK_NEAR(geo_share_inside(&area, (geo_pt){35, 51}, 10000), 0, 0);
    CHECK_NEAR(geo_share_inside(&area, (geo_pt){30, 51}, 10000), 0.5, 0.02);
    CHECK_NEAR(geo_distance_m((geo_pt){30, 50}, (geo_pt){30, 51}), 111237, 60);
    geo_shape line = {.kind = GEO_LINE, .rings = &ring, .n_rings = 1, .radius_m = 20000};
    CHECK(geo_contains(&line, (geo_pt){31, 50.1}));
    CHECK(!geo_contains(&line, (geo_pt){31, 50.5}));
    CHECK_NEAR(geo_share_inside(&(geo_shape){.kind = GEO_NONE}, (geo_pt){31, 51}, 1), -1, 0);
    char why[128];
    geo_pt bow[] = {{0, 0}, {1, 1}, {1, 0}, {0, 1}, {0, 0}};
    geo_ring bow_ring = {.pts = bow, .n = 5};
    CHECK_INT(geo_check_polygon(&(geo_shape){.kind = GEO_POLYGON, .rings = &bow_ring, .n_rings = 1}, why), TR_ERR_DATA);
    CHECK(why[0]);
}

/* The first reading of an agreement of that form with these clauses in it. */
static void check_test(const char *form, const char *clauses, const incident *in, size_t test, truth want, size_t row)
{
    arena a;
    host_zones *z = NULL;
    const agreement *ag = NULL;
    diag_list faults = {0};
    assess_opts o = ASSESS_OPTS_DEFAULT;
    arena_init(&a, 1 << 26);
    CHECK_INT(host_zones_open(&a, &z), TR_OK);
    tz_db db = host_zones_db(z);
    char *text = arena_alloc(&a, 4096);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    (void)snprintf(text, 4096, form, clauses);
#pragma GCC diagnostic pop
    CHECK_INT(agreement_parse(str_of(text), "f", &db, &a, &ag, &faults), TR_OK);
    for (size_t k = 0; k < faults.n; k++) printf("# %u:%u %s\n", faults.items[k].line, faults.items[k].col, faults.items[k].msg);
    if (ag) {
        const reading_tables *t = NULL;
        CHECK_INT(assess_compile(ag, &ag->readings[0], &o, &a, &t), TR_OK);
        truth got = assess_one(t, in).test[test];
        if (got != want) printf("# row %zu: %s\n", row, truth_word(got));
        CHECK_INT(got, want);
    }
    arena_clear(&a);
}

static const char stay_out[] =
    "truce: agreement/1\nid: t\nversion: 1\ntitle: T\nparties: [{id: A, name: A}, {id: B, name: B}]\nphases: [{id: p, title: P}]\n"
    "statements: [{id: S1, said_on: 2025-03-18, speaker: X, side: A, quote: q}]\ntaxonomy: {ship: ships, ship.naval: warship, ship.merchant: merchant, unknown: any}\n"
    "zones: [{id: z, title: Z, polygon: [[30, 43], [34, 43], [34, 45], [30, 45]]}, {id: n, title: N, geometry: none}]\n"
    "readings:\n - id: R\n   holder: A\n   title: r\n   phase: p\n   start: [{id: C1, at: 2025-03-01T00:00Z, basis: text}]\n   end: [{id: C2, open: yes, basis: text}]\n"
    "   obligations: [{id: O1, kind: stay_out, what: keep out, category: [ship.naval], area: z}]\n"
    " - id: N\n   holder: A\n   title: n\n   phase: p\n   start: [{id: D1, at: 2025-03-01T00:00Z, basis: text}]\n   end: [{id: D2, open: yes, basis: text}]\n"
    "   obligations: [{id: O2, kind: stay_out, what: keep out, category: [ship.naval], area: n}]\n";

static void stay_out_is_assessed(void)
{
    arena a;
    host_zones *z = NULL;
    const agreement *ag = NULL;
    diag_list faults = {0};
    assess_opts o = ASSESS_OPTS_DEFAULT;
    arena_init(&a, 1 << 26);
    CHECK_INT(host_zones_open(&a, &z), TR_OK);
    tz_db db = host_zones_db(z);
    CHECK_INT(agreement_parse(str_of(stay_out), "f", &db, &a, &ag, &faults), TR_OK);
    for (size_t i = 0; i < faults.n; i++) printf("# %u:%u %s\n", faults.items[i].line, faults.items[i].col, faults.items[i].msg);
    if (ag) {
        const reading_tables *drawn = NULL, *undrawn = NULL;
        CHECK_INT(assess_compile(ag, agreement_reading(ag, STR("R")), &o, &a, &drawn), TR_OK);
        CHECK_INT(assess_compile(ag, agreement_reading(ag, STR("N")), &o, &a, &undrawn), TR_OK);
        incident in = {.kind = INC_INCIDENT, .acts = 1u << ACT_PRESENCE, .has_position = true, .position = {32, 44}, .radius_m = 5000, .when = {civil_to_days(2025, 3, 20) * USEC_DAY, civil_to_days(2025, 3, 21) * USEC_DAY}};
        str bad;
        CHECK_INT(category_expr_parse(STR("ship.naval"), &ag->categories, &a, &in.cat_terms, &in.n_cat_terms, &bad), TR_OK);
        CHECK_INT(assess_one(drawn, &in).verdict, VERDICT_YES);
        CHECK_INT(assess_one(undrawn, &in).verdict, VERDICT_UNCLEAR);
        in.position.lon_deg = 40;
        CHECK_INT(assess_one(drawn, &in).verdict, VERDICT_NO);
        in.position.lon_deg = 34;
        CHECK_INT(assess_one(drawn, &in).verdict, VERDICT_UNCLEAR);
        CHECK_INT(category_expr_parse(STR("ship.merchant"), &ag->categories, &a, &in.cat_terms, &in.n_cat_terms, &bad), TR_OK);
        CHECK_INT(assess_one(drawn, &in).verdict, VERDICT_NO);
    }
    arena_clear(&a);
}

/* What place clauses name is added up, and what one of them leaves out is taken out of it. */
static void left_out_of_an_area(void)
{
    static const char form[] =
        "truce: agreement/1\nid: t\nversion: 1\ntitle: T\nparties: [{id: A, name: A}, {id: B, name: B}]\nphases: [{id: p, title: P}]\n"
        "statements: [{id: S1, said_on: 2025-03-18, speaker: X, side: A, quote: q}]\ntaxonomy: {e: energy, unknown: any}\n"
        "zones: [{id: z, title: Z, polygon: [[30, 43], [34, 43], [34, 45], [30, 45]]}, {id: y, title: Y, polygon: [[40, 43], [44, 43], [44, 45], [40, 45]]}, {id: n, title: N, geometry: none}]\n"
        "readings:\n - id: R\n   holder: A\n   title: r\n   phase: p\n   scope: [{id: C0, default: include, basis: text}]\n"
        "   start: [{id: C2, at: 2025-03-01T00:00Z, basis: text}]\n   end: [{id: C3, open: yes, basis: text}]\n   place: [%s]\n";
    static const struct {
        const char *clauses, *state;
        double lon;
        truth want;
    } rows[] = {
        {"{id: C1, states: [A], basis: text}, {id: C4, area: z, rule: outside, basis: text}", "A", 32, TRUTH_F},
        {"{id: C1, states: [A], basis: text}, {id: C4, area: z, rule: outside, basis: text}", "A", 37, TRUTH_T},
        {"{id: C1, states: [A], basis: text}, {id: C4, area: z, rule: outside, basis: text}", "B", 37, TRUTH_F},
        {"{id: C4, area: z, rule: outside, basis: text}, {id: C1, states: [A], basis: text}", "A", 32, TRUTH_F},
        {"{id: C1, states: [A], basis: text}, {id: C4, area: n, rule: outside, basis: text}", "A", 37, TRUTH_U},
        {"{id: C1, states: [A], basis: text}, {id: C4, area: n, rule: outside, basis: text}", "B", 37, TRUTH_F},
        {"{id: C4, area: z, rule: outside, basis: text}, {id: C5, area: y, rule: outside, basis: text}", "A", 32, TRUTH_F},
        {"{id: C4, area: z, rule: outside, basis: text}, {id: C5, area: y, rule: outside, basis: text}", "A", 42, TRUTH_F},
        {"{id: C4, area: z, rule: outside, basis: text}, {id: C5, area: y, rule: outside, basis: text}", "B", 37, TRUTH_T},
        {"{id: C1, states: [A], basis: text}, {id: C4, area: z, basis: text}", "B", 32, TRUTH_T},
        {"{id: C1, states: [A], basis: text}, {id: C4, area: z, basis: text}", "B", 37, TRUTH_F},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        usec_t day = civil_to_days(2025, 3, 20) * USEC_DAY;
        str lies_in = str_of(rows[i].state);
        incident in = {.kind = INC_INCIDENT, .acts = 1u << ACT_STRIKE_HIT, .has_position = true, .position = {rows[i].lon, 44}, .radius_m = 1000, .states = {.items = &lies_in, .n = 1}, .when = {day, day + USEC_DAY}};
        check_test(form, rows[i].clauses, &in, TEST_PLACE, rows[i].want, i);
    }
}

static const char stops[] =
    "truce: agreement/1\nid: t\nversion: 1\ntitle: T\nparties: [{id: A, name: A}, {id: B, name: B}]\nphases: [{id: p, title: P}]\n"
    "statements: [{id: S1, said_on: 2025-03-18, speaker: X, side: A, quote: q}]\ntaxonomy: {e: energy, unknown: any}\n"
    "readings:\n - id: R\n   holder: A\n   title: r\n   phase: p\n   scope: [{id: C0, default: include, basis: text}]\n   place: [{id: C1, states: [A], basis: text}]\n"
    "   start: [{id: C2, at: 2025-03-01T00:00Z, basis: text}]\n   end: [{id: C3, at: 2025-03-31T00:00Z, basis: text}]\n   %s\n";

/* Release, suspension, extension, grace, reciprocity: what an incident of a day gives for in force. */
static void rights_and_stops_move_the_window(void)
{
    static const struct {
        const char *clause;
        int month, day;
        truth want;
    } rows[] = {
        {"release: [{id: X, right: yes, basis: text}]", 3, 20, TRUTH_T},
        {"release: [{id: X, right: yes, used_at: 2025-03-15T00:00Z, basis: text}]", 3, 14, TRUTH_T},
        {"release: [{id: X, right: yes, used_at: 2025-03-15T00:00Z, basis: text}]", 3, 15, TRUTH_F},
        {"release: [{id: X, automatic: yes, alleged_from: 2025-03-10T00:00Z, basis: text}]", 3, 9, TRUTH_T},
        {"release: [{id: X, automatic: yes, alleged_from: 2025-03-10T00:00Z, basis: text}]", 3, 12, TRUTH_U},
        {"release: [{id: X, automatic: yes, alleged_from: 2025-03-10T00:00Z, found_at: 2025-03-20T00:00Z, basis: text}]", 3, 21, TRUTH_F},
        {"suspension: [{id: X, begins: [2025-03-10T00:00Z, 2025-03-10T00:00Z], ends: [2025-03-12T00:00Z, 2025-03-12T00:00Z], basis: text}]", 3, 11, TRUTH_F},
        {"suspension: [{id: X, begins: [2025-03-10T00:00Z, 2025-03-10T00:00Z], ends: [2025-03-12T00:00Z, 2025-03-12T00:00Z], basis: text}]", 3, 12, TRUTH_T},
        {"extension: [{id: X, until: 2025-04-30T00:00Z, requires: [A, B], agreed_by: [A], basis: text}]", 4, 2, TRUTH_F},
        {"extension: [{id: X, until: 2025-04-30T00:00Z, requires: [A, B], agreed_by: [A, B], basis: text}]", 4, 2, TRUTH_T},
        {"grace: [{id: X, hours: 48, basis: text}]", 3, 1, TRUTH_U},
        {"grace: [{id: X, hours: 48, basis: text}]", 3, 3, TRUTH_T},
        {"reciprocal: [{id: X, words: in kind, basis: text}]", 3, 20, TRUTH_U},
        {"conditions: [{id: X, words: c, basis: text}]", 3, 20, TRUTH_U},
        {"conditions: [{id: X, words: c, states: [{state: not_met, at: 2025-03-01T00:00Z}, {state: met, at: 2025-03-10T00:00Z}], basis: text}]", 3, 9, TRUTH_F},
        {"conditions: [{id: X, words: c, states: [{state: not_met, at: 2025-03-01T00:00Z}, {state: met, at: 2025-03-10T00:00Z}], basis: text}]", 3, 10, TRUTH_T},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        usec_t day = civil_to_days(2025, rows[i].month, rows[i].day) * USEC_DAY;
        incident in = {.kind = INC_INCIDENT, .acts = 1u << ACT_STRIKE_HIT, .when = {day, day + USEC_DAY}};
        check_test(stops, rows[i].clause, &in, TEST_IN_FORCE, rows[i].want, i);
    }
}

/* The matrix is symmetric and its reasons are sufficient: exchanging the named tests gives the other verdict. */
static void comparison_explains_every_difference(void)
{
    world w;
    const reading_tables *t[16];
    comparison c = {0};
    size_t n = 0, differences = 0;
    world_open(&w);
    for (size_t i = 0; i < w.ag->n_readings; i++) {
        if (str_is(w.ag->readings[i].phase, "energy")) t[n++] = compile(&w, &w.ag->readings[i], false);
    }
    const incident **in = arena_alloc_n(&w.a, w.incidents.n + 1, sizeof *in);
    for (size_t i = 0; i < w.incidents.n; i++) in[i] = &w.incidents.items[i];
    CHECK_INT(assess_compare(w.ag, t, n, in, w.incidents.n, NULL, NULL, &w.a, &c), TR_OK);
    CHECK_INT(c.n_pairs, n * (n - 1) / 2);
    for (size_t p = 0; p < c.n_pairs; p++) {
        for (size_t i = 0; i < c.pairs[p].n; i++) {
            const split_item *s = &c.pairs[p].items[i];
            CHECK(s->a != s->b);
            CHECK(s->tests != 0);
            CHECK(s->clauses_a.n + s->clauses_b.n > 0);
            differences++;
        }
    }
    CHECK(differences > 100);
    CHECK(c.n_weights > 20);
    arena_clear(&w.a);
}

typedef struct named {
    arena a;
    str clauses[64];
    size_t n;
} named;

static tr_err take_clauses(void *ctx, size_t pair, size_t nth, const split_item *s)
{
    named *x = ctx;
    CHECK_INT(pair, 0);
    CHECK_INT(s->clauses_a.n + s->clauses_b.n, 1);
    if (nth >= sizeof x->clauses / sizeof x->clauses[0]) return TR_ERR_LIMIT;
    x->clauses[nth] = arena_str(&x->a, s->clauses_a.n ? s->clauses_a.items[0] : s->clauses_b.items[0]);
    x->n++;
    return TR_OK;
}

/* What was named for one incident ("act:CLASS") lives no longer than its explanation: the lists of the next ones
 * are not taken for it. With a sink and without one. */
static void a_difference_names_what_decides_its_own_incident(void)
{
    static const char two[] =
        "truce: agreement/1\nid: t\nversion: 1\ntitle: T\nparties: [{id: A, name: A}, {id: B, name: B}]\nphases: [{id: p, title: P}]\n"
        "statements: [{id: S1, said_on: 2025-03-18, speaker: X, side: A, quote: q}]\ntaxonomy: {e: energy, unknown: any}\nreadings:\n"
        " - id: Q\n   holder: A\n   title: q\n   phase: p\n   scope: [{id: C0, default: include, basis: text}]\n   place: [{id: C1, states: [A], basis: text}]\n"
        "   start: [{id: C2, at: 2025-03-01T00:00Z, basis: text}]\n   end: [{id: C3, open: yes, basis: text}]\n"
        "   acts: [{id: C9, count: [strike_hit, debris_damage, interception], basis: text}]\n"
        " - id: R\n   holder: B\n   title: r\n   phase: p\n   scope: [{id: D0, default: include, basis: text}]\n   place: [{id: D1, states: [A], basis: text}]\n"
        "   start: [{id: D2, at: 2025-03-01T00:00Z, basis: text}]\n   end: [{id: D3, open: yes, basis: text}]\n"
        "   acts: [{id: D9, count: [strike_hit], not: [debris_damage, interception], basis: text}]\n";
    static const struct {
        act_class act;
        const char *named;
    } kinds[] = {{ACT_DEBRIS_DAMAGE, "act:debris_damage"}, {ACT_INTERCEPTION, "act:interception"}};
    enum { N = 40 };
    incident in[N];
    const incident *all[N];
    const agreement *ag;
    const reading_tables *t[2];
    diag_list faults = {0};
    assess_opts o = ASSESS_OPTS_DEFAULT;
    comparison kept, given;
    named x = {0};
    usec_t day = civil_to_days(2025, 3, 20) * USEC_DAY;
    str lies_in = STR("A");
    arena_init(&x.a, (size_t)64 << 20);
    CHECK_INT(agreement_parse(str_of(two), "a.yaml", NULL, &x.a, &ag, &faults), TR_OK);
    for (size_t i = 0; i < 2; i++) CHECK_INT(assess_compile(ag, &ag->readings[i], &o, &x.a, &t[i]), TR_OK);
    for (size_t i = 0; i < N; i++) {
        in[i] = (incident){.kind = INC_INCIDENT, .acts = 1u << kinds[i % 2].act, .states = {.items = &lies_in, .n = 1}, .when = {day, day + USEC_DAY}};
        all[i] = &in[i];
        str bad;
        CHECK_INT(category_expr_parse(STR("e"), &ag->categories, &x.a, &in[i].cat_terms, &in[i].n_cat_terms, &bad), TR_OK);
    }
    CHECK_INT(assess_compare(ag, t, 2, all, N, NULL, NULL, &x.a, &kept), TR_OK);
    CHECK_INT(assess_compare(ag, t, 2, all, N, take_clauses, &x, &x.a, &given), TR_OK);
    CHECK_INT(kept.pairs[0].n, N);
    CHECK_INT(given.pairs[0].n, N);
    CHECK(given.pairs[0].items == NULL);
    CHECK_INT(x.n, N);
    for (size_t i = 0; i < N && i < kept.pairs[0].n && i < x.n; i++) {
        const split_item *s = &kept.pairs[0].items[i];
        const str_list *l = s->clauses_a.n ? &s->clauses_a : &s->clauses_b;
        CHECK(s->incident == &in[i] && l->n == 1 && str_is(l->items[0], kinds[i % 2].named));
        CHECK(str_is(x.clauses[i], kinds[i % 2].named));
    }
    arena_clear(&x.a);
}

static const tap_case cases[] = {CASE(known_verdicts_come_out), CASE(tables_agree_with_the_plain_rules), CASE(explanations_agree_with_verdicts), CASE(a_wider_reading_never_covers_less), CASE(zones_are_tested_with_their_uncertainty),
                                 CASE(stay_out_is_assessed), CASE(left_out_of_an_area), CASE(rights_and_stops_move_the_window), CASE(comparison_explains_every_difference), CASE(a_difference_names_what_decides_its_own_incident)};
TAP_MAIN(cases)
