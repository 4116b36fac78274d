#include "sea/sea.h"

#include <math.h>

enum {
    AT_A_TIME = 512
}; /* what one step looks at: a line that doubles back a million times stays linear */

/* Metres on a plane that touches the earth at `from`: what is measured is short. */
typedef struct plane_point {
    double east, north;
} plane_point;

static plane_point on_plane(const sea_report *from, const sea_report *p)
{
    static const double m_deg = 111320, rad = 0.017453292519943295;
    geo_pt a = sea_place(from), b = sea_place(p);
    return (plane_point){remainder(b.lon_deg - a.lon_deg, 360) * m_deg * cos(a.lat_deg * rad),
                         (b.lat_deg - a.lat_deg) * m_deg};
}

double sea_beside_m(const sea_report *from, const sea_report *to, const sea_report *p)
{
    plane_point u = on_plane(from, to), v = on_plane(from, p);
    double square = u.east * u.east + u.north * u.north,
           at = square > 0 ? (u.east * v.east + u.north * v.north) / square : 0;
    at = fmax(0, fmin(1, at));
    return hypot(v.east - at * u.east, v.north - at * u.north);
}

/* Of the reports between `from` and `to`, the one farthest beside the line; `from`: none is too
 * far. */
static size_t farthest(const sea_report *r, size_t from, size_t to, double most_m)
{
    size_t best = from;
    double far = most_m;
    for (size_t i = from + 1; i < to; i++) {
        double m = sea_beside_m(&r[from], &r[to], &r[i]);
        if (m <= far) continue;
        far = m;
        best = i;
    }
    return best;
}

static void thin(const sea_report *r, size_t from, size_t to, double most_m, bool *keep)
{
    size_t open[AT_A_TIME + 1], n = 0; /* ends of what is not yet looked at */
    keep[from] = keep[to] = true;
    open[n++] = to;
    while (n) {
        size_t at = farthest(r, from, open[n - 1], most_m);
        if (at != from) {
            keep[at] = true;
            open[n++] = at;
        } else {
            from = open[--n];
        }
    }
}

void sea_thin(const sea_report *r, size_t n, double most_m, bool *keep)
{
    for (size_t i = 0; i < n; i++)
        keep[i] = false;
    if (n == 1) keep[0] = true;
    for (size_t from = 0; from + 1 < n; from += AT_A_TIME) {
        size_t to = from + AT_A_TIME < n - 1 ? from + AT_A_TIME : n - 1;
        thin(r, from, to, most_m, keep);
    }
}
