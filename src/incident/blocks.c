#include "incident/blocks.h"

#include "base/idmap.h"

#include <stdlib.h>
#include <string.h>

/* Two dated records exclude each other beyond half an hour unless they state one day; what one
 * stated day may mean, with every zone on Earth and a night that begins on the eve, lies within
 * this. */
static const usec_t reach_usec = 3 * USEC_DAY, minutes_usec = 30 * USEC_MINUTE;

typedef struct keyed {
    uint64_t key;
    size_t who;
} keyed;
typedef VEC(keyed) keyed_vec;

typedef struct dated {
    usec_t from, to;
    int64_t day;
    size_t who;
} dated;

typedef struct region_class {
    const char *name;
    size_t group; /* classes that are neighbours, by way of others too, are one group */
    dated *items; /* by start */
    size_t n;
} region_class;

typedef struct blocker {
    const features *f;
    size_t n, split;
    block_pair_fn *fn;
    void *ctx;
    arena a, scratch; /* a: everything below; scratch: the keys of one record */
    size_t *class_of;
    region_class *classes;
    size_t n_classes;
    size_t *stamp; /* the last record that each was paired with */
} blocker;

static tr_err emit(const blocker *b, size_t x, size_t y)
{
    if (b->split && (x < b->split) == (y < b->split)) return TR_OK;
    return x < y ? b->fn(b->ctx, x, y) : b->fn(b->ctx, y, x);
}

/* ---- Keys: two names that skeleton_match takes for one share a key; others may, too */

static uint64_t hash(uint64_t salt, const char *p, size_t n, size_t without)
{
    uint64_t h = 1469598103934665603u ^ salt * 1099511628211u;
    for (size_t i = 0; i < n; i++) {
        if (i == without) continue;
        h = (h ^ (unsigned char)p[i]) * 1099511628211u;
    }
    return h ^ h >> 29;
}

enum { SALT_NAME = 1, SALT_STEM, SALT_PEOPLE, SALT_BRIEFING, MOST_KEYS = SKELETON + 2 };

/* The whole, the stem of an adjective, and all that one letter less leaves. */
static size_t keys_of_name(const char *s, uint64_t out[MOST_KEYS])
{
    size_t len = strlen(s), stem = len, n = 0;
    if (len == 0) return 0;
    if (len >= 4 && s[len - 1] == 'k' && s[len - 2] == 's') stem = len - 2;
    out[n++] = hash(SALT_NAME, s, len, SIZE_MAX);
    out[n++] = hash(SALT_STEM, s, stem, SIZE_MAX);
    for (size_t i = 0; len >= 5 && i < len; i++)
        out[n++] = hash(SALT_NAME, s, len, i);
    return n;
}

static tr_err add_key(arena *a, keyed_vec *v, uint64_t key, size_t who)
{
    keyed *k = VEC_PUSH(a, v);
    if (k == NULL) return TR_ERR_NOMEM;
    *k = (keyed){key, who};
    return TR_OK;
}

static tr_err add_name(arena *a, keyed_vec *v, const char *name, size_t who)
{
    uint64_t keys[MOST_KEYS];
    for (size_t i = 0, n = keys_of_name(name, keys); i < n; i++)
        TR_TRY(add_key(a, v, keys[i], who));
    return TR_OK;
}

static int by_key(const void *x, const void *y)
{
    const keyed *a = x, *b = y;
    if (a->key != b->key) return a->key < b->key ? -1 : 1;
    return (a->who > b->who) - (a->who < b->who);
}

static void sort_keys(keyed_vec *v)
{
    if (v->n) qsort(v->items, v->n, sizeof *v->items, by_key);
}

static size_t first_of_key(const keyed_vec *v, uint64_t key)
{
    size_t low = 0, high = v->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (v->items[mid].key < key)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* ---- Regions: records of one spelling are a class; classes that are alike are neighbours */

static tr_err find_classes(blocker *b)
{
    idmap by_name = {0};
    size_t *count = arena_alloc_n(&b->a, b->n + 1, sizeof *count);
    b->class_of = arena_alloc_n(&b->a, b->n + 1, sizeof *b->class_of);
    b->classes = arena_alloc_n(&b->a, b->n + 1, sizeof *b->classes);
    if (count == NULL || b->class_of == NULL || b->classes == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < b->n; i++) {
        str name = str_of(b->f[i].region);
        if (!idmap_find(&by_name, name, &b->class_of[i])) {
            b->class_of[i] = b->n_classes;
            b->classes[b->n_classes].name = b->f[i].region;
            TR_TRY(idmap_add(&by_name, &b->a, name, b->n_classes++));
        }
        count[b->class_of[i]] += b->f[i].dated;
    }
    for (size_t c = 0; c < b->n_classes; c++) {
        b->classes[c].group = c;
        b->classes[c].items = arena_alloc_n(&b->a, count[c] + 1, sizeof(dated));
        if (b->classes[c].items == NULL) return TR_ERR_NOMEM;
    }
    return TR_OK;
}

static int by_start(const void *x, const void *y)
{
    const dated *a = x, *b = y;
    if (a->from != b->from) return a->from < b->from ? -1 : 1;
    return (a->who > b->who) - (a->who < b->who);
}

static void fill_classes(blocker *b)
{
    for (size_t i = 0; i < b->n; i++) {
        const features *f = &b->f[i];
        region_class *c = &b->classes[b->class_of[i]];
        if (!f->dated) continue;
        usec_t to =
            f->when.to == USEC_UNKNOWN || f->when.to < f->when.from ? f->when.from : f->when.to;
        c->items[c->n++] = (dated){f->when.from, to, f->day, i};
    }
    for (size_t i = 0; i < b->n_classes; i++) {
        region_class *c = &b->classes[i];
        if (c->n) qsort(c->items, c->n, sizeof *c->items, by_start);
    }
}

/* ---- Pairs that both have a date */

static bool may_meet(const dated *a, const dated *b)
{
    if (b->from <= a->to + minutes_usec) return true;
    return a->day == b->day && a->day != INT64_MIN;
}

/* Partners of `a` in `c` that begin with it or later; `after`: later only. */
static tr_err pair_forward(const blocker *b, const dated *a, const region_class *c, size_t at,
                           bool after)
{
    for (; at < c->n && c->items[at].from <= a->to + reach_usec; at++) {
        const dated *x = &c->items[at];
        if (after && x->from == a->from) continue;
        if (may_meet(a, x)) TR_TRY(emit(b, a->who, x->who));
    }
    return TR_OK;
}

static tr_err pair_within(const blocker *b, const region_class *c)
{
    for (size_t i = 0; i < c->n; i++)
        TR_TRY(pair_forward(b, &c->items[i], c, i + 1, false));
    return TR_OK;
}

static size_t first_from(const region_class *c, usec_t from)
{
    size_t low = 0, high = c->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (c->items[mid].from < from)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static tr_err pair_across(const blocker *b, const region_class *x, const region_class *y)
{
    for (size_t i = 0; i < x->n; i++)
        TR_TRY(pair_forward(b, &x->items[i], y, first_from(y, x->items[i].from), false));
    for (size_t i = 0; i < y->n; i++)
        TR_TRY(pair_forward(b, &y->items[i], x, first_from(x, y->items[i].from), true));
    return TR_OK;
}

static size_t group_of(blocker *b, size_t c)
{
    while (b->classes[c].group != c) {
        b->classes[c].group = b->classes[b->classes[c].group].group;
        c = b->classes[c].group;
    }
    return c;
}

static tr_err pair_neighbours(blocker *b)
{
    keyed_vec v = {0};
    size_t *seen = arena_alloc_n(&b->a, b->n_classes + 1, sizeof *seen);
    if (seen == NULL) return TR_ERR_NOMEM;
    for (size_t c = 0; c < b->n_classes; c++)
        TR_TRY(add_name(&b->a, &v, b->classes[c].name, c));
    sort_keys(&v);
    for (size_t c = 0; c < b->n_classes; c++) {
        uint64_t keys[MOST_KEYS];
        for (size_t k = 0, n = keys_of_name(b->classes[c].name, keys); k < n; k++) {
            for (size_t i = first_of_key(&v, keys[k]); i < v.n && v.items[i].key == keys[k]; i++) {
                size_t o = v.items[i].who;
                if (o <= c || seen[o] == c + 1) continue;
                seen[o] = c + 1;
                if (!skeleton_match(b->classes[c].name, b->classes[o].name)) continue;
                b->classes[group_of(b, o)].group = group_of(b, c);
                TR_TRY(pair_across(b, &b->classes[c], &b->classes[o]));
            }
        }
    }
    return TR_OK;
}

static tr_err pair_dated(blocker *b)
{
    for (size_t c = 0; c < b->n_classes; c++) {
        if (b->classes[c].name[0]) TR_TRY(pair_within(b, &b->classes[c]));
    }
    return pair_neighbours(b);
}

/* ---- Pairs of which one has no date: by what they share */

static tr_err add_names(arena *a, keyed_vec *v, const name_set *s, size_t who)
{
    for (size_t i = 0; i < s->n; i++)
        TR_TRY(add_name(a, v, s->names[i], who));
    return TR_OK;
}

static uint64_t key_of_briefing(const features *f)
{
    uint64_t h = hash(SALT_BRIEFING, f->claimant.ptr, f->claimant.len, SIZE_MAX);
    return hash(h, f->page_date.ptr, f->page_date.len, SIZE_MAX);
}

static tr_err add_all(blocker *b, arena *a, keyed_vec *v, size_t who)
{
    const features *f = &b->f[who];
    str people = {(const char *)&f->people, sizeof f->people};
    size_t first = v->n;
    if (f->region[0] == '\0' || f->no_event) return TR_OK;
    TR_TRY(add_names(a, v, &f->site, who));
    TR_TRY(add_names(a, v, &f->place, who));
    if (f->people >= 100)
        TR_TRY(add_key(a, v, hash(SALT_PEOPLE, people.ptr, people.len, SIZE_MAX), who));
    if (f->claimant.len && f->page_date.len) TR_TRY(add_key(a, v, key_of_briefing(f), who));
    /* regions that have nothing to do with each other never meet */
    uint64_t group = group_of(b, b->class_of[who]) * 0x9E3779B97F4A7C15u;
    for (size_t i = first; i < v->n; i++)
        v->items[i].key ^= group;
    return TR_OK;
}

/* The keys of one record, until the next. */
static tr_err keys_of(blocker *b, size_t who, keyed_vec *out)
{
    arena_reset(&b->scratch);
    *out = (keyed_vec){0};
    return add_all(b, &b->scratch, out, who);
}

/* Only keys that some record without a date has can give a pair. */
static tr_err shared_keys(blocker *b, const keyed_vec *undated, keyed_vec *out)
{
    for (size_t i = 0; i < b->n; i++) {
        keyed_vec own;
        TR_TRY(keys_of(b, i, &own));
        for (size_t k = 0; k < own.n; k++) {
            size_t at = first_of_key(undated, own.items[k].key);
            if (at < undated->n && undated->items[at].key == own.items[k].key)
                TR_TRY(add_key(&b->a, out, own.items[k].key, i));
        }
    }
    sort_keys(out);
    return TR_OK;
}

static tr_err pair_one(blocker *b, const keyed_vec *all, uint64_t key, size_t who)
{
    for (size_t i = first_of_key(all, key); i < all->n && all->items[i].key == key; i++) {
        size_t o = all->items[i].who;
        if (o == who || b->stamp[o] == who + 1 || (!b->f[o].dated && o < who)) continue;
        b->stamp[o] = who + 1;
        bool alike =
            b->class_of[o] == b->class_of[who] || skeleton_match(b->f[o].region, b->f[who].region);
        if (alike) TR_TRY(emit(b, who, o));
    }
    return TR_OK;
}

static tr_err pair_undated(blocker *b)
{
    keyed_vec undated = {0}, all = {0};
    for (size_t i = 0; i < b->n; i++) {
        if (!b->f[i].dated) TR_TRY(add_all(b, &b->a, &undated, i));
    }
    if (undated.n == 0) return TR_OK;
    sort_keys(&undated);
    TR_TRY(shared_keys(b, &undated, &all));
    b->stamp = arena_alloc_n(&b->a, b->n + 1, sizeof *b->stamp);
    if (b->stamp == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < b->n; i++) {
        keyed_vec own;
        if (b->f[i].dated) continue;
        TR_TRY(keys_of(b, i, &own));
        for (size_t k = 0; k < own.n; k++)
            TR_TRY(pair_one(b, &all, own.items[k].key, i));
    }
    return TR_OK;
}

static tr_err each_pair(blocker *b)
{
    TR_TRY(find_classes(b));
    fill_classes(b);
    TR_TRY(pair_dated(b));
    return pair_undated(b);
}

tr_err blocks_each_pair(const features *f, size_t n, size_t split, block_pair_fn *fn, void *ctx)
{
    blocker b = {.f = f, .n = n, .split = split, .fn = fn, .ctx = ctx};
    arena_init(&b.a, (size_t)4 << 30);
    arena_init(&b.scratch, (size_t)1 << 20);
    tr_err e = each_pair(&b);
    arena_clear(&b.a);
    arena_clear(&b.scratch);
    return e;
}
