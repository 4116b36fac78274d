/* A log of ship reports: both readings give the same messages and the same account, the account
 * adds up, and any message can be written. */
#include "fuzz.h"

#include "ais/ais.h"
#include "ais/write.h"

#include <string.h>

enum { MOST = 64, BIG = 1 << 16 };

static void aside(void *ctx, uint64_t line, ais_reason why, str text)
{
    uint64_t *sum = ctx;
    *sum = *sum * 31 + line * 16 + (uint64_t)why + text.len;
}

/* Readers are kept: making one takes longer than most inputs. Repeats are known in two of the four.
 */
static ais_reader *readers[4];
static uint64_t sums[4];

static void make_readers(void)
{
    static arena a;
    static unsigned n;
    if (n++ % 4096) return; /* names of stations pile up */
    arena_clear(&a);
    arena_init(&a, (size_t)64 << 20);
    for (unsigned i = 0; i < 4; i++)
        if (ais_open(&a, i & 1 ? AIS_PLAIN : AIS_FAST, i & 2, aside, &sums[i], &readers[i]) !=
            TR_OK)
            __builtin_trap();
}

static size_t read_all(ais_reader *r, const char *p, size_t n, ais_message *out, size_t cap,
                       ais_account *n_lines)
{
    size_t at = 0, got = 0, used = 1;
    ais_restart(r);
    while (at < n && used && got < cap) {
        got += ais_read(r, p + at, n - at, true, out + got, cap - got < MOST ? cap - got : MOST,
                        &used);
        at += used;
    }
    ais_end(r);
    *n_lines = *ais_counts(r);
    return got;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static ais_message plain[BIG / 16], fast[BIG / 16];
    ais_account x, y;
    uint64_t set_aside = 0;
    if (size < 2 || size > BIG) return 0;
    make_readers();
    unsigned repeats = data[0] % 16 == 0 ? 2 : 0; /* seldom: to forget what was heard takes time */
    const char *p = (const char *)data + 1;
    sums[repeats] = sums[repeats + 1] = 0;
    size_t m = read_all(readers[repeats], p, size - 1, fast, BIG / 16, &y);
    size_t n = read_all(readers[repeats + 1], p, size - 1, plain, BIG / 16, &x);
    if (n != m || sums[repeats] != sums[repeats + 1] || memcmp(&x, &y, sizeof x) != 0)
        __builtin_trap();
    for (size_t i = 0; i < AIS_REASON__N; i++)
        set_aside += x.aside[i];
    if (n < BIG / 16 && x.received != x.accepted + x.duplicate + set_aside) __builtin_trap();
    for (size_t i = 0; i < n; i++) {
        char line[AIS_LINE_ROOM];
        if (!ais_message_eq(&plain[i], &fast[i])) __builtin_trap();
        if (ais_json_line(&plain[i], readers[repeats + 1], line) > AIS_LINE_ROOM ||
            ais_csv_line(&plain[i], readers[repeats + 1], line) > AIS_LINE_ROOM)
            __builtin_trap();
    }
    return 0;
}
