#include "model/finding.h"

#include <string.h>

const double *finding_value(const findings *f, const char *name)
{
    for (size_t i = 0; i < f->numbers.n; i++) {
        const finding *x = &f->numbers.items[i];
        if (strcmp(x->name, name) == 0) return x->defined ? &x->value : NULL;
    }
    return NULL;
}

const curve *finding_curve(const findings *f, const char *name)
{
    for (size_t i = 0; i < f->curves.n; i++) {
        if (strcmp(f->curves.items[i].name, name) == 0) return &f->curves.items[i];
    }
    return NULL;
}
