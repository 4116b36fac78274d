/* Statistics by their own properties: exact values, symmetry, and the fast way against the plain one. */
#include "calc/calc.h"
#include "calc/random.h"
#include "calc/special.h"
#include "gen.h"
#include "load.h"
#include "stats/change.h"
#include "stats/compare.h"
#include "stats/counting.h"
#include "stats/glm.h"
#include "stats/rates.h"
#include "stats/scan.h"
#include "stats/warning.h"
#include "tap.h"

#include <math.h>

/* Rational arithmetic: the tail of a binomial with n = 2199. */
static void an_exact_incomplete_beta(void)
{
    CHECK_NEAR(calc_beta(1000, 1200, 0.455), 0.517590752894802675, 1e-14);
    CHECK_NEAR(calc_beta(1200, 1000, 0.545), 1 - 0.517590752894802675, 1e-12);
}

static void distributions_invert_and_add_up(void)
{
    gen g = gen_seeded(91);
    for (int i = 0; i < 2000; i++) {
        /* from 0.5: below it the inverse may lie closer to 1 than doubles can tell */
        double a = pow(10, (double)gen_below(&g, 4000) / 1000 - 0.3), b = pow(10, (double)gen_below(&g, 4000) / 1000 - 0.3);
        double p = (1 + (double)gen_below(&g, 9998)) / 10000;
        CHECK_NEAR(calc_beta(a, b, calc_beta_inverse(a, b, p)), p, 1e-9);
        CHECK_NEAR(calc_gamma_p(a, calc_gamma_inverse(a, p)), p, 1e-10);
        CHECK_NEAR(calc_gamma_p(a, b) + calc_gamma_q(a, b), 1, 1e-12);
        CHECK_NEAR(norm_cdf(calc_norm_inverse(p)), p, 1e-13);
        CHECK_NEAR(calc_t_upper(calc_t_inverse(p, a + 0.5), a + 0.5), 1 - p, 1e-9);
    }
    /* halves are exact, by symmetry */
    CHECK_NEAR(calc_norm_inverse(0.5), 0, 0);
    for (int i = 1; i < 60; i++) {
        CHECK_NEAR(calc_t_inverse(0.5, i), 0, 0);
        CHECK_NEAR(calc_t_upper(0, i), 0.5, 0);
        CHECK_NEAR(calc_beta(i, i, 0.5), 0.5, 0);
        CHECK_NEAR(calc_norm_inverse(1 - i / 128.0) + calc_norm_inverse(i / 128.0), 0, 0);
    }
    for (int k = 1; k < 40; k++) {
        double sum = 0, nb = 0;
        for (int x = 0; x <= k; x++) {
            sum += calc_poisson(x, 7.5);
            nb += exp(calc_negbin_log(x, 7.5, 1.7));
        }
        CHECK_NEAR(sum, calc_poisson_cdf(k, 7.5), 1e-13);
        CHECK_NEAR(nb, calc_negbin_cdf(k, 7.5, 1.7), 1e-12);
    }
}

/* Exchanging the periods turns the ratio over and nothing else. */
static void periods_exchanged(void)
{
    gen g = gen_seeded(92);
    for (int i = 0; i < 500; i++) {
        double x1 = (double)gen_below(&g, 60), x0 = (double)gen_below(&g, 60), t1 = 1 + (double)gen_below(&g, 90), t0 = 1 + (double)gen_below(&g, 90);
        rate_ratio a = rate_ratio_of(x1, t1, x0, t0, 0.95), b = rate_ratio_of(x0, t0, x1, t1, 0.95);
        CHECK_INT(a.defined, b.defined);
        CHECK_NEAR(a.p_central, b.p_central, 1e-12);
        CHECK_NEAR(a.p_less, b.p_greater, 1e-12);
        CHECK_NEAR(a.p_mid, b.p_mid, 1e-12);
        if (!(x1 > 0) || !(x0 > 0)) continue;
        CHECK_NEAR(a.estimate * b.estimate, 1, 1e-12);
        CHECK_NEAR(a.low * b.high, 1, 1e-9);
        CHECK_NEAR(a.mid_high * b.mid_low, 1, 1e-8);
        CHECK(a.low <= a.mid_low && a.mid_low <= a.estimate && a.estimate <= a.mid_high && a.mid_high <= a.high);
        quasi_ratio q = rate_ratio_quasi(x1, t1, x0, t0, 1, 100000, 0.95), w = rate_ratio_quasi(x1, t1, x0, t0, 3, 100000, 0.95);
        CHECK(w.low < q.low && w.high > q.high);
    }
}

/* A day on which nothing could be seen changes nothing. */
static void days_without_exposure_change_nothing(void)
{
    double y[20], e[20];
    bool during[20];
    size_t n = 0, m = 0;
    for (size_t i = 0; i < 20; i++) {
        y[i] = (double)(i * 7 % 5);
        e[i] = 1;
        during[i] = i >= 10;
    }
    double before = rate_dispersion(y, e, during, 19, &n);
    y[19] = 0;
    e[19] = 0;
    CHECK_NEAR(rate_dispersion(y, e, during, 20, &m), before, 0);
    CHECK_INT(n, m);
}

static void the_least_ratio_that_would_be_noticed(void)
{
    double r = rate_detectable(60, 30, 30, 1, 60, 0.95, 0.8), wide = rate_detectable(60, 30, 30, 3, 60, 0.95, 0.8);
    CHECK(r > 0.4 && r < 0.7 && wide < r && wide > 0);
    CHECK(!(rate_detectable(1, 30, 30, 1, 60, 0.95, 0.8) > 0)); /* one event before: no fall would be noticed */
    CHECK(!(rate_detectable(0, 30, 30, 1, 60, 0.95, 0.8) > 0));
}

static void a_column_that_others_span_is_named(void)
{
    arena a;
    double x[20 * 3], y[20];
    glm_fit f;
    arena_init(&a, 1 << 24);
    for (size_t i = 0; i < 20; i++) {
        x[3 * i] = 1;
        x[3 * i + 1] = (double)i;
        x[3 * i + 2] = 2 - 3 * (double)i;
        y[i] = (double)(1 + i % 4);
    }
    glm_data d = {.x = x, .y = y, .n = 20, .k = 3};
    CHECK(glm_poisson(&d, &a, &f) == TR_OK && f.converged);
    CHECK(!f.dropped[0] && !f.dropped[1] && f.dropped[2]);
    CHECK_INT(f.df, 18);
    double sum = 0, mean = 0;
    for (size_t i = 0; i < 20; i++) {
        sum += y[i];
        mean += f.mu[i];
    }
    CHECK_NEAR(sum, mean, 1e-9); /* the likelihood's first equation */
    arena_clear(&a);
}

/* ---- Change points: pruning finds what the whole recursion finds */

static void pruning_changes_nothing(void)
{
    gen g = gen_seeded(93);
    random_stream r = random_seeded(gen_u64(&g));
    for (int round = 0; round < 60; round++) {
        arena a;
        double y[200], e[200], rate = 3;
        arena_init(&a, 1 << 24);
        for (size_t i = 0; i < 200; i++) {
            if (gen_below(&g, 40) == 0) rate = 0.5 + (double)gen_below(&g, 12);
            e[i] = 0.5 + (double)gen_below(&g, 10) / 10;
            y[i] = random_poisson(&r, rate * e[i]);
        }
        pelt_options o = {.penalty = 2 + (double)gen_below(&g, 30), .min_segment = 1 + gen_below(&g, 10), .dispersion = 1};
        change_points fast, whole;
        CHECK(change_pelt(y, e, 200, &o, &a, &fast) == TR_OK);
        o.exhaustive = true;
        CHECK(change_pelt(y, e, 200, &o, &a, &whole) == TR_OK);
        CHECK_NEAR(fast.cost, whole.cost, 1e-8);
        CHECK_INT(fast.n, whole.n);
        for (size_t i = 0; i < fast.n && i < whole.n; i++)
            CHECK_INT(fast.last[i], whole.last[i]);
        penalty_step *path;
        size_t n;
        CHECK(change_path(y, e, 200, &o, 5, 40, &a, &path, &n) == TR_OK && n > 0);
        for (size_t i = 0; i < n; i++) { /* inside each step the division is the one that is listed */
            o.penalty = 0.5 * (path[i].from + path[i].to);
            CHECK(change_pelt(y, e, 200, &o, &a, &whole) == TR_OK);
            CHECK_INT(whole.n, path[i].points.n);
        }
        CHECK(path[0].from <= 5 && path[n - 1].to >= 40);
        arena_clear(&a);
    }
}

/* ---- The scan: lanes against the plain way */

typedef struct field {
    double count[40 * 30], expected[40 * 30], distance[40 * 40];
    size_t n_loc, n_time;
} field;

static void make_field(field *f, gen *g)
{
    random_stream r = random_seeded(gen_u64(g));
    double x[40], y[40];
    f->n_loc = 3 + gen_below(g, 37);
    f->n_time = 1 + gen_below(g, 30);
    for (size_t i = 0; i < f->n_loc; i++) {
        x[i] = (double)gen_below(g, 8); /* equal distances occur */
        y[i] = (double)gen_below(g, 8);
    }
    for (size_t i = 0; i < f->n_loc * f->n_loc; i++)
        f->distance[i] = hypot(x[i / f->n_loc] - x[i % f->n_loc], y[i / f->n_loc] - y[i % f->n_loc]);
    for (size_t i = 0; i < f->n_loc * f->n_time; i++) {
        f->expected[i] = 0.2 + (double)gen_below(g, 20) / 10;
        f->count[i] = random_poisson(&r, f->expected[i] * (i < f->n_time ? 2 : 1));
    }
    f->count[0]++;
}

static void same_clusters(const scan *one, const scan *shared, arena *a)
{
    scan_cluster *c = NULL, *k = NULL;
    size_t n = 0, m = 0;
    CHECK(scan_clusters(one, a, &c, &n) == TR_OK && scan_clusters(shared, a, &k, &m) == TR_OK);
    CHECK_INT(n, m);
    for (size_t i = 0; i < n && i < m; i++) {
        CHECK(c[i].centre == k[i].centre && c[i].first_day == k[i].first_day && c[i].last_day == k[i].last_day);
        CHECK(c[i].n_loc == k[i].n_loc && memcmp(c[i].locs, k[i].locs, c[i].n_loc * sizeof *c[i].locs) == 0);
        CHECK(memcmp(&c[i].llr, &k[i].llr, sizeof(double)) == 0);
    }
}

static void lanes_find_what_the_plain_scan_finds(void)
{
    gen g = gen_seeded(94);
    static field f;
    size_t compared = 0;
    for (int round = 0; round < 80; round++) {
        arena a;
        double *plain, *fast, *two;
        scan *s, *shared;
        arena_init(&a, (size_t)1 << 30);
        make_field(&f, &g);
        scan_data d = {f.n_loc, f.n_time, f.count, round % 2 ? f.expected : NULL, f.distance};
        static const double shares[] = {0.5, 0.5, 1e-9, 1}, least[] = {2, 0, 1, 5};
        scan_options o = {shares[gen_below(&g, 4)], round % 3 ? HUGE_VAL : 4, round % 4 > 1, gen_below(&g, 2), 0, least[gen_below(&g, 4)], 1};
        CHECK(scan_open(&d, &o, &a, &s) == TR_OK);
        o.threads = 3;
        CHECK(scan_open(&d, &o, &a, &shared) == TR_OK);
        same_clusters(s, shared, &a);
        scan_test_options t = {40, random_seeded((uint64_t)round), true};
        CHECK(scan_null(s, &t, &a, &plain) == TR_OK);
        t.plain = false;
        CHECK(scan_null(s, &t, &a, &fast) == TR_OK);
        CHECK(scan_null(shared, &t, &a, &two) == TR_OK);
        for (size_t i = 0; i < t.replicates; i++) {
            CHECK(memcmp(&plain[i], &fast[i], sizeof(double)) == 0 && memcmp(&plain[i], &two[i], sizeof(double)) == 0);
            compared += plain[i] > 0;
        }
        arena_clear(&a);
    }
    printf("# %zu maxima above 0\n", compared);
    CHECK(compared > 1000);
}

/* Large enough that every phase is worth more than one thread: looking at the last days, in one block of windows, and at all
 * days, in many. */
static void a_larger_scan_is_the_same_with_any_number_of_threads(void)
{
    enum { LOC = 240, DAYS = 40 };
    static double count[LOC * DAYS], expected[LOC * DAYS], distance[LOC * LOC];
    random_stream r = random_seeded(21);
    double x[LOC], y[LOC];
    for (size_t i = 0; i < LOC; i++) {
        x[i] = random_unit(&r);
        y[i] = random_unit(&r);
    }
    for (size_t i = 0; i < LOC * DAYS; i++) {
        expected[i] = 0.1 + 0.3 * random_unit(&r);
        count[i] = random_poisson(&r, expected[i] * (x[i / DAYS] < 0.1 ? 3 : 1));
    }
    for (int way = 0; way < 4; way++) {
        arena a;
        scan *one, *three;
        double *plain, *shared_plain, *fast, *shared;
        const bool permutation = way % 2, last_days = way < 2;
        const size_t n = last_days ? LOC : 60, rounds = last_days ? 60 : 20;
        for (size_t i = 0; i < n * n; i++)
            distance[i] = hypot(x[i / n] - x[i % n], y[i / n] - y[i % n]);
        arena_init(&a, (size_t)1 << 30);
        scan_data d = {n, DAYS, count, permutation ? NULL : expected, distance};
        scan_options o = {0.5, HUGE_VAL, true, last_days, 0, 2, 1};
        CHECK(scan_open(&d, &o, &a, &one) == TR_OK);
        o.threads = 3;
        CHECK(scan_open(&d, &o, &a, &three) == TR_OK);
        same_clusters(one, three, &a);
        scan_test_options t = {rounds, random_seeded(5), true};
        CHECK(scan_null(one, &t, &a, &plain) == TR_OK && scan_null(three, &t, &a, &shared_plain) == TR_OK);
        t.plain = false;
        CHECK(scan_null(one, &t, &a, &fast) == TR_OK && scan_null(three, &t, &a, &shared) == TR_OK);
        CHECK(memcmp(plain, shared_plain, rounds * sizeof *plain) == 0);
        CHECK(memcmp(plain, fast, rounds * sizeof *plain) == 0 && memcmp(plain, shared, rounds * sizeof *plain) == 0);
        arena_clear(&a);
    }
}

/* Where the integer sums end: as many cases as they hold, all at two places, and one more. */
static void as_many_cases_as_the_sums_hold(void)
{
    for (int more = 0; more < 2; more++) {
        arena a;
        scan *s;
        double *plain, *fast, distance[9] = {0, 1, 9, 1, 0, 9, 9, 9, 0};
        double count[12] = {32767, 0, 0, 0, 0, 32766 + more, 0, 0, 0, 0, 1, 0}, expected[12];
        for (size_t i = 0; i < 12; i++)
            expected[i] = i < 8 ? 1e-3 : 5; /* what is drawn comes at the third place */
        arena_init(&a, (size_t)1 << 28);
        scan_data d = {3, 4, count, expected, distance};
        scan_options o = {0.5, HUGE_VAL, true, false, 0, 2, 2};
        scan_test_options t = {20, random_seeded(3), true};
        CHECK(scan_open(&d, &o, &a, &s) == TR_OK);
        if (more) {
            CHECK(scan_null(s, &t, &a, &plain) == TR_ERR_LIMIT);
        } else {
            CHECK(scan_null(s, &t, &a, &plain) == TR_OK);
            t.plain = false;
            CHECK(scan_null(s, &t, &a, &fast) == TR_OK && memcmp(plain, fast, 20 * sizeof *plain) == 0);
        }
        arena_clear(&a);
    }
}

/* Two windows and two zones as likely as each other: the smaller zone, the earlier window. */
static void of_equals_the_first_is_the_cluster(void)
{
    arena a;
    scan *s;
    scan_cluster *c = NULL;
    size_t n = 0;
    double distance[9] = {0, 1, 9, 1, 0, 9, 9, 9, 0}, count[12] = {5, 0, 5, 0, [10] = 10}, expected[12];
    for (size_t i = 0; i < 12; i++)
        expected[i] = i / 4 == 1 ? 0 : 1; /* the second place adds nothing to the first */
    arena_init(&a, (size_t)1 << 24);
    scan_data d = {3, 4, count, expected, distance};
    scan_options o = {0.5, HUGE_VAL, true, false, 1, 2, 2};
    CHECK(scan_open(&d, &o, &a, &s) == TR_OK && scan_clusters(s, &a, &c, &n) == TR_OK);
    CHECK_INT(n, 2);
    CHECK(n == 2 && c[1].first_day == 0 && c[1].n_loc == 1 && c[1].locs[0] == 0);
    expected[3] = -1;
    CHECK(scan_open(&d, &o, &a, &s) == TR_ERR_DATA);
    expected[3] = 1;
    count[3] = -1;
    CHECK(scan_open(&d, &o, &a, &s) == TR_ERR_DATA);
    count[3] = 0;
    expected[3] = (double)NAN;
    CHECK(scan_open(&d, &o, &a, &s) == TR_ERR_DATA);
    arena_clear(&a);
}

/* However far from 0 they lie, and however alike some are. */
static void changes_of_values_do_not_hang_on_their_level(void)
{
    random_stream r = random_seeded(8);
    double noise[200], y[200];
    for (size_t i = 0; i < 200; i++)
        noise[i] = random_unit(&r) + (i >= 120 ? 3 : 0);
    noise[50] = noise[51] = noise[52]; /* three alike: no variance */
    for (double level = 0; level < 1e10; level = level > 0 ? level * 100 : 1) {
        arena a;
        change_points p;
        arena_init(&a, (size_t)1 << 24);
        for (size_t i = 0; i < 200; i++)
            y[i] = level + noise[i];
        pelt_options o = {.cost = PELT_MEAN_AND_VARIANCE, .penalty = 4 * log(200), .min_segment = 4, .length_penalty = true};
        CHECK(change_pelt(y, NULL, 200, &o, &a, &p) == TR_OK);
        CHECK_INT(p.n, 1);
        CHECK(p.n == 1 && p.last[0] == 120);
        o.min_segment = 2; /* and now the three are a segment of their own */
        CHECK(change_pelt(noise, NULL, 200, &o, &a, &p) == TR_OK);
        CHECK_INT(p.n, 3);
        arena_clear(&a);
    }
}

/* A p far beyond what one minus the rest can hold. */
static void a_week_far_beyond_its_limit_has_a_p_above_0(void)
{
    arena a;
    farrington_week v = {0};
    double y[300];
    random_stream r = random_seeded(12);
    const farrington_options o = {4, 3, 10, 26, 0.05, 2.58, true, true};
    for (size_t i = 0; i < 300; i++)
        y[i] = random_poisson(&r, 2.5);
    arena_init(&a, (size_t)1 << 26);
    static const double last[] = {0, 3, 20, 60};
    for (size_t i = 0; i < 4; i++) {
        double before = v.p;
        y[299] = last[i];
        CHECK(farrington_flexible(y, 300, 299, 12422, &o, &a, &v) == TR_OK);
        CHECK(i ? v.p < before && v.p > 0 : !(v.p < 1));
    }
    printf("# p %g\n", v.p);
    CHECK(v.p < 1e-20);
    arena_clear(&a);
}

/* The days of all cases, dealt anew as scan_null documents it, then scanned as observed data. */
static double maximum_of_dealt(const field *f, const scan_options *o, random_stream r, arena *a)
{
    size_t loc[5000], day[5000], n = 0;
    static double count[40 * 40];
    scan *s;
    scan_cluster *best = NULL;
    size_t n_best = 0;
    memset(count, 0, sizeof count);
    for (size_t i = 0; i < f->n_loc * f->n_time; i++) {
        for (double k = 0; k < f->count[i] && n < 5000; k += 1, n++) {
            loc[n] = i / f->n_time;
            day[n] = i % f->n_time;
        }
    }
    for (size_t i = n; i > 1; i--) {
        size_t k = (size_t)random_below(&r, i), t = day[i - 1];
        day[i - 1] = day[k];
        day[k] = t;
    }
    for (size_t i = 0; i < n; i++)
        count[loc[i] * f->n_time + day[i]] += 1;
    scan_data d = {f->n_loc, f->n_time, count, NULL, f->distance};
    CHECK(n < 5000 && scan_open(&d, o, a, &s) == TR_OK && scan_best(s, 1, a, &best, &n_best) == TR_OK);
    return n_best ? best[0].llr : 0;
}

static void a_replicate_is_the_scan_of_cases_dealt_anew(void)
{
    gen g = gen_seeded(96);
    static field f;
    size_t above = 0, cut = 0;
    for (int round = 0; round < 60; round++) {
        arena a;
        double *null;
        scan *s;
        arena_init(&a, (size_t)1 << 30);
        make_field(&f, &g);
        scan_options o = {0.5, HUGE_VAL, true, round % 3 > 0, gen_below(&g, f.n_time + 1), 2, 2};
        scan_data d = {f.n_loc, f.n_time, f.count, NULL, f.distance};
        scan_test_options t = {12, random_seeded((uint64_t)round), round % 2};
        CHECK(scan_open(&d, &o, &a, &s) == TR_OK && scan_null(s, &t, &a, &null) == TR_OK);
        random_stream r = t.stream;
        for (size_t i = 0; i < t.replicates; i++, random_jump(&r)) {
            CHECK_NEAR(maximum_of_dealt(&f, &o, r, &a), null[i], 1e-9);
            above += null[i] > 0;
        }
        cut += o.prospective && o.most_days && o.most_days < f.n_time;
        arena_clear(&a);
    }
    printf("# %zu maxima above 0, %zu scans of the last days only\n", above, cut);
    CHECK(above > 300 && cut > 10);
}

static void clusters_share_no_place_and_names_do_not_matter(void)
{
    gen g = gen_seeded(95);
    static field f, turned;
    for (int round = 0; round < 40; round++) {
        arena a;
        size_t order[40], n, m;
        scan *s;
        scan_cluster *c, *k;
        arena_init(&a, (size_t)1 << 28);
        make_field(&f, &g);
        for (size_t i = 0; i < f.n_loc; i++)
            order[i] = i;
        for (size_t i = f.n_loc; i > 1; i--) {
            size_t j = gen_below(&g, i), swap = order[i - 1];
            order[i - 1] = order[j];
            order[j] = swap;
        }
        turned = f;
        for (size_t i = 0; i < f.n_loc; i++) {
            memcpy(&turned.count[i * f.n_time], &f.count[order[i] * f.n_time], f.n_time * sizeof(double));
            memcpy(&turned.expected[i * f.n_time], &f.expected[order[i] * f.n_time], f.n_time * sizeof(double));
            for (size_t j = 0; j < f.n_loc; j++)
                turned.distance[i * f.n_loc + j] = f.distance[order[i] * f.n_loc + order[j]];
        }
        scan_options o = {0.5, HUGE_VAL, true, false, 0, 2, 2};
        scan_data d = {f.n_loc, f.n_time, f.count, f.expected, f.distance};
        CHECK(scan_open(&d, &o, &a, &s) == TR_OK && scan_clusters(s, &a, &c, &n) == TR_OK);
        bool taken[40] = {false};
        double all = 0;
        for (size_t i = 0; i < f.n_loc * f.n_time; i++)
            all += f.count[i];
        for (size_t i = 0; i < n; i++) {
            for (size_t j = 0; j < c[i].n_loc; j++) {
                CHECK(!taken[c[i].locs[j]]);
                taken[c[i].locs[j]] = true;
            }
            CHECK(i == 0 || c[i].llr <= c[i - 1].llr + 1e-9);
            CHECK_NEAR(c[i].llr, scan_llr(c[i].observed, c[i].expected, all), 1e-9);
        }
        scan_data e = {turned.n_loc, turned.n_time, turned.count, turned.expected, turned.distance};
        CHECK(scan_open(&e, &o, &a, &s) == TR_OK && scan_clusters(s, &a, &k, &m) == TR_OK);
        CHECK(n > 0 && m > 0);
        if (n && m) CHECK_NEAR(c[0].llr, k[0].llr, 1e-9);
        arena_clear(&a);
    }
}

/* ---- Charts */

static void charts_restart_and_scale(void)
{
    double y[60], e[60], s[60], half[60];
    bool alarm[60], again[60];
    for (size_t i = 0; i < 60; i++) {
        y[i] = i < 30 ? 1 : 5;
        e[i] = 1;
    }
    cusum_path(y, NULL, 60, 2.2, 5, true, s, alarm);
    cusum_path(y, e, 60, 2.2, 5, true, half, again);
    size_t n = 0;
    for (size_t i = 0; i < 60; i++) {
        n += alarm[i];
        CHECK(!(alarm[i] && i < 30));
        CHECK_INT(alarm[i], again[i]);
        CHECK_NEAR(s[i], half[i], 0);
    }
    CHECK(n > 5); /* it begins anew after each */
    double h, run;
    arena a;
    arena_init(&a, 1 << 20);
    CHECK(cusum_threshold(1.5, HUGE_VAL, 2.2, 180, &a, &h) == TR_OK);
    CHECK(cusum_run_length(1.5, HUGE_VAL, 2.2, h, false, &a, &run) == TR_OK && run >= 180);
    CHECK(cusum_run_length(1.5, HUGE_VAL, 2.2, h - 0.1, false, &a, &run) == TR_OK && run < 180);
    CHECK(cusum_run_length(1.5, 2, 2.2, h, false, &a, &run) == TR_OK && run < 180); /* days that vary more alarm sooner */
    arena_clear(&a);
}

/* ---- Counting rules */

static void bridges_sum_exactly_and_order_does_not_matter(void)
{
    gen g = gen_seeded(96);
    for (int round = 0; round < 200; round++) {
        arena a;
        discharge rows[60], turned[60];
        counting_options o = {3600, 30, gen_below(&g, 2)};
        counted c[COUNT_RULE__N], d;
        size_t n = gen_below(&g, 60);
        arena_init(&a, 1 << 22);
        for (size_t i = 0; i < n; i++) {
            bool rounds = gen_below(&g, 2);
            rows[i] = (discharge){.second = (int64_t)gen_below(&g, 5 * 86400), .kind = rounds ? DISCHARGE_ROUNDS : DISCHARGE_STRIKE, .number = 1 + (double)gen_below(&g, rounds ? 50 : 3)};
            rows[i].place = (int)gen_below(&g, 5) - 1;
            rows[i].type = (int)gen_below(&g, 4) - 1;
            rows[i].site = rounds ? -1 : (int)gen_below(&g, 6) - 1;
            rows[i].wave = rounds ? -1 : (int)gen_below(&g, 8) - 1;
            turned[n - 1 - i] = rows[i];
        }
        for (int r = 0; r < COUNT_RULE__N; r++) {
            CHECK(count_under((count_rule)r, rows, n, &o, &a, &c[r]) == TR_OK && count_under((count_rule)r, turned, n, &o, &a, &d) == TR_OK);
            CHECK_NEAR(c[r].figure, d.figure, 0);
            CHECK(c[r].figure >= 0 && c[r].figure <= c[r].bursts);
        }
        for (int x = 0; x < COUNT_RULE__N; x++) {
            for (int y = 0; y < COUNT_RULE__N; y++) {
                bridge_step steps[2 * BRIDGE_MAX_STEPS];
                double sum = c[x].figure;
                size_t m = count_bridge(&c[x], &c[y], steps);
                for (size_t i = 0; i < m; i++)
                    sum += steps[i].change;
                CHECK_NEAR(sum, c[y].figure, 0);
            }
        }
        CHECK(c[COUNT_SITE_DAY_RULE].figure <= c[COUNT_SITE_HIT_RULE].figure);
        arena_clear(&a);
    }
}

static void streams_are_apart(void)
{
    random_stream a = random_seeded(5), b = a;
    double mean = 0, gamma = 0;
    random_jump(&b);
    CHECK(random_next(&a) != random_next(&b));
    for (int i = 0; i < 20000; i++) {
        CHECK(random_below(&a, 7) < 7);
        mean += random_poisson(&a, 3.5) / 20000.0;
        gamma += random_gamma(&a, 0.4) / 20000;
    }
    CHECK_NEAR(mean, 3.5, 0.05);
    CHECK_NEAR(gamma, 0.4, 0.02);
}

static const tap_case cases[] = {
    CASE(an_exact_incomplete_beta), CASE(distributions_invert_and_add_up), CASE(periods_exchanged), CASE(days_without_exposure_change_nothing),
    CASE(the_least_ratio_that_would_be_noticed), CASE(a_column_that_others_span_is_named), CASE(pruning_changes_nothing), CASE(lanes_find_what_the_plain_scan_finds), CASE(a_larger_scan_is_the_same_with_any_number_of_threads), CASE(as_many_cases_as_the_sums_hold), CASE(of_equals_the_first_is_the_cluster), CASE(a_week_far_beyond_its_limit_has_a_p_above_0), CASE(changes_of_values_do_not_hang_on_their_level), CASE(a_replicate_is_the_scan_of_cases_dealt_anew),
    CASE(clusters_share_no_place_and_names_do_not_matter), CASE(charts_restart_and_scale), CASE(bridges_sum_exactly_and_order_does_not_matter), CASE(streams_are_apart),
};
TAP_MAIN(cases)
