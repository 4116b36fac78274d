/* The fold of the record into a state, one entry at a time; private to mission/. */
#ifndef TRUCE_MISSION_FOLD_H
#define TRUCE_MISSION_FOLD_H

#include "mission/mission.h"

typedef struct fold {
    const mission *m;
    host_zones *zones;
    arena *a;
    state *s;
    as_of when;
    fold_reach reach;
    tr_diag *diag;
} fold;

/** How a file is read: what a person declared, and the form; `form.a` set and not fixed: it is
 * found out, and stands here afterwards. */
typedef struct intake {
    str received, mapping; /* a column; canonical JSON */
    table_form form;
    bool whole_cells;        /* it was a sheet (feed_context) */
    const reject_sink *each; /* may be NULL */
} intake;
/** As a batch of the record was read. */
TR_MUST tr_err fold_intake(const batch_line *b, arena *a, intake *out);

/** What one entry does; `rec` has the import that a batch closes. */
TR_MUST tr_err fold_entry(fold *f, const record *rec, const ledger_entry *e);
/** What a batch adds, given the state before it. Counts include repeats of earlier batches. */
TR_MUST tr_err fold_rows(fold *f, feed_kind kind, str bytes, const char *name, intake *how,
                         int64_t entry, usec_t at, feed_result *result);
/** The list of rows not taken, as stored beside the batch: one canonical line each. */
void fold_rejects_write(buf *b, const feed_result *r);
/** Mapping of a streamed file from its canonical JSON; empty when there is none. */
TR_MUST tr_err fold_mapping(str json, arena *a, event_mapping *out);
feed_context fold_context(fold *f, int64_t entry, tz_db *db);

#endif
