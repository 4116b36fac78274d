/* A study: what is compared, over which days, by which tests and under which readings, written down
 * before anybody looks. docs/formats/study.md. */
#ifndef TRUCE_MODEL_STUDY_H
#define TRUCE_MODEL_STUDY_H

#include "base/arena.h"
#include "base/str.h"

#define STUDY_TEST_LIST(X)                                                                         \
    X(RATES, "rates", N_("rates before and during"), N_("Rates before and during"))                \
    X(COMPARE, "compare", N_("covered beside other targets"), N_("Covered beside other targets"))  \
    X(SERIES, "series", N_("interrupted series"), N_("Interrupted series"))                        \
    X(PLACEBO, "placebo", N_("placebo dates"), N_("Placebo dates"))                                \
    X(CHANGE, "change", N_("where the rate changes"), N_("Where the rate changes"))                \
    X(WARN, "warn", N_("warning chart"), N_("Warning chart"))                                      \
    X(RETURN, "return", N_("days since the start, and return to the rate before"),                 \
      N_("Days since the start, and return to the rate before"))                                   \
    X(SCAN, "scan", N_("where and when incidents gather"), N_("Where and when incidents gather"))
typedef enum study_test {
#define X(c, w, s, t) STUDY_##c,
    STUDY_TEST_LIST(X)
#undef X
        STUDY_TEST__N
} study_test;
const char *study_test_word(study_test t);
const char *study_test_says(study_test t);
const char *study_test_title(study_test t); /* the same as a heading */
bool study_test_from(str word, study_test *out);

typedef struct study {
    str id, title, question, authors;
    str unit, evidence, unclear, effort; /* words of truce grid --daily; effort: a unit, or none */
    str_list readings;                   /* in the order of the file */
    bool tests[STUDY_TEST__N];
    int64_t written;                /* day since 1970, by the authors' word */
    int64_t before_from, before_to; /* days; both count */
    int64_t during_from, during_to;
    int64_t transition, quiet, window; /* days */
    int64_t replicates, seed;
} study;

/** How a study stands to the evidence. The record's order decides, not its authors' word alone. */
typedef enum study_standing {
    STANDING_EXPLORATORY = 0, /* evidence was in the record before the study: exploratory */
    STANDING_UNSEEN,          /* before any evidence was in the record, after the days had begun */
    STANDING_BEFORE           /* before any evidence was in the record and before the days began */
} study_standing;
const char *study_standing_word(study_standing s);
const char *study_standing_says(study_standing s);

#endif
