/* The kinds of files: their words, and what holds for each. */
#include "feed/needs.h"

/* Of a table of ship positions that a mapping tells (mission/ship_tables.c); those of publishers
 * that are known need none, and logs have no columns. */
static const char *const ship_names[] = {
    "mmsi",  "instant", "lat",      "lon", "speed",    "course", "heading", "status",
    "class", "name",    "callsign", "imo", "shiptype", "length", "width",   NULL};
const rows_need need_ships = {ship_names, 4};

static const char *const kind_words[] = {
    "",           "claims",      "totals",     "incidents", "events",     "sites",
    "regions",    "classes",     "firms",      "viina",     "ucdp",       "acled",
    "alerts",     "explosions",  "ais",        "osm-power", "gem-plants", "gem-nuclear",
    "gem-steel",  "gem-gas",     "gem-fields", "wri",       "reactors",   "ports",
    "grid-buses", "areas",       "control",    "fetches",   "effort",     "performance",
    "process",    "invocations", "findings",   "windows",   "casualties", "ship-events"};
_Static_assert(sizeof kind_words / sizeof kind_words[0] == FEED__N, "a word for each kind");

const char *feed_kind_word(feed_kind k)
{
    return k < FEED__N ? kind_words[k] : "";
}

bool feed_kind_from(str word, feed_kind *out)
{
    for (unsigned i = 1; i < FEED__N; i++) {
        if (!str_is(word, kind_words[i])) continue;
        *out = (feed_kind)i;
        return true;
    }
    return false;
}

void feed_kind_list(buf *b)
{
    buf_z(b, "the kinds are ");
    for (unsigned i = 1; i < FEED__N; i++) {
        if (i > 1) buf_z(b, i + 1 < FEED__N ? ", " : " and ");
        buf_z(b, kind_words[i]);
    }
}

rows_how feed_how(const feed_context *c)
{
    return (rows_how){
        .mapping = c->mapping, .form = c->form, .zones = c->zones, .whole_cells = c->whole_cells};
}

bool feed_kind_streams(feed_kind k)
{
    return k == FEED_EVENTS || (k >= FEED_FIRMS && k <= FEED_AIS);
}

bool feed_kind_has_events(feed_kind k)
{
    return feed_kind_streams(k) && k != FEED_FIRMS && k != FEED_AIS;
}

bool feed_kind_is_registry(feed_kind k)
{
    return k == FEED_SITES || (k >= FEED_OSM_POWER && k <= FEED_GRID_BUSES);
}

bool feed_kind_gives_meaning(feed_kind k)
{
    return !feed_kind_streams(k) && !feed_kind_has_places(k) && k != FEED_FETCHES;
}

bool feed_kind_has_places(feed_kind k)
{
    return feed_kind_is_registry(k) || k == FEED_AREAS || k == FEED_CONTROL;
}
