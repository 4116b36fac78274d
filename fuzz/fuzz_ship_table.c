/* A table of ship positions: whatever it is, its rows are accepted or set aside, and what comes out
 * is within limits. */
#include "fuzz.h"

#include "ais/table.h"

static tr_err look(void *ctx, const ais_reader *r, const ais_message *m, size_t n)
{
    uint64_t *seen = ctx;
    (void)r;
    for (size_t i = 0; i < n; i++) {
        if (m[i].type != 5 && (!ais_known(&m[i], AIS_LAT) || m[i].value[AIS_LAT] > 54000000 ||
                               m[i].value[AIS_LAT] < -54000000 || m[i].value[AIS_LON] > 108000000 ||
                               m[i].value[AIS_LON] < -108000000))
            __builtin_trap();
        *seen += m[i].type != 5;
    }
    return TR_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    arena a;
    tr_diag d;
    ais_table_counts n;
    csv_bytes from;
    uint64_t seen = 0;
    str all = fuzz_str(data, size);
    arena_init(&a, (size_t)64 << 20);
    (void)ais_is_table(all);
    if (ais_table_read(csv_from_bytes(&from, all), "fuzz", &a, look, &seen, NULL, NULL, &n, &d) ==
            TR_OK &&
        (n.received != n.accepted + n.set_aside || seen + n.stations != n.accepted))
        __builtin_trap();
    arena_clear(&a);
    return 0;
}
