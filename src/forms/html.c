/* The report as one self-contained page: no scripts, nothing fetched, readable from top to bottom.
 */
#include "forms/html_parts.h"
#include "forms/sections.h"

/* ---- first screen
 * ------------------------------------------------------------------------------------ */

static void fact(buf *b, size_t n, const char *what, const char *href)
{
    buf_f(b, "<li><b><a href=\"#%s\">%zu</a></b> %s</li>\n", href, n, what);
}

static void verdict_link(const report_data *d, size_t r, verdict v, buf *b)
{
    size_t n = d->counts[r].n[v];
    h_z(b, "<td class=\"n\">");
    if (n == 0) h_z(b, "0");
    if (n) {
        buf id;
        buf_init(&id, 65536);
        behind_id(d, r, v, &id);
        h_open_link(d, b, buf_str(&id));
        buf_f(b, "%zu</a>", n);
        buf_absorb(b, &id);
    }
    h_z(b, "</td>");
}

static void counts_row(const report_data *d, size_t r, buf *b)
{
    static const verdict order[] = {VERDICT_YES, VERDICT_UNCLEAR, VERDICT_ATTEMPT, VERDICT_NO,
                                    VERDICT_NOT_IN_FORCE};
    h_z(b, "<tr><th scope=\"row\">");
    h_link_id(d, b, d->readings[r]->id);
    h_z(b, "</th>");
    h_cell(b, d->readings[r]->title);
    for (size_t v = 0; v < sizeof order / sizeof order[0]; v++)
        verdict_link(d, r, order[v], b);
    h_z(b, "</tr>\n");
}

static bool has_undrawn_area(const report_data *d, size_t which)
{
    for (size_t r = 0; r < d->n_readings; r++) {
        for (size_t i = 0; d->phase_of[r] == which && i < d->readings[r]->n_clauses; i++) {
            const clause *c = &d->readings[r]->clauses[i];
            if (c->kind == CLAUSE_PLACE && c->area && c->area->shape.kind == GEO_NONE) return true;
        }
    }
    return false;
}

static void counts_phase(const report_data *d, size_t which, buf *b)
{
    static const char *const heads[] = {"Reading", "Whose",       "Covered",      "Unclear",
                                        "Attempt", "Not covered", "Not in force", NULL};
    buf caption;
    buf_init(&caption, 65536);
    html_text(&caption, d->ag->phases[which].title);
    buf_z(&caption, ": the incidents coded by a person, under each reading. Each number leads to "
                    "its incidents.");
    buf_c(&caption, '\0');
    if (has_undrawn_area(d, which))
        h_z(b, "<p>Nobody has drawn the area that these readings speak of, so whether an incident "
               "lies in it is unknown, wherever it was.</p>\n");
    h_open_table(b, buf_err(&caption) == TR_OK ? caption.ptr : "", heads, "  nnnnn");
    buf_absorb(b, &caption);
    for (size_t r = 0; r < d->n_readings; r++) {
        if (d->phase_of[r] == which) counts_row(d, r, b);
    }
    h_close_table(b);
}

/* The first phase is open; later ones wait behind their title. */
static void counts_table(const report_data *d, buf *b)
{
    for (size_t p = 0; p < d->ag->n_phases; p++) {
        if (p > 0) {
            h_z(b, "<details><summary>The same incidents under the readings of another phase: ");
            h_text(b, d->ag->phases[p].title);
            h_z(b, "</summary>\n");
        }
        counts_phase(d, p, b);
        if (p > 0) h_z(b, "</details>\n");
    }
}

static void summary(const report_data *d, buf *b)
{
    if (d->about.len) {
        h_z(b, "<p class=\"lead\">");
        h_text(b, d->about);
        h_z(b, "</p>\n");
    }
    buf_f(b, "<p class=\"lead\">%s</p>\n<ul class=\"facts\">\n", what_this_is());
    fact(b, coded_in_period(d), "incidents coded by a person from reports, each coded item one",
         "annex-a");
    fact(b, fused_in_period(d), "incidents alleged in the claims, reprints joined", "annex-b");
    fact(b, matched_in_period(d), "of the alleged ones match a coded one; they are not added up",
         "annex-b");
    fact(b, d->n_readings, "readings of the agreement, side by side", "readings");
    h_z(b, "</ul>\n");
    h_z(b, "<h2 id=\"summary\">How many incidents each reading covers</h2>\n");
    if (nothing_itemised(d)) buf_f(b, "<p class=\"lead\">%s</p>\n", nothing_itemised(d));
    counts_table(d, b);
    buf_f(b,
          "<p class=\"soft\">Covered: the reading was in force, the target and the place are in "
          "its scope, and the act counts. Unclear: at least one of these is not known. "
          "Attempt: nothing was hit. %zu claim%s over a period without items %s not counted. A "
          "number says what was reported, not what happened.</p>\n",
          aggregates_in_period(d), aggregates_in_period(d) == 1 ? "" : "s",
          aggregates_in_period(d) == 1 ? "is" : "are");
}

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
    summary(d, b);
    contents(d, b);
    pictures(d, b);
    tell(d, section_readings, b);
    tell(d, section_regions, b);
    tell(d, section_attempts, b);
    tell(d, section_differences, b);
    tell(d, section_said, b);
    h_evidence(d, b);
    h_trend(d, b);
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
