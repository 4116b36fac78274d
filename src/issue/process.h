/* process: phases, deadlines, tracks, commitments, windows, presence, findings and casualties for
 * the report. Private to issue/. */
#ifndef TRUCE_ISSUE_PROCESS_H
#define TRUCE_ISSUE_PROCESS_H

#include "assess/assess.h"
#include "issue/issue.h"

/** After the rows were assessed and the duties scored; `tables` by report_data.readings. */
TR_MUST tr_err process_collect(const state *s, const reading_tables *const *tables, arena *a,
                               report_data *d);
/** The deadlines ahead alone, of readings that were chosen. */
TR_MUST tr_err process_ahead(const state *s, const reading_tables *const *tables, arena *a,
                             report_data *d);

#endif
