/* Lines to messages: what stands on a line, the time of it, the account. The plain and the fast
 * reading differ in how they look at bytes; what becomes of a sentence is in assemble.c, once. */
#include "ais/sentence.h"

#include <stdlib.h>
#include <string.h>

/* Words of constants. */
const char *ais_reason_word(ais_reason r)
{
    static const char *const words[] = {
#define X(name, word) word,
        AIS_REASONS(X)
#undef X
    };
    return r < AIS_REASON__N ? words[r] : "";
}

const char *ais_clock_word(ais_clock c)
{
    static const char *const words[] = {"",          "tag block", "trailer",
                                        "PGHP line", "table",     "GNSS sentence"};
    return c < AIS_CLOCK__N ? words[c] : "";
}

tr_err ais_open(arena *a, ais_speed speed, bool drop_repeats, ais_aside_fn *told, void *ctx,
                ais_reader **out)
{
    ais_reader *r = arena_alloc(a, sizeof *r);
    if (!r) return TR_ERR_NOMEM;
    r->heard = drop_repeats ? arena_alloc_n(a, AIS_HEARD, sizeof *r->heard) : NULL;
    if (drop_repeats && !r->heard) return TR_ERR_NOMEM;
    r->plain = speed == AIS_PLAIN || !ais_fast_here();
    r->fields = r->plain ? ais_plain_fields : ais_fast_fields;
    r->dearmour = r->plain ? ais_plain_dearmour : ais_fast_dearmour;
    r->drop_repeats = drop_repeats;
    r->told = told;
    r->ctx = ctx;
    r->a = a;
    *out = r;
    return TR_OK;
}

void ais_restart(ais_reader *r)
{
    for (unsigned i = 0; r->n_begun && i < AIS_SLOTS; i++)
        r->slots[i].used = false;
    if (r->heard) memset(r->heard, 0, AIS_HEARD * sizeof *r->heard);
    r->n = (ais_account){0};
    r->n_begun = 0;
    r->mid_line = r->running = false;
    r->next_clock = AIS_CLOCK_NONE;
}

const ais_account *ais_counts(const ais_reader *r)
{
    return &r->n;
}

tr_err ais_reader_err(const ais_reader *r)
{
    return r->err;
}

str ais_station_name(const ais_reader *r, uint32_t station)
{
    return station && station <= r->station_names.n ? r->station_names.items[station - 1]
                                                    : (str){0};
}

/* 0 when there is no memory for a name: the message stays right, its station is not said. */
static uint32_t station_of(ais_reader *r, str name)
{
    size_t at = 0;
    if (!name.len) return 0;
    if (idmap_find(&r->stations, name, &at)) return (uint32_t)at + 1;
    str kept = arena_str(r->a, name);
    str *listed = kept.ptr ? VEC_PUSH(r->a, &r->station_names) : NULL;
    if (!listed || idmap_add(&r->stations, r->a, kept, r->station_names.n - 1) != TR_OK) {
        r->err = TR_ERR_NOMEM;
        return 0;
    }
    *listed = kept;
    return (uint32_t)r->station_names.n;
}

/* ---- lines ------------------------------------------------------------------------------ */

static bool take_line(ais_reader *r, const ais_line *l, str line, ais_message *out)
{
    r->n.received++;
    r->n.bad_tags += l->bad_tag;
    if (!l->good) {
        r->next_clock = AIS_CLOCK_NONE; /* it was the time of this one */
        ais_set_aside(r, r->n.lines, l->why, line);
        return false;
    }
    ais_context c = {station_of(r, l->station), l->group, (uint8_t)l->clock, l->received_us};
    if (c.clock == AIS_CLOCK_NONE && r->next_clock != AIS_CLOCK_NONE) {
        c.clock = r->next_clock;
        c.received_us = r->next_us;
    } else if (c.clock == AIS_CLOCK_NONE && r->running) {
        c.clock = AIS_CLOCK_GNSS;
        c.received_us = r->running_us;
    }
    r->next_clock = AIS_CLOCK_NONE;
    return ais_take(r, &l->sentence, &c, out);
}

/* One line, or one sentence of it: how much of it is done. */
static size_t read_line(ais_reader *r, str line, ais_message *out, bool *got)
{
    ais_line l;
    *got = false;
    if (!r->mid_line) r->n.lines++;
    if (line.len > AIS_MAX_LINE) {
        r->n.received++;
        ais_set_aside(r, r->n.lines, AIS_ASIDE_TOO_LONG, str_upto(line, AIS_MAX_LINE));
        return line.len;
    }
    ais_line_read(line, r->mid_line, &l);
    switch (l.kind) {
    case AIS_LINE_BLANK: r->n.blank++; break;
    case AIS_LINE_COMMENT: r->n.comment++; break;
    case AIS_LINE_SENTENCE: *got = take_line(r, &l, line, out); break;
    case AIS_LINE_OTHER:
        r->n.other++;
        if (l.clock == AIS_CLOCK_PGHP) {
            r->next_clock = AIS_CLOCK_PGHP;
            r->next_us = l.received_us;
        } else if (l.clock == AIS_CLOCK_GNSS) {
            r->running = true;
            r->running_us = l.received_us;
        }
        break;
    }
    return l.end;
}

static str line_at(const char *p, size_t n, bool last, size_t *whole)
{
    const char *end = memchr(p, '\n', n);
    if (!end && !last) return (str){0};
    size_t len = end ? (size_t)(end - p) : n;
    *whole = len + (end != NULL);
    if (len && p[len - 1] == '\r') len--;
    return (str){p, len};
}

size_t ais_read(ais_reader *r, const char *bytes, size_t n, bool last, ais_message *out, size_t cap,
                size_t *used)
{
    size_t at = 0, count = 0;
    while (at < n && count < cap) {
        size_t whole = 0, fast = 0;
        if (!r->plain && !r->mid_line && r->next_clock == AIS_CLOCK_NONE) {
            count += ais_fast_run(r, bytes + at, n - at, out + count, cap - count, &fast);
            at += fast;
            if (at == n || count == cap) break;
        }
        str line = line_at(bytes + at, n - at, last, &whole);
        if (!line.ptr) break;
        bool got;
        size_t done = read_line(r, line, out + count, &got);
        count += got;
        r->mid_line = done < line.len;
        at += r->mid_line ? done : whole;
    }
    *used = at;
    return count;
}

static int by_line(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* In the order of their lines, so that the account does not depend on where a slot stands. */
static void give_up_waiting(ais_reader *r)
{
    uint64_t waiting[AIS_SLOTS * AIS_MAX_PARTS];
    size_t n = 0;
    for (unsigned i = 0; i < AIS_SLOTS; i++) {
        ais_slot *s = &r->slots[i];
        for (unsigned k = 1; s->used && !s->whole && k <= s->have; k++)
            waiting[n++] = s->line[k];
        s->used = false;
    }
    qsort(waiting, n, sizeof *waiting, by_line);
    for (size_t i = 0; i < n; i++)
        ais_set_aside(r, waiting[i], AIS_ASIDE_INCOMPLETE, (str){0});
}

void ais_end(ais_reader *r)
{
    if (r->n_begun) give_up_waiting(r);
}
