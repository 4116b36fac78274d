/* What each side last said of each matter, and where it turned: one line a speaker and matter. No
 * judgement: two quotations, each with its day. */
#include "sections/sections.h"

static void say_quote(const statement *s, doc *w)
{
    doc_say(w, "{day}: ", A_TEXT("day", s->said_on));
    if (s->quote.len)
        doc_say(w, "\"{words}\"", A_TEXT("words", s->quote));
    else
        doc_say(w, "(in summary) {words}", A_TEXT("words", s->summary));
    doc_say(w, " ({id})", A_ID("id", s->id));
}

static void say_matter(const report_data *d, str id, doc *w)
{
    const agreement *ag = d->ag;
    for (size_t i = 0; i < ag->n_terms; i++) {
        if (str_eq(ag->terms[i].id, id)) {
            doc_text(w, ag->terms[i].label);
            return;
        }
    }
    for (size_t i = 0; i < ag->n_tracks; i++) {
        if (str_eq(ag->tracks[i].id, id)) {
            doc_text(w, ag->tracks[i].title);
            return;
        }
    }
    for (size_t i = 0; i < ag->n_phases; i++) {
        if (str_eq(ag->phases[i].id, id)) {
            doc_text(w, ag->phases[i].title);
            return;
        }
    }
    doc_text(w, id);
}

/* What it last did, apart from setting conditions and invoking, which take nothing back. */
static void say_history(const commitment_line *l, doc *w)
{
    for (size_t i = 0; i < l->n_said; i++) {
        const statement *s = l->said[i];
        if (i) doc_text(w, STR("; "));
        doc_say(w, "{day} {does}", A_TEXT("day", s->said_on),
                A_WORD("does", commitment_act_says(s->does)));
        if (s->of.len) doc_say(w, " (of {id})", A_ID("id", s->of));
    }
}

/* The last statement for or against, before a turn. */
static const statement *before_turn(const commitment_line *l)
{
    for (size_t i = l->turn; i-- > 0;) {
        commitment_act a = l->said[i]->does;
        if (a != DOES_CONDITIONS && a != DOES_INVOKES) return l->said[i];
    }
    return l->said[0];
}

static void tell_line(const report_data *d, const commitment_line *l, doc *w)
{
    const statement *last = l->said[l->n_said - 1];
    doc_open(w, DOC_ROW, (doc_info){0});
    doc_open(w, DOC_CELL, (doc_info){.head = true});
    say_matter(d, l->matter, w);
    doc_close(w, DOC_CELL);
    doc_cell(w, l->speaker);
    TELL_CELL(w, say_history(l, w));
    TELL_CELL(w, say_quote(last, w));
    doc_open(w, DOC_CELL, (doc_info){0});
    if (l->n_turns) {
        say_quote(before_turn(l), w);
        doc_say(w, " \xE2\x80\x93 then ");
        say_quote(l->said[l->turn], w);
    }
    doc_close(w, DOC_CELL);
    doc_close(w, DOC_ROW);
}

bool has_commitments(const report_data *d)
{
    return d->process.n_commitments > 0;
}

void section_commitments(const report_data *d, doc *w)
{
    static const doc_column columns[] = {HEAD("Matter"), HEAD("Speaker"), HEAD("Over time"),
                                         HEAD("Last word"), HEAD("Turned")};
    doc_heading(w, 2, "commitments", "What each speaker committed to, and what stands");
    DOC_TABLE_OF(w, "commitments-table",
                 "One line a speaker and matter, by the statements on record. Turned: said, and "
                 "later withdrawn or denied, or the other way; the two quotations stand side by "
                 "side.",
                 columns);
    for (size_t i = 0; i < d->process.n_commitments; i++)
        tell_line(d, &d->process.commitments[i], w);
    doc_close(w, DOC_TABLE);
}
