#include "physical/mentions.h"

#include "base/idmap.h"
#include "text/text.h"

#include <string.h>

enum { MAX_WORD = 48, MIN_REGION_STEM = 4, MIN_STATE_STEM = 3, MAX_ENDING = 4 };
static const double near_m = 10000, town_m = 50000;

/* A region under one of its stems; several regions may share one. */
typedef struct region_key {
    const geo_shape *shape;
    geo_pt low, high; /* corners of the box around it */
    size_t next;      /* in regions, SIZE_MAX: none */
} region_key;

struct mentions {
    arena *a;
    idmap generic, in; /* words */
    idmap stems;       /* of regions -> the first of its keys */
    VEC(region_key) regions;
    idmap state_stems; /* -> states */
    str_list states;
};

typedef struct word {
    char text[MAX_WORD];
    size_t len;
} word;

static bool is_letter(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0xC0 || c == '\'' || c == '-';
}

/* Apostrophes of either shape, and hyphens, are dropped inside a word. */
static bool is_joint(uint32_t c)
{
    return c == '\'' || c == '-' || c == 0x2019 || c == 0x2BC;
}

static bool next_word(str text, size_t *at, word *out)
{
    char raw[4 * MAX_WORD];
    size_t n = 0, i = *at, from = i;
    while (i < text.len) {
        from = i;
        uint32_t c = utf8_next(text, &i);
        bool letter = is_letter(c) && !(c >= 0x2010 && c <= 0x203A && c != 0x2019);
        if (letter && n + 4 < sizeof raw && !is_joint(c)) {
            memcpy(raw + n, text.ptr + from, i - from);
            n += i - from;
        }
        if (!letter && n > 0) break;
    }
    *at = i;
    if (n == 0) return false;
    text_latin((str){raw, n}, out->text, sizeof out->text);
    out->len = strlen(out->text);
    return true;
}

static bool is_vowel(char c)
{
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y' || c == 'j';
}

static size_t stem_len(const word *w)
{
    size_t n = w->len;
    while (n > 0 && is_vowel(w->text[n - 1]))
        n--;
    return n;
}

/* ---- Building
 * -------------------------------------------------------------------------------------- */

static tr_err add_word(idmap *m, arena *a, str s)
{
    size_t ignored;
    str copy = arena_str(a, s);
    if (copy.ptr == NULL) return TR_ERR_NOMEM;
    return idmap_find(m, copy, &ignored) ? TR_OK : idmap_add(m, a, copy, 0);
}

static tr_err read_words(mentions *m, csv_reader *csv, const char *file, tr_diag *diag)
{
    csv_row row;
    tr_err e = csv_next(csv, &row, diag);
    while (e == TR_OK && (e = csv_next(csv, &row, diag)) == TR_OK) {
        bool generic = row.n == 3 && str_is(row.fields[1], "generic");
        if (!generic && !(row.n == 3 && str_is(row.fields[1], "in"))) {
            diag_set(diag, CODE_ROW_KIND, file, row.line, 1, "a role is generic or in");
            return TR_ERR_DATA;
        }
        TR_TRY(add_word(generic ? &m->generic : &m->in, m->a, row.fields[0]));
    }
    return e == TR_ERR_ABSENT ? TR_OK : e;
}

tr_err mentions_open(str place_words, const char *file, arena *a, mentions **out, tr_diag *diag)
{
    csv_reader *csv = NULL;
    mentions *m = arena_alloc(a, sizeof *m);
    if (m == NULL) return TR_ERR_NOMEM;
    m->a = a;
    TR_TRY(csv_open_bytes(place_words, file, &csv));
    tr_err e = read_words(m, csv, file, diag);
    csv_close(csv);
    *out = m;
    return e;
}

static bool knows(const idmap *m, const word *w)
{
    size_t ignored;
    return idmap_find(m, (str){w->text, w->len}, &ignored);
}

static void set_box(region_key *k)
{
    k->low = k->shape->kind == GEO_CIRCLE ? k->shape->center : (geo_pt){180, 90};
    k->high = k->shape->kind == GEO_CIRCLE ? k->shape->center : (geo_pt){-180, -90};
    for (size_t r = 0; r < k->shape->n_rings; r++) {
        for (size_t i = 0; i < k->shape->rings[r].n; i++) {
            geo_pt p = k->shape->rings[r].pts[i];
            if (p.lon_deg < k->low.lon_deg) k->low.lon_deg = p.lon_deg;
            if (p.lat_deg < k->low.lat_deg) k->low.lat_deg = p.lat_deg;
            if (p.lon_deg > k->high.lon_deg) k->high.lon_deg = p.lon_deg;
            if (p.lat_deg > k->high.lat_deg) k->high.lat_deg = p.lat_deg;
        }
    }
}

static tr_err add_region_stem(mentions *m, str stem, const geo_shape *shape)
{
    size_t first;
    bool known = idmap_find(&m->stems, stem, &first);
    for (size_t i = known ? first : SIZE_MAX; i != SIZE_MAX; i = m->regions.items[i].next) {
        if (m->regions.items[i].shape == shape) return TR_OK;
    }
    region_key *k = VEC_PUSH(m->a, &m->regions);
    if (k == NULL) return TR_ERR_NOMEM;
    *k = (region_key){.shape = shape, .next = SIZE_MAX};
    set_box(k);
    if (known) {
        k->next = m->regions.items[first].next;
        m->regions.items[first].next = m->regions.n - 1;
        return TR_OK;
    }
    stem = arena_str(m->a, stem);
    return stem.ptr ? idmap_add(&m->stems, m->a, stem, m->regions.n - 1) : TR_ERR_NOMEM;
}

tr_err mentions_add_place(mentions *m, const geo_shape *shape, const str_list *names)
{
    if (shape->kind != GEO_POLYGON && shape->kind != GEO_CIRCLE) return TR_OK;
    for (size_t i = 0; i < names->n; i++) {
        word w;
        for (size_t at = 0; next_word(names->items[i], &at, &w);) {
            size_t n = stem_len(&w);
            if (n < MIN_REGION_STEM || knows(&m->generic, &w)) continue;
            TR_TRY(add_region_stem(m, (str){w.text, n}, shape));
        }
    }
    return TR_OK;
}

tr_err mentions_add_state(mentions *m, str state, str name)
{
    word w;
    size_t at = 0, n, ignored;
    if (!next_word(name, &at, &w)) return TR_OK;
    n = stem_len(&w);
    if (n < MIN_STATE_STEM || idmap_find(&m->state_stems, (str){w.text, n}, &ignored)) return TR_OK;
    str *slot = VEC_PUSH(m->a, &m->states);
    str stem = arena_str(m->a, (str){w.text, n});
    if (slot == NULL || stem.ptr == NULL) return TR_ERR_NOMEM;
    *slot = state;
    return idmap_add(&m->state_stems, m->a, stem, m->states.n - 1);
}

/* ---- Reading a text
 * -------------------------------------------------------------------------------------- */

/* The longest stem that the word begins with, and no more than an ending behind it. */
static bool find_region(const mentions *m, const word *w, size_t *first)
{
    for (size_t n = w->len; n >= MIN_REGION_STEM && n + MAX_ENDING >= w->len; n--) {
        if (idmap_find(&m->stems, (str){w->text, n}, first)) return true;
    }
    return false;
}

static bool find_state(const mentions *m, const word *w, size_t *state)
{
    size_t n = stem_len(w);
    return n >= MIN_STATE_STEM && w->len - n <= MAX_ENDING &&
           idmap_find(&m->state_stems, (str){w->text, n}, state);
}

/* More than 10 km up to 68 degrees of latitude; around towns more than 50 km. */
static bool may_hold(const region_key *k, geo_pt at)
{
    const double margin_deg = k->shape->kind == GEO_CIRCLE ? 1.5 : 0.25;
    return at.lon_deg > k->low.lon_deg - margin_deg && at.lon_deg < k->high.lon_deg + margin_deg &&
           at.lat_deg > k->low.lat_deg - margin_deg && at.lat_deg < k->high.lat_deg + margin_deg;
}

static bool holds(const geo_shape *s, geo_pt at)
{
    if (s->kind == GEO_CIRCLE) return geo_distance_m(s->center, at) <= town_m;
    return geo_contains(s, at) || geo_share_inside(s, at, near_m) > 0;
}

/* In the region, or within 10 km of it: borders of two sources differ. */
static bool any_holds(const mentions *m, size_t first, geo_pt at)
{
    for (size_t i = first; i != SIZE_MAX; i = m->regions.items[i].next) {
        const region_key *k = &m->regions.items[i];
        if (may_hold(k, at) && holds(k->shape, at)) return true;
    }
    return false;
}

/* A town is where people speak and come from, too: only "in X" says where something was. */
static bool towns_alone(const mentions *m, size_t first)
{
    for (size_t i = first; i != SIZE_MAX; i = m->regions.items[i].next) {
        if (m->regions.items[i].shape->kind != GEO_CIRCLE) return false;
    }
    return true;
}

static bool lists(const str_list *l, str s)
{
    for (size_t i = 0; i < l->n; i++) {
        if (str_eq(l->items[i], s)) return true;
    }
    return false;
}

mention_says mentions_check(const mentions *m, str text, geo_pt at, const str_list *gazetteer)
{
    bool here = false, elsewhere = false, after_in = false;
    word w;
    for (size_t i = 0; next_word(text, &i, &w);) {
        size_t k;
        if (after_in && gazetteer->n && find_state(m, &w, &k)) {
            elsewhere = elsewhere || !lists(gazetteer, m->states.items[k]);
        } else if (!knows(&m->generic, &w) && find_region(m, &w, &k) &&
                   (after_in || !towns_alone(m, k))) {
            bool held = any_holds(m, k, at);
            here = here || held;
            elsewhere = elsewhere || !held;
        }
        after_in = knows(&m->in, &w);
    }
    return here && elsewhere ? MENTION_SEVERAL
           : elsewhere       ? MENTION_ELSEWHERE
           : here            ? MENTION_HERE
                             : MENTION_NOTHING;
}
