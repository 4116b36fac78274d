/* Adapters of known event feeds: one file each, all with this shape; private to producers/. How to
 * add one: docs/adding-a-feed.md. */
#ifndef TRUCE_PRODUCERS_EVENT_FEEDS_H
#define TRUCE_PRODUCERS_EVENT_FEEDS_H

#include "producers/producers.h"

enum { KNOWN_MAX_COLUMNS = 24 };

/** What an adapter's row function works with. */
typedef struct known_row {
    const csv_row *row;
    const int *at; /* field of each of the adapter's columns; -1: the file has none */
    const char *file;
    const tz *zone;          /* NULL: no zone was declared for times without an offset */
    double default_radius_m; /* -1: none declared */
    arena *scratch;          /* text made for this row; emptied after it */
    tr_diag *diag;
} known_row;

typedef struct known_feed {
    feed_kind kind;
    const char *const *columns; /* the needed ones first; they also tell the feed from others */
    size_t n_columns, n_needed;
    tr_err (*read)(const known_row *r, event_row *out); /* TR_ERR_DATA: set aside, diag says why */
} known_feed;

tr_err known_viina(const known_row *r, event_row *out);
tr_err known_ucdp(const known_row *r, event_row *out);
tr_err known_acled(const known_row *r, event_row *out);
tr_err known_alerts(const known_row *r, event_row *out);
tr_err known_explosions(const known_row *r, event_row *out);

extern const known_feed known_feeds[];
extern const size_t n_known_feeds;

/* ---- Helpers ------------------------------------------------------------------------------------
 */

/** Field of a column, trimmed; empty when the file has no such column. */
str known_field(const known_row *r, size_t column);
tr_err known_fault(const known_row *r, size_t column, diag_code code, const char *what);
/** A position from two columns; an empty pair leaves out->has_position false. */
tr_err known_position(const known_row *r, size_t lat, size_t lon, event_row *out);
/** A span of time as the words give it: a day, a minute; without an offset in r->zone, and without
 * a zone widened to all zones on Earth. */
span known_span(const known_row *r, const iso_time *t);

#endif
