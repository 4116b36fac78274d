#include "agreement/lints.h"

#include <stdarg.h>

void lint_say(linter *l, diag_code code, unsigned line, unsigned col, const char *fmt, ...)
{
    tr_diag *d = diag_list_push(l->a, l->out);
    va_list ap;
    va_start(ap, fmt);
    diag_vset(d, code, l->file, line, col ? col : 1, fmt, ap);
    va_end(ap);
}
