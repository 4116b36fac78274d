/* What a study is and what went into its comparisons, in the words that all formats share; and the
 * tables behind the pictures. */
#include "report/write.h"

const char *no_study_words(void)
{
    return N_(
        "No study is in the record, so no test of a change is shown: with readings, counting "
        "rules and periods to choose from, what is chosen after looking tells little. A study "
        "(study.yaml) states the choices beforehand.");
}

void study_standing_words(const report_data *d, doc *w)
{
    const study_note *n = &d->study;
    doc_say(w, "Study {id}, entry {entry} of the ledger: {standing}", A_TEXT("id", n->what->id),
            A_N("entry", n->entry), A_WORD("standing", study_standing_says(n->standing)));
    if (n->n_before)
        doc_say_count(w, " ({n} import or observation)", " ({n} imports or observations)",
                      n->n_before, A_N("n", n->n_before));
    doc_say(w, ". Its authors date it {day}", A_DAY("day", n->what->written));
    if (n->replay)
        doc_say(w, "; this mission dates its entries itself, so that day is their word alone");
    doc_say(w, ". The days before the start were past by then and may have been known to them. "
               "The order of a ledger binds only whom its head was given to in time: whoever keeps "
               "it can begin it anew.");
    if (n->n_earlier)
        doc_say_count(w,
                      " It replaces {n} earlier study in the record, which whoever reads this "
                      "result should look at.",
                      " It replaces {n} earlier studies in the record, which whoever reads this "
                      "result should look at.",
                      n->n_earlier, A_N("n", n->n_earlier));
}

void study_days_words(const study *y, doc *w)
{
    doc_say(w, "before: {from} to {to}; during: {during_from} to {during_to}",
            A_DAY("from", y->before_from), A_DAY("to", y->before_to),
            A_DAY("during_from", y->during_from), A_DAY("during_to", y->during_to));
}

void study_choices_words(const study *y, doc *w)
{
    doc_say(w,
            "one unit is {unit}; evidence: {evidence}; what is unclear under a reading counts as "
            "{unclear}; exposure: ",
            A_TEXT("unit", y->unit), A_KNOWN("evidence", y->evidence),
            A_KNOWN("unclear", y->unclear));
    if (str_is(y->effort, "none")) doc_say(w, "every day alike");
    if (!str_is(y->effort, "none")) doc_text(w, y->effort);
}

void study_tests_words(const study *y, doc *w)
{
    bool first = true;
    for (int t = 0; t < STUDY_TEST__N; t++) {
        if (!y->tests[t]) continue;
        if (!first) doc_text(w, STR("; "));
        first = false;
        doc_say(w, study_test_says((study_test)t));
    }
}

/* Places that are watched more than before add their incidents: the sum of hours hides that. */
static void say_places(const trend_story *s, doc *w)
{
    bool first = true;
    for (size_t i = 0; s->n_places > 1 && i < s->n_places; i++) {
        const effort_place *p = &s->places[i];
        double apart = p->share[1] - p->share[0];
        if (apart < 0.05 && apart > -0.05) continue;
        if (first)
            doc_say(w, " Effort at several places is added up, and its make-up changed: ");
        else
            doc_text(w, STR("; "));
        first = false;
        if (p->name.len) doc_text(w, p->name);
        if (p->name.len == 0) doc_say(w, "no place stated");
        doc_say(w, " had {before} % of it before and {during} % during",
                A_FIXED("before", 100 * p->share[0], 0), A_FIXED("during", 100 * p->share[1], 0));
    }
    if (!first)
        doc_say(w, ". A place that is watched more adds its incidents, and the ratio holds that.");
    if (s->n_partly)
        doc_say_count(w,
                      " On {n} day a place with effort has none or no row; whether a unit was at "
                      "such a place is not known, so none is left out for it.",
                      " On {n} days a place with effort has none or no row; whether a unit was at "
                      "such a place is not known, so none is left out for it.",
                      s->n_partly, A_N("n", s->n_partly));
}

static void say_effort(const trend_line *l, doc *w)
{
    const trend_story *s = &l->story;
    if (s->n_unknown)
        doc_say(w,
                " {n} of the days compared are later than this report's last day, or than what was "
                "known of incidents: they are not counted as days.",
                A_N("n", s->n_unknown));
    if (str_is(l->unit, "none") || str_is(l->unit, "days")) {
        doc_say(w, s->effort_ignored
                       ? N_(" Every day counts alike, though the record has effort: what was "
                            "watched on each day plays no part here.")
                       : N_(" Every day counts alike: nobody says how much was watched, so this "
                            "compares what was reported, and a change in reporting looks the "
                            "same."));
        return;
    }
    doc_say_count(w, " Of {days} days {n} was not watched, and of {silent} nobody says.",
                  " Of {days} days {n} were not watched, and of {silent} nobody says.",
                  s->n_unwatched, A_N("days", s->n_days - s->n_unknown), A_N("n", s->n_unwatched),
                  A_N("silent", s->n_not_stated));
    say_places(s, w);
}

static void say_units(const trend_story *s, doc *w)
{
    doc_say(w,
            "{units} units are in the record: {covered} at covered targets and {other} at others "
            "on the days compared. In neither: {outside} outside these days, {undated} without a "
            "time within two days, {attempts} attempts (nothing was hit), {unwatched} on days that "
            "were not watched or of which nobody says",
            A_N("units", s->n_units), A_N("covered", s->n_covered), A_N("other", s->n_other),
            A_N("outside", s->n_outside), A_N("undated", s->n_undated),
            A_N("attempts", s->n_attempts), A_N("unwatched", s->n_unwatched_units));
    if (s->n_later) doc_say(w, ", {n} later than the last day known", A_N("n", s->n_later));
    if (s->n_unclear_out)
        doc_say(w, ", {n} unclear under this reading", A_N("n", s->n_unclear_out));
    doc_text(w, STR("."));
}

void trend_story_words(const trend_line *l, grid_unclear unclear, doc *w)
{
    const trend_story *s = &l->story;
    static const char *const as[] = {N_("left out"), N_("counted as covered"),
                                     N_("counted as other targets")};
    say_units(s, w);
    if (s->n_unclear)
        doc_say_count(w, " Of those counted, {n} is unclear under this reading and {as}.",
                      " Of those counted, {n} are unclear under this reading and {as}.",
                      s->n_unclear, A_N("n", s->n_unclear), A_WORD("as", as[unclear]));
    say_effort(l, w);
}

void trend_unknown_words(const report_data *d, const trend_line *l, doc *w)
{
    doc_say(w,
            "Nothing was computed: the agreement has no reading {reading}, or the record has no "
            "effort in the unit {unit}.",
            A_TEXT("reading", l->id), A_TEXT("unit", d->study.what->effort));
}

/* "in_force", as a person says it. */
static void say_state(str state, doc *w)
{
    buf plain;
    buf_init(&plain, 256);
    for (size_t i = 0; i < state.len; i++)
        buf_c(&plain, state.ptr[i] == '_' ? ' ' : state.ptr[i]);
    doc_say(w, "{state}", A_KNOWN("state", buf_str(&plain)));
    buf_absorb(w->out, &plain);
}

void trend_commitment_words(const trend_line *l, doc *w)
{
    if (l->recommitted.len == 0) {
        doc_say(w, "The agreement records no state of this reading up to the last day.");
        return;
    }
    doc_say(w, "Last commitment on record up to the last day: state \"");
    say_state(l->recommitted, w);
    doc_say(w, "\" of this reading, from {time}", A_WHEN("time", l->recommitted_at));
    for (size_t i = 0; i < l->recommitted_from.n; i++) {
        doc_text(w, i ? STR(", ") : STR(" ("));
        doc_text(w, l->recommitted_from.items[i]);
    }
    doc_text(w, l->recommitted_from.n ? STR(").") : STR("."));
}

static const double *unadjusted(const trend_line *l)
{
    return l->has_p ? finding_value(&l->found[STUDY_RATES], "p_quasi") : NULL;
}

bool trend_is_adjusted(const trend_line *l)
{
    return unadjusted(l) != NULL;
}

void trend_adjusted_words(const report_data *d, const trend_line *l, doc *w)
{
    const double *p = unadjusted(l);
    size_t n = 0;
    if (!p) return;
    for (size_t i = 0; i < d->n_trends; i++)
        n += d->trends[i].has_p;
    doc_say(w,
            "If the rate had not changed, a difference as large as this would arise with a chance "
            "of {p}",
            A_ROUNDED("p", *p));
    if (n > 1)
        doc_say(w, "; allowing for the {n} readings compared (Benjamini and Hochberg): {p}",
                A_N("n", n), A_ROUNDED("p", l->p_adjusted));
    if (n > 1 && *p <= 0.05 && l->p_adjusted > 0.05)
        doc_say(w, ", so that what stands out alone does not among them");
    doc_say(w, ". The study's other tests are not allowed for.");
}

/* ---- Divergence of readings */

void divergence_words(const report_data *d, const divergence_line *l, doc *w)
{
    doc_say(w,
            "Phase {phase}: of {all} incidents {under_all} are covered under every one of its "
            "{readings} readings and {under_none} under none; on {dependent} one reading says yes "
            "and another no; on {unclear} some reading is unclear, and no two contradict each "
            "other. One reading covers between {least} and {most}.",
            A_TEXT("phase", d->ag->phases[l->phase].title), A_N("all", l->n_incidents),
            A_N("under_all", l->under_all), A_N("readings", l->n_readings),
            A_N("under_none", l->under_none), A_N("dependent", l->dependent),
            A_N("unclear", l->unclear), A_N("least", l->least), A_N("most", l->most));
    if (!l->has_alpha) return;
    doc_say(w,
            " On the {n} incidents on which no reading is unclear, Krippendorff's alpha is {alpha} "
            "(1: they agree; 0: as chance would; it hangs on what else is in the record).",
            A_N("n", l->n_definite), A_FIXED("alpha", l->alpha, 2));
}

/* Shares that round to nothing are left out; whole ones are written as such. */
void shares_words(const pair_line *p, doc *w)
{
    bool first = true;
    doc_say(w,
            "covered by both {both}, by the first and not the second {first}, the other way "
            "{second}, one unclear {unclear}",
            A_N("both", p->both), A_N("first", p->a_only), A_N("second", p->b_only),
            A_N("unclear", p->one_unclear));
    if (p->a_only + p->b_only + p->one_unclear == 0) return;
    doc_say(w, "; the differences come through ");
    for (size_t k = 0; k < PART__N; k++) { /* those not asked have no share */
        double v = p->share[k], whole = v < 0 ? -v : v;
        if (whole < 0.005) continue;
        if (!first) doc_text(w, STR(", "));
        first = false;
        int64_t n = (int64_t)(whole + 0.5);
        bool exact = whole - (double)n < 1e-6 && (double)n - whole < 1e-6;
        doc_say(w, "{part} {n}", A_WORD("part", reading_part_word((reading_part)k)),
                A_FIXED("n", v, exact ? 0 : 2));
    }
    doc_say(w, " (Shapley)");
}

/* ---- Tables */

static bool find_on(const curve *c, int64_t day, size_t *at)
{
    size_t low = 0, high = c ? c->n : 0;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (c->day[mid] < day) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    *at = low;
    return c && low < c->n && c->day[low] == day;
}

static void put_on(buf *b, const curve *c, const double *v, int64_t day)
{
    size_t at;
    buf_c(b, ',');
    if (find_on(c, day, &at)) put_figure(b, v[at]);
}

static void put_alarm(buf *b, const curve *c, int64_t day)
{
    size_t at;
    buf_c(b, ',');
    if (find_on(c, day, &at)) buf_z(b, c->mark[at] ? "yes" : "no");
}

/* What is drawn of each day. An empty field: there is no such number for that day. */
void write_days(const report_data *d, buf *b)
{
    buf_z(b, "reading,day,period,watched,covered,other,fitted,without,without_low,without_high,"
             "rate_between_changes,cusum,alarm\n");
    for (size_t k = 0; k < d->n_trends; k++) {
        const trend_line *l = &d->trends[k];
        const curve *fitted = finding_curve(&l->found[STUDY_SERIES], "fitted"),
                    *without = finding_curve(&l->found[STUDY_SERIES], "without"),
                    *rate = finding_curve(&l->found[STUDY_CHANGE], "rate"),
                    *sum = finding_curve(&l->found[STUDY_WARN], "cusum");
        for (size_t i = 0; i < l->story.n_days; i++) {
            const trend_day *x = &l->story.days[i];
            csv_text(b, l->id);
            buf_c(b, ',');
            day_write(b, x->day);
            buf_z(b, x->during ? ",during," : ",before,");
            if (x->stated) put_figure(b, x->watched);
            buf_f(b, ",%zu,%zu", x->covered, x->other);
            put_on(b, fitted, fitted ? fitted->value : NULL, x->day);
            put_on(b, without, without ? without->value : NULL, x->day);
            put_on(b, without, without ? without->low : NULL, x->day);
            put_on(b, without, without ? without->high : NULL, x->day);
            put_on(b, rate, rate ? rate->value : NULL, x->day);
            put_on(b, sum, sum ? sum->value : NULL, x->day);
            put_alarm(b, sum, x->day);
            buf_c(b, '\n');
        }
    }
}

void write_results(const report_data *d, buf *b)
{
    buf_z(b, "reading,test,standing,quantity,value\n");
    for (size_t k = 0; k < d->n_trends; k++) {
        const trend_line *l = &d->trends[k];
        for (int t = 0; t < STUDY_TEST__N; t++) {
            for (size_t i = 0; l->ran[t] && i < l->found[t].numbers.n; i++) {
                const finding *x = &l->found[t].numbers.items[i];
                csv_text(b, l->id);
                buf_f(b, ",%s,%s,%s,", study_test_word((study_test)t),
                      study_standing_word(d->study.standing), x->name);
                if (x->defined) put_figure(b, x->value);
                if (!x->defined) buf_z(b, "undefined");
                buf_c(b, '\n');
            }
        }
    }
}

void hotspots_csv_head(buf *b)
{
    buf_z(b, "reading,number,from,to,lat,lon,reach_km,places,observed,expected,llr,p_rank,"
             "p_gumbel,incidents\n");
}

void hotspots_csv(const trend_line *l, buf *b)
{
    for (size_t i = 0; i < l->n_hotspots; i++) {
        const hotspot *h = &l->hotspots[i];
        csv_text(b, l->id);
        buf_f(b, ",%zu,", i + 1);
        day_write(b, h->from);
        buf_c(b, ',');
        day_write(b, h->to);
        buf_c(b, ',');
        buf_fixed(b, h->centre.lat_deg, 5);
        buf_c(b, ',');
        buf_fixed(b, h->centre.lon_deg, 5);
        buf_c(b, ',');
        buf_fixed(b, h->reach_m / 1000, 3);
        buf_f(b, ",%zu,", h->n_places);
        put_figure(b, h->observed);
        buf_c(b, ',');
        put_figure(b, h->expected);
        buf_c(b, ',');
        buf_fixed(b, h->llr, 6);
        buf_c(b, ',');
        put_figure(b, h->p_rank);
        buf_c(b, ',');
        put_figure(b, h->p_gumbel);
        buf_c(b, ',');
        csv_text(b, h->incidents);
        buf_c(b, '\n');
    }
}

void write_hotspots(const report_data *d, buf *b)
{
    hotspots_csv_head(b);
    for (size_t k = 0; k < d->n_trends; k++)
        hotspots_csv(&d->trends[k], b);
}

void write_choices(const report_data *d, buf *b)
{
    buf_z(b, "reading,effort,unclear,before,during,ratio,low,high,standing\n");
    for (size_t k = 0; k < d->n_trends; k++) {
        for (size_t i = 0; i < d->trends[k].n_choices; i++) {
            const other_choice *c = &d->trends[k].choices[i];
            csv_text(b, d->trends[k].id);
            buf_c(b, ',');
            csv_text(b, c->effort);
            buf_f(b, ",%s,", grid_unclear_word(c->unclear));
            put_rates(b, &c->rates, ",", put_figure);
            buf_f(b, ",%s\n",
                  study_standing_word(c->in_study ? d->study.standing : STANDING_EXPLORATORY));
        }
    }
}
