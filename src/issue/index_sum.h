/* The digest of index.db as truce left it, in a file beside it: a flipped byte is told without
 * making the index anew. Private to issue/. The file is away while the index is written, so that a
 * crash leaves no false alarm. */
#ifndef TRUCE_ISSUE_INDEX_SUM_H
#define TRUCE_ISSUE_INDEX_SUM_H

#include "issue/issue.h"

typedef enum index_state {
    INDEX_NONE = 0, /* no index */
    INDEX_UNKNOWN,  /* no digest: it was being written, or comes from an older version */
    INDEX_GOOD,
    INDEX_CHANGED
} index_state;

TR_MUST tr_err index_sum_forget(const char *dir);
TR_MUST tr_err index_sum_write(const char *dir, tr_diag *diag);
TR_MUST tr_err index_sum_check(const char *dir, index_state *out);

#endif
