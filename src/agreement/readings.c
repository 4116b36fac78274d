/* Readings: their clauses, what they oblige to, and when they run. */
#include "agreement/read.h"

static void check_window(rd *r, const node *n, const reading *rg)
{
    usec_t first = INT64_MAX, last = INT64_MIN;
    for (size_t i = 0; i < rg->n_clauses; i++) {
        const clause *c = &rg->clauses[i];
        if (c->kind == CLAUSE_END && (c->unstated || c->open)) last = INT64_MAX;
        for (size_t j = 0; j < c->n_alts; j++) {
            if (c->kind == CLAUSE_START && c->alts[j].from < first) first = c->alts[j].from;
            if (c->kind == CLAUSE_END && c->alts[j].to > last) last = c->alts[j].to;
        }
    }
    if (first != INT64_MAX && last != INT64_MIN && last <= first) {
        rd_fault(r, CODE_AG_WINDOW, n, "the window of reading '" STR_FMT "' is empty",
                 STR_ARG(rg->id));
    }
}

static uint64_t all_parties(const agreement *ag)
{
    size_t n = ag->n_parties;
    return n >= MAX_PARTIES ? ~UINT64_C(0) : (UINT64_C(1) << n) - 1;
}

static void read_reading(rd *r, const node *n, reading *out)
{
    static const char *const keys[] = {"id",
                                       "holder",
                                       "title",
                                       "phase",
                                       "first_stated",
                                       "superseded_by",
                                       "note",
                                       "scope",
                                       "place",
                                       "acts",
                                       "start",
                                       "end",
                                       "conditions",
                                       "release",
                                       "suspension",
                                       "extension",
                                       "grace",
                                       "reciprocal",
                                       "obligations",
                                       "state",
                                       "renewal",
                                       "termination",
                                       "exceptions",
                                       "parties",
                                       "begins",
                                       "ends",
                                       "continues_while",
                                       "zone",
                                       NULL};
    static const char *const states[] = {"announced", "agreed",   "ordered", "pending",  "in_force",
                                         "suspended", "released", "expired", "extended", NULL};
    if (!rd_map(r, n, keys, "a reading")) return;
    clause_vec clauses = {0};
    r->reading = n;
    out->id = rd_id(r, n);
    out->holder = rd_text(r, n, "holder", true);
    out->title = rd_text(r, n, "title", true);
    out->phase = rd_text(r, n, "phase", true);
    out->first_stated = rd_text(r, n, "first_stated", false);
    out->superseded_by = rd_text(r, n, "superseded_by", false);
    out->note = rd_text(r, n, "note", false);
    out->parties = rd_binds(r, n, "parties", &out->party_ids);
    if (out->parties == 0) out->parties = all_parties(r->ag);
    rd_all_clauses(r, n, out->id, &clauses);
    rd_renewals(r, n, out, &clauses);
    rd_obligations(r, n, out);
    rd_rule(r, n, &out->rule);
    rd_begun(r, n, out);
    rd_changes(r, n, "state", states, &out->states, &out->n_states);
    out->clauses = clauses.items;
    out->n_clauses = clauses.n;
    r->reading = NULL;
    check_window(r, n, out);
}

void rd_readings(rd *r, const node *root)
{
    VEC(reading) v = {0};
    for (const node *n = rd_list(r, root, "readings"); n; n = n->next) {
        reading *rg = VEC_PUSH(r->a, &v);
        if (rg == NULL) {
            r->fatal = TR_ERR_NOMEM;
            return;
        }
        rg->line = n->line;
        read_reading(r, n, rg);
    }
    r->ag->readings = v.items;
    r->ag->n_readings = v.n;
}
