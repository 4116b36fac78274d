/* Registries of sites: which of their columns are what. */
#include "producers/registry.h"

static const registry_form forms[] = {
    {FEED_OSM_POWER, "osm_type|osm_id", "name", "station_name_en", NULL, NULL, NULL, NULL, NULL,
     NULL, 100},
    {FEED_GEM_PLANTS, "project|unit|owner", "project", "project_loc", "lat", "lng", NULL, NULL,
     NULL, "status", 1000},
    {FEED_GEM_NUCLEAR, "project-name|unit-name", "project-name", NULL, "lat", "lng", NULL, NULL,
     "location-accuracy", "status", 1000},
    {FEED_GEM_STEEL, "plant-id", "plant-name-(english)", "plant-name-(other-language)", NULL, NULL,
     "coordinates", NULL, "coordinate-accuracy", "plant-status", 1000},
    {FEED_GEM_GAS, "id|unit-name", "name", NULL, "Latitude", "Longitude", NULL, "geometry", NULL,
     "status", 1000},
    {FEED_GEM_FIELDS, "unit-id|wiki-name", "wiki-name", NULL, "lat", "lng", NULL, NULL,
     "location-accuracy", "status", 5000},
    {FEED_WRI, "Power Plant ID", "Name", NULL, "Latitude", "Longitude", NULL, NULL, NULL,
     "Operational Status", 1000},
    {FEED_REACTORS, "Id", "Name", NULL, "Latitude", "Longitude", NULL, NULL, NULL, "Status", 500},
    {FEED_PORTS, "unlocode", "name", "city", "latitude", "longitude", NULL, NULL, NULL, NULL, 3000},
    {FEED_GRID_BUSES, "bus_id", "station_id", NULL, "y", "x", NULL, NULL, NULL, NULL, 10000},
};

const registry_form *registry_form_of(feed_kind k)
{
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (forms[i].kind == k) return &forms[i];
    }
    return NULL;
}
