/* Commitments: what somebody does or leaves, how firmly, and its slots.
 *
 * A sentence is looked through for words of acts. The status is that of the word that governs the
 * act: the nearest one before it in the clause, else the reporting verb, else the future. What is
 * told of the past without such a word commits nobody. */
#include "reader/parts.h"

#include <string.h>

enum { SENTENCE_TOKENS = 320, ACTS = 12 };

typedef struct act_found {
    bool place; /* its object is where: "leave the heights" */
    size_t at, n;
    said_act act;
    bool noun;
    const lexicon_entry *entry;
} act_found;

static said_status status_of(str value)
{
    for (unsigned i = 1; i < STATUS__N; i++) {
        if (str_is(value, said_status_word((said_status)i))) return (said_status)i;
    }
    if (str_is(value, "answered")) return STATUS_ANSWERED;
    if (str_is(value, "announces")) return STATUS_ANNOUNCED;
    if (str_is(value, "proposes")) return STATUS_PROPOSED;
    if (str_is(value, "denies")) return STATUS_DENIED;
    if (str_is(value, "hopes")) return STATUS_AIM;
    if (str_is(value, "orders")) return STATUS_ORDERED;
    if (str_is(value, "proposed n")) return STATUS_PROPOSED;
    return STATUS_NONE;
}

static uint8_t mark_of(const clause_view *c, size_t i)
{
    return c->mark[i - c->from];
}

static bool english(const clause_view *c, size_t i)
{
    return c->j->tokens.items[i].language == READER_EN;
}

static str low(const clause_view *c, size_t i)
{
    return i < c->j->tokens.n ? tok_low(c->j, i) : (str){0};
}

/* ---- acts */

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

/* "a press release" releases nobody. */
static bool in_document(const clause_view *c, size_t i)
{
    for (size_t k = i; k > c->from && i - k < 2; k--) {
        size_t n = 0;
        if (entry_at(c->j, k - 1, W_DOC, &n) != NULL && k - 1 + n > i) return true;
    }
    return english(c, i) && tok_is(c->j, i, W_DOC);
}

static bool act_at(const clause_view *c, size_t i, act_found *out)
{
    size_t n = 0;
    const lexicon_entry *e = entry_at(c->j, i, W_ACT, &n);
    str value, word, kind;
    if (e == NULL || i + n > c->to || in_document(c, i)) return false;
    value = e->value;
    (void)str_cut(&value, ' ', &word);
    (void)str_cut(&value, ' ', &kind);
    size_t longer = 0; /* "remain in force" is no act of its own */
    if (entry_at(c->j, i, W_FOR, &longer) != NULL && longer > n) return false;
    *out = (act_found){
        .at = i, .n = n, .entry = e, .noun = str_is(kind, "n"), .place = str_is(value, "p")};
    for (unsigned a = 1; a < ACT_WORD__N; a++) {
        if (str_is(word, act_class_words((said_act)a))) out->act = (said_act)a;
    }
    if (!out->noun && n == 1 && noun_here(c, i)) out->noun = true;
    return out->act != ACT_WORD_NONE;
}

/* ---- status */

typedef struct governing {
    said_status status;
    size_t at, n;
    bool future;
    bool weak; /* only a noun, as "proposal" */
} governing;

static bool negated(const clause_view *c, size_t at)
{
    for (size_t i = at; i > c->from && at - i < 4; i--) {
        if (mark_of(c, i - 1) != S_FREE) continue;
        if (tok_is(c->j, i - 1, W_NEG)) return true;
        if (!tok_any(c->j, i - 1, IS(W_AUX) | IS(W_FUTURE) | IS(W_ADV) | IS(W_STATUS)))
            return false;
    }
    return false;
}

static bool clause_break(const clause_view *c, size_t i)
{
    const token *t = &c->j->tokens.items[i];
    if (t->kind == T_MARK && (t->mark == ';' || t->mark == '.' || t->mark == '!' || t->mark == '?'))
        return true;
    if (!tok_is(c->j, i, W_CONJ)) return false;
    str w = low(c, i);
    return str_is(w, "but") || str_is(w, "while") || str_is(w, "проте") || str_is(w, "однак") ||
           str_is(w, "однако") || str_is(w, "але") || str_is(w, "но") || str_is(w, "зато") ||
           str_is(w, "whereas") || str_is(w, "тогда") || str_is(w, "тоді");
}

static governing govern(const clause_view *c, const act_found *a)
{
    governing g = {.status = STATUS_NONE};
    for (size_t i = a->at; i > c->from; i--) {
        size_t k = i - 1, n = 0;
        if (mark_of(c, k) == S_IF || mark_of(c, k) == S_SKIP || mark_of(c, k) == S_EXCEPT) continue;
        if (clause_break(c, k)) break;
        const lexicon_entry *e = entry_at(c->j, k, W_STATUS, &n);
        if (e != NULL && k + n <= a->at &&
            !(english(c, k) && n == 1 && noun_here(c, k) &&
              status_of(e->value) != STATUS_WILLING)) {
            said_status s = status_of(e->value);
            bool weak = str_ends(e->value, " n"); /* "supported the proposal": the verb governs */
            if (weak && g.status != STATUS_NONE) continue;
            g = (governing){.status = s, .at = k, .n = n, .future = g.future, .weak = weak};
            if (weak) continue;
            if (negated(c, k) && s != STATUS_DENIED) g.status = STATUS_DENIED;
            break;
        }
        if (tok_is(c->j, k, W_FUTURE)) g.future = true;
        e = a->noun ? entry_at(c->j, k, W_FOR, NULL) : NULL;
        if (e != NULL && e->value.len > 0) g.future = true; /* "діє режим тиші" */
    }
    for (size_t i = a->at + a->n; a->noun && g.status == STATUS_NONE && i < c->to && i < a->at + 14;
         i++) {
        size_t n = 0; /* "a general ceasefire will be discussed" */
        const lexicon_entry *f = mark_of(c, i) == S_FREE ? entry_at(c->j, i, W_FUTURE, NULL) : NULL;
        if (f != NULL && f->value.len == 0) g.future = true;
        if (clause_break(c, i) || tok_mark(c->j, i, ',')) break;
        const lexicon_entry *e = mark_of(c, i) == S_FREE ? entry_at(c->j, i, W_STATUS, &n) : NULL;
        said_status s = e != NULL ? status_of(e->value) : STATUS_NONE;
        if (s != STATUS_TO_BE_NEGOTIATED && !(s == STATUS_AGREED && !english(c, i)) &&
            s != STATUS_ORDERED)
            continue;
        if (english(c, i) && s != STATUS_TO_BE_NEGOTIATED && !tok_is(c->j, i - 1, W_AUX)) continue;
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

static bool told_of_past(const clause_view *c, const act_found *a)
{
    str w = low(c, a->at);
    if (a->noun) return false;
    if (!english(c, a->at))
        return slavic_past(low(c, a->at + (a->n > 1 && tok_is(c->j, a->at, W_NEG))));
    if (!str_ends(w, "ed") && !str_is(w, "withdrew") && !str_is(w, "withdrawn") &&
        !str_is(w, "held"))
        return false;
    for (size_t i = a->at; i > c->from && a->at - i < 4; i--) {
        if (tok_is(c->j, i - 1, W_FUTURE)) return false;
    }
    return true;
}

/* ---- who */

/* "that" of a clause, not of a thing. */
static bool opens_that_clause(const clause_view *c, size_t i)
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
    return tok_any(c->j, i, IS(W_SUB) | IS(W_CUE) | IS(W_STATUS)) &&
           !tok_any(c->j, i, IS(W_DET) | IS(W_SIDES));
}

#define SUBJECT (IS(W_WE) | IS(W_HE) | IS(W_THEY) | IS(W_SIDES) | IS(W_IT))

static bool around_verb(const clause_view *c, size_t i)
{
    if (mark_of(c, i) >= S_START && mark_of(c, i) <= S_AREA) return true;
    if (tok_any(c->j, i, SUBJECT)) return false;
    return tok_any(c->j, i, IS(W_AUX) | IS(W_FUTURE) | IS(W_NEG)) ||
           (tok_is(c->j, i, W_ADV) && !c->j->tokens.items[i].capital);
}

static bool opens_subject(const clause_view *c, size_t i)
{
    return mark_of(c, i) == S_FREE && (tok_any(c->j, i, SUBJECT | IS(W_DET)) ||
                                       !(tok_any(c->j, i, IS(W_CONJ) | IS(W_ADV) | IS(W_SUB)) ||
                                         c->j->tokens.items[i].kind == T_MARK));
}

/* The noun phrase before a verb, as far as the clause goes. */
static tr_err party_before(clause_view *c, size_t verb, commitment_said *out)
{
    size_t end = verb, n_tokens = 0;
    while (end > c->from && around_verb(c, end - 1))
        end--;
    size_t from = end;
    while (from > c->from && !subject_stop(c, from - 1) && end - from < 14)
        from--;
    while (from < end && !opens_subject(c, from))
        from++;
    if (from >= end || tok_any(c->j, from, IS(W_PREP) | IS(W_NEG))) return TR_OK;
    while (end > from && (c->j->tokens.items[end - 1].kind == T_MARK || around_verb(c, end - 1)))
        end--;
    if (from >= end || (end == from + 1 && tok_any(c->j, from, IS(W_DET) | IS(W_POSS)) &&
                        !tok_any(c->j, from, SUBJECT)))
        return TR_OK;
    if (tok_any(c->j, end - 1, IS(W_WE) | IS(W_HE) | IS(W_IT) | IS(W_THEY)))
        from = end - 1; /* next to the verb */
    if (entry_at(c->j, from, W_SIDES, &n_tokens) != NULL)
        return piece_push(c->j, &out->parties,
                          piece_of(c->j, from, from + n_tokens <= end ? from + n_tokens : end));
    if (end > from && str_is(low(c, end - 1), "to")) end--;
    for (size_t i = from + 1; i < end; i++) { /* "units on the plateau" */
        if (english(c, i) && tok_is(c->j, i, W_PREP) && !tok_is(c->j, i, W_OF)) end = i;
    }
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
    size_t end = i;
    while (end < act && mark_of(c, end) == S_FREE &&
           (!tok_any(c->j, end, IS(W_PREP) | IS(W_SUB) | IS(W_AUX)) || tok_is(c->j, end, W_OF)) &&
           c->j->tokens.items[end].kind == T_WORD && !str_is(low(c, end), "to"))
        end++;
    size_t to = end;
    while (to < act && to < end + 8 && !str_is(low(c, to), "to") &&
           c->j->tokens.items[to].kind == T_WORD)
        to++; /* "all units on the plateau to" */
    if (end == i || (english(c, i) && !str_is(low(c, to), "to"))) return TR_OK;
    if (!english(c, i) && (tok_any(c->j, i, IS(W_CONJ)) || end < act)) return TR_OK;
    if (tok_any(c->j, i, IS(W_ACT) | IS(W_WHOLE) | IS(W_NOW))) return TR_OK;
    return piece_push(c->j, &out->parties, piece_of(c->j, i, end));
}

static tr_err parties_of(clause_view *c, const act_found *a, const governing *g, commitment_said *k)
{
    if (g->status == STATUS_ORDERED && g->at < a->at) {
        TR_TRY(party_behind(c, g->at + g->n, a->at, k));
        if (k->parties.n > 0) return TR_OK;
        if (!a->noun)
            TR_TRY(party_before(c, a->at, k)); /* "signed an order: all units cease fire" */
        if (k->parties.n > 0) return TR_OK;
        if (a->act == ACT_WORD_ORDER) { /* "gave the military the corresponding order" */
            size_t i = g->at + g->n, end = i + 1;
            while (end < a->at && !tok_is(c->j, end, W_DET))
                end++;
            if (i < a->at && end < a->at && tok_is(c->j, i, W_DET))
                return piece_push(c->j, &k->parties, piece_of(c->j, i, end));
            return TR_OK;
        }
        return negated(c, g->at) || str_is(low(c, g->at - 1), "been") ? party_before(c, g->at, k)
                                                                      : TR_OK;
    }
    if ((g->status == STATUS_AIM || g->status == STATUS_PROPOSED) &&
        !a->noun) { /* "we expect them to allow" */
        TR_TRY(party_behind(c, g->at + g->n, a->at, k));
        if (k->parties.n > 0) return TR_OK;
    }
    for (size_t i = g->at + g->n; g->status != STATUS_NONE && !a->noun && i < a->at;
         i++) { /* "I propose that we exchange" */
        if (tok_is(c->j, i, W_SUB) || opens_that_clause(c, i)) return party_before(c, a->at, k);
    }
    if (g->status == STATUS_NONE || g->at > a->at)
        return a->noun ? TR_OK : party_before(c, a->at, k);
    TR_TRY(party_before(c, g->at, k));
    if (k->parties.n == 0 && !a->noun) TR_TRY(party_before(c, a->at, k));
    return TR_OK;
}

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

static tr_err words_of_act(clause_view *c, const act_found *a, commitment_said *k)
{
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

static said_status final_status(const clause_view *c, const governing *g, const act_found *a,
                                const commitment_said *k)
{
    said_status s = g->status, by_cue = c->cue != NULL ? status_of(c->cue->value) : STATUS_NONE;
    if ((s == STATUS_NONE && !g->future) || (g->weak && by_cue != STATUS_NONE)) s = by_cue;
    if (s == STATUS_NONE && (by_cue == STATUS_DENIED || by_cue == STATUS_AIM)) s = by_cue;
    if (negated(c, a->at) || denied_behind(c, a) || by_cue == STATUS_DENIED) return STATUS_DENIED;
    if (s == STATUS_ORDERED && g->at > c->from && tok_is(c->j, g->at - 1, W_FUTURE))
        s = STATUS_ANNOUNCED; /* "will order" */
    if (a->act == ACT_WORD_NEGOTIATE && about_truce(c, k) &&
        (s == STATUS_NONE || s == STATUS_ANNOUNCED || s == STATUS_AGREED))
        return STATUS_TO_BE_NEGOTIATED;
    if (s == STATUS_NONE && a->act == ACT_WORD_ORDER) s = STATUS_ORDERED;
    if (s == STATUS_NONE && tok_any(c->j, a->at, IS(W_ACT)) &&
        str_starts(a->entry->id, "en.negotiate_v2") && str_starts(low(c, a->at), "be"))
        s = STATUS_TO_BE_NEGOTIATED;
    if (s == STATUS_NONE) s = STATUS_ANNOUNCED;
    if (k->conditions.n > 0 && (s == STATUS_ANNOUNCED || s == STATUS_WILLING ||
                                s == STATUS_AGREED || s == STATUS_ORDERED || s == STATUS_PROPOSED))
        return STATUS_CONDITIONAL;
    return s;
}

static void span_of(const clause_view *c, const act_found *a, const governing *g, size_t to,
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

static tr_err keep_commitment(clause_view *c, const commitment_said *k)
{
    commitment_said *slot = VEC_PUSH(c->j->a, &c->s->commitments);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = *k;
    slot->quoted = within_quotation(c->j, k->span.from, k->span.to) || c->own;
    return TR_OK;
}

static const commitment_said nothing_said = {.start = {.day = NO_DAY, .weekday = -1},
                                             .end = {.day = NO_DAY, .weekday = -1},
                                             .length = {.day = NO_DAY, .weekday = -1}};

/* Verbs whose object may stand before them, as nobody else does it. */
static bool takes_subject(const clause_view *c, const act_found *a)
{
    if (a->noun) return a->act == ACT_WORD_ALLOW;
    if (a->act == ACT_WORD_SIGN || str_has(a->entry->id, ".ends")) return true;
    if (a->act == ACT_WORD_NEGOTIATE)
        return str_starts(low(c, a->at), "be") || str_has(low(c, a->at), "обговорюватим") ||
               str_has(low(c, a->at), "обсуждаться") || tok_is(c->j, a->at, W_FUTURE);
    if (english(c, a->at))
        return a->at > c->from &&
               (str_is(low(c, a->at), "be") || str_is(low(c, a->at - 1), "be") ||
                str_is(low(c, a->at - 1), "being") || str_is(low(c, a->at - 1), "are") ||
                str_is(low(c, a->at - 1), "is"));
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
    if (a->n < 2) return TR_OK;
    k->scope = piece_of(c->j, from, a->at + a->n);
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
    commitment_said k = nothing_said;
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

static tr_err one_commitment(clause_view *c, const act_found *a, size_t from, size_t to,
                             const governing *g)
{
    commitment_said k = nothing_said;
    k.act = a->act;
    k.act_words = piece_of(c->j, a->at, a->at + a->n);
    for (size_t i = from; i < a->at;
         i++) { /* what stands before the reporting verb is told, not promised */
        if (mark_of(c, i) == S_SKIP && c->j->tokens.items[i].kind == T_WORD) from = i + 1;
    }
    fill_times(c, from, to, &k);
    if (!a->place)
        TR_TRY(fill_scope(c, a->at, a->n, a->noun, from, to, &k));
    else
        place_behind(c, a->at, a->n, to, &k);
    TR_TRY(parties_of(c, a, g, &k));
    bool way = piece_said(k.scope) &&
               (str_starts(piece_words(c->j->out, k.scope), "прохід") ||
                str_starts(piece_words(c->j->out, k.scope), "проход")) &&
               k.heads.n == 1 && !str_has(k.heads.items[0], " ");
    if ((!piece_said(k.scope) || way) && takes_subject(c, a)) {
        commitment_said subject = nothing_said;
        subject.act = a->act;
        TR_TRY(scope_before(c, from, a->at, &subject));
        if (piece_said(subject.scope)) {
            k.scope = subject.scope;
            k.heads = subject.heads;
            k.categories = subject.categories;
        }
        if (piece_said(subject.scope)) k.parties.n = 0;
        size_t verb = a->at; /* "войска мы не отведём" */
        while (verb > from && around_verb(c, verb - 1))
            verb--;
        if (piece_said(subject.scope) && verb > from && tok_is(c->j, verb - 1, W_WE))
            TR_TRY(piece_push(c->j, &k.parties, piece_of(c->j, verb - 1, verb)));
    }
    if (a->act == ACT_WORD_ORDER && a->noun && !piece_said(k.scope))
        TR_TRY(order_as_proposed(c, a, &k));
    if (a->act == ACT_WORD_SIGN && piece_said(k.scope)) TR_TRY(named_deal(c, &k));
    size_t area_from =
        g->status != STATUS_NONE && g->at < a->at && g->at >= from ? g->at + g->n : a->at;
    if (tok_is(c->j, c->from, W_WHERE) && from == c->from) area_from = from;
    TR_TRY(fill_places(c, area_from, to, &k));
    TR_TRY(fill_marked(c, from, to, &k));
    TR_TRY(words_of_act(c, a, &k));
    k.status = final_status(c, g, a, &k);
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

/* Whether an act at hand is more than a word in passing. */
static bool counts(const clause_view *c, const act_found *a, const governing *g)
{
    if (g->status == STATUS_NONE && told_of_past(c, a)) return false;
    if (a->act == ACT_WORD_END && a->noun && (g->status == STATUS_AIM || g->status == STATUS_NONE))
        return false;
    if (a->act == ACT_WORD_ORDER && a->n > 1) return true;
    if (a->act == ACT_WORD_ORDER && a->noun &&
        (g->status != STATUS_ORDERED || g->at == a->at || tok_is(c->j, a->at - 1, W_FUTURE)))
        return false;
    if (a->noun && negated(c, a->at)) return true; /* "there is no ceasefire" */
    if (a->noun && g->status == STATUS_NONE && !g->future) {
        said_status s = c->cue != NULL ? status_of(c->cue->value) : STATUS_NONE;
        return s != STATUS_NONE && s != STATUS_ANSWERED;
    }
    return true;
}

/* A word of an act within the scope of another one is no act of its own: "refrain from attacks",
 * "talks on a maritime ceasefire", "agreed to halt the exchange". */
static bool part_of_last(const clause_view *c, const act_found *last, const act_found *a)
{
    if (last->n == 0) return false;
    if (mark_of(c, a->at) == S_SCOPE) return true;
    for (size_t i = last->at + last->n; i < a->at; i++) {
        if (!tok_any(c->j, i, IS(W_PREP) | IS(W_DET) | IS(W_OF) | IS(W_AT) | IS(W_POSS)))
            return false;
    }
    return a->noun;
}

/* ---- what is said of an act that was named before */

static const commitment_said *last_said(const clause_view *c)
{
    const announcement *n = c->j->out;
    if (c->s->commitments.n > 0) return &c->s->commitments.items[c->s->commitments.n - 1];
    for (size_t i = (size_t)(c->s - n->statements.items); i > c->j->first_statement; i--) {
        const statement_said *s = &n->statements.items[i - 1];
        if (s->commitments.n > 0) return &s->commitments.items[s->commitments.n - 1];
    }
    return NULL;
}

/* "The halt does not cover airfields", "Fuel is excluded". */
static tr_err not_covered(clause_view *c, size_t at, size_t n, bool subject)
{
    const commitment_said *last = last_said(c);
    commitment_said k = nothing_said;
    act_found a = {0};
    for (size_t i = c->from; i < at && a.n == 0; i++)
        (void)act_at(c, i, &a);
    if (a.n == 0 && last == NULL) return TR_OK;
    k.act = a.n > 0 ? a.act : last->act;
    k.act_says = str_of(act_class_words(k.act));
    k.status = STATUS_DENIED;
    k.act_words = piece_of(c->j, at, at + n);
    k.status_words = k.act_words;
    size_t end = at + n;
    while (end < c->to && mark_of(c, end) == S_EXCEPT)
        end++;
    for (size_t i = at; i < end; i++)
        c->mark[i - c->from] = S_FREE;
    fill_times(c, at + n, end, &k);
    if (subject)
        TR_TRY(scope_before(c, c->from, at, &k));
    else if (!tok_is(c->j, at + n, W_WHERE) || tok_is(c->j, at + n, W_AT))
        TR_TRY(scope_of_cover(c, at + n, end, &k));
    TR_TRY(fill_places(c, at + n, end, &k));
    k.span = piece_of(c->j, c->from, end > at + n ? end : at + n);
    TR_TRY(rule_push(c->j, &k.rules, entry_at(c->j, at, W_EXCEPT, NULL)->id));
    return keep_commitment(c, &k);
}

static bool is_territory(str s)
{
    return str_has(s, "територ") || str_has(s, "территор") || str_has_nocase(s, "territory");
}

/* "It applies to all ports", "йдеться про електростанції". */
static tr_err covered(clause_view *c, size_t at, size_t n)
{
    const commitment_said *last = last_said(c);
    commitment_said k = nothing_said;
    act_found subject = {0};
    for (size_t i = c->from; i < at && subject.n == 0; i++)
        (void)act_at(c, i, &subject); /* "the halt covers" */
    if ((last == NULL && subject.n == 0) || mark_of(c, at) != S_FREE) return TR_OK;
    act_found a = {.at = at, .n = n, .act = subject.n > 0 ? subject.act : last->act};
    governing g = govern(c, &a);
    k.act = a.act;
    k.act_says = str_of(act_class_words(k.act));
    k.act_words = piece_of(c->j, at, at + n);
    k.status = negated(c, at)            ? STATUS_DENIED
               : g.status != STATUS_NONE ? g.status
               : g.future                ? STATUS_AIM
                                         : STATUS_ANNOUNCED;
    fill_times(c, at + n, c->to, &k);
    TR_TRY(scope_of_cover(c, at + n, c->to, &k));
    if (is_territory(piece_words(c->j->out, k.scope))) {
        k.area = k.scope;
        k.scope = (piece){0};
        k.heads.n = k.categories.n = 0;
    }
    TR_TRY(fill_places(c, at + n, c->to, &k));
    TR_TRY(fill_marked(c, c->from, c->to, &k));
    span_of(c, &a, &g, c->to, &k);
    TR_TRY(rule_push(c->j, &k.rules, entry_at(c->j, at, W_SCOPE, NULL)->id));
    return piece_said(k.scope) || piece_said(k.area) ? keep_commitment(c, &k) : TR_OK;
}

static bool empty_time(const said_time *t)
{
    return !piece_said(t->words);
}

/* "It is in force until 1 May": how long what was named holds. */
static tr_err holds(clause_view *c, size_t at, size_t n, bool ends)
{
    commitment_said k = nothing_said;
    bool same = c->s->commitments.n > 0;
    const commitment_said *last = last_said(c);
    if (last == NULL) return TR_OK;
    fill_times(c, at + n, c->to, &k);
    if (empty_time(&k.start) && !ends) fill_times(c, c->from, at, &k);
    if (ends && empty_time(&k.end)) {
        k.end = k.start;
        k.start = nothing_said.start;
    }
    TR_TRY(fill_marked(c, c->from, c->to, &k));
    if (same) {
        commitment_said *was = &c->s->commitments.items[c->s->commitments.n - 1];
        if (empty_time(&was->end)) was->end = k.end;
        if (empty_time(&was->length)) was->length = k.length;
        if (empty_time(&was->start)) was->start = k.start;
        return TR_OK;
    }
    if (empty_time(&k.end) && empty_time(&k.length) && empty_time(&k.start)) return TR_OK;
    k.act = last->act;
    k.act_says = str_of(act_class_words(k.act));
    k.act_words = piece_of(c->j, at, at + n);
    k.status = k.conditions.n > 0 ? STATUS_CONDITIONAL : STATUS_ANNOUNCED;
    for (size_t i = c->from; i < at; i++) {
        const lexicon_entry *e = entry_at(c->j, i, W_STATUS, NULL);
        if (e != NULL && status_of(e->value) == STATUS_ORDERED) k.status = STATUS_ORDERED;
    }
    TR_TRY(fill_places(c, at + n, c->to, &k));
    act_found a = {.at = at, .n = n};
    governing g = {0};
    span_of(c, &a, &g, c->to, &k);
    TR_TRY(rule_push(c->j, &k.rules, entry_at(c->j, at, W_FOR, NULL)->id));
    return keep_commitment(c, &k);
}

/* "If they do, we are ready to extend it": the condition is one of that, not of what was said. */
static bool own_main_clause(const clause_view *c)
{
    if (c->from == c->to || mark_of(c, c->from) != S_IF) return false;
    for (size_t i = c->from; i < c->to; i++) {
        if (mark_of(c, i) == S_FREE && tok_is(c->j, i, W_STATUS)) return true;
    }
    return false;
}

static tr_err of_earlier(clause_view *c)
{
    for (size_t i = c->from; i < c->to; i++) {
        size_t n = 0;
        const lexicon_entry *e = entry_at(c->j, i, W_EXCEPT, &n);
        if (e != NULL && str_is(e->value, "not")) return not_covered(c, i, n, false);
        if (e != NULL && str_is(e->value, "out")) return not_covered(c, i, n, true);
        if (entry_at(c->j, i, W_SCOPE, &n) != NULL && mark_of(c, i) == S_FREE)
            return covered(c, i, n);
        e = entry_at(c->j, i, W_FOR, &n);
        if (e != NULL && e->value.len > 0 && mark_of(c, i) == S_FREE)
            return holds(c, i, n, str_is(e->value, "ends"));
    }
    /* "but only if they withdraw first": of what the same voice has just said */
    if (c->s->commitments.n == 0 || own_main_clause(c)) return TR_OK;
    commitment_said *was = &c->s->commitments.items[c->s->commitments.n - 1];
    size_t n = was->conditions.n;
    TR_TRY(fill_marked(c, c->from, c->to, was));
    if (was->conditions.n > n && was->status != STATUS_DENIED && was->status != STATUS_AIM)
        was->status = STATUS_CONDITIONAL;
    return TR_OK;
}

static bool has_not_covered(const clause_view *c)
{
    for (size_t i = c->from; i < c->to; i++) {
        const lexicon_entry *e = entry_at(c->j, i, W_EXCEPT, NULL);
        if (e != NULL && (str_is(e->value, "not") || str_is(e->value, "out"))) return true;
    }
    return false;
}

static tr_err sentence(clause_view *c)
{
    act_found acts[ACTS], last = {0};
    size_t n = 0, n_before = c->s->commitments.n;
    mark_slots(c);
    for (size_t i = c->from; i < c->to && n < ACTS; i++) {
        act_found a;
        if (mark_of(c, i) != S_FREE || !act_at(c, i, &a)) continue;
        acts[n++] = a;
        i += a.n - 1;
    }
    if (has_not_covered(c)) TR_TRY(of_earlier(c));
    size_t from = c->from;
    for (size_t i = 0; i < n; i++) {
        size_t to = c->to;
        if (mark_of(c, acts[i].at) != S_FREE) continue;
        governing g = govern(c, &acts[i]);
        if (part_of_last(c, &last, &acts[i]) || !counts(c, &acts[i], &g) ||
            names_again(c, &acts[i]))
            continue;
        for (size_t k = i + 1; k < n;
             k++) { /* up to the next act that stands in a clause of its own */
            governing other = govern(c, &acts[k]);
            bool apart = other.status != STATUS_NONE && other.at > acts[i].at;
            for (size_t t = acts[i].at + acts[i].n; t < acts[k].at && !apart; t++)
                apart = tok_is(c->j, t, W_CONJ) || clause_break(c, t);
            bool governed = other.status != STATUS_NONE && other.at > acts[i].at;
            if (!apart || (acts[k].noun && !governed && acts[i].act != acts[k].act &&
                           acts[k].act != ACT_WORD_END))
                continue;
            if (acts[k].noun && !governed && acts[i].act == ACT_WORD_NEGOTIATE) continue;
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
        TR_TRY(one_commitment(c, &acts[i], from, to, &g));
        last = acts[i];
        from = to;
    }
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

/* "said on Friday": when it was said, not when it begins. */
static void skip_time_of_saying(clause_view *c)
{
    const piece *source = &c->s->source, *cue = &c->s->cue;
    bool here = piece_said(*source) && source->text == c->j->text &&
                source->from >= c->j->tokens.items[c->from].from &&
                source->to <= c->j->tokens.items[c->to - 1].to;
    if (here && source->from < cue->from) { /* "Last week, the minister said" */
        for (size_t i = c->from;
             i < c->to && c->j->tokens.items[i].to <= source->from && i < c->from + 16; i++) {
            size_t end = when_end(c->j, tok_is(c->j, i, W_PREP) ? i + 1 : i, c->to);
            if (end > i + 1 && !piece_said(c->s->date.words))
                time_of(c->j, piece_of(c->j, i, end), &c->s->date);
            c->mark[i - c->from] = S_SKIP;
        }
    }
    for (size_t i = c->from; i + 1 < c->to; i++) {
        if (mark_of(c, i) != S_SKIP || mark_of(c, i + 1) != S_FREE) continue;
        size_t at = i + 1,
               end = when_end(c->j,
                              tok_is(c->j, at, W_PREP) || str_is(low(c, at), "late") ? at + 1 : at,
                              c->to);
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
        skip_time_of_saying(&c);
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
            continue;
        }
        if (s.continues != SIZE_MAX && s.continues >= j->first_statement)
            s.continues = moved[s.continues];
        n->statements.items[kept++] = s;
    }
    n->statements.n = kept;
    return TR_OK;
}
