/* AIS: the fast reading is held to the plain one, message by message and count by count, on logs as
 * they are, on random ones and on damaged ones; the account adds up; pieces of any size give the
 * same.
 *
 * test_ais FILE...: compares the two readings on these files only (for the large streams of
 * damaged lines). TRUCE_AIS_LINES: random lines to compare, 400,000 unless said. */
#include "ais/ais.h"
#include "gen.h"
#include "load.h"
#include "tap.h"

#include <stdlib.h>

typedef struct log_read {
    ais_message *m;
    size_t n, cap;
    ais_account n_lines;
    uint64_t aside_hash;
} log_read;

static void note_aside(void *ctx, uint64_t line, ais_reason why, str text)
{
    log_read *r = ctx;
    uint64_t h = r->aside_hash * 31 + line * 16 + (uint64_t)why;
    r->aside_hash = hash64_more(h ^ 14695981039346656037u, text);
}

/* Pieces of at most `step` bytes, at ends copied so that a look behind them is seen by the
 * sanitizers; 0: all at once. */
static log_read read_log(arena *a, str log, ais_speed speed, bool repeats, size_t step, gen *g)
{
    log_read out = {0};
    ais_reader *r = NULL;
    size_t at = 0, end = 0;
    if (ais_open(a, speed, repeats, note_aside, &out, &r) != TR_OK) abort();
    out.cap = log.len / 10 + 16;
    out.m = arena_alloc_n(a, out.cap, sizeof *out.m);
    if (!out.m) abort();
    while (at < log.len) {
        end = step ? end + 1 + gen_below(g, step) : log.len;
        if (end > log.len) end = log.len;
        size_t used = 1;
        while (used && out.n < out.cap) {
            size_t most = step ? 1 + gen_below(g, 5) : out.cap - out.n;
            if (most > out.cap - out.n) most = out.cap - out.n;
            char *piece = malloc(end - at + 1);
            if (!piece) abort();
            memcpy(piece, log.ptr + at, end - at);
            out.n += ais_read(r, step ? piece : log.ptr + at, end - at, end == log.len,
                              out.m + out.n, most, &used);
            free(piece);
            at += used;
            if (at == end) break;
        }
    }
    ais_end(r);
    out.n_lines = *ais_counts(r);
    return out;
}

static bool adds_up(const ais_account *n)
{
    uint64_t aside = 0;
    for (int i = 0; i < AIS_REASON__N; i++)
        aside += n->aside[i];
    return n->received == n->accepted + n->duplicate + aside &&
           n->lines <= n->blank + n->comment + n->other + n->received;
}

static bool same_readings(const log_read *a, const log_read *b)
{
    bool same = a->n == b->n && a->aside_hash == b->aside_hash &&
                memcmp(&a->n_lines, &b->n_lines, sizeof a->n_lines) == 0;
    if (!same)
        printf("# %zu and %zu messages, set aside %016llx and %016llx\n", a->n, b->n,
               (unsigned long long)a->aside_hash, (unsigned long long)b->aside_hash);
    for (size_t i = 0; i < a->n && i < b->n; i++)
        if (!ais_message_eq(&a->m[i], &b->m[i])) {
            const ais_message *x = &a->m[i], *y = &b->m[i];
            printf("# message %zu, line %llu and %llu, type %d and %d, %d and %d bits, known %llx "
                   "and %llx, odd %llx and %llx, name %s and %s\n",
                   i, (unsigned long long)x->line, (unsigned long long)y->line, x->type, y->type,
                   x->n_bits, y->n_bits, (unsigned long long)x->known, (unsigned long long)y->known,
                   (unsigned long long)x->odd, (unsigned long long)y->odd, x->name, y->name);
            return false;
        }
    return same;
}

static bool both_agree(str log, gen *g)
{
    arena a;
    arena_init(&a, (size_t)8 << 30);
    bool ok = true;
    for (int repeats = 0; repeats < 2; repeats++) {
        log_read plain = read_log(&a, log, AIS_PLAIN, repeats, 0, g),
                 fast = read_log(&a, log, AIS_FAST, repeats, 0, g);
        ok = ok && same_readings(&plain, &fast) && adds_up(&plain.n_lines);
        if (log.len > 2000000) break;
        log_read pieces = read_log(&a, log, AIS_FAST, repeats, 300, g);
        ok = ok && same_readings(&plain, &pieces);
    }
    arena_clear(&a);
    return ok;
}

/* ---- random logs ------------------------------------------------------------------------- */

static const char alphabet[] = "0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVW`abcdefghijklmnopqrstuvw";

static void sentence_put(buf *b, gen *g, const char *kind, unsigned of, unsigned number,
                         int sequence, str payload, unsigned fill)
{
    char body[1200], tag[200];
    unsigned sum = 0;
    static const char *const channels[] = {"A", "B", "", "1"};
    char seq[2] = {(char)(sequence < 0 ? 0 : '0' + sequence), 0};
    (void)snprintf(body, sizeof body, "%s,%u,%u,%s,%s," STR_FMT ",%u", kind, of, number, seq,
                   channels[(size_t)sequence % 2], STR_ARG(payload), fill);
    for (const char *p = body; *p; p++)
        sum ^= (unsigned char)*p;
    if (gen_below(g, 12) == 0) {
        unsigned t = 0;
        (void)snprintf(tag, sizeof tag, "s:st%u,c:%u", (unsigned)gen_below(g, 3),
                       1742250000U + (unsigned)gen_below(g, 100));
        for (const char *p = tag; *p; p++)
            t ^= (unsigned char)*p;
        buf_f(b, "\\%s*%02X\\", tag, t ^ (gen_below(g, 9) == 0));
    }
    buf_f(b, gen_below(g, 20) ? "!%s*%02X" : "!%s*%02x", body, sum);
    if (gen_below(g, 15) == 0)
        buf_f(b, ",d-109,S2105,r003669946,%u", 1742250000U + (unsigned)gen_below(g, 100));
    buf_z(b, gen_below(g, 10) ? "\r\n" : "\n");
}

/* Lengths about those that types have, and the lengths of all of them. */
static size_t some_length(gen *g)
{
    static const size_t usual[] = {168, 168, 168,  168,  424, 422, 312, 272, 160, 168, 96,
                                   360, 72,  1008, 1064, 38,  30,  420, 270, 165, 432};
    return gen_below(g, 6) ? usual[gen_below(g, sizeof usual / sizeof usual[0])]
                           : gen_below(g, 1100);
}

static void message_put(buf *b, gen *g)
{
    char chars[200];
    static const char *const kinds[] = {"AIVDM", "AIVDM", "AIVDM", "BSVDM", "AIVDO", "ABVDM"};
    const char *kind = kinds[gen_below(g, 6)];
    size_t bits = some_length(g), n = (bits + 5) / 6;
    bool zeros = gen_below(g, 5) == 0;
    for (size_t i = 0; i < n; i++)
        chars[i] = alphabet[zeros && gen_below(g, 3) ? 0 : gen_below(g, 64)];
    if (n) chars[0] = alphabet[gen_below(g, 30)];
    unsigned fill = (unsigned)(n * 6 - bits), parts = (unsigned)(n + 59) / 60,
             sequence = (unsigned)gen_below(g, 10);
    if (parts < 1) parts = 1;
    for (unsigned k = 0; k < parts; k++) {
        size_t from = k * 60U, len = n - from < 60 ? n - from : 60;
        if (parts > 1 && gen_below(g, 30) == 0) continue;
        sentence_put(b, g, kind, parts, k + 1,
                     parts > 1 ? (int)sequence : -1 - (int)gen_below(g, 2) * 0,
                     (str){chars + from, len}, k + 1 == parts ? fill : 0);
        if (gen_below(g, 40) == 0)
            sentence_put(b, g, kind, parts, k + 1, parts > 1 ? (int)sequence : -1,
                         (str){chars + from, len}, k + 1 == parts ? fill : 0);
        if (parts > 1 && gen_below(g, 10) == 0) message_put(b, g);
    }
}

/* as a log of the Danish authority has it */
static const char two_sentences[] = "!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A\\r\\n"
                                    "!AIVDM,1,1,,B,15RTgt0PAso;90TKcjM8h6g208CQ,0*49";

static void other_put(buf *b, gen *g)
{
    static const char *const lines[] = {
        "",
        "# a remark, !AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A",
        "$GPGSA,A,3,11,32*00",
        "AIVDM,2,2,1,B,00000000000,2*26",
        "$GPRMC,213950.00,A,5250.53669,N,00542.34920,E,0.020,,070420,,,A*7D",
        "$PGHP,1,2013,3,18,9,19,9,499,219,,2190048,1,28*23",
        "!AIVDM,1,1,,A,,0*26",
        "!AIVDM,1,1",
        "!!!!",
        "\\s:x*00\\",
        two_sentences};
    buf_z(b, lines[gen_below(g, sizeof lines / sizeof lines[0])]);
    buf_c(b, '\n');
}

/* One byte here and there becomes another, or goes; the sums are left wrong. */
static void damage(buf *b, gen *g, size_t times)
{
    for (size_t i = 0; i < times && b->len; i++) {
        size_t at = gen_below(g, b->len);
        static const char odd[] = "!\\,*\n\r$0159AW`wx \x80\xff";
        b->ptr[at] = gen_below(g, 2) ? odd[gen_below(g, sizeof odd - 1)] : (char)gen_below(g, 256);
    }
}

static void fast_is_plain_on_random_lines(void)
{
    gen g = gen_seeded(20250318);
    int64_t left = 400000;
    const char *z = getenv("TRUCE_AIS_LINES");
    if (z && !str_to_i64(str_of(z), 1, INT64_MAX, &left)) left = 1;
    buf b;
    buf_init(&b, (size_t)64 << 20);
    while (left > 0) {
        buf_reset(&b);
        size_t lines = 1 + gen_below(&g, 2000);
        for (size_t i = 0; i < lines; i++) {
            if (gen_below(&g, 12) == 0)
                other_put(&b, &g);
            else
                message_put(&b, &g);
        }
        damage(&b, &g, gen_below(&g, 3) ? 0 : gen_below(&g, lines));
        left -= (int64_t)lines;
        CHECK(both_agree(buf_str(&b), &g));
        if (tap_failed) break;
    }
    buf_free(&b);
}

static void logs_of_others(void)
{
    static const char *const logs[] = {
        "gpsd/sample.aivdm",          "gpsd/ais-nmea.log",        "gpsd/ais-nmea-type6-fid55.log",
        "gpsd/ais_unpack_sixbit.log", "libais/test.aivdm",        "libais/tagblock.nmea",
        "libais/typeexamples.nmea",   "dma/ais250.txt",           "dma/decode_encode_messages.txt",
        "dma/replay_dump.txt",        "dma/small_cb_example.txt", "dma/stream_example.txt",
        "pyais/nmea_data_sample.txt"};
    gen g = gen_seeded(3);
    arena a;
    arena_init(&a, (size_t)1 << 28);
    for (size_t i = 0; i < sizeof logs / sizeof logs[0]; i++) {
        str name = arena_printf(&a, "cases/ais/%s", logs[i]), log = load_shared(&a, name.ptr);
        if (!log.ptr) {
            tap_skip = "no ../shared";
            break;
        }
        CHECK(both_agree(log, &g));
        arena_reset(&a);
    }
    arena_clear(&a);
}

/* ---- what single lines give ---------------------------------------------------------------- */

static log_read read_text(arena *a, const char *z, bool repeats)
{
    gen g = {1};
    return read_log(a, str_of(z), AIS_PLAIN, repeats, 0, &g);
}

static const char one[] =
    "!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A\n"; /* public sample: 371798000 off Vancouver
                                                          */

static void a_position(void)
{
    arena a;
    arena_init(&a, (size_t)1 << 26);
    log_read r = read_text(&a, one, false);
    CHECK_INT(r.n, 1);
    CHECK_INT(r.m[0].mmsi, 371798000);
    CHECK_INT(r.m[0].value[AIS_LON], -74037230);
    CHECK_INT(r.m[0].value[AIS_LAT], 29028980);
    CHECK_INT(r.m[0].value[AIS_SPEED], 123);
    CHECK_INT(r.m[0].value[AIS_TURN], -127);
    CHECK(!ais_known(&r.m[0], AIS_MANEUVER)); /* 0: not available */
    CHECK_INT(r.m[0].clock, AIS_CLOCK_NONE);
    CHECK_INT(r.m[0].channel, 'A');
    arena_clear(&a);
}

static const struct told {
    const char *log;
    bool repeats;
    int messages, duplicate,
        aside[AIS_REASON__N]; /* malformed, too long, no checksum, checksum, empty, no beginning,
                                 incomplete, type, length */
} tolds[] = {
    {"!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4B\n", false, 0, 0, {0, 0, 0, 1}},
    {"!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0\n", false, 0, 0, {0, 0, 1}},
    {"!AIVDM,1,1,,A,,0*26\n", false, 0, 0, {0, 0, 0, 0, 1}},
    {"!AIVDM,1,2,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*49\n", false, 0, 0, {1}},
    {"!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208C,0*1B\n", false, 0, 0, {0, 0, 0, 0, 0, 0, 0, 0, 1}},
    {"!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A\n!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,"
     "0*4A\n",
     true,
     1,
     1,
     {0}},
    {"!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A\n!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,"
     "0*4A\n",
     false,
     2,
     0,
     {0}},
    {"!AIVDM,2,2,9,B,`88888888888880,2*76\n", false, 0, 0, {0, 0, 0, 0, 0, 1}},
    {"!AIVDM,2,1,9,B,55R3Vn82=ILTQ3KKS>1<D60Dq@E918U<F222221J1`?164vc03S1CCAD,0*2A\n",
     false,
     0,
     0,
     {0, 0, 0, 0, 0, 0, 1}},
    {"!AIVDM,2,1,9,B,55R3Vn82=ILTQ3KKS>1<D60Dq@E918U<F222221J1`?164vc03S1CCAD,0*2A\n!AIVDM,2,2,9,B,"
     "`88888888888880,2*76\n",
     false,
     1,
     0,
     {0}},
    {"!AIVDM,2,1,9,B,55R3Vn82=ILTQ3KKS>1<D60Dq@E918U<F222221J1`?164vc03S1CCAD,0*2A\n!AIVDM,2,1,9,B,"
     "55R3Vn82=ILTQ3KKS>1<D60Dq@E918U<F222221J1`?164vc03S1CCAD,0*2A\n!AIVDM,2,2,9,B,`"
     "88888888888880,2*76\n"
     "!AIVDM,2,2,9,B,`88888888888880,2*76\n",
     true,
     1,
     2,
     {0}},
    /* two sentences on one line, as a log of the Danish authority has it */
    {"!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A\\r\\n!AIVDM,1,1,,B,15RTgt0PAso;"
     "90TKcjM8h6g208CQ,0*49\n",
     false,
     2,
     0,
     {0}},
};

static void every_line_has_its_place(void)
{
    arena a;
    arena_init(&a, (size_t)1 << 28);
    for (size_t i = 0; i < sizeof tolds / sizeof tolds[0]; i++) {
        const struct told *t = &tolds[i];
        log_read r = read_text(&a, t->log, t->repeats);
        CHECK_INT(r.n, t->messages);
        CHECK_INT(r.n_lines.duplicate, t->duplicate);
        for (int k = 0; k < AIS_REASON__N; k++)
            CHECK_INT(r.n_lines.aside[k], t->aside[k]);
        CHECK(adds_up(&r.n_lines));
        if (tap_failed) printf("# case %zu\n", i);
        arena_reset(&a);
    }
    arena_clear(&a);
}

static const struct clocked {
    const char *front, *behind;
    ais_clock clock;
    int64_t s;
} clockeds[] = {
    {"\\s:rORB,c:1418172113*1A\\", "", AIS_CLOCK_TAG, 1418172113},
    {"\\c:1418172113500*67\\", "", AIS_CLOCK_TAG, 1418172113},
    {"\\s:rORB,c:1418172113*00\\", "", AIS_CLOCK_NONE,
     0}, /* the block's sum differs: it is not read */
    {"", ",d-109,S2105,t050056.00,T56.13718694,r003669946,1325394060,1325394001", AIS_CLOCK_TRAILER,
     1325394060},
    {"", ",1357134218", AIS_CLOCK_TRAILER, 1357134218},
    {"", ",1daasd4218,,1357134222", AIS_CLOCK_TRAILER, 1357134222},
    {"$PGHP,1,2013,3,18,9,19,9,499,219,,2190048,1,28*23\n", "", AIS_CLOCK_PGHP, 1363598349},
    {"$GPRMC,213950.00,A,5250.53669,N,00542.34920,E,0.020,,070420,,,A*7D\n", "", AIS_CLOCK_GNSS,
     1586295590},
};

static void times_are_found(void)
{
    arena a;
    arena_init(&a, (size_t)1 << 28);
    for (size_t i = 0; i < sizeof clockeds / sizeof clockeds[0]; i++) {
        const struct clocked *c = &clockeds[i];
        str log = arena_printf(&a, "%s%s%s\n", c->front,
                               "!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A", c->behind);
        log_read r = read_text(&a, log.ptr, false);
        CHECK_INT(r.n, 1);
        CHECK_INT(r.m[0].clock, c->clock);
        if (c->clock != AIS_CLOCK_NONE) CHECK_INT(r.m[0].received_us / 1000000, c->s);
        if (tap_failed) printf("# case %zu\n", i);
        arena_reset(&a);
    }
    arena_clear(&a);
}

static const tap_case cases[] = {CASE(a_position), CASE(every_line_has_its_place),
                                 CASE(times_are_found), CASE(fast_is_plain_on_random_lines),
                                 CASE(logs_of_others)};

int main(int argc, char **argv)
{
    gen g = {7};
    size_t bad = 0;
    if (argc < 2) return tap_main(cases, sizeof cases / sizeof cases[0]);
    for (int i = 1; i < argc; i++) {
        arena a;
        arena_init(&a, (size_t)1 << 30);
        str log = load_file(&a, argv[i]);
        if (!log.ptr || !both_agree(log, &g)) {
            printf("%s: the two readings differ\n", argv[i]);
            bad++;
        }
        arena_clear(&a);
    }
    printf("%d files, %zu where the readings differ\n", argc - 1, bad);
    return bad != 0;
}
