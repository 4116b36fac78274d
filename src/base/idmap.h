/* idmap: text to number, growing, in an arena. Keys are borrowed. Open addressing; a hash finds
 * the place and the text decides, so that no two keys are ever taken for one. */
#ifndef TRUCE_BASE_IDMAP_H
#define TRUCE_BASE_IDMAP_H

#include "base/arena.h"

typedef struct idmap_slot {
    str key;
    size_t value;
    bool used;
} idmap_slot;

typedef struct idmap {
    idmap_slot *slots;
    size_t n, cap;
} idmap;

/** The number of a key; false when it is not there. */
bool idmap_find(const idmap *m, str key, size_t *value);
/** Adds a key that is not there yet. */
TR_MUST tr_err idmap_add(idmap *m, arena *a, str key, size_t value);

#endif
