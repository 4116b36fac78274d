/* streams: answers that stay open and tell browsers what has changed (server-sent events). Every
 * open one is told the same: the last word counts, and one that was missed is not made up for.
 * Private to http/. */
#ifndef TRUCE_HTTP_STREAMS_H
#define TRUCE_HTTP_STREAMS_H

#include <microhttpd.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    STREAMS_MOST = 512,
    STREAMS_OF_ONE = 8,   /* of one session; then its oldest ends */
    STREAM_WHOLE_S = 600, /* then it ends, and the browser asks again: as whom it has come in */
    STREAM_WORDS = 96     /* bytes of an event */
};

typedef struct streams streams;
streams *streams_new(void);
/** All have ended: nothing of the library may be waiting any more. */
void streams_free(streams *s);
/** The answer for one more; NULL: there are STREAMS_MOST, or no memory. */
struct MHD_Response *streams_open(streams *s, struct MHD_Connection *c, uint64_t whose);
/** All that are open now end, and the browsers ask again, as whoever they are then. */
void streams_renew(streams *s);
/** "event: NAME", "data: N", to all that are open; a new one hears the last that was said. */
void streams_tell(streams *s, const char *name, int64_t n);
/** A line that says nothing, by which a lost connection is found. */
void streams_beat(streams *s);
/** All end, before the server does. */
void streams_end(streams *s);

#endif
