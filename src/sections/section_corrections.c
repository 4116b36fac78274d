/* What was set aside at import; numbered corrections stand in the provenance. */
#include "sections/sections.h"

static tr_err gather(const report_data *d, arena *a, line_vec *out)
{
    return lines_of_all(d->n_asides, a, out);
}

static size_t bytes(const report_data *d, list_line l)
{
    return 10 + d->asides[l.row].words.len;
}

static void tell(const report_data *d, const list_line *l, size_t n, doc *w)
{
    if (n == 0) return;
    doc_open(w, DOC_LIST, (doc_info){0});
    for (size_t i = 0; i < n; i++) {
        doc_open(w, DOC_ITEM, (doc_info){0});
        doc_text(w, d->asides[l[i].row].words);
        doc_close(w, DOC_ITEM);
    }
    doc_close(w, DOC_LIST);
}

const list_kind asides_list = {.file = "set-aside",
                               .title = N_("Rows set aside at import"),
                               .gather = gather,
                               .bytes = bytes,
                               .tell = tell};

void section_corrections(const report_data *d, doc *w)
{
    doc_heading(w, 2, "corrections", "Corrections and late items");
    doc_open(w, DOC_PARAGRAPH, (doc_info){0});
    doc_say(
        w,
        "A headline figure that differs from an earlier issue of this report is numbered, with "
        "its reason, under {provenance}.",
        A_LINK("provenance", str_of(catalogue_say(w->words, "How this was made")), STR("issues")));
    if (d->n_asides) {
        doc_text(w, STR(" "));
        doc_say_count(w, "{n} row was set aside at import and is in no count:",
                      "{n} rows were set aside at import and are in no count:", d->n_asides,
                      A_N("n", d->n_asides));
    }
    doc_close(w, DOC_PARAGRAPH);
    tell_list(d, LIST_ASIDES, w);
}
