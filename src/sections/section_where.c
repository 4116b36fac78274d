/* Where and when: the map and the timeline. Forms without pictures say the same in tables and
 * lists. */
#include "sections/sections.h"

static void put(doc *w, const char *z)
{
    buf_z(w->out, z);
}

void tell_key(const char *mark, const char *says, doc *w)
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

void section_where(const report_data *d, doc *w)
{
    if (doc_picture(w) == NULL) return;
    doc_heading(w, 2, "where", "Where and when");
    draw_map(d, w);
    put(w, "<ul class=\"key\">");
    tell_key("<circle class=\"coded\" cx=\"7\" cy=\"7\" r=\"5\"/>", N_("coded by a person"), w);
    tell_key("<rect class=\"alleged\" x=\"3\" y=\"3\" width=\"8\" height=\"8\"/>",
             N_("alleged in claims"), w);
    tell_key(
        NULL,
        N_("Places are centres of the town, district or region named; a mark is not the spot."), w);
    put(w, "</ul>\n");
    draw_timeline(d, w);
    put(w, "<ul class=\"key\">");
    tell_key("<rect class=\"force-yes\" y=\"3\" width=\"14\" height=\"8\"/>",
             N_("in force under every alternative"), w);
    tell_key("<rect class=\"force-open\" x=\"1\" y=\"3\" width=\"12\" height=\"8\"/>",
             N_("not settled"), w);
    tell_key(NULL, N_("no bar: not in force"), w);
    put(w, "</ul>\n");
}
