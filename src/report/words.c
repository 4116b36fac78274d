#include "report/write.h"

size_t coded_in_period(const report_data *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->n_coded; i++)
        n += d->coded[i].counted && d->coded[i].in->kind == INC_INCIDENT;
    return n;
}

size_t aggregates_in_period(const report_data *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->n_coded; i++)
        n += d->coded[i].counted && d->coded[i].in->kind == INC_AGGREGATE;
    return n;
}

size_t fused_in_period(const report_data *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->n_fused; i++)
        n += d->fused[i].counted && !d->fused[i].no_event;
    return n;
}

size_t matched_in_period(const report_data *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->n_fused; i++)
        n += d->fused[i].counted && d->fused[i].matched.len > 0;
    return n;
}

bool is_set_aside(const report_row *row)
{
    return row->in_period && !row->stands && !row->no_event;
}

size_t set_aside_in_period(const report_data *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->n_coded; i++)
        n += is_set_aside(&d->coded[i]);
    for (size_t i = 0; i < d->n_fused; i++)
        n += is_set_aside(&d->fused[i]);
    return n;
}

/* The ledger has these names in English; a report tells them in its language. */
static const char coded_figure[] = N_("incidents coded by a person"),
                  alleged_figure[] = N_("incidents alleged in claims"),
                  matched_figure[] = N_("alleged incidents that match a coded one"),
                  under[] = "coded incidents under ", with_verdict[] = ", verdict ";

void report_figures(const report_data *d, buf *b)
{
    buf_f(b, "%zu %s\n", coded_in_period(d), coded_figure);
    buf_f(b, "%zu %s\n", fused_in_period(d), alleged_figure);
    buf_f(b, "%zu %s\n", matched_in_period(d), matched_figure);
    for (size_t r = 0; r < d->n_readings; r++) {
        for (size_t v = 0; v < VERDICT__N; v++) {
            if (d->counts[r].n[v])
                buf_f(b, "%zu %s" STR_FMT "%s%s\n", d->counts[r].n[v], under,
                      STR_ARG(d->readings[r]->id), with_verdict, verdict_word((verdict)v));
        }
    }
}

/* Readings have no comma in their ids. */
void figure_name_words(str figure, doc *w)
{
    str rest = str_from(figure, sizeof under - 1);
    size_t comma = str_find(rest, ',');
    verdict v;
    if (str_starts(figure, under) && str_starts(str_from(rest, comma), with_verdict) &&
        verdict_from(str_from(rest, comma + sizeof with_verdict - 1), &v))
        doc_say(w, "coded incidents under {reading}, verdict {verdict}",
                A_TEXT("reading", str_upto(rest, comma)), A_WORD("verdict", verdict_word(v)));
    else
        doc_say(w, "{figure}", A_KNOWN("figure", figure));
}

bool is_undated(const incident *in)
{
    return in->when.from == USEC_UNKNOWN && in->when.to == USEC_UNKNOWN;
}

const char *nothing_itemised(const report_data *d)
{
    if (coded_in_period(d) + fused_in_period(d) + set_aside_in_period(d) > 0) return NULL;
    return N_(
        "No itemised incident of this period is in the record, so nothing could be assessed one "
        "by one. The zeros say that, and nothing else.");
}

const char *no_corrections(const report_data *d)
{
    if (d->n_corrections) return NULL;
    return d->n_issues ? N_("No headline figure differs from the earlier issues for these days.")
                       : N_("The record holds no earlier issue for these days.");
}

bool is_attempt(const incident *in)
{
    const uint32_t attempts = 1u << ACT_INTERCEPTION | 1u << ACT_ATTEMPT | 1u << ACT_ABORTED;
    return in->kind == INC_INCIDENT && in->acts != 0 && (in->acts & ~attempts) == 0;
}

static void say_date(usec_t t, doc *w)
{
    civil c = usec_to_civil(t);
    doc_say(w, "{day} {month} {year}", A_N("day", c.day), A_WORD("month", month_words(c.month)),
            A_N("year", c.year));
}

void period_words(const report_data *d, doc *w)
{
    if (d->period_words.len) {
        doc_text(w, d->period_words);
        return;
    }
    if (d->period_from == USEC_UNKNOWN || d->period_to == USEC_UNKNOWN) {
        doc_say(w, "the whole record");
        return;
    }
    say_date(d->period_from, w);
    if (d->period_to - d->period_from > USEC_DAY) {
        doc_say(w, " to ");
        say_date(d->period_to - 1, w);
    }
}

void subject_words(const report_data *d, doc *w)
{
    doc_say(w, "Report on ");
    period_words(d, w);
    doc_say(w,
            ". Based on what was known at {time}. All times are UTC (Z). Agreement {agreement}, "
            "version {version}. Counting rule: item/1 (each coded item). Release profile: mission.",
            A_WHEN("time", d->as_of), A_TEXT("agreement", d->ag->id),
            A_N("version", d->ag->version));
}

/* First and last instants of the clauses of a kind, and what some of them leave open. */
typedef struct window {
    usec_t from, to;
    size_t n;
    bool unstated, open;
} window;

static window window_of(const reading *r, clause_kind kind)
{
    window x = {.from = INT64_MAX, .to = INT64_MIN};
    for (size_t i = 0; i < r->n_clauses; i++) {
        const clause *c = &r->clauses[i];
        if (c->kind != kind) continue;
        x.unstated |= c->unstated;
        x.open |= c->open;
        for (size_t j = 0; j < c->n_alts; j++) {
            x.n++;
            if (c->alts[j].from < x.from) x.from = c->alts[j].from;
            if (c->alts[j].to > x.to) x.to = c->alts[j].to;
        }
    }
    return x;
}

void window_words(const reading *r, clause_kind kind, doc *w)
{
    window x = window_of(r, kind);
    if (x.open) doc_say(w, "until further notice");
    bool by_phase = kind == CLAUSE_START ? r->begun.given : r->ends_with_phase;
    if (x.n == 0 && !x.open) doc_say(w, by_phase ? N_("with its phase") : N_("not stated"));
    if (x.n == 0) return;
    if (x.open) doc_say(w, ", or ");
    if (x.from == x.to)
        doc_say(w, "{time}", A_WHEN("time", x.from));
    else if (x.n > 1)
        doc_say(w, "{n} alternatives, from {from} to {to}", A_N("n", x.n), A_WHEN("from", x.from),
                A_WHEN("to", x.to));
    else
        doc_say(w, "between {from} and {to}", A_WHEN("from", x.from), A_WHEN("to", x.to));
    if (x.unstated) doc_say(w, " (and unstated)");
    if (kind == CLAUSE_END && r->n_paths) doc_say(w, ", unless it is renewed");
}

/* Whether a category stands in the scope clauses of this stance before a place. */
static bool listed_already(const reading *r, size_t clause_at, size_t category_at, stance how)
{
    str x = r->clauses[clause_at].categories.items[category_at];
    for (size_t i = 0; i <= clause_at; i++) {
        const clause *c = &r->clauses[i];
        if (c->kind != CLAUSE_SCOPE || c->stance != how || c->basis == BASIS_PRACTICE) continue;
        for (size_t k = 0; k < c->categories.n && (i < clause_at || k < category_at); k++)
            if (str_eq(c->categories.items[k], x)) return true;
    }
    return false;
}

/* Each category once, in the order of the clauses; `first` stands before them. */
static size_t tell_categories(const reading *r, stance how, const char *first, doc *w)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n_clauses; i++) {
        const clause *c = &r->clauses[i];
        if (c->kind != CLAUSE_SCOPE || c->stance != how || c->basis == BASIS_PRACTICE) continue;
        for (size_t j = 0; j < c->categories.n; j++) {
            if (listed_already(r, i, j, how)) continue;
            if (n == 0 && first) doc_say(w, first);
            if (n++) doc_text(w, STR(", "));
            doc_text(w, c->categories.items[j]);
        }
    }
    return n;
}

void scope_words(const reading *r, doc *w)
{
    const clause *fallback = NULL;
    for (size_t i = 0; i < r->n_clauses; i++)
        if (r->clauses[i].kind == CLAUSE_DEFAULT) fallback = &r->clauses[i];
    size_t n = tell_categories(r, STANCE_INCLUDE, NULL, w);
    if (n == 0 && !fallback) doc_say(w, "nothing named");
    (void)tell_categories(r, STANCE_EXCLUDE, N_("; not included: "), w);
    if (!fallback) return;
    doc_say(w, n ? N_("; everything else {stance}") : N_("everything: {stance}"),
            A_WORD("stance", stance_says(fallback->stance)));
}

const char *what_this_is(void)
{
    return N_("This report lists what was reported to have happened and asks, for each incident, "
              "whether it would be covered by the agreement "
              "under each stated reading of it. It does not say which reading is right, whether a "
              "report is true, or who did it. Where something is not known, it says so.");
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
    return N_(
        "A thermal anomaly is what a fire sensor reports: it may be farm burning, a flare or a "
        "furnace. It is "
        "evidence, never an incident, and enters no count of this report. That no anomaly was "
        "seen says something "
        "only where a clear pass would have shown one.");
}

const char *evidence_cut_words(void)
{
    return N_(
        "More than two million detections lie near the places; those beyond were not looked at, "
        "so the numbers "
        "above are too small. ");
}

static void season_words(const season_line *s, doc *w)
{
    const doc_arg past = A_N("n", s->n_past), before = A_WHEN("before", s->before);
    if (s->before == USEC_UNKNOWN)
        doc_say(w, "No seasonal baseline: the mission does not state until when the past is taken "
                   "as usual.");
    else if (s->too_many)
        doc_say(w, "No seasonal baseline: too many detections lie around the places.");
    else if (s->n_compared == 0)
        doc_say(w,
                "No seasonal baseline: {n} detections of before {before} lie around the places, "
                "and no anomaly has three years of its season and sensor among them.",
                past, before);
    if (s->before == USEC_UNKNOWN || s->too_many || s->n_compared == 0) {
        doc_say(w, " Farm burning is not excluded (March to April, July to October).");
        return;
    }
    doc_say(w,
            "Season: {n} detections of before {before} ({from} to {to}) tell what is usual in each "
            "quarter of a degree and sixteen days of the year, {by}; an anomaly is seasonal where "
            "as many have a chance of 5 % or more. Compared: {compared}; too little of the past: "
            "{not}. Whether the sky was clear is not part of it.",
            past, before, A_N("from", s->first_year), A_N("to", s->last_year),
            A_WORD("by", s->whole_days
                             ? N_("by whole days, because they do not all tell hour and satellite")
                             : N_("by day and night and by sensor")),
            A_N("compared", s->n_compared), A_N("not", s->n_not));
}

void evidence_method_words(const report_data *d, doc *w)
{
    doc_say(w, d->mask_overlaps
                   ? N_("Places that always burn were learnt from all detections of the record, "
                        "those of the period included, because no earlier ones are stated. ")
                   : N_("Places that always burn were learnt from detections before the period. "));
    doc_say(w, "A pass counts as clear where another detection of it lies within 50 km; of the "
               "others the cloud is unknown. Chance that one clear pass shows a fire: 0.5 (a "
               "default). ");
    season_words(&d->season, w);
}

void site_fires_words(const report_data *d, doc *w)
{
    doc_say(
        w,
        "Thermal anomalies at listed sites that are not known to be usual there: {n} of {all} of "
        "the period near sites and incidents. Part of the strongest pixel lies in the drawn area, "
        "or within the stated doubt of a listed position (1 km at most; coarser ones are not "
        "compared). What burns is not known: a furnace of which the record holds too few earlier "
        "detections, a field beside the site (only near incidents is the season looked at), or "
        "something else.",
        A_N("n", d->n_site_fires), A_N("all", d->n_unusual));
    if (d->n_without_size)
        doc_say_count(w, " {n} has pixels without a stated size and was not compared.",
                      " {n} have pixels without a stated size and were not compared.",
                      d->n_without_size, A_N("n", d->n_without_size));
    if (d->n_site_fires > SITE_FIRES_SHOWN)
        doc_say(w, " The first {n} are shown, all are in report.json.", A_N("n", SITE_FIRES_SHOWN));
}

void site_fire_share_words(const site_fire_line *l, doc *w)
{
    if (l->share < 0.005)
        doc_say(w, "under 1 %");
    else
        doc_say(w, "{n} %", A_FIXED("n", l->share * 100, 0));
}

static void say_passes(const evidence_line *e, doc *w)
{
    size_t unknown = e->seen.n_unknown_cloud, n = e->seen.n_passes;
    doc_say(w, unknown == n ? N_("passes, but whether the sky was clear is not known")
                            : observed_says(e->seen.state));
    if (unknown && unknown < n)
        doc_say(w, "; cloud not known in {n} of {all} passes", A_N("n", unknown), A_N("all", n));
}

void evidence_seen_words(const evidence_line *e, doc *w)
{
    if (e->undated)
        doc_say(w, "no time is known");
    else if (e->too_coarse)
        doc_say(w, "the place is not stated within 25 km");
    else if (e->no_fire_data)
        doc_say(w, "no pass is proven by the feed in these hours");
    else
        say_passes(e, w);
    if (e->has_fetches && !e->undated && !e->too_coarse)
        doc_say(w, "; fetched for {n} of {all} hours",
                A_FIXED("n", (double)e->fetched / USEC_HOUR, 1),
                A_FIXED("all", (double)(e->looked.to - e->looked.from) / USEC_HOUR, 1));
}

void evidence_strongest_words(const evidence_line *e, doc *w)
{
    if (!e->has_strongest) {
        doc_say(w, "none");
        return;
    }
    doc_say(w, "{time}, {satellite}, ", A_WHEN("time", e->strongest_at),
            A_WORD("satellite", satellite_says(e->strongest_by)));
    if (e->strongest_has_frp) doc_say(w, "{n} MW, ", A_FIXED("n", e->strongest_frp_mw, 1));
    doc_say(w, "{n} km from the named place", A_FIXED("n", e->strongest_m / 1000, 1));
}

void evidence_site_words(const evidence_line *e, doc *w)
{
    if (e->n_sites_of_kind == 0) {
        doc_say(w, "none listed; {n} of other kinds", A_N("n", e->n_sites_near));
        return;
    }
    doc_say(w, "{n}; the likeliest {site}, p {p} ({low} to {high}), {says}",
            A_N("n", e->n_sites_of_kind), A_TEXT("site", e->site), A_FIXED("p", e->site_p, 3),
            A_FIXED("low", e->site_p_low, 3), A_FIXED("high", e->site_p_high, 3),
            A_WORD("says", e->site_says));
}

void evidence_reports_words(const evidence_line *e, doc *w)
{
    doc_say(w, "{n}", A_N("n", e->n_reports));
    if (e->n_reports == 0) return;
    doc_say_count(w, " (in {n} group", " (in {n} groups", e->n_groups, A_N("n", e->n_groups));
    if (e->n_not_compared) doc_say(w, "; {n} not compared", A_N("n", e->n_not_compared));
    doc_text(w, STR(")"));
}

void evidence_control_words(const evidence_line *e, doc *w)
{
    static const char *const sides[] = {
        [SIDE_UNKNOWN] = N_("not compared"),
        [SIDE_INSIDE] = N_("inside the area that the file draws"),
        [SIDE_OUTSIDE] = N_("outside the area that the file draws"),
        [SIDE_UNCERTAIN] = N_("partly inside: its line runs through the stated place")};
    if (e->control_file.len == 0) {
        doc_say(w, "no file of that day or before");
        return;
    }
    civil c = usec_to_civil(e->control_day);
    doc_say(w, "{side} ({file}, of {day} {month} {year})", A_WORD("side", sides[e->control_side]),
            A_TEXT("file", e->control_file), A_N("day", c.day),
            A_WORD("month", month_words(c.month)), A_N("year", c.year));
}

void evidence_checks_words(const evidence_line *e, doc *w)
{
    if (e->n_before == 0 && e->n_blasts == 0)
        doc_say(w, e->first_at == USEC_UNKNOWN ? N_("nothing to compare") : N_("no contradiction"));
    if (e->n_before)
        doc_say(w,
                "an anomaly was seen here at {time}, before the earliest stated hour: the fire may "
                "be older than the event, or one of the clocks may stand in another zone",
                A_WHEN("time", e->before_at));
    if (e->n_before && e->n_blasts) doc_text(w, STR("; "));
    if (e->n_blasts)
        doc_say_count(w, "{n} recorded explosion near, {after} of them after the first anomaly",
                      "{n} recorded explosions near, {after} of them after the first anomaly",
                      e->n_blasts, A_N("n", e->n_blasts), A_N("after", e->n_blasts_after_fire));
}

bool has_linked(const report_data *d)
{
    const linked_line *l = &d->linked;
    return l->n_records + l->n_untyped + l->n_coarse + l->n_contested > 0;
}

static const char *weights_words(const linked_line *l)
{
    return !l->estimated  ? N_("the shipped table")
           : l->converged ? N_("estimated from these reports")
                          : N_("the shipped table, since these reports do not allow an estimate");
}

void linked_words(const report_data *d, doc *w)
{
    const linked_line *l = &d->linked;
    doc_say(w,
            "Several reports may speak of one event. Of the period, {reports} with a kind of event "
            "and a place finer than a district were compared with one another: they make {groups}, "
            "{several} of them of two and more.",
            A_COUNT("reports", "{n} report", "{n} reports", l->n_records),
            A_COUNT("groups", "{n} group", "{n} groups", l->n_groups),
            A_N("several", l->n_several));
    doc_say(w,
            " Not compared: {untyped} without a kind that is known, {coarse} with a coarser place, "
            "{contested} whose text stands at several places.",
            A_N("untyped", l->n_untyped), A_N("coarse", l->n_coarse),
            A_N("contested", l->n_contested));
    if (l->n_refused)
        doc_say_count(w,
                      " {n} link was not taken, since the group would span more than two days or "
                      "more room than its places leave open.",
                      " {n} links were not taken, since the group would span more than two days or "
                      "more room than its places leave open.",
                      l->n_refused, A_N("n", l->n_refused));
    if (l->n_divided)
        doc_say_count(w,
                      " {n} link was undone, since a feed that lists each event once had several "
                      "in a group.",
                      " {n} links were undone, since a feed that lists each event once had several "
                      "in a group.",
                      l->n_divided, A_N("n", l->n_divided));
    if (l->cut) doc_say(w, " There were too many reports: the rest was not compared.");
    doc_say(w, " Waiting for a person (probability 0.5 to 0.95): {pairs}.",
            A_COUNT("pairs", "{n} pair", "{n} pairs", l->n_queue));
    doc_say(w,
            " Weights: {weights}; assumed share of matches among compared pairs {share}. A group "
            "is not an incident and enters no count of incidents.",
            A_WORD("weights", weights_words(l)), A_FIXED("share", l->lambda, 3));
}

void wrong_hour_words(const report_data *d, doc *w)
{
    if (d->n_wrong_hour == 0) return;
    doc_say_count(w,
                  " {n} detection near these places has an hour at which the satellite does not "
                  "pass there: the clock of the file is in doubt.",
                  " {n} detections near these places have an hour at which the satellite does not "
                  "pass there: the clock of the file is in doubt.",
                  d->n_wrong_hour, A_N("n", d->n_wrong_hour));
}

/* Bands after ICD 203 (unverified). A word below even would need evidence that it did not happen,
 * and nothing of that kind is pooled: little support is not evidence against. The highest word
 * needs two origins, one of them of neither party. */
const char *existence_word(const existence_line *e)
{
    if (e->p < 0.55) return N_("open: too little is known");
    if (e->p < 0.80) return N_("likely");
    return e->p >= 0.95 && e->n_groups >= 2 && e->n_neutral >= 1 ? N_("almost certain")
                                                                 : N_("very likely");
}

const char *existence_confidence_word(const existence_line *e)
{
    if (e->n_groups >= 3 && e->n_neutral >= 2) return N_("high");
    return e->n_groups >= 2 && e->n_neutral >= 1 ? N_("moderate") : N_("low");
}

void existence_words(const report_data *d, doc *w)
{
    doc_say(w,
            "From what rated sources said, by independent origin: a party's word is one origin "
            "however often it is repeated, and the same rule holds for every party. Before anyone "
            "spoke the chance is set to {p}. Sensors are not part of it. It says nothing of who "
            "did it, nor of any reading.",
            A_FIXED("p", d->prior, 2));
}

void listed_words(const report_data *d, doc *w)
{
    doc_say(w, "{listings} listings are taken for {sites} sites, of which {n} listed twice or more",
            A_N("listings", d->n_listed), A_N("sites", d->n_listed_sites),
            A_N("n", d->n_listed_several));
    if (d->n_listed_several)
        doc_say(
            w,
            ", at positions up to {km} km apart. Nothing is averaged: the listing that is drawn "
            "or placed most finely stands for the site",
            A_FIXED("km", d->listed_widest_m / 1000, 1));
    doc_say(w, ". truce sites DIR shows them.");
}

const char *window_answer_word(window_answer a)
{
    static const char *const words[] = {N_("kept"), N_("broken"), "unknown", "ahead", "running"};
    return words[a];
}

const char *window_answer_says(window_answer a)
{
    static const char *const says[] = {N_("kept, as reported"), N_("broken"), N_("not known"),
                                       N_("still ahead"), N_("still running")};
    return says[a];
}

const char *report_heading_also(const report_data *d)
{
    return d->drafts ? N_("(draft: with clauses that nobody has confirmed)") : NULL;
}
