/* second: one-time codes (RFC 6238: six digits, 30 seconds, HMAC-SHA-1, as authenticators have it).
 * A code holds for its own half minute and the ones beside it, and once.  */
#ifndef TRUCE_PEOPLE_SECOND_H
#define TRUCE_PEOPLE_SECOND_H

#include "base/str.h"

#include <stdint.h>

enum { SECRET_BYTES = 20, SECRET_CHARS = 32 /* base32 */ };

/** A new secret, with a NUL behind it. */
void second_new(char secret[SECRET_CHARS + 1]);
/** The step in which `code` holds at `now` (microseconds since 1970), later than `after`; -1: it
 * does not, or the secret is none. Blanks in the code are passed over. */
int64_t second_step(str secret, str code, int64_t now, int64_t after);

#endif
