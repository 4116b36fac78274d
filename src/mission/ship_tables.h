/* Tables of ship positions by a mapping. Private to mission/. */
#ifndef TRUCE_MISSION_SHIP_TABLES_H
#define TRUCE_MISSION_SHIP_TABLES_H

#include "ais/table.h"
#include "feed/feed.h"

/** As ais_table_read, with the mapping of `c` telling the columns. */
TR_MUST tr_err ship_table_read(csv_source src, const char *file, const feed_context *c, arena *a,
                               ais_log_sink *sink, void *ctx, ais_table_reject *reject,
                               void *reject_ctx, ais_table_counts *n, tr_diag *diag);

#endif
