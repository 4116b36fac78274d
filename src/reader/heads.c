/* Coordination: the heads of a scope. "energy and port facilities" has two heads that share a noun,
 * "energy infrastructure" one; "all ports and depots" shares its first word.
 *
 * The parts stand between commas and conjunctions. In English a last part of several words gives
 * its last word to earlier parts of one word, which cannot stand by themselves in front of it; in
 * languages in Cyrillic letters earlier parts that are adjectives take what follows the last
 * adjective. A first word that quantifies, and words of place behind the last part, belong to each.
 */
#include "reader/parts.h"

enum { PARTS = SAID_HEADS, HEAD_BYTES = 512 };

typedef struct part {
    size_t from, to;
} part;

static bool is_and(const reading_job *j, size_t i)
{
    return tok_is(j, i, W_CONJ) || tok_mark(j, i, '&') || tok_mark(j, i, ',') ||
           tok_mark(j, i, ';');
}

static size_t split(const reading_job *j, size_t from, size_t to, part *out)
{
    size_t n = 0, begin = from;
    for (size_t i = from; i <= to && n < PARTS; i++) {
        if (i < to && !is_and(j, i)) continue;
        if (i > begin) out[n++] = (part){begin, i};
        begin = i + 1;
    }
    return n;
}

static bool quantifies(const reading_job *j, size_t i)
{
    str low = tok_low(j, i);
    return str_is(low, "all") || str_is(low, "any") || str_is(low, "усі") || str_is(low, "всі") ||
           str_is(low, "усіх") || str_is(low, "все") || str_is(low, "всех") || str_is(low, "любые");
}

static bool adjective(str low)
{
    static const char *const ends[] = {"их",  "ых", "им", "ым", "ий",  "ый",  "ої",  "ого",
                                       "ому", "ою", "ій", "ой", "ая",  "яя",  "ое",  "ее",
                                       "ие",  "ые", "ні", "кі", "ові", "ими", "ыми", NULL};
    for (size_t i = 0; ends[i] != NULL; i++) {
        if (str_ends(low, ends[i]) && low.len > 8) return true;
    }
    return false;
}

static bool small(const reading_job *j, size_t i)
{
    if (j->tokens.items[i].language != READER_EN && tok_is(j, i, W_POSS)) return false;
    return tok_any(j, i, IS(W_DET) | IS(W_POSS)) && !tok_is(j, i, W_NUMBER) && !quantifies(j, i);
}

typedef struct head_text {
    char bytes[HEAD_BYTES];
    size_t n;
} head_text;

static tr_err put_words(const reading_job *j, head_text *h, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        str s = {0};
        const token *t = &j->tokens.items[i];
        if (t->kind == T_MARK && t->mark == 'q') continue;
        TR_TRY(word_lower(piece_words(j->out, piece_of(j, i, i + 1)), j->scratch, &s));
        if (h->n + s.len + 2 > HEAD_BYTES) return TR_OK;
        bool joined = !t->space && i > from;
        if (h->n > 0 && !joined) h->bytes[h->n++] = ' ';
        for (size_t k = 0; k < s.len; k++)
            h->bytes[h->n++] = s.ptr[k];
    }
    return TR_OK;
}

static size_t words_in(const part *p)
{
    return p->to - p->from;
}

/* Where, in the last part, what all parts share begins; its end: nothing is shared. */
static size_t shared_from(const reading_job *j, const part *parts, size_t n)
{
    const part *last = &parts[n - 1];
    bool english = j->tokens.items[last->from].language == READER_EN;
    size_t i = last->from;
    if (english) {
        if (small(j, last->from)) return last->to; /* "prisoners and the bodies" */
        size_t end = last->to; /* the noun phrase ends where a preposition begins */
        for (i = last->from; i < last->to; i++) {
            if (tok_any(j, i, IS(W_PREP) | IS(W_OF)) && i > last->from) {
                end = i;
                break;
            }
        }
        for (size_t k = 0; k + 1 < n; k++) {
            size_t first = parts[k].from;
            while (first < parts[k].to && (small(j, first) || quantifies(j, first)))
                first++;
            if (parts[k].to - first > 1) return last->to;
        }
        if (end - last->from < 2) return end < last->to ? end : last->to;
        return end - 1;
    }
    while (i < last->to && adjective(tok_low(j, i)))
        i++;
    if (i == last->from || i == last->to) return last->to;
    for (size_t k = 0; k + 1 < n; k++) {
        if (!adjective(tok_low(j, parts[k].to - 1))) return last->to;
    }
    return i;
}

/* The longest phrase of the lists that has a category; the first of equal ones. */
static str category_in(const reading_job *j, size_t from, size_t to)
{
    str best = STR("");
    size_t longest = 0;
    for (size_t i = from; i < to; i++) {
        size_t n = 0;
        const lexicon_entry *e = entry_at(j, i, W_TARGET, &n);
        if (e == NULL || n <= longest || i + n > to) continue;
        longest = n;
        best = e->value;
    }
    return best;
}

/* "implementation of a maritime ceasefire": the matter is what stands behind. */
static size_t behind_about(const reading_job *j, size_t from, size_t to)
{
    size_t i = from;
    if (!tok_is(j, i, W_ABOUT)) return from;
    i++;
    while (i < to && (tok_any(j, i, IS(W_OF)) || small(j, i)))
        i++;
    return i < to ? i : from;
}

tr_err heads_of(reading_job *j, size_t from, size_t to, commitment_said *c)
{
    part parts[PARTS];
    str_list *out = &c->heads;
    while (from < to && small(j, from))
        from++;
    size_t n = split(j, from, to, parts),
           quantifier = n > 1 && quantifies(j, from) ? from : SIZE_MAX;
    if (n == 0) return TR_OK;
    size_t shared = shared_from(j, parts, n), last_to = parts[n - 1].to;
    /* "refineries of A and B", "колон із харчами та ліками": the first words belong to each */
    size_t front = parts[0].from;
    if (n == 2 && shared == last_to && words_in(&parts[1]) == 1) {
        for (size_t i = parts[0].from + 1; i + 1 < parts[0].to; i++) {
            if (tok_any(j, i, IS(W_PREP) | IS(W_OF)) && parts[0].to - i == 2) front = i + 1;
        }
    }
    for (size_t k = 0; k < n; k++) {
        head_text h = {.n = 0};
        size_t begin = parts[k].from;
        while (begin < parts[k].to && small(j, begin))
            begin++;
        begin = behind_about(j, begin, parts[k].to);
        if (quantifier != SIZE_MAX && k > 0) TR_TRY(put_words(j, &h, quantifier, quantifier + 1));
        if (k > 0 && front > parts[0].from) TR_TRY(put_words(j, &h, parts[0].from, front));
        TR_TRY(put_words(j, &h, begin, parts[k].to));
        if (k + 1 < n && shared < last_to) TR_TRY(put_words(j, &h, shared, last_to));
        str *slot = h.n > 0 && out->n < SAID_HEADS ? VEC_PUSH(j->a, out) : NULL;
        if (h.n > 0 && slot == NULL && out->n < SAID_HEADS) return TR_ERR_NOMEM;
        if (slot == NULL) continue;
        *slot = arena_str(j->a, (str){h.bytes, h.n});
        if (slot->ptr == NULL) return TR_ERR_NOMEM;
        str *of_head = VEC_PUSH(j->a, &c->categories);
        if (of_head == NULL) return TR_ERR_NOMEM;
        *of_head = category_in(j, begin, parts[k].to);
        if (of_head->len == 0 && k + 1 < n && shared < last_to)
            *of_head = category_in(j, shared, last_to);
    }
    return TR_OK;
}
