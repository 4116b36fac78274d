/* What is kept by a key: held against a plain list, and by several threads at once. */
#include "tap.h"
#include "base/arena.h"
#include "base/cache.h"
#include "gen.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { KEYS = 40, MOST = 1 << 16 };

/* A text that tells its key and its making. */
static str text_of(arena *a, unsigned key, unsigned made, size_t len)
{
    char *z = arena_alloc_n(a, len + 32, 1);
    int n = snprintf(z, len + 32, "%u of %u:", made, key);
    memset(z + n, 'a' + (int)(made % 26), len);
    return (str){z, (size_t)n + len};
}

/* Copies of what is found, in an arena. */
typedef struct copy {
    arena *a;
    cache_value *out;
} copy;

static void copy_out(void *ctx, const cache_value *v)
{
    copy *x = ctx;
    *x->out = *v;
    for (size_t i = 0; i < CACHE_TEXTS; i++)
        x->out->texts[i] = arena_str(x->a, v->texts[i]);
}

static bool find(cache *c, str key, arena *a, cache_value *out)
{
    return cache_find(c, key, copy_out, &(copy){a, out});
}

static str key_of(arena *a, unsigned key)
{
    return arena_printf(a, "k%u", key);
}

static void what_is_found_is_what_was_kept_last(void)
{
    gen g = gen_seeded(30);
    unsigned last[KEYS] = {0}, found = 0, gone = 0;
    cache *c = cache_new(MOST);
    arena a;
    arena_init(&a, (size_t)1 << 28);
    for (unsigned i = 1; i < 20000; i++) {
        unsigned key = (unsigned)gen_below(&g, KEYS);
        cache_value v = {0};
        if (gen_below(&g, 3) == 0) {
            size_t len = gen_below(&g, 6000);
            last[key] = i;
            v = (cache_value){.texts = {text_of(&a, key, i, len), STR(""), key_of(&a, key)}, .number = -(int64_t)i};
            cache_put(c, key_of(&a, key), &v);
        } else if (find(c, key_of(&a, key), &a, &v)) {
            str want = arena_printf(&a, "%u of %u:", last[key], key);
            CHECK(str_starts(v.texts[0], want.ptr));
            CHECK(v.texts[1].len == 0);
            CHECK(str_eq(v.texts[2], key_of(&a, key)));
            CHECK(v.number == -(int64_t)last[key]);
            found++;
        } else {
            gone += last[key] != 0;
        }
        if (i % 500 == 0) arena_reset(&a);
    }
    CHECK(found > 1000 && gone > 1000);
    arena_clear(&a);
    cache_free(c);
}

/* Eight of an eighth, each a little less for its key; the one asked for longest ago goes first. */
static void there_is_room_for_so_many_bytes(void)
{
    cache *c = cache_new(MOST);
    cache_value v = {0}, out;
    arena a;
    arena_init(&a, 1 << 24);
    char *z = arena_alloc_n(&a, MOST, 1);
    v.texts[0] = (str){z, MOST / 8 - 300};
    for (unsigned i = 0; i < 8; i++)
        cache_put(c, key_of(&a, i), &v);
    CHECK(find(c, STR("k0"), &a, &out));
    cache_put(c, STR("k8"), &v);
    CHECK(find(c, STR("k0"), &a, &out) && find(c, STR("k8"), &a, &out));
    CHECK(!find(c, STR("k1"), &a, &out));
    v.texts[0].len = MOST / 8 + 1;
    cache_put(c, STR("long"), &v);
    CHECK(!find(c, STR("long"), &a, &out) && find(c, STR("k2"), &a, &out));
    v.texts[0].len = MOST / 8 - 300;
    for (unsigned i = 0; i < 1000; i++)
        cache_put(c, STR("k2"), &v); /* in its own place */
    CHECK(find(c, STR("k0"), &a, &out) && find(c, STR("k7"), &a, &out));
    arena_clear(&a);
    cache_free(c);
    cache_free(NULL);
}

typedef struct worker {
    cache *c;
    uint64_t seed;
    bool bad;
} worker;

static void *work(void *arg)
{
    worker *w = arg;
    gen g = {.state = w->seed};
    arena a;
    arena_init(&a, 1 << 24);
    for (unsigned i = 1; i < 20000; i++) {
        unsigned key = (unsigned)gen_below(&g, KEYS);
        cache_value v = {.texts = {text_of(&a, key, i, gen_below(&g, 4000))}, .number = key};
        if (i % 2)
            cache_put(w->c, key_of(&a, key), &v);
        else if (find(w->c, key_of(&a, key), &a, &v))
            w->bad = w->bad || v.number != (int64_t)key || !str_has(str_upto(v.texts[0], 20), arena_printf(&a, " of %u:", key).ptr);
        arena_reset(&a);
    }
    arena_clear(&a);
    return NULL;
}

static void several_at_once(void)
{
    enum { N = 4 };
    cache *c = cache_new(MOST);
    pthread_t t[N];
    worker w[N];
    for (unsigned i = 0; i < N; i++) {
        w[i] = (worker){.c = c, .seed = i + 1};
        CHECK(pthread_create(&t[i], NULL, work, &w[i]) == 0);
    }
    for (unsigned i = 0; i < N; i++) {
        CHECK(pthread_join(t[i], NULL) == 0);
        CHECK(!w[i].bad);
    }
    cache_free(c);
}

int main(void)
{
    static const tap_case cases[] = {CASE(what_is_found_is_what_was_kept_last), CASE(there_is_room_for_so_many_bytes), CASE(several_at_once)};
    return tap_main(cases, sizeof cases / sizeof *cases);
}
