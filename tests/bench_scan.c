/* bench_scan SITES DAYS REPLICATES THREADS [plain|back]: a prospective scan of generated sites, and its replicates; `back`: over all
 * days, windows up to half of them. */
#include "calc/random.h"
#include "stats/scan.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int main(int argc, char **argv)
{
    if (argc < 5) return 2;
    size_t n = strtoul(argv[1], NULL, 10), days = strtoul(argv[2], NULL, 10);
    arena a;
    random_stream r = random_seeded(7);
    arena_init(&a, (size_t)8 << 30);
    double *x = calloc(n, sizeof *x), *y = calloc(n, sizeof *y), *count = calloc(n * days, sizeof *count), *e = calloc(n * days, sizeof *e), *d = calloc(n * n, sizeof *d);
    if (!x || !y || !count || !e || !d) return 1;
    for (size_t i = 0; i < n; i++) {
        x[i] = random_unit(&r);
        y[i] = random_unit(&r);
        double rate = 0.05 + 0.3 * random_unit(&r);
        for (size_t t = 0; t < days; t++) {
            e[i * days + t] = rate;
            count[i * days + t] = random_poisson(&r, rate * (x[i] < 0.2 && y[i] < 0.2 && t + 7 > days ? 1.6 : 1));
        }
    }
    for (size_t i = 0; i < n * n; i++)
        d[i] = hypot(x[i / n] - x[i % n], y[i / n] - y[i % n]);
    bool back = argc > 5 && strcmp(argv[5], "back") == 0;
    scan_data data = {n, days, count, e, d};
    scan_options o = {.most_share = 0.5, .most_distance = HUGE_VAL, .tie_together = true, .prospective = !back, .most_days = back ? 0 : 14, .least_cases = 2, .threads = strtoul(argv[4], NULL, 10)};
    scan_test_options t = {.replicates = strtoul(argv[3], NULL, 10), .stream = random_seeded(11), .plain = argc > 5 && !back};
    scan *s;
    scan_cluster *c;
    size_t n_clusters;
    double *null, start = now(), digest = 0;
    if (scan_open(&data, &o, &a, &s) != TR_OK || scan_clusters(s, &a, &c, &n_clusters) != TR_OK) return 1;
    double opened = now() - start;
    if (scan_null(s, &t, &a, &null) != TR_OK) return 1;
    double all = now() - start;
    for (size_t i = 0; i < t.replicates; i++)
        digest += null[i] * (double)(i + 1);
    printf("%zu sites, %zu days, %zu replicates, %zu threads%s: %.3f s, of it zones and observed data %.3f s; LLR %.6f, p %.4f; digest %.12g\n", n, days, t.replicates, o.threads,
           t.plain ? ", plain" : "", all, opened, n_clusters ? c[0].llr : 0, n_clusters ? scan_p_rank(null, t.replicates, c[0].llr) : 1, digest);
    arena_clear(&a);
    free(x);
    free(y);
    free(count);
    free(e);
    free(d);
    return 0;
}
