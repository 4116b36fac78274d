/* What sensors and other reports hold beside the incidents: streams read once more and matched with
 * places and hours. Private to app/. Rules: docs/formats/evidence.md. */
#ifndef TRUCE_APP_EVIDENCE_H
#define TRUCE_APP_EVIDENCE_H

#include "app/streams.h"

/** Fills evidence, feeds, registries and statics of a report whose rows stand. */
TR_MUST tr_err evidence_collect(const mission *m, const state *s, as_of when, app_zones *zones,
                                arena *a, report_data *d, tr_diag *diag);

#endif
