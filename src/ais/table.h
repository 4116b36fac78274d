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

/* What a cell of such a table tells. */
typedef enum ais_cell {
    AIS_CELL_OTHER = 0,
    AIS_CELL_MMSI,
    AIS_CELL_TIME,
    AIS_CELL_LAT,
    AIS_CELL_LON,
    AIS_CELL_SPEED,
    AIS_CELL_COURSE,
    AIS_CELL_HEADING,
    AIS_CELL_STATUS,
    AIS_CELL_CLASS,
    AIS_CELL_NAME,
    AIS_CELL_CALLSIGN,
    AIS_CELL_IMO,
    AIS_CELL_TYPE,
    AIS_CELL_LENGTH,
    AIS_CELL_WIDTH,
    AIS_CELL_DRAUGHT,
    AIS_CELL_DESTINATION,
    AIS_CELL__N
} ais_cell;
typedef struct ais_cell_fault {
    ais_cell cell;
    diag_code code;
    const char *says; /* static */
} ais_cell_fault;

/* The same row by row, for whoever has the cells already. */
typedef struct ais_rows ais_rows;
TR_MUST tr_err ais_rows_open(arena *a, ais_log_sink *sink, void *ctx, ais_rows **out);
/** TR_ERR_DATA: the row is no report, and `why` says which cell. `*station`: of a base station or
 * an aid, which gives no message. */
TR_MUST tr_err ais_rows_put(ais_rows *r, uint64_t line, const str cell[AIS_CELL__N], bool *station,
                            ais_cell_fault *why);
/** What is still held goes to the sink. */
TR_MUST tr_err ais_rows_end(ais_rows *r);

#endif
