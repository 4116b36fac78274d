/* What the findings share: the choices that hold for all of them, and a table of days divided at
 * the start. Private to study/. */
#ifndef TRUCE_STUDY_FINDINGS_PARTS_H
#define TRUCE_STUDY_FINDINGS_PARTS_H

#include "document/said.h"
#include "study/findings.h"

#define CONFIDENCE 0.95 /* of intervals */
#define POWER 0.8       /* of the smallest change that would have been noticed */
enum { LEAST_DAYS = 7, MOST_DAYS = 6000 };

/** Days before the start and during; groups of one day add up. */
typedef struct halves {
    double events[2], exposure[2]; /* before, during */
    double *y, *e;
    int64_t *day;
    bool *during;
    size_t n;
    bool mixed; /* two groups of one day with different exposure: they do not add up */
} halves;
TR_MUST tr_err halves_divide(const series *s, int64_t start, arena *a, halves *out);

/** A number among several that are noted together. */
typedef struct finding_row {
    const char *name;
    bool defined;
    double value;
} finding_row;
TR_MUST tr_err finding_note_all(findings *f, arena *a, const finding_row *rows, size_t n);
#define FINDING_NOTE_ALL(f, a, rows)                                                               \
    finding_note_all((f), (a), (rows), sizeof(rows) / sizeof *(rows))

/** Among the closing sentences: days without a row, days that could not be observed. */
TR_MUST tr_err finding_close_missing(const series *s, arena *a, findings *f);

#endif
