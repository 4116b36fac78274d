/* Words of acts, and how firmly what they name is said: the word that governs an act is the nearest
 * one before it in its clause, else one behind a noun that is its subject. */
#include "reader/clauses.h"

said_status status_of(str value)
{
    if (str_ends(value, " n")) value = str_upto(value, value.len - 2); /* a noun: "a proposal" */
    for (unsigned i = 1; i < STATUS__N; i++) {
        if (str_is(value, said_status_word((said_status)i))) return (said_status)i;
    }
    if (str_is(value, "answered")) return STATUS_ANSWERED;
    if (str_is(value, "announces")) return STATUS_ANNOUNCED;
    if (str_is(value, "agrees")) return STATUS_AGREED;
    if (str_is(value, "proposes")) return STATUS_PROPOSED;
    if (str_is(value, "denies")) return STATUS_DENIED;
    if (str_is(value, "hopes")) return STATUS_AIM;
    if (str_is(value, "orders")) return STATUS_ORDERED;
    return STATUS_NONE;
}

/* A verb's form behind an article is its noun: "the exchange", "a halt". */
static bool noun_here(const clause_view *c, size_t i)
{
    if (i == c->from || !english(c, i)) return false;
    if (tok_any(c->j, i - 1, IS(W_POSS)) && !str_is(low(c, i - 1), "us")) return true;
    if (tok_is(c->j, i - 1, W_DET) && !tok_any(c->j, i - 1, IS(W_SIDES)) &&
        !str_is(low(c, i - 1), "all") && !str_is(low(c, i - 1), "both") &&
        !str_is(low(c, i - 1), "each") && !str_is(low(c, i - 1), "that"))
        return true;
    return tok_any(c->j, i - 1, IS(W_WHOLE) | IS(W_NOW)) && !str_ends(low(c, i - 1), "ly");
}

/* "will halt", "to release": a word that may be a noun is a verb here. */
static bool verb_here(const clause_view *c, size_t i)
{
    if (!english(c, i)) return false;
    while (i > c->from && tok_any(c->j, i - 1, IS(W_ADV) | IS(W_NEG)) &&
           !tok_any(c->j, i - 1, IS(W_DET)))
        i--;
    return i > c->from && (tok_any(c->j, i - 1, IS(W_FUTURE) | IS(W_WE) | IS(W_THEY) | IS(W_HE)) ||
                           str_is(low(c, i - 1), "to"));
}

/* "a press release" releases nobody. */
static bool in_document(const clause_view *c, size_t i)
{
    for (size_t k = i; k > c->from && i - k < 2; k--) {
        size_t n = 0;
        if (entry_at(c->j, k - 1, W_DOC, &n) != NULL && k - 1 + n > i) return true;
    }
    bool of_whom = str_is(low(c, i), "release") && str_is(low(c, i + 1), "of");
    for (size_t k = i + 2; of_whom && k < c->to && k < i + 5; k++)
        of_whom = !tok_any(c->j, k, IS(W_BODY) | IS(W_TITLE)); /* "the release of the ministry" */
    return english(c, i) && tok_is(c->j, i, W_DOC) && !verb_here(c, i) && !of_whom;
}

static bool is_infinitive(str w)
{
    return str_ends(w, "ть") || str_ends(w, "ти") || str_ends(w, "ться") || str_ends(w, "тися");
}

static bool denied_by_end(const clause_view *c, size_t i);
static bool slavic_past(str w);

bool negated(const clause_view *c, size_t at)
{
    str w = low(c, at); /* "Подписывать протокол мы не станем" */
    if (!english(c, at) && is_infinitive(w) && denied_by_end(c, at)) return true;
    if (english(c, at) && at >= c->from + 2 && str_is(low(c, at - 1), "to") &&
        mark_of(c, at - 2) == S_FREE && tok_is(c->j, at - 2, W_NEG))
        return true; /* "ordered not to withdraw" */
    if (!english(c, at) && at >= c->from + 2 && tok_is(c->j, at - 2, W_NEG) &&
        slavic_past(low(c, at - 1)) && (str_starts(w, "приказ") || str_starts(w, "наказ")))
        return true; /* "не отдавал приказа" */
    for (size_t i = at; i > c->from && at - i < 5; i--) {
        if (mark_of(c, i - 1) != S_FREE) continue;
        if (tok_is(c->j, i - 1, W_NEG)) return true;
        if (english(c, i - 1) && str_is(low(c, i - 1), "to") && i > c->from + 1 &&
            tok_is(c->j, i - 2, W_STATUS))
            continue; /* "do not intend to suspend" */
        if (!tok_any(c->j, i - 1, IS(W_AUX) | IS(W_FUTURE) | IS(W_ADV) | IS(W_STATUS)))
            return false;
    }
    return false;
}

const commitment_said *last_said(const clause_view *c)
{
    const announcement *n = c->j->out;
    if (c->s->commitments.n > 0) return &c->s->commitments.items[c->s->commitments.n - 1];
    if (c->j->last_committed == SIZE_MAX) return NULL;
    const statement_said *s = &n->statements.items[c->j->last_committed];
    return &s->commitments.items[s->commitments.n - 1];
}

static bool fire_beside(const clause_view *c, size_t i)
{
    if (!str_starts(low(c, i), "откр") && !str_starts(low(c, i), "відкр")) return false;
    for (size_t k = i > c->from + 3 ? i - 3 : c->from; k < c->to && k < i + 3; k++) {
        if (str_is(low(c, k), "огонь") || str_is(low(c, k), "огня") ||
            str_is(low(c, k), "вогонь") || str_is(low(c, k), "вогню"))
            return true;
    }
    return false;
}

/* ", передает пресс-служба": who hands on the news. */
static bool says_agency(const clause_view *c, size_t i)
{
    return i > c->from && tok_mark(c->j, i - 1, ',') &&
           (str_is(low(c, i), "передает") || str_is(low(c, i), "передає") ||
            str_is(low(c, i), "передают") || str_is(low(c, i), "передають"));
}

/* "Стороны переговоров согласились": who talks, not that they will. */
static bool of_those_who_talk(const clause_view *c, size_t i)
{
    static const char *const who[] = {"учасник", "участник", "раунд", "стіл",
                                      "стол",    "процес",   NULL};
    if (english(c, i) || i == c->from) return false;
    if (tok_any(c->j, i - 1, IS(W_SIDES))) return true;
    for (size_t k = 0; who[k] != NULL; k++) {
        if (str_starts(low(c, i - 1), who[k])) return true;
    }
    return false;
}

/* "Атаковать порты мы не станем" */
static bool denied_by_end(const clause_view *c, size_t i)
{
    for (size_t k = i + 1; k + 1 < c->to && k < i + 8; k++) {
        if (c->j->tokens.items[k].kind == T_MARK || tok_is(c->j, k, W_CONJ)) return false;
        if (!tok_is(c->j, k, W_NEG)) continue;
        if (tok_is(c->j, k + 1, W_STATUS)) return true; /* "отвести войска не планируем" */
        if (tok_is(c->j, k + 1, W_FUTURE)) /* but "не будем возвращаться" is of the return */
            return k + 2 >= c->to || !is_infinitive(low(c, k + 2));
    }
    return false;
}

/* "Neither side will attack", "they would never attack" */
static bool nobody_before(const clause_view *c, size_t i)
{
    enum { SUBJECT_TOKENS = 6 };
    bool will = false;
    if (!english(c, i)) return negated(c, i) || denied_by_end(c, i);
    for (size_t k = i; k > c->from && i - k < SUBJECT_TOKENS; k--) {
        str w = low(c, k - 1);
        if (c->j->tokens.items[k - 1].kind == T_MARK) return false;
        will = will || tok_any(c->j, k - 1, IS(W_FUTURE) | IS(W_AUX));
        if (will &&
            (str_is(w, "neither") || str_is(w, "nobody") || str_is(w, "never") || str_is(w, "no")))
            return true;
    }
    return false;
}

/* "стрільбу в секторі заборонено": what is forbidden is fire. */
static bool fire_named(const clause_view *c, size_t i)
{
    enum { BEFORE = 9 };
    for (size_t k = i; k > c->from && i - k < BEFORE; k--) {
        if (tok_is(c->j, k - 1, W_FIRE)) return true;
        if (clause_break(c, k - 1)) break;
    }
    return false;
}

bool act_at(const clause_view *c, size_t i, act_found *out)
{
    size_t n = 0;
    const lexicon_entry *e = entry_at(c->j, i, W_ACT, &n);
    str value, word, kind;
    if (e == NULL || i + n > c->to || in_document(c, i)) return false;
    value = e->value;
    (void)str_cut(&value, ' ', &word);
    (void)str_cut(&value, ' ', &kind);
    size_t longer = 0; /* "remain in force", "open to talks" are no acts of their own */
    if (entry_at(c->j, i, W_FOR, &longer) != NULL && longer > n) return false;
    if (english(c, i) && n == 1 && i > c->from &&
        (str_is(low(c, i), "open") || str_is(low(c, i), "closed")) &&
        (str_is(low(c, i - 1), "is") || str_is(low(c, i - 1), "are") ||
         str_is(low(c, i - 1), "was") || str_is(low(c, i - 1), "were")))
        return false; /* "as long as the schools are open" */
    if (str_has(e->id, ".zz_forbidden_alone") && !fire_named(c, i)) return false;
    const lexicon_entry *firm = entry_at(c->j, i, W_STATUS, &longer);
    if (firm != NULL && longer > n && status_of(firm->value) == STATUS_WILLING) return false;
    *out = (act_found){.at = i,
                       .n = n,
                       .entry = e,
                       .noun = str_is(kind, "n"),
                       .place = str_is(value, "p"),
                       .oneself = str_is(value, "i"),
                       .moves = str_is(value, "s"),
                       .same = str_is(word, "same"),
                       .denied = str_is(value, "d"),
                       .fire = str_is(value, "x")};
    if (out->fire && !nobody_before(c, i)) return false;
    if (out->same) {
        const commitment_said *last = last_said(c);
        out->act = last != NULL ? last->act : ACT_WORD_OTHER;
    }
    for (unsigned a = 1; a < ACT_WORD__N; a++) {
        if (str_is(word, act_class_words((said_act)a))) out->act = (said_act)a;
    }
    if (out->act == ACT_WORD_EXCHANGE && says_agency(c, i)) return false;
    if (out->act == ACT_WORD_NEGOTIATE && out->noun && of_those_who_talk(c, i)) return false;
    if (out->act == ACT_WORD_NEGOTIATE && n > 1 && english(c, i) && str_starts(low(c, i), "meet") &&
        tok_is(c->j, i + n - 1, W_PREP))
        out->n = n - 1; /* "meet in Yelva": the place is no part of it */
    if (out->act == ACT_WORD_ALLOW && !english(c, i) && fire_beside(c, i)) {
        out->act = ACT_WORD_CEASEFIRE; /* "первыми огонь не откроют" */
        out->fire = true;
        if (!negated(c, i)) return false;
    }
    if (!out->noun && n == 1 && noun_here(c, i)) out->noun = true;
    if (out->noun && n <= 2 && out->act != ACT_WORD_ORDER && verb_here(c, i)) out->noun = false;
    return out->act != ACT_WORD_NONE;
}

bool clause_break(const clause_view *c, size_t i)
{
    const token *t = &c->j->tokens.items[i];
    if (t->kind == T_MARK && t->mark == '.') return sentence_stop(c->j, i); /* not of "Feb. 27" */
    if (t->kind == T_MARK && (t->mark == ';' || t->mark == '!' || t->mark == '?')) return true;
    if (!tok_is(c->j, i, W_CONJ)) return false;
    str w = low(c, i);
    return str_is(w, "but") || str_is(w, "while") || str_is(w, "проте") || str_is(w, "однак") ||
           str_is(w, "однако") || str_is(w, "але") || str_is(w, "но") || str_is(w, "зато") ||
           str_is(w, "whereas") || str_is(w, "тогда") || str_is(w, "тоді");
}

/* "the two agreed that", "agreed to": a verb, whatever stands before it. */
static bool says_that(const clause_view *c, size_t i)
{
    return str_ends(low(c, i), "ed") &&
           (str_is(low(c, i + 1), "that") || str_is(low(c, i + 1), "to") ||
            str_is(low(c, i + 1), "on") || str_is(low(c, i + 1), "not"));
}

/* The end of a few words between two commas that have no verb; else where it is. */
static size_t next_comma(const clause_view *c, size_t i)
{
    enum { APPOSITION_TOKENS = 8 };
    for (size_t k = i + 1; k < c->to && k < i + APPOSITION_TOKENS; k++) {
        if (tok_mark(c->j, k, ',')) return k;
        if (clause_break(c, k) ||
            tok_any(c->j, k, IS(W_AUX) | IS(W_FUTURE) | IS(W_CONJ) | IS(W_SUB)))
            break;
    }
    return i;
}

/* The comma behind a clause that begins with "which"; else where it is. */
static size_t relative_end(const clause_view *c, size_t i)
{
    enum { CLAUSE_TOKENS = 16 };
    for (size_t k = i + 2; k + 1 < c->to && k < i + CLAUSE_TOKENS; k++) {
        if (clause_break(c, k)) break;
        if (tok_mark(c->j, k, ','))
            return tok_any(c->j, k + 1, IS(W_FUTURE) | IS(W_AUX) | IS(W_NEG)) ? k : i;
    }
    return i;
}

/* "prepared to accept a truce": how firmly the agreeing itself is said. */
static void by_one_before(const clause_view *c, size_t k, governing *g)
{
    size_t n = 0, at = k;
    if (g->status != STATUS_AGREED || k == c->from) return;
    if (english(c, k) && !str_is(low(c, k - 1), "to")) return;
    at = english(c, k) ? k - 1 : k;
    for (size_t i = at; i > c->from && at - i < 3; i--) {
        const lexicon_entry *e =
            mark_of(c, i - 1) == S_FREE ? entry_at(c->j, i - 1, W_STATUS, &n) : NULL;
        if (e == NULL || i - 1 + n > k + 1) continue;
        said_status s = status_of(e->value);
        if (s != STATUS_WILLING && s != STATUS_AIM && s != STATUS_DENIED && s != STATUS_PROPOSED)
            return;
        g->status = s;
        g->at = i - 1;
        g->n = n;
        return;
    }
}

/* "Во время перемирия стороны договорились о выборах", "Перемирием хочет прикрыть": the verb behind
 * the noun has another object. */
static bool said_of_another(const clause_view *c, size_t noun, size_t verb, size_t verb_n)
{
    size_t k = noun, next = verb + verb_n;
    str with = low(c, next);
    while (k > c->from &&
           (tok_any(c->j, k - 1, IS(W_DET) | IS(W_POSS)) || looks_adjective(low(c, k - 1))))
        k--;
    str before = k > c->from ? low(c, k - 1) : (str){0};
    if (str_is(before, "время") || str_is(before, "час") || str_is(before, "до") ||
        str_is(before, "после") || str_is(before, "після") || str_is(before, "перед"))
        return true;
    if (mark_of(c, noun) != S_FREE || next >= c->to) return false;
    return (str_is(with, "о") || str_is(with, "об") || str_is(with, "про")) &&
           !tok_any(c->j, next + 1, IS(W_IT) | IS(W_THEY) | IS(W_POSS));
}

governing govern(const clause_view *c, const act_found *a)
{
    governing g = {.status = STATUS_NONE};
    for (size_t i = a->at; i > c->from; i--) {
        size_t k = i - 1, n = 0;
        if (mark_of(c, k) == S_IF || mark_of(c, k) == S_SKIP || mark_of(c, k) == S_EXCEPT ||
            mark_of(c, k) == S_BREAK)
            continue;
        if (clause_break(c, k)) break;
        const lexicon_entry *e = entry_at(c->j, k, W_STATUS, &n);
        if (e != NULL && k + n <= a->at &&
            !(english(c, k) && n == 1 && noun_here(c, k) && !says_that(c, k) &&
              status_of(e->value) != STATUS_WILLING)) {
            said_status s = status_of(e->value);
            bool weak = str_ends(e->value, " n"); /* "supported the proposal": the verb governs */
            if (weak && g.status != STATUS_NONE) continue;
            g = (governing){.status = s,
                            .at = k,
                            .n = n,
                            .future = g.future,
                            .weak = weak,
                            .weak_deal = weak && s == STATUS_AGREED};
            if (weak) continue;
            if (negated(c, k) && s != STATUS_DENIED) g.status = STATUS_DENIED;
            by_one_before(c, k, &g);
            break;
        }
        if (tok_is(c->j, k, W_FUTURE)) g.future = true;
        e = a->noun ? entry_at(c->j, k, W_FOR, NULL) : NULL;
        if (e != NULL && e->value.len > 0) g.future = true; /* "діє режим тиші" */
    }
    size_t limit = a->at + 14;
    for (size_t i = a->at + a->n; a->noun && g.status == STATUS_NONE && i < c->to && i < limit;
         i++) {
        size_t n = 0; /* "a general ceasefire will be discussed" */
        const lexicon_entry *f = mark_of(c, i) == S_FREE ? entry_at(c->j, i, W_FUTURE, NULL) : NULL;
        if (f != NULL && f->value.len == 0) g.future = true;
        if (f != NULL && (str_is(low(c, i), "must") || str_is(low(c, i), "should")) &&
            tok_any(c->j, i + 1, IS(W_FOR) | IS(W_FROM))) { /* "must take effect" */
            g = (governing){.status = STATUS_AIM, .at = i, .n = 1, .future = true};
            break;
        }
        f = mark_of(c, i) == S_FREE ? entry_at(c->j, i, W_FOR, NULL) : NULL;
        if (f != NULL && f->value.len > 0) g.future = true; /* "the truce lasts" */
        f = mark_of(c, i) == S_FREE ? entry_at(c->j, i, W_FROM, NULL) : NULL;
        if (f != NULL && str_is(f->value, "verb")) g.future = true; /* "takes effect" */
        if (tok_mark(c->j, i, ',') && next_comma(c, i) > i) {
            i = next_comma(c, i); /* "exchange of prisoners, 150 from each side, will" */
            continue;
        }
        if (tok_mark(c->j, i, ',') && tok_is(c->j, i + 1, W_REL) && relative_end(c, i) > i) {
            limit += relative_end(c, i) - i;
            i = relative_end(c, i); /* "The ceasefire, which enters into force on 3 May, shall" */
            continue;
        }
        if (clause_break(c, i) || tok_mark(c->j, i, ',')) break;
        if (tok_is(c->j, i, W_CONJ) && tok_is(c->j, i + 1, W_STATUS)) break;
        const lexicon_entry *e = mark_of(c, i) == S_FREE ? entry_at(c->j, i, W_STATUS, &n) : NULL;
        said_status s = e != NULL ? status_of(e->value) : STATUS_NONE;
        size_t aux = i; /* "a ceasefire is hereby declared" */
        while (aux > a->at && tok_is(c->j, aux - 1, W_ADV))
            aux--;
        bool passive = english(c, i) && tok_is(c->j, aux - 1, W_AUX);
        if (s == STATUS_NONE || (english(c, i) && s != STATUS_TO_BE_NEGOTIATED && !passive))
            continue;
        if (!english(c, i) && (s == STATUS_AGREED || s == STATUS_DENIED || s == STATUS_AIM) &&
            said_of_another(c, a->at, i, n))
            break;
        g = (governing){
            .status = negated(c, i) ? STATUS_DENIED : s, .at = i, .n = n, .future = true};
    }
    return g;
}

static bool slavic_past(str w)
{
    static const char *const ends[] = {"в",    "ла",   "ли",  "ло",   "лися", "вся",
                                       "лася", "лись", "лся", "лась", "л",    NULL};
    for (size_t i = 0; ends[i] != NULL; i++) {
        if (str_ends(w, ends[i])) return true;
    }
    return false;
}

/* "зажадав, щоб": what stands before is a wish, an aim or somebody's words. */
static bool wished_before(const clause_view *c, size_t that)
{
    if (c->cue != NULL) return true;
    for (size_t i = that; i > c->from && that - i < 6; i--) {
        if (tok_any(c->j, i - 1, IS(W_STATUS) | IS(W_CUE))) return true;
    }
    return false;
}

bool told_of_past(const clause_view *c, const act_found *a)
{
    str w = low(c, a->at);
    if (a->noun) return false;
    for (size_t i = a->at + a->n;
         tok_is(c->j, a->at, W_NEG) && english(c, a->at) && i < c->to && i < a->at + a->n + 3;
         i++) {
        if (str_is(low(c, i), "was") || str_is(low(c, i), "were"))
            return true; /* "no strikes were carried out" */
    }
    if (!english(c, a->at)) {
        str verb = low(c, a->at + (a->n > 1 && tok_is(c->j, a->at, W_NEG)));
        if (str_ends(verb, "ано") || str_ends(verb, "ено") || str_ends(verb, "ято")) {
            for (size_t i = a->at; i > c->from && a->at - i < 4; i--) {
                if (tok_is(c->j, i - 1, W_FUTURE)) return false; /* "буде передано" */
            }
            return true;
        }
        for (size_t i = a->at; i > c->from && a->at - i < 12; i--) {
            str w_ = low(c, i - 1); /* "зажадав, щоб уряд звільнив" */
            if (tok_mark(c->j, i - 1, ',')) break;
            if (str_is(w_, "щоб") || str_is(w_, "чтобы") || str_is(w_, "аби"))
                return slavic_past(verb) && !wished_before(c, i - 1);
        }
        return slavic_past(verb);
    }
    if (!str_ends(w, "ed") && !str_is(w, "withdrew") && !str_is(w, "withdrawn") &&
        !str_is(w, "held"))
        return false;
    for (size_t i = a->at; i > c->from; i--) { /* "when the hostages are released": background */
        str when = low(c, i - 1);
        if (c->j->tokens.items[i - 1].kind == T_MARK) break;
        if (str_is(when, "when") || str_is(when, "until") || str_is(when, "once") ||
            str_is(when, "whether") || str_is(when, "unless"))
            return true;
    }
    for (size_t i = a->at; i > c->from && a->at - i < 4; i--) {
        str before = low(c, i - 1);
        if (tok_is(c->j, i - 1, W_FUTURE)) return false;
        if (str_is(before, "is") || str_is(before, "are") || str_is(before, "be")) return false;
    }
    return true;
}

/* ---- what is named and yet not told as a fact
 *
 * Denied by the words around it, doubted, asked, a purpose, taken back or broken. A commitment that
 * was not made is worse in a draft than one that was missed, so such a clause gives none, or one
 * that is denied. The lists have the words (class `doubt`). Values: `that`, of all that follows in
 * the clause ("it is not true that"); `here`, at its beginning, of what follows up to the next
 * comma ("so as to"); `undo`, a verb whose object is the act ("break the truce"); `fails`, said
 * of the act behind it
 * ("the truce collapsed"); `none`, that there will be none ("will not take place"). `keep` is the
 * other way round: a verb that keeps the act behind it and does not end it ("observe the truce").
 */

static const lexicon_entry *doubt_at(const clause_view *c, size_t i, const char *value, size_t *n)
{
    const lexicon_entry *e = entry_at(c->j, i, W_DOUBT, n);
    return e != NULL && str_is(e->value, value) && i + *n <= c->to ? e : NULL;
}

/* "it is not true that we agreed", "so as to halt the strikes" */
static bool doubted_before(const clause_view *c, size_t at)
{
    bool comma = false;
    size_t n = 0;
    for (size_t i = at; i > c->from; i--) {
        size_t k = i - 1;
        if (clause_break(c, k)) return false;
        if (tok_mark(c->j, k, ',') && tok_is(c->j, i, W_CONJ)) return false;
        comma = comma || tok_mark(c->j, k, ',');
        if (doubt_at(c, k, "that", &n) != NULL && k + n <= at) return true;
        if (!comma && k == c->from && doubt_at(c, k, "here", &n) != NULL && k + n <= at)
            return true;
    }
    return false;
}

/* "Will they withdraw?" */
static bool asked(const clause_view *c)
{
    return c->to > c->from && tok_mark(c->j, c->to - 1, '?');
}

static bool clause_ends(const clause_view *c, size_t i)
{
    return clause_break(c, i) || c->j->tokens.items[i].kind == T_MARK;
}

/* "break the truce", "перемирие мы нарушать": the verb and the act it is about. */
static bool undone(const clause_view *c, const act_found *a)
{
    enum { BEFORE = 6, BEHIND = 6 };
    size_t n = 0;
    if (!a->noun) return false;
    for (size_t i = a->at; i > c->from && a->at - i < BEFORE; i--) {
        size_t k = i - 1;
        if (clause_ends(c, k) || tok_is(c->j, k, W_CONJ)) break;
        if (doubt_at(c, k, "undo", &n) != NULL && k + n <= a->at)
            return a->act != ACT_WORD_CEASEFIRE || !negated(c, k);
    }
    for (size_t i = a->at + a->n; !english(c, a->at) && i < c->to && i < a->at + a->n + BEHIND;
         i++) {
        if (clause_ends(c, i) || tok_is(c->j, i, W_CONJ)) break;
        if (doubt_at(c, i, "undo", &n) != NULL)
            return a->act != ACT_WORD_CEASEFIRE || !negated(c, i);
    }
    return false;
}

/* The first word of a value behind the act, in its clause; else NULL. */
static const lexicon_entry *said_behind(const clause_view *c, const act_found *a, const char *value)
{
    enum { BEHIND = 10 };
    size_t n = 0;
    for (size_t i = a->at + a->n; a->noun && i < c->to && i < a->at + a->n + BEHIND; i++) {
        const lexicon_entry *e = doubt_at(c, i, value, &n);
        if (e != NULL) return e;
        if (clause_ends(c, i) || (tok_is(c->j, i, W_CONJ) && !str_is(str_of(value), "none"))) break;
    }
    return NULL;
}

/* "will not sign the agreement to halt strikes": the deal is not made, and nothing by it. */
static bool of_a_deal_unmade(const clause_view *c, const governing *g)
{
    enum { VERB_TOKENS = 6 };
    size_t n = 0;
    if (!g->weak) return false;
    for (size_t i = g->at; i > c->from && g->at - i < VERB_TOKENS; i--) {
        size_t k = i - 1;
        if (clause_ends(c, k) || tok_is(c->j, k, W_CONJ)) return false;
        if (doubt_at(c, k, "undo", &n) != NULL && k + n <= g->at) return true;
        if (tok_is(c->j, k, W_ACT) && negated(c, k)) return true;
    }
    return false;
}

/* "скасував наказ припинити": the words of doubt hold the word of status. */
static bool doubted_with(const clause_view *c, size_t status, size_t act)
{
    enum { WORDS = 4 };
    size_t n = 0;
    for (size_t i = status; i + WORDS > status && i + 1 > c->from; i--) {
        if (i < act && doubt_at(c, i, "that", &n) != NULL && i + n > status && i + n <= act)
            return true;
        if (i == c->from) break;
    }
    return false;
}

bool told_as_fact(const clause_view *c, const act_found *a, const governing *g)
{
    size_t at = g->status != STATUS_NONE && g->at < a->at ? g->at : a->at;
    return !asked(c) && !doubted_before(c, at) && !doubted_with(c, at, a->at) && !undone(c, a) &&
           !of_a_deal_unmade(c, g) && said_behind(c, a, "fails") == NULL;
}

/* "Neither side agreed", "No troops will": the first word of the clause that the verb stands in. */
static bool nobody_opens(const clause_view *c, size_t verb)
{
    enum { SUBJECT_TOKENS = 10 };
    size_t i = verb;
    for (; i > c->from; i--) {
        size_t k = i - 1;
        if (clause_ends(c, k) || tok_any(c->j, k, IS(W_CONJ) | IS(W_SUB)) ||
            mark_of(c, k) == S_SKIP)
            break;
        if (verb - k > SUBJECT_TOKENS) return false;
    }
    str w = low(c, i), next = low(c, i + 1);
    if (str_is(w, "in") && str_is(low(c, i + 2), "time")) return false; /* "in no time" */
    if (str_is(w, "at") || str_is(w, "under") || str_is(w, "in") || str_is(w, "on"))
        return str_is(next, "no"); /* "at no point did we agree" */
    if (str_is(w, "no"))
        return !str_is(next, "later") && !str_is(next, "more") && !str_is(next, "less") &&
               !str_is(next, "doubt") && !str_is(next, "matter") && !str_is(next, "sooner") &&
               !str_is(next, "longer");
    return str_is(w, "neither") || str_is(w, "none") || str_is(w, "nobody") || str_is(w, "never") ||
           (str_is(w, "not") && (str_is(next, "one") || str_is(next, "until")));
}

bool denied_around(const clause_view *c, const act_found *a, const governing *g)
{
    size_t verb = g->status != STATUS_NONE && g->at < a->at ? g->at : a->at;
    bool of_none = tok_is(c->j, a->at, W_NEG); /* "no strikes will be carried out" */
    for (size_t i = a->at + a->n; of_none && i < c->to && !clause_ends(c, i); i++) {
        const lexicon_entry *e = entry_at(c->j, i, W_ACT, NULL);
        if (e != NULL && str_starts(e->value, "ceasefire v"))
            return true; /* "none will be halted" */
    }
    if (of_none) return false;
    if (said_behind(c, a, "none") != NULL) return true;
    return english(c, verb) && !a->noun && !a->fire && g->status != STATUS_DENIED &&
           nobody_opens(c, verb);
}

/* "will suspend the ceasefire", "прекратим обмен пленными": an end to the act named behind. */
bool ends_an_act(const clause_view *c, const act_found *verb, const act_found *noun)
{
    if (verb->noun || verb->fire || verb->act != ACT_WORD_CEASEFIRE || !noun->noun || noun->fire ||
        noun->act == ACT_WORD_END || noun->act == ACT_WORD_ORDER ||
        (noun->act == ACT_WORD_ALLOW &&
         !english(c, noun->at))) /* "досмотр" stops for free passage */
        return false;
    size_t last = verb->at + verb->n - 1; /* "дотримуватися режиму" has its object: it keeps it */
    size_t n = 0;
    if (doubt_at(c, verb->at, "keep", &n) != NULL ||
        (verb->n > 1 && !tok_any(c->j, last, IS(W_PREP) | IS(W_OF) | IS(W_DET) | IS(W_ADV))))
        return false;
    for (size_t i = verb->at + verb->n; i < noun->at; i++) {
        if (!tok_any(c->j, i, IS(W_DET) | IS(W_POSS) | IS(W_OF) | IS(W_ADV) | IS(W_WHOLE)))
            return false;
    }
    size_t behind = noun->at + noun->n;
    for (size_t i = noun->at; i <= behind; i++) { /* "the exchange of fire" */
        if (tok_is(c->j, i, W_FIRE) || str_starts(low(c, i), "удар")) return false;
    }
    return !tok_is(c->j, behind, W_PREP) || noun->act != ACT_WORD_NEGOTIATE;
}

/* ---- what is kept */

void span_of(const clause_view *c, const act_found *a, const governing *g, size_t to,
             commitment_said *k)
{
    size_t first = a->at, last = a->at + a->n;
    if (g->status != STATUS_NONE && g->at < first) first = g->at;
    for (size_t i = last; i < to; i++) {
        if (mark_of(c, i) >= S_START && mark_of(c, i) <= S_SCOPE) last = i + 1;
    }
    k->span = piece_of(c->j, first, last);
    if (piece_said(k->scope) && k->scope.from < k->span.from) k->span.from = k->scope.from;
    if (piece_said(k->scope) && k->scope.to > k->span.to) k->span.to = k->scope.to;
}

tr_err keep_commitment(clause_view *c, const commitment_said *k)
{
    commitment_said *slot = VEC_PUSH(c->j->a, &c->s->commitments);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = *k;
    c->j->last_committed = (size_t)(c->s - c->j->out->statements.items);
    slot->quoted = within_quotation(c->j, k->span.from, k->span.to) || c->own;
    return TR_OK;
}
