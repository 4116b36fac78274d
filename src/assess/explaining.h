/* What the parts of an explanation share; private to assess/. */
#ifndef TRUCE_ASSESS_EXPLAINING_H
#define TRUCE_ASSESS_EXPLAINING_H

#include "assess/tables.h"
#include "document/said.h"

typedef struct explaining {
    const agreement *ag;
    const reading_tables *t;
    const incident *in;
    arena *a;
    bool mute; /* only what decides is wanted, not the sentences */
    buf words;
    doc w; /* keeps in `words` */
    tr_err err;
} explaining;

#define SAY(e, ...)                                                                                \
    do {                                                                                           \
        if (!(e)->mute) doc_say(&(e)->w, __VA_ARGS__);                                             \
    } while (0)

/** Among what decides, once. */
void explain_name(explaining *e, str_list *l, str id);
/** The words so far into a reason. */
void explain_take(explaining *e, kept_words *out);
/** An instant, or both of an interval's. */
void explain_span(doc *w, span s);

/* ---- explain_process.c */
void explain_phase(explaining *e, truth whole, test_reason *r);
void explain_renewal(explaining *e, truth whole, test_reason *r);
void explain_lines(explaining *e, const area_zone *z);
void explain_bound(explaining *e, const bound_view *view, test_reason *r);
void explain_excepted(explaining *e, truth whole, test_reason *r);

#endif
