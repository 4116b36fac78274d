#include "base/when.h"

bool span_known(span s)
{
    return s.from != USEC_UNKNOWN && s.to != USEC_UNKNOWN;
}

/* Proleptic Gregorian calendar by eras of 400 years, with the year starting in March so that the
 * leap day is last. */
int64_t civil_to_days(int year, int month, int day)
{
    int64_t y = month <= 2 ? (int64_t)year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (int64_t)(month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

void days_to_civil(int64_t days, int *year, int *month, int *day)
{
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    *day = (int)(doy - (153 * mp + 2) / 5 + 1);
    *month = (int)(mp < 10 ? mp + 3 : mp - 9);
    *year = (int)(yoe + era * 400 + (*month <= 2 ? 1 : 0));
}

int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

bool civil_date_ok(int year, int month, int day)
{
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
           day <= days_in_month(year, month);
}

usec_t civil_to_usec(const civil *c)
{
    usec_t secs = civil_to_days(c->year, c->month, c->day) * 86400 + (usec_t)c->hour * 3600 +
                  (usec_t)c->minute * 60 + c->second;
    return secs * USEC_SEC + c->usec;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    int64_t q = a / b;
    return a % b < 0 ? q - 1 : q;
}

civil usec_to_civil(usec_t t)
{
    civil c;
    int64_t days = floor_div(t, USEC_DAY);
    usec_t rest = t - days * USEC_DAY;
    days_to_civil(days, &c.year, &c.month, &c.day);
    c.hour = (int)(rest / USEC_HOUR);
    c.minute = (int)(rest / USEC_MINUTE % 60);
    c.second = (int)(rest / USEC_SEC % 60);
    c.usec = (int)(rest % USEC_SEC);
    return c;
}

int weekday_of_days(int64_t days)
{
    return (int)(((days + 3) % 7 + 7) % 7);
}

static bool take_digits(str *s, size_t n, int *out)
{
    int v = 0;
    if (s->len < n) return false;
    for (size_t i = 0; i < n; i++) {
        if (s->ptr[i] < '0' || s->ptr[i] > '9') return false;
        v = v * 10 + (s->ptr[i] - '0');
    }
    *s = str_from(*s, n);
    *out = v;
    return true;
}

static bool take_char(str *s, char c)
{
    if (s->len == 0 || s->ptr[0] != c) return false;
    *s = str_from(*s, 1);
    return true;
}

static bool take_fraction(str *s, int *usec)
{
    int v = 0, n = 0;
    while (s->len && s->ptr[0] >= '0' && s->ptr[0] <= '9') {
        if (n == 6) return false;
        v = v * 10 + (s->ptr[0] - '0');
        n++;
        *s = str_from(*s, 1);
    }
    if (n == 0) return false;
    for (; n < 6; n++)
        v *= 10;
    *usec = v;
    return true;
}

static bool take_offset(str *s, iso_time *out)
{
    if (take_char(s, 'Z')) {
        out->has_offset = true;
        return true;
    }
    int sign = take_char(s, '+') ? 1 : take_char(s, '-') ? -1 : 0;
    if (sign == 0) return s->len == 0;
    int h, m;
    if (!take_digits(s, 2, &h) || !take_char(s, ':') || !take_digits(s, 2, &m)) return false;
    if (h > 14 || m > 59) return false;
    out->has_offset = true;
    out->offset_sec = sign * (h * 3600 + m * 60);
    return true;
}

static bool take_clock(str *s, iso_time *out)
{
    civil *c = &out->at;
    if (!take_digits(s, 2, &c->hour) || !take_char(s, ':') || !take_digits(s, 2, &c->minute)) {
        return false;
    }
    if (take_char(s, ':')) {
        if (!take_digits(s, 2, &c->second)) return false;
        if (take_char(s, '.') && !take_fraction(s, &c->usec)) return false;
    }
    out->has_clock = true;
    return c->hour <= 23 && c->minute <= 59 && c->second <= 59 && take_offset(s, out);
}

bool iso_parse(str s, iso_time *out)
{
    iso_time t = {0};
    civil *c = &t.at;
    if (!take_digits(&s, 4, &c->year) || !take_char(&s, '-') || !take_digits(&s, 2, &c->month) ||
        !take_char(&s, '-') || !take_digits(&s, 2, &c->day)) {
        return false;
    }
    if (!civil_date_ok(c->year, c->month, c->day)) return false;
    if (s.len && !(take_char(&s, 'T') && take_clock(&s, &t))) return false;
    if (s.len) return false;
    *out = t;
    return true;
}

bool iso_parse_instant(str s, usec_t *out)
{
    iso_time t;
    if (!iso_parse(s, &t) || !t.has_clock || !t.has_offset) return false;
    *out = civil_to_usec(&t.at) - t.offset_sec * USEC_SEC;
    return true;
}

bool span_day(span s, int64_t *day)
{
    if (!span_known(s) || s.to - s.from > 2 * USEC_DAY) return false;
    *day = floor_div(s.from + (s.to - s.from) / 2, USEC_DAY);
    return true;
}

int64_t usec_day(usec_t t)
{
    return floor_div(t, USEC_DAY);
}

void day_write(buf *b, int64_t day)
{
    int y, m, d;
    days_to_civil(day, &y, &m, &d);
    buf_f(b, "%04d-%02d-%02d", y, m, d);
}

bool when_can_be_written(usec_t t)
{
    if (t == USEC_UNKNOWN) return true;
    int year = usec_to_civil(t).year;
    return year >= 1 && year <= 9999;
}

void when_write(buf *b, usec_t t)
{
    if (t == USEC_UNKNOWN) {
        buf_z(b, "unknown");
        return;
    }
    civil c = usec_to_civil(t);
    buf_f(b, "%04d-%02d-%02dT%02d:%02d", c.year, c.month, c.day, c.hour, c.minute);
    if (c.second || c.usec) buf_f(b, ":%02d", c.second);
    if (c.usec) buf_f(b, ".%06d", c.usec);
    buf_c(b, 'Z');
}

void when_write_rfc3339(buf *b, usec_t t)
{
    civil c = usec_to_civil(t);
    buf_f(b, "%04d-%02d-%02dT%02d:%02d:%02dZ", c.year, c.month, c.day, c.hour, c.minute, c.second);
}

const char *month_words(int month)
{
    static const char *const names[] = {N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"),
                                        N_("May"), N_("Jun"), N_("Jul"), N_("Aug"),
                                        N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec")};
    return month >= 1 && month <= 12 ? names[month - 1] : "?";
}
