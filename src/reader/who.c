/* Who does it: the noun phrase before the verb that governs an act, or whoever is ordered, asked or
 * expected to. */
#include "reader/clauses.h"

/* "that" of a clause, not of a thing. */
bool opens_that_clause(const clause_view *c, size_t i)
{
    if (!str_is(low(c, i), "that") || i + 1 >= c->to) return false;
    if (i > c->from && (mark_of(c, i - 1) == S_SKIP ||
                        tok_any(c->j, i - 1, IS(W_CUE) | IS(W_CUE_ING) | IS(W_STATUS))))
        return true;
    return c->j->tokens.items[i + 1].capital ||
           tok_any(c->j, i + 1,
                   IS(W_DET) | IS(W_POSS) | IS(W_WE) | IS(W_HE) | IS(W_THEY) | IS(W_IT) |
                       IS(W_SIDES));
}

static bool subject_stop(const clause_view *c, size_t i)
{
    const token *t = &c->j->tokens.items[i];
    if (mark_of(c, i) == S_IF || mark_of(c, i) == S_EXCEPT || mark_of(c, i) == S_SCOPE) return true;
    if (mark_of(c, i) == S_SKIP) return t->kind != T_MARK;
    if (t->kind == T_MARK && t->mark != '-') return true;
    if (opens_that_clause(c, i)) return true;
    if (english(c, i) && i > c->from && t->capital && c->j->tokens.items[i - 1].capital)
        return false; /* "the Rapid Support Forces" */
    return tok_any(c->j, i, IS(W_SUB) | IS(W_CUE) | IS(W_STATUS)) &&
           !tok_any(c->j, i, IS(W_DET) | IS(W_SIDES));
}

bool around_verb(const clause_view *c, size_t i)
{
    if (mark_of(c, i) >= S_START && mark_of(c, i) <= S_AREA) return true;
    if (tok_any(c->j, i, SUBJECT)) return false;
    return tok_any(c->j, i, IS(W_AUX) | IS(W_FUTURE) | IS(W_NEG)) ||
           (tok_is(c->j, i, W_ADV) && !c->j->tokens.items[i].capital) ||
           (english(c, i) && str_ends(low(c, i), "ly") && !c->j->tokens.items[i].capital);
}

static bool opens_subject(const clause_view *c, size_t i)
{
    return mark_of(c, i) == S_FREE && (tok_any(c->j, i, SUBJECT | IS(W_DET)) ||
                                       !(tok_any(c->j, i, IS(W_CONJ) | IS(W_ADV) | IS(W_SUB)) ||
                                         c->j->tokens.items[i].kind == T_MARK));
}

/* "Both sides, he went on, had agreed": before the words that say who says it. */
static size_t before_aside(const clause_view *c, size_t end)
{
    size_t i = end;
    bool said = false;
    while (i > c->from && (tok_mark(c->j, i - 1, ',') || tok_mark(c->j, i - 1, 'd') ||
                           mark_of(c, i - 1) == S_SKIP)) {
        said = said || (mark_of(c, i - 1) == S_SKIP && c->j->tokens.items[i - 1].kind == T_WORD);
        i--;
    }
    return said && i > c->from ? i : end;
}

static size_t first_verb(const clause_view *c, size_t limit)
{
    for (size_t i = c->from; i < limit; i++) {
        if (mark_of(c, i) != S_FREE || tok_any(c->j, i, SUBJECT)) continue;
        if (tok_any(c->j, i, IS(W_AUX) | IS(W_FUTURE) | IS(W_STATUS)) ||
            (i > c->from && tok_is(c->j, i, W_ACT)) ||
            (english(c, i) && i > c->from && str_ends(low(c, i), "ed")))
            return i;
        if (c->j->tokens.items[i].kind == T_MARK || tok_is(c->j, i, W_SUB)) break;
    }
    return limit;
}

/* Before the brackets that end here, where they hold a name in short; else the same. */
static size_t before_brackets(const clause_view *c, size_t end)
{
    if (end < c->from + 4 || !tok_mark(c->j, end - 1, ')') || !tok_mark(c->j, end - 3, '(') ||
        !c->j->tokens.items[end - 2].capitals)
        return end;
    return end - 3;
}

/* Of the small words of the languages in Cyrillic letters, those that tell where or how. */
static bool where_or_how(str w)
{
    static const char *const words[] = {"на",  "в",      "у",     "при",    "без",    "під",
                                        "под", "вздовж", "вдоль", "уздовж", "обабіч", NULL};
    return str_is_one_of(w, words);
}

/* The noun phrase before a verb, as far as the clause goes. */
static tr_err party_before(clause_view *c, size_t verb, commitment_said *out)
{
    enum { SUBJECT_TOKENS = 18 };
    size_t end = verb, n_tokens = 0;
    while (end > c->from && around_verb(c, end - 1))
        end--;
    end = before_aside(c, end);
    if (end > c->from &&
        tok_is(c->j, end - 1, W_CONJ)) { /* "They met and agreed": of the first verb */
        size_t first = first_verb(c, end - 1);
        if (first < end - 1) return party_before(c, first, out);
    }
    size_t from = end;
    while (from > c->from && end - from < 22) {
        size_t open = before_brackets(c, from); /* "the Army (NLA) guerrilla group" */
        if (open < from)
            from = open;
        else if (subject_stop(c, from - 1) || end - from >= SUBJECT_TOKENS)
            break;
        else
            from--;
    }
    while (from < end && !opens_subject(c, from))
        from++;
    if (from < end && tok_is(c->j, end - 1, W_WE)) from = end - 1; /* "После этого мы освободим" */
    if (english(c, from) && from + 1 == end && tok_is(c->j, from, W_AUX)) return TR_OK;
    if (from >= end || tok_any(c->j, from, IS(W_PREP) | IS(W_NEG))) return TR_OK;
    if (!english(c, from) && (str_ends(low(c, from), "ти") || str_ends(low(c, from), "ать")) &&
        end > from + 1 && low(c, from + 1).len <= 2 && !c->j->tokens.items[from].capital)
        return TR_OK;   /* "реалізувати й подовжити" */
    size_t head = from; /* "the fighting must stop": nobody who does it */
    while (head + 1 < end && tok_any(c->j, head, IS(W_DET) | IS(W_POSS)))
        head++;
    if (english(c, head) && !c->j->tokens.items[head].capital &&
        tok_any(c->j, head, IS(W_FIRE) | IS(W_WAR)) && !tok_is(c->j, head, W_BODY))
        return TR_OK;
    while (end > from && (c->j->tokens.items[end - 1].kind == T_MARK || around_verb(c, end - 1)))
        end--;
    if (from >= end || (end == from + 1 && tok_any(c->j, from, IS(W_DET) | IS(W_POSS)) &&
                        !tok_any(c->j, from, SUBJECT)))
        return TR_OK;
    if (english(c, verb) && tok_is(c->j, end - 1, W_IT) && tok_is(c->j, verb, W_STATUS) &&
        str_ends(low(c, verb), "ed") && !str_is(low(c, verb), "prepared") &&
        (str_is(low(c, end), "was") || str_is(low(c, end), "is")))
        return TR_OK; /* "it was agreed" */
    if (tok_any(c->j, end - 1, IS(W_WE) | IS(W_HE) | IS(W_IT) | IS(W_THEY)))
        from = end - 1;                                                /* next to the verb */
    if (!english(c, from) && tok_is(c->j, from, W_WE)) end = from + 1; /* "Мы по-прежнему" */
    if (entry_at(c->j, from, W_SIDES, &n_tokens) != NULL &&
        (english(c, from) || from + n_tokens >= end ||
         !c->j->tokens.items[from + n_tokens].capital)) /* but "Делегации Ланжерии" */
        return piece_push(c->j, &out->parties,
                          piece_of(c->j, from, from + n_tokens <= end ? from + n_tokens : end));
    if (end > from && str_is(low(c, end - 1), "to")) end--;
    while (end > from + 1 && english(c, end - 1) &&
           tok_any(c->j, end - 1, IS(W_AUX) | IS(W_FUTURE)))
        end--;                                /* "patrols are to" */
    for (size_t i = from + 1; i < end; i++) { /* "units on the plateau" */
        bool named =
            i + 1 < end && ((str_is(low(c, i), "in") && c->j->tokens.items[i + 1].capital) ||
                            str_is(low(c, i), "from"));
        if (english(c, i) && tok_is(c->j, i, W_PREP) && !tok_is(c->j, i, W_OF) && !named)
            end = i; /* but "the authorities in Port Lissen" */
        if (!english(c, i) && (where_or_how(low(c, i)) || tok_is(c->j, i, W_NEG)))
            end = i; /* "пушки на перевале", "Тарвия не сделает" */
    }
    for (size_t i = from + 1; english(c, from) && i + 1 < end; i++) { /* a clause, no name */
        if (tok_is(c->j, i, W_AUX) && !c->j->tokens.items[i].capital) return TR_OK;
    }
    if (end > from && tok_is(c->j, end - 1, W_PREP) && !english(c, from)) return TR_OK;
    size_t begin = from;
    for (size_t i = from; i <= end; i++) { /* several names are several parties */
        bool cut = i == end ||
                   (tok_is(c->j, i, W_CONJ) && i + 1 < end && c->j->tokens.items[i + 1].capital &&
                    i > from && c->j->tokens.items[begin].capital);
        if (!cut) continue;
        if (i > begin) TR_TRY(piece_push(c->j, &out->parties, piece_of(c->j, begin, i)));
        begin = i + 1;
    }
    return TR_OK;
}

/* "ordered its forces to let": whoever is ordered does it. */
static tr_err party_behind(clause_view *c, size_t from, size_t act, commitment_said *out)
{
    size_t i = from;
    while (i < act && tok_is(c->j, i, W_ADV))
        i++;
    if (i + 1 < act && str_is(low(c, i), "to") && !tok_is(c->j, i + 1, W_ACT) &&
        tok_any(c->j, i + 1, IS(W_DET) | IS(W_POSS) | IS(W_BODY)))
        i++; /* "gave the order to the fleet to cease fire" */
    if (i < act && !english(c, i) && (str_is(low(c, i), "от") || str_is(low(c, i), "від")))
        i++; /* "потребовал от сторон прекратить" */
    size_t end = i;
    while (end < act && mark_of(c, end) == S_FREE &&
           (!tok_any(c->j, end, IS(W_PREP) | IS(W_SUB) | IS(W_AUX)) || tok_is(c->j, end, W_OF)) &&
           c->j->tokens.items[end].kind == T_WORD && !str_is(low(c, end), "to"))
        end++;
    size_t to = end;
    while (to < act && to < end + 8 && !str_is(low(c, to), "to") &&
           c->j->tokens.items[to].kind == T_WORD)
        to++;                                       /* "all units on the plateau to" */
    while (end > i && tok_is(c->j, end - 1, W_NEG)) /* "ordered the troops not to" */
        end--;
    if (end == i || (english(c, i) && !str_is(low(c, to), "to"))) return TR_OK;
    for (size_t t = end; !english(c, i) && t < act; t++) { /* "армію негайно відкрити" */
        if (mark_of(c, t) == S_FREE && !tok_any(c->j, t, IS(W_ADV) | IS(W_NOW))) return TR_OK;
    }
    if (!english(c, i) && tok_any(c->j, i, IS(W_CONJ))) return TR_OK;
    if (tok_any(c->j, i, IS(W_ACT) | IS(W_WHOLE) | IS(W_NOW))) return TR_OK;
    for (size_t t = i + 1; !english(c, i) && t < end; t++) {
        if (where_or_how(low(c, t))) end = t; /* "військам на всіх напрямках" */
    }
    return piece_push(c->j, &out->parties, piece_of(c->j, i, end));
}

/* "запропонувала сусідам перемир'я": to whom, who would do it too. */
static tr_err party_addressed(clause_view *c, size_t from, size_t act, commitment_said *out)
{
    size_t end = from;
    str first = from < act ? low(c, from) : (str){0};
    if (from >= act || english(c, from) || mark_of(c, from) != S_FREE ||
        !(str_ends(first, "ам") || str_ends(first, "ям")))
        return TR_OK;
    while (end < act && mark_of(c, end) == S_FREE && c->j->tokens.items[end].kind == T_WORD &&
           (end == from || c->j->tokens.items[end].capital))
        end++;
    return piece_push(c->j, &out->parties, piece_of(c->j, from, end));
}

/* "The army received orders", "получила приказ": who is told does it. */
static bool is_told(str verb)
{
    return str_starts(verb, "receiv") || str_starts(verb, "получ") || str_starts(verb, "отрим");
}

tr_err parties_of(clause_view *c, const act_found *a, const governing *g, commitment_said *k)
{
    size_t n_sides = 0;
    if (g->status == STATUS_ORDERED && g->at < a->at) {
        TR_TRY(party_behind(c, g->at + g->n, a->at, k));
        if (k->parties.n > 0) return TR_OK;
        if (is_told(low(c, g->at))) return party_before(c, g->at, k);
        if (g->at > c->from && is_told(low(c, g->at - 1))) return party_before(c, g->at - 1, k);
        if (!a->noun)
            TR_TRY(party_before(c, a->at, k)); /* "signed an order: all units cease fire" */
        if (k->parties.n > 0 && k->parties.items[0].from < c->j->tokens.items[g->at + g->n - 1].to)
            k->parties.n = 0; /* "gave the order" */
        if (k->parties.n > 0) return TR_OK;
        if (a->act == ACT_WORD_ORDER) { /* "gave the military the corresponding order" */
            size_t i = g->at + g->n, end = i + 1;
            while (end < a->at && !tok_is(c->j, end, W_DET))
                end++;
            if (i < a->at && end < a->at && tok_is(c->j, i, W_DET))
                return piece_push(c->j, &k->parties, piece_of(c->j, i, end));
            return TR_OK;
        }
        size_t aux = g->at; /* "all units are hereby ordered" */
        while (aux > c->from && tok_is(c->j, aux - 1, W_ADV))
            aux--;
        bool passive = english(c, g->at) && aux > c->from && tok_is(c->j, aux - 1, W_AUX) &&
                       !str_starts(low(c, aux - 1), "ha");
        return negated(c, g->at) || passive ? party_before(c, g->at, k) : TR_OK;
    }
    if (g->status == STATUS_PROPOSED && g->at < a->at &&
        entry_at(c->j, g->at + g->n, W_SIDES, &n_sides) != NULL) /* "offered the sides a truce" */
        return piece_push(c->j, &k->parties, piece_of(c->j, g->at + g->n, g->at + g->n + n_sides));
    if (g->status == STATUS_PROPOSED && g->at < a->at && a->noun) {
        TR_TRY(party_addressed(c, g->at + g->n, a->at, k));
        if (k->parties.n > 0) return TR_OK;
    }
    if ((g->status == STATUS_AIM || g->status == STATUS_PROPOSED) &&
        !a->noun) { /* "we expect them to allow" */
        TR_TRY(party_behind(c, g->at + g->n, a->at, k));
        if (k->parties.n > 0) return TR_OK;
    }
    for (size_t i = g->at + g->n; g->status != STATUS_NONE && !a->noun && i < a->at;
         i++) { /* "I propose that we exchange" */
        if (!tok_is(c->j, i, W_SUB) && !opens_that_clause(c, i)) continue;
        TR_TRY(party_before(c, a->at, k));
        if (k->parties.n > 0 || g->status != STATUS_AGREED) return TR_OK;
        break;
    }
    if (english(c, a->at) && !a->noun && g->at < a->at &&
        (g->status == STATUS_AIM || g->status == STATUS_PROPOSED)) {
        for (size_t i = g->at + g->n; i < a->at; i++) { /* "hoped the factions would return" */
            if (i > g->at + g->n && tok_is(c->j, i, W_FUTURE)) return party_before(c, a->at, k);
        }
    }
    for (size_t i = c->from + 1;
         g->status == STATUS_NONE && a->noun && english(c, a->at) && i < a->at;
         i++) { /* "Both armies will observe a truce" */
        if (str_is(low(c, i), "will") || str_is(low(c, i), "shall")) return party_before(c, i, k);
    }
    if (g->weak && g->at < a->at) { /* "reaffirmed their commitment to a truce" */
        size_t verb = g->at;
        while (verb > c->from && mark_of(c, verb - 1) == S_FREE &&
               (tok_any(c->j, verb - 1, IS(W_POSS) | IS(W_DET) | IS(W_WHOLE)) ||
                looks_adjective(low(c, verb - 1))))
            verb--;
        if (verb > c->from && verb < g->at &&
            tok_any(c->j, verb - 1, IS(W_CUE) | IS(W_STATUS) | IS(W_AUX)))
            return party_before(c, verb - 1, k);
    }
    if (g->status == STATUS_NONE || g->at > a->at)
        return a->noun ? TR_OK : party_before(c, a->at, k);
    TR_TRY(party_before(c, g->at, k));
    if (k->parties.n == 0 && !a->noun) TR_TRY(party_before(c, a->at, k));
    if (k->parties.n > 0 && g->at < a->at &&
        k->parties.items[0].from >= c->j->tokens.items[g->at].from &&
        k->parties.items[0].from < c->j->tokens.items[g->at + g->n - 1].to)
        k->parties.n = 0; /* "есть договорённости прекратить" */
    return TR_OK;
}
