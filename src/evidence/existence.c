#include "evidence/existence.h"

#include "confidence/confidence.h"

/* The word of a party is the same for every party. It says that it did something itself: against
 * its interest where its own reading covers that, else it may boast. Otherwise it accuses. */
static const source_rates accuses = {.9, .5}, against_interest = {.9, .01}, may_boast = {.9, .05};

typedef struct voices {
    const mission *m;
    const report_data *d;
    const report_row *row;
    arena *a;
    VEC(vote) votes;
    str_list origins; /* by group number: what they have in common */
    VEC(bool) neutral;
    str_list unrated; /* each once */
} voices;

static bool in_list(const str_list *l, str s, size_t *at)
{
    for (size_t i = 0; i < l->n; i++) {
        if (!str_eq(l->items[i], s)) continue;
        *at = i;
        return true;
    }
    return false;
}

static tr_err add_vote(voices *v, str origin, bool neutral, source_rates rates)
{
    size_t group;
    if (!in_list(&v->origins, origin, &group)) {
        str *o = VEC_PUSH(v->a, &v->origins);
        bool *n = VEC_PUSH(v->a, &v->neutral);
        if (o == NULL || n == NULL) return TR_ERR_NOMEM;
        *o = origin;
        *n = neutral;
        group = v->origins.n - 1;
    }
    vote *x = VEC_PUSH(v->a, &v->votes);
    if (x == NULL) return TR_ERR_NOMEM;
    *x = (vote){.group = group, .stance = 1, .rates = rates, .weight = 1};
    return TR_OK;
}

static bool covered_by_its_own_reading(const voices *v, str party)
{
    for (size_t r = 0; r < v->d->n_readings; r++) {
        if (str_eq(v->d->readings[r]->holder, party) && v->row->answers[r].verdict == VERDICT_YES)
            return true;
    }
    return false;
}

static tr_err add_party(voices *v, str party, str alleged_actor)
{
    bool own = str_eq(party, alleged_actor);
    return add_vote(v, party, false,
                    !own                                   ? accuses
                    : covered_by_its_own_reading(v, party) ? against_interest
                                                           : may_boast);
}

static bool is_party(const voices *v, str id)
{
    return agreement_party_rank(v->d->ag, id) < v->d->ag->n_parties;
}

static const rating *rating_of(const mission *m, str name)
{
    for (size_t i = 0; i < m->n_ratings; i++) {
        if (str_eq(m->ratings[i].source, name)) return &m->ratings[i];
    }
    return NULL;
}

static tr_err add_named(voices *v, str name)
{
    const rating *r = rating_of(v->m, name);
    source_rates rates;
    size_t at;
    if (name.len == 0) return TR_OK;
    if (r && is_party(v, r->party)) return add_party(v, r->party, (str){0});
    if (r && rates_of_letter(r->letter, &rates))
        return add_vote(v, r->group.len ? r->group : r->source, true, rates);
    if (in_list(&v->unrated, name, &at)) return TR_OK;
    str *slot = VEC_PUSH(v->a, &v->unrated);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = name;
    return TR_OK;
}

/* "a; b": each is one source. */
static tr_err hear_incident(voices *v)
{
    str rest = v->row->in->reported_by, piece;
    while (str_cut(&rest, ';', &piece))
        TR_TRY(add_named(v, str_trim(piece)));
    return TR_OK;
}

static const report_row *beside(const report_data *d, const report_row *row)
{
    for (size_t i = 0; row->matched.len && i < d->n_fused; i++) {
        if (str_eq(d->fused[i].in->id, row->matched)) return &d->fused[i];
    }
    return NULL;
}

static tr_err hear_claims(voices *v)
{
    const report_row *f = beside(v->d, v->row);
    for (size_t i = 0; f && i < f->n_members; i++) {
        const claim *c = f->members[i].c;
        TR_TRY(is_party(v, c->side) ? add_party(v, c->side, c->alleged_actor)
                                    : add_named(v, str_trim(c->claimant)));
    }
    return TR_OK;
}

static tr_err weigh(voices *v, existence_line *e)
{
    double log_odds;
    TR_TRY(hear_incident(v));
    TR_TRY(hear_claims(v));
    e->n_groups = v->origins.n;
    e->n_unrated = v->unrated.n;
    for (size_t i = 0; i < v->neutral.n; i++)
        e->n_neutral += v->neutral.items[i];
    TR_TRY(pool_votes(v->m->prior, 0, v->votes.items, v->votes.n, v->a, &log_odds));
    e->p = probability_of(log_odds);
    return TR_OK;
}

tr_err existence_collect(const mission *m, arena *a, report_data *d)
{
    d->has_ratings = m->has_ratings;
    d->prior = m->prior;
    d->ratings = m->ratings;
    d->n_ratings = m->n_ratings;
    if (!m->has_ratings) return TR_OK;
    d->existence = arena_alloc_n(a, d->n_coded + 1, sizeof *d->existence);
    if (d->existence == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < d->n_coded; i++) {
        if (!d->coded[i].counted || d->coded[i].in->kind == INC_AGGREGATE) continue;
        voices v = {.m = m, .d = d, .row = &d->coded[i], .a = a};
        existence_line *e = &d->existence[d->n_existence++];
        e->row = i;
        TR_TRY(weigh(&v, e));
    }
    return TR_OK;
}
