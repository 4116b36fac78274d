/* page: what a handler works with, and how a page is written: as HTML, or, at the same address with
 * ".json", as data. A page is a row of parts; a table is one part in both forms. Pages are whole
 * without scripts. Private to serve/. */
#ifndef TRUCE_SERVE_PAGE_H
#define TRUCE_SERVE_PAGE_H

#include "base/cache.h"
#include "document/document.h"
#include "serve/desk.h"
#include "http/http.h"
#include "people/people.h"
#include "text/text.h"

typedef struct serve_state {
    desk *d;
    people *p;
    str title;                    /* of the mission */
    str origin;                   /* "http://localhost:8080" */
    http_server *server;          /* whose streams end when somebody leaves */
    cache *pages;                 /* that are shared: shared.h */
    char nobody[TOKEN_CHARS + 1]; /* a word that stands in them for what is a person's */
} serve_state;

/* One request on its way. */
typedef struct call {
    serve_state *s;
    const http_request *q;
    http_response *p;
    arena *a;
    const session *in; /* NULL: nobody has come in */
    bool personal;     /* what is made turned on who that is, beyond the role */
    str part;          /* what stands in the place of ":id" */
    str then;          /* as of when the page is, as asked; empty: now */
    const catalogue *words;
    str language;
    doc w; /* of p->body, while a page is written */
    json_writer j;
} call;

/** As the query or the form has it; empty when it does not. */
str call_query(const call *c, const char *name);
str call_form(const call *c, const char *name);
/** How words of a person are looked for: where they are in few ids and places, by the index of
 * words, or of letters where they have fewer than three; else row by row, which ends with the first
 * page where they are in many. */
typedef struct word_search {
    enum { SEARCH_BY_ROW, SEARCH_WORDS, SEARCH_LETTERS } by;
    str value; /* of ?3, of the FOUND_ below */
} word_search;
word_search call_search(call *c, str words);
#define FOUND_BY_ROW " AND (holds(i.id, ?3) OR holds(i.place, ?3))"
#define FOUND_LETTERS                                                                              \
    " AND (i.layer, i.id) IN (SELECT layer, id FROM letters_in WHERE word = folded(?3))"
#define FOUND_INDEXED " AND (i.layer, i.id) IN (SELECT layer, id FROM found WHERE found MATCH ?3)"

/** A day of an address or a form, "2025-04-01", as microseconds; INT64_MIN where it is empty.
 * False: it is no day, and `page_days_are` says how days are. */
bool page_day(call *c, str s, int64_t *out);
/** "01.04.2025" as 2025-04-01; anything else as it is. */
str page_iso_day(str s, arena *a);
extern const char page_days_are[];
extern const char page_then_busy[];
#define PAGE_DAY_USEC (INT64_C(86400) * 1000000)
/** Until when an incident `i` of a question is said to have gone on, its end not in it; a moment
 * has its own. */
#define PAGE_UNTIL                                                                                 \
    "CASE WHEN i.to_usec > i.from_usec THEN i.to_usec ELSE coalesce(i.to_usec, i.from_usec) + 1 "  \
    "END"
/** For a question: empty where it is open. */
truce_value page_bound(call *c, int64_t t);

/* ---- A page */

/** `title` is a sentence of the catalogue. */
void page_begin(call *c, const char *title);
void page_end(call *c);
/** What the script that signs needs; page_end puts it where a browser has the person's key. */
void page_signing(call *c);
/** An answer of its own: a sentence, with a status of 4xx or 5xx. */
void page_refuse(call *c, unsigned status, const char *words);
/** What a refusal of the engine means here, in the reader's language; as it is where that is not
 * known. */
str refusal_says(call *c, str said);
/** The same without flags of the command line. */
str page_refusal(call *c, str said);
/** What truce.h said of a failure, with a way back. */
void page_failed(call *c, truce_code code, str said);
/** Into an address, percent-encoded; into the page, or elsewhere. */
void page_encoded(call *c, str s);
void page_encode(buf *b, str s);
/** A link to another page with what this one is asked. */
void link_of_question(call *c, const char *path, const char *const *names, size_t n,
                      const char *says);
/** After a form: 303 to `path`, which is ours. */
void page_go(call *c, const char *path, str part);

typedef enum cell_kind {
    CELL_TEXT = 0,
    CELL_KNOWN, /* a word of the record that may be one of ours */
    CELL_NUMBER,
    CELL_WHEN,    /* microseconds; unknown is said */
    CELL_LINK,    /* text, and a link to `to` with the text at its end */
    CELL_YES,     /* 1 or 0 */
    CELL_ENGLISH, /* text that is English in every language */
    CELL_TRUTH,   /* T, F, U; empty: the agreement does not ask */
    CELL_VERDICTS /* "R1 yes, R2 unclear" */
} cell_kind;
typedef struct page_column {
    const char *key;  /* in JSON */
    const char *head; /* a sentence */
    cell_kind kind;
    const char *to; /* CELL_LINK: "/incidents/" */
} page_column;
/** A table with a caption; without rows, `none` is said instead. Columns as the question has them.
 */
void page_table(call *c, const char *key, const char *caption, const char *none,
                const page_column *columns, size_t n, const desk_rows *r);
#define PAGE_TABLE(c, key, caption, none, columns, r)                                              \
    page_table((c), (key), (caption), (none), (columns), sizeof(columns) / sizeof *(columns), (r))
/** The first row as terms and what is said of each. */
void page_facts(call *c, const char *key, const page_column *columns, size_t n, const desk_rows *r);
#define PAGE_FACTS(c, key, columns, r)                                                             \
    page_facts((c), (key), (columns), sizeof(columns) / sizeof *(columns), (r))
/** An earlier state that the address names is there. False: refused. */
bool page_then_is(call *c);
/** A question whose rows are a table; false: it failed and that has been said. */
bool page_ask(call *c, const char *sql, const truce_value *values, size_t n, desk_rows *out);
/** The same, of the first `most` rows: `sql` has an order and no LIMIT. That there are more is said
 * below the table. */
bool page_ask_first(call *c, size_t most, const char *sql, const truce_value *values, size_t n,
                    desk_rows *out);
/** The texts of the first column, for form_choice; NULL: they cannot be read now. */
const char **page_choices(call *c, const char *sql, size_t *n);
/** A figure with a name: a line of a list in HTML, a member in JSON. */
void page_figure(call *c, const char *key, const char *says, int64_t n, const char *to);
void page_text(call *c, const char *key, str text);
/** The same, a paragraph each line. */
void page_lines(call *c, const char *key, str lines);
/** A heading and an anchor in HTML; nothing in JSON. */
void page_heading(call *c, const char *anchor, const char *words);
void page_say(call *c, const char *words);

/* ---- Forms: nothing of them stands in JSON */

void form_begin(call *c, const char *path, str part, const char *rest);
/** Whose fields may be FIELD_FILES. */
void form_begin_with_files(call *c, const char *path);
void form_end(call *c, const char *button);
typedef struct form_way {
    const char *path, *says; /* where the button leads, and what stands on it */
} form_way;
/** The same with several buttons, those that the role may press; the first one's path is the
 * form's. */
void form_end_ways(call *c, const form_way *ways, size_t n);
typedef enum field_kind {
    FIELD_LINE,
    FIELD_FILTER, /* a line of a question: of course it may be left empty */
    FIELD_LINES,
    FIELD_SECRET,
    FIELD_TIME,
    FIELD_HIDDEN,
    FIELD_FILES,
    FIELD_CODE /* digits, once */
} field_kind;
typedef struct field {
    const char *name;
    const char *label; /* a sentence */
    const char *hint;  /* a sentence; NULL: none */
    field_kind kind;
    bool needed;
    str value;
    const char *list; /* id of a list of words to choose from; NULL: none */
    str now;          /* what it is at present, where nothing written leaves it so */
} field;
void form_field(call *c, const field *f);
/** The list that fields name: what a question gives, and what each means. Nothing is lost without
 * it. */
void form_list(call *c, const char *id, const char *sql);
/** The same, where the empty one is called something else than all of them. */
/** None of them is chosen beforehand, so that no side or kind stands first by itself. */
void form_must_choose(call *c, const char *name, const char *label, const char *const *words,
                      size_t n);
void form_choice_or(call *c, const char *name, const char *label, const char *const *words,
                    size_t n, str chosen, const char *empty);
/** One of `words`; each is said. */
void form_choice(call *c, const char *name, const char *label, const char *const *words, size_t n,
                 str chosen);
/** A field of a filter that shows what the address asks. */
void form_filter(call *c, const char *name, const char *label);
/** The role may do this: forms that it may not send are not shown. */
bool call_may(const call *c, bool post, const char *path);

#endif
