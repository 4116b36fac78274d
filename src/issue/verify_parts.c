#include "issue/verify_parts.h"

#include "host/folder.h"

static void line(vf *v, const char *level, const char *fmt, va_list ap) TR_PRINTF(3, 0);

static void line(vf *v, const char *level, const char *fmt, va_list ap)
{
    char text[1024];
    (void)vsnprintf(text, sizeof text, fmt, ap);
    for (char *c = text; *c; c++) {
        if ((unsigned char)*c < 0x20 || *c == 0x7f) *c = '?'; /* names of files are from outside */
    }
    buf_f(v->said, "%s: %s\n", level, text);
}

void verify_wrong(vf *v, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    line(v, "wrong", fmt, ap);
    va_end(ap);
    v->wrong++;
}

void verify_note(vf *v, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    line(v, "note", fmt, ap);
    va_end(ap);
}

tr_err verify_hash_at(vf *v, const char *rel, char hex[SHA256_HEX + 1], bool *ok)
{
    sha256 h;
    str path = arena_printf(v->a, "%s/%s", v->m->dir, rel);
    if (path.ptr == NULL) return TR_ERR_NOMEM;
    tr_err e = host_hash_file(path.ptr, &h, NULL);
    *ok = e == TR_OK;
    if (e == TR_OK) sha256_hex(&h, hex);
    return e == TR_ERR_NOMEM ? e : TR_OK;
}

tr_err verify_list(vf *v, const char *part, str_list *out)
{
    str dir = arena_printf(v->a, "%s/%s", v->m->dir, part);
    return dir.ptr ? folder_list(dir.ptr, v->a, out) : TR_ERR_NOMEM;
}
