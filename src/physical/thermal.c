#include "physical/parts.h"

/* The steps share the sorted rows; what each needs for itself is given back after it. */
static tr_err analyse(const detection *rows, size_t n, const thermal_options *o, arena *a,
                      arena *shared, arena *work, thermal_result *out)
{
    sorted_row *s;
    TR_TRY(sort_rows(rows, n, shared, &s));
    TR_TRY(find_passes(s, n, a, out));
    TR_TRY(mark_duplicates(s, n, work, out));
    arena_clear(work);
    TR_TRY(find_events(s, n, a, work, out));
    arena_clear(work);
    return find_static(s, n, o, a, work, out);
}

tr_err thermal_analyse(const detection *rows, size_t n, const thermal_options *o, arena *a,
                       thermal_result *out)
{
    arena shared, work;
    if (n >= THERMAL_NO_INDEX) return TR_ERR_LIMIT;
    *out = (thermal_result){.n = n, .marks = arena_alloc_n(a, n + 1, sizeof *out->marks)};
    if (out->marks == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n; i++) {
        out->marks[i] = (thermal_mark){.state = THERMAL_NORMAL,
                                       .event = THERMAL_NO_INDEX,
                                       .anchor = THERMAL_NO_INDEX,
                                       .stands_for = (uint32_t)i};
    }
    arena_init(&shared, a->limit_bytes);
    arena_init(&work, a->limit_bytes);
    tr_err e = analyse(rows, n, o, a, &shared, &work, out);
    arena_clear(&work);
    arena_clear(&shared);
    return e;
}
