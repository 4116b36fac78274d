/* A table of chains, and a ring in the order in which they were asked for. */
#include "base/cache.h"

#include "base/hash.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { CHAINS = 512 };

typedef struct entry entry;
struct entry {
    entry *next;          /* in its chain */
    entry *newer, *older; /* in the ring */
    size_t bytes;         /* of all of it */
    str key;              /* these lie behind the entry itself */
    cache_value value;
};

struct cache {
    pthread_mutex_t lock;
    entry *chains[CHAINS];
    entry ring; /* its `older` is the newest, its `newer` the oldest */
    size_t bytes, most;
};

cache *cache_new(size_t most_bytes)
{
    cache *k = calloc(1, sizeof *k);
    if (!k) return NULL;
    (void)pthread_mutex_init(&k->lock, NULL);
    k->ring.newer = k->ring.older = &k->ring;
    k->most = most_bytes;
    return k;
}

static entry **place_of(cache *k, str key)
{
    entry **at = &k->chains[hash64(key) % CHAINS];
    while (*at && !str_eq((*at)->key, key))
        at = &(*at)->next;
    return at;
}

static void leave_ring(entry *e)
{
    e->newer->older = e->older;
    e->older->newer = e->newer;
}

static void be_newest(cache *k, entry *e)
{
    e->older = k->ring.older;
    e->newer = &k->ring;
    e->older->newer = e;
    k->ring.older = e;
}

static void drop(cache *k, entry **at)
{
    entry *e = *at;
    *at = e->next;
    leave_ring(e);
    k->bytes -= e->bytes;
    free(e);
}

void cache_free(cache *k)
{
    if (!k) return;
    while (k->ring.newer != &k->ring)
        drop(k, place_of(k, k->ring.newer->key));
    (void)pthread_mutex_destroy(&k->lock);
    free(k);
}

bool cache_find(cache *k, str key, cache_use *use, void *ctx)
{
    (void)pthread_mutex_lock(&k->lock);
    entry *e = *place_of(k, key);
    if (e) {
        leave_ring(e);
        be_newest(k, e);
        use(ctx, &e->value);
    }
    (void)pthread_mutex_unlock(&k->lock);
    return e != NULL;
}

static str lay(char **at, str s)
{
    str laid = {*at, s.len};
    if (s.len) memcpy(*at, s.ptr, s.len);
    *at += s.len;
    return laid;
}

/* NULL: no memory. */
static entry *entry_of(str key, const cache_value *v, size_t bytes)
{
    entry *e = malloc(bytes);
    if (!e) return NULL;
    char *at = (char *)(e + 1);
    e->bytes = bytes;
    e->value.number = v->number;
    e->key = lay(&at, key);
    for (size_t i = 0; i < CACHE_TEXTS; i++)
        e->value.texts[i] = lay(&at, v->texts[i]);
    return e;
}

void cache_put(cache *k, str key, const cache_value *v)
{
    size_t bytes = sizeof(entry) + key.len;
    for (size_t i = 0; i < CACHE_TEXTS; i++)
        bytes += v->texts[i].len;
    entry *e = bytes <= k->most / 8 ? entry_of(key, v, bytes) : NULL;
    if (!e) return;
    (void)pthread_mutex_lock(&k->lock);
    entry **at = place_of(k, key);
    if (*at) drop(k, at);
    while (k->bytes + bytes > k->most)
        drop(k, place_of(k, k->ring.newer->key));
    at = place_of(k, key); /* the chain may have lost its last */
    e->next = *at;
    *at = e;
    k->bytes += bytes;
    be_newest(k, e);
    (void)pthread_mutex_unlock(&k->lock);
}
