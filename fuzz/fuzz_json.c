#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    arena a;
    arena_init(&a, (size_t)512 << 20);
    const node *root = NULL;
    tr_diag d = {0};
    if (json_read(fuzz_str(data, size), "fuzz", &a, &root, &d) == TR_ERR_DATA && (d.line == 0 || d.col == 0)) __builtin_trap();
    arena_clear(&a);
    return 0;
}
