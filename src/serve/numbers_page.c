/* Numbers: how the counts hang on what is chosen, what a study declared beforehand says, and
 * whatever somebody wants to try, which is called so. Each picture has its table. */
#include "serve/acts.h"
#include "serve/routes.h"

/* ---- The grid */

void show_grid_picture(call *c)
{
    str said = {0}, notes;
    act x = {.what = DO_GRID};
    if (!page_then_is(c)) return;
    act_set(&x, "format", STR("svg"));
    act_set(&x, "lang", c->language);
    truce_code code = act_read(c, &x, &said, &notes);
    if (code != TRUCE_OK) {
        page_failed(c, code, said);
        return;
    }
    c->p->type = "image/svg+xml";
    buf_s(&c->p->body, said);
}

static void tell_grid(call *c)
{
    static const page_column columns[] = {{"reading", N_("Reading"), CELL_TEXT, NULL},
                                          {"end", N_("End"), CELL_TEXT, NULL},
                                          {"rule", N_("Counting rule"), CELL_TEXT, NULL},
                                          {"evidence", N_("Evidence"), CELL_TEXT, NULL},
                                          {"units", N_("Units"), CELL_TEXT, NULL},
                                          {"covered", N_("Covered"), CELL_TEXT, NULL},
                                          {"unclear", N_("Unclear"), CELL_TEXT, NULL},
                                          {"before", N_("Before"), CELL_TEXT, NULL},
                                          {"during", N_("During"), CELL_TEXT, NULL},
                                          {"ratio", N_("Ratio of rates"), CELL_TEXT, NULL},
                                          {"low", N_("Least"), CELL_TEXT, NULL},
                                          {"high", N_("Most"), CELL_TEXT, NULL},
                                          {"standing", N_("Standing"), CELL_TEXT, NULL}};
    desk_rows r = {0};
    str said = {0}, notes;
    act x = {.what = DO_GRID};
    page_heading(c, "grid", N_("How the counts hang on what is chosen"));
    truce_code code = act_read(c, &x, &said, &notes);
    if (code == TRUCE_OK && !desk_table(said, sizeof columns / sizeof *columns, c->a, &r))
        code = TRUCE_NO_MEMORY;
    if (code != TRUCE_OK) {
        page_text(c, "grid_said", said);
        return;
    }
    if (!c->q->json) {
        buf_z(&c->p->body, "<p><img class=\"plate\" src=\"/numbers/grid.svg");
        if (c->then.len) buf_z(&c->p->body, "?as-of=");
        page_encode(&c->p->body, c->then);
        buf_z(&c->p->body, "\" alt=\"");
        html_attr(&c->p->body,
                  str_of(catalogue_say(c->words, N_("The table below as a picture."))));
        buf_z(&c->p->body, "\"></p>\n<details><summary>");
        html_text(&c->p->body, str_of(catalogue_say(c->words, N_("The same as a table"))));
        buf_z(&c->p->body, "</summary>\n");
    }
    PAGE_TABLE(c, "grid",
               N_("Units of the period by reading, counting rule and evidence. No cell is the "
                  "headline."),
               N_("There is nothing to count."), columns, &r);
    if (!c->q->json) buf_z(&c->p->body, "</details>\n");
}

/* ---- Words and figures of the statistics */

static void tell_study(call *c)
{
    static const page_column columns[] = {{"reading", N_("Reading"), CELL_TEXT, NULL},
                                          {"test", N_("Test"), CELL_TEXT, NULL},
                                          {"standing", N_("Standing"), CELL_TEXT, NULL},
                                          {"quantity", N_("Figure"), CELL_TEXT, NULL},
                                          {"value", N_("Value"), CELL_TEXT, NULL}};
    desk_rows r = {0};
    str said = {0}, notes = {0};
    act x = {.what = DO_STATS, .word = "study"};
    if (!c->q->json) act_set(&x, "lang", c->language);
    page_heading(c, "study", N_("The declared study"));
    truce_code code = act_read(c, &x, &said, &notes);
    size_t at = 0; /* words, then the table */
    while (at < said.len && !str_starts(str_from(said, at), "reading,test,"))
        at++;
    bool table = code == TRUCE_OK && at < said.len &&
                 desk_table(str_from(said, at), sizeof columns / sizeof *columns, c->a, &r);
    page_lines(c, "study_notes", notes);
    page_lines(c, "study_words", str_upto(said, at));
    if (!table) return;
    if (!c->q->json) {
        buf_z(&c->p->body, "<details><summary>");
        html_text(&c->p->body, str_of(catalogue_say(c->words, N_("All its figures"))));
        buf_z(&c->p->body, "</summary>\n");
    }
    PAGE_TABLE(c, "study", N_("What the study gives, and what stood before the data did."),
               N_("The data allow none of its tests."), columns, &r);
    if (!c->q->json) buf_z(&c->p->body, "</details>\n");
}

/* ---- Trying */

static const char *const methods[] = {"rates",   "series",  "change", "warn", "runs",
                                      "compare", "placebo", "return", "level"};

static bool is_method(str what)
{
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (str_is(what, methods[i])) return true;
    return false;
}

static void try_form(call *c)
{
    static const char *const rules[] = {"incident/1", "item/1", "place-day/1"}, *const unclear[] = {
                                                                                    "out",
                                                                                    "covered",
                                                                                    "other"};
    size_t n = 0;
    const char **ids = page_choices(c, "SELECT id FROM reading ORDER BY position", &n);
    str effort = call_query(c, "effort");
    if (c->q->json) return;
    buf_z(&c->p->body, "<form class=\"row\" method=\"get\" action=\"/numbers#try\">");
    form_choice(c, "what", N_("Method"), methods, sizeof methods / sizeof *methods,
                call_query(c, "what"));
    if (ids) form_choice(c, "reading", N_("Reading"), ids, n, call_query(c, "reading"));
    form_choice(c, "rule", N_("Counting rule"), rules, 3, call_query(c, "rule"));
    form_choice(c, "unclear", N_("Unclear units count as"), unclear, 3, call_query(c, "unclear"));
    form_list(c, "efforts",
              "SELECT unit, unit FROM effort_unit UNION ALL SELECT 'none', 'none' ORDER BY 1");
    form_field(c, &(field){.name = "effort",
                           .kind = FIELD_FILTER,
                           .label = N_("Effort: a unit, or none"),
                           .value = effort.len ? effort : STR("none"),
                           .list = "efforts"});
    form_filter(c, "from", N_("First day during"));
    form_end(c, N_("Try"));
}

static void tell_trial(call *c)
{
    static const char *const names[] = {"reading", "rule", "unclear", "effort", "from"};
    str what = arena_str(c->a, call_query(c, "what")), said = {0}, notes = {0};
    page_heading(c, "try", N_("Try something"));
    page_say(c, N_("Exploratory: whatever is chosen here was chosen after the data could be seen. "
                   "It is no test of "
                   "anything declared, and nothing of it is recorded."));
    try_form(c);
    if (!is_method(what)) return;
    act x = {.what = DO_STATS, .word = what.ptr};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        act_set(&x, names[i], call_query(c, names[i]));
    if (!c->q->json) act_set(&x, "lang", c->language);
    truce_code code = act_read(c, &x, &said, &notes);
    if (code != TRUCE_OK) said = page_refusal(c, said); /* a failure is what is said */
    page_lines(c, "try_notes", notes);
    if (c->q->json) {
        jw_kv(&c->j, "try", said);
        return;
    }
    if (code != TRUCE_OK) {
        page_text(c, "try_refused", said);
        return;
    }
    buf_z(&c->p->body, "<pre>");
    html_text(&c->p->body, said);
    buf_z(&c->p->body, "</pre>\n");
}

void show_numbers(call *c)
{
    if (!page_then_is(c)) return;
    page_begin(c, N_("Numbers"));
    tell_grid(c);
    tell_study(c);
    tell_trial(c);
    page_end(c);
}
