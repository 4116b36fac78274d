/* Hostile input: every parser, damaged in known places. Each input is refused or taken as it should be,
 * with the exact position and code. The closing remark of each case counts its inputs. */
#include "gen.h"
#include "load.h"
#include "tap.h"

#include <dirent.h>
#include <stdlib.h>

static size_t all_inputs;

static void count(const char *what, size_t n)
{
    all_inputs += n;
    printf("# %s: %zu inputs\n", what, n);
}

static bool has_fault(const diag_list *l, diag_code code, unsigned line, unsigned col)
{
    for (size_t i = 0; i < l->n; i++) {
        if (l->items[i].code == code && l->items[i].line == line && l->items[i].col == col) return true;
    }
    return false;
}

static void show(const diag_list *l, const char *what, diag_code code, unsigned line, unsigned col)
{
    printf("# %s: expected %s at %u:%u, got", what, diag_code_word(code), line, col);
    for (size_t i = 0; i < l->n && i < 3; i++) printf(" %s at %u:%u", diag_code_word(l->items[i].code), l->items[i].line, l->items[i].col);
    printf("\n");
}

/* ---- agreement: one damage a line, at a known place ------------------------------------------------------- */

typedef struct damage {
    const char *find, *put; /* the first occurrence in the line is replaced */
    diag_code code;
    int shift;   /* column of the fault, from the start of `put` */
} damage;

static void damage_agreement(arena *a, const tz_db *db, str whole, size_t line_start, str line, unsigned line_no, const damage *d, size_t *n)
{
    size_t at = 0, find = strlen(d->find);
    while (at + find <= line.len && !str_starts(str_from(line, at), d->find)) at++;
    if (at + find > line.len) return;
    buf b;
    const agreement *ag = NULL;
    diag_list faults = {0};
    arena scratch;
    arena_init(&scratch, 1 << 28);
    buf_init(&b, 1 << 24);
    buf_s(&b, str_upto(whole, line_start + at));
    buf_z(&b, d->put);
    buf_s(&b, str_from(whole, line_start + at + find));
    unsigned lines, col;
    text_position(line, at, &lines, &col);
    tr_err e = agreement_parse(buf_str(&b), "agreement", db, &scratch, &ag, &faults);
    unsigned want = (unsigned)((int)col + d->shift);
    CHECK_INT(e, TR_ERR_DATA);
    if (!has_fault(&faults, d->code, line_no, want)) show(&faults, d->put, d->code, line_no, want);
    CHECK(has_fault(&faults, d->code, line_no, want));
    CHECK(ag == NULL);
    ++*n;
    buf_free(&b);
    arena_clear(&scratch);
    (void)a;
}

static void agreements(void)
{
    static const damage damages[] = {
        {", basis: ", ", bsais: ", CODE_AG_KEY, 2},
        {"basis: text", "basis: said", CODE_AG_VALUE, 7},
        {"include: energy", "include: enrgy", CODE_AG_CATEGORY, 9},
        {"{id: ", "{id: &a ", CODE_YAML_SUBSET, 5},
        {"{id: ", "{id: *a, x: ", CODE_YAML_SUBSET, 5},
        {"between: [2025", "between: [2O25", CODE_AG_TIME, 10},
        {"zone: Europe/", "zone: Europa/", CODE_AG_ZONE, 6},
        {"count: calendar", "count: colander", CODE_AG_VALUE, 7},
        {"counted_from: ", "counted_from: X", CODE_AG_REF, 14},
        {"states: [RU, UA]", "states: {RU: 1}", CODE_AG_SHAPE, 8},
        {"days: 30", "days: thirty", CODE_AG_RANGE, 6},
        {"    said_on: 2025", "    said_on: 2O25", CODE_AG_TIME, 13},
        {"{state: not_met", "{state: broken", CODE_AG_VALUE, 8},
    };
    arena a;
    host_zones *z = NULL;
    size_t n = 0;
    arena_init(&a, MISSION_ARENA_BYTES);
    CHECK_INT(host_zones_open(&a, &z), TR_OK);
    tz_db db = host_zones_db(z);
    str whole = load_source(&a, "examples/energy-2025/agreement.yaml");
    unsigned line_no = 1;
    for (size_t at = 0; at < whole.len; line_no++) {
        str line = str_from(whole, at);
        line = str_upto(line, str_find(line, '\n'));
        for (size_t k = 0; k < sizeof damages / sizeof damages[0]; k++) damage_agreement(&a, &db, whole, at, line, line_no, &damages[k], &n);
        at += line.len + 1;
    }
    count("agreement", n);
    CHECK(n > 400);
    arena_clear(&a);
}

/* Cut at any byte, or with one byte changed: never taken as something else without a fault, never a crash. */
static void agreements_cut_and_flipped(void)
{
    arena a;
    host_zones *z = NULL;
    gen g = gen_seeded(9);
    size_t n = 0;
    arena_init(&a, MISSION_ARENA_BYTES);
    CHECK_INT(host_zones_open(&a, &z), TR_OK);
    tz_db db = host_zones_db(z);
    str whole = load_source(&a, "examples/easter-2025/agreement.yaml");
    for (size_t cut = 0; cut < whole.len; cut += 37, n++) {
        arena s;
        const agreement *ag = NULL;
        diag_list faults = {0};
        arena_init(&s, 1 << 26);
        tr_err e = agreement_parse(str_upto(whole, cut), "cut", &db, &s, &ag, &faults);
        CHECK(e == TR_OK ? ag != NULL && faults.n == 0 : ag == NULL && faults.n > 0);
        if (faults.n) CHECK(faults.items[0].line >= 1);
        arena_clear(&s);
    }
    for (int i = 0; i < 400; i++, n++) {
        arena s;
        const agreement *ag = NULL;
        diag_list faults = {0};
        arena_init(&s, 1 << 26);
        char *copy = arena_alloc(&s, whole.len);
        memcpy(copy, whole.ptr, whole.len);
        copy[gen_below(&g, whole.len)] = (char)gen_below(&g, 256);
        tr_err e = agreement_parse((str){copy, whole.len}, "flip", &db, &s, &ag, &faults);
        CHECK(e == TR_OK ? ag != NULL : ag == NULL && faults.n > 0);
        arena_clear(&s);
    }
    count("agreement, cut or flipped", n);
    arena_clear(&a);
}

/* ---- tables: one field damaged, the row set aside at its place, all others taken --------------------------- */

typedef struct tables {
    arena a;
    taxonomy tax;
    facility_class_vec classes;
    host_zones *z;
    tz_db db;
    feed_context c;
} tables;

static void tables_open(tables *t)
{
    feed_result r;
    tr_diag d = {0};
    *t = (tables){0};
    arena_init(&t->a, MISSION_ARENA_BYTES);
    CHECK_INT(host_zones_open(&t->a, &t->z), TR_OK);
    t->db = host_zones_db(t->z);
    CHECK_INT(feed_taxonomy(shipped_taxonomy(), "taxonomy", &t->a, &t->tax, &d), TR_OK);
    t->c = (feed_context){.categories = &t->tax, .zones = &t->db};
    CHECK_INT(feed_classes(shipped_classes(), "classes", &t->c, &t->a, &t->classes, &r, &d), TR_OK);
    t->c.classes = t->classes.items;
    t->c.n_classes = t->classes.n;
}

typedef tr_err feed_any(str bytes, const feed_context *c, arena *a, feed_result *r, tr_diag *d);

static tr_err any_incidents(str bytes, const feed_context *c, arena *a, feed_result *r, tr_diag *d)
{
    incident_vec v = {0};
    return feed_incidents(bytes, "f", c, a, &v, r, d);
}

static tr_err any_claims(str bytes, const feed_context *c, arena *a, feed_result *r, tr_diag *d)
{
    claim_vec v = {0};
    return feed_claims(bytes, "f", c, a, &v, r, d);
}

static tr_err any_totals(str bytes, const feed_context *c, arena *a, feed_result *r, tr_diag *d)
{
    total_vec v = {0};
    return feed_totals(bytes, "f", c, a, &v, r, d);
}

static tr_err any_regions(str bytes, const feed_context *c, arena *a, feed_result *r, tr_diag *d)
{
    region_vec v = {0};
    return feed_regions(bytes, "f", c, a, &v, r, d);
}

/* Field `col` of data row `row` becomes `value`, written raw. Gives the fault's expected line and column. */
static tr_err any_process(str bytes, const feed_context *c, arena *a, feed_result *r, tr_diag *d)
{
    process_event_vec v = {0};
    return feed_process(bytes, "f", c, a, &v, r, d);
}

static tr_err any_invocations(str bytes, const feed_context *c, arena *a, feed_result *r, tr_diag *d)
{
    invocation_vec v = {0};
    return feed_invocations(bytes, "f", c, a, &v, r, d);
}

static tr_err any_findings(str bytes, const feed_context *c, arena *a, feed_result *r, tr_diag *d)
{
    body_finding_vec v = {0};
    return feed_findings(bytes, "f", c, a, &v, r, d);
}

static tr_err any_windows(str bytes, const feed_context *c, arena *a, feed_result *r, tr_diag *d)
{
    silence_window_vec v = {0};
    return feed_windows(bytes, "f", c, a, &v, r, d);
}

static tr_err any_casualties(str bytes, const feed_context *c, arena *a, feed_result *r, tr_diag *d)
{
    casualty_figure_vec v = {0};
    return feed_casualties(bytes, "f", c, a, &v, r, d);
}

static void replace_field(str whole, size_t row, const char *column, const char *value, buf *out, unsigned *line, unsigned *col)
{
    csv_reader *r = NULL;
    csv_row x;
    size_t at = 0, which = 0;
    tr_diag d = {0};
    if (csv_open_bytes(whole, "f", &r) != TR_OK) return;
    for (size_t i = 0; csv_next(r, &x, &d) == TR_OK; i++) {
        if (i == 0) {
            while (at < x.n && !str_is(x.fields[at], column)) at++;
            which = at;
        }
        for (size_t k = 0; k < x.n; k++) {
            if (k) buf_c(out, ',');
            if (i == row && k == which) {
                *line = x.lines[k];
                *col = x.cols[k];
                buf_z(out, value);
            } else {
                csv_field(out, x.fields[k]);
            }
        }
        buf_c(out, '\n');
    }
    csv_close(r);
}

static void damage_rows(const char *file, feed_any *feed, const char *column, const char *value, diag_code code, size_t *n)
{
    tables t;
    tables_open(&t);
    str whole = load_source(&t.a, file);
    size_t rows = 0;
    for (size_t i = 0; i < whole.len; i++) rows += whole.ptr[i] == '\n';
    for (size_t row = 1; row < rows; row += rows > 30 ? 3 : 1) {
        buf b;
        feed_result r = {0};
        tr_diag d = {0};
        unsigned line = 0, col = 0;
        buf_init(&b, 1 << 24);
        replace_field(whole, row, column, value, &b, &line, &col);
        CHECK_INT(feed(buf_str(&b), &t.c, &t.a, &r, &d), TR_OK);
        CHECK_INT(r.received, r.accepted + r.duplicate + r.set_aside);
        bool good = r.set_aside == 1 && r.n_rejects >= 1 && r.rejects[0].diag.code == code && r.rejects[0].diag.line == line && (r.rejects[0].diag.col == col || code == CODE_ROW_POSITION);
        if (!good) printf("# %s %s=%s row %zu: %zu set aside, %s at %u:%u, expected %u:%u\n", file, column, value, row, r.set_aside, r.n_rejects ? diag_code_word(r.rejects[0].diag.code) : "", r.n_rejects ? r.rejects[0].diag.line : 0,
                          r.n_rejects ? r.rejects[0].diag.col : 0, line, col);
        CHECK(good);
        ++*n;
        buf_free(&b);
    }
    arena_clear(&t.a);
}

static void incidents(void)
{
    static const struct {
        const char *column, *value;
        diag_code code;
    } rows[] = {{"utc_lo", "2025-03-18T24:00Z", CODE_ROW_TIME}, {"utc_lo", "2025-02-29T10:00Z", CODE_ROW_TIME}, {"utc_lo", "2025-03-18T10:00", CODE_ROW_TIME}, {"utc_hi", "1999-01-01T00:00Z", CODE_ROW_TIME}, {"category", "energyx", CODE_ROW_CATEGORY},
                {"category", "", CODE_ROW_CATEGORY},            {"category", "energy||oil", CODE_ROW_CATEGORY},   {"act", "bombed", CODE_ROW_ACT},                 {"act", "", CODE_ROW_ACT},                     {"kind", "event", CODE_ROW_KIND},
                {"lat", "91", CODE_ROW_POSITION},               {"lat", "NaN", CODE_ROW_POSITION},                {"lat", "48.5N", CODE_ROW_POSITION},             {"lat", "1e3", CODE_ROW_POSITION},             {"incident", "", CODE_ROW_ID}};
    size_t n = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) damage_rows("examples/energy-2025/data/incidents.csv", any_incidents, rows[i].column, rows[i].value, rows[i].code, &n);
    count("incidents", n);
}

static void claims(void)
{
    static const struct {
        const char *column, *value;
        diag_code code;
    } rows[] = {{"event_date_stated", "0025-13-01", CODE_ROW_TIME}, {"event_date_stated", "2025-03-18/2025-03-17", CODE_ROW_TIME}, {"event_utc", "2025-03-18T25:00Z", CODE_ROW_TIME}, {"page_date", "yesterday", CODE_ROW_TIME},
                {"kind", "rumour", CODE_ROW_KIND},                  {"facility_class", "castle", CODE_ROW_CLASS},                {"people_affected", "many", CODE_ROW_NUMBER},        {"people_affected", "-3", CODE_ROW_NUMBER},
                {"people_affected", "99999999999999999999", CODE_ROW_NUMBER}, {"row_id", "", CODE_ROW_ID}};
    size_t n = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) damage_rows("examples/energy-2025/data/claims.csv", any_claims, rows[i].column, rows[i].value, rows[i].code, &n);
    count("claims", n);
}

static void totals_and_regions(void)
{
    size_t n = 0;
    damage_rows("examples/energy-2025/data/totals.csv", any_totals, "count", "over 80", CODE_ROW_NUMBER, &n);
    damage_rows("examples/energy-2025/data/totals.csv", any_totals, "period_start", "March", CODE_ROW_TIME, &n);
    damage_rows("examples/energy-2025/data/totals.csv", any_totals, "period_end", "2025-04-31", CODE_ROW_TIME, &n);
    damage_rows("examples/energy-2025/data/regions.csv", any_regions, "lat", "95", CODE_ROW_POSITION, &n);
    damage_rows("examples/energy-2025/data/regions.csv", any_regions, "radius_m", "0", CODE_ROW_POSITION, &n);
    count("totals and regions", n);
}

/* What the record holds of the process. */
static void process_tables(void)
{
    static const struct {
        const char *file;
        feed_any *feed;
        const char *column, *value;
        diag_code code;
    } rows[] = {{"examples/exchange/data/process.csv", any_process, "event", "", CODE_ROW_ID},
                {"examples/exchange/data/process.csv", any_process, "what", "", CODE_ROW_KIND},
                {"examples/exchange/data/process.csv", any_process, "at", "2031-02-30", CODE_ROW_TIME},
                {"examples/exchange/data/process.csv", any_process, "at", "soon", CODE_ROW_TIME},
                {"examples/contact-line/data/invocations.csv", any_invocations, "invocation", "", CODE_ROW_ID},
                {"examples/contact-line/data/invocations.csv", any_invocations, "at", "2031-13-01", CODE_ROW_TIME},
                {"examples/contact-line/data/findings.csv", any_findings, "finding", "", CODE_ROW_ID},
                {"examples/contact-line/data/findings.csv", any_findings, "act", "verdict", CODE_ROW_KIND},
                {"examples/contact-line/data/findings.csv", any_findings, "at", "2031-03-04T25:00Z", CODE_ROW_TIME},
                {"examples/contact-line/data/findings.csv", any_findings, "outcome", "settled", CODE_ROW_KIND},
                {"examples/contact-line/data/windows.csv", any_windows, "utc_hi", "1999-01-01T00:00Z", CODE_ROW_TIME},
                {"examples/contact-line/data/windows.csv", any_windows, "lat", "91", CODE_ROW_POSITION},
                {"examples/contact-line/data/windows.csv", any_windows, "state", "quiet", CODE_ROW_KIND},
                {"examples/contact-line/data/casualties.csv", any_casualties, "harm", "hurt", CODE_ROW_KIND},
                {"examples/contact-line/data/casualties.csv", any_casualties, "best", "-1", CODE_ROW_NUMBER},
                {"examples/contact-line/data/casualties.csv", any_casualties, "best", "99999999999999999999", CODE_ROW_NUMBER},
                {"examples/contact-line/data/casualties.csv", any_casualties, "as_of", "then", CODE_ROW_TIME}};
    size_t n = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) damage_rows(rows[i].file, rows[i].feed, rows[i].column, rows[i].value, rows[i].code, &n);
    count("tables of the process", n);
}

/* Headers: a missing or double column refuses the file as a whole, at its place. */
static void headers(void)
{
    tables t;
    size_t n = 0;
    tables_open(&t);
    static const char *const needed[] = {"incident", "kind", "utc_lo", "utc_hi", "category", "act", "state"};
    str whole = load_source(&t.a, "examples/energy-2025/data/incidents.csv");
    for (size_t i = 0; i < 7; i++, n++) {
        buf b;
        unsigned line, col;
        feed_result r = {0};
        tr_diag d = {0};
        buf_init(&b, 1 << 24);
        replace_field(whole, 0, needed[i], "other", &b, &line, &col);
        CHECK_INT(any_incidents(buf_str(&b), &t.c, &t.a, &r, &d), TR_ERR_DATA);
        CHECK_INT(d.code, CODE_CSV_MISSING_COLUMN);
        buf_reset(&b);
        replace_field(whole, 0, needed[i], i ? "incident" : "kind", &b, &line, &col);
        CHECK_INT(any_incidents(buf_str(&b), &t.c, &t.a, &r, &d), TR_ERR_DATA);
        CHECK_INT(d.code, CODE_CSV_DUP_COLUMN);
        CHECK_INT(d.line, 1);
        buf_free(&b);
        n++;
    }
    static const struct {
        const char *bytes;
        diag_code code;
    } pages[] = {{"", CODE_CSV_HEADER}, {"\n\n", CODE_CSV_HEADER}, {"<!DOCTYPE html><html><body>404</body></html>", CODE_FEED_HTML}, {"{\"error\":1}", CODE_CSV_MISSING_COLUMN},
                 {"\x1F\x8B\x08\x00", CODE_UTF8}, {"incident\n", CODE_CSV_MISSING_COLUMN}};
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++, n++) {
        feed_result r = {0};
        tr_diag d = {0};
        CHECK_INT(any_incidents(str_of(pages[i].bytes), &t.c, &t.a, &r, &d), TR_ERR_DATA);
        CHECK_INT(d.code, pages[i].code);
        CHECK_INT(r.accepted, 0);
    }
    count("headers and pages", n);
    arena_clear(&t.a);
}

/* Ids that repeat: the same row again is a duplicate, other content sets all of them aside, in any order. */
static void repeated_ids(void)
{
    static const char head[] = "incident,kind,utc_lo,utc_hi,category,act,state\n";
    static const char one[] = "A,incident,2025-03-18T10:00Z,2025-03-18T11:00Z,energy,unknown,UA\n", two[] = "A,incident,2025-03-18T10:00Z,2025-03-18T12:00Z,energy,unknown,UA\n", other[] = "B,incident,2025-03-18T10:00Z,2025-03-18T12:00Z,energy,unknown,UA\n";
    const char *const files[][3] = {{one, one, other}, {one, two, other}, {two, one, other}, {other, two, one}};
    tables t;
    tables_open(&t);
    for (size_t i = 0; i < 4; i++) {
        char text[1024];
        feed_result r = {0};
        tr_diag d = {0};
        (void)snprintf(text, sizeof text, "%s%s%s%s", head, files[i][0], files[i][1], files[i][2]);
        CHECK_INT(any_incidents(str_of(text), &t.c, &t.a, &r, &d), TR_OK);
        CHECK_INT(r.received, 3);
        CHECK_INT(r.accepted, i == 0 ? 2 : 1);
        CHECK_INT(r.duplicate, i == 0 ? 1 : 0);
        CHECK_INT(r.set_aside, i == 0 ? 0 : 2);
    }
    count("repeated ids", 4);
    arena_clear(&t.a);
}

/* ---- GeoJSON ---------------------------------------------------------------------------------------------- */

static void geojson_suite(void)
{
    arena a;
    size_t n = 0;
    arena_init(&a, MISSION_ARENA_BYTES);
    for (int good = 0; good < 2; good++) {
        char dir[1200];
        (void)snprintf(dir, sizeof dir, "%s/vectors/geojsonhint/%s", shared_dir(), good ? "good" : "bad");
        DIR *d = opendir(dir);
        if (d == NULL) tap_skip = "the shared vectors are not here";
        for (struct dirent *e; d && (e = readdir(d)) != NULL;) {
            char path[2048];
            geo_features f = {0};
            tr_diag fault = {0}, warn = {0};
            if (!str_ends(str_of(e->d_name), ".geojson")) continue;
            (void)snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
            tr_err r = geojson_read(load_file(&a, path), e->d_name, &a, &f, &fault, &warn);
            bool said = r != TR_OK || warn.code != CODE_NONE;
            if (said == (good == 1)) printf("# %s %s: %s %s\n", good ? "good" : "bad", e->d_name, r == TR_OK ? "silent" : "refused", fault.msg);
            CHECK_INT(said, good == 0);
            if (r != TR_OK) CHECK(fault.line >= 1 && fault.col >= 1);
            n++;
            arena_reset(&a);
        }
        if (d) closedir(d);
    }
    count("GeoJSON suite", n);
    arena_clear(&a);
}

/* ---- other parsers ----------------------------------------------------------------------------------------- */

static void documents_cut_anywhere(void)
{
    static const char json[] = "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"id\":\"a\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[30,50],[31,50],[31,51],[30,50]]]},\"properties\":{\"category\":\"energy\"}}]}";
    arena a;
    size_t n = 0;
    arena_init(&a, MISSION_ARENA_BYTES);
    for (size_t cut = 0; cut + 1 < sizeof json; cut++, n++) {
        geo_features f = {0};
        tr_diag d = {0};
        CHECK_INT(geojson_read((str){json, cut}, "cut", &a, &f, &d, NULL), TR_ERR_DATA);
        CHECK(d.line == 1 && d.col >= 1 && d.col <= cut + 2);
    }
    geo_features whole = {0};
    tr_diag d = {0};
    CHECK_INT(geojson_read(str_of(json), "whole", &a, &whole, &d, NULL), TR_OK);
    str zone = load_file(&a, "/usr/share/zoneinfo/Europe/Kyiv");
    for (size_t cut = 0; cut < zone.len; cut += 11, n++) {
        const tz *z = NULL;
        tr_err e = tz_parse(STR("cut"), str_upto(zone, cut), &a, &z, NULL);
        CHECK(e == TR_ERR_DATA || cut > zone.len - 40);
    }
    count("documents cut", n);
    arena_clear(&a);
}

static void a_thousand_and_more(void)
{
    printf("# %zu inputs in all, the public suites of tests/test_text.c not counted\n", all_inputs);
    CHECK(all_inputs >= 1000);
}

static const tap_case cases[] = {CASE(agreements), CASE(agreements_cut_and_flipped), CASE(incidents), CASE(claims), CASE(totals_and_regions), CASE(process_tables), CASE(headers), CASE(repeated_ids), CASE(geojson_suite), CASE(documents_cut_anywhere), CASE(a_thousand_and_more)};
TAP_MAIN(cases)
