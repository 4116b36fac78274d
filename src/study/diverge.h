/* diverge: how far the readings of one phase differ on the incidents of the period, and through
 * which of their parts. Private to study/. */
#ifndef TRUCE_STUDY_DIVERGE_H
#define TRUCE_STUDY_DIVERGE_H

#include "assess/assess.h"
#include "mission/mission.h"

/** Readings `from` up to `to` with their tables; fills the line and these readings' pairs. */
TR_MUST tr_err diverge_phase(const report_data *d, const reading_tables *const *tables, size_t from,
                             size_t to, divergence_line *out, pair_line *pairs, size_t n_pairs);

#endif
