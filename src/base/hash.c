#include "base/hash.h"

/* The one-shot interface of OpenSSL 3 looks its algorithms up at run time: thousands of
 * allocations, and a crash inside the library when one of them fails. These functions only compute.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
#include <string.h>

struct sha256_ctx {
    SHA256_CTX c;
};

tr_err sha256_new(sha256_ctx **out)
{
    sha256_ctx *c = calloc(1, sizeof *c);
    if (c == NULL) return TR_ERR_NOMEM;
    SHA256_Init(&c->c);
    *out = c;
    return TR_OK;
}

tr_err sha256_add(sha256_ctx *c, const void *bytes, size_t n)
{
    if (n) SHA256_Update(&c->c, bytes, n);
    return TR_OK;
}

tr_err sha256_end(sha256_ctx *c, sha256 *out)
{
    SHA256_Final(out->bytes, &c->c);
    return TR_OK;
}

void sha256_free(sha256_ctx *c)
{
    free(c);
}

tr_err sha256_of3(str a, str b, str c, sha256 *out)
{
    SHA256_CTX ctx;
    SHA256_Init(&ctx);
    if (a.len) SHA256_Update(&ctx, a.ptr, a.len);
    if (b.len) SHA256_Update(&ctx, b.ptr, b.len);
    if (c.len) SHA256_Update(&ctx, c.ptr, c.len);
    SHA256_Final(out->bytes, &ctx);
    return TR_OK;
}

tr_err sha256_of(str bytes, sha256 *out)
{
    return sha256_of3(bytes, (str){0}, (str){0}, out);
}

void sha256_hex(const sha256 *h, char out[SHA256_HEX + 1])
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < 32; i++) {
        out[2 * i] = digits[h->bytes[i] >> 4];
        out[2 * i + 1] = digits[h->bytes[i] & 15];
    }
    out[SHA256_HEX] = '\0';
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

bool sha256_from_hex(str s, sha256 *out)
{
    sha256 h;
    if (s.len != SHA256_HEX) return false;
    for (size_t i = 0; i < 32; i++) {
        int hi = hex_digit(s.ptr[2 * i]), lo = hex_digit(s.ptr[2 * i + 1]);
        if (hi < 0 || lo < 0) return false;
        h.bytes[i] = (uint8_t)(hi << 4 | lo);
    }
    *out = h;
    return true;
}

bool sha256_eq(const sha256 *a, const sha256 *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

void base64_write(const uint8_t *bytes, size_t n, char *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < n; i += 3) {
        uint32_t v = (uint32_t)bytes[i] << 16;
        if (i + 1 < n) v |= (uint32_t)bytes[i + 1] << 8;
        if (i + 2 < n) v |= bytes[i + 2];
        *out++ = digits[v >> 18];
        *out++ = digits[v >> 12 & 63];
        *out++ = i + 1 < n ? digits[v >> 6 & 63] : '=';
        *out++ = i + 2 < n ? digits[v & 63] : '=';
    }
    *out = '\0';
}

uint64_t hash64_more(uint64_t h, str s)
{
    for (size_t i = 0; i < s.len; i++)
        h = (h ^ (unsigned char)s.ptr[i]) * 1099511628211u;
    return h;
}

uint64_t hash64(str s)
{
    return hash64_more(14695981039346656037u, s);
}
