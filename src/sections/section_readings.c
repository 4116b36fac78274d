/* What the agreement says: each reading, its clauses with the sentences they come from, and the
 * kinds of target on which they part. */
#include "sections/sections.h"

#include <stdlib.h>

/* ---- Clauses and obligations */

static void tell_from(const str_list *from, doc *w)
{
    for (size_t i = 0; i < from->n; i++) {
        doc_text(w, i ? STR(", ") : STR("; "));
        w->form->link(w, from->items[i], from->items[i]);
    }
}

static void say_after(const after_rule *x, doc *w)
{
    if (x == NULL) return;
    doc_say(w,
            x->unit == TIME_UNIT_HOURS    ? N_(" [{n} hours after {id}]")
            : x->unit == TIME_UNIT_DAYS   ? N_(" [{n} days after {id}]")
            : x->unit == TIME_UNIT_MONTHS ? N_(" [{n} months after {id}]")
                                          : N_(" [when {id}]"),
            A_N("n", x->length), A_TEXT("id", x->id));
}

/* Whom a clause binds where it does not bind all, from when on, and what it hangs on. */
static void say_bounds(const clause *c, doc *w)
{
    for (size_t i = 0; c->kind != CLAUSE_EXCEPTION && i < c->binds_ids.n; i++)
        doc_say(w, i ? N_(", {side}") : N_("; binds {side}"),
                A_TEXT("side", c->binds_ids.items[i]));
    for (size_t i = 0; c->kind == CLAUSE_EXCEPTION && i < c->binds_ids.n; i++)
        doc_say(w, i ? N_(", {side}") : N_("; may be invoked by {side}"),
                A_TEXT("side", c->binds_ids.items[i]));
    if (c->from_time.given && c->from_time.n_alts)
        doc_say(w, "; binds from {span}, by amendment {amendment}",
                A_SPAN("span", moment_hull(&c->from_time)), A_TEXT("amendment", c->amended_by));
    if (c->until_time.given && c->until_time.n_alts)
        doc_say(w, "; binds up to {span}, then it is amended",
                A_SPAN("span", moment_hull(&c->until_time)));
    if (c->unknown_text) doc_say(w, "; it rests on a text of which only the existence is known");
    if (c->hull) doc_say(w, "; more alternatives than are kept, one interval around them all");
}

static void tell_clause(const clause *c, doc *w)
{
    doc_open(w, DOC_ITEM, (doc_info){.anchor = c->id});
    doc_tone_text(w, TONE_STRONG, c->id);
    doc_say(w, " {kind}", A_WORD("kind", clause_kind_says(c->kind)));
    if (c->stance) doc_say(w, ", {stance}", A_WORD("stance", stance_says(c->stance)));
    for (size_t i = 0; i < c->categories.n; i++) {
        doc_text(w, i ? STR(", ") : STR(": "));
        doc_text(w, c->categories.items[i]);
    }
    if (c->words.len) doc_say(w, ": “{words}”", A_TEXT("words", c->words));
    doc_say(w, " ({basis}", A_WORD("basis", basis_says(c->basis)));
    tell_from(&c->from, w);
    doc_text(w, STR(")"));
    for (size_t i = 0; i < c->n_alts; i++) {
        if (i) doc_say(w, "; or ");
        if (i == 0) doc_text(w, STR(" "));
        doc_say(w, "{span}", A_SPAN("span", c->alts[i]));
    }
    say_after(c->after, w);
    say_bounds(c, w);
    doc_close(w, DOC_ITEM);
}

static void tell_obligation(const obligation *o, doc *w)
{
    doc_open(w, DOC_ITEM, (doc_info){.anchor = o->id});
    doc_tone_text(w, TONE_STRONG, o->id);
    if (o->kind == OBL_STAY_OUT && o->area)
        doc_say(w,
                o->outside
                    ? N_(" obligation to stay inside \"{area}\" (presence outside it is covered): ")
                    : N_(" obligation to stay out of \"{area}\" (presence inside it is covered): "),
                A_TEXT("area", o->area->title));
    else
        doc_say(w, " obligation {kind} ", A_WORD("kind", obligation_kind_says(o->kind)));
    doc_text(w, o->what);
    for (size_t i = 0; i < o->binds_ids.n; i++)
        doc_say(w, i ? N_(", {side}") : N_("; binds {side}"),
                A_TEXT("side", o->binds_ids.items[i]));
    for (size_t i = 0; i < o->weapon_classes.n; i++) {
        doc_text(w, i ? STR(", ") : STR("; "));
        doc_text(w, o->weapon_classes.items[i]);
    }
    if (o->counted)
        doc_say(w, o->counted == SHIP_COUNT_STAYS
                       ? N_("; beside it ships are counted that stay an hour or longer")
                       : N_("; beside it ships are counted that come in"));
    if (o->in_order) doc_say(w, ", served in the order of their arrival");
    if (is_performed(o))
        doc_say(w, " ({link})",
                A_LINK("link", str_of(catalogue_say(w->words, "how far it is carried out")),
                       STR("duties")));
    doc_close(w, DOC_ITEM);
}

static str holder_name(const report_data *d, const reading *r)
{
    const actor *h = holder_of(d, r);
    return h ? h->name : r->holder;
}

static void tell_reading(const report_data *d, size_t r, doc *w)
{
    const reading *g = d->readings[r];
    doc_open(w, DOC_FOLD, (doc_info){.anchor = g->id});
    doc_open(w, DOC_SUMMARY, (doc_info){0});
    doc_say(w, "Reading {id}: {holder}, {title}", A_TEXT("id", g->id),
            A_TEXT("holder", holder_name(d, g)), A_TEXT("title", g->title));
    doc_close(w, DOC_SUMMARY);
    doc_open(w, DOC_LIST, (doc_info){0});
    for (size_t i = 0; i < g->n_clauses; i++)
        tell_clause(&g->clauses[i], w);
    for (size_t i = 0; i < g->n_obligations; i++)
        tell_obligation(&g->obligations[i], w);
    doc_close(w, DOC_LIST);
    doc_close(w, DOC_FOLD);
}

/* ---- The readings of a phase side by side */

static void tell_row(const report_data *d, const reading *r, doc *w)
{
    doc_open(w, DOC_ROW, (doc_info){0});
    doc_cell_link(w, r->id);
    doc_cell(w, holder_name(d, r));
    TELL_CELL(w, scope_words(r, w));
    TELL_CELL(w, window_words(r, CLAUSE_START, w));
    TELL_CELL(w, window_words(r, CLAUSE_END, w));
    doc_close(w, DOC_ROW);
}

static const char *answer_word(truth t)
{
    return t == TRUTH_T ? N_("in") : t == TRUTH_F ? N_("out") : N_("unclear");
}

static truth answer_of(const reading *r, str leaf)
{
    const clause *c = reading_clause_for(r, leaf, false);
    if (c == NULL || c->stance == STANCE_UNCLEAR) return TRUTH_U;
    return c->stance == STANCE_INCLUDE ? TRUTH_T : TRUTH_F;
}

static bool they_part(const report_data *d, size_t nth, str path)
{
    unsigned seen = 0;
    for (size_t r = 0; r < d->n_readings; r++)
        seen |= d->phase_of[r] == nth ? 1u << answer_of(d->readings[r], path) : 0;
    return (seen & (seen - 1)) != 0;
}

static void tell_kind(const report_data *d, size_t nth, str path, doc *w)
{
    doc_open(w, DOC_ROW, (doc_info){0});
    doc_open(w, DOC_CELL, (doc_info){.head = true});
    doc_text(w, path);
    doc_close(w, DOC_CELL);
    for (size_t r = 0; r < d->n_readings; r++) {
        if (d->phase_of[r] != nth) continue;
        doc_open(w, DOC_CELL, (doc_info){0});
        doc_say(w, answer_word(answer_of(d->readings[r], path)));
        doc_close(w, DOC_CELL);
    }
    doc_close(w, DOC_ROW);
}

static void tell_kinds(const report_data *d, size_t nth, doc *w)
{
    const taxonomy *t = &d->ag->categories;
    doc_column *columns = calloc(1 + d->n_readings, sizeof *columns);
    size_t k = 1;
    if (columns == NULL) {
        w->out->err = TR_ERR_NOMEM;
        return;
    }
    columns[0] = (doc_column)HEAD("Kind");
    for (size_t r = 0; r < d->n_readings; r++) {
        if (d->phase_of[r] == nth) columns[k++] = (doc_column){.text = d->readings[r]->id};
    }
    doc_fold(w, NULL, "Which kinds of target each reading names");
    doc_table(w, "kinds",
              "in: included; out: not included; unclear: the reading is silent or open. Kinds on "
              "which all readings agree are left out.",
              columns, k);
    for (size_t l = 0; l < t->n_leaves; l++) {
        str path = t->items[t->leaf_item[l]].path;
        if (they_part(d, nth, path)) tell_kind(d, nth, path, w);
    }
    doc_close(w, DOC_TABLE);
    doc_close(w, DOC_FOLD);
    free(columns);
}

bool phase_has_readings(const report_data *d, size_t nth)
{
    for (size_t r = 0; r < d->n_readings; r++) {
        if (d->phase_of[r] == nth) return true;
    }
    return false;
}

static void tell_phase(const report_data *d, size_t nth, doc *w)
{
    static const doc_column columns[] = {HEAD("Reading"), HEAD("Holder"), HEAD("Covers"),
                                         HEAD("Start"), HEAD("End")};
    doc_open(w, DOC_HEADING, (doc_info){.level = 3});
    doc_text(w, d->ag->phases[nth].title);
    doc_close(w, DOC_HEADING);
    if (!phase_has_readings(d, nth)) {
        doc_paragraph(
            w, "Nobody has stated a reading of this phase, so nothing is assessed under it.");
        return;
    }
    DOC_TABLE_OF(w, "readings",
                 "Readings of this phase; several starts or ends are alternatives, not a sequence.",
                 columns);
    for (size_t r = 0; r < d->n_readings; r++) {
        if (d->phase_of[r] == nth) tell_row(d, d->readings[r], w);
    }
    doc_close(w, DOC_TABLE);
    tell_kinds(d, nth, w);
    for (size_t r = 0; r < d->n_readings; r++) {
        if (d->phase_of[r] == nth) tell_reading(d, r, w);
    }
}

void section_readings(const report_data *d, doc *w)
{
    doc_heading(w, 2, "readings", "What the agreement says, and where its readings differ");
    if (d->ag->note.len) {
        doc_open(w, DOC_PARAGRAPH, (doc_info){0});
        doc_text(w, d->ag->note);
        doc_close(w, DOC_PARAGRAPH);
    }
    doc_paragraph(w, "A reading is one holder’s stated understanding, each clause with "
                     "the sentence it comes from. None is the default.");
    if (d->n_waiting) {
        doc_open(w, DOC_PARAGRAPH, (doc_info){.tone = TONE_STRONG});
        doc_say_count(w, "{n} clause of a draft waits for a person to confirm it.",
                      "{n} clauses of drafts wait for a person to confirm them.", d->n_waiting,
                      A_N("n", d->n_waiting));
        doc_text(w, STR(" "));
        doc_say(w, d->drafts ? N_("This report takes them as if they were confirmed.")
                             : N_("Nothing is assessed under them."));
        doc_close(w, DOC_PARAGRAPH);
    }
    for (size_t p = 0; p < d->ag->n_phases; p++)
        tell_phase(d, p, w);
}
