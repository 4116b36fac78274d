/* said: sentences kept as their templates and what stands in their places.
 *
 * A reason is found when an incident is assessed, and told when a report is written, perhaps in
 * three languages. So it is kept, not written: as one string, which can be held once where many
 * incidents share it, put behind another, and told later in any form and language. The string is
 * of this process only and enters no file. */
#ifndef TRUCE_DOCUMENT_SAID_H
#define TRUCE_DOCUMENT_SAID_H

#include "document/document.h"
#include "text/text.h"

/** A document without blocks whose sentences are kept in `out`. Only doc_say, doc_say_count and
 * doc_text may be used on it. */
void said_begin(doc *w, buf *out);
/** The same with room of its own, for one text that an arena takes. */
typedef struct saying {
    buf bytes;
    doc w;
} saying;
void saying_open(saying *s);
TR_MUST tr_err saying_take(saying *s, arena *a, kept_words *out);
/** One sentence. */
#define SAY_ONE(a, out, ...) SAY_ONE_(a, out, __VA_ARGS__, NULL_ARG_)
#define SAY_ONE_(a, out, template_, ...)                                                           \
    saying_of((a), (out), (template_), (const doc_arg[]){__VA_ARGS__},                             \
              sizeof((const doc_arg[]){__VA_ARGS__}) / sizeof(doc_arg))
TR_MUST tr_err saying_of(arena *a, kept_words *out, const char *template_, const doc_arg *args,
                         size_t n);
/** The same in English, as text without marks. */
void said_plain(kept_words k, buf *out);
/** About how many characters it will be, without telling it. */
size_t said_about(kept_words k);
/** The order of two by what they say in English. */
int said_order(kept_words a, kept_words b);
/** The same as a value of JSON; `key` NULL: of an array. */
void said_json(json_writer *w, const char *key, kept_words k);

#endif
