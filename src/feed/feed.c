#include "feed/feed.h"

static const char *const kind_words[] = {"",       "claims", "totals",  "incidents",
                                         "events", "sites",  "regions", "classes"};

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
