/* place: which listed site a report with an uncertain place may mean. A posterior over all sites
 * near and "none of them", never the nearest in silence. Source: docs/formats/place.md (densities
 * by precision, Bayes with a background). */
#ifndef TRUCE_PHYSICAL_PLACE_H
#define TRUCE_PHYSICAL_PLACE_H

#include "model/model.h"

enum { PLACE_RULES_VERSION = 1 };

/** Where the thing may be: a density in the plane around a position. */
typedef enum place_form {
    PLACE_FORM_NONE = 0,
    PLACE_GAUSS,
    PLACE_DISC,
    PLACE_PIXEL_FORM
} place_form;
typedef struct place_density {
    place_form form;
    geo_pt mean;
    double sigma_m;                       /* GAUSS: of each axis */
    double radius_m;                      /* DISC */
    double scan_m, track_m, rotation_deg; /* PIXEL: rotation counter-clockwise from east */
} place_density;

/** By the class of precision; NONE where the class is too coarse for any site. `radius_m`: of the
 * circle that holds the place with 95 %, -1 when the source does not say. */
place_density place_density_of(place_precision p, geo_pt at, double radius_m);
/** The pixel of a detection; rotation 0, since the heading of the satellite is not in the data. */
place_density place_density_of_pixel(geo_pt at, double scan_km, double track_km);
/** Radius of the circle that holds 95 %. */
double place_r95_m(const place_density *d);

/** A listed site as the method needs it. */
typedef struct place_site {
    const geo_shape *shape; /* circle or polygon; lines have no area and are passed over */
    double weight;          /* prior rate of its class; 1 unless known */
    double
        name_ratio; /* 200 exact id, 20 name alike, 5 same settlement and class, 1 nothing named */
} place_site;

typedef enum place_level {
    PLACE_AREA_ONLY = 0,
    PLACE_NEAR_SITE,
    PLACE_LIKELY_SITE,
    PLACE_ON_SITE
} place_level;
const char *place_level_word(place_level l);
const char *place_level_says(place_level l); /* for people */

typedef struct place_answer {
    size_t site;          /* into the sites */
    double share;         /* of the density that lies in the site */
    double p;             /* posterior */
    double p_low, p_high; /* with the background times 3 and divided by 3 */
    place_level level;
} place_answer;

/** Background: incidents that hit no listed site, per km^2, relative to one site. */
#define PLACE_BACKGROUND_RURAL 0.002
#define PLACE_BACKGROUND_URBAN 0.02

/** Sites with some share, or within 2 r95, strongest first, then in the order of the input. */
TR_MUST tr_err place_posterior(const place_density *d, const place_site *sites, size_t n,
                               double background_per_km2, arena *a, place_answer **out,
                               size_t *n_out);

#endif
