#include "exports/json_parts.h"

#include "document/said.h"

void json_instant(json_writer *w, const char *key, usec_t v)
{
    buf b;
    if (v == USEC_UNKNOWN) {
        jw_kz(w, key, "unknown");
        return;
    }
    buf_init(&b, 64);
    when_write(&b, v);
    jw_kv(w, key, buf_str(&b));
    buf_absorb(w->out, &b);
}

void json_texts(json_writer *w, const char *key, const str_list *l)
{
    jw_key(w, key);
    jw_open(w, '[');
    for (size_t i = 0; i < l->n; i++)
        jw_str(w, l->items[i]);
    jw_close(w, ']');
}

void json_pieces(json_writer *w, const char *key, str list)
{
    str one = {0};
    jw_key(w, key);
    jw_open(w, '[');
    while (str_cut(&list, ';', &one)) {
        if (str_trim(one).len) jw_str(w, str_trim(one));
    }
    jw_close(w, ']');
}

void json_said_pieces(json_writer *w, const char *key, kept_words k)
{
    buf plain;
    buf_init(&plain, BUF_LIMIT_BYTES);
    said_plain(k, &plain);
    json_pieces(w, key, buf_str(&plain));
    buf_absorb(w->out, &plain);
}

void json_fixed(json_writer *w, const char *key, double v, int decimals)
{
    buf b;
    buf_init(&b, 64);
    buf_fixed(&b, v, decimals);
    jw_key(w, key);
    jw_raw(w, buf_str(&b));
    buf_absorb(w->out, &b);
}
