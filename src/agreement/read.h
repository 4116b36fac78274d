/* Reading of the agreement file, private to agreement/: typed access to nodes that collects every
 * fault instead of stopping at the first. */
#ifndef TRUCE_AGREEMENT_READ_H
#define TRUCE_AGREEMENT_READ_H

#include "agreement/agreement.h"
#include "base/idmap.h"

/** Something with an id that instants may hang on. */
typedef struct named {
    str id;
    const node *n, *reading; /* reading: the one that it stands in, or NULL */
    const char *list;        /* "start", "end", "events" ... */
    int state;               /* 0 not looked at, 1 being looked at, 2 known */
    unsigned height;         /* of the chain that it hangs on, itself included */
    moment at;
} named;

typedef VEC(phase_expr *) expr_vec;

typedef struct rd {
    const process_event *recorded; /* of the mission's record, by id */
    size_t n_recorded;
    named *names;
    size_t n_names;
    idmap ids;
    const node *reading; /* that is being read, or NULL */
    bool mute;           /* faults of this part were told, or will be */
    /* Of other files, for instants of clauses and obligations: set by whoever reads them. */
    void (*window)(struct rd *r, const node *n, const char *list, const node *of, moment *out);
    bool (*deadline)(struct rd *r, const node *n, const node *of, obligation *o, moment *out);
    unsigned depth;  /* of instants that hang on one another, down to this one */
    unsigned height; /* of the longest that this one hangs on so far */
    bool chain_told;
    expr_vec exprs; /* to be settled at the end */
    arena *a;
    const char *file;
    const tz_db *zones;
    diag_list *faults;
    agreement *ag;
    tr_err fatal; /* out of memory: give up */
} rd;

/* Push onto a growing list of the arena; out of memory is remembered, not reported as a fault. */
#define PUSH_OR_RETURN(r, v, slot)                                                                 \
    do {                                                                                           \
        (slot) = VEC_PUSH((r)->a, (v));                                                            \
        if ((slot) == NULL) {                                                                      \
            (r)->fatal = TR_ERR_NOMEM;                                                             \
            return;                                                                                \
        }                                                                                          \
    } while (0)

void rd_fault(rd *r, diag_code code, const node *at, const char *fmt, ...) TR_PRINTF(4, 5);
/** Every key of the map must be one of `keys` (ended by NULL); anything else is a fault. */
bool rd_map(rd *r, const node *n, const char *const *keys, const char *what);
str rd_text(rd *r, const node *map, const char *key, bool needed);
/** The needed `id`, without control characters. */
str rd_id(rd *r, const node *map);
int64_t rd_int(rd *r, const node *map, const char *key, int64_t min, int64_t max, int64_t absent);
bool rd_yes(rd *r, const node *map, const char *key);
/** `confirmed: no`: a draft that no person has confirmed. */
bool rd_unconfirmed(rd *r, const node *map);
/** What is said of ships, of a zone and of an obligation; the rest of both is read. */
void rd_sea_zone(rd *r, const node *n, area_zone *z);
void rd_sea_obligation(rd *r, const node *n, obligation *o);
/** A list of texts; a single text counts as a list of one. */
str_list rd_texts(rd *r, const node *map, const char *key);
/** Children of a list member, or NULL. */
const node *rd_list(rd *r, const node *map, const char *key);
/** An instant: with an offset, or with a clock time and the given zone, or a bare date with the
 *  zone (the start of that day). */
bool rd_instant(rd *r, const node *n, const tz *zone, usec_t *out, bool *has_clock);
const tz *rd_zone(rd *r, const node *map);

/* ---- Instants that may hang on others (times.c) */

/** Everything with an id, before any of it is read. */
void rd_index(rd *r, const node *root);
/** An instant as rd_instant has it, or `{after: ID, days: N, ...}`. */
bool rd_moment(rd *r, const node *n, const tz *zone, moment *out);
/** The same for a pair of them, [earliest, latest]. */
bool rd_moments(rd *r, const node *n, const tz *zone, moment *out, const after_rule **to);
/** `at` or `between` of a map, if one stands there. */
void rd_when(rd *r, const node *map, const tz *zone, moment *out);
/** What the id stands for as an instant, with a fault at `at` if nothing has it or if it hangs on
 * itself. */
const moment *rd_instants_of(rd *r, str id, const node *at);
/** The first event of the record with an id not below this one. */
size_t rd_recorded(const rd *r, str id);
const named *rd_named(const rd *r, str id);
void rd_add_alternative(rd *r, moment *m, span s);
/** Local calendar arithmetic: the same clock time so many days or months later. */
usec_t rd_later(const tz *zone, usec_t t, int64_t length, time_unit unit);
void rd_count(rd *r, const tz *zone, day_count how, int64_t length, span start, moment *out);

/* ---- Clauses (clauses.c) */

typedef VEC(clause) clause_vec;
/** The instants of a start or end clause, without a word about its faults. */
void rd_window_quietly(rd *r, const node *n, const char *list, const node *of, moment *out);
/** The clauses of one list of a map, behind those that are there. */
void rd_clauses(rd *r, const node *map, const char *list, str owner, clause_vec *out);
/** One clause as it would stand in that list. */
void rd_one_clause(rd *r, const node *n, const char *list, str owner, clause_vec *out);
bool rd_is_clause_list(str key);
/** Those of all lists. */
void rd_all_clauses(rd *r, const node *map, str owner, clause_vec *out);
/** Bits of the parties that `key` names; 0 where it does not stand. */
uint64_t rd_binds(rd *r, const node *map, const char *key, str_list *ids);

/* ---- The process (process.c) */

void rd_process(rd *r, const node *root);
/** When a reading begins by its own rule or that of its phase, as far as that is an instant. */
void rd_begun(rd *r, const node *n, reading *out);
void rd_rule(rd *r, const node *map, phase_rule *out);
/** `key` of a map as an instant, or as [earliest, latest]; not given where it does not stand. */
void rd_maybe_when(rd *r, const node *map, const tz *zone, const char *key, moment *out);
void rd_actor_dates(rd *r, const node *n, actor *a);
/** What the expressions ask for, once everything is read. */
void rd_settle_rules(rd *r);
void rd_amend(rd *r, const node *root);
void rd_weapons(rd *r, const node *root);
void rd_taxonomy(rd *r, const node *root, const char *key, taxonomy *out);
/** The classes of weapons that a key names; all of them where it does not stand. */
void rd_weapon_set(rd *r, const node *map, const char *key, str_list *words, cat_set *out);
void rd_renewals(rd *r, const node *n, reading *rg, clause_vec *clauses);

/* ---- Obligations (obligations.c) */

void rd_obligations(rd *r, const node *reading_node, reading *out);
/** Its deadline as the file has it, read in the zone that the clauses name where it has none. `o`
 * may be NULL. */
bool rd_deadline(rd *r, const node *n, const node *of, obligation *o, moment *out);
bool rd_area_rule(rd *r, const node *n);

/** The agreement's file and what stands of the drafts as one (drafts.c). */
TR_MUST tr_err drafts_join(const node *base, const agreement_more *more, arena *a, const node **out,
                           tr_diag *diag);

void rd_readings(rd *r, const node *root);
void rd_changes(rd *r, const node *map, const char *key, const char *const *words,
                state_change **out, size_t *n_out);
const area_zone *rd_area(rd *r, const node *map);

#endif
