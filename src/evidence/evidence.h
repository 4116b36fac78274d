/* What sensors and other reports hold beside the incidents: streams read once more and matched with
 * places and hours. Private to evidence/. Rules: docs/formats/evidence.md. */
#ifndef TRUCE_EVIDENCE_EVIDENCE_H
#define TRUCE_EVIDENCE_EVIDENCE_H

#include "mission/stored_rows.h"
#include "physical/same_site.h"

/** Fills evidence, feeds, registries and statics of a report whose rows stand. */
TR_MUST tr_err evidence_collect(const mission *m, const state *s, as_of when, host_zones *zones,
                                arena *a, report_data *d, tr_diag *diag);

/** Which listings of all registries are one site. */
TR_MUST tr_err mission_same_sites(const state *s, arena *a, same_sites *out);

/** The parts of it that are drawn beside incidents: unusual fires at sites, and ships. The same as
 * evidence_collect has them. */
TR_MUST tr_err evidence_collect_drawn(const mission *m, const state *s, as_of when,
                                      host_zones *zones, arena *a, report_data *d, tr_diag *diag);

#endif
