/* Words of lists in a text that somebody is about to send out: where they stand, and what to write
 * instead. A list has a line for each: a regular expression of ICU, a tab, what is written instead;
 * lines that begin with # are remarks. Each list is looked for in all of the text, whichever
 * language it is in. What stands in quotation marks on one line is somebody's own wording and is
 * passed over. */
#ifndef TRUCE_TEXT_WORDING_H
#define TRUCE_TEXT_WORDING_H

#include "base/arena.h"
#include "base/str.h"

typedef struct wording_word {
    size_t line, column; /* from 1; columns in characters */
    str section;         /* the heading above, as Markdown has it; empty: none */
    str word, context;   /* as they stand there: the whole word, and a part of its line */
    str instead;         /* what the lists have for it, in the order of letters, with / between */
} wording_word;
typedef VEC(wording_word) wording_words;

/** The first `most`, by place; `*more`: there are others. Texts are of the arena, of `markdown` or
 * of the lists. False: without memory, or a list has what is no expression. */
bool wording_check(str markdown, const str *lists, size_t n_lists, size_t most, arena *a,
                   wording_words *out, bool *more);

#endif
