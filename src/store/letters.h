/* letters: which rows hold one or two letters, for words too short for the index of words (FTS5's
 * trigram has no shorter pieces). Of letters that are in few rows it keeps which; of others how
 * many are enough to know that looking row by row ends soon. Letters are folded as `holds` of
 * words.h folds them, and every letter counts, blanks and signs too. Rows are numbered from 0 as
 * they come. */
#ifndef TRUCE_STORE_LETTERS_H
#define TRUCE_STORE_LETTERS_H

#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

/* In as many rows or more, letters are found row by row. */
enum { LETTERS_FEW = 500, LETTERS_WORD_BYTES = 8 };

typedef struct letters letters;

/** NULL: no memory. */
letters *letters_new(void);
void letters_free(letters *l);
/** The next row, with all its texts. */
TR_MUST tr_err letters_row(letters *l, const str *texts, size_t n);

typedef struct letters_word {
    char bytes[LETTERS_WORD_BYTES]; /* UTF-8 */
    size_t len;
    uint32_t n_rows;
    const uint32_t *rows; /* ascending; NULL: too many */
} letters_word;

/** Once all rows are there: the words, in the order of their letters. */
size_t letters_sort(letters *l);
letters_word letters_at(const letters *l, size_t i);

#endif
