/* What a person has to decide, each with the words it is about: of every difference what holds, of
 * words without a category what they mean, of "we" who that is, of a voice on whose behalf it
 * speaks. */
#include "document/said.h"
#include "reader/parts.h"

#include <string.h>

static tr_err ask(announcement *n, arena *a, const char *kind, unsigned weight, question **out)
{
    question *q = VEC_PUSH(a, &n->questions);
    if (q == NULL) return TR_ERR_NOMEM;
    *q = (question){.kind = str_of(kind), .weight = weight, .incidents = -1, .voice = SIZE_MAX};
    *out = q;
    return TR_OK;
}

static tr_err about(arena *a, question *q, str of, piece p)
{
    str *id = VEC_PUSH(a, &q->statements);
    piece *words = VEC_PUSH(a, &q->pieces);
    if (id == NULL || words == NULL) return TR_ERR_NOMEM;
    *id = of;
    *words = p;
    return TR_OK;
}

/* ---- of differences */

static const char *question_of(str kind)
{
    static const struct {
        const char *kind, *asks;
    } all[] = {
        {"scope", N_("What is covered: which of these wordings holds, and for whom?")},
        {"duration", N_("How long does it hold, and from which instant is that counted?")},
        {"start", N_("On which day, at which hour and in which zone of time does it begin?")},
        {"status", N_("Is it agreed, ordered, or still an offer, and by whom?")},
        {"parties", N_("Who is bound, and by which words?")},
        {"date", N_("Which day is meant?")},
        {"attribution", N_("Whose words are these?")},
        {"numbers", N_("Which of the numbers holds?")},
        {"paraphrase", N_("Do the voice's own words stand, and not what is told of them?")},
        {"missing", N_("What nobody says: is it known from elsewhere?")}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (str_is(kind, all[i].kind)) return all[i].asks;
    }
    return N_("What holds?");
}

static tr_err of_differences(announcement *n, arena *a)
{
    for (size_t i = 0; i < n->differences.n; i++) {
        const difference *d = &n->differences.items[i];
        question *q;
        TR_TRY(ask(n, a, d->kind.ptr, d->weight, &q));
        q->difference = d->id;
        q->statements = d->statements;
        q->pieces = d->pieces;
        TR_TRY(SAY_ONE(a, &q->says,
                       str_is(d->rule, "differ.silent_side")
                           ? N_("Is this side bound as well, and by which words?")
                           : question_of(d->kind)));
    }
    return TR_OK;
}

/* ---- of words */

/* Who "we" is, of the same voice. */
static bool asked_of(const announcement *n, size_t voice_at)
{
    for (size_t i = 0; i < n->questions.n; i++) {
        if (str_is(n->questions.items[i].kind, "who") && n->questions.items[i].voice == voice_at)
            return true;
    }
    return false;
}

static bool asked_before(const announcement *n, const char *kind, str words)
{
    for (size_t i = 0; i < n->questions.n; i++) {
        const question *q = &n->questions.items[i];
        if (str_is(q->kind, kind) && q->pieces.n > 0 &&
            str_eq_nocase(piece_words(n, q->pieces.items[0]), words))
            return true;
    }
    return false;
}

static bool open_heads(const commitment_said *c)
{
    for (size_t i = 0; i < c->heads.n; i++) {
        if (i >= c->categories.n || c->categories.items[i].len == 0) return true;
    }
    return false;
}

static tr_err of_words(announcement *n, arena *a, const statement_said *s, const commitment_said *c)
{
    question *q;
    if (c->act == ACT_WORD_CEASEFIRE && !c->whole && piece_said(c->scope) && open_heads(c) &&
        !asked_before(n, "category", piece_words(n, c->scope))) {
        TR_TRY(ask(n, a, "category", 2, &q));
        TR_TRY(about(a, q, s->id, c->scope));
        TR_TRY(SAY_ONE(a, &q->says, N_("Which kinds of target does \"{words}\" mean?"),
                       A_TEXT("words", piece_words(n, c->scope))));
    }
    if (piece_said(c->area) && c->act == ACT_WORD_CEASEFIRE &&
        !asked_before(n, "area", piece_words(n, c->area))) {
        TR_TRY(ask(n, a, "area", 2, &q));
        TR_TRY(about(a, q, s->id, c->area));
        TR_TRY(SAY_ONE(a, &q->says, N_("Where are the limits of \"{words}\"?"),
                       A_TEXT("words", piece_words(n, c->area))));
    }
    for (size_t i = 0; i < c->parties.n; i++) {
        str low;
        TR_TRY(word_fold(piece_words(n, c->parties.items[i]), a, &low));
        bool we = str_is(low, "we") || str_is(low, "i") || str_is(low, "ми") || str_is(low, "мы");
        if (!we || asked_of(n, s->speaker)) continue;
        TR_TRY(ask(n, a, "who", 2, &q));
        q->voice = s->speaker;
        TR_TRY(about(a, q, s->id, c->parties.items[i]));
        TR_TRY(SAY_ONE(a, &q->says, N_("Who is \"{words}\" in {statement}?"),
                       A_TEXT("words", piece_words(n, c->parties.items[i])),
                       A_TEXT("statement", s->id)));
    }
    return TR_OK;
}

static tr_err of_voices(announcement *n, arena *a)
{
    bool *asked = arena_alloc_n(a, n->voices.n + 1, sizeof *asked);
    if (asked == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n->statements.n; i++) {
        const statement_said *s = &n->statements.items[i];
        question *q;
        if (s->speaker == SIZE_MAX || s->commitments.n == 0 || asked[s->speaker]) continue;
        asked[s->speaker] = true;
        if (n->voices.items[s->speaker].side.len > 0) continue;
        TR_TRY(ask(n, a, "side", 1, &q));
        TR_TRY(about(a, q, s->id, piece_said(s->source) ? s->source : s->whole));
        TR_TRY(SAY_ONE(a, &q->says, N_("On whose behalf does {voice} speak?"),
                       A_TEXT("voice", n->voices.items[s->speaker].name)));
    }
    return TR_OK;
}

/* ---- in order: what most hangs on it first */

static bool before(const question *x, const question *y)
{
    if (x->incidents != y->incidents) return x->incidents > y->incidents;
    return x->weight > y->weight;
}

tr_err questions_order(announcement *n, arena *a)
{
    question *items = n->questions.items;
    for (size_t i = 1; i < n->questions.n; i++) {
        question q = items[i];
        size_t k = i;
        for (; k > 0 && before(&q, &items[k - 1]); k--)
            items[k] = items[k - 1];
        items[k] = q;
    }
    for (size_t i = 0; i < n->questions.n; i++) {
        items[i].id = arena_printf(a, "W%zu", i + 1);
        if (items[i].id.ptr == NULL) return TR_ERR_NOMEM;
    }
    return TR_OK;
}

/* One question for all of them; the words are the sentences. */
static tr_err of_sentences(announcement *n, arena *a, const char *kind, unsigned weight,
                           const piece_list *which, const char *asks)
{
    question *q;
    if (which->n == 0) return TR_OK;
    TR_TRY(ask(n, a, kind, weight, &q));
    for (size_t i = 0; i < which->n && i < MOST_QUESTIONS; i++) {
        piece *words = VEC_PUSH(a, &q->pieces);
        if (words == NULL) return TR_ERR_NOMEM;
        *words = which->items[i];
    }
    return SAY_ONE(a, &q->says, asks);
}

tr_err questions_of(announcement *n, arena *a)
{
    TR_TRY(of_differences(n, a));
    TR_TRY(of_sentences(n, a, "unclaimed", 2, &n->unclaimed,
                        N_("No voice is known to say these sentences: who says them, and do they "
                           "bind?")));
    TR_TRY(of_sentences(n, a, "unread", 2, &n->unread,
                        N_("Nothing was taken from these sentences of the text: does one of them "
                           "bind, except, permit or deny something, or hang it on a condition?")));
    for (size_t i = 0; i < n->statements.n && n->questions.n < MOST_QUESTIONS; i++) {
        for (size_t k = 0;
             k < n->statements.items[i].commitments.n && n->questions.n < MOST_QUESTIONS; k++)
            TR_TRY(of_words(n, a, &n->statements.items[i],
                            &n->statements.items[i].commitments.items[k]));
    }
    if (n->questions.n < MOST_QUESTIONS) TR_TRY(of_voices(n, a));
    return questions_order(n, a);
}
