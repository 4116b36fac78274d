/* Did the rate change? The study that was declared, its results under each reading, and how counts
 * hang on the choices. No word here says why anything changed. */
#include "forms/html_parts.h"

#include <math.h>

enum { HOTSPOTS_SHOWN = 5 };

static void put_sentence(buf *b, const char *tag, void (*words)(const trend_line *, buf *),
                         const trend_line *l)
{
    buf plain;
    buf_init(&plain, BUF_LIMIT_BYTES);
    words(l, &plain);
    buf_f(b, "<%s>", tag);
    h_text(b, buf_str(&plain));
    buf_f(b, "</%s>\n", tag);
    buf_absorb(b, &plain);
}

/* ---- The study */

static void put_choice(buf *b, const char *name, const study *y,
                       void (*words)(const study *, buf *))
{
    buf plain;
    buf_init(&plain, BUF_LIMIT_BYTES);
    words(y, &plain);
    buf_f(b, "<dt>%s</dt><dd>", name);
    h_text(b, buf_str(&plain));
    h_z(b, "</dd>");
    buf_absorb(b, &plain);
}

static void study_box(const report_data *d, buf *b)
{
    const study *y = d->study.what;
    buf plain;
    buf_init(&plain, BUF_LIMIT_BYTES);
    study_standing_words(d, &plain);
    h_z(b, "<p class=\"lead\">");
    h_text(b, buf_str(&plain));
    h_z(b, "</p>\n<dl>");
    buf_absorb(b, &plain);
    h_put_term(b, "Study", y->title);
    h_put_term(b, "Question", y->question);
    h_put_term(b, "Authors", y->authors);
    put_choice(b, "Days", y, study_days_words);
    put_choice(b, "Choices", y, study_choices_words);
    put_choice(b, "Tests", y, study_tests_words);
    h_z(b, "<dt>SHA-256</dt><dd><code>");
    h_text(b, d->study.sha);
    h_z(b, "</code></dd></dl>\n");
}

/* ---- Rates */

static void number_cell(buf *b, const findings *f, const char *name)
{
    const double *v = finding_value(f, name);
    h_z(b, "<td class=\"n\">");
    if (v) put_rounded(b, *v);
    if (!v) h_z(b, "undefined");
    h_z(b, "</td>");
}

static void interval_cell(buf *b, const findings *f, const char *low, const char *high)
{
    const double *l = finding_value(f, low), *h = finding_value(f, high);
    h_z(b, "<td class=\"n\">");
    if (l && h) {
        put_rounded(b, *l);
        h_z(b, " to ");
        put_rounded(b, *h);
    } else {
        h_z(b, "undefined");
    }
    h_z(b, "</td>");
}

static void rates(const report_data *d, buf *b)
{
    static const char *const heads[] = {"Reading", "Before", "watched", "During",
                                        "watched", "Ratio",  "95 %",    "Fall found in 4 of 5",
                                        NULL};
    if (!d->study.what->tests[STUDY_RATES]) return;
    h_open_table(
        b,
        "Units at targets that each reading covers, before and during. The interval is "
        "the wider of two: exact, and allowing for days that vary more than chance. "
        "Fall found in 4 of 5: the ratio that four of five such comparisons would tell from no "
        "change; a larger fall is found more often.",
        heads, " nnnnnnn");
    for (size_t i = 0; i < d->n_trends; i++) {
        const findings *f = &d->trends[i].found[STUDY_RATES];
        h_z(b, "<tr><th scope=\"row\">");
        h_link_id(d, b, d->trends[i].id);
        h_z(b, "</th>");
        number_cell(b, f, "events_before");
        number_cell(b, f, "exposure_before");
        number_cell(b, f, "events_during");
        number_cell(b, f, "exposure_during");
        number_cell(b, f, "rate_ratio");
        interval_cell(b, f, "headline_low", "headline_high");
        number_cell(b, f, "detectable_ratio");
        h_z(b, "</tr>\n");
    }
    h_close_table(b);
    plot_rates_svg(d, b);
}

/* Targets that are not covered stand beside: violence may move from the one to the other. */
static void compared(const report_data *d, buf *b)
{
    static const char *const heads[] = {"Reading", "Covered: before", "during", "Other: before",
                                        "during",  "Ratio of ratios", "95 %",   NULL};
    if (!d->study.what->tests[STUDY_COMPARE]) return;
    h_open_table(b,
                 "Rates of covered and of other targets, and how their changes compare. Below 1: "
                 "the covered ones fell more. Both rates are shown, since a move from the one to "
                 "the other makes the ratio small as well.",
                 heads, " nnnnnn");
    for (size_t i = 0; i < d->n_trends; i++) {
        const findings *f = &d->trends[i].found[STUDY_COMPARE];
        h_z(b, "<tr><th scope=\"row\">");
        h_link_id(d, b, d->trends[i].id);
        h_z(b, "</th>");
        number_cell(b, f, "covered_rate_before");
        number_cell(b, f, "covered_rate_during");
        number_cell(b, f, "uncovered_rate_before");
        number_cell(b, f, "uncovered_rate_during");
        number_cell(b, f, "ratio_of_ratios");
        interval_cell(b, f, "headline_low", "headline_high");
        h_z(b, "</tr>\n");
    }
    h_close_table(b);
}

/* What the study fixed and a reader may doubt: would the answer turn? */
static void other_choices(const report_data *d, buf *b)
{
    static const char *const heads[] = {"Reading", "Exposure", "Unclear units", "Before",
                                        "During",  "Ratio",    "95 %",          NULL};
    if (!d->study.what->tests[STUDY_RATES]) return;
    h_z(b, "<details><summary>The ratio under other choices of exposure and of what is "
           "unclear</summary>\n");
    h_open_table(b,
                 "Bold: the study\xE2\x80\x99s own choice; the others are exploratory. None: every "
                 "day counts alike.",
                 heads, "   nnnn");
    for (size_t k = 0; k < d->n_trends; k++) {
        for (size_t i = 0; i < d->trends[k].n_choices; i++) {
            const other_choice *c = &d->trends[k].choices[i];
            const period_rates *r = &c->rates;
            h_z(b, "<tr><th scope=\"row\">");
            h_link_id(d, b, d->trends[k].id);
            h_z(b, "</th>");
            h_cell(b, c->effort);
            buf_f(b, "<td>%s</td><td class=\"n\">", grid_unclear_word(c->unclear));
            put_figure(b, r->compared ? r->before : (double)NAN);
            h_z(b, "</td><td class=\"n\">");
            put_figure(b, r->compared ? r->during : (double)NAN);
            h_z(b, c->in_study ? "</td><td class=\"n\"><b>" : "</td><td class=\"n\">");
            if (r->has_ratio) put_rounded(b, r->ratio);
            if (!r->has_ratio) h_z(b, "undefined");
            h_z(b, c->in_study ? "</b></td><td class=\"n\">" : "</td><td class=\"n\">");
            if (r->has_ratio) {
                put_rounded(b, r->low);
                h_z(b, " to ");
                put_rounded(b, r->high);
            }
            h_z(b, "</td></tr>\n");
        }
    }
    h_close_table(b);
    h_z(b, "</details>\n");
}

/* ---- One reading */

static void hotspots(const report_data *d, const trend_line *l, buf *b)
{
    static const char *const heads[] = {"No.",       "Days",     "Places", "Within, km",
                                        "Incidents", "Expected", "p",      NULL};
    if (l->n_hotspots == 0) return;
    h_open_table(b,
                 "The strongest gatherings, none of which shares a place with a stronger one; all "
                 "of them are in hotspots.csv. Weak ones come by chance in any data.",
                 heads, "n nnnnn");
    for (size_t i = 0; i < l->n_hotspots && i < HOTSPOTS_SHOWN; i++) {
        const hotspot *h = &l->hotspots[i];
        buf_f(b, "<tr><td class=\"n\">%zu</td><td>", i + 1);
        day_write(b, h->from);
        h_z(b, " to ");
        day_write(b, h->to);
        h_z(b, "</td>");
        h_number(b, h->n_places);
        h_z(b, "<td class=\"n\">");
        buf_fixed(b, h->reach_m / 1000, 0);
        h_z(b, "</td><td class=\"n\">");
        put_rounded(b, h->observed);
        h_z(b, "</td><td class=\"n\">");
        put_rounded(b, h->expected);
        h_z(b, "</td><td class=\"n\">");
        put_rounded(b, h->p_rank);
        h_z(b, "</td></tr>\n");
    }
    h_close_table(b);
    hotspots_svg(d, l, HOTSPOTS_SHOWN, b);
}

static void numbers(const findings *f, buf *b)
{
    static const char *const heads[] = {"Quantity", "Value", NULL};
    h_z(b, "<details><summary>All its numbers</summary>\n");
    h_open_table(b, "As in results.csv.", heads, " n");
    for (size_t i = 0; i < f->numbers.n; i++) {
        const finding *x = &f->numbers.items[i];
        buf_f(b, "<tr><th scope=\"row\">%s</th><td class=\"n\">", x->name);
        if (x->defined) put_figure(b, x->value);
        if (!x->defined) h_z(b, "undefined");
        h_z(b, "</td></tr>\n");
    }
    h_close_table(b);
    h_z(b, "</details>\n");
}

static void picture_of(const report_data *d, const trend_line *l, study_test t, buf *b)
{
    if (t == STUDY_SERIES) plot_series_svg(d, l, b);
    if (t == STUDY_CHANGE) plot_change_svg(d, l, b);
    if (t == STUDY_WARN) plot_warning_svg(l, b);
    if (t == STUDY_SCAN) hotspots(d, l, b);
}

static void adjusted(const report_data *d, const trend_line *l, buf *b)
{
    buf plain;
    buf_init(&plain, BUF_LIMIT_BYTES);
    trend_adjusted_words(d, l, &plain);
    if (buf_str(&plain).len) {
        h_z(b, "<p>");
        h_text(b, buf_str(&plain));
        h_z(b, "</p>\n");
    }
    buf_absorb(b, &plain);
}

static void one_test(const report_data *d, const trend_line *l, study_test t, buf *b)
{
    const findings *f = &l->found[t];
    const char *title = study_test_says(t);
    buf_f(b, "<h4>%c%s</h4>\n", title[0] - 'a' + 'A', title + 1);
    for (size_t i = 0; i < f->words.n; i++) {
        h_z(b, "<p>");
        h_text(b, f->words.items[i]);
        h_z(b, "</p>\n");
    }
    if (t == STUDY_RATES) adjusted(d, l, b);
    if (t == STUDY_RETURN) put_sentence(b, "p", trend_commitment_words, l);
    picture_of(d, l, t, b);
    if (f->numbers.n) numbers(f, b);
}

static void story(const report_data *d, const trend_line *l, buf *b)
{
    buf plain;
    buf_init(&plain, BUF_LIMIT_BYTES);
    trend_story_words(l, study_unclear(d->study.what), &plain);
    h_z(b, "<p>");
    h_text(b, buf_str(&plain));
    h_z(b, "</p>\n");
    buf_absorb(b, &plain);
}

static void one_reading(const report_data *d, const trend_line *l, bool open, buf *b)
{
    buf_f(b, "<details%s><summary>Under reading ", open ? " open" : "");
    h_text(b, l->id);
    if (l->known) h_z(b, ": ");
    if (l->known) h_text(b, d->readings[l->reading]->title);
    h_z(b, "</summary>\n");
    if (l->known) story(d, l, b);
    if (!l->known) {
        buf plain;
        buf_init(&plain, BUF_LIMIT_BYTES);
        trend_unknown_words(d, l, &plain);
        h_z(b, "<p>");
        h_text(b, buf_str(&plain));
        h_z(b, "</p>\n");
        buf_absorb(b, &plain);
    }
    for (int t = 0; t < STUDY_TEST__N; t++) {
        if (l->ran[t]) one_test(d, l, (study_test)t, b);
    }
    h_z(b, "</details>\n");
}

static void grid(const report_data *d, buf *b)
{
    h_z(b, "<h3 id=\"grid\">How the count hangs on the choices</h3>\n<div class=\"paper "
           "scroll\">\n");
    report_grid_svg(d, b);
    h_z(b, "</div>\n<p class=\"soft\">Coded incidents of the period. item/1: each coded item; "
           "incident/1: one an incident; place-day/1: one a place and UTC day. A reading with "
           "several possible ends is also counted as if each were the only one. The numbers are "
           "in grid.csv beside this page.</p>\n");
}

void h_trend(const report_data *d, buf *b)
{
    h_heading(b, "trend", "Before and during");
    if (!has_study(d)) {
        buf_f(b, "<p>%s</p>\n", no_study_words());
    } else {
        study_box(d, b);
        rates(d, b);
        other_choices(d, b);
        compared(d, b);
        for (size_t i = 0; i < d->n_trends; i++)
            one_reading(d, &d->trends[i], i == 0, b);
        h_z(b, "<p class=\"soft\">The numbers behind the pictures are in days.csv, results.csv, "
               "choices.csv and hotspots.csv beside this page. Nothing here says why a rate "
               "changed.</p>\n");
    }
    grid(d, b);
}
