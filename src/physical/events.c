#include "physical/parts.h"

#include "calc/calc.h"

#include <math.h>

typedef struct pass_rows {
    const sorted_row *s; /* rows of one pass that stand */
} pass_rows;

static double reach_m(const detection *d)
{
    double m = 1500 * detection_long_side_km(d);
    return m > 750 ? m : 750;
}

static bool near_in_pass(const void *ctx, size_t i, size_t j)
{
    const pass_rows *p = ctx;
    const detection *x = p->s[i].d, *y = p->s[j].d;
    double r = reach_m(x) > reach_m(y) ? reach_m(x) : reach_m(y);
    return geo_distance_m(detection_position(x), detection_position(y)) <= r;
}

/* Cells at least as wide as the longest reach, at the latitude where a degree is shortest. */
static tr_err cells_of(const sorted_row *s, size_t n, arena *a, cluster_point **out)
{
    double reach = 750, lat = 0;
    cluster_point *c = arena_alloc_n(a, n + 1, sizeof *c);
    if (c == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n; i++) {
        geo_pt p = detection_position(s[i].d);
        if (reach_m(s[i].d) > reach) reach = reach_m(s[i].d);
        if (fabs(p.lat_deg) > lat) lat = fabs(p.lat_deg);
    }
    double high = reach / 110000, wide = high / cos((lat < 85 ? lat + 1 : 86) * 0.0174532925199433);
    for (size_t i = 0; i < n; i++) {
        geo_pt p = detection_position(s[i].d);
        c[i].cell[0] = (int64_t)floor(p.lat_deg / high);
        c[i].cell[1] = (int64_t)floor(p.lon_deg / wide);
    }
    *out = c;
    return TR_OK;
}

static void add_pixel(thermal_event *e, const sorted_row *row, int32_t *strongest_e4)
{
    const detection *d = row->d;
    usec_t at = d->at_s * USEC_SEC, end = at + (DETECTION_HAS(d, CLOCK) ? USEC_MINUTE : USEC_DAY);
    if (e->n_pixels == 0 || at < e->from) e->from = at;
    if (e->n_pixels == 0 || end > e->to) e->to = end;
    if (e->n_pixels == 0 || d->frp_e4 > *strongest_e4) {
        *strongest_e4 = d->frp_e4;
        e->strongest = (uint32_t)row->row;
        e->centre = detection_position(d);
    }
    if (DETECTION_HAS(d, FRP)) {
        e->frp_mw += d->frp_e4 / 1e4;
        e->has_frp = true;
    }
    if (DETECTION_HAS(d, GRADE) && d->grade > e->grade) e->grade = d->grade;
    e->n_pixels++;
}

typedef VEC(thermal_event) event_vec;

static tr_err events_of_pass(const sorted_row *s, size_t n, size_t pass, arena *a, arena *work,
                             event_vec *events, thermal_mark *marks)
{
    cluster_point *cells;
    int *label = arena_alloc_n(work, n + 1, sizeof *label);
    bool *core = arena_alloc_n(work, n + 1, sizeof *core);
    int32_t *strongest = arena_alloc_n(work, n + 1, sizeof *strongest);
    pass_rows p = {s};
    size_t first = events->n;
    if (label == NULL || core == NULL || strongest == NULL) return TR_ERR_NOMEM;
    TR_TRY(cells_of(s, n, work, &cells));
    TR_TRY(cluster_density(cells, n, near_in_pass, &p, 1, work, label, core));
    for (size_t i = 0; i < n; i++) {
        while (events->n <= first + (size_t)label[i]) {
            thermal_event *e = VEC_PUSH(a, events);
            if (e == NULL) return TR_ERR_NOMEM;
            *e = (thermal_event){.pass = (uint32_t)pass, .state = THERMAL_NORMAL};
        }
        add_pixel(&events->items[first + (size_t)label[i]], &s[i], &strongest[label[i]]);
        marks[s[i].row].event = (uint32_t)(first + (size_t)label[i]);
    }
    return TR_OK;
}

static tr_err events_of_passes(const sorted_row *s, size_t n, arena *a, arena *work, arena *pass,
                               thermal_result *out)
{
    /* No more events than rows: room that none comes to need is never touched. */
    event_vec events = {.items = arena_alloc_unset_n(a, n + 1, sizeof *events.items), .cap = n + 1};
    sorted_row *stand = arena_alloc_unset_n(work, n + 1, sizeof *stand);
    if (events.items == NULL || stand == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n;) {
        size_t nth = out->marks[s[i].row].pass, m = 0;
        for (; i < n && out->marks[s[i].row].pass == nth; i++) {
            out->marks[s[i].row].event = THERMAL_NO_INDEX;
            if (out->marks[s[i].row].state != THERMAL_DUPLICATE) stand[m++] = s[i];
        }
        arena_reset(pass);
        TR_TRY(events_of_pass(stand, m, nth, a, pass, &events, out->marks));
    }
    out->events = events.items;
    out->n_events = events.n;
    return TR_OK;
}

tr_err find_events(const sorted_row *s, size_t n, arena *a, arena *work, thermal_result *out)
{
    arena pass;
    arena_init(&pass, a->limit_bytes);
    tr_err e = events_of_passes(s, n, a, work, &pass, out);
    arena_clear(&pass);
    return e;
}
