#include "feed/known.h"

static const char *const kind_words[] = {
    "",        "claims",     "totals",    "incidents",  "events",      "sites",
    "regions", "classes",    "firms",     "viina",      "ucdp",        "acled",
    "alerts",  "explosions", "osm-power", "gem-plants", "gem-nuclear", "gem-steel",
    "gem-gas", "gem-fields", "wri",       "reactors",   "ports",       "grid-buses",
    "areas",   "control",    "fetches",   "effort",     "performance"};
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

bool feed_kind_streams(feed_kind k)
{
    return k == FEED_EVENTS || (k >= FEED_FIRMS && k <= FEED_EXPLOSIONS);
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

/* Does the first line name this column? Quotes and case do not matter. */
static bool names(str head, const char *column)
{
    str line = str_upto(head, str_find(head, '\n')), piece;
    while (str_cut(&line, ',', &piece)) {
        piece = str_trim(piece);
        if (piece.len >= 3 && str_starts(piece, "\xEF\xBB\xBF")) piece = str_from(piece, 3);
        if (piece.len >= 2 && piece.ptr[0] == '"')
            piece = str_upto(str_from(piece, 1), piece.len - 2);
        str want = str_of(column);
        if (piece.len == want.len && str_has_nocase(piece, column)) return true;
    }
    return false;
}

feed_kind feed_probe(str head)
{
    feed_kind found = FEED_NONE;
    if (names(head, "latitude") && names(head, "longitude") && names(head, "acq_date"))
        found = FEED_FIRMS;
    for (size_t i = 0; i < n_known_feeds; i++) {
        bool all = true;
        for (size_t k = 0; k < known_feeds[i].n_needed; k++)
            all = all && names(head, known_feeds[i].columns[k]);
        if (!all) continue;
        if (found != FEED_NONE) return FEED_NONE;
        found = known_feeds[i].kind;
    }
    return found;
}
