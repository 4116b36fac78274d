/* traffic: reports of many ships, sorted on disk, looked at ship by ship, made into events.
 *
 * Memory does not depend on the number of reports, but for the longest series of one ship and the
 * numbers of ships, cells and events. The answer does not depend on the order of the input, on its
 * cut into files, or on a second receiver of the same reports. What a report says is what a
 * transmitter says of itself. */
#ifndef TRUCE_TRAFFIC_TRAFFIC_H
#define TRUCE_TRAFFIC_TRAFFIC_H

#include "ais/ais.h"
#include "sea/sea.h"

enum { TRAFFIC_MOST_REPORTS = 4 << 20 }; /* of one ship at a time; more are looked at in pieces */

/* ---- Places that somebody drew
 * ------------------------------------------------------------------- */

typedef enum area_kind {
    AREA_ZONE = 0,
    AREA_CORRIDOR,
    AREA_PORT,
    AREA_WATER,
    AREA_KIND__N
} area_kind;
typedef struct traffic_area {
    str id, name;
    area_kind kind;
    geo_shape shape; /* port: a point or a polygon; corridor: a line with its half width */
    double low_lat, high_lat, mid_lon, half_lon; /* box around it, for a quick no */
} traffic_area;
typedef VEC(traffic_area) traffic_areas;
/** `water` is where ships go although coarse drawings have land there: rivers, canals, lagoons.
 * Near a port land is not looked at either. Features of a GeoJSON file: `id` (or the property),
 * `name`, `kind` (zone, corridor, port), and for a corridor `half_width_m`. At most 65,535. */
TR_MUST tr_err traffic_areas_read(str bytes, const char *file, arena *a, traffic_areas *out,
                                  tr_diag *diag);
/** The box of an area made otherwise; `shape`, `kind` are there. */
void traffic_area_box(traffic_area *z);
/** Is the place within? In a port: within three kilometres of it. */
bool traffic_inside(const traffic_area *z, geo_pt p);
/** Metres to a port, infinite when it is far; of a zone 0 within, infinite without. */
double traffic_distance_m(const traffic_area *z, geo_pt p);

/* ---- Who sends
 * -------------------------------------------------------------------------------------- */

/* What a number says of itself; each different saying once, with when. */
typedef struct traffic_identity {
    uint32_t mmsi, imo; /* imo 0: not said */
    char name[AIS_NAME_ROOM], callsign[8];
    int32_t ship_type;        /* -1: not said */
    int32_t length_m, beam_m; /* -1 */
    int64_t first_ms, last_ms;
    uint64_t n;
} traffic_identity;
/** Country of a ship's number by its first three digits, from a table "mid,country" (ITU;
 * data/mid.csv); empty when it is none. Where a ship is registered says nothing of whose it is. */
typedef struct traffic_flags {
    char country[1000][3];
} traffic_flags;
TR_MUST tr_err traffic_flags_read(str csv, traffic_flags *out, tr_diag *diag);
const char *traffic_flag(const traffic_flags *f, uint32_t mmsi);
/** A number of a beacon of distress (ITU-R M.585, annex 2): of no country. */
bool traffic_of_distress(uint32_t mmsi);

/* ---- Events
 * -------------------------------------------------------------------------------------------- */

/* X(constant, word) */
#define TRAFFIC_EVENTS(X)                                                                          \
    X(TRACK, "track") /* trusted reports of one track, from first to last */                       \
    X(GAP, "gap")     /* six hours or more without a report */                                     \
    X(ENTRY, "entry") /* into an area: between from and to */                                      \
    X(EXIT, "exit")                                                                                \
    X(PRESENCE, "presence") /* within an area on a UTC day: first and last report there */         \
    X(PORT_VISIT, "port visit")                                                                    \
    X(ENCOUNTER,                                                                                   \
      "encounter")    /* of two ships, slow and close for two hours; each is once the first */     \
    X(DOUBT, "doubt") /* reports that are not trusted, one reason, one after another */            \
    X(INTERFERENCE, "interference") /* several ships: a fact about a place and a time */           \
    X(SAME_PLACE, "same place")     /* three numbers or more at one place to the last digit */     \
    X(NEAR, "near")                 /* near a place that is watched, in its hours */
typedef enum traffic_kind {
#define X(name, word) TRAFFIC_##name,
    TRAFFIC_EVENTS(X)
#undef X
        TRAFFIC_KIND__N
} traffic_kind;
const char *traffic_kind_word(traffic_kind k);

typedef struct traffic_event {
    int64_t from_ms, to_ms;
    uint32_t mmsi;  /* 0: of several */
    uint32_t other; /* of an encounter; else 0 */
    uint16_t area;  /* index plus one; 0: none */
    uint8_t kind;   /* traffic_kind */
    uint8_t label; /* doubt: sea_doubt; gap: sea_silence; interference: 1 target; visit: confidence;
                      entry, exit: 1 when the instant is between reports less than an hour apart */
    int32_t lat, lon; /* 1/600000 degree, where it begins */
    int32_t lat_to, lon_to;
    uint32_t n;            /* reports; interference: ships */
    uint16_t slots, heard; /* presence: ten minutes from the first report to the last, and those
                              with a report; visit: 1 when its entry, its exit was seen */
    float hours, km, knots;
    float reception, known, p_silence; /* gaps */
} traffic_event;

typedef struct traffic_account {
    uint64_t messages, positions, duplicate, no_time, no_position, identities,
        others; /* others: no report of a ship */
    uint64_t ships, trusted, doubted[SEA_DOUBT__N];
} traffic_account;

/* ---- The job
 * ---------------------------------------------------------------------------------------------- */

/* Who was near a place in some hours? */
typedef struct traffic_watch {
    geo_pt at;
    double reach_m;
    int64_t from_ms, to_ms;
} traffic_watch;

/** Trusted reports of one ship in the order of their times, with the track of each (-1: beside
 * all); lent for the call. */
typedef tr_err traffic_track_sink(void *ctx, const sea_report *r, const int32_t *track, size_t n);

typedef struct traffic_rules {
    const char *folder; /* for what does not fit in memory */
    const traffic_area *areas;
    size_t n_areas;
    const traffic_watch *watches; /* at most 65,535; the event's `area` is the index plus one */
    size_t n_watches;
    bool no_meetings; /* encounters are not looked for */
    bool each_day; /* a presence of each ship on each UTC day, of no area: what was heard of it */
    const traffic_flags *flags;
    traffic_track_sink *tracks; /* NULL: nobody hears them; with `tracks_ctx` */
    void *tracks_ctx;
    str land;        /* rings as data/land.txt has them; empty: land is not looked at */
    size_t run_rows; /* reports held at a time; 0: the usual four million */
} traffic_rules;
typedef struct traffic traffic;
TR_MUST tr_err traffic_open(const traffic_rules *rules, arena *a, traffic **out);
TR_MUST tr_err traffic_add(traffic *t, const ais_message *m, size_t n);
/** Nothing more to come: ships are looked at. `progress` (NULL allowed) hears how many reports of
 * how many. */
TR_MUST tr_err traffic_look(traffic *t, void (*progress)(void *ctx, uint64_t done, uint64_t all),
                            void *ctx);
/** Events by time, ship and kind, one after the other; TR_ERR_ABSENT behind the last. */
TR_MUST tr_err traffic_next(traffic *t, const traffic_event **out);
const traffic_account *traffic_counts(const traffic *t);
/** By number and time; in the arena of the job. */
const traffic_identity *traffic_identities(traffic *t, size_t *n);
/** The share of ten minutes in which ships around a place were heard in an hour; false: not known.
 */
bool traffic_reception(const traffic *t, geo_pt p, int64_t at_ms, double *share);
/** What was heard on each day, of all ships. */
TR_MUST tr_err traffic_heard(const traffic *t, arena *a, sea_heard_days *out);
TR_MUST tr_err traffic_cells(const traffic *t, arena *a, sea_heard_cells *out);
void traffic_close(traffic *t);

#endif
