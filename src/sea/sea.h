/* sea: ships over time, from position reports: tracks, silences, meetings, calls at ports, circles.
 *
 * A report says where a transmitter says it is. Everything here keeps that: a silence is a `gap`,
 * never more; two ships close to one another are an `encounter`; what cannot be so is told with its
 * reason and left out of answers, never deleted. Nothing here is an incident and nothing names who
 * did what.
 *
 * Methods and constants are those published by Global Fishing Watch (repositories gpsdio-segment,
 * pipe-gaps, pipe-encounters, anchorages_pipeline), as far as not said otherwise; where truce does
 * it another way the comment says so. Units: degrees WGS84, knots, nautical miles of 1852 m,
 * milliseconds since 1970. Each function takes the reports of one ship in the order of their times.
 */
#ifndef TRUCE_SEA_SEA_H
#define TRUCE_SEA_SEA_H

#include "base/arena.h"
#include "geo/geo.h"

#define SEA_MILE_M 1852.0

typedef enum sea_receiver {
    SEA_NOT_SAID = 0,
    SEA_TERRESTRIAL,
    SEA_SATELLITE,
    SEA_DYNAMIC,
    SEA_RECEIVER__N
} sea_receiver;
typedef enum sea_class { SEA_CLASS_A = 0, SEA_CLASS_B, SEA_LONG_RANGE, SEA_CLASS__N } sea_class;
enum { SEA_HAS_SPEED = 1, SEA_HAS_COURSE = 2, SEA_HAS_HEADING = 4 };

/* One position report, as small as it can be: a month of a sea has a hundred million. */
typedef struct sea_report {
    int64_t at_ms;
    uint32_t mmsi;
    int32_t lat, lon; /* 1/600000 degree, as sent */
    uint16_t speed;   /* tenths of a knot, with SEA_HAS_SPEED */
    uint16_t course;  /* tenths of a degree, with SEA_HAS_COURSE */
    uint16_t heading; /* degrees, with SEA_HAS_HEADING */
    uint8_t second; /* of the minute as sent: with the rest it tells one transmission from the next;
                       60 not said */
    uint8_t unused;
    uint8_t has, class_of, receiver,
        status; /* bits above; sea_class; sea_receiver; as sent, 15 not said */
} sea_report;
_Static_assert(sizeof(sea_report) == 32, "what is written to disk");
enum { SEA_ANGLE = 600000 };

static inline geo_pt sea_place(const sea_report *r)
{
    return (geo_pt){.lon_deg = (double)r->lon / SEA_ANGLE, .lat_deg = (double)r->lat / SEA_ANGLE};
}

/* ---- What two reports say of one another ------------------------------------------------ */

typedef struct sea_motion {
    double lat, lon, speed_kn, course_deg;
} sea_motion;
/** A speed or course that is not said counts as a ship at rest. */
sea_motion sea_motion_of(const sea_report *r);
/** How far two reports `hours` apart disagree, in nautical miles: the least of what dead reckoning
 * both ways, a ship that stayed, and a ship on its course leave open. Planar at the mean latitude.
 */
double sea_discrepancy_nm(const sea_motion *a, const sea_motion *b, double hours);

/* ---- Values that are no values ----------------------------------------------------------- */

typedef enum sea_bad {
    SEA_GOOD = 0,
    SEA_BAD_SPEED,   /* 51.2, 63.0 or 102.3 knots: codes of transmitters that are out of order */
    SEA_BAD_COURSE,  /* 360 and moving */
    SEA_REPEATED,    /* position, course, speed and heading as before, and said to move */
    SEA_LONG_BESIDE, /* of long range, within an hour of another kind */
    SEA_BAD__N
} sea_bad;
/** The state of each report. */
void sea_look_at(const sea_report *r, size_t n, uint8_t *bad);

/* ---- Tracks: which reports of one number are of one transmitter --------------------------- */

enum { SEA_NO_TRACK = -1 };
typedef struct sea_track_rules {
    double most_knots;        /* 25 */
    double buffer_hours;      /* .25 */
    double close_after_hours; /* 8 */
} sea_track_rules;
sea_track_rules sea_usual_tracks(void);
/** A number for each report (from 0, in the order of their beginning), SEA_NO_TRACK for one that a
 * later report showed to be beside its track. `*ambiguous` counts reports that fitted two tracks
 * alike. */
TR_MUST tr_err sea_tracks(const sea_report *r, size_t n, const sea_track_rules *rules, arena *a,
                          int32_t *track, size_t *n_tracks, size_t *ambiguous);

/* ---- Silences ----------------------------------------------------------------------------- */

typedef struct sea_gap {
    size_t before, after;                    /* the reports around it */
    double hours, distance_m, implied_knots; /* geodesic; knots along it */
    uint32_t heard_before[SEA_RECEIVER__N];  /* reports in the twelve hours before, with the last */
    uint32_t heard_12h;
} sea_gap;
typedef VEC(sea_gap) sea_gaps;
/** Silences strictly longer than `hours`. */
TR_MUST tr_err sea_find_gaps(const sea_report *r, size_t n, double hours, arena *a, sea_gaps *out);

/* ---- Samples at regular times --------------------------------------------------------------- */

typedef struct sea_sample {
    int64_t at_ms;
    geo_pt at;
    double speed_kn, density; /* density: share of a report that stands behind the sample, 0..1 */
} sea_sample;
typedef VEC(sea_sample) sea_samples;
enum { SEA_STEP_S = 600, SEA_BRIDGE_S = 3600 };
/** At multiples of ten minutes between reports less than an hour apart: on the geodesic, speeds in
 * proportion. Never beyond the first and last report (Global Fishing Watch does; truce does not).
 */
TR_MUST tr_err sea_resample(const sea_report *r, size_t n, arena *a, sea_samples *out);

/* ---- A track to be drawn --------------------------------------------------------------------- */

/** Metres from `p` to the line between two reports, on a plane. */
double sea_beside_m(const sea_report *from, const sea_report *to, const sea_report *p);
/** Which reports a line needs so that none that is left out is more than `most_m` beside it
 * (Douglas and Peucker 1973, of at most 512 reports at a time). The first and the last are kept. */
void sea_thin(const sea_report *r, size_t n, double most_m, bool *keep);

/* ---- Encounters ------------------------------------------------------------------------------ */

typedef struct sea_encounter {
    int64_t from_ms, to_ms;
    geo_pt mean, first, last; /* of the first ship */
    double median_km, median_kn;
    double points[2]; /* reports behind the samples of both */
} sea_encounter;
typedef VEC(sea_encounter) sea_encounters;
/* One sample of the first ship with the second near it. */
typedef struct sea_close {
    sea_sample first, second;
    double km;
} sea_close;
double sea_sphere_km(geo_pt p, geo_pt q);
/** Samples of the first ship, one after the other, with the second near in each: an encounter when
 * they are two or more and span two hours. */
TR_MUST tr_err sea_keep_run(const sea_close *run, size_t n, arena *a, sea_encounters *out);
/** Those of one pair, in their order: less than four hours apart become one; means by their
 * durations, medians of medians. */
TR_MUST tr_err sea_merge_encounters(sea_encounters *all, arena *a);
enum { SEA_ENCOUNTER_M = 500, SEA_ENCOUNTER_MINUTES = 120, SEA_MERGE_HOURS = 4 };
/** Times at which the second ship was within 500 m of the first for two hours or more, by samples;
 * those less than four hours apart are one. Distances on a sphere of 6371 km, as published. */
TR_MUST tr_err sea_encounters_of(const sea_samples *first, const sea_samples *second, arena *a,
                                 sea_encounters *out);

/* ---- Calls at a port ---------------------------------------------------------------------------
 */

typedef enum sea_port_event {
    SEA_PORT_ENTRY = 0,
    SEA_PORT_GAP_BEGIN,
    SEA_PORT_GAP_END,
    SEA_PORT_STOP_BEGIN,
    SEA_PORT_STOP_END,
    SEA_PORT_EXIT,
    SEA_PORT_EVENT__N
} sea_port_event;
const char *sea_port_event_word(sea_port_event e);
typedef struct sea_port_step {
    int64_t at_ms, last_ms; /* of the event; of the report before it */
    sea_port_event what;
} sea_port_step;
typedef VEC(sea_port_step) sea_port_steps;
typedef struct sea_port_visit {
    int64_t from_ms, to_ms;
    int confidence; /* 4: entry and exit and a stop or gap; 3: one side and a stop or gap; 2: only a
                       stop or gap; 1: only entry and exit */
    bool entered, left; /* entry, exit were seen */
} sea_port_visit;
typedef VEC(sea_port_visit) sea_port_visits;
typedef struct sea_port_report {
    int64_t at_ms;
    double distance_km, speed_kn;
} sea_port_report;
enum { SEA_PORT_IN_KM = 3, SEA_PORT_OUT_KM = 4, SEA_PORT_GAP_MINUTES = 240 };
/** Events in the order in which they are found (a gap's beginning after its end: it is known only
 * then), and the visits they make. The first report gives no event. */
TR_MUST tr_err sea_port_calls(const sea_port_report *r, size_t n, arena *a, sea_port_steps *steps,
                              sea_port_visits *visits);

/* ---- Circles ------------------------------------------------------------------------------------
 */

typedef struct sea_circle {
    double x, y, r;
} sea_circle;
/** Three fits of a circle to points in a plane: algebraic (Kasa), Taubin's, and the one with the
 * least squares of the distances, from Taubin's by Gauss-Newton steps. False: the points are on a
 * line or fewer than three. */
bool sea_circle_kasa(const double *x, const double *y, size_t n, sea_circle *out);
bool sea_circle_taubin(const double *x, const double *y, size_t n, sea_circle *out);
bool sea_circle_geometric(const double *x, const double *y, size_t n, sea_circle *out,
                          double *rmse);

/* ---- Trust: reports that cannot be, or cannot be told from invented ones
 * ------------------------- */

/* Why a report is not trusted. It is left out of answers about places and never deleted. */
#define SEA_DOUBTS(X)                                                                              \
    X(NONE, "none")                                                                                \
    X(BAD_VALUE, N_("bad value"))   /* sea_look_at says which */                                   \
    X(JUMP, N_("jump"))             /* farther than a ship gets in the time */                     \
    X(TWO_PLACES, N_("two places")) /* one number at two places at a time: neither is trusted */   \
    X(CIRCLE, N_("circle"))         /* round and round, rounder than ships turn */                 \
    X(ON_LAND, N_("on land"))                                                                      \
    X(REPLAYED, N_("replayed"))     /* the same way as earlier, at another time */                 \
    X(SAME_PLACE, N_("same place")) /* three numbers or more at one place to the last digit */     \
    X(NO_COUNTRY, N_("no country")) /* the first digits are nobody\'s: who it is cannot be said */ \
    X(INTERFERENCE, N_("interference")) /* three ships or more jump to, or from, one place */
typedef enum sea_doubt {
#define X(name, word) SEA_##name,
    SEA_DOUBTS(X)
#undef X
        SEA_DOUBT__N
} sea_doubt;
const char *sea_doubt_word(sea_doubt d);

typedef struct sea_jump {
    uint32_t mmsi;
    int64_t before_ms, at_ms;
    geo_pt from, to;
} sea_jump;
typedef VEC(sea_jump) sea_jumps;
typedef struct sea_trust_rules {
    double jump_knots;                   /* 60 */
    double jump_km, jump_kn_hours;       /* 10 and 25: far, and not where it was heading */
    bool (*inland)(void *ctx, geo_pt p); /* far within land; NULL: land is not looked at */
    void *ctx;
} sea_trust_rules;
sea_trust_rules sea_usual_trust(void);
/* Reports of one ship, judged. */
typedef struct sea_judgement {
    uint8_t *doubt; /* sea_doubt of each report, but those that take several ships to see */
    int32_t *track; /* of each report that no value, circle or replay is the matter with; else
                       SEA_NO_TRACK */
    size_t n_tracks;
    sea_jumps jumps; /* added to: all of them, for sea_find_interference */
} sea_judgement;
/** `doubt` and `track` have room for n. */
TR_MUST tr_err sea_doubt_ship(const sea_report *r, size_t n, const sea_track_rules *how,
                              const sea_trust_rules *rules, arena *a, sea_judgement *out);

/* Interference as a fact about a place and a time: ships that jump there, or from there. */
typedef struct sea_interference {
    int64_t from_ms, to_ms;
    geo_pt centre;
    double radius_m; /* of the places around the centre */
    size_t n_ships, n_jumps;
    bool target; /* they jumped there; else from there */
} sea_interference;
typedef VEC(sea_interference) sea_interferences;
enum { SEA_CLUSTER_SHIPS = 3, SEA_CLUSTER_M = 5000, SEA_CLUSTER_MS = 3600000 };
/** Of the jumps of all ships, in any order; the answer is in the order of its beginnings. */
TR_MUST tr_err sea_find_interference(const sea_jumps *jumps, arena *a, sea_interferences *out);

/* Three numbers or more at one place to the last digit within an hour. */
typedef struct sea_same_place {
    int32_t lat, lon;
    int64_t from_ms, to_ms;
} sea_same_place;
typedef VEC(sea_same_place) sea_same_places;
/* A report, for that: where, when, who. */
typedef struct sea_seen {
    int32_t lat, lon;
    int64_t at_ms;
    uint32_t mmsi;
} sea_seen;
/** Reports of one place in the order of their times. */
TR_MUST tr_err sea_same_place_of(const sea_seen *r, size_t n, arena *a, sea_same_places *out);

/* ---- Reception: what was heard of ships that were there
 * ------------------------------------------- */

typedef struct sea_reception sea_reception;
enum { SEA_SLOT_MS = 600000, SEA_CELLS_A_DEGREE = 4 };
TR_MUST tr_err sea_reception_open(arena *a, sea_reception **out);
/** One ship's trusted reports, in the order of their times: ten-minute slots between reports less
 * than six hours apart, each heard in or not. */
TR_MUST tr_err sea_reception_add(sea_reception *c, const sea_report *r, size_t n, arena *a);
/** The share of slots in which ships in the cell were heard in the hour, without one ship's own
 * slots: the mean of Beta(1 + heard, 1 + slots - heard). False: fewer than SEA_LEAST_SLOTS of
 * others, nothing is known. */
enum { SEA_LEAST_SLOTS = 6 };
bool sea_reception_at(const sea_reception *c, geo_pt p, int64_t at_ms, uint32_t without_slots,
                      uint32_t without_heard, double *share);

/* All cells of a UTC day together. */
typedef struct sea_heard_day {
    int64_t day;
    uint64_t slots, heard;
} sea_heard_day;
typedef VEC(sea_heard_day) sea_heard_days;
/** By day; only days with a slot. */
TR_MUST tr_err sea_reception_days(const sea_reception *c, arena *a, sea_heard_days *out);

/* All hours of a cell together. */
typedef struct sea_heard_cell {
    int32_t y, x; /* quarters of a degree from the south pole, from 180 degrees west */
    uint64_t slots, heard;
} sea_heard_cell;
typedef VEC(sea_heard_cell) sea_heard_cells;
/** By y, then x. */
TR_MUST tr_err sea_reception_cells(const sea_reception *c, arena *a, sea_heard_cells *out);

typedef enum sea_silence {
    SEA_AMBIGUOUS = 0,
    SEA_COVERAGE,
    SEA_UNEXPLAINED,
    SEA_SILENCE__N
} sea_silence;
const char *sea_silence_word(sea_silence s);
typedef struct sea_silence_view {
    sea_silence label;
    double reception; /* mean share along the gap, of the part that is known */
    double known;     /* part of the gap's slots with reception known, 0..1 */
    double p_silence; /* chance of no report, had it gone on sending as before; 1 where nothing is
                         known */
} sea_silence_view;
/** A gap against the reception of other ships on the geodesic across it (docs/formats/ais.md). */
sea_silence_view sea_look_at_gap(const sea_reception *c, const sea_report *r, const sea_gap *g);

#endif
