/* assess: incident x reading -> verdict, with its reasons. The only place that judges, and always
 * under a named reading.
 *
 * The coverage test (docs/formats/coverage.md): four tests, each true, false or unknown, combined
 * by Kleene's AND. `assess_compile` turns a reading into tables once; `assess_one` is then a few
 * table look-ups an incident, and `assess_explain` gives the reasons of one verdict in words and as
 * clause ids. tests/test_assess.c holds a plain implementation that both must agree with.
 *
 * Source of the rules: Kleene's strong three-valued logic; thresholds of the place test are
 * parameters printed in each report. */
#ifndef TRUCE_ASSESS_ASSESS_H
#define TRUCE_ASSESS_ASSESS_H

#include "model/model.h"

enum { ASSESS_RULES_VERSION = 1 };

typedef struct assess_opts {
    bool practice;           /* admit clauses of basis practice; default no */
    double place_yes;        /* share of the location inside the area from which place is T: .8 */
    double place_no;         /* share up to which place is F: .2 */
    const on_record *record; /* what is looked up beside the incidents; NULL: nothing is known */
} assess_opts;
#define ASSESS_OPTS_DEFAULT                                                                        \
    {                                                                                              \
        .practice = false, .place_yes = 0.8, .place_no = 0.2                                       \
    }

/** A reading ready for many incidents. Borrows the reading. */
typedef struct reading_tables reading_tables;
TR_MUST tr_err assess_compile(const agreement *ag, const reading *r, const assess_opts *opts,
                              arena *a, const reading_tables **out);
const reading *tables_reading(const reading_tables *t);

assessment assess_one(const reading_tables *t, const incident *in);

/** The same answer in parts; a reading covers an incident when all of them are true. */
void assess_parts(const reading_tables *t, const incident *in, truth out[PART__N]);

/** Whether what an expression asks for holds over all of an interval. */
truth expression_test(const phase_expr *e, span when);

/** Whether a term of a reading was renewed, by the notices and acts on record. */
truth term_renewed(const reading *r, const renewed_term *t);

/** A presence against one obligation to stay out: whether its kind and weapon are meant, whether it
 * is where presence is covered, and whether what the weapons were doing there is allowed. */
void presence_answers(const reading_tables *t, const obligation *o, const incident *in,
                      truth *match, truth *inside, truth *allowed);

/** Why: for each test the deciding clauses (or "act:CLASS") and a sentence. */
typedef struct test_reason {
    str_list deciding;
    kept_words words;
    bool straddles; /* in force: a window edge cuts through the incident's interval */
} test_reason;

typedef struct explanation {
    assessment result;
    test_reason reason[TEST__N];
    str_list deciding; /* what decided the verdict, in the order of the tests */
} explanation;

TR_MUST tr_err assess_explain(const agreement *ag, const reading_tables *t, const incident *in,
                              arena *a, explanation *out);

/** The same without the sentences: where only the deciding clauses are wanted. */
TR_MUST tr_err assess_deciding(const agreement *ag, const reading_tables *t, const incident *in,
                               arena *a, explanation *out);

/** The trace as text: one headline and one line a test. */
void explanation_write(buf *b, const incident *in, const reading *r, const explanation *e);

/* ---- Obligations to perform ---------------------------------------------------------------- */

/** `acts` of any obligation, in any order; those before `start` or after `last_day` do not count.
 * `start`: the first day on which the reading surely binds; INT64_MIN: not known. */
TR_MUST tr_err perform_of(const obligation *o, const performance *acts, size_t n, int64_t start,
                          int64_t last_day, arena *a, performing *out);

/** The same of one part: acts that name it. */
TR_MUST tr_err perform_of_part(const obligation *o, const quantity_part *part,
                               const performance *acts, size_t n, int64_t start, int64_t last_day,
                               arena *a, performing *out);
/** Of an exchange, by category in the order of the agreement; `out` has a place for each ratio
 * and one for what falls under none. */
TR_MUST tr_err exchange_of(const obligation *o, const performance *acts, size_t n, int64_t start,
                           int64_t last_day, arena *a, exchanged *out);
/** The last day up to which the reading surely runs, from `first` on, at most `last`: its ends,
 * renewals and notices, and what its phase hangs on. `first` - 1 where it does not run on the
 * first. */
int64_t runs_surely_until(const reading_tables *t, int64_t first, int64_t last);
bool surely_ended(const reading_tables *t, usec_t at);
/** Its phase states when it ends, or by what it goes on. */
bool hangs_on_phase(const reading_tables *t);

/* ---- Comparison of readings ---------------------------------------------------------------- */

typedef struct split_item {
    const incident *incident;
    verdict a, b;
    unsigned tests; /* bits 1 << cover_test: replacing these tests of A by B's gives B's verdict */
    str_list clauses_a, clauses_b;
} split_item;

typedef struct pair_difference {
    const reading *a, *b;
    split_item *items; /* in the order of the incidents; NULL: a sink got them */
    size_t n;
} pair_difference;

typedef struct clause_weight {
    const clause *clause;
    const reading *reading;
    size_t decides; /* incidents for which the clause stands among the deciding ones */
} clause_weight;

typedef struct comparison {
    const reading **readings; /* of one phase, by id */
    size_t n_readings;
    pair_difference *pairs; /* a before b */
    size_t n_pairs;
    clause_weight
        *weights; /* by reading, then order of the file; only those that decide something */
    size_t n_weights;
} comparison;

/** Gets each incident that splits a pair, pair by its number in the comparison and incident by its
 * own; what the item points to lives until it returns. */
typedef tr_err split_sink(void *ctx, size_t pair, size_t nth, const split_item *s);

/** `tables` of readings of one phase, by id; `incidents` in their output order. With a sink, items
 * go there and the pairs have none: all of them together are many. */
TR_MUST tr_err assess_compare(const agreement *ag, const reading_tables *const *tables,
                              size_t n_tables, const incident *const *incidents, size_t n_incidents,
                              split_sink *each, void *ctx, arena *a, comparison *out);

#endif
