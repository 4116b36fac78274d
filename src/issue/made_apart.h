/* made_apart: formats that other software has a part in, each made in a process of its own, so that
 * its faults and exhausted memory are its own. A workbook: libxlsxwriter. The page on paper:
 * Chromium, where it is installed; it fetches nothing and runs no script. Private to issue/. */
#ifndef TRUCE_ISSUE_MADE_APART_H
#define TRUCE_ISSUE_MADE_APART_H

#include "report/report.h"

enum { MAKER_BYTES = 96 };

/** Any format; `maker` becomes the program with its version ("Chromium 140.0") where
 * REPORT_MADE_WITH_OTHERS has the format, else empty. TR_ERR_DATA with CODE_PDF_TOOL when no
 * program is installed that prints. */
TR_MUST tr_err write_any(const report_data *d, report_format f, buf *out, char maker[MAKER_BYTES],
                         tr_diag *diag);

#endif
