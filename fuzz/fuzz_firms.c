/* Any bytes as a FIRMS file: fast and plain readers must agree on every count and row. */
#include "fuzz.h"

#include "producers/firms.h"

#include <stdlib.h>
#include <string.h>

typedef struct seen {
    uint64_t sum;
    size_t rows;
} seen;

static tr_err take(void *ctx, const detection *rows, size_t first, size_t n)
{
    seen *s = ctx;
    for (size_t i = 0; i < n; i++) {
        const detection *d = &rows[i];
        s->sum = s->sum * 31 + (uint64_t)d->at_s + (uint64_t)d->lat_e7 * 3 + (uint64_t)d->lon_e7 * 5 +
                 (uint64_t)d->frp_e4 * 7 + (uint64_t)d->has * 11 + (uint64_t)d->grade * 13 + d->satellite + first;
    }
    s->rows += n;
    return TR_OK;
}

static tr_err read_as(str bytes, bool plain, seen *s, detection_counts *counts)
{
    arena a;
    csv_bytes text;
    detection_sink sink = {take, NULL, s};
    arena_init(&a, (size_t)64 << 20);
    tr_err e = producer_detections(csv_from_bytes(&text, bytes), "f", &(feed_context){0}, plain, &sink, counts, &a, NULL);
    arena_clear(&a);
    return e;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    seen a = {0}, b = {0};
    detection_counts x, y;
    str bytes = {(const char *)data, n};
    tr_err e = read_as(bytes, false, &a, &x), f = read_as(bytes, true, &b, &y);
    if (e != f || (e == TR_OK && (a.sum != b.sum || a.rows != b.rows || x.received != y.received ||
                                  x.received != x.accepted + x.set_aside)))
        abort();
    return 0;
}
