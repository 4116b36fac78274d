/* The slots of a commitment: conditions, exceptions, when, how long, where, and what it is about.
 * What one slot takes is marked, so that no word of the text stands in two. */
#include "reader/parts.h"

#include <string.h>

enum { AREA_TOKENS = 14, SCOPE_TOKENS = 1000 };

static uint8_t *mark_at(const clause_view *c, size_t i)
{
    return &c->mark[i - c->from];
}

static bool is_free(const clause_view *c, size_t i)
{
    return i >= c->from && i < c->to && *mark_at(c, i) == S_FREE;
}

static void mark(clause_view *c, size_t from, size_t to, enum slot_mark m)
{
    for (size_t i = from; i < to && i < c->to; i++)
        *mark_at(c, i) = (uint8_t)m;
}

static bool english(const clause_view *c, size_t i)
{
    return c->j->tokens.items[i].language == READER_EN;
}

static bool comma(const clause_view *c, size_t i)
{
    return i < c->to && tok_mark(c->j, i, ',');
}

static bool ends_clause(const clause_view *c, size_t i)
{
    const token *t = &c->j->tokens.items[i];
    if (t->kind == T_MARK && t->mark == '.') return sentence_stop(c->j, i);
    return t->kind == T_MARK &&
           (t->mark == ';' || t->mark == '!' || t->mark == '?' || t->mark == ':' ||
            t->mark == 'd' || t->mark == '(' || t->mark == ')');
}

/* ---- conditions and exceptions: to the end of their clause */

static size_t subordinate_end(const clause_view *c, size_t from, bool first)
{
    bool verb = false;
    for (size_t i = from; i < c->to; i++) {
        if (*mark_at(c, i) == S_SKIP && !tok_mark(c->j, i, 'q')) return i;
        if (ends_clause(c, i)) return i;
        verb = verb || tok_any(c->j, i, IS(W_AUX) | IS(W_FUTURE) | IS(W_NEG));
        if (!comma(c, i)) continue;
        if (first) return i;
        if (i + 1 < c->to && tok_any(c->j, i + 1, IS(W_FROM) | IS(W_UNTIL)) &&
            when_end(c->j, i + 2, c->to) > i + 2)
            return i; /* ", except the valley, from 6 a.m." */
        if (i <= from + 4 && tok_any(c->j, i + 1, IS(W_SUB))) continue; /* "за умови, що" */
        if (tok_any(c->j, i + 1, IS(W_CONJ) | IS(W_SUB)) ||
            *mark_at(c, i + 1 < c->to ? i + 1 : i) == S_SKIP)
            return i;
    }
    return c->to;
}

static size_t opens_at(const clause_view *c, size_t i)
{
    /* "but only if": the words that narrow it stand before it */
    size_t at = i;
    while (at > c->from &&
           (str_is(tok_low(c->j, at - 1), "only") || str_is(tok_low(c->j, at - 1), "лише") ||
            str_is(tok_low(c->j, at - 1), "лишь") || str_is(tok_low(c->j, at - 1), "только")))
        at--;
    return at;
}

/* "for as long as the talks go on", "доки триває похорон": a length; "доки не повернуть", "as long
 * as nobody fires" hang on something. */
static bool lasts_while(const clause_view *c, size_t i)
{
    str w = tok_low(c->j, i);
    bool as_long = (str_is(w, "as") || str_is(w, "so")) && i + 2 < c->to &&
                   str_is(tok_low(c->j, i + 1), "long") && str_is(tok_low(c->j, i + 2), "as");
    if (!as_long && !str_is(w, "пока") && !str_is(w, "покуда") && !str_is(w, "доки") &&
        !str_is(w, "поки") && !str_is(w, "допоки"))
        return false;
    if (as_long && !(i > c->from && str_is(tok_low(c->j, i - 1), "for"))) return false;
    for (size_t k = i + 1; k < c->to && !comma(c, k) && !ends_clause(c, k); k++) {
        if (tok_is(c->j, k, W_NEG)) return false;
    }
    return true;
}

/* Nothing but what is left out stands before it. */
static bool opens_sentence(const clause_view *c, size_t i)
{
    return i == c->from || (i == c->from + 1 && !is_free(c, c->from));
}

/* "Пока соседи не отойдут, мы": a condition at the beginning, not "so far". */
static bool then_we(const clause_view *c, size_t i)
{
    if (!opens_sentence(c, i)) return false;
    for (size_t k = i + 1; k < c->to && !ends_clause(c, k); k++) {
        if (comma(c, k)) return tok_any(c->j, k + 1, IS(W_WE) | IS(W_SIDES) | IS(W_NEG));
    }
    return false;
}

/* "З метою захисту цивільних Лорванія зупиняє", "with the aim of forcing them to stop": what for,
 * up to a comma, or in front to the name of whoever does it. */
static size_t purpose_end(const clause_view *c, size_t i, size_t n)
{
    size_t end = i + n;
    for (; end < c->to && !comma(c, end) && !ends_clause(c, end) && is_free(c, end); end++) {
        if (i <= c->from + 1 && !english(c, i) && c->j->tokens.items[end].capital) break;
    }
    return end;
}

/* "Should the Committee confirm, our units will": a condition. */
static bool should_open(const clause_view *c, size_t i)
{
    if (!english(c, i) || !opens_sentence(c, i) || !str_is(tok_low(c->j, i), "should"))
        return false;
    for (size_t k = i + 1; k < c->to; k++)
        if (comma(c, k)) return !tok_mark(c->j, c->to - 1, '?');
    return false;
}

/* "will not be discussed before the hostages are freed": what must be first. */
static bool before_done(const clause_view *c, size_t i)
{
    enum { SUBJECT_TOKENS = 9 };
    if (!english(c, i) || !str_is(tok_low(c->j, i), "before") || i == c->from) return false;
    for (size_t k = i + 1; k < c->to && k < i + SUBJECT_TOKENS; k++) {
        if (comma(c, k) || ends_clause(c, k) || tok_is(c->j, k, W_CONJ)) return false;
        if (tok_is(c->j, k, W_AUX) && !str_is(tok_low(c->j, k), "having"))
            return str_is(tok_low(c->j, k), "is") || str_is(tok_low(c->j, k), "are") ||
                   str_is(tok_low(c->j, k), "has") || str_is(tok_low(c->j, k), "have");
    }
    return false;
}

void mark_slots(clause_view *c)
{
    for (size_t i = c->from; i < c->to; i++) {
        size_t n = 0;
        if (!is_free(c, i)) continue;
        const lexicon_entry *what_for = entry_at(c->j, i, W_DOUBT, &n);
        if (what_for != NULL && str_is(what_for->value, "purpose")) {
            size_t end = purpose_end(c, i, n);
            mark(c, i, end, S_BREAK);
            i = end > i ? end - 1 : i;
            continue;
        }
        bool is_if = entry_at(c->j, i, W_IF, &n) != NULL && i + n < c->to;
        /* "once" behind a verb, "пока" before one are no conditions */
        if (is_if && lasts_while(c, i)) is_if = false;
        if (is_if && n == 1 && !english(c, i) &&
            (str_is(tok_low(c->j, i), "пока") || str_is(tok_low(c->j, i), "поки")) &&
            !(i > c->from && comma(c, i - 1)) && !then_we(c, i))
            is_if = false;
        if (is_if && str_is(tok_low(c->j, i), "once") && !(i == c->from || comma(c, i - 1)))
            is_if = false;
        if (is_if && str_is(tok_low(c->j, i), "provided") && tok_any(c->j, i - 1, IS(W_AUX)) &&
            i > c->from)
            is_if = false;
        if (before_done(c, i) || should_open(c, i)) is_if = true;
        if (is_if) {
            size_t from = opens_at(c, i), end = subordinate_end(c, i, opens_sentence(c, from));
            mark(c, from, end, S_IF);
            i = end > i ? end - 1 : i;
            continue;
        }
        const lexicon_entry *x = entry_at(c->j, i, W_EXCEPT, &n);
        if (x != NULL && str_is(x->value, "behind")) { /* ", air defence excepted" */
            size_t from = i;
            while (from > c->from && !comma(c, from - 1) && is_free(c, from - 1))
                from--;
            if (from > c->from && from < i) mark(c, from, i + n, S_EXCEPT);
            continue;
        }
        if (x != NULL && i + n < c->to) {
            size_t end = subordinate_end(c, i, false);
            mark(c, i, end, S_EXCEPT);
            i = end > i ? end - 1 : i;
        }
    }
}

/* ---- time */

static size_t after_end(const clause_view *c, size_t i, size_t limit);

static bool begins_number(str low)
{
    static const char *const stems[] = {"одн", "дв",   "тр",    "чотир", "четыр", "п’ят", "п'ят",
                                        "пят", "шест", "шіст",  "сем",   "сім",   "вос",  "віс",
                                        "дев", "дес",  "сорок", "ст",    NULL};
    if (low.len > 0 && low.ptr[0] >= '0' && low.ptr[0] <= '9') return true;
    for (size_t i = 0; stems[i] != NULL; i++) {
        if (str_starts(low, stems[i])) return true;
    }
    return false;
}

/* "тридцятиденне", "60-дневное", "суточном": a number and its unit in one adjective. */
static bool adjective_of_length(str low)
{
    static const char *const stems[] = {"денн",   "дневн",  "годинн", "часов",  "тижнев", "недельн",
                                        "місячн", "месячн", "добов",  "суточн", NULL};
    enum { ENDING_BYTES = 6, NUMBER_BYTES = 3 };
    if (str_starts(low, "суточн") || str_starts(low, "добов")) return true;
    if (!begins_number(low) ||
        !(looks_adjective(low) || str_ends(low, "ом") || str_ends(low, "ей")))
        return false;
    for (size_t k = 0; stems[k] != NULL; k++) {
        size_t n = strlen(stems[k]);
        for (size_t at = NUMBER_BYTES; at + n < low.len; at++) {
            if (low.len - at - n <= ENDING_BYTES && memcmp(low.ptr + at, stems[k], n) == 0)
                return true;
        }
    }
    return false;
}

/* "30-денного": the same with a number in figures. */
static bool adjective_length_at(const clause_view *c, size_t i)
{
    return adjective_of_length(tok_low(c->j, i)) ||
           (i + 2 < c->to && c->j->tokens.items[i].kind == T_NUMBER && tok_mark(c->j, i + 1, '-') &&
            looks_adjective(tok_low(c->j, i + 2)));
}

/* "тижневе перемир’я", "месячный мораторий": one of the unit, beside the act. */
static bool one_unit_long(const clause_view *c, size_t i)
{
    static const char *const begins[] = {"тижнев", "недельн", "місячн", "месячн", NULL};
    bool unit = false;
    for (size_t k = 0; begins[k] != NULL; k++)
        unit = unit || str_starts(tok_low(c->j, i), begins[k]);
    return unit && looks_adjective(tok_low(c->j, i)) &&
           (tok_is(c->j, i + 1, W_ACT) ||
            (looks_adjective(tok_low(c->j, i + 1)) && tok_is(c->j, i + 2, W_ACT)));
}

static bool hyphenated_length(const clause_view *c, size_t i, size_t limit)
{
    return i + 2 < limit && tok_mark(c->j, i + 1, '-') && tok_is(c->j, i + 2, W_UNIT);
}

/* "prisoners under 25 years", "младше 25 лет": how old they are. */
static bool is_age(str low)
{
    static const char *const words[] = {"младше", "моложе",    "старше", "молодші", "молодших",
                                        "старші", "старших",   "aged",   "under",   "than",
                                        "віком",  "возрастом", NULL};
    for (size_t i = 0; words[i] != NULL; i++) {
        if (str_is(low, words[i])) return true;
    }
    return false;
}

/* A length: "for 30 days", "30-day", "протягом двох тижнів". */
static size_t length_end(const clause_view *c, size_t i, size_t limit)
{
    if (i + 3 < limit && str_is(tok_low(c->j, i), "for") && str_is(tok_low(c->j, i + 1), "the") &&
        str_is(tok_low(c->j, i + 2), "duration"))
        return after_end(c, i + 2, limit);
    if (!english(c, i)) {
        str low = tok_low(c->j, i); /* a number and its unit in one word */
        if (adjective_of_length(low) || one_unit_long(c, i)) return i + 1;
    }
    if (english(c, i) && i + 2 < limit && tok_is(c->j, i, W_UNIT) && tok_mark(c->j, i + 1, '-') &&
        str_is(tok_low(c->j, i + 2), "long"))
        return i + 3; /* "week-long" */
    size_t n = 0, at = i;
    const lexicon_entry *pre = entry_at(c->j, i, W_FOR, &n);
    if (pre != NULL && english(c, i) && str_is(tok_low(c->j, i + n), "a") &&
        hyphenated_length(c, i + n + 1, limit))
        return i; /* "for a 30-day truce" */
    if (pre != NULL) at += n;
    if (at < limit && (str_is(tok_low(c->j, at), "at") || str_is(tok_low(c->j, at), "up") ||
                       str_is(tok_low(c->j, at), "the") || str_is(tok_low(c->j, at), "next") ||
                       str_is(tok_low(c->j, at), "an") || str_is(tok_low(c->j, at), "a")))
        at++;
    if (at < limit &&
        (str_is(tok_low(c->j, at), "least") || str_is(tok_low(c->j, at), "to") ||
         str_is(tok_low(c->j, at), "next") || str_is(tok_low(c->j, at), "coming") ||
         str_is(tok_low(c->j, at), "following") || str_is(tok_low(c->j, at), "further") ||
         str_is(tok_low(c->j, at), "additional") || str_is(tok_low(c->j, at), "initial")))
        at++;
    size_t number = at;
    if (i > c->from && is_age(tok_low(c->j, i - 1))) return i;
    while (at < limit && (c->j->tokens.items[at].kind == T_NUMBER || tok_is(c->j, at, W_NUMBER) ||
                          (tok_mark(c->j, at, '-') && at > number)))
        at++;
    if (at + 2 < limit && at > number && tok_is(c->j, at, W_CONJ) &&
        tok_is(c->j, at + 1, W_NUMBER)) /* "one hundred and eighty" */
        at += 2;
    if (at + 3 < limit && at > number && tok_mark(c->j, at, '(') &&
        c->j->tokens.items[at + 1].kind == T_NUMBER && tok_mark(c->j, at + 2, ')'))
        at += 3; /* "(180)" */
    if (at == number && !(pre != NULL && tok_is(c->j, at, W_UNIT))) return i;
    if (at >= limit || !tok_is(c->j, at, W_UNIT)) return i;
    if (pre != NULL && tok_mark(c->j, at + 1, '-')) return i; /* "for a week-long truce" */
    if (!english(c, at) && c->j->tokens.items[at].capital && at > i &&
        c->j->tokens.items[at - 1].capital)
        return i; /* "Долина Трьох Рік" */
    if (at + 3 < limit && str_is(tok_low(c->j, at + 1), "and") &&
        str_is(tok_low(c->j, at + 2), "a") && str_is(tok_low(c->j, at + 3), "half"))
        return at + 4; /* "a month and a half" */
    if (pre == NULL || at + 2 >= limit || !str_is(tok_low(c->j, at + 1), "of") ||
        !(str_is(tok_low(c->j, at + 2), "the") || c->j->tokens.items[at + 2].capital))
        return at + 1;
    for (at += 3; at < limit && is_free(c, at) && c->j->tokens.items[at].kind == T_WORD &&
                  !(tok_any(c->j, at, IS(W_PREP) | IS(W_CONJ) | IS(W_AUX) | IS(W_FUTURE)) &&
                    !tok_is(c->j, at, W_OF));)
        at++; /* "for the three days of the Feast of Lanterns" */
    return at;
}

static bool within_days(const clause_view *c, size_t i)
{
    return str_is(tok_low(c->j, i), "within");
}

/* Behind "after": an event, up to the end of the clause. */
static bool is_after(const clause_view *c, size_t i)
{
    str low = tok_low(c->j, i);
    const lexicon_entry *e = entry_at(c->j, i, W_FROM, NULL);
    return (e != NULL && str_is(e->value, "event")) || str_is(low, "until") || str_is(low, "till");
}

static size_t after_end(const clause_view *c, size_t i, size_t limit)
{
    size_t k = i + 1;
    for (; k < limit && k < i + 14; k++) {
        if (!is_free(c, k) || comma(c, k) || ends_clause(c, k) || tok_is(c->j, k, W_CONJ)) break;
        if (k > i + 1 && english(c, k) &&
            (tok_is(c->j, k, W_WE) ||
             (tok_is(c->j, k, W_FUTURE) && tok_any(c->j, k + 1, IS(W_NEG) | IS(W_WE)))))
            break; /* "until the monitors arrive we will not" */
    }
    return k > i + 1 ? k : i;
}

static bool has_day(const clause_view *c, piece p)
{
    for (size_t i = c->from; i < c->to; i++) {
        const token *t = &c->j->tokens.items[i];
        if (t->from >= p.from && t->to <= p.to &&
            tok_any(c->j, i, IS(W_MONTH) | IS(W_WEEKDAY) | IS(W_DAY)))
            return true;
    }
    return false;
}

/* "в дни праздника", "in the days of the feast" */
static bool in_days_of(const clause_view *c, piece p)
{
    bool days = false;
    for (size_t i = c->from; i < c->to; i++) {
        const token *t = &c->j->tokens.items[i];
        if (t->from < p.from || t->to > p.to) continue;
        if (i > c->from && tok_is(c->j, i, W_UNIT) && tok_is(c->j, i - 1, W_PREP)) days = true;
        if (tok_any(c->j, i, IS(W_MONTH) | IS(W_WEEKDAY) | IS(W_DAY) | IS(W_FROM))) return false;
    }
    return days;
}

/* The first phrase is kept, but one that names the day stands before one that does not: "в дни
 * праздника с 7 мая". */
static void put_time(clause_view *c, size_t from, size_t to, enum slot_mark m, said_time *out)
{
    mark(c, from, to, m);
    if (!piece_said(out->words) ||
        (in_days_of(c, out->words) && has_day(c, piece_of(c->j, from, to)))) {
        time_of(c->j, piece_of(c->j, from, to), out);
        if (m == S_START || m == S_END) weekday_ahead(c->j, from, to, out);
    }
}

/* "с восьми утра до двух часов": a number is an hour here. */
static size_t hours_end(const clause_view *c, size_t i, size_t limit)
{
    size_t at = i;
    while (at < limit && at < i + 3 &&
           (c->j->tokens.items[at].kind == T_NUMBER || tok_is(c->j, at, W_NUMBER) ||
            tok_mark(c->j, at, '-') || str_is(tok_low(c->j, at), "ї") ||
            str_is(tok_low(c->j, at), "й")))
        at++;
    return at;
}

/* "протягом тижня" of what is done once says by when. */
static bool done_at_once(said_act act)
{
    return act == ACT_WORD_EXCHANGE || act == ACT_WORD_RELEASE || act == ACT_WORD_SIGN ||
           act == ACT_WORD_REPAIR;
}

static bool says_within(str low)
{
    return str_is(low, "протягом") || str_is(low, "упродовж") || str_is(low, "впродовж") ||
           str_is(low, "в");
}

/* "до возвращения семей", "до кінця жнив": an event, where "до" does not say where to. */
static bool until_event(const clause_view *c, size_t i, const commitment_said *out)
{
    static const char *const of_doing[] = {"ння", "ття", "ния", "нья", "тия", NULL};
    str w = tok_low(c->j, i), next = i + 1 < c->to ? tok_low(c->j, i + 1) : (str){0};
    if (english(c, i) || !str_is(w, "до") || next.len == 0 || !is_free(c, i + 1) ||
        c->j->tokens.items[i + 1].kind != T_WORD)
        return false;
    if (i > c->from) { /* "готова лише до повного припинення" */
        size_t k = i;
        while (k > c->from && tok_is(c->j, k - 1, W_ADV))
            k--;
        if (k > c->from && str_starts(tok_low(c->j, k - 1), "готов")) return false;
    }
    for (size_t k = c->from; k < i; k++) { /* "от озера до устья" */
        str from = tok_low(c->j, k);
        if (is_free(c, k) && (str_is(from, "от") || str_is(from, "від"))) return false;
    }
    for (size_t k = 0; of_doing[k] != NULL; k++) {
        if (str_ends(next, of_doing[k])) return true;
    }
    if (str_starts(next, "кінц") || str_starts(next, "конц") || str_starts(next, "початк") ||
        str_starts(next, "начал") || str_starts(next, "тих") || str_starts(next, "тех") ||
        str_starts(next, "того"))
        return true;
    return out->act != ACT_WORD_ALLOW && out->act != ACT_WORD_WITHDRAW &&
           out->act != ACT_WORD_OTHER && out->act != ACT_WORD_RELEASE &&
           out->act != ACT_WORD_EXCHANGE && !c->j->tokens.items[i + 1].capital &&
           !tok_any(c->j, i + 1, IS(W_DOC) | IS(W_DEAL) | IS(W_ACT) | IS(W_SIDES) | IS(W_BODY));
}

static size_t event_end(const clause_view *c, size_t from, size_t limit)
{
    size_t k = from + 1;
    while (k < limit && k < from + 6 && is_free(c, k) && !comma(c, k) && !ends_clause(c, k) &&
           !tok_any(c->j, k,
                    IS(W_CONJ) | IS(W_PREP) | IS(W_AUX) | IS(W_FUTURE) | IS(W_ACT) | IS(W_NEG) |
                        IS(W_STATUS) | IS(W_CUE)))
        k++;
    return k;
}

/* "during a call with the president": where it was said, not how long it holds. */
static bool of_a_meeting(const clause_view *c, size_t from, size_t to)
{
    static const char *const words[] = {"call",    "conversation", "meeting",      "talks",
                                        "visit",   "speech",       "negotiations", "briefing",
                                        "session", "interview",    "summit",       NULL};
    for (size_t i = from; i < to; i++) {
        for (size_t k = 0; words[k] != NULL; k++) {
            if (str_is(tok_low(c->j, i), words[k])) return true;
        }
        if (i > from && tok_is(c->j, i, W_PREP)) return false;
    }
    return false;
}

/* "during the holiday", "by another week" */
static size_t while_end(const clause_view *c, size_t i, size_t limit)
{
    str w = tok_low(c->j, i), next = i + 1 < limit ? tok_low(c->j, i + 1) : (str){0};
    if (str_is(w, "during")) {
        size_t end = after_end(c, i, limit);
        return end > i + 1 && !tok_is(c->j, end - 1, W_DET) && !of_a_meeting(c, i + 1, end) ? end
                                                                                            : i;
    }
    size_t n = 0;
    const lexicon_entry *all = english(c, i) ? NULL : entry_at(c->j, i, W_FOR, &n);
    if (all != NULL && all->value.len == 0 && !str_is(w, "на") && i + n + 1 < limit &&
        looks_adjective(tok_low(c->j, i + n)) && length_end(c, i, limit) == i &&
        is_free(c, i + n + 1) && c->j->tokens.items[i + n + 1].kind == T_WORD &&
        !tok_any(c->j, i + n + 1, IS(W_PREP) | IS(W_CONJ)))
        return i + n + 2; /* "протягом опалювального сезону" */
    if (str_is(w, "на") && i + 2 < limit &&
        (str_starts(next, "неопределён") || str_starts(next, "неопределен") ||
         str_starts(next, "невизначен")))
        return i + 3; /* "на неопределённый срок" */
    if (str_is(w, "на") && i + 2 < limit && is_free(c, i + 2) &&
        c->j->tokens.items[i + 2].kind == T_WORD && !tok_is(c->j, i + 2, W_PREP) &&
        (str_is(next, "час") || str_is(next, "время") || str_is(next, "період") ||
         str_is(next, "период")))
        return event_end(c, i + 2, limit); /* "на время путины" */
    if (str_is(w, "by") && i + 1 < limit &&
        (str_is(tok_low(c->j, i + 1), "another") || tok_is(c->j, i + 1, W_NUMBER) ||
         c->j->tokens.items[i + 1].kind == T_NUMBER)) {
        size_t at = i + 2;
        if (tok_is(c->j, at, W_NUMBER) || str_is(tok_low(c->j, at), "more")) at++;
        if (at < limit && tok_is(c->j, at, W_UNIT)) return at + 1;
    }
    return i;
}

/* "indefinitely", "безстроково": a length without a number. */
static bool without_end(const clause_view *c, size_t i)
{
    static const char *const begin[] = {"indefinite", "permanently", "безстроков", "бессрочн",
                                        NULL};
    for (size_t k = 0; begin[k] != NULL; k++) {
        if (str_starts(tok_low(c->j, i), begin[k])) return true;
    }
    return false;
}

/* "48 hours after the signing", "через 48 часов после подписания" */
static size_t count_after(const clause_view *c, size_t i, size_t limit)
{
    size_t at = i + str_is(tok_low(c->j, i), "через");
    while (at < limit && (c->j->tokens.items[at].kind == T_NUMBER || tok_is(c->j, at, W_NUMBER)))
        at++;
    if (at == i || at + 1 >= limit || !tok_is(c->j, at, W_UNIT)) return i;
    const lexicon_entry *after = entry_at(c->j, at + 1, W_FROM, NULL);
    if (after == NULL || !str_is(after->value, "event")) return i;
    size_t end = after_end(c, at + 1, limit);
    return end > at + 1 ? end : i;
}

/* What is extended was there before. */
static bool extends_before(const clause_view *c, size_t i)
{
    static const char *const begins[] = {"extend",  "prolong", "renew", "продл",
                                         "продовж", "подовж",  NULL};
    for (size_t k = c->from; k < i; k++)
        for (const char *const *w = begins; *w; w++)
            if (str_starts(tok_low(c->j, k), *w)) return true;
    return false;
}

/* "The truce, due to lapse at midnight, has been prolonged" */
static bool due_to_lapse(const clause_view *c, size_t i)
{
    static const char *const ends[] = {"lapse", "expire", "end", NULL};
    return english(c, i) && i >= c->from + 3 && str_is(tok_low(c->j, i - 2), "to") &&
           str_is(tok_low(c->j, i - 3), "due") && str_is_one_of(tok_low(c->j, i - 1), ends);
}

/* "which was due to expire on Sunday", "должно было действовать до", "мало тривати до": when what
 * was there before would have ended. */
static bool was_due(const clause_view *c, size_t i)
{
    static const char *const due[] = {"due",   "set",      "scheduled", "supposed",
                                      "meant", "expected", NULL},
                             *const was[] = {"was", "were", NULL},
                             *const ought[] = {"должно", "должен", "должна", "должны", NULL},
                             *const past[] = {"было", "был", "была", "были", NULL},
                             *const had[] = {"мало", "мав", "мала", "мали", NULL};
    enum { NEAR = 3 };
    if (!extends_before(c, i)) return false;
    if (english(c, i)) {
        size_t k = i > c->from && str_is_one_of(tok_low(c->j, i - 1), due) ? i - 1 : i;
        return str_is(tok_low(c->j, i), "to") && k > c->from &&
               str_is_one_of(tok_low(c->j, k - 1), was);
    }
    for (size_t k = i; k > c->from + 1 && i - k < NEAR; k--) {
        if (str_is_one_of(tok_low(c->j, k - 1), past) && str_is_one_of(tok_low(c->j, k - 2), ought))
            return true;
        if (str_is_one_of(tok_low(c->j, k - 2), had) &&
            (str_ends(tok_low(c->j, k - 1), "ти") || str_ends(tok_low(c->j, k - 1), "тися")))
            return true;
    }
    return false;
}

/* "two flights a week": how often, not when. */
static bool says_how_often(const clause_view *c, size_t i)
{
    return english(c, i) && str_is(tok_low(c->j, i), "a") && i + 1 < c->to && i > c->from + 1 &&
           tok_is(c->j, i + 1, W_UNIT) && str_ends(tok_low(c->j, i - 1), "s") &&
           (tok_is(c->j, i - 2, W_NUMBER) || tok_is(c->j, i - 3, W_NUMBER)) &&
           !tok_any(c->j, i - 1, IS(W_AUX) | IS(W_UNIT) | IS(W_PREP));
}

static bool time_slot(clause_view *c, size_t i, size_t limit, commitment_said *out, size_t *end)
{
    size_t n = 0, e;
    if (says_how_often(c, i)) return false;
    for (size_t k = i; k > c->from && i - k < 2; k--) { /* "младше 25 лет" */
        if (is_age(tok_low(c->j, k - 1))) return false;
    }
    size_t at_while = str_is(tok_low(c->j, i), "for") && i + 1 < limit ? i + 1 : i;
    if (lasts_while(c, at_while) &&
        (at_while > i || i == c->from || comma(c, i - 1) || !is_free(c, i - 1))) {
        e = subordinate_end(c, at_while, opens_sentence(c, i));
        put_time(c, i, e < limit ? e : limit, S_LENGTH, &out->length);
        *end = e < limit ? e : limit;
        return true;
    }
    if (without_end(c, i)) {
        put_time(c, i, i + 1, S_LENGTH, &out->length);
        *end = i + 1;
        return true;
    }
    if ((e = while_end(c, i, limit)) > i) {
        put_time(c, i, e, S_LENGTH, &out->length);
        *end = e;
        return true;
    }
    const lexicon_entry *ends = english(c, i) && i > c->from && tok_is(c->j, i - 1, W_CONJ)
                                    ? entry_at(c->j, i, W_FOR, &n)
                                    : NULL;
    size_t on = i + n + (ends != NULL && tok_is(c->j, i + n, W_PREP));
    if (ends != NULL && str_is(ends->value, "ends") && on < limit &&
        (e = when_end(c->j, on, limit)) > on) { /* "begins on 3 May and ends at noon on 9 May" */
        put_time(c, on - 1, e, S_END, &out->end);
        mark(c, i, on - 1, S_END);
        *end = e;
        return true;
    }
    if (entry_at(c->j, i, W_UNTIL, &n) != NULL &&
        (english(c, i) || !adjective_length_at(c, i + n))) {
        e = when_end(c->j, i + n, limit);
        if (!english(c, i) && (str_is(tok_low(c->j, i + n), "через"))) {
            e = count_after(c, i + n, limit); /* "не пізніше ніж через 21 день після підписання" */
            if (e == i + n) e = length_end(c, i + n + 1, limit);
        }
        if (e == i + n && !english(c, i) && piece_said(out->start.words))
            e = hours_end(c, i + n, limit);
        if (e == i + n && (str_is(tok_low(c->j, i), "until") || str_is(tok_low(c->j, i), "till")))
            e = after_end(c, i + n - 1, limit);
        if (e == i + n && until_event(c, i, out)) e = event_end(c, i + n, limit);
        if (e > i + n) {
            if (was_due(c, i))
                mark(c, i, e, S_END);
            else
                put_time(c, i, e, S_END, &out->end);
            *end = e;
            return true;
        }
    }
    if ((e = count_after(c, i, limit)) > i) {
        put_time(c, i, e, S_START, &out->start);
        *end = e;
        return true;
    }
    if ((str_is(tok_low(c->j, i), "через") || (str_is(tok_low(c->j, i), "in") && english(c, i))) &&
        (e = length_end(c, i + 1, limit)) > i + 1) {
        put_time(c, i, e, S_START, &out->start); /* "in five days" */
        *end = e;
        return true;
    }
    if (i > c->from && str_is(tok_low(c->j, i), "to") && english(c, i) &&
        (*mark_at(c, i - 1) == S_START || extends_before(c, i)) &&
        (e = when_end(c->j, i + 1, limit)) > i + 1) { /* "from 20 December to 3 January" */
        put_time(c, i, e, S_END, &out->end);
        *end = e;
        return true;
    }
    if (within_days(c, i) && (e = length_end(c, i, limit)) > i) {
        while (e < limit && is_free(c, e) && !comma(c, e) && !ends_clause(c, e) &&
               (tok_any(c->j, e, IS(W_OF) | IS(W_DET) | IS(W_POSS)) ||
                tok_any(c->j, e - 1, IS(W_OF) | IS(W_DET))))
            e++;
        put_time(c, i, e, S_END, &out->end);
        *end = e;
        return true;
    }
    if (out->act == ACT_WORD_NOTIFY && !english(c, i) && i > c->from &&
        str_is(tok_low(c->j, i - 1), "за") && (e = length_end(c, i, limit)) > i) {
        *end = e; /* "уведомлять за 48 часов": how long before */
        return false;
    }
    if ((e = length_end(c, i, limit)) > i &&
        (entry_at(c->j, i, W_FOR, NULL) != NULL || tok_mark(c->j, i + 1, '-') ||
         tok_mark(c->j, e - 2, '-') || !english(c, i) ||
         (e < limit && tok_is(c->j, e, W_ACT)))) { /* "a 10 day ceasefire" */
        const lexicon_entry *lasts = entry_at(c->j, i, W_FOR, &n);
        if (lasts != NULL && lasts->value.len > 0 && i + n < e) { /* "will last six weeks" */
            mark(c, i, i + n, S_LENGTH);
            i += n;
        }
        if (english(c, i) && str_is(tok_low(c->j, i), "a") && i + 1 < e) { /* "a 30-day halt" */
            mark(c, i, i + 1, S_LENGTH);
            i++;
        }
        if (done_at_once(out->act) && says_within(tok_low(c->j, i)))
            put_time(c, i, e, S_END, &out->end);
        else
            put_time(c, i, e, S_LENGTH, &out->length);
        *end = e;
        return true;
    }
    const lexicon_entry *pre = entry_at(c->j, i, W_FROM, &n);
    if (pre != NULL && !str_is(pre->value, "event") && i + n < limit) {
        size_t at = i + n;
        if (tok_is(c->j, at, W_PREP) && when_end(c->j, at + 1, limit) > at + 1) at++;
        if (tok_is(c->j, at, W_NOW))
            e = at + 1;
        else if (count_after(c, at, limit) > at)
            e = count_after(c, at, limit);
        else if (english(c, at) && c->j->tokens.items[at].kind == T_NUMBER && at + 2 < limit &&
                 str_is(tok_low(c->j, at + 1), "to") && when_end(c->j, at + 2, limit) > at + 2)
            e = at + 1; /* "from 8 to 10 May" */
        else if (night_at(c->j, i, limit) > i)
            e = night_at(c->j, i, limit);
        else
            e = when_end(c->j, at, limit);
        if (e == at && !english(c, i) &&
            (tok_is(c->j, at, W_NUMBER) || c->j->tokens.items[at].kind == T_NUMBER)) {
            e = hours_end(c, at, limit);
            if (e < limit && is_free(c, e) && c->j->tokens.items[e].kind == T_WORD &&
                !tok_any(c->j, e,
                         IS(W_PREP) | IS(W_UNTIL) | IS(W_CONJ) | IS(W_TIMEWORD) | IS(W_TIMEADJ)))
                e = at; /* "місію з 60 спостерігачів" */
        }
        if (e > at) {
            if (i > c->from && str_is(tok_low(c->j, i - 1), "to") && is_free(c, i - 1)) i--;
            if (str_is(pre->value, "verb")) { /* "will begin on Sunday" */
                mark(c, i, i + n, S_START);
                i += n;
            }
            put_time(c, i, e, S_START, &out->start);
            *end = e;
            return true;
        }
    }
    if (entry_at(c->j, i, W_NOW, &n) != NULL) {
        e = i + n;
        size_t behind = comma(c, e) ? e + 1 : e; /* "at once, after the lists are checked" */
        if (behind < limit && is_free(c, behind) && is_after(c, behind) &&
            after_end(c, behind, limit) > behind)
            e = after_end(c, behind, limit);
        put_time(c, i, e, S_START, &out->start);
        *end = e;
        return true;
    }
    if (english(c, i) && str_is(tok_low(c->j, i), "after") && i + 3 < limit &&
        (tok_is(c->j, i + 1, W_NUMBER) || c->j->tokens.items[i + 1].kind == T_NUMBER) &&
        tok_is(c->j, i + 2, W_UNIT) && str_is(tok_low(c->j, i + 3), "of")) {
        e = after_end(c, i, limit); /* "after three days of talks": what was before it */
        mark(c, i, e, S_BREAK);
        *end = e;
        return true;
    }
    if (is_after(c, i) && (e = after_end(c, i, limit)) > i) {
        size_t when = english(c, i) ? i + 1 : when_end(c->j, i + 1, limit);
        if (when > i + 1 && when < e) e = when; /* "після 20 квітня" */
        put_time(c, i, e, S_START, &out->start);
        *end = e;
        return true;
    }
    if (str_is(tok_low(c->j, i), "before") && (e = after_end(c, i, limit)) > i) {
        bool says = false; /* "before winter" is a time, "before they are freed" a condition */
        for (size_t k = i; k < e; k++)
            says = says ||
                   tok_any(c->j, k, IS(W_AUX) | IS(W_FUTURE) | IS(W_HE) | IS(W_IT) | IS(W_THEY));
        if (says)
            mark(c, i, e, S_IF);
        else
            put_time(c, i, e, S_END, &out->end);
        *end = e;
        return true;
    }
    if (str_is(tok_low(c->j, i), "while") && i > c->from && !comma(c, i - 1) &&
        (e = after_end(c, i, limit)) > i) {
        put_time(c, i, e, S_LENGTH, &out->length);
        *end = e;
        return true;
    }
    bool prep = tok_is(c->j, i, W_PREP);
    if (str_is(tok_low(c->j, i), "to") ||
        length_end(c, prep ? i + 1 : i, limit) > (prep ? i + 1 : i))
        return false;
    e = when_end(c->j, prep ? i + 1 : i, limit);
    pre = e < limit ? entry_at(c->j, e, W_FROM, &n) : NULL;
    if (e > i && pre != NULL && pre->value.len == 0 && when_end(c->j, e + n, limit) > e + n)
        e = when_end(c->j, e + n, limit); /* "tomorrow from 9 in the morning" */
    if (e > (prep ? i + 1 : i)) {
        if (i > c->from && is_free(c, i - 1) &&
            (str_is(tok_low(c->j, i - 1), "уже") || str_is(tok_low(c->j, i - 1), "вже")))
            i--;
        if (due_to_lapse(c, i))
            mark(c, i, e, S_END);
        else
            put_time(c, i, e, S_START, &out->start);
        *end = e;
        return true;
    }
    return false;
}

/* ---- place */

/* "в военных целях", "в связи с праздником", "у цьому випадку" */
static bool no_place_at(const clause_view *c, size_t at, size_t limit)
{
    static const char *const words[] = {
        "целях",        "цілях",         "связи",     "зв’язку",   "отношении", "відношенні",
        "случае",       "випадку",       "разі",      "рамках",    "качестве",  "якості",
        "соответствии", "відповідності", "ответ",     "відповідь", "порядке",   "порядку",
        "форме",        "формі",         "виде",      "вигляді",   "обмен",     "обмін",
        "верхах",       "прапором",      "прапорами", "флагом",    "флагами",   "всіх",
        "ходе",         "ході",          "период",    "період",    "знак",      "интересах",
        "інтересах",    "формате",       "форматі",   NULL};
    for (size_t i = at; i < limit && i < at + 3; i++) {
        if (c->j->tokens.items[i].kind != T_WORD) return false;
        for (size_t k = 0; words[k] != NULL; k++) {
            if (str_is(tok_low(c->j, i), words[k])) return true;
        }
        if (!looks_adjective(tok_low(c->j, i)) && !tok_any(c->j, i, IS(W_DET) | IS(W_POSS)))
            return false;
    }
    return false;
}

static bool is_place(const clause_view *c, size_t i, size_t n, size_t limit)
{
    size_t at = i + n;
    for (size_t k = i; k > c->from && i - k < 3; k--) {
        if (tok_is(c->j, k - 1, W_WAR) && !tok_is(c->j, k - 1, W_FIRE))
            return false; /* "the War in ..." says which war */
    }
    for (size_t k = at; k < limit && k < at + 3; k++) {
        if (tok_is(c->j, k, W_WAR)) return false;
        if (!tok_is(c->j, k, W_DET)) break;
    }
    if (at >= limit) return n > 1;
    if (when_end(c->j, at, limit) > at || entry_at(c->j, at, W_SIDES, NULL) != NULL) return false;
    if (str_is(tok_low(c->j, at), "each") && str_is(tok_low(c->j, at + 1), "side")) return false;
    size_t noun = at; /* "in a statement" */
    while (noun + 1 < limit && tok_any(c->j, noun, IS(W_DET) | IS(W_POSS)))
        noun++;
    if (tok_is(c->j, noun, W_DOC)) return false;
    if (tok_any(c->j, at, IS(W_DOC) | IS(W_SUB) | IS(W_AUX))) return false;
    static const char *const no_place[] = {
        "phase",    "stage", "step",       "exchange",  "return", "response",
        "addition", "order", "accordance", "case",      "turn",   "framework",
        "favour",   "time",  "frames",     "timeframe", NULL};
    for (size_t k = at; k < limit && k < at + 4 && english(c, k); k++) { /* "in the first phase" */
        for (size_t x = 0; no_place[x] != NULL; x++) {
            if (str_is(tok_low(c->j, k), no_place[x])) return false;
        }
        if (tok_is(c->j, k, W_PREP)) break;
    }
    if (!english(c, at) && no_place_at(c, at, limit)) return false;
    str w = tok_low(c->j, at); /* "вступит в силу" */
    if (str_is(w, "силу") || str_is(w, "силі") || str_is(w, "effect") || str_is(w, "force"))
        return false;
    return c->j->tokens.items[at].kind != T_MARK || n > 1;
}

/* "в столиці та її передмістях": the conjunction joins places. */
static bool same_case(const clause_view *c, size_t i, size_t limit)
{
    if (english(c, i)) return false;
    if (tok_is(c->j, i, W_POSS)) i++;
    str w = i < limit && c->j->tokens.items[i].kind == T_WORD ? tok_low(c->j, i) : (str){0};
    return str_ends(w, "ах") || str_ends(w, "ях");
}

static bool of_direction(const clause_view *c, size_t i)
{
    static const char *const begin[] = {"север", "юг", "восто", "запад", "півн",
                                        "півд",  "сх", "захід", "заход", NULL};
    str w = tok_low(c->j, i), before = i > c->from ? tok_low(c->j, i - 1) : (str){0};
    if (!str_is(w, "от") && !str_is(w, "від")) return false;
    for (size_t k = 0; begin[k] != NULL; k++) {
        if (str_starts(before, begin[k])) return true;
    }
    return false;
}

static size_t area_end(const clause_view *c, size_t from, size_t limit)
{
    size_t i = from;
    for (; i < limit && i < from + AREA_TOKENS; i++) {
        if (!is_free(c, i) || ends_clause(c, i) || comma(c, i)) break;
        if (i > from && of_direction(c, i)) continue; /* "к северу от трассы" */
        if (i > from && str_is(tok_low(c->j, i), "between") && i + 1 < limit &&
            !c->j->tokens.items[i + 1].capital)
            continue; /* "the strip between the two roads" */
        if (i > from && tok_mark(c->j, i - 1, '-') && c->j->tokens.items[i].kind == T_WORD)
            continue; /* "в будь-якому місті" */
        if (i > from &&
            tok_any(c->j, i,
                    IS(W_SUB) | IS(W_REL) | IS(W_AUX) | IS(W_FUTURE) | IS(W_NEG) | IS(W_FROM) |
                        IS(W_UNTIL) | IS(W_FOR) | IS(W_EXCEPT) | IS(W_IF)) &&
            !tok_is(c->j, i, W_OF))
            break;
        if (i > from && tok_is(c->j, i, W_PREP) && !tok_is(c->j, i, W_OF)) break;
        if (tok_is(c->j, i, W_STATUS) && !tok_is(c->j, i, W_DET) && i > from && !english(c, i))
            break;
        if (tok_is(c->j, i, W_CONJ) &&
            !(i + 1 < limit && (c->j->tokens.items[i + 1].capital || same_case(c, i + 1, limit))))
            break;
    }
    return i;
}

/* "на левом берегу": behind "on" a word in the case of places. */
static bool on_a_place(const clause_view *c, size_t i, size_t limit)
{
    static const char *const whom[] = {"нас", "вас",  "них",  "него", "неё", "нього",
                                       "неї", "всех", "всіх", "усіх", NULL};
    if (str_is_one_of(i + 1 < limit ? tok_low(c->j, i + 1) : (str){0}, whom)) return false;
    static const char *const ends[] = {"і",  "ому", "ій", "ах", "ях", "ом",
                                       "ой", "ей",  "е",  "и",  NULL};
    if (english(c, i) || i + 1 >= limit || !str_is(tok_low(c->j, i), "на") || !is_free(c, i + 1) ||
        c->j->tokens.items[i + 1].kind != T_WORD)
        return false;
    str next = tok_low(c->j, i + 1); /* "на устранение причин" */
    if ((str_ends(next, "ние") || str_ends(next, "ння")) && !tok_is(c->j, i + 1, W_PLACE))
        return false;
    for (size_t k = i + 1; k < limit && k < i + 4; k++) { /* "на пасхальное перемирие" */
        if (tok_any(c->j, k, IS(W_ACT) | IS(W_FIRE))) return false;
        if (!looks_adjective(tok_low(c->j, k))) break;
    }
    if (tok_any(c->j, i, IS(W_STOP)) ||
        tok_any(c->j, i + 1, IS(W_NUMBER) | IS(W_DET) | IS(W_POSS) | IS(W_ACT) | IS(W_FIRE)))
        return false;
    for (size_t k = 0; ends[k] != NULL; k++) {
        if (str_ends(tok_low(c->j, i + 1), ends[k])) return true;
    }
    return false;
}

/* "on the plateau", "into the camps", "between the bridge and the road": a noun of place is in it.
 */
static bool at_place_noun(const clause_view *c, size_t i, size_t limit, const commitment_said *out)
{
    str low = tok_low(c->j, i);
    if (!english(c, i)) { /* where to: "до портів", "по старой дороге", "за лінію" */
        bool way = out->act == ACT_WORD_ALLOW || out->act == ACT_WORD_WITHDRAW ||
                   out->act == ACT_WORD_OTHER || out->act == ACT_WORD_REPAIR;
        bool to = str_is(low, "до") || str_is(low, "к") || str_is(low, "за") || str_is(low, "по") ||
                  str_is(low, "через") || str_is(low, "из") || str_is(low, "на");
        return way && to && c->j->tokens.items[i + 1].kind == T_WORD &&
               !tok_any(c->j, i + 1,
                        IS(W_NUMBER) | IS(W_UNIT) | IS(W_TIMEWORD) | IS(W_CONJ) | IS(W_ACT));
    }
    bool on = str_is(low, "on") || str_is(low, "between") || str_is(low, "into") ||
              str_is(low, "onto") || str_is(low, "from") || str_is(low, "towards");
    if (!english(c, i) ||
        !(on || (str_is(low, "to") && (out->act == ACT_WORD_ALLOW || out->act == ACT_WORD_OTHER))))
        return false;
    for (size_t k = i + 1; k < limit && k < i + 7 && is_free(c, k); k++) {
        if (tok_is(c->j, k, W_PLACE)) return true;
        if (tok_any(c->j, k, IS(W_PREP) | IS(W_AUX) | IS(W_SUB)) ||
            c->j->tokens.items[k].kind == T_MARK)
            return false;
    }
    return false;
}

static bool over_targets(const clause_view *c, size_t i, size_t limit)
{
    enum { PHRASE_TOKENS = 4 };
    if (!english(c, i) || !(str_is(tok_low(c->j, i), "over") || str_is(tok_low(c->j, i), "around")))
        return false;
    for (size_t k = i + 1; k < limit && k < i + PHRASE_TOKENS && is_free(c, k); k++) {
        if (c->j->tokens.items[k].capital || tok_any(c->j, k, IS(W_PLACE) | IS(W_PREP)))
            return false;
        if (tok_is(c->j, k, W_TARGET)) return true;
    }
    return false;
}

static tr_err put_scope(clause_view *c, size_t from, size_t to, commitment_said *out);
static size_t scope_end(const clause_view *c, size_t from, size_t limit);

static void area_slot(clause_view *c, size_t i, size_t limit, commitment_said *out, size_t *end)
{
    size_t n = 0;
    if (i > c->from && *mark_at(c, i - 1) == S_SKIP && c->j->tokens.items[i - 1].kind == T_WORD)
        return;       /* "announced in Bogara": where it was said */
    size_t n_act = 0; /* "hand over 120 persons": a word of the act */
    if (i > c->from && entry_at(c->j, i - 1, W_ACT, &n_act) != NULL && n_act > 1 &&
        out->act_words.from != c->j->tokens.items[i - 1].from)
        return;
    bool away = out->act == ACT_WORD_WITHDRAW &&
                (str_is(tok_low(c->j, i), "from") || str_is(tok_low(c->j, i), "від") ||
                 str_is(tok_low(c->j, i), "з") || str_is(tok_low(c->j, i), "із") ||
                 str_is(tok_low(c->j, i), "с") || str_is(tok_low(c->j, i), "со") ||
                 str_is(tok_low(c->j, i), "зі") || str_is(tok_low(c->j, i), "из") ||
                 str_is(tok_low(c->j, i), "от"));
    if (out->act == ACT_WORD_CEASEFIRE && str_is(tok_low(c->j, i), "через")) return; /* why */
    if (out->act == ACT_WORD_CEASEFIRE && !piece_said(out->scope) && over_targets(c, i, limit)) {
        size_t to = scope_end(c, i + 1, limit); /* "silent over the grid and the rails" */
        if (to > i + 1 && put_scope(c, i + 1, to, out) == TR_OK) *end = to;
        return;
    }
    if (!away && (on_a_place(c, i, limit) || at_place_noun(c, i, limit, out))) away = true;
    if (away) n = 1;
    if (out->act == ACT_WORD_WITHDRAW && str_is(tok_low(c->j, i), "out") && i + 2 < limit &&
        str_is(tok_low(c->j, i + 1), "of")) { /* "pull its armour out of the suburbs" */
        away = true;
        n = 2;
    }
    if ((!away && entry_at(c->j, i, W_WHERE, &n) == NULL) || !is_place(c, i, n, limit)) return;
    size_t e = area_end(c, i + n, limit);
    if (e == i + n && n == 1) return;
    for (;;) { /* "on land, at sea and in the air" */
        size_t next = e, m = 0;
        while (next < limit && is_free(c, next) && (comma(c, next) || tok_is(c->j, next, W_CONJ)))
            next++;
        if (next == e || next >= limit || entry_at(c->j, next, W_WHERE, &m) == NULL ||
            !is_free(c, next))
            break;
        size_t to = area_end(c, next + m, limit);
        if (to == next + m && m == 1) break;
        e = to;
    }
    mark(c, i, e, S_AREA);
    if (!piece_said(out->area))
        out->area = piece_of(c->j, i, e);
    else if (c->j->tokens.items[i].from >= out->area.to &&
             out->area.to + 8 >= c->j->tokens.items[i].from)
        out->area.to = c->j->tokens.items[e - 1].to;
    *end = e;
}

static tr_err marked_pieces(clause_view *c, size_t from, size_t to, enum slot_mark m,
                            piece_list *out)
{
    for (size_t i = from; i < to; i++) {
        size_t end = i;
        if (*mark_at(c, i) != m) continue;
        while (end < to && *mark_at(c, end) == m)
            end++;
        TR_TRY(piece_push(c->j, out, piece_of(c->j, i, end)));
        i = end;
    }
    return TR_OK;
}

/* "between 9 a.m. and 3 p.m.": a start and an end. */
static bool between_slot(clause_view *c, size_t i, size_t limit, commitment_said *out, size_t *end)
{
    if (!str_is(tok_low(c->j, i), "between") || piece_said(out->start.words)) return false;
    size_t e = when_end(c->j, i + 1, limit);
    if (e == i + 1 || e >= limit || !tok_is(c->j, e, W_CONJ)) return false;
    size_t f = when_end(c->j, e + 1, limit);
    if (f == e + 1) return false;
    put_time(c, i, e, S_START, &out->start);
    put_time(c, e + 1, f, S_END, &out->end);
    *end = f;
    return true;
}

void fill_times(clause_view *c, size_t from, size_t to, commitment_said *out)
{
    for (size_t i = from; i < to;) {
        size_t end = i + 1;
        if (is_free(c, i) && !between_slot(c, i, to, out, &end))
            (void)time_slot(c, i, to, out, &end);
        i = end > i ? end : i + 1;
    }
}

tr_err fill_places(clause_view *c, size_t from, size_t to, commitment_said *out)
{
    for (size_t i = from; i < to;) {
        size_t end = i + 1;
        if (is_free(c, i)) area_slot(c, i, to, out, &end);
        i = end > i ? end : i + 1;
    }
    return TR_OK;
}

tr_err fill_marked(clause_view *c, size_t from, size_t to, commitment_said *out)
{
    TR_TRY(marked_pieces(c, from, to, S_IF, &out->conditions));
    return marked_pieces(c, from, to, S_EXCEPT, &out->exceptions);
}

/* ---- scope */

/* "security guarantees": behind a word of the phrase no verb. */
static bool plural_noun(const clause_view *c, size_t i, size_t from)
{
    return english(c, i) && i > from && from != SIZE_MAX - 1 && tok_is(c->j, i, W_STATUS) &&
           str_ends(tok_low(c->j, i), "s") && c->j->tokens.items[i - 1].kind == T_WORD &&
           !tok_any(c->j, i - 1, IS(W_CONJ) | IS(W_PREP) | IS(W_DET));
}

/* "огонь для вывоза тел", "паузу за участі посередників": what for and with whom, not what. */
static bool says_what_for(const clause_view *c, size_t i)
{
    static const char *const words[] = {"ради",  "задля", "заради",    "чтобы",   "щоб",
                                        "ввиду", "через", "благодаря", "завдяки", NULL};
    str w = tok_low(c->j, i);
    if (english(c, i)) return false;
    for (size_t k = 0; words[k] != NULL; k++) {
        if (str_is(w, words[k])) return true;
    }
    str next = i + 1 < c->to ? tok_low(c->j, i + 1) : (str){0};
    if (str_is(w, "шириной") || str_is(w, "завширшки") || str_is(w, "глубиной") ||
        str_is(w, "довжиною") || str_is(w, "длиной") || str_is(w, "шириною"))
        return true;                           /* "коридор шириной 6 км" */
    if (str_starts(next, "рамк")) return true; /* "в рамках перемирия" */
    if ((str_is(w, "за") || str_is(w, "по")) &&
        (str_starts(next, "формул") || str_starts(next, "принцип")))
        return true; /* «за формулою "всіх на всіх"» */
    return (str_is(w, "за") || str_is(w, "при") || str_is(w, "с") || str_is(w, "з")) &&
           (str_starts(next, "участ") || str_starts(next, "посередниц") ||
            str_starts(next, "посредниц") || str_starts(next, "мет") || str_starts(next, "цел"));
}

/* "автобуси з пораненими": with, not from. */
static bool with_something(const clause_view *c, size_t i)
{
    static const char *const ends[] = {"ами", "ями", "ими", "ыми", "ою", "ею",
                                       "єю",  "ом",  "ем",  "єм",  NULL};
    str w = tok_low(c->j, i), next = i + 1 < c->to ? tok_low(c->j, i + 1) : (str){0};
    if (english(c, i) || !is_free(c, i + 1 < c->to ? i + 1 : i)) return false;
    if (!(str_is(w, "з") || str_is(w, "зі") || str_is(w, "із") || str_is(w, "с") ||
          str_is(w, "со")))
        return false;
    if (next.len == 0 ||
        tok_any(c->j, i + 1, IS(W_NUMBER) | IS(W_TIMEWORD) | IS(W_MONTH) | IS(W_WEEKDAY)))
        return false;
    for (size_t k = 0; ends[k] != NULL; k++) {
        if (str_ends(next, ends[k])) return true;
    }
    return false;
}

static bool says_no(str w)
{
    return str_is(w, "нет") || str_is(w, "немає") || str_is(w, "нема") || str_is(w, "не");
}

/* "the sailors held since winter": what is told of them besides. */
static bool is_held(const clause_view *c, size_t i)
{
    static const char *const words[] = {"held",     "detained",   "captured", "seized",
                                        "interned", "imprisoned", "abducted", "used",
                                        "owned",    "controlled", NULL};
    return english(c, i) && str_is_one_of(tok_low(c->j, i), words) && i + 1 < c->to &&
           tok_any(c->j, i + 1, IS(W_PREP) | IS(W_FROM) | IS(W_UNTIL) | IS(W_WHERE));
}

/* "огонь из всех видов оружия": the small word belongs to the phrase. */
static bool from_all_sorts(const clause_view *c, size_t i)
{
    str w = tok_low(c->j, i), next = i + 1 < c->to ? tok_low(c->j, i + 1) : (str){0};
    return (str_is(w, "из") || str_is(w, "з") || str_is(w, "із")) &&
           (str_is(next, "всех") || str_is(next, "усіх") || str_is(next, "всіх") ||
            str_starts(next, "будь") || str_starts(next, "люб"));
}

/* "беспилотников над портами": targets, and not only where. */
static bool over_named_targets(const clause_view *c, size_t over)
{
    enum { ADJECTIVES = 4 };
    for (size_t i = over + 1; i < c->to && i < over + ADJECTIVES; i++) {
        if (c->j->tokens.items[i].capital) return false;
        if (tok_is(c->j, i, W_TARGET)) return true;
        if (!looks_adjective(tok_low(c->j, i))) return !tok_is(c->j, i, W_PLACE);
    }
    return false;
}

static bool stops_scope(const clause_view *c, size_t i, size_t from)
{
    if (!is_free(c, i) || ends_clause(c, i)) return true;
    if (i > from && from_all_sorts(c, i)) return false;
    if (i > from + 1 && is_held(c, i)) return true;
    if (i > from && says_what_for(c, i)) return true;
    if (tok_any(c->j, i,
                IS(W_SUB) | IS(W_REL) | IS(W_AUX) | IS(W_FUTURE) | IS(W_NEG) | IS(W_WE) |
                    IS(W_HE)) &&
        !tok_any(c->j, i, IS(W_DET) | IS(W_NUMBER)))
        return true;
    if (tok_is(c->j, i, W_STATUS) && !tok_any(c->j, i, IS(W_DET) | IS(W_NUMBER)) &&
        !plural_noun(c, i, from) && !str_ends(entry_at(c->j, i, W_STATUS, NULL)->value, " n"))
        return true;
    const lexicon_entry *holds = i > from ? entry_at(c->j, i, W_FOR, NULL) : NULL;
    if (holds != NULL && holds->value.len > 0) return true; /* "strikes on ports lasts" */
    if (english(c, i) && str_is(tok_low(c->j, i), "to")) return true;
    if (english(c, i) && tok_is(c->j, i, W_PREP) && !tok_is(c->j, i, W_OF)) return true;
    if (i > from && with_something(c, i)) return false;
    if (i > from && !english(c, i) && from != SIZE_MAX - 1 && tok_is(c->j, i, W_DEAL) &&
        c->j->tokens.items[i - 1].kind == T_WORD && !looks_adjective(tok_low(c->j, i - 1)) &&
        ((i + 1 < c->to && says_no(tok_low(c->j, i + 1))) ||
         (i + 2 < c->to && says_no(tok_low(c->j, i + 2)))))
        return true; /* "відведення артилерії домовленості ще немає" */
    if (!english(c, i) && tok_any(c->j, i, IS(W_PREP)) && i > from &&
        (tok_any(c->j, i, IS(W_WHERE) | IS(W_UNTIL) | IS(W_FOR) | IS(W_FROM))))
        return !(str_is(tok_low(c->j, i), "із") || str_is(tok_low(c->j, i), "с") ||
                 (str_is(tok_low(c->j, i), "над") && over_named_targets(c, i)));
    return false;
}

/* "let food and medical convoys pass", "let the sick be taken out": up to what they may do. */
static bool let_do(const clause_view *c, size_t i, size_t from)
{
    static const char *const does[] = {
        "go", "pass", "leave",   "be",     "return", "reach", "enter", "sail", "cross",  "work",
        "in", "out",  "through", "travel", "move",   "back",  "land",  "dock", "resume", NULL};
    return english(c, i) && i > from && from > c->from && from != SIZE_MAX - 1 &&
           !c->j->tokens.items[i].capital &&
           (str_is(tok_low(c->j, from - 1), "let") || str_is(tok_low(c->j, from - 1), "lets")) &&
           str_is_one_of(tok_low(c->j, i), does);
}

/* A comma or conjunction within the phrase: what follows is another part of it. */
static bool list_goes_on(const clause_view *c, size_t i, size_t limit)
{
    size_t next = i + 1;
    while (next < limit && (tok_any(c->j, next, IS(W_CONJ)) || comma(c, next)))
        next++;
    if (next < limit && english(c, next) &&
        (str_is(tok_low(c->j, next), "this") || str_is(tok_low(c->j, next), "that")) &&
        str_ends(tok_low(c->j, next + 1 < limit ? next + 1 : next), "es"))
        return false; /* ", and this goes for both sides" */
    if (next >= limit || stops_scope(c, next, SIZE_MAX - 1) ||
        tok_any(c->j, next, IS(W_ACT) | IS(W_CUE) | IS(W_ADV) | IS(W_SIDES)) ||
        tok_is(c->j, next, W_THEY))
        return false;
    if (tok_is(c->j, i, W_CONJ) &&
        (str_is(tok_low(c->j, i), "but") || str_is(tok_low(c->j, i), "але") ||
         str_is(tok_low(c->j, i), "но") || str_is(tok_low(c->j, i), "а") ||
         str_is(tok_low(c->j, i), "while")))
        return false;
    return when_end(c->j, next, limit) == next;
}

static size_t scope_end(const clause_view *c, size_t from, size_t limit)
{
    size_t i = from;
    for (; i < limit && i < from + SCOPE_TOKENS; i++) {
        if (stops_scope(c, i, from) || let_do(c, i, from)) break;
        if ((comma(c, i) || tok_is(c->j, i, W_CONJ)) && !list_goes_on(c, i, limit)) break;
        if (tok_any(c->j, i, IS(W_CUE)) && i > from && !english(c, i)) break;
    }
    while (i > from &&
           (comma(c, i - 1) || tok_is(c->j, i - 1, W_CONJ) ||
            (tok_is(c->j, i - 1, W_PREP) && !english(c, i - 1)) || tok_mark(c->j, i - 1, '-') ||
            (tok_is(c->j, i - 1, W_ADV) && !tok_is(c->j, i - 1, W_DET) && i - 1 > from)))
        i--;
    return i;
}

static bool is_distance_unit(str low)
{
    static const char *const begin[] = {"kilomet", "metre", "meter", "mile", "кілометр", "километр",
                                        "метр",    "миль",  "миля",  "мили", NULL};
    if (str_is(low, "km") || str_is(low, "км") || str_is(low, "м")) return true;
    for (size_t i = 0; begin[i] != NULL; i++) {
        if (str_starts(low, begin[i])) return true;
    }
    return false;
}

/* "their guns twelve kilometres": how far is no part of what. */
static size_t without_distance(const clause_view *c, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        size_t begin = i;
        if (!is_distance_unit(tok_low(c->j, i))) continue;
        while (begin > from &&
               (tok_is(c->j, begin - 1, W_NUMBER) ||
                c->j->tokens.items[begin - 1].kind == T_NUMBER || tok_mark(c->j, begin - 1, '-')))
            begin--;
        if (begin < i) return begin;
    }
    return to;
}

static tr_err put_scope(clause_view *c, size_t from, size_t to, commitment_said *out)
{
    while (from < to && !is_free(c, from))
        from++;
    if (from < to && comma(c, from)) return TR_OK; /* ", направленным": said of it besides */
    if (from < to && tok_is(c->j, from, W_CONJ) && !tok_is(c->j, from, W_DET)) {
        if (english(c, from)) return TR_OK;
        from++; /* "прекращаются и полёты" */
    }
    to = without_distance(c, from, to);
    while (to > from && comma(c, to - 1))
        to--;
    if (from >= to || piece_said(out->scope)) return TR_OK;
    out->scope = piece_of(c->j, from, to);
    mark(c, from, to, S_SCOPE);
    return heads_of(c->j, from, to, out);
}

/* "leave the heights", "keep out of the canal district": where it is about. */
void place_behind(clause_view *c, size_t act, size_t n_act, size_t limit, commitment_said *out)
{
    size_t from = act + n_act, begin = from;
    if (n_act > 1 && tok_is(c->j, from - 1, W_PREP)) begin = from - 1;
    if (n_act > 2 && tok_is(c->j, from - 2, W_PREP)) begin = from - 2;
    size_t e = area_end(c, from, limit);
    if (e == from) return;
    mark(c, from, e, S_AREA);
    out->area = piece_of(c->j, begin, e);
}

static bool is_gerund(const clause_view *c, size_t i)
{
    return english(c, i) && str_ends(tok_low(c->j, i), "ing");
}

/* "on the whole front", "по всему фронту": where fire ceases is no target. */
static bool whole_front(const clause_view *c, size_t from, size_t limit)
{
    static const char *const words[] = {
        "front",        "fronts",   "frontline", "territory", "sectors",    "line",
        "lines",        "axes",     "land",      "ground",    "фронт",      "фронту",
        "фронті",       "фронте",   "фронтах",   "лінії",     "линии",      "напрямках",
        "направлениях", "ділянках", "участках",  "території", "территории", NULL};
    for (size_t i = from; i < limit && i < from + 5; i++) {
        if (c->j->tokens.items[i].kind == T_MARK) return false;
        for (size_t k = 0; words[k] != NULL; k++) {
            if (str_is(tok_low(c->j, i), words[k])) return true;
        }
        if (i > from && tok_any(c->j, i, IS(W_PREP) | IS(W_OF))) return false;
    }
    return false;
}

/* "атаки энергетической инфраструктуры": in the genitive what is attacked, where the lists know it
 * as a target. */
static bool of_its_targets(const clause_view *c, size_t i, size_t limit)
{
    enum { ADJECTIVES = 3 };
    for (size_t k = i; k < limit && k < i + ADJECTIVES && is_free(c, k) && !english(c, k); k++) {
        if (c->j->tokens.items[k].kind != T_WORD ||
            tok_any(c->j, k, IS(W_PREP) | IS(W_AT) | IS(W_CONJ) | IS(W_FIRE)))
            return false;
        if (tok_is(c->j, k, W_TARGET)) return true;
    }
    return false;
}

/* "air and missile strikes on ports": where the fire is named whose targets follow; else `from`. */
static size_t sorts_before_fire(const clause_view *c, size_t from, size_t limit)
{
    enum { SORTS = 7 };
    for (size_t i = from; i < limit && i < from + SORTS && english(c, i) && is_free(c, i); i++) {
        size_t n = 0;
        if (entry_at(c->j, i, W_FIRE, &n) != NULL && i + n < limit)
            return tok_is(c->j, i + n, W_AT) ? i : from;
        bool word = c->j->tokens.items[i].kind == T_WORD || comma(c, i) || tok_mark(c->j, i, '-');
        if (!word || tok_any(c->j, i,
                             IS(W_PREP) | IS(W_AUX) | IS(W_FUTURE) | IS(W_SUB) | IS(W_STATUS) |
                                 IS(W_TARGET)))
            return from;
    }
    return from;
}

/* Behind "strikes on": the targets. */
static size_t targets_from(const clause_view *c, size_t from, size_t limit)
{
    size_t i = from;
    if (i < limit && english(c, i) &&
        (str_is(tok_low(c->j, i), "from") || str_is(tok_low(c->j, i), "all") ||
         str_is(tok_low(c->j, i), "any")))
        i += sorts_before_fire(c, i + 1, limit) > i + 1; /* "from missile and drone attacks on" */
    i = sorts_before_fire(c, i, limit);
    while (i < limit && is_free(c, i) &&
           (tok_any(c->j, i, IS(W_DET) | IS(W_WHOLE) | IS(W_FIRE) | IS(W_POSS) | IS(W_OF)) ||
            ((tok_is(c->j, i, W_CONJ) || str_is(tok_low(c->j, i), "на") ||
              str_is(tok_low(c->j, i), "on")) &&
             tok_is(c->j, i + 1, W_FIRE)) ||
            str_is(tok_low(c->j, i), "to") || str_is(tok_low(c->j, i), "in") ||
            str_is(tok_low(c->j, i), "from") || str_is(tok_low(c->j, i), "від") ||
            str_is(tok_low(c->j, i), "от") ||
            (!english(c, i) && looks_adjective(tok_low(c->j, i)) && tok_is(c->j, i + 1, W_FIRE)))) {
        size_t n = 0;
        if (entry_at(c->j, i, W_FIRE, &n) == NULL) {
            i++;
            continue;
        }
        i += n;
        size_t n_where = 0; /* "all fire on land": no target */
        if (i < limit && entry_at(c->j, i, W_WHERE, &n_where) != NULL && n_where > 1) return limit;
        if (i < limit && is_gerund(c, i - 1) && is_free(c, i) &&
            c->j->tokens.items[i].kind == T_WORD &&
            !tok_any(c->j, i, IS(W_PREP) | IS(W_CONJ) | IS(W_AUX) | IS(W_AT)) &&
            when_end(c->j, i, limit) == i)
            return i; /* "shelling towns" */
        for (size_t k = i; k < limit && k < i + 3 && !english(c, i) && is_free(c, k); k++) {
            if (k > i && tok_is(c->j, k, W_AT) && !str_is(tok_low(c->j, k), "об")) i = k;
            if (tok_any(c->j, k, IS(W_PREP) | IS(W_AT) | IS(W_CONJ)) ||
                c->j->tokens.items[k].kind != T_WORD)
                break; /* "атаки безпілотників на греблі" */
        }
        if (of_its_targets(c, i, limit)) return i;
        if (i < limit && tok_is(c->j, i, W_AT) && is_free(c, i)) {
            size_t at = i + 1;
            if (when_end(c->j, at, limit) > at || length_end(c, i, limit) > i) return limit;
            if (whole_front(c, at, limit)) return limit;
            return at;
        }
    }
    return limit;
}

static bool only_small(const clause_view *c, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        if (!tok_any(c->j, i,
                     IS(W_DET) | IS(W_POSS) | IS(W_PREP) | IS(W_CONJ) | IS(W_OF) | IS(W_ADV) |
                         IS(W_WE) | IS(W_HE) | IS(W_IT) | IS(W_THEY)) &&
            c->j->tokens.items[i].kind != T_MARK)
            return false;
    }
    return true;
}

static bool bare_fire(const clause_view *c, size_t from, size_t to)
{
    str low;
    if (to != from + 1) return false;
    low = tok_low(c->j, from);
    return str_is(low, "fire") || str_is(low, "hostilities") || str_is(low, "fighting") ||
           str_is(low, "вогонь") || str_is(low, "вогню") || str_is(low, "огонь") ||
           str_is(low, "огня") || str_is(low, "зброї") || str_is(low, "it") || str_is(low, "them");
}

/* Of the small words of the languages in Cyrillic letters, those behind which an act has what it is
 * about. */
static bool leads_to_scope(const clause_view *c, size_t i, const commitment_said *out)
{
    str w = tok_low(c->j, i);
    bool about = str_is(w, "про") || str_is(w, "о") || str_is(w, "об") || str_is(w, "обо") ||
                 str_is(w, "щодо") || str_is(w, "относительно");
    if (out->act == ACT_WORD_CEASEFIRE) return str_is(w, "від") || str_is(w, "от");
    if (out->act == ACT_WORD_ALLOW) return str_is(w, "для");
    if (out->act == ACT_WORD_NEGOTIATE) return about || str_is(w, "по") || str_is(w, "для");
    return about &&
           (out->act == ACT_WORD_SIGN || out->act == ACT_WORD_NOTIFY || out->act == ACT_WORD_OTHER);
}

/* "войска из города": from where is no part of what is withdrawn. */
static size_t before_from_where(const clause_view *c, size_t from, size_t end)
{
    static const char *const away[] = {"з",  "із", "зі", "від", "с", "со",
                                       "из", "от", "за", "на",  NULL};
    for (size_t i = from + 1; i < end; i++) {
        for (size_t k = 0; away[k] != NULL; k++) {
            if (str_is(tok_low(c->j, i), away[k])) return i;
        }
    }
    return end;
}

/* "no attacks would be carried out against" */
static bool carried_out(const clause_view *c, size_t i)
{
    str w = tok_low(c->j, i);
    return tok_any(c->j, i, IS(W_AUX) | IS(W_FUTURE)) || str_is(w, "carried") || str_is(w, "out") ||
           str_is(w, "launched") || str_is(w, "conducted");
}

/* "прекращении воздушных ударов", "паузи в обстрілах": the sort of fire that stops. */
static bool sort_of_fire(const clause_view *c, size_t i, size_t to)
{
    if (english(c, i) || !is_free(c, i)) return false;
    if (str_is(tok_low(c->j, i), "в") || str_is(tok_low(c->j, i), "у")) i++;
    for (size_t n = 0;
         n < 3 && i < to && is_free(c, i) &&
         (looks_adjective(tok_low(c->j, i)) || tok_any(c->j, i, IS(W_DET) | IS(W_WHOLE)));
         n++)
        i++;
    return i < to && is_free(c, i) && tok_is(c->j, i, W_FIRE);
}

static bool plural_form(str w)
{
    return str_ends(w, "и") || str_ends(w, "ы") || str_ends(w, "і") || str_ends(w, "ї");
}

/* "на линию разъединения группу наблюдателей", "в зону разъединения сто наблюдателей": what is
 * sent, by its form, behind where it goes. */
static bool object_by_form(const clause_view *c, size_t i)
{
    str w = tok_low(c->j, i);
    if (english(c, i) || c->j->tokens.items[i].capital || looks_adjective(w)) return false;
    return tok_is(c->j, i, W_NUMBER) || (w.len > 8 && (str_ends(w, "у") || str_ends(w, "ю")) &&
                                         !str_ends(w, "ку") && !str_ends(w, "ому"));
}

/* "пропустити через порт Ласт вантажі": the object, behind a place with a name. */
static size_t behind_place(const clause_view *c, size_t from, size_t to, const commitment_said *out)
{
    bool moves = out->act == ACT_WORD_ALLOW || out->act == ACT_WORD_WITHDRAW ||
                 out->act == ACT_WORD_RELEASE || out->act == ACT_WORD_OTHER ||
                 out->act == ACT_WORD_EXCHANGE;
    bool named = false;
    for (size_t i = from + 1; moves && i < to && i < from + 8 && is_free(c, i); i++) {
        const token *t = &c->j->tokens.items[i];
        if (t->kind != T_WORD && t->kind != T_NUMBER) break;
        if (i > from + 1 && str_is(tok_low(c->j, i), "до") && i + 1 < to &&
            c->j->tokens.items[i + 1].kind == T_NUMBER)
            return i; /* "в этот район до 60 наблюдателей" */
        if (tok_any(c->j, i, IS(W_PREP) | IS(W_CONJ) | IS(W_SUB))) break;
        if (i > from + 1 && t->kind == T_NUMBER) return i;
        if (i > from + 2 && object_by_form(c, i)) return i;
        if (i == from + 2 && str_is(tok_low(c->j, from), "через") && !t->capital &&
            tok_is(c->j, from + 1, W_PLACE) && plural_form(tok_low(c->j, i)))
            return i; /* "через міст автобуси" */
        if (named && !t->capital && tok_is(c->j, i, W_PLACE)) continue; /* "в Чёрном море" */
        if (named && !t->capital && when_end(c->j, i, to) == i) return i;
        bool of_place = i > from + 1 && c->j->tokens.items[i - 1].capital && !t->capital &&
                        looks_adjective(tok_low(c->j, i - 1)); /* "в Тонській ущелині" */
        named = named || (t->capital && !looks_adjective(tok_low(c->j, i))) || of_place;
    }
    return from;
}

/* "notify each other of any manoeuvres", "попереджати місію про рух": behind whom. */
static size_t behind_whom(const clause_view *c, size_t from, size_t to)
{
    for (size_t i = from; i + 1 < to && i < from + 6 && is_free(c, i); i++) {
        str w = tok_low(c->j, i);
        if (str_is(w, "of") || str_is(w, "about") || str_is(w, "про") || str_is(w, "о") ||
            str_is(w, "об"))
            return i + 1;
        if (c->j->tokens.items[i].kind != T_WORD) break;
    }
    return from;
}

/* "will meet in Camber to agree a list": what for; of meeting alone nothing is said. */
static size_t what_for(const clause_view *c, size_t from, size_t to)
{
    for (size_t i = from; i + 2 < to; i++) {
        str w = tok_low(c->j, i);
        bool aim = str_is(w, "щоб") || str_is(w, "чтобы") || str_is(w, "аби") ||
                   (english(c, i) && str_is(w, "to") && is_free(c, i));
        if (aim && c->j->tokens.items[i + 1].kind == T_WORD &&
            !tok_any(c->j, i + 1, IS(W_DET) | IS(W_WEEKDAY)))
            return i + 2 + (str_is(tok_low(c->j, i + 2), "out"));
    }
    return to;
}

/* "talks with the central authorities on the rights of residents": behind whom and where. */
static size_t talked_on(const clause_view *c, size_t from, size_t to)
{
    enum { BETWEEN = 9 };
    if (from >= to || !english(c, from) || !tok_is(c->j, from, W_PREP)) return to;
    for (size_t i = from; i + 1 < to && i < from + BETWEEN; i++) {
        str w = tok_low(c->j, i);
        if (comma(c, i) || ends_clause(c, i) ||
            tok_any(c->j, i, IS(W_CONJ) | IS(W_SUB) | IS(W_FUTURE) | IS(W_AUX)))
            break;
        if ((str_is(w, "on") || str_is(w, "about") || str_is(w, "regarding")) && i > from &&
            is_free(c, i) && is_free(c, i + 1) && when_end(c->j, i + 1, to) == i + 1 &&
            !c->j->tokens.items[i + 1].capital)
            return i + 1;
    }
    return to;
}

static tr_err scope_behind(clause_view *c, size_t from, size_t to, commitment_said *out)
{
    while (from < to && *mark_at(c, from) >= S_START && *mark_at(c, from) <= S_LENGTH)
        from++; /* "воздерживаться в течение 30 суток от ударов" */
    if (out->act == ACT_WORD_NOTIFY) from = behind_whom(c, from, to);
    str verb = from > c->from ? tok_low(c->j, from - 1) : (str){0};
    if (out->act == ACT_WORD_NEGOTIATE &&
        (str_is(verb, "meet") || str_is(verb, "meets") || str_starts(verb, "зустрі") ||
         str_starts(verb, "встрет"))) {
        size_t matter = what_for(c, from, to);
        if (matter < to) return put_scope(c, matter, scope_end(c, matter, to), out);
        matter = talked_on(c, from, to);
        if (matter < to) return put_scope(c, matter, scope_end(c, matter, to), out);
        if (!(tok_is(c->j, from, W_PREP) &&
              (str_is(tok_low(c->j, from), "on") || str_is(tok_low(c->j, from), "about"))))
            return TR_OK;
    }
    size_t on = out->act == ACT_WORD_NEGOTIATE ? talked_on(c, from, to) : to;
    if (on < to) return put_scope(c, on, scope_end(c, on, to), out);
    size_t at = out->act == ACT_WORD_NEGOTIATE ? to : targets_from(c, from, to);
    if (at < to) {
        size_t end = scope_end(c, at, to);
        if (end > at) return put_scope(c, at, end, out);
    }
    for (size_t n = 0; from < to && is_free(c, from) && !tok_any(c->j, from, IS(W_DET)) &&
                       entry_at(c->j, from, W_ADV, &n) != NULL;)
        from += n;
    if (from < to && out->act == ACT_WORD_END && str_is(tok_low(c->j, from), "with")) from++;
    if (from < to && out->act == ACT_WORD_EXCHANGE && str_is(tok_low(c->j, from), "по")) from++;
    if (from < to && out->act == ACT_WORD_WITHDRAW && english(c, from) &&
        tok_is(c->j, from, W_PREP))
        return TR_OK; /* "withdraw from the heights": from where */
    if (from < to && english(c, from) && str_is(tok_low(c->j, from), "from") &&
        c->j->tokens.items[from + 1].kind == T_NUMBER)
        return TR_OK; /* "from 8 to 10 May" */
    if (from < to && english(c, from) &&
        (str_is(tok_low(c->j, from), "from") || str_is(tok_low(c->j, from), "of") ||
         str_is(tok_low(c->j, from), "to") ||
         (str_is(tok_low(c->j, from), "in") && tok_is(c->j, from + 1, W_FIRE)) ||
         str_is(tok_low(c->j, from), "on") || str_is(tok_low(c->j, from), "against") ||
         str_is(tok_low(c->j, from), "about")))
        from++;
    if (from < to && out->act == ACT_WORD_CEASEFIRE && sort_of_fire(c, from, to) &&
        tok_is(c->j, from, W_PREP))
        from++;
    if (from < to && !english(c, from) && tok_any(c->j, from, IS(W_PREP) | IS(W_AT))) {
        size_t object = behind_place(c, from, to, out);
        if (object > from) return put_scope(c, object, scope_end(c, object, to), out);
        bool at_whom = out->act == ACT_WORD_CEASEFIRE && str_is(tok_low(c->j, from), "по") &&
                       !whole_front(c, from + 1, to) && when_end(c->j, from + 1, to) == from + 1;
        if (!leads_to_scope(c, from, out) && !at_whom) return TR_OK; /* "не бити по лікарнях" */
        from++;
    }
    size_t behind = from;
    while (behind < to && english(c, behind) && carried_out(c, behind))
        behind++;
    if (behind > from && behind < to && tok_is(c->j, behind, W_AT)) from = behind + 1;
    str first = from < to ? tok_low(c->j, from) : (str){0};
    if (out->act == ACT_WORD_ALLOW && !english(c, from) && first.len > 10 &&
        (str_ends(first, "ть") || str_ends(first, "ти") || str_ends(first, "ться") ||
         str_ends(first, "тися")))
        return TR_OK; /* "разрешат вернуться": what they may do */
    size_t end = scope_end(c, from, to);
    if (out->act == ACT_WORD_WITHDRAW) end = before_from_where(c, from, end);
    if (end == from || only_small(c, from, end) || bare_fire(c, from, end)) return TR_OK;
    str one = end == from + 1 && !english(c, from) ? tok_low(c->j, from) : (str){0};
    if ((out->act == ACT_WORD_EXCHANGE || out->act == ACT_WORD_RELEASE) &&
        (str_ends(one, "ам") || str_ends(one, "ям")))
        return TR_OK; /* "вернут владельцам": to whom, not what */
    return put_scope(c, from, end, out);
}

tr_err scope_of_cover(clause_view *c, size_t from, size_t to, commitment_said *out)
{
    return scope_behind(c, from, to, out);
}

/* "the bilateral, national and temporary ceasefire": a comma between single words behind an
 * article.
 */
static bool one_of_adjectives(const clause_view *c, size_t at, size_t from)
{
    for (size_t i = at; english(c, at) && i > from + 1; i -= 2) {
        if (!comma(c, i) || c->j->tokens.items[i - 1].kind != T_WORD) return false;
        if (tok_any(c->j, i - 1, IS(W_PREP) | IS(W_AUX) | IS(W_STATUS) | IS(W_CONJ))) return false;
        if (tok_is(c->j, i - 2, W_DET)) return true;
    }
    return false;
}

/* "a maritime ceasefire", "30-day energy infrastructure ceasefire": what stands before the noun. */
static size_t modifiers_from(const clause_view *c, size_t act, size_t from)
{
    size_t i = act;
    while (i > from) {
        size_t p = i - 1;
        const token *t = &c->j->tokens.items[p];
        if (*mark_at(c, p) != S_FREE && *mark_at(c, p) != S_LENGTH && *mark_at(c, p) != S_START)
            break;
        if (*mark_at(c, p) == S_START && !tok_is(c->j, p, W_NOW)) break;
        if (t->mark == ',' && t->kind == T_MARK && one_of_adjectives(c, p, from)) {
            i = p;
            continue;
        }
        if (t->kind == T_MARK && t->mark != '-') break;
        if (tok_any(c->j, p,
                    IS(W_PREP) | IS(W_SUB) | IS(W_REL) | IS(W_AUX) | IS(W_FUTURE) | IS(W_NEG) |
                        IS(W_STATUS) | IS(W_CUE) | IS(W_WE) | IS(W_HE)) &&
            !tok_any(c->j, p, IS(W_DET) | IS(W_WHOLE)))
            break;
        if (tok_any(c->j, p, IS(W_ACT)) && !tok_is(c->j, p, W_WHOLE)) break;
        if (tok_is(c->j, p, W_CONJ) && p > from && comma(c, p - 1) &&
            one_of_adjectives(c, p - 1, from)) {
            i = p;
            continue;
        }
        if (tok_is(c->j, p, W_CONJ) && p > from && english(c, p) && tok_is(c->j, p - 1, W_NOW)) {
            i = p; /* "an immediate and unconditional ceasefire" */
            continue;
        }
        if (tok_is(c->j, p, W_CONJ) &&
            (i - 1 == from || !is_free(c, p - 1) || tok_any(c->j, p - 1, IS(W_DET) | IS(W_ACT))))
            break;
        if (!english(c, act) && !tok_any(c->j, p, IS(W_DET) | IS(W_WHOLE) | IS(W_NUMBER)) &&
            t->kind == T_WORD) {
            str w = tok_low(c->j, p); /* "о полном прекращении" */
            if (!looks_adjective(w) && !(w.len > 8 && (str_ends(w, "ом") || str_ends(w, "ем"))))
                break;
        }
        i = p;
        if (tok_is(c->j, p, W_DET) && !tok_is(c->j, p, W_NUMBER)) break;
    }
    return i;
}

/* "Списки стороны передадут": what it is about and who does it, both before the verb. */
static size_t doer_behind(const clause_view *c, size_t from, size_t to)
{
    if (from + 1 >= to || english(c, from)) return to;
    for (size_t i = from + 1; i < to; i++) {
        size_t n = 0;
        if (tok_any(c->j, i - 1, IS(W_PREP) | IS(W_CONJ))) continue;
        if (entry_at(c->j, i, W_SIDES, &n) != NULL && i + n == to) return i;
        str w = tok_low(c->j, i);
        if (str_is(w, "обе") || str_is(w, "оба") || str_is(w, "обидва") || str_is(w, "обидві"))
            return i;
    }
    const token *last = &c->j->tokens.items[to - 1], *one = &c->j->tokens.items[to - 2];
    bool name = last->capital && !one->capital && last->kind == T_WORD && one->kind == T_WORD &&
                !tok_any(c->j, to - 2, IS(W_PREP) | IS(W_CONJ) | IS(W_TITLE) | IS(W_BODY)) &&
                (str_ends(tok_low(c->j, to - 1), "я") || str_ends(tok_low(c->j, to - 1), "ия") ||
                 str_ends(tok_low(c->j, to - 1), "ія"));
    return name ? to - 1 : to;
}

/* "Power plants, substations and pipelines": nouns with a comma before the last ones. */
static bool is_list(const clause_view *c, size_t from, size_t to)
{
    size_t at_comma = to;
    for (size_t i = from; i < to; i++) {
        if (!is_free(c, i) || tok_any(c->j, i, IS(W_STATUS) | IS(W_CUE) | IS(W_AUX) | IS(W_SUB)))
            return false;
        if (comma(c, i)) at_comma = i;
        if (at_comma < i && tok_is(c->j, i, W_CONJ) && i - at_comma < 5 && at_comma > from)
            return true;
    }
    return false;
}

/* "поки що": an adverb of two words that ends here. */
static bool adverb_ends(const clause_view *c, size_t to, size_t from)
{
    size_t n = 0;
    return to >= from + 2 && entry_at(c->j, to - 2, W_ADV, &n) != NULL && n == 2;
}

/* "с хребта", "через переправу": from where or which way, of what is taken away or let through. */
static bool where_of_going(const clause_view *c, size_t i, said_act act)
{
    static const char *const from[] = {"с", "від", "из", "із", "зі", "со", "з", "от", "на", NULL},
                             *const way[] = {"через", NULL};
    str w = tok_low(c->j, i);
    if (with_something(c, i)) return false;
    return (act == ACT_WORD_WITHDRAW && str_is_one_of(w, from)) ||
           ((act == ACT_WORD_WITHDRAW || act == ACT_WORD_ALLOW) && str_is_one_of(w, way));
}

/* What stands before the verb, of one that needs nobody who does it: "Fuel will not be let
 * through", "Пальне пропускати не будемо". */
tr_err scope_before(clause_view *c, size_t from, size_t act, commitment_said *out)
{
    size_t to = act;
    while (to > from &&
           (*mark_at(c, to - 1) != S_FREE || adverb_ends(c, to, from) ||
            tok_any(c->j, to - 1, IS(W_AUX) | IS(W_FUTURE) | IS(W_NEG) | IS(W_ADV) | IS(W_STATUS))))
        to -= adverb_ends(c, to, from) ? 2 : 1;
    if (to > from && english(c, act) && comma(c, to - 1)) { /* "The crew, held since May, will" */
        size_t aside = to - 1;
        while (aside > from && to - aside < 14 && !comma(c, aside - 1))
            aside--;
        if (aside > from + 1 && comma(c, aside - 1) && !tok_is(c->j, aside, W_CONJ))
            to = aside - 1;
        else if (tok_is(c->j, aside, W_CONJ))
            to--; /* "A, B, and others, are excluded" */
    }
    for (size_t i = from + 1; i + 1 < to && english(c, act); i++) { /* where is no part of it */
        size_t n_where = 0;
        if (is_free(c, i) && tok_is(c->j, i, W_PREP) && !tok_is(c->j, i, W_OF) &&
            entry_at(c->j, i, W_WHERE, &n_where) != NULL && when_end(c->j, i + 1, to) == i + 1 &&
            !tok_is(c->j, i - 1, W_FIRE) && is_list(c, from, i))
            to = i;
    }
    if (to > from && !english(c, act) &&
        comma(c, to - 1)) { /* "действия, согласно тексту, будут" */
        size_t aside = to - 1;
        while (aside > from && *mark_at(c, aside - 1) == S_SKIP)
            aside--;
        if (aside < to - 1 && tok_mark(c->j, aside, ',') && aside > from)
            to = aside;
        else if (aside < to - 1 && aside > from && comma(c, aside - 1))
            to = aside - 1;
    }
    size_t fire = from; /* "the fighting across the border will end": where is no part of it */
    while (fire < to && tok_is(c->j, fire, W_DET))
        fire++;
    for (size_t i = fire + 1; english(c, act) && i < to; i++) {
        size_t n_where = 0;
        if (tok_any(c->j, fire, IS(W_WAR) | IS(W_FIRE)) && is_free(c, i) &&
            entry_at(c->j, i, W_WHERE, &n_where) != NULL && !tok_is(c->j, i, W_AT))
            to = i;
    }
    size_t begin = to;
    size_t list_from = from;
    for (size_t i = from; i < to; i++) { /* behind "As of tonight," */
        if (!is_free(c, i)) list_from = i + 1 + (i + 1 < to && comma(c, i + 1));
    }
    bool list = english(c, act) && list_from < to && is_list(c, list_from, to);
    while (begin > from && is_free(c, begin - 1) && (list || !comma(c, begin - 1)) &&
           !ends_clause(c, begin - 1) && !tok_any(c->j, begin - 1, IS(W_SUB) | IS(W_CUE)) &&
           !(english(c, begin) && tok_is(c->j, begin - 1, W_REL)) &&
           (c->j->tokens.items[begin - 1].kind == T_WORD || (list && comma(c, begin - 1)) ||
            tok_mark(c->j, begin - 1, '-')))
        begin--;
    while (begin < to && tok_any(c->j, begin, IS(W_CONJ) | IS(W_ADV)) &&
           !tok_is(c->j, begin, W_DET))
        begin++;
    while (to > begin && tok_any(c->j, to - 1, IS(W_WE) | IS(W_HE) | IS(W_THEY)))
        to--;
    for (size_t i = begin + 1; i < to; i++) { /* "войска с хребта": where is no part of it */
        if (english(c, i) || !tok_any(c->j, i, IS(W_PREP)) || !where_of_going(c, i, out->act))
            continue;
        if (!piece_said(out->area) && i + 1 < to) out->area = piece_of(c->j, i, to);
        mark(c, i, to, S_AREA);
        to = i;
    }
    for (size_t i = begin; i + 1 < to; i++) { /* "The bombing of bridges ends" */
        size_t n = 0;
        if (entry_at(c->j, i, W_FIRE, &n) == NULL || i + n >= to ||
            !tok_any(c->j, i + n, IS(W_OF) | IS(W_AT)))
            continue;
        begin = i + n + 1;
        break;
    }
    if (!english(c, act) && begin < to && begin > c->from && comma(c, begin - 1)) {
        size_t before = begin; /* "Договор, по его словам, правительства надеются подписать" */
        while (before > c->from && (!is_free(c, before - 1) || comma(c, before - 1)))
            before--;
        bool said = false;
        for (size_t i = before; i < begin; i++)
            said = said || *mark_at(c, i) == S_SKIP;
        size_t first = before;
        while (first > c->from && is_free(c, first - 1) &&
               c->j->tokens.items[first - 1].kind == T_WORD)
            first--;
        if (said && first < before) {
            TR_TRY(piece_push(c->j, &out->parties, piece_of(c->j, begin, to)));
            begin = first;
            to = before;
        }
    }
    if (out->act == ACT_WORD_NEGOTIATE && begin + 1 < to && !english(c, act)) {
        size_t n = 0; /* "переговори про квоти відновляться", "Про відведення ми не говоримо" */
        const lexicon_entry *talks = entry_at(c->j, begin, W_ACT, &n);
        if (talks != NULL && str_starts(talks->value, "negotiate n")) begin += n;
        if (begin + 1 < to && leads_to_scope(c, begin, out)) begin++;
    }
    for (size_t i = begin; i < to;
         i++) { /* "группа договорилась о поставке": not before its verb */
        const lexicon_entry *firm = entry_at(c->j, i, W_STATUS, NULL);
        if (firm != NULL && !english(c, i) && !str_ends(firm->value, " n") &&
            tok_is(c->j, i + 1, W_PREP))
            begin = to;
    }
    size_t doer = doer_behind(c, begin, to);
    if (doer < to) {
        TR_TRY(piece_push(c->j, &out->parties, piece_of(c->j, doer, to)));
        to = doer;
    }
    if (begin >= to || only_small(c, begin, to) || bare_fire(c, begin, to) ||
        (!english(c, act) && tok_is(c->j, to - 1, W_PREP)) ||
        tok_any(c->j, begin, IS(W_PREP) | IS(W_WE) | IS(W_SIDES) | IS(W_HE) | IS(W_THEY)))
        return TR_OK;
    return put_scope(c, begin, to, out);
}

/* "отказе сторон конфликта на 30 дней от ударов по портам", "moratorium for ten days on strikes":
 * behind who and how long, where the fire stands that stops; `to` if none does. */
static size_t behind_sides_and_time(const clause_view *c, size_t from, size_t to)
{
    enum { TOKENS = 14, SIDES_TOKENS = 4 };
    static const char *const opens[] = {"от", "від", "from", "of", "on", "на", NULL};
    size_t i = from, n = 0, sides = entry_at(c->j, from, W_SIDES, &n) != NULL ? from : to;
    for (; i < to && i < from + TOKENS; i++) {
        bool time = *mark_at(c, i) >= S_START && *mark_at(c, i) <= S_LENGTH;
        bool who = sides < to && i < sides + SIDES_TOKENS && is_free(c, i) &&
                   c->j->tokens.items[i].kind == T_WORD && !tok_is(c->j, i, W_PREP);
        if (time || who) continue;
        if (english(c, i) && tok_is(c->j, i, W_OF) && sides == to &&
            entry_at(c->j, i + 1, W_SIDES, &n) != NULL) {
            sides = i + 1; /* "refusal of the parties" */
            continue;
        }
        break;
    }
    if (i + 1 >= to || !is_free(c, i) || (i == from && english(c, i))) return to;
    for (size_t k = 0; opens[k] != NULL; k++) {
        if (str_is(tok_low(c->j, i), opens[k]) &&
            (tok_is(c->j, i + 1, W_FIRE) ||
             (!english(c, i) && looks_adjective(tok_low(c->j, i + 1)) &&
              tok_is(c->j, i + 2, W_FIRE))))
            return i;
    }
    bool strike = english(c, i) && str_is(tok_low(c->j, i), "to") && tok_is(c->j, i + 1, W_FIRE);
    return strike ? i : to;
}

tr_err fill_scope(clause_view *c, size_t act, size_t n_act, bool noun, size_t from, size_t to,
                  commitment_said *out)
{
    size_t behind = act + n_act, n_sides = 0;
    if (!noun) return scope_behind(c, behind, to, out);
    size_t fire = out->act == ACT_WORD_CEASEFIRE ? behind_sides_and_time(c, behind, to) : to;
    if (fire < to) {
        size_t who = behind + (english(c, behind) && tok_is(c->j, behind, W_OF));
        size_t end = who;
        if (entry_at(c->j, who, W_SIDES, &n_sides) != NULL) {
            while (end < fire && is_free(c, end))
                end++;
            TR_TRY(piece_push(c->j, &out->parties, piece_of(c->j, who, end)));
        }
        size_t object = english(c, fire) && str_is(tok_low(c->j, fire), "to") &&
                                !tok_is(c->j, fire + 2, W_AT) /* "to strike ports" */
                            ? fire + 2
                            : fire;
        if (object > fire)
            TR_TRY(put_scope(c, object, scope_end(c, object, to), out));
        else
            TR_TRY(scope_behind(c, fire, to, out));
        if (piece_said(out->scope)) return TR_OK;
    }
    size_t n_where = 0;
    bool place = behind < to && entry_at(c->j, behind, W_WHERE, &n_where) != NULL && n_where > 1;
    if (!place && out->act == ACT_WORD_CEASEFIRE && behind < to && is_free(c, behind) &&
        (tok_any(c->j, behind, IS(W_AT) | IS(W_FIRE) | IS(W_OF)) || sort_of_fire(c, behind, to) ||
         (str_is(tok_low(c->j, behind), "to") && behind + 1 < to &&
          !tok_any(c->j, behind + 1,
                   IS(W_FROM) | IS(W_AUX) | IS(W_FUTURE) | IS(W_ACT) | IS(W_FOR)) &&
          is_free(c, behind + 1)) ||
         (str_is(tok_low(c->j, behind), "in") && tok_is(c->j, behind + 1, W_FIRE)))) {
        if (!(tok_is(c->j, behind, W_WHERE) && !tok_is(c->j, behind, W_AT)) ||
            sort_of_fire(c, behind, to) || tok_is(c->j, behind + 1, W_FIRE))
            TR_TRY(scope_behind(c, behind, to, out));
        if (piece_said(out->scope)) return TR_OK;
    }
    if (out->act == ACT_WORD_ORDER && !english(c, act)) return TR_OK;
    if (out->act != ACT_WORD_CEASEFIRE) {
        TR_TRY(scope_behind(c, behind, to, out));
        if (piece_said(out->scope)) return TR_OK;
    }
    if (out->act == ACT_WORD_CEASEFIRE || out->act == ACT_WORD_END) {
        size_t at = modifiers_from(c, act, from);
        bool named = false;
        for (size_t i = at; i < act; i++)
            named = named || (*mark_at(c, i) == S_FREE &&
                              !tok_any(c->j, i, IS(W_DET) | IS(W_POSS) | IS(W_NUMBER)) &&
                              c->j->tokens.items[i].kind == T_WORD);
        if (!named) return TR_OK;
        out->scope = piece_of(c->j, at, behind);
        size_t first = at;
        while (first < act && *mark_at(c, first) != S_FREE)
            first++;
        bool joint = false;
        size_t n_words = 0;
        for (size_t i = first; i < act; i++) {
            joint = joint || tok_is(c->j, i, W_CONJ);
            n_words += !tok_any(c->j, i, IS(W_DET) | IS(W_WHOLE) | IS(W_NUMBER) | IS(W_NOW)) &&
                       c->j->tokens.items[i].kind == T_WORD;
        }
        /* "an energy and infrastructure ceasefire": the act is no part of its heads; of "a maritime
         * ceasefire" it is, as the one word before it cannot stand alone */
        return heads_of(c->j, first, joint || n_words > 1 ? act : behind, out);
    }
    return TR_OK;
}
