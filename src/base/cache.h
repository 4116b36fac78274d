/* cache: what took long to make, by a key that says all it was made of. There is room for so many
 * bytes; what was asked for longest ago goes first. For several threads at once. */
#ifndef TRUCE_BASE_CACHE_H
#define TRUCE_BASE_CACHE_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CACHE_TEXTS = 4 };
typedef struct cache_value {
    str texts[CACHE_TEXTS];
    int64_t number;
} cache_value;

typedef struct cache cache;

/** `most_bytes`: of all of them, keys too. NULL: out of memory. */
cache *cache_new(size_t most_bytes);
void cache_free(cache *k);
/** Calls `use` with it; it stays until `use` returns, and everybody else waits for that. False:
 * there is none. */
typedef void cache_use(void *ctx, const cache_value *v);
bool cache_find(cache *k, str key, cache_use *use, void *ctx);
/** In place of the one with this key. What would take more than an eighth of the room, or finds no
 * memory, is not kept. */
void cache_put(cache *k, str key, const cache_value *v);

#endif
