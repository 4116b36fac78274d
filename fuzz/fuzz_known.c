/* The first byte chooses the kind; the rest is a file of a known event feed. */
#include "fuzz.h"

#include "feed/feed.h"

#include <string.h>

static tr_err take(void *ctx, const event_row *e)
{
    ++*(size_t *)ctx;
    if (e->has_position && !geo_pt_ok(e->position)) __builtin_trap();
    if (span_known(e->when) && e->when.to < e->when.from) __builtin_trap();
    if (utf8_valid_prefix(e->kinds) != e->kinds.len) __builtin_trap();
    return TR_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const feed_kind kinds[] = {FEED_VIINA, FEED_UCDP, FEED_ACLED, FEED_ALERTS, FEED_EXPLOSIONS};
    if (size == 0) return 0;
    csv_bytes rest;
    event_mapping m = {0};
    feed_context c = {0};
    size_t taken = 0, n[3];
    event_sink sink = {take, NULL, &taken};
    tr_diag d;
    tr_err e = producer_events(kinds[data[0] % 5], csv_from_bytes(&rest, fuzz_str(data + 1, size - 1)), "fuzz", &m, &c, &sink, &n[0], &n[1], &n[2], &d);
    if (e == TR_OK && (n[0] != n[1] + n[2] || taken != n[1])) __builtin_trap();
    return 0;
}
