/* The report as one JSON object: docs/formats/report-json.md. `provenance` is its last member. */
#include "document/said.h"
#include "exports/json_parts.h"

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

static void tests(const report_data *d, const answer *x, const answer_reasons *why, json_writer *w)
{
    for (unsigned t = 1; t < TEST__N; t++) {
        bool asked = t != TEST_BOUND || d->ag->asks_bound;
        asked = asked && (t != TEST_NOT_EXCEPTED || d->ag->asks_excepted);
        if (!asked) continue;
        jw_key(w, cover_test_word((cover_test)t));
        jw_open(w, '{');
        jw_kz(w, "answer", truth_word(x->test[t]));
        said_json(w, "reason", why->words[t]);
        json_texts(w, "deciding", &why->deciding[t]);
        jw_close(w, '}');
    }
}

static void answers(const report_data *d, const report_row *row, json_writer *w)
{
    enum { REASONS_BYTES = 16 << 20 }; /* of one answer */
    arena a;
    arena_init(&a, REASONS_BYTES);
    jw_key(w, "assessments");
    jw_open(w, '[');
    for (size_t r = 0; r < d->n_readings; r++) {
        const answer *x = &row->answers[r];
        answer_reasons why;
        arena_reset(&a);
        tr_err e = report_reasons(d, row, r, &a, &why);
        buf_fail(w->out, e);
        jw_open(w, '{');
        jw_kv(w, "reading", d->readings[r]->id);
        jw_kz(w, "verdict", verdict_word(x->verdict));
        jw_kz(w, "edge", x->straddles ? "straddles" : "");
        tests(d, x, &why, w);
        json_pieces(w, "deciding", answer_text(d, x->decided_by));
        jw_close(w, '}');
    }
    jw_close(w, ']');
    arena_clear(&a);
}

static void row_head(const report_row *row, json_writer *w)
{
    const incident *in = row->in;
    jw_kv(w, "id", in->id);
    jw_kz(w, "kind", incident_kind_word(in->kind));
    json_instant(w, "from", in->when.from);
    json_instant(w, "to", in->when.to);
    jw_kv(w, "time_words", in->when_words);
    jw_kv(w, "zone_words", in->zone_words);
    jw_kv(w, "place", in->place);
    jw_kv(w, "adm1", in->adm1);
    json_texts(w, "recognised_state", &in->states);
    jw_kv(w, "control_reported", in->control);
    if (in->has_position) {
        json_fixed(w, "lon", in->position.lon_deg, 6);
        json_fixed(w, "lat", in->position.lat_deg, 6);
        json_fixed(w, "radius_m", in->radius_m, 0);
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
        if (l->has_alpha) json_fixed(w, "alpha", l->alpha, 6);
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
        json_said_pieces(w, "because", d->pairs[i].clauses);
        jw_ki(w, "covered_by_both", (int64_t)d->pairs[i].both);
        jw_ki(w, "covered_by_a_alone", (int64_t)d->pairs[i].a_only);
        jw_ki(w, "covered_by_b_alone", (int64_t)d->pairs[i].b_only);
        jw_ki(w, "one_unclear", (int64_t)d->pairs[i].one_unclear);
        if (d->pairs[i].has_jaccard) json_fixed(w, "jaccard", d->pairs[i].jaccard, 6);
        jw_key(w, "shapley");
        jw_open(w, '{');
        for (size_t k = 0; k < reading_parts(d->ag); k++)
            json_fixed(w, reading_part_word((reading_part)k), no_minus_zero(d->pairs[i].share[k]),
                       6);
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
    if (o->attachments.n) json_texts(w, "attachments", &o->attachments);
    if (o->noted.len) jw_kv(w, "noted", o->noted);
    if (o->clock_ahead_s.len) jw_kv(w, "clock_ahead_s", o->clock_ahead_s);
    if (o->clock_within_s.len) jw_kv(w, "clock_within_s", o->clock_within_s);
    if (o->stood_lat.len) jw_kv(w, "stood_lat", o->stood_lat);
    if (o->stood_lon.len) jw_kv(w, "stood_lon", o->stood_lon);
    if (o->stood_radius_m.len) jw_kv(w, "stood_radius_m", o->stood_radius_m);
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
        if (x->attachments.n) json_texts(w, "attachments", &x->attachments);
        jw_kv(w, "by", x->by);
        json_instant(w, "at", x->at);
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
        json_instant(w, "from", o->event_from);
        json_instant(w, "to", o->event_to);
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
        json_texts(w, "items", &x->items);
        jw_kv(w, "by", x->by);
        jw_kv(w, "second", x->second);
        jw_kv(w, "status", x->status);
        jw_kv(w, "reason", x->reason);
        jw_close(w, '}');
    }
    jw_close(w, ']');
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
    json_instant(&w, "period_from", d->period_from);
    json_instant(&w, "period_to", d->period_to);
    jw_kz(&w, "counting_rule", "item/1");
    jw_kz(&w, "practice", d->practice ? "admitted" : "not admitted");
    readings(d, &w);
    rows(d, "coded", d->coded, d->n_coded, &w);
    rows(d, "alleged", d->fused, d->n_fused, &w);
    pairs(d, &w);
    said(d, &w);
    json_evidence(d, &w);
    json_trend(d, &w);
    json_duties(d, &w);
    json_process(d, &w);
    log_of(d, &w);
    json_instant(&w, "as_of", d->as_of);
    provenance(d, &w);
    jw_close(&w, '}');
    buf_c(b, '\n');
}
