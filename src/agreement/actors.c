/* Parties: when they join and leave, whom a clause binds, what a body may do. */
#include "agreement/read.h"

void rd_maybe_when(rd *r, const node *n, const tz *zone, const char *key, moment *out)
{
    const node *at = node_at(n, key);
    if (at == NULL) return;
    if (at->kind == NODE_LIST)
        (void)rd_moments(r, at, zone, out, NULL);
    else
        (void)rd_moment(r, at, zone, out);
    out->given = true;
}

void rd_actor_dates(rd *r, const node *n, actor *a)
{
    const tz *zone = rd_zone(r, n);
    rd_maybe_when(r, n, zone, "joined", &a->joined);
    rd_maybe_when(r, n, zone, "left", &a->left);
    a->mandate = rd_texts(r, n, "mandate");
}

uint64_t rd_binds(rd *r, const node *map, const char *key, str_list *ids)
{
    const node *n = node_at(map, key);
    uint64_t bits = 0;
    if (n == NULL) return 0;
    *ids = rd_texts(r, map, key);
    for (size_t i = 0; i < ids->n; i++) {
        size_t rank = agreement_party_rank(r->ag, ids->items[i]);
        if (rank < r->ag->n_parties && rank < MAX_PARTIES) {
            bits |= UINT64_C(1) << rank;
        } else if (agreement_actor(r->ag, ids->items[i]) == NULL) {
            rd_fault(r, CODE_AG_REF, n, "no party, broker or other voice has the id '" STR_FMT "'",
                     STR_ARG(ids->items[i]));
        } else if (!str_is(str_of(key), "binds") || !node_at(map, "kind")) {
            rd_fault(r, CODE_AG_VALUE, n, "'" STR_FMT "' is no party: clauses bind parties",
                     STR_ARG(ids->items[i]));
        }
    }
    if (ids->n == 0) rd_fault(r, CODE_AG_BINDS, n, "'%s' names nobody", key);
    return bits;
}
