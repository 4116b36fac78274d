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

char *buf_give(buf *b)
{
    char *p = b->ptr, *fits = b->len ? realloc(p, b->len) : NULL; /* its room may be twice that */
    b->ptr = NULL;
    b->len = b->cap = 0;
    return fits ? fits : p;
}

void buf_fail(buf *b, tr_err e)
{
    if (b->err == TR_OK) b->err = e;
}

void buf_absorb(buf *to, buf *tmp)
{
    buf_fail(to, tmp->err);
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

/* Nearly always there is room and nothing to drain. */
static inline bool has_room(const buf *b, size_t n)
{
    return b->err == TR_OK && b->cap - b->len >= n && b->len < BUF_PIECE_BYTES &&
           b->limit_bytes - b->len >= n;
}

void buf_put(buf *b, const void *bytes, size_t n)
{
    if (n == 0 || (!has_room(b, n) && !make_room(b, n))) return;
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
    if (!has_room(b, 1) && !make_room(b, 1)) return;
    b->ptr[b->len++] = c;
}

/* Digits of `v`, at least `width` of them. */
static void put_digits(buf *b, uint64_t v, size_t width)
{
    char digits[32];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + v % 10);
        v /= 10;
    } while (v);
    while (sizeof digits - at < width && at > 0)
        digits[--at] = '0';
    buf_put(b, digits + at, sizeof digits - at);
}

void buf_i64(buf *b, int64_t v)
{
    if (v < 0) buf_c(b, '-');
    put_digits(b, v < 0 ? 0 - (uint64_t)v : (uint64_t)v, 1);
}

/* ---- buf_f. Reports are made of millions of short pieces, and the C library's printf took a fifth
 * of their time. Most formats are plain: %s, %.*s, %c, %%, and whole numbers in decimal, perhaps
 * filled with zeros (%zu, %d, %u, %lld, %llu, %04d). Those are written here; the rest goes to
 * vsnprintf, which is also what the tests compare this with. */

typedef enum plain_kind {
    PLAIN_NOT,
    PLAIN_S,
    PLAIN_DOT_S,
    PLAIN_C,
    PLAIN_PERCENT,
    PLAIN_INT,
    PLAIN_UINT,
    PLAIN_LL,
    PLAIN_ULL,
    PLAIN_SIZE
} plain_kind;
typedef struct plain_spec {
    plain_kind kind;
    size_t width; /* of zeros */
    const char *after;
} plain_spec;

static plain_spec spec(plain_kind kind, const char *after)
{
    return (plain_spec){.kind = kind, .after = after};
}

static plain_spec read_number_spec(const char *p)
{
    bool twice = p[0] == 'l' && p[1] == 'l';
    if (p[0] == 'd') return spec(PLAIN_INT, p + 1);
    if (p[0] == 'u') return spec(PLAIN_UINT, p + 1);
    if (p[0] == 'z' && p[1] == 'u') return spec(PLAIN_SIZE, p + 2);
    if (twice && p[2] == 'd') return spec(PLAIN_LL, p + 3);
    if (twice && p[2] == 'u') return spec(PLAIN_ULL, p + 3);
    return spec(PLAIN_NOT, p);
}

/* Of the text behind a percent sign. */
static plain_spec read_spec(const char *p)
{
    switch (p[0]) {
    case 's': return spec(PLAIN_S, p + 1);
    case 'c': return spec(PLAIN_C, p + 1);
    case '%': return spec(PLAIN_PERCENT, p + 1);
    case '.': return p[1] == '*' && p[2] == 's' ? spec(PLAIN_DOT_S, p + 3) : spec(PLAIN_NOT, p);
    case '0':
        if (p[1] >= '1' && p[1] <= '9') {
            plain_spec x = read_number_spec(p + 2);
            x.width = (size_t)(p[1] - '0');
            return x;
        }
        return spec(PLAIN_NOT, p);
    default: return read_number_spec(p);
    }
}

/* The sign is one of the `width`. */
static void put_signed(buf *b, int64_t v, size_t width)
{
    if (v < 0) buf_c(b, '-');
    put_digits(b, v < 0 ? 0 - (uint64_t)v : (uint64_t)v, v < 0 && width ? width - 1 : width);
}

static void put_one(buf *b, const plain_spec *s, va_list *ap)
{
    switch (s->kind) {
    case PLAIN_S: {
        const char *z = va_arg(*ap, const char *);
        buf_z(b, z ? z : "(null)");
        break;
    }
    case PLAIN_DOT_S: {
        int n = va_arg(*ap, int);
        const char *z = va_arg(*ap, const char *);
        buf_put(b, z, n == 0 ? 0 : n < 0 ? strlen(z) : strnlen(z, (size_t)n));
        break;
    }
    case PLAIN_C: buf_c(b, (char)va_arg(*ap, int)); break;
    case PLAIN_PERCENT: buf_c(b, '%'); break;
    case PLAIN_INT: put_signed(b, va_arg(*ap, int), s->width); break;
    case PLAIN_UINT: put_digits(b, va_arg(*ap, unsigned), s->width); break;
    case PLAIN_LL: put_signed(b, va_arg(*ap, long long), s->width); break;
    case PLAIN_ULL: put_digits(b, va_arg(*ap, unsigned long long), s->width); break;
    case PLAIN_SIZE: put_digits(b, va_arg(*ap, size_t), s->width); break;
    case PLAIN_NOT: break;
    }
}

/* The rest of a format, from the first piece of it that is not plain. The compiler has checked the
 * whole of it against its arguments where buf_f is called. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void put_other(buf *b, const char *fmt, va_list *ap, va_list *again)
{
    if (!make_room(b, 1)) return;
    size_t room = b->cap - b->len;
    int n = vsnprintf(b->ptr + b->len, room, fmt, *ap);
    if (n < 0) return;
    if ((size_t)n >= room || (size_t)n >= b->limit_bytes - b->len) {
        if (!make_room(b, (size_t)n + 1)) return;
        (void)vsnprintf(b->ptr + b->len, (size_t)n + 1, fmt, *again);
    }
    b->len += (size_t)n;
}
#pragma GCC diagnostic pop

void buf_f(buf *b, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    buf_vf(b, fmt, ap);
    va_end(ap);
}

void buf_vf(buf *b, const char *fmt, va_list given)
{
    va_list ap, again; /* a parameter of this type has no address of its own */
    va_copy(ap, given);
    for (;;) {
        const char *p = strchrnul(fmt, '%');
        buf_put(b, fmt, (size_t)(p - fmt));
        if (*p == '\0') break;
        plain_spec s = read_spec(p + 1);
        if (s.kind == PLAIN_NOT) {
            va_copy(again, ap);
            put_other(b, p, &ap, &again);
            va_end(again);
            break;
        }
        put_one(b, &s, &ap);
        fmt = s.after;
    }
    va_end(ap);
}

/* The point and the digits behind it stand or fall together. */
static void put_fraction(buf *b, uint64_t v, size_t decimals)
{
    char text[24] = ".";
    for (size_t i = decimals; i > 0; i--, v /= 10)
        text[i] = (char)('0' + v % 10);
    buf_put(b, text, decimals + 1);
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
    put_digits(b, n / unit, 1);
    if (decimals > 0) put_fraction(b, n % unit, (size_t)decimals);
}
