/* The sections of a report, each told once for every form. Private to forms/. */
#ifndef TRUCE_FORMS_SECTIONS_H
#define TRUCE_FORMS_SECTIONS_H

#include "document/document.h"
#include "forms/pages.h"

void section_attempts(const report_data *d, doc *w);
void section_limits(const report_data *d, doc *w);
void section_log(const report_data *d, doc *w);
void section_corrections(const report_data *d, doc *w);

#endif
