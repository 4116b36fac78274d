/* Totals that parties and agencies gave: docs/formats/totals.md. */
#include "feed/table.h"

enum {
    C_ROW,
    C_SIDE,
    C_CLAIMANT,
    C_START,
    C_END,
    C_KIND,
    C_BOUND,
    C_COUNT,
    C_UNIT,
    N_NEEDED,
    C_TRUCE = N_NEEDED,
    C_PARTS,
    C_PARTS_SUM,
    C_SAID,
    C_SOURCE,
    C_CAUTION
};
static const char *const names[] = {
    "row_id", "side",  "claimant", "period_start", "period_end", "period_kind", "bound",   "count",
    "unit",   "truce", "parts",    "parts_sum",    "said_on",    "source_url",  "caution", NULL};

/* Ends of a period: instants, or dates. A date is read in the offset of the other end where that
 * one states it, else in UTC. */
static bool read_end(str s, int offset_sec, usec_t *first, usec_t *last)
{
    iso_time t;
    if (!iso_parse(s, &t)) return false;
    *first = civil_to_usec(&t.at) - (t.has_offset ? t.offset_sec : offset_sec) * USEC_SEC;
    *last = t.has_clock ? *first : *first + USEC_DAY;
    return true;
}

static int stated_offset(str a, str b)
{
    iso_time t;
    if (iso_parse(a, &t) && t.has_offset) return t.offset_sec;
    if (iso_parse(b, &t) && t.has_offset) return t.offset_sec;
    return 0;
}

static bool read_period(total *x)
{
    usec_t ignore;
    int offset = stated_offset(x->period_start, x->period_end);
    x->from = x->to = x->to_earliest = USEC_UNKNOWN;
    if (x->period_start.len && !read_end(x->period_start, offset, &x->from, &ignore)) return false;
    return x->period_end.len == 0 || read_end(x->period_end, offset, &x->to_earliest, &x->to);
}

static tr_err read_row(table *t, const feed_context *c, void *row, bool *ok)
{
    total *x = row;
    tr_err e = TR_OK;
    *ok = false;
    *x = (total){.id = table_copy(t, C_ROW, &e),
                 .truce = table_copy(t, C_TRUCE, &e),
                 .side = table_copy(t, C_SIDE, &e),
                 .claimant = table_copy(t, C_CLAIMANT, &e),
                 .period_start = table_copy(t, C_START, &e),
                 .period_end = table_copy(t, C_END, &e),
                 .period_kind = table_copy(t, C_KIND, &e),
                 .bound = table_copy(t, C_BOUND, &e),
                 .unit = table_copy(t, C_UNIT, &e),
                 .parts = table_copy(t, C_PARTS, &e),
                 .parts_sum = table_copy(t, C_PARTS_SUM, &e),
                 .said_on = table_copy(t, C_SAID, &e),
                 .source = table_copy(t, C_SOURCE, &e),
                 .caution = table_copy(t, C_CAUTION, &e),
                 .count = -1};
    TR_TRY(e);
    str count = table_field(t, C_COUNT);
    if (x->id.len == 0) return table_reject(t, C_ROW, CODE_ROW_ID, "the total has no row_id");
    if (count.len && !str_to_i64(count, 0, INT64_C(1000000000000), &x->count)) {
        return table_reject(t, C_COUNT, CODE_ROW_NUMBER, "'" STR_FMT "' is not a whole number",
                            STR_ARG(count));
    }
    if (!read_period(x)) {
        int bad = x->period_start.len && x->from == USEC_UNKNOWN ? C_START : C_END;
        return table_reject(t, (size_t)bad, CODE_ROW_TIME, "'" STR_FMT "' is not a time",
                            STR_ARG(table_field(t, (size_t)bad)));
    }
    TR_TRY(table_received(t, &x->received, ok));
    return table_ref(t, c, &x->ref);
}

const rows_need need_totals = {names, N_NEEDED};

static const table_kind kind = {
    .names = names, .n_needed = N_NEEDED, .row_bytes = sizeof(total), .read = read_row};

tr_err feed_totals(str bytes, const char *file, const feed_context *c, arena *a, total_vec *out,
                   feed_result *result, tr_diag *diag)
{
    return table_rows(&kind, bytes, file, c, a, (void *)&out->items, &out->n, &out->cap, result,
                      diag);
}
