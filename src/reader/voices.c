/* Voices: one for all the ways in which a text names somebody. By the names that were given, by the
 * surname, by the title, by a pronoun. */
#include "reader/parts.h"

#include <string.h>

enum { NAME_BYTES = 256, ALIAS_WORDS = 8 };

static const char *const endings[] = {"ого", "ому", "ої", "ої", "ою", "ом", "ем", "єм", "им", "ым",
                                      "ій",  "ой",  "ей", "ые", "а",  "я",  "у",  "ю",  "и",  "і",
                                      "ї",   "ы",   "е",  "є",  "о",  "ь",  "й",  NULL};

/* A word without its ending, so that its cases fall together; Latin words stay. */
static str stem(str low)
{
    for (size_t i = 0; endings[i] != NULL; i++) {
        size_t n = strlen(endings[i]);
        if (low.len >= n + 6 && str_ends(low, endings[i])) return str_upto(low, low.len - n);
    }
    return low;
}

static bool small_word(const reading_job *j, size_t tok)
{
    return tok_any(j, tok, IS(W_DET) | IS(W_PREP) | IS(W_OF) | IS(W_CONJ)) ||
           j->tokens.items[tok].kind == T_MARK;
}

/* Whether a possessive stands between. */
static bool owned_by(const reading_job *j, size_t from, size_t to)
{
    for (size_t i = from + 1; i < to; i++) {
        if (str_is(tok_low(j, i), "'s") ||
            (j->tokens.items[i].kind == T_MARK && !j->tokens.items[i].space &&
             j->tokens.items[i].mark == 'q'))
            return true;
    }
    return false;
}

/* The word by which a phrase is known: its last name, or for bodies all its words. */
static tr_err key_of(reading_job *j, size_t from, size_t to, bool *person, str *out)
{
    size_t name = SIZE_MAX, title = SIZE_MAX, n_body = 0;
    char bytes[NAME_BYTES];
    size_t n = 0;
    bool behind = false; /* "President of Vandreth": what follows "of" names no person */
    for (size_t i = from; i < to; i++) {
        const token *t = &j->tokens.items[i];
        if (name != SIZE_MAX && tok_mark(j, i, ',')) break; /* a title behind a name */
        behind = !tok_mark(j, i, ',') && (behind || str_is(tok_low(j, i), "of"));
        if (t->kind != T_WORD || str_is(tok_low(j, i), "'s") ||
            (behind && t->language == READER_EN))
            continue;
        if (tok_is(j, i, W_TITLE) && n_body > 0 && owned_by(j, from, i))
            n_body = 0; /* "the rebels' political chief", "the Union's envoy" */
        if (tok_is(j, i, W_TITLE) && n_body == 0) title = i;
        if (tok_is(j, i, W_BODY) && title == SIZE_MAX) n_body++;
        if (t->capital &&
            !tok_any(j, i, IS(W_TITLE) | IS(W_BODY) | IS(W_DET) | IS(W_DOC) | IS(W_POSS)))
            name = i;
    }
    *person = name != SIZE_MAX && n_body == 0;
    if (*person) {
        *out = stem(tok_low(j, name));
        return TR_OK;
    }
    for (size_t i = from; i < to && n + 1 < sizeof bytes; i++) {
        if (small_word(j, i) || tok_is(j, i, W_POSS)) continue;
        str s = stem(tok_low(j, i));
        if (n + s.len + 1 >= sizeof bytes) break;
        memcpy(bytes + n, s.ptr, s.len);
        n += s.len;
        bytes[n++] = ' ';
    }
    *out = arena_str(j->a, (str){bytes, n});
    return out->ptr == NULL ? TR_ERR_NOMEM : TR_OK;
}

/* ---- names that were given */

static bool same_words(const reading_job *j, size_t tok, size_t to, const str *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (tok + i >= to) return false;
        str a = stem(tok_low(j, tok + i)), b = stem(words[i]);
        if (!str_eq(a, b)) return false;
    }
    return true;
}

static tr_err alias_in(reading_job *j, size_t from, size_t to, str alias, size_t *length)
{
    str words[ALIAS_WORDS], low, rest, one;
    size_t n = 0;
    *length = 0;
    TR_TRY(word_fold(alias, j->scratch, &low));
    for (rest = low; n + 1 < ALIAS_WORDS && str_cut(&rest, ' ', &one);) {
        bool of = str_ends(one, "'s"); /* a token of its own */
        if (one.len > 0) words[n++] = of ? str_upto(one, one.len - 2) : one;
        if (of) words[n++] = STR("'s");
    }
    for (size_t i = from; n > 0 && i < to; i++) {
        if (same_words(j, i, to, words, n)) *length = n;
    }
    return TR_OK;
}

static tr_err given_voice(reading_job *j, size_t from, size_t to, size_t *out)
{
    const reader_options *o = &j->out->options;
    size_t best = 0, length;
    *out = SIZE_MAX;
    for (size_t i = 0; i < o->n_voices; i++) {
        const named_voice *g = &o->voices[i];
        TR_TRY(alias_in(j, from, to, g->name, &length));
        for (size_t k = 0;; k++) {
            if (length > best) {
                best = length;
                *out = i;
            }
            if (k == g->aliases.n) break;
            TR_TRY(alias_in(j, from, to, g->aliases.items[k], &length));
        }
    }
    return TR_OK;
}

/* ---- voices */

static tr_err add_voice(reading_job *j, str key, str name, size_t *out)
{
    voice *v = VEC_PUSH(j->a, &j->out->voices);
    if (v == NULL) return TR_ERR_NOMEM;
    *out = j->out->voices.n - 1;
    *v = (voice){.name = name};
    return key.len > 0 ? idmap_add(&j->voices_at, j->a, key, *out) : TR_OK;
}

/* Of the names that were given, the one that these words are; SIZE_MAX: none. */
static tr_err given_name(reading_job *j, str folded, size_t *out)
{
    const reader_options *o = &j->out->options;
    *out = SIZE_MAX;
    for (size_t i = 0; i < o->n_voices && *out == SIZE_MAX; i++) {
        for (size_t k = 0; k <= o->voices[i].aliases.n && *out == SIZE_MAX; k++) {
            str low;
            TR_TRY(word_fold(k == 0 ? o->voices[i].name : o->voices[i].aliases.items[k - 1],
                             j->scratch, &low));
            if (str_eq(low, folded)) *out = i;
        }
    }
    return TR_OK;
}

tr_err voice_of_name(reading_job *j, str name, size_t *out)
{
    size_t given;
    str folded, rest = name, one, last = {0}, key;
    TR_TRY(word_fold(name, j->scratch, &folded));
    TR_TRY(given_name(j, folded, &given));
    bool names = true; /* of a person the surname is the key, as key_of has it */
    while (rest.len > 0) {
        (void)str_cut(&rest, ' ', &one);
        if (one.len == 0) continue;
        names = names && word_has_capital(one);
        last = one;
    }
    TR_TRY(word_fold(names ? last : name, j->a, &key));
    key = stem(key);
    if (given != SIZE_MAX) key = arena_printf(j->a, "\x1f%zu", given);
    if (key.ptr == NULL) return TR_ERR_NOMEM;
    if (idmap_find(&j->voices_at, key, out)) return TR_OK;
    const named_voice *v = given != SIZE_MAX ? &j->out->options.voices[given] : NULL;
    TR_TRY(add_voice(j, key, v != NULL ? v->name : name, out));
    if (v != NULL) j->out->voices.items[*out].side = v->side;
    return TR_OK;
}

/* Without article and possessive. */
static piece bare_name(const reading_job *j, size_t from, size_t to)
{
    while (from + 1 < to && tok_any(j, from, IS(W_DET) | IS(W_POSS)) && !tok_is(j, from, W_NUMBER))
        from++;
    return piece_of(j, from, to);
}

static size_t n_blanks(const reading_job *j, piece p)
{
    str words = piece_words(j->out, p);
    size_t n = 0;
    for (size_t i = 0; i < words.len; i++)
        n += words.ptr[i] == ' ';
    return n;
}

/* "the facilitators", "начальники штабов": more than one. */
static bool several_titles(const reading_job *j, size_t i)
{
    str w = tok_low(j, i);
    if (!tok_is(j, i, W_TITLE)) return false;
    if (i + 1 < j->tokens.n && j->tokens.items[i + 1].kind == T_MARK &&
        j->tokens.items[i + 1].mark == 'q' && !j->tokens.items[i + 1].space)
        return false; /* "the rebels' chief" is one */
    if (j->tokens.items[i].language == READER_EN) return str_ends(w, "s") && !str_ends(w, "ss");
    return str_ends(w, "ики") || str_ends(w, "ники") || str_ends(w, "ры") || str_ends(w, "ри") ||
           str_ends(w, "ты") || str_ends(w, "ти") || str_ends(w, "ели") || str_ends(w, "елі");
}

static void remember(reading_job *j, size_t at, size_t from, size_t to, bool person)
{
    voice *v = &j->out->voices.items[at];
    piece p = bare_name(j, from, to);
    bool document = false, several = false;
    for (size_t i = from; i < to; i++) {
        document = document || tok_is(j, i, W_DOC);
        several = several || tok_is(j, i, W_SIDES) || several_titles(j, i);
    }
    if (!piece_said(v->first)) {
        v->first = p;
        v->person = person;
        v->document = document;
        v->several = several;
    }
    bool as_full = v->oblique && n_blanks(j, p) == n_blanks(j, v->fullest);
    if (!piece_said(v->fullest) || p.to - p.from > v->fullest.to - v->fullest.from || as_full) {
        v->fullest = p;
        v->oblique = false;
    }
}

static tr_err voice_between(reading_job *j, size_t from, size_t to, bool create, size_t *out)
{
    bool person;
    str key;
    size_t given;
    TR_TRY(key_of(j, from, to, &person, &key));
    TR_TRY(given_voice(j, from, to, &given));
    if (given != SIZE_MAX) {
        key = arena_printf(j->a, "\x1f%zu", given);
        if (key.ptr == NULL) return TR_ERR_NOMEM;
    }
    *out = SIZE_MAX;
    if (!idmap_find(&j->voices_at, key, out)) {
        *out = SIZE_MAX;
        if (!create || key.len == 0) return TR_OK;
        TR_TRY(add_voice(j, key, (str){0}, out));
        if (given != SIZE_MAX) {
            j->out->voices.items[*out].name = j->out->options.voices[given].name;
            j->out->voices.items[*out].side = j->out->options.voices[given].side;
        }
    }
    remember(j, *out, from, to, person);
    return TR_OK;
}

/* A title alone stands for the last person who was given it. */
static tr_err by_title(reading_job *j, size_t from, size_t to, size_t *out)
{
    *out = SIZE_MAX;
    for (size_t i = from; i < to; i++) {
        if (j->tokens.items[i].capital && !tok_any(j, i, IS(W_TITLE) | IS(W_DET))) return TR_OK;
        if (tok_is(j, i, W_BODY)) return TR_OK;
    }
    for (size_t i = from; i < to; i++) {
        if (!tok_is(j, i, W_TITLE)) continue;
        str s = stem(tok_low(j, i)),
            key = arena_printf(j->scratch, "\x1etitle " STR_FMT, STR_ARG(s));
        if (key.ptr == NULL) return TR_ERR_NOMEM;
        if (idmap_find(&j->voices_at, key, out)) return TR_OK;
        *out = SIZE_MAX;
    }
    return TR_OK;
}

/* "the official", "чиновник", "в ведомстве": whoever of that sort spoke last. */
static void by_sort(const reading_job *j, size_t from, size_t to, size_t *out)
{
    bool title = false, body = false, the = false;
    for (size_t i = from; i < to; i++) {
        const token *t = &j->tokens.items[i];
        if (t->kind != T_WORD) continue;
        if (str_is(tok_low(j, i), "the"))
            the = true;
        else if (tok_is(j, i, W_TITLE) && !t->capital)
            title = str_is(entry_at(j, i, W_TITLE, NULL)->value, "sort");
        else if (tok_is(j, i, W_BODY) && !t->capital)
            body = true;
        else
            return;
    }
    if (j->tokens.items[from].language == READER_EN && !the) return;
    if (title && !body) *out = j->last_person;
    if (body && !title) *out = j->last_body;
}

static void set_title(reading_job *j, str key, size_t at)
{
    for (size_t i = 0; i < j->voices_at.cap; i++) {
        if (j->voices_at.slots[i].used && str_eq(j->voices_at.slots[i].key, key))
            j->voices_at.slots[i].value = at;
    }
}

static tr_err keep_titles(reading_job *j, size_t from, size_t to, size_t at)
{
    size_t old;
    for (size_t i = from; i < to; i++) {
        if (!tok_is(j, i, W_TITLE)) continue;
        str s = stem(tok_low(j, i)), key = arena_printf(j->a, "\x1etitle " STR_FMT, STR_ARG(s));
        if (key.ptr == NULL) return TR_ERR_NOMEM;
        if (!idmap_find(&j->voices_at, key, &old))
            TR_TRY(idmap_add(&j->voices_at, j->a, key, at));
        else if (old != at)
            set_title(j, key, at);
    }
    return TR_OK;
}

static void now_speaks(reading_job *j, size_t at)
{
    const voice *v = &j->out->voices.items[at];
    j->last_any = at;
    if (v->several)
        j->last_several = at;
    else if (v->person)
        j->last_person = at;
    else
        j->last_body = at;
}

/* A pronoun: the last person who spoke, else the last who was named by a title. */
/* "Orlu's office said she had ordered": whoever is said to say it. */
static tr_err said_that_he(reading_job *j, size_t at, size_t *out)
{
    size_t cue = at, from;
    bool named = false;
    *out = SIZE_MAX;
    if (cue > 0 && str_is(tok_low(j, cue - 1), "that")) cue--;
    if (cue == 0 || !tok_is(j, cue - 1, W_CUE) || j->tokens.items[cue].paragraph) return TR_OK;
    for (from = --cue; from > 0 && cue - from < 8; from--) {
        const token *t = &j->tokens.items[from - 1];
        if (t->kind != T_WORD || j->tokens.items[from].paragraph) break;
        named = named || (t->capital && !tok_is(j, from - 1, W_DET));
    }
    return named && from < cue ? voice_between(j, from, cue, true, out) : TR_OK;
}

/* From a title on to the last name behind it. */
static size_t titled_end(const reading_job *j, size_t title, size_t n_title)
{
    size_t end = title;
    for (size_t i = title + n_title; i < j->tokens.n && i < title + 9; i++) {
        const token *t = &j->tokens.items[i];
        if (t->paragraph || (t->kind == T_MARK && t->mark != '-')) break;
        if (tok_any(j, i,
                    IS(W_CUE) | IS(W_PREP) | IS(W_CONJ) | IS(W_SUB) | IS(W_REL) | IS(W_AUX) |
                        IS(W_ADV) | IS(W_WEEKDAY) | IS(W_NEG) | IS(W_FUTURE)) &&
            !tok_is(j, i, W_OF))
            break;
        if (t->kind == T_WORD && t->capital && !tok_any(j, i, IS(W_TITLE) | IS(W_BODY)))
            end = i + 1;
        else if (end > title && !tok_any(j, i, IS(W_TITLE) | IS(W_OF)))
            break;
    }
    return end;
}

static size_t frame_of(const reading_job *j, size_t byte)
{
    size_t low = 0, high = j->frames.n;
    while (low < high) { /* the first that begins behind it */
        size_t mid = low + (high - low) / 2;
        if (j->frames.items[mid].from <= byte)
            low = mid + 1;
        else
            high = mid;
    }
    return low > 0 ? low - 1 : 0;
}

/* "President Balkan struck a more cautious note. "...," he said": the sentence before says nothing
 * itself, and is about somebody by name, with a title, at its beginning. */
static tr_err told_about(reading_job *j, size_t at, size_t *out)
{
    enum { OPENING = 6 };
    const announcement *n = j->out;
    size_t here = frame_of(j, j->tokens.items[at].from);
    *out = SIZE_MAX;
    if (here == 0 || j->frames.items[here - 1].n_quotes > 0 || j->frames.items[here - 1].heading)
        return TR_OK;
    const frame *f = &j->frames.items[here - 1];
    for (size_t i = n->statements.n; i > j->first_statement; i--) {
        const statement_said *s = &n->statements.items[i - 1];
        if (s->whole.from >= f->from && s->whole.from < f->to) return TR_OK; /* it is one */
        if (s->whole.to <= f->from) break;
    }
    for (size_t i = 0; i < f->n && i < OPENING; i++) {
        size_t n_title = 0, tok = j->items.items[f->first + i].at;
        if (j->items.items[f->first + i].quoted) return TR_OK;
        if (entry_at(j, tok, W_TITLE, &n_title) == NULL) continue;
        size_t end = titled_end(j, tok, n_title);
        if (end == tok || j->tokens.items[end - 1].from >= f->to) return TR_OK;
        size_t from = tok; /* names before the title belong to it */
        while (from > j->items.items[f->first].at && j->tokens.items[from - 1].kind == T_WORD &&
               j->tokens.items[from - 1].capital && !small_word(j, from - 1) &&
               !tok_any(j, from - 1, IS(W_WEEKDAY) | IS(W_CUE) | IS(W_POSS)))
            from--;
        return voice_between(j, from, end, true, out);
    }
    return TR_OK;
}

static tr_err he_is(reading_job *j, size_t at, size_t *out)
{
    TR_TRY(said_that_he(j, at, out));
    if (*out != SIZE_MAX) return TR_OK;
    TR_TRY(told_about(j, at, out));
    if (*out != SIZE_MAX && j->out->voices.items[*out].person) {
        j->last_person = *out;
        return TR_OK;
    }
    *out = j->last_person;
    for (size_t i = at; *out == SIZE_MAX && i > 0 && at - i < 60; i--) {
        size_t end = i;
        if (!tok_is(j, i - 1, W_TITLE)) continue;
        if (i > 1 && tok_is(j, i - 2, W_POSS) && !tok_is(j, i, W_TITLE) &&
            !j->tokens.items[i].capital)
            continue; /* "shook her head" */
        while (end < at && j->tokens.items[end].kind == T_WORD &&
               !tok_any(j, end, IS(W_PREP) | IS(W_CUE) | IS(W_CONJ) | IS(W_AUX)))
            end++;
        size_t names = titled_end(j, i - 1, 1);
        if (names > i && names < end) end = names; /* "Minister Hale thanked everybody" */
        TR_TRY(voice_between(j, i - 1, end, true, out));
        if (*out != SIZE_MAX) j->last_person = *out;
    }
    if (*out == SIZE_MAX) *out = j->last_any;
    return TR_OK;
}

/* "The minister, Ana Orlu, said": the name behind a title belongs to it. */
static size_t with_name_behind(const reading_job *j, size_t from, size_t to)
{
    bool title = false;
    size_t end = to + 1;
    for (size_t i = from; i < to; i++) {
        bool of = i > from && str_is(tok_low(j, i - 1), "of");
        title = title || tok_is(j, i, W_TITLE);
        if (tok_is(j, i, W_BODY) ||
            (title && !of && j->tokens.items[i].capital && !tok_any(j, i, IS(W_TITLE) | IS(W_DET))))
            return to;
    }
    if (!title || to >= j->tokens.n || !tok_mark(j, to, ',')) return to;
    while (end < j->tokens.n && end < to + 6 && j->tokens.items[end].kind == T_WORD &&
           j->tokens.items[end].capital && !j->tokens.items[end].paragraph &&
           !tok_any(j, end,
                    IS(W_TITLE) | IS(W_BODY) | IS(W_CUE) | IS(W_DET) | IS(W_WEEKDAY) | IS(W_PREP)))
        end++;
    return end > to + 1 && end < j->tokens.n && tok_mark(j, end, ',') ? end : to;
}

/* "the spokesman": no body, though nobody is named. */
static bool only_titles(const reading_job *j, size_t from, size_t to)
{
    bool title = false;
    for (size_t i = from; i < to; i++) {
        if (tok_any(j, i, IS(W_BODY) | IS(W_DOC))) return false;
        title = title || tok_is(j, i, W_TITLE);
    }
    return title;
}

tr_err voice_of(reading_job *j, const view *v, stretch s, size_t *out)
{
    size_t from = v->x[s.from].at, to = with_name_behind(j, from, v->x[s.to - 1].at + 1);
    *out = SIZE_MAX;
    if (s.to - s.from == 1) {
        if (v_is(v, s.from, IS(W_HE)))
            TR_TRY(he_is(j, from, out));
        else if (v_is(v, s.from, IS(W_IT)))
            *out = j->last_body;
        else if (v_is(v, s.from, IS(W_THEY)))
            *out = j->last_several != SIZE_MAX ? j->last_several : j->last_body;
        if (v_is(v, s.from, IS(W_HE) | IS(W_IT) | IS(W_THEY) | IS(W_WE))) return TR_OK;
    }
    bool name = false, document = false, deal = false;
    for (size_t i = from; i < to; i++) {
        deal = deal || tok_is(j, i, W_DEAL);
        name = name || (j->tokens.items[i].capital && (i > from || !tok_is(j, i, W_DET)) &&
                        !tok_is(j, i, W_DOC));
        document = document || tok_is(j, i, W_DOC);
    }
    if (document && !name) { /* "the statement said": whoever issued it */
        *out = j->issuer != SIZE_MAX      ? j->issuer
               : j->last_body != SIZE_MAX ? j->last_body
                                          : j->last_person;
        if (*out != SIZE_MAX) return TR_OK;
    }
    if (deal || (document && !name)) { /* the document itself */
        TR_TRY(voice_between(j, from, to, true, out));
        if (*out != SIZE_MAX && j->last_body == SIZE_MAX) j->last_body = *out; /* "it adds" */
        return TR_OK;
    }
    TR_TRY(by_title(j, from, to, out));
    if (*out == SIZE_MAX) by_sort(j, from, to, out);
    if (*out == SIZE_MAX) {
        TR_TRY(voice_between(j, from, to, true, out));
        if (*out != SIZE_MAX) TR_TRY(keep_titles(j, from, to, *out));
    }
    if (*out != SIZE_MAX && only_titles(j, from, to)) j->out->voices.items[*out].person = true;
    if (*out != SIZE_MAX) now_speaks(j, *out);
    return TR_OK;
}

/* ---- names with titles, wherever they stand */

tr_err voices_survey(reading_job *j)
{
    size_t out, n;
    for (size_t i = 0; i < j->tokens.n; i++) {
        if (entry_at(j, i, W_TITLE, &n) == NULL) continue;
        size_t end = titled_end(j, i, n), from = i;
        if (end == i) continue;
        while (from > 0 && !j->tokens.items[from].paragraph &&
               j->tokens.items[from - 1].kind == T_WORD && j->tokens.items[from - 1].capital &&
               !small_word(j, from - 1) &&
               !tok_any(j, from - 1, IS(W_WEEKDAY) | IS(W_CUE) | IS(W_POSS)) &&
               !j->tokens.items[from - 1].paragraph)
            from--;
        bool person;
        str key;
        size_t given; /* "President of Velmora Anton Kreslin" */
        TR_TRY(key_of(j, from, end, &person, &key));
        TR_TRY(given_voice(j, from, end, &given));
        person = person || given != SIZE_MAX;
        if (person) TR_TRY(voice_between(j, from, end, true, &out));
        if (person && out != SIZE_MAX) TR_TRY(keep_titles(j, from, end, out));
        i = end - 1;
    }
    return TR_OK;
}

tr_err voice_of_words(reading_job *j, piece p, bool document, size_t *out)
{
    size_t from = 0, to;
    while (from < j->tokens.n && j->tokens.items[from].from < p.from)
        from++;
    for (to = from; to < j->tokens.n && j->tokens.items[to].to <= p.to;)
        to++;
    *out = SIZE_MAX;
    if (from == to) return TR_OK;
    TR_TRY(voice_between(j, from, to, true, out));
    if (*out != SIZE_MAX && document) j->out->voices.items[*out].person = false;
    return TR_OK;
}
