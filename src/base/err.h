/* Errors: what failed (tr_err), and where and why in words (tr_diag).
 *
 * Whatever can fail returns a tr_err, 0 or negative, and must be looked at. The words go into a
 * tr_diag that the caller owns; NULL is allowed everywhere. There is no last error anywhere: a
 * message lives exactly where its caller put it. An output parameter is set on success only.
 *
 * A tr_diag about data carries file, line and column (from 1; 0 = unknown), a stable code from
 * codes.def and a hint. It holds its text itself and needs no clearing. */
#ifndef TRUCE_BASE_ERR_H
#define TRUCE_BASE_ERR_H

#include <stdarg.h>
#include <stddef.h>

#define TR_MUST __attribute__((warn_unused_result))
#define TR_PRINTF(f, a) __attribute__((format(printf, f, a)))

/* X(constant, number, words) */
#define TR_ERRORS(X)                                                                               \
    X(OK, 0, "no error")                                                                           \
    X(ERR_NOMEM, -1, "out of memory")                                                              \
    X(ERR_LIMIT, -2, "larger than the declared limit")                                             \
    X(ERR_IO, -3, "input or output failed")                                                        \
    X(ERR_DATA, -4, "the data are not as the format has it")                                       \
    X(ERR_ABSENT, -5, "not there")                                                                 \
    X(ERR_USAGE, -6, "the request makes no sense")                                                 \
    X(ERR_STORE, -7, "the store refused")                                                          \
    X(ERR_DAMAGED, -8, "a digest or proof does not agree with the bytes")

typedef enum tr_err {
#define X(name, number, words) TR_##name = (number),
    TR_ERRORS(X)
#undef X
} tr_err;

typedef enum diag_code {
#define X(name, word, hint) CODE_##name,
#include "base/codes.def"
#undef X
    CODE__N
} diag_code;

typedef struct tr_diag {
    char file[256]; /* as the user named it; cut from the left with "..." when longer */
    unsigned line, col;
    diag_code code;
    char msg[512];
} tr_diag;

/** The words of an error, for messages without a diag. Static text. */
const char *tr_err_words(tr_err e);
const char *diag_code_word(diag_code c);
const char *diag_code_hint(diag_code c);

/** Write a diag; `d` may be NULL. Control characters of the text are shown as `?`. */
void diag_set(tr_diag *d, diag_code code, const char *file, unsigned line, unsigned col,
              const char *fmt, ...) TR_PRINTF(6, 7);
void diag_vset(tr_diag *d, diag_code code, const char *file, unsigned line, unsigned col,
               const char *fmt, va_list ap) TR_PRINTF(6, 0);

/** Faults found on the way, for those who want all of them. At most DIAG_LIST_MAX are kept; the
 *  others are counted. */
enum { DIAG_LIST_MAX = 1000 };
typedef struct diag_list {
    tr_diag *items; /* in an arena */
    size_t n, cap, dropped;
} diag_list;

/** Hand an error up unchanged. */
#define TR_TRY(expr)                                                                               \
    do {                                                                                           \
        tr_err tr_try_ = (expr);                                                                   \
        if (tr_try_ != TR_OK) return tr_try_;                                                      \
    } while (0)

#endif
