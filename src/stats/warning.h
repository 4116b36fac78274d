/* warning: has the daily count begun to rise? Charts with a known rate of false alarms. Sources:
 * Page 1954 and Brook and Evans 1972 (CUSUM); Hohle and Paul 2008 (likelihood ratio over unknown
 * starts); Fricker, Hegler and Dunfee 2008 (EARS C1 to C3); Farrington et al. 1996 and Noufaily et
 * al. 2013. A chart warns; it does not say that anything collapsed. */
#ifndef TRUCE_STATS_WARNING_H
#define TRUCE_STATS_WARNING_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/** Reference value between two Poisson means: (m1 - m0) / (ln m1 - ln m0). */
double cusum_reference(double m0, double m1);
/** S = max(0, S + y - k e), alarm when S > h; `restart` begins anew after one. `exposure` NULL: 1.
 */
void cusum_path(const double *y, const double *exposure, size_t n, double k, double h, bool restart,
                double *s, bool *alarm);
/** S = max(0, S + ln f(y; m1) / f(y; m0)); theta HUGE_VAL: Poisson. Means are per exposure. */
void cusum_likelihood(const double *y, const double *exposure, size_t n, double m0, double m1,
                      double theta, double h, bool restart, double *s, bool *alarm);
/** Mean number of days to an alarm with S > h (`or_equal`: S >= h), by Brook and Evans's chain; k
 * and h are whole tenths. theta HUGE_VAL: Poisson. */
TR_MUST tr_err cusum_run_length(double mean, double theta, double k, double h, bool or_equal,
                                arena *a, double *out);
/** Least h (in tenths) whose run length without a change is `days` at least. */
TR_MUST tr_err cusum_threshold(double m0, double theta, double k, double days, arena *a, double *h);

/** Likelihood ratio of a rise from some day on, over all starts; alarm at `limit`, then anew.
 * theta HUGE_VAL: Poisson. `m0` a mean for each day. */
void glr_path(const double *y, const double *m0, size_t n, double theta, double limit, double *glr,
              bool *alarm);

/** One day of EARS; `method` 1 to 3. False: too few days before. */
bool ears_limit(const double *y, size_t t, int method, double *upper);

typedef struct farrington_week {
    bool known; /* false: too few cases to judge */
    bool alarm, trend;
    double upper, expected;
    double score; /* how far from expected, as a part of the way to the limit */
    double p;     /* so many cases or more; NaN where the limit is not a negative binomial one */
} farrington_week;

/** The original method: `per_year` weeks a year, `years` back, half window `w`. `week` counts from
 * 0. TR_ERR_ABSENT: too little history. */
TR_MUST tr_err farrington_original(const double *y, size_t n, size_t week, size_t per_year,
                                   size_t years, size_t w, double alpha, arena *a,
                                   farrington_week *out);

/** The flexible method. `day0`: days since 1970 of the first week's Monday. */
typedef struct farrington_options {
    size_t years, half_window, periods, past_weeks_out;
    double alpha, weight_threshold;
    bool always_trend, negbin_limit;
} farrington_options;
TR_MUST tr_err farrington_flexible(const double *y, size_t n, size_t week, long day0,
                                   const farrington_options *o, arena *a, farrington_week *out);

#endif
