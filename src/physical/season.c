#include "physical/thermal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    CELLS_E = 1440, /* around the equator: 0.25 degrees */
    CELLS_N = 720,
    CELL_E7 = 2500000,
    TILES_E = 72, /* 5 degrees: a satellite that sees a tile or its neighbours passed over a cell */
    TILES_N = 36,
    TILE_E7 = 50000000,
    FIRST_DAY = 10957, /* 2000-01-01 */
    DAYS = 16384,
    BIN_DAYS = 16,
    BINS = 23,
    SENSORS = 2, /* MODIS, VIIRS: they do not see the same fires */
    HALVES = 2,
    ANY_ROW = 1 << 30
};

/* One detection of a kept cell. */
typedef struct seen {
    uint32_t cell;
    int32_t day; /* of the sun at its place, from six in the morning; without an hour, and for
                    whole days, of the calendar */
    uint8_t half, sensor;
} seen;

/* How often the past looked, by season, half and sensor. */
typedef struct looks {
    uint32_t passes[BINS][HALVES][SENSORS];
    uint8_t years[BINS];
} looks;

struct season {
    arena *a, rows_arena;
    int64_t before_s;
    uint32_t *cells; /* ascending; those asked for and the eight around each */
    bool *asked;
    size_t n_cells;
    uint64_t kept[CELLS_E * CELLS_N / 64];
    uint32_t *tile[TILES_E * TILES_N]; /* by day, bits of satellites and halves; NULL: of no use */
    looks *past[TILES_E * TILES_N];
    VEC(detection) rows;
    bool too_many, whole_days;
    seen *now; /* sorted, of today's side of `before` */
    size_t n_now;
    uint32_t (*count)[BINS][HALVES][SENSORS]; /* by cell */
    int16_t year_of[DAYS];
    uint8_t bin_of[DAYS];
};

/* ---- Cells and tiles
 * ------------------------------------------------------------------------- */

static uint32_t cell_at(int32_t lat_e7, int32_t lon_e7)
{
    int32_t n = (lat_e7 + 900000000) / CELL_E7;
    int64_t e = ((int64_t)lon_e7 + 1800000000) / CELL_E7;
    if (n >= CELLS_N) n = CELLS_N - 1;
    return (uint32_t)(n * CELLS_E + e % CELLS_E);
}

static size_t tile_at(int32_t lat_e7, int32_t lon_e7)
{
    int32_t n = (lat_e7 + 900000000) / TILE_E7;
    int64_t e = ((int64_t)lon_e7 + 1800000000) / TILE_E7;
    if (n >= TILES_N) n = TILES_N - 1;
    return (size_t)(n * TILES_E + e % TILES_E);
}

static size_t tile_of_cell(uint32_t cell)
{
    return cell / CELLS_E / 20 * TILES_E + cell % CELLS_E / 20;
}

/* The cell, or tile, some steps away on a grid; around the globe eastward. False beyond a pole. */
static bool step(size_t at, int north, int east, size_t n_east, size_t n_north, size_t *out)
{
    int64_t n = (int64_t)(at / n_east) + north, e = (int64_t)(at % n_east) + east;
    int64_t wide = (int64_t)n_east;
    if (n < 0 || n >= (int64_t)n_north) return false;
    *out = (size_t)(n * wide + (e % wide + wide) % wide);
    return true;
}

static bool is_kept(const season *s, uint32_t cell)
{
    return s->kept[cell / 64] >> cell % 64 & 1;
}

static void mark(uint64_t *set, size_t cell)
{
    set[cell / 64] |= (uint64_t)1 << cell % 64;
}

/* Every cell that the box around a circle meets. */
static void mark_place(uint64_t *set, geo_pt p, double reach_m)
{
    double north = reach_m / 110500,
           cosine = cos((fabs(p.lat_deg) + north) * 3.14159265358979 / 180);
    double east = cosine > 0.01 ? north / cosine : 180;
    for (double y = p.lat_deg - north;; y = fmin(y + 0.25, p.lat_deg + north)) {
        for (double x = p.lon_deg - east;; x = fmin(x + 0.25, p.lon_deg + east)) {
            double lat = fmin(fmax(y, -90), 90), lon = x - 360 * floor((x + 180) / 360);
            mark(set, cell_at((int32_t)(lat * 1e7), (int32_t)(fmin(lon, 179.9999) * 1e7)));
            if (!(x < p.lon_deg + east)) break;
        }
        if (!(y < p.lat_deg + north)) break;
    }
}

static tr_err open_tiles(season *s, size_t tile)
{
    for (int n = -1; n <= 1; n++) {
        for (int e = -1; e <= 1; e++) {
            size_t t;
            if (!step(tile, n, e, TILES_E, TILES_N, &t) || s->tile[t]) continue;
            s->tile[t] = arena_alloc_n(s->a, DAYS, sizeof *s->tile[t]);
            if (s->tile[t] == NULL) return TR_ERR_NOMEM;
        }
    }
    return TR_OK;
}

static tr_err list_cells(season *s, const uint64_t *asked)
{
    size_t n = 0;
    for (size_t c = 0; c < (size_t)CELLS_E * CELLS_N; c++)
        n += is_kept(s, (uint32_t)c);
    s->cells = arena_alloc_n(s->a, n + 1, sizeof *s->cells);
    s->asked = arena_alloc_n(s->a, n + 1, sizeof *s->asked);
    s->count = arena_alloc_n(s->a, n + 1, sizeof *s->count);
    if (s->cells == NULL || s->asked == NULL || s->count == NULL) return TR_ERR_NOMEM;
    for (uint32_t c = 0; c < (uint32_t)CELLS_E * CELLS_N; c++) {
        if (!is_kept(s, c)) continue;
        s->asked[s->n_cells] = asked[c / 64] >> c % 64 & 1;
        if (s->asked[s->n_cells]) TR_TRY(open_tiles(s, tile_of_cell(c)));
        s->cells[s->n_cells++] = c;
    }
    return TR_OK;
}

static void make_calendar(season *s)
{
    for (int d = 0; d < DAYS; d++) {
        int year, month, day;
        days_to_civil(FIRST_DAY + d, &year, &month, &day);
        s->year_of[d] = (int16_t)year;
        s->bin_of[d] = (uint8_t)((FIRST_DAY + d - civil_to_days(year, 1, 1)) / BIN_DAYS);
    }
}

tr_err season_open(const geo_pt *places, const double *reach_m, size_t n, usec_t before, arena *a,
                   season **out)
{
    season *s = *out = arena_alloc(a, sizeof *s);
    uint64_t *asked = arena_alloc_n(a, CELLS_E * CELLS_N / 64, sizeof *asked);
    if (s == NULL || asked == NULL) return TR_ERR_NOMEM;
    s->a = a;
    arena_init(&s->rows_arena, 3 * SEASON_MAX_ROWS * sizeof(detection));
    s->before_s = before / USEC_SEC;
    for (size_t i = 0; i < n; i++)
        mark_place(asked, places[i], reach_m[i]);
    for (size_t c = 0; c < (size_t)CELLS_E * CELLS_N; c++) {
        for (int k = 0; (asked[c / 64] >> c % 64 & 1) && k < 9; k++) {
            size_t x;
            if (step(c, k / 3 - 1, k % 3 - 1, CELLS_E, CELLS_N, &x)) mark(s->kept, x);
        }
    }
    make_calendar(s);
    return list_cells(s, asked);
}

/* ---- Rows
 * ---------------------------------------------------------------------------------- */

static int32_t solar_day(const detection *d, uint8_t *half)
{
    int64_t t = d->at_s + (int64_t)d->lon_e7 * 240 / 10000000 - 6 * 3600;
    int64_t in_day = (t % 86400 + 86400) % 86400;
    *half = in_day >= 43200;
    return (int32_t)((t - in_day) / 86400 - FIRST_DAY);
}

static int32_t calendar_day(const detection *d)
{
    return (int32_t)((d->at_s - (d->at_s % 86400 + 86400) % 86400) / 86400 - FIRST_DAY);
}

static uint8_t sensor_of(const detection *d)
{
    return d->satellite != SATELLITE_TERRA && d->satellite != SATELLITE_AQUA;
}

static bool tells_pass(const detection *d)
{
    return DETECTION_HAS(d, CLOCK) && DETECTION_HAS(d, SATELLITE);
}

static bool in_calendar(int32_t day)
{
    return day >= 0 && day < DAYS;
}

bool season_wants(const season *s, int32_t lat_e7, int32_t lon_e7)
{
    return s->tile[tile_at(lat_e7, lon_e7)] != NULL;
}

static void note_look(season *s, const detection *d)
{
    uint32_t *days = s->tile[tile_at(d->lat_e7, d->lon_e7)];
    uint8_t half;
    int32_t day = calendar_day(d);
    if (in_calendar(day)) days[day] |= ANY_ROW;
    if (!tells_pass(d)) return;
    day = solar_day(d, &half);
    if (in_calendar(day)) days[day] |= 1u << (d->satellite * HALVES + half);
}

static void drop_rows(season *s)
{
    arena_clear(&s->rows_arena);
    s->rows.items = NULL;
    s->rows.n = s->rows.cap = 0;
}

void season_close(season *s)
{
    if (s) drop_rows(s);
}

tr_err season_add(season *s, const detection *d)
{
    if (!season_wants(s, d->lat_e7, d->lon_e7)) return TR_OK;
    note_look(s, d);
    if (!is_kept(s, cell_at(d->lat_e7, d->lon_e7))) return TR_OK;
    if (s->rows.n == SEASON_MAX_ROWS) {
        s->too_many = true;
        drop_rows(s);
    }
    if (s->too_many) return TR_OK;
    detection *slot = VEC_PUSH(&s->rows_arena, &s->rows);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = *d;
    return TR_OK;
}

/* ---- Counting
 * ------------------------------------------------------------------------------ */

static bool is_past(const season *s, const detection *d)
{
    return d->at_s < s->before_s;
}

static int by_all(const void *x, const void *y)
{
    return detection_compare(x, y);
}

static void drop_equal_rows(season *s)
{
    size_t n = 0;
    if (s->rows.n) qsort(s->rows.items, s->rows.n, sizeof *s->rows.items, by_all);
    for (size_t i = 0; i < s->rows.n; i++) {
        if (n == 0 || detection_compare(&s->rows.items[n - 1], &s->rows.items[i]) != 0)
            s->rows.items[n++] = s->rows.items[i];
    }
    s->rows.n = n;
}

static int by_cell(const void *x, const void *y)
{
    const uint32_t *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

static size_t number_of(const season *s, uint32_t cell)
{
    const uint32_t *p =
        s->n_cells ? bsearch(&cell, s->cells, s->n_cells, sizeof *s->cells, by_cell) : NULL;
    return p ? (size_t)(p - s->cells) : SIZE_MAX;
}

static seen see(const season *s, const detection *d)
{
    seen x = {.cell = cell_at(d->lat_e7, d->lon_e7)};
    if (s->whole_days) {
        x.day = calendar_day(d);
        /* The past does not tell its sensors; those of today are not added up. */
        x.sensor = is_past(s, d) || !DETECTION_HAS(d, SATELLITE) ? 0 : sensor_of(d);
    } else {
        x.day = solar_day(d, &x.half);
        x.sensor = sensor_of(d);
    }
    return x;
}

static int seen_order(const void *x, const void *y)
{
    const seen *a = x, *b = y;
    if (a->cell != b->cell) return a->cell < b->cell ? -1 : 1;
    if (a->day != b->day) return a->day < b->day ? -1 : 1;
    if (a->half != b->half) return a->half < b->half ? -1 : 1;
    return (a->sensor > b->sensor) - (a->sensor < b->sensor);
}

static tr_err count_rows(season *s, season_facts *f)
{
    s->now = arena_alloc_n(s->a, s->rows.n + 1, sizeof *s->now);
    if (s->now == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < s->rows.n; i++) {
        const detection *d = &s->rows.items[i];
        seen x = see(s, d);
        if (!is_past(s, d)) {
            if (s->whole_days || tells_pass(d)) s->now[s->n_now++] = x;
            continue;
        }
        if (!in_calendar(x.day)) continue;
        s->count[number_of(s, x.cell)][s->bin_of[x.day]][x.half][x.sensor]++;
        int year = s->year_of[x.day];
        if (f->n_rows == 0 || year < f->first_year) f->first_year = year;
        if (f->n_rows == 0 || year > f->last_year) f->last_year = year;
        f->n_rows++;
    }
    if (s->n_now) qsort(s->now, s->n_now, sizeof *s->now, seen_order);
    return TR_OK;
}

static uint32_t looks_of_day(const season *s, size_t tile, int32_t day)
{
    uint32_t bits = 0;
    for (int k = 0; k < 9; k++) {
        size_t t;
        if (step(tile, k / 3 - 1, k % 3 - 1, TILES_E, TILES_N, &t) && s->tile[t])
            bits |= s->tile[t][day];
    }
    return bits;
}

static uint32_t n_passes(const season *s, uint32_t bits, uint8_t half, uint8_t sensor)
{
    uint32_t n = 0;
    if (s->whole_days) return bits != 0;
    for (uint8_t sat = 0; sat < SATELLITE__N; sat++) {
        detection d = {.satellite = sat};
        n += sensor_of(&d) == sensor && (bits >> (sat * HALVES + half) & 1);
    }
    return n;
}

static tr_err count_looks(season *s, size_t tile)
{
    looks *l = s->past[tile] = arena_alloc(s->a, sizeof *l);
    int16_t last_year[BINS] = {0};
    int64_t end = s->before_s / 86400 - FIRST_DAY;
    if (l == NULL) return TR_ERR_NOMEM;
    for (int32_t day = 0; day < DAYS && day < end; day++) {
        uint32_t bits = looks_of_day(s, tile, day);
        uint8_t bin = s->bin_of[day];
        if (bits == 0) continue;
        for (uint8_t half = 0; half < HALVES; half++) {
            for (uint8_t sensor = 0; sensor < SENSORS; sensor++)
                l->passes[bin][half][sensor] += n_passes(s, bits, half, sensor);
        }
        l->years[bin] = (uint8_t)(l->years[bin] + (s->year_of[day] != last_year[bin]));
        last_year[bin] = s->year_of[day];
    }
    return TR_OK;
}

tr_err season_seal(season *s, season_facts *out)
{
    *out = (season_facts){.too_many = s->too_many};
    if (s->too_many) return TR_OK;
    drop_equal_rows(s);
    for (size_t i = 0; i < s->rows.n; i++)
        s->whole_days =
            s->whole_days || (is_past(s, &s->rows.items[i]) && !tells_pass(&s->rows.items[i]));
    out->whole_days = s->whole_days;
    TR_TRY(count_rows(s, out));
    for (size_t i = 0; i < s->n_cells; i++) {
        size_t tile = tile_of_cell(s->cells[i]);
        if (s->asked[i] && s->past[tile] == NULL) TR_TRY(count_looks(s, tile));
    }
    drop_rows(s);
    return TR_OK;
}

/* ---- Asking
 * -------------------------------------------------------------------------------- */

static size_t below(const season *s, const seen *x, bool or_equal)
{
    size_t low = 0, high = s->n_now;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int c = seen_order(&s->now[mid], x);
        if (c < 0 || (or_equal && c == 0)) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low;
}

bool season_ask(const season *s, const detection *d, double *p_excess)
{
    seen x = see(s, d);
    size_t own = number_of(s, x.cell), tile = tile_of_cell(x.cell);
    if (s->too_many || own == SIZE_MAX || !s->asked[own] || !in_calendar(x.day)) return false;
    if (!s->whole_days && !tells_pass(d)) return false;
    const looks *l = s->past[tile];
    uint8_t bin = s->bin_of[x.day], sensor = s->whole_days ? 0 : x.sensor;
    if (l->years[bin] < SEASON_LEAST_YEARS) return false;
    season_counts c = {.passes = l->passes[bin][x.half][sensor]};
    if (!(c.passes > 0)) return false; /* another sensor's past */
    for (int k = 0; k < 9; k++) {
        size_t at;
        if (!step(x.cell, k / 3 - 1, k % 3 - 1, CELLS_E, CELLS_N, &at)) continue;
        double n = s->count[number_of(s, (uint32_t)at)][bin][x.half][sensor];
        if (k == 4) {
            c.detections = n;
        } else {
            c.around_detections += n;
            c.around_passes += c.passes;
        }
    }
    uint32_t today = n_passes(s, looks_of_day(s, tile, x.day), x.half, sensor);
    *p_excess = season_p_excess(&c, below(s, &x, true) - below(s, &x, false), today);
    return true;
}

/* ---- How probable
 * -------------------------------------------------------------------------- */

/* Upper tail of the negative binomial with real size: 1 - sum of the terms below y. */
static double nb_upper_tail(double size, double p_success, size_t y)
{
    double pmf = exp(size * log(p_success)), below = 0;
    for (size_t k = 0; k < y; k++) {
        below += pmf;
        pmf *= (size + (double)k) / ((double)k + 1) * (1 - p_success);
    }
    return below < 1 ? 1 - below : 0;
}

double season_p_excess(const season_counts *c, size_t y, double passes)
{
    const double prior_passes = 5;
    double mean = c->around_passes > 0 ? c->around_detections / c->around_passes : 0;
    double a = mean * prior_passes + c->detections, b = prior_passes + c->passes;
    if (y == 0) return 1;
    if (!(a > 0)) return 0; /* never seen here or near: any is an excess */
    return nb_upper_tail(a, b / (b + passes), y);
}
