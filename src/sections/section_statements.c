/* Annex D: what the holders said, from which the clauses of the readings come. */
#include "sections/sections.h"

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
