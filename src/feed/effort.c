/* How much was watched on a day: monitor-hours, site-days, clear passes. The denominator of a rate;
 * a day without a row was not watched as far as anybody says. docs/formats/effort.md. */
#include "feed/table.h"

enum { C_DAY, C_WATCHED, C_UNIT, N_NEEDED, C_PLACE = N_NEEDED, C_SOURCE };
static const char *const names[] = {"day", "watched", "unit", "place", "source", NULL};

static tr_err read_row(table *t, const feed_context *c, void *row, bool *ok)
{
    effort *x = row;
    tr_err e = TR_OK;
    iso_time at;
    *ok = false;
    *x = (effort){.unit = table_copy(t, C_UNIT, &e),
                  .place = table_copy(t, C_PLACE, &e),
                  .source = table_copy(t, C_SOURCE, &e)};
    TR_TRY(e);
    if (!iso_parse(table_field(t, C_DAY), &at) || at.has_clock)
        return table_reject(t, C_DAY, CODE_ROW_TIME, "a day as YYYY-MM-DD is expected");
    if (!str_to_double(table_field(t, C_WATCHED), &x->watched) || x->watched < 0 ||
        x->watched > 1e9)
        return table_reject(t, C_WATCHED, CODE_ROW_NUMBER,
                            "what was watched is a number, 0 where nothing could be observed");
    if (str_is(x->unit, "none") || str_is(x->unit, "days"))
        return table_reject(t, C_UNIT, CODE_ROW_NUMBER,
                            "'none' and 'days' stand for no effort at all: name the unit");
    if (x->unit.len == 0)
        return table_reject(t, C_UNIT, CODE_ROW_NUMBER,
                            "the unit is missing: monitor-hours, site-days, clear-passes, ...");
    x->day = civil_to_days(at.at.year, at.at.month, at.at.day);
    x->id = arena_printf(t->a, "%lld|" STR_FMT "|" STR_FMT, (long long)x->day, STR_ARG(x->unit),
                         STR_ARG(x->place));
    if (x->id.ptr == NULL) return TR_ERR_NOMEM;
    TR_TRY(table_received(t, &x->received, ok));
    return table_ref(t, c, &x->ref);
}

const rows_need need_effort = {names, N_NEEDED};

static const table_kind kind = {
    .names = names, .n_needed = N_NEEDED, .row_bytes = sizeof(effort), .read = read_row};

tr_err feed_effort(str bytes, const char *file, const feed_context *c, arena *a, effort_vec *out,
                   feed_result *result, tr_diag *diag)
{
    return table_rows(&kind, bytes, file, c, a, (void *)&out->items, &out->n, &out->cap, result,
                      diag);
}
