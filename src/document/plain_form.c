/* Plain text, for a terminal, a mail and a reader aloud: lines of at most 78 characters, tables
 * with their columns under one another where they fit, and as "head: value" where they do not. */
#include "document/document.h"
#include "text/text.h"

#include <stdlib.h>
#include <string.h>

enum { LINE = 78, WIDEST_TABLE = 100, SEPARATOR = 0x1F, MOST_COLUMNS = 32 };

/* Characters, as far as a terminal gives each one place. */
static size_t width_of(str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        n += ((unsigned char)s.ptr[i] & 0xC0) != 0x80;
    return n;
}

/* Words until the line is full; `indent` blanks before each line but the first. */
static void put_wrapped(doc *w, str s, size_t first, size_t indent)
{
    size_t at = first;
    str word;
    bool begun = false;
    while (str_cut(&s, ' ', &word)) {
        size_t n = width_of(word);
        if (n == 0) continue;
        if (begun && at + 1 + n > LINE) {
            buf_c(w->out, '\n');
            for (size_t i = 0; i < indent; i++)
                buf_c(w->out, ' ');
            at = indent;
        } else if (begun) {
            buf_c(w->out, ' ');
            at++;
        }
        buf_s(w->out, word);
        at += n;
        begun = true;
    }
}

/* ---- Tables */

static void measure(const doc *w, const doc_info *t, size_t *widths)
{
    str rest = buf_str(&w->cells), cell;
    for (size_t k = 0; k < t->n_columns; k++)
        widths[k] = width_of(doc_column_head(w, &t->columns[k]));
    for (size_t k = 0; rest.len && str_cut(&rest, SEPARATOR, &cell); k = (k + 1) % t->n_columns) {
        size_t n = width_of(cell);
        if (n > widths[k]) widths[k] = n;
    }
}

static void put_aligned(doc *w, str s, size_t width, bool right, bool last)
{
    size_t blanks = width > width_of(s) ? width - width_of(s) : 0;
    for (size_t i = 0; right && i < blanks; i++)
        buf_c(w->out, ' ');
    buf_s(w->out, s);
    for (size_t i = 0; !right && !last && i < blanks; i++)
        buf_c(w->out, ' ');
    buf_z(w->out, last ? "\n" : "  ");
}

static void put_columns(doc *w, const doc_info *t, const size_t *widths)
{
    str rest = buf_str(&w->cells), cell;
    for (size_t k = 0; k < t->n_columns; k++)
        put_aligned(w, doc_column_head(w, &t->columns[k]), widths[k],
                    t->columns[k].kind == COLUMN_NUMBER, k + 1 == t->n_columns);
    for (size_t k = 0; rest.len && str_cut(&rest, SEPARATOR, &cell); k = (k + 1) % t->n_columns)
        put_aligned(w, cell, widths[k], t->columns[k].kind == COLUMN_NUMBER, k + 1 == t->n_columns);
}

static void put_records(doc *w, const doc_info *t)
{
    str rest = buf_str(&w->cells), cell;
    for (size_t k = 0; rest.len && str_cut(&rest, SEPARATOR, &cell); k = (k + 1) % t->n_columns) {
        str head = doc_column_head(w, &t->columns[k]);
        buf_z(w->out, k ? "  " : "* ");
        buf_s(w->out, head);
        buf_z(w->out, ": ");
        put_wrapped(w, cell, width_of(head) + 4, 4);
        buf_c(w->out, '\n');
    }
}

static void put_table(doc *w)
{
    size_t widths[MOST_COLUMNS] = {0}, all = 0;
    const doc_info *t = doc_table_at_hand(w);
    if (t == NULL) return;
    bool fits = t->n_columns <= MOST_COLUMNS;
    if (fits) measure(w, t, widths);
    for (size_t k = 0; fits && k < t->n_columns; k++)
        all += widths[k] + 2;
    if (fits && all <= WIDEST_TABLE)
        put_columns(w, t, widths);
    else
        put_records(w, t);
    buf_absorb(w->out, &w->cells);
    buf_init(&w->cells, BUF_LIMIT_BYTES);
    buf_c(w->out, '\n');
}

/* ---- Blocks. What is said gathers in `line` and is laid out when its block ends. */

static void lay_out(doc *w, const char *before, size_t indent, const char *after)
{
    buf_z(w->out, before);
    put_wrapped(w, buf_str(&w->line), strlen(before), indent);
    buf_z(w->out, after);
    buf_reset(&w->line);
}

static void underline(doc *w, char c, size_t n)
{
    for (size_t i = 0; i < n && i < LINE; i++)
        buf_c(w->out, c);
    buf_z(w->out, "\n\n");
}

static void lay_out_heading(doc *w, unsigned level)
{
    size_t n = width_of(buf_str(&w->line));
    lay_out(w, "", 0, "\n");
    if (level <= 2) underline(w, level == 1 ? '=' : '-', n);
    if (level > 2) buf_c(w->out, '\n');
}

static void open_block(doc *w, doc_block b, const doc_info *i)
{
    (void)w;
    (void)b;
    (void)i;
}

static void close_block(doc *w, doc_block b)
{
    switch (b) {
    case DOC_HEADING: lay_out_heading(w, w->info[w->depth - 1].level); break;
    case DOC_PARAGRAPH:
    case DOC_CAPTION:
    case DOC_SUMMARY: lay_out(w, "", 0, "\n\n"); break;
    case DOC_QUOTE: lay_out(w, "    ", 4, "\n\n"); break;
    case DOC_ITEM: lay_out(w, "- ", 2, "\n"); break;
    case DOC_TERM: buf_z(&w->line, ": "); break;
    case DOC_MEANING: lay_out(w, "", 4, "\n"); break;
    case DOC_LIST:
    case DOC_TERMS: buf_c(w->out, '\n'); break;
    case DOC_CELL:
        buf_s(&w->cells, buf_str(&w->line));
        buf_c(&w->cells, SEPARATOR);
        buf_reset(&w->line);
        break;
    case DOC_TABLE: put_table(w); break;
    case DOC_ROW:
    case DOC_FOLD:
    case DOC_SECTION:
    case DOC_PROVENANCE:
    case DOC__N: break;
    }
}

static void text(doc *w, str s)
{
    size_t from = buf_str(&w->line).len;
    text_clean(&w->line, s);
    for (size_t i = from; i < w->line.len; i++) {
        if (w->line.ptr[i] == '\n' || w->line.ptr[i] == '\t') w->line.ptr[i] = ' ';
    }
}

static void tone(doc *w, doc_tone t, bool begins)
{
    (void)w;
    (void)t;
    (void)begins;
}

static void link_to(doc *w, str anchor, str says)
{
    (void)anchor;
    text(w, says);
}

static void url(doc *w, str address, str says)
{
    text(w, says);
    if (str_eq(address, says)) return;
    buf_z(&w->line, " (");
    text(w, address);
    buf_c(&w->line, ')');
}

const doc_form doc_plain = {open_block, close_block, text, tone, link_to, url, false, NULL};
