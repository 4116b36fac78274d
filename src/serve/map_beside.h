/* What the map shows beside incidents: zones of the agreement, sites, who is said to hold what,
 * what logs of ships and of thermal anomalies tell, where observations were made. Each is chosen in
 * the address (`also`), drawn under the incidents with a line of its own kind, and stands in a
 * table. Private to serve/. */
#ifndef TRUCE_SERVE_MAP_BESIDE_H
#define TRUCE_SERVE_MAP_BESIDE_H

#include "charts/chart.h"
#include "serve/page.h"

typedef enum beside_kind {
    BESIDE_ZONES,
    BESIDE_SITES,
    BESIDE_CONTROL,
    BESIDE_SHIPS,
    BESIDE_ANOMALIES,
    BESIDE_OBSERVATIONS, /* from here on, not of the table of outlines */
    BESIDE_TRACKS,
    BESIDE_DETECTIONS,
    BESIDE__N
} beside_kind;

typedef struct beside {
    bool shows[BESIDE__N];
    double west, south, east, north;
    int64_t from,
        to; /* microseconds; INT64_MIN: open. What was held is of the last day before `to` */
} beside;

/** Zones, where nothing is asked for. */
void beside_read(const call *c, beside *out);
/** Boxes of a form. */
void beside_choices(call *c, const beside *x);
/** "&amp;also=zones", for the addresses of other views. */
void beside_rest(const beside *x, buf *b);
/** False: refused. */
bool beside_draw(call *c, const beside *x, const chart *f);
bool beside_tables(call *c, const beside *x);

#endif
