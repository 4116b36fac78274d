/* Between the files of ais/ only. */
#ifndef TRUCE_AIS_PARTS_H
#define TRUCE_AIS_PARTS_H

#include "ais/ais.h"
#include "base/idmap.h"

/* Reports with fields of their own in ais_message; the others are told by details.c from the bits.
 */
typedef enum ais_layout {
    AIS_L_NONE = 0,
#define LAYOUT(name, shortest, longest) AIS_L_##name,
#define F(field, at, width, sign, factor, na, lo, hi)
#define T(member, at, chars)
#define END
#include "ais/layouts.def"
#undef LAYOUT
#undef F
#undef T
#undef END
    AIS_LAYOUT__N,
    AIS_L_LAST_POSITION = AIS_L_LONG_RANGE /* up to here: fields below AIS_POSITION_FIELDS only */
} ais_layout;

typedef struct ais_limits {
    uint16_t shortest, longest; /* bits; 0: no such type */
    uint8_t layout;             /* AIS_L_NONE: header only, or decided by ais_layout_of */
} ais_limits;
extern const ais_limits ais_type_limits[64];
/** All fields that a layout has: bit f for field f. */
extern const uint64_t ais_layout_fields[AIS_LAYOUT__N];
/** The layout of a message whose type, mmsi and bits are set. */
ais_layout ais_layout_of(const ais_message *m);

/* The pieces of one sentence, in the line. */
typedef struct ais_sentence {
    char talker[2];
    bool own;
    uint8_t total, number;  /* 1..9 */
    char sequence, channel; /* 0: empty */
    str payload;
    uint8_t fill; /* 0..5 */
} ais_sentence;

/** Bit by bit: `width` bits from bit `at`, at most 32. Bits behind n_bits are 0. */
uint32_t ais_plain_bits(const uint8_t *bits, unsigned at, unsigned width);
int32_t ais_plain_signed(const uint8_t *bits, unsigned at, unsigned width);
/** Armoured characters to bits; false when one is not of the alphabet. Zeros follow up to the room.
 */
bool ais_plain_dearmour(str chars, size_t readable, uint8_t bits[AIS_BITS_ROOM]);
bool ais_armour_char(char c);
/** Type, repeat, MMSI and all fields from m->bits and m->n_bits, which are at least 38. */
void ais_plain_fields(ais_message *m);
/** A six-bit text: cut at the first `@`, blanks behind dropped, NULs to the end of `room`. */
void ais_plain_text(const uint8_t *bits, unsigned at, unsigned chars, char *out, size_t room);
/** What follows from the fields together: sizes that are all 0 are not said; long names go on. */
void ais_settle(ais_message *m);

/* Parts that wait for the rest, found by all that the sentences say they have in common: `source`
 * is station and group of the tag block, `series` talker, own ship, sequence, channel, total. */
typedef struct ais_key {
    uint64_t source, series;
} ais_key;
enum {
    AIS_SLOTS = 512,
    AIS_WAYS = 4,
    AIS_MAX_PARTS = 9,
    AIS_SLOT_CHARS = 224,
    AIS_AGE_LINES = 4096
};
enum { AIS_AGE_US = 60 * 1000000, AIS_STEP_BITS = 6 };
typedef struct ais_slot {
    bool used, whole; /* whole: given out already, kept to know it again */
    ais_key key;
    uint8_t total, have; /* parts */
    uint8_t fill;
    uint8_t clock;
    uint16_t end[AIS_MAX_PARTS + 1]; /* of part k in chars; end[0] = 0 */
    uint64_t line[AIS_MAX_PARTS + 1];
    int64_t received_us;
    char chars[AIS_SLOT_CHARS];
} ais_slot;

typedef struct ais_heard {
    uint64_t hash, line;
    int64_t received_us;
    bool timed, used;
} ais_heard;
enum { AIS_HEARD = 1 << 14 };

struct ais_reader {
    bool plain, drop_repeats, mid_line;
    void (*fields)(ais_message *m); /* plain or fast */
    bool (*dearmour)(str chars, size_t readable, uint8_t bits[AIS_BITS_ROOM]);
    ais_aside_fn *told;
    void *ctx;
    ais_account n;
    /* the clock of the sentence at hand */
    uint8_t next_clock; /* for one sentence (a $PGHP line) */
    int64_t next_us;
    bool running; /* RMC or ZDA was seen */
    int64_t running_us;
    ais_slot slots[AIS_SLOTS];
    ais_heard *heard; /* AIS_HEARD of them, or NULL: repeats are kept */
    size_t n_begun;   /* slots taken since the start, 0: none is in use */
    arena *a;
    idmap stations;
    str_list station_names;
    tr_err err;
};

/* One sentence with a right checksum joins the stream. `*out` is filled and true given when a
 * message is whole. */
typedef struct ais_context {
    uint32_t station, group;
    uint8_t clock;
    int64_t received_us;
} ais_context;
bool ais_take(ais_reader *r, const ais_sentence *s, const ais_context *c, ais_message *out);
/** Gives it out, or notes why not: what ais_take does once the bits are there. */
bool ais_admit(ais_reader *r, ais_message *m, const uint64_t *lines);
void ais_set_aside(ais_reader *r, uint64_t line, ais_reason why, str text);
/** Heard already? Remembers it when not. */
bool ais_heard_before(ais_reader *r, const ais_message *m);

/** Lines from the front of `p` that are as most are, until `out` is full or a line is unusual.
 * Reads at most AIS_FAST_REACH bytes behind the start of a line. */
enum { AIS_FAST_REACH = 128 };
bool ais_fast_here(void);
size_t ais_fast_run(ais_reader *r, const char *p, size_t n, ais_message *out, size_t cap,
                    size_t *used);
/** As ais_plain_fields and ais_plain_dearmour. */
void ais_fast_fields(ais_message *m);
bool ais_fast_dearmour(str chars, size_t readable, uint8_t bits[AIS_BITS_ROOM]);

#endif
