/* confidence: how likely it is that something happened, given what sources said of it. Existence
 * only: coverage (assess) and attribution are other axes, and nothing here merges them.
 *
 * Records that share an origin form one independence group and count once. The same rule holds for
 * every party: it looks at a source's rates, never at whose it is. */
#ifndef TRUCE_CONFIDENCE_CONFIDENCE_H
#define TRUCE_CONFIDENCE_CONFIDENCE_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>

/* ---- Sources ----------------------------------------------------------------------------------
 */

/** How often a source says yes when it happened (se) and when it did not (fa); 0..1. */
typedef struct source_rates {
    double se, fa;
} source_rates;

/** Rates of an Admiralty letter, A..F; only the letter is used, never a digit. False: no such
 * letter. */
bool rates_of_letter(char letter, source_rates *out);

/* ---- Pooling ----------------------------------------------------------------------------------
 */

typedef struct vote {
    size_t group; /* same number = same origin */
    int stance;   /* 1 asserts, -1 denies, 0 silent */
    source_rates rates;
    double weight; /* multiplies the log likelihood ratio; 1 unless the record itself is weak */
} vote;

/** ln(se/fa) for an assertion, ln((1-se)/(1-fa)) for a denial, 0 for silence. */
double vote_log_ratio(const vote *v);

/** Log odds: logit(prior) + over groups (the largest |l| + damping * the rest), each group's sum
 *  clamped to +-ln 50. The order of the votes does not matter to the last bit. */
TR_MUST tr_err pool_votes(double prior, double damping, const vote *votes, size_t n, arena *scratch,
                          double *log_odds);
double probability_of(double log_odds);

/* ---- Dempster and Shafer: for display only -----------------------------------------------------
 */

typedef struct masses {
    double yes, no, unknown; /* sum 1 */
} masses;
/** Combine from left to right. `conflict` (n - 1 values, NULL allowed) is K of each step. False: a
 *  step is undefined since its conflict is complete; `out` then holds what was reached. */
bool masses_dempster(const masses *m, size_t n, masses *out, double *conflict);
void masses_yager(const masses *m, size_t n, masses *out, double *conflict);

#endif
