/* Messages as lines of JSON and CSV. Written by hand into a room that is large enough, for a log
 * has a hundred million of them. */
#include "ais/parts.h"
#include "ais/write.h"

#include "base/when.h"

#include <string.h>

typedef enum unit { COUNT, METRE, TENTH, ANGLE, FLAG } unit;
typedef struct written {
    const char *key; /* ,"name": */
    uint8_t length, unit;
} written;

static const written keys[AIS_FIELD__N] = {
#define X(name, word, unit) {",\"" word "\":", sizeof(",\"" word "\":") - 1, unit},
#include "ais/fields.def"
#undef X
};

static char *put(char *o, const char *z, size_t n)
{
    memcpy(o, z, n);
    return o + n;
}
#define PUT(o, literal) put(o, literal, sizeof(literal) - 1)

static char *put_uint(char *o, uint64_t v)
{
    char digits[20];
    size_t n = 0;
    do {
        digits[sizeof digits - ++n] = (char)('0' + v % 10);
        v /= 10;
    } while (v);
    return put(o, digits + sizeof digits - n, n);
}

static char *put_int(char *o, int64_t v)
{
    if (v < 0) *o++ = '-';
    return put_uint(o, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

static char *put_digits(char *o, uint64_t v, unsigned n)
{
    for (unsigned i = n; i-- > 0; v /= 10)
        o[i] = (char)('0' + v % 10);
    return o + n;
}

/* 1/600000 degrees to seven decimals, rounded to the nearest; what was sent can be had back. */
static char *put_angle(char *o, int32_t v)
{
    uint64_t e7 = ((uint64_t)(v < 0 ? -(int64_t)v : v) * 100 + 3) / 6;
    if (v < 0) *o++ = '-';
    o = put_uint(o, e7 / 10000000);
    *o++ = '.';
    return put_digits(o, e7 % 10000000, 7);
}

static char *put_tenths(char *o, int32_t v)
{
    o = put_uint(o, (uint64_t)v / 10);
    *o++ = '.';
    *o++ = (char)('0' + v % 10);
    return o;
}

static char *put_value(char *o, unit u, int32_t v, bool words)
{
    switch (u) {
    case ANGLE: return put_angle(o, v);
    case TENTH: return put_tenths(o, v);
    case FLAG:
        if (!words) return put_uint(o, (uint64_t)v);
        return v ? PUT(o, "true") : PUT(o, "false");
    case COUNT:
    case METRE: break;
    }
    return put_int(o, v);
}

/* 2014-12-10T00:41:53Z, with milliseconds where there are any. */
static char *put_time(char *o, int64_t us)
{
    civil c = usec_to_civil(us);
    o = put_digits(o, (uint64_t)c.year, 4);
    *o++ = '-';
    o = put_digits(o, (uint64_t)c.month, 2);
    *o++ = '-';
    o = put_digits(o, (uint64_t)c.day, 2);
    *o++ = 'T';
    o = put_digits(o, (uint64_t)c.hour, 2);
    *o++ = ':';
    o = put_digits(o, (uint64_t)c.minute, 2);
    *o++ = ':';
    o = put_digits(o, (uint64_t)c.second, 2);
    int64_t ms = us / 1000 % 1000;
    if (ms) {
        *o++ = '.';
        o = put_digits(o, (uint64_t)ms, 3);
    }
    *o++ = 'Z';
    return o;
}

static char *put_json_text(char *o, const char *s, size_t n)
{
    static const char hex[] = "0123456789abcdef";
    *o++ = '"';
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c == '"' || c == '\\') *o++ = '\\';
        if (c >= 0x20 && c < 0x7F) {
            *o++ = (char)c;
        } else {
            o = PUT(o, "\\u00");
            *o++ = hex[c >> 4];
            *o++ = hex[c & 15];
        }
    }
    *o++ = '"';
    return o;
}

static char *put_key_text(char *o, const char *key, const char *s)
{
    size_t n = strlen(s);
    if (!n) return o;
    o = put(o, key, strlen(key));
    return put_json_text(o, s, n);
}

/* ---- details -------------------------------------------------------------------------------- */

enum { ANY = -1, OTHER = -2, REST = 0, REST_BUT_20 = -20 };
typedef enum kind { DETAIL_U, DETAIL_S, DETAIL_FLAG, DETAIL_TEXT, DETAIL_HEX } kind;
typedef struct detail {
    uint8_t type, kind, key_length;
    int16_t first, second, at, width;
    const char *key;
} detail;
static const detail details[] = {
#define D(type, first, second, name, at, width, kind)                                              \
    {type, DETAIL_##kind, sizeof(",\"" name "\":") - 1, first, second, at, width, ",\"" name "\":"},
#include "ais/details.def"
#undef D
};
enum { N_DETAILS = sizeof details / sizeof details[0] };

static void selectors(const ais_message *m, int *first, int *second)
{
    *first = *second = ANY;
    if (m->type == 6 || m->type == 8) {
        unsigned at = m->type == 6 ? 72 : 40;
        *first = (int)ais_plain_bits(m->bits, at, 10);
        *second = (int)ais_plain_bits(m->bits, at + 10, 6);
    } else if (m->type == 22) {
        *first = (int)ais_plain_bits(m->bits, 139, 1);
    } else if (m->type == 25 || m->type == 26) {
        *first = (int)ais_plain_bits(m->bits, 38, 1);
        *second = (int)ais_plain_bits(m->bits, 39, 1);
    }
}

static char *put_detail(char *o, const ais_message *m, const detail *d)
{
    static const char hex[] = "0123456789abcdef";
    unsigned at = (unsigned)d->at, end = m->n_bits;
    if (d->width > 0) end = at + (unsigned)d->width;
    if (d->width == REST_BUT_20) end = m->n_bits >= 20 ? m->n_bits - 20U : 0;
    if (end > m->n_bits || end <= at) return o;
    o = put(o, d->key, d->key_length);
    char text[AIS_MAX_BITS / 6 + 2];
    switch ((kind)d->kind) {
    case DETAIL_U: return put_uint(o, ais_plain_bits(m->bits, at, end - at));
    case DETAIL_S: return put_int(o, ais_plain_signed(m->bits, at, end - at));
    case DETAIL_FLAG: return ais_plain_bits(m->bits, at, 1) ? PUT(o, "true") : PUT(o, "false");
    case DETAIL_TEXT:
        ais_plain_text(m->bits, at, (end - at) / 6, text, sizeof text);
        return put_json_text(o, text, strlen(text));
    case DETAIL_HEX: break;
    }
    *o++ = '"';
    o = put_uint(o, end - at);
    *o++ = ':';
    for (; at < end; at += 4) {
        unsigned n = end - at < 4 ? end - at : 4;
        *o++ = hex[ais_plain_bits(m->bits, at, n) << (4 - n)];
        /* whole bytes, as gpsd prints them */
        if (n <= 4 && at + 4 >= end && (end - (unsigned)d->at + 3) / 4 % 2) *o++ = '0';
    }
    *o++ = '"';
    return o;
}

static char *put_details(char *o, const ais_message *m)
{
    int first, second;
    bool named = false;
    selectors(m, &first, &second);
    for (size_t i = 0; i < N_DETAILS; i++) {
        const detail *d = &details[i];
        if (d->type != m->type || (d->first == OTHER && named)) continue;
        if (d->first >= 0 && (d->first != first || (d->second >= 0 && d->second != second)))
            continue;
        named = named || d->first >= 0;
        o = put_detail(o, m, d);
    }
    return o;
}

/* ---- lines ----------------------------------------------------------------------------------- */

static char *put_odd(char *o, uint64_t odd)
{
    o = PUT(o, ",\"odd\":[");
    for (bool more = false; odd; odd &= odd - 1, more = true) {
        const written *k = &keys[__builtin_ctzll(odd)];
        o = put(o, more ? k->key : k->key + 1, (size_t)k->length - (more ? 1 : 2));
    }
    *o++ = ']';
    return o;
}

size_t ais_json_line(const ais_message *m, const ais_reader *r, char out[AIS_LINE_ROOM])
{
    char *o = PUT(out, "{\"line\":");
    o = put_uint(o, m->line);
    if (m->clock != AIS_CLOCK_NONE) {
        o = PUT(o, ",\"received\":\"");
        o = put_time(o, m->received_us);
        o = PUT(o, "\"");
        o = put_key_text(o, ",\"clock\":", ais_clock_word((ais_clock)m->clock));
    }
    str station = ais_station_name(r, m->station);
    if (station.len) {
        o = PUT(o, ",\"station\":");
        o = put_json_text(o, station.ptr, station.len < 200 ? station.len : 200);
    }
    if (m->channel) {
        o = PUT(o, ",\"channel\":");
        o = put_json_text(o, &m->channel, 1);
    }
    if (m->own) o = PUT(o, ",\"own\":true");
    o = PUT(o, ",\"type\":");
    o = put_uint(o, m->type);
    o = PUT(o, ",\"repeat\":");
    o = put_uint(o, m->repeat);
    o = PUT(o, ",\"mmsi\":");
    o = put_uint(o, m->mmsi);
    for (uint64_t left = ais_layout_fields[ais_layout_of(m)]; left; left &= left - 1) {
        unsigned f = (unsigned)__builtin_ctzll(left);
        o = put(o, keys[f].key, keys[f].length);
        if (ais_known(m, (ais_field)f))
            o = put_value(o, (unit)keys[f].unit, m->value[f], true);
        else
            o = PUT(o, "null");
    }
    o = put_key_text(o, ",\"name\":", m->name);
    o = put_key_text(o, ",\"callsign\":", m->callsign);
    o = put_key_text(o, ",\"destination\":", m->destination);
    o = put_key_text(o, ",\"vendorid\":", m->vendor);
    if (m->odd) o = put_odd(o, m->odd);
    if (ais_layout_of(m) == AIS_L_NONE) o = put_details(o, m);
    o = PUT(o, "}\n");
    return (size_t)(o - out);
}

/* A cell; quoted where it has to be. What a spreadsheet would take for a formula is text here as
 * well: texts of six bits are always quoted when they begin with one of its signs. */
static char *put_cell(char *o, const char *s, size_t n)
{
    *o++ = ',';
    if (!n) return o;
    bool quote = false;
    for (size_t i = 0; i < n; i++)
        quote = quote || s[i] == ',' || s[i] == '"' || s[i] == '\n' || s[i] == '\r';
    bool formula = s[0] == '=' || s[0] == '+' || s[0] == '-' || s[0] == '@';
    if (quote) *o++ = '"';
    if (formula) *o++ = '\'';
    for (size_t i = 0; i < n; i++) {
        if (s[i] == '"') *o++ = '"';
        *o++ = (unsigned char)s[i] < 0x20 || (unsigned char)s[i] > 0x7E ? '?' : s[i];
    }
    if (quote) *o++ = '"';
    return o;
}

size_t ais_csv_header(char out[AIS_LINE_ROOM])
{
    char *o = PUT(out, "line,received,clock,station,channel,own,type,repeat,mmsi");
    for (int f = 0; f < AIS_FIELD__N; f++) {
        *o++ = ',';
        o = put(o, keys[f].key + 2, (size_t)keys[f].length - 4);
    }
    o = PUT(o, ",name,callsign,destination,vendorid,odd\n");
    return (size_t)(o - out);
}

size_t ais_csv_line(const ais_message *m, const ais_reader *r, char out[AIS_LINE_ROOM])
{
    char *o = put_uint(out, m->line);
    const char *clock = ais_clock_word((ais_clock)m->clock);
    str station = ais_station_name(r, m->station);
    *o++ = ',';
    if (m->clock != AIS_CLOCK_NONE) o = put_time(o, m->received_us);
    o = put_cell(o, clock, strlen(clock));
    o = put_cell(o, station.ptr, station.len < 200 ? station.len : 200);
    o = put_cell(o, &m->channel, m->channel != 0);
    o = PUT(o, ",");
    if (m->own) *o++ = '1';
    *o++ = ',';
    o = put_uint(o, m->type);
    *o++ = ',';
    o = put_uint(o, m->repeat);
    *o++ = ',';
    o = put_uint(o, m->mmsi);
    for (unsigned f = 0; f < AIS_FIELD__N; f++) {
        *o++ = ',';
        if (ais_known(m, (ais_field)f)) o = put_value(o, (unit)keys[f].unit, m->value[f], false);
    }
    o = put_cell(o, m->name, strlen(m->name));
    o = put_cell(o, m->callsign, strlen(m->callsign));
    o = put_cell(o, m->destination, strlen(m->destination));
    o = put_cell(o, m->vendor, strlen(m->vendor));
    *o++ = ',';
    for (uint64_t odd = m->odd; odd; odd &= odd - 1) {
        const written *k = &keys[__builtin_ctzll(odd)];
        o = put(o, k->key + 2, (size_t)k->length - 4);
        if (odd & (odd - 1)) *o++ = ' ';
    }
    *o++ = '\n';
    return (size_t)(o - out);
}
