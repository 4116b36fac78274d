/* What tasks on a mission's days share: the choices that make a table of days. */
#ifndef TRUCE_FACE_DAYS_H
#define TRUCE_FACE_DAYS_H

#include "face/face.h"
#include "study/mission_days.h"

/** From the settings rule, evidence, unclear, effort and the one that names the reading; refuses
 * what is missing. */
TR_MUST tr_err task_day_choice(task *k, const char *reading_setting, const report_data *d,
                               day_choice *out);
/** As a note: what went into the days, and what did not. `words` NULL: in English. */
void tell_days(truce *t, const report_data *d, const day_choice *c, const trend_story *said,
               const catalogue *words);

#endif
