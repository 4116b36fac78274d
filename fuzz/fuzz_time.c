#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    iso_time t;
    int from, to;
    usec_t v;
    str s = fuzz_str(data, size);
    if (iso_parse(s, &t) && !civil_date_ok(t.at.year, t.at.month, t.at.day)) __builtin_trap();
    (void)iso_parse_instant(s, &v);
    (void)day_part_bounds(s, &from, &to);
    (void)clock_words(s, &from);
    return 0;
}
