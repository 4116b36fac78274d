/* Quotation marks to quotations: pairs of every kind, nested, without a partner, over several
 * paragraphs. Only the outermost are kept; what stands within them is the speaker's. */
#include "reader/parts.h"

enum { DEPTH = 8, LOOK_AHEAD = 400, NAME_WORDS = 4, SPEAKER_TOKENS = 16 };

typedef struct mark_open {
    size_t tok;
    uint32_t code;
} mark_open;

typedef struct marks {
    reading_job *j;
    mark_open open[DEPTH];
    size_t n;
    uint32_t carried; /* the mark that the next paragraph may begin with */
} marks;

enum mark_role { MARK_NONE, MARK_OPENS, MARK_CLOSES };

static bool pairs(uint32_t open, uint32_t close)
{
    switch (open) {
    case 0xAB: return close == 0xBB;
    case 0x2039: return close == 0x203A;
    case 0x201C: return close == 0x201D;
    case 0x201D: return close == 0x201D;
    case 0x201E:
    case 0x201F: return close == 0x201C || close == 0x201D;
    case 0x201A: return close == 0x2018 || close == 0x2019;
    case 0x2018: return close == 0x2019;
    case 0x300C: return close == 0x300D;
    case '"': return close == '"';
    case '\'': return close == '\'';
    default: return false;
    }
}

static bool is_single(uint32_t c)
{
    return c == 0x2018 || c == 0x2019 || c == '\'' || c == 0x201A;
}

static bool open_somewhere(const marks *m, uint32_t close, size_t *at)
{
    for (size_t i = m->n; i > 0; i--) {
        if (!pairs(m->open[i - 1].code, close)) continue;
        *at = i - 1;
        return true;
    }
    return false;
}

/* White space, or an opening sign, stands before it. */
static bool free_before(const reading_job *j, size_t i)
{
    const token *t = &j->tokens.items[i];
    if (t->space || t->paragraph || i == 0) return true;
    const token *p = &j->tokens.items[i - 1];
    return p->kind == T_MARK &&
           (p->mark == 'q' || p->mark == '(' || p->mark == '[' || p->mark == '-' ||
            p->mark == 'd') &&
           p->code != 0xBB && p->code != 0x201D;
}

static bool free_behind(const reading_job *j, size_t i)
{
    return i + 1 >= j->tokens.n || j->tokens.items[i + 1].space;
}

static bool word_behind(const reading_job *j, size_t i)
{
    return i + 1 < j->tokens.n && !j->tokens.items[i + 1].space &&
           j->tokens.items[i + 1].kind != T_MARK;
}

static bool mark_before(const reading_job *j, size_t i)
{
    return i > 0 && j->tokens.items[i - 1].kind == T_MARK && !j->tokens.items[i].space &&
           j->tokens.items[i - 1].mark != '-';
}

/* A later mark of this kind in the paragraph could close what an apostrophe would open. */
static bool closes_later(const reading_job *j, size_t i, uint32_t code, bool behind_mark)
{
    for (size_t k = i + 1; k < j->tokens.n && k < i + LOOK_AHEAD && !j->tokens.items[k].paragraph;
         k++) {
        const token *t = &j->tokens.items[k];
        if (t->kind == T_MARK && pairs(code, t->code) && !t->space && !word_behind(j, k) &&
            (!behind_mark || mark_before(j, k)))
            return true;
    }
    return false;
}

/* The next paragraph begins with the same mark. */
static bool taken_up(const reading_job *j, size_t i, uint32_t code)
{
    size_t k = i + 1;
    while (k < j->tokens.n && k < i + LOOK_AHEAD && !j->tokens.items[k].paragraph)
        k++;
    return k < j->tokens.n && j->tokens.items[k].kind == T_MARK &&
           j->tokens.items[k].code == code && word_behind(j, k);
}

static enum mark_role role_of_single(const marks *m, size_t i, uint32_t c)
{
    const reading_job *j = m->j;
    size_t at = m->n > 0 ? m->n - 1 : 0;
    bool open =
        open_somewhere(m, c, &at) || (c == 0x2018 && m->n > 0 && m->open[m->n - 1].code == 0x201A);
    if (open && !word_behind(j, i) && !free_before(j, i)) {
        str before = i > 0 ? tok_low(j, i - 1) : (str){0};
        bool plural = str_ends(before, "s") && j->tokens.items[i - 1].kind == T_WORD;
        return plural && closes_later(j, i, m->open[at].code, true) ? MARK_NONE : MARK_CLOSES;
    }
    if (c == 0x2019 || !free_before(j, i) || !word_behind(j, i)) return MARK_NONE;
    bool paragraph = j->tokens.items[i].paragraph;
    return c == 0x201A || paragraph || closes_later(j, i, c, false) || taken_up(j, i, c)
               ? MARK_OPENS
               : MARK_NONE;
}

static enum mark_role role_of(const marks *m, size_t i)
{
    const reading_job *j = m->j;
    uint32_t c = j->tokens.items[i].code;
    size_t at;
    if (is_single(c)) return role_of_single(m, i, c);
    bool open = open_somewhere(m, c, &at);
    switch (c) {
    case 0xAB:
    case 0x201E:
    case 0x201F:
    case 0x2039:
    case 0x300C: return MARK_OPENS;
    case 0x201C: /* opens in one tradition and closes in another */
        if (m->n > 0 && (m->open[m->n - 1].code == 0x201E || m->open[m->n - 1].code == 0x201F))
            return MARK_CLOSES;
        if (m->n > 0 && m->open[m->n - 1].code == 0x201C && !free_before(j, i) && free_behind(j, i))
            return MARK_CLOSES;
        return MARK_OPENS;
    case 0x201D:
        if (m->n == 0 && free_before(j, i) && word_behind(j, i)) return MARK_OPENS;
        return MARK_CLOSES;
    case '"':
        if (!open) /* or of one that opened paragraphs before */
            return free_before(j, i) || (m->n == 0 && word_behind(j, i)) ? MARK_OPENS : MARK_CLOSES;
        return free_before(j, i) && word_behind(j, i) && closes_later(j, i, c, false) ? MARK_OPENS
                                                                                      : MARK_CLOSES;
    default: return MARK_CLOSES;
    }
}

static void trim_blanks(const reading_job *j, quotation *q)
{
    const char *s = j->t->readable.ptr;
    while (q->from < q->to && (s[q->from] == ' ' || s[q->from] == '\n'))
        q->from++;
    while (q->to > q->from && (s[q->to - 1] == ' ' || s[q->to - 1] == '\n' || s[q->to - 1] == '\r'))
        q->to--;
    while (q->to >= q->from + 2 && (unsigned char)s[q->from] == 0xC2 &&
           (unsigned char)s[q->from + 1] == 0xA0)
        q->from += 2;
    while (q->to >= q->from + 2 && (unsigned char)s[q->to - 2] == 0xC2 &&
           (unsigned char)s[q->to - 1] == 0xA0)
        q->to -= 2;
}

/* «75 на 75», «всех на всех»: so many for so many. */
static bool is_formula(const reading_job *j, size_t open, size_t close)
{
    if (open == 0 || close != open + 4) return false;
    str by = tok_low(j, open + 2), many = tok_low(j, open + 1);
    if (str_eq(many, tok_low(j, open + 3)) && str_starts(many, "вс")) return true;
    return (str_is(by, "на") || str_is(by, "for")) &&
           (j->tokens.items[open + 1].kind == T_NUMBER || tok_is(j, open + 1, W_NUMBER)) &&
           (j->tokens.items[open + 3].kind == T_NUMBER || tok_is(j, open + 3, W_NUMBER));
}

/* A title or a name in marks, as «Вітрило»: a few words with a capital, behind a plain word. */
static bool is_name(const reading_job *j, size_t open, size_t close)
{
    size_t n = 0;
    if (is_formula(j, open, close)) return true;
    if (open == 0 || close <= open + 1 || !j->tokens.items[open + 1].capital) return false;
    const token *before = &j->tokens.items[open - 1];
    if (j->tokens.items[open].paragraph || before->kind != T_WORD) return false;
    bool told = close == open + 2 &&
                close + 1 < j->tokens.n && /* "рассказал «Меридиану» дипломат" */
                tok_is(j, open - 1, W_CUE) && j->tokens.items[close + 1].kind == T_WORD &&
                !j->tokens.items[close + 1].paragraph &&
                (str_ends(tok_low(j, open + 1), "у") || str_ends(tok_low(j, open + 1), "ю") ||
                 str_ends(tok_low(j, open + 1), "і") || str_ends(tok_low(j, open + 1), "е"));
    if (!told && tok_any(j, open - 1, IS(W_CUE) | IS(W_CUE_ING) | IS(W_SUB) | IS(W_AUX)))
        return false;
    for (size_t i = open + 1; i < close; i++) {
        if (j->tokens.items[i].kind == T_MARK && j->tokens.items[i].mark != '-') return false;
        if (tok_any(j, i, IS(W_AUX) | IS(W_NEG) | IS(W_WE))) return false;
        n++;
    }
    return n <= NAME_WORDS;
}

static tr_err keep(reading_job *j, size_t open, size_t close, size_t to, bool carried,
                   bool unclosed)
{
    quotation q = {.open = open,
                   .close = close,
                   .from = j->tokens.items[open].to,
                   .to = to,
                   .carried = carried,
                   .unclosed = unclosed};
    trim_blanks(j, &q);
    if (q.from >= q.to) return TR_OK;
    q.name = !unclosed && !carried && is_name(j, open, close);
    quotation *slot = VEC_PUSH(j->a, &j->quotes);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = q;
    return TR_OK;
}

static bool is_dash(const reading_job *j, size_t i)
{
    const token *t = &j->tokens.items[i];
    return t->kind == T_MARK && (t->mark == 'd' || t->mark == '-') && t->space;
}

/* "A, - said he. - B": within one pair of marks, as languages in Cyrillic letters have it. */
static bool spoken_between(const reading_job *j, size_t from, size_t to, size_t *dash, size_t *back)
{
    for (size_t i = from + 1; i + 2 < to; i++) {
        const token *p = &j->tokens.items[i - 1];
        if (!is_dash(j, i) || p->kind != T_MARK ||
            !(p->mark == ',' || p->mark == '.' || p->mark == '!' || p->mark == '?'))
            continue;
        if (!tok_any(j, i + 1, IS(W_CUE))) continue;
        *dash = i;
        for (size_t k = i + 2; k < to && k < i + SPEAKER_TOKENS; k++) {
            if (!is_dash(j, k)) continue;
            *back = k;
            return true;
        }
    }
    return false;
}

static tr_err keep_parts(reading_job *j, size_t open, size_t close, size_t to, bool carried,
                         bool unclosed)
{
    size_t dash, back;
    if (j->tokens.items[open].language == READER_EN ||
        !spoken_between(j, open + 1, close, &dash, &back))
        return keep(j, open, close, to, carried, unclosed);
    TR_TRY(keep(j, open, dash - 1 + 1, j->tokens.items[dash - 1].to, carried, false));
    return keep(j, back, close, to, true, unclosed);
}

static bool opens_paragraph(const reading_job *j, size_t i, uint32_t code)
{
    if (i >= j->tokens.n) return false;
    const token *t = &j->tokens.items[i];
    return t->kind == T_MARK && t->code == code && !free_behind(j, i);
}

/* The paragraph ends before token `end`; a quotation is still open. */
static tr_err end_paragraph(marks *m, size_t end)
{
    reading_job *j = m->j;
    mark_open first = m->open[0];
    bool carried =
        m->carried != 0 && m->carried == first.code && j->tokens.items[first.tok].paragraph;
    m->carried = 0;
    if (m->n == 0) return TR_OK;
    m->n = 0;
    bool goes_on = opens_paragraph(j, end, first.code);
    if (!goes_on && is_single(first.code)) return TR_OK; /* an apostrophe, rather */
    if (goes_on) m->carried = first.code;
    size_t n = j->quotes.n;
    TR_TRY(keep_parts(j, first.tok, end, j->tokens.items[end - 1].to, carried, !goes_on));
    if (goes_on && j->quotes.n > n) j->quotes.items[j->quotes.n - 1].goes_on = true;
    return TR_OK;
}

static tr_err close_mark(marks *m, size_t i)
{
    reading_job *j = m->j;
    size_t at;
    if (m->n == 0) return TR_OK; /* a partner is missing */
    if (!open_somewhere(m, j->tokens.items[i].code, &at)) at = m->n - 1;
    m->n = at;
    if (at > 0) return TR_OK;
    mark_open first = m->open[0];
    bool carried =
        m->carried != 0 && m->carried == first.code && j->tokens.items[first.tok].paragraph;
    m->carried = 0;
    j->tokens.items[first.tok].partner = i;
    return keep_parts(j, first.tok, i, j->tokens.items[i].from, carried, false);
}

tr_err quotations_of(reading_job *j)
{
    marks m = {.j = j};
    j->quotes.n = 0;
    for (size_t i = 0; i < j->tokens.n; i++) {
        if (j->tokens.items[i].paragraph && i > 0) TR_TRY(end_paragraph(&m, i));
        if (j->tokens.items[i].kind != T_MARK || j->tokens.items[i].mark != 'q') continue;
        enum mark_role role = role_of(&m, i);
        if (role == MARK_OPENS && m.n < DEPTH)
            m.open[m.n++] = (mark_open){i, j->tokens.items[i].code};
        if (role == MARK_CLOSES) TR_TRY(close_mark(&m, i));
    }
    return j->tokens.n > 0 ? end_paragraph(&m, j->tokens.n) : TR_OK;
}
