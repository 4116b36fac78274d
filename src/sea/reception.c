/* What was heard of ships that were there, by cell of a quarter degree and hour; and a ship's
 * silence held against it. Between two reports less than six hours apart the ship was there, on the
 * geodesic; each ten minutes of that are a slot, heard in or not. */
#include "sea/sea.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { HOUR_MS = 3600000, PRESENT_MS = 6 * HOUR_MS, LEAST_BEFORE = 14, FIRST_CELLS = 1 << 12 };
#define COVERAGE_BELOW 0.3
#define UNEXPLAINED_BELOW 0.01
#define UNEXPLAINED_HOURS 6.0
#define KNOWN_LEAST 0.5
/* Reports come in bursts: the count of a stretch is taken as negative binomial with this size. [our
 * choice] */
#define BURST_SIZE 1.0

typedef struct cell {
    uint64_t key; /* 0: free */
    uint32_t slots, heard;
} cell;
struct sea_reception {
    cell *cells;
    size_t n, cap; /* cap is a power of two */
};

const char *sea_silence_word(sea_silence s)
{
    static const char *const words[] = {N_("ambiguous"), N_("coverage"), N_("unexplained")};
    return s < SEA_SILENCE__N ? words[s] : "";
}

static uint64_t key_of(geo_pt p, int64_t at_ms)
{
    uint64_t y = (uint64_t)floor((p.lat_deg + 90) * SEA_CELLS_A_DEGREE),
             x = (uint64_t)floor((p.lon_deg + 180) * SEA_CELLS_A_DEGREE);
    int64_t hour = at_ms >= 0 ? at_ms / HOUR_MS : (at_ms - HOUR_MS + 1) / HOUR_MS;
    return (y << 54 | x << 43 | ((uint64_t)hour & 0x7FFFFFFFFFF)) + 1;
}

static cell *slot_of(const sea_reception *c, uint64_t key)
{
    uint64_t h = (key ^ key >> 31) * 0x9E3779B97F4A7C15u;
    size_t at = (size_t)(h >> 20) & (c->cap - 1);
    while (c->cells[at].key && c->cells[at].key != key)
        at = (at + 1) & (c->cap - 1);
    return &c->cells[at];
}

static tr_err grow(sea_reception *c, arena *a)
{
    sea_reception larger = {
        .cells = arena_alloc_n(a, 2 * c->cap, sizeof *c->cells), .n = c->n, .cap = 2 * c->cap};
    if (!larger.cells) return TR_ERR_NOMEM;
    for (size_t i = 0; i < c->cap; i++)
        if (c->cells[i].key) *slot_of(&larger, c->cells[i].key) = c->cells[i];
    arena_retire(a, c->cells, c->cap * sizeof *c->cells);
    *c = larger;
    return TR_OK;
}

tr_err sea_reception_open(arena *a, sea_reception **out)
{
    sea_reception *c = arena_alloc(a, sizeof *c);
    if (!c) return TR_ERR_NOMEM;
    c->cap = FIRST_CELLS;
    c->cells = arena_alloc_n(a, c->cap, sizeof *c->cells);
    *out = c;
    return c->cells ? TR_OK : TR_ERR_NOMEM;
}

static tr_err count_slot(sea_reception *c, geo_pt p, int64_t at_ms, bool heard, arena *a)
{
    if (c->n * 2 > c->cap) TR_TRY(grow(c, a));
    uint64_t key = key_of(p, at_ms);
    cell *x = slot_of(c, key);
    if (!x->key) {
        x->key = key;
        c->n++;
    }
    x->slots++;
    x->heard += heard;
    return TR_OK;
}

static int by_day(const void *x, const void *y)
{
    const sea_heard_day *a = x, *b = y;
    return (a->day > b->day) - (a->day < b->day);
}

/* The hour stands in the lower bits of a key. */
static int64_t day_of_key(uint64_t key)
{
    int64_t hour = (int64_t)((key - 1) << 21) >> 21;
    return hour >= 0 ? hour / 24 : (hour - 23) / 24;
}

tr_err sea_reception_days(const sea_reception *c, arena *a, sea_heard_days *out)
{
    sea_heard_day *all = arena_alloc_n(a, c->n + 1, sizeof *all);
    size_t n = 0;
    if (!all) return TR_ERR_NOMEM;
    for (size_t i = 0; i < c->cap; i++)
        if (c->cells[i].key)
            all[n++] =
                (sea_heard_day){day_of_key(c->cells[i].key), c->cells[i].slots, c->cells[i].heard};
    if (n) qsort(all, n, sizeof *all, by_day);
    for (size_t i = 0; i < n; i++) {
        if (out->n && out->items[out->n - 1].day == all[i].day) {
            out->items[out->n - 1].slots += all[i].slots;
            out->items[out->n - 1].heard += all[i].heard;
            continue;
        }
        sea_heard_day *d = VEC_PUSH(a, out);
        if (!d) return TR_ERR_NOMEM;
        *d = all[i];
    }
    return TR_OK;
}

static int by_cell(const void *p, const void *q)
{
    const sea_heard_cell *a = p, *b = q;
    if (a->y != b->y) return a->y < b->y ? -1 : 1;
    return (a->x > b->x) - (a->x < b->x);
}

tr_err sea_reception_cells(const sea_reception *c, arena *a, sea_heard_cells *out)
{
    sea_heard_cell *all = arena_alloc_n(a, c->n + 1, sizeof *all);
    size_t n = 0;
    if (!all) return TR_ERR_NOMEM;
    for (size_t i = 0; i < c->cap; i++) {
        uint64_t key = c->cells[i].key - 1;
        if (c->cells[i].key)
            all[n++] = (sea_heard_cell){(int32_t)(key >> 54), (int32_t)(key >> 43 & 0x7FF),
                                        c->cells[i].slots, c->cells[i].heard};
    }
    if (n) qsort(all, n, sizeof *all, by_cell);
    for (size_t i = 0; i < n; i++) {
        if (out->n && by_cell(&out->items[out->n - 1], &all[i]) == 0) {
            out->items[out->n - 1].slots += all[i].slots;
            out->items[out->n - 1].heard += all[i].heard;
            continue;
        }
        sea_heard_cell *x = VEC_PUSH(a, out);
        if (!x) return TR_ERR_NOMEM;
        *x = all[i];
    }
    return TR_OK;
}

/* Positions in a straight line in degrees: cells are much larger than the difference. */
static geo_pt between(const sea_report *p, const sea_report *q, int64_t at_ms)
{
    geo_pt a = sea_place(p), b = sea_place(q);
    double share = (double)(at_ms - p->at_ms) / (double)(q->at_ms - p->at_ms),
           east = remainder(b.lon_deg - a.lon_deg, 360);
    return (geo_pt){remainder(a.lon_deg + east * share, 360),
                    a.lat_deg + (b.lat_deg - a.lat_deg) * share};
}

static int64_t slot_number(int64_t at_ms)
{
    return at_ms >= 0 ? at_ms / SEA_SLOT_MS : (at_ms - SEA_SLOT_MS + 1) / SEA_SLOT_MS;
}

tr_err sea_reception_add(sea_reception *c, const sea_report *r, size_t n, arena *a)
{
    for (size_t i = 0; i < n; i++) {
        int64_t slot = slot_number(r[i].at_ms);
        if (i > 0 && slot_number(r[i - 1].at_ms) == slot) continue;
        TR_TRY(count_slot(c, sea_place(&r[i]), r[i].at_ms, true, a));
        if (i == 0 || r[i].at_ms - r[i - 1].at_ms >= PRESENT_MS) continue;
        for (int64_t s = slot_number(r[i - 1].at_ms) + 1; s < slot; s++) {
            int64_t middle = s * SEA_SLOT_MS + SEA_SLOT_MS / 2;
            TR_TRY(count_slot(c, between(&r[i - 1], &r[i], middle), middle, false, a));
        }
    }
    return TR_OK;
}

bool sea_reception_at(const sea_reception *c, geo_pt p, int64_t at_ms, uint32_t without_slots,
                      uint32_t without_heard, double *share)
{
    const cell *x = slot_of(c, key_of(p, at_ms));
    uint32_t slots = x->key && x->slots > without_slots ? x->slots - without_slots : 0;
    uint32_t heard = x->key && x->heard > without_heard ? x->heard - without_heard : 0;
    *share = (1.0 + heard) / (2.0 + slots);
    return slots >= SEA_LEAST_SLOTS;
}

/* A gap of six hours or more has no slots of its own within it, so that all that is counted there
 * is of others. */
sea_silence_view sea_look_at_gap(const sea_reception *c, const sea_report *r, const sea_gap *g)
{
    const sea_report *p = &r[g->before], *q = &r[g->after];
    size_t slots = 0, known = 0;
    double shares = 0, expected = 0;
    double rate = g->heard_12h / 72.0; /* reports in ten minutes, of the twelve hours before */
    for (int64_t s = slot_number(p->at_ms) + 1; s < slot_number(q->at_ms); s++) {
        int64_t middle = s * SEA_SLOT_MS + SEA_SLOT_MS / 2;
        double share;
        slots++;
        if (!sea_reception_at(c, between(p, q, middle), middle, 0, 0, &share)) continue;
        known++;
        shares += share;
        expected += share * rate;
    }
    sea_silence_view v = {.label = SEA_AMBIGUOUS,
                          .p_silence = pow(1 + expected / BURST_SIZE, -BURST_SIZE)};
    v.known = slots ? (double)known / (double)slots : 0;
    v.reception = known ? shares / (double)known : 0;
    if (v.known < KNOWN_LEAST) return v;
    if (v.reception < COVERAGE_BELOW)
        v.label = SEA_COVERAGE;
    else if (v.p_silence < UNEXPLAINED_BELOW && g->hours >= UNEXPLAINED_HOURS &&
             g->heard_12h >= LEAST_BEFORE)
        v.label = SEA_UNEXPLAINED;
    return v;
}
