/* What two records are compared by; private to incident/. */
#ifndef TRUCE_INCIDENT_FEATURES_H
#define TRUCE_INCIDENT_FEATURES_H

#include "incident/incident.h"

enum { SKELETON = 24, MAX_NAMES = 8 };

typedef struct name_set {
    const char (*names)[SKELETON];
    size_t n; /* at most MAX_NAMES */
} name_set;

typedef struct features {
    str id, page, side, claimant, actor, facility, method;
    char region[SKELETON];
    name_set site, place;
    cat_set leaves;
    span when; /* as far as known */
    span near; /* undated: days before the page within which the event is most likely */
    bool dated, exact;
    int clock_min;
    int64_t day;      /* stated local day, INT64_MIN if none */
    bool part_of_day; /* the time was given as a part of the day */
    bool attempt, no_event;
    int64_t people, serial, kv; /* -1: none */
    str page_date;
} features;

/** Names lie in the arena; all other text is the record's own. */
TR_MUST tr_err features_of_claim(const claim *c, arena *a, features *out);
TR_MUST tr_err features_of_incident(const incident *in, arena *a, features *out);

typedef enum time_relation {
    TIME_CONFLICT,
    TIME_SOFT, /* same day; the hours disagree as "morning" and a clock time, or 12 hours apart */
    TIME_FAR,  /* an undated report long after, or without a date of its own */
    TIME_NEAR, /* an undated report within days */
    TIME_OVERLAP,
    TIME_SAME /* the same minute, within five */
} time_relation;

typedef struct pair_facts {
    bool veto;
    const char *veto_reason;
    time_relation time;
    bool same_site, same_place, same_people, same_briefing, same_words, same_method;
    int weight;
} pair_facts;

/** With a veto, the first that applies, nothing else need be filled in. */
pair_facts compare_features(const features *a, const features *b);
/** At least one shared fact that tells events apart, and enough weight. */
bool facts_link(const pair_facts *f);
/** The link rests on one briefing alone: it must be the only candidate. */
bool facts_weak(const pair_facts *f);
/** A late report of a site already named: only for a claim that nothing nearer takes. */
bool facts_late(const pair_facts *f);
TR_MUST tr_err facts_words(const pair_facts *f, arena *a, kept_words *out);

#endif
