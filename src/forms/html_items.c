/* The page: each incident with its evidence and reasons. */
#include "forms/html_parts.h"
#include "forms/pages.h"

#include <math.h>

void h_put_term(buf *b, const char *name, str value)
{
    if (value.len == 0) return;
    buf_f(b, "<dt>%s</dt><dd>", name);
    h_text(b, value);
    h_z(b, "</dd>");
}

void h_put_sources(buf *b, str sources)
{
    str one = {0};
    if (sources.len == 0) return;
    h_z(b, "<dt>Sources</dt><dd>");
    for (bool first = true; str_cut(&sources, ';', &one); first = false) {
        one = str_trim(one);
        if (!first) h_z(b, "<br>");
        if (str_starts(one, "http")) {
            h_z(b, "<a href=\"");
            html_url(b, one);
            h_z(b, "\" rel=\"noreferrer\">");
            h_text(b, one);
            h_z(b, "</a>");
        } else {
            h_text(b, one);
        }
    }
    h_z(b, "</dd>");
}

static void answers(const report_data *d, const report_row *row, buf *b)
{
    h_open_figure(b, "Under each reading");
    h_z(b, "<thead><tr><th "
           "scope=\"col\">Reading</th><th scope=\"col\">Verdict</th><th scope=\"col\">In "
           "force</th><th scope=\"col\">Category</th><th scope=\"col\">Place</th><th "
           "scope=\"col\">Act</th><th scope=\"col\">Decided by</th></tr></thead><tbody>\n");
    for (size_t r = 0; r < d->n_readings; r++) {
        const answer *w = &row->answers[r];
        h_z(b, "<tr><th scope=\"row\">");
        h_link_id(d, b, d->readings[r]->id);
        buf_f(b, "</th><td>%s%s</td>", verdict_says(w->verdict),
              w->straddles ? " (straddles)" : "");
        for (unsigned t = 1; t < TEST__N; t++)
            buf_f(b, "<td>%s</td>", truth_says(w->test[t]));
        h_z(b, "<td>");
        h_link_list(d, b, answer_text(d, w->decided_by));
        h_z(b, "</td></tr>\n");
    }
    h_close_table(b);
}

static void trace(const report_data *d, const report_row *row, buf *b)
{
    if (row->in->kind == INC_AGGREGATE) return;
    h_z(b, "<details><summary>Why, test by test</summary>\n");
    for (size_t r = 0; r < d->n_readings; r++) {
        const answer *w = &row->answers[r];
        h_z(b, "<p><b>");
        h_text(b, row->in->id);
        h_z(b, " under ");
        h_text(b, d->readings[r]->id);
        buf_f(b, ": %s</b></p>\n<dl>", verdict_says(w->verdict));
        for (unsigned t = 1; t < TEST__N; t++) {
            buf_f(b, "<dt>%s: %s</dt><dd>", cover_test_says((cover_test)t), truth_says(w->test[t]));
            h_text(b, answer_text(d, w->reason[t]));
            h_z(b, "</dd>");
        }
        h_z(b, "</dl>\n");
    }
    h_z(b, "</details>\n");
}

static void when_term(buf *b, const incident *in)
{
    h_z(b, "<dt>When</dt><dd>");
    span_words(b, in->when);
    if (in->when_words.len) {
        h_z(b, " <span class=\"soft\">(as reported: ");
        h_text(b, in->when_words);
        if (in->zone_words.len) h_z(b, ", ");
        h_text(b, in->zone_words);
        h_z(b, ")</span>");
    }
    h_z(b, "</dd>");
}

/* As exactly as it is stated: 100 m are not 0 km. */
static void put_reach(double m, buf *b)
{
    bool whole = fabs(m / 1000 - floor(m / 1000 + 0.5)) < 1e-9;
    if (m < 1000)
        buf_fixed(b, m, 0);
    else
        buf_fixed(b, m / 1000, whole || m >= 10000 ? 0 : 1);
    h_z(b, m < 1000 ? " m" : " km");
}

static void where_term(buf *b, const incident *in)
{
    h_z(b, "<dt>Where</dt><dd>");
    h_text(b, in->place.len ? in->place : STR("place not stated"));
    if (in->adm1.len) h_z(b, ", ");
    h_text(b, in->adm1);
    if (in->has_position) {
        h_z(b, ", known to within ");
        put_reach(in->radius_m, b);
    }
    h_z(b, "</dd>");
}

static void states_term(buf *b, const incident *in)
{
    h_z(b, "<dt>Recognised state</dt><dd>");
    if (in->states.n == 0) h_z(b, "not stated");
    for (size_t i = 0; i < in->states.n; i++) {
        if (i) h_z(b, ", ");
        h_text(b, in->states.items[i]);
    }
    if (in->control.len) h_z(b, "; reported in control then: ");
    h_text(b, in->control);
    h_z(b, "</dd>");
}

static void item_head(const report_row *row, buf *b)
{
    h_z(b, "<section class=\"item\" id=\"");
    html_id(b, row->in->id);
    h_z(b, "\"><h3>");
    h_text(b, row->in->id);
    h_z(b, ": ");
    h_text(b, row->in->report.len ? row->in->report : row->in->category);
    h_z(b, "</h3>\n<dl>");
    when_term(b, row->in);
    where_term(b, row->in);
}

/* The status and why; who did it follows. */
static void item_status(const report_row *row, buf *b)
{
    h_z(b, "<dt>Status</dt><dd>");
    h_text(b, row->status);
    h_z(b, " <span class=\"soft\">(");
    h_text(b, row->status_reason);
}

static void item_beside(const report_data *d, const report_row *row, buf *b)
{
    if (row->matched.len == 0) return;
    h_z(b, "<dt>Beside it</dt><dd>");
    h_link_id(d, b, row->matched);
    h_z(b, " <span class=\"soft\">(");
    h_text(b, row->matched_why);
    h_z(b, ")</span></dd>");
}

static void put_reply(const reply_line *x, buf *b)
{
    h_z(b, "<dt>Right of reply</dt><dd>");
    h_text(b, x->party);
    h_z(b, str_is(x->act, "ask")       ? " was asked"
           : str_is(x->act, "silence") ? " did not answer"
                                       : " answered");
    if (x->words.len) h_z(b, ": ");
    h_text(b, x->words);
    h_z(b, " <span class=\"soft\">(");
    if (x->until.len) h_z(b, "until ");
    h_text(b, x->until);
    if (x->until.len) h_z(b, "; ");
    h_text(b, x->source);
    if (x->source.len) h_z(b, "; ");
    h_z(b, "noted by ");
    h_text(b, x->by);
    buf_f(b, ", entry %llu)</span></dd>", (unsigned long long)x->entry);
}

/* What the parties were asked about it and answered, in the order of the record. */
static void replies_term(const report_data *d, str id, buf *b)
{
    size_t at = plan_first_reply(d, id);
    for (; at < d->n_replies; at++) {
        const reply_line *x = plan_reply(d, at);
        if (!str_eq(x->item, id)) return;
        put_reply(x, b);
    }
}

static void coded_item(const report_data *d, const report_row *row, buf *b)
{
    const incident *in = row->in;
    item_head(row, b);
    states_term(b, in);
    h_put_term(b, "Category", in->category);
    h_put_term(b, "in the words of the report", in->category_words);
    h_put_term(b, "Act", in->act);
    h_put_term(b, "in the words of the report", in->act_words);
    h_put_term(b, "People affected", in->people);
    h_put_term(b, "Reported by", in->reported_by);
    h_put_term(b, "Other statement", in->counter_statement);
    h_put_term(b, "Caution", in->caution);
    h_put_term(b, "Coded by", in->coding);
    replies_term(d, in->id, b);
    h_put_sources(b, in->sources);
    item_status(row, b);
    h_z(b, ")</span>; who did it: not attributed</dd>");
    item_beside(d, row, b);
    h_z(b, "</dl>\n");
    answers(d, row, b);
    trace(d, row, b);
    h_z(b, "</section>\n");
}

static void member(const member_line *m, buf *b)
{
    const claim *c = m->c;
    h_z(b, "<li id=\"");
    html_id(b, c->id);
    h_z(b, "\"><b>");
    h_text(b, c->id);
    h_z(b, "</b> ");
    h_text(b, c->claimant);
    h_z(b, " (");
    h_text(b, c->side);
    h_z(b, ") said: ");
    h_text(b, c->facility.len ? c->facility : STR("object not stated"));
    if (c->effect.len) h_z(b, ", ");
    h_text(b, c->effect);
    if (c->people.len) {
        h_z(b, ", people affected ");
        h_text(b, c->people);
    }
    h_z(b, "; time as written: ");
    h_text(b, c->date_stated.len ? c->date_stated : STR("no date"));
    if (c->time_stated.len) h_z(b, " ");
    h_text(b, c->time_stated);
    if (c->zone_basis.len) h_z(b, ", ");
    h_text(b, c->zone_basis);
    if (str_starts(c->url, "http")) {
        h_z(b, "; <a href=\"");
        html_url(b, c->url);
        h_z(b, "\" rel=\"noreferrer\">page ");
        h_text(b, c->page);
        h_z(b, "</a>");
    }
    h_z(b, c->page_date.len ? " of " : "");
    h_text(b, c->page_date);
    if (m->why.len) {
        h_z(b, " <span class=\"soft\">Joined ");
        h_text(b, m->why);
        h_z(b, "</span>");
    }
    h_z(b, "</li>\n");
}

static void fused_item(const report_data *d, const report_row *row, buf *b)
{
    item_head(row, b);
    h_put_term(b, "Category", row->in->category);
    h_put_term(b, "Act, as alleged", row->in->act);
    buf_f(b, "<dt>Claims</dt><dd>%zu on %zu page%s, %zu origin%s</dd>", row->n_members,
          row->n_pages, row->n_pages == 1 ? "" : "s", row->n_origins,
          row->n_origins == 1 ? "" : "s");
    item_status(row, b);
    h_z(b, ")</span>; attributed to ");
    const claim *c = row->members[0].c;
    if (c->alleged_actor.len) {
        h_text(b, c->alleged_actor);
        h_z(b, " by ");
        h_text(b, c->side);
    } else {
        h_z(b, "nobody");
    }
    h_z(b, "</dd>");
    item_beside(d, row, b);
    h_z(b, "</dl>\n<ul>\n");
    for (size_t i = 0; i < row->n_members; i++)
        member(&row->members[i], b);
    h_z(b, "</ul>\n");
    if (!row->no_event) {
        h_z(b, "<details><summary>Under each reading</summary>\n");
        answers(d, row, b);
        h_z(b, "</details>\n");
    }
    h_z(b, "</section>\n");
}

/* ---- The lists of both */

/* Those of the period in the order of time, then those without a date. */
static tr_err gather_coded(const report_data *d, arena *a, line_vec *out)
{
    for (size_t i = 0; i < d->n_coded; i++) {
        if (d->coded[i].in_period) TR_TRY(add_line(a, out, 0, i));
    }
    for (size_t i = 0; i < d->n_coded; i++) {
        if (!d->coded[i].in_period && is_undated(d->coded[i].in)) TR_TRY(add_line(a, out, 0, i));
    }
    return TR_OK;
}

static size_t stated_bytes(const incident *in)
{
    return 700 + 2 * in->id.len + in->report.len + in->place.len + in->adm1.len + in->category.len +
           in->category_words.len + in->act_words.len + in->people.len + in->reported_by.len +
           in->counter_statement.len + in->caution.len + in->coding.len + 3 * in->sources.len;
}

static size_t answers_bytes(const report_data *d, const report_row *row, bool why)
{
    size_t n = 480;
    for (size_t r = 0; r < d->n_readings; r++) {
        n += 200 + 4 * answer_text(d, row->answers[r].decided_by).len;
        for (unsigned t = 1; why && t < TEST__N; t++)
            n += 60 + answer_text(d, row->answers[r].reason[t]).len;
    }
    return n;
}

static size_t coded_bytes(const report_data *d, list_line l)
{
    const report_row *row = &d->coded[l.row];
    return stated_bytes(row->in) + row->status.len + row->status_reason.len + row->matched_why.len +
           answers_bytes(d, row, row->in->kind != INC_AGGREGATE);
}

static void write_coded(const report_data *d, const list_line *l, size_t n, buf *b)
{
    for (size_t i = 0; i < n; i++)
        coded_item(d, &d->coded[l[i].row], b);
}

static tr_err anchor_coded(const report_data *d, list_line l, bool first, page_plan *p, arena *a)
{
    (void)first;
    return plan_anchor(p, a, d->coded[l.row].in->id);
}

const list_kind coded_list = {.file = "annex-a",
                              .title = "Annex A: incidents coded by a person",
                              .gather = gather_coded,
                              .bytes = coded_bytes,
                              .write = write_coded,
                              .anchors = anchor_coded,
                              .label = h_row_label};

static tr_err gather_alleged(const report_data *d, arena *a, line_vec *out)
{
    for (size_t i = 0; i < d->n_fused; i++) {
        if (d->fused[i].in_period) TR_TRY(add_line(a, out, 0, i));
    }
    for (size_t i = 0; i < d->n_fused; i++) {
        if (!d->fused[i].in_period) TR_TRY(add_line(a, out, 0, i));
    }
    return TR_OK;
}

static size_t member_bytes(const member_line *m)
{
    return 220 + 2 * m->c->id.len + m->c->claimant.len + m->c->facility.len + m->c->effect.len +
           m->c->people.len + m->c->url.len + m->why.len;
}

static size_t alleged_bytes(const report_data *d, list_line l)
{
    const report_row *row = &d->fused[l.row];
    size_t n = stated_bytes(row->in) + row->status_reason.len + row->matched_why.len;
    for (size_t i = 0; i < row->n_members; i++)
        n += member_bytes(&row->members[i]);
    return n + (row->no_event ? 0 : answers_bytes(d, row, false));
}

static void write_alleged(const report_data *d, const list_line *l, size_t n, buf *b)
{
    for (size_t i = 0; i < n; i++)
        fused_item(d, &d->fused[l[i].row], b);
}

static tr_err anchor_alleged(const report_data *d, list_line l, bool first, page_plan *p, arena *a)
{
    const report_row *row = &d->fused[l.row];
    (void)first;
    TR_TRY(plan_anchor(p, a, row->in->id));
    for (size_t i = 0; i < row->n_members; i++)
        TR_TRY(plan_anchor(p, a, row->members[i].c->id));
    return TR_OK;
}

static void alleged_label(const report_data *d, list_line l, buf *b)
{
    h_when_label(d->fused[l.row].in, b);
}

const list_kind alleged_list = {.file = "annex-b",
                                .title = "Annex B: alleged incidents and their claims",
                                .gather = gather_alleged,
                                .bytes = alleged_bytes,
                                .write = write_alleged,
                                .anchors = anchor_alleged,
                                .label = alleged_label};

void h_annexes(const report_data *d, buf *b)
{
    h_heading(b, "annex-a", "Annex A: incidents coded by a person");
    h_z(b,
        "<p>One block an incident, in the order of time. The verdicts say whether the incident as "
        "reported would be covered.</p>\n");
    h_list(d, LIST_CODED, b);
    h_heading(b, "annex-b", "Annex B: alleged incidents and their claims");
    h_z(b,
        "<p>Claims that speak of one event are joined, each with its reason; forty reprints are "
        "one origin. A claim that joins nothing stands alone. Items outside the period or without "
        "a date follow at the end.</p>\n");
    h_list(d, LIST_ALLEGED, b);
}
