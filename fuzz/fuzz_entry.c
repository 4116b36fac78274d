#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    arena a;
    arena_init(&a, (size_t)512 << 20);
    ledger_entry e;
    sha256 leaf;
    (void)!ledger_entry_parse(fuzz_str(data, size), 0, &a, &e, NULL);
    (void)!ledger_leaf(fuzz_str(data, size), &leaf);
    arena_clear(&a);
    return 0;
}
