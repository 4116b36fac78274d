/* Sentences as they stand outside quotation marks: each quotation is one item of its sentence, so
 * that whoever says it can be looked for beside it. */
#include "reader/parts.h"

enum { FRAME_ITEMS = 1000, HEADING_WORDS = 28 };

static const frame_item *item(const reading_job *j, size_t i)
{
    return &j->items.items[i];
}

static bool abbreviated(const reading_job *j, size_t dot);

static bool is_stop(const token *t)
{
    return t->kind == T_MARK && (t->mark == '.' || t->mark == '!' || t->mark == '?');
}

/* The quotation ends a sentence of its own. */
static bool quote_stops(const reading_job *j, const quotation *q, bool *full_stop)
{
    size_t last = q->close;
    while (last > q->open + 1 && j->tokens.items[last - 1].from >= q->to)
        last--;
    for (; last > q->open + 1; last--) {
        const token *t = &j->tokens.items[last - 1];
        *full_stop = t->kind == T_MARK && t->code == '.';
        if (t->kind != T_MARK || t->mark != 'q') return is_stop(t);
    }
    return false;
}

bool sentence_stop(const reading_job *j, size_t tok)
{
    const token *t = &j->tokens.items[tok];
    if (!is_stop(t) || (t->code == '.' && abbreviated(j, tok))) return false;
    size_t next = tok + 1;
    while (next < j->tokens.n && j->tokens.items[next].kind == T_MARK &&
           j->tokens.items[next].mark == 'q')
        next++;
    if (next >= j->tokens.n || j->tokens.items[next].paragraph) return true;
    return j->tokens.items[next].capital || j->tokens.items[next].kind != T_WORD;
}

static bool abbreviated(const reading_job *j, size_t dot)
{
    if (dot == 0 || j->tokens.items[dot].space) return false;
    const token *t = &j->tokens.items[dot - 1];
    size_t letters = 0;
    if (t->kind != T_WORD) return false;
    if (tok_is(j, dot - 1, W_ABBR)) return true;
    for (size_t k = t->from; k < t->to; k++)
        letters += ((unsigned char)j->t->readable.ptr[k] & 0xC0) != 0x80;
    return letters == 1 && t->capital && !tok_is(j, dot - 1, W_WE); /* an initial */
}

/* `NP said.` and nothing behind it: the quotation before is what is said. */
static bool only_names_speaker(const reading_job *j, size_t from, size_t end)
{
    for (size_t i = from; i < end && i < from + 9; i++) {
        if (item(j, i)->quoted) return false;
        size_t tok = item(j, i)->at;
        if (!tok_is(j, tok, W_CUE)) continue;
        return i > from && (i + 1 >= end || (!item(j, i + 1)->quoted &&
                                             is_stop(&j->tokens.items[item(j, i + 1)->at])));
    }
    return false;
}

static bool ends_at_quote(const reading_job *j, size_t i, size_t end)
{
    bool full = false;
    if (!quote_stops(j, &j->quotes.items[item(j, i)->at], &full)) return false;
    if (i + 1 >= end || item(j, i + 1)->quoted) return true;
    const token *next = &j->tokens.items[item(j, i + 1)->at];
    if (next->kind == T_MARK) return false;
    return next->capital && !only_names_speaker(j, i + 1, end);
}

static bool ends_at_token(const reading_job *j, size_t i, size_t end)
{
    size_t tok = item(j, i)->at;
    const token *t = &j->tokens.items[tok];
    if (!is_stop(t)) return false;
    if (i + 1 >= end || item(j, i + 1)->quoted) return true;
    const token *next = &j->tokens.items[item(j, i + 1)->at];
    if (is_stop(next)) return false;
    if (t->code == '.' && abbreviated(j, tok)) return false;
    if (next->kind == T_MARK) return next->mark == 'd' || next->mark == '-' || next->mark == '[';
    return next->space && (next->capital || next->kind == T_NUMBER);
}

static size_t item_from(const reading_job *j, size_t i)
{
    const frame_item *x = item(j, i);
    return j->tokens.items[x->quoted ? j->quotes.items[x->at].open : x->at].from;
}

static size_t item_to(const reading_job *j, size_t i)
{
    const frame_item *x = item(j, i);
    if (!x->quoted) return j->tokens.items[x->at].to;
    const quotation *q = &j->quotes.items[x->at];
    return q->unclosed || q->block || q->close >= j->tokens.n ||
                   j->tokens.items[q->close].from > q->to + 8
               ? q->to
               : j->tokens.items[q->close].to;
}

static tr_err put_frame(reading_job *j, size_t first, size_t end, size_t paragraph, bool heading)
{
    frame *f = VEC_PUSH(j->a, &j->frames);
    if (f == NULL) return TR_ERR_NOMEM;
    *f = (frame){.first = first, .n = end - first, .paragraph = paragraph, .heading = heading};
    f->from = item_from(j, first);
    f->to = item_to(j, end - 1);
    f->first_of_paragraph =
        j->frames.n < 2 || j->frames.items[j->frames.n - 2].paragraph != paragraph;
    for (size_t i = first; i < end; i++)
        f->n_quotes += item(j, i)->quoted;
    return TR_OK;
}

/* A line that is no sentence: nothing ends it, and it is short. */
static bool is_heading(const reading_job *j, size_t from, size_t end, size_t first, size_t last)
{
    const token *t = &j->tokens.items[end - 1];
    bool any = false;
    if (tok_is(j, end - 1, W_TIMEWORD) && str_ends(tok_low(j, end - 1), "m.")) return false;
    if (t->kind == T_MARK && t->mark != ')' && !(t->mark == ':' && end - from <= 8)) return false;
    if (last == first || last - first > HEADING_WORDS) return false;
    for (size_t i = first; i < last; i++)
        any = any || !item(j, i)->quoted;
    return any;
}

/* "Office of the President - The two leaders agreed", "Embassy of Aldara, note to the press: We
 * ask", "Minister Oluvien on her channel: From 0600": where the words behind whose text it is
 * begin, in a text that has no line for that; `last` if it opens otherwise. */
static size_t behind_letterhead(const reading_job *j, size_t first, size_t last)
{
    enum { LETTERHEAD_ITEMS = 18 };
    bool office = false;
    for (size_t i = first; i + 1 < last && i < first + LETTERHEAD_ITEMS; i++) {
        if (item(j, i)->quoted || item(j, i + 1)->quoted) return last;
        size_t tok = item(j, i)->at;
        const token *t = &j->tokens.items[tok], *next = &j->tokens.items[item(j, i + 1)->at];
        office = office || tok_any(j, tok, IS(W_BODY) | IS(W_TITLE) | IS(W_DOC));
        bool ends = t->kind == T_MARK &&
                    (t->mark == ':' || ((t->mark == 'd' || t->mark == '-') && t->space));
        if (ends) return office && next->capital && i > first + 1 ? i + 1 : last;
        if (is_stop(t) && t->mark != '.') return last;
        if (t->mark == '.' && t->kind == T_MARK && !abbreviated(j, tok)) return last;
        if (tok_any(j, tok,
                    IS(W_CUE) | IS(W_ACT) | IS(W_STATUS) | IS(W_AUX) | IS(W_FUTURE) | IS(W_NEG)) &&
            !t->capital && !tok_is(j, tok, W_DOC))
            return last;
    }
    return last;
}

/* "Statement of the General Command.", "The Chancellery of Vestmark, 9 November.": a first sentence
 * that has no verb and says whose text it is. */
static bool is_letterhead(const reading_job *j, size_t first, size_t end)
{
    enum { LETTERHEAD_ITEMS = 16 };
    bool office = false;
    if (end - first > LETTERHEAD_ITEMS || end < first + 3) return false;
    for (size_t i = first; i < end; i++) {
        if (item(j, i)->quoted) return false;
        size_t tok = item(j, i)->at;
        const token *t = &j->tokens.items[tok];
        office = office || tok_any(j, tok, IS(W_BODY) | IS(W_TITLE));
        if (t->kind == T_WORD && !t->capital &&
            !tok_any(j, tok,
                     IS(W_OF) | IS(W_DET) | IS(W_CONJ) | IS(W_DOC) | IS(W_TITLE) | IS(W_BODY)) &&
            !(t->language == READER_EN && tok_any(j, tok, IS(W_TIMEWORD) | IS(W_TIMEADJ))))
            return false;
        if (tok_any(j, tok, IS(W_CUE) | IS(W_STATUS)) && !t->capital && !tok_is(j, tok, W_DOC))
            return false;
    }
    return office && tok_mark(j, item(j, end - 1)->at, '.');
}

static tr_err cut_paragraph(reading_job *j, size_t from, size_t end, size_t *quote,
                            size_t paragraph)
{
    size_t first = j->items.n, begin = first;
    for (size_t i = from; i < end;) {
        frame_item *x;
        while (*quote < j->quotes.n &&
               (j->quotes.items[*quote].open < i || j->quotes.items[*quote].name))
            (*quote)++;
        bool here = *quote < j->quotes.n && j->quotes.items[*quote].open == i;
        if ((x = VEC_PUSH(j->a, &j->items)) == NULL) return TR_ERR_NOMEM;
        *x = (frame_item){here, here ? *quote : i};
        if (!here) {
            i++;
            continue;
        }
        const quotation *q = &j->quotes.items[*quote];
        i = q->close < end && !q->unclosed && !q->block ? q->close + 1
            : q->close < end                            ? q->close
                                                        : end;
        (*quote)++;
    }
    size_t last = j->items.n;
    bool heading = is_heading(j, from, end, first, last);
    size_t text = paragraph == 0 && !heading ? behind_letterhead(j, first, last) : last;
    if (text < last) { /* its own line, as it would have in a document */
        TR_TRY(put_frame(j, begin, text, paragraph, true));
        begin = text;
    }
    for (size_t i = begin; i < last; i++) {
        bool stops = item(j, i)->quoted ? ends_at_quote(j, i, last) : ends_at_token(j, i, last);
        if (!stops && i + 1 < last && i - begin < FRAME_ITEMS) continue;
        bool lead =
            paragraph == 0 && begin == first && i + 1 < last && is_letterhead(j, begin, i + 1);
        TR_TRY(put_frame(j, begin, i + 1, paragraph, heading || lead));
        begin = i + 1;
    }
    return TR_OK;
}

tr_err frames_of(reading_job *j)
{
    size_t quote = 0, paragraph = 0;
    j->items.n = j->frames.n = 0;
    for (size_t i = 0; i < j->tokens.n; paragraph++) {
        size_t end = i + 1;
        while (end < j->tokens.n && !j->tokens.items[end].paragraph)
            end++;
        TR_TRY(cut_paragraph(j, i, end, &quote, paragraph));
        i = end;
    }
    return TR_OK;
}
