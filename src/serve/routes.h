/* Routes: from a path and a role to what is done. */
#ifndef TRUCE_SERVE_ROUTES_H
#define TRUCE_SERVE_ROUTES_H

#include "serve/page.h"

typedef void route_fn(call *c);
#define X(method, path, function, roles) route_fn function;
#include "serve/routes.def"
#undef X

typedef struct route {
    bool post;
    const char *path;
    route_fn *function;
    unsigned roles; /* bits 1 << role */
    bool nobody;    /* without coming in */
    bool program;   /* also with a reading key, by a program */
    bool files;     /* its form may have files */
    bool past;      /* `as-of` in its address shows what was known then */
    bool signs;     /* it makes an entry in the person's name */
    bool shared;    /* the page is the same for all of a role: shared.h */
} route;
extern const route routes[];
extern const size_t n_routes;

/** NULL: no such path. `*other`: there is one, for the other method. */
const route *route_of(bool post, str path, str *part, bool *other);
bool route_allows(const route *r, const session *in);
/** The matrix as CSV: method, path, and columns for nobody, reading keys and each role. */
void routes_table(buf *out);

#endif
