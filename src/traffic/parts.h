/* Between the files of traffic/ only. */
#ifndef TRUCE_TRAFFIC_PARTS_H
#define TRUCE_TRAFFIC_PARTS_H

#include "store/spill.h"
#include "traffic/traffic.h"

typedef struct identities {
    traffic_identity *items;
    size_t n, room;
    uint32_t *slots; /* index plus one */
    size_t cap;
} identities;
TR_MUST tr_err identities_note(identities *t, const ais_message *m, arena *a);
int identity_compare(const void *x, const void *y);
/** By place, then by time. */
int same_place_compare(const void *x, const void *y);

/* A gap that waits until the reception of all ships is known. */
typedef struct waiting_gap {
    sea_report around[2];
    sea_gap gap; /* before 0, after 1 */
} waiting_gap;

/* Land, coarsely: is a place so far within that no drawing of the coast puts it at sea? */
typedef struct land land;
TR_MUST tr_err land_open(str rings, arena *a, land **out);
bool land_far_within(void *shore, geo_pt p);

/* Samples of all ships, and pairs of ships near one another. */
typedef struct meetings {
    spill *samples, *pairs;
} meetings;
TR_MUST tr_err meetings_open(const traffic_rules *rules, meetings *m);
void meetings_close(meetings *m);
/** Trusted reports of one ship, in the order of their times. */
TR_MUST tr_err meetings_add(meetings *m, const traffic_rules *rules, const sea_report *r, size_t n,
                            arena *a);
TR_MUST tr_err meetings_find(meetings *m, traffic *t);
/** Kilometres to a port, however far. */
double traffic_port_km(const traffic_area *z, geo_pt p);

struct traffic {
    meetings met;
    traffic_rules rules;
    arena *a;
    traffic_account n;
    identities who;
    spill *reports, *events;
    land *shore; /* NULL: land is not looked at */
    spill *seen; /* by place and time */
    sea_same_places same;
    sea_reception *reception;
    sea_jumps jumps;
    VEC(waiting_gap) gaps;
    struct { /* of the ship at hand */
        sea_report *reports;
        size_t n, cap;
        arena room;
    } ship;
};

/** Reports of one number, in the order of their times: everything that one ship's reports say. */
TR_MUST tr_err traffic_look_at_ship(traffic *t, const sea_report *r, size_t n);

/** Degrees as reports have them. */
static inline int32_t traffic_angle(double deg)
{
    return (int32_t)(deg * SEA_ANGLE + (deg < 0 ? -0.5 : 0.5));
}

static inline tr_err traffic_put(traffic *t, const traffic_event *e)
{
    return spill_add(t->events, e);
}

#endif
