/* Readings and what people did, as tables of the index. Private to issue/. */
#ifndef TRUCE_ISSUE_INDEX_ACTS_H
#define TRUCE_ISSUE_INDEX_ACTS_H

#include "mission/mission.h"
#include "report/report.h"
#include "store/store.h"

/** Of what people did alone: the rows that there are give way to those of the state. */
TR_MUST tr_err index_people(store *s, const state *st, arena *a, tr_diag *diag);
/** What is ahead and of which instant; the rows that there are give way. */
TR_MUST tr_err index_deadlines(store *s, const report_data *d, tr_diag *diag);
/** What its source states of an incident beside what can be counted, and why its state is what it
 * is. */
TR_MUST tr_err index_stated(store *s, const report_row *row, tr_diag *diag);
/** Categories, and what is drawn beside incidents; into empty tables. */
TR_MUST tr_err index_places(store *s, const state *st, const report_data *d, tr_diag *diag);
/** Which files have thermal anomalies, and how many there are a day in each square. */
TR_MUST tr_err index_detections(store *s, const mission *m, const state *st, const report_data *d,
                                host_zones *zones, arena *a, tr_diag *diag);
TR_MUST tr_err index_acts(store *s, const state *st, const report_data *d, arena *a, tr_diag *diag);

#endif
