/* The desk's loop: each request is held against the rules that are the same for all of them, before
 * any page is asked. */
#include "serve/serve.h"

#include "serve/shared.h"

#include <signal.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { THREADS = 4, PAGES_BYTES = 8 << 20 };

/* ---- What holds for every request */

/* Named hosts only: a page elsewhere whose name is turned to this machine is not answered. */
static bool right_host(const serve_state *s, str host)
{
    str name = s->origin;
    name = str_from(name, str_find(name, '/') + 2);
    if (str_eq(host, name)) return true;
    str port = str_from(name, str_find(name, ':')), plain = str_upto(host, str_find(host, ':')),
        own = str_from(host, plain.len);
    return str_eq(own, port) && (str_is(plain, "localhost") || str_is(plain, "127.0.0.1"));
}

/* A form of ours comes from a page of ours. Browsers say so in Sec-Fetch-Site, which no page can
 * write; where it is missing, in Origin, which is "null" on pages that send no referrer, as ours.
 */
static bool from_our_page(const http_request *q)
{
    if (q->site.len) return str_is(q->site, "same-origin") || str_is(q->site, "none");
    if (q->origin.len == 0) return true;
    str host = str_from(q->origin, str_find(q->origin, '/') + 2);
    return str_eq(host, q->host);
}

static bool same_secret(str a, str b)
{
    unsigned char differs = a.len != b.len;
    for (size_t i = 0; i < a.len && i < b.len; i++)
        differs |= (unsigned char)(a.ptr[i] ^ b.ptr[i]);
    return !differs;
}

/* As the address says, and from then on; else as it said last; else as the browser likes best of
 * those there are. */
static bool one_of_ours(str tag, call *c)
{
    static const char *const tags[] = {"en", "uk", "ru"};
    for (size_t i = 0; i < 3; i++) {
        if (!str_is(tag, tags[i])) continue;
        c->language = str_of(tags[i]);
        return true;
    }
    return false;
}

static void choose_language(call *c)
{
    str asked = call_query(c, "lang"), part, rest = c->q->languages;
    c->language = STR("en");
    if (one_of_ours(asked, c))
        c->p->set_cookie = arena_printf(
            c->a,
            "__Host-lang=" STR_FMT "; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=31536000",
            STR_ARG(c->language));
    else if (!one_of_ours(c->q->tongue, c))
        while (rest.len && str_cut(&rest, ',', &part) &&
               !one_of_ours(str_upto(str_trim(part), 2), c)) {
        }
    if (!catalogue_of(c->language, &c->words)) c->words = NULL;
}

/* What was written in a form stays in the browser only if its page can be had again. */
static void say_come_in_beside(call *c)
{
    c->p->status = 401;
    page_begin(c, N_("Not done"));
    page_say(c, N_("Your session is over, and nothing was recorded."));
    page_say(c, N_("Come in by this link in another tab first; then go back in this one: what was "
                   "written in the form is still there, and can be sent again."));
    buf_f(&c->p->body, "<p><a href=\"/login\" target=\"_blank\">%s</a></p>\n",
          catalogue_say(c->words, N_("Come in")));
    page_end(c);
}

/* The page that is asked for, as its address has it. */
static void put_asked(const http_request *q, buf *b)
{
    str rest = q->path, part;
    while (rest.len && str_cut(&rest, '/', &part)) {
        page_encode(b, part);
        if (rest.len || q->path.ptr[q->path.len - 1] == '/') buf_c(b, '/');
    }
    for (size_t i = 0; i < q->n_query; i++) {
        buf_c(b, i ? '&' : '?');
        page_encode(b, q->query[i].name);
        buf_c(b, '=');
        page_encode(b, q->query[i].value);
    }
}

static void show_where_to_come_in(call *c)
{
    buf to;
    buf_init(&to, 4096);
    put_asked(c->q, &to);
    bool plain = buf_err(&to) != TR_OK || str_is(buf_str(&to), "/");
    page_go(c, plain ? "/login" : "/login?to=", plain ? (str){0} : buf_str(&to));
    buf_free(&to);
}

static void ask_to_come_in(call *c)
{
    if (c->q->json)
        page_refuse(c, 401, N_("Come in first."));
    else if (c->q->post)
        say_come_in_beside(c);
    else
        show_where_to_come_in(c);
}

/* As programs send it: "Bearer KEY", or "Basic" with any name and the key in the passphrase's
 * place. Empty: none. */
static str reading_key(const http_request *q)
{
    str all = q->authorization, pair;
    if (str_starts(all, "Bearer ")) return str_trim(str_from(all, 7));
    if (!str_starts(all, "Basic ")) return (str){0};
    all = str_trim(str_from(all, 6));
    char *bytes = arena_alloc_n(q->a, all.len + 1, 1);
    size_t n = 0;
    if (!bytes || sodium_base642bin((unsigned char *)bytes, all.len + 1, all.ptr, all.len, NULL, &n,
                                    NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
        return (str){0};
    pair = (str){bytes, n};
    size_t colon = str_find(pair, ':');
    return colon < pair.len ? str_from(pair, colon + 1) : (str){0};
}

static bool is_browser(const http_request *q)
{
    return str_has(q->accept, "text/html");
}

static void ask_for_a_key(call *c)
{
    c->p->status = 401;
    c->p->type = "text/plain; charset=utf-8";
    c->p->ask_key = true;
    buf_z(&c->p->body,
          catalogue_say(c->words, N_("A reading key is needed: make one on your own page.")));
    buf_c(&c->p->body, '\n');
}

/* A page that is left open asks for events and for itself: nobody is there for that. */
static bool by_itself(const http_request *q)
{
    return !q->post && (q->by_itself || str_is(q->path, "/events"));
}

/* Somebody of whom a second factor is asked does nothing else until there is one. */
static bool waits_for_second(const call *c)
{
    return c->in && c->in->who.second_asked && !c->in->who.has_second &&
           !str_is(c->q->path, "/you") && !str_is(c->q->path, "/you/second") &&
           !str_is(c->q->path, "/logout");
}

static void answer(serve_state *s, const http_request *q, http_response *p, session *in)
{
    bool other = false;
    call c = {.s = s, .q = q, .p = p, .a = q->a};
    choose_language(&c);
    if (!right_host(s, q->host)) {
        p->status = 421; /* nothing of the mission: a page elsewhere may be reading */
        p->type = "text/plain; charset=utf-8";
        buf_z(&p->body, catalogue_say(c.words, N_("This desk is not reached by that name.")));
        return;
    }
    const route *r = route_of(q->post, q->path, &c.part, &other);
    people_code e = people_session(s->p, q->cookie, desk_now(), !by_itself(q), q->a, in);
    if (e == PEOPLE_OK) c.in = in;
    if (e == PEOPLE_FAILED) {
        p->retry_s = 5;
        page_refuse(&c, 503, N_("Who asks cannot be told now; try again in a moment."));
        return;
    }
    if (!r) {
        page_refuse(&c, other ? 405 : 404, N_("There is no such page."));
        return;
    }
    if (!c.in && r->program && q->authorization.len) {
        e = people_by_reading_key(s->p, reading_key(q), q->a, in);
        if (e == PEOPLE_OK) c.in = in;
    }
    if (q->post && !from_our_page(q)) {
        page_refuse(&c, 403, N_("The form did not come from a page of this desk."));
        return;
    }
    if (!r->nobody && !c.in) {
        if (r->program && !is_browser(q))
            ask_for_a_key(&c);
        else
            ask_to_come_in(&c);
        return;
    }
    if (!route_allows(r, c.in)) {
        page_refuse(&c, 403, N_("Your role does not do this."));
        return;
    }
    if (q->post && !r->nobody && !same_secret(call_form(&c, "csrf"), c.in->csrf)) {
        page_refuse(&c, 403, N_("The form is of another session: load its page again."));
        return;
    }
    if (!r->nobody && waits_for_second(&c)) {
        if (q->json || q->post || r->program)
            page_refuse(&c, 403, N_("Set up your second factor first, on your own page."));
        else
            page_go(&c, "/you", (str){0});
        return;
    }
    int64_t entries;
    if (r->past) c.then = str_trim(call_query(&c, "as-of"));
    if (str_to_i64(c.then, 1, INT64_MAX, &entries)) /* one way to write a number */
        c.then = arena_printf(c.a, "%lld", (long long)entries);
    if (q->post)
        r->function(&c);
    else
        shared_show(&c, r);
}

/* Before a body with files is taken at all. */
static http_may may_send_files(void *ctx, const http_request *head)
{
    serve_state *s = ctx;
    session in = {0};
    str part;
    bool other;
    const route *r = route_of(true, head->path, &part, &other);
    if (!r || !r->files) return HTTP_NO_FILES;
    bool may = people_session(s->p, head->cookie, desk_now(), false, head->a, &in) == PEOPLE_OK &&
               route_allows(r, &in);
    session_forget(&in);
    return may ? HTTP_FILES : HTTP_NOT_THEIRS;
}

static void handle(void *ctx, const http_request *q, http_response *p)
{
    session in = {0};
    answer(ctx, q, p, &in);
    session_forget(&in);
}

/* ---- Starting and ending */

static bool first_link(serve_state *s)
{
    char token[TOKEN_CHARS + 1];
    if (!people_none(s->p)) return true;
    if (people_invite(s->p, STR("keeper"), ROLE_KEEPER, (str){0}, STR(""), desk_now(), token) !=
        PEOPLE_OK)
        return false;
    (void)printf("Nobody has an account yet. This link, once, makes yours as keeper:\n  " STR_FMT
                 "/welcome?token=%s\n",
                 STR_ARG(s->origin), token);
    return true;
}

/* Until the end; meanwhile, a few times a second: what has been added is told to the pages that are
 * open. */
static void watch_until_the_end(serve_state *s, http_server *server)
{
    enum { LOOK_NS = 200000000, LOOKS_A_BEAT = 50 };
    const struct timespec wait = {0, LOOK_NS};
    int64_t told = -1;
    unsigned looks = 0;
    sigset_t set;
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGINT);
    (void)sigaddset(&set, SIGTERM);
    while (sigtimedwait(&set, NULL, &wait) < 0) {
        desk_notice(s->d);
        http_cut_slow(server);
        int64_t entries = desk_entries(s->d);
        if (entries != told) http_tell(server, "entries", entries);
        told = entries;
        if (++looks % LOOKS_A_BEAT != 0) continue;
        http_beat(server);
        desk_tidy(s->d);
    }
}

/* Blocked in all threads that are made from here on; the wait takes them. */
static void hold_signals(void)
{
    sigset_t set;
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGINT);
    (void)sigaddset(&set, SIGTERM);
    (void)pthread_sigmask(SIG_BLOCK, &set, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
}

/* As mission.yaml has it; else the name of the folder. */
static str title_of(desk *d, arena *a)
{
    desk_rows r;
    str folder = str_of(desk_folder(d));
    if (desk_query(d, "SELECT title FROM mission", NULL, 0, a, &r) == TRUCE_OK && r.n == 1 &&
        desk_cell(&r, 0, 0)->text.length)
        return str_of(desk_cell(&r, 0, 0)->text.bytes);
    while (folder.len > 1 && folder.ptr[folder.len - 1] == '/')
        folder.len--;
    return arena_str(a, path_base(folder));
}

/* Where the desk of this folder was last reached: for links that are made beside it. */
static str address_file(const char *folder, arena *a)
{
    return arena_printf(a, "%s/desk/address", folder);
}

static void note_address(const serve_state *s, const char *folder, arena *a)
{
    str path = address_file(folder, a);
    FILE *f = path.ptr ? fopen(path.ptr, "we") : NULL;
    if (!f) return; /* links are then for the port that is usual */
    (void)fprintf(f, STR_FMT "\n", STR_ARG(s->origin));
    (void)fclose(f);
}

static serve_end run(serve_state *s, const char *folder, unsigned port, const char *origin,
                     arena *a)
{
    char why[512];
    const char *reason;
    http_server *server = NULL;
    if (!desk_open(folder, &s->d, why)) {
        (void)fprintf(stderr, "truce serve: %s\n", why);
        return SERVE_FAILED;
    }
    if (people_open(folder, &s->p) != PEOPLE_OK) {
        (void)fprintf(stderr, "truce serve: accounts cannot be kept in %s/desk\n", folder);
        return SERVE_FAILED;
    }
    s->title = title_of(s->d, a);
    people_new_word(s->nobody);
    if ((s->pages = cache_new(PAGES_BYTES)) == NULL) {
        (void)fprintf(stderr, "truce serve: out of memory\n");
        return SERVE_FAILED;
    }
    if (!http_listen(port, &server, &reason)) {
        (void)fprintf(stderr, "truce serve: %s\n", reason);
        return SERVE_FAILED;
    }
    s->origin = origin ? str_of(origin) : arena_printf(a, "http://localhost:%u", http_port(server));
    s->server = server;
    str incoming = arena_printf(a, "%s/desk/incoming", folder);
    bool good =
        incoming.ptr && http_start(server, THREADS, incoming.ptr, may_send_files, handle, s);
    if (good) {
        note_address(s, folder, a);
        (void)printf("The desk is at " STR_FMT "\n", STR_ARG(s->origin));
        good = first_link(s);
        (void)fflush(stdout);
        if (good) watch_until_the_end(s, server);
    } else
        (void)fprintf(
            stderr,
            "truce serve: its threads cannot be started, or %s/desk/incoming cannot be made\n",
            folder);
    http_stop(server);
    return good ? SERVE_DONE : SERVE_FAILED;
}

static bool origin_is_one(const char *origin)
{
    str o = str_of(origin);
    size_t from = str_starts(o, "https://") ? 8 : str_starts(o, "http://") ? 7 : 0;
    str host = str_from(o, from);
    return from && host.len && str_find(host, '/') == host.len && str_find(host, '"') == host.len;
}

static serve_end refuse_origin(void)
{
    (void)fprintf(stderr, "truce serve: an origin is https://NAME or http://NAME, with a port if "
                          "it has one\n");
    return SERVE_USAGE;
}

static serve_end refuse_role(void)
{
    (void)fprintf(stderr, "truce serve: a role is one of:");
    for (int k = 0; k < ROLE__N; k++)
        (void)fprintf(stderr, " %s", role_word((role)k));
    (void)fprintf(stderr, "\n");
    return SERVE_USAGE;
}

serve_end serve_run(const char *folder, unsigned port, const char *origin)
{
    arena a;
    serve_state s = {.origin = STR("http://localhost")};
    if (origin && !origin_is_one(origin)) return refuse_origin();
    arena_init(&a, (size_t)1 << 20);
    hold_signals();
    serve_end end = run(&s, folder, port, origin, &a);
    cache_free(s.pages);
    people_close(s.p);
    desk_close(s.d);
    arena_clear(&a);
    return end;
}

static void print_link(const char *folder, unsigned port, const char *origin, const char *token)
{
    arena a;
    arena_init(&a, 1 << 20);
    str path = address_file(folder, &a);
    str known = path.ptr && !origin && !port ? str_trim(desk_file(path.ptr, &a)) : (str){0};
    if (origin)
        (void)printf("%s/welcome?token=%s\n", origin, token);
    else if (known.len)
        (void)printf(STR_FMT "/welcome?token=%s\n", STR_ARG(known), token);
    else
        (void)printf("http://localhost:%u/welcome?token=%s\n", port ? port : SERVE_PORT, token);
    arena_clear(&a);
}

serve_end serve_invite(const char *folder, unsigned port, const char *origin, const char *name,
                       const char *as, const char *side)
{
    char token[TOKEN_CHARS + 1];
    people *p = NULL;
    role r;
    if (origin && !origin_is_one(origin)) return refuse_origin();
    if (!role_from(str_of(as), &r)) return refuse_role();
    if (people_open(folder, &p) != PEOPLE_OK) {
        (void)fprintf(stderr, "truce serve: accounts cannot be kept in %s/desk\n", folder);
        return SERVE_FAILED;
    }
    people_code e = people_invite(p, str_of(name), r, str_of(side ? side : ""), STR("command line"),
                                  desk_now(), token);
    people_close(p);
    if (e != PEOPLE_OK) {
        (void)fprintf(stderr,
                      "truce serve: a name has 1 to 80 characters and is nobody else's; a liaison "
                      "has a --side, and nobody else does\n");
        return e == PEOPLE_FAILED ? SERVE_FAILED : SERVE_USAGE;
    }
    print_link(folder, port, origin, token);
    return SERVE_DONE;
}

serve_end serve_routes(void)
{
    buf b;
    buf_init(&b, 1 << 20);
    routes_table(&b);
    (void)fwrite(b.ptr, 1, b.len, stdout);
    serve_end end = buf_err(&b) == TR_OK ? SERVE_DONE : SERVE_FAILED;
    buf_free(&b);
    return end;
}
