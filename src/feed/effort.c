/* How much was watched on a day: monitor-hours, site-days, clear passes. The denominator of a rate;
 * a day without a row was not watched as far as anybody says. docs/formats/effort.md. */
#include "feed/table.h"

enum { C_DAY, C_WATCHED, C_UNIT, N_NEEDED, C_PLACE = N_NEEDED, C_SOURCE };
static const char *const names[] = {"day", "watched", "unit", "place", "source", NULL};

static tr_err read_row(table *t, const feed_context *c, effort *x, bool *ok)
{
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

static tr_err read_rows(table *t, const feed_context *c, arena *a, effort_vec *out)
{
    effort_vec all = {0};
    tr_err e;
    while ((e = table_next(t)) == TR_OK) {
        effort x;
        bool ok;
        TR_TRY(read_row(t, c, &x, &ok));
        if (!ok) continue;
        tr_err seen = table_accept(t, x.id);
        if (seen == TR_ERR_ABSENT) continue;
        TR_TRY(seen);
        effort *slot = VEC_PUSH(a, &all);
        if (slot == NULL) return TR_ERR_NOMEM;
        *slot = x;
    }
    if (e != TR_ERR_ABSENT) return e;
    TR_TRY(table_settle(t));
    for (size_t i = 0; i < all.n; i++) {
        if (table_conflicts(t, i)) continue;
        effort *slot = VEC_PUSH(a, out);
        if (slot == NULL) return TR_ERR_NOMEM;
        *slot = all.items[i];
    }
    return TR_OK;
}

tr_err feed_effort(str bytes, const char *file, const feed_context *c, arena *a, effort_vec *out,
                   feed_result *result, tr_diag *diag)
{
    table t;
    TR_TRY(table_open(&t, bytes, file, names, N_NEEDED, c->received_column, a, result, diag));
    tr_err e = read_rows(&t, c, a, out);
    table_close(&t);
    return e;
}
