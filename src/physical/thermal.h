/* thermal: what fire sensors saw, and what they could have seen. A thermal anomaly is evidence,
 * never an incident: it may be farm burning, a flare, a furnace.
 *
 * Every detection keeps its row and gets exactly one state. The order of the input does not matter:
 * equal rows are told apart by nothing, so whichever of them stands is the same. Methods and
 * defaults: docs/formats/thermal.md. */
#ifndef TRUCE_PHYSICAL_THERMAL_H
#define TRUCE_PHYSICAL_THERMAL_H

#include "model/model.h"

/* ---- Detections -------------------------------------------------------------------------------
 */

enum { THERMAL_RULES_VERSION = 1 };

/** An industrial place of a registry: it lowers the need for a static source. */
typedef struct thermal_works {
    geo_pt at;
    str id, name;
} thermal_works;

typedef struct thermal_options {
    usec_t mask_before; /* the static mask learns from detections before this instant only; unknown:
                           from all, and `mask_overlaps` says so */
    const thermal_works *works;
    size_t n_works;
} thermal_options;

/** A place where detections gather. */
typedef struct thermal_anchor {
    geo_pt centroid;
    size_t n, distinct_days,
        span_days;         /* of the detections within 1,000 m that the mask learnt from */
    size_t days_in_window; /* most distinct days in any 60 days */
    double rms_radius_m, max_radius_m; /* geodesic, from the centroid */
    const thermal_works *works;        /* within 1,000 m, or NULL */
    bool is_static, permanent;
    bool has_usual;                   /* at least 20 detections with a power: */
    double usual_log_frp, sd_log_frp; /* mean and standard deviation of ln MW */
    size_t usual_pixels;              /* 99th percentile of pixels in one hot event */
} thermal_anchor;

/* There are millions of the next two: they are kept small. */
typedef struct thermal_mark {
    uint32_t pass, event; /* hot event; THERMAL_NO_INDEX for duplicates */
    uint32_t anchor;      /* THERMAL_NO_INDEX: none within reach */
    uint32_t stands_for;  /* duplicates: the row that is kept */
    uint8_t state;        /* thermal_state */
} thermal_mark;
#define THERMAL_NO_INDEX UINT32_MAX

/** One fire, or several close together, seen in one pass. */
typedef struct thermal_event {
    geo_pt centre; /* of its strongest pixel */
    usec_t from, to;
    double frp_mw; /* sum; meaningful with has_frp */
    uint32_t pass, n_pixels;
    uint32_t strongest; /* its row */
    uint8_t grade;      /* fire_grade, the largest */
    uint8_t state;      /* thermal_state */
    bool has_frp;
} thermal_event;

typedef struct thermal_pass {
    satellite satellite;
    usec_t from, to;
    size_t n_detections;
} thermal_pass;

typedef struct thermal_result {
    thermal_mark *marks; /* one for each input row */
    size_t n;
    thermal_anchor *anchors; /* those that are static, by latitude, then longitude */
    size_t n_anchors;
    thermal_event *events;
    size_t n_events;
    thermal_pass *passes;
    size_t n_passes;
    bool mask_overlaps;
} thermal_result;

/** TR_ERR_LIMIT: 4,294,967,295 rows or more. */
TR_MUST tr_err thermal_analyse(const detection *rows, size_t n, const thermal_options *o, arena *a,
                               thermal_result *out);

geo_pt detection_position(const detection *d);

/* ---- Seasonal baseline ------------------------------------------------------------------------
 *
 * Is so many a detection usual for this place and time of the year? Farm burning is. Cells of 0.25
 * degrees, sixteen days of the year, day and night; learnt from detections before a stated
 * instant, at least three years of it, without which nothing is said. Only rows near the
 * places asked for are kept. They may come in any order and more than once: equal rows count once.
 */

enum { SEASON_MAX_ROWS = 2000000, SEASON_LEAST_YEARS = 3 };
#define SEASON_USUAL_P 0.05 /* so probable or more: not unusual */

/** Detections and passes of the past in one cell, season and half of the day, and the same of the
 * eight cells around it. */
typedef struct season_counts {
    double detections, passes, around_detections, around_passes;
} season_counts;
/** Probability of y or more detections in `passes` passes, if all is as it was: negative binomial
 * with a Gamma prior worth five passes from the cells around. */
double season_p_excess(const season_counts *c, size_t y, double passes);

typedef struct season season;

typedef struct season_facts {
    bool too_many;   /* more rows near the places than are kept: nothing is said */
    bool whole_days; /* a row of the past tells no hour or no satellite: days are compared whole,
                        over all satellites of the past */
    size_t n_rows;   /* of the past, near the places */
    int first_year, last_year; /* with n_rows */
} season_facts;

/** `reach_m` around each place; `before` is known. */
TR_MUST tr_err season_open(const geo_pt *places, const double *reach_m, size_t n, usec_t before,
                           arena *a, season **out);
/** Cheap: is a row at this place of any use? */
bool season_wants(const season *s, int32_t lat_e7, int32_t lon_e7);
TR_MUST tr_err season_add(season *s, const detection *d);
/** Rows are let go here, or once there are too many. */
TR_MUST tr_err season_seal(season *s, season_facts *out);
/** After season_seal, of a row that was added: false with too little of the past, or away from the
 * places. */
bool season_ask(const season *s, const detection *d, double *p_excess);
/** For one that may not have been sealed; NULL allowed. */
void season_close(season *s);

/* ---- Observability ----------------------------------------------------------------------------
 */

typedef struct look {
    double cloud;     /* 0..1 */
    bool cloud_known; /* false counts as full cloud */
} look;

/** `p_detect`: chance that one clear pass shows a fire of the kind asked for. */
observability observe_passes(const look *looks, size_t n, double p_detect);

/** Does the satellite pass over this longitude at about this instant? Nominal local solar times,
 *  widened for the width of the swath; `off_min` gets the minutes to the nearest pass. */
bool overpass_fits(satellite s, double lon_deg, usec_t at, int *off_min);

#endif
