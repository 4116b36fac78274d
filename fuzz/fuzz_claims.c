#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    arena a;
    arena_init(&a, (size_t)512 << 20);
    claim_vec v = {0};
    feed_result r = {0};
    taxonomy tax;
    facility_class_vec classes = {0};
    tr_diag d = {0};
    if (feed_taxonomy(app_shipped_taxonomy(), "t", &a, &tax, &d) != TR_OK) return 0; /* out of memory */
    feed_context c = {.categories = &tax};
    if (feed_classes(app_shipped_classes(), "c", &c, &a, &classes, &r, &d) != TR_OK) return 0; /* out of memory */
    c.classes = classes.items;
    c.n_classes = classes.n;
    tr_err e = feed_claims(fuzz_str(data, size), "fuzz", &c, &a, &v, &r, &d);
    if (e == TR_OK && (r.received != r.accepted + r.duplicate + r.set_aside || v.n != r.accepted)) __builtin_trap();
    arena_clear(&a);
    return 0;
}
