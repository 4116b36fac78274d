/* Silences of a ship. A gap says that nothing was heard, not that nothing was sent. */
#include "sea/sea.h"

enum { HOUR_MS = 3600000, TWELVE_HOURS_MS = 12 * HOUR_MS };

static tr_err note(const sea_report *r, size_t at, arena *a, sea_gaps *out)
{
    sea_gap *g = VEC_PUSH(a, out);
    if (!g) return TR_ERR_NOMEM;
    g->before = at - 1;
    g->after = at;
    g->hours = (double)(r[at].at_ms - r[at - 1].at_ms) / HOUR_MS;
    g->distance_m = geo_distance_m(sea_place(&r[at - 1]), sea_place(&r[at]));
    g->implied_knots = g->distance_m / SEA_MILE_M / g->hours;
    int64_t since = r[at - 1].at_ms - TWELVE_HOURS_MS;
    for (size_t i = at; i-- > 0 && r[i].at_ms >= since;) {
        g->heard_12h++;
        g->heard_before[r[i].receiver < SEA_RECEIVER__N ? r[i].receiver : SEA_NOT_SAID]++;
    }
    return TR_OK;
}

tr_err sea_find_gaps(const sea_report *r, size_t n, double hours, arena *a, sea_gaps *out)
{
    for (size_t i = 1; i < n; i++) {
        if ((double)(r[i].at_ms - r[i - 1].at_ms) > hours * HOUR_MS) TR_TRY(note(r, i, a, out));
    }
    return TR_OK;
}
