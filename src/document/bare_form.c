/* Words alone: for a line of the terminal, a field of JSON, a title of a picture. */
#include "document/document.h"

static void no_block(doc *w, doc_block b, const doc_info *i)
{
    (void)w, (void)b, (void)i;
}

static void no_end(doc *w, doc_block b)
{
    (void)w, (void)b;
}

static void text(doc *w, str s)
{
    buf_s(w->out, s);
}

static void no_tone(doc *w, doc_tone t, bool begins)
{
    (void)w, (void)t, (void)begins;
}

static void no_link(doc *w, str to, str says)
{
    (void)to;
    buf_s(w->out, says);
}

const doc_form doc_bare = {no_block, no_end, text, no_tone, no_link, no_link, false, NULL};
