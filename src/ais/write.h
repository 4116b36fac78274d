/* Messages as text: a line of JSON or CSV each, the same bytes on every machine. Speeds, courses
 * and draughts have one decimal, positions seven; a field that the kind of message has but that is
 * not available is null in JSON and empty in CSV; texts that are empty are left out of JSON.
 * Messages of types that truce does not use (docs/formats/ais.md) have their own fields in JSON, as
 * sent. */
#ifndef TRUCE_AIS_WRITE_H
#define TRUCE_AIS_WRITE_H

#include "ais/ais.h"

enum { AIS_LINE_ROOM = 8192 };
/** Bytes written, with the line end. */
size_t ais_json_line(const ais_message *m, const ais_reader *r, char out[AIS_LINE_ROOM]);
size_t ais_csv_header(char out[AIS_LINE_ROOM]);
size_t ais_csv_line(const ais_message *m, const ais_reader *r, char out[AIS_LINE_ROOM]);

#endif
