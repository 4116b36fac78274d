/* The page: what each reading says. */
#include "forms/html_parts.h"

static void words_cell(buf *b, const reading *r, clause_kind kind)
{
    buf t;
    buf_init(&t, 65536);
    window_words(&t, r, kind);
    h_cell(b, buf_str(&t));
    buf_absorb(b, &t);
}

static void scope_cell(buf *b, const reading *r)
{
    buf t;
    buf_init(&t, 65536);
    scope_words(&t, r);
    h_cell(b, buf_str(&t));
    buf_absorb(b, &t);
}

static void clause_row(const report_data *d, const clause *c, buf *b)
{
    h_z(b, "<li id=\"");
    html_id(b, c->id);
    h_z(b, "\"><b>");
    h_text(b, c->id);
    buf_f(b, "</b> %s", clause_kind_says(c->kind));
    if (c->stance) buf_f(b, ", %s", stance_says(c->stance));
    for (size_t i = 0; i < c->categories.n; i++) {
        h_z(b, i ? ", " : ": ");
        h_text(b, c->categories.items[i]);
    }
    if (c->words.len) {
        h_z(b, ": <q>");
        h_text(b, c->words);
        h_z(b, "</q>");
    }
    buf_f(b, " <span class=\"soft\">(%s", basis_says(c->basis));
    for (size_t i = 0; i < c->from.n; i++) {
        h_z(b, i ? ", " : "; ");
        h_link_id(d, b, c->from.items[i]);
    }
    h_z(b, ")</span>");
    for (size_t i = 0; i < c->n_alts; i++) {
        h_z(b, i ? "; or " : " ");
        span_words(b, c->alts[i]);
    }
    h_z(b, "</li>\n");
}

static void reading_details(const report_data *d, size_t r, buf *b)
{
    const reading *g = d->readings[r];
    const actor *h = holder_of(d, g);
    h_z(b, "<details id=\"");
    html_id(b, g->id);
    h_z(b, "\"><summary>Reading ");
    h_text(b, g->id);
    h_z(b, ": ");
    h_text(b, h ? h->name : g->holder);
    h_z(b, ", ");
    h_text(b, g->title);
    h_z(b, "</summary>\n<ul>\n");
    for (size_t i = 0; i < g->n_clauses; i++)
        clause_row(d, &g->clauses[i], b);
    for (size_t i = 0; i < g->n_obligations; i++) {
        const obligation *o = &g->obligations[i];
        h_z(b, "<li id=\"");
        html_id(b, o->id);
        h_z(b, "\"><b>");
        h_text(b, o->id);
        if (o->kind == OBL_STAY_OUT && o->area) {
            h_z(b, o->outside ? "</b> obligation to stay inside \""
                              : "</b> obligation to stay out of \"");
            h_text(b, o->area->title);
            h_z(b, o->outside ? "\" (presence outside it is covered): "
                              : "\" (presence inside it is covered): ");
        } else {
            buf_f(b, "</b> obligation %s ", obligation_kind_says(o->kind));
        }
        h_text(b, o->what);
        h_z(b, is_performed(o) ? " <span class=\"soft\">(<a href=\"#duties\">how far it is "
                                 "carried out</a>)</span>"
                               : "");
        h_z(b, "</li>\n");
    }
    h_z(b, "</ul>\n</details>\n");
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
    h_z(b, "<details><summary>Which kinds of target each reading names</summary>");
    h_open_figure(b,
                  "in: included; out: not included; unclear: the reading is silent or open. Kinds "
                  "on which all readings agree are left out.");
    h_z(b, "<thead><tr><th scope=\"col\">Kind</th>");
    for (size_t r = 0; r < d->n_readings; r++) {
        if (d->phase_of[r] != which) continue;
        h_z(b, "<th scope=\"col\">");
        h_text(b, d->readings[r]->id);
        h_z(b, "</th>");
    }
    h_z(b, "</tr></thead><tbody>\n");
    for (size_t l = 0; l < t->n_leaves; l++) {
        const category *c = &t->items[t->leaf_item[l]];
        unsigned seen = 0;
        for (size_t r = 0; r < d->n_readings; r++)
            seen |= d->phase_of[r] == which ? 1u << answer_of(d->readings[r], c->path) : 0;
        if ((seen & (seen - 1)) == 0) continue;
        h_z(b, "<tr><th scope=\"row\">");
        h_text(b, c->path);
        h_z(b, "</th>");
        for (size_t r = 0; r < d->n_readings; r++) {
            if (d->phase_of[r] == which)
                buf_f(b, "<td>%s</td>", answer_word(answer_of(d->readings[r], c->path)));
        }
        h_z(b, "</tr>\n");
    }
    h_close_table(b);
    h_z(b, "</details>\n");
}

void h_readings(const report_data *d, buf *b)
{
    static const char *const heads[] = {"Reading", "Holder", "Covers", "Start", "End", NULL};
    h_heading(b, "readings", "What the agreement says, and where its readings differ");
    if (d->ag->note.len) {
        h_z(b, "<p>");
        h_text(b, d->ag->note);
        h_z(b, "</p>\n");
    }
    h_z(b, "<p>A reading is one holder\xE2\x80\x99s stated understanding, each clause with the "
           "sentence it comes from. None is the default.</p>\n");
    for (size_t p = 0; p < d->ag->n_phases; p++) {
        h_z(b, "<h3>");
        h_text(b, d->ag->phases[p].title);
        h_z(b, "</h3>\n");
        h_open_table(
            b, "Readings of this phase; several starts or ends are alternatives, not a sequence.",
            heads, NULL);
        for (size_t r = 0; r < d->n_readings; r++) {
            if (d->phase_of[r] != p) continue;
            const actor *h = holder_of(d, d->readings[r]);
            h_z(b, "<tr><th scope=\"row\">");
            h_link_id(d, b, d->readings[r]->id);
            h_z(b, "</th>");
            h_cell(b, h ? h->name : d->readings[r]->holder);
            scope_cell(b, d->readings[r]);
            words_cell(b, d->readings[r], CLAUSE_START);
            words_cell(b, d->readings[r], CLAUSE_END);
            h_z(b, "</tr>\n");
        }
        h_close_table(b);
        category_matrix(d, p, b);
        for (size_t r = 0; r < d->n_readings; r++) {
            if (d->phase_of[r] == p) reading_details(d, r, b);
        }
    }
}
