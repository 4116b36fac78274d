/* When somebody fetched a feed of fires: each snapshot holds the hours before it. Hours that no
 * snapshot covers were not watched, which is not the same as nothing seen. docs/formats/firms.md.
 */
#include "feed/table.h"

static const char *const names[] = {"scraped_at", "hours", NULL};
const rows_need need_fetches = {names, 1};

static tr_err read_fetch(table *t, fetch *out, bool *ok)
{
    iso_time at;
    int64_t hours = 24;
    str said = table_field(t, 1);
    *ok = false;
    if (!iso_parse(table_field(t, 0), &at) || !at.has_clock || !at.has_offset)
        return table_reject(t, 0, CODE_ROW_TIME, "an instant with its offset is expected");
    if (said.len && !str_to_i64(said, 1, 24 * 31, &hours))
        return table_reject(t, 1, CODE_ROW_NUMBER, "hours are a number from 1 to 744");
    usec_t end = civil_to_usec(&at.at) - at.offset_sec * USEC_SEC;
    *out = (fetch){{end - hours * USEC_HOUR, end}};
    *ok = true;
    return TR_OK;
}

tr_err feed_fetches(str bytes, const char *file, const feed_context *c, arena *a, fetch_vec *out,
                    feed_result *result, tr_diag *diag)
{
    table t;
    feed_context plain = *c;
    plain.received_column = (str){0};
    TR_TRY(table_open(&t, bytes, file, names, 1, &plain, a, result, diag));
    tr_err e;
    while ((e = table_next(&t)) == TR_OK) {
        fetch f;
        bool ok;
        if ((e = read_fetch(&t, &f, &ok)) != TR_OK) break;
        if (!ok) continue;
        str id = arena_str(a, t.row.raw);
        e = id.ptr ? table_accept(&t, id) : TR_ERR_NOMEM;
        if (e == TR_ERR_ABSENT) continue;
        fetch *slot = e == TR_OK ? VEC_PUSH(a, out) : NULL;
        if (slot == NULL) {
            e = e == TR_OK ? TR_ERR_NOMEM : e;
            break;
        }
        *slot = f;
    }
    if (e == TR_ERR_ABSENT) e = table_settle(&t);
    table_close(&t);
    return e;
}
