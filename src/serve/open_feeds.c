/* What calendars, readers of news and makers of clients take: iCalendar (RFC 5545), Atom (RFC
 * 4287), OpenAPI 3.0. Identifiers are the mission's and the entry's: the same thing has the same
 * one in each answer. */
#include "serve/acts.h"
#include "serve/open.h"

#include <string.h>

static str mission_id(call *c)
{
    desk_rows r;
    truce_code code = desk_query(c->s->d, "SELECT id FROM mission", NULL, 0, c->a, &r);
    return code == TRUCE_OK && r.n == 1 ? desk_text_at(&r, 0, 0) : STR("mission");
}

/* ---- iCalendar */

enum { LINE_BYTES = 73 };

/* A content line, folded: no line is longer than 75 bytes, and no character is cut. */
static void ics_line(buf *b, str name, str value)
{
    size_t n = 0;
    buf_s(b, name);
    n = name.len;
    for (size_t at = 0; at < value.len;) {
        size_t end = at + 1;
        while (end < value.len && ((unsigned char)value.ptr[end] & 0xC0) == 0x80)
            end++;
        if (n + (end - at) > LINE_BYTES) {
            buf_z(b, "\r\n ");
            n = 1;
        }
        buf_s(b, (str){value.ptr + at, end - at});
        n += end - at;
        at = end;
    }
    buf_z(b, "\r\n");
}

/* Text of a property: commas, semicolons and backslashes are marked. */
static str ics_text(call *c, str s)
{
    buf b;
    str out = {0};
    buf_init(&b, 1 << 20);
    for (size_t i = 0; i < s.len; i++) {
        char ch = s.ptr[i];
        if (ch == ',' || ch == ';' || ch == '\\') buf_c(&b, '\\');
        if (ch == '\n')
            buf_z(&b, "\\n");
        else if ((unsigned char)ch >= 0x20)
            buf_c(&b, ch);
    }
    return buf_take(&b, c->a, &out) == TR_OK ? out : (str){0};
}

/* "20250318T140000Z" */
static str ics_instant(call *c, int64_t t)
{
    buf b;
    str out = {0}, s;
    buf_init(&b, 64);
    when_write_rfc3339(&b, t);
    s = buf_str(&b);
    if (s.len >= 19)
        out = arena_printf(c->a, "%.4s%.2s%.2sT%.2s%.2s%.2sZ", s.ptr, s.ptr + 5, s.ptr + 8,
                           s.ptr + 11, s.ptr + 14, s.ptr + 17);
    buf_free(&b);
    return out;
}

typedef struct happening {
    str id, what;
    int64_t from, to; /* to: USEC_UNKNOWN, an instant */
    bool settled;
} happening;

static void ics_event(call *c, str mission, str stamp, const happening *h)
{
    buf *b = &c->p->body;
    ics_line(b, STR("BEGIN:"), STR("VEVENT"));
    ics_line(b, STR("UID:"),
             arena_printf(c->a, STR_FMT "@" STR_FMT, STR_ARG(h->id), STR_ARG(mission)));
    ics_line(b, STR("DTSTAMP:"), stamp);
    ics_line(b, STR("DTSTART:"), ics_instant(c, h->from));
    if (h->to != USEC_UNKNOWN) ics_line(b, STR("DTEND:"), ics_instant(c, h->to));
    ics_line(b, STR("SUMMARY:"), ics_text(c, h->what));
    ics_line(b, STR("STATUS:"), h->settled ? STR("CONFIRMED") : STR("TENTATIVE"));
    ics_line(b, STR("TRANSP:"), STR("TRANSPARENT"));
    ics_line(b, STR("END:"), STR("VEVENT"));
}

static const char *say(const call *c, const char *words)
{
    return catalogue_say(c->words, words);
}

/* A reading in force, or perhaps: what the mission's period cuts off is told to go on. */
static bool put_force(call *c, str mission, str stamp)
{
    desk_rows r;
    if (!page_ask(c,
                  "SELECT f.reading, coalesce(f.from_usec, m.from_usec), coalesce(f.to_usec, "
                  "m.to_usec), f.answer, f.from_usec IS NULL OR f.from_usec <= m.from_usec OR "
                  "f.to_usec IS NULL OR f.to_usec >= m.to_usec, row_number() OVER (PARTITION BY "
                  "f.reading ORDER BY f.from_usec DESC) FROM force f JOIN reading r ON r.id = "
                  "f.reading, mission m WHERE f.answer <> 'F' ORDER BY r.position, f.from_usec",
                  NULL, 0, &r))
        return false;
    for (size_t i = 0; i < r.n; i++) {
        const truce_value *from = desk_cell(&r, i, 1), *to = desk_cell(&r, i, 2);
        if (from->kind != TRUCE_INTEGER || to->kind != TRUCE_INTEGER) continue;
        bool settled = str_is(desk_text_at(&r, i, 3), "T"), cut = desk_cell(&r, i, 4)->integer == 1;
        str what = arena_printf(c->a, "%s: " STR_FMT "%s%s%s",
                                settled ? say(c, N_("In force")) : say(c, N_("Perhaps in force")),
                                STR_ARG(desk_text_at(&r, i, 0)), cut ? " (" : "",
                                cut ? say(c, N_("as far as the mission's period goes")) : "",
                                cut ? ")" : "");
        happening h = {arena_printf(c->a, "force-" STR_FMT "-%lld", STR_ARG(desk_text_at(&r, i, 0)),
                                    (long long)desk_cell(&r, i, 5)->integer),
                       what, from->integer, to->integer, settled && !cut};
        ics_event(c, mission, stamp, &h);
    }
    return true;
}

/* Until when a side was asked for its reply. */
static bool put_asked(call *c, str mission, str stamp)
{
    desk_rows r;
    if (!page_ask(c,
                  "SELECT a.entry, a.item, a.party, a.until FROM reply a WHERE a.act = 'ask' AND "
                  "a.until <> '' ORDER BY a.entry",
                  NULL, 0, &r))
        return false;
    for (size_t i = 0; i < r.n; i++) {
        usec_t until;
        str day = desk_text_at(&r, i, 3), z = day;
        if (day.len == 10) z = arena_printf(c->a, STR_FMT "T23:59Z", STR_ARG(day));
        if (!iso_parse_instant(z, &until)) continue;
        happening h = {
            arena_printf(c->a, "asked-%lld", (long long)desk_cell(&r, i, 0)->integer),
            arena_printf(c->a, "%s: " STR_FMT ", " STR_FMT, say(c, N_("A reply is asked for")),
                         STR_ARG(desk_text_at(&r, i, 2)), STR_ARG(desk_text_at(&r, i, 1))),
            until, USEC_UNKNOWN, true};
        ics_event(c, mission, stamp, &h);
    }
    return true;
}

/* Deadlines that the process has ahead: where a text leaves several instants, from the first to the
 * last of them. */
static bool put_deadlines(call *c, str mission, str stamp)
{
    str said = {0};
    const node *all = NULL;
    tr_diag d0 = {0};
    act x = {.what = DO_PROCESS};
    act_set(&x, "format", STR("json"));
    act_set(&x, "lang", c->language);
    truce_code code = desk_read(c->s->d, act_run, &x, c->a, &said);
    if (code != TRUCE_OK || json_read(said, "process", c->a, &all, &d0) != TR_OK) {
        page_failed(c, code, said);
        return false;
    }
    const node *list =
        node_at(all, "process") ? node_at(node_at(all, "process"), "deadlines") : NULL;
    for (const node *d = list ? list->first : NULL; d; d = d->next) {
        const node *id = node_at(d, "id"), *what = node_at(d, "what"),
                   *reading = node_at(d, "reading");
        happening h = {.to = USEC_UNKNOWN, .settled = true};
        usec_t to;
        if (!id || !what || !node_at(d, "from") ||
            !iso_parse_instant(node_at(d, "from")->text, &h.from))
            continue;
        if (node_at(d, "to") && iso_parse_instant(node_at(d, "to")->text, &to) && to > h.from) {
            h.to = to;
            h.settled = false;
        }
        h.id = arena_printf(c->a, "deadline-" STR_FMT "-" STR_FMT,
                            STR_ARG(reading ? reading->text : STR("")), STR_ARG(id->text));
        h.what = arena_printf(c->a, STR_FMT " (" STR_FMT ")", STR_ARG(what->text),
                              STR_ARG(reading ? reading->text : id->text));
        ics_event(c, mission, stamp, &h);
    }
    return true;
}

void show_calendar(call *c)
{
    buf *b = &c->p->body;
    str mission = mission_id(c), stamp = ics_instant(c, desk_now() / 1000000 * 1000000);
    c->p->type = "text/calendar; charset=utf-8";
    ics_line(b, STR("BEGIN:"), STR("VCALENDAR"));
    ics_line(b, STR("VERSION:"), STR("2.0"));
    ics_line(b, STR("PRODID:"), STR("-//truce//desk//EN"));
    ics_line(b, STR("NAME:"), ics_text(c, c->s->title));
    ics_line(b, STR("X-WR-CALNAME:"), ics_text(c, c->s->title));
    if (!put_force(c, mission, stamp) || !put_asked(c, mission, stamp) ||
        !put_deadlines(c, mission, stamp)) {
        c->p->type = "text/html; charset=utf-8";
        return;
    }
    ics_line(b, STR("END:"), STR("VCALENDAR"));
}

/* ---- Atom */

static void element(buf *b, const char *name, str text)
{
    buf_f(b, "<%s>", name);
    html_text(b, text);
    buf_f(b, "</%s>\n", name);
}

static bool same_issue(const desk_rows *r, size_t a, size_t b)
{
    static const size_t same[] = {I_FROM, I_TO, I_AS_OF, I_LANGUAGE, I_SIZE};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        if (!str_eq(desk_text_at(r, a, same[i]), desk_text_at(r, b, same[i]))) return false;
    return true;
}

/* An earlier report of the same days: this one corrects it. */
static bool corrects(const desk_rows *r, size_t end)
{
    for (size_t i = end; i < r->n; i++)
        if (str_eq(desk_text_at(r, i, I_FROM), desk_text_at(r, end - 1, I_FROM)) &&
            str_eq(desk_text_at(r, i, I_TO), desk_text_at(r, end - 1, I_TO)) &&
            str_eq(desk_text_at(r, i, I_LANGUAGE), desk_text_at(r, end - 1, I_LANGUAGE)))
            return true;
    return false;
}

static void put_issue(call *c, str mission, const desk_rows *r, size_t from, size_t end)
{
    buf *b = &c->p->body;
    size_t first = end - 1; /* newest first: the last line is the first that was issued */
    str days = arena_printf(c->a, STR_FMT " / " STR_FMT,
                            STR_ARG(str_upto(desk_text_at(r, first, I_FROM), 10)),
                            STR_ARG(str_upto(desk_text_at(r, first, I_TO), 10)));
    buf_z(b, "<entry>\n");
    element(b, "title",
            arena_printf(c->a, "%s " STR_FMT " (" STR_FMT ")",
                         corrects(r, end) ? say(c, N_("Corrected report"))
                                          : say(c, N_("Report issued")),
                         STR_ARG(days), STR_ARG(desk_text_at(r, first, I_LANGUAGE))));
    element(b, "id",
            arena_printf(c->a, "urn:truce:" STR_FMT ":" STR_FMT, STR_ARG(mission),
                         STR_ARG(desk_text_at(r, first, I_ENTRY))));
    element(b, "updated", desk_text_at(r, from, I_AT));
    buf_z(b, "<author>");
    element(b, "name",
            desk_text_at(r, first, I_BY).len ? desk_text_at(r, first, I_BY) : c->s->title);
    buf_z(b, "</author>\n");
    buf_z(b, "<link rel=\"alternate\" type=\"text/html\" href=\"");
    html_attr(b, c->s->origin);
    buf_z(b, "/reports\"/>\n<summary>");
    html_text(b, str_of(say(c, N_("Entries considered"))));
    buf_z(b, ": ");
    html_text(b, desk_text_at(r, first, I_SIZE));
    buf_z(b, "; ");
    for (size_t i = end; i-- > from;) {
        html_text(b, desk_text_at(r, i, I_FORM));
        if (i > from) buf_z(b, ", ");
    }
    buf_z(b, "</summary>\n</entry>\n");
}

void show_atom(call *c)
{
    buf *b = &c->p->body;
    desk_rows r = {0};
    str said = {0}, mission = mission_id(c);
    truce_code code = act_issued(c, &r, &said);
    if (code != TRUCE_OK) {
        page_failed(c, code, said);
        return;
    }
    c->p->type = "application/atom+xml; charset=utf-8";
    buf_f(b,
          "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" "
          "xml:lang=\"" STR_FMT "\">\n",
          STR_ARG(c->language));
    element(b, "title", c->s->title);
    element(b, "id", arena_printf(c->a, "urn:truce:" STR_FMT ":reports", STR_ARG(mission)));
    element(b, "updated", r.n ? desk_text_at(&r, 0, I_AT) : STR("1970-01-01T00:00:00Z"));
    buf_z(b, "<link rel=\"self\" type=\"application/atom+xml\" href=\"");
    html_attr(b, c->s->origin);
    buf_z(b, "/reports.atom\"/>\n");
    for (size_t i = 0; i < r.n;) {
        size_t end = i + 1;
        while (end < r.n && same_issue(&r, i, end))
            end++;
        put_issue(c, mission, &r, i, end);
        i = end;
    }
    buf_z(b, "</feed>\n");
}

/* ---- OpenAPI: made of the table of routes */

/* "/incidents/:id/ask" as "/incidents/{id}/ask". */
static void put_path(call *c, const char *path)
{
    buf b;
    buf_init(&b, 1024);
    for (const char *z = path; *z; z++) {
        if (*z != ':') {
            buf_c(&b, *z);
            continue;
        }
        buf_c(&b, '{');
        while (z[1] && z[1] != '/')
            buf_c(&b, *++z);
        buf_c(&b, '}');
    }
    buf_c(&b, 0);
    jw_key(&c->j, buf_err(&b) == TR_OK ? b.ptr : path);
    buf_absorb(&c->p->body, &b);
}

static void put_one_parameter(call *c, str name, bool in_path)
{
    json_writer *w = &c->j;
    jw_open(w, '{');
    jw_kv(w, "name", name);
    jw_kz(w, "in", in_path ? "path" : "query");
    jw_key(w, "required");
    jw_raw(w, in_path ? STR("true") : STR("false"));
    jw_key(w, "schema");
    jw_open(w, '{');
    jw_kz(w, "type", "string");
    jw_close(w, '}');
    jw_close(w, '}');
}

static void put_parameters(call *c, const char *path)
{
    static const char *const of_items[] = {"bbox", "datetime", "limit", "offset", "f"};
    const char *colon = strchr(path, ':');
    bool items = str_ends(str_of(path), "/items");
    if (!colon && !items) return;
    jw_key(&c->j, "parameters");
    jw_open(&c->j, '[');
    if (colon) {
        str name = str_of(colon + 1);
        put_one_parameter(c, str_upto(name, str_find(name, '/')), true);
    }
    for (size_t i = 0; items && i < sizeof of_items / sizeof *of_items; i++)
        put_one_parameter(c, str_of(of_items[i]), false);
    jw_close(&c->j, ']');
}

static void put_security(call *c, const route *r)
{
    json_writer *w = &c->j;
    jw_key(w, "security");
    jw_open(w, '[');
    static const char *const schemes[] = {"session", "key", "bearer"};
    for (size_t i = 0; !r->nobody && i < (r->program ? 3u : 1u); i++) {
        jw_open(w, '{');
        jw_key(w, schemes[i]);
        jw_open(w, '[');
        jw_close(w, ']');
        jw_close(w, '}');
    }
    jw_close(w, ']');
    jw_key(w, "x-roles");
    jw_open(w, '[');
    for (int k = 0; k < ROLE__N; k++)
        if (r->nobody || (r->roles >> k & 1)) jw_str(w, str_of(role_word((role)k)));
    jw_close(w, ']');
}

static void put_answer(call *c, const char *status, const char *says)
{
    jw_key(&c->j, status);
    jw_open(&c->j, '{');
    jw_kz(&c->j, "description", says);
    jw_close(&c->j, '}');
}

static void put_operation(call *c, const route *r)
{
    json_writer *w = &c->j;
    jw_key(w, r->post ? "post" : "get");
    jw_open(w, '{');
    put_parameters(c, r->path);
    put_security(c, r);
    if (r->post) {
        jw_key(w, "requestBody");
        jw_open(w, '{');
        jw_key(w, "content");
        jw_open(w, '{');
        jw_key(w, "application/x-www-form-urlencoded");
        jw_open(w, '{');
        jw_key(w, "schema");
        jw_open(w, '{');
        jw_kz(w, "type", "object");
        jw_close(w, '}');
        jw_close(w, '}');
        jw_close(w, '}');
        jw_close(w, '}');
    }
    jw_key(w, "responses");
    jw_open(w, '{');
    if (r->post)
        put_answer(c, "303", "done: the page to look at next");
    else
        put_answer(c, "200", "the page; with .json behind the path, its data");
    put_answer(c, r->post ? "422" : "404",
               r->post ? "refused, with the reason" : "nothing is there");
    if (!r->nobody) put_answer(c, "403", "the role does not do this");
    jw_close(w, '}');
    jw_close(w, '}');
}

static void put_schemes(call *c)
{
    json_writer *w = &c->j;
    jw_key(w, "components");
    jw_open(w, '{');
    jw_key(w, "securitySchemes");
    jw_open(w, '{');
    jw_key(w, "session");
    jw_open(w, '{');
    jw_kz(w, "type", "apiKey");
    jw_kz(w, "in", "cookie");
    jw_kz(w, "name", "__Host-desk");
    jw_close(w, '}');
    jw_key(w, "key");
    jw_open(w, '{');
    jw_kz(w, "type", "http");
    jw_kz(w, "scheme", "basic");
    jw_kz(w, "description", "any name, and a reading key as the passphrase");
    jw_close(w, '}');
    jw_key(w, "bearer");
    jw_open(w, '{');
    jw_kz(w, "type", "http");
    jw_kz(w, "scheme", "bearer");
    jw_kz(w, "description", "a reading key");
    jw_close(w, '}');
    jw_close(w, '}');
    jw_close(w, '}');
}

static bool path_before(size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(routes[k].path, routes[i].path) == 0) return true;
    return false;
}

void show_openapi(call *c)
{
    json_writer *w = &c->j;
    open_begin(c, "application/vnd.oai.openapi+json;version=3.0");
    jw_kz(w, "openapi", "3.0.3");
    jw_key(w, "info");
    jw_open(w, '{');
    jw_kv(w, "title", c->s->title);
    jw_kz(w, "version", truce_version());
    jw_kz(w, "description", "The desk of a mission. Forms are those of its pages.");
    jw_close(w, '}');
    jw_key(w, "servers");
    jw_open(w, '[');
    jw_open(w, '{');
    jw_kv(w, "url", c->s->origin);
    jw_close(w, '}');
    jw_close(w, ']');
    jw_key(w, "paths");
    jw_open(w, '{');
    for (size_t i = 0; i < n_routes; i++) {
        if (path_before(i)) continue;
        put_path(c, routes[i].path);
        jw_open(w, '{');
        for (size_t k = i; k < n_routes; k++)
            if (strcmp(routes[k].path, routes[i].path) == 0) put_operation(c, &routes[k]);
        jw_close(w, '}');
    }
    jw_close(w, '}');
    put_schemes(c);
    open_end(c);
}
