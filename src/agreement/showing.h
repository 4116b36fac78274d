/* The agreement in words: what the two files of it share. Private to agreement/. */
#ifndef TRUCE_AGREEMENT_SHOWING_H
#define TRUCE_AGREEMENT_SHOWING_H

#include "agreement/agreement.h"

void show_list(buf *b, const str_list *l, const char *sep);
void show_interval(buf *b, span s);
/** All that an instant may be, and what it hangs on. */
void show_moment(buf *b, const moment *m);
void show_after(buf *b, const after_rule *x);

/* ---- show_process.c */
void show_actor_dates(buf *b, const actor *a, size_t n);
void show_phase_rule(buf *b, const phase_rule *r);
void show_owed(buf *b, const obligation *o); /* parts, schedule, exchange, alternatives of time */
void show_renewals(buf *b, const reading *r);
void show_amended(buf *b, const clause *c);
/** Events, conditions, tracks, classes of weapons, zones from a line, amendments. */
void show_process(buf *b, const agreement *ag);
void show_statement_process(buf *b, const statement *s);

#endif
