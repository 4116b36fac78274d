/* What comes in: the inbox of observations and claims of which no incident was made yet. */
#include "serve/acts.h"
#include "serve/routes.h"

/* ---- Inbox */

static bool tell_observations(call *c)
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

static bool tell_claims(call *c)
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
            "'incident' AND NOT EXISTS (SELECT 1 FROM claim m JOIN coded_from f ON f.record = "
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
    if (!tell_observations(c) || !tell_claims(c)) return;
    page_end(c);
}
