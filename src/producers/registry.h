/* Registries of sites as their publishers give them; private to producers/. One row of this table a
 * registry; which category a row has is data (data/registry_categories.csv), so that people can
 * review it. */
#ifndef TRUCE_PRODUCERS_REGISTRY_H
#define TRUCE_PRODUCERS_REGISTRY_H

#include "producers/producers.h"

/** Columns, or properties of GeoJSON features. Lists are tried in order, separated by blanks...
 * names contain blanks, so by `|`. */
typedef struct registry_form {
    feed_kind kind;
    const char *id; /* parts of the identifier, joined by / */
    const char *name, *other_name;
    const char *lat, *lon;
    const char *pair;     /* one column "lat, lon" instead */
    const char *wkt;      /* POINT or LINESTRING, where lat and lon are empty */
    const char *accuracy; /* exact or approximate */
    const char *status;
    double radius_m; /* how far off a position without a stated accuracy may be */
} registry_form;

const registry_form *registry_form_of(feed_kind k);

#endif
