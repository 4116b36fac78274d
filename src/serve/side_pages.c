/* What the sides said, replies, people, the record. */
#include "serve/acts.h"
#include "serve/routes.h"

#include <ctype.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Sides in their declared order, then others. */
#define DECLARED "coalesce((SELECT p.position FROM party p WHERE p.id = side), 1000000), side, "

/* ---- What the sides said */

/* ---- A claim that somebody types, or a table that they paste */

/* Columns of claims (docs/formats/claims.md) that a form has. */
static const field claim_fields[] = {
    {.name = "claimant", .label = N_("Who said it"), .needed = true},
    {.name = "page_url", .label = N_("Where it was published: an address, or words")},
    {.name = "page_date",
     .label = N_("Day on which it was published"),
     .hint = N_("As 2025-04-01."),
     .needed = true},
    {.name = "event_date_stated",
     .label = N_("Day of the event, as stated"),
     .hint = N_("As 2025-04-01, or two with / between; empty: none is stated.")},
    {.name = "event_time_stated", .label = N_("Time of the event, as stated")},
    {.name = "tz_basis",
     .label = N_("Time zone of that time"),
     .hint = N_("Such as Europe/Vienna; empty: not stated.")},
    {.name = "region_as_written", .label = N_("Region, as written")},
    {.name = "place_as_written", .label = N_("Place, as written")},
    {.name = "facility_as_written", .label = N_("What was hit or aimed at, as written")},
    {.name = "alleged_actor", .label = N_("Of whom it is said")},
    {.name = "effect", .label = N_("Effect, as written")},
    {.name = "note", .label = N_("Remark")}};
enum { N_CLAIM_FIELDS = sizeof claim_fields / sizeof *claim_fields };

static void claim_form(call *c)
{
    static const char *const kinds[] = {"attack", "attempt_intercepted", "statement_of_no_attack"};
    size_t n = 0;
    const char **sides;
    if (c->q->json || !call_may(c, true, "/sides")) return;
    sides = page_choices(c, "SELECT id FROM party ORDER BY position", &n);
    if (!sides) return;
    folded(c, N_("Enter a claim"));
    page_say(c, N_("One event as one page states it, in its words. It becomes a file of the "
                   "record, with your name in its remark."));
    form_begin(c, "/sides", (str){0}, NULL);
    form_must_choose(c, "claimant_side", N_("Side that says it"), sides, n);
    form_must_choose(c, "kind", N_("Kind"), kinds, sizeof kinds / sizeof *kinds);
    for (size_t i = 0; i < N_CLAIM_FIELDS; i++)
        form_field(c, &claim_fields[i]);
    form_end(c, N_("Enter it"));
    form_begin(c, "/sides", (str){0}, NULL);
    form_field(c, &(field){.name = "table",
                           .label = N_("Or paste a table of claims"),
                           .hint = N_("With the names of columns in its first line, as "
                                      "docs/formats/claims.md has them; all of it is taken, or "
                                      "nothing."),
                           .kind = FIELD_LINES,
                           .needed = true});
    form_end(c, N_("Enter the table"));
    buf_z(&c->p->body, "</details>\n");
}

static bool is_party(call *c, str side)
{
    desk_rows r;
    truce_value v = desk_text(side);
    return desk_query(c->s->d, "SELECT 1 FROM party WHERE id = ?1", &v, 1, c->a, &r) == TRUCE_OK &&
           r.n == 1;
}

static void put_csv(buf *b, str s)
{
    buf_c(b, '"');
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '"') buf_c(b, '"');
        buf_c(b, s.ptr[i]);
    }
    buf_c(b, '"');
}

static bool is_day(const char *name)
{
    return strcmp(name, "page_date") == 0 || strcmp(name, "event_date_stated") == 0;
}

/* A row of its own, with an id that nobody else's has. */
static void write_claim(call *c, const char *id, buf *b)
{
    static const char *const first[] = {"claimant_side", "kind"};
    buf_z(b, "row_id,page_id,claimant_side,kind");
    for (size_t i = 0; i < N_CLAIM_FIELDS; i++)
        buf_f(b, ",%s", claim_fields[i].name);
    buf_f(b, "\nT-%s,T-%s", id, id);
    for (size_t i = 0; i < sizeof first / sizeof *first; i++) {
        buf_c(b, ',');
        put_csv(b, call_form(c, first[i]));
    }
    for (size_t i = 0; i < N_CLAIM_FIELDS; i++) {
        str v = call_form(c, claim_fields[i].name);
        buf_c(b, ',');
        if (strcmp(claim_fields[i].name, "note") == 0)
            v = arena_printf(c->a, STR_FMT "%sentered by " STR_FMT, STR_ARG(v), v.len ? "; " : "",
                             STR_ARG(c->in->who.name));
        put_csv(b, is_day(claim_fields[i].name) ? page_iso_day(v, c->a) : v);
    }
    buf_c(b, '\n');
}

static bool write_file(const char *folder, const char *path, str bytes)
{
    if (mkdir(folder, 0700) != 0) return false;
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool good = fd >= 0;
    for (size_t at = 0; good && at < bytes.len;) {
        ssize_t n = write(fd, bytes.ptr + at, bytes.len - at);
        good = n > 0;
        if (good) at += (size_t)n;
    }
    if (fd >= 0) good = close(fd) == 0 && good;
    return good;
}

void do_claim(call *c)
{
    unsigned char bytes[4];
    char id[2 * sizeof bytes + 1];
    buf b;
    str table = call_form(c, "table");
    if (!table.len && !is_party(c, call_form(c, "claimant_side"))) {
        page_refuse(c, 422, N_("Choose a side."));
        return;
    }
    randombytes_buf(bytes, sizeof bytes);
    (void)sodium_bin2hex(id, sizeof id, bytes, sizeof bytes);
    str folder = arena_printf(c->a, "%s/desk/incoming/%s", desk_folder(c->s->d), id),
        path = arena_printf(c->a, STR_FMT "/%s-claims.csv", STR_ARG(folder),
                            table.len ? "pasted" : "entered");
    buf_init(&b, 2 << 20);
    if (table.len)
        buf_s(&b, table);
    else
        write_claim(c, id, &b);
    if (!folder.ptr || !path.ptr || buf_err(&b) != TR_OK ||
        !write_file(folder.ptr, path.ptr, buf_str(&b))) {
        page_refuse(c, 500, N_("It could not be kept; try again."));
    } else {
        act x = {.what = DO_IMPORT, .word = "claims", .item = path};
        act_set(&x, "received", STR("page_date"));
        act_set(&x, "whole", STR("yes"));
        act_do(c, &x, "/sides", (str){0});
    }
    buf_free(&b);
    if (path.ptr) (void)unlink(path.ptr);
    if (folder.ptr) (void)rmdir(folder.ptr);
}

void show_sides(call *c)
{
    static const page_column totals[] = {{"id", N_("Figure"), CELL_TEXT, NULL},
                                         {"side", N_("Side"), CELL_TEXT, NULL},
                                         {"claimant", N_("Who said it"), CELL_TEXT, NULL},
                                         {"from", N_("From"), CELL_TEXT, NULL},
                                         {"to", N_("To"), CELL_TEXT, NULL},
                                         {"count", N_("Count"), CELL_NUMBER, NULL},
                                         {"bound", N_("Exact or at least"), CELL_KNOWN, NULL},
                                         {"unit", N_("Unit"), CELL_TEXT, NULL}},
                             flags[] = {{"check", N_("Check"), CELL_TEXT, NULL},
                                        {"id", N_("Figure or claim"), CELL_TEXT, NULL},
                                        {"side", N_("Side"), CELL_TEXT, NULL},
                                        {"words", N_("What it says"), CELL_TEXT, NULL}},
                             claims[] = {{"id", N_("Claim"), CELL_TEXT, NULL},
                                         {"incident", N_("Incident"), CELL_LINK, "/incidents/"},
                                         {"side", N_("Side"), CELL_TEXT, NULL},
                                         {"claimant", N_("Who said it"), CELL_TEXT, NULL},
                                         {"from", N_("From"), CELL_WHEN, NULL},
                                         {"place", N_("Place"), CELL_TEXT, NULL},
                                         {"source", N_("Source"), CELL_TEXT, NULL}};
    desk_rows a, b, d;
    page_begin(c, N_("What the sides said"));
    page_say(c, N_("A figure of a side is that side's claim. Nothing is added across sides."));
    if (!page_ask_first(
            c, 2000,
            "SELECT id, side, claimant, period_start, period_end, count, bound, unit FROM total "
            "ORDER BY " DECLARED "id",
            NULL, 0, &a) ||
        !page_ask_first(
            c, 2000,
            "SELECT 'C' || check_no, id, side, words FROM flag ORDER BY check_no, " DECLARED "id",
            NULL, 0, &b) ||
        !page_ask_first(
            c, 500,
            "SELECT id, incident, side, claimant, from_usec, place, url FROM claim ORDER BY "
            "from_usec DESC, id",
            NULL, 0, &d))
        return;
    PAGE_TABLE(c, "totals", N_("Figures that somebody stated."), N_("Nobody stated a figure."),
               totals, &a);
    PAGE_TABLE(c, "checks", N_("Checks of what each side said against itself."),
               N_("No check raised a flag."), flags, &b);
    PAGE_TABLE(c, "claims", N_("Claims of single events, newest first."),
               N_("Nobody claimed a single event."), claims, &d);
    claim_form(c);
    page_end(c);
}

/* ---- Replies */

static const char asked_sql[] = "SELECT a.entry, a.party, a.item, a.words, a.until, CASE WHEN "
                                "EXISTS (SELECT 1 FROM reply b WHERE "
                                "b.item = a.item AND b.party = a.party AND b.act <> 'ask' AND "
                                "b.entry > a.entry) THEN 0 ELSE 1 END, i.from_usec, "
                                "i.place, i.category FROM reply a LEFT JOIN incident i ON i.id = "
                                "a.item WHERE a.act = 'ask' AND (?1 = '' OR a.party = ?1) "
                                "ORDER BY a.entry DESC";
static const char answered_sql[] =
    "SELECT entry, party, item, act, words, by_name FROM reply WHERE act <> 'ask' AND (?1 = '' OR "
    "party = ?1) ORDER BY entry DESC";

static void reply_form(call *c, const desk_rows *r, size_t i)
{
    bool liaison = call_may(c, true, "/replies"), silence = call_may(c, true, "/replies/silence");
    const truce_value *item = desk_cell(r, i, 2), *party = desk_cell(r, i, 1);
    bool awaited = desk_cell(r, i, 5)->integer == 1;
    if ((!awaited && !liaison) || (!liaison && !silence)) return;
    /* Whose, of what, and what was asked: one of several forms on a page. */
    str about =
        arena_printf(c->a, STR_FMT ", " STR_FMT ": " STR_FMT, STR_ARG(desk_text_at(r, i, 1)),
                     STR_ARG(desk_text_at(r, i, 2)), STR_ARG(desk_text_at(r, i, 3)));
    if (liaison && awaited) {
        page_text(c, "about", about);
    } else { /* two steps: it is an entry that nobody takes back, or one more to an answer */
        buf_z(&c->p->body, "<details><summary>");
        if (liaison) {
            html_text(&c->p->body, str_of(catalogue_say(c->words, N_("Add to what came back"))));
            buf_z(&c->p->body, ". ");
        }
        html_text(&c->p->body, about);
        buf_z(&c->p->body, "</summary>");
    }
    if (liaison)
        form_begin_with_files(c, "/replies");
    else
        form_begin(c, "/replies/silence", (str){0}, NULL);
    form_field(c, &(field){.name = "item",
                           .kind = FIELD_HIDDEN,
                           .value = {item->text.bytes, item->text.length}});
    form_field(c, &(field){.name = "party",
                           .kind = FIELD_HIDDEN,
                           .value = {party->text.bytes, party->text.length}});
    if (liaison) {
        form_field(c, &(field){.name = "words",
                               .label = N_("Your side's answer"),
                               .kind = FIELD_LINES,
                               .needed = true});
        form_field(c, &(field){.name = "source", .label = N_("Source")});
        form_field(c, &(field){.name = "attach",
                               .label = N_("Papers that belong to it"),
                               .hint = N_("Up to 8 files, 64 MB together."),
                               .kind = FIELD_FILES});
    }
    form_end(c, liaison ? N_("Answer") : N_("Record that no answer came"));
    if (!liaison || !awaited) buf_z(&c->p->body, "</details>\n");
}

void show_replies(call *c)
{
    static const page_column asked[] = {{"entry", N_("Entry"), CELL_NUMBER, NULL},
                                        {"party", N_("Side"), CELL_TEXT, NULL},
                                        {"item", N_("Item"), CELL_TEXT, NULL},
                                        {"words", N_("What is asked"), CELL_TEXT, NULL},
                                        {"until", N_("Until"), CELL_TEXT, NULL},
                                        {"open", N_("Awaited"), CELL_YES, NULL},
                                        {"from", N_("From"), CELL_WHEN, NULL},
                                        {"place", N_("Place"), CELL_TEXT, NULL},
                                        {"category", N_("Category"), CELL_KNOWN, NULL}},
                             answered[] = {{"entry", N_("Entry"), CELL_NUMBER, NULL},
                                           {"party", N_("Side"), CELL_TEXT, NULL},
                                           {"item", N_("Item"), CELL_TEXT, NULL},
                                           {"act", N_("What"), CELL_KNOWN, NULL},
                                           {"words", N_("Words"), CELL_TEXT, NULL},
                                           {"by", N_("Recorded by"), CELL_TEXT, NULL}};
    desk_rows a, b;
    truce_value side = desk_text(c->in->who.side); /* of a liaison: no other side's */
    page_begin(c, N_("Replies"));
    if (!page_ask_first(c, 500, asked_sql, &side, 1, &a) ||
        !page_ask_first(c, 500, answered_sql, &side, 1, &b))
        return;
    PAGE_TABLE(c, "asked", N_("Questions to the sides, newest first."), N_("Nothing was asked."),
               asked, &a);
    for (size_t i = 0; i < a.n && !c->q->json; i++)
        reply_form(c, &a, i);
    PAGE_TABLE(c, "answered", N_("What came back, newest first."), N_("Nothing came back yet."),
               answered, &b);
    if (call_may(c, false, "/originals/x") &&
        !tell_files(c, "files", N_("Files that came with them, newest first."),
                    "SELECT a.words FROM attachment a JOIN reply r ON r.entry = a.entry WHERE ?1 = "
                    "'' OR r.party = ?1 ORDER BY a.entry DESC, a.position",
                    &side))
        return;
    page_end(c);
}

void do_reply(call *c)
{
    static const char *const names[] = {"words", "source", NULL};
    act x = act_of(c, DO_REPLY);
    desk_rows r;
    truce_value v[] = {desk_text(c->in->who.side), desk_text(call_form(c, "item"))};
    if (desk_query(c->s->d, "SELECT 1 FROM reply WHERE act = 'ask' AND party = ?1 AND item = ?2", v,
                   2, c->a, &r) != TRUCE_OK ||
        r.n == 0) {
        page_refuse(c, 404, N_("Your side was not asked about this."));
        return;
    }
    x.word = "answer";
    x.item = call_form(c, "item");
    act_set(&x, "party", c->in->who.side);
    act_from_form(c, &x, names);
    for (size_t i = 0; i < c->q->n_files; i++)
        act_set(&x, "attach", c->q->files[i].path);
    act_do(c, &x, "/replies", (str){0});
}

void do_silence(call *c)
{
    static const char *const names[] = {"party", NULL};
    act x = act_of(c, DO_REPLY);
    x.word = "silence";
    x.item = call_form(c, "item");
    act_from_form(c, &x, names);
    act_do(c, &x, "/replies", (str){0});
}

/* ---- People */

static void people_form(call *c)
{
    const char *role_words[ROLE__N];
    for (int k = 0; k < ROLE__N; k++)
        role_words[k] = role_word((role)k);
    size_t n_parties = 0, n_sides = 0;
    const char **parties = page_choices(c, "SELECT id FROM party ORDER BY position", &n_parties);
    const char **sides = parties ? arena_alloc_n(c->a, n_parties + 1, sizeof *sides) : NULL;
    if (!sides) {
        page_say(c, N_("Accounts cannot be read now; try again."));
        return;
    }
    sides[n_sides++] = "";
    for (size_t k = 0; k < n_parties; k++)
        sides[n_sides++] = parties[k];
    page_heading(c, "add", N_("Add a person, or give a new link"));
    page_say(c, N_("The link works once, for two days. A person who has one already loses the "
                   "passphrase and all sessions."));
    form_begin(c, "/people", (str){0}, NULL);
    form_field(
        c,
        &(field){.name = "name", .label = N_("Name, as it stands in the record"), .needed = true});
    form_choice(c, "role", N_("Role"), role_words, ROLE__N, (str){0});
    form_choice_or(c, "side", N_("Side, of a liaison"), sides, n_sides, (str){0},
                   N_("none: the role is another"));
    form_end(c, N_("Make the link"));
}

static const char *second_word(const person *p)
{
    return p->has_second ? N_("kept") : p->second_asked ? N_("asked for") : N_("none");
}

static void people_row(call *c, const person *p)
{
    if (c->q->json) {
        jw_open(&c->j, '{');
        jw_kv(&c->j, "name", p->name);
        jw_kz(&c->j, "role", role_word(p->role));
        if (p->side.len) jw_kv(&c->j, "side", p->side);
        jw_key(&c->j, "active");
        jw_raw(&c->j, p->active ? STR("true") : STR("false"));
        jw_kz(&c->j, "second_factor", second_word(p));
        jw_close(&c->j, '}');
        return;
    }
    doc_open(&c->w, DOC_ROW, (doc_info){0});
    doc_open(&c->w, DOC_CELL, (doc_info){.head = true});
    doc_text(&c->w, p->name);
    doc_close(&c->w, DOC_CELL);
    doc_cell_say(&c->w, role_word(p->role));
    doc_cell_say(&c->w, role_says(p->role));
    doc_cell_or_not(&c->w, p->side);
    doc_cell_say(&c->w, !p->active          ? N_("closed")
                        : p->has_passphrase ? N_("open")
                                            : N_("waits for its first passphrase"));
    doc_cell_say(&c->w, second_word(p));
    doc_open(&c->w, DOC_CELL, (doc_info){0});
    if (!str_eq(p->name, c->in->who.name)) {
        form_begin(c, "/people/", p->name, "/active");
        form_field(c, &(field){.name = "active",
                               .kind = FIELD_HIDDEN,
                               .value = p->active ? STR("no") : STR("yes")});
        form_end(c, p->active ? N_("Close") : N_("Open"));
    }
    form_begin(c, "/people/", p->name, "/second");
    form_field(c, &(field){.name = "asked",
                           .kind = FIELD_HIDDEN,
                           .value = p->second_asked ? STR("no") : STR("yes")});
    form_end(c, p->second_asked ? N_("Ask for no second factor") : N_("Ask for a second factor"));
    doc_close(&c->w, DOC_CELL);
    doc_close(&c->w, DOC_ROW);
}

static void people_page(call *c, const char *token)
{
    static const doc_column columns[] = {
        HEAD(N_("Name")),  HEAD(N_("Role")),    HEAD(N_("What the role does")),
        HEAD(N_("Side")),  HEAD(N_("Account")), HEAD(N_("Second factor")),
        HEAD(N_("Change"))};
    person *p = NULL;
    size_t n = 0;
    page_begin(c, N_("People"));
    if (people_list(c->s->p, c->a, &p, &n) != PEOPLE_OK) {
        page_refuse(c, 500, N_("Accounts cannot be read now; try again."));
        return;
    }
    if (token) {
        page_say(c, N_("Give this link to the person, by a way that nobody else reads:"));
        page_text(c, "link",
                  arena_printf(c->a, STR_FMT "/welcome?token=%s", STR_ARG(c->s->origin), token));
    }
    if (c->q->json) {
        jw_key(&c->j, "people");
        jw_open(&c->j, '[');
    } else {
        doc_table(&c->w, "people",
                  N_("Everybody with an account. Acts stay in the name of who did them."), columns,
                  7);
    }
    for (size_t i = 0; i < n; i++)
        people_row(c, &p[i]);
    if (c->q->json)
        jw_close(&c->j, ']');
    else
        doc_close(&c->w, DOC_TABLE);
    people_form(c);
    page_end(c);
}

void show_people(call *c)
{
    people_page(c, NULL);
}

/* The record has a key of this person under another spelling: the new one could not be entered. */
static bool is_written_otherwise(call *c, str name)
{
    desk_rows r;
    truce_value v = desk_text(name);
    return desk_query(c->s->d, "SELECT 1 FROM person WHERE lower(name) = lower(?1) AND name <> ?1",
                      &v, 1, c->a, &r) == TRUCE_OK &&
           r.n > 0;
}

static bool has_passphrase(call *c, str name)
{
    person *p = NULL;
    size_t n = 0;
    bool has = false;
    if (people_list(c->s->p, c->a, &p, &n) != PEOPLE_OK) return true; /* rather ask once more */
    for (size_t i = 0; i < n; i++)
        has = has || (p[i].has_passphrase && str_eq(p[i].name, str_trim(name)));
    return has;
}

/* A new link ends what a person comes in by: nobody does that by a name that they had forgotten. */
static void ask_whether_anew(call *c)
{
    static const char *const fields[] = {"name", "role", "side"};
    c->p->status = 422;
    page_begin(c, N_("Not done"));
    if (c->q->json) jw_kz(&c->j, "error", "the person has an account: again=yes gives a new link");
    if (!c->q->json) {
        doc_open(&c->w, DOC_PARAGRAPH, (doc_info){0});
        doc_say(&c->w,
                N_("{name} has an account. A new link ends the passphrase and all sessions "
                   "of it, and gives it the role chosen now."),
                A_TEXT("name", call_form(c, "name")));
        doc_close(&c->w, DOC_PARAGRAPH);
    }
    form_begin(c, "/people", (str){0}, NULL);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        form_field(
            c, &(field){.name = fields[i], .kind = FIELD_HIDDEN, .value = call_form(c, fields[i])});
    form_field(c, &(field){.name = "again", .kind = FIELD_HIDDEN, .value = STR("yes")});
    form_end(c, N_("Make the new link"));
    page_end(c);
}

void do_invite(call *c)
{
    char token[TOKEN_CHARS + 1];
    role r;
    str side = call_form(c, "side");
    if (!role_from(call_form(c, "role"), &r) || (side.len && !is_party(c, side))) {
        page_refuse(c, 422, N_("The role is none, or the agreement has no party of this id."));
        return;
    }
    if (is_written_otherwise(c, call_form(c, "name"))) {
        page_refuse(c, 422,
                    N_("Somebody has nearly this name: write it as it stands in the list, or "
                       "choose another."));
        return;
    }
    if (!str_is(call_form(c, "again"), "yes") && has_passphrase(c, call_form(c, "name"))) {
        ask_whether_anew(c);
        return;
    }
    people_code e =
        people_invite(c->s->p, call_form(c, "name"), r, side, c->in->who.name, desk_now(), token);
    http_renew(c->s->server);
    if (e == PEOPLE_OK)
        people_page(c, token);
    else
        page_refuse(
            c, e == PEOPLE_FAILED ? 500 : 422,
            e == PEOPLE_TAKEN ? N_("Somebody has nearly this name: write it as it stands in the "
                                   "list, or choose another.")
            : e == PEOPLE_BAD
                ? N_("A name has 1 to 80 characters; a liaison has a side, and nobody else does.")
                : N_("It could not be kept; try again."));
}

void do_ask_second(call *c)
{
    people_code e = people_ask_second(c->s->p, c->part, str_is(call_form(c, "asked"), "yes"));
    http_renew(c->s->server);
    if (e == PEOPLE_OK)
        page_go(c, "/people", (str){0});
    else
        page_refuse(c, e == PEOPLE_NO ? 404 : 500, N_("Nobody has this name."));
}

void do_active(call *c)
{
    if (str_eq(c->part, c->in->who.name)) {
        page_refuse(c, 422, N_("Nobody closes the account they are using."));
        return;
    }
    people_code e = people_set_active(c->s->p, c->part, str_is(call_form(c, "active"), "yes"));
    http_renew(c->s->server);
    if (e == PEOPLE_OK)
        page_go(c, "/people", (str){0});
    else
        page_refuse(c, e == PEOPLE_NO ? 404 : 500, N_("Nobody has this name."));
}

/* ---- The record */

/* Reports that were issued are entries too, of which the index holds nothing. */
static int64_t entries_of(call *c)
{
    int64_t n = desk_entries(c->s->d), last = -1;
    desk_rows r;
    str said;
    if (act_issued(c, &r, &said) == TRUCE_OK && r.n)
        (void)str_to_i64(desk_text_at(&r, 0, I_ENTRY), 0, INT64_MAX - 1, &last);
    return last + 1 > n ? last + 1 : n;
}

/* The engine's findings, a paragraph each; most come in English. */
static void tell_findings(call *c, str said)
{
    str line;
    if (c->q->json) {
        jw_kv(&c->j, "verify", said);
        return;
    }
    while (said.len && str_cut(&said, '\n', &line)) {
        str says = refusal_says(c, line);
        if (line.len == 0) continue;
        buf_f(&c->p->body, "<p%s>", str_eq(says, line) ? " lang=\"en\"" : "");
        html_text(&c->p->body, says);
        buf_z(&c->p->body, "</p>\n");
    }
}

void show_record(call *c)
{
    static const page_column columns[] = {{"entry", N_("Entry"), CELL_NUMBER, NULL},
                                          {"at", N_("When"), CELL_WHEN, NULL},
                                          {"kind", N_("Kind"), CELL_TEXT, NULL},
                                          {"name", N_("File"), CELL_TEXT, NULL},
                                          {"received", N_("Received"), CELL_NUMBER, NULL},
                                          {"accepted", N_("Accepted"), CELL_NUMBER, NULL},
                                          {"duplicate", N_("Duplicate"), CELL_NUMBER, NULL},
                                          {"set_aside", N_("Set aside"), CELL_NUMBER, NULL}};
    static const page_column keys[] = {{"entry", N_("Entry"), CELL_NUMBER, NULL},
                                       {"at", N_("When"), CELL_WHEN, NULL},
                                       {"name", N_("Name"), CELL_TEXT, NULL},
                                       {"key", N_("Public key"), CELL_TEXT, NULL},
                                       {"at_desk", N_("Kept at a desk"), CELL_YES, NULL},
                                       {"by", N_("Added by"), CELL_TEXT, NULL}};
    desk_rows r = {0}, p = {0};
    str said = {0};
    act x = {.what = DO_VERIFY};
    page_begin(c, N_("Record"));
    if (!page_ask_first(
            c, 500,
            "SELECT entry, at_usec, kind, name, received, accepted, duplicate, set_aside "
            "FROM import ORDER BY entry DESC",
            NULL, 0, &r) ||
        !page_ask_first(
            c, 500,
            "SELECT entry, at_usec, name, key, at_desk, by_name FROM person ORDER BY entry DESC",
            NULL, 0, &p))
        return;
    if (!c->q->json)
        page_figure(c, "entries", N_("entries are in the record"), entries_of(c), NULL);
    PAGE_TABLE(
        c, "imports",
        N_("What was imported, newest first: every row is accepted, a repeat, or set aside."),
        N_("Nothing was imported."), columns, &r);
    PAGE_TABLE(c, "keys",
               N_("Keys by which people sign, newest first; of a name the newest counts. What is "
                  "done in a name "
                  "without a key is named, not signed."),
               N_("Nobody has a key: what is done is named, not signed."), keys, &p);
    if (str_is(call_query(c, "verify"), "yes")) {
        page_heading(c, "verify", N_("Verified now"));
        if (desk_read(c->s->d, act_run, &x, c->a, &said) != TRUCE_OK)
            said =
                said.len
                    ? said
                    : str_of(catalogue_say(c->words, N_("It cannot be verified now; try again.")));
        tell_findings(c, said);
    } else if (!c->q->json) {
        buf_f(&c->p->body, "<p><a href=\"/record?verify=yes#verify\">%s</a></p>\n",
              catalogue_say(c->words, N_("Verify the record now")));
    }
    if (!c->q->json && call_may(c, false, "/record/mission.tar"))
        buf_f(&c->p->body, "<p><a href=\"/record/mission.tar\" download>%s</a></p>\n",
              catalogue_say(c->words, N_("Take a copy of the mission's folder, without accounts")));
    page_end(c);
}

/* The folder that the copy has: the mission's id, where it can be the name of one. */
static const char *top_of(call *c)
{
    desk_rows r;
    if (!page_ask(c, "SELECT id FROM mission", NULL, 0, &r)) return NULL;
    str id = r.n ? desk_text_at(&r, 0, 0) : (str){0};
    bool plain = id.len > 0 && id.ptr[0] != '.';
    for (size_t i = 0; i < id.len; i++) {
        char x = id.ptr[i];
        plain = plain && (isalnum((unsigned char)x) || x == '-' || x == '_' || x == '.');
    }
    return arena_str(c->a, plain ? id : STR("mission")).ptr;
}

void show_folder(call *c)
{
    unsigned char bytes[8];
    char name[2 * sizeof bytes + 1];
    bool busy = false;
    randombytes_buf(bytes, sizeof bytes);
    (void)sodium_bin2hex(name, sizeof name, bytes, sizeof bytes);
    str to = arena_printf(c->a, "%s/desk/incoming/%s.tar", desk_folder(c->s->d), name);
    const char *top = top_of(c);
    if (c->p->status != 200) return;
    if (!to.ptr || !top || desk_pack(c->s->d, top, to.ptr, &busy) != TRUCE_OK) {
        page_refuse(c, busy ? 503 : 500, N_("It cannot be made now; try again."));
        return;
    }
    c->p->type = "application/x-tar";
    c->p->file = to;
    c->p->file_once = true;
    c->p->download = true;
}
