#include "document/document.h"
#include "document/kept.h"
#include "text/figure.h"

#include <assert.h>
#include <string.h>

void doc_init(doc *w, buf *out, const doc_form *form, const catalogue *words)
{
    *w = (doc){.out = out, .form = form, .words = words};
    buf_init(&w->line, BUF_LIMIT_BYTES);
    buf_init(&w->cells, BUF_LIMIT_BYTES);
}

void doc_end(doc *w)
{
    buf_absorb(w->out, &w->line);
    buf_absorb(w->out, &w->cells);
}

/* What a block stands in; NONE: anywhere. */
static doc_block parent_of(doc_block b)
{
    switch (b) {
    case DOC_ITEM: return DOC_LIST;
    case DOC_CAPTION:
    case DOC_ROW: return DOC_TABLE;
    case DOC_CELL: return DOC_ROW;
    case DOC_SUMMARY: return DOC_FOLD;
    case DOC_TERM:
    case DOC_MEANING: return DOC_TERMS;
    case DOC_HEADING:
    case DOC_PARAGRAPH:
    case DOC_LIST:
    case DOC_TABLE:
    case DOC_FOLD:
    case DOC_TERMS:
    case DOC_SECTION:
    case DOC_QUOTE:
    case DOC_PROVENANCE:
    case DOC__N: return DOC__N;
    }
    return DOC__N;
}

void doc_open(doc *w, doc_block b, doc_info i)
{
    doc_block parent = parent_of(b);
    assert(w->depth < DOC_DEPTH);
    assert(parent == DOC__N || (w->depth && w->open[w->depth - 1] == parent));
    if (b == DOC_TABLE) w->headed = false;
    if (b == DOC_ROW) w->cell = 0;
    w->open[w->depth] = b;
    w->info[w->depth++] = i;
    w->form->open(w, b, &i);
}

void doc_close(doc *w, doc_block b)
{
    assert(w->depth && w->open[w->depth - 1] == b);
    if (b == DOC_HEADING && w->heading_also) {
        doc_text(w, STR(" "));
        doc_say(w, w->heading_also);
    }
    w->form->close(w, b);
    w->depth--;
    if (b == DOC_CELL) w->cell++;
}

/* ---- What is said */

static void say_arg(doc *w, const doc_arg *a);

static const doc_arg *arg_named(str name, const doc_arg *args, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (args[i].name && str_is(name, args[i].name)) return &args[i];
    }
    return NULL;
}

/* A template in the language at hand. Its own words are text as well: a form escapes them. */
static void say_template(doc *w, const char *template_, const doc_arg *args, size_t n)
{
    str rest = str_of(template_);
    size_t next = 0; /* for places without a name */
    while (rest.len) {
        size_t at = str_find(rest, '{'), end = str_find(str_from(rest, at), '}');
        if (at) w->form->text(w, str_upto(rest, at));
        if (at == rest.len) return;
        str place = str_upto(str_from(rest, at), end + 1);
        const doc_arg *a = place.len > 2
                               ? arg_named(str_upto(str_from(place, 1), place.len - 2), args, n)
                               : (next < n && args[next].name ? &args[next++] : NULL);
        if (a)
            say_arg(w, a);
        else
            w->form->text(w, place);
        rest = str_from(rest, at + place.len);
    }
}

static void say_made(doc *w, void (*make)(const doc_arg *, buf *), const doc_arg *a)
{
    buf b;
    buf_init(&b, 4096);
    make(a, &b);
    w->form->text(w, buf_str(&b));
    buf_absorb(w->out, &b);
}

static void make_number(const doc_arg *a, buf *b)
{
    buf_i64(b, a->number);
}

static void make_fixed(const doc_arg *a, buf *b)
{
    buf_fixed(b, a->value, (int)a->number);
}

static void make_figure(const doc_arg *a, buf *b)
{
    put_figure(b, a->value);
}

static void make_rounded(const doc_arg *a, buf *b)
{
    put_rounded(b, a->value);
}

/* Digits, or the words that stand where digits cannot. */
static void say_digits(doc *w, const char *words, void (*make)(const doc_arg *, buf *),
                       const doc_arg *a)
{
    if (words) doc_say(w, words);
    if (!words) say_made(w, make, a);
}

static void make_clock(const doc_arg *a, buf *b)
{
    civil c = usec_to_civil(a->when.from);
    buf_f(b, "%02d:%02dZ", c.hour, c.minute);
}

/* "18 Mar 2025 17:05Z": the month is a word of the language. */
static void say_when(doc *w, usec_t t)
{
    if (t == USEC_UNKNOWN) {
        doc_say(w, "unknown");
        return;
    }
    civil c = usec_to_civil(t);
    doc_say(w, "{day} {month} {year} ", A_N("day", c.day), A_WORD("month", month_words(c.month)),
            A_N("year", c.year));
    say_made(w, make_clock, &A_WHEN("", t));
}

static void make_day(const doc_arg *a, buf *b)
{
    day_write(b, a->number);
}

static void say_span(doc *w, span s)
{
    if (!span_known(s)) {
        if (s.to == USEC_UNKNOWN) doc_say(w, "time not known");
        if (s.to != USEC_UNKNOWN) doc_say(w, "time not known, before {time}", A_WHEN("time", s.to));
    } else if (s.from == s.to) {
        say_when(w, s.from);
    } else {
        doc_say(w, "{from} to {to}", A_WHEN("from", s.from), A_WHEN("to", s.to));
    }
}

static void say_instant(doc *w, span s)
{
    if (!span_known(s) || s.from == s.to)
        say_span(w, s);
    else
        doc_say(w, "between {from} and {to}", A_WHEN("from", s.from), A_WHEN("to", s.to));
}

static void say_plain_arg(doc *w, const doc_arg *a)
{
    switch (a->kind) {
    case ARG_TEXT: w->form->text(w, a->text); break;
    case ARG_NUMBER: say_made(w, make_number, a); break;
    case ARG_FIXED: say_made(w, make_fixed, a); break;
    case ARG_WHEN: say_when(w, a->when.from); break;
    case ARG_DAY: say_made(w, make_day, a); break;
    case ARG_SPAN: say_span(w, a->when); break;
    case ARG_INSTANT: say_instant(w, a->when); break;
    case ARG_LINK: w->form->link(w, a->anchor, a->text); break;
    case ARG_URL: w->form->url(w, a->anchor, a->text); break;
    case ARG_WORD: doc_say(w, a->word); break;
    case ARG_COUNT:
        doc_say_count(w, a->word, a->many, (size_t)a->number, A_N("n", a->number));
        break;
    case ARG_FIGURE: say_digits(w, figure_words(a->value), make_figure, a); break;
    case ARG_ROUNDED: say_digits(w, rounded_words(a->value), make_rounded, a); break;
    case ARG_SAID: doc_said(w, (kept_words){a->text}); break;
    case ARG_KNOWN: w->form->text(w, catalogue_word(w->words, a->text)); break;
    }
}

static void say_arg(doc *w, const doc_arg *a)
{
    if (a->tone) w->form->tone(w, a->tone, true);
    say_plain_arg(w, a);
    if (a->tone) w->form->tone(w, a->tone, false);
}

void doc_say_with(doc *w, const char *template_, const doc_arg *args, size_t n)
{
    if (w->form->keep) {
        w->form->keep(w, template_, NULL, 0, args, n);
        return;
    }
    say_template(w, catalogue_say(w->words, template_), args, n);
}

void doc_say_count_with(doc *w, const char *one, const char *many, size_t count,
                        const doc_arg *args, size_t n)
{
    if (w->form->keep) {
        w->form->keep(w, one, many, count, args, n);
        return;
    }
    say_template(w, catalogue_say_count(w->words, one, many, count), args, n);
}

void doc_said(doc *w, kept_words said)
{
    kept_reader r = {said.bytes.ptr, said.bytes.ptr + said.bytes.len};
    kept_sentence s;
    while (r.at < r.end) {
        kept_take(&r, &s);
        if (s.many[0])
            doc_say_count_with(w, s.one, s.many, s.count, s.args, s.n);
        else
            doc_say_with(w, s.one, s.args, s.n);
    }
}

void doc_text(doc *w, str s)
{
    w->form->text(w, s);
}

void doc_tone_text(doc *w, doc_tone t, str s)
{
    w->form->tone(w, t, true);
    w->form->text(w, s);
    w->form->tone(w, t, false);
}

/* ---- Blocks that are one sentence */

void doc_heading(doc *w, unsigned level, const char *anchor, const char *words)
{
    doc_open(w, DOC_HEADING, (doc_info){.level = level, .anchor = str_of(anchor ? anchor : "")});
    doc_say(w, words);
    doc_close(w, DOC_HEADING);
}

void doc_paragraph(doc *w, const char *words)
{
    doc_open(w, DOC_PARAGRAPH, (doc_info){0});
    doc_say(w, words);
    doc_close(w, DOC_PARAGRAPH);
}

void doc_cell(doc *w, str s)
{
    doc_open(w, DOC_CELL, (doc_info){0});
    doc_text(w, s);
    doc_close(w, DOC_CELL);
}

void doc_cell_number(doc *w, size_t n)
{
    doc_open(w, DOC_CELL, (doc_info){0});
    doc_say(w, "{n}", A_N("n", n));
    doc_close(w, DOC_CELL);
}

void doc_cell_link(doc *w, str id)
{
    doc_open(w, DOC_CELL, (doc_info){.head = true});
    w->form->link(w, id, id);
    doc_close(w, DOC_CELL);
}

void doc_cell_or_not(doc *w, str s)
{
    doc_open(w, DOC_CELL, (doc_info){0});
    if (s.len) doc_text(w, s);
    if (s.len == 0) doc_say(w, "not stated");
    doc_close(w, DOC_CELL);
}

void doc_cell_fixed(doc *w, double v, int decimals)
{
    doc_open(w, DOC_CELL, (doc_info){0});
    doc_say(w, "{v}", A_FIXED("v", v, decimals));
    doc_close(w, DOC_CELL);
}

void doc_cell_rounded(doc *w, double v)
{
    doc_open(w, DOC_CELL, (doc_info){0});
    doc_say(w, "{v}", A_ROUNDED("v", v));
    doc_close(w, DOC_CELL);
}

void doc_cell_figure(doc *w, double v)
{
    doc_open(w, DOC_CELL, (doc_info){0});
    doc_say(w, "{v}", A_FIGURE("v", v));
    doc_close(w, DOC_CELL);
}

void doc_cell_say(doc *w, const char *words)
{
    doc_open(w, DOC_CELL, (doc_info){0});
    doc_say(w, words);
    doc_close(w, DOC_CELL);
}

void doc_term_open(doc *w, const char *name)
{
    doc_open(w, DOC_TERM, (doc_info){0});
    doc_say(w, name);
    doc_close(w, DOC_TERM);
    doc_open(w, DOC_MEANING, (doc_info){0});
}

void doc_term_close(doc *w)
{
    doc_close(w, DOC_MEANING);
}

void doc_term(doc *w, const char *name, str value)
{
    if (value.len == 0) return;
    doc_term_open(w, name);
    doc_text(w, value);
    doc_term_close(w);
}

buf *doc_picture(doc *w)
{
    return w->form->draws ? w->out : NULL;
}

void doc_fold(doc *w, const char *anchor, const char *summary)
{
    doc_open(w, DOC_FOLD, (doc_info){.anchor = str_of(anchor ? anchor : "")});
    doc_open(w, DOC_SUMMARY, (doc_info){0});
    doc_say(w, summary);
    doc_close(w, DOC_SUMMARY);
}

void doc_table(doc *w, const char *anchor, const char *caption, const doc_column *columns, size_t n)
{
    doc_open(w, DOC_TABLE,
             (doc_info){.anchor = str_of(anchor), .columns = columns, .n_columns = n});
    doc_open(w, DOC_CAPTION, (doc_info){0});
    doc_say(w, caption);
    doc_close(w, DOC_CAPTION);
}

str doc_column_head(const doc *w, const doc_column *c)
{
    return c->head ? str_of(catalogue_say(w->words, c->head)) : c->text;
}

const doc_info *doc_table_at_hand(const doc *w)
{
    for (size_t i = w->depth; i > 0; i--) {
        if (w->open[i - 1] == DOC_TABLE) return &w->info[i - 1];
    }
    return NULL;
}
