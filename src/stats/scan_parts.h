/* Zones and windows as the scan holds them; private to stats/scan*.c. */
#ifndef TRUCE_STATS_SCAN_PARTS_H
#define TRUCE_STATS_SCAN_PARTS_H

#include "stats/scan.h"

enum { SCAN_LANES = 16 };

typedef struct scan_window {
    uint32_t first, last;
} scan_window;

/* Of all windows, over the prefix of a centre. */
typedef struct window_sums {
    double *count, *expect;
} window_sums;

/* What a piece of each phase takes, roughly: only for crew_worth. */
enum { NS_NEIGHBOUR = 45, NS_WINDOW = 10, NS_CASE = 15, NS_BOUND_STEP = 120, NS_LANE_STEP = 1 };

struct scan {
    const scan_data *d;
    scan_options o;
    size_t n_loc, n_time, n_windows;
    size_t n_members;      /* of the crew that scans */
    double all;            /* cases */
    double whole_size;     /* of all locations, as the bound of a zone counts it */
    double *count_before;  /* n_loc x (n_time + 1): sums over time */
    double *expect_before; /* the same, scaled to `all` */
    uint32_t *order; /* of each centre: its locations, nearest first, as far as a zone may go */
    bool *counts_as_zone; /* beside order: the prefix that ends here is a zone */
    size_t *start;        /* n_loc + 1, into order */
    scan_window *windows;
    window_sums *sums; /* of each of the n_wide members: one phase at a time uses them */
    size_t n_wide;     /* members that may hold sums of all windows; fewer where these are many */
};

/** Members of the crew that scan all windows of a centre. */
size_t scan_wide_members(const scan *s);

/** Here, because the innermost loops ask it for every zone and window. */
static inline double scan_expected(const scan *s, size_t loc, size_t w)
{
    const double *e = &s->expect_before[loc * (s->n_time + 1)];
    return e[s->windows[w].last + 1] - e[s->windows[w].first];
}

/** One centre's prefixes for one block of windows: which reach their bound. Steps with a lane that
 * does are written to `hit` with the sums of all lanes; returns how many. */
typedef size_t scan_kernel_fn(const uint16_t *window_counts, const uint32_t *order, size_t n_steps,
                              const uint16_t *bound, uint32_t *hit, uint16_t *sums);
scan_kernel_fn scan_kernel_v1, scan_kernel_v3;

#endif
