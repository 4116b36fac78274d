/* Fences: which ships came into which areas, and left them, report by report. Each ship's areas are
 * kept beside it; a move is one look into the index of the areas and the difference of two short
 * lists. */
#ifndef TRUCE_SEA_FENCE_H
#define TRUCE_SEA_FENCE_H

#include "geo/join.h"

typedef struct sea_fence sea_fence;
typedef struct sea_fence_change {
    uint32_t area;
    bool entered; /* else it left */
} sea_fence_change;
/** Areas as geo_polygon_index has them; ships are 0 .. n_ships - 1. A ship that was never heard is
 * in none. */
TR_MUST tr_err sea_fence_make(const geo_shape *const *areas, size_t n_areas, size_t n_ships,
                              arena *a, sea_fence **out);
/** The changes, by area, and how many; valid until the next call. A first report enters what it is
 * in. */
TR_MUST tr_err sea_fence_move(sea_fence *f, uint32_t ship, geo_pt p,
                              const sea_fence_change **changes, size_t *n);

#endif
