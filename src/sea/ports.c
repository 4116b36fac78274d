/* Calls at a port: a machine of three states with hysteresis in distance and speed. */
#include "sea/sea.h"

typedef enum place { AT_SEA = 0, IN_PORT, STOPPED } place;
enum { MINUTE_MS = 60000 };

const char *sea_port_event_word(sea_port_event e)
{
    static const char *const words[] = {"PORT_ENTRY",      "PORT_GAP_BEGIN", "PORT_GAP_END",
                                        "PORT_STOP_BEGIN", "PORT_STOP_END",  "PORT_EXIT"};
    return e < SEA_PORT_EVENT__N ? words[e] : "";
}

static place next_place(place was, const sea_port_report *r)
{
    bool in =
        r->distance_km <= SEA_PORT_IN_KM || (r->distance_km < SEA_PORT_OUT_KM && was != AT_SEA);
    bool still = r->speed_kn <= 0.2 || (r->speed_kn < 0.5 && was == STOPPED);
    return !in ? AT_SEA : still ? STOPPED : IN_PORT;
}

static tr_err put(arena *a, sea_port_steps *steps, sea_port_event what, int64_t at_ms,
                  int64_t last_ms)
{
    sea_port_step *s = VEC_PUSH(a, steps);
    if (!s) return TR_ERR_NOMEM;
    *s = (sea_port_step){at_ms, last_ms, what};
    return TR_OK;
}

static tr_err put_change(arena *a, sea_port_steps *steps, place was, place is, int64_t at_ms,
                         int64_t last_ms)
{
    if (was == STOPPED && is != STOPPED) TR_TRY(put(a, steps, SEA_PORT_STOP_END, at_ms, last_ms));
    if (was != AT_SEA && is == AT_SEA) return put(a, steps, SEA_PORT_EXIT, at_ms, last_ms);
    if (was == AT_SEA && is != AT_SEA) TR_TRY(put(a, steps, SEA_PORT_ENTRY, at_ms, last_ms));
    if (was != STOPPED && is == STOPPED) return put(a, steps, SEA_PORT_STOP_BEGIN, at_ms, last_ms);
    return TR_OK;
}

static int confidence_of(bool entry, bool left, bool stop)
{
    int sides = entry + left;
    if (stop) return sides == 2 ? 4 : sides == 1 ? 3 : 2;
    return 1;
}

/* From entry to exit, or to the last event. What a log begins with inside a port has no entry. */
static tr_err make_visits(const sea_port_steps *steps, arena *a, sea_port_visits *visits)
{
    size_t i = 0;
    while (i < steps->n) {
        size_t k = i, last = i;
        bool stop = false, left = false, entry = steps->items[i].what == SEA_PORT_ENTRY;
        int64_t from = steps->items[i].at_ms, to = from;
        for (; k < steps->n && !left && (k == i || steps->items[k].what != SEA_PORT_ENTRY); k++) {
            sea_port_event e = steps->items[k].what;
            stop = stop || (e != SEA_PORT_ENTRY && e != SEA_PORT_EXIT);
            left = e == SEA_PORT_EXIT;
            from = steps->items[k].at_ms < from ? steps->items[k].at_ms : from;
            to = steps->items[k].at_ms > to ? steps->items[k].at_ms : to;
            last = k;
        }
        sea_port_visit *v = VEC_PUSH(a, visits);
        if (!v) return TR_ERR_NOMEM;
        *v = (sea_port_visit){from, to, confidence_of(entry, left, stop), entry, left};
        i = last + 1;
    }
    return TR_OK;
}

tr_err sea_port_calls(const sea_port_report *r, size_t n, arena *a, sea_port_steps *steps,
                      sea_port_visits *visits)
{
    place was = AT_SEA;
    for (size_t i = 0; i < n; i++) {
        place is = next_place(was, &r[i]);
        if (i > 0) {
            int64_t last = r[i - 1].at_ms, gap = (int64_t)SEA_PORT_GAP_MINUTES * MINUTE_MS;
            if (was != AT_SEA && r[i].at_ms - last >= gap) {
                TR_TRY(put(a, steps, SEA_PORT_GAP_END, r[i].at_ms, last));
                TR_TRY(put(a, steps, SEA_PORT_GAP_BEGIN, last + gap, last));
            }
            TR_TRY(put_change(a, steps, was, is, r[i].at_ms, last));
        }
        was = is;
    }
    return make_visits(steps, a, visits);
}
