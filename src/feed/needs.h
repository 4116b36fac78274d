/* Which columns each kind of table cannot do without, in its adapter's own names. */
#ifndef TRUCE_FEED_NEEDS_H
#define TRUCE_FEED_NEEDS_H

#include "feed/feed.h"
#include "table/rows.h"

extern const rows_need need_claims, need_totals, need_incidents, need_events, need_sites,
    need_regions, need_classes, need_firms, need_fetches, need_effort, need_performance,
    need_process, need_invocations, need_findings, need_windows, need_casualties, need_ship_events,
    need_ships;

enum { EVENT_COLUMNS = 11 };
/** What tells a file of events: the columns that the mapping names, or without one a date or an
 * instant; all others behind them, NULL at the end. */
void events_need(const event_mapping *m, const char *wanted[EVENT_COLUMNS + 1], size_t *n_needed);

#endif
