/* Texts to an announcement: one text after the other, then what they say beside each other. */
#include "reader/parts.h"

#include <string.h>

struct reader_words {
    lexicon of[READER_LANGUAGES];
};

tr_err reader_words_read(const str csv[READER_LANGUAGES][3], arena *a, const reader_words **out,
                         tr_diag *diag)
{
    static const char *const prefixes[READER_LANGUAGES] = {"en.", "uk.", "ru."};
    reader_words *w = arena_alloc(a, sizeof *w);
    if (w == NULL) return TR_ERR_NOMEM;
    for (unsigned l = 0; l < READER_LANGUAGES; l++) {
        for (unsigned i = 0; i < 3; i++)
            TR_TRY(lexicon_add(&w->of[l], csv[l][i], prefixes[l], a, diag));
    }
    *out = w;
    return TR_OK;
}

static tr_err number_statements(reading_job *j)
{
    announcement *n = j->out;
    size_t n_quoted = 0, n_plain = 0, from = 0;
    unsigned line = 1;
    size_t text = SIZE_MAX;
    for (size_t i = 0; i < n->statements.n; i++) {
        statement_said *s = &n->statements.items[i];
        bool quoted = s->kind != SAID_INDIRECT;
        s->id = arena_printf(j->a, "%c%zu", quoted ? 'Q' : 'A', quoted ? ++n_quoted : ++n_plain);
        if (s->id.ptr == NULL) return TR_ERR_NOMEM;
        if (s->whole.text != text) {
            text = s->whole.text;
            from = 0;
            line = 1;
        }
        for (; from < s->whole.from; from++)
            line += n->texts[text].readable.ptr[from] == '\n';
        s->line = line;
    }
    return TR_OK;
}

static tr_err name_voices(reading_job *j)
{
    announcement *n = j->out;
    for (size_t i = 0; i < n->voices.n; i++) {
        voice *v = &n->voices.items[i];
        if (v->name.len == 0)
            v->name = piece_words(n, piece_said(v->fullest) ? v->fullest : v->first);
    }
    return TR_OK;
}

/* Weekdays of the text, the first of each, and how often: they are held against known dates. */
static tr_err weekdays_of(reading_job *j)
{
    struct weekday_said seen[7] = {{{0}, 0, 0}};
    announcement *n = j->out;
    size_t n_seen = 0;
    for (size_t i = 0; i < j->tokens.n; i++) {
        const lexicon_entry *e = entry_at(j, i, W_WEEKDAY, NULL);
        int64_t day;
        if (e == NULL || !str_to_i64(e->value, 0, 6, &day)) continue;
        if (j->tokens.items[i].language == READER_EN && !j->tokens.items[i].capital) continue;
        if (i > 0 &&
            (tok_any(j, i - 1, IS(W_FROM) | IS(W_UNTIL)) || str_is(tok_low(j, i - 1), "next")))
            continue; /* ahead */
        struct weekday_said *w = &seen[day];
        if (w->n++ == 0) {
            w->words = piece_of(j, i, i + 1);
            w->weekday = (int)day;
            n_seen++;
        }
    }
    if (n_seen == 0) return TR_OK;
    struct weekday_said *all = arena_alloc_n(j->a, n->n_weekdays + n_seen, sizeof *all);
    if (all == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n->n_weekdays; i++)
        all[i] = n->weekdays[i];
    for (size_t d = 0; d < 7; d++) {
        if (seen[d].n > 0) all[n->n_weekdays++] = seen[d];
    }
    n->weekdays = all;
    return TR_OK;
}

/* Sentences that tell what was agreed, ordered, refused, is to come or is excepted, and are part of
 * no statement, or of one that nobody is known to have made: the narration of an article,
 * somebody's own text that does not tell whose, or what the rules did not see. Somebody has to
 * look. */
static tr_err unclaimed_of(reading_job *j)
{
    announcement *n = j->out;
    size_t s = j->first_statement;
    if (j->own_text && j->issuer != SIZE_MAX) return TR_OK; /* `unread` has them */
    for (size_t i = 0; i < j->frames.n; i++) {
        const frame *f = &j->frames.items[i];
        bool act = false, status = false, excepts = false;
        while (s < n->statements.n && n->statements.items[s].whole.to <= f->from)
            s++;
        const statement_said *of = s < n->statements.n ? &n->statements.items[s] : NULL;
        bool said = of != NULL && of->whole.from < f->to;
        if (f->heading || (said && !(of->issuer && of->speaker == SIZE_MAX))) continue;
        for (size_t k = f->first; k < f->first + f->n; k++) {
            const frame_item *x = &j->items.items[k];
            act = act || (!x->quoted && tok_is(j, x->at, W_ACT));
            status = status || (!x->quoted && tok_any(j, x->at, IS(W_STATUS) | IS(W_FUTURE)));
            const lexicon_entry *e = x->quoted ? NULL : entry_at(j, x->at, W_EXCEPT, NULL);
            excepts =
                excepts || (e != NULL && (str_is(e->value, "not") || str_is(e->value, "out")));
        }
        if (!(act && status) && !excepts) continue;
        piece *slot = VEC_PUSH(j->a, &n->unclaimed);
        if (slot == NULL) return TR_ERR_NOMEM;
        *slot = (piece){j->text, f->from, f->to};
    }
    return TR_OK;
}

static tr_err read_text(reading_job *j, size_t at)
{
    j->t = &j->texts[at];
    j->text = at;
    j->last_person = j->last_body = j->last_several = j->last_any = j->issuer = SIZE_MAX;
    TR_TRY(tokens_of(j));
    TR_TRY(quotations_of(j));
    TR_TRY(frames_of(j));
    TR_TRY(voices_survey(j));
    TR_TRY(statements_of(j));
    TR_TRY(weekdays_of(j));
    TR_TRY(commitments_of(j));
    return unclaimed_of(j);
}

tr_err announcement_read(const source_text *texts, size_t n, const reader_words *words,
                         const reader_options *o, arena *a, announcement *out, tr_diag *diag)
{
    arena scratch;
    reading_job *j = arena_alloc(a, sizeof *j);
    if (j == NULL) return TR_ERR_NOMEM;
    source_text *own = arena_alloc_n(a, n + 1, sizeof *own); /* with the days that they tell */
    if (own == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n; i++)
        own[i] = texts[i];
    *out = (announcement){.texts = own, .n_texts = n, .options = *o};
    arena_init(&scratch, (size_t)256 * 1024 * 1024);
    *j = (reading_job){.a = a, .scratch = &scratch, .out = out, .texts = own, .diag = diag};
    tr_err e = TR_OK;
    for (unsigned l = 0; l < READER_LANGUAGES; l++)
        j->words[l] = words->of[l];
    for (size_t i = 0; e == TR_OK && i < n; i++)
        e = read_text(j, i);
    if (e == TR_OK) e = name_voices(j);
    if (e == TR_OK) e = same_words_once(out, a, &scratch);
    if (e == TR_OK) e = number_statements(j);
    if (e == TR_OK) e = differences_of(out, a);
    if (e == TR_OK) e = questions_of(out, a);
    arena_clear(&scratch);
    return e;
}
