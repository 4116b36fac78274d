#include "assess/explaining.h"

void explain_name(explaining *e, str_list *l, str id)
{
    for (size_t i = 0; i < l->n; i++) {
        if (str_eq(l->items[i], id)) return;
    }
    str *s = VEC_PUSH(e->a, l);
    if (s == NULL) {
        e->err = TR_ERR_NOMEM;
        return;
    }
    *s = id;
}

void explain_take(explaining *e, kept_words *out)
{
    if (e->mute) return;
    out->bytes = arena_str(e->a, buf_str(&e->words));
    if (out->bytes.ptr == NULL || buf_err(&e->words) != TR_OK) e->err = TR_ERR_NOMEM;
    buf_reset(&e->words);
}

/* An instant, or both of an interval's. */
void explain_span(doc *w, span s)
{
    if (s.from == s.to)
        doc_say(w, "{time}", A_WHEN("time", s.from));
    else
        doc_say(w, "{from}..{to}", A_WHEN("from", s.from), A_WHEN("to", s.to));
}
