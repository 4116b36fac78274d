#include "table/cells.h"

#include <stdio.h>
#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static size_t digits_at(str s)
{
    size_t n = 0;
    while (n < s.len && is_digit(s.ptr[n]))
        n++;
    return n;
}

static bool take(str *s, char c)
{
    if (s->len == 0 || s->ptr[0] != c) return false;
    *s = str_from(*s, 1);
    return true;
}

static bool take_blanks(str *s)
{
    size_t n = 0;
    while (n < s->len && is_blank(s->ptr[n]))
        n++;
    *s = str_from(*s, n);
    return n > 0;
}

/* At most so many digits, for directives that stand side by side. */
static bool take_upto(str *s, size_t most, int *out)
{
    size_t n = digits_at(*s);
    int64_t v;
    if (n > most) n = most;
    if (n == 0 || !str_to_i64(str_upto(*s, n), 0, 999999999, &v)) return false;
    *s = str_from(*s, n);
    *out = (int)v;
    return true;
}

/* Between `least` and `most` digits, all that stand there. */
static bool take_number(str *s, size_t least, size_t most, int *out)
{
    size_t n = digits_at(*s);
    int64_t v;
    if (n < least || n > most || !str_to_i64(str_upto(*s, n), 0, 999999999, &v)) return false;
    *s = str_from(*s, n);
    *out = (int)v;
    return true;
}

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

static bool starts_nocase(str s, const char *word)
{
    size_t n = strlen(word);
    if (s.len < n) return false;
    for (size_t i = 0; i < n; i++) {
        if (lower(s.ptr[i]) != lower(word[i])) return false;
    }
    return true;
}

/* ---- Months */

static const struct {
    const char *word;
    int month;
} months[] = {
    {"january", 1},
    {"february", 2},
    {"march", 3},
    {"april", 4},
    {"may", 5},
    {"june", 6},
    {"july", 7},
    {"august", 8},
    {"september", 9},
    {"october", 10},
    {"november", 11},
    {"december", 12},
    {"jan", 1},
    {"feb", 2},
    {"mar", 3},
    {"apr", 4},
    {"jun", 6},
    {"jul", 7},
    {"aug", 8},
    {"sept", 9},
    {"sep", 9},
    {"oct", 10},
    {"nov", 11},
    {"dec", 12},
    /* uk and ru (ISO 639), in the case that dates use */
    {"січня", 1},
    {"лютого", 2},
    {"березня", 3},
    {"квітня", 4},
    {"травня", 5},
    {"червня", 6},
    {"липня", 7},
    {"серпня", 8},
    {"вересня", 9},
    {"жовтня", 10},
    {"листопада", 11},
    {"грудня", 12},
    {"января", 1},
    {"февраля", 2},
    {"марта", 3},
    {"апреля", 4},
    {"мая", 5},
    {"июня", 6},
    {"июля", 7},
    {"августа", 8},
    {"сентября", 9},
    {"октября", 10},
    {"ноября", 11},
    {"декабря", 12},
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

/* Lower case of Latin and of the Cyrillic letters that months have; two bytes each. */
static bool same_word(str s, const char *word)
{
    if (s.len != strlen(word)) return false;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char a = (unsigned char)s.ptr[i], b = (unsigned char)word[i];
        unsigned char next = i + 1 < s.len ? (unsigned char)s.ptr[i + 1] : 0;
        if (a == 0xD0 && next >= 0x90 && next <= 0xAF) { /* capital letters, U+0410 to U+042F */
            unsigned low = 0x430u + (next - 0x90u);
            if (b != (0xC0u | low >> 6) || (unsigned char)word[i + 1] != (0x80u | (low & 63)))
                return false;
            i++;
        } else if (a == 0xD0 && next == 0x86) { /* U+0406 */
            if (b != 0xD1 || (unsigned char)word[i + 1] != 0x96) return false;
            i++;
        } else if (lower((char)a) != (char)b) {
            return false;
        }
    }
    return true;
}

/* A whole word; a full stop may follow an abbreviation. */
static bool take_month(str *s, int *out)
{
    size_t n = 0;
    while (n < s->len && is_letter(s->ptr[n]))
        n++;
    for (size_t i = 0; i < sizeof months / sizeof months[0]; i++) {
        if (!same_word(str_upto(*s, n), months[i].word)) continue;
        *s = str_from(*s, n);
        (void)take(s, '.');
        *out = months[i].month;
        return true;
    }
    return false;
}

/* ---- A moment as it is put together */

typedef struct moment {
    civil at;
    bool has_clock, has_offset, has_second;
    int offset_sec;
    int half; /* 1: AM, 2: PM; 0: neither */
} moment;

static bool settle_half(moment *m)
{
    if (m->half == 0) return true;
    if (m->at.hour < 1 || m->at.hour > 12) return false;
    m->at.hour = m->at.hour % 12 + (m->half == 2 ? 12 : 0);
    return true;
}

static bool moment_ok(moment *m)
{
    return settle_half(m) && civil_date_ok(m->at.year, m->at.month, m->at.day) &&
           m->at.hour <= 23 && m->at.minute <= 59 && m->at.second <= 59;
}

static str write_moment(const moment *m, char room[CELL_BYTES])
{
    size_t n =
        (size_t)snprintf(room, CELL_BYTES, "%04d-%02d-%02d", m->at.year, m->at.month, m->at.day);
    if (m->has_clock)
        n += (size_t)snprintf(room + n, CELL_BYTES - n, "T%02d:%02d", m->at.hour, m->at.minute);
    if (m->has_clock && (m->at.second || m->at.usec))
        n += (size_t)snprintf(room + n, CELL_BYTES - n, ":%02d", m->at.second);
    if (m->has_clock && m->at.usec)
        n += (size_t)snprintf(room + n, CELL_BYTES - n, ".%06d", m->at.usec);
    if (m->has_offset && m->offset_sec == 0) {
        n += (size_t)snprintf(room + n, CELL_BYTES - n, "Z");
    } else if (m->has_offset) {
        int o = m->offset_sec < 0 ? -m->offset_sec : m->offset_sec;
        n += (size_t)snprintf(room + n, CELL_BYTES - n, "%c%02d:%02d",
                              m->offset_sec < 0 ? '-' : '+', o / 3600, o / 60 % 60);
    }
    return (str){room, n};
}

/* "Z", "UTC", "GMT", "+02:00", "+0200", "+02". */
static bool take_offset(str *s, moment *m)
{
    int h, min = 0, sign;
    if (starts_nocase(*s, "UTC") || starts_nocase(*s, "GMT")) {
        *s = str_from(*s, 3);
    } else if (!take(s, 'Z')) {
        if (s->len == 0 || (s->ptr[0] != '+' && s->ptr[0] != '-')) return false;
        sign = s->ptr[0] == '-' ? -1 : 1;
        *s = str_from(*s, 1);
        size_t n = digits_at(*s);
        if (n == 4) {
            if (!take_number(s, 4, 4, &h)) return false;
            min = h % 100;
            h /= 100;
        } else if (!take_number(s, 2, 2, &h) || (take(s, ':') && !take_number(s, 2, 2, &min))) {
            return false;
        }
        if (h > 14 || min > 59) return false;
        m->offset_sec = sign * (h * 3600 + min * 60);
    }
    m->has_offset = true;
    return true;
}

static bool take_half(str *s, int *half)
{
    static const struct {
        const char *word;
        int half;
    } words[] = {{"a.m.", 1}, {"p.m.", 2}, {"am", 1}, {"pm", 2}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!starts_nocase(*s, words[i].word)) continue;
        *s = str_from(*s, strlen(words[i].word));
        *half = words[i].half;
        return true;
    }
    return false;
}

/* The seventh digit of a second and those behind it are dropped: less than a microsecond. */
static bool take_fraction(str *s, int *usec)
{
    size_t n = digits_at(*s);
    int v = 0;
    if (n == 0 || n > 9) return false;
    for (size_t i = 0; i < 6; i++)
        v = v * 10 + (i < n ? s->ptr[i] - '0' : 0);
    *s = str_from(*s, n);
    *usec = v;
    return true;
}

/* "8:30", "08:30:00.5", with AM or PM. */
static bool take_clock(str *s, moment *m)
{
    if (!take_number(s, 1, 2, &m->at.hour) || !take(s, ':') || !take_number(s, 2, 2, &m->at.minute))
        return false;
    if (take(s, ':')) {
        if (!take_number(s, 2, 2, &m->at.second)) return false;
        m->has_second = true;
        if (take(s, '.') && !take_fraction(s, &m->at.usec)) return false;
    }
    str rest = *s;
    (void)take_blanks(&rest);
    if (take_half(&rest, &m->half)) *s = rest;
    m->has_clock = true;
    return true;
}

/* ---- The closed list */

static bool take_separator(str *s, char *which)
{
    if (s->len == 0 || strchr("-/.", s->ptr[0]) == NULL) return false;
    *which = s->ptr[0];
    *s = str_from(*s, 1);
    return true;
}

/* 2025-01-02, 2025-1-2, 2025/01/02, 2025.01.02 */
static bool year_first(str *s, moment *m)
{
    char sep;
    return take_number(s, 4, 4, &m->at.year) && take_separator(s, &sep) &&
           take_number(s, 1, 2, &m->at.month) && take(s, sep) && take_number(s, 1, 2, &m->at.day);
}

/* 20250102 */
static bool packed_date(str *s, moment *m)
{
    int v;
    if (!take_number(s, 8, 8, &v)) return false;
    m->at.year = v / 10000;
    m->at.month = v / 100 % 100;
    m->at.day = v % 100;
    return m->at.year >= 1900 && m->at.year <= 2199;
}

/* 02/01/2025: two numbers whose order the text alone does not tell. */
static bool year_last(str *s, int *a, int *b, int *year, char *sep)
{
    return take_number(s, 1, 2, a) && take_separator(s, sep) && take_number(s, 1, 2, b) &&
           take(s, *sep) && take_number(s, 4, 4, year);
}

static bool take_gap(str *s)
{
    bool some = false;
    while (s->len && (is_blank(s->ptr[0]) || s->ptr[0] == '-' || s->ptr[0] == ',')) {
        *s = str_from(*s, 1);
        some = true;
    }
    return some;
}

/* 2 Jan 2025, 02 January 2025, 2-Jan-2025; January 2, 2025 */
static bool named_month(str *s, moment *m)
{
    if (digits_at(*s)) {
        if (!take_number(s, 1, 2, &m->at.day)) return false;
        (void)take_gap(s);
        return take_month(s, &m->at.month) && take_gap(s) && take_number(s, 4, 4, &m->at.year);
    }
    return take_month(s, &m->at.month) && take_gap(s) && take_number(s, 1, 2, &m->at.day) &&
           take_gap(s) && take_number(s, 4, 4, &m->at.year);
}

static date_order order_for(date_orders orders, char sep)
{
    return sep == '/' ? orders.slash : sep == '.' ? orders.dot : orders.dash;
}

static bool by_order(str *s, date_orders orders, moment *m)
{
    int a, b;
    char sep;
    if (!year_last(s, &a, &b, &m->at.year, &sep)) return false;
    date_order order = order_for(orders, sep);
    m->at.day = order == ORDER_DMY ? a : b;
    m->at.month = order == ORDER_DMY ? b : a;
    return order != ORDER_NONE;
}

static bool take_date(str *s, date_orders orders, moment *m)
{
    str at = *s;
    if (year_first(&at, m)) goto found;
    at = *s;
    if (packed_date(&at, m)) goto found;
    at = *s;
    if (named_month(&at, m)) goto found;
    at = *s;
    if (!by_order(&at, orders, m)) return false;
found:
    *s = at;
    return true;
}

/* What may follow a date: nothing, or a clock and perhaps an offset. */
static bool take_rest(str s, moment *m)
{
    if (s.len == 0) return true;
    if (!take(&s, 'T')) {
        (void)take(&s, ',');
        if (!take_blanks(&s)) return false;
    }
    if (!take_clock(&s, m)) return false;
    (void)take_blanks(&s);
    return s.len == 0 || (take_offset(&s, m) && s.len == 0);
}

static bool from_list(str s, date_orders orders, moment *m)
{
    return take_date(&s, orders, m) && take_rest(s, m) && moment_ok(m);
}

static bool from_named(str s, moment *m)
{
    return named_month(&s, m) && take_rest(s, m) && moment_ok(m);
}

unsigned cell_date_orders(str s, char *sign)
{
    unsigned fits = 0;
    str at = s;
    int a, b, year;
    if (!year_last(&at, &a, &b, &year, sign)) return 0;
    for (unsigned o = ORDER_DMY; o <= ORDER_MDY; o++) {
        moment m = {0};
        date_order as = (date_order)o;
        if (from_list(s, (date_orders){as, as, as}, &m)) fits |= o;
    }
    return fits;
}

/* ---- Declared formats */

static bool is_serial(str format)
{
    return str_is(format, "excel") || str_is(format, "excel1904");
}

static bool is_unix(str format)
{
    return str_is(format, "unix") || str_is(format, "unix_ms");
}

static bool from_usec(usec_t t, bool clock, moment *m)
{
    m->at = usec_to_civil(t);
    m->has_clock = clock;
    return m->at.year >= 1900 && m->at.year <= 2199;
}

/* Day numbers of spreadsheets. Day 60 of the 1900 system is a 29 February that never was. */
static bool from_serial(str s, bool since_1904, moment *m)
{
    int64_t v;
    if (s.len == 0 || !is_digit(s.ptr[0]) || !str_to_scaled(s, 9, &v)) return false;
    int64_t day = v / 1000000000, part = v % 1000000000;
    int64_t seconds = (part * 86400 + 500000000) / 1000000000;
    if (day > 109574 || (!since_1904 && (day == 60 || day < 1))) return false;
    int64_t base = since_1904 ? civil_to_days(1904, 1, 1)
                   : day < 60 ? civil_to_days(1899, 12, 31)
                              : civil_to_days(1899, 12, 30);
    return from_usec((base + day) * USEC_DAY + seconds * USEC_SEC, part != 0, m);
}

static bool from_unix(str s, bool milli, moment *m)
{
    int64_t v;
    if (!str_to_scaled(s, milli ? 3 : 6, &v) || !from_usec(v, true, m)) return false;
    m->has_offset = true;
    return true;
}

/* One directive of strptime's; false when the text does not fit it. */
static bool take_directive(str *s, char d, moment *m)
{
    switch (d) {
    case 'd': return take_upto(s, 2, &m->at.day);
    case 'm': return take_upto(s, 2, &m->at.month);
    case 'Y': return digits_at(*s) >= 4 && take_upto(s, 4, &m->at.year);
    case 'y':
        if (digits_at(*s) < 2 || !take_upto(s, 2, &m->at.year)) return false;
        m->at.year += m->at.year < 69 ? 2000 : 1900; /* as POSIX has it */
        return true;
    case 'b':
    case 'B': return take_month(s, &m->at.month);
    case 'H':
    case 'I': m->has_clock = true; return take_upto(s, 2, &m->at.hour);
    case 'M': return take_number(s, 1, 2, &m->at.minute);
    case 'S': m->has_second = true; return take_number(s, 1, 2, &m->at.second);
    case 'f': return take_fraction(s, &m->at.usec);
    case 'p': return take_half(s, &m->half);
    case 'z': return take_offset(s, m);
    default: return take(s, d);
    }
}

/* Of a format without a clock, what stands behind the date may be one. */
static bool take_pattern(str s, str format, moment *m)
{
    bool clock = false;
    for (size_t i = 0; i < format.len; i++) {
        char c = format.ptr[i];
        if (is_blank(c)) {
            (void)take_blanks(&s);
        } else if (c == '%' && i + 1 < format.len) {
            clock = clock || strchr("HI", format.ptr[i + 1]);
            if (!take_directive(&s, format.ptr[++i], m)) return false;
        } else if (!take(&s, c)) {
            return false;
        }
    }
    return s.len == 0 || (!clock && take_rest(s, m));
}

static size_t count_of(str format, const char *directives)
{
    size_t n = 0;
    for (size_t i = 0; i + 1 < format.len; i++) {
        if (format.ptr[i] != '%') continue;
        n += strchr(directives, format.ptr[++i]) != NULL;
    }
    return n;
}

/* A day, a month and a year, once each; a clock from its hour on; halves of the day with %I alone.
 */
bool cell_format_ok(str format)
{
    if (format.len == 0 || is_serial(format) || is_unix(format)) return true;
    if (format.len >= 60 || format.ptr[format.len - 1] == '%') return false;
    if (count_of(format, "dmYybBHIMSfpz%") != count_of(format, "abcdefghijklmnopqrstuvwxyz"
                                                               "ABCDEFGHIJKLMNOPQRSTUVWXYZ%"))
        return false;
    size_t hour = count_of(format, "HI"), minute = count_of(format, "M"),
           second = count_of(format, "S"), part = count_of(format, "f");
    if (count_of(format, "d") != 1 || count_of(format, "mbB") != 1 || count_of(format, "Yy") != 1)
        return false;
    return hour <= 1 && minute <= hour && second <= minute && part <= second &&
           count_of(format, "I") == count_of(format, "p") && count_of(format, "z") <= 1;
}

static bool by_format(str s, str format, moment *m)
{
    if (is_serial(format)) return from_serial(s, str_is(format, "excel1904"), m);
    if (is_unix(format)) return from_unix(s, str_is(format, "unix_ms"), m);
    return format.len && take_pattern(s, format, m) && moment_ok(m);
}

str cell_when(str s, str format, date_orders orders, char room[CELL_BYTES])
{
    iso_time already;
    moment m = {0};
    if (s.len == 0 || s.len > 60) return (str){0};
    if (by_format(s, format, &m)) return write_moment(&m, room);
    m = (moment){0};
    if (format.len && !is_serial(format) && !is_unix(format)) {
        bool year_leads = format.len > 1 && (format.ptr[1] == 'Y' || format.ptr[1] == 'y');
        if (!year_leads && iso_parse(s, &already)) return s;
        return from_named(s, &m) ? write_moment(&m, room) : (str){0};
    }
    if (iso_parse(s, &already)) return s;
    return from_list(s, orders, &m) ? write_moment(&m, room) : (str){0};
}

str cell_clock_behind(str s, bool *midnight)
{
    size_t at = 0, colon = str_find(s, ':');
    *midnight = false;
    if (colon < 2 || colon == s.len) return (str){0};
    for (at = colon; at > 0 && s.ptr[at - 1] != ' ' && s.ptr[at - 1] != 'T';)
        at--;
    if (at == 0) return (str){0};
    str clock = str_from(s, at);
    *midnight = str_starts(clock, "12:00") && (str_ends(clock, "AM") || str_ends(clock, "am"));
    bool zero = true;
    for (size_t i = 0; i < clock.len; i++)
        zero = zero && strchr("0:.", clock.ptr[i]);
    *midnight = *midnight || zero;
    return clock;
}

str cell_day(str s)
{
    return s.len == 16 && str_ends(s, "T00:00") ? str_upto(s, 10) : s;
}

str cell_clock(str s, str format, char room[CELL_BYTES])
{
    moment m = {.at = {.year = 2000, .month = 1, .day = 1}};
    str at = s;
    int64_t v;
    if (is_serial(format) && s.len && s.ptr[0] == '0' && str_to_scaled(s, 9, &v) &&
        v < 1000000000) {
        int64_t second = (v * 86400 + 500000000) / 1000000000 % 86400;
        m.at.hour = (int)(second / 3600);
        m.at.minute = (int)(second / 60 % 60);
    } else if (!take_clock(&at, &m) || at.len || !moment_ok(&m)) {
        return (str){0};
    }
    int n = snprintf(room, CELL_BYTES, "%02d:%02d", m.at.hour, m.at.minute);
    return (str){room, (size_t)n};
}

/* ---- Numbers */

str cell_decimal_comma(str s, char room[CELL_BYTES])
{
    size_t at = 0, whole, part;
    if (s.len == 0 || s.len >= CELL_BYTES) return (str){0};
    if (s.ptr[0] == '-' || s.ptr[0] == '+') at = 1;
    whole = digits_at(str_from(s, at));
    if (whole == 0) return (str){0};
    if (at + whole == s.len) return s;
    part = digits_at(str_from(s, at + whole + 1));
    if (s.ptr[at + whole] != ',' || part == 0 || at + whole + 1 + part != s.len) return (str){0};
    memcpy(room, s.ptr, s.len);
    room[at + whole] = '.';
    return (str){room, s.len};
}

/* Digits beyond those that are read are cut: less than a billionth of a billionth. */
str cell_number(str s, char room[CELL_BYTES])
{
    size_t at = s.len && (s.ptr[0] == '-' || s.ptr[0] == '+'), whole = digits_at(str_from(s, at));
    if (whole == 0 || whole > 6 || at + whole >= s.len || s.ptr[at + whole] != '.') return (str){0};
    size_t part = digits_at(str_from(s, at + whole + 1)), keep = at + whole + 1 + 12;
    if (at + whole + 1 + part != s.len || part <= 12 || whole + part <= 18) return (str){0};
    memcpy(room, s.ptr, keep);
    return (str){room, keep};
}

/* ---- Degrees */

static bool take_any(str *s, const char *const *marks)
{
    for (size_t i = 0; marks[i]; i++) {
        if (!str_starts(*s, marks[i])) continue;
        *s = str_from(*s, strlen(marks[i]));
        return true;
    }
    return false;
}

static const char *const degree_marks[] = {"\u00B0", "\u00BA", "\u02DA", "deg", ":", NULL};
static const char *const minute_marks[] = {"\u2032", "\u2019", "'", ":", NULL};
static const char *const second_marks[] = {"\u2033", "\u201D", "\"", "''", NULL};

/* A number with up to nine decimals, scaled by 10^9. `*whole`: it has none. */
static bool take_scaled(str *s, int64_t *out, bool *whole)
{
    size_t n = digits_at(*s), all = n;
    if (n == 0 || n > 3) return false;
    *whole = true;
    if (n + 1 < s->len && s->ptr[n] == '.' && is_digit(s->ptr[n + 1])) {
        all = n + 1 + digits_at(str_from(*s, n + 1));
        *whole = false;
    }
    if (all - n > 10 || !str_to_scaled(str_upto(*s, all), 9, out)) return false;
    *s = str_from(*s, all);
    return true;
}

/* Degrees, minutes and seconds as 10^9ths of a second. */
static bool take_parts(str *s, int64_t *out, int *n_parts)
{
    int64_t v[3] = {0};
    bool whole = true;
    static const char *const *const marks[] = {degree_marks, minute_marks, second_marks};
    for (*n_parts = 0; *n_parts < 3; ++*n_parts) {
        if (s->len == 0 || !is_digit(s->ptr[0])) break;
        if (!whole || !take_scaled(s, &v[*n_parts], &whole)) return false;
        (void)take_any(s, marks[*n_parts]);
        (void)take_blanks(s);
    }
    *out = v[0] * 3600 + v[1] * 60 + v[2];
    return *n_parts > 0 && v[1] < INT64_C(60000000000) && v[2] < INT64_C(60000000000);
}

static int hemisphere(char c, bool latitude)
{
    c = lower(c);
    if (latitude) return c == 'n' ? 1 : c == 's' ? -1 : 0;
    return c == 'e' ? 1 : c == 'w' ? -1 : 0;
}

static bool take_hemisphere(str *s, bool latitude, int *sign)
{
    int h = s->len ? hemisphere(s->ptr[0], latitude) : 0;
    if (h == 0) return false;
    *s = str_from(*s, 1);
    (void)take_blanks(s);
    *sign = h;
    return true;
}

static int take_sign(str *s)
{
    if (take(s, '+')) return 1;
    if (take(s, '-')) return -1;
    if (!str_starts(*s, "\u2212") && !str_starts(*s, "\u2013")) return 0;
    *s = str_from(*s, 3);
    return -1;
}

/* 10^9ths of a second as degrees with thirteen decimals, halves to even: long division, since the
 * product would not fit. */
static str write_degrees(int64_t nano_seconds, bool minus, char room[CELL_BYTES])
{
    enum { DECIMALS = 13 };
    const int64_t unit = INT64_C(3600) * 1000000000, tens = INT64_C(10000000000000);
    int64_t whole = nano_seconds / unit, rest = nano_seconds % unit, part = 0;
    for (int i = 0; i < DECIMALS; i++) {
        rest *= 10;
        part = part * 10 + rest / unit;
        rest %= unit;
    }
    if (rest * 2 > unit || (rest * 2 == unit && part % 2)) part++;
    int len = snprintf(room, CELL_BYTES, "%s%lld.%013lld", minus ? "-" : "",
                       (long long)(whole + part / tens), (long long)(part % tens));
    return (str){room, (size_t)len};
}

str cell_degrees(str s, bool latitude, char room[CELL_BYTES])
{
    double plain;
    int64_t total;
    int parts, side = 0;
    if (s.len == 0 || s.len > 60) return (str){0};
    char dashed[CELL_BYTES];
    if (str_to_double(s, &plain)) return s;
    str cut = cell_number(s, room);
    if (cut.ptr) return cut;
    if (str_starts(s, "\u2013") || str_starts(s, "\u2212")) { /* a dash for a minus, as typed */
        int n = snprintf(dashed, sizeof dashed, "-" STR_FMT, STR_ARG(str_from(s, 3)));
        cut = cell_number((str){dashed, (size_t)n}, room);
        if (cut.ptr) return cut;
    }
    bool front = take_hemisphere(&s, latitude, &side);
    int sign = take_sign(&s);
    (void)take_blanks(&s);
    if (!take_parts(&s, &total, &parts)) return (str){0};
    if (!front && take_hemisphere(&s, latitude, &side)) front = true;
    if (s.len || (front && sign)) return (str){0};
    return write_degrees(total, (front ? side : sign) < 0, room);
}

/* ---- Positions in one column */

bool cell_position_order_ok(str order)
{
    return str_is(order, "lat,lon") || str_is(order, "lon,lat") || str_is(order, "wkt");
}

static str without_brackets(str s)
{
    s = str_trim(s);
    if (s.len >= 2 && ((s.ptr[0] == '(' && s.ptr[s.len - 1] == ')') ||
                       (s.ptr[0] == '[' && s.ptr[s.len - 1] == ']')))
        return str_trim(str_upto(str_from(s, 1), s.len - 2));
    return s;
}

/* Where the first of two parts ends; s.len: nowhere for certain. */
static size_t middle(str s, size_t *skip)
{
    static const char marks[] = ";,/";
    *skip = 1;
    for (size_t i = 0; marks[i]; i++) {
        size_t at = str_find(s, marks[i]);
        if (at < s.len && str_find(str_from(s, at + 1), marks[i]) == s.len - at - 1) return at;
    }
    *skip = 0;
    bool front = s.len && (hemisphere(s.ptr[0], true) || hemisphere(s.ptr[0], false));
    for (size_t i = 1; i + 1 < s.len;
         i++) { /* behind the letter of the first, or before the second's */
        if (hemisphere(s.ptr[i], true) || hemisphere(s.ptr[i], false)) return front ? i : i + 1;
    }
    size_t blank = str_find(s, ' ');
    str rest = str_trim(str_from(s, blank));
    return blank < s.len && str_find(rest, ' ') == rest.len ? blank : s.len;
}

/* "(37.25 48.5 100)" without its height. */
static str two_of_three(str s)
{
    s = without_brackets(s);
    size_t a = str_find(s, ' '), b = a + 1 + str_find(str_from(s, a + 1), ' ');
    return b < s.len ? str_upto(s, b) : s;
}

/* "48,5" may be one number: two whole numbers with a bare comma between them are not taken for a
 * pair.
 */
static bool one_number(str s, size_t at, size_t skip)
{
    return skip && s.ptr[at] == ',' && digits_at(s) == at &&
           digits_at(str_from(s, at + 1)) == s.len - at - 1;
}

bool cell_position(str s, str order, str *lat, str *lon)
{
    size_t skip, at;
    bool wkt = str_is(order, "wkt");
    s = str_trim(s);
    if (wkt) {
        size_t semicolon = str_find(s, ';');
        if (starts_nocase(s, "SRID=4326;")) s = str_from(s, semicolon + 1);
        if (!starts_nocase(s, "POINT")) return false;
        s = str_trim(str_from(s, 5));
        if (s.len && lower(s.ptr[0]) == 'z') s = str_trim(str_from(s, 1));
        if (s.len == 0 || s.ptr[0] != '(') return false;
        s = two_of_three(s);
    }
    s = without_brackets(s);
    at = middle(s, &skip);
    if (at >= s.len || one_number(s, at, skip)) return false;
    str first = str_trim(str_upto(s, at)), second = str_trim(str_from(s, at + skip));
    bool lat_first = str_is(order, "lat,lon");
    *lat = lat_first ? first : second;
    *lon = lat_first ? second : first;
    return first.len && second.len;
}
