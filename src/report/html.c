/* The report as one self-contained page: no scripts, nothing fetched, readable from top to bottom.
 */
#include "report/write.h"
#include "report/style.h"

static void text(buf *b, str s)
{
    html_text(b, s);
}

static void z(buf *b, const char *s)
{
    buf_z(b, s);
}

static void link_id(buf *b, str id)
{
    z(b, "<a href=\"#");
    html_id(b, id);
    z(b, "\">");
    text(b, id);
    z(b, "</a>");
}

/* "K-05; K-06" with each id a link; "act:..." has no anchor of its own. */
static void link_list(buf *b, str list)
{
    str one = {0};
    bool first = true;
    while (str_cut(&list, ';', &one)) {
        one = str_trim(one);
        if (one.len == 0) continue;
        if (!first) z(b, ", ");
        first = false;
        if (str_starts(one, "act:")) {
            text(b, str_from(one, 4));
        } else {
            link_id(b, one);
        }
    }
}

static void heading(buf *b, const char *id, const char *title)
{
    buf_f(b, "<h2 id=\"%s\">%s</h2>\n", id, title);
}

/* The caption stands outside the part that scrolls sideways, and names the table. Its id is the
 * place in the page, which is the same every time. */
static void open_figure(buf *b, const char *caption)
{
    size_t id = b->len;
    buf_f(b,
          "<figure><figcaption id=\"c%zu\">%s</figcaption><div class=\"scroll\" tabindex=\"0\" "
          "role=\"region\" aria-labelledby=\"c%zu\"><table aria-labelledby=\"c%zu\">",
          id, caption, id, id);
}

static void open_table(buf *b, const char *caption, const char *const *heads, const char *numeric)
{
    open_figure(b, caption);
    z(b, "<thead><tr>");
    for (size_t i = 0; heads[i]; i++) {
        buf_f(b, "<th scope=\"col\"%s>%s</th>", numeric && numeric[i] == 'n' ? " class=\"n\"" : "",
              heads[i]);
    }
    z(b, "</tr></thead><tbody>\n");
}

static void close_table(buf *b)
{
    z(b, "</tbody></table></div></figure>\n");
}

static void cell(buf *b, str s)
{
    z(b, "<td>");
    text(b, s);
    z(b, "</td>");
}

/* What nobody stated is said, never left blank. */
static void cell_or_not(buf *b, str s)
{
    cell(b, s.len ? s : STR("not stated"));
}

static void number_words(buf *b, str s)
{
    z(b, "<td class=\"n\">");
    text(b, s);
    z(b, "</td>");
}

static void number(buf *b, size_t n)
{
    buf_f(b, "<td class=\"n\">%zu</td>", n);
}

/* ---- first screen
 * ------------------------------------------------------------------------------------ */

static void page_head(const report_data *d, buf *b)
{
    z(b, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
         "name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
         "'unsafe-inline'\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    text(b, d->title);
    z(b, "</title>\n<style>\n");
    z(b, page_style);
    z(b, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">To the "
         "report</a>\n<header>\n<h1>");
    text(b, d->title);
    z(b, "</h1>\n<p class=\"soft\">Report on ");
    period_words(d, b);
    z(b, ". Based on what was known at ");
    when_write_words(b, d->as_of);
    z(b, ". All times are UTC (Z). Agreement ");
    text(b, d->ag->id);
    buf_f(b,
          ", version %lld. Counting rule: incident, v1. Release profile: "
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
    z(b, "<td class=\"n\">");
    if (n == 0) z(b, "0");
    if (n) {
        z(b, "<a href=\"#list-");
        html_id(b, d->readings[r]->id);
        buf_f(b, "-%s\">%zu</a>", verdict_word(v), n);
    }
    z(b, "</td>");
}

static void counts_row(const report_data *d, size_t r, buf *b)
{
    static const verdict order[] = {VERDICT_YES, VERDICT_UNCLEAR, VERDICT_ATTEMPT, VERDICT_NO,
                                    VERDICT_NOT_IN_FORCE};
    z(b, "<tr><th scope=\"row\">");
    link_id(b, d->readings[r]->id);
    z(b, "</th>");
    cell(b, d->readings[r]->title);
    for (size_t v = 0; v < sizeof order / sizeof order[0]; v++)
        verdict_link(d, r, order[v], b);
    z(b, "</tr>\n");
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
        z(b, "<p>Nobody has drawn the area that these readings speak of, so whether an incident "
             "lies in it is unknown, wherever it was.</p>\n");
    open_table(b, buf_err(&caption) == TR_OK ? caption.ptr : "", heads, "  nnnnn");
    buf_absorb(b, &caption);
    for (size_t r = 0; r < d->n_readings; r++) {
        if (d->phase_of[r] == which) counts_row(d, r, b);
    }
    close_table(b);
}

/* The first phase is open; later ones wait behind their title. */
static void counts_table(const report_data *d, buf *b)
{
    for (size_t p = 0; p < d->ag->n_phases; p++) {
        if (p > 0) {
            z(b, "<details><summary>The same incidents under the readings of another phase: ");
            text(b, d->ag->phases[p].title);
            z(b, "</summary>\n");
        }
        counts_phase(d, p, b);
        if (p > 0) z(b, "</details>\n");
    }
}

static void summary(const report_data *d, buf *b)
{
    if (d->about.len) {
        z(b, "<p class=\"lead\">");
        text(b, d->about);
        z(b, "</p>\n");
    }
    buf_f(b, "<p class=\"lead\">%s</p>\n<ul class=\"facts\">\n", what_this_is());
    fact(b, coded_in_period(d), "incidents coded by a person from public reports", "annex-a");
    fact(b, fused_in_period(d), "incidents alleged in the claims, reprints joined", "annex-b");
    fact(b, matched_in_period(d), "of the alleged ones match a coded one; they are not added up",
         "annex-b");
    fact(b, d->n_readings, "readings of the agreement, side by side", "readings");
    z(b, "</ul>\n");
    z(b, "<h2 id=\"summary\">How many incidents each reading covers</h2>\n");
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
        {"limits", "What could not be observed"},
        {"log", "Observations and decisions"},
        {"corrections", "Corrections and late items"},
        {"annex-a", "Annex A: coded incidents"},
        {"annex-b", "Annex B: alleged incidents and their claims"},
        {"lists", "Annex C: lists behind the numbers"},
        {"statements", "Annex D: statements"},
        {"provenance", "How this was made"}};
    z(b, "<nav aria-label=\"Contents\"><ol>\n");
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) {
        if (str_is(str_of(items[i][0]), "evidence") && !has_evidence(d)) continue;
        buf_f(b, "<li><a href=\"#%s\">%s</a></li>\n", items[i][0], items[i][1]);
    }
    z(b, "</ol></nav>\n");
}

static void pictures(const report_data *d, buf *b)
{
    heading(b, "where", "Where and when");
    map_svg(d, b);
    z(b, "<ul class=\"key\"><li><svg viewBox=\"0 0 14 14\" aria-hidden=\"true\"><circle "
         "class=\"coded\" cx=\"7\" cy=\"7\" r=\"5\"/></svg> coded by a person</li>"
         "<li><svg viewBox=\"0 0 14 14\" aria-hidden=\"true\"><rect class=\"alleged\" x=\"3\" "
         "y=\"3\" width=\"8\" height=\"8\"/></svg> alleged in claims</li>"
         "<li>Places are centres of the town, district or region named; a mark is not the "
         "spot.</li></ul>\n");
    timeline_svg(d, b);
    z(b, "<ul class=\"key\"><li><svg viewBox=\"0 0 14 14\" aria-hidden=\"true\"><rect "
         "class=\"force-yes\" y=\"3\" width=\"14\" height=\"8\"/></svg> in force under every "
         "alternative</li>"
         "<li><svg viewBox=\"0 0 14 14\" aria-hidden=\"true\"><rect class=\"force-open\" x=\"1\" "
         "y=\"3\" width=\"12\" height=\"8\"/></svg> not settled</li>"
         "<li>no bar: not in force</li></ul>\n");
}

/* ---- readings
 * ------------------------------------------------------------------------------------------ */

static void words_cell(buf *b, const reading *r, clause_kind kind)
{
    buf t;
    buf_init(&t, 65536);
    window_words(&t, r, kind);
    cell(b, buf_str(&t));
    buf_absorb(b, &t);
}

static void scope_cell(buf *b, const reading *r)
{
    buf t;
    buf_init(&t, 65536);
    scope_words(&t, r);
    cell(b, buf_str(&t));
    buf_absorb(b, &t);
}

static void clause_row(buf *b, const clause *c)
{
    z(b, "<li id=\"");
    html_id(b, c->id);
    z(b, "\"><b>");
    text(b, c->id);
    buf_f(b, "</b> %s", clause_kind_says(c->kind));
    if (c->stance) buf_f(b, ", %s", stance_says(c->stance));
    for (size_t i = 0; i < c->categories.n; i++) {
        z(b, i ? ", " : ": ");
        text(b, c->categories.items[i]);
    }
    if (c->words.len) {
        z(b, ": <q>");
        text(b, c->words);
        z(b, "</q>");
    }
    buf_f(b, " <span class=\"soft\">(%s", basis_says(c->basis));
    for (size_t i = 0; i < c->from.n; i++) {
        z(b, i ? ", " : "; ");
        link_id(b, c->from.items[i]);
    }
    z(b, ")</span>");
    for (size_t i = 0; i < c->n_alts; i++) {
        z(b, i ? "; or " : " ");
        span_words(b, c->alts[i]);
    }
    z(b, "</li>\n");
}

static void reading_details(const report_data *d, size_t r, buf *b)
{
    const reading *g = d->readings[r];
    const actor *h = holder_of(d, g);
    z(b, "<details id=\"");
    html_id(b, g->id);
    z(b, "\"><summary>Reading ");
    text(b, g->id);
    z(b, ": ");
    text(b, h ? h->name : g->holder);
    z(b, ", ");
    text(b, g->title);
    z(b, "</summary>\n<ul>\n");
    for (size_t i = 0; i < g->n_clauses; i++)
        clause_row(b, &g->clauses[i]);
    for (size_t i = 0; i < g->n_obligations; i++) {
        const obligation *o = &g->obligations[i];
        z(b, "<li id=\"");
        html_id(b, o->id);
        z(b, "\"><b>");
        text(b, o->id);
        buf_f(b, "</b> obligation %s ", obligation_kind_says(o->kind));
        text(b, o->what);
        z(b, o->kind == OBL_STAY_OUT || o->kind == OBL_ABSTAIN
                 ? ""
                 : " <span class=\"soft\">(recorded, not assessed)</span>");
        z(b, "</li>\n");
    }
    z(b, "</ul>\n</details>\n");
}

static const char *answer_word(truth t)
{
    return t == TRUTH_T ? "in" : t == TRUTH_F ? "out" : "unclear";
}

static truth answer_of(const reading *r, str leaf)
{
    const clause *c = reading_clause_for(r, leaf, false);
    if (c == NULL || c->stance == STANCE_UNCLEAR) return TRUTH_U;
    return c->stance == STANCE_INCLUDE ? TRUTH_T : TRUTH_F;
}

static void category_matrix(const report_data *d, size_t which, buf *b)
{
    const taxonomy *t = &d->ag->categories;
    z(b, "<details><summary>Which kinds of target each reading names</summary>");
    open_figure(b, "in: included; out: not included; unclear: the reading is silent or open. Kinds "
                   "on which all readings agree are left out.");
    z(b, "<thead><tr><th scope=\"col\">Kind</th>");
    for (size_t r = 0; r < d->n_readings; r++) {
        if (d->phase_of[r] != which) continue;
        z(b, "<th scope=\"col\">");
        text(b, d->readings[r]->id);
        z(b, "</th>");
    }
    z(b, "</tr></thead><tbody>\n");
    for (size_t l = 0; l < t->n_leaves; l++) {
        const category *c = &t->items[t->leaf_item[l]];
        unsigned seen = 0;
        for (size_t r = 0; r < d->n_readings; r++)
            seen |= d->phase_of[r] == which ? 1u << answer_of(d->readings[r], c->path) : 0;
        if ((seen & (seen - 1)) == 0) continue;
        z(b, "<tr><th scope=\"row\">");
        text(b, c->path);
        z(b, "</th>");
        for (size_t r = 0; r < d->n_readings; r++) {
            if (d->phase_of[r] == which)
                buf_f(b, "<td>%s</td>", answer_word(answer_of(d->readings[r], c->path)));
        }
        z(b, "</tr>\n");
    }
    close_table(b);
    z(b, "</details>\n");
}

static void readings(const report_data *d, buf *b)
{
    static const char *const heads[] = {"Reading", "Holder", "Covers", "Start", "End", NULL};
    heading(b, "readings", "What the agreement says, and where its readings differ");
    if (d->ag->note.len) {
        z(b, "<p>");
        text(b, d->ag->note);
        z(b, "</p>\n");
    }
    z(b, "<p>A reading is one holder\xE2\x80\x99s stated understanding, each clause with the "
         "sentence it comes from. None is the default.</p>\n");
    for (size_t p = 0; p < d->ag->n_phases; p++) {
        z(b, "<h3>");
        text(b, d->ag->phases[p].title);
        z(b, "</h3>\n");
        open_table(
            b, "Readings of this phase; several starts or ends are alternatives, not a sequence.",
            heads, NULL);
        for (size_t r = 0; r < d->n_readings; r++) {
            if (d->phase_of[r] != p) continue;
            const actor *h = holder_of(d, d->readings[r]);
            z(b, "<tr><th scope=\"row\">");
            link_id(b, d->readings[r]->id);
            z(b, "</th>");
            cell(b, h ? h->name : d->readings[r]->holder);
            scope_cell(b, d->readings[r]);
            words_cell(b, d->readings[r], CLAUSE_START);
            words_cell(b, d->readings[r], CLAUSE_END);
            z(b, "</tr>\n");
        }
        close_table(b);
        category_matrix(d, p, b);
        for (size_t r = 0; r < d->n_readings; r++) {
            if (d->phase_of[r] == p) reading_details(d, r, b);
        }
    }
}

/* ---- regions, attempts, differences
 * ---------------------------------------------------------------------- */

static void regions(const report_data *d, buf *b)
{
    heading(b, "regions", "Incidents by region");
    open_figure(
        b,
        "Coded: by a person, from reports. Alleged: from the claims, reprints joined. Then how "
        "many coded ones each reading of the first phase covers. Regions in alphabetical order.");
    z(b, "<thead><tr><th scope=\"col\">Region</th><th "
         "scope=\"col\" class=\"n\">Coded</th><th scope=\"col\" class=\"n\">Alleged</th>");
    for (size_t r = 0; r < d->n_readings; r++) {
        if (d->phase_of[r] != 0) continue;
        z(b, "<th scope=\"col\" class=\"n\">");
        text(b, d->readings[r]->id);
        z(b, "</th>");
    }
    z(b, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < d->n_regions; i++) {
        z(b, "<tr><th scope=\"row\">");
        text(b, d->regions[i].name);
        z(b, "</th>");
        number(b, d->regions[i].coded);
        number(b, d->regions[i].fused);
        for (size_t r = 0; r < d->n_readings; r++) {
            if (d->phase_of[r] == 0) number(b, d->regions[i].by_reading[r].n[VERDICT_YES]);
        }
        z(b, "</tr>\n");
    }
    close_table(b);
}

static void attempts(const report_data *d, buf *b)
{
    size_t n = 0;
    heading(b, "attempts", "Interceptions and attempts, kept apart");
    z(b, "<p>Nothing was hit, as far as reported. These are listed and never added to the "
         "incidents that are covered.</p>\n<ul>\n");
    for (size_t i = 0; i < d->n_coded; i++) {
        const report_row *row = &d->coded[i];
        if (!row->in_period || !is_attempt(row->in)) continue;
        n++;
        z(b, "<li>");
        link_id(b, row->in->id);
        z(b, " ");
        text(b, row->in->place);
        z(b, ", ");
        span_words(b, row->in->when);
        z(b, ": ");
        text(b, row->in->report);
        z(b, "</li>\n");
    }
    z(b, "</ul>\n");
    if (n == 0) z(b, "<p>None recorded in the period.</p>\n");
}

static void differences(const report_data *d, buf *b)
{
    static const char *const heads[] = {"Readings", "Differ on", "Because of", NULL};
    static const char *const heads2[] = {"Clause", "Decides", "Words", NULL};
    heading(b, "differ", "Where the readings differ");
    z(b, "<p>For each pair of readings of one phase: on how many coded incidents their verdicts "
         "differ, and the clauses whose exchange turns one verdict into the other.</p>\n");
    open_table(b, "Pairs in alphabetical order; only those that differ.", heads, " n");
    for (size_t i = 0; i < d->n_pairs; i++) {
        const pair_line *p = &d->pairs[i];
        if (p->differ == 0) continue;
        z(b, "<tr><th scope=\"row\">");
        link_id(b, d->readings[p->a]->id);
        z(b, " / ");
        link_id(b, d->readings[p->b]->id);
        z(b, "</th>");
        number(b, p->differ);
        z(b, "<td>");
        text(b, p->clauses);
        z(b, "<details><summary>incidents</summary>");
        str rest = p->ids, one = {0};
        for (bool first = true; str_cut(&rest, ',', &one); first = false) {
            if (!first) z(b, ", ");
            link_id(b, str_trim(one));
        }
        z(b, "</details></td></tr>\n");
    }
    close_table(b);
    z(b, "<details><summary>How many verdicts each clause decides</summary>\n");
    open_table(b,
               "A clause counts for an incident when it is among those that settled, or left open, "
               "its verdict.",
               heads2, " n");
    for (size_t i = 0; i < d->n_weights; i++) {
        z(b, "<tr><th scope=\"row\">");
        link_id(b, d->weights[i].clause);
        z(b, "</th>");
        number(b, d->weights[i].decides);
        cell(b, d->weights[i].words);
        z(b, "</tr>\n");
    }
    close_table(b);
    z(b, "</details>\n");
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
    open_table(b,
               "The same columns for every side. More claims by a side say how it publishes, not "
               "what happened. Nothing is added across sides.",
               heads, " nnnnnnnn");
    for (size_t i = 0; i < d->n_sheets; i++) {
        const side_sheet *s = &d->sheets[i];
        z(b, "<tr><th scope=\"row\">");
        text(b, s->name);
        z(b, "</th>");
        number(b, s->n_totals);
        number(b, s->n_claims);
        number(b, s->n_incidents);
        number(b, s->n_itemised);
        number(b, s->n_matched);
        number(b, s->n_unmatched);
        number(b, s->n_not_assessable);
        number(b, s->n_no_event);
        z(b, "</tr>\n");
    }
    close_table(b);
}

static void total_row(const total *t, buf *b)
{
    z(b, "<tr id=\"");
    html_id(b, t->id);
    z(b, "\"><th scope=\"row\">");
    text(b, t->id);
    z(b, "</th>");
    cell(b, t->side);
    cell(b, t->claimant);
    z(b, "<td>");
    text(b, t->period_start);
    z(b, " to ");
    text(b, t->period_end);
    z(b, " <span class=\"soft\">(");
    text(b, t->period_kind);
    z(b, ")</span></td><td class=\"n\">");
    if (str_is(t->bound, "at least")) z(b, "at least ");
    if (t->count < 0) z(b, "no number");
    if (t->count >= 0) buf_i64(b, t->count);
    z(b, "</td>");
    cell(b, t->unit);
    cell(b, t->parts);
    z(b, "<td>");
    if (str_starts(t->source, "http")) {
        z(b, "<a href=\"");
        html_url(b, t->source);
        z(b, "\" rel=\"noreferrer\">source</a>");
    } else {
        text(b, t->source);
    }
    z(b, "</td></tr>\n");
}

static void flags(const report_data *d, buf *b)
{
    if (d->n_flags == 0) {
        z(b, "<p>No check raised a flag.</p>\n");
        return;
    }
    z(b, "<h3>What does not fit</h3>\n<p>Each figure stands as it was said; these remarks correct "
         "nothing.</p>\n");
    for (size_t i = 0; i < d->n_flags; i++) {
        const total_flag *f = &d->flags[i];
        if (i == 0 || d->flags[i - 1].code != f->code)
            buf_f(b, "%s<h4>C%d: %s</h4>\n<ul>\n", i ? "</ul>\n" : "", f->code,
                  check_title(f->code));
        z(b, "<li>");
        link_id(b, f->id);
        z(b, " (");
        text(b, f->side);
        z(b, "): ");
        text(b, f->words);
        z(b, "</li>\n");
    }
    z(b, "</ul>\n");
}

static void said(const report_data *d, buf *b)
{
    static const char *const heads[] = {"Id",   "Side",  "Who",    "Period", "Figure",
                                        "Unit", "Parts", "Source", NULL};
    heading(b, "said", "What the sides said");
    sheet(d, b);
    z(b, "<details><summary>Totals as they were said</summary>\n");
    open_table(b,
               "A total is one claim. Totals are never added to each other or to the incidents of "
               "this report.",
               heads, "    n");
    for (size_t i = 0; i < d->n_totals; i++)
        total_row(&d->totals[i], b);
    close_table(b);
    z(b, "</details>\n");
    flags(d, b);
}

/* ---- evidence
 * ------------------------------------------------------------------------------------------ */

static void evidence_row(const report_data *d, const evidence_line *e, buf *b)
{
    z(b, "<tr><th scope=\"row\">");
    link_id(b, d->coded[e->row].in->id);
    z(b, "</th><td>");
    evidence_seen_words(e, b);
    z(b, "</td>");
    bool looked = !e->undated && !e->too_coarse;
    if (!looked || e->no_fire_data) {
        buf_f(b, "<td colspan=\"6\" class=\"soft\">%s</td>", looked ? "no data" : "not looked up");
    } else {
        number(b, e->seen.n_passes);
        number(b, e->anomalies[THERMAL_NORMAL]);
        number(b, e->anomalies[THERMAL_STATIC]);
        number(b, e->anomalies[THERMAL_STATIC_EXCESS]);
        z(b, "<td>");
        evidence_strongest_words(e, b);
        z(b, "</td><td>");
        evidence_checks_words(e, b);
        z(b, "</td>");
    }
    if (looked) {
        buf words;
        buf_init(&words, 65536);
        evidence_site_words(e, &words);
        cell(b, buf_str(&words));
        buf_absorb(b, &words);
        z(b, "<td class=\"n\">");
        evidence_reports_words(e, b);
        z(b, "</td>");
        number(b, e->n_contested);
    } else {
        z(b, "<td colspan=\"3\" class=\"soft\">not looked up</td>");
    }
    number(b, e->n_alerts);
    z(b, "</tr>\n");
}

static void evidence_feeds(const report_data *d, buf *b)
{
    static const char *const heads[] = {
        "Feed", "Rows in the record", "In the period", "Corrected later", "Taken back", NULL};
    open_table(b,
               "Feeds. Rows are reports or detections, not events; a feed's volume changes when "
               "its sources change.",
               heads, " nnnn");
    for (size_t i = 0; i < d->n_feeds; i++) {
        z(b, "<tr>");
        cell(b, d->feeds[i].kind);
        number(b, d->feeds[i].rows);
        number(b, d->feeds[i].in_period);
        number(b, d->feeds[i].superseded);
        number(b, d->feeds[i].retracted);
        z(b, "</tr>\n");
    }
    close_table(b);
}

static void evidence_incidents(const report_data *d, buf *b)
{
    static const char *const heads[] = {"Incident",
                                        "What satellites could have shown",
                                        "Passes",
                                        "Anomalies",
                                        "Of places that always burn",
                                        "Far above their usual",
                                        "Strongest",
                                        "Order of times",
                                        "Listed sites of its kind",
                                        "Reports",
                                        "Place contested",
                                        "Alerts",
                                        NULL};
    open_table(b,
               "Beside each coded incident, within its stated place and 2 km, from its earliest "
               "hour to 12 hours after its latest.",
               heads, "  nnnn   nnn");
    for (size_t i = 0; i < d->n_evidence; i++)
        evidence_row(d, &d->evidence[i], b);
    close_table(b);
}

static void evidence_control(const report_data *d, buf *b)
{
    static const char *const heads[] = {"Incident", "Control as coded with the incident",
                                        "Beside the file of control", NULL};
    if (!d->has_control_data) return;
    open_table(b,
               "Actual control, as two sources state it: each file draws what its source says was "
               "held on one day. Neither says which state the place belongs to.",
               heads, "   ");
    for (size_t i = 0; i < d->n_evidence; i++) {
        const evidence_line *e = &d->evidence[i];
        if (e->undated || e->too_coarse) continue;
        z(b, "<tr><th scope=\"row\">");
        link_id(b, d->coded[e->row].in->id);
        z(b, "</th>");
        str coded = d->coded[e->row].in->control;
        cell(b, coded.len ? coded : STR("not stated"));
        buf words;
        buf_init(&words, 65536);
        evidence_control_words(e, &words);
        cell(b, buf_str(&words));
        buf_absorb(b, &words);
        z(b, "</tr>\n");
    }
    close_table(b);
}

static void existence(const report_data *d, buf *b)
{
    static const char *const heads[] = {"Incident",         "That it happened", "p",
                                        "Confidence",       "Independent origins",
                                        "Of neither party", "Named but not rated", NULL};
    if (d->n_existence == 0) return;
    z(b, "<h3>How likely it happened</h3>\n<p>");
    existence_words(d, b);
    z(b, "</p>\n");
    open_table(b, "Likelihood, and apart from it the confidence in it.", heads, "  n nnn");
    for (size_t i = 0; i < d->n_existence; i++) {
        const existence_line *e = &d->existence[i];
        z(b, "<tr><th scope=\"row\">");
        link_id(b, d->coded[e->row].in->id);
        z(b, "</th>");
        if (e->n_groups) {
            cell(b, str_of(existence_word(e)));
            z(b, "<td class=\"n\">");
            buf_fixed(b, e->p, 2);
            z(b, "</td>");
            cell(b, str_of(existence_confidence_word(e)));
        } else {
            z(b, "<td colspan=\"3\" class=\"soft\">no rated source</td>");
        }
        number(b, e->n_groups);
        number(b, e->n_neutral);
        number(b, e->n_unrated);
        z(b, "</tr>\n");
    }
    close_table(b);
}

static void queue_side(buf *b, str id, str place, span when, str said)
{
    text(b, place.len ? place : STR("place not named"));
    z(b, ", ");
    span_words(b, when);
    if (said.len) z(b, ": \xE2\x80\x9C");
    text(b, said);
    if (said.len) z(b, "\xE2\x80\x9D");
    z(b, " <span class=\"soft\">");
    text(b, id);
    z(b, "</span>");
}

static void evidence_queue(const report_data *d, buf *b)
{
    static const char *const heads[] = {"Report", "and report", "p", NULL};
    const linked_line *l = &d->linked;
    if (!has_linked(d)) return;
    z(b, "<h3>One event, several reports</h3>\n<p>");
    linked_words(d, b);
    z(b, "</p>\n");
    if (l->n_queue == 0) return;
    z(b, "<details><summary>Pairs that wait for a person</summary>\n");
    open_table(b,
               "Do these two speak of one event? Decide with truce decide DIR merge or split and "
               "the two names. The strongest thirty; all of them are in the JSON.",
               heads, "  n");
    for (size_t i = 0; i < l->n_queue && i < QUEUE_SHOWN; i++) {
        const queue_line *q = &l->queue[i];
        z(b, "<tr><td>");
        queue_side(b, q->a, q->place_a, q->when_a, q->said_a);
        z(b, "</td><td>");
        queue_side(b, q->b, q->place_b, q->when_b, q->said_b);
        z(b, "</td><td class=\"n\">");
        buf_fixed(b, q->p, 2);
        z(b, "</td></tr>\n");
    }
    close_table(b);
    z(b, "</details>\n");
}

static void evidence_statics(const report_data *d, buf *b)
{
    static const char *const heads[] = {"Position", "Days",        "Detections", "Radius (m)",
                                        "Works",    "Listed site", NULL};
    if (d->n_statics == 0) return;
    z(b, "<details><summary>Places that burn without any event</summary>\n");
    open_table(b,
               "Fires seen on ten or more days of sixty within 500 m (five near a listed works). "
               "At such a place fires cannot show an "
               "event unless they are far above its usual.",
               heads, " nnn");
    for (size_t i = 0; i < d->n_statics; i++) {
        const static_line *s = &d->statics[i];
        z(b, "<tr><td>");
        buf_fixed(b, s->at.lat_deg, 3);
        z(b, " N, ");
        buf_fixed(b, s->at.lon_deg, 3);
        z(b, " E</td>");
        number(b, s->distinct_days);
        number(b, s->n);
        z(b, "<td class=\"n\">");
        buf_fixed(b, s->rms_radius_m, 0);
        z(b, "</td>");
        cell(b, s->works.len ? s->works : STR("none listed"));
        cell(b, s->site.len ? s->site : STR("none listed"));
        z(b, "</tr>\n");
    }
    close_table(b);
    z(b, "</details>\n");
}

static void evidence_registries(const report_data *d, buf *b)
{
    static const char *const heads[] = {"Registry", "File",  "Sites",          "Areas",
                                        "Points",   "Lines", "Rows not taken", NULL};
    if (d->n_registries == 0) return;
    open_table(b,
               "Registries of sites. None of them is complete, and none says what it lacks: a "
               "place that is not listed may exist.",
               heads, "  nnnnn");
    for (size_t i = 0; i < d->n_registries; i++) {
        const registry_line *r = &d->registries[i];
        z(b, "<tr>");
        cell(b, r->kind);
        cell(b, r->name);
        number(b, r->n_sites);
        number(b, r->n_areas);
        number(b, r->n_points);
        number(b, r->n_lines);
        number(b, r->n_set_aside);
        z(b, "</tr>\n");
    }
    close_table(b);
    z(b, "<p>");
    listed_words(d, b);
    z(b, "</p>\n");
}

static void evidence(const report_data *d, buf *b)
{
    if (!has_evidence(d)) return;
    heading(b, "evidence", "Sensors and other reports");
    buf_f(b, "<p>%s</p>\n", evidence_words());
    if (d->n_alarms) z(b, "<h3>Feeds that could not be read</h3>\n<ul>\n");
    for (size_t i = 0; i < d->n_alarms; i++) {
        z(b, "<li>");
        text(b, d->alarms[i].kind);
        z(b, ", ");
        text(b, d->alarms[i].name);
        z(b, ": ");
        text(b, d->alarms[i].words);
        z(b, " <span class=\"soft\">[");
        text(b, d->alarms[i].code);
        z(b, "]</span>. Nothing of this file is in the record.</li>\n");
    }
    if (d->n_alarms) z(b, "</ul>\n");
    existence(d, b);
    if (d->n_feeds) evidence_feeds(d, b);
    if (d->n_evidence) evidence_incidents(d, b);
    evidence_control(d, b);
    evidence_queue(d, b);
    if (d->has_fire_data) {
        buf_f(b, "<p class=\"soft\">%s", d->fires_cut ? evidence_cut_words() : "");
        evidence_method_words(d, b);
        wrong_hour_words(d, b);
        z(b, "</p>\n");
        evidence_statics(d, b);
    }
    evidence_registries(d, b);
}

static void limits(const report_data *d, buf *b)
{
    heading(b, "limits", "What could not be observed");
    if (d->n_limits == 0)
        z(b, "<p>The mission declares nothing here. That is not the same as full observation: no "
             "effort of observation is recorded, so no count of this report can be read as a "
             "rate.</p>\n");
    if (d->n_limits) z(b, "<ul>\n");
    for (size_t i = 0; i < d->n_limits; i++) {
        const limit_note *l = &d->limits[i];
        z(b, "<li>");
        text(b, l->words);
        if (l->place.len || l->from.len) {
            z(b, " <span class=\"soft\">(");
            text(b, l->place);
            if (l->from.len) z(b, l->place.len ? ", " : "");
            text(b, l->from);
            if (l->to.len) z(b, " to ");
            text(b, l->to);
            z(b, ")</span>");
        }
        z(b, "</li>\n");
    }
    if (d->n_limits) z(b, "</ul>\n");
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

static void log_of(const report_data *d, buf *b)
{
    static const char *const heads[] = {"Position",    "Location", "Means", "Number", "Observation",
                                        "Description", "Weapon",   "Time",  "By",     NULL};
    static const char *const heads2[] = {"No.", "Kind", "Items", "By", "Reason", NULL};
    heading(b, "log", "Observations and decisions");
    if (d->n_observations == 0 && d->n_decisions == 0)
        z(b, "<p>No officer logged an observation, and no decision was recorded.</p>\n");
    if (d->n_observations) {
        open_table(b,
                   "Logged by officers of the mission; each explosion, burst or projectile is one; "
                   "no attribution.",
                   heads, "   n");
        for (size_t i = 0; i < d->n_observations; i++) {
            const observation_line *o = &d->observations[i];
            z(b, "<tr>");
            cell_or_not(b, o->position);
            cell_or_not(b, o->location);
            cell_or_not(b, o->means);
            number_words(b, o->number.len ? o->number : STR("not stated"));
            cell_or_not(b, o->observation);
            cell_or_not(b, o->description);
            cell_or_not(b, o->weapon);
            z(b, "<td>");
            text(b, o->time_words);
            z(b, o->zone_words.len ? " " : "");
            text(b, o->zone_words);
            z(b, " (");
            span_words(b, (span){o->event_from, o->event_to});
            z(b, ")");
            z(b, o->late ? " <b>late</b></td>" : "</td>");
            cell(b, o->by);
            z(b, "</tr>\n");
        }
        close_table(b);
    }
    if (d->n_decisions == 0) return;
    open_table(b, "Decisions of named people; each can be undone by another.", heads2, NULL);
    for (size_t i = 0; i < d->n_decisions; i++) {
        const decision_line *x = &d->decisions[i];
        buf_f(b, "<tr><th scope=\"row\">%zu</th>", i + 1);
        z(b, "<td>");
        text(b, x->kind);
        z(b, x->status.len ? ": " : "");
        text(b, x->status);
        z(b, "</td><td>");
        for (size_t k = 0; k < x->items.n; k++) {
            if (k) z(b, ", ");
            link_id(b, x->items.items[k]);
        }
        z(b, "</td><td>");
        text(b, x->by);
        if (x->second.len) z(b, " and ");
        text(b, x->second);
        z(b, "</td>");
        cell(b, x->reason);
        z(b, "</tr>\n");
    }
    close_table(b);
}

static void corrections(const report_data *d, buf *b)
{
    heading(b, "corrections", "Corrections and late items");
    z(b, "<p>A headline figure that differs from an earlier issue of this report is numbered, with "
         "its reason, under <a href=\"#issues\">How this was made</a>.");
    if (d->n_asides)
        buf_f(b, " %zu row%s set aside at import and %s in no count:", d->n_asides,
              d->n_asides == 1 ? " was" : "s were", d->n_asides == 1 ? "is" : "are");
    z(b, "</p>\n");
    if (d->n_asides == 0) return;
    z(b, "<ul>\n");
    for (size_t i = 0; i < d->n_asides; i++) {
        z(b, "<li>");
        text(b, d->asides[i].words);
        z(b, "</li>\n");
    }
    z(b, "</ul>\n");
}

/* ---- annexes
 * -------------------------------------------------------------------------------------------- */

static void put_term(buf *b, const char *name, str value)
{
    if (value.len == 0) return;
    buf_f(b, "<dt>%s</dt><dd>", name);
    text(b, value);
    z(b, "</dd>");
}

static void put_sources(buf *b, str sources)
{
    str one = {0};
    if (sources.len == 0) return;
    z(b, "<dt>Sources</dt><dd>");
    for (bool first = true; str_cut(&sources, ';', &one); first = false) {
        one = str_trim(one);
        if (!first) z(b, "<br>");
        if (str_starts(one, "http")) {
            z(b, "<a href=\"");
            html_url(b, one);
            z(b, "\" rel=\"noreferrer\">");
            text(b, one);
            z(b, "</a>");
        } else {
            text(b, one);
        }
    }
    z(b, "</dd>");
}

static void answers(const report_data *d, const report_row *row, buf *b)
{
    open_figure(b, "Under each reading");
    z(b, "<thead><tr><th "
         "scope=\"col\">Reading</th><th scope=\"col\">Verdict</th><th scope=\"col\">In "
         "force</th><th scope=\"col\">Category</th><th scope=\"col\">Place</th><th "
         "scope=\"col\">Act</th><th scope=\"col\">Decided by</th></tr></thead><tbody>\n");
    for (size_t r = 0; r < d->n_readings; r++) {
        const answer *w = &row->answers[r];
        z(b, "<tr><th scope=\"row\">");
        link_id(b, d->readings[r]->id);
        buf_f(b, "</th><td>%s%s</td>", verdict_says(w->verdict),
              w->straddles ? " (straddles)" : "");
        for (unsigned t = 1; t < TEST__N; t++)
            buf_f(b, "<td>%s</td>", truth_says(w->test[t]));
        z(b, "<td>");
        link_list(b, w->decided_by);
        z(b, "</td></tr>\n");
    }
    close_table(b);
}

static void trace(const report_data *d, const report_row *row, buf *b)
{
    if (row->in->kind == INC_AGGREGATE) return;
    z(b, "<details><summary>Why, test by test</summary>\n");
    for (size_t r = 0; r < d->n_readings; r++) {
        const answer *w = &row->answers[r];
        z(b, "<p><b>");
        text(b, row->in->id);
        z(b, " under ");
        text(b, d->readings[r]->id);
        buf_f(b, ": %s</b></p>\n<dl>", verdict_says(w->verdict));
        for (unsigned t = 1; t < TEST__N; t++) {
            buf_f(b, "<dt>%s: %s</dt><dd>", cover_test_says((cover_test)t), truth_says(w->test[t]));
            text(b, w->reason[t]);
            z(b, "</dd>");
        }
        z(b, "</dl>\n");
    }
    z(b, "</details>\n");
}

static void when_term(buf *b, const incident *in)
{
    z(b, "<dt>When</dt><dd>");
    span_words(b, in->when);
    if (in->when_words.len) {
        z(b, " <span class=\"soft\">(as reported: ");
        text(b, in->when_words);
        if (in->zone_words.len) z(b, ", ");
        text(b, in->zone_words);
        z(b, ")</span>");
    }
    z(b, "</dd>");
}

static void where_term(buf *b, const incident *in)
{
    z(b, "<dt>Where</dt><dd>");
    text(b, in->place.len ? in->place : STR("place not stated"));
    if (in->adm1.len) z(b, ", ");
    text(b, in->adm1);
    if (in->has_position) {
        z(b, ", known to within ");
        buf_fixed(b, in->radius_m / 1000, 0);
        z(b, " km");
    }
    z(b, "</dd>");
}

static void states_term(buf *b, const incident *in)
{
    z(b, "<dt>Recognised state</dt><dd>");
    if (in->states.n == 0) z(b, "not stated");
    for (size_t i = 0; i < in->states.n; i++) {
        if (i) z(b, ", ");
        text(b, in->states.items[i]);
    }
    if (in->control.len) z(b, "; reported in control then: ");
    text(b, in->control);
    z(b, "</dd>");
}

static void item_head(const report_row *row, buf *b)
{
    z(b, "<section class=\"item\" id=\"");
    html_id(b, row->in->id);
    z(b, "\"><h3>");
    text(b, row->in->id);
    z(b, ": ");
    text(b, row->in->report.len ? row->in->report : row->in->category);
    z(b, "</h3>\n<dl>");
    when_term(b, row->in);
    where_term(b, row->in);
}

static void coded_item(const report_data *d, const report_row *row, buf *b)
{
    const incident *in = row->in;
    item_head(row, b);
    states_term(b, in);
    put_term(b, "Category", in->category);
    put_term(b, "in the words of the report", in->category_words);
    put_term(b, "Act", in->act);
    put_term(b, "in the words of the report", in->act_words);
    put_term(b, "People affected", in->people);
    put_term(b, "Reported by", in->reported_by);
    put_term(b, "Other statement", in->counter_statement);
    put_term(b, "Caution", in->caution);
    put_sources(b, in->sources);
    z(b, "<dt>Status</dt><dd>");
    text(b, row->status);
    z(b, " <span class=\"soft\">(");
    text(b, row->status_reason);
    z(b, ")</span>; who did it: not attributed</dd>");
    if (row->matched.len) {
        z(b, "<dt>Beside it</dt><dd>");
        link_id(b, row->matched);
        z(b, " <span class=\"soft\">(");
        text(b, row->matched_why);
        z(b, ")</span></dd>");
    }
    z(b, "</dl>\n");
    answers(d, row, b);
    trace(d, row, b);
    z(b, "</section>\n");
}

static void member(const member_line *m, buf *b)
{
    const claim *c = m->c;
    z(b, "<li id=\"");
    html_id(b, c->id);
    z(b, "\"><b>");
    text(b, c->id);
    z(b, "</b> ");
    text(b, c->claimant);
    z(b, " (");
    text(b, c->side);
    z(b, ") said: ");
    text(b, c->facility.len ? c->facility : STR("object not stated"));
    if (c->effect.len) z(b, ", ");
    text(b, c->effect);
    if (c->people.len) {
        z(b, ", people affected ");
        text(b, c->people);
    }
    z(b, "; time as written: ");
    text(b, c->date_stated.len ? c->date_stated : STR("no date"));
    if (c->time_stated.len) z(b, " ");
    text(b, c->time_stated);
    if (c->zone_basis.len) z(b, ", ");
    text(b, c->zone_basis);
    if (str_starts(c->url, "http")) {
        z(b, "; <a href=\"");
        html_url(b, c->url);
        z(b, "\" rel=\"noreferrer\">page ");
        text(b, c->page);
        z(b, "</a>");
    }
    z(b, c->page_date.len ? " of " : "");
    text(b, c->page_date);
    if (m->why.len) {
        z(b, " <span class=\"soft\">Joined ");
        text(b, m->why);
        z(b, "</span>");
    }
    z(b, "</li>\n");
}

static void fused_item(const report_data *d, const report_row *row, buf *b)
{
    item_head(row, b);
    put_term(b, "Category", row->in->category);
    put_term(b, "Act, as alleged", row->in->act);
    buf_f(b, "<dt>Claims</dt><dd>%zu on %zu page%s, %zu origin%s</dd>", row->n_members,
          row->n_pages, row->n_pages == 1 ? "" : "s", row->n_origins,
          row->n_origins == 1 ? "" : "s");
    z(b, "<dt>Status</dt><dd>");
    text(b, row->status);
    z(b, " <span class=\"soft\">(");
    text(b, row->status_reason);
    z(b, ")</span>; attributed to ");
    const claim *c = row->members[0].c;
    if (c->alleged_actor.len) {
        text(b, c->alleged_actor);
        z(b, " by ");
        text(b, c->side);
    } else {
        z(b, "nobody");
    }
    z(b, "</dd>");
    if (row->matched.len) {
        z(b, "<dt>Beside it</dt><dd>");
        link_id(b, row->matched);
        z(b, " <span class=\"soft\">(");
        text(b, row->matched_why);
        z(b, ")</span></dd>");
    }
    z(b, "</dl>\n<ul>\n");
    for (size_t i = 0; i < row->n_members; i++)
        member(&row->members[i], b);
    z(b, "</ul>\n");
    if (!row->no_event) {
        z(b, "<details><summary>Under each reading</summary>\n");
        answers(d, row, b);
        z(b, "</details>\n");
    }
    z(b, "</section>\n");
}

static void annexes(const report_data *d, buf *b)
{
    heading(b, "annex-a", "Annex A: incidents coded by a person");
    z(b, "<p>One block an incident, in the order of time. The verdicts say whether the incident as "
         "reported would be covered.</p>\n");
    for (size_t i = 0; i < d->n_coded; i++) {
        if (d->coded[i].in_period) coded_item(d, &d->coded[i], b);
    }
    for (size_t i = 0; i < d->n_coded; i++) {
        if (!d->coded[i].in_period && is_undated(d->coded[i].in)) coded_item(d, &d->coded[i], b);
    }
    heading(b, "annex-b", "Annex B: alleged incidents and their claims");
    z(b, "<p>Claims that speak of one event are joined, each with its reason; forty reprints are "
         "one origin. A claim that joins nothing stands alone. Items outside the period or without "
         "a date follow at the end.</p>\n");
    for (size_t i = 0; i < d->n_fused; i++) {
        if (d->fused[i].in_period) fused_item(d, &d->fused[i], b);
    }
    for (size_t i = 0; i < d->n_fused; i++) {
        if (!d->fused[i].in_period) fused_item(d, &d->fused[i], b);
    }
}

static void lists(const report_data *d, buf *b)
{
    heading(b, "lists", "Annex C: lists behind the numbers");
    for (size_t r = 0; r < d->n_readings; r++) {
        for (unsigned v = 1; v < VERDICT__N; v++) {
            if (d->counts[r].n[v] == 0) continue;
            z(b, "<p id=\"list-");
            html_id(b, d->readings[r]->id);
            buf_f(b, "-%s\"><b>", verdict_word((verdict)v));
            text(b, d->readings[r]->id);
            buf_f(b, ", %s (%zu):</b> ", verdict_says((verdict)v), d->counts[r].n[v]);
            bool first = true;
            for (size_t i = 0; i < d->n_coded; i++) {
                if (!d->coded[i].in_period || d->coded[i].answers[r].verdict != (verdict)v)
                    continue;
                if (!first) z(b, ", ");
                first = false;
                link_id(b, d->coded[i].in->id);
            }
            z(b, "</p>\n");
        }
    }
}

static void statements(const report_data *d, buf *b)
{
    heading(b, "statements", "Annex D: statements");
    z(b, "<p>Quotations are the speakers\xE2\x80\x99 words, loaded ones included.</p>\n");
    for (size_t i = 0; i < d->ag->n_statements; i++) {
        const statement *s = &d->ag->statements[i];
        z(b, "<section class=\"item\" id=\"");
        html_id(b, s->id);
        z(b, "\"><h3>");
        text(b, s->id);
        z(b, ": ");
        text(b, s->speaker);
        z(b, ", ");
        text(b, s->said_on);
        z(b, "</h3>\n");
        if (s->quote.len) {
            z(b, "<blockquote");
            if (s->language.len >= 2 && str_find(s->language, ' ') == s->language.len) {
                z(b, " lang=\"");
                html_attr(b, s->language);
                z(b, "\"");
            }
            z(b, ">");
            text(b, s->quote);
            z(b, "</blockquote>\n");
        } else {
            z(b, "<p>In summary: ");
            text(b, s->summary);
            z(b, "</p>\n");
        }
        z(b, "<dl>");
        put_term(b, "Caution", s->caution);
        put_sources(b, s->source);
        z(b, "</dl></section>\n");
    }
}

/* In the provenance, because it depends on what was issued and when, not on the evidence. */
static void numbered_corrections(const report_data *d, buf *b)
{
    static const char *const heads[] = {"No.", "Figure", "Was", "Is", "Between the two", NULL};
    z(b, "<h3 id=\"issues\">Earlier issues of this report</h3>\n");
    if (no_corrections(d)) buf_f(b, "<p>%s</p>\n", no_corrections(d));
    if (d->n_corrections == 0) return;
    open_table(b, "Each change of a headline figure from one issue to the next.", heads, "  nn");
    for (size_t i = 0; i < d->n_corrections; i++) {
        const correction_line *c = &d->corrections[i];
        buf_f(b, "<tr><th scope=\"row\">%zu</th>", i + 1);
        cell(b, c->figure);
        number_words(b, c->was);
        number_words(b, c->now);
        cell(b, c->reason);
        z(b, "</tr>\n");
    }
    close_table(b);
}

static void provenance(const report_data *d, buf *b)
{
    static const char *const heads[] = {"Kind",     "File",      "Received", "Accepted",
                                        "Repeated", "Set aside", "SHA-256",  NULL};
    heading(b, "provenance", "How this was made");
    z(b, "<p>Every number comes from the record by fixed rules; the same record gives the same "
         "bytes on any machine. Check it with <code>truce verify</code>, make it again with "
         "<code>truce report</code>.</p>\n<!-- provenance-begin -->\n");
    buf_f(b,
          "<dl><dt>Ledger</dt><dd>%llu entries, root "
          "<code>%s</code></dd><dt>Agreement</dt><dd>SHA-256 <code>",
          (unsigned long long)d->ledger_size, d->root_hex);
    text(b, d->agreement_sha);
    buf_f(b,
          "</code></dd><dt>Rules</dt><dd>coverage v1, fusion v1, report v%d; clauses of basis "
          "practice: %s; place: yes from ",
          REPORT_RULES_VERSION, d->practice ? "admitted" : "not admitted");
    buf_fixed(b, d->place_yes, 1);
    z(b, ", no up to ");
    buf_fixed(b, d->place_no, 1);
    z(b, "; report as of <code>");
    when_write(b, d->as_of);
    z(b, "</code></dd>");
    for (size_t i = 0; i < d->n_zones; i++) {
        z(b, "<dt>Zone of time</dt><dd>");
        text(b, d->zones[i].name);
        buf_f(b, " <code>%s</code></dd>", d->zones[i].sha);
    }
    z(b, "</dl>\n");
    open_table(b, "Imports: received = accepted + repeated + set aside.", heads, "  nnnn");
    for (size_t i = 0; i < d->n_sources; i++) {
        const source_line *s = &d->sources[i];
        z(b, "<tr>");
        cell(b, s->kind);
        cell(b, s->name);
        number(b, s->received);
        number(b, s->accepted);
        number(b, s->duplicate);
        number(b, s->set_aside);
        z(b, "<td><code>");
        text(b, str_upto(s->sha, 16));
        z(b, "</code></td></tr>\n");
    }
    close_table(b);
    numbered_corrections(d, b);
    z(b, "<!-- provenance-end -->\n<p class=\"soft\">Coast lines: Natural Earth, public domain. "
         "Nothing was withheld from this report (0 items).</p>\n");
}

void write_html(const report_data *d, buf *b)
{
    page_head(d, b);
    summary(d, b);
    contents(d, b);
    pictures(d, b);
    readings(d, b);
    regions(d, b);
    attempts(d, b);
    differences(d, b);
    said(d, b);
    evidence(d, b);
    limits(d, b);
    log_of(d, b);
    corrections(d, b);
    annexes(d, b);
    lists(d, b);
    statements(d, b);
    provenance(d, b);
    z(b, "</main>\n</body>\n</html>\n");
}
