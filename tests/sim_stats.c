/* Simulations: do intervals cover, are planted changes found, are false alarms as rare as stated? Slow; `./dev sim`. Bounds are the
 * stated ones with three standard errors of the simulation. */
#include "study/findings.h"
#include "calc/random.h"
#include "gen.h"
#include "stats/change.h"
#include "stats/compare.h"
#include "stats/rates.h"
#include "stats/warning.h"
#include "tap.h"

#include <math.h>

enum { DAYS = 60, HALF = 30, ROUNDS = 6000 };

/* Variance phi times the mean. */
static double draw(random_stream *r, double mean, double phi)
{
    if (!(phi > 1)) return random_poisson(r, mean);
    double theta = mean / (phi - 1);
    return random_poisson(r, mean * random_gamma(r, theta) / theta);
}

static void intervals_cover(void)
{
    gen g = gen_seeded(201);
    random_stream r = random_seeded(gen_u64(&g));
    static const double phis[] = {1, 1.5, 2, 3, 5};
    for (size_t k = 0; k < sizeof phis / sizeof phis[0]; k++) {
        size_t quasi = 0, exact = 0, headline = 0;
        double e[DAYS], y[DAYS];
        bool during[DAYS];
        for (int round = 0; round < ROUNDS; round++) {
            double sum[2] = {0};
            size_t n;
            for (size_t i = 0; i < DAYS; i++) {
                during[i] = i >= HALF;
                e[i] = 1;
                y[i] = draw(&r, during[i] ? 6 : 10, phis[k]);
                sum[during[i]] += y[i];
            }
            double phi = rate_dispersion(y, e, during, DAYS, &n);
            rate_ratio x = rate_ratio_of(sum[1], HALF, sum[0], HALF, 0.95);
            quasi_ratio q = rate_ratio_quasi(sum[1], HALF, sum[0], HALF, phi, n, 0.95);
            quasi += q.low <= 0.6 && 0.6 <= q.high;
            exact += x.low <= 0.6 && 0.6 <= x.high;
            headline += fmin(q.low, x.low) <= 0.6 && 0.6 <= fmax(q.high, x.high);
        }
        double share = (double)quasi / ROUNDS;
        printf("# dispersion %.1f: quasi covers %.3f, exact %.3f, headline %.3f\n", phis[k], share, (double)exact / ROUNDS, (double)headline / ROUNDS);
        CHECK(share > 0.94 - 0.0092 && share < 0.96 + 0.0092);
        CHECK((double)headline / ROUNDS > 0.94 - 0.0092);
    }
}

/* A series of one table. */
static void fill(series *s, series_day *days, random_stream *r, bool groups, double covered_during, double other_during, double phi)
{
    *s = (series){.days = days, .has_groups = groups};
    for (int64_t i = 0; i < DAYS; i++) {
        if (groups) days[s->n++] = (series_day){.day = 20000 + i, .exposure = 1, .count = draw(r, 6 * (i >= HALF ? other_during : 1), phi)};
        days[s->n++] = (series_day){.day = 20000 + i, .exposure = 1, .covered = true, .count = draw(r, 10 * (i >= HALF ? covered_during : 1), phi)};
    }
}

static double number_of(const findings *f, const char *name)
{
    for (size_t i = 0; i < f->numbers.n; i++) {
        if (strcmp(f->numbers.items[i].name, name) == 0) return f->numbers.items[i].defined ? f->numbers.items[i].value : (double)NAN;
    }
    return (double)NAN;
}

static void planted_changes_are_recovered(void)
{
    enum { N = 2000 };
    gen g = gen_seeded(202);
    random_stream r = random_seeded(gen_u64(&g));
    series_day days[2 * DAYS];
    double fall = 0, ratio = 0, other = 0;
    size_t covers = 0, clustered = 0, seen = 0, moved = 0;
    for (int round = 0; round < N; round++) {
        arena a;
        series s;
        findings f;
        arena_init(&a, (size_t)1 << 26);
        fill(&s, days, &r, false, 0.6, 1, 1.5);
        CHECK(find_rates(&s, 20000 + HALF, &a, &f) == TR_OK && !f.no_verdict);
        fall += log(number_of(&f, "rate_ratio")) / N;
        seen += number_of(&f, "headline_high") < 1;
        fill(&s, days, &r, true, 0.6, 1.4, 1.5); /* a part goes to other targets */
        CHECK(find_compare(&s, 20000 + HALF, &a, &f) == TR_OK && !f.no_verdict);
        ratio += log(number_of(&f, "ratio_of_ratios")) / N;
        other += number_of(&f, "uncovered_rate_during") / number_of(&f, "uncovered_rate_before") / N;
        clustered += number_of(&f, "clustered_low") <= 0.6 / 1.4 && number_of(&f, "clustered_high") >= 0.6 / 1.4;
        covers += number_of(&f, "headline_low") <= 0.6 / 1.4 && number_of(&f, "headline_high") >= 0.6 / 1.4;
        for (size_t i = 0; i < f.words.n; i++)
            moved += str_has(f.words.items[i].bytes, "may be a move from the one to the other");
        arena_clear(&a);
    }
    printf("# a fall to 0.6: mean estimate %.3f, noticed %.3f; with a move: ratio %.3f for %.3f, covered %.3f (clustered alone %.3f), move said %.3f\n", exp(fall), (double)seen / N, exp(ratio), 0.6 / 1.4, (double)covers / N, (double)clustered / N,
           (double)moved / N);
    CHECK_NEAR(exp(fall), 0.6, 0.02);
    CHECK((double)seen / N > 0.9);
    CHECK_NEAR(exp(ratio), 0.6 / 1.4, 0.02);
    CHECK((double)covers / N > 0.935 && (double)covers / N < 0.98);
    CHECK((double)moved / N > 0.98 && other > 1.3);
}

/* Dates at which nothing happened. */
static void placebo_dates_declare_nothing(void)
{
    enum { N = 200, SETS = 10 };
    gen g = gen_seeded(203);
    random_stream r = random_seeded(gen_u64(&g));
    series_day days[2 * DAYS];
    size_t rates = 0, compared = 0;
    for (int round = 0; round < N * SETS; round++) {
        arena a;
        series s;
        findings f;
        arena_init(&a, (size_t)1 << 26);
        fill(&s, days, &r, true, 1, 1, 2);
        int64_t date = 20000 + 15 + (int64_t)gen_below(&g, 30);
        CHECK(find_rates(&s, date, &a, &f) == TR_OK);
        rates += number_of(&f, "headline_high") < 1 || number_of(&f, "headline_low") > 1;
        CHECK(find_compare(&s, date, &a, &f) == TR_OK);
        compared += number_of(&f, "headline_high") < 1 || number_of(&f, "headline_low") > 1;
        arena_clear(&a);
    }
    double n = N * SETS;
    printf("# of %g placebo dates: rates declare %.4f, compare %.4f (nominal 0.05)\n", n, (double)rates / n, (double)compared / n);
    CHECK((double)rates / n < 0.05 + 3 * sqrt(0.05 * 0.95 / n));
    CHECK((double)compared / n < 0.05 + 3 * sqrt(0.05 * 0.95 / n));
}

/* Where nothing changed, the rank of the start among the dates before is one of twenty equals. */
static void placebo_ranks_are_fair(void)
{
    enum { N = 2000, START = 19 * 14 + 7, LONG = START + 7 };
    gen g = gen_seeded(205);
    random_stream r = random_seeded(gen_u64(&g));
    series_day days[LONG];
    size_t first = 0, half = 0;
    for (int round = 0; round < N; round++) {
        arena a;
        series s = {.days = days, .n = LONG};
        findings f;
        arena_init(&a, (size_t)1 << 26);
        for (int64_t i = 0; i < LONG; i++)
            days[i] = (series_day){.day = 20000 + i, .exposure = 1, .count = draw(&r, 8, 2)};
        CHECK(find_placebo(&s, 20000 + START, 7, &a, &f) == TR_OK && !f.no_verdict);
        CHECK_NEAR(number_of(&f, "placebo_dates"), 19, 0);
        first += number_of(&f, "p_rank") < 0.0501;
        half += number_of(&f, "p_rank") < 0.501;
        arena_clear(&a);
    }
    double n = N;
    printf("# of %g starts without a change: first of twenty %.4f, in the upper half %.4f\n", n, (double)first / n, (double)half / n);
    CHECK(fabs((double)first / n - 0.05) < 3 * sqrt(0.05 * 0.95 / n));
    CHECK(fabs((double)half / n - 0.5) < 3 * sqrt(0.25 / n));
}

/* Nor does more watching from the start on make the start stand out. */
static void more_watching_is_no_change(void)
{
    enum { N = 1000, START = 23 * 14 + 7, LONG = START + 7 };
    gen g = gen_seeded(209);
    random_stream r = random_seeded(gen_u64(&g));
    series_day days[LONG];
    size_t first = 0;
    for (int round = 0; round < N; round++) {
        arena a;
        series s = {.days = days, .n = LONG};
        findings f;
        arena_init(&a, (size_t)1 << 26);
        for (int64_t i = 0; i < LONG; i++) {
            double watched = i < START ? 1 : 4;
            days[i] = (series_day){.day = 20000 + i, .exposure = watched, .count = random_poisson(&r, 0.15 * watched)};
        }
        CHECK(find_placebo(&s, 20000 + START, 7, &a, &f) == TR_OK);
        first += finding_value(&f, "p") && number_of(&f, "p") < 0.0501;
        arena_clear(&a);
    }
    printf("# watched four times as much from the start on: first of twenty-four %.4f\n", (double)first / N);
    CHECK((double)first / N < 0.05 + 3 * sqrt(0.05 * 0.95 / N));
}

/* A source that fades is no fall of violence; one that does not hides none. */
static void fading_sources_are_no_effect(void)
{
    enum { N = 2000 };
    gen g = gen_seeded(206);
    random_stream r = random_seeded(gen_u64(&g));
    series_day days[DAYS];
    size_t counts_alone = 0, declared = 0, warned = 0, found = 0;
    for (int round = 0; round < 2 * N; round++) {
        bool fades = round < N;
        arena a;
        series s = {.days = days, .n = DAYS, .has_volume = true};
        findings f;
        arena_init(&a, (size_t)1 << 26);
        for (int64_t i = 0; i < DAYS; i++) {
            bool during = i >= HALF;
            double others = draw(&r, fades && during ? 18 : 30, 2), count = draw(&r, during ? 6 : 10, 1.5);
            days[i] = (series_day){.day = 20000 + i, .exposure = 1, .count = count, .volume = count + others};
        }
        CHECK(find_rates(&s, 20000 + HALF, &a, &f) == TR_OK);
        bool lower = number_of(&f, "headline_high") < 1 && !f.no_verdict;
        counts_alone += fades && number_of(&f, "headline_high") < 1;
        declared += fades && lower;
        found += !fades && lower;
        for (size_t i = 0; fades && i < f.words.n; i++)
            warned += str_has(f.words.items[i].bytes, "Warning: the source");
        arena_clear(&a);
    }
    double n = N;
    printf("# a source at 0.6 of its volume: counts alone fall in %.3f, declared in %.4f, warned in %.3f; a fall to 0.6 of a steady source: declared in %.3f\n", (double)counts_alone / n, (double)declared / n,
           (double)warned / n, (double)found / n);
    CHECK((double)counts_alone / n > 0.9 && (double)warned / n > 0.9);
    CHECK((double)declared / n < 0.05);
    CHECK((double)found / n > 0.9);
}

/* A planted day of change is found, and its interval holds it. */
static void planted_days_are_within_their_interval(void)
{
    enum { N = 2000, BEFORE = 60, LONG = 120 };
    static const double ratios[] = {1.5, 2, 3};
    gen g = gen_seeded(207);
    random_stream r = random_seeded(gen_u64(&g));
    for (size_t k = 0; k < sizeof ratios / sizeof ratios[0]; k++) {
        size_t one = 0, near = 0, held = 0;
        for (int round = 0; round < N; round++) {
            double y[LONG];
            arena a;
            change_points c;
            pelt_options o = {.penalty = 2 * log(LONG), .min_segment = 7, .dispersion = 1};
            arena_init(&a, (size_t)16 << 20);
            for (size_t i = 0; i < LONG; i++)
                y[i] = random_poisson(&r, i < BEFORE ? 4 : 4 * ratios[k]);
            CHECK(change_pelt(y, NULL, LONG, &o, &a, &c) == TR_OK);
            if (c.n == 1) {
                change_interval v = change_interval_of(y, 0, c.last[0], LONG, 0.95);
                one++;
                near += c.last[0] + 1 >= BEFORE && c.last[0] <= BEFORE + 1;
                held += v.defined && v.low <= BEFORE && BEFORE <= v.high;
            }
            arena_clear(&a);
        }
        printf("# change of %.1f times: one change in %zu of %d, within a day in %.3f, interval holds it in %.3f\n", ratios[k], one, (int)N,
               (double)near / (double)one, (double)held / (double)one);
        CHECK(one > N * 9 / 10);
        CHECK((double)held / (double)one > (ratios[k] < 2 ? 0.88 : 0.93)); /* a small change is asymptotic theory's edge */
        if (ratios[k] > 2) CHECK((double)near / (double)one > 0.95);
    }
}

/* Sum of twelve uniform numbers less six: near enough to the normal distribution here. */
static double draw_normal(random_stream *r)
{
    double sum = -6;
    for (int i = 0; i < 12; i++)
        sum += random_unit(r);
    return sum;
}

/* A level that walks on as before: the mean gap's interval holds 0. */
static void a_walking_level_is_no_effect(void)
{
    enum { N = 2000, BEFORE = 80, LONG = 110 };
    static const double walks[] = {0, 0.1, 0.5};
    gen g = gen_seeded(208);
    random_stream r = random_seeded(gen_u64(&g));
    for (size_t k = 0; k < sizeof walks / sizeof walks[0]; k++) {
        size_t held = 0, fitted = 0;
        for (int round = 0; round < N; round++) {
            double y[LONG], level = 100;
            level_outlook o;
            arena a;
            arena_init(&a, (size_t)16 << 20);
            for (size_t i = 0; i < LONG; i++) {
                level += walks[k] * draw_normal(&r);
                y[i] = level + 2 * draw_normal(&r);
            }
            CHECK(local_level_outlook(y, BEFORE, LONG, 0.95, false, &a, &o) == TR_OK);
            fitted += o.defined;
            held += o.defined && o.gap_low <= 0 && 0 <= o.gap_high;
            arena_clear(&a);
        }
        printf("# level walking %.1f a day: interval holds no change in %.3f of %zu\n", walks[k], (double)held / (double)fitted, fitted);
        CHECK(fitted > N * 95 / 100);
        CHECK((double)held / (double)fitted > 0.92);
    }
}

static void false_alarms_at_the_stated_rate(void)
{
    enum { RUNS = 4000, LONG = 20000 };
    gen g = gen_seeded(204);
    random_stream r = random_seeded(gen_u64(&g));
    static const struct {
        double mean, theta;
    } ways[] = {{1.5, HUGE_VAL}, {4, HUGE_VAL}, {1.5, 3}};
    arena a;
    arena_init(&a, 1 << 20);
    for (size_t k = 0; k < sizeof ways / sizeof ways[0]; k++) {
        double m = ways[k].mean, theta = ways[k].theta, ref = floor(cusum_reference(m, 2 * m) * 10 + 0.5) / 10, h, stated, sum = 0, squares = 0;
        CHECK(cusum_threshold(m, theta, ref, 180, &a, &h) == TR_OK && cusum_run_length(m, theta, ref, h, false, &a, &stated) == TR_OK);
        for (int run = 0; run < RUNS; run++) {
            double s = 0, t = 0;
            do {
                double y = isinf(theta) ? random_poisson(&r, m) : random_poisson(&r, m * random_gamma(&r, theta) / theta);
                s = fmax(0, s + y - ref);
                t += 1;
            } while (s <= h + 1e-9 && t < LONG); /* sums of tenths are not whole in binary */
            sum += t;
            squares += t * t;
        }
        double mean = sum / RUNS, se = sqrt((squares / RUNS - mean * mean) / RUNS);
        printf("# mean %.1f, theta %g: run length %.1f, stated %.1f (se %.1f)\n", m, theta, mean, stated, se);
        CHECK_NEAR(mean, stated, 3.5 * se);
    }
    arena_clear(&a);
}

static const tap_case cases[] = {CASE(intervals_cover), CASE(planted_changes_are_recovered), CASE(placebo_dates_declare_nothing), CASE(placebo_ranks_are_fair), CASE(more_watching_is_no_change), CASE(fading_sources_are_no_effect), CASE(planted_days_are_within_their_interval), CASE(a_walking_level_is_no_effect), CASE(false_alarms_at_the_stated_rate)};
TAP_MAIN(cases)
