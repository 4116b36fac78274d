/* How a person says that a table is to be read: which column means what, and in which notation. */
#ifndef TRUCE_TABLE_MAPPING_H
#define TRUCE_TABLE_MAPPING_H

#include "base/tz.h"
#include "table/form.h"
#include "text/text.h"

/** Which column of the file means what; empty = the file has none. `zone` is a tz name for times
 *  without an offset. docs/formats/tables.md. */
#define EVENT_MAPPING_LIST(X)                                                                      \
    X(id)                                                                                          \
    X(date)                                                                                        \
    X(time)                                                                                        \
    X(instant)                                                                                     \
    X(lat)                                                                                         \
    X(lon)                                                                                         \
    X(radius_m)                                                                                    \
    X(category)                                                                                    \
    X(place)                                                                                       \
    X(source)                                                                                      \
    X(text)                                                                                        \
    X(zone)                                                                                        \
    X(default_radius_m)                                                                            \
    X(encoding) X(gazetteer) X(date_format) X(position) X(position_order) X(separator) X(sheet)
typedef struct event_mapping {
#define X(key) str key;
    EVENT_MAPPING_LIST(X)
#undef X
    const node *all;        /* every key, for kinds with columns of other names */
    const node *categories; /* the file's words and the categories they stand for; NULL: none */
} event_mapping;
/** From the keys of the same names; what is not there stays empty. */
event_mapping event_mapping_read(const node *n);

/** What is known of a table before it is opened; any of it may be NULL. */
typedef struct rows_how {
    const event_mapping *mapping;
    table_form *form; /* how it is read, as recorded or to be found out; NULL: plainly */
    const tz_db *zones;
    bool whole_cells; /* fields were cells of a sheet: a comma in them separates nothing */
} rows_how;

#endif
