/* counting: one evidence set under several counting rules, each named and versioned, and bridges
 * that lead from a figure under one rule to the figure under another by steps whose signed sum is
 * exact. Figures under two rules are never compared without a bridge. docs/formats/counting.md. */
#ifndef TRUCE_STATS_COUNTING_H
#define TRUCE_STATS_COUNTING_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum discharge_kind { DISCHARGE_ROUNDS = 1, DISCHARGE_STRIKE } discharge_kind;

/** What was seen, heard or recorded at one place and time. Places, types, sites and waves are
 * numbers of the caller's; -1: not stated. */
typedef struct discharge {
    int64_t second; /* UTC */
    discharge_kind kind;
    double number; /* whole, at least 1 */
    int place, type, site, wave;
} discharge;

/** What counts as one, by rule:
 * burst: each discharge, burst or impact; shelling: rounds at one place, one until an hour passes
 * without any; place-day-type: one a day, place and type; site-day: one a listed site and day with
 * a hit; site-hit: each strike on a listed site; incident: one an episode of rounds, one a wave of
 * strikes. */
#define COUNT_RULE_LIST(X)                                                                         \
    X(BURST, "burst/1")                                                                            \
    X(SHELLING, "shelling/1")                                                                      \
    X(PLACE_DAY_TYPE, "place-day-type/1")                                                          \
    X(SITE_DAY, "site-day/1")                                                                      \
    X(SITE_HIT, "site-hit/1")                                                                      \
    X(INCIDENT, "incident/1")
typedef enum count_rule {
#define X(c, w) COUNT_##c##_RULE,
    COUNT_RULE_LIST(X)
#undef X
        COUNT_RULE__N
} count_rule;
const char *count_rule_word(count_rule r);

typedef struct counting_options {
    int64_t gap_s;     /* 3600: more than this without rounds ends a shelling */
    double least;      /* 30 rounds */
    bool below_is_one; /* fewer are one shelling too; else none: the source does not say */
} counting_options;

enum { BRIDGE_MAX_STEPS = 8 };
typedef struct bridge_step {
    const char *words;
    double change;
    bool undone; /* a step of the first rule, gone back */
} bridge_step;
/** From burst/1 to a rule: the figure, and how it comes from the bursts. */
typedef struct counted {
    double bursts, figure;
    bridge_step steps[BRIDGE_MAX_STEPS];
    size_t n_steps;
    size_t n_no_place, n_no_type, n_no_site; /* rows that the rule cannot place */
} counted;
/** The order of the rows does not matter. */
TR_MUST tr_err count_under(count_rule rule, const discharge *rows, size_t n,
                           const counting_options *o, arena *a, counted *out);
/** Back from one rule to the bursts and on to the other; steps that change nothing are left out. */
size_t count_bridge(const counted *from, const counted *to, bridge_step out[2 * BRIDGE_MAX_STEPS]);

#endif
