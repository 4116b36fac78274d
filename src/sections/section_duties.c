/* Obligations to perform: what was promised, what was done as reported, a score of four steps and
 * the pace. docs/formats/performance.md. */
#include "sections/sections.h"

static tr_err gather_acts(const report_data *d, arena *a, line_vec *out)
{
    return lines_of_all(d->n_acts, a, out);
}

static size_t act_bytes(const report_data *d, list_line l)
{
    const performance *x = &d->acts[l.row];
    return 180 + 2 * (x->id.len + x->obligation.len) + x->said_by.len + x->source.len + x->note.len;
}

static void tell_act(const performance *x, doc *w)
{
    buf id;
    buf_init(&id, 65536);
    buf_z(&id, "act-");
    buf_s(&id, x->id);
    doc_open(w, DOC_ROW, (doc_info){.anchor = buf_str(&id)});
    doc_open(w, DOC_CELL, (doc_info){.head = true});
    doc_text(w, x->id);
    doc_close(w, DOC_CELL);
    doc_open(w, DOC_CELL, (doc_info){0});
    doc_say(w, "{obligation}", A_ID("obligation", x->obligation));
    doc_close(w, DOC_CELL);
    doc_open(w, DOC_CELL, (doc_info){0});
    doc_say(w, "{day}", A_DAY("day", x->day));
    doc_close(w, DOC_CELL);
    doc_open(w, DOC_CELL, (doc_info){0});
    if (x->has_quantity) doc_say(w, "{n}", A_N("n", x->quantity));
    if (!x->has_quantity) doc_say(w, "not stated");
    doc_close(w, DOC_CELL);
    TELL_CELL(w,
              doc_say(w, "{state}", A_KNOWN("state", x->state.len ? x->state : STR("not stated"))));
    doc_cell_or_not(w, x->said_by);
    doc_cell_or_not(w, x->source);
    doc_cell(w, x->note);
    doc_close(w, DOC_ROW);
    buf_absorb(w->out, &id);
}

static void tell(const report_data *d, const list_line *l, size_t n, doc *w)
{
    static const doc_column columns[] = {HEAD("Act"),        HEAD("Obligation"), HEAD("Day"),
                                         HEAD_N("Quantity"), HEAD("State"),      HEAD("Said by"),
                                         HEAD("Source"),     HEAD("Note")};
    DOC_TABLE_OF(w, "acts", "One report a row; several reports may be of one act.", columns);
    for (size_t i = 0; i < n; i++)
        tell_act(&d->acts[l[i].row], w);
    doc_close(w, DOC_TABLE);
}

const list_kind acts_list = {.file = "acts",
                             .title = N_("Acts as they were reported"),
                             .gather = gather_acts,
                             .bytes = act_bytes,
                             .tell = tell};

static void tell_duty(const report_data *d, const duty_line *l, doc *w)
{
    static void (*const words[])(const duty_line *, doc *) = {duty_done_words, duty_score_words,
                                                              duty_pace_words};
    doc_open(w, DOC_ROW, (doc_info){0});
    doc_cell_link(w, l->what->id);
    doc_open(w, DOC_CELL, (doc_info){0});
    doc_say(w, "{reading}", A_ID("reading", d->readings[l->reading]->id));
    doc_close(w, DOC_CELL);
    doc_open(w, DOC_CELL, (doc_info){0});
    duty_owed_words(d, l, w);
    doc_close(w, DOC_CELL);
    for (size_t k = 0; k < sizeof words / sizeof words[0]; k++) {
        doc_open(w, DOC_CELL, (doc_info){0});
        words[k](l, w);
        doc_close(w, DOC_CELL);
    }
    doc_close(w, DOC_ROW);
}

static void tell_of_none(const report_data *d, doc *w)
{
    if (d->n_acts_of_none == 0) return;
    doc_open(w, DOC_PARAGRAPH, (doc_info){0});
    doc_say_count(w, "{n} report names an obligation that the agreement does not have.",
                  "{n} reports name an obligation that the agreement does not have.",
                  d->n_acts_of_none, A_N("n", d->n_acts_of_none));
    doc_close(w, DOC_PARAGRAPH);
}

void section_duties(const report_data *d, doc *w)
{
    static const doc_column columns[] = {HEAD("Obligation"),    HEAD("Reading"),
                                         HEAD("Who owes what"), HEAD("Reported as done"),
                                         HEAD("Score"),         HEAD("Pace")};
    doc_heading(w, 2, "duties", "Obligations to perform");
    DOC_TABLE_OF(w, "obligations",
                 "Up to the last day of the report, each under the reading that states it.",
                 columns);
    for (size_t i = 0; i < d->n_duties; i++)
        tell_duty(d, &d->duties[i], w);
    doc_close(w, DOC_TABLE);
    doc_open(w, DOC_PARAGRAPH, (doc_info){.tone = TONE_SOFT});
    doc_say(w, duty_rule_words());
    doc_close(w, DOC_PARAGRAPH);
    tell_of_none(d, w);
    if (d->n_acts == 0) return;
    doc_fold(w, NULL, "Acts as they were reported");
    tell_list(d, LIST_ACTS, w);
    doc_close(w, DOC_FOLD);
}
