/* How this was made: from which record, by which rules, and how it differs from earlier issues. */
#include "sections/sections.h"

/* ---- Imports */

static tr_err gather(const report_data *d, arena *a, line_vec *out)
{
    return lines_of_all(d->n_sources, a, out);
}

static size_t bytes(const report_data *d, list_line l)
{
    return 200 + d->sources[l.row].kind.len + d->sources[l.row].name.len;
}

static void tell_import(const source_line *s, doc *w)
{
    doc_open(w, DOC_ROW, (doc_info){0});
    doc_cell(w, s->kind);
    doc_cell(w, s->name);
    doc_cell_number(w, s->received);
    doc_cell_number(w, s->accepted);
    doc_cell_number(w, s->duplicate);
    doc_cell_number(w, s->set_aside);
    doc_open(w, DOC_CELL, (doc_info){0});
    doc_tone_text(w, TONE_CODE, s->sha);
    doc_close(w, DOC_CELL);
    doc_close(w, DOC_ROW);
}

static void tell(const report_data *d, const list_line *l, size_t n, doc *w)
{
    static const doc_column columns[] = {
        HEAD("Kind"),       HEAD("File"),        HEAD_N("Received"), HEAD_N("Accepted"),
        HEAD_N("Repeated"), HEAD_N("Set aside"), HEAD("SHA-256")};
    DOC_TABLE_OF(w, "imports", "Imports: received = accepted + repeated + set aside.", columns);
    for (size_t i = 0; i < n; i++)
        tell_import(&d->sources[l[i].row], w);
    doc_close(w, DOC_TABLE);
}

const list_kind sources_list = {
    .file = "imports", .title = N_("Imports"), .gather = gather, .bytes = bytes, .tell = tell};

/* ---- Earlier issues */

static void tell_correction(size_t number, const correction_line *c, doc *w)
{
    doc_open(w, DOC_ROW, (doc_info){0});
    doc_open(w, DOC_CELL, (doc_info){.head = true});
    doc_say(w, "{n}", A_N("n", number));
    doc_close(w, DOC_CELL);
    TELL_CELL(w, figure_name_words(c->figure, w));
    doc_cell(w, c->was);
    doc_cell(w, c->now);
    TELL_CELL(w, doc_said(w, c->reason));
    doc_close(w, DOC_ROW);
}

static void tell_corrections(const report_data *d, doc *w)
{
    static const doc_column columns[] = {HEAD("No."), HEAD("Figure"), HEAD_N("Was"), HEAD_N("Is"),
                                         HEAD("Between the two")};
    doc_heading(w, 3, "issues", "Earlier issues of this report");
    if (no_corrections(d)) doc_paragraph(w, no_corrections(d));
    if (d->n_corrections == 0) return;
    DOC_TABLE_OF(w, "corrections", "Each change of a headline figure from one issue to the next.",
                 columns);
    for (size_t i = 0; i < d->n_corrections; i++)
        tell_correction(i + 1, &d->corrections[i], w);
    doc_close(w, DOC_TABLE);
}

/* ---- The record and the rules */

static doc_arg code(const char *name, str s)
{
    return (doc_arg){.name = name, .kind = ARG_TEXT, .tone = TONE_CODE, .text = s};
}

static void tell_rules(const report_data *d, doc *w)
{
    buf at;
    buf_init(&at, 64);
    when_write(&at, d->as_of);
    doc_term_open(w, "Rules");
    doc_say(w,
            "coverage v1, fusion v1, report v{report}; clauses of basis practice: {practice}; "
            "place: yes from {yes}, no up to {no}; report as of {time}",
            A_N("report", REPORT_RULES_VERSION),
            A_WORD("practice", d->practice ? N_("admitted") : N_("not admitted")),
            A_FIXED("yes", d->place_yes, 1), A_FIXED("no", d->place_no, 1),
            code("time", buf_str(&at)));
    doc_term_close(w);
    buf_absorb(w->out, &at);
}

static void tell_record(const report_data *d, doc *w)
{
    doc_open(w, DOC_TERMS, (doc_info){0});
    doc_term_open(w, "Ledger");
    doc_say(w, "{n} entries, root {root}", A_N("n", d->ledger_size),
            code("root", str_of(d->root_hex)));
    doc_term_close(w);
    doc_term_open(w, "Agreement");
    doc_say(w, "SHA-256 {sha}", code("sha", d->agreement_sha));
    doc_term_close(w);
    tell_rules(d, w);
    for (size_t i = 0; i < d->n_zones; i++) {
        doc_term_open(w, "Zone of time");
        doc_say(w, "{zone} {sha}", A_TEXT("zone", d->zones[i].name),
                code("sha", str_of(d->zones[i].sha)));
        doc_term_close(w);
    }
    doc_close(w, DOC_TERMS);
}

void section_provenance(const report_data *d, doc *w)
{
    doc_heading(w, 2, "provenance", "How this was made");
    doc_open(w, DOC_PARAGRAPH, (doc_info){0});
    doc_say(w,
            "Every number comes from the record by fixed rules; the same record gives the same "
            "bytes on any machine. Check it with {verify}, make it again with {report}.",
            code("verify", STR("truce verify")), code("report", STR("truce report")));
    doc_close(w, DOC_PARAGRAPH);
    doc_open(w, DOC_PROVENANCE, (doc_info){0});
    tell_record(d, w);
    tell_list(d, LIST_SOURCES, w);
    tell_corrections(d, w);
    doc_close(w, DOC_PROVENANCE);
    doc_open(w, DOC_PARAGRAPH, (doc_info){.tone = TONE_SOFT});
    doc_say(w,
            "Coast lines: Natural Earth, public domain. Nothing was withheld from this report (0 "
            "items).");
    doc_close(w, DOC_PARAGRAPH);
}
