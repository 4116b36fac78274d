/* Pieces of the page around its sections; private to forms/html*.c. */
#ifndef TRUCE_FORMS_HTML_PARTS_H
#define TRUCE_FORMS_HTML_PARTS_H

#include "report/write.h"

/** Text from outside, escaped; and words of ours, as they are. */
void h_text(buf *b, str s);
void h_z(buf *b, const char *s);
void h_heading(buf *b, const char *id, const char *title);

/** Everything before the first section; `part`: what of the report this page is, empty for the
 * index. */
void h_page_head(const report_data *d, str part, buf *b);

#endif
