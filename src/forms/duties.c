/* Obligations to perform: what was promised, what was done as reported, a score of four steps and
 * the pace. docs/formats/performance.md. */
#include "forms/html_parts.h"
#include "forms/pages.h"

/* ---- The section */

static void cell_of(buf *b, void (*words)(const duty_line *, buf *), const duty_line *l)
{
    buf plain;
    buf_init(&plain, BUF_LIMIT_BYTES);
    words(l, &plain);
    h_cell(b, buf_str(&plain));
    buf_absorb(b, &plain);
}

static void act_row(const report_data *d, const performance *x, buf *b)
{
    h_z(b, "<tr id=\"act-");
    html_id(b, x->id);
    h_z(b, "\"><th scope=\"row\">");
    h_text(b, x->id);
    h_z(b, "</th><td>");
    h_link_id(d, b, x->obligation);
    h_z(b, "</td><td>");
    day_write(b, x->day);
    h_z(b, "</td><td class=\"n\">");
    if (x->has_quantity) buf_i64(b, x->quantity);
    if (!x->has_quantity) h_z(b, "not stated");
    h_z(b, "</td>");
    h_cell_or_not(b, x->state);
    h_cell_or_not(b, x->said_by);
    h_cell_or_not(b, x->source);
    h_cell(b, x->note);
    h_z(b, "</tr>\n");
}

static tr_err gather_acts(const report_data *d, arena *a, line_vec *out)
{
    return lines_of_all(d->n_acts, a, out);
}

static size_t act_bytes(const report_data *d, list_line l)
{
    const performance *x = &d->acts[l.row];
    return 180 + 2 * (x->id.len + x->obligation.len) + x->said_by.len + x->source.len + x->note.len;
}

static void write_acts(const report_data *d, const list_line *l, size_t n, buf *b)
{
    static const char *const heads[] = {"Act",     "Obligation", "Day",  "Quantity", "State",
                                        "Said by", "Source",     "Note", NULL};
    h_open_table(b, "One report a row; several reports may be of one act.", heads, "   n");
    for (size_t i = 0; i < n; i++)
        act_row(d, &d->acts[l[i].row], b);
    h_close_table(b);
}

const list_kind acts_list = {.file = "acts",
                             .title = "Acts as they were reported",
                             .gather = gather_acts,
                             .bytes = act_bytes,
                             .write = write_acts};

static void duty_row(const report_data *d, const duty_line *l, buf *b)
{
    buf plain;
    h_z(b, "<tr><th scope=\"row\">");
    h_link_id(d, b, l->what->id);
    h_z(b, "</th><td>");
    h_link_id(d, b, d->readings[l->reading]->id);
    h_z(b, "</td>");
    buf_init(&plain, BUF_LIMIT_BYTES);
    duty_owed_words(d, l, &plain);
    h_cell(b, buf_str(&plain));
    buf_absorb(b, &plain);
    cell_of(b, duty_done_words, l);
    cell_of(b, duty_score_words, l);
    cell_of(b, duty_pace_words, l);
    h_z(b, "</tr>\n");
}

void h_duties(const report_data *d, buf *b)
{
    static const char *const heads[] = {
        "Obligation", "Reading", "Who owes what", "Reported as done", "Score", "Pace", NULL};
    if (d->n_duties == 0) return;
    h_heading(b, "duties", "Obligations to perform");
    h_open_table(b, "Up to the last day of the report, each under the reading that states it.",
                 heads, NULL);
    for (size_t i = 0; i < d->n_duties; i++)
        duty_row(d, &d->duties[i], b);
    h_close_table(b);
    buf_f(b, "<p class=\"soft\">%s</p>\n", duty_rule_words());
    if (d->n_acts_of_none)
        buf_f(b, "<p>%zu report%s %s an obligation that the agreement does not have.</p>\n",
              d->n_acts_of_none, d->n_acts_of_none == 1 ? "" : "s",
              d->n_acts_of_none == 1 ? "names" : "name");
    if (d->n_acts == 0) return;
    h_z(b, "<details><summary>Acts as they were reported</summary>\n");
    h_list(d, LIST_ACTS, b);
    h_z(b, "</details>\n");
}

void write_obligations(const report_data *d, buf *b)
{
    buf_z(b, "obligation,reading,kind,owed_by,owed_to,what,quantity,unit,per,due,done_low,"
             "done_high,score_low,score_high,pace_low,pace_high,finish_low,finish_high,acts,"
             "reports\n");
    for (size_t i = 0; i < d->n_duties; i++) {
        const duty_line *l = &d->duties[i];
        const obligation *o = l->what;
        const performing *p = &l->how;
        const str texts[] = {o->id,
                             d->readings[l->reading]->id,
                             str_of(obligation_kind_word(o->kind)),
                             o->owed_by,
                             o->owed_to,
                             o->what};
        for (size_t k = 0; k < sizeof texts / sizeof texts[0]; k++) {
            csv_text(b, texts[k]);
            buf_c(b, ',');
        }
        if (o->quantity > 0) buf_i64(b, o->quantity);
        buf_c(b, ',');
        csv_text(b, o->unit);
        buf_c(b, ',');
        csv_text(b, o->per);
        buf_c(b, ',');
        if (p->has_due) buf_i64(b, p->due);
        if (p->known)
            buf_f(b, ",%lld,%lld,%d,%d,%s,%s,", (long long)p->low.done, (long long)p->high.done,
                  p->low.score, p->high.score, pace_word(p->low.pace), pace_word(p->high.pace));
        if (!p->known) buf_z(b, ",,,,,,,");
        if (p->low.has_finish) day_write(b, p->low.finish);
        buf_c(b, ',');
        if (p->high.has_finish) day_write(b, p->high.finish);
        buf_f(b, ",%zu,%zu\n", p->n_acts, p->n_reports);
    }
}
