/* Reports: a look before one is issued, issuing, and those there are. */
#include "serve/acts.h"
#include "serve/routes.h"
#include "serve/web.h"
#include "text/wording.h"

#include <sodium.h>

static const char *const languages[] = {"en", "uk", "ru"};

/* The report has a language of its own: "lang" in an address is that of the desk. */
static void period_fields(call *c, const char *language)
{
    form_field(
        c, &(field){.name = "period",
                    .label = N_("Days"),
                    .hint = N_("A day, or two with / between, both counted; empty: the mission's."),
                    .value = call_query(c, "period")});
    form_choice(c, language, N_("Language"), languages, 3, c->language);
}

static void tell_forms(call *c)
{
    buf *b = &c->p->body;
    if (c->q->json) return;
    page_heading(c, "look", N_("Look at a report before it is issued"));
    buf_z(b, "<form method=\"get\" action=\"/reports/look\">");
    period_fields(c, "report-lang");
    form_field(c, &(field){.name = "as-of",
                           .label = N_("As of"),
                           .hint = N_("A number of entries, or a time, as 2025-04-01T00:00Z; "
                                      "empty: all that is known.")});
    buf_f(b, "<p class=\"ways\"><button>%s</button> ", catalogue_say(c->words, N_("Look")));
    buf_f(b, "<button formaction=\"/reports/wording\">%s</button></p></form>\n",
          catalogue_say(c->words, N_("Check its wording")));
    if (!call_may(c, true, "/reports")) return;
    page_heading(c, "issue", N_("Issue a report"));
    page_say(
        c,
        N_("It becomes an entry in your name, and files in the mission's folder. Nothing issued is "
           "taken back: a later one of the same days says what changed."));
    form_begin(c, "/reports", (str){0}, NULL);
    period_fields(c, "lang");
    form_end(c, N_("Issue"));
}

static bool ask_issued(call *c, desk_rows *r)
{
    str said = {0};
    truce_code code = act_issued(c, r, &said);
    if (code != TRUCE_OK) page_failed(c, code, said);
    return code == TRUCE_OK;
}

/* The days from one instant until another, as --period has them. */
static str days_of(call *c, str from, str to)
{
    iso_time a, b;
    if (!iso_parse(from, &a) || !iso_parse(to, &b)) return (str){0};
    civil last = usec_to_civil(civil_to_usec(&b.at) - 1);
    return arena_printf(c->a, "%04d-%02d-%02d/%04d-%02d-%02d", a.at.year, a.at.month, a.at.day,
                        last.year, last.month, last.day);
}

/* What was issued is worked out again, of the entries that it considered: the same bytes. */
void show_issued(call *c)
{
    desk_rows r = {0};
    buf b;
    str to = {0};
    page_begin(c, N_("Issued reports"));
    if (!ask_issued(c, &r)) return;
    for (size_t i = 0; i < r.n; i++) {
        if (!str_eq(desk_text_at(&r, i, I_ENTRY), c->part)) continue;
        buf_init(&b, 4096);
        buf_f(&b, c->q->json ? "/reports/look.json?period=" : "/reports/look?period=");
        page_encode(&b, days_of(c, desk_text_at(&r, i, I_FROM), desk_text_at(&r, i, I_TO)));
        buf_z(&b, "&as-of=");
        page_encode(&b, desk_text_at(&r, i, I_SIZE));
        buf_z(&b, "&report-lang=");
        page_encode(&b, desk_text_at(&r, i, I_LANGUAGE));
        buf_reset(&c->p->body);
        if (buf_take(&b, c->a, &to) != TR_OK) break;
        c->p->status = 303;
        c->p->location = to;
        return;
    }
    page_refuse(c, 404, N_("No report was issued in this entry."));
}

/* The latest of the same days that considered more; entries that only say what was issued are
 * nothing more. SIZE_MAX: none. */
static size_t newer_issue(const desk_rows *r, const desk_rows *acts, size_t i)
{
    int64_t mine = 0, most = 0;
    size_t best = SIZE_MAX;
    (void)str_to_i64(desk_text_at(r, i, I_SIZE), 0, INT64_MAX, &mine);
    for (size_t k = 0; k < r->n; k++) {
        int64_t size = 0;
        bool same = str_eq(desk_text_at(r, i, I_FROM), desk_text_at(r, k, I_FROM)) &&
                    str_eq(desk_text_at(r, i, I_TO), desk_text_at(r, k, I_TO));
        if (!same || !str_to_i64(desk_text_at(r, k, I_SIZE), 0, INT64_MAX, &size) || size <= mine ||
            size <= most)
            continue;
        for (size_t n = 0; n < acts->n; n++) {
            int64_t entry = desk_cell(acts, n, 0)->integer;
            if (entry < mine || entry >= size) continue;
            most = size;
            best = k;
            break;
        }
    }
    return best;
}

/* The rows with one column more: a report in one language stays as it was when the others are
 * issued anew. */
static bool with_newer(call *c, const desk_rows *r, desk_rows *out)
{
    enum { MOST_COMPARED = 500 };
    desk_rows acts;
    *out = (desk_rows){.n = r->n, .width = r->width + 1, .more = r->more};
    out->cells = arena_alloc_n(c->a, out->n * out->width + 1, sizeof *out->cells);
    if (!out->cells ||
        !page_ask_first(c, 10000,
                        "SELECT entry FROM (SELECT entry FROM decision UNION ALL SELECT entry FROM "
                        "observation UNION ALL SELECT entry FROM coded_act UNION ALL SELECT entry "
                        "FROM import UNION ALL SELECT entry FROM reply) ORDER BY entry DESC",
                        NULL, 0, &acts))
        return false;
    for (size_t i = 0; i < r->n; i++) {
        for (size_t k = 0; k < r->width; k++)
            out->cells[i * out->width + k] = *desk_cell(r, i, k);
        size_t newer = i < MOST_COMPARED ? newer_issue(r, &acts, i) : SIZE_MAX;
        out->cells[i * out->width + r->width] =
            desk_text(newer == SIZE_MAX ? STR("") : desk_text_at(r, newer, I_ENTRY));
    }
    return true;
}

void show_reports(call *c)
{
    static const page_column columns[] = {
        {"entry", N_("Entry"), CELL_LINK, "/reports/issued/"},
        {"from", N_("From"), CELL_TEXT, NULL},
        {"to", N_("To"), CELL_TEXT, NULL},
        {"as_of", N_("As of"), CELL_TEXT, NULL},
        {"format", N_("Format"), CELL_TEXT, NULL},
        {"language", N_("Language"), CELL_TEXT, NULL},
        {"by", N_("Issued by"), CELL_TEXT, NULL},
        {"entries", N_("Entries considered"), CELL_TEXT, NULL},
        {"at", N_("Issued"), CELL_TEXT, NULL},
        {"newer", N_("More was known in"), CELL_LINK, "/reports/issued/"}};
    desk_rows r = {0}, with = {0};
    page_begin(c, N_("Issued reports"));
    if (!ask_issued(c, &r) || !with_newer(c, &r, &with)) return;
    tell_forms(c);
    PAGE_TABLE(
        c, "issued",
        N_("Issued reports, newest first; a line for each form. Its entry opens it as it was "
           "issued. A report in one language stays as it was when those days are issued again in "
           "another: the last column says where more was known."),
        N_("No report was issued yet."), columns, &with);
    page_end(c);
}

void do_issue(call *c)
{
    static const char *const names[] = {"period", "lang", NULL};
    act x = act_of(c, DO_REPORT);
    act_from_form(c, &x, names);
    act_do(c, &x, "/reports", (str){0});
}

/* The page brings its own style: named by its digest, so that no other can stand beside it. */
static str policy_of(call *c, str page)
{
    char digest[64];
    unsigned char h[crypto_hash_sha256_BYTES];
    size_t from = 0;
    while (from < page.len && !str_starts(str_from(page, from), "<style>"))
        from++;
    str style = str_from(page, from + 7 > page.len ? page.len : from + 7);
    size_t n = 0;
    while (n < style.len && !str_starts(str_from(style, n), "</style>"))
        n++;
    crypto_hash_sha256(h, (const unsigned char *)style.ptr, n);
    sodium_bin2base64(digest, sizeof digest, h, sizeof h, sodium_base64_VARIANT_ORIGINAL);
    return arena_printf(
        c->a,
        "default-src 'none'; style-src 'sha256-%s'; img-src data:; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'",
        digest);
}

/* A report that no page can hold: said as that, since fewer days mend it. */
static bool is_too_long(call *c, const buf *report)
{
    if (buf_err(report) != TR_ERR_LIMIT) return false;
    page_refuse(
        c, 422,
        N_("The report of these days is longer than a page can be: choose fewer days. `truce "
           "report` writes all of it to a file."));
    return true;
}

static void set_look(const call *c, act *x)
{
    str language = call_query(c, "report-lang");
    act_set(x, "period", call_query(c, "period"));
    act_set(x, "as-of", call_query(c, "as-of"));
    act_set(x, "lang", language.len ? language : c->language);
}

void show_look(call *c)
{
    str said = {0};
    act x = {.what = DO_LOOK};
    set_look(c, &x);
    act_set(&x, "format", c->q->json ? STR("json") : STR("html"));
    x.out = &c->p->body;
    truce_code code = desk_read(c->s->d, act_run, &x, c->a, &said);
    if (is_too_long(c, x.out)) return;
    if (code != TRUCE_OK) {
        page_failed(c, code, said);
        return;
    }
    if (c->q->json)
        c->p->type = "application/json; charset=utf-8";
    else
        c->p->policy = policy_of(c, buf_str(&c->p->body));
}

/* ---- Its wording */

static bool wording_rows(call *c, const wording_words *v, bool more, desk_rows *out)
{
    enum { WIDTH = 5 };
    *out = (desk_rows){.n = v->n, .width = WIDTH, .more = more};
    out->cells = arena_alloc_n(c->a, out->n * WIDTH + 1, sizeof *out->cells);
    if (!out->cells) return false;
    for (size_t i = 0; i < out->n; i++) {
        const wording_word *w = &v->items[i];
        const str cells[WIDTH] = {arena_printf(c->a, "%zu:%zu", w->line, w->column), w->section,
                                  w->word, w->context, w->instead};
        for (size_t k = 0; k < WIDTH; k++)
            out->cells[i * WIDTH + k] = desk_text(cells[k]);
    }
    return true;
}

static void tell_wording(call *c, const buf *report)
{
    enum { MOST = 1000 };
    static const page_column columns[] = {{"place", N_("Line and column"), CELL_TEXT, NULL},
                                          {"section", N_("Section"), CELL_TEXT, NULL},
                                          {"word", N_("Word"), CELL_TEXT, NULL},
                                          {"context", N_("Where it stands"), CELL_TEXT, NULL},
                                          {"instead", N_("What truce writes"), CELL_TEXT, NULL}};
    const str lists[] = {{(const char *)truce_data_loaded, truce_data_loaded_len},
                         {(const char *)truce_data_loaded_uk, truce_data_loaded_uk_len},
                         {(const char *)truce_data_loaded_ru, truce_data_loaded_ru_len}};
    wording_words words;
    bool more = false;
    desk_rows r;
    page_begin(c, N_("Wording of a report"));
    if (buf_err(report) != TR_OK ||
        !wording_check(buf_str(report), lists, sizeof lists / sizeof *lists, MOST, c->a, &words,
                       &more) ||
        !wording_rows(c, &words, more, &r)) {
        page_refuse(c, 500, N_("It cannot be checked now; try again."));
        return;
    }
    page_say(c, N_("Words that judge or that one side has for the other, outside quotations, by "
                   "their place in report.md. Nothing is changed or held back: a person decides, "
                   "and a name may have such a word."));
    PAGE_TABLE(c, "wording", N_("Words that truce does not use of itself"),
               N_("No such word stands outside quotations."), columns, &r);
    page_end(c);
}

void show_wording(call *c)
{
    str said = {0};
    buf report;
    act x = {.what = DO_LOOK, .out = &report};
    set_look(c, &x);
    act_set(&x, "format", STR("md"));
    buf_init(&report, BUF_LIMIT_BYTES);
    truce_code code = desk_read(c->s->d, act_run, &x, c->a, &said);
    if (code == TRUCE_OK)
        tell_wording(c, &report);
    else if (!is_too_long(c, &report))
        page_failed(c, code, said);
    buf_free(&report);
}
