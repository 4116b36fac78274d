/* bench_firms FILE [plain]: decode a FIRMS file to typed rows; prints rows, a checksum over every value, and
 * the seconds of processor time without reading the file. */
#include "load.h"

#include <time.h>

typedef struct sums {
    int64_t n, set_aside, value[12];
} sums;

static tr_err add(void *ctx, const detection *d, size_t first, size_t n)
{
    sums *s = ctx;
    (void)first;
    s->n += (int64_t)n;
    for (size_t i = 0; i < n; i++) {
        s->value[0] += d[i].lat_e7;
        s->value[1] += d[i].lon_e7;
        s->value[2] += d[i].brightness_e4;
        s->value[3] += d[i].scan_e4;
        s->value[4] += d[i].track_e4;
        s->value[5] += d[i].at_s;
        s->value[6] += d[i].satellite;
        s->value[7] += d[i].grade;
        s->value[8] += d[i].brightness2_e4;
        s->value[9] += d[i].frp_e4;
        s->value[10] += d[i].day;
        s->value[11] += d[i].has;
    }
    return TR_OK;
}

static tr_err refuse(void *ctx, size_t nth, const tr_diag *why, str raw)
{
    (void)nth;
    (void)why;
    (void)raw;
    ((sums *)ctx)->set_aside++;
    return TR_OK;
}

int main(int argc, char **argv)
{
    arena a;
    sums s = {0};
    detection_counts counts;
    detection_sink sink = {add, refuse, &s};
    arena_init(&a, (size_t)8 << 30);
    csv_bytes from;
    str bytes = load_file(&a, argv[1]);
    struct timespec t0, t1;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t0);
    tr_err e = producer_detections(csv_from_bytes(&from, bytes), argv[1], &(feed_context){0}, argc > 2, &sink, &counts, &a, NULL);
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t1);
    double cpu_s = (double)(t1.tv_sec - t0.tv_sec) + (double)(t1.tv_nsec - t0.tv_nsec) / 1e9;
    printf("rows %lld aside %lld", (long long)s.n, (long long)s.set_aside);
    for (size_t i = 0; i < 12; i++)
        printf(" %lld", (long long)s.value[i]);
    printf("\ncpu %.4f s, %.2f M rows/s\n", cpu_s, (double)s.n / cpu_s / 1e6);
    return e != TR_OK;
}
