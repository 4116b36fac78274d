/* open: the desk's data for programs, as JSON of their own kinds. Private to serve/. */
#ifndef TRUCE_SERVE_OPEN_H
#define TRUCE_SERVE_OPEN_H

#include "serve/routes.h"

/** A person looks at it: "f=html", or a browser that asks for a page. */
bool open_as_page(const call *c);
/** A JSON object of this type is the answer. */
void open_begin(call *c, const char *type);
void open_end(call *c);
/** A link of an array that is open; `path` is ours. */
void open_link(call *c, const char *rel, const char *type, const char *title, str path);

#endif
