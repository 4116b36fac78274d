/* The page: marks of HTML that a browser and a screen reader understand without a script. */
#include "document/document.h"
#include "text/text.h"

#include <string.h>

static void put(doc *w, const char *z)
{
    buf_z(w->out, z);
}

static void put_anchor(doc *w, str anchor)
{
    if (anchor.len == 0) return;
    put(w, " id=\"");
    html_id(w->out, anchor);
    put(w, "\"");
}

/* The caption stands outside the part that scrolls sideways, and names the table. Its id is the
 * place in the page, which is the same every time. */
static void open_table(doc *w)
{
    put(w, "<figure>");
    w->caption = 0;
}

static void open_caption(doc *w)
{
    w->caption = buf_written(w->out);
    buf_f(w->out, "<figcaption id=\"c%zu\">", w->caption);
}

static void open_part_that_scrolls(doc *w)
{
    buf_f(w->out,
          "</figcaption><div class=\"scroll\" tabindex=\"0\" role=\"region\" "
          "aria-labelledby=\"c%zu\"><table aria-labelledby=\"c%zu\">",
          w->caption, w->caption);
}

static void put_heads(doc *w)
{
    const doc_info *t = doc_table_at_hand(w);
    if (w->headed || t == NULL) return;
    w->headed = true;
    put(w, "<thead><tr>");
    for (size_t i = 0; i < t->n_columns; i++) {
        put(w, t->columns[i].kind == COLUMN_NUMBER ? "<th scope=\"col\" class=\"n\">"
                                                   : "<th scope=\"col\">");
        html_text(w->out, doc_column_head(w, &t->columns[i]));
        put(w, "</th>");
    }
    put(w, "</tr></thead><tbody>\n");
}

static bool is_number(const doc *w)
{
    const doc_info *t = doc_table_at_hand(w);
    return t && w->cell < t->n_columns && t->columns[w->cell].kind == COLUMN_NUMBER;
}

/* What is not one tag of a language is left out, so that nothing is said wrongly aloud. */
static void open_quote(doc *w, str language)
{
    put(w, "<blockquote");
    if (language.len >= 2 && str_find(language, ' ') == language.len) {
        put(w, " lang=\"");
        html_attr(w->out, language);
        put(w, "\"");
    }
    put(w, ">");
}

static void open_block(doc *w, doc_block b, const doc_info *i)
{
    switch (b) {
    case DOC_HEADING:
        buf_f(w->out, "<h%u", i->level);
        put_anchor(w, i->anchor);
        put(w, ">");
        break;
    case DOC_PARAGRAPH:
        put(w, i->tone == TONE_LEAD   ? "<p class=\"lead\""
               : i->tone == TONE_SOFT ? "<p class=\"soft\""
                                      : "<p");
        put_anchor(w, i->anchor);
        put(w, ">");
        break;
    case DOC_LIST: put(w, i->tone == TONE_LEAD ? "<ul class=\"facts\">\n" : "<ul>\n"); break;
    case DOC_ITEM:
        put(w, "<li");
        put_anchor(w, i->anchor);
        put(w, ">");
        break;
    case DOC_TABLE: open_table(w); break;
    case DOC_CAPTION: open_caption(w); break;
    case DOC_ROW:
        put_heads(w);
        put(w, "<tr");
        put_anchor(w, i->anchor);
        put(w, ">");
        break;
    case DOC_CELL:
        put(w, i->head ? "<th scope=\"row\">" : is_number(w) ? "<td class=\"n\">" : "<td>");
        break;
    case DOC_FOLD:
        put(w, i->head ? "<details open" : "<details");
        put_anchor(w, i->anchor);
        put(w, ">");
        break;
    case DOC_SUMMARY: put(w, "<summary>"); break;
    case DOC_TERMS: put(w, "<dl>"); break;
    case DOC_TERM: put(w, "<dt>"); break;
    case DOC_MEANING: put(w, "<dd>"); break;
    case DOC_SECTION:
        put(w, "<section class=\"item\"");
        put_anchor(w, i->anchor);
        put(w, ">");
        break;
    case DOC_QUOTE: open_quote(w, i->language); break;
    case DOC_PROVENANCE: put(w, "<!-- provenance-begin -->\n"); break;
    case DOC__N: break;
    }
}

static void close_block(doc *w, doc_block b)
{
    static const char *const ends[DOC__N] = {[DOC_PARAGRAPH] = "</p>\n",
                                             [DOC_LIST] = "</ul>\n",
                                             [DOC_ITEM] = "</li>\n",
                                             [DOC_TABLE] = "</tbody></table></div></figure>\n",
                                             [DOC_ROW] = "</tr>\n",
                                             [DOC_FOLD] = "</details>\n",
                                             [DOC_SUMMARY] = "</summary>\n",
                                             [DOC_TERMS] = "</dl>\n",
                                             [DOC_TERM] = "</dt>",
                                             [DOC_MEANING] = "</dd>",
                                             [DOC_SECTION] = "</section>\n",
                                             [DOC_QUOTE] = "</blockquote>\n",
                                             [DOC_PROVENANCE] = "<!-- provenance-end -->\n"};
    const doc_info *i = &w->info[w->depth - 1];
    if (b == DOC_HEADING) buf_f(w->out, "</h%u>\n", i->level);
    if (b == DOC_CAPTION) open_part_that_scrolls(w);
    if (b == DOC_CELL) put(w, i->head ? "</th>" : "</td>");
    if (b == DOC_TABLE) put_heads(w);
    if (ends[b]) put(w, ends[b]);
}

static void text(doc *w, str s)
{
    html_text(w->out, s);
}

static void tone(doc *w, doc_tone t, bool begins)
{
    switch (t) {
    case TONE_PLAIN:
    case TONE_LEAD: break;
    case TONE_SOFT: put(w, begins ? "<span class=\"soft\">" : "</span>"); break;
    case TONE_STRONG: put(w, begins ? "<b>" : "</b>"); break;
    case TONE_CODE: put(w, begins ? "<code>" : "</code>"); break;
    }
}

static void link_to(doc *w, str anchor, str says)
{
    put(w, "<a href=\"");
    if (w->place) w->place(w->ctx, anchor, w->out);
    put(w, "#");
    html_id(w->out, anchor);
    put(w, "\">");
    html_text(w->out, says);
    put(w, "</a>");
}

static void url(doc *w, str address, str says)
{
    if (!str_starts(address, "http://") && !str_starts(address, "https://")) {
        html_text(w->out, says);
        return;
    }
    put(w, "<a href=\"");
    html_url(w->out, address);
    put(w, "\" rel=\"noreferrer\">");
    html_text(w->out, says);
    put(w, "</a>");
}

const doc_form doc_html = {open_block, close_block, text, tone, link_to, url, true, NULL};
