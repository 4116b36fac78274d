/* kept: how said.h keeps a sentence, as bytes. Private to document/. */
#ifndef TRUCE_DOCUMENT_KEPT_H
#define TRUCE_DOCUMENT_KEPT_H

#include "document/document.h"

enum { KEPT_ARGS = 16 }; /* at most */

/** `many` NULL: no count. */
void kept_put(buf *b, const char *one, const char *many, size_t count, const doc_arg *args,
              size_t n);

typedef struct kept_reader {
    const char *at, *end;
} kept_reader;

/** A sentence with what stands in its places; its words and texts are those of the bytes. */
typedef struct kept_sentence {
    const char *one, *many; /* many: empty when there is no count */
    size_t count, n;
    doc_arg args[KEPT_ARGS];
} kept_sentence;
/** The next one; r->at < r->end. */
void kept_take(kept_reader *r, kept_sentence *s);

#endif
