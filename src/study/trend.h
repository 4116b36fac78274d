/* trend: a mission's study carried out, for the report. Private to study/. */
#ifndef TRUCE_STUDY_TREND_H
#define TRUCE_STUDY_TREND_H

#include "study/findings.h"
#include "study/mission_days.h"

/** The study that stands, its standing to the evidence, and its tests under each reading. After the
 * rows of the report are there. */
TR_MUST tr_err trend_collect(const mission *m, const state *s, arena *a, report_data *d);

typedef struct hotspot_options {
    int64_t from, to; /* days, both counted */
    size_t replicates, threads;
    uint64_t seed;
    bool prospective;
} hotspot_options;
/** Covered targets of a choice: where and when they gather (permutation of the days among the
 * incidents; circles up to half of them and 100 km). `no_verdict` in `f` where there are too few.
 */
TR_MUST tr_err hotspots_find(const report_data *d, const day_choice *c, const hotspot_options *o,
                             arena *a, findings *f, trend_line *out);

#endif
