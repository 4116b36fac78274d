/* model: the nouns of truce, and nothing else. The stages meet here and nowhere else.
 *
 * Plain structs whose zero is empty; text is borrowed from the arena of whoever made them. No
 * input or output, no clock. Words are those of docs/glossary.md. */
#ifndef TRUCE_MODEL_MODEL_H
#define TRUCE_MODEL_MODEL_H

#include "base/arena.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/when.h"
#include "geo/geo.h"
#include "model/detection.h"
#include "model/finding.h"
#include "model/kinds.def"
#include "model/perform.h"
#include "model/study.h"

/* ---- Closed word lists ------------------------------------------------------------------ */

#define MODEL_ENUM(prefix, name, LIST)                                                             \
    typedef enum name { prefix##_NONE = 0, LIST(prefix##_ITEM) prefix##__N } name;                 \
    const char *name##_word(name v);                                                               \
    const char *name##_says(name v); /* for people */                                              \
    bool name##_from(str word, name *out);
#define TRUTH_ITEM(c, w, p) TRUTH_##c,
#define ACT_ITEM(c, w, p) ACT_##c,
#define CLAUSE_ITEM(c, w, p) CLAUSE_##c,
#define STANCE_ITEM(c, w, p) STANCE_##c,
#define BASIS_ITEM(c, w, p) BASIS_##c,
#define COUNT_ITEM(c, w, p) COUNT_##c,
#define OBL_ITEM(c, w, p) OBL_##c,
#define VERDICT_ITEM(c, w, p) VERDICT_##c,
#define INC_ITEM(c, w, p) INC_##c,
#define TEST_ITEM(c, w, p) TEST_##c,
#define SATELLITE_ITEM(c, w, p) SATELLITE_##c,
#define PRODUCT_ITEM(c, w, p) PRODUCT_##c,
#define GRADE_ITEM(c, w, p) GRADE_##c,
#define THERMAL_ITEM(c, w, p) THERMAL_##c,
#define SEEN_ITEM(c, w, p) SEEN_##c,
#define PLACE_ITEM(c, w, p) PLACE_##c,
MODEL_ENUM(TRUTH, truth, TRUTH_LIST)
MODEL_ENUM(ACT, act_class, ACT_LIST)
MODEL_ENUM(CLAUSE, clause_kind, CLAUSE_KIND_LIST)
MODEL_ENUM(STANCE, stance, STANCE_LIST)
MODEL_ENUM(BASIS, basis, BASIS_LIST)
MODEL_ENUM(COUNT, day_count, DAY_COUNT_LIST)
MODEL_ENUM(OBL, obligation_kind, OBLIGATION_LIST)
MODEL_ENUM(VERDICT, verdict, VERDICT_LIST)
MODEL_ENUM(INC, incident_kind, INCIDENT_KIND_LIST)
MODEL_ENUM(TEST, cover_test, TEST_LIST)
MODEL_ENUM(SATELLITE, satellite, SATELLITE_LIST)
MODEL_ENUM(PRODUCT, fire_product, PRODUCT_LIST)
MODEL_ENUM(GRADE, fire_grade, FIRE_GRADE_LIST)
MODEL_ENUM(THERMAL, thermal_state, THERMAL_STATE_LIST)
MODEL_ENUM(SEEN, observed, OBSERVED_LIST)
MODEL_ENUM(PLACE, place_precision, PRECISION_LIST)

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

/* ---- Agreement -------------------------------------------------------------------------- */

/** A party, broker or other voice. Parties stand in the order in which the file declares them. */
typedef struct actor {
    str id, name, role; /* role: mediator, guarantor, host, monitor; empty for parties */
    str_list aliases, states;
    unsigned line;
} actor;

typedef struct statement {
    str id, said_on, said_at, speaker, side, quote, summary, language, source, sha256, archive;
    str scope, start, end, status, caution;
    unsigned line;
} statement;

typedef struct term {
    str id, label, definition;
    str_list used_in;
    unsigned line;
} term;

typedef struct area_zone {
    str id, title, rule, weapon_class, source;
    geo_shape shape;
    unsigned line;
} area_zone;

typedef struct state_change {
    str state;
    span at;
    str_list from;
    unsigned line;
} state_change;

typedef struct phase {
    str id, title, note;
    int64_t order;
    unsigned line;
} phase;

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
} clause;

typedef struct obligation {
    obligation_kind kind;
    str id, owed_by, owed_to, what, unit, note;
    str_list categories, from;
    const area_zone *area;
    bool outside; /* stay_out: presence outside the area is covered, so it is to be stayed inside */
    int64_t quantity;
    str per; /* day, week, month */
    span deadline;
    str zone_name;       /* of a deadline written without an offset */
    bool zone_inherited; /* it is that of the clauses of the reading */
    int64_t notice_hours;
    unsigned line;
} obligation;

typedef struct reading {
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
    str date, clause, text;
    str_list from;
} amendment;

typedef struct agreement {
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

/** Every party whose agreement an extension needs has stated it, and its end is known. */
bool extension_agreed(const clause *c);

/* ---- Incidents --------------------------------------------------------------------------- */

/** Where a record came from: the entry of its batch and its number in it (from 1). */
typedef struct record_ref {
    int64_t entry;
    size_t record;
    unsigned line;
    sha256 digest; /* of the fields: identity of the content */
} record_ref;

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

/** Total order for every output: by earliest time, then natural order of the id. */
int incident_order(const incident *a, const incident *b);
/** "a|b+c" to leaf sets. TR_ERR_DATA: `*bad` is the piece that is no category. */
TR_MUST tr_err category_expr_parse(str expr, const taxonomy *t, arena *a, cat_set **terms,
                                   size_t *n_terms, str *bad);
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
    str state; /* begun, partly, done, in_time, late; empty: not stated */
    str act;   /* several reports of one act share it; empty: an act of its own */
    int64_t day, quantity;
    bool has_quantity;
    usec_t received;
    record_ref ref;
} performance;

typedef VEC(performance) performance_vec;

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
    PART__N
} reading_part;
const char *reading_part_word(reading_part p);

typedef struct assessment {
    truth test[TEST__N]; /* by cover_test; NONE for claim-only */
    verdict verdict;
} assessment;

#endif
