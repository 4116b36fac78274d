/* Phrases in a sentence: who stands before or behind a reporting verb, and what is only time. No
 * grammar of the language is known, only its small words and where a phrase must end. */
#include "reader/parts.h"

enum { LOOK_BACK = 60, SUBJECT_ITEMS = 16 };

view view_of(reading_job *j, const frame *f)
{
    return (view){j, f, &j->items.items[f->first], f->n};
}

bool v_quoted(const view *v, size_t i)
{
    return i < v->n && v->x[i].quoted;
}

const token *v_token(const view *v, size_t i)
{
    return &v->j->tokens.items[v->x[i].at];
}

bool v_is(const view *v, size_t i, uint64_t classes)
{
    return i < v->n && !v->x[i].quoted && tok_any(v->j, v->x[i].at, classes);
}

bool v_mark(const view *v, size_t i, char mark)
{
    return i < v->n && !v->x[i].quoted && tok_mark(v->j, v->x[i].at, mark);
}

bool v_comma(const view *v, size_t i)
{
    return v_mark(v, i, ',');
}

str v_low(const view *v, size_t i)
{
    return i < v->n && !v->x[i].quoted ? tok_low(v->j, v->x[i].at) : (str){0};
}

const lexicon_entry *v_entry(const view *v, size_t i, word_class c, size_t *n)
{
    return i < v->n && !v->x[i].quoted ? entry_at(v->j, v->x[i].at, c, n) : NULL;
}

static size_t byte_from(const view *v, size_t i)
{
    return v->x[i].quoted ? v->j->tokens.items[v->j->quotes.items[v->x[i].at].open].from
                          : v_token(v, i)->from;
}

static size_t byte_to(const view *v, size_t i)
{
    if (!v->x[i].quoted) return v_token(v, i)->to;
    const quotation *q = &v->j->quotes.items[v->x[i].at];
    return q->unclosed || q->block || q->close >= v->j->tokens.n ? q->to
                                                                 : v->j->tokens.items[q->close].to;
}

piece v_piece(const view *v, size_t from, size_t to)
{
    if (from >= to || to > v->n) return (piece){v->j->text, 0, 0};
    return (piece){v->j->text, byte_from(v, from), byte_to(v, to - 1)};
}

static bool is_word(const view *v, size_t i)
{
    return i < v->n && !v->x[i].quoted && v_token(v, i)->kind != T_MARK;
}

static bool is_capital(const view *v, size_t i)
{
    return is_word(v, i) && v_token(v, i)->capital;
}

static bool english(const view *v, size_t i)
{
    return v_token(v, i)->language == READER_EN;
}

static bool is_possessive(const view *v, size_t i)
{
    str low = v_low(v, i);
    return str_is(low, "'s");
}

static bool is_hyphen(const view *v, size_t i)
{
    return v_mark(v, i, '-') && i > 0 && i + 1 < v->n && !v_token(v, i)->space;
}

/* An adverb that the lists do not have. */
static bool looks_adverb(const view *v, size_t i)
{
    str low = v_low(v, i);
    return is_word(v, i) && english(v, i) && !v_token(v, i)->capital && low.len > 5 &&
           str_ends(low, "ly");
}

#define SMALL                                                                                      \
    (IS(W_PREP) | IS(W_CONJ) | IS(W_SUB) | IS(W_REL) | IS(W_AUX) | IS(W_FUTURE) | IS(W_NEG) |      \
     IS(W_ADV))
#define TIMEISH (IS(W_MONTH) | IS(W_WEEKDAY) | IS(W_DAY) | IS(W_TIMEWORD) | IS(W_UNIT))
#define PRONOUN (IS(W_HE) | IS(W_IT) | IS(W_THEY) | IS(W_WE))

static bool names_something(const view *v, size_t i)
{
    if (!is_word(v, i) || v_token(v, i)->kind == T_NUMBER) return false;
    if (v_is(v, i, IS(W_TITLE) | IS(W_BODY) | IS(W_DOC) | PRONOUN | IS(W_SIDES))) return true;
    return !v_is(v, i, SMALL | IS(W_DET) | IS(W_POSS) | TIMEISH | IS(W_NUMBER)) &&
           !looks_adverb(v, i);
}

/* "for": of a spokesman, not of a time. */
static bool goes_on(const view *v, size_t i)
{
    if (v_is(v, i, IS(W_OF))) return true;
    if (i == 0 || !v_is(v, i, IS(W_PREP)) || english(v, i) || !v_is(v, i - 1, IS(W_TITLE)))
        return false;
    str low = v_low(v, i);
    return (str_is(low, "з") || str_is(low, "із") || str_is(low, "по") || str_is(low, "с") ||
            str_is(low, "при")) &&
           is_word(v, i + 1) && !is_capital(v, i + 1) && !v_is(v, i + 1, TIMEISH);
}

/* "a readout issued by the ministry": what is told of it besides. */
static bool is_hung_on(const view *v, size_t i)
{
    return is_word(v, i) && english(v, i) && str_ends(v_low(v, i), "ed") &&
           !v_token(v, i)->capital &&
           (str_is(v_low(v, i + 1), "by") || str_is(v_low(v, i + 1), "on"));
}

/* By its ending a verb of what was done. */
static bool told_before(const view *v, size_t i)
{
    static const char *const ends[] = {"вав", "нув", "ив",  "лася", "лись", "лась", "ала",
                                       "ила", "али", "или", "ал",   "ил",   NULL};
    str low = v_low(v, i);
    for (size_t k = 0; ends[k] != NULL; k++) {
        if (low.len > 9 && str_ends(low, ends[k])) return true;
    }
    return false;
}

/* "секретар Комісії з перемир’я Бруно Кальт": the name behind a preposition within the title; where
 * it begins, or `limit`. */
static size_t name_behind_matter(const view *v, size_t from, size_t at, size_t limit)
{
    enum { MATTER_WORDS = 6 };
    static const char *const of[] = {"з", "із", "по", "с", "при", "від", "от", "в", "у", NULL};
    bool title = false;
    for (size_t i = from; i < at && !title; i++)
        title = v_is(v, i, IS(W_TITLE));
    if (!title || english(v, at) || !str_is_one_of(v_low(v, at), of)) return limit;
    for (size_t i = at + 1; i + 1 < limit && i < at + MATTER_WORDS; i++) {
        if (!is_word(v, i) || v_is(v, i, SMALL | TIMEISH | IS(W_CUE) | IS(W_TITLE))) break;
        if (i > at + 1 && is_capital(v, i) && is_capital(v, i + 1) && !looks_adjective(v_low(v, i)))
            return i;
    }
    return limit;
}

size_t np_end(const view *v, size_t from, size_t limit)
{
    size_t i = from, names = 0;
    if (limit > v->n) limit = v->n;
    if (v_is(v, i, PRONOUN)) return i + 1;
    size_t n = 0;
    if (v_entry(v, i, W_SIDES, &n) != NULL) return i + n <= limit ? i + n : limit;
    for (; i < limit; i++) {
        if (i > from && v_mark(v, i, '(') && v_mark(v, i + 2, ')') && is_word(v, i + 1) &&
            v_token(v, i + 1)->capitals && is_capital(v, i + 3)) {
            i += 2; /* "the African Union's (AU) High Representative" */
            continue;
        }
        if (is_hyphen(v, i) || is_possessive(v, i) || goes_on(v, i) ||
            (i > from && v_mark(v, i, 'q')))
            continue;
        if (v_entry(v, i, W_TITLE, &n) != NULL || v_entry(v, i, W_BODY, &n) != NULL ||
            v_entry(v, i, W_DOC, &n) != NULL) {
            i += n - 1;
            continue;
        }
        if (v_is(v, i, IS(W_CONJ)) && i > from &&
            (str_is(v_low(v, i), "and") || str_is(v_low(v, i), "и") || str_is(v_low(v, i), "і") ||
             str_is(v_low(v, i), "та") || str_is(v_low(v, i), "й"))) {
            if (is_capital(v, i + 1) || v_is(v, i + 1, IS(W_DET) | IS(W_BODY) | IS(W_TITLE)))
                continue;
            break;
        }
        if (!is_word(v, i)) break;
        if (v_is(v, i, IS(W_PREP)) && name_behind_matter(v, from, i, limit) < limit) {
            i = name_behind_matter(v, from, i, limit);
            names = 1;
            continue;
        }
        if (v_is(v, i, SMALL & ~IS(W_ADV))) break;
        if (v_is(v, i, IS(W_ADV)) && !is_capital(v, i)) break;
        if (looks_adverb(v, i)) break;
        if (v_is(v, i, IS(W_CUE) | IS(W_CUE_ING)) && i > from) break;
        if (i > from && is_hung_on(v, i)) break;
        if (v_is(v, i, IS(W_DAY)) || (v_is(v, i, IS(W_WEEKDAY) | IS(W_MONTH)) && i > from)) break;
        if (names >= 1 && i > from && !english(v, i) && !is_capital(v, i) &&
            (v_is(v, i, IS(W_DET)) || told_before(v, i)))
            break; /* "Венн назвав це": its verb, "Мерида это": its object */
        if (is_capital(v, i)) {
            names++;
        } else if (names >= 2 && !english(v, i) && !v_is(v, i, IS(W_DET))) {
            break; /* behind a full name nothing of it follows */
        } else if (names >= 1 && english(v, i) && i > from && is_capital(v, i - 1) &&
                   !v_is(v, from, IS(W_DET)) && !v_is(v, i, IS(W_TITLE) | IS(W_BODY))) {
            break;
        }
    }
    return i;
}

static bool is_timeish(const view *v, size_t i)
{
    return v_is(v, i, TIMEISH | IS(W_NUMBER)) || (is_word(v, i) && v_token(v, i)->kind == T_NUMBER);
}

size_t time_end(const view *v, size_t from, size_t limit)
{
    size_t i = from, end = from;
    bool prep = false;
    for (; i < limit && i < v->n && i < from + 8; i++) {
        if (is_timeish(v, i)) {
            end = i + 1;
            prep = false;
        } else if (v_is(v, i, IS(W_PREP)) && !prep) {
            prep = true;
        } else if (v_is(v, i, IS(W_TIMEADJ)) && !names_something(v, i + 1)) {
            prep = false;
        } else if (!v_is(v, i, IS(W_DET)) ||
                   (!is_timeish(v, i + 1) && !v_is(v, i + 1, IS(W_TIMEADJ)))) {
            break;
        }
    }
    /* a bare number names no time: "in three villages" */
    if (end == from + 2 && v_is(v, from, IS(W_PREP)) && !v_is(v, from + 1, TIMEISH)) return from;
    return end;
}

size_t time_begin(const view *v, size_t from, size_t to)
{
    for (size_t back = 7; back > 0; back--) {
        if (to < from + back) continue;
        size_t at = to - back;
        if (time_end(v, at, to) == to &&
            (v_is(v, at, IS(W_PREP) | TIMEISH | IS(W_DET) | IS(W_TIMEADJ))))
            return at;
    }
    return to;
}

/* ---- before the verb */

static bool is_boundary(const view *v, size_t i)
{
    if (v_quoted(v, i)) return true;
    if (v->j->dateline_to > 0 && v_token(v, i)->to <= v->j->dateline_to) return true;
    if (v_is(v, i, IS(W_SUB)) && !v_is(v, i, IS(W_DET))) return true;
    return v_comma(v, i) || v_mark(v, i, ';') || v_mark(v, i, ':') || v_mark(v, i, 'd') ||
           v_mark(v, i, '(') || v_mark(v, i, ')') || v_mark(v, i, 'o') ||
           (v_mark(v, i, '-') && !is_hyphen(v, i));
}

static size_t strip_back(const view *v, size_t from, size_t to)
{
    for (;;) {
        size_t was = to;
        to = time_begin(v, from, to);
        if (to > from &&
            (v_is(v, to - 1, IS(W_AUX) | IS(W_FUTURE) | IS(W_NEG)) ||
             (v_is(v, to - 1, IS(W_ADV)) && !is_capital(v, to - 1)) || looks_adverb(v, to - 1)) &&
            !v_is(v, to - 1, PRONOUN | IS(W_SIDES)))
            to--;
        if (to == was) return to;
    }
}

static size_t strip_front(const view *v, size_t from, size_t to)
{
    for (;;) {
        size_t was = from, n = 0;
        if (from < to && v_entry(v, from, W_ADV, &n) != NULL &&
            !v_is(v, from, PRONOUN | IS(W_SIDES) | IS(W_TITLE) | IS(W_BODY)) &&
            !(v_is(v, from, IS(W_DET)) && english(v, from)))
            from += n;
        else if (from < to && (v_is(v, from, IS(W_CONJ)) || looks_adverb(v, from)))
            from++;
        else if (from < to && v_entry(v, from, W_SIDES, NULL) != NULL)
            return from; /* "the two parties" is no time */
        else if (from < to && v_is(v, from, IS(W_PREP) | TIMEISH | IS(W_TIMEADJ)))
            from = time_end(v, from, to);
        else if (from < to && v_is(v, from, IS(W_DET)) && time_end(v, from + 1, to) > from + 1)
            from = time_end(v, from + 1, to);
        if (from > to) from = to;
        if (from == was) return from;
    }
}

static bool has_name(const view *v, stretch s)
{
    for (size_t i = s.from; i < s.to; i++) {
        if (names_something(v, i)) return true;
    }
    return false;
}

/* Behind a phrase that opens with a preposition: "At the summit the minister", "Про це Дорен". */
static size_t behind_preposition(const view *v, size_t from, size_t to)
{
    if (!v_is(v, from, IS(W_PREP))) return from;
    for (size_t i = to; i > from + 1; i--) {
        if (v_is(v, i - 1, PRONOUN) && i == to) return i - 1;
    }
    for (size_t i = from + 2; i < to; i++) {
        if (v_is(v, i, IS(W_DET) | IS(W_TITLE) | IS(W_BODY)) &&
            !v_is(v, i - 1, IS(W_PREP) | IS(W_DET) | IS(W_OF)))
            return i;
        if (is_capital(v, i) && !is_capital(v, i - 1) &&
            !v_is(v, i - 1, IS(W_PREP) | IS(W_DET) | IS(W_OF) | IS(W_TITLE)))
            return i;
    }
    return to;
}

/* "До 11 мая российская сторона объявляет": behind the last word of time, where all that follows is
 * one phrase. */
static size_t behind_time(const view *v, size_t from, size_t to)
{
    for (size_t i = to; i > from + 1; i--) {
        if (!v_is(v, i - 1, TIMEISH)) continue;
        stretch s = {i, to};
        bool one = i < to && !english(v, i) && np_end(v, i, to) == to && has_name(v, s);
        return one ? i : from;
    }
    return from;
}

/* What of a stretch before the verb is its subject. */
static bool subject_in(const view *v, size_t from, size_t to, stretch *out)
{
    size_t n = 0;
    to = strip_back(v, from, to);
    from = behind_time(v, from, to);
    from = strip_front(v, from, to);
    from = behind_preposition(v, from, to);
    from = strip_front(v, from, to);
    if (from >= to) return false;
    size_t end = np_end(v, from, to);
    if (v_is(v, to - 1, IS(W_HE) | IS(W_THEY)) && end < to) { /* "журналістам він сказав" */
        from = to - 1;
        end = to;
    }
    if (end == from) return false;
    /* what follows the phrase may still belong to it: "officials in the capital said" */
    bool manner = v_entry(v, end, W_ADV, &n) != NULL; /* "в одностороннем порядке" */
    if (end < to && !manner && v_is(v, end, IS(W_PREP)) && to - from <= SUBJECT_ITEMS &&
        !v_is(v, from, PRONOUN))
        end = to;
    *out = (stretch){from, end};
    return has_name(v, *out);
}

static size_t boundary_before(const view *v, size_t to)
{
    size_t i = to;
    while (i > 0 && to - i < LOOK_BACK && !is_boundary(v, i - 1))
        i--;
    return i;
}

/* The subject of the sentence: its first noun phrase that no comma or preposition keeps apart. */
static bool main_subject(const view *v, size_t limit, stretch *out)
{
    size_t from = 0;
    while (from < limit && v_quoted(v, from))
        from++;
    for (size_t i = from; i < limit; i++) {
        if (!v_comma(v, i)) continue;
        if (!v_is(v, from, IS(W_PREP) | TIMEISH | IS(W_SUB)) && time_end(v, from, i) != i) break;
        from = i + 1;
    }
    from = strip_front(v, from, limit);
    from = behind_preposition(v, from, limit);
    if (from >= limit) return false;
    *out = (stretch){from, np_end(v, from, limit)};
    return out->to > out->from && has_name(v, *out);
}

static size_t comma_before(const view *v, size_t to)
{
    for (size_t i = to; i > 0 && to - i < LOOK_BACK; i--) {
        if (v_comma(v, i - 1) || v_mark(v, i - 1, 'd')) return i - 1;
        if (v_quoted(v, i - 1) || v_mark(v, i - 1, ';') || v_mark(v, i - 1, ':')) return SIZE_MAX;
    }
    return SIZE_MAX;
}

/* "Ila Doren, the foreign minister, said": what stands before the two commas. */
static bool before_parenthesis(const view *v, size_t comma, stretch *out)
{
    size_t open = comma_before(v, comma);
    if (open == SIZE_MAX || open == 0) return false;
    size_t from = boundary_before(v, open);
    stretch s;
    if (!subject_in(v, from, open, &s) || s.to != strip_back(v, from, open)) return false;
    /* "the chief mediator, Dame Corin Halloway, said": the name belongs to it */
    bool named = false;
    for (size_t i = s.from; i < s.to; i++)
        named = named || (is_capital(v, i) && i > 0);
    if (!named && np_end(v, open + 1, comma) == comma && is_capital(v, comma - 1)) s.to = comma;
    *out = s;
    return true;
}

/* "the Press Agency (SPA) reported": before the brackets. */
static size_t before_brackets(const view *v, size_t to)
{
    enum { BRACKET_ITEMS = 6 };
    if (to == 0 || !v_mark(v, to - 1, ')')) return to;
    for (size_t i = to - 1; i > 1 && to - i < BRACKET_ITEMS; i--) {
        if (v_mark(v, i - 1, '(')) return i - 1;
    }
    return to;
}

bool source_left(const view *v, size_t cue, stretch *out)
{
    size_t to = strip_back(v, 0, before_brackets(v, cue));
    if (to == 0) return false;
    if (v_is(v, to - 1, IS(W_CONJ)) && !v_is(v, to - 1, IS(W_DET)))
        return main_subject(v, to - 1, out);
    if (v_comma(v, to - 1)) { /* "Both countries, in particular, called": a comma opens it */
        size_t from = boundary_before(v, to - 1);
        return before_parenthesis(v, to - 1, out) ||
               (to < cue && !english(v, to) && v_is(v, to, IS(W_ADV)) && from < to - 1 &&
                subject_in(v, from, to - 1, out));
    }
    if (v_is(v, to - 1, IS(W_REL))) { /* "a diplomat who said" */
        size_t end = v_comma(v, to - 2) && to >= 2 ? to - 2 : to - 1;
        return subject_in(v, boundary_before(v, end), end, out);
    }
    size_t from = boundary_before(v, to);
    if (from >= to) return false;
    if (subject_in(v, from, to, out)) return true;
    return from > 0 && v_comma(v, from - 1) && before_parenthesis(v, from - 1, out);
}

/* ---- behind the verb */

static bool addressee(const view *v, size_t i)
{
    return v_is(v, i, IS(W_ADV)) && !is_capital(v, i);
}

/* Behind a preposition and what hangs on it, where the subject begins: at a title, a body or a
 * second name. */
static size_t over_preposition(const view *v, size_t from, size_t limit)
{
    size_t end = from;
    while (end < limit && end < from + 10 && !is_boundary(v, end))
        end++;
    for (size_t i = from + 1; i < end; i++) {
        if (!v_is(v, i, IS(W_TITLE) | IS(W_BODY) | IS(W_HE)) || v_is(v, i - 1, IS(W_PREP)))
            continue;
        size_t at = i >= from + 2 && is_hyphen(v, i - 1) ? i - 2 : i; /* "пресс-секретарь" */
        while (at > from + 2 && is_word(v, at - 1) && !is_capital(v, at - 1) &&
               !v_is(v, at - 1, SMALL) &&
               (str_ends(v_low(v, at - 1), "й") || str_ends(v_low(v, at - 1), "а") ||
                str_ends(v_low(v, at - 1), "я")))
            at--;
        return at;
    }
    if (v_is(v, from + 1, IS(W_BODY))) return limit; /* "повідомили в Міністерстві Ланжерії" */
    for (size_t i = from + 2; i < end; i++) {
        if (is_capital(v, i)) return i;
    }
    return limit;
}

bool source_right(const view *v, size_t from, stretch *out)
{
    size_t i = from;
    for (size_t was = SIZE_MAX; was != i;) {
        was = i;
        for (size_t n = 1; addressee(v, i) || looks_adverb(v, i); i += n, n = 1)
            (void)v_entry(v, i, W_ADV, &n);
        if (v_is(v, i, IS(W_PREP) | TIMEISH | IS(W_TIMEADJ))) i = time_end(v, i, v->n);
    }
    if (i >= v->n || is_boundary(v, i) || v_is(v, i, IS(W_SUB))) return false;
    if (v_is(v, i, IS(W_PREP))) {
        if (english(v, i)) return false;
        i = over_preposition(v, i, v->n);
    }
    if (i >= v->n || is_boundary(v, i)) return false;
    size_t end = np_end(v, i, v->n);
    *out = (stretch){i, end};
    return end > i && has_name(v, *out);
}

/* "запропонував сторонам", "попросил продлить": to whom and what, not who. */
static bool no_subject(const view *v, size_t i)
{
    static const char *const of_doing[] = {"ть", "ться", "ти", "тися", "тись", NULL};
    str w = v_low(v, i);
    if (english(v, i) || is_capital(v, i) || v_is(v, i, IS(W_TITLE) | IS(W_BODY))) return false;
    if ((str_ends(w, "ам") || str_ends(w, "ям")) && w.len > 8) return true;
    for (size_t k = 0; of_doing[k] != NULL; k++) {
        if (str_ends(w, of_doing[k]) && w.len > 10) return true;
    }
    return false;
}

/* "сообщили агентству «Меридиан» два источника": behind the agency that was told. */
static size_t behind_listener(const view *v, size_t from)
{
    static const char *const who[] = {
        "агентств", "телеканал", "газет",         "издани",       "виданн",   "радіо",  "радио",
        "портал",   "журнал",    "корреспондент", "кореспондент", "репортер", "каналу", NULL};
    size_t i = from;
    bool listener = v_mark(v, i, 'q'); /* "рассказал «Меридиану»" */
    if (i >= v->n || v_quoted(v, i) || english(v, i) || is_capital(v, i)) return from;
    for (size_t k = 0; who[k] != NULL; k++)
        listener = listener || str_starts(v_low(v, i), who[k]);
    str w = v_low(v, i);
    if (v_mark(v, i, 'q'))
        i--; /* no word of its own before the marks */
    else if (!listener || !(str_ends(w, "у") || str_ends(w, "ю") || str_ends(w, "і") ||
                            str_ends(w, "е") || str_ends(w, "ам") || str_ends(w, "ям")))
        return from;
    i++;
    if (v_mark(v, i, 'q')) { /* its name in marks */
        for (i++; i < v->n && !v_mark(v, i, 'q') && !is_boundary(v, i);)
            i++;
        if (v_mark(v, i, 'q')) i++;
    }
    while (is_capital(v, i))
        i++;
    return i;
}

bool subject_right(const view *v, size_t from, stretch *out)
{
    from = behind_listener(v, from);
    return source_right(v, from, out) && !no_subject(v, out->from);
}
