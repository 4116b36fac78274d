/* buf: growable output with a ceiling and a sticky error.
 *
 * Write as much as you like and look once: after the first failure (out of memory, or the
 * ceiling reached) every further write does nothing, and buf_err says what happened. There is no
 * buffer without a ceiling. The contents belong to the buf and move when it grows. */
#ifndef TRUCE_BASE_BUF_H
#define TRUCE_BASE_BUF_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

typedef struct buf {
    char *ptr;
    size_t len, cap, limit_bytes;
    tr_err err;
    /* Takes what was written, a piece of about BUF_PIECE_BYTES at a time; NULL: it all stays here.
     */
    tr_err (*drain)(void *ctx, str piece);
    void *ctx;
    size_t n_drained;
} buf;

enum { BUF_LIMIT_BYTES = 256 * 1024 * 1024, BUF_PIECE_BYTES = 1024 * 1024 };

void buf_init(buf *b, size_t limit_bytes);
void buf_free(buf *b);
/** Free a temporary; its error, if any, becomes the error of the buffer it was made for. */
void buf_absorb(buf *to, buf *tmp);
/** Empty it and keep the memory. A ceiling that was met is forgotten; running out of memory is not.
 */
void buf_reset(buf *b);
tr_err buf_err(const buf *b);
/** What was to be written could not be made: that is the error, if there is none yet. */
void buf_fail(buf *b, tr_err e);
str buf_str(const buf *b);
/** All that was written to it, drained or not. */
size_t buf_written(const buf *b);
/** What is left goes to the drain as well. */
TR_MUST tr_err buf_drain(buf *b);
/** The contents as a string of `a`; the buffer is freed, whatever happens. */
TR_MUST tr_err buf_take(buf *b, arena *a, str *out);

/** What was written, for whoever calls free() on it; the buffer is empty then. NULL: nothing was.
 */
char *buf_give(buf *b);

void buf_put(buf *b, const void *bytes, size_t n);
void buf_s(buf *b, str s);
void buf_z(buf *b, const char *z);
void buf_c(buf *b, char c);
void buf_i64(buf *b, int64_t v);
/** Fixed decimals, never the locale's comma; -0 is written 0. Not for NaN or infinity. */
void buf_fixed(buf *b, double v, int decimals);
void buf_f(buf *b, const char *fmt, ...) TR_PRINTF(2, 3);
void buf_vf(buf *b, const char *fmt, va_list ap) TR_PRINTF(2, 0);

#endif
