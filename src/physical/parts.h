/* The steps of thermal_analyse; private to physical/. */
#ifndef TRUCE_PHYSICAL_PARTS_H
#define TRUCE_PHYSICAL_PARTS_H

#include "physical/thermal.h"

/** An input row and its place in the input. */
typedef struct sorted_row {
    const detection *d;
    size_t row;
} sorted_row;

/** Total order: satellite, time, place, then every other value. 0 only for equal rows. */
int detection_order(const detection *x, const detection *y);
double detection_scan_km(const detection *d);
double detection_track_km(const detection *d);
double detection_long_side_km(const detection *d);

TR_MUST tr_err sort_rows(const detection *rows, size_t n, arena *a, sorted_row **out);
TR_MUST tr_err find_passes(const sorted_row *s, size_t n, arena *a, thermal_result *out);
TR_MUST tr_err mark_duplicates(const sorted_row *s, size_t n, arena *a, thermal_result *out);
/** Clusters of the rows of each pass that stand. */
TR_MUST tr_err find_events(const sorted_row *s, size_t n, arena *a, thermal_result *out);
/** The static mask, from rows that stand; then the states of rows and events. */
TR_MUST tr_err find_static(const sorted_row *s, size_t n, const thermal_options *o, arena *a,
                           thermal_result *out);

#endif
