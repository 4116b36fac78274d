#include "text/text.h"

#include <assert.h>

static void put_unit(buf *b, unsigned unit)
{
    buf_f(b, "\\u%04x", unit);
}

/* In UTF-16, as JSON has it. */
static void put_escaped(buf *b, uint32_t c)
{
    if (c >= 0x10000) {
        put_unit(b, 0xD800 + ((c - 0x10000) >> 10));
        put_unit(b, 0xDC00 + ((c - 0x10000) & 0x3FF));
    } else {
        put_unit(b, c);
    }
}

static void put_ascii(buf *b, unsigned char c)
{
    switch (c) {
    case '"': buf_z(b, "\\\""); break;
    case '\\': buf_z(b, "\\\\"); break;
    case '\n': buf_z(b, "\\n"); break;
    case '\t': buf_z(b, "\\t"); break;
    case '\r': buf_z(b, "\\r"); break;
    case '\b': buf_z(b, "\\b"); break;
    case '\f': buf_z(b, "\\f"); break;
    default: put_unit(b, c); break;
    }
}

/* `show`: what people would not see is escaped too; a reader gets the same text. */
static void put_string(buf *b, str s, bool show)
{
    size_t from = 0;
    buf_c(b, '"');
    for (size_t i = 0; i < s.len;) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c >= 0x20 && c < 0x7F && c != '"' && c != '\\') {
            i++;
            continue;
        }
        size_t next = i;
        uint32_t wide = utf8_next(s, &next);
        bool hides = show && c >= 0x7F && text_hides(wide);
        if (!hides && (c >= 0x20 && c != '"' && c != '\\')) {
            i = next;
            continue;
        }
        buf_put(b, s.ptr + from, i - from);
        from = i = next;
        if (hides)
            put_escaped(b, wide);
        else
            put_ascii(b, c);
    }
    if (from < s.len) buf_put(b, s.ptr + from, s.len - from);
    buf_c(b, '"');
}

void json_text(buf *b, str s)
{
    put_string(b, s, false);
}

void json_text_shown(buf *b, str s)
{
    put_string(b, s, true);
}

void jw_init(json_writer *w, buf *out, bool canonical)
{
    *w = (json_writer){.out = out, .canonical = canonical};
}

void jw_init_shown(json_writer *w, buf *out)
{
    *w = (json_writer){.out = out, .shown = true};
}

static void before_value(json_writer *w)
{
    if (w->depth && w->comma[w->depth - 1]) buf_c(w->out, ',');
    if (w->depth) w->comma[w->depth - 1] = true;
}

void jw_open(json_writer *w, char bracket)
{
    before_value(w);
    buf_c(w->out, bracket);
    assert(w->depth < DOC_MAX_DEPTH);
    w->comma[w->depth] = false;
    w->last_key[w->depth] = (str){0};
    w->depth++;
}

void jw_close(json_writer *w, char bracket)
{
    assert(w->depth > 0);
    w->depth--;
    buf_c(w->out, bracket);
    if (w->depth) w->comma[w->depth - 1] = true;
}

void jw_key(json_writer *w, const char *key)
{
    str k = str_of(key);
    if (w->canonical) {
        assert(w->last_key[w->depth - 1].ptr == NULL || str_cmp(w->last_key[w->depth - 1], k) < 0);
        w->last_key[w->depth - 1] = k;
    }
    before_value(w);
    json_text(w->out, k);
    buf_c(w->out, ':');
    w->comma[w->depth - 1] = false;
}

void jw_str(json_writer *w, str s)
{
    before_value(w);
    if (w->shown)
        json_text_shown(w->out, s);
    else
        json_text(w->out, s);
}

void jw_int(json_writer *w, int64_t v)
{
    before_value(w);
    buf_i64(w->out, v);
}

void jw_raw(json_writer *w, str s)
{
    before_value(w);
    buf_s(w->out, s);
}

void jw_kv(json_writer *w, const char *key, str s)
{
    jw_key(w, key);
    jw_str(w, s);
}

void jw_kz(json_writer *w, const char *key, const char *z)
{
    jw_kv(w, key, str_of(z));
}

void jw_ki(json_writer *w, const char *key, int64_t v)
{
    jw_key(w, key);
    jw_int(w, v);
}
