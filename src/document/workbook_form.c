/* A workbook (XLSX): every table of the document as a sheet, named by its id. What stands around
 * the tables is in the other forms.
 *
 * A table that stands several times, such as the answers at each incident, is one sheet: its rows
 * follow one another. The first column of each sheet says where a row stands. Texts are texts,
 * never formulas; numbers are numbers where the column is one of numbers and the cell is nothing
 * else. Made by libxlsxwriter, row by row: a large table is not held. The library writes to a path
 * only, so a file without a name takes the bytes. */
#include "document/workbook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

/* Of Excel: the longest name of a sheet, the most characters of a cell. */
enum { MOST_SHEETS = 64, NAME_CHARS = 31, CELL_BYTES = 32000, FIRST_SHEET_HEAD = 3 };

typedef struct sheet {
    char name[NAME_CHARS + 1];
    lxw_worksheet *at;
    lxw_row_t next;
} sheet;

typedef struct book {
    lxw_workbook *to;
    lxw_worksheet *contents;
    lxw_format *bold;
    sheet sheets[MOST_SHEETS];
    size_t n;
    sheet *now;          /* the table at hand */
    lxw_col_t col;       /* the next cell of the row at hand */
    buf heading, folded; /* the last heading; the last summary */
    bool captioned;      /* the sheet at hand has its caption and heads */
    bool introduced;     /* the contents have the first paragraph: what the document is of */
    bool failed;
} book;

static book *of(const doc *w)
{
    return w->own;
}

/* ---- Cells */

static void check(book *k, lxw_error e)
{
    if (e != LXW_NO_ERROR) k->failed = true;
}

/* At most so many bytes, between characters; what is cut is said to be. */
static str cut(str s, char *room)
{
    static const char more[] = " [...]";
    size_t n = CELL_BYTES;
    if (s.len > CELL_BYTES) {
        while (n > 0 && ((unsigned char)s.ptr[n] & 0xC0) == 0x80)
            n--;
    }
    if (s.len < n) n = s.len;
    memcpy(room, s.ptr ? s.ptr : "", n);
    memcpy(room + n, s.len > n ? more : "", s.len > n ? sizeof more : 1);
    return str_of(room);
}

static void put_string(book *k, lxw_worksheet *at, lxw_row_t row, lxw_col_t col, str s,
                       lxw_format *look)
{
    char room[CELL_BYTES + 16];
    (void)cut(s, room);
    if (room[0] == '\0') return;
    check(k, worksheet_write_string(at, row, col, room, look));
}

static bool is_number(const doc *w, str s, double *v)
{
    const doc_info *t = doc_table_at_hand(w);
    return t && w->cell < t->n_columns && t->columns[w->cell].kind == COLUMN_NUMBER &&
           str_to_double(s, v);
}

static void put_cell(doc *w)
{
    book *k = of(w);
    str s = str_trim(buf_str(&w->line));
    double v;
    if (k->now && is_number(w, s, &v))
        check(k, worksheet_write_number(k->now->at, k->now->next, k->col, v, NULL));
    else if (k->now)
        put_string(k, k->now->at, k->now->next, k->col, s, NULL);
    k->col++;
    buf_reset(&w->line);
}

/* ---- Sheets */

/* The framed item it stands in, or the last heading and fold. */
static void put_place(doc *w)
{
    book *k = of(w);
    for (size_t i = w->depth; i > 0; i--) {
        if (w->open[i - 1] != DOC_SECTION || w->info[i - 1].anchor.len == 0) continue;
        put_string(k, k->now->at, k->now->next, 0, w->info[i - 1].anchor, NULL);
        return;
    }
    buf place;
    buf_init(&place, 65536);
    buf_s(&place, buf_str(&k->heading));
    if (buf_str(&k->folded).len) buf_z(&place, "; ");
    buf_s(&place, buf_str(&k->folded));
    put_string(k, k->now->at, k->now->next, 0, buf_str(&place), NULL);
    buf_absorb(w->out, &place);
}

static sheet *sheet_named(book *k, str anchor)
{
    char name[NAME_CHARS + 1] = "";
    size_t n = anchor.len < NAME_CHARS ? anchor.len : NAME_CHARS;
    memcpy(name, anchor.ptr ? anchor.ptr : "", n);
    for (size_t i = 0; i < k->n; i++) {
        if (strcmp(k->sheets[i].name, name) == 0) return &k->sheets[i];
    }
    if (k->n == MOST_SHEETS) return NULL;
    sheet *s = &k->sheets[k->n++];
    *s = (sheet){.next = 0};
    memcpy(s->name, name, sizeof name);
    s->at = workbook_add_worksheet(k->to, s->name);
    return s->at ? s : NULL;
}

static void open_table(doc *w, str anchor)
{
    book *k = of(w);
    k->now = sheet_named(k, anchor);
    if (k->now == NULL) k->failed = true;
    k->captioned = k->now && k->now->next > 0;
    buf_reset(&w->line);
}

static void close_caption(doc *w)
{
    book *k = of(w);
    if (k->now && !k->captioned) {
        put_string(k, k->now->at, 0, 0, buf_str(&w->line), NULL);
        put_string(k, k->contents, (lxw_row_t)(FIRST_SHEET_HEAD + k->n), 0, str_of(k->now->name),
                   NULL);
        put_string(k, k->contents, (lxw_row_t)(FIRST_SHEET_HEAD + k->n), 1, buf_str(&w->line),
                   NULL);
    }
    buf_reset(&w->line);
}

static void put_heads(doc *w)
{
    book *k = of(w);
    const doc_info *t = doc_table_at_hand(w);
    if (k->now == NULL || k->captioned || t == NULL) return;
    lxw_col_t col = 0;
    put_string(k, k->now->at, 1, col++, str_of(catalogue_say(w->words, N_("Where it stands"))),
               k->bold);
    for (size_t i = 0; i < t->n_columns; i++)
        put_string(k, k->now->at, 1, col++, doc_column_head(w, &t->columns[i]), k->bold);
    /* The heads are not frozen: where memory runs out the library forgets it and says nothing. */
    check(k, worksheet_set_column(k->now->at, 0, (lxw_col_t)(col - 1), 18, NULL));
    k->now->next = 2;
    k->captioned = true;
}

static void open_row(doc *w)
{
    book *k = of(w);
    put_heads(w);
    k->col = 1;
    if (k->now == NULL) return;
    put_place(w);
    if (k->now->next + 1 >= LXW_ROW_MAX) k->failed = true; /* more rows than a sheet has */
}

/* ---- The form */

static void open_block(doc *w, doc_block b, const doc_info *i)
{
    if (b == DOC_TABLE) open_table(w, i->anchor);
    if (b == DOC_ROW) open_row(w);
    if (b == DOC_CELL || b == DOC_HEADING || b == DOC_SUMMARY) buf_reset(&w->line);
}

static void keep_line(buf *to, doc *w)
{
    buf_reset(to);
    buf_s(to, buf_str(&w->line));
    buf_reset(&w->line);
}

static void close_block(doc *w, doc_block b)
{
    book *k = of(w);
    unsigned level = w->info[w->depth - 1].level;
    if (b == DOC_HEADING && level == 1)
        put_string(k, k->contents, 0, 0, buf_str(&w->line), k->bold);
    if (b == DOC_HEADING) keep_line(&k->heading, w);
    if (b == DOC_PARAGRAPH && !k->introduced) {
        put_string(k, k->contents, 1, 0, buf_str(&w->line), NULL);
        k->introduced = true;
    }
    if (b == DOC_SUMMARY) keep_line(&k->folded, w);
    if (b == DOC_FOLD) buf_reset(&k->folded);
    if (b == DOC_CAPTION) close_caption(w);
    if (b == DOC_CELL) put_cell(w);
    if (b == DOC_ROW && k->now) k->now->next++;
    if (b == DOC_TABLE) put_heads(w);
    if (b == DOC_TABLE) k->now = NULL;
    if (b != DOC_CELL && b != DOC_CAPTION) buf_reset(&w->line);
}

/* ---- The book */

static tr_err begin(book *k, FILE *file)
{
    char path[64];
    lxw_workbook_options how = {.constant_memory = LXW_TRUE};
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fileno(file));
    k->to = workbook_new_opt(path, &how);
    if (k->to == NULL) return TR_ERR_NOMEM;
    lxw_doc_properties made = {.created = 1}; /* not now: the same record gives the same bytes */
    check(k, workbook_set_properties(k->to, &made));
    k->contents = workbook_add_worksheet(k->to, "contents");
    k->bold = workbook_add_format(k->to);
    if (k->contents == NULL || k->bold == NULL) return TR_ERR_NOMEM;
    format_set_bold(k->bold);
    check(k, worksheet_set_column(k->contents, 0, 0, 24, NULL));
    return TR_OK;
}

tr_err doc_workbook(const catalogue *words, void (*tell)(void *ctx, doc *w), void *ctx, FILE *to)
{
    doc_form form = doc_plain; /* words and links as there */
    buf scrap;
    doc w;
    form.open = open_block;
    form.close = close_block;
    book *k = calloc(1, sizeof *k);
    if (k == NULL) return TR_ERR_NOMEM;
    tr_err e = begin(k, to);
    buf_init(&scrap, BUF_LIMIT_BYTES);
    buf_init(&k->heading, 65536);
    buf_init(&k->folded, 65536);
    doc_init(&w, &scrap, &form, words);
    w.own = k;
    w.brief = true;
    if (e == TR_OK) tell(ctx, &w);
    if (e == TR_OK) e = buf_err(&w.line);
    if (e == TR_OK) e = buf_err(&k->heading);
    if (e == TR_OK) e = buf_err(&k->folded);
    doc_end(&w);
    if (e == TR_OK) e = buf_err(&scrap);
    if (k->to) check(k, workbook_close(k->to));
    if (e == TR_OK && k->failed) e = TR_ERR_LIMIT;
    buf_free(&scrap);
    buf_free(&k->heading);
    buf_free(&k->folded);
    free(k);
    return e;
}

str doc_workbook_maker(void)
{
    return STR("libxlsxwriter " LXW_VERSION);
}
