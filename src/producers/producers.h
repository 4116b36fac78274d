/* producers: files as their producers publish them (sensors, event data sets, registries of sites),
 * and how every kind of file is told from the others. Each has the shape of feed/: records out,
 * what is not taken with its place, nothing dropped. To add one: docs/adding-a-feed.md. */
#ifndef TRUCE_PRODUCERS_PRODUCERS_H
#define TRUCE_PRODUCERS_PRODUCERS_H

#include "feed/feed.h"
#include "producers/look.h"

/** Does a table of this kind have a column that its adapter calls so? Uses `a` for a while. */
bool kind_has_column(feed_kind k, str name, arena *a);
/** Has this table the columns that the kind needs, under some dialect? NULL mapping: none. */
bool kind_fits(feed_kind k, str bytes, const event_mapping *m, arena *a);
/** The kind of a streamed file by its first bytes (unpacked); FEED_NONE: none or not clear. */
feed_kind kind_probe(str head);

/** Rows of a registry become sites; rows without identifier, position or category are set aside. */
TR_MUST tr_err producer_registry(feed_kind kind, str bytes, const char *file, const feed_context *c,
                                 arena *a, site_vec *out, feed_result *result, tr_diag *diag);
/** The table registry,when,category,note. Rules whose category `t` does not have are left out:
 * their rows are then set aside. */
TR_MUST tr_err producer_registry_rules(str bytes, const char *file, const taxonomy *t, arena *a,
                                       registry_rules *out, tr_diag *diag);

/** The type that a feed's word stands for: dotted paths, several joined by |. */
typedef struct event_type {
    str feed, word, type;
} event_type;
typedef VEC(event_type) event_type_vec;
/** The table feed,word,type,note. */
TR_MUST tr_err producer_event_types(str bytes, const char *file, arena *a, event_type_vec *out,
                                    tr_diag *diag);
/** Types of an event_row's `kinds`, the finest said; empty when none of them is in the table. */
TR_MUST tr_err producer_event_type(const event_type_vec *types, feed_kind feed, str words, arena *a,
                                   str *out);

/** Records of a known producer: VIINA, UCDP GED, ACLED, alerts, explosion catalogues. `m` gives
 * `zone` for times without an offset and `default_radius_m`; the rest of it is not used. */
TR_MUST tr_err producer_events(feed_kind kind, csv_source src, const char *file,
                               const event_mapping *m, const feed_context *c,
                               const event_sink *sink, size_t *received, size_t *accepted,
                               size_t *set_aside, tr_diag *diag);

/* ---- Detections of fire sensors, streamed -----------------------------------------------------
 */

typedef struct detection_counts {
    size_t received, accepted, set_aside; /* repeats are found by whoever keeps the rows */
} detection_counts;

typedef struct detection_sink {
    /* rows first, first + 1, ... of the file, counted from 1 without the header */
    tr_err (*accept)(void *ctx, const detection *rows, size_t first, size_t n);
    tr_err (*reject)(void *ctx, size_t record, const tr_diag *why, str raw);
    void *ctx;
} detection_sink;

/** NASA FIRMS, any of its CSV layouts. Memory does not depend on the file. `plain_only` leaves the
 * fast path out: same answer, for tests. */
TR_MUST tr_err producer_detections(csv_source src, const char *file, const feed_context *c,
                                   bool plain_only, const detection_sink *sink,
                                   detection_counts *counts, arena *a, tr_diag *diag);

/** A first look at the text of a table, for `kind`. */
TR_MUST tr_err kind_look(feed_kind kind, str bytes, const char *file, const feed_context *with,
                         arena *a, table_look *out, tr_diag *diag);

#endif
