/* columns: detections on disk, column by column. Derived from blobs/: may be deleted and comes back
 * the same. The file carries its own digest.
 *
 * Layout, little-endian: a head of 64 bytes; segments, each sorted by detection_compare and without
 * equal rows, of blocks of at most COLUMNS_BLOCK_ROWS rows, each block the columns one after the
 * other; a tail with the rows of each segment and the places of rows that repeat a row of another
 * segment; SHA-256 of all of it, the head last. Nothing is written twice: a merge of the segments
 * only reads. */
#ifndef TRUCE_STORE_COLUMNS_H
#define TRUCE_STORE_COLUMNS_H

#include "base/hash.h"
#include "model/model.h"

enum {
    COLUMNS_BLOCK_ROWS = 65536,
    COLUMNS_RUN_ROWS = 1 << 22,
    COLUMNS_FORMAT = 1,
    COLUMNS_MAX_SEGMENTS = 4096
};

typedef struct columns_writer columns_writer;
/** Memory does not depend on the number of rows: one segment of `run_rows` (COLUMNS_RUN_ROWS, or
 * fewer in tests) is held. */
TR_MUST tr_err columns_create(const char *path, size_t run_rows, columns_writer **out,
                              tr_diag *diag);
TR_MUST tr_err columns_add(columns_writer *w, const detection *rows, size_t n);
/** Synced. `*n_unique` different rows; `*n_repeats` rows that are equal to one of them. */
TR_MUST tr_err columns_finish(columns_writer *w, uint64_t *n_unique, uint64_t *n_repeats,
                              sha256 *digest, tr_diag *diag);
/** Frees the writer; an unfinished file is removed. */
void columns_discard(columns_writer *w);

/** One block; the arrays are valid until the next call. Rows listed in `repeats` stand in another
 * segment already and are to be passed over. */
typedef struct columns_block {
    size_t n;
    const uint64_t *repeats; /* ascending, counted from the block's first row */
    size_t n_repeats;
    const int64_t *at_s;
    const int32_t *lat_e7, *lon_e7, *brightness_e4, *brightness2_e4, *frp_e4, *scan_e4, *track_e4;
    const uint16_t *has;
    const uint8_t *satellite, *product, *grade, *percent, *day, *type;
} columns_block;

typedef struct columns_reader columns_reader;
/** TR_ERR_ABSENT: no such file; TR_ERR_DAMAGED: not a file of this format. */
TR_MUST tr_err columns_open(const char *path, columns_reader **out, tr_diag *diag);
/** Different rows. */
uint64_t columns_rows(const columns_reader *r);
/** TR_ERR_ABSENT after the last block; TR_ERR_DAMAGED when the digest at the end does not fit. */
TR_MUST tr_err columns_next(columns_reader *r, columns_block *out, tr_diag *diag);
detection columns_row(const columns_block *b, size_t i);
void columns_close(columns_reader *r);

#endif
