/* link: records of several event feeds that speak of one event, by Fellegi and Sunter's weights.
 * Order of the input does not matter; nothing is averaged; every record ends in exactly one
 * cluster. docs/formats/linking.md. */
#ifndef TRUCE_INCIDENT_LINK_H
#define TRUCE_INCIDENT_LINK_H

#include "calc/calc.h"
#include "incident/incident.h"

enum { LINK_RULES_VERSION = 1 };

/** Fields that are compared, with their numbers of levels; level 0 is the closest. */
#define LINK_FIELDS(X) X(TIME, 5) X(DISTANCE, 4) X(TYPE, 4) X(PLACE, 2) X(TEXT, 2)
typedef enum link_field {
#define X(name, levels) LINK_##name,
    LINK_FIELDS(X)
#undef X
        LINK__N
} link_field;

typedef struct link_record {
    str id;             /* unique over all records */
    uint32_t source;    /* number of its feed */
    bool source_unique; /* the feed holds each event once: at most one record of it in a cluster */
    span when;
    geo_pt position;
    double r95_m;  /* of the circle that holds the place with 95 %; 0 when exact */
    str type;      /* dotted path, several joined by |; empty: not said */
    str place;     /* name; empty: not said */
    uint64_t text; /* hash of its words or cited source; 0: none */
} link_record;

typedef struct link_options {
    linkage table; /* of link_defaults, or estimated */
    double link_at,
        queue_at; /* posterior from which records are joined; from which a person is asked */
} link_options;
/** Defaults: docs/formats/linking.md, to be estimated anew from data. */
link_options link_defaults(void);

typedef struct link_pair {
    size_t a, b; /* records, a < b in the order of ids */
    double p;
    uint8_t level[LINK__N];
} link_pair;

typedef struct link_result {
    const link_record **records; /* by id */
    size_t n;
    size_t *cluster; /* of each record, numbered by first member */
    size_t n_clusters;
    link_pair *queue; /* pairs for a person, strongest first; not joined */
    size_t n_queue;
    size_t n_compared; /* pairs */
    size_t n_refused;  /* links not taken: the cluster would span more than 48 hours, or more room
                          than its places leave open */
    size_t n_cut; /* links undone: a feed that holds each event once had several in a cluster */
} link_result;

/** People's decisions name records by id and stand above all rules; those that name others are
 * passed over. */
TR_MUST tr_err link_records(const link_record *records, size_t n, const link_options *o,
                            const link_decision *decisions, size_t n_decisions, arena *a,
                            link_result *out);

/** m and the share of matches by EM over all pairs (those that blocking gives, and a sample of the
 * others); u from pairs drawn at random, then kept. `fit->converged` false: the estimate was not
 * usable (too few records, no stable point, agreement that speaks against a match, or more matches
 * than feeds could tell) and `o` is as it was. */
TR_MUST tr_err link_estimate(const link_record *records, size_t n, link_options *o, arena *a,
                             linkage_fit *fit);

#endif
