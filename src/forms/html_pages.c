/* Pages beside the index, and which lists of the report may leave it for them. */
#include "forms/html_parts.h"
#include "forms/pages.h"

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
                      buf *b)
{
    if (page == 0 || page > d->plan->n_pages || d->plan->pages[page - 1].list != here->list) return;
    h_z(b, " \xC2\xB7 <a href=\"");
    h_page_file(d, page, b);
    buf_f(b, "\">%s</a>", says);
}

static void page_nav(const report_data *d, const planned_page *here, buf *b)
{
    h_z(b, "<nav aria-label=\"Pages\"><p><a href=\"../report.html\">To the report</a>");
    neighbour(d, here, d->page - 1, "Page before", b);
    neighbour(d, here, d->page + 1, "Next page", b);
    h_z(b, "</p></nav>\n");
}

tr_err report_write_page(const report_data *whole, size_t k, buf *b)
{
    report_data local = *whole;
    const report_data *d = &local;
    const planned_page *here = &d->plan->pages[k];
    const list_kind *kind = d->plan->kinds[here->list];
    const listing *l = &d->plan->lists[here->list];
    buf title;
    local.page = k + 1;
    buf_init(&title, 65536);
    buf_f(&title, "%s, page %zu of %zu", kind->title, k + 2 - l->first_page, l->n_pages);
    h_page_head(d, buf_str(&title), b);
    buf_absorb(b, &title);
    page_nav(d, here, b);
    h_lines(d, here->list, l->lines + here->from, here->to - here->from, b);
    page_nav(d, here, b);
    h_z(b, "</main>\n</body>\n</html>\n");
    return buf_err(b);
}
