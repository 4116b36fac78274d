#include "report/write.h"

size_t coded_in_period(const report_data *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->n_coded; i++)
        n += d->coded[i].in_period && d->coded[i].in->kind == INC_INCIDENT;
    return n;
}

size_t aggregates_in_period(const report_data *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->n_coded; i++)
        n += d->coded[i].in_period && d->coded[i].in->kind == INC_AGGREGATE;
    return n;
}

size_t fused_in_period(const report_data *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->n_fused; i++)
        n += d->fused[i].in_period && !d->fused[i].no_event;
    return n;
}

size_t matched_in_period(const report_data *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->n_fused; i++)
        n += d->fused[i].in_period && d->fused[i].matched.len > 0;
    return n;
}

void report_figures(const report_data *d, buf *b)
{
    buf_f(b, "%zu incidents coded by a person\n", coded_in_period(d));
    buf_f(b, "%zu incidents alleged in claims\n", fused_in_period(d));
    buf_f(b, "%zu alleged incidents that match a coded one\n", matched_in_period(d));
    for (size_t r = 0; r < d->n_readings; r++) {
        for (size_t v = 0; v < VERDICT__N; v++) {
            if (d->counts[r].n[v])
                buf_f(b, "%zu coded incidents under " STR_FMT ", verdict %s\n", d->counts[r].n[v],
                      STR_ARG(d->readings[r]->id), verdict_word((verdict)v));
        }
    }
}

bool is_undated(const incident *in)
{
    return in->when.from == USEC_UNKNOWN && in->when.to == USEC_UNKNOWN;
}

const char *nothing_itemised(const report_data *d)
{
    if (coded_in_period(d) + fused_in_period(d) > 0) return NULL;
    return "No itemised incident of this period is in the record, so nothing could be assessed one "
           "by one. The zeros say that, and nothing else.";
}

const char *no_corrections(const report_data *d)
{
    if (d->n_corrections) return NULL;
    return d->n_issues ? "No headline figure differs from the earlier issues for these days."
                       : "The record holds no earlier issue for these days.";
}

bool is_attempt(const incident *in)
{
    const uint32_t attempts = 1u << ACT_INTERCEPTION | 1u << ACT_ATTEMPT | 1u << ACT_ABORTED;
    return in->kind == INC_INCIDENT && in->acts != 0 && (in->acts & ~attempts) == 0;
}

static void day_words(buf *b, usec_t t)
{
    civil c = usec_to_civil(t);
    buf_f(b, "%d %s %d", c.day, month_words(c.month), c.year);
}

void period_words(const report_data *d, buf *b)
{
    if (d->period_words.len) {
        buf_s(b, d->period_words);
        return;
    }
    if (d->period_from == USEC_UNKNOWN || d->period_to == USEC_UNKNOWN) {
        buf_z(b, "the whole record");
        return;
    }
    day_words(b, d->period_from);
    if (d->period_to - d->period_from > USEC_DAY) {
        buf_z(b, " to ");
        day_words(b, d->period_to - 1);
    }
}

void span_words(buf *b, span s)
{
    if (!span_known(s)) {
        buf_z(b, "time not known");
        if (s.to != USEC_UNKNOWN) {
            buf_z(b, ", before ");
            when_write_words(b, s.to);
        }
        return;
    }
    when_write_words(b, s.from);
    if (s.from == s.to) return;
    buf_z(b, " to ");
    when_write_words(b, s.to);
}

void window_words(buf *b, const reading *r, clause_kind kind)
{
    usec_t lo = INT64_MAX, hi = INT64_MIN;
    size_t n = 0;
    bool unstated = false, open = false;
    for (size_t i = 0; i < r->n_clauses; i++) {
        const clause *c = &r->clauses[i];
        if (c->kind != kind) continue;
        unstated |= c->unstated;
        open |= c->open;
        for (size_t j = 0; j < c->n_alts; j++) {
            n++;
            if (c->alts[j].from < lo) lo = c->alts[j].from;
            if (c->alts[j].to > hi) hi = c->alts[j].to;
        }
    }
    if (open) buf_z(b, "until further notice");
    if (n == 0 && !open) {
        buf_z(b, "not stated");
        return;
    }
    if (n == 0) return;
    if (open) buf_z(b, ", or ");
    if (lo == hi) {
        when_write_words(b, lo);
    } else {
        if (n > 1) buf_f(b, "%zu alternatives, ", n);
        buf_z(b, n > 1 ? "from " : "between ");
        when_write_words(b, lo);
        buf_z(b, n > 1 ? " to " : " and ");
        when_write_words(b, hi);
    }
    if (unstated) buf_z(b, " (and unstated)");
}

void scope_words(buf *b, const reading *r)
{
    size_t n = 0;
    const clause *fallback = NULL;
    for (size_t i = 0; i < r->n_clauses; i++) {
        const clause *c = &r->clauses[i];
        if (c->kind == CLAUSE_DEFAULT) fallback = c;
        if (c->kind != CLAUSE_SCOPE || c->stance != STANCE_INCLUDE || c->basis == BASIS_PRACTICE)
            continue;
        for (size_t j = 0; j < c->categories.n; j++)
            buf_f(b, "%s" STR_FMT, n++ ? ", " : "", STR_ARG(c->categories.items[j]));
    }
    if (n == 0 && fallback) buf_f(b, "everything: %s", stance_says(fallback->stance));
    if (n == 0 && !fallback) buf_z(b, "nothing named");
    if (n && fallback) buf_f(b, "; everything else %s", stance_says(fallback->stance));
}

const char *what_this_is(void)
{
    return "This report lists what was reported to have happened and asks, for each incident, "
           "whether it would be covered by the agreement "
           "under each stated reading of it. It does not say which reading is right, whether a "
           "report is true, or who did it. Where something is not known, it says so.";
}

const actor *holder_of(const report_data *d, const reading *r)
{
    return agreement_actor(d->ag, r->holder);
}

bool has_evidence(const report_data *d)
{
    return d->n_feeds > 0 || d->n_registries > 0 || d->n_alarms > 0 || d->has_control_data ||
           d->n_existence > 0;
}

const char *evidence_words(void)
{
    return "A thermal anomaly is what a fire sensor reports: it may be farm burning, a flare or a "
           "furnace. It is "
           "evidence, never an incident, and enters no count of this report. That no anomaly was "
           "seen says something "
           "only where a clear pass would have shown one.";
}

const char *evidence_cut_words(void)
{
    return "More than two million detections lie near the places; those beyond were not looked at, "
           "so the numbers "
           "above are too small. ";
}

static void season_past_words(const season_line *s, buf *b)
{
    buf_f(b, "%zu detections of before ", s->n_past);
    when_write_words(b, s->before);
}

static void season_words(const season_line *s, buf *b)
{
    static const char open[] = " Farm burning is not excluded (March to April, July to October).";
    if (s->before == USEC_UNKNOWN) {
        buf_f(b,
              "No seasonal baseline: the mission does not state until when the past is taken as "
              "usual.%s",
              open);
    } else if (s->too_many) {
        buf_f(b, "No seasonal baseline: too many detections lie around the places.%s", open);
    } else if (s->n_compared == 0) {
        buf_z(b, "No seasonal baseline: ");
        season_past_words(s, b);
        buf_f(b,
              " lie around the places, and no anomaly has three years of its season and sensor "
              "among them.%s",
              open);
    } else {
        buf_z(b, "Season: ");
        season_past_words(s, b);
        buf_f(b,
              " (%d to %d) tell what is usual in each quarter of a degree and sixteen days of the "
              "year, ",
              s->first_year, s->last_year);
        buf_z(b, s->whole_days ? "by whole days, because they do not all tell hour and satellite"
                               : "by day and night and by sensor");
        buf_f(b,
              "; an anomaly is seasonal where as many have a chance of 5 %% or more. Compared: "
              "%zu; too "
              "little of the past: %zu. Whether the sky was clear is not part of it.",
              s->n_compared, s->n_not);
    }
}

void evidence_method_words(const report_data *d, buf *b)
{
    buf_z(b, d->mask_overlaps
                 ? "Places that always burn were learnt from all detections of the record, those "
                   "of the period "
                   "included, because no earlier ones are stated. "
                 : "Places that always burn were learnt from detections before the period. ");
    buf_z(b, "A pass counts as clear where another detection of it lies within 50 km; of the "
             "others the cloud is "
             "unknown. Chance that one clear pass shows a fire: 0.5 (a default). ");
    season_words(&d->season, b);
}

void site_fires_words(const report_data *d, buf *b)
{
    buf_f(
        b,
        "Thermal anomalies at listed sites that are not known to be usual there: %zu of %zu of the "
        "period near sites and incidents. Part of the strongest pixel lies in the drawn area, or "
        "within the stated doubt of a listed position (1 km at most; coarser ones are not "
        "compared). What burns is not known: a furnace of which the record holds too few earlier "
        "detections, a field beside the site (only near incidents is the season looked at), or "
        "something else.",
        d->n_site_fires, d->n_unusual);
    if (d->n_without_size)
        buf_f(b, " %zu have pixels without a stated size and were not compared.",
              d->n_without_size);
    if (d->n_site_fires > SITE_FIRES_SHOWN)
        buf_f(b, " The first %d are shown, all are in report.json.", SITE_FIRES_SHOWN);
}

void site_fire_share_words(const site_fire_line *l, buf *b)
{
    if (l->share < 0.005) {
        buf_z(b, "under 1 %");
    } else {
        buf_fixed(b, l->share * 100, 0);
        buf_z(b, " %");
    }
}

void evidence_seen_words(const evidence_line *e, buf *b)
{
    if (e->undated) {
        buf_z(b, "no time is known");
    } else if (e->too_coarse) {
        buf_z(b, "the place is not stated within 25 km");
    } else if (e->no_fire_data) {
        buf_z(b, "no pass is proven by the feed in these hours");
    } else {
        size_t unknown = e->seen.n_unknown_cloud, n = e->seen.n_passes;
        buf_z(b, unknown == n ? "passes, but whether the sky was clear is not known"
                              : observed_says(e->seen.state));
        if (unknown && unknown < n) buf_f(b, "; cloud not known in %zu of %zu passes", unknown, n);
    }
    if (e->has_fetches && !e->undated && !e->too_coarse) {
        buf_z(b, "; fetched for ");
        buf_fixed(b, (double)e->fetched / USEC_HOUR, 1);
        buf_z(b, " of ");
        buf_fixed(b, (double)(e->looked.to - e->looked.from) / USEC_HOUR, 1);
        buf_z(b, " hours");
    }
}

void evidence_strongest_words(const evidence_line *e, buf *b)
{
    if (!e->has_strongest) {
        buf_z(b, "none");
        return;
    }
    when_write_words(b, e->strongest_at);
    buf_f(b, ", %s, ", satellite_says(e->strongest_by));
    if (e->strongest_has_frp) {
        buf_fixed(b, e->strongest_frp_mw, 1);
        buf_z(b, " MW, ");
    }
    buf_fixed(b, e->strongest_m / 1000, 1);
    buf_z(b, " km from the named place");
}

void evidence_site_words(const evidence_line *e, buf *b)
{
    if (e->n_sites_of_kind == 0) {
        buf_f(b, "none listed; %zu of other kinds", e->n_sites_near);
        return;
    }
    buf_f(b, "%zu; the likeliest ", e->n_sites_of_kind);
    buf_s(b, e->site);
    buf_z(b, ", p ");
    buf_fixed(b, e->site_p, 3);
    buf_z(b, " (");
    buf_fixed(b, e->site_p_low, 3);
    buf_z(b, " to ");
    buf_fixed(b, e->site_p_high, 3);
    buf_f(b, "), %s", e->site_says);
}

void evidence_reports_words(const evidence_line *e, buf *b)
{
    buf_f(b, "%zu", e->n_reports);
    if (e->n_reports == 0) return;
    buf_f(b, " (in %zu group%s", e->n_groups, e->n_groups == 1 ? "" : "s");
    if (e->n_not_compared) buf_f(b, "; %zu not compared", e->n_not_compared);
    buf_z(b, ")");
}

void evidence_control_words(const evidence_line *e, buf *b)
{
    static const char *const sides[] = {
        [SIDE_UNKNOWN] = "not compared",
        [SIDE_INSIDE] = "inside the area that the file draws",
        [SIDE_OUTSIDE] = "outside the area that the file draws",
        [SIDE_UNCERTAIN] = "partly inside: its line runs through the stated place"};
    if (e->control_file.len == 0) {
        buf_z(b, "no file of that day or before");
        return;
    }
    buf_f(b, "%s (", sides[e->control_side]);
    buf_s(b, e->control_file);
    buf_z(b, ", of ");
    day_words(b, e->control_day);
    buf_c(b, ')');
}

void evidence_checks_words(const evidence_line *e, buf *b)
{
    if (e->n_before == 0 && e->n_blasts == 0) {
        buf_z(b, e->first_at == USEC_UNKNOWN ? "nothing to compare" : "no contradiction");
        return;
    }
    if (e->n_before) {
        buf_z(b, "an anomaly was seen here at ");
        when_write_words(b, e->before_at);
        buf_z(b, ", before the earliest stated hour: the fire may be older than the "
                 "event, or one of the clocks may stand in another zone");
    }
    if (e->n_blasts)
        buf_f(b, "%s%zu recorded explosion%s near, %zu of them after the first anomaly",
              e->n_before ? "; " : "", e->n_blasts, e->n_blasts == 1 ? "" : "s",
              e->n_blasts_after_fire);
}

bool has_linked(const report_data *d)
{
    const linked_line *l = &d->linked;
    return l->n_records + l->n_untyped + l->n_coarse + l->n_contested > 0;
}

void linked_words(const report_data *d, buf *b)
{
    const linked_line *l = &d->linked;
    buf_f(
        b,
        "Several reports may speak of one event. Of the period, %zu report%s with a kind of event "
        "and a place finer than a district were compared with one another: they make %zu group%s, "
        "%zu of them of two and more.",
        l->n_records, l->n_records == 1 ? "" : "s", l->n_groups, l->n_groups == 1 ? "" : "s",
        l->n_several);
    buf_f(b,
          " Not compared: %zu without a kind that is known, %zu with a coarser place, %zu whose "
          "text stands at several places.",
          l->n_untyped, l->n_coarse, l->n_contested);
    if (l->n_refused)
        buf_f(b,
              " %zu link%s not taken, since the group would span more than two days or more room "
              "than its places leave open.",
              l->n_refused, l->n_refused == 1 ? " was" : "s were");
    if (l->n_divided)
        buf_f(b,
              " %zu link%s undone, since a feed that lists each event once had several in a group.",
              l->n_divided, l->n_divided == 1 ? " was" : "s were");
    if (l->cut) buf_z(b, " There were too many reports: the rest was not compared.");
    buf_f(b, " Waiting for a person (probability 0.5 to 0.95): %zu pair%s.", l->n_queue,
          l->n_queue == 1 ? "" : "s");
    buf_f(b, " Weights: %s; assumed share of matches among compared pairs ",
          !l->estimated  ? "the shipped table"
          : l->converged ? "estimated from these reports"
                         : "the shipped table, since these reports do not allow an estimate");
    buf_fixed(b, l->lambda, 3);
    buf_z(b, ". A group is not an incident and enters no count of incidents.");
}

void wrong_hour_words(const report_data *d, buf *b)
{
    if (d->n_wrong_hour == 0) return;
    buf_f(b,
          " %zu detection%s near these places ha%s an hour at which the satellite does not pass "
          "there: the clock of the file is in doubt.",
          d->n_wrong_hour, d->n_wrong_hour == 1 ? "" : "s", d->n_wrong_hour == 1 ? "s" : "ve");
}

/* Bands after ICD 203 (unverified). A word below even would need evidence that it did not happen,
 * and nothing of that kind is pooled: little support is not evidence against. The highest word
 * needs two origins, one of them of neither party. */
const char *existence_word(const existence_line *e)
{
    if (e->p < 0.55) return "open: too little is known";
    if (e->p < 0.80) return "likely";
    return e->p >= 0.95 && e->n_groups >= 2 && e->n_neutral >= 1 ? "almost certain" : "very likely";
}

const char *existence_confidence_word(const existence_line *e)
{
    if (e->n_groups >= 3 && e->n_neutral >= 2) return "high";
    return e->n_groups >= 2 && e->n_neutral >= 1 ? "moderate" : "low";
}

void existence_words(const report_data *d, buf *b)
{
    buf_z(b, "From what rated sources said, by independent origin: a party's word is one origin "
             "however often it is repeated, and the same rule holds for every party. Before anyone "
             "spoke the chance is set to ");
    buf_fixed(b, d->prior, 2);
    buf_z(b, ". Sensors are not part of it. It says nothing of who did it, nor of any reading.");
}

void listed_words(const report_data *d, buf *b)
{
    buf_f(b, "%zu listings are taken for %zu sites, of which %zu listed twice or more", d->n_listed,
          d->n_listed_sites, d->n_listed_several);
    if (d->n_listed_several) {
        buf_z(b, ", at positions up to ");
        buf_fixed(b, d->listed_widest_m / 1000, 1);
        buf_z(b, " km apart. Nothing is averaged: the listing that is drawn or placed most finely "
                 "stands for the site");
    }
    buf_z(b, ". truce sites DIR shows them.");
}
