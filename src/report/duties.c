/* Obligations to perform: what was promised, what was done as reported, a score of four steps and
 * the pace. docs/formats/performance.md. */
#include "report/html_parts.h"
#include "report/pages.h"

const char *duty_rule_words(void)
{
    return "Rule implementation/1. 0 not initiated, 1 minimal, 2 intermediate, 3 full. To do by a "
           "date: full when all of it is done; intermediate when half is done, or when it would "
           "be done in time at the pace so far. At a rate: full from 95 % of what was due, "
           "intermediate from half; a day without a report may have met it. Notices: by the share "
           "in time of those given; how many were due is not known. Where reports differ or leave "
           "something open the score is a range. What was done is what was reported";
}

/* ---- Words */

static void put_name(const report_data *d, str id, buf *b)
{
    const actor *who = agreement_actor(d->ag, id);
    buf_s(b, who ? who->name : id.len ? id : STR("not stated"));
}

void duty_owed_words(const report_data *d, const duty_line *l, buf *b)
{
    const obligation *o = l->what;
    put_name(d, o->owed_by, b);
    if (o->owed_to.len) {
        buf_z(b, " to ");
        put_name(d, o->owed_to, b);
    }
    buf_z(b, ": ");
    buf_s(b, o->what);
    if (o->quantity > 0) {
        buf_z(b, ", ");
        buf_i64(b, o->quantity);
        buf_c(b, ' ');
        buf_s(b, o->unit);
    }
    if (o->per.len) {
        buf_z(b, " a ");
        buf_s(b, o->per);
    }
    if (o->notice_hours > 0) {
        buf_z(b, ", ");
        buf_i64(b, o->notice_hours);
        buf_z(b, " hours before");
    }
    if (o->deadline.to != USEC_UNKNOWN) {
        buf_z(b, ", by ");
        when_write_words(b, o->deadline.to);
        if (o->zone_inherited) {
            buf_z(b, " (written without a zone; read in the clauses' zone ");
            buf_s(b, o->zone_name);
            buf_c(b, ')');
        }
    } else if (o->kind == OBL_PERFORM_BY) {
        buf_z(b, ", no date stated");
    }
}

static void put_range(int64_t low, int64_t high, buf *b)
{
    buf_i64(b, low);
    if (high == low) return;
    buf_z(b, " to ");
    buf_i64(b, high);
}

void duty_done_words(const duty_line *l, buf *b)
{
    const performing *p = &l->how;
    if (!p->known) {
        buf_z(b, p->n_acts == 0   ? "no report of an act under it is in the record"
                 : p->n_days == 0 ? "its start is not known, so nothing says how much was due"
                                  : "nothing was due yet");
        if (p->n_before + p->n_after)
            buf_f(b, " (%zu of acts before it binds or after the last day)",
                  p->n_before + p->n_after);
        return;
    }
    if (p->has_due) {
        put_range(p->low.done, p->high.done, b);
        buf_z(b, l->what->kind == OBL_NOTIFY ? " in time of " : " of ");
        buf_i64(b, p->due);
        buf_z(b, l->what->kind == OBL_NOTIFY ? " given" : "");
    }
    buf_f(b, "%s%zu act%s", p->has_due ? "; " : "", p->n_acts, p->n_acts == 1 ? "" : "s");
    if (p->n_reports != p->n_acts) buf_f(b, " in %zu reports", p->n_reports);
    if (l->what->kind == OBL_PERFORM_AT_RATE && str_is(l->what->per, "day"))
        buf_f(b, "; %zu days, reports of %zu, met on %zu", p->n_days, p->n_days_reported,
              p->n_days_met);
    if (p->n_unquantified) buf_f(b, "; %zu without a quantity", p->n_unquantified);
    if (p->n_before + p->n_after)
        buf_f(b, "; %zu reports of acts before it binds or after the last day not counted",
              p->n_before + p->n_after);
}

void duty_score_words(const duty_line *l, buf *b)
{
    const performing *p = &l->how;
    if (!p->known) {
        buf_z(b, "undetermined");
        return;
    }
    put_range(p->low.score, p->high.score, b);
    buf_z(b, ": ");
    buf_z(b, score_says(l->what->kind, p->low.score));
    if (p->high.score != p->low.score) buf_f(b, " to %s", score_says(l->what->kind, p->high.score));
}

static void put_pace(const perform_end *e, buf *b)
{
    buf_z(b, pace_says(e->pace));
    if (!e->has_finish) return;
    buf_z(b, " (would be done on ");
    day_write(b, e->finish);
    buf_c(b, ')');
}

void duty_pace_words(const duty_line *l, buf *b)
{
    const performing *p = &l->how;
    if (!p->known || l->what->kind != OBL_PERFORM_BY) {
        buf_z(b, "\xE2\x80\x93");
        return;
    }
    put_pace(&p->low, b);
    if (p->high.pace == p->low.pace && p->high.finish == p->low.finish) return;
    buf_z(b, "; by the highest reports: ");
    put_pace(&p->high, b);
}

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
