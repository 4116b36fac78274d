/* words: whether a text holds words, in capitals or not, of any alphabet, as a function of
 * questions: `holds(text, words)`, 1 or 0; unknown where one of them is. `folded(words)`: the words
 * without capitals, as they are compared. Letters are compared one by
 * one by Unicode's simple folding, as the index of words does (FTS5's trigram), so that looking row
 * by row and by that index finds the same. */
#ifndef TRUCE_STORE_WORDS_H
#define TRUCE_STORE_WORDS_H

#include "base/str.h"

#include <stdint.h>

struct sqlite3;

/** The letter at `*at` without its case, and `*at` behind it. */
uint32_t words_next_folded(str s, size_t *at);

/** SQLite's code. */
int words_add(struct sqlite3 *db);

#endif
