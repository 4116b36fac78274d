/* Where the process stands: phases and why, deadlines ahead, tracks of negotiation. */
#include "sections/sections.h"

static void tell_phase(const report_data *d, const phase_line *l, doc *w)
{
    const phase *p = &d->ag->phases[l->phase];
    doc_open(w, DOC_ROW, (doc_info){.anchor = p->id});
    doc_open(w, DOC_CELL, (doc_info){.head = true});
    doc_text(w, p->title);
    doc_close(w, DOC_CELL);
    doc_cell_say(w, l->stated ? truth_says(l->begun) : "not stated");
    doc_cell_say(w, l->stated ? truth_says(l->over) : "not stated");
    TELL_CELL(w, doc_said(w, l->why));
    doc_open(w, DOC_CELL, (doc_info){0});
    if (l->n_readings == 0) doc_say(w, "no reading is stated");
    if (l->n_readings)
        doc_say(w, "{n} of {all} readings, not settled under {open}", A_N("n", l->n_in_force),
                A_N("all", l->n_readings), A_N("open", l->n_open));
    doc_close(w, DOC_CELL);
    doc_close(w, DOC_ROW);
}

static void tell_phases(const report_data *d, doc *w)
{
    static const doc_column columns[] = {HEAD("Phase"), HEAD("Begun"), HEAD("Over"), HEAD("State"),
                                         HEAD("In force under")};
    DOC_TABLE_OF(w, "phases",
                 "As the agreement's own conditions have it; what a reading says of its start and "
                 "end stands with the reading.",
                 columns);
    for (size_t i = 0; i < d->process.n_phases; i++)
        tell_phase(d, &d->process.phases[i], w);
    doc_close(w, DOC_TABLE);
}

static void say_when(span s, doc *w)
{
    if (!span_known(s))
        doc_say(w, "not dated: it hangs on something that no record dates");
    else if (s.from == s.to)
        doc_say(w, "{time}", A_WHEN("time", s.from));
    else
        doc_say(w, "{from} to {to}", A_WHEN("from", s.from), A_WHEN("to", s.to));
}

static void tell_ahead(const ahead_line *l, doc *w)
{
    doc_open(w, DOC_ROW, (doc_info){0});
    doc_open(w, DOC_CELL, (doc_info){.head = true});
    say_when(l->when, w);
    if (l->n_alts > 1) doc_say(w, " ({n} alternatives)", A_N("n", l->n_alts));
    doc_close(w, DOC_CELL);
    doc_cell_link(w, l->id);
    doc_open(w, DOC_CELL, (doc_info){0});
    if (l->reading.len) doc_say(w, "{reading}", A_ID("reading", l->reading));
    if (l->reading.len == 0) doc_say(w, "the agreement as a whole");
    doc_close(w, DOC_CELL);
    TELL_CELL(w, doc_said(w, l->what));
    doc_close(w, DOC_ROW);
}

static void tell_all_ahead(const report_data *d, doc *w)
{
    static const doc_column columns[] = {HEAD("When"), HEAD("Clause"), HEAD("Reading"),
                                         HEAD("What")};
    if (d->process.n_ahead == 0) {
        doc_paragraph(w, "No deadline is ahead of the day of this report.");
        return;
    }
    DOC_TABLE_OF(w, "ahead",
                 "Deadlines that lie ahead of the day of this report, each under the reading that "
                 "states it; where a text can be counted in several ways, from the earliest to the "
                 "latest.",
                 columns);
    for (size_t i = 0; i < d->process.n_ahead; i++)
        tell_ahead(&d->process.ahead[i], w);
    doc_close(w, DOC_TABLE);
}

void tell_event_word(str what, doc *w)
{
    event_word e;
    if (event_word_from(what, &e))
        doc_say(w, event_word_says(e));
    else
        doc_text(w, what);
}

void tell_incident(str id, size_t row, doc *w)
{
    if (row == SIZE_MAX)
        doc_text(w, id);
    else
        doc_say(w, "{id}", A_ID("id", id));
}

enum { SHOWN_EVENTS = 12 }; /* the last of a track */

static void say_event(const happening *h, doc *w)
{
    span s = moment_hull(&h->at);
    tell_event_word(h->what, w);
    if (span_known(s)) doc_say(w, " ({span})", A_SPAN("span", s));
    if (h->words.len) doc_say(w, ": {words}", A_TEXT("words", h->words));
}

static void tell_track(const track_line *l, doc *w)
{
    doc_open(w, DOC_ROW, (doc_info){.anchor = l->track->id});
    doc_open(w, DOC_CELL, (doc_info){.head = true});
    doc_text(w, l->track->title);
    if (l->track->opens.given) {
        doc_say(w, "; was to open ");
        say_when(moment_hull(&l->track->opens), w);
    }
    doc_close(w, DOC_CELL);
    TELL_CELL(w, l->has_days ? say_when(l->last_met, w) : doc_say(w, "no meeting on record"));
    doc_open(w, DOC_CELL, (doc_info){0});
    if (l->has_days) doc_say(w, "{n}", A_N("n", l->days_since));
    doc_close(w, DOC_CELL);
    doc_cell_number(w, l->n_met);
    doc_cell_number(w, l->n_texts);
    TELL_CELL(w, l->track->next.given ? say_when(l->next, w) : doc_say(w, "not stated"));
    doc_open(w, DOC_CELL, (doc_info){0});
    size_t first = l->n_events > SHOWN_EVENTS ? l->n_events - SHOWN_EVENTS : 0;
    if (first) doc_say(w, "{n} earlier ones; ", A_N("n", first));
    for (size_t i = first; i < l->n_events; i++) {
        if (i > first) doc_text(w, STR("; "));
        say_event(l->events[i], w);
    }
    doc_close(w, DOC_CELL);
    doc_close(w, DOC_ROW);
}

static void tell_tracks(const report_data *d, doc *w)
{
    static const doc_column columns[] = {HEAD("Track"),      HEAD("Last met"), HEAD_N("Days since"),
                                         HEAD_N("Meetings"), HEAD_N("Texts"),  HEAD("Next"),
                                         HEAD("Events")};
    if (d->process.n_tracks == 0) return;
    DOC_TABLE_OF(w, "tracks", "Tracks of negotiation, by the events on record.", columns);
    for (size_t i = 0; i < d->process.n_tracks; i++)
        tell_track(&d->process.tracks[i], w);
    doc_close(w, DOC_TABLE);
}

static void tell_misfits(const report_data *d, doc *w)
{
    const process_data *p = &d->process;
    if (p->events_fault.len) {
        doc_open(w, DOC_PARAGRAPH, (doc_info){0});
        doc_say(w,
                "The events on record do not go together with the agreement, which is told without "
                "them: {why}",
                A_TEXT("why", p->events_fault));
        doc_close(w, DOC_PARAGRAPH);
    }
    if (p->n_unknown == 0) return;
    doc_open(w, DOC_PARAGRAPH, (doc_info){0});
    doc_say(
        w,
        "Rows of findings, invocations or casualties that name an incident or a body that there "
        "is not: {n}.",
        A_N("n", p->n_unknown));
    doc_close(w, DOC_PARAGRAPH);
}

bool has_process(const report_data *d)
{
    return d->process.told;
}

void section_process(const report_data *d, doc *w)
{
    doc_heading(w, 2, "process", "Where the process stands");
    doc_open(w, DOC_PARAGRAPH, (doc_info){0});
    doc_say(w, "As of {time}.", A_WHEN("time", d->process.at));
    doc_close(w, DOC_PARAGRAPH);
    tell_phases(d, w);
    tell_all_ahead(d, w);
    tell_tracks(d, w);
    tell_misfits(d, w);
}
