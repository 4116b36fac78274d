/* Sentences that name no act and speak of one that was named before: what it covers and does not,
 * how long it holds, on what it hangs. */
#include "reader/clauses.h"

/* "на аэродромы она не распространяется": what stands before. */
static tr_err not_on(clause_view *c, size_t at, commitment_said *k)
{
    for (size_t i = c->from; i + 1 < at; i++) {
        size_t end = i + 1;
        if (mark_of(c, i) != S_FREE || !str_is(low(c, i), "на")) continue;
        while (end < at && mark_of(c, end) == S_FREE && c->j->tokens.items[end].kind == T_WORD &&
               !tok_any(c->j, end, IS(W_DET) | IS(W_IT) | IS(W_DEAL) | IS(W_HE) | IS(W_NEG)) &&
               !tok_is(c->j, end, W_ACT))
            end++;
        return scope_of_cover(c, i + 1, end, k);
    }
    return TR_OK;
}

static bool is_territory(str s)
{
    return str_has(s, "територ") || str_has(s, "территор") || str_has_nocase(s, "territory");
}

/* "It covers the line of contact": a place, and nothing that may be struck. */
static bool only_place(const clause_view *c, const commitment_said *k)
{
    bool place = false;
    for (size_t i = 0; i < k->categories.n; i++) {
        if (k->categories.items[i].len > 0) return false;
    }
    for (size_t i = c->from; i < c->to; i++) {
        const token *t = &c->j->tokens.items[i];
        if (t->from >= k->scope.from && t->to <= k->scope.to)
            place = place || tok_is(c->j, i, W_PLACE);
    }
    return place;
}

/* A place that is covered or not is where, not what. */
static void as_area(const clause_view *c, commitment_said *k)
{
    if (!piece_said(k->scope)) return;
    if (!is_territory(piece_words(c->j->out, k->scope)) && !only_place(c, k)) return;
    k->area = k->scope;
    k->scope = (piece){0};
    k->heads.n = k->categories.n = 0;
}

/* "does not apply to the district or to fuel depots": what stands behind the preposition again. */
static tr_err also_not(clause_view *c, size_t from, const commitment_said *first)
{
    for (size_t i = from; i + 2 < c->to; i++) {
        if (!english(c, i) || !tok_is(c->j, i, W_CONJ) || !str_is(low(c, i + 1), "to")) continue;
        commitment_said k = *first;
        k.heads = k.categories = (str_list){0};
        k.scope = k.area = (piece){0};
        TR_TRY(scope_of_cover(c, i + 2, c->to, &k));
        as_area(c, &k);
        if (!piece_said(k.scope) && !piece_said(k.area)) continue;
        k.span = piece_of(c->j, i + 1, c->to);
        TR_TRY(keep_commitment(c, &k));
    }
    return TR_OK;
}

/* "The halt does not cover airfields", "Fuel is excluded". */
static tr_err not_covered(clause_view *c, size_t at, size_t n, bool subject)
{
    const commitment_said *last = last_said(c);
    commitment_said k = said_nothing();
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
    if (!piece_said(k.scope) && !english(c, at)) TR_TRY(not_on(c, at, &k));
    as_area(c, &k); /* "does not extend to the Grey valley" */
    TR_TRY(fill_places(c, at + n, end, &k));
    k.span = piece_of(c->j, c->from, end > at + n ? end : at + n);
    TR_TRY(rule_push(c->j, &k.rules, entry_at(c->j, at, W_EXCEPT, NULL)->id));
    TR_TRY(keep_commitment(c, &k));
    return subject ? TR_OK : also_not(c, at + n, &k);
}

/* "It applies to all ports", "йдеться про електростанції". */
static tr_err covered(clause_view *c, size_t at, size_t n)
{
    const commitment_said *last = last_said(c);
    commitment_said k = said_nothing();
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
    if (str_is(entry_at(c->j, at, W_SCOPE, NULL)->value, "subject")) /* "railways were covered" */
        TR_TRY(scope_before(c, c->from, at, &k));
    else
        TR_TRY(scope_of_cover(c, at + n, c->to, &k));
    if (c->cue != NULL && status_of(c->cue->value) == STATUS_DENIED) k.status = STATUS_DENIED;
    as_area(c, &k);
    TR_TRY(fill_places(c, at + n, c->to, &k));
    TR_TRY(fill_marked(c, c->from, c->to, &k));
    span_of(c, &a, &g, c->to, &k);
    TR_TRY(rule_push(c->j, &k.rules, entry_at(c->j, at, W_SCOPE, NULL)->id));
    return piece_said(k.scope) || piece_said(k.area) ? keep_commitment(c, &k) : TR_OK;
}

/* "It is in force until 1 May": how long what was named holds. */
static tr_err holds(clause_view *c, size_t at, size_t n, bool ends)
{
    commitment_said k = said_nothing();
    bool same = c->s->commitments.n > 0;
    const commitment_said *last = last_said(c);
    if (last == NULL) return TR_OK;
    fill_times(c, at + n, c->to, &k);
    TR_TRY(fill_places(c, at + n, c->to, &k));
    if (empty_time(&k.start) && !ends) fill_times(c, c->from, at, &k);
    if (ends && empty_time(&k.end)) {
        k.end = k.start;
        k.start = said_nothing().start;
    }
    TR_TRY(fill_marked(c, c->from, c->to, &k));
    if (same) {
        commitment_said *was = &c->s->commitments.items[c->s->commitments.n - 1];
        if (empty_time(&was->end)) was->end = k.end;
        if (empty_time(&was->length)) was->length = k.length;
        if (empty_time(&was->start)) was->start = k.start;
        return TR_OK;
    }
    if (empty_time(&k.end) && empty_time(&k.length) && empty_time(&k.start) &&
        !piece_said(k.area) && k.conditions.n == 0)
        return TR_OK;
    k.act = last->act;
    k.act_says = str_of(act_class_words(k.act));
    k.act_words = piece_of(c->j, at, at + n);
    k.status = k.conditions.n > 0 ? STATUS_CONDITIONAL : STATUS_ANNOUNCED;
    for (size_t i = c->from; i < at; i++) {
        const lexicon_entry *e = entry_at(c->j, i, W_STATUS, NULL);
        if (e != NULL && status_of(e->value) == STATUS_ORDERED) k.status = STATUS_ORDERED;
    }
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

static bool says_none(str w)
{
    return str_is(w, "no") || str_is(w, "нет") || str_is(w, "немає") || str_is(w, "нема") ||
           str_starts(w, "никак") || str_starts(w, "жодн");
}

/* "There is no agreement", "Домовленостей не існує": nothing of what was spoken of is agreed. */
static size_t no_deal(const clause_view *c)
{
    for (size_t i = c->from; i < c->to; i++) {
        if (mark_of(c, i) != S_FREE || !tok_is(c->j, i, W_DEAL)) continue;
        for (size_t k = i; k > c->from && i - k < 3; k--) {
            if (says_none(low(c, k - 1))) return i;
        }
        for (size_t k = i + 1; !english(c, i) && k < c->to && k < i + 5; k++) {
            if (c->j->tokens.items[k].kind == T_MARK) break;
            str next = low(c, k + 1);
            if (says_none(low(c, k)) ||
                (str_is(low(c, k), "не") &&
                 (str_starts(next, "существу") || str_starts(next, "існу") ||
                  str_starts(next, "был") || str_starts(next, "бул") ||
                  str_starts(next, "достиг") || str_starts(next, "досяг"))))
                return i;
        }
    }
    return SIZE_MAX;
}

/* "Nothing has been agreed", "ничего не подписано" */
static size_t nothing_agreed(const clause_view *c)
{
    for (size_t i = c->from; i < c->to; i++) {
        str w = low(c, i);
        if (mark_of(c, i) != S_FREE ||
            !(str_is(w, "nothing") || str_is(w, "ничего") || str_is(w, "нічого")))
            continue;
        for (size_t k = i + 1; k < c->to && k < i + 7; k++) {
            const lexicon_entry *e = entry_at(c->j, k, W_STATUS, NULL);
            if (c->j->tokens.items[k].kind == T_MARK) break;
            if ((e != NULL && status_of(e->value) == STATUS_AGREED) ||
                str_starts(low(c, k), "решен") || str_starts(low(c, k), "вирішен") ||
                str_starts(low(c, k), "decided"))
                return i;
        }
    }
    return SIZE_MAX;
}

static tr_err denied_deal(clause_view *c, size_t at)
{
    const commitment_said *last = last_said(c);
    commitment_said k = said_nothing();
    bool deal = tok_is(c->j, at, W_DEAL);
    k.act = last != NULL && deal ? last->act : ACT_WORD_OTHER;
    k.act_says = str_of(act_class_words(k.act));
    k.act_words = piece_of(c->j, at, at + 1);
    k.status = STATUS_DENIED;
    TR_TRY(fill_places(c, at + 1, c->to, &k));
    k.span = piece_of(c->j, c->from, at + 1);
    TR_TRY(rule_push(c->j, &k.rules,
                     deal ? entry_at(c->j, at, W_DEAL, NULL)->id : STR("nothing.agreed")));
    return keep_commitment(c, &k);
}

tr_err of_earlier(clause_view *c)
{
    size_t deal = no_deal(c);
    if (deal == SIZE_MAX) deal = nothing_agreed(c);
    if (deal != SIZE_MAX) return denied_deal(c, deal);
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

bool has_not_covered(const clause_view *c)
{
    for (size_t i = c->from; i < c->to; i++) {
        const lexicon_entry *e = entry_at(c->j, i, W_EXCEPT, NULL);
        if (e != NULL && (str_is(e->value, "not") || str_is(e->value, "out"))) return true;
    }
    return false;
}
