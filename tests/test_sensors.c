/* Fire detections: the fast reader against the plain one, rules of reading, and what becomes of them. */
#include "producers/firms.h"
#include "gen.h"
#include "load.h"
#include "store/columns.h"
#include "store/within.h"
#include "tap.h"
#include "physical/parts.h"
#include "physical/thermal.h"

#include <math.h>
#include <unistd.h>

typedef struct taken {
    VEC(detection) rows;
    VEC(tr_diag) faults;
    VEC(size_t) fault_rows, first_rows;
    detection_counts counts;
    arena *a;
} taken;

static tr_err keep(void *ctx, const detection *rows, size_t first, size_t n)
{
    taken *t = ctx;
    for (size_t i = 0; i < n; i++) {
        detection *d = VEC_PUSH(t->a, &t->rows);
        size_t *at = VEC_PUSH(t->a, &t->first_rows);
        if (d == NULL || at == NULL) return TR_ERR_NOMEM;
        *d = rows[i];
        *at = first + i;
    }
    return TR_OK;
}

static tr_err refuse(void *ctx, size_t nth, const tr_diag *why, str raw)
{
    taken *t = ctx;
    tr_diag *d = VEC_PUSH(t->a, &t->faults);
    size_t *at = VEC_PUSH(t->a, &t->fault_rows);
    (void)raw;
    if (d == NULL || at == NULL) return TR_ERR_NOMEM;
    *d = *why;
    *at = nth;
    return TR_OK;
}

/* A few bytes at a time, so that rows straddle what is read. */
typedef struct drip {
    str rest;
    size_t most;
} drip;

static tr_err from_drip(void *ctx, char *dst, size_t n, size_t *got)
{
    drip *d = ctx;
    *got = n < d->rest.len ? n : d->rest.len;
    if (*got > d->most) *got = d->most;
    if (*got) memcpy(dst, d->rest.ptr, *got);
    d->rest = str_from(d->rest, *got);
    return TR_OK;
}

static tr_err take(arena *a, str bytes, size_t most, bool plain, taken *out, tr_diag *diag)
{
    drip d = {bytes, most};
    detection_sink sink = {keep, refuse, out};
    *out = (taken){.a = a};
    return producer_detections((csv_source){.fill = from_drip, .ctx = &d}, "f.csv", &(feed_context){0}, plain, &sink, &out->counts, a, diag);
}

static bool same_detection(const detection *x, const detection *y)
{
    return x->at_s == y->at_s && x->lat_e7 == y->lat_e7 && x->lon_e7 == y->lon_e7 &&
           x->brightness_e4 == y->brightness_e4 && x->brightness2_e4 == y->brightness2_e4 &&
           x->frp_e4 == y->frp_e4 && x->scan_e4 == y->scan_e4 && x->track_e4 == y->track_e4 &&
           x->has == y->has && x->satellite == y->satellite && x->product == y->product &&
           x->grade == y->grade && x->percent == y->percent && x->day == y->day && x->type == y->type;
}

static void same_answer(arena *a, str bytes, size_t most)
{
    taken fast, plain;
    tr_diag d;
    tr_err e = take(a, bytes, most, false, &fast, &d), f = take(a, bytes, 1 << 20, true, &plain, &d);
    CHECK(e == f);
    CHECK_INT(fast.counts.received, plain.counts.received);
    CHECK_INT(fast.counts.accepted, plain.counts.accepted);
    CHECK_INT(fast.counts.set_aside, plain.counts.set_aside);
    CHECK_INT(fast.counts.received, fast.counts.accepted + fast.counts.set_aside);
    for (size_t i = 0; i < fast.rows.n && i < plain.rows.n; i++) {
        CHECK(same_detection(&fast.rows.items[i], &plain.rows.items[i]));
        CHECK_INT(fast.first_rows.items[i], plain.first_rows.items[i]);
    }
    for (size_t i = 0; i < fast.faults.n && i < plain.faults.n; i++) {
        CHECK_INT(fast.fault_rows.items[i], plain.fault_rows.items[i]);
        CHECK_INT(fast.faults.items[i].line, plain.faults.items[i].line);
        CHECK_INT(fast.faults.items[i].col, plain.faults.items[i].col);
        CHECK_INT(fast.faults.items[i].code, plain.faults.items[i].code);
    }
    if (tap_failed) printf("# input: %.*s\n", STR_ARG(bytes));
}

static const char *const layouts[] = {
    "latitude,longitude,bright_ti4,scan,track,acq_date,acq_time,satellite,instrument,confidence,version,"
    "bright_ti5,frp,daynight\n",
    "latitude,longitude,brightness,scan,track,acq_date,acq_time,satellite,confidence,version,bright_t31,"
    "frp,daynight\n",
    "country_id,latitude,longitude,bright_ti4,scan,track,acq_date,acq_time,satellite,instrument,confidence,"
    "version,bright_ti5,frp,daynight,type\n",
    "LATITUDE,LONGITUDE,ACQ_DATE\n",
};

/* A value for a column, mostly as published, sometimes at an edge, sometimes wrong. */
static void put_value(gen *g, buf *b, firms_column c)
{
    static const char *const dates[] = {"2025-03-18", "2024-02-29", "2025-02-29", "2025-13-01", "2025-00-10",
                                        "1969-12-31", "2300-01-01", "2025-3-18",  "2025-03-18 "},
        *const times[] = {"30", "0948", "00:45:00", "2359", "2400", "1260", "7", "", "004500", "12:05", "1:05", "x"},
        *const sats[] = {"N", "1", "2", "N20", "N21", "T", "A", "Terra", "", "X", "N22"},
        *const grades[] = {"l", "n", "h", "low", "nominal", "high", "0", "29", "30", "100", "101", "", "x", "007"},
        *const versions[] = {"2.0NRT", "6.1NRT", "2.0URT", "2", "61.03", "2.0", "", "RT", "beta", "1.2.3", "2.", "12345", ".5"},
        *const numbers[] = {"305.12", "0.39", ".39", "12345.6", "1,5", "-3.2", "367", "1e3", "", "99999999", "0.12345",
                            "0.00005", "5.", "+4.1", "12.", "3.20 ", "NaN", "2000.0001"},
        *const positions[] = {"47.83244", "-0.5", "90", "90.0000001", "-180", "180.00001", "0", "0.0", "47,83", "4 7",
                              "48.207527000001", "22.5", "-90.00000", "179.9999999", "x", "", "0047.5"};
#define PICK(list) buf_z(b, list[gen_below(g, sizeof list / sizeof list[0])])
    bool odd = gen_below(g, 12) == 0;
    switch ((int)c) {
    case FIRMS_LATITUDE:
    case FIRMS_LONGITUDE:
        if (odd) {
            PICK(positions);
        } else {
            buf_f(b, "%d.%05d", (int)gen_below(g, 80), (int)gen_below(g, 100000));
        }
        return;
    case FIRMS_DATE:
        if (odd) {
            PICK(dates);
        } else {
            buf_f(b, "20%02d-%02d-%02d", (int)gen_below(g, 40), 1 + (int)gen_below(g, 12), 1 + (int)gen_below(g, 28));
        }
        return;
    case FIRMS_TIME: PICK(times); return;
    case FIRMS_SATELLITE: PICK(sats); return;
    case FIRMS_CONFIDENCE: PICK(grades); return;
    case FIRMS_VERSION: PICK(versions); return;
    case FIRMS_DAYNIGHT: buf_z(b, odd ? "X" : gen_below(g, 2) ? "D" : "N"); return;
    case FIRMS_TYPE: buf_f(b, "%d", (int)gen_below(g, odd ? 6 : 4)); return;
    case FIRMS_INSTRUMENT: buf_z(b, odd ? "V.I.I.R.S" : "VIIRS"); return;
    case FIRMS_OTHER: buf_z(b, odd ? "\"U,K\"" : gen_below(g, 9) == 0 ? "\xD0\xA3\xD0\x9A\xD0\xA0" : "UKR"); return;
    default:
        if (odd) {
            PICK(numbers);
        } else {
            buf_f(b, "%d.%02d", (int)gen_below(g, 400), (int)gen_below(g, 100));
        }
    }
}

static void put_file(gen *g, buf *b)
{
    str header = str_of(layouts[gen_below(g, 4)]);
    csv_reader *csv;
    csv_row row;
    firms_plan plan;
    buf_s(b, header);
    CHECK(csv_open_bytes(header, "h", &csv) == TR_OK && csv_next(csv, &row, NULL) == TR_OK);
    CHECK(firms_plan_make(&row, "h", &plan, NULL) == TR_OK);
    csv_close(csv);
    size_t n = gen_below(g, 60);
    for (size_t i = 0; i < n; i++) {
        size_t fields = gen_below(g, 40) ? plan.n_columns : gen_below(g, plan.n_columns + 3);
        for (size_t k = 0; k < fields; k++) {
            if (k) buf_c(b, ',');
            put_value(g, b, k < plan.n_columns ? (firms_column)plan.column[k] : FIRMS_OTHER);
        }
        buf_z(b, gen_below(g, 30) ? "\n" : gen_below(g, 2) ? "\r\n" : "\n\n");
    }
}

static void fast_reader_gives_what_the_plain_one_gives(void)
{
    gen g = gen_seeded(21);
    for (int round = 0; round < 3000 && !tap_failed; round++) {
        arena a;
        buf b;
        arena_init(&a, (size_t)1 << 28);
        buf_init(&b, 1 << 24);
        put_file(&g, &b);
        for (size_t k = gen_below(&g, 3); k > 0 && b.len > 0; k--) /* a byte gone wrong */
            b.ptr[gen_below(&g, b.len)] = (char)gen_below(&g, 256);
        if (gen_below(&g, 4) == 0 && b.len) b.len -= gen_below(&g, b.len); /* cut short */
        same_answer(&a, buf_str(&b), 1 + gen_below(&g, 5000));
        buf_free(&b);
        arena_clear(&a);
    }
}

static const detection *only_row(arena *a, const char *header, const char *row, taken *t)
{
    buf b;
    buf_init(&b, 65536);
    buf_f(&b, "%s%s\n", header, row);
    CHECK(take(a, buf_str(&b), 65536, false, t, NULL) == TR_OK);
    buf_free(&b);
    return t->rows.n == 1 ? &t->rows.items[0] : NULL;
}

static void forms_of_time_and_confidence(void)
{
    static const struct {
        const char *clock, *grade;
        int second, means;
    } rows[] = {{"30", "l", 1800, GRADE_LOW},          {"0948", "nominal", 35280, GRADE_NOMINAL},
                {"00:45:00", "high", 2700, GRADE_HIGH}, {"41", "29", 2460, GRADE_LOW},
                {"7", "30", 420, GRADE_NOMINAL},       {"235959", "80", 86399, GRADE_HIGH}};
    arena a;
    taken t;
    arena_init(&a, (size_t)1 << 26);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char z[256];
        (void)snprintf(z, sizeof z, "47.5,35.25,305.1,0.39,0.36,2025-03-18,%s,N,%s,2.0NRT,290.2,4.5,N", rows[i].clock,
                       rows[i].grade);
        const detection *d = only_row(&a, layouts[1], z, &t);
        CHECK(d != NULL);
        if (d == NULL) continue;
        CHECK_INT(d->at_s, 20165 * 86400 + rows[i].second);
        CHECK_INT(d->grade, rows[i].means);
        CHECK_INT(d->lat_e7, 475000000);
        CHECK_INT(d->lon_e7, 352500000);
        CHECK_INT(d->frp_e4, 45000);
        CHECK_INT(d->satellite, SATELLITE_SNPP);
        CHECK_INT(d->product, PRODUCT_NRT);
        CHECK(DETECTION_HAS(d, CLOCK) && DETECTION_HAS(d, DAY) && !DETECTION_HAS(d, TYPE));
    }
    arena_clear(&a);
}

static void a_file_without_what_is_needed_is_refused(void)
{
    arena a;
    taken t;
    tr_diag d;
    arena_init(&a, (size_t)1 << 26);
    CHECK(take(&a, STR("latitude,acq_date\n1,2025-01-01\n"), 99, false, &t, &d) == TR_ERR_DATA);
    CHECK_INT(d.code, CODE_CSV_MISSING_COLUMN);
    CHECK(take(&a, STR(""), 99, false, &t, &d) == TR_ERR_DATA);
    CHECK_INT(d.code, CODE_CSV_HEADER);
    CHECK(take(&a, STR("latitude,longitude,acq_date,lat\n"), 99, false, &t, &d) == TR_ERR_DATA);
    CHECK_INT(d.code, CODE_CSV_DUP_COLUMN);
    arena_clear(&a);
}

/* ---- What becomes of them ------------------------------------------------------------------------ */

static detection at(double lat, double lon, int day, int minute, satellite s, double frp)
{
    return (detection){.at_s = (20000 + day) * 86400 + minute * 60,
                       .lat_e7 = (int32_t)lround(lat * 1e7),
                       .lon_e7 = (int32_t)lround(lon * 1e7),
                       .frp_e4 = (int32_t)lround(frp * 1e4),
                       .scan_e4 = 3900,
                       .track_e4 = 3600,
                       .satellite = (uint8_t)s,
                       .has = 1u << DETECTION_HAS_CLOCK | 1u << DETECTION_HAS_SATELLITE | 1u << DETECTION_HAS_FRP |
                              1u << DETECTION_HAS_SCAN | 1u << DETECTION_HAS_TRACK};
}

static void a_bow_tie_pair_is_one_anomaly(void)
{
    arena a;
    thermal_result r;
    thermal_options o = {.mask_before = USEC_UNKNOWN};
    detection rows[] = {at(47.83244, 38.47732, 0, 60, SATELLITE_SNPP, 3), at(47.83239, 38.47751, 0, 60, SATELLITE_SNPP, 5),
                        at(47.83244, 38.47732, 0, 60, SATELLITE_NOAA20, 3), at(47.83244, 38.47732, 0, 61, SATELLITE_SNPP, 3),
                        at(47.8385, 38.47732, 0, 60, SATELLITE_SNPP, 3)};
    arena_init(&a, (size_t)1 << 26);
    CHECK(thermal_analyse(rows, 5, &o, &a, &r) == TR_OK);
    CHECK_INT(r.marks[0].state, THERMAL_DUPLICATE);
    CHECK_INT(r.marks[0].stands_for, 1);
    for (size_t i = 1; i < 5; i++)
        CHECK_INT(r.marks[i].state, THERMAL_NORMAL);
    CHECK_INT(r.n_passes, 2);
    CHECK(r.marks[1].event == r.marks[4].event); /* 700 m apart: one fire; another minute, the same pass */
    CHECK(r.marks[1].event == r.marks[3].event);
    CHECK(r.marks[1].event != r.marks[2].event);
    CHECK_INT(r.events[r.marks[1].event].n_pixels, 3);
    CHECK_INT(r.events[r.marks[1].event].strongest, 1);
    arena_clear(&a);
}

/* A furnace seen on 30 days, one night of it ten times as strong; a field fire beside it; one large fire. */
static size_t furnace(detection *rows)
{
    size_t n = 0;
    for (int day = 0; day < 30; day++)
        rows[n++] = at(47.87 + 0.0004 * (day % 5), 33.43 + 0.0003 * (day % 7), day, 60 + day % 3, SATELLITE_SNPP,
                       4 + 0.1 * (day % 10));
    rows[n++] = at(47.8704, 33.4303, 40, 60, SATELLITE_SNPP, 60);
    rows[n++] = at(47.90, 33.43, 12, 61, SATELLITE_SNPP, 8); /* 3.3 km off */
    return n;
}

static void a_furnace_is_masked_and_its_neighbour_is_not(void)
{
    arena a;
    thermal_result r;
    thermal_options o = {.mask_before = (20000 + 35) * USEC_DAY};
    detection rows[64];
    size_t n = furnace(rows);
    arena_init(&a, (size_t)1 << 26);
    CHECK(thermal_analyse(rows, n, &o, &a, &r) == TR_OK);
    CHECK_INT(r.n_anchors, 1);
    CHECK_INT(r.anchors[0].distinct_days, 30);
    CHECK(!r.mask_overlaps);
    for (size_t i = 0; i < 30; i++)
        CHECK_INT(r.marks[i].state, THERMAL_STATIC);
    CHECK_INT(r.marks[30].state, THERMAL_STATIC_EXCESS);
    CHECK_INT(r.marks[31].state, THERMAL_NORMAL);
    o.mask_before = 20000 * USEC_DAY; /* nothing was known before: nothing is masked */
    CHECK(thermal_analyse(rows, n, &o, &a, &r) == TR_OK);
    CHECK_INT(r.n_anchors, 0);
    CHECK_INT(r.marks[3].state, THERMAL_NORMAL);
    arena_clear(&a);
}

static void a_works_in_the_registry_needs_fewer_days(void)
{
    arena a;
    thermal_result r;
    thermal_works works = {{33.431, 47.871}, STR("W1"), STR("Works")};
    thermal_options o = {.mask_before = USEC_UNKNOWN};
    detection rows[64];
    size_t n = 0;
    for (int day = 0; day < 30; day += 5)
        rows[n++] = at(47.87, 33.43, day, 60, SATELLITE_SNPP, 4);
    arena_init(&a, (size_t)1 << 26);
    CHECK(thermal_analyse(rows, n, &o, &a, &r) == TR_OK);
    CHECK_INT(r.n_anchors, 0);
    o.works = &works;
    o.n_works = 1;
    CHECK(thermal_analyse(rows, n, &o, &a, &r) == TR_OK);
    CHECK_INT(r.n_anchors, 1);
    CHECK(r.n_anchors == 1 && r.anchors[0].works == &works);
    arena_clear(&a);
}

static size_t random_field(gen *g, detection *rows, size_t cap)
{
    size_t n = furnace(rows);
    while (n < cap) {
        rows[n] = at(47 + (double)gen_below(g, 2000) / 1e4, 33 + (double)gen_below(g, 3000) / 1e4, (int)gen_below(g, 50),
                     60 + (int)gen_below(g, 30), gen_below(g, 2) ? SATELLITE_SNPP : SATELLITE_AQUA, (double)gen_below(g, 300) / 10);
        if (gen_below(g, 5) == 0) {
            rows[n].product = PRODUCT_STANDARD;
            rows[n].has = (uint16_t)(rows[n].has | 1u << DETECTION_HAS_PRODUCT);
        }
        n++;
        if (n < cap && gen_below(g, 6) == 0) { /* an exact repeat */
            rows[n] = rows[n - 1];
            n++;
        }
    }
    return n;
}

/* Shuffling rows, or giving all of them twice, changes no state of any distinct row. */
static void order_and_repeats_do_not_matter(void)
{
    enum { N = 800 };
    gen g = gen_seeded(22);
    for (int round = 0; round < 20 && !tap_failed; round++) {
        static detection rows[2 * N], mixed[2 * N];
        size_t where[2 * N], n = random_field(&g, rows, N);
        arena a;
        thermal_result r, s;
        thermal_options o = {.mask_before = round % 2 ? USEC_UNKNOWN : (20000 + 35) * USEC_DAY};
        arena_init(&a, (size_t)1 << 28);
        for (size_t i = 0; i < n; i++)
            where[i] = where[n + i] = i;
        for (size_t i = 2 * n; i > 1; i--) {
            size_t k = gen_below(&g, i), t = where[i - 1];
            where[i - 1] = where[k];
            where[k] = t;
        }
        for (size_t i = 0; i < 2 * n; i++)
            mixed[i] = rows[where[i]];
        CHECK(thermal_analyse(rows, n, &o, &a, &r) == TR_OK);
        CHECK(thermal_analyse(mixed, 2 * n, &o, &a, &s) == TR_OK);
        CHECK_INT(r.n_events, s.n_events);
        CHECK_INT(r.n_anchors, s.n_anchors);
        size_t standing_r = 0, standing_s = 0;
        for (size_t i = 0; i < n; i++)
            standing_r += r.marks[i].state != THERMAL_DUPLICATE;
        for (size_t i = 0; i < 2 * n; i++) {
            if (s.marks[i].state == THERMAL_DUPLICATE) continue;
            standing_s++;
        }
        CHECK_INT(standing_r, standing_s);
        for (size_t i = 0; i < r.n_events && i < s.n_events; i++) {
            CHECK(fabs(r.events[i].frp_mw - s.events[i].frp_mw) < 1e-9);
            CHECK_INT(r.events[i].n_pixels, s.events[i].n_pixels);
            CHECK_INT(r.events[i].state, s.events[i].state);
        }
        arena_clear(&a);
    }
}

static void overpasses(void)
{
    int off = 0;
    usec_t day = 20167 * USEC_DAY; /* 2025-03-20, the example of the domain's rule 12 on time */
    CHECK(!overpass_fits(SATELLITE_SNPP, 35.3, day + (20 * 60 + 22) * USEC_MINUTE, &off));
    CHECK(overpass_fits(SATELLITE_SNPP, 35.3, day + (23 * 60 + 22) * USEC_MINUTE, &off));
    CHECK_INT(off, 13);
    CHECK(overpass_fits(SATELLITE_TERRA, 35.3, day + (20 * 60 + 22) * USEC_MINUTE, &off));
}

/* ---- Columns on disk ----------------------------------------------------------------------------- */

static size_t unique_rows(detection *rows, size_t n)
{
    size_t m = 0;
    for (size_t i = 1; i < n; i++) { /* insertion: n is small */
        detection v = rows[i];
        size_t k = i;
        for (; k > 0 && detection_compare(&rows[k - 1], &v) > 0; k--)
            rows[k] = rows[k - 1];
        rows[k] = v;
    }
    for (size_t i = 0; i < n; i++) {
        if (m == 0 || detection_compare(&rows[m - 1], &rows[i]) != 0) rows[m++] = rows[i];
    }
    return m;
}

static size_t read_columns(const char *path, detection *out, size_t cap, tr_err *end)
{
    columns_reader *r = NULL;
    columns_block b;
    size_t n = 0;
    *end = columns_open(path, &r, NULL);
    if (*end != TR_OK) return 0;
    while ((*end = columns_next(r, &b, NULL)) == TR_OK) {
        size_t skip = 0;
        for (size_t i = 0; i < b.n; i++) {
            if (skip < b.n_repeats && b.repeats[skip] == i) {
                skip++;
            } else if (n < cap) {
                out[n++] = columns_row(&b, i);
            }
        }
    }
    columns_close(r);
    return n;
}

static void columns_hold_each_row_once(void)
{
    enum { N = 700 };
    gen g = gen_seeded(23);
    char path[] = "/tmp/truce-columns-XXXXXX";
    int fd = mkstemp(path);
    CHECK(fd >= 0);
    for (int round = 0; round < 60 && !tap_failed; round++) {
        static detection rows[N], back[N];
        columns_writer *w;
        uint64_t unique = 0, repeats = 0;
        sha256 digest;
        tr_err end;
        size_t n = gen_below(&g, N), run = 1 + gen_below(&g, 300);
        for (size_t i = 0; i < n; i++) {
            rows[i] = i && gen_below(&g, 4) == 0 ? rows[gen_below(&g, i)]
                                                 : at(47 + (double)gen_below(&g, 50) / 100, 33, (int)gen_below(&g, 3),
                                                      (int)gen_below(&g, 5), SATELLITE_SNPP, (double)gen_below(&g, 9));
        }
        CHECK(columns_create(path, run, &w, NULL) == TR_OK);
        for (size_t i = 0; i < n;) {
            size_t step = 1 + gen_below(&g, 90), take = step < n - i ? step : n - i;
            CHECK(columns_add(w, rows + i, take) == TR_OK);
            i += take;
        }
        CHECK(columns_finish(w, &unique, &repeats, &digest, NULL) == TR_OK);
        columns_discard(w);
        CHECK_INT(unique + repeats, n);
        size_t m = unique_rows(rows, n), got = read_columns(path, back, N, &end);
        CHECK(end == TR_ERR_ABSENT);
        CHECK_INT(unique, m);
        CHECK_INT(got, m);
        got = unique_rows(back, got);
        for (size_t i = 0; i < m && i < got; i++)
            CHECK(detection_compare(&rows[i], &back[i]) == 0);
        FILE *f = fopen(path, "r+b"); /* a flipped byte is found, wherever it is */
        CHECK(f && fseek(f, 0, SEEK_END) == 0);
        long size = f ? ftell(f) : 1, where = (long)gen_below(&g, (size_t)size);
        int c = f && fseek(f, where, SEEK_SET) == 0 ? fgetc(f) : 0;
        CHECK(f && fseek(f, where, SEEK_SET) == 0 && fputc(c ^ 1, f) == (c ^ 1) && fclose(f) == 0);
        (void)read_columns(path, back, N, &end);
        CHECK(end == TR_ERR_DAMAGED);
    }
    (void)close(fd);
    (void)unlink(path);
}

static bool in_window(const within_window *w, const detection *x)
{
    return x->at_s >= w->from_s && x->at_s <= w->to_s && x->lat_e7 >= w->south_e7 && x->lat_e7 <= w->north_e7 && x->lon_e7 >= w->west_e7 && x->lon_e7 <= w->east_e7;
}

static void some_file(gen *g, const char *path, size_t run, detection *all, size_t *n_all, size_t n)
{
    columns_writer *w;
    uint64_t unique = 0, repeats = 0;
    sha256 digest;
    CHECK(columns_create(path, run, &w, NULL) == TR_OK);
    for (size_t i = 0; i < n; i++) {
        detection x = *n_all && gen_below(g, 4) == 0 ? all[gen_below(g, *n_all)]
                                                     : at(47 + (double)gen_below(g, 50) / 100, 33 + (double)gen_below(g, 50) / 100, (int)gen_below(g, 9), (int)gen_below(g, 24),
                                                          SATELLITE_SNPP, (double)gen_below(g, 9));
        CHECK(columns_add(w, &x, 1) == TR_OK);
        all[(*n_all)++] = x;
    }
    CHECK(columns_finish(w, &unique, &repeats, &digest, NULL) == TR_OK);
    columns_discard(w);
}

/* Several files with rows of one another, and windows: what a look at every row gives, once each. */
static void a_window_over_files_has_each_row_once(void)
{
    enum { FILES = 5, N = 6000 };
    gen g = gen_seeded(29);
    static detection all[N], got[N];
    char folder[] = "/tmp/truce-within-XXXXXX";
    CHECK(mkdtemp(folder) != NULL);
    for (int round = 0; round < 30 && !tap_failed; round++) {
        arena a;
        str files[FILES];
        size_t n_all = 0;
        arena_init(&a, (size_t)64 << 20);
        for (size_t i = 0; i < FILES; i++) { /* segments longer and shorter than what is read at a time */
            files[i] = arena_printf(&a, "%s/%zu", folder, i);
            some_file(&g, files[i].ptr, 1 + gen_below(&g, 1600), all, &n_all, gen_below(&g, N / FILES));
        }
        size_t m = unique_rows(all, n_all);
        for (int k = 0; k < 20; k++) {
            within_window w = within_everything();
            within *s = NULL;
            tr_err e;
            size_t n = 0, wanted = 0;
            if (k % 2) w.from_s = all[gen_below(&g, m + 1) % (m ? m : 1)].at_s;
            if (k % 3) w.to_s = all[gen_below(&g, m + 1) % (m ? m : 1)].at_s;
            if (k % 5) w.west_e7 = 330000000 + (int32_t)gen_below(&g, 5000000);
            if (k % 7) w.north_e7 = 470000000 + (int32_t)gen_below(&g, 5000000);
            CHECK(within_open(files, FILES, &w, &a, &s, NULL) == TR_OK);
            while ((e = within_next(s, &got[n], NULL)) == TR_OK)
                n += n + 1 < N;
            CHECK(e == TR_ERR_ABSENT);
            within_close(s);
            for (size_t i = 0; i < m; i++) {
                if (!in_window(&w, &all[i])) continue;
                CHECK(wanted < n && detection_compare(&got[wanted], &all[i]) == 0);
                wanted++;
            }
            CHECK_INT(n, wanted);
        }
        CHECK(truncate(files[0].ptr, 40) == 0); /* not whole */
        within *s = NULL;
        within_window w = within_everything();
        CHECK(within_open(files, FILES, &w, &a, &s, NULL) == TR_ERR_DAMAGED);
        for (size_t i = 0; i < FILES; i++)
            CHECK(unlink(files[i].ptr) == 0);
        CHECK(within_open(files, FILES, &w, &a, &s, NULL) == TR_ERR_ABSENT);
        arena_clear(&a);
    }
    (void)rmdir(folder);
}

/* The plane of the static mask against exact distances: sure is sure, both kernels count alike, and
 * over most of the Earth little is left unsure. */
static void a_plane_is_sure_only_of_what_is_so(void)
{
    enum { N = 400 };
    gen g = gen_seeded(31);
    static const double reaches[] = {500, 1000};
    double lat[N], lon[N];
    size_t unsure = 0, asked = 0;
    for (int round = 0; round < 400; round++) {
        geo_pt at = {(double)gen_below(&g, 350) - 175, (double)gen_below(&g, 17800) / 100 - 89};
        double reach = reaches[round % 2];
        near_plane p = near_plane_at(at, reach);
        size_t near = 0, maybe1, maybe3 = 0;
        for (size_t i = 0; i < N; i++) { /* a third at the rim, within a millionth of the way */
            double off = i % 3 ? (double)gen_below(&g, 2000) / 1000
                               : 1 + ((double)gen_below(&g, 2001) - 1000) * 1e-9;
            geo_pt q = geo_destination(at, (double)gen_below(&g, 36000) / 100, reach * off);
            lat[i] = q.lat_deg;
            lon[i] = at.lon_deg + remainder(q.lon_deg - at.lon_deg, 360);
            double m = geo_distance_m(at, q), m2 = near_plane_m2(&p, lat[i], lon[i]);
            if (m2 < p.in_m2) CHECK(m <= reach);
            if (m2 > p.out_m2) CHECK(m > reach);
            near += m2 < p.in_m2;
            if (fabs(at.lat_deg) < 60 && i % 3) {
                unsure += m2 >= p.in_m2 && m2 <= p.out_m2;
                asked++;
            }
        }
        CHECK_INT(near_scan_v1(&p, lat, lon, N, &maybe1), near);
        if (__builtin_cpu_supports("avx2")) CHECK_INT(near_scan_v3(&p, lat, lon, N, &maybe3), near);
        if (__builtin_cpu_supports("avx2")) CHECK_INT(maybe3, maybe1);
    }
    CHECK(unsure * 500 < asked);
}

/* Flares so close that a detection has several places that always burn within reach: each gets the
 * nearest, and each place the spread of what is near it, by the definition. */
static void each_detection_goes_to_the_nearest_place(void)
{
    enum { N = 3000, PLACES = 25 };
    static detection rows[N];
    gen g = gen_seeded(32);
    arena a;
    arena_init(&a, (size_t)1 << 28);
    for (size_t i = 0; i < N; i++) {
        size_t place = gen_below(&g, PLACES);
        rows[i] = at(47.8 + 0.006 * (double)(place / 5) + 1e-5 * (double)gen_below(&g, 300),
                     33.4 + 0.009 * (double)(place % 5) + 1e-5 * (double)gen_below(&g, 400),
                     (int)gen_below(&g, 100), (int)gen_below(&g, 1400), SATELLITE_SNPP, 4);
    }
    thermal_options o = {.mask_before = USEC_UNKNOWN};
    thermal_result r;
    size_t shared = 0;
    CHECK(thermal_analyse(rows, N, &o, &a, &r) == TR_OK);
    CHECK(r.n_anchors > 10);
    for (size_t i = 0; i < N; i++) {
        size_t best = THERMAL_NO_INDEX, n_near = 0;
        double best_m = 1000;
        for (size_t k = 0; k < r.n_anchors; k++) {
            double m = geo_distance_m(r.anchors[k].centroid, detection_position(&rows[i]));
            n_near += m <= 1000;
            if (m > best_m || (best != THERMAL_NO_INDEX && !(m < best_m))) continue;
            best = k;
            best_m = m;
        }
        CHECK(r.marks[i].anchor == best);
        shared += n_near > 1;
    }
    CHECK(shared > N / 4);
    for (size_t k = 0; k < r.n_anchors; k++)
        CHECK(r.anchors[k].is_static && r.anchors[k].rms_radius_m > 0 &&
              r.anchors[k].rms_radius_m <= r.anchors[k].max_radius_m);
    arena_clear(&a);
}

static const tap_case cases[] = {
    CASE(a_plane_is_sure_only_of_what_is_so),
    CASE(each_detection_goes_to_the_nearest_place),
    CASE(columns_hold_each_row_once),
    CASE(a_window_over_files_has_each_row_once),
    CASE(fast_reader_gives_what_the_plain_one_gives),
    CASE(forms_of_time_and_confidence),
    CASE(a_file_without_what_is_needed_is_refused),
    CASE(a_bow_tie_pair_is_one_anomaly),
    CASE(a_furnace_is_masked_and_its_neighbour_is_not),
    CASE(a_works_in_the_registry_needs_fewer_days),
    CASE(order_and_repeats_do_not_matter),
    CASE(overpasses),
};
TAP_MAIN(cases)
