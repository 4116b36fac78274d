/* Pieces of the page around its sections; private to forms/html*.c. */
#ifndef TRUCE_FORMS_HTML_PARTS_H
#define TRUCE_FORMS_HTML_PARTS_H

#include "document/document.h"
#include "report/write.h"

/** Everything before the first section; `part`: what of the report this page is, empty for the
 * index. */
void h_page_head(const report_data *d, str part, doc *w);
void h_page_end(doc *w);

#endif
