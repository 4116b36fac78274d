/* same_site: listings of several registries, or several units in one, that are one site. Nothing is
 * averaged: every listing keeps its own position and words; one of them, the one drawn or placed
 * most finely, stands for the site. Rules: docs/formats/sites.md. */
#ifndef TRUCE_PHYSICAL_SAME_SITE_H
#define TRUCE_PHYSICAL_SAME_SITE_H

#include "model/model.h"

typedef struct listing {
    str id, name, other_name, category;
    const geo_shape *shape;
    int registry;
} listing;

typedef struct same_sites {
    size_t *site; /* of each listing, numbered by the first listing of the input's natural order */
    bool *stands; /* the listing that stands for its site */
    size_t n_sites, n_several; /* sites with two listings and more */
    double widest_m;           /* between two listings of one site */
} same_sites;

/** The order of the input does not matter but for the numbers of sites. Lines are sites of their
 * own. */
TR_MUST tr_err same_sites_find(const listing *l, size_t n, arena *a, same_sites *out);
/** The middle of a circle, or of the box around an area; how far the listing may be from it. */
geo_pt listing_middle(const listing *l, double *reach_m);

#endif
