/* The file of columns as its two readers know it. Private to store/. */
#ifndef TRUCE_STORE_COLUMNS_PARTS_H
#define TRUCE_STORE_COLUMNS_PARTS_H

#include "store/columns.h"

/* X(type, field): the columns in the order of the file. */
#define COLUMNS_LIST(X)                                                                            \
    X(int64_t, at_s)                                                                               \
    X(int32_t, lat_e7)                                                                             \
    X(int32_t, lon_e7)                                                                             \
    X(int32_t, brightness_e4)                                                                      \
    X(int32_t, brightness2_e4)                                                                     \
    X(int32_t, frp_e4)                                                                             \
    X(int32_t, scan_e4)                                                                            \
    X(int32_t, track_e4)                                                                           \
    X(uint16_t, has)                                                                               \
    X(uint8_t, satellite)                                                                          \
    X(uint8_t, product)                                                                            \
    X(uint8_t, grade)                                                                              \
    X(uint8_t, percent)                                                                            \
    X(uint8_t, day)                                                                                \
    X(uint8_t, type)
#define SIZE_OF(t, name) +sizeof(t)
enum { ROW_BYTES = 0 COLUMNS_LIST(SIZE_OF), HEAD_BYTES = 64 };
#undef SIZE_OF
extern const char columns_magic[8];

typedef struct columns_head {
    char magic[8];
    uint64_t rows, repeats, segments; /* rows: all that stand in segments */
    uint64_t tail_at;
    uint32_t block_rows, row_bytes, format, reserved;
    uint8_t rest[8];
} columns_head;
_Static_assert(sizeof(columns_head) == HEAD_BYTES, "the head is 64 bytes");

/** Could these be the first bytes of such a file? */
bool columns_head_ok(const columns_head *h);
/** All of `n` bytes, or false. */
bool columns_pread(int fd, void *bytes, size_t n, uint64_t at);

#endif
