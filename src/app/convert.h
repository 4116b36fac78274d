/* Geographic formats that GDAL reads, made into GeoJSON by its own programs in a process of their
 * own: GeoPackage, zipped Shapefile, KML, OpenStreetMap, TopoJSON. The record keeps both files, so
 * that whoever recomputes needs no GDAL. Private to app/. docs/formats/areas.md. */
#ifndef TRUCE_APP_CONVERT_H
#define TRUCE_APP_CONVERT_H

#include "app/app.h"

typedef enum convert_form {
    CONVERT_NONE = 0, /* read as it is */
    CONVERT_GEOPACKAGE,
    CONVERT_SHAPEFILE, /* a zip archive */
    CONVERT_BARE_SHP,  /* of several files that belong together, one alone: refused with a hint */
    CONVERT_KML,
    CONVERT_OSM,
    CONVERT_TOPOJSON
} convert_form;

/** By the first bytes. */
convert_form convert_form_of(str head);
/** One FeatureCollection in WGS 84 of all layers, at most APP_FILE_BYTES; of OSM what `kind` asks
 * for. `by`: the program and its version. Its scratch files are under `dir`/blobs and are removed.
 */
/** `packed`: the file is gzip. */
TR_MUST tr_err convert_file(const char *dir, const char *path, convert_form form, bool packed,
                            feed_kind kind, arena *a, str *geojson, str *by, tr_diag *diag);

#endif
