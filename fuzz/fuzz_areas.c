/* The first byte chooses: named areas, areas of control on a day, or a table of fetches. */
#include "fuzz.h"

#include "feed/feed.h"

static void areas(feed_kind kind, str bytes, arena *a)
{
    area_vec v = {0};
    feed_result r;
    tr_diag d;
    feed_context c = {0};
    tr_err e = feed_areas(kind, bytes, "day_20250402.geojson", &c, a, &v, &r, &d);
    fuzz_counts(e, &r, v.n);
    for (size_t i = 0; e == TR_OK && i < v.n; i++) {
        const named_area *x = &v.items[i];
        if (x->shape.kind == GEO_NONE || x->name.ptr == NULL || x->names.n > bytes.len) __builtin_trap();
        if (kind == FEED_CONTROL && (x->shape.kind != GEO_POLYGON || !span_known(x->when))) __builtin_trap();
    }
}

static void fetches(str bytes, arena *a)
{
    fetch_vec v = {0};
    feed_result r;
    tr_diag d;
    tr_err e = feed_fetches(bytes, "fuzz", &(feed_context){0}, a, &v, &r, &d);
    if (e == TR_OK && r.received != r.accepted + r.duplicate + r.set_aside) __builtin_trap();
    for (size_t i = 0; e == TR_OK && i < v.n; i++) {
        if (v.items[i].covers.to <= v.items[i].covers.from) __builtin_trap();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    arena a;
    if (size == 0) return 0;
    arena_init(&a, (size_t)64 << 20);
    str rest = fuzz_str(data + 1, size - 1);
    if (data[0] % 3 == 2) {
        fetches(rest, &a);
    } else {
        areas(data[0] % 3 ? FEED_CONTROL : FEED_AREAS, rest, &a);
    }
    arena_clear(&a);
    return 0;
}
