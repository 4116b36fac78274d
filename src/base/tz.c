#include "base/tz.h"

#include <string.h>

/* A date rule of a POSIX TZ string: Mm.w.d, Jn or n, at a second of the local day. */
typedef struct tz_rule {
    char form; /* 'M', 'J' or 'N' */
    int month, week, day, at_sec;
} tz_rule;

struct tz {
    str name;
    int64_t *times; /* transition instants in seconds, ascending */
    int *offsets;   /* offset that begins at times[i] */
    size_t n;
    int first_offset_sec; /* before the first transition */
    bool has_rule, has_dst;
    int std_sec, dst_sec;
    tz_rule to_dst, to_std;
};

enum { TZ_MAX_TRANSITIONS = 4096 };

/* ---- POSIX TZ footer ------------------------------------------------------------------ */

static bool skip_name(str *s)
{
    size_t n = 0;
    if (s->len && s->ptr[0] == '<') {
        n = str_find(*s, '>');
        if (n == s->len) return false;
        *s = str_from(*s, n + 1);
        return true;
    }
    while (n < s->len &&
           ((s->ptr[n] >= 'A' && s->ptr[n] <= 'Z') || (s->ptr[n] >= 'a' && s->ptr[n] <= 'z'))) {
        n++;
    }
    *s = str_from(*s, n);
    return n >= 3;
}

static bool take_int(str *s, int max, int *out)
{
    size_t n = 0;
    int v = 0;
    while (n < s->len && s->ptr[n] >= '0' && s->ptr[n] <= '9' && n < 4) {
        v = v * 10 + (s->ptr[n] - '0');
        n++;
    }
    if (n == 0 || v > max) return false;
    *s = str_from(*s, n);
    *out = v;
    return true;
}

static bool eat(str *s, char c)
{
    if (s->len == 0 || s->ptr[0] != c) return false;
    *s = str_from(*s, 1);
    return true;
}

static bool take_hms(str *s, int *sec)
{
    int sign = eat(s, '-') ? -1 : 1;
    if (sign == 1) (void)eat(s, '+');
    int h = 0, m = 0, x = 0;
    if (!take_int(s, 167, &h)) return false;
    if (eat(s, ':') && !take_int(s, 59, &m)) return false;
    if (eat(s, ':') && !take_int(s, 59, &x)) return false;
    *sec = sign * (h * 3600 + m * 60 + x);
    return true;
}

static bool take_rule(str *s, tz_rule *r)
{
    if (!eat(s, ',')) return false;
    *r = (tz_rule){.form = 'N', .at_sec = 7200};
    if (eat(s, 'M')) {
        r->form = 'M';
        if (!take_int(s, 12, &r->month) || !eat(s, '.') || !take_int(s, 5, &r->week) ||
            !eat(s, '.') || !take_int(s, 6, &r->day) || r->month == 0 || r->week == 0) {
            return false;
        }
    } else {
        if (eat(s, 'J')) r->form = 'J';
        if (!take_int(s, 365, &r->day)) return false;
    }
    return !eat(s, '/') || take_hms(s, &r->at_sec);
}

static bool parse_footer(str s, tz *z)
{
    if (s.len == 0) return true;
    int west;
    if (!skip_name(&s) || !take_hms(&s, &west)) return false;
    z->std_sec = -west;
    z->has_rule = true;
    if (s.len == 0) return true;
    if (!skip_name(&s)) return false;
    z->dst_sec = z->std_sec + 3600;
    if (s.len && s.ptr[0] != ',') {
        if (!take_hms(&s, &west)) return false;
        z->dst_sec = -west;
    }
    z->has_dst = true;
    return take_rule(&s, &z->to_dst) && take_rule(&s, &z->to_std) && s.len == 0;
}

/* Second of the epoch at which a rule strikes in a year, read on a clock `offset` east. */
static int64_t rule_at(const tz_rule *r, int year, int offset)
{
    int64_t day = civil_to_days(year, 1, 1);
    if (r->form == 'M') {
        int64_t first = civil_to_days(year, r->month, 1);
        int sunday0 = (weekday_of_days(first) + 1) % 7; /* 0 = Sunday, as POSIX counts */
        day = first + (r->day - sunday0 + 7) % 7 + (int64_t)(r->week - 1) * 7;
        if (day >= first + days_in_month(year, r->month)) day -= 7;
    } else if (r->form == 'J') {
        bool leap = days_in_month(year, 2) == 29;
        day += r->day - 1 + (leap && r->day >= 60 ? 1 : 0);
    } else {
        day += r->day;
    }
    return day * 86400 + r->at_sec - offset;
}

static int rule_offset(const tz *z, int64_t sec)
{
    if (!z->has_dst) return z->std_sec;
    civil c = usec_to_civil((sec + z->std_sec) * USEC_SEC);
    int64_t on = rule_at(&z->to_dst, c.year, z->std_sec);
    int64_t off = rule_at(&z->to_std, c.year, z->dst_sec);
    bool dst = on < off ? (sec >= on && sec < off) : !(sec >= off && sec < on);
    return dst ? z->dst_sec : z->std_sec;
}

/* ---- TZif ----------------------------------------------------------------------------- */

static int64_t be(str s, size_t at, size_t n)
{
    uint64_t v = ((unsigned char)s.ptr[at] & 0x80) ? UINT64_MAX : 0;
    for (size_t i = 0; i < n; i++)
        v = v << 8 | (unsigned char)s.ptr[at + i];
    int64_t r;
    memcpy(&r, &v, sizeof r);
    return r;
}

typedef struct tzif_counts {
    size_t isut, isstd, leap, time, type, chars;
} tzif_counts;

static bool read_counts(str s, tzif_counts *c)
{
    if (s.len < 44 || memcmp(s.ptr, "TZif", 4) != 0) return false;
    size_t *const fields[] = {&c->isut, &c->isstd, &c->leap, &c->time, &c->type, &c->chars};
    for (size_t i = 0; i < 6; i++) {
        int64_t v = be(s, 20 + 4 * i, 4);
        if (v < 0 || v > TZ_MAX_TRANSITIONS) return false;
        *fields[i] = (size_t)v;
    }
    return c->type > 0;
}

static size_t body_len(const tzif_counts *c, size_t time_size)
{
    return c->time * (time_size + 1) + c->type * 6 + c->chars + c->leap * (time_size + 4) +
           c->isstd + c->isut;
}

static tr_err read_body(str s, const tzif_counts *c, arena *a, tz *z)
{
    z->n = c->time;
    z->times = arena_alloc_n(a, c->time + 1, sizeof *z->times);
    z->offsets = arena_alloc_n(a, c->time + 1, sizeof *z->offsets);
    if (z->times == NULL || z->offsets == NULL) return TR_ERR_NOMEM;
    size_t types = c->time * 9;
    z->first_offset_sec = (int)be(s, types, 4);
    for (size_t i = 0; i < c->time; i++) {
        size_t type = (unsigned char)s.ptr[c->time * 8 + i];
        if (type >= c->type) return TR_ERR_DATA;
        z->times[i] = be(s, i * 8, 8);
        z->offsets[i] = (int)be(s, types + 6 * type, 4);
        if (i > 0 && z->times[i] <= z->times[i - 1]) return TR_ERR_DATA;
    }
    return TR_OK;
}

static tr_err parse_tzif(str s, arena *a, tz *z)
{
    tzif_counts c;
    if (!read_counts(s, &c) || s.ptr[4] < '2') return TR_ERR_DATA;
    size_t skip = 44 + body_len(&c, 4);
    if (skip > s.len) return TR_ERR_DATA;
    s = str_from(s, skip);
    if (!read_counts(s, &c)) return TR_ERR_DATA;
    size_t len = body_len(&c, 8);
    if (s.len - 44 < len + 2) return TR_ERR_DATA;
    TR_TRY(read_body(str_from(s, 44), &c, a, z));
    str footer = str_from(s, 44 + len);
    if (footer.ptr[0] != '\n') return TR_ERR_DATA;
    footer = str_from(footer, 1);
    return parse_footer(str_upto(footer, str_find(footer, '\n')), z) ? TR_OK : TR_ERR_DATA;
}

tr_err tz_parse(str name, str bytes, arena *a, const tz **out, tr_diag *diag)
{
    tz *z = arena_alloc(a, sizeof *z);
    if (z == NULL) return TR_ERR_NOMEM;
    z->name = arena_str(a, name);
    if (z->name.ptr == NULL) return TR_ERR_NOMEM;
    tr_err e = parse_tzif(bytes, a, z);
    if (e == TR_ERR_DATA) {
        diag_set(diag, CODE_AG_ZONE, "", 0, 0,
                 "zone '" STR_FMT "': not a TZif file of version 2 or later", STR_ARG(name));
    }
    if (e == TR_OK) *out = z;
    return e;
}

static int offset_at_sec(const tz *z, int64_t sec)
{
    if (z->n == 0 || sec < z->times[0]) {
        return z->n == 0 && z->has_rule ? rule_offset(z, sec) : z->first_offset_sec;
    }
    if (sec >= z->times[z->n - 1]) {
        return z->has_rule ? rule_offset(z, sec) : z->offsets[z->n - 1];
    }
    size_t lo = 0, hi = z->n - 1; /* times[lo] <= sec < times[hi] */
    while (hi - lo > 1) {
        size_t mid = lo + (hi - lo) / 2;
        if (z->times[mid] <= sec) {
            lo = mid;
        } else {
            hi = mid;
        }
    }
    return z->offsets[lo];
}

static int64_t floor_sec(usec_t t)
{
    int64_t s = t / USEC_SEC;
    return t % USEC_SEC < 0 ? s - 1 : s;
}

int tz_offset_sec(const tz *z, usec_t t)
{
    return offset_at_sec(z, floor_sec(t));
}

/* Clock changes are at least hours apart, so the offsets a day before and a day after bracket any
 * one change. */
span tz_to_utc(const tz *z, const civil *local)
{
    usec_t naive = civil_to_usec(local);
    int before = tz_offset_sec(z, naive - USEC_DAY), after = tz_offset_sec(z, naive + USEC_DAY);
    usec_t a = naive - before * USEC_SEC, b = naive - after * USEC_SEC;
    bool a_ok = tz_offset_sec(z, a) == before, b_ok = tz_offset_sec(z, b) == after;
    if (a_ok && b_ok) return a <= b ? (span){a, b} : (span){b, a};
    if (a_ok) return (span){a, a};
    if (b_ok) return (span){b, b};
    usec_t lo = b < a ? b : a, hi = b < a ? a : b; /* skipped: find the change itself */
    int was = tz_offset_sec(z, lo);
    while (hi - lo > USEC_SEC) {
        usec_t mid = lo + (hi - lo) / 2;
        if (tz_offset_sec(z, mid) == was) {
            lo = mid;
        } else {
            hi = mid;
        }
    }
    hi = floor_sec(hi) * USEC_SEC;
    return (span){hi, hi};
}

usec_t tz_day_start(const tz *z, int64_t days)
{
    civil c = {0};
    days_to_civil(days, &c.year, &c.month, &c.day);
    return tz_to_utc(z, &c).from;
}

civil tz_to_local(const tz *z, usec_t t)
{
    return usec_to_civil(t + tz_offset_sec(z, t) * USEC_SEC);
}

tr_err tz_find(const tz_db *db, str name, const tz **out)
{
    if (db == NULL || db->find == NULL) return TR_ERR_ABSENT;
    return db->find(db->ctx, name, out);
}
