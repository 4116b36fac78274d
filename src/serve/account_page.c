/* One's own page: who one is here, and the key by which one's programs read. */
#include "serve/acts.h"
#include "serve/routes.h"

#include <qrencode.h>

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

/* Dark squares of a picture that a phone's authenticator reads, a run of them at a time. */
static void put_picture(call *c, const char *link)
{
    enum { QUIET = 4 }; /* squares of white around it, which readers look for */
    buf *b = &c->p->body;
    QRcode *q = QRcode_encodeString8bit(link, 0, QR_ECLEVEL_M);
    if (!q) return; /* too long a title, or no memory: the secret and the link stand there */
    buf_f(b, "<svg class=\"code\" role=\"img\" viewBox=\"0 0 %d %d\" aria-label=\"",
          q->width + 2 * QUIET, q->width + 2 * QUIET);
    html_attr(b, str_of(catalogue_say(c->words, N_("The secret, as a picture for an "
                                                   "authenticator"))));
    buf_z(b, "\"><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/><path fill=\"#000\" d=\"");
    for (int y = 0; y < q->width; y++) {
        for (int x = 0, n; x < q->width; x += n ? n : 1) {
            const unsigned char *row = q->data + (size_t)y * (size_t)q->width;
            for (n = 0; x + n < q->width && row[x + n] & 1; n++) {
            }
            if (n) buf_f(b, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET, n, n);
        }
    }
    buf_z(b, "\"/></svg>\n");
    QRcode_free(q);
}

/* As authenticators take it, from a link or from a picture of it. */
static void put_otpauth(call *c, const char *secret)
{
    buf link, *b = &c->p->body;
    buf_init(&link, 4096);
    buf_z(&link, "otpauth://totp/");
    page_encode(&link, c->s->title);
    buf_c(&link, ':');
    page_encode(&link, c->in->who.name);
    buf_f(&link, "?secret=%s&issuer=", secret);
    page_encode(&link, c->s->title);
    buf_c(&link, '\0');
    if (buf_err(&link) == TR_OK) {
        put_picture(c, link.ptr);
        buf_z(b, "<p><a href=\"");
        html_attr(b, str_of(link.ptr));
        buf_z(b, "\">");
        html_text(
            b, str_of(catalogue_say(c->words, N_("Open it in the authenticator of this device"))));
        buf_z(b, "</a></p>\n");
    }
    buf_free(&link);
}

/* The one that an authenticator has by now. */
static bool is_secret(str s)
{
    bool good = s.len == SECRET_CHARS;
    for (size_t i = 0; good && i < s.len; i++)
        good = (s.ptr[i] >= 'A' && s.ptr[i] <= 'Z') || (s.ptr[i] >= '2' && s.ptr[i] <= '7');
    return good;
}

static void second_form(call *c, const char *secret)
{
    page_text(c, "secret", str_of(secret));
    put_otpauth(c, secret);
    form_begin(c, "/you/second", (str){0}, NULL);
    form_field(c, &(field){.name = "secret", .kind = FIELD_HIDDEN, .value = str_of(secret)});
    form_field(c, &(field){.name = "passphrase",
                           .label = N_("Passphrase"),
                           .kind = FIELD_SECRET,
                           .needed = true});
    form_field(c, &(field){.name = "code",
                           .label = N_("Code that the authenticator shows"),
                           .kind = FIELD_CODE,
                           .needed = true});
    form_end(c, N_("Keep the second factor"));
}

static void second_part(call *c)
{
    char secret[SECRET_CHARS + 1];
    page_heading(c, "second", N_("Second factor"));
    if (c->in->who.has_second) {
        page_say(c,
                 N_("You have one: coming in takes your passphrase and a code. If the device with "
                    "it is lost, the keeper gives you a new link."));
        return;
    }
    if (c->in->who.second_asked)
        page_say(c, N_("The keeper asks you for one: until you have it, nothing else is open to "
                       "you."));
    page_say(c,
             N_("Let an authenticator on your phone read the picture, or enter the secret as a key "
                "by hand, and give the six digits that it shows. From then on they are asked for "
                "when you come in."));
    page_say(c,
             N_("Each time this page is opened the secret is another one: an earlier one that was "
                "not kept goes out of the authenticator."));
    if (c->q->json) return;
    second_new(secret);
    second_form(c, secret);
}

/* With the same secret: an authenticator that has it already shows the right code next time. */
static void try_second_again(call *c)
{
    str secret = arena_str(c->a, call_form(c, "secret"));
    c->p->status = 422;
    page_begin(c, N_("Not done"));
    page_say(c, N_("Passphrase or code is not right. The secret is the same as before: if your "
                   "authenticator has it, give the code that it shows now."));
    if (!c->q->json && secret.ptr && is_secret(secret)) second_form(c, secret.ptr);
    page_end(c);
}

void do_second(call *c)
{
    if (c->in->who.has_second) {
        page_refuse(c, 422, N_("There is one already; a new link from the keeper ends it."));
        return;
    }
    people_code e = people_keep_second(c->s->p, c->in->who.name,
                                       http_field(c->q->form, c->q->n_form, "passphrase"),
                                       call_form(c, "secret"), call_form(c, "code"), desk_now());
    if (e == PEOPLE_OK) {
        page_go(c, "/you", (str){0});
        return;
    }
    if (e == PEOPLE_NO) {
        try_second_again(c);
        return;
    }
    if (e == PEOPLE_BUSY) c->p->retry_s = 60;
    page_refuse(c, e == PEOPLE_BUSY ? 429 : 500,
                e == PEOPLE_BUSY ? N_("Too many tries. Wait a minute, then try again.")
                                 : N_("It could not be kept; try again."));
}

/* Where the key is with which this person's acts are signed. */
static void signing_part(call *c)
{
    bool far = c->in->who.role != ROLE__N && c->in->open[0];
    if (!call_may(c, true, "/you/far")) return;
    page_heading(c, "signing", N_("The key that you sign with"));
    if (far) {
        page_say(c,
                 N_("A browser has it: what you do is signed there, and the desk cannot sign "
                    "for you. Elsewhere you can read, and do nothing. A new link from the keeper "
                    "ends it."));
        page_text(c, "public_key", str_of(c->in->open));
    } else {
        page_say(c, N_("The desk keeps it, sealed with your passphrase, and entries say so."));
    }
    if (c->q->json || far) return;
    page_say(c, N_("A key that this browser makes takes its place from then on. It stays in this "
                   "browser and cannot be copied: whoever clears the browser's data loses it, and "
                   "needs a new link from the keeper."));
    buf_z(&c->p->body, "<form method=\"post\" action=\"/you/far\" data-signs hidden>");
    form_field(c, &(field){.name = "csrf", .kind = FIELD_HIDDEN, .value = c->in->csrf});
    form_field(c, &(field){.name = "public", .kind = FIELD_HIDDEN});
    form_field(c, &(field){.name = "passphrase",
                           .label = N_("Passphrase"),
                           .kind = FIELD_SECRET,
                           .needed = true});
    form_end(c, N_("Make a key in this browser"));
    page_signing(c);
}

/* A session alone is not enough for a key that speaks for somebody from then on, and a key that a
 * browser has is not replaced by another browser. */
static bool may_make_key(call *c)
{
    if (c->in->open[0]) {
        page_refuse(c, 422, N_("A browser has your key; a new link from the keeper ends it."));
        return false;
    }
    people_code e = people_right(c->s->p, c->in->who.name,
                                 http_field(c->q->form, c->q->n_form, "passphrase"), desk_now());
    if (e == PEOPLE_BUSY) {
        c->p->retry_s = 60;
        page_refuse(c, 429, N_("Too many tries. Wait a minute, then try again."));
    } else if (e == PEOPLE_NO) {
        page_refuse(c, 422, N_("The passphrase is not right."));
    } else if (e != PEOPLE_OK) {
        page_refuse(c, 500, N_("It could not be kept; try again."));
    }
    return e == PEOPLE_OK;
}

void do_far_key(call *c)
{
    act x = {.what = DO_PERSON, .item = c->in->who.name, .open = call_form(c, "public")};
    str said = {0};
    act_set(&x, "by", c->in->who.name);
    act_set(&x, "far", STR("yes"));
    if (!x.open.len) {
        page_refuse(c, 422, N_("This browser cannot make such a key."));
        return;
    }
    if (!may_make_key(c)) return;
    x.item = arena_str(c->a, x.item);
    if (!act_is_signed(c, &x)) return;
    truce_code code = desk_do(c->s->d, act_run, &x, c->a, &said);
    if (code != TRUCE_OK) {
        page_failed(c, code, said);
        return;
    }
    if (people_key_is_far(c->s->p, c->in->who.name, x.open) == PEOPLE_OK)
        page_go(c, "/you", (str){0});
    else
        page_refuse(c, 500, N_("It could not be kept; try again."));
}

static void own_page(call *c, const char *fresh)
{
    static const page_column columns[] = {{"name", N_("Name"), CELL_TEXT, NULL},
                                          {"role", N_("Role"), CELL_KNOWN, NULL},
                                          {"side", N_("Side"), CELL_TEXT, NULL},
                                          {"second_factor", N_("Second factor"), CELL_YES, NULL}};
    const person *who = &c->in->who;
    truce_value cells[] = {desk_text(who->name), desk_text(str_of(role_word(who->role))),
                           desk_text(who->side), desk_int(who->has_second)};
    desk_rows r = {.n = 1, .width = 4, .cells = cells};
    page_begin(c, N_("Your account"));
    PAGE_FACTS(c, "you", columns, &r);
    if (!fresh) second_part(c);
    if (!fresh && (who->has_second || !who->second_asked)) signing_part(c);
    if (call_may(c, true, "/you/key") && (who->has_second || !who->second_asked))
        key_part(c, fresh);
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
