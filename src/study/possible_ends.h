/* ends: what each reading covers if its end is one of the instants that may be meant, and the grid
 * of counts and ratios over all choices. Private to study/. */
#ifndef TRUCE_STUDY_POSSIBLE_ENDS_H
#define TRUCE_STUDY_POSSIBLE_ENDS_H

#include "assess/assess.h"
#include "mission/mission.h"

/** Alternatives of readings that have more than one, each with the verdicts it gives. */
TR_MUST tr_err ends_collect(const assess_opts *o, arena *a, report_data *d);
/** The sensitivity grid, with the ratio of rates in each cell where a study states what to compare.
 */
TR_MUST tr_err grid_collect(arena *a, report_data *d);

#endif
