/* The agreement in words: what its sentences are put together from. */
#include "agreement/showing.h"

#include <string.h>

/* ---- Lists */

void show_list(doc *w, const str_list *l, const char *between)
{
    for (size_t i = 0; i < l->n; i++) {
        if (i) doc_say(w, between);
        doc_text(w, l->items[i]);
    }
}

void show_named(doc *w, const char *before, const str_list *l, const char *between,
                const char *after)
{
    if (l->n == 0) return;
    doc_say(w, before);
    show_list(w, l, between);
    doc_say(w, after);
}

void show_note(doc *w, str note)
{
    if (note.len) doc_say(w, " Note: {words}", A_TEXT("words", note));
}

void show_item_end(doc *w)
{
    doc_close(w, DOC_ITEM);
}

static void part_begin(doc *w, show_part *p)
{
    if (p->open) return;
    p->open = true;
    doc_heading(w, p->level, NULL, p->title);
    doc_open(w, DOC_LIST, (doc_info){0});
}

void show_part_item(doc *w, show_part *p, str id)
{
    char room[400] = "clause-";
    size_t n = strlen(room);
    part_begin(w, p);
    for (size_t i = 0; i < id.len && n < sizeof room; i++)
        room[n++] = id.ptr[i];
    doc_open(w, DOC_ITEM, (doc_info){.anchor = {room, p->led_to ? n : 0}});
    if (id.len == 0) return;
    doc_tone_text(w, TONE_STRONG, id);
    doc_text(w, STR(" "));
}

void show_part_end(doc *w, const show_part *p)
{
    if (p->open) doc_close(w, DOC_LIST);
}

/* ---- When something is */

void show_after(doc *w, const after_rule *x)
{
    if (x == NULL) return;
    size_t n = (size_t)x->length;
    if (x->unit == TIME_UNIT_NONE) doc_say(w, " [when {id}]", A_TEXT("id", x->id));
    if (x->unit == TIME_UNIT_HOURS)
        doc_say_count(w, " [{n} hour after {id}]", " [{n} hours after {id}]", n, A_N("n", n),
                      A_TEXT("id", x->id));
    if (x->unit == TIME_UNIT_DAYS)
        doc_say_count(w, " [{n} day after {id}]", " [{n} days after {id}]", n, A_N("n", n),
                      A_TEXT("id", x->id));
    if (x->unit == TIME_UNIT_MONTHS)
        doc_say_count(w, " [{n} month after {id}]", " [{n} months after {id}]", n, A_N("n", n),
                      A_TEXT("id", x->id));
    if (x->unit && x->count_unstated) doc_say(w, " (how the days are counted is not stated)");
}

void show_alternatives(doc *w, const span *alts, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i) doc_say(w, "; or ");
        doc_say(w, "{time}", A_INSTANT("time", alts[i]));
    }
}

void show_moment(doc *w, const moment *m)
{
    if (m->n_alts == 0) doc_say(w, "at a time that nothing on record tells");
    show_alternatives(w, m->alts, m->n_alts);
    if (m->hull) doc_say(w, " (one interval around more alternatives than are kept)");
    show_after(w, m->after);
}

void show_state_change(doc *w, const state_change *s)
{
    doc_say(w,
            str_is(s->state, "not_met") ? N_("not met from {time}")
            : str_is(s->state, "met")   ? N_("met from {time}")
                                        : N_("unknown from {time}"),
            A_INSTANT("time", s->at));
}
