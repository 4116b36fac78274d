/* mission: the folder as a living thing. docs/formats/mission.md.
 *
 * ledger/ and blobs/ are the record, and everything else is derived from it: `mission_fold` turns
 * the record into a `state`, and what is printed is computed from a state and nothing else.
 *
 * Durability: an import is acknowledged once its bytes (blobs/), its entry (ledger/entries) and
 * their folders are synced. A failed sync is final: what is on the disk is read again before the
 * next entry. One writes at a time, of all processes and threads (ledger/lock). */
#ifndef TRUCE_MISSION_MISSION_H
#define TRUCE_MISSION_MISSION_H

#include "agreement/agreement.h"
#include "producers/producers.h"
#include "host/host.h"
#include "incident/incident.h"
#include "ledger/ledger.h"
#include "ledger/sign.h"
#include "report/report.h"

/* A state and a report of 100,000 incidents take about 0.9 GB. */
#define MISSION_ARENA_BYTES ((size_t)4 * 1024 * 1024 * 1024)

/* ---- the folder and its record */

typedef struct mission_source {
    feed_kind kind;
    str file, received; /* received: a column, or empty */
    event_mapping mapping;
    str mapping_text; /* canonical JSON, kept in the entry */
    bool whole;       /* a file with a row that would be set aside is refused */
    unsigned line;
} mission_source;

typedef struct mission {
    const char *dir;
    str id, title, agreement_file, study_file, about; /* study_file: empty, none */
    usec_t clock_start;                               /* USEC_UNKNOWN: the clock of the machine */
    usec_t period_from, period_to;
    str period_words;

    mission_source *sources;
    size_t n_sources;
    limit_note *limits;
    ship_statement *ships; /* whose a ship is, as somebody states it */
    size_t n_ships;
    size_t n_limits;
    bool practice;
    rating *ratings;
    size_t n_ratings;
    bool has_ratings; /* a list was given, empty or not */
    double prior;
    usec_t season_before; /* detections before it tell what is usual; USEC_UNKNOWN: not stated */
    bool estimate_links;  /* weights of linking from the reports themselves, not as shipped */
} mission;

TR_MUST tr_err mission_read(const char *dir, const tz_db *zones, arena *a, mission *out,
                            diag_list *faults, tr_diag *diag);
TR_MUST tr_err mission_init(const char *dir, tr_diag *diag);
/** The agreement is still the invented one that mission_init writes. */
bool mission_is_template(str agreement_bytes);

/** The ledger file, read once and carried on. */
typedef struct record record;
/** `write`: record_begin at once. */
TR_MUST tr_err record_open(const char *dir, bool write, arena *a, record **out, tr_diag *diag);
/** What others have added since it was read. TR_ERR_DAMAGED: it became shorter. */
TR_MUST tr_err record_level(record *r, tr_diag *diag);
/** May stand within another one. From here to record_close it is this record's alone to add to;
 * waits until nobody else writes, and brings entries, leaves and head level. */
TR_MUST tr_err record_begin(record *r, tr_diag *diag);
/** Gives the lock back, if it has it; what was read can still be looked at. NULL allowed. */
void record_close(record *r);
/** Its last line was cut off in the writing, and is no entry. */
bool record_torn(const record *r);
uint64_t record_size(const record *r);
str record_entry(const record *r, uint64_t index);
/** Which earlier state of the entries, or the present one, a head file states; TR_ERR_ABSENT: none.
 */
TR_MUST tr_err record_head_size(const record *r, str head, uint64_t *size);
const ledger_head *record_head(const record *r);
const sha256 *record_leaf(const record *r, uint64_t index);
/** Index of the first entry of this type with this digest, else -1. */
TR_MUST tr_err record_has(const record *r, const char *type, str id, const char *sha_hex, arena *a,
                          int64_t *out);
/** From now on entries by `by`, and those of kind person, carry this key's signature; `at_desk`:
 * the key is kept at a desk, and the entry says so. NULL: no more. Borrowed. */
void record_sign(record *r, const sign_key *key, str by, bool at_desk);
/* A key that is elsewhere, as in a browser. First what it is to sign is gathered, and nothing is
 * recorded; then its signatures are given for the same entries, at the same instants: to be looked
 * at, and then to be recorded. */
typedef struct far_entry {
    str at;        /* RFC 3339, as it stands in the entry */
    str bytes;     /* gathered: what is to be signed */
    str signature; /* given: hexadecimal */
    usec_t t;      /* given: the instant */
} far_entry;
typedef struct far_key {
    uint8_t open[SIGN_KEY_BYTES];
    bool gathers;
    bool checks;  /* with `gathers`: signatures are given, and looked at, and nothing is recorded */
    usec_t given; /* when its signatures were */
    arena *a;
    VEC(far_entry) entries; /* in the order in which an act makes them */
    size_t next;            /* the one that the next entry takes */
} far_key;
/** After record_sign, whose key then has a public half alone. NULL: it is here. */
void record_sign_far(record *r, far_key *key);
/** Nothing is recorded now: what is to be signed is gathered. */
bool record_gathers(const record *r);
/** When an entry made now would be dated. The clock of a mission that replays a case ticks once an
 * entry, so that everybody gets the same entries. */
usec_t record_clock(const record *r, const mission *m);
/** Whether what begins then was still to come for whoever tells of it, by a clock that is `ahead`
 * of ours and may be a quarter of an hour wrong besides: a year or a zone that was mistaken. Never
 * in a mission that replays a case: it has no now. */
bool record_is_to_come(const mission *m, usec_t from, usec_t ahead);
/** Append and sync. `members` get `at` (by the mission's clock) and `v`. */
TR_MUST tr_err record_append(record *r, const mission *m, entry_member *members, size_t n,
                             uint64_t *index, tr_diag *diag);
/** Index of the last entry of this type, if it has this digest; else -1. */
TR_MUST tr_err record_last(const record *r, const char *type, const char *sha_hex, arena *a,
                           int64_t *out);

TR_MUST tr_err blob_put_bytes(const char *dir, str bytes, char hex[SHA256_HEX + 1], tr_diag *diag);
/** A file into blobs/ in two steps: first its bytes, hashed on the way and not yet synced, then its
 * name. Between them the machine writes while the rows are read. */
TR_MUST tr_err blob_stage_file(const char *dir, const char *path, char hex[SHA256_HEX + 1],
                               int64_t *n_bytes, tr_diag *diag);
TR_MUST tr_err blob_keep_staged(const char *dir, const char *hex, tr_diag *diag);
void blob_drop_staged(const char *dir);
void blob_path(const char *dir, str hex, buf *out);
/** TR_OK when the stored bytes have this digest; streams, so the size does not matter. */
TR_MUST tr_err blob_check(const char *dir, str hex, tr_diag *diag);
TR_MUST tr_err blob_read(const char *dir, str hex, arena *a, str *out, tr_diag *diag);

/* ---- what is added to it
 *
 * Each function begins to write, appends its entry and closes the record again. */

/** The text of a table, whatever it comes in: as it is, unpacked, or made from a spreadsheet or a
 * geographic format. "-" is standard input. */
TR_MUST tr_err mission_table_text(const char *path, feed_kind kind, const event_mapping *m,
                                  arena *a, str *out, tr_diag *diag);

typedef struct import_outcome {
    bool known; /* these bytes were imported before: nothing was appended */
    uint64_t index;
    char leaf_hex[SHA256_HEX + 1];
    str form_words; /* what was recognised, in words; empty: nothing */
    size_t received, accepted, duplicate, set_aside;
} import_outcome;

/** Hears of every row that is not taken, in the order of the file; repeats of streamed files are
 * only counted. */
typedef struct reject_sink {
    void (*hear)(void *ctx, const feed_reject *x);
    void *ctx;
} reject_sink;

TR_MUST tr_err mission_decide(const mission *m, record *r, const char *kind, const str_list *items,
                              str by, str second, str reason, str status, uint64_t *index,
                              tr_diag *diag);
/** Announcements and the draft that was read from them: the originals and the draft into blobs/, an
 * entry each; bytes that are there already append nothing. `*index`: the draft's entry. */
TR_MUST tr_err mission_announcement(const mission *m, record *r, str bytes, str name, arena *a,
                                    tr_diag *diag);
TR_MUST tr_err mission_draft(const mission *m, record *r, str bytes, str id, bool corrected,
                             arena *a, uint64_t *index, tr_diag *diag);
/** An instant as it stands in an entry; unknown is empty. */
TR_MUST tr_err instant_text(arena *a, usec_t t, str *out);
/** A file of a feed that could not be read: noted in the record, once as long as it stands. */
TR_MUST tr_err mission_alarm(const mission *m, record *r, feed_kind kind, const char *path,
                             const tr_diag *why, tr_diag *diag);
/** A file into blobs/ as an attachment: "sha256 bytes name", and what its EXIF data say of time and
 * place, which proves nothing. */
TR_MUST tr_err mission_attach(const mission *m, const char *path, arena *a, str *line,
                              tr_diag *diag);
/** ask, answer or silence of a party about an item; `attachments` as mission_attach makes them. */
TR_MUST tr_err mission_reply(const mission *m, record *r, const char *act, str item, str party,
                             str by, str words, str source, str until, const str_list *attachments,
                             uint64_t *index, tr_diag *diag);
/** The key of a person; record_sign with it first. */
TR_MUST tr_err mission_person(const mission *m, record *r, str name, str by, uint64_t *index,
                              tr_diag *diag);
TR_MUST tr_err mission_observe(const mission *m, record *r, entry_member *members, size_t n,
                               uint64_t *index, tr_diag *diag);

/* ---- state */

typedef struct as_of {
    bool drafts;    /* as if every clause of a draft were confirmed: such a report says so */
    uint64_t size;  /* entries considered; UINT64_MAX: all */
    usec_t instant; /* rows received later are left out; USEC_UNKNOWN: none is */
} as_of;

typedef struct batch_line {
    uint64_t entry;
    usec_t at;
    str kind, name, sha, mapping, received_column;
    str form; /* what was recognised; empty: nothing beside the plain reading */
    size_t received, accepted, duplicate, set_aside;
    size_t stated_received, stated_accepted, stated_duplicate,
        stated_set_aside; /* as the ledger has it */
    feed_reject *rejects;
    size_t n_rejects;
    bool closed;
    str rejects_sha;
} batch_line;

/** A published report: what it covered and the headline figures it gave. */
typedef struct issue_line {
    uint64_t entry, size;
    usec_t at, from, to, as_of;
    str figures;
    str by, format, language; /* by: empty, nobody in particular */
} issue_line;

/** A study in the record, and how much evidence stood before it. */
typedef struct study_line {
    uint64_t entry;
    usec_t at;
    str sha;
    study what;
    size_t n_before; /* imports of evidence and observations */
} study_line;

/** The standing act of a person on an incident that was coded here. */
typedef struct coding_line {
    uint64_t entry;
    usec_t at;
    str id, by, reason;
    str_list records;
    struct coded_field *fields;
    size_t n_fields;
    bool dropped;
} coding_line;

/** Each act of coding, in order: what was made, changed or dropped when and why. */
typedef struct coding_act {
    uint64_t entry;
    usec_t at;
    str id, act, by, reason;
    str changed; /* of a change: "column=value" of each field that is another than before; a line
                    each */
} coding_act;

/** The key by which a person signs, from this entry on. */
typedef struct person_line {
    uint64_t entry;
    usec_t at;
    str name, key, by; /* key: public, in hexadecimal */
    bool at_desk;
} person_line;
typedef VEC(person_line) person_vec;

/** The persons of a record, by entry; of a name the last one stands. Only their entries are read,
 * so that it takes as long as looking through the file. */
person_line person_of_entry(const ledger_entry *e);
TR_MUST tr_err record_persons(const record *r, arena *a, person_vec *out);

/** An entry that can change an answer, in words. */
typedef struct step_line {
    uint64_t entry;
    kept_words words;
} step_line;

typedef struct state {
    const agreement *ag;
    str agreement_sha, agreement_bytes;
    VEC(str)
    drafts;              /* files read from announcements, in the order of the record; of each id
                          * the last version */
    str_list draft_ids;  /* of each */
    VEC(bool) corrected; /* of each: its last version came from a person */
    draft_change_vec draft_changes;
    str_list confirmed; /* ids of their clauses that a person has confirmed */
    str_list waiting;   /* ids of those that nobody has */
    str events_fault;   /* why the events on record could not be taken up; empty: they were */
    taxonomy categories;
    incident_vec incidents;
    claim_vec claims;
    total_vec totals;
    region_vec regions;
    facility_class_vec classes;
    site_vec sites;
    area_vec areas;                 /* boundaries and places, and control by day */
    fetch_vec fetches;              /* of feeds of fires */
    effort_vec efforts;             /* by day, then unit and place */
    performance_vec performances;   /* by id */
    process_event_vec events;       /* of the process, by id */
    invocation_vec invocations;     /* by incident, then id */
    body_finding_vec findings;      /* by incident, then id */
    silence_window_vec windows;     /* by id */
    casualty_figure_vec casualties; /* by id */
    ship_event_vec ship_events;     /* by time, then id */
    VEC(batch_line) batches;
    VEC(link_decision) links;
    VEC(decision_line) decisions;
    person_vec persons; /* by entry; of a name the last one stands */
    VEC(observation_line) observations;
    VEC(coding_line) codings;
    VEC(coding_act) coding_acts; /* by entry */
    VEC(reply_line) replies;
    VEC(issue_line) issues;
    VEC(study_line) studies; /* by entry; the last one stands */
    VEC(step_line) steps;
    VEC(alarm_line) alarms; /* by entry; those that no later import has settled */
    size_t n_events;
    uint64_t size; /* entries up to the last that is not a published report, and their root */
    sha256 root;
    usec_t last_at;
} state;

/** A state kept level with its record: the same code makes it from nothing and carries it on. What
 * it holds lives in the arena. After a failed entry it is of no use any more. */
typedef struct living living;
/** How much of what was imported is read again for a state. */
typedef enum fold_reach {
    FOLD_ALL,
    FOLD_FOR_IMPORT, /* what the reading of another file may hang on: no sites, areas or fetches */
    FOLD_AGREEMENT   /* what the agreement as it stands hangs on: events of the process */
} fold_reach;
/** Before the first entry; `when` bounds what is applied and known. */
TR_MUST tr_err living_open(const mission *m, as_of when, fold_reach reach, host_zones *zones,
                           arena *a, living **out, tr_diag *diag);
/** An entry failed on it: it is of no use any more. */
bool living_failed(const living *l);
/** Entries that were applied. */
uint64_t living_size(const living *l);
/** The next entry, number living_size. */
TR_MUST tr_err state_apply(living *l, const record *r, tr_diag *diag);
/** All entries up to the end of the record, or as far as `when` goes. */
TR_MUST tr_err living_level(living *l, const record *r, tr_diag *diag);
/** As it is after these entries: equal to one that was made of them all at once. Borrowed, and
 * changed by the next entry. */
TR_MUST tr_err living_state(living *l, const state **out, tr_diag *diag);

/** Only what the reading of another file may hang on: no sites, areas or fetches. */
TR_MUST tr_err mission_fold_for_import(const mission *m, const record *r, host_zones *zones,
                                       arena *a, state *out, tr_diag *diag);
/** Fold of the record. `categories` come from the agreement, or are the shipped ones before it. */
TR_MUST tr_err mission_fold(const mission *m, const record *r, as_of when, host_zones *zones,
                            arena *a, state *out, tr_diag *diag);

/** The agreement as it stands, its drafts and what was decided on them: little, however much
 * evidence there is. */
TR_MUST tr_err mission_fold_agreement(const mission *m, const record *r, as_of when,
                                      host_zones *zones, arena *a, state *out, tr_diag *diag);

/** What assessment looks up beside the incidents. Borrows from the state. */
TR_MUST tr_err state_on_record(const state *s, arena *a, on_record *out);

/* ---- imports */

/** What imports of one mission share: the record, read once, and a state of what the reading of the
 * next file may hang on, carried on from file to file. */
typedef struct importer importer;
/** `r` is the mission's, and nobody has begun to write with it; `before` a state of the same
 * record, brought level before each file and not changed otherwise. What the importer holds lives
 * in `a`. */
TR_MUST tr_err importer_open(const mission *m, record *r, living *before, host_zones *zones,
                             arena *a, importer **out);
/** One file; `each` may be NULL, `a` is for this file alone. */
TR_MUST tr_err importer_file(importer *im, const mission_source *s, const char *path,
                             const reject_sink *each, arena *a, import_outcome *out, tr_diag *diag);
TR_MUST tr_err importer_agreement(importer *im, arena *a, import_outcome *out, diag_list *faults,
                                  tr_diag *diag);
/** The mission's study into the record, if it names one and these bytes are not the last study
 * there. `*known`: they are. */
TR_MUST tr_err importer_study(importer *im, arena *a, import_outcome *out, diag_list *faults,
                              tr_diag *diag);

/* ---- names and data */

/** How alike each name is to what is looked for, 0..1, across alphabets (text/search.h). */
TR_MUST tr_err names_alike(str query, const str *names, size_t n, arena *a, const double **alike);

/** Data that ship inside the program. */
str shipped_taxonomy(void);
str shipped_classes(void);
str shipped_land(void);
str shipped_registry(void);
str shipped_event_kinds(void);
str shipped_place_words(void);
str shipped_search_systems(void);
str shipped_mid(void);
/** Word lists of the reader: languages in the order en, uk, ru; cues, words, acts. */
str shipped_reader_list(unsigned language, unsigned list);

#endif
