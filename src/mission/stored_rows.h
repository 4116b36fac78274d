/* Files of evidence that are read as streams: generic events, known producers, detections. The
 * state never holds them; whoever needs their rows reads the stored bytes again. Private to
 * mission/.
 */
#ifndef TRUCE_MISSION_STORED_ROWS_H
#define TRUCE_MISSION_STORED_ROWS_H

#include "ais/log.h"
#include "mission/fold.h"
#include "store/columns.h"

/** Where rows go; either part may be empty. */
typedef struct stream_sinks {
    event_sink events;
    detection_sink detections;
    ais_log_sink *ships; /* with `ships_ctx`; NULL: messages of ships are counted only */
    void *ships_ctx;
} stream_sinks;

/** Reads a file as its kind and mapping say (packed or not). Counts do not know repeats. */
TR_MUST tr_err stream_read(fold *f, feed_kind kind, const char *path, const char *name, intake *how,
                           const stream_sinks *to, feed_result *result);
/** The same with repeats counted and the first rejects kept. Detections are written to `columns` (a
 * path) as sorted columns on the way; NULL: to a temporary file that is removed. */
TR_MUST tr_err stream_count(fold *f, feed_kind kind, const char *path, const char *name,
                            intake *how, const char *columns, feed_result *result);
/** Bytes of a table that may be packed or in another encoding (empty: UTF-8, or what a byte order
 * mark says): as they are, or as UTF-8 in the arena (at most 64 MiB). */
TR_MUST tr_err stream_unpacked(str bytes, const char *name, str encoding, arena *a, str *out,
                               tr_diag *diag);
/** Path of the columns of a stored file of detections, read with this mapping. */
TR_MUST tr_err stream_columns_path(const mission *m, str sha, str mapping, arena *a, str *out);
/** Opens them, making them again from the blob when they are not there. */
TR_MUST tr_err stream_columns(fold *f, const batch_line *b, columns_reader **out);
#endif
