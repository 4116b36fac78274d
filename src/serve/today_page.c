/* Today: what is in force, what waits, what changed since this person last looked. */
#include "serve/acts.h"
#include "serve/routes.h"
#include "base/when.h"

/* Of an earlier state the time of the last thing in it. */
static bool last_act(call *c, int64_t *out)
{
    desk_rows r;
    if (!page_ask(
            c,
            "SELECT max(t) FROM (SELECT max(at_usec) AS t FROM import UNION ALL SELECT "
            "max(at_usec) FROM decision UNION ALL SELECT max(at_usec) FROM observation UNION "
            "ALL SELECT max(at_usec) FROM reply UNION ALL SELECT max(at_usec) FROM coded_act)",
            NULL, 0, &r))
        return false;
    if (r.n && desk_cell(&r, 0, 0)->kind == TRUCE_INTEGER) *out = desk_cell(&r, 0, 0)->integer;
    return true;
}

/* Now; of an earlier state the time that the address says, or that of the last thing in it. A
 * record that knows of later things than its clock or ours is looked at as of these: what is in
 * force and what is ahead are then of one moment. */
static bool moment_of(call *c, int64_t *out)
{
    desk_rows r;
    iso_time t;
    *out = desk_now();
    if (c->then.len && iso_parse(c->then, &t)) {
        *out = civil_to_usec(&t.at) - t.offset_sec * USEC_SEC;
        return true;
    }
    if (c->then.len) *out = INT64_MIN;
    if (c->then.len && !last_act(c, out)) return false;
    if (!page_ask(c,
                  "SELECT l.at_usec, l.at_usec = m.to_usec FROM looked l, mission m WHERE "
                  "l.at_usec IS NOT NULL",
                  NULL, 0, &r))
        return false;
    if (r.n && desk_cell(&r, 0, 0)->integer > *out)
        *out = desk_cell(&r, 0, 0)->integer - (desk_cell(&r, 0, 1)->integer == 1); /* within it */
    if (*out == INT64_MIN) *out = desk_now(); /* nothing in it has a time */
    return true;
}

static void tell_force(call *c, int64_t moment)
{
    bool then = c->then.len > 0 || moment > desk_now();
    const page_column columns[] = {
        {"reading", N_("Reading"), CELL_TEXT, NULL},
        {"holder", N_("Holder"), CELL_TEXT, NULL},
        {"title", N_("Title"), CELL_TEXT, NULL},
        {"in_force", then ? N_("In force then") : N_("In force now"), CELL_KNOWN, NULL},
        {"until", N_("So until"), CELL_WHEN, NULL}};
    static const page_column when[] = {{"at", N_("The moment that is looked at"), CELL_WHEN, NULL}};
    desk_rows r;
    truce_value at = desk_int(moment);
    if (!page_ask(
            c,
            "SELECT r.id, r.holder, r.title, CASE f.answer WHEN 'T' THEN 'yes' WHEN 'F' THEN "
            "'no' WHEN 'U' THEN 'unknown' ELSE 'outside the mission''s period' END, f.to_usec "
            "FROM reading r LEFT JOIN force f ON f.reading "
            "= r.id AND (f.from_usec IS NULL OR f.from_usec <= ?1) AND (f.to_usec IS NULL OR "
            "f.to_usec > ?1) ORDER BY r.position",
            &at, 1, &r))
        return;
    (void)N_("outside the mission's period");
    PAGE_FACTS(c, "moment", when, (&(desk_rows){.n = 1, .width = 1, .cells = &at}));
    PAGE_TABLE(c, "readings",
               then ? N_("Each reading of the agreement, as it was known then, and whether it was "
                         "in force at that moment. Unknown: its text does not settle it. Until: at "
                         "most the end of the mission's period.")
                    : N_("Each reading of the agreement and whether it is in force at this moment. "
                         "Unknown: its text does not settle it. Until: at most the end of the "
                         "mission's period."),
               N_("The agreement has no reading."), columns, &r);
}

/* Those of which the last instant that may be meant is still to come, or has no date. */
static void tell_deadlines(call *c, int64_t moment)
{
    static const page_column columns[] = {{"from", N_("From"), CELL_WHEN, NULL},
                                          {"to", N_("To"), CELL_WHEN, NULL},
                                          {"reading", N_("Reading"), CELL_TEXT, NULL},
                                          {"clause", N_("Clause"), CELL_TEXT, NULL},
                                          {"what", N_("What"), CELL_TEXT, NULL}};
    desk_rows r;
    const truce_value v[] = {desk_int(moment), desk_text(c->q->json ? STR("en") : c->language)};
    page_heading(c, "deadlines", N_("Deadlines ahead"));
    if (!page_ask_first(c, 50,
                        "SELECT from_usec, to_usec, reading, id, coalesce(s.what, d.what) FROM "
                        "deadline d LEFT JOIN deadline_said s ON s.nth = d.nth AND s.language = ?2 "
                        "WHERE to_usec IS NULL OR to_usec > ?1 ORDER BY from_usec IS NULL, "
                        "from_usec, d.nth",
                        v, 2, &r))
        return;
    PAGE_TABLE(
        c, "deadlines",
        N_("What the texts set for a time that has not passed at this moment. From and to: of "
           "all that may be meant."),
        N_("No text sets anything for a time to come."), columns, &r);
}

/* A source that stops is seen by its last file. */
static void tell_sources(call *c)
{
    static const page_column columns[] = {{"kind", N_("Kind"), CELL_KNOWN, NULL},
                                          {"last", N_("Last came in"), CELL_WHEN, NULL},
                                          {"name", N_("Last file"), CELL_TEXT, NULL},
                                          {"files", N_("Files"), CELL_NUMBER, NULL},
                                          {"rows", N_("Rows taken"), CELL_NUMBER, NULL},
                                          {"aside", N_("Rows set aside"), CELL_NUMBER, NULL}},
                             alarms[] = {{"kind", N_("Kind"), CELL_TEXT, NULL},
                                         {"name", N_("File"), CELL_TEXT, NULL},
                                         {"at", N_("When"), CELL_WHEN, NULL},
                                         {"words", N_("Why"), CELL_ENGLISH, NULL}};
    desk_rows r;
    page_heading(c, "sources", N_("What came in"));
    if (!page_ask_first(
            c, 100,
            "SELECT kind, max(at_usec), (SELECT name FROM import l WHERE l.kind = i.kind ORDER BY "
            "l.entry DESC LIMIT 1), count(*), sum(accepted), sum(set_aside) FROM import i GROUP BY "
            "kind ORDER BY max(at_usec), kind",
            NULL, 0, &r))
        return;
    PAGE_TABLE(c, "sources", N_("Files of each kind, those that came in longest ago first."),
               N_("No file has come in."), columns, &r);
    if (!page_ask_first(c, 100, "SELECT kind, name, at_usec, words FROM alarm ORDER BY entry DESC",
                        NULL, 0, &r))
        return;
    PAGE_TABLE(c, "alarms",
               N_("Files that could not be read, and that no later one has replaced, newest "
                  "first: nothing of them is in the record."),
               N_("Every file could be read."), alarms, &r);
}

static const struct queue {
    const char *key, *says, *sql, *page;
} queues[] = {
    {"proposals", N_("proposals that a second person has not answered"),
     "SELECT count(*) FROM decision WHERE waits = 1", "/incidents?show=open"},
    {"observations", N_("observations of which no incident was made"),
     "SELECT count(*) FROM observation o WHERE " INBOX_OBSERVATION, "/inbox"},
    {"claims", N_("incidents alleged in claims that no coded incident has"),
     "SELECT count(*) FROM incident i WHERE " INBOX_CLAIMS, "/inbox"},
    {"asked", N_("questions to a side without an answer"),
     "SELECT count(*) FROM reply a WHERE act = 'ask' AND NOT EXISTS (SELECT 1 FROM reply b WHERE "
     "b.item = a.item AND b.party = a.party AND b.act <> 'ask' AND b.entry > a.entry)",
     "/replies"}};

static bool may_go(const call *c, const char *page)
{
    char path[32];
    size_t n = strcspn(page, "?");
    if (n >= sizeof path) return false;
    memcpy(path, page, n);
    path[n] = 0;
    return call_may(c, false, path);
}

static void tell_queues(call *c)
{
    page_heading(c, "waits", N_("What waits"));
    for (size_t i = 0; i < sizeof queues / sizeof *queues; i++) {
        const struct queue *q = &queues[i];
        desk_rows r;
        if (!page_ask(c, q->sql, NULL, 0, &r)) return;
        page_figure(c, q->key, q->says, desk_cell(&r, 0, 0)->integer,
                    may_go(c, q->page) ? q->page : NULL);
    }
}

#define NEWS_MOST "201" /* one more than are shown */
/* The newest entries of each table, then of them the newest; what each is about only of these: a
 * record has many. A proposal's item is what an answer to it is about. */
#define NEWEST(columns, table)                                                                     \
    "SELECT * FROM (SELECT entry, at_usec, " columns " FROM " table                                \
    " WHERE entry >= ?1 ORDER BY entry DESC LIMIT " NEWS_MOST ")"
#define NEW_DECISIONS                                                                              \
    NEWEST("kind, '' AS item, by_name, state || CASE WHEN state <> '' AND reason <> '' THEN ': ' " \
           "ELSE '' END || reason AS said, 'decision' AS of",                                      \
           "decision")
#define NEW_OBSERVATIONS                                                                           \
    NEWEST("'observation', '', by_name, observation, 'observation'", "observation")
#define NEW_REPLIES NEWEST("act, item, by_name, words, 'reply'", "reply")
#define NEW_IMPORTS NEWEST("'import', '', '', kind || ': ' || name, 'import'", "import")
#define NEW_CODINGS NEWEST("'coding', incident, by_name, reason, 'coding'", "coded_act")
#define ALL " UNION ALL "
static const char news[] =
    "SELECT n.entry, n.at_usec, n.kind, (SELECT min(i.id) FROM incident i WHERE i.id IN (n.item, "
    "'F-' || n.item)), n.by_name, n.said FROM (SELECT w.entry, w.at_usec, w.kind, CASE w.of WHEN "
    "'decision' THEN coalesce((SELECT min(x.item) FROM decided x WHERE x.entry = w.entry AND "
    "x.item NOT LIKE '#%'), (SELECT min(p.item) FROM decided x JOIN decided p ON p.entry = "
    "CAST(substr(x.item, 2) AS INTEGER) WHERE x.entry = w.entry AND x.item LIKE '#%' AND p.item "
    "NOT LIKE '#%')) WHEN 'observation' THEN (SELECT min(f.incident) FROM coded_from f WHERE "
    "f.record = 'O-' || w.entry) ELSE w.item END AS item, w.by_name, w.said FROM (" NEW_DECISIONS
        ALL NEW_OBSERVATIONS ALL NEW_REPLIES ALL NEW_IMPORTS ALL NEW_CODINGS
    " ORDER BY 1 DESC LIMIT " NEWS_MOST ") w) n ORDER BY n.entry DESC";

static void tell_news(call *c)
{
    static const page_column columns[] = {
        {"entry", N_("Entry"), CELL_NUMBER, NULL}, {"at", N_("When"), CELL_WHEN, NULL},
        {"act", N_("What"), CELL_KNOWN, NULL},     {"about", N_("About"), CELL_LINK, "/incidents/"},
        {"by", N_("By"), CELL_TEXT, NULL},         {"words", N_("Words"), CELL_TEXT, NULL}};
    desk_rows r;
    bool then = c->then.len > 0;
    truce_value seen = desk_int(then ? 0 : people_seen(c->s->p, c->in->who.name));
    page_heading(c, "news", then ? N_("What had come by then") : N_("Since you last looked"));
    if (!page_ask_first(c, 200, news, &seen, 1, &r)) return;
    PAGE_TABLE(c, "news",
               then ? N_("Entries of the record that had come by then, newest first.")
                    : N_("Entries of the record that you have not marked as seen, newest first."),
               N_("Nothing new."), columns, &r);
    if (r.n == 0 || then) return;
    form_begin(c, "/seen", (str){0}, NULL);
    form_field(c, &(field){.name = "entries",
                           .kind = FIELD_HIDDEN,
                           .value = arena_printf(c->a, "%lld", (long long)desk_entries(c->s->d))});
    form_end(c, N_("Mark all as seen"));
}

void show_today(call *c)
{
    if (c->in->who.role == ROLE_LIAISON) {
        page_go(c, "/replies", (str){0});
        return;
    }
    if (c->in->who.role == ROLE_KEEPER) {
        page_go(c, "/people", (str){0});
        return;
    }
    page_begin(c, N_("Today"));
    int64_t moment;
    if (!moment_of(c, &moment)) return;
    tell_force(c, moment);
    if (c->p->status == 200) tell_deadlines(c, moment);
    if (c->p->status == 200) tell_queues(c);
    if (c->p->status == 200) tell_news(c);
    if (c->p->status == 200) tell_sources(c);
    if (c->p->status == 200) page_end(c);
}

void do_seen(call *c)
{
    int64_t n = 0;
    if (str_to_i64(call_form(c, "entries"), 0, desk_entries(c->s->d), &n))
        people_set_seen(c->s->p, c->in->who.name, n);
    page_go(c, "/", (str){0});
}
