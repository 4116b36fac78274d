/* special: gamma, beta and the distributions made of them. Relative 1e-12 (inverses 1e-10) against
 * independent values; arguments outside the stated ranges give NaN, which no caller passes on.
 * Prefactors by Loader (2000), "Fast and accurate computation of binomial probabilities", so that
 * large arguments lose nothing; continued fractions by Lentz. */
#ifndef TRUCE_CALC_SPECIAL_H
#define TRUCE_CALC_SPECIAL_H

#include <stdbool.h>

/** ln gamma(x), x > 0. */
double calc_lgamma(double x);
/** First and second derivative of it, x > 0. */
double calc_digamma(double x);
double calc_trigamma(double x);
/** ln(n!), n >= 0. */
double calc_lfactorial(double n);

/** Regularised lower incomplete gamma P(a, x) and 1 - P; a > 0, x >= 0. */
double calc_gamma_p(double a, double x);
double calc_gamma_q(double a, double x);
/** x with P(a, x) = p, 0 <= p <= 1; HUGE_VAL for 1. */
double calc_gamma_inverse(double a, double p);

/** Regularised incomplete beta I_x(a, b); a, b > 0, 0 <= x <= 1. */
double calc_beta(double a, double b, double x);
/** x with I_x(a, b) = p. */
double calc_beta_inverse(double a, double b, double p);

/** z with norm_cdf(z) = p, 0 < p < 1. */
double calc_norm_inverse(double p);
/** P(T > t) of Student's t with df > 0 degrees of freedom, and t with P(T <= t) = p. */
double calc_t_upper(double t, double df);
double calc_t_inverse(double p, double df);
/** P(X > x) of chi-squared. */
double calc_chi2_upper(double x, double df);

/** Probabilities of counts; k >= 0 whole. Poisson mean m >= 0; binomial n, p; negative binomial
 * with mean m and size theta (variance m + m^2/theta). */
double calc_poisson(double k, double m);
double calc_binomial(double k, double n, double p);
double calc_negbin_log(double k, double m, double theta);
/** P(X <= k). */
double calc_poisson_cdf(double k, double m);
double calc_binomial_cdf(double k, double n, double p);
double calc_negbin_cdf(double k, double m, double theta);

#endif
