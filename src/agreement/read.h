/* Reading of the agreement file, private to agreement/: typed access to nodes that collects every
 * fault instead of stopping at the first. */
#ifndef TRUCE_AGREEMENT_READ_H
#define TRUCE_AGREEMENT_READ_H

#include "agreement/agreement.h"

typedef struct rd {
    arena *a;
    const char *file;
    const tz_db *zones;
    diag_list *faults;
    agreement *ag;
    tr_err fatal; /* out of memory: give up */
} rd;

void rd_fault(rd *r, diag_code code, const node *at, const char *fmt, ...) TR_PRINTF(4, 5);
/** Every key of the map must be one of `keys` (ended by NULL); anything else is a fault. */
bool rd_map(rd *r, const node *n, const char *const *keys, const char *what);
str rd_text(rd *r, const node *map, const char *key, bool needed);
/** The needed `id`, without control characters. */
str rd_id(rd *r, const node *map);
int64_t rd_int(rd *r, const node *map, const char *key, int64_t min, int64_t max, int64_t absent);
bool rd_yes(rd *r, const node *map, const char *key);
/** A list of texts; a single text counts as a list of one. */
str_list rd_texts(rd *r, const node *map, const char *key);
/** Children of a list member, or NULL. */
const node *rd_list(rd *r, const node *map, const char *key);
/** An instant: with an offset, or with a clock time and the given zone, or a bare date with the
 *  zone (the start of that day). */
bool rd_instant(rd *r, const node *n, const tz *zone, usec_t *out, bool *has_clock);
bool rd_span(rd *r, const node *n, const tz *zone, span *out);
const tz *rd_zone(rd *r, const node *map);

void rd_readings(rd *r, const node *root);
void rd_changes(rd *r, const node *map, const char *key, const char *const *words,
                state_change **out, size_t *n_out);
const area_zone *rd_area(rd *r, const node *map);

#endif
