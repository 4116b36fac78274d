#include "document/kept.h"

#include <assert.h>
#include <string.h>

/* A sentence: SENTENCE, the words for one, those for many (empty: no count), the count, the number
 * of arguments; an argument: its name, kind and tone, and what its kind has of numbers, words and
 * texts. Words end with a NUL; a text has its length before it. Equal sentences are equal bytes. */
enum { SENTENCE = 0x01 };

/* What a kind of argument has; two numbers of a span, one of another, a double. */
typedef struct arg_parts {
    bool number, value, span, word, many, text, anchor;
} arg_parts;

static arg_parts parts_of(doc_arg_kind k)
{
    switch (k) {
    case ARG_TEXT:
    case ARG_SAID:
    case ARG_KNOWN: return (arg_parts){.text = true};
    case ARG_LINK:
    case ARG_URL: return (arg_parts){.text = true, .anchor = true};
    case ARG_NUMBER:
    case ARG_DAY: return (arg_parts){.number = true};
    case ARG_FIXED: return (arg_parts){.number = true, .value = true};
    case ARG_FIGURE:
    case ARG_ROUNDED: return (arg_parts){.value = true};
    case ARG_WHEN:
    case ARG_INSTANT:
    case ARG_SPAN: return (arg_parts){.span = true};
    case ARG_WORD: return (arg_parts){.word = true};
    case ARG_COUNT: return (arg_parts){.number = true, .word = true, .many = true};
    }
    return (arg_parts){0};
}

/* ---- Keeping */

static void put_words(buf *b, const char *z)
{
    if (z) buf_z(b, z);
    buf_c(b, '\0');
}

static void put_size(buf *b, size_t n)
{
    uint32_t k = (uint32_t)n;
    buf_put(b, &k, sizeof k);
}

static void put_text(buf *b, str s)
{
    put_size(b, s.len);
    buf_s(b, s);
}

static void keep_arg(buf *b, const doc_arg *a)
{
    arg_parts p = parts_of(a->kind);
    put_words(b, a->name);
    buf_c(b, (char)a->kind);
    buf_c(b, (char)a->tone);
    if (p.number) buf_put(b, &a->number, sizeof a->number);
    if (p.value) buf_put(b, &a->value, sizeof a->value);
    if (p.span) buf_put(b, &a->when, sizeof a->when);
    if (p.word) put_words(b, a->word);
    if (p.many) put_words(b, a->many);
    if (p.text) put_text(b, a->text);
    if (p.anchor) put_text(b, a->anchor);
}

static size_t named(const doc_arg *args, size_t n)
{
    size_t k = 0;
    for (size_t i = 0; i < n; i++)
        k += args[i].name != NULL;
    return k;
}

void kept_put(buf *b, const char *one, const char *many, size_t count, const doc_arg *args,
              size_t n)
{
    assert(named(args, n) <= KEPT_ARGS);
    buf_c(b, SENTENCE);
    put_words(b, one);
    put_words(b, many);
    put_size(b, count);
    put_size(b, named(args, n));
    for (size_t i = 0; i < n; i++) {
        if (args[i].name) keep_arg(b, &args[i]);
    }
}

/* ---- Back */

static const char *take_words(kept_reader *r)
{
    const char *z = r->at;
    r->at += strlen(z) + 1;
    return z;
}

static size_t take_size(kept_reader *r)
{
    uint32_t k;
    memcpy(&k, r->at, sizeof k);
    r->at += sizeof k;
    return k;
}

static str take_text(kept_reader *r)
{
    size_t n = take_size(r);
    str s = {.ptr = r->at, .len = n};
    r->at += n;
    return s;
}

static void take_bytes(kept_reader *r, void *to, size_t n)
{
    memcpy(to, r->at, n);
    r->at += n;
}

static doc_arg take_arg(kept_reader *r)
{
    doc_arg a = {.name = take_words(r)};
    a.kind = (doc_arg_kind)*r->at++;
    a.tone = (doc_tone)*r->at++;
    arg_parts p = parts_of(a.kind);
    if (p.number) take_bytes(r, &a.number, sizeof a.number);
    if (p.value) take_bytes(r, &a.value, sizeof a.value);
    if (p.span) take_bytes(r, &a.when, sizeof a.when);
    if (p.word) a.word = take_words(r);
    if (p.many) a.many = take_words(r);
    if (p.text) a.text = take_text(r);
    if (p.anchor) a.anchor = take_text(r);
    return a;
}

void kept_take(kept_reader *r, kept_sentence *s)
{
    assert(*r->at == SENTENCE);
    r->at++;
    s->one = take_words(r);
    s->many = take_words(r);
    s->count = take_size(r);
    s->n = take_size(r);
    for (size_t i = 0; i < s->n; i++)
        s->args[i] = take_arg(r);
}
