#include "calc/random.h"

#include <math.h>

static uint64_t rotate(uint64_t x, int k)
{
    return x << k | x >> (64 - k);
}

random_stream random_seeded(uint64_t seed)
{
    random_stream r;
    for (int i = 0; i < 4; i++) {
        uint64_t x = seed += 0x9E3779B97F4A7C15u;
        x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
        x = (x ^ x >> 27) * 0x94D049BB133111EBu;
        r.s[i] = x ^ x >> 31;
    }
    return r;
}

uint64_t random_next(random_stream *r)
{
    uint64_t *s = r->s, out = rotate(s[1] * 5, 7) * 9, t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return out;
}

void random_jump(random_stream *r)
{
    static const uint64_t bits[] = {0x180ec6d33cfd0aba, 0xd5a61266f0c9392c, 0xa9582618e03fc9aa,
                                    0x39abdc4529b1661c};
    random_stream sum = {{0}};
    for (int i = 0; i < 4; i++) {
        for (int b = 0; b < 64; b++) {
            for (int k = 0; k < 4 && (bits[i] >> b & 1); k++)
                sum.s[k] ^= r->s[k];
            (void)random_next(r);
        }
    }
    *r = sum;
}

double random_unit(random_stream *r)
{
    return (double)(random_next(r) >> 11) * 0x1p-53;
}

uint64_t random_below(random_stream *r, uint64_t n)
{
    uint64_t least = (0 - n) % n, x; /* 2^64 mod n */
    do
        x = random_next(r);
    while (x < least);
    return x % n;
}

unsigned random_poisson(random_stream *r, double mean)
{
    double u = random_unit(r), p = exp(-mean), sum = p;
    unsigned k = 0;
    for (; sum <= u && k < 100000 && p > 0; sum += p) {
        k++;
        p *= mean / k;
    }
    return k;
}

static double normal(random_stream *r)
{
    double u = 1 - random_unit(r), v = random_unit(r);
    return sqrt(-2 * log(u)) * cos(6.28318530717958647693 * v);
}

double random_gamma(random_stream *r, double shape)
{
    if (shape < 1) return random_gamma(r, shape + 1) * pow(1 - random_unit(r), 1 / shape);
    double d = shape - 1.0 / 3, c = 1 / sqrt(9 * d);
    for (;;) {
        double x = normal(r), v = 1 + c * x;
        if (v <= 0) continue;
        v = v * v * v;
        if (log(1 - random_unit(r)) < 0.5 * x * x + d - d * v + d * log(v)) return d * v;
    }
}
