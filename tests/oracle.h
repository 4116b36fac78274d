/* Reading files of oracles: the folder is TRUCE_ORACLES, or ../shared/oracles. A file that is absent is skipped; each file that
 * was used is named, and the closing line counts both. */
#ifndef TRUCE_TESTS_ORACLE_H
#define TRUCE_TESTS_ORACLE_H

#include "geo/density.h"
#include "load.h"
#include "tap.h"

#include <math.h>

/* Oracles hold 17 digits and exponents, which product code never reads; this process keeps the C locale. */
#undef strtod

static size_t files_used, files_absent;

static inline str load_oracle(arena *a, const char *name)
{
    char path[1024];
    const char *dir = getenv("TRUCE_ORACLES");
    if (dir && dir[0]) {
        (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    } else {
        (void)snprintf(path, sizeof path, "%s/oracles/%s", shared_dir(), name);
    }
    if (!host_exists(path)) {
        printf("# absent: %s\n", path);
        files_absent++;
        tap_skip = "an oracle file is absent";
        return (str){0};
    }
    printf("# used: %s\n", path);
    files_used++;
    return load_file(a, path);
}

/* ---- Reading ---------------------------------------------------------------------------------- */

static inline const node *load_json(arena *a, const char *name)
{
    const node *root = NULL;
    tr_diag d;
    str s = load_oracle(a, name);
    if (s.ptr == NULL) return NULL;
    CHECK(json_read(s, name, a, &root, &d) == TR_OK);
    return root;
}

/* Some programs write one number as a list of one, and a list of one as a number: both are that number. */
static inline double num(const node *n)
{
    char z[64];
    if (n && n->kind == NODE_LIST && n->n == 1) n = n->first;
    if (n == NULL || n->kind != NODE_SCALAR || n->text.len >= sizeof z) return (double)NAN;
    memcpy(z, n->text.ptr, n->text.len);
    z[n->text.len] = '\0';
    return strtod(z, NULL);
}

static inline double at_num(const node *map, const char *key)
{
    return num(node_at(map, key));
}

static inline size_t numbers(const node *list, double *out, size_t cap)
{
    size_t n = 0;
    if (list && list->kind == NODE_SCALAR && cap > 0) {
        out[0] = num(list);
        return 1;
    }
    for (const node *c = list ? list->first : NULL; c && n < cap; c = c->next)
        out[n++] = num(c);
    return n;
}

static inline size_t ring_of(const node *list, geo_xy *out, size_t cap)
{
    size_t n = 0;
    for (const node *c = list ? list->first : NULL; c && n < cap; c = c->next) {
        double xy[2] = {0};
        numbers(c, xy, 2);
        out[n++] = (geo_xy){xy[0], xy[1]};
    }
    return n;
}

typedef struct sheet {
    csv_reader *csv;
    csv_row row;
    str header[CSV_MAX_FIELDS];
    size_t n_header;
} sheet;

static inline bool sheet_open(sheet *s, arena *a, const char *name)
{
    str bytes = load_oracle(a, name);
    *s = (sheet){0};
    if (bytes.ptr == NULL || csv_open_bytes(bytes, name, &s->csv) != TR_OK) return false;
    if (csv_next(s->csv, &s->row, NULL) != TR_OK) return false;
    s->n_header = s->row.n;
    for (size_t i = 0; i < s->row.n; i++)
        s->header[i] = arena_str(a, s->row.fields[i]);
    return true;
}

static inline bool sheet_next(sheet *s)
{
    return csv_next(s->csv, &s->row, NULL) == TR_OK;
}

static inline str cell(const sheet *s, const char *column)
{
    for (size_t i = 0; i < s->n_header; i++) {
        if (str_is(s->header[i], column)) return s->row.fields[i];
    }
    return (str){0};
}

static inline double cell_num(const sheet *s, const char *column)
{
    char z[64] = "";
    str c = cell(s, column);
    if (c.len == 0 || c.len >= sizeof z) return (double)NAN;
    memcpy(z, c.ptr, c.len);
    return strtod(z, NULL);
}

/* Within a tolerance, absolute for numbers below one and relative above. */
static inline bool near_to(double got, double want, double tolerance)
{
    double scale = fabs(want) > 1 ? fabs(want) : 1;
    bool ok = fabs(got - want) <= tolerance * scale;
    if (!ok) printf("# %.17g, not %.17g\n", got, want);
    return ok;
}

#define BEGIN                                                                                      \
    arena room, *a = &room;                                                                            \
    arena_init(a, (size_t)1 << 30)
#define END arena_clear(a)

#define ORACLE_MAIN(cases)                                                                         \
    int main(void)                                                                                 \
    {                                                                                              \
        int bad = tap_main(cases, sizeof cases / sizeof cases[0]);                                 \
        printf("# oracle files: %zu used, %zu absent\n", files_used, files_absent);                \
        return bad;                                                                                \
    }

#endif
