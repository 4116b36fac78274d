/* Where the voices of an announcement say unlike things, each with the words.
 *
 * Looked at side by side: what a truce covers, how long, from when, how firmly, who is said to have
 * agreed; then words that two voices are given, renderings of a voice beside its own words,
 * weekdays against a known date, numbers, headlines, spellings, and what nobody says. */
#include "document/said.h"
#include "reader/parts.h"

#include <string.h>

enum { SHORT_QUOTE_WORDS = 14, BIGRAM_STATEMENTS = 16, SHOWN = 8, NEAR = 16 };

typedef struct beside {
    announcement *n;
    arena *a;
    VEC(size_t) truces; /* statements with a commitment to a truce */
} beside;

static const commitment_said *truce_in(const statement_said *s)
{
    for (size_t i = 0; i < s->commitments.n; i++) {
        const commitment_said *c = &s->commitments.items[i];
        if (c->act == ACT_WORD_CEASEFIRE && !c->whole && c->status != STATUS_DENIED) return c;
    }
    for (size_t i = 0; i < s->commitments.n; i++) {
        if (s->commitments.items[i].act == ACT_WORD_CEASEFIRE) return &s->commitments.items[i];
    }
    return NULL;
}

static const commitment_said *order_in(const statement_said *s)
{
    for (size_t i = 0; i < s->commitments.n; i++) {
        if (s->commitments.items[i].act == ACT_WORD_ORDER) return &s->commitments.items[i];
    }
    return NULL;
}

static tr_err add(beside *b, const char *kind, unsigned weight, const char *rule, difference **out)
{
    difference *d = VEC_PUSH(b->a, &b->n->differences);
    if (d == NULL) return TR_ERR_NOMEM;
    *d = (difference){.kind = str_of(kind), .weight = weight, .rule = str_of(rule)};
    d->id = arena_printf(b->a, "D%zu", b->n->differences.n);
    *out = d;
    return d->id.ptr == NULL ? TR_ERR_NOMEM : TR_OK;
}

/* Statements are named in their order, so that one that is there already stands near the end. */
static tr_err name(beside *b, difference *d, const statement_said *s, piece p)
{
    size_t first = d->statements.n > NEAR ? d->statements.n - NEAR : 0;
    for (size_t i = first; i < d->statements.n; i++) {
        if (str_eq(d->statements.items[i], s->id)) return TR_OK;
    }
    str *slot = VEC_PUSH(b->a, &d->statements);
    piece *words = VEC_PUSH(b->a, &d->pieces);
    if (slot == NULL || words == NULL) return TR_ERR_NOMEM;
    *slot = s->id;
    *words = p;
    return TR_OK;
}

/* ---- one slot side by side */

typedef struct facet {
    const char *kind, *rule, *says;
    /* What the statement says of it, to be compared; empty: nothing. */
    str (*value)(const beside *b, const statement_said *s, const commitment_said *c, arena *a);
    piece (*words)(const statement_said *s, const commitment_said *c);
    bool silence; /* that some say nothing is a difference */
} facet;

static str joined(const str_list *l, arena *a)
{
    str out = STR("");
    for (size_t i = 0; i < l->n; i++) {
        str s = l->items[i];
        if (str_starts(s, "all ")) s = arena_printf(a, "* " STR_FMT, STR_ARG(str_from(s, 4)));
        out = arena_printf(a, STR_FMT "|" STR_FMT, STR_ARG(out), STR_ARG(s));
        if (out.ptr == NULL) return (str){0};
    }
    return out;
}

static str scope_value(const beside *b, const statement_said *s, const commitment_said *c, arena *a)
{
    str folded; /* one spelling of a word, with its dots or without */
    (void)b;
    (void)s;
    return word_fold(joined(&c->heads, a), a, &folded) == TR_OK ? folded : (str){0};
}

static piece scope_words(const statement_said *s, const commitment_said *c)
{
    (void)s;
    return c->scope;
}

static str time_value(const beside *b, const said_time *t, arena *a)
{
    if (t->value > 0)
        return arena_printf(a, "%lld " STR_FMT, (long long)t->value, STR_ARG(t->unit));
    if (t->day != NO_DAY) return arena_printf(a, "day %lld", (long long)t->day);
    str low = {0};
    if (piece_said(t->words) && word_fold(piece_words(b->n, t->words), a, &low) != TR_OK)
        return (str){0};
    return low;
}

static str length_value(const beside *b, const statement_said *s, const commitment_said *c,
                        arena *a)
{
    (void)s;
    return time_value(b, piece_said(c->length.words) ? &c->length : &c->end, a);
}

static piece length_words(const statement_said *s, const commitment_said *c)
{
    (void)s;
    return piece_said(c->length.words) ? c->length.words : c->end.words;
}

static str start_value(const beside *b, const statement_said *s, const commitment_said *c, arena *a)
{
    const commitment_said *o = order_in(s);
    return time_value(b, piece_said(c->start.words) || o == NULL ? &c->start : &o->start, a);
}

static piece start_words(const statement_said *s, const commitment_said *c)
{
    const commitment_said *o = order_in(s);
    return piece_said(c->start.words) || o == NULL ? c->start.words : o->start.words;
}

static str status_value(const beside *b, const statement_said *s, const commitment_said *c,
                        arena *a)
{
    const commitment_said *o = order_in(s);
    (void)b;
    return arena_printf(a, "%s%s", said_status_word(c->status), o != NULL ? "+" : "");
}

static piece status_words(const statement_said *s, const commitment_said *c)
{
    (void)s;
    return c->status_words;
}

static str parties_value(const beside *b, const statement_said *s, const commitment_said *c,
                         arena *a)
{
    str out = STR(""), low;
    (void)s;
    for (size_t i = 0; i < c->parties.n; i++) {
        if (word_fold(piece_words(b->n, c->parties.items[i]), a, &low) != TR_OK) return (str){0};
        out = arena_printf(a, STR_FMT "|" STR_FMT, STR_ARG(out), STR_ARG(low));
    }
    return out;
}

static piece parties_words(const statement_said *s, const commitment_said *c)
{
    (void)s;
    return c->parties.n > 0 ? c->parties.items[0] : (piece){0};
}

static tr_err compare(beside *b, const facet *f)
{
    str first = {0};
    bool any = false, differ = false, silent = false;
    for (size_t i = 0; i < b->truces.n; i++) {
        const statement_said *s = &b->n->statements.items[b->truces.items[i]];
        str v = f->value(b, s, truce_in(s), b->a);
        if (v.len == 0) {
            silent = true;
            continue;
        }
        differ = differ || (any && !str_eq(first, v));
        if (!any) first = v;
        any = true;
    }
    if (!any || (!differ && !(f->silence && silent))) return TR_OK;
    difference *d;
    buf says;
    TR_TRY(add(b, f->kind, 3, f->rule, &d));
    buf_init(&says, 65536);
    for (size_t i = 0, shown = 0; i < b->truces.n; i++) {
        const statement_said *s = &b->n->statements.items[b->truces.items[i]];
        piece p = f->words(s, truce_in(s));
        TR_TRY(name(b, d, s, p));
        if (shown++ < SHOWN) buf_f(&says, "%s" STR_FMT " ", says.len ? "; " : "", STR_ARG(s->id));
        if (shown > SHOWN) continue;
        if (piece_said(p))
            buf_f(&says, "\"" STR_FMT "\"", STR_ARG(piece_words(b->n, p)));
        else
            buf_z(&says, "-");
    }
    str words;
    TR_TRY(buf_take(&says, b->a, &words));
    return SAY_ONE(b->a, &d->says, f->says, A_TEXT("words", words));
}

static tr_err facets(beside *b)
{
    static const facet all[] = {
        {"scope", "differ.scope", N_("What it covers is worded differently: {words}."), scope_value,
         scope_words, true},
        {"duration", "differ.length", N_("How long it holds is not said alike: {words}."),
         length_value, length_words, true},
        {"start", "differ.start", N_("From when it holds is not said alike: {words}."), start_value,
         start_words, true},
        {"status", "differ.status", N_("How firm it is is told differently: {words}."),
         status_value, status_words, false},
        {"parties", "differ.parties", N_("Who agreed or acts is not named alike: {words}."),
         parties_value, parties_words, true}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        TR_TRY(compare(b, &all[i]));
    return TR_OK;
}

/* ---- a side that nobody quotes as having agreed */

static bool accepts(said_status s)
{
    return s == STATUS_AGREED || s == STATUS_ORDERED || s == STATUS_ANNOUNCED ||
           s == STATUS_ANSWERED;
}

static tr_err silent_sides(beside *b)
{
    const reader_options *o = &b->n->options;
    for (size_t i = 0; i < o->n_voices; i++) {
        const named_voice *v = &o->voices[i];
        bool accepted = false, speaks = false;
        difference *d;
        if (!v->party || b->truces.n == 0) continue;
        for (size_t k = 0; k < b->n->statements.n; k++) {
            const statement_said *s = &b->n->statements.items[k];
            const commitment_said *c = truce_in(s);
            if (s->speaker == SIZE_MAX || !str_eq(b->n->voices.items[s->speaker].side, v->side))
                continue;
            speaks = true;
            accepted = accepted || (c != NULL && accepts(c->status));
        }
        if (accepted) continue;
        TR_TRY(add(b, "parties", 3, "differ.silent_side", &d));
        for (size_t k = 0; k < b->n->statements.n; k++) {
            const statement_said *s = &b->n->statements.items[k];
            bool own =
                s->speaker != SIZE_MAX && str_eq(b->n->voices.items[s->speaker].side, v->side);
            if (own || truce_in(s) != NULL)
                TR_TRY(name(b, d, s, s->quotes.n > 0 ? s->quotes.items[0] : s->indirect));
        }
        TR_TRY(SAY_ONE(
            b->a, &d->says,
            speaks
                ? N_("No statement of {side} here accepts it; whether {side} is bound is not said.")
                : N_("{side} does not speak here; whether {side} is bound is not said."),
            A_TEXT("side", v->name)));
    }
    return TR_OK;
}

/* ---- words that two voices are given */

typedef struct bigram_list {
    size_t statement[BIGRAM_STATEMENTS];
    size_t n;
} bigram_list;

typedef struct bigrams {
    idmap at;
    VEC(bigram_list) lists;
} bigrams;

static bool word_byte(unsigned char c)
{
    return c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* The next two words of a folded text; `*at` goes behind the first. */
static bool two_words(str low, size_t *at, str *out)
{
    size_t i = *at;
    while (i < low.len && !word_byte((unsigned char)low.ptr[i]))
        i++;
    size_t from = i;
    while (i < low.len && word_byte((unsigned char)low.ptr[i]))
        i++;
    *at = i;
    while (i < low.len && low.ptr[i] == ' ')
        i++;
    size_t second = i;
    while (i < low.len && word_byte((unsigned char)low.ptr[i]))
        i++;
    *out = (str){low.ptr + from, i - from};
    return second < i && from < second;
}

static tr_err index_quotes(beside *b, bigrams *g)
{
    for (size_t i = 0; i < b->n->statements.n; i++) {
        const statement_said *s = &b->n->statements.items[i];
        for (size_t q = 0; q < s->quotes.n; q++) {
            str low, two;
            TR_TRY(word_fold(piece_words(b->n, s->quotes.items[q]), b->a, &low));
            for (size_t at = 0; at < low.len;) {
                size_t k;
                if (!two_words(low, &at, &two)) continue;
                if (!idmap_find(&g->at, two, &k)) {
                    if (VEC_PUSH(b->a, &g->lists) == NULL) return TR_ERR_NOMEM;
                    k = g->lists.n - 1;
                    TR_TRY(idmap_add(&g->at, b->a, two, k));
                }
                bigram_list *l = &g->lists.items[k];
                if (l->n < BIGRAM_STATEMENTS && (l->n == 0 || l->statement[l->n - 1] != i))
                    l->statement[l->n++] = i;
            }
        }
    }
    return TR_OK;
}

static bool contains(str hay, str needle)
{
    for (size_t i = 0; i + needle.len <= hay.len; i++) {
        if (memcmp(hay.ptr + i, needle.ptr, needle.len) == 0) return true;
    }
    return false;
}

static tr_err given_to_two(beside *b, const bigrams *g, size_t at, piece quote)
{
    str low, two, other;
    size_t from = 0, k;
    const statement_said *s = &b->n->statements.items[at];
    TR_TRY(word_fold(piece_words(b->n, quote), b->a, &low));
    while (low.len > 0 && !word_byte((unsigned char)low.ptr[low.len - 1]))
        low.len--;
    if (!two_words(low, &from, &two) || !idmap_find(&g->at, two, &k)) return TR_OK;
    for (size_t i = 0; i < g->lists.items[k].n; i++) {
        size_t w = g->lists.items[k].statement[i];
        const statement_said *o = &b->n->statements.items[w];
        difference *d;
        if (w == at || o->speaker == s->speaker || o->speaker == SIZE_MAX || s->speaker == SIZE_MAX)
            continue;
        for (size_t q = 0; q < o->quotes.n; q++) {
            TR_TRY(word_fold(piece_words(b->n, o->quotes.items[q]), b->a, &other));
            if (!contains(other, low)) continue;
            TR_TRY(add(b, "attribution", 3, "differ.attribution", &d));
            TR_TRY(name(b, d, s, quote));
            TR_TRY(name(b, d, o, o->quotes.items[q]));
            return SAY_ONE(
                b->a, &d->says,
                N_("The words \"{words}\" are given to {one} in {first} and stand in what {other} "
                   "says in {second}."),
                A_TEXT("words", piece_words(b->n, quote)),
                A_TEXT("one", b->n->voices.items[s->speaker].name), A_TEXT("first", s->id),
                A_TEXT("other", b->n->voices.items[o->speaker].name), A_TEXT("second", o->id));
        }
    }
    return TR_OK;
}

static size_t count_words(str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        n += s.ptr[i] == ' ';
    return n + 1;
}

static tr_err shared_words(beside *b)
{
    bigrams g = {0};
    TR_TRY(index_quotes(b, &g));
    for (size_t i = 0; i < b->n->statements.n; i++) {
        const statement_said *s = &b->n->statements.items[i];
        if (s->kind != SAID_MIXED) continue;
        for (size_t q = 0; q < s->quotes.n; q++) {
            if (count_words(piece_words(b->n, s->quotes.items[q])) > SHORT_QUOTE_WORDS) continue;
            TR_TRY(given_to_two(b, &g, i, b->n->statements.items[i].quotes.items[q]));
        }
    }
    return TR_OK;
}

/* ---- a voice's own words beside what is told of it */

static tr_err renderings(beside *b)
{
    size_t *own = arena_alloc_n(b->a, b->n->voices.n + 1, sizeof *own);
    if (own == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < b->truces.n; i++) {
        const statement_said *s = &b->n->statements.items[b->truces.items[i]];
        if (s->kind == SAID_DIRECT && s->speaker != SIZE_MAX && own[s->speaker] == 0)
            own[s->speaker] = b->truces.items[i] + 1;
    }
    for (size_t i = 0; i < b->truces.n; i++) {
        const statement_said *s = &b->n->statements.items[b->truces.items[i]];
        if (s->kind != SAID_INDIRECT || s->speaker == SIZE_MAX || own[s->speaker] == 0) continue;
        const statement_said *o = &b->n->statements.items[own[s->speaker] - 1];
        const commitment_said *x = truce_in(s), *y = truce_in(o);
        difference *d;
        str told, said;
        TR_TRY(word_fold(joined(&x->heads, b->a), b->a, &told));
        TR_TRY(word_fold(joined(&y->heads, b->a), b->a, &said));
        if (str_eq(told, said)) continue;
        TR_TRY(add(b, "paraphrase", 2, "differ.rendering", &d));
        TR_TRY(name(b, d, s, x->span));
        TR_TRY(name(b, d, o, y->span));
        TR_TRY(
            SAY_ONE(b->a, &d->says,
                    N_("{first} tells in other words what {voice} says in {second}: \"{told}\" "
                       "beside \"{said}\"."),
                    A_TEXT("first", s->id), A_TEXT("voice", b->n->voices.items[s->speaker].name),
                    A_TEXT("second", o->id),
                    A_TEXT("told", piece_words(b->n, piece_said(x->scope) ? x->scope : x->span)),
                    A_TEXT("said", piece_words(b->n, piece_said(y->scope) ? y->scope : y->span))));
    }
    return TR_OK;
}

/* ---- weekdays */

static const char *const weekday_words[7] = {N_("Monday"),   N_("Tuesday"), N_("Wednesday"),
                                             N_("Thursday"), N_("Friday"),  N_("Saturday"),
                                             N_("Sunday")};

static tr_err weekdays(beside *b)
{
    for (size_t i = 0; i < b->n->n_weekdays; i++) {
        const struct weekday_said *w = &b->n->weekdays[i];
        int64_t event = b->n->options.event_day, published = b->n->texts[w->words.text].published;
        difference *d;
        if (published == NO_DAY) published = b->n->options.published;
        int64_t known = event != NO_DAY ? event : published;
        if (known == NO_DAY || weekday_of_days(known) == w->weekday) continue;
        /* a report of the day after names the day before */
        if (event == NO_DAY && (published - 1) >= 0 && weekday_of_days(published - 1) == w->weekday)
            continue;
        TR_TRY(add(b, "date", 3,
                   event != NO_DAY ? "differ.weekday_event" : "differ.weekday_published", &d));
        piece *p = VEC_PUSH(b->a, &d->pieces);
        if (p == NULL) return TR_ERR_NOMEM;
        *p = w->words;
        for (size_t k = 0; k < b->n->statements.n; k++) {
            const statement_said *s = &b->n->statements.items[k];
            str *slot = s->whole.text == w->words.text && s->whole.from <= w->words.from &&
                                w->words.to <= s->whole.to
                            ? VEC_PUSH(b->a, &d->statements)
                            : NULL;
            if (slot != NULL) *slot = s->id;
        }
        TR_TRY(SAY_ONE(
            b->a, &d->says,
            event != NO_DAY
                ? N_("The text says {weekday} ({n} times); the day that is known, {day}, was a "
                     "{known}.")
                : N_("The text says {weekday} ({n} times); it was published on {day}, a {known}."),
            A_WORD("weekday", weekday_words[w->weekday]), A_N("n", w->n), A_DAY("day", known),
            A_WORD("known", weekday_words[weekday_of_days(known)])));
    }
    return TR_OK;
}

/* ---- numbers of one thing */

static bool leading_number(str s, str *number, str *rest)
{
    size_t i = 0;
    while (i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9')
        i++;
    if (i == 0) return false;
    *number = str_upto(s, i);
    *rest = str_trim(str_from(s, i));
    return rest->len > 0;
}

typedef struct counted {
    size_t statement, commitment;
} counted;

static tr_err numbers(beside *b)
{
    idmap first = {0};
    VEC(counted) all = {0};
    for (size_t i = 0; i < b->n->statements.n; i++) {
        const statement_said *s = &b->n->statements.items[i];
        for (size_t k = 0; k < s->commitments.n; k++) {
            const commitment_said *c = &s->commitments.items[k];
            str number, what, was, rest;
            size_t at;
            difference *d;
            if (c->heads.n == 0 || !leading_number(c->heads.items[0], &number, &what)) continue;
            str key = arena_printf(b->a, "%u " STR_FMT, (unsigned)c->act, STR_ARG(what));
            if (key.ptr == NULL) return TR_ERR_NOMEM;
            if (!idmap_find(&first, key, &at)) {
                counted *slot = VEC_PUSH(b->a, &all);
                if (slot == NULL) return TR_ERR_NOMEM;
                *slot = (counted){i, k};
                TR_TRY(idmap_add(&first, b->a, key, all.n - 1));
                continue;
            }
            const statement_said *o = &b->n->statements.items[all.items[at].statement];
            const commitment_said *y = &o->commitments.items[all.items[at].commitment];
            if (!leading_number(y->heads.items[0], &was, &rest) || str_eq(was, number)) continue;
            TR_TRY(add(b, "numbers", 3, "differ.numbers", &d));
            TR_TRY(name(b, d, o, y->scope));
            TR_TRY(name(b, d, s, c->scope));
            TR_TRY(SAY_ONE(b->a, &d->says,
                           N_("Numbers differ: \"{first}\" in {one}, \"{second}\" in {other}."),
                           A_TEXT("first", piece_words(b->n, y->scope)), A_TEXT("one", o->id),
                           A_TEXT("second", piece_words(b->n, c->scope)), A_TEXT("other", s->id)));
        }
    }
    return TR_OK;
}

/* ---- what nobody says */

static tr_err missing(beside *b)
{
    bool area = false, exception = false, end = false, length = false, start = false,
         condition = false;
    difference *d;
    if (b->truces.n == 0) return TR_OK;
    for (size_t i = 0; i < b->truces.n; i++) {
        const statement_said *s = &b->n->statements.items[b->truces.items[i]];
        for (size_t k = 0; k < s->commitments.n; k++) {
            const commitment_said *c = &s->commitments.items[k];
            if (c->act != ACT_WORD_CEASEFIRE) continue;
            area = area || piece_said(c->area);
            exception = exception || c->exceptions.n > 0 ||
                        (c->status == STATUS_DENIED && piece_said(c->scope));
            end = end || piece_said(c->end.words);
            length = length || piece_said(c->length.words);
            start = start || c->start.day != NO_DAY;
            condition = condition || c->conditions.n > 0;
        }
    }
    if (area && exception && (end || length) && start) return TR_OK;
    TR_TRY(add(b, "missing", 2, "differ.missing", &d));
    saying s;
    saying_open(&s);
    doc_say(&s.w, N_("Nobody says: "));
    bool any = false;
    const struct {
        bool said;
        const char *words;
    } all[] = {{area, N_("in which area")},
               {start, N_("on which day and hour it begins")},
               {end || length, N_("how long it holds")},
               {exception, N_("what is excepted")},
               {condition, N_("on what conditions")}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (all[i].said) continue;
        if (any) doc_text(&s.w, STR("; "));
        doc_say(&s.w, all[i].words);
        any = true;
    }
    doc_text(&s.w, STR("."));
    return saying_take(&s, b->a, &d->says);
}

tr_err differences_of(announcement *n, arena *a)
{
    beside b = {.n = n, .a = a};
    for (size_t i = 0; i < n->statements.n; i++) {
        if (truce_in(&n->statements.items[i]) == NULL) continue;
        size_t *slot = VEC_PUSH(a, &b.truces);
        if (slot == NULL) return TR_ERR_NOMEM;
        *slot = i;
    }
    TR_TRY(facets(&b));
    TR_TRY(weekdays(&b));
    TR_TRY(silent_sides(&b));
    TR_TRY(shared_words(&b));
    TR_TRY(numbers(&b));
    TR_TRY(renderings(&b));
    return missing(&b);
}
