/* Pieces of the page, and its longer sections; private to forms/html*.c. */
#ifndef TRUCE_FORMS_HTML_PARTS_H
#define TRUCE_FORMS_HTML_PARTS_H

#include "report/write.h"

/** Text from outside, escaped; and words of ours, as they are. */
void h_text(buf *b, str s);
void h_z(buf *b, const char *s);
void h_link_id(const report_data *d, buf *b, str id);
/** "K-05; K-06" with each id a link; "act:..." has no anchor of its own. */
void h_link_list(const report_data *d, buf *b, str list);
void h_heading(buf *b, const char *id, const char *title);
void h_open_figure(buf *b, const char *caption);
/** `heads` end with NULL; 'n' in `numeric` marks columns of numbers. */
void h_open_table(buf *b, const char *caption, const char *const *heads, const char *numeric);
void h_close_table(buf *b);
void h_cell(buf *b, str s);
void h_cell_or_not(buf *b, str s);
void h_number_words(buf *b, str s);
void h_number(buf *b, size_t n);

/** A term and what is said of it; nothing when nothing is. */
void h_put_term(buf *b, const char *name, str value);

/** Everything before the first section; `part`: what of the report this page is, empty for the
 * index. */
void h_page_head(const report_data *d, str part, buf *b);

/* ---- Sections in files of their own */

#endif
