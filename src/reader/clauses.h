/* A clause looked through for acts: what commitments.c, acts.c, who.c and earlier.c know of each
 * other. Private to reader/. */
#ifndef TRUCE_READER_CLAUSES_H
#define TRUCE_READER_CLAUSES_H

#include "reader/parts.h"

typedef struct act_found {
    bool place;   /* its object is where: "leave the heights" */
    bool oneself; /* who does it goes: "відійти" */
    bool moves;   /* what goes is its scope: "колонны пройдут" */
    bool same;    /* "do the same": the act that was named last */
    bool denied;  /* "too early to talk of" */
    bool fire;    /* fire itself: an act only where it is denied, "neither will attack" */
    bool discussed; /* "обсуждают прекращение ударов": it is to be negotiated */
    size_t at, n;
    said_act act;
    bool noun;
    const lexicon_entry *entry;
} act_found;

typedef struct governing {
    said_status status;
    size_t at, n;
    bool future;
    bool weak;      /* only a noun, as "proposal" */
    bool weak_deal; /* a noun of what is agreed: "an agreement on" */
} governing;

#define SUBJECT (IS(W_WE) | IS(W_HE) | IS(W_THEY) | IS(W_SIDES) | IS(W_IT))

static inline uint8_t mark_of(const clause_view *c, size_t i)
{
    return c->mark[i - c->from];
}

static inline bool english(const clause_view *c, size_t i)
{
    return c->j->tokens.items[i].language == READER_EN;
}

static inline str low(const clause_view *c, size_t i)
{
    return i < c->j->tokens.n ? tok_low(c->j, i) : (str){0};
}

/** A commitment of which nothing is said yet. */
static inline commitment_said said_nothing(void)
{
    return (commitment_said){.start = {.day = NO_DAY, .weekday = -1},
                             .end = {.day = NO_DAY, .weekday = -1},
                             .length = {.day = NO_DAY, .weekday = -1}};
}

static inline bool empty_time(const said_time *t)
{
    return !piece_said(t->words);
}

/** The status that a word of the lists, or a reporting verb, tells. */
said_status status_of(str value);
bool negated(const clause_view *c, size_t at);
/** The act whose words begin at a token. */
bool act_at(const clause_view *c, size_t i, act_found *out);
/** The last commitment before this clause, of the same statement or an earlier one; NULL: none. */
const commitment_said *last_said(const clause_view *c);
/** A stop, or a conjunction that opens a clause of its own. */
bool clause_break(const clause_view *c, size_t i);
governing govern(const clause_view *c, const act_found *a);
bool told_of_past(const clause_view *c, const act_found *a);
/** False where the words around doubt, ask, take back or break what is named: it gives nothing. */
bool told_as_fact(const clause_view *c, const act_found *a, const governing *g);
/** "No troops will", "the talks will not take place": it is denied from outside its own words. */
bool denied_around(const clause_view *c, const act_found *a, const governing *g);
/** "suspend the ceasefire": the first act says that the second one ends. */
bool ends_an_act(const clause_view *c, const act_found *verb, const act_found *noun);

/** "that" of a clause, not of a thing. */
bool opens_that_clause(const clause_view *c, size_t i);
/** What may stand between a subject and its verb. */
bool around_verb(const clause_view *c, size_t i);
TR_MUST tr_err parties_of(clause_view *c, const act_found *a, const governing *g,
                          commitment_said *k);

/** A sentence without an act of its own, or one that takes something out. */
TR_MUST tr_err of_earlier(clause_view *c);
bool has_not_covered(const clause_view *c);

void span_of(const clause_view *c, const act_found *a, const governing *g, size_t to,
             commitment_said *k);
TR_MUST tr_err keep_commitment(clause_view *c, const commitment_said *k);

#endif
