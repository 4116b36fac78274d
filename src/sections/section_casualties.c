/* Casualties, on a track of their own: each source's figures, as of its day. Nothing is inferred
 * and nothing is summed over sources; a later figure of the same source is a restatement. */
#include "sections/sections.h"

static tr_err gather(const report_data *d, arena *a, line_vec *out)
{
    return lines_of_all(d->process.n_casualties, a, out);
}

static size_t bytes(const report_data *d, list_line l)
{
    const casualty_figure *x = d->process.casualties[l.row];
    return 220 + x->said_by.len + x->source.len + x->note.len + x->place.len;
}

static void say_figure(const casualty_figure *x, doc *w)
{
    bool range = x->low >= 0 || x->high >= 0;
    if (x->best >= 0) doc_say(w, "{n}", A_N("n", x->best));
    if (x->best >= 0 && range) doc_text(w, STR(" ("));
    if (x->low >= 0 && x->high >= 0)
        doc_say(w, "{low} to {high}", A_N("low", x->low), A_N("high", x->high));
    else if (x->low >= 0)
        doc_say(w, "at least {n}", A_N("n", x->low));
    else if (x->high >= 0)
        doc_say(w, "at most {n}", A_N("n", x->high));
    if (x->best >= 0 && range) doc_text(w, STR(")"));
}

static bool same_subject(const casualty_figure *a, const casualty_figure *b)
{
    return str_eq(a->said_by, b->said_by) && str_eq(a->incident, b->incident) &&
           a->period.from == b->period.from && a->period.to == b->period.to && a->harm == b->harm &&
           a->people == b->people;
}

/* The figure before it, of the same source and subject. */
static const casualty_figure *restated(const report_data *d, size_t row)
{
    const casualty_figure *x = d->process.casualties[row];
    const casualty_figure *before = row ? d->process.casualties[row - 1] : NULL;
    return before && same_subject(before, x) ? before : NULL;
}

static void say_subject(const report_data *d, size_t row, doc *w)
{
    const casualty_figure *x = d->process.casualties[row];
    tell_incident(x->incident, d->process.casualty_row[row], w);
    if (x->incident.len && (span_known(x->period) || x->place.len)) doc_text(w, STR(", "));
    if (span_known(x->period)) doc_say(w, "{span}", A_SPAN("span", x->period));
    if (span_known(x->period) && x->place.len) doc_text(w, STR(", "));
    if (x->place.len) doc_text(w, x->place);
    if (!x->incident.len && !span_known(x->period) && !x->place.len) doc_say(w, "not stated");
}

/* A whole day is its last instant in the record. */
static void say_as_of(const casualty_figure *x, doc *w)
{
    if (x->as_of == USEC_UNKNOWN)
        doc_say(w, "not stated");
    else if (x->as_of % USEC_DAY == 0)
        doc_say(w, "{day}", A_DAY("day", usec_day(x->as_of) - 1));
    else
        doc_say(w, "{time}", A_WHEN("time", x->as_of));
}

static void tell_figure(const report_data *d, size_t row, doc *w)
{
    const casualty_figure *x = d->process.casualties[row], *before = restated(d, row);
    doc_open(w, DOC_ROW, (doc_info){0});
    doc_open(w, DOC_CELL, (doc_info){.head = true});
    doc_text(w, x->said_by);
    doc_close(w, DOC_CELL);
    TELL_CELL(w, say_subject(d, row, w));
    TELL_CELL(w, doc_say(w, "{harm}, {people}", A_WORD("harm", harm_kind_says(x->harm)),
                         A_WORD("people", people_kind_says(x->people))));
    TELL_CELL(w, say_figure(x, w));
    TELL_CELL(w, say_as_of(x, w));
    doc_open(w, DOC_CELL, (doc_info){0});
    if (before) {
        doc_say(w, "before: ");
        say_figure(before, w);
    }
    doc_close(w, DOC_CELL);
    doc_cell_or_not(w, x->source);
    doc_close(w, DOC_ROW);
}

static void tell(const report_data *d, const list_line *l, size_t n, doc *w)
{
    static const doc_column columns[] = {HEAD("Said by"), HEAD("Of what"), HEAD("Who"),
                                         HEAD("Figure"),  HEAD("As of"),   HEAD("Restated"),
                                         HEAD("Source")};
    DOC_TABLE_OF(w, "casualties-table",
                 "Each source's own figures, as of its day. Figures of different sources are never "
                 "added, and none is drawn from damage.",
                 columns);
    for (size_t i = 0; i < n; i++)
        tell_figure(d, l[i].row, w);
    doc_close(w, DOC_TABLE);
}

const list_kind casualties_list = {.file = "casualties",
                                   .title = N_("Casualties"),
                                   .gather = gather,
                                   .bytes = bytes,
                                   .tell = tell};

bool has_casualties(const report_data *d)
{
    return d->process.n_casualties > 0;
}

void section_casualties(const report_data *d, doc *w)
{
    doc_heading(w, 2, "casualties", "Casualties");
    tell_list(d, LIST_CASUALTIES, w);
}
