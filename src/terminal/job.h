/* What commands on a mission folder share: opening it, and the data of its report. */
#ifndef TRUCE_TERMINAL_JOB_H
#define TRUCE_TERMINAL_JOB_H

#include "terminal/cmd.h"

typedef struct job {
    mission m;
    host_zones *zones;
    arena *a;
} job;

/** The folder of the first word; an exit code, the message is out. */
int job_open(const args *in, job *j);
/** All that the record holds. */
TR_MUST tr_err job_state(const job *j, state *s, tr_diag *d);
/** Is it an incident, a claim or a total of the report? */
bool job_has_item(const report_data *d, str id);
/** State and report as of then. TR_ERR_USAGE, TR_ERR_ABSENT (no agreement yet) with a diag. */
TR_MUST tr_err job_build(const job *j, as_of when, span period, str words, state *s, report_data *d,
                         tr_diag *diag);
/** "WHAT recorded as entry N", to stdout. */
int job_said(const char *what, uint64_t index);

#endif
