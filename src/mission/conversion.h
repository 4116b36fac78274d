/* Formats that GDAL reads, made into GeoJSON or CSV by its own programs in a process of their own:
 * GeoPackage, zipped Shapefile, KML and KMZ, OpenStreetMap, TopoJSON; XLSX, XLS and ODS. The record
 * keeps both files, so that whoever recomputes needs no GDAL. Private to mission/.
 * docs/formats/areas.md. */
#ifndef TRUCE_MISSION_CONVERSION_H
#define TRUCE_MISSION_CONVERSION_H

#include "mission/mission.h"

typedef enum convert_form {
    CONVERT_NONE = 0, /* read as it is */
    CONVERT_GEOPACKAGE,
    CONVERT_SHAPEFILE, /* a zip archive */
    CONVERT_BARE_SHP,  /* of several files that belong together, one alone: refused with a hint */
    CONVERT_KML,
    CONVERT_KMZ,
    CONVERT_XLSX, /* from here on: sheets, made into CSV */
    CONVERT_XLS,
    CONVERT_ODS,
    CONVERT_SHEETS_END,
    CONVERT_OSM,
    CONVERT_TOPOJSON
} convert_form;

/** What a file is by its bytes; `packed`: within gzip. CONVERT_NONE also for what nobody reads:
 * that is for the reader to say. */
TR_MUST tr_err convert_look(const char *path, arena *a, convert_form *out, bool *packed,
                            tr_diag *diag);
/** Made into CSV: a comma in a cell separates nothing. */
bool convert_gives_cells(convert_form form);
/** A feature format: one FeatureCollection in WGS 84 of all layers, of OSM what `kind` asks for. A
 * spreadsheet: the sheet that the mapping names, else the only one that has the columns of `kind`.
 * At most HOST_FILE_BYTES. `by`: the program and its version, and the sheet. Its scratch files are
 * under `dir`/blobs and are removed. */
TR_MUST tr_err convert_file(const char *dir, const char *path, convert_form form, bool packed,
                            feed_kind kind, const event_mapping *m, arena *a, str *out, str *by,
                            tr_diag *diag);

#endif
