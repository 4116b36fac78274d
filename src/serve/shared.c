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

/* Where those words stand in a page. */
typedef VEC(size_t) places;

/* False: no memory. */
static bool find_places(const call *c, str page, places *out)
{
    size_t word = strlen(c->s->nobody);
    const char *at, *from = page.ptr, *end = page.ptr + page.len;
    while (from < end && (at = memmem(from, (size_t)(end - from), c->s->nobody, word)) != NULL) {
        size_t *one = VEC_PUSH(c->a, out);
        if (!one) return false;
        *one = (size_t)(at - page.ptr);
        from = at + word + 1;
    }
    return true;
}

static void put_own(const call *c, char of, bool in_marks)
{
    buf *b = &c->p->body;
    if (of == 'c') html_attr(b, c->in->csrf);
    if (of == 'o') html_attr(b, str_of(c->in->open));
    if (of == 'n' && in_marks) html_attr(b, c->in->who.name);
    if (of == 'n' && !in_marks) html_text(b, c->in->who.name);
}

/* The page with what is the person's in its places; `at`: n of them, as bytes. */
static void give_out(const call *c, str page, const char *at, size_t n)
{
    size_t from = 0, word = strlen(c->s->nobody), place;
    for (size_t i = 0; i < n; i++) {
        memcpy(&place, at + i * sizeof place, sizeof place);
        buf_put(&c->p->body, page.ptr + from, place - from);
        put_own(c, page.ptr[place + word], place > 0 && page.ptr[place - 1] == '"');
        from = place + word + 1;
    }
    buf_put(&c->p->body, page.ptr + from, page.len - from);
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
    return buf_err(&p->body) == TR_OK && !p->stream && p->file.len == 0 && p->location.len == 0 &&
           !p->download;
}

static void keep(const call *c, str key, str page, const places *at)
{
    str places_bytes = {(const char *)at->items, at->n * sizeof *at->items};
    cache_value v = {.texts = {page, places_bytes, str_of(c->p->type), c->p->policy}};
    if (key.ptr) cache_put(c->s->pages, key, &v);
}

/* In place of a page that turned on who asks: it is made for each from the first. */
enum { FOR_ALL = 0, FOR_EACH = 1 };

typedef struct giving {
    const call *c;
    bool given, for_each;
} giving;

static void give_again(void *ctx, const cache_value *v)
{
    giving *g = ctx;
    http_response *p = g->c->p;
    g->for_each = v->number == FOR_EACH;
    if (g->for_each) return;
    str type = arena_str(g->c->a, v->texts[2]), policy = arena_str(g->c->a, v->texts[3]);
    g->given = type.ptr && policy.ptr;
    if (!g->given) return;
    p->type = type.ptr;
    p->policy = policy;
    give_out(g->c, v->texts[0], v->texts[1].ptr, v->texts[1].len / sizeof(size_t));
}

/* Made for nobody. False: it turned on who asks, is no page, or changed under our hands. */
static bool make_for_nobody(const call *c, const route *r, places *at, bool *personal)
{
    session nobody = nobody_like(c);
    call theirs = *c;
    theirs.in = &nobody;
    return nobody.who.name.ptr && nobody.csrf.ptr && make(&theirs, r, personal) && !*personal &&
           is_whole_page(c->p) && find_places(c, buf_str(&c->p->body), at);
}

static void make_for_one(const call *c, const route *r, const http_response *empty)
{
    bool personal;
    buf body = c->p->body;
    *c->p = *empty;
    c->p->body = body;
    buf_reset(&c->p->body);
    (void)make(c, r, &personal);
}

static void show_one_of_all(const call *c, const route *r)
{
    const http_response empty = *c->p;
    desk_notice(c->s->d);
    int64_t entries = desk_entries(c->s->d);
    uint64_t turns = desk_turns(c->s->d);
    str key = key_of(c, entries, turns);
    giving again = {.c = c};
    places at = {0};
    bool personal = false;
    if (key.ptr && cache_find(c->s->pages, key, give_again, &again) && again.given) return;
    if (again.for_each || !make_for_nobody(c, r, &at, &personal)) {
        if (personal && key.ptr) cache_put(c->s->pages, key, &(cache_value){.number = FOR_EACH});
        make_for_one(c, r, &empty);
        return;
    }
    buf made = c->p->body;
    buf_init(&c->p->body, BUF_LIMIT_BYTES);
    bool whole = c->p->status == 200;
    if (whole && desk_entries(c->s->d) == entries && desk_turns(c->s->d) == turns)
        keep(c, key, buf_str(&made), &at);
    give_out(c, buf_str(&made), (const char *)at.items, at.n);
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
