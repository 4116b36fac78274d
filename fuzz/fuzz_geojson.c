#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    arena a;
    arena_init(&a, (size_t)512 << 20);
    geo_features f = {0};
    tr_diag d = {0}, w = {0};
    if (geojson_read(fuzz_str(data, size), "fuzz", &a, &f, &d, &w) == TR_ERR_DATA && d.line == 0) __builtin_trap();
    arena_clear(&a);
    return 0;
}
