/* Who says what: sentences to statements.
 *
 * A quotation belongs to the reporting verb nearest to it, outside the marks; the verb's voice
 * stands before it, or behind it when the order is inverted. A quotation without a verb goes on
 * from the voice before. A sentence without a quotation is a statement when a reporting verb has a
 * voice. In a text that its heading gives to somebody, each sentence with a commitment is theirs.
 */
#include "reader/parts.h"

#define TIME_CLASSES (IS(W_MONTH) | IS(W_WEEKDAY) | IS(W_DAY) | IS(W_TIMEWORD))

enum { DIRECT_WORDS = 3, HEADINGS = 3, BLOCK_FRAMES = 200 };

typedef struct cue_found {
    size_t at, n; /* items */
    stretch source;
    bool right, by, ing, doc;
    const lexicon_entry *entry;
    const char *rule;
} cue_found;

/* ---- cues */

/* "have given written guarantees": what is given is no verb of saying. */
static bool is_given(const view *v, size_t i)
{
    enum { BETWEEN = 3 };
    static const char *const gives[] = {"give", "gives", "gave", "given", "provided", NULL};
    if (v_quoted(v, i) || v_token(v, i)->language != READER_EN || !str_ends(v_low(v, i), "s"))
        return false;
    for (size_t k = i; k > 0 && i - k < BETWEEN && !v_quoted(v, k - 1); k--) {
        if (str_is_one_of(v_low(v, k - 1), gives)) return true;
    }
    return false;
}

static bool noun_use(const view *v, size_t i)
{
    if (i == 0 && v_token(v, i)->language == READER_EN && str_ends(v_low(v, i), "s") &&
        str_is(v_low(v, i + 1), "that"))
        return true; /* "Reports that they agreed are false" */
    if (is_given(v, i)) return true;
    if (i == 0 || v_quoted(v, i - 1)) return false;
    if (v_token(v, i)->language != READER_EN) return false;
    if (v_is(v, i - 1, IS(W_DET)) && !v_is(v, i - 1, IS(W_SIDES) | IS(W_SUB)) &&
        !str_is(v_low(v, i - 1), "all") && !str_is(v_low(v, i - 1), "both"))
        return true;
    return v_is(v, i - 1, IS(W_POSS) | IS(W_OF)) ||
           (v_is(v, i - 1, IS(W_PREP)) && !v_is(v, i - 1, IS(W_ADV)));
}

/* "was announced", "announced by": nobody says it here. */
static bool passive(const view *v, size_t i, size_t n)
{
    str low = v_low(v, i), before = i > 0 ? v_low(v, i - 1) : (str){0};
    if (v_token(v, i)->language != READER_EN) return false;
    if (str_is(v_low(v, i + n), "by")) return true;
    if (!str_ends(low, "ed") && !str_ends(low, "wn") && !str_ends(low, "id") &&
        !str_ends(low, "ten"))
        return false;
    return str_is(before, "is") || str_is(before, "was") || str_is(before, "were") ||
           str_is(before, "are") || str_is(before, "been") || str_is(before, "be");
}

static bool at_boundary(const view *v, size_t i)
{
    return i == 0 || v_quoted(v, i - 1) || v_comma(v, i - 1) || v_mark(v, i - 1, 'q') ||
           v_mark(v, i - 1, 'd') || v_mark(v, i - 1, '?') || v_mark(v, i - 1, '!') ||
           (v_mark(v, i - 1, '-') && v_token(v, i)->space);
}

static bool opens_with_as(const view *v, size_t i)
{
    str low = i > 0 ? v_low(v, i - 1) : (str){0};
    return str_is(low, "як") || str_is(low, "как") || str_is(low, "as");
}

/* "уточнили в ведомстве": nobody but a place is named. */
static bool in_a_body(const view *v, size_t from, stretch *out)
{
    if (!v_is(v, from, IS(W_PREP)) || v_token(v, from)->language == READER_EN) return false;
    if (!(str_is(v_low(v, from), "в") || str_is(v_low(v, from), "у"))) return false;
    size_t i = from + 1;
    while (v_is(v, i, IS(W_DET)))
        i++;
    if (!v_is(v, i, IS(W_BODY) | IS(W_DOC)) &&
        !(i < v->n && !v->x[i].quoted && v_token(v, i)->capital))
        return false;
    *out = (stretch){i, np_end(v, i, v->n)};
    return out->to > out->from;
}

/* Behind an English verb stands its voice or its object: a voice has a name, a title or a body. */
static bool looks_voice(const view *v, stretch s)
{
    for (size_t i = s.from; i < s.to; i++) {
        if (v_is(v, i,
                 IS(W_TITLE) | IS(W_BODY) | IS(W_SIDES) | IS(W_HE) | IS(W_THEY) | IS(W_DEAL)) ||
            v_token(v, i)->capital)
            return true;
        const lexicon_entry *doc = v_entry(v, i, W_DOC, NULL); /* but "told a press conference" */
        if (doc != NULL && !str_is(doc->value, "post")) return true;
    }
    return false;
}

/* "В Хаскаре утверждают", "У МЗС спростували": the same before a verb that says "they". */
static bool body_before(const view *v, size_t cue, stretch *out)
{
    static const char *const they[] = {"ли", "ют", "ят", "ут", "ють", "ять", "уть", "ать", NULL};
    enum { LOOK = 12 };
    size_t to = cue;
    bool plural = false;
    for (size_t i = 0; they[i] != NULL; i++)
        plural = plural || str_ends(v_low(v, cue), they[i]);
    if (!plural || v_token(v, cue)->language == READER_EN) return false;
    while (to > 0 && !v->x[to - 1].quoted &&
           (v_is(v, to - 1, IS(W_ADV)) || time_begin(v, 0, to) < to))
        to = time_begin(v, 0, to) < to ? time_begin(v, 0, to) : to - 1;
    for (size_t i = to; i > 0 && to - i < LOOK && !v->x[i - 1].quoted; i--) {
        if (v_comma(v, i - 1)) return false;
        str w = v_low(v, i - 1);
        if (!str_is(w, "в") && !str_is(w, "у")) continue;
        bool named = v_is(v, i, IS(W_BODY)) || v_token(v, i)->capital || v_is(v, i + 1, IS(W_BODY));
        *out = (stretch){i, np_end(v, i, to)};
        return named && out->to == to && to > i;
    }
    return false;
}

static bool verb_source(const view *v, cue_found *c)
{
    size_t end = c->at + c->n;
    if (str_is(c->entry->value, "quoted")) { /* "the agency quoted the minister as saying" */
        c->right = true;
        c->rule = "source.quoted";
        return subject_right(v, end, &c->source) && str_is(v_low(v, c->source.to), "as");
    }
    bool boundary = at_boundary(v, c->at) || opens_with_as(v, c->at);
    if (c->ing) {
        c->rule = "source.main";
        return source_left(v, c->at, &c->source) ||
               (c->at > 0 && source_left(v, c->at - 1, &c->source));
    }
    if (boundary) {
        stretch left;
        bool english = v_token(v, c->at)->language == READER_EN;
        bool has_left = english && c->at > 0 && v_comma(v, c->at - 1) &&
                        source_left(v, c->at, &left) &&
                        (left.from == 0 || v_quoted(v, left.from - 1));
        bool aside = !english && c->at > 3 && v_comma(v, c->at - 1) && v_comma(v, c->at - 3) &&
                     v_is(v, c->at - 2, IS(W_ADV)); /* "Обидві країни, зокрема, закликали" */
        has_left = has_left || (aside && source_left(v, c->at, &left));
        bool tells = english && str_ends(c->entry->id, ".tell"); /* whom it is told stands behind */
        if (!has_left && !tells && subject_right(v, end, &c->source) &&
            (!english || looks_voice(v, c->source))) {
            c->right = true;
            c->rule = "source.right";
            return true;
        }
        stretch named; /* "Тея Моранд, вице-премьер Пелии, написала в микроблоге" */
        bool comma = !english && c->at > 2 && v_comma(v, c->at - 1);
        if (comma && v_is(v, end + 1, IS(W_DOC)) && source_left(v, c->at, &named) &&
            named.from == 0 && v_token(v, 0)->capital) {
            c->source = named;
            c->rule = "source.left";
            return true;
        }
        if (in_a_body(v, end, &c->source)) {
            c->right = true;
            c->rule = "source.in";
            return true;
        }
    }
    if (body_before(v, c->at, &c->source)) {
        c->rule = "source.in";
        return true;
    }
    if (source_left(v, c->at, &c->source)) {
        c->rule = "source.left";
        return true;
    }
    if (v_token(v, c->at)->language == READER_EN) return false;
    if (subject_right(v, end, &c->source)) { /* "Про це заявив у понеділок міністр" */
        c->right = true;
        c->rule = "source.right";
        return true;
    }
    c->rule = "source.in";
    c->right = true;
    return in_a_body(v, end, &c->source);
}

static bool document_source(const view *v, cue_found *c)
{
    size_t i = c->at + c->n;
    while (v_is(v, i, IS(W_PREP)) ||
           (i < v->n && !v_is(v, i, IS(W_DOC) | IS(W_BODY) | IS(W_DEAL)) &&
            (looks_adjective(v_low(v, i)) || str_ends(v_low(v, i), "ом")) &&
            v_is(v, i + 1, IS(W_DOC) | IS(W_BODY))))
        i++; /* "на официальном сайте президента" */
    c->right = true;
    c->rule = "source.document";
    if (v_is(v, i, IS(W_DOC) | IS(W_BODY) | IS(W_DEAL))) {
        c->source = (stretch){i, np_end(v, i, v->n)};
        return true;
    }
    size_t from = 0; /* "у заяві міністерства йдеться" */
    while (from < c->at && !v_is(v, from, IS(W_DOC) | IS(W_DEAL)))
        from++;
    if (from == c->at) return false;
    c->right = false;
    c->source = (stretch){from, np_end(v, from, c->at)};
    return true;
}

/* "..., with whom the editors spoke, ...": such a verb tells of the voice, not what it says. */
static bool in_relative(const view *v, size_t i)
{
    size_t from = i;
    while (from > 0 && i - from < 14 && !v->x[from - 1].quoted && !v_comma(v, from - 1))
        from--;
    if (from == 0 || v->x[from - 1].quoted) return false;
    if (v_is(v, from, IS(W_PREP))) from++;
    return from < i && v_is(v, from, IS(W_REL)) && !str_is(v_low(v, from), "where");
}

/* "under the agreement" tells where it stands, "under fire" does not. */
static bool names_document(const view *v, const stretch *s)
{
    for (size_t k = s->from; k < s->to; k++) {
        if (v_is(v, k, IS(W_DOC) | IS(W_DEAL))) return true;
    }
    return false;
}

static size_t by_whom(const view *v, size_t from)
{
    enum { BETWEEN = 6 };
    for (size_t i = from; i < v->n && i < from + BETWEEN; i++) {
        if (str_is(v_low(v, i), "by")) return i;
        if (v_quoted(v, i) || v_comma(v, i) || v_is(v, i, IS(W_SUB) | IS(W_CONJ))) break;
    }
    return v->n;
}

/* "extended the ceasefire", not "extended its deepest sympathy". */
static bool act_is_near(const view *v, size_t i)
{
    enum { NEAR = 4 };
    for (size_t k = i; k < v->n && k < i + NEAR; k++)
        if (v_is(v, k, IS(W_ACT))) return true;
    return false;
}

static bool cue_at(const view *v, size_t i, cue_found *c)
{
    *c = (cue_found){.at = i};
    if (v_is(v, i, IS(W_BY)) && (c->entry = v_entry(v, i, W_BY, &c->n)) != NULL) {
        c->by = c->right = true;
        c->rule = "source.by";
        if (str_is(c->entry->value, "he") ||
            str_is(c->entry->value, "they")) { /* the pronoun is in it */
            for (size_t k = i; k < i + c->n; k++) {
                if (v_is(v, k, IS(W_POSS))) c->source = (stretch){k, k + 1};
            }
            return c->source.to > c->source.from;
        }
        if (!source_right(v, i + c->n, &c->source)) return false;
        return !str_is(c->entry->value, "doc") || names_document(v, &c->source);
    }
    if ((c->entry = v_entry(v, i, W_CUE_DOC, &c->n)) != NULL) {
        c->doc = true;
        return document_source(v, c);
    }
    if ((c->entry = v_entry(v, i, W_CUE_ING, &c->n)) != NULL)
        c->ing = true;
    else if ((c->entry = v_entry(v, i, W_CUE, &c->n)) == NULL)
        return false;
    size_t by =
        passive(v, i, c->n) && v_entry(v, 0, W_BACK, NULL) != NULL ? by_whom(v, i + c->n) : v->n;
    if (by < v->n) { /* "This was announced on Monday by the minister" */
        c->right = true;
        c->rule = "source.right";
        return source_right(v, by + 1, &c->source);
    }
    if (noun_use(v, i) || passive(v, i, c->n) || in_relative(v, i)) return false;
    if (str_ends(c->entry->id, ".extend") && !act_is_near(v, i + c->n)) return false;
    return verb_source(v, c) &&
           !(c->source.to == c->source.from + 1 && v_is(v, c->source.from, IS(W_WAR) | IS(W_FIRE)));
}

/* ---- which cue of a sentence */

static size_t distance(const view *v, size_t i)
{
    size_t best = SIZE_MAX;
    for (size_t k = 0; k < v->n; k++) {
        if (!v->x[k].quoted) continue;
        size_t d = k > i ? k - i : i - k;
        if (d < best) best = d;
    }
    return best;
}

/* At the end of the sentence, or between commas: all the rest is what is said. */
static bool says_all(const view *v, const cue_found *c)
{
    size_t end = c->right ? c->source.to : c->at + c->n;
    if (c->by && c->at == 0) return true;
    if (!c->right && !(c->source.from > 0 &&
                       (v_comma(v, c->source.from - 1) || v_mark(v, c->source.from - 1, 'd'))))
        return false;
    if (c->right && !c->by && !at_boundary(v, c->at) && !opens_with_as(v, c->at)) return false;
    if (!c->right && str_ends(c->entry->id, ".tell")) end = np_end(v, end, v->n); /* reporters */
    size_t t = time_end(v, end, v->n);
    if (end < v->n && v_is(v, end, IS(W_PREP)) && t < v->n && !v_comma(v, t))
        return true; /* "at the noon briefing" */
    end = t > end ? t : end;
    return end >= v->n || v_comma(v, end) || v_mark(v, end, '.') || v_mark(v, end, 'd') ||
           v_is(v, end, IS(W_PREP) | IS(W_ADV));
}

/* Names nobody by itself: "according to a press release", "with reference to a diplomat". */
static bool leans(const view *v, const cue_found *c)
{
    if (!c->by) return false;
    if (str_is(c->entry->value, "second")) return true;
    bool document = false, name = false;
    for (size_t i = c->source.from; i < c->source.to; i++) {
        document = document || v_is(v, i, IS(W_DOC));
        name = name || (!v->x[i].quoted && v_token(v, i)->capital);
    }
    return document && !name;
}

/* "under this agreement" behind a verb of saying only says by what they are bound. */
static bool of_deal(const cue_found *c)
{
    return c->by && str_is(c->entry->value, "doc");
}

static bool better(const view *v, const cue_found *a, const cue_found *b, bool quoted)
{
    if (leans(v, a) != leans(v, b)) return leans(v, b);
    if (of_deal(a) != of_deal(b)) return a->at == 0 || b->at == 0 ? a->at == 0 : of_deal(b);
    if (quoted) return distance(v, a->at) < distance(v, b->at);
    bool x = says_all(v, a), y = says_all(v, b);
    return x && !y;
}

static bool find_cue(const view *v, bool quoted, cue_found *best, cue_found *second)
{
    bool found = false;
    second->n = 0;
    for (size_t i = 0; i < v->n; i++) {
        cue_found c;
        if (!v_is(v, i, IS(W_CUE) | IS(W_CUE_ING) | IS(W_CUE_DOC) | IS(W_BY)) || !cue_at(v, i, &c))
            continue;
        if (!found) {
            *best = c;
        } else if (better(v, &c, best, quoted)) {
            *second = *best;
            *best = c;
        } else if (second->n == 0 || c.by) {
            *second = c;
        }
        found = true;
    }
    return found;
}

/* ---- statements */

static size_t first_quote(const view *v)
{
    size_t i = 0;
    while (i < v->n && !v->x[i].quoted)
        i++;
    return i;
}

static const quotation *quote_of(const view *v, size_t i)
{
    return &v->j->quotes.items[v->x[i].at];
}

/* Whole sentences of the speaker, and around them only who says so. */
static bool is_direct(const view *v, const cue_found *c)
{
    for (size_t i = 0; i < v->n; i++) {
        if (!v->x[i].quoted) continue;
        const quotation *q = quote_of(v, i);
        size_t words = 0;
        for (size_t k = q->open + 1; k < q->close && k < v->j->tokens.n && words <= DIRECT_WORDS;
             k++)
            words += v->j->tokens.items[k].kind == T_WORD;
        bool capital =
            q->open + 1 < v->j->tokens.n && (v->j->tokens.items[q->open + 1].capital ||
                                             v->j->tokens.items[q->open + 1].kind != T_WORD);
        bool apart = i == 0 || v_mark(v, i - 1, ':') || v_comma(v, i - 1) ||
                     v_mark(v, i - 1, 'd') || v_mark(v, i - 1, '-');
        bool behind = c == NULL || (i > 0 && i == c->at + c->n && capital);
        if (!capital || words < DIRECT_WORDS) return i > 0 && i > first_quote(v);
        return apart || behind;
    }
    return false;
}

static tr_err push_piece(reading_job *j, piece_list *l, piece p)
{
    piece *slot = VEC_PUSH(j->a, l);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = p;
    return TR_OK;
}

static tr_err push_quotes(const view *v, statement_said *s)
{
    for (size_t i = 0; i < v->n; i++) {
        if (!v->x[i].quoted) continue;
        const quotation *q = quote_of(v, i);
        s->unclosed = s->unclosed || q->unclosed;
        TR_TRY(push_piece(v->j, &s->quotes, (piece){v->j->text, q->from, q->to}));
    }
    return TR_OK;
}

static tr_err new_statement(reading_job *j, const frame *f, statement_said **out)
{
    statement_said *s = VEC_PUSH(j->a, &j->out->statements);
    if (s == NULL) return TR_ERR_NOMEM;
    *s = (statement_said){.speaker = SIZE_MAX,
                          .continues = SIZE_MAX,
                          .date = {.day = NO_DAY, .weekday = -1},
                          .whole = {j->text, f->from, f->to}};
    *out = s;
    return TR_OK;
}

static piece venue_of(const view *v)
{
    for (size_t i = 0; i < v->n; i++) {
        size_t n;
        if (v_entry(v, i, W_DOC, &n) == NULL || i == 0) continue;
        size_t from = i;
        while (from > 0 && !v->x[from - 1].quoted && v_token(v, from - 1)->kind == T_WORD &&
               !v_is(v, from - 1, IS(W_PREP) | IS(W_DET) | IS(W_POSS) | IS(W_CUE)))
            from--;
        if (from > 0 && v_is(v, from - 1, IS(W_PREP) | IS(W_DET) | IS(W_POSS)))
            return v_piece(v, from, i + n);
    }
    return (piece){0};
}

/* The reporter's clause: from the voice, where it stands first, to the end or to the quotation that
 * ends the sentence. */
static piece reported(const view *v, const cue_found *c)
{
    size_t from = 0, to = v->n;
    if (c != NULL && !c->right && c->source.from < first_quote(v)) {
        bool opens = true; /* only an introduction stands before it */
        for (size_t i = 0; i < c->source.from; i++)
            opens = opens && !v_is(v, i, IS(W_AUX) | IS(W_FUTURE) | IS(W_CUE));
        if (opens && c->source.from < 12) from = c->source.from;
    }
    while (to > from && v->x[to - 1].quoted)
        to--;
    return v_piece(v, from, to);
}

static size_t statement_before(const reading_job *j, size_t frame_at)
{
    const announcement *n = j->out;
    if (n->statements.n == j->first_statement || frame_at == 0) return SIZE_MAX;
    const statement_said *s = &n->statements.items[n->statements.n - 1];
    const frame *f = &j->frames.items[frame_at], *p = &j->frames.items[frame_at - 1];
    if (s->whole.to <= p->from) return SIZE_MAX; /* something else stands between */
    return f->paragraph == p->paragraph || f->first_of_paragraph ? n->statements.n - 1 : SIZE_MAX;
}

/* "человек, представившийся сотрудником аппарата", "Источник, близкий к переговорам": of somebody
 * without a name all that is told. */
static bool participle_behind(const view *v, stretch s)
{
    size_t i = s.to + 1;
    if (i >= v->n || v->x[i].quoted || v_token(v, i)->language == READER_EN) return false;
    for (size_t k = s.from; k < s.to; k++) {
        if (v->x[k].quoted || (k > 0 && v_token(v, k)->capital)) return false;
    }
    str w = v_low(v, i);
    return str_has(w, "вший") || str_has(w, "вшая") || str_starts(w, "близьк") ||
           str_starts(w, "близк") || str_starts(w, "знайом") || str_starts(w, "знаком") ||
           str_starts(w, "обізнан") || str_starts(w, "осведомл");
}

/* "Osei Landry, the interior minister": a title behind the name belongs to it. */
static size_t source_with_title(const view *v, stretch s)
{
    size_t i = s.to + 1, end;
    if (!v_comma(v, s.to) || v_is(v, i, IS(W_REL) | IS(W_CUE) | IS(W_SUB))) return s.to;
    if (participle_behind(v, s)) {
        for (end = i; end < v->n && !v->x[end].quoted && !v_comma(v, end) && !v_mark(v, end, '.') &&
                      !v_mark(v, end, 'd') && !v_mark(v, end, ':');)
            end++;
        return end;
    }
    if (!(v_is(v, i, IS(W_DET) | IS(W_TITLE) | IS(W_POSS)) ||
          (v_low(v, i).len > 4 && looks_adjective(v_low(v, i)))))
        return s.to;
    bool title = false;
    for (end = i; end < v->n && end < i + 12 && !v->x[end].quoted; end++) {
        if (v_comma(v, end) || v_mark(v, end, '.') || v_mark(v, end, 'd') || v_mark(v, end, ':') ||
            v_is(v, end, IS(W_CUE) | IS(W_REL) | IS(W_SUB) | IS(W_AUX)))
            break;
        title = title || v_is(v, end, IS(W_TITLE));
    }
    return title && end > i ? end : s.to;
}

/* "Norvik, the chief facilitator", "its spokesman, Colonel Manek": a name of one word, or a title
 * without a name, is told with what stands behind it. */
static void name_fuller(const view *v, stretch source, piece whole, voice *who)
{
    bool within = who->fullest.from >= whole.from &&
                  who->fullest.to <= v_token(v, source.to - 1)->to &&
                  who->fullest.text == whole.text;
    size_t n_names = 0;
    if (!within || whole.to <= who->fullest.to) return;
    for (size_t i = source.from; i < source.to; i++) {
        const token *t = v->x[i].quoted ? NULL : v_token(v, i);
        if (t != NULL && t->from >= who->fullest.from && t->to <= who->fullest.to)
            n_names += t->capital && !v_is(v, i, IS(W_TITLE));
    }
    if (n_names < 2) who->fullest.to = whole.to;
}

static tr_err with_cue(const view *v, const cue_found *c, const cue_found *second,
                       statement_said *s)
{
    reading_job *j = v->j;
    s->cue = v_piece(v, c->at, c->at + c->n);
    s->source = v_piece(v, c->source.from, source_with_title(v, c->source));
    if (second->n > 0 && (second->by || v->f->n_quotes > 0) && second->at != c->at)
        s->cue2 = v_piece(v, second->at, second->at + second->n);
    if (c->by && (str_is(c->entry->value, "he") || str_is(c->entry->value, "they")))
        s->speaker = str_is(c->entry->value, "he") ? j->last_person : j->last_several;
    else
        TR_TRY(voice_of(j, v, c->source, &s->speaker));
    voice *who = s->speaker != SIZE_MAX ? &j->out->voices.items[s->speaker] : NULL;
    if (who != NULL) name_fuller(v, c->source, s->source, who);
    if (c->by && who != NULL && v_token(v, c->at)->language != READER_EN &&
        who->fullest.from >= s->source.from && who->fullest.to <= s->source.to)
        who->oblique = true; /* "За словами Ореста Лема" */
    TR_TRY(rule_push(j, &s->rules, c->entry->id));
    return rule_push(j, &s->rules, str_of(c->rule));
}

/* "Defence Secretary Gota Perin laughed the offer off: "...": whoever the sentence before the colon
 * is about, where it opens with a title or a body. */
static bool before_colon(const view *v, stretch *out)
{
    size_t quote = first_quote(v), from = 0;
    if (quote < 2 || quote >= v->n || !v_mark(v, quote - 1, ':')) return false;
    while (from < quote && (v_token(v, from)->kind == T_NUMBER || v_mark(v, from, 'd') ||
                            v_mark(v, from, '-') || v_mark(v, from, ':') || v_mark(v, from, '.')))
        from++; /* "14:32 - " */
    *out = (stretch){from, np_end(v, from, quote - 1)};
    bool office = false;
    for (size_t i = out->from; i < out->to; i++) {
        if (v_is(v, i, IS(W_DOC) | IS(W_PREP)) && !v_is(v, i, IS(W_OF))) return false;
        office = office || v_is(v, i, IS(W_TITLE) | IS(W_BODY));
    }
    return office && out->to > out->from && v_token(v, out->from)->capital;
}

static tr_err quoted_statement(reading_job *j, size_t at)
{
    const frame *f = &j->frames.items[at];
    view v = view_of(j, f);
    cue_found c = {0}, second = {0};
    statement_said *s;
    size_t before = statement_before(j, at);
    bool found = find_cue(&v, true, &c, &second);
    if (!found && v.x[v.n - 1].quoted &&
        quote_of(&v, v.n - 1)->goes_on) { /* its voice may stand in the next paragraph */
        if (j->pending.n == 0) j->pending_before = before;
        for (size_t i = 0; i < v.n; i++) {
            if (v.x[i].quoted)
                TR_TRY(push_piece(j, &j->pending,
                                  (piece){j->text, quote_of(&v, i)->from, quote_of(&v, i)->to}));
        }
        return TR_OK;
    }
    TR_TRY(new_statement(j, f, &s));
    for (size_t i = 0; i < j->pending.n; i++) {
        TR_TRY(push_piece(j, &s->quotes, j->pending.items[i]));
        if (i == 0) before = j->pending_before;
        if (j->pending.items[i].from < s->whole.from) s->whole.from = j->pending.items[i].from;
    }
    j->pending = (piece_list){0};
    TR_TRY(push_quotes(&v, s));
    s->kind = is_direct(&v, found ? &c : NULL) ? SAID_DIRECT : SAID_MIXED;
    s->venue = venue_of(&v);
    TR_TRY(rule_push(j, &s->rules, STR("quote.marks")));
    if (found) {
        TR_TRY(with_cue(&v, &c, &second, s));
    } else if (before_colon(&v, &c.source)) {
        s->source = v_piece(&v, c.source.from, c.source.to);
        TR_TRY(voice_of(j, &v, c.source, &s->speaker));
        TR_TRY(rule_push(j, &s->rules, STR("source.colon")));
        found = true;
    } else if (at > 0 && j->frames.items[at - 1].n > 0) {
        /* "She wrote:" and then her words in a paragraph of their own */
        const frame *pf = &j->frames.items[at - 1];
        view p = view_of(j, pf);
        if (f->first_of_paragraph && v_mark(&p, p.n - 1, ':') && find_cue(&p, false, &c, &second)) {
            TR_TRY(with_cue(&p, &c, &second, s));
            if (before != SIZE_MAX && j->out->statements.items[before].whole.from == pf->from)
                before = SIZE_MAX;
            s->venue = venue_of(&p);
            found = true;
        }
    }
    if (s->kind == SAID_MIXED) s->indirect = reported(&v, found ? &c : NULL);
    bool pronoun = found && c.source.to - c.source.from == 1 && !c.by && c.source.from < v.n &&
                   v_is(&v, c.source.from, IS(W_IT));
    if (before != SIZE_MAX && (!found || pronoun) && (v.x[0].quoted || f->n_quotes > 0)) {
        const statement_said *p = &j->out->statements.items[before];
        if (!found || s->speaker == p->speaker) s->continues = before;
        if (!found) {
            s->speaker = p->speaker;
            s->by_context = true;
            s->issuer = p->issuer;
            TR_TRY(rule_push(j, &s->rules, STR("speaker.continues")));
        }
    }
    if (!found && s->continues == SIZE_MAX && j->issuer != SIZE_MAX) {
        s->speaker = j->issuer;
        s->issuer = true;
        TR_TRY(rule_push(j, &s->rules, STR("speaker.heading")));
    }
    return TR_OK;
}

/* ---- sentences without quotations */

static bool opens_with_sides(const view *v)
{
    size_t i = 0;
    return v_entry(v, i, W_SIDES, NULL) != NULL || (v_is(v, i, IS(W_THEY) | IS(W_IT)) && v->n > 2);
}

/* In somebody's own text a verb of saying tells what was said, unless it is a phrase as "according
 * to": then another voice is meant. */
static bool names_another(const view *v, const cue_found *c)
{
    (void)v;
    return c->by;
}

/* "Об этом сообщил министр", "This was announced by the minister": nothing is told in it but who
 * said what stands before it. */
static bool points_back(const view *v, const cue_found *c)
{
    enum { BACK_ITEMS = 3 };
    static const char *const tells[] = {"says",   "announces", "agrees", "confirms", "promises",
                                        "denies", "he",        "they",   NULL};
    size_t n = 0;
    bool back = false, known = false; /* who welcomes it or demands it has not said it */
    for (size_t k = 0; tells[k] != NULL; k++)
        known = known || str_is(c->entry->value, tells[k]);
    for (size_t i = 0; i < c->at; i++)
        known = known && !v_is(v, i, IS(W_NEG)); /* "this was not announced by" */
    if (!known) return false;
    for (size_t i = 0; i < v->n && i < BACK_ITEMS && !back; i++)
        back = v_entry(v, i, W_BACK, &n) != NULL && i + n <= (c->right ? c->at : c->source.from);
    if (v_entry(v, c->at + c->n, W_BACK, &n) !=
        NULL) { /* "The minister confirmed this on Monday" */
        size_t next = c->at + c->n + n, end = time_end(v, next, v->n);
        back = back || (end > next ? end : next) + 1 >= v->n;
    }
    for (size_t i = 0; i < v->n; i++) {
        bool of_source = i >= c->source.from && i < c->source.to;
        if (c->right && i >= c->source.to) break; /* "по окончании переговоров" */
        if (v_is(v, i, IS(W_SUB)) && !v_is(v, i, IS(W_DET) | IS(W_BACK))) return false;
        if (!of_source && v_is(v, i, IS(W_ACT))) return false;
    }
    return back;
}

/* Of somebody's own text that does not say whose it is. */
static bool is_nobodys(const statement_said *s)
{
    return s->issuer && s->speaker == SIZE_MAX && !piece_said(s->cue);
}

/* The sentences right before a place that are nobody's: of its paragraph, or of the one before. */
static piece told_before(const reading_job *j, size_t at)
{
    const announcement *n = j->out; /* its last statement is that of the sentence at hand */
    size_t first = at, taken = 0, last = n->statements.n;
    for (last -= last > 0; last > j->first_statement && is_nobodys(&n->statements.items[last - 1]);)
        last--;
    if (last > j->first_statement) taken = n->statements.items[last - 1].whole.to;
    while (first > j->n_top) {
        const frame *f = &j->frames.items[first - 1];
        if (f->n_quotes > 0 || f->heading || f->from < taken) break;
        if (first == at && !j->frames.items[at].first_of_paragraph &&
            f->paragraph != j->frames.items[at].paragraph)
            break;
        if (first < at && f->paragraph != j->frames.items[at - 1].paragraph) break;
        first--;
    }
    if (first == at) return (piece){0};
    return (piece){j->text, j->frames.items[first].from, j->frames.items[at - 1].to};
}

/* "They agreed to keep 'the spirit' of it. This was said by the minister": the quoted words before
 * it had no voice yet. They take this one, and the sentence that named it is no statement. */
static tr_err voice_for_the_last(reading_job *j, size_t at)
{
    statement_vec *all = &j->out->statements;
    if (all->n < j->first_statement + 2 || at == 0) return TR_OK;
    statement_said *last = &all->items[all->n - 1], *before = &all->items[all->n - 2];
    if ((before->speaker != SIZE_MAX && !before->by_context) || piece_said(before->cue) ||
        before->kind == SAID_INDIRECT || before->whole.from != j->frames.items[at - 1].from)
        return TR_OK;
    before->cue = last->cue;
    before->source = last->source;
    before->speaker = last->speaker;
    before->by_context = false;
    before->continues = SIZE_MAX;
    before->whole.to = last->whole.to;
    all->n--;
    return rule_push(j, &before->rules, STR("statement.back"));
}

static tr_err plain_statement(reading_job *j, size_t at)
{
    const frame *f = &j->frames.items[at];
    view v = view_of(j, f);
    cue_found c, second;
    statement_said *s;
    size_t before = statement_before(j, at);
    bool found = find_cue(&v, false, &c, &second);
    if (v.n > 0 && v_mark(&v, v.n - 1, ':') && at + 1 < j->frames.n &&
        j->frames.items[at + 1].n_quotes > 0)
        return TR_OK; /* told with the quotation */
    if (found && (j->issuer == SIZE_MAX || names_another(&v, &c))) {
        TR_TRY(new_statement(j, f, &s));
        s->kind = SAID_INDIRECT;
        TR_TRY(with_cue(&v, &c, &second, s));
        s->indirect = reported(&v, &c);
        s->venue = venue_of(&v);
        if (!points_back(&v, &c)) return TR_OK;
        piece told = told_before(j, at);
        if (!piece_said(told)) return voice_for_the_last(j, at);
        statement_vec *all = &j->out->statements;
        size_t own = all->n - 1;
        while (own > j->first_statement && is_nobodys(&all->items[own - 1]) &&
               all->items[own - 1].whole.from >= told.from)
            own--;
        all->items[own] = all->items[all->n - 1]; /* it takes the place of those */
        all->n = own + 1;
        s = &all->items[own];
        s->indirect = told;
        s->whole.from = told.from;
        return rule_push(j, &s->rules, STR("statement.back"));
    }
    if (j->own_text) { /* kept if it commits to something */
        TR_TRY(new_statement(j, f, &s));
        s->kind = SAID_DIRECT;
        s->speaker = j->issuer;
        s->issuer = true;
        TR_TRY(push_piece(j, &s->quotes, (piece){j->text, f->from, f->to}));
        return rule_push(j, &s->rules,
                         j->issuer != SIZE_MAX ? STR("speaker.heading") : STR("speaker.unnamed"));
    }
    if (before != SIZE_MAX && !f->first_of_paragraph && opens_with_sides(&v) &&
        j->out->statements.items[before].kind == SAID_INDIRECT) {
        TR_TRY(new_statement(j, f, &s));
        s->kind = SAID_INDIRECT;
        s->continues = before;
        s->by_context = true;
        s->speaker = j->out->statements.items[before].speaker;
        s->indirect = (piece){j->text, f->from, f->to};
        return rule_push(j, &s->rules, STR("speaker.context"));
    }
    return TR_OK;
}

/* ---- a text that is somebody's own */

/* "Office of the President, 4 May 2033": up to the day. */
static size_t before_day(const view *v)
{
    for (size_t i = 1; i + 1 < v->n; i++) {
        if (v_comma(v, i) && time_end(v, i + 1, v->n) == v->n) return i;
    }
    return v->n;
}

/* A line that is nothing but a day, perhaps with an hour: "14 March 2031, 21:40". */
static bool only_day(const view *v)
{
    if (v->n < 2 || v->x[0].quoted) return false;
    size_t end = time_end(v, 0, v->n);
    if (end == 0) return false;
    for (; end < v->n; end++) {
        if (v->x[end].quoted) return false;
        const token *t = v_token(v, end);
        if (t->kind != T_NUMBER && t->kind != T_MARK && !v_is(v, end, TIME_CLASSES)) return false;
    }
    return true;
}

/* It names a body and does not tell anything, as a headline would. */
static bool letterhead(const view *v, size_t to)
{
    bool body = false;
    for (size_t i = 0; i < to; i++) {
        const token *t = v->x[i].quoted ? NULL : v_token(v, i);
        if (t == NULL || v_is(v, i, IS(W_CUE) | IS(W_ACT) | IS(W_STATUS))) return false;
        if (t->kind == T_WORD && !t->capital &&
            !v_is(v, i, IS(W_DET) | IS(W_PREP) | IS(W_OF) | IS(W_CONJ)))
            return false;
        body = body || v_is(v, i, IS(W_BODY) | IS(W_TITLE));
    }
    return body && to > 0;
}

static bool has_document(const view *v, size_t to)
{
    for (size_t i = 0; i < to; i++) {
        if (!v->x[i].quoted && v_is(v, i, IS(W_DOC))) return true;
    }
    return false;
}

/* The day of publication where the text tells it: in its letterhead, a line of its own, or below.
 */
static int64_t own_day(reading_job *j)
{
    for (size_t i = 0; i < j->frames.n; i++) {
        const frame *f = &j->frames.items[i];
        if (!f->heading || f->n_quotes > 0 || (i > HEADINGS && i + 2 < j->frames.n)) continue;
        view v = view_of(j, f);
        size_t from = before_day(&v);
        if (only_day(&v))
            from = 0;
        else if (from == v.n)
            continue;
        else if (!letterhead(&v, from) && !has_document(&v, from))
            continue; /* a headline */
        int64_t day = day_of_line(j, v.x[from].at, v.x[v.n - 1].at + 1);
        if (day != NO_DAY) return day;
    }
    return NO_DAY;
}

/* "Dear Minister": whom it is written to, not who writes. */
static bool addresses(str first)
{
    return str_is(first, "dear") || str_starts(first, "шановн") || str_starts(first, "уважаем");
}

/* The body that a heading names: before a colon, behind "of", or the whole line. */
static bool heading_voice(reading_job *j, const frame *f, piece *out, bool *document)
{
    view v = view_of(j, f);
    size_t from = 0, to = v.n, doc = SIZE_MAX, n = 0;
    bool body = false;
    if (v.n > 0 && addresses(v_low(&v, 0))) return false;
    for (size_t i = 0; i < v.n; i++) {
        if (v.x[i].quoted) return false;
        if (v_is(&v, i, IS(W_CUE)) && !v_is(&v, i, IS(W_DOC)) && !v_token(&v, i)->capitals) {
            if (i + 1 < v.n || !body || i == 0) return false; /* news */
            *out = v_piece(&v, 0, i); /* "Адміністрація порту інформує" */
            *document = true;
            return true;
        }
        bool of_body = v_is(&v, i + 1, IS(W_BODY)) && v_token(&v, i)->capital;
        if (doc == SIZE_MAX && !of_body && /* "Government Communication Service" */
            v_entry(&v, i, W_DOC, &n) != NULL)
            doc = i;
        body = body || v_is(&v, i, IS(W_BODY) | IS(W_TITLE));
    }
    *document = doc != SIZE_MAX;
    for (size_t i = 1; i < v.n; i++) {
        if (!v_mark(&v, i, ':') && !v_mark(&v, i, 'd') && !v_mark(&v, i, '|')) continue;
        if (doc == SIZE_MAX || doc < i) continue;
        *out = v_piece(&v, 0, i);
        return true;
    }
    if (doc != SIZE_MAX && n > 0) {
        (void)v_entry(&v, doc, W_DOC, &n);
        for (size_t i = doc + n; i + 1 < v.n && i < doc + n + 3; i++) {
            if (!str_is(v_low(&v, i), "of") && !str_is(v_low(&v, i), "by") &&
                !str_is(v_low(&v, i), "from") &&
                !(str_is(v_low(&v, i), "to") && str_is(v_low(&v, i - 1), "attributable")))
                continue;
            from = i + 1;
            for (size_t k = from; k < v.n; k++) { /* up to what it is about */
                if (v_is(&v, k, IS(W_PREP)) || v_comma(&v, k) || v_mark(&v, k, '.') ||
                    v_mark(&v, k, 'd')) {
                    to = k;
                    break;
                }
            }
            *out = v_piece(&v, from, to);
            bool named = false;
            for (size_t k = from; k < to; k++)
                named = named || v_token(&v, k)->capital || v_is(&v, k, IS(W_BODY) | IS(W_TITLE));
            return to > from && named; /* not "readout of the call with President ..." */
        }
        if (v_token(&v, 0)->language != READER_EN && doc <= 1 && v.n > doc + n &&
            !v_is(&v, doc + n, IS(W_PREP)) && v_token(&v, doc + n)->kind == T_WORD) {
            *out = v_piece(&v, doc + n, np_end(&v, doc + n, v.n)); /* "Заява Міністерства ..." */
            return out->to > out->from;
        }
        if (doc > 1 && (v_is(&v, doc - 1, IS(W_PREP) | IS(W_POSS)) || v_comma(&v, doc - 1) ||
                        v_comma(&v, doc - 2) ||
                        v_is(&v, doc - 2, IS(W_PREP)))) { /* "Name, minister, in a post" */
            to = np_end(&v, 0, v.n);
            *out = v_piece(&v, 0, to);
            return to > 0 && body;
        }
        return false;
    }
    to = before_day(&v);
    while (to > 0 && (v_mark(&v, to - 1, '.') || v_mark(&v, to - 1, 'd') ||
                      v_mark(&v, to - 1, '-') || v_mark(&v, to - 1, ':')))
        to--;
    for (size_t i = 2; i + 1 < to; i++) { /* "Rada Oluvien, Minister of Defence, on her channel:" */
        if (v_comma(&v, i) && v_is(&v, i + 1, IS(W_PREP))) to = i;
    }
    for (size_t i = 0; i < to; i++) { /* "Telephone conversation with the President of ..." */
        if (v_is(&v, i, IS(W_BODY) | IS(W_TITLE))) break;
        if (v_is(&v, i, IS(W_PREP)) && !v_is(&v, i, IS(W_OF))) return false;
    }
    *document = to < v.n && letterhead(&v, to);
    *out = v_piece(&v, 0, to);
    return body && to > 0 && to <= 10;
}

/* "Lena Sarovic, Foreign Minister, on her account:" and then what she writes. */
static bool introduced(reading_job *j, size_t at, stretch *out)
{
    const frame *f = &j->frames.items[at];
    view v = view_of(j, f);
    cue_found c, second;
    if (f->n_quotes > 0 || !v_mark(&v, v.n - 1, ':') || at + 1 >= j->frames.n ||
        j->frames.items[at + 1].n_quotes > 0 || !j->frames.items[at + 1].first_of_paragraph)
        return false;
    if (find_cue(&v, false, &c, &second)) {
        *out = c.source;
        return true;
    }
    *out = (stretch){0, np_end(&v, 0, v.n)};
    for (size_t i = 0; i < v.n; i++) {
        if (v_is(&v, i, IS(W_TITLE) | IS(W_BODY))) return out->to > out->from;
    }
    return false;
}

/* "- Marshal Ketter Vohn" below a text. */
static bool signature(reading_job *j, stretch *out)
{
    const frame *f = &j->frames.items[j->frames.n - 1];
    view v = view_of(j, f);
    size_t from = 0;
    bool office = false;
    if (j->frames.n < 2 || !f->heading || !f->first_of_paragraph || f->n_quotes > 0 || v.n > 14)
        return false;
    for (size_t i = 0; i < v.n; i++)
        office = office || v_is(&v, i, IS(W_BODY) | IS(W_TITLE));
    while (v_mark(&v, from, 'd') || v_mark(&v, from, '-') || str_is(v_low(&v, from), "signed") ||
           v_comma(&v, from))
        from++;
    if ((from == 0 && !office) || from >= v.n || !v_token(&v, from)->capital) return false;
    *out = (stretch){from, v.n};
    for (size_t i = from; i < v.n; i++) { /* up to the place and day */
        if (v_comma(&v, i) && !v_is(&v, i + 1, IS(W_TITLE) | IS(W_DET))) {
            out->to = i;
            break;
        }
    }
    return true;
}

/* "Coast Guard of Arend" above "Operational notice": what the line over or under the kind of a
 * document names, whether or not the lists have such a body. */
static bool names_somebody(const view *v, size_t *to)
{
    enum { NAME_ITEMS = 14 };
    bool office = false, all_capital = true;
    *to = before_day(v);
    if (*to == 0 || *to > NAME_ITEMS || v->x[0].quoted || !v_token(v, 0)->capital) return false;
    for (size_t i = 0; i < *to; i++) {
        if (v->x[i].quoted) continue;
        if (v_is(v, i, IS(W_DOC) | IS(W_CUE) | IS(W_ACT) | IS(W_STATUS) | IS(W_AUX) | IS(W_FUTURE)))
            return false;
        office = office || v_is(v, i, IS(W_BODY) | IS(W_TITLE));
        bool small = v_token(v, i)->kind == T_WORD && !v_token(v, i)->capital &&
                     !v_is(v, i, IS(W_OF) | IS(W_DET) | IS(W_CONJ) | IS(W_PREP));
        all_capital = all_capital && !small && v_token(v, i)->kind != T_NUMBER;
    }
    if (addresses(v_low(v, 0))) return false;
    if (!office && !all_capital) return false; /* "Quiet day in Yelva": a title of the text */
    return !only_day(v) && !v_is(v, 0, IS(W_PREP));
}

/* Its heading calls it a statement, a readout, the outcome of talks. */
static bool headed_as_document(reading_job *j)
{
    for (size_t i = 0; i < j->frames.n && i < HEADINGS && j->frames.items[i].heading; i++) {
        view v = view_of(j, &j->frames.items[i]);
        bool talks = false;
        for (size_t k = 0; k < v.n; k++)
            talks = talks || v_is(&v, k, IS(W_TALKS));
        if (talks || has_document(&v, v.n)) return true;
    }
    return false;
}

/* Whoever writes says "we"; or its heading says what it is, and nobody is said to have said
 * something. An article that quotes nobody is none. */
static bool somebodys_own(reading_job *j)
{
    bool commits = false, headed = headed_as_document(j);
    for (size_t i = j->n_top; i < j->frames.n; i++) {
        const frame *f = &j->frames.items[i];
        view v = view_of(j, f);
        cue_found c, second;
        bool act = false, firm = false;
        if (f->heading) continue;
        for (size_t k = 0; k < v.n; k++) {
            if (v_is(&v, k, IS(W_WE))) return true;
            act = act || v_is(&v, k, IS(W_ACT));
            firm = firm || v_is(&v, k, IS(W_STATUS) | IS(W_FUTURE));
        }
        commits = commits || (act && firm);
        if (find_cue(&v, false, &c, &second) && (c.by || c.doc || str_is(c.entry->value, "says")))
            return false;
    }
    return commits && headed;
}

static tr_err issuer_said(reading_job *j);

/* "ЗАЯВА" and then "Політбюро оголошує": of a text whose heading says what it is and not whose, the
 * body that its first sentence announces of. */
static tr_err issuer_announces(reading_job *j)
{
    size_t first = j->n_top;
    cue_found c, second;
    if (first >= j->frames.n || j->frames.items[first].n_quotes > 0) return TR_OK;
    view v = view_of(j, &j->frames.items[first]);
    if (!find_cue(&v, false, &c, &second) || !str_is(c.entry->value, "announces") || c.right ||
        c.by || c.source.from != 0 || v_is(&v, 0, IS(W_WE) | IS(W_IT) | IS(W_THEY)))
        return TR_OK;
    return voice_of(j, &v, c.source, &j->issuer);
}

static tr_err find_issuer(reading_job *j)
{
    TR_TRY(issuer_said(j));
    size_t n_said = 0;
    for (size_t i = 0; i < j->quotes.n; i++)
        n_said += !j->quotes.items[i].name;
    j->own_text = j->issuer != SIZE_MAX;
    if (j->own_text || n_said > 0) return TR_OK;
    if (j->out->options.issuer.len > 0)
        TR_TRY(voice_of_name(j, j->out->options.issuer, &j->issuer));
    j->own_text = j->issuer != SIZE_MAX || somebodys_own(j);
    return j->own_text && j->issuer == SIZE_MAX && headed_as_document(j) ? issuer_announces(j)
                                                                         : TR_OK;
}

/* What the text itself tells of it: its heading, its first line, its signature. */
static tr_err issuer_said(reading_job *j)
{
    piece who = {0}, line_above = {0};
    bool any_document = false, voice_found = false;
    stretch s;
    size_t n = 0;
    j->issuer = SIZE_MAX;
    j->n_top = 0;
    for (; n < j->frames.n && n < HEADINGS && j->frames.items[n].heading; n++) {
        piece p;
        bool document = false;
        bool named = heading_voice(j, &j->frames.items[n], &p, &document);
        view line = view_of(j, &j->frames.items[n]);
        if (n > 0 && voice_found && only_day(&line)) { /* a day below the name of a body */
            view above = view_of(j, &j->frames.items[n - 1]);
            document = letterhead(&above, above.n);
        }
        any_document = any_document || document;
        if (named && !voice_found) {
            who = p;
            voice_found = true;
        }
        size_t to;
        if (!piece_said(line_above) && names_somebody(&line, &to))
            line_above = v_piece(&line, 0, to);
    }
    if (!voice_found && any_document && piece_said(line_above)) {
        who = line_above;
        voice_found = true;
    }
    j->n_top = n;
    size_t n_said = 0;
    for (size_t i = 0; i < j->quotes.n; i++)
        n_said += !j->quotes.items[i].name;
    if (voice_found && (any_document || n_said == 0))
        return voice_of_words(j, who, true, &j->issuer);
    if (n < j->frames.n && introduced(j, n, &s)) {
        view v = view_of(j, &j->frames.items[n]);
        j->n_top = n + 1;
        return voice_of(j, &v, s, &j->issuer);
    }
    if (j->frames.n > 0 && n_said == 0 && signature(j, &s)) {
        view v = view_of(j, &j->frames.items[j->frames.n - 1]);
        return voice_of(j, &v, s, &j->issuer);
    }
    return TR_OK;
}

/* "VELMOR, 4 March. -": where and when it was written. */
static void dateline(reading_job *j)
{
    size_t at = j->n_top < j->frames.n ? j->n_top : 0;
    j->dateline_to = 0;
    if (j->frames.n == 0) return;
    view v = view_of(j, &j->frames.items[at]);
    if (v.n < 3 || v.x[0].quoted || !v_token(&v, 0)->capitals) return;
    for (size_t i = 1; i < v.n && i < 12; i++) {
        if (v.x[i].quoted) return;
        if (v_mark(&v, i, 'd') || v_mark(&v, i, '.') ||
            (v_mark(&v, i, '-') && v_token(&v, i)->space)) {
            j->dateline_to = v_token(&v, i)->to;
            return;
        }
        if (!v_token(&v, i)->capital && !v_comma(&v, i) && time_end(&v, i, v.n) == i &&
            v_token(&v, i)->kind != T_NUMBER && !v_is(&v, i, TIME_CLASSES) && !v_mark(&v, i, '(') &&
            !v_mark(&v, i, ')'))
            return;
    }
}

tr_err statements_of(reading_job *j)
{
    if (j->t->published == NO_DAY) j->t->published = own_day(j);
    j->first_statement = j->out->statements.n;
    j->last_committed = SIZE_MAX;
    TR_TRY(find_issuer(j));
    dateline(j);
    for (size_t i = 0; i < j->frames.n; i++) {
        const frame *f = &j->frames.items[i];
        if (i < j->n_top || (f->heading && f->n_quotes == 0)) continue;
        TR_TRY(f->n_quotes > 0 ? quoted_statement(j, i) : plain_statement(j, i));
    }
    return TR_OK;
}
