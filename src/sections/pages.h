/* Which line of the report stands on which page.
 *
 * A report of a month is one page. A report of 100,000 incidents would be one that no browser opens
 * and nobody scrolls, so its long lists leave it for pages of their own, in the folder "pages"
 * beside it, about PAGE_BYTES each. What stays is the index: every count, every section, and a link
 * to each page. The plan is made from the data alone, before a byte is written, so that a link
 * knows the page it leads to, and any page can be written without the others.
 *
 * For sections/ and forms/. Each list says what its lines are, about how large each is, and how
 * they are written; it does not know whether it left. */
#ifndef TRUCE_SECTIONS_PAGES_H
#define TRUCE_SECTIONS_PAGES_H

#include "base/idmap.h"
#include "document/document.h"
#include "report/write.h"

/** With lists that take more than this together, those that take more than LIST_BYTES leave; a
 * page ends when it has about PAGE_BYTES. With all lists at their most the index stays below 2 MB.
 */
enum { PAGES_SHOWN = 40 }; /* links to more of one list wait behind a line */
enum { WHOLE_BYTES = 1500000, LIST_BYTES = 48000, PAGE_BYTES = 1000000 };

/** A line of a list: the row it is of, and the group it stands in, where a list has groups. */
typedef struct list_line {
    uint32_t group, row;
} list_line;
typedef VEC(list_line) line_vec;

/** A list whose length grows with the record. */
typedef struct list_kind {
    const char *file, *title; /* "annex-a" of annex-a-001.html; the title of its pages */
    tr_err (*gather)(const report_data *d, arena *a, line_vec *out);
    size_t (*bytes)(const report_data *d, list_line l); /* about; a line as it is written */
    /* The lines, in any form. */
    void (*tell)(const report_data *d, const list_line *l, size_t n, doc *w);
    /* What is linked to on a line, each by `add`; NULL: nothing. `first`: of its group. */
    tr_err (*anchors)(const report_data *d, list_line l, bool first, page_plan *p, arena *a);
    /* Where the line stands, in a few words, for the list of pages; NULL: pages have numbers only.
     */
    void (*label)(const report_data *d, list_line l, doc *w);
} list_kind;

#define PAGE_LISTS(X)                                                                              \
    X(CODED, coded_list)                                                                           \
    X(ALLEGED, alleged_list)                                                                       \
    X(REGIONS, regions_list)                                                                       \
    X(ATTEMPTS, attempts_list)                                                                     \
    X(DIFFER, differ_list)                                                                         \
    X(TOTALS, totals_list)                                                                         \
    X(FLAGS, flags_list)                                                                           \
    X(EXISTENCE, existence_list)                                                                   \
    X(BESIDE, beside_list)                                                                         \
    X(CONTROL, control_list)                                                                       \
    X(STATICS, statics_list)                                                                       \
    X(ACTS, acts_list)                                                                             \
    X(FINDINGS, findings_list)                                                                     \
    X(INVOCATIONS, invocations_list)                                                               \
    X(WINDOWS, windows_list)                                                                       \
    X(CASUALTIES, casualties_list)                                                                 \
    X(OBSERVATIONS, observations_list)                                                             \
    X(REPLIES, replies_list)                                                                       \
    X(DECISIONS, decisions_list)                                                                   \
    X(ASIDES, asides_list)                                                                         \
    X(BEHIND, behind_list)                                                                         \
    X(SOURCES, sources_list)
typedef enum page_list {
#define X(name, kind) LIST_##name,
    PAGE_LISTS(X)
#undef X
        LIST__N
} page_list;
#define X(name, kind) extern const list_kind kind;
PAGE_LISTS(X)
#undef X
/** Of these kinds, by page_list. */
TR_MUST tr_err plan_pages(report_data *d, const list_kind *const *kinds, bool whole, arena *a);

/** The lines of a list, and its pages when it left. */
typedef struct listing {
    const list_line *lines;
    size_t n, first_page, n_pages; /* n_pages 0: it stands in its section */
} listing;

typedef struct planned_page {
    page_list list;
    size_t from, to; /* lines */
    str file;
} planned_page;

struct page_plan {
    const list_kind *const *kinds;
    listing lists[LIST__N];
    const planned_page *pages; /* number 1 is pages[0]; 0 is the index */
    size_t n_pages;
    const uint32_t *replies; /* by item, then entry */
    idmap where; /* what is linked to on the page being planned, and on those before it */
    size_t now;
};

/** The label of an incident: from when, and its id; of a line of coded ones. */
void label_incident(const incident *in, doc *w);
void label_row(const report_data *d, list_line l, doc *w);

/** Replies by item: the first place in this order that is not before `item`, and what stands at a
 * place. */
size_t plan_first_reply(const report_data *d, str item);
const reply_line *plan_reply(const report_data *d, size_t at);

tr_err plan_anchor(page_plan *p, arena *a, str id);
/** Where Annex C lists the incidents of a reading and a verdict. */
void behind_id(const report_data *d, size_t r, verdict v, buf *b);
/** The lines of a list where its section stands, or links to its pages. */
void tell_list(const report_data *d, page_list which, doc *w);
/** A document on the page at hand, and the end of it. */
void page_document(const report_data *d, buf *b, doc *w);
/** A paragraph for each group, which `open` opens, with the ids of its coded incidents. */
void tell_groups(const report_data *d, const list_line *l, size_t n,
                 void (*open)(const report_data *d, uint32_t group, doc *w), doc *w);
bool list_is_empty(const report_data *d, page_list which);

/** The beginning of a link to a page, up to its mark or the end of the address. */
void h_page_file(const report_data *d, size_t page, buf *b);

/** Opens a nav with its name for those who hear the page. */
void h_open_nav(const char *name, doc *w);

/** Every row of `n`, in order: for `gather`. */
tr_err lines_of_all(size_t n, arena *a, line_vec *out);
tr_err add_line(arena *a, line_vec *out, size_t group, size_t row);

#endif
