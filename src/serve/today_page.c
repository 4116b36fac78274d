/* Today: what is in force, what waits, what changed since this person last looked. The inbox: what
 * came in and no incident was made of. */
#include "serve/acts.h"
#include "serve/routes.h"

static void tell_force(call *c)
{
    static const page_column columns[] = {{"reading", N_("Reading"), CELL_TEXT, NULL},
                                          {"holder", N_("Holder"), CELL_TEXT, NULL},
                                          {"title", N_("Title"), CELL_TEXT, NULL},
                                          {"in_force", N_("In force now"), CELL_KNOWN, NULL},
                                          {"until", N_("So until"), CELL_WHEN, NULL}};
    desk_rows r;
    truce_value now = desk_int(desk_now());
    if (!page_ask(
            c,
            "SELECT r.id, r.holder, r.title, CASE f.answer WHEN 'T' THEN 'yes' WHEN 'F' THEN "
            "'no' ELSE 'unknown' END, f.to_usec FROM reading r LEFT JOIN force f ON f.reading "
            "= r.id AND (f.from_usec IS NULL OR f.from_usec <= ?1) AND (f.to_usec IS NULL OR "
            "f.to_usec > ?1) ORDER BY r.position",
            &now, 1, &r))
        return;
    PAGE_TABLE(c, "readings",
               N_("Each reading of the agreement and whether it is in force at this moment. "
                  "Unknown: its text does not settle it, or the mission's period does not reach to "
                  "today."),
               N_("The agreement has no reading."), columns, &r);
}

static const struct queue {
    const char *key, *says, *sql, *page;
} queues[] = {
    {"proposals", N_("proposals that a second person has not answered"),
     "SELECT count(*) FROM decision WHERE waits = 1", "/incidents?show=open"},
    {"observations", N_("observations of which no incident was made"),
     "SELECT count(*) FROM observation o WHERE NOT EXISTS (SELECT 1 FROM coded_from f WHERE "
     "f.record = 'O-' || o.entry)",
     "/inbox"},
    {"claims", N_("incidents alleged in claims that no coded incident has"),
     "SELECT count(*) FROM incident i WHERE layer = 'alleged' AND kind = 'incident' AND status NOT "
     "IN ('refuted', 'withdrawn') AND NOT EXISTS "
     "(SELECT 1 FROM claim m JOIN coded_from f ON f.record = m.id WHERE m.incident = i.id)",
     "/inbox"},
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

static void tell_news(call *c)
{
    static const page_column columns[] = {
        {"entry", N_("Entry"), CELL_NUMBER, NULL}, {"at", N_("When"), CELL_WHEN, NULL},
        {"act", N_("What"), CELL_KNOWN, NULL},     {"about", N_("About"), CELL_LINK, "/incidents/"},
        {"by", N_("By"), CELL_TEXT, NULL},         {"words", N_("Words"), CELL_TEXT, NULL}};
    desk_rows r;
    truce_value seen = desk_int(people_seen(c->s->p, c->in->who.name));
    page_heading(c, "news", N_("Since you last looked"));
    if (!page_ask_first(
            c, 200,
            "SELECT n.entry, n.at_usec, n.kind, (SELECT min(i.id) FROM incident i WHERE i.id IN "
            "(n.item, 'F-' || n.item)), n.by_name, n.said FROM (SELECT d.entry, d.at_usec, d.kind, "
            "(SELECT min(x.item) FROM decided x WHERE x.entry = d.entry AND x.item NOT LIKE '#%') "
            "AS "
            "item, d.by_name, trim(d.state || ' ' || d.reason) AS said FROM decision d WHERE "
            "d.entry "
            ">= ?1 UNION ALL SELECT entry, at_usec, 'observation', (SELECT min(f.incident) FROM "
            "coded_from f WHERE f.record = 'O-' || o.entry), by_name, observation FROM observation "
            "o "
            "WHERE entry >= ?1 UNION ALL SELECT entry, at_usec, act, item, by_name, words FROM "
            "reply "
            "WHERE entry >= ?1 UNION ALL SELECT entry, at_usec, 'import', '', '', kind || ': ' || "
            "name FROM import WHERE entry >= ?1 UNION ALL SELECT entry, at_usec, 'coding', "
            "incident, "
            "by_name, reason FROM coding WHERE entry >= ?1) n ORDER BY n.entry DESC",
            &seen, 1, &r))
        return;
    PAGE_TABLE(c, "news",
               N_("Entries of the record that you have not marked as seen, newest first."),
               N_("Nothing new."), columns, &r);
    if (r.n == 0) return;
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
    tell_force(c);
    if (c->p->status == 200) tell_queues(c);
    if (c->p->status == 200) tell_news(c);
    if (c->p->status == 200) page_end(c);
}

void do_seen(call *c)
{
    int64_t n = 0;
    if (str_to_i64(call_form(c, "entries"), 0, desk_entries(c->s->d), &n))
        people_set_seen(c->s->p, c->in->who.name, n);
    page_go(c, "/", (str){0});
}

/* ---- Inbox */

static bool tell_free_observations(call *c)
{
    static const page_column columns[] = {{"entry", N_("Observation"), CELL_LINK, "/observations/"},
                                          {"from", N_("From"), CELL_WHEN, NULL},
                                          {"by", N_("By"), CELL_TEXT, NULL},
                                          {"place", N_("Place"), CELL_TEXT, NULL},
                                          {"observation", N_("Observation"), CELL_TEXT, NULL},
                                          {"description", N_("Description"), CELL_TEXT, NULL},
                                          {"late", N_("Logged late"), CELL_YES, NULL}};
    desk_rows r;
    page_heading(c, "observations", N_("Observations"));
    if (!page_ask_first(
            c, 200,
            "SELECT entry, from_usec, by_name, place, observation, description, late FROM "
            "observation o WHERE NOT EXISTS (SELECT 1 FROM coded_from f WHERE f.record = 'O-' "
            "|| o.entry) ORDER BY entry DESC",
            NULL, 0, &r))
        return false;
    PAGE_TABLE(c, "observations", N_("Observations of which no incident was made, newest first."),
               N_("Every observation has its incident."), columns, &r);
    make_form(c, &r, 0, "O-");
    return true;
}

static bool tell_free_claims(call *c)
{
    static const page_column columns[] = {
        {"incident", N_("Alleged incident"), CELL_LINK, "/incidents/"},
        {"from", N_("From"), CELL_WHEN, NULL},
        {"place", N_("Place"), CELL_TEXT, NULL},
        {"category", N_("Category"), CELL_KNOWN, NULL},
        {"claims", N_("Claims"), CELL_TEXT, NULL},
        {"near", N_("Coded incidents of these hours"), CELL_TEXT, NULL}};
    desk_rows r;
    page_heading(c, "claims", N_("Claims"));
    if (!page_ask_first(
            c, 200,
            "SELECT i.id, i.from_usec, i.place, i.category, (SELECT group_concat(m.id, ', ') "
            "FROM (SELECT id FROM claim WHERE incident = i.id ORDER BY id) m), (SELECT "
            "group_concat(k.id, ', ') FROM (SELECT id FROM incident k WHERE k.layer = 'coded' "
            "AND k.from_usec < i.to_usec + 3600000000 AND k.to_usec > i.from_usec - 3600000000 "
            "ORDER BY id LIMIT 5) k) FROM incident i WHERE i.layer = 'alleged' AND i.kind = "
            "'incident' AND i.status NOT IN ('refuted', 'withdrawn') AND NOT EXISTS (SELECT 1 FROM "
            "claim m JOIN coded_from f ON f.record = "
            "m.id WHERE m.incident = i.id) ORDER BY i.from_usec DESC, i.id",
            NULL, 0, &r))
        return false;
    PAGE_TABLE(c, "claims",
               N_("Incidents alleged in claims, of which no coded incident was made here, newest "
                  "first."),
               N_("Every claim has its incident."), columns, &r);
    return true;
}

void show_inbox(call *c)
{
    page_begin(c, N_("Inbox"));
    if (!tell_free_observations(c) || !tell_free_claims(c)) return;
    page_end(c);
}
