/* Words of time. The bounds are parameters of the rules version; docs/formats/time.md lists them.
 */
#include "feed/feed.h"

static const struct {
    const char *words;
    int from_min, to_min;
} day_parts[] = {
    /* longer phrases first: the first that occurs wins */
    {"early morning", 0, 8 * 60},    {"early hours", 0, 8 * 60},     {"small hours", 0, 8 * 60},
    {"before dawn", 0, 8 * 60},      {"overnight", -6 * 60, 6 * 60}, {"night", -6 * 60, 6 * 60},
    {"morning", 5 * 60, 11 * 60},    {"noon", 11 * 60, 13 * 60},     {"midday", 11 * 60, 13 * 60},
    {"afternoon", 12 * 60, 18 * 60}, {"evening", 16 * 60, 24 * 60},
};

bool day_part_bounds(str words, int *from_min, int *to_min)
{
    for (size_t i = 0; i < sizeof day_parts / sizeof day_parts[0]; i++) {
        if (!str_has_nocase(words, day_parts[i].words)) continue;
        *from_min = day_parts[i].from_min;
        *to_min = day_parts[i].to_min;
        return true;
    }
    return false;
}

bool clock_words(str words, int *min)
{
    str h = str_upto(words, str_find(words, ':')), m = str_from(words, h.len + 1);
    int64_t hour, minute;
    if (h.len == words.len || h.len == 0 || h.len > 2 || m.len != 2) return false;
    if (!str_to_i64(h, 0, 23, &hour) || !str_to_i64(m, 0, 59, &minute)) return false;
    *min = (int)(hour * 60 + minute);
    return true;
}
