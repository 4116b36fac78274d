/* The plain reading of AIS bits: one bit at a time, one table row a field. It is what the fast
 * reading is held to. */
#include "ais/parts.h"

#include <string.h>

typedef struct place {
    uint8_t layout, field, width, sign;
    uint16_t at;
    int32_t factor, not_available, lowest, highest;
} place;
typedef struct text_place {
    uint8_t layout, chars;
    uint16_t at;
    size_t offset, room;
} text_place;

enum { U, S };
static const place places[] = {
#define LAYOUT(name, shortest, longest) {.layout = AIS_L_##name, .field = AIS_FIELD__N},
#define F(field, at, width, sign, factor, na, lo, hi)                                              \
    {AIS_L_NONE, AIS_##field, width, sign, at, factor, na, lo, hi},
#define T(member, at, chars)
#define END
#include "ais/layouts.def"
#undef LAYOUT
#undef F
#undef T
    {.layout = AIS_LAYOUT__N, .field = AIS_FIELD__N}};
static const text_place text_places[] = {
#define LAYOUT(name, shortest, longest) {.layout = AIS_L_##name},
#define F(field, at, width, sign, factor, na, lo, hi)
#define T(member, at, chars)                                                                       \
    {AIS_L_NONE, chars, at, offsetof(ais_message, member), sizeof(((ais_message *)0)->member)},
#include "ais/layouts.def"
#undef LAYOUT
#undef F
#undef T
#undef END
    {.layout = AIS_LAYOUT__N}};

const uint64_t ais_layout_fields[AIS_LAYOUT__N] = {
#define LAYOUT(name, shortest, longest) [AIS_L_##name] = 0
#define F(field, at, width, sign, factor, na, lo, hi) | (uint64_t)1 << AIS_##field
#define T(member, at, chars)
#define END ,
#include "ais/layouts.def"
#undef LAYOUT
#undef F
#undef T
#undef END
};

/* Shortest and longest message of each type. Those read whole have theirs in layouts.def. */
enum {
#define LAYOUT(name, shortest, longest) SHORTEST_##name = (shortest), LONGEST_##name = (longest),
#define F(field, at, width, sign, factor, na, lo, hi)
#define T(member, at, chars)
#define END
#include "ais/layouts.def"
#undef LAYOUT
#undef F
#undef T
#undef END
};
#define WHOLE(name)                                                                                \
    {                                                                                              \
        SHORTEST_##name, LONGEST_##name, AIS_L_##name                                              \
    }
const ais_limits ais_type_limits[64] = {
    [1] = WHOLE(POSITION_A),  [2] = WHOLE(POSITION_A),      [3] = WHOLE(POSITION_A),
    [4] = WHOLE(BASE),        [5] = WHOLE(VOYAGE),          [6] = {88, AIS_MAX_BITS, 0},
    [7] = {72, 176, 0},       [8] = {56, AIS_MAX_BITS, 0},  [9] = WHOLE(AIRCRAFT),
    [10] = {72, 80, 0},       [11] = WHOLE(BASE),           [12] = {72, AIS_MAX_BITS, 0},
    [13] = {72, 176, 0},      [14] = {40, AIS_MAX_BITS, 0}, [15] = {88, 176, 0},
    [16] = {92, 176, 0},      [17] = {80, 824, 0},          [18] = WHOLE(POSITION_B),
    [19] = WHOLE(EXTENDED_B), [20] = {70, 190, 0},          [21] = WHOLE(AID),
    [22] = {168, 176, 0},     [23] = {160, 176, 0},         [24] = WHOLE(STATIC_A),
    [25] = {40, 176, 0},      [26] = {60, AIS_MAX_BITS, 0}, [27] = WHOLE(LONG_RANGE),
};

uint32_t ais_plain_bits(const uint8_t *bits, unsigned at, unsigned width)
{
    uint32_t v = 0;
    for (unsigned i = at; i < at + width; i++) {
        unsigned bit = i / 8 < AIS_BITS_ROOM ? (unsigned)bits[i / 8] >> (7 - i % 8) & 1U : 0;
        v = v << 1 | bit;
    }
    return v;
}

int32_t ais_plain_signed(const uint8_t *bits, unsigned at, unsigned width)
{
    int64_t v = ais_plain_bits(bits, at, width);
    return (int32_t)(v >= (int64_t)1 << (width - 1) ? v - ((int64_t)1 << width) : v);
}

bool ais_armour_char(char c)
{
    return (c >= '0' && c <= 'W') || (c >= '`' && c <= 'w');
}

bool ais_plain_dearmour(str chars, size_t readable, uint8_t bits[AIS_BITS_ROOM])
{
    (void)readable;
    memset(bits, 0, AIS_BITS_ROOM);
    for (size_t i = 0; i < chars.len; i++) {
        char c = chars.ptr[i];
        if (!ais_armour_char(c)) return false;
        unsigned v = (unsigned)(c - '0');
        if (v > 40) v -= 8;
        for (unsigned k = 0; k < 6; k++) {
            size_t to = i * 6 + k;
            if (v >> (5 - k) & 1) bits[to / 8] |= (uint8_t)(0x80 >> to % 8);
        }
    }
    return true;
}

void ais_plain_text(const uint8_t *bits, unsigned at, unsigned chars, char *out, size_t room)
{
    size_t n = 0;
    memset(out, 0, room);
    for (unsigned i = 0; i < chars && n + 1 < room; i++) {
        uint32_t v = ais_plain_bits(bits, at + 6 * i, 6);
        if (v == 0) break;
        out[n++] = (char)(v < 32 ? v + 64 : v);
    }
    while (n && out[n - 1] == ' ')
        out[--n] = 0;
}

ais_layout ais_layout_of(const ais_message *m)
{
    if (m->type != 24) return ais_type_limits[m->type & 63].layout;
    switch (ais_plain_bits(m->bits, 38, 2)) {
    case 0: return AIS_L_STATIC_A;
    case 1: return m->mmsi / 10000000 == 98 ? AIS_L_TENDER_B : AIS_L_STATIC_B;
    default: return AIS_L_NONE; /* no such part */
    }
}

static void read_field(ais_message *m, const place *p)
{
    if (p->at + p->width > m->n_bits) return;
    int32_t v = p->sign == S ? ais_plain_signed(m->bits, p->at, p->width)
                             : (int32_t)ais_plain_bits(m->bits, p->at, p->width);
    if (v == p->not_available) return;
    uint64_t bit = (uint64_t)1 << p->field;
    if (v < p->lowest || v > p->highest) {
        m->odd |= bit;
        return;
    }
    m->known |= bit;
    m->value[p->field] = v * p->factor;
}

/* A text counts the characters that are there. */
static void read_text(ais_message *m, const text_place *t)
{
    unsigned there = m->n_bits > t->at ? ((unsigned)m->n_bits - t->at) / 6 : 0;
    ais_plain_text(m->bits, t->at, there < t->chars ? there : t->chars, (char *)m + t->offset,
                   t->room);
}

void ais_plain_fields(ais_message *m)
{
    m->type = (uint8_t)ais_plain_bits(m->bits, 0, 6);
    m->repeat = (uint8_t)ais_plain_bits(m->bits, 6, 2);
    m->mmsi = ais_plain_bits(m->bits, 8, 30);
    m->known = m->odd = 0;
    memset(m->value, 0, sizeof m->value);
    memset(m->name, 0, sizeof m->name);
    memset(m->callsign, 0, sizeof m->callsign);
    memset(m->destination, 0, sizeof m->destination);
    memset(m->vendor, 0, sizeof m->vendor);
    ais_layout layout = ais_layout_of(m);
    if (layout == AIS_L_NONE) return;
    const place *p = places;
    while (p->layout != layout)
        p++;
    for (p++; p->field != AIS_FIELD__N; p++)
        read_field(m, p);
    const text_place *t = text_places;
    while (t->layout != layout)
        t++;
    for (t++; t->layout == AIS_L_NONE; t++)
        read_text(m, t);
    ais_settle(m);
}

void ais_settle(ais_message *m)
{
    uint64_t sizes = (uint64_t)15 << AIS_TO_BOW;
    if ((m->known & sizes) && !m->value[AIS_TO_BOW] && !m->value[AIS_TO_STERN] &&
        !m->value[AIS_TO_PORT] && !m->value[AIS_TO_STARBOARD])
        m->known &= ~sizes;
    if (m->type != 21 || m->n_bits < 278) return;
    for (unsigned i = 0; i < 20; i++) /* a name that ended before goes no further */
        if (ais_plain_bits(m->bits, 43 + 6 * i, 6) == 0) return;
    char first[24], rest[24];
    unsigned more = (m->n_bits - 272U) / 6;
    for (unsigned i = 0; i < 20; i++) {
        uint32_t v = ais_plain_bits(m->bits, 43 + 6 * i, 6);
        first[i] = (char)(v < 32 ? v + 64 : v);
    }
    ais_plain_text(m->bits, 272, more < 14 ? more : 14, rest, sizeof rest);
    size_t n = strlen(rest);
    if (!n) return;
    memset(m->name, 0, sizeof m->name);
    memcpy(m->name, first, 20);
    memcpy(m->name + 20, rest, n);
}

bool ais_message_eq(const ais_message *a, const ais_message *b)
{
    return a->line == b->line && a->clock == b->clock &&
           (a->clock == AIS_CLOCK_NONE || a->received_us == b->received_us) &&
           a->known == b->known && a->odd == b->odd && a->mmsi == b->mmsi &&
           a->station == b->station && a->n_bits == b->n_bits && a->type == b->type &&
           a->repeat == b->repeat && a->parts == b->parts && a->channel == b->channel &&
           a->own == b->own && memcmp(a->value, b->value, sizeof a->value) == 0 &&
           memcmp(a->name, b->name, sizeof a->name) == 0 &&
           memcmp(a->callsign, b->callsign, sizeof a->callsign) == 0 &&
           memcmp(a->destination, b->destination, sizeof a->destination) == 0 &&
           memcmp(a->vendor, b->vendor, sizeof a->vendor) == 0 &&
           memcmp(a->bits, b->bits, (a->n_bits + 7U) / 8) == 0;
}
