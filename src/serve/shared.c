#include "serve/shared.h"

#include <string.h>

bool call_is_by(call *c, str name)
{
    c->personal = true;
    return str_eq(name, c->in->who.name);
}

/* ---- Made */

/* A page is of one state of the record: made again where another index took the place of the one
 * that it began with. True: it is of one. `*personal`: it turned on who asks. */
static bool make(const call *c, const route *r, bool *personal)
{
    enum { TRIES = 5 };
    http_response *p = c->p, empty = *p;
    for (unsigned i = 0; i < TRIES; i++) {
        if (i) {
            empty.body = p->body;
            *p = empty;
            buf_reset(&p->body);
        }
        call mine = *c;
        int64_t before = desk_entries(c->s->d);
        uint64_t turns = desk_turns(c->s->d);
        r->function(&mine);
        *personal = mine.personal;
        if (desk_entries(c->s->d) == before && desk_turns(c->s->d) == turns) return true;
        if (p->body.len == 0) return false;
    }
    return false;
}

/* ---- For nobody */

/* What stands in the place of what is a person's: words that no page has by itself, each with a
 * letter behind it that says of what. */
static session nobody_like(const call *c)
{
    const char *word = c->s->nobody;
    session in = {.who = {.role = c->in->who.role, .side = c->in->who.side, .active = true}};
    in.who.name = arena_printf(c->a, "%sn", word);
    in.csrf = arena_printf(c->a, "%sc", word);
    if (c->in->open[0]) (void)snprintf(in.open, sizeof in.open, "%so", word);
    return in;
}

static void put_own(const call *c, char of, bool in_marks)
{
    buf *b = &c->p->body;
    if (of == 'c') html_attr(b, c->in->csrf);
    if (of == 'o') html_attr(b, str_of(c->in->open));
    if (of == 'n' && in_marks) html_attr(b, c->in->who.name);
    if (of == 'n' && !in_marks) html_text(b, c->in->who.name);
}

/* The page with what is the person's in its places. */
static void give_out(const call *c, str page)
{
    size_t word = strlen(c->s->nobody);
    const char *at;
    while (page.len && (at = memmem(page.ptr, page.len, c->s->nobody, word)) != NULL) {
        size_t n = (size_t)(at - page.ptr);
        buf_put(&c->p->body, page.ptr, n);
        put_own(c, n + word < page.len ? at[word] : '\0', n > 0 && at[-1] == '"');
        page = str_from(page, n + word + 1);
    }
    buf_put(&c->p->body, page.ptr, page.len);
}

/* All that such a page is made of. NULL: no memory. */
static str key_of(const call *c, int64_t entries, uint64_t turns)
{
    const session *in = c->in;
    buf b;
    str key = {0};
    buf_init(&b, 1 << 16);
    buf_f(&b, "%lld %llu %lld %d %d %d " STR_FMT " %zu " STR_FMT " " STR_FMT, (long long)entries,
          (unsigned long long)turns, (long long)(desk_now() / 1000000), (int)in->who.role,
          in->open[0] != '\0', c->q->json, STR_ARG(c->language), in->who.side.len,
          STR_ARG(in->who.side), STR_ARG(c->q->path));
    for (size_t i = 0; i < c->q->n_query; i++) {
        const http_pair *x = &c->q->query[i];
        buf_f(&b, "\n%zu %zu " STR_FMT STR_FMT, x->name.len, x->value.len, STR_ARG(x->name),
              STR_ARG(x->value));
    }
    return buf_take(&b, c->a, &key) == TR_OK ? key : (str){0};
}

static bool is_whole_page(const http_response *p)
{
    return p->status == 200 && buf_err(&p->body) == TR_OK && !p->stream && p->file.len == 0 &&
           p->location.len == 0 && !p->download;
}

static void keep(const call *c, str key, str page)
{
    cache_value v = {.texts = {page, str_of(c->p->type), c->p->policy}};
    if (key.ptr) cache_put(c->s->pages, key, &v);
}

static bool give_again(const call *c, str key)
{
    cache_value v;
    if (!key.ptr || !cache_find(c->s->pages, key, c->a, &v)) return false;
    c->p->type = v.texts[1].ptr;
    c->p->policy = v.texts[2];
    give_out(c, v.texts[0]);
    return true;
}

static void show_one_of_all(const call *c, const route *r)
{
    http_response *p = c->p, empty = *p;
    bool personal = false;
    desk_notice(c->s->d);
    int64_t entries = desk_entries(c->s->d);
    uint64_t turns = desk_turns(c->s->d);
    str key = key_of(c, entries, turns);
    if (give_again(c, key)) return;
    session nobody = nobody_like(c);
    call theirs = *c;
    theirs.in = &nobody;
    bool whole =
        nobody.who.name.ptr && nobody.csrf.ptr && make(&theirs, r, &personal) && is_whole_page(p);
    if (personal || !whole) { /* as for one who asks alone; refusals too */
        empty.body = p->body;
        *p = empty;
        buf_reset(&p->body);
        (void)make(c, r, &personal);
        return;
    }
    buf made = p->body;
    buf_init(&p->body, BUF_LIMIT_BYTES);
    if (desk_entries(c->s->d) == entries && desk_turns(c->s->d) == turns)
        keep(c, key, buf_str(&made));
    give_out(c, buf_str(&made));
    buf_free(&made);
}

void shared_show(const call *c, const route *r)
{
    bool personal;
    if (r->shared && c->in)
        show_one_of_all(c, r);
    else
        (void)make(c, r, &personal);
}
