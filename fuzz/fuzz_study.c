/* The first byte chooses: a study, a table of effort, acts under obligations, a wide table. */
#include "study/findings.h"
#include "fuzz.h"

static void a_study(str bytes, arena *a)
{
    study s;
    diag_list faults = {0};
    tr_err e = study_parse(bytes, "fuzz", NULL, a, &s, &faults);
    if (e == TR_ERR_DATA && faults.n == 0) __builtin_trap();
    if (e != TR_OK) return;
    if (s.before_to < s.before_from || s.during_from <= s.before_to || s.readings.n == 0) __builtin_trap();
}

static void a_table(str bytes, bool efforts, arena *a)
{
    effort_vec x = {0};
    performance_vec y = {0};
    feed_result r = {0};
    feed_context c = {0};
    tr_diag d = {0};
    tr_err e = efforts ? feed_effort(bytes, "fuzz", &c, a, &x, &r, &d) : feed_performance(bytes, "fuzz", &c, a, &y, &r, &d);
    fuzz_counts(e, &r, efforts ? x.n : y.n);
    for (size_t i = 0; i < x.n; i++) {
        if (!(x.items[i].watched >= 0) || x.items[i].unit.len == 0) __builtin_trap();
    }
}

static void a_wide_table(str bytes, bool by_day, arena *a)
{
    wide_table w;
    findings f;
    tr_diag d = {0};
    if (wide_read(bytes, "fuzz", by_day, a, &w, &d) != TR_OK || w.n > 200 || w.n_columns > 12) return;
    for (size_t i = 1; by_day && i < w.n; i++) {
        if (w.day[i] <= w.day[i - 1]) __builtin_trap();
    }
    if (by_day) (void)!find_synthetic(&w, w.day[w.n / 2], a, &f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    arena a;
    if (size == 0) return 0;
    arena_init(&a, (size_t)256 << 20);
    str rest = fuzz_str(data + 1, size - 1);
    switch (data[0] % 5) {
    case 0: a_study(rest, &a); break;
    case 1: a_table(rest, true, &a); break;
    case 2: a_table(rest, false, &a); break;
    default: a_wide_table(rest, data[0] % 5 == 3, &a); break;
    }
    arena_clear(&a);
    return 0;
}
