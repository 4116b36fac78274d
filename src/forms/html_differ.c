/* The page: the incidents by region, and where the readings differ. */
#include "forms/html_parts.h"
#include "forms/pages.h"

/* ---- Regions */

static tr_err gather_regions(const report_data *d, arena *a, line_vec *out)
{
    return lines_of_all(d->n_regions, a, out);
}

static size_t region_bytes(const report_data *d, list_line l)
{
    return 80 + d->regions[l.row].name.len + 22 * d->n_readings;
}

static void region_row(const report_data *d, const region_line *x, buf *b)
{
    h_z(b, "<tr><th scope=\"row\">");
    h_text(b, x->name);
    h_z(b, "</th>");
    h_number(b, x->coded);
    h_number(b, x->fused);
    for (size_t r = 0; r < d->n_readings; r++) {
        if (d->phase_of[r] == 0) h_number(b, x->by_reading[r].n[VERDICT_YES]);
    }
    h_z(b, "</tr>\n");
}

static void write_regions(const report_data *d, const list_line *l, size_t n, buf *b)
{
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
    for (size_t i = 0; i < n; i++)
        region_row(d, &d->regions[l[i].row], b);
    h_close_table(b);
}

const list_kind regions_list = {.file = "regions",
                                .title = "Incidents by region",
                                .gather = gather_regions,
                                .bytes = region_bytes,
                                .write = write_regions};

void h_regions(const report_data *d, buf *b)
{
    h_heading(b, "regions", "Incidents by region");
    h_list(d, LIST_REGIONS, b);
}

/* ---- Differences. A group is a pair of readings. */

static tr_err gather_differ(const report_data *d, arena *a, line_vec *out)
{
    for (size_t k = 0; k < d->n_pairs; k++) {
        for (size_t i = 0; i < d->pairs[k].differ; i++)
            TR_TRY(add_line(a, out, k, d->pairs[k].rows[i]));
    }
    return TR_OK;
}

static size_t differ_bytes(const report_data *d, list_line l)
{
    return 44 + 2 * d->coded[l.row].in->id.len;
}

static void pair_id(const report_data *d, const pair_line *p, buf *b)
{
    buf_z(b, "differ-");
    buf_s(b, d->readings[p->a]->id);
    buf_c(b, '-');
    buf_s(b, d->readings[p->b]->id);
}

static tr_err pair_anchor(const report_data *d, const pair_line *p, arena *a, str *id)
{
    buf b;
    buf_init(&b, 65536);
    pair_id(d, p, &b);
    return buf_take(&b, a, id);
}

static tr_err anchor_differ(const report_data *d, list_line l, bool first, page_plan *p, arena *a)
{
    str id;
    if (!first) return TR_OK;
    TR_TRY(pair_anchor(d, &d->pairs[l.group], a, &id));
    return plan_anchor(p, a, id);
}

static void open_pair(const report_data *d, const pair_line *p, buf *b)
{
    buf id;
    buf_init(&id, 65536);
    pair_id(d, p, &id);
    h_z(b, "<p id=\"");
    html_id(b, buf_str(&id));
    h_z(b, "\"><b>");
    buf_absorb(b, &id);
    h_text(b, d->readings[p->a]->id);
    h_z(b, " / ");
    h_text(b, d->readings[p->b]->id);
    buf_f(b, " (%zu):</b> ", p->differ);
}

static void write_differ(const report_data *d, const list_line *l, size_t n, buf *b)
{
    for (size_t i = 0; i < n; i++) {
        bool first = i == 0 || l[i].group != l[i - 1].group,
             last = i + 1 == n || l[i].group != l[i + 1].group;
        if (first) open_pair(d, &d->pairs[l[i].group], b);
        if (!first) h_z(b, ", ");
        h_link_id(d, b, d->coded[l[i].row].in->id);
        if (last) h_z(b, "</p>\n");
    }
}

static void differ_label(const report_data *d, list_line l, buf *b)
{
    h_text(b, d->readings[d->pairs[l.group].a]->id);
    h_z(b, " / ");
    h_text(b, d->readings[d->pairs[l.group].b]->id);
}

const list_kind differ_list = {.file = "differences",
                               .title = "Incidents on which two readings differ",
                               .gather = gather_differ,
                               .bytes = differ_bytes,
                               .write = write_differ,
                               .anchors = anchor_differ,
                               .label = differ_label};

/* In the cell of the pair; elsewhere once the list has left. */
static void pair_incidents(const report_data *d, const pair_line *p, buf *b)
{
    buf id;
    if (!list_left(d, LIST_DIFFER)) {
        h_z(b, "<details><summary>incidents</summary>");
        for (size_t i = 0; i < p->differ; i++) {
            if (i) h_z(b, ", ");
            h_link_id(d, b, d->coded[p->rows[i]].in->id);
        }
        h_z(b, "</details>");
        return;
    }
    buf_init(&id, 65536);
    pair_id(d, p, &id);
    h_z(b, "<br>");
    h_open_link(d, b, buf_str(&id));
    h_z(b, "incidents</a>");
    buf_absorb(b, &id);
}

static void pair_row(const report_data *d, const pair_line *p, buf *b)
{
    h_z(b, "<tr><th scope=\"row\">");
    h_link_id(d, b, d->readings[p->a]->id);
    h_z(b, " / ");
    h_link_id(d, b, d->readings[p->b]->id);
    h_z(b, "</th>");
    h_number(b, p->differ);
    h_z(b, "<td>");
    h_text(b, p->clauses);
    h_z(b, "<br><span class=\"soft\">");
    shares_words(p, b);
    h_z(b, "</span>");
    pair_incidents(d, p, b);
    h_z(b, "</td></tr>\n");
}

static void divergences(const report_data *d, buf *b)
{
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
}

static void clause_weights(const report_data *d, buf *b)
{
    static const char *const heads[] = {"Clause", "Decides", "Words", NULL};
    h_z(b, "<details><summary>How many verdicts each clause decides</summary>\n");
    h_open_table(
        b,
        "A clause counts for an incident when it is among those that settled, or left open, "
        "its verdict.",
        heads, " n");
    for (size_t i = 0; i < d->n_weights; i++) {
        h_z(b, "<tr><th scope=\"row\">");
        h_link_id(d, b, d->weights[i].clause);
        h_z(b, "</th>");
        h_number(b, d->weights[i].decides);
        h_cell(b, d->weights[i].words);
        h_z(b, "</tr>\n");
    }
    h_close_table(b);
    h_z(b, "</details>\n");
}

void h_differences(const report_data *d, buf *b)
{
    static const char *const heads[] = {"Readings", "Differ on", "Because of", NULL};
    h_heading(b, "differ", "Where the readings differ");
    h_z(b, "<p>For each pair of readings of one phase: on how many coded incidents their verdicts "
           "differ, and the clauses whose exchange turns one verdict into the other.</p>\n");
    divergences(d, b);
    h_open_table(b, "Pairs in alphabetical order; only those that differ.", heads, " n");
    for (size_t i = 0; i < d->n_pairs; i++) {
        if (d->pairs[i].differ) pair_row(d, &d->pairs[i], b);
    }
    h_close_table(b);
    if (list_left(d, LIST_DIFFER)) h_list(d, LIST_DIFFER, b);
    clause_weights(d, b);
}
