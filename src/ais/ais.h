/* ais: what ships send by radio (AIS), from NMEA 0183 sentences to messages with typed fields.
 *
 * Sources of the method: sentences, NMEA 0183 as published and as receivers write it (tag blocks,
 * United States Coast Guard fields behind the checksum, $PGHP and RMC lines that give the time);
 * messages, Recommendation ITU-R M.1371-5. "Not available" is never a number here: a field that a
 * message does not hold, or holds the value for "not available", is not `known`; one outside its
 * limits is not known and `odd`.
 *
 * Two readers stand behind this face: the plain one, bit by bit, and the fast one. They give the
 * same messages and the same account for all bytes; tests/test_ais.c holds them to it.
 *
 * A message says where a transmitter says it is. It is no incident, and no attribution. */
#ifndef TRUCE_AIS_AIS_H
#define TRUCE_AIS_AIS_H

#include "base/arena.h"
#include "base/buf.h"

typedef enum ais_field {
#define X(name, word, unit) AIS_##name,
#include "ais/fields.def"
#undef X
    AIS_FIELD__N,
    AIS_VALUES = (AIS_FIELD__N + 7) / 8 * 8,
    AIS_POSITION_FIELDS = 24
} ais_field;

/* How the time of reception was found. */
typedef enum ais_clock {
    AIS_CLOCK_NONE = 0, /* not said: received_us means nothing */
    AIS_CLOCK_TAG,      /* `c:` of the tag block */
    AIS_CLOCK_TRAILER,  /* seconds since 1970 behind the checksum */
    AIS_CLOCK_PGHP,     /* a $PGHP line in front of the sentence */
    AIS_CLOCK_TABLE,    /* a column of a table */
    AIS_CLOCK_GNSS,     /* the last RMC or ZDA sentence of the same log */
    AIS_CLOCK__N
} ais_clock;
const char *ais_clock_word(ais_clock c);

enum {
    AIS_MAX_BITS = 1064, /* of one message: five slots */
    AIS_BITS_ROOM = 192, /* bytes: the longest message, and what the fast reader writes too much */
    AIS_MAX_LINE = 1024, /* bytes; a longer line is set aside */
    AIS_NAME_ROOM = 40
};

/* One message. Text members end with a NUL, are cut at the first `@`, and have no blanks behind. */
typedef struct ais_message {
    uint64_t line;       /* of its last sentence, from 1 */
    int64_t received_us; /* since 1970, when clock is not AIS_CLOCK_NONE */
    uint64_t known, odd; /* bit f: field f */
    uint32_t mmsi;
    uint32_t station; /* 0: not said; else ais_station_name */
    uint16_t n_bits;
    uint8_t type; /* 1..27 */
    uint8_t repeat;
    uint8_t clock;             /* ais_clock */
    uint8_t parts;             /* sentences it came in */
    char channel;              /* 'A', 'B', another, or 0 when not said */
    bool own;                  /* of the receiver's own ship (VDO) */
    int32_t value[AIS_VALUES]; /* by ais_field; 0 where it is not known */
    char name[AIS_NAME_ROOM], callsign[8], destination[24];
    char vendor[8]; /* seven letters as of old; the newer reading has three, model and serial */
    uint8_t
        bits[AIS_BITS_ROOM]; /* as sent, first bit first; zeros behind n_bits up to 8 bytes on */
} ais_message;

static inline bool ais_known(const ais_message *m, ais_field f)
{
    return m->known >> f & 1;
}
/** Equal in all that is known. */
bool ais_message_eq(const ais_message *a, const ais_message *b);

/* Why a line did not become (part of) a message. X(constant, word) */
#define AIS_REASONS(X)                                                                             \
    X(MALFORMED, "malformed") /* a sentence that is not as NMEA 0183 has it */                     \
    X(TOO_LONG, "too long")   /* a line over AIS_MAX_LINE, a message over AIS_MAX_BITS */          \
    X(NO_CHECKSUM, "no checksum")                                                                  \
    X(CHECKSUM, "checksum differs")                                                                \
    X(EMPTY, "empty")               /* a sentence without payload */                               \
    X(NO_BEGINNING, "no beginning") /* a later part, the one before it was not seen */             \
    X(INCOMPLETE, "incomplete")     /* the rest did not come */                                    \
    X(TYPE, "unknown type")         /* 0 or above 27 */                                            \
    X(LENGTH, "odd length")         /* no length that a message of its type has */
typedef enum ais_reason {
#define X(name, word) AIS_ASIDE_##name,
    AIS_REASONS(X)
#undef X
        AIS_REASON__N
} ais_reason;
const char *ais_reason_word(ais_reason r);

/* Every line is one of: without an AIS sentence (blank, comment, other), or with one; and every
 * sentence received is accepted, a duplicate or set aside once ais_end was called:
 * received = accepted + duplicate + sum of aside. A line can hold two sentences. */
typedef struct ais_account {
    uint64_t lines, blank, comment, other;
    uint64_t received, accepted, duplicate, aside[AIS_REASON__N];
    uint64_t messages,
        bad_tags; /* a tag block whose checksum differs, or its time; its sentence is read */
} ais_account;

/* A sentence set aside, told when that is known: a first part whose rest never came is told late.
 * `text` is empty for those. */
typedef void ais_aside_fn(void *ctx, uint64_t line, ais_reason why, str text);

typedef enum ais_speed { AIS_FAST = 0, AIS_PLAIN } ais_speed;
typedef struct ais_reader ais_reader;
/** A reader in `a` (about 200 kB, and 500 kB to know repeats). `told` may be NULL. `drop_repeats`:
 * the same message heard again within AIS_REPEAT_US by another receiver (or, where no times are
 * said, within AIS_REPEAT_LINES lines) is a duplicate. */
enum { AIS_REPEAT_US = 30 * 1000000, AIS_REPEAT_LINES = 1000 };
TR_MUST tr_err ais_open(arena *a, ais_speed speed, bool drop_repeats, ais_aside_fn *told, void *ctx,
                        ais_reader **out);
/** As new, for another log; its memory and the names of stations stay. */
void ais_restart(ais_reader *r);
/** Messages from the front of `bytes`: whole lines only, unless `last`. At most `cap`; `*used`
 * bytes are done with. Stops early when `out` is full; call again with the rest. Nothing behind
 * bytes + n is read. */
size_t ais_read(ais_reader *r, const char *bytes, size_t n, bool last, ais_message *out, size_t cap,
                size_t *used);
/** No more lines: parts that wait are set aside. */
void ais_end(ais_reader *r);
const ais_account *ais_counts(const ais_reader *r);
/** Name of a receiving station; empty for 0. */
str ais_station_name(const ais_reader *r, uint32_t station);
/** Out of memory on the way; the messages before it are right. */
tr_err ais_reader_err(const ais_reader *r);

#endif
