/* What a statistical method says: named numbers, the words that they allow, curves to draw. Nouns
 * only; src/study/findings.h makes them, src/report draws them. */
#ifndef TRUCE_MODEL_FINDING_H
#define TRUCE_MODEL_FINDING_H

#include "base/arena.h"
#include "base/str.h"

typedef struct finding {
    const char *name; /* of the quantity, as in CSV and JSON */
    bool defined;
    double value; /* may be infinite */
} finding;

/** A line over days. `low`, `high` and `mark` may be NULL. */
typedef struct curve {
    const char *name;
    int64_t *day; /* since 1970, ascending */
    double *value, *low, *high;
    bool *mark; /* an alarm on that day */
    size_t n;
} curve;

typedef VEC(str) str_vec;

typedef VEC(kept_words) kept_vec;
typedef struct findings {
    VEC(finding) numbers;
    kept_vec words; /* sentences */
    kept_vec
        closing; /* those that go with any result of the kind: what was missing, what it is not */
    VEC(curve) curves;
    str table; /* CSV beside the numbers: the path of a chart, segments, clusters; may be empty */
    bool no_verdict; /* a fit did not converge, or too little to go by: no number stands */
} findings;

/** NULL: the findings have no such number, or it is not defined. */
const double *finding_value(const findings *f, const char *name);
const curve *finding_curve(const findings *f, const char *name);

#endif
