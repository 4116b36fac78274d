/* Areas and a log of ships: whatever they are, the job ends, its account adds up, and a second run
 * gives the same events. */
#include "fuzz.h"

#include "ais/log.h"
#include "traffic/traffic.h"

#include <string.h>

static tr_err add(void *ctx, const ais_reader *r, const ais_message *m, size_t n)
{
    (void)r;
    return traffic_add(ctx, m, n);
}

static uint64_t run(arena *a, str log, const traffic_areas *areas, size_t rows)
{
    ais_reader *r = NULL;
    traffic *t = NULL;
    csv_bytes from;
    const traffic_event *e;
    uint64_t sum = 0, doubted = 0;
    traffic_watch w = {{31, 43}, 50000, 0, INT64_MAX};
    traffic_rules rules = {.folder = "/tmp",
                           .areas = areas->items,
                           .n_areas = areas->n,
                           .watches = &w,
                           .n_watches = 1,
                           .run_rows = rows};
    if (ais_open(a, AIS_FAST, true, NULL, NULL, &r) != TR_OK ||
        traffic_open(&rules, a, &t) != TR_OK)
        return 0;
    csv_source src = csv_from_bytes(&from, log);
    tr_err end = ais_log_read(r, &src, a, add, t);
    if (end == TR_OK) end = traffic_look(t, NULL, NULL);
    while (end == TR_OK && (end = traffic_next(t, &e)) == TR_OK)
        sum = sum * 31 + (uint64_t)e->from_ms + (uint64_t)e->to_ms + e->mmsi + e->kind + e->n +
              e->label;
    const traffic_account *n = traffic_counts(t);
    for (int i = SEA_NONE + 1; i < SEA_DOUBT__N; i++)
        doubted += n->doubted[i];
    if (end == TR_ERR_ABSENT && n->positions != n->duplicate + n->trusted + doubted)
        __builtin_trap();
    traffic_close(t);
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    arena a;
    tr_diag d;
    traffic_areas areas = {0};
    str all = fuzz_str(data, size);
    size_t cut = str_find(all, '\n');
    arena_init(&a, (size_t)512 << 20);
    if (traffic_areas_read(str_upto(all, cut), "fuzz", &a, &areas, &d) != TR_OK) areas.n = 0;
    str log = cut < all.len ? str_from(all, cut + 1) : (str){0};
    if (run(&a, log, &areas, 7) != run(&a, log, &areas, 1000)) __builtin_trap();
    arena_clear(&a);
    return 0;
}
