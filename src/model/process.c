#include "model/model.h"

span moment_hull(const moment *m)
{
    if (m->n_alts == 0) return (span){USEC_UNKNOWN, USEC_UNKNOWN};
    span s = m->alts[0];
    for (size_t i = 1; i < m->n_alts; i++) {
        if (m->alts[i].from < s.from) s.from = m->alts[i].from;
        if (m->alts[i].to > s.to) s.to = m->alts[i].to;
    }
    return s;
}

static bool fits(const weapon_limits *l, const incident *in)
{
    bool calibre = !l->has_calibre || in->calibre_mm <= 0 ||
                   (in->calibre_mm >= l->calibre_from_mm && in->calibre_mm <= l->calibre_to_mm);
    bool range = !l->has_range || in->range_km <= 0 ||
                 (in->range_km >= l->range_from_km && in->range_km <= l->range_to_km);
    return calibre && range;
}

/* A number that was seen lies within those that the class is told by. */
static bool measured_as(const weapon_limits *l, const incident *in)
{
    return (l->has_calibre && in->calibre_mm > 0) || (l->has_range && in->range_km > 0);
}

void incident_weapons(const agreement *ag, incident *in)
{
    const taxonomy *t = &ag->weapons;
    cat_set named = {0}, out = {0};
    str rest = in->weapon, one = {0};
    bool any = false, other = false, measured = false, fitting = false;
    while (rest.len && str_cut(&rest, '|', &one)) {
        const category *c = taxonomy_find(t, str_trim(one));
        for (size_t k = 0; c && k < MAX_LEAVES / 64; k++)
            named.w[k] |= c->leaves.w[k];
        any = any || c;
        other = other || !c;
    }
    for (size_t l = 0; l < t->n_leaves; l++) {
        if (any && !cat_set_has(&named, l)) continue;
        if (!fits(&ag->weapon_limits[t->leaf_item[l]], in)) continue;
        cat_set_add(&out, l);
        fitting = true;
        measured = measured || measured_as(&ag->weapon_limits[t->leaf_item[l]], in);
    }
    for (size_t l = 0; !fitting && l < t->n_leaves; l++)
        cat_set_add(&out, l);
    in->weapons = out;
    in->weapon_unlisted = any ? other : other || !measured;
}

static bool attribution_of(str text, attribution *out)
{
    str kind = {0}, voice = {0}, side = {0};
    if (!str_cut(&text, ':', &kind) || !attribution_kind_from(str_trim(kind), &out->kind))
        return false;
    if (out->kind == ATTRIBUTION_FOUND || !str_cut(&text, ':', &voice)) return false;
    bool own = out->kind == ATTRIBUTION_CLAIMED || out->kind == ATTRIBUTION_DENIED ||
               out->kind == ATTRIBUTION_ADMITTED;
    side = str_trim(text);
    out->voice = str_trim(voice);
    out->side = side.len ? side : own ? out->voice : (str){0};
    return out->voice.len > 0 && out->side.len > 0;
}

tr_err attributions_parse(str text, arena *a, attribution **out, size_t *n, str *bad)
{
    VEC(attribution) v = {0};
    str one = {0};
    while (text.len && str_cut(&text, ';', &one)) {
        attribution x = {0};
        one = str_trim(one);
        if (one.len == 0) continue;
        if (!attribution_of(one, &x)) {
            *bad = one;
            return TR_ERR_DATA;
        }
        attribution *slot = VEC_PUSH(a, &v);
        if (slot == NULL) return TR_ERR_NOMEM;
        x.voice = arena_str(a, x.voice);
        x.side = arena_str(a, x.side);
        if (x.voice.ptr == NULL || x.side.ptr == NULL) return TR_ERR_NOMEM;
        *slot = x;
    }
    *out = v.items;
    *n = v.n;
    return TR_OK;
}
