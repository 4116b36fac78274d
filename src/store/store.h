/* store: the derived index in SQLite. The only SQL in the tree but for what others ask (query.h).
 *
 * index.db holds tables that people and programs may query; everything in it comes from the record
 * and may be deleted. The digest covers every row of every table in a fixed order, so that two
 * indexes that answer every query alike have one digest. */
#ifndef TRUCE_STORE_STORE_H
#define TRUCE_STORE_STORE_H

#include "store/query.h"
#include "base/hash.h"
#include "model/model.h"

/* How long one waits for another who reads or writes the same index. */
enum { STORE_WAIT_MS = 60000 };

typedef struct store store;

/** Opens or makes the file. `fresh`: forget everything that was in it. */
TR_MUST tr_err store_open(const char *path, bool fresh, store **out, tr_diag *diag);
/** The table `found`, by which words are found in ids and places: once all incidents are stored. */
TR_MUST tr_err store_index_words(store *s, tr_diag *diag);
/** For store_ledger_size, store_mission and store_digest; TR_ERR_ABSENT: it has another layout. */
TR_MUST tr_err store_open_to_read(const char *path, store **out, tr_diag *diag);
void store_close(store *s);
TR_MUST tr_err store_begin(store *s, tr_diag *diag);
TR_MUST tr_err store_commit(store *s, uint64_t ledger_size, const char *root_hex,
                            const char *mission_hex, tr_diag *diag);

/** Removes all rows but those of events. */
TR_MUST tr_err store_clear(store *s, tr_diag *diag);
TR_MUST tr_err store_claim(store *s, const claim *c, str incident_id, tr_diag *diag);
TR_MUST tr_err store_incident(store *s, const incident *in, const char *layer, str status,
                              bool in_period, str matched, str verdicts, tr_diag *diag);
TR_MUST tr_err store_total(store *s, const total *t, tr_diag *diag);
TR_MUST tr_err store_assessment(store *s, str incident_id, str reading_id, const assessment *a,
                                str deciding, tr_diag *diag);
/* Tables of readings and of what people did: acts.def. */
typedef enum store_table {
#define X(name, word, columns, key) STORE_##name,
#include "store/acts.def"
#undef X
    STORE_TABLE__N
} store_table;
/** Removes the rows of one of them. */
TR_MUST tr_err store_forget(store *s, store_table t, tr_diag *diag);
/** Of an incident that is there; of one that is not, nothing. */
TR_MUST tr_err store_status(store *s, str incident_id, str status, tr_diag *diag);
/** Its state as it stands there; empty: there is none of this id. A copy. */
TR_MUST tr_err store_status_of(store *s, str incident_id, arena *a, str *status, tr_diag *diag);
/** A coded incident of the period comes into the tally of each reading, or leaves it. */
TR_MUST tr_err store_count(store *s, str incident_id, bool comes, tr_diag *diag);
/** As many cells as the table has columns, in their order. */
TR_MUST tr_err store_row(store *s, store_table t, const store_cell *cells, tr_diag *diag);
TR_MUST tr_err store_flag(store *s, const total_flag *f, tr_diag *diag);

/** Events of one import: true when they are already there. */
TR_MUST tr_err store_has_events(store *s, int64_t entry, bool *out, tr_diag *diag);
TR_MUST tr_err store_event(store *s, int64_t entry, size_t record, str id, span when,
                           bool has_position, geo_pt position, str kind, str place, str source,
                           tr_diag *diag);
TR_MUST tr_err store_drop_event(store *s, int64_t entry, uint64_t record, tr_diag *diag);
TR_MUST tr_err store_events_done(store *s, int64_t entry, tr_diag *diag);

/** How many entries of the ledger it was made from; 0: nobody knows. */
TR_MUST tr_err store_ledger_size(store *s, uint64_t *out, tr_diag *diag);
/** The mission.yaml it was made with, as store_commit was told; empty: nobody knows. */
TR_MUST tr_err store_mission(store *s, arena *a, str *hex, tr_diag *diag);
/** SHA-256 over all rows of all tables. */
TR_MUST tr_err store_digest(store *s, sha256 *out, tr_diag *diag);

#endif
