/* duties: obligations to perform, scored for the report. Private to issue/. */
#ifndef TRUCE_ISSUE_DUTIES_H
#define TRUCE_ISSUE_DUTIES_H

#include "issue/issue.h"

TR_MUST tr_err duties_collect(const state *s, arena *a, report_data *d);

#endif
