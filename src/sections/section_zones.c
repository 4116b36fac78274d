/* Zones and withdrawal, windows of silence, and where movement was restricted. */
#include "sections/sections.h"

static void tell_sum(const report_data *d, const presence_sum *s, doc *w)
{
    doc_open(w, DOC_ROW, (doc_info){0});
    doc_cell_link(w, s->what->id);
    doc_open(w, DOC_CELL, (doc_info){0});
    doc_say(w, "{reading}", A_ID("reading", d->readings[s->reading]->id));
    doc_close(w, DOC_CELL);
    doc_cell_or_not(w, s->weapon);
    doc_cell_number(w, s->inside);
    doc_cell_number(w, s->allowed);
    doc_cell_number(w, s->outside);
    doc_cell_number(w, s->uncertain);
    doc_close(w, DOC_ROW);
}

static void tell_sums(const report_data *d, doc *w)
{
    static const doc_column columns[] = {HEAD("Obligation"),
                                         HEAD("Reading"),
                                         HEAD("Weapon"),
                                         HEAD_N("Where it is covered"),
                                         HEAD_N("There, and allowed"),
                                         HEAD_N("Elsewhere"),
                                         HEAD_N("Not settled")};
    if (d->process.n_sums == 0) return;
    DOC_TABLE_OF(w, "presence",
                 "Weapons as they were reported, against the obligations to stay out: how many "
                 "sightings, by class. A sighting is not a weapon: one may be seen often.",
                 columns);
    for (size_t i = 0; i < d->process.n_sums; i++)
        tell_sum(d, &d->process.sums[i], w);
    doc_close(w, DOC_TABLE);
}

static void tell_window(const window_line *l, doc *w)
{
    const silence_window *x = l->what;
    doc_open(w, DOC_ROW, (doc_info){0});
    doc_open(w, DOC_CELL, (doc_info){.head = true});
    doc_text(w, x->id);
    doc_close(w, DOC_CELL);
    TELL_CELL(w, doc_say(w, "{span}", A_SPAN("span", x->when)));
    doc_open(w, DOC_CELL, (doc_info){0});
    doc_text(w, x->purpose);
    if (x->place.len) doc_say(w, ", {place}", A_TEXT("place", x->place));
    doc_close(w, DOC_CELL);
    doc_cell_or_not(w, x->agreed_by);
    doc_open(w, DOC_CELL, (doc_info){0});
    doc_say(w, window_answer_says(l->answer));
    if (l->one) doc_say(w, " ({id})", A_ID("id", l->one->id));
    doc_close(w, DOC_CELL);
    doc_open(w, DOC_CELL, (doc_info){0});
    if (x->state.len)
        doc_say(w, "{who}: {state}", A_TEXT("who", x->said_by.len ? x->said_by : STR("?")),
                A_KNOWN("state", x->state));
    if (x->state.len == 0) doc_say(w, "not stated");
    doc_close(w, DOC_CELL);
    doc_cell_number(w, l->n_inside);
    doc_cell_number(w, l->n_perhaps);
    doc_close(w, DOC_ROW);
}

static tr_err gather_windows(const report_data *d, arena *a, line_vec *out)
{
    return lines_of_all(d->process.n_windows, a, out);
}

static size_t window_bytes(const report_data *d, list_line l)
{
    const silence_window *x = d->process.windows[l.row].what;
    return 340 + x->purpose.len + x->place.len + x->agreed_by.len;
}

static void tell_windows(const report_data *d, const list_line *l, size_t n, doc *w)
{
    static const doc_column columns[] = {
        HEAD("Window"), HEAD("When"), HEAD("For what"),          HEAD("Agreed by"),
        HEAD("Answer"), HEAD("Said"), HEAD_N("Incidents in it"), HEAD_N("Perhaps in it")};
    DOC_TABLE_OF(
        w, "windows",
        "Windows of silence. Broken: an incident lies in its hours and its area, or it was "
        "reported as broken. Kept: reported as kept, and no incident may lie in it. Where "
        "nobody says so it is not known: no report is not silence.",
        columns);
    for (size_t i = 0; i < n; i++)
        tell_window(&d->process.windows[l[i].row], w);
    doc_close(w, DOC_TABLE);
}

const list_kind windows_list = {.file = "windows",
                                .title = N_("Windows of silence"),
                                .gather = gather_windows,
                                .bytes = window_bytes,
                                .tell = tell_windows};

static void tell_restrictions(const report_data *d, doc *w)
{
    static const doc_column columns[] = {HEAD("When"), HEAD("By"), HEAD("What"), HEAD("Words")};
    if (d->process.n_restrictions == 0) return;
    DOC_TABLE_OF(w, "restrictions",
                 "Where movement was restricted: what stands above was counted in spite of it.",
                 columns);
    for (size_t i = 0; i < d->process.n_restrictions; i++) {
        const happening *h = d->process.restrictions[i];
        span s = moment_hull(&h->at);
        doc_open(w, DOC_ROW, (doc_info){0});
        TELL_CELL(w, span_known(s) ? doc_say(w, "{span}", A_SPAN("span", s))
                                   : doc_say(w, "not stated"));
        doc_cell_or_not(w, h->by);
        TELL_CELL(w, tell_event_word(h->what, w));
        doc_cell(w, h->words);
        doc_close(w, DOC_ROW);
    }
    doc_close(w, DOC_TABLE);
}

bool has_zones(const report_data *d)
{
    const process_data *p = &d->process;
    return p->n_sums + p->n_windows + p->n_restrictions > 0;
}

void section_zones(const report_data *d, doc *w)
{
    doc_heading(w, 2, "zones", "Zones, weapons and windows of silence");
    tell_sums(d, w);
    if (d->process.n_windows) tell_list(d, LIST_WINDOWS, w);
    tell_restrictions(d, w);
}
