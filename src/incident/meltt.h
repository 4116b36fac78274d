/* The published method of MELTT (Donnay et al. 2019, Journal of Conflict Resolution 63:5), for
 * comparison with studies that used it. It depends on the order of the data sets and of the rows,
 * which truce's own fusion does not; so it is never used for a report. */
#ifndef TRUCE_INCIDENT_MELTT_H
#define TRUCE_INCIDENT_MELTT_H

#include "base/arena.h"
#include "base/err.h"

enum { MELTT_MAX_TAXONOMIES = 8, MELTT_MAX_LEVELS = 12 };

typedef struct meltt_record {
    int dataset, event; /* as the data number them; data sets from 1 in the order of integration */
    double start_day, end_day;
    double lat_deg, lon_deg;
    int code[MELTT_MAX_TAXONOMIES][MELTT_MAX_LEVELS]; /* fine to coarse */
} meltt_record;

typedef struct meltt_options {
    double window_km, window_days;
    size_t n_taxonomies, n_levels[MELTT_MAX_TAXONOMIES];
    size_t partial; /* taxonomies that may disagree on every level: exactly that many, or none */
} meltt_options;

/** Records that stand for one another: the first one is kept. */
typedef struct meltt_match {
    size_t kept, dropped; /* into the records */
    bool episode;
} meltt_match;

typedef struct meltt_result {
    meltt_match *matches; /* in the order in which they were made */
    size_t n_matches;
    size_t n_unique;
    meltt_match *flagged; /* an episode and an event that may be one: for a person to look at */
    size_t n_flagged;
} meltt_result;

/** Records in the order of their files, data set after data set. */
TR_MUST tr_err meltt_integrate(const meltt_record *records, size_t n, const meltt_options *o,
                               arena *a, meltt_result *out);

#endif
