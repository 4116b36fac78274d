/* The published columns of the known feeds: X(constant, name), those that are needed first. */
#ifndef TRUCE_PRODUCERS_EVENT_FEED_COLUMNS_H
#define TRUCE_PRODUCERS_EVENT_FEED_COLUMNS_H

#include "producers/event_feeds.h"

#define VIINA_COLUMNS(X)                                                                           \
    X(VIINA_DATETIME, "datetime")                                                                  \
    X(VIINA_LON, "lon")                                                                            \
    X(VIINA_LAT, "lat")                                                                            \
    X(VIINA_PLACE, "place_name")                                                                   \
    X(VIINA_TYPE, "event_type")                                                                    \
    X(VIINA_HEADLINE, "headline")

#define UCDP_COLUMNS(X)                                                                            \
    X(UCDP_ID, "id")                                                                               \
    X(UCDP_TYPE, "type_of_violence")                                                               \
    X(UCDP_WHERE_PREC, "where_prec")                                                               \
    X(UCDP_LAT, "latitude")                                                                        \
    X(UCDP_LON, "longitude")                                                                       \
    X(UCDP_START, "date_start")                                                                    \
    X(UCDP_END, "date_end")                                                                        \
    X(UCDP_PLACE, "where_coordinates")                                                             \
    X(UCDP_SOURCE, "source_office")                                                                \
    X(UCDP_HEADLINE, "source_headline")                                                            \
    X(UCDP_DATE_PREC, "date_prec")

#define ACLED_COLUMNS(X)                                                                           \
    X(ACLED_ID, "event_id_cnty")                                                                   \
    X(ACLED_DATE, "event_date")                                                                    \
    X(ACLED_TIME_PREC, "time_precision")                                                           \
    X(ACLED_TYPE, "event_type")                                                                    \
    X(ACLED_LAT, "latitude")                                                                       \
    X(ACLED_LON, "longitude")                                                                      \
    X(ACLED_GEO_PREC, "geo_precision")                                                             \
    X(ACLED_TIMESTAMP, "timestamp")                                                                \
    X(ACLED_SUB_TYPE, "sub_event_type")                                                            \
    X(ACLED_PLACE, "location")                                                                     \
    X(ACLED_SOURCE, "source")                                                                      \
    X(ACLED_NOTES, "notes")

#define ACLED_DELETED_COLUMNS(X)                                                                   \
    X(ACLED_DELETED_ID, "event_id_cnty")                                                           \
    X(ACLED_DELETED_AT, "deleted_timestamp")

#define ALERTS_COLUMNS(X)                                                                          \
    X(ALERTS_REGION, "region")                                                                     \
    X(ALERTS_FROM, "started_at")                                                                   \
    X(ALERTS_TO, "finished_at")                                                                    \
    X(ALERTS_MERGED, "n_subalerts")

#define EXPLOSIONS_COLUMNS(X)                                                                      \
    X(EXPLOSIONS_TIME, "time")                                                                     \
    X(EXPLOSIONS_LAT, "latitude")                                                                  \
    X(EXPLOSIONS_LON, "longitude")                                                                 \
    X(EXPLOSIONS_MAG, "mag")                                                                       \
    X(EXPLOSIONS_TYPE, "type")                                                                     \
    X(EXPLOSIONS_ID, "id")                                                                         \
    X(EXPLOSIONS_PLACE, "place")                                                                   \
    X(EXPLOSIONS_ERROR_KM, "horizontalError")                                                      \
    X(EXPLOSIONS_SEMI_MAJOR_KM, "smajax")                                                          \
    X(EXPLOSIONS_SEMI_MINOR_KM, "sminax")                                                          \
    X(EXPLOSIONS_STRIKE_DEG, "strike")                                                             \
    X(EXPLOSIONS_SOURCE, "net")

#define COLUMN_CONSTANT(constant, name) constant,
enum { VIINA_COLUMNS(COLUMN_CONSTANT) VIINA__N };
enum { UCDP_COLUMNS(COLUMN_CONSTANT) UCDP__N };
enum { ACLED_COLUMNS(COLUMN_CONSTANT) ACLED__N };
enum { ACLED_DELETED_COLUMNS(COLUMN_CONSTANT) ACLED_DELETED__N };
enum { ALERTS_COLUMNS(COLUMN_CONSTANT) ALERTS__N };
enum { EXPLOSIONS_COLUMNS(COLUMN_CONSTANT) EXPLOSIONS__N };
#undef COLUMN_CONSTANT

tr_err known_acled_deleted(const known_row *r, event_row *out);

#endif
