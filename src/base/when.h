/* Time: instants, spans, the civil calendar, ISO 8601. Never reads a clock, never reads TZ.
 *
 * An instant is a usec_t: microseconds since 1970-01-01T00:00Z, no leap seconds. USEC_UNKNOWN is
 * "not known" and is never a number to compute with. What a source says about time is a half-open
 * span [from, to): a minute, a day, "overnight". Years 1..9999. */
#ifndef TRUCE_BASE_WHEN_H
#define TRUCE_BASE_WHEN_H

#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

typedef int64_t usec_t;
#define USEC_UNKNOWN INT64_MIN
#define USEC_SEC ((usec_t)1000000)
#define USEC_MINUTE (60 * USEC_SEC)
#define USEC_HOUR (60 * USEC_MINUTE)
#define USEC_DAY (24 * USEC_HOUR)

typedef struct span {
    usec_t from, to; /* half-open; from == to is one exact instant; either may be USEC_UNKNOWN */
} span;

typedef struct civil {
    int year, month, day;           /* 1..9999, 1..12, 1..31 */
    int hour, minute, second, usec; /* 0..23, 0..59, 0..59, 0..999999 */
} civil;

bool span_known(span s);

/** Days since 1970-01-01 of a date of the Gregorian calendar, and back. */
int64_t civil_to_days(int year, int month, int day);
void days_to_civil(int64_t days, int *year, int *month, int *day);
bool civil_date_ok(int year, int month, int day);
int days_in_month(int year, int month);
/** As if the civil time were UTC. */
usec_t civil_to_usec(const civil *c);
civil usec_to_civil(usec_t t);
/** 0 = Monday .. 6 = Sunday. */
int weekday_of_days(int64_t days);

/** The UTC day, since 1970, of the middle of a span of two days at most; false for longer or
 * unknown ones. A whole day in any zone falls on the day that most of it belongs to. */
bool span_day(span s, int64_t *day);

/** What a text of time says. `has_clock` false: a bare date. `has_offset` false: no zone given. */
typedef struct iso_time {
    civil at;
    bool has_clock, has_offset;
    int offset_sec; /* east of Greenwich */
} iso_time;

/** 2025-03-18, 2025-03-18T20:05, ...:30, ...:30.25, with Z or +hh:mm; 24:00 is refused.
 *  The whole text or nothing. */
bool iso_parse(str s, iso_time *out);
/** An instant: needs a clock time and an offset. */
bool iso_parse_instant(str s, usec_t *out);

/** 2025-03-18, of days since 1970. */
void day_write(buf *b, int64_t day);
/** The UTC day of an instant, also before 1970. */
int64_t usec_day(usec_t t);
/** 2025-03-18T18:05Z; seconds and fraction only where they are not zero. "unknown" if unknown. */
void when_write(buf *b, usec_t t);
/** Its year has four digits: what when_write writes can be read again. */
bool when_can_be_written(usec_t t);
/** 2025-03-18T18:05:00Z, the fixed form of ledger entries. */
void when_write_rfc3339(buf *b, usec_t t);
const char *month_words(int month);

#endif
