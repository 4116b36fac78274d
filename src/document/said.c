#include "document/said.h"

#include <assert.h>
#include <string.h>

/* A sentence: SENTENCE, the words for one, those for many (empty: no count), the count, the number
 * of arguments; an argument: its name, kind and tone, and what its kind has of numbers, words and
 * texts. Words end with a NUL; a text has its length before it. Equal sentences are equal bytes. */
enum { SENTENCE = 0x01, MOST_ARGS = 16 };

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

static void keep(doc *w, const char *one, const char *many, size_t count, const doc_arg *args,
                 size_t n)
{
    buf *b = w->out;
    assert(named(args, n) <= MOST_ARGS);
    buf_c(b, SENTENCE);
    put_words(b, one);
    put_words(b, many);
    put_size(b, count);
    put_size(b, named(args, n));
    for (size_t i = 0; i < n; i++) {
        if (args[i].name) keep_arg(b, &args[i]);
    }
}

static void keep_text(doc *w, str s)
{
    const doc_arg a = A_TEXT("text", s);
    keep(w, "{text}", NULL, 0, &a, 1);
}

void said_begin(doc *w, buf *out)
{
    static const doc_form keeping = {.text = keep_text, .keep = keep};
    doc_init(w, out, &keeping, NULL);
}

void saying_open(saying *s)
{
    buf_init(&s->bytes, BUF_LIMIT_BYTES);
    said_begin(&s->w, &s->bytes);
}

tr_err saying_take(saying *s, arena *a, str *out)
{
    doc_end(&s->w);
    return buf_take(&s->bytes, a, out);
}

tr_err saying_of(arena *a, str *out, const char *template_, const doc_arg *args, size_t n)
{
    saying s;
    saying_open(&s);
    doc_say_with(&s.w, template_, args, n);
    return saying_take(&s, a, out);
}

/* ---- Telling */

typedef struct reader {
    const char *at, *end;
} reader;

static const char *take_words(reader *r)
{
    const char *z = r->at;
    r->at += strlen(z) + 1;
    return z;
}

static size_t take_size(reader *r)
{
    uint32_t k;
    memcpy(&k, r->at, sizeof k);
    r->at += sizeof k;
    return k;
}

static str take_text(reader *r)
{
    size_t n = take_size(r);
    str s = {.ptr = r->at, .len = n};
    r->at += n;
    return s;
}

static void take_bytes(reader *r, void *to, size_t n)
{
    memcpy(to, r->at, n);
    r->at += n;
}

static doc_arg take_arg(reader *r)
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

/* A kept sentence, with `args` for its places. */
typedef struct sentence {
    const char *one, *many;
    size_t count, n;
    doc_arg args[MOST_ARGS];
} sentence;

static void take_sentence(reader *r, sentence *s)
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

void doc_said(doc *w, str said)
{
    reader r = {said.ptr, said.ptr + said.len};
    sentence s;
    while (r.at < r.end) {
        take_sentence(&r, &s);
        if (s.many[0])
            doc_say_count_with(w, s.one, s.many, s.count, s.args, s.n);
        else
            doc_say_with(w, s.one, s.args, s.n);
    }
}

/* Places are about as long as what stands in them when that is a number or a word. */
size_t said_about(str said)
{
    enum { TIME = 18 };
    reader r = {said.ptr, said.ptr + said.len};
    sentence s;
    size_t n = 0;
    while (r.at < r.end) {
        take_sentence(&r, &s);
        n += strlen(s.one);
        for (size_t i = 0; i < s.n; i++) {
            const doc_arg *a = &s.args[i];
            n += a->kind == ARG_SAID ? said_about(a->text) : a->text.len;
            n += a->kind == ARG_WHEN ? TIME : a->kind == ARG_SPAN ? 2 * TIME : 0;
        }
    }
    return n;
}

void said_plain(str said, buf *out)
{
    doc w;
    doc_init(&w, out, &doc_bare, NULL);
    doc_said(&w, said);
    doc_end(&w);
}

int said_order(str a, str b)
{
    buf x, y;
    buf_init(&x, BUF_LIMIT_BYTES);
    buf_init(&y, BUF_LIMIT_BYTES);
    said_plain(a, &x);
    said_plain(b, &y);
    int c = str_cmp(buf_str(&x), buf_str(&y));
    buf_free(&x);
    buf_free(&y);
    return c;
}

void said_json(json_writer *w, const char *key, str said)
{
    buf plain;
    buf_init(&plain, BUF_LIMIT_BYTES);
    said_plain(said, &plain);
    if (key)
        jw_kv(w, key, buf_str(&plain));
    else
        jw_str(w, buf_str(&plain));
    buf_absorb(w->out, &plain);
}
