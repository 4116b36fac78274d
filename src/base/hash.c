#include "base/hash.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

struct sha256_ctx {
    EVP_MD_CTX *md;
};

tr_err sha256_new(sha256_ctx **out)
{
    /* No configuration file of the machine may decide how a digest is made. */
    if (OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL) != 1) return TR_ERR_NOMEM;
    sha256_ctx *c = calloc(1, sizeof *c);
    if (c == NULL) return TR_ERR_NOMEM;
    c->md = EVP_MD_CTX_new();
    if (c->md == NULL || EVP_DigestInit_ex(c->md, EVP_sha256(), NULL) != 1) {
        sha256_free(c);
        return TR_ERR_NOMEM;
    }
    *out = c;
    return TR_OK;
}

tr_err sha256_add(sha256_ctx *c, const void *bytes, size_t n)
{
    if (n == 0) return TR_OK;
    return EVP_DigestUpdate(c->md, bytes, n) == 1 ? TR_OK : TR_ERR_NOMEM;
}

tr_err sha256_end(sha256_ctx *c, sha256 *out)
{
    sha256 h;
    if (EVP_DigestFinal_ex(c->md, h.bytes, NULL) != 1) return TR_ERR_NOMEM;
    *out = h;
    return TR_OK;
}

void sha256_free(sha256_ctx *c)
{
    if (c == NULL) return;
    EVP_MD_CTX_free(c->md);
    free(c);
}

tr_err sha256_of3(str a, str b, str c, sha256 *out)
{
    sha256_ctx *ctx = NULL;
    TR_TRY(sha256_new(&ctx));
    tr_err e = sha256_add(ctx, a.ptr, a.len);
    if (e == TR_OK) e = sha256_add(ctx, b.ptr, b.len);
    if (e == TR_OK) e = sha256_add(ctx, c.ptr, c.len);
    if (e == TR_OK) e = sha256_end(ctx, out);
    sha256_free(ctx);
    return e;
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
