/* bench_join DIR [POINTS]: the world of the shared generator: points in polygons, points within metres of
 * circles. Prints hits, a sum that depends on every pair, and the processor time of the queries alone. */
#include "geo/join.h"
#include "load.h"

#include <time.h>

typedef struct reader {
    str bytes;
} reader;

static int32_t take_i32(reader *r)
{
    int32_t v = 0;
    memcpy(&v, r->bytes.ptr, sizeof v);
    r->bytes = str_from(r->bytes, sizeof v);
    return v;
}

static double take_f64(reader *r)
{
    double v = 0;
    memcpy(&v, r->bytes.ptr, sizeof v);
    r->bytes = str_from(r->bytes, sizeof v);
    return v;
}

static reader open_bin(arena *a, const char *dir, const char *name)
{
    char path[1024];
    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    return (reader){load_file(a, path)};
}

typedef struct sums {
    uint64_t n, pairs;
} sums;

static tr_err add(void *ctx, const geo_hit *hits, size_t n)
{
    sums *s = ctx;
    s->n += n;
    for (size_t i = 0; i < n; i++)
        s->pairs += ((uint64_t)hits[i].point + 1) * ((uint64_t)hits[i].area + 7);
    return TR_OK;
}

static double cpu_s(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static const geo_shape **read_polygons(arena *a, reader r, size_t *n)
{
    *n = (size_t)take_i32(&r);
    const geo_shape **out = arena_alloc_n(a, *n, sizeof(geo_shape *));
    for (size_t i = 0; i < *n; i++) {
        geo_shape *s = arena_alloc(a, sizeof *s);
        size_t m = (size_t)take_i32(&r);
        *s = (geo_shape){.kind = GEO_POLYGON, .n_rings = 1, .rings = arena_alloc(a, sizeof(geo_ring))};
        s->rings[0] = (geo_ring){arena_alloc_n(a, m + 1, sizeof(geo_pt)), m + 1};
        for (size_t k = 0; k < m; k++) {
            s->rings[0].pts[k].lon_deg = take_f64(&r);
            s->rings[0].pts[k].lat_deg = take_f64(&r);
        }
        s->rings[0].pts[m] = s->rings[0].pts[0];
        out[i] = s;
    }
    return out;
}

static void say(const char *job, size_t n, sums s, double build_s, double query_s)
{
    printf("%s points %zu hits %llu pairs %llu build %.3f s query %.4f s %.0f points/s\n", job, n,
           (unsigned long long)s.n, (unsigned long long)s.pairs, build_s, query_s, (double)n / query_s);
}

int main(int argc, char **argv)
{
    arena a, scratch;
    arena_init(&a, (size_t)16 << 30);
    arena_init(&scratch, (size_t)1 << 30);
    reader r = open_bin(&a, argv[1], argc > 2 ? argv[2] : "points.bin");
    size_t n = (size_t)take_i32(&r), n_shapes, n_discs;
    geo_pt *points = arena_alloc_n(&a, n, sizeof *points);
    for (size_t i = 0; i < n; i++) {
        points[i].lon_deg = take_f64(&r);
        points[i].lat_deg = take_f64(&r);
    }
    const geo_shape **shapes = read_polygons(&a, open_bin(&a, argv[1], "polys.bin"), &n_shapes);
    sums s = {0};
    geo_hit_sink sink = {add, &s};
    geo_polygon_index *px;
    double t0 = cpu_s();
    if (geo_polygon_index_make(shapes, n_shapes, &a, &px) != TR_OK) return 1;
    double t1 = cpu_s();
    for (int round = 0; round < 3; round++) {
        s = (sums){0};
        double t2 = cpu_s();
        if (geo_polygon_index_query(px, points, n, &scratch, &sink) != TR_OK) return 1;
        say("polygons", n, s, t1 - t0, cpu_s() - t2);
        arena_reset(&scratch);
    }
    reader c = open_bin(&a, argv[1], "circles.bin");
    n_discs = (size_t)take_i32(&c);
    geo_disc *discs = arena_alloc_n(&a, n_discs, sizeof *discs);
    for (size_t i = 0; i < n_discs; i++) {
        discs[i].center.lon_deg = take_f64(&c);
        discs[i].center.lat_deg = take_f64(&c);
        discs[i].radius_m = take_f64(&c);
    }
    geo_disc_index *dx;
    t0 = cpu_s();
    if (geo_disc_index_make(discs, n_discs, &a, &dx) != TR_OK) return 1;
    t1 = cpu_s();
    for (int round = 0; round < 3; round++) {
        s = (sums){0};
        double t2 = cpu_s();
        if (geo_disc_index_query(dx, points, n, &scratch, &sink) != TR_OK) return 1;
        say("circles", n, s, t1 - t0, cpu_s() - t2);
        arena_reset(&scratch);
    }
    arena_clear(&a);
    arena_clear(&scratch);
    return 0;
}
