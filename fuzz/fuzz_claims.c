#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    arena a;
    arena_init(&a, (size_t)512 << 20);
    claim_vec v = {0};
    feed_result r = {0};
    taxonomy tax;
    feed_context c;
    tr_diag d = {0};
    if (fuzz_tables(&a, &tax, &c)) {
        tr_err e = feed_claims(fuzz_str(data, size), "fuzz", &c, &a, &v, &r, &d);
        fuzz_counts(e, &r, v.n);
    }
    arena_clear(&a);
    return 0;
}
