#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    arena a;
    arena_init(&a, (size_t)512 << 20);
    const agreement *ag = NULL;
    diag_list faults = {0}, lints = {0};
    host_zones *z = NULL;
    buf b;
    if (host_zones_open(&a, &z) != TR_OK) return 0; /* out of memory */
    tz_db db = host_zones_db(z);
    tr_err e = agreement_parse(fuzz_str(data, size), "fuzz", &db, &a, &ag, &faults);
    if (e == TR_ERR_DATA && faults.n == 0) __builtin_trap();
    if (e == TR_OK) {
        buf_init(&b, 1 << 24);
        agreement_show(ag, &b);
        (void)!agreement_lint(ag, "fuzz", &a, &lints);
        buf_free(&b);
    }
    arena_clear(&a);
    return 0;
}
