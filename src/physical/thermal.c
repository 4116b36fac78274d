#include "physical/parts.h"

tr_err thermal_analyse(const detection *rows, size_t n, const thermal_options *o, arena *a,
                       thermal_result *out)
{
    sorted_row *s;
    *out = (thermal_result){.n = n, .marks = arena_alloc_n(a, n + 1, sizeof *out->marks)};
    if (out->marks == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n; i++) {
        out->marks[i] = (thermal_mark){THERMAL_NORMAL, 0, THERMAL_NO_INDEX, THERMAL_NO_INDEX, i};
    }
    TR_TRY(sort_rows(rows, n, a, &s));
    TR_TRY(find_passes(s, n, a, out));
    TR_TRY(mark_duplicates(s, n, a, out));
    TR_TRY(find_events(s, n, a, out));
    return find_static(s, n, o, a, out);
}
