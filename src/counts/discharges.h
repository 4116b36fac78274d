/* discharges: a table of what was seen, heard or recorded, for counting under several rules. CSV
 * with `time` (an instant with its offset), `kind` (rounds or strike), `number`, and where known
 * `place`, `type`, `site`, `wave`. docs/formats/counting.md. */
#ifndef TRUCE_COUNTS_DISCHARGES_H
#define TRUCE_COUNTS_DISCHARGES_H

#include "mission/mission.h"
#include "stats/counting.h"

typedef struct discharge_table {
    discharge *rows;
    size_t n;
    /* of a mission, rows left out: observations without a number or time, or outside the period;
     * coded items that are not surely a hit, or have no time */
    size_t n_unnumbered, n_outside, n_no_hit, n_undated;
} discharge_table;

TR_MUST tr_err discharges_read(str bytes, const char *file, arena *a, discharge_table *out,
                               tr_diag *diag);

/** What officers observed, with its number, and the coded strikes of the period, one each: place,
 * type (the weapon, or the act), the likeliest listed site, and the incident they belong to as the
 * wave. */
TR_MUST tr_err discharges_of_mission(const report_data *d, arena *a, discharge_table *out);

#endif
