/* Numbers as people write them: six figures, never through the locale. */
#ifndef TRUCE_TEXT_FIGURE_H
#define TRUCE_TEXT_FIGURE_H

#include "base/buf.h"

/** "0.503781", "12", "infinite", "undefined". */
void put_figure(buf *b, double v);
/** What put_figure writes in words, in English; NULL: it writes digits. */
const char *figure_words(double v);
/** That put_figure writes v as digits, not as a word. */
bool figure_is_plain(double v);
/** For reading, not for computing: two decimals, four below 0.1; "any number" where infinite. */
void put_rounded(buf *b, double v);
const char *rounded_words(double v);

#endif
