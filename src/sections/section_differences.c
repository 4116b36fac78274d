/* Where the readings differ: on how many incidents, and because of which clauses. A group of the
 * list is a pair of readings. */
#include "sections/sections.h"

static tr_err gather_differ(const report_data *d, arena *a, line_vec *out)
{
    for (size_t k = 0; k < d->n_pairs; k++) {
        for (size_t i = 0; i < d->pairs[k].differ; i++)
            TR_TRY(add_line(a, out, k, d->pairs[k].rows[i]));
    }
    return TR_OK;
}

static size_t differ_bytes(const report_data *d, list_line l)
{
    return 44 + 2 * d->coded[l.row].in->id.len;
}

static void pair_id(const report_data *d, const pair_line *p, buf *b)
{
    buf_z(b, "differ-");
    buf_s(b, d->readings[p->a]->id);
    buf_c(b, '-');
    buf_s(b, d->readings[p->b]->id);
}

static tr_err pair_anchor(const report_data *d, const pair_line *p, arena *a, str *id)
{
    buf b;
    buf_init(&b, 65536);
    pair_id(d, p, &b);
    return buf_take(&b, a, id);
}

static tr_err anchor_differ(const report_data *d, list_line l, bool first, page_plan *p, arena *a)
{
    str id;
    if (!first) return TR_OK;
    TR_TRY(pair_anchor(d, &d->pairs[l.group], a, &id));
    return plan_anchor(p, a, id);
}

static void tell_pair_of(const report_data *d, const pair_line *p, doc *w)
{
    doc_say(w, "{a} / {b}", A_TEXT("a", d->readings[p->a]->id), A_TEXT("b", d->readings[p->b]->id));
}

static void open_pair(const report_data *d, uint32_t group, doc *w)
{
    const pair_line *p = &d->pairs[group];
    buf id;
    buf_init(&id, 65536);
    pair_id(d, p, &id);
    doc_open(w, DOC_PARAGRAPH, (doc_info){.anchor = buf_str(&id)});
    w->form->tone(w, TONE_STRONG, true);
    tell_pair_of(d, p, w);
    doc_say(w, " ({n}):", A_N("n", p->differ));
    w->form->tone(w, TONE_STRONG, false);
    doc_text(w, STR(" "));
    buf_absorb(w->out, &id);
}

static void tell(const report_data *d, const list_line *l, size_t n, doc *w)
{
    tell_groups(d, l, n, open_pair, w);
}

static void differ_label(const report_data *d, list_line l, doc *w)
{
    tell_pair_of(d, &d->pairs[l.group], w);
}

const list_kind differ_list = {.file = "differences",
                               .title = N_("Incidents on which two readings differ"),
                               .gather = gather_differ,
                               .bytes = differ_bytes,
                               .tell = tell,
                               .anchors = anchor_differ,
                               .label = differ_label};

static void tell_row(const report_data *d, const pair_line *p, doc *w)
{
    buf id;
    buf_init(&id, 65536);
    pair_id(d, p, &id);
    doc_open(w, DOC_ROW, (doc_info){0});
    doc_open(w, DOC_CELL, (doc_info){.head = true});
    doc_say(w, "{a} / {b}", A_ID("a", d->readings[p->a]->id), A_ID("b", d->readings[p->b]->id));
    doc_close(w, DOC_CELL);
    doc_open(w, DOC_CELL, (doc_info){0});
    doc_say(w, "{n}", A_N("n", p->differ));
    doc_close(w, DOC_CELL);
    TELL_CELL(w, doc_said(w, p->clauses));
    doc_open(w, DOC_CELL, (doc_info){0});
    shares_words(p, w);
    doc_close(w, DOC_CELL);
    doc_open(w, DOC_CELL, (doc_info){0});
    doc_say(w, "{incidents}",
            A_LINK("incidents", str_of(catalogue_say(w->words, "incidents")), buf_str(&id)));
    doc_close(w, DOC_CELL);
    doc_close(w, DOC_ROW);
    buf_absorb(w->out, &id);
}

static bool is_any_pair_different(const report_data *d)
{
    for (size_t i = 0; i < d->n_pairs; i++) {
        if (d->pairs[i].differ) return true;
    }
    return false;
}

static void tell_pairs(const report_data *d, doc *w)
{
    if (!is_any_pair_different(d)) {
        doc_paragraph(w, "No pair of readings of one phase differs on a coded incident.");
        return;
    }
    static const doc_column columns[] = {HEAD("Readings"), HEAD_N("Differ on"), HEAD("Because of"),
                                         HEAD("Covered, and through what"), HEAD("Which")};
    DOC_TABLE_OF(w, "pairs", "Pairs in alphabetical order; only those that differ.", columns);
    for (size_t i = 0; i < d->n_pairs; i++) {
        if (d->pairs[i].differ) tell_row(d, &d->pairs[i], w);
    }
    doc_close(w, DOC_TABLE);
}

static void tell_incidents(const report_data *d, doc *w)
{
    if (list_is_empty(d, LIST_DIFFER)) return;
    doc_fold(w, NULL, "Incidents on which two readings differ");
    tell_list(d, LIST_DIFFER, w);
    doc_close(w, DOC_FOLD);
}

static void tell_weights(const report_data *d, doc *w)
{
    if (d->n_weights == 0) return;
    static const doc_column columns[] = {HEAD("Clause"), HEAD_N("Decides"), HEAD("Words")};
    doc_fold(w, NULL, "How many verdicts each clause decides");
    DOC_TABLE_OF(w, "clauses",
                 "A clause counts for an incident when it is among those that settled, or left "
                 "open, its verdict.",
                 columns);
    for (size_t i = 0; i < d->n_weights; i++) {
        doc_open(w, DOC_ROW, (doc_info){0});
        doc_cell_link(w, d->weights[i].clause);
        doc_cell_number(w, d->weights[i].decides);
        doc_cell(w, d->weights[i].words);
        doc_close(w, DOC_ROW);
    }
    doc_close(w, DOC_TABLE);
    doc_close(w, DOC_FOLD);
}

void section_differences(const report_data *d, doc *w)
{
    doc_heading(w, 2, "differ", "Where the readings differ");
    doc_paragraph(w, "For each pair of readings of one phase: on how many coded incidents their "
                     "verdicts differ, and the clauses whose exchange turns one verdict into the "
                     "other.");
    for (size_t i = 0; i < d->n_divergences; i++) {
        if (d->divergences[i].n_readings < 2) continue;
        doc_open(w, DOC_PARAGRAPH, (doc_info){0});
        divergence_words(d, &d->divergences[i], w);
        doc_close(w, DOC_PARAGRAPH);
    }
    tell_pairs(d, w);
    tell_incidents(d, w);
    tell_weights(d, w);
}
