/* The page: what the sides said, each figure its claimant's. */
#include "forms/html_parts.h"
#include "forms/pages.h"

static void sheet(const report_data *d, buf *b)
{
    static const char *const heads[] = {"Side",
                                        "Totals",
                                        "Claims",
                                        "Incidents alleged",
                                        "with day and region",
                                        "matched to a coded one",
                                        "not matched",
                                        "too coarse to match",
                                        "says nothing happened",
                                        NULL};
    h_open_table(b,
                 "The same columns for every side. More claims by a side say how it publishes, not "
                 "what happened. Nothing is added across sides.",
                 heads, " nnnnnnnn");
    for (size_t i = 0; i < d->n_sheets; i++) {
        const side_sheet *s = &d->sheets[i];
        h_z(b, "<tr><th scope=\"row\">");
        h_text(b, s->name);
        h_z(b, "</th>");
        h_number(b, s->n_totals);
        h_number(b, s->n_claims);
        h_number(b, s->n_incidents);
        h_number(b, s->n_itemised);
        h_number(b, s->n_matched);
        h_number(b, s->n_unmatched);
        h_number(b, s->n_not_assessable);
        h_number(b, s->n_no_event);
        h_z(b, "</tr>\n");
    }
    h_close_table(b);
}

static void total_row(const total *t, buf *b)
{
    h_z(b, "<tr id=\"");
    html_id(b, t->id);
    h_z(b, "\"><th scope=\"row\">");
    h_text(b, t->id);
    h_z(b, "</th>");
    h_cell(b, t->side);
    h_cell(b, t->claimant);
    h_z(b, "<td>");
    h_text(b, t->period_start);
    h_z(b, " to ");
    h_text(b, t->period_end);
    h_z(b, " <span class=\"soft\">(");
    h_text(b, t->period_kind);
    h_z(b, ")</span></td><td class=\"n\">");
    if (str_is(t->bound, "at least")) h_z(b, "at least ");
    if (t->count < 0) h_z(b, "no number");
    if (t->count >= 0) buf_i64(b, t->count);
    h_z(b, "</td>");
    h_cell(b, t->unit);
    h_cell(b, t->parts);
    h_z(b, "<td>");
    if (str_starts(t->source, "http")) {
        h_z(b, "<a href=\"");
        html_url(b, t->source);
        h_z(b, "\" rel=\"noreferrer\">source</a>");
    } else {
        h_text(b, t->source);
    }
    h_z(b, "</td></tr>\n");
}

static tr_err gather_totals(const report_data *d, arena *a, line_vec *out)
{
    return lines_of_all(d->n_totals, a, out);
}

static size_t total_bytes(const report_data *d, list_line l)
{
    const total *t = &d->totals[l.row];
    return 260 + 2 * t->id.len + t->side.len + t->claimant.len + t->parts.len + t->source.len;
}

static void write_totals(const report_data *d, const list_line *l, size_t n, buf *b)
{
    static const char *const heads[] = {"Id",   "Side",  "Who",    "Period", "Figure",
                                        "Unit", "Parts", "Source", NULL};
    h_open_table(
        b,
        "A total is one claim. Totals are never added to each other or to the incidents of "
        "this report.",
        heads, "    n");
    for (size_t i = 0; i < n; i++)
        total_row(&d->totals[l[i].row], b);
    h_close_table(b);
}

static tr_err anchor_total(const report_data *d, list_line l, bool first, page_plan *p, arena *a)
{
    (void)first;
    return plan_anchor(p, a, d->totals[l.row].id);
}

const list_kind totals_list = {.file = "totals",
                               .title = "Totals as they were said",
                               .gather = gather_totals,
                               .bytes = total_bytes,
                               .write = write_totals,
                               .anchors = anchor_total};

/* ---- What does not fit */

/* Lines of one check stand together under its title. */
static tr_err gather_flags(const report_data *d, arena *a, line_vec *out)
{
    for (size_t i = 0; i < d->n_flags; i++)
        TR_TRY(add_line(a, out, (size_t)d->flags[i].code, i));
    return TR_OK;
}

static size_t flag_bytes(const report_data *d, list_line l)
{
    const total_flag *f = &d->flags[l.row];
    return 60 + 2 * f->id.len + f->side.len + f->words.len;
}

static void write_flags(const report_data *d, const list_line *l, size_t n, buf *b)
{
    for (size_t i = 0; i < n; i++) {
        const total_flag *f = &d->flags[l[i].row];
        if (i == 0 || l[i - 1].group != l[i].group)
            buf_f(b, "%s<h4>C%d: %s</h4>\n<ul>\n", i ? "</ul>\n" : "", f->code,
                  check_title(f->code));
        h_z(b, "<li>");
        h_link_id(d, b, f->id);
        h_z(b, " (");
        h_text(b, f->side);
        h_z(b, "): ");
        h_text(b, f->words);
        h_z(b, "</li>\n");
    }
    h_z(b, "</ul>\n");
}

const list_kind flags_list = {.file = "flags",
                              .title = "What does not fit",
                              .gather = gather_flags,
                              .bytes = flag_bytes,
                              .write = write_flags};

void h_said(const report_data *d, buf *b)
{
    h_heading(b, "said", "What the sides said");
    sheet(d, b);
    h_z(b, "<details><summary>Totals as they were said</summary>\n");
    h_list(d, LIST_TOTALS, b);
    h_z(b, "</details>\n");
    if (list_is_empty(d, LIST_FLAGS)) {
        h_z(b, "<p>No check raised a flag.</p>\n");
        return;
    }
    h_z(b,
        "<h3>What does not fit</h3>\n<p>Each figure stands as it was said; these remarks correct "
        "nothing.</p>\n");
    h_list(d, LIST_FLAGS, b);
}
