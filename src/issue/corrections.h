/* Figures that an earlier issue of the same report gave otherwise; private to issue/.
 *
 * Each issue logs its headline figures in its entry. A later issue for the same days compares them,
 * issue by issue, and numbers every change: the number stays the same in all later issues. */
#ifndef TRUCE_ISSUE_CORRECTIONS_H
#define TRUCE_ISSUE_CORRECTIONS_H

#include "issue/issue.h"

/** report_figures as a string that lives in `a`. */
TR_MUST tr_err figures_write(const report_data *d, arena *a, str *out);
/** Fills `d->corrections` and `d->n_issues` from the issues that stand before the state's head. An
 * issue that knew more than `when` does is left out. */
TR_MUST tr_err corrections_list(const state *s, as_of when, arena *a, report_data *d);

#endif
