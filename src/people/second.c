/* Codes by time. */
#include "people/second.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

enum { STEP_S = 30, DIGITS = 6, ONE_MILLION = 1000000 };

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

void second_new(char secret[SECRET_CHARS + 1])
{
    for (size_t i = 0; i < SECRET_CHARS; i++) /* 32 letters: each is five random bits */
        secret[i] = letters[randombytes_uniform(32)];
    secret[SECRET_CHARS] = '\0';
}

static bool secret_bytes(str secret, unsigned char out[SECRET_BYTES])
{
    uint64_t bits = 0;
    unsigned held = 0;
    size_t n = 0;
    if (secret.len != SECRET_CHARS) return false;
    for (size_t i = 0; i < secret.len; i++) {
        size_t v = str_find(str_of(letters), secret.ptr[i]);
        if (v >= 32) return false;
        bits = bits << 5 | v;
        held += 5;
        if (held >= 8) {
            held -= 8;
            out[n++] = (unsigned char)(bits >> held);
        }
    }
    return n == SECRET_BYTES;
}

/* RFC 4226, section 5.3. -1: it cannot be worked out. */
static int64_t code_of(const unsigned char key[SECRET_BYTES], int64_t step)
{
    unsigned char counter[8], mac[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    for (unsigned i = 0; i < 8; i++)
        counter[i] = (unsigned char)((uint64_t)step >> (56 - 8 * i));
    if (!HMAC(EVP_sha1(), key, SECRET_BYTES, counter, sizeof counter, mac, &n) || n != 20)
        return -1;
    unsigned at = mac[19] & 0xFU;
    uint32_t v = (mac[at] & 0x7FU) << 24 | (uint32_t)mac[at + 1] << 16 |
                 (uint32_t)mac[at + 2] << 8 | mac[at + 3];
    return v % ONE_MILLION;
}

static int64_t typed(str code)
{
    int64_t v = 0;
    size_t n = 0;
    for (size_t i = 0; i < code.len; i++) {
        if (code.ptr[i] == ' ') continue;
        if (code.ptr[i] < '0' || code.ptr[i] > '9' || ++n > DIGITS) return -1;
        v = v * 10 + (code.ptr[i] - '0');
    }
    return n == DIGITS ? v : -1;
}

int64_t second_step(str secret, str code, int64_t now, int64_t after)
{
    unsigned char key[SECRET_BYTES];
    int64_t given = typed(code), at = now / 1000000 / STEP_S, found = -1;
    if (given < 0 || !secret_bytes(secret, key)) return -1;
    for (int64_t step = at - 1; step <= at + 1; step++)
        if (step > after && code_of(key, step) == given && found < 0) found = step;
    sodium_memzero(key, sizeof key);
    return found;
}
