/* Which type an event feed's word stands for: data that people can review. */
#include "producers/producers.h"
#include "feed/table.h"

tr_err producer_event_types(str bytes, const char *file, arena *a, event_type_vec *out,
                            tr_diag *diag)
{
    static const char *const names[] = {"feed", "word", "type", "note", NULL};
    table tb;
    feed_result result;
    TR_TRY(table_open(&tb, bytes, file, names, 3, &(feed_context){0}, a, &result, diag));
    tr_err e;
    while ((e = table_next(&tb)) == TR_OK) {
        event_type t = {.feed = table_copy(&tb, 0, &e),
                        .word = table_copy(&tb, 1, &e),
                        .type = table_copy(&tb, 2, &e)};
        event_type *slot = e == TR_OK ? VEC_PUSH(a, out) : NULL;
        if (slot == NULL) break;
        *slot = t;
    }
    table_close(&tb);
    if (e == TR_OK) return TR_ERR_NOMEM;
    return e == TR_ERR_ABSENT ? TR_OK : e;
}

static const event_type *type_of(const event_type_vec *types, str feed, str word)
{
    for (size_t i = 0; i < types->n; i++) {
        const event_type *t = &types->items[i];
        if (str_eq(t->feed, feed) && str_eq(t->word, word)) return t;
    }
    return NULL;
}

/* Does another of the types say more? "violence.remote" says nothing beside "violence.remote.air".
 */
static bool said_finer(const event_type_vec *types, str feed, str words, str type)
{
    str word;
    while (str_cut(&words, '|', &word)) {
        const event_type *t = type_of(types, feed, word);
        if (t && !str_eq(t->type, type) && category_covers(type, t->type)) return true;
    }
    return false;
}

tr_err producer_event_type(const event_type_vec *types, feed_kind feed, str words, arena *a,
                           str *out)
{
    str rest = words, word, name = str_of(feed_kind_word(feed));
    buf b;
    *out = (str){0};
    buf_init(&b, CSV_MAX_ROW_BYTES);
    while (str_cut(&rest, '|', &word)) {
        const event_type *t = type_of(types, name, word);
        if (t == NULL || said_finer(types, name, words, t->type)) continue;
        if (b.len) buf_c(&b, '|');
        buf_s(&b, t->type);
    }
    if (b.len) return buf_take(&b, a, out);
    buf_free(&b);
    return TR_OK;
}
