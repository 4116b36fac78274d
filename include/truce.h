/* truce.h: a ceasefire monitor as a library. The only header that is installed.
 *
 * An agreement is data, with all its readings; evidence comes from any source; everything that is
 * printed is computed from a record that only grows, and anybody who has the record computes the
 * same bytes. This header says what can be asked. The formats of the files are in the pages under
 * docs/formats/, the words (reading, verdict, covered, incident, claim) in docs/glossary.md.
 *
 *     truce *t;                    one engine: messages, the last problem
 *     truce_mission *m;            a folder with a mission in it
 *     truce_rows *r;
 *     if (truce_new(&t) == TRUCE_OK && truce_open(t, "my-mission", &m) == TRUCE_OK &&
 *         truce_query(m, truce_text_of("SELECT reading, count(*) FROM assessment WHERE "
 *                     "verdict = 'yes' GROUP BY reading"), NULL, 0, &r) == TRUCE_OK) ...
 *
 * examples/embed.c is a whole program.
 *
 * Rules that hold for every function
 *
 * Results. A function that can fail returns a truce_code: TRUCE_OK, which is 0, or what kind of
 * failure it was, below 0. What exactly, and where, is told by truce_last_problem of the engine.
 * There is no state outside the handles: two engines know nothing of each other.
 *
 * Ownership. What comes back through a pointer to a pointer is the caller's and has a function that
 * frees it; each of these takes NULL. On failure it is NULL, unless the function says otherwise.
 * Texts and structures that are returned are borrowed: they live as long as the handle they came
 * from, or until the moment their function names. A mission, an answer and rows belong to the
 * engine that made them and are freed before it.
 *
 * Text is UTF-8 with a length. What is returned may hold any byte, also NUL, and has a NUL behind
 * it that the length does not count; pieces handed to a writer and rows handed to a listener have
 * none. Names of files and folders are C strings, as the system takes them; a folder that is not
 * absolute is looked for at each call. Where a table is read without a mission, "-" is standard
 * input. No function depends on the locale or the zone of the process, and none changes them.
 *
 * Times are microseconds since 1970-01-01T00:00:00Z, without leap seconds, in a signed 64-bit
 * integer. A span [from, to) holds its first instant and not its last. Positions are degrees, WGS
 * 84. What is not known is TRUCE_UNKNOWN, the kind of a cell, and never a number that looks like
 * data.
 *
 * Settings are what the command line calls options, with the same names and values: a list of
 * {name, value}, in any order, ended by a NULL name; NULL stands for none. A value is UTF-8 without
 * a NUL; an empty one stands for none, but for a switch, which is "yes" or "no". A name may come
 * several times where the function says "many". A setting the function does not know, or whose
 * value it cannot read, is TRUCE_USAGE and nothing is done; none is passed over. Messages name a
 * setting as the command line writes it, --as-of, and may name a command of it as the next step.
 *
 * Threads and processes. An engine, with all that came from it, is used by one thread at a time;
 * different threads may each have one. Whoever adds to a mission has it alone until the task has
 * ended, listener included; all others, threads and processes, wait. Any number may read. Rows that
 * are open keep index.db from being written: free them first. Where a spreadsheet, a geographic
 * format, a workbook or a PDF is read or made, that happens in a process of its own (fork) with
 * limits; a program that ignores SIGCHLD cannot have these. Scratch files are made in /tmp.
 *
 * Memory that cannot be had is TRUCE_NO_MEMORY; nothing is half recorded. A task may take up to
 * 4 GiB and then ends with TRUCE_LIMIT or TRUCE_NO_MEMORY.
 *
 * What is recorded stays. A function that adds to a mission returns TRUCE_OK once its entry is on
 * the disk, and anything else only if it is not (or as its prose says). There is no function that
 * removes or changes an entry. After a failed write the mission can be used on: what is on the disk
 * is read again. mission.yaml is read when a mission is opened, and not again. */
#ifndef TRUCE_H
#define TRUCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define TRUCE_API __attribute__((visibility("default")))
#else
#define TRUCE_API
#endif

/* ---- Values */

/* What kind of failure. Numbers are part of the interface and do not change their meaning. */
typedef enum truce_code {
    TRUCE_OK = 0,
    TRUCE_NO_MEMORY = -1,
    TRUCE_LIMIT = -2,  /* larger than a declared limit */
    TRUCE_IO = -3,     /* a file could not be read or written */
    TRUCE_DATA = -4,   /* a file is not as its format has it; the problem says where */
    TRUCE_ABSENT = -5, /* not there: no agreement yet, no such thing */
    TRUCE_USAGE = -6,  /* what was asked for makes no sense; the problem says why */
    TRUCE_STORE = -7,  /* the derived index refused */
    TRUCE_DAMAGED = -8 /* a digest or a proof does not agree with the bytes */
} truce_code;

typedef struct truce_text {
    const char *bytes; /* never NULL in what comes from the library */
    size_t length;
} truce_text;

typedef struct truce_setting {
    const char *name; /* NULL ends a list */
    truce_text value;
} truce_setting;

/** A C string as a text; it is not copied. */
TRUCE_API truce_text truce_text_of(const char *words);

/* ---- The engine */

typedef struct truce truce;

/* What went wrong, for people and for programs. */
typedef struct truce_problem {
    const char *code;      /* a stable word, as "row-time"; empty: none has been given */
    const char *message;   /* one sentence part without a full stop; nothing in it is hidden */
    const char *hint;      /* how to mend it; empty: nothing to say */
    const char *file;      /* that has the fault, as it was named, at most 255 bytes; else empty */
    unsigned line, column; /* from 1; 0: not known */
} truce_problem;

/* What a task tells on its way. */
typedef enum truce_level {
    TRUCE_FAULT,     /* a file that is refused has this fault; more may follow, then the failure */
    TRUCE_ALARM,     /* evidence that could not be read; the other sources go on */
    TRUCE_NOTE,      /* what was done or left out, in one sentence */
    TRUCE_SET_ASIDE, /* a row that was not taken, and why */
    TRUCE_REPEATED,  /* a row that was there already */
    TRUCE_PROGRESS   /* `done` of `all` */
} truce_level;

typedef struct truce_notice {
    truce_level level;
    truce_problem problem; /* its message always says something */
    size_t row;            /* TRUCE_SET_ASIDE, TRUCE_REPEATED: from 1, without the header */
    truce_text row_text;   /* the row as it stands in the file, up to a byte that is no UTF-8 */
    size_t done, all;
} truce_notice;

/** Hears every notice of the engine, in the thread that called. What it is given lives until it
 * returns; it must not call the engine. */
typedef void truce_listener(void *context, const truce_notice *notice);

/** TRUCE_NO_MEMORY; there is no problem to ask for then. */
TRUCE_API truce_code truce_new(truce **engine);
TRUCE_API void truce_free(truce *engine);
/** NULL: nobody listens, as at first. */
TRUCE_API void truce_listen(truce *engine, truce_listener *listener, void *context);
/** Why the last function of this engine that can fail did so; after one that did not, all its texts
 * are empty. Borrowed until the next call. Never NULL. */
TRUCE_API const truce_problem *truce_last_problem(const truce *engine);
/** From now on every row that is set aside or repeated is also written to this file, as CSV with
 * the columns file, line, column, record, code, message, row (repeated rows have the code
 * "duplicate"). NULL ends it; only then, with TRUCE_OK, all of them are in the file. */
TRUCE_API truce_code truce_keep_rejects(truce *engine, const char *file);

/** As "0.1.0". Static. */
TRUCE_API const char *truce_version(void);

/** Receives a piece of output; anything but 0 ends the writing with TRUCE_IO. */
typedef int truce_writer(void *context, truce_text piece);
/** The text with everything shown that would not be seen: controls (but line feed and tab), marks
 * that turn the direction of writing, line separators and bytes that are no UTF-8 each become
 * U+FFFD. For whoever shows text of a mission on a terminal. Answers are so already. */
TRUCE_API truce_code truce_show(truce_text text, truce_writer *write, void *context);

/* ---- Answers
 *
 * What a task has to say, as text to be shown or stored, and figures by name. An answer may also
 * come with a failure: then it tells what was done before it. */

typedef struct truce_answer truce_answer;

TRUCE_API truce_text truce_answer_text(const truce_answer *answer);
/** The question has been answered in the negative: something does not agree, differs, is missing or
 * cannot be said. Each function says which. */
TRUCE_API bool truce_answer_is_negative(const truce_answer *answer);
/** False: the task has no figure of this name. */
TRUCE_API bool truce_answer_figure(const truce_answer *answer, const char *name, int64_t *value);
TRUCE_API void truce_answer_free(truce_answer *answer);

/* ---- Missions
 *
 * A folder: mission.yaml names the agreement, the sources and the period (docs/formats/mission.md);
 * ledger/ and blobs/ are the record (docs/formats/ledger.md); reports/, index.db and columns/ are
 * made from it and may be removed. */

typedef struct truce_mission truce_mission;

/** A new folder with a mission.yaml and an agreement that work, and comments that say what to put
 * there. TRUCE_USAGE: it is there already; TRUCE_IO: it cannot be made. The answer names the next
 * step. */
TRUCE_API truce_code truce_init(truce *engine, const char *folder, truce_answer **answer);

/** Reads mission.yaml; nothing is written. TRUCE_DATA: it has faults, each told to the listener. */
TRUCE_API truce_code truce_open(truce *engine, const char *folder, truce_mission **mission);
TRUCE_API void truce_close(truce_mission *mission);

/* ---- What is added
 *
 * Each function returns once its entry is on the disk. The answer of a failure, where there is one,
 * tells what was recorded before it. */

/** The main job: imports what mission.yaml names (bytes that are known append nothing), joins
 * claims into incidents, assesses each under every reading, brings index.db level and writes the
 * report in the usual formats under reports/. Settings: drafts (a switch: clauses of drafts that
 * nobody has confirmed are taken as if they were; every heading of the report says so, and it
 * stands in a folder of its own). TRUCE_DATA: the agreement is a draft of which nothing is
 * confirmed. Evidence that cannot be read is told as TRUCE_ALARM and recorded as one; an agreement,
 * a table of sites or of what sides said that cannot be read is the failure of the whole. Figures:
 * set_aside (rows), alarms. */
TRUCE_API truce_code truce_run(truce_mission *mission, const truce_setting *settings,
                               truce_answer **answer);

/** One file. `kind` is claims, totals, incidents, events, sites, regions or another of
 * docs/formats/; TRUCE_USAGE lists them all. A file that is refused leaves no trace. Rows that are
 * set aside or repeated are told. Every row is one of accepted, duplicate, set_aside.
 * Settings: received (the column that says when a row became known), whole (a switch: where a row
 * would be set aside the file is refused, TRUCE_DATA with that row's fault).
 * Figures: entry, known (1: these bytes were there and nothing was appended), received, accepted,
 * duplicate, set_aside. The answer's last line, "ack INDEX HASH", is an acknowledgement that
 * truce_verify can hold the record to. */
TRUCE_API truce_code truce_import(truce_mission *mission, const char *kind, const char *file,
                                  const truce_setting *settings, truce_answer **answer);

/** One observation by a named officer. Settings: by, time, observation (all three needed); zone (of
 * the tz database; UTC unless given), place, lat, lon, radius (metres), position, location, means,
 * number, description, weapon; attach (a file kept by its digest; many). What a device adds: mark (16
 * to 64 letters, digits and hyphens: the same one of the same person is recorded once), noted (an
 * instant, by its clock), ahead and within (seconds, of its clock against the record's and how well
 * that is known), stood-lat, stood-lon, stood-radius (where it took itself to be). Figures: entry,
 * E, the observation's id being O-E; known, 1 where the mark was there and nothing was recorded. */
TRUCE_API truce_code truce_observe(truce_mission *mission, const truce_setting *settings,
                                   truce_answer **answer);

/** Many from a table with those names as columns. Every line is looked at before any is recorded;
 * a line that is in the record already is not recorded again. TRUCE_DATA: nothing was recorded, the
 * faults are told. Settings: by, zone, for lines that do not say. Figures: recorded, known. */
TRUCE_API truce_code truce_observe_table(truce_mission *mission, const char *file,
                                         const truce_setting *settings, truce_answer **answer);

/** An incident from records, by a named person (docs/formats/coding.md). `act`: make, change, drop.
 * `id`: of the incident; may be NULL for make, which then calls it K- and its entry.
 * Settings: from (a record: O-17, a claim's id, 14:203; many), set (FIELD=VALUE; many), by, reason
 * (both needed). Figure: entry. */
TRUCE_API truce_code truce_code_incident(truce_mission *mission, const char *act, const char *id,
                                         const truce_setting *settings, truce_answer **answer);

/** The right of reply. `act`: ask, answer, silence; `item`: an incident, claim or total of the
 * record. Settings: party (of the agreement), by (both needed), words (needed but for silence),
 * source, until (ask: a day or a time), attach (ask, answer: a file, kept by its digest; many).
 * Nobody is silent who was not asked: TRUCE_USAGE.
 * Figure: entry. */
TRUCE_API truce_code truce_reply(truce_mission *mission, const char *act, const char *item,
                                 const truce_setting *settings, truce_answer **answer);

/** What a body with a mandate adopted. `act`: finding, request, call, closure. Settings: body (one
 * to which the agreement gives a mandate), at (a day or an instant), words, by (who records it; all
 * four needed), incident, reading, exception, side (who did it), outcome (covered, not_covered,
 * exception_applied, exception_not_applied, not_established), obligation, members, source.
 * Figure: entry. */
TRUCE_API truce_code truce_finding(truce_mission *mission, const char *act,
                                   const truce_setting *settings, truce_answer **answer);

/** A named person's decision on items of the record. `kind`: merge and split (two or more claims,
 * or reports of feeds: they do, or do not, speak of one event), status (moves incidents on the
 * verification ladder), reply, aside and back (records of which no incident is to be made: they wait
 * no more, or again; O-17, 14:203, a claim). The latest decision on the same items stands.
 * Settings: by, reason (both needed); to (status: the state moved to); second (another person,
 * where two are needed: to and from verified and attributed). Figure: entry. */
TRUCE_API truce_code truce_decide(truce_mission *mission, const char *kind,
                                  const char *const *items, size_t n_items,
                                  const truce_setting *settings, truce_answer **answer);

/** Proposes a state for incidents (docs/formats/review.md); where one person is enough it holds at
 * once, where two are needed it waits. Settings: by, reason, to (all needed). Figure: entry. */
TRUCE_API truce_code truce_propose(truce_mission *mission, const char *const *items, size_t n_items,
                                   const truce_setting *settings, truce_answer **answer);

/** A second person agrees to the proposal of this entry, or does not. TRUCE_USAGE: it does not
 * wait, or it is the proposer's own. Settings: by, reason (both needed). Figure: entry. */
TRUCE_API truce_code truce_respond(truce_mission *mission, uint64_t entry, bool agree,
                                   const truce_setting *settings, truce_answer **answer);

/** Announcements as truce_read takes them, into a mission: the originals and the draft that is read
 * from them become entries, and the draft stands in drafts/ too. One file that is itself a draft,
 * corrected by a person, is taken as it is. Where the agreement is still that of truce_init, its
 * parties, phases and categories become those of the announcement. TRUCE_DATA: the draft and the
 * mission's agreement do not go together, and why is told; nothing was recorded of it then.
 * Settings: lang, published, event, parties, issuer, encoding. Figures: entry, waiting (clauses). */
TRUCE_API truce_code truce_read_into(truce_mission *mission, const char *const *files,
                                     size_t n_files, const truce_setting *settings,
                                     truce_answer **answer);

/** The draft that truce_read would make, against the incidents of a mission: its questions by how
 * many incidents hang on each, and what truce_agreement_history tells of it. Nothing is recorded.
 * Settings: lang, published, event, parties, issuer, encoding. Figure: split. */
TRUCE_API truce_code truce_read_history(truce_mission *mission, const char *const *files,
                                        size_t n_files, const truce_setting *settings,
                                        truce_answer **answer);

/** A named person confirms clauses of drafts ("all": every one that waits), an entry each: they are
 * part of the agreement from then on. No items: which wait and which are confirmed, as CSV.
 * TRUCE_USAGE: such a clause does not wait, or the agreement would have a fault without another
 * one. Settings: by, reason (both needed with items), undo (a switch: they are confirmed no more);
 * as-of (of the list alone). Figures: entry (the last), waiting. */
TRUCE_API truce_code truce_confirm(truce_mission *mission, const char *const *items, size_t n_items,
                                   const truce_setting *settings, truce_answer **answer);

/** Proposals that wait, as CSV: entry, state, items, proposed_by, reason. Figure: waiting. */
TRUCE_API truce_code truce_waiting(truce_mission *mission, truce_answer **answer);

/** In whose name acts are signed from now on through this handle: with the private key in the file
 * `key` (PEM, as openssl has it), or the one of `seed` (64 hexadecimal digits); at-desk (a switch: it
 * is kept at a desk, and entries say so). No settings: nobody's. An act whose `by` has a key in the
 * record is TRUCE_USAGE without that key's signature, and a signature by any other key is too. */
TRUCE_API truce_code truce_sign(truce_mission *mission, const truce_setting *settings);
/** The same with a key that is elsewhere, as in a browser: its public half (`public`, 64 digits), and
 * prepare (a switch), or what it signed (`signature`, many), or both. Prepared, an act records nothing,
 * and truce_to_sign tells what it would have: a line for each entry with the instant, a blank and
 * the bytes to sign, two hexadecimal digits each. The same act then records it with signatures, each
 * the instant, a blank and 128 digits, in that order; TRUCE_USAGE: what is signed is not what would
 * be recorded now, or is not of the two minutes before truce_sign, or is recorded already, or
 * something was recorded since that stands after its instant. An act of several entries is recorded
 * up to the first that is refused; so give it first with prepare and all signatures, which looks at
 * each and records nothing, and then truce_to_sign, TRUCE_USAGE if more is signed than it has. */
TRUCE_API truce_code truce_to_sign(truce_mission *mission, truce_answer **answer);

/** The key of a person becomes an entry, signed with itself: from then on acts in this name are signed
 * with it. A later key takes its place. `name` NULL: keys of the record, as CSV. Settings: by (needed
 * with a name: who adds it); key-out (a file that a new private key is written to, which must not be
 * there), or key, or seed, as in truce_sign, or far (a switch: the one of truce_sign that is
 * elsewhere); at-desk. Figures: entry; persons. */
TRUCE_API truce_code truce_person(truce_mission *mission, const char *name,
                                  const truce_setting *settings, truce_answer **answer);

/* ---- What is made of it
 *
 * As of: how much of the record, and of the world, is known. A whole number is a number of ledger
 * entries; a time such as 2025-04-01T00:00Z leaves out what was received later. The same record,
 * as-of, period and language give the same bytes on any machine. */

/** The report, in files, each logged as an entry. Settings: as-of; period (a day, or two with /
 * between, both counted; the mission's unless given); format (of html, md, json, csv, geojson,
 * days, results, hotspots, obligations, grid, choices, txt, xlsx, pdf, comma between; all but the
 * last three unless given); lang (of en, uk, ru; en unless given; others stand in a folder of their
 * own); drafts (a switch: as in truce_run); by (who issues it; in the entry); out (a folder; reports/DAY of the mission unless
 * given). The answer lists the files. */
TRUCE_API truce_code truce_report(truce_mission *mission, const truce_setting *settings,
                                  truce_answer **answer);

/** The first format of the list, in the first language, to `write`, in pieces; logs
 * nothing. Settings: as-of, period, format, lang, drafts. */
TRUCE_API truce_code truce_report_to(truce_mission *mission, const truce_setting *settings,
                                     truce_writer *write, void *context);

/** Reports that were issued, newest first, as CSV: entry, from, to, as_of, format, language, by (empty:
 * nobody in particular), entries (considered), at (when it was issued). Figure: issued. */
TRUCE_API truce_code truce_issued(truce_mission *mission, truce_answer **answer);

/** What the sides said, checked against itself (checks C1 to C13, docs/formats/checks.md); nothing
 * is added across sides. Settings: as-of, format (text, csv). */
TRUCE_API truce_code truce_claims(truce_mission *mission, const truce_setting *settings,
                                  truce_answer **answer);

/** Where the process stands: phases and why, deadlines ahead, tracks of negotiation, what each
 * speaker committed to, findings, casualties, zones, obligations (docs/formats/process.md).
 * Settings: as-of, format (text, json), lang (en, uk, ru). */
TRUCE_API truce_code truce_process(truce_mission *mission, const truce_setting *settings,
                                   truce_answer **answer);

/** Listed sites of all registries as CSV: those with a name like `name` in any alphabet, or all
 * where it is NULL or empty. Negative: none. Settings: several (a switch: listed twice or more),
 * alike (how alike a name must be, 0 to 1; 0.7). Figures: listings, sites. */
TRUCE_API truce_code truce_sites(truce_mission *mission, const char *name,
                                 const truce_setting *settings, truce_answer **answer);

/** How the counts hang on reading, counting rule and evidence. Settings: as-of; format (csv, svg); or
 * daily (a reading: a table of its days), rule (item/1, incident/1, place-day/1), evidence (any,
 * corroborated), unclear (covered, other, out), effort (a unit of the mission's effort, or none);
 * lang (of a picture and of notes).
 */
TRUCE_API truce_code truce_grid(truce_mission *mission, const truce_setting *settings,
                                truce_answer **answer);

/** Statistics of a mission's days or discharges, or its declared study: `what` and the settings are
 * those of truce_stats, and as-of, reading, rule, unclear and effort as in truce_grid. Negative: the data
 * allow no verdict. */
TRUCE_API truce_code truce_mission_stats(truce_mission *mission, const char *what,
                                         const truce_setting *settings, truce_answer **answer);

/** Recomputes everything: entries, leaves, head, blobs, counts of every import, every published
 * report; what is looked at stands in docs/formats/ledger.md. Writes nothing. The answer has a line
 * for each thing that does not agree. Negative: there is one. Settings: acks (a file of
 * acknowledgements that must all be in the record), head (a copy of ledger/head kept elsewhere),
 * deep (a switch: columns/ and index.db too). Figure: wrong. */
TRUCE_API truce_code truce_verify(truce_mission *mission, const truce_setting *settings,
                                  truce_answer **answer);

/** Makes index.db anew from the record. The answer has the digest of all its rows. */
TRUCE_API truce_code truce_rebuild(truce_mission *mission, truce_answer **answer);

/** Brings index.db level with the record, by as little as is needed; truce_query is then asked of it.
 * What is observed, decided on the ladder, asked and answered takes time by how much of that there is;
 * everything else is made anew. */
TRUCE_API truce_code truce_refresh(truce_mission *mission);

/* ---- Questions
 *
 * Everything that a mission's record gives stands in tables (docs/formats/index.md): incident,
 * assessment (one row an incident and reading), claim, total, flag, event. A question is one SELECT
 * in SQLite's SQL. It is asked of index.db where that is level with the record and mission.yaml;
 * else of tables that are made for it, which takes as long as truce_rebuild and changes nothing in
 * the mission. Rows come in the order the question states, or in none. */

typedef enum truce_kind {
    TRUCE_UNKNOWN = 0, /* SQL's NULL: not known, not stated */
    TRUCE_TEXT,
    TRUCE_INTEGER, /* counts, entries, microseconds, 0 and 1 */
    TRUCE_NUMBER   /* degrees, metres */
} truce_kind;

typedef struct truce_value {
    truce_kind kind;
    truce_text text;
    int64_t integer;
    double number;
} truce_value;

typedef struct truce_rows truce_rows;

/** `values` stand for the question marks of `sql`, in their order. TRUCE_USAGE, with SQLite's
 * words: the question has a fault, is more than one, or would change something. */
TRUCE_API truce_code truce_query(truce_mission *mission, truce_text sql, const truce_value *values,
                                 size_t n_values, truce_rows **rows);
/** What is asked from here on is of what was known then: a size of the ledger, or a time that has
 * come; empty: of all that is known, again. Its tables are made here, which takes as long as
 * truce_rebuild, and kept until another is asked for; the mission's folder is not touched.
 * No rows of this mission are open. TRUCE_USAGE: it is neither, or lies ahead. */
TRUCE_API truce_code truce_ask_as_of(truce_mission *mission, truce_text when);
/** Yes: what is asked from here on is asked of index.db as it stands, level with the record or not:
 * for whoever reads beside somebody who adds to the record and brings it level (truce_refresh). How
 * much of the record it shows stands in it: `SELECT value FROM meta WHERE key = 'ledger_size'`.
 * No: as it is at first. */
TRUCE_API void truce_ask_as_it_stands(truce_mission *mission, bool yes);
TRUCE_API size_t truce_rows_width(const truce_rows *rows);
/** The name of a column, from 0. Lives as long as the rows. */
TRUCE_API truce_text truce_rows_name(const truce_rows *rows, size_t column);
/** Goes to the next row; the first call to the first. False: there is none, and `code` says whether
 * that is the end (TRUCE_OK) or a failure. */
TRUCE_API bool truce_rows_next(truce_rows *rows, truce_code *code);
/** Of the present row; its text lives until the next. */
TRUCE_API truce_value truce_rows_value(const truce_rows *rows, size_t column);
TRUCE_API void truce_rows_free(truce_rows *rows);

/* ---- Agreement files */

/** What is ambiguous in it: a line each with file:line:column, a code, a hint. TRUCE_DATA: it has
 * faults, each told. Figure: to_clarify. */
TRUCE_API truce_code truce_agreement_check(truce *engine, const char *file, truce_answer **answer);
/** In plain words. Settings: lang (en, uk, ru), format (md; html: parts of a page, below its first
 * heading, in which links lead to a clause or an obligation as "clause-" and its id). */
TRUCE_API truce_code truce_agreement_show(truce *engine, const char *file,
                                          const truce_setting *settings, truce_answer **answer);
/** The same for the agreement that stands in a mission's record, confirmed clauses of drafts
 * included. Settings: as-of, lang, format. */
TRUCE_API truce_code truce_mission_agreement(truce_mission *mission, const truce_setting *settings,
                                             truce_answer **answer);
/** A draft against the incidents of a mission, before anybody signs: how many of them its readings
 * would answer differently, by category, place, act and side, and the words that part them; when it
 * would be in force is left aside. Settings: format (text, csv). Figure: split. */
TRUCE_API truce_code truce_agreement_history(truce_mission *mission, const char *draft,
                                             const truce_setting *settings, truce_answer **answer);
/** What differs, a line each. Negative: something does. Figure: differences. */
TRUCE_API truce_code truce_agreement_diff(truce *engine, const char *before, const char *after,
                                          truce_answer **answer);

/* ---- Files, without a mission
 *
 * Tables are CSV of any dialect, JSON, GeoJSON, and what docs/formats/tables.md lists. Rows that
 * are set aside are told, and counted in the figure set_aside. */

/** Incidents coded by a person, each under every reading of the agreement: is it in force then, is
 * the category in its scope, the place in its area, the act one that counts; each test T, F or U
 * (unknown), with the clause that decided; the verdict is yes, no, unclear, attempt, not-in-force
 * or claim-only. It says whether the incident as reported would be covered, not whether it happened
 * or who did it. Settings: reading, phase (ids, comma between), practice (a switch: clauses of
 * basis practice count), format (text, csv, json: an object a line). Figure: set_aside. */
TRUCE_API truce_code truce_assess(truce *engine, const char *agreement, const char *incidents,
                                  const truce_setting *settings, truce_answer **answer);

/** Where readings of a phase differ, on which incidents, by which tests and clauses. Settings as in
 * truce_assess; format (text, csv). */
TRUCE_API truce_code truce_compare(truce *engine, const char *agreement, const char *incidents,
                                   const truce_setting *settings, truce_answer **answer);

/** Claims of all files, joined: a line a row, with the incident it belongs to. The order of rows
 * and files changes nothing. Settings: regions (a table of names of regions), links (people's
 * decisions: link, a, b), reasons (a switch), format (csv, json). Figures: claims, incidents,
 * set_aside. */
TRUCE_API truce_code truce_fuse(truce *engine, const char *const *files, size_t n_files,
                                const truce_setting *settings, truce_answer **answer);

/** Reads files as evidence and counts their rows, as CSV: kind, file, received, accepted,
 * duplicate, set_aside. A file that cannot be read does not stop the others; the failure, and the
 * problem, are the last one's, the others are told, and the answer has those that could be read.
 * Settings: kind (of all of them; told by the columns unless given), zone, radius (metres),
 * encoding, or mapping (a file, as truce_map prints it); daily (a switch: days and their counts
 * instead), having (daily: only rows with this word). */
TRUCE_API truce_code truce_feed(truce *engine, const char *const *files, size_t n_files,
                                const truce_setting *settings, truce_answer **answer);

/** A first look at a table: dialect, columns that are recognised and by what, the first rows as
 * they would be read. The lines that do not begin with # are a mapping in YAML. Negative: something
 * is missing, or can be read in two ways. Settings: kind, mapping (a file to try). */
TRUCE_API truce_code truce_map(truce *engine, const char *file, const truce_setting *settings,
                               truce_answer **answer);

/** Announcements (readouts, posts, articles) on one event, read into statements and draft clauses,
 * each with the bytes it rests on (docs/formats/reading.md). Nothing of it is assessed until a
 * person confirms it. Settings: lang (en, uk, ru; told by the letters unless given), published (a
 * day: of the texts that do not say), event (a day: of what they are about), parties (a file of
 * names), issuer (who published the texts that do not say it and quote nobody), encoding (of texts
 * that do not say: cp1251, utf-16le, utf-16be), format (json, html). */
TRUCE_API truce_code truce_read(truce *engine, const char *const *files, size_t n_files,
                                const truce_setting *settings, truce_answer **answer);

/** Ship reports (AIS): logs of NMEA 0183 sentences, also packed (gzip, zstd), "-" for standard input,
 * decoded to `write` piece by piece: CSV or JSON, a line a message (docs/formats/ais.md). Memory does
 * not depend on the files. Sentences that became no message are told as rows set aside; the account
 * of each file is a note, or with the format account the answer. Settings: format (csv, jsonl,
 * account), repeats (a switch: the same message from a second receiver is given too). Figures:
 * messages, accepted (sentences), set_aside (sentences). */
TRUCE_API truce_code truce_ais(truce *engine, const char *const *files, size_t n_files,
                               const truce_setting *settings, truce_writer *write, void *context,
                               truce_answer **answer);

/** Ships over time, from the same logs: tracks, silences held against what was heard of others, entries and exits of
 * areas, calls at ports, reports that are not trusted with the reason, interference. Reports without a time of reception
 * are counted and left out. Memory is bounded; what does not fit goes to a file without a name in `scratch`. The answer
 * does not depend on the order of files and lines, or on a second receiver. Settings: format (csv, jsonl), what (events,
 * ships: what each number says of itself, account), areas (GeoJSON), scratch (a folder; TMPDIR or /var/tmp unless given).
 * Figures: reports, ships, trusted. */
TRUCE_API truce_code truce_tracks(truce *engine, const char *const *files, size_t n_files,
                                  const truce_setting *settings, truce_writer *write, void *context,
                                  truce_answer **answer);

/** Event data sets integrated by MELTT's published method (Donnay and others 2019), for comparison
 * with studies that used it: pairs as CSV. The order of files and rows matters there, so no report
 * uses it. Settings: km, days (the window; both needed), taxonomy (COLUMN=FILE; many), partial (how
 * many taxonomies may disagree), totals (a switch: counts instead of pairs). */
TRUCE_API truce_code truce_meltt(truce *engine, const char *const *files, size_t n_files,
                                 const truce_setting *settings, truce_answer **answer);

/** Statistics of a table. `what`: rates, series, compare, placebo, change, warn, return, level,
 * runs, glr, ears, farrington (of days and counts), synthetic, diverge, adjust, count, scan; each
 * with its source in docs/formats/stats.md. `file` may be NULL for scan, which takes cases, places
 * and population from settings. Settings: from, since, until, quiet, transition, window, only,
 * method, years, hazard, limit, penalty, bridge-from, bridge-to, below, cases, places, population,
 * cartesian, prospective, most-share, most-days, most-apart, replicates, seed, threads, format
 * (text, csv, json), lang (of the words of text). The number of threads never changes the answer.
 * Negative: the data allow no verdict. */
TRUCE_API truce_code truce_stats(truce *engine, const char *what, const char *file,
                                 const truce_setting *settings, truce_answer **answer);

#ifdef __cplusplus
}
#endif

#endif
