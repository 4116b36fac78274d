/* From records to a coded incident: a named person makes one from observations, claims, reports and
 * detections, changes it, or drops it. Each act is an entry; the last one on an incident stands,
 * and what was known at an earlier time is as it was. docs/formats/coding.md.
 *
 * Fields are those of coded incidents (docs/formats/incidents.md), filled from the records where
 * they agree, each with the record it came from, and stated by the person otherwise. They are
 * judged by the same reader as imported incidents. Private to mission/ and the command line. */
#ifndef TRUCE_MISSION_CODING_H
#define TRUCE_MISSION_CODING_H

#include "mission/fold.h"

/* The origin of a field that is unknown because no record says it. */
#define CODING_NOT_SAID N_("no record says")

typedef struct coded_field {
    str name, value;
    str from; /* a record, CODING_NOT_SAID, or empty: the person stated it */
} coded_field;
typedef VEC(coded_field) field_vec;

/** What a person orders. */
typedef struct code_order {
    const char *act; /* make, change, drop */
    str id;          /* make: may be empty, it is then K- and the number of the entry */
    str by, reason;
    str_list records; /* O-17 (an observation), the id of a claim, 14:203 (row 203 of the file of
                         entry 14: a report or a detection), or as reports are named: viina:1234 */
    field_vec stated;
} code_order;

typedef struct code_made {
    str id;
    uint64_t index;
    coding_line line;
    str_list differ; /* fields on which the records disagree: left empty, for the person to state */
} code_made;

/** Checks and appends the act, under the lock of the record. TR_ERR_DATA and a diag: a record is
 * not there, a field is not one, the fields make no incident, or the id does not fit the act. */
TR_MUST tr_err mission_code(const mission *m, record *r, host_zones *zones, const code_order *order,
                            arena *a, code_made *made, tr_diag *diag);
/** Is it a field that a person may state? The names of all, separated by blanks. */
bool coding_field_ok(str name);
void coding_field_names(buf *b);
/** A fold's part: an entry of type `code`. */
TR_MUST tr_err coding_fold(fold *f, const ledger_entry *e);

#endif
