/* What the parts of `truce stats` share. Private to cli/. */
#ifndef TRUCE_CLI_STATS_H
#define TRUCE_CLI_STATS_H

#include "study/findings.h"
#include "terminal/cmd.h"

typedef struct stats_job {
    const cmd *c;
    args *in;
    arena *a;
    tr_diag d;
    findings f;
} stats_job;

/** Each handles the word that says what to find, and leaves its findings; `*handled`: it is one of
 * its own. The exit code of the command, EXIT_DONE if there are findings to write. */
int stats_of_days(stats_job *j, str what, bool *handled);
int stats_of_tables(stats_job *j, str what, bool *handled);

int stats_need(const char *what);
bool stats_int(const stats_job *j, const char *name, int64_t low, int64_t high, int64_t *value);
bool stats_number(const stats_job *j, const char *name, double *value);
bool stats_day(const stats_job *j, const char *name, int64_t *value);
/** A folder, not a file. */
bool stats_is_mission(const stats_job *j);

#endif
