/* Incidents beside files of control: each file is what one source says was held on one day, so the
 * answer names the file and the day. Recognised state is another fact, and is not touched here. */
#include "evidence/beside.h"

/* The file of the incident's first day, or the latest before it. */
static const named_area *file_for(const state *s, usec_t at)
{
    const named_area *best = NULL;
    for (size_t i = 0; i < s->areas.n; i++) {
        const named_area *x = &s->areas.items[i];
        if (x->kind != FEED_CONTROL || x->when.from > at) continue;
        if (best == NULL || x->when.from > best->when.from ||
            (x->when.from == best->when.from && str_cmp_natural(x->source, best->source) < 0))
            best = x;
    }
    return best;
}

/* By how much of the place lies in the file's areas; the same bounds as for areas of an agreement
 * (coverage.md). */
static area_side side_of(const collector *c, const named_area *file, geo_pt p, double radius_m)
{
    double share = 0;
    for (size_t i = 0; i < c->s->areas.n; i++) {
        const named_area *x = &c->s->areas.items[i];
        if (x->kind == FEED_CONTROL && x->when.from == file->when.from &&
            str_eq(x->source, file->source))
            share += geo_share_inside(&x->shape, p, radius_m);
    }
    if (share >= c->d->place_yes) return SIDE_INSIDE;
    return share <= c->d->place_no ? SIDE_OUTSIDE : SIDE_UNCERTAIN;
}

void evidence_control(collector *c)
{
    for (size_t i = 0; i < c->n_incidents; i++) {
        evidence_line *e = c->targets[i].line;
        const incident *in = c->d->coded[e->row].in;
        const named_area *file = file_for(c->s, in->when.from);
        if (file == NULL) continue;
        c->d->has_control_data = true;
        e->control_file = file->source;
        e->control_day = file->when.from;
        e->control_side = side_of(c, file, in->position, in->radius_m);
    }
}
