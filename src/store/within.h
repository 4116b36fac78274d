/* within: the detections of several files of columns as one, those of a window of place and time
 * alone, each once. By its order a file tells where a time begins, so that the rest of it is not
 * read. Digests are not looked at: making the index and verifying do that. */
#ifndef TRUCE_STORE_WITHIN_H
#define TRUCE_STORE_WITHIN_H

#include "base/arena.h"
#include "model/model.h"

/* Borders are within. West may not be east of east: two windows meet at the 180th meridian. */
typedef struct within_window {
    int64_t from_s, to_s; /* UTC, seconds since 1970 */
    int32_t west_e7, east_e7, south_e7, north_e7;
} within_window;
/** All there is. */
within_window within_everything(void);

typedef struct within within;
/** `files`: paths; they must stay. A file that is not there is TR_ERR_ABSENT, one that is not whole
 * TR_ERR_DAMAGED. Memory: 45 kB for each stretch of a file that is being read. */
TR_MUST tr_err within_open(const str *files, size_t n, const within_window *w, arena *a,
                           within **out, tr_diag *diag);
/** In the order of detection_compare; TR_ERR_ABSENT after the last. */
TR_MUST tr_err within_next(within *s, detection *out, tr_diag *diag);
void within_close(within *s);

#endif
