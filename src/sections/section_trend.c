/* Did the rate change? The study that was declared, its results under each reading, and how counts
 * hang on the choices. No word here says why anything changed. */
#include "sections/sections.h"

#include <math.h>

enum { HOTSPOTS_SHOWN = 5 };

/* ---- The study */

static void tell_study(const report_data *d, doc *w)
{
    const study *y = d->study.what;
    doc_open(w, DOC_PARAGRAPH, (doc_info){.tone = TONE_LEAD});
    study_standing_words(d, w);
    doc_close(w, DOC_PARAGRAPH);
    doc_open(w, DOC_TERMS, (doc_info){0});
    doc_term(w, "Study", y->title);
    doc_term(w, "Question", y->question);
    doc_term(w, "Authors", y->authors);
    TELL_TERM(w, "Days", study_days_words(y, w));
    TELL_TERM(w, "Choices", study_choices_words(y, w));
    TELL_TERM(w, "Tests", study_tests_words(y, w));
    doc_term_open(w, "SHA-256");
    doc_tone_text(w, TONE_CODE, d->study.sha);
    doc_term_close(w);
    doc_close(w, DOC_TERMS);
}

/* ---- Numbers of findings in cells */

static void tell_number(const findings *f, const char *name, doc *w)
{
    const double *v = finding_value(f, name);
    doc_open(w, DOC_CELL, (doc_info){0});
    if (v) doc_say(w, "{n}", A_ROUNDED("n", *v));
    if (!v) doc_say(w, "undefined");
    doc_close(w, DOC_CELL);
}

static void tell_interval(const findings *f, const char *low, const char *high, doc *w)
{
    const double *l = finding_value(f, low), *h = finding_value(f, high);
    doc_open(w, DOC_CELL, (doc_info){0});
    if (l && h) {
        doc_say(w, "{low} to {high}", A_ROUNDED("low", *l), A_ROUNDED("high", *h));
    } else {
        doc_say(w, "undefined");
    }
    doc_close(w, DOC_CELL);
}

static void tell_rates(const report_data *d, doc *w)
{
    static const doc_column columns[] = {
        HEAD("Reading"),   HEAD_N("Before"), HEAD_N("watched"), HEAD_N("During"),
        HEAD_N("watched"), HEAD_N("Ratio"),  HEAD_N("95 %"),    HEAD_N("Fall found in 4 of 5")};
    static const char *const names[] = {"events_before", "exposure_before", "events_during",
                                        "exposure_during", "rate_ratio"};
    if (!d->study.what->tests[STUDY_RATES]) return;
    DOC_TABLE_OF(w, "rates",
                 "Units at targets that each reading covers, before and during. The interval is "
                 "the wider of two: exact, and allowing for days that vary more than chance. "
                 "Fall found in 4 of 5: the ratio that four of five such comparisons would tell "
                 "from no change; a larger fall is found more often.",
                 columns);
    for (size_t i = 0; i < d->n_trends; i++) {
        const findings *f = &d->trends[i].found[STUDY_RATES];
        doc_open(w, DOC_ROW, (doc_info){0});
        doc_cell_link(w, d->trends[i].id);
        for (size_t k = 0; k < sizeof names / sizeof names[0]; k++)
            tell_number(f, names[k], w);
        tell_interval(f, "headline_low", "headline_high", w);
        tell_number(f, "detectable_ratio", w);
        doc_close(w, DOC_ROW);
    }
    doc_close(w, DOC_TABLE);
    if (doc_picture(w)) draw_rates(d, w);
}

/* Targets that are not covered stand beside: violence may move from the one to the other. */
static void tell_compared(const report_data *d, doc *w)
{
    static const doc_column columns[] = {
        HEAD("Reading"),  HEAD_N("Covered: before"), HEAD_N("during"), HEAD_N("Other: before"),
        HEAD_N("during"), HEAD_N("Ratio of ratios"), HEAD_N("95 %")};
    static const char *const names[] = {"covered_rate_before", "covered_rate_during",
                                        "uncovered_rate_before", "uncovered_rate_during",
                                        "ratio_of_ratios"};
    if (!d->study.what->tests[STUDY_COMPARE]) return;
    DOC_TABLE_OF(w, "compared",
                 "Rates of covered and of other targets, and how their changes compare. Below 1: "
                 "the covered ones fell more. Both rates are shown, since a move from the one to "
                 "the other makes the ratio small as well.",
                 columns);
    for (size_t i = 0; i < d->n_trends; i++) {
        const findings *f = &d->trends[i].found[STUDY_COMPARE];
        doc_open(w, DOC_ROW, (doc_info){0});
        doc_cell_link(w, d->trends[i].id);
        for (size_t k = 0; k < sizeof names / sizeof names[0]; k++)
            tell_number(f, names[k], w);
        tell_interval(f, "headline_low", "headline_high", w);
        doc_close(w, DOC_ROW);
    }
    doc_close(w, DOC_TABLE);
}

/* ---- What the study fixed and a reader may doubt: would the answer turn? */

static void tell_ratio(const other_choice *c, doc *w)
{
    doc_open(w, DOC_CELL, (doc_info){0});
    if (c->in_study) w->form->tone(w, TONE_STRONG, true);
    if (c->rates.has_ratio) doc_say(w, "{n}", A_ROUNDED("n", c->rates.ratio));
    if (!c->rates.has_ratio) doc_say(w, "undefined");
    if (c->in_study) w->form->tone(w, TONE_STRONG, false);
    doc_close(w, DOC_CELL);
}

static void tell_choice(const trend_line *l, const other_choice *c, doc *w)
{
    const period_rates *r = &c->rates;
    doc_open(w, DOC_ROW, (doc_info){0});
    doc_cell_link(w, l->id);
    TELL_CELL(w, doc_say(w, "{effort}", A_KNOWN("effort", c->effort)));
    doc_open(w, DOC_CELL, (doc_info){0});
    doc_say(w, grid_unclear_word(c->unclear));
    doc_close(w, DOC_CELL);
    doc_cell_figure(w, r->compared ? r->before : (double)NAN);
    doc_cell_figure(w, r->compared ? r->during : (double)NAN);
    tell_ratio(c, w);
    doc_open(w, DOC_CELL, (doc_info){0});
    if (r->has_ratio) {
        doc_say(w, "{low} to {high}", A_ROUNDED("low", r->low), A_ROUNDED("high", r->high));
    }
    doc_close(w, DOC_CELL);
    doc_close(w, DOC_ROW);
}

static void tell_choices(const report_data *d, doc *w)
{
    static const doc_column columns[] = {HEAD("Reading"),  HEAD("Exposure"), HEAD("Unclear units"),
                                         HEAD_N("Before"), HEAD_N("During"), HEAD_N("Ratio"),
                                         HEAD_N("95 %")};
    if (!d->study.what->tests[STUDY_RATES]) return;
    doc_fold(w, NULL, "The ratio under other choices of exposure and of what is unclear");
    DOC_TABLE_OF(w, "choices",
                 "Bold: the study’s own choice; the others are exploratory. None: every "
                 "day counts alike.",
                 columns);
    for (size_t k = 0; k < d->n_trends; k++) {
        for (size_t i = 0; i < d->trends[k].n_choices; i++)
            tell_choice(&d->trends[k], &d->trends[k].choices[i], w);
    }
    doc_close(w, DOC_TABLE);
    doc_close(w, DOC_FOLD);
}

/* ---- One reading */

static void tell_hotspot(size_t number, const hotspot *h, doc *w)
{
    doc_open(w, DOC_ROW, (doc_info){0});
    doc_cell_number(w, number);
    doc_open(w, DOC_CELL, (doc_info){0});
    doc_say(w, "{from} to {to}", A_DAY("from", h->from), A_DAY("to", h->to));
    doc_close(w, DOC_CELL);
    doc_cell_number(w, h->n_places);
    doc_cell_fixed(w, h->reach_m / 1000, 0);
    doc_cell_rounded(w, h->observed);
    doc_cell_rounded(w, h->expected);
    doc_cell_rounded(w, h->p_rank);
    doc_close(w, DOC_ROW);
}

static void tell_hotspots(const report_data *d, const trend_line *l, doc *w)
{
    static const doc_column columns[] = {
        HEAD_N("No."),       HEAD("Days"),       HEAD_N("Places"), HEAD_N("Within, km"),
        HEAD_N("Incidents"), HEAD_N("Expected"), HEAD_N("p")};
    if (l->n_hotspots == 0) return;
    DOC_TABLE_OF(w, "gatherings",
                 "The strongest gatherings, none of which shares a place with a stronger one; all "
                 "of them are in hotspots.csv. Weak ones come by chance in any data.",
                 columns);
    for (size_t i = 0; i < l->n_hotspots && i < HOTSPOTS_SHOWN; i++)
        tell_hotspot(i + 1, &l->hotspots[i], w);
    doc_close(w, DOC_TABLE);
    if (doc_picture(w)) draw_hotspots(d, l, HOTSPOTS_SHOWN, w);
}

static void tell_numbers(const findings *f, doc *w)
{
    static const doc_column columns[] = {HEAD("Quantity"), HEAD_N("Value")};
    if (f->numbers.n == 0 || w->brief) return;
    doc_fold(w, NULL, "All its numbers");
    DOC_TABLE_OF(w, "numbers", "As in results.csv.", columns);
    for (size_t i = 0; i < f->numbers.n; i++) {
        const finding *x = &f->numbers.items[i];
        doc_open(w, DOC_ROW, (doc_info){0});
        doc_open(w, DOC_CELL, (doc_info){.head = true});
        doc_text(w, str_of(x->name));
        doc_close(w, DOC_CELL);
        doc_open(w, DOC_CELL, (doc_info){0});
        if (x->defined) doc_say(w, "{n}", A_FIGURE("n", x->value));
        if (!x->defined) doc_say(w, "undefined");
        doc_close(w, DOC_CELL);
        doc_close(w, DOC_ROW);
    }
    doc_close(w, DOC_TABLE);
    doc_close(w, DOC_FOLD);
}

static void draw(const report_data *d, const trend_line *l, study_test t, doc *w)
{
    bool draws = doc_picture(w) != NULL;
    if (draws && t == STUDY_SERIES) draw_series(d, l, w);
    if (draws && t == STUDY_CHANGE) draw_changes(d, l, w);
    if (draws && t == STUDY_WARN) draw_warning(l, w);
    if (t == STUDY_SCAN) tell_hotspots(d, l, w);
}

static void tell_adjusted(const report_data *d, const trend_line *l, doc *w)
{
    if (!trend_is_adjusted(l)) return;
    doc_open(w, DOC_PARAGRAPH, (doc_info){0});
    trend_adjusted_words(d, l, w);
    doc_close(w, DOC_PARAGRAPH);
}

static void tell_title(study_test t, doc *w)
{
    doc_open(w, DOC_HEADING, (doc_info){.level = 4});
    doc_say(w, study_test_title(t));
    doc_close(w, DOC_HEADING);
}

static void tell_test(const report_data *d, const trend_line *l, study_test t, doc *w)
{
    const findings *f = &l->found[t];
    tell_title(t, w);
    for (size_t i = 0; i < f->words.n; i++) {
        doc_open(w, DOC_PARAGRAPH, (doc_info){0});
        doc_said(w, f->words.items[i]);
        doc_close(w, DOC_PARAGRAPH);
    }
    if (t == STUDY_RATES) tell_adjusted(d, l, w);
    if (t == STUDY_RETURN) {
        doc_open(w, DOC_PARAGRAPH, (doc_info){0});
        trend_commitment_words(l, w);
        doc_close(w, DOC_PARAGRAPH);
    }
    draw(d, l, t, w);
    tell_numbers(f, w);
}

static void tell_story(const report_data *d, const trend_line *l, doc *w)
{
    doc_open(w, DOC_PARAGRAPH, (doc_info){0});
    if (l->known)
        trend_story_words(l, study_unclear(d->study.what), w);
    else
        trend_unknown_words(d, l, w);
    doc_close(w, DOC_PARAGRAPH);
}

static void tell_reading(const report_data *d, const trend_line *l, bool first, doc *w)
{
    doc_open(w, DOC_FOLD, (doc_info){.head = first});
    doc_open(w, DOC_SUMMARY, (doc_info){0});
    if (l->known)
        doc_say(w, "Under reading {id}: {title}", A_TEXT("id", l->id),
                A_TEXT("title", d->readings[l->reading]->title));
    else
        doc_say(w, "Under reading {id}", A_TEXT("id", l->id));
    doc_close(w, DOC_SUMMARY);
    tell_story(d, l, w);
    for (int t = 0; t < STUDY_TEST__N; t++) {
        if (l->ran[t]) tell_test(d, l, (study_test)t, w);
    }
    doc_close(w, DOC_FOLD);
}

static void tell_grid(const report_data *d, doc *w)
{
    if (doc_picture(w) == NULL) return;
    doc_heading(w, 3, "grid", "How the count hangs on the choices");
    buf_z(w->out, "<div class=\"paper scroll\">\n");
    draw_grid(d, w);
    buf_z(w->out, "</div>\n");
    doc_open(w, DOC_PARAGRAPH, (doc_info){.tone = TONE_SOFT});
    doc_say(w, "Coded incidents of the period. item/1: each coded item; incident/1: one an "
               "incident; place-day/1: one a place and UTC day. A reading with several possible "
               "ends is also counted as if each were the only one. The numbers are in grid.csv "
               "beside this page.");
    doc_close(w, DOC_PARAGRAPH);
}

static void tell_all(const report_data *d, doc *w)
{
    tell_study(d, w);
    tell_rates(d, w);
    tell_choices(d, w);
    tell_compared(d, w);
    for (size_t i = 0; i < d->n_trends; i++)
        tell_reading(d, &d->trends[i], i == 0, w);
    doc_open(w, DOC_PARAGRAPH, (doc_info){.tone = TONE_SOFT});
    doc_say(w, "The numbers behind the pictures are in days.csv, results.csv, choices.csv and "
               "hotspots.csv beside this page. Nothing here says why a rate changed.");
    doc_close(w, DOC_PARAGRAPH);
}

void section_trend(const report_data *d, doc *w)
{
    doc_heading(w, 2, "trend", "Before and during");
    if (has_study(d)) tell_all(d, w);
    if (!has_study(d)) doc_paragraph(w, no_study_words());
    tell_grid(d, w);
}
