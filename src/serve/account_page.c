/* One's own page: who one is here, and the key by which one's programs read. */
#include "serve/routes.h"

static void key_part(call *c, const char *fresh)
{
    int64_t made = people_reading_key_made(c->s->p, c->in->who.name);
    buf *b = &c->p->body;
    page_heading(c, "key", N_("Reading key"));
    page_say(c, N_("By it a program of yours, as QGIS, a calendar or a reader of news, reads the "
                   "addresses below, and nothing else. It ends when you make another, or when your "
                   "account is closed."));
    if (fresh) {
        page_say(c, N_("This is the key. It is shown once: put it where the program asks for a "
                       "passphrase."));
        page_text(c, "reading_key", str_of(fresh));
    } else if (made) {
        desk_rows r = {.n = 1, .width = 1, .cells = (truce_value[]){desk_int(made)}};
        static const page_column columns[] = {{"made", N_("Made"), CELL_WHEN, NULL}};
        PAGE_FACTS(c, "reading_key_made", columns, &r);
    }
    if (c->q->json) return;
    static const char *const addresses[] = {"/ogc", "/calendar.ics", "/reports.atom",
                                            "/openapi.json"};
    buf_z(b, "<ul>");
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        buf_f(b, "<li><a href=\"%s\">", addresses[i]);
        html_text(b, arena_printf(c->a, STR_FMT "%s", STR_ARG(c->s->origin), addresses[i]));
        buf_z(b, "</a></li>");
    }
    buf_z(b, "</ul>\n");
    form_begin(c, "/you/key", (str){0}, NULL);
    form_end(c, made ? N_("Make another key") : N_("Make a key"));
    if (!made) return;
    form_begin(c, "/you/nokey", (str){0}, NULL);
    form_end(c, N_("End the key"));
}

static void own_page(call *c, const char *fresh)
{
    static const page_column columns[] = {{"name", N_("Name"), CELL_TEXT, NULL},
                                          {"role", N_("Role"), CELL_KNOWN, NULL},
                                          {"side", N_("Side"), CELL_TEXT, NULL}};
    const person *who = &c->in->who;
    truce_value cells[] = {desk_text(who->name), desk_text(str_of(role_word(who->role))),
                           desk_text(who->side)};
    desk_rows r = {.n = 1, .width = 3, .cells = cells};
    page_begin(c, N_("Your account"));
    PAGE_FACTS(c, "you", columns, &r);
    if (call_may(c, true, "/you/key")) key_part(c, fresh);
    page_end(c);
}

void show_you(call *c)
{
    own_page(c, NULL);
}

void do_key(call *c)
{
    char token[TOKEN_CHARS + 1];
    if (people_new_reading_key(c->s->p, c->in->who.name, desk_now(), token) != PEOPLE_OK) {
        page_refuse(c, 500, N_("It could not be kept; try again."));
        return;
    }
    own_page(c, token);
}

void do_nokey(call *c)
{
    if (people_drop_reading_key(c->s->p, c->in->who.name) != PEOPLE_OK)
        page_refuse(c, 500, N_("It could not be kept; try again."));
    else
        page_go(c, "/you", (str){0});
}
