#include "serve/page.h"

#include "serve/routes.h"

str call_query(const call *c, const char *name)
{
    return http_field(c->q->query, c->q->n_query, name);
}

str call_form(const call *c, const char *name)
{
    return str_trim(http_field(c->q->form, c->q->n_form, name));
}

bool call_may(const call *c, bool post, const char *path)
{
    str part;
    bool other;
    const route *r = route_of(post, str_of(path), &part, &other);
    if (post && c->then.len && strcmp(path, "/seen") != 0) return false; /* nothing is done then */
    return r && route_allows(r, c->in);
}

/* Of the state that the page shows. */
static truce_code ask_state(call *c, const char *sql, const truce_value *v, size_t n,
                            desk_rows *out, bool *busy)
{
    *busy = false;
    return c->then.len ? desk_query_then(c->s->d, c->then, sql, v, n, c->a, out, busy)
                       : desk_query(c->s->d, sql, v, n, c->a, out);
}

/* As a phrase of the index of words: nothing in it is a sign of its own. */
static str as_phrase(call *c, str words)
{
    buf b;
    str out = {0};
    buf_init(&b, 1 << 20);
    buf_c(&b, '"');
    for (size_t i = 0; i < words.len; i++) {
        if (words.ptr[i] == '"') buf_c(&b, '"');
        buf_c(&b, words.ptr[i]);
    }
    buf_c(&b, '"');
    return buf_take(&b, c->a, &out) == TR_OK ? out : (str){0};
}

/* Whether a question that answers with one number says yes. */
static bool says_yes(call *c, const char *sql, str value)
{
    desk_rows r;
    truce_value v = desk_text(value);
    bool busy;
    return ask_state(c, sql, &v, 1, &r, &busy) == TRUCE_OK && r.n == 1 &&
           desk_cell(&r, 0, 0)->integer != 0;
}

word_search call_search(call *c, str words)
{
    enum { PIECE = 3 }; /* letters, of the index of words */
    /* In 500 rows or more of 100,000, the first page is sooner found row by row. */
    static const char few[] = "SELECT count(*) < 500 FROM (SELECT 1 FROM found WHERE found MATCH "
                              "?1 LIMIT 500)",
                      few_letters[] = "SELECT coalesce((SELECT incidents FROM letters WHERE word = "
                                      "folded(?1)), 0) < 500";
    size_t n = 0;
    for (size_t i = 0; i < words.len; i++)
        n += ((unsigned char)words.ptr[i] & 0xC0) != 0x80;
    if (n >= PIECE) {
        str phrase = as_phrase(c, words);
        if (phrase.len > 0 && says_yes(c, few, phrase))
            return (word_search){.by = SEARCH_WORDS, .value = phrase};
    } else if (n > 0 && says_yes(c, few_letters, words)) {
        return (word_search){.by = SEARCH_LETTERS, .value = words};
    }
    return (word_search){.value = words};
}

str page_iso_day(str s, arena *a)
{
    size_t one = str_find(s, '.'),
           two = one + 1 + str_find(str_from(s, one + 1 > s.len ? s.len : one + 1), '.');
    bool points = one >= 1 && one <= 2 && two > one + 1 && two - one <= 3 && s.len == two + 5;
    for (size_t i = 0; points && i < s.len; i++)
        points = i == one || i == two || (s.ptr[i] >= '0' && s.ptr[i] <= '9');
    if (!points) return s;
    const char *zero_day = one == 1 ? "0" : "", *zero_month = two - one == 2 ? "0" : "";
    return arena_printf(a, "%.4s-%s%.*s-%s%.*s", s.ptr + two + 1, zero_month, (int)(two - one - 1),
                        s.ptr + one + 1, zero_day, (int)one, s.ptr);
}

bool page_day(call *c, str s, int64_t *out)
{
    char room[24];
    *out = INT64_MIN;
    if (s.len == 0) return true;
    s = page_iso_day(s, c->a);
    if (s.len != 10) return false;
    (void)snprintf(room, sizeof room, STR_FMT "T00:00Z", STR_ARG(s));
    return iso_parse_instant(str_of(room), out);
}

const char page_days_are[] = N_("A day is written as 2025-04-01 or 01.04.2025.");

truce_value page_bound(call *c, int64_t t)
{
    return desk_text(t == INT64_MIN ? STR("") : arena_printf(c->a, "%lld", (long long)t));
}

/* ---- The frame */

static const struct place {
    const char *path, *says;
} places[] = {
    {"/", N_("Today")},
    {"/incidents", N_("Incidents")},
    {"/map", N_("Map and time")},
    {"/inbox", N_("Inbox")},
    {"/observe", N_("Log an observation")},
    {"/sides", N_("What the sides said")},
    {"/readings", N_("Readings")},
    {"/agreement", N_("Agreement")},
    {"/numbers", N_("Numbers")},
    {"/replies", N_("Replies")},
    {"/reports", N_("Issued reports")},
    {"/people", N_("People")},
    {"/record", N_("Record")},
};

static const char *say(const call *c, const char *words)
{
    return catalogue_say(c->words, words);
}

/* What the address of the open page asks besides language and earlier state. */
static void put_rest_of_query(call *c, const char *first)
{
    buf *b = &c->p->body;
    bool any = false;
    for (size_t i = 0; i < c->q->n_query; i++) {
        const http_pair *x = &c->q->query[i];
        if (str_is(x->name, "as-of") || str_is(x->name, "lang")) continue;
        buf_z(b, any ? "&amp;" : first);
        page_encode(b, x->name);
        buf_c(b, '=');
        page_encode(b, x->value);
        any = true;
    }
}

static void put_languages(call *c)
{
    buf *b = &c->p->body;
    static const char *const tags[] = {"en", "uk", "ru"}, *const names[] = {"English", "Українська",
                                                                            "Русский"};
    buf_z(b, "<ul class=\"langs\">");
    for (size_t i = 0; i < 3; i++) {
        buf_f(b, "<li><a lang=\"%s\" hreflang=\"%s\" href=\"?lang=%s", tags[i], tags[i], tags[i]);
        if (!c->q->post) put_rest_of_query(c, "&amp;");
        buf_c(b, '"');
        if (str_is(c->language, tags[i])) buf_z(b, " aria-current=\"true\"");
        buf_f(b, ">%s</a></li>", names[i]);
    }
    buf_z(b, "</ul>");
}

static void put_places(call *c)
{
    buf *b = &c->p->body;
    buf_f(b, "<nav aria-label=\"%s\"><ul class=\"places\">", say(c, N_("Pages")));
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (!call_may(c, false, places[i].path) || (i == 0 && !call_may(c, true, "/seen")))
            continue;
        buf_f(b, "<li><a href=\"%s\"%s>%s</a></li>", places[i].path,
              str_is(c->q->path, places[i].path) ? " aria-current=\"page\"" : "",
              say(c, places[i].says));
    }
    buf_z(b, "</ul></nav>\n");
}

static void put_who(call *c)
{
    buf *b = &c->p->body;
    buf_z(b, "<p class=\"who\"><a href=\"/you\">");
    html_text(b, c->in->who.name);
    buf_z(b, "</a>");
    buf_f(b, ", %s", say(c, role_word(c->in->who.role)));
    if (c->in->who.side.len) {
        buf_z(b, " (");
        html_text(b, c->in->who.side);
        buf_c(b, ')');
    }
    buf_z(b, "</p>");
    form_begin(c, "/logout", (str){0}, NULL);
    form_end(c, N_("Leave"));
}

/* Where the script says what has changed; empty and out of sight until then. */
static void put_live_line(call *c)
{
    static const char *const says[][2] = {
        {"grown", N_("The record has grown since this page was made.")},
        {"show", N_("Show what is new")},
        {"lost", N_("Not connected: what stands here may be old.")},
        {"out", N_("You have to come in again: load the page.")}};
    buf *b = &c->p->body;
    buf_z(b, "<p id=\"live\" role=\"status\" hidden");
    for (size_t i = 0; i < sizeof says / sizeof *says; i++) {
        buf_f(b, " data-%s=\"", says[i][0]);
        html_attr(b, str_of(say(c, says[i][1])));
        buf_c(b, '"');
    }
    buf_z(b, "></p>\n");
    if (!call_may(c, false, "/observe")) return;
    buf_z(b, "<p id=\"unsent\" hidden data-who=\"");
    html_attr(b, c->in->who.name);
    buf_z(b, "\"><a href=\"/observe#waiting\">");
    html_text(b, str_of(say(c, N_("Waiting on this device:"))));
    buf_z(b, " <b></b></a></p>\n");
}

/* Above a page as of an earlier time. The link to now is in other marks than those that keep it. */
static void put_then(call *c)
{
    buf *b = &c->p->body;
    buf_z(b, "<p class=\"then\" role=\"note\">");
    doc_say(&c->w, "As of {when}: what was known then. Nothing can be added to it.",
            A_TEXT("when", c->then));
    buf_z(b, " <a href='?");
    put_rest_of_query(c, "");
    buf_z(b, "'>");
    html_text(b, str_of(say(c, N_("Show what is known now"))));
    buf_z(b, "</a></p>\n");
}

/* How much of the record it shows; where that cannot be told, what is asked next says why. */
static void put_then_json(call *c)
{
    static const char sql[] = "SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'ledger_size'";
    desk_rows r;
    bool busy;
    jw_kv(&c->j, "as_of", c->then);
    if (desk_query_then(c->s->d, c->then, sql, NULL, 0, c->a, &r, &busy) == TRUCE_OK && r.n == 1)
        jw_ki(&c->j, "entries", desk_cell(&r, 0, 0)->integer);
}

/* What others add is put into a page that is open, but not under the form for an observation, whose
 * script holds what is being written; nor for somebody to whom nothing is open yet. */
static bool is_live(const call *c)
{
    return c->in && !c->q->post && c->then.len == 0 && call_may(c, false, "/events") &&
           !str_is(c->q->path, "/observe") && (c->in->who.has_second || !c->in->who.second_asked);
}

void page_begin(call *c, const char *title)
{
    buf *b = &c->p->body;
    doc_init(&c->w, b, &doc_html, c->words);
    if (c->q->json) {
        c->p->type = "application/json; charset=utf-8";
        jw_init(&c->j, b, false);
        jw_open(&c->j, '{');
        if (c->in && c->then.len == 0) jw_ki(&c->j, "entries", desk_entries(c->s->d));
        if (c->then.len) put_then_json(c);
        return;
    }
    buf_f(b,
          "<!doctype html>\n<html lang=\"" STR_FMT "\"%s>\n<head><meta charset=\"utf-8\"><title>",
          STR_ARG(c->language), c->words && c->words->right_to_left ? " dir=\"rtl\"" : "");
    html_attr(b, str_of(say(c, title)));
    buf_z(b, " – ");
    html_text(b, c->s->title);
    buf_z(b,
          "</title><meta name=\"viewport\" content=\"width=device-width\"><link rel=\"stylesheet\" "
          "href=\"/style\"><link rel=\"icon\" href=\"data:,\">");
    bool live = is_live(c);
    if (live) buf_z(b, "<script type=\"module\" src=\"/live.js\"></script>");
    buf_f(b, "</head>\n<body data-entries=\"%lld\">\n<a class=\"skip\" href=\"#main\">",
          (long long)(live ? desk_entries(c->s->d) : 0));
    html_text(b, str_of(say(c, N_("Skip to content"))));
    buf_z(b, "</a>\n<header class=\"bar\"><p class=\"mission\">");
    html_text(b, c->s->title);
    buf_z(b, "</p>");
    if (c->in) put_who(c);
    put_languages(c);
    buf_z(b, "</header>\n");
    if (c->in) put_places(c);
    if (live) put_live_line(c);
    buf_z(b, "<main id=\"main\">\n<h1>");
    html_text(b, str_of(say(c, title)));
    buf_z(b, "</h1>\n");
    if (c->then.len) put_then(c);
}

/* ---- Earlier states */

static bool shows_past(str path)
{
    str part;
    bool other;
    const route *r = route_of(false, path, &part, &other);
    return r && r->past;
}

static void put_as_of_form(call *c)
{
    buf *b = &c->p->body;
    if (!c->in || c->q->post || !shows_past(c->q->path)) return;
    buf_z(b, "<form class=\"as-of\" method=\"get\">");
    for (size_t i = 0; i < c->q->n_query; i++) {
        const http_pair *x = &c->q->query[i];
        if (str_is(x->name, "as-of") || str_is(x->name, "lang") || str_is(x->name, "page"))
            continue;
        buf_z(b, "<input type=\"hidden\" name=\"");
        html_attr(b, x->name);
        buf_z(b, "\" value=\"");
        html_attr(b, x->value);
        buf_z(b, "\">");
    }
    form_field(
        c,
        &(field){
            .name = "as-of",
            .kind = FIELD_FILTER,
            .label = N_("What was known as of"),
            .value = c->then,
            .hint = N_("How many entries of the record (with entry 5 they are 6, as the first "
                       "is entry 0), or a time, as 2025-04-01T12:00Z. Empty: what is known now.")});
    form_end(c, N_("Show"));
}

/* A page as of an earlier time leads to pages as of the same time, where they can show it. Only
 * what stands in a tag is looked at: no text has a '<' or '>' of its own, no attribute a '"'. */
static void keep_then(call *c)
{
    static const char link[] = "href=\"", form[] = "<form class=\"row\" method=\"get\" action=\"";
    buf *b = &c->p->body;
    str all = arena_str(c->a, buf_str(b));
    buf then;
    bool in_tag = false;
    if (all.ptr == NULL) { /* rather no page than one whose links lead to now */
        c->p->status = 500;
        buf_reset(b);
        return;
    }
    buf_init(&then, 4096);
    page_encode(&then, c->then);
    buf_reset(b);
    for (size_t i = 0; i < all.len;) {
        str rest = str_from(all, i);
        if (all.ptr[i] == '<' || all.ptr[i] == '>') in_tag = all.ptr[i] == '<';
        bool is_link = in_tag && str_starts(rest, link), is_form = str_starts(rest, form);
        if (!is_link && !is_form) {
            buf_c(b, all.ptr[i++]);
            continue;
        }
        size_t n = is_link ? sizeof link - 1 : sizeof form - 1;
        str to = str_from(rest, n);
        to = str_upto(to, str_find(to, '"'));
        size_t hash = str_find(to, '#'), ask = str_find(to, '?');
        str path = str_upto(to, ask < hash ? ask : hash);
        bool here = str_starts(to, "?") || (str_starts(to, "/") && shows_past(path));
        buf_s(b, str_upto(rest, n));
        buf_s(b, is_link && here ? str_upto(to, hash) : to);
        if (is_link && here) {
            buf_z(b, ask < hash ? "&amp;as-of=" : "?as-of=");
            buf_s(b, buf_str(&then));
            buf_s(b, str_from(to, hash));
        }
        i += n + to.len;
        if (is_form && here) {
            buf_z(b, "\"><input type=\"hidden\" name=\"as-of\" value=\"");
            html_attr(b, c->then);
            buf_z(b, "\">");
            i += 2; /* the mark and bracket that end the form's own */
        }
    }
    buf_absorb(b, &then);
}

void page_signing(call *c)
{
    buf *b = &c->p->body;
    if (c->q->json) return;
    buf_f(b, "<div id=\"signing\" hidden data-open=\"%s\" data-without=\"", c->in->open);
    html_attr(b, str_of(say(c, N_("This browser has not your key: nothing was sent. Act in the "
                                  "browser that has it; if it is lost, the keeper gives you a new "
                                  "link."))));
    buf_z(b, "\" data-cannot=\"");
    html_attr(b, str_of(say(c, N_("This browser cannot make such a key."))));
    buf_z(b, "\"></div>\n<script type=\"module\" src=\"/sign.js\"></script>\n");
}

void page_end(call *c)
{
    buf *b = &c->p->body;
    if (c->q->json) {
        jw_close(&c->j, '}');
        buf_c(b, '\n');
    } else {
        put_as_of_form(c);
        if (c->in && c->in->open[0]) page_signing(c);
        buf_z(b, "</main>\n<footer><p class=\"soft\">");
        html_text(b, str_of(say(c, N_("A desk shows what the record holds. It decides nothing by "
                                      "itself, and who did something is told as stated."))));
        buf_z(b, "</p></footer>\n</body></html>\n");
        if (c->then.len) keep_then(c);
    }
    doc_end(&c->w);
}

void page_refuse(call *c, unsigned status, const char *words)
{
    buf_reset(&c->p->body);
    c->p->status = status;
    c->then = (str){0};
    page_begin(c, status == 404 ? N_("Not here") : N_("Not done"));
    if (c->q->json) jw_kz(&c->j, "error", words);
    page_say(c, words);
    page_end(c);
}

/* What the command line calls --until stands in a field of the form here. */
static str without_flags(call *c, str said)
{
    buf b;
    str out = said;
    buf_init(&b, 1 << 16);
    for (size_t i = 0; i < said.len; i++) {
        bool flag =
            str_starts(str_from(said, i), "--") && i + 2 < said.len && said.ptr[i + 2] >= 'a' &&
            said.ptr[i + 2] <= 'z' &&
            (i == 0 || said.ptr[i - 1] == ' ' || said.ptr[i - 1] == '\'' || said.ptr[i - 1] == '(');
        if (flag)
            i++;
        else
            buf_c(&b, said.ptr[i]);
    }
    return buf_take(&b, c->a, &out) == TR_OK ? out : said;
}

str page_refusal(call *c, str said)
{
    return without_flags(c, refusal_says(c, said));
}

void page_failed(call *c, truce_code code, str said)
{
    buf_reset(&c->p->body);
    c->p->status = code == TRUCE_USAGE || code == TRUCE_DATA ? 422
                   : code == TRUCE_ABSENT                    ? 404
                                                             : 500;
    page_begin(c, N_("Not done"));
    page_say(c, c->q->post ? N_("Nothing was recorded. The reason:") : N_("The reason:"));
    page_text(c, "error", page_refusal(c, said));
    page_say(c, N_("Go back in your browser: what was written in the form is still there."));
    page_end(c);
}

/* Texts from outside go into an address percent-encoded. */
void page_encode(buf *b, str s)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.len; i++) {
        unsigned char ch = (unsigned char)s.ptr[i];
        bool plain = (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') ||
                     (ch >= '0' && ch <= '9') || ch == '-' || ch == '_' || ch == '.' || ch == '~';
        if (plain) {
            buf_c(b, (char)ch);
            continue;
        }
        buf_c(b, '%');
        buf_c(b, hex[ch >> 4]);
        buf_c(b, hex[ch & 15]);
    }
}

void page_encoded(call *c, str s)
{
    page_encode(&c->p->body, s);
}

void link_of_question(call *c, const char *path, const char *const *names, size_t n,
                      const char *says)
{
    buf *b = &c->p->body;
    bool any = false;
    if (c->q->json) return;
    buf_f(b, "<p><a href=\"%s", path);
    for (size_t i = 0; i < n; i++) {
        str value = call_query(c, names[i]);
        if (value.len == 0) continue;
        buf_f(b, "%s%s=", any ? "&amp;" : "?", names[i]);
        page_encode(b, value);
        any = true;
    }
    buf_z(b, "\">");
    html_text(b, str_of(say(c, says)));
    buf_z(b, "</a></p>\n");
}

void page_go(call *c, const char *path, str part)
{
    buf b;
    buf_init(&b, 65536);
    buf_z(&b, path);
    page_encode(&b, part);
    c->p->status = 303;
    buf_reset(&c->p->body);
    if (buf_take(&b, c->a, &c->p->location) != TR_OK) c->p->status = 500;
}

/* ---- Parts */

void page_heading(call *c, const char *anchor, const char *words)
{
    if (!c->q->json) doc_heading(&c->w, 2, anchor, words);
}

void page_say(call *c, const char *words)
{
    if (!c->q->json) doc_paragraph(&c->w, words);
}

void page_text(call *c, const char *key, str text)
{
    if (c->q->json) {
        jw_kv(&c->j, key, text);
        return;
    }
    doc_open(&c->w, DOC_PARAGRAPH, (doc_info){0});
    doc_text(&c->w, text);
    doc_close(&c->w, DOC_PARAGRAPH);
}

void page_lines(call *c, const char *key, str lines)
{
    str line;
    if (c->q->json) {
        jw_kv(&c->j, key, lines);
        return;
    }
    while (lines.len && str_cut(&lines, '\n', &line))
        if (line.len) page_text(c, key, line);
}

void page_figure(call *c, const char *key, const char *says, int64_t n, const char *to)
{
    buf *b = &c->p->body;
    if (c->q->json) {
        jw_ki(&c->j, key, n);
        return;
    }
    buf_z(b, "<p class=\"figure\">");
    if (to) buf_f(b, "<a href=\"%s\">", to);
    buf_f(b, "<b>%lld</b> ", (long long)n);
    html_text(b, str_of(say(c, says)));
    buf_z(b, to ? "</a></p>\n" : "</p>\n");
}

const char page_then_busy[] = N_("An earlier state is being made: try again in a moment.");

bool page_ask(call *c, const char *sql, const truce_value *values, size_t n, desk_rows *out)
{
    bool busy;
    truce_code code = ask_state(c, sql, values, n, out, &busy);
    if (code == TRUCE_OK) return true;
    if (c->then.len && code == TRUCE_ABSENT) {
        page_refuse(c, 422,
                    N_("The record had no agreement then, so nothing was worked out of it."));
        return false;
    }
    if (c->then.len && code == TRUCE_USAGE) {
        page_refuse(c, 422,
                    N_("There is no such earlier state: it is asked for by how many entries of the "
                       "record were there, or by a time that has come, as 2025-04-01T12:00Z."));
        return false;
    }
    if (busy) {
        c->p->retry_s = 2;
        page_refuse(c, 503, page_then_busy);
        return false;
    }
    page_refuse(c, code == TRUCE_LIMIT ? 422 : 500,
                code == TRUCE_LIMIT ? N_("More rows than one page can hold: narrow the question.")
                                    : N_("The index cannot be read now; try again."));
    return false;
}

bool page_then_is(call *c)
{
    desk_rows r;
    return c->then.len == 0 || page_ask(c, "SELECT 1", NULL, 0, &r);
}

const char **page_choices(call *c, const char *sql, size_t *n)
{
    desk_rows r;
    *n = 0;
    if (desk_query(c->s->d, sql, NULL, 0, c->a, &r) != TRUCE_OK) return NULL;
    const char **out = arena_alloc_n(c->a, r.n + 1, sizeof *out);
    for (size_t i = 0; out && i < r.n; i++)
        out[i] = desk_cell(&r, i, 0)->text.bytes;
    *n = out ? r.n : 0;
    return out;
}

bool page_ask_first(call *c, size_t most, const char *sql, const truce_value *values, size_t n,
                    desk_rows *out)
{
    str first = arena_printf(c->a, "%s LIMIT %zu", sql, most + 1);
    if (!page_ask(c, first.ptr ? first.ptr : sql, values, n, out)) return false;
    out->more = out->n > most;
    if (out->more) out->n = most;
    return true;
}

static str text_of(const truce_value *v)
{
    return v->kind == TRUCE_TEXT ? (str){v->text.bytes, v->text.length} : (str){0};
}

static void put_cell_json(call *c, const page_column *k, const truce_value *v)
{
    jw_key(&c->j, k->key);
    if (v->kind == TRUCE_UNKNOWN) {
        jw_raw(&c->j, STR("null"));
    } else if (k->kind == CELL_WHEN) {
        buf b;
        buf_init(&b, 64);
        when_write(&b, v->integer);
        jw_str(&c->j, buf_str(&b));
        buf_absorb(&c->p->body, &b);
    } else if (k->kind == CELL_YES) {
        jw_raw(&c->j, v->integer ? STR("true") : STR("false"));
    } else if (v->kind == TRUCE_INTEGER) {
        jw_int(&c->j, v->integer);
    } else {
        jw_str(&c->j, text_of(v));
    }
}

/* A place in a page is called as the writer of pages calls it. */
static void put_link(call *c, const char *to, str says)
{
    buf *b = &c->p->body;
    buf_f(b, "<a href=\"%s", to);
    if (strchr(to, '#'))
        html_id(b, says);
    else
        page_encode(b, says);
    buf_z(b, "\">");
    html_text(b, says);
    buf_z(b, "</a>");
}

static const char *truth_says(str s)
{
    return str_is(s, "T")   ? N_("yes")
           : str_is(s, "F") ? N_("no")
           : str_is(s, "U") ? N_("unknown")
                            : N_("not asked");
}

/* Ids of readings, each with a word of ours. */
static void put_verdicts(call *c, str all)
{
    str one;
    for (bool first = true; all.len && str_cut(&all, ',', &one); first = false) {
        one = str_trim(one);
        str id = str_upto(one, str_find(one, ' '));
        doc_say(&c->w, first ? N_("{reading}: {verdict}") : N_(", {reading}: {verdict}"),
                A_TEXT("reading", id), A_KNOWN("verdict", str_trim(str_from(one, id.len))));
    }
}

static void put_value(call *c, const page_column *k, const truce_value *v)
{
    doc *w = &c->w;
    bool none = v->kind == TRUCE_UNKNOWN || (v->kind == TRUCE_TEXT && v->text.length == 0);
    if (k->kind == CELL_TRUTH)
        doc_say(w, truth_says(text_of(v)));
    else if (none)
        doc_say(w, "not stated");
    else if (k->kind == CELL_ENGLISH) {
        buf_z(&c->p->body, "<span lang=\"en\">");
        doc_text(w, text_of(v));
        buf_z(&c->p->body, "</span>");
    } else if (k->kind == CELL_WHEN)
        doc_say(w, "{when}", A_WHEN("when", v->integer));
    else if (k->kind == CELL_VERDICTS)
        put_verdicts(c, text_of(v));
    else if (k->kind == CELL_KNOWN)
        doc_say(w, "{word}", A_KNOWN("word", text_of(v)));
    else if (k->kind == CELL_YES)
        doc_say(w, v->integer ? N_("yes") : N_("no"));
    else if (v->kind == TRUCE_INTEGER && k->kind == CELL_LINK)
        put_link(c, k->to, arena_printf(c->a, "%lld", (long long)v->integer));
    else if (v->kind == TRUCE_INTEGER)
        doc_say(w, "{n}", A_N("n", v->integer));
    else if (k->kind == CELL_LINK)
        put_link(c, k->to, text_of(v));
    else
        doc_text(w, text_of(v));
}

static void put_cell(call *c, const page_column *k, const truce_value *v, bool first)
{
    if (k->kind == CELL_NUMBER && v->kind == TRUCE_INTEGER) {
        doc_cell_number(&c->w, (size_t)v->integer);
        return;
    }
    doc_open(&c->w, DOC_CELL, (doc_info){.head = first});
    put_value(c, k, v);
    doc_close(&c->w, DOC_CELL);
}

static void put_table_json(call *c, const char *key, const page_column *columns, size_t n,
                           const desk_rows *r)
{
    jw_key(&c->j, key);
    jw_open(&c->j, '[');
    for (size_t i = 0; i < r->n; i++) {
        jw_open(&c->j, '{');
        for (size_t k = 0; k < n; k++)
            put_cell_json(c, &columns[k], desk_cell(r, i, k));
        jw_close(&c->j, '}');
    }
    jw_close(&c->j, ']');
}

void page_table(call *c, const char *key, const char *caption, const char *none,
                const page_column *columns, size_t n, const desk_rows *r)
{
    enum { MOST = 24 };
    doc_column heads[MOST];
    if (c->q->json) {
        put_table_json(c, key, columns, n, r);
        if (r->more) {
            jw_key(&c->j, arena_printf(c->a, "%s_more", key).ptr);
            jw_raw(&c->j, STR("true"));
        }
        return;
    }
    if (r->n == 0) {
        doc_paragraph(&c->w, none);
        return;
    }
    for (size_t k = 0; k < n && k < MOST; k++)
        heads[k] =
            (doc_column){.head = columns[k].head,
                         .kind = columns[k].kind == CELL_NUMBER ? COLUMN_NUMBER : COLUMN_TEXT};
    doc_table(&c->w, key, caption, heads, n);
    for (size_t i = 0; i < r->n; i++) {
        doc_open(&c->w, DOC_ROW, (doc_info){0});
        for (size_t k = 0; k < n; k++)
            put_cell(c, &columns[k], desk_cell(r, i, k), k == 0);
        doc_close(&c->w, DOC_ROW);
    }
    doc_close(&c->w, DOC_TABLE);
    if (r->more) {
        doc_open(&c->w, DOC_PARAGRAPH, (doc_info){0});
        doc_say(&c->w, "There are more; the first {n} are shown.", A_N("n", r->n));
        doc_close(&c->w, DOC_PARAGRAPH);
    }
}

void page_facts(call *c, const char *key, const page_column *columns, size_t n, const desk_rows *r)
{
    if (c->q->json) {
        put_table_json(c, key, columns, n, r);
        return;
    }
    doc_open(&c->w, DOC_TERMS, (doc_info){0});
    for (size_t k = 0; k < n; k++) {
        doc_term_open(&c->w, columns[k].head);
        put_value(c, &columns[k], desk_cell(r, 0, k));
        doc_term_close(&c->w);
    }
    doc_close(&c->w, DOC_TERMS);
}

/* ---- Forms */

static void put_csrf(call *c)
{
    buf *b = &c->p->body;
    if (!c->in) return;
    buf_z(b, "<input type=\"hidden\" name=\"csrf\" value=\"");
    html_attr(b, c->in->csrf);
    buf_z(b, "\">");
}

/* Where a browser has the person's key, forms of acts that are signed say so to its script. */
static void put_signs(call *c, const char *path)
{
    str part;
    bool other;
    const route *r = c->in && c->in->open[0] ? route_of(true, str_of(path), &part, &other) : NULL;
    if (r && r->signs) buf_z(&c->p->body, " data-signs");
}

void form_begin(call *c, const char *path, str part, const char *rest)
{
    buf *b = &c->p->body;
    if (c->q->json) return;
    buf_f(b, "<form method=\"post\" action=\"%s", path);
    page_encode(b, part);
    if (rest) buf_z(b, rest);
    buf_c(b, '"');
    str whole = arena_printf(c->a, "%s%s%s", path, part.len ? "x" : "", rest ? rest : "");
    if (whole.ptr) put_signs(c, whole.ptr);
    buf_c(b, '>');
    put_csrf(c);
}

void form_begin_with_files(call *c, const char *path)
{
    if (c->q->json) return;
    buf_f(&c->p->body, "<form method=\"post\" enctype=\"multipart/form-data\" action=\"%s\"", path);
    put_signs(c, path);
    buf_c(&c->p->body, '>');
    put_csrf(c);
}

void form_end(call *c, const char *button)
{
    buf *b = &c->p->body;
    if (c->q->json) return;
    buf_z(b, "<p><button>");
    html_text(b, str_of(say(c, button)));
    buf_z(b, "</button></p></form>\n");
}

void form_end_ways(call *c, const form_way *ways, size_t n)
{
    buf *b = &c->p->body;
    if (c->q->json) return;
    /* The first button of a form is the one that Enter presses: where there are several ways, none.
     */
    buf_z(b, "<p class=\"ways\"><button disabled hidden></button>");
    for (size_t i = 0; i < n; i++) {
        if (!call_may(c, true, ways[i].path)) continue;
        buf_f(b, "<button formaction=\"%s\">", ways[i].path);
        html_text(b, str_of(say(c, ways[i].says)));
        buf_z(b, "</button> ");
    }
    buf_z(b, "</p></form>\n");
}

static void put_input(call *c, const field *f)
{
    static const char *const types[] = {"text", "text",   "",     "password",
                                        "text", "hidden", "file", "text"};
    buf *b = &c->p->body;
    const char *needed = f->needed ? " required" : "";
    if (f->kind == FIELD_LINES) {
        buf_f(b, "<textarea name=\"%s\" rows=\"3\"%s>", f->name, needed);
        html_text(b, f->value);
        buf_z(b, "</textarea>");
        return;
    }
    if (f->kind == FIELD_FILES) {
        buf_f(
            b,
            "<input type=\"file\" multiple accept=\"image/*,video/*,audio/*,.pdf\" name=\"%s\"%s>",
            f->name, needed);
        return;
    }
    buf_f(b, "<input type=\"%s\" name=\"%s\"%s%s%s%s%s value=\"", types[f->kind], f->name, needed,
          f->list ? " list=\"" : "", f->list ? f->list : "", f->list ? "\"" : "",
          f->kind == FIELD_SECRET ? " autocomplete=\"current-password\""
          : f->kind == FIELD_CODE ? " inputmode=\"numeric\" autocomplete=\"one-time-code\""
                                  : "");
    html_attr(b, f->value);
    if (f->now.len) buf_z(b, "\" placeholder=\"");
    html_attr(b, f->now);
    buf_z(b, "\">");
}

void form_filter(call *c, const char *name, const char *label)
{
    form_field(
        c,
        &(field){.name = name, .kind = FIELD_FILTER, .label = label, .value = call_query(c, name)});
}

void form_list(call *c, const char *id, const char *sql)
{
    enum { MOST = 1000 };
    desk_rows r;
    buf *b = &c->p->body;
    if (c->q->json) return;
    str first = arena_printf(c->a, "%s LIMIT %d", sql, MOST);
    if (!first.ptr || desk_query(c->s->d, first.ptr, NULL, 0, c->a, &r) != TRUCE_OK) return;
    buf_f(b, "<datalist id=\"%s\">", id);
    for (size_t i = 0; i < r.n; i++) {
        buf_z(b, "<option value=\"");
        html_attr(b, desk_text_at(&r, i, 0));
        buf_z(b, "\">");
        html_text(b, desk_text_at(&r, i, 1));
        buf_z(b, "</option>");
    }
    buf_z(b, "</datalist>\n");
}

void form_field(call *c, const field *f)
{
    buf *b = &c->p->body;
    if (c->q->json) return;
    if (f->kind == FIELD_HIDDEN) {
        put_input(c, f);
        return;
    }
    buf_z(b, "<p class=\"field\"><label><span>");
    html_text(b, str_of(say(c, f->label)));
    if (!f->needed && f->kind != FIELD_FILTER) {
        buf_z(b, " <i>");
        html_text(b, str_of(say(c, N_("(may be left empty)"))));
        buf_z(b, "</i>");
    }
    buf_z(b, "</span>");
    put_input(c, f);
    buf_z(b, "</label>");
    if (f->hint) {
        buf_z(b, "<small>");
        html_text(b, str_of(say(c, f->hint)));
        buf_z(b, "</small>");
    }
    buf_z(b, "</p>\n");
}

void form_choice(call *c, const char *name, const char *label, const char *const *words, size_t n,
                 str chosen)
{
    form_choice_or(c, name, label, words, n, chosen, N_("all of them"));
}

static void put_option(call *c, const char *word, const char *says, bool chosen)
{
    buf *b = &c->p->body;
    buf_z(b, "<option value=\"");
    html_attr(b, str_of(word));
    buf_f(b, "\"%s>", chosen ? " selected" : "");
    html_text(b, str_of(say(c, says)));
    buf_z(b, "</option>");
}

/* unchosen: what stands there until something is chosen, which is needed then; NULL: the first. */
static void put_choice(call *c, const char *name, const char *label, const char *const *words,
                       size_t n, str chosen, const char *empty, const char *unchosen)
{
    buf *b = &c->p->body;
    if (c->q->json) return;
    buf_z(b, "<p class=\"field\"><label><span>");
    html_text(b, str_of(say(c, label)));
    buf_f(b, "</span><select name=\"%s\"%s>", name, unchosen ? " required" : "");
    if (unchosen) put_option(c, "", unchosen, false);
    for (size_t i = 0; i < n; i++)
        put_option(c, words[i], words[i][0] ? words[i] : empty,
                   !unchosen && str_is(chosen, words[i]));
    buf_z(b, "</select></label></p>\n");
}

void form_must_choose(call *c, const char *name, const char *label, const char *const *words,
                      size_t n)
{
    put_choice(c, name, label, words, n, (str){0}, "", N_("choose"));
}

void form_choice_or(call *c, const char *name, const char *label, const char *const *words,
                    size_t n, str chosen, const char *empty)
{
    put_choice(c, name, label, words, n, chosen, empty, NULL);
}
