/* The agreement in words: what its files share. Sentences are told in any language and form.
 * Private to agreement/. */
#ifndef TRUCE_AGREEMENT_SHOWING_H
#define TRUCE_AGREEMENT_SHOWING_H

#include "agreement/agreement.h"

/* ---- show_parts.c */
/** What stands between two of a list is a sentence, or has no letters. */
void show_list(doc *w, const str_list *l, const char *between);
/** " Binds: A and B." and the like; nothing where the list is empty. */
void show_named(doc *w, const char *before, const str_list *l, const char *between,
                const char *after);
/** All that an instant may be, and what it hangs on. */
void show_moment(doc *w, const moment *m);
void show_alternatives(doc *w, const span *alts, size_t n);
void show_after(doc *w, const after_rule *x);
void show_state_change(doc *w, const state_change *s);
/** What a person wrote beside it, where anybody did. */
void show_note(doc *w, str note);
/** A list with what it is of above it; it is opened with its first item. */
typedef struct show_part {
    const char *title;
    unsigned level; /* of its heading */
    bool led_to;    /* links lead to its items, as "clause-" and the id */
    bool open;
} show_part;
/** `id` empty: it has none. */
void show_part_item(doc *w, show_part *p, str id);
void show_item_end(doc *w);
void show_part_end(doc *w, const show_part *p);

/* ---- show_clauses.c */
void show_reading_parts(doc *w, const reading *r, unsigned level);

/* ---- show_process.c */
void show_actor_dates(doc *w, const actor *a, size_t n);
void show_phase_rule(doc *w, const phase_rule *r);
void show_owed(doc *w, const obligation *o); /* parts, schedule, exchange, alternatives of time */
void show_renewals(doc *w, const reading *r, unsigned level);
void show_amended(doc *w, const clause *c);
/** Events, conditions, tracks, classes of weapons, zones from a line, amendments. */
void show_process(doc *w, const agreement *ag, unsigned level);
void show_statement_process(doc *w, const statement *s);

#endif
