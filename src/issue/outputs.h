/* The files of a report in the making: one a format, and the pages of a large one beside
 * report.html.
 *
 * They are independent of each other, so the machine's cores share them; the bytes are the same
 * with any number of cores. Each file is written under another name and takes its place after its
 * entry. Pages stand in a folder of their own with a list of their digests, SHA256SUMS, as
 * `sha256sum -c` reads it; the entry of the report states the digest of that list. Private to
 * issue/.
 */
#ifndef TRUCE_ISSUE_OUTPUTS_H
#define TRUCE_ISSUE_OUTPUTS_H

#include "host/draft.h"
#include "issue/made_apart.h"
#include "mission/mission.h"

#define PAGES_LIST "SHA256SUMS"
#define PAGES_NEW REPORT_PAGES_FOLDER ".new"

typedef struct output_digests {
    char format[FORMAT__N][SHA256_HEX + 1];
    char maker[FORMAT__N][MAKER_BYTES]; /* of what other software has a part in; else empty */
    char pages[SHA256_HEX + 1];         /* of the list of pages; empty: the report has none */
} output_digests;

/** The formats of `bits` that the report has, as DIR/FILE.new, and with HTML the pages, as
 * DIR/pages.new; `dir` NULL: nothing is written, only the digests are wanted. */
TR_MUST tr_err outputs_draft(const report_data *d, unsigned bits, const char *dir,
                             output_digests *out, tr_diag *diag);
/** DIR/pages.new becomes DIR/pages. What was there belongs to an earlier report.html and goes, also
 * when the new one has no pages. */
TR_MUST tr_err outputs_place_pages(const report_data *d, const char *dir, tr_diag *diag);

#endif
