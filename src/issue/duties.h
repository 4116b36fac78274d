/* duties: obligations to perform, scored for the report. Private to issue/. */
#ifndef TRUCE_ISSUE_DUTIES_H
#define TRUCE_ISSUE_DUTIES_H

#include "assess/assess.h"
#include "issue/issue.h"

/** `tables` by report_data.readings. */
TR_MUST tr_err duties_collect(const state *s, const reading_tables *const *tables, arena *a,
                              report_data *d);

#endif
