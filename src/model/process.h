/* A ceasefire as a process: instants that hang on other instants, events, expressions over
 * conditions, amendments, tracks of negotiation, and what the record holds beside incidents:
 * invocations, findings of bodies with a mandate, casualties. Nouns only. Words:
 * docs/formats/process.md. */
#ifndef TRUCE_MODEL_PROCESS_H
#define TRUCE_MODEL_PROCESS_H

#include "base/arena.h"
#include "base/hash.h"
#include "base/when.h"
#include "geo/geo.h"
#include "model/words.h"

/** Where a record came from: the entry of its batch and its number in it (from 1). */
typedef struct record_ref {
    int64_t entry;
    size_t record;
    unsigned line;
    sha256 digest; /* of the fields: identity of the content */
} record_ref;

/* ---- Instants that hang on others ---------------------------------------------------------- */

/** "N days after ID", as the file has it. */
typedef struct after_rule {
    str id; /* a clause, phase, obligation, event or reading */
    int64_t length;
    time_unit unit; /* NONE: at that instant */
    bool count_unstated;
    str zone_name; /* empty: none was needed */
    unsigned line, col;
} after_rule;

enum { MAX_ALTERNATIVES = 64, MAX_TERMS = 64, MAX_PARTIES = 64 };

/** What an instant may be: alternatives, each an interval in UTC. Given and without alternatives:
 * it hangs on something that no record dates. */
typedef struct moment {
    span *alts;
    size_t n_alts;
    bool given;
    bool hull;               /* more than MAX_ALTERNATIVES: one interval around them all */
    const after_rule *after; /* NULL: written as it is */
} moment;

/** From the earliest to the latest of what it may be; unknown on both sides where nothing is. */
span moment_hull(const moment *m);

/* ---- Events and expressions ---------------------------------------------------------------- */

/** Something that happened in the process. From the agreement's file or from a record. */
typedef struct process_event {
    str row; /* the event and whose word it is: each voice has its own report of one event */
    str id, what; /* what: signed, order_given, list_handed_over, talks_opened, notice_given ... */
    str by, of, track, words, source, said_by;
    span at;       /* unknown: nothing says when */
    usec_t not_by; /* it had not happened by then; or unknown */
    str_list from;
    unsigned line;
    usec_t received;
    record_ref ref; /* entry 0 and no digest: of the agreement's file */
} process_event;
typedef VEC(process_event) process_event_vec;

/** Events of one id, of the agreement and of the record, together: one happening. */
typedef struct happening {
    str id, what, by, of, track, words;
    str_list from;
    moment at;
    usec_t not_by;
    unsigned line, col; /* 0: only in the record */
    size_t n_reports;   /* rows of the record */
    bool differ;        /* they do not agree on when */
} happening;

typedef enum expr_kind {
    EXPR_NONE = 0,
    EXPR_ALL,
    EXPR_ANY,
    EXPR_NOT,
    EXPR_CONDITION, /* met */
    EXPR_AFTER,     /* an instant has passed */
    EXPR_BEGUN,     /* a phase has begun */
    EXPR_OVER       /* a phase has ended */
} expr_kind;

struct clause;
struct phase;
typedef struct phase_expr phase_expr;
struct phase_expr {
    expr_kind kind;
    const phase_expr **parts;
    size_t n_parts;
    str id; /* of what it asks for */
    const struct clause *condition;
    const struct phase *phase;
    moment at;
    usec_t not_by; /* of an event: it had not happened by then */
    unsigned line, col;
};

/** When a phase runs. NULL: nothing is said of it. */
typedef struct phase_rule {
    const phase_expr *begins, *continues_while, *ends;
} phase_rule;

/** A track of negotiation, and the events on it. */
typedef struct negotiation_track {
    bool unconfirmed; /* of a draft: no person has confirmed it */
    str id, title, host, note;
    str_list parties, matters, from;
    moment opens; /* when talks were to begin: "immediately" is an interval */
    moment next;  /* the next deadline that the text states */
    unsigned line;
} negotiation_track;

/* ---- What the record holds beside incidents ------------------------------------------------- */

/** One statement of who did it. Place, weapon and benefit never make one. */
typedef struct attribution {
    attribution_kind kind;
    str voice, side; /* side: "A", "A|B" (one of them), "A+B" (together) */
    str source;
} attribution;

/** A side says that an exception covered what it did. */
typedef struct invocation {
    str id, incident, exception, by, words, source;
    span at;
    usec_t received;
    record_ref ref;
} invocation;
typedef VEC(invocation) invocation_vec;

/** What a body with a mandate adopted: only these are findings. */
typedef struct body_finding {
    str id, body, incident, reading, exception, side, obligation, words, members, source, document;
    finding_act act;
    finding_outcome outcome; /* NONE: not stated */
    span at;
    usec_t received;
    record_ref ref;
} body_finding;
typedef VEC(body_finding) body_finding_vec;

/** How many were killed, injured or are missing, as one source says. Never summed over sources. */
typedef struct casualty_figure {
    str id, incident, period_words, said_by, source, place, note;
    harm_kind harm;
    people_kind people;
    int64_t low, best, high; /* -1: not stated */
    span period;
    usec_t as_of, received;
    record_ref ref;
} casualty_figure;
typedef VEC(casualty_figure) casualty_figure_vec;

/** Hours in which nobody was to fire, so that something could be repaired or passed. */
typedef struct silence_window {
    str id, place, area, purpose, agreed_by, said_by, source, note;
    str state; /* kept, broken, unknown: as somebody says; empty: nobody says */
    span when;
    bool has_position;
    geo_pt position;
    double radius_m;
    usec_t received;
    record_ref ref;
} silence_window;
typedef VEC(silence_window) silence_window_vec;

/** What one source drew of the line of contact on one day: the area that a side held. */
typedef struct front_line {
    str source, file, side; /* side: empty where the file does not say */
    usec_t day;
    const geo_shape **areas;
    size_t n_areas;
    const struct geo_front_stretch *stretches; /* geo/front.h; NULL: not made */
    size_t n_stretches;
} front_line;

/** What assessment looks up beside the incidents. All parts may be empty. */
typedef struct on_record {
    const invocation *invocations; /* by incident, then id */
    size_t n_invocations;
    const body_finding *findings; /* by incident, then id */
    size_t n_findings;
    const front_line *lines; /* by source, then side, then day */
    size_t n_lines;
} on_record;

#endif
