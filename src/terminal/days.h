/* What commands on a mission's days share: the state as a report shows it, and the choices that
 * make a table of days. Private to cli/. */
#ifndef TRUCE_TERMINAL_DAYS_H
#define TRUCE_TERMINAL_DAYS_H

#include "study/mission_days.h"
#include "terminal/cmd.h"

/** A mission folder as its report would show it; faults are said. The exit code. */
int cli_open_data(str dir, arena *a, report_data *d);
/** From the options --rule, --evidence, --unclear, --effort and the one that names the reading;
 * says what is missing. */
int cli_day_choice(const char *command, const cmd *c, const args *in, const char *reading_option,
                   const report_data *d, day_choice *out);
/** To stderr: what went into the days, and what did not. */
void cli_say_days(const report_data *d, const day_choice *c, const trend_story *said);

#endif
