#include "physical/same_site.h"

#include "base/idmap.h"
#include "text/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_NAME_WORDS = 12, WORD_LETTERS = 24 };
static const double margin_m = 500, most_m = 12000, unit_m = 1000;

typedef struct name_words {
    char text[MAX_NAME_WORDS][WORD_LETTERS];
    size_t n;
} name_words;

typedef struct entry {
    const listing *l;
    size_t number; /* in the input */
    geo_pt middle;
    double reach_m;
    name_words words;
} entry;

typedef struct finder {
    entry *e; /* by latitude, then everything else */
    size_t n, *root;
    idmap common; /* words of many names: they name no site */
} finder;

geo_pt listing_middle(const listing *l, double *reach_m)
{
    const geo_shape *s = l->shape;
    *reach_m = s->radius_m;
    if (s->kind == GEO_CIRCLE || s->n_rings == 0) return s->center;
    geo_pt low = s->rings[0].pts[0], high = low;
    for (size_t r = 0; r < s->n_rings; r++) {
        for (size_t i = 0; i < s->rings[r].n; i++) {
            geo_pt p = s->rings[r].pts[i];
            low = (geo_pt){fmin(low.lon_deg, p.lon_deg), fmin(low.lat_deg, p.lat_deg)};
            high = (geo_pt){fmax(high.lon_deg, p.lon_deg), fmax(high.lat_deg, p.lat_deg)};
        }
    }
    *reach_m = geo_distance_m(low, high) / 2;
    return (geo_pt){(low.lon_deg + high.lon_deg) / 2, (low.lat_deg + high.lat_deg) / 2};
}

/* ---- Names
 * -------------------------------------------------------------------------------------- */

static void add_words(name_words *w, str name)
{
    str piece;
    while (str_cut(&name, ' ', &piece)) {
        char skeleton[WORD_LETTERS];
        name_skeleton(piece, skeleton, sizeof skeleton);
        if (strlen(skeleton) < 3 || w->n == MAX_NAME_WORDS) continue;
        memcpy(w->text[w->n++], skeleton, sizeof skeleton);
    }
}

static bool is_common(const finder *f, const char *word)
{
    size_t ignored;
    return idmap_find(&f->common, str_of(word), &ignored);
}

/* A word that only few names have, in both. */
static bool share_a_word(const finder *f, const entry *a, const entry *b)
{
    for (size_t i = 0; i < a->words.n; i++) {
        if (is_common(f, a->words.text[i])) continue;
        for (size_t k = 0; k < b->words.n; k++) {
            if (!is_common(f, b->words.text[k]) &&
                skeleton_match(a->words.text[i], b->words.text[k]))
                return true;
        }
    }
    return false;
}

/* Words in more than one name of fifty, and in six at least. */
static tr_err find_common(finder *f, arena *a)
{
    idmap all = {0};
    size_t *count = arena_alloc_n(a, f->n * MAX_NAME_WORDS + 1, sizeof *count), n = 0;
    if (count == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < f->n; i++) {
        for (size_t k = 0; k < f->e[i].words.n; k++) {
            size_t at;
            str w = str_of(f->e[i].words.text[k]);
            if (!idmap_find(&all, w, &at)) {
                at = n++;
                TR_TRY(idmap_add(&all, a, w, at));
            }
            count[at]++;
            size_t many = f->n / 50 > 5 ? f->n / 50 : 5, ignored;
            if (count[at] > many && !idmap_find(&f->common, w, &ignored))
                TR_TRY(idmap_add(&f->common, a, w, 0));
        }
    }
    return TR_OK;
}

/* ---- Two listings
 * -------------------------------------------------------------------------------------- */

static bool related(str a, str b)
{
    str ra = a, x;
    while (str_cut(&ra, '|', &x)) {
        str rb = b, y;
        while (str_cut(&rb, '|', &y)) {
            if (category_covers(x, y) || category_covers(y, x)) return true;
        }
    }
    return false;
}

static bool one_holds_the_other(const entry *a, const entry *b)
{
    return (a->l->shape->kind == GEO_POLYGON && geo_contains(a->l->shape, b->middle)) ||
           (b->l->shape->kind == GEO_POLYGON && geo_contains(b->l->shape, a->middle));
}

static bool same(const finder *f, const entry *a, const entry *b)
{
    double m = geo_distance_m(a->middle, b->middle);
    if (m > most_m || !related(a->l->category, b->l->category)) return false;
    bool named = a->words.n > 0 && b->words.n > 0;
    if (a->l->registry == b->l->registry) /* units of one plant */
        return m <= unit_m && a->l->name.len > 0 && str_eq(a->l->name, b->l->name);
    if (named) return m <= fmax(a->reach_m, b->reach_m) + margin_m && share_a_word(f, a, b);
    return m <= margin_m || one_holds_the_other(a, b);
}

/* ---- All of them
 * -------------------------------------------------------------------------------------- */

static int by_latitude(const void *x, const void *y)
{
    const entry *a = x, *b = y;
    if (a->middle.lat_deg < b->middle.lat_deg || a->middle.lat_deg > b->middle.lat_deg)
        return a->middle.lat_deg < b->middle.lat_deg ? -1 : 1;
    if (a->l->registry != b->l->registry) return a->l->registry < b->l->registry ? -1 : 1;
    int c = str_cmp_natural(a->l->id, b->l->id);
    return c ? c : (a->number > b->number) - (a->number < b->number);
}

static size_t root_of(const size_t *root, size_t i)
{
    while (root[i] != i)
        i = root[i];
    return i;
}

static void join_all(finder *f)
{
    const double window_deg = most_m / 110000;
    for (size_t i = 0; i < f->n; i++) {
        for (size_t k = i + 1;
             k < f->n && f->e[k].middle.lat_deg - f->e[i].middle.lat_deg < window_deg; k++) {
            size_t a = root_of(f->root, i), b = root_of(f->root, k);
            if (a == b || f->e[i].l->shape->kind == GEO_LINE || f->e[k].l->shape->kind == GEO_LINE)
                continue;
            if (same(f, &f->e[i], &f->e[k])) f->root[a < b ? b : a] = a < b ? a : b;
        }
    }
}

/* Drawn areas before points; then the smaller reach; then the order of registries and ids. */
static bool stands_before(const entry *a, const entry *b)
{
    bool area_a = a->l->shape->kind == GEO_POLYGON, area_b = b->l->shape->kind == GEO_POLYGON;
    if (area_a != area_b) return area_a;
    if (a->reach_m < b->reach_m || a->reach_m > b->reach_m) return a->reach_m < b->reach_m;
    if (a->l->registry != b->l->registry) return a->l->registry < b->l->registry;
    return str_cmp_natural(a->l->id, b->l->id) < 0;
}

static tr_err fill(const finder *f, arena *a, same_sites *out)
{
    size_t *best = arena_alloc_n(a, f->n + 1, sizeof *best);
    size_t *number = arena_alloc_n(a, f->n + 1, sizeof *number);
    size_t *size = arena_alloc_n(a, f->n + 1, sizeof *size);
    if (best == NULL || number == NULL || size == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < f->n; i++) {
        size_t r = root_of(f->root, i);
        if (size[r]++ == 0) {
            best[r] = i;
            number[r] = out->n_sites++;
        }
        if (stands_before(&f->e[i], &f->e[best[r]])) best[r] = i;
        out->n_several += size[r] == 2;
        out->site[f->e[i].number] = number[r];
    }
    for (size_t i = 0; i < f->n; i++) {
        size_t r = root_of(f->root, i);
        out->stands[f->e[i].number] = best[r] == i;
        if (size[r] > 1)
            out->widest_m =
                fmax(out->widest_m, geo_distance_m(f->e[i].middle, f->e[best[r]].middle));
    }
    return TR_OK;
}

tr_err same_sites_find(const listing *l, size_t n, arena *a, same_sites *out)
{
    finder f = {.n = n};
    *out = (same_sites){0};
    out->site = arena_alloc_n(a, n + 1, sizeof *out->site);
    out->stands = arena_alloc_n(a, n + 1, sizeof *out->stands);
    f.e = arena_alloc_n(a, n + 1, sizeof *f.e);
    f.root = arena_alloc_n(a, n + 1, sizeof *f.root);
    if (!out->site || !out->stands || !f.e || !f.root) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n; i++) {
        f.e[i] = (entry){.l = &l[i], .number = i};
        f.e[i].middle = listing_middle(&l[i], &f.e[i].reach_m);
        add_words(&f.e[i].words, l[i].name);
        add_words(&f.e[i].words, l[i].other_name);
        f.root[i] = i;
    }
    if (n) qsort(f.e, n, sizeof *f.e, by_latitude);
    TR_TRY(find_common(&f, a));
    join_all(&f);
    return fill(&f, a, out);
}
