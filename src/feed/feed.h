/* feed: bytes to records. Adapters say what was observed or claimed, and by whom; they never judge.
 *
 * Every adapter has the same shape: it takes the bytes of one file and gives accepted records, and
 * for every other row one reject with its position, code and raw bytes. received = accepted +
 * duplicate + set aside holds to the row: nothing is dropped. A row that repeats an earlier row of
 * the file is a duplicate; rows that share an identifier but not their content are all set aside,
 * since no order among them may decide. Records copy their text into the arena.
 *
 * docs/formats has one page a kind. To add a kind: docs/adding-a-feed.md. */
#ifndef TRUCE_FEED_FEED_H
#define TRUCE_FEED_FEED_H

#include "base/tz.h"
#include "model/model.h"
#include "table/mapping.h"

enum { FEED_PARSER_VERSION = 1 };

typedef enum feed_kind {
    FEED_NONE = 0,
    FEED_CLAIMS,
    FEED_TOTALS,
    FEED_INCIDENTS,
    FEED_EVENTS,
    FEED_SITES,
    FEED_REGIONS,
    FEED_CLASSES,
    FEED_FIRMS, /* from here on: evidence of known producers, streamed */
    FEED_VIINA,
    FEED_UCDP,
    FEED_ACLED,
    FEED_ALERTS,
    FEED_EXPLOSIONS,
    FEED_AIS,       /* ship reports: logs of NMEA sentences */
    FEED_OSM_POWER, /* from here on: registries, one snapshot each */
    FEED_GEM_PLANTS,
    FEED_GEM_NUCLEAR,
    FEED_GEM_STEEL,
    FEED_GEM_GAS,
    FEED_GEM_FIELDS,
    FEED_WRI,
    FEED_REACTORS,
    FEED_PORTS,
    FEED_GRID_BUSES,
    FEED_AREAS,       /* named areas, lines and places: boundaries, gazetteers */
    FEED_CONTROL,     /* who is said to hold which area on a day: one file a day */
    FEED_FETCHES,     /* when a feed of fires was fetched, and how far back each snapshot reaches */
    FEED_EFFORT,      /* how much was watched, by day */
    FEED_PERFORMANCE, /* acts under obligations to perform */
    FEED_PROCESS,     /* events of the process: signed, notice given, talks opened ... */
    FEED_INVOCATIONS, /* exceptions that a side invokes for an incident */
    FEED_FINDINGS,    /* what a body with a mandate adopted */
    FEED_WINDOWS,     /* windows of silence: agreed, kept or not */
    FEED_CASUALTIES,  /* how many people came to harm, by source */
    FEED_SHIP_EVENTS, /* what others worked out from AIS */
    FEED__N
} feed_kind;
const char *feed_kind_word(feed_kind k);
bool feed_kind_from(str word, feed_kind *out);
/** "the kinds are claims, totals, ... and areas", for messages. */
void feed_kind_list(buf *b);
/** Read as a stream of any length, never held in the state. */
bool feed_kind_streams(feed_kind k);
/** Its rows are reports of events: not those of fires and ships. */
bool feed_kind_has_events(feed_kind k);
/** A published registry of sites: an import is its snapshot, the latest stands. */
bool feed_kind_is_registry(feed_kind k);
/** Other files may be read otherwise because of it: tables of words, and rows that repeat. */
bool feed_kind_gives_meaning(feed_kind k);
/** Its rows are places: such files may come in other geographic formats. */
bool feed_kind_has_places(feed_kind k);
typedef struct feed_reject {
    size_t record; /* from 1, in the order of the file */
    bool duplicate;
    tr_diag diag;
    str raw;
} feed_reject;

typedef struct feed_result {
    size_t received, accepted, duplicate, set_aside;
    feed_reject *rejects; /* duplicates and rows set aside, by record */
    size_t n_rejects, cap_rejects;
} feed_result;

/** What adapters may look things up in. All parts may be NULL. */
typedef struct feed_context {
    const event_mapping *mapping; /* how a person says the file is to be read */
    table_form *form; /* how it is read, as recorded or to be found out; NULL: plainly */
    const taxonomy *categories;
    const region *regions;
    size_t n_regions;
    const struct facility_class *classes;
    size_t n_classes;
    const tz_db *zones;
    const struct registry_rules *rules;
    bool whole_cells;    /* fields were cells of a sheet: a comma in them separates nothing */
    str received_column; /* column that says when a row became known; empty: none */
    int64_t entry;       /* ledger entry of the batch, for record_ref */
} feed_context;

/** The part of it that tells how rows are read. */
rows_how feed_how(const feed_context *c);

typedef struct facility_class {
    str word, category;
} facility_class;

typedef VEC(facility_class) facility_class_vec;

typedef struct site {
    str id, name, other_name, category, source,
        status;      /* category may be `a|b`: which is not known */
    feed_kind kind;  /* the registry it stands in; FEED_SITES for the mission's own */
    geo_shape shape; /* point: circle with its radius */
    record_ref ref;
} site;

/** A named area, line or place; for FEED_CONTROL the area that one source says was held on a day.
 */
typedef struct named_area {
    str id, name, source;
    str side;       /* control: who held it, where the file says so */
    str_list names; /* in all languages that the file has */
    bool region;    /* of an administration: the file gives a code or level for it */
    bool town;      /* a settlement: the file says so */
    feed_kind kind;
    geo_shape shape;
    span when;      /* control: the day, in UTC; else unknown */
    size_t n_loose; /* rings that stand for holes but lie outside every other ring: taken as areas
                       of their own */
    record_ref ref;
} named_area;
typedef VEC(named_area) area_vec;
#define FEED_SCRATCH_BYTES ((size_t)2 << 30) /* for a parsed file of 64 MiB */

/** GeoJSON of boundaries, places or lines; `name` of the file tells the day of a control file
 * (eight digits). */
TR_MUST tr_err feed_areas(feed_kind kind, str bytes, const char *file, const feed_context *c,
                          arena *a, area_vec *out, feed_result *result, tr_diag *diag);

/** One snapshot of a feed of fires: the hours that it holds. */
typedef struct fetch {
    span covers;
} fetch;
typedef VEC(fetch) fetch_vec;

/** CSV with `scraped_at` (an instant with its offset) and, if not 24, `hours`. */
TR_MUST tr_err feed_fetches(str bytes, const char *file, const feed_context *c, arena *a,
                            fetch_vec *out, feed_result *result, tr_diag *diag);

/** Which category a row of a registry has: data that people can review. The first rule that fits
 * decides. */
typedef struct registry_rule {
    str registry, when, category; /* when: column=value, several joined by & */
} registry_rule;
typedef struct registry_rules {
    registry_rule *items;
    size_t n, cap;
} registry_rules;

typedef VEC(site) site_vec;

/** Columns of incidents, the id first; NULL ends them. */
extern const char *const feed_incident_columns[];
TR_MUST tr_err feed_incidents(str bytes, const char *file, const feed_context *c, arena *a,
                              incident_vec *out, feed_result *result, tr_diag *diag);
TR_MUST tr_err feed_claims(str bytes, const char *file, const feed_context *c, arena *a,
                           claim_vec *out, feed_result *result, tr_diag *diag);
TR_MUST tr_err feed_totals(str bytes, const char *file, const feed_context *c, arena *a,
                           total_vec *out, feed_result *result, tr_diag *diag);
/** How much was watched on a day: a row a day, unit and place. */
TR_MUST tr_err feed_effort(str bytes, const char *file, const feed_context *c, arena *a,
                           effort_vec *out, feed_result *result, tr_diag *diag);
/** Acts under obligations to perform. That an obligation exists is checked by whoever holds the
 * agreement. */
TR_MUST tr_err feed_performance(str bytes, const char *file, const feed_context *c, arena *a,
                                performance_vec *out, feed_result *result, tr_diag *diag);
/** Events of ships as others worked them out from AIS. */
TR_MUST tr_err feed_ship_events(str bytes, const char *file, const feed_context *c, arena *a,
                                ship_event_vec *out, feed_result *result, tr_diag *diag);
/** What the record holds of the process. That ids exist in the agreement is checked by whoever
 * holds it. */
TR_MUST tr_err feed_process(str bytes, const char *file, const feed_context *c, arena *a,
                            process_event_vec *out, feed_result *result, tr_diag *diag);
TR_MUST tr_err feed_invocations(str bytes, const char *file, const feed_context *c, arena *a,
                                invocation_vec *out, feed_result *result, tr_diag *diag);
TR_MUST tr_err feed_findings(str bytes, const char *file, const feed_context *c, arena *a,
                             body_finding_vec *out, feed_result *result, tr_diag *diag);
TR_MUST tr_err feed_windows(str bytes, const char *file, const feed_context *c, arena *a,
                            silence_window_vec *out, feed_result *result, tr_diag *diag);
TR_MUST tr_err feed_casualties(str bytes, const char *file, const feed_context *c, arena *a,
                               casualty_figure_vec *out, feed_result *result, tr_diag *diag);
TR_MUST tr_err feed_regions(str bytes, const char *file, const feed_context *c, arena *a,
                            region_vec *out, feed_result *result, tr_diag *diag);
TR_MUST tr_err feed_classes(str bytes, const char *file, const feed_context *c, arena *a,
                            facility_class_vec *out, feed_result *result, tr_diag *diag);
/** CSV (id,name,category,lat,lon,radius_m) or GeoJSON, by the first character. */
TR_MUST tr_err feed_sites(str bytes, const char *file, const feed_context *c, arena *a,
                          site_vec *out, feed_result *result, tr_diag *diag);
/** A table `category,meaning`: the taxonomy that ships with the program. */
TR_MUST tr_err feed_taxonomy(str bytes, const char *file, arena *a, taxonomy *out, tr_diag *diag);

/* ---- Events: any CSV, through a declared mapping, streamed ----------------------------------- */

typedef struct event_row {
    size_t record;
    unsigned line;
    str id; /* empty when the mapping has none */
    span when;
    bool has_position;
    geo_pt position;
    double radius_m;           /* of the circle that holds the place with 95 %; -1 unknown */
    place_precision precision; /* NONE: the source does not say */
    str category, place, source, text;
    str kinds;        /* the producer's words for what happened, joined by | */
    int64_t version;  /* a later version of the same id replaces an earlier one; 0: the source has
                         none */
    bool retracted;   /* the producer took the record of this id back */
    uint64_t hash[2]; /* 128 bits over the raw row, to find repeats */
} event_row;

typedef struct event_sink {
    tr_err (*accept)(void *ctx, const event_row *row);                       /* NULL: count only */
    tr_err (*reject)(void *ctx, size_t record, const tr_diag *why, str raw); /* row set aside */
    void *ctx;
} event_sink;

/** Streams: memory does not depend on the file. Duplicates are left to the sink's owner. */
TR_MUST tr_err feed_events(csv_source src, const char *file, const event_mapping *m,
                           const feed_context *c, const event_sink *sink, size_t *received,
                           size_t *accepted, size_t *set_aside, tr_diag *diag);

/* ---- Words of time --------------------------------------------------------------------------- */

/** Bounds of a part of the day in minutes from the day's midnight; night begins on the day before
 *  (negative). False when the words say nothing about the hour. Defaults of docs/formats/time.md.
 */
bool day_part_bounds(str words, int *from_min, int *to_min);
/** "10:08" and the like; minutes after midnight. */
bool clock_words(str words, int *min);

#endif
