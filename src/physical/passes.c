#include "physical/parts.h"

#include <math.h>
#include <stdlib.h>

geo_pt detection_position(const detection *d)
{
    return (geo_pt){.lon_deg = d->lon_e7 / 1e7, .lat_deg = d->lat_e7 / 1e7};
}

#define COMPARE(x, y)                                                                              \
    if ((x) != (y)) return (x) < (y) ? -1 : 1

int detection_order(const detection *x, const detection *y)
{
    COMPARE(x->satellite, y->satellite);
    return detection_compare(x, y);
}

static int sorted_order(const void *a, const void *b)
{
    const sorted_row *x = a, *y = b;
    int c = detection_order(x->d, y->d);
    if (c) return c;
    COMPARE(x->row, y->row);
    return 0;
}

tr_err sort_rows(const detection *rows, size_t n, arena *a, sorted_row **out)
{
    sorted_row *s = arena_alloc_n(a, n + 1, sizeof *s);
    if (s == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n; i++)
        s[i] = (sorted_row){&rows[i], i};
    if (n) qsort(s, n, sizeof *s, sorted_order);
    *out = s;
    return TR_OK;
}

/* A pass ends where the next detection of the satellite is more than ten minutes later. Rows
 * without a clock time or a satellite belong to no pass; each is one of its own. */
tr_err find_passes(const sorted_row *s, size_t n, arena *a, thermal_result *out)
{
    enum { GAP_S = 600 };
    VEC(thermal_pass) passes = {0};
    const detection *last = NULL;
    for (size_t i = 0; i < n; i++) {
        const detection *d = s[i].d;
        bool timed = DETECTION_HAS(d, CLOCK) && DETECTION_HAS(d, SATELLITE);
        bool same =
            timed && last && last->satellite == d->satellite && d->at_s - last->at_s <= GAP_S;
        if (!same) {
            thermal_pass *p = VEC_PUSH(a, &passes);
            if (p == NULL) return TR_ERR_NOMEM;
            *p = (thermal_pass){.satellite = (satellite)d->satellite, .from = d->at_s * USEC_SEC};
        }
        thermal_pass *p = &passes.items[passes.n - 1];
        p->to = d->at_s * USEC_SEC + (timed ? USEC_MINUTE : USEC_DAY);
        p->n_detections++;
        out->marks[s[i].row].pass = (uint32_t)(passes.n - 1);
        last = timed ? d : NULL;
    }
    out->passes = passes.items;
    out->n_passes = passes.n;
    return TR_OK;
}

/* ---- Duplicates -------------------------------------------------------------------------------
 */

static double km_or(const detection *d, detection_field f, int32_t e4, double otherwise)
{
    return d->has >> f & 1u ? e4 / 1e4 : otherwise;
}

/* Pixel sizes where the file does not state them: at nadir, 1 km for MODIS and 375 m for VIIRS. */
static double nadir_km(const detection *d)
{
    return d->satellite == SATELLITE_TERRA || d->satellite == SATELLITE_AQUA ? 1.0 : 0.375;
}

double detection_scan_km(const detection *d)
{
    return km_or(d, DETECTION_HAS_SCAN, d->scan_e4, nadir_km(d));
}

double detection_track_km(const detection *d)
{
    return km_or(d, DETECTION_HAS_TRACK, d->track_e4, nadir_km(d));
}

static double short_side_km(const detection *d)
{
    double s = detection_scan_km(d), t = detection_track_km(d);
    return s < t ? s : t;
}

double detection_long_side_km(const detection *d)
{
    double s = detection_scan_km(d), t = detection_track_km(d);
    return s > t ? s : t;
}

static bool is_standard(const detection *d)
{
    return DETECTION_HAS(d, PRODUCT) && d->product == PRODUCT_STANDARD;
}

/* Which of two rows of one minute stands: the standard product, then the larger power. */
static int stands_before(const void *a, const void *b)
{
    const sorted_row *x = a, *y = b;
    if (is_standard(x->d) != is_standard(y->d)) return is_standard(x->d) ? -1 : 1;
    COMPARE(y->d->frp_e4, x->d->frp_e4);
    return sorted_order(a, b);
}

/* Bow-tie: less than half a pixel apart. Two versions of one pixel may stand a pixel apart. */
static bool same_anomaly(const detection *kept, const detection *d)
{
    double km = short_side_km(kept) < short_side_km(d) ? short_side_km(kept) : short_side_km(d);
    double reach_m = 500 * km;
    if (is_standard(kept) && !is_standard(d)) reach_m = 1000 * detection_long_side_km(d);
    if (abs(kept->lat_e7 - d->lat_e7) > reach_m * 100) return false; /* 1e-7 degree = 11 mm */
    double m = geo_distance_m(detection_position(kept), detection_position(d));
    return m < reach_m || !(m > 0);
}

/* The kept rows of one minute in bands of latitude; no reach is longer than a band. */
enum { N_BANDS = 1024, BAND_E7 = 2000000 };
typedef struct bands {
    size_t head[N_BANDS], *next; /* places in `work`, from 1 */
    sorted_row *work;
} bands;

static size_t band_of(const detection *d, int offset)
{
    return (size_t)((d->lat_e7 + 900000000) / BAND_E7 + offset + N_BANDS) % N_BANDS;
}

static size_t find_kept(const bands *b, const detection *d)
{
    size_t best = 0;
    for (int offset = -1; offset <= 1; offset++) {
        for (size_t k = b->head[band_of(d, offset)]; k; k = b->next[k]) {
            if ((best == 0 || k < best) && same_anomaly(b->work[k - 1].d, d)) best = k;
        }
    }
    return best;
}

static void mark_minute(const sorted_row *s, size_t n, bands *b, thermal_mark *marks)
{
    size_t kept = 0;
    for (size_t i = 0; i < N_BANDS; i++)
        b->head[i] = 0;
    for (size_t i = 0; i < n; i++)
        b->work[i] = s[i];
    qsort(b->work, n, sizeof *b->work, stands_before);
    for (size_t i = 0; i < n; i++) {
        thermal_mark *m = &marks[b->work[i].row];
        size_t k = find_kept(b, b->work[i].d);
        if (k) {
            m->state = THERMAL_DUPLICATE;
            m->stands_for = (uint32_t)b->work[k - 1].row;
            continue;
        }
        b->work[kept++] = b->work[i];
        size_t *head = &b->head[band_of(b->work[kept - 1].d, 0)];
        b->next[kept] = *head;
        *head = kept;
    }
}

tr_err mark_duplicates(const sorted_row *s, size_t n, arena *work, thermal_result *out)
{
    bands *b = arena_alloc(work, sizeof *b);
    if (b == NULL) return TR_ERR_NOMEM;
    b->work = arena_alloc_n(work, n + 1, sizeof *b->work);
    b->next = arena_alloc_n(work, n + 1, sizeof *b->next);
    if (b->work == NULL || b->next == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n;) {
        size_t end = i + 1;
        for (; end < n && s[end].d->satellite == s[i].d->satellite &&
               s[end].d->at_s / 60 == s[i].d->at_s / 60;
             end++) {
        }
        if (DETECTION_HAS(s[i].d, CLOCK) && DETECTION_HAS(s[i].d, SATELLITE)) {
            mark_minute(s + i, end - i, b, out->marks);
        } else { /* nothing but the place: equal rows only */
            for (size_t k = i + 1; k < end; k++) {
                if (detection_order(s[k].d, s[k - 1].d) != 0) continue;
                size_t first = out->marks[s[k - 1].row].state == THERMAL_DUPLICATE
                                   ? out->marks[s[k - 1].row].stands_for
                                   : s[k - 1].row;
                out->marks[s[k].row].state = THERMAL_DUPLICATE;
                out->marks[s[k].row].stands_for = (uint32_t)first;
            }
        }
        i = end;
    }
    return TR_OK;
}
