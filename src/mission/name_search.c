/* Which of many names is alike to what somebody typed, across alphabets. The library that
 * transliterates falls over where memory runs out, so it works in a process of its own. */
#include "mission/mission.h"
#include "text/search.h"

typedef struct likening {
    str query;
    const str *names;
    size_t n;
    arena *a;
} likening;

static tr_err liken(void *ctx, void *out)
{
    const likening *l = ctx;
    double *alike = out;
    name_search *s = NULL;
    tr_err e = search_open(shipped_search_systems(), l->query, l->a, &s);
    for (size_t i = 0; e == TR_OK && i < l->n; i++)
        e = search_likeness(s, l->names[i], &alike[i]);
    search_close(s);
    return e;
}

tr_err names_alike(str query, const str *names, size_t n, arena *a, const double **alike)
{
    likening l = {.query = query, .names = names, .n = n, .a = a};
    double *out = arena_alloc_n(a, n + 1, sizeof *out);
    if (out == NULL) return TR_ERR_NOMEM;
    *alike = out;
    return host_apart(liken, &l, out, n * sizeof *out);
}
