/* Markdown, for reading as text and for pasting into a mail or an issue. */
#include "document/document.h"
#include "text/text.h"

static void put(doc *w, const char *z)
{
    buf_z(w->out, z);
}

static void put_heads(doc *w)
{
    const doc_info *t = doc_table_at_hand(w);
    if (w->headed || t == NULL) return;
    w->headed = true;
    put(w, "|");
    for (size_t i = 0; i < t->n_columns; i++) {
        put(w, " ");
        md_text(w->out, doc_column_head(w, &t->columns[i]));
        put(w, " |");
    }
    put(w, "\n|");
    for (size_t i = 0; i < t->n_columns; i++)
        put(w, t->columns[i].kind == COLUMN_NUMBER ? "--:|" : "---|");
    put(w, "\n");
}

static void open_block(doc *w, doc_block b, const doc_info *i)
{
    static const char *const marks[] = {"# ", "# ", "## ", "### ", "#### ", "##### "};
    switch (b) {
    case DOC_HEADING: put(w, marks[i->level < 6 ? i->level : 5]); break;
    case DOC_ITEM: put(w, "- "); break;
    case DOC_ROW:
        put_heads(w);
        put(w, "|");
        break;
    case DOC_CELL: put(w, " "); break;
    case DOC_SUMMARY: put(w, "**"); break;
    case DOC_TERM: put(w, "- "); break;
    case DOC_MEANING: put(w, ": "); break;
    case DOC_QUOTE: put(w, "> "); break;
    case DOC_PROVENANCE: put(w, "<!-- provenance-begin -->\n\n"); break;
    case DOC_PARAGRAPH:
    case DOC_LIST:
    case DOC_TABLE:
    case DOC_CAPTION:
    case DOC_FOLD:
    case DOC_TERMS:
    case DOC_SECTION:
    case DOC__N: break;
    }
}

static void close_block(doc *w, doc_block b)
{
    static const char *const ends[DOC__N] = {[DOC_HEADING] = "\n\n",
                                             [DOC_PARAGRAPH] = "\n\n",
                                             [DOC_LIST] = "\n",
                                             [DOC_ITEM] = "\n",
                                             [DOC_TABLE] = "\n",
                                             [DOC_CAPTION] = "\n\n",
                                             [DOC_ROW] = "\n",
                                             [DOC_CELL] = " |",
                                             [DOC_SUMMARY] = "**\n\n",
                                             [DOC_TERMS] = "\n",
                                             [DOC_MEANING] = "\n",
                                             [DOC_QUOTE] = "\n\n",
                                             [DOC_PROVENANCE] = "\n<!-- provenance-end -->\n\n"};
    if (b == DOC_TABLE) put_heads(w);
    if (ends[b]) put(w, ends[b]);
}

static bool at_line_start(const doc *w)
{
    str s = buf_str(w->out);
    return s.len == 0 || s.ptr[s.len - 1] == '\n';
}

static void text(doc *w, str s)
{
    if (at_line_start(w))
        md_text(w->out, s);
    else
        md_within(w->out, s);
}

static void tone(doc *w, doc_tone t, bool begins)
{
    (void)begins;
    if (t == TONE_STRONG) put(w, "**");
    if (t == TONE_CODE) put(w, "`");
}

static void link_to(doc *w, str anchor, str says)
{
    (void)anchor; /* a reader of the text finds it by its name */
    text(w, says);
}

static void url(doc *w, str address, str says)
{
    text(w, says);
    if (str_eq(address, says)) return;
    put(w, " (");
    md_within(w->out, address);
    put(w, ")");
}

const doc_form doc_markdown = {open_block, close_block, text, tone, link_to, url, false, NULL};
