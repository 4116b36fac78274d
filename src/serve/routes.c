#include "serve/routes.h"

#define R(name) (1U << ROLE_##name)
#define ANYBODY ((1U << ROLE__N) - 1)
#define NOBODY (1U << 31)
#define PROGRAM (1U << 30)
#define FILES (1U << 29)
#define PAST (1U << 28)
#define SIGNS (1U << 27)
#define SHARED (1U << 26)
#define GET false
#define POST true
const route routes[] = {
#define X(method, path, function, roles)                                                           \
    {method,                                                                                       \
     path,                                                                                         \
     function,                                                                                     \
     (roles) & ~(NOBODY | PROGRAM | FILES | PAST | SIGNS | SHARED),                                \
     ((roles)&NOBODY) != 0,                                                                        \
     ((roles)&PROGRAM) != 0,                                                                       \
     ((roles)&FILES) != 0,                                                                         \
     ((roles)&PAST) != 0,                                                                          \
     ((roles)&SIGNS) != 0,                                                                         \
     ((roles)&SHARED) != 0},
#include "serve/routes.def"
#undef X
};
const size_t n_routes = sizeof routes / sizeof *routes;

static bool fits(const char *pattern, str path, str *part)
{
    str want = str_from(str_of(pattern), 1), have = str_from(path, 1), p, q;
    *part = (str){0};
    for (;;) {
        bool more_p = want.ptr && str_cut(&want, '/', &p),
             more_q = have.ptr && str_cut(&have, '/', &q);
        if (!more_p || !more_q) return more_p == more_q;
        if (p.len && p.ptr[0] == ':' && q.len)
            *part = q;
        else if (!str_eq(p, q))
            return false;
    }
}

const route *route_of(bool post, str path, str *part, bool *other)
{
    *other = false;
    for (size_t i = 0; i < n_routes; i++) {
        if (!fits(routes[i].path, path, part)) continue;
        if (routes[i].post == post) return &routes[i];
        *other = true;
    }
    return NULL;
}

bool route_allows(const route *r, const session *in)
{
    return r->nobody || (in && (r->roles >> in->who.role & 1));
}

void routes_table(buf *out)
{
    buf_z(out, "method,path,nobody,program,past");
    for (int k = 0; k < ROLE__N; k++)
        buf_f(out, ",%s", role_word((role)k));
    for (size_t i = 0; i < n_routes; i++) {
        buf_f(out, "\n%s,%s,%d,%d,%d", routes[i].post ? "POST" : "GET", routes[i].path,
              routes[i].nobody, routes[i].program, routes[i].past);
        for (int k = 0; k < ROLE__N; k++)
            buf_f(out, ",%d", routes[i].nobody || (routes[i].roles >> k & 1));
    }
    buf_c(out, '\n');
}
