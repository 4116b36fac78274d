/* catalogue: sentences of one language by their English ones. Made of data/words/LANGUAGE.po when
 * the program is built; plurals follow the rule of the language. */
#ifndef TRUCE_DOCUMENT_CATALOGUE_H
#define TRUCE_DOCUMENT_CATALOGUE_H

#include "base/str.h"

#include <stddef.h>

typedef struct catalogue_entry {
    const char *english; /* of a count: the sentence for one */
    const char *says[3]; /* of a count: by the rule; else the first */
} catalogue_entry;

typedef struct catalogue {
    const char *tag;  /* "uk", as in <html lang> */
    const char *name; /* in the language itself */
    bool right_to_left;
    size_t (*form)(size_t n); /* which of `says` a count takes */
    const catalogue_entry *entries;
    size_t n; /* in the order of `english` */
} catalogue;

/** The languages beside English, and last the pseudo-language of the tests. */
extern const catalogue catalogues[];
extern const size_t n_catalogues;
/** "uk"; NULL for "en", which needs none. False: there is no such language. */
bool catalogue_of(str tag, const catalogue **out);
/** The sentence, in English where the catalogue has none. NULL catalogue: English. */
const char *catalogue_say(const catalogue *c, const char *english);
/** The same for a word that may not be ours: then it stays as it is. */
str catalogue_word(const catalogue *c, str word);
const char *catalogue_say_count(const catalogue *c, const char *one, const char *many, size_t n);

#endif
