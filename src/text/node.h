/* Building blocks of the node tree, shared by the YAML and the JSON reader; private to text/. */
#ifndef TRUCE_TEXT_NODE_H
#define TRUCE_TEXT_NODE_H

#include "text/text.h"

/** New node in the arena, or NULL. */
node *node_new(arena *a, node_kind kind, unsigned line, unsigned col);
void node_append(node *parent, node *child);
/** Checks UTF-8, NUL bytes and length before a document is parsed. */
TR_MUST tr_err doc_check_bytes(str bytes, const char *file, tr_diag *diag);

#endif
