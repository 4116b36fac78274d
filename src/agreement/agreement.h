/* agreement: one file of YAML to a checked `agreement`, and back to words.
 *
 * The file holds what was said (statements), what it may mean (readings, made of clauses) and
 * the words it uses (taxonomy, zones). docs/formats/agreement.md is its reference. Nothing in here
 * decides between readings; there is no default reading.
 *
 * Rules of time (window ends, day counts, midnight) are those of docs/formats/agreement.md,
 * section Time; they are worked out here once, so that a clause carries plain UTC intervals. */
#ifndef TRUCE_AGREEMENT_AGREEMENT_H
#define TRUCE_AGREEMENT_AGREEMENT_H

#include "base/tz.h"
#include "document/document.h"
#include "model/model.h"

/** Read and check. All faults go to `faults` in the order of the file; with any fault the result
 *  is TR_ERR_DATA and `*out` is untouched. The agreement borrows from `a` only. */
TR_MUST tr_err agreement_parse(str bytes, const char *file, const tz_db *zones, arena *a,
                               const agreement **out, diag_list *faults);

/** What a mission's record adds to the agreement's file. */
typedef struct agreement_more {
    const process_event *events; /* by id: they date what the file leaves open */
    size_t n_events;
    const str *drafts; /* files with `draft: yes`, in the order of the record */
    size_t n_drafts;
    const str_list *confirmed; /* ids of clauses; NULL: none */
    bool drafts_too; /* as if all were confirmed: for looking, never for assessing quietly */
} agreement_more;

/** The same with what a record adds. Of drafts, and of what says `confirmed: no` in the file
 * itself, only confirmed clauses are in the agreement. */
TR_MUST tr_err agreement_parse_with(str bytes, const char *file, const tz_db *zones,
                                    const agreement_more *more, arena *a, const agreement **out,
                                    diag_list *faults);

typedef struct draft_clause {
    str id, kind; /* the list it stands in: "scope", "start", "tracks" */
    str reading;  /* its id; empty: a track */
    str holder;   /* of its reading, as this file tells it; empty: it does not, or a track */
    str words;    /* of the text; empty: none are given */
    str says;     /* what it has beside them, as in the file: "days: 30, counted_from: x" */
} draft_clause;
typedef VEC(draft_clause) draft_clause_vec;
/** The clauses, obligations and tracks that a person has to confirm, in the order of the file: of a
 * draft on record all of them, of an agreement file those that say `confirmed: no`. */
TR_MUST tr_err draft_clauses(str bytes, bool draft, arena *a, draft_clause_vec *out, tr_diag *diag);

/** A clause whose reading (or a track that) a later version of its draft words otherwise: what was
 * confirmed before that entry is confirmed no more. */
typedef struct draft_change {
    str clause;
    uint64_t entry;
} draft_change;
typedef VEC(draft_change) draft_change_vec;

/** Clauses of `now` that `was` has in other words: all of a reading, where any part of it differs,
 * for its clauses hang on each other. Readings that `was` has not are not among them. */
TR_MUST tr_err draft_changes(str was, str now, uint64_t entry, arena *a, draft_change_vec *out,
                             tr_diag *diag);

/** Warnings about ambiguity, by line. Never an error: an agreement may well be ambiguous, and that
 *  is what has to be seen. */
TR_MUST tr_err agreement_lint(const agreement *ag, const char *file, arena *a, diag_list *lints);

/** A study file. `ag` NULL: whether its readings exist is not checked. Faults as above. */
TR_MUST tr_err study_parse(str bytes, const char *file, const agreement *ag, arena *a, study *out,
                           diag_list *faults);

/** The agreement in plain words; `level`: of its first heading. Links lead to a clause or an
 * obligation as "clause-" and its id. */
void agreement_show(const agreement *ag, doc *w, unsigned level);

/** Differences of two versions, term by term, one line each; returns the number of differences. */
size_t agreement_diff(const agreement *before, const agreement *after, buf *out);
/** Of these the words of the two files that nothing else of it tells; part of agreement_diff. */
size_t agreement_diff_words(const agreement *before, const agreement *after, buf *out);

/** Answer of a reading for one leaf by its scope clauses: T, F or U, and the clause that gives it
 *  (NULL: the reading is silent). The longest matching path wins; at equal length practice, if
 *  admitted, wins over text; `default` applies where nothing matches. */
truth reading_answer(const reading *r, str leaf_path, bool practice, const clause **which);

/** The words of a clause's window: its instants in UTC. */
void clause_times_write(buf *b, const clause *c);

/** What a clause says, in a line; whom it binds, where that is not everybody. */
void clause_content_say(doc *w, const clause *c);

#endif
