/* reader: from the words of an announcement to a draft that a person confirms.
 *
 * One or more texts on one event come in (readouts, posts, articles); out come statements (who says
 * what, with the bytes that say so), the commitments in them, where the voices differ, and what a
 * person has to decide. No model, no network, no clock: word lists and rules, each with an
 * identifier, so that the same bytes give the same answer and every answer can be explained.
 *
 * Nothing is invented: every phrase of the result is a span of a text, byte for byte. What a text
 * does not say stays empty. Positions are byte offsets, half-open, in the readable text; `origin`
 * tells where those bytes lie in the file as it came. Everything lives in the arena that was given.
 * Time and memory grow with the length of the text. docs/formats/reading.md. */
#ifndef TRUCE_READER_READER_H
#define TRUCE_READER_READER_H

#include "document/catalogue.h"
#include "model/model.h"
#include "text/text.h"

enum { READER_TEXT_BYTES = 16 * 1024 * 1024, READER_MAX_TEXTS = 64 };

typedef enum reader_language {
    READER_EN = 0,
    READER_UK,
    READER_RU,
    READER_LANGUAGES
} reader_language;

/** Bytes of one of the texts; from == to: nothing was said. */
typedef struct piece {
    size_t text; /* which of the texts */
    size_t from, to;
} piece;

/** Where a stretch of the readable text lies in the file; what stands between is not readable. */
typedef struct origin_run {
    size_t text_from, file_from; /* from here on, byte by byte */
    size_t length, file_length;  /* equal, or a reference such as &ldquo; for one character */
} origin_run;

typedef struct source_text {
    str file;     /* its name, as it was given */
    str bytes;    /* as it came */
    str readable; /* UTF-8 */
    origin_run
        *runs; /* none: they are the same bytes, or (in_file false) have no place in the file */
    size_t n_runs;
    bool in_file;      /* positions can be told in the bytes of the file */
    str form;          /* "text", "html", "pdf", "docx" */
    sha256 digest;     /* of `bytes` */
    int64_t published; /* days since 1970; NO_DAY: not known */
    struct quoted_block {
        size_t from, to;
    } * blocks; /* of HTML: what stands in block quotes */
    size_t n_blocks;
} source_text;
#define NO_DAY INT64_MIN

/** A voice of the mission or of a file of names. */
typedef struct named_voice {
    str name, side;
    str_list aliases;
    bool party, broker; /* one of those that are to be bound; who mediates */
} named_voice;

typedef enum said_kind { SAID_DIRECT, SAID_MIXED, SAID_INDIRECT } said_kind;

/** What a phrase of time says, as far as it can be placed. */
typedef struct said_time {
    piece words;
    bool quoted;   /* within quotation marks: the speaker's own */
    int64_t day;   /* NO_DAY: none, or it cannot be placed */
    int minute;    /* of that day, where an hour is told in figures (06:00); -1: none */
    int weekday;   /* 0 Monday .. 6 Sunday; -1: none is named */
    bool ahead;    /* the day is the first such weekday behind the day of publication */
    int64_t value; /* of a length; 0: not in figures or words that are known */
    str unit;      /* minute, hour, day, week, month, year */
} said_time;

typedef enum said_act {
    ACT_WORD_NONE = 0,
    ACT_WORD_CEASEFIRE,
    ACT_WORD_WITHDRAW,
    ACT_WORD_EXCHANGE,
    ACT_WORD_RELEASE,
    ACT_WORD_ALLOW,
    ACT_WORD_NEGOTIATE,
    ACT_WORD_SIGN,
    ACT_WORD_ORDER,
    ACT_WORD_NOTIFY,
    ACT_WORD_REPAIR,
    ACT_WORD_END,
    ACT_WORD_OTHER,
    ACT_WORD__N
} said_act;

typedef enum said_status {
    STATUS_NONE = 0,
    STATUS_AGREED,
    STATUS_ORDERED,
    STATUS_ANNOUNCED,
    STATUS_PROPOSED,
    STATUS_ANSWERED,
    STATUS_SUPPORTS,
    STATUS_WILLING,
    STATUS_CONDITIONAL,
    STATUS_TO_BE_NEGOTIATED,
    STATUS_AIM,
    STATUS_DENIED,
    STATUS__N
} said_status;
const char *said_status_word(said_status s);
const char *act_class_words(said_act a);

/** The most that is kept of one commitment: targets of a scope, conditions or exceptions, rules. */
enum { SAID_HEADS = 200, SAID_LIST = 12, SAID_RULES = 12 };

typedef struct piece_list {
    piece *items;
    size_t n, cap;
} piece_list;

typedef struct commitment_said {
    said_act act;
    piece span, act_words, scope;
    str act_says;        /* "ceasefire", "complete ceasefire", "end of the war" */
    str_list heads;      /* of the scope: words of the text put together, in lower case */
    str_list categories; /* of each head, of the shipped taxonomy; empty: the lists have none */
    piece area;
    said_time start, end, length;
    piece_list parties, conditions, exceptions;
    said_status status;
    piece status_words;
    bool whole;   /* "complete", "general": no target is named and none is meant */
    bool quoted;  /* its words are the speaker's */
    bool refers;  /* to what was proposed or named before, in other words */
    bool extends; /* a truce that is there already is made longer */
    str_list rules;
} commitment_said;
typedef VEC(commitment_said) commitment_vec;

typedef struct statement_said {
    str id; /* Q1 (quoted words) or A1 (none), by text and place */
    said_kind kind;
    piece whole; /* the sentence or sentences it stands in */
    piece cue, cue2, source, venue;
    piece_list quotes;
    piece indirect;  /* mixed and indirect: the clause in the reporter's words */
    size_t speaker;  /* of the voices; SIZE_MAX: not told */
    bool by_context; /* the text names nobody here; it goes on from an earlier one */
    bool issuer; /* the text is this voice's own document, or one of somebody it does not name */
    size_t continues; /* index of a statement; SIZE_MAX: none */
    unsigned line;    /* of its first byte, in the readable text */
    said_time date;   /* when it was said, as told here */
    commitment_vec commitments;
    str_list rules;
    bool unclosed;   /* its quotation mark has no partner */
    piece_list also; /* the same words in other texts */
} statement_said;
typedef VEC(statement_said) statement_vec;

/** Somebody who speaks: one for all the ways in which the texts name them. */
typedef struct voice {
    str name; /* of the names given, else the fullest way in which the text says it */
    str side; /* of the names given; empty: not known */
    piece first, fullest;
    bool person, document, several;
    bool oblique; /* its fullest words stand in another case, as behind "according to" */
} voice;
typedef VEC(voice) voice_vec;

typedef struct difference {
    str id, kind;        /* D1; scope, duration, start ... */
    str_list statements; /* ids */
    piece_list pieces;   /* the words, one for each that differs */
    kept_words says;
    unsigned weight; /* 3 high, 2 medium, 1 low */
    str rule;
} difference;
typedef VEC(difference) difference_vec;

/** What a person has to decide. */
typedef struct question {
    str id, kind;
    kept_words says;
    str difference; /* it comes from this one; empty: from words */
    str_list statements;
    piece_list pieces;
    unsigned weight;
    int64_t incidents; /* of a mission, that hang on it; -1: not looked at */
    size_t voice;      /* of whose word it asks; SIZE_MAX: of several, or of none */
} question;
typedef VEC(question) question_vec;
/** Beyond these no question is asked of single words; those of differences always are. */
enum { MOST_QUESTIONS = 200 };

typedef struct reader_options {
    const named_voice *voices;
    size_t n_voices;
    int language;      /* -1: told by the letters of each paragraph */
    int64_t published; /* of texts that do not say; NO_DAY */
    int64_t event_day; /* of what they are about; NO_DAY */
    str issuer;        /* whose own the texts are that do not say; empty: not known */
} reader_options;

typedef struct announcement {
    const source_text *texts;
    size_t n_texts;
    voice_vec voices;
    statement_vec statements;
    difference_vec differences;
    question_vec questions; /* in order */
    piece_list unclaimed; /* sentences on an act and how firm it is that no voice is known to say */
    piece_list unread;    /* sentences of somebody's own text from which nothing was taken */
    struct weekday_said {
        piece words;
        int weekday;
        size_t n;
    } * weekdays; /* of the past, first of each text */
    size_t n_weekdays;
    reader_options options;
} announcement;

/** Word lists, ready for use; they can be read with any number of times, also at once. */
typedef struct reader_words reader_words;
/** `csv`: three lists of each language (cues, words, acts) with the columns id, class, value,
 * forms. Lives in the arena and borrows from it alone. TR_ERR_DATA: a row is not as it should be.
 */
TR_MUST tr_err reader_words_read(const str csv[READER_LANGUAGES][3], arena *a,
                                 const reader_words **out, tr_diag *diag);

/** Bytes as they came to readable text: plain text in UTF-8, or HTML, of which nothing is run.
 * TR_ERR_DATA: it is neither. */
TR_MUST tr_err source_read(str bytes, str file, arena *a, source_text *out, tr_diag *diag);
/** What another program made of the bytes (a PDF): its places are those of the text, not the file.
 */
TR_MUST tr_err source_from_text(str bytes, str readable, str file, const char *form, arena *a,
                                source_text *out, tr_diag *diag);
/** `document`: the member word/document.xml. */
TR_MUST tr_err source_from_docx(str bytes, str document, str file, arena *a, source_text *out,
                                tr_diag *diag);
TR_MUST tr_err announcement_read(const source_text *texts, size_t n, const reader_words *words,
                                 const reader_options *o, arena *a, announcement *out,
                                 tr_diag *diag);
/** announcement_read asks them; once their incidents are known they are put in order again. */
TR_MUST tr_err questions_of(announcement *n, arena *a);
TR_MUST tr_err questions_order(announcement *n, arena *a);
/** Where its voices say unlike things; announcement_read does it. */
TR_MUST tr_err differences_of(announcement *n, arena *a);
str piece_words(const announcement *n, piece p);
/** The same bytes in the file: their place. False: the form has none. */
bool piece_origin(const source_text *t, size_t from, size_t to, size_t *file_from, size_t *file_to);
/** Of the draft what an agreement needs before any clause is confirmed: its voices, phases and
 * categories. */
TR_MUST tr_err announcement_frame(const announcement *n, str categories, arena *a, buf *out);
/** The draft's id, "draft-" and six digits of a digest of the texts. */
TR_MUST tr_err announcement_draft_id(const announcement *n, arena *a, str *out);
/** As an agreement file with `draft: yes`. `categories`: CSV with the columns category, meaning. */
TR_MUST tr_err announcement_draft(const announcement *n, str categories, arena *a, buf *out);
/** As a page, text and draft side by side. `draft`: as announcement_draft writes it. `words` NULL:
 * English. */
TR_MUST tr_err announcement_page(const announcement *n, const catalogue *words, str draft, arena *a,
                                 buf *out);
void announcement_json(const announcement *n, buf *out);

#endif
