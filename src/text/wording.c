/* The lists are regular expressions as ICU has them; texts are looked through as UTF-8. */
#include "text/wording.h"

#include "base/buf.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uregex.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

/* ---- What is quoted */

static const struct {
    const char *open, *close;
} quotes[] = {{"\xE2\x80\x9C", "\xE2\x80\x9D"}, /* English */
              {"\xC2\xAB", "\xC2\xBB"},         /* « » */
              {"\xE2\x80\x9E", "\xE2\x80\x9C"}, /* „ “ */
              {"\"", "\""}};

/* Behind the mark that closes what `from` opens; `from`: it opens nothing. `*unclosed`: the kinds
 * that nothing closes from here on, so that no line is read again and again. */
static size_t end_of_quotation(str line, size_t from, unsigned *unclosed)
{
    for (unsigned k = 0; k < sizeof quotes / sizeof *quotes; k++) {
        if ((*unclosed >> k & 1) || !str_starts(str_from(line, from), quotes[k].open)) continue;
        size_t at = from + strlen(quotes[k].open);
        while (at < line.len && !str_starts(str_from(line, at), quotes[k].close))
            at++;
        if (at < line.len) return at + strlen(quotes[k].close);
        *unclosed |= 1U << k;
    }
    return from;
}

/* The line with blanks for what is quoted; `room` has as many bytes. */
static str without_quotations(str line, char *room)
{
    if (line.len) memcpy(room, line.ptr, line.len);
    unsigned unclosed = 0;
    for (size_t i = 0; i < line.len;) {
        size_t end = end_of_quotation(line, i, &unclosed);
        if (end > i) memset(room + i, ' ', end - i);
        i = end > i ? end : i + 1;
    }
    return (str){room, line.len};
}

/* ---- The lists, ready to be looked for */

enum { STEM = 3, MARKS = 4096, MOST_EXPRESSIONS = 256 };
typedef struct expression {
    URegularExpression *x;
    uint64_t
        stem; /* its first three letters, in lower case; 0: it has none, and every line is tried */
    str instead;
    size_t line; /* on which it was tried last */
} expression;

/* A long report has few lines with such a word: the first three letters find those lines, and only
 * there an expression is tried. */
typedef struct search {
    expression all[MOST_EXPRESSIONS];
    size_t n;
    uint64_t marks[MARKS / 64]; /* of the stems */
} search;

static uint64_t joined(uint64_t before, UChar32 c)
{
    return (before << 21 | (uint64_t)u_foldCase(c, U_FOLD_CASE_DEFAULT)) &
           ((UINT64_C(1) << 63) - 1);
}

static size_t mark_of(uint64_t stem)
{
    return (size_t)(stem * UINT64_C(0x9E3779B97F4A7C15) >> 52);
}

/* "a|b", of which either may begin a match. */
static bool has_ways(str pattern)
{
    int depth = 0;
    for (size_t i = 0; i < pattern.len; i++) {
        depth += (pattern.ptr[i] == '(') - (pattern.ptr[i] == ')');
        if (pattern.ptr[i] == '|' && depth == 0) return true;
    }
    return false;
}

/* Of "\bregimes?\b" what any match begins with, as far as three letters; 0: it is less. */
static uint64_t stem_of(str pattern)
{
    uint64_t stem = 0;
    if (str_starts(pattern, "\\b")) pattern = str_from(pattern, 2);
    const uint8_t *s = (const uint8_t *)pattern.ptr;
    int32_t i = 0, n = (int32_t)pattern.len;
    for (int k = 0; k < STEM; k++) {
        UChar32 c = -1;
        if (i < n) U8_NEXT(s, i, n, c);
        if (c < 0 || !(u_isalpha(c) || c == ' ' || c == '-')) return 0;
        stem = joined(stem, c);
    }
    return (i < n && strchr("?*{", s[i])) || has_ways(pattern) ? 0 : stem;
}

static bool add_expression(search *q, str pattern, str instead)
{
    UErrorCode e = U_ZERO_ERROR;
    UText p = UTEXT_INITIALIZER;
    if (q->n == MOST_EXPRESSIONS) return false;
    expression *x = &q->all[q->n];
    (void)utext_openUTF8(&p, pattern.ptr, (int64_t)pattern.len, &e);
    *x = (expression){.x = uregex_openUText(&p, UREGEX_CASE_INSENSITIVE, NULL, &e),
                      .stem = stem_of(pattern),
                      .instead = instead};
    (void)utext_close(&p);
    if (U_FAILURE(e)) return false;
    q->marks[mark_of(x->stem) / 64] |= UINT64_C(1) << mark_of(x->stem) % 64;
    q->n++;
    return true;
}

static bool add_list(search *q, str list)
{
    str line;
    while (list.len && str_cut(&list, '\n', &line)) {
        size_t tab = str_find(line, '\t');
        if (tab == line.len || line.ptr[0] == '#') continue;
        if (!add_expression(q, str_upto(line, tab), str_from(line, tab + 1))) return false;
    }
    return true;
}

static void end_search(search *q)
{
    for (size_t i = 0; q && i < q->n; i++)
        uregex_close(q->all[i].x);
    free(q);
}

static search *begin_search(const str *lists, size_t n)
{
    search *q = calloc(1, sizeof *q);
    bool good = q != NULL;
    for (size_t i = 0; i < n && good; i++)
        good = add_list(q, lists[i]);
    if (good) return q;
    end_search(q);
    return NULL;
}

/* ---- One line */

typedef struct line_at {
    str text, bare, section; /* bare: without quotations, byte for byte */
    size_t n;                /* from 1 */
} line_at;

typedef struct hit {
    size_t from, to; /* bytes of the line */
    str instead;
} hit;
typedef VEC(hit) hits;

/* The word that has these bytes: the lists have stems. */
static void whole_word(str text, size_t *from, size_t *to)
{
    const uint8_t *s = (const uint8_t *)text.ptr;
    UChar32 c = 0;
    for (int32_t i = (int32_t)*from; i > 0; *from = (size_t)i) {
        int32_t before = i;
        U8_PREV(s, 0, before, c);
        if (c < 0 || !u_isalpha(c)) break;
        i = before;
    }
    for (int32_t i = (int32_t)*to, n = (int32_t)text.len; i < n; *to = (size_t)i) {
        int32_t behind = i;
        U8_NEXT(s, behind, n, c);
        if (c < 0 || !u_isalpha(c)) break;
        i = behind;
    }
}

static bool is_within_character(str s, size_t i)
{
    return i < s.len && ((unsigned char)s.ptr[i] & 0xC0) == 0x80;
}

static size_t characters(str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        n += !is_within_character(s, i);
    return n;
}

/* No expression has more of them on one line than are asked for, and none twice in one word: a
 * line of a million such words takes no longer than others of its length. */
static bool try_expression(const expression *x, const line_at *l, size_t most, arena *a, hits *out)
{
    UErrorCode e = U_ZERO_ERROR;
    UText within = UTEXT_INITIALIZER;
    size_t behind = 0;
    bool kept = true;
    (void)utext_openUTF8(&within, l->bare.ptr, (int64_t)l->bare.len, &e);
    if (U_SUCCESS(e)) uregex_setUText(x->x, &within, &e);
    for (size_t n = 0; n <= most && kept && U_SUCCESS(e) && uregex_findNext(x->x, &e);) {
        size_t from = (size_t)uregex_start64(x->x, 0, &e), to = (size_t)uregex_end64(x->x, 0, &e);
        if (U_FAILURE(e) || from < behind) continue;
        whole_word(l->bare, &from, &to);
        hit *h = VEC_PUSH(a, out);
        kept = h != NULL;
        if (h) *h = (hit){from, to, x->instead};
        behind = to;
        n++;
    }
    (void)utext_close(&within);
    return kept && U_SUCCESS(e);
}

static bool try_stem(search *q, uint64_t stem, const line_at *l, size_t most, arena *a, hits *out)
{
    for (size_t i = 0; i < q->n; i++) {
        expression *x = &q->all[i];
        if (x->stem != stem || x->line == l->n) continue;
        x->line = l->n;
        if (!try_expression(x, l, most, a, out)) return false;
    }
    return true;
}

static bool look_through(search *q, const line_at *l, size_t most, arena *a, hits *out)
{
    const uint8_t *s = (const uint8_t *)l->bare.ptr;
    uint64_t stem = 0;
    UChar32 c;
    for (int32_t i = 0, n = (int32_t)l->bare.len; i < n;) {
        U8_NEXT(s, i, n, c);
        stem = joined(stem, c < 0 ? 0xFFFD : c);
        size_t mark = mark_of(stem);
        bool may = (q->marks[mark / 64] >> mark % 64 & 1) != 0;
        if (may && !try_stem(q, stem, l, most, a, out)) return false;
    }
    return try_stem(q, 0, l, most, a, out);
}

/* ---- The text */

static int by_place(const void *x, const void *y)
{
    const hit *a = x, *b = y;
    if (a->from != b->from) return a->from < b->from ? -1 : 1;
    return str_cmp(a->instead, b->instead);
}

static bool add_instead(wording_word *w, str instead, arena *a)
{
    if (w->instead.ptr)
        instead = arena_printf(a, STR_FMT " / " STR_FMT, STR_ARG(w->instead), STR_ARG(instead));
    w->instead = instead;
    return instead.ptr != NULL;
}

static str around(str line, size_t from, size_t to)
{
    enum { AROUND = 60 };
    size_t first = from > AROUND ? from - AROUND : 0,
           last = line.len - to > AROUND ? to + AROUND : line.len;
    while (is_within_character(line, first))
        first++;
    while (is_within_character(line, last))
        last--;
    return str_upto(str_from(line, first), last - first);
}

/* Of one line: what several expressions have stands once. */
static bool settle(const line_at *l, hits *v, arena *a, wording_words *out)
{
    wording_word *w = NULL;
    size_t at = 0, column = 1;
    if (v->n) qsort(v->items, v->n, sizeof *v->items, by_place);
    for (size_t i = 0; i < v->n; i++) {
        const hit *h = &v->items[i], *before = i ? h - 1 : NULL;
        bool same_word = before && before->from == h->from;
        if (same_word && str_eq(before->instead, h->instead)) continue;
        if (!same_word) {
            column += characters(str_upto(str_from(l->text, at), h->from - at));
            at = h->from;
            w = VEC_PUSH(a, out);
            if (!w) return false;
            *w = (wording_word){.line = l->n,
                                .column = column,
                                .section = l->section,
                                .word = str_upto(str_from(l->text, h->from), h->to - h->from),
                                .context = around(l->text, h->from, h->to)};
        }
        if (!add_instead(w, h->instead, a)) return false;
    }
    return true;
}

static str heading_of(str line)
{
    size_t marks = 0;
    while (marks < line.len && line.ptr[marks] == '#')
        marks++;
    return str_trim(str_from(line, marks));
}

static bool look_at_lines(search *q, str text, size_t most, char *room, arena *a,
                          wording_words *out)
{
    line_at l = {0};
    hits found = {0};
    while (out->n <= most && text.len && str_cut(&text, '\n', &l.text)) {
        found.n = 0;
        l.n++;
        l.bare = without_quotations(l.text, room);
        if (l.text.len && l.text.ptr[0] == '#') l.section = heading_of(l.text);
        if (!look_through(q, &l, most, a, &found) || !settle(&l, &found, a, out)) return false;
    }
    return true;
}

bool wording_check(str markdown, const str *lists, size_t n_lists, size_t most, arena *a,
                   wording_words *out, bool *more)
{
    *out = (wording_words){0};
    search *q = begin_search(lists, n_lists);
    char *room = malloc(markdown.len + 1);
    bool good = q && room && look_at_lines(q, markdown, most, room, a, out);
    *more = out->n > most;
    if (*more) out->n = most;
    free(room);
    end_search(q);
    return good;
}
