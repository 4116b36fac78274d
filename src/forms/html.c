/* The report as one self-contained page: no scripts, nothing fetched, readable from top to bottom.
 */
#include "forms/html_parts.h"
#include "forms/sections.h"

static void put(doc *w, const char *z)
{
    buf_z(w->out, z);
}

static bool is_told(const report_data *d, const char *section)
{
    if (str_is(str_of(section), "evidence")) return has_evidence(d);
    return !str_is(str_of(section), "duties") || d->n_duties > 0;
}

static void contents(const report_data *d, doc *w)
{
    static const char *const items[][2] = {
        {"summary", N_("How many incidents each reading covers")},
        {"where", N_("Where and when")},
        {"readings", N_("What the agreement says")},
        {"regions", N_("Incidents by region")},
        {"attempts", N_("Interceptions and attempts")},
        {"differ", N_("Where the readings differ")},
        {"said", N_("What the sides said")},
        {"evidence", N_("Sensors and other reports")},
        {"trend", N_("Before and during")},
        {"duties", N_("Obligations to perform")},
        {"limits", N_("What could not be observed")},
        {"log", N_("Observations and decisions")},
        {"corrections", N_("Corrections and late items")},
        {"annex-a", N_("Annex A: coded incidents")},
        {"annex-b", N_("Annex B: alleged incidents and their claims")},
        {"lists", N_("Annex C: lists behind the numbers")},
        {"statements", N_("Annex D: statements")},
        {"provenance", N_("How this was made")}};
    h_open_nav(N_("Contents"), w);
    put(w, "<ol>\n");
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) {
        if (!is_told(d, items[i][0])) continue;
        buf_f(w->out, "<li><a href=\"#%s\">", items[i][0]);
        doc_say(w, items[i][1]);
        put(w, "</a></li>\n");
    }
    put(w, "</ol></nav>\n");
}

/* A mark of a picture and what it stands for; without a mark, a remark. */
static void key(const char *mark, const char *says, doc *w)
{
    put(w, "<li>");
    if (mark) {
        put(w, "<svg viewBox=\"0 0 14 14\" aria-hidden=\"true\">");
        put(w, mark);
        put(w, "</svg> ");
    }
    doc_say(w, says);
    put(w, "</li>");
}

static void pictures(const report_data *d, doc *w)
{
    doc_heading(w, 2, "where", "Where and when");
    draw_map(d, w);
    put(w, "<ul class=\"key\">");
    key("<circle class=\"coded\" cx=\"7\" cy=\"7\" r=\"5\"/>", N_("coded by a person"), w);
    key("<rect class=\"alleged\" x=\"3\" y=\"3\" width=\"8\" height=\"8\"/>",
        N_("alleged in claims"), w);
    key(NULL,
        N_("Places are centres of the town, district or region named; a mark is not the spot."), w);
    put(w, "</ul>\n");
    draw_timeline(d, w);
    put(w, "<ul class=\"key\">");
    key("<rect class=\"force-yes\" y=\"3\" width=\"14\" height=\"8\"/>",
        N_("in force under every alternative"), w);
    key("<rect class=\"force-open\" x=\"1\" y=\"3\" width=\"12\" height=\"8\"/>", N_("not settled"),
        w);
    key(NULL, N_("no bar: not in force"), w);
    put(w, "</ul>\n");
}

void write_html(const report_data *d, buf *b)
{
    static void (*const sections[])(const report_data *, doc *) = {section_summary,
                                                                   contents,
                                                                   pictures,
                                                                   section_readings,
                                                                   section_regions,
                                                                   section_attempts,
                                                                   section_differences,
                                                                   section_said,
                                                                   section_evidence,
                                                                   section_trend,
                                                                   section_duties,
                                                                   section_limits,
                                                                   section_log,
                                                                   section_corrections,
                                                                   section_items,
                                                                   section_behind,
                                                                   section_statements,
                                                                   section_provenance};
    doc w;
    page_document(d, b, &w);
    h_page_head(d, (str){0}, &w);
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++)
        sections[i](d, &w);
    h_page_end(&w);
    doc_end(&w);
}
