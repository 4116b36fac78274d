/* A reading as tables; private to assess/. */
#ifndef TRUCE_ASSESS_TABLES_H
#define TRUCE_ASSESS_TABLES_H

#include "assess/assess.h"

/** Which edges of each line do not count, for one zone. */
typedef struct line_masks {
    const moving_line *of;
    const unsigned char **by_line;
} line_masks;

/** A reading as amendments left it, from one of them to the next. */
typedef struct reading_version {
    usec_t from, to; /* the earliest and the latest instant at which it may bind */
    str by;          /* the amendment that it begins with; empty: as signed */
    const reading_tables *tables;
} reading_version;

struct reading_tables {
    const reading *r;  /* the whole of it */
    const reading *in; /* the clauses that these tables hold */
    const agreement *ag;
    assess_opts opts;
    const taxonomy *tax;
    const reading_version *versions; /* by time; none: it was never amended */
    size_t n_versions;
    const reading_tables **sides; /* by party, where clauses bind some parties only; else NULL */
    bool asks_bound, asks_excepted;
    const clause **renewals, **terminations, **exceptions;
    size_t n_renewals, n_terminations, n_exceptions;
    phase_rule rule; /* of the reading, else of its phase */
    line_masks *masks;
    size_t n_masks;
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
/** Weapons and kinds, activity and place of a presence against one obligation to stay out. */
truth stay_out_match(const reading_tables *t, const obligation *o, const incident *in);

/* ---- process.c */
/** Whether the day by which everything has left has passed; T where none is stated. */
truth stay_out_due(const obligation *o, span when);
truth phase_rule_test(const phase_rule *p, span when);
/** T: it ended, or what it goes on by does not hold. Whether it began is not asked. */
truth phase_ended_test(const phase_rule *p, span when);
/** The end of the first term, or of those that follow it. */
truth renewed_ends_test(const reading_tables *t, truth first, span when);
truth termination_test(const clause *c, span when); /* T: ended by notice */
/** For each party whether it is bound as far as this incident goes. */
typedef struct bound_view {
    truth side[MAX_PARTIES];
} bound_view;
void bound_sides(const reading_tables *t, const incident *in, bound_view *out);
truth bound_test(const reading_tables *t, const incident *in, const bound_view *v);
truth not_excepted_test(const reading_tables *t, const incident *in);
truth exception_test(const reading_tables *t, const clause *c, const incident *in); /* T: applies */
truth exception_fits(const reading_tables *t, const clause *c, const incident *in);
bool may_invoke(const reading_tables *t, const clause *c, str by);
bool has_mandate(const agreement *ag, str body);
/** Those of one incident, from `from` up to `to`. */
void findings_of(const on_record *rec, str id, size_t *from, size_t *to);
void invocations_of(const on_record *rec, str id, size_t *from, size_t *to);

/* ---- line.c */
enum { MAX_LINES_TOLD = 4 };
/** What one source's line answers, for a sentence. */
typedef struct line_answer {
    const front_line *file;
    int64_t age_days;
    bool stale;
    double distance_m, from_m, to_m; /* into the zone's side */
    truth answer;
} line_answer;
truth moving_line_test(const reading_tables *t, const area_zone *z, const incident *in,
                       line_answer *told, size_t *n_told);
const unsigned char *line_mask(const reading_tables *t, const moving_line *m,
                               const front_line *file);
TR_MUST tr_err compile_masks(reading_tables *t, arena *a);

/** Tests of one incident under tables of one version: all that the agreement asks. `view`: who is
 * bound, where that is asked. */
void version_tests(const reading_tables *t, const incident *in, truth test[TEST__N],
                   bound_view *view);
/** Versions that may bind at the time of an incident. */
bool version_applies(const reading_version *v, span when);

/** The verdict that four answers make; the first line of the table that fits. */
verdict verdict_of(const assessment *a, uint32_t acts);
/** The incident is a presence in an area, to be tested against stay_out obligations. */
bool is_presence(const incident *in);

#endif
