/* workbook: the tables of a document as sheets of an XLSX file. */
#ifndef TRUCE_DOCUMENT_WORKBOOK_H
#define TRUCE_DOCUMENT_WORKBOOK_H

#include "document/document.h"

/** What `tell` tells, as a workbook, its bytes into `out`. TR_ERR_IO: no room for it on the disk;
 * TR_ERR_LIMIT: more rows, or tables of different names, than a workbook has. */
TR_MUST tr_err doc_workbook(const catalogue *words, void (*tell)(void *ctx, doc *w), void *ctx,
                            buf *out);
/** "libxlsxwriter 1.1.4": another version may make other bytes of the same cells. */
str doc_workbook_maker(void);

#endif
