/* SHA-256 (FIPS 180-4) over OpenSSL's libcrypto, and hexadecimal. */
#ifndef TRUCE_BASE_HASH_H
#define TRUCE_BASE_HASH_H

#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

typedef struct sha256 {
    uint8_t bytes[32];
} sha256;

typedef struct sha256_ctx sha256_ctx;

TR_MUST tr_err sha256_of(str bytes, sha256 *out);
/** H(a || b || c), for tree nodes; any part may be empty. */
TR_MUST tr_err sha256_of3(str a, str b, str c, sha256 *out);

TR_MUST tr_err sha256_new(sha256_ctx **out);
TR_MUST tr_err sha256_add(sha256_ctx *c, const void *bytes, size_t n);
TR_MUST tr_err sha256_end(sha256_ctx *c, sha256 *out);
void sha256_free(sha256_ctx *c);

enum { SHA256_HEX = 64 };
/** 64 lower-case digits and a NUL. */
void sha256_hex(const sha256 *h, char out[SHA256_HEX + 1]);
bool sha256_from_hex(str s, sha256 *out);
bool sha256_eq(const sha256 *a, const sha256 *b);

/** Standard base64 with padding; `out` needs 4 * ceil(n / 3) + 1 bytes. */
void base64_write(const uint8_t *bytes, size_t n, char *out);

/** 64-bit FNV-1a: for hash tables only, never for identity. */
uint64_t hash64(str s);
/** The same, going on from an earlier value. */
uint64_t hash64_more(uint64_t h, str s);

#endif
