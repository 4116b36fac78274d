/* The sensitivity grid as a picture: black and white, one page. No cell is the headline; none is
 * left out. */
#include "pictures/pictures.h"

enum { CELL_WIDTH = 215, CELL_HEIGHT = 22, MARGIN = 12, NAME_WIDTH = 226, HEAD = 74 };

static void open_text(buf *b, double x, double y, const char *anchor)
{
    buf_z(b, "<text x=\"");
    buf_fixed(b, x, 1);
    buf_z(b, "\" y=\"");
    buf_fixed(b, y, 1);
    buf_f(b, "\" text-anchor=\"%s\">", anchor);
}

static void put_text(doc *w, double x, double y, const char *anchor, const char *words)
{
    open_text(w->out, x, y, anchor);
    doc_say(w, words);
    buf_z(w->out, "</text>\n");
}

static void put_bar(buf *b, double x, double y, double width, const char *look)
{
    if (!(width > 0)) return;
    buf_z(b, "<rect x=\"");
    buf_fixed(b, x, 1);
    buf_z(b, "\" y=\"");
    buf_fixed(b, y, 1);
    buf_z(b, "\" width=\"");
    buf_fixed(b, width, 1);
    buf_f(b, "\" height=\"11\" %s/>\n", look);
}

static void say_counts(const grid_cell *c, doc *w)
{
    if (c->n_unclear)
        doc_say(w, "{low} to {high} of {all}", A_N("low", c->n_covered),
                A_N("high", c->n_covered + c->n_unclear), A_N("all", c->n_units));
    else
        doc_say(w, "{n} of {all}", A_N("n", c->n_covered), A_N("all", c->n_units));
}

static void say_ratio(const grid_cell *c, doc *w)
{
    const period_rates *r = &c->rates;
    if (c->in_study) doc_say(w, "in the study: ");
    if (r->has_ratio)
        doc_say(w, "ratio {ratio} ({low} to {high})", A_ROUNDED("ratio", r->ratio),
                A_ROUNDED("low", r->low), A_ROUNDED("high", r->high));
    else
        doc_say(w, "ratio undefined");
}

static void put_cell(const grid_cell *c, double x, double y, double unit_px, doc *w)
{
    buf *b = w->out;
    double covered = (double)c->n_covered * unit_px, open = (double)c->n_unclear * unit_px,
           all = (double)c->n_units * unit_px;
    put_bar(b, x, y, all, "fill=\"none\" stroke=\"#999\" stroke-width=\"0.5\"");
    put_bar(b, x, y, covered, "fill=\"#333\"");
    put_bar(b, x + covered, y, open, "fill=\"url(#open)\" stroke=\"#333\" stroke-width=\"0.5\"");
    open_text(b, x + CELL_WIDTH - 12, y + 9.5, "end");
    say_counts(c, w);
    buf_z(b, "</text>\n");
    if (!c->rates.compared) return;
    open_text(b, x, y + 22.5, "start");
    say_ratio(c, w);
    buf_z(b, "</text>\n");
}

static size_t most_units(const report_data *d)
{
    size_t most = 1;
    for (size_t i = 0; i < d->n_grid; i++)
        most = d->grid[i].n_units > most ? d->grid[i].n_units : most;
    return most;
}

static bool has_units(const report_data *d, grid_evidence e)
{
    for (size_t i = 0; i < d->n_grid; i++) {
        if (d->grid[i].evidence == e && (d->grid[i].n_units > 0 || d->grid[i].rates.before > 0))
            return true;
    }
    return false;
}

static void put_heads(const report_data *d, double width, doc *w)
{
    put_text(w, 0, 14, "start", N_("Units covered under each reading, by each counting rule"));
    put_text(w, 0, 30, "start",
             N_("black: covered; hatched: unclear; outline: all units. No cell is the headline. "
                "Not varied here: effort, what unclear counts as, the days before."));
    if (has_study(d))
        put_text(w, 0, 45, "start",
                 N_("ratio: the rate at covered targets during to that before, 95 %, for the days "
                    "of the study or up to that end."));
    for (int k = 0; k < GRID_RULE__N; k++) {
        open_text(w->out, NAME_WIDTH + k * CELL_WIDTH, HEAD - 10, "start");
        doc_say(w, "{rule}: {says}", A_TEXT("rule", str_of(grid_rule_word((grid_rule)k))),
                A_WORD("says", grid_rule_says((grid_rule)k)));
        buf_z(w->out, "</text>\n");
    }
    buf_f(w->out, "<line x1=\"0\" x2=\"%d\" y1=\"%d\" y2=\"%d\" stroke=\"#333\"/>\n", (int)width,
          HEAD - 4, HEAD - 4);
}

/* The reading's id at its first row; below it, its ends. */
static void say_end(const end_line *e, doc *w)
{
    if (e->at.from == INT64_MAX)
        doc_say(w, e->open ? N_("if it ends when said") : N_("if it ends at a time not stated"));
    else if (e->at.to != e->at.from)
        doc_say(w, "if it ends {time} or later", A_WHEN("time", e->at.from));
    else
        doc_say(w, "if it ends {time}", A_WHEN("time", e->at.from));
}

static void put_row_name(const report_data *d, const grid_cell *c, double y, doc *w)
{
    bool all = c->end == GRID_ALL_ENDS;
    buf_f(w->out, "<text x=\"%d\" y=\"", all ? 0 : 12);
    buf_fixed(w->out, y + 9.5, 1);
    buf_z(w->out, all ? "\" font-weight=\"bold\">" : "\">");
    if (all) doc_text(w, d->readings[c->reading]->id);
    if (!all) say_end(&d->ends[c->end], w);
    buf_z(w->out, "</text>\n");
}

void draw_grid(const report_data *d, doc *w)
{
    buf *b = w->out;
    double width = NAME_WIDTH + GRID_RULE__N * CELL_WIDTH, y = HEAD + 4;
    double unit_px = (CELL_WIDTH - 115) / (double)most_units(d);
    double row = has_study(d) ? CELL_HEIGHT + 14 : CELL_HEIGHT - 4;
    size_t rows = 0;
    for (int e = 0; e < GRID_EVIDENCE__N; e++)
        rows += has_units(d, (grid_evidence)e) ? d->n_grid / GRID_RULE__N / GRID_EVIDENCE__N : 1;
    int height = HEAD + 8 + (int)((double)rows * row) + GRID_EVIDENCE__N * 20;
    buf_f(b,
          "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"%d 0 %d %d\" width=\"%d\" "
          "height=\"%d\" font-family=\"sans-serif\" font-size=\"10.5\" role=\"img\">\n"
          "<title>",
          -MARGIN, (int)width + 2 * MARGIN, height, (int)width + 2 * MARGIN, height);
    doc_say(w, "Sensitivity of the counts to reading, end, counting rule and evidence");
    buf_z(b, "</title>\n"
             "<defs><pattern id=\"open\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\" "
             "patternTransform=\"rotate(45)\"><rect width=\"4\" height=\"4\" fill=\"#fff\"/>"
             "<line x1=\"0\" y1=\"0\" x2=\"0\" y2=\"4\" stroke=\"#333\" "
             "stroke-width=\"1.4\"/></pattern></defs>\n");
    put_heads(d, width, w);
    for (int e = 0; e < GRID_EVIDENCE__N; e++) {
        put_text(w, 0, y + 12, "start", grid_evidence_says((grid_evidence)e));
        y += 20;
        if (!has_units(d, (grid_evidence)e)) {
            put_text(w, 12, y + 9.5, "start", N_("no unit of the period has such evidence"));
            y += row;
            continue;
        }
        for (size_t i = 0; i < d->n_grid; i++) {
            const grid_cell *c = &d->grid[i];
            if (c->evidence != (grid_evidence)e) continue;
            if (c->rule == GRID_ITEM) put_row_name(d, c, y, w);
            put_cell(c, NAME_WIDTH + (double)c->rule * CELL_WIDTH, y, unit_px, w);
            if (c->rule + 1 == GRID_RULE__N) y += row;
        }
    }
    buf_z(b, "</svg>\n");
}
