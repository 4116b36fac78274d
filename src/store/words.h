/* words: whether a text holds words, in capitals or not, of any alphabet, as a function of
 * questions: `holds(text, words)`, 1 or 0; unknown where one of them is. Letters are compared one by
 * one by Unicode's simple folding, as the index of words does (FTS5's trigram), so that looking row
 * by row and by that index finds the same. */
#ifndef TRUCE_STORE_WORDS_H
#define TRUCE_STORE_WORDS_H

struct sqlite3;

/** SQLite's code. */
int words_add(struct sqlite3 *db);

#endif
