/* findings: what a method says of a table of daily counts, as named numbers with the words that
 * they allow. No word says why. Undefined numbers stay undefined. docs/formats/stats.md. */
#ifndef TRUCE_STUDY_FINDINGS_H
#define TRUCE_STUDY_FINDINGS_H

#include "counts/series.h"
#include "counts/side_by_side.h"
#include "document/document.h"
#include "text/figure.h"

/** What a source's volume does to its counts. */
typedef struct drift {
    bool drifted;                 /* the interval of the volume's ratio excludes 1 */
    double share_low, share_high; /* of the events as a share of the volume; 0 and HUGE_VAL: none */
} drift;
/** Adds the volume's ratio and that of the share, where the table has a volume. */
TR_MUST tr_err find_drift(const series *s, int64_t start, arena *a, findings *f, drift *out);

/** `start`: the first day during, since 1970. */
TR_MUST tr_err find_rates(const series *s, int64_t start, arena *a, findings *out);
/** Beside the fit, a second one without the first `transition` days during; 0: none. */
TR_MUST tr_err find_series(const series *s, int64_t start, int64_t transition, arena *a,
                           findings *out);
TR_MUST tr_err find_compare(const series *s, int64_t start, arena *a, findings *out);
TR_MUST tr_err find_change(const series *s, double penalty, arena *a, findings *out);
/** The change at the start among those at dates before it, `days` on either side of each; no two
 * windows share a day. */
TR_MUST tr_err find_placebo(const series *s, int64_t start, int64_t days, arena *a, findings *out);
/** Days since the start, and the first week whose rate was again that of before; the same from
 * the day of a later commitment (INT64_MIN: none known). */
TR_MUST tr_err find_return(const series *s, int64_t start, int64_t committed, arena *a,
                           findings *out);
/** The first `quiet` days give the usual rate. The chart is made for twice that, or for half way to
 * `rate_before` where that is more (0: not known). */
TR_MUST tr_err find_warning(const series *s, size_t quiet, double rate_before, arena *a,
                            findings *out);

/** The chance that the rate changed lately, with a chance of `hazard` a day that it does (Adams and
 * MacKay); the first `quiet` days give the prior rate. */
TR_MUST tr_err find_runs(const series *s, size_t quiet, double hazard, arena *a, findings *out);
/** A rise from any day on, against the rate of the first `quiet` days; alarm at `limit`. */
TR_MUST tr_err find_glr(const series *s, size_t quiet, double limit, arena *a, findings *out);
/** EARS C1, C2 or C3. */
TR_MUST tr_err find_ears(const series *s, int method, arena *a, findings *out);
typedef struct farrington_choice {
    enum { FARRINGTON_ORIGINAL, FARRINGTON_FLEXIBLE, FARRINGTON_NOUFAILY } method;
    size_t years; /* of weeks before */
} farrington_choice;
/** Weeks against the same season of the years before. */
TR_MUST tr_err find_farrington(const series *s, const farrington_choice *c, arena *a,
                               findings *out);
/** A walking level fitted before the start, and what it led to expect during. */
TR_MUST tr_err find_level(const series *s, int64_t start, arena *a, findings *out);
/** The first series of a table beside the mix of the others that followed it best before. */
TR_MUST tr_err find_synthetic(const wide_table *w, int64_t start, arena *a, findings *out);

/** No verdict: two groups of a day differ in exposure, or one has no row. */
TR_MUST tr_err finding_refuse_mixed(findings *f, arena *a);
/** Adds a line of `n` days to draw; its parts are allocated, the band and `mark` on request. */
TR_MUST tr_err finding_add_curve(findings *f, arena *a, const char *name, size_t n, bool band,
                                 bool marks, curve **out);
/** Adds a number; undefined if it is not one. `name` must live as long as the findings. */
TR_MUST tr_err finding_note(findings *f, arena *a, const char *name, bool defined, double value);
/** Adds a sentence, in which each "{}" is the next number, rounded for reading; kept as
 * document/said.h has it. */
TR_MUST tr_err finding_say(findings *f, arena *a, const char *text, const double *v);
/** The same, with "{word}" for `word`, named so. */
TR_MUST tr_err finding_say_of(findings *f, arena *a, const char *text, doc_arg word,
                              const double *v);
/** The same among the closing ones. */
TR_MUST tr_err finding_close(findings *f, arena *a, const char *text, const double *v);

#endif
