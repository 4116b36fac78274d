/* The plain rows of a FIRMS file at the speed of memory. One pass marks the bytes that end a field
 * or split a number (and every byte that makes a row unusual); a second reads the numbers eight
 * digits at a time (the multiply-and-shift scheme is public folklore, after D. Lemire). Whatever is
 * not exactly as expected ends the fast run: the plain reader looks at that row and decides. */
#include "producers/firms.h"

#include <string.h>

#if defined(__x86_64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__

#include <emmintrin.h>

/* Compiled twice (meson.build): for any x86-64, and for machines with AVX2 and BMI2. Same bytes
 * out. */
#ifdef TRUCE_V3
#define FIRMS_FAST firms_fast_v3
#else
#define FIRMS_FAST firms_fast_v1
#endif
#ifdef __clang__
#define UNROLL /* clang unrolls by itself, and complains where it does not */
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif
#define INLINE static inline __attribute__((always_inline))

enum { CHUNK = 16384, SPARE_MARKS = 4, MAX_MARKS = CHUNK + 64, MIN_YEAR = 1970, MAX_YEAR = 2199 };

/* Bytes below '/' but not '-': separators, the point, blanks, quotes, controls; and all above 127.
 */
INLINE uint64_t marks_of(const char *p)
{
    const __m128i slash = _mm_set1_epi8('/'), dash = _mm_set1_epi8('-');
    uint64_t mask = 0;
    for (int i = 0; i < 4; i++) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + 16 * i));
        __m128i low = _mm_andnot_si128(_mm_cmpeq_epi8(v, dash), _mm_cmplt_epi8(v, slash));
        mask |= (uint64_t)(unsigned)_mm_movemask_epi8(low) << 16 * i;
    }
    return mask;
}

/* Eight places of a mask, whether there are as many or not: what is written too much is
 * overwritten. */
INLINE uint64_t put_eight(uint32_t *out, uint64_t mask, uint32_t at)
{
    for (int i = 0; i < 8; i++) {
        out[i] = at + (uint32_t)__builtin_ctzll(mask | (uint64_t)1 << 63);
        mask &= mask - 1;
    }
    return mask;
}

/* Positions of all marks among the first n bytes. A block of 64 holds 16 to 24 as a rule, so eight
 * at a time costs no guess about where to stop. */
INLINE size_t find_marks(const char *bytes, size_t n, uint32_t *out)
{
    size_t count = 0;
    for (size_t at = 0; at < n; at += 64) {
        uint64_t mask = marks_of(bytes + at);
        if (n - at < 64) mask &= ((uint64_t)1 << (n - at)) - 1;
        uint32_t *o = out + count;
        unsigned here = (unsigned)__builtin_popcountll(mask);
        for (unsigned done = 0; done < here; done += 8)
            mask = put_eight(o + done, mask, (uint32_t)at);
        count += here;
    }
    return count;
}

INLINE uint64_t load8(const char *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

/* Any byte above nine. */
INLINE uint64_t not_digits(uint64_t t)
{
    return ((t + 0x7676767676767676u) | t) & 0x8080808080808080u;
}

/* Value of n digits, 1..8. */
INLINE uint64_t digits(const char *p, unsigned n, uint64_t *bad)
{
    unsigned shift = 64 - 8 * n;
    uint64_t t = (load8(p) << shift) ^ (0x3030303030303030u << shift);
    *bad |= not_digits(t);
    t = (t * 2561) >> 8 & 0x00FF00FF00FF00FFu;
    t = (t * 6553601) >> 16 & 0x0000FFFF0000FFFFu;
    return (t * 42949672960001u) >> 32;
}

typedef struct cursor {
    const char *b;
    const uint32_t *mark; /* next mark; behind `last` stand SPARE_MARKS that no row may end at */
    const uint32_t *last;
    uint32_t at;  /* start of the field */
    uint64_t bad; /* anything not as expected */
} cursor;

static const int32_t tens[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000};

/* A decimal scaled by 10^decimals; leaves the mark that ends the field. */
INLINE int64_t number(cursor *c, unsigned decimals)
{
    uint32_t from = c->at, end = *c->mark;
    bool neg = c->b[from] == '-';
    from += neg;
    uint32_t whole = end - from;
    if (whole - 1 > 3) {
        c->bad = 1;
        return 0;
    }
    int64_t v = (int64_t)digits(c->b + from, whole, &c->bad) * tens[decimals];
    if (c->b[end] == '.') {
        uint32_t part = c->mark[1] - end - 1;
        if (part - 1 > decimals - 1) {
            c->bad = 1;
            return 0;
        }
        v += (int64_t)digits(c->b + end + 1, part, &c->bad) * tens[decimals - part];
        c->mark++;
    }
    return neg ? -v : v;
}

INLINE bool is_empty(const cursor *c)
{
    return *c->mark == c->at;
}

/* ---- Dates: days before each year and month
 * ------------------------------------------------------ */

static const uint16_t before_month[2][13] = {
    {0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334},
    {0, 0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335}};
static const uint8_t month_days[2][16] = {
    {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0, 0, 0},
    {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0, 0, 0}};

INLINE int64_t date(cursor *c)
{
    uint64_t t = load8(c->b + c->at) ^ 0x2D30302D30303030u; /* "0000-00-" */
    uint64_t u = load8(c->b + c->at + 8) ^ 0x3030;
    if (*c->mark - c->at != 10 || not_digits(t) || (t & 0xFF0000FF00000000u) ||
        not_digits(u & 0xFFFF)) {
        c->bad = 1;
        return 0;
    }
    unsigned y = (unsigned)((t & 255) * 1000 + (t >> 8 & 255) * 100 + (t >> 16 & 255) * 10 +
                            (t >> 24 & 255));
    unsigned m = (unsigned)((t >> 40 & 255) * 10 + (t >> 48 & 255)),
             d = (unsigned)((u & 255) * 10 + (u >> 8 & 255));
    bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    if (y < MIN_YEAR || y > MAX_YEAR || m > 12 || d == 0 || d > month_days[leap][m]) {
        c->bad = 1;
        return 0;
    }
    unsigned before = y - 1;
    int64_t days = (int64_t)before * 365 + before / 4 - before / 100 + before / 400 - 719162;
    return days + before_month[leap][m] + d - 1;
}

/* ---- One row
 * -------------------------------------------------------------------------------------- */

INLINE unsigned flag(detection_field f)
{
    return 1u << f;
}

INLINE void in_range(cursor *c, int64_t v, int64_t min, int64_t max)
{
    c->bad |= v < min || v > max;
}

INLINE void clock_time(cursor *c, detection *d, unsigned *has)
{
    uint32_t n = *c->mark - c->at;
    if (n - 1 > 3) {
        c->bad = 1;
        return;
    }
    unsigned v = (unsigned)digits(c->b + c->at, n, &c->bad), h = v / 100, m = v % 100;
    in_range(c, h, 0, 23);
    in_range(c, m, 0, 59);
    d->at_s += (h * 60 + m) * 60;
    *has |= flag(DETECTION_HAS_CLOCK);
}

/* By the only letter of the field; 0: not one of them. Tables, since the values alternate at
 * random. */
static const uint8_t satellite_letter[256] = {['N'] = SATELLITE_SNPP,
                                              ['1'] = SATELLITE_NOAA20,
                                              ['2'] = SATELLITE_NOAA21,
                                              ['T'] = SATELLITE_TERRA,
                                              ['A'] = SATELLITE_AQUA};
static const uint8_t grade_letter[256] = {
    ['l'] = GRADE_LOW, ['n'] = GRADE_NOMINAL, ['h'] = GRADE_HIGH};

INLINE unsigned satellite_code(cursor *c)
{
    const char *p = c->b + c->at;
    uint32_t n = *c->mark - c->at;
    unsigned code = satellite_letter[(uint8_t)*p];
    if (__builtin_expect(n == 1, 1)) {
        c->bad |= code == 0;
        return code;
    }
    if (n == 3 && p[0] == 'N' && p[1] == '2' && (p[2] == '0' || p[2] == '1'))
        return p[2] == '0' ? SATELLITE_NOAA20 : SATELLITE_NOAA21;
    c->bad = 1;
    return SATELLITE_NONE;
}

INLINE void confidence(cursor *c, detection *d, unsigned *has)
{
    const char *p = c->b + c->at;
    uint32_t n = *c->mark - c->at;
    *has |= flag(DETECTION_HAS_GRADE);
    d->grade = grade_letter[(uint8_t)*p];
    if (n == 1 && d->grade) return;
    if (n - 1 <= 2 && *p >= '0' && *p <= '9') {
        uint64_t v = digits(p, n, &c->bad);
        c->bad |= v > 100;
        d->percent = (uint8_t)v;
        d->grade = (uint8_t)(v < 30 ? GRADE_LOW : v < 80 ? GRADE_NOMINAL : GRADE_HIGH);
        *has |= flag(DETECTION_HAS_PERCENT);
        return;
    }
    bool word = (n == 7 && memcmp(p, "nominal", 7) == 0) || (n == 4 && memcmp(p, "high", 4) == 0) ||
                (n == 3 && memcmp(p, "low", 3) == 0);
    c->bad |= !word;
}

/* "2.0NRT" and the like, or a bare number of at most four digits on each side. */
INLINE void version(cursor *c, detection *d, unsigned *has)
{
    const char *p = c->b + c->at;
    uint32_t end = *c->mark;
    if (c->b[end] == '.') end = *++c->mark;
    uint32_t n = end - c->at;
    if (n >= 2 && p[n - 1] == 'T' && p[n - 2] == 'R') {
        d->product = PRODUCT_NRT;
    } else {
        cursor number_only = *c;
        if (c->b[end] != ',' && c->b[end] != '\n') c->bad = 1;
        if (memchr(p, '.', n)) number_only.mark--;
        (void)number(&number_only, 7);
        c->bad |= number_only.bad || number_only.mark != c->mark;
        d->product = PRODUCT_STANDARD;
    }
    *has |= flag(DETECTION_HAS_PRODUCT);
}

INLINE void read_field(cursor *c, firms_column column, detection *d, unsigned *has)
{
    enum { MAX_KELVIN_E4 = 20000000, MAX_KM_E4 = 100000 };
    int64_t v;
    bool needed = column == FIRMS_LATITUDE || column == FIRMS_LONGITUDE || column == FIRMS_DATE;
    if (is_empty(c) && !needed) return;
    switch (column) {
    case FIRMS_LATITUDE:
        v = number(c, 7);
        in_range(c, v, -900000000, 900000000);
        d->lat_e7 = (int32_t)v;
        return;
    case FIRMS_LONGITUDE:
        v = number(c, 7);
        in_range(c, v, -1800000000, 1800000000);
        d->lon_e7 = (int32_t)v;
        return;
    case FIRMS_DATE: d->at_s += date(c) * 86400; return;
    case FIRMS_BRIGHTNESS:
        v = number(c, 4);
        in_range(c, v, 0, MAX_KELVIN_E4);
        d->brightness_e4 = (int32_t)v;
        *has |= flag(DETECTION_HAS_BRIGHTNESS);
        return;
    case FIRMS_BRIGHTNESS2:
        v = number(c, 4);
        in_range(c, v, 0, MAX_KELVIN_E4);
        d->brightness2_e4 = (int32_t)v;
        *has |= flag(DETECTION_HAS_BRIGHTNESS2);
        return;
    case FIRMS_FRP: /* four digits before the point cannot pass the plain reader's bound */
        d->frp_e4 = (int32_t)number(c, 4);
        *has |= flag(DETECTION_HAS_FRP);
        return;
    case FIRMS_SCAN:
        v = number(c, 4);
        in_range(c, v, 1, MAX_KM_E4);
        d->scan_e4 = (int32_t)v;
        *has |= flag(DETECTION_HAS_SCAN);
        return;
    case FIRMS_TRACK:
        v = number(c, 4);
        in_range(c, v, 1, MAX_KM_E4);
        d->track_e4 = (int32_t)v;
        *has |= flag(DETECTION_HAS_TRACK);
        return;
    case FIRMS_TIME: clock_time(c, d, has); return;
    case FIRMS_SATELLITE:
        d->satellite = (uint8_t)satellite_code(c);
        *has |= flag(DETECTION_HAS_SATELLITE);
        return;
    case FIRMS_CONFIDENCE: confidence(c, d, has); return;
    case FIRMS_VERSION: version(c, d, has); return;
    case FIRMS_DAYNIGHT: {
        char x = c->b[c->at];
        c->bad |= *c->mark - c->at != 1 || (x != 'D' && x != 'N');
        d->day = x == 'D';
        *has |= flag(DETECTION_HAS_DAY);
        return;
    }
    case FIRMS_TYPE: {
        char x = c->b[c->at];
        c->bad |= *c->mark - c->at != 1 || x < '0' || x > '3';
        d->type = (uint8_t)(x - '0');
        *has |= flag(DETECTION_HAS_TYPE);
        return;
    }
    case FIRMS_OTHER:
    case FIRMS_INSTRUMENT:
        while (c->mark < c->last && c->b[*c->mark] == '.')
            c->mark++;
        return;
    case FIRMS__N: break;
    }
    c->bad = 1;
}

/* A row that starts at c->at, all of whose marks are there; false: not plain, or not whole. */
INLINE bool read_row(const uint8_t *column, size_t n_columns, cursor *c, detection *d)
{
    unsigned has = 0;
    *d = (detection){0};
    UNROLL
    for (size_t i = 0; i < n_columns; i++) {
        if (c->mark >= c->last) return false;
        read_field(c, (firms_column)column[i], d, &has);
        if (c->bad || c->b[*c->mark] != (i + 1 < n_columns ? ',' : '\n')) return false;
        c->at = *c->mark++ + 1;
    }
    if (c->mark > c->last || (d->lat_e7 == 0 && d->lon_e7 == 0)) return false;
    d->has = (uint16_t)has;
    return true;
}

/* The layouts in which the files are published, so that the compiler sees the order of the columns.
 */
static const uint8_t area_api[14] = {
    FIRMS_LATITUDE, FIRMS_LONGITUDE,   FIRMS_BRIGHTNESS, FIRMS_SCAN,       FIRMS_TRACK,
    FIRMS_DATE,     FIRMS_TIME,        FIRMS_SATELLITE,  FIRMS_INSTRUMENT, FIRMS_CONFIDENCE,
    FIRMS_VERSION,  FIRMS_BRIGHTNESS2, FIRMS_FRP,        FIRMS_DAYNIGHT};
static const uint8_t day_file[13] = {
    FIRMS_LATITUDE,    FIRMS_LONGITUDE, FIRMS_BRIGHTNESS, FIRMS_SCAN,       FIRMS_TRACK,
    FIRMS_DATE,        FIRMS_TIME,      FIRMS_SATELLITE,  FIRMS_CONFIDENCE, FIRMS_VERSION,
    FIRMS_BRIGHTNESS2, FIRMS_FRP,       FIRMS_DAYNIGHT};

INLINE size_t read_rows(const uint8_t *column, size_t n_columns, cursor *c, detection *out,
                        size_t cap)
{
    size_t rows = 0;
    uint32_t at = c->at;
    while (rows < cap && read_row(column, n_columns, c, &out[rows])) {
        at = c->at;
        rows++;
    }
    c->at = at;
    return rows;
}

static bool is_layout(const firms_plan *p, const uint8_t *columns, size_t n)
{
    return p->n_columns == n && memcmp(p->column, columns, n) == 0;
}

size_t FIRMS_FAST(const firms_plan *p, const char *bytes, size_t n, detection *out, size_t cap,
                  size_t *used)
{
    uint32_t marks[MAX_MARKS];
    size_t rows = 0, start = 0;
    while (rows < cap && start < n) {
        size_t chunk = n - start < CHUNK ? n - start : CHUNK, before = rows;
        size_t n_marks = find_marks(bytes + start, chunk, marks);
        for (size_t i = 0; i < SPARE_MARKS; i++)
            marks[n_marks + i] = (uint32_t)chunk;
        cursor c = {bytes + start, marks, marks + n_marks, 0, 0};
        size_t room = cap - rows;
        if (is_layout(p, area_api, sizeof area_api)) {
            rows += read_rows(area_api, sizeof area_api, &c, out + rows, room);
        } else if (is_layout(p, day_file, sizeof day_file)) {
            rows += read_rows(day_file, sizeof day_file, &c, out + rows, room);
        } else {
            rows += read_rows(p->column, p->n_columns, &c, out + rows, room);
        }
        start += c.at;
        if (rows == before) break;
    }
    *used = start;
    return rows;
}

#endif
