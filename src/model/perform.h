/* How far an obligation to perform is carried out, and what the pace so far leads to. Where reports
 * of one act differ, both ends are kept: a score may be a range. docs/formats/performance.md. */
#ifndef TRUCE_MODEL_PERFORM_H
#define TRUCE_MODEL_PERFORM_H

#include "base/str.h"
#include "base/when.h"

typedef enum pace {
    PACE_NONE = 0, /* no deadline, no start, or nothing done: no pace */
    PACE_DONE,
    PACE_IN_TIME, /* at the pace so far it is done by the deadline */
    PACE_LATE,    /* at the pace so far the deadline is missed */
    PACE_MISSED,  /* the deadline has passed, and it is not done */
    PACE_DONE_LATE
} pace;
const char *pace_word(pace p);
const char *pace_says(pace p);

/** From the lowest and from the highest of what was said of each act. */
typedef struct perform_end {
    int score;    /* 0 to 3 */
    int64_t done; /* in the obligation's unit; of a notice: those in time */
    pace pace;
    bool late; /* not all of it was done by the deadline */
    bool has_finish;
    int64_t finish; /* day at the pace so far; with PACE_IN_TIME and PACE_LATE */
} perform_end;

typedef struct performing {
    bool known; /* false: no report of an act under it */
    size_t n_acts, n_reports;
    size_t n_before, n_after; /* reports of acts before it binds, after the last day: not counted */
    size_t n_of_no_part;      /* reports that name a part which it does not have: not counted */
    size_t n_unquantified;    /* acts of an amount that no report puts a number to */
    bool has_due;
    int64_t due; /* by the last day: the whole, or the rate times the days */
    size_t n_days_met, n_days_reported, n_days; /* of a rate by day */
    perform_end low, high;
    bool has_steps;        /* there is a schedule: `due` is what its steps so far owe */
    int64_t whole;         /* of a schedule: all of its steps */
    span next_by;          /* of the next step, unknown: none */
    int64_t next_quantity; /* owed by then, all steps up to it */
} performing;

/** What was given and what came back, of one category of an exchange. */
typedef struct exchanged {
    str category;        /* empty: of all that no other names */
    int64_t gives, gets; /* the ratio */
    int64_t given_low, given_high, got_low, got_high, due_low, due_high;
    bool known;     /* something was reported as given */
    bool got_known; /* and something of what came back */
    size_t n_acts, n_given_unsaid,
        n_got_unsaid; /* acts without the number: the sums are at least */
} exchanged;

/** How many obligations have each score; no average over unlike things. */
typedef struct score_spread {
    size_t n[4];
    size_t undetermined; /* a range, or no report */
    size_t n_all;
} score_spread;

#endif
