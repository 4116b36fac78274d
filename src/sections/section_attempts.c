/* Interceptions and attempts: nothing was hit, as far as reported, so they are kept apart. */
#include "sections/sections.h"

static tr_err gather(const report_data *d, arena *a, line_vec *out)
{
    for (size_t i = 0; i < d->n_coded; i++) {
        if (d->coded[i].counted && is_attempt(d->coded[i].in)) TR_TRY(add_line(a, out, 0, i));
    }
    return TR_OK;
}

static size_t bytes(const report_data *d, list_line l)
{
    const incident *in = d->coded[l.row].in;
    return 110 + 2 * in->id.len + in->place.len + in->report.len;
}

static void tell(const report_data *d, const list_line *l, size_t n, doc *w)
{
    doc_open(w, DOC_LIST, (doc_info){0});
    for (size_t i = 0; i < n; i++) {
        const incident *in = d->coded[l[i].row].in;
        doc_open(w, DOC_ITEM, (doc_info){0});
        doc_say(w, "{incident} {place}, {time}: {report}", A_ID("incident", in->id),
                A_TEXT("place", in->place), A_SPAN("time", in->when), A_TEXT("report", in->report));
        doc_close(w, DOC_ITEM);
    }
    doc_close(w, DOC_LIST);
}

const list_kind attempts_list = {.file = "attempts",
                                 .title = N_("Interceptions and attempts"),
                                 .gather = gather,
                                 .bytes = bytes,
                                 .tell = tell,
                                 .label = label_row};

void section_attempts(const report_data *d, doc *w)
{
    doc_heading(w, 2, "attempts", "Interceptions and attempts, kept apart");
    doc_paragraph(w, "Nothing was hit, as far as reported. These are listed and never added to the "
                     "incidents that are covered.");
    if (list_is_empty(d, LIST_ATTEMPTS))
        doc_paragraph(w, "None recorded in the period.");
    else
        tell_list(d, LIST_ATTEMPTS, w);
}
