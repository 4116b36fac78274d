/* The first byte declares an encoding; the rest is a packed or plain file, handed over in pieces. What comes out is UTF-8, and
 * how it is cut into pieces changes nothing. */
#include "fuzz.h"

#include "text/stream.h"

#include <stdlib.h>
#include <string.h>

typedef struct pieces {
    str left;
    size_t most;
} pieces;

static tr_err fill(void *ctx, char *dst, size_t n, size_t *got)
{
    pieces *p = ctx;
    *got = n < p->most ? n : p->most;
    if (*got > p->left.len) *got = p->left.len;
    if (*got) memcpy(dst, p->left.ptr, *got);
    p->left = str_from(p->left, *got);
    return TR_OK;
}

enum { ROOM = 4 << 20 };

static tr_err unpack(str bytes, stream_encoding as, size_t most, char *out, size_t *n)
{
    pieces p = {bytes, most};
    stream *s = NULL;
    csv_source src;
    size_t got = 1;
    *n = 0;
    tr_err e = stream_open((csv_source){.fill = fill, .ctx = &p}, "fuzz", as, &s, &src);
    while (e == TR_OK && got > 0 && *n < ROOM) {
        e = src.fill(src.ctx, out + *n, most < ROOM - *n ? most : ROOM - *n, &got);
        if (e == TR_OK) *n += got;
    }
    if (e == TR_OK && got == 0 && stream_fault(s)->code != CODE_NONE) __builtin_trap();
    stream_close(s);
    return e;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t n = 0, m = 0;
    char *a = malloc(ROOM), *b = malloc(ROOM);
    if (size > 0 && a && b) {
        stream_encoding as = (stream_encoding)(data[0] % STREAM_ENCODING__N);
        str rest = fuzz_str(data + 1, size - 1);
        tr_err whole = unpack(rest, as, ROOM, a, &n), cut = unpack(rest, as, 7, b, &m);
        if (whole == TR_OK && cut == TR_OK && n < ROOM && m < ROOM && (n != m || memcmp(a, b, n) != 0)) __builtin_trap();
        if ((whole == TR_OK) != (cut == TR_OK) && n < ROOM && m < ROOM) __builtin_trap();
    }
    free(a);
    free(b);
    return 0;
}
