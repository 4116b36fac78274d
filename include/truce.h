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
 *         truce_query(m, "SELECT reading, count(*) FROM assessment WHERE verdict = 'yes' "
 *                        "GROUP BY reading", &r) == TRUCE_OK) ...
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
 * Text is UTF-8 with a length; it may hold any byte, also NUL, and has a NUL behind it that the
 * length does not count. Names of files and folders are C strings, as the system takes them; "-" is
 * standard input where a table is read. No function depends on the locale or the zone of the
 * process, and none changes them.
 *
 * Times are microseconds since 1970-01-01T00:00:00Z, without leap seconds, in a signed 64-bit
 * integer. A span [from, to) holds its first instant and not its last. Positions are degrees, WGS
 * 84. What is not known is TRUCE_UNKNOWN, the kind of a cell, and never a number that looks like
 * data.
 *
 * Settings are what the command line calls options, with the same names and values: a list of
 * {name, value}, in any order, ended by a NULL name; NULL stands for none. A name may come several
 * times where the function says "many". A switch has the value "yes" or "no". A setting the
 * function does not know, or that says what cannot be read, is TRUCE_USAGE and nothing is done;
 * none is passed over. Messages name a setting as the command line writes it: --as-of.
 *
 * Threads. An engine, with all that came from it, is used by one thread at a time; different
 * threads may each have one. One process at a time writes to a mission (the others wait for its
 * lock), any number may read. Where a spreadsheet, a geographic format, a workbook or a PDF is
 * read or made, that happens in a process of its own (fork), with limits.
 *
 * Memory that cannot be had is TRUCE_NO_MEMORY; nothing is half recorded. A task may take up to
 * 4 GiB and then ends with TRUCE_LIMIT or TRUCE_NO_MEMORY.
 *
 * What is recorded stays. Every function that adds to a mission has returned only once its entry is
 * on the disk. There is no function that removes or changes an entry. */
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
    const char *bytes; /* never NULL in what is returned; a NUL stands behind the last */
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
    const char *file;      /* as it was named, at most 255 bytes; empty: not about a file */
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

/* ---- Missions (prose follows) */
typedef struct truce_mission truce_mission;
TRUCE_API truce_code truce_init(truce *engine, const char *folder, truce_answer **answer);
TRUCE_API truce_code truce_open(truce *engine, const char *folder, truce_mission **mission);
TRUCE_API void truce_close(truce_mission *mission);
TRUCE_API truce_code truce_run(truce_mission *mission, const truce_setting *settings,
                               truce_answer **answer);
TRUCE_API truce_code truce_import(truce_mission *mission, const char *kind, const char *file,
                                  const truce_setting *settings, truce_answer **answer);
TRUCE_API truce_code truce_observe(truce_mission *mission, const truce_setting *settings,
                                   truce_answer **answer);
TRUCE_API truce_code truce_observe_table(truce_mission *mission, const char *file,
                                         const truce_setting *settings, truce_answer **answer);
TRUCE_API truce_code truce_code_incident(truce_mission *mission, const char *act, const char *id,
                                         const truce_setting *settings, truce_answer **answer);
TRUCE_API truce_code truce_reply(truce_mission *mission, const char *act, const char *item,
                                 const truce_setting *settings, truce_answer **answer);
TRUCE_API truce_code truce_decide(truce_mission *mission, const char *kind,
                                  const char *const *items, size_t n_items,
                                  const truce_setting *settings, truce_answer **answer);
TRUCE_API truce_code truce_waiting(truce_mission *mission, truce_answer **answer);
TRUCE_API truce_code truce_propose(truce_mission *mission, const char *const *items, size_t n_items,
                                   const truce_setting *settings, truce_answer **answer);
TRUCE_API truce_code truce_respond(truce_mission *mission, uint64_t entry, bool agree,
                                   const truce_setting *settings, truce_answer **answer);
TRUCE_API truce_code truce_report(truce_mission *mission, const truce_setting *settings,
                                  truce_answer **answer);
TRUCE_API truce_code truce_report_to(truce_mission *mission, const truce_setting *settings,
                                     truce_writer *write, void *context);
TRUCE_API truce_code truce_claims(truce_mission *mission, const truce_setting *settings,
                                  truce_answer **answer);
TRUCE_API truce_code truce_sites(truce_mission *mission, const char *name,
                                 const truce_setting *settings, truce_answer **answer);
TRUCE_API truce_code truce_grid(truce_mission *mission, const truce_setting *settings,
                                truce_answer **answer);
TRUCE_API truce_code truce_mission_stats(truce_mission *mission, const char *what,
                                         const truce_setting *settings, truce_answer **answer);
TRUCE_API truce_code truce_verify(truce_mission *mission, const truce_setting *settings,
                                  truce_answer **answer);
TRUCE_API truce_code truce_rebuild(truce_mission *mission, truce_answer **answer);
TRUCE_API truce_code truce_agreement_check(truce *engine, const char *file, truce_answer **answer);
TRUCE_API truce_code truce_agreement_show(truce *engine, const char *file, truce_answer **answer);
TRUCE_API truce_code truce_agreement_diff(truce *engine, const char *before, const char *after,
                                          truce_answer **answer);
TRUCE_API truce_code truce_assess(truce *engine, const char *agreement, const char *incidents,
                                  const truce_setting *settings, truce_answer **answer);
TRUCE_API truce_code truce_compare(truce *engine, const char *agreement, const char *incidents,
                                   const truce_setting *settings, truce_answer **answer);
TRUCE_API truce_code truce_fuse(truce *engine, const char *const *files, size_t n_files,
                                const truce_setting *settings, truce_answer **answer);
TRUCE_API truce_code truce_feed(truce *engine, const char *const *files, size_t n_files,
                                const truce_setting *settings, truce_answer **answer);
TRUCE_API truce_code truce_map(truce *engine, const char *file, const truce_setting *settings,
                               truce_answer **answer);
TRUCE_API truce_code truce_meltt(truce *engine, const char *const *files, size_t n_files,
                                 const truce_setting *settings, truce_answer **answer);
TRUCE_API truce_code truce_stats(truce *engine, const char *what, const char *file,
                                 const truce_setting *settings, truce_answer **answer);

#ifdef __cplusplus
}
#endif

#endif
