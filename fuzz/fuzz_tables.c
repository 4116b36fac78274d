/* The first byte chooses the kind, the second the mapping; the rest is a table in whatever form. It is read once to find
 * its form, and once more by that form as the record would have it: both must give the same. */
#include "fuzz.h"

#include <string.h>

static const feed_kind kinds[] = {FEED_EVENTS, FEED_CLAIMS, FEED_INCIDENTS, FEED_TOTALS, FEED_SITES, FEED_ACLED, FEED_FIRMS, FEED_EFFORT};
static const char *const mappings[] = {
    "{}", "{\"id\":\"a\",\"date\":\"b\",\"lat\":\"c\",\"lon\":\"d\"}", "{\"id\":\"a\",\"instant\":\"b\",\"position\":\"c\",\"position_order\":\"lat,lon\"}",
    "{\"id\":\"a\",\"date\":\"b\",\"time\":\"c\",\"date_format\":\"%d/%m/%Y\"}", "{\"instant\":\"a\",\"date_format\":\"excel\",\"position\":\"b\",\"position_order\":\"wkt\"}"};

static void mix(uint64_t *sum, uint64_t v)
{
    *sum = (*sum ^ v) * 1099511628211u;
}

static tr_err take_event(void *ctx, const event_row *e)
{
    if (e->has_position && !geo_pt_ok(e->position)) __builtin_trap();
    if (span_known(e->when) && e->when.to < e->when.from) __builtin_trap();
    mix(ctx, e->record);
    mix(ctx, (uint64_t)e->when.from);
    mix(ctx, e->hash[0]);
    return TR_OK;
}

static tr_err take_fires(void *ctx, const detection *rows, size_t first, size_t n)
{
    mix(ctx, first);
    for (size_t i = 0; i < n; i++)
        mix(ctx, (uint64_t)rows[i].lat_e7 ^ (uint64_t)rows[i].at_s << 20);
    return TR_OK;
}

static tr_err read_stream(feed_kind kind, str bytes, const event_mapping *m, const feed_context *c, arena *a, size_t n[3], uint64_t *sum)
{
    csv_bytes text;
    csv_source src = csv_from_bytes(&text, bytes);
    event_sink sink = {take_event, NULL, sum};
    tr_diag d = {0};
    if (kind == FEED_EVENTS) return feed_events(src, "fuzz", m, c, &sink, &n[0], &n[1], &n[2], &d);
    if (kind != FEED_FIRMS) return producer_events(kind, src, "fuzz", m, c, &sink, &n[0], &n[1], &n[2], &d);
    detection_counts counts;
    detection_sink fires = {take_fires, NULL, sum};
    tr_err e = producer_detections(src, "fuzz", c, false, &fires, &counts, a, &d);
    n[0] = counts.received;
    n[1] = counts.accepted;
    n[2] = counts.set_aside;
    return e;
}

static tr_err read_table(feed_kind kind, str bytes, const feed_context *c, arena *a, size_t n[3], uint64_t *sum)
{
    feed_result r = {0};
    tr_diag d = {0};
    tr_err e = TR_ERR_USAGE;
    claim_vec claims = {0};
    incident_vec incidents = {0};
    total_vec totals = {0};
    site_vec sites = {0};
    effort_vec efforts = {0};
    if (kind == FEED_CLAIMS) e = feed_claims(bytes, "fuzz", c, a, &claims, &r, &d);
    if (kind == FEED_INCIDENTS) e = feed_incidents(bytes, "fuzz", c, a, &incidents, &r, &d);
    if (kind == FEED_TOTALS) e = feed_totals(bytes, "fuzz", c, a, &totals, &r, &d);
    if (kind == FEED_SITES) e = feed_sites(bytes, "fuzz", c, a, &sites, &r, &d);
    if (kind == FEED_EFFORT) e = feed_effort(bytes, "fuzz", c, a, &efforts, &r, &d);
    n[0] = r.received;
    n[1] = r.accepted + r.duplicate;
    n[2] = r.set_aside;
    for (size_t i = 0; e == TR_OK && i < claims.n; i++)
        mix(sum, (uint64_t)claims.items[i].when.from);
    for (size_t i = 0; e == TR_OK && i < incidents.n; i++)
        mix(sum, (uint64_t)incidents.items[i].when.from);
    return e;
}

static tr_err read_once(feed_kind kind, str bytes, const event_mapping *m, const feed_context *c, arena *a, size_t n[3], uint64_t *sum)
{
    return feed_kind_streams(kind) ? read_stream(kind, bytes, m, c, a, n, sum) : read_table(kind, bytes, c, a, n, sum);
}

static void both(feed_kind kind, const char *mapping, str bytes, arena *a)
{
    taxonomy tax;
    feed_context c;
    const node *n = NULL;
    size_t first[3], second[3];
    uint64_t sum = 1, sum2 = 1;
    str text;
    if (!fuzz_tables(a, &tax, &c) || json_read(str_of(mapping), "m", a, &n, NULL) != TR_OK) return;
    event_mapping m = event_mapping_read(n);
    table_form form = form_open(a), recorded;
    c.mapping = &m;
    c.form = &form;
    tr_err e = read_once(kind, bytes, &m, &c, a, first, &sum);
    if (e != TR_OK) return;
    if (first[0] != first[1] + first[2]) __builtin_trap();
    if (form_write(&form, a, &text) != TR_OK) return;
    if (form_read(text, a, &recorded) != TR_OK) __builtin_trap();
    c.form = &recorded;
    e = read_once(kind, bytes, &m, &c, a, second, &sum2);
    if (e == TR_ERR_NOMEM || e == TR_ERR_LIMIT) return;
    if (e != TR_OK || memcmp(first, second, sizeof first) != 0 || sum != sum2) __builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    arena a;
    if (size < 2) return 0;
    arena_init(&a, (size_t)512 << 20);
    both(kinds[data[0] % (sizeof kinds / sizeof kinds[0])], mappings[data[1] % (sizeof mappings / sizeof mappings[0])], fuzz_str(data + 2, size - 2), &a);
    arena_clear(&a);
    return 0;
}
