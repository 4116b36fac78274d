/* pdf: the page of a report on paper, by a program that is installed: WeasyPrint, else Chromium.
 * The program runs in a process of its own, fetches nothing and runs no script. Private to issue/.
 */
#ifndef TRUCE_ISSUE_PDF_H
#define TRUCE_ISSUE_PDF_H

#include "report/report.h"

enum { PDF_MAKER_BYTES = 96 };

/** The whole report as one document; `maker` becomes the program with its version ("WeasyPrint
 * version 57.2"): other versions make other bytes, and Chromium makes others each time.
 * TR_ERR_DATA with CODE_PDF_TOOL when no program is installed. */
TR_MUST tr_err pdf_write(const report_data *d, buf *out, char maker[PDF_MAKER_BYTES],
                         tr_diag *diag);

#endif
