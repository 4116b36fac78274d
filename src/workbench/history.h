/* A draft against the incidents of a mission; private to workbench/. */
#ifndef TRUCE_WORKBENCH_HISTORY_H
#define TRUCE_WORKBENCH_HISTORY_H

#include "face/face.h"

/** How many incidents a clause of the draft parts or leaves open. */
typedef struct clause_count {
    const clause *clause;
    const reading *reading;
    size_t n;
} clause_count;
typedef VEC(clause_count) clause_count_vec;

/** Which incidents the readings of a draft would answer differently, told as text or CSV, and how
 * many are open under some; `counts` and `open` may be NULL. */
TR_MUST tr_err history_of(task *k, truce_mission *m, const agreement *ag, bool csv,
                          clause_count_vec *counts, size_t *split, size_t *open);

#endif
