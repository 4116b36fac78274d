#include "physical/thermal.h"

#include <math.h>

observability observe_passes(const look *looks, size_t n, double p_detect)
{
    observability o = {.n_passes = n};
    double missed = 1;
    for (size_t i = 0; i < n; i++) {
        double cloud = looks[i].cloud_known ? looks[i].cloud : 1;
        o.n_unknown_cloud += !looks[i].cloud_known;
        o.clear_equivalents += 1 - cloud;
        missed *= 1 - p_detect * (1 - cloud);
    }
    o.p_observe = 1 - missed;
    if (n == 0) {
        o.state = SEEN_NO_OVERPASS;
    } else if (o.clear_equivalents < 0.5) {
        o.state = SEEN_NOT_OBSERVABLE;
    } else {
        o.state = o.p_observe < 0.8 ? SEEN_PARTIALLY : SEEN_OBSERVED;
    }
    return o;
}

/* Equator crossing in minutes of local solar time, ascending; the other pass is half a day away.
 * docs/formats/thermal.md names the sources. */
static int crossing_min(satellite s)
{
    return s == SATELLITE_TERRA ? 22 * 60 + 30 : 13 * 60 + 30;
}

/* Half the width of the swath in minutes of longitude, the tilt of the track, and years of drift:
 * a little more than the largest of 7,000 real rows (161 for Terra and Aqua, 144 for the others).
 */
static int reach_min(satellite s)
{
    return s == SATELLITE_TERRA || s == SATELLITE_AQUA ? 165 : 150;
}

bool overpass_fits(satellite s, double lon_deg, usec_t at, int *off_min)
{
    enum { DAY_MIN = 1440 };
    int64_t utc_min = (at % USEC_DAY + USEC_DAY) % USEC_DAY / USEC_MINUTE;
    int solar = (int)utc_min + (int)lround(lon_deg * 4);
    int off = ((solar - crossing_min(s)) % (DAY_MIN / 2) + DAY_MIN / 2) % (DAY_MIN / 2);
    if (off > DAY_MIN / 4) off = DAY_MIN / 2 - off;
    *off_min = off;
    return off <= reach_min(s);
}
