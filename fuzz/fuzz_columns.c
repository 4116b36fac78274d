/* A file of columns, damaged or not: blocks that come are of the sizes that are stated, and the end says whether it was whole. */
#include "fuzz.h"

#include "store/columns.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

static void read_all(const char *path)
{
    columns_reader *r = NULL;
    columns_block b;
    tr_diag d = {0};
    int64_t sum = 0;
    if (columns_open(path, &r, &d) != TR_OK) return;
    while (columns_next(r, &b, &d) == TR_OK) {
        if (b.n == 0 || b.n > COLUMNS_BLOCK_ROWS || b.n_repeats > b.n) __builtin_trap();
        for (size_t i = 0; i < b.n; i++) {
            detection x = columns_row(&b, i);
            sum ^= x.at_s + x.type;
        }
    }
    if (sum == INT64_MIN) __builtin_trap(); /* every row is read */
    columns_close(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    int fd = memfd_create("columns", MFD_CLOEXEC);
    if (fd < 0) return 0;
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (write(fd, data, size) == (ssize_t)size) read_all(path);
    close(fd);
    return 0;
}
