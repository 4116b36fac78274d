/* A text cut into words, numbers and marks, with what each can be by the word lists. */
#include "reader/parts.h"

#include <string.h>

/* ---- characters */

static bool is_space(uint32_t c)
{
    return c == ' ' || c == '\t' || c == '\f' || c == '\v' || c == '\r' || c == '\n' || c == 0xA0 ||
           c == 0x3000 || c == 0x202F || (c >= 0x2000 && c <= 0x200B) || c == 0xFEFF ||
           c == 0x2028 || c == 0x2029;
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(uint32_t c)
{
    if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return (c >= 0xC0 && c <= 0x24F && c != 0xD7 && c != 0xF7) ||
           (c >= 0x300 && c <= 0x1FFF && c != 0x37E) || (c >= 0x2C00 && c <= 0x2DFF) ||
           (c >= 0x3040 && c <= 0xD7FF) || (c >= 0xF900 && c <= 0xFDFF) || c == 0xAD;
}

static bool is_apostrophe(uint32_t c)
{
    return c == '\'' || c == 0x2019 || c == 0x2BC;
}

static char mark_of(uint32_t c)
{
    switch (c) {
    case 0x2010:
    case 0x2011: return '-';
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212: return 'd';
    case 0x2026: return '.';
    case '"':
    case 0xAB:
    case 0xBB:
    case 0x2018:
    case 0x2019:
    case 0x201A:
    case 0x201B:
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x201F:
    case 0x2039:
    case 0x203A:
    case 0x300C:
    case 0x300D:
    case '\'': return 'q';
    default: return c < 0x80 ? (char)c : 'o';
    }
}

/* ---- words */

static tr_err known_word(reading_job *j, str bytes, uint32_t *out)
{
    size_t at;
    str low;
    if (!idmap_find(&j->known_at, bytes, &at)) {
        TR_TRY(word_fold(bytes, j->a, &low));
        word_known *w = VEC_PUSH(j->a, &j->known);
        if (w == NULL) return TR_ERR_NOMEM;
        *w = (word_known){.low = low};
        at = j->known.n - 1;
        TR_TRY(idmap_add(&j->known_at, j->a, bytes, at));
    }
    *out = (uint32_t)at;
    return TR_OK;
}

str tok_low(const reading_job *j, size_t tok)
{
    if (tok >= j->tokens.n) return (str){0};
    const token *t = &j->tokens.items[tok];
    if (t->kind == T_WORD || t->kind == T_NUMBER) return j->known.items[t->word].low;
    return (str){j->t->readable.ptr + t->from, t->to - t->from};
}

/* The end of a word or number that begins at `at`. */
static size_t word_end(str s, size_t at, bool number)
{
    for (size_t next = at; next < s.len; at = next) {
        uint32_t c = utf8_next(s, &next);
        if (is_letter(c) || is_digit(c)) continue;
        size_t after = next;
        uint32_t d = next < s.len ? utf8_next(s, &after) : 0;
        if (number && (c == '.' || c == ',' || c == ':') && is_digit(d)) continue;
        if (!number && is_apostrophe(c) && is_letter(d)) {
            /* a possessive is a token of its own: "Trump" and "'s" */
            uint32_t e = after < s.len ? utf8_next(s, &after) : 0;
            if ((d == 's' || d == 'S') && !is_letter(e)) return at;
            continue;
        }
        return at;
    }
    return at;
}

/* "U.S.", "a.m.", "т.д.": letters with full stops between them. */
static size_t initials_end(str s, size_t at)
{
    size_t n = 0, end = at;
    for (size_t next = at; next < s.len;) {
        uint32_t c = utf8_next(s, &next);
        if (!is_letter(c) || next >= s.len || s.ptr[next] != '.') break;
        next++;
        end = next;
        n++;
    }
    return n >= 2 ? end : at;
}

/* ---- the text */

typedef struct cutter {
    reading_job *j;
    str s;
    size_t at;
    bool space, line, paragraph, wrapped;
} cutter;

static size_t line_length(str s, size_t at, size_t *end)
{
    size_t n = 0;
    while (at < s.len && s.ptr[at] != '\n') {
        n += ((unsigned char)s.ptr[at] & 0xC0) != 0x80;
        at++;
    }
    *end = at;
    return n;
}

static bool ends_a_thought(str s, size_t line_from, size_t line_end)
{
    while (line_end > line_from && (s.ptr[line_end - 1] == '\r' || s.ptr[line_end - 1] == ' '))
        line_end--;
    if (line_end == line_from) return true;
    unsigned char c = (unsigned char)s.ptr[line_end - 1];
    return strchr(".!?:;\"')]", c) != NULL || (c >= 0x80 && c < 0xC0 && line_end >= 2 &&
                                               (unsigned char)s.ptr[line_end - 2] == 0xBB) /* » */;
}

/* Lines that were broken at a width, with blank lines between paragraphs. */
static bool is_wrapped(str s)
{
    size_t n_long = 0, n_all = 0, n_blank = 0;
    for (size_t at = 0; at < s.len;) {
        size_t end, n = line_length(s, at, &end);
        n_all += n > 0 && end < s.len && s.ptr[end] == '\n';
        n_blank += n <= 1;
        n_long += n >= 45 && n <= 110 && !ends_a_thought(s, at, end);
        at = end + 1;
    }
    return n_blank > 0 && n_all >= 3 && 2 * n_long > n_all;
}

static tr_err put_token(cutter *c, token_kind kind, size_t to, uint32_t code)
{
    token *t = VEC_PUSH(c->j->a, &c->j->tokens);
    if (t == NULL) return TR_ERR_NOMEM;
    str bytes = {c->s.ptr + c->at, to - c->at};
    *t = (token){.from = c->at,
                 .to = to,
                 .kind = kind,
                 .space = c->space || c->line,
                 .paragraph = c->paragraph,
                 .line = c->line,
                 .code = code};
    if (kind == T_MARK) {
        t->mark = mark_of(code);
    } else {
        t->capital = word_has_capital(bytes);
        t->capitals = word_all_capitals(bytes);
        TR_TRY(known_word(c->j, bytes, &t->word));
    }
    c->at = to;
    c->space = c->line = c->paragraph = false;
    return TR_OK;
}

static void skip_space(cutter *c)
{
    size_t n_lines = 0;
    while (c->at < c->s.len) {
        size_t next = c->at;
        uint32_t code = utf8_next(c->s, &next);
        if (!is_space(code)) break;
        c->space = true;
        n_lines += code == '\n' || code == 0x2029 || code == 0x2028;
        c->at = next;
    }
    if (n_lines > 0) c->line = true;
    if (n_lines > 1 || (n_lines == 1 && !c->wrapped)) c->paragraph = true;
}

static tr_err next_token(cutter *c)
{
    size_t next = c->at;
    uint32_t code = utf8_next(c->s, &next);
    if (is_digit(code)) return put_token(c, T_NUMBER, word_end(c->s, c->at, true), 0);
    if (is_letter(code)) {
        size_t end = initials_end(c->s, c->at);
        return put_token(c, T_WORD, end > c->at ? end : word_end(c->s, c->at, false), 0);
    }
    if (is_apostrophe(code) && !c->space && c->at > 0 && next < c->s.len) {
        size_t after = next;
        uint32_t d = utf8_next(c->s, &after);
        if (d == 's' || d == 'S') return put_token(c, T_WORD, after, 0);
    }
    if (code == '.' && next + 1 < c->s.len && c->s.ptr[next] == '.' && c->s.ptr[next + 1] == '.')
        next += 2;
    return put_token(c, T_MARK, next, code);
}

static tr_err cut(reading_job *j)
{
    cutter c = {.j = j, .s = j->t->readable, .line = true, .paragraph = true};
    c.wrapped = is_wrapped(c.s);
    j->tokens.n = 0;
    for (skip_space(&c); c.at < c.s.len; skip_space(&c))
        TR_TRY(next_token(&c));
    return TR_OK;
}

/* ---- languages: by the letters that only one of them has */

typedef struct letters {
    size_t latin, cyrillic, uk, ru;
} letters;

static void count_letters(str s, letters *n)
{
    for (size_t at = 0; at < s.len;) {
        uint32_t c = utf8_next(s, &at);
        n->latin += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        n->cyrillic += c >= 0x400 && c < 0x500;
        n->uk += c == 0x456 || c == 0x457 || c == 0x454 || c == 0x491 || c == 0x406 || c == 0x407 ||
                 c == 0x404;
        n->ru += c == 0x44B || c == 0x44D || c == 0x44A || c == 0x451 || c == 0x42D;
    }
}

static int language_of(const letters *n, int otherwise)
{
    if (n->latin == 0 && n->cyrillic == 0) return otherwise;
    if (n->latin >= n->cyrillic) return READER_EN;
    if (n->uk == 0 && n->ru == 0) return otherwise == READER_EN ? READER_RU : otherwise;
    return n->uk >= n->ru ? READER_UK : READER_RU;
}

static void tell_languages(reading_job *j)
{
    letters all = {0};
    str s = j->t->readable;
    count_letters(s, &all);
    j->language =
        j->out->options.language >= 0 ? j->out->options.language : language_of(&all, READER_EN);
    for (size_t i = 0; i < j->tokens.n;) {
        size_t end = i + 1;
        letters n = {0};
        while (end < j->tokens.n && !j->tokens.items[end].paragraph)
            end++;
        count_letters((str){s.ptr + j->tokens.items[i].from,
                            j->tokens.items[end - 1].to - j->tokens.items[i].from},
                      &n);
        int l =
            j->out->options.language >= 0 ? j->out->options.language : language_of(&n, j->language);
        for (; i < end; i++)
            j->tokens.items[i].language = (uint8_t)l;
    }
}

/* ---- what each token can be */

static tr_err fits_of(reading_job *j, const token *t, const number_list **out)
{
    word_known *w = &j->known.items[t->word];
    if (!w->looked[t->language]) {
        w->looked[t->language] = true;
        TR_TRY(lexicon_fits(&j->words[t->language], w->low, j->a, &w->fits[t->language]));
    }
    *out = &w->fits[t->language];
    return TR_OK;
}

static tr_err token_fits(reading_job *j, size_t tok, uint32_t pattern, bool *out)
{
    const token *t = &j->tokens.items[tok];
    const number_list *fits;
    *out = false;
    if (t->kind == T_MARK) {
        str form = j->words[j->tokens.items[tok].language].patterns.items[pattern].form;
        *out = form.len == 1 && form.ptr[0] == t->mark;
        return TR_OK;
    }
    TR_TRY(fits_of(j, t, &fits));
    for (size_t i = 0; i < fits->n; i++)
        *out = *out || fits->items[i] == pattern;
    return TR_OK;
}

static tr_err try_entry(reading_job *j, size_t tok, uint32_t entry)
{
    const lexicon_entry *e = &j->words[j->tokens.items[tok].language].entries.items[entry];
    for (size_t i = 1; i < e->n_words; i++) {
        bool fits;
        if (tok + i >= j->tokens.n || j->tokens.items[tok + i].paragraph) return TR_OK;
        TR_TRY(token_fits(j, tok + i, e->words[i], &fits));
        if (!fits) return TR_OK;
    }
    token_match *m = VEC_PUSH(j->a, &j->matches);
    if (m == NULL) return TR_ERR_NOMEM;
    *m = (token_match){entry, (uint32_t)e->n_words};
    j->tokens.items[tok].classes |= IS(e->class);
    return TR_OK;
}

/* "US President": a country, where its letters are all capitals and those beside it are not. */
static void country_not_we(reading_job *j, size_t tok)
{
    token *t = &j->tokens.items[tok];
    if (t->language == READER_EN && t->capitals && t->to - t->from == 2 && tok_is(j, tok, W_WE))
        t->classes &= ~IS(W_WE);
}

static tr_err match_token(reading_job *j, size_t tok)
{
    token *t = &j->tokens.items[tok];
    const number_list *fits;
    t->first_match = (uint32_t)j->matches.n;
    if (t->kind != T_WORD) return TR_OK;
    TR_TRY(fits_of(j, t, &fits));
    const lexicon *l = &j->words[t->language];
    for (size_t i = 0; i < fits->n; i++) {
        const number_list *of = &l->patterns.items[fits->items[i]].entries;
        for (size_t k = 0; k < of->n; k++)
            TR_TRY(try_entry(j, tok, of->items[k]));
    }
    country_not_we(j, tok);
    t->n_matches = (uint32_t)(j->matches.n - t->first_match);
    token_match *m = t->n_matches ? &j->matches.items[t->first_match] : NULL;
    for (size_t i = 1; i < t->n_matches; i++) { /* longest first, then as the lists have them */
        for (size_t k = i; k > 0 && m[k].n_tokens > m[k - 1].n_tokens; k--) {
            token_match x = m[k];
            m[k] = m[k - 1];
            m[k - 1] = x;
        }
    }
    return TR_OK;
}

const lexicon_entry *entry_at(const reading_job *j, size_t tok, word_class c, size_t *n_tokens)
{
    if (!tok_is(j, tok, c)) return NULL;
    const token *t = &j->tokens.items[tok];
    for (size_t i = 0; i < t->n_matches; i++) {
        const token_match *m = &j->matches.items[t->first_match + i];
        const lexicon_entry *e = &j->words[t->language].entries.items[m->entry];
        if (e->class != c) continue;
        if (n_tokens != NULL) *n_tokens = m->n_tokens;
        return e;
    }
    return NULL;
}

/* What looks like something else and is not: "in order to" has no order in it. */
static void silence(reading_job *j)
{
    for (size_t i = 0; i < j->tokens.n; i++) {
        size_t n;
        if (entry_at(j, i, W_STOP, &n) == NULL) continue;
        for (size_t k = i; k < i + n && k < j->tokens.n; k++)
            j->tokens.items[k].classes &= (k == i ? IS(W_STOP) : 0) | IS(W_ADV);
    }
}

/* As many as such a text has, so that the list seldom has to move. */
static tr_err make_room(reading_job *j)
{
    size_t n = j->t->readable.len / 5 + 16;
    if (j->tokens.cap >= n) return TR_OK;
    token *room = arena_alloc_n(j->a, n, sizeof *room);
    if (room == NULL) return TR_ERR_NOMEM;
    j->tokens.items = room;
    j->tokens.n = 0;
    j->tokens.cap = n;
    return TR_OK;
}

tr_err tokens_of(reading_job *j)
{
    TR_TRY(make_room(j));
    TR_TRY(cut(j));
    tell_languages(j);
    j->matches.n = 0;
    for (size_t i = 0; i < j->tokens.n; i++)
        TR_TRY(match_token(j, i));
    silence(j);
    return TR_OK;
}
