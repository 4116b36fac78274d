/* The report as one self-contained page: no scripts, nothing fetched, readable from top to bottom.
 */
#include "report/html_parts.h"
#include "report/style.h"

/* ---- first screen
 * ------------------------------------------------------------------------------------ */

static void page_head(const report_data *d, buf *b)
{
    buf period;
    h_z(b, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
           "name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
           "'unsafe-inline'\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    h_text(b, d->title);
    h_z(b, "</title>\n<style>\n");
    h_z(b, page_style);
    h_z(b, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">To the "
           "report</a>\n<header>\n<h1>");
    h_text(b, d->title);
    h_z(b, "</h1>\n<p class=\"soft\">Report on ");
    buf_init(&period, BUF_LIMIT_BYTES);
    period_words(d, &period);
    h_text(b, buf_str(&period));
    buf_absorb(b, &period);
    h_z(b, ". Based on what was known at ");
    when_write_words(b, d->as_of);
    h_z(b, ". All times are UTC (Z). Agreement ");
    h_text(b, d->ag->id);
    buf_f(b,
          ", version %lld. Counting rule: item/1 (each coded item). Release profile: "
          "mission.</p>\n</header>\n<main id=\"main\">\n",
          (long long)d->ag->version);
}

static void fact(buf *b, size_t n, const char *what, const char *href)
{
    buf_f(b, "<li><b><a href=\"#%s\">%zu</a></b> %s</li>\n", href, n, what);
}

static void verdict_link(const report_data *d, size_t r, verdict v, buf *b)
{
    size_t n = d->counts[r].n[v];
    h_z(b, "<td class=\"n\">");
    if (n == 0) h_z(b, "0");
    if (n) {
        h_z(b, "<a href=\"#list-");
        html_id(b, d->readings[r]->id);
        buf_f(b, "-%s\">%zu</a>", verdict_word(v), n);
    }
    h_z(b, "</td>");
}

static void counts_row(const report_data *d, size_t r, buf *b)
{
    static const verdict order[] = {VERDICT_YES, VERDICT_UNCLEAR, VERDICT_ATTEMPT, VERDICT_NO,
                                    VERDICT_NOT_IN_FORCE};
    h_z(b, "<tr><th scope=\"row\">");
    h_link_id(b, d->readings[r]->id);
    h_z(b, "</th>");
    h_cell(b, d->readings[r]->title);
    for (size_t v = 0; v < sizeof order / sizeof order[0]; v++)
        verdict_link(d, r, order[v], b);
    h_z(b, "</tr>\n");
}

static bool has_undrawn_area(const report_data *d, size_t which)
{
    for (size_t r = 0; r < d->n_readings; r++) {
        for (size_t i = 0; d->phase_of[r] == which && i < d->readings[r]->n_clauses; i++) {
            const clause *c = &d->readings[r]->clauses[i];
            if (c->kind == CLAUSE_PLACE && c->area && c->area->shape.kind == GEO_NONE) return true;
        }
    }
    return false;
}

static void counts_phase(const report_data *d, size_t which, buf *b)
{
    static const char *const heads[] = {"Reading", "Whose",       "Covered",      "Unclear",
                                        "Attempt", "Not covered", "Not in force", NULL};
    buf caption;
    buf_init(&caption, 65536);
    html_text(&caption, d->ag->phases[which].title);
    buf_z(&caption, ": the incidents coded by a person, under each reading. Each number leads to "
                    "its incidents.");
    buf_c(&caption, '\0');
    if (has_undrawn_area(d, which))
        h_z(b, "<p>Nobody has drawn the area that these readings speak of, so whether an incident "
               "lies in it is unknown, wherever it was.</p>\n");
    h_open_table(b, buf_err(&caption) == TR_OK ? caption.ptr : "", heads, "  nnnnn");
    buf_absorb(b, &caption);
    for (size_t r = 0; r < d->n_readings; r++) {
        if (d->phase_of[r] == which) counts_row(d, r, b);
    }
    h_close_table(b);
}

/* The first phase is open; later ones wait behind their title. */
static void counts_table(const report_data *d, buf *b)
{
    for (size_t p = 0; p < d->ag->n_phases; p++) {
        if (p > 0) {
            h_z(b, "<details><summary>The same incidents under the readings of another phase: ");
            h_text(b, d->ag->phases[p].title);
            h_z(b, "</summary>\n");
        }
        counts_phase(d, p, b);
        if (p > 0) h_z(b, "</details>\n");
    }
}

static void summary(const report_data *d, buf *b)
{
    if (d->about.len) {
        h_z(b, "<p class=\"lead\">");
        h_text(b, d->about);
        h_z(b, "</p>\n");
    }
    buf_f(b, "<p class=\"lead\">%s</p>\n<ul class=\"facts\">\n", what_this_is());
    fact(b, coded_in_period(d), "incidents coded by a person from reports, each coded item one",
         "annex-a");
    fact(b, fused_in_period(d), "incidents alleged in the claims, reprints joined", "annex-b");
    fact(b, matched_in_period(d), "of the alleged ones match a coded one; they are not added up",
         "annex-b");
    fact(b, d->n_readings, "readings of the agreement, side by side", "readings");
    h_z(b, "</ul>\n");
    h_z(b, "<h2 id=\"summary\">How many incidents each reading covers</h2>\n");
    if (nothing_itemised(d)) buf_f(b, "<p class=\"lead\">%s</p>\n", nothing_itemised(d));
    counts_table(d, b);
    buf_f(b,
          "<p class=\"soft\">Covered: the reading was in force, the target and the place are in "
          "its scope, and the act counts. Unclear: at least one of these is not known. "
          "Attempt: nothing was hit. %zu claim%s over a period without items %s not counted. A "
          "number says what was reported, not what happened.</p>\n",
          aggregates_in_period(d), aggregates_in_period(d) == 1 ? "" : "s",
          aggregates_in_period(d) == 1 ? "is" : "are");
}

static void contents(const report_data *d, buf *b)
{
    static const char *const items[][2] = {
        {"summary", "How many incidents each reading covers"},
        {"where", "Where and when"},
        {"readings", "What the agreement says"},
        {"regions", "Incidents by region"},
        {"attempts", "Interceptions and attempts"},
        {"differ", "Where the readings differ"},
        {"said", "What the sides said"},
        {"evidence", "Sensors and other reports"},
        {"trend", "Before and during"},
        {"duties", "Obligations to perform"},
        {"limits", "What could not be observed"},
        {"log", "Observations and decisions"},
        {"corrections", "Corrections and late items"},
        {"annex-a", "Annex A: coded incidents"},
        {"annex-b", "Annex B: alleged incidents and their claims"},
        {"lists", "Annex C: lists behind the numbers"},
        {"statements", "Annex D: statements"},
        {"provenance", "How this was made"}};
    h_z(b, "<nav aria-label=\"Contents\"><ol>\n");
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) {
        if (str_is(str_of(items[i][0]), "evidence") && !has_evidence(d)) continue;
        if (str_is(str_of(items[i][0]), "duties") && d->n_duties == 0) continue;
        buf_f(b, "<li><a href=\"#%s\">%s</a></li>\n", items[i][0], items[i][1]);
    }
    h_z(b, "</ol></nav>\n");
}

static void pictures(const report_data *d, buf *b)
{
    h_heading(b, "where", "Where and when");
    map_svg(d, b);
    h_z(b, "<ul class=\"key\"><li><svg viewBox=\"0 0 14 14\" aria-hidden=\"true\"><circle "
           "class=\"coded\" cx=\"7\" cy=\"7\" r=\"5\"/></svg> coded by a person</li>"
           "<li><svg viewBox=\"0 0 14 14\" aria-hidden=\"true\"><rect class=\"alleged\" x=\"3\" "
           "y=\"3\" width=\"8\" height=\"8\"/></svg> alleged in claims</li>"
           "<li>Places are centres of the town, district or region named; a mark is not the "
           "spot.</li></ul>\n");
    timeline_svg(d, b);
    h_z(b, "<ul class=\"key\"><li><svg viewBox=\"0 0 14 14\" aria-hidden=\"true\"><rect "
           "class=\"force-yes\" y=\"3\" width=\"14\" height=\"8\"/></svg> in force under every "
           "alternative</li>"
           "<li><svg viewBox=\"0 0 14 14\" aria-hidden=\"true\"><rect class=\"force-open\" x=\"1\" "
           "y=\"3\" width=\"12\" height=\"8\"/></svg> not settled</li>"
           "<li>no bar: not in force</li></ul>\n");
}

/* ---- regions, attempts, differences
 * ---------------------------------------------------------------------- */

static void regions(const report_data *d, buf *b)
{
    h_heading(b, "regions", "Incidents by region");
    h_open_figure(
        b,
        "Coded: by a person, from reports. Alleged: from the claims, reprints joined. Then how "
        "many coded ones each reading of the first phase covers. Regions in alphabetical order.");
    h_z(b, "<thead><tr><th scope=\"col\">Region</th><th "
           "scope=\"col\" class=\"n\">Coded</th><th scope=\"col\" class=\"n\">Alleged</th>");
    for (size_t r = 0; r < d->n_readings; r++) {
        if (d->phase_of[r] != 0) continue;
        h_z(b, "<th scope=\"col\" class=\"n\">");
        h_text(b, d->readings[r]->id);
        h_z(b, "</th>");
    }
    h_z(b, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < d->n_regions; i++) {
        h_z(b, "<tr><th scope=\"row\">");
        h_text(b, d->regions[i].name);
        h_z(b, "</th>");
        h_number(b, d->regions[i].coded);
        h_number(b, d->regions[i].fused);
        for (size_t r = 0; r < d->n_readings; r++) {
            if (d->phase_of[r] == 0) h_number(b, d->regions[i].by_reading[r].n[VERDICT_YES]);
        }
        h_z(b, "</tr>\n");
    }
    h_close_table(b);
}

static void attempts(const report_data *d, buf *b)
{
    size_t n = 0;
    h_heading(b, "attempts", "Interceptions and attempts, kept apart");
    h_z(b, "<p>Nothing was hit, as far as reported. These are listed and never added to the "
           "incidents that are covered.</p>\n<ul>\n");
    for (size_t i = 0; i < d->n_coded; i++) {
        const report_row *row = &d->coded[i];
        if (!row->in_period || !is_attempt(row->in)) continue;
        n++;
        h_z(b, "<li>");
        h_link_id(b, row->in->id);
        h_z(b, " ");
        h_text(b, row->in->place);
        h_z(b, ", ");
        span_words(b, row->in->when);
        h_z(b, ": ");
        h_text(b, row->in->report);
        h_z(b, "</li>\n");
    }
    h_z(b, "</ul>\n");
    if (n == 0) h_z(b, "<p>None recorded in the period.</p>\n");
}

static void differences(const report_data *d, buf *b)
{
    static const char *const heads[] = {"Readings", "Differ on", "Because of", NULL};
    static const char *const heads2[] = {"Clause", "Decides", "Words", NULL};
    h_heading(b, "differ", "Where the readings differ");
    h_z(b, "<p>For each pair of readings of one phase: on how many coded incidents their verdicts "
           "differ, and the clauses whose exchange turns one verdict into the other.</p>\n");
    for (size_t i = 0; i < d->n_divergences; i++) {
        if (d->divergences[i].n_readings < 2) continue;
        buf plain;
        buf_init(&plain, BUF_LIMIT_BYTES);
        divergence_words(d, &d->divergences[i], &plain);
        h_z(b, "<p>");
        h_text(b, buf_str(&plain));
        h_z(b, "</p>\n");
        buf_absorb(b, &plain);
    }
    h_open_table(b, "Pairs in alphabetical order; only those that differ.", heads, " n");
    for (size_t i = 0; i < d->n_pairs; i++) {
        const pair_line *p = &d->pairs[i];
        if (p->differ == 0) continue;
        h_z(b, "<tr><th scope=\"row\">");
        h_link_id(b, d->readings[p->a]->id);
        h_z(b, " / ");
        h_link_id(b, d->readings[p->b]->id);
        h_z(b, "</th>");
        h_number(b, p->differ);
        h_z(b, "<td>");
        h_text(b, p->clauses);
        h_z(b, "<br><span class=\"soft\">");
        shares_words(p, b);
        h_z(b, "</span><details><summary>incidents</summary>");
        str rest = p->ids, one = {0};
        for (bool first = true; str_cut(&rest, ',', &one); first = false) {
            if (!first) h_z(b, ", ");
            h_link_id(b, str_trim(one));
        }
        h_z(b, "</details></td></tr>\n");
    }
    h_close_table(b);
    h_z(b, "<details><summary>How many verdicts each clause decides</summary>\n");
    h_open_table(
        b,
        "A clause counts for an incident when it is among those that settled, or left open, "
        "its verdict.",
        heads2, " n");
    for (size_t i = 0; i < d->n_weights; i++) {
        h_z(b, "<tr><th scope=\"row\">");
        h_link_id(b, d->weights[i].clause);
        h_z(b, "</th>");
        h_number(b, d->weights[i].decides);
        h_cell(b, d->weights[i].words);
        h_z(b, "</tr>\n");
    }
    h_close_table(b);
    h_z(b, "</details>\n");
}

/* ---- what the sides said
 * -------------------------------------------------------------------------------- */

static void sheet(const report_data *d, buf *b)
{
    static const char *const heads[] = {"Side",
                                        "Totals",
                                        "Claims",
                                        "Incidents alleged",
                                        "with day and region",
                                        "matched to a coded one",
                                        "not matched",
                                        "too coarse to match",
                                        "says nothing happened",
                                        NULL};
    h_open_table(b,
                 "The same columns for every side. More claims by a side say how it publishes, not "
                 "what happened. Nothing is added across sides.",
                 heads, " nnnnnnnn");
    for (size_t i = 0; i < d->n_sheets; i++) {
        const side_sheet *s = &d->sheets[i];
        h_z(b, "<tr><th scope=\"row\">");
        h_text(b, s->name);
        h_z(b, "</th>");
        h_number(b, s->n_totals);
        h_number(b, s->n_claims);
        h_number(b, s->n_incidents);
        h_number(b, s->n_itemised);
        h_number(b, s->n_matched);
        h_number(b, s->n_unmatched);
        h_number(b, s->n_not_assessable);
        h_number(b, s->n_no_event);
        h_z(b, "</tr>\n");
    }
    h_close_table(b);
}

static void total_row(const total *t, buf *b)
{
    h_z(b, "<tr id=\"");
    html_id(b, t->id);
    h_z(b, "\"><th scope=\"row\">");
    h_text(b, t->id);
    h_z(b, "</th>");
    h_cell(b, t->side);
    h_cell(b, t->claimant);
    h_z(b, "<td>");
    h_text(b, t->period_start);
    h_z(b, " to ");
    h_text(b, t->period_end);
    h_z(b, " <span class=\"soft\">(");
    h_text(b, t->period_kind);
    h_z(b, ")</span></td><td class=\"n\">");
    if (str_is(t->bound, "at least")) h_z(b, "at least ");
    if (t->count < 0) h_z(b, "no number");
    if (t->count >= 0) buf_i64(b, t->count);
    h_z(b, "</td>");
    h_cell(b, t->unit);
    h_cell(b, t->parts);
    h_z(b, "<td>");
    if (str_starts(t->source, "http")) {
        h_z(b, "<a href=\"");
        html_url(b, t->source);
        h_z(b, "\" rel=\"noreferrer\">source</a>");
    } else {
        h_text(b, t->source);
    }
    h_z(b, "</td></tr>\n");
}

static void flags(const report_data *d, buf *b)
{
    if (d->n_flags == 0) {
        h_z(b, "<p>No check raised a flag.</p>\n");
        return;
    }
    h_z(b,
        "<h3>What does not fit</h3>\n<p>Each figure stands as it was said; these remarks correct "
        "nothing.</p>\n");
    for (size_t i = 0; i < d->n_flags; i++) {
        const total_flag *f = &d->flags[i];
        if (i == 0 || d->flags[i - 1].code != f->code)
            buf_f(b, "%s<h4>C%d: %s</h4>\n<ul>\n", i ? "</ul>\n" : "", f->code,
                  check_title(f->code));
        h_z(b, "<li>");
        h_link_id(b, f->id);
        h_z(b, " (");
        h_text(b, f->side);
        h_z(b, "): ");
        h_text(b, f->words);
        h_z(b, "</li>\n");
    }
    h_z(b, "</ul>\n");
}

static void said(const report_data *d, buf *b)
{
    static const char *const heads[] = {"Id",   "Side",  "Who",    "Period", "Figure",
                                        "Unit", "Parts", "Source", NULL};
    h_heading(b, "said", "What the sides said");
    sheet(d, b);
    h_z(b, "<details><summary>Totals as they were said</summary>\n");
    h_open_table(
        b,
        "A total is one claim. Totals are never added to each other or to the incidents of "
        "this report.",
        heads, "    n");
    for (size_t i = 0; i < d->n_totals; i++)
        total_row(&d->totals[i], b);
    h_close_table(b);
    h_z(b, "</details>\n");
    flags(d, b);
}

static void limits(const report_data *d, buf *b)
{
    h_heading(b, "limits", "What could not be observed");
    if (d->n_limits == 0)
        h_z(b, "<p>The mission declares nothing here. That is not the same as full observation: no "
               "effort of observation is recorded, so no count of this report can be read as a "
               "rate.</p>\n");
    if (d->n_limits) h_z(b, "<ul>\n");
    for (size_t i = 0; i < d->n_limits; i++) {
        const limit_note *l = &d->limits[i];
        h_z(b, "<li>");
        h_text(b, l->words);
        if (l->place.len || l->from.len) {
            h_z(b, " <span class=\"soft\">(");
            h_text(b, l->place);
            if (l->from.len) h_z(b, l->place.len ? ", " : "");
            h_text(b, l->from);
            if (l->to.len) h_z(b, " to ");
            h_text(b, l->to);
            h_z(b, ")</span>");
        }
        h_z(b, "</li>\n");
    }
    if (d->n_limits) h_z(b, "</ul>\n");
    if (d->n_events)
        buf_f(b,
              "<p>%zu rows of event data are in the record. They are evidence, not incidents, and "
              "enter no count here.</p>\n",
              d->n_events);
    size_t undated = 0;
    for (size_t i = 0; i < d->n_fused; i++)
        undated += !span_known(d->fused[i].in->when) && !d->fused[i].no_event;
    buf_f(b,
          "<p>%zu alleged incident%s no date that can be worked out and stand%s outside every "
          "period. %zu claim%s alone because several incidents fit equally well.</p>\n",
          undated, undated == 1 ? " has" : "s have", undated == 1 ? "s" : "", d->n_ambiguous,
          d->n_ambiguous == 1 ? " stands" : "s stand");
}

/* Where it was, in the officer's words, and where that is, as far as stated. */
static void location_cell(const observation_line *o, buf *b)
{
    h_z(b, "<td>");
    h_text(b, o->location.len || o->place.len || o->lat.len ? o->location : STR("not stated"));
    if (o->place.len) h_z(b, o->location.len ? "; " : "");
    h_text(b, o->place);
    if (o->lat.len) {
        h_z(b, o->location.len || o->place.len ? "; " : "");
        h_text(b, o->lat);
        h_z(b, ", ");
        h_text(b, o->lon);
    }
    if (o->radius_m.len) {
        h_z(b, " (within ");
        h_text(b, o->radius_m);
        h_z(b, " m)");
    }
    h_z(b, "</td>");
}

static void id_cell(const observation_line *o, buf *b)
{
    buf_f(b, "<td id=\"O-%llu\">O-%llu", (unsigned long long)o->entry,
          (unsigned long long)o->entry);
    for (size_t i = 0; i < o->attachments.n; i++) {
        h_z(b, i ? "<br>" : "; attached: ");
        h_text(b, o->attachments.items[i]);
    }
    h_z(b, "</td>");
}

static void replies_of(const report_data *d, buf *b)
{
    static const char *const heads[] = {
        "Item", "Party", "Act", "Words", "Source", "Until", "Noted by", "Recorded (UTC)", NULL};
    if (d->n_replies == 0) return;
    h_open_table(b, "Right of reply: what a party was asked, what it answered, or that it did not.",
                 heads, NULL);
    for (size_t i = 0; i < d->n_replies; i++) {
        const reply_line *x = &d->replies[i];
        h_z(b, "<tr><td>");
        h_link_id(b, x->item);
        h_z(b, "</td>");
        h_cell(b, x->party);
        h_cell(b, x->act);
        h_cell_or_not(b, x->words);
        h_cell_or_not(b, x->source);
        h_cell_or_not(b, x->until);
        h_cell(b, x->by);
        h_z(b, "<td>");
        when_write_words(b, x->at);
        h_z(b, "</td></tr>\n");
    }
    h_close_table(b);
}

static void log_of(const report_data *d, buf *b)
{
    static const char *const heads[] = {"Position",    "Location",    "Means",  "Number",
                                        "Observation", "Description", "Weapon", "Time",
                                        "By",          "Id",          NULL};
    static const char *const heads2[] = {"No.", "Kind", "Items", "By", "Reason", NULL};
    h_heading(b, "log", "Observations and decisions");
    if (d->n_observations == 0 && d->n_decisions == 0 && d->n_replies == 0)
        h_z(b, "<p>No officer logged an observation, and no decision was recorded.</p>\n");
    if (d->n_observations) {
        h_open_table(
            b,
            "Logged by officers of the mission; each explosion, burst or projectile is one; "
            "no attribution.",
            heads, "   n");
        for (size_t i = 0; i < d->n_observations; i++) {
            const observation_line *o = &d->observations[i];
            h_z(b, "<tr>");
            h_cell_or_not(b, o->position);
            location_cell(o, b);
            h_cell_or_not(b, o->means);
            h_number_words(b, o->number.len ? o->number : STR("not stated"));
            h_cell_or_not(b, o->observation);
            h_cell_or_not(b, o->description);
            h_cell_or_not(b, o->weapon);
            h_z(b, "<td>");
            h_text(b, o->time_words);
            h_z(b, o->zone_words.len ? " " : "");
            h_text(b, o->zone_words);
            h_z(b, " (");
            span_words(b, (span){o->event_from, o->event_to});
            h_z(b, ")");
            h_z(b, o->late ? " <b>late</b></td>" : "</td>");
            h_cell(b, o->by);
            id_cell(o, b);
            h_z(b, "</tr>\n");
        }
        h_close_table(b);
    }
    replies_of(d, b);
    if (d->n_decisions == 0) return;
    h_open_table(b, "Decisions of named people; each can be undone by another.", heads2, NULL);
    for (size_t i = 0; i < d->n_decisions; i++) {
        const decision_line *x = &d->decisions[i];
        buf_f(b, "<tr><th scope=\"row\">%zu</th>", i + 1);
        h_z(b, "<td>");
        h_text(b, x->kind);
        h_z(b, x->status.len ? ": " : "");
        h_text(b, x->status);
        h_z(b, "</td><td>");
        for (size_t k = 0; k < x->items.n; k++) {
            if (k) h_z(b, ", ");
            h_link_id(b, x->items.items[k]);
        }
        h_z(b, "</td><td>");
        h_text(b, x->by);
        if (x->second.len) h_z(b, " and ");
        h_text(b, x->second);
        h_z(b, "</td>");
        h_cell(b, x->reason);
        h_z(b, "</tr>\n");
    }
    h_close_table(b);
}

static void corrections(const report_data *d, buf *b)
{
    h_heading(b, "corrections", "Corrections and late items");
    h_z(b,
        "<p>A headline figure that differs from an earlier issue of this report is numbered, with "
        "its reason, under <a href=\"#issues\">How this was made</a>.");
    if (d->n_asides)
        buf_f(b, " %zu row%s set aside at import and %s in no count:", d->n_asides,
              d->n_asides == 1 ? " was" : "s were", d->n_asides == 1 ? "is" : "are");
    h_z(b, "</p>\n");
    if (d->n_asides == 0) return;
    h_z(b, "<ul>\n");
    for (size_t i = 0; i < d->n_asides; i++) {
        h_z(b, "<li>");
        h_text(b, d->asides[i].words);
        h_z(b, "</li>\n");
    }
    h_z(b, "</ul>\n");
}

static void lists(const report_data *d, buf *b)
{
    h_heading(b, "lists", "Annex C: lists behind the numbers");
    for (size_t r = 0; r < d->n_readings; r++) {
        for (unsigned v = 1; v < VERDICT__N; v++) {
            if (d->counts[r].n[v] == 0) continue;
            h_z(b, "<p id=\"list-");
            html_id(b, d->readings[r]->id);
            buf_f(b, "-%s\"><b>", verdict_word((verdict)v));
            h_text(b, d->readings[r]->id);
            buf_f(b, ", %s (%zu):</b> ", verdict_says((verdict)v), d->counts[r].n[v]);
            bool first = true;
            for (size_t i = 0; i < d->n_coded; i++) {
                if (!d->coded[i].in_period || d->coded[i].answers[r].verdict != (verdict)v)
                    continue;
                if (!first) h_z(b, ", ");
                first = false;
                h_link_id(b, d->coded[i].in->id);
            }
            h_z(b, "</p>\n");
        }
    }
}

static void statements(const report_data *d, buf *b)
{
    h_heading(b, "statements", "Annex D: statements");
    h_z(b, "<p>Quotations are the speakers\xE2\x80\x99 words, loaded ones included.</p>\n");
    for (size_t i = 0; i < d->ag->n_statements; i++) {
        const statement *s = &d->ag->statements[i];
        h_z(b, "<section class=\"item\" id=\"");
        html_id(b, s->id);
        h_z(b, "\"><h3>");
        h_text(b, s->id);
        h_z(b, ": ");
        h_text(b, s->speaker);
        h_z(b, ", ");
        h_text(b, s->said_on);
        h_z(b, "</h3>\n");
        if (s->quote.len) {
            h_z(b, "<blockquote");
            if (s->language.len >= 2 && str_find(s->language, ' ') == s->language.len) {
                h_z(b, " lang=\"");
                html_attr(b, s->language);
                h_z(b, "\"");
            }
            h_z(b, ">");
            h_text(b, s->quote);
            h_z(b, "</blockquote>\n");
        } else {
            h_z(b, "<p>In summary: ");
            h_text(b, s->summary);
            h_z(b, "</p>\n");
        }
        h_z(b, "<dl>");
        h_put_term(b, "Caution", s->caution);
        h_put_sources(b, s->source);
        h_z(b, "</dl></section>\n");
    }
}

/* In the provenance, because it depends on what was issued and when, not on the evidence. */
static void numbered_corrections(const report_data *d, buf *b)
{
    static const char *const heads[] = {"No.", "Figure", "Was", "Is", "Between the two", NULL};
    h_z(b, "<h3 id=\"issues\">Earlier issues of this report</h3>\n");
    if (no_corrections(d)) buf_f(b, "<p>%s</p>\n", no_corrections(d));
    if (d->n_corrections == 0) return;
    h_open_table(b, "Each change of a headline figure from one issue to the next.", heads, "  nn");
    for (size_t i = 0; i < d->n_corrections; i++) {
        const correction_line *c = &d->corrections[i];
        buf_f(b, "<tr><th scope=\"row\">%zu</th>", i + 1);
        h_cell(b, c->figure);
        h_number_words(b, c->was);
        h_number_words(b, c->now);
        h_cell(b, c->reason);
        h_z(b, "</tr>\n");
    }
    h_close_table(b);
}

static void provenance(const report_data *d, buf *b)
{
    static const char *const heads[] = {"Kind",     "File",      "Received", "Accepted",
                                        "Repeated", "Set aside", "SHA-256",  NULL};
    h_heading(b, "provenance", "How this was made");
    h_z(b, "<p>Every number comes from the record by fixed rules; the same record gives the same "
           "bytes on any machine. Check it with <code>truce verify</code>, make it again with "
           "<code>truce report</code>.</p>\n<!-- provenance-begin -->\n");
    buf_f(b,
          "<dl><dt>Ledger</dt><dd>%llu entries, root "
          "<code>%s</code></dd><dt>Agreement</dt><dd>SHA-256 <code>",
          (unsigned long long)d->ledger_size, d->root_hex);
    h_text(b, d->agreement_sha);
    buf_f(b,
          "</code></dd><dt>Rules</dt><dd>coverage v1, fusion v1, report v%d; clauses of basis "
          "practice: %s; place: yes from ",
          REPORT_RULES_VERSION, d->practice ? "admitted" : "not admitted");
    buf_fixed(b, d->place_yes, 1);
    h_z(b, ", no up to ");
    buf_fixed(b, d->place_no, 1);
    h_z(b, "; report as of <code>");
    when_write(b, d->as_of);
    h_z(b, "</code></dd>");
    for (size_t i = 0; i < d->n_zones; i++) {
        h_z(b, "<dt>Zone of time</dt><dd>");
        h_text(b, d->zones[i].name);
        buf_f(b, " <code>%s</code></dd>", d->zones[i].sha);
    }
    h_z(b, "</dl>\n");
    h_open_table(b, "Imports: received = accepted + repeated + set aside.", heads, "  nnnn");
    for (size_t i = 0; i < d->n_sources; i++) {
        const source_line *s = &d->sources[i];
        h_z(b, "<tr>");
        h_cell(b, s->kind);
        h_cell(b, s->name);
        h_number(b, s->received);
        h_number(b, s->accepted);
        h_number(b, s->duplicate);
        h_number(b, s->set_aside);
        h_z(b, "<td><code>");
        h_text(b, str_upto(s->sha, 16));
        h_z(b, "</code></td></tr>\n");
    }
    h_close_table(b);
    numbered_corrections(d, b);
    h_z(b, "<!-- provenance-end -->\n<p class=\"soft\">Coast lines: Natural Earth, public domain. "
           "Nothing was withheld from this report (0 items).</p>\n");
}

void write_html(const report_data *d, buf *b)
{
    page_head(d, b);
    summary(d, b);
    contents(d, b);
    pictures(d, b);
    h_readings(d, b);
    regions(d, b);
    attempts(d, b);
    differences(d, b);
    said(d, b);
    h_evidence(d, b);
    h_trend(d, b);
    h_duties(d, b);
    limits(d, b);
    log_of(d, b);
    corrections(d, b);
    h_annexes(d, b);
    lists(d, b);
    statements(d, b);
    provenance(d, b);
    h_z(b, "</main>\n</body>\n</html>\n");
}
