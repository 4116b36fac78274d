/* The report as one self-contained page: no scripts, nothing fetched, readable from top to bottom.
 */
#include "forms/html_parts.h"
#include "forms/sections.h"

static void contents(const report_data *d, buf *b)
{
    static const char *const items[][2] = {
        {"summary", "How many incidents each reading covers"},
        {"where", "Where and when"},
        {"readings", "What the agreement says"},
        {"regions", "Incidents by region"},
        {"attempts", "Interceptions and attempts"},
        {"differ", "Where the readings differ"},
        {"said", "What the sides said"},
        {"evidence", "Sensors and other reports"},
        {"trend", "Before and during"},
        {"duties", "Obligations to perform"},
        {"limits", "What could not be observed"},
        {"log", "Observations and decisions"},
        {"corrections", "Corrections and late items"},
        {"annex-a", "Annex A: coded incidents"},
        {"annex-b", "Annex B: alleged incidents and their claims"},
        {"lists", "Annex C: lists behind the numbers"},
        {"statements", "Annex D: statements"},
        {"provenance", "How this was made"}};
    h_z(b, "<nav aria-label=\"Contents\"><ol>\n");
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) {
        if (str_is(str_of(items[i][0]), "evidence") && !has_evidence(d)) continue;
        if (str_is(str_of(items[i][0]), "duties") && d->n_duties == 0) continue;
        buf_f(b, "<li><a href=\"#%s\">%s</a></li>\n", items[i][0], items[i][1]);
    }
    h_z(b, "</ol></nav>\n");
}

static void pictures(const report_data *d, buf *b)
{
    h_heading(b, "where", "Where and when");
    map_svg(d, b);
    h_z(b, "<ul class=\"key\"><li><svg viewBox=\"0 0 14 14\" aria-hidden=\"true\"><circle "
           "class=\"coded\" cx=\"7\" cy=\"7\" r=\"5\"/></svg> coded by a person</li>"
           "<li><svg viewBox=\"0 0 14 14\" aria-hidden=\"true\"><rect class=\"alleged\" x=\"3\" "
           "y=\"3\" width=\"8\" height=\"8\"/></svg> alleged in claims</li>"
           "<li>Places are centres of the town, district or region named; a mark is not the "
           "spot.</li></ul>\n");
    timeline_svg(d, b);
    h_z(b, "<ul class=\"key\"><li><svg viewBox=\"0 0 14 14\" aria-hidden=\"true\"><rect "
           "class=\"force-yes\" y=\"3\" width=\"14\" height=\"8\"/></svg> in force under every "
           "alternative</li>"
           "<li><svg viewBox=\"0 0 14 14\" aria-hidden=\"true\"><rect class=\"force-open\" x=\"1\" "
           "y=\"3\" width=\"12\" height=\"8\"/></svg> not settled</li>"
           "<li>no bar: not in force</li></ul>\n");
}

static void tell(const report_data *d, void (*section)(const report_data *, doc *), buf *b)
{
    doc w;
    page_document(d, b, &w);
    section(d, &w);
    doc_end(&w);
}

void write_html(const report_data *d, buf *b)
{
    h_page_head(d, (str){0}, b);
    tell(d, section_summary, b);
    contents(d, b);
    pictures(d, b);
    tell(d, section_readings, b);
    tell(d, section_regions, b);
    tell(d, section_attempts, b);
    tell(d, section_differences, b);
    tell(d, section_said, b);
    tell(d, section_evidence, b);
    tell(d, section_trend, b);
    tell(d, section_duties, b);
    tell(d, section_limits, b);
    tell(d, section_log, b);
    tell(d, section_corrections, b);
    tell(d, section_items, b);
    tell(d, section_behind, b);
    tell(d, section_statements, b);
    tell(d, section_provenance, b);
    h_z(b, "</main>\n</body>\n</html>\n");
}
