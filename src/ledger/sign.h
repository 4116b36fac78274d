/* sign: a person's key and signature on an entry (Ed25519, RFC 8032, over OpenSSL's libcrypto).
 *
 * A signature stands in the entry that it signs, as the member `signature`, beside `key`, the
 * public key; both in hexadecimal. What is signed are the bytes of the entry in canonical form
 * without that one member, so that whoever has the line of the ledger and the public key can check
 * it with openssl alone (docs/formats/ledger.md). */
#ifndef TRUCE_LEDGER_SIGN_H
#define TRUCE_LEDGER_SIGN_H

#include "ledger/ledger.h"

enum { SIGN_KEY_BYTES = 32, SIGN_BYTES = 64, SIGN_KEY_HEX = 64, SIGN_HEX = 128 };

typedef struct sign_key {
    uint8_t seed[SIGN_KEY_BYTES], open[SIGN_KEY_BYTES]; /* private and public half */
} sign_key;

/** From the machine's randomness. */
TR_MUST tr_err sign_key_make(sign_key *out);
TR_MUST tr_err sign_key_of_seed(const uint8_t seed[SIGN_KEY_BYTES], sign_key *out);
/** PKCS #8 in PEM, as openssl writes it. TR_ERR_DATA: it is no private Ed25519 key. */
TR_MUST tr_err sign_key_read(str pem, sign_key *out);
TR_MUST tr_err sign_key_write(const sign_key *k, buf *pem);
void sign_key_forget(sign_key *k);
/** Lower-case digits; `out` has room for a NUL. */
void sign_hex(const uint8_t *bytes, size_t n, char *out);
bool sign_from_hex(str hex, uint8_t *out, size_t n);

/** Members of an entry with `key` and `signature`; `members` has room for two more, which point
 * into `room`. */
typedef struct sign_room {
    char key[SIGN_KEY_HEX + 1], signature[SIGN_HEX + 1];
} sign_room;
TR_MUST tr_err sign_members(const sign_key *k, entry_member *members, size_t *n, sign_room *room);

typedef enum sign_state {
    SIGN_NONE = 0, /* the entry has no signature */
    SIGN_GOOD,
    SIGN_BAD /* it has one that is not of its key and its bytes */
} sign_state;
/** The signature of an entry as it is stored. */
TR_MUST tr_err sign_check(str entry, arena *a, sign_state *out);

#endif
