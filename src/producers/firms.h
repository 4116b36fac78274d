/* NASA FIRMS rows: the plain reader and the fast one, which must agree; private to producers/ and
 * its tests. */
#ifndef TRUCE_PRODUCERS_FIRMS_H
#define TRUCE_PRODUCERS_FIRMS_H

#include "producers/producers.h"

/* What a column of the file holds. X(constant, header names in lower case, separated by blanks) */
#define FIRMS_COLUMNS(X)                                                                           \
    X(LATITUDE, "latitude lat")                                                                    \
    X(LONGITUDE, "longitude lon")                                                                  \
    X(BRIGHTNESS, "brightness bright_ti4")                                                         \
    X(BRIGHTNESS2, "bright_t31 bright_ti5")                                                        \
    X(SCAN, "scan")                                                                                \
    X(TRACK, "track")                                                                              \
    X(DATE, "acq_date")                                                                            \
    X(TIME, "acq_time")                                                                            \
    X(SATELLITE, "satellite")                                                                      \
    X(INSTRUMENT, "instrument")                                                                    \
    X(CONFIDENCE, "confidence")                                                                    \
    X(VERSION, "version")                                                                          \
    X(FRP, "frp")                                                                                  \
    X(DAYNIGHT, "daynight")                                                                        \
    X(TYPE, "type")
typedef enum firms_column {
    FIRMS_OTHER = 0, /* kept in the file, not read */
#define X(name, words) FIRMS_##name,
    FIRMS_COLUMNS(X)
#undef X
        FIRMS__N
} firms_column;

enum { FIRMS_MAX_COLUMNS = 40 };

typedef struct firms_plan {
    const char *file;
    uint8_t column[FIRMS_MAX_COLUMNS]; /* firms_column of each field */
    int at[FIRMS__N];                  /* field of each column, -1: the file has none */
    size_t n_columns;
} firms_plan;

TR_MUST tr_err firms_plan_make(const csv_row *header, const char *file, firms_plan *out,
                               tr_diag *diag);
/** One row by the rules of docs/formats/firms.md; TR_ERR_DATA with the fault's place. */
TR_MUST tr_err firms_row_read(const firms_plan *p, const csv_row *row, detection *out,
                              tr_diag *diag);

/** Plain rows from the front of `bytes`, which CSV_PEEK_PAD readable bytes follow: at most `cap`.
 * Stops before the first row that firms_row_read has to look at (quotes, unusual forms, faults) and
 * before a row without a line end. Every row it gives is what firms_row_read gives for it. `*used`
 * bytes. */
typedef size_t firms_fast_fn(const firms_plan *p, const char *bytes, size_t n, detection *out,
                             size_t cap, size_t *used);
firms_fast_fn firms_fast_v1, firms_fast_v3;
/** The one for this machine; NULL where there is none. */
firms_fast_fn *firms_fast_for_machine(void);

#endif
