#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif
#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(p, n) __asan_poison_memory_region((p), (n))
#define UNPOISON(p, n) __asan_unpoison_memory_region((p), (n))
#else
#define POISON(p, n) ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
#endif

enum { ALIGN = 16, CHUNK_BYTES = 64 * 1024, HEADER = 32, HUGE_BYTES = 2 * 1024 * 1024 };

struct arena_chunk {
    arena_chunk *next;
    size_t size, used;
};

_Static_assert(sizeof(arena_chunk) <= HEADER, "the chunk header fits its room");

static char *chunk_data(arena_chunk *c)
{
    return (char *)c + HEADER;
}

void arena_init(arena *a, size_t limit_bytes)
{
    *a = (arena){.limit_bytes = limit_bytes};
}

static void chunks_free(arena_chunk *c)
{
    while (c) {
        arena_chunk *next = c->next;
        UNPOISON(chunk_data(c), c->size);
        free(c);
        c = next;
    }
}

void arena_clear(arena *a)
{
    chunks_free(a->chunks);
    a->chunks = NULL;
    a->used_bytes = 0;
}

void arena_reset(arena *a)
{
    if (a->chunks == NULL) return;
    chunks_free(a->chunks->next);
    a->chunks->next = NULL;
    a->chunks->used = 0;
    a->used_bytes = a->chunks->size;
    POISON(chunk_data(a->chunks), a->chunks->size);
}

/* Large tables are read at random, and with pages of 4 KiB the machine spends its time finding
 * pages. The advice changes no answer; where it is not taken, nothing is lost. */
static void *chunk_memory(size_t n)
{
    if (n < 2 * (size_t)HUGE_BYTES) return malloc(n);
    n = (n + HUGE_BYTES - 1) / HUGE_BYTES * HUGE_BYTES;
    void *p = aligned_alloc(HUGE_BYTES, n);
#ifdef MADV_HUGEPAGE
    if (p) (void)madvise(p, n, MADV_HUGEPAGE);
#endif
    return p;
}

static arena_chunk *chunk_new(arena *a, size_t need)
{
    size_t size = need > CHUNK_BYTES ? need : CHUNK_BYTES;
    if (size > a->limit_bytes - a->used_bytes) return NULL;
    arena_chunk *c = chunk_memory(HEADER + size);
    if (c == NULL) return NULL;
    *c = (arena_chunk){.next = a->chunks, .size = size};
    POISON(chunk_data(c), size);
    a->chunks = c;
    a->used_bytes += size;
    return c;
}

static void *take(arena *a, size_t n_bytes)
{
    if (n_bytes > a->limit_bytes) return NULL;
    size_t need = (n_bytes + ALIGN - 1) / ALIGN * ALIGN;
    if (need == 0) need = ALIGN;
    arena_chunk *c = a->chunks;
    if (c == NULL || c->size - c->used < need) c = chunk_new(a, need);
    if (c == NULL) return NULL;
    char *p = chunk_data(c) + c->used;
    c->used += need;
    UNPOISON(p, n_bytes ? n_bytes : 1);
    return p;
}

void *arena_alloc(arena *a, size_t n_bytes)
{
    void *p = take(a, n_bytes);
    return p ? memset(p, 0, n_bytes) : NULL;
}

void *arena_alloc_n(arena *a, size_t n, size_t size)
{
    if (size && n > SIZE_MAX / size) return NULL;
    return arena_alloc(a, n * size);
}

void *arena_alloc_unset_n(arena *a, size_t n, size_t size)
{
    if (size && n > SIZE_MAX / size) return NULL;
    return take(a, n * size);
}

str arena_str(arena *a, str s)
{
    char *p = arena_alloc(a, s.len + 1);
    if (p == NULL) return (str){0};
    if (s.len) memcpy(p, s.ptr, s.len);
    return (str){.ptr = p, .len = s.len};
}

tr_err str_list_copy(const str_list *from, arena *a, str_list *out)
{
    *out =
        (str_list){.items = arena_alloc_n(a, from->n, sizeof(str)), .n = from->n, .cap = from->n};
    if (out->items == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < from->n; i++) {
        out->items[i] = arena_str(a, from->items[i]);
        if (out->items[i].ptr == NULL) return TR_ERR_NOMEM;
    }
    return TR_OK;
}

bool str_list_same(const str_list *a, const str_list *b)
{
    bool same = a->n == b->n;
    for (size_t i = 0; same && i < a->n; i++)
        same = str_eq(a->items[i], b->items[i]);
    return same;
}

str arena_printf(arena *a, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    char *p = n < 0 ? NULL : arena_alloc(a, (size_t)n + 1);
    if (p == NULL) return (str){0};
    va_start(ap, fmt);
    (void)vsnprintf(p, (size_t)n + 1, fmt, ap);
    va_end(ap);
    return (str){.ptr = p, .len = (size_t)n};
}

/* A large piece has a chunk of its own, which is given back. Of others nothing is gained, but
 * whoever still looks at them is told by the sanitizer. */
void arena_retire(arena *a, void *p, size_t n_bytes)
{
    char *at = p;
    for (arena_chunk **link = &a->chunks; at && *link; link = &(*link)->next) {
        arena_chunk *c = *link;
        if (at < chunk_data(c) || at >= chunk_data(c) + c->used) continue;
        if (at != chunk_data(c) || c->size < n_bytes || c->used != c->size ||
            n_bytes <= CHUNK_BYTES) {
            POISON(at, n_bytes);
            return;
        }
        *link = c->next;
        a->used_bytes -= c->size;
        c->next = NULL;
        chunks_free(c);
        return;
    }
}

void *vec_push(arena *a, void *items_field, size_t *n, size_t *cap, size_t size)
{
    char *items;
    memcpy(&items, items_field, sizeof items); /* the field is a T *; only its bytes are read */
    if (*n == *cap) {
        size_t room = *cap ? *cap * 2 : 8;
        char *bigger = arena_alloc_unset_n(a, room, size); /* room that is not used costs nothing */
        if (bigger == NULL) return NULL;
        if (*n) memcpy(bigger, items, *n * size);
        if (*cap) arena_retire(a, items, *cap * size);
        items = bigger;
        memcpy(items_field, &items, sizeof items);
        *cap = room;
    }
    return memset(items + size * (*n)++, 0, size);
}

tr_diag *diag_list_push(arena *a, diag_list *l)
{
    tr_diag *d = l->n < DIAG_LIST_MAX ? VEC_PUSH(a, l) : NULL;
    if (d == NULL) l->dropped++;
    return d;
}
