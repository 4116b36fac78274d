#include "base/buf.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buf_init(buf *b, size_t limit_bytes)
{
    *b = (buf){.limit_bytes = limit_bytes};
}

void buf_free(buf *b)
{
    free(b->ptr);
    *b = (buf){.limit_bytes = b->limit_bytes};
}

void buf_absorb(buf *to, buf *tmp)
{
    if (to->err == TR_OK) to->err = tmp->err;
    buf_free(tmp);
}

tr_err buf_take(buf *b, arena *a, str *out)
{
    *out = arena_str(a, buf_str(b));
    tr_err e = buf_err(b);
    if (e == TR_OK && out->ptr == NULL) e = TR_ERR_NOMEM;
    buf_free(b);
    return e;
}

void buf_reset(buf *b)
{
    b->len = 0;
    if (b->err == TR_ERR_LIMIT) b->err = TR_OK;
}

tr_err buf_err(const buf *b)
{
    return b->err;
}

str buf_str(const buf *b)
{
    return (str){.ptr = b->ptr, .len = b->len};
}

size_t buf_written(const buf *b)
{
    return b->n_drained + b->len;
}

tr_err buf_drain(buf *b)
{
    if (b->err == TR_OK && b->drain && b->len) {
        b->err = b->drain(b->ctx, buf_str(b));
        b->n_drained += b->len;
        b->len = 0;
    }
    return b->err;
}

static bool make_room(buf *b, size_t n)
{
    if (b->err != TR_OK) return false;
    if (b->drain && b->len >= BUF_PIECE_BYTES && buf_drain(b) != TR_OK) return false;
    if (n > b->limit_bytes - b->len) {
        b->err = TR_ERR_LIMIT;
        return false;
    }
    if (b->cap - b->len >= n) return true;
    size_t cap = b->cap ? b->cap : 256;
    while (cap - b->len < n)
        cap *= 2;
    char *p = realloc(b->ptr, cap);
    if (p == NULL) {
        b->err = TR_ERR_NOMEM;
        return false;
    }
    b->ptr = p;
    b->cap = cap;
    return true;
}

void buf_put(buf *b, const void *bytes, size_t n)
{
    if (n == 0 || !make_room(b, n)) return;
    memcpy(b->ptr + b->len, bytes, n);
    b->len += n;
}

void buf_s(buf *b, str s)
{
    buf_put(b, s.ptr, s.len);
}

void buf_z(buf *b, const char *z)
{
    buf_put(b, z, strlen(z));
}

void buf_c(buf *b, char c)
{
    buf_put(b, &c, 1);
}

void buf_f(buf *b, const char *fmt, ...)
{
    va_list ap;
    if (!make_room(b, 1)) return;
    size_t room = b->cap - b->len;
    va_start(ap, fmt);
    int n = vsnprintf(b->ptr + b->len, room, fmt, ap);
    va_end(ap);
    if (n < 0) return;
    if ((size_t)n < room && (size_t)n < b->limit_bytes - b->len) {
        b->len += (size_t)n;
        return;
    }
    if (!make_room(b, (size_t)n + 1)) return;
    va_start(ap, fmt);
    (void)vsnprintf(b->ptr + b->len, (size_t)n + 1, fmt, ap);
    va_end(ap);
    b->len += (size_t)n;
}

void buf_i64(buf *b, int64_t v)
{
    char digits[24];
    size_t at = sizeof digits;
    uint64_t rest = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (v < 0) digits[--at] = '-';
    buf_put(b, digits + at, sizeof digits - at);
}

/* Goes through an integer, so that the C library's rounding and its locale play no part. */
void buf_fixed(buf *b, double v, int decimals)
{
    double scale = 1;
    for (int i = 0; i < decimals; i++)
        scale *= 10;
    double scaled = floor(fabs(v) * scale + 0.5);
    if (!(scaled < 9e15)) {
        b->err = b->err == TR_OK ? TR_ERR_LIMIT : b->err;
        return;
    }
    uint64_t n = (uint64_t)scaled, unit = (uint64_t)scale;
    if (v < 0 && n > 0) buf_c(b, '-');
    buf_f(b, "%llu", (unsigned long long)(n / unit));
    if (decimals > 0) buf_f(b, ".%0*llu", decimals, (unsigned long long)(n % unit));
}
