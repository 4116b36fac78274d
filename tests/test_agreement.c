#include "load.h"
#include "tap.h"

static const char head[] = "truce: agreement/1\nid: t\nversion: 1\ntitle: T\nparties: [{id: A, name: A}, {id: B, name: B}]\nphases: [{id: p, title: P}]\n"
                           "statements: [{id: S1, said_on: 2025-03-18, speaker: X, side: A, quote: \"q\"}]\ntaxonomy: {e: energy, e.x: x, e.y: y, m: forces, unknown: any}\n";

typedef struct fixture {
    arena a;
    host_zones *z;
    const agreement *ag;
    diag_list faults;
} fixture;

static tr_err parse(fixture *f, const char *readings)
{
    buf b;
    arena_init(&f->a, 1 << 26);
    f->faults = (diag_list){0};
    if (host_zones_open(&f->a, &f->z) != TR_OK) return TR_ERR_NOMEM;
    tz_db db = host_zones_db(f->z);
    buf_init(&b, 1 << 20);
    buf_f(&b, "%s%s", head, readings);
    str text = arena_str(&f->a, buf_str(&b));
    buf_free(&b);
    return agreement_parse(text, "f", &db, &f->a, &f->ag, &f->faults);
}

static const clause *clause_of(const agreement *ag, const char *id)
{
    for (size_t i = 0; i < ag->n_readings; i++) {
        for (size_t j = 0; j < ag->readings[i].n_clauses; j++) {
            if (str_is(ag->readings[i].clauses[j].id, id)) return &ag->readings[i].clauses[j];
        }
    }
    return NULL;
}

static void instant_is(usec_t t, const char *want)
{
    buf b;
    buf_init(&b, 64);
    when_write(&b, t);
    CHECK_STR(buf_str(&b), want);
    buf_free(&b);
}

/* The counts of docs/formats/time.md: clock change, inclusive, exclusive, elapsed, month. */
static void day_counts_give_known_instants(void)
{
    static const struct {
        const char *start, *end, *from, *to;
    } rows[] = {
        {"on: 2025-03-18, zone: Europe/Moscow", "days: 30, count: calendar-inclusive, zone: Europe/Moscow", "2025-04-16T21:00Z", "2025-04-16T21:00Z"},
        {"on: 2025-03-18, zone: Europe/Moscow", "days: 30, count: calendar-exclusive, zone: Europe/Moscow", "2025-04-17T21:00Z", "2025-04-17T21:00Z"},
        {"between: [2025-03-18T14:00Z, 2025-03-18T18:05Z]", "days: 30, count: elapsed", "2025-04-17T14:00Z", "2025-04-17T18:05Z"},
        {"on: 2025-03-18, zone: Europe/Moscow", "months: 1, zone: Europe/Moscow", "2025-04-17T21:00Z", "2025-04-17T21:00Z"},
        {"on: 2025-03-25, zone: Europe/Kyiv", "days: 30, count: calendar-inclusive, zone: Europe/Kyiv", "2025-04-23T21:00Z", "2025-04-23T21:00Z"},
        {"on: 2025-03-25, zone: Europe/Kyiv", "days: 30, count: calendar-exclusive, zone: Europe/Kyiv", "2025-04-24T21:00Z", "2025-04-24T21:00Z"},
        {"on: 2025-03-25, zone: Europe/Kyiv", "days: 30, count: elapsed, zone: Europe/Kyiv", "2025-04-23T22:00Z", "2025-04-23T22:00Z"},
        {"on: 2025-01-31, zone: UTC", "months: 1, zone: UTC", "2025-02-28T00:00Z", "2025-02-28T00:00Z"},
        {"at: 2025-04-19T18:00, zone: Europe/Moscow", "at: 2025-04-21T00:00, zone: Europe/Moscow", "2025-04-20T21:00Z", "2025-04-20T21:00Z"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        fixture f;
        char text[1024];
        bool counted = strstr(rows[i].end, "days") || strstr(rows[i].end, "months");
        (void)snprintf(text, sizeof text, "readings:\n - id: R\n   holder: A\n   title: r\n   phase: p\n   start: [{id: C1, %s, basis: text}]\n   end: [{id: C2, %s%s, basis: text}]\n", rows[i].start,
                       rows[i].end, counted ? ", counted_from: C1" : "");
        CHECK_INT(parse(&f, text), TR_OK);
        for (size_t k = 0; k < f.faults.n; k++) printf("# %u:%u %s\n", f.faults.items[k].line, f.faults.items[k].col, f.faults.items[k].msg);
        if (f.faults.n == 0) {
            const clause *c = clause_of(f.ag, "C2");
            CHECK_INT(c->n_alts, 1);
            instant_is(c->alts[0].from, rows[i].from);
            instant_is(c->alts[0].to, rows[i].to);
        }
        arena_clear(&f.a);
    }
}

static void unnamed_counts_and_midnights_keep_alternatives(void)
{
    fixture f;
    CHECK_INT(parse(&f, "readings:\n - id: R\n   holder: A\n   title: r\n   phase: p\n   start: [{id: C1, on: 2025-03-18, zone: Europe/Moscow, basis: text}]\n"
                        "   end: [{id: C2, days: 30, counted_from: C1, zone: Europe/Moscow, basis: text}, {id: C3, until: 2025-04-21, zone: Europe/Moscow, basis: text}]\n"),
              TR_OK);
    const clause *ends = clause_of(f.ag, "C2"); /* day 1 inclusive and 30 times 24 hours end at the same instant */
    CHECK_INT(ends->n_alts, 2);
    instant_is(ends->alts[0].from, "2025-04-16T21:00Z");
    instant_is(ends->alts[1].from, "2025-04-17T21:00Z");
    CHECK(clause_of(f.ag, "C2")->count_unstated);
    const clause *m = clause_of(f.ag, "C3");
    CHECK_INT(m->n_alts, 2);
    instant_is(m->alts[0].from, "2025-04-20T21:00Z");
    instant_is(m->alts[1].from, "2025-04-21T21:00Z");
    arena_clear(&f.a);
}

/* Each fault has its place and code; tests/hostile has many more. */
static void faults_have_places_and_codes(void)
{
    static const struct {
        const char *clause;
        diag_code code;
        unsigned col;
    } rows[] = {
        {"{id: C1, incldue: e, basis: text}", CODE_AG_KEY, 17},        {"{id: C1, include: nope, basis: text}", CODE_AG_CATEGORY, 26},
        {"{id: C1, include: e, basis: hearsay}", CODE_AG_VALUE, 36},   {"{id: C1, include: e}", CODE_AG_MISSING, 8},
        {"{id: C1, include: e, basis: text, from: [S9]}", CODE_AG_REF, 1}, {"{include: e, basis: text}", CODE_AG_MISSING, 8},
        {"{id: S1, include: e, basis: text}", CODE_AG_DUP_ID, 1},      {"{id: C1, include: e, exclude: m, basis: text}", CODE_AG_MISSING, 8},
        {"{id: C1, default: maybe, basis: text}", CODE_AG_VALUE, 26},  {"{id: \"C\\n1\", include: e, basis: text}", CODE_AG_ID, 13},
        {"{id: \"C\\x7f1\", include: e, basis: text}", CODE_AG_ID, 13},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        fixture f;
        char text[1024];
        (void)snprintf(text, sizeof text, "readings:\n - id: R\n   holder: A\n   title: r\n   phase: p\n   scope:\n     - %s\n", rows[i].clause);
        CHECK_INT(parse(&f, text), TR_ERR_DATA);
        bool found = false;
        for (size_t k = 0; k < f.faults.n; k++) found |= f.faults.items[k].code == rows[i].code && (f.faults.items[k].line == 15 || rows[i].code == CODE_AG_DUP_ID) && f.faults.items[k].col == rows[i].col;
        for (size_t k = 0; !found && k < f.faults.n; k++) printf("# row %zu: %u:%u %s %s\n", i, f.faults.items[k].line, f.faults.items[k].col, diag_code_word(f.faults.items[k].code), f.faults.items[k].msg);
        CHECK(found);
        arena_clear(&f.a);
    }
}

static void longest_clause_wins_at_dots(void)
{
    fixture f;
    CHECK_INT(parse(&f, "readings:\n - id: R\n   holder: A\n   title: r\n   phase: p\n   scope:\n     - {id: C1, include: e, basis: text}\n     - {id: C2, exclude: e.x, basis: text}\n"
                        "     - {id: C3, include: e.x, basis: practice}\n     - {id: C4, default: unclear, basis: derived}\n"),
              TR_OK);
    const reading *r = &f.ag->readings[0];
    const clause *c = NULL;
    CHECK_INT(reading_answer(r, STR("e.x"), false, &c), TRUTH_F);
    CHECK_STR(c->id, "C2");
    CHECK_INT(reading_answer(r, STR("e.x"), true, &c), TRUTH_T);
    CHECK_INT(reading_answer(r, STR("e.y"), false, &c), TRUTH_T);
    CHECK_INT(reading_answer(r, STR("m"), false, &c), TRUTH_U);
    CHECK_STR(c->id, "C4");
    CHECK(category_covers(STR("energy"), STR("energy.x")));
    CHECK(!category_covers(STR("energy"), STR("energyx")));
    arena_clear(&f.a);
}

static void examples_load_and_are_linted(void)
{
    static const struct {
        const char *name;
        size_t readings;
    } rows[] = {{"examples/energy-2025/agreement.yaml", 12}, {"examples/easter-2025/agreement.yaml", 2}, {"examples/victory-day-2025/agreement.yaml", 2}};
    arena a;
    host_zones *z = NULL;
    arena_init(&a, 1 << 28);
    CHECK_INT(host_zones_open(&a, &z), TR_OK);
    for (size_t i = 0; i < 3; i++) {
        const agreement *ag = load_agreement(&a, z, rows[i].name);
        diag_list lints = {0};
        CHECK(ag != NULL);
        if (ag == NULL) continue;
        CHECK_INT(ag->n_readings, rows[i].readings);
        CHECK_INT(agreement_lint(ag, "f", &a, &lints), TR_OK);
        CHECK(lints.n > 0);
        unsigned seen[CODE__N] = {0};
        for (size_t k = 0; k < lints.n; k++) seen[lints.items[k].code]++;
        if (i == 0) {
            CHECK_INT(seen[CODE_LINT_COORDINATION], 1);
            CHECK(seen[CODE_LINT_TERM] >= 4 && seen[CODE_LINT_DIFFER] > 20 && seen[CODE_LINT_NO_CLOCK] == 3);
            CHECK(seen[CODE_LINT_NO_END] >= 5 && seen[CODE_LINT_OPEN_LIST] == 1 && seen[CODE_LINT_NO_GEOMETRY] == 4);
        }
    }
    arena_clear(&a);
}

static void diff_names_each_change_once(void)
{
    fixture f, g;
    buf b;
    buf_init(&b, 1 << 20);
    CHECK_INT(parse(&f, "readings:\n - id: R\n   holder: A\n   title: r\n   phase: p\n   scope:\n     - {id: C1, include: e, basis: text}\n     - {id: C2, exclude: m, basis: text}\n"), TR_OK);
    CHECK_INT(parse(&g, "readings:\n - id: R\n   holder: A\n   title: r\n   phase: p\n   scope:\n     - {id: C1, include: e.x, basis: text}\n     - {id: C3, exclude: m, basis: text}\n"), TR_OK);
    CHECK_INT(agreement_diff(f.ag, g.ag, &b), 3);
    CHECK(str_has(buf_str(&b), "~ clause C1 categories: \"e\" -> \"e.x\""));
    CHECK(str_has(buf_str(&b), "- clause C2") && str_has(buf_str(&b), "+ clause C3"));
    buf_reset(&b);
    CHECK_INT(agreement_diff(f.ag, f.ag, &b), 0);
    buf_free(&b);
    arena_clear(&f.a);
    arena_clear(&g.a);
}

static const tap_case cases[] = {CASE(day_counts_give_known_instants), CASE(unnamed_counts_and_midnights_keep_alternatives), CASE(faults_have_places_and_codes), CASE(longest_clause_wins_at_dots),
                                 CASE(examples_load_and_are_linted), CASE(diff_names_each_change_once)};
TAP_MAIN(cases)
