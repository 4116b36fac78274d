/* Sentences to messages: parts put together, repeats known again, lengths held to what types have,
 * each sentence given its place in the account. */
#include "ais/parts.h"

#include <string.h>

void ais_set_aside(ais_reader *r, uint64_t line, ais_reason why, str text)
{
    r->n.aside[why]++;
    if (r->told) r->told(r->ctx, line, why, text);
}

/* ---- repeats --------------------------------------------------------------------------- */

/* The places of the table are not chained: a later message takes the place of an earlier one, and
 * a repeat of that would be missed. With 16,384 places for the messages of half a minute it is
 * rare. */
bool ais_heard_before(ais_reader *r, const ais_message *m)
{
    uint64_t h = m->n_bits * 0x9E3779B97F4A7C15u + (m->own ? 1 : 0);
    for (unsigned i = 0; i < (m->n_bits + 63U) / 64; i++) {
        uint64_t w;
        memcpy(&w, m->bits + (size_t)8 * i, sizeof w);
        h = (h ^ w) * 0xD6E8FEB86659FD93u;
        h ^= h >> 32;
    }
    ais_heard *slot = &r->heard[h % AIS_HEARD];
    bool timed = m->clock != AIS_CLOCK_NONE;
    bool same = slot->used && slot->hash == h && slot->timed == timed;
    if (same && timed) {
        int64_t apart = m->received_us - slot->received_us;
        same = apart <= AIS_REPEAT_US && apart >= -(int64_t)AIS_REPEAT_US;
    } else if (same) {
        same = m->line - slot->line <= AIS_REPEAT_LINES;
    }
    if (!same)
        *slot = (ais_heard){.hash = h,
                            .line = m->line,
                            .received_us = timed ? m->received_us : 0,
                            .timed = timed,
                            .used = true};
    return same;
}

bool ais_admit(ais_reader *r, ais_message *m, const uint64_t *lines)
{
    unsigned end = m->n_bits / 8U, type = m->bits[0] >> 2;
    m->bits[end] &= (uint8_t)(0xFF00 >> m->n_bits % 8); /* what only filled up the last character */
    m->bits[end + 1] = 0;
    const ais_limits *l = &ais_type_limits[type];
    ais_reason why = AIS_REASON__N;
    if (m->n_bits < 38)
        why = AIS_ASIDE_LENGTH;
    else if (!l->shortest)
        why = AIS_ASIDE_TYPE;
    else if (m->n_bits < l->shortest || m->n_bits > l->longest)
        why = AIS_ASIDE_LENGTH;
    if (why != AIS_REASON__N) {
        for (unsigned i = 0; i < m->parts; i++)
            ais_set_aside(r, lines[i], why, (str){0});
        return false;
    }
    m->line = lines[m->parts - 1];
    if (r->drop_repeats && ais_heard_before(r, m)) {
        r->n.duplicate += m->parts;
        return false;
    }
    r->fields(m);
    r->n.accepted += m->parts;
    r->n.messages++;
    return true;
}

/* ---- parts ------------------------------------------------------------------------------ */

static ais_key key_of(const ais_sentence *t, const ais_context *c)
{
    const char part[6] = {t->talker[0], t->talker[1],   t->sequence,
                          t->channel,   (char)t->total, t->own};
    ais_key k = {.source = (uint64_t)c->station << 32 | c->group};
    for (unsigned i = 0; i < sizeof part; i++)
        k.series = k.series << 8 | (unsigned char)part[i];
    return k;
}

static void drop_slot(ais_reader *r, ais_slot *s)
{
    if (s->used && !s->whole)
        for (unsigned k = 1; k <= s->have; k++)
            ais_set_aside(r, s->line[k], AIS_ASIDE_INCOMPLETE, (str){0});
    s->used = false;
}

static bool too_old(const ais_reader *r, const ais_slot *s, const ais_context *c)
{
    if (r->n.lines - s->line[s->have] > (s->whole ? AIS_REPEAT_LINES : AIS_AGE_LINES)) return true;
    if (s->clock == AIS_CLOCK_NONE || c->clock == AIS_CLOCK_NONE) return false;
    int64_t apart = c->received_us - s->received_us, most = s->whole ? AIS_REPEAT_US : AIS_AGE_US;
    return apart > most || apart < -most;
}

/* The slot of a key, or the one to use for it: free, else the one that has waited longest. */
static ais_slot *slot_for(ais_reader *r, const ais_key *key, bool *found)
{
    uint64_t h = (key->source ^ key->series * 0x9E3779B97F4A7C15u) * 0xBF58476D1CE4E5B9u;
    size_t at = h >> 40;
    ais_slot *best = NULL;
    *found = true;
    for (unsigned i = 0; i < AIS_WAYS; i++) {
        ais_slot *s = &r->slots[(at + i) % AIS_SLOTS];
        if (s->used && s->key.source == key->source && s->key.series == key->series) return s;
        if (!best || (best->used && (!s->used || s->line[s->have] < best->line[best->have])))
            best = s;
    }
    *found = false;
    return best;
}

static bool same_part(const ais_slot *s, const ais_sentence *t)
{
    unsigned k = t->number;
    return k <= s->have && s->end[k] - s->end[k - 1] == (int)t->payload.len &&
           memcmp(s->chars + s->end[k - 1], t->payload.ptr, t->payload.len) == 0 &&
           (k < s->total || s->fill == t->fill);
}

static void slot_begin(ais_slot *s, const ais_key *key, uint8_t total, const ais_context *c)
{
    s->used = true;
    s->whole = false;
    s->key = *key;
    s->total = total;
    s->have = 0;
    s->clock = (uint8_t)c->clock;
    s->received_us = c->received_us;
}

static bool take_part(ais_reader *r, const ais_sentence *t, const ais_context *c, ais_message *out)
{
    ais_key key = key_of(t, c);
    bool found;
    ais_slot *s = slot_for(r, &key, &found);
    if (!found && t->number > 1 &&
        c->station) { /* some name the station behind the last part only */
        key.source = c->group;
        s = slot_for(r, &key, &found);
    }
    uint64_t line = r->n.lines;
    if (found && too_old(r, s, c)) {
        drop_slot(r, s);
        found = false;
    }
    if (found && same_part(s, t) && (!s->whole || r->drop_repeats)) {
        r->n.duplicate++;
        return false;
    }
    if (t->number == 1) {
        drop_slot(r, s);
        slot_begin(s, &key, t->total, c);
        r->n_begun++;
    } else if (!found || s->whole || t->number != s->have + 1) {
        ais_set_aside(r, line, AIS_ASIDE_NO_BEGINNING, (str){0});
        return false;
    }
    s->line[t->number] = line;
    if (s->end[t->number - 1] + t->payload.len > AIS_SLOT_CHARS - 32) {
        s->used = false;
        for (unsigned k = 1; k <= t->number; k++)
            ais_set_aside(r, s->line[k], AIS_ASIDE_TOO_LONG, (str){0});
        return false;
    }
    memcpy(s->chars + s->end[t->number - 1], t->payload.ptr, t->payload.len);
    s->end[t->number] = (uint16_t)(s->end[t->number - 1] + t->payload.len);
    s->have = t->number;
    if (s->have < t->total) return false;
    s->whole = true;
    s->fill = t->fill;
    out->clock = s->clock;
    out->received_us = s->received_us;
    out->parts = t->total;
    str chars = {s->chars, s->end[s->have]};
    out->n_bits = (uint16_t)(chars.len * AIS_STEP_BITS - t->fill);
    if (out->n_bits > AIS_MAX_BITS) {
        for (unsigned k = 1; k <= t->number; k++)
            ais_set_aside(r, s->line[k], AIS_ASIDE_TOO_LONG, (str){0});
        return false;
    }
    (void)r->dearmour(chars, sizeof s->chars, out->bits);
    return ais_admit(r, out, s->line + 1);
}

bool ais_take(ais_reader *r, const ais_sentence *s, const ais_context *c, ais_message *out)
{
    out->station = c->station;
    out->channel = s->channel;
    out->own = s->own;
    if (s->total > 1) return take_part(r, s, c, out);
    uint64_t line = r->n.lines;
    if (s->payload.len * AIS_STEP_BITS - s->fill > AIS_MAX_BITS) {
        ais_set_aside(r, line, AIS_ASIDE_TOO_LONG, (str){0});
        return false;
    }
    out->clock = (uint8_t)c->clock;
    out->received_us = c->received_us;
    out->parts = 1;
    out->n_bits = (uint16_t)(s->payload.len * AIS_STEP_BITS - s->fill);
    (void)r->dearmour(s->payload, s->payload.len, out->bits);
    return ais_admit(r, out, &line);
}
