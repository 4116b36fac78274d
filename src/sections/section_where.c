/* Where and when: the map and the timeline; incidents by region, and how many of them each reading
 * of the first phase covers. Forms without pictures say the same in tables and lists. */
#include "sections/sections.h"

#include <stdlib.h>

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

/* ---- By region */

static tr_err gather(const report_data *d, arena *a, line_vec *out)
{
    return lines_of_all(d->n_regions, a, out);
}

static size_t bytes(const report_data *d, list_line l)
{
    return 80 + d->regions[l.row].name.len + 22 * d->n_readings;
}

static void tell_region(const report_data *d, const region_line *x, doc *w)
{
    doc_open(w, DOC_ROW, (doc_info){0});
    doc_open(w, DOC_CELL, (doc_info){.head = true});
    doc_text(w, x->name);
    doc_close(w, DOC_CELL);
    doc_cell_number(w, x->coded);
    doc_cell_number(w, x->fused);
    for (size_t r = 0; r < d->n_readings; r++) {
        if (d->phase_of[r] == 0) doc_cell_number(w, x->by_reading[r].n[VERDICT_YES]);
    }
    doc_close(w, DOC_ROW);
}

static void tell(const report_data *d, const list_line *l, size_t n, doc *w)
{
    doc_column *columns = calloc(3 + d->n_readings, sizeof *columns);
    size_t k = 3;
    if (columns == NULL) {
        w->out->err = TR_ERR_NOMEM;
        return;
    }
    columns[0] = (doc_column)HEAD("Region");
    columns[1] = (doc_column)HEAD_N("Coded");
    columns[2] = (doc_column)HEAD_N("Alleged");
    for (size_t r = 0; r < d->n_readings; r++) {
        if (d->phase_of[r] == 0)
            columns[k++] = (doc_column){.kind = COLUMN_NUMBER, .text = d->readings[r]->id};
    }
    doc_table(
        w, "regions",
        "Coded: by a person, from reports. Alleged: from the claims, reprints joined. Then how "
        "many coded ones each reading of the first phase covers. Regions in alphabetical "
        "order.",
        columns, k);
    for (size_t i = 0; i < n; i++)
        tell_region(d, &d->regions[l[i].row], w);
    doc_close(w, DOC_TABLE);
    free(columns);
}

const list_kind regions_list = {.file = "regions",
                                .title = N_("Incidents by region"),
                                .gather = gather,
                                .bytes = bytes,
                                .tell = tell};

void section_regions(const report_data *d, doc *w)
{
    doc_heading(w, 2, "regions", "Incidents by region");
    if (list_is_empty(d, LIST_REGIONS))
        doc_paragraph(w, "No incident of this period names a region.");
    else
        tell_list(d, LIST_REGIONS, w);
}
