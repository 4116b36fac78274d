/* The page: the lists behind the numbers, the statements, and how all of it was made. */
#include "forms/html_parts.h"
#include "forms/pages.h"

/* ---- Annex C: the incidents behind each number. A group is a reading and a verdict. */

static size_t group_of(size_t r, verdict v)
{
    return r * VERDICT__N + v;
}

static tr_err gather_behind(const report_data *d, arena *a, line_vec *out)
{
    for (size_t r = 0; r < d->n_readings; r++) {
        for (unsigned v = 1; v < VERDICT__N; v++) {
            for (size_t i = 0; d->counts[r].n[v] && i < d->n_coded; i++) {
                if (d->coded[i].in_period && d->coded[i].answers[r].verdict == (verdict)v)
                    TR_TRY(add_line(a, out, group_of(r, (verdict)v), i));
            }
        }
    }
    return TR_OK;
}

static size_t behind_bytes(const report_data *d, list_line l)
{
    return 44 + 2 * d->coded[l.row].in->id.len;
}

void behind_id(const report_data *d, size_t r, verdict v, buf *b)
{
    buf_z(b, "list-");
    buf_s(b, d->readings[r]->id);
    buf_f(b, "-%s", verdict_word(v));
}

static tr_err anchor_behind(const report_data *d, list_line l, bool first, page_plan *p, arena *a)
{
    buf b;
    str id;
    if (!first) return TR_OK;
    buf_init(&b, 65536);
    behind_id(d, l.group / VERDICT__N, (verdict)(l.group % VERDICT__N), &b);
    TR_TRY(buf_take(&b, a, &id));
    return plan_anchor(p, a, id);
}

static void open_group(const report_data *d, uint32_t group, buf *b)
{
    size_t r = group / VERDICT__N;
    verdict v = (verdict)(group % VERDICT__N);
    h_z(b, "<p id=\"list-");
    html_id(b, d->readings[r]->id);
    buf_f(b, "-%s\"><b>", verdict_word(v));
    h_text(b, d->readings[r]->id);
    buf_f(b, ", %s (%zu):</b> ", verdict_says(v), d->counts[r].n[v]);
}

static void write_behind(const report_data *d, const list_line *l, size_t n, buf *b)
{
    for (size_t i = 0; i < n; i++) {
        bool first = i == 0 || l[i].group != l[i - 1].group,
             last = i + 1 == n || l[i].group != l[i + 1].group;
        if (first) open_group(d, l[i].group, b);
        if (!first) h_z(b, ", ");
        h_link_id(d, b, d->coded[l[i].row].in->id);
        if (last) h_z(b, "</p>\n");
    }
}

static void behind_label(const report_data *d, list_line l, buf *b)
{
    h_text(b, d->readings[l.group / VERDICT__N]->id);
    buf_f(b, ", %s", verdict_says((verdict)(l.group % VERDICT__N)));
}

const list_kind behind_list = {.file = "annex-c",
                               .title = "Annex C: lists behind the numbers",
                               .gather = gather_behind,
                               .bytes = behind_bytes,
                               .write = write_behind,
                               .anchors = anchor_behind,
                               .label = behind_label};

void h_behind(const report_data *d, buf *b)
{
    h_heading(b, "lists", "Annex C: lists behind the numbers");
    h_list(d, LIST_BEHIND, b);
}

/* ---- Annex D */

void h_statements(const report_data *d, buf *b)
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

static tr_err gather_sources(const report_data *d, arena *a, line_vec *out)
{
    return lines_of_all(d->n_sources, a, out);
}

static size_t source_bytes(const report_data *d, list_line l)
{
    return 200 + d->sources[l.row].kind.len + d->sources[l.row].name.len;
}

static void write_sources(const report_data *d, const list_line *l, size_t n, buf *b)
{
    static const char *const heads[] = {"Kind",     "File",      "Received", "Accepted",
                                        "Repeated", "Set aside", "SHA-256",  NULL};
    h_open_table(b, "Imports: received = accepted + repeated + set aside.", heads, "  nnnn");
    for (size_t i = 0; i < n; i++) {
        const source_line *s = &d->sources[l[i].row];
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
}

const list_kind sources_list = {.file = "imports",
                                .title = "Imports",
                                .gather = gather_sources,
                                .bytes = source_bytes,
                                .write = write_sources};

void h_provenance(const report_data *d, buf *b)
{
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
    h_list(d, LIST_SOURCES, b);
    numbered_corrections(d, b);
    h_z(b, "<!-- provenance-end -->\n<p class=\"soft\">Coast lines: Natural Earth, public domain. "
           "Nothing was withheld from this report (0 items).</p>\n");
}
