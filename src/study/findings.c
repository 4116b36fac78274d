#include "study/findings_parts.h"

#include "document/said.h"

#include <assert.h>
#include <math.h>
#include <string.h>

tr_err finding_note(findings *f, arena *a, const char *name, bool defined, double value)
{
    finding *slot = VEC_PUSH(a, &f->numbers);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = (finding){name, defined && !isnan(value), value};
    return TR_OK;
}

tr_err finding_note_all(findings *f, arena *a, const finding_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++)
        TR_TRY(finding_note(f, a, rows[i].name, rows[i].defined, rows[i].value));
    return TR_OK;
}

enum { MOST_NUMBERS = 12 };

/* Each "{}" is the next number: in other languages they are {1}, {2} where their order differs. */
static size_t number_args(const char *text, const double *v, doc_arg *args)
{
    static const char *const names[MOST_NUMBERS] = {"1", "2", "3", "4",  "5",  "6",
                                                    "7", "8", "9", "10", "11", "12"};
    size_t n = 0;
    for (const char *p = text; (p = strstr(p, "{}")) != NULL; p += 2) {
        assert(n < MOST_NUMBERS);
        args[n] = A_ROUNDED(names[n], v[n]);
        n++;
    }
    return n;
}

static tr_err add_sentence(kept_vec *to, arena *a, const char *text, doc_arg word, const double *v)
{
    doc_arg args[MOST_NUMBERS + 1];
    size_t n = number_args(text, v, args);
    saying s;
    kept_words *slot = VEC_PUSH(a, to);
    if (slot == NULL) return TR_ERR_NOMEM;
    args[n] = word;
    saying_open(&s);
    doc_say_with(&s.w, text, args, n + 1);
    return saying_take(&s, a, slot);
}

tr_err finding_say(findings *f, arena *a, const char *text, const double *v)
{
    return add_sentence(&f->words, a, text, (doc_arg){0}, v);
}

tr_err finding_say_of(findings *f, arena *a, const char *text, doc_arg word, const double *v)
{
    return add_sentence(&f->words, a, text, word, v);
}

tr_err finding_close(findings *f, arena *a, const char *text, const double *v)
{
    return add_sentence(&f->closing, a, text, (doc_arg){0}, v);
}

tr_err finding_add_curve(findings *f, arena *a, const char *name, size_t n, bool band, bool marks,
                         curve **out)
{
    curve *c = VEC_PUSH(a, &f->curves);
    if (c == NULL) return TR_ERR_NOMEM;
    *c = (curve){.name = name,
                 .n = n,
                 .day = arena_alloc_n(a, n + 1, sizeof *c->day),
                 .value = arena_alloc_n(a, n + 1, sizeof *c->value)};
    if (band) {
        c->low = arena_alloc_n(a, n + 1, sizeof *c->low);
        c->high = arena_alloc_n(a, n + 1, sizeof *c->high);
    }
    if (marks) c->mark = arena_alloc_n(a, n + 1, sizeof *c->mark);
    *out = c;
    return c->day && c->value && (!band || (c->low && c->high)) && (!marks || c->mark)
               ? TR_OK
               : TR_ERR_NOMEM;
}

tr_err finding_close_missing(const series *s, arena *a, findings *f)
{
    const double v[] = {(double)s->n_missing, (double)s->n_unseen};
    if (s->n_missing == 0 && s->n_unseen == 0) return TR_OK;
    return finding_close(
        f, a,
        s->has_groups
            ? N_("Absent from the table, rows of either group of a day: {}; rows of days on "
                 "which nothing could be observed: {}. Neither is taken for a day without "
                 "events.")
            : N_("Days absent from the table: {}; days on which nothing could be observed: "
                 "{}. Neither is taken for a day without events."),
        v);
}

tr_err finding_refuse_mixed(findings *f, arena *a)
{
    f->no_verdict = true;
    return finding_say(
        f, a,
        "The two groups of a day differ in exposure, or one of them has no row, and they do "
        "not add up: give a table of one "
        "group, or use compare.",
        NULL);
}
