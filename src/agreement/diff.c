/* Two versions side by side, by id. Every difference is one line: what it means first, then the
 * other words of the files. */
#include "agreement/agreement.h"

#include <string.h>

typedef struct differ {
    buf *out;
    size_t n;
} differ;

static void text_change(differ *d, const char *what, str id, const char *field, str before,
                        str after)
{
    if (str_eq(before, after)) return;
    d->n++;
    buf_f(d->out, "~ %s " STR_FMT " %s: \"" STR_FMT "\" -> \"" STR_FMT "\"\n", what, STR_ARG(id),
          field, STR_ARG(before), STR_ARG(after));
}

static void presence(differ *d, const char *sign, const char *what, str id, str words)
{
    d->n++;
    buf_f(d->out, "%s %s " STR_FMT "%s" STR_FMT "\n", sign, what, STR_ARG(id),
          words.len ? ": " : "", STR_ARG(words));
}

static str joined(const str_list *l, buf *b)
{
    buf_reset(b);
    for (size_t i = 0; i < l->n; i++)
        buf_f(b, "%s" STR_FMT, i ? ", " : "", STR_ARG(l->items[i]));
    return buf_str(b);
}

static void list_change(differ *d, str id, const char *field, const str_list *x, const str_list *y)
{
    buf a, b;
    buf_init(&a, 1 << 20);
    buf_init(&b, 1 << 20);
    text_change(d, "clause", id, field, joined(x, &a), joined(y, &b));
    buf_absorb(d->out, &a);
    buf_absorb(d->out, &b);
}

static void clause_change(differ *d, const clause *x, const clause *y)
{
    buf a, b;
    buf_init(&a, 1 << 20);
    buf_init(&b, 1 << 20);
    text_change(d, "clause", x->id, "kind", str_of(clause_kind_word(x->kind)),
                str_of(clause_kind_word(y->kind)));
    text_change(d, "clause", x->id, "stance", str_of(stance_word(x->stance)),
                str_of(stance_word(y->stance)));
    text_change(d, "clause", x->id, "basis", str_of(basis_word(x->basis)),
                str_of(basis_word(y->basis)));
    text_change(d, "clause", x->id, "words", x->words, y->words);
    list_change(d, x->id, "categories", &x->categories, &y->categories);
    list_change(d, x->id, "statements", &x->from, &y->from);
    list_change(d, x->id, "states", &x->states, &y->states);
    clause_times_write(&a, x);
    clause_times_write(&b, y);
    text_change(d, "clause", x->id, "instants", buf_str(&a), buf_str(&b));
    if (x->acts_include != y->acts_include) presence(d, "~", "clause acts", x->id, (str){0});
    if (x->n_changes != y->n_changes)
        presence(d, "~", "clause state of condition", x->id, (str){0});
    buf_absorb(d->out, &a);
    buf_absorb(d->out, &b);
}

static const clause *find_clause(const reading *r, str id)
{
    for (size_t i = 0; i < r->n_clauses; i++) {
        if (str_eq(r->clauses[i].id, id)) return &r->clauses[i];
    }
    return NULL;
}

static void reading_change(differ *d, const reading *x, const reading *y)
{
    text_change(d, "reading", x->id, "title", x->title, y->title);
    text_change(d, "reading", x->id, "holder", x->holder, y->holder);
    text_change(d, "reading", x->id, "phase", x->phase, y->phase);
    for (size_t i = 0; i < x->n_clauses; i++) {
        const clause *c = find_clause(y, x->clauses[i].id);
        if (c) clause_change(d, &x->clauses[i], c);
        if (!c) presence(d, "-", "clause", x->clauses[i].id, x->clauses[i].words);
    }
    for (size_t i = 0; i < y->n_clauses; i++) {
        if (!find_clause(x, y->clauses[i].id))
            presence(d, "+", "clause", y->clauses[i].id, y->clauses[i].words);
    }
}

static void statements_change(differ *d, const agreement *x, const agreement *y)
{
    for (size_t i = 0; i < x->n_statements; i++) {
        const statement *a = &x->statements[i], *b = agreement_statement(y, a->id);
        if (b == NULL) {
            presence(d, "-", "statement", a->id, a->quote);
            continue;
        }
        text_change(d, "statement", a->id, "quote", a->quote, b->quote);
        text_change(d, "statement", a->id, "speaker", a->speaker, b->speaker);
        text_change(d, "statement", a->id, "said_on", a->said_on, b->said_on);
        text_change(d, "statement", a->id, "source", a->source, b->source);
    }
    for (size_t i = 0; i < y->n_statements; i++) {
        if (!agreement_statement(x, y->statements[i].id))
            presence(d, "+", "statement", y->statements[i].id, y->statements[i].quote);
    }
}

static const term *find_term(const agreement *ag, str id)
{
    for (size_t i = 0; i < ag->n_terms; i++) {
        if (str_eq(ag->terms[i].id, id)) return &ag->terms[i];
    }
    return NULL;
}

static void terms_change(differ *d, const agreement *x, const agreement *y)
{
    for (size_t i = 0; i < x->n_terms; i++) {
        const term *a = &x->terms[i], *b = find_term(y, a->id);
        if (b == NULL) {
            presence(d, "-", "term", a->id, a->label);
            continue;
        }
        text_change(d, "term", a->id, "label", a->label, b->label);
        text_change(d, "term", a->id, "definition", a->definition, b->definition);
    }
    for (size_t i = 0; i < y->n_terms; i++) {
        if (!find_term(x, y->terms[i].id))
            presence(d, "+", "term", y->terms[i].id, y->terms[i].label);
    }
}

size_t agreement_diff(const agreement *x, const agreement *y, buf *out)
{
    differ d = {.out = out};
    text_change(&d, "agreement", x->id, "id", x->id, y->id);
    text_change(&d, "agreement", x->id, "title", x->title, y->title);
    terms_change(&d, x, y);
    statements_change(&d, x, y);
    for (size_t i = 0; i < x->n_readings; i++) {
        const reading *r = agreement_reading(y, x->readings[i].id);
        if (r) reading_change(&d, &x->readings[i], r);
        if (!r) presence(&d, "-", "reading", x->readings[i].id, x->readings[i].title);
    }
    for (size_t i = 0; i < y->n_readings; i++) {
        if (!agreement_reading(x, y->readings[i].id))
            presence(&d, "+", "reading", y->readings[i].id, y->readings[i].title);
    }
    return d.n + agreement_diff_words(x, y, out);
}
