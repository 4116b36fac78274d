/* Readings, the agreement in plain words, and clauses of drafts that a person confirms. */
#include "serve/acts.h"
#include "serve/routes.h"

#include <string.h>

/* ---- Where readings differ, from the answers that incidents have: many incidents, few kinds of
 * answers */

/* "K0 yes, W unclear": what stands behind the id and a blank; empty: nothing does. */
static str verdict_in(str all, str id)
{
    str one;
    while (all.len && str_cut(&all, ',', &one)) {
        one = str_trim(one);
        size_t blank = str_find(one, ' ');
        if (blank < one.len && str_eq(str_upto(one, blank), id)) return str_from(one, blank + 1);
    }
    return STR("");
}

static int64_t differing(const desk_rows *kinds, str a, str b)
{
    int64_t n = 0;
    for (size_t i = 0; i < kinds->n; i++) {
        str all = desk_text_at(kinds, i, 0);
        if (!str_eq(verdict_in(all, a), verdict_in(all, b))) n += desk_cell(kinds, i, 1)->integer;
    }
    return n;
}

/* Pairs of one phase: readings of two phases speak of different times. */
static bool pairs_of(call *c, const desk_rows *readings, const desk_rows *kinds, desk_rows *out)
{
    size_t n = readings->n;
    *out = (desk_rows){.width = 2};
    out->cells = arena_alloc_n(c->a, n * n + 1, sizeof *out->cells);
    for (size_t i = 0; out->cells && i < n; i++) {
        for (size_t k = i + 1; k < n; k++) {
            str a = desk_text_at(readings, i, 0), b = desk_text_at(readings, k, 0);
            if (!str_eq(desk_text_at(readings, i, 3), desk_text_at(readings, k, 3))) continue;
            truce_value *row = &out->cells[2 * out->n++];
            row[0] = desk_text(arena_printf(c->a, STR_FMT "," STR_FMT, STR_ARG(a), STR_ARG(b)));
            row[1] = desk_int(differing(kinds, a, b));
        }
    }
    return out->cells != NULL;
}

static bool tell_differences(call *c, const desk_rows *readings)
{
    static const page_column columns[] = {
        {"readings", N_("Readings"), CELL_LINK, "/incidents?differ="},
        {"incidents", N_("Incidents on which they differ"), CELL_NUMBER, NULL}};
    desk_rows kinds, pairs;
    if (!page_ask(c,
                  "SELECT verdicts, count(*) FROM incident WHERE layer = 'coded' AND in_period = 1 "
                  "AND status NOT IN ('refuted', 'withdrawn') GROUP BY verdicts",
                  NULL, 0, &kinds))
        return false;
    if (!pairs_of(c, readings, &kinds, &pairs)) {
        page_refuse(c, 500, N_("It could not be kept; try again."));
        return false;
    }
    PAGE_TABLE(c, "differences",
               N_("Coded incidents of the period on which two readings of a phase give different "
                  "verdicts."),
               N_("No phase has two readings."), columns, &pairs);
    return true;
}

void show_readings(call *c)
{
    static const page_column columns[] = {{"id", N_("Reading"), CELL_TEXT, NULL},
                                          {"holder", N_("Holder"), CELL_TEXT, NULL},
                                          {"title", N_("Title"), CELL_TEXT, NULL},
                                          {"phase", N_("Phase"), CELL_TEXT, NULL}},
                             force[] = {{"reading", N_("Reading"), CELL_TEXT, NULL},
                                        {"from", N_("From"), CELL_WHEN, NULL},
                                        {"to", N_("To"), CELL_WHEN, NULL},
                                        {"in_force", N_("In force"), CELL_KNOWN, NULL}},
                             counts[] = {{"reading", N_("Reading"), CELL_TEXT, NULL},
                                         {"verdict", N_("Verdict"), CELL_KNOWN, NULL},
                                         {"incidents", N_("Coded incidents of the period"),
                                          CELL_NUMBER, NULL}};
    static const page_column clauses[] = {{"reading", N_("Reading"), CELL_TEXT, NULL},
                                          {"clause", N_("Clause"), CELL_TEXT, NULL},
                                          {"kind", N_("Kind"), CELL_KNOWN, NULL},
                                          {"content", N_("What it says"), CELL_TEXT, NULL},
                                          {"words", N_("Words it rests on"), CELL_TEXT, NULL},
                                          {"statements", N_("Statements"), CELL_TEXT, NULL}};
    desk_rows a, b, d, k;
    truce_value language = desk_text(c->language);
    page_begin(c, N_("Readings"));
    if (!page_ask(c, "SELECT id, holder, title, phase FROM reading ORDER BY position", NULL, 0,
                  &a) ||
        !page_ask(
            c,
            "SELECT f.reading, f.from_usec, f.to_usec, CASE f.answer WHEN 'T' THEN 'yes' WHEN "
            "'F' THEN 'no' ELSE 'unknown' END FROM force f JOIN reading r ON r.id = f.reading "
            "ORDER BY r.position, f.from_usec",
            NULL, 0, &b) ||
        !page_ask(c,
                  "SELECT t.reading, t.verdict, t.incidents FROM tally t JOIN reading r ON r.id = "
                  "t.reading ORDER BY r.position, t.verdict",
                  NULL, 0, &d) ||
        !page_ask(c,
                  "SELECT k.reading, k.id, k.kind, coalesce(s.content, k.content), k.words, "
                  "k.statements FROM clause k JOIN reading r ON r.id = k.reading LEFT JOIN "
                  "clause_said s ON s.reading = k.reading AND s.position = k.position AND "
                  "s.language = ?1 ORDER BY r.position, k.position",
                  &language, 1, &k))
        return;
    PAGE_TABLE(c, "readings", N_("The agreement as each of its holders states it."),
               N_("The agreement has no reading."), columns, &a);
    PAGE_TABLE(c, "force",
               N_("When each reading was in force, within the mission's period: what begins or "
                  "ends with it may go on outside it."),
               N_("Nothing is known of when a reading is in force."), force, &b);
    PAGE_TABLE(c, "counts", N_("Verdicts on coded incidents of the period, under each reading."),
               N_("No coded incident lies in the period."), counts, &d);
    if (!tell_differences(c, &a)) return;
    PAGE_TABLE(c, "clauses", N_("The clauses of each reading, and the words each rests on."),
               N_("The readings have no clauses."), clauses, &k);
    page_end(c);
}

/* ---- Clauses that wait */

static const page_column clause_columns[] = {{"clause", N_("Clause"), CELL_TEXT, NULL},
                                             {"state", N_("State"), CELL_KNOWN, NULL},
                                             {"holder", N_("Holder"), CELL_TEXT, NULL},
                                             {"kind", N_("Kind"), CELL_KNOWN, NULL},
                                             {"says", N_("What it says"), CELL_TEXT, NULL},
                                             {"words", N_("Words it rests on"), CELL_TEXT, NULL}};

static void confirm_form(call *c, const desk_rows *r, bool undo)
{
    buf *b = &c->p->body;
    bool any = false;
    for (size_t i = 0; i < r->n; i++)
        any = any || (strcmp(desk_cell(r, i, 1)->text.bytes, "confirmed") == 0) == undo;
    if (c->q->json || !any || !call_may(c, true, "/agreement/confirm")) return;
    form_begin(c, undo ? "/agreement/undo" : "/agreement/confirm", (str){0}, NULL);
    buf_z(b, "<fieldset><legend>");
    html_text(b, str_of(catalogue_say(c->words,
                                      undo ? N_("Confirmed clauses") : N_("Clauses that wait"))));
    buf_z(b, "</legend>");
    for (size_t i = 0; i < r->n; i++) {
        const truce_value *id = desk_cell(r, i, 0);
        str name = {id->text.bytes, id->text.length};
        str how = {desk_cell(r, i, 1)->text.bytes, desk_cell(r, i, 1)->text.length};
        if (str_is(how, "confirmed") != undo) continue;
        buf_z(b, "<label class=\"pick\"><input type=\"checkbox\" name=\"clause\" value=\"");
        html_attr(b, name);
        buf_z(b, "\"> ");
        html_text(b, name);
        buf_z(b, "</label> ");
    }
    buf_z(b, "</fieldset>\n");
    form_field(c, &(field){.name = "reason", .label = N_("Reason"), .needed = true});
    form_end(c, undo ? N_("Take the confirmation back") : N_("Confirm"));
}

/* What `truce agreement show` writes: for a page its marks, of which the engine has escaped the
 * rest.
 */
static void tell_words(call *c)
{
    str said = {0}, notes;
    act show = {.what = DO_SHOW};
    act_set(&show, "lang", c->language);
    act_set(&show, "format", c->q->json ? STR("md") : STR("html"));
    truce_code code = act_read(c, &show, &said, &notes);
    page_heading(c, "words", N_("In plain words"));
    c->personal = c->personal || code != TRUCE_OK; /* another may fare better */
    if (code != TRUCE_OK)
        page_text(c, "words_refused", page_refusal(c, said));
    else if (c->q->json)
        jw_kv(&c->j, "words", said);
    else
        buf_s(&c->p->body, said);
}

void show_agreement(call *c)
{
    str said = {0}, notes;
    act clauses = {.what = DO_CLAUSES};
    desk_rows r = {0};
    if (!page_then_is(c)) return;
    page_begin(c, N_("Agreement"));
    truce_code code = act_read(c, &clauses, &said, &notes);
    if (code == TRUCE_OK && !desk_table(said, 6, c->a, &r)) code = TRUCE_NO_MEMORY;
    if (code != TRUCE_OK) {
        page_failed(c, code, said);
        return;
    }
    PAGE_TABLE(c, "clauses",
               N_("Clauses read from announcements. Until a person confirms one, nothing is "
                  "assessed by it."),
               N_("No clause was read from announcements."), clause_columns, &r);
    if (!c->q->json && call_may(c, false, "/agreement/draft"))
        buf_f(&c->p->body, "<p><a href=\"/agreement/draft\">%s</a></p>\n",
              catalogue_say(c->words, N_("Work on a draft")));
    confirm_form(c, &r, false);
    confirm_form(c, &r, true);
    tell_words(c);
    page_end(c);
}

static void confirm(call *c, bool undo)
{
    static const char *const names[] = {"reason", NULL};
    act x = act_of(c, DO_CONFIRM);
    VEC(const char *) ids = {0};
    for (size_t i = 0; i < c->q->n_form; i++) {
        if (!str_is(c->q->form[i].name, "clause")) continue;
        const char **id = VEC_PUSH(c->a, &ids);
        str z = arena_str(c->a, c->q->form[i].value);
        if (!id || !z.ptr) {
            page_refuse(c, 500, N_("It could not be kept; try again."));
            return;
        }
        *id = z.ptr;
    }
    if (ids.n == 0) {
        page_refuse(c, 422, N_("Tick at least one clause."));
        return;
    }
    x.items = ids.items;
    x.n_items = ids.n;
    act_from_form(c, &x, names);
    if (undo) act_set(&x, "undo", STR("yes"));
    act_do(c, &x, "/agreement", (str){0});
}

void do_confirm(call *c)
{
    confirm(c, false);
}
void do_undo(call *c)
{
    confirm(c, true);
}
