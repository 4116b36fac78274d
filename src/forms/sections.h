/* The sections of a report, each told once for every form. Private to forms/. */
#ifndef TRUCE_FORMS_SECTIONS_H
#define TRUCE_FORMS_SECTIONS_H

#include "document/document.h"
#include "forms/pages.h"

void section_summary(const report_data *d, doc *w);
void section_readings(const report_data *d, doc *w);
void section_regions(const report_data *d, doc *w);
void section_attempts(const report_data *d, doc *w);
void section_differences(const report_data *d, doc *w);
void section_said(const report_data *d, doc *w);
void section_evidence(const report_data *d, doc *w);
void section_trend(const report_data *d, doc *w);
void section_duties(const report_data *d, doc *w);
void section_limits(const report_data *d, doc *w);
void section_log(const report_data *d, doc *w);
void section_corrections(const report_data *d, doc *w);
void section_items(const report_data *d, doc *w);
void section_behind(const report_data *d, doc *w);
void section_statements(const report_data *d, doc *w);
void section_provenance(const report_data *d, doc *w);

/** All of them in their order, with an opening: for forms that have no page around them. */
void tell_report(const report_data *d, doc *w);

/** Words that are made as text and not yet as sentences of a catalogue. */
#define TELL_WORDS(w, make)                                                                        \
    do {                                                                                           \
        buf plain_;                                                                                \
        buf_init(&plain_, BUF_LIMIT_BYTES);                                                        \
        make;                                                                                      \
        doc_text((w), buf_str(&plain_));                                                           \
        buf_absorb((w)->out, &plain_);                                                             \
    } while (0)
/** A cell of such words. */
#define TELL_WORDS_CELL(w, make)                                                                   \
    do {                                                                                           \
        doc_open((w), DOC_CELL, (doc_info){0});                                                    \
        TELL_WORDS((w), make);                                                                     \
        doc_close((w), DOC_CELL);                                                                  \
    } while (0)
/** A term with sources, "; " between. */
void tell_sources(str sources, doc *w);

#endif
