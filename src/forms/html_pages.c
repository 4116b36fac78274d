/* Pages beside the index, and which lists of the report may leave it for them. */
#include "forms/html_parts.h"
#include "sections/pages.h"

static const list_kind *const kinds[LIST__N] = {
#define X(name, kind) [LIST_##name] = &(kind),
    PAGE_LISTS(X)
#undef X
};

tr_err report_plan(report_data *d, bool whole, arena *a)
{
    return plan_pages(d, kinds, whole, a);
}

static void neighbour(const report_data *d, const planned_page *here, size_t page, const char *says,
                      doc *w)
{
    if (page == 0 || page > d->plan->n_pages || d->plan->pages[page - 1].list != here->list) return;
    buf_z(w->out, " · <a href=\"");
    h_page_file(d, page, w->out);
    buf_z(w->out, "\">");
    doc_say(w, says);
    buf_z(w->out, "</a>");
}

static void page_nav(const report_data *d, const planned_page *here, doc *w)
{
    h_open_nav(N_("Pages"), w);
    buf_z(w->out, "<p><a href=\"");
    h_page_file(d, 0, w->out);
    buf_z(w->out, "\">");
    doc_say(w, "To the report");
    buf_z(w->out, "</a>");
    neighbour(d, here, d->page - 1, N_("Page before"), w);
    neighbour(d, here, d->page + 1, N_("Next page"), w);
    buf_z(w->out, "</p></nav>\n");
}

static void say_title(const report_data *d, const list_kind *kind, size_t nth, size_t of, buf *out)
{
    doc w;
    doc_init(&w, out, &doc_bare, d->words);
    doc_say(&w, "{list}, page {n} of {all}", A_WORD("list", kind->title), A_N("n", nth),
            A_N("all", of));
    doc_end(&w);
}

tr_err report_write_page(const report_data *whole, size_t k, buf *b)
{
    report_data local = *whole;
    const report_data *d = &local;
    const planned_page *here = &d->plan->pages[k];
    const list_kind *kind = d->plan->kinds[here->list];
    const listing *l = &d->plan->lists[here->list];
    buf title;
    doc w;
    local.page = k + 1;
    buf_init(&title, 65536);
    say_title(d, kind, k + 2 - l->first_page, l->n_pages, &title);
    page_document(d, b, &w);
    h_page_head(d, buf_str(&title), &w);
    buf_absorb(b, &title);
    page_nav(d, here, &w);
    kind->tell(d, l->lines + here->from, here->to - here->from, &w);
    page_nav(d, here, &w);
    h_page_end(&w);
    doc_end(&w);
    return buf_err(b);
}
