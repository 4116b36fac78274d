/* What the sides said, each figure its claimant's, and what does not fit in it. */
#include "sections/sections.h"

static void tell_side(const side_sheet *s, doc *w)
{
    doc_open(w, DOC_ROW, (doc_info){0});
    doc_open(w, DOC_CELL, (doc_info){.head = true});
    doc_text(w, s->name);
    doc_close(w, DOC_CELL);
    doc_cell_number(w, s->n_totals);
    doc_cell_number(w, s->n_claims);
    doc_cell_number(w, s->n_incidents);
    doc_cell_number(w, s->n_itemised);
    doc_cell_number(w, s->n_matched);
    doc_cell_number(w, s->n_unmatched);
    doc_cell_number(w, s->n_not_assessable);
    doc_cell_number(w, s->n_no_event);
    doc_close(w, DOC_ROW);
}

static void tell_sheet(const report_data *d, doc *w)
{
    static const doc_column columns[] = {HEAD("Side"),
                                         HEAD_N("Totals"),
                                         HEAD_N("Claims"),
                                         HEAD_N("Incidents alleged"),
                                         HEAD_N("with day and region"),
                                         HEAD_N("matched to a coded one"),
                                         HEAD_N("not matched"),
                                         HEAD_N("too coarse to match"),
                                         HEAD_N("says nothing happened")};
    DOC_TABLE_OF(w, "sides",
                 "The same columns for every side. More claims by a side say how it publishes, not "
                 "what happened. Nothing is added across sides.",
                 columns);
    for (size_t i = 0; i < d->n_sheets; i++)
        tell_side(&d->sheets[i], w);
    doc_close(w, DOC_TABLE);
}

/* ---- Totals */

static void tell_figure(const total *t, doc *w)
{
    doc_open(w, DOC_CELL, (doc_info){0});
    if (t->count < 0)
        doc_say(w, "no number");
    else if (str_is(t->bound, "at least"))
        doc_say(w, "at least {n}", A_N("n", t->count));
    else
        doc_say(w, "{n}", A_N("n", t->count));
    doc_close(w, DOC_CELL);
}

static void tell_source(const total *t, doc *w)
{
    doc_open(w, DOC_CELL, (doc_info){0});
    if (str_starts(t->source, "http"))
        doc_say(w, "{source}",
                A_URL("source", str_of(catalogue_say(w->words, "source")), t->source));
    else
        doc_text(w, t->source);
    doc_close(w, DOC_CELL);
}

static void tell_total(const total *t, doc *w)
{
    doc_open(w, DOC_ROW, (doc_info){.anchor = t->id});
    doc_open(w, DOC_CELL, (doc_info){.head = true});
    doc_text(w, t->id);
    doc_close(w, DOC_CELL);
    doc_cell(w, t->side);
    doc_cell(w, t->claimant);
    doc_open(w, DOC_CELL, (doc_info){0});
    doc_say(w, "{from} to {to} ({kind})", A_TEXT("from", t->period_start),
            A_TEXT("to", t->period_end), A_KNOWN("kind", t->period_kind));
    doc_close(w, DOC_CELL);
    tell_figure(t, w);
    doc_cell(w, t->unit);
    doc_cell(w, t->parts);
    tell_source(t, w);
    doc_close(w, DOC_ROW);
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

static void tell_totals(const report_data *d, const list_line *l, size_t n, doc *w)
{
    static const doc_column columns[] = {HEAD("Id"),     HEAD("Side"),     HEAD("Who"),
                                         HEAD("Period"), HEAD_N("Figure"), HEAD("Unit"),
                                         HEAD("Parts"),  HEAD("Source")};
    DOC_TABLE_OF(w, "totals",
                 "A total is one claim. Totals are never added to each other or to the incidents "
                 "of this report.",
                 columns);
    for (size_t i = 0; i < n; i++)
        tell_total(&d->totals[l[i].row], w);
    doc_close(w, DOC_TABLE);
}

static tr_err anchor_total(const report_data *d, list_line l, bool first, page_plan *p, arena *a)
{
    (void)first;
    return plan_anchor(p, a, d->totals[l.row].id);
}

const list_kind totals_list = {.file = "totals",
                               .title = N_("Totals as they were said"),
                               .gather = gather_totals,
                               .bytes = total_bytes,
                               .tell = tell_totals,
                               .anchors = anchor_total};

/* ---- What does not fit. Lines of one check stand together under its title. */

static tr_err gather_flags(const report_data *d, arena *a, line_vec *out)
{
    for (size_t i = 0; i < d->n_flags; i++)
        TR_TRY(add_line(a, out, (size_t)d->flags[i].code, i));
    return TR_OK;
}

static size_t flag_bytes(const report_data *d, list_line l)
{
    const total_flag *f = &d->flags[l.row];
    return 60 + 2 * f->id.len + f->side.len + said_about(f->words);
}

static void tell_check(int code, doc *w)
{
    doc_open(w, DOC_HEADING, (doc_info){.level = 4});
    doc_say(w, "C{n}: {check}", A_N("n", code), A_WORD("check", check_title(code)));
    doc_close(w, DOC_HEADING);
    doc_open(w, DOC_LIST, (doc_info){0});
}

static void tell_flags(const report_data *d, const list_line *l, size_t n, doc *w)
{
    for (size_t i = 0; i < n; i++) {
        const total_flag *f = &d->flags[l[i].row];
        bool first = i == 0 || l[i - 1].group != l[i].group,
             last = i + 1 == n || l[i + 1].group != l[i].group;
        if (first) tell_check(f->code, w);
        doc_open(w, DOC_ITEM, (doc_info){0});
        doc_say(w, "{id} ({side}): {words}", A_ID("id", f->id), A_TEXT("side", f->side),
                A_SAID("words", f->words));
        doc_close(w, DOC_ITEM);
        if (last) doc_close(w, DOC_LIST);
    }
}

const list_kind flags_list = {.file = "flags",
                              .title = N_("What does not fit"),
                              .gather = gather_flags,
                              .bytes = flag_bytes,
                              .tell = tell_flags};

void section_said(const report_data *d, doc *w)
{
    doc_heading(w, 2, "said", "What the sides said");
    tell_sheet(d, w);
    doc_fold(w, NULL, "Totals as they were said");
    if (list_is_empty(d, LIST_TOTALS)) doc_paragraph(w, "No total is in the record.");
    if (!list_is_empty(d, LIST_TOTALS)) tell_list(d, LIST_TOTALS, w);
    doc_close(w, DOC_FOLD);
    if (list_is_empty(d, LIST_FLAGS)) {
        doc_paragraph(w, "No check raised a flag.");
        return;
    }
    doc_heading(w, 3, NULL, "What does not fit");
    doc_paragraph(w, "Each figure stands as it was said; these remarks correct nothing.");
    tell_list(d, LIST_FLAGS, w);
}

/* ---- Annex D: what the holders said, from which the clauses of the readings come */

/* Each part of "a; b" on its own, addresses as links. */
void tell_sources(str sources, doc *w)
{
    str one = {0};
    if (sources.len == 0) return;
    doc_term_open(w, "Sources");
    for (bool first = true; str_cut(&sources, ';', &one); first = false) {
        one = str_trim(one);
        if (!first) doc_text(w, STR("; "));
        doc_say(w, "{source}", A_URL("source", one, one));
    }
    doc_term_close(w);
}

static void tell_words(const statement *s, doc *w)
{
    if (s->quote.len) {
        doc_open(w, DOC_QUOTE, (doc_info){.language = s->language});
        doc_text(w, s->quote);
        doc_close(w, DOC_QUOTE);
        return;
    }
    doc_open(w, DOC_PARAGRAPH, (doc_info){0});
    doc_say(w, "In summary: {words}", A_TEXT("words", s->summary));
    doc_close(w, DOC_PARAGRAPH);
}

static void tell_statement(const statement *s, doc *w)
{
    doc_open(w, DOC_SECTION, (doc_info){.anchor = s->id});
    doc_open(w, DOC_HEADING, (doc_info){.level = 3});
    doc_say(w, "{id}: {who}, {day}", A_TEXT("id", s->id), A_TEXT("who", s->speaker),
            A_TEXT("day", s->said_on));
    doc_close(w, DOC_HEADING);
    tell_words(s, w);
    doc_open(w, DOC_TERMS, (doc_info){0});
    doc_term(w, "Caution", s->caution);
    tell_sources(s->source, w);
    doc_close(w, DOC_TERMS);
    doc_close(w, DOC_SECTION);
}

void section_statements(const report_data *d, doc *w)
{
    doc_heading(w, 2, "statements", "Annex D: statements");
    doc_paragraph(w, "Quotations are the speakers’ words, loaded ones included.");
    for (size_t i = 0; i < d->ag->n_statements; i++)
        tell_statement(&d->ag->statements[i], w);
}
