/* The same words of the same voice in two files, a readout and an article that quotes it: one
 * statement, with both places. Held against each other are words of quotations (and of a voice's
 * own document), without case, marks and the ends of lines. Within one file nothing is put
 * together: there the order of what is said matters. */
#include "reader/parts.h"

/* A shorter quotation proves nothing. Of a sequence that a text repeats without end only the first
 * places are looked at, so that time stays linear. */
enum { LEAST_WORDS = 4, SEQUENCE = 3, MOST_PLACES = 8, MOST_WORDS = 256 };

typedef struct heard_word {
    str low; /* empty: here a quotation ends */
    size_t statement_at;
} heard_word;

typedef struct heard {
    size_t from, to; /* of the words */
    size_t into;     /* the statement it is part of; itself: none */
} heard;

typedef struct again_job {
    announcement *n;
    arena *a, *scratch;
    VEC(heard_word) words;
    heard *of;
    size_t *next; /* of each word: the next one that begins the same sequence, plus 1 */
    idmap first;  /* of each sequence: its first word */
} again_job;

static bool letter(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c >= 0x80;
}

/* Marks of punctuation beyond ASCII that stand between words. */
static size_t mark_at(str s, size_t at)
{
    unsigned char a = (unsigned char)s.ptr[at];
    unsigned char b = at + 1 < s.len ? (unsigned char)s.ptr[at + 1] : 0;
    if (a == 0xE2 && (b == 0x80 || b == 0x81)) return 3;
    if (a == 0xC2 && (b == 0xAB || b == 0xBB || b == 0xA0)) return 2;
    return letter(a) ? 0 : 1;
}

static tr_err hear(again_job *j, piece p, size_t statement_at)
{
    str low;
    TR_TRY(word_fold(piece_words(j->n, p), j->scratch, &low));
    for (size_t at = 0; at < low.len;) {
        size_t from = at, skip;
        while (at < low.len && mark_at(low, at) == 0)
            at++;
        if (at > from) {
            heard_word *w = VEC_PUSH(j->scratch, &j->words);
            if (w == NULL) return TR_ERR_NOMEM;
            *w = (heard_word){{low.ptr + from, at - from}, statement_at};
        }
        while (at < low.len && (skip = mark_at(low, at)) > 0)
            at += skip;
        if (at > low.len) at = low.len;
    }
    heard_word *end = VEC_PUSH(j->scratch, &j->words);
    if (end == NULL) return TR_ERR_NOMEM;
    *end = (heard_word){.statement_at = statement_at};
    return TR_OK;
}

static tr_err hear_all(again_job *j)
{
    const announcement *n = j->n;
    for (size_t i = 0; i < n->statements.n; i++) {
        const statement_said *s = &n->statements.items[i];
        j->of[i] = (heard){.from = j->words.n, .into = i};
        for (size_t q = 0; q < s->quotes.n; q++)
            TR_TRY(hear(j, s->quotes.items[q], i));
        if (s->quotes.n == 0 && s->issuer) TR_TRY(hear(j, s->whole, i));
        j->of[i].to = j->words.n;
    }
    return TR_OK;
}

static tr_err sequence_at(again_job *j, size_t at, str *out)
{
    const heard_word *w = &j->words.items[at];
    *out = (str){0};
    for (size_t i = 0; i < SEQUENCE; i++) {
        if (at + i >= j->words.n || w[i].low.len == 0) return TR_OK;
    }
    *out = arena_printf(j->scratch, STR_FMT " " STR_FMT " " STR_FMT, STR_ARG(w[0].low),
                        STR_ARG(w[1].low), STR_ARG(w[2].low));
    return out->ptr == NULL ? TR_ERR_NOMEM : TR_OK;
}

/* From the last word to the first, so that the places of a sequence come in order. */
static tr_err index_sequences(again_job *j)
{
    j->next = arena_alloc_n(j->scratch, j->words.n + 1, sizeof *j->next);
    size_t *head = arena_alloc_n(j->scratch, j->words.n + 1, sizeof *head), n_heads = 0;
    if (j->next == NULL || head == NULL) return TR_ERR_NOMEM;
    for (size_t i = j->words.n; i > 0; i--) {
        str key;
        size_t at;
        TR_TRY(sequence_at(j, i - 1, &key));
        j->next[i - 1] = 0;
        if (key.len == 0) continue;
        if (!idmap_find(&j->first, key, &at)) {
            at = n_heads++;
            head[at] = 0;
            TR_TRY(idmap_add(&j->first, j->scratch, key, at));
        }
        j->next[i - 1] = head[at];
        head[at] = i;
    }
    for (size_t i = 0; i < j->first.cap; i++) { /* from the number of a sequence to its word */
        if (j->first.slots[i].used) j->first.slots[i].value = head[j->first.slots[i].value] - 1;
    }
    return TR_OK;
}

/* The words from `at` to the end of their quotation stand again from `other` on. */
static bool runs_on(const again_job *j, size_t at, size_t other)
{
    const heard_word *w = j->words.items;
    for (; w[at].low.len > 0; at++, other++) {
        if (!str_eq(w[at].low, w[other].low)) return false;
    }
    return true;
}

static bool same_voice(const statement_said *a, const statement_said *b)
{
    return a->speaker == b->speaker || a->speaker == SIZE_MAX || b->speaker == SIZE_MAX;
}

/* The fuller one is kept; of equal ones the first. */
static bool goes_into(const again_job *j, size_t part, size_t whole)
{
    const statement_said *a = &j->n->statements.items[part], *b = &j->n->statements.items[whole];
    size_t x = j->of[part].to - j->of[part].from, y = j->of[whole].to - j->of[whole].from;
    return a->whole.text != b->whole.text && same_voice(a, b) &&
           (y > x || (y == x && whole < part));
}

static bool all_stand_in(const again_job *j, size_t part, size_t whole)
{
    const heard *p = &j->of[part], *o = &j->of[whole];
    for (size_t at = p->from; at < p->to; at++) { /* each quotation of the part */
        bool found = false;
        for (size_t k = o->from; !found && k < o->to && k - o->from < MOST_WORDS; k++)
            found = runs_on(j, at, k);
        if (!found) return false;
        while (at < p->to && j->words.items[at].low.len > 0)
            at++;
    }
    return true;
}

/* What the reporter says beyond the quoted words must not be lost with them. */
static bool only_quoted(const statement_said *s)
{
    for (size_t i = 0; i < s->commitments.n; i++) {
        const commitment_said *c = &s->commitments.items[i];
        bool within = c->quoted;
        for (size_t q = 0; !within && q < s->quotes.n; q++)
            within = c->act_words.text == s->quotes.items[q].text &&
                     c->act_words.from >= s->quotes.items[q].from &&
                     c->act_words.to <= s->quotes.items[q].to;
        if (!within) return false;
    }
    return true;
}

static tr_err find_whole(again_job *j, size_t i)
{
    str key;
    size_t at, tried = 0;
    const heard *h = &j->of[i];
    if (h->to - h->from < LEAST_WORDS + 1 || j->n->statements.items[i].quotes.n == 0) return TR_OK;
    TR_TRY(sequence_at(j, h->from, &key));
    if (key.len == 0 || !idmap_find(&j->first, key, &at)) return TR_OK;
    for (at++; at > 0 && tried < MOST_PLACES; at = j->next[at - 1], tried++) {
        size_t whole = j->words.items[at - 1].statement_at;
        if (!goes_into(j, i, whole) || !runs_on(j, h->from, at - 1)) continue;
        if (!all_stand_in(j, i, whole)) continue;
        j->of[i].into = whole;
        return TR_OK;
    }
    return TR_OK;
}

static tr_err push_places(again_job *j, statement_said *to, const piece_list *from)
{
    for (size_t i = 0; i < from->n; i++) {
        piece *slot = VEC_PUSH(j->a, &to->also);
        if (slot == NULL) return TR_ERR_NOMEM;
        *slot = from->items[i];
    }
    return TR_OK;
}

static size_t root_of(const again_job *j, size_t i)
{
    while (j->of[i].into != i)
        i = j->of[i].into;
    return i;
}

/* Places, and what the fuller text leaves open: who, and when. */
static tr_err put_together(again_job *j)
{
    statement_vec *all = &j->n->statements;
    for (size_t i = 0; i < all->n; i++) {
        size_t at = root_of(j, i);
        statement_said *s = &all->items[i], *to = &all->items[at];
        if (at == i) continue;
        TR_TRY(push_places(j, to, &s->quotes));
        if (to->speaker == SIZE_MAX) to->speaker = s->speaker;
        if (!piece_said(to->date.words)) to->date = s->date;
        if (!only_quoted(s)) j->of[i].into = i; /* it stays, beside its place in the other */
    }
    return TR_OK;
}

static tr_err drop_parts(again_job *j)
{
    statement_vec *all = &j->n->statements;
    size_t *now = arena_alloc_n(j->scratch, all->n + 1, sizeof *now), kept = 0;
    if (now == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < all->n; i++)
        now[i] = j->of[i].into == i ? kept++ : SIZE_MAX;
    for (size_t i = 0; i < all->n; i++) {
        statement_said *s = &all->items[i];
        if (now[i] == SIZE_MAX) continue;
        if (s->continues != SIZE_MAX) s->continues = now[root_of(j, s->continues)];
        all->items[now[i]] = *s;
    }
    all->n = kept;
    return TR_OK;
}

tr_err same_words_once(announcement *n, arena *a, arena *scratch)
{
    again_job j = {.n = n, .a = a, .scratch = scratch};
    if (n->n_texts < 2 || n->statements.n < 2) return TR_OK;
    j.of = arena_alloc_n(scratch, n->statements.n, sizeof *j.of);
    if (j.of == NULL) return TR_ERR_NOMEM;
    TR_TRY(hear_all(&j));
    TR_TRY(index_sequences(&j));
    for (size_t i = 0; i < n->statements.n; i++)
        TR_TRY(find_whole(&j, i));
    TR_TRY(put_together(&j));
    return drop_parts(&j);
}
