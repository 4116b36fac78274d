/* workbook: the tables of a document as sheets of an XLSX file. */
#ifndef TRUCE_DOCUMENT_WORKBOOK_H
#define TRUCE_DOCUMENT_WORKBOOK_H

#include "document/document.h"

#include <stdio.h>

/** What `tell` tells, as a workbook in the open, empty file `to`. libxlsxwriter falls over, or
 * leaves something out and says nothing, where memory runs out: whoever calls this does so in a
 * process of its own, and takes a word on standard error for a failure (host_apart_silent).
 * TR_ERR_LIMIT: it could not be made whole: no memory, no room on the disk, or more rows, or tables
 * of different names, than a workbook has. */
TR_MUST tr_err doc_workbook(const catalogue *words, void (*tell)(void *ctx, doc *w), void *ctx,
                            FILE *to);
/** "libxlsxwriter 1.1.4": another version may make other bytes of the same cells. */
str doc_workbook_maker(void);

#endif
