#include "base/err.h"

#include <stdio.h>
#include <string.h>

const char *tr_err_words(tr_err e)
{
    switch (e) {
#define X(name, number, words)                                                                     \
    case TR_##name: return words;
        TR_ERRORS(X)
#undef X
    }
    return "unknown error";
}

const char *diag_code_word(diag_code c)
{
    static const char *const words[] = {
#define X(name, word, hint) word,
#include "base/codes.def"
#undef X
    };
    return c < CODE__N ? words[c] : "unknown-code";
}

const char *diag_code_hint(diag_code c)
{
    static const char *const hints[] = {
#define X(name, word, hint) hint,
#include "base/codes.def"
#undef X
    };
    return c < CODE__N ? hints[c] : "";
}

static void copy_tail(char *dst, size_t size, const char *src)
{
    size_t n = strlen(src);
    if (n < size) {
        memcpy(dst, src, n + 1);
        return;
    }
    memcpy(dst, "...", 3);
    memcpy(dst + 3, src + n - (size - 4), size - 3);
}

static void blank_controls(char *s)
{
    for (; *s; s++) {
        if ((unsigned char)*s < 0x20 || *s == 0x7f) *s = '?';
    }
}

/* A cut must not leave half of a multi-byte character. */
static void trim_partial_utf8(char *s, size_t n)
{
    size_t i = n;
    while (i > 0 && ((unsigned char)s[i - 1] & 0xC0) == 0x80)
        i--;
    if (i == 0 || (unsigned char)s[i - 1] < 0xC0) return;
    unsigned char lead = (unsigned char)s[i - 1];
    size_t need = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (n - (i - 1) < need) s[i - 1] = '\0';
}

void diag_vset(tr_diag *d, diag_code code, const char *file, unsigned line, unsigned col,
               const char *fmt, va_list ap)
{
    if (d == NULL) return;
    d->code = code;
    d->line = line;
    d->col = col;
    copy_tail(d->file, sizeof d->file, file ? file : "");
    int n = vsnprintf(d->msg, sizeof d->msg, fmt, ap);
    if (n >= (int)sizeof d->msg) trim_partial_utf8(d->msg, sizeof d->msg - 1);
    if (n < 0) d->msg[0] = '\0';
    blank_controls(d->msg);
    blank_controls(d->file);
}

void diag_set(tr_diag *d, diag_code code, const char *file, unsigned line, unsigned col,
              const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    diag_vset(d, code, file, line, col, fmt, ap);
    va_end(ap);
}
