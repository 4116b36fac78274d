#include "load.h"
#include "gen.h"
#include "tap.h"

#include "base/crew.h"

#include <pthread.h>
#include <sched.h>
#include <errno.h>
#include <limits.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void str_splits_and_trims(void)
{
    str rest = STR("a;b;"), piece = {0};
    CHECK(str_cut(&rest, ';', &piece));
    CHECK_STR(piece, "a");
    CHECK(str_cut(&rest, ';', &piece));
    CHECK_STR(piece, "b");
    CHECK(str_cut(&rest, ';', &piece));
    CHECK_STR(piece, "");
    CHECK(!str_cut(&rest, ';', &piece));
    CHECK_STR(str_trim(STR(" \t x y\r\n")), "x y");
    CHECK(str_cmp(STR("a"), STR("ab")) < 0);
    CHECK(str_cmp_natural(STR("CL9"), STR("CL10")) < 0);
    CHECK(str_cmp_natural(STR("I09.2"), STR("I09.10")) < 0);
    CHECK(str_cmp_natural(STR("x"), STR("x")) == 0);
}

static void str_reads_numbers(void)
{
    static const struct {
        const char *text;
        bool ok;
        double value;
    } rows[] = {{"0", true, 0},       {"-48.5", true, -48.5}, {"+1.25", true, 1.25}, {"1e5", false, 0}, {"1,5", false, 0},
                {".5", false, 0},     {"5.", false, 0},       {"", false, 0},        {"-", false, 0},   {"nan", false, 0},
                {"0x10", false, 0},   {"1.2.3", false, 0},    {"123456789012345678", true, 123456789012345678.0},
                {"1234567890123456789", false, 0}, {" 1", false, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double v = 0;
        bool ok = str_to_double(str_of(rows[i].text), &v);
        if (ok != rows[i].ok) printf("# \"%s\"\n", rows[i].text);
        CHECK_INT(ok, rows[i].ok);
        if (ok) CHECK_NEAR(v, rows[i].value, 0);
    }
    int64_t n;
    CHECK(str_to_i64(STR("-9223372036854775807"), INT64_MIN, INT64_MAX, &n));
    CHECK(!str_to_i64(STR("9223372036854775808"), INT64_MIN, INT64_MAX, &n));
    CHECK(!str_to_i64(STR("12a"), 0, 100, &n));
    CHECK(!str_to_i64(STR("101"), 0, 100, &n));
}

static void buf_stops_at_its_ceiling(void)
{
    buf b;
    buf_init(&b, 10);
    buf_z(&b, "12345");
    CHECK_INT(buf_err(&b), TR_OK);
    buf_z(&b, "678901");
    CHECK_INT(buf_err(&b), TR_ERR_LIMIT);
    buf_z(&b, "x");
    CHECK_STR(buf_str(&b), "12345");
    buf_reset(&b);
    buf_fixed(&b, -0.00004, 3);
    buf_c(&b, ' ');
    buf_fixed(&b, 47.125, 2);
    CHECK_STR(buf_str(&b), "0.000 47"); /* the ceiling of ten bytes was met; buf_err says so */
    CHECK_INT(buf_err(&b), TR_ERR_LIMIT);
    buf_free(&b);
}

/* Formats that buf_f writes itself, and some that it hands on, against the C library. */
static void buf_f_says_what_printf_says(void)
{
#define SAME(...)                                                                                  \
    do {                                                                                           \
        buf b;                                                                                     \
        char want[512];                                                                            \
        buf_init(&b, 1000);                                                                        \
        buf_f(&b, __VA_ARGS__);                                                                    \
        (void)snprintf(want, sizeof want, __VA_ARGS__);                                            \
        CHECK_STR(buf_str(&b), want);                                                              \
        buf_free(&b);                                                                              \
    } while (0)
    static const long long edges[] = {0, 1, -1, 9, 10, -10, 99, 12345, INT_MAX, INT_MIN, LLONG_MAX, LLONG_MIN};
    for (size_t i = 0; i < sizeof edges / sizeof edges[0]; i++) {
        long long v = edges[i];
        SAME("%lld|%llu|%zu", v, (unsigned long long)v, (size_t)v);
        SAME("<%d> %u%% %02d:%04d %03zu %06d", (int)v, (unsigned)v, (int)(v % 100), (int)(v % 9999), (size_t)(v & 1023), (int)(v % 100000));
        SAME("%016llx %8zu %-5d %.3f", (unsigned long long)v, (size_t)v, (int)v, (double)v);
    }
    SAME("%s", "");
    SAME("a%sb%cc%.*s", "text", 'x', 2, "yes");
    SAME("%.*s|%.*s|%.*s", 0, "none", 10, "short", -1, "all of it");
    SAME("%10s|%-10s|%.2s", "right", "left", "cut off");
    SAME("no sign of it, and 100%%");
    SAME("%%%s%%", "between");
#undef SAME
}

static void buf_writes_fixed_decimals(void)
{
    buf b;
    buf_init(&b, 100);
    buf_fixed(&b, 47.125, 2);
    buf_c(&b, ' ');
    buf_fixed(&b, -0.5, 0);
    buf_c(&b, ' ');
    buf_fixed(&b, -180, 6);
    CHECK_STR(buf_str(&b), "47.13 -1 -180.000000");
    buf_free(&b);
}

static void arena_has_a_limit(void)
{
    arena a;
    arena_init(&a, 200000);
    CHECK(arena_alloc(&a, 100) != NULL);
    CHECK(arena_alloc(&a, 150000) == NULL);
    CHECK(arena_alloc(&a, SIZE_MAX) == NULL);
    CHECK(arena_alloc_n(&a, SIZE_MAX / 2, 8) == NULL);
    str s = arena_printf(&a, "%s-%d", "x", 7);
    CHECK_STR(s, "x-7");
    VEC(int) v = {0};
    for (int i = 0; i < 1000; i++) {
        int *p = VEC_PUSH(&a, &v);
        CHECK(p != NULL);
        if (p) *p = i;
    }
    CHECK_INT(v.items[999], 999);
    arena_reset(&a);
    CHECK(arena_alloc(&a, 100) != NULL);
    arena_clear(&a);
}

static void calendar_agrees_with_itself(void)
{
    gen g = gen_seeded(1);
    for (int i = 0; i < 20000; i++) {
        int64_t d = (int64_t)gen_below(&g, 3652059) - 719162; /* 0001-01-01 .. 9999-12-31 */
        int y, m, day;
        days_to_civil(d, &y, &m, &day);
        if (!civil_date_ok(y, m, day) || civil_to_days(y, m, day) != d) {
            printf("# day %lld\n", (long long)d);
            CHECK(false);
            return;
        }
    }
    CHECK_INT(civil_to_days(1970, 1, 1), 0);
    CHECK_INT(weekday_of_days(civil_to_days(2025, 3, 18)), 1);
    CHECK(!civil_date_ok(2025, 2, 29));
    CHECK(civil_date_ok(2024, 2, 29));
    CHECK(!civil_date_ok(1900, 2, 29));
}

static void spans_have_the_day_of_their_middle(void)
{
    static const struct {
        usec_t from, to;
        bool has;
        int64_t day;
    } rows[] = {{0, USEC_DAY, true, 0},
                {-2 * USEC_HOUR, 22 * USEC_HOUR, true, 0}, /* a whole day, two hours east */
                {-13 * USEC_HOUR, 11 * USEC_HOUR, true, -1},
                {-1, 0, true, -1},
                {0, 2 * USEC_DAY, true, 1},
                {0, 2 * USEC_DAY + 1, false, 0},
                {USEC_UNKNOWN, USEC_UNKNOWN, false, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t day = 99;
        CHECK(span_day((span){rows[i].from, rows[i].to}, &day) == rows[i].has);
        CHECK(day == (rows[i].has ? rows[i].day : 99));
    }
}

static void iso_times_are_strict(void)
{
    static const char *const good[] = {"2025-03-18", "2025-03-18T20:05Z", "2025-03-18T20:05:59.123456Z", "2025-03-18T20:05+03:00", "2025-03-18T00:00"};
    static const char *const bad[] = {"", "2025", "2025-3-18", "2025-02-29", "2025-03-18T24:00Z", "2025-03-18T12:60Z", "2025-03-18T12:00:60Z", "2025-03-18 12:00Z", "2025-03-18T12:00z",
                                      "2025-03-18T1:00Z", "2025-03-18T12:00+3:00", "2025-03-18T12:00+15:00", "2025-03-18T12:00Z ", "0000-01-01", "2025-13-01", "2025-03-18T12:00:00.1234567Z", "20250318"};
    iso_time t;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) CHECK(iso_parse(str_of(good[i]), &t));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (iso_parse(str_of(bad[i]), &t)) printf("# taken: \"%s\"\n", bad[i]);
        CHECK(!iso_parse(str_of(bad[i]), &t));
    }
    usec_t v;
    CHECK(iso_parse_instant(STR("2025-03-18T20:05+03:00"), &v));
    buf b;
    buf_init(&b, 100);
    when_write(&b, v);
    CHECK_STR(buf_str(&b), "2025-03-18T17:05Z");
    buf_free(&b);
}

/* toml-test's invalid date-times: none may be taken as an instant. */
static void iso_refuses_what_others_refuse(void)
{
    arena a;
    arena_init(&a, MISSION_ARENA_BYTES);
    str list = load_shared(&a, "vectors/toml_test/files-toml-1.0.0"), name = {0};
    if (list.ptr == NULL) tap_skip = "the shared vectors are not here";
    size_t n = 0;
    while (list.ptr && str_cut(&list, '\n', &name)) {
        if (str_has(name, "no-secs")) continue; /* our times may leave the seconds out */
        if (!str_starts(name, "invalid/datetime/") && !str_starts(name, "invalid/local-date")) continue;
        char path[512];
        (void)snprintf(path, sizeof path, "vectors/toml_test/" STR_FMT, STR_ARG(name));
        str text = load_shared(&a, path);
        size_t eq = str_find(text, '=');
        str value = str_trim(str_from(text, eq + 1));
        value = str_trim(str_upto(value, str_find(value, '#')));
        usec_t v;
        iso_time t;
        n++;
        bool space = str_find(value, ' ') < value.len;
        if (!space && iso_parse_instant(value, &v)) printf("# taken: " STR_FMT "\n", STR_ARG(value));
        CHECK(!iso_parse_instant(value, &v));
        (void)t;
    }
    if (!tap_skip) CHECK(n >= 20);
    printf("# %zu\n", n);
    arena_clear(&a);
}

static void hash_knows_its_answers(void)
{
    sha256 h;
    char hex[SHA256_HEX + 1], b64[16];
    CHECK_INT(sha256_of(STR("abc"), &h), TR_OK);
    sha256_hex(&h, hex);
    CHECK_STR(str_of(hex), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    sha256 back;
    CHECK(sha256_from_hex(str_of(hex), &back) && sha256_eq(&h, &back));
    CHECK(!sha256_from_hex(STR("BA7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"), &back));
    base64_write((const uint8_t *)"fooba", 5, b64);
    CHECK_STR(str_of(b64), "Zm9vYmE=");
}

static void zones_know_their_clock_changes(void)
{
    arena a;
    host_zones *z = NULL;
    const tz *kyiv = NULL, *moscow = NULL, *none = NULL;
    arena_init(&a, MISSION_ARENA_BYTES);
    CHECK_INT(host_zones_open(&a, &z), TR_OK);
    tz_db db = host_zones_db(z);
    CHECK_INT(tz_find(&db, STR("Europe/Kyiv"), &kyiv), TR_OK);
    CHECK_INT(tz_find(&db, STR("Europe/Moscow"), &moscow), TR_OK);
    CHECK_INT(tz_find(&db, STR("Europe/Nowhere"), &none), TR_ERR_ABSENT);
    CHECK_INT(tz_find(&db, STR("../../../etc/passwd"), &none), TR_ERR_ABSENT);
    usec_t change;
    CHECK(iso_parse_instant(STR("2025-03-30T01:00Z"), &change));
    CHECK_INT(tz_offset_sec(kyiv, change - 1), 7200);
    CHECK_INT(tz_offset_sec(kyiv, change), 10800);
    CHECK_INT(tz_offset_sec(moscow, change), 10800);
    civil skipped = {2025, 3, 30, 3, 30, 0, 0}, twice = {2025, 10, 26, 3, 30, 0, 0};
    span s = tz_to_utc(kyiv, &skipped);
    CHECK_INT(s.from, change);
    CHECK_INT(s.to, change);
    s = tz_to_utc(kyiv, &twice);
    CHECK_INT(s.to - s.from, USEC_HOUR);
    CHECK(iso_parse_instant(STR("2090-07-01T00:00Z"), &change)); /* far beyond the stated transitions */
    CHECK_INT(tz_offset_sec(kyiv, change), 10800);
    CHECK(iso_parse_instant(STR("2090-01-15T00:00Z"), &change));
    CHECK_INT(tz_offset_sec(kyiv, change), 7200);
    arena_clear(&a);
}

static void zones_refuse_damage(void)
{
    arena a;
    arena_init(&a, MISSION_ARENA_BYTES);
    str whole = load_file(&a, "/usr/share/zoneinfo/Europe/Vienna");
    const tz *z = NULL;
    CHECK(whole.len > 100);
    for (size_t n = 0; n < whole.len; n += 7) (void)!tz_parse(STR("x"), str_upto(whole, n), &a, &z, NULL);
    CHECK(tz_parse(STR("x"), str_upto(whole, whole.len / 2), &a, &z, NULL) != TR_OK);
    CHECK(tz_parse(STR("x"), STR("TZif"), &a, &z, NULL) == TR_ERR_DATA);
    CHECK_INT(tz_parse(STR("x"), whole, &a, &z, NULL), TR_OK);
    arena_clear(&a);
}

/* ---- crew */

typedef struct tally {
    atomic_uint done[1000], by_member[CREW_MOST];
    atomic_uint narrow; /* pieces done by a thread that may not use every core its creator may */
    int n_cores;
    size_t wait_for; /* a piece takes until so many members are at work, or for ten seconds */
} tally;

static size_t at_work(const tally *t)
{
    size_t n = 0;
    for (size_t i = 0; i < CREW_MOST; i++) n += t->by_member[i] > 0;
    return n;
}

static void count_piece(void *ctx, size_t member, size_t piece)
{
    tally *t = ctx;
    cpu_set_t mine;
    atomic_fetch_add(&t->done[piece], 1);
    atomic_fetch_add(&t->by_member[member], 1);
    if (sched_getaffinity(0, sizeof mine, &mine) != 0 || CPU_COUNT(&mine) != t->n_cores) atomic_fetch_add(&t->narrow, 1);
    for (int ms = 0; at_work(t) < t->wait_for && ms < 10000; ms++) (void)nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

static void tally_run(tally *t, size_t members, size_t n)
{
    cpu_set_t all;
    CHECK(sched_getaffinity(0, sizeof all, &all) == 0);
    t->n_cores = CPU_COUNT(&all);
    crew_run(members, n, count_piece, t);
    for (size_t i = 0; i < 1000; i++) CHECK_INT(t->done[i], i < n);
    for (size_t i = 0; i < CREW_MOST; i++) CHECK(t->by_member[i] == 0 || i < crew_members(members));
    CHECK_INT(t->narrow, 0);
}

static void a_crew_does_each_piece_once(void)
{
    static const size_t members[] = {0, 1, 2, 3, 64, 100}, pieces[] = {0, 1, 2, 3, 7, 64, 1000};
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        for (size_t k = 0; k < sizeof pieces / sizeof pieces[0]; k++) {
            tally t = {0};
            tally_run(&t, members[i], pieces[k]);
        }
    }
    CHECK_INT(crew_worth(8, 0), 1);
    CHECK_INT(crew_worth(8, 1.6e6), 4);
    CHECK_INT(crew_worth(8, 1e300), 8);
    tally together = {.wait_for = 3};
    tally_run(&together, 3, 3);
    CHECK_INT(at_work(&together), 3);
}

/* From now on the kernel refuses to bind threads to cores. */
static bool refuse_affinity(void)
{
    struct sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_sched_setaffinity, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof rules / sizeof rules[0], rules};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static void a_crew_works_where_cores_cannot_be_chosen(void)
{
    int status = 1;
    CHECK(fflush(NULL) == 0);
    pid_t child = fork();
    if (child == 0) {
        tally t = {.wait_for = 3};
        if (!refuse_affinity()) _exit(77);
        crew_run(3, 3, count_piece, &t);
        _exit(at_work(&t) == 3 ? 0 : 1);
    }
    CHECK(child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status));
    if (WEXITSTATUS(status) == 77) tap_skip = "no seccomp here";
    CHECK(WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 77);
}

static void a_crew_works_on_one_core_and_without_threads(void)
{
    cpu_set_t all, one;
    CHECK(sched_getaffinity(0, sizeof all, &all) == 0);
    CPU_ZERO(&one);
    for (size_t i = 0; i < CPU_SETSIZE && CPU_COUNT(&one) == 0; i++) {
        if (CPU_ISSET(i, &all)) CPU_SET(i, &one);
    }
    CHECK(sched_setaffinity(0, sizeof one, &one) == 0);
    tally t = {0};
    tally_run(&t, 3, 100);
    CHECK(sched_setaffinity(0, sizeof all, &all) == 0);

    pthread_attr_t usual, huge; /* a stack that no machine has: every thread is refused */
    CHECK(pthread_getattr_default_np(&usual) == 0 && pthread_attr_init(&huge) == 0);
    CHECK(pthread_attr_setstacksize(&huge, (size_t)1 << 60) == 0 && pthread_setattr_default_np(&huge) == 0);
    tally alone = {0};
    tally_run(&alone, 3, 30);
    CHECK_INT(at_work(&alone), 1);
    CHECK(pthread_setattr_default_np(&usual) == 0);
    CHECK(pthread_attr_destroy(&usual) == 0 && pthread_attr_destroy(&huge) == 0);
}

static const tap_case cases[] = {CASE(str_splits_and_trims), CASE(str_reads_numbers), CASE(buf_stops_at_its_ceiling), CASE(buf_writes_fixed_decimals), CASE(buf_f_says_what_printf_says), CASE(arena_has_a_limit),
                                 CASE(calendar_agrees_with_itself), CASE(spans_have_the_day_of_their_middle), CASE(iso_times_are_strict), CASE(iso_refuses_what_others_refuse), CASE(hash_knows_its_answers),
                                 CASE(zones_know_their_clock_changes), CASE(zones_refuse_damage), CASE(a_crew_does_each_piece_once), CASE(a_crew_works_on_one_core_and_without_threads), CASE(a_crew_works_where_cores_cannot_be_chosen)};
TAP_MAIN(cases)
