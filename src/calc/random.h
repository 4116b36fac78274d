/* random: xoshiro256** (Blackman and Vigna 2018), one stream a replicate by its jump, so that
 * results do not hang on the number of threads. */
#ifndef TRUCE_CALC_RANDOM_H
#define TRUCE_CALC_RANDOM_H

#include <stdint.h>

typedef struct random_stream {
    uint64_t s[4]; /* not all zero */
} random_stream;

/** From any number, spread by splitmix64. */
random_stream random_seeded(uint64_t seed);
uint64_t random_next(random_stream *r);
/** 2^128 steps ahead: the next stream. */
void random_jump(random_stream *r);
/** 0 <= x < 1, 53 bits. */
double random_unit(random_stream *r);
/** 0 .. n - 1, without bias; n > 0. */
uint64_t random_below(random_stream *r, uint64_t n);
/** A Poisson count with a mean below 700, by inversion. */
unsigned random_poisson(random_stream *r, double mean);
/** Gamma with a shape > 0 and scale 1 (Marsaglia and Tsang 2000). */
double random_gamma(random_stream *r, double shape);

#endif
