/* Incidents: the list, and one of them with its states, its evidence and its forms. */
#include "serve/acts.h"
#include "serve/shared.h"

#include <math.h>

static const char *const ladder[] = {"corroborated", "verified",  "contradicted", "refuted",
                                     "unverifiable", "withdrawn", "attributed",   "alleged"};

/* ---- The list */

enum { A_PAGE = 100 };

/* Which, then what of each: all values are bound. By the index of times, which has the layer too,
 * so that pages far behind are found without looking at the rows before them; where the words to
 * find are in few, by the index of words. */
#define CHOOSE(more)                                                                               \
    "SELECT i.layer, i.id, i.from_usec FROM incident i WHERE (?1 = '' OR i.layer = ?1) AND (?4 = " \
    "0 OR i.id IN (SELECT x.item FROM decided x JOIN decision d ON d.entry = x.entry WHERE "       \
    "d.waits = 1))" more
#define COLUMNS                                                                                    \
    "i.id, i.layer, i.from_usec, i.to_usec, i.place, i.category, i.act, i.status, i.verdicts, "    \
    "(SELECT count(DISTINCT d.entry) FROM decided x JOIN decision d ON d.entry = x.entry AND "     \
    "d.waits = 1 WHERE x.item = i.id) FROM pick p JOIN incident i ON i.layer = p.layer AND i.id "  \
    "= p.id ORDER BY p.from_usec DESC, p.id"
#define IN_DAYS                                                                                    \
    " AND (?7 = '' OR " PAGE_UNTIL " > CAST(?7 AS INTEGER)) AND (?8 = '' OR "                      \
    "coalesce(i.from_usec, i.to_usec) < CAST(?8 AS INTEGER))"
#define LIST(choose)                                                                               \
    "WITH pick AS (" choose " ORDER BY 3 DESC, 2 LIMIT ?5 OFFSET ?6) SELECT " COLUMNS
/* From the end of the days back to where nothing that began then can last into them, as long as the
 * longest incident is; behind these, those whose beginning is unknown. */
#define NEAR_DAYS                                                                                  \
    " AND i.from_usec < CASE WHEN ?8 = '' THEN 9223372036854775807 ELSE CAST(?8 AS INTEGER) END "  \
    "AND i.from_usec >= CASE WHEN ?7 = '' THEN -9223372036854775807 ELSE CAST(?7 AS INTEGER) - "   \
    "max(0, coalesce((SELECT to_usec - from_usec FROM incident WHERE to_usec - from_usec IS NOT "  \
    "NULL ORDER BY to_usec - from_usec DESC LIMIT 1), 0)) END"
#define CHOOSE_IN_DAYS(more)                                                                       \
    CHOOSE(more NEAR_DAYS IN_DAYS)                                                                 \
    " UNION ALL " CHOOSE(more " AND i.from_usec IS NULL" IN_DAYS)
/* All values are asked of all questions, so that their numbers are the same. */
#define OF_STATE " AND (?2 = '' OR i.status = ?2)"
#define FOUND_IF_ASKED " AND (?3 = '' OR holds(i.id, ?3) OR holds(i.place, ?3))"
/* As the table on Readings counts: coded ones of the period that stand. */
#define DIFFER                                                                                     \
    " AND i.layer = 'coded' AND i.in_period = 1 AND i.status NOT IN ('refuted', 'withdrawn') AND " \
    "EXISTS (SELECT 1 FROM assessment x JOIN assessment y ON y.incident = x.incident AND "         \
    "y.reading = ?10 AND y.verdict <> x.verdict WHERE x.incident = i.id AND x.reading = ?9)"
static const char list_all[] = LIST(CHOOSE(" AND ?2 = ?2 AND ?3 = ?3 AND ?7 = ?7 AND ?8 = ?8")),
                  list_some[] = LIST(CHOOSE_IN_DAYS(OF_STATE " AND ?3 = ?3")),
                  list_found[] = LIST(CHOOSE_IN_DAYS(OF_STATE FOUND_BY_ROW)),
                  list_indexed[] = LIST(CHOOSE(OF_STATE FOUND_INDEXED IN_DAYS)),
                  list_letters[] = LIST(CHOOSE(OF_STATE FOUND_LETTERS IN_DAYS)),
                  list_differ[] = LIST(CHOOSE_IN_DAYS(OF_STATE FOUND_IF_ASKED DIFFER));

static const char *list_of(const call *c, const word_search *words)
{
    static const char *const found[] = {list_found, list_indexed, list_letters};
    if (call_query(c, "differ").len) return list_differ;
    if (call_query(c, "find").len) return found[words->by];
    bool some = call_query(c, "state").len || call_query(c, "from").len || call_query(c, "to").len;
    return some ? list_some : list_all;
}

static const char *const asks[] = {"layer", "state", "show", "find", "from", "to", "differ"};

static void list_filter(call *c)
{
    static const char *const layers[] = {"", "coded", "alleged"}, *const shows[] = {"", "open"};
    const char *states[1 + sizeof ladder / sizeof *ladder] = {""};
    buf *b = &c->p->body;
    if (c->q->json) return;
    memcpy(states + 1, ladder, sizeof ladder);
    buf_z(b, "<form class=\"row\" method=\"get\" action=\"/incidents\">");
    form_choice(c, "layer", N_("Coded by a person, or alleged in claims"), layers, 3,
                call_query(c, "layer"));
    form_choice(c, "state", N_("State"), states, sizeof states / sizeof *states,
                call_query(c, "state"));
    form_choice(c, "show", N_("Proposals that wait"), shows, 2, call_query(c, "show"));
    form_filter(c, "find", N_("Id or place"));
    form_filter(c, "from", N_("From"));
    form_filter(c, "to", N_("To"));
    if (call_query(c, "differ").len)
        form_filter(c, "differ", N_("Readings that differ, with a comma between"));
    form_end(c, N_("Show"));
}

/* Another page of the same list. */
static void more_link(call *c, int64_t page, bool more)
{
    buf *b = &c->p->body;
    if (c->q->json || (!more && page == 1)) return;
    buf_z(b, "<p>");
    for (int k = 0; k < 2; k++) {
        if (k ? !more : page == 1) continue;
        buf_f(b, "<a rel=\"%s\" href=\"?page=%lld", k ? "next" : "prev",
              (long long)(k ? page + 1 : page - 1));
        for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
            buf_f(b, "&amp;%s=", asks[i]);
            page_encoded(c, call_query(c, asks[i]));
        }
        buf_z(b, "\">");
        html_text(b, str_of(catalogue_say(c->words, k ? N_("Later pages") : N_("Earlier pages"))));
        buf_z(b, "</a> ");
    }
    buf_z(b, "</p>\n");
}

void show_incidents(call *c)
{
    static const page_column columns[] = {
        {"id", N_("Incident"), CELL_LINK, "/incidents/"},
        {"layer", N_("Layer"), CELL_KNOWN, NULL},
        {"from", N_("From"), CELL_WHEN, NULL},
        {"to", N_("To"), CELL_WHEN, NULL},
        {"place", N_("Place"), CELL_TEXT, NULL},
        {"category", N_("Category"), CELL_KNOWN, NULL},
        {"act", N_("Act"), CELL_KNOWN, NULL},
        {"state", N_("State"), CELL_KNOWN, NULL},
        {"verdicts", N_("Under each reading"), CELL_VERDICTS, NULL},
        {"open_proposals", N_("Proposals that wait"), CELL_NUMBER, NULL}};
    desk_rows r;
    int64_t page = 1;
    (void)str_to_i64(call_query(c, "page"), 1, 1000000, &page);
    int64_t from, to;
    bool days = page_day(c, call_query(c, "from"), &from) && page_day(c, call_query(c, "to"), &to);
    if (days && to != INT64_MIN) to += PAGE_DAY_USEC; /* the day is counted in */
    page_begin(c, N_("Incidents"));
    if (!days) {
        c->p->status = 422;
        if (c->q->json) jw_kz(&c->j, "error", page_days_are);
        page_say(c, page_days_are);
        list_filter(c);
        page_end(c);
        return;
    }
    str differ = call_query(c, "differ"), find = call_query(c, "find");
    size_t comma = str_find(differ, ',');
    word_search words = differ.len ? (word_search){.value = find} : call_search(c, find);
    const truce_value v[] = {
        desk_text(call_query(c, "layer")),
        desk_text(call_query(c, "state")),
        desk_text(words.value),
        desk_int(str_is(call_query(c, "show"), "open")),
        desk_int(A_PAGE + 1),
        desk_int((page - 1) * A_PAGE),
        page_bound(c, from),
        page_bound(c, to),
        desk_text(str_trim(str_upto(differ, comma))),
        desk_text(comma < differ.len ? str_trim(str_from(differ, comma + 1)) : STR(""))};
    if (!page_ask(c, list_of(c, &words), v, differ.len ? 10 : 8, &r)) return;
    bool more = r.n > A_PAGE;
    if (more) r.n = A_PAGE;
    list_filter(c);
    if (c->q->json && more) jw_ki(&c->j, "next_page", page + 1);
    if (differ.len == 0) /* the map does not ask for that */
        link_of_question(c, "/map", asks, sizeof asks / sizeof *asks,
                         N_("These incidents on the map"));
    PAGE_TABLE(c, "incidents",
               N_("Newest first. Coded and alleged incidents are never added up. A verdict says "
                  "whether the incident as reported would be covered; it says not who did it."),
               N_("No incident fits."), columns, &r);
    more_link(c, page, more);
    page_end(c);
}

/* ---- One of them */

/* What was coded here and taken out leaves no incident, but its acts. */
static bool was_taken_out(call *c)
{
    static const page_column columns[] = {{"entry", N_("Entry"), CELL_NUMBER, NULL},
                                          {"at", N_("When"), CELL_WHEN, NULL},
                                          {"act", N_("What"), CELL_KNOWN, NULL},
                                          {"by", N_("By"), CELL_TEXT, NULL},
                                          {"reason", N_("Reason"), CELL_TEXT, NULL}};
    desk_rows r = {0};
    truce_value id = desk_text(c->part);
    if (c->then.len ||
        desk_query(c->s->d,
                   "SELECT entry, at_usec, CASE act WHEN 'drop' THEN 'drop' ELSE 'coding' END, "
                   "by_name, reason FROM coded_act WHERE incident = ?1 ORDER BY entry",
                   &id, 1, c->a, &r) != TRUCE_OK ||
        r.n == 0)
        return false;
    buf_reset(&c->p->body);
    c->p->status = 404;
    page_begin(c, N_("Not here"));
    page_say(c, N_("It was taken out and is no incident any more:"));
    PAGE_TABLE(c, "taken_out", "", "", columns, &r);
    page_end(c);
    return true;
}

/* The id of an alleged incident is that of its first claim, which may stand in another one since.
 */
static void say_where_it_is(call *c)
{
    desk_rows r = {0};
    truce_value claim = desk_text(str_starts(c->part, "F-") ? str_from(c->part, 2) : STR(""));
    bool now = c->then.len == 0;
    if (now &&
        desk_query(c->s->d, "SELECT incident FROM claim WHERE id = ?1 AND incident <> ''", &claim,
                   1, c->a, &r) == TRUCE_OK &&
        r.n == 1) {
        buf_reset(&c->p->body);
        c->p->status = 404;
        page_begin(c, N_("Not here"));
        page_say(c, N_("Its claims stand in another incident now:"));
        PAGE_TABLE(c, "now_in", "", "",
                   ((const page_column[]){{"id", N_("Incident"), CELL_LINK, "/incidents/"}}), &r);
        page_end(c);
        return;
    }
    if (was_taken_out(c)) return;
    page_refuse(c, 404,
                now ? N_("The record has no incident of this id.")
                    : N_("No incident of this id was known then; it may be known now."));
}

/* A part of the map around it. */
static void link_to_map(call *c, const desk_rows *r)
{
    enum { LAT = 7, LON };
    const double around = 0.5;
    double lat, lon;
    if (c->q->json || !str_to_double(desk_text_at(r, 0, LAT), &lat) ||
        !str_to_double(desk_text_at(r, 0, LON), &lon))
        return;
    buf_f(&c->p->body, "<p><a href=\"/map?bbox=%.4f,%.4f,%.4f,%.4f\">", fmax(lon - around, -180),
          fmax(lat - around, -90), fmin(lon + around, 180), fmin(lat + around, 90));
    html_text(&c->p->body, str_of(catalogue_say(c->words, N_("On the map"))));
    buf_z(&c->p->body, "</a></p>\n");
}

static bool tell_head(call *c)
{
    static const page_column columns[] = {{"id", N_("Incident"), CELL_TEXT, NULL},
                                          {"layer", N_("Layer"), CELL_KNOWN, NULL},
                                          {"from", N_("From"), CELL_WHEN, NULL},
                                          {"to", N_("To"), CELL_WHEN, NULL},
                                          {"place", N_("Place"), CELL_TEXT, NULL},
                                          {"region", N_("Region"), CELL_TEXT, NULL},
                                          {"states", N_("Recognised state"), CELL_TEXT, NULL},
                                          {"lat", N_("Latitude"), CELL_TEXT, NULL},
                                          {"lon", N_("Longitude"), CELL_TEXT, NULL},
                                          {"radius_m", N_("Known to, in metres"), CELL_TEXT, NULL},
                                          {"category", N_("Category"), CELL_KNOWN, NULL},
                                          {"act", N_("Act"), CELL_KNOWN, NULL},
                                          {"state", N_("State"), CELL_KNOWN, NULL}};
    desk_rows r;
    truce_value id = desk_text(c->part);
    if (!page_ask(
            c,
            "SELECT id, layer, from_usec, to_usec, place, adm1, states, CAST(lat AS TEXT), "
            "CAST(lon AS "
            "TEXT), CAST(radius_m AS TEXT), category, act, status FROM incident WHERE id = ?1",
            &id, 1, &r))
        return false;
    if (r.n == 0) {
        say_where_it_is(c);
        return false;
    }
    PAGE_FACTS(c, "incident", columns, &r);
    link_to_map(c, &r);
    return true;
}

/* What its source states, and whose word there is on who did it. Of an alleged one the claims say
 * both. */
static bool tell_source(call *c)
{
    static const page_column columns[] =
        {{"reported_by", N_("Reported by"), CELL_TEXT, NULL},
         {"report", N_("The report"), CELL_TEXT, NULL},
         {"category_words", N_("Category, in the words of the report"), CELL_TEXT, NULL},
         {"act_words", N_("Act, in the words of the report"), CELL_TEXT, NULL},
         {"people", N_("People affected"), CELL_TEXT, NULL},
         {"counter_statement", N_("Other statement"), CELL_TEXT, NULL},
         {"caution", N_("Caution"), CELL_TEXT, NULL},
         {"control", N_("Control of the place, as reported"), CELL_TEXT, NULL},
         {"sources", N_("Sources"), CELL_TEXT, NULL}},
                             who[] = {{"kind", N_("What is said"), CELL_KNOWN, NULL},
                                      {"voice", N_("By whom"), CELL_TEXT, NULL},
                                      {"side", N_("Of whom"), CELL_TEXT, NULL}};
    desk_rows r, w;
    truce_value id = desk_text(c->part);
    if (!page_ask(c,
                  "SELECT reported_by, report, category_words, act_words, people, "
                  "counter_statement, caution, control, sources FROM stated WHERE incident = ?1 "
                  "AND layer = 'coded'",
                  &id, 1, &r) ||
        !page_ask(c, "SELECT kind, voice, side FROM attribution WHERE incident = ?1 ORDER BY nth",
                  &id, 1, &w))
        return false;
    if (r.n == 0) return true;
    PAGE_FACTS(c, "stated", columns, &r);
    PAGE_TABLE(c, "attributions",
               N_("Who did it, by whose word. None of these makes it attributed."),
               N_("With this incident stands nobody's word on who did it."), who, &w);
    return true;
}

/* Why its state is what it is, unless somebody decided it. */
static bool tell_stated(call *c)
{
    static const page_column columns[] = {
        {"worked_out", N_("State that the evidence gives"), CELL_KNOWN, NULL},
        {"why", N_("Why"), CELL_KNOWN, NULL}};
    desk_rows r;
    truce_value id = desk_text(c->part);
    page_heading(c, "stated", N_("What is stated of it"));
    if (!page_ask(c, "SELECT worked_out, why FROM stated WHERE incident = ?1", &id, 1, &r))
        return false;
    PAGE_FACTS(c, "worked_out", columns, &r);
    return tell_source(c);
}

static bool tell_verdicts(call *c)
{
    static const page_column columns[] = {{"reading", N_("Reading"), CELL_TEXT, NULL},
                                          {"verdict", N_("Verdict"), CELL_KNOWN, NULL},
                                          {"in_force", N_("In force"), CELL_TRUTH, NULL},
                                          {"category", N_("Category"), CELL_TRUTH, NULL},
                                          {"place", N_("Place"), CELL_TRUTH, NULL},
                                          {"act", N_("Act"), CELL_TRUTH, NULL},
                                          {"bound", N_("Bound"), CELL_TRUTH, NULL},
                                          {"not_excepted", N_("Not excepted"), CELL_TRUTH, NULL},
                                          {"clauses", N_("Deciding clauses"), CELL_TEXT, NULL}};
    desk_rows r;
    truce_value id = desk_text(c->part);
    page_heading(c, "verdicts", N_("Under each reading"));
    if (!page_ask(c,
                  "SELECT a.reading, a.verdict, a.in_force, a.category, a.place, a.act, a.bound, "
                  "a.not_excepted, a.deciding FROM assessment a JOIN reading r ON r.id = a.reading "
                  "WHERE a.incident = ?1 ORDER BY r.position",
                  &id, 1, &r))
        return false;
    PAGE_TABLE(c, "verdicts",
               N_("What each test of a reading answers. The verdict says whether the incident as "
                  "reported would be covered; it says not who did it."),
               N_("It was not assessed: no reading speaks of it."), columns, &r);
    return true;
}

/* What the clauses say that the verdicts rest on. */
static bool tell_clauses(call *c)
{
    static const page_column columns[] = {{"clause", N_("Clause"), CELL_LINK, "/agreement#clause-"},
                                          {"kind", N_("Kind"), CELL_KNOWN, NULL},
                                          {"content", N_("What it says"), CELL_TEXT, NULL},
                                          {"words", N_("Words it rests on"), CELL_TEXT, NULL},
                                          {"statements", N_("Statements"), CELL_TEXT, NULL}};
    desk_rows r;
    truce_value v[] = {desk_text(c->part), desk_text(c->language)};
    if (!page_ask(c,
                  "SELECT k.id, k.kind, coalesce(s.content, k.content), k.words, k.statements FROM "
                  "assessment a JOIN reading r ON r.id = a.reading JOIN clause k ON k.reading = "
                  "a.reading LEFT JOIN clause_said s ON s.reading = k.reading AND s.position = "
                  "k.position AND s.language = ?2 WHERE a.incident = ?1 AND instr('; ' || "
                  "a.deciding || '; ', '; ' || k.id || '; ') > 0 ORDER BY r.position, k.position",
                  v, 2, &r))
        return false;
    if (r.n)
        PAGE_TABLE(c, "clauses", N_("The deciding clauses, as the agreement has them."), "",
                   columns, &r);
    return true;
}

/* Observations lead to their own page, for whoever may see that; their files stand here. */
static bool tell_observations(call *c)
{
    static const page_column columns[] = {{"entry", N_("Observation"), CELL_LINK, "/observations/"},
                                          {"from", N_("From"), CELL_WHEN, NULL},
                                          {"by", N_("By"), CELL_TEXT, NULL},
                                          {"place", N_("Place"), CELL_TEXT, NULL},
                                          {"observation", N_("Observation"), CELL_TEXT, NULL},
                                          {"description", N_("Description"), CELL_TEXT, NULL}};
    page_column shown[sizeof columns / sizeof *columns];
    desk_rows r;
    truce_value id = desk_text(c->part);
    memcpy(shown, columns, sizeof columns);
    bool may_open = call_may(c, false, "/observations/1");
    if (!may_open) shown[0].kind = CELL_NUMBER;
    if (!page_ask(c,
                  "SELECT o.entry, o.from_usec, o.by_name, o.place, o.observation, o.description "
                  "FROM coded_from f JOIN observation o ON f.record = 'O-' || o.entry WHERE "
                  "f.incident = ?1 ORDER BY o.entry",
                  &id, 1, &r))
        return false;
    if (r.n == 0) return true;
    page_table(c, "observations", N_("Observations that it was made from."), "", shown,
               sizeof shown / sizeof *shown, &r);
    return !may_open ||
           tell_files(c, "files", N_("Files kept with these observations."),
                      "SELECT a.words FROM coded_from f JOIN attachment a ON f.record = 'O-' || "
                      "a.entry WHERE f.incident = ?1 ORDER BY a.entry, a.position",
                      &id);
}

static bool tell_evidence(call *c)
{
    static const page_column from[] = {{"record", N_("Record"), CELL_TEXT, NULL},
                                       {"by", N_("By"), CELL_TEXT, NULL},
                                       {"words", N_("Words"), CELL_TEXT, NULL}},
                             claims[] = {
                                 {"claim", N_("Claim"), CELL_TEXT, NULL},
                                 {"side", N_("Side"), CELL_TEXT, NULL},
                                 {"claimant", N_("Who said it"), CELL_TEXT, NULL},
                                 {"alleged_actor", N_("Of whom it is said"), CELL_TEXT, NULL},
                                 {"date", N_("Day, as stated"), CELL_TEXT, NULL},
                                 {"time", N_("Time, as stated"), CELL_TEXT, NULL},
                                 {"place", N_("Place"), CELL_TEXT, NULL},
                                 {"what", N_("What it speaks of"), CELL_TEXT, NULL},
                                 {"effect", N_("Effect"), CELL_TEXT, NULL},
                                 {"page_date", N_("Published"), CELL_TEXT, NULL},
                                 {"source", N_("Source"), CELL_TEXT, NULL}};
    desk_rows r, m;
    truce_value id = desk_text(c->part);
    page_heading(c, "evidence", N_("Evidence"));
    if (!page_ask(
            c,
            "SELECT f.record, coalesce(m.claimant, ''), coalesce(m.place, '') FROM coded_from "
            "f LEFT JOIN claim m ON m.id = f.record WHERE f.incident = ?1 AND f.record NOT "
            "LIKE 'O-%' ORDER BY f.record",
            &id, 1, &r) ||
        !page_ask(
            c,
            "SELECT m.id, m.side, m.claimant, m.alleged_actor, s.date_stated, trim(s.time_stated "
            "|| "
            "' ' || s.zone_basis), trim(m.region || CASE WHEN m.region <> '' AND m.place <> '' "
            "THEN "
            "', ' ELSE '' END || m.place), m.facility, s.effect, s.page_date, m.url FROM claim m "
            "LEFT JOIN claim_said s ON s.claim = m.id WHERE m.incident = ?1 ORDER BY m.id",
            &id, 1, &m) ||
        !tell_observations(c))
        return false;
    PAGE_TABLE(c, "coded_from", N_("Other records that it was made from."),
               N_("It was made from no other record here."), from, &r);
    PAGE_TABLE(c, "claims", N_("Claims that speak of it."), N_("No claim was joined to it."),
               claims, &m);
    return true;
}

/* A state that was decided on another coding may no longer hold. Columns as in the history. */
static void tell_if_changed_since(call *c, const desk_rows *r)
{
    bool decided = false, changed = false;
    for (size_t i = 0; i < r->n; i++) {
        str kind = desk_text_at(r, i, 2);
        if (str_is(kind, "coding"))
            changed = decided;
        else if (desk_text_at(r, i, 3).len > 0 && desk_cell(r, i, 7)->integer != 1) {
            decided = true;
            changed = false;
        }
    }
    if (changed)
        page_say(c, N_("Its coding was changed after its state was decided: look whether the state "
                       "still holds."));
}

/* "Category: energy.gas; Act: attempt": what a change of the coding made another. */
static str changed_words(call *c, str lines)
{
    static const struct {
        const char *column, *label;
    } known[] = {{"utc_lo", N_("From")},
                 {"utc_hi", N_("To")},
                 {"place", N_("Place")},
                 {"adm1", N_("Region")},
                 {"state", N_("Recognised state")},
                 {"lat", N_("Latitude")},
                 {"lon", N_("Longitude")},
                 {"radius_m", N_("Known to, in metres")},
                 {"category", N_("Category")},
                 {"act", N_("Act")}};
    buf b;
    str line, out = STR("");
    buf_init(&b, 1 << 20);
    while (lines.len && str_cut(&lines, '\n', &line)) {
        size_t eq = str_find(line, '='), k = 0;
        str name = str_upto(line, eq), value = str_from(line, eq + 1);
        while (k < sizeof known / sizeof *known && !str_is(name, known[k].column))
            k++;
        bool ours = k < sizeof known / sizeof *known;
        if (b.len) buf_z(&b, "; ");
        buf_s(&b, ours ? str_of(catalogue_say(c->words, known[k].label)) : name);
        buf_z(&b, ": ");
        bool word = str_is(name, "act") || str_is(name, "category");
        buf_s(&b, value.len == 0 ? str_of(catalogue_say(c->words, N_("not stated")))
                  : word         ? catalogue_word(c->words, value)
                                 : value);
    }
    if (buf_take(&b, c->a, &out) != TR_OK) out = STR("");
    return out;
}

static void tell_changed(call *c, desk_rows *r, size_t column)
{
    for (size_t i = 0; !c->q->json && i < r->n; i++) {
        truce_value *v = &r->cells[i * r->width + column];
        if (v->kind == TRUCE_TEXT && v->text.length > 0)
            *v = desk_text(changed_words(c, (str){v->text.bytes, v->text.length}));
    }
}

static bool tell_history(call *c)
{
    static const page_column columns[] = {{"entry", N_("Entry"), CELL_NUMBER, NULL},
                                          {"at", N_("When"), CELL_WHEN, NULL},
                                          {"act", N_("What"), CELL_KNOWN, NULL},
                                          {"state", N_("State"), CELL_KNOWN, NULL},
                                          {"by", N_("By"), CELL_TEXT, NULL},
                                          {"answers", N_("Answers entry"), CELL_TEXT, NULL},
                                          {"reason", N_("Reason"), CELL_TEXT, NULL},
                                          {"waits", N_("Waits"), CELL_YES, NULL},
                                          {"changed", N_("What it changed"), CELL_TEXT, NULL}};
    desk_rows r;
    truce_value id = desk_text(c->part);
    page_heading(c, "history", N_("History of its states"));
    if (!page_ask(
            c,
            "SELECT DISTINCT d.entry, d.at_usec, d.kind, d.state, d.by_name || CASE WHEN d.second "
            "<> '' THEN ', ' || d.second ELSE '' END, (SELECT substr(y.item, 2) FROM decided y "
            "WHERE y.entry = d.entry AND y.item LIKE '#%'), d.reason, d.waits, '' FROM decided x "
            "JOIN "
            "decision d ON d.entry = x.entry WHERE x.item "
            "= ?1 OR x.item IN (SELECT '#' || y.entry FROM decided y WHERE y.item = ?1) OR x.item "
            "IN "
            "(SELECT id FROM claim WHERE incident = ?1) OR x.item IN (SELECT record FROM "
            "coded_from WHERE incident = ?1) UNION "
            "ALL SELECT entry, at_usec, CASE act WHEN 'drop' THEN 'drop' ELSE 'coding' END, '', "
            "by_name, '', reason, 0, changed FROM coded_act WHERE incident = ?1 ORDER BY 1",
            &id, 1, &r))
        return false;
    tell_changed(c, &r, 8);
    PAGE_TABLE(c, "history", N_("Every act on it, oldest first. Nothing is removed."),
               N_("Nobody has decided anything on it: its state is worked out from its evidence."),
               columns, &r);
    tell_if_changed_since(c, &r);
    for (size_t i = 0; i < r.n; i++) {
        if (desk_cell(&r, i, 7)->integer != 1) continue;
        str entry = arena_printf(c->a, "%lld", (long long)desk_cell(&r, i, 0)->integer);
        if (c->q->json || !call_may(c, true, "/incidents/1/propose")) continue;
        if (call_is_by(c, desk_text_at(&r, i, 4))) {
            page_say(c, N_("What you proposed waits for another person."));
            continue;
        }
        for (int agree = 1; agree >= 0; agree--) {
            if (!call_may(c, true, agree ? "/proposals/1/agree" : "/proposals/1/dissent")) continue;
            form_begin(c, "/proposals/", entry, agree ? "/agree" : "/dissent");
            form_field(c, &(field){.name = "incident", .kind = FIELD_HIDDEN, .value = c->part});
            form_field(c, &(field){.name = "reason",
                                   .label = agree ? N_("Why you agree to this proposal")
                                                  : N_("Why you do not"),
                                   .needed = true});
            form_end(c, agree ? N_("Agree") : N_("Dissent"));
        }
    }
    return true;
}

static bool tell_replies(call *c)
{
    static const page_column columns[] = {
        {"entry", N_("Entry"), CELL_NUMBER, NULL}, {"act", N_("What"), CELL_KNOWN, NULL},
        {"party", N_("Side"), CELL_TEXT, NULL},    {"words", N_("Words"), CELL_TEXT, NULL},
        {"until", N_("Until"), CELL_TEXT, NULL},   {"by", N_("Recorded by"), CELL_TEXT, NULL}};
    desk_rows r;
    truce_value id = desk_text(c->part);
    page_heading(c, "replies", N_("What the sides were asked"));
    if (!page_ask(
            c,
            "SELECT entry, act, party, words, until, by_name FROM reply WHERE item = ?1 ORDER "
            "BY entry",
            &id, 1, &r))
        return false;
    PAGE_TABLE(c, "replies", N_("Questions to the sides, and what came back."),
               N_("No side was asked."), columns, &r);
    return r.n == 0 || !call_may(c, false, "/originals/x") ||
           tell_files(c, "reply_files", N_("Files that came with them."),
                      "SELECT a.words FROM attachment a JOIN reply r ON r.entry = a.entry WHERE "
                      "r.item = ?1 ORDER BY a.entry, a.position",
                      &id);
}

static void propose_form(call *c)
{
    desk_rows waits;
    truce_value id = desk_text(c->part);
    page_heading(c, "propose", N_("Propose a state"));
    page_say(c, N_("To verified and attributed, and away from them, a second person must agree. To "
                   "any other state one person is enough: it stands at once."));
    page_say(c, N_("Of attributed the reason says to whom, and by what."));
    if (page_ask_first(c, 1,
                       "SELECT 1 FROM decided x JOIN decision d ON d.entry = x.entry AND d.waits = "
                       "1 WHERE x.item = ?1",
                       &id, 1, &waits) &&
        waits.n > 0)
        page_say(c,
                 N_("A proposal waits for another person. A new one takes its place, and the one "
                    "that waits can then no longer be agreed to."));
    form_begin(c, "/incidents/", c->part, "/propose");
    form_must_choose(c, "to", N_("State"), ladder, sizeof ladder / sizeof *ladder);
    form_field(
        c, &(field){.name = "reason", .label = N_("Reason"), .kind = FIELD_LINES, .needed = true});
    form_end(c, N_("Propose"));
}

static void ask_form(call *c)
{
    size_t n = 0;
    const char **ids = page_choices(c, "SELECT id FROM party ORDER BY position", &n);
    page_heading(c, "ask", N_("Ask a side for its reply"));
    form_begin(c, "/incidents/", c->part, "/ask");
    if (ids) form_must_choose(c, "party", N_("Side"), ids, n);
    form_field(
        c, &(field){
               .name = "words", .label = N_("What is asked"), .kind = FIELD_LINES, .needed = true});
    form_field(c,
               &(field){.name = "until",
                        .label = N_("Until"),
                        .hint = N_("A day, as 2025-04-01, or a time, as 2025-04-01T12:00Z: before "
                                   "it has passed nobody records that no answer came."),
                        .needed = true});
    form_end(c, N_("Ask"));
}

void folded(call *c, const char *name)
{
    buf *b = &c->p->body;
    buf_z(b, "<details><summary><h2>");
    html_text(b, str_of(catalogue_say(c->words, name)));
    buf_z(b, "</h2></summary>\n");
}

void coding_lists(call *c)
{
    form_list(c, "categories", "SELECT path, means FROM category ORDER BY path");
    form_list(
        c, "acts",
        "SELECT DISTINCT act, act FROM (SELECT act FROM incident WHERE act <> '' AND instr(act, "
        "'|') = 0 LIMIT 5000) ORDER BY act");
    form_list(c, "states", "SELECT id, id FROM state ORDER BY position");
}

static void change_form(call *c)
{
    static const field fields[] = {
        {.name = "utc_lo", .label = N_("From"), .hint = N_("As 2025-04-01T07:30Z.")},
        {.name = "utc_hi", .label = N_("To")},
        {.name = "place", .label = N_("Place")},
        {.name = "adm1", .label = N_("Region")},
        {.name = "state",
         .label = N_("Recognised state"),
         .hint = N_("As the agreement writes it; one that it does not name is in no clause."),
         .list = "states"},
        {.name = "lat", .label = N_("Latitude"), .hint = N_("Decimal degrees, WGS 84.")},
        {.name = "lon", .label = N_("Longitude")},
        {.name = "radius_m", .label = N_("Known to, in metres")},
        {.name = "category", .label = N_("Category"), .list = "categories"},
        {.name = "act", .label = N_("Act"), .list = "acts"},
        {.name = "from",
         .label = N_("A further record that it was made from"),
         .hint = N_("O- and the entry of an observation, or the id of a claim.")},
        {.name = "reason", .label = N_("Why it is changed"), .needed = true}};
    desk_rows r;
    truce_value id = desk_text(c->part);
    if (c->q->json ||
        !page_ask(
            c,
            "SELECT strftime('%Y-%m-%dT%H:%MZ', from_usec / 1000000, 'unixepoch'), "
            "strftime('%Y-%m-%dT%H:%MZ', to_usec / 1000000, 'unixepoch'), place, adm1, states, "
            "CAST(lat AS TEXT), CAST(lon AS TEXT), CAST(radius_m AS TEXT), category, act FROM "
            "incident WHERE id = ?1",
            &id, 1, &r))
        return;
    folded(c, N_("Change its coding"));
    page_say(c,
             N_("What is left empty stays as it is; what it is now stands there in grey. Latitude "
                "and longitude are stated together."));
    form_begin(c, "/incidents/", c->part, "/change");
    coding_lists(c);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        field f = fields[i]; /* the first ten are the columns above */
        if (r.n && i < r.width) f.now = desk_text_at(&r, 0, i);
        form_field(c, &f);
    }
    form_end(c, N_("Change it"));
    buf_z(&c->p->body, "</details>\n");
}

static void drop_form(call *c)
{
    if (c->q->json) return;
    folded(c, N_("Take it out"));
    page_say(c, N_("It is no incident from then on. The record keeps what it was."));
    form_begin(c, "/incidents/", c->part, "/drop");
    form_field(c, &(field){.name = "reason", .label = N_("Why it is taken out"), .needed = true});
    form_end(c, N_("Take it out"));
    buf_z(&c->p->body, "</details>\n");
}

/* Only what was coded here is changed here: an imported row is its source's. */
static bool tell_coding_forms(call *c)
{
    desk_rows coded, claims, all;
    truce_value id = desk_text(c->part);
    if (!page_ask(c, "SELECT 1 FROM coding WHERE incident = ?1 AND dropped = 0", &id, 1, &coded) ||
        !page_ask(c,
                  "SELECT m.id FROM claim m JOIN incident i ON i.id = m.incident AND i.layer = "
                  "'alleged' WHERE m.incident = ?1 AND NOT EXISTS (SELECT 1 FROM coded_from f "
                  "WHERE f.record = m.id) AND NOT EXISTS (SELECT 1 FROM aside x WHERE x.item = "
                  "m.id) ORDER BY m.id",
                  &id, 1, &claims) ||
        !page_ask(c,
                  "SELECT m.id FROM claim m JOIN incident i ON i.id = m.incident AND i.layer = "
                  "'alleged' WHERE m.incident = ?1 ORDER BY m.id",
                  &id, 1, &all))
        return false;
    inbox_form(c, &claims, 0, "");
    claims_forms(c, &all);
    if (coded.n && call_may(c, true, "/incidents/x/change")) change_form(c);
    if (coded.n && call_may(c, true, "/incidents/x/drop")) drop_form(c);
    return true;
}

void show_incident(call *c)
{
    page_begin(c, N_("Incident"));
    if (!tell_head(c) || !tell_stated(c) || !tell_verdicts(c) || !tell_clauses(c) ||
        !tell_evidence(c) || !tell_history(c) || !tell_replies(c))
        return;
    if (call_may(c, true, "/incidents/x/propose")) propose_form(c);
    if (call_may(c, true, "/incidents/x/ask")) ask_form(c);
    if (!tell_coding_forms(c)) return;
    page_end(c);
}

/* ---- Acts */

void do_propose(call *c)
{
    static const char *const names[] = {"to", "reason", NULL};
    act x = act_of(c, DO_PROPOSE);
    x.item = c->part;
    act_from_form(c, &x, names);
    act_do(c, &x, "/incidents/", c->part);
}

static void respond(call *c, bool agree)
{
    static const char *const names[] = {"reason", NULL};
    int64_t entry = 0;
    act x = act_of(c, DO_RESPOND);
    if (!str_to_i64(c->part, 0, INT64_MAX, &entry)) {
        page_refuse(c, 404, N_("The record has no proposal of this entry."));
        return;
    }
    x.entry = (uint64_t)entry;
    x.agree = agree;
    act_from_form(c, &x, names);
    str incident = call_form(c, "incident");
    act_do(c, &x, incident.len ? "/incidents/" : "/", incident);
}

void do_agree(call *c)
{
    respond(c, true);
}
void do_dissent(call *c)
{
    respond(c, false);
}

void do_ask(call *c)
{
    static const char *const names[] = {"party", "words", "until", NULL};
    act x = act_of(c, DO_REPLY);
    x.word = "ask";
    x.item = c->part;
    if (call_form(c, "until").len == 0 && call_form(c, "words").len > 0) {
        page_refuse(c, 422, N_("The day or time until which the side may answer is needed."));
        return;
    }
    act_from_form(c, &x, names);
    act_do(c, &x, "/incidents/", c->part);
}

/* Fields of incidents that a form may state. */
static const char *const coded_fields[] = {"utc_lo",   "utc_hi",   "place", "adm1",  "lat", "lon",
                                           "radius_m", "category", "act",   "state", NULL};

void set_fields(call *c, act *x)
{
    for (size_t i = 0; coded_fields[i]; i++) {
        str v = call_form(c, coded_fields[i]);
        if (v.len)
            act_set(x, "set", arena_printf(c->a, "%s=" STR_FMT, coded_fields[i], STR_ARG(v)));
    }
}

void do_change(call *c)
{
    static const char *const names[] = {"reason", NULL};
    act x = act_of(c, DO_CODE);
    x.word = "change";
    x.item = c->part;
    if (!set_records(c, &x)) return;
    act_from_form(c, &x, names);
    set_fields(c, &x);
    act_do(c, &x, "/incidents/", c->part);
}

void do_drop(call *c)
{
    static const char *const names[] = {"reason", NULL};
    act x = act_of(c, DO_CODE);
    x.word = "drop";
    x.item = c->part;
    act_from_form(c, &x, names);
    act_do(c, &x, "/incidents", (str){0});
}
