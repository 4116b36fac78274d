/* One member of a zip archive in memory. */
#include "text/text.h"

#include <string.h>
#include <zlib.h>

static uint32_t le(const char *p, size_t n)
{
    uint32_t v = 0;
    for (size_t i = n; i > 0; i--)
        v = v << 8 | (unsigned char)p[i - 1];
    return v;
}

/* By its entry in the central directory at `at`. */
static tr_err unzip_at(str zip, const char *at, size_t most, arena *a, str *out)
{
    enum { LOCAL = 30 };
    uint32_t method = le(at + 10, 2), packed = le(at + 20, 4), plain = le(at + 24, 4),
             local = le(at + 42, 4);
    if (plain > most || (size_t)local + LOCAL > zip.len) return TR_ERR_LIMIT;
    size_t data = (size_t)local + LOCAL + le(zip.ptr + local + 26, 2) + le(zip.ptr + local + 28, 2);
    if (data > zip.len || packed > zip.len - data) return TR_ERR_DATA;
    str raw = str_upto(str_from(zip, data), packed);
    if (method == 0) {
        *out = raw;
        return packed == plain ? TR_OK : TR_ERR_DATA;
    }
    char *room = arena_alloc(a, (size_t)plain + 1);
    if (room == NULL) return TR_ERR_NOMEM;
    *out = (str){room, plain};
    z_stream z = {.next_in = (Bytef *)(uintptr_t)raw.ptr,
                  .avail_in = (uInt)raw.len,
                  .next_out = (Bytef *)room,
                  .avail_out = (uInt)plain};
    if (inflateInit2(&z, -15) != Z_OK) return TR_ERR_NOMEM;
    int e = inflate(&z, Z_FINISH);
    inflateEnd(&z);
    return e == Z_STREAM_END && z.avail_out == 0 ? TR_OK : TR_ERR_DATA;
}

tr_err zip_member(str zip, const char *name, size_t most, arena *a, str *out)
{
    enum { ENTRY = 46 };
    size_t len = strlen(name);
    *out = (str){0};
    for (size_t i = 0; i + ENTRY + len <= zip.len; i++) {
        const char *p = memmem(zip.ptr + i, zip.len - i, "PK\x01\x02", 4);
        if (p == NULL) return TR_OK;
        i = (size_t)(p - zip.ptr);
        if (i + ENTRY + len > zip.len) return TR_OK;
        if (le(p + 28, 2) == len && memcmp(p + ENTRY, name, len) == 0)
            return unzip_at(zip, p, most, a, out);
    }
    return TR_OK;
}
