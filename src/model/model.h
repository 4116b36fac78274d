/* model: the nouns of truce, and nothing else. The stages meet here and nowhere else.
 *
 * Plain structs whose zero is empty; text is borrowed from the arena of whoever made them. No
 * input or output, no clock. Words are those of docs/glossary.md. */
#ifndef TRUCE_MODEL_MODEL_H
#define TRUCE_MODEL_MODEL_H

#include "base/arena.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/idmap.h"
#include "base/when.h"
#include "geo/geo.h"
#include "model/detection.h"
#include "model/finding.h"
#include "model/perform.h"
#include "model/process.h"
#include "model/study.h"
#include "model/words.h"

/** What satellite passes could have shown at one place in one stretch of time. */
typedef struct observability {
    observed state;
    double p_observe, clear_equivalents;
    size_t n_passes, n_unknown_cloud;
} observability;

/** Kleene's tables. NONE must not come in. */
truth truth_and(truth a, truth b);
truth truth_or(truth a, truth b);
truth truth_not(truth a);
/** Over alternatives: T if T for all, F if F for all, else U. `sum` is NONE before the first. */
truth truth_agree(truth sum, truth next);
/** Whether all of `when` is after, or before, an instant that is known to an interval. */
truth span_after(span instant, span when);
truth span_before(span instant, span when);

/* ---- Target categories ------------------------------------------------------------------ */

enum { MAX_LEAVES = 256 };

typedef struct cat_set {
    uint64_t w[MAX_LEAVES / 64];
} cat_set;

void cat_set_add(cat_set *s, size_t leaf);
bool cat_set_has(const cat_set *s, size_t leaf);

/** A dotted path. A node stands for the leaves below it; `unknown` stands for every leaf. */
typedef struct category {
    str path, means;
    bool is_node;
    size_t leaf;    /* index among the leaves, for a leaf */
    cat_set leaves; /* itself, or all leaves below */
    unsigned line;
} category;

typedef struct taxonomy {
    category *items; /* sorted by path */
    size_t n, n_leaves;
    size_t leaf_item[MAX_LEAVES]; /* leaf index -> item */
} taxonomy;

/** Sort, number the leaves, fill `leaves`. Items must have path and is_node. TR_ERR_LIMIT beyond
 *  256 leaves. */
TR_MUST tr_err taxonomy_finish(taxonomy *t);
const category *taxonomy_find(const taxonomy *t, str path);
/** `prefix` is `path` or above it, matched at dots. */
bool category_covers(str prefix, str path);

/** Which weapons a class holds, by number; unbounded where not stated. */
typedef struct weapon_limits {
    bool has_calibre, has_range;
    double calibre_from_mm, calibre_to_mm; /* both count */
    double range_from_km, range_to_km;
} weapon_limits;

/* ---- Agreement -------------------------------------------------------------------------- */

/** From `at` on it is a party, or no party any more. */
typedef struct membership {
    span at; /* unknown: nothing dates it */
    bool in;
} membership;

/** A party, broker or other voice. Parties stand in the order in which the file declares them. */
typedef struct actor {
    str id, name, role; /* role: mediator, guarantor, host, monitor, body; empty for parties */
    str_list aliases, states;
    moment joined, left; /* accession and withdrawal; not given: from the first to the last day */
    membership *changes; /* the same, one by one in the order of time */
    size_t n_changes;
    str_list mandate; /* what a body may do: find, request, call, close, decide_exceptions ... */
    unsigned line;
} actor;

/** One version of a statement in one language. */
typedef struct statement_text {
    str language, quote, source, sha256;
    bool authentic;
    unsigned line;
} statement_text;

typedef struct statement {
    str id, said_on, said_at, speaker, side, quote, summary, language, source, sha256, archive;
    str scope, start, end, status, caution;
    str_list about;        /* ids of terms, obligations, clauses or tracks that it speaks of */
    commitment_act does;   /* NONE: not stated */
    str of;                /* the statement that it repeats, denies, withdraws ... */
    bool existence_only;   /* known to exist; its content is not known */
    statement_text *texts; /* versions in several languages; 0: `quote` is all there is */
    size_t n_texts;
    unsigned line;
} statement;

typedef struct term {
    str id, label, definition;
    str_list used_in;
    unsigned line;
} term;

/** A distance from a line for one class of weapons. */
typedef struct class_offset {
    str weapon_class;    /* empty: for all that no other names */
    cat_set leaves;      /* of the weapon classes */
    double from_m, to_m; /* from the line into the side's area; negative: beyond the line */
} class_offset;

/** Measured from the line of contact of the day, as front-line files draw it. */
typedef struct moving_line {
    bool given;
    str source, side;     /* source: control; side: on whose side of the line the zone is */
    str held_by;          /* whose area the files draw; empty: that of `side` */
    int64_t max_age_days; /* an older file answers nothing; 0: no limit was stated */
    const struct area_zone *within; /* only what of the line lies in this zone; NULL: all of it */
    class_offset *offsets;
    size_t n_offsets;
    bool both_sides; /* no side: the distance counts on either side of the line */
} moving_line;

typedef struct area_zone {
    str id, title, rule, weapon_class, source;
    geo_shape shape;
    moving_line moving;
    bool port;       /* ships call there: within it, or within three kilometres of it */
    bool one_way;    /* of a line: ships go from its first point to its last */
    str_list points; /* names of a line's points, in their order; empty: none stated */
    unsigned line;
} area_zone;

/* What a ship says it is, by the first digit of its type of ship. X(constant, word in files) */
#define SHIP_KINDS(X)                                                                              \
    X(CARGO, "cargo")                                                                              \
    X(TANKER, "tanker")                                                                            \
    X(PASSENGER, "passenger")                                                                      \
    X(FISHING, "fishing")                                                                          \
    X(MILITARY, "military")                                                                        \
    X(OTHER, "other")                                                                              \
    X(NOT_SAID, "not_said")
typedef enum ship_kind {
#define X(name, word) SHIP_##name,
    SHIP_KINDS(X)
#undef X
        SHIP_KIND__N
} ship_kind;
const char *ship_kind_word(ship_kind k);
bool ship_kind_from(str word, ship_kind *out);

/* What tracks of ships are counted beside a rate that was promised. */
typedef enum ship_count {
    SHIP_COUNT_NONE = 0,
    SHIP_COUNT_STAYS,   /* ships within an hour or longer, by the UTC day of their arrival */
    SHIP_COUNT_PASSAGES /* ships that came in, by the UTC day */
} ship_count;

typedef struct state_change {
    str state;
    span at;
    str_list from;
    unsigned line;
} state_change;

typedef struct phase {
    str id, title, note;
    int64_t order;
    phase_rule rule;
    unsigned line;
} phase;

/** A notice on record: when it was given, and of an ending by notice from when on it has effect. */
typedef struct given_notice {
    str event, by;
    span at;                     /* unknown: given, and nothing says when */
    bool unsure;                 /* nobody says who gave it, or whether that one may */
    usec_t not_by, no_effect_by; /* not yet given, without effect by then; USEC_UNKNOWN: not said */
    moment effect;
} given_notice;

typedef struct clause {
    clause_kind kind;
    str id, words, note, obligation;
    stance stance;
    basis basis;
    str_list categories, from;
    unsigned line, col;

    /* start, end, suspension: the instants that may be meant, each an interval in UTC */
    span *alts;
    size_t n_alts;
    bool unstated;  /* start or end that nobody stated */
    bool open;      /* an end "until further notice" */
    bool has_clock; /* start: a time of day was stated */
    bool zone_assumed, count_unstated, midnight;
    str zone_name;
    day_count count;    /* NONE: several counts, or none used */
    int64_t length;     /* number of days or months */
    str counted_from;   /* clause id of the start */
    usec_t known_until; /* unstated end: true up to here; unstated start: true from here */
    span until;         /* suspension: its end; extension: the new end */

    uint32_t acts_include, acts_exclude; /* bits 1 << act_class */
    str_list states;                     /* place: recognised states */
    const area_zone *area;               /* place: a zone */
    bool outside;                        /* the rule counts what lies outside the zone */

    state_change *changes; /* condition: met, not_met, unknown */
    size_t n_changes;
    bool automatic, used; /* release */
    usec_t used_at, alleged_from, found_at;
    str_list requires_parties, agreed_by; /* extension */
    usec_t grace_usec;

    uint64_t
        binds; /* scope, place, acts, exception: bits by party; 0: all parties of the reading */
    str_list binds_ids;
    const after_rule *after, *after_to; /* the instants hang on another; of an interval both may */
    bool hull;                    /* its instants were too many: one interval around them all */
    str language;                 /* of the text that its words are taken from; empty: not stated */
    bool unknown_text;            /* it rests on texts of which only the existence is known */
    moment from_time, until_time; /* by amendment: it binds from, and up to */
    bool unconfirmed;             /* of a draft: no person has confirmed it */
    str amended_by;               /* id of the amendment that brought it in */

    bool by_finding;       /* exception: only a finding makes it apply */
    bool renewed_by_act;   /* renewal: not by silence */
    int64_t notice_length; /* renewal, termination: in `notice_unit` */
    time_unit notice_unit;
    str_list notice_by;    /* who may give it; empty: any party */
    given_notice *notices; /* given, so far as is known */
    size_t n_notices;
    str effect; /* termination: in the words of the text */
} clause;

/** A part of what is owed: within the whole, unless it is beside it. */
typedef struct quantity_part {
    str id, what, unit, per, note;
    int64_t quantity;
    bool beside;
    unsigned line;
} quantity_part;

typedef struct schedule_step {
    moment by;
    int64_t quantity; /* of this step, not in sum */
    str id;
    unsigned line;
} schedule_step;

/** So many are given for each that the other side gives, by category. */
typedef struct exchange_ratio {
    str category, note;
    int64_t gives, gets; /* gives : gets */
    unsigned line;
} exchange_ratio;
typedef struct exchange_rule {
    bool given;
    str gives, gets;        /* in words */
    exchange_ratio *ratios; /* category empty: for all that no other names */
    size_t n_ratios;
} exchange_rule;

typedef struct obligation {
    obligation_kind kind;
    str id, owed_by, owed_to, what, unit, note;
    str_list categories, from;
    const area_zone *area;
    bool outside; /* stay_out: presence outside the area is covered, so it is to be stayed inside */
    int64_t quantity;
    str per;             /* day, week, month */
    span deadline;       /* the hull, where it may be several */
    moment due;          /* the deadline with its alternatives */
    str zone_name;       /* of a deadline written without an offset */
    bool zone_inherited; /* it is that of the clauses of the reading */
    int64_t notice_hours;
    bool unconfirmed; /* of a draft: no person has confirmed it */
    uint64_t binds;   /* bits by party; 0: not stated */
    str_list binds_ids;
    str_list weapon_classes; /* stay_out: empty, all */
    cat_set weapons;
    uint32_t allows; /* stay_out: bits 1 << activity that presence may have */
    uint32_t ships;  /* bits 1 << ship_kind of which it speaks; never 0 */
    ship_count counted;
    bool in_order; /* who came first is served first */
    quantity_part *parts;
    size_t n_parts;
    schedule_step *schedule;
    size_t n_schedule;
    exchange_rule exchange;
    unsigned line;
} obligation;

/** One renewed term. */
typedef struct renewed_term {
    size_t clause;    /* of the reading: the renewal that it rests on */
    span before, end; /* the end that it puts off, and its own */
    span last_notice; /* a notice up to here stops the renewal */
    span renewed_at;  /* by an act on record, where an act is needed; else unknown */
} renewed_term;

/** The terms that follow one another, for one end of the first and one length of each renewal. */
typedef struct renewal_path {
    renewed_term *terms; /* one or more */
    size_t n_terms;
    bool more; /* they go on beyond those that are worked out */
} renewal_path;

typedef struct reading {
    renewal_path *paths; /* alternatives; none: no renewal */
    size_t n_paths;
    bool paths_hull;      /* more than MAX_ALTERNATIVES: one path of intervals around them all */
    str_list party_ids;   /* whom it takes to be bound; empty: all parties */
    uint64_t parties;     /* the same as bits; never 0 */
    bool ends_with_phase; /* it or its phase says by a condition when it ends */
    moment begun;         /* when its phase, or it by its own rule, begins; not given: not stated */
    phase_rule rule;      /* its own; parts that are not given are those of its phase */
    str id, holder, title, phase, first_stated, superseded_by, note;
    clause *clauses; /* in the order of the file */
    size_t n_clauses;
    obligation *obligations;
    size_t n_obligations;
    state_change *states;
    size_t n_states;
    unsigned line;
} reading;

typedef struct amendment {
    str id, date, clause, text;
    str_list from;
    moment at;   /* from when on it binds; not given: it is recorded and changes nothing */
    str reading; /* whose clauses it changes */
    size_t n_changed;
    unsigned line;
} amendment;

typedef struct agreement {
    const struct node *file; /* as it was written: text/text.h */
    str id, title, parent, display_zone, note;
    int64_t version;
    actor *parties, *brokers, *others;
    size_t n_parties, n_brokers, n_others;
    phase *phases; /* by order */
    size_t n_phases;
    statement *statements; /* by id */
    size_t n_statements;
    term *terms;
    size_t n_terms;
    area_zone *zones;
    size_t n_zones;
    taxonomy categories;
    reading *readings; /* by id */
    size_t n_readings;
    amendment *amendments;
    size_t n_amendments;
    clause *conditions; /* of the agreement as a whole: for the phases */
    size_t n_conditions;
    happening *events; /* in the order of the file, then those of the record alone, by id */
    size_t n_events;
    negotiation_track *tracks;
    size_t n_tracks;
    taxonomy weapons;             /* classes of weapons */
    weapon_limits *weapon_limits; /* by item of `weapons` */
    bool draft;                   /* read from announcements: parts of it wait for a person */
    bool asks_bound;    /* some clause binds some parties only: the test `bound` is asked */
    bool asks_excepted; /* some reading has exceptions */
} agreement;

const statement *agreement_statement(const agreement *ag, str id);
const reading *agreement_reading(const agreement *ag, str id);
/** Party, broker or other voice; NULL if none. */
const actor *agreement_actor(const agreement *ag, str id);
/** Place of a party in the fixed order; n_parties for anyone else. */
size_t agreement_party_rank(const agreement *ag, str id);

/** The clause of a reading that answers for a leaf: the longest matching path wins; at equal length
 *  practice, if admitted, wins over text; `default` where nothing matches. NULL: it is silent. */
const clause *reading_clause_for(const reading *r, str leaf_path, bool practice);

/** How much of it no person has confirmed: clauses, obligations, tracks. Nothing of that is ever
 * assessed. */
size_t agreement_unconfirmed(const agreement *ag);

/** Every party whose agreement an extension needs has stated it, and its end is known. */
bool extension_agreed(const clause *c);

/* ---- Incidents --------------------------------------------------------------------------- */

typedef struct incident {
    str id, group;
    incident_kind kind;
    span when; /* UTC; the event lies within */
    str when_words, zone_words, time_note;
    str place, adm1, control, precision;
    str_list states; /* recognised; more than one: not known which, or several */
    bool has_position;
    geo_pt position;
    double radius_m;
    attribution *attributions;
    size_t n_attributions;
    str weapon;                   /* class of weapon, "a|b"; empty: not stated */
    double calibre_mm, range_km;  /* 0: not stated */
    cat_set weapons;              /* the classes that it may be; all where nothing is stated */
    bool weapon_unlisted;         /* it may be of none of them */
    uint32_t activities;          /* of a presence: bits 1 << activity; 0: not stated */
    str category, category_words; /* the expression as written */
    cat_set *cat_terms;           /* parts of `+`, each the leaves of its `|` */
    size_t n_cat_terms;
    str act, act_words;
    uint32_t acts; /* candidates, bits 1 << act_class */
    str people, reported_by, report, counter_statement, sources, caution;
    kept_words coding; /* coded here: by whom, from which records, why; empty: imported */
    usec_t received;   /* USEC_UNKNOWN: with its batch */
    record_ref ref;
} incident;

typedef VEC(incident) incident_vec;

/** The classes that its weapon may be, by its words and numbers; all where nothing is stated, and
 * where what is stated fits none. */
void incident_weapons(const agreement *ag, incident *in);
/** "attributed:A:B; denied:B" to statements of who did it; TR_ERR_DATA: `*bad` is the piece that is
 * none. */
TR_MUST tr_err attributions_parse(str text, arena *a, attribution **out, size_t *n, str *bad);
/** Total order for every output: by earliest time, then natural order of the id. */
int incident_order(const incident *a, const incident *b);
/** "a|b+c" to leaf sets. TR_ERR_DATA: `*bad` is the piece that is no category. */
TR_MUST tr_err category_expr_parse(str expr, const taxonomy *t, arena *a, cat_set **terms,
                                   size_t *n_terms, str *bad);
/** The same where many rows say the same: equal expressions share their sets, which nobody changes.
 * One memory for one taxonomy and one arena `a`; `books` lives as long as the memory. */
typedef struct category_sets {
    cat_set *terms;
    size_t n;
} category_sets;
typedef struct category_memory {
    idmap at;
    VEC(category_sets) known;
} category_memory;
TR_MUST tr_err category_expr_shared(category_memory *m, arena *books, str expr, const taxonomy *t,
                                    arena *a, cat_set **terms, size_t *n_terms, str *bad);
/** "strike_hit|debris_damage" to bits. */
TR_MUST tr_err act_expr_parse(str expr, uint32_t *bits, str *bad);

/* ---- Claims ------------------------------------------------------------------------------ */

/** One alleged event as one page states it. */
typedef struct claim {
    str id, page, url, language, page_date, side, claimant, alleged_actor;
    str date_stated, time_stated, zone_basis;
    str kind, method, region, place, facility, facility_class, effect, people, note;
    span when;  /* where the words and the page allow; may be unknown on either side */
    bool exact; /* a clock time and a zone were given */
    bool dated; /* a date was stated */
    usec_t page_from, page_to; /* the page's day, or unknown */
    int clock_min; /* minutes after midnight as written, -1 if none: for 12-hour slips */
    str adm1;      /* the region's name by the regions table, empty if not found */
    str_list states;
    bool has_position;
    geo_pt position;
    double radius_m;
    str category; /* by the facility classes, refined by a stated voltage */
    cat_set leaves;
    uint32_t acts;
    int64_t n_people; /* -1 unknown */
    usec_t received;
    record_ref ref;
} claim;

typedef VEC(claim) claim_vec;

/** A total that a party gave: one claim, never n incidents. */
typedef struct total {
    str id, truce, side, claimant, period_start, period_end, period_kind, bound, unit, parts,
        parts_sum, said_on, source, caution;
    int64_t count;      /* -1: no number */
    usec_t from, to;    /* UTC of the stated period, or unknown */
    usec_t to_earliest; /* a bare date as its end: the period may end at any hour of that day */
    usec_t received;
    record_ref ref;
} total;

typedef VEC(total) total_vec;

/** One remark on what a side said (checks C1..C13 of docs/formats/checks.md). It names a figure or
 * a claim and says what does not fit; it corrects nothing and scores nobody. */
typedef struct total_flag {
    int code;
    str id, side;
    kept_words words;
} total_flag;

typedef VEC(total_flag) flag_vec;
/** The title of a check, for people. */
const char *check_title(int code);

/** How much was watched on a day, in a unit of the mission's choice. */
typedef struct effort {
    str id; /* day, unit and place: they tell a row from others */
    int64_t day;
    double watched; /* 0: nothing could be observed */
    str unit, place, source;
    usec_t received;
    record_ref ref;
} effort;

typedef VEC(effort) effort_vec;

/** One act under an obligation to perform, as somebody reported it. */
typedef struct performance {
    str id, obligation, said_by, source, note;
    str state;                  /* begun, partly, done, in_time, late; empty: not stated */
    str act;                    /* several reports of one act share it; empty: an act of its own */
    str part, category;         /* part of the obligation; of an exchange: the category */
    int64_t day, quantity, got; /* got: of an exchange, what came back */
    bool has_quantity, has_got;
    uint32_t ship; /* MMSI, of a notice of passage; 0: not stated */
    usec_t received;
    record_ref ref;
} performance;

typedef VEC(performance) performance_vec;

/** What somebody worked out from reports of ships: theirs, not ours. */
typedef struct ship_event {
    str id, type, name, source; /* the type is their word; empty: not stated */
    span when;
    geo_pt at;
    bool has_place;
    uint32_t mmsi, other; /* 0: not stated */
    usec_t received;
    record_ref ref;
} ship_event;

typedef VEC(ship_event) ship_event_vec;

/** Whose a ship is, as somebody states it. */
typedef struct ship_statement {
    uint32_t mmsi;
    str side, said_by, on, source;
} ship_statement;

/** A name for a region as reports write it. */
typedef struct region {
    str_list words;
    str adm1, state, note;
    geo_pt center;
    double radius_m;
} region;

typedef VEC(region) region_vec;

const region *region_find(const region *items, size_t n, str words);

/** Kinds that are scored: perform_by, perform_at_rate, notify. */
bool is_performed(const obligation *o);
/** 0 not initiated, 1 minimal, 2 intermediate, 3 full; of notices: none, all in time. */
const char *score_says(obligation_kind kind, int score);

/* ---- Assessment --------------------------------------------------------------------------- */

/** What a verdict is made of: in force is the start, the end and the conditions together. */
typedef enum reading_part {
    PART_SCOPE,
    PART_PLACE,
    PART_ACT,
    PART_START,
    PART_END,
    PART_CONDITIONS,
    PART_BOUND,
    PART_EXCEPTED,
    PART__N
} reading_part;
const char *reading_part_word(reading_part p);
/** How many of them an agreement asks for: the last two only where its words need them. */
size_t reading_parts(const agreement *ag);

typedef struct assessment {
    truth test[TEST__N]; /* by cover_test; NONE: not asked, and of a claim without items none is */
    verdict verdict;
} assessment;

#endif
