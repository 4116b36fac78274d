/* The report as one JSON object: docs/formats/report-json.md. `provenance` is its last member. */
#include "report/write.h"
#include "document/said.h"

#include <math.h>

static void instant(json_writer *w, const char *key, usec_t v)
{
    buf b;
    if (v == USEC_UNKNOWN) {
        jw_kz(w, key, "unknown");
        return;
    }
    buf_init(&b, 64);
    when_write(&b, v);
    jw_kv(w, key, buf_str(&b));
    buf_absorb(w->out, &b);
}

static void texts(json_writer *w, const char *key, const str_list *l)
{
    jw_key(w, key);
    jw_open(w, '[');
    for (size_t i = 0; i < l->n; i++)
        jw_str(w, l->items[i]);
    jw_close(w, ']');
}

static void pieces(json_writer *w, const char *key, str list)
{
    str one = {0};
    jw_key(w, key);
    jw_open(w, '[');
    while (str_cut(&list, ';', &one)) {
        if (str_trim(one).len) jw_str(w, str_trim(one));
    }
    jw_close(w, ']');
}

static void said_pieces(json_writer *w, const char *key, kept_words k)
{
    buf plain;
    buf_init(&plain, BUF_LIMIT_BYTES);
    said_plain(k, &plain);
    pieces(w, key, buf_str(&plain));
    buf_absorb(w->out, &plain);
}

static void fixed(json_writer *w, const char *key, double v, int decimals)
{
    buf b;
    buf_init(&b, 64);
    buf_fixed(&b, v, decimals);
    jw_key(w, key);
    jw_raw(w, buf_str(&b));
    buf_absorb(w->out, &b);
}

static void counts(json_writer *w, const char *key, const verdict_counts *c)
{
    jw_key(w, key);
    jw_open(w, '{');
    for (unsigned v = 1; v < VERDICT__N; v++)
        jw_ki(w, verdict_word((verdict)v), (int64_t)c->n[v]);
    jw_close(w, '}');
}

static void readings(const report_data *d, json_writer *w)
{
    jw_key(w, "readings");
    jw_open(w, '[');
    for (size_t r = 0; r < d->n_readings; r++) {
        jw_open(w, '{');
        jw_kv(w, "id", d->readings[r]->id);
        jw_kv(w, "holder", d->readings[r]->holder);
        jw_kv(w, "title", d->readings[r]->title);
        jw_kv(w, "phase", d->readings[r]->phase);
        counts(w, "coded", &d->counts[r]);
        counts(w, "alleged", &d->fused_counts[r]);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void answers(const report_data *d, const report_row *row, json_writer *w)
{
    jw_key(w, "assessments");
    jw_open(w, '[');
    for (size_t r = 0; r < d->n_readings; r++) {
        const answer *x = &row->answers[r];
        jw_open(w, '{');
        jw_kv(w, "reading", d->readings[r]->id);
        jw_kz(w, "verdict", verdict_word(x->verdict));
        jw_kz(w, "edge", x->straddles ? "straddles" : "");
        for (unsigned t = 1; t < TEST__N; t++) {
            jw_key(w, cover_test_word((cover_test)t));
            jw_open(w, '{');
            jw_kz(w, "answer", truth_word(x->test[t]));
            said_json(w, "reason", answer_reason(d, x->reason[t]));
            pieces(w, "deciding", answer_text(d, x->deciding[t]));
            jw_close(w, '}');
        }
        pieces(w, "deciding", answer_text(d, x->decided_by));
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void row_head(const report_row *row, json_writer *w)
{
    const incident *in = row->in;
    jw_kv(w, "id", in->id);
    jw_kz(w, "kind", incident_kind_word(in->kind));
    instant(w, "from", in->when.from);
    instant(w, "to", in->when.to);
    jw_kv(w, "time_words", in->when_words);
    jw_kv(w, "zone_words", in->zone_words);
    jw_kv(w, "place", in->place);
    jw_kv(w, "adm1", in->adm1);
    texts(w, "recognised_state", &in->states);
    jw_kv(w, "control_reported", in->control);
    if (in->has_position) {
        fixed(w, "lon", in->position.lon_deg, 6);
        fixed(w, "lat", in->position.lat_deg, 6);
        fixed(w, "radius_m", in->radius_m, 0);
    }
    jw_kv(w, "category", in->category);
    jw_kv(w, "act", in->act);
    jw_kv(w, "report", in->report);
    jw_kv(w, "reported_by", in->reported_by);
    jw_kv(w, "counter_statement", in->counter_statement);
    jw_kv(w, "sources", in->sources);
    if (in->coding.bytes.len) said_json(w, "coding", in->coding);
    jw_kv(w, "status", row->status);
    said_json(w, "status_reason", row->status_reason);
    jw_kv(w, "matched", row->matched);
    said_json(w, "matched_why", row->matched_why);
    jw_kz(w, "in_period", row->in_period ? "yes" : "no");
}

static void rows(const report_data *d, const char *key, const report_row *r, size_t n,
                 json_writer *w)
{
    jw_key(w, key);
    jw_open(w, '[');
    for (size_t i = 0; i < n; i++) {
        jw_open(w, '{');
        row_head(&r[i], w);
        if (r[i].from_claims) {
            jw_ki(w, "origins", (int64_t)r[i].n_origins);
            jw_ki(w, "pages", (int64_t)r[i].n_pages);
            jw_kz(w, "no_event", r[i].no_event ? "yes" : "no");
            jw_key(w, "claims");
            jw_open(w, '[');
            for (size_t k = 0; k < r[i].n_members; k++) {
                const claim *c = r[i].members[k].c;
                jw_open(w, '{');
                jw_kv(w, "id", c->id);
                jw_kv(w, "side", c->side);
                jw_kv(w, "claimant", c->claimant);
                jw_kv(w, "alleged_actor", c->alleged_actor);
                jw_kv(w, "page", c->page);
                jw_kv(w, "url", c->url);
                said_json(w, "joined", r[i].members[k].why);
                jw_close(w, '}');
            }
            jw_close(w, ']');
        }
        answers(d, &r[i], w);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void said(const report_data *d, json_writer *w)
{
    jw_key(w, "sides");
    jw_open(w, '[');
    for (size_t i = 0; i < d->n_sheets; i++) {
        const side_sheet *s = &d->sheets[i];
        jw_open(w, '{');
        jw_kv(w, "side", s->side);
        jw_ki(w, "totals", (int64_t)s->n_totals);
        jw_ki(w, "claims", (int64_t)s->n_claims);
        jw_ki(w, "incidents", (int64_t)s->n_incidents);
        jw_ki(w, "itemised", (int64_t)s->n_itemised);
        jw_ki(w, "matched", (int64_t)s->n_matched);
        jw_ki(w, "unmatched", (int64_t)s->n_unmatched);
        jw_ki(w, "not_assessable", (int64_t)s->n_not_assessable);
        jw_close(w, '}');
    }
    jw_close(w, ']');
    jw_key(w, "totals");
    jw_open(w, '[');
    for (size_t i = 0; i < d->n_totals; i++) {
        const total *t = &d->totals[i];
        jw_open(w, '{');
        jw_kv(w, "id", t->id);
        jw_kv(w, "side", t->side);
        jw_kv(w, "claimant", t->claimant);
        jw_kv(w, "period_start", t->period_start);
        jw_kv(w, "period_end", t->period_end);
        jw_kv(w, "period_kind", t->period_kind);
        jw_kv(w, "bound", t->bound);
        if (t->count >= 0) jw_ki(w, "count", t->count);
        jw_kv(w, "unit", t->unit);
        jw_kv(w, "parts", t->parts);
        jw_close(w, '}');
    }
    jw_close(w, ']');
    jw_key(w, "flags");
    jw_open(w, '[');
    for (size_t i = 0; i < d->n_flags; i++) {
        jw_open(w, '{');
        jw_ki(w, "check", d->flags[i].code);
        jw_kv(w, "id", d->flags[i].id);
        jw_kv(w, "side", d->flags[i].side);
        said_json(w, "words", d->flags[i].words);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

/* Sums of fractions that cancel leave a trace of either sign. */
static double no_minus_zero(double v)
{
    return v > -5e-7 && v < 5e-7 ? 0 : v;
}

static void divergences(const report_data *d, json_writer *w)
{
    jw_key(w, "divergence");
    jw_open(w, '[');
    for (size_t i = 0; i < d->n_divergences; i++) {
        const divergence_line *l = &d->divergences[i];
        jw_open(w, '{');
        jw_kv(w, "phase", d->ag->phases[l->phase].id);
        jw_ki(w, "readings", (int64_t)l->n_readings);
        jw_ki(w, "incidents", (int64_t)l->n_incidents);
        jw_ki(w, "covered_under_all", (int64_t)l->under_all);
        jw_ki(w, "covered_under_none", (int64_t)l->under_none);
        jw_ki(w, "one_yes_another_no", (int64_t)l->dependent);
        jw_ki(w, "unclear_under_some", (int64_t)l->unclear);
        jw_ki(w, "definite", (int64_t)l->n_definite);
        jw_ki(w, "least_covered", (int64_t)l->least);
        jw_ki(w, "most_covered", (int64_t)l->most);
        if (l->has_alpha) fixed(w, "alpha", l->alpha, 6);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void pair_incidents(const report_data *d, const pair_line *p, json_writer *w)
{
    buf ids;
    buf_init(&ids, BUF_LIMIT_BYTES);
    for (size_t i = 0; i < p->differ; i++) {
        if (i) buf_z(&ids, ", ");
        buf_s(&ids, d->coded[p->rows[i]].in->id);
    }
    jw_kv(w, "incidents", buf_str(&ids));
    buf_absorb(w->out, &ids);
}

static void pairs(const report_data *d, json_writer *w)
{
    divergences(d, w);
    jw_key(w, "differences");
    jw_open(w, '[');
    for (size_t i = 0; i < d->n_pairs; i++) {
        jw_open(w, '{');
        jw_kv(w, "a", d->readings[d->pairs[i].a]->id);
        jw_kv(w, "b", d->readings[d->pairs[i].b]->id);
        jw_ki(w, "differ", (int64_t)d->pairs[i].differ);
        pair_incidents(d, &d->pairs[i], w);
        said_pieces(w, "because", d->pairs[i].clauses);
        jw_ki(w, "covered_by_both", (int64_t)d->pairs[i].both);
        jw_ki(w, "covered_by_a_alone", (int64_t)d->pairs[i].a_only);
        jw_ki(w, "covered_by_b_alone", (int64_t)d->pairs[i].b_only);
        jw_ki(w, "one_unclear", (int64_t)d->pairs[i].one_unclear);
        if (d->pairs[i].has_jaccard) fixed(w, "jaccard", d->pairs[i].jaccard, 6);
        jw_key(w, "shapley");
        jw_open(w, '{');
        for (size_t k = 0; k < PART__N; k++)
            fixed(w, reading_part_word((reading_part)k), no_minus_zero(d->pairs[i].share[k]), 6);
        jw_close(w, '}');
        jw_close(w, '}');
    }
    jw_close(w, ']');
    jw_key(w, "clause_weights");
    jw_open(w, '[');
    for (size_t i = 0; i < d->n_weights; i++) {
        jw_open(w, '{');
        jw_kv(w, "clause", d->weights[i].clause);
        jw_kv(w, "reading", d->weights[i].reading);
        jw_ki(w, "decides", (int64_t)d->weights[i].decides);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

/* Members that only what has them carries. */
static void where_observed(const observation_line *o, json_writer *w)
{
    if (o->place.len) jw_kv(w, "place", o->place);
    if (o->lat.len) jw_kv(w, "lat", o->lat);
    if (o->lon.len) jw_kv(w, "lon", o->lon);
    if (o->radius_m.len) jw_kv(w, "radius_m", o->radius_m);
    if (o->attachments.n) texts(w, "attachments", &o->attachments);
}

static void replies_of(const report_data *d, json_writer *w)
{
    if (d->n_replies == 0) return;
    jw_key(w, "replies");
    jw_open(w, '[');
    for (size_t i = 0; i < d->n_replies; i++) {
        const reply_line *x = &d->replies[i];
        jw_open(w, '{');
        jw_kv(w, "act", x->act);
        jw_kv(w, "item", x->item);
        jw_kv(w, "party", x->party);
        jw_kv(w, "words", x->words);
        jw_kv(w, "source", x->source);
        jw_kv(w, "until", x->until);
        jw_kv(w, "by", x->by);
        instant(w, "at", x->at);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void log_of(const report_data *d, json_writer *w)
{
    jw_key(w, "observations");
    jw_open(w, '[');
    for (size_t i = 0; i < d->n_observations; i++) {
        const observation_line *o = &d->observations[i];
        jw_open(w, '{');
        instant(w, "from", o->event_from);
        instant(w, "to", o->event_to);
        jw_kv(w, "time_words", o->time_words);
        jw_kv(w, "zone_words", o->zone_words);
        jw_kv(w, "by", o->by);
        jw_kv(w, "position", o->position);
        jw_kv(w, "location", o->location);
        jw_kv(w, "means", o->means);
        jw_kv(w, "number", o->number);
        jw_kv(w, "observation", o->observation);
        jw_kv(w, "description", o->description);
        jw_kv(w, "weapon", o->weapon);
        jw_kz(w, "late", o->late ? "yes" : "no");
        where_observed(o, w);
        jw_close(w, '}');
    }
    jw_close(w, ']');
    replies_of(d, w);
    jw_key(w, "decisions");
    jw_open(w, '[');
    for (size_t i = 0; i < d->n_decisions; i++) {
        const decision_line *x = &d->decisions[i];
        jw_open(w, '{');
        jw_kv(w, "kind", x->kind);
        texts(w, "items", &x->items);
        jw_kv(w, "by", x->by);
        jw_kv(w, "second", x->second);
        jw_kv(w, "status", x->status);
        jw_kv(w, "reason", x->reason);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void evidence_json(const report_data *d, const evidence_line *e, json_writer *w)
{
    jw_open(w, '{');
    jw_kv(w, "incident", d->coded[e->row].in->id);
    bool looked = !e->undated && !e->too_coarse;
    jw_kz(w, "observability",
          e->undated        ? "undated"
          : e->too_coarse   ? "place_too_coarse"
          : e->no_fire_data ? "no_pass_proven"
                            : observed_word(e->seen.state));
    if (looked) {
        instant(w, "from", e->looked.from);
        instant(w, "to", e->looked.to);
        if (e->has_fetches) fixed(w, "hours_fetched", (double)e->fetched / USEC_HOUR, 2);
        fixed(w, "reach_m", e->reach_m, 0);
        jw_ki(w, "passes", (int64_t)e->seen.n_passes);
        jw_ki(w, "passes_cloud_unknown", (int64_t)e->seen.n_unknown_cloud);
        fixed(w, "p_observe", e->seen.p_observe, 4);
        for (unsigned i = 1; i < THERMAL__N; i++)
            jw_ki(w, thermal_state_word((thermal_state)i), (int64_t)e->anomalies[i]);
        jw_ki(w, "unusual_in_day_before", (int64_t)e->n_before);
        if (e->n_before) instant(w, "first_in_day_before", e->before_at);
        jw_ki(w, "explosions", (int64_t)e->n_blasts);
        jw_ki(w, "explosions_after_first_anomaly", (int64_t)e->n_blasts_after_fire);
        jw_ki(w, "sites_near", (int64_t)e->n_sites_near);
        jw_ki(w, "sites_of_its_kind", (int64_t)e->n_sites_of_kind);
        if (e->n_sites_of_kind) {
            jw_kv(w, "likeliest_site", e->site);
            fixed(w, "site_p", e->site_p, 4);
            jw_kz(w, "site_level", e->site_level);
        }
    }
    if (e->control_file.len) {
        static const char *const sides[] = {"not_compared", "inside", "outside", "partly"};
        jw_kv(w, "control_file", e->control_file);
        instant(w, "control_day", e->control_day);
        jw_kz(w, "control_side", sides[e->control_side]);
    }
    jw_ki(w, "reports", (int64_t)e->n_reports);
    jw_ki(w, "report_groups", (int64_t)e->n_groups);
    jw_ki(w, "reports_not_compared", (int64_t)e->n_not_compared);
    jw_ki(w, "reports_place_contested", (int64_t)e->n_contested);
    jw_ki(w, "alerts", (int64_t)e->n_alerts);
    jw_close(w, '}');
}

static void existence(const report_data *d, json_writer *w)
{
    if (!d->has_ratings) return;
    fixed(w, "prior", d->prior, 4);
    jw_key(w, "existence");
    jw_open(w, '[');
    for (size_t i = 0; i < d->n_existence; i++) {
        const existence_line *e = &d->existence[i];
        jw_open(w, '{');
        jw_kv(w, "incident", d->coded[e->row].in->id);
        if (e->n_groups) {
            fixed(w, "p", e->p, 6);
            jw_kz(w, "likelihood", existence_word(e));
            jw_kz(w, "confidence", existence_confidence_word(e));
        }
        jw_ki(w, "origins", (int64_t)e->n_groups);
        jw_ki(w, "origins_of_neither_party", (int64_t)e->n_neutral);
        jw_ki(w, "not_rated", (int64_t)e->n_unrated);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void linked(const linked_line *l, json_writer *w)
{
    jw_key(w, "linked_reports");
    jw_open(w, '{');
    jw_ki(w, "compared", (int64_t)l->n_records);
    jw_ki(w, "groups", (int64_t)l->n_groups);
    jw_ki(w, "groups_of_several", (int64_t)l->n_several);
    jw_ki(w, "kind_unknown", (int64_t)l->n_untyped);
    jw_ki(w, "place_too_coarse", (int64_t)l->n_coarse);
    jw_ki(w, "place_contested", (int64_t)l->n_contested);
    jw_ki(w, "links_refused", (int64_t)l->n_refused);
    jw_ki(w, "links_undone", (int64_t)l->n_divided);
    jw_kz(w, "complete", l->cut ? "no" : "yes");
    jw_kz(w, "weights", l->estimated ? "estimated" : "shipped");
    if (l->estimated) jw_kz(w, "converged", l->converged ? "yes" : "no");
    fixed(w, "lambda", l->lambda, 6);
    jw_key(w, "queue");
    jw_open(w, '[');
    for (size_t i = 0; i < l->n_queue; i++) {
        jw_open(w, '{');
        jw_kv(w, "a", l->queue[i].a);
        jw_kv(w, "b", l->queue[i].b);
        jw_kv(w, "text_a", l->queue[i].said_a);
        jw_kv(w, "text_b", l->queue[i].said_b);
        fixed(w, "p", l->queue[i].p, 4);
        jw_close(w, '}');
    }
    jw_close(w, ']');
    jw_close(w, '}');
}

static void site_fires(const report_data *d, json_writer *w)
{
    jw_ki(w, "unusual_hot_events", (int64_t)d->n_unusual);
    jw_ki(w, "hot_events_without_pixel_size", (int64_t)d->n_without_size);
    jw_key(w, "unusual_at_sites");
    jw_open(w, '[');
    for (size_t i = 0; i < d->n_site_fires; i++) {
        const site_fire_line *l = &d->site_fires[i];
        jw_open(w, '{');
        jw_kv(w, "site", l->site);
        jw_kv(w, "category", l->category);
        instant(w, "from", l->when.from);
        instant(w, "to", l->when.to);
        jw_kz(w, "satellite", l->by == SATELLITE_NONE ? "unknown" : satellite_word(l->by));
        fixed(w, "lat", l->at.lat_deg, 5);
        fixed(w, "lon", l->at.lon_deg, 5);
        jw_ki(w, "pixels", (int64_t)l->n_pixels);
        if (l->has_frp) fixed(w, "frp_mw", l->frp_mw, 1);
        jw_kz(w, "state", thermal_state_word(l->state));
        fixed(w, "share_of_pixel", l->share, 3);
        jw_ki(w, "other_sites", (int64_t)l->n_other_sites);
        jw_ki(w, "incidents", (int64_t)l->n_incidents);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

/* Without "before" nothing was compared. */
static void season_past(const season_line *s, json_writer *w)
{
    jw_key(w, "season");
    jw_open(w, '{');
    if (s->before != USEC_UNKNOWN) {
        instant(w, "before", s->before);
        jw_kz(w, "too_many", s->too_many ? "yes" : "no");
        jw_kz(w, "whole_days", s->whole_days ? "yes" : "no");
        jw_ki(w, "past_detections", (int64_t)s->n_past);
        if (s->n_past) jw_ki(w, "first_year", s->first_year);
        if (s->n_past) jw_ki(w, "last_year", s->last_year);
        jw_ki(w, "compared", (int64_t)s->n_compared);
        jw_ki(w, "not_compared", (int64_t)s->n_not);
    }
    jw_close(w, '}');
}

static void alarms(const report_data *d, json_writer *w)
{
    jw_key(w, "alarms");
    jw_open(w, '[');
    for (size_t i = 0; i < d->n_alarms; i++) {
        jw_open(w, '{');
        jw_kv(w, "feed", d->alarms[i].kind);
        jw_kv(w, "name", d->alarms[i].name);
        jw_kv(w, "code", d->alarms[i].code);
        jw_kv(w, "words", d->alarms[i].words);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void feeds(const report_data *d, json_writer *w)
{
    jw_key(w, "feeds");
    jw_open(w, '[');
    for (size_t i = 0; i < d->n_feeds; i++) {
        jw_open(w, '{');
        jw_kv(w, "kind", d->feeds[i].kind);
        jw_ki(w, "rows", (int64_t)d->feeds[i].rows);
        jw_ki(w, "in_period", (int64_t)d->feeds[i].in_period);
        jw_ki(w, "corrected_later", (int64_t)d->feeds[i].superseded);
        jw_ki(w, "taken_back", (int64_t)d->feeds[i].retracted);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void static_sources(const report_data *d, json_writer *w)
{
    jw_key(w, "static_sources");
    jw_open(w, '[');
    for (size_t i = 0; i < d->n_statics; i++) {
        const static_line *s = &d->statics[i];
        jw_open(w, '{');
        fixed(w, "lat", s->at.lat_deg, 5);
        fixed(w, "lon", s->at.lon_deg, 5);
        jw_ki(w, "days", (int64_t)s->distinct_days);
        jw_ki(w, "detections", (int64_t)s->n);
        fixed(w, "rms_radius_m", s->rms_radius_m, 1);
        jw_kz(w, "permanent", s->permanent ? "yes" : "no");
        jw_kv(w, "works", s->works);
        jw_kv(w, "site", s->site);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void registries(const report_data *d, json_writer *w)
{
    jw_key(w, "registries");
    jw_open(w, '[');
    for (size_t i = 0; i < d->n_registries; i++) {
        const registry_line *r = &d->registries[i];
        jw_open(w, '{');
        jw_kv(w, "kind", r->kind);
        jw_ki(w, "sites", (int64_t)r->n_sites);
        jw_ki(w, "areas", (int64_t)r->n_areas);
        jw_ki(w, "points", (int64_t)r->n_points);
        jw_ki(w, "lines", (int64_t)r->n_lines);
        jw_ki(w, "set_aside", (int64_t)r->n_set_aside);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void evidence(const report_data *d, json_writer *w)
{
    existence(d, w);
    if (!has_evidence(d)) return;
    alarms(d, w);
    jw_key(w, "evidence");
    jw_open(w, '[');
    for (size_t i = 0; i < d->n_evidence; i++)
        evidence_json(d, &d->evidence[i], w);
    jw_close(w, ']');
    feeds(d, w);
    if (has_linked(d)) linked(&d->linked, w);
    if (d->has_fire_data) jw_ki(w, "detections_at_impossible_hours", (int64_t)d->n_wrong_hour);
    if (d->has_fire_data) season_past(&d->season, w);
    site_fires(d, w);
    static_sources(d, w);
    jw_ki(w, "listings", (int64_t)d->n_listed);
    jw_ki(w, "listed_sites", (int64_t)d->n_listed_sites);
    jw_ki(w, "sites_listed_twice_or_more", (int64_t)d->n_listed_several);
    fixed(w, "widest_between_listings_m", d->listed_widest_m, 0);
    registries(d, w);
}

static void provenance(const report_data *d, json_writer *w)
{
    jw_key(w, "provenance");
    jw_open(w, '{');
    jw_ki(w, "ledger_size", (int64_t)d->ledger_size);
    jw_kz(w, "ledger_root", d->root_hex);
    jw_kv(w, "agreement_sha256", d->agreement_sha);
    jw_kz(w, "rules", "coverage/1 fusion/1 report/1");
    jw_key(w, "zones");
    jw_open(w, '[');
    for (size_t i = 0; i < d->n_zones; i++) {
        jw_open(w, '{');
        jw_kv(w, "name", d->zones[i].name);
        jw_kz(w, "sha256", d->zones[i].sha);
        jw_close(w, '}');
    }
    jw_close(w, ']');
    jw_ki(w, "earlier_issues", (int64_t)d->n_issues);
    jw_key(w, "corrections");
    jw_open(w, '[');
    for (size_t i = 0; i < d->n_corrections; i++) {
        const correction_line *c = &d->corrections[i];
        jw_open(w, '{');
        jw_ki(w, "number", (int64_t)i + 1);
        jw_kv(w, "figure", c->figure);
        jw_kv(w, "was", c->was);
        jw_kv(w, "is", c->now);
        jw_ki(w, "issue_ledger_size", (int64_t)c->issue_size);
        said_json(w, "reason", c->reason);
        jw_close(w, '}');
    }
    jw_close(w, ']');
    jw_key(w, "imports");
    jw_open(w, '[');
    for (size_t i = 0; i < d->n_sources; i++) {
        const source_line *s = &d->sources[i];
        jw_open(w, '{');
        jw_ki(w, "entry", (int64_t)s->entry);
        jw_kv(w, "kind", s->kind);
        jw_kv(w, "name", s->name);
        jw_kv(w, "sha256", s->sha);
        jw_ki(w, "received", (int64_t)s->received);
        jw_ki(w, "accepted", (int64_t)s->accepted);
        jw_ki(w, "duplicate", (int64_t)s->duplicate);
        jw_ki(w, "set_aside", (int64_t)s->set_aside);
        jw_close(w, '}');
    }
    jw_close(w, ']');
    jw_close(w, '}');
}

static void day(json_writer *w, const char *key, int64_t n)
{
    buf b;
    buf_init(&b, 64);
    day_write(&b, n);
    jw_kv(w, key, buf_str(&b));
    buf_absorb(w->out, &b);
}

static void figure(json_writer *w, const char *key, bool defined, double v)
{
    buf b;
    buf_init(&b, 256);
    put_figure(&b, defined ? v : (double)NAN);
    jw_key(w, key);
    if (defined && figure_is_plain(v)) {
        jw_raw(w, buf_str(&b));
    } else {
        jw_str(w, buf_str(&b));
    }
    buf_absorb(w->out, &b);
}

static void study_of(const report_data *d, json_writer *w)
{
    const study *y = d->study.what;
    jw_key(w, "study");
    jw_open(w, '{');
    jw_kv(w, "id", y->id);
    jw_kv(w, "title", y->title);
    jw_kv(w, "question", y->question);
    jw_kv(w, "authors", y->authors);
    day(w, "written", y->written);
    jw_kz(w, "standing", study_standing_word(d->study.standing));
    jw_ki(w, "entry", (int64_t)d->study.entry);
    jw_kv(w, "sha256", d->study.sha);
    jw_ki(w, "evidence_before", (int64_t)d->study.n_before);
    jw_ki(w, "earlier_studies", (int64_t)d->study.n_earlier);
    jw_kz(w, "dates_entries_itself", d->study.replay ? "yes" : "no");
    day(w, "before_from", y->before_from);
    day(w, "before_to", y->before_to);
    day(w, "during_from", y->during_from);
    day(w, "during_to", y->during_to);
    jw_kv(w, "unit", y->unit);
    jw_kv(w, "evidence", y->evidence);
    jw_kv(w, "unclear", y->unclear);
    jw_kv(w, "effort", y->effort);
    jw_close(w, '}');
}

static void test_of(const findings *f, study_test t, json_writer *w)
{
    jw_key(w, study_test_word(t));
    jw_open(w, '{');
    jw_kz(w, "verdict", f->no_verdict ? "none" : "given");
    jw_key(w, "numbers");
    jw_open(w, '{');
    for (size_t i = 0; i < f->numbers.n; i++)
        figure(w, f->numbers.items[i].name, f->numbers.items[i].defined, f->numbers.items[i].value);
    jw_close(w, '}');
    jw_key(w, "words");
    jw_open(w, '[');
    for (size_t i = 0; i < f->words.n; i++)
        said_json(w, NULL, f->words.items[i]);
    for (size_t i = 0; i < f->closing.n; i++)
        said_json(w, NULL, f->closing.items[i]);
    jw_close(w, ']');
    if (f->table.len) jw_kv(w, "table", f->table);
    jw_close(w, '}');
}

static void trend_of(const trend_line *l, json_writer *w)
{
    const trend_story *s = &l->story;
    jw_open(w, '{');
    jw_kv(w, "reading", l->id);
    jw_kz(w, "computed", l->known ? "yes" : "no");
    jw_ki(w, "units", (int64_t)s->n_units);
    jw_ki(w, "undated", (int64_t)s->n_undated);
    jw_ki(w, "outside", (int64_t)s->n_outside);
    jw_ki(w, "attempts", (int64_t)s->n_attempts);
    jw_ki(w, "unclear", (int64_t)s->n_unclear);
    jw_ki(w, "unclear_left_out", (int64_t)s->n_unclear_out);
    jw_ki(w, "later", (int64_t)s->n_later);
    jw_ki(w, "covered", (int64_t)s->n_covered);
    jw_ki(w, "other", (int64_t)s->n_other);
    jw_ki(w, "days_not_known_yet", (int64_t)s->n_unknown);
    jw_ki(w, "days_partly_watched", (int64_t)s->n_partly);
    jw_ki(w, "days", (int64_t)s->n_days);
    jw_ki(w, "days_not_stated", (int64_t)s->n_not_stated);
    jw_ki(w, "days_not_watched", (int64_t)s->n_unwatched);
    jw_ki(w, "units_not_watched", (int64_t)s->n_unwatched_units);
    if (l->has_p) figure(w, "p_adjusted", true, l->p_adjusted);
    if (l->recommitted.len) {
        jw_kv(w, "last_commitment", l->recommitted);
        instant(w, "last_commitment_at", l->recommitted_at);
    }
    jw_key(w, "tests");
    jw_open(w, '{');
    for (int t = 0; t < STUDY_TEST__N; t++) {
        if (l->ran[t]) test_of(&l->found[t], (study_test)t, w);
    }
    jw_close(w, '}');
    jw_close(w, '}');
}

static void trend(const report_data *d, json_writer *w)
{
    if (!has_study(d)) return;
    study_of(d, w);
    jw_key(w, "trend");
    jw_open(w, '[');
    for (size_t i = 0; i < d->n_trends; i++)
        trend_of(&d->trends[i], w);
    jw_close(w, ']');
}

static void duty_end(json_writer *w, const char *key, const perform_end *e)
{
    jw_key(w, key);
    jw_open(w, '{');
    jw_ki(w, "score", e->score);
    jw_ki(w, "done", e->done);
    jw_kz(w, "pace", pace_word(e->pace));
    if (e->has_finish) day(w, "done_on_at_that_pace", e->finish);
    jw_close(w, '}');
}

static void duties(const report_data *d, json_writer *w)
{
    if (d->n_duties == 0) return;
    jw_ki(w, "acts_of_no_obligation", (int64_t)d->n_acts_of_none);
    jw_key(w, "obligations");
    jw_open(w, '[');
    for (size_t i = 0; i < d->n_duties; i++) {
        const duty_line *l = &d->duties[i];
        jw_open(w, '{');
        jw_kv(w, "id", l->what->id);
        jw_kv(w, "reading", d->readings[l->reading]->id);
        jw_kz(w, "kind", obligation_kind_word(l->what->kind));
        jw_kz(w, "known", l->how.known ? "yes" : "no");
        if (l->how.has_due) jw_ki(w, "due", l->how.due);
        jw_ki(w, "acts", (int64_t)l->how.n_acts);
        jw_ki(w, "reports", (int64_t)l->how.n_reports);
        if (l->how.known) duty_end(w, "by_lowest_reports", &l->how.low);
        if (l->how.known) duty_end(w, "by_highest_reports", &l->how.high);
        jw_key(w, "evidence");
        jw_open(w, '[');
        for (size_t k = 0; k < d->n_acts; k++) {
            if (str_eq(d->acts[k].obligation, l->what->id)) jw_str(w, d->acts[k].id);
        }
        jw_close(w, ']');
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

void write_json(const report_data *d, buf *b)
{
    json_writer w;
    jw_init_shown(&w, b);
    jw_open(&w, '{');
    jw_ki(&w, "v", REPORT_FORMAT_VERSION);
    jw_kv(&w, "mission", d->mission_id);
    jw_kv(&w, "title", d->title);
    jw_kv(&w, "agreement", d->ag->id);
    jw_ki(&w, "agreement_version", d->ag->version);
    instant(&w, "period_from", d->period_from);
    instant(&w, "period_to", d->period_to);
    jw_kz(&w, "counting_rule", "item/1");
    jw_kz(&w, "practice", d->practice ? "admitted" : "not admitted");
    readings(d, &w);
    rows(d, "coded", d->coded, d->n_coded, &w);
    rows(d, "alleged", d->fused, d->n_fused, &w);
    pairs(d, &w);
    said(d, &w);
    evidence(d, &w);
    trend(d, &w);
    duties(d, &w);
    log_of(d, &w);
    instant(&w, "as_of", d->as_of);
    provenance(d, &w);
    jw_close(&w, '}');
    buf_c(b, '\n');
}
