/* What two reports of one ship say of one another, and values that are none. */
#include "sea/sea.h"

#include <math.h>
#include <string.h>

static const double rad = 0.017453292519943295;

static double wrap_deg(double d)
{
    d = fmod(d + 180, 360);
    return d < 0 ? d + 180 : d - 180;
}

sea_motion sea_motion_of(const sea_report *r)
{
    geo_pt p = sea_place(r);
    sea_motion m = {.lat = p.lat_deg, .lon = p.lon_deg};
    if ((r->has & SEA_HAS_SPEED) && (r->has & SEA_HAS_COURSE)) {
        m.speed_kn = r->speed / 10.0;
        m.course_deg = r->course / 10.0;
    }
    return m;
}

typedef struct miles {
    double x, y;
} miles;

/* In the plane that touches at latitude y: that between the two reports, for all that is measured.
 */
static miles apart(double y, double lat1, double lon1, double lat2, double lon2)
{
    return (miles){60 * cos(y * rad) * wrap_deg(lon2 - lon1), 60 * (lat2 - lat1)};
}

static double miles_from(const sea_motion *m, double hours, double mid, const sea_motion *to)
{
    double v = m->course_deg > 359.95 ? 0 : m->speed_kn;
    double y = m->lat + v * hours * cos(m->course_deg * rad) / 60;
    double x = m->lon + v * hours * sin(m->course_deg * rad) / (60 * (cos(m->lat * rad) + 1e-3));
    miles d = apart(mid, y, x, to->lat, to->lon);
    return hypot(d.x, d.y);
}

/* Beside its course: infinite when the other is not ahead, or farther than the speed allows. */
static double beside(double bearing, double distance, const sea_motion *m, double hours)
{
    double angle = m->course_deg * rad - bearing;
    double along = cos(angle) * distance, v = m->course_deg > 359.95 ? 0 : m->speed_kn;
    if (!(along > 0 && along <= v * hours)) return (double)INFINITY;
    return fabs(sin(angle)) * distance;
}

double sea_discrepancy_nm(const sea_motion *a, const sea_motion *b, double hours)
{
    double mid = (a->lat + b->lat) / 2;
    miles d = apart(mid, a->lat, a->lon, b->lat, b->lon);
    double distance = hypot(d.x, d.y), bearing = atan2(d.x, d.y);
    double ahead = miles_from(a, hours, mid, b), back = miles_from(b, -hours, mid, a);
    double reckoned = (ahead + back) / 2, stayed = 4 * distance;
    double sideways =
        4 * (beside(bearing, distance, a, hours) + beside(bearing, distance, b, hours)) / 2;
    return fmin(reckoned, fmin(stayed, sideways));
}

/* ---- Values ------------------------------------------------------------------------------ */

static bool code_of_speed(const sea_report *r)
{
    return (r->has & SEA_HAS_SPEED) && (r->speed == 512 || r->speed == 630 || r->speed == 1023);
}

static bool says_the_same(const sea_report *a, const sea_report *b)
{
    return a->lat == b->lat && a->lon == b->lon && a->has == b->has && a->speed == b->speed &&
           a->course == b->course && a->heading == b->heading;
}

/* A long-range report within an hour of another kind, before or behind. */
static void mark_long_range(const sea_report *r, size_t n, uint8_t *bad)
{
    enum { HOUR_MS = 3600000 };
    int64_t last = INT64_MIN;
    for (size_t i = 0; i < n; i++) {
        if (r[i].class_of != SEA_LONG_RANGE)
            last = r[i].at_ms;
        else if (last != INT64_MIN && r[i].at_ms - last < HOUR_MS)
            bad[i] = SEA_LONG_BESIDE;
    }
    last = INT64_MAX;
    for (size_t i = n; i-- > 0;) {
        if (r[i].class_of != SEA_LONG_RANGE)
            last = r[i].at_ms;
        else if (last != INT64_MAX && last - r[i].at_ms < HOUR_MS)
            bad[i] = SEA_LONG_BESIDE;
    }
}

enum { STATUS_SART = 14 }; /* ITU-R M.1371-5, table 45: AIS-SART, MOB, EPIRB */

void sea_look_at(const sea_report *r, size_t n, uint8_t *bad)
{
    size_t before = SIZE_MAX; /* the last report that said something new */
    memset(bad, SEA_GOOD, n);
    mark_long_range(r, n, bad);
    for (size_t i = 0; i < n; i++) {
        if (bad[i] != SEA_GOOD) continue;
        /* A grid of 185 m holds a slow ship for minutes; a distress beacon says all eight times. */
        bool may_repeat = r[i].class_of == SEA_LONG_RANGE || r[i].status == STATUS_SART;
        bool moves = (r[i].has & SEA_HAS_SPEED) && r[i].speed > 0;
        if (code_of_speed(&r[i]))
            bad[i] = SEA_BAD_SPEED;
        else if ((r[i].has & SEA_HAS_COURSE) && r[i].course >= 3600 && moves && r[i].speed > 3)
            bad[i] = SEA_BAD_COURSE;
        else if (before != SIZE_MAX && moves && !may_repeat && says_the_same(&r[i], &r[before]))
            bad[i] = SEA_REPEATED;
        else
            before = i;
    }
}
