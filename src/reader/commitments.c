/* Commitments: what somebody does or leaves, how firmly, and its slots.
 *
 * A sentence is looked through for words of acts. The status is that of the word that governs the
 * act: the nearest one before it in the clause, else the reporting verb, else the future. What is
 * told of the past without such a word commits nobody. */
#include "reader/clauses.h"

#include <string.h>

enum { SENTENCE_TOKENS = 1000, ACTS = 32 };

/* ---- one commitment */

/* "War between A and B" */
static tr_err belligerents(clause_view *c, size_t from, commitment_said *k)
{
    size_t begin = from + 1;
    if (from >= c->to || !(str_is(low(c, from), "between") || str_is(low(c, from), "між") ||
                           str_is(low(c, from), "между")))
        return TR_OK;
    k->parties.n = 0;
    for (size_t i = begin; i <= c->to; i++) {
        bool name = i < c->to && c->j->tokens.items[i].kind == T_WORD &&
                    (c->j->tokens.items[i].capital || tok_is(c->j, i, W_DET)) &&
                    !tok_is(c->j, i, W_CONJ);
        if (name) continue;
        if (i > begin) TR_TRY(piece_push(c->j, &k->parties, piece_of(c->j, begin, i)));
        begin = i + 1;
        if (i >= c->to || !tok_is(c->j, i, W_CONJ)) break;
    }
    return TR_OK;
}

/* "extend it", "продлить перемирие" */
static bool is_extension(str w)
{
    static const char *const begin[] = {"extend", "prolong", "renew",   "продл",
                                        "подовж", "продовж", "пролонг", NULL};
    for (size_t i = 0; begin[i] != NULL; i++) {
        if (str_starts(w, begin[i])) return true;
    }
    return false;
}

static tr_err words_of_act(clause_view *c, const act_found *a, commitment_said *k)
{
    k->extends = a->act == ACT_WORD_CEASEFIRE && is_extension(low(c, a->at));
    const char *name = act_class_words(a->act);
    bool whole = false;
    if (a->act == ACT_WORD_CEASEFIRE && a->noun && k->heads.n == 1 && piece_said(k->scope) &&
        k->scope.to == k->act_words.to) {
        size_t at = a->at;
        while (at > c->from && at + 3 > a->at && !whole)
            whole = tok_is(c->j, --at, W_WHOLE);
        if (whole && at + 1 == a->at) { /* "a complete ceasefire" names no target */
            k->whole = true;
            k->heads.items[0] = tok_low(c->j, at);
            k->act_says = arena_printf(c->j->a, STR_FMT " ceasefire", STR_ARG(tok_low(c->j, at)));
            return k->act_says.ptr == NULL ? TR_ERR_NOMEM : TR_OK; /* of the text's own language */
        }
    }
    if (a->act == ACT_WORD_END) {
        for (size_t i = c->from; i < c->to; i++) {
            if (!tok_is(c->j, i, W_WAR)) continue;
            k->act_says = arena_printf(c->j->a, "end of the " STR_FMT, STR_ARG(tok_low(c->j, i)));
            if (k->act_says.ptr == NULL) return TR_ERR_NOMEM;
            const token *t = &c->j->tokens.items[i];
            bool of_it = piece_said(k->scope) && t->from >= k->scope.from && t->to <= k->scope.to;
            if (of_it && k->heads.n > 0)
                k->heads.items[0] = tok_low(c->j, i); /* without what is said of it */
            return of_it ? belligerents(c, i + 1, k) : TR_OK;
        }
    }
    k->act_says = a->act == ACT_WORD_ORDER ? STR("order to cease") : str_of(name);
    return TR_OK;
}

/* "sign nothing that", "пропускати не будемо" */
static bool denied_behind(const clause_view *c, const act_found *a)
{
    size_t i = a->at + a->n;
    if (a->noun || i >= c->to || mark_of(c, i) > S_SKIP) return false;
    if (!tok_is(c->j, i, W_NEG)) return false;
    return english(c, i) ? !str_is(low(c, i), "without") : tok_is(c->j, i + 1, W_FUTURE);
}

/* Whether an infinitive among the words tells that the act is done, not that it is broken. */
static bool held_or_made(const clause_view *c, size_t from, size_t to)
{
    static const char *const stems[] = {
        "вест",    "вести",   "провод",  "начин",  "починат", "обсужд", "обговор", "заключ",
        "уклад",   "объявл",  "оголош",  "соблюд", "дотрим",  "вступ",  "продл",   "подовж",
        "подпис",  "підпис",  "просит",  "прос",   "призна",  "визна",  "прийма",  "приним",
        "подтвер", "поддерж", "підтрим", "иметь",  "брат",    NULL};
    bool other = false;
    for (size_t i = from; i < to && i < c->to; i++) {
        str w = low(c, i);
        if (!str_ends(w, "ть") && !str_ends(w, "ти") && !str_ends(w, "ся")) continue;
        for (size_t k = 0; stems[k] != NULL; k++) {
            if (str_starts(w, stems[k])) return true;
        }
        other = true;
    }
    return !other;
}

/* "Никакого соглашения о прекращении огня", "жодних домовленостей про тишу": before the noun. */
static bool none_before(const clause_view *c, const act_found *a)
{
    enum { DEAL_TOKENS = 6 };
    for (size_t i = a->at; a->noun && !english(c, a->at) && i > c->from && a->at - i < DEAL_TOKENS;
         i--) {
        str w = low(c, i - 1);
        if (c->j->tokens.items[i - 1].kind == T_MARK || tok_is(c->j, i - 1, W_CONJ)) return false;
        if (str_starts(w, "никак") || str_starts(w, "жодн") || str_starts(w, "ніяк")) return true;
    }
    return false;
}

/* "перемирия нет", "угоди про припинення вогню немає", "... не существует" */
static bool there_is_none(const clause_view *c, const act_found *a)
{
    if (none_before(c, a)) return true;
    for (size_t i = a->at + a->n; a->noun && i < c->to && i < a->at + a->n + 9; i++) {
        str w = low(c, i), next = i + 1 < c->to ? low(c, i + 1) : (str){0};
        if (str_is(w, "не") && (str_starts(next, "существу") || str_starts(next, "існу")))
            return true;
        if (str_is(w, "не") && (str_starts(next, "будем") || str_starts(next, "станем")))
            return held_or_made(c, a->at + a->n, i + 3); /* "Переговоров мы вести не будем" */
        if (i >= a->at + a->n + 4 && !tok_is(c->j, i - 1, W_DEAL) && !tok_is(c->j, i - 2, W_DEAL))
            continue;
        if (str_is(w, "нет") || str_is(w, "немає") || str_is(w, "нема") || str_is(w, "не"))
            return !str_is(w, "не") || str_is(low(c, i + 1), "идет") ||
                   str_is(low(c, i + 1), "йде") || str_is(low(c, i + 1), "йдеться") ||
                   str_is(low(c, i + 1), "будет") || str_is(low(c, i + 1), "буде") ||
                   str_is(low(c, i + 1), "было") || str_is(low(c, i + 1), "було");
        if (c->j->tokens.items[i].kind == T_MARK || tok_is(c->j, i, W_CONJ)) return false;
    }
    return false;
}

/* Talks on a truce: nothing but the talks is agreed. */
static bool about_truce(const clause_view *c, const commitment_said *k)
{
    for (size_t i = c->from; i < c->to; i++) {
        const token *t = &c->j->tokens.items[i];
        const lexicon_entry *e = t->from >= k->scope.from && t->to <= k->scope.to
                                     ? entry_at(c->j, i, W_ACT, NULL)
                                     : NULL;
        if (e != NULL && (str_starts(e->value, "ceasefire n") || str_starts(e->value, "end n")))
            return true;
    }
    return false;
}

/* "будут освобождены", "буде відведено" */
static bool passive_here(const clause_view *c, size_t i)
{
    static const char *const ends[] = {
        "ен",  "ена", "ено", "ены", "ены", "ені", "ана", "ано", "аны", "ані", "ята", "яты", "ято",
        "яті", "ута", "уты", "уто", "уті", "ыта", "ыты", "ыто", "ита", "иті", "ито", NULL};
    for (size_t k = 0; ends[k] != NULL; k++) {
        if (!english(c, i) && str_ends(low(c, i), ends[k])) return true;
    }
    return str_ends(low(c, i), "ться") || str_ends(low(c, i), "тся");
}

static said_status under_conditions(const commitment_said *k, said_status s)
{
    bool open = s == STATUS_ANNOUNCED || s == STATUS_WILLING || s == STATUS_AGREED ||
                s == STATUS_ORDERED || s == STATUS_PROPOSED;
    return k->conditions.n > 0 && open ? STATUS_CONDITIONAL : s;
}

static said_status final_status(const clause_view *c, const governing *g, const act_found *a,
                                const commitment_said *k)
{
    said_status s = g->status, by_cue = c->cue != NULL ? status_of(c->cue->value) : STATUS_NONE;
    if ((s == STATUS_NONE && !g->future) || (g->weak && by_cue != STATUS_NONE)) s = by_cue;
    if (s == STATUS_NONE &&
        (by_cue == STATUS_DENIED || by_cue == STATUS_AIM || by_cue == STATUS_AGREED))
        s = by_cue;
    bool not_let = a->moves && tok_is(c->j, a->at, W_NEG); /* "не пройдет" */
    if (not_let || a->denied || (negated(c, a->at) && !a->fire) || denied_behind(c, a) ||
        there_is_none(c, a) || denied_around(c, a, g) || by_cue == STATUS_DENIED)
        return STATUS_DENIED;
    if (a->discussed) return under_conditions(k, STATUS_TO_BE_NEGOTIATED);
    bool resumed = a->act == ACT_WORD_NEGOTIATE && !a->noun && s == STATUS_TO_BE_NEGOTIATED &&
                   g->at < a->at && !english(c, a->at) && passive_here(c, a->at);
    const lexicon_entry *talks = resumed ? entry_at(c->j, g->at, W_ACT, NULL) : NULL;
    if (talks != NULL && str_starts(talks->value, "negotiate n"))
        s = STATUS_ANNOUNCED; /* "переговори про квоти відновляться" */
    if (s == STATUS_ORDERED && g->at > c->from && tok_is(c->j, g->at - 1, W_FUTURE))
        s = STATUS_ANNOUNCED; /* "will order" */
    for (size_t i = a->at + a->n; a->act == ACT_WORD_ORDER && a->noun && s == STATUS_ORDERED &&
                                  !english(c, a->at) && i < c->to && i < a->at + a->n + 4;
         i++) { /* "приказ войскам будет отдан" */
        if (tok_is(c->j, i, W_FUTURE)) s = STATUS_ANNOUNCED;
    }
    if (a->act == ACT_WORD_NEGOTIATE && about_truce(c, k) &&
        (s == STATUS_NONE || s == STATUS_ANNOUNCED || s == STATUS_AGREED))
        return STATUS_TO_BE_NEGOTIATED;
    if (s == STATUS_NONE && a->act == ACT_WORD_ORDER) s = STATUS_ORDERED;
    if (s == STATUS_NONE && str_has(a->entry->id, ".zz_forbidden")) s = STATUS_ORDERED;
    if (s == STATUS_NONE && tok_any(c->j, a->at, IS(W_ACT)) &&
        str_starts(a->entry->id, "en.negotiate_v2") && str_starts(low(c, a->at), "be"))
        s = STATUS_TO_BE_NEGOTIATED;
    if (s == STATUS_NONE) s = STATUS_ANNOUNCED;
    return under_conditions(k, s);
}

/* The comma before an aside that tells where and ends with the comma at hand; else the same. */
static size_t aside_before(const clause_view *c, size_t at)
{
    enum { ASIDE = 12 };
    if (!english(c, at) || at + 1 >= c->to ||
        !tok_any(c->j, at + 1, IS(W_AUX) | IS(W_FUTURE) | IS(W_STATUS)))
        return at;
    for (size_t i = at; i > c->from + 1 && at - i < ASIDE; i--) {
        if (clause_break(c, i - 1) || tok_any(c->j, i - 1, IS(W_AUX) | IS(W_FUTURE))) return at;
        if (tok_mark(c->j, i - 1, ',')) return tok_is(c->j, i, W_PREP) ? i - 1 : at;
    }
    return at;
}

/* "Strikes on ports will stop": what ceases is named before the verb. */
static bool fire_before(const clause_view *c, size_t act)
{
    for (size_t i = act; i > c->from && act - i < 16; i--) {
        if (tok_mark(c->j, i - 1, ',') && aside_before(c, i - 1) < i - 1) {
            i = aside_before(c, i - 1) + 1; /* ", inside the country and across its borders," */
            continue;
        }
        if (mark_of(c, i - 1) == S_SKIP || clause_break(c, i - 1) || tok_mark(c->j, i - 1, ','))
            return false;
        if (tok_is(c->j, i - 1, W_STATUS)) return false;
        if (mark_of(c, i - 1) == S_FREE && entry_at(c->j, i - 1, W_FIRE, NULL) != NULL) return true;
    }
    return false;
}

/* "Inspectors will be let in": what is done to whom, by nobody named. */
static bool is_passive(const clause_view *c, const act_found *a)
{
    bool be = str_is(low(c, a->at), "be") ||
              (a->at > c->from &&
               (str_is(low(c, a->at - 1), "be") || str_is(low(c, a->at - 1), "being")) &&
               str_ends(low(c, a->at), "ed"));
    return english(c, a->at) && !a->noun && be &&
           (a->act == ACT_WORD_ALLOW || a->act == ACT_WORD_EXCHANGE || a->act == ACT_WORD_RELEASE ||
            a->act == ACT_WORD_WITHDRAW || a->act == ACT_WORD_REPAIR || a->act == ACT_WORD_SIGN);
}

static str last_low(const clause_view *c, const act_found *a)
{
    return low(c, a->at + a->n - 1);
}

/* Verbs whose object may stand before them, as nobody else does it. */
static bool takes_subject(const clause_view *c, const act_found *a)
{
    if (a->oneself || a->same) return false;
    if (a->act == ACT_WORD_ALLOW && str_is(low(c, a->at), "open")) return true; /* "will open" */
    if (english(c, a->at) && a->n > 2 && str_is(low(c, a->at + 1), "be"))
        return true; /* "not be used" */
    if (a->moves) return true;
    if (a->noun) return a->act == ACT_WORD_ALLOW;
    if (a->act == ACT_WORD_CEASEFIRE && fire_before(c, a->at)) return true;
    if (a->act == ACT_WORD_SIGN || str_has(a->entry->id, ".ends")) return true;
    if (a->act == ACT_WORD_NEGOTIATE)
        return str_starts(low(c, a->at), "be") || str_has(low(c, a->at), "обговорюватим") ||
               str_has(low(c, a->at), "обсуждать") || tok_is(c->j, a->at, W_FUTURE) ||
               (!english(c, a->at) &&
                (passive_here(c, a->at) || str_starts(last_low(c, a), "говор") ||
                 str_starts(last_low(c, a), "обгов") || str_starts(last_low(c, a), "обсуд")));
    if (english(c, a->at))
        return a->at > c->from &&
               (str_is(low(c, a->at), "be") || str_is(low(c, a->at - 1), "be") ||
                str_is(low(c, a->at - 1), "being") || str_is(low(c, a->at - 1), "are") ||
                str_is(low(c, a->at - 1), "is"));
    if (passive_here(c, a->at)) return true;
    return (a->act == ACT_WORD_ALLOW || a->act == ACT_WORD_EXCHANGE || a->act == ACT_WORD_RELEASE ||
            a->act == ACT_WORD_WITHDRAW) &&
           !english(c, a->at);
}

/* "the corresponding order": its scope is that of what was proposed. */
static tr_err order_as_proposed(clause_view *c, const act_found *a, commitment_said *k)
{
    size_t from = a->at;
    while (from > c->from && tok_any(c->j, from - 1, IS(W_DET)) && mark_of(c, from - 1) == S_FREE)
        from--;
    size_t end = a->at + a->n;
    if (str_is(low(c, end - 1), "to")) end--;
    if (end < a->at + 2) return TR_OK;
    k->scope = piece_of(c->j, from, end);
    k->refers = true;
    str *slot = VEC_PUSH(c->j->a, &k->heads);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = STR("as the proposal");
    return TR_OK;
}

/* "the deal": the one that was named with what it is about. */
static tr_err named_deal(clause_view *c, commitment_said *k)
{
    size_t at = c->from;
    while (at < c->to && c->j->tokens.items[at].from < k->scope.from)
        at++;
    if (!str_is(low(c, at), "the") || !tok_is(c->j, at + 1, W_DEAL) ||
        c->j->tokens.items[at + 1].to != k->scope.to)
        return TR_OK;
    for (size_t i = c->from; i > 0 && c->from - i < 120; i--) {
        size_t from = i - 1;
        if (!tok_is(c->j, i - 1, W_DEAL)) continue;
        while (from > 0 && c->j->tokens.items[from - 1].kind == T_WORD &&
               !tok_any(c->j, from - 1, IS(W_DET) | IS(W_PREP) | IS(W_CUE)))
            from--;
        if (from == i - 1 || from == 0 ||
            !(str_is(low(c, from - 1), "a") || str_is(low(c, from - 1), "an")))
            continue;
        k->heads.n = k->categories.n = 0;
        k->refers = true;
        return heads_of(c->j, from, i, k);
    }
    return TR_OK;
}

/* "..., full ceasefire and permanent peace": more matters of the same talks. */
static tr_err further_matters(clause_view *c, size_t from, size_t to, const commitment_said *like)
{
    size_t begin = from;
    for (size_t i = from; i <= to; i++) {
        if (i < to && !tok_mark(c->j, i, ',') && !tok_is(c->j, i, W_CONJ) && !clause_break(c, i))
            continue;
        bool truce_named = false;
        for (size_t k = begin; k < i; k++) {
            const lexicon_entry *e =
                mark_of(c, k) == S_FREE ? entry_at(c->j, k, W_ACT, NULL) : NULL;
            truce_named = truce_named || (e != NULL && (str_starts(e->value, "ceasefire n") ||
                                                        str_starts(e->value, "end n")));
        }
        if (truce_named) {
            commitment_said k = *like;
            k.heads = k.categories = (str_list){0};
            k.area = (piece){0};
            k.scope = piece_of(c->j, begin, i);
            k.span = k.scope;
            TR_TRY(heads_of(c->j, begin, i, &k));
            TR_TRY(keep_commitment(c, &k));
            for (size_t t = begin; t < i; t++)
                c->mark[t - c->from] = S_SCOPE;
        }
        begin = i + 1;
        if (i < to && clause_break(c, i) && !tok_is(c->j, i, W_CONJ)) break;
    }
    return TR_OK;
}

/* "These negotiations will begin immediately": of those that were just named. */
static bool names_again(clause_view *c, const act_found *a)
{
    if (!a->noun || a->at == c->from ||
        !(str_is(low(c, a->at - 1), "these") || str_is(low(c, a->at - 1), "this") ||
          str_is(low(c, a->at - 1), "такі") || str_is(low(c, a->at - 1), "ці") ||
          str_is(low(c, a->at - 1), "эти")))
        return false;
    commitment_said k = said_nothing();
    bool any = false;
    for (size_t i = 0; i < c->s->commitments.n; i++)
        any = any || c->s->commitments.items[i].act == a->act;
    if (!any) return false;
    fill_times(c, c->from, c->to, &k);
    for (size_t i = 0; i < c->s->commitments.n; i++) {
        commitment_said *was = &c->s->commitments.items[i];
        if (was->act != a->act) continue;
        if (!piece_said(was->start.words)) was->start = k.start;
        if (!piece_said(was->end.words)) was->end = k.end;
        if (!piece_said(was->length.words)) was->length = k.length;
    }
    return true;
}

/* "мораторий на удары", "обмен пленными": of an act of several words, those before what it is
 * about. */
static size_t own_words(const clause_view *c, const act_found *a)
{
    for (size_t i = 1; i < a->n; i++) {
        str w = low(c, a->at + i);
        bool use = a->act == ACT_WORD_CEASEFIRE &&
                   ((tok_is(c->j, a->at + i, W_FIRE) && !str_is(w, "fire") && !str_is(w, "огня") &&
                     !str_is(w, "вогню") && !str_is(w, "огонь") && !str_is(w, "вогонь")) ||
                    str_starts(w, "применени") || str_starts(w, "застосуванн") || str_is(w, "use"));
        bool whom = a->act == ACT_WORD_EXCHANGE && a->noun && !tok_is(c->j, a->at + i, W_PREP) &&
                    !tok_is(c->j, a->at + i, W_OF);
        if (!use && !whom) continue;
        if (tok_is(c->j, a->at + i, W_FIRE) && i + 1 == a->n && !tok_is(c->j, a->at + a->n, W_AT))
            return a->n; /* "no attacks will" */
        if (i > 1 && tok_any(c->j, a->at + i - 1, IS(W_PREP) | IS(W_AT) | IS(W_OF))) i--;
        return i;
    }
    return a->n;
}

/* "відкрити гуманітарний коридор", "lay down their arms": what it is about is among the words of
 * the act itself, where nothing stands behind them. */
static tr_err object_within(clause_view *c, const act_found *a, commitment_said *k)
{
    size_t i = a->at + 1, to = a->at + a->n;
    bool takes = a->act == ACT_WORD_ALLOW || a->act == ACT_WORD_EXCHANGE ||
                 a->act == ACT_WORD_RELEASE || a->act == ACT_WORD_OTHER ||
                 a->act == ACT_WORD_REPAIR;
    if (a->noun || !takes || piece_said(k->scope) || a->n < 2) return TR_OK;
    if (tok_any(c->j, a->at, IS(W_NEG) | IS(W_AUX) | IS(W_FUTURE)) || str_is(low(c, a->at), "be"))
        return TR_OK;
    if (i < to && str_is(low(c, i), "down")) i++;
    for (size_t t = i; t < to; t++) {
        if (tok_any(c->j, t, IS(W_PREP) | IS(W_NEG) | IS(W_CONJ) | IS(W_WE) | IS(W_IT)))
            return TR_OK;
    }
    if (english(c, a->at) && to - i < 2) return TR_OK; /* "let go", "pull back" */
    k->scope = piece_of(c->j, i, to);
    return heads_of(c->j, i, to, k);
}

static bool sides_or_we(const clause_view *c, piece p)
{
    for (size_t i = c->from; i < c->to; i++) {
        const token *t = &c->j->tokens.items[i];
        if (t->from >= p.from && t->to <= p.to && tok_any(c->j, i, IS(W_SIDES) | IS(W_WE)))
            return true;
    }
    return false;
}

static bool ends_behind(const clause_view *c, const act_found *a, size_t to)
{
    for (size_t i = a->at + a->n; i < to && i < a->at + a->n + 12; i++) {
        const lexicon_entry *e = entry_at(c->j, i, W_FOR, NULL);
        if (e != NULL && str_is(e->value, "ends")) return true;
    }
    return false;
}

/* "що до неділі виведе": a verb that says who, with nobody before it. */
static bool opened_by_what(const clause_view *c, size_t act)
{
    str w = low(c, act);
    if (!(str_ends(w, "ет") || str_ends(w, "ит") || str_ends(w, "ут") || str_ends(w, "ют") ||
          str_ends(w, "ат") || str_ends(w, "ят") || str_ends(w, "е") || str_ends(w, "ить") ||
          str_ends(w, "уть") || str_ends(w, "ють") || str_ends(w, "ать") || str_ends(w, "ять") ||
          str_ends(w, "є") || str_ends(w, "ст") || str_ends(w, "сть")))
        return false;
    for (size_t i = act; i > c->from; i--) {
        if (str_is(low(c, i - 1), "что") || str_is(low(c, i - 1), "що")) return true;
        if (!around_verb(c, i - 1) && mark_of(c, i - 1) == S_FREE) return false;
    }
    return false;
}

/* "Varland promised to release": who promises does it. */
static bool promised_by_speaker(const clause_view *c, const act_found *a, const governing *g)
{
    if (a->noun || a->same || a->moves || g->status != STATUS_NONE || c->cue == NULL ||
        !piece_said(c->s->source) || c->s->source.text != c->j->text)
        return false;
    size_t act = c->j->tokens.items[a->at].from;
    bool left_out = !english(c, a->at) && opened_by_what(c, a->at); /* "сообщил, что отведёт" */
    if (!str_is(c->cue->value, "announces") && !str_is(c->cue->value, "promises") &&
        !str_is(c->cue->value, "agrees") && !left_out)
        return false;
    if (left_out) return c->s->cue.to <= act && c->s->source.from <= act;
    if (c->s->cue.to > act || c->s->source.from > c->s->cue.from) return false;
    for (size_t i = c->from; i < a->at; i++) {
        if (c->j->tokens.items[i].from >= c->s->cue.to &&
            (tok_is(c->j, i, W_SUB) || tok_any(c->j, i, SUBJECT)))
            return false;
    }
    return !english(c, a->at) || (a->at > c->from && str_is(low(c, a->at - 1), "to"));
}

/* "такого же шага от соседей": from whom the same is expected. */
static tr_err expected_of(clause_view *c, const act_found *a, commitment_said *k)
{
    size_t from = a->at + a->n, end;
    for (size_t i = a->at; i > c->from && a->at - i < 4;
         i--) { /* "ждёт от соседей ответного шага" */
        if (str_is(low(c, i - 1), "от") || str_is(low(c, i - 1), "від"))
            return i < a->at ? piece_push(c->j, &k->parties, piece_of(c->j, i, a->at)) : TR_OK;
    }
    if (from >= c->to || !(str_is(low(c, from), "от") || str_is(low(c, from), "від") ||
                           str_is(low(c, from), "from")))
        return TR_OK;
    end = ++from;
    while (end < c->to && mark_of(c, end) == S_FREE && c->j->tokens.items[end].kind == T_WORD &&
           !tok_any(c->j, end, IS(W_PREP) | IS(W_CONJ) | IS(W_SUB) | IS(W_AUX)))
        end++;
    return end > from ? piece_push(c->j, &k->parties, piece_of(c->j, from, end)) : TR_OK;
}

/* "Last week, the minister said" tells when; "Fire will cease, the minister said" what. */
static bool says_before(const clause_view *c, size_t source)
{
    enum { OPENING_TOKENS = 16 };
    size_t i = c->from, n = 0;
    for (; i < c->to && c->j->tokens.items[i].to <= source; i++) {
        if (tok_any(c->j, i, IS(W_ACT) | IS(W_STATUS) | IS(W_FUTURE) | IS(W_NEG) | IS(W_SCOPE)))
            return true;
        if (entry_at(c->j, i, W_UNTIL, &n) != NULL && i > c->from + 1 &&
            when_end(c->j, i + n, c->to) > i + n)
            return true; /* "С 8 мая до 11 мая": nobody speaks so long */
    }
    bool opens = tok_any(c->j, c->from, /* "Both sides, he went on": who, not when */
                         IS(W_PREP) | IS(W_ADV) | IS(W_TIMEADJ) | IS(W_DAY) | IS(W_WEEKDAY) |
                             IS(W_TIMEWORD) | IS(W_CUE) | IS(W_CUE_ING) | IS(W_SUB) | IS(W_BY));
    return i - c->from > OPENING_TOKENS || (i > c->from && tok_mark(c->j, i - 1, ',') && !opens);
}

/* "the appropriate command to the military": whom it is given to. */
static tr_err ordered_whom(clause_view *c, const act_found *a, size_t to, commitment_said *k)
{
    size_t last = a->at + a->n - 1, from, end;
    if (a->act != ACT_WORD_ORDER || !a->noun || !english(c, a->at)) return TR_OK;
    if (a->n > 1 && str_is(low(c, last), "to"))
        from = last + 1;
    else if (last + 1 < to && str_is(low(c, last + 1), "to"))
        from = last + 2;
    else
        return TR_OK;
    for (end = from; end < to && mark_of(c, end) == S_FREE; end++) {
        if (c->j->tokens.items[end].kind != T_WORD ||
            tok_any(c->j, end, IS(W_ACT) | IS(W_CONJ) | IS(W_SUB)) ||
            (tok_is(c->j, end, W_PREP) && !tok_is(c->j, end, W_OF)))
            break;
    }
    if (end == from || tok_is(c->j, from, W_ACT) || tok_is(c->j, end, W_ACT)) return TR_OK;
    TR_TRY(piece_push(c->j, &k->parties, piece_of(c->j, from, end)));
    for (size_t i = last + 1; i < end; i++)
        c->mark[i - c->from] = S_SKIP;
    return TR_OK;
}

/* "О расторжении перемирия стороны обязаны предупредить": of what, and who, before the verb. */
static tr_err matter_before(clause_view *c, size_t from, size_t act, commitment_said *k)
{
    enum { MATTER_TOKENS = 12 };
    size_t about = from;
    while (about < act && mark_of(c, about) == S_SKIP)
        about++;
    str w = low(c, about);
    if (english(c, act) || !(str_is(w, "про") || str_is(w, "о") || str_is(w, "об"))) return TR_OK;
    for (size_t i = about + 2; i < act && i < about + MATTER_TOKENS; i++) {
        size_t n = 1;
        if (mark_of(c, i) != S_FREE || c->j->tokens.items[i].kind != T_WORD) return TR_OK;
        const lexicon_entry *sides = entry_at(c->j, i, W_SIDES, &n);
        if (sides == NULL && !tok_any(c->j, i, IS(W_BODY) | IS(W_WE) | IS(W_THEY))) continue;
        k->scope = piece_of(c->j, about + 1, i);
        k->parties.n = 0;
        TR_TRY(piece_push(c->j, &k->parties, piece_of(c->j, i, i + n)));
        return heads_of(c->j, about + 1, i, k);
    }
    return TR_OK;
}

static tr_err one_commitment(clause_view *c, const act_found *a, size_t from, size_t to,
                             const governing *g)
{
    commitment_said k = said_nothing();
    k.act = a->act;
    k.act_words = piece_of(c->j, a->at, a->at + a->n);
    bool its_own = g->status == STATUS_NONE && c->cue != NULL && piece_said(c->s->source) &&
                   status_of(c->cue->value) != STATUS_NONE && a->noun &&
                   says_before(c, c->s->source.from); /* "До 11 мая сторона объявляет перемирие" */
    for (size_t i = from; i < a->at && !its_own; i++) { /* what stands before the verb of saying is
                                                          told, not promised */
        bool aside = passive_here(c, a->at) && !str_ends(low(c, a->at), "ся") && i > from &&
                     tok_mark(c->j, i - 1, ',') && tok_is(c->j, i, W_BY);
        while (aside && i + 1 < a->at && mark_of(c, i) == S_SKIP)
            i++; /* "Боевые действия, согласно тексту, должны быть прекращены" */
        if (mark_of(c, i) == S_SKIP && c->j->tokens.items[i].kind == T_WORD) from = i + 1;
    }
    fill_times(c, a->at + (a->noun ? 0 : a->n), to,
               &k); /* what stands behind the act is nearer to it */
    fill_times(c, from, a->at, &k);
    if (a->noun && empty_time(&k.end) && ends_behind(c, a, to)) {
        k.end = k.start; /* "the truce lapses on 9 May" */
        k.start = said_nothing().start;
    }
    TR_TRY(ordered_whom(c, a, to, &k));
    if (a->act == ACT_WORD_NOTIFY && !a->noun) TR_TRY(matter_before(c, from, a->at, &k));
    bool passive = is_passive(c, a);
    if (a->oneself && a->n > 1 && tok_is(c->j, a->at + a->n - 1, W_PREP))
        place_behind(c, a->at, a->n, to, &k); /* "уйти из дельты" */
    if (a->moves || passive) TR_TRY(scope_before(c, from, a->at, &k));
    passive = passive && piece_said(k.scope);
    if (passive && a->n > 1 && tok_is(c->j, a->at + a->n - 1, W_PREP))
        place_behind(c, a->at, a->n, to, &k); /* "will be let into the camps" */
    else if (!a->moves && !passive && !a->place && !a->same && !piece_said(k.scope))
        TR_TRY(fill_scope(c, a->at, own_words(c, a), a->noun, from, to, &k));
    else if (!a->moves && !passive && a->place)
        place_behind(c, a->at, a->n, to, &k);
    if (!a->moves && !passive && !a->place && !a->same) TR_TRY(object_within(c, a, &k));
    if (a->same) TR_TRY(expected_of(c, a, &k));
    if (!a->moves && !passive && k.parties.n == 0) TR_TRY(parties_of(c, a, g, &k));
    for (size_t i = from; a->act == ACT_WORD_CEASEFIRE && k.parties.n == 0 && i < to; i++) {
        if (mark_of(c, i) == S_FREE && i + 1 < to && c->j->tokens.items[i + 1].capital)
            TR_TRY(belligerents(c, i, &k)); /* "a truce between A and B" */
    }
    bool denied = !english(c, a->at) && (negated(c, a->at) || there_is_none(c, a) ||
                                         (a->noun && g->status == STATUS_DENIED && g->at > a->at));
    for (size_t i = a->at; denied && k.parties.n == 0 && i + 1 < to; i++) {
        if (tok_is(c->j, i, W_WE)) /* "подписывать мы не станем" */
            TR_TRY(piece_push(c->j, &k.parties, piece_of(c->j, i, i + 1)));
    }
    if (k.parties.n == 0 && promised_by_speaker(c, a, g))
        TR_TRY(piece_push(c->j, &k.parties, c->s->source));
    bool way = piece_said(k.scope) &&
               (str_starts(piece_words(c->j->out, k.scope), "прохід") ||
                str_starts(piece_words(c->j->out, k.scope), "проход")) &&
               k.heads.n == 1 && !str_has(k.heads.items[0], " ");
    if ((!piece_said(k.scope) || way) && takes_subject(c, a)) {
        commitment_said subject = said_nothing();
        subject.act = a->act;
        TR_TRY(scope_before(c, from, a->at, &subject));
        if (piece_said(subject.scope)) {
            k.scope = subject.scope;
            k.heads = subject.heads;
            k.categories = subject.categories;
        }
        if (piece_said(subject.scope) || a->act == ACT_WORD_CEASEFIRE) k.parties = subject.parties;
        size_t verb = a->at; /* "войска мы не отведём" */
        while (verb > from && (around_verb(c, verb - 1) || tok_is(c->j, verb - 1, W_STATUS)))
            verb--;
        if (piece_said(subject.scope) && verb > from && tok_is(c->j, verb - 1, W_WE))
            TR_TRY(piece_push(c->j, &k.parties, piece_of(c->j, verb - 1, verb)));
    }
    if (a->act == ACT_WORD_ALLOW && a->noun && !piece_said(k.scope) &&
        (str_has(last_low(c, a), "коридор") || str_starts(last_low(c, a), "corridor"))) {
        k.scope = k.act_words; /* "Гуманитарный коридор будет работать" */
        TR_TRY(heads_of(c->j, a->at, a->at + a->n, &k));
    }
    if (k.parties.n == 1 && a->act == ACT_WORD_NEGOTIATE && !english(c, a->at)) {
        str who = piece_words(c->j->out, k.parties.items[0]); /* "Очередная встреча пройдет" */
        str folded;
        TR_TRY(word_fold(who, c->j->scratch, &folded));
        if (str_find(folded, ' ') == folded.len && looks_adjective(folded) &&
            k.parties.items[0].to + 1 == c->j->tokens.items[a->at].from)
            k.parties.n = 0;
    }
    if (a->act == ACT_WORD_ORDER && a->noun && !piece_said(k.scope))
        TR_TRY(order_as_proposed(c, a, &k));
    if (a->act == ACT_WORD_SIGN && piece_said(k.scope)) TR_TRY(named_deal(c, &k));
    size_t area_from =
        g->status != STATUS_NONE && g->at < a->at && g->at >= from ? g->at + g->n : a->at;
    if (a->moves) area_from = a->at + a->n;
    if (tok_is(c->j, c->from, W_WHERE) && from == c->from) area_from = from;
    TR_TRY(fill_places(c, area_from, to, &k));
    if (!piece_said(k.area) && k.act == ACT_WORD_CEASEFIRE && !a->noun && english(c, a->at))
        TR_TRY(fill_places(c, from, a->at, &k)); /* "The guns along the river will fall silent" */
    TR_TRY(fill_marked(c, from, to, &k));
    TR_TRY(words_of_act(c, a, &k));
    k.status = final_status(c, g, a, &k);
    if (k.status == STATUS_SUPPORTS && a->noun && a->act == ACT_WORD_CEASEFIRE &&
        k.parties.n == 1 && !sides_or_we(c, k.parties.items[0]))
        k.parties.n = 0; /* who welcomes it does not do it */
    if (k.status == STATUS_TO_BE_NEGOTIATED && a->act == ACT_WORD_NEGOTIATE && a->noun)
        k.parties.n = 0; /* who agreed on talks, not who holds them */
    if (g->status != STATUS_NONE) k.status_words = piece_of(c->j, g->at, g->at + g->n);
    span_of(c, a, g, to, &k);
    TR_TRY(rule_push(c->j, &k.rules, a->entry->id));
    if (g->status != STATUS_NONE)
        TR_TRY(rule_push(c->j, &k.rules, entry_at(c->j, g->at, W_STATUS, NULL)->id));
    TR_TRY(keep_commitment(c, &k));
    if (a->act != ACT_WORD_NEGOTIATE || !piece_said(k.scope)) return TR_OK;
    size_t behind = a->at + a->n;
    while (behind < to && c->j->tokens.items[behind].from < k.span.to)
        behind++;
    return further_matters(c, behind, to, &k);
}

/* "в заявлении говорится о полном разоружении и выводе войск": what a document has in it. Not what
 * it has of it: "о нарушении перемирия", "о необходимости прекращения огня". */
static bool document_tells_of(const clause_view *c, const act_found *a)
{
    size_t at = a->at;
    if (english(c, at) || c->own || !a->noun) return false;
    while (at > c->from &&
           (looks_adjective(low(c, at - 1)) ||
            (low(c, at - 1).len > 8 &&
             (str_ends(low(c, at - 1), "ом") || str_ends(low(c, at - 1), "ем")))) &&
           !tok_any(c->j, at - 1, IS(W_PREP) | IS(W_DOUBT)))
        at--;
    if (at > c->from + 1 && (str_is(low(c, at - 1), "о") || str_is(low(c, at - 1), "об") ||
                             str_is(low(c, at - 1), "про")))
        return tok_is(c->j, at - 2, W_CUE_DOC) && c->j->tokens.items[at - 2].from == c->s->cue.from;
    if (at == c->from || !tok_is(c->j, at - 1, W_CONJ)) return false;
    for (size_t i = at - 1; i > c->from; i--) { /* the act before it in the list */
        act_found before;
        if (c->j->tokens.items[i - 1].kind == T_MARK ||
            tok_any(c->j, i - 1, IS(W_NEG) | IS(W_STATUS) | IS(W_SUB) | IS(W_DOUBT)))
            return false;
        if (tok_is(c->j, i - 1, W_ACT) && act_at(c, i - 1, &before))
            return document_tells_of(c, &before);
    }
    return false;
}

/* Whether an act at hand is more than a word in passing. */
static bool counts(const clause_view *c, const act_found *a, const governing *g)
{
    const lexicon_entry *denies =
        g->status == STATUS_DENIED ? entry_at(c->j, g->at, W_STATUS, NULL) : NULL;
    if (denies != NULL && status_of(denies->value) == STATUS_DENIED &&
        !tok_is(c->j, g->at, W_NEG) && negated(c, g->at))
        return false; /* "не исключает переговоров" says nothing of them */
    if (g->status == STATUS_NONE && told_of_past(c, a) &&
        !(!english(c, a->at) && a->act == ACT_WORD_SIGN && negated(c, a->at)))
        return false; /* but "мы ничего не подписывали" */
    if (!told_as_fact(c, a, g)) return false;
    if (a->act == ACT_WORD_END && a->noun && (g->status == STATUS_AIM || g->status == STATUS_NONE))
        return false;
    if (a->act == ACT_WORD_ORDER && a->n > 1) return true;
    if (a->act == ACT_WORD_ORDER && a->noun &&
        (g->status != STATUS_ORDERED || g->at == a->at || tok_is(c->j, a->at - 1, W_FUTURE)))
        return false;
    if (a->noun && (a->denied || a->discussed || negated(c, a->at) || there_is_none(c, a)))
        return true;
    if (a->noun && g->status == STATUS_NONE && document_tells_of(c, a)) return true;
    if (a->noun && g->status == STATUS_NONE && !g->future) {
        said_status s = c->cue != NULL ? status_of(c->cue->value) : STATUS_NONE;
        return s != STATUS_NONE && s != STATUS_ANSWERED;
    }
    return true;
}

/* "halt fire to allow aid in": what for, not what is promised besides. */
static bool is_purpose(const clause_view *c, const act_found *last, const act_found *a)
{
    if (a->noun || last->noun || last->act == ACT_WORD_NEGOTIATE || !english(c, a->at) ||
        !str_is(low(c, a->at - 1), "to"))
        return false;
    for (size_t i = last->at + last->n; i < a->at; i++) {
        if (clause_break(c, i) || tok_mark(c->j, i, ',') ||
            tok_any(c->j, i, IS(W_CONJ) | IS(W_STATUS)))
            return false;
    }
    return true;
}

/* A word of an act within the scope of another one is no act of its own: "refrain from attacks",
 * "talks on a maritime ceasefire", "agreed to halt the exchange". */
static bool part_of_last(const clause_view *c, const act_found *last, const act_found *a)
{
    if (last->n == 0) return false;
    if (is_purpose(c, last, a)) return true;
    if (mark_of(c, a->at) == S_SCOPE) return true;
    for (size_t i = last->at + last->n; i < a->at; i++) {
        if (!tok_any(c->j, i, IS(W_PREP) | IS(W_DET) | IS(W_OF) | IS(W_AT) | IS(W_POSS)))
            return false;
    }
    return a->noun;
}

/* "let convoys pass", "the meeting will pass off": a verb of going belongs to the act before it. */
static bool parts_between(const clause_view *c, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        bool aside = tok_mark(c->j, i, ',') && ((i + 1 < to && mark_of(c, i + 1) == S_SKIP) ||
                                                (i > from && mark_of(c, i - 1) == S_SKIP));
        if (aside) continue; /* ", he added," */
        if (clause_break(c, i) || tok_mark(c->j, i, ',') || tok_is(c->j, i, W_CONJ)) return true;
    }
    return false;
}

/* "let food and medical convoys pass": the going is of those that are let. */
static bool lets_move(const clause_view *c, const act_found *last, size_t moves)
{
    if (!english(c, moves) || last->noun || last->act != ACT_WORD_ALLOW) return false;
    for (size_t i = last->at + last->n; i < moves; i++) {
        if (clause_break(c, i) || c->j->tokens.items[i].kind == T_MARK ||
            tok_any(c->j, i, IS(W_FUTURE) | IS(W_AUX) | IS(W_STATUS) | IS(W_SUB) | SUBJECT))
            return false;
    }
    return true;
}

/* "Talks are to open on Thursday": what opens is the talks. */
static bool opens_talks(const clause_view *c, const act_found *last, const act_found *a)
{
    return english(c, a->at) && last->noun && last->act == ACT_WORD_NEGOTIATE && !a->noun &&
           a->act == ACT_WORD_ALLOW && str_starts(low(c, a->at), "open") &&
           !parts_between(c, last->at, a->at) &&
           (a->at + 1 >= c->to || !tok_any(c->j, a->at + 1, IS(W_DET) | IS(W_POSS)));
}

/* "Humanitarian corridors will be opened": one act, told by its verb. */
static bool is_subject_of(const clause_view *c, const act_found *noun, const act_found *verb)
{
    size_t apart = noun->act == ACT_WORD_NEGOTIATE ? 12 : 4;
    return noun->noun && !verb->noun && noun->act == verb->act && noun->act != ACT_WORD_CEASEFIRE &&
           takes_subject(c, verb) && !parts_between(c, noun->at, verb->at) &&
           noun->at + noun->n + apart > verb->at;
}

/* "Обмен пленными будет обсуждаться": of the exchange it is said, and nothing besides. */
static bool is_discussed(const clause_view *c, const act_found *noun, const act_found *verb)
{
    str w = low(c, verb->at + verb->n - 1);
    bool said = str_has(w, "обсужда") || str_has(w, "обговорюва") || str_has(w, "узгодж") ||
                str_is(w, "discussed") || str_is(w, "negotiated") || str_is(w, "addressed") ||
                str_has(w, "согласов") || str_has(w, "розгляну") || str_has(w, "рассмотрен") ||
                str_is(w, "обсудить") || str_is(w, "обговорити") || str_is(w, "погодити");
    return noun->noun && noun->act != ACT_WORD_NEGOTIATE && !verb->noun &&
           verb->act == ACT_WORD_NEGOTIATE && said && !parts_between(c, noun->at, verb->at) &&
           !negated(c, verb->at);
}

/* "A general ceasefire will not be discussed": talks on it are denied, and it is what they are
 * about. */
static bool is_left_out_of_talks(const clause_view *c, const act_found *noun, const act_found *verb)
{
    return english(c, verb->at) && noun->noun && noun->act != ACT_WORD_NEGOTIATE && !verb->noun &&
           verb->act == ACT_WORD_NEGOTIATE && str_is(low(c, verb->at), "be") &&
           !parts_between(c, noun->at, verb->at) && negated(c, verb->at);
}

/* "обсуждают прекращение ударов": a verb of talking right before the act that is talked of. */
static bool talks_of(const clause_view *c, const act_found *verb, const act_found *noun)
{
    enum { ADJECTIVES = 3 };
    str w = low(c, verb->at + verb->n - 1);
    if (english(c, verb->at) || verb->noun || verb->act != ACT_WORD_NEGOTIATE || !noun->noun ||
        noun->act == ACT_WORD_NEGOTIATE || noun->act == ACT_WORD_SIGN ||
        !(str_has(w, "обсужд") || str_has(w, "обсуд") || str_has(w, "обговор") ||
          str_has(w, "рассматрив") || str_has(w, "розгляда")) ||
        str_ends(w, "ть") || str_ends(w, "ти") || negated(c, verb->at) ||
        noun->at > verb->at + verb->n + ADJECTIVES)
        return false; /* "готовы обсуждать отвод" is of talks */
    for (size_t i = verb->at + verb->n; i < noun->at; i++) {
        if (!looks_adjective(low(c, i)) && !tok_any(c->j, i, IS(W_ADV) | IS(W_DET) | IS(W_WHOLE)))
            return false;
    }
    return true;
}

/* "Про відведення військ ми не говоритимемо": what is not talked about. */
static bool is_matter_of(const clause_view *c, const act_found *noun, const act_found *verb)
{
    str first = low(c, noun->at > c->from ? noun->at - 1 : c->from);
    return noun->noun && !verb->noun && verb->act == ACT_WORD_NEGOTIATE && !english(c, noun->at) &&
           noun->at <= c->from + 3 && !parts_between(c, noun->at, verb->at) &&
           (str_is(first, "про") || str_is(first, "о") || str_is(first, "об") ||
            str_is(first, "щодо"));
}

/* "наноситься", "завдано": of strikes that are carried out. */
static bool is_dealt(str w)
{
    static const char *const begin[] = {"нанос",  "нанес",  "завда", "осуществл", "здійсн",
                                        "провод", "вестис", "вест",  "вчиня",     NULL};
    for (size_t i = 0; begin[i] != NULL; i++) {
        if (str_starts(w, begin[i])) return true;
    }
    return false;
}

/* "Обстрелов городов не будет": of fire it is said that there will be none. */
static bool no_fire_will_be(const clause_view *c, size_t i, act_found *out)
{
    str next = i + 1 < c->to ? low(c, i + 1) : (str){0};
    bool dealt = str_is(low(c, i), "не") && is_dealt(next) &&
                 (str_ends(next, "тимуться") || str_ends(next, "тиметься"));
    bool will = str_is(next, "будет") || str_is(next, "будут") || str_is(next, "буде") ||
                str_is(next, "будуть");
    will = dealt || (will && str_is(low(c, i), "не"));
    if (!will || english(c, i)) return false;
    size_t n_words = 2; /* "не будет наноситься", "не буде завдано" */
    if (i + 2 < c->to && c->j->tokens.items[i + 2].kind == T_WORD && mark_of(c, i + 2) == S_FREE &&
        is_dealt(low(c, i + 2)))
        n_words = 3;
    else if (i + 2 < c->to && c->j->tokens.items[i + 2].kind == T_WORD &&
             mark_of(c, i + 2) == S_FREE &&
             !tok_any(c->j, i + 2, IS(W_UNTIL) | IS(W_FROM) | IS(W_PREP)))
        return false;
    size_t begin = i;
    if (i > c->from && is_dealt(low(c, i - 1))) begin = i - 1; /* "наноситься не будут" */
    for (size_t k = i; k > c->from && i - k < 10; k--) {
        if (c->j->tokens.items[k - 1].kind == T_MARK || mark_of(c, k - 1) == S_SKIP) continue;
        const lexicon_entry *e = entry_at(c->j, k - 1, W_FIRE, NULL);
        if (e == NULL) continue;
        *out = (act_found){.at = begin,
                           .n = i + n_words - begin,
                           .act = ACT_WORD_CEASEFIRE,
                           .entry = e,
                           .fire = true};
        return true;
    }
    return false;
}

/* "после получения аналогичного уведомления": behind a noun of doing, and that behind an event's
 * word. */
static bool made_after(const clause_view *c, size_t k)
{
    if (k < c->from + 2) return false;
    str w = low(c, k - 1);
    const lexicon_entry *e = entry_at(c->j, k - 2, W_FROM, NULL);
    bool doing =
        str_ends(w, "ния") || str_ends(w, "ння") || str_ends(w, "ття") || str_ends(w, "тия");
    return doing && e != NULL && str_is(e->value, "event");
}

/* "после подписания протокола", "during the humanitarian ceasefire": when, and no act of its own.
 */
static bool is_event(const clause_view *c, size_t i)
{
    enum { ADJECTIVES = 3 };
    static const char *const when[] = {"before", "перед",   "during",   "until",
                                       "till",   "since",   "upon",     "despite",
                                       "попри",  "вопреки", "всупереч", NULL},
                             *const behind[] = {"after", "following", "during", "despite", NULL};
    size_t k = i;
    while (k > c->from && (tok_any(c->j, k - 1, IS(W_DET) | IS(W_POSS) | IS(W_WHOLE)) ||
                           (!english(c, i) && looks_adjective(low(c, k - 1)))))
        k--;
    for (size_t at = k; english(c, i) && k == i && at > c->from && i - at < ADJECTIVES; at--) {
        if (c->j->tokens.items[at - 1].kind != T_WORD) break;
        if (at < i && str_is_one_of(low(c, at - 1), behind)) return true; /* "after long talks" */
        if (tok_is(c->j, at - 1, W_DET)) k = at - 1; /* "the humanitarian ceasefire" */
    }
    if (k > c->from + 2 && english(c, i) && tok_is(c->j, k - 1, W_OF) &&
        tok_is(c->j, k - 2, W_TIMEADJ)) { /* "prior to the start of the ceasefire" */
        k -= 2;
        while (k > c->from && tok_is(c->j, k - 1, W_DET))
            k--;
    }
    if (k == c->from) return false;
    if (k > c->from + 1 && str_is(low(c, k - 1), "to") && str_is(low(c, k - 2), "prior"))
        return true;
    if (!english(c, i) && made_after(c, k)) return true;
    static const char *const day_of[] = {"дня", "дні", "моменту", "момента", "дати", "даты", NULL};
    if (str_is_one_of(low(c, k - 1), day_of)) return true; /* "від дня підписання" */
    const lexicon_entry *e = entry_at(c->j, k - 1, W_FROM, NULL);
    for (size_t x = 0; when[x] != NULL; x++) {
        if (str_is(low(c, k - 1), when[x])) return true;
    }
    if (k > c->from + 1 && str_is(low(c, k - 2), "несмотря") && str_is(low(c, k - 1), "на"))
        return true;
    if (k > c->from + 1 && ((str_is(low(c, k - 2), "во") && str_is(low(c, k - 1), "время")) ||
                            (str_is(low(c, k - 2), "під") && str_is(low(c, k - 1), "час"))))
        return true;
    return e != NULL && str_is(e->value, "event");
}

/* "halt strikes and withdraw": the second act has no subject and no status of its own. */
static bool joined(const clause_view *c, const act_found *last, const act_found *a)
{
    bool conj = false;
    for (size_t i = last->at + last->n; i < a->at; i++) {
        if (clause_break(c, i) || mark_of(c, i) == S_IF) return false;
        if (tok_is(c->j, i, W_CONJ) || tok_mark(c->j, i, ',')) {
            conj = true;
            continue;
        }
        if (conj && !around_verb(c, i) && !tok_is(c->j, i, W_FUTURE) && !str_is(low(c, i), "to"))
            return tok_is(c->j, i, W_CONJ);
    }
    return conj;
}

static tr_err take_conditions(clause_view *c, const commitment_said *from, commitment_said *to)
{
    if (to->conditions.n > 0) return TR_OK;
    for (size_t i = 0; i < from->conditions.n; i++)
        TR_TRY(piece_push(c->j, &to->conditions, from->conditions.items[i]));
    to->status = under_conditions(to, to->status);
    return TR_OK;
}

/* "halt strikes and withdraw if they do", "if they do, halt strikes and withdraw": both. */
static tr_err share_conditions(clause_view *c, const size_t *which, const bool *to_last, size_t n)
{
    commitment_said *all = c->s->commitments.items;
    for (size_t i = n; i > 1; i--) {
        const commitment_said *k = &all[which[i - 1]];
        if (to_last[i - 1] && k->conditions.n > 0 && k->conditions.items[0].from > k->act_words.to)
            TR_TRY(take_conditions(c, k, &all[which[i - 2]]));
    }
    for (size_t i = 1; i < n; i++) {
        const commitment_said *k = &all[which[i - 1]];
        if (to_last[i] && k->conditions.n > 0 && k->conditions.items[0].to < k->act_words.from)
            TR_TRY(take_conditions(c, k, &all[which[i]]));
    }
    return TR_OK;
}

/* "обеспечить надёжный и безопасный доступ": one act, told by its noun. */
static bool leads_to_noun(const clause_view *c, const act_found *verb, const act_found *noun)
{
    if (english(c, verb->at) || verb->noun || !noun->noun || verb->act != noun->act ||
        verb->act != ACT_WORD_ALLOW || verb->n > 1)
        return false;
    for (size_t i = verb->at + 1; i < noun->at; i++) {
        if (!tok_any(c->j, i, IS(W_CONJ) | IS(W_ADV)) && !looks_adjective(low(c, i)) &&
            !str_ends(low(c, i), "ый") && !str_ends(low(c, i), "ий"))
            return false;
    }
    return noun->at > verb->at + 1;
}

/* "відмову від припинення вогню", "отказ от переговоров": the act behind is refused. */
static bool refuses_it(const clause_view *c, const act_found *refusal, const act_found *noun)
{
    str w = low(c, refusal->at + refusal->n - 1);
    bool no =
        str_is(w, "від") || str_is(w, "от") || str_starts(w, "отказ") || str_starts(w, "відмов");
    if (english(c, refusal->at) || !refusal->noun || !noun->noun || !no ||
        refusal->act != ACT_WORD_CEASEFIRE)
        return false;
    for (size_t i = refusal->at + refusal->n; i < noun->at; i++) {
        if (!str_is(low(c, i), "від") && !str_is(low(c, i), "от") && !looks_adjective(low(c, i)))
            return false;
    }
    return true;
}

/* "обе стороны отвели силы и прекратили огонь": who did the first does the second. */
static void share_parties(const clause_view *c)
{
    commitment_said *all = c->s->commitments.items;
    size_t n = c->s->commitments.n;
    if (n < 2 || all[n - 2].parties.n == 0 || english(c, c->from)) return;
    all[n - 1].parties = all[n - 2].parties;
}

static tr_err sentence(clause_view *c)
{
    act_found acts[ACTS], last = {0};
    size_t n = 0, n_kept = 0, n_before = c->s->commitments.n, which[ACTS];
    bool to_last[ACTS];
    mark_slots(c);
    for (size_t i = c->from; i < c->to && n < ACTS; i++) {
        act_found a;
        if (mark_of(c, i) != S_FREE || !(act_at(c, i, &a) || no_fire_will_be(c, i, &a))) continue;
        if ((a.noun || (english(c, i) && str_ends(low(c, i), "ing"))) && is_event(c, i)) continue;
        if (n > 0 && opens_talks(c, &acts[n - 1], &a)) continue;
        bool lapses = a.moves && a.act == ACT_WORD_OTHER && n > 0 &&
                      acts[n - 1].act == ACT_WORD_ORDER && acts[n - 1].noun;
        if (lapses) n = 0; /* "Приказ о запрете огня утратит силу": all before it says which */
        if (a.moves && n > 0 &&
            (!parts_between(c, acts[n - 1].at, a.at) || lets_move(c, &acts[n - 1], a.at)))
            continue;
        acts[n++] = a;
        i += a.n - 1;
    }
    if (has_not_covered(c)) TR_TRY(of_earlier(c));
    size_t from = c->from;
    for (size_t i = 0; i < n; i++) {
        size_t to = c->to;
        if (mark_of(c, acts[i].at) != S_FREE) continue;
        if (i + 1 < n && is_subject_of(c, &acts[i], &acts[i + 1])) continue;
        if (i + 1 < n && is_matter_of(c, &acts[i], &acts[i + 1])) continue;
        if (i + 1 < n && is_left_out_of_talks(c, &acts[i], &acts[i + 1])) continue;
        if (i > 0 && is_discussed(c, &acts[i - 1], &acts[i])) continue;
        if (i + 1 < n && leads_to_noun(c, &acts[i], &acts[i + 1])) continue;
        if (i + 1 < n && talks_of(c, &acts[i], &acts[i + 1])) {
            acts[i + 1].discussed = true;
            continue;
        }
        if (i + 1 < n && refuses_it(c, &acts[i], &acts[i + 1])) {
            acts[i + 1].denied = true;
            continue;
        }
        if (i + 1 < n && ends_an_act(c, &acts[i], &acts[i + 1])) {
            acts[i + 1].denied = !negated(c, acts[i].at);
            if (!acts[i + 1].denied) i++; /* "will not suspend the exchange" promises nothing new */
            continue;
        }
        governing g = govern(c, &acts[i]);
        if (last.n > 0 && g.status == STATUS_TO_BE_NEGOTIATED && g.at >= last.at &&
            g.at < last.at + last.n && last.act == ACT_WORD_NEGOTIATE)
            continue; /* what the talks just named are about */
        if (part_of_last(c, &last, &acts[i]) || !counts(c, &acts[i], &g) ||
            names_again(c, &acts[i]))
            continue;
        for (size_t k = i + 1; k < n;
             k++) { /* up to the next act that stands in a clause of its own */
            governing other = govern(c, &acts[k]);
            bool apart = other.status != STATUS_NONE && other.at > acts[i].at;
            for (size_t t = acts[i].at + acts[i].n; t < acts[k].at && !apart; t++)
                apart = tok_is(c->j, t, W_CONJ) || clause_break(c, t);
            bool within = other.at < acts[i].at + acts[i].n; /* "переговори щодо" */
            apart = apart && !(other.status != STATUS_NONE && other.at > acts[i].at && within);
            bool governed = other.status != STATUS_NONE && other.at > acts[i].at && !within;
            bool listed = document_tells_of(c, &acts[i]) && document_tells_of(c, &acts[k]);
            if (!apart || (acts[k].noun && !governed && !listed && acts[i].act != acts[k].act &&
                           acts[k].act != ACT_WORD_END))
                continue;
            if (acts[k].noun && !governed && acts[i].act == ACT_WORD_NEGOTIATE) continue;
            if (acts[k].noun && acts[i].act == ACT_WORD_SIGN && other.weak_deal &&
                other.at <= acts[i].at + acts[i].n + 2)
                continue; /* "ратифікує угоду про тишу" */
            to = governed ? other.at : acts[k].at;
            while (to > acts[i].at + acts[i].n && !tok_is(c->j, to - 1, W_CONJ) &&
                   !tok_mark(c->j, to - 1, ','))
                to--;
            if (to <= acts[i].at + acts[i].n) to = governed ? other.at : acts[k].at;
            size_t aside =
                to; /* "and, ultimately, an end": what stands between the commas belongs to it */
            while (
                aside > acts[i].at + acts[i].n && to - aside < 4 &&
                (tok_mark(c->j, aside - 1, ',') || tok_any(c->j, aside - 1, IS(W_ADV) | IS(W_NOW))))
                aside--;
            if (aside < to && tok_is(c->j, aside - 1, W_CONJ)) to = aside;
            break;
        }
        which[n_kept] = c->s->commitments.n;
        to_last[n_kept++] = last.n > 0 && joined(c, &last, &acts[i]);
        const bool same_doer = to_last[n_kept - 1] && !acts[i].noun && !last.noun;
        TR_TRY(one_commitment(c, &acts[i], from, to, &g));
        if (same_doer) share_parties(c);
        last = acts[i];
        from = to;
    }
    TR_TRY(share_conditions(c, which, to_last, n_kept));
    return c->s->commitments.n == n_before ? of_earlier(c) : TR_OK;
}

/* ---- sentences of a statement */

static void skip_piece(clause_view *c, piece p)
{
    if (!piece_said(p) || p.text != c->j->text) return;
    for (size_t i = c->from; i < c->to; i++) {
        const token *t = &c->j->tokens.items[i];
        if (t->from >= p.from && t->to <= p.to) c->mark[i - c->from] = S_SKIP;
    }
}

/* "told reporters on Tuesday that": to whom and when, up to the word that opens what is said. */
static void skip_listeners(clause_view *c)
{
    enum { LISTENERS = 10 };
    size_t from = c->to;
    for (size_t i = c->from; i < c->to; i++) {
        const token *t = &c->j->tokens.items[i];
        if (t->from >= c->s->cue.from && t->to <= c->s->cue.to) from = i + 1;
    }
    for (size_t i = from; i < c->to && i < from + LISTENERS; i++) {
        if (tok_is(c->j, i, W_SUB) && !c->j->tokens.items[i].capital) {
            for (size_t k = from; k <= i; k++)
                c->mark[k - c->from] = S_SKIP;
            return;
        }
        if (mark_of(c, i) != S_FREE && mark_of(c, i) != S_SKIP) return;
        if (tok_any(c->j, i, IS(W_ACT) | IS(W_STATUS) | IS(W_FUTURE) | IS(W_AUX) | IS(W_CONJ)))
            return;
        size_t end = when_end(c->j, tok_is(c->j, i, W_PREP) ? i + 1 : i, c->to);
        while (end > i + 1 && tok_any(c->j, end - 1, IS(W_SUB) | IS(W_DET)))
            end--;
        if (end > i + 1 && !piece_said(c->s->date.words))
            time_of(c->j, piece_of(c->j, i, end), &c->s->date);
    }
}

/* ", announced in Bogara", ", сообщила она по итогам встречи": all that stands behind it. */
static void skip_saying(clause_view *c)
{
    size_t cue = c->to, end = c->to;
    bool told = false;
    for (size_t i = c->from; i < c->to && cue == c->to; i++) {
        if (c->j->tokens.items[i].from == c->s->cue.from) cue = i;
        told = told || tok_any(c->j, i, IS(W_ACT) | IS(W_STATUS) | IS(W_FUTURE));
    }
    if (cue == c->to || cue == c->from || !told) return;
    size_t before = cue;
    while (before > c->from && mark_of(c, before - 1) == S_SKIP)
        before--;
    if (before == c->from || !tok_mark(c->j, before - 1, ',')) return;
    if (before > c->from + 3 && tok_is(c->j, before - 2, W_ADV) && tok_mark(c->j, before - 3, ','))
        return; /* "Обидві країни, зокрема, закликали" */
    for (size_t i = cue; i < c->to; i++) {
        if (mark_of(c, i) == S_SKIP) end = i + 1;
    }
    if (end < c->to && english(c, end) && !str_is(low(c, end), "in") && !str_is(low(c, end), "at"))
        return;
    for (size_t i = end; i < c->to && !tok_mark(c->j, i, ',') && !clause_break(c, i); i++) {
        if (tok_any(c->j, i, IS(W_SUB) | IS(W_CONJ)) || mark_of(c, i) != S_FREE) return;
        if (i > end + 12) return;
    }
    for (size_t i = end; i < c->to && !tok_mark(c->j, i, ',') && !clause_break(c, i); i++)
        c->mark[i - c->from] = S_SKIP;
}

/* ", according to a readout issued by the ministry on 3 May": all of it says whose word it is. */
static void skip_by(clause_view *c)
{
    size_t source = c->to;
    for (size_t i = c->from; i < c->to && source == c->to; i++) {
        size_t n = 0;
        if (c->j->tokens.items[i].from != c->s->cue.from) continue;
        if (entry_at(c->j, i, W_BY, &n) == NULL || i == c->from || !tok_mark(c->j, i - 1, ','))
            return;
        source = i + n;
    }
    for (size_t i = source; i < c->to && !tok_mark(c->j, i, ',') && !clause_break(c, i); i++)
        c->mark[i - c->from] = S_SKIP;
}

static bool is_listener(str w)
{
    return str_is(w, "reporters") || str_is(w, "journalists") || str_is(w, "parliament") ||
           str_is(w, "lawmakers") || str_is(w, "correspondents");
}

/* "said on Friday": when it was said, not when it begins. */
static void skip_time_of_saying(clause_view *c)
{
    const piece *source = &c->s->source, *cue = &c->s->cue;
    bool here = piece_said(*source) && source->text == c->j->text &&
                source->from >= c->j->tokens.items[c->from].from &&
                source->to <= c->j->tokens.items[c->to - 1].to;
    if (here && source->from < cue->from && !says_before(c, source->from)) {
        for (size_t i = c->from; i < c->to && c->j->tokens.items[i].to <= source->from; i++) {
            size_t end = when_end(c->j, tok_is(c->j, i, W_PREP) ? i + 1 : i, c->to);
            if (end > i + 1 && !piece_said(c->s->date.words))
                time_of(c->j, piece_of(c->j, i, end), &c->s->date);
            c->mark[i - c->from] = S_SKIP;
        }
    }
    for (size_t i = c->from; i + 1 < c->to; i++) {
        if (mark_of(c, i) != S_SKIP || mark_of(c, i + 1) != S_FREE) continue;
        if (tok_is(c->j, i, W_SUB)) continue; /* "said that on Friday": what is said begins here */
        if (is_listener(low(c, i + 1))) {     /* "told reporters on Friday" */
            c->mark[i + 1 - c->from] = S_SKIP;
            continue;
        }
        size_t at = i + 1,
               end = when_end(c->j,
                              tok_is(c->j, at, W_PREP) || str_is(low(c, at), "late") ? at + 1 : at,
                              c->to);
        bool length = false; /* "announced a 30-day truce" */
        for (size_t k = at; k < end; k++)
            length = length || tok_mark(c->j, k, '-');
        if (length) continue;
        if (tok_is(c->j, at, W_UNTIL)) continue; /* "promises by Friday to repair" */
        if (end <= at + (tok_is(c->j, at, W_PREP) ? 1 : 0)) continue;
        if (!piece_said(c->s->date.words)) time_of(c->j, piece_of(c->j, at, end), &c->s->date);
        for (size_t k = at; k < end; k++)
            c->mark[k - c->from] = S_SKIP;
    }
    for (size_t i = c->from + 1; i < c->to; i++) { /* "в понедельник заявил" */
        if (mark_of(c, i) != S_SKIP || mark_of(c, i - 1) != S_FREE ||
            c->j->tokens.items[i].kind == T_MARK)
            continue;
        size_t from = i;
        while (from > c->from && mark_of(c, from - 1) == S_FREE && i - from < 4 &&
               when_end(c->j, from - 1, i) == i)
            from--;
        if (from == i) continue;
        if (from > c->from && tok_is(c->j, from - 1, W_PREP)) from--;
        for (size_t k = from; k < i; k++)
            c->mark[k - c->from] = S_SKIP;
    }
}

static tr_err stretch_of(reading_job *j, size_t at, const lexicon_entry *cue, bool own, size_t from,
                         size_t to)
{
    uint8_t marks[SENTENCE_TOKENS + 1];
    while (from < to) {
        size_t end = from;
        while (end < to && end - from < SENTENCE_TOKENS && !sentence_stop(j, end))
            end++;
        if (end < to && end - from < SENTENCE_TOKENS) end++;
        memset(marks, S_FREE, sizeof marks);
        statement_said *s = &j->out->statements.items[at];
        clause_view c = {j, s, from, end, marks, cue, own};
        skip_piece(&c, s->cue);
        skip_piece(&c, s->source);
        skip_piece(&c, s->cue2);
        if (piece_said(s->cue) && s->cue.text == j->text) skip_listeners(&c);
        skip_time_of_saying(&c);
        if (piece_said(s->cue) && s->cue.text == j->text) {
            skip_saying(&c);
            skip_by(&c);
        }
        for (size_t i = from; i < end; i++) {
            if (tok_mark(j, i, 'q') || j->tokens.items[i].to <= j->dateline_to)
                marks[i - from] = S_SKIP;
        }
        TR_TRY(sentence(&c));
        from = end;
    }
    return TR_OK;
}

static size_t token_from(const reading_job *j, size_t byte)
{
    size_t low_ = 0, high = j->tokens.n;
    while (low_ < high) {
        size_t mid = low_ + (high - low_) / 2;
        if (j->tokens.items[mid].to <= byte)
            low_ = mid + 1;
        else
            high = mid;
    }
    return low_;
}

static const lexicon_entry *cue_entry(const reading_job *j, const statement_said *s)
{
    if (!piece_said(s->cue) || s->cue.text != j->text) return NULL;
    return entry_at(j, token_from(j, s->cue.from), W_CUE, NULL);
}

static tr_err of_statement(reading_job *j, size_t at)
{
    const statement_said *s = &j->out->statements.items[at];
    const lexicon_entry *cue = cue_entry(j, s);
    if (s->kind == SAID_DIRECT) {
        size_t n = s->quotes.n;
        for (size_t i = 0; i < n; i++) {
            piece q = j->out->statements.items[at].quotes.items[i];
            TR_TRY(stretch_of(j, at, NULL, true, token_from(j, q.from), token_from(j, q.to)));
        }
        return TR_OK;
    }
    return stretch_of(j, at, cue, false, token_from(j, s->whole.from), token_from(j, s->whole.to));
}

tr_err commitments_of(reading_job *j)
{
    announcement *n = j->out;
    size_t kept = j->first_statement;
    for (size_t i = j->first_statement; i < n->statements.n; i++)
        TR_TRY(of_statement(j, i));
    /* of a text that is somebody's own, only sentences that commit to something are statements */
    size_t *moved = arena_alloc_n(j->a, n->statements.n + 1, sizeof *moved);
    if (moved == NULL) return TR_ERR_NOMEM;
    for (size_t i = j->first_statement; i < n->statements.n; i++) {
        statement_said s = n->statements.items[i];
        moved[i] = kept;
        if (s.issuer && s.commitments.n == 0 && s.kind == SAID_DIRECT && !piece_said(s.cue) &&
            s.quotes.n == 1 && s.quotes.items[0].from == s.whole.from) {
            moved[i] = SIZE_MAX;
            if (s.speaker != SIZE_MAX)
                TR_TRY(piece_push(j, &n->unread, s.whole)); /* a person is asked */
            continue;
        }
        if (s.continues != SIZE_MAX && s.continues >= j->first_statement)
            s.continues = moved[s.continues];
        n->statements.items[kept++] = s;
    }
    n->statements.n = kept;
    return TR_OK;
}
