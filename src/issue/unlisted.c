/* Names in incidents that the agreement does not have: a state that lies in no clause, or a side
 * that is none of its own, may be another one, or another spelling. Nobody can tell but a person.
 */
#include "issue/unlisted.h"

#include "base/idmap.h"

#include <stdlib.h>

typedef struct look {
    arena *a;
    idmap held, found; /* found: index into `out` */
    str_list names;    /* of `held`, in the order of the agreement */
    VEC(unlisted_name) out;
    unlisted_kind kind;
} look;

static tr_err hold(look *l, str name)
{
    size_t at;
    if (name.len == 0 || idmap_find(&l->held, name, &at)) return TR_OK;
    str *slot = VEC_PUSH(l->a, &l->names);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = name;
    return idmap_add(&l->held, l->a, name, 0);
}

static tr_err hold_list(look *l, const str_list *names)
{
    for (size_t i = 0; i < names->n; i++)
        TR_TRY(hold(l, names->items[i]));
    return TR_OK;
}

static tr_err hold_actors(look *l, const actor *a, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (l->kind == UNLISTED_STATE) TR_TRY(hold_list(l, &a[i].states));
        if (l->kind == UNLISTED_SIDE) TR_TRY(hold(l, a[i].id));
    }
    return TR_OK;
}

static tr_err hold_agreement(look *l, const agreement *ag)
{
    TR_TRY(hold_actors(l, ag->parties, ag->n_parties));
    TR_TRY(hold_actors(l, ag->brokers, ag->n_brokers));
    TR_TRY(hold_actors(l, ag->others, ag->n_others));
    if (l->kind != UNLISTED_STATE) return TR_OK;
    for (size_t r = 0; r < ag->n_readings; r++)
        for (size_t i = 0; i < ag->readings[r].n_clauses; i++)
            TR_TRY(hold_list(l, &ag->readings[r].clauses[i].states));
    return TR_OK;
}

static tr_err see(look *l, str name)
{
    size_t at;
    if (name.len == 0 || idmap_find(&l->held, name, &at)) return TR_OK;
    if (idmap_find(&l->found, name, &at)) {
        l->out.items[at].n++;
        return TR_OK;
    }
    unlisted_name *one = VEC_PUSH(l->a, &l->out);
    if (one == NULL) return TR_ERR_NOMEM;
    *one = (unlisted_name){.name = name, .n = 1};
    return idmap_add(&l->found, l->a, name, l->out.n - 1);
}

static tr_err see_incident(look *l, const incident *in)
{
    for (size_t i = 0; l->kind == UNLISTED_STATE && i < in->states.n; i++)
        TR_TRY(see(l, in->states.items[i]));
    for (size_t i = 0; l->kind == UNLISTED_SIDE && i < in->n_attributions; i++)
        TR_TRY(see(l, in->attributions[i].side));
    return TR_OK;
}

static int by_name(const void *a, const void *b)
{
    return str_cmp(((const unlisted_name *)a)->name, ((const unlisted_name *)b)->name);
}

static tr_err look_for(unlisted_kind kind, const agreement *ag, const incident *in, size_t n,
                       arena *a, unlisted_list *out)
{
    look l = {.a = a, .kind = kind};
    TR_TRY(hold_agreement(&l, ag));
    for (size_t i = 0; i < n; i++)
        TR_TRY(see_incident(&l, &in[i]));
    if (l.out.n) qsort(l.out.items, l.out.n, sizeof *l.out.items, by_name);
    *out = (unlisted_list){l.out.items, l.out.n};
    return TR_OK;
}

tr_err unlisted_names(const agreement *ag, const incident *in, size_t n, arena *a,
                      unlisted_list out[UNLISTED__N])
{
    for (unsigned kind = 0; kind < UNLISTED__N; kind++)
        TR_TRY(look_for((unlisted_kind)kind, ag, in, n, a, &out[kind]));
    return TR_OK;
}

tr_err listed_states(const agreement *ag, arena *a, str_list *out)
{
    look l = {.a = a, .kind = UNLISTED_STATE};
    TR_TRY(hold_agreement(&l, ag));
    *out = l.names;
    return TR_OK;
}
