/* How likely a coded incident happened, by what rated sources said. One axis of three: not
 * coverage, not attribution. Private to evidence/. Rules: docs/formats/confidence.md. */
#ifndef TRUCE_EVIDENCE_EXISTENCE_H
#define TRUCE_EVIDENCE_EXISTENCE_H

#include "mission/mission.h"

/** Fills report_data.existence when the mission rates its sources. */
TR_MUST tr_err existence_collect(const mission *m, arena *a, report_data *d);

#endif
