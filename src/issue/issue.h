/* issue: what a mission publishes, and whether it still holds. A state becomes everything a report
 * shows; reports are written, logged and put in their place; `verify` makes all of it again from
 * the record and compares. */
#ifndef TRUCE_ISSUE_ISSUE_H
#define TRUCE_ISSUE_ISSUE_H

#include "mission/mission.h"

/** Everything the report shows, from a state. */
TR_MUST tr_err report_assemble(const mission *m, const state *s, as_of when, span period,
                               str period_words, host_zones *zones, arena *a, report_data *out);
/** What counts and statistics hang on, and nothing else of it: who, what and when, the verdicts,
 * the study and the grid. A fraction of the time and the room where there is much evidence. */
TR_MUST tr_err report_assemble_counts(const mission *m, const state *s, as_of when, span period,
                                      str period_words, host_zones *zones, arena *a,
                                      report_data *out);
/** What the index has of it, and nothing else. `verify --deep` holds an index to one that is made
 * of all of it. */
TR_MUST tr_err report_assemble_index(const mission *m, const state *s, as_of when, span period,
                                     str period_words, host_zones *zones, arena *a,
                                     report_data *out);
/** What is ahead, and nothing else: it changes with the time of the last entry, whatever that is.
 */
TR_MUST tr_err report_assemble_ahead(const mission *m, const state *s, arena *a, report_data *out);
/** One format, without an entry. */
TR_MUST tr_err issue_write(const report_data *d, report_format f, buf *out, tr_diag *diag);
/** Write the formats named in `bits` (1 << report_format) under reports/, each with its entry;
 * lists the paths in `said`. */
TR_MUST tr_err issue_report(const mission *m, record *r, const report_data *d, as_of when,
                            unsigned bits, const char *out_dir, host_zones *zones, arena *a,
                            buf *said, tr_diag *diag);

/** Bring index.db level with a state; `afresh` makes it anew. The digest covers every row. */
TR_MUST tr_err issue_index(const mission *m, const state *s, const report_data *d, bool afresh,
                           host_zones *zones, arena *a, char digest_hex[SHA256_HEX + 1],
                           tr_diag *diag);

/* The index and its digest as they were when the two agreed: not read again until one of them is
 * another file. The record and mission.yaml beside them, as they were when the index was level. */
typedef struct index_seen {
    host_mark db, sum, entries, yaml;
    bool good, level;
    uint64_t stands_at;
} index_seen;
/* `*stands_at`: of how many entries of this mission it is; 0: of none that can be told. */
/** Does index.db hold what the record and mission.yaml give now? False as well when it is not there
 * or cannot be read. */
TR_MUST tr_err issue_index_is_level(const mission *m, const record *r, index_seen *seen, arena *a,
                                    bool *level, uint64_t *stands_at, tr_diag *diag);
/** An index of `from` entries of this mission brought level with the state, where all entries
 * behind are of a kind that changes no verdict; else `*done` is false and nothing was changed. */
TR_MUST tr_err issue_index_more(const mission *m, const record *r, const state *st, uint64_t from,
                                arena *a, bool *done, tr_diag *diag);
/** An index elsewhere, for one who asks and changes nothing in the mission. */
TR_MUST tr_err issue_index_at(const char *path, const mission *m, const state *s,
                              const report_data *d, host_zones *zones, arena *a, tr_diag *diag);

typedef struct verify_opts {
    const char *head_file; /* a ledger/head that was kept elsewhere; NULL: none */
    bool deep;             /* make columns/ and index.db anew and compare */
} verify_opts;

/** Everything that is wrong, one line each in `said`; `*n_wrong` counts them. What is looked at:
 * docs/formats/ledger.md. */
TR_MUST tr_err issue_verify(const mission *m, const verify_opts *how, host_zones *zones, arena *a,
                            buf *said, size_t *n_wrong, tr_diag *diag);

#endif
