/* discharges: a table of what was seen, heard or recorded, for counting under several rules. CSV
 * with `time` (an instant with its offset), `kind` (rounds or strike), `number`, and where known
 * `place`, `type`, `site`, `wave`. docs/formats/counting.md. */
#ifndef TRUCE_APP_DISCHARGES_H
#define TRUCE_APP_DISCHARGES_H

#include "app/app.h"
#include "stats/counting.h"

typedef struct discharge_table {
    discharge *rows;
    size_t n;
} discharge_table;

TR_MUST tr_err discharges_read(str bytes, const char *file, arena *a, discharge_table *out,
                               tr_diag *diag);

#endif
