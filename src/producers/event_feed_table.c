/* Known producers: which columns tell their files. */
#include "producers/event_feeds.h"
#include "producers/event_feed_columns.h"

#define COLUMN_NAME(constant, name) name,
static const char *const viina_names[] = {VIINA_COLUMNS(COLUMN_NAME) NULL};
static const char *const ucdp_names[] = {UCDP_COLUMNS(COLUMN_NAME) NULL};
static const char *const acled_names[] = {ACLED_COLUMNS(COLUMN_NAME) NULL};
static const char *const acled_deleted_names[] = {ACLED_DELETED_COLUMNS(COLUMN_NAME) NULL};
static const char *const alerts_names[] = {ALERTS_COLUMNS(COLUMN_NAME) NULL};
static const char *const explosions_names[] = {EXPLOSIONS_COLUMNS(COLUMN_NAME) NULL};
#define FEED(kind, names, needed, read)                                                            \
    {                                                                                              \
        kind, names, sizeof names / sizeof names[0] - 1, needed, read                              \
    }

const known_feed known_feeds[] = {
    FEED(FEED_VIINA, viina_names, 6, known_viina),
    FEED(FEED_UCDP, ucdp_names, 7, known_ucdp),
    FEED(FEED_ACLED, acled_names, 8, known_acled),
    FEED(FEED_ACLED, acled_deleted_names, 2, known_acled_deleted),
    FEED(FEED_ALERTS, alerts_names, 3, known_alerts),
    FEED(FEED_EXPLOSIONS, explosions_names, 5, known_explosions),
};
const size_t n_known_feeds = sizeof known_feeds / sizeof known_feeds[0];
