/* The first screen: what this is, four numbers, and how many incidents each reading covers. */
#include "sections/sections.h"

enum { MOST_NAMED = 12 };

static void tell_lead(str words, doc *w)
{
    doc_open(w, DOC_PARAGRAPH, (doc_info){.tone = TONE_LEAD});
    doc_text(w, words);
    doc_close(w, DOC_PARAGRAPH);
}

static void tell_number(size_t n, const char *anchor, doc *w)
{
    buf b;
    buf_init(&b, 64);
    buf_f(&b, "%zu", n);
    doc_say(w, "{n}",
            ((doc_arg){.name = "n",
                       .kind = ARG_LINK,
                       .tone = TONE_STRONG,
                       .text = buf_str(&b),
                       .anchor = str_of(anchor)}));
    buf_absorb(w->out, &b);
}

static void open_fact(size_t n, const char *anchor, doc *w)
{
    doc_open(w, DOC_ITEM, (doc_info){0});
    tell_number(n, anchor, w);
    doc_text(w, STR(" "));
}

static void tell_incidents(const report_data *d, doc *w)
{
    size_t coded = coded_in_period(d), alleged = fused_in_period(d), matched = matched_in_period(d);
    open_fact(coded, "annex-a", w);
    doc_say_count(w, "incident coded by a person from reports, each coded item one",
                  "incidents coded by a person from reports, each coded item one", coded);
    doc_close(w, DOC_ITEM);
    open_fact(alleged, "annex-b", w);
    doc_say_count(w, "incident alleged in the claims, reprints joined",
                  "incidents alleged in the claims, reprints joined", alleged);
    doc_close(w, DOC_ITEM);
    open_fact(matched, "annex-b", w);
    doc_say_count(w, "of the alleged ones matches a coded one; they are not added up",
                  "of the alleged ones match a coded one; they are not added up", matched);
    doc_close(w, DOC_ITEM);
}

static void name_set_aside(const report_row *rows, size_t n, size_t *named, doc *w)
{
    for (size_t i = 0; i < n; i++) {
        if (!is_set_aside(&rows[i]) || ++*named > MOST_NAMED) continue;
        if (*named > 1) doc_text(w, STR(", "));
        doc_say(w, "{id}", A_ID("id", rows[i].in->id));
    }
}

/* They stay in the annexes with their verdicts; that they are missing above is said here. */
static void tell_set_aside(const report_data *d, doc *w)
{
    size_t n = set_aside_in_period(d), named = 0;
    if (n == 0) return;
    open_fact(n, "annex-a", w);
    doc_say_count(w, "more is refuted or withdrawn; it stays on record and is in no count: ",
                  "more are refuted or withdrawn; they stay on record and are in no count: ", n);
    name_set_aside(d->coded, d->n_coded, &named, w);
    name_set_aside(d->fused, d->n_fused, &named, w);
    if (named > MOST_NAMED) doc_say(w, " and {n} more", A_N("n", named - MOST_NAMED));
    doc_close(w, DOC_ITEM);
}

static void tell_facts(const report_data *d, doc *w)
{
    doc_open(w, DOC_LIST, (doc_info){.tone = TONE_LEAD});
    tell_incidents(d, w);
    tell_set_aside(d, w);
    open_fact(d->n_readings, "readings", w);
    doc_say_count(w, "reading of the agreement", "readings of the agreement, side by side",
                  d->n_readings);
    doc_close(w, DOC_ITEM);
    doc_close(w, DOC_LIST);
}

/* ---- Verdicts under each reading */

static void tell_verdicts(const report_data *d, size_t r, verdict v, doc *w)
{
    size_t n = d->counts[r].n[v];
    buf id, says;
    buf_init(&id, 65536);
    buf_init(&says, 64);
    behind_id(d, r, v, &id);
    buf_f(&says, "%zu", n);
    doc_open(w, DOC_CELL, (doc_info){0});
    if (n) doc_say(w, "{n}", A_LINK("n", buf_str(&says), buf_str(&id)));
    if (n == 0) doc_text(w, STR("0"));
    doc_close(w, DOC_CELL);
    buf_absorb(w->out, &id);
    buf_absorb(w->out, &says);
}

static void tell_row(const report_data *d, size_t r, doc *w)
{
    static const verdict order[] = {VERDICT_YES, VERDICT_UNCLEAR, VERDICT_ATTEMPT, VERDICT_NO,
                                    VERDICT_NOT_IN_FORCE};
    doc_open(w, DOC_ROW, (doc_info){0});
    doc_cell_link(w, d->readings[r]->id);
    doc_cell(w, d->readings[r]->title);
    for (size_t v = 0; v < sizeof order / sizeof order[0]; v++)
        tell_verdicts(d, r, order[v], w);
    doc_close(w, DOC_ROW);
}

static bool has_undrawn_area(const reading *x)
{
    for (size_t i = 0; i < x->n_clauses; i++) {
        const clause *c = &x->clauses[i];
        if (c->kind == CLAUSE_PLACE && c->area && c->area->shape.kind == GEO_NONE) return true;
    }
    return false;
}

static void tell_undrawn(const report_data *d, size_t which, doc *w)
{
    buf ids;
    buf_init(&ids, 1 << 20);
    for (size_t r = 0; r < d->n_readings; r++) {
        if (d->phase_of[r] != which || !has_undrawn_area(d->readings[r])) continue;
        buf_f(&ids, "%s" STR_FMT, ids.len ? ", " : "", STR_ARG(d->readings[r]->id));
    }
    if (ids.len) {
        doc_open(w, DOC_PARAGRAPH, (doc_info){0});
        doc_say(w,
                "Nobody has drawn the area that these readings speak of: {readings}. Whether an "
                "incident lies in it is unknown.",
                A_TEXT("readings", buf_str(&ids)));
        doc_close(w, DOC_PARAGRAPH);
    }
    buf_absorb(w->out, &ids);
}

static void tell_phase(const report_data *d, size_t which, doc *w)
{
    static const doc_column columns[] = {
        HEAD("Reading"),   HEAD("Whose"),         HEAD_N("Covered"),     HEAD_N("Unclear"),
        HEAD_N("Attempt"), HEAD_N("Not covered"), HEAD_N("Not in force")};
    tell_undrawn(d, which, w);
    doc_open(w, DOC_TABLE,
             (doc_info){.anchor = STR("verdicts"),
                        .columns = columns,
                        .n_columns = sizeof columns / sizeof columns[0]});
    doc_open(w, DOC_CAPTION, (doc_info){0});
    doc_say(w,
            "{phase}: the incidents coded by a person, under each reading. Each number leads to "
            "its incidents.",
            A_TEXT("phase", d->ag->phases[which].title));
    doc_close(w, DOC_CAPTION);
    for (size_t r = 0; r < d->n_readings; r++) {
        if (d->phase_of[r] == which) tell_row(d, r, w);
    }
    doc_close(w, DOC_TABLE);
}

/* The first phase is open; later ones wait behind their title. */
static void tell_phases(const report_data *d, doc *w)
{
    for (size_t p = 0; p < d->ag->n_phases; p++) {
        if (!phase_has_readings(d, p)) continue;
        if (p > 0) {
            doc_open(w, DOC_FOLD, (doc_info){0});
            doc_open(w, DOC_SUMMARY, (doc_info){0});
            doc_say(w, "The same incidents under the readings of another phase: {phase}",
                    A_TEXT("phase", d->ag->phases[p].title));
            doc_close(w, DOC_SUMMARY);
        }
        tell_phase(d, p, w);
        if (p > 0) doc_close(w, DOC_FOLD);
    }
}

static void tell_what_counts(const report_data *d, doc *w)
{
    doc_open(w, DOC_PARAGRAPH, (doc_info){.tone = TONE_SOFT});
    doc_say(w, "Covered: the reading was in force, the target and the place are in its scope, and "
               "the act counts. Unclear: at least one of these is not known. Attempt: nothing was "
               "hit. ");
    doc_say_count(w, "{n} claim over a period without items is not counted.",
                  "{n} claims over a period without items are not counted.",
                  aggregates_in_period(d), A_N("n", aggregates_in_period(d)));
    doc_say(w, " A number says what was reported, not what happened.");
    doc_close(w, DOC_PARAGRAPH);
}

void section_summary(const report_data *d, doc *w)
{
    if (d->about.len) tell_lead(d->about, w);
    tell_lead(str_of(catalogue_say(w->words, what_this_is())), w);
    tell_facts(d, w);
    doc_heading(w, 2, "summary", "How many incidents each reading covers");
    if (nothing_itemised(d)) tell_lead(str_of(catalogue_say(w->words, nothing_itemised(d))), w);
    tell_phases(d, w);
    tell_what_counts(d, w);
}
