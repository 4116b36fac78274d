#include "sea/fence.h"

#include <stdlib.h>
#include <string.h>

enum { INLINE_AREAS = 6 };

/* Of one ship: a few areas beside it, more in a list of its own. */
typedef struct berth {
    uint32_t n, cap; /* cap 0: inline */
    union {
        uint32_t few[INLINE_AREAS];
        uint32_t *many;
    } at;
} berth;

struct sea_fence {
    geo_polygon_index *index;
    geo_hit *hits;
    sea_fence_change *changes;
    berth *ships;
    size_t n_ships;
    arena *a;
};

tr_err sea_fence_make(const geo_shape *const *areas, size_t n_areas, size_t n_ships, arena *a,
                      sea_fence **out)
{
    sea_fence *f = arena_alloc(a, sizeof *f);
    if (!f) return TR_ERR_NOMEM;
    f->a = a;
    f->n_ships = n_ships;
    TR_TRY(geo_polygon_index_make(areas, n_areas, a, &f->index));
    size_t most = geo_polygon_index_most(f->index);
    f->hits = arena_alloc_n(a, most + 2, sizeof *f->hits);
    f->changes = arena_alloc_n(a, 2 * most + 2, sizeof *f->changes);
    f->ships = arena_alloc_n(a, n_ships + 1, sizeof *f->ships);
    *out = f;
    return f->hits && f->changes && f->ships ? TR_OK : TR_ERR_NOMEM;
}

static uint32_t *areas_of(berth *b)
{
    return b->cap ? b->at.many : b->at.few;
}

static tr_err keep(sea_fence *f, berth *b, size_t n)
{
    if (n > (b->cap ? b->cap : INLINE_AREAS)) {
        uint32_t *more = arena_alloc_n(f->a, 2 * n, sizeof *more);
        if (!more) return TR_ERR_NOMEM;
        b->at.many = more;
        b->cap = (uint32_t)(2 * n);
    }
    uint32_t *to = areas_of(b);
    for (size_t i = 0; i < n; i++)
        to[i] = f->hits[i].area;
    b->n = (uint32_t)n;
    return TR_OK;
}

/* Both lists ascend. */
tr_err sea_fence_move(sea_fence *f, uint32_t ship, geo_pt p, const sea_fence_change **changes,
                      size_t *n)
{
    if (ship >= f->n_ships) return TR_ERR_USAGE;
    berth *b = &f->ships[ship];
    const uint32_t *was = areas_of(b);
    size_t now = geo_polygon_index_at(f->index, p, f->hits), i = 0, k = 0, made = 0;
    while (i < b->n || k < now) {
        bool left = k == now || (i < b->n && was[i] < f->hits[k].area),
             entered = i == b->n || (k < now && f->hits[k].area < was[i]);
        if (left || entered)
            f->changes[made++] = (sea_fence_change){left ? was[i] : f->hits[k].area, !left};
        i += !entered;
        k += !left;
    }
    *changes = f->changes;
    *n = made;
    return made ? keep(f, b, now) : TR_OK;
}
