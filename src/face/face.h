/* face: what stands behind include/truce.h. An engine hears what its tasks have to tell; a task is
 * one call of the interface from its settings to its answer; a mission is an open folder. Each
 * function of truce.h begins a task, does its work with what the other rooms have, and ends it. */
#ifndef TRUCE_FACE_FACE_H
#define TRUCE_FACE_FACE_H

#include "issue/issue.h"
#include "store/query.h"
#include "truce.h"

typedef struct rejects_file rejects_file;

struct truce {
    truce_listener *listen;
    void *context;
    rejects_file *rejects; /* NULL: nobody asked for them */
    tr_diag last;
    struct shown_problem {
        truce_problem p;
        char file[1024], message[2048]; /* cleaned: up to three bytes for one */
    } shown;
};

struct truce_mission {
    truce *t;
    mission m;
    host_zones *zones; /* of what is read beside the record */
    record *r;         /* read at its first use, then carried on; NULL before */
    arena a;
    sign_key signs; /* of whoever acts through this handle; `signed_by` says whether there is one */
    bool signed_by, at_desk;
    far_key far; /* a key that is elsewhere; `signs` then has its public half */
    arena far_room;
    bool far_signs;
    index_seen seen;
    store_asker *asker; /* NULL: nobody has asked yet */
    bool as_it_stands;  /* the index is asked, level or not */
    store_asker *then;  /* tables of what was known at an earlier time; NULL: now is asked */
    struct standing {   /* a state kept alive */
        living *l;      /* NULL: not yet, or it failed */
        host_zones *zones;
        arena a;
    } now, words; /* of all that is known; of what the reading of a file may hang on */
};

typedef struct task_figure {
    const char *name; /* static */
    int64_t value;
} task_figure;
enum { TASK_FIGURES = 8 };

struct truce_answer {
    arena a;
    str text;
    bool negative;
    task_figure figures[TASK_FIGURES];
    size_t n_figures;
};

/* ---- An engine's notices */

/** A problem as truce.h has it; borrowed from `into`. */
truce_problem problem_of(const tr_diag *d, struct shown_problem *into);
void tell(truce *t, truce_level level, const tr_diag *d);
void tell_note(truce *t, const char *fmt, ...) TR_PRINTF(2, 3);
void tell_progress(truce *t, const char *what, size_t done, size_t all);
void tell_reject(truce *t, const feed_reject *x);
void tell_rejects(truce *t, const feed_result *r);
/** All faults of a file, each told; TR_ERR_DATA and "N faults in FILE" when there are any. */
TR_MUST tr_err tell_faults(truce *t, const diag_list *faults, const char *file, tr_diag *d);
/** Rows as an import tells them. */
reject_sink tell_sink(truce *t);

/* ---- A task */

typedef struct task {
    truce *t;
    arena *a; /* of this task: given back at its end, but for the answer's text */
    arena work;
    truce_answer *answer;
    const truce_setting *settings;
    buf out;        /* the text of the answer, as it is written */
    tr_diag d;      /* of the failure, if there is one */
    bool stands;    /* what is written so far is an answer even if the task fails */
    record *locked; /* begun by task_begin_writing; NULL: it is not */
} task;

/** `knows`: names of the settings, "lang", "attach*" (may come many times), "deep?" (yes or no),
 * NULL at the end. */
TR_MUST tr_err task_begin(task *k, truce *t, const truce_setting *settings,
                          const char *const *knows);
/** The code of the call; `*out` is the answer. Also after a task_begin that failed. */
truce_code task_end(task *k, tr_err e, truce_answer **out);

/** The setting's value; empty when it was not given. */
str task_value(const task *k, const char *name);
bool task_nth(const task *k, const char *name, size_t nth, str *out);
bool task_yes(const task *k, const char *name);
/** The language that the setting lang names; NULL: English. */
TR_MUST tr_err task_language(task *k, const catalogue **out);
/** TR_ERR_USAGE, with the reason. */
tr_err task_refuse(task *k, const char *fmt, ...) TR_PRINTF(2, 3);
void task_figure_is(task *k, const char *name, size_t value);
/** A text as a C string of the task. */
const char *task_path(const task *k, str s);
/** A text from the caller. */
static inline str text_str(truce_text t)
{
    return (str){t.bytes, t.length};
}

/* ---- What several tasks do */

/** A whole table in any form that is read, as text. */
TR_MUST tr_err task_table(task *k, const char *path, feed_kind kind, arena *a, str *out);
/** What was recognised in a file, as a note. */
void task_tell_form(task *k, const char *name, const table_form *form);
/** An agreement file; its faults are told. */
TR_MUST tr_err task_agreement(task *k, const char *path, host_zones *zones, const agreement **out);
/** The word is no kind of file; says which are. */
tr_err task_no_kind(task *k, str word);

/** The mission's record, with what others have added. */
TR_MUST tr_err task_record(task *k, truce_mission *m);
/** Until the task ends nobody else adds to the record: what was looked at still holds when the
 * entry is written. */
TR_MUST tr_err task_begin_writing(task *k, truce_mission *m);
/** Whoever has a key in the record signs with it, and nobody with another's. */
TR_MUST tr_err task_may_act(task *k, truce_mission *m, str by);
TR_MUST tr_err task_has_key(task *k, truce_mission *m, str name, bool *has);
/** The key that stands for a name, however it is written; NULL: none. */
const person_line *task_person(const person_vec *all, str name);
/** To import with, in the task's memory. `all`: the state of all that is known is wanted afterwards
 * and carried on for it; else only what the reading of a file may hang on. */
TR_MUST tr_err task_importer(task *k, truce_mission *m, bool all, importer **out);
/** The state of a mission, all of it; borrowed until something is added. */
TR_MUST tr_err task_state(task *k, truce_mission *m, const state **s);
/** The same of a record that holds an agreement; TR_ERR_ABSENT: it holds none yet. */
TR_MUST tr_err task_state_with_agreement(task *k, truce_mission *m, const state **s);
/** State and report as of then; the report looks into the state, which is borrowed as above, or the
 * task's. TR_ERR_ABSENT: no agreement yet. */
TR_MUST tr_err task_build(task *k, truce_mission *m, as_of when, span period, str words,
                          const state **s, report_data *d);
/** Everything that the record has. */
extern const as_of all_that_is_known;
/** What the index is made of (report_assemble_index). */
TR_MUST tr_err task_index_data(task *k, truce_mission *m, as_of when, const state **s,
                               report_data *d);
/** What is counted, for statistics (report_assemble_counts), as the setting as-of says; without it
 * all that is known. In the mission's own period. */
TR_MUST tr_err task_counts_asked(task *k, truce_mission *m, report_data *d);
/** The agreement with its drafts, and nothing of the evidence, as the setting as-of says
 * (mission_fold_agreement). */
TR_MUST tr_err task_agreement_asked(task *k, truce_mission *m, const state **s);
/** Zones that a state names: those of the record. */
host_zones *task_zones(const truce_mission *m, as_of when);
/** index.db level with a state of all that is known, by one at a time. */
TR_MUST tr_err task_index(task *k, truce_mission *m, const state *s, const report_data *d,
                          bool afresh, char digest[SHA256_HEX + 1]);
/** reports/DAY of the last day of its period; reports/ is made if it is not there. */
TR_MUST tr_err task_report_dir(task *k, const truce_mission *m, const report_data *d,
                               const char **out);
/** From the setting as-of. */
TR_MUST tr_err task_as_of(task *k, as_of *out);
/** Is it an incident, alleged or coded, a claim or a total of the record? */
TR_MUST tr_err task_has_item(task *k, const state *s, str id, bool *yes);
/** "WHAT recorded as entry N", and the figure "entry". */
void task_recorded(task *k, const char *what, uint64_t index);

#endif
