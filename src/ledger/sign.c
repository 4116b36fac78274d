#include "ledger/sign.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <string.h>

/* ---- Keys */

static tr_err open_half(EVP_PKEY *p, sign_key *out)
{
    size_t seed = SIGN_KEY_BYTES, open = SIGN_KEY_BYTES;
    bool good = EVP_PKEY_get_raw_private_key(p, out->seed, &seed) == 1 && seed == SIGN_KEY_BYTES &&
                EVP_PKEY_get_raw_public_key(p, out->open, &open) == 1 && open == SIGN_KEY_BYTES;
    return good ? TR_OK : TR_ERR_DATA;
}

static EVP_PKEY *private_of(const uint8_t seed[SIGN_KEY_BYTES])
{
    return EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, SIGN_KEY_BYTES);
}

tr_err sign_key_make(sign_key *out)
{
    EVP_PKEY *p = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    tr_err e = p ? open_half(p, out) : TR_ERR_NOMEM;
    EVP_PKEY_free(p);
    return e;
}

tr_err sign_key_of_seed(const uint8_t seed[SIGN_KEY_BYTES], sign_key *out)
{
    EVP_PKEY *p = private_of(seed);
    tr_err e = p ? open_half(p, out) : TR_ERR_NOMEM;
    EVP_PKEY_free(p);
    return e;
}

/* A file that asks for a passphrase is none of ours: nobody is asked here. */
static int no_passphrase(char *out, int n, int writes, void *ctx)
{
    (void)out, (void)n, (void)writes, (void)ctx;
    return -1;
}

tr_err sign_key_read(str pem, sign_key *out)
{
    if (pem.len == 0 || pem.len > 65536) return TR_ERR_DATA;
    BIO *b = BIO_new_mem_buf(pem.ptr, (int)pem.len);
    if (!b) return TR_ERR_NOMEM;
    EVP_PKEY *p = PEM_read_bio_PrivateKey(b, NULL, no_passphrase, NULL);
    BIO_free(b);
    tr_err e = p && EVP_PKEY_get_base_id(p) == EVP_PKEY_ED25519 ? open_half(p, out) : TR_ERR_DATA;
    EVP_PKEY_free(p);
    return e;
}

tr_err sign_key_write(const sign_key *k, buf *pem)
{
    char *bytes = NULL;
    BIO *b = BIO_new(BIO_s_mem());
    EVP_PKEY *p = private_of(k->seed);
    bool good = b && p && PEM_write_bio_PKCS8PrivateKey(b, p, NULL, NULL, 0, NULL, NULL) == 1;
    long n = good ? BIO_get_mem_data(b, &bytes) : 0;
    if (good) buf_put(pem, bytes, (size_t)n);
    EVP_PKEY_free(p);
    BIO_free(b);
    return good ? buf_err(pem) : TR_ERR_NOMEM;
}

void sign_key_forget(sign_key *k)
{
    OPENSSL_cleanse(k, sizeof *k);
}

void sign_hex(const uint8_t *bytes, size_t n, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * n] = '\0';
}

bool sign_from_hex(str hex, uint8_t *out, size_t n)
{
    if (hex.len != 2 * n) return false;
    for (size_t i = 0; i < hex.len; i++) {
        char c = hex.ptr[i];
        int v = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (v < 0) return false;
        out[i / 2] = (uint8_t)(i % 2 ? out[i / 2] * 16 + v : v);
    }
    return true;
}

/* ---- Signing */

static tr_err sign_bytes(const sign_key *k, str bytes, uint8_t out[SIGN_BYTES])
{
    size_t n = SIGN_BYTES;
    EVP_PKEY *p = private_of(k->seed);
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    bool good = p && c && EVP_DigestSignInit(c, NULL, NULL, NULL, p) == 1 &&
                EVP_DigestSign(c, out, &n, (const unsigned char *)bytes.ptr, bytes.len) == 1 &&
                n == SIGN_BYTES;
    EVP_MD_CTX_free(c);
    EVP_PKEY_free(p);
    return good ? TR_OK : TR_ERR_NOMEM;
}

static tr_err bytes_agree(const uint8_t open[SIGN_KEY_BYTES], str bytes,
                          const uint8_t signature[SIGN_BYTES], bool *good)
{
    EVP_PKEY *p = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, open, SIGN_KEY_BYTES);
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    *good = p && c && EVP_DigestVerifyInit(c, NULL, NULL, NULL, p) == 1 &&
            EVP_DigestVerify(c, signature, SIGN_BYTES, (const unsigned char *)bytes.ptr,
                             bytes.len) == 1;
    EVP_MD_CTX_free(c);
    EVP_PKEY_free(p);
    return c ? TR_OK : TR_ERR_NOMEM;
}

tr_err sign_members(const sign_key *k, entry_member *members, size_t *n, sign_room *room)
{
    uint8_t signature[SIGN_BYTES];
    buf b;
    sign_hex(k->open, SIGN_KEY_BYTES, room->key);
    members[(*n)++] = (entry_member){.key = "key", .text = {room->key, SIGN_KEY_HEX}};
    buf_init(&b, LEDGER_MAX_ENTRY_BYTES);
    tr_err e = ledger_entry_write(&b, members, *n);
    if (e == TR_OK) e = sign_bytes(k, buf_str(&b), signature);
    buf_free(&b);
    TR_TRY(e);
    sign_hex(signature, SIGN_BYTES, room->signature);
    members[(*n)++] = (entry_member){.key = "signature", .text = {room->signature, SIGN_HEX}};
    return TR_OK;
}

/* ---- Checking */

/* The member's bytes in a canonical entry. Within a text every quotation mark has a backslash
 * before it, so that they stand nowhere else. Members are sorted: `key` stands before it, a comma
 * in front.
 */
static bool cut_signature(str entry, arena *a, str *without)
{
    static const char mark[] = ",\"signature\":\"";
    enum { MARK = sizeof mark - 1, WHOLE = MARK + SIGN_HEX + 1 };
    for (size_t i = 0; i + WHOLE <= entry.len; i++) {
        if (memcmp(entry.ptr + i, mark, MARK) != 0) continue;
        *without = arena_printf(a, STR_FMT STR_FMT, STR_ARG(str_upto(entry, i)),
                                STR_ARG(str_from(entry, i + WHOLE)));
        return entry.ptr[i + WHOLE - 1] == '"';
    }
    return false;
}

tr_err sign_check(str entry, arena *a, sign_state *out)
{
    ledger_entry e;
    uint8_t open[SIGN_KEY_BYTES], signature[SIGN_BYTES];
    str without = {0};
    bool good = false;
    TR_TRY(ledger_entry_parse(entry, 0, a, &e, NULL));
    *out = SIGN_NONE;
    if (!node_at(e.body, "signature")) return TR_OK;
    *out = SIGN_BAD;
    if (!sign_from_hex(entry_text(&e, "key"), open, SIGN_KEY_BYTES) ||
        !sign_from_hex(entry_text(&e, "signature"), signature, SIGN_BYTES) ||
        !cut_signature(entry, a, &without))
        return TR_OK;
    if (!without.ptr) return TR_ERR_NOMEM;
    TR_TRY(bytes_agree(open, without, signature, &good));
    if (good) *out = SIGN_GOOD;
    return TR_OK;
}
