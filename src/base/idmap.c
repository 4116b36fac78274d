#include "base/idmap.h"

#include <string.h>

/* Eight bytes at a time; only finds the place, so its values are nobody's business. */
static size_t spread(str key)
{
    const uint64_t k = 0x9E3779B97F4A7C15u;
    uint64_t h = key.len * k, w;
    for (; key.len >= sizeof w; key = str_from(key, sizeof w)) {
        memcpy(&w, key.ptr, sizeof w);
        h = (h ^ w) * k;
        h ^= h >> 29;
    }
    w = 0;
    if (key.len) memcpy(&w, key.ptr, key.len);
    h = (h ^ w) * k;
    return (size_t)(h ^ h >> 32);
}

static idmap_slot *place(const idmap *m, str key)
{
    size_t i = spread(key) & (m->cap - 1);
    while (m->slots[i].used && !str_eq(m->slots[i].key, key))
        i = (i + 1) & (m->cap - 1);
    return &m->slots[i];
}

bool idmap_find(const idmap *m, str key, size_t *value)
{
    if (m->cap == 0) return false;
    const idmap_slot *s = place(m, key);
    if (s->used) *value = s->value;
    return s->used;
}

static tr_err grow(idmap *m, arena *a)
{
    idmap bigger = {.cap = m->cap ? m->cap * 2 : 64, .n = m->n};
    bigger.slots = arena_alloc_n(a, bigger.cap, sizeof *bigger.slots);
    if (bigger.slots == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < m->cap; i++) {
        if (m->slots[i].used) *place(&bigger, m->slots[i].key) = m->slots[i];
    }
    if (m->cap) arena_retire(a, m->slots, m->cap * sizeof *m->slots);
    *m = bigger;
    return TR_OK;
}

tr_err idmap_add(idmap *m, arena *a, str key, size_t value)
{
    if (m->n * 2 >= m->cap) TR_TRY(grow(m, a));
    *place(m, key) = (idmap_slot){.key = key, .value = value, .used = true};
    m->n++;
    return TR_OK;
}
