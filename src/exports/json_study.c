/* The study and the obligations in the report's JSON. */
#include "exports/json_parts.h"

#include "document/said.h"

#include <math.h>

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
        json_instant(w, "last_commitment_at", l->recommitted_at);
    }
    jw_key(w, "tests");
    jw_open(w, '{');
    for (int t = 0; t < STUDY_TEST__N; t++) {
        if (l->ran[t]) test_of(&l->found[t], (study_test)t, w);
    }
    jw_close(w, '}');
    jw_close(w, '}');
}

void json_trend(const report_data *d, json_writer *w)
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

static void duty_steps(json_writer *w, const performing *p)
{
    jw_ki(w, "whole", p->whole);
    if (!span_known(p->next_by)) return;
    json_instant(w, "next_by", p->next_by.to);
    jw_ki(w, "next_quantity", p->next_quantity);
}

static void duty_parts(json_writer *w, const duty_line *l)
{
    jw_key(w, "parts");
    jw_open(w, '[');
    for (size_t i = 0; i < l->what->n_parts; i++) {
        const performing *p = &l->parts[i];
        jw_open(w, '{');
        jw_kv(w, "id", l->what->parts[i].id);
        jw_kz(w, "known", p->known ? "yes" : "no");
        if (p->has_due) jw_ki(w, "due", p->due);
        if (p->known) duty_end(w, "by_lowest_reports", &p->low);
        if (p->known) duty_end(w, "by_highest_reports", &p->high);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void duty_exchange(json_writer *w, const duty_line *l)
{
    jw_key(w, "exchange");
    jw_open(w, '[');
    for (size_t i = 0; i <= l->what->exchange.n_ratios; i++) {
        const exchanged *e = &l->exchanged[i];
        bool placed = i < l->what->exchange.n_ratios;
        if (!placed && e->n_acts == 0) continue;
        jw_open(w, '{');
        jw_kv(w, "category", e->category);
        jw_kz(w, "has_ratio", placed ? "yes" : "no");
        if (placed) jw_ki(w, "gives", e->gives);
        if (placed) jw_ki(w, "gets", e->gets);
        jw_kz(w, "given_known", e->known ? "yes" : "no");
        jw_ki(w, "given_low", e->given_low);
        jw_ki(w, "given_high", e->given_high);
        jw_ki(w, "owed_low", e->due_low);
        jw_ki(w, "owed_high", e->due_high);
        jw_kz(w, "got_known", e->got_known ? "yes" : "no");
        jw_ki(w, "got_low", e->got_low);
        jw_ki(w, "got_high", e->got_high);
        jw_ki(w, "acts", (int64_t)e->n_acts);
        jw_ki(w, "acts_without_given", (int64_t)e->n_given_unsaid);
        jw_ki(w, "acts_without_got", (int64_t)e->n_got_unsaid);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

void json_duties(const report_data *d, json_writer *w)
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
        if (l->how.n_of_no_part) jw_ki(w, "of_no_part", (int64_t)l->how.n_of_no_part);
        if (l->how.known) duty_end(w, "by_lowest_reports", &l->how.low);
        if (l->how.known) duty_end(w, "by_highest_reports", &l->how.high);
        if (l->how.has_steps) duty_steps(w, &l->how);
        if (l->what->n_parts) duty_parts(w, l);
        if (l->what->exchange.given) duty_exchange(w, l);
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
