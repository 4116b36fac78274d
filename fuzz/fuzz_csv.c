#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    csv_reader *r = NULL;
    csv_row row;
    tr_diag d;
    size_t received = 0;
    if (csv_open_bytes(fuzz_str(data, size), "fuzz", &r) != TR_OK) return 0;
    for (;;) {
        tr_err e = csv_next(r, &row, &d);
        if (e != TR_OK && e != TR_ERR_DATA) break;
        if (++received > size + 1) __builtin_trap(); /* a row costs at least a byte */
        for (size_t i = 0; e == TR_OK && i < row.n; i++) {
            if (utf8_valid_prefix(row.fields[i]) != row.fields[i].len) __builtin_trap();
        }
    }
    csv_close(r);
    return 0;
}
