/* The verification ladder: states that people propose, agree to or dissent from, each an entry of
 * the record. Private to mission/ but for the words, which the command line needs.
 * docs/formats/review.md. */
#ifndef TRUCE_MISSION_LADDER_H
#define TRUCE_MISSION_LADDER_H

#include "base/idmap.h"
#include "mission/mission.h"

/** alleged, corroborated, verified, contradicted, refuted, unverifiable, withdrawn, attributed. */
bool ladder_state_known(str s);
/** Refuted and withdrawn incidents stay on record, with what was assessed, and are in no count. */
bool ladder_state_counts(str s);
/** To `verified` or `attributed`, and away from them, two different people are needed. */
bool ladder_needs_two(str current, str to);
/** One person under two spellings of blanks and capitals is one person. */
bool ladder_same_person(str a, str b);

/** How an item stands after all decisions, in the order of the record. */
typedef struct ladder_view {
    str status;                    /* empty: nobody decided */
    const decision_line *decision; /* that made it so: a status or a proposal */
    str second;                    /* who agreed, or was named with it */
    size_t n_open, n_dissents;     /* proposals that wait; dissents on record */
} ladder_view;
/** One item's way through the decisions. */
typedef struct ladder_walk {
    ladder_view v;
    const decision_line *waiting; /* the latest open proposal; an earlier one is overtaken by it */
    const decision_line *seen;    /* the last that was stepped on: one may name an item twice */
} ladder_walk;

/** How all items stand, worked out in one walk over the decisions, which stand by entry. It lives
 * in its arena and borrows them. */
typedef struct ladder_book {
    const decision_line *decisions;
    size_t n;
    idmap items; /* to a place in `walks` */
    VEC(ladder_walk) walks;
} ladder_book;
TR_MUST tr_err ladder_book_of(const decision_line *decisions, size_t n, arena *a, ladder_book *out);
ladder_view ladder_in(const ladder_book *b, str item);

/** A proposal by its entry, or NULL; `*open`: nobody has agreed to it yet and no later decision on
 * its items overtook it. */
const decision_line *ladder_proposal(const ladder_book *b, uint64_t entry, bool *open);
/** "#12" to 12. */
bool ladder_entry_of(str word, uint64_t *entry);

#endif
