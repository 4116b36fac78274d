/* mission_days: the coded incidents of a mission as a table of daily counts, with what was watched
 * as exposure. No choice is made here: reading, rule, evidence, unclear items and effort are all
 * given. docs/formats/study.md. */
#ifndef TRUCE_STUDY_MISSION_DAYS_H
#define TRUCE_STUDY_MISSION_DAYS_H

#include "counts/series.h"

typedef struct day_choice {
    grid_cell cell; /* reading, rule, evidence */
    grid_unclear unclear;
    str effort;             /* a unit of the mission's effort, or "none": every day counts alike */
    int64_t from[2], to[2]; /* days before and during; both ends count */
} day_choice;

/** The period of the report and all days with units or effort, as one stretch. */
TR_MUST tr_err mission_all_days(const report_data *d, day_choice *c, arena *a);
/** Both groups of each day, and what was left out. TR_ERR_ABSENT: the effort has no such unit. */
TR_MUST tr_err mission_days(const report_data *d, const day_choice *c, arena *a, series *out,
                            trend_story *said);
/** As truce stats reads it. */
void mission_days_csv(const day_choice *c, const series *s, buf *b);
/** The last day of which anything is known. */
int64_t mission_last_day(const report_data *d);
/** The words of a choice, as options and studies have them. */
typedef struct day_words {
    str reading, rule, evidence, unclear, effort;
} day_words;
/** False: `*bad` names what is missing or not known. Leaves the days alone. */
bool day_choice_from(const report_data *d, const day_words *w, day_choice *out, const char **bad);

#endif
