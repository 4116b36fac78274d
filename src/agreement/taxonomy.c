/* Categories of targets and classes of weapons: dotted paths. */
#include "agreement/read.h"

static bool path_ok(str p)
{
    for (size_t i = 0; i < p.len; i++) {
        char c = p.ptr[i];
        bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
        bool dot = c == '.' && i > 0 && i + 1 < p.len && p.ptr[i - 1] != '.';
        if (!word && !dot) return false;
    }
    return p.len > 0;
}

static bool has_children(const node *tax, str path)
{
    for (const node *m = tax->first; m; m = m->next) {
        if (m->key.len > path.len && category_covers(path, m->key)) return true;
    }
    return str_is(path, "unknown");
}

static void check_parent(rd *r, const node *tax, const node *m)
{
    node at = {.line = m->key_line, .col = m->key_col};
    if (!path_ok(m->key)) {
        rd_fault(r, CODE_AG_VALUE, &at,
                 "'" STR_FMT "' is not a dotted path of small letters, digits and _",
                 STR_ARG(m->key));
        return;
    }
    size_t dot = m->key.len;
    while (dot > 0 && m->key.ptr[dot - 1] != '.')
        dot--;
    if (dot == 0) return;
    str parent = str_upto(m->key, dot - 1);
    for (const node *p = tax->first; p; p = p->next) {
        if (str_eq(p->key, parent)) return;
    }
    rd_fault(r, CODE_AG_CATEGORY, &at, "the category above, '" STR_FMT "', is not declared",
             STR_ARG(parent));
}

void rd_taxonomy(rd *r, const node *root, const char *key, taxonomy *out)
{
    const node *tax = node_at(root, key);
    VEC(category) v = {0};
    if (tax == NULL || tax->kind != NODE_MAP) {
        rd_fault(r, tax ? CODE_AG_SHAPE : CODE_AG_MISSING, tax ? tax : root,
                 "'%s' must be a map from category to its meaning", key);
        return;
    }
    for (const node *m = tax->first; m; m = m->next) {
        category *c;
        check_parent(r, tax, m);
        PUSH_OR_RETURN(r, &v, c);
        *c = (category){.path = m->key, .is_node = has_children(tax, m->key), .line = m->key_line};
        if (m->kind == NODE_SCALAR) c->means = str_trim(m->text);
    }
    out->items = v.items;
    out->n = v.n;
    if (taxonomy_finish(out) != TR_OK) {
        rd_fault(r, CODE_LIMIT, tax, "more than %d categories without parts", MAX_LEAVES);
    }
}

/* ---- Classes of weapons ------------------------------------------------------------------- */

static void read_limits(rd *r, const node *n, const char *key, bool *has, double *from, double *to)
{
    const node *l = node_at(n, key);
    if (l == NULL) return;
    bool pair = l->kind == NODE_LIST && l->n == 2 && l->first->kind == NODE_SCALAR &&
                l->last->kind == NODE_SCALAR;
    *has = pair && str_to_double(l->first->text, from) && str_to_double(l->last->text, to) &&
           *from >= 0 && *to >= *from;
    if (!*has) rd_fault(r, CODE_AG_RANGE, l, "'%s' is [least, most], not below zero", key);
}

static void read_weapon_limits(rd *r, const node *map)
{
    static const char *const keys[] = {"means", "calibre_mm", "range_km", NULL};
    taxonomy *t = &r->ag->weapons;
    r->ag->weapon_limits = arena_alloc_n(r->a, t->n + 1, sizeof *r->ag->weapon_limits);
    if (r->ag->weapon_limits == NULL) {
        r->fatal = TR_ERR_NOMEM;
        return;
    }
    for (size_t i = 0; i < t->n; i++) {
        const node *n = map->first;
        while (n && !str_eq(n->key, t->items[i].path))
            n = n->next;
        weapon_limits *l = &r->ag->weapon_limits[i];
        if (n == NULL || n->kind != NODE_MAP || !rd_map(r, n, keys, "a class of weapons")) continue;
        t->items[i].means = rd_text(r, n, "means", false);
        read_limits(r, n, "calibre_mm", &l->has_calibre, &l->calibre_from_mm, &l->calibre_to_mm);
        read_limits(r, n, "range_km", &l->has_range, &l->range_from_km, &l->range_to_km);
    }
}

void rd_weapons(rd *r, const node *root)
{
    const node *map = node_at(root, "weapon_classes");
    if (map == NULL) return;
    rd_taxonomy(r, root, "weapon_classes", &r->ag->weapons);
    if (map->kind == NODE_MAP) read_weapon_limits(r, map);
}

void rd_weapon_set(rd *r, const node *map, const char *key, str_list *words, cat_set *out)
{
    const node *n = node_at(map, key);
    *out = (cat_set){0};
    if (n == NULL) {
        for (size_t i = 0; i < MAX_LEAVES / 64; i++)
            out->w[i] = ~UINT64_C(0);
        return;
    }
    *words = rd_texts(r, map, key);
    for (size_t i = 0; i < words->n; i++) {
        const category *c = taxonomy_find(&r->ag->weapons, words->items[i]);
        for (size_t k = 0; c && k < MAX_LEAVES / 64; k++)
            out->w[k] |= c->leaves.w[k];
        if (c == NULL)
            rd_fault(r, CODE_AG_CATEGORY, n, "'" STR_FMT "' is not among the weapon_classes",
                     STR_ARG(words->items[i]));
    }
}
