/* What a study is and what went into its comparisons, in the words that all formats share; and the
 * tables behind the pictures. */
#include "report/write.h"

const char *no_study_words(void)
{
    return "No study is in the record, so no test of a change is shown: with readings, counting "
           "rules and periods to choose from, what is chosen after looking tells little. A study "
           "(study.yaml) states the choices beforehand.";
}

void study_standing_words(const report_data *d, buf *b)
{
    const study_note *n = &d->study;
    buf_z(b, "Study ");
    buf_s(b, n->what->id);
    buf_f(b, ", entry %llu of the ledger: %s", (unsigned long long)n->entry,
          study_standing_says(n->standing));
    if (n->n_before)
        buf_f(b, " (%zu import%s or observation%s)", n->n_before, n->n_before == 1 ? "" : "s",
              n->n_before == 1 ? "" : "s");
    buf_z(b, ". Its authors date it ");
    day_write(b, n->what->written);
    if (n->replay)
        buf_z(b, "; this mission dates its entries itself, so that day is their word alone");
    buf_z(b, ". The days before the start were past by then and may have been known to them. The "
             "order of a ledger binds only whom its head was given to in time: whoever keeps it "
             "can begin it anew.");
    if (n->n_earlier)
        buf_f(b,
              " It replaces %zu earlier stud%s in the record, which whoever reads this result "
              "should look at.",
              n->n_earlier, n->n_earlier == 1 ? "y" : "ies");
}

static void put_days(buf *b, int64_t from, int64_t to)
{
    day_write(b, from);
    buf_z(b, " to ");
    day_write(b, to);
}

void study_days_words(const study *y, buf *b)
{
    buf_z(b, "before: ");
    put_days(b, y->before_from, y->before_to);
    buf_z(b, "; during: ");
    put_days(b, y->during_from, y->during_to);
}

void study_choices_words(const study *y, buf *b)
{
    buf_z(b, "one unit is ");
    buf_s(b, y->unit);
    buf_z(b, "; evidence: ");
    buf_s(b, y->evidence);
    buf_z(b, "; what is unclear under a reading counts as ");
    buf_s(b, y->unclear);
    buf_z(b, "; exposure: ");
    buf_s(b, str_is(y->effort, "none") ? STR("every day alike") : y->effort);
}

void study_tests_words(const study *y, buf *b)
{
    bool first = true;
    for (int t = 0; t < STUDY_TEST__N; t++) {
        if (!y->tests[t]) continue;
        if (!first) buf_z(b, "; ");
        first = false;
        buf_z(b, study_test_says((study_test)t));
    }
}

/* Places that are watched more than before add their incidents: the sum of hours hides that. */
static void put_places(const trend_story *s, buf *b)
{
    bool first = true;
    for (size_t i = 0; s->n_places > 1 && i < s->n_places; i++) {
        const effort_place *p = &s->places[i];
        double apart = p->share[1] - p->share[0];
        if (apart < 0.05 && apart > -0.05) continue;
        buf_z(b, first ? " Effort at several places is added up, and its make-up changed: " : "; ");
        first = false;
        buf_s(b, p->name.len ? p->name : STR("no place stated"));
        buf_z(b, " had ");
        buf_fixed(b, 100 * p->share[0], 0);
        buf_z(b, " % of it before and ");
        buf_fixed(b, 100 * p->share[1], 0);
        buf_z(b, " % during");
    }
    if (!first)
        buf_z(b, ". A place that is watched more adds its incidents, and the ratio holds that.");
    if (s->n_partly)
        buf_f(b,
              " On %zu day%s a place with effort has none or no row; whether a unit was at such a "
              "place is not known, so none is left out for it.",
              s->n_partly, s->n_partly == 1 ? "" : "s");
}

static void put_effort(const trend_line *l, buf *b)
{
    const trend_story *s = &l->story;
    if (s->n_unknown)
        buf_f(b,
              " %zu of the days compared are later than this report's last day, or than what was "
              "known of incidents: they are not counted as days.",
              s->n_unknown);
    if (str_is(l->unit, "none") || str_is(l->unit, "days")) {
        buf_z(b,
              s->effort_ignored
                  ? " Every day counts alike, though the record has effort: what was watched "
                    "on each day plays no part here."
                  : " Every day counts alike: nobody says how much was watched, so this compares "
                    "what was reported, and a change in reporting looks the same.");
        return;
    }
    buf_f(b, " Of %zu days %zu %s not watched, and of %zu nobody says.", s->n_days - s->n_unknown,
          s->n_unwatched, s->n_unwatched == 1 ? "was" : "were", s->n_not_stated);
    put_places(s, b);
}

void trend_story_words(const trend_line *l, grid_unclear unclear, buf *b)
{
    const trend_story *s = &l->story;
    static const char *const as[] = {"left out", "counted as covered", "counted as other targets"};
    buf_f(b,
          "%zu units are in the record: %zu at covered targets and %zu at others on the days "
          "compared. In neither: %zu outside these days, %zu without a time within two days, %zu "
          "attempts (nothing was hit), %zu on days that were not watched or of which nobody says",
          s->n_units, s->n_covered, s->n_other, s->n_outside, s->n_undated, s->n_attempts,
          s->n_unwatched_units);
    if (s->n_later) buf_f(b, ", %zu later than the last day known", s->n_later);
    if (s->n_unclear_out) buf_f(b, ", %zu unclear under this reading", s->n_unclear_out);
    buf_c(b, '.');
    if (s->n_unclear)
        buf_f(b, " Of those counted, %zu %s unclear under this reading and %s.", s->n_unclear,
              s->n_unclear == 1 ? "is" : "are", as[unclear]);
    put_effort(l, b);
}

void trend_unknown_words(const report_data *d, const trend_line *l, buf *b)
{
    buf_z(b, "Nothing was computed: the agreement has no reading ");
    buf_s(b, l->id);
    buf_z(b, ", or the record has no effort in the unit ");
    buf_s(b, d->study.what->effort);
    buf_c(b, '.');
}

void trend_commitment_words(const trend_line *l, buf *b)
{
    if (l->recommitted.len == 0) {
        buf_z(b, "The agreement records no state of this reading up to the last day.");
        return;
    }
    buf_z(b, "Last commitment on record up to the last day: state \"");
    for (size_t i = 0; i < l->recommitted.len; i++)
        buf_c(b, l->recommitted.ptr[i] == '_' ? ' ' : l->recommitted.ptr[i]);
    buf_z(b, "\" of this reading, from ");
    when_write_words(b, l->recommitted_at);
    for (size_t i = 0; i < l->recommitted_from.n; i++) {
        buf_z(b, i ? ", " : " (");
        buf_s(b, l->recommitted_from.items[i]);
    }
    if (l->recommitted_from.n) buf_c(b, ')');
    buf_c(b, '.');
}

void trend_adjusted_words(const report_data *d, const trend_line *l, buf *b)
{
    const double *p = finding_value(&l->found[STUDY_RATES], "p_quasi");
    size_t n = 0;
    if (!l->has_p || !p) return;
    for (size_t i = 0; i < d->n_trends; i++)
        n += d->trends[i].has_p;
    buf_z(b, "If the rate had not changed, a difference as large as this would arise with a chance "
             "of ");
    put_rounded(b, *p);
    if (n > 1) {
        buf_f(b, "; allowing for the %zu readings compared (Benjamini and Hochberg): ", n);
        put_rounded(b, l->p_adjusted);
        if (*p <= 0.05 && l->p_adjusted > 0.05)
            buf_z(b, ", so that what stands out alone does not among them");
    }
    buf_z(b, ". The study's other tests are not allowed for.");
}

/* ---- Divergence of readings */

void divergence_words(const report_data *d, const divergence_line *l, buf *b)
{
    buf_z(b, "Phase ");
    buf_s(b, d->ag->phases[l->phase].title);
    buf_f(
        b,
        ": of %zu incidents %zu are covered under every one of its %zu readings and %zu under "
        "none; on %zu one reading says yes and another no; on %zu some reading is unclear, and no "
        "two contradict each other. One reading covers between %zu and %zu.",
        l->n_incidents, l->under_all, l->n_readings, l->under_none, l->dependent, l->unclear,
        l->least, l->most);
    if (!l->has_alpha) return;
    buf_f(b, " On the %zu incidents on which no reading is unclear, Krippendorff's alpha is ",
          l->n_definite);
    buf_fixed(b, l->alpha, 2);
    buf_z(b, " (1: they agree; 0: as chance would; it hangs on what else is in the record).");
}

/* Shares that round to nothing are left out; whole ones are written as such. */
void shares_words(const pair_line *p, buf *b)
{
    bool first = true;
    buf_f(b,
          "covered by both %zu, by the first and not the second %zu, the other way %zu, one "
          "unclear %zu",
          p->both, p->a_only, p->b_only, p->one_unclear);
    if (p->a_only + p->b_only + p->one_unclear == 0) return;
    buf_z(b, "; the differences come through ");
    for (size_t k = 0; k < PART__N; k++) {
        double v = p->share[k], whole = v < 0 ? -v : v;
        if (whole < 0.005) continue;
        if (!first) buf_z(b, ", ");
        first = false;
        buf_f(b, "%s ", reading_part_word((reading_part)k));
        int64_t n = (int64_t)(whole + 0.5);
        bool exact = whole - (double)n < 1e-6 && (double)n - whole < 1e-6;
        buf_fixed(b, v, exact ? 0 : 2);
    }
    buf_z(b, " (Shapley)");
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
