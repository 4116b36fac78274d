/* The report as a text: Markdown for pasting, plain for a terminal, a mail and reading aloud; and
 * its tables as a workbook. */
#include "document/workbook.h"
#include "sections/sections.h"

static void tell_opening(const report_data *d, doc *w)
{
    doc_open(w, DOC_HEADING, (doc_info){.level = 1});
    doc_text(w, d->title);
    doc_close(w, DOC_HEADING);
    doc_open(w, DOC_PARAGRAPH, (doc_info){0});
    subject_words(d, w);
    doc_close(w, DOC_PARAGRAPH);
}

static void tell_all(const report_data *d, doc *w)
{
    tell_opening(d, w);
    for (size_t i = 0; i < n_report_sections; i++) {
        const section *s = &report_sections[i];
        if (s->tell && section_is_told(d, s)) s->tell(d, w);
    }
}

static void write_text(const report_data *d, const doc_form *form, buf *b)
{
    doc w;
    doc_init(&w, b, form, d->words);
    w.heading_also = report_heading_also(d);
    w.brief = true;
    tell_all(d, &w);
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

void report_process_text(const report_data *d, buf *b)
{
    static const char *const anchors[] = {"process",    "commitments", "findings",
                                          "casualties", "zones",       "duties"};
    doc w;
    doc_init(&w, b, &doc_plain, d->words);
    w.heading_also = report_heading_also(d);
    w.brief = true;
    bool any = false;
    for (size_t k = 0; k < sizeof anchors / sizeof anchors[0]; k++) {
        for (size_t i = 0; i < n_report_sections; i++) {
            const section *s = &report_sections[i];
            if (!str_is(str_of(s->anchor), anchors[k]) || !section_is_told(d, s)) continue;
            s->tell(d, &w);
            any = true;
        }
    }
    if (!any)
        doc_paragraph(&w, "Neither the agreement nor the record says anything of phases, tracks, "
                          "commitments, findings or obligations to perform.");
    doc_end(&w);
}

static void tell_sheets(void *ctx, doc *w)
{
    tell_all(ctx, w);
}

tr_err report_workbook(const report_data *d, FILE *to)
{
    report_data copy = *d;
    return doc_workbook(d->words, tell_sheets, &copy, to);
}
