#include "issue/corrections.h"
#include "document/said.h"

#include <string.h>

enum { STEPS_NAMED = 8 };

tr_err figures_write(const report_data *d, arena *a, str *out)
{
    buf b;
    buf_init(&b, 1 << 20);
    report_figures(d, &b);
    return buf_take(&b, a, out);
}

/* The number of a figure; a figure that is not in the list is zero, as only others are left out. */
static str figure_in(str list, str name)
{
    str line = {0}, number = {0};
    while (str_cut(&list, '\n', &line)) {
        if (str_cut(&line, ' ', &number) && str_eq(line, name)) return number;
    }
    return STR("0");
}

/* What the record took in between two issues, in words. */
static tr_err reason_between(const state *s, const issue_line *was, uint64_t size, usec_t known,
                             arena *a, kept_words *out)
{
    saying r;
    str then;
    size_t n = 0;
    TR_TRY(instant_text(a, was->as_of, &then));
    saying_open(&r);
    for (size_t i = 0; i < s->steps.n; i++) {
        const step_line *x = &s->steps.items[i];
        if (x->entry < was->size || x->entry >= size || n++ >= STEPS_NAMED) continue;
        if (n > 1) doc_text(&r.w, STR("; "));
        doc_say(&r.w, "entry {n}, {did}", A_N("n", x->entry), A_SAID("did", x->words));
    }
    if (n > STEPS_NAMED) doc_say(&r.w, "; and {n} more entries", A_N("n", n - STEPS_NAMED));
    if (was->as_of != known) {
        if (n++) doc_text(&r.w, STR("; "));
        if (was->as_of == USEC_UNKNOWN)
            doc_say(&r.w, "known then: all of the record");
        else
            doc_say(&r.w, "known then: {time}", A_TEXT("time", then));
    }
    if (n == 0) doc_say(&r.w, "no entry of the record; the mission file or the rules changed");
    return saying_take(&r, a, out);
}

typedef VEC(correction_line) correction_vec;

static tr_err add(correction_vec *v, arena *a, str figure, str was, str now, kept_words reason,
                  const issue_line *of)
{
    if (str_eq(was, now)) return TR_OK;
    correction_line *c = VEC_PUSH(a, v);
    if (c == NULL) return TR_ERR_NOMEM;
    *c = (correction_line){
        .figure = figure, .was = was, .now = now, .reason = reason, .issue_size = of->size};
    return TR_OK;
}

static tr_err compare(correction_vec *v, const issue_line *was, str now, kept_words reason,
                      arena *a)
{
    str rest = now, line = {0}, number = {0};
    while (str_cut(&rest, '\n', &line)) {
        if (str_cut(&line, ' ', &number))
            TR_TRY(add(v, a, line, figure_in(was->figures, line), number, reason, was));
    }
    rest = was->figures;
    while (str_cut(&rest, '\n', &line)) { /* figures that went to zero */
        if (str_cut(&line, ' ', &number) && str_is(figure_in(now, line), "0"))
            TR_TRY(add(v, a, line, number, STR("0"), reason, was));
    }
    return TR_OK;
}

static bool same_report(const issue_line *x, const state *s, as_of when, const report_data *d)
{
    bool knew_more =
        when.instant != USEC_UNKNOWN && (x->as_of == USEC_UNKNOWN || x->as_of > when.instant);
    return x->entry < s->size && x->from == d->period_from && x->to == d->period_to && !knew_more;
}

tr_err corrections_list(const state *s, as_of when, arena *a, report_data *d)
{
    correction_vec v = {0};
    const issue_line *last = NULL;
    kept_words reason;
    str now;
    for (size_t i = 0; i < s->issues.n; i++) {
        const issue_line *x = &s->issues.items[i];
        if (!same_report(x, s, when, d)) continue;
        bool again = last && last->size == x->size && last->as_of == x->as_of;
        if (last && !again) {
            TR_TRY(reason_between(s, last, x->size, x->as_of, a, &reason));
            TR_TRY(compare(&v, last, x->figures, reason, a));
        }
        d->n_issues += !again; /* the formats of one report are one issue */
        last = x;
    }
    if (last) {
        TR_TRY(figures_write(d, a, &now));
        TR_TRY(reason_between(s, last, s->size, when.instant, a, &reason));
        TR_TRY(compare(&v, last, now, reason, a));
    }
    d->corrections = v.items;
    d->n_corrections = v.n;
    return TR_OK;
}
