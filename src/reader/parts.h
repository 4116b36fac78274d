/* The inside of the reader: word lists, tokens, sentences, phrases. Private to reader/. */
#ifndef TRUCE_READER_PARTS_H
#define TRUCE_READER_PARTS_H

#include "base/idmap.h"
#include "reader/reader.h"

/* ---- Word lists (lexicon.c) */

/* What a word or phrase can be. X(constant, word in the lists) */
#define WORD_CLASSES(X)                                                                            \
    X(DET, "det")       /* the, a, both, цей */                                                 \
    X(PREP, "prep")     /* in, on, у */                                                           \
    X(OF, "of")         /* goes on within a phrase: of, for */                                     \
    X(CONJ, "conj")     /* and, or, but */                                                         \
    X(SUB, "sub")       /* that, whether, що: a clause follows */                                \
    X(REL, "rel")       /* who, which */                                                           \
    X(AUX, "aux")       /* has, will, be */                                                        \
    X(FUTURE, "future") /* will, буде: what is to come */                                      \
    X(NEG, "neg")       /* not, no, не */                                                        \
    X(ADV, "adv")       /* also, soon */                                                           \
    X(WE, "we")         /* we, I */                                                                \
    X(HE, "he")         /* he, she */                                                              \
    X(IT, "it")                                                                                    \
    X(THEY, "they")                                                                                \
    X(POSS, "poss")   /* his, their */                                                             \
    X(SIDES, "sides") /* both sides, the two leaders */                                            \
    X(MONTH, "month")                                                                              \
    X(WEEKDAY, "weekday")                                                                          \
    X(DAY, "day")           /* today, yesterday: value in days */                                  \
    X(TIMEWORD, "timeword") /* morning, week, midnight, o'clock */                                 \
    X(TIMEADJ, "timeadj")   /* last, next: only beside another word of time */                     \
    X(ABOUT, "about")       /* implementation of, terms of: the matter stands behind it */         \
    X(NUMBER, "number")                                                                            \
    X(UNIT, "unit")       /* day, week */                                                          \
    X(ABBR, "abbr")       /* a full stop behind it ends nothing */                                 \
    X(TITLE, "title")     /* president, admiral */                                                 \
    X(BODY, "body")       /* ministry, council */                                                  \
    X(DOC, "doc")         /* statement, readout, post */                                           \
    X(CUE, "cue")         /* said: somebody's words stand beside it */                             \
    X(CUE_ING, "cue_ing") /* stating, додавши: of the subject of the sentence */            \
    X(CUE_DOC, "cue_doc") /* говорится: in a document that is named behind it */          \
    X(BY, "by")           /* according to, за словами: the voice stands behind it */      \
    X(ACT, "act")         /* value: class, and v or n */                                           \
    X(FIRE, "fire")       /* strikes, attacks, shelling */                                         \
    X(AT, "at")           /* on, against, по: before a target */                                 \
    X(STATUS, "status")   /* agreed, ordered: how firmly */                                        \
    X(WHOLE, "whole")     /* complete, general */                                                  \
    X(WAR, "war")         /* war, conflict */                                                      \
    X(IF, "if")           /* if, provided that */                                                  \
    X(EXCEPT, "except")                                                                            \
    X(FROM, "from") /* before a beginning: from, starting, with effect from */                     \
    X(UNTIL, "until")                                                                              \
    X(FOR, "for")       /* before a length */                                                      \
    X(NOW, "now")       /* immediately, at once: a beginning by itself */                          \
    X(WHERE, "where")   /* in, along: before a place */                                            \
    X(PLACE, "place")   /* plateau, coast: may be where */                                         \
    X(DEAL, "deal")     /* deal, agreement: what is signed */                                      \
    X(SCOPE, "scope")   /* covers, applies to: says what an act is about */                        \
    X(TARGET, "target") /* value: a category of the taxonomy, or several with | */                 \
    X(TALKS, "talks")   /* outcome of the talks, telephone call with: a heading of a readout */    \
    X(BACK, "back")     /* this, об этом: what was said in the sentence before */            \
    X(DOUBT, "doubt")   /* value: how what is named is not told as a fact (acts.c) */              \
    X(STOP, "stop")     /* looks like one of the others and is not */

typedef enum word_class {
#define X(name, word) W_##name,
    WORD_CLASSES(X)
#undef X
        WORD_CLASS__N
} word_class;
_Static_assert(WORD_CLASS__N <= 64, "a set of classes is one word");
#define IS(c) (UINT64_C(1) << (c))

enum { ENTRY_WORDS = 8 };

typedef struct lexicon_entry {
    str id; /* "en.say" */
    word_class class;
    str value;
    uint32_t words[ENTRY_WORDS]; /* patterns, one for each word */
    size_t n_words;
} lexicon_entry;

typedef VEC(uint32_t) number_list;

/* A form or the beginning of one; which words begin entries. */
typedef struct word_pattern {
    str form;
    bool open;           /* any ending */
    number_list entries; /* whose first word it is */
} word_pattern;

typedef struct lexicon {
    VEC(lexicon_entry) entries;
    VEC(word_pattern) patterns;
    idmap forms; /* "said", "заяв*" to the pattern */
    size_t shortest_open;
} lexicon;

/** Adds the rows of a list. `prefix`: of the identifiers, "en." */
TR_MUST tr_err lexicon_add(lexicon *l, str csv, const char *prefix, arena *a, tr_diag *diag);
/** The patterns that a word fits. */
TR_MUST tr_err lexicon_fits(const lexicon *l, str word, arena *a, number_list *out);
/** A word in lower case, with plain apostrophes: for comparing. Latin, Greek and Cyrillic letters.
 */
TR_MUST tr_err word_fold(str word, arena *a, str *out);
/** The same for showing: ё stays ё. */
TR_MUST tr_err word_lower(str word, arena *a, str *out);
/** Words that stand in two texts are one statement with both places (`also`). */
TR_MUST tr_err same_words_once(announcement *n, arena *a, arena *scratch);
bool word_has_capital(str word);
bool word_all_capitals(str word);
/** By its ending, of a word in lower case, in Cyrillic letters. */
bool looks_adjective(str low);

/* ---- Marked-up files (markup.c) */

TR_MUST tr_err html_readable(str bytes, arena *a, source_text *out);
TR_MUST tr_err docx_readable(str document, arena *a, str *out);

/* ---- Tokens (tokens.c) */

typedef enum token_kind { T_WORD, T_NUMBER, T_MARK, T_OPEN, T_CLOSE } token_kind;

typedef struct token_match {
    uint32_t entry, n_tokens;
} token_match;

typedef struct token {
    size_t from, to;
    token_kind kind;
    uint8_t language;
    bool capital, capitals; /* its first letter; all of several letters */
    bool space;             /* white space stands before it */
    bool paragraph;         /* it begins one */
    bool line;              /* it begins a line */
    uint32_t word;          /* of the words of the reading; T_WORD, T_NUMBER */
    char mark;        /* T_MARK: ASCII; '-' for dashes between words, 'd' for a dash, 'q' for a
                         quotation mark, 'o' for others */
    uint32_t code;    /* T_MARK: the character */
    uint64_t classes; /* of entries that begin here, one word or more */
    uint32_t first_match, n_matches; /* longest first */
    size_t partner;                  /* T_OPEN, T_CLOSE: the other one */
} token;

typedef struct word_known {
    str low;
    number_list fits[READER_LANGUAGES];
    bool looked[READER_LANGUAGES];
} word_known;

typedef struct quotation {
    size_t open,
        close;       /* tokens; of blocks without marks: the first, and the one behind the last */
    size_t from, to; /* bytes within the marks */
    bool carried;    /* it goes on from the paragraph before */
    bool unclosed, block, name;
    bool goes_on; /* it has no end in its paragraph, and the next one takes it up */
} quotation;

/* A sentence as it stands outside quotation marks: tokens, and quotations as wholes. */
typedef struct frame_item {
    bool quoted;
    size_t at; /* token, or quotation */
} frame_item;

typedef struct frame {
    size_t first, n; /* items */
    size_t from, to; /* bytes */
    size_t paragraph;
    bool heading, first_of_paragraph;
    size_t n_quotes;
} frame;

typedef struct reading_job {
    arena *a;
    arena *scratch;
    lexicon words[READER_LANGUAGES];
    announcement *out;
    source_text *texts;
    source_text *t; /* at hand */
    size_t text;    /* its number */
    int language;   /* of the text, by most letters */
    VEC(word_known) known;
    idmap known_at;
    VEC(token) tokens;
    VEC(token_match) matches;
    VEC(quotation) quotes;
    VEC(frame_item) items;
    VEC(frame) frames;
    size_t first_statement; /* of this text */
    size_t last_committed;  /* the last one that has commitments; SIZE_MAX: none yet */
    size_t issuer;          /* voice whose document this text is; SIZE_MAX */
    bool own_text;          /* it is somebody's own document, whether or not it says whose */
    idmap voices_at;        /* by folded name words */
    size_t last_person, last_body, last_several, last_any; /* voices; SIZE_MAX */
    size_t dateline_to;                                    /* bytes; 0: none */
    size_t n_top;          /* frames that only say whose text it is */
    size_t pending_before; /* the statement before them; SIZE_MAX */
    piece_list pending; /* quotations that go on in the next paragraph, where their voice stands */
    tr_diag *diag;
} reading_job;

TR_MUST tr_err tokens_of(reading_job *j);
/** The entry of this class at a token, longest; NULL: none. */
const lexicon_entry *entry_at(const reading_job *j, size_t tok, word_class c, size_t *n_tokens);
static inline bool tok_is(const reading_job *j, size_t tok, word_class c)
{
    return tok < j->tokens.n && (j->tokens.items[tok].classes & IS(c)) != 0;
}
static inline bool tok_any(const reading_job *j, size_t tok, uint64_t classes)
{
    return tok < j->tokens.n && (j->tokens.items[tok].classes & classes) != 0;
}
static inline bool tok_mark(const reading_job *j, size_t tok, char mark)
{
    return tok < j->tokens.n && j->tokens.items[tok].kind == T_MARK &&
           j->tokens.items[tok].mark == mark;
}
str tok_low(const reading_job *j, size_t tok);
static inline piece piece_of(const reading_job *j, size_t from_tok, size_t to_tok)
{
    return (piece){j->text, j->tokens.items[from_tok].from, j->tokens.items[to_tok - 1].to};
}
static inline bool piece_said(piece p)
{
    return p.to > p.from;
}

/* ---- Quotations and sentences (quotations.c, frames.c) */

TR_MUST tr_err quotations_of(reading_job *j);
TR_MUST tr_err frames_of(reading_job *j);
/** A mark that ends a sentence here. */
bool sentence_stop(const reading_job *j, size_t tok);

/* ---- Phrases in a sentence (phrases.c)
 *
 * A sentence is looked at by its items, numbered from 0: tokens, and quotations as wholes. */

typedef struct view {
    reading_job *j;
    const frame *f;
    const frame_item *x;
    size_t n;
} view;

view view_of(reading_job *j, const frame *f);
bool v_quoted(const view *v, size_t i);
const token *v_token(const view *v, size_t i);
bool v_is(const view *v, size_t i, uint64_t classes);
bool v_mark(const view *v, size_t i, char mark);
bool v_comma(const view *v, size_t i);
str v_low(const view *v, size_t i);
const lexicon_entry *v_entry(const view *v, size_t i, word_class c, size_t *n);
/** Items [from, to) as bytes; neither end is quoted, or they are taken whole. */
piece v_piece(const view *v, size_t from, size_t to);

typedef struct stretch {
    size_t from, to; /* items; from == to: none */
} stretch;

/** Where the noun phrase that begins at an item ends. */
size_t np_end(const view *v, size_t from, size_t limit);
/** Behind a phrase of time that begins here ("on Monday evening", "в среду"), or `from`. */
size_t time_end(const view *v, size_t from, size_t limit);
/** Before a phrase of time that ends here, or `to`. */
size_t time_begin(const view *v, size_t from, size_t to);
/** Whose words stand beside the cue at an item of `n` items. */
bool source_left(const view *v, size_t cue, stretch *out);
bool source_right(const view *v, size_t from, stretch *out);
/** The same behind a verb of saying, whose subject stands in no other case. */
bool subject_right(const view *v, size_t from, stretch *out);

/* ---- Voices (voices.c) */

/** Names with titles anywhere in the text, so that a later surname is understood. */
TR_MUST tr_err voices_survey(reading_job *j);
/** The voice that a phrase of the text names; SIZE_MAX: nobody that can be told. */
TR_MUST tr_err voice_of(reading_job *j, const view *v, stretch s, size_t *out);
/** Of a phrase without a sentence around it, as a heading. */
TR_MUST tr_err voice_of_words(reading_job *j, piece p, bool document, size_t *out);

/** The voice that a name given from outside means, in whichever text it is named. */
TR_MUST tr_err voice_of_name(reading_job *j, str name, size_t *out);

/* ---- Statements (attribution.c) */

TR_MUST tr_err statements_of(reading_job *j);
TR_MUST tr_err rule_push(reading_job *j, str_list *l, str rule);

/* ---- Commitments (commitments.c, slots.c, heads.c) */

/** What stands in the slots around an act is marked, so that nothing is taken twice. */
enum slot_mark {
    S_FREE = 0,
    S_SKIP, /* who says so, marks of quotation */
    S_IF,
    S_EXCEPT,
    S_START,
    S_END,
    S_LENGTH,
    S_AREA,
    S_SCOPE,
    S_BREAK /* between clauses */
};

/** One sentence that is looked through for commitments. */
typedef struct clause_view {
    reading_job *j;
    statement_said *s;
    size_t from, to;          /* tokens */
    uint8_t *mark;            /* of enum slot_mark, from `from` on */
    const lexicon_entry *cue; /* of the statement; NULL: none */
    bool own;                 /* the words are the speaker's */
} clause_view;

TR_MUST tr_err commitments_of(reading_job *j);
/** Conditions, exceptions and phrases of time are marked; places once the scope is known. */
void mark_slots(clause_view *c);
/** Behind a phrase of time that begins at a token; `from` if none does. */
size_t when_end(const reading_job *j, size_t from, size_t limit);
/** Behind "с воскресенья на понедельник", "с 7 на 8 мая"; `i` if no such night stands there. */
size_t night_at(const reading_job *j, size_t i, size_t limit);
/** Times between two tokens, then what it is about, then places and what was marked. */
void fill_times(clause_view *c, size_t from, size_t to, commitment_said *out);
TR_MUST tr_err fill_places(clause_view *c, size_t from, size_t to, commitment_said *out);
TR_MUST tr_err fill_marked(clause_view *c, size_t from, size_t to, commitment_said *out);
void place_behind(clause_view *c, size_t act, size_t n_act, size_t limit, commitment_said *out);
TR_MUST tr_err scope_before(clause_view *c, size_t from, size_t act, commitment_said *out);
/** The phrase behind a word that says what something covers. */
TR_MUST tr_err scope_of_cover(clause_view *c, size_t from, size_t to, commitment_said *out);
/** What the act at these tokens is about. */
TR_MUST tr_err fill_scope(clause_view *c, size_t act, size_t n_act, bool noun, size_t from,
                          size_t to, commitment_said *out);
/** The heads of a coordinated phrase, and for each its category, as far as the lists have one. */
TR_MUST tr_err heads_of(reading_job *j, size_t from, size_t to, commitment_said *out);
TR_MUST tr_err piece_push(reading_job *j, piece_list *l, piece p);
bool within_quotation(const reading_job *j, size_t from, size_t to);
/** Of a beginning or an end that names a weekday alone: the first one behind the day of
 * publication. Said of the day itself it is not known which week is meant. */
void weekday_ahead(const reading_job *j, size_t from, size_t to, said_time *t);
/** What a phrase of time says. */
void time_of(reading_job *j, piece p, said_time *out);
/** The day, with its year, that these tokens tell; NO_DAY: none. */
int64_t day_of_line(const reading_job *j, size_t from, size_t to);

#endif
