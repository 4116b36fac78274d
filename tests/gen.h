/* Seeded generators for property tests: splitmix64, the same on every machine. The seed is printed. */
#ifndef TRUCE_TESTS_GEN_H
#define TRUCE_TESTS_GEN_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct gen {
    uint64_t state;
} gen;

static inline gen gen_seeded(uint64_t fallback)
{
    const char *z = getenv("TRUCE_SEED");
    gen g = {z ? strtoull(z, NULL, 10) : fallback};
    printf("# seed %llu (TRUCE_SEED)\n", (unsigned long long)g.state);
    return g;
}

static inline uint64_t gen_u64(gen *g)
{
    uint64_t x = g->state += 0x9E3779B97F4A7C15u;
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
    x = (x ^ x >> 27) * 0x94D049BB133111EBu;
    return x ^ x >> 31;
}

/** 0 .. n-1 */
static inline size_t gen_below(gen *g, size_t n)
{
    return n ? (size_t)(gen_u64(g) % n) : 0;
}

#endif
