/* What the kinds of truce_stats share. Private to workbench/. */
#ifndef TRUCE_WORKBENCH_ASKED_H
#define TRUCE_WORKBENCH_ASKED_H

#include "face/days.h"
#include "study/findings.h"

/* One question to a table, or to a mission, and what was found. */
typedef struct asked {
    task *k;
    truce_mission *m; /* NULL: of a table */
    const char *file; /* NULL: of a mission, or of files that settings name */
    arena *a;
    findings f;
} asked;

/** Each handles the word that says what to find, and leaves its findings; `*handled`: it is one of
 * its own. */
TR_MUST tr_err find_in_days(asked *j, str what, bool *handled);
TR_MUST tr_err find_in_tables(asked *j, str what, bool *handled);

/** TR_ERR_USAGE with these words. */
tr_err asked_need(const asked *j, const char *what);
str asked_value(const asked *j, const char *name);
/** A setting that is not given leaves the value as it is; false: it is out of range or no number.
 */
bool asked_int(const asked *j, const char *name, int64_t low, int64_t high, int64_t *value);
bool asked_number(const asked *j, const char *name, double *value);
bool asked_day(const asked *j, const char *name, int64_t *value);

#endif
