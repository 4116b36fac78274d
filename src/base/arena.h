/* arena: memory that is given back all at once.
 *
 * Three lifetimes occur: `run` (agreement, regions), `batch` (one file) and `scratch` (reset for
 * each record). Every arena has a limit in bytes, set at its birth; at the limit, or when the
 * machine has no more, arena_alloc returns NULL and the caller returns TR_ERR_NOMEM. Memory comes
 * zeroed (but for arena_alloc_unset_n) and aligned for any type. Objects in an arena have no free
 * of their own. */
#ifndef TRUCE_BASE_ARENA_H
#define TRUCE_BASE_ARENA_H

#include "base/err.h"
#include "base/str.h"

#include <stdarg.h>
#include <stddef.h>

typedef struct arena_chunk arena_chunk;
typedef struct arena {
    arena_chunk *chunks; /* newest first */
    size_t used_bytes, limit_bytes;
} arena;

void arena_init(arena *a, size_t limit_bytes);
/** Give everything back; the arena can be used again. Takes an arena that was only initialised. */
void arena_clear(arena *a);
/** Forget the contents but keep one chunk: the cheap way between records. */
void arena_reset(arena *a);

void *arena_alloc(arena *a, size_t n_bytes);
void *arena_alloc_n(arena *a, size_t n, size_t size);
/** Not zeroed: for large tables that are filled whole, perhaps by several threads, each its part.
 *  The caller writes every element before it reads one. */
void *arena_alloc_unset_n(arena *a, size_t n, size_t size);
/** What was given out by this arena and is not looked at any more: large pieces are given back.
 * What is not of this arena is left alone. */
void arena_retire(arena *a, void *p, size_t n_bytes);
/** Copy of `s` in the arena, with a NUL behind it that the length does not count.
 *  A NULL pointer in the result means out of memory (never for the empty text). */
str arena_str(arena *a, str s);
/** A list with texts of its own, into an empty one. */
TR_MUST tr_err str_list_copy(const str_list *from, arena *a, str_list *out);
bool str_list_same(const str_list *a, const str_list *b);
str arena_printf(arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Growable arrays in an arena. `VEC(type)` is the struct; VEC_PUSH gives a pointer to a new zeroed
 * element, or NULL. Elements may move at the next push, and their old place is given back. */
#define VEC(type)                                                                                  \
    struct {                                                                                       \
        type *items;                                                                               \
        size_t n, cap;                                                                             \
    }
#define VEC_PUSH(a, v) vec_push((a), (void *)&(v)->items, &(v)->n, &(v)->cap, sizeof *(v)->items)
/** New entry of a diag_list, NULL when there is no room (then counted as dropped). */
tr_diag *diag_list_push(arena *a, diag_list *l);

void *vec_push(arena *a, void *items_field, size_t *n, size_t *cap, size_t size);

#endif
