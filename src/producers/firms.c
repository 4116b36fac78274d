/* Fire detections as NASA FIRMS publishes them: MODIS and VIIRS, near real time and standard,
 * archive, area API and 24-hour files. docs/formats/firms.md. */
#include "producers/producers.h"
#include "producers/firms.h"

#include "producers/columns.h"

#include <string.h>

static bool has_word(const char *words, str w)
{
    str rest = str_of(words), piece;
    while (str_cut(&rest, ' ', &piece)) {
        if (str_eq(piece, w)) return true;
    }
    return false;
}

static firms_column column_of(str name)
{
    static const char *const names[] = {"",
#define X(column, words) words,
                                        FIRMS_COLUMNS(X)
#undef X
    };
    char lower[32];
    name = str_trim(name);
    if (name.len >= sizeof lower) return FIRMS_OTHER;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        lower[i] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
    }
    for (unsigned i = 1; i < FIRMS__N; i++) {
        if (has_word(names[i], (str){lower, name.len})) return (firms_column)i;
    }
    return FIRMS_OTHER;
}

static tr_err need(const firms_plan *p, firms_column c, const char *name, unsigned line,
                   tr_diag *diag)
{
    if (p->at[c] >= 0) return TR_OK;
    diag_set(diag, CODE_CSV_MISSING_COLUMN, p->file, line, 1, "the column '%s' is missing", name);
    return TR_ERR_DATA;
}

tr_err firms_plan_make(const csv_row *h, const char *file, firms_plan *out, tr_diag *diag)
{
    firms_plan p = {.file = file, .n_columns = h->n};
    for (size_t i = 0; i < FIRMS__N; i++)
        p.at[i] = -1;
    if (h->n > FIRMS_MAX_COLUMNS) {
        diag_set(diag, CODE_LIMIT, file, h->line, 1, "%zu columns; at most %d are read", h->n,
                 (int)FIRMS_MAX_COLUMNS);
        return TR_ERR_LIMIT;
    }
    for (size_t i = 0; i < h->n; i++) {
        firms_column c = column_of(h->fields[i]);
        p.column[i] = (uint8_t)c;
        if (c == FIRMS_OTHER) continue;
        if (p.at[c] >= 0) {
            diag_set(diag, CODE_CSV_DUP_COLUMN, file, h->line, h->cols[i],
                     "the column '" STR_FMT "' occurs twice", STR_ARG(h->fields[i]));
            return TR_ERR_DATA;
        }
        p.at[c] = (int)i;
    }
    TR_TRY(need(&p, FIRMS_LATITUDE, "latitude", h->line, diag));
    TR_TRY(need(&p, FIRMS_LONGITUDE, "longitude", h->line, diag));
    TR_TRY(need(&p, FIRMS_DATE, "acq_date", h->line, diag));
    *out = p;
    return TR_OK;
}

/* ---- One row, by the rules
 * ----------------------------------------------------------------------- */

typedef struct reading_row {
    const firms_plan *p;
    const csv_row *row;
    detection *out;
    tr_diag *diag;
} reading_row;

static str field(const reading_row *r, firms_column c)
{
    return r->p->at[c] < 0 ? (str){0} : str_trim(r->row->fields[r->p->at[c]]);
}

static tr_err fault(const reading_row *r, firms_column c, diag_code code, const char *what)
{
    int at = r->p->at[c];
    str s = r->row->fields[at];
    diag_set(r->diag, code, r->p->file, r->row->lines[at], r->row->cols[at], "%s '" STR_FMT "'",
             what, STR_ARG(s));
    return TR_ERR_DATA;
}

static void has(const reading_row *r, detection_field f)
{
    r->out->has = (uint16_t)(r->out->has | 1u << f);
}

static tr_err read_position(const reading_row *r)
{
    int64_t lat, lon;
    if (!str_to_scaled(field(r, FIRMS_LATITUDE), 7, &lat) || lat < -900000000 || lat > 900000000)
        return fault(r, FIRMS_LATITUDE, CODE_ROW_POSITION, "latitude");
    if (!str_to_scaled(field(r, FIRMS_LONGITUDE), 7, &lon) || lon < -1800000000 || lon > 1800000000)
        return fault(r, FIRMS_LONGITUDE, CODE_ROW_POSITION, "longitude");
    if (lat == 0 && lon == 0) return fault(r, FIRMS_LATITUDE, CODE_ROW_POSITION, "position 0/0");
    r->out->lat_e7 = (int32_t)lat;
    r->out->lon_e7 = (int32_t)lon;
    return TR_OK;
}

/* 30, 0948, 00:45, 00:45:00, 004500; always UTC. */
static bool clock_of(str s, int *second)
{
    char digits[7] = {0};
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == ':' &&
            (i == 1 || i == 2 || (i == 5 && s.ptr[2] == ':') || (i == 4 && s.ptr[1] == ':')))
            continue;
        if (c < '0' || c > '9' || n == 6) return false;
        digits[n++] = c;
    }
    if (n == 0 || n == 5) return false;
    int64_t v = 0;
    (void)str_to_i64((str){digits, n}, 0, 999999, &v);
    int hour = (int)(n == 6 ? v / 10000 : v / 100), min = (int)(n == 6 ? v / 100 % 100 : v % 100),
        sec = n == 6 ? (int)(v % 100) : 0;
    *second = hour * 3600 + min * 60 + sec;
    return hour < 24 && min < 60 && sec < 60;
}

static tr_err read_time(const reading_row *r)
{
    str date = field(r, FIRMS_DATE), clock = field(r, FIRMS_TIME);
    iso_time t;
    int second = 0;
    if (date.len != 10 || !iso_parse(date, &t) || t.at.year < 1970 || t.at.year > 2199)
        return fault(r, FIRMS_DATE, CODE_ROW_TIME, "date");
    r->out->at_s = civil_to_days(t.at.year, t.at.month, t.at.day) * 86400;
    if (clock.len == 0) return TR_OK;
    if (!clock_of(clock, &second)) return fault(r, FIRMS_TIME, CODE_ROW_TIME, "time");
    r->out->at_s += second;
    has(r, DETECTION_HAS_CLOCK);
    return TR_OK;
}

static tr_err read_number(const reading_row *r, firms_column c, detection_field f, int64_t min_e4,
                          int64_t max_e4, int32_t *out)
{
    str s = field(r, c);
    int64_t v;
    if (s.len == 0) return TR_OK;
    if (!str_to_scaled(s, 4, &v) || v < min_e4 || v > max_e4)
        return fault(r, c, CODE_ROW_NUMBER, "number");
    *out = (int32_t)v;
    has(r, f);
    return TR_OK;
}

/* MODIS: Terra T, Aqua A; VIIRS: Suomi NPP N, NOAA-20 1 or N20, NOAA-21 2 or N21. */
static satellite satellite_of(str s)
{
    static const struct {
        const char *word;
        satellite means;
    } words[] = {{"T", SATELLITE_TERRA},    {"A", SATELLITE_AQUA},      {"N", SATELLITE_SNPP},
                 {"1", SATELLITE_NOAA20},   {"N20", SATELLITE_NOAA20},  {"2", SATELLITE_NOAA21},
                 {"N21", SATELLITE_NOAA21}, {"Terra", SATELLITE_TERRA}, {"Aqua", SATELLITE_AQUA}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (str_is(s, words[i].word)) return words[i].means;
    }
    return SATELLITE_NONE;
}

static tr_err read_satellite(const reading_row *r)
{
    str s = field(r, FIRMS_SATELLITE);
    if (s.len == 0) return TR_OK;
    r->out->satellite = (uint8_t)satellite_of(s);
    if (r->out->satellite == SATELLITE_NONE)
        return fault(r, FIRMS_SATELLITE, CODE_ROW_KIND, "satellite");
    has(r, DETECTION_HAS_SATELLITE);
    return TR_OK;
}

/* Words for VIIRS; 0..100 for MODIS, whose thirds are low below 30 and high from 80. */
static tr_err read_confidence(const reading_row *r)
{
    str s = field(r, FIRMS_CONFIDENCE);
    int64_t percent;
    if (s.len == 0) return TR_OK;
    if (str_to_i64(s, 0, 100, &percent)) {
        r->out->percent = (uint8_t)percent;
        r->out->grade = (uint8_t)(percent < 30   ? GRADE_LOW
                                  : percent < 80 ? GRADE_NOMINAL
                                                 : GRADE_HIGH);
        has(r, DETECTION_HAS_PERCENT);
    } else if (str_is(s, "l") || str_is(s, "low")) {
        r->out->grade = GRADE_LOW;
    } else if (str_is(s, "n") || str_is(s, "nominal")) {
        r->out->grade = GRADE_NOMINAL;
    } else if (str_is(s, "h") || str_is(s, "high")) {
        r->out->grade = GRADE_HIGH;
    } else {
        return fault(r, FIRMS_CONFIDENCE, CODE_ROW_KIND, "confidence");
    }
    has(r, DETECTION_HAS_GRADE);
    return TR_OK;
}

/* "2.0NRT", "6.1NRT", "2.0URT": near real time; a bare number: standard; anything else says
 * neither. */
static void read_version(const reading_row *r)
{
    str s = field(r, FIRMS_VERSION);
    int64_t ignored;
    if (s.len == 0) return;
    if (str_ends(s, "RT")) {
        r->out->product = PRODUCT_NRT;
    } else if (str_to_scaled(s, 9, &ignored)) {
        r->out->product = PRODUCT_STANDARD;
    } else {
        return;
    }
    has(r, DETECTION_HAS_PRODUCT);
}

static tr_err read_marks(const reading_row *r)
{
    str day = field(r, FIRMS_DAYNIGHT), type = field(r, FIRMS_TYPE);
    int64_t t;
    if (day.len) {
        if (!str_is(day, "D") && !str_is(day, "N"))
            return fault(r, FIRMS_DAYNIGHT, CODE_ROW_KIND, "daynight");
        r->out->day = str_is(day, "D");
        has(r, DETECTION_HAS_DAY);
    }
    if (type.len == 0) return TR_OK;
    if (!str_to_i64(type, 0, 3, &t)) return fault(r, FIRMS_TYPE, CODE_ROW_KIND, "type");
    r->out->type = (uint8_t)t;
    has(r, DETECTION_HAS_TYPE);
    return TR_OK;
}

tr_err firms_row_read(const firms_plan *p, const csv_row *row, detection *out, tr_diag *diag)
{
    enum { MAX_KELVIN_E4 = 20000000, MAX_MW_E4 = 2000000000, MAX_KM_E4 = 100000 };
    detection d = {0};
    reading_row r = {p, row, &d, diag};
    if (row->n != p->n_columns) {
        diag_set(diag, CODE_CSV_COLUMNS, p->file, row->line, 1, "%zu fields, the header has %zu",
                 row->n, p->n_columns);
        return TR_ERR_DATA;
    }
    TR_TRY(read_position(&r));
    TR_TRY(read_time(&r));
    TR_TRY(read_number(&r, FIRMS_BRIGHTNESS, DETECTION_HAS_BRIGHTNESS, 0, MAX_KELVIN_E4,
                       &d.brightness_e4));
    TR_TRY(read_number(&r, FIRMS_BRIGHTNESS2, DETECTION_HAS_BRIGHTNESS2, 0, MAX_KELVIN_E4,
                       &d.brightness2_e4));
    TR_TRY(read_number(&r, FIRMS_FRP, DETECTION_HAS_FRP, -MAX_MW_E4, MAX_MW_E4, &d.frp_e4));
    TR_TRY(read_number(&r, FIRMS_SCAN, DETECTION_HAS_SCAN, 1, MAX_KM_E4, &d.scan_e4));
    TR_TRY(read_number(&r, FIRMS_TRACK, DETECTION_HAS_TRACK, 1, MAX_KM_E4, &d.track_e4));
    TR_TRY(read_satellite(&r));
    TR_TRY(read_confidence(&r));
    TR_TRY(read_marks(&r));
    read_version(&r);
    *out = d;
    return TR_OK;
}

/* ---- A whole file
 * -------------------------------------------------------------------------------- */

enum { BATCH = 4096 };

firms_fast_fn *firms_fast_for_machine(void)
{
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") ? firms_fast_v3
                                                                            : firms_fast_v1;
#else
    return NULL;
#endif
}

typedef struct stream {
    rows *table;
    csv_reader *csv;     /* below it, where rows are just its rows; else NULL */
    firms_fast_fn *fast; /* NULL: plain only */
    firms_plan plan;
    const detection_sink *sink;
    detection rows[BATCH];
    detection_counts *counts;
} stream;

static tr_err pass_on(stream *s, size_t n, size_t first)
{
    s->counts->accepted += n;
    return n && s->sink->accept ? s->sink->accept(s->sink->ctx, s->rows, first, n) : TR_OK;
}

/* As many plain rows as there are; false when the next row is for the plain reader. */
static tr_err take_fast(stream *s, bool *any)
{
    str unread;
    size_t used = 0;
    TR_TRY(csv_peek(s->csv, &unread));
    size_t n = s->fast(&s->plan, unread.ptr, unread.len, s->rows, BATCH, &used);
    csv_skip(s->csv, used, (unsigned)n);
    size_t first = s->counts->received + 1;
    s->counts->received += n;
    *any = n > 0;
    return pass_on(s, n, first);
}

static tr_err take_plain(stream *s)
{
    tr_diag d = {0};
    csv_row row = {0};
    tr_err e = rows_next(s->table, &row, &d);
    if (e != TR_OK && e != TR_ERR_DATA) return e;
    s->counts->received++;
    if (e == TR_OK) e = firms_row_read(&s->plan, &row, &s->rows[0], &d);
    if (e == TR_OK) return pass_on(s, 1, s->counts->received);
    s->counts->set_aside++;
    return s->sink->reject ? s->sink->reject(s->sink->ctx, s->counts->received, &d, row.raw)
                           : TR_OK;
}

static tr_err read_rows(stream *s)
{
    bool any = false;
    tr_err e = TR_OK;
    while (e == TR_OK) {
        any = false;
        if (s->fast) e = take_fast(s, &any);
        if (e == TR_OK && !any) e = take_plain(s);
    }
    return e == TR_ERR_ABSENT ? TR_OK : e;
}

static const char *const all_names[] = {
    "latitude",   "longitude",  "acq_date", "acq_time", "bright_ti4", "bright_ti5",
    "bright_t31", "brightness", "scan",     "track",    "satellite",  "instrument",
    "confidence", "version",    "frp",      "daynight", "type",       NULL};
const rows_need need_firms = {all_names, 3};

static bool has_column(const csv_row *h, firms_column c)
{
    for (size_t i = 0; i < h->n; i++) {
        if (column_of(h->fields[i]) == c) return true;
    }
    return false;
}

/* The header with the adapter's names where the file has others: a mapping, or the geometry. */
static tr_err known_names(stream *s, arena *a, csv_row *h)
{
    static const struct {
        firms_column c;
        const char *name;
    } needed[] = {
        {FIRMS_LATITUDE, "latitude"}, {FIRMS_LONGITUDE, "longitude"}, {FIRMS_DATE, "acq_date"}};
    *h = *rows_header(s->table);
    str *names = arena_alloc_n(a, h->n + 1, sizeof *names);
    if (names == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < h->n; i++)
        names[i] = h->fields[i];
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        int at = has_column(h, needed[i].c) ? -1 : rows_find(s->table, needed[i].name);
        if (at >= 0) names[at] = str_of(needed[i].name);
    }
    h->fields = names;
    return TR_OK;
}

static void take_types(stream *s, const csv_row *h)
{
    static const char *const types[FIRMS__N] = {[FIRMS_LATITUDE] = "latitude",
                                                [FIRMS_LONGITUDE] = "longitude",
                                                [FIRMS_BRIGHTNESS] = "brightness",
                                                [FIRMS_BRIGHTNESS2] = "bright_t31",
                                                [FIRMS_SCAN] = "scan",
                                                [FIRMS_TRACK] = "track",
                                                [FIRMS_DATE] = "acq_date",
                                                [FIRMS_FRP] = "frp"};
    for (size_t i = 0; i < h->n; i++) {
        firms_column c = (firms_column)s->plan.column[i];
        if (types[c]) rows_take(s->table, i, types[c]);
    }
}

static tr_err open_file(stream *s, csv_source src, const char *file, const feed_context *c,
                        arena *a, tr_diag *diag)
{
    csv_row header;
    TR_TRY(rows_open(src, file, feed_how(c), &need_firms, 1, &s->table, diag));
    TR_TRY(known_names(s, a, &header));
    TR_TRY(firms_plan_make(&header, file, &s->plan, diag));
    take_types(s, &header);
    s->csv = rows_csv(s->table);
    if (s->csv == NULL) s->fast = NULL;
    return TR_OK;
}

tr_err producer_detections(csv_source src, const char *file, const feed_context *c, bool plain_only,
                           const detection_sink *sink, detection_counts *counts, arena *a,
                           tr_diag *diag)
{
    stream *s = arena_alloc(a, sizeof *s);
    *counts = (detection_counts){0};
    if (s == NULL) return TR_ERR_NOMEM;
    s->sink = sink;
    s->counts = counts;
    s->fast = plain_only ? NULL : firms_fast_for_machine();
    tr_err e = open_file(s, src, file, c, a, diag);
    if (e == TR_OK) e = read_rows(s);
    rows_close(s->table);
    return e;
}
