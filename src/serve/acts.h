/* Acts of truce.h with their settings, for desk_do. Private to serve/. */
#ifndef TRUCE_SERVE_ACTS_H
#define TRUCE_SERVE_ACTS_H

#include "serve/page.h"

enum { ACT_SETTINGS = 256 };
typedef enum act_kind {
    DO_OBSERVE,
    DO_CODE,    /* word: make, change, drop; item: an id, or empty */
    DO_PROPOSE, /* item */
    DO_RESPOND, /* entry; agree */
    DO_DECIDE,  /* word: merge, split, aside, back; items */
    DO_IMPORT,  /* word: the kind; item: a file */
    DO_REPLY,   /* word: ask, answer, silence; item */
    DO_REPORT,
    DO_VERIFY,
    DO_CLAIMS,
    DO_PERSON,  /* item: whose key it is */
    DO_LOOK,    /* a report, to `out` */
    DO_SHOW,    /* the agreement in words */
    DO_CLAUSES, /* of drafts, as CSV */
    DO_CONFIRM, /* items */
    DO_ISSUED,  /* as CSV */
    DO_PROCESS, /* as JSON */
    DO_HISTORY, /* item: a file */
    DO_GRID,
    DO_STATS /* word: the method */
} act_kind;

/* A figure of the answer, wanted afterwards. */
typedef struct act_figure {
    const char *name; /* NULL: none */
    int64_t *value;
} act_figure;
enum { ACT_FIGURES = 2 };

/* Whoever has come in is the `by` of every act: no form has a field for it. */
typedef struct act {
    act_kind what;
    const char *word;
    str item;
    const char **items;
    size_t n_items;
    buf *out;
    uint64_t entry;
    bool agree;
    str seed;        /* of the key that signs; empty: nobody's, or one that is elsewhere */
    str open;        /* public half of a key that a browser has; empty: none has */
    bool prepares;   /* nothing is recorded: what that key is to sign is the answer */
    str *signatures; /* what it signed, "INSTANT SIGNATURE" */
    size_t n_signatures;
    truce_setting settings[ACT_SETTINGS + 1];
    size_t n;
    act_figure figures[ACT_FIGURES];
    bool too_many; /* fields: it is refused as a whole */
} act;

act act_of(const call *c, act_kind what);
/** An empty value is not a setting. */
void act_set(act *x, const char *name, str value);
/** The fields of the form with these names; NULL ends them. */
void act_from_form(const call *c, act *x, const char *const *names);
/** Where a browser signs: false until it has, and that has been answered. True: the act may be
 * done. */
bool act_is_signed(call *c, act *x);
/** Does it, and goes to `path` + `part`; or says why not. */
void act_do(call *c, const act *x, const char *path, str part);
/** Records that wait for an incident, of rows whose column has their ids, or numbers behind
 * `prefix`: one form, by which those that are picked become one, join one, or are set aside. */
void inbox_form(call *c, const desk_rows *r, size_t column, const char *prefix);
/** Of an alleged incident's claims: which speak of one event, and which do not. */
void claims_forms(call *c, const desk_rows *claims);
/** Records that a form picked, as settings `from`; an alleged incident stands for its claims.
 * False: that has been refused. */
bool set_records(call *c, act *x);
/** Fields of an incident that a form states, as settings `set`. */
void set_fields(call *c, act *x);
/** What may be written for category and act; whoever knows better writes something else and is
 * told. */
void coding_lists(call *c);
/** A long form that is seldom needed, behind its name; "</details>" ends it. */
void folded(call *c, const char *name);
/* Of an observation `o`, and of an incident `i`: it waits for an incident. */
#define INBOX_OBSERVATION                                                                          \
    "NOT EXISTS (SELECT 1 FROM coded_from f WHERE f.record = 'O-' || o.entry) AND NOT EXISTS "     \
    "(SELECT 1 FROM aside x WHERE x.item = 'O-' || o.entry)"
#define INBOX_CLAIMS                                                                               \
    "i.layer = 'alleged' AND i.kind = 'incident' AND i.status NOT IN ('refuted', 'withdrawn') "    \
    "AND "                                                                                         \
    "NOT EXISTS (SELECT 1 FROM claim m JOIN coded_from f ON f.record = m.id WHERE m.incident = "   \
    "i.id) AND EXISTS (SELECT 1 FROM claim m WHERE m.incident = i.id AND NOT EXISTS (SELECT 1 "    \
    "FROM aside x WHERE x.item = m.id))"
/** Kept files, of a question for `attachment.words`: a table of that key, and those that are
 * pictures. False: refused. */
bool tell_files(call *c, const char *key, const char *caption, const char *sql,
                const truce_value *value);
/** What truce.h writes to be read, of the state that the page shows; a failure says itself. */
truce_code act_read(call *c, act *x, str *said, str *notes);
/** The lines of truce_issued, newest first: a report stands in several forms, a line each. */
enum { I_ENTRY, I_FROM, I_TO, I_AS_OF, I_FORM, I_LANGUAGE, I_BY, I_SIZE, I_AT, I__N };
truce_code act_issued(call *c, desk_rows *out, str *said);
truce_code act_run(truce_mission *m, const void *what, truce_answer **answer);

#endif
