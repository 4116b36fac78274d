/* The sections of a report, each told once for every form. For sections/ and forms/. */
#ifndef TRUCE_SECTIONS_SECTIONS_H
#define TRUCE_SECTIONS_SECTIONS_H

#include "document/document.h"
#include "document/said.h"
#include "sections/pages.h"
#include "pictures/pictures.h"

void section_summary(const report_data *d, doc *w);
void section_where(const report_data *d, doc *w);
void section_readings(const report_data *d, doc *w);
void section_regions(const report_data *d, doc *w);
void section_attempts(const report_data *d, doc *w);
void section_differences(const report_data *d, doc *w);
void section_said(const report_data *d, doc *w);
void section_evidence(const report_data *d, doc *w);
void section_trend(const report_data *d, doc *w);
void section_duties(const report_data *d, doc *w);
void section_process(const report_data *d, doc *w);
void section_commitments(const report_data *d, doc *w);
void section_findings(const report_data *d, doc *w);
void section_casualties(const report_data *d, doc *w);
void section_zones(const report_data *d, doc *w);
void section_ships(const report_data *d, doc *w);
enum { SHIP_ROWS = 50 }; /* of a table of ships; the rest stands in report.json */
void tell_more_rows(size_t rows, doc *w);
/** What an agreement asks of ships, beside what tracks show: tables within that section. */
void tell_ship_duties(const report_data *d, doc *w);
/** What others worked out of ships. */
void tell_theirs(const report_data *d, doc *w);
/** An announced phase may have none. */
bool phase_has_readings(const report_data *d, size_t nth);
/** What there is to tell; each is asked before its section. */
bool has_process(const report_data *d);
bool has_commitments(const report_data *d);
bool has_findings(const report_data *d);
bool has_casualties(const report_data *d);
bool has_zones(const report_data *d);
bool has_ships(const report_data *d);
/** A mark of a picture (SVG of 14 by 14) and what it stands for; without a mark, a remark. */
void tell_key(const char *mark, const char *says, doc *w);
void section_limits(const report_data *d, doc *w);
void section_log(const report_data *d, doc *w);
void section_corrections(const report_data *d, doc *w);
void section_items(const report_data *d, doc *w);
void section_behind(const report_data *d, doc *w);
void section_statements(const report_data *d, doc *w);
void section_provenance(const report_data *d, doc *w);

/** The sections in their order: the one table that the page, its contents and the other forms go
 * by. A section that has two headings has a second row without a function. */
typedef struct section {
    const char *anchor, *title; /* in the contents */
    void (*tell)(const report_data *d, doc *w);
    bool (*has)(const report_data *d); /* NULL: it is always there */
} section;
extern const section report_sections[];
extern const size_t n_report_sections;
bool section_is_told(const report_data *d, const section *s);

/** A cell of words that are said by a function; a term of the same. */
#define TELL_CELL(w, say)                                                                          \
    do {                                                                                           \
        doc_open((w), DOC_CELL, (doc_info){0});                                                    \
        say;                                                                                       \
        doc_close((w), DOC_CELL);                                                                  \
    } while (0)
#define TELL_TERM(w, name, say)                                                                    \
    do {                                                                                           \
        doc_term_open((w), (name));                                                                \
        say;                                                                                       \
        doc_term_close(w);                                                                         \
    } while (0)
/** An incident by its id: a link where there is one. `row`: SIZE_MAX, none. */
void tell_incident(str id, size_t row, doc *w);
/** What happened in the process: in the language where it is one of ours, else as written. */
void tell_event_word(str what, doc *w);
/** A term with sources, "; " between. */
void tell_sources(str sources, doc *w);

#endif
