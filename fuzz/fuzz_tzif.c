#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    arena a;
    arena_init(&a, (size_t)512 << 20);
    const tz *z = NULL;
    if (tz_parse(STR("fuzz"), fuzz_str(data, size), &a, &z, NULL) == TR_OK) {
        for (int y = 1900; y < 2200; y += 7) {
            civil c = {.year = y, .month = 1 + y % 12, .day = 1 + y % 28, .hour = y % 24};
            span s = tz_to_utc(z, &c);
            (void)tz_offset_sec(z, s.from);
        }
    }
    arena_clear(&a);
    return 0;
}
