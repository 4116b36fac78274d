/* mentions: does a report's own text place the event somewhere else than its coordinates do?
 * Geocoders take a name for the nearest place that bears it; the words around it often tell. Words
 * are compared by their stems in Latin letters, so that inflected names are found in several
 * languages. A text that says nothing of the kind proves nothing. docs/formats/evidence.md. */
#ifndef TRUCE_PHYSICAL_MENTIONS_H
#define TRUCE_PHYSICAL_MENTIONS_H

#include "model/model.h"

typedef enum mention_says {
    MENTION_NOTHING = 0, /* no place is named */
    MENTION_HERE,        /* the one that holds the coordinates */
    MENTION_ELSEWHERE,   /* only others */
    MENTION_SEVERAL      /* this one and others */
} mention_says;

typedef struct mentions mentions;

/** The table word,role,note: `generic` words name no region ("oblast"); `in` words stand before the
 * place where something happened. */
TR_MUST tr_err mentions_open(str place_words, const char *file, arena *a, mentions **out,
                             tr_diag *diag);
/** A region under all its names, or a town (a circle), which is heard only behind an `in` word and
 * holds what is within 50 km. `shape` is borrowed; lines are passed over. */
TR_MUST tr_err mentions_add_place(mentions *m, const geo_shape *shape, const str_list *names);
/** A state under a name; it is heard only behind an `in` word ("in X"). */
TR_MUST tr_err mentions_add_state(mentions *m, str state, str name);
/** `gazetteer`: the states that the geocoder knows at all; empty: states are not looked at. */
mention_says mentions_check(const mentions *m, str text, geo_pt at, const str_list *gazetteer);

#endif
