/* What comes in: observations, the form for one, the inbox, and incidents made of what waits. */
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

/* ---- Log an observation */

static const char *const observed[] = {"time",        "zone",        "place",    "lat",   "lon",
                                       "radius",      "position",    "location", "means", "number",
                                       "observation", "description", "weapon",   NULL};

void show_observe(call *c)
{
    static const field fields[] = {
        {"time",
         N_("When"),
         N_("2025-04-01T07:30Z; without Z it is of the zone below; a day alone is a day."),
         FIELD_LINE,
         true,
         {0}},
        {"zone",
         N_("Zone of the time"),
         N_("As Europe/Vienna; UTC where it is empty."),
         FIELD_LINE,
         false,
         {0}},
        {"place", N_("Town or area of what was observed"), NULL, FIELD_LINE, false, {0}},
        {"lat", N_("Latitude"), N_("Decimal degrees, WGS 84."), FIELD_LINE, false, {0}},
        {"lon", N_("Longitude"), NULL, FIELD_LINE, false, {0}},
        {"radius", N_("Known to, in metres"), NULL, FIELD_LINE, false, {0}},
        {"position", N_("Where you stood"), NULL, FIELD_LINE, false, {0}},
        {"location", N_("Where it was: distance and bearing"), NULL, FIELD_LINE, false, {0}},
        {"means", N_("Means"), N_("Patrol, camera, UAV, sensor."), FIELD_LINE, false, {0}},
        {"number",
         N_("How many"),
         N_("Each explosion, burst, flare or projectile is one."),
         FIELD_LINE,
         false,
         {0}},
        {"observation", N_("Observation"), N_("Heard, saw, recorded."), FIELD_LINE, true, {0}},
        {"description",
         N_("Description"),
         N_("Undetermined explosion, burst, shot, impact."),
         FIELD_LINE,
         false,
         {0}},
        {"weapon", N_("Weapon"), N_("Type, or not known."), FIELD_LINE, false, {0}}};
    page_begin(c, N_("Log an observation"));
    page_say(c,
             N_("What you saw or heard yourself, without saying who did it. It becomes an entry of "
                "the record in your name."));
    form_begin(c, "/observe", (str){0}, NULL);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        form_field(c, &fields[i]);
    form_end(c, N_("Log it"));
    page_end(c);
}

void do_observe(call *c)
{
    act x = act_of(c, DO_OBSERVE);
    act_from_form(c, &x, observed);
    act_do(c, &x, "/inbox", (str){0});
}

void show_observation(call *c)
{
    static const page_column columns[] = {{"entry", N_("Entry"), CELL_NUMBER, NULL},
                                          {"at", N_("Logged"), CELL_WHEN, NULL},
                                          {"from", N_("From"), CELL_WHEN, NULL},
                                          {"to", N_("To"), CELL_WHEN, NULL},
                                          {"by", N_("By"), CELL_TEXT, NULL},
                                          {"position", N_("Where the observer stood"), CELL_TEXT,
                                           NULL},
                                          {"location", N_("Where it was"), CELL_TEXT, NULL},
                                          {"means", N_("Means"), CELL_TEXT, NULL},
                                          {"number", N_("How many"), CELL_TEXT, NULL},
                                          {"observation", N_("Observation"), CELL_TEXT, NULL},
                                          {"description", N_("Description"), CELL_TEXT, NULL},
                                          {"weapon", N_("Weapon"), CELL_TEXT, NULL},
                                          {"place", N_("Place"), CELL_TEXT, NULL},
                                          {"lat", N_("Latitude"), CELL_TEXT, NULL},
                                          {"lon", N_("Longitude"), CELL_TEXT, NULL},
                                          {"radius_m", N_("Known to, in metres"), CELL_TEXT, NULL}},
                             used[] = {{"incident", N_("Incident"), CELL_LINK, "/incidents/"}};
    desk_rows r, u;
    int64_t entry = -1;
    (void)str_to_i64(c->part, 0, INT64_MAX, &entry);
    truce_value v = desk_int(entry);
    page_begin(c, N_("Observation"));
    if (!page_ask(c,
                  "SELECT entry, at_usec, from_usec, to_usec, by_name, position, location, means, "
                  "number, observation, description, weapon, place, lat, lon, radius_m FROM "
                  "observation WHERE entry = ?1",
                  &v, 1, &r) ||
        !page_ask(c, "SELECT incident FROM coded_from WHERE record = 'O-' || ?1 ORDER BY incident",
                  &v, 1, &u))
        return;
    if (r.n == 0) {
        page_refuse(c, 404, N_("The record has no observation of this entry."));
        return;
    }
    PAGE_FACTS(c, "observation", columns, &r);
    PAGE_TABLE(c, "incidents", N_("Incidents made of it."), N_("No incident was made of it."), used,
               &u);
    page_end(c);
}
