/* Zones that move: a place against the line of contact of the day, as each source draws it. */
#include "assess/tables.h"
#include "geo/front.h"

#include <math.h>

/* The latest file of a source on or before an instant; lines stand by source, then day. */
static const front_line *file_of(const on_record *rec, size_t from, size_t to, usec_t at)
{
    const front_line *best = NULL;
    for (size_t i = from; i < to && rec->lines[i].day <= at; i++)
        best = &rec->lines[i];
    return best;
}

static bool is_of(const moving_line *m, const front_line *l)
{
    str held = m->held_by.len ? m->held_by : m->side;
    return l->side.len == 0 || held.len == 0 || str_eq(l->side, held);
}

/* Of a class, or of all that no class names. */
static const class_offset *offset_for(const moving_line *m, size_t leaf, bool any)
{
    const class_offset *rest = NULL;
    for (size_t i = 0; i < m->n_offsets; i++) {
        const class_offset *o = &m->offsets[i];
        if (o->weapon_class.len == 0)
            rest = o;
        else if (!any && cat_set_has(&o->leaves, leaf))
            return o;
    }
    return rest;
}

typedef struct look {
    const reading_tables *t;
    const moving_line *m;
    const incident *in;
    const front_line *file;
    geo_front front;
    line_answer *told; /* what a sentence tells, or NULL */
} look;

static truth by_share(const reading_tables *t, double share)
{
    return share >= t->opts.place_yes ? TRUTH_T : share <= t->opts.place_no ? TRUTH_F : TRUTH_U;
}

static truth offset_test(look *k, const class_offset *o)
{
    double d = 0, share;
    if (o == NULL) return TRUTH_F; /* the zone says nothing of this class */
    bool turned = k->m->held_by.len && !str_eq(k->m->held_by, k->m->side);
    double from = turned ? -o->to_m : o->from_m, to = turned ? -o->from_m : o->to_m;
    share = geo_front_share(&k->front, k->in->position, k->in->radius_m, from, to, &d);
    if (k->m->both_sides && from > 0)
        share += geo_front_share(&k->front, k->in->position, k->in->radius_m, -to, -from, &d);
    if (k->m->both_sides && from <= 0)
        share = geo_front_share(&k->front, k->in->position, k->in->radius_m, -to, to, &d);
    if (k->told) {
        k->told->distance_m = turned ? -d : d;
        k->told->from_m = o->from_m;
        k->told->to_m = o->to_m;
    }
    return by_share(k->t, share);
}

/* Every class that the weapon may be, and none of them where it may be another; a zone for all
 * classes does not ask. */
static truth classes_test(look *k)
{
    const agreement *ag = k->t->ag;
    bool by_class = false;
    for (size_t i = 0; i < k->m->n_offsets; i++)
        by_class = by_class || k->m->offsets[i].weapon_class.len > 0;
    if (!by_class) return offset_test(k, offset_for(k->m, 0, true));
    truth r = TRUTH_NONE;
    const class_offset *done[8], *no_class = offset_for(k->m, 0, true);
    size_t n_done = 0;
    for (size_t l = 0; l < ag->weapons.n_leaves; l++) {
        if (!cat_set_has(&k->in->weapons, l)) continue;
        const class_offset *o = offset_for(k->m, l, false);
        bool again = false;
        for (size_t i = 0; i < n_done; i++)
            again = again || done[i] == o;
        if (again) continue;
        if (n_done < 8) done[n_done++] = o;
        r = truth_agree(r, offset_test(k, o));
    }
    if (k->in->weapon_unlisted) r = truth_agree(r, offset_test(k, no_class));
    return r == TRUTH_NONE ? TRUTH_U : r;
}

static truth file_test(look *k, usec_t at)
{
    if (k->file == NULL) return TRUTH_U;
    int64_t age = (at - k->file->day) / USEC_DAY;
    bool stale = k->m->max_age_days > 0 && age > k->m->max_age_days;
    if (k->told) *k->told = (line_answer){.file = k->file, .age_days = age, .stale = stale};
    if (stale) return TRUTH_U;
    k->front = (geo_front){.areas = k->file->areas,
                           .n_areas = k->file->n_areas,
                           .left_out = line_mask(k->t, k->m, k->file),
                           .stretches = k->file->stretches,
                           .n_stretches = k->file->n_stretches};
    truth r = classes_test(k);
    if (k->told) k->told->answer = r;
    return r;
}

truth moving_line_test(const reading_tables *t, const area_zone *z, const incident *in,
                       line_answer *told, size_t *n_told)
{
    const on_record *rec = t->opts.record;
    truth r = TRUTH_NONE;
    size_t n = 0;
    if (n_told) *n_told = 0;
    if (rec == NULL || !in->has_position || in->when.from == USEC_UNKNOWN) return TRUTH_U;
    usec_t last =
        span_known(in->when) && in->when.to > in->when.from ? in->when.to - 1 : in->when.from;
    for (size_t i = 0, end; i < rec->n_lines; i = end) {
        for (end = i; end < rec->n_lines && str_eq(rec->lines[end].source, rec->lines[i].source) &&
                      str_eq(rec->lines[end].side, rec->lines[i].side);)
            end++;
        if (!is_of(&z->moving, &rec->lines[i])) continue;
        look k = {.t = t, .m = &z->moving, .in = in};
        const front_line *first = file_of(rec, i, end, in->when.from),
                         *later = file_of(rec, i, end, last);
        k.told = told && n < MAX_LINES_TOLD ? &told[n] : NULL;
        k.file = first;
        truth x = file_test(&k, in->when.from);
        n += k.told && first;
        if (later != first) {
            k.told = NULL;
            k.file = later;
            truth y = file_test(&k, last);
            x = x == y ? x : TRUTH_U;
        }
        r = r == TRUTH_NONE || r == x ? x : TRUTH_U;
    }
    if (n_told) *n_told = n;
    return r == TRUTH_NONE ? TRUTH_U : r;
}

/* ---- Edges that are no line of contact: left out once for all incidents ---- */

const unsigned char *line_mask(const reading_tables *t, const moving_line *m,
                               const front_line *file)
{
    for (size_t i = 0; m->within && i < t->n_masks; i++) {
        if (t->masks[i].of == m) return t->masks[i].by_line[file - t->opts.record->lines];
    }
    return NULL;
}

static tr_err mask_of(const reading_tables *t, const moving_line *m, arena *a, line_masks *out)
{
    const on_record *rec = t->opts.record;
    const unsigned char **v = arena_alloc_n(a, rec->n_lines + 1, sizeof *v);
    if (v == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < rec->n_lines; i++) {
        geo_front f = {.areas = rec->lines[i].areas, .n_areas = rec->lines[i].n_areas};
        unsigned char *bits = arena_alloc(a, geo_front_edges(&f) + 1);
        if (bits == NULL) return TR_ERR_NOMEM;
        geo_front_within(&f, &m->within->shape, bits);
        v[i] = bits;
    }
    *out = (line_masks){.of = m, .by_line = v};
    return TR_OK;
}

static tr_err add_mask(reading_tables *t, const area_zone *z, arena *a, size_t *cap)
{
    if (z == NULL || !z->moving.given || z->moving.within == NULL || t->opts.record == NULL)
        return TR_OK;
    for (size_t i = 0; i < t->n_masks; i++) {
        if (t->masks[i].of == &z->moving) return TR_OK;
    }
    line_masks *slot = vec_push(a, (void *)&t->masks, &t->n_masks, cap, sizeof *slot);
    return slot ? mask_of(t, &z->moving, a, slot) : TR_ERR_NOMEM;
}

tr_err compile_masks(reading_tables *t, arena *a)
{
    size_t cap = 0;
    for (size_t i = 0; i < t->r->n_clauses; i++)
        TR_TRY(add_mask(t, t->r->clauses[i].area, a, &cap));
    for (size_t i = 0; i < t->r->n_obligations; i++)
        TR_TRY(add_mask(t, t->r->obligations[i].area, a, &cap));
    return TR_OK;
}
