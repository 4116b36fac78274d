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

/* How many of the names are said; the others are counted. */
enum { NAMES_TOLD = 12 };

static void tell_names(const unlisted_list *l, const char *before, const char *after, doc *w)
{
    if (l->n == 0) return;
    doc_open(w, DOC_PARAGRAPH, (doc_info){0});
    doc_say(w, before);
    for (size_t i = 0; i < l->n && i < NAMES_TOLD; i++) {
        if (i) doc_text(w, STR(","));
        doc_say(w, " “{name}” ({n})", A_TEXT("name", l->items[i].name), A_N("n", l->items[i].n));
    }
    if (l->n > NAMES_TOLD)
        doc_say_count(w, ", and {n} more name", ", and {n} more names", l->n - NAMES_TOLD,
                      A_N("n", l->n - NAMES_TOLD));
    doc_say(w, after);
    doc_close(w, DOC_PARAGRAPH);
}

static void tell_unlisted(const report_data *d, doc *w)
{
    tell_names(&d->unlisted[UNLISTED_STATE],
               N_("Coded incidents name states that the agreement does not, each with how often:"),
               N_(". By recognised territory they lie outside its readings. Where such a name is "
                  "another spelling of one of its states, the table has to be corrected."),
               w);
    tell_names(&d->unlisted[UNLISTED_SIDE],
               N_("Coded incidents ascribe acts to sides that the agreement does not have, each "
                  "with how often:"),
               N_(". Such an act is counted for none of its parties. Where such a name is another "
                  "spelling of one of its parties, the table has to be corrected."),
               w);
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
    tell_unlisted(d, w);
}
