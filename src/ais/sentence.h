/* A line of an NMEA log as it is: private to ais/. */
#ifndef TRUCE_AIS_SENTENCE_H
#define TRUCE_AIS_SENTENCE_H

#include "ais/parts.h"
#include "base/hash.h"

typedef enum ais_line_kind {
    AIS_LINE_BLANK = 0,
    AIS_LINE_COMMENT,
    AIS_LINE_OTHER,
    AIS_LINE_SENTENCE
} ais_line_kind;

typedef struct ais_line {
    ais_line_kind kind;
    size_t from;  /* where the sentence starts */
    size_t end;   /* where the next one of the same line does, or the line's length */
    bool good;    /* else `why` */
    bool bad_tag; /* a tag block that is not as it has to be */
    ais_reason why;
    ais_sentence sentence;
    str station;
    uint32_t group; /* of the tag block; 0: none */
    ais_clock clock;
    int64_t received_us;
} ais_line;

/** `line` without its line end, or what follows a sentence in the middle of it. */
void ais_line_read(str line, bool middle, ais_line *out);
/** Index of the next "!xxVDM," or "!xxVDO," at or behind `from`; the length when there is none. */
size_t ais_sentence_at(str line, size_t from);
bool ais_sentence_starts(str at);

#endif
