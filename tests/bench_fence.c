/* bench_fence DIR [SHIPS] [MOVES]: ships of the shared generator's world among its polygons, moved
 * in random order: moves a second of processor time, and how long one move takes (median, 99 of
 * 100). */
#include "gen.h"
#include "load.h"
#include "sea/fence.h"

#include <time.h>

static double cpu_s(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static const geo_shape **read_polygons(arena *a, str s, size_t *n)
{
    int32_t m = 0;
    if (s.ptr == NULL) exit(2);
    memcpy(&m, s.ptr, 4);
    s = str_from(s, 4);
    *n = (size_t)m;
    const geo_shape **out = arena_alloc_n(a, *n, sizeof *out);
    for (size_t i = 0; i < *n; i++) {
        geo_shape *g = arena_alloc(a, sizeof *g);
        if (g == NULL || out == NULL) exit(2);
        memcpy(&m, s.ptr, 4);
        s = str_from(s, 4);
        *g = (geo_shape){
            .kind = GEO_POLYGON, .n_rings = 1, .rings = arena_alloc(a, sizeof(geo_ring))};
        g->rings[0] = (geo_ring){arena_alloc_n(a, (size_t)m + 1, sizeof(geo_pt)), (size_t)m + 1};
        memcpy(g->rings[0].pts, s.ptr, (size_t)m * sizeof(geo_pt));
        g->rings[0].pts[m] = g->rings[0].pts[0];
        s = str_from(s, (size_t)m * sizeof(geo_pt));
        out[i] = g;
    }
    return out;
}

static int by_value(const void *x, const void *y)
{
    float a = *(const float *)x, b = *(const float *)y;
    return (a > b) - (a < b);
}

int main(int argc, char **argv)
{
    arena a;
    char path[1024];
    int64_t ships = 100000, moves = 5000000;
    if (argc < 2 || (argc > 2 && !str_to_i64(str_of(argv[2]), 1, 10000000, &ships)) ||
        (argc > 3 && !str_to_i64(str_of(argv[3]), 1, 1000000000, &moves)))
        return 2;
    arena_init(&a, (size_t)16 << 30);
    (void)snprintf(path, sizeof path, "%s/polys.bin", argv[1]);
    size_t n;
    const geo_shape **areas = read_polygons(&a, load_file(&a, path), &n);
    sea_fence *f = NULL;
    if (sea_fence_make(areas, n, (size_t)ships, &a, &f) != TR_OK) return 1;
    geo_pt *at = arena_alloc_n(&a, (size_t)ships, sizeof *at);
    gen g = {5};
    for (int64_t i = 0; i < ships; i++)
        at[i] = (geo_pt){22 + (double)gen_below(&g, 18000000) / 1e6,
                         44 + (double)gen_below(&g, 8500000) / 1e6};
    float *took = arena_alloc_n(&a, (size_t)(moves / 64) + 1, sizeof *took);
    size_t n_took = 0, changes = 0;
    double t0 = cpu_s();
    for (int64_t i = 0; i < moves; i++) {
        uint32_t s = (uint32_t)gen_below(&g, (size_t)ships);
        uint64_t d = gen_u64(&g);
        at[s].lon_deg += ((double)(d & 0xFFFF) - 32767.5) * 3e-7;
        at[s].lat_deg += ((double)(d >> 16 & 0xFFFF) - 32767.5) * 3e-7;
        const sea_fence_change *c;
        size_t m;
        bool timed = i % 64 == 0;
        struct timespec x, y;
        if (timed) (void)clock_gettime(CLOCK_MONOTONIC, &x);
        if (sea_fence_move(f, s, at[s], &c, &m) != TR_OK) return 1;
        if (timed) {
            (void)clock_gettime(CLOCK_MONOTONIC, &y);
            took[n_took++] = (float)((double)(y.tv_sec - x.tv_sec) * 1e6 +
                                     (double)(y.tv_nsec - x.tv_nsec) / 1e3);
        }
        changes += m;
    }
    double s = cpu_s() - t0;
    qsort(took, n_took, sizeof *took, by_value);
    printf("fences %zu, ships %lld: %.2f M moves/s, %zu entries and exits; one move %.2f us at the "
           "median, %.2f us at 99 of 100\n",
           n, (long long)ships, (double)moves / s / 1e6, changes, (double)took[n_took / 2],
           (double)took[n_took * 99 / 100]);
    arena_clear(&a);
    return 0;
}
