/* series: a table of daily counts, for statistics without a mission. CSV with `day` (a date,
 * ascending, each once for each group) and `count`; optionally `exposure` (what part of it could be
 * observed, 1 unless told; 0: not at all), `covered` (1 or 0: targets the arrangement covers) and
 * `volume` (all that the source published that day, of all kinds).
 * Days between that are not in the table were not observed: they are counted and never filled in.
 * docs/formats/stats.md. */
#ifndef TRUCE_COUNTS_SERIES_H
#define TRUCE_COUNTS_SERIES_H

#include "mission/mission.h"

typedef struct series_day {
    int64_t day; /* since 1970 */
    double count, exposure, volume;
    bool covered;
    unsigned line;
} series_day;

typedef struct series {
    series_day *days; /* ascending; with groups: uncovered before covered */
    size_t n;
    bool has_groups, has_volume;
    size_t n_missing,
        n_unseen; /* days between that are absent, of each group; those with exposure 0 */
    bool uneven;  /* some day has a row of one group only */
    str unit;     /* of exposure; empty: observed days */
} series;

TR_MUST tr_err series_read(str bytes, const char *file, arena *a, series *out, tr_diag *diag);

/** Of exposure, in words: "observed days" unless the series has one of its own. */
str series_unit(const series *s);
/** Sorts days and counts what is missing between them: for series that were not read. */
void series_settle(series *s);
/** The watched days, ascending, the groups of each together. */
typedef struct watched_days {
    int64_t *day;
    double *y, *e; /* events, exposure (above 0) */
    size_t n;
    bool even;  /* every day of the table watched alike */
    bool mixed; /* two groups of a day differ in exposure, or one has no row: they do not add up */
} watched_days;
TR_MUST tr_err series_watched(const series *s, arena *a, watched_days *out);

/** Keeps the rows of one group. */
void series_only(series *s, bool covered);

#endif
