/* The first byte chooses: a table of daily counts and all that is found in it, or the three files of a scan, parted by lines of '%'. */
#include "fuzz.h"

#include "study/findings.h"
#include "counts/satscan.h"

#include <math.h>

static void table(str bytes, arena *a)
{
    series s;
    findings f;
    tr_diag d;
    if (series_read(bytes, "fuzz", a, &s, &d) != TR_OK) return;
    if (s.n == 0 || s.n > 400 || s.days[s.n - 1].day - s.days[0].day > 4000) return;
    int64_t middle = s.days[s.n / 2].day;
    if (find_rates(&s, middle, a, &f) == TR_OK && f.words.n == 0) __builtin_trap();
    (void)!find_series(&s, middle, 1, a, &f);
    (void)!find_placebo(&s, middle, 3, a, &f);
    (void)!find_compare(&s, middle, a, &f);
    (void)!find_change(&s, 0, a, &f);
    (void)!find_warning(&s, 7, 0, a, &f);
    (void)!find_runs(&s, 3, 0.02, a, &f);
    (void)!find_glr(&s, 7, 5, a, &f);
    (void)!find_ears(&s, 1 + (int)(s.n % 3), a, &f);
    (void)!find_level(&s, middle, a, &f);
    farrington_choice c = {.method = FARRINGTON_NOUFAILY, .years = 1};
    (void)!find_farrington(&s, &c, a, &f);
    (void)!find_return(&s, middle, INT64_MIN, a, &f);
}

static void scan_files(str bytes, arena *a)
{
    satscan_files f = {.cases_name = "c", .places_name = "p", .population_name = "n", .from = USEC_UNKNOWN, .to = USEC_UNKNOWN};
    satscan_world w;
    tr_diag d;
    scan *s;
    scan_cluster *c;
    size_t n;
    (void)str_cut(&bytes, '%', &f.cases);
    (void)str_cut(&bytes, '%', &f.places);
    f.population = bytes;
    f.cartesian = f.places.len % 2;
    if (satscan_read(&f, a, &w, &d) != TR_OK || w.data.n_loc > 40 || w.data.n_time > 60) return;
    scan_options o = {0.5, HUGE_VAL, true, false, 0, 2, 2};
    if (scan_open(&w.data, &o, a, &s) != TR_OK || scan_clusters(s, a, &c, &n) != TR_OK) return;
    for (size_t i = 0; i < n; i++) {
        if (!(c[i].observed > c[i].expected) || !(c[i].llr >= 0)) __builtin_trap();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    arena a;
    if (size == 0) return 0;
    arena_init(&a, (size_t)256 << 20);
    str rest = fuzz_str(data + 1, size - 1);
    if (data[0] % 2) {
        scan_files(rest, &a);
    } else {
        table(rest, &a);
    }
    arena_clear(&a);
    return 0;
}
