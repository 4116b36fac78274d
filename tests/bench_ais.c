/* bench_ais FILE [plain] [times]: decode an NMEA file to messages, from memory; prints messages, a
 * sum over every value, and messages a second of processor time. The sum is the same for both
 * readings. */
#include "ais/ais.h"
#include "load.h"

#include <stdlib.h>
#include <time.h>

enum { BATCH = 64 };

static uint64_t sum_of(const ais_message *m)
{
    uint64_t s = m->mmsi + m->known + m->odd + m->type;
    for (int f = 0; f < AIS_FIELD__N; f++)
        s = s * 31 + (uint64_t)(int64_t)m->value[f];
    for (size_t i = 0; i < sizeof m->name; i++)
        s = s * 31 + (unsigned char)m->name[i];
    return s;
}

static uint64_t decode(str bytes, ais_speed speed, bool look, arena *a, ais_account *out)
{
    static ais_message room[BATCH];
    ais_reader *r = NULL;
    uint64_t sum = 0;
    size_t at = 0, used = 1;
    if (ais_open(a, speed, false, NULL, NULL, &r) != TR_OK) abort();
    while (at < bytes.len && used) {
        size_t n = ais_read(r, bytes.ptr + at, bytes.len - at, true, room, BATCH, &used);
        for (size_t i = 0; i < n; i++)
            sum += look ? sum_of(&room[i]) : (uint64_t)room[i].value[AIS_LON];
        at += used;
    }
    ais_end(r);
    *out = *ais_counts(r);
    return sum;
}

int main(int argc, char **argv)
{
    arena a;
    arena_init(&a, (size_t)4 << 30);
    if (argc < 2) return 2;
    str bytes = load_file(&a, argv[1]);
    ais_speed speed = argc > 2 && strcmp(argv[2], "plain") == 0 ? AIS_PLAIN : AIS_FAST;
    int64_t times = 1;
    if (argc > 3 && !str_to_i64(str_of(argv[3]), 1, 1000, &times)) return 2;
    double best = 1e9;
    ais_account n = {0};
    uint64_t sum = decode(bytes, speed, true, &a, &n);
    for (int64_t i = 0; i < times; i++) {
        clock_t t = clock();
        (void)decode(bytes, speed, false, &a, &n);
        double s = (double)(clock() - t) / CLOCKS_PER_SEC;
        best = s < best ? s : best;
    }
    printf("%llu messages of %llu sentences, sum %016llx, %.2f M messages/s, %.2f GB/s\n",
           (unsigned long long)n.messages, (unsigned long long)n.received, (unsigned long long)sum,
           (double)n.messages / best / 1e6, (double)bytes.len / best / 1e9);
    arena_clear(&a);
    return 0;
}
