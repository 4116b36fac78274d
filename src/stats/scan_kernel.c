/* The inner loop of the replicates. Compiled twice, as producers/firms_fast.c is; same answers from
 * both. */
#include "stats/scan_parts.h"

#include <string.h>

#ifdef TRUCE_V3
#define SCAN_KERNEL scan_kernel_v3
#else
#define SCAN_KERNEL scan_kernel_v1
#endif

/* Steps that reach their bound are rare: four are asked at once, and then each by itself. */
enum { AT_ONCE = 4 };

#ifdef __AVX2__
#include <immintrin.h>

typedef __m256i lanes;

static lanes load(const uint16_t *p)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

static lanes plus(lanes a, lanes b)
{
    return _mm256_add_epi16(a, b);
}

static lanes reaches(lanes sum, lanes bound)
{
    return _mm256_cmpeq_epi16(_mm256_max_epu16(sum, bound), sum);
}

static lanes either(lanes a, lanes b)
{
    return _mm256_or_si256(a, b);
}

static bool any(lanes a)
{
    return !_mm256_testz_si256(a, a);
}
#else
typedef uint16_t half __attribute__((vector_size(16)));
typedef uint64_t words __attribute__((vector_size(16)));
typedef struct lanes {
    half a, b;
} lanes;

static lanes load(const uint16_t *p)
{
    lanes v;
    memcpy(&v, p, sizeof v);
    return v;
}

static lanes plus(lanes x, lanes y)
{
    return (lanes){x.a + y.a, x.b + y.b};
}

static lanes reaches(lanes sum, lanes bound)
{
    return (lanes){(half)(sum.a >= bound.a), (half)(sum.b >= bound.b)};
}

static lanes either(lanes x, lanes y)
{
    return (lanes){x.a | y.a, x.b | y.b};
}

static bool any(lanes x)
{
    words w = (words)(x.a | x.b);
    return (w[0] | w[1]) != 0;
}
#endif

static size_t note(lanes sum, size_t step, size_t n, uint32_t *hit, uint16_t *sums)
{
    hit[n] = (uint32_t)step;
    memcpy(sums + n * SCAN_LANES, &sum, sizeof sum);
    return n + 1;
}

size_t SCAN_KERNEL(const uint16_t *window_counts, const uint32_t *order, size_t n_steps,
                   const uint16_t *bound, uint32_t *hit, uint16_t *sums)
{
    lanes sum[AT_ONCE + 1], reached[AT_ONCE];
    size_t n = 0, i = 0;
    memset(&sum[0], 0, sizeof sum[0]);
    for (; i + AT_ONCE <= n_steps; i += AT_ONCE) {
        for (size_t k = 0; k < AT_ONCE; k++) {
            sum[k + 1] = plus(sum[k], load(window_counts + (size_t)order[i + k] * SCAN_LANES));
            reached[k] = reaches(sum[k + 1], load(bound + (i + k) * SCAN_LANES));
        }
        sum[0] = sum[AT_ONCE];
        if (!any(either(either(reached[0], reached[1]), either(reached[2], reached[3])))) continue;
        for (size_t k = 0; k < AT_ONCE; k++) {
            if (any(reached[k])) n = note(sum[k + 1], i + k, n, hit, sums);
        }
    }
    for (; i < n_steps; i++) {
        sum[0] = plus(sum[0], load(window_counts + (size_t)order[i] * SCAN_LANES));
        if (any(reaches(sum[0], load(bound + i * SCAN_LANES)))) n = note(sum[0], i, n, hit, sums);
    }
    return n;
}
