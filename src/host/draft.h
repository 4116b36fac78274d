/* A file in the making: its bytes go to PATH.new and into a digest as they are made, so that its
 * size is no question of memory. Private to host/. */
#ifndef TRUCE_HOST_DRAFT_H
#define TRUCE_HOST_DRAFT_H

#include "host/host.h"

typedef struct draft {
    int fd; /* -1: only the digest is wanted */
    sha256_ctx *digest;
    buf out; /* write here */
} draft;

/** `path` NULL: only the digest. */
TR_MUST tr_err draft_open(draft *d, const char *path, tr_diag *diag);
/** The file has its own name from the start: for one in a folder that is itself in the making. */
TR_MUST tr_err draft_open_at(draft *d, const char *path, tr_diag *diag);
/** The rest is written and synced; `hex` is the digest of all. The file still has its other name
 * (host_place_file). Always frees; `e`: what went before, kept. */
TR_MUST tr_err draft_close(draft *d, tr_err e, const char *path, char hex[SHA256_HEX + 1],
                           tr_diag *diag);

#endif
