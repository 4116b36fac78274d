/* The agreement in words: its heads, its phases and readings, its terms and statements. */
#include "agreement/showing.h"

static void outside_paragraph(doc *w, str words)
{
    if (words.len == 0) return;
    doc_open(w, DOC_PARAGRAPH, (doc_info){0});
    doc_text(w, words);
    doc_close(w, DOC_PARAGRAPH);
}

/* ---- One reading */

static void show_reading(doc *w, const agreement *ag, const reading *r, unsigned level)
{
    const actor *h = agreement_actor(ag, r->holder);
    doc_open(w, DOC_HEADING, (doc_info){.level = level});
    doc_say(w, "Reading {id}: {title}", A_TEXT("id", r->id), A_TEXT("title", r->title));
    doc_close(w, DOC_HEADING);
    doc_open(w, DOC_PARAGRAPH, (doc_info){0});
    doc_say(w, "Holder: {name}.", A_TEXT("name", h ? h->name : r->holder));
    if (r->first_stated.len) doc_say(w, " First stated: {day}.", A_TEXT("day", r->first_stated));
    if (r->superseded_by.len)
        doc_say(w, " Restated later as {reading}.", A_TEXT("reading", r->superseded_by));
    show_named(w, N_(" It takes as bound: "), &r->party_ids, N_(" and "), ".");
    doc_close(w, DOC_PARAGRAPH);
    outside_paragraph(w, r->note);
    show_phase_rule(w, &r->rule);
    show_reading_parts(w, r, level + 1);
}

static void show_phase(doc *w, const agreement *ag, const phase *p, unsigned level)
{
    doc_open(w, DOC_HEADING, (doc_info){.level = level});
    doc_say(w, "Phase: {title}", A_TEXT("title", p->title));
    doc_close(w, DOC_HEADING);
    outside_paragraph(w, p->note);
    show_phase_rule(w, &p->rule);
    for (size_t i = 0; i < ag->n_readings; i++) {
        if (str_eq(ag->readings[i].phase, p->id)) show_reading(w, ag, &ag->readings[i], level + 1);
    }
}

/* ---- Around the readings */

static void show_actors(doc *w, const char *title, const actor *a, size_t n)
{
    if (n == 0) return;
    doc_open(w, DOC_PARAGRAPH, (doc_info){0});
    doc_say(w, title);
    for (size_t i = 0; i < n; i++) {
        doc_say(w, i ? "; {name} ({id}" : " {name} ({id}", A_TEXT("name", a[i].name),
                A_TEXT("id", a[i].id));
        if (a[i].role.len) doc_say(w, ", {role}", A_KNOWN("role", a[i].role));
        doc_text(w, STR(")"));
    }
    doc_text(w, STR("."));
    doc_close(w, DOC_PARAGRAPH);
}

static void show_draft(doc *w, const agreement *ag)
{
    size_t n = agreement_unconfirmed(ag);
    if (n == 0) return;
    doc_open(w, DOC_PARAGRAPH, (doc_info){.tone = TONE_STRONG});
    doc_say_count(w,
                  "This is a draft, read from what was published: {n} of its clauses waits for a "
                  "person to confirm it, and nothing is assessed under it.",
                  "This is a draft, read from what was published: {n} of its clauses wait for a "
                  "person to confirm them, and nothing is assessed under those.",
                  n, A_N("n", n));
    doc_close(w, DOC_PARAGRAPH);
}

static void show_terms(doc *w, const agreement *ag, unsigned level)
{
    show_part part = {.title = N_("Terms"), .level = level};
    for (size_t i = 0; i < ag->n_terms; i++) {
        const term *t = &ag->terms[i];
        show_part_item(w, &part, (str){0});
        doc_say(w, "“{words}”: ", A_TEXT("words", t->label));
        if (t->definition.len) doc_text(w, t->definition);
        if (t->definition.len == 0) doc_say(w, "defined nowhere");
        show_named(w, N_(" (used in "), &t->used_in, ", ", ")");
        show_item_end(w);
    }
    show_part_end(w, &part);
}

static void show_statement(doc *w, const statement *s)
{
    doc_say(w, "{day}, {name}: ", A_TEXT("day", s->said_on), A_TEXT("name", s->speaker));
    if (s->quote.len) doc_say(w, "“{words}”", A_TEXT("words", s->quote));
    if (s->quote.len == 0) doc_say(w, "(in summary) {words}", A_TEXT("words", s->summary));
    if (s->source.len) doc_say(w, " ({source})", A_URL("source", s->source, s->source));
    if (s->caution.len) doc_say(w, " Caution: {words}", A_TEXT("words", s->caution));
    show_statement_process(w, s);
}

static void show_statements(doc *w, const agreement *ag, unsigned level)
{
    show_part part = {.title = N_("Statements"), .level = level};
    for (size_t i = 0; i < ag->n_statements; i++) {
        show_part_item(w, &part, ag->statements[i].id);
        show_statement(w, &ag->statements[i]);
        show_item_end(w);
    }
    show_part_end(w, &part);
}

void agreement_show(const agreement *ag, doc *w, unsigned level)
{
    doc_open(w, DOC_HEADING, (doc_info){.level = level});
    doc_text(w, ag->title);
    doc_close(w, DOC_HEADING);
    doc_open(w, DOC_PARAGRAPH, (doc_info){0});
    doc_say(w, "Agreement {id}, version {n} of the record.", A_TEXT("id", ag->id),
            A_N("n", ag->version));
    doc_close(w, DOC_PARAGRAPH);
    show_actors(w, N_("Parties:"), ag->parties, ag->n_parties);
    show_actors(w, N_("Brokers:"), ag->brokers, ag->n_brokers);
    show_actors(w, N_("Other voices:"), ag->others, ag->n_others);
    show_actor_dates(w, ag->parties, ag->n_parties);
    show_actor_dates(w, ag->brokers, ag->n_brokers);
    show_actor_dates(w, ag->others, ag->n_others);
    outside_paragraph(w, ag->note);
    show_draft(w, ag);
    doc_paragraph(w, "The readings below are each a holder’s own. None of them is truce’s, and "
                     "none is the default.");
    for (size_t p = 0; p < ag->n_phases; p++)
        show_phase(w, ag, &ag->phases[p], level + 1);
    show_process(w, ag, level + 1);
    show_terms(w, ag, level + 1);
    show_statements(w, ag, level + 1);
}
