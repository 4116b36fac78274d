#include "store/words.h"

#include "text/text.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <unicode/uchar.h>

/* Letters without their case, one for each: as the index of words (FTS5, trigram) has them. */
typedef struct folded {
    size_t n;
    uint32_t letters[];
} folded;

uint32_t words_next_folded(str s, size_t *at)
{
    uint32_t c = utf8_next(s, at);
    if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
    return (uint32_t)u_foldCase((UChar32)c, U_FOLD_CASE_DEFAULT);
}

static folded *fold(str words)
{
    folded *f = malloc(sizeof *f + words.len * sizeof f->letters[0]);
    if (f == NULL) return NULL;
    f->n = 0;
    for (size_t at = 0; at < words.len;)
        f->letters[f->n++] = words_next_folded(words, &at);
    return f;
}

static bool begins_with(str s, size_t at, const folded *f)
{
    for (size_t i = 0; i < f->n; i++)
        if (at >= s.len || words_next_folded(s, &at) != f->letters[i]) return false;
    return true;
}

static bool holds(str s, const folded *f)
{
    if (f->n == 0) return true;
    for (size_t at = 0; at < s.len;) {
        size_t here = at;
        if (words_next_folded(s, &at) == f->letters[0] && begins_with(s, here, f)) return true;
    }
    return false;
}

static str text_of(sqlite3_value *v)
{
    const char *p = (const char *)sqlite3_value_text(v);
    return (str){p, p ? (size_t)sqlite3_value_bytes(v) : 0};
}

/* holds(text, words). The folded words stay with the question from row to row. */
static void sql_holds(sqlite3_context *c, int n, sqlite3_value **v)
{
    (void)n;
    if (sqlite3_value_type(v[0]) == SQLITE_NULL || sqlite3_value_type(v[1]) == SQLITE_NULL) return;
    folded *kept = sqlite3_get_auxdata(c, 1), *f = kept ? kept : fold(text_of(v[1]));
    str s = text_of(v[0]);
    if (f == NULL || s.ptr == NULL) {
        if (kept == NULL) free(f);
        sqlite3_result_error_nomem(c);
        return;
    }
    sqlite3_result_int(c, holds(s, f));
    if (kept == NULL) sqlite3_set_auxdata(c, 1, f, free);
}

static void sql_folded(sqlite3_context *c, int n, sqlite3_value **v)
{
    (void)n;
    if (sqlite3_value_type(v[0]) == SQLITE_NULL) return;
    str s = text_of(v[0]);
    buf b;
    buf_init(&b, 4 * s.len + 1);
    for (size_t at = 0; at < s.len;)
        utf8_put(&b, words_next_folded(s, &at));
    if (s.ptr == NULL || buf_err(&b) != TR_OK)
        sqlite3_result_error_nomem(c);
    else
        sqlite3_result_text(c, b.ptr ? b.ptr : "", (int)b.len, SQLITE_TRANSIENT);
    buf_free(&b);
}

int words_add(sqlite3 *db)
{
    int code = sqlite3_create_function_v2(db, "folded", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL,
                                          sql_folded, NULL, NULL, NULL);
    if (code != SQLITE_OK) return code;
    return sqlite3_create_function_v2(db, "holds", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL,
                                      sql_holds, NULL, NULL, NULL);
}
