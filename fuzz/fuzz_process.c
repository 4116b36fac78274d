#include "fuzz.h"

/* The first byte chooses the table. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    arena a;
    arena_init(&a, (size_t)512 << 20);
    feed_result r = {0};
    taxonomy tax;
    feed_context c;
    tr_diag d = {0};
    if (size && fuzz_tables(&a, &tax, &c)) {
        str s = fuzz_str(data + 1, size - 1);
        process_event_vec events = {0};
        invocation_vec invocations = {0};
        body_finding_vec found = {0};
        silence_window_vec windows = {0};
        casualty_figure_vec casualties = {0};
        size_t n;
        tr_err e;
        switch (data[0] % 5) {
        case 0: e = feed_process(s, "fuzz", &c, &a, &events, &r, &d); n = events.n; break;
        case 1: e = feed_invocations(s, "fuzz", &c, &a, &invocations, &r, &d); n = invocations.n; break;
        case 2: e = feed_findings(s, "fuzz", &c, &a, &found, &r, &d); n = found.n; break;
        case 3: e = feed_windows(s, "fuzz", &c, &a, &windows, &r, &d); n = windows.n; break;
        default: e = feed_casualties(s, "fuzz", &c, &a, &casualties, &r, &d); n = casualties.n; break;
        }
        fuzz_counts(e, &r, n);
    }
    arena_clear(&a);
    return 0;
}
