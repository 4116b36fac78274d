/* A reading as tables; private to assess/. */
#ifndef TRUCE_ASSESS_TABLES_H
#define TRUCE_ASSESS_TABLES_H

#include "assess/assess.h"

struct reading_tables {
    const reading *r;
    assess_opts opts;
    const taxonomy *tax;
    cat_set yes, no;                       /* leaves answered T, F; the others are U */
    const clause *leaf_clause[MAX_LEAVES]; /* NULL: silent */
    uint32_t acts_yes, acts_no;            /* the others are U */
    const clause **starts, **ends, **conditions, **places, **suspensions, **releases;
    size_t n_starts, n_ends, n_conditions, n_places, n_suspensions, n_releases;
    const clause *extension; /* the last that all required parties agreed to; NULL if none */
    const clause *reciprocal;
    usec_t grace_usec;
    const obligation **stay_out;
    size_t n_stay_out;
    kept_words starts_words, ends_words,
        places_words; /* pieces of every reason: the clauses as written */
};

/** The pieces of reasons that are the same for every incident. */
TR_MUST tr_err compile_words(reading_tables *t, arena *a);

enum { ACTS_ATTEMPT = 1 << ACT_INTERCEPTION | 1 << ACT_ATTEMPT | 1 << ACT_ABORTED };

/* The tests, each for one reading and one incident. */
truth start_clause_test(const clause *c, usec_t grace_usec, span when);
truth end_clause_test(const clause *c, span when);
truth condition_test(const clause *c, span when);
truth suspension_test(const clause *c, span when); /* T: suspended */
truth release_test(const clause *c, span when);    /* T: released */
/** All starts, all ends (or the agreed extension): T if T for all, F if F for all, else U. */
truth starts_test(const reading_tables *t, span when);
truth ends_test(const reading_tables *t, span when);
truth in_force_test(const reading_tables *t, const incident *in);
truth category_test(const reading_tables *t, const incident *in);
truth term_test(const reading_tables *t, const cat_set *set);
truth place_test(const reading_tables *t, const incident *in);
truth place_clause_test(const reading_tables *t, const clause *c, const incident *in);
truth area_test(const reading_tables *t, const area_zone *z, bool outside, const incident *in);
truth act_test(const reading_tables *t, const incident *in);
/** The verdict that four answers make; the first line of the table that fits. */
verdict verdict_of(const assessment *a, uint32_t acts);
/** The incident is a presence in an area, to be tested against stay_out obligations. */
bool is_presence(const incident *in);

#endif
