/* The report as a text: Markdown for pasting, plain for a terminal, a mail and reading aloud. */
#include "forms/sections.h"

static void write_text(const report_data *d, const doc_form *form, buf *b)
{
    doc w;
    doc_init(&w, b, form, d->words);
    w.brief = true;
    tell_report(d, &w);
    doc_end(&w);
}

void write_md(const report_data *d, buf *b)
{
    write_text(d, &doc_markdown, b);
}

void write_txt(const report_data *d, buf *b)
{
    write_text(d, &doc_plain, b);
}
