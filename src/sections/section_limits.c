/* What could not be observed: declared by the mission, and what stands outside every count. */
#include "sections/sections.h"

static void tell_days(const limit_note *l, doc *w)
{
    if (l->to.len)
        doc_say(w, "{from} to {to}", A_TEXT("from", l->from), A_TEXT("to", l->to));
    else
        doc_text(w, l->from);
}

static void tell_limit(const limit_note *l, doc *w)
{
    doc_open(w, DOC_ITEM, (doc_info){0});
    doc_text(w, l->words);
    if (l->place.len || l->from.len) {
        doc_text(w, STR(" ("));
        doc_text(w, l->place);
        if (l->place.len && l->from.len) doc_text(w, STR(", "));
        tell_days(l, w);
        doc_text(w, STR(")"));
    }
    doc_close(w, DOC_ITEM);
}

static size_t undated(const report_data *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->n_fused; i++)
        n += !span_known(d->fused[i].in->when) && !d->fused[i].no_event;
    return n;
}

static void tell_outside(const report_data *d, doc *w)
{
    size_t n = undated(d);
    doc_open(w, DOC_PARAGRAPH, (doc_info){0});
    doc_say_count(
        w,
        "{n} alleged incident has no date that can be worked out and stands outside every "
        "period.",
        "{n} alleged incidents have no date that can be worked out and stand outside every "
        "period.",
        n, A_N("n", n));
    doc_text(w, STR(" "));
    doc_say_count(w, "{n} claim stands alone because several incidents fit equally well.",
                  "{n} claims stand alone because several incidents fit equally well.",
                  d->n_ambiguous, A_N("n", d->n_ambiguous));
    doc_close(w, DOC_PARAGRAPH);
}

void section_limits(const report_data *d, doc *w)
{
    doc_heading(w, 2, "limits", "What could not be observed");
    if (d->n_limits == 0)
        doc_paragraph(w, "The mission declares nothing here. That is not the same as full "
                         "observation: no effort of observation is recorded, so no count of this "
                         "report can be read as a rate.");
    if (d->n_limits) doc_open(w, DOC_LIST, (doc_info){0});
    for (size_t i = 0; i < d->n_limits; i++)
        tell_limit(&d->limits[i], w);
    if (d->n_limits) doc_close(w, DOC_LIST);
    if (d->n_events) {
        doc_open(w, DOC_PARAGRAPH, (doc_info){0});
        doc_say_count(w,
                      "{n} row of event data is in the record. It is evidence, no incident, and "
                      "enters no count here.",
                      "{n} rows of event data are in the record. They are evidence, not incidents, "
                      "and enter no count here.",
                      d->n_events, A_N("n", d->n_events));
        doc_close(w, DOC_PARAGRAPH);
    }
    tell_outside(d, w);
}
