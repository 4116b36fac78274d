/* Obligations to perform: what was promised, what was done as reported, a score of four steps and
 * the pace. docs/formats/performance.md. */
#include "sections/sections.h"

static tr_err gather_acts(const report_data *d, arena *a, line_vec *out)
{
    return lines_of_all(d->n_acts, a, out);
}

static size_t act_bytes(const report_data *d, list_line l)
{
    const performance *x = &d->acts[l.row];
    return 180 + 2 * (x->id.len + x->obligation.len) + x->said_by.len + x->source.len + x->note.len;
}

static void tell_act(const performance *x, doc *w)
{
    buf id;
    buf_init(&id, 65536);
    buf_z(&id, "act-");
    buf_s(&id, x->id);
    doc_open(w, DOC_ROW, (doc_info){.anchor = buf_str(&id)});
    doc_open(w, DOC_CELL, (doc_info){.head = true});
    doc_text(w, x->id);
    doc_close(w, DOC_CELL);
    doc_open(w, DOC_CELL, (doc_info){0});
    doc_say(w, "{obligation}", A_ID("obligation", x->obligation));
    doc_close(w, DOC_CELL);
    doc_open(w, DOC_CELL, (doc_info){0});
    doc_say(w, "{day}", A_DAY("day", x->day));
    doc_close(w, DOC_CELL);
    doc_open(w, DOC_CELL, (doc_info){0});
    if (x->has_quantity) doc_say(w, "{n}", A_N("n", x->quantity));
    if (!x->has_quantity) doc_say(w, "not stated");
    doc_close(w, DOC_CELL);
    TELL_CELL(w,
              doc_say(w, "{state}", A_KNOWN("state", x->state.len ? x->state : STR("not stated"))));
    doc_cell_or_not(w, x->said_by);
    doc_cell_or_not(w, x->source);
    doc_cell(w, x->note);
    doc_close(w, DOC_ROW);
    buf_absorb(w->out, &id);
}

static void tell(const report_data *d, const list_line *l, size_t n, doc *w)
{
    static const doc_column columns[] = {HEAD("Act"),        HEAD("Obligation"), HEAD("Day"),
                                         HEAD_N("Quantity"), HEAD("State"),      HEAD("Said by"),
                                         HEAD("Source"),     HEAD("Note")};
    DOC_TABLE_OF(w, "acts", "One report a row; several reports may be of one act.", columns);
    for (size_t i = 0; i < n; i++)
        tell_act(&d->acts[l[i].row], w);
    doc_close(w, DOC_TABLE);
}

const list_kind acts_list = {.file = "acts",
                             .title = N_("Acts as they were reported"),
                             .gather = gather_acts,
                             .bytes = act_bytes,
                             .tell = tell};

static void tell_duty(const report_data *d, const duty_line *l, doc *w)
{
    static void (*const words[])(const duty_line *, doc *) = {duty_done_words, duty_score_words,
                                                              duty_pace_words};
    doc_open(w, DOC_ROW, (doc_info){0});
    doc_cell_link(w, l->what->id);
    doc_open(w, DOC_CELL, (doc_info){0});
    doc_say(w, "{reading}", A_ID("reading", d->readings[l->reading]->id));
    doc_close(w, DOC_CELL);
    doc_open(w, DOC_CELL, (doc_info){0});
    duty_owed_words(d, l, w);
    doc_close(w, DOC_CELL);
    for (size_t k = 0; k < sizeof words / sizeof words[0]; k++) {
        doc_open(w, DOC_CELL, (doc_info){0});
        words[k](l, w);
        doc_close(w, DOC_CELL);
    }
    doc_close(w, DOC_ROW);
}

/* A shortfall of a part is told though the whole is met. */
static void tell_part(const report_data *d, const duty_line *l, size_t k, doc *w)
{
    static void (*const words[])(const duty_line *, doc *) = {duty_done_words, duty_score_words};
    const quantity_part *p = &l->what->parts[k];
    obligation own = *l->what;
    own.quantity = p->quantity;
    own.per = p->per;
    own.n_schedule = 0;
    duty_line line = {.reading = l->reading, .what = &own, .how = l->parts[k]};
    doc_open(w, DOC_ROW, (doc_info){0});
    doc_cell_link(w, l->what->id);
    doc_cell(w, d->readings[l->reading]->id);
    doc_open(w, DOC_CELL, (doc_info){0});
    doc_say(w, "{part}: {n} {unit}", A_TEXT("part", p->id), A_N("n", p->quantity),
            A_TEXT("unit", p->unit));
    if (p->per.len) doc_say(w, " a {period}", A_KNOWN("period", p->per));
    if (p->what.len) doc_say(w, ", {what}", A_TEXT("what", p->what));
    if (p->beside) doc_say(w, ", beside the whole");
    doc_close(w, DOC_CELL);
    for (size_t i = 0; i < 2; i++) {
        doc_open(w, DOC_CELL, (doc_info){0});
        words[i](&line, w);
        doc_close(w, DOC_CELL);
    }
    doc_close(w, DOC_ROW);
}

static void tell_parts(const report_data *d, doc *w)
{
    static const doc_column columns[] = {HEAD("Obligation"), HEAD("Reading"), HEAD("Part"),
                                         HEAD("Reported as done"), HEAD("Score")};
    size_t n = 0;
    for (size_t i = 0; i < d->n_duties; i++)
        n += d->duties[i].what->n_parts;
    if (n == 0) return;
    DOC_TABLE_OF(w, "parts",
                 "Parts of what is owed, each scored by itself; a part is within the whole unless "
                 "it is said to be beside it.",
                 columns);
    for (size_t i = 0; i < d->n_duties; i++) {
        for (size_t k = 0; k < d->duties[i].what->n_parts; k++)
            tell_part(d, &d->duties[i], k, w);
    }
    doc_close(w, DOC_TABLE);
}

static void say_between(int64_t low, int64_t high, doc *w)
{
    if (low == high)
        doc_say(w, "{n}", A_N("n", low));
    else
        doc_say(w, "{low} to {high}", A_N("low", low), A_N("high", high));
}

/* Where some acts do not tell the number the sum is the least that it may be. */
static void say_sum(int64_t low, int64_t high, size_t n_unsaid, doc *w)
{
    if (n_unsaid) doc_say(w, "at least {n}", A_N("n", low));
    if (n_unsaid && high > low) doc_say(w, " (or {n}, by the highest reports)", A_N("n", high));
    if (n_unsaid == 0) say_between(low, high, w);
}

static void say_came_back(const exchanged *e, doc *w)
{
    if (!e->got_known) {
        doc_say(w, "not reported");
        return;
    }
    say_sum(e->got_low, e->got_high, e->n_got_unsaid, w);
    if (e->n_got_unsaid)
        doc_say(w, "; not reported for {acts}",
                A_COUNT("acts", "{n} act", "{n} acts", e->n_got_unsaid));
}

/* A row for all others that nothing fell under says nothing. */
static bool is_idle_rest(const duty_line *l, const exchanged *e)
{
    bool alone = e->gives > 0 && l->what->exchange.n_ratios == 1;
    return !alone && e->category.len == 0 && e->n_acts == 0;
}

static void tell_exchange(const duty_line *l, const exchanged *e, doc *w)
{
    if (is_idle_rest(l, e)) return;
    doc_open(w, DOC_ROW, (doc_info){0});
    doc_cell_link(w, l->what->id);
    doc_open(w, DOC_CELL, (doc_info){0});
    bool placed = e->gives > 0;
    if (e->category.len) doc_text(w, e->category);
    if (e->category.len == 0) doc_say(w, placed ? N_("all others") : N_("other or not stated"));
    doc_close(w, DOC_CELL);
    TELL_CELL(w, placed
                     ? doc_say(w, "{gives} : {gets}", A_N("gives", e->gives), A_N("gets", e->gets))
                     : doc_say(w, "none stated"));
    TELL_CELL(w, e->known ? say_sum(e->given_low, e->given_high, e->n_given_unsaid, w)
                          : doc_say(w, "not reported"));
    TELL_CELL(w, e->known && placed ? say_sum(e->due_low, e->due_high, e->n_given_unsaid, w)
                                    : doc_say(w, "not known"));
    TELL_CELL(w, say_came_back(e, w));
    doc_close(w, DOC_ROW);
}

static void tell_exchanges(const report_data *d, doc *w)
{
    static const doc_column columns[] = {HEAD("Obligation"),     HEAD("Category"),
                                         HEAD("Ratio"),          HEAD("Given"),
                                         HEAD("Owed in return"), HEAD("Came back")};
    size_t n = 0;
    for (size_t i = 0; i < d->n_duties; i++)
        n += d->duties[i].what->exchange.n_ratios;
    if (n == 0) return;
    DOC_TABLE_OF(w, "exchanges", "Exchanges by category, as reported.", columns);
    for (size_t i = 0; i < d->n_duties; i++) {
        size_t n_rows = d->duties[i].what->exchange.n_ratios;
        for (size_t k = 0; n_rows && k <= n_rows; k++)
            tell_exchange(&d->duties[i], &d->duties[i].exchanged[k], w);
    }
    doc_close(w, DOC_TABLE);
}

static void tell_spread(const report_data *d, const spread_line *l, doc *w)
{
    const score_spread *s = &l->spread;
    doc_open(w, DOC_ROW, (doc_info){0});
    doc_open(w, DOC_CELL, (doc_info){.head = true});
    if (l->phase < d->ag->n_phases) doc_text(w, d->ag->phases[l->phase].title);
    if (l->phase == d->ag->n_phases) doc_say(w, "all phases");
    doc_close(w, DOC_CELL);
    for (size_t k = 0; k < 4; k++)
        doc_cell_number(w, s->n[k]);
    doc_cell_number(w, s->undetermined);
    doc_open(w, DOC_CELL, (doc_info){0});
    if (l->has_share) doc_say(w, "{n} %", A_FIXED("n", 100 * l->pam_share, 1));
    if (!l->has_share) doc_say(w, "undetermined");
    doc_close(w, DOC_CELL);
    doc_close(w, DOC_ROW);
}

static void tell_spreads(const report_data *d, doc *w)
{
    static const doc_column columns[] = {HEAD("Phase"),   HEAD_N("0"), HEAD_N("1"),
                                         HEAD_N("2"),     HEAD_N("3"), HEAD_N("Undetermined"),
                                         HEAD("Rule pam")};
    if (d->process.n_spreads == 0) return;
    DOC_TABLE_OF(
        w, "spread",
        "How many obligations have each score; under two readings one counts twice. "
        "Undetermined: a range, or no report. Rule pam, as the peace accords matrix and the "
        "Colombia barometer count: the sum of the determined scores as a share of the most "
        "that they could be; unlike things in one number.",
        columns);
    for (size_t i = 0; i < d->process.n_spreads; i++) {
        if (d->process.spreads[i].spread.n_all) tell_spread(d, &d->process.spreads[i], w);
    }
    doc_close(w, DOC_TABLE);
}

static void tell_of_none(const report_data *d, doc *w)
{
    if (d->n_acts_of_none == 0) return;
    doc_open(w, DOC_PARAGRAPH, (doc_info){0});
    doc_say_count(w, "{n} report names an obligation that the agreement does not have.",
                  "{n} reports name an obligation that the agreement does not have.",
                  d->n_acts_of_none, A_N("n", d->n_acts_of_none));
    doc_close(w, DOC_PARAGRAPH);
}

void section_duties(const report_data *d, doc *w)
{
    static const doc_column columns[] = {HEAD("Obligation"),    HEAD("Reading"),
                                         HEAD("Who owes what"), HEAD("Reported as done"),
                                         HEAD("Score"),         HEAD("Pace")};
    doc_heading(w, 2, "duties", "Obligations to perform");
    DOC_TABLE_OF(w, "obligations",
                 "Up to the last day of the report, each under the reading that states it.",
                 columns);
    for (size_t i = 0; i < d->n_duties; i++)
        tell_duty(d, &d->duties[i], w);
    doc_close(w, DOC_TABLE);
    tell_parts(d, w);
    tell_exchanges(d, w);
    tell_spreads(d, w);
    doc_open(w, DOC_PARAGRAPH, (doc_info){.tone = TONE_SOFT});
    doc_say(w, duty_rule_words());
    doc_close(w, DOC_PARAGRAPH);
    tell_of_none(d, w);
    if (d->n_acts == 0) return;
    doc_fold(w, NULL, "Acts as they were reported");
    tell_list(d, LIST_ACTS, w);
    doc_close(w, DOC_FOLD);
}
