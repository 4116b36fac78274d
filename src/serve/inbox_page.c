/* The inbox: what came in and no incident was made of. Records that are picked become one incident,
 * join one that was made here, or are set aside, each with a reason. Claims are joined and parted
 * on the page of the incident that they allege. */
#include "serve/acts.h"
#include "serve/routes.h"

#include <string.h>

enum { MOST = 200 };

/* Coded incidents of these hours and, where both have positions, of this region: at most five.
 * How long the longest takes bounds how far back the index of times is looked through. */
#define NEAR(from, to, lat, lon)                                                                   \
    "coalesce((SELECT group_concat(k.id, ', ') FROM (SELECT id FROM incident k WHERE k.layer = "   \
    "'coded' "                                                                                     \
    "AND k.from_usec < " to " + 3600000000 AND k.to_usec > " from                                  \
    " - 3600000000 AND k.from_usec > " from " - 3600000000 - (SELECT max(to_usec - from_usec) "    \
    "FROM incident) AND (k.lat IS NULL OR " lat " IS NULL OR (abs(k.lat - " lat                    \
    ") < 0.5 AND abs(k.lon - " lon ") < 1)) ORDER BY id LIMIT 5) k), 'none')"

/* ---- The form */

static void put_picks(call *c, const desk_rows *r, size_t column, const char *prefix,
                      const char *legend)
{
    buf *b = &c->p->body;
    buf_z(b, "<fieldset><legend>");
    html_text(b, str_of(catalogue_say(c->words, legend)));
    buf_z(b, "</legend>");
    for (size_t i = 0; i < r->n; i++) {
        const truce_value *v = desk_cell(r, i, column);
        str id = v->kind == TRUCE_TEXT
                     ? (str){v->text.bytes, v->text.length}
                     : arena_printf(c->a, "%s%lld", prefix, (long long)v->integer);
        buf_z(b, "<label class=\"pick\"><input type=\"checkbox\" name=\"from\" value=\"");
        html_attr(b, id);
        buf_z(b, "\"> ");
        html_text(b, id);
        buf_z(b, "</label> ");
    }
    buf_z(b, "</fieldset>\n");
}

void inbox_form(call *c, const desk_rows *r, size_t column, const char *prefix)
{
    static const form_way ways[] = {{"/incidents", N_("Make one incident of them")},
                                    {"/inbox/join", N_("Join them to that incident")},
                                    {"/inbox/aside", N_("Set them aside")}};
    if (c->q->json || r->n == 0 || !call_may(c, true, "/incidents")) return;
    form_begin(c, "/incidents", (str){0}, NULL);
    put_picks(c, r, column, prefix, N_("Pick one or more"));
    form_field(c, &(field){.name = "reason", .label = N_("Why"), .needed = true});
    coding_lists(c);
    form_field(c, &(field){.name = "category",
                           .label = N_("Category of a new incident"),
                           .list = "categories"});
    form_field(c, &(field){.name = "act", .label = N_("Act of a new incident"), .list = "acts"});
    form_field(c, &(field){.name = "adm1", .label = N_("Region of a new incident")});
    form_field(c, &(field){.name = "state",
                           .label = N_("Recognised state of a new incident"),
                           .hint = N_("As the agreement writes it; one that it does not name is in "
                                      "no clause."),
                           .list = "states"});
    form_field(c, &(field){.name = "incident",
                           .label = N_("Incident to join"),
                           .hint = N_("The id of one that was made here, such as K-21.")});
    form_end_ways(c, ways, sizeof ways / sizeof *ways);
}

/* ---- What waits */

static bool tell_observations(call *c)
{
    static const page_column columns[] = {
        {"entry", N_("Observation"), CELL_LINK, "/observations/"},
        {"from", N_("From"), CELL_WHEN, NULL},
        {"by", N_("By"), CELL_TEXT, NULL},
        {"place", N_("Place"), CELL_TEXT, NULL},
        {"observation", N_("Observation"), CELL_TEXT, NULL},
        {"description", N_("Description"), CELL_TEXT, NULL},
        {"late", N_("Logged late"), CELL_YES, NULL},
        {"near", N_("Coded incidents of about these hours"), CELL_KNOWN, NULL}};
    desk_rows r;
    page_heading(c, "observations", N_("Observations"));
    if (!page_ask_first(c, MOST,
                        "SELECT entry, from_usec, by_name, place, observation, description, "
                        "late, " NEAR("o.from_usec", "o.to_usec", "CAST(nullif(o.lat, '') AS REAL)",
                                      "CAST(nullif(o.lon, '') AS REAL)") " FROM observation o "
                                                                         "WHERE " INBOX_OBSERVATION
                                                                         " ORDER BY entry DESC",
                        NULL, 0, &r))
        return false;
    PAGE_TABLE(c, "observations", N_("Observations of which no incident was made, newest first."),
               N_("Every observation has its incident, or was set aside."), columns, &r);
    inbox_form(c, &r, 0, "O-");
    return true;
}

static bool tell_claims(call *c)
{
    static const page_column columns[] = {
        {"incident", N_("Alleged incident"), CELL_LINK, "/incidents/"},
        {"from", N_("From"), CELL_WHEN, NULL},
        {"place", N_("Place"), CELL_TEXT, NULL},
        {"category", N_("Category"), CELL_KNOWN, NULL},
        {"claims", N_("Claims"), CELL_TEXT, NULL},
        {"near", N_("Coded incidents of about these hours"), CELL_KNOWN, NULL}};
    desk_rows r;
    page_heading(c, "claims", N_("Claims"));
    if (!page_ask_first(c, MOST,
                        "SELECT i.id, i.from_usec, i.place, i.category, (SELECT group_concat(m.id, "
                        "', ') FROM (SELECT id FROM claim WHERE incident = i.id ORDER BY id) "
                        "m), " NEAR("i.from_usec", "i.to_usec", "i.lat",
                                    "i.lon") " FROM incident "
                                             "i WHERE " INBOX_CLAIMS
                                             " ORDER BY i.from_usec DESC, i.id",
                        NULL, 0, &r))
        return false;
    PAGE_TABLE(c, "claims",
               N_("Incidents alleged in claims, of which no coded incident was made here, newest "
                  "first."),
               N_("Every claim has its incident, or was set aside."), columns, &r);
    inbox_form(c, &r, 0, "");
    return true;
}

/* A report is written ENTRY:ROW, or by its feed and its own id. */
static bool tell_reports(call *c)
{
    static const page_column columns[] = {
        {"record", N_("Report"), CELL_TEXT, NULL},
        {"from", N_("From"), CELL_WHEN, NULL},
        {"place", N_("Place"), CELL_TEXT, NULL},
        {"category", N_("Category"), CELL_TEXT, NULL},
        {"source", N_("Source"), CELL_TEXT, NULL},
        {"near", N_("Coded incidents of about these hours"), CELL_KNOWN, NULL}};
    desk_rows r;
    page_heading(c, "reports", N_("Reports of feeds"));
    if (!page_ask_first(
            c, MOST,
            "SELECT e.entry || ':' || e.record, e.from_usec, e.place, e.category, e.source, " NEAR(
                "e.from_usec", "e.to_usec", "e.lat",
                "e.lon") " FROM event e, mission s WHERE "
                         "(s.from_usec IS NULL OR e.to_usec > s.from_usec) AND (s.to_usec IS NULL "
                         "OR "
                         "e.from_usec < s.to_usec) AND NOT EXISTS (SELECT 1 FROM coded_from f "
                         "WHERE f.record IN "
                         "(e.entry || ':' || e.record, (SELECT kind FROM import WHERE import.entry "
                         "= e.entry) "
                         "|| ':' || e.id)) AND NOT EXISTS (SELECT 1 FROM aside x WHERE x.item = "
                         "e.entry || ':' "
                         "|| e.record) ORDER BY e.from_usec DESC, e.entry, e.record",
            NULL, 0, &r))
        return false;
    PAGE_TABLE(c, "reports",
               N_("Reports of feeds in the mission's period, of which no incident was made here, "
                  "newest first."),
               N_("No feed has a report that waits."), columns, &r);
    inbox_form(c, &r, 0, "");
    return true;
}

/* Sensors say that something was there, not what: an officer who looks into it logs an observation,
 * of which an incident can be made. */
static bool tell_sensors(call *c)
{
    static const page_column columns[] = {
        {"kind", N_("Kind"), CELL_KNOWN, NULL},   {"id", N_("Id"), CELL_TEXT, NULL},
        {"at", N_("From"), CELL_WHEN, NULL},      {"until", N_("To"), CELL_WHEN, NULL},
        {"name", N_("Site"), CELL_TEXT, NULL},    {"category", N_("Category"), CELL_KNOWN, NULL},
        {"lat", N_("Latitude"), CELL_TEXT, NULL}, {"lon", N_("Longitude"), CELL_TEXT, NULL}};
    desk_rows r;
    page_heading(c, "sensors", N_("What sensors tell"));
    if (!page_ask_first(
            c, MOST,
            "SELECT CASE kind WHEN 'silent' THEN 'ship silent' WHEN 'interference' THEN 'positions "
            "that jump' ELSE 'thermal anomaly' END, id, from_usec, to_usec, name, category, "
            "printf('%.5f', (south + north) / 2), printf('%.5f', (west + east) / 2) FROM outline "
            "WHERE kind IN ('anomaly', 'silent', 'interference') ORDER BY from_usec DESC, kind, "
            "nth",
            NULL, 0, &r))
        return false;
    PAGE_TABLE(c, "sensors",
               N_("Thermal anomalies at sites that are not known to be usual there, ships that "
                  "fell silent, places where positions jumped, newest first; where each was is on "
                  "the map. None is an incident by itself: whoever looks into one logs an "
                  "observation."),
               N_("No sensor tells anything of the kind."), columns, &r);
    return true;
}

static bool tell_aside(call *c)
{
    static const page_column columns[] = {
        {"record", N_("Id"), CELL_TEXT, NULL},       {"from", N_("From"), CELL_WHEN, NULL},
        {"place", N_("Place"), CELL_TEXT, NULL},     {"what", N_("What it is"), CELL_TEXT, NULL},
        {"at", N_("Set aside on"), CELL_WHEN, NULL}, {"by", N_("By"), CELL_TEXT, NULL},
        {"reason", N_("Reason"), CELL_TEXT, NULL}};
    desk_rows r;
    page_heading(c, "aside", N_("Set aside"));
    if (!page_ask_first(
            c, MOST,
            "SELECT a.item, coalesce(o.from_usec, m.from_usec, e.from_usec), coalesce(o.place, "
            "m.place, e.place), coalesce(o.observation, m.facility, e.category), a.at_usec, "
            "a.by_name, a.reason FROM aside a LEFT JOIN observation o ON a.item = 'O-' || o.entry "
            "LEFT JOIN claim m ON m.id = a.item LEFT JOIN event e ON e.entry = "
            "CAST(substr(a.item, 1, instr(a.item, ':') - 1) AS INTEGER) AND e.record = "
            "CAST(substr(a.item, instr(a.item, ':') + 1) AS INTEGER) AND instr(a.item, ':') > 0 "
            "ORDER BY a.entry DESC, a.item",
            NULL, 0, &r))
        return false;
    PAGE_TABLE(c, "aside", N_("Records of which no incident is to be made, newest first."),
               N_("Nothing was set aside."), columns, &r);
    if (c->q->json || r.n == 0 || !call_may(c, true, "/inbox/back")) return true;
    form_begin(c, "/inbox/back", (str){0}, NULL);
    put_picks(c, &r, 0, "", N_("Pick one or more"));
    form_field(c, &(field){.name = "reason", .label = N_("Why"), .needed = true});
    form_end(c, N_("Take them up again"));
    return true;
}

void show_inbox(call *c)
{
    page_begin(c, N_("Inbox"));
    if (tell_observations(c) && tell_claims(c) && tell_reports(c) && tell_sensors(c) &&
        tell_aside(c))
        page_end(c);
}

/* ---- Acts */

typedef VEC(const char *) id_vec;

/* Of an alleged incident its claims, else the id itself. */
static bool expand(call *c, str id, id_vec *out)
{
    desk_rows r;
    truce_value v = desk_text(id);
    if (!page_ask(c,
                  "SELECT m.id FROM claim m JOIN incident i ON i.id = m.incident AND i.layer = "
                  "'alleged' WHERE m.incident = ?1 ORDER BY m.id",
                  &v, 1, &r))
        return false;
    for (size_t i = 0; i < r.n || (i == 0 && r.n == 0); i++) {
        const char **slot = VEC_PUSH(c->a, out);
        str s = arena_str(c->a, r.n ? desk_text_at(&r, i, 0) : id); /* with a NUL behind it */
        if (!slot || !s.ptr) {
            page_refuse(c, 500, N_("It could not be kept; try again."));
            return false;
        }
        *slot = s.ptr;
    }
    return true;
}

static bool picked(call *c, id_vec *out)
{
    for (size_t i = 0; i < c->q->n_form; i++) {
        str id = str_trim(c->q->form[i].value);
        if (str_is(c->q->form[i].name, "from") && id.len && !expand(c, id, out)) return false;
    }
    return true;
}

bool set_records(call *c, act *x)
{
    id_vec ids = {0};
    if (!picked(c, &ids)) return false;
    for (size_t i = 0; i < ids.n; i++)
        act_set(x, "from", str_of(ids.items[i]));
    return true;
}

static const char *const why[] = {"reason", NULL};

void do_make(call *c)
{
    act x = act_of(c, DO_CODE);
    int64_t entry = -1;
    x.word = "make";
    x.figures[0] = (act_figure){"entry", &entry};
    if (!set_records(c, &x)) return;
    act_from_form(c, &x, why);
    set_fields(c, &x);
    act_do(c, &x, "/incidents?layer=coded", (str){0});
    if (entry >= 0) /* without an id of ours it is called by its entry */
        page_go(c, "/incidents/", arena_printf(c->a, "K-%lld", (long long)entry));
}

void do_join(call *c)
{
    act x = act_of(c, DO_CODE);
    x.word = "change";
    x.item = str_trim(call_form(c, "incident"));
    if (x.item.len == 0 || !call_form(c, "from").len) {
        page_refuse(c, 422, N_("Pick what joins, and write the id of the incident that it joins."));
        return;
    }
    if (!set_records(c, &x)) return;
    act_from_form(c, &x, why);
    act_do(c, &x, "/incidents/", x.item);
}

static void decide(call *c, const char *word, const id_vec *ids, const char *path, str part)
{
    act x = act_of(c, DO_DECIDE);
    x.word = word;
    x.items = ids->items;
    x.n_items = ids->n;
    act_from_form(c, &x, why);
    act_do(c, &x, path, part);
}

static void do_picked(call *c, const char *word)
{
    id_vec ids = {0};
    if (picked(c, &ids)) decide(c, word, &ids, "/inbox", (str){0});
}

void do_aside(call *c)
{
    do_picked(c, "aside");
}

void do_back(call *c)
{
    do_picked(c, "back");
}

/* ---- Claims of one event, or of several */

void do_merge(call *c)
{
    id_vec ids = {0}, ours = {0}, theirs = {0};
    str with = str_trim(call_form(c, "with"));
    if (!expand(c, c->part, &ours) || !expand(c, with, &theirs)) return;
    const char **slots[] = {VEC_PUSH(c->a, &ids), VEC_PUSH(c->a, &ids)};
    if (!slots[0] || !slots[1]) {
        page_refuse(c, 500, N_("It could not be kept; try again."));
        return;
    }
    ids.items[0] = ours.items[0]; /* claims of one incident hang together already */
    ids.items[1] = theirs.items[0];
    decide(c, "merge", &ids, "/inbox", (str){0});
}

void do_split(call *c)
{
    do_picked(c, "split");
}

void claims_forms(call *c, const desk_rows *claims)
{
    if (c->q->json || claims->n == 0 || !call_may(c, true, "/incidents/x/merge")) return;
    folded(c, N_("These claims and others"));
    page_say(c, N_("Which claims speak of one event is worked out from their times and places. "
                   "Whoever knows better says so, with a reason; the last word stands."));
    form_begin(c, "/incidents/", c->part, "/merge");
    form_field(c, &(field){.name = "with",
                           .label = N_("Another alleged incident, or a claim, of the same event"),
                           .needed = true});
    form_field(c, &(field){.name = "reason", .label = N_("Why"), .needed = true});
    form_end(c, N_("They speak of one event"));
    if (claims->n > 1) {
        form_begin(c, "/incidents/", c->part, "/split");
        put_picks(c, claims, 0, "", N_("Pick two or more that speak of different events"));
        form_field(c, &(field){.name = "reason", .label = N_("Why"), .needed = true});
        form_end(c, N_("Each speaks of another event"));
    }
    buf_z(&c->p->body, "</details>\n");
}
