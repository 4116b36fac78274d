/* What the parts of evidence share. Private to evidence/evidence.c and evidence/event_reports.c. */
#ifndef TRUCE_EVIDENCE_BESIDE_H
#define TRUCE_EVIDENCE_BESIDE_H

#include "evidence/evidence.h"
#include "geo/join.h"
#include "physical/thermal.h"

/* One pass of a satellite over one incident's place, as the feed proves it. */
typedef struct seen_pass {
    uint8_t satellite;
    bool clear; /* it saw something near the place: the sky was clear there */
    int64_t first_s, last_s;
} seen_pass;

typedef VEC(seen_pass) pass_vec;

/* Rows that were counted, so that a file fed twice counts once. */
typedef struct row_hash {
    uint64_t hash[2];
} row_hash;
typedef VEC(row_hash) hash_vec;

typedef struct target {
    evidence_line *line; /* NULL: a site */
    const site *site;
    bool stands; /* for its site, of the listings that are one */
    geo_disc disc;
    pass_vec passes;
    hash_vec counted;
    size_t strongest; /* of collector.kept, when `line` has one */
} target;

typedef struct collector {
    fold f;
    arena *a;
    report_data *d;
    const state *s;
    target *targets;
    size_t n_targets, n_incidents; /* incidents come first */
    geo_disc_index *index;
    arena places; /* targets and index, for as long as evidence is collected */
    target **by_start;   /* incidents, by when their hours begin */
    usec_t longest;      /* of their hours */
    VEC(detection) kept; /* within reach of some target, at any time */
    arena fires;         /* they, and what is made of them; given back once it is told */
    usec_t first, last;  /* all hours that are looked at */
    season *season;      /* NULL: the mission states no past */
    /* one block of detections */
    geo_pt *points;
    bool *hit;
    size_t n_rows, n_in_period;
} collector;

/** Incidents by their hours: once they are chosen. */
TR_MUST tr_err evidence_order_targets(collector *c);
/** Passes that the rows of a block prove over each incident. */
TR_MUST tr_err evidence_passes(collector *c, const columns_block *b, arena *scratch);
/** Without stated days everything is in the period. */
bool evidence_in_period(const report_data *d, usec_t from, usec_t to);
/** Reports of event feeds: matched with the targets, and linked with one another. */
TR_MUST tr_err evidence_reports(collector *c);
/** Drawn as an area, or placed within a kilometre: a wider circle tells doubt, not a site. */
bool evidence_is_fine(const site *s);
/** Ships that say where they are, against the zones of the agreement. */
TR_MUST tr_err evidence_ships(collector *c);
/** What others worked out of ships, in the period. */
TR_MUST tr_err evidence_ships_of_others(collector *c);
/** Unusual anomalies at listed sites. */
TR_MUST tr_err evidence_site_fires(collector *c, const thermal_result *r);
/** On which side of the areas that files of control draw each place falls. */
void evidence_control(collector *c);
/** The line of a feed in the report, made when it is not there yet. */
feed_line *evidence_feed(report_data *d, str kind);

#endif
