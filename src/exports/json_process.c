/* The process in the report's JSON: docs/formats/report-json.md. */
#include "exports/json_parts.h"

#include "document/said.h"

static void times(json_writer *w, span s)
{
    json_instant(w, "from", s.from);
    json_instant(w, "to", s.to);
}

static void phases(const report_data *d, json_writer *w)
{
    jw_key(w, "phases");
    jw_open(w, '[');
    for (size_t i = 0; i < d->process.n_phases; i++) {
        const phase_line *l = &d->process.phases[i];
        jw_open(w, '{');
        jw_kv(w, "id", d->ag->phases[l->phase].id);
        jw_kz(w, "stated", l->stated ? "yes" : "no");
        jw_kz(w, "begun", truth_word(l->begun));
        jw_kz(w, "over", truth_word(l->over));
        said_json(w, "state", l->why);
        jw_ki(w, "readings", (int64_t)l->n_readings);
        jw_ki(w, "in_force", (int64_t)l->n_in_force);
        jw_ki(w, "not_settled", (int64_t)l->n_open);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void ahead(const report_data *d, json_writer *w)
{
    jw_key(w, "deadlines");
    jw_open(w, '[');
    for (size_t i = 0; i < d->process.n_ahead; i++) {
        const ahead_line *l = &d->process.ahead[i];
        jw_open(w, '{');
        jw_kv(w, "id", l->id);
        jw_kv(w, "reading", l->reading);
        times(w, l->when);
        jw_ki(w, "alternatives", (int64_t)l->n_alts);
        said_json(w, "what", l->what);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void tracks(const report_data *d, json_writer *w)
{
    jw_key(w, "tracks");
    jw_open(w, '[');
    for (size_t i = 0; i < d->process.n_tracks; i++) {
        const track_line *l = &d->process.tracks[i];
        jw_open(w, '{');
        jw_kv(w, "id", l->track->id);
        jw_ki(w, "meetings", (int64_t)l->n_met);
        jw_ki(w, "texts", (int64_t)l->n_texts);
        json_instant(w, "last_met", l->last_met.to);
        if (l->has_days) jw_ki(w, "days_since", l->days_since);
        json_instant(w, "next", l->next.to);
        jw_key(w, "events");
        jw_open(w, '[');
        for (size_t k = 0; k < l->n_events; k++)
            jw_str(w, l->events[k]->id);
        jw_close(w, ']');
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void commitments(const report_data *d, json_writer *w)
{
    jw_key(w, "commitments");
    jw_open(w, '[');
    for (size_t i = 0; i < d->process.n_commitments; i++) {
        const commitment_line *l = &d->process.commitments[i];
        jw_open(w, '{');
        jw_kv(w, "matter", l->matter);
        jw_kv(w, "side", l->side);
        jw_kv(w, "speaker", l->speaker);
        jw_kz(w, "last", commitment_act_word(l->said[l->n_said - 1]->does));
        jw_ki(w, "turns", (int64_t)l->n_turns);
        jw_key(w, "statements");
        jw_open(w, '[');
        for (size_t k = 0; k < l->n_said; k++)
            jw_str(w, l->said[k]->id);
        jw_close(w, ']');
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void adopted(const report_data *d, json_writer *w)
{
    jw_key(w, "findings");
    jw_open(w, '[');
    for (size_t i = 0; i < d->process.n_findings; i++) {
        const body_finding *f = &d->process.findings[i];
        const actor *a = agreement_actor(d->ag, f->body);
        jw_open(w, '{');
        jw_kv(w, "id", f->id);
        jw_kv(w, "body", f->body);
        jw_kz(w, "mandate", a && a->mandate.n ? "yes" : "no");
        jw_kz(w, "act", finding_act_word(f->act));
        times(w, f->at);
        jw_kv(w, "incident", f->incident);
        jw_kv(w, "reading", f->reading);
        jw_kv(w, "exception", f->exception);
        jw_kv(w, "obligation", f->obligation);
        jw_kv(w, "side", f->side);
        jw_kz(w, "outcome", finding_outcome_word(f->outcome));
        jw_kv(w, "words", f->words);
        jw_kv(w, "members", f->members);
        jw_kv(w, "source", f->source);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void invocations(const report_data *d, json_writer *w)
{
    jw_key(w, "invocations");
    jw_open(w, '[');
    for (size_t i = 0; i < d->process.n_invocations; i++) {
        const invocation *v = &d->process.invocations[i];
        jw_open(w, '{');
        jw_kv(w, "id", v->id);
        jw_kv(w, "incident", v->incident);
        jw_kv(w, "exception", v->exception);
        jw_kv(w, "by", v->by);
        times(w, v->at);
        jw_kv(w, "words", v->words);
        jw_kv(w, "source", v->source);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void people(json_writer *w, const char *key, int64_t n)
{
    if (n >= 0) jw_ki(w, key, n);
}

static void casualties(const report_data *d, json_writer *w)
{
    jw_key(w, "casualties");
    jw_open(w, '[');
    for (size_t i = 0; i < d->process.n_casualties; i++) {
        const casualty_figure *x = d->process.casualties[i];
        jw_open(w, '{');
        jw_kv(w, "id", x->id);
        jw_kv(w, "said_by", x->said_by);
        jw_kv(w, "incident", x->incident);
        times(w, x->period);
        jw_kv(w, "place", x->place);
        jw_kz(w, "harm", harm_kind_word(x->harm));
        jw_kz(w, "people", people_kind_word(x->people));
        people(w, "low", x->low);
        people(w, "best", x->best);
        people(w, "high", x->high);
        json_instant(w, "as_of", x->as_of);
        jw_kv(w, "source", x->source);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void windows(const report_data *d, json_writer *w)
{
    jw_key(w, "windows");
    jw_open(w, '[');
    for (size_t i = 0; i < d->process.n_windows; i++) {
        const window_line *l = &d->process.windows[i];
        jw_open(w, '{');
        jw_kv(w, "id", l->what->id);
        times(w, l->what->when);
        jw_kv(w, "agreed_by", l->what->agreed_by);
        jw_kz(w, "answer", window_answer_word(l->answer));
        jw_ki(w, "incidents", (int64_t)l->n_inside);
        jw_ki(w, "perhaps", (int64_t)l->n_perhaps);
        jw_kv(w, "said", l->what->state);
        jw_kv(w, "said_by", l->what->said_by);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void presence(const report_data *d, json_writer *w)
{
    jw_key(w, "presence");
    jw_open(w, '[');
    for (size_t i = 0; i < d->process.n_presence; i++) {
        const presence_line *l = &d->process.presence[i];
        jw_open(w, '{');
        jw_kv(w, "incident", d->coded[l->row].in->id);
        jw_kv(w, "reading", d->readings[l->reading]->id);
        jw_kv(w, "obligation", l->what->id);
        jw_kz(w, "meant", truth_word(l->match));
        jw_kz(w, "inside", truth_word(l->inside));
        jw_kz(w, "allowed", truth_word(l->allowed));
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void spreads(const report_data *d, json_writer *w)
{
    static const char *const keys[] = {"0", "1", "2", "3"};
    jw_key(w, "scores");
    jw_open(w, '[');
    for (size_t i = 0; i < d->process.n_spreads; i++) {
        const spread_line *l = &d->process.spreads[i];
        bool all = l->phase == d->ag->n_phases;
        jw_open(w, '{');
        jw_kv(w, "phase", all ? STR("") : d->ag->phases[l->phase].id);
        for (size_t k = 0; k < 4; k++)
            jw_ki(w, keys[k], (int64_t)l->spread.n[k]);
        jw_ki(w, "undetermined", (int64_t)l->spread.undetermined);
        if (l->has_share) json_fixed(w, "rule_pam", l->pam_share, 6);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

void json_process(const report_data *d, json_writer *w)
{
    if (!d->process.told) return;
    jw_key(w, "process");
    jw_open(w, '{');
    json_instant(w, "at", d->process.at);
    phases(d, w);
    ahead(d, w);
    tracks(d, w);
    commitments(d, w);
    adopted(d, w);
    invocations(d, w);
    casualties(d, w);
    windows(d, w);
    presence(d, w);
    spreads(d, w);
    jw_kv(w, "events_fault", d->process.events_fault);
    jw_ki(w, "names_nothing", (int64_t)d->process.n_unknown);
    jw_close(w, '}');
}

void report_process_json(const report_data *d, buf *b)
{
    json_writer w;
    jw_init_shown(&w, b);
    jw_open(&w, '{');
    jw_ki(&w, "v", 1);
    json_process(d, &w);
    json_duties(d, &w);
    jw_close(&w, '}');
    buf_c(b, '\n');
}
