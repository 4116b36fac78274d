/* The report as one self-contained page: no scripts, nothing fetched, readable from top to bottom.
 */
#include "forms/html_parts.h"
#include "sections/sections.h"

static void put(doc *w, const char *z)
{
    buf_z(w->out, z);
}

static void contents(const report_data *d, doc *w)
{
    h_open_nav(N_("Contents"), w);
    put(w, "<ol>\n");
    for (size_t i = 0; i < n_report_sections; i++) {
        const section *s = &report_sections[i];
        if (!section_is_told(d, s)) continue;
        buf_f(w->out, "<li><a href=\"#%s\">", s->anchor);
        doc_say(w, s->title);
        put(w, "</a></li>\n");
    }
    put(w, "</ol></nav>\n");
}

/* The contents stand below the first screen, which is the first section. */
void write_html(const report_data *d, buf *b)
{
    doc w;
    page_document(d, b, &w);
    h_page_head(d, (str){0}, &w);
    for (size_t i = 0; i < n_report_sections; i++) {
        const section *s = &report_sections[i];
        if (s->tell && section_is_told(d, s)) s->tell(d, &w);
        if (i == 0) contents(d, &w);
    }
    h_page_end(&w);
    doc_end(&w);
}
