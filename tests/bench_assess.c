/* Assessment rate in incident x reading pairs, beside the same work done with explanations. */
#include "gen.h"
#include "load.h"

#include <time.h>

static double seconds(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(void)
{
    enum { N = 200000, READINGS = 5 };
    static const char *const ids[READINGS] = {"K", "K0", "N", "U", "W"};
    arena a;
    host_zones *z = NULL;
    incident_vec in = {0};
    feed_result r;
    const reading_tables *t[READINGS];
    assess_opts o = ASSESS_OPTS_DEFAULT;
    arena_init(&a, (size_t)2 << 30);
    if (host_zones_open(&a, &z) != TR_OK) return 1;
    const agreement *ag = load_agreement(&a, z, "examples/energy-2025/agreement.yaml");
    if (ag == NULL) return 1;
    feed_context c = {.categories = &ag->categories};
    if (feed_incidents(load_source(&a, "examples/energy-2025/data/incidents.csv"), "incidents", &c, &a, &in, &r, NULL) != TR_OK) return 1;
    for (size_t i = 0; i < READINGS; i++) {
        if (assess_compile(ag, agreement_reading(ag, str_of(ids[i])), &o, &a, &t[i]) != TR_OK) return 1;
    }
    gen g = gen_seeded(11);
    incident *many = arena_alloc_n(&a, N, sizeof *many);
    if (many == NULL) return 1;
    for (size_t i = 0; i < N; i++) {
        many[i] = in.items[gen_below(&g, in.n)];
        usec_t shift = (usec_t)gen_below(&g, 40 * 24) * USEC_HOUR - 10 * USEC_DAY;
        if (!span_known(many[i].when)) continue;
        many[i].when.from += shift;
        many[i].when.to += shift;
    }
    size_t yes = 0;
    double start = seconds();
    for (size_t i = 0; i < N; i++) {
        for (size_t k = 0; k < READINGS; k++) yes += assess_one(t[k], &many[i]).verdict == VERDICT_YES;
    }
    double fast = seconds() - start;
    enum { M = 4000 };
    arena s;
    arena_init(&s, (size_t)1 << 30);
    start = seconds();
    for (size_t i = 0; i < M; i++) {
        for (size_t k = 0; k < READINGS; k++) {
            explanation x;
            if (assess_explain(ag, t[k], &many[i], &s, &x) != TR_OK) return 1;
        }
        arena_reset(&s);
    }
    double slow = seconds() - start;
    printf("  %.2f M pairs/s (%d pairs in %.3f s, %zu covered); with explanations %.3f M pairs/s (ratio %.0f)\n", N * READINGS / fast / 1e6, N * READINGS, fast, yes, M * READINGS / slow / 1e6,
           (N * READINGS / fast) / (M * READINGS / slow));
    arena_clear(&s);
    arena_clear(&a);
    return 0;
}
