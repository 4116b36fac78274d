/* Which columns each kind of table has, in its adapter's own names; private to feed/. */
#ifndef TRUCE_FEED_COLUMNS_H
#define TRUCE_FEED_COLUMNS_H

#include "feed/rows.h"

extern const rows_need need_claims, need_totals, need_incidents, need_events, need_sites,
    need_regions, need_classes, need_firms, need_fetches, need_effort, need_performance;

enum { MAX_LAYOUTS = 4 };
/** The layouts of a kind; the names of registries are made in `a`. */
TR_MUST tr_err columns_of_kind(feed_kind kind, arena *a, rows_need out[MAX_LAYOUTS], size_t *n);

enum { EVENT_COLUMNS = 11 };
/** What tells a file of events: the columns that the mapping names, or without one a date or an
 * instant; all others behind them, NULL at the end. */
void events_need(const event_mapping *m, const char *wanted[EVENT_COLUMNS + 1], size_t *n_needed);

#endif
