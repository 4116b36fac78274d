/* The report as Markdown: the same sections, for reading as text and for pasting into a mail. */
#include "forms/sections.h"

static void t(buf *b, str s)
{
    md_text(b, s);
}

static void counts(const report_data *d, buf *b)
{
    buf_z(b, "\n## How many incidents each reading covers\n\n| Reading | Whose | Covered | Unclear "
             "| Attempt | Not covered | Not in force |\n|---|---|--:|--:|--:|--:|--:|\n");
    for (size_t r = 0; r < d->n_readings; r++) {
        const size_t *n = d->counts[r].n;
        buf_z(b, "| ");
        t(b, d->readings[r]->id);
        buf_z(b, " | ");
        t(b, d->readings[r]->title);
        buf_f(b, " | %zu | %zu | %zu | %zu | %zu |\n", n[VERDICT_YES], n[VERDICT_UNCLEAR],
              n[VERDICT_ATTEMPT], n[VERDICT_NO], n[VERDICT_NOT_IN_FORCE]);
    }
    if (nothing_itemised(d)) buf_f(b, "\n%s\n", nothing_itemised(d));
}

/* Words of the shared kind, which may hold names from outside. */
static void take(buf *b, buf *plain)
{
    t(b, buf_str(plain));
    buf_absorb(b, plain);
}

static void evidence_incidents(const report_data *d, buf *b)
{
    buf_z(b, "\n| Incident | What satellites could have shown | Passes | Anomalies | Of places "
             "that always burn | Far above "
             "their usual | Strongest | Order of times | Listed sites of its kind | Reports | "
             "Place contested | Alerts "
             "|\n|---|---|--:|--:|--:|--:|---|---|---|--:|--:|--:|\n");
    for (size_t i = 0; i < d->n_evidence; i++) {
        const evidence_line *e = &d->evidence[i];
        buf_z(b, "| ");
        t(b, d->coded[e->row].in->id);
        buf_z(b, " | ");
        evidence_seen_words(e, b);
        bool looked = !e->undated && !e->too_coarse;
        if (!looked || e->no_fire_data) {
            const char *none = looked ? "no data" : "not looked up";
            buf_f(b, " | %s | %s | %s | %s | %s | %s", none, none, none, none, none, none);
        } else {
            buf_f(b, " | %zu | %zu | %zu | %zu | ", e->seen.n_passes, e->anomalies[THERMAL_NORMAL],
                  e->anomalies[THERMAL_STATIC], e->anomalies[THERMAL_STATIC_EXCESS]);
            evidence_strongest_words(e, b);
            buf_z(b, " | ");
            evidence_checks_words(e, b);
        }
        if (looked) {
            buf words;
            buf_init(&words, 65536);
            evidence_site_words(e, &words);
            buf_z(b, " | ");
            t(b, buf_str(&words));
            buf_absorb(b, &words);
            buf_z(b, " | ");
            evidence_reports_words(e, b);
            buf_f(b, " | %zu", e->n_contested);
        } else {
            buf_z(b, " | not looked up | not looked up | not looked up");
        }
        buf_f(b, " | %zu |\n", e->n_alerts);
    }
}

static void evidence_control(const report_data *d, buf *b)
{
    if (!d->has_control_data) return;
    buf_z(b, "\n| Incident | Control as coded with the incident | Beside the file of control "
             "|\n|---|---|---|\n");
    for (size_t i = 0; i < d->n_evidence; i++) {
        const evidence_line *e = &d->evidence[i];
        str coded = d->coded[e->row].in->control;
        if (e->undated || e->too_coarse) continue;
        buf_z(b, "| ");
        t(b, d->coded[e->row].in->id);
        buf_z(b, " | ");
        t(b, coded.len ? coded : STR("not stated"));
        buf_z(b, " | ");
        buf words;
        buf_init(&words, 65536);
        evidence_control_words(e, &words);
        t(b, buf_str(&words));
        buf_absorb(b, &words);
        buf_z(b, " |\n");
    }
}

static void existence(const report_data *d, buf *b)
{
    if (d->n_existence == 0) return;
    buf_z(b, "\nHow likely it happened. ");
    existence_words(d, b);
    buf_z(b,
          "\n\n| Incident | That it happened | p | Confidence | Independent origins | Of neither "
          "party | Named but not rated |\n|---|---|--:|---|--:|--:|--:|\n");
    for (size_t i = 0; i < d->n_existence; i++) {
        const existence_line *e = &d->existence[i];
        buf_z(b, "| ");
        t(b, d->coded[e->row].in->id);
        if (e->n_groups) {
            buf_f(b, " | %s | ", existence_word(e));
            buf_fixed(b, e->p, 2);
            buf_f(b, " | %s", existence_confidence_word(e));
        } else {
            buf_z(b, " | no rated source | | ");
        }
        buf_f(b, " | %zu | %zu | %zu |\n", e->n_groups, e->n_neutral, e->n_unrated);
    }
}

static void queue_side(buf *b, str id, str place, span when, str said)
{
    t(b, id);
    buf_z(b, " (");
    t(b, place);
    buf_z(b, ", ");
    span_words(b, when);
    if (said.len) buf_z(b, ": \"");
    t(b, said);
    buf_z(b, said.len ? "\")" : ")");
}

static void evidence_queue(const report_data *d, buf *b)
{
    const linked_line *l = &d->linked;
    if (!has_linked(d)) return;
    buf_c(b, '\n');
    linked_words(d, b);
    buf_c(b, '\n');
    for (size_t i = 0; i < l->n_queue && i < QUEUE_SHOWN; i++) {
        const queue_line *q = &l->queue[i];
        buf_z(b, i ? "- one event? " : "\n- one event? ");
        queue_side(b, q->a, q->place_a, q->when_a, q->said_a);
        buf_z(b, " and ");
        queue_side(b, q->b, q->place_b, q->when_b, q->said_b);
        buf_z(b, ": p ");
        buf_fixed(b, q->p, 2);
        buf_c(b, '\n');
    }
}

static void site_fires(const report_data *d, buf *b)
{
    if (d->n_unusual == 0 || d->n_listed == 0) return;
    buf_c(b, '\n');
    site_fires_words(d, b);
    if (d->n_site_fires)
        buf_z(b, "\n\n| Site | Category | Time | Satellite | Pixels | Power (MW) | Of the pixel in "
                 "the site | "
                 "Other sites | Incidents beside it |\n|---|---|---|---|--:|--:|--:|--:|--:|");
    buf_c(b, '\n');
    for (size_t i = 0; i < d->n_site_fires && i < SITE_FIRES_SHOWN; i++) {
        const site_fire_line *l = &d->site_fires[i];
        buf_z(b, "| ");
        t(b, l->site);
        buf_z(b, " | ");
        t(b, l->category);
        buf_z(b, " | ");
        when_write_words(b, l->when.from);
        buf_f(b, " | %s | %zu | ", l->by == SATELLITE_NONE ? "not told" : satellite_says(l->by),
              l->n_pixels);
        if (l->has_frp) {
            buf_fixed(b, l->frp_mw, 1);
        } else {
            buf_z(b, "not told");
        }
        buf_z(b, " | ");
        site_fire_share_words(l, b);
        buf_f(b, " | %zu | %zu |\n", l->n_other_sites, l->n_incidents);
    }
}

static void evidence(const report_data *d, buf *b)
{
    if (!has_evidence(d)) return;
    buf_f(b, "\n## Sensors and other reports\n\n%s\n", evidence_words());
    for (size_t i = 0; i < d->n_alarms; i++) {
        buf_f(b, "%s- could not be read: " STR_FMT ", ", i ? "" : "\n", STR_ARG(d->alarms[i].kind));
        t(b, d->alarms[i].name);
        buf_z(b, ": ");
        t(b, d->alarms[i].words);
        buf_f(b, " [" STR_FMT "]\n", STR_ARG(d->alarms[i].code));
    }
    existence(d, b);
    if (d->n_feeds)
        buf_z(b, "\n| Feed | Rows in the record | In the period | Corrected later | Taken back |\n"
                 "|---|--:|--:|--:|--:|\n");
    for (size_t i = 0; i < d->n_feeds; i++)
        buf_f(b, "| " STR_FMT " | %zu | %zu | %zu | %zu |\n", STR_ARG(d->feeds[i].kind),
              d->feeds[i].rows, d->feeds[i].in_period, d->feeds[i].superseded,
              d->feeds[i].retracted);
    if (d->n_evidence) evidence_incidents(d, b);
    evidence_control(d, b);
    evidence_queue(d, b);
    if (d->has_fire_data) {
        buf_f(b, "\n%s", d->fires_cut ? evidence_cut_words() : "");
        evidence_method_words(d, b);
        wrong_hour_words(d, b);
        buf_c(b, '\n');
    }
    site_fires(d, b);
    for (size_t i = 0; i < d->n_statics; i++) {
        const static_line *s = &d->statics[i];
        buf_f(b, "%s- burns without any event: %.3f N, %.3f E, %zu days", i ? "" : "\n",
              s->at.lat_deg, s->at.lon_deg, s->distinct_days);
        if (s->works.len) buf_z(b, ", works: ");
        t(b, s->works);
        if (s->site.len) buf_z(b, ", listed site: ");
        t(b, s->site);
        buf_c(b, '\n');
    }
    for (size_t i = 0; i < d->n_registries; i++) {
        const registry_line *r = &d->registries[i];
        buf_f(b,
              "%s- registry " STR_FMT
              ": %zu sites (%zu areas, %zu points, %zu lines), %zu rows not taken; not complete\n",
              i ? "" : "\n", STR_ARG(r->kind), r->n_sites, r->n_areas, r->n_points, r->n_lines,
              r->n_set_aside);
    }
    if (d->n_registries == 0) return;
    buf_c(b, '\n');
    listed_words(d, b);
    buf_c(b, '\n');
}

static void trend_row(const trend_line *l, buf *b)
{
    static const char *const names[] = {"events_before",   "exposure_before", "events_during",
                                        "exposure_during", "rate_ratio",      "headline_low",
                                        "headline_high",   "detectable_ratio"};
    buf_z(b, "| ");
    t(b, l->id);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const double *v = finding_value(&l->found[STUDY_RATES], names[i]);
        buf_z(b, " | ");
        if (v) put_rounded(b, *v);
        if (!v) buf_z(b, "undefined");
    }
    buf_z(b, " |\n");
}

static void trend_of(const report_data *d, const trend_line *l, buf *b)
{
    buf plain;
    buf_z(b, "\n### Under reading ");
    t(b, l->id);
    buf_z(b, "\n\n");
    if (!l->known) {
        buf_init(&plain, BUF_LIMIT_BYTES);
        trend_unknown_words(d, l, &plain);
        take(b, &plain);
        buf_c(b, '\n');
        return;
    }
    buf_init(&plain, BUF_LIMIT_BYTES);
    trend_story_words(l, study_unclear(d->study.what), &plain);
    take(b, &plain);
    buf_c(b, '\n');
    for (int k = 0; k < STUDY_TEST__N; k++) {
        if (!l->ran[k]) continue;
        buf_f(b, "\n- %s:", study_test_says((study_test)k));
        for (size_t i = 0; i < l->found[k].words.n; i++) {
            buf_c(b, ' ');
            t(b, l->found[k].words.items[i]);
        }
        if (k == STUDY_RATES && l->has_p) {
            buf_c(b, ' ');
            trend_adjusted_words(d, l, b);
        }
        if (k == STUDY_RETURN) {
            buf_c(b, ' ');
            buf_init(&plain, BUF_LIMIT_BYTES);
            trend_commitment_words(l, &plain);
            take(b, &plain);
        }
        buf_c(b, '\n');
    }
}

static void choices_of(const report_data *d, buf *b)
{
    if (!d->study.what->tests[STUDY_RATES]) return;
    buf_z(b,
          "\nThe ratio under other choices of exposure and of what is unclear; * is the study's "
          "own, the others are exploratory.\n\n| Reading | Exposure | Unclear | Before | During | "
          "Ratio | 95 % from | to |\n|---|---|---|--:|--:|--:|--:|--:|\n");
    for (size_t k = 0; k < d->n_trends; k++) {
        for (size_t i = 0; i < d->trends[k].n_choices; i++) {
            const other_choice *c = &d->trends[k].choices[i];
            buf_z(b, "| ");
            t(b, d->trends[k].id);
            buf_z(b, c->in_study ? "\\* | " : " | ");
            t(b, c->effort);
            buf_f(b, " | %s | ", grid_unclear_word(c->unclear));
            put_rates(b, &c->rates, " | ", put_rounded);
            buf_z(b, " |\n");
        }
    }
}

static void trend(const report_data *d, buf *b)
{
    buf plain;
    buf_z(b, "\n## Before and during\n\n");
    if (!has_study(d)) {
        buf_f(b, "%s\n", no_study_words());
        return;
    }
    const study *y = d->study.what;
    buf_init(&plain, BUF_LIMIT_BYTES);
    study_standing_words(d, &plain);
    take(b, &plain);
    buf_z(b, "\n\n- question: ");
    t(b, y->question);
    buf_z(b, "\n- authors: ");
    t(b, y->authors);
    buf_z(b, "\n- ");
    study_days_words(y, b);
    buf_z(b, "\n- ");
    buf_init(&plain, BUF_LIMIT_BYTES);
    study_choices_words(y, &plain);
    take(b, &plain);
    buf_f(b, "\n- SHA-256 " STR_FMT "\n", STR_ARG(d->study.sha));
    if (y->tests[STUDY_RATES]) {
        buf_z(b, "\n| Reading | Before | watched | During | watched | Ratio | 95 % from | to | "
                 "Fall found in 4 of 5 |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|\n");
        for (size_t i = 0; i < d->n_trends; i++)
            trend_row(&d->trends[i], b);
    }
    choices_of(d, b);
    for (size_t i = 0; i < d->n_trends; i++)
        trend_of(d, &d->trends[i], b);
    buf_z(b, "\nNothing here says why a rate changed.\n");
}

static void tell(const report_data *d, void (*section)(const report_data *, doc *), buf *b)
{
    doc w;
    str s = buf_str(b);
    doc_init(&w, b, &doc_markdown, NULL);
    w.brief = true;
    if (!str_ends(s, "\n\n")) buf_c(b, '\n');
    section(d, &w);
    doc_end(&w);
}

void write_md(const report_data *d, buf *b)
{
    buf period;
    buf_z(b, "# ");
    t(b, d->title);
    buf_z(b, "\n\nReport on ");
    buf_init(&period, BUF_LIMIT_BYTES);
    period_words(d, &period);
    take(b, &period);
    buf_z(b, ". Based on what was known at ");
    when_write_words(b, d->as_of);
    buf_z(b, ". All times are UTC (Z).\n\n");
    t(b, d->about);
    buf_f(b,
          "%s%s\n\n%zu incidents coded by a person; %zu incidents alleged "
          "in claims, of which %zu match a coded one (they are not added up); %zu readings.\n",
          d->about.len ? "\n\n" : "", what_this_is(), coded_in_period(d), fused_in_period(d),
          matched_in_period(d), d->n_readings);
    counts(d, b);
    tell(d, section_readings, b);
    tell(d, section_regions, b);
    tell(d, section_attempts, b);
    tell(d, section_differences, b);
    tell(d, section_said, b);
    evidence(d, b);
    trend(d, b);
    tell(d, section_duties, b);
    tell(d, section_limits, b);
    tell(d, section_log, b);
    tell(d, section_corrections, b);
    tell(d, section_items, b);
    tell(d, section_behind, b);
    tell(d, section_statements, b);
    tell(d, section_provenance, b);
}
