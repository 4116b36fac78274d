/* satscan: the plain files of the scan program of that name: cases (id, count, date, covariates),
 * places (id and two coordinates), population (id, date, number, covariates), separated by blanks,
 * tabs or commas. Expected cases are standardised by the covariates; population is linear between
 * its dates (a year alone: 1 July) and constant beyond them. docs/formats/stats.md. */
#ifndef TRUCE_COUNTS_SATSCAN_H
#define TRUCE_COUNTS_SATSCAN_H

#include "mission/mission.h"
#include "stats/scan.h"

typedef struct satscan_files {
    str cases, places, population; /* population empty: permutation */
    const char *cases_name, *places_name, *population_name;
    bool cartesian;  /* places in a plane; else latitude and longitude in degrees */
    usec_t from, to; /* USEC_UNKNOWN: from the first case to the last */
} satscan_files;

typedef struct satscan_world {
    scan_data data;
    str *names;    /* of the locations */
    bool by_year;  /* an interval is a year, else a day */
    int64_t first; /* the first year, or day since 1970 */
} satscan_world;

/** TR_ERR_DATA with the line of the fault. */
TR_MUST tr_err satscan_read(const satscan_files *f, arena *a, satscan_world *out, tr_diag *diag);

#endif
