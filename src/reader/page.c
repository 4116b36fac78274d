/* The page that a person works from: what was published on the left, each stretch marked by whoever
 * says it (a line of their own pattern and a label, never colour alone), questions, differences and
 * draft clauses on the right, each leading to its words. It needs no script: the keyboard goes from
 * question to question by Tab, and from a question to its words by Enter. */
#include "document/said.h"
#include "reader/parts.h"

#include <stdlib.h>

enum { PATTERNS = 6 };

static const char style[] =
    ":root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;margin:0 "
    "auto;max-width:90rem;padding:1rem}"
    ".soft{opacity:.8;overflow-wrap:anywhere}figure{margin:0;overflow-x:auto}.two{display:grid;"
    "grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:2rem}"
    "@media(max-width:60rem){.two{display:block}}.text{white-space:pre-wrap;overflow-wrap:anywhere;"
    "border:1px solid;padding:1rem;border-radius:.3rem}"
    ".v{border-bottom:2px "
    "solid}.v1{border-bottom-style:dashed}.v2{border-bottom-style:dotted}.v3{border-bottom:4px "
    "double}"
    ".v4{text-decoration:underline "
    "wavy;border-bottom:none}.v5{border-bottom-width:4px}.told{font-style:italic}.c{font-weight:"
    "600}"
    ".who{font-size:.75rem;border:1px solid;border-radius:.3rem;padding:0 "
    ".3rem;margin-right:.2rem;white-space:nowrap}"
    ":target{outline:3px solid Highlight;scroll-margin-top:4rem}a:focus-visible{outline:3px solid}"
    "ol.ask{padding-left:1.5rem}ol.ask>li{margin-bottom:.8rem}table{border-collapse:collapse;width:"
    "100%}"
    "td,th{border:1px solid;padding:.3rem "
    ".5rem;text-align:left;vertical-align:top}"
    "@media print{.two{display:block}a{text-decoration:none}}";

typedef struct edge {
    size_t at;
    bool closes, label;
    const char *kind; /* s: a statement, c: a commitment, w: words of a question */
    size_t statement, which;
} edge;
typedef VEC(edge) edge_vec;

typedef struct page {
    const announcement *n;
    arena *a;
    buf *b;
    doc w;
    edge_vec edges;
    size_t *pattern; /* of each voice */
} page;

static tr_err add_edge(page *p, edge e)
{
    edge *slot = VEC_PUSH(p->a, &p->edges);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = e;
    return TR_OK;
}

static tr_err add_stretch(page *p, piece x, const char *kind, size_t statement_at, size_t which,
                          bool label)
{
    if (!piece_said(x)) return TR_OK;
    TR_TRY(add_edge(p, (edge){.at = x.from,
                              .kind = kind,
                              .statement = statement_at,
                              .which = which,
                              .label = label}));
    return add_edge(
        p,
        (edge){
            .at = x.to, .closes = true, .kind = kind, .statement = statement_at, .which = which});
}

static int edges_by_place(const void *x, const void *y)
{
    const edge *a = x, *b = y;
    if (a->at != b->at) return a->at < b->at ? -1 : 1;
    if (a->closes != b->closes) return a->closes ? -1 : 1;
    if (a->statement != b->statement) return a->statement < b->statement ? -1 : 1;
    return a->which < b->which ? -1 : a->which > b->which;
}

static tr_err edges_of(page *p, size_t text)
{
    p->edges.n = 0;
    for (size_t i = 0; i < p->n->statements.n; i++) {
        const statement_said *s = &p->n->statements.items[i];
        if (s->whole.text != text) continue;
        if (s->kind != SAID_DIRECT) TR_TRY(add_stretch(p, s->indirect, "t", i, 0, true));
        for (size_t k = 0; k < s->quotes.n; k++)
            TR_TRY(add_stretch(p, s->quotes.items[k], "s", i, k, k == 0 && s->kind == SAID_DIRECT));
        for (size_t k = 0; k < s->commitments.n; k++)
            TR_TRY(add_stretch(p, s->commitments.items[k].span, "c", i, k, false));
    }
    for (size_t i = 0; i < p->n->questions.n; i++) {
        const question *q = &p->n->questions.items[i];
        for (size_t k = 0; k < q->pieces.n; k++) {
            if (piece_said(q->pieces.items[k]) && q->pieces.items[k].text == text)
                TR_TRY(add_edge(p, (edge){.at = q->pieces.items[k].from,
                                          .kind = "w",
                                          .statement = i,
                                          .which = k}));
        }
    }
    if (p->edges.n) qsort(p->edges.items, p->edges.n, sizeof *p->edges.items, edges_by_place);
    return TR_OK;
}

static void put_id(page *p, const char *kind, str id, size_t k)
{
    buf_f(p->b, "%s-", kind);
    html_id(p->b, id);
    if (k > 0) buf_f(p->b, "-%zu", k + 1);
}

static str voice_name(const page *p, const statement_said *s)
{
    return s->speaker == SIZE_MAX ? STR("?") : p->n->voices.items[s->speaker].name;
}

static void put_label(page *p, const statement_said *s)
{
    buf_z(p->b, "<span class=\"who\" id=\"");
    put_id(p, "s", s->id, 0);
    buf_z(p->b, "\">");
    html_text(p->b, s->id);
    buf_z(p->b, " ");
    html_text(p->b, voice_name(p, s));
    buf_z(p->b, "</span>");
}

/* Stretches may overlap, so the text is cut at every edge and each piece says all that holds of it.
 */
static void put_text(page *p, size_t text)
{
    const source_text *t = &p->n->texts[text];
    size_t at = 0, speaking = SIZE_MAX, told = SIZE_MAX, n_commitments = 0;
    for (size_t i = 0; i <= p->edges.n; i++) {
        const edge *e = i < p->edges.n ? &p->edges.items[i] : NULL;
        size_t to = e != NULL ? e->at : t->readable.len;
        if (to > at) {
            size_t who = speaking != SIZE_MAX ? speaking : told;
            str piece_text = {t->readable.ptr + at, to - at};
            if (who != SIZE_MAX) {
                const statement_said *s = &p->n->statements.items[who];
                buf_f(p->b, "<span class=\"v v%zu%s%s\">",
                      s->speaker == SIZE_MAX ? 0 : p->pattern[s->speaker],
                      speaking == SIZE_MAX ? " told" : "", n_commitments ? " c" : "");
                html_text(p->b, piece_text);
                buf_z(p->b, "</span>");
            } else {
                html_text(p->b, piece_text);
            }
            at = to;
        }
        if (e == NULL) break;
        if (e->kind[0] == 's') speaking = e->closes ? SIZE_MAX : e->statement;
        if (e->kind[0] == 't') told = e->closes ? SIZE_MAX : e->statement;
        if (e->kind[0] == 'c') n_commitments += e->closes ? (size_t)-1 : 1;
        if (e->label) put_label(p, &p->n->statements.items[e->statement]);
        if (e->kind[0] == 'w') {
            buf_z(p->b, "<a id=\"");
            put_id(p, "w", p->n->questions.items[e->statement].id, e->which);
            buf_z(p->b, "\"></a>");
        }
    }
}

static tr_err put_texts(page *p)
{
    for (size_t i = 0; i < p->n->n_texts; i++) {
        char hex[SHA256_HEX + 1];
        const source_text *t = &p->n->texts[i];
        TR_TRY(edges_of(p, i));
        sha256_hex(&t->digest, hex);
        doc_open(&p->w, DOC_HEADING, (doc_info){.level = 2});
        doc_text(&p->w, path_base(t->file));
        doc_close(&p->w, DOC_HEADING);
        buf_f(p->b, "<p class=\"soft\">SHA-256 %s</p>\n<div class=\"text\">", hex);
        put_text(p, i);
        buf_z(p->b, "</div>\n");
    }
    return TR_OK;
}

/* ---- the right side */

static void put_words_of(page *p, const question *q)
{
    bool any = false;
    for (size_t k = 0; k < q->pieces.n; k++) {
        str s = piece_words(p->n, q->pieces.items[k]);
        if (s.len == 0) continue;
        buf_z(p->b, any ? "; <a href=\"#" : "<br><a href=\"#");
        any = true;
        put_id(p, "w", q->id, k);
        buf_z(p->b, "\">");
        html_text(p->b, k < q->statements.n ? q->statements.items[k] : STR(""));
        buf_z(p->b, " “");
        html_text(p->b, str_upto(s, s.len > 160 ? utf8_valid_prefix(str_upto(s, 160)) : s.len));
        buf_z(p->b, s.len > 160 ? "…”</a>" : "”</a>");
    }
}

static void put_questions(page *p)
{
    doc_heading(&p->w, 2, "questions", N_("What you have to decide"));
    buf_z(p->b, "<ol class=\"ask\">\n");
    for (size_t i = 0; i < p->n->questions.n; i++) {
        const question *q = &p->n->questions.items[i];
        buf_z(p->b, "<li id=\"");
        put_id(p, "q", q->id, 0);
        buf_z(p->b, "\">");
        doc_said(&p->w, q->says);
        put_words_of(p, q);
        if (i + 1 < p->n->questions.n) {
            buf_z(p->b, " <a href=\"#");
            put_id(p, "q", p->n->questions.items[i + 1].id, 0);
            buf_z(p->b, "\">");
            doc_say(&p->w, N_("next"));
            buf_z(p->b, "</a>");
        }
        buf_z(p->b, "</li>\n");
    }
    buf_z(p->b, "</ol>\n");
}

static void put_differences(page *p)
{
    doc_heading(&p->w, 2, "differences", N_("Where the voices differ"));
    doc_open(&p->w, DOC_LIST, (doc_info){0});
    for (size_t i = 0; i < p->n->differences.n; i++) {
        doc_open(&p->w, DOC_ITEM, (doc_info){0});
        doc_said(&p->w, p->n->differences.items[i].says);
        doc_close(&p->w, DOC_ITEM);
    }
    doc_close(&p->w, DOC_LIST);
}

static void cell_words(page *p, piece x)
{
    doc_cell(&p->w, piece_words(p->n, x));
}

static void put_commitments(page *p)
{
    static const doc_column columns[] = {HEAD("Statement"),       HEAD("Who"),     HEAD("What"),
                                         HEAD("About"),           HEAD("Where"),   HEAD("From"),
                                         HEAD("Until, how long"), HEAD("How firm")};
    doc_heading(&p->w, 2, "commitments", N_("What is said to be done or left"));
    doc_table(&p->w, "commitments-table",
              N_("Each in the words of the text; an empty cell means that it does not say."),
              columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < p->n->statements.n; i++) {
        const statement_said *s = &p->n->statements.items[i];
        for (size_t k = 0; k < s->commitments.n; k++) {
            const commitment_said *c = &s->commitments.items[k];
            doc_open(&p->w, DOC_ROW, (doc_info){0});
            doc_open(&p->w, DOC_CELL, (doc_info){.head = true});
            buf_z(p->b, "<a href=\"#");
            put_id(p, "s", s->id, 0);
            buf_z(p->b, "\">");
            html_text(p->b, s->id);
            buf_z(p->b, "</a> ");
            html_text(p->b, voice_name(p, s));
            doc_close(&p->w, DOC_CELL);
            cell_words(p, c->parties.n > 0 ? c->parties.items[0] : (piece){0});
            doc_cell(&p->w, c->act_says);
            cell_words(p, c->scope);
            cell_words(p, c->area);
            cell_words(p, c->start.words);
            cell_words(p, piece_said(c->length.words) ? c->length.words : c->end.words);
            doc_cell(&p->w, str_of(said_status_word(c->status)));
            doc_close(&p->w, DOC_ROW);
        }
    }
    doc_close(&p->w, DOC_TABLE);
}

static tr_err choose_patterns(page *p)
{
    size_t next = 0;
    p->pattern = arena_alloc_n(p->a, p->n->voices.n + 1, sizeof *p->pattern);
    bool *seen = arena_alloc_n(p->a, p->n->voices.n + 1, sizeof *seen);
    if (p->pattern == NULL || seen == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < p->n->statements.n; i++) { /* in the order in which they speak */
        size_t v = p->n->statements.items[i].speaker;
        if (v == SIZE_MAX || seen[v]) continue;
        seen[v] = true;
        p->pattern[v] = next++ % PATTERNS;
    }
    return TR_OK;
}

tr_err announcement_page(const announcement *n, const catalogue *words, str draft, arena *a,
                         buf *out)
{
    page p = {.n = n, .a = a, .b = out};
    TR_TRY(choose_patterns(&p));
    doc_init(&p.w, out, &doc_html, words);
    buf_f(out,
          "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\"><meta "
          "name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
          "'unsafe-inline'\"><title>",
          words ? words->tag : "en");
    doc_say(&p.w, N_("Draft read from announcements"));
    buf_f(out, "</title><style>%s</style></head><body>\n<header><h1>", style);
    doc_say(&p.w, N_("Draft read from announcements"));
    buf_z(out, "</h1>\n");
    doc_paragraph(
        &p.w, N_("Rules and word lists read the texts on the left. Nothing here is confirmed, and "
                 "nothing is assessed before a person has confirmed it. Upright words are "
                 "quoted, slanted ones are in the words of whoever reports them; heavy ones say "
                 "what somebody does or leaves. The label and the line below say who speaks."));
    buf_z(out, "</header>\n<main>\n<div class=\"two\">\n<div>\n");
    TR_TRY(put_texts(&p));
    buf_z(out, "</div>\n<div>\n");
    put_questions(&p);
    put_differences(&p);
    buf_z(out, "</div>\n</div>\n"); /* what follows needs the whole width */
    put_commitments(&p);
    doc_heading(&p.w, 2, "draft", N_("The draft, as an agreement file"));
    buf_z(out, "<div class=\"text\" tabindex=\"0\">");
    html_text(out, draft);
    buf_z(out, "</div>\n</main>\n</body></html>\n");
    doc_end(&p.w);
    return buf_err(out);
}
