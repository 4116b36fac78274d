/* One value of a table as people write it, made into the one form that adapters read: times as ISO
 * 8601, plain decimal numbers, degrees as decimals. Private to feed/. docs/formats/tables.md.
 *
 * Nothing is guessed. What these functions do not know for certain they leave alone, and the
 * adapter then says that the value cannot be read. Each gives the text in `room`, or the text it
 * was given when nothing had to change; a str with ptr NULL: it is not such a value. Pure
 * functions. */
#ifndef TRUCE_TABLE_CELLS_H
#define TRUCE_TABLE_CELLS_H

#include "base/str.h"
#include "base/when.h"

/** What kind of value a column holds. */
typedef enum cell_type {
    CELL_TEXT = 0, /* never changed */
    CELL_NUMBER,
    CELL_LAT,
    CELL_LON,
    CELL_WHEN,    /* a date, or a date with a clock and perhaps an offset */
    CELL_OPEN,    /* the same; where every clock of the column is midnight it is none */
    CELL_DATE,    /* a day by its definition; midnight behind it is no clock */
    CELL_DAY,     /* the same, and an adapter cuts the clock itself */
    CELL_SPACED,  /* a date and a clock with a blank between them */
    CELL_UTC,     /* the same; a clock without an offset is UTC by the column's definition */
    CELL_CLOCK,   /* a clock alone */
    CELL_CATEGORY /* a word that a mapping may translate */
} cell_type;

enum { CELL_BYTES = 64, CELL_RULES = 1 /* goes up when more is understood */ };

/** Orders of day and month in numbers such as 02/01/2025. */
typedef enum date_order { ORDER_NONE = 0, ORDER_DMY = 1, ORDER_MDY = 2 } date_order;

/** "48,5" to "48.5": digits, one comma, digits, and perhaps a sign. */
str cell_decimal_comma(str s, char room[CELL_BYTES]);
/** How day and month in numbers are read, for each sign between them. */
typedef struct date_orders {
    date_order slash, dot, dash;
} date_orders;

/** A date by a declared `format` (strptime's %d %m %Y %y %b %B %H %I %M %S %f %p %z, or one of
 * excel, excel1904, unix, unix_ms; may be empty), behind which a clock may stand if it has none;
 * without a format by the closed list of docs/formats/tables.md. Beside a declared format only
 * dates that name their month are read, and ISO ones if the format does not begin with the year. */
str cell_when(str s, str format, date_orders orders, char room[CELL_BYTES]);
/** Which orders such a date could have, as a sum of date_order, and the sign between its numbers;
 * 0: it is not of that kind. */
unsigned cell_date_orders(str s, char *sign);
/** The clock behind a date, as written; `*midnight`: all zero. Empty: none. */
str cell_clock_behind(str s, bool *midnight);
/** Of the result of cell_when: without a clock that is midnight and has no offset; else unchanged.
 */
str cell_day(str s);
/** Formats are checked once, where they are declared. */
bool cell_format_ok(str format);
/** More digits than are read ("37.10000000000000000001") to as many as are. */
str cell_number(str s, char room[CELL_BYTES]);
/** "8:30:00 AM" to "08:30". */
str cell_clock(str s, str format, char room[CELL_BYTES]);
/** "48°30'15\"N", "48.5 N", "N48 30.25" to decimals, exact to the 13th. */
str cell_degrees(str s, bool latitude, char room[CELL_BYTES]);
/** Latitude and longitude in one text, in `order`: "lat,lon", "lon,lat", or "wkt" (POINT (lon
 * lat)). False: it is not one. The parts are not yet checked. */
bool cell_position(str s, str order, str *lat, str *lon);
bool cell_position_order_ok(str order);

#endif
