/* Coming in and going out: sign-in, one-time links, the style sheet. */
#include "serve/acts.h"
#include "serve/routes.h"

#include "serve/web.h"

#include <string.h>

static str cookie_with(call *c, const char *token)
{
    return arena_printf(c->a, "__Host-desk=%s; Path=/; Secure; HttpOnly; SameSite=Strict", token);
}

/* An address here, and of nothing but its own characters: it leads nowhere else. */
static bool is_ours(str to)
{
    bool good = to.len > 0 && to.len < 2000 && to.ptr[0] == '/' &&
                (to.len == 1 || (to.ptr[1] != '/' && to.ptr[1] != '\\'));
    for (size_t i = 0; good && i < to.len; i++) {
        unsigned char ch = (unsigned char)to.ptr[i];
        good = (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') ||
               (ch && strchr("/?&=%-_.~", ch));
    }
    return good;
}

static void login_form(call *c, unsigned status, const char *words, str name)
{
    c->p->status = status;
    page_begin(c, N_("Come in"));
    if (words) page_say(c, words);
    str to = c->q->post ? call_form(c, "to") : call_query(c, "to");
    form_begin(c, "/login", (str){0}, NULL);
    if (is_ours(to)) form_field(c, &(field){.name = "to", .kind = FIELD_HIDDEN, .value = to});
    form_field(c, &(field){.name = "name", .label = N_("Name"), .value = name, .needed = true});
    form_field(c, &(field){.name = "passphrase",
                           .label = N_("Passphrase"),
                           .kind = FIELD_SECRET,
                           .needed = true});
    form_field(c, &(field){.name = "code",
                           .label = N_("Code of your second factor"),
                           .hint = N_("Six digits, if your account has one."),
                           .kind = FIELD_CODE});
    form_end(c, N_("Come in"));
    page_end(c);
}

void show_login(call *c)
{
    login_form(c, 200, NULL, (str){0});
}

void do_login(call *c)
{
    char token[TOKEN_CHARS + 1];
    people_code e = people_login(
        c->s->p, call_form(c, "name"), http_field(c->q->form, c->q->n_form, "passphrase"),
        call_form(c, "code"), c->q->address, c->q->cookie, desk_now(), token);
    if (e == PEOPLE_OK) {
        c->p->set_cookie = cookie_with(c, token);
        str to = call_form(c, "to");
        to = is_ours(to) ? arena_str(c->a, to) : STR("/"); /* with a NUL behind it */
        page_go(c, to.ptr ? to.ptr : "/", (str){0});
        return;
    }
    if (e == PEOPLE_BUSY) {
        c->p->retry_s = 60;
        login_form(c, 429, N_("Too many tries. Wait a minute, then try again."), (str){0});
        return;
    }
    login_form(c, e == PEOPLE_NO ? 403 : 500,
               e == PEOPLE_NO ? N_("Name, passphrase or code is not right.")
                              : N_("Accounts cannot be read now; try again."),
               (str){0}); /* every name is answered in the same bytes */
}

void do_logout(call *c)
{
    people_logout(c->s->p, c->q->cookie);
    http_renew(c->s->server);
    c->p->set_cookie = STR("__Host-desk=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0");
    page_go(c, "/login", (str){0});
}

static void welcome_form(call *c, unsigned status, str token, const char *words)
{
    person who;
    if (people_invited(c->s->p, token, desk_now(), c->a, &who) != PEOPLE_OK) {
        page_refuse(c, 404,
                    N_("This link was used already, or is older than two days. Ask the "
                       "keeper for another."));
        return;
    }
    c->p->status = status;
    page_begin(c, N_("Choose a passphrase"));
    if (words) page_say(c, words);
    page_text(c, "name", who.name);
    form_begin(c, "/welcome", (str){0}, NULL);
    form_field(c, &(field){.name = "token", .kind = FIELD_HIDDEN, .value = token});
    form_field(c, &(field){.name = "passphrase",
                           .label = N_("Passphrase"),
                           .hint = N_("At least 15 characters; several words together do well."),
                           .kind = FIELD_SECRET,
                           .needed = true});
    form_field(c, &(field){.name = "again",
                           .label = N_("The same once more"),
                           .kind = FIELD_SECRET,
                           .needed = true});
    form_end(c, N_("Keep it"));
    page_end(c);
}

void show_welcome(call *c)
{
    welcome_form(c, 200, call_query(c, "token"), NULL);
}

/* The public half becomes an entry; false: it did not, and that has been said. */
static bool record_key(call *c, str name, str by, const char *seed)
{
    str said = {0};
    act x = {.what = DO_PERSON, .item = arena_str(c->a, name)};
    act_set(&x, "by", by.len ? by : name);
    act_set(&x, "seed", str_of(seed));
    act_set(&x, "at-desk", STR("yes"));
    truce_code code = desk_do(c->s->d, act_run, &x, c->a, &said);
    if (code != TRUCE_OK) page_failed(c, code, said);
    return code == TRUCE_OK;
}

void do_welcome(call *c)
{
    str token = call_form(c, "token"), one = http_field(c->q->form, c->q->n_form, "passphrase"),
        two = http_field(c->q->form, c->q->n_form, "again");
    if (!str_eq(one, two)) {
        welcome_form(c, 422, token, N_("The two are not the same."));
        return;
    }
    char seed[SEED_HEX + 1];
    person who = {0};
    (void)people_invited(c->s->p, token, desk_now(), c->a, &who);
    people_code e = people_welcome(c->s->p, token, one, desk_now(), seed);
    if (e == PEOPLE_OK && seed[0] && !record_key(c, who.name, who.added_by, seed)) return;
    if (e == PEOPLE_OK)
        login_form(c, 200, N_("Your passphrase is kept. Come in with it."), who.name);
    else
        welcome_form(c, e == PEOPLE_FAILED ? 500 : 422, token,
                     e == PEOPLE_SHORT ? N_("It has fewer than 15 characters.")
                                       : N_("It could not be kept; try again."));
}

static void script(call *c, const unsigned char *bytes, size_t n)
{
    c->p->type = "text/javascript; charset=utf-8";
    c->p->keep = true;
    buf_s(&c->p->body, (str){(const char *)bytes, n});
}

void show_live(call *c)
{
    script(c, truce_data_live, truce_data_live_len);
}

void show_sign_script(call *c)
{
    script(c, truce_data_sign, truce_data_sign_len);
}

void show_map_script(call *c)
{
    script(c, truce_data_map, truce_data_map_len);
}

void show_draft_script(call *c)
{
    script(c, truce_data_draft, truce_data_draft_len);
}

void show_observe_script(call *c)
{
    script(c, truce_data_observe, truce_data_observe_len);
}

void show_worker(call *c)
{
    script(c, truce_data_worker, truce_data_worker_len);
}

void show_events(call *c)
{
    c->p->type = "text/event-stream";
    c->p->stream = true;
    for (size_t i = 0; i < c->q->cookie.len; i++) /* tells sessions apart, and is told to nobody */
        c->p->whose = c->p->whose * 31 + (unsigned char)c->q->cookie.ptr[i];
}

void show_style(call *c)
{
    c->p->type = "text/css; charset=utf-8";
    c->p->keep = true;
    buf_s(&c->p->body, (str){(const char *)truce_data_css, truce_data_css_len});
}
