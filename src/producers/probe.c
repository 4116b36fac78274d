/* The kind of a file by its first line. */
#include "producers/event_feeds.h"

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

feed_kind kind_probe(str head)
{
    feed_kind found = FEED_NONE;
    if (str_has(head, "VDM,") && (str_has(head, "!AIVDM,") || str_has(head, "!BSVDM,")))
        return FEED_AIS;
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
