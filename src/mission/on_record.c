/* What assessment looks up beside the incidents: invocations, findings, and the lines of contact
 * that files of control draw, by source and day. */
#include "geo/front.h"
#include "mission/mission.h"

#include <stdlib.h>

/* The name of a file without its day: what tells one source's files from another's. */
static tr_err series_of(str name, arena *a, str *out)
{
    buf b;
    size_t i = 0;
    buf_init(&b, 1 << 16);
    while (i < name.len) {
        int64_t v;
        if (i + 8 <= name.len && str_to_i64(str_upto(str_from(name, i), 8), 19000101, 21991231, &v))
            i += 8;
        else
            buf_c(&b, name.ptr[i++]);
    }
    *out = arena_str(a, buf_str(&b));
    tr_err e = out->ptr ? buf_err(&b) : TR_ERR_NOMEM;
    buf_free(&b);
    return e;
}

typedef struct piece {
    front_line line;
    const geo_shape *area;
    size_t nth;
} piece;

static int by_line(const void *x, const void *y)
{
    const piece *a = x, *b = y;
    int c = str_cmp(a->line.source, b->line.source);
    if (c == 0) c = str_cmp(a->line.side, b->line.side);
    if (c) return c;
    if (a->line.day != b->line.day) return a->line.day < b->line.day ? -1 : 1;
    c = str_cmp(a->line.file, b->line.file);
    return c ? c : (a->nth > b->nth) - (a->nth < b->nth);
}

static bool one_line(const front_line *a, const front_line *b)
{
    return str_eq(a->source, b->source) && str_eq(a->side, b->side) && a->day == b->day &&
           str_eq(a->file, b->file);
}

static tr_err gather_pieces(const state *s, arena *a, piece **out, size_t *n)
{
    piece *v = *out = arena_alloc_n(a, s->areas.n + 1, sizeof *v);
    *n = 0;
    if (v == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < s->areas.n; i++) {
        const named_area *x = &s->areas.items[i];
        if (x->kind != FEED_CONTROL || x->shape.kind != GEO_POLYGON) continue;
        piece *p = &v[(*n)++];
        *p = (piece){.line = {.file = x->source, .side = x->side, .day = x->when.from},
                     .area = &x->shape,
                     .nth = i};
        TR_TRY(series_of(x->source, a, &p->line.source));
    }
    if (*n) qsort(v, *n, sizeof *v, by_line);
    return TR_OK;
}

tr_err state_on_record(const state *s, arena *a, on_record *out)
{
    piece *v;
    size_t n;
    TR_TRY(gather_pieces(s, a, &v, &n));
    front_line *lines = arena_alloc_n(a, n + 1, sizeof *lines);
    const geo_shape **areas = arena_alloc_n(a, n + 1, sizeof *areas);
    if (lines == NULL || areas == NULL) return TR_ERR_NOMEM;
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
        areas[i] = v[i].area;
        if (m == 0 || !one_line(&lines[m - 1], &v[i].line)) {
            lines[m] = v[i].line;
            lines[m].areas = &areas[i];
            m++;
        }
        lines[m - 1].n_areas++;
    }
    for (size_t i = 0; i < m; i++) {
        geo_front_stretch *stretches = NULL;
        TR_TRY(geo_front_stretch_all(lines[i].areas, lines[i].n_areas, a, &stretches,
                                     &lines[i].n_stretches));
        lines[i].stretches = stretches;
    }
    *out = (on_record){.invocations = s->invocations.items,
                       .n_invocations = s->invocations.n,
                       .findings = s->findings.items,
                       .n_findings = s->findings.n,
                       .lines = lines,
                       .n_lines = m};
    return TR_OK;
}
