/* diverge: how far the readings of one phase differ on the incidents of the period, and through
 * which of their parts. Private to app/. */
#ifndef TRUCE_APP_DIVERGE_H
#define TRUCE_APP_DIVERGE_H

#include "app/app.h"

/** Readings `from` up to `to` with their tables; fills the line and these readings' pairs. */
TR_MUST tr_err diverge_phase(const report_data *d, const reading_tables *const *tables, size_t from,
                             size_t to, arena *a, divergence_line *out, pair_line *pairs,
                             size_t n_pairs);

#endif
