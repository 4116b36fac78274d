/* An announcement as JSON: statements in the form of their annotation, each phrase with its bytes.
 */
#include "document/said.h"
#include "reader/parts.h"

typedef struct out {
    json_writer w;
    const announcement *n;
} out;

static void put_span(out *o, const char *key, piece p)
{
    const source_text *t = &o->n->texts[p.text];
    size_t from = p.from, to = p.to;
    jw_key(&o->w, key);
    jw_open(&o->w, '[');
    if (t->in_file) (void)piece_origin(t, p.from, p.to, &from, &to);
    jw_int(&o->w, (int64_t)from);
    jw_int(&o->w, (int64_t)to);
    jw_close(&o->w, ']');
}

static void put_null(out *o, const char *key)
{
    jw_key(&o->w, key);
    jw_raw(&o->w, STR("null"));
}

static void put_bool(out *o, const char *key, bool v)
{
    jw_key(&o->w, key);
    jw_raw(&o->w, v ? STR("true") : STR("false"));
}

static void put_text_or_null(out *o, const char *key, str s)
{
    if (s.len > 0)
        jw_kv(&o->w, key, s);
    else
        put_null(o, key);
}

static void put_phrase(out *o, const char *key, piece p)
{
    if (!piece_said(p)) {
        put_null(o, key);
        return;
    }
    jw_key(&o->w, key);
    jw_open(&o->w, '{');
    jw_kv(&o->w, "text", piece_words(o->n, p));
    put_span(o, "span", p);
    jw_close(&o->w, '}');
}

static void put_words(out *o, const char *key, piece p)
{
    put_text_or_null(o, key, piece_words(o->n, p));
}

static void put_list(out *o, const char *key, const piece_list *l)
{
    jw_key(&o->w, key);
    jw_open(&o->w, '[');
    for (size_t i = 0; i < l->n; i++)
        jw_str(&o->w, piece_words(o->n, l->items[i]));
    jw_close(&o->w, ']');
}

static void put_texts(out *o, const char *key, const str_list *l)
{
    jw_key(&o->w, key);
    jw_open(&o->w, '[');
    for (size_t i = 0; i < l->n; i++)
        jw_str(&o->w, l->items[i]);
    jw_close(&o->w, ']');
}

static void put_day(out *o, const char *key, int64_t day)
{
    char bytes[32];
    if (day == NO_DAY) {
        put_null(o, key);
        return;
    }
    int y, m, d;
    days_to_civil(day, &y, &m, &d);
    int n = snprintf(bytes, sizeof bytes, "%04d-%02d-%02d", y, m, d);
    jw_kv(&o->w, key, (str){bytes, (size_t)n});
}

static void put_length(out *o, const said_time *t)
{
    if (!piece_said(t->words)) {
        put_null(o, "duration");
        return;
    }
    jw_key(&o->w, "duration");
    jw_open(&o->w, '{');
    if (t->value > 0)
        jw_ki(&o->w, "value", t->value);
    else
        put_null(o, "value");
    put_text_or_null(o, "unit", t->unit);
    put_words(o, "text", t->words);
    put_bool(o, "inside_quotes", t->quoted);
    jw_close(&o->w, '}');
}

static void put_commitment(out *o, const commitment_said *c)
{
    jw_open(&o->w, '{');
    jw_kv(&o->w, "act", c->act_says);
    jw_kz(&o->w, "act_class", act_class_words(c->act));
    put_words(o, "act_words", c->act_words);
    put_words(o, "scope_phrase", c->scope);
    put_texts(o, "scope_parse", &c->heads);
    put_words(o, "area", c->area);
    put_words(o, "start", c->start.words);
    if (c->start.day != NO_DAY) put_day(o, "start_day", c->start.day);
    put_words(o, "end", c->end.words);
    if (c->end.day != NO_DAY) put_day(o, "end_day", c->end.day);
    put_length(o, &c->length);
    put_list(o, "parties", &c->parties);
    jw_kz(&o->w, "status", said_status_word(c->status));
    put_words(o, "status_words", c->status_words);
    put_list(o, "conditions", &c->conditions);
    put_list(o, "exceptions", &c->exceptions);
    put_bool(o, "inside_quotes", c->quoted);
    put_span(o, "span", c->span);
    put_texts(o, "rules", &c->rules);
    jw_close(&o->w, '}');
}

static void put_quotes(out *o, const statement_said *s)
{
    jw_key(&o->w, "quotes");
    jw_open(&o->w, '[');
    for (size_t i = 0; i < s->quotes.n; i++) {
        jw_open(&o->w, '{');
        put_span(o, "span", s->quotes.items[i]);
        put_words(o, "text", s->quotes.items[i]);
        jw_close(&o->w, '}');
    }
    jw_close(&o->w, ']');
}

static void put_also(out *o, const statement_said *s)
{
    jw_key(&o->w, "also");
    jw_open(&o->w, '[');
    for (size_t i = 0; i < s->also.n; i++) {
        jw_open(&o->w, '{');
        jw_kv(&o->w, "file", path_base(o->n->texts[s->also.items[i].text].file));
        put_span(o, "span", s->also.items[i]);
        put_words(o, "text", s->also.items[i]);
        jw_close(&o->w, '}');
    }
    jw_close(&o->w, ']');
}

static void put_statement(out *o, const statement_said *s)
{
    static const char *const kinds[] = {"direct", "mixed", "indirect"};
    const voice *v = s->speaker != SIZE_MAX ? &o->n->voices.items[s->speaker] : NULL;
    jw_open(&o->w, '{');
    jw_kv(&o->w, "id", s->id);
    jw_kz(&o->w, "kind", kinds[s->kind]);
    if (o->n->n_texts > 1) jw_kv(&o->w, "file", path_base(o->n->texts[s->whole.text].file));
    put_text_or_null(o, "speaker", v != NULL ? v->name : (str){0});
    put_text_or_null(o, "side", v != NULL ? v->side : (str){0});
    put_bool(o, "by_context", s->by_context);
    put_words(o, "venue", s->venue);
    put_phrase(o, "cue", s->cue);
    put_phrase(o, "second_cue", s->cue2);
    put_phrase(o, "source", s->source);
    put_quotes(o, s);
    if (s->also.n > 0) put_also(o, s);
    put_phrase(o, "indirect", s->indirect);
    jw_kz(&o->w, "wording",
          s->kind == SAID_INDIRECT ? "reporter"
          : s->kind == SAID_MIXED  ? "both"
                                   : "speaker");
    if (s->continues != SIZE_MAX)
        jw_kv(&o->w, "continues", o->n->statements.items[s->continues].id);
    else
        put_null(o, "continues");
    jw_key(&o->w, "commitments");
    jw_open(&o->w, '[');
    for (size_t i = 0; i < s->commitments.n; i++)
        put_commitment(o, &s->commitments.items[i]);
    jw_close(&o->w, ']');
    jw_ki(&o->w, "line", s->line);
    if (s->unclosed) put_bool(o, "unclosed", true);
    put_texts(o, "rules", &s->rules);
    jw_close(&o->w, '}');
}

static void put_words_said(out *o, const piece_list *l)
{
    jw_key(&o->w, "words");
    jw_open(&o->w, '[');
    for (size_t i = 0; i < l->n; i++) {
        if (!piece_said(l->items[i])) {
            jw_raw(&o->w, STR("null"));
            continue;
        }
        jw_open(&o->w, '{');
        if (o->n->n_texts > 1) jw_kv(&o->w, "file", path_base(o->n->texts[l->items[i].text].file));
        jw_kv(&o->w, "text", piece_words(o->n, l->items[i]));
        put_span(o, "span", l->items[i]);
        jw_close(&o->w, '}');
    }
    jw_close(&o->w, ']');
}

static const char *const weights[] = {"", "low", "medium", "high"};

static void put_difference(out *o, const difference *d)
{
    jw_open(&o->w, '{');
    jw_kv(&o->w, "id", d->id);
    jw_kv(&o->w, "kind", d->kind);
    said_json(&o->w, "what", d->says);
    put_texts(o, "statements", &d->statements);
    put_words_said(o, &d->pieces);
    jw_kz(&o->w, "weight", weights[d->weight]);
    jw_kv(&o->w, "rule", d->rule);
    jw_close(&o->w, '}');
}

static void put_question(out *o, const question *q)
{
    jw_open(&o->w, '{');
    jw_kv(&o->w, "id", q->id);
    jw_kv(&o->w, "kind", q->kind);
    said_json(&o->w, "what", q->says);
    put_text_or_null(o, "difference", q->difference);
    put_texts(o, "statements", &q->statements);
    put_words_said(o, &q->pieces);
    jw_kz(&o->w, "weight", weights[q->weight]);
    if (q->incidents >= 0) jw_ki(&o->w, "incidents", q->incidents);
    jw_close(&o->w, '}');
}

void announcement_json(const announcement *n, buf *b)
{
    out o = {.n = n};
    jw_init_shown(&o.w, b);
    jw_open(&o.w, '{');
    jw_kz(&o.w, "truce", "reading/1");
    jw_key(&o.w, "statements");
    jw_open(&o.w, '[');
    for (size_t i = 0; i < n->statements.n; i++)
        put_statement(&o, &n->statements.items[i]);
    jw_close(&o.w, ']');
    jw_key(&o.w, "differences");
    jw_open(&o.w, '[');
    for (size_t i = 0; i < n->differences.n; i++)
        put_difference(&o, &n->differences.items[i]);
    jw_close(&o.w, ']');
    jw_key(&o.w, "questions");
    jw_open(&o.w, '[');
    for (size_t i = 0; i < n->questions.n; i++)
        put_question(&o, &n->questions.items[i]);
    jw_close(&o.w, ']');
    jw_close(&o.w, '}');
    buf_c(b, '\n');
}
