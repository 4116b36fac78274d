/* Tables of ship positions, as those who publish them lay them out: NOAA Marine Cadastre
 * (BaseDateTime ...), the Danish Maritime Authority (# Timestamp ...), AISdb (mmsi, time,
 * longitude, latitude ...). Each row becomes the messages that a transmitter would have sent: a
 * position, and, where a number says something new of itself, what it says. Times are UTC, as all
 * three publish them. */
#ifndef TRUCE_AIS_TABLE_H
#define TRUCE_AIS_TABLE_H

#include "ais/log.h"

typedef struct ais_table_counts {
    uint64_t received, accepted, set_aside,
        stations; /* rows; stations: of base stations and aids, within accepted */
} ais_table_counts;
typedef tr_err ais_table_reject(void *ctx, size_t record, const tr_diag *why, str raw);
/** Has the first line the columns of one of them? */
bool ais_is_table(str head);
/** Positions outside the world, 91/181 and 0/0 are set aside, and numbers and times that are none;
 * a speed, course or heading that says "not available" is not known. The reader of sink is NULL. */
TR_MUST tr_err ais_table_read(csv_source src, const char *file, arena *a, ais_log_sink *sink,
                              void *ctx, ais_table_reject *reject, void *reject_ctx,
                              ais_table_counts *n, tr_diag *diag);

#endif
