/* One line into its pieces: tag block, sentence, what stands behind the checksum. Nothing is kept;
 * all pieces point into the line. */
#include "ais/sentence.h"

#include "base/when.h"

#include <string.h>

enum { FIRST_YEAR = 1990, LAST_YEAR = 2100 };

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "*4A" behind `body`: 1 right, 0 wrong, -1 there is none. */
static int checksum_agrees(str body, str rest)
{
    int sum = 0;
    if (rest.len < 3 || rest.ptr[0] != '*') return -1;
    int high = hex_value(rest.ptr[1]), low = hex_value(rest.ptr[2]);
    if (high < 0 || low < 0) return -1;
    for (size_t i = 0; i < body.len; i++)
        sum ^= (unsigned char)body.ptr[i];
    return sum == high * 16 + low;
}

/* ".25" as microseconds; what is finer than one is left out. */
static bool fraction_us(str point, int64_t *us)
{
    int64_t part = 100000;
    *us = 0;
    for (size_t i = 1; i < point.len; i++, part /= 10) {
        if (point.ptr[i] < '0' || point.ptr[i] > '9') return false;
        *us += (point.ptr[i] - '0') * part;
    }
    return point.len != 1;
}

/* Seconds, whole or with a fraction, or milliseconds since 1970, of a year in which there was AIS.
 */
static bool unix_time(str digits, int64_t *us)
{
    int64_t v = 0, fraction = 0;
    str point = str_from(digits, str_find(digits, '.'));
    digits = str_upto(digits, digits.len - point.len);
    if (point.len && (digits.len == 13 || !fraction_us(point, &fraction))) return false;
    if ((digits.len != 9 && digits.len != 10 && digits.len != 13) ||
        !str_to_i64(digits, 0, INT64_MAX, &v))
        return false;
    if (digits.len == 13)
        v *= 1000;
    else
        v = v * 1000000 + fraction;
    *us = v;
    return v >= (int64_t)631152000 * 1000000 && v < (int64_t)4102444800 * 1000000; /* 1990..2099 */
}

/* g:1-2-1604: which sentences belong together is the last number. */
static uint32_t group_of(str value)
{
    str part = {0};
    while (str_cut(&value, '-', &part)) {
    }
    uint64_t h = hash64(part);
    return (uint32_t)(h ^ h >> 32) | 1;
}

static bool tag_read(str inside, ais_line *out)
{
    str star = str_from(inside, str_find(inside, '*'));
    str body = str_upto(inside, inside.len - star.len), field;
    if (checksum_agrees(body, star) != 1) return false;
    bool good = true;
    while (str_cut(&body, ',', &field)) {
        if (field.len < 2 || field.ptr[1] != ':') continue;
        str value = str_from(field, 2);
        if (field.ptr[0] == 's') out->station = value;
        if (field.ptr[0] == 'g') out->group = group_of(value);
        if (field.ptr[0] != 'c') continue;
        if (unix_time(value, &out->received_us))
            out->clock = AIS_CLOCK_TAG;
        else
            good = false;
    }
    return good;
}

bool ais_sentence_starts(str at)
{
    return at.len >= 7 && at.ptr[0] == '!' && at.ptr[3] == 'V' && at.ptr[4] == 'D' &&
           (at.ptr[5] == 'M' || at.ptr[5] == 'O') && at.ptr[6] == ',';
}

size_t ais_sentence_at(str line, size_t from)
{
    for (size_t i = from; i < line.len; i++)
        if (line.ptr[i] == '!' && ais_sentence_starts(str_from(line, i))) return i;
    return line.len;
}

/* One character of a field that may be empty. */
static bool one_or_none(str *rest, char *out)
{
    str piece;
    if (!str_cut(rest, ',', &piece) || piece.len > 1) return false;
    *out = piece.len ? piece.ptr[0] : 0;
    return rest->ptr != NULL;
}

static bool part_number(str *rest, uint8_t *out)
{
    char c = 0;
    if (!one_or_none(rest, &c) || c < '1' || c > '9') return false;
    *out = (uint8_t)(c - '0');
    return true;
}

/* Behind the checksum receivers write more, the United States Coast Guard a station and a time:
 * ",d-109,S2105,t050056.00,T56.13718694,r003669946,1325394060". The time is the first number of
 * its length behind the station, or the first at all where no station is named. */
static void trailer_read(str extras, ais_line *out)
{
    str field, station = {0};
    int64_t us = 0, first = 0;
    bool found = false;
    while (str_cut(&extras, ',', &field)) {
        field = str_trim(field);
        if (field.len > 1 && (field.ptr[0] == 'r' || field.ptr[0] == 'b') && !station.len) {
            station = field;
            found = false;
        } else if (!found && unix_time(field, &us)) {
            first = us;
            found = true;
        }
    }
    if (station.len && !out->station.len) out->station = station;
    if (found && out->clock == AIS_CLOCK_NONE) {
        out->clock = AIS_CLOCK_TRAILER;
        out->received_us = first;
    }
}

static void sentence_read(str line, size_t at, ais_line *out)
{
    str rest = str_from(line, at + 7), body = str_from(line, at + 1);
    ais_sentence *s = &out->sentence;
    size_t next = ais_sentence_at(line, at + 1);
    s->talker[0] = line.ptr[at + 1];
    s->talker[1] = line.ptr[at + 2];
    s->own = line.ptr[at + 5] == 'O';
    out->end = next;
    out->why = AIS_ASIDE_MALFORMED;
    rest = str_upto(rest, next - (at + 7));
    body = str_upto(body, next - (at + 1));
    if (!part_number(&rest, &s->total) || !part_number(&rest, &s->number) || s->number > s->total)
        return;
    if (!one_or_none(&rest, &s->sequence) || !one_or_none(&rest, &s->channel)) return;
    if (!str_cut(&rest, ',', &s->payload) || !rest.len) return;
    if (rest.ptr[0] < '0' || rest.ptr[0] > '5') return;
    s->fill = (uint8_t)(rest.ptr[0] - '0');
    rest = str_from(rest, 1);
    int agrees = checksum_agrees(str_upto(body, (size_t)(rest.ptr - body.ptr)), rest);
    if (agrees < 0 && rest.len && rest.ptr[0] != '*' && rest.ptr[0] != ' ') return;
    out->why = agrees < 0 ? AIS_ASIDE_NO_CHECKSUM : AIS_ASIDE_CHECKSUM;
    if (agrees != 1) return;
    out->why = AIS_ASIDE_EMPTY;
    if (!s->payload.len) return;
    out->why = AIS_ASIDE_MALFORMED;
    if (s->fill && s->number < s->total) return; /* only the last part can be filled up */
    for (size_t i = 0; i < s->payload.len; i++)
        if (!ais_armour_char(s->payload.ptr[i])) return;
    out->good = true;
    trailer_read(str_from(rest, 3), out);
}

/* Two digits each; -1 when they are none. */
static int two(str s, size_t at)
{
    int64_t v = -1;
    if (s.len < at + 2 || !str_to_i64(str_upto(str_from(s, at), 2), 0, 99, &v)) return -1;
    return (int)v;
}

static bool civil_us(int year, int month, int day, int hour, int minute, int second, int ms,
                     int64_t *us)
{
    if (year < FIRST_YEAR || year >= LAST_YEAR || !civil_date_ok(year, month, day) || hour < 0 ||
        hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
        return false;
    int64_t days = civil_to_days(year, month, day);
    *us = ((days * 86400 + hour * 3600 + minute * 60 + second) * 1000 + ms) * 1000;
    return true;
}

/* $GPRMC,213950.00,A,...,...,...,...,...,...,070420,... : time of day in field 1, date in field 9.
 * $GPZDA,213950.00,07,04,2020,... */
static bool gnss_clock(const str *field, size_t n, int64_t *us)
{
    bool rmc = str_ends(field[0], "RMC") && n > 9, zda = str_ends(field[0], "ZDA") && n > 4;
    if (!rmc && !zda) return false;
    int hour = two(field[1], 0), minute = two(field[1], 2), second = two(field[1], 4);
    if (rmc) {
        if (!str_is(field[2], "A") || field[9].len != 6) return false;
        int year = two(field[9], 4);
        return civil_us(year < 70 ? 2000 + year : 1900 + year, two(field[9], 2), two(field[9], 0),
                        hour, minute, second, 0, us);
    }
    int64_t year = 0;
    if (!str_to_i64(field[4], FIRST_YEAR, LAST_YEAR, &year)) return false;
    return civil_us((int)year, two(field[3], 0), two(field[2], 0), hour, minute, second, 0, us);
}

/* $PGHP,1,2010,6,11,11,46,11,390,...: year to milliseconds, for the sentence that follows. */
static bool pghp_clock(const str *field, size_t n, int64_t *us)
{
    int64_t v[7];
    static const int64_t most[7] = {9999, 12, 31, 23, 59, 59, 999};
    if (!str_is(field[0], "$PGHP") || n < 9 || !str_is(field[1], "1")) return false;
    for (int i = 0; i < 7; i++)
        if (!str_to_i64(field[2 + i], 0, most[i], &v[i])) return false;
    return civil_us((int)v[0], (int)v[1], (int)v[2], (int)v[3], (int)v[4], (int)v[5], (int)v[6],
                    us);
}

/* A sentence of another kind that says what time it is. */
static void clock_read(str line, ais_line *out)
{
    str field[12], body = str_upto(line, str_find(line, '*'));
    size_t n = 0;
    if (line.ptr[0] != '$') return;
    if (body.len < line.len && checksum_agrees(str_from(body, 1), str_from(line, body.len)) == 0)
        return;
    while (n < 12 && str_cut(&body, ',', &field[n]))
        n++;
    if (pghp_clock(field, n, &out->received_us))
        out->clock = AIS_CLOCK_PGHP;
    else if (n > 1 && gnss_clock(field, n, &out->received_us))
        out->clock = AIS_CLOCK_GNSS;
}

void ais_line_read(str line, bool middle, ais_line *out)
{
    *out = (ais_line){.end = line.len};
    str bare = str_trim(line);
    if (!bare.len) {
        out->kind = AIS_LINE_BLANK;
        return;
    }
    if (line.ptr[0] == '#' && !middle) {
        out->kind = AIS_LINE_COMMENT;
        return;
    }
    size_t at = ais_sentence_at(line, 0);
    if (at < line.len) {
        out->kind = AIS_LINE_SENTENCE;
        out->from = at;
        if (line.ptr[0] == '\\') {
            str inside = str_from(line, 1);
            inside = str_upto(inside, str_find(inside, '\\'));
            out->bad_tag = inside.len + 2 > at || !tag_read(inside, out);
        }
        sentence_read(line, at, out);
        return;
    }
    out->kind = AIS_LINE_OTHER;
    if (str_has(line, "VDM,") || str_has(line, "VDO,")) {
        out->kind = AIS_LINE_SENTENCE;
        out->why = AIS_ASIDE_MALFORMED;
        return;
    }
    clock_read(line, out);
}
