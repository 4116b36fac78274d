/* Between evidence/ships.c and evidence/ship_duties.c only. */
#ifndef TRUCE_EVIDENCE_SHIP_PARTS_H
#define TRUCE_EVIDENCE_SHIP_PARTS_H

#include "evidence/beside.h"
#include "traffic/traffic.h"

typedef struct ship_row {
    uint32_t mmsi;
    uint8_t kind;
} ship_row;

/* Within an area on a UTC day, or in a port from its first report to its last. */
typedef struct presence_row {
    size_t place;
    int64_t day;
    usec_t from, to;
    uint32_t mmsi;
    uint16_t slots, heard;
    bool call, ended; /* in a port; it was seen to leave */
} presence_row;

typedef struct crossing_row {
    size_t place;
    usec_t from, to; /* it lies between */
    uint32_t mmsi;
    bool into;
} crossing_row;

typedef struct ships_job {
    collector *c;
    traffic *t;
    traffic_areas areas; /* as ships.places */
    traffic_flags flags;
    VEC(ship_row) who;
    VEC(presence_row) stays, days; /* `days`: heard at all, of each ship; when duties ask */
    VEC(crossing_row) crossings;   /* in the period */
    VEC(ship_interference) interferences;
    VEC(ship_gap) gaps;
    VEC(traffic_watch) watches; /* as ships.near, until it is thinned out */
    VEC(ship_row) tracks;       /* ships with a trusted report */
    VEC(ship_track) lines;
    VEC(geo_pt) line_points;
    arena line_room; /* of one ship at a time */
    size_t cap_places;
} ships_job;

uint8_t ship_kind_of(const ships_job *j, uint32_t mmsi);
int ship_by_number(const void *x, const void *y);
/** By place, ship, then time. */
int stay_by_ship(const void *x, const void *y);
/** With a ships_job: the lines that ships drew in the period. */
traffic_track_sink ship_lines_add;
/** All ships have been heard: the lines stand in the report. */
void ship_lines_end(ships_job *j);
/** Does an obligation ask what was heard of each ship on each day? */
bool ship_duties_ask(const report_data *d);
/** What obligations say of ships, beside tracks; `stays` are those of the period, by place, ship,
 * time. */
TR_MUST tr_err ship_duties(ships_job *j, const presence_row *stays, size_t n);

#endif
