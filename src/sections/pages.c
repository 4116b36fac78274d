#include "sections/pages.h"

#include <stdlib.h>

/* ---- The plan */

tr_err add_line(arena *a, line_vec *out, size_t group, size_t row)
{
    list_line *l = VEC_PUSH(a, out);
    if (l == NULL) return TR_ERR_NOMEM;
    if (group > UINT32_MAX || row > UINT32_MAX) return TR_ERR_LIMIT;
    *l = (list_line){.group = (uint32_t)group, .row = (uint32_t)row};
    return TR_OK;
}

tr_err lines_of_all(size_t n, arena *a, line_vec *out)
{
    for (size_t i = 0; i < n; i++)
        TR_TRY(add_line(a, out, 0, i));
    return TR_OK;
}

tr_err plan_anchor(page_plan *p, arena *a, str id)
{
    size_t there;
    if (idmap_find(&p->where, id, &there)) return TR_OK; /* its first place is where links lead */
    return idmap_add(&p->where, a, id, p->now);
}

static size_t bytes_of(const report_data *d, page_list which, const listing *l)
{
    size_t all = 0;
    for (size_t i = 0; i < l->n; i++)
        all += d->plan->kinds[which]->bytes(d, l->lines[i]);
    return all;
}

typedef VEC(planned_page) page_vec;

static tr_err anchor_line(const report_data *d, page_list which, size_t i, page_plan *p, arena *a)
{
    const listing *l = &p->lists[which];
    bool first = i == 0 || l->lines[i].group != l->lines[i - 1].group;
    return d->plan->kinds[which]->anchors
               ? d->plan->kinds[which]->anchors(d, l->lines[i], first, p, a)
               : TR_OK;
}

/* A line belongs to one page; a page has at least one. */
static tr_err cut(const report_data *d, page_list which, page_plan *p, page_vec *pages, arena *a)
{
    listing *l = &p->lists[which];
    l->first_page = pages->n + 1;
    for (size_t from = 0, to; from < l->n; from = to) {
        size_t bytes = 0;
        planned_page *page = VEC_PUSH(a, pages);
        if (page == NULL) return TR_ERR_NOMEM;
        p->now = pages->n;
        for (to = from; to < l->n && (to == from || bytes < PAGE_BYTES); to++) {
            bytes += d->plan->kinds[which]->bytes(d, l->lines[to]);
            TR_TRY(anchor_line(d, which, to, p, a));
        }
        str file = arena_printf(a, "%s-%03zu.html", d->plan->kinds[which]->file, ++l->n_pages);
        if (file.ptr == NULL) return TR_ERR_NOMEM;
        *page = (planned_page){.list = which, .from = from, .to = to, .file = file};
    }
    return TR_OK;
}

static tr_err cut_long_ones(const report_data *d, const size_t *bytes, page_plan *p, arena *a)
{
    page_vec pages = {0};
    for (unsigned k = 0; k < LIST__N; k++) {
        if (bytes[k] > LIST_BYTES) TR_TRY(cut(d, (page_list)k, p, &pages, a));
    }
    p->pages = pages.items;
    p->n_pages = pages.n;
    return TR_OK;
}

typedef struct item_reply {
    str item;
    uint32_t at;
} item_reply;

static int by_item(const void *a, const void *b)
{
    const item_reply *x = a, *y = b;
    int c = str_cmp(x->item, y->item);
    return c ? c : x->at < y->at ? -1 : 1;
}

static tr_err order_replies(const report_data *d, page_plan *p, arena *a)
{
    item_reply *all = arena_alloc_n(a, d->n_replies + 1, sizeof *all);
    uint32_t *order = arena_alloc_n(a, d->n_replies + 1, sizeof *order);
    if (all == NULL || order == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < d->n_replies; i++)
        all[i] = (item_reply){.item = d->replies[i].item, .at = (uint32_t)i};
    if (d->n_replies) qsort(all, d->n_replies, sizeof *all, by_item);
    for (size_t i = 0; i < d->n_replies; i++)
        order[i] = all[i].at;
    p->replies = order;
    return TR_OK;
}

const reply_line *plan_reply(const report_data *d, size_t at)
{
    return &d->replies[d->plan->replies[at]];
}

size_t plan_first_reply(const report_data *d, str item)
{
    size_t low = 0, high = d->n_replies;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (str_cmp(plan_reply(d, mid)->item, item) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

tr_err plan_pages(report_data *d, const list_kind *const *kinds, bool whole, arena *a)
{
    size_t bytes[LIST__N], all = 0;
    page_plan *p = arena_alloc(a, sizeof *p);
    if (p == NULL) return TR_ERR_NOMEM;
    p->kinds = kinds;
    d->plan = p;
    for (unsigned k = 0; k < LIST__N; k++) {
        line_vec lines = {0};
        TR_TRY(kinds[k]->gather(d, a, &lines));
        p->lists[k] = (listing){.lines = lines.items, .n = lines.n};
        bytes[k] = bytes_of(d, (page_list)k, &p->lists[k]);
        all += bytes[k];
    }
    TR_TRY(order_replies(d, p, a));
    if (!whole && all > WHOLE_BYTES) TR_TRY(cut_long_ones(d, bytes, p, a));
    return TR_OK;
}

size_t report_n_pages(const report_data *d)
{
    return d->plan->n_pages;
}

str report_page_file(const report_data *d, size_t k)
{
    return d->plan->pages[k].file;
}

/* ---- Links */

void h_page_file(const report_data *d, size_t page, buf *b)
{
    if (page == d->page) return;
    if (page == 0) {
        buf_z(b, "../");
        buf_z(b, report_format_file(FORMAT_HTML));
        return;
    }
    if (d->page == 0) {
        buf_z(b, REPORT_PAGES_FOLDER);
        buf_c(b, '/');
    }
    buf_s(b, d->plan->pages[page - 1].file);
}

/* ---- A list where its section stands */

bool list_is_empty(const report_data *d, page_list which)
{
    return d->plan->lists[which].n == 0;
}

void label_incident(const incident *in, doc *w)
{
    if (in->when.from != USEC_UNKNOWN)
        doc_say(w, "{time}, {incident}", A_WHEN("time", in->when.from), A_TEXT("incident", in->id));
    else
        doc_say(w, "{time}, {incident}", A_SPAN("time", in->when), A_TEXT("incident", in->id));
}

void label_row(const report_data *d, list_line l, doc *w)
{
    label_incident(d->coded[l.row].in, w);
}

void h_open_nav(const char *name, doc *w)
{
    buf_z(w->out, "<nav aria-label=\"");
    doc_say(w, name);
    buf_z(w->out, "\">");
}

static void link_to_page(const report_data *d, const listing *l, size_t k, doc *w)
{
    const planned_page *page = &d->plan->pages[l->first_page - 1 + k];
    const list_kind *kind = d->plan->kinds[page->list];
    buf_z(w->out, "<li><a href=\"");
    h_page_file(d, l->first_page + k, w->out);
    buf_z(w->out, "\">");
    doc_say(w, kind->label ? N_("from ") : N_("from line {n}"), A_N("n", page->from + 1));
    if (kind->label) kind->label(d, l->lines[page->from], w);
    buf_z(w->out, "</a></li>\n");
}

static void links_to_pages(const report_data *d, page_list which, const listing *l, doc *w)
{
    bool fold = l->n_pages > PAGES_SHOWN;
    doc_open(w, DOC_PARAGRAPH, (doc_info){0});
    doc_say_count(w, "{list}: {lines} on {n} page beside this one.",
                  "{list}: {lines} on {n} pages beside this one.", l->n_pages,
                  A_WORD("list", d->plan->kinds[which]->title), A_N("lines", l->n),
                  A_N("n", l->n_pages));
    doc_close(w, DOC_PARAGRAPH);
    if (fold) {
        buf_z(w->out, "<details><summary>");
        doc_say(w, "The {n} pages", A_N("n", l->n_pages));
        buf_z(w->out, "</summary>\n");
    }
    h_open_nav(N_("Pages"), w);
    buf_z(w->out, "<ol>\n");
    for (size_t k = 0; k < l->n_pages; k++)
        link_to_page(d, l, k, w);
    buf_z(w->out, fold ? "</ol></nav>\n</details>\n" : "</ol></nav>\n");
}

static void place_of_link(const void *ctx, str anchor, buf *out)
{
    const report_data *d = ctx;
    size_t page = 0;
    (void)idmap_find(&d->plan->where, anchor, &page);
    h_page_file(d, page, out);
}

void page_document(const report_data *d, buf *b, doc *w)
{
    doc_init(w, b, &doc_html, d->words);
    w->place = place_of_link;
    w->ctx = d;
    w->heading_also = report_heading_also(d);
}

void tell_list(const report_data *d, page_list which, doc *w)
{
    const listing *l = &d->plan->lists[which];
    if (l->n_pages && w->form == &doc_html)
        links_to_pages(d, which, l, w);
    else
        d->plan->kinds[which]->tell(d, l->lines, l->n, w);
}

void tell_groups(const report_data *d, const list_line *l, size_t n,
                 void (*open)(const report_data *d, uint32_t group, doc *w), doc *w)
{
    for (size_t i = 0; i < n; i++) {
        bool first = i == 0 || l[i].group != l[i - 1].group,
             last = i + 1 == n || l[i].group != l[i + 1].group;
        if (first) open(d, l[i].group, w);
        if (!first) doc_text(w, STR(", "));
        doc_say(w, "{incident}", A_ID("incident", d->coded[l[i].row].in->id));
        if (last) doc_close(w, DOC_PARAGRAPH);
    }
}
