/* What was done under an obligation to perform: a delivery, an exchange, a notice. One row is one
 * report of one act; what was not reported is not in it. docs/formats/performance.md. */
#include "feed/table.h"

enum {
    C_ID,
    C_OBLIGATION,
    C_DAY,
    N_NEEDED,
    C_QUANTITY = N_NEEDED,
    C_STATE,
    C_SAID_BY,
    C_SOURCE,
    C_NOTE,
    C_ACT,
    C_PART,
    C_CATEGORY,
    C_GOT,
    C_SHIP
};
static const char *const names[] = {"id",       "obligation", "day",  "quantity", "state",
                                    "said_by",  "source",     "note", "act",      "part",
                                    "category", "got",        "ship", NULL};

static bool state_known(str s)
{
    return s.len == 0 || str_is(s, "begun") || str_is(s, "partly") || str_is(s, "done") ||
           str_is(s, "none") || str_is(s, "in_time") || str_is(s, "late");
}

static tr_err read_row(table *t, const feed_context *c, void *row, bool *ok)
{
    performance *x = row;
    tr_err e = TR_OK;
    iso_time at;
    str quantity = table_field(t, C_QUANTITY), got = table_field(t, C_GOT);
    *ok = false;
    *x = (performance){.id = table_copy(t, C_ID, &e),
                       .obligation = table_copy(t, C_OBLIGATION, &e),
                       .state = table_copy(t, C_STATE, &e),
                       .said_by = table_copy(t, C_SAID_BY, &e),
                       .source = table_copy(t, C_SOURCE, &e),
                       .note = table_copy(t, C_NOTE, &e),
                       .act = table_copy(t, C_ACT, &e),
                       .part = table_copy(t, C_PART, &e),
                       .category = table_copy(t, C_CATEGORY, &e)};
    TR_TRY(e);
    if (x->id.len == 0) return table_reject(t, C_ID, CODE_ROW_ID, "the act has no id");
    if (x->obligation.len == 0)
        return table_reject(t, C_OBLIGATION, CODE_ROW_ID, "the id of an obligation is missing");
    if (!iso_parse(table_field(t, C_DAY), &at) || at.has_clock)
        return table_reject(t, C_DAY, CODE_ROW_TIME, "a day as YYYY-MM-DD is expected");
    x->day = civil_to_days(at.at.year, at.at.month, at.at.day);
    x->has_quantity = quantity.len > 0;
    if (quantity.len && !str_to_i64(quantity, 0, INT64_C(1000000000000), &x->quantity))
        return table_reject(t, C_QUANTITY, CODE_ROW_NUMBER, "a whole number is expected");
    x->has_got = got.len > 0;
    if (got.len && !str_to_i64(got, 0, INT64_C(1000000000000), &x->got))
        return table_reject(t, C_GOT, CODE_ROW_NUMBER, "a whole number is expected");
    int64_t ship = 0;
    if (table_field(t, C_SHIP).len && !str_to_i64(table_field(t, C_SHIP), 1, 999999999, &ship))
        return table_reject(t, C_SHIP, CODE_ROW_NUMBER, "the number of a ship (MMSI) is expected");
    x->ship = (uint32_t)ship;
    if (!state_known(x->state))
        return table_reject(
            t, C_STATE, CODE_ROW_NUMBER,
            "the state is none, begun, partly or done; of a notice, in_time or late");
    if (!x->has_quantity && x->state.len == 0)
        return table_reject(t, C_QUANTITY, CODE_ROW_NUMBER,
                            "an act has a quantity, or a state, or both");
    TR_TRY(table_received(t, &x->received, ok));
    return table_ref(t, c, &x->ref);
}

const rows_need need_performance = {names, N_NEEDED};

static const table_kind kind = {
    .names = names, .n_needed = N_NEEDED, .row_bytes = sizeof(performance), .read = read_row};

tr_err feed_performance(str bytes, const char *file, const feed_context *c, arena *a,
                        performance_vec *out, feed_result *result, tr_diag *diag)
{
    return table_rows(&kind, bytes, file, c, a, (void *)&out->items, &out->n, &out->cap, result,
                      diag);
}
