/* document: blocks, and the forms they are written in. It knows nothing of ceasefires.
 *
 * A section of a report opens and closes blocks and says sentences in them; a form (page, Markdown,
 * plain text) decides how that looks. So a sentence stands in one place, a new section is one file,
 * and a new form is one more set of six functions. Blocks are written as they come: a document is
 * never held as a whole, and its length is no question of memory.
 *
 * Sentences are templates in English with named places: "{n} rows are in the record". They are the
 * keys of the catalogues (catalogue.h), so that a sentence can be said in another language with its
 * parts in another order. What stands in a place comes from outside and is escaped by the form.
 *
 * Blocks nest: a table holds a caption and rows, a row cells, a list items. A form may rely on
 * that; document.c asserts it. */
#ifndef TRUCE_DOCUMENT_DOCUMENT_H
#define TRUCE_DOCUMENT_DOCUMENT_H

#include "base/buf.h"
#include "base/when.h"
#include "document/catalogue.h"

typedef enum doc_block {
    DOC_HEADING,   /* level, anchor */
    DOC_PARAGRAPH, /* tone */
    DOC_LIST,
    DOC_ITEM,  /* of a list; anchor */
    DOC_TABLE, /* columns; anchor names it in tables of their own */
    DOC_CAPTION,
    DOC_ROW,  /* anchor */
    DOC_CELL, /* head: it names the row */
    DOC_FOLD, /* what waits behind a line; its DOC_SUMMARY comes first; anchor */
    DOC_SUMMARY,
    DOC_TERMS, /* pairs of DOC_TERM and DOC_MEANING */
    DOC_TERM,
    DOC_MEANING,
    DOC_SECTION,    /* what is framed together; anchor */
    DOC_QUOTE,      /* language: of what is quoted */
    DOC_PROVENANCE, /* what depends on how the rest was made, so that it can be set aside when two
                       documents are compared */
    DOC__N
} doc_block;

typedef enum doc_tone {
    TONE_PLAIN = 0,
    TONE_LEAD,   /* what is read first */
    TONE_SOFT,   /* what is said beside */
    TONE_STRONG, /* what matters in it */
    TONE_CODE    /* names of commands, digests */
} doc_tone;

typedef enum doc_column_kind { COLUMN_TEXT = 0, COLUMN_NUMBER } doc_column_kind;
/** A column of a table; `head` is a template without places, or NULL and the head is `text`, from
 * outside. */
typedef struct doc_column {
    const char *head;
    doc_column_kind kind;
    str text;
} doc_column;

typedef struct doc_info {
    unsigned level; /* 1 to 5 */
    str anchor;     /* what links lead to; empty: none */
    doc_tone tone;
    bool head;    /* a cell that names its row; a fold that is open at first */
    str language; /* "uk"; empty: not told */
    const doc_column *columns;
    size_t n_columns;
} doc_info;

typedef struct doc doc;
typedef struct doc_arg doc_arg;
/** A form. `w->out` takes the bytes. */
typedef struct doc_form {
    void (*open)(doc *w, doc_block b, const doc_info *i);
    void (*close)(doc *w, doc_block b);
    void (*text)(doc *w, str s); /* to be escaped */
    void (*tone)(doc *w, doc_tone t, bool begins);
    void (*link)(doc *w, str anchor, str says); /* within the document */
    void (*url)(doc *w, str address, str says); /* elsewhere: only http and https are links */
    bool draws;                                 /* pictures as SVG */
    /* Takes sentences as they are given, not told; NULL: they are told. many: NULL, or the words of
     * a count. said.h */
    void (*keep)(doc *w, const char *one, const char *many, size_t count, const doc_arg *args,
                 size_t n);
} doc_form;

enum { DOC_DEPTH = 16 };
struct doc {
    buf *out;
    const doc_form *form;
    const catalogue *words;   /* NULL: English as it stands */
    const char *heading_also; /* said at the end of every heading; NULL: nothing */
    bool brief;               /* long reasons that stand in other forms are left out */
    /* Where a link within the document leads: the part before the mark, for pages of several files;
     * NULL: all stands in one. */
    void (*place)(const void *ctx, str anchor, buf *out);
    const void *ctx;
    void *own; /* of a form that keeps more than the following */
    /* Private to the forms. */
    doc_block open[DOC_DEPTH];
    doc_info info[DOC_DEPTH];
    size_t depth;
    size_t cell;    /* of the row at hand */
    size_t caption; /* where that of the table at hand stands */
    bool headed;    /* the table at hand has its heads */
    buf line;       /* plain text: what is said, until it is laid out */
    buf cells;      /* plain text: the table at hand, a unit separator behind each cell */
};

#define HEAD(h)                                                                                    \
    {                                                                                              \
        .head = (h)                                                                                \
    }
#define HEAD_N(h)                                                                                  \
    {                                                                                              \
        .head = (h), .kind = COLUMN_NUMBER                                                         \
    }
/** The head of a column in the language at hand. */
str doc_column_head(const doc *w, const doc_column *c);
/** The table at hand; NULL: none is. */
const doc_info *doc_table_at_hand(const doc *w);

/** doc_bare: words alone, for a line of the terminal or a field; it has no blocks. */
extern const doc_form doc_html, doc_markdown, doc_plain, doc_bare;

void doc_init(doc *w, buf *out, const doc_form *form, const catalogue *words);
/** Gives back what a form kept. */
void doc_end(doc *w);
void doc_open(doc *w, doc_block b, doc_info i);
void doc_close(doc *w, doc_block b);

/* ---- What is said ---------------------------------------------------------------------------- */

typedef enum doc_arg_kind {
    ARG_TEXT,
    ARG_NUMBER,
    ARG_FIXED,
    ARG_WHEN,
    ARG_SPAN,
    ARG_INSTANT,
    ARG_DAY,
    ARG_LINK,
    ARG_URL,
    ARG_WORD,
    ARG_COUNT,
    ARG_FIGURE,
    ARG_ROUNDED,
    ARG_SAID,
    ARG_KNOWN
} doc_arg_kind;
/** What stands in a place of a template. */
struct doc_arg {
    const char *name;
    doc_arg_kind kind;
    doc_tone tone;
    str text, anchor; /* ARG_LINK: says, anchor; ARG_URL: says, address; ARG_SAID: said.h */
    int64_t number;   /* ARG_NUMBER, ARG_DAY; decimals of ARG_FIXED */
    double value;
    span when;
    const char *word; /* ARG_WORD: itself a template, said in the language; ARG_COUNT: for one */
    const char *many; /* ARG_COUNT: for other numbers; both may have {n} */
};
#define A_TEXT(n, s) ((doc_arg){.name = (n), .kind = ARG_TEXT, .text = (s)})
#define A_N(n, v) ((doc_arg){.name = (n), .kind = ARG_NUMBER, .number = (int64_t)(v)})
#define A_FIXED(n, v, d) ((doc_arg){.name = (n), .kind = ARG_FIXED, .value = (v), .number = (d)})
#define A_WHEN(n, t) ((doc_arg){.name = (n), .kind = ARG_WHEN, .when = {(t), (t)}})
#define A_SPAN(n, s) ((doc_arg){.name = (n), .kind = ARG_SPAN, .when = (s)})
/** One instant, of which only is known between which it is. */
#define A_INSTANT(n, s) ((doc_arg){.name = (n), .kind = ARG_INSTANT, .when = (s)})
#define A_DAY(n, d) ((doc_arg){.name = (n), .kind = ARG_DAY, .number = (d)})
#define A_ID(n, s) ((doc_arg){.name = (n), .kind = ARG_LINK, .text = (s), .anchor = (s)})
#define A_LINK(n, s, to) ((doc_arg){.name = (n), .kind = ARG_LINK, .text = (s), .anchor = (to)})
#define A_URL(n, s, to) ((doc_arg){.name = (n), .kind = ARG_URL, .text = (s), .anchor = (to)})
#define A_WORD(n, z) ((doc_arg){.name = (n), .kind = ARG_WORD, .word = (z)})
/** "1 report", "{n} reports": the form of the words that the number asks for in the language. */
#define A_COUNT(name_, one, many_, v)                                                              \
    ((doc_arg){.name = (name_),                                                                    \
               .kind = ARG_COUNT,                                                                  \
               .number = (int64_t)(v),                                                             \
               .word = (one),                                                                      \
               .many = (many_)})
/** Six figures; two decimals for reading: text/figure.h. */
#define A_FIGURE(n, v) ((doc_arg){.name = (n), .kind = ARG_FIGURE, .value = (v)})
#define A_ROUNDED(n, v) ((doc_arg){.name = (n), .kind = ARG_ROUNDED, .value = (v)})
/** A word of the record that is one of ours ("corroborated"); what the catalogue does not have
 * stands as it is. */
#define A_KNOWN(n, s) ((doc_arg){.name = (n), .kind = ARG_KNOWN, .text = (s)})
/** Sentences that were kept: said.h. */
#define A_SAID(n, k) ((doc_arg){.name = (n), .kind = ARG_SAID, .text = (k).bytes})

/** A sentence with what stands in its places; "{}" is the next argument in their order. A place
 * without an argument stays as it is written, which a test of the catalogues finds. */
void doc_say_with(doc *w, const char *template_, const doc_arg *args, size_t n);
#define doc_say(w, ...) DOC_SAY_(w, __VA_ARGS__, NULL_ARG_)
#define NULL_ARG_ ((doc_arg){0})
#define DOC_SAY_(w, template_, ...)                                                                \
    doc_say_with((w), (template_), (const doc_arg[]){__VA_ARGS__},                                 \
                 sizeof((const doc_arg[]){__VA_ARGS__}) / sizeof(doc_arg))
/** The same with the form of the words that `count` asks for: "1 row", "{n} rows". */
void doc_say_count_with(doc *w, const char *one, const char *many, size_t count,
                        const doc_arg *args, size_t n);
#define doc_say_count(w, one, many, ...) DOC_SAY_COUNT_(w, one, many, __VA_ARGS__, NULL_ARG_)
#define DOC_SAY_COUNT_(w, one, many, count, ...)                                                   \
    doc_say_count_with((w), (one), (many), (count), (const doc_arg[]){__VA_ARGS__},                \
                       sizeof((const doc_arg[]){__VA_ARGS__}) / sizeof(doc_arg))
/** Text from outside; nothing of ours. */
void doc_text(doc *w, str s);
/** Tells what was kept; empty: nothing. `said` is of said.h, never from outside. */
void doc_said(doc *w, kept_words said);
void doc_tone_text(doc *w, doc_tone t, str s);

/* ---- Blocks that are one sentence -------------------------------------------------------------
 */

void doc_heading(doc *w, unsigned level, const char *anchor, const char *words);
void doc_paragraph(doc *w, const char *words);
void doc_cell(doc *w, str s);
void doc_cell_number(doc *w, size_t n);
void doc_cell_link(doc *w, str id);
/** What nobody stated is said, never left blank. */
void doc_cell_or_not(doc *w, str s);
/** A term and what is said of it; nothing when nothing is. */
void doc_term(doc *w, const char *name, str value);
void doc_term_open(doc *w, const char *name); /* its meaning is open then, until doc_term_close */
void doc_term_close(doc *w);
void doc_cell_fixed(doc *w, double v, int decimals);
void doc_cell_rounded(doc *w, double v);
void doc_cell_figure(doc *w, double v);
void doc_cell_say(doc *w, const char *words);
/** Where a picture may be drawn as SVG; NULL: this form has none, and says the same in words and
 * tables. */
buf *doc_picture(doc *w);
/** Opens a fold with the line it waits behind. */
void doc_fold(doc *w, const char *anchor, const char *summary);
/** Opens a table with its caption; rows follow. */
void doc_table(doc *w, const char *anchor, const char *caption, const doc_column *columns,
               size_t n);
#define DOC_TABLE_OF(w, anchor, caption, columns)                                                  \
    doc_table((w), (anchor), (caption), (columns), sizeof(columns) / sizeof *(columns))

#endif
