/* Annexes A and B: each incident with what is stated of it, its claims, and its answers. */
#include "sections/sections.h"

#include <math.h>

enum { REASONS_BYTES = 16 << 20 }; /* of one answer */

/* ---- The answers */

/* "K-05; K-06" with each id a link; "act:..." has no anchor of its own. */
static void tell_deciding(str list, doc *w)
{
    str one = {0};
    bool first = true;
    doc_open(w, DOC_CELL, (doc_info){0});
    while (str_cut(&list, ';', &one)) {
        one = str_trim(one);
        if (one.len == 0) continue;
        if (!first) doc_text(w, STR(", "));
        first = false;
        if (str_starts(one, "act:"))
            doc_say(w, "{act}", A_KNOWN("act", str_from(one, 4)));
        else
            w->form->link(w, one, one);
    }
    doc_close(w, DOC_CELL);
}

static void tell_answer(const report_data *d, const report_row *row, size_t r, doc *w)
{
    const answer *x = &row->answers[r];
    doc_open(w, DOC_ROW, (doc_info){0});
    doc_cell_link(w, d->readings[r]->id);
    doc_open(w, DOC_CELL, (doc_info){0});
    doc_say(w, verdict_says(x->verdict));
    if (x->straddles) doc_say(w, " (straddles)");
    doc_close(w, DOC_CELL);
    for (unsigned t = 1; t <= TEST_ACT; t++)
        doc_cell_say(w, truth_says(x->test[t]));
    if (d->ag->asks_bound) doc_cell_say(w, truth_says(x->test[TEST_BOUND]));
    if (d->ag->asks_excepted) doc_cell_say(w, truth_says(x->test[TEST_NOT_EXCEPTED]));
    tell_deciding(answer_text(d, x->decided_by), w);
    doc_close(w, DOC_ROW);
}

static void tell_answers(const report_data *d, const report_row *row, doc *w)
{
    doc_column columns[9] = {HEAD("Reading"),  HEAD("Verdict"), HEAD("In force"),
                             HEAD("Category"), HEAD("Place"),   HEAD("Act")};
    const doc_column bound = HEAD("Bound"), excepted = HEAD("Not excepted");
    const doc_column last = HEAD("Decided by");
    size_t n = 6;
    if (d->ag->asks_bound) columns[n++] = bound;
    if (d->ag->asks_excepted) columns[n++] = excepted;
    columns[n++] = last;
    doc_table(w, "answers", "Under each reading", columns, n);
    for (size_t r = 0; r < d->n_readings; r++)
        tell_answer(d, row, r, w);
    doc_close(w, DOC_TABLE);
}

static void tell_reasons(const report_data *d, const report_row *row, size_t r, arena *a, doc *w)
{
    const answer *x = &row->answers[r];
    answer_reasons why;
    tr_err e = report_reasons(d, row, r, a, &why);
    if (e != TR_OK) {
        buf_fail(w->out, e);
        return;
    }
    doc_open(w, DOC_PARAGRAPH, (doc_info){0});
    w->form->tone(w, TONE_STRONG, true);
    doc_say(w, "{incident} under {reading}: {verdict}", A_TEXT("incident", row->in->id),
            A_TEXT("reading", d->readings[r]->id), A_WORD("verdict", verdict_says(x->verdict)));
    w->form->tone(w, TONE_STRONG, false);
    doc_close(w, DOC_PARAGRAPH);
    doc_open(w, DOC_TERMS, (doc_info){0});
    for (unsigned t = 1; t < TEST__N; t++) {
        if (x->test[t] == TRUTH_NONE) continue;
        doc_open(w, DOC_TERM, (doc_info){0});
        doc_say(w, "{test}: {answer}", A_WORD("test", cover_test_says((cover_test)t)),
                A_WORD("answer", truth_says(x->test[t])));
        doc_close(w, DOC_TERM);
        doc_open(w, DOC_MEANING, (doc_info){0});
        doc_said(w, why.words[t]);
        doc_close(w, DOC_MEANING);
    }
    doc_close(w, DOC_TERMS);
}

static void tell_why(const report_data *d, const report_row *row, doc *w)
{
    arena a;
    if (row->in->kind == INC_AGGREGATE || w->brief) return;
    arena_init(&a, REASONS_BYTES);
    doc_fold(w, NULL, "Why, test by test");
    for (size_t r = 0; r < d->n_readings; r++) {
        arena_reset(&a);
        tell_reasons(d, row, r, &a, w);
    }
    doc_close(w, DOC_FOLD);
    arena_clear(&a);
}

/* ---- What is stated of it */

static void tell_when(const incident *in, doc *w)
{
    doc_term_open(w, "When");
    doc_say(w, "{span}", A_SPAN("span", in->when));
    if (in->when_words.len && in->zone_words.len)
        doc_say(w, " (as reported: {words}, {zone})", A_TEXT("words", in->when_words),
                A_TEXT("zone", in->zone_words));
    else if (in->when_words.len)
        doc_say(w, " (as reported: {words})", A_TEXT("words", in->when_words));
    doc_term_close(w);
}

/* As exactly as it is stated: 100 m are not 0 km. */
static void tell_reach(double m, doc *w)
{
    bool whole = fabs(m / 1000 - floor(m / 1000 + 0.5)) < 1e-9;
    if (!(m > 0))
        doc_say(w, ", how exactly is not stated");
    else if (m < 1000)
        doc_say(w, ", known to within {m} m", A_FIXED("m", m, 0));
    else
        doc_say(w, ", known to within {km} km",
                A_FIXED("km", m / 1000, whole || m >= 10000 ? 0 : 1));
}

/* "strike_hit|attempt": what of them it was is not known. */
static void tell_acts(str acts, doc *w)
{
    str one;
    for (bool first = true; str_cut(&acts, '|', &one); first = false) {
        if (!first) doc_text(w, STR("|"));
        doc_say(w, "{act}", A_KNOWN("act", one));
    }
}

/* A path of the agreement's own; "unknown" is ours. */
static void tell_category(const incident *in, doc *w)
{
    if (in->category.len)
        TELL_TERM(w, "Category", doc_say(w, "{category}", A_KNOWN("category", in->category)));
}

static void tell_where(const incident *in, doc *w)
{
    doc_term_open(w, "Where");
    if (in->place.len) doc_text(w, in->place);
    if (in->place.len == 0) doc_say(w, "place not stated");
    if (in->adm1.len) doc_text(w, STR(", "));
    doc_text(w, in->adm1);
    if (in->has_position) tell_reach(in->radius_m, w);
    doc_term_close(w);
}

static void tell_states(const incident *in, doc *w)
{
    doc_term_open(w, "Recognised state");
    if (in->states.n == 0) doc_say(w, "not stated");
    for (size_t i = 0; i < in->states.n; i++) {
        if (i) doc_text(w, STR(", "));
        doc_text(w, in->states.items[i]);
    }
    if (in->control.len)
        doc_say(w, "; reported in control then: {who}", A_TEXT("who", in->control));
    doc_term_close(w);
}

static void open_item(const report_row *row, doc *w)
{
    const incident *in = row->in;
    doc_open(w, DOC_SECTION, (doc_info){.anchor = in->id});
    doc_open(w, DOC_HEADING, (doc_info){.level = 3});
    doc_say(w, "{incident}: {report}", A_TEXT("incident", in->id),
            A_TEXT("report", in->report.len ? in->report : in->category));
    doc_close(w, DOC_HEADING);
    doc_open(w, DOC_TERMS, (doc_info){0});
    tell_when(in, w);
    tell_where(in, w);
}

static void tell_beside(const report_row *row, doc *w)
{
    if (row->matched.len == 0) return;
    doc_term_open(w, "Beside it");
    doc_say(w, "{incident} ({why})", A_ID("incident", row->matched),
            A_SAID("why", row->matched_why));
    doc_term_close(w);
}

/* ---- Right of reply */

static const char *reply_sentence(str act, bool words)
{
    if (str_is(act, "ask"))
        return words ? N_("{party} was asked: {words}") : N_("{party} was asked");
    if (str_is(act, "silence"))
        return words ? N_("{party} did not answer: {words}") : N_("{party} did not answer");
    return words ? N_("{party} answered: {words}") : N_("{party} answered");
}

static void tell_reply(const reply_line *x, doc *w)
{
    doc_term_open(w, "Right of reply");
    doc_say(w, reply_sentence(x->act, x->words.len > 0), A_TEXT("party", x->party),
            A_TEXT("words", x->words));
    doc_text(w, STR(" ("));
    if (x->until.len) doc_say(w, "until {time}; ", A_TEXT("time", x->until));
    if (x->source.len) doc_say(w, "{source}; ", A_TEXT("source", x->source));
    for (size_t i = 0; i < x->attachments.n; i++)
        doc_say(w, "attached {file}; ", A_TEXT("file", x->attachments.items[i]));
    doc_say(w, "noted by {who}, entry {n})", A_TEXT("who", x->by), A_N("n", x->entry));
    doc_term_close(w);
}

/* What the parties were asked about it and answered, in the order of the record. */
static void tell_replies(const report_data *d, str id, doc *w)
{
    for (size_t at = plan_first_reply(d, id); at < d->n_replies; at++) {
        const reply_line *x = plan_reply(d, at);
        if (!str_eq(x->item, id)) return;
        tell_reply(x, w);
    }
}

/* ---- Coded by a person */

static void tell_coded_status(const report_row *row, doc *w)
{
    doc_term_open(w, "Status");
    doc_say(w, "{status} ({why}); who did it: not attributed", A_KNOWN("status", row->status),
            A_SAID("why", row->status_reason));
    doc_term_close(w);
}

/* Each is somebody's word; none of them makes it attributed. */
static void tell_attributions(const incident *in, doc *w)
{
    bool first = true;
    if (in->n_attributions == 0) return;
    doc_term_open(w, "Who did it, by whose word");
    for (size_t i = 0; i < in->n_attributions; i++) {
        const attribution *x = &in->attributions[i];
        const char *says = attribution_says(x->kind);
        if (says == NULL) continue;
        if (!first) doc_text(w, STR("; "));
        doc_say(w, says, A_TEXT("voice", x->voice), A_TEXT("side", x->side));
        first = false;
    }
    doc_term_close(w);
}

static void tell_coded_item(const report_data *d, const report_row *row, doc *w)
{
    const incident *in = row->in;
    open_item(row, w);
    tell_states(in, w);
    tell_category(in, w);
    doc_term(w, "in the words of the report", in->category_words);
    if (in->act.len) TELL_TERM(w, "Act", tell_acts(in->act, w));
    doc_term(w, "in the words of the report", in->act_words);
    doc_term(w, "People affected", in->people);
    doc_term(w, "Reported by", in->reported_by);
    doc_term(w, "Other statement", in->counter_statement);
    doc_term(w, "Caution", in->caution);
    if (in->coding.bytes.len) TELL_TERM(w, "Coded by", doc_said(w, in->coding));
    tell_replies(d, in->id, w);
    tell_sources(in->sources, w);
    tell_attributions(in, w);
    tell_coded_status(row, w);
    tell_beside(row, w);
    doc_close(w, DOC_TERMS);
    tell_answers(d, row, w);
    tell_why(d, row, w);
    doc_close(w, DOC_SECTION);
}

static void tell_coded(const report_data *d, const list_line *l, size_t n, doc *w)
{
    for (size_t i = 0; i < n; i++)
        tell_coded_item(d, &d->coded[l[i].row], w);
}

/* ---- Alleged in claims */

static void tell_claim(const claim *c, doc *w)
{
    w->form->tone(w, TONE_STRONG, true);
    doc_text(w, c->id);
    w->form->tone(w, TONE_STRONG, false);
    doc_say(w, " {who} ({side}) said: ", A_TEXT("who", c->claimant), A_TEXT("side", c->side));
    if (c->facility.len) doc_text(w, c->facility);
    if (c->facility.len == 0) doc_say(w, "object not stated");
    if (c->effect.len) doc_text(w, STR(", "));
    doc_text(w, c->effect);
    if (c->people.len) doc_say(w, ", people affected {n}", A_TEXT("n", c->people));
}

static void tell_time_of_claim(const claim *c, doc *w)
{
    doc_say(w, "; time as written: ");
    if (c->date_stated.len) doc_text(w, c->date_stated);
    if (c->date_stated.len == 0) doc_say(w, "no date");
    if (c->time_stated.len) doc_text(w, STR(" "));
    doc_text(w, c->time_stated);
    if (c->zone_basis.len) doc_text(w, STR(", "));
    doc_text(w, c->zone_basis);
}

static void tell_page_of_claim(const claim *c, doc *w)
{
    buf says;
    buf_init(&says, 65536);
    buf_z(&says, catalogue_say(w->words, "page"));
    buf_c(&says, ' ');
    buf_s(&says, c->page);
    if (str_starts(c->url, "http")) doc_say(w, "; {page}", A_URL("page", buf_str(&says), c->url));
    if (c->page_date.len) doc_say(w, " of {day}", A_TEXT("day", c->page_date));
    buf_absorb(w->out, &says);
}

static void tell_member(const member_line *m, doc *w)
{
    doc_open(w, DOC_ITEM, (doc_info){.anchor = m->c->id});
    tell_claim(m->c, w);
    tell_time_of_claim(m->c, w);
    tell_page_of_claim(m->c, w);
    if (m->why.bytes.len) {
        doc_text(w, STR(" "));
        w->form->tone(w, TONE_SOFT, true);
        doc_say(w, "Joined {why}", A_SAID("why", m->why));
        w->form->tone(w, TONE_SOFT, false);
    }
    doc_close(w, DOC_ITEM);
}

static void tell_alleged_status(const report_row *row, doc *w)
{
    const claim *c = row->members[0].c;
    doc_term_open(w, "Status");
    if (c->alleged_actor.len)
        doc_say(w, "{status} ({why}); attributed to {actor} by {side}",
                A_KNOWN("status", row->status), A_SAID("why", row->status_reason),
                A_TEXT("actor", c->alleged_actor), A_TEXT("side", c->side));
    else
        doc_say(w, "{status} ({why}); attributed to nobody", A_KNOWN("status", row->status),
                A_SAID("why", row->status_reason));
    doc_term_close(w);
}

static void tell_counts_of_claims(const report_row *row, doc *w)
{
    doc_term_open(w, "Claims");
    doc_say_count(w, "{claims} on {n} page", "{claims} on {n} pages", row->n_pages,
                  A_N("claims", row->n_members), A_N("n", row->n_pages));
    doc_text(w, STR(", "));
    doc_say_count(w, "{n} origin", "{n} origins", row->n_origins, A_N("n", row->n_origins));
    doc_term_close(w);
}

static void tell_alleged_item(const report_data *d, const report_row *row, doc *w)
{
    open_item(row, w);
    tell_category(row->in, w);
    if (row->in->act.len) TELL_TERM(w, "Act, as alleged", tell_acts(row->in->act, w));
    tell_counts_of_claims(row, w);
    tell_alleged_status(row, w);
    tell_beside(row, w);
    doc_close(w, DOC_TERMS);
    doc_open(w, DOC_LIST, (doc_info){0});
    for (size_t i = 0; i < row->n_members; i++)
        tell_member(&row->members[i], w);
    doc_close(w, DOC_LIST);
    if (!row->no_event) {
        doc_fold(w, NULL, "Under each reading");
        tell_answers(d, row, w);
        doc_close(w, DOC_FOLD);
    }
    doc_close(w, DOC_SECTION);
}

static void tell_alleged(const report_data *d, const list_line *l, size_t n, doc *w)
{
    for (size_t i = 0; i < n; i++)
        tell_alleged_item(d, &d->fused[l[i].row], w);
}

/* ---- The lists of both */

/* Those of the period in the order of time, then those without a date. */
static tr_err gather_coded(const report_data *d, arena *a, line_vec *out)
{
    for (size_t i = 0; i < d->n_coded; i++) {
        if (d->coded[i].in_period) TR_TRY(add_line(a, out, 0, i));
    }
    for (size_t i = 0; i < d->n_coded; i++) {
        if (!d->coded[i].in_period && is_undated(d->coded[i].in)) TR_TRY(add_line(a, out, 0, i));
    }
    return TR_OK;
}

static size_t stated_bytes(const incident *in)
{
    return 700 + 2 * in->id.len + in->report.len + in->place.len + in->adm1.len + in->category.len +
           in->category_words.len + in->act_words.len + in->people.len + in->reported_by.len +
           in->counter_statement.len + in->caution.len + said_about(in->coding) +
           3 * in->sources.len;
}

static size_t reasons_bytes(const report_data *d, const report_row *row, size_t r, arena *a)
{
    answer_reasons why;
    size_t n = 0;
    if (report_reasons(d, row, r, a, &why) != TR_OK) return 0; /* telling it will fail, too */
    for (unsigned t = 1; t < TEST__N; t++)
        n += 60 + said_about(why.words[t]);
    return n;
}

static size_t answers_bytes(const report_data *d, const report_row *row, bool why)
{
    size_t n = 480;
    arena a;
    arena_init(&a, REASONS_BYTES);
    for (size_t r = 0; r < d->n_readings; r++) {
        arena_reset(&a);
        n += 200 + 4 * answer_text(d, row->answers[r].decided_by).len;
        if (why) n += reasons_bytes(d, row, r, &a);
    }
    arena_clear(&a);
    return n;
}

static size_t coded_bytes(const report_data *d, list_line l)
{
    const report_row *row = &d->coded[l.row];
    return stated_bytes(row->in) + row->status.len + said_about(row->status_reason) +
           said_about(row->matched_why) + answers_bytes(d, row, row->in->kind != INC_AGGREGATE);
}

static tr_err anchor_coded(const report_data *d, list_line l, bool first, page_plan *p, arena *a)
{
    (void)first;
    return plan_anchor(p, a, d->coded[l.row].in->id);
}

const list_kind coded_list = {.file = "annex-a",
                              .title = N_("Annex A: incidents coded by a person"),
                              .gather = gather_coded,
                              .bytes = coded_bytes,
                              .tell = tell_coded,
                              .anchors = anchor_coded,
                              .label = label_row};

static tr_err gather_alleged(const report_data *d, arena *a, line_vec *out)
{
    for (size_t i = 0; i < d->n_fused; i++) {
        if (d->fused[i].in_period) TR_TRY(add_line(a, out, 0, i));
    }
    for (size_t i = 0; i < d->n_fused; i++) {
        if (!d->fused[i].in_period) TR_TRY(add_line(a, out, 0, i));
    }
    return TR_OK;
}

static size_t member_bytes(const member_line *m)
{
    return 220 + 2 * m->c->id.len + m->c->claimant.len + m->c->facility.len + m->c->effect.len +
           m->c->people.len + m->c->url.len + said_about(m->why);
}

static size_t alleged_bytes(const report_data *d, list_line l)
{
    const report_row *row = &d->fused[l.row];
    size_t n =
        stated_bytes(row->in) + said_about(row->status_reason) + said_about(row->matched_why);
    for (size_t i = 0; i < row->n_members; i++)
        n += member_bytes(&row->members[i]);
    return n + (row->no_event ? 0 : answers_bytes(d, row, false));
}

static tr_err anchor_alleged(const report_data *d, list_line l, bool first, page_plan *p, arena *a)
{
    const report_row *row = &d->fused[l.row];
    (void)first;
    TR_TRY(plan_anchor(p, a, row->in->id));
    for (size_t i = 0; i < row->n_members; i++)
        TR_TRY(plan_anchor(p, a, row->members[i].c->id));
    return TR_OK;
}

static void alleged_label(const report_data *d, list_line l, doc *w)
{
    label_incident(d->fused[l.row].in, w);
}

const list_kind alleged_list = {.file = "annex-b",
                                .title = N_("Annex B: alleged incidents and their claims"),
                                .gather = gather_alleged,
                                .bytes = alleged_bytes,
                                .tell = tell_alleged,
                                .anchors = anchor_alleged,
                                .label = alleged_label};

void section_items(const report_data *d, doc *w)
{
    doc_heading(w, 2, "annex-a", "Annex A: incidents coded by a person");
    doc_paragraph(w, "One block an incident, in the order of time. The verdicts say whether the "
                     "incident as reported would be covered.");
    tell_list(d, LIST_CODED, w);
    doc_heading(w, 2, "annex-b", "Annex B: alleged incidents and their claims");
    doc_paragraph(w, "Claims that speak of one event are joined, each with its reason; forty "
                     "reprints are one origin. A claim that joins nothing stands alone. Items "
                     "outside the period or without a date follow at the end.");
    tell_list(d, LIST_ALLEGED, w);
}
