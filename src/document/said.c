#include "document/said.h"

#include "document/kept.h"

#include <string.h>

static void keep(doc *w, const char *one, const char *many, size_t count, const doc_arg *args,
                 size_t n)
{
    kept_put(w->out, one, many, count, args, n);
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

tr_err saying_take(saying *s, arena *a, kept_words *out)
{
    doc_end(&s->w);
    return buf_take(&s->bytes, a, &out->bytes);
}

tr_err saying_of(arena *a, kept_words *out, const char *template_, const doc_arg *args, size_t n)
{
    saying s;
    saying_open(&s);
    doc_say_with(&s.w, template_, args, n);
    return saying_take(&s, a, out);
}

/* ---- Telling */

/* Places are about as long as what stands in them when that is a number or a word. */
size_t said_about(kept_words k)
{
    enum { TIME = 18 };
    kept_reader r = {k.bytes.ptr, k.bytes.ptr + k.bytes.len};
    kept_sentence s;
    size_t n = 0;
    while (r.at < r.end) {
        kept_take(&r, &s);
        n += strlen(s.one);
        for (size_t i = 0; i < s.n; i++) {
            const doc_arg *a = &s.args[i];
            n += a->kind == ARG_SAID ? said_about((kept_words){a->text}) : a->text.len;
            n += a->kind == ARG_WHEN                             ? TIME
                 : a->kind == ARG_SPAN || a->kind == ARG_INSTANT ? 2 * TIME
                                                                 : 0;
        }
    }
    return n;
}

void said_plain(kept_words k, buf *out)
{
    doc w;
    doc_init(&w, out, &doc_bare, NULL);
    doc_said(&w, k);
    doc_end(&w);
}

int said_order(kept_words a, kept_words b)
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

void said_json(json_writer *w, const char *key, kept_words k)
{
    buf plain;
    buf_init(&plain, BUF_LIMIT_BYTES);
    said_plain(k, &plain);
    if (key)
        jw_kv(w, key, buf_str(&plain));
    else
        jw_str(w, buf_str(&plain));
    buf_absorb(w->out, &plain);
}
