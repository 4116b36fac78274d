#include "text/text.h"

#include <assert.h>

void json_text(buf *b, str s)
{
    buf_c(b, '"');
    size_t from = 0;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        buf_put(b, s.ptr + from, i - from);
        from = i + 1;
        switch (c) {
        case '"': buf_z(b, "\\\""); break;
        case '\\': buf_z(b, "\\\\"); break;
        case '\n': buf_z(b, "\\n"); break;
        case '\t': buf_z(b, "\\t"); break;
        case '\r': buf_z(b, "\\r"); break;
        case '\b': buf_z(b, "\\b"); break;
        case '\f': buf_z(b, "\\f"); break;
        default: buf_f(b, "\\u%04x", c); break;
        }
    }
    if (from < s.len) buf_put(b, s.ptr + from, s.len - from);
    buf_c(b, '"');
}

void jw_init(json_writer *w, buf *out, bool canonical)
{
    *w = (json_writer){.out = out, .canonical = canonical};
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
    json_text(w->out, s);
}

void jw_z(json_writer *w, const char *z)
{
    jw_str(w, str_of(z));
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
