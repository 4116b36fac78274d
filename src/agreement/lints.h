/* Lints: what they share; private to agreement/. */
#ifndef TRUCE_AGREEMENT_LINTS_H
#define TRUCE_AGREEMENT_LINTS_H

#include "agreement/agreement.h"

typedef struct linter {
    const agreement *ag;
    const char *file;
    arena *a;
    diag_list *out;
    tr_err err; /* of a text that was cut short */
} linter;

void lint_say(linter *l, diag_code code, unsigned line, unsigned col, const char *fmt, ...)
    TR_PRINTF(5, 6);
/** check_process.c */
void lint_process(linter *l);

#endif
